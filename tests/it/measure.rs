//! Questionnaires: a measure as it was answered once, item by item.

use std::os::unix::fs::symlink;

use insta::assert_snapshot;
use rexpect::process::WaitStatus;
use serde_json::Value;

use crate::practice::{NOTE, NOTE_PATH, Practice, at_terminal};

/// Answers to a PHQ-9 that come to 11.
const PHQ9: &str = "2,1,3,1,0,2,1,0,1";

/// Files answers and returns the id of the questionnaire.
pub(crate) fn answered(practice: &Practice, measure: &str, more: &[&str]) -> String {
    let args = [&["measure", "add", "c-7f3k", measure][..], more].concat();
    practice.ok(&args).trim().to_owned()
}

/// Returns the path of a questionnaire.
pub(crate) fn place(id: &str) -> String {
    let (client, name) = id.split_once('/').unwrap();
    format!("chart/clients/{client}/questionnaires/{name}.toml")
}

fn listed(practice: &Practice) -> Vec<Value> {
    let run = practice.run(&["measure", "list", "--json"]);
    run.json()["questionnaires"].as_array().unwrap().clone()
}

fn findings(practice: &Practice) -> String {
    practice.run(&["validate", "--short"]).out()
}

#[test]
fn a_questionnaire_is_every_answer_and_its_scores_come_from_them() {
    let practice = Practice::with_client();
    let args = ["measure", "add", "c-7f3k", "phq9", "--items", PHQ9, "--date", "yesterday"];
    let run = practice.run(&args);
    let id = run.out().trim().to_owned();
    let (begin, letters) = id.rsplit_once('-').unwrap();
    assert_eq!((begin, letters.len()), ("c-7f3k/2026-11-23-phq9", 6), "{run}");
    assert_snapshot!(run.err().replace(&id, "ID"), @r"
    PHQ-9: 11 of 27, moderate, reaches the cut-off of 10.
    warning: item 9 of the PHQ-9: follow up on risk, whatever the total
    hint: `casenotes sign ID` signs the answers.
    ");
    assert_snapshot!(practice.read(&place(&id)), @r#"
    client = "c-7f3k"
    measure = "phq9"
    date = 2026-11-23
    answered_by = "client"
    language = "en"
    filed_by = "Dana Okafor, LCSW"
    filed_at = 2026-11-24T09:30:12-05:00

    [answers]
    1 = 2
    2 = 1
    3 = 3
    4 = 1
    5 = 0
    6 = 2
    7 = 1
    8 = 0
    9 = 1
    "#);
    let shown = practice.ok(&["measure", "show", "c-7f3k"]);
    assert!(
        shown.contains(
            "  3    3  Trouble falling or staying asleep, or sleeping too much: Nearly every day\n"
        ),
        "{shown}"
    );
    assert!(shown.ends_with("PHQ-9: 11 of 27, moderate, reaches the cut-off of 10\n"), "{shown}");
    let row = &listed(&practice)[0];
    assert_eq!((row["total"].as_i64(), row["band"].as_str()), (Some(11), Some("moderate")));
    assert_eq!(row["alerts"][0], "item 9: follow up on risk");
    assert_eq!(row["answers"]["3"], 3);
    let course = practice.run(&["measures", "c-7f3k", "--json"]).json();
    let point = &course["measures"][0]["points"][0];
    assert_eq!(
        (&point["score"], &point["item_9"], &point["from"]),
        (&11.into(), &1.into(), &"questionnaire".into())
    );
    assert!(!findings(&practice).contains("questionnaires/"), "{}", findings(&practice));
}

#[test]
fn what_does_not_fit_a_measure_is_refused_and_nothing_is_filed() {
    let practice = Practice::with_client();
    for (args, message) in [
        (&["phq9", "--items", "1,2,3"][..], "the PHQ-9 has 9 items, and 3 were given"),
        (
            &["phq9", "--items", "1,2,4,0,0,0,0,0,0"],
            "item 3 of the PHQ-9 is answered by 0, 1, 2 or 3",
        ),
        (
            &["audit", "--items", "0,0,0,0,0,0,0,0,1,0"],
            "item 9 of the AUDIT is answered by 0, 2 or 4",
        ),
        (&["phq8", "--items", "1"], "there is no measure `phq8`"),
        (&["phq9", "--items", PHQ9, "--by", "nobody"], "not who answered: client, clinician"),
        (&["phq9", "--items", PHQ9, "--date", "2026-12-01"], "2026-12-01 lies in the future"),
        (&["phq9", "--items", PHQ9, "--language", "e n"], "`e n` is no tag of a language"),
        (&["phq9", "--items", "-,-,-,-,-,-,-,-,-"], "nothing was answered"),
        (&["phq9"], "there is no terminal to ask for the answers"),
        (&["phq9", "--recover"], "there is no terminal to ask for the answers"),
        (&["phq9", "--discard"], "no killed run has left a text here"),
        (&["phq9", "--items", PHQ9, "--amends", "c-7f3k/2026-11-01-phq9"], "--reason"),
    ] {
        let run = practice.run(&[&["measure", "add", "c-7f3k"][..], args].concat());
        assert!(run.code() == 2 && run.err().contains(message), "{args:?}: {run}");
    }
    let run = practice.run(&["measure", "add", "c-9k4d", "phq9", "--items", PHQ9]);
    assert!(run.code() == 2 && run.err().contains("no client `c-9k4d`"), "{run}");
    assert_eq!(listed(&practice), Vec::<Value>::new());
    assert!(!practice.path("chart/clients/c-7f3k/questionnaires").exists());
}

#[test]
fn a_missing_answer_is_filled_by_the_rule_of_its_measure_and_by_no_other() {
    let practice = Practice::with_client();
    answered(&practice, "phq9", &["--items", "2,1,3,1,-,2,1,0,"]);
    answered(&practice, "gad7", &["--items", "1,1,-,0,0,1,0", "--by", "clinician"]);
    let rows = listed(&practice);
    let of = |measure: &str| rows.iter().find(|row| row["measure"] == measure).unwrap();
    assert_eq!(
        (&of("phq9")["total"], &of("phq9")["missing"]),
        (&13.into(), &serde_json::json!([5, 9]))
    );
    assert_eq!(
        (&of("gad7")["total"], &of("gad7")["answered_by"]),
        (&Value::Null, &"clinician".into())
    );
    let run = practice.run(&["measure", "show", "c-7f3k/2026-11-24-phq9"]);
    assert!(run.err().contains("item 9 of the PHQ-9 has no answer"), "{run}");
}

#[test]
fn each_item_is_asked_at_a_terminal_and_a_killed_run_is_taken_up() {
    let practice = Practice::with_client();
    let mut session = at_terminal(&practice, &["measure", "add", "c-7f3k", "gad7"]);
    for (item, typed) in [(1, "3"), (2, "9"), (2, "2"), (3, "b"), (2, "1"), (3, "s"), (4, "0")] {
        session.exp_string(&format!("Item {item} of 7: 0, 1, 2 or 3")).unwrap();
        session.send_line(typed).unwrap();
    }
    session.exp_string("Item 5 of 7").unwrap();
    session.process_mut().kill(rexpect::process::Signal::SIGKILL).unwrap();
    assert_eq!(listed(&practice), Vec::<Value>::new());
    let found = findings(&practice);
    assert!(found.contains("CT003"), "{found}");
    let waits = practice.ok(&["todo"]);
    assert!(waits.contains("casenotes measure add c-7f3k gad7 --recover"), "{waits}");

    let mut session = at_terminal(&practice, &["measure", "add", "c-7f3k", "gad7", "--recover"]);
    for (item, typed) in [(5, "1"), (6, "1"), (7, "2")] {
        session.exp_string(&format!("Item {item} of 7")).unwrap();
        session.send_line(typed).unwrap();
    }
    session.exp_string("Without an answer: 3.").unwrap();
    session.exp_string("`yes` files the answers").unwrap();
    session.send_line("yes").unwrap();
    session.exp_eof().unwrap();
    let status = session.process().wait().unwrap();
    assert!(matches!(status, WaitStatus::Exited(_, 0)), "{status:?}");
    let answers = &listed(&practice)[0]["answers"];
    let expected = serde_json::json!({"1": 3, "2": 1, "4": 0, "5": 1, "6": 1, "7": 2});
    assert_eq!(answers, &expected);
    assert!(!findings(&practice).contains("CT003"));
}

#[test]
fn what_a_measure_does_not_ask_after_an_answer_is_passed_and_no_gap() {
    let practice = Practice::with_client();
    let mut session = at_terminal(&practice, &["measure", "add", "c-7f3k", "cssrs"]);
    // Item 2 takes back what was answered behind it: yes, a method, back twice, no.
    for (item, typed) in
        [("1", "1"), ("2", "1"), ("3", "1"), ("4", "b"), ("3", "b"), ("2", "0"), ("6", "0")]
    {
        session.exp_string(&format!("Item {item} of 7")).unwrap();
        session.send_line(typed).unwrap();
    }
    session.exp_string("That was the last item").unwrap();
    session.send_line("b").unwrap();
    session.exp_string("Item 6 of 7").unwrap();
    session.send_line("0").unwrap();
    session.exp_string("files the answers").unwrap();
    session.send_line("yes").unwrap();
    session.exp_eof().unwrap();
    let shown = practice.ok(&["measure", "show", "c-7f3k"]);
    for line in [
        "  2    0\n",
        "  3    -  not asked after these answers\n",
        "C-SSRS screener: 1 of 3, low\n",
    ] {
        assert!(shown.contains(line), "{line:?} in {shown}");
    }
    // At a command nobody passes anything: a dash is what was not asked.
    let id = answered(&practice, "cssrs", &["--items", "1,1,-,0,0,0,-"]);
    let shown = practice.ok(&["measure", "show", &id]);
    assert!(shown.contains("no total"), "{shown}");
}

#[test]
fn what_was_filed_is_signed_and_amended_and_never_changed() {
    let practice = Practice::with_signer();
    let id = answered(&practice, "phq9", &["--items", PHQ9]);
    let todo = practice.ok(&["todo"]);
    assert!(todo.contains(&format!("casenotes sign {id}")), "{todo}");
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    let signed = practice.run(&["sign", "--all-drafts"]);
    assert!(signed.err().contains("Signed 1 questionnaire as Dana Okafor, LCSW."), "{signed}");
    assert_eq!(practice.run(&["sign", &id]).code(), 0);
    assert_eq!(listed(&practice)[0]["status"], "signed");
    assert!(!findings(&practice).contains("QN"), "{}", findings(&practice));
    practice.git(&["add", "--all"]);
    let staged = practice.run(&["validate", "--staged", "--short"]);
    assert!(!staged.to_string().contains("CM005"), "{staged}");
    practice.git(&["commit", "--quiet", "--message", "x"]);

    // Another answer is noticed by the signature and by what git has.
    let (path, text) = (place(&id), practice.read(&place(&id)));
    practice.put(&path, text.replace("9 = 1", "9 = 0"));
    let found = findings(&practice);
    assert!(found.contains("QN003"), "{found}");
    practice.git(&["add", "--all"]);
    let staged = practice.run(&["validate", "--staged", "--short"]);
    assert!(staged.to_string().contains("CM005"), "{staged}");
    practice.git(&[
        "rm",
        "--quiet",
        "--force",
        &path["chart/".len()..],
        &format!("{}.sig", &path["chart/".len()..]),
    ]);
    let staged = practice.run(&["validate", "--staged", "--short"]);
    assert!(staged.to_string().contains("CM005"), "{staged}");
    practice.git(&["reset", "--quiet", "--hard"]);

    let amend = ["--items", "2,1,3,1,0,2,1,0,0", "--amends", &id, "--reason", "item 9 was misread"];
    let other = answered(&practice, "phq9", &amend);
    let rows = listed(&practice);
    let of = |id: &str| rows.iter().find(|row| row["id"] == *id).unwrap().clone();
    assert_eq!(of(&id)["amended_by"][0], other.as_str());
    assert_eq!(practice.read(&path), text);
    let course = practice.run(&["measures", "c-7f3k", "--json"]).json();
    let points = course["measures"][0]["points"].as_array().unwrap().clone();
    assert_eq!((points.len(), &points[0]["score"]), (1, &10.into()));
    let refused = practice.run(&[
        "measure",
        "add",
        "c-7f3k",
        "gad7",
        "--items",
        "0,0,0,0,0,0,0",
        "--amends",
        &id,
        "--reason",
        "x",
    ]);
    assert!(
        refused.code() == 2 && refused.err().contains("another client or measure"),
        "{refused}"
    );
}

#[test]
fn a_score_in_a_note_gives_way_to_the_answers_of_its_day_and_is_held_against_them() {
    let practice = Practice::with_note();
    let scored =
        |score: i64| NOTE.replace("+++\n\n#", &format!("[measures]\nphq9 = {score}\n+++\n\n#"));
    practice.put(NOTE_PATH, scored(12));
    answered(&practice, "phq9", &["--items", PHQ9, "--date", "2026-11-20"]);
    let found = findings(&practice);
    assert!(found.contains("QN005"), "{found}");
    let course = practice.run(&["measures", "c-7f3k", "--json"]).json();
    let points = course["measures"][0]["points"].as_array().unwrap().clone();
    assert_eq!((points.len(), &points[0]["score"]), (1, &11.into()));
    practice.put(NOTE_PATH, scored(11));
    assert!(!findings(&practice).contains("QN005"));
}

#[test]
fn a_practice_describes_measures_of_its_own_with_their_items() {
    let practice = Practice::with_client();
    let own = "title = \"Well-being\"\nsource = \"The practice\"\nlicence = \"Ours\"\nrange = [0, 6]\nvalues = [0, 1, 2, 3]\nbetter = \"higher\"\n[[item]]\nwording = \"Slept well\"\n[[item]]\nwording = \"Saw friends\"\n[[subscale]]\nname = \"sleep\"\nitems = [1]\n";
    practice.put("chart/templates/measures/wb.toml", own);
    answered(&practice, "wb", &["--items", "3,1"]);
    let course = practice.ok(&["measures", "c-7f3k"]);
    assert!(course.contains("Well-being (wb), 0 to 6, higher is better"), "{course}");
    assert!(course.contains("Well-being, sleep (wb.sleep), 0 to 3"), "{course}");
    let found = findings(&practice);
    assert!(!found.contains("QN"), "{found}");

    practice.put("chart/templates/measures/wb.toml", own.replace("[0, 6]", "[0, 9]"));
    let found = findings(&practice);
    assert!(
        found
            .contains("wb.toml:4:9: error[QN004]: `range` is not what the items add up to: [0, 6]"),
        "{found}"
    );
    assert!(found.contains("QN002"), "{found}");
    let run = practice.run(&["measure", "add", "c-7f3k", "wb", "--items", "3,1"]);
    assert!(run.code() == 2 && run.err().contains("wb.toml:4:9: `range` is not"), "{run}");
    // A name that is built in for good, and one that is no name.
    practice.put("chart/templates/measures/phq9.toml", own);
    practice.put("chart/templates/measures/Wb 2.toml", own);
    let found = findings(&practice);
    assert!(found.contains("a measure of this name is built in"), "{found}");
    assert!(found.contains("no name of a measure"), "{found}");
    // What is known by its scores alone cannot be answered.
    let settings = practice.read("chart/casenotes.toml");
    practice.put(
        "chart/casenotes.toml",
        format!("{settings}[measures.mood]\ntitle = \"Mood\"\nrange = [0, 10]\n"),
    );
    let run = practice.run(&["measure", "add", "c-7f3k", "mood", "--items", "1"]);
    assert!(run.code() == 2 && run.err().contains("its scores mean alone"), "{run}");
}

#[test]
fn hostile_files_are_named_and_count_for_nothing() {
    let practice = Practice::with_client();
    let id = answered(&practice, "phq9", &["--items", PHQ9]);
    let (path, text) = (place(&id), practice.read(&place(&id)));
    let name = |letters: &str| path.replace(&path[path.len() - 11..path.len() - 5], letters);
    let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
    for (letters, bytes) in [
        ("222222", b"\xff\xfe".to_vec()),
        ("333333", deep.into_bytes()),
        ("444444", text.replace("9 = 1", "9 = 4").into_bytes()),
        ("555555", text.replace("9 = 1", "10 = 1").into_bytes()),
        ("666666", text.replace("9 = 1", "9 = 99999999999999999999").into_bytes()),
        ("777777", text.replace("phq9", "gad7").into_bytes()),
        ("888888", text.replace("c-7f3k", "c-2mxr").into_bytes()),
        ("999999", Vec::new()),
        ("aaaaaa", text.replace("\"client\"", "\"\\u001b[2J\"").into_bytes()),
    ] {
        practice.put(&name(letters), bytes);
    }
    symlink(practice.path(&path), practice.path(&name("bbbbbb"))).unwrap();
    practice.put(&format!("{}.sig", name("cccccc")), "x");
    practice.put("chart/clients/c-7f3k/questionnaires/.phq9.swp", "x");
    let found = practice.run(&["validate", "--short"]);
    assert_eq!(found.code(), 1, "{found}");
    for letters in [
        "222222", "333333", "444444", "555555", "666666", "777777", "888888", "999999", "aaaaaa",
        "bbbbbb", "cccccc",
    ] {
        assert!(found.out().contains(letters), "{letters}: {found}");
    }
    assert!(!found.to_string().contains('\u{1b}'), "{found}");
    let course = practice.run(&["measures", "c-7f3k", "--json"]).json();
    assert_eq!(course["measures"][0]["points"].as_array().unwrap().len(), 1);
    assert_eq!(practice.run(&["measure", "list"]).code(), 0);
}

#[test]
fn an_alert_waits_until_a_note_says_what_was_found_about_risk() {
    let practice = Practice::with_client();
    answered(&practice, "phq9", &["--items", PHQ9, "--date", "2026-11-21"]);
    answered(&practice, "gad7", &["--items", "1,1,1,1,1,1,1", "--date", "2026-11-21"]);
    let waits = || -> Vec<Value> {
        let items = practice.run(&["todo", "--json"]).json();
        let items = items["items"].as_array().unwrap().clone();
        items.into_iter().filter(|item| item["what"] == "risk").collect()
    };
    assert_eq!(waits().len(), 1);
    assert_eq!(waits()[0]["why"], "an answer asks to follow up on risk");
    // One of the day before does not answer it, nor one that asked nothing.
    practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", "risk = \"denied\"\n+++\n\n#"));
    let later = NOTE.replace("2026-11-20", "2026-11-22");
    let path = NOTE_PATH.replace("2026-11-20", "2026-11-22");
    practice.put(&path, later.replace("+++\n\n#", "risk = \"not-assessed\"\n+++\n\n#"));
    assert_eq!(waits().len(), 1);
    practice.put(&path, later.replace("+++\n\n#", "risk = \"denied\"\n+++\n\n#"));
    assert_eq!(waits().len(), 0);
}

