//! `casenotes list`.

use serde_json::json;

use crate::practice::{NOTE, NOTE_PATH, PLAN, PLAN_PATH, Practice};

fn practice() -> Practice {
    let practice = Practice::with_note();
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    let other =
        NOTE.replace("c-7f3k", "c-2mxr").replace("2026-11-20", "2026-11-10").replace("dap", "soap");
    practice.put(
        "chart/clients/c-2mxr/notes/2026-11-10-1400-soap.md",
        other.replace("author", "service = [\"90837\"]\ngoals = [\"G1\"]\nauthor"),
    );
    practice.put(
        "chart/clients/c-7f3k/notes/2026-11-22-1000-dap.md",
        NOTE.replace("+++", "+++ broken"),
    );
    practice.put("chart/clients/c-7f3k/notes/her session.md", "Text.\n");
    practice
}

fn ids(practice: &Practice, filter: &[&str]) -> Vec<String> {
    let run = practice.run(&[&["list", "--json"], filter].concat());
    let listed = run.json();
    assert_eq!(listed["schema"], "casenotes/list@1");
    listed["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["id"].as_str().unwrap().to_owned())
        .collect()
}

const ANA: &str = "c-2mxr/2026-11-10-1400-soap";
const BEN: &str = "c-7f3k/2026-11-20-1400-dap";
const CUT: &str = "c-7f3k/2026-11-22-1000-dap";
const ODD: &str = "c-7f3k/her session";

#[test]
fn notes_are_listed_by_client_and_time_and_broken_ones_as_broken() {
    let practice = practice();
    assert_eq!(ids(&practice, &[]), [ANA, BEN, CUT, ODD]);
    let table = practice.ok(&["list"]);
    assert_eq!(
        table,
        "NOTE                         SESSION                  MINUTES  STATUS  AUTHOR\n\
         c-2mxr/2026-11-10-1400-soap  2026-11-10 14:00 -05:00  53       draft   Dana Okafor, LCSW\n\
         c-7f3k/2026-11-20-1400-dap   2026-11-20 14:00 -05:00  53       draft   Dana Okafor, LCSW\n\
         c-7f3k/2026-11-22-1000-dap   -                        -        broken  -\n\
         c-7f3k/her session           -                        -        broken  -\n"
    );
}

#[test]
fn each_filter_filters() {
    let practice = practice();
    for (filter, expected) in [
        (&["c-2mxr"][..], &[ANA][..]),
        (&["--client", "c-7f3k", "--status", "draft"], &[BEN]),
        (&["--since", "2026-11-20"], &[BEN, CUT, ODD]),
        (&["--since", "5 days ago", "--until", "friday"], &[BEN, ODD]),
        (&["--until", "2026-11-10"], &[ANA, ODD]),
        (&["--format", "dap"], &[BEN, CUT]),
        (&["--status", "signed"], &[]),
        (&["--broken"], &[CUT, ODD]),
        (&["--status", "broken"], &[CUT, ODD]),
        (&["--goal", "G1"], &[ANA]),
        (&["--service", "90837"], &[ANA]),
    ] {
        assert_eq!(ids(&practice, filter), expected, "{filter:?}");
    }
}

#[test]
fn each_flag_of_a_status_is_a_status_too() {
    let practice = Practice::with_signer();
    let put = |day: &str, keys: &str| {
        let path = NOTE_PATH.replace("2026-11-20", day);
        practice.put(&path, NOTE.replace("2026-11-20", day).replace("+++\n\n#", keys));
    };
    put("2026-11-16", "cosign_required = true\n+++\n\n#");
    practice.ok(&["sign", "c-7f3k/2026-11-16", "--late-entry", "ill"]);
    put("2026-10-01", "+++\n\n#");
    put("2026-11-23", "+++\n\n#");
    practice.put("chart/clients/c-7f3k/notes/odd.md", "Text.\n");
    practice.put(PLAN_PATH, PLAN.replace("review_due = 2027-01-24", "review_due = 2026-11-01"));
    for (flag, status, count) in [
        ("--broken", "broken", 1),
        ("--unsigned", "unsigned", 4),
        ("--awaiting-cosign", "awaiting-cosign", 1),
        ("--overdue", "overdue", 1),
        ("--reviews-due", "reviews-due", 1),
    ] {
        let by_flag = ids(&practice, &[flag]);
        assert_eq!(by_flag.len(), count, "{flag}: {by_flag:?}");
        assert_eq!(by_flag, ids(&practice, &["--status", status]), "{flag}");
    }
    // A note must be all that is asked for.
    assert_eq!(ids(&practice, &["--status", "draft", "--overdue"]).len(), 1);
    assert_eq!(ids(&practice, &["--status", "signed", "--overdue"]), [""; 0]);
    assert_eq!(ids(&practice, &["--unsigned", "--reviews-due"]).len(), 1);
}

#[test]
fn nothing_found_is_an_empty_list_and_exit_code_1() {
    let practice = Practice::with_client();
    let run = practice.run(&["list", "--json"]);
    assert_eq!((run.code(), run.json()), (1, json!({ "schema": "casenotes/list@1", "notes": [] })));
    for (form, out) in [
        ("--jsonl", ""),
        ("--paths", ""),
        ("-0", ""),
        (
            "--csv",
            "id,client,format,start,end,minutes,author,status,service,place,diagnoses,goals,risk,path,imported_from\n",
        ),
    ] {
        let run = practice.run(&["list", form]);
        assert_eq!((run.code(), run.out().as_str()), (1, out), "{form}");
    }
    assert_eq!(practice.run(&["list", "c-9999"]).code(), 2);
}

#[test]
fn every_form_has_every_note() {
    let practice = practice();
    let lines: Vec<serde_json::Value> = practice
        .ok(&["list", "--jsonl"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(json!(lines), practice.run(&["list", "--json"]).json()["notes"]);
    let paths = practice.ok(&["list", "--paths"]);
    let null = practice.ok(&["list", "-0"]);
    assert_eq!(paths.replace('\n', "\0"), null);
    assert!(paths.lines().all(|path| std::path::Path::new(path).is_file()), "{paths}");
    assert_eq!(paths.lines().count(), 4);
    let csv = practice.ok(&["list", "--csv"]);
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.lines().nth(1).unwrap().contains("\"Dana Okafor, LCSW\",draft,90837,"), "{csv}");
}

#[test]
fn a_head_longer_than_the_first_read_is_read_to_its_end() {
    let practice = Practice::with_client();
    let long = NOTE.replace("author", &format!("risk = \"{}\"\nauthor", "é".repeat(3000)));
    practice.put(NOTE_PATH, &long);
    assert_eq!(practice.run(&["list", "--json"]).json()["notes"][0]["status"], "draft");
    // A character cut in two by the first read is no damage.
    for pad in 0..4 {
        let text =
            NOTE.replace("Reports", &format!("{}{} Reports", "x".repeat(pad), "é".repeat(2000)));
        practice.put(NOTE_PATH, text.replace("+++\n\n#", "+++\r\n\n#"));
        assert_eq!(
            practice.run(&["list", "--json"]).json()["notes"][0]["status"],
            "draft",
            "{pad}"
        );
    }
}

#[test]
fn a_note_that_may_not_be_read_shows_nothing_of_another() {
    use std::os::unix::fs::PermissionsExt;
    let practice = practice();
    let path = practice.path("chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md");
    // A folder of a note's name cannot be read by anyone, root included.
    std::fs::create_dir(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    let run = practice.run(&["validate", "--short"]);
    assert!(run.out().contains("2026-11-23-1400-dap.md:1:1: warning[CT001]"), "{run}");
    assert_eq!(ids(&practice, &[]), [ANA, BEN, CUT, ODD]);
}

#[test]
fn many_clients_come_back_in_order() {
    let practice = Practice::new();
    for number in 0..40 {
        let id = format!("c-{number:03}");
        practice.put(&format!("chart/clients/{id}/client.toml"), "name = \"X\"\n");
        practice.put(
            &format!("chart/clients/{id}/notes/2026-11-20-1400-dap.md"),
            NOTE.replace("c-7f3k", &id),
        );
    }
    let listed = ids(&practice, &[]);
    assert_eq!(listed.len(), 40);
    assert!(listed.is_sorted());
}

#[test]
fn a_format_that_there_is_not_is_no_empty_record() {
    let practice = Practice::with_note();
    let run = practice.run(&["list", "--format", "soup"]);
    assert!(run.code() == 1 && run.err().contains("did you mean `soap`?"), "{run}");
    let run = practice.run(&["list", "--format", "soap"]);
    assert!(run.code() == 1 && !run.err().contains("template"), "{run}");
}

#[test]
fn notes_are_listed_by_their_author() {
    let practice = Practice::with_note();
    let other = NOTE.replace("Dana Okafor, LCSW", "Eli Sample, PhD").replace("T14:", "T16:");
    practice.put(&NOTE_PATH.replace("1400", "1600"), other);
    let ids = |args: &[&str]| practice.ok(&[&["list", "--csv"], args].concat()).lines().count() - 1;
    assert_eq!((ids(&[]), ids(&["--mine"]), ids(&["--author", "eli sample"])), (2, 1, 1));
    assert!(practice.ok(&["list", "--mine"]).contains("2026-11-20-1400-dap"));
    assert_eq!(practice.run(&["list", "--author", "Nobody"]).code(), 1);
}
