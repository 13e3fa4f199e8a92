//! What may leave of the record, to whom, and the trace of it: `export` for somebody, `disclosures`.

use std::fs;

use age::x25519;
use insta::assert_snapshot;
use serde_json::Value;

use crate::golden::{EVIL, readable};
use crate::practice::{NOTE, NOTE_PATH, Practice, Run};

/// A valid authorization of the client of these tests.
pub(crate) const AUTHORIZATION: &str = "\
scope = [\"records\"]
client = \"c-7f3k\"
individual = \"Ben Sample\"
information = \"the progress notes of 2026\"
discloser = \"Dana Okafor, LCSW\"
recipient = \"Ida Fictive, MD\"
purpose = \"coordination of care\"
expires = 2027-11-24
signed_by = \"Ben Sample\"
signed_on = 2026-11-20
by_representative = false
says_how_to_revoke = true
says_care_is_not_conditioned = true
says_it_may_be_passed_on = true
copy_given = 2026-11-20
";

/// What a release to another provider takes.
const TREATMENT: &[&str] =
    &["--to", "Ida Fictive, MD", "--purpose", "coordination of care", "--basis", "treatment"];

/// What a release to a payer takes.
const PAYMENT: &[&str] =
    &["--to", "Acme Invented Health", "--purpose", "claim 0001", "--basis", "payment"];

fn put_note(practice: &Practice, day: &str, keys: &str) {
    let path = format!("chart/clients/c-7f3k/notes/{day}-1400-dap.md");
    let text = NOTE.replace("2026-11-20", day).replace("Continue", &format!("MARK-{day}"));
    practice.put(&path, text.replace("LCSW\"\n", &format!("LCSW\"\n{keys}")));
}

/// A practice with two signed notes, one of them restricted, and a draft.
fn practice() -> Practice {
    let practice = Practice::with_signer();
    put_note(&practice, "2026-10-05", "");
    put_note(&practice, "2026-11-20", "self_pay_restricted = true\n");
    for day in ["2026-10-05", "2026-11-20"] {
        practice.ok(&["sign", &format!("c-7f3k/{day}"), "--late-entry", "ill"]);
    }
    put_note(&practice, "2026-11-23", "");
    practice
}

fn export(practice: &Practice, args: &[&str], terms: &[&str]) -> Run {
    practice.run(&[&["export"], args, terms].concat())
}

fn authorize(practice: &Practice, text: &str) -> String {
    practice.authorize(text)
}

fn log(practice: &Practice) -> Vec<Value> {
    let run = practice.run(&["disclosures", "c-7f3k", "--json"]);
    run.json()["disclosures"].as_array().unwrap().clone()
}

/// Which of the notes are in a document, by the day in their text.
fn days(text: &str) -> Vec<&str> {
    let days = ["2026-10-05", "2026-11-20", "2026-11-23"];
    days.into_iter().filter(|day| text.contains(&format!("MARK-{day}"))).collect()
}

