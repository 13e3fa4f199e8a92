//! What is said at once when something is wrong or unusual: values, names, notes that are not named,
//! words that are not known.

use insta::assert_snapshot;

use crate::practice::{NOTE, NOTE_PATH, Practice};

#[test]
fn what_does_harm_takes_a_note_by_its_name() {
    let practice = Practice::with_note();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Cho Placeholder"]);
    let before = practice.files("chart");
    for args in [
        &["move", "c-7f3k", "--to", "c-2mxr", "--reason", "slip"][..],
        &["edit", "c-7f3k", "--discard"],
    ] {
        let run = practice.run(args);
        let is_told = run.err().contains("c-7f3k/2026-11-20-1400-dap");
        assert!(run.code() == 2 && is_told, "{args:?}: {run}");
    }
    assert_eq!(practice.files("chart"), before);
}

#[test]
fn the_hint_for_a_signed_note_works_as_it_is_printed() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let run = practice.run(&["edit", "c-7f3k/2026-11-20", "--set", "risk=denied"]);
    assert_eq!(run.code(), 2);
    let said = run.err();
    let hint = said.split("`casenotes ").nth(1).and_then(|hint| hint.split('`').next()).unwrap();
    let args: Vec<&str> = hint.split(' ').chain(["--stdin"]).collect();
    let run = practice.pipe(&args, "Remembered later.\n");
    assert_eq!(run.code(), 0, "{args:?}: {run}");
}

#[test]
fn a_value_outside_of_a_closed_choice_is_not_set() {
    let practice = Practice::with_note();
    let before = practice.files("chart");
    for setting in ["risk=maybe", "risk_level=some", "outcome=late", "telehealth.mode=fax"] {
        for args in [
            &["new", "c-7f3k", "--no-edit", "--set", setting][..],
            &["edit", "c-7f3k/2026-11-20", "--set", setting],
        ] {
            let run = practice.run(args);
            assert!(run.code() == 2 && run.err().contains("is one of"), "{args:?}: {run}");
        }
    }
    assert_eq!(practice.files("chart"), before);
}

