//! `casenotes discard` and `restore`: a draft that was filed by mistake goes and comes back.

use crate::practice::{NOTE, NOTE_PATH, Practice};

const ID: &str = "c-7f3k/2026-11-20-1400-dap";
const AWAY: &str = "chart/clients/c-7f3k/discarded/2026-11-20-1400-dap.toml";

#[test]
fn a_draft_goes_where_nothing_looks_and_comes_back_byte_for_byte() {
    let practice = Practice::with_note();
    let text = NOTE.replace("panic", "\"\"\"''' \\ \u{7} panic") + "\r\nlast";
    practice.put(NOTE_PATH, &text);
    let run = practice.run(&["discard", ID, "--reason", "a second copy"]);
    insta::assert_snapshot!(run, @r"
    --- stderr
    Discarded c-7f3k/2026-11-20-1400-dap; `casenotes restore c-7f3k/2026-11-20-1400-dap` takes it back.
    ");
    let kept = practice.read(AWAY);
    for line in [
        "discarded_by = \"Dana Okafor, LCSW\"",
        "discarded_at = \"2026-11-24T09:30:12-05:00\"",
        "reason = \"a second copy\"",
    ] {
        assert!(kept.contains(line), "{kept}");
    }
    assert_eq!(practice.run(&["list"]).code(), 1);
    assert_eq!(practice.run(&["search", "panic"]).code(), 1);
    assert_eq!(practice.run(&["export", "c-7f3k", "--working-copy"]).code(), 1);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    let todo = practice.run(&["todo", "--json", "ben"]).json();
    assert_eq!(todo["items"].as_array().unwrap().len(), 0);
    assert_eq!(practice.ok(&["restore", "ben"]), format!("{ID}\n"));
    assert_eq!(practice.read(NOTE_PATH), text);
    assert!(!practice.path(AWAY).exists());
}

#[test]
fn a_signed_note_is_never_discarded() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", ID, "--late-entry", "ill"]);
    let before = practice.files("chart");
    let refused = practice.run(&["discard", ID, "--reason", "x"]);
    insta::assert_snapshot!(refused, @r"
    --- stderr
    error: the note `c-7f3k/2026-11-20-1400-dap` is signed, and a signed note is never discarded
    hint: Say what was wrong with `casenotes amend c-7f3k/2026-11-20-1400-dap --kind correction --reason WHY`; `casenotes move` takes it to the right client.
    --- exit Some(2)
    ");
    // A mark without its signature is no draft, either.
    std::fs::remove_file(practice.path(&format!("{NOTE_PATH}.sig"))).unwrap();
    assert_eq!(practice.run(&["discard", ID, "--reason", "x"]).code(), 2);
    practice.put(&format!("{NOTE_PATH}.sig"), "x");
    assert_eq!(practice.run(&["discard", ID, "--reason", "x"]).code(), 2);
    let paths = |files: Vec<(std::path::PathBuf, Vec<u8>)>| -> Vec<_> {
        files.into_iter().map(|(path, _)| path).collect()
    };
    assert_eq!(paths(practice.files("chart")), paths(before));
}

#[test]
fn what_is_named_by_halves_or_twice_or_without_a_reason_stays() {
    let practice = Practice::with_note();
    let before = practice.files("chart");
    for args in [
        &["discard", "c-7f3k", "--reason", "x"][..],
        &["discard", ID, "--reason", " "],
        &["discard", ID],
        &["discard", "c-7f3k/2027", "--reason", "x"],
        &["restore", ID],
    ] {
        let run = practice.run(args);
        assert_eq!((run.code(), run.out().as_str()), (2, ""), "{run}");
    }
    assert_eq!(practice.files("chart"), before);
    // Two of one name: the last comes back first, and none over another.
    practice.ok(&["discard", ID, "--reason", "x"]);
    practice.put(NOTE_PATH, NOTE.replace("fewer", "more"));
    let taken = practice.run(&["restore", ID]);
    assert!(taken.code() == 2 && taken.err().contains("there is a note `c-7f3k/"), "{taken}");
    practice.ok(&["discard", ID, "--reason", "y"]);
    assert_eq!(practice.run(&["restore", "c-7f3k"]).code(), 2);
    practice.ok(&["restore", ID]);
    assert!(practice.read(NOTE_PATH).contains("more panic"));
}

#[test]
fn a_discarded_draft_is_committed_with_ids_alone_and_the_hook_lets_it_pass() {
    let practice = Practice::with_note();
    practice.git(&["config", "user.name", "Somebody"]);
    practice.git(&["config", "user.email", "somebody@example.org"]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    let practice = practice.env("PATH", &crate::practice::search_path());
    practice.ok(&["hooks", "install"]);
    practice.ok(&["discard", ID, "--reason", "twice", "--commit"]);
    let message = practice.git(&["log", "-1", "--format=%B"]);
    assert_eq!(message.trim(), "discard c-7f3k/2026-11-20-1400-dap");
    practice.ok(&["restore", ID, "--commit"]);
    assert_eq!(practice.git(&["status", "--porcelain"]), "");
}
