//! `casenotes amend` and `casenotes cosign`: what is added to a signed note, and where it is shown.

use std::fs;

use crate::practice::{NOTE, Practice, Run};
use crate::rules::signature;

const NOTES: &str = "chart/clients/c-7f3k/notes";
const STEM: &str = "2026-11-23-1400-dap";
const ID: &str = "c-7f3k/2026-11-23-1400-dap";

fn path(ending: &str) -> String {
    format!("{NOTES}/{STEM}{ending}")
}

fn found(practice: &Practice) -> Vec<String> {
    let found = practice.run(&["validate", "--json"]).json();
    let findings = found["findings"].as_array().unwrap();
    let codes = findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned());
    // What the note says of the session is not what these tests are about.
    codes.filter(|code| !["EL", "RK", "TM"].contains(&&code[..2])).collect()
}

fn signed() -> Practice {
    let practice = Practice::with_signer();
    practice.put(&path(".md"), NOTE.replace("2026-11-20T", "2026-11-23T"));
    practice.ok(&["sign", ID]);
    practice.env("CASENOTES_NOW", "2026-11-25T08:00:00-05:00")
}

fn amend(practice: &Practice, kind: &str, text: &str) -> Run {
    practice
        .pipe(&["amend", ID, "--kind", kind, "--reason", "asked by the insurer", "--stdin"], text)
}

/// The same, for what is to be looked at afterwards.
fn amended(practice: &Practice, kind: &str, text: &str) {
    let run = amend(practice, kind, text);
    assert_eq!(run.code(), 0, "{run}");
}

/// A second clinician on a machine of her own, with the same chart.
fn supervisor(practice: Practice) -> Practice {
    let config = practice.read("home/.config/casenotes/config.toml");
    let config = config.replace("Dana Okafor", "Eli Sample").replace("LCSW", "PhD");
    practice.put("eli/config.toml", config);
    practice.env("CASENOTES_CONFIG", "eli/config.toml")
}

