//! A kill or an error at each call while an archive is made and taken in: a client is there whole or not at all,
//! and the same command ends what was begun.

use std::fs;

use crate::document::{PDF, filed};
use crate::faults::{CALLS, with_fault};
use crate::interop::program;
use crate::practice::{NOTE, NOTE_PATH, Practice};

const FAULTS: [&str; 3] = ["signal=KILL", "error=ENOSPC", "error=EIO"];

/// For the practice itself.
const OWN: &[&str] = &["export", "--all", "-f", "archive", "--working-copy", "-o", "out/"];

/// A practice with a client who has a signed note, a signed document and a paper.
fn origin() -> Practice {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let id = filed(&practice, PDF, &["-k", "letter"]);
    practice.ok(&["sign", &id]);
    practice
}

/// Runs a command once for each call that may fail, which does; returns how many were met.
fn at_each_call(fault: &str, mut run: impl FnMut((&str, &str, u32)) -> bool) -> usize {
    let mut met = 0;
    for call in CALLS {
        for nth in 1..60 {
            if run((call, fault, nth)) {
                break;
            }
            met += 1;
        }
    }
    met
}

/// What lies in a folder, but for what a killed run has left there.
fn files(practice: &Practice, folder: &str) -> Vec<(String, Vec<u8>)> {
    let files = practice.files(folder).into_iter();
    let named = files.map(|(path, bytes)| (path.to_str().unwrap().to_owned(), bytes));
    let named =
        named.filter(|(path, _)| !path.contains("/.casenotes-") && !path.contains("/.git/"));
    let below = |path: String| path.rsplit_once(&format!("{folder}/")).unwrap().1.to_owned();
    named.map(|(path, bytes)| (below(path), bytes)).collect()
}

/// Puts back what lay in a folder.
fn put_back(practice: &Practice, folder: &str, files: &[(String, Vec<u8>)]) {
    let _ = fs::remove_dir_all(practice.path(folder));
    files.iter().for_each(|(path, bytes)| practice.put(&format!("{folder}/{path}"), bytes));
}

#[test]
fn a_fault_at_each_call_leaves_all_of_an_archive_or_none_of_it() {
    program("strace");
    let practice = origin();
    let whole = files(&practice, "chart");
    let bare: Vec<_> = whole.iter().filter(|(path, _)| !path.starts_with('.')).collect();
    for fault in FAULTS {
        let met = at_each_call(fault, |at| {
            let is_done = with_fault(&practice, OWN, "", at);
            let is_out = practice.path("out").exists();
            assert!(!is_done || is_out, "{at:?}: said done, and it is not");
            if is_out {
                let there = files(&practice, "out/chart");
                assert!(bare.iter().all(|file| there.contains(file)), "{at:?}: it is cut short");
                assert!(practice.path("out/SHA256SUMS").exists(), "{at:?}");
                fs::remove_dir_all(practice.path("out")).unwrap();
            }
            is_done
        });
        assert!(met >= 8, "{fault} met only {met} calls");
    }
    assert!(files(&practice, "chart") == whole, "the chart was changed");
}

#[test]
fn a_fault_at_each_call_leaves_all_of_a_zip_file_or_none_of_it() {
    program("strace");
    let practice = origin();
    let export = [&OWN[..6], &["whole.zip"]].concat();
    practice.ok(&export);
    let whole = fs::read(practice.path("whole.zip")).unwrap();
    let export = [&OWN[..6], &["out.zip"]].concat();
    for fault in FAULTS {
        let met = at_each_call(fault, |at| {
            let is_done = with_fault(&practice, &export, "", at);
            let out = fs::read(practice.path("out.zip")).ok();
            assert!(!is_done || out.is_some(), "{at:?}: said done, and it is not");
            assert!(out.is_none_or(|out| out == whole), "{at:?}: it is cut short");
            let _ = fs::remove_file(practice.path("out.zip"));
            is_done
        });
        assert!(met >= 3, "{fault} met only {met} calls");
    }
}

#[test]
fn a_fault_at_each_call_of_taking_an_archive_in_leaves_a_client_whole_or_not_there() {
    program("strace");
    let origin = origin();
    origin.ok(OWN);
    let archive = files(&origin, "out");
    let client: Vec<(String, Vec<u8>)> = files(&origin, "chart/clients/c-7f3k");
    // One to whom nobody is in the way, and one whose id is another person's here.
    for is_taken in [false, true] {
        for fault in ["signal=KILL", "error=ENOSPC"] {
            let practice = Practice::new();
            practice.ok(&["sign", "--new-key", "--no-passphrase"]);
            if is_taken {
                practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Kim Fictive"]);
            }
            put_back(&practice, "out", &archive);
            practice.ok(&["import", "out", "--plan", "plan.toml"]);
            let plan = practice.read("plan.toml");
            let plan: String = plan
                .lines()
                .filter(|line| !line.starts_with("unclear"))
                .map(|line| format!("{line}\n"))
                .collect();
            practice.put("plan.toml", &plan);
            let id = plan.lines().find_map(|line| line.strip_prefix("client = ")).unwrap();
            let id = id.trim_matches('"');
            assert_eq!(id != "c-7f3k", is_taken);
            let before = files(&practice, "chart");
            let import = ["import", "--plan", "plan.toml"];
            let place = format!("chart/clients/{id}");
            let is_whole = || {
                let there = files(&practice, &place);
                client.iter().all(|file| there.contains(file))
            };
            let met = at_each_call(fault, |at| {
                let is_done = with_fault(&practice, &import, "", at);
                let is_there = practice.path(&place).exists();
                assert!(!is_there || is_whole(), "{at:?}: it is there in part");
                assert!(!is_done || is_there, "{at:?}: said done, and it is not");
                // The same command ends what was begun.
                let again = practice.run(&import);
                assert_eq!(again.code(), 0, "{at:?}: {again}");
                assert!(is_whole(), "{at:?}");
                let trails = files(&practice, "chart/clients/c-7f3k").into_iter();
                let trails = trails.filter(|(path, _)| path.starts_with("moved/")).count();
                assert_eq!(trails, if is_taken { 2 } else { 0 }, "{at:?}");
                let found = practice.run(&["validate", "--deep", "--short"]);
                assert!(!found.out().contains("error"), "{at:?}: {found}");
                put_back(&practice, "chart/clients", &[]);
                let of_clients = before.iter().filter(|(path, _)| path.starts_with("clients/"));
                of_clients.for_each(|(path, bytes)| practice.put(&format!("chart/{path}"), bytes));
                is_done
            });
            assert!(met >= 8, "{fault} met only {met} calls");
        }
    }
}
