//! `casenotes vault search`: where a pattern stands, and its text only when asked for.

use std::fs;

use crate::practice::Practice;

fn three_notes() -> Practice {
    let practice = Practice::with_client();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    for (client, at, text) in [
        ("c-7f3k", "2026-11-20 14:00", "The tram again.\r\n\r\nWhy the TRAM?\n"),
        ("c-7f3k", "2026-11-23 14:00", "Nothing of it.\nZo\u{eb} waits"),
        ("c-2mxr", "2026-11-22 09:00", "A tramp.\n"),
    ] {
        let run = practice.pipe(&["vault", "new", client, "--at", at, "--stdin"], text);
        assert_eq!(run.code(), 0, "{run}");
    }
    practice
}

#[test]
fn places_are_printed_and_words_only_on_request() {
    let practice = three_notes();
    let search = |args: &[&str]| practice.run(&[&["vault", "search"], args].concat());
    let (first, last, other) =
        ("c-7f3k/2026-11-20-1400", "c-7f3k/2026-11-23-1400", "c-2mxr/2026-11-22-0900");
    assert_eq!(search(&["-s", "tram"]).out(), format!("{other}:1\n{first}:1\n"));
    assert_eq!(search(&["tram"]).out(), format!("{other}:1\n{first}:1\n{first}:3\n"));
    assert_eq!(search(&["TRAM"]).out(), format!("{first}:3\n"));
    assert_eq!(search(&["-i", "TRAM"]).out(), search(&["tram"]).out());
    assert_eq!(search(&["-w", "tram"]).out(), format!("{first}:1\n{first}:3\n"));
    assert_eq!(search(&["^The tram", "c-7f3k"]).out(), format!("{first}:1\n"));
    assert_eq!(search(&["-F", "tram.", "c-7f3k"]).out(), "");
    assert_eq!(search(&["-i", "zo\u{cb}"]).out(), format!("{last}:2\n"));
    assert_eq!(
        search(&[".", "--since", "2026-11-21", "--until", "2026-11-22"]).out(),
        format!("{other}:1\n")
    );
    assert_eq!(
        search(&["--show", "again", "c-7f3k"]).out(),
        format!("{first}:1:The tram again.\n")
    );
    let none = search(&["Zugspitze"]);
    assert_eq!((none.code(), none.out().as_str()), (1, ""), "{none}");
    // The line is the one that `vault show` prints.
    let shown = practice.ok(&["vault", "show", first]);
    assert_eq!(shown.lines().nth(2), Some("Why the TRAM?"));
}

#[test]
fn json_has_the_words_only_on_request() {
    let practice = three_notes();
    let found = practice.run(&["vault", "search", "again", "--json"]);
    assert!(!found.out().contains("again"), "{found}");
    assert_eq!(found.json()["matches"][0]["line"], 1);
    let shown = practice.run(&["vault", "search", "again", "--json", "--show"]).json();
    assert_eq!(shown["matches"][0]["text"], "The tram again.");
    let none = practice.run(&["vault", "search", "Zugspitze", "--json"]);
    assert_eq!((none.code(), none.json()["matches"].as_array().unwrap().len()), (1, 0));
}

#[test]
fn a_note_that_does_not_open_makes_the_search_incomplete() {
    let practice = three_notes();
    practice.put("private/vault/clients/c-2mxr/2026-11-22-0900.md.age", "x");
    let moved = fs::read(practice.path("private/vault/clients/c-7f3k/2026-11-23-1400.md.age"));
    practice.put("private/vault/clients/c-2mxr/2026-11-21-0900.md.age", moved.unwrap());
    let run = practice.run(&["vault", "search", "-i", "tram"]);
    assert_eq!(run.code(), 2, "{run}");
    assert_eq!(run.out().lines().count(), 2, "{run}");
    assert!(run.err().contains("the search is not complete: 2 notes could not be opened"), "{run}");
    let unopened = practice.run(&["vault", "search", "x", "--json"]).json()["unopened"].clone();
    assert_eq!(unopened[0]["id"], "c-2mxr/2026-11-21-0900");
    assert_eq!(unopened[1]["id"], "c-2mxr/2026-11-22-0900");
}

#[test]
fn a_pattern_that_is_none_is_refused_before_a_key_is_asked_for() {
    let practice = three_notes();
    fs::remove_file(practice.path("home/.config/casenotes/identity.age")).unwrap();
    let run = practice.run(&["vault", "search", "a(b"]);
    assert!(run.code() == 2 && run.err().contains("unclosed group"), "{run}");
    assert!(run.err().contains("Use `-F`"), "{run}");
}

#[test]
fn a_search_leaves_nothing_behind() {
    let practice = three_notes();
    let before = practice.files(".");
    assert_eq!(practice.run(&["vault", "search", "tram", "--show"]).code(), 0);
    assert_eq!(practice.files("."), before);
}