#[test]
fn an_amendment_is_a_signed_file_of_its_own_and_the_note_is_as_it_was() {
    let practice = signed();
    let before = practice.read(&path(".md"));
    let run = amend(&practice, "addendum", "The bus was line 7.");
    assert_eq!(
        run.to_string(),
        format!(
            "{ID}.addendum-1\n--- stderr\nAdded addendum-1 to {ID}, signed as Dana Okafor, LCSW.\n"
        )
    );
    assert_eq!(practice.read(&path(".md")), before);
    let text = practice.read(&path(".addendum-1.md"));
    let digest = text.split("sha256 = \"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(digest.len(), 64);
    assert_eq!(
        text.replace(digest, "DIGEST"),
        "+++\nclient = \"c-7f3k\"\nnote = \"2026-11-23-1400-dap\"\nsha256 = \"DIGEST\"\nkind = \"addendum\"\nreason = \"asked by the insurer\"\nauthor = \"Dana Okafor, LCSW\"\nwritten = 2026-11-25T08:00:00-05:00\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-25T08:00:00-05:00\n+++\n\nThe bus was line 7.\n"
    );
    assert!(practice.path(&path(".addendum-1.md.sig")).exists());
    assert!(amend(&practice, "addendum", "Once more.").out().ends_with(".addendum-2\n"));
    assert!(amend(&practice, "correction", "Line 8.\n").out().ends_with(".correction-1\n"));
    assert_eq!(found(&practice), [""; 0]);
}

#[test]
fn an_amendment_is_shown_listed_and_exported_with_its_note() {
    let practice = signed();
    amended(&practice, "late-entry", "CANARY <!-- guidance --> left out.\n");
    let note = practice.read(&path(".md"));
    let shown = practice.ok(&["show", ID]);
    let added = practice.read(&path(".late-entry-1.md"));
    assert_eq!(shown, format!("{note}\n--- late-entry-1\n\n{added}"));
    assert_eq!(practice.ok(&["show", ID, "--alone"]), note);
    assert!(practice.ok(&["list"]).contains("  signed, late-entry-1  "));
    let row = &practice.run(&["list", "--json"]).json()["notes"][0];
    assert_eq!(row["amendments"][0], "late-entry-1");
    assert_eq!(row["signed_by"], "Dana Okafor, LCSW");
    let markdown = practice.ok(&["export", "--working-copy", "c-7f3k"]);
    for line in [
        "- Status: signed\n",
        "\n## Late entry of Wednesday, November 25, 2026, 8:00 am Eastern\n\n- Author: Dana Okafor, LCSW\n- Reason: asked by the insurer\n",
        "CANARY  left out.\n",
    ] {
        assert!(markdown.contains(line), "{line}: {markdown}");
    }
    let html = practice.ok(&["export", "--working-copy", "c-7f3k", "--format", "html"]);
    assert!(html.contains("<h3 id=\"note-2026-11-23-1400-dap-late-entry-1\">Late entry of Wed"));
    let json = practice.run(&["export", "--working-copy", "c-7f3k", "--format", "json"]).json();
    assert_eq!(json["notes"][0]["signature"], "valid");
    assert_eq!(json["notes"][0]["amendments"][0]["kind"], "late-entry");
}

#[test]
fn a_note_whose_signature_does_not_hold_leaves_only_when_that_is_asked_for_and_says_so() {
    let practice = signed();
    amended(&practice, "addendum", "The bus was line 7.\n");
    let note = practice.read(&path(".md"));
    for (tampered, text) in [
        (path(".md"), note.replace("fewer", "more")),
        (path(".addendum-1.md"), practice.read(&path(".addendum-1.md")).replace('7', "8")),
    ] {
        let whole = practice.read(&tampered);
        practice.put(&tampered, text);
        let run = practice.run(&["export", "--working-copy", "c-7f3k"]);
        assert!(run.code() == 2 && run.out().is_empty(), "{tampered}: {run}");
        assert!(
            run.err().contains("the identity or the signature of 1 of the notes does not hold"),
            "{run}"
        );
        let record = practice.ok(&["export", "--working-copy", "c-7f3k", "--unverified"]);
        assert!(record.contains("says that it is signed; its signature does not hold"), "{record}");
        practice.put(&tampered, whole);
    }
    assert_eq!(practice.run(&["export", "--working-copy", "c-7f3k"]).code(), 0);
    // An addition under another kind's name is not the one that was signed.
    for ending in ["", ".sig"] {
        let (from, to) = (path(".addendum-1.md"), path(".correction-1.md"));
        let at = |path: &str| practice.path(&format!("{path}{ending}"));
        fs::rename(at(&from), at(&to)).unwrap();
    }
    assert_eq!(practice.run(&["export", "--working-copy", "c-7f3k"]).code(), 2);
}

#[test]
fn nothing_is_added_to_a_draft_or_to_a_note_that_was_changed() {
    let practice = Practice::with_signer();
    practice.put(&path(".md"), NOTE.replace("2026-11-20T", "2026-11-23T"));
    let run = amend(&practice, "addendum", "text");
    assert!(run.code() == 2 && run.err().contains("is a draft"), "{run}");
    let practice = signed();
    practice.put(&path(".md"), practice.read(&path(".md")) + "x");
    let before = practice.files("chart");
    let run = amend(&practice, "addendum", "text");
    assert!(run.code() == 2 && run.err().contains("the signature of `c-7f3k"), "{run}");
    assert_eq!(practice.files("chart"), before);
}

#[test]
fn what_is_no_addition_is_refused_and_nothing_is_written() {
    let practice = signed();
    let before = practice.files("chart");
    for (kind, reason, text, why) in [
        ("addendum", " ", "text", "a reason is empty"),
        ("addendum", "x", " \n", "the text is empty"),
        ("addendum", "x", "+++\nkind = 1\n+++\n", "begins with front matter"),
        ("cosignature", "x", "text", "not a kind of amendment"),
        ("postscript", "x", "text", "not a kind of amendment"),
    ] {
        let args = ["amend", ID, "--kind", kind, "--reason", reason, "--stdin"];
        let run = practice.pipe(&args, text);
        assert!(run.code() == 2 && run.err().contains(why), "{kind}: {run}");
    }
    let run = practice.run(&["amend", ID, "--kind", "addendum", "--reason", "x"]);
    assert!(run.code() == 2 && run.err().contains("there is no terminal"), "{run}");
    assert_eq!(practice.files("chart"), before);
}

#[test]
fn every_tampering_with_an_amendment_is_found() {
    let whole = signed();
    amended(&whole, "addendum", "The bus was line 7.\n");
    let text = whole.read(&path(".addendum-1.md"));
    let sig = whole.read(&path(".addendum-1.md.sig"));
    let note = whole.read(&path(".md"));
    let note_sig = whole.read(&path(".md.sig"));
    type Tamper<'a> = Box<dyn Fn(&Practice) + 'a>;
    let put = |at: String, text: String| -> Tamper<'_> { Box::new(move |p| p.put(&at, &text)) };
    let gone =
        |at: String| -> Tamper<'_> { Box::new(move |p| fs::remove_file(p.path(&at)).unwrap()) };
    let resigned = |text: String| -> Tamper<'_> {
        Box::new(move |p| {
            p.put(&path(".addendum-1.md"), &text);
            p.put(&path(".addendum-1.md.sig"), signature(9, &text));
        })
    };
    let cases: Vec<(&str, Tamper<'_>, &[&str])> = vec![
        ("a word", put(path(".addendum-1.md"), text.replace("line 7", "line 8")), &["SG004"]),
        ("its signature's removal", gone(path(".addendum-1.md.sig")), &["SG001"]),
        ("its own removal", gone(path(".addendum-1.md")), &["SG013"]),
        ("a new one by a stranger", resigned(text.replace("line 7", "line 8")), &["SG005"]),
        (
            "its kind",
            Box::new(|p| {
                for ending in ["", ".sig"] {
                    let (from, to) = (path(".addendum-1.md"), path(".correction-1.md"));
                    fs::rename(
                        p.path(&format!("{from}{ending}")),
                        p.path(&format!("{to}{ending}")),
                    )
                    .unwrap();
                }
            }),
            &["SG014"],
        ),
        (
            "another note",
            Box::new(|p| {
                let other = format!("{NOTES}/2026-11-23-1600-dap");
                p.put(&format!("{other}.md"), NOTE.replace("2026-11-20T14", "2026-11-23T16"));
                p.ok(&["sign", "c-7f3k/2026-11-23-1600", "--late-entry", "x"]);
                p.put(&format!("{other}.addendum-1.md"), &text);
                p.put(&format!("{other}.addendum-1.md.sig"), &sig);
            }),
            &["SG015"],
        ),
        (
            "its note's removal",
            Box::new(|p| {
                fs::remove_file(p.path(&path(".md"))).unwrap();
                fs::remove_file(p.path(&path(".md.sig"))).unwrap();
            }),
            &["SG013"],
        ),
        (
            "the note's unlocking",
            Box::new(|p| {
                fs::remove_file(p.path(&path(".md.sig"))).unwrap();
                p.put(&path(".md"), NOTE.replace("2026-11-20T", "2026-11-23T"));
            }),
            &["SG015"],
        ),
    ];
    for (what, tamper, expected) in cases {
        let practice = signed();
        amended(&practice, "addendum", "The bus was line 7.\n");
        practice.put(&path(".md"), &note);
        practice.put(&path(".md.sig"), &note_sig);
        practice.put(&path(".addendum-1.md"), &text);
        practice.put(&path(".addendum-1.md.sig"), &sig);
        practice.put("chart/allowed_signers", whole.read("chart/allowed_signers"));
        let key = "home/.config/casenotes/signing-key";
        practice.put(key, whole.read(key));
        tamper(&practice);
        assert_eq!(found(&practice), expected, "{what}");
    }
}

