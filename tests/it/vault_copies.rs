//! Sealed files under other names than ours: copies of programs that synchronise, and files gone astray.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use age::x25519;

use crate::practice::Practice;

const FOLDER: &str = "private/vault/clients/c-7f3k";
const NOTE: &str = "private/vault/clients/c-7f3k/2026-11-24-0930.md.age";

fn sealed(text: &str) -> Practice {
    let practice = Practice::with_client();
    practice.seal(text);
    practice
}

/// Puts a sealed file there whose name is that of a copy.
fn put(practice: &Practice, name: &str, bytes: &[u8]) {
    let path = format!("{FOLDER}/{name}");
    practice.put(&path, bytes);
    fs::set_permissions(practice.path(&path), fs::Permissions::from_mode(0o600)).unwrap();
}

/// What two devices wrote in the same minute: the one stays, the other becomes a copy.
fn two_devices(copy: &str) -> Practice {
    let practice = sealed("from the desk");
    let desk = fs::read(practice.path(NOTE)).unwrap();
    fs::remove_file(practice.path(NOTE)).unwrap();
    practice.seal("from the laptop");
    let laptop = fs::read(practice.path(NOTE)).unwrap();
    practice.put(NOTE, desk);
    fs::set_permissions(practice.path(NOTE), fs::Permissions::from_mode(0o600)).unwrap();
    put(&practice, copy, &laptop);
    practice
}

/// The names that programs give, as they are documented by each.
const COPIES: &[&str] = &[
    "2026-11-24-0930.md.sync-conflict-20261124-093000-ABCDEFG.age",
    "2026-11-24-0930.sync-conflict-1.md.age",
    "2026-11-24-0930.md (Dana's conflicted copy 2026-11-24).age",
    "2026-11-24-0930.md (conflicted copy 2026-11-24 093000).age",
    "2026-11-24-0930.md_conflict-20261124-093000.age",
    "2026-11-24-0930.md-DESKTOP-AB12.age",
    "2026-11-24-0930.md 2.age",
    "2026-11-24-0930.md (1).age",
    "2026-11-24-0930.md (SFConflict dana 2026-11-24-09-30-00).age",
    "2026-11-24-0930.md.Conflict.age",
    "Copy of 2026-11-24-0930.md.age",
    "2026-11-24-0930.md.age~",
    "2026-11-24-0930.md.age.orig",
];

#[test]
fn a_copy_of_any_program_is_named_and_loses_nothing() {
    for name in COPIES {
        let practice = two_devices(name);
        for command in [&["validate", "--short"][..], &["vault", "verify", "--short"]] {
            let run = practice.run(command);
            assert!(run.code() == 1 && run.out().contains("error[VT011]"), "{name}: {run}");
            assert!(run.out().contains(name), "{name}: {run}");
        }
        let rekey = practice.run(&["vault", "rekey"]);
        assert!(rekey.code() == 1 && rekey.err().contains(name), "{name}: {rekey}");
        let listed = practice.run(&["vault", "drafts", "--json"]).json();
        let draft = listed["drafts"][0]["draft"].as_str().unwrap().to_owned();
        assert_eq!(draft, format!("clients/c-7f3k/{name}"));
        assert_eq!(listed["drafts"][0]["form"], "copy");
        let run = practice.run(&["vault", "drafts", "--restore", &draft]);
        assert_eq!(
            run.err(),
            format!(
                "Sealed c-7f3k/2026-11-24-0930-2, from a copy that another program made.\nRemoved {draft}.\n"
            )
        );
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930-2"]), "from the laptop");
        assert_eq!(practice.ok(&["vault", "list", "--jsonl"]).lines().count(), 2);
        assert_eq!(practice.run(&["vault", "drafts"]).code(), 1);
        assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
        assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
        assert_eq!(practice.run(&["vault", "verify"]).code(), 0);
    }
}

#[test]
fn a_copy_that_says_the_same_is_only_removed() {
    let practice = sealed("text");
    let copy = "clients/c-7f3k/2026-11-24-0930.md (1).age";
    put(&practice, "2026-11-24-0930.md (1).age", &fs::read(practice.path(NOTE)).unwrap());
    let run = practice.run(&["vault", "drafts", "--restore", copy]);
    assert!(run.code() == 0 && run.err().contains("c-7f3k/2026-11-24-0930 says the same"), "{run}");
    assert_eq!(practice.files(FOLDER).len(), 1);
}

#[test]
fn a_copy_that_does_not_open_or_is_of_another_client_stays() {
    let practice = two_devices("2026-11-24-0930.md (1).age");
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let copy = practice.path(&format!("{FOLDER}/2026-11-24-0930.md (1).age"));
    let elsewhere = practice.path("private/vault/clients/c-2mxr/2026-11-24-0930.md (1).age");
    fs::create_dir(elsewhere.parent().unwrap()).unwrap();
    fs::rename(&copy, &elsewhere).unwrap();
    let name = "clients/c-2mxr/2026-11-24-0930.md (1).age";
    let run = practice.run(&["vault", "drafts", "--restore", name]);
    assert!(run.code() == 2 && run.err().contains("says it is of `c-7f3k`"), "{run}");
    fs::rename(&elsewhere, &copy).unwrap();
    let mut broken = fs::read(&copy).unwrap();
    *broken.last_mut().unwrap() ^= 1;
    fs::write(&copy, &broken).unwrap();
    let name = "clients/c-7f3k/2026-11-24-0930.md (1).age";
    let run = practice.run(&["vault", "drafts", "--restore", name]);
    assert!(run.code() == 2 && run.err().contains("damaged"), "{run}");
    assert_eq!(fs::read(&copy).unwrap(), broken);
    // What is removed is named in full.
    assert_eq!(practice.run(&["vault", "drafts", "--remove", "clients/c-7f3k/2026"]).code(), 2);
    practice.ok(&["vault", "drafts", "--remove", name]);
    assert!(!copy.exists());
}

