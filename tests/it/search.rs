//! `casenotes search`: text in progress notes and what was added to them.

use std::os::unix::fs::PermissionsExt;

use crate::practice::{NOTE, NOTE_PATH, Practice};

const ANA: &str = "c-2mxr/2026-11-10-1400-soap";
const BEN: &str = "c-7f3k/2026-11-20-1400-dap";

/// Two clients; Ben's note is signed and has an addendum, Ana's is a draft.
fn practice() -> Practice {
    let practice = Practice::with_signer();
    let text = NOTE
        .replace("Reports fewer panic attacks.", "Rode the TRAM twice.\n\n<!-- the tram -->")
        .replace("Continue weekly.", "### Homework\n\nRide the tram; see Zoe\u{308}.");
    practice.put(NOTE_PATH, &text);
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let other = NOTE
        .replace("c-7f3k", "c-2mxr")
        .replace("2026-11-20", "2026-11-10")
        .replace("dap", "soap")
        .replace("Dana Okafor, LCSW", "Eli Sample, PhD")
        .replace("Continue weekly.", "A tramp in the wood.");
    practice.put("chart/clients/c-2mxr/notes/2026-11-10-1400-soap.md", other);
    practice.ok(&["sign", BEN, "--late-entry", "ill"]);
    let run = practice.pipe(
        &["amend", BEN, "--kind", "addendum", "--reason", "forgotten", "--stdin"],
        "The tram was late.\n",
    );
    assert_eq!(run.code(), 0, "{run}");
    practice
}

fn found(practice: &Practice, args: &[&str]) -> String {
    practice.run(&[&["search"], args].concat()).out()
}

#[test]
fn lines_are_printed_with_note_and_section_and_without_guidance() {
    let practice = practice();
    let lines = found(&practice, &["tram"]);
    let data = lines.lines().find(|line| line.contains("TRAM")).unwrap();
    assert!(data.starts_with(&format!("{BEN}:")) && data.ends_with(":Data:Rode the TRAM twice."));
    assert!(lines.contains(":Homework:Ride the tram; see Zo\u{eb}.\n"), "{lines}");
    assert!(lines.contains(&format!("{BEN}.addendum-1:")), "{lines}");
    assert!(lines.contains("::The tram was late.\n"), "{lines}");
    assert!(lines.contains(&format!("{ANA}:")) && !lines.contains("<!--"), "{lines}");
    assert_eq!(lines.lines().count(), 4, "{lines}");
    // The line is that of the file.
    let number: usize = data.split(':').nth(1).unwrap().parse().unwrap();
    assert_eq!(practice.read(NOTE_PATH).lines().nth(number - 1), Some("Rode the TRAM twice."));
}

#[test]
fn each_filter_filters() {
    let practice = practice();
    for (args, count) in [
        (&["tram", "c-2mxr"][..], 1),
        (&["tram", "--client", "c-7f3k"], 3),
        (&["-w", "tram"], 3),
        (&["-w", "tram", "--status", "signed"], 3),
        (&["tram", "--status", "draft"], 1),
        (&["tram", "--status", "broken"], 0),
        (&["tram", "--section", "plan"], 2),
        (&["tram", "--section", "Homework"], 1),
        (&["tram", "--since", "2026-11-15"], 3),
        (&["tram", "--until", "2026-11-15"], 1),
        (&["tram", "--format", "soap"], 1),
        (&["tram", "--author", "eli sample"], 1),
        (&["tram", "--author", "Dana Okafor"], 3),
        (&["tram", "--author", "Dana"], 0),
        (&["TRAM"], 1),
        (&["-i", "TRAM"], 4),
        (&["-s", "tram"], 3),
        (&["-F", "tram."], 0),
        (&["tram.."], 4),
        (&["late\\.$"], 1),
        (&["zo\u{eb}"], 1),
        (&["Zoe\u{308}"], 1),
        (&["Dana Okafor"], 0),
        (&["Dana Okafor", "--front-matter"], 4),
        (&["the tram -->"], 0),
    ] {
        let lines = found(&practice, args);
        assert_eq!(lines.lines().count(), count, "{args:?}: {lines}");
    }
}

#[test]
fn notes_and_counts_and_files_can_be_had_alone() {
    let practice = practice();
    assert_eq!(found(&practice, &["-l", "tram"]), format!("{ANA}\n{BEN}\n"));
    assert_eq!(found(&practice, &["-c", "tram"]), format!("{ANA}:1\n{BEN}:3\n"));
    let paths = found(&practice, &["-l", "-0", "tram"]);
    let names: Vec<&str> =
        paths.split_terminator('\0').map(|path| path.rsplit('/').next().unwrap()).collect();
    assert_eq!(
        names,
        ["2026-11-10-1400-soap.md", "2026-11-20-1400-dap.md", "2026-11-20-1400-dap.addendum-1.md"]
    );
    assert_eq!(found(&practice, &["tram", "--paths"]), paths.replace('\0', "\n"));
    let counted = practice.run(&["search", "-c", "tram", "--json"]).json();
    assert_eq!(counted["notes"][1]["id"], BEN);
    assert_eq!(counted["notes"][1]["matches"], 3);
    let lines = practice.run(&["search", "late", "--json"]).json();
    assert_eq!(lines["matches"][0]["addition"], "addendum-1");
    assert_eq!(lines["matches"][0]["text"], "The tram was late.");
    let path = lines["matches"][0]["path"].as_str().unwrap();
    assert!(std::path::Path::new(path).is_file(), "{path}");
}

#[test]
fn what_is_not_found_and_what_is_no_pattern_and_who_is_not_there() {
    let practice = practice();
    let none = practice.run(&["search", "Zugspitze"]);
    assert_eq!((none.code(), none.out().as_str()), (1, ""), "{none}");
    let run = practice.run(&["search", "a(b"]);
    assert!(run.code() == 2 && run.err().contains("Use `-F`"), "{run}");
    let run = practice.run(&["search", "x", "c-9999"]);
    assert!(run.code() == 2 && run.err().contains("there is no client `c-9999`"), "{run}");
}

#[test]
fn a_broken_note_is_searched_and_one_that_cannot_be_read_makes_the_search_incomplete() {
    let practice = practice();
    practice.put("chart/clients/c-2mxr/notes/her session.md", "\u{feff}The tram.\n");
    let lines = found(&practice, &["the tram.$", "c-2mxr"]);
    assert_eq!(lines, "c-2mxr/her session:1::The tram.\n");
    assert_eq!(found(&practice, &["tram", "--status", "broken"]).lines().count(), 1);
    // A folder is no file that could be read, whoever runs the test.
    let path = practice.path("chart/clients/c-2mxr/notes/her session.md");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_err() {
        let run = practice.run(&["search", "tram"]);
        assert!(
            run.code() == 2 && run.err().contains("the search is not complete: 1 file"),
            "{run}"
        );
        assert_eq!(run.out().lines().count(), 4, "{run}");
    }
}

#[test]
fn a_search_leaves_nothing_behind() {
    let practice = practice();
    let before = practice.files(".");
    practice.ok(&["search", "tram"]);
    assert_eq!(practice.files("."), before);
}