/// The command must refuse, say why, and leave nothing.
fn refused(practice: &Practice, args: &[&str], terms: &[&str], why: &str) {
    let run = export(practice, &[args, &["-o", "out.md"]].concat(), terms);
    assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    assert!(run.out().is_empty() && !practice.path("out.md").exists(), "{run}");
    assert!(log(practice).is_empty(), "{why}");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

#[test]
fn nothing_leaves_without_saying_to_whom_and_on_what_basis() {
    let practice = practice();
    assert_snapshot!(practice.run(&["export", "c-7f3k"]), @"
    --- stderr
    error: nothing says to whom the record goes and on what basis
    hint: Give `--to`, `--purpose` and `--basis` (docs/EXPORT.md), or take `--working-copy` for your own use.
    --- exit Some(2)
    ");
    let to: &[&str] = &["--to", "Somebody"];
    for (terms, why) in [
        (&["--to", "X", "--purpose", "y"][..], "nothing says to whom the record goes"),
        (&["--basis", "treatment"], "nothing says to whom it goes"),
        (&[to, &["--basis", "treatment"]].concat(), "nothing says for what purpose it goes"),
        (
            &[to, &["--basis", "treatment", "--purpose", " "]].concat(),
            "nothing says for what purpose",
        ),
        (&["--to", " ", "--basis", "treatment", "--purpose", "x"], "nothing says to whom it goes"),
        (
            &[to, &["--basis", "law", "--purpose", "order"]].concat(),
            "nothing says what the basis rests on",
        ),
        (&[to, &["--basis", "authorization"]].concat(), "none was given"),
        (&[to, &["--basis", "individual"]].concat(), "nothing says where it goes"),
    ] {
        refused(&practice, &["c-7f3k"], terms, why);
    }
    let run = export(&practice, &["c-7f3k"], &["--basis", "attorney"]);
    assert!(run.code() == 2 && run.err().contains("`public-health`"), "{run}");
    let run = export(&practice, &["c-7f3k", "--working-copy"], TREATMENT);
    assert!(run.code() == 2 && run.err().contains("cannot be used with"), "{run}");
}

#[test]
fn the_client_has_access_and_may_send_a_copy_to_a_named_address() {
    let practice = practice();
    let run = export(&practice, &["c-7f3k"], &["--basis", "individual"]);
    assert_eq!((run.code(), days(&run.out())), (0, vec!["2026-10-05", "2026-11-20"]), "{run}");
    assert!(run.out().contains("- Released to: Ben Sample\n"), "{run}");
    assert!(run.out().contains("- Purpose: at the request of the individual\n"), "{run}");
    let elsewhere = ["--basis", "individual", "--to", "Eve Invented", "--address", "1 Example St"];
    let elsewhere = [&elsewhere[..], &["--signed-request", "2026-11-20"]].concat();
    let run = export(&practice, &["c-7f3k"], &elsewhere);
    assert!(run.code() == 0 && run.out().contains("- Address: 1 Example St\n"), "{run}");
    assert!(log(&practice).iter().all(|entry| entry["accountable"] == false));
}

#[test]
fn a_payer_gets_a_selection_and_never_a_session_that_was_paid_for_out_of_pocket() {
    let practice = practice();
    refused(
        &practice,
        &["c-7f3k"],
        PAYMENT,
        "does not leave for `payment` without a justification",
    );
    refused(&practice, &["c-7f3k", "--since", "2026-01-01"], PAYMENT, "without a justification");
    let operations = ["--to", "X", "--purpose", "y", "--basis", "operations"];
    refused(&practice, &["c-7f3k"], &operations, "for `operations` without");
    refused(&practice, &["c-7f3k/2026-11-20"], PAYMENT, "164.522(a)(1)(vi)");
    for (args, terms) in [
        (&["c-7f3k", "--since", "2026-11-01", "--include-drafts"][..], PAYMENT),
        (&["c-7f3k", "--include-drafts", "--justification", "audit"], PAYMENT),
        (&["c-7f3k", "--include-drafts", "--plan"], TREATMENT),
    ] {
        let run = export(&practice, args, terms);
        assert_eq!(run.code(), 0, "{run}");
        assert!(days(&run.out()).ends_with(&["2026-11-23"]), "{run}");
        assert!(!run.out().contains("2026-11-20"), "not even the day is told: {run}");
        assert!(run.err().contains("Stays: 1 note, restricted as paid for out of pocket"), "{run}");
    }
    assert_eq!(log(&practice)[1]["justification"], "audit");
    // A restriction that cannot be read is one all the same, and so is one in the client file.
    for keys in [
        "self_pay_restricted = \"yes\"\n",
        "self_pay_restrictd = true\n",
        "restricted_self_pay = true\n",
        // Below a table, TOML takes a key for one of the table.
        "[measures]\nphq9 = 4\nself_pay_restricted = true\n",
        "[allow]\nself-pay-restricted = true\n",
        "[plan]\nx.Self_Pay_Restricted = true\n",
        "plan = [{ self_pay_restricted = true }]\n",
    ] {
        put_note(&practice, "2026-11-23", keys);
        let run = export(&practice, &["c-7f3k/2026-11-23", "--include-drafts"], PAYMENT);
        assert!(run.code() == 2 && run.err().contains("164.522(a)(1)(vi)"), "{keys}: {run}");
    }
    practice.ok(&["client", "edit", "c-7f3k", "--set", "self_pay_restricted=2026-10-05"]);
    let run = export(&practice, &["c-7f3k/2026-10-05"], PAYMENT);
    assert!(run.code() == 2 && run.err().contains("164.522(a)(1)(vi)"), "{run}");
    assert_eq!(export(&practice, &["c-7f3k/2026-10-05"], TREATMENT).code(), 0);
    // The name that every command prints, in whatever format the note was written.
    let printed = "self_pay_restricted=c-7f3k/2026-10-05-1400-soap";
    practice.ok(&["client", "edit", "c-7f3k", "--set", printed]);
    let run = export(&practice, &["c-7f3k/2026-10-05"], PAYMENT);
    assert!(run.code() == 2 && run.err().contains("164.522(a)(1)(vi)"), "{run}");
    let edit = ["client", "edit", "c-7f3k", "--set", "self_pay_restricted=5 Oct 2026"];
    let run = practice.run(&edit);
    assert!(run.code() == 2 && run.err().contains("neither a day such as"), "{run}");
    practice.put(
        "chart/clients/c-7f3k/client.toml",
        "name = \"Ben Sample\"\nself_pay_restricted = [\"5 Oct 2026\"]\n",
    );
    let found = practice.run(&["validate", "c-7f3k", "--short"]).out();
    assert!(found.contains("client.toml:2:") && found.contains("error[CL004]"), "{found}");
    let run = export(&practice, &["c-7f3k/2026-10-05"], PAYMENT);
    assert!(run.code() == 2 && run.err().contains("cannot be relied on"), "{run}");
    practice.put(
        "chart/clients/c-7f3k/client.toml",
        "name = \"Ben Sample\"\nself_pay_restricted = true\n",
    );
    let run = export(&practice, &["c-7f3k/2026-10-05"], TREATMENT);
    assert!(run.code() == 2 && run.err().contains("cannot be relied on"), "{run}");
}

#[test]
fn what_a_plan_may_not_have_is_not_told_to_it_and_stands_in_the_log() {
    let practice = practice();
    let args = ["c-7f3k", "--justification", "audit", "-o", "out/"];
    assert_eq!(export(&practice, &args, PAYMENT).code(), 0);
    for (path, bytes) in practice.files("out") {
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            !text.contains("2026-11-20") && !text.contains("November 20, 2026"),
            "{}",
            path.display()
        );
    }
    let manifest: Value = serde_json::from_str(&practice.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["excluded"].as_array().unwrap().len(), 1);
    assert_eq!(manifest["excluded"][0]["reason"], "draft");
    let reasons: Vec<Value> = log(&practice)[0]["stayed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["reason"].clone())
        .collect();
    assert_eq!(reasons, ["self-pay-restricted", "draft"]);
}

#[test]
fn an_authorization_must_stand_and_cover_what_leaves() {
    let practice = practice();
    let path = |name: &str| format!("chart/clients/c-7f3k/authorizations/{name}.toml");
    for (name, from, to, why) in [
        ("expired", "2027-11-24", "2026-11-23", "has expired (45 CFR 164.508(b)(2)(i))"),
        ("revoked", "copy_given", "revoked = 2026-11-21\ncopy_given", "was revoked"),
        ("late", "signed_on = 2026-11-20", "signed_on = 2026-11-25", "signed after the day"),
        ("others", "c-7f3k", "c-2mxr", "not of the client `c-7f3k`"),
        ("thin", "the progress notes of 2026", "", "`information` is not filled in"),
        ("mixed", "\"records\"", "\"records\", \"psychotherapy-notes\"", "of their own"),
        ("typo", "recipient", "recipeint", "Did you mean `recipient`?"),
        (
            "strangers",
            "individual = \"Ben Sample\"",
            "individual = \"Cy Paper\"",
            "`signed_by` is not the individual",
        ),
    ] {
        practice.put(&path(name), AUTHORIZATION.replacen(from, to, 1));
        refused(&practice, &["c-7f3k", "--authorization", name], &[], why);
    }
    practice.put(&path("another"), AUTHORIZATION.replace("Ben Sample", "Cy Paper"));
    let another = ["--authorization", "another"];
    refused(&practice, &["c-7f3k"], &another, "is of another individual than the client");
    refused(&practice, &["c-7f3k"], &[&another, TREATMENT].concat(), "of another individual");
    let id = authorize(&practice, AUTHORIZATION);
    assert_eq!(id, "c-7f3k/2026-11-24-0930");
    let by = |more: &[&'static str]| [&["--authorization", "2026-11-24-0930"], more].concat();
    refused(&practice, &["c-7f3k"], &by(&["--to", "Somebody Else"]), "another recipient");
    refused(&practice, &["c-7f3k"], &by(&["--purpose", "a novel"]), "is for another purpose");
    refused(
        &practice,
        &["c-7f3k", "--authorization", "nothing"],
        &[],
        "no authorization `c-7f3k/nothing`",
    );
    let run = export(&practice, &["c-7f3k", "--authorization", &id], &[]);
    assert_eq!((run.code(), days(&run.out())), (0, vec!["2026-10-05", "2026-11-20"]), "{run}");
    assert!(run.out().contains("- Basis: authorized by the client (45 CFR 164.508)\n"), "{run}");
    let entry = &log(&practice)[0];
    assert_eq!(entry["authorizations"][0], "2026-11-24-0930");
    assert_eq!((&entry["basis"], &entry["accountable"]), (&"authorization".into(), &false.into()));
}

#[test]
fn sessions_that_an_authorization_does_not_cover_stay() {
    let practice = practice();
    let narrow = format!("{AUTHORIZATION}sessions_until = 2026-10-31\n");
    let id = authorize(&practice, &narrow);
    let run = export(&practice, &["c-7f3k", "--authorization", &id], &[]);
    assert_eq!((run.code(), days(&run.out())), (0, vec!["2026-10-05"]), "{run}");
    assert!(!run.out().contains("2026-11-20"), "{run}");
    assert!(
        run.err().contains("Stays: 2 notes, outside of what the authorization covers"),
        "{run}"
    );
    let run = export(&practice, &["c-7f3k/2026-11-20", "--authorization", &id], &[]);
    assert!(run.code() == 2 && run.err().contains("outside of what the authorization"), "{run}");
    let formats = format!("{AUTHORIZATION}formats = [\"soap\"]\n");
    let id = authorize(&practice, &formats);
    let run = export(&practice, &["c-7f3k", "--authorization", &id], &[]);
    assert!(run.code() == 1 && run.err().contains("Nothing is left to export."), "{run}");
    assert_eq!(log(&practice).len(), 1);
}

#[test]
fn a_record_of_a_couple_needs_both() {
    let practice = practice();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "members=Ana Example; Ben Sample"]);
    let ana = AUTHORIZATION.replace("Ben Sample", "Ana Example");
    let (ben, ana) = (authorize(&practice, AUTHORIZATION), authorize(&practice, &ana));
    let one = ["--authorization", &ben];
    let both = [&one[..], &["--authorization", &ana]].concat();
    refused(&practice, &["c-7f3k"], &one, "1 of the 2 members of this record have not agreed");
    refused(&practice, &["c-7f3k"], TREATMENT, "2 of the 2 members");
    refused(&practice, &["c-7f3k"], &["--basis", "individual"], "1 of the 2 members");
    refused(
        &practice,
        &["c-7f3k"],
        &["--basis", "individual", "--to", "Ana Example"],
        "1 of the 2",
    );
    assert_eq!(export(&practice, &["c-7f3k"], &both).code(), 0);
    assert_eq!(export(&practice, &["c-7f3k"], &[&both, TREATMENT].concat()).code(), 0);
    let order = [
        "--to",
        "Court",
        "--purpose",
        "x",
        "--basis",
        "law",
        "--instrument",
        "court-order",
        "--reference",
        "26-CV-0001",
    ];
    assert_eq!(export(&practice, &["c-7f3k"], &order).code(), 0, "the law asks nobody");
    // Who must agree stands in the client file; one that cannot be read asks nobody.
    for unsound in [
        "members = \"Ana\"\n",
        "memebrs = [\"Ana\"]\n",
        "members = [\n",
        "[plan]\nid = \"1\"\nmembers = [\"Ana\"]\n",
        "[plan]\nPart2 = true\n",
    ] {
        practice.put("chart/clients/c-7f3k/client.toml", format!("name = \"A & B\"\n{unsound}"));
        let run = export(&practice, &["c-7f3k"], TREATMENT);
        assert!(run.code() == 2, "{unsound}: {run}");
    }
}

#[test]
fn drafts_stay_unless_asked_for_and_are_marked() {
    let practice = practice();
    refused(&practice, &["c-7f3k/2026-11-23"], TREATMENT, "it is not signed yet");
    let run = export(&practice, &["c-7f3k"], TREATMENT);
    assert_eq!(days(&run.out()), ["2026-10-05", "2026-11-20"]);
    assert!(!run.out().contains("draft"), "{run}");
    for (format, _) in readable() {
        let args = ["c-7f3k", "--include-drafts", "--format", format];
        let run = export(&practice, &args, TREATMENT);
        assert_eq!(days(&run.out()).len(), 3, "{format}: {run}");
        assert!(run.out().contains("notes that are not signed"), "{format}: {run}");
        assert!(run.out().contains("draft"), "{format}: {run}");
    }
}

#[test]
fn what_was_added_travels_with_its_note_and_is_in_the_log() {
    let practice = practice();
    let args = ["amend", "c-7f3k/2026-10-05", "-k", "addendum", "-r", "asked", "--stdin"];
    assert_eq!(practice.pipe(&args, "CANARY of the addendum.\n").code(), 0);
    for (format, _) in readable() {
        let run = export(&practice, &["c-7f3k", "--format", format], TREATMENT);
        assert!(run.out().contains("CANARY of the addendum."), "{format}: {run}");
    }
    let folder = "chart/clients/c-7f3k/notes/2026-10-05-1400-dap";
    let notes = log(&practice)[0]["notes"].clone();
    for (at, ending) in [(0, ".md"), (1, ".addendum-1.md")] {
        let bytes = fs::read(practice.path(&format!("{folder}{ending}"))).unwrap();
        assert_eq!(notes[at]["digest"], sha256(&bytes));
    }
    assert_eq!(notes[1]["id"], "c-7f3k/2026-10-05-1400-dap.addendum-1");
}

#[test]
fn a_record_under_part_2_carries_the_statement_of_the_rule() {
    let practice = practice();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "part2=true"]);
    let consent = "part2_consent = [\"treatment\"]\nsays_part2_redisclosure = true\n";
    let id = authorize(&practice, &format!("{AUTHORIZATION}{consent}"));
    let with_consent = [TREATMENT, &["--authorization", &id]].concat();
    for (format, _) in readable() {
        for (terms, said) in [
            (&with_consent[..], "(see 42 CFR 2.31)"),
            (&with_consent, "(42 CFR 2.32(b))"),
            (&["--working-copy"], "42 CFR part 2 prohibits unauthorized use"),
        ] {
            let run = export(&practice, &["c-7f3k", "--format", format], terms);
            assert!(run.out().contains(said), "{format}: {said}: {run}");
        }
    }
    // What the practice has to add stands behind what the rule says.
    let marker = practice.read("chart/casenotes.toml");
    practice.put("chart/casenotes.toml", marker + "[export]\npart2_notice = \"OUR OWN NOTICE\"\n");
    let run = export(&practice, &["c-7f3k"], &with_consent);
    assert!(run.out().contains("> OUR OWN NOTICE\n") && run.out().contains("2.31)"), "{run}");
}

