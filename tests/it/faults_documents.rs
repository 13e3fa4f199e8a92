//! A kill or an error at each call while a document or a questionnaire is moved, put away, taken back, or leaves: it is whole in one
//! of its places, and the same command ends what was begun.

use std::fs;

use crate::document::{PDF, filed};
use crate::faults::{CALLS, with_fault};
use crate::interop::program;
use crate::measure::answered;
use crate::practice::{NOTE, NOTE_PATH, Practice};

/// Answers to a GAD-7.
const GAD7: &[&str] = &["--items", "1,1,0,2,0,1,1"];

const FAULTS: [&str; 3] = ["signal=KILL", "error=ENOSPC", "error=EIO"];

/// The calls by which a file changes or goes.
fn calls() -> impl Iterator<Item = &'static str> {
    CALLS.iter().copied().chain(["unlinkat"])
}

/// Runs a command once for each call that may fail, which does; afterwards `look` tells what is there. Returns
/// how many were met.
fn at_each_call(fault: &str, mut run: impl FnMut((&str, &str, u32)) -> bool) -> usize {
    let mut met = 0;
    for call in calls() {
        for nth in 1..40 {
            if run((call, fault, nth)) {
                break;
            }
            met += 1;
        }
    }
    met
}

/// Tells whether files of a name lie whole in a folder.
fn is_whole(practice: &Practice, folder: &str, files: &[(String, Vec<u8>)]) -> bool {
    let read = |name: &str| fs::read(practice.path(&format!("chart/clients/{folder}/{name}"))).ok();
    files.iter().all(|(name, bytes)| read(name).as_ref() == Some(bytes))
}

/// The names of the files in a folder, but for what a killed run has left.
fn names(practice: &Practice, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(practice.path(&format!("chart/clients/{folder}"))).ok();
    let names = entries.into_iter().flatten().map(|it| it.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| !name.starts_with(".casenotes-")).collect()
}

/// The files of a document as they lie there.
fn files_of(practice: &Practice, folder: &str) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| {
        let bytes = fs::read(practice.path(&format!("chart/clients/{folder}/{name}"))).unwrap();
        (name, bytes)
    };
    names(practice, folder).into_iter().map(read).collect()
}

/// Moves something of two kinds to and fro with a fault at each call: `file` files it, `files` are how many it has.
fn moves(family: &str, folder: &str, files: usize, file: impl Fn(&Practice) -> String) {
    program("strace");
    for fault in FAULTS {
        let practice = Practice::with_signer();
        practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
        let id = file(&practice);
        practice.ok(&["sign", &id]);
        let name = id.split_once('/').unwrap().1;
        let whole = files_of(&practice, &format!("c-7f3k/{folder}"));
        assert_eq!(whole.len(), files);
        let (mut from, mut to) = ("c-7f3k", "c-2mxr");
        let met = at_each_call(fault, |at| {
            let old = format!("{from}/{name}");
            let mv = [family, "move", &old, "--to", to, "--reason", "misfiled"];
            let is_done = with_fault(&practice, &mv, "", at);
            let places = [from, to].map(|client| format!("{client}/{folder}"));
            let [here, there] = [&places[0], &places[1]].map(|it| is_whole(&practice, it, &whole));
            assert!(here || there, "{at:?}: it is whole nowhere");
            assert!(!is_done || there, "{at:?}: said done, and it is not");
            // The same command ends what was begun.
            let again = practice.run(&mv);
            assert!(again.code() == 0 || again.err().contains("was moved"), "{at:?}: {again}");
            assert!(is_whole(&practice, &places[1], &whole), "{at:?}");
            assert_eq!(names(&practice, &places[0]), [""; 0], "{at:?}");
            std::mem::swap(&mut from, &mut to);
            is_done
        });
        assert!(met >= 5, "{fault} met only {met} calls");
        let found = practice.run(&["validate", "--deep", "--short"]).out();
        assert!(!found.contains("DC0") && !found.contains("QN0"), "{fault}: {found}");
    }
}

#[test]
fn a_fault_at_each_call_of_document_move_leaves_it_whole_with_one_of_the_two() {
    moves("document", "documents", 3, |practice| filed(practice, PDF, &["-k", "letter"]));
}

