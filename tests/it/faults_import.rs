//! A kill or a full disk at each call while something is taken in from elsewhere: all of it is there, or none, the
//! same command ends what was begun, and the record is the same as if nothing had happened.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::document::{PDF, filed};
use crate::faults::{CALLS, with_fault};
use crate::interop::program;
use crate::practice::{NOTE, NOTE_PATH, Practice};

/// What lies in the chart, by its place, but for git's own folder.
type Tree = BTreeMap<String, Vec<u8>>;

fn tree(practice: &Practice) -> Tree {
    let root = practice.path("chart");
    let files = practice.files("chart").into_iter();
    let inside = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    let files = files.map(|(path, bytes)| (inside(&path), bytes));
    files.filter(|(path, _)| !path.starts_with(".git/")).collect()
}

/// Puts the chart back as it was.
fn put_back(practice: &Practice, before: &Tree) {
    fs::remove_dir_all(practice.path("chart/clients")).unwrap();
    let of_clients = before.iter().filter(|(path, _)| path.starts_with("clients/"));
    of_clients.for_each(|(path, bytes)| practice.put(&format!("chart/{path}"), bytes));
}

/// Tells whether a name is of what a run has not brought to its place.
fn is_staged(path: &str) -> bool {
    path.starts_with("clients/.casenotes-")
}

/// Files a plan with a fault at each call: `before` is there or `after`, and once the same command was run again,
/// `after`.
fn require_ended(practice: &Practice, is_added: bool, least: usize) {
    program("strace");
    let import = ["import", "--plan", "plan.toml"];
    let before = tree(practice);
    let run = practice.run(&import);
    assert_eq!(run.code(), 0, "{run}");
    let after = tree(practice);
    assert!(after.len() > before.len());
    let found = practice.run(&["validate", "--deep", "--short"]).out();
    for fault in ["signal=KILL", "error=ENOSPC"] {
        let (mut met, mut between) = (0, 0);
        for call in CALLS {
            for nth in 1..200 {
                put_back(practice, &before);
                let is_done = with_fault(practice, &import, "", (call, fault, nth));
                let (there, what) = (tree(practice), format!("{fault} at {call} {nth}"));
                let is_whole = there == after;
                assert!(!is_done || is_whole, "{what}: said done, and it is not");
                if is_done {
                    break;
                }
                met += 1;
                let places: Tree = there
                    .iter()
                    .filter(|(path, _)| !is_staged(path))
                    .map(|(a, b)| (a.clone(), b.clone()))
                    .collect();
                if fault != "signal=KILL" {
                    // What one client gets is there or not, and nothing else is left.
                    assert!(there == places, "{what}: something is left");
                    assert!(is_by_client(&places, &before, &after), "{what}: in part");
                } else if !is_by_client(&places, &before, &after) {
                    // The rest is on its way, and it is told.
                    between += 1;
                    let told = practice.run(&["validate", "--short"]).out();
                    assert!(told.contains("has not brought to its place"), "{what}: {told}");
                    let refused = practice.run(&[
                        "export",
                        "--all",
                        "-f",
                        "archive",
                        "--working-copy",
                        "-o",
                        "out/",
                    ]);
                    assert_eq!(refused.code(), 2, "{what}: {refused}");
                }
                let again = practice.run(&import);
                assert_eq!(again.code(), 0, "{what}: {again}");
                assert!(tree(practice) == after, "{what}: it is another than undisturbed");
            }
        }
        assert!(met >= least, "{fault} met only {met} calls");
        // A new client comes in one step; what is added to one is seen on its way.
        let is_seen = is_added && fault == "signal=KILL";
        assert_eq!(between > 0, is_seen, "{fault}: {between} between before and after");
    }
    put_back(practice, &before);
    practice.ok(&import);
    assert_eq!(practice.run(&["validate", "--deep", "--short"]).out(), found);
}

/// Tells whether each client is as before, or as after.
fn is_by_client(there: &Tree, before: &Tree, after: &Tree) -> bool {
    let of = |tree: &Tree| {
        let mut clients: BTreeMap<String, Tree> = BTreeMap::new();
        for (path, bytes) in tree {
            let client = path.split('/').nth(1).unwrap_or_default().to_owned();
            clients.entry(client).or_default().insert(path.clone(), bytes.clone());
        }
        clients
    };
    let (there, before, after) = (of(there), of(before), of(after));
    let names = before.keys().chain(after.keys());
    let mut names = names.chain(there.keys());
    names.all(|name| there.get(name) == before.get(name) || there.get(name) == after.get(name))
}

fn planned(practice: &Practice, sources: &[&str]) {
    let run = practice.run(&[&["import"][..], sources, &["--plan", "plan.toml"]].concat());
    assert_eq!(run.code(), 0, "{run}");
    let plan = practice.read("plan.toml");
    assert!(!plan.contains("unclear = "), "{plan}");
}

#[test]
fn a_kill_or_a_full_disk_while_files_are_filed_leaves_a_client_whole_or_as_before() {
    let practice = Practice::with_signer();
    practice.put("old/a.md", "Client: Ana Sample\nDOB: 1990-04-21\nDate: 2023-04-05\n\nOne.\n");
    practice.put("old/b.md", "Client: Ana Sample\nDOB: 1990-04-21\nDate: 2023-04-12\n\nTwo.\n");
    planned(&practice, &["old"]);
    require_ended(&practice, false, 20);
}

