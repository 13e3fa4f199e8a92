//! The record only grows: what a commit takes out of it, changes in it, or lets somebody do to it.

use std::fs;

use crate::disclosure::AUTHORIZATION;
use crate::practice::{NOTE, Practice, Run};

const NOTE_OF_THE_DAY: &str = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md";
const AUTHORIZED: &str = "chart/clients/c-7f3k/authorizations/2026-11-24-0930.toml";
const LOGGED: &str = "chart/clients/c-7f3k/disclosures/2026-11-24-0930.toml";
const TRAIL: &str = "chart/clients/c-7f3k/moved/2026-11-22-1400-dap.toml";
const SIGNERS: &str = "chart/allowed_signers";

/// A key of nobody, as `ssh-keygen` prints it.
const STRANGER: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK";

fn save(practice: &Practice) {
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "work"]);
}

/// A practice with one of everything that is only added to, all committed, and the hook.
fn committed() -> Practice {
    let practice = Practice::with_signer();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.put(NOTE_OF_THE_DAY, NOTE.replace("2026-11-20T", "2026-11-23T"));
    let other = NOTE_OF_THE_DAY.replace("-23-", "-22-");
    practice.put(&other, NOTE.replace("2026-11-20T", "2026-11-22T"));
    practice.ok(&["move", "c-7f3k/2026-11-22", "--to", "c-2mxr", "--reason", "slip"]);
    practice.ok(&["sign", "c-7f3k/2026-11-23", "--late-entry", "ill"]);
    practice.authorize(AUTHORIZATION);
    let terms = ["--to", "Ida Fictive, MD", "--purpose", "care", "--basis", "treatment"];
    practice.ok(&[&["export", "c-7f3k", "-o", "out.md"][..], &terms].concat());
    for path in [AUTHORIZED, LOGGED, TRAIL, SIGNERS] {
        assert!(practice.path(path).exists(), "{path}");
    }
    save(&practice);
    practice.ok(&["hooks", "install"]);
    practice
}

/// Stages everything and returns what the hook says, and what `--changed` does.
fn both(practice: &Practice) -> [Run; 2] {
    let changed = practice.run(&["validate", "--changed", "--short"]);
    practice.git(&["add", "--all"]);
    [practice.run(&["validate", "--staged", "--short"]), changed]
}

/// Both must find a rule in a file, and no text of the record may be told.
fn found(practice: &Practice, what: &str, code: &str, path: &str) {
    for run in both(practice) {
        let path = path.strip_prefix("chart/").unwrap();
        let is_it = |line: &str| line.contains(path) && line.contains(&format!("error[{code}]"));
        assert!(run.code() == 1 && run.out().lines().any(is_it), "{what}: {run}");
        assert!(!run.out().contains("Fictive") && !run.out().contains("panic"), "{what}: {run}");
    }
}

fn nothing_found(practice: &Practice, what: &str) {
    for run in both(practice) {
        assert!(run.code() == 0 && run.out().is_empty(), "{what}: {run}");
    }
}

#[test]
fn what_was_filed_is_neither_changed_nor_removed() {
    let changes: &[(&str, &str, &str)] = &[
        (LOGGED, "Ida Fictive", "Eli Sample"),
        (LOGGED, "time = ", "# x\ntime = "),
        (AUTHORIZED, "Ida Fictive", "Eli Sample"),
        (AUTHORIZED, "expires = 2027", "expires = 2037"),
        (AUTHORIZED, "formats", "x"),
        (TRAIL, "slip", "slap"),
    ];
    for (path, from, to) in changes {
        let practice = committed();
        let text = practice.read(path);
        let changed = text.replace(from, to);
        if changed == text {
            practice.put(path, text + "sessions_from = 2020-01-01\n");
        } else {
            practice.put(path, changed);
        }
        found(&practice, &format!("{from} in {path}"), "CM005", path);
    }
    for path in [LOGGED, AUTHORIZED, TRAIL] {
        let practice = committed();
        fs::remove_file(practice.path(path)).unwrap();
        found(&practice, "removed", "CM005", path);
        // To another name is out of the log, too.
        let practice = committed();
        fs::rename(practice.path(path), practice.path(&path.replace(".toml", "-2.toml"))).unwrap();
        found(&practice, "renamed", "CM005", path);
    }
    let commit = |practice: &Practice| {
        practice.git(&["add", "--all"]);
        practice.git_in("chart", &["commit", "--quiet", "--message", "x"])
    };
    let practice = committed();
    fs::remove_file(practice.path(LOGGED)).unwrap();
    let output = commit(&practice);
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(!output.status.success() && said.contains("error[CM005]"), "{said}");
    assert!(said.contains("an entry of the log of disclosures is removed"), "{said}");
}

