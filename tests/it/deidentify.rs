//! `casenotes deidentify`: what is taken out, what is reported, and that no report tells it.

use insta::assert_snapshot;

use crate::practice::{NOTE, NOTE_PATH, Practice};

/// What must be nowhere in what leaves, nor in any report about it.
const TELLING: &[&str] = &[
    "Ben",
    "Sample",
    "Ida",
    "Marrow",
    "Okafor",
    "Dana",
    "2026-11-20",
    "November",
    "555",
    "0147",
    "example.org",
    "078-05-1120",
    "XQ-7731",
    "Oak",
    "89501",
    "c-7f3k",
    "c-2mxr",
    "Ana Example",
    "1978",
];

const BODY: &str =
    "Ben Sample (born November 2, 1978, SSN 078-05-1120) came with Ida Marrow on 2026-11-20.
Her number is (212) 555-0147, mail ida@example.org; he lives at 12 Oak Tree Lane, Reno, NV 89501.
<!-- Ben's guidance -->
His friend Tobias met Ana Example, plan XQ-7731, 93 years old. ben's boss was there.
Slept 6 hours; PHQ-9 is 11.";

fn practice() -> Practice {
    let practice = Practice::with_client();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let file = practice.read("chart/clients/c-7f3k/client.toml");
    practice.put(
        "chart/clients/c-7f3k/client.toml",
        format!("{file}others = [\"Ida Marrow\"]\nplan_id = \"XQ-7731\"\n"),
    );
    let earlier = NOTE.replace("2026-11-20", "2026-10-01");
    practice.put("chart/clients/c-7f3k/notes/2026-10-01-1400-dap.md", earlier);
    let note = NOTE.replace("Reports fewer panic attacks.", BODY);
    let note = note.replace("+++\n\n#", "diagnoses = [\"F41.1\"]\n[measures]\nphq9 = 11\n+++\n\n#");
    practice.put(NOTE_PATH, note);
    practice
}