#[test]
fn a_note_that_was_changed_after_signing_is_not_shown_as_if_nothing_were() {
    let practice = signed();
    assert_eq!(practice.run(&["show", ID]).err(), "");
    let text = practice.read(&path(".md"));
    practice.put(&path(".md"), text.replace("fewer panic", "more panic"));
    for args in [&["show", ID][..], &["show", ID, "--alone"]] {
        let run = practice.run(args);
        assert!(run.out().contains("more panic"), "{run}");
        assert!(run.err().contains("its signature does not hold"), "{run}");
    }
}

#[test]
fn an_amendment_that_was_removed_or_copied_leaves_a_gap_that_is_found_and_never_filled() {
    let practice = signed();
    for text in ["One.", "Two."] {
        assert_eq!(amend(&practice, "addendum", text).code(), 0);
    }
    assert_eq!(found(&practice), [""; 0]);
    let kept = [".addendum-1.md", ".addendum-1.md.sig"].map(|ending| practice.read(&path(ending)));
    for ending in [".addendum-1.md", ".addendum-1.md.sig"] {
        fs::remove_file(practice.path(&path(ending))).unwrap();
    }
    assert_eq!(found(&practice), ["SG021"]);
    let run = amend(&practice, "addendum", "Three.");
    assert!(run.out().contains("addendum-3"), "{run}");
    practice.put(&path(".addendum-1.md"), &kept[0]);
    practice.put(&path(".addendum-1.md.sig"), &kept[1]);
    assert_eq!(found(&practice), [""; 0]);
    practice.put(&path(".addendum-4.md"), &kept[0]);
    practice.put(&path(".addendum-4.md.sig"), &kept[1]);
    assert_eq!(found(&practice), ["SG021"]);
}