#[test]
fn a_working_copy_is_marked_in_every_form_and_is_in_no_log() {
    let practice = practice();
    for (format, ending) in readable() {
        let (file, folder) = (format!("copy.{ending}"), format!("copy-{ending}/"));
        for output in [&file, &folder] {
            let args = ["export", "c-7f3k", "--working-copy", "--format", format, "-o", output];
            assert_eq!(practice.run(&args).code(), 0);
        }
        for path in [file, format!("{folder}record.{ending}"), format!("{folder}manifest.json")] {
            let text = practice.read(&path);
            assert!(text.contains("Working copy for the clinician"), "{path}: {text}");
        }
    }
    assert!(!practice.path("chart/clients/c-7f3k/disclosures").exists());
    assert_eq!(practice.run(&["disclosures", "c-7f3k"]).code(), 1);
}

#[test]
fn a_profile_fills_in_what_is_not_given() {
    let practice = practice();
    let marker = practice.read("chart/casenotes.toml");
    let set = |text: &str| practice.put("chart/casenotes.toml", format!("{marker}{text}"));
    set(
        "[export.profiles.plan]\nto = \"Acme Invented Health\"\naddress = \"1 Example Plaza\"\npurpose = \"claim\"\nbasis = \"payment\"\nformat = \"json\"\n",
    );
    let run = export(&practice, &["c-7f3k/2026-10-05"], &["--profile", "plan"]);
    let cover = &run.json()["cover"];
    assert_eq!(cover["recipient"], "Acme Invented Health");
    assert_eq!(cover["address"], "1 Example Plaza");
    let run = export(
        &practice,
        &["c-7f3k/2026-10-05", "--purpose", "appeal", "--format", "markdown"],
        &["--profile", "plan"],
    );
    assert!(run.out().contains("- Purpose: appeal\n"), "{run}");
    let run = export(&practice, &["c-7f3k"], &["--profile", "paln"]);
    assert!(run.code() == 2 && run.err().contains("Did you mean `plan`?"), "{run}");
    let run = export(&practice, &["c-7f3k"], &["--profile", "plan"]);
    assert!(run.code() == 2 && run.err().contains("without a justification"), "{run}");
    set("[export.profiles.plan]\nbasis = \"pay\"\n");
    let run = export(&practice, &["c-7f3k"], &["--profile", "plan"]);
    let line = marker.lines().count() + 2;
    let place = format!("casenotes.toml:{line}:9: `basis` is not a basis");
    assert!(run.code() == 2 && run.err().contains(&place), "{run}");
    let found = practice.run(&["validate", "--short"]);
    assert!(
        found.code() == 1
            && found.out().contains(&format!("casenotes.toml:{line}:9: error[CT006]")),
        "{found}"
    );
    set("[export.profiles.plan]\nformat = \"docx\"\nbasis = \"treatment\"\n");
    let run = export(&practice, &["c-7f3k", "--to", "x", "--purpose", "y"], &["--profile", "plan"]);
    assert!(run.code() == 2 && run.err().contains("a format that does not exist"), "{run}");
}