#[test]
fn the_caseload_counts_outcomes_and_names_nobody() {
    let practice = Practice::with_client();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let add = |client: &str, items: &str, date: &str| {
        practice.ok(&["measure", "add", client, "gad7", "--items", items, "--date", date])
    };
    assert_eq!(practice.run(&["measures", "--caseload"]).code(), 1);
    add("c-7f3k", "3,3,3,3,3,0,0", "2026-06-01");
    add("c-7f3k", "1,1,1,0,0,0,0", "2026-11-01");
    add("c-2mxr", "1,1,1,0,0,0,0", "2026-06-01");
    add("c-2mxr", "1,1,2,0,0,0,0", "2026-07-01");
    let run = practice.run(&["measures", "--caseload", "--json"]);
    let row = &run.json()["measures"][0];
    for (key, count) in [
        ("clients", 2),
        ("measured_again", 2),
        ("improved", 1),
        ("deteriorated", 0),
        ("without_reliable_change", 1),
        ("response", 1),
        ("remission", 1),
        ("reached_cut_off_first", 1),
        ("reach_cut_off_last", 0),
        ("due", 1),
    ] {
        assert_eq!(row[key], count, "{key}: {run}");
    }
    practice.ok(&["client", "close", "c-2mxr", "--reason", "moved"]);
    let run = practice.run(&["measures", "--caseload", "--json"]);
    assert_eq!(run.json()["measures"][0]["due"], 0, "nobody measures who has left");
    let run = practice.run(&["measures", "--caseload"]);
    for name in ["c-7f3k", "c-2mxr", "Ana", "Ben", "Sample"] {
        assert!(!run.to_string().contains(name), "{run}");
    }
    let thread = practice.run(&["thread", "c-7f3k", "--json"]).json();
    assert_eq!(thread["measures"]["gad7"], serde_json::json!([15, 3]));
}
