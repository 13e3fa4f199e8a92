//! Questionnaires that were filed by mistake or with the wrong client: they are put away, taken back and moved as
//! documents are, with what keeps them from a health plan, and nothing of them is lost.

use std::fs;

use serde_json::Value;

use crate::measure::{answered, place};
use crate::practice::{NOTE, NOTE_PATH, Practice, Run, search_path};

const PHQ9: &[&str] = &["--items", "2,1,3,1,0,2,1,0,1"];

/// A practice of two clients with a signing key, whose chart is committed and has the hooks.
fn committed() -> Practice {
    let practice = Practice::with_signer().env("PATH", &search_path());
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    for (key, value) in [("user.name", "Dana Okafor"), ("user.email", "dana@example.org")] {
        practice.git(&["config", key, value]);
    }
    practice.ok(&["hooks", "install"]);
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--no-verify", "--message", "x"]);
    practice
}

fn signed(practice: &Practice, more: &[&str]) -> String {
    let id = answered(practice, "phq9", &[PHQ9, more].concat());
    practice.ok(&["sign", &id]);
    id
}

fn moved(practice: &Practice, id: &str, more: &[&str]) -> Run {
    let args = ["measure", "move", id, "--to", "c-2mxr", "--reason", "same first name"];
    practice.run(&[&args[..], more].concat())
}

fn errors(practice: &Practice) -> Vec<String> {
    let found = practice.run(&["validate", "--short"]).out();
    found.lines().filter(|line| line.contains("error[")).map(str::to_owned).collect()
}

fn log_of(practice: &Practice, client: &str) -> Vec<Value> {
    let log = practice.run(&["disclosures", client, "--json"]).json();
    log["disclosures"].as_array().unwrap().clone()
}

#[test]
fn one_that_is_moved_keeps_its_bytes_and_its_signature_and_both_logs_say_what_left() {
    let practice = committed();
    let id = signed(&practice, &[]);
    let new = id.replace("c-7f3k", "c-2mxr");
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    let paths = [place(&id), format!("{}.sig", place(&id))];
    let before = paths.clone().map(|path| practice.read(&path));
    let care = ["--to", "Ida Fictive, MD", "--purpose", "care", "--basis", "treatment"];
    practice.ok(&[&["export", &id][..], &care, &["-o", "ida.md"]].concat());
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "x"]);
    let run = moved(&practice, &id, &["--commit"]);
    assert_eq!((run.code(), run.out().trim()), (0, new.as_str()), "{run}");
    assert!(run.err().contains("it has left already, with the record of c-7f3k"), "{run}");
    for (path, text) in paths.iter().zip(&before) {
        assert!(!practice.path(path).exists(), "{path}");
        assert_eq!(practice.read(&path.replace("c-7f3k", "c-2mxr")), *text);
    }
    let theirs = log_of(&practice, "c-2mxr");
    assert_eq!((&theirs[0]["basis"], theirs.len()), (&"impermissible".into(), 1));
    assert_eq!(theirs[0]["questionnaires"][0]["id"], new.as_str());
    assert!(log_of(&practice, "c-7f3k").last().unwrap()["corrects"].is_string());
    assert_eq!(errors(&practice), [""; 0]);
    assert!(practice.git(&["status", "--porcelain"]).is_empty());
    // By the id that it had it is found, and nobody else has its score.
    let shown = practice.run(&["measure", "show", &id]);
    assert!(shown.code() == 0 && shown.err().contains(&format!("{new} is signed")), "{shown}");
    let told = practice.run(&["history", &id, "--json"]).json();
    assert_eq!(told["note"], new.as_str());
    assert_eq!(practice.run(&["measures", "c-7f3k"]).code(), 1);
    assert_eq!(practice.run(&["measures", "c-2mxr"]).code(), 0);
    let again = moved(&practice, &id, &[]);
    assert!(again.code() == 2 && again.err().contains(&format!("It is `{new}` now.")), "{again}");
    for (args, why) in [
        (["measure", "move", "c-7f3k", "--to", "c-2mxr"], "name the questionnaire that is meant"),
        (["measure", "move", &new, "--to", "c-2mxr"], "is with that client already"),
        (["measure", "move", &new, "--to", "c-9k4d"], "no client `c-9k4d`"),
    ] {
        let run = practice.run(&[&args[..], &["--reason", "x"]].concat());
        assert!(run.code() == 2 && run.err().contains(why), "{why}: {run}");
    }
}