#[test]
fn a_preview_shows_what_would_leave_and_stay_and_writes_nothing() {
    let practice = practice();
    let before = practice.files(".");
    let args = ["c-7f3k", "--justification", "audit", "--preview", "-o", "out/"];
    assert_snapshot!(export(&practice, &args, PAYMENT), @"
    To: Acme Invented Health
    Address: not given
    Purpose: claim 0001
    Basis: payment
    Form: markdown, in the clear, out/
    What would leave: 1 note
      c-7f3k/2026-10-05-1400-dap: signed
    What would stay: 2 notes
      c-7f3k/2026-11-20-1400-dap: restricted as paid for out of pocket, so it never goes to a health plan (45 CFR 164.522(a)(1)(vi))
      c-7f3k/2026-11-23-1400-dap: not signed yet
    --- stderr
    Nothing was written.
    ");
    let run = export(&practice, &[&args[..], &["--json"]].concat(), PAYMENT);
    assert_eq!(run.json()["excluded"].as_array().unwrap().len(), 2);
    assert_eq!(practice.run(&["export", "c-7f3k", "--working-copy", "--preview"]).code(), 0);
    assert_eq!(practice.files("."), before);
}

#[test]
fn each_release_is_in_the_log_with_the_digest_of_what_left() {
    let practice = practice();
    let run =
        export(&practice, &["c-7f3k", "-o", "out.html", "--address", "1 Example St"], TREATMENT);
    assert_eq!(run.out(), "");
    assert!(run.err().contains(
        "Released 2 notes of c-7f3k to Ida Fictive, MD, out.html; kept in the log as c-7f3k/2026-11-24-0930.\n"
    ), "{run}");
    assert!(practice.read("out.html").starts_with("<!DOCTYPE html>"));
    let streamed = export(&practice, &["c-7f3k/2026-10-05", "--format", "json"], TREATMENT);
    let entries = log(&practice);
    assert_eq!(entries.len(), 2);
    for (key, value) in [
        ("id", "c-7f3k/2026-11-24-0930"),
        ("time", "2026-11-24T09:30:12-05:00"),
        ("recipient", "Ida Fictive, MD"),
        ("address", "1 Example St"),
        ("purpose", "coordination of care"),
        ("basis", "treatment"),
        ("format", "html"),
        ("description", "2 progress notes, sessions of 2026-10-05 to 2026-11-20"),
    ] {
        assert_eq!(entries[0][key], value, "{key}");
    }
    assert_eq!(entries[0]["digest"], sha256(&fs::read(practice.path("out.html")).unwrap()));
    assert_eq!(entries[1]["digest"], sha256(streamed.out_bytes()));
    assert_eq!(practice.run(&["validate", "--strict"]).err().matches("disclosures").count(), 0);
}

#[test]
fn a_folder_holds_a_manifest_and_digests_that_sha256sum_accepts() {
    let practice = practice();
    for (format, ending) in readable() {
        let folder = format!("out-{ending}");
        let output = format!("{folder}/");
        let run = export(&practice, &["c-7f3k", "-f", format, "-o", &output], TREATMENT);
        assert_eq!(run.code(), 0, "{run}");
        let names: Vec<String> = practice
            .files(&folder)
            .iter()
            .map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["SHA256SUMS", "manifest.json", &format!("record.{ending}")]);
        let content = |name: &str| fs::read(practice.path(&format!("{folder}/{name}"))).unwrap();
        let line = |name: &str| {
            format!("{}  {name}\n", sha256(&content(name)).strip_prefix("sha256:").unwrap())
        };
        let sums = practice.read(&format!("{folder}/SHA256SUMS"));
        assert_eq!(sums, line(&format!("record.{ending}")) + &line("manifest.json"));
        #[cfg(feature = "interop")]
        {
            let mut command = crate::interop::program("sha256sum");
            command.args(["-c", "--strict", "--quiet", "SHA256SUMS"]);
            let checked = command.current_dir(practice.path(&folder)).output().unwrap();
            assert!(checked.status.success(), "{format}: {checked:?}");
        }
        let manifest: Value =
            serde_json::from_str(&practice.read(&format!("{folder}/manifest.json"))).unwrap();
        let document = content(&format!("record.{ending}"));
        assert_eq!(manifest["document"]["digest"], sha256(&document));
        assert_eq!(manifest["included"].as_array().unwrap().len(), 2);
        assert_eq!(manifest["excluded"][0]["reason"], "draft");
        let entry = log(&practice).pop().unwrap();
        assert_eq!(entry["digest"], sha256(&document));
        assert_eq!(entry["sums"], sha256(sums.as_bytes()));
    }
    let again = export(&practice, &["c-7f3k", "-o", "out-md/"], TREATMENT);
    assert!(again.code() == 2 && again.err().contains("never overwritten"), "{again}");
    assert_eq!(log(&practice).len(), readable().count());
}