#[test]
fn what_a_removed_key_still_opens_is_named_wherever_it_lies() {
    let practice = sealed("text");
    let old = x25519::Identity::generate();
    practice.ok(&["vault", "keys", "add", &old.to_public().to_string(), "--label", "old"]);
    practice.ok(&["vault", "rekey"]);
    let sealed_to_old = fs::read(practice.path(NOTE)).unwrap();
    practice.ok(&["vault", "keys", "remove", "old"]);
    let places = [
        "private/vault/clients/c-7f3k/tram.md.age",
        "private/vault/clients/c-7f3k/tram",
        "private/vault/clients/c-7f3k/old/2026-11-24-0930.md.age",
        "private/vault/clients/2026-11-24-0930.md.age",
        "private/vault/clients/Backup/c-7f3k/2026-11-24-0930.md.age",
        "private/vault/.stversions/clients/c-7f3k/2026-11-24-0930~20261124-093000.md.age",
        "private/vault/.Trash-1000/files/x",
        "private/vault/x.age",
        "private/vault/.casenotes-AbCdEf.tmp",
        "private/vault/clients/c-7f3k/.casenotes-AbCdEf.tmp",
    ];
    for place in places {
        practice.put(place, &sealed_to_old);
    }
    let run = practice.run(&["vault", "rekey"]);
    assert_eq!(run.code(), 1, "{run}");
    let verified = practice.run(&["vault", "verify", "--short"]);
    assert_eq!(verified.code(), 1, "{verified}");
    for place in places {
        assert!(
            run.err().contains(&format!("{place} is sealed, and nothing says to whom")),
            "{place}: {run}"
        );
        assert!(verified.out().contains(place), "{place}: {verified}");
        assert!(age::decrypt(&old, &fs::read(practice.path(place)).unwrap()).is_ok());
    }
    let named = practice.run(&["vault", "rekey", "--json"]).json();
    assert_eq!(named["unvisited"].as_array().unwrap().len(), places.len());
    // Asked for one client, it names what lies with that client.
    let one = practice.run(&["vault", "rekey", "--json", "c-7f3k"]).json();
    assert_eq!(one["unvisited"].as_array().unwrap().len(), 4);
    for place in places {
        fs::remove_file(practice.path(place)).unwrap();
    }
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
}

#[test]
fn what_a_killed_run_was_writing_to_todays_list_is_no_reason_to_worry() {
    let practice = sealed("text");
    put(&practice, ".casenotes-AbCdEf.tmp", &fs::read(practice.path(NOTE)).unwrap());
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
    assert_eq!(practice.run(&["vault", "verify"]).code(), 0);
}

#[test]
fn a_copy_of_the_list_is_a_finding() {
    let practice = sealed("text");
    practice.put("private/vault/recipients.sync-conflict-20261124-093000-ABCDEFG.txt", "x\n");
    let run = practice.run(&["validate", "--short"]);
    assert!(run.code() == 1 && run.out().contains("error[VT011]: a copy of this file"), "{run}");
}

#[test]
fn a_misnamed_note_is_taken_in_under_its_right_name() {
    let practice = sealed("text");
    fs::rename(practice.path(NOTE), practice.path(&format!("{FOLDER}/tram.md.age"))).unwrap();
    practice.ok(&["vault", "drafts", "--restore", "clients/c-7f3k/tram.md.age"]);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930"]), "text");
}

#[test]
fn what_desktops_keep_is_known_and_what_they_threw_away_is_looked_at() {
    let practice = sealed("text");
    for name in [".DS_Store", "desktop.ini", "Thumbs.db", ".directory", ".localized", ".stignore"] {
        for folder in ["private/vault", "private/vault/clients", FOLDER] {
            practice.put(&format!("{folder}/{name}"), "Bud1");
        }
    }
    for name in ["lost+found", ".Trash-1000", ".stfolder", ".stversions", ".sync"] {
        fs::create_dir(practice.path(&format!("private/vault/{name}"))).unwrap();
    }
    practice.put("private/vault/.stfolder/syncthing-folder-1a2b3c.txt", "# marker\n");
    practice.put("chart/clients/c-7f3k/.DS_Store", "Bud1");
    fs::create_dir(practice.path("chart/lost+found")).unwrap();
    let run = practice.run(&["validate", "--strict", "--short"]);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(run.out().matches("info[VT012]").count(), 23, "{run}");
    assert_eq!(run.out().matches("info[CT008]").count(), 2, "{run}");
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
    // A note in the clear may be among what was thrown away.
    practice.put("private/vault/.Trash-1000/files/thoughts.md", "The tram again.\n");
    practice.put("private/vault/.sync/Archive/thoughts.md", "The tram again.\n");
    let run = practice.run(&["validate", "--short"]);
    assert_eq!(run.code(), 1, "{run}");
    for place in [".Trash-1000/files/thoughts.md", ".sync/Archive/thoughts.md"] {
        assert!(run.out().contains(&format!("{place}:1:1: error[VT006]")), "{run}");
    }
}

#[test]
fn a_copy_of_a_progress_note_is_called_so() {
    let practice = Practice::with_note();
    let note = practice.read(crate::practice::NOTE_PATH);
    practice.put(
        "chart/clients/c-7f3k/notes/2026-11-20-1400-dap (Dana's conflicted copy 2026-11-24).md",
        note,
    );
    let run = practice.run(&["validate", "--short"]);
    assert!(run.out().contains("error[FM007]: the file name is that of a copy"), "{run}");
}