#[test]
fn what_is_added_to_the_record_is_no_loss() {
    let practice = committed();
    practice.ok(&["authorization", "revoke", "c-7f3k"]);
    nothing_found(&practice, "a revocation");
    let practice = committed();
    let again = AUTHORIZATION.replace("Ida Fictive", "Ada Invented");
    practice.authorize(again);
    practice.ok(&["client", "edit", "c-7f3k", "--set", "phone=555 0100"]);
    practice.put(LOGGED.replace("0930", "1030").as_str(), practice.read(LOGGED));
    nothing_found(&practice, "more papers");
    // How a disclosure was assessed stands behind its entry.
    let practice = committed();
    practice.put(LOGGED, practice.read(LOGGED).replace("\"treatment\"", "\"impermissible\""));
    save(&practice);
    let assess = ["disclosures", "assess", "c-7f3k", "--conclusion", "exception", "--nature", "a"];
    practice
        .ok(&[&assess[..], &["--person", "b", "--acquired", "c", "--mitigation", "d"]].concat());
    nothing_found(&practice, "an assessment");
    save(&practice);
    practice.put(LOGGED, practice.read(LOGGED).replace("\"exception\"", "\"low-probability\""));
    found(&practice, "another conclusion", "CM005", LOGGED);
    // What never was an entry or an authorization may be put right, and not removed.
    let practice = committed();
    let (entry, authorization) = (practice.read(LOGGED), practice.read(AUTHORIZED));
    practice.put(LOGGED, entry.replace("basis = ", "bases = "));
    practice.put(AUTHORIZED, authorization.replace("says_how_to_revoke = true", ""));
    save(&practice);
    practice.put(LOGGED, &entry);
    practice.put(AUTHORIZED, &authorization);
    nothing_found(&practice, "a correction");
    practice.put(LOGGED, entry.replace("basis = ", "bases = "));
    save(&practice);
    fs::remove_file(practice.path(LOGGED)).unwrap();
    found(&practice, "removed instead", "CM005", LOGGED);
}

#[test]
fn a_client_does_not_vanish() {
    let practice = committed();
    fs::remove_file(practice.path("chart/clients/c-2mxr/client.toml")).unwrap();
    found(&practice, "the client file", "CM006", "chart/clients/c-2mxr/client.toml");
    let practice = committed();
    fs::remove_dir_all(practice.path("chart/clients/c-7f3k")).unwrap();
    for (code, path) in [
        ("CM006", "chart/clients/c-7f3k/client.toml"),
        ("CM001", NOTE_OF_THE_DAY),
        ("CM005", LOGGED),
        ("CM005", AUTHORIZED),
        ("CM005", TRAIL),
    ] {
        found(&practice, "the folder", code, path);
    }
    // Renamed is removed: the record is another's now.
    let practice = committed();
    fs::rename(practice.path("chart/clients/c-7f3k"), practice.path("chart/clients/c-9999"))
        .unwrap();
    found(&practice, "another id", "CM006", "chart/clients/c-7f3k/client.toml");
    found(&practice, "another id", "CM005", LOGGED);
}

#[test]
fn a_signed_note_is_moved_within_the_notes_and_nowhere_else() {
    for to in ["chart/attic", "chart/templates", "chart/clients/c-7f3k/notes/old"] {
        let practice = committed();
        fs::create_dir_all(practice.path(to)).unwrap();
        for ending in ["", ".sig"] {
            let (from, name) = (format!("{NOTE_OF_THE_DAY}{ending}"), "2026-11-23-1400-dap.md");
            fs::rename(practice.path(&from), practice.path(&format!("{to}/{name}{ending}")))
                .unwrap();
        }
        found(&practice, to, "CM001", NOTE_OF_THE_DAY);
    }
    let practice = committed();
    practice.ok(&["move", "c-7f3k/2026-11-23", "--to", "c-2mxr", "--reason", "slip"]);
    nothing_found(&practice, "moved");
    // The same bytes behind a link are another's to change.
    let practice = committed();
    let kept = practice.path("kept.md");
    fs::rename(practice.path(NOTE_OF_THE_DAY), &kept).unwrap();
    std::os::unix::fs::symlink(&kept, practice.path(NOTE_OF_THE_DAY)).unwrap();
    found(&practice, "a link", "CM001", NOTE_OF_THE_DAY);
    let run = practice.run(&["validate", "--staged", "--short"]);
    assert!(run.out().contains("error[CM010]"), "{run}");
    let practice = committed();
    let notes = "chart/clients/c-7f3k/notes";
    fs::rename(practice.path(notes), practice.path("kept")).unwrap();
    std::os::unix::fs::symlink(practice.path("kept"), practice.path(notes)).unwrap();
    found(&practice, "a linked folder", "CM001", NOTE_OF_THE_DAY);
}

