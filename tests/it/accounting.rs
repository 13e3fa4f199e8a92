//! What an accounting names, on whichever side it left, and entries for what no export made. The
//! numbers are those of the situations that a records custodian has typed.

use std::fs;

use serde_json::Value;

use crate::practice::{NOTE, NOTE_PATH, Practice, RELEASE, Run};

const LOG: &str = "chart/clients/c-7f3k/disclosures";

fn accounting(practice: &Practice, form: &[&str]) -> Run {
    practice.run(&[&["disclosures", "c-7f3k", "--accountable"], form].concat())
}

fn log(practice: &Practice, client: &str) -> Vec<Value> {
    let run = practice.run(&["disclosures", client, "--json"]);
    run.json()["disclosures"].as_array().unwrap().clone()
}

fn add(practice: &Practice, basis: &str, more: &[&str]) -> Run {
    let what = ["--to", "Somebody", "--purpose", "a purpose", "--what", "report by telephone"];
    let add = ["disclosures", "add", "c-7f3k", "--basis", basis];
    practice.run(&[&add[..], &what, more].concat())
}

/// A practice whose only accountable disclosure is a release of psychotherapy notes to a court.
fn released() -> Practice {
    let practice = Practice::with_client();
    practice.seal("CANARY");
    assert_eq!(practice.run(RELEASE).code(), 0);
    practice
}

#[test]
fn row_114_the_page_does_not_say_that_there_was_nothing_when_the_vault_has_released() {
    let practice = released();
    let page = accounting(&practice, &["--html"]).out();
    assert!(!page.contains("There were none"), "{page}");
    assert!(!page.contains("There is none to account for"), "{page}");
    assert!(page.contains("This page is of the record."), "{page}");
    assert!(!page.contains("CANARY") && !page.contains("District"), "{page}");
    // It tells whoever prints it of the other page, and the reader nothing: not that the vault has
    // something, nor a command.
    let run = accounting(&practice, &["--html"]);
    assert!(
        run.err().contains("The vault has 1 entry of this client: `casenotes vault rel"),
        "{run}"
    );
    assert!(!page.contains("casenotes") && !page.contains("1 entry"), "{page}");
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ben Sample"]);
    let other = practice.run(&["disclosures", "c-2mxr", "--accountable", "--html"]);
    assert_eq!(other.out().replace("2mxr", "7f3k"), page, "{other}");
    // The same of the whole log, as a page.
    let page = practice.run(&["disclosures", "c-7f3k", "--html"]);
    assert!(page.out().contains("stands on a page of its own"), "{page}");
    assert!(page.err().contains("The vault has 1 entry"), "{page}");
}

#[test]
fn row_115_json_csv_and_table_say_it_as_well() {
    let practice = released();
    let json = accounting(&practice, &["--json"]);
    let rows = json.json()["disclosures"].as_array().unwrap().clone();
    assert_eq!((json.code(), rows.len()), (0, 1), "{json}");
    assert!(rows[0]["not_read"].as_str().unwrap().contains("which has 1 entry"), "{json}");
    assert_eq!((&rows[0]["id"], &rows[0]["recipient"]), (&Value::Null, &Value::Null));
    for form in ["--csv", "--jsonl"] {
        assert!(accounting(&practice, &[form]).out().contains("log of releases"), "{form}");
    }
    assert!(accounting(&practice, &[]).out().contains("not read: the log of releases"));
    // A vault that is not at hand may have something, too.
    fs::rename(practice.path("private/vault"), practice.path("private/away")).unwrap();
    for form in ["--csv", "--json", "--jsonl"] {
        let run = accounting(&practice, &[form]);
        assert!(run.code() == 0 && run.out().contains("because the vault is not at hand"), "{run}");
    }
    assert!(accounting(&practice, &["--html"]).err().contains("The vault is not at hand: "));
    // The log of what was exported has no need of it.
    assert_eq!(practice.run(&["disclosures", "c-7f3k", "--json"]).code(), 1);
}