#[test]
fn an_amendment_that_lost_its_signature_is_completed_by_the_next_sign() {
    let practice = signed();
    amended(&practice, "addendum", "The bus was line 7.\n");
    fs::remove_file(practice.path(&path(".addendum-1.md.sig"))).unwrap();
    let practice = practice.env("CASENOTES_NOW", "2026-11-26T08:00:00-05:00");
    let run = practice.run(&["sign", ID]);
    assert_eq!(run.code(), 0, "{run}");
    let text = practice.read(&path(".addendum-1.md"));
    assert!(text.contains("written = 2026-11-25T08:00:00-05:00\n"), "{text}");
    assert!(text.contains("signed_at = 2026-11-26T08:00:00-05:00\n"), "{text}");
    assert_eq!(found(&practice), [""; 0]);
}

#[test]
fn a_supervisees_note_waits_until_the_supervisor_has_signed() {
    let practice = Practice::with_signer();
    practice.put(
        "chart/casenotes.toml",
        "format = 1\n[signing]\ncosign_required = [\"Dana Okafor\"]\n",
    );
    practice.put(&path(".md"), NOTE.replace("2026-11-20T", "2026-11-23T"));
    assert_eq!(practice.run(&["list", "--awaiting-cosign"]).code(), 1);
    let run = practice.run(&["sign", ID]);
    assert!(run.err().contains("casenotes cosign"), "{run}");
    assert!(practice.read(&path(".md")).contains("cosign_required = true\nsigned_as"));
    assert_eq!(found(&practice), ["SG012"]);
    let waiting = practice.ok(&["list", "--awaiting-cosign", "--jsonl"]);
    assert!(waiting.contains("\"awaits_cosignature\":true"), "{waiting}");
    // Whoever is supervised can co-sign nothing.
    let run = practice.run(&["cosign", ID]);
    assert!(run.code() == 2 && run.err().contains("cannot give one"), "{run}");
    let practice = supervisor(practice).env("CASENOTES_NOW", "2026-11-25T08:00:00-05:00");
    let run = practice.run(&["cosign", ID]);
    assert!(run.code() == 2 && run.err().contains("there is no signing key"), "{run}");
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    let run = practice.run(&["cosign", ID]);
    assert_eq!(
        run.to_string(),
        format!("{ID}\n--- stderr\nCo-signed 1 note as Eli Sample, PhD.\n")
    );
    let text = practice.read(&path(".cosignature-1.md"));
    assert!(text.contains("kind = \"cosignature\"\nauthor = \"Eli Sample, PhD\"\n"), "{text}");
    assert_eq!(practice.run(&["list", "--awaiting-cosign"]).code(), 1);
    assert_eq!(found(&practice), [""; 0]);
    let again = practice.run(&["cosign", ID]);
    assert!(again.code() == 0 && again.err().contains("is co-signed by you already"), "{again}");
    let record = practice.ok(&["export", "--working-copy", "c-7f3k"]);
    assert!(
        record.contains("\n## Co-signature of Wednesday, November 25, 2026, 8:00 am Eastern\n"),
        "{record}"
    );
    // A co-signature that does not hold is none.
    practice.put(&path(".cosignature-1.md"), text + "x");
    assert_eq!(found(&practice), ["SG004", "SG012"]);
}