#[test]
fn a_record_may_be_sealed_for_its_recipients() {
    let practice = practice();
    let [court, clerk] = [(); 2].map(|()| x25519::Identity::generate());
    let keys = [court.to_public().to_string(), clerk.to_public().to_string()];
    let to = ["--encrypt-to", &keys[0], "--encrypt-to", &keys[1]];
    let open = |bytes: &[u8]| -> String {
        let texts = [&court, &clerk].map(|key| age::decrypt(key, bytes).unwrap());
        assert_eq!(texts[0], texts[1]);
        String::from_utf8(texts[0].clone()).unwrap()
    };
    for output in [&[][..], &["-o", "out.md.age"], &["-o", "out/"]] {
        let run = export(&practice, &[&["c-7f3k"], &to[..], output].concat(), TREATMENT);
        assert_eq!(run.code(), 0, "{run}");
        let sealed = match output {
            [] => run.out_bytes().to_vec(),
            [_, "out/"] => fs::read(practice.path("out/record.md.age")).unwrap(),
            _ => fs::read(practice.path("out.md.age")).unwrap(),
        };
        assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
        assert_eq!(days(&open(&sealed)), ["2026-10-05", "2026-11-20"]);
        let entry = log(&practice).pop().unwrap();
        assert_eq!(entry["digest"], sha256(&sealed));
        assert_eq!(entry["sealed_for"], serde_json::json!(keys));
    }
    let manifest = open(&fs::read(practice.path("out/manifest.json.age")).unwrap());
    assert!(manifest.contains("casenotes/manifest@1"));
    for (_, bytes) in practice.files("out") {
        assert!(!bytes.windows(6).any(|window| window == b"c-7f3k"));
    }
    let run = export(&practice, &["c-7f3k", "--encrypt-to", "age1nobody"], TREATMENT);
    assert!(run.code() == 2 && run.err().contains("recipient 1 of `--encrypt-to`"), "{run}");
    assert_eq!(log(&practice).len(), 3);
}

#[test]
fn what_cannot_be_written_is_not_in_the_log_and_what_cannot_be_logged_does_not_leave() {
    let practice = practice();
    practice.put("taken.md", "mine");
    practice.put("folder/mine", "mine");
    for output in
        ["taken.md", "no/such/out.md", "no/such/", "folder/", "chart/out.md", "private/vault/out/"]
    {
        let run = export(&practice, &["c-7f3k", "-o", output], TREATMENT);
        assert_eq!(run.code(), 2, "{output}: {run}");
        assert!(log(&practice).is_empty(), "{output}");
    }
    assert_eq!(practice.read("taken.md") + &practice.read("folder/mine"), "minemine");
    // A stream that took nothing: nothing left.
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let args = [&["export", "c-7f3k"], TREATMENT].concat();
    let status = practice.command(&args).stdout(full).stderr(std::process::Stdio::null()).status();
    assert_eq!((status.unwrap().code(), log(&practice).len()), (Some(2), 0));

    let disclosures = practice.path("chart/clients/c-7f3k/disclosures");
    fs::remove_dir_all(&disclosures).unwrap();
    practice.put("chart/clients/c-7f3k/disclosures", "in the way");
    for output in [&[][..], &["-o", "out.md"], &["-o", "out/"]] {
        let run = export(&practice, &[&["c-7f3k"], output].concat(), TREATMENT);
        assert_eq!((run.code(), run.out().as_str()), (2, ""), "{run}");
        assert!(!practice.path("out.md").exists() && !practice.path("out").exists());
    }
}

