//! `casenotes new`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::practice::{NOTE, Practice};

const BODY: &str = "# DAP note\n\n## Data\n\nText.\n\n## Assessment\n\nText.\n\n## Plan\n\nText.\n";

#[test]
fn a_text_becomes_a_note_and_its_time_is_echoed() {
    let practice = Practice::with_client();
    let run = practice.pipe(
        &[
            "new",
            "c-7f3k",
            "--format",
            "dap",
            "--at",
            "yesterday 14:00",
            "--until",
            "14:53",
            "--set",
            "risk=denied",
            "--set",
            "diagnoses=F41.1,F43.10",
            "--set",
            "measures.phq9=11",
            "--stdin",
        ],
        BODY,
    );
    assert_eq!(
        run.to_string(),
        "c-7f3k/2026-11-23-1400-dap\n--- stderr\nFiled c-7f3k/2026-11-23-1400-dap.\nSession: Mon 2026-11-23 14:00 -05:00 to 14:53 (53 minutes).\n"
    );
    let path = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md";
    assert_eq!(
        practice.read(path),
        format!(
            "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-23T14:00:00-05:00\nend = 2026-11-23T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\ndiagnoses = [\"F41.1\", \"F43.10\"]\nrisk = \"denied\"\n[measures]\nphq9 = 11\n+++\n\n{BODY}"
        )
    );
    assert_eq!(fs::metadata(practice.path(path)).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn every_format_has_a_template_that_lacks_only_what_the_clinician_must_write() {
    let practice = Practice::with_client();
    for format in [
        "soap",
        "dap",
        "birp",
        "girp",
        "apso",
        "cbt",
        "couple",
        "darp",
        "dbt",
        "emdr",
        "firp",
        "paip",
        "play",
        "prescriber",
        "soapie",
    ] {
        practice.ok(&[
            "new",
            "c-7f3k",
            "--format",
            format,
            "--at",
            "yesterday 14:00",
            "--until",
            "50m",
            "--no-edit",
        ]);
    }
    let found = practice.run(&["validate", "--json"]).json();
    let codes: std::collections::BTreeSet<_> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes, ["SC002".to_owned()].into());
}

#[test]
fn the_tool_does_not_invent_when_a_session_ended() {
    let practice = Practice::with_client();
    let run = practice.pipe(&["new", "c-7f3k", "--format", "dap", "--stdin"], BODY);
    assert!(run.err().contains("end not given"), "{run}");
    let run = practice.run(&["validate", "--short"]);
    assert!(
        run.out().contains("2026-11-24-0930-dap.md:1:1: error[FM002]: the key `end` is missing"),
        "{run}"
    );
}

#[test]
fn a_date_that_is_not_understood_is_an_error_with_the_accepted_forms_and_nothing_is_written() {
    let practice = Practice::with_client();
    let before = practice.files("chart");
    for at in ["2026-02-30 14:00", "blargh", "14:00", "tomorrow 9:00", "today 25:00", "2026-11-24"]
    {
        let run = practice.pipe(&["new", "c-7f3k", "--at", at, "--stdin"], BODY);
        assert_eq!(run.code(), 2, "{at}: {run}");
        assert!(run.err().contains("`yesterday 14:00`"), "{at}: {run}");
    }
    for at in ["2026-03-08 02:30", "2026-11-01 01:30", "tuesday 14:00"] {
        let run = practice.pipe(&["new", "c-7f3k", "--at", at, "--stdin"], BODY);
        assert_eq!(run.code(), 2, "{at}: {run}");
        assert!(run.err().contains("hint: "), "{at}: {run}");
    }
    let run = practice
        .pipe(&["new", "c-7f3k", "--at", "yesterday 14:00", "--until", "13:00", "--stdin"], BODY);
    assert!(run.code() == 2 && run.err().contains("would end before it begins"), "{run}");
    assert_eq!(practice.files("chart"), before);
    let offset =
        practice.pipe(&["new", "c-7f3k", "--at", "2026-11-01 01:30-04:00", "--stdin"], BODY);
    assert_eq!(offset.code(), 0, "{offset}");
}

#[test]
fn the_offset_is_that_of_the_place_at_both_ends_of_the_world() {
    for (zone, expected) in
        [("<+14>-14", "+14:00"), ("<-12>12", "-12:00"), ("EST5EDT,M3.2.0,M11.1.0", "-05:00")]
    {
        let practice = Practice::with_client().env("TZ", zone);
        let run = practice.pipe(&["new", "c-7f3k", "--at", "2026-11-20 23:59", "--stdin"], BODY);
        assert_eq!(run.out(), "c-7f3k/2026-11-20-2359-soap\n");
        let listed = practice.run(&["list", "--json"]).json();
        assert_eq!(listed["notes"][0]["start"], format!("2026-11-20T23:59:00{expected}"));
    }
    let run = Practice::with_client().env("TZ", "Nope/Zone").run(&["list"]);
    assert!(
        run.code() == 2 && run.err().contains("the time zone `Nope/Zone` in TZ is not known"),
        "{run}"
    );
}

#[test]
fn a_whole_note_brings_its_own_front_matter() {
    let practice = Practice::with_client();
    practice.put("note.md", NOTE);
    assert_eq!(
        practice.ok(&["new", "c-7f3k", "--from", "note.md"]),
        "c-7f3k/2026-11-20-1400-dap\n"
    );
    assert_eq!(practice.read("chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md"), NOTE);
    for (text, args, message) in [
        (NOTE.replace("c-7f3k", "c-2mxr"), &["--stdin"][..], "it is a note of `c-2mxr`"),
        (NOTE.replace("start = 2026", "start = x2026"), &["--stdin"], "standard input:4:"),
        (NOTE.to_owned(), &["--stdin", "--at", "now"], "so `--at` cannot be given"),
        (" \n".to_owned(), &["--stdin"], "the text is empty"),
    ] {
        let run = practice.pipe(&[&["new", "c-7f3k"], args].concat(), text);
        assert!(run.code() == 2 && run.err().contains(message), "{message}: {run}");
    }
}

#[test]
fn any_text_is_kept_byte_for_byte() {
    let practice = Practice::with_client();
    let large = "Zoë said it again. ".repeat(280_000);
    for (at, text) in [
        ("10:00", "no final newline"),
        ("10:01", "one\r\ntwo\r\n"),
        ("10:02", "tabs\tand \u{1f33b}\n\n\n"),
        ("10:03", large.as_str()),
    ] {
        let run =
            practice.pipe(&["new", "c-7f3k", "--at", &format!("yesterday {at}"), "--stdin"], text);
        let id = run.out();
        let stem = id.trim().split_once('/').unwrap().1;
        let filed = practice.read(&format!("chart/clients/c-7f3k/notes/{stem}.md"));
        assert!(filed.ends_with(&format!("+++\n\n{text}")), "{at}");
    }
    let run =
        practice.pipe(&["new", "c-7f3k", "--at", "yesterday 11:00", "--stdin"], "\u{feff}marked\n");
    assert_eq!(run.code(), 0);
    assert!(
        practice
            .read("chart/clients/c-7f3k/notes/2026-11-23-1100-soap.md")
            .ends_with("+++\n\nmarked\n")
    );
    let run = practice.pipe(&["new", "c-7f3k", "--stdin"], b"ok\nZo\xeb");
    assert!(
        run.code() == 2 && run.err().contains("standard input:2:3: this byte is not UTF-8"),
        "{run}"
    );
}

#[test]
fn two_notes_of_one_minute_are_both_kept() {
    let practice = Practice::with_client();
    for expected in [
        "c-7f3k/2026-11-24-0930-soap\n",
        "c-7f3k/2026-11-24-0930-soap-2\n",
        "c-7f3k/2026-11-24-0930-soap-3\n",
    ] {
        assert_eq!(practice.pipe(&["new", "c-7f3k", "--stdin"], BODY).out(), expected);
    }
}

#[test]
fn an_unknown_format_client_or_key_says_what_was_meant() {
    let practice = Practice::with_client();
    for (args, message) in [
        (&["new", "c-7f3k", "--no-edit", "--format", "saop"][..], "Did you mean `soap`?"),
        (&["new", "c-7f3j", "--no-edit"], "Did you mean `c-7f3k`?"),
        (&["new", "c-7f3k", "--no-edit", "--set", "gaols=G1"], "the key `gaols` cannot be set"),
        (&["new", "c-7f3k", "--no-edit", "--author", " "], "nobody is named as the author"),
        (&["lsit", "c-7f3k"], "a similar subcommand exists: 'list'"),
    ] {
        let run = practice.run(args);
        assert!(run.code() == 2 && run.err().contains(message), "{run}");
    }
}

#[test]
fn a_practices_own_template_wins_and_a_broken_one_is_refused() {
    let practice = Practice::with_client();
    practice.put("chart/templates/soap.md", "+++\nformat = \"soap\"\ntitle = \"Ours\"\n+++\n\n# {{ title }} {{ client }} {{ date }}\n\n## Only\n");
    practice.ok(&["new", "c-7f3k", "--no-edit", "--at", "yesterday 14:00", "--until", "50m"]);
    let text = practice.read("chart/clients/c-7f3k/notes/2026-11-23-1400-soap.md");
    assert!(text.ends_with("\n\n# Ours c-7f3k 2026-11-23\n\n## Only\n"), "{text}");
    let found = practice.run(&["validate", "--short"]);
    assert!(
        found.out().contains("the section `Only` is empty") && !found.out().contains("Subjective"),
        "{found}"
    );
    practice.put(
        "chart/templates/soap.md",
        "+++\nformat = \"soap\"\ntitle = \"Ours\"\n+++\n\n{{ clent }}\n",
    );
    let run = practice.run(&["new", "c-7f3k", "--no-edit"]);
    assert!(
        run.code() == 2 && run.err().contains("soap.md:6:1: this placeholder is not known"),
        "{run}"
    );
}

#[test]
fn without_a_terminal_no_editor_is_started() {
    let practice = Practice::with_client();
    let run = practice.run(&["new", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("there is no terminal for an editor"), "{run}");
    assert!(run.err().contains("--stdin"), "{run}");
}

#[test]
fn a_note_of_an_earlier_day_takes_the_plan_of_that_day() {
    let practice = Practice::with_client();
    let plan = |day: &str, goal: &str, code: &str| {
        let text = format!(
            "+++\nclient = \"c-7f3k\"\nformat = \"plan\"\nstart = {day}T10:00:00-05:00\nauthor = \"D\"\ndiagnoses = [\"{code}\"]\n[[goal]]\nid = \"{goal}\"\nstatement = \"s\"\n+++\n\n# Treatment plan\n"
        );
        assert_eq!(practice.pipe(&["new", "c-7f3k", "--stdin"], text).code(), 0);
    };
    plan("2026-10-01", "G1", "F32.1");
    plan("2026-11-20", "G9", "F41.1");
    for (at, goals) in [
        ("2026-11-23 10:00", Some("goals = [\"G9\"]")),
        ("2026-11-10 10:00", Some("goals = [\"G1\"]")),
        ("2026-09-10 10:00", None),
    ] {
        let id =
            practice.ok(&["new", "c-7f3k", "-f", "dap", "--at", at, "--until", "50m", "--no-edit"]);
        let note = practice.ok(&["show", id.trim()]);
        assert_eq!(note.lines().find(|line| line.starts_with("goals")), goals, "{at}");
    }
    // A plan without a word is one for its goals, for `thread` and for the rules.
    for day in 1..=8 {
        let at = format!("2026-11-0{day} 10:00");
        let new = ["new", "c-7f3k", "-f", "dap", "--at", &at, "--until", "50m", "--stdin"];
        assert_eq!(practice.pipe(&new, "## Data\n\nPracticed breathing.\n").code(), 0);
    }
    assert!(practice.ok(&["thread", "c-7f3k"]).contains("G9"));
    assert!(!practice.run(&["validate"]).out().contains("GT004"));
    for plan in ["2026-10-01", "2026-11-20"] {
        std::fs::remove_file(
            practice.path(&format!("chart/clients/c-7f3k/notes/{plan}-1000-plan.md")),
        )
        .unwrap();
    }
    assert!(practice.run(&["validate"]).out().contains("GT004"));
}