#[test]
fn a_second_note_of_a_signed_session_is_said() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    let again = ["new", "c-7f3k", "--at", "2026-11-20 14:00", "--no-edit"];
    assert_snapshot!(practice.run(&again), @"
    c-7f3k/2026-11-20-1400-soap
    --- stderr
    Filed c-7f3k/2026-11-20-1400-soap.
    Session: Fri 2026-11-20 14:00 -05:00, end not given.
    warning: there is a note of a session of that start: c-7f3k/2026-11-20-1400-dap
    ");
    practice.ok(&["sign", "c-7f3k/2026-11-20-1400-dap", "--late-entry", "ill"]);
    assert_snapshot!(practice.run(&again), @"
    c-7f3k/2026-11-20-1400-soap-2
    --- stderr
    Filed c-7f3k/2026-11-20-1400-soap-2.
    Session: Fri 2026-11-20 14:00 -05:00, end not given.
    warning: a session of that start is signed already: c-7f3k/2026-11-20-1400-dap
    hint: What belongs to it is added with `casenotes amend c-7f3k/2026-11-20-1400-dap --kind addendum --reason WHY`; if this is another session, correct its start.
    warning: there is a note of a session of that start: c-7f3k/2026-11-20-1400-soap
    ");
    // A plan is no session.
    assert_snapshot!(practice.run(&[&again[..], &["--format", "plan"]].concat()), @"
    c-7f3k/2026-11-20-1400-plan
    --- stderr
    Filed c-7f3k/2026-11-20-1400-plan.
    Session: Fri 2026-11-20 14:00 -05:00.
    ");
}

#[test]
fn a_closed_record_is_reopened_and_keeps_its_closing() {
    let practice = Practice::with_client();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "opened=2026-01-05"]);
    practice.ok(&["client", "close", "c-7f3k", "--on", "2026-11-20", "--reason", "goals met"]);
    assert_snapshot!(practice.run(&["new", "c-7f3k", "--no-edit"]), @"
    c-7f3k/2026-11-24-0930-soap
    --- stderr
    Filed c-7f3k/2026-11-24-0930-soap.
    Session: Tue 2026-11-24 09:30 -05:00, end not given.
    warning: the session is after 2026-11-20, when the record of c-7f3k was closed
    hint: If the client came back, run `casenotes client reopen c-7f3k`.
    ");
    assert_snapshot!(practice.run(&["client", "edit", "c-7f3k", "--set", "closed="]), @"
    --- stderr
    error: invalid value 'closed=' for '--set <KEY=VALUE>': `closed` must not be empty

    For more information, try '--help'.
    --- exit Some(2)
    ");
    practice.ok(&["client", "reopen", "c-7f3k", "--reason", "came back"]);
    assert_snapshot!(practice.read("chart/clients/c-7f3k/client.toml"), @r#"
    name = "Ben Sample"
    birth_date = 1978-11-02
    opened = 2026-01-05
    past_closings = ["closed 2026-11-20 (goals met), reopened 2026-11-24 (came back)"]
    "#);
    assert_snapshot!(practice.run(&["client", "reopen", "c-7f3k"]), @"
    --- stderr
    error: the record of `c-7f3k` is open
    --- exit Some(2)
    ");
    let again = ["new", "c-7f3k", "--no-edit", "--at", "2026-11-23 10:00"];
    assert_snapshot!(practice.run(&again), @"
    c-7f3k/2026-11-23-1000-soap
    --- stderr
    Filed c-7f3k/2026-11-23-1000-soap.
    Session: Mon 2026-11-23 10:00 -05:00, end not given.
    ");
    practice.ok(&["client", "close", "c-7f3k"]);
}

#[test]
fn a_client_of_the_same_name_is_not_added_unasked() {
    let practice = Practice::with_client();
    let run = practice.run(&["client", "add", "--name", " ben  SAMPLE"]);
    assert!(run.code() == 2 && run.err().contains("c-7f3k"), "{run}");
    // Another day of birth is another person.
    practice.ok(&["client", "add", "--name", "Ben Sample", "--birth-date", "1990-01-01"]);
    practice.ok(&["client", "add", "--name", "Ben Sample", "--same-name"]);
    // Whoever chooses the id has this person in mind.
    let run = practice.run(&["client", "add", "--name", "Ben Sample", "--id", "ben-2"]);
    assert!(run.code() == 0 && run.err().contains("warning: a client of that name"), "{run}");
    practice.ok(&["client", "add", "--name", "Zo\u{eb} O'Brien-\u{160}im\u{16f}nek"]);
    let decomposed = "Zoe\u{308} O'Brien-S\u{30c}imu\u{30a}nek";
    assert_eq!(practice.run(&["client", "add", "--name", decomposed]).code(), 2);
}

#[test]
fn no_tip_leads_astray() {
    let practice = Practice::with_note();
    for (args, wrong, right) in [
        (&["unsigned"][..], "'sign'", "`casenotes list --unsigned`"),
        (&["lsit"], "'export'", "'list'"),
        (&["new", "c-7f3k", "--date", "yesterday"], "as a value", "`--at`"),
        (&["new", "--client", "c-7f3k"], "as a value", "by itself"),
    ] {
        let run = practice.run(args);
        let tips: String = run.err().lines().filter(|line| line.contains("tip:")).collect();
        assert!(run.code() == 2 && !tips.contains(wrong) && tips.contains(right), "{run}");
    }
    let run = practice.run(&["list", "--overdue", "--authorizations-expiring"]);
    assert!(run.code() == 2 && run.err().contains("cannot be used with"), "{run}");
}

#[test]
fn a_note_that_cannot_be_read_has_no_findings_about_its_sections() {
    let practice = Practice::with_note();
    practice
        .put(NOTE_PATH, NOTE.replace("author =", "= \nauthor =").replace("## Plan", "## Plane"));
    let run = practice.run(&["validate", "--short"]);
    assert!(run.out().contains("[FM001]") && !run.out().contains("[SC0"), "{run}");
}

#[test]
fn the_key_is_asked_for_when_there_is_something_to_sign() {
    // There is no key at all, and what is wrong with the note is said all the same, in its order.
    let practice = Practice::with_client();
    practice.put(NOTE_PATH, NOTE.replace("## Plan", "## Plane").replace("## Data", "## Date"));
    let args = ["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"];
    let run = practice.run(&args);
    assert!(run.code() == 2 && run.err().contains("errors in what was to be signed"), "{run}");
    let said = run.err();
    let lines: Vec<u32> = said
        .lines()
        .filter_map(|line| line.split(".md:").nth(1)?.split(':').next()?.parse().ok())
        .collect();
    assert!(lines.len() > 1 && lines.is_sorted(), "{run}");
    practice.put(NOTE_PATH, NOTE);
    let run = practice.run(&args);
    assert!(run.code() == 2 && !run.err().contains("what was to be signed"), "{run}");
}