#[test]
fn the_accounting_names_what_the_rule_asks_for() {
    let practice = practice();
    practice.ok(&["export", "c-7f3k", "--basis", "individual", "-o", "a.md"]);
    assert_eq!(export(&practice, &["c-7f3k", "-o", "b.md"], TREATMENT).code(), 0);
    let order = [
        "--to",
        "District Court",
        "--address",
        "1 Example Sq",
        "--purpose",
        "order",
        "--basis",
        "law",
        "--instrument",
        "court-order",
        "--reference",
        "26-CV-0001",
    ];
    for output in ["c.md", "d.md"] {
        assert_eq!(export(&practice, &["c-7f3k", "-o", output], &order).code(), 0);
    }
    let folder = "chart/clients/c-7f3k/disclosures";
    let by_hand = "time = \"2026-01-02\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\npurpose = \"mandated report\"\nbasis = \"law\"\ndescription = \"report by telephone\"\n";
    practice.put(&format!("{folder}/report.toml"), by_hand);
    practice.put(&format!("{folder}/old.toml"), by_hand.replace("2026-01-02", "2020-01-02"));
    assert_snapshot!(practice.run(&["disclosures", "c-7f3k", "--accountable", "--summarise"]), @"
    DISCLOSURE                DATE        TO                PURPOSE          BASIS  INFORMATION                                             MADE
    c-7f3k/report             2026-01-02  Child Protection  mandated report  law    report by telephone                                     once
    c-7f3k/2026-11-24-0930-3  2026-11-24  District Court    order            law    2 progress notes, sessions of 2026-10-05 to 2026-11-20  2 times, last 2026-11-24
    ");
    let count = |args: &[&str]| {
        let run = practice.run(&[&["disclosures", "c-7f3k", "--json"], args].concat());
        run.json()["disclosures"].as_array().unwrap().len()
    };
    assert_eq!(
        (count(&[]), count(&["--accountable"]), count(&["--since", "2026-11-01"])),
        (6, 3, 4)
    );
    assert_eq!(count(&["--accountable", "--since", "2019-01-01"]), 4);
    let csv = practice.ok(&["disclosures", "c-7f3k", "--csv", "--accountable"]);
    assert!(
        csv.starts_with(
            "id,date,recipient,address,description,purpose,basis,reference,accountable,count,last,not_read\n"
        ),
        "{csv}"
    );
    assert!(csv.contains(",District Court,1 Example Sq,"), "{csv}");
    let page = practice.ok(&["disclosures", "c-7f3k", "--html", "--accountable"]);
    assert!(
        page.contains("<h1>Accounting of disclosures</h1>") && page.contains("26-CV-0001"),
        "{page}"
    );
    assert!(page.contains("2020-11-24 to 2026-11-24") && !page.contains("Ida Fictive"), "{page}");
}

#[test]
fn a_log_with_a_gap_says_so() {
    let practice = practice();
    assert_eq!(export(&practice, &["c-7f3k"], TREATMENT).code(), 0);
    for (name, text) in [("broken", "CANARY = [\n"), ("theirs", "client = \"c-2mxr\"\n")] {
        let path = format!("chart/clients/c-7f3k/disclosures/{name}.toml");
        practice.put(&path, text);
        for form in [&[][..], &["--json"], &["--csv"], &["--html"]] {
            let run = practice.run(&[&["disclosures", "c-7f3k"], form].concat());
            assert!(run.code() == 2 && run.err().contains("is not complete"), "{run}");
            assert!(!run.to_string().contains("CANARY") && run.out().contains("Ida"), "{run}");
        }
        fs::remove_file(practice.path(&path)).unwrap();
    }
}

#[test]
fn an_authorization_is_filed_listed_shown_and_revoked() {
    let practice = Practice::with_client();
    let blank = practice.ok(&["authorization", "add", "c-7f3k", "--blank"]);
    assert!(blank.contains("client = \"c-7f3k\"\n"), "{blank}");
    practice.put("a.toml", &blank);
    let run = practice.run(&["authorization", "add", "c-7f3k", "--from", "a.toml"]);
    assert!(
        run.code() == 2 && run.err().contains("a.toml:1:1: `signed_on` is not filled in"),
        "{run}"
    );
    assert!(!practice.path("chart/clients/c-7f3k/authorizations").exists());
    let run = practice.run(&["authorization", "list"]);
    assert_eq!((run.code(), run.out().as_str()), (1, ""));
    let run = practice.run(&["authorization", "add", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("there is no terminal"), "{run}");
    practice.put("a.toml", AUTHORIZATION.replace("Ida Fictive, MD", "nobody"));
    let args = ["authorization", "add", "c-7f3k", "--from", "a.toml", "--set"];
    practice.ok(&[&args[..], &["recipient=Ida Fictive, MD"]].concat());
    let filed = "chart/clients/c-7f3k/authorizations/2026-11-24-0930.toml";
    assert_eq!(practice.read(filed), AUTHORIZATION);
    fs::remove_file(practice.path(filed)).unwrap();
    practice.put("a.toml", AUTHORIZATION);
    practice.ok(&["authorization", "add", "c-7f3k", "--from", "a.toml"]);
    let soon = AUTHORIZATION.replace("2027-11-24", "2026-12-08") + "# as agreed\n";
    assert_eq!(authorize(&practice, &soon), "c-7f3k/2026-11-24-0930-2");
    assert_snapshot!(practice.run(&["authorization", "list"]), @"
    AUTHORIZATION             STANDING  ENDS        RECIPIENT        PURPOSE
    c-7f3k/2026-11-24-0930    valid     2027-11-24  Ida Fictive, MD  coordination of care
    c-7f3k/2026-11-24-0930-2  valid     2026-12-08  Ida Fictive, MD  coordination of care
    ");
    let expiring =
        |args: &[&str]| practice.run(&[&["list", "--authorizations-expiring"], args].concat());
    assert_eq!(expiring(&[]).out().lines().count(), 2);
    assert_eq!(expiring(&["14"]).out().lines().count(), 2);
    assert_eq!(expiring(&["13"]).code(), 1);
    assert_eq!(expiring(&["400", "--json"]).json()["authorizations"].as_array().unwrap().len(), 2);
    assert_eq!(practice.run(&["list", "c-7f3k", "--authorizations-expiring"]).code(), 0);

    let second = "c-7f3k/2026-11-24-0930-2";
    assert_eq!(practice.ok(&["authorization", "show", second]), soon);
    practice.ok(&["authorization", "revoke", second, "--on", "yesterday"]);
    let path = format!("chart/clients/c-7f3k/authorizations/{}.toml", &second[7..]);
    assert_eq!(
        practice.read(&path),
        soon.replace("# as agreed\n", "revoked = 2026-11-23\n# as agreed\n")
    );
    let run = practice.run(&["authorization", "show", second]);
    assert!(run.err().contains("is revoked on 2026-11-24"), "{run}");
    let refused: &[&[&str]] = &[
        &["revoke", second],
        &["revoke", "c-7f3k/2026-11-24-0930", "--on", "2026-11-25"],
        &["show", "c-7f3k/1999"],
        &["show", "c-9999"],
        &["show", "c-7f3k/2026"],
    ];
    assert_snapshot!(practice.transcript(&["authorization"], refused), @"
    $ ... revoke c-7f3k/2026-11-24-0930-2
    --- stderr
    error: the authorization `c-7f3k/2026-11-24-0930-2` was revoked already
    hint: See `casenotes authorization show c-7f3k/2026-11-24-0930-2`.
    --- exit Some(2)
    $ ... revoke c-7f3k/2026-11-24-0930 --on 2026-11-25
    --- stderr
    error: the day lies in the future
    hint: Name the day on which it was revoked, or on which the event occurred.
    --- exit Some(2)
    $ ... show c-7f3k/1999
    --- stderr
    error: there is no authorization `c-7f3k/1999`
    hint: Run `casenotes authorization list` to see what there is.
    --- exit Some(2)
    $ ... show c-9999
    --- stderr
    error: there is no client `c-9999`
    hint: Run `casenotes client list` to see who there is.
    --- exit Some(2)
    $ ... show c-7f3k/2026
    --- stderr
    error: `c-7f3k/2026` could be any of 2 authorizations
    hint: Choose one: c-7f3k/2026-11-24-0930, c-7f3k/2026-11-24-0930-2.
    --- exit Some(2)
    ");
    assert_eq!(practice.ok(&["authorization", "list", "--valid"]).lines().count(), 2);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

/// Panics where `EVIL` in the text fields of a record has become more than text.
pub(crate) fn is_safe_where_it_is_opened(format: &str, text: &str) {
    match format {
        "html" => {
            for tag in ["<script", "javascript:1\"", "\u{202e}", "\u{1b}", "<a href=\"j"] {
                assert!(!text.contains(tag), "{tag:?}: {text}");
            }
        }
        "ccda" => {
            for tag in ["<script", "href=\"j", "\u{202e}", "\u{1b}"] {
                assert!(!text.contains(tag), "{tag:?}: {text}");
            }
        }
        "markdown" => {
            // Everything above the text of the note itself, which stays as it was written.
            let above = text.split("## Data").next().unwrap();
            for mark in ["\u{202e}", "\u{1b}"] {
                assert!(!above.contains(mark), "{mark:?}: {above}");
            }
            for mark in ["<script", "[x", "`"] {
                let escaped = above.matches(&format!("\\{mark}")).count();
                assert_eq!(above.matches(mark).count(), escaped, "{mark}: {above}");
            }
            let is_begun = |line: &str| line.is_empty() || line.starts_with(['#', '-', '>']);
            assert!(above.lines().all(is_begun), "{above}");
        }
        "csv" => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            for row in reader.records() {
                for cell in &row.unwrap() {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
                }
            }
        }
        "json" => {
            assert_eq!(text.parse::<Value>().unwrap()["cover"]["recipient"], EVIL.trim());
        }
        "jsonl" => {
            for line in text.lines() {
                assert!(line.parse::<Value>().is_ok(), "{line}");
            }
        }
        format => panic!("say here what harm a text could do in {format}, and that it does not"),
    }
}

#[test]
fn no_text_field_becomes_markup_a_formula_or_a_command() {
    let practice = practice();
    let evil_toml = toml::Value::from(EVIL).to_string();
    practice.put("chart/clients/c-7f3k/client.toml", format!("name = {evil_toml}\n"));
    put_note(&practice, "2026-11-23", &format!("risk = {evil_toml}\nplace = {evil_toml}\n"));
    let text = practice.read("chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md");
    practice.put(
        "chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md",
        text.replace("\"Dana Okafor, LCSW\"", &evil_toml).replace("MARK", EVIL),
    );
    let terms = [
        "--to",
        EVIL,
        "--address",
        EVIL,
        "--purpose",
        EVIL,
        "--basis",
        "law",
        "--instrument",
        "court-order",
        "--reference",
        EVIL,
        "--include-drafts",
    ];
    let out = |format: &str| {
        let run = export(&practice, &["c-7f3k/2026-11-23", "--format", format], &terms);
        assert_eq!(run.code(), 0, "{format}: {run}");
        run.out()
    };
    for (format, _) in readable() {
        is_safe_where_it_is_opened(format, &out(format));
    }
    assert_eq!(log(&practice).len(), readable().count());
    let page = practice.ok(&["disclosures", "c-7f3k", "--html"]);
    assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains('\u{1b}'));
    let csv = practice.ok(&["disclosures", "c-7f3k", "--csv"]);
    assert!(!csv.contains(",\"=HYP") && csv.contains("'=HYPERLINK"), "{csv}");
    let table = practice.ok(&["disclosures", "c-7f3k"]);
    assert!(!table.contains('\u{1b}') && !table.contains('\u{202e}'), "{table}");
    // Nor is a line on standard error.
    let run = export(&practice, &["c-7f3k/2026-11-23", "-o", "x.md"], &terms);
    assert!(!run.err().contains('\u{1b}') && !run.err().contains('\u{202e}'), "{run}");
}

#[test]
fn no_message_quotes_a_note_and_a_commit_names_ids_alone() {
    let practice = practice();
    for (key, value) in [("user.name", "Somebody"), ("user.email", "somebody@example.org")] {
        practice.git(&["config", key, value]);
    }
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "all"]);
    let run = export(&practice, &["c-7f3k", "-o", "out.md", "--commit"], TREATMENT);
    assert!(run.code() == 0 && !run.err().contains("MARK"), "{run}");
    let told = practice.git(&["log", "-1", "--stat", "--format=%B"]);
    assert!(told.starts_with("export c-7f3k\n"), "{told}");
    assert!(
        told.contains("disclosures/2026-11-24-0930.toml") && told.contains("1 file changed"),
        "{told}"
    );
    assert!(!told.contains("Ida") && !told.contains("Ben"), "{told}");
}

#[test]
fn a_record_that_nobody_reads_to_its_end_stays_in_the_log_and_says_so() {
    let practice = practice();
    let mut command = practice.command(&[&["export", "c-7f3k"], TREATMENT].concat());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("error: the record was not read to its end; it is in the log as c-7f3k/")
    );
    assert!(practice.ok(&["disclosures", "c-7f3k"]).contains("Ida Fictive, MD"));
}

