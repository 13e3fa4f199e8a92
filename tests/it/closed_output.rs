//! Every command with a standard output that takes nothing: closed, or on a full disk.

use std::fs::File;
use std::process::{Output, Stdio};

use crate::practice::Practice;

const LAW: &[&str] = &["--to", "Ida Fictive", "--purpose", "care", "--basis", "treatment"];

/// Runs a command whose standard output is closed.
fn closed(practice: &Practice, args: &[&str]) -> Output {
    let program = practice.command(&[]).get_program().to_owned();
    let mut command = practice.command(&[]);
    let mut shell = std::process::Command::new("/bin/sh");
    shell.current_dir(practice.root()).env_clear().args(["-c", "exec \"$0\" \"$@\" >&-"]);
    for (key, value) in command.env("UNUSED", "").get_envs() {
        value.map(|value| shell.env(key, value));
    }
    shell.arg(program).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Runs a command whose standard output is a disk without room.
fn full(practice: &Practice, args: &[&str]) -> Output {
    let full = File::options().write(true).open("/dev/full").unwrap();
    practice.command(args).stdin(Stdio::null()).stdout(full).output().unwrap()
}

/// A practice with something for every command: a plan, a draft, a signed note with a score, a sealed
/// one, a second client, and an entry in the log of disclosures.
fn practice() -> Practice {
    let practice = Practice::with_plan();
    practice.put("text.md", "Written down.\n");
    for args in [
        &["client", "add", "--id", "c-2mxr", "--name", "Cho Placeholder"][..],
        &["client", "add", "--id", "c-94wd", "--name", "Dov Muster"],
        &["new", "c-94wd", "--from", "text.md"],
        &[
            "new",
            "c-7f3k",
            "--at",
            "2026-11-19 10:00",
            "--set",
            "measures.gad7=9",
            "--from",
            "text.md",
        ],
        &["sign", "--new-key", "--no-passphrase", "c-7f3k/2026-11-18", "--late-entry", "ill"],
        &["vault", "new", "c-7f3k", "--from", "text.md"],
        &[&["export", "c-7f3k/2026-11-18", "-o", "record.md"], LAW].concat(),
    ] {
        practice.ok(args);
    }
    practice
}

/// A command line for each command that prints something and changes nothing.
const READING: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["client", "list"],
    &["client", "list", "--json"],
    &["client", "show", "c-7f3k"],
    &["show", "c-7f3k/2026-11-20"],
    &["list"],
    &["list", "--json"],
    &["list", "--jsonl"],
    &["list", "--csv"],
    &["list", "--paths"],
    &["thread", "c-7f3k"],
    &["template", "list"],
    &["template", "show", "soap"],
    &["validate"],
    &["validate", "--json"],
    &["validate", "--explain", "SC001"],
    &["signer", "list"],
    &["history", "c-7f3k/2026-11-18"],
    &["measures", "c-7f3k"],
    &["deidentify", "c-7f3k"],
    &["export", "c-7f3k", "--working-copy"],
    &["export", "c-7f3k", "--working-copy", "--preview"],
    &["authorization", "add", "c-7f3k", "--blank"],
    &["authorization", "list", "--json"],
    &["disclosures", "c-7f3k"],
    &["vault", "show", "c-7f3k"],
    &["vault", "list"],
    &["vault", "search", "Written"],
    &["vault", "verify", "--json"],
    &["vault", "drafts", "--json"],
    &["vault", "releases", "--json"],
    &["vault", "keys", "list"],
    &["vault", "rekey", "--dry-run", "--json"],
    &["completions", "bash"],
];

/// A command line for each command that changes something and prints what: the others have no result
/// that could be lost.
const WRITING: &[&[&str]] = &[
    &["client", "add", "--name", "Eve Invented"],
    &["client", "merge", "c-94wd", "--into", "c-2mxr", "--reason", "slip"],
    &["new", "c-7f3k", "--from", "text.md"],
    &["edit", "c-7f3k/2026-11-20", "--format", "soap"],
    &["template", "copy", "soap"],
    &["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"],
    &["amend", "c-7f3k/2026-11-18", "--kind", "addendum", "--reason", "slip", "--from", "text.md"],
    &["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "slip"],
    &["vault", "new", "c-7f3k", "--from", "text.md"],
    &["vault", "keys", "add", "--paper", "--label", "safe"],
];

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error_of_every_command() {
    let shared = practice();
    for args in READING {
        let run = shared.run(args);
        // The table is worth nothing if the command prints nothing here.
        assert!(run.code() < 2 && !run.out().is_empty(), "{args:?}: {run}");
        require_refused(args, &closed(&shared, args));
        require_refused(args, &full(&shared, args));
    }
    for (number, args) in WRITING.iter().enumerate() {
        let run = if number % 2 == 0 { closed } else { full };
        require_refused(args, &run(&practice(), args));
    }
}

fn require_refused(args: &[&str], output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert!(said.contains("cannot write the result"), "{args:?}: {said}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_released_and_no_key_is_added_when_nobody_can_see_it() {
    let export = [&["export", "c-7f3k", "--include-drafts"], LAW].concat();
    let paper = ["vault", "keys", "add", "--paper", "--label", "safe"];
    for args in [&export[..], &paper] {
        for run in [closed, full] {
            let practice = practice();
            let before = (practice.files("chart"), practice.files("private"));
            let output = run(&practice, args);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
            assert_eq!((practice.files("chart"), practice.files("private")), before, "{said}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_filed_before_its_id_could_be_printed_stands_and_is_said() {
    for run in [closed, full] {
        let practice = practice();
        let output = run(&practice, &["new", "c-7f3k", "--from", "text.md"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("Filed c-7f3k/2026-11-24-0930-soap."), "{said}");
        assert!(said.contains("What is said above to be done is done"), "{said}");
        assert!(practice.path("chart/clients/c-7f3k/notes/2026-11-24-0930-soap.md").exists());
    }
}

#[test]
fn a_result_that_is_thrown_away_on_purpose_is_no_error() {
    let practice = practice();
    // As shells open it, and as Python does, which is also what std makes of a closed stream.
    for reads in [false, true] {
        let stream = File::options().read(reads).write(true).open("/dev/null").unwrap();
        let status = practice.command(&["list"]).stdout(stream).status().unwrap();
        assert_eq!(status.code(), Some(0));
    }
}
