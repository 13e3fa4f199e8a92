//! `casenotes validate`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use insta::assert_snapshot;

use crate::practice::{NOTE, NOTE_PATH, Practice};

#[test]
fn all_findings_are_reported_at_once_with_their_places() {
    let practice = Practice::with_client();
    let text = NOTE
        .replace("author", "gaols = [\"G1\"]\nauthor")
        .replace("end = 2026-11-20T14:53", "end = 2026-11-20T13:53")
        .replace("Progress toward the goal.", "TODO")
        .replace("## Plan\n\nContinue weekly.\n", "<<<<<<< HEAD\n");
    practice.put(NOTE_PATH, text);
    let run = practice.run(&["validate", "--short"]);
    assert_eq!(
        run.to_string(),
        "\
chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:5:7: error[FM005]: the session ends before it begins
chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:6:1: warning[FM003]: the key `gaols` is not known
chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:18:1: error[TX003]: a placeholder is left
chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:20:1: error[TX002]: a merge conflict is not resolved
chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md:21:1: error[SC001]: the section `Plan` is missing
--- stderr
Checked 1 progress note and the outside of 0 sealed notes: 4 errors, 1 warning.
--- exit Some(1)
"
    );
    let long = practice.run(&["validate"]);
    assert!(
        long.out().contains("error[FM005]: the session ends before it begins\n  --> chart/clients"),
        "{long}"
    );
    assert!(long.out().contains("help: Did you mean `goals`?"), "{long}");
    let json = practice.run(&["validate", "--json"]).json();
    assert_eq!(json["summary"]["errors"], 4);
    assert_eq!(json["findings"][1]["help"], "Did you mean `goals`?");
}

#[test]
fn warnings_alone_are_exit_code_0_and_with_strict_1() {
    let practice = Practice::with_client();
    practice.put(NOTE_PATH, NOTE.replace("author", "mine = 1\nauthor"));
    assert_eq!(practice.run(&["validate"]).code(), 0);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 1);
}

#[test]
fn a_client_a_note_or_a_path_can_be_checked_alone() {
    let practice = Practice::with_note();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana"]);
    practice.put("chart/clients/c-2mxr/notes/odd name.md", "Text.\n");
    assert_eq!(practice.run(&["validate"]).code(), 1);
    for target in [
        "c-7f3k",
        "c-7f3k/2026-11-20",
        NOTE_PATH,
        "chart/clients/c-7f3k",
        "chart/clients/c-7f3k/client.toml",
    ] {
        assert_eq!(practice.run(&["validate", target]).code(), 0, "{target}");
    }
    for target in ["c-2mxr", "chart/clients/c-2mxr/notes/odd name.md"] {
        assert_eq!(practice.run(&["validate", target]).code(), 1, "{target}");
    }
    for target in ["c-9999", "c-7f3k/1999", "home", "nowhere.md"] {
        assert_eq!(practice.run(&["validate", target]).code(), 2, "{target}");
    }
}

#[test]
fn what_lies_where_it_does_not_belong_is_found_in_both_trees() {
    let practice = Practice::with_note();
    for path in [
        "chart/clients/c-7f3k/notes/.2026-11-20-1400-dap.md.swp",
        "chart/clients/c-7f3k/notes/secret.md.age",
        "chart/clients/c-7f3k/scan.pdf",
        "chart/clients/Ana Example/notes/x.md",
        "chart/notes.txt",
        "private/vault/clients/c-7f3k/2026-11-20-1400.md",
        "private/vault/clients/c-7f3k/2026-11-20-1400.md.age~",
        "private/vault/clients/c-7f3k/.casenotes-x.tmp",
        "private/vault/notes.txt",
    ] {
        practice.put(path, "CANARY");
    }
    fs::set_permissions(
        practice.path("private/vault/clients/c-7f3k"),
        fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    let run = practice.run(&["validate", "--short"]);
    for expected in [
        ".2026-11-20-1400-dap.md.swp:1:1: warning[CT001]",
        "secret.md.age:1:1: warning[CT001]",
        "scan.pdf:1:1: warning[CT001]",
        "Ana Example:1:1: warning[CT001]",
        "chart/notes.txt:1:1: warning[CT001]",
        "2026-11-20-1400.md:1:1: error[VT006]",
        "2026-11-20-1400.md.age~:1:1: error[VT002]",
        ".casenotes-x.tmp:1:1: error[VT006]",
        "vault/notes.txt:1:1: error[VT006]",
        "vault/clients/c-7f3k:1:1: error[VT003]",
    ] {
        assert!(run.out().contains(expected), "{expected}: {run}");
    }
    assert!(!run.to_string().contains("CANARY"), "{run}");
}

#[test]
fn an_unknown_rule_has_a_nearest_one() {
    let practice = Practice::empty();
    for command in [&["rules"][..], &["validate", "--explain"]] {
        let run = practice.run(&[command, &["missing-secton"]].concat());
        assert!(run.code() == 2 && run.err().contains("Did you mean `missing-section`?"), "{run}");
    }
}

#[test]
fn a_rule_is_explained_by_code_or_name_without_a_practice_and_validate_explain_says_the_same() {
    let practice = Practice::empty();
    assert_snapshot!(practice.ok(&["rules", "missing-risk"]), @r#"
    # RK001 missing-risk (warning)

    ## What it finds

    A note of a session, intake or risk assessment without `risk` in the front
    matter.

    ## Why it matters

    Auditors and courts look for risk in each note, also when it was denied.

    Source: https://www.overcomewithus.com/sop/insurance-audit-questionnaire

    ## How to mend it

    Add `risk` as it was: denied, none-reported, present or not-assessed. What was
    not asked is `not-assessed`.

    ## Example

    ```diff c-d5uf/2026-11-09-1100-dap
      diagnoses = ["F43.21", "Z60.0"]
    + risk = "denied"
    ```
    "#);
    assert_eq!(practice.ok(&["rules", "rk001"]), practice.ok(&["rules", "missing-risk"]));
    assert!(practice.ok(&["rules"]).contains("\nRK001  warning  missing-risk\n"));
    for args in [&[][..], &["RK001"], &["--json"], &["RK001", "--json"]] {
        let alias = practice.ok(&[&["validate", "--explain"], args].concat());
        assert_eq!(alias, practice.ok(&[&["rules"], args].concat()), "{args:?}");
    }
}

#[test]
fn names_with_a_hyphen_before_another_capital_are_read_without_a_fault_of_ours() {
    let practice = Practice::with_client();
    for name in ["Jean-Luc Fictive", "Ana Zo\u{eb}-\u{160}im\u{fa}nek Example", "A-B-C D-E F"] {
        practice.put(NOTE_PATH, NOTE.replace("Reports", &format!("Met {name} there. Reports")));
        let run = practice.run(&["validate"]);
        assert_eq!(run.code(), 0, "{name}: {run}");
    }
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Jean-Luc Fictive"]);
    practice.put(NOTE_PATH, NOTE.replace("Reports", "Met Jean-Luc Fictive there. Reports"));
    let run = practice.run(&["validate"]);
    assert!(run.out().contains("another client stands here by name"), "{run}");
}