#[test]
fn nobody_co_signs_his_own_note_or_a_draft() {
    let practice = signed();
    let run = practice.run(&["cosign", ID]);
    assert!(run.code() == 2 && run.err().contains("signed by yourself"), "{run}");
    practice.put(&path("-2.md"), NOTE.replace("2026-11-20T", "2026-11-23T"));
    let run = practice.run(&["cosign", &format!("{ID}-2")]);
    assert!(run.code() == 2 && run.err().contains("is a draft"), "{run}");
}

#[test]
fn an_addition_to_an_earlier_text_counts_for_nothing() {
    let practice = Practice::with_signer();
    practice.put(
        "chart/casenotes.toml",
        "format = 1\n[signing]\ncosign_required = [\"Dana Okafor\"]\n",
    );
    let draft = NOTE.replace("2026-11-20T", "2026-11-23T");
    practice.put(&path(".md"), &draft);
    practice.ok(&["sign", ID]);
    let practice = supervisor(practice);
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    practice.ok(&["cosign", ID]);
    assert_eq!(found(&practice), [""; 0]);
    // The author unlocks the note by hand, changes it, and signs it anew.
    fs::remove_file(practice.path(&path(".md.sig"))).unwrap();
    practice.put(&path(".md"), draft.replace("fewer", "more"));
    let practice = practice.env("CASENOTES_CONFIG", "home/.config/casenotes/config.toml");
    practice.ok(&["sign", ID]);
    assert_eq!(found(&practice), ["SG015", "SG012"]);
    let run = practice.run(&["export", "--working-copy", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("does not hold"), "{run}");
    assert!(practice.run(&["show", ID]).err().contains("cosignature-1 does not hold"));
}

#[test]
fn a_clock_that_is_behind_the_signers_is_named_before_anything_is_signed() {
    let behind = |practice: Practice, now: &str| practice.env("CASENOTES_NOW", now);
    // Signed at 09:30 on the clock of one machine; ten minutes are what two clocks may differ by.
    let practice = behind(supervisor(signed()), "2026-11-24T09:20:12-05:00");
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    let run = amend(&practice, "addendum", "The bus was line 7.");
    assert_eq!(run.code(), 0, "{run}");
    let said = "warning: your clock says 2026-11-24 09:20 -05:00, and `c-7f3k/2026-11-23-1400-dap` was signed at 2026-11-24 09:30 -05:00: one of the two clocks is wrong, and the addition will seem older than the note";
    assert!(run.err().contains(said), "{run}");
    practice.ok(&["cosign", ID]);
    assert_eq!(found(&practice), Vec::<String>::new());
    // What is older by more than a day would be an error for ever, so it is not signed.
    let practice = behind(supervisor(signed()), "2026-11-23T09:20:12-05:00");
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    let ben = ["--name", "Ben Sample", "--birth-date", "1978-11-02", "--same-name"];
    practice.ok(&[&["client", "add", "--id", "c-2mxr"][..], &ben].concat());
    let before = practice.files("chart");
    let mv = ["move", ID, "--to", "c-2mxr", "--reason", "x"];
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "x"];
    for run in [
        amend(&practice, "addendum", "The bus was line 7."),
        practice.run(&["cosign", ID]),
        practice.run(&mv),
        practice.run(&merge),
    ] {
        assert!(
            run.code() == 2 && run.err().contains("error: your clock says 2026-11-23 09:20"),
            "{run}"
        );
        assert!(run.err().contains("hint: Set the clock of this machine"), "{run}");
    }
    assert_eq!(practice.files("chart"), before);
}

