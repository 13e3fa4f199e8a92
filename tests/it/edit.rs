//! `casenotes edit` without a terminal; tests/it/terminal.rs has the editor.

use crate::practice::{NOTE, NOTE_PATH, Practice};

#[test]
fn a_key_is_set_and_no_other_byte_changes() {
    let practice = Practice::with_note();
    practice.ok(&["edit", "c-7f3k/2026-11-20", "--set", "goals=G1,G2"]);
    let expected = NOTE.replace("LCSW\"\n", "LCSW\"\ngoals = [\"G1\", \"G2\"]\n");
    assert_eq!(practice.read(NOTE_PATH), expected);
}

#[test]
fn a_signed_note_is_never_changed() {
    let by_key = NOTE.replace("author", "signed_by = \"Dana Okafor, LCSW\"\nauthor");
    for (text, signature) in [(by_key.as_str(), false), (NOTE, true)] {
        let practice = Practice::with_client();
        practice.put(NOTE_PATH, text);
        if signature {
            practice.put(&format!("{NOTE_PATH}.sig"), "-----BEGIN SSH SIGNATURE-----\n");
        }
        for args in [&["edit", "c-7f3k", "--set", "goals=G1"][..], &["edit", "c-7f3k"]] {
            let run = practice.run(args);
            assert!(
                run.code() == 2 && run.err().contains("a signed note is never changed"),
                "{run}"
            );
        }
        assert_eq!(practice.read(NOTE_PATH), text);
        // A name in a text is no signature.
        let status = if signature { "signed" } else { "draft" };
        assert_eq!(practice.run(&["list", "--json"]).json()["notes"][0]["status"], status);
    }
}

#[test]
fn a_broken_note_is_not_rewritten() {
    let practice = Practice::with_client();
    let broken = NOTE.replace("client = \"c-7f3k\"", "client = \"c-7f3k");
    practice.put(NOTE_PATH, &broken);
    let run = practice.run(&["edit", "c-7f3k", "--set", "goals=G1"]);
    assert!(run.code() == 2 && run.err().contains("the front matter cannot be read"), "{run}");
    assert_eq!(practice.read(NOTE_PATH), broken);
}

#[test]
fn bytes_that_are_not_text_are_never_replaced() {
    let practice = Practice::with_note();
    let note = NOTE.replace("fewer", "f\u{1}wer").into_bytes();
    let note: Vec<u8> = note.into_iter().map(|b| if b == 1 { 0xe9 } else { b }).collect();
    practice.put(NOTE_PATH, &note);
    assert_eq!(practice.run(&["edit", "c-7f3k", "--set", "goals=G1"]).code(), 2);
    assert_eq!(std::fs::read(practice.path(NOTE_PATH)).unwrap(), note);
    let client = "chart/clients/c-7f3k/client.toml";
    practice.put(client, b"name = \"Zo\xeb\"\n");
    for args in
        [&["client", "edit", "c-7f3k", "--set", "phone=1"][..], &["client", "close", "c-7f3k"]]
    {
        assert_eq!(practice.run(args).code(), 2);
        assert_eq!(std::fs::read(practice.path(client)).unwrap(), b"name = \"Zo\xeb\"\n");
    }
}

#[test]
fn an_ambiguous_note_lists_the_candidates_and_an_unknown_one_the_nearest() {
    let practice = Practice::with_note();
    practice.put("chart/clients/c-7f3k/notes/2026-11-21-0900-dap.md", NOTE);
    let run = practice.run(&["show", "c-7f3k/2026-11"]);
    assert!(
        run.code() == 2
            && run.err().contains("c-7f3k/2026-11-20-1400-dap, c-7f3k/2026-11-21-0900-dap"),
        "{run}"
    );
    let run = practice.run(&["show", "c-7f3k/2026-11-20-1400-dpa"]);
    assert!(
        run.code() == 2 && run.err().contains("Did you mean `c-7f3k/2026-11-20-1400-dap`?"),
        "{run}"
    );
    assert_eq!(practice.ok(&["show", NOTE_PATH]), NOTE);
    assert_eq!(practice.ok(&["show", "c-7f3k"]), NOTE);
    for outside in ["home", "../x.md", "chart/casenotes.toml", "chart/clients/c-7f3k/client.toml"] {
        assert_eq!(practice.run(&["show", outside]).code(), 2, "{outside}");
    }
}

#[test]
fn a_note_with_a_comment_or_code_that_does_not_end_keeps_its_format() {
    let practice = Practice::with_client();
    for open in ["<!-- a thought", "```"] {
        // In another format a comment of the template would end the open one, and hide the text.
        let note = NOTE.replace("## Data\n\nReports fewer panic attacks.\n\n", "")
            + &format!("\n## Data\n\n{open}\nReports fewer panic attacks.\n");
        practice.put(NOTE_PATH, &note);
        let run = practice.run(&["edit", "c-7f3k", "--format", "soap"]);
        assert!(run.code() == 2 && run.err().contains("does not end"), "{run}");
        assert_eq!(practice.read(NOTE_PATH), note);
        assert_eq!(practice.files("chart/clients/c-7f3k/notes").len(), 1);
    }
}

#[test]
fn the_keys_of_one_kind_of_record_are_set_as_well() {
    let practice = Practice::with_client();
    let args = ["new", "c-7f3k", "--format", "discharge", "--at", "yesterday 14:00", "--stdin"];
    let keys = ["--set", "planned=true", "--set", "last_session=2026-11-16"];
    let body = "# Discharge summary\n\n## Course of treatment\n\nCame weekly.\n";
    let run = practice.pipe(&[&args[..], &keys].concat(), body);
    assert_eq!(run.code(), 0, "{run}");
    let path = "chart/clients/c-7f3k/notes/2026-11-23-1400-discharge.md";
    assert!(
        practice.read(path).contains("LCSW\"\nplanned = true\nlast_session = 2026-11-16\n+++\n"),
        "{}",
        practice.read(path)
    );
    practice.ok(&["edit", "c-7f3k", "--set", "notified=Sam Example, MD; sister"]);
    assert!(practice.read(path).contains("\nnotified = [\"Sam Example, MD\", \"sister\"]\n"));
    for (set, said) in [
        ("planned=maybe", "`planned` takes `true` or `false`"),
        ("last_session=2026-02-30", "`last_session` takes a date"),
        ("plannned=true", "did you mean `planned`?"),
    ] {
        let run = practice.run(&["edit", "c-7f3k", "--set", set]);
        assert!(run.code() == 2 && run.err().contains(said), "{run}");
    }
}

#[test]
fn an_end_that_was_not_known_is_set_afterwards() {
    let practice = Practice::with_client();
    let ended = "end = 2026-11-20T14:53:00-05:00\n";
    practice.put(NOTE_PATH, NOTE.replace(ended, ""));
    for until in ["53m", "14:53"] {
        practice.ok(&["edit", "c-7f3k", "--until", until, "--set", "goals=G1"]);
        let note = practice.read(NOTE_PATH);
        assert!(note.contains(ended) && note.contains("goals = [\"G1\"]"), "{note}");
    }
    let before = practice.read(NOTE_PATH);
    let run = practice.run(&["edit", "c-7f3k", "--until", "13:00"]);
    assert!(run.code() == 2 && run.err().contains("would end before it began"), "{run}");
    assert_eq!(practice.read(NOTE_PATH), before);
}
