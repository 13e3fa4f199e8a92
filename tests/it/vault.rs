//! `casenotes vault` without a terminal; tests/it/terminal.rs has the editor.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::practice::Practice;

const SEALED: &str = "private/vault/clients/c-7f3k/2026-11-23-1400.md.age";

fn sealed(text: &str) -> Practice {
    let practice = Practice::with_client();
    let run =
        practice.pipe(&["vault", "new", "c-7f3k", "--at", "yesterday 14:00", "--stdin"], text);
    assert_eq!(
        run.to_string(),
        "c-7f3k/2026-11-23-1400\n--- stderr\nSealed c-7f3k/2026-11-23-1400.\nSession: Mon 2026-11-23 14:00 -05:00.\n"
    );
    practice
}

#[test]
fn a_note_is_sealed_for_its_owner_alone_and_opens_again() {
    let practice = sealed("The tram again.\r\nno final newline");
    assert_eq!(fs::metadata(practice.path(SEALED)).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(practice.path(SEALED)).unwrap();
    assert!(
        bytes.starts_with(b"age-encryption.org/v1\n") && !bytes.windows(4).any(|w| w == b"tram")
    );
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "The tram again.\r\nno final newline");
    assert_eq!(
        practice.ok(&["psy", "show", "c-7f3k/2026-11-23"]),
        "The tram again.\r\nno final newline"
    );
    let raw = practice.ok(&["vault", "show", "c-7f3k", "--raw"]);
    assert!(
        raw.starts_with(
            "+++\nclient = \"c-7f3k\"\nsession = 2026-11-23T14:00:00-05:00\nsealed_to = \"sha256:"
        ),
        "{raw}"
    );
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn a_text_from_a_file_is_sealed_and_the_file_stays() {
    let practice = Practice::with_client();
    practice.put("text.md", b"any bytes \xff\x00");
    practice.ok(&["vault", "new", "c-7f3k", "--from", "text.md"]);
    assert_eq!(practice.run(&["vault", "show", "c-7f3k"]).out_bytes(), b"any bytes \xff\x00");
    assert!(practice.path("text.md").exists());
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], " \n");
    assert!(run.code() == 2 && run.err().contains("the text is empty"), "{run}");
}

#[test]
fn two_notes_of_one_minute_are_both_kept() {
    let practice = Practice::with_client();
    for expected in ["c-7f3k/2026-11-24-0930\n", "c-7f3k/2026-11-24-0930-2\n"] {
        assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "x").out(), expected);
    }
    practice.seal("latest");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "latest");
    let third = "private/vault/clients/c-7f3k/2026-11-24-0930-3.md.age";
    fs::remove_file(practice.path(third)).unwrap();
    let listed = practice.run(&["vault", "list", "--json"]).json();
    assert_eq!(listed["notes"].as_array().unwrap().len(), 2);
    assert_eq!(practice.ok(&["vault", "list", "--paths"]).lines().count(), 2);
    assert_eq!(practice.ok(&["vault", "list", "--jsonl"]).lines().count(), 2);
    assert_eq!(practice.ok(&["vault", "list", "-0"]).matches('\0').count(), 2);
    assert_eq!(practice.run(&["vault", "list", "--since", "2026-11-25"]).code(), 1);
}

#[test]
fn recipients_are_checked_before_a_word_is_read() {
    let other = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
    for (list, message) in [
        (format!("{other}\n"), "none of your identities is among the recipients"),
        ("".to_owned(), "the list of recipients is empty"),
        ("age1nonsense\n".to_owned(), "line 1 of the recipients is not an age recipient"),
    ] {
        let practice = Practice::with_client();
        practice.put("private/vault/recipients.txt", list);
        // Agreed to as far as it can be read, so that what is wrong with it is all that is left.
        let agreed = practice.run(&["vault", "keys", "accept", "--yes"]).code();
        assert_eq!(agreed, if message.starts_with("none") { 0 } else { 2 });
        let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY");
        assert!(run.code() == 2 && run.err().contains(message), "{run}");
        assert_eq!(practice.run(&["vault", "list"]).code(), 1);
    }
}

#[test]
fn a_damaged_note_releases_not_one_byte() {
    let practice = sealed(&"CANARY ".repeat(20_000));
    let whole = fs::read(practice.path(SEALED)).unwrap();
    for at in [0, 30, 100, 200, whole.len() / 2, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        practice.put(SEALED, changed);
        let run = practice.run(&["vault", "show", "c-7f3k"]);
        assert_eq!((run.code(), run.out().as_str()), (2, ""), "byte {at}: {run}");
        assert!(!run.err().contains("CANARY") && run.err().contains("hint: "), "{run}");
    }
    for end in [0, 10, 150, 70_000, whole.len() - 1] {
        practice.put(SEALED, &whole[..end]);
        let run = practice.run(&["vault", "show", "c-7f3k"]);
        assert_eq!((run.code(), run.out().as_str()), (2, ""), "cut at {end}: {run}");
    }
}

#[test]
fn a_note_moved_to_another_client_is_not_shown() {
    let practice = sealed("CANARY");
    let sealed = fs::read(practice.path(SEALED)).unwrap();
    practice.put("private/vault/clients/c-2mxr/2026-11-23-1400.md.age", sealed);
    let run = practice.run(&["vault", "show", "c-2mxr"]);
    assert!(
        run.code() == 2 && run.out().is_empty() && run.err().contains("it is of `c-7f3k`"),
        "{run}"
    );
}

#[test]
fn a_client_that_the_chart_does_not_have_is_refused() {
    let practice = Practice::with_client();
    let run = practice.pipe(&["vault", "new", "c-7f3j", "--stdin"], "CANARY");
    assert!(run.code() == 2 && run.err().contains("Did you mean `c-7f3k`?"), "{run}");
    assert_eq!(practice.run(&["vault", "list"]).code(), 1);
    // The vault stands on its own where there is no chart.
    fs::rename(practice.path("chart"), practice.path("elsewhere")).unwrap();
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3j", "--stdin"], "text").code(), 0);
}

#[test]
fn a_vault_on_a_medium_that_is_not_there_does_not_stop_the_chart() {
    let practice = Practice::with_note();
    fs::rename(practice.path("private"), practice.path("unplugged")).unwrap();
    let run = practice.run(&["validate"]);
    assert!(run.code() == 0 && run.err().contains("is not there, so it is not checked"), "{run}");
    assert_eq!(practice.run(&["vault", "list"]).code(), 2);
}

#[test]
fn unknown_and_ambiguous_notes_are_errors() {
    let practice = sealed("x");
    practice.seal("x");
    for (note, message) in [
        ("c-7f3k/2026-11", "could be any of 2 psychotherapy notes"),
        ("c-7f3k/2026-11-23-1401", "Did you mean `c-7f3k/2026-11-23-1400`?"),
        ("c-7f3j", "Did you mean `c-7f3k`?"),
        (SEALED, "named by client and time"),
    ] {
        let run = practice.run(&["vault", "show", note]);
        assert!(run.code() == 2 && run.err().contains(message), "{note}: {run}");
    }
    let run = practice.run(&["vault", "edit", "c-7f3k/2026-11-23"]);
    assert!(run.code() == 2 && run.err().contains("there is no terminal"), "{run}");
}
