//! Every command with a standard output that takes nothing: closed, or on a full disk.

use std::fs::File;
use std::process::{Output, Stdio};

use crate::disclosure::AUTHORIZATION;
use crate::practice::{INIT, Practice, RELEASE};

const LAW: &[&str] = &["--to", "Ida Fictive, MD", "--purpose", "care", "--basis", "treatment"];

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
/// one, an authorization, an entry in the log of disclosures, three other clients, of whom one is
/// closed, and a template with a mistake.
fn practice() -> Practice {
    let practice = Practice::with_plan();
    practice.put("text.md", "Written down.\n");
    practice.put("more.md", "Written down later.\n");
    practice.put(
        "chart/casenotes.toml",
        practice.read("chart/casenotes.toml")
            + "[retention]\nadult_years = 7\nminor_years_after_majority = 3\nage_of_majority = 18\n",
    );
    practice.put(
        "chart/templates/own.md",
        "+++\nformat = \"own\"\ntitle = \"Own\"\n+++\n\n## Text\n\n{{ clent }}\n",
    );
    practice.authorize(AUTHORIZATION);
    for args in [
        &["client", "add", "--id", "c-2mxr", "--name", "Cho Placeholder"][..],
        &["client", "add", "--id", "c-94wd", "--name", "Dov Muster"],
        &["client", "edit", "c-94wd", "--set", "former_names=Cho Placeholder"],
        &["client", "add", "--id", "c-k6ta", "--name", "Ana Example", "--birth-date", "1990-04-21"],
        &["client", "close", "c-k6ta", "--reason", "goals met"],
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
    &["search", "the"],
    &["todo"],
    &["search", "the", "--json"],
    &["list", "--jsonl"],
    &["list", "--csv"],
    &["list", "--paths"],
    &["thread", "c-7f3k"],
    &["template", "list"],
    &["template", "show", "soap"],
    &["template", "check"],
    &["validate"],
    &["validate", "--json"],
    &["rules", "SC001"],
    &["rules"],
    &["validate", "--explain", "SC001"],
    &["signer", "list"],
    &["history", "c-7f3k/2026-11-18"],
    &["measures", "c-7f3k"],
    &["deidentify", "c-7f3k"],
    &["export", "c-7f3k", "--working-copy"],
    &["export", "c-7f3k", "--working-copy", "--preview"],
    &["authorization", "add", "c-7f3k", "--blank"],
    &["authorization", "list", "--json"],
    &["authorization", "show", "c-7f3k"],
    &["retention", "--all"],
    &["retention", "--all", "--json"],
    &["disclosures", "c-7f3k"],
    &["vault", "show", "c-7f3k"],
    &["vault", "list"],
    &["vault", "search", "Written"],
    &["vault", "verify", "--json"],
    &["vault", "drafts", "--json"],
    &["vault", "releases", "--json"],
    &["vault", "release", "--new-authorization"],
    &["vault", "keys", "list"],
    &["vault", "rekey", "--dry-run", "--json"],
    &["completions", "bash"],
];

/// A command line for each command that changes something and prints what: the others have no result
/// that could be lost.
const WRITING: &[&[&str]] = &[
    &["client", "add", "--name", "Eve Invented"],
    &["client", "merge", "c-94wd", "--into", "c-2mxr", "--reason", "slip"],
    &["hooks", "install"],
    &["new", "c-7f3k", "--from", "text.md"],
    &["edit", "c-7f3k/2026-11-20", "--format", "soap"],
    &["template", "copy", "soap"],
    &["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"],
    &["amend", "c-7f3k/2026-11-18", "--kind", "addendum", "--reason", "slip", "--from", "text.md"],
    &["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "slip"],
    &["vault", "new", "c-7f3k", "--from", "text.md"],
    &["vault", "keys", "add", "--paper", "--label", "safe"],
];

/// A command line for each command that changes something and says so on standard error alone.
const SILENT: &[&[&str]] = &[
    &["authorization", "revoke", "c-7f3k"],
    &["client", "close", "c-7f3k", "--reason", "moved"],
    &["client", "edit", "c-7f3k", "--set", "birth_date=1978-11-03"],
    &["client", "reopen", "c-k6ta", "--reason", "came back"],
    &["signer", "end", "Dana Okafor", "--on", "2026-11-30"],
    &["vault", "edit", "c-7f3k", "--from", "more.md"],
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
        require_said(args, &practice(), run);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_new_practice_and_a_second_signature_stand_and_are_said() {
    for run in [closed, full] {
        let init = [INIT, &["--credentials", "LCSW", "--no-passphrase"]].concat();
        require_said(&init, &Practice::empty(), run);

        let practice = practice();
        let config = practice.read("home/.config/casenotes/config.toml");
        practice.put("eli/config.toml", config.replace("Dana Okafor", "Eli Sample"));
        let practice = practice.env("CASENOTES_CONFIG", "eli/config.toml");
        practice.ok(&["sign", "--new-key", "--no-passphrase"]);
        require_said(&["cosign", "c-7f3k/2026-11-18"], &practice, run);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_without_a_result_does_its_work_whatever_becomes_of_standard_output() {
    for args in SILENT {
        let run = practice().run(args);
        // The table is worth nothing if the command prints something here.
        assert!(
            run.code() == 0 && run.out().is_empty() && !run.err().is_empty(),
            "{args:?}: {run}"
        );
        let practice = practice();
        let before = (practice.files("chart"), practice.files("private"));
        let output = closed(&practice, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        assert!((practice.files("chart"), practice.files("private")) != before, "{args:?}");
    }
}

/// What was done before its result could be written stands, and then it is said.
fn require_said(args: &[&str], practice: &Practice, run: fn(&Practice, &[&str]) -> Output) {
    let files = || ["chart", "private"].map(|tree| practice.files(tree));
    let before = practice.path("chart").exists().then(files);
    let output = run(practice, args);
    require_refused(args, &output);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let after = practice.path("chart").exists().then(files);
    assert!(before == after || !said.starts_with("error:"), "{args:?}: {said}");
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
    for args in [&export[..], &paper, RELEASE] {
        for run in [closed, full] {
            let practice = practice();
            let before = (practice.files("chart"), practice.files("private"));
            let output = run(&practice, args);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
            let after = (practice.files("chart"), practice.files("private"));
            assert!(after == before, "{args:?}: {said}");
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