/// `CO`: who supervises is for the practice to say, and what is added later waits as well.
#[test]
fn only_a_supervisor_co_signs_and_what_a_trainee_adds_waits_again() {
    let settings = |practice: &Practice, signing: &str| {
        let path = "chart/casenotes.toml";
        let text = practice.read(path).split("[signing]").next().unwrap().to_owned();
        practice
            .put(path, format!("{text}[signing]\ncosign_required = [\"Dana Okafor\"]\n{signing}"));
    };
    let practice = Practice::with_signer();
    settings(&practice, "supervisors = [\"Ada Invented\"]\n");
    practice.put(&path(".md"), NOTE.replace("2026-11-20T", "2026-11-23T"));
    practice.ok(&["sign", ID]);
    let waiting = |practice: &Practice| {
        let listed = practice.run(&["list", "--awaiting-cosign", "--json"]).json();
        let listed = listed["notes"].as_array().unwrap().len();
        let found = found(practice).iter().filter(|code| *code == "SG012").count();
        assert_eq!(listed, found, "list and validate must say the same");
        found == 1
    };
    let config = "home/.config/casenotes/config.toml";
    let as_eli = |practice: &Practice, args: &[&str]| {
        practice.run(&[&["--config", "eli/config.toml"], args].concat())
    };
    practice.put(
        "eli/config.toml",
        practice.read(config).replace("Dana Okafor", "Eli Sample").replace("LCSW", "PhD"),
    );
    assert_eq!(as_eli(&practice, &["sign", "--new-key", "--no-passphrase"]).code(), 0);
    let refused = as_eli(&practice, &["cosign", ID]);
    assert!(
        refused.code() == 2 && refused.err().contains("is none of the supervisors"),
        "{refused}"
    );
    assert!(waiting(&practice));
    settings(&practice, "supervisors = [\"Eli Sample\"]\n");
    assert_eq!(as_eli(&practice, &["cosign", ID]).code(), 0);
    assert!(!waiting(&practice));
    // Her clock may be behind or ahead of the supervisor's: what is covered says which additions it is for.
    let practice = practice.env("CASENOTES_NOW", "2026-11-24T09:50:00-05:00");
    amended(&practice, "correction", "It was line 8.");
    assert!(waiting(&practice));
    let practice = practice.env("CASENOTES_NOW", "2026-11-24T09:40:00-05:00");
    let again = as_eli(&practice, &["cosign", ID]);
    assert_eq!(again.out(), format!("{ID}\n"), "{again}");
    assert!(!waiting(&practice));
    assert!(as_eli(&practice, &["cosign", ID]).err().contains("co-signed by you already"));
    // Of somebody who is no supervisor any more, nothing counts.
    settings(&practice, "supervisors = [\"Ada Invented\"]\n");
    assert!(found(&practice).contains(&"SG012".to_owned()));
}