#[test]
fn a_fault_at_each_call_of_measure_move_leaves_it_whole_with_one_of_the_two() {
    moves("measure", "questionnaires", 2, |practice| answered(practice, "gad7", GAD7));
}

/// Moves what has left already, killed at each call and then done a minute later: the logs of both say so once.
fn moves_what_left(family: &str, file: impl Fn(&Practice) -> String) {
    program("strace");
    let mut practice = Practice::with_signer();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let id = file(&practice);
    practice.ok(&["sign", &id]);
    let care = ["--to", "Ida Fictive, MD", "--purpose", "care", "--basis", "treatment"];
    practice.ok(&[&["export", &id][..], &care, &["-o", "ida/"]].concat());
    let before = practice.files("chart/clients");
    let mv = [family, "move", &id, "--to", "c-2mxr", "--reason", "misfiled"];
    let (mut met, mut between) = (0, 0);
    for call in calls() {
        for nth in 1..40 {
            practice = practice.env("CASENOTES_NOW", "2026-11-25T09:30:00-05:00");
            let is_done = with_fault(&practice, &mv, "", (call, "signal=KILL", nth));
            let has_trail = !names(&practice, "c-7f3k/moved").is_empty();
            between +=
                usize::from(!has_trail && !names(&practice, "c-2mxr/disclosures").is_empty());
            practice = practice.env("CASENOTES_NOW", "2026-11-25T09:31:00-05:00");
            let again = practice.run(&mv);
            let is_moved = again.code() == 0 || again.err().contains("was moved");
            assert!(is_moved, "{call} {nth}: {again}");
            // The disclosure itself, and what puts it right.
            for (client, count) in [("c-7f3k", 2), ("c-2mxr", 1)] {
                let log = names(&practice, &format!("{client}/disclosures"));
                assert_eq!(log.len(), count, "{call} {nth}: {client}: {log:?}");
            }
            assert_eq!(names(&practice, "c-7f3k/moved").len(), 1, "{call} {nth}");
            fs::remove_dir_all(practice.path("chart/clients")).unwrap();
            for (path, bytes) in &before {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            if is_done {
                break;
            }
            met += 1;
        }
    }
    assert!(met >= 8 && between >= 1, "met {met} calls, {between} between log and trail");
}

#[test]
fn a_document_that_left_and_is_moved_by_a_killed_run_is_entered_once() {
    moves_what_left("document", |practice| filed(practice, PDF, &["-k", "letter"]));
}

#[test]
fn a_questionnaire_that_left_and_is_moved_by_a_killed_run_is_entered_once() {
    moves_what_left("measure", |practice| answered(practice, "gad7", GAD7));
}

#[test]
fn a_fault_at_each_call_of_measure_discard_and_restore_leaves_it_whole() {
    program("strace");
    for fault in FAULTS {
        let practice = Practice::with_signer();
        let id = answered(&practice, "gad7", GAD7);
        let name = id.split_once('/').unwrap().1;
        let whole = files_of(&practice, "c-7f3k/questionnaires");
        let text = String::from_utf8(whole[0].1.clone()).unwrap();
        let is_away = || {
            let path = format!("chart/clients/c-7f3k/discarded/{name}.toml");
            let said = fs::read_to_string(practice.path(&path)).unwrap_or_default();
            let said = said.parse::<toml::Table>().unwrap_or_default();
            said.get("text").and_then(toml::Value::as_str) == Some(&text)
        };
        let is_here = || is_whole(&practice, "c-7f3k/questionnaires", &whole);
        let discard = ["measure", "discard", &id, "--reason", "entered twice"];
        let restore = ["measure", "restore", &id];
        for (args, back, is_restored) in
            [(&discard[..], &restore[..], false), (&restore[..], &discard[..], true)]
        {
            let met = at_each_call(fault, |at| {
                let is_done = with_fault(&practice, args, "", at);
                assert!(is_here() || is_away(), "{at:?}: it is whole nowhere");
                let is_there = || if is_restored { is_here() } else { is_away() };
                assert!(!is_done || is_there(), "{at:?}: said done, and it is not");
                let again = practice.run(args);
                assert!(again.code() == 0 || is_there(), "{at:?}: {again}");
                let old = if is_restored { is_away() } else { is_here() };
                assert!(is_there() && !old, "{at:?}");
                practice.ok(back);
                is_done
            });
            assert!(met >= 3, "{fault} met only {met} calls");
            practice.ok(args);
        }
    }
}

#[test]
fn a_fault_at_each_call_of_document_discard_and_restore_leaves_it_whole() {
    program("strace");
    for fault in FAULTS {
        let practice = Practice::with_signer();
        let id = filed(&practice, PDF, &["-k", "letter"]);
        let name = id.split_once('/').unwrap().1;
        let whole = files_of(&practice, "c-7f3k/documents");
        let text =
            String::from_utf8(whole.iter().find(|it| it.0.ends_with("toml")).unwrap().1.clone());
        let text = text.unwrap();
        // Put away, what is said of it stands in what says why.
        let is_away = || {
            let path = |ending: &str| format!("chart/clients/c-7f3k/discarded/{name}.{ending}");
            let said = fs::read_to_string(practice.path(&path("toml"))).unwrap_or_default();
            let said = said.parse::<toml::Table>().unwrap_or_default();
            let is_said = said.get("text").and_then(toml::Value::as_str) == Some(&text);
            is_said && fs::read(practice.path(&path("pdf"))).is_ok_and(|it| it == PDF.as_bytes())
        };
        let is_here = || is_whole(&practice, "c-7f3k/documents", &whole);
        let discard = ["document", "discard", &id, "--reason", "scanned twice"];
        let restore = ["document", "restore", &id];
        for (args, back, [old, new]) in [
            (&discard[..], &restore[..], ["documents", "discarded"]),
            (&restore[..], &discard[..], ["discarded", "documents"]),
        ] {
            let met = at_each_call(fault, |at| {
                let is_done = with_fault(&practice, args, "", at);
                assert!(is_here() || is_away(), "{at:?}: it is whole nowhere");
                let is_there = || if new == "documents" { is_here() } else { is_away() };
                assert!(!is_done || is_there(), "{at:?}: said done, and it is not");
                let again = practice.run(args);
                assert!(again.code() == 0 || is_there(), "{at:?}: {again}");
                assert!(is_there(), "{at:?}");
                assert_eq!(names(&practice, &format!("c-7f3k/{old}")), [""; 0], "{at:?}");
                practice.ok(back);
                is_done
            });
            assert!(met >= 4, "{fault} met only {met} calls");
            practice.ok(args);
        }
    }
}

#[test]
fn a_fault_at_each_call_of_an_export_with_documents_leaves_all_of_it_or_nothing() {
    program("strace");
    for fault in FAULTS {
        let practice = Practice::with_signer();
        practice.put(NOTE_PATH, NOTE);
        practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
        let bytes = format!("{PDF}{}", "x".repeat(300_000));
        let id = filed(&practice, &bytes, &["-k", "letter"]);
        practice.ok(&["sign", &id]);
        let file = format!("out/{}.pdf", id.split_once('/').unwrap().1);
        let export = ["export", "c-7f3k", "--basis", "individual", "-f", "markdown", "-o", "out/"];
        let entries = || names(&practice, "c-7f3k/disclosures").len();
        let met = at_each_call(fault, |at| {
            let before = entries();
            let is_done = with_fault(&practice, &export, "", at);
            let is_out = practice.path("out").exists();
            assert!(!is_done || is_out, "{at:?}: said done, and it is not");
            // Nothing leaves without its entry in the log, and no part of it alone.
            assert!(!is_out || entries() == before + 1, "{at:?}: it left without an entry");
            if is_out {
                assert!(practice.read(&file) == bytes, "{at:?}: it is cut short");
                assert!(practice.path("out/SHA256SUMS").exists(), "{at:?}");
                fs::remove_dir_all(practice.path("out")).unwrap();
            }
            // After an error there is no entry of what did not leave; a kill may leave one.
            assert!(is_out || fault == "signal=KILL" || entries() == before, "{at:?}");
            is_done
        });
        assert!(met >= 8, "{fault} met only {met} calls");
    }
}