#[test]
fn a_cleaned_note_reads_well_and_each_line_is_accounted_for() {
    assert_snapshot!(practice().run(&["deidentify", "c-7f3k/2026-11-20"]), @r"
    # Session 2, 2026

    - Format: DAP note
    - Length: 53 minutes
    - Diagnoses: F41.1
    - Measures: phq9 11

    # DAP note

    ## Data

    [client] (born [date of birth], SSN [SSN]) came with [person 1] on [session 2, 2026].
    Her number is [phone], mail [email]; he lives at [place], [place].
    His friend Tobias met [name], plan [id], [90 or older] years old. [client]'s boss was there.
    Slept 6 hours; PHQ-9 is 11.

    ## Assessment

    Progress toward the goal.

    ## Plan

    Continue weekly.
    --- stderr
    line 12: took out name (A), date or age (C), social security number (G), name (A), date or age (C)
    line 13: took out telephone number (D), e-mail address (F), place (B), place (B)
    line 14: took out name (A), other number or code (R), date or age (C), name (A)
    line 14: look at a word with a capital in column 12
    Took 13 identifiers of 7 kinds out of 1 note; 1 place left to look at.
    warning: this is no guarantee: no program sees every unique characteristic or knows what a reader knows besides (45 CFR 164.514(b)(2)(i)(R), (ii)); read the text before it leaves
    ");
}

#[test]
fn a_name_that_cannot_be_looked_for_is_said() {
    let practice = practice();
    let run = practice.run(&["deidentify", "c-7f3k", "--also", "A. de"]);
    let said = "a name of somebody around the client cannot be looked for";
    assert!(run.err().contains(said) && !run.err().contains("A. de"), "{run}");
    assert!(!practice.run(&["deidentify", "c-7f3k"]).err().contains(said));
}

#[test]
fn nothing_that_tells_who_it_is_leaves_or_stands_in_a_report() {
    let practice = practice();
    for more in [&[][..], &["--offsets"], &["--report", "report.json", "-o", "text.md"]] {
        let run = practice.run(&[&["deidentify", "c-7f3k"], more].concat());
        assert_eq!(run.code(), 0, "{run}");
        let mut all = vec![run.out(), run.err()];
        if more.contains(&"-o") {
            all.extend([practice.read("text.md"), practice.read("report.json")]);
            assert!(run.out().is_empty() && !run.err().contains("line "), "{run}");
        }
        for text in all {
            for telling in TELLING {
                assert!(!text.contains(telling), "{telling} in {text}");
            }
        }
    }
    let run = practice.run(&["deidentify", "c-7f3k", "--also", "Tobias"]);
    assert!(!run.out().contains("Tobias") && run.out().contains("[person 2]"), "{run}");
}

#[test]
fn a_report_names_the_places_of_the_text_that_was_written() {
    let practice = practice();
    practice.ok(&["deidentify", "c-7f3k", "--report", "report.json", "-o", "text.md"]);
    let text = practice.read("text.md");
    let report: serde_json::Value = serde_json::from_str(&practice.read("report.json")).unwrap();
    let at = |place: &serde_json::Value| {
        let number = |key: &str| place[key].as_u64().unwrap() as usize;
        let line = text.lines().nth(number("line") - 1).unwrap();
        line.chars().skip(number("column") - 1).collect::<String>()
    };
    let removed = report["removed"].as_array().unwrap();
    assert!(
        removed.len() > 10 && removed.iter().all(|place| at(place).starts_with('[')),
        "{report}"
    );
    let look = report["look"].as_array().unwrap();
    assert!(look.iter().any(|place| at(place).starts_with("Tobias")), "{report}");
    assert_eq!(report["guarantee"], false);
}

#[test]
fn a_file_without_a_notes_name_is_not_passed_over_in_silence() {
    let practice = practice();
    practice.put("chart/clients/c-7f3k/notes/Ben.md", NOTE);
    let run = practice.run(&["deidentify", "c-7f3k"]);
    assert!(run.err().contains("warning: 1 file without a note's name left out\n"), "{run}");
    assert!(!run.err().contains("Ben"), "{run}");
}

#[test]
fn days_can_be_told_from_the_first_session() {
    let text = practice().ok(&["deidentify", "c-7f3k", "--offsets"]);
    assert!(text.starts_with("# Day 0\n") && text.contains("\n# Day +50\n"), "{text}");
    assert!(text.contains("on [day +50].") && !text.contains("2026"), "{text}");
}

#[test]
fn what_cannot_be_cleaned_is_refused_and_nothing_is_written() {
    let practice = practice();
    practice.put("chart/clients/c-2mxr/notes/2026-11-20-1400-dap.md", NOTE);
    practice.put("chart/clients/c-2mxr/notes/2026-11-21-1400-dap.md", "Text.\n");
    practice.put("taken", "x");
    let before = practice.files(".");
    let refused: &[&[&str]] = &[
        &["c-7f3k", "c-2mxr"],
        &["c-2mxr/2026-11-20"],
        &["c-2mxr/2026-11-21"],
        &["c-7f3k", "-o", "taken"],
        &["c-7f3k", "--report", "taken"],
        &["c-7f3k", "-o", "chart/x"],
        &["c-7f3k", "--report", "private/vault/x"],
    ];
    assert_snapshot!(practice.transcript(&["deidentify"], refused), @"
    $ ... c-7f3k c-2mxr
    --- stderr
    error: the notes are of two clients, `c-7f3k` and `c-2mxr`
    hint: Clean the notes of one client at a time.
    --- exit Some(2)
    $ ... c-2mxr/2026-11-20
    --- stderr
    error: the note `c-2mxr/2026-11-20-1400-dap` says that it is of another client
    hint: Find out whose note it is: only the names of its client can be taken out.
    --- exit Some(2)
    $ ... c-2mxr/2026-11-21
    --- stderr
    error: the note `c-2mxr/2026-11-21-1400-dap` cannot be read
    hint: Run `casenotes validate` and mend it.
    --- exit Some(2)
    $ ... c-7f3k -o taken
    --- stderr
    error: cannot create ./taken
      because: File exists (os error 17)
    hint: Choose another name; what exists is never overwritten.
    --- exit Some(2)
    $ ... c-7f3k --report taken
    --- stderr
    error: cannot create ./taken
      because: File exists (os error 17)
    hint: Choose another name; what exists is never overwritten.
    --- exit Some(2)
    $ ... c-7f3k -o chart/x
    --- stderr
    error: chart/x lies inside the chart
    hint: Choose a folder outside of the chart and the vault.
    --- exit Some(2)
    $ ... c-7f3k --report private/vault/x
    --- stderr
    error: private/vault/x lies inside the vault
    hint: Choose a folder outside of the chart and the vault.
    --- exit Some(2)
    ");
    assert_eq!(practice.files("."), before);
    practice.put("chart/clients/c-7f3k/client.toml", "name = \"Ben\"\nothers = \"Ida\"\n");
    assert_snapshot!(practice.run(&["deidentify", "c-7f3k"]), @"
    --- stderr
    error: the client file of `c-7f3k` has a mistake in it
    hint: Run `casenotes validate` and mend it: what cannot be read cannot be taken out.
    --- exit Some(2)
    ");
    practice.put("chart/clients/c-7f3k/client.toml", "nmae = \"Ben Sample\"\n");
    assert_snapshot!(practice.run(&["deidentify", "c-7f3k"]), @r#"
    --- stderr
    error: the client `c-7f3k` has no readable name in the client file
    hint: Run `casenotes client edit c-7f3k --set name="..."`; what is not known cannot be taken out.
    --- exit Some(2)
    "#);
}

#[test]
fn a_name_of_another_client_that_cannot_be_read_stops_the_cleaning() {
    let practice = practice();
    let file = "chart/clients/c-2mxr/client.toml";
    let whole = practice.read(file);
    let broken = [&b"name Ana Example\n"[..], b"name = 5\n", b"name = \"Ana \xc9xample\"\n"];
    for broken in broken {
        practice.put(file, broken);
        let run = practice.run(&["deidentify", "c-7f3k/2026-11-20"]);
        assert_eq!((run.code(), run.out().as_str()), (2, ""), "{run}");
        assert!(run.err().contains("the client file of `c-2mxr`"), "{run}");
    }
    // What else is wrong with it does not matter here.
    practice.put(file, format!("{whole}opened = 5\n"));
    let run = practice.run(&["deidentify", "c-7f3k/2026-11-20"]);
    assert!(run.code() < 2 && !run.out().contains("Ana Example"), "{run}");
}
