//! What clients ask for: in what time, with which answer, and what of it goes along with a note. The
//! numbers are those of the situations that a records custodian has typed.

use std::fs;

use crate::golden::readable;
use crate::practice::{NOTE, NOTE_PATH, Practice, Run};

const REQUESTS: &str = "chart/clients/c-7f3k/requests";

/// What the letter of a denied amendment must tell.
const TOLD: &[&str] =
    &["--says-how-to-complain", "--says-how-to-disagree", "--says-request-may-travel"];

/// To whom a record goes in these tests.
const CARE: &[&str] =
    &["--to", "Ida Fictive, MD", "--purpose", "coordination of care", "--basis", "treatment"];

/// A practice with a signed note.
fn practice() -> Practice {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    practice
}

fn request(practice: &Practice, args: &[&str]) -> Run {
    practice.run(&[&["request"], args].concat())
}

fn refused(practice: &Practice, args: &[&str], why: &str) {
    let before = practice.files("chart");
    let run = request(practice, args);
    assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    assert_eq!(practice.files("chart"), before, "{why}");
}

fn rows(practice: &Practice, args: &[&str]) -> Vec<serde_json::Value> {
    let run = request(practice, &[&["list", "--json"], args].concat());
    run.json()["requests"].as_array().unwrap().clone()
}

/// Asks for an amendment of the note and returns the id.
fn asked(practice: &Practice) -> String {
    let add = ["request", "add", "c-7f3k", "amendment", "--note", "c-7f3k/2026-11-20"];
    practice.filed(&[&add[..], &["--stdin"]].concat(), "CANARY of the request: it was Tuesday.\n")
}

#[test]
fn a_request_is_due_by_the_law_and_by_the_days_of_a_stricter_one() {
    let practice = practice();
    for (right, more, due, cite) in [
        ("access", &[][..], "2026-12-24", "45 CFR 164.524(b)(2)"),
        ("accounting", &[], "2027-01-23", "45 CFR 164.528(c)(1)"),
        ("amendment", &["--note", "c-7f3k/2026-11-20"], "2027-01-23", "45 CFR 164.526(b)(2)"),
        ("access", &["--received", "2026-10-30"], "2026-11-29", "45 CFR 164.524(b)(2)"),
    ] {
        let run = request(&practice, &[&["add", "c-7f3k", right], more].concat());
        assert_eq!(run.code(), 0, "{run}");
        assert!(run.err().contains(&format!("it is due on {due} ({cite})")), "{run}");
    }
    let due: Vec<_> = rows(&practice, &[]).iter().map(|row| row["due"].clone()).collect();
    assert_eq!(due, ["2026-11-29", "2026-12-24", "2027-01-23", "2027-01-23"], "by the day");
    let settings = practice.read("chart/casenotes.toml");
    practice.put("chart/casenotes.toml", format!("{settings}[law]\naccess_days = 15\n"));
    let due: Vec<_> = rows(&practice, &["--open"]).iter().map(|row| row["due"].clone()).collect();
    assert_eq!(due, ["2026-11-14", "2026-12-09", "2027-01-23", "2027-01-23"]);
    assert_eq!(rows(&practice, &["--overdue"]).len(), 1);
    let table = practice.ok(&["request", "list", "--overdue"]);
    assert!(table.contains("overdue") && table.contains("Ben Sample"), "{table}");
    // A practice abroad has the time of its own law.
    practice.put("chart/casenotes.toml", format!("{settings}[law]\nregime = \"gdpr\"\n"));
    let run = request(&practice, &["add", "c-7f3k", "access"]);
    assert!(run.err().contains("due on 2026-12-24 (GDPR Article 12(3))"), "{run}");
    practice.put("chart/casenotes.toml", format!("{settings}[law]\nregime = \"none\"\n"));
    let run = request(&practice, &["add", "c-7f3k", "access"]);
    assert!(run.code() == 0 && run.err().contains("no law of the practice says"), "{run}");
}