#[test]
fn an_authorization_with_days_that_cannot_be_is_not_filed_and_never_was_valid() {
    let practice = Practice::with_client();
    for (key, said) in [
        (
            "sessions_from = 2026-11-20\nsessions_until = 2026-11-19\n",
            "`sessions_until` is before `sessions_from`",
        ),
        ("revoked = 2026-11-19\n", "`revoked` is before `signed_on`"),
    ] {
        let text = format!("{AUTHORIZATION}{key}");
        let run = practice.pipe(&["authorization", "add", "c-7f3k", "--stdin"], &text);
        assert!(run.code() == 2 && run.err().contains(said), "{run}");
        // One that got there all the same is a finding, though it has expired or was revoked.
        practice.put("chart/clients/c-7f3k/authorizations/2026-11-20-0930.toml", text);
        let found = practice.run(&["validate", "c-7f3k", "--short"]);
        assert!(found.out().contains("error[DS002]") && found.out().contains(said), "{found}");
    }
    for (from, to, said) in [
        ("expires = 2027-11-24", "expires = 2026-11-19", "`expires` is before `signed_on`"),
        (
            "copy_given = 2026-11-20",
            "copy_given = 2026-11-19",
            "`copy_given` is before `signed_on`",
        ),
    ] {
        let text = AUTHORIZATION.replace(from, to);
        let run = practice.pipe(&["authorization", "add", "c-7f3k", "--stdin"], &text);
        assert!(run.code() == 2 && run.err().contains(said), "{run}");
        practice.put("chart/clients/c-7f3k/authorizations/2026-11-20-0930.toml", text);
        let found = practice.run(&["validate", "c-7f3k", "--short"]);
        assert!(found.out().contains("error[DS002]") && found.out().contains(said), "{found}");
    }
    practice.put("chart/clients/c-7f3k/authorizations/2026-11-20-0930.toml", AUTHORIZATION);
    let revoke = ["authorization", "revoke", "c-7f3k", "--on", "2026-11-19"];
    let run = practice.run(&revoke);
    assert!(run.code() == 2 && run.err().contains("before the one on which"), "{run}");
}