#[test]
fn whoever_may_sign_is_named_and_nobody_loses_the_right_unseen() {
    let practice = committed();
    let list = practice.read(SIGNERS);
    let fingerprint = |practice: &Practice, name: &str| {
        let rows = practice.ok(&["signer", "list"]);
        let row = rows.lines().find(|row| row.starts_with(name)).unwrap().to_owned();
        row.split_whitespace().last().unwrap().to_owned()
    };
    let own = fingerprint(&practice, "Dana Okafor");
    let key = list.split_whitespace().last().unwrap();
    for (what, text, code, name) in [
        ("another key", list.replace(key, STRANGER.split(' ').next_back().unwrap()), "CM007", &own),
        ("removed", "# nobody\n".to_owned(), "CM007", &own),
        ("sooner", list.replace("valid-after=\"2026", "valid-after=\"2016"), "CM007", &own),
        ("for more", list.replace("progress-note@casenotes", "*"), "CM007", &own),
        ("for ever", list.replace("Dana Okafor", "*"), "CM007", &own),
    ] {
        practice.put(SIGNERS, text);
        found(&practice, what, code, SIGNERS);
        for run in both(&practice) {
            assert!(run.out().contains(name.as_str()), "{what}: {run}");
        }
    }
    fs::remove_file(practice.path(SIGNERS)).unwrap();
    found(&practice, "without a list", "CM007", SIGNERS);
    practice.put(SIGNERS, format!("{list}\"Eli Sample\" {STRANGER}\n"));
    let stranger = fingerprint(&practice, "Eli Sample");
    for run in both(&practice) {
        let named = format!(
            "allowed_signers:2:1: warning[CM008]: a new signer: Eli Sample with {stranger}"
        );
        assert!(run.code() == 0 && run.out().contains(&named), "{run}");
    }
    // A key that was ended once is not opened again by a line beside it, unseen.
    practice.put(SIGNERS, &list);
    practice.ok(&["signer", "end", "Dana Okafor"]);
    for run in both(&practice) {
        let named = format!(
            "allowed_signers:1:1: warning[CM012]: Dana Okafor with {own} may sign no more after 2026-11-25 04:59 UTC"
        );
        assert!(run.code() == 0 && run.out().contains(&named), "{run}");
    }
    save(&practice);
    let ended = practice.read(SIGNERS);
    practice.put(
        SIGNERS,
        format!("{ended}\"Dana Okafor\" {key}\n")
            .replace(&format!("\" {key}"), &format!("\" ssh-ed25519 {key}")),
    );
    for run in both(&practice) {
        assert!(run.out().contains(&format!("a new signer: Dana Okafor with {own}")), "{run}");
    }
    practice.put(SIGNERS, ended.replace("valid-before=\"2026", "valid-before=\"2036"));
    found(&practice, "later", "CM007", SIGNERS);
}

#[test]
fn a_change_does_not_excuse_itself() {
    let practice = committed();
    let settings = "chart/casenotes.toml";
    let before = practice.read(settings);
    practice.put(settings, before.replace("[rules]\n", "[rules]\ncommits = \"off\"\n"));
    fs::remove_file(practice.path(LOGGED)).unwrap();
    found(&practice, "with the rules off", "CM005", LOGGED);
    // What the practice had agreed on before holds.
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "off", "casenotes.toml"]);
    nothing_found(&practice, "with the rules off since long");
}