#[test]
fn a_kill_or_a_full_disk_while_files_are_added_to_a_client_leaves_all_of_them_or_none() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["client", "edit", "c-7f3k", "--set", "birth_date=1978-11-02"]);
    let who = "Client: Ben Sample\nDOB: 1978-11-02\n";
    practice.put("old/a.md", format!("{who}Date: 2023-04-05\n\nOne.\n"));
    practice.put("old/b.md", format!("{who}Date: 2023-04-12\n\nTwo.\n"));
    planned(&practice, &["old"]);
    require_ended(&practice, true, 25);
}

#[test]
fn a_kill_or_a_full_disk_while_members_rows_and_resources_are_filed_is_ended_by_the_next_run() {
    let practice = Practice::with_signer();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("export/a.txt", options).unwrap();
    zip.write_all(b"Client: Ana Sample\nDOB: 1990-04-21\nDate: 2023-04-05\n\nOne.\n").unwrap();
    zip.start_file("export/b.txt", options).unwrap();
    zip.write_all(b"Client: Ana Sample\nDOB: 1990-04-21\nDate: 2023-04-12\n\nTwo.\n").unwrap();
    practice.put("old/all.zip", zip.finish().unwrap().into_inner());
    practice.put(
        "old/notes.csv",
        "Client Name,Date of Birth,Date of Service,Note\nKim Fictive,1991-02-03,2023-05-01,\"One row.\"\nKim Fictive,1991-02-03,2023-05-08,\"Two rows.\"\n",
    );
    practice.put(
        "old/bundle.json",
        r#"{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"p1","name":[{"family":"Example","given":["Ida"]}],"birthDate":"1980-01-31"}},{"resource":{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/p1"},"date":"2023-06-01T10:00:00Z","content":[{"attachment":{"contentType":"text/plain","data":"T25lIHJlc291cmNlLgo="}}]}}]}"#,
    );
    planned(&practice, &["old"]);
    require_ended(&practice, false, 40);
}

#[test]
fn a_kill_or_a_full_disk_while_an_archive_adds_to_a_client_leaves_all_of_it_or_nothing() {
    let origin = Practice::with_signer();
    origin.put(NOTE_PATH, NOTE);
    let target = Practice::new();
    let archive = || {
        let _ = fs::remove_dir_all(origin.path("out"));
        origin.ok(&["export", "--all", "-f", "archive", "--working-copy", "-o", "out/"]);
        for folder in ["out", "plan.toml"] {
            let _ = fs::remove_dir_all(target.path(folder));
        }
        let _ = fs::remove_file(target.path("plan.toml"));
        let root = origin.path("out");
        for (path, bytes) in origin.files("out") {
            target.put(&format!("out/{}", path.strip_prefix(&root).unwrap().display()), bytes);
        }
        planned(&target, &["out"]);
    };
    archive();
    target.ok(&["import", "--plan", "plan.toml"]);
    origin.put("chart/clients/c-7f3k/notes/2026-11-22-1400-dap.md", NOTE.replace("11-20", "11-22"));
    filed(&origin, PDF, &["-k", "letter"]);
    origin.ok(&["measure", "add", "c-7f3k", "phq9", "--items", "1,0,2,1,0,0,1,0,1"]);
    archive();
    require_ended(&target, true, 15);
}

#[test]
fn a_kill_or_a_full_disk_while_private_notes_are_sealed_leaves_each_sealed_or_not_there() {
    const CANARY: &str = "CANARY-7QX2";
    program("strace");
    for fault in ["signal=KILL", "error=ENOSPC"] {
        let mut met = 0;
        let practice = Practice::with_client();
        let texts = ["One", "Two", "Three"].map(|word| format!("{CANARY} {word}.\n"));
        for (nth, text) in texts.iter().enumerate() {
            practice.put(&format!("old/c-7f3k/2023-04-0{} 1400.md", nth + 1), text);
        }
        let import = ["vault", "import", "old"];
        let before = practice.files("private/vault");
        let put_back = || {
            fs::remove_dir_all(practice.path("private/vault")).unwrap();
            for (path, bytes) in &before {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        };
        let sealed = || -> Vec<String> {
            let listed = practice.run(&["vault", "list", "--jsonl"]).out();
            let ids = listed.lines().map(|line| {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                row["id"].as_str().unwrap().to_owned()
            });
            ids.map(|id| practice.ok(&["vault", "show", &id])).collect()
        };
        for call in CALLS {
            for nth in 1..100 {
                put_back();
                let is_done = with_fault(&practice, &import, "", (call, fault, nth));
                let (there, what) = (sealed(), format!("{fault} at {call} {nth}"));
                assert!(texts.starts_with(&there), "{what}: {there:?}");
                assert!(!is_done || there == texts, "{what}: said done, and it is not");
                for (path, bytes) in practice.files(".") {
                    let path = path.to_str().unwrap();
                    let holds = bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
                    assert!(!holds || path.contains("/old/"), "{what}: {path} is in the clear");
                    let is_left = path.contains("/.casenotes-");
                    assert!(!is_left || fault == "signal=KILL", "{what}: {path} is left");
                }
                if is_done {
                    break;
                }
                met += 1;
                let again = practice.run(&import);
                assert_eq!(again.code(), 0, "{what}: {again}");
                assert_eq!(sealed(), texts, "{what}: {again}");
            }
        }
        assert!(met >= 8, "{fault} met only {met} calls");
    }
}