#[test]
fn what_keeps_one_from_a_health_plan_is_kept_when_it_is_moved() {
    for way in ["file", "note", "itself"] {
        let practice = committed();
        let more: &[&str] = if way == "itself" { &["--restricted"] } else { &[] };
        let id = signed(&practice, &[&["--date", "2026-11-20"], more].concat());
        match way {
            "file" => {
                let key = "self_pay_restricted=2026-11-20";
                practice.ok(&["client", "edit", "c-7f3k", "--set", key]);
            }
            "note" => {
                let key = "self_pay_restricted = true\n+++\n\n#";
                practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", key));
            }
            _ => {}
        }
        if way != "itself" {
            let refused = moved(&practice, &id, &[]);
            let told = "keeps what bears this day from health plans";
            assert!(refused.code() == 2 && refused.err().contains(told), "{way}: {refused}");
            assert!(practice.path(&place(&id)).exists());
            let key = "self_pay_restricted=2026-11-20";
            practice.ok(&["client", "edit", "c-2mxr", "--set", key]);
        }
        assert_eq!(moved(&practice, &id, &[]).code(), 0, "{way}");
        let new = id.replace("c-7f3k", "c-2mxr");
        let plan = ["--to", "Acme Health Plan", "--purpose", "claim", "--basis", "payment"];
        let refused = practice.run(&[&["export", &new][..], &plan, &["-o", "x.md"]].concat());
        let law = "164.522(a)(1)(vi)";
        assert!(refused.code() == 2 && refused.err().contains(law), "{way}: {refused}");
    }
}

#[test]
fn a_document_of_a_day_that_a_note_restricts_is_moved_with_that_alone() {
    let practice = committed();
    let more = ["-k", "letter", "--date", "2026-11-20"];
    let id = crate::document::filed(&practice, "A letter.\n", &more);
    let key = "self_pay_restricted = true\n+++\n\n#";
    practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", key));
    let mv = ["document", "move", &id, "--to", "c-2mxr", "--reason", "same first name"];
    let refused = practice.run(&mv);
    assert!(refused.code() == 2 && refused.err().contains("from health plans"), "{refused}");
    practice.ok(&["client", "edit", "c-2mxr", "--set", "self_pay_restricted=2026-11-20"]);
    assert_eq!(practice.run(&mv).code(), 0);
}

#[test]
fn one_that_is_discarded_comes_back_byte_for_byte_and_a_signed_one_never_goes() {
    let practice = committed();
    let id = answered(&practice, "phq9", &[PHQ9, &["--commit"]].concat());
    let (path, text) = (place(&id), practice.read(&place(&id)));
    for _ in 0..2 {
        let run = practice.run(&["measure", "discard", &id, "--reason", "twice", "--commit"]);
        assert_eq!(run.code(), 0, "{run}");
        assert!(run.err().contains(&format!("`casenotes measure restore {id}` takes it back")));
        assert!(!practice.path(&path).exists());
        assert_eq!(practice.run(&["measures", "c-7f3k"]).code(), 1);
        assert_eq!(errors(&practice), [""; 0]);
        // The hook has let it pass, and what was put away stays as it is.
        let since = practice.run(&["validate", "--changed", "HEAD~1", "--short"]);
        assert!(
            since.code() == 0 && practice.git(&["status", "--porcelain"]).is_empty(),
            "{since}"
        );
        let away = path.replace("questionnaires", "discarded");
        fs::remove_file(practice.path(&away)).unwrap();
        let changed = practice.run(&["validate", "--changed", "--short"]).out();
        assert!(changed.contains("error[CM005]"), "{changed}");
        practice.git(&["reset", "--quiet", "--hard"]);
        assert_eq!(practice.ok(&["measure", "restore", "c-7f3k", "--commit"]).trim(), id);
        assert_eq!((practice.read(&path), practice.path(&away).exists()), (text.clone(), false));
        let since = practice.run(&["validate", "--changed", "HEAD~1", "--short"]);
        assert!(
            since.code() == 0 && practice.git(&["status", "--porcelain"]).is_empty(),
            "{since}"
        );
    }
    let again = practice.run(&["measure", "restore", &id]);
    let told = "no questionnaire of the name";
    assert!(again.code() == 2 && again.err().contains(told), "{again}");
    let amend = ["--amends", &id, "--reason", "item 3 was misread"];
    let better = answered(&practice, "phq9", &[PHQ9, &amend].concat());
    let refused = practice.run(&["measure", "discard", &id, "--reason", "x"]);
    let told = format!("`{better}` refers to the questionnaire");
    assert!(refused.code() == 2 && refused.err().contains(&told), "{refused}");
    practice.ok(&["sign", &better]);
    let refused = practice.run(&["measure", "discard", &better, "--reason", "x"]);
    let told = "a signed questionnaire is never discarded";
    assert!(refused.code() == 2 && refused.err().contains(told), "{refused}");
}

#[test]
fn history_and_the_client_tell_of_them() {
    let practice = committed();
    let id = signed(&practice, &["--commit"]);
    let amend = ["--amends", &id, "--reason", "item 3 was misread"];
    let better = answered(&practice, "phq9", &[PHQ9, &amend].concat());
    let told = practice.run(&["history", &id, "--json"]).json();
    let events: Vec<&str> =
        told["events"].as_array().unwrap().iter().filter_map(|it| it["event"].as_str()).collect();
    for event in ["filed", "signed", "amends it", "committed"] {
        assert!(events.contains(&event), "{event}: {told}");
    }
    assert!(told.to_string().contains(better.split_once('/').unwrap().1), "{told}");
    let shown = practice.run(&["client", "show", "c-7f3k", "--json"]).json();
    assert_eq!(shown["questionnaires"], 2);
    assert!(practice.ok(&["client", "show", "c-7f3k"]).contains("questionnaires      2\n"));
    let other = practice.ok(&["client", "show", "c-2mxr"]);
    assert!(!other.contains("questionnaires"), "{other}");
}