#[test]
fn whatever_git_holds_beside_files_is_said() {
    // A submodule, a conflict of a merge, and what is only intended.
    let practice = committed();
    for args in [
        &["init", "--quiet", "chart/clients/c-7f3k/other"][..],
        &["-C", "chart/clients/c-7f3k/other", "commit", "--quiet", "--allow-empty", "-m", "x"],
        &["-C", "chart", "add", "clients/c-7f3k/other"],
    ] {
        assert!(practice.git_in(".", args).status.success(), "{args:?}");
    }
    let run = practice.run(&["validate", "--staged", "--short"]);
    assert!(run.code() == 1 && run.out().contains("c-7f3k/other:1:1: error[CM010]"), "{run}");

    let practice = committed();
    practice.git(&["checkout", "--quiet", "-b", "other"]);
    practice.put(AUTHORIZED, practice.read(AUTHORIZED) + "revoked = 2026-11-23\n");
    save(&practice);
    practice.git(&["checkout", "--quiet", "-"]);
    practice.put(AUTHORIZED, practice.read(AUTHORIZED) + "revoked = 2026-11-24\n");
    save(&practice);
    assert!(!practice.git_in("chart", &["merge", "--quiet", "other"]).status.success());
    let run = practice.run(&["validate", "--staged", "--short"]);
    let path = AUTHORIZED.strip_prefix("chart/").unwrap();
    assert!(run.out().contains(&format!("{path}:1:1: error[CM004]")), "{run}");
    assert!(!run.out().contains("CM005"), "{run}");

    let practice = committed();
    practice.git(&["rm", "--quiet", "--cached", &format!("{}.sig", &NOTE_OF_THE_DAY[6..])]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "without"]);
    practice.put(&NOTE_OF_THE_DAY.replace("1400", "1600"), NOTE.replace("T14", "T16"));
    practice.git(&["add", "--intent-to-add", "clients"]);
    let run = practice.run(&["validate", "--staged", "--short"]);
    assert!(run.code() == 0 && run.out().is_empty(), "nothing of it is committed: {run}");
    let practice = committed();
    practice.put("chart/a\"b\nc.age", "x");
    practice.git(&["add", "--force", "--all"]);
    let run = practice.run(&["validate", "--staged"]);
    assert!(run.code() == 1 && run.out().contains("error[CM002]"), "{run}");
}

#[test]
fn a_file_whose_name_is_no_text_is_looked_into_all_the_same() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let practice = committed();
    let name = OsStr::from_bytes(b"x\xff.txt");
    fs::write(practice.path("chart").join(name), "AGE-SECRET-KEY-1QQQQ\n").unwrap();
    practice.git(&["add", "--all"]);
    let run = practice.run(&["validate", "--staged"]);
    assert!(run.code() == 1 && run.out().contains("error[CM003]"), "{run}");
}

#[test]
fn the_first_commit_an_amended_one_and_a_part_of_one_are_checked() {
    let practice = Practice::with_signer();
    practice.put(NOTE_OF_THE_DAY, NOTE.replace("2026-11-20T", "2026-11-23T"));
    practice.ok(&["sign", "c-7f3k"]);
    practice.ok(&["hooks", "install"]);
    let commit = |args: &[&str]| {
        let output = practice.git_in("chart", &[&["commit", "--quiet", "-m", "x"], args].concat());
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.success(), said)
    };
    practice.put("chart/x.age", "x");
    practice.git(&["add", "--all", "--force"]);
    let (done, said) = commit(&[]);
    assert!(!done && said.contains("error[CM002]"), "{said}");
    practice.git(&["rm", "--quiet", "--force", "x.age"]);
    let (done, said) = commit(&[]);
    assert!(done && said.contains("a new signer: Dana Okafor"), "{said}");
    // Amending takes the place of the last commit, and loses nothing of it either.
    practice.git(&["rm", "--quiet", "--cached", &NOTE_OF_THE_DAY[6..]]);
    let (done, said) = commit(&["--amend"]);
    assert!(!done && said.contains("error[CM001]"), "{said}");
    practice.git(&["reset", "--quiet"]);
    practice.put("chart/README.md", "Ours.\n");
    practice.put("chart/clients/c-7f3k/disclosures/x.toml", "<<<<<<< HEAD\n");
    practice.git(&["add", "--all"]);
    let (done, said) = commit(&["--only", "--", "README.md"]);
    assert!(done, "the other file is none of this commit: {said}");
    let (done, said) = commit(&["--all"]);
    assert!(!done && said.contains("error[CM004]"), "{said}");
}