#[test]
fn no_cell_of_any_csv_is_a_formula() {
    let practice = Practice::with_note();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "name=\u{feff}=1+1"]);
    let body = NOTE.split("## Data\n\n").next().unwrap().split("# DAP").next().unwrap();
    practice.put(NOTE_PATH, format!("{body}\n\n\u{ff1d}HYPERLINK(\"x\")\n"));
    let to = [
        "--to",
        " \u{200b}@x",
        "--purpose",
        "\u{ff0b}1",
        "--basis",
        "treatment",
        "--of-class",
        "nurse",
    ];
    let release = [&["export", "c-7f3k", "--include-drafts", "--format", "csv"][..], &to].concat();
    let texts = [
        practice.ok(&release),
        practice.ok(&["disclosures", "c-7f3k", "--csv"]),
        practice.ok(&["list", "--csv"]),
    ];
    for text in &texts {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let shown = cell.trim_start_matches(|c: char| {
                    c.is_whitespace() || "\u{feff}\u{200b}".contains(c)
                });
                assert!(
                    !shown.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}']),
                    "{cell:?} in {text}"
                );
            }
        }
    }
    assert!(
        texts[0].contains("'\u{feff}=1+1") && texts[0].contains("'\u{ff1d}HYPERLINK"),
        "{}",
        texts[0]
    );
    assert!(texts[1].contains("'\u{ff0b}1"), "{}", texts[1]);
}

#[test]
fn entries_of_one_day_and_recipient_have_names_of_their_own_on_the_page() {
    let practice = Practice::with_note();
    for purpose in ["claim 0001", "claim 0002"] {
        let to = ["--to", "Ida Fictive, MD", "--purpose", purpose, "--basis", "treatment"];
        practice.ok(&[&["export", "c-7f3k", "--include-drafts"][..], &to].concat());
    }
    let page = practice.ok(&["disclosures", "c-7f3k", "--html"]);
    let names: Vec<&str> = page
        .split("<h2 id=")
        .skip(1)
        .map(|rest| rest.split_once('>').unwrap().1.split("</h2>").next().unwrap())
        .collect();
    assert_eq!(names, ["1. 2026-11-24: Ida Fictive, MD", "2. 2026-11-24: Ida Fictive, MD"]);
}