#[test]
fn row_113_the_vault_accounts_for_six_years_in_every_form() {
    let practice = Practice::with_client();
    practice.seal("CANARY");
    let release = |ground: &str, more: &[&str]| {
        let terms = ["--ground", ground, "--reference", "26-CV-0001", "--to", "District Court"];
        let rest = ["--purpose", "court order", "--confirm", "c-7f3k"];
        let run =
            practice.run(&[&["vault", "release", "c-7f3k"][..], &terms, &rest, more].concat());
        assert_eq!(run.code(), 0, "{run}");
    };
    release("oversight", &["--address", "1 Court Street", "--of-class", "it oversees"]);
    release("defense", &[]);
    let releases = |args: &[&str]| practice.run(&[&["vault", "releases"], args].concat());
    assert_eq!(releases(&["--json"]).json()["releases"].as_array().unwrap().len(), 2);
    let run = releases(&["c-7f3k", "--accountable", "--json"]);
    let document = run.json();
    assert_eq!(document["since"], "2020-11-24");
    let rows = document["releases"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{run}");
    for (key, value) in [
        ("date", "2026-11-24"),
        ("recipient", "District Court"),
        ("address", "1 Court Street"),
        ("description", "1 psychotherapy note, session of 2026-11-24"),
        ("purpose", "court order"),
    ] {
        assert_eq!(rows[0][key], value, "{run}");
    }
    let csv = releases(&["c-7f3k", "--accountable", "--csv"]).out();
    assert!(csv.contains("1 Court Street") && !csv.contains("defense"), "{csv}");
    let page = releases(&["c-7f3k", "--accountable", "--html", "--name", "Ben <Sample>"]).out();
    for told in [
        "Accounting of disclosures: psychotherapy notes",
        "Ben &lt;Sample&gt;, c-7f3k",
        "2020-11-24 to 2026-11-24",
        "1. 2026-11-24: District Court",
        "<dt>Address</dt><dd>1 Court Street</dd>",
        "<dt>Information</dt><dd>1 psychotherapy note, session of 2026-11-24</dd>",
        "<dt>Purpose</dt><dd>court order</dd>",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("CANARY") && !page.contains("defense"), "{page}");
    // Six years and no more; a page is of one client.
    let later = practice.env("CASENOTES_NOW", "2032-11-25T09:00:00-05:00");
    let page = later.run(&["vault", "releases", "c-7f3k", "--accountable", "--html"]);
    assert!(page.code() == 1 && page.out().contains("None of them is listed"), "{page}");
    assert_eq!(later.run(&["vault", "releases", "--html"]).code(), 2);
}

#[test]
fn an_entry_of_the_vault_that_cannot_be_read_is_told_in_every_form() {
    let practice = released();
    let (path, mut bytes) = practice.files("private/vault/releases")[0].clone();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    for form in [&["--json"][..], &["--jsonl"], &["--csv"], &[], &["--html"]] {
        let args = [&["vault", "releases", "c-7f3k", "--accountable"], form].concat();
        let run = practice.run(&args);
        assert!(run.code() == 2 && run.out().contains("c-7f3k/2026-11-24-0930"), "{run}");
        assert!(!run.out().contains("There were none"), "{run}");
        assert!(run.err().contains("the list is not complete: 1 entry could not be read"), "{run}");
    }
}

#[test]
fn an_entry_of_the_chart_that_cannot_be_read_is_told_in_every_form() {
    let practice = Practice::with_client();
    practice.put(&format!("{LOG}/2026-11-20-0900.toml"), "time = \"2026-11-20\"\n");
    practice.put(&format!("{LOG}/2026-11-21-0900.toml"), b"\xff");
    for form in [&["--json"][..], &["--jsonl"], &["--csv"], &[], &["--html"]] {
        for accountable in [&[][..], &["--accountable"]] {
            let run = practice.run(&[&["disclosures", "c-7f3k"], accountable, form].concat());
            for id in ["c-7f3k/2026-11-20-0900", "c-7f3k/2026-11-21-0900"] {
                assert!(run.code() == 2 && run.out().contains(id), "{id}: {run}");
            }
            assert!(run.out().contains("the key `client` is missing"), "{run}");
            assert!(!run.out().contains("There were none"), "{run}");
            assert!(run.err().contains("2 entries could not be read"), "{run}");
        }
    }
}

#[test]
fn rows_162_164_165_what_left_otherwise_is_entered_each_with_its_own_code() {
    let practice = Practice::with_client();
    practice.ok(&["client", "edit", "c-7f3k", "--set", "died=2026-11-22"]);
    for (basis, reference, is_accountable) in [
        // Row 162: law enforcement, 164.512(f).
        ("law-enforcement", true, true),
        // Row 164: workers' compensation, 164.512(l).
        ("workers-compensation", true, true),
        ("research", true, true),
        ("abuse", true, true),
        ("child-abuse", false, true),
        ("coroner", false, true),
        ("oversight", false, true),
        ("threat", false, true),
        ("public-health", false, true),
        ("funeral-director", false, true),
        ("military", false, true),
        ("government-benefits", false, true),
        // Row 165: family in care, 164.510(b), and custody, 164.512(k)(5), are not accounted for.
        ("family", false, false),
        ("correctional", false, false),
        ("national-security", false, false),
        ("treatment", false, false),
    ] {
        let more: &[&str] = if reference { &["--reference", "26-0001"] } else { &[] };
        let run = add(&practice, basis, &[more, &["--on", "yesterday"]].concat());
        assert_eq!(run.code(), 0, "{basis}: {run}");
        let told = match is_accountable {
            true => "the accounting of disclosures names it",
            false => "it is not among those that an accounting names",
        };
        assert!(run.err().contains(told), "{basis}: {run}");
        let entry = log(&practice, "c-7f3k").pop().unwrap();
        assert_eq!(entry["basis"], basis);
        assert_eq!(
            (&entry["date"], &entry["accountable"]),
            (&"2026-11-23".into(), &is_accountable.into())
        );
    }
    for basis in ["law-enforcement", "workers-compensation", "research"] {
        let run = add(&practice, basis, &[]);
        assert!(run.code() == 2 && run.err().contains("asks for what it rests on"), "{run}");
    }
    let page = accounting(&practice, &["--html"]).out();
    for told in ["(45 CFR 164.512(f)", "(45 CFR 164.512(l)", "(45 CFR 164.512(i)"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("164.510(b)"), "{page}");
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn an_entry_by_hand_is_refused_where_it_says_what_cannot_be() {
    let practice = Practice::with_client();
    let before = practice.files("chart");
    for (basis, more, why) in [
        ("fax", &[][..], "use one of"),
        ("misfiled", &[], "use one of"),
        ("law", &["--reference", "order 1"], "asks for what compelled it"),
        ("law", &["--reference", "1", "--instrument", "letter"], "no instrument of this basis"),
        ("subpoena", &["--reference", "1"], "asks for its satisfactory assurance"),
        ("oversight", &["--on", "2026-11-25"], "lies in the future"),
        ("oversight", &["--reference", " "], "`--reference` is empty"),
        ("oversight", &["--address", "1 Elm\u{202e}"], "a mark that does not show"),
        ("oversight", &["--note", "c-7f3k/2026-11-20"], "there is no note"),
    ] {
        let run = add(&practice, basis, more);
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    }
    let nobody = ["disclosures", "add", "c-9999", "--basis", "oversight"];
    let what = ["--to", "X", "--purpose", "y", "--what", "z"];
    assert_eq!(practice.run(&[&nobody[..], &what].concat()).code(), 2);
    assert_eq!(practice.files("chart"), before);
}

const FACTORS: &[&str] = &[
    "--nature",
    "one note, name and diagnosis",
    "--person",
    "a pharmacy",
    "--acquired",
    "read by one employee",
    "--mitigation",
    "destroyed, confirmed in writing",
];

#[test]
fn row_163_a_misdirected_fax_is_accounted_for_and_a_breach_is_presumed() {
    let practice = Practice::with_note();
    let run =
        add(&practice, "impermissible", &["--note", "c-7f3k/2026-11-20", "--on", "2026-11-20"]);
    assert_eq!(run.code(), 0, "{run}");
    assert!(run.err().contains("tell the client by 2027-01-19 (45 CFR 164.404(b))"), "{run}");
    let id = run.out().trim().to_owned();
    let entry = log(&practice, "c-7f3k").pop().unwrap();
    assert_eq!((&entry["accountable"], &entry["notice_due"]), (&true.into(), &"2027-01-19".into()));
    assert_eq!(entry["notes"][0]["id"], "c-7f3k/2026-11-20-1400-dap");
    let assess =
        |more: &[&str]| practice.run(&[&["disclosures", "assess", &id], FACTORS, more].concat());
    let run = practice.run(&["disclosures", "assess", &id, "--conclusion", "breach"]);
    assert!(run.code() == 2 && run.err().contains("`--nature` is empty"), "{run}");
    let run = practice.run(&["disclosures", "assess", &id]);
    assert!(run.code() == 2 && run.err().contains("nothing says what follows"), "{run}");
    let run = assess(&["--conclusion", "maybe"]);
    assert!(run.code() == 2 && run.err().contains("breach, low-probability, exception"), "{run}");
    let run = assess(&["--conclusion", "breach", "--discovered", "2026-11-23"]);
    assert!(run.code() == 0 && run.err().contains("Tell the client by 2027-01-22"), "{run}");
    let told = ["--conclusion", "breach", "--discovered", "2026-11-23", "--notified", "today"];
    assert_eq!(assess(&told).code(), 0);
    let entry = log(&practice, "c-7f3k").pop().unwrap();
    assert_eq!(entry["assessments"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&entry["assessments"][1]["notified"], &entry["notice_due"]),
        (&"2026-11-24".into(), &Value::Null)
    );
    assert!(accounting(&practice, &["--html"]).out().contains("164.402"));
    // Only what no rule permits is assessed.
    assert_eq!(add(&practice, "oversight", &[]).code(), 0);
    let run = practice.run(
        &[&["disclosures", "assess", "c-7f3k", "--conclusion", "exception"], FACTORS].concat(),
    );
    assert!(run.code() == 2 && run.err().contains("that no rule permits"), "{run}");
    let run = add(&practice, "oversight", &[&["--conclusion", "exception"], FACTORS].concat());
    assert!(run.code() == 2 && run.err().contains("that no rule permits"), "{run}");
    let low = [&["--conclusion", "low-probability"], FACTORS].concat();
    let run = add(&practice, "impermissible", &low);
    assert!(run.code() == 0 && !run.err().contains("presumed"), "{run}");
    assert_eq!(practice.run(&["validate", "--short"]).code(), 0);
}

#[test]
fn an_agency_keeps_a_disclosure_out_of_the_accounting_for_a_time_and_the_page_does_not_show_it() {
    let practice = Practice::with_client();
    let empty = accounting(&practice, &["--html"]).out();
    assert_eq!(add(&practice, "law-enforcement", &["--reference", "warrant 1"]).code(), 0);
    let suspend = |more: &[&str]| {
        practice.run(&[&["disclosures", "suspend", "c-7f3k", "--by", "Somebody"], more].concat())
    };
    for (more, why) in [
        (&["--until", "2026-11-23"][..], "is before `stated`"),
        (&["--until", "2026-12-25", "--oral"], "30 days after an oral statement"),
        (&["--until", "2027-01-01", "--stated", "2026-11-25"], "lies in the future"),
    ] {
        let run = suspend(more);
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    }
    assert_eq!(suspend(&["--until", "2026-12-24", "--oral"]).code(), 0);
    let run = accounting(&practice, &["--html"]);
    assert_eq!((run.code(), run.out()), (1, empty), "nobody who reads the page knows");
    assert!(run.err().contains("1 disclosure left out at the word of an agency"), "{run}");
    assert_eq!(accounting(&practice, &["--json"]).json()["disclosures"], serde_json::json!([]));
    assert_eq!(log(&practice, "c-7f3k").len(), 1, "it stays in the log");
    assert_eq!(suspend(&["--until", "2027-05-24"]).code(), 0, "in writing, for longer");
    let later = practice.env("CASENOTES_NOW", "2027-05-25T09:00:00-04:00");
    assert!(accounting(&later, &["--html"]).out().contains("Somebody"));
    assert_eq!(add(&later, "public-health", &[]).code(), 0);
    let run =
        later.run(&["disclosures", "suspend", "c-7f3k", "--by", "X", "--until", "2028-01-01"]);
    assert!(run.code() == 2 && run.err().contains("164.528(a)(2)(i)"), "{run}");
}

#[test]
fn row_176_a_note_that_left_under_the_wrong_client_enters_both_logs_when_it_is_moved() {
    for signed in [false, true] {
        let practice = Practice::with_signer();
        practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
        practice.put(NOTE_PATH, NOTE);
        let other = NOTE.replace("2026-11-20", "2026-11-21").replace("fewer panic", "two short");
        practice.put(&NOTE_PATH.replace("-20-", "-21-"), other);
        if signed {
            practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
        }
        let board =
            ["--to", "Licensing Board", "--address", "1 Board Plaza", "--purpose", "complaint"];
        let basis = ["--basis", "oversight", "--justification", "all of it", "--include-drafts"];
        practice.ok(&[&["export", "c-7f3k", "-o", "a.md"][..], &board, &basis].concat());
        let own = ["export", "c-7f3k", "--basis", "individual", "--include-drafts", "-o", "b.md"];
        practice.ok(&own);
        let run =
            practice.run(&["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "slip"]);
        assert_eq!((run.code(), run.out().as_str()), (0, "c-2mxr/2026-11-20-1400-dap\n"), "{run}");
        assert!(run.err().contains("it has left already"), "{run}");
        assert!(run.err().contains("on 2026-11-24 to Licensing Board"), "{run}");
        assert!(run.err().contains("disclosures assess c-2mxr"), "{run}");
        // The right client's log has each, and does not name the other client.
        let theirs = log(&practice, "c-2mxr");
        assert_eq!(theirs.len(), 2);
        let to: Vec<&str> = theirs.iter().map(|it| it["recipient"].as_str().unwrap()).collect();
        assert_eq!(to, ["Licensing Board", "another client of the practice"]);
        for entry in &theirs {
            assert_eq!(
                (&entry["basis"], &entry["accountable"]),
                (&"impermissible".into(), &true.into())
            );
            assert_eq!(entry["notes"][0]["id"], "c-2mxr/2026-11-20-1400-dap");
            assert_eq!(entry["notice_due"], "2027-01-23");
            assert!(!entry.to_string().contains("Ben") && !entry.to_string().contains("c-7f3k"));
        }
        // The old client's accounting says what of it was not theirs.
        let ours = log(&practice, "c-7f3k");
        assert_eq!(ours.len(), 4);
        let page = accounting(&practice, &["--html"]).out();
        assert!(page.contains("<dt>Corrected</dt><dd>1 progress note, session of 2026-11-20, was not of this client</dd>"), "{page}");
        assert!(!page.contains("Ana") && !page.contains("c-2mxr"), "{page}");
        let run = practice.run(&["validate", "--short"]);
        assert!(run.code() == 0, "{run}");
    }
}

#[test]
fn a_note_that_never_left_is_moved_without_a_word_and_a_killed_move_is_logged_once() {
    let practice = Practice::with_signer();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.put(NOTE_PATH, NOTE);
    practice.put(&NOTE_PATH.replace("-20-", "-21-"), NOTE.replace("2026-11-20T", "2026-11-21T"));
    let to =
        ["--to", "Court", "--purpose", "order", "--basis", "public-health", "--include-drafts"];
    practice.ok(&[&["export", "c-7f3k/2026-11-20", "-o", "a.md"][..], &to].concat());
    let run = practice.run(&["move", "c-7f3k/2026-11-21", "--to", "c-2mxr", "--reason", "slip"]);
    assert!(run.code() == 0 && !run.err().contains("left already"), "{run}");
    // What an interrupted move has entered, it does not enter again.
    let note = practice.read(NOTE_PATH);
    practice.ok(&["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "slip"]);
    let before = (log(&practice, "c-2mxr").len(), log(&practice, "c-7f3k").len());
    assert_eq!(before, (1, 2));
    practice.put(NOTE_PATH, note);
    let moved = NOTE_PATH.replace("c-7f3k", "c-2mxr");
    fs::remove_file(practice.path(&moved)).unwrap();
    practice.ok(&["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "slip"]);
    assert_eq!((log(&practice, "c-2mxr").len(), log(&practice, "c-7f3k").len()), before);
}

#[test]
fn rows_160_161_166_168_the_set_is_the_right_one() {
    let practice = Practice::with_client();
    let entry = |day: &str, basis: &str| {
        let text = format!(
            "time = \"{day}\"\nclient = \"c-7f3k\"\nrecipient = \"Court\"\npurpose = \"order\"\nbasis = \"{basis}\"\ndescription = \"1 note\"\n"
        );
        practice.put(&format!("{LOG}/{day}-{basis}.toml"), text);
    };
    for (day, basis) in [
        ("2020-11-23", "oversight"),
        ("2020-11-24", "oversight"),
        ("2024-01-02", "oversight"),
        ("2025-01-02", "payment"),
        ("2025-01-03", "individual"),
        ("2025-01-04", "family"),
        ("2026-11-20", "oversight"),
    ] {
        entry(day, basis);
    }
    let days = |args: &[&str]| -> Vec<String> {
        let rows = accounting(&practice, &[args, &["--json"]].concat()).json();
        let rows = rows["disclosures"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", row["date"].as_str().unwrap(), row["count"])).collect()
    };
    assert_eq!(days(&[]), ["2020-11-24 1", "2024-01-02 1", "2026-11-20 1"]);
    assert_eq!(days(&["--summarise"]), ["2020-11-24 3"]);
    assert_eq!(days(&["--since", "2026-01-01"]), ["2026-11-20 1"]);
    practice.ok(&["client", "close", "c-7f3k"]);
    assert_eq!(days(&[]).len(), 3);
}

#[test]
fn the_days_of_a_breach_begin_when_it_was_first_known_and_not_anew() {
    let practice = Practice::with_client();
    let first = ["--on", "2026-10-01", "--discovered", "2026-10-02", "--conclusion", "breach"];
    let run = add(&practice, "impermissible", &[&first[..], FACTORS].concat());
    assert!(run.code() == 0 && run.err().contains("Tell the client by 2026-12-01"), "{run}");
    assert!(!run.err().contains("presumed"), "{run}");
    let assess = |more: &[&str]| {
        practice.run(&[&["disclosures", "assess", "c-7f3k"], FACTORS, more].concat())
    };
    let run = assess(&["--conclusion", "breach"]);
    assert!(run.code() == 0 && run.err().contains("Tell the client by 2026-12-01"), "{run}");
    for (day, why) in
        [("2026-10-03", "164.404(a)(2)"), ("2026-09-30", "before the day on which it left")]
    {
        let run = assess(&["--conclusion", "breach", "--discovered", day]);
        assert!(run.code() == 2 && run.err().contains(why), "{run}");
    }
    // What is in the log was known when it was entered.
    let run = add(&practice, "impermissible", &["--on", "2026-11-20"]);
    let id = run.out().trim().to_owned();
    let later = practice.env("CASENOTES_NOW", "2026-12-10T09:00:00-05:00");
    let assess = ["disclosures", "assess", &id, "--conclusion", "breach"];
    let run = later.run(&[&assess[..], FACTORS].concat());
    assert!(run.code() == 0 && run.err().contains("Tell the client by 2027-01-23"), "{run}");
    let early = ["--on", "2026-11-20", "--discovered", "2026-11-01", "--conclusion", "breach"];
    let run = add(&later, "impermissible", &[&early[..], FACTORS].concat());
    assert!(run.code() == 2 && run.err().contains("before the day on which it left"), "{run}");
    // An exception takes no factors (164.402(1)).
    let run = add(&later, "impermissible", &["--conclusion", "exception"]);
    assert_eq!(run.code(), 0, "{run}");
    let run = add(&later, "oversight", &["--on", "2019-01-01"]);
    assert!(run.err().contains("older than the six years"), "{run}");
    assert_eq!(later.run(&["validate", "--short"]).code(), 0);
}

#[test]
fn an_entry_by_hand_asks_for_what_an_export_asks_for() {
    let practice = Practice::with_client();
    let to = |keys: &str, basis: &str, who: &str, more: &[&str]| {
        practice.put("chart/clients/c-7f3k/client.toml", format!("name = \"Ben Sample\"\n{keys}"));
        let what = ["--to", who, "--purpose", "a purpose", "--what", "a copy on paper"];
        let entry = ["disclosures", "add", "c-7f3k", "--basis", basis];
        practice.run(&[&entry[..], &what, more].concat())
    };
    let died = "died = 2026-11-01\n";
    let eve = "birth_date = 2016-01-01\n[[representative]]\nperson = \"Eve Sample\"\nrole = \"parent\"\nauthority = \"birth certificate\"\n";
    let refused = format!("{eve}refused = \"order of protection\"\n");
    let couple = "members = [\"Ana Example\", \"Ben Sample\"]\n";
    for (keys, basis, who, why) in [
        (died, "individual", "Ben Sample", "the client has died"),
        (died, "individual", "Nephew", "the client has died"),
        (&refused, "individual", "Eve Sample", "164.502(g)(5)"),
        ("", "individual", "Ivo Fictive, JD", "nothing says where it goes"),
        ("", "authorization", "Ivo Fictive, JD", "none was given"),
        ("part2 = true\n", "treatment", "Ida Fictive, MD", "42 CFR"),
        (couple, "treatment", "Ida Fictive, MD", "have not agreed"),
    ] {
        let run = to(keys, basis, who, &[]);
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
        assert!(run.err().contains("`--basis impermissible`"), "{run}");
        assert_eq!(log(&practice, "c-7f3k"), [] as [Value; 0]);
    }
    assert_eq!(to(died, "individual", "Ben Sample", &["--on", "2026-10-31"]).code(), 0);
    assert_eq!(to(eve, "individual", "Eve Sample", &[]).code(), 0);
    let entry = log(&practice, "c-7f3k").pop().unwrap();
    assert_eq!(entry["representative"], "Eve Sample, parent (birth certificate)");
    let lawyer = ["--address", "9 Court St", "--signed-request", "2026-11-20"];
    assert_eq!(to("", "individual", "Ivo Fictive, JD", &lawyer).code(), 0);
    let entry = log(&practice, "c-7f3k").pop().unwrap();
    assert_eq!(entry["request_signed"], "2026-11-20");
    assert_eq!(to(died, "impermissible", "Nephew", &[]).code(), 0);
}

#[test]
fn what_a_grand_jury_got_is_kept_out_at_the_word_of_who_got_it() {
    let practice = Practice::with_client();
    for (instrument, by, code) in [
        ("statute", "Somebody", 2),
        ("grand-jury", "Other Agency", 2),
        ("grand-jury", "Somebody", 0),
        ("agency", "Sgt. Ivo Fictive, Somebody", 0),
    ] {
        let more = ["--reference", "GJ 1", "--instrument", instrument];
        let id = add(&practice, "law", &more).out().trim().to_owned();
        let suspend = ["disclosures", "suspend", &id, "--until", "2027-01-01", "--by", by];
        let run = practice.run(&suspend);
        assert!(
            run.code() == code && (code == 0 || run.err().contains("164.528(a)(2)(i)")),
            "{instrument} {by}: {run}"
        );
    }
    assert_eq!(practice.run(&["validate", "--short"]).code(), 0);
}

#[test]
fn a_release_is_kept_out_for_a_time_at_the_word_of_the_agency_that_got_it() {
    let practice = Practice::with_client();
    practice.seal("CANARY");
    let release = |ground: &str, to: &str, more: &[&str]| {
        let base = ["vault", "release", "c-7f3k", "--confirm", "c-7f3k", "--purpose", "x"];
        let on = ["--reference", "case 1", "--ground", ground, "--to", to];
        let run = practice.run(&[&base[..], &on, more].concat());
        assert_eq!(run.code(), 0, "{run}");
    };
    release("oversight", "Licensing Board", &[]);
    let suspend = |more: &[&str]| {
        practice.run(&[&["vault", "suspend", "c-7f3k/2026-11-24-0930"], more].concat())
    };
    let board = ["--by", "Licensing Board", "--until", "2027-01-31"];
    for (more, why) in [
        (&["--by", "State Police", "--until", "2027-01-31"][..], "another one than the recipient"),
        (&["--by", "Licensing Board", "--until", "2026-11-01"], "`until` is before `stated`"),
        (&[&board[..], &["--stated", "2026-11-25"]].concat(), "`stated` lies in the future"),
        (&[&board[..], &["--oral"]].concat(), "more than 30 days after an oral statement"),
    ] {
        let run = suspend(more);
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    }
    let accountable = |form: &[&str]| {
        practice.run(&[&["vault", "releases", "c-7f3k", "--accountable"], form].concat())
    };
    assert!(accountable(&[]).out().contains("Licensing Board"));
    let run = suspend(&board);
    assert!(run.code() == 0 && run.err().contains("until 2027-01-31"), "{run}");
    for form in [&["--json"][..], &["--csv"], &["--html"], &[]] {
        let run = accountable(form);
        assert!(!run.out().contains("Licensing"), "{run}");
        assert!(run.err().contains("1 release left out at the word of an agency"), "{run}");
        assert!(!run.out().contains("There were none"), "{run}");
    }
    // The log itself has it, with the statement; a later one may make it longer.
    let json = practice.run(&["vault", "releases", "c-7f3k", "--json"]).json();
    assert_eq!(json["releases"][0]["suspensions"][0]["until"], "2027-01-31");
    assert_eq!(suspend(&["--by", "Licensing Board", "--until", "2027-03-01"]).code(), 0);
    let json = practice.run(&["vault", "releases", "c-7f3k", "--json"]).json();
    assert_eq!(json["releases"][0]["suspensions"].as_array().unwrap().len(), 2);
    assert_eq!(practice.run(&["vault", "verify", "--strict"]).code(), 0);
    // Of what a statute or the client let out, no agency may say so.
    release("law", "Child Protection", &["--instrument", "statute"]);
    let run = practice.run(&[
        "vault",
        "suspend",
        "c-7f3k/2026-11-24-0930-2",
        "--by",
        "Child Protection",
        "--until",
        "2027-01-31",
    ]);
    assert!(run.code() == 2 && run.err().contains("164.528(a)(2)(i)"), "{run}");
}