#[test]
fn the_time_is_extended_once_within_itself_and_with_a_reason() {
    let practice = practice();
    practice.ok(&["request", "add", "c-7f3k", "access", "--received", "2026-11-20"]);
    let extend =
        |until: &'static str| ["extend", "c-7f3k", "--until", until, "--reason", "kept off site"];
    refused(&practice, &extend("2027-01-20"), "the time may be extended to 2027-01-19");
    refused(
        &practice,
        &["extend", "c-7f3k", "--until", "2027-01-10", "-r", " "],
        "`--reason` is empty",
    );
    let later = |day: &str| format!("{day}T09:00:00-05:00");
    let practice = practice.env("CASENOTES_NOW", &later("2026-12-21"));
    refused(&practice, &extend("2027-01-10"), "is told to the client by 2026-12-20");
    let practice = practice.env("CASENOTES_NOW", &later("2026-12-20"));
    let run = request(&practice, &extend("2027-01-19"));
    assert!(run.code() == 0 && run.err().contains("and due on 2027-01-19"), "{run}");
    refused(&practice, &extend("2027-01-19"), "was extended already");
    let row = rows(&practice, &[]).pop().unwrap();
    assert_eq!((&row["due"], &row["extended"]), (&"2027-01-19".into(), &true.into()));
    let practice = practice.env("CASENOTES_NOW", &later("2027-01-20"));
    assert_eq!(rows(&practice, &["--overdue"]).len(), 1);
    let found = practice.run(&["validate", "c-7f3k", "--short"]);
    assert!(found.out().contains("warning[DS005]"), "{found}");
    practice.ok(&["export", "c-7f3k", "--basis", "individual", "-o", "out.md"]);
    practice.ok(&["request", "close", "c-7f3k", "--disclosure", "c-7f3k"]);
    assert_eq!(practice.run(&["request", "list", "--open"]).code(), 1);
    let shown = practice.ok(&["request", "show", "c-7f3k"]);
    for told in
        ["Request c-7f3k/2026-11-24-0930 for access: closed", "Reason: kept off site", "closing"]
    {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    assert_eq!(practice.run(&["validate", "--short"]).code(), 0);
}

#[test]
fn access_is_denied_in_writing_with_review_and_the_rest_is_given() {
    let practice = practice();
    practice.ok(&["request", "add", "c-7f3k", "access"]);
    let deny = |more: &[&'static str]| [&["deny", "c-7f3k", "--ground"], more].concat();
    refused(&practice, &deny(&["inconvenient"]), "use one of");
    refused(
        &practice,
        &deny(&[
            "accurate",
            "--says-how-to-complain",
            "--says-how-to-disagree",
            "--says-request-may-travel",
        ]),
        "no ground on which a request for access",
    );
    refused(
        &practice,
        &deny(&["endangerment", "--says-how-to-complain"]),
        "`--says-how-to-have-it-reviewed`",
    );
    refused(&practice, &deny(&["litigation"]), "`--says-how-to-complain`");
    refused(
        &practice,
        &["review", "c-7f3k", "--by", "Eli Sample, PhD", "--outcome", "upheld"],
        "there is no denial",
    );
    let full = deny(&[
        "endangerment",
        "--says-how-to-complain",
        "--says-how-to-have-it-reviewed",
        "--text",
        "The letter.",
    ]);
    let run = request(&practice, &full);
    assert!(run.code() == 0 && run.err().contains("is denied"), "{run}");
    refused(&practice, &["close", "c-7f3k"], "the request is denied already");
    refused(
        &practice,
        &["review", "c-7f3k", "--by", "Dana Okafor, LCSW", "--outcome", "upheld"],
        "164.524(a)(4)",
    );
    practice.ok(&[
        "request",
        "review",
        "c-7f3k",
        "--by",
        "Eli Sample, PhD",
        "--outcome",
        "overturned",
    ]);
    assert_eq!(rows(&practice, &["--open"]).len(), 1, "access is to be given");
    practice.ok(&["request", "close", "c-7f3k"]);
    // A part alone: the rest is still to be given. What is never reviewed is not.
    practice.ok(&["request", "add", "c-7f3k", "access"]);
    let part = deny(&["psychotherapy-notes", "--says-how-to-complain", "--in-part"]);
    assert_eq!(request(&practice, &part).code(), 0);
    assert_eq!(rows(&practice, &["--open"]).len(), 1);
    refused(
        &practice,
        &["review", "c-7f3k", "--by", "Eli Sample, PhD", "--outcome", "upheld"],
        "164.524(a)(2)",
    );
    practice.ok(&["request", "close", "c-7f3k"]);
    // An accounting is never denied; what nobody asks for any more is withdrawn.
    practice.ok(&["request", "add", "c-7f3k", "accounting"]);
    refused(
        &practice,
        &deny(&["litigation", "--says-how-to-complain"]),
        "a request for accounting has no denial",
    );
    refused(&practice, &["accept", "c-7f3k"], "a request for accounting has no acceptance");
    practice.ok(&["request", "close", "c-7f3k", "--withdrawn"]);
    let states: Vec<_> = rows(&practice, &[]).iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["closed", "closed", "withdrawn"]);
    let page = practice.ok(&["request", "show", "c-7f3k/2026-11-24-0930", "--html"]);
    assert!(page.contains("<dt>Ground</dt><dd>") && page.contains("The letter."), "{page}");
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn row_3_a_copy_for_somebody_else_is_asked_for_in_writing() {
    let practice = practice();
    let to = ["add", "c-7f3k", "access", "--to", "Ivo Fictive, JD"];
    for more in [&["--address", "1 Court St"][..], &["--signed", "2026-11-20"], &[]] {
        assert_eq!(request(&practice, &[&to[..], more].concat()).code(), 2, "{more:?}");
    }
    let whole = [&to[..], &["--address", "1 Court St", "--signed", "2026-11-20"]].concat();
    assert_eq!(request(&practice, &whole).code(), 0);
    refused(
        &practice,
        &["add", "c-7f3k", "accounting", "--to", "X", "--address", "y", "--signed", "2026-11-20"],
        "`--to` goes with a request for access alone",
    );
    refused(
        &practice,
        &["add", "c-7f3k", "access", "--signed", "2026-11-25"],
        "lies in the future",
    );
    refused(
        &practice,
        &["add", "c-7f3k", "access", "--signed", "2026-11-24", "--received", "2026-11-23"],
        "`signed_on` is after",
    );
    refused(&practice, &["add", "c-9999", "access"], "c-9999");
    assert_eq!(request(&practice, &["add", "c-7f3k", "amendment"]).code(), 2, "of which note?");
}

#[test]
fn row_141_request_denial_disagreement_and_rebuttal_travel_with_the_note_in_every_format() {
    let practice = practice();
    let id = asked(&practice);
    // Until it is decided nothing goes along.
    for (format, _) in readable() {
        let run = practice.run(&[&["export", "c-7f3k", "--format", format], CARE].concat());
        assert!(run.code() == 0 && !run.out().contains("CANARY"), "{format}: {run}");
    }
    let deny =
        [&["deny", &id, "--ground", "accurate", "--text", "CANARY of the denial."][..], TOLD]
            .concat();
    refused(&practice, &["disagree", &id, "--text", "x"], "there is no denial");
    assert_eq!(request(&practice, &deny).code(), 0);
    for (format, _) in readable() {
        let run = practice.run(&[&["export", "c-7f3k", "--format", format], CARE].concat());
        assert!(!run.out().contains("CANARY"), "nobody asked for it: {format}: {run}");
    }
    refused(&practice, &["rebut", &id, "--text", "x"], "there is no disagreement");
    refused(&practice, &["disagree", &id], "nothing says what the paper says");
    // The statement is the client's: no key of the clinician is asked for, and nothing is signed.
    fs::remove_file(practice.path("home/.config/casenotes/signing-key")).unwrap();
    practice.filed(&["request", "disagree", &id, "--stdin"], "CANARY of the statement.\n");
    practice.ok(&["request", "rebut", &id, "--text", "CANARY of the rebuttal."]);
    assert!(practice.files(REQUESTS).iter().all(|(path, _)| path.extension().unwrap() == "toml"));
    for (format, _) in readable() {
        for terms in [CARE, &["--working-copy"]] {
            let run = practice.run(&[&["export", "c-7f3k", "--format", format], terms].concat());
            for what in ["request", "denial", "statement", "rebuttal"] {
                assert!(run.out().contains(&format!("CANARY of the {what}")), "{format}: {run}");
            }
            assert!(run.out().contains("45 CFR 164.526(a)(2)(iv)"), "{format}: {run}");
        }
    }
    for format in ["fhir", "fhir-ndjson"] {
        let text = practice.ok(&[&["export", "c-7f3k", "--format", format], CARE].concat());
        let papers = text.matches("\"appends\"").count();
        assert_eq!(papers, 4, "{format}: {text}");
        assert!(text.contains("Statement of disagreement of 2026-11-24"), "{format}: {text}");
    }
    // Another note has none of it.
    let other = NOTE.replace("2026-11-20T", "2026-11-21T").replace("fewer panic", "two short");
    practice.put(&NOTE_PATH.replace("-20-", "-21-"), other);
    let args = ["export", "c-7f3k/2026-11-21", "--include-drafts"];
    assert!(!practice.ok(&[&args[..], CARE].concat()).contains("CANARY"));
    // All that left stands in the log, each with the digest of its file.
    let log = practice.run(&["disclosures", "c-7f3k", "--json"]).json();
    let entry = log["disclosures"].as_array().unwrap().iter().rev().nth(1).unwrap().clone();
    let left: Vec<&str> =
        entry["notes"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(left.len(), 5, "{left:?}");
    assert_eq!(left[1], format!("c-7f3k/requests/{}", id.split_once('/').unwrap().1));
    practice.ok(&[&["export", "c-7f3k/2026-11-20", "-o", "out/"][..], CARE].concat());
    let manifest: serde_json::Value =
        serde_json::from_str(&practice.read("out/manifest.json")).unwrap();
    assert_eq!(manifest["included"][0]["statements"].as_array().unwrap().len(), 4);
    assert_eq!(practice.run(&["validate", "--short"]).code(), 0);
}

#[test]
fn a_client_who_files_no_statement_may_want_request_and_denial_to_go_along() {
    let practice = practice();
    let id = asked(&practice);
    let deny =
        [&["deny", &id, "--ground", "accurate", "--text", "CANARY of the denial."][..], TOLD]
            .concat();
    assert_eq!(request(&practice, &deny).code(), 0);
    practice.ok(&["request", "include", &id]);
    let text = practice.ok(&[&["export", "c-7f3k"], CARE].concat());
    assert!(text.contains("CANARY of the request") && text.contains("CANARY of the denial"));
    // Of a denied one, a letter that says nothing of the client's rights is refused.
    let again = asked(&practice);
    refused(&practice, &["deny", &again, "--ground", "accurate"], "`--says-how-to-disagree`");
}

#[test]
fn an_accepted_amendment_is_linked_and_the_note_is_as_it_was() {
    let practice = practice();
    let (note, id) = (practice.read(NOTE_PATH), asked(&practice));
    refused(&practice, &["accept", &id, "--amendment", "correction-1"], "the note has no addition");
    refused(&practice, &["close", &id], "a request for amendment has no closing");
    let amend = ["amend", "c-7f3k/2026-11-20", "-k", "correction", "-r", "the client asked"];
    practice.filed(&[&amend[..], &["--stdin"]].concat(), "It was Tuesday.\n");
    practice.ok(&[
        "request",
        "accept",
        &id,
        "--amendment",
        "correction-1",
        "--informed",
        "Ida Fictive, MD",
    ]);
    assert_eq!(practice.read(NOTE_PATH), note);
    let text = practice.ok(&[&["export", "c-7f3k"], CARE].concat());
    for told in [
        "CANARY of the request",
        "Amendment accepted of November 24, 2026",
        "Amended by: correction-1",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    refused(&practice, &["accept", &id], "the request is accepted already");
    let step = id.replace("0930", "0930-2");
    assert!(practice.ok(&["request", "show", &step]).contains("for amendment: accepted"));
}

#[test]
fn a_paper_that_cannot_be_read_is_found_listed_and_stops_an_export() {
    let practice = practice();
    let id = asked(&practice);
    let path = format!("{REQUESTS}/{}.toml", id.split_once('/').unwrap().1);
    let good = practice.read(&path);
    for (text, why) in [
        (good.replace("amendment", "amandment"), "`right` is not a right of a client"),
        (good.replace("c-7f3k", "c-2mxr"), "`client` is another one"),
        (good.replace("step", "stap"), "the key `stap` is not known"),
        ("\u{0}".to_owned(), "not valid TOML"),
    ] {
        practice.put(&path, text);
        let found = practice.run(&["validate", "c-7f3k", "--short"]);
        assert!(found.code() == 1 && found.out().contains("error[DS004]"), "{why}: {found}");
        assert!(found.out().contains(why), "{why}: {found}");
        assert!(!found.out().contains("CANARY"), "{found}");
        for form in [&[][..], &["--json"], &["--jsonl"], &["--csv"]] {
            let run = request(&practice, &[&["list"], form].concat());
            assert!(run.code() == 2 && run.out().contains(&id), "{form:?}: {run}");
        }
        let run = practice.run(&[&["export", "c-7f3k"], CARE].concat());
        assert!(run.code() == 2 && run.err().contains("would be missing"), "{run}");
        let all_the_same = practice.run(&[&["export", "c-7f3k", "--unverified"], CARE].concat());
        assert_eq!(all_the_same.code(), 0, "{all_the_same}");
    }
    practice.put(&path, &good);
    let lost = "client = \"c-7f3k\"\nstep = \"inclusion\"\nrequest = \"2020-01-01-0900\"\non = 2026-11-24\n";
    practice.put(&format!("{REQUESTS}/lost.toml"), lost);
    let found = practice.run(&["validate", "c-7f3k", "--short"]);
    assert!(found.out().contains("lost.toml:") && found.out().contains("error[DS004]"), "{found}");
    practice.put(&format!("{REQUESTS}/letter.pdf"), "x");
    let found = practice.run(&["validate", "c-7f3k", "--short"]);
    assert!(found.out().contains("letter.pdf:1:1: warning[CT001]"), "{found}");
}

#[test]
fn papers_of_requests_are_neither_changed_nor_removed() {
    let practice = practice();
    let id = asked(&practice);
    practice.ok(&["request", "close", &id, "--withdrawn"]);
    let save = || {
        practice.git(&["add", "--all"]);
        practice.git(&["commit", "--quiet", "--no-verify", "--message", "work"]);
    };
    save();
    let path = format!("{REQUESTS}/{}.toml", id.split_once('/').unwrap().1);
    let text = practice.read(&path);
    let found = |what: &str| {
        let run = practice.run(&["validate", "--changed", "--short"]);
        let told = run.out().contains("error[CM005]") && run.out().contains("a paper of a request");
        assert!(run.code() == 1 && told, "{what}: {run}");
    };
    practice.put(&path, text.replace("Tuesday", "Wednesday"));
    found("changed");
    fs::remove_file(practice.path(&path)).unwrap();
    found("removed");
    practice.put(&path, &text);
    assert_eq!(practice.run(&["validate", "--changed"]).code(), 0);
    // The record of a client who has asked for something is kept as one with disclosures is.
    practice.put(&path, text);
    let settings = practice.read("chart/casenotes.toml");
    let retention =
        "[retention]\nadult_years = 7\nminor_years_after_majority = 3\nage_of_majority = 18\n";
    practice.put("chart/casenotes.toml", format!("{settings}{retention}"));
    practice.ok(&["client", "close", "c-7f3k"]);
    let row = practice.run(&["retention", "--all", "--json"]).json()["clients"][0].clone();
    assert_eq!(row["has_authorizations_or_disclosures"], true);
    practice.ok(&["deidentify", "c-7f3k"]);
}

#[test]
fn whoever_has_the_note_is_named_when_its_amendment_is_accepted() {
    let practice = practice();
    practice.ok(&[&["export", "c-7f3k", "-o", "a.md"][..], CARE].concat());
    let id = asked(&practice);
    let run = request(&practice, &["accept", &id]);
    assert!(
        run.code() == 0 && run.err().contains("Ida Fictive, MD has the note as it was"),
        "{run}"
    );
    assert!(run.err().contains("164.526(c)(3)"), "{run}");
}

#[test]
fn the_second_accounting_within_a_year_may_have_a_fee_that_is_told_before() {
    let practice = practice();
    let add = |received: &'static str| {
        request(&practice, &["add", "c-7f3k", "accounting", "--received", received])
    };
    for (received, is_told) in [("2025-11-20", false), ("2026-11-20", false), ("2026-11-21", true)]
    {
        let run = add(received);
        assert_eq!(run.err().contains("164.528(c)(2)"), is_told, "{received}: {run}");
    }
}

#[test]
fn what_was_denied_is_not_given_without_a_word() {
    let practice = practice();
    practice.ok(&["request", "add", "c-7f3k", "access"]);
    let own = ["export", "c-7f3k", "--basis", "individual"];
    assert!(!practice.run(&own).err().contains("denied"));
    let deny = ["request", "deny", "c-7f3k", "--ground", "other-person", "--in-part"];
    let told = ["--says-how-to-complain", "--says-how-to-have-it-reviewed"];
    practice.ok(&[&deny[..], &told].concat());
    let run = practice.run(&own);
    assert!(run.err().contains("access was denied in part, on the ground `other-person`"), "{run}");
    assert!(!practice.run(&[&["export", "c-7f3k"], CARE].concat()).err().contains("denied"));
    practice.ok(&["request", "review", "c-7f3k", "--by", "Eli Sample", "--outcome", "overturned"]);
    assert!(!practice.run(&own).err().contains("denied"));
}

#[test]
fn a_request_is_closed_by_what_the_client_got_and_releases_no_more() {
    let practice = practice();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.put(&NOTE_PATH.replace("c-7f3k", "c-2mxr"), NOTE.replace("c-7f3k", "c-2mxr"));
    let treatment = practice.run(&[&["export", "c-7f3k"][..], CARE].concat());
    assert_eq!(treatment.code(), 0, "{treatment}");
    practice.ok(&["export", "c-2mxr", "--basis", "individual", "--include-drafts"]);
    let what = ["--what", "only the note of 3 November"];
    let id = practice.ok(&[&["request", "add", "c-7f3k", "access"][..], &what].concat());
    let id = id.trim();
    let close = |entry: &'static str| ["close", "c-7f3k", "--disclosure", entry];
    refused(&practice, &close("c-2mxr"), "it is an entry of another client");
    refused(&practice, &close("c-7f3k"), "it is no disclosure to the client");
    let run = practice.run(&["export", "c-7f3k", "--basis", "individual", "--request", id]);
    assert!(run.code() == 0 && run.err().contains(what[1]), "{run}");
    practice.ok(&["request", "close", id, "--disclosure", "c-7f3k"]);
    let run = practice.run(&["export", "c-7f3k", "--basis", "individual", "--request", id]);
    assert!(run.code() == 2 && run.err().contains("is closed"), "{run}");
    // What was done for one request is no answer to another.
    practice.ok(&["request", "add", "c-7f3k", "access"]);
    refused(&practice, &close("c-7f3k"), "it was done for another request");
}

#[test]
fn a_denial_is_reviewed_by_nobody_who_took_part_in_it_whatever_the_credentials() {
    let practice = practice();
    practice.ok(&["request", "add", "c-7f3k", "access"]);
    let told = ["--says-how-to-complain", "--says-how-to-have-it-reviewed"];
    practice.ok(&[&["request", "deny", "c-7f3k", "--ground", "endangerment"][..], &told].concat());
    let review = |by: &'static str| ["review", "c-7f3k", "--by", by, "--outcome", "upheld"];
    for by in ["Dana Okafor, LCSW", "Dana Okafor", "dana  okafor, PhD", "Dr. Dana Okafor"] {
        refused(&practice, &review(by), "164.524(a)(4)");
    }
    assert_eq!(request(&practice, &review("Eli Sample, PhD")).code(), 0);
}
