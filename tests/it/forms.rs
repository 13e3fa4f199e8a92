//! Every list in every form, with names and cells that are hard to write down.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::disclosure::AUTHORIZATION;
use crate::measure::{answered, place};
use crate::practice::{NOTE, NOTE_PATH, Practice};

/// Who has letters of several alphabets, an apostrophe and a hyphen.
const NAME: &str = "Zoë O'Brien-Šimůnek";

/// Each list, what it takes besides, and the key of its rows in JSON.
const LISTS: &[(&str, &[&str], &str)] = &[
    ("list", &[], "notes"),
    ("list", &["--authorizations-expiring", "9999"], "authorizations"),
    ("list", &["--documents"], "documents"),
    ("client list", &[], "clients"),
    ("authorization list", &[], "authorizations"),
    ("document list", &[], "documents"),
    ("measure list", &[], "questionnaires"),
    ("disclosures", &["c-7f3k"], "disclosures"),
    ("request list", &[], "requests"),
    ("history", &["c-7f3k"], "events"),
    ("import", &["--plan", "plan.toml"], "files"),
    ("measures", &["c-7f3k"], "measures"),
    ("retention", &["--all"], "clients"),
    ("doctor", &[], "checks"),
    ("rules", &[], "rules"),
    ("search", &["=1"], "matches"),
    ("signer list", &[], "signers"),
    ("template list", &[], "templates"),
    ("todo", &[], "items"),
    ("vault list", &[], "notes"),
    ("vault search", &["1", "--show"], "matches"),
    ("vault drafts", &[], "drafts"),
    ("vault keys list", &[], "keys"),
    ("vault releases", &[], "releases"),
];

/// Lists that hold no text of anybody's but ids, days and paths.
const WITHOUT_TEXTS: &[&str] =
    &["doctor", "import", "retention", "rules", "vault list", "vault drafts"];

/// Lists that have a row in the practice that has nothing but a client, or a row for each line of a plan.
const NEVER_EMPTY: &[&str] = &[
    "doctor",
    "client list",
    "template list",
    "todo",
    "history",
    "import",
    "rules",
    "vault keys list",
];

/// A practice with something in every list, and in each a text that a spreadsheet would run.
fn practice() -> Practice {
    let practice = Practice::with_signer();
    let named = |key: &str| format!("{key}={NAME}");
    practice.ok(&["client", "edit", "c-7f3k", "--set", &named("name"), "--set", "address==1"]);
    let scored = NOTE
        .replace("Dana Okafor, LCSW", &format!("=1 {NAME}"))
        .replace("Reports fewer", &format!("=1 {NAME} fewer"))
        .replace("+++\n\n#", "[measures]\n\"=own\" = 4\nphq9 = 11\n+++\n\n#");
    practice.put(NOTE_PATH, &scored);
    practice.put(&NOTE_PATH.replace("20-1400", "19-1400"), scored.replace("-20T", "-19T"));
    practice.put("chart/clients/c-7f3k/notes/her session.md", "Text.\n");
    practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Example"]);
    practice.put(
        "chart/clients/c-2mxr/client.toml",
        "name = \"Ana Example\"\nbirth_date = 1990-04-21\nopened = 2008-01-01\nclosed = 2009-01-01\n",
    );
    let settings = practice.read("chart/casenotes.toml");
    let retention =
        "[retention]\nadult_years = 7\nminor_years_after_majority = 3\nage_of_majority = 18\n";
    practice.put("chart/casenotes.toml", format!("{settings}{retention}"));
    let authorization =
        AUTHORIZATION.replace("Ida Fictive, MD", "=Board").replace("Ben Sample", NAME);
    let run = practice.pipe(&["authorization", "add", "c-7f3k", "--stdin"], authorization);
    assert_eq!(run.code(), 0, "{run}");
    for recipient in ["=Board", NAME] {
        let what = ["export", "c-7f3k/2026-11-20", "--include-drafts", "--basis", "public-health"];
        let to =
            ["--to", recipient, "--purpose", "=care", "-o", &format!("to{}.md", recipient.len())];
        practice.ok(&[&what[..], &to].concat());
    }
    practice.put("old/c-7f3k/2023-04-05.md", "Slept.\n");
    practice.ok(&["import", "old", "--plan", "plan.toml"]);
    practice.ok(&["import", "--plan", "plan.toml"]);
    practice.put("letter.txt", "A letter.\n");
    let named = ["--title", "=1 letter", "--from", NAME];
    practice
        .ok(&[&["document", "add", "c-7f3k", "letter.txt", "-k", "letter"][..], &named].concat());
    let id = answered(&practice, "phq9", &["--items", "2,1,3,1,0,2,1,0,1"]);
    let answers = practice.read(&place(&id)).replace("Dana Okafor, LCSW", &format!("=1 {NAME}"));
    practice.put(&place(&id), answers);
    let request = ["request", "add", "c-7f3k", "access", "--by", NAME, "--what", "=all"];
    practice.ok(&request);
    practice.ok(&["template", "copy", "dap"]);
    let dap = practice.read("chart/templates/dap.md");
    practice.put("chart/templates/dap.md", dap.replace("DAP note", &format!("=DAP {NAME}")));
    let signers = practice.read("chart/allowed_signers");
    let other = signers.replace("Dana Okafor", &format!("={NAME}"));
    practice.put("chart/allowed_signers", format!("{signers}{other}"));
    for text in ["=1 once", "1 twice\n1 thrice"] {
        assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], text).code(), 0);
    }
    let key = age::x25519::Identity::generate().to_public().to_string();
    practice.ok(&["vault", "keys", "add", &key, "--label", &format!("={NAME}")]);
    let note = std::fs::read(practice.path("private/vault/clients/c-7f3k/2026-11-24-0930.md.age"));
    let copy = "private/vault/clients/c-7f3k/2026-11-24-0930 (=conflict).md.age";
    practice.put(copy, note.unwrap());
    let order = [
        "--ground",
        "law",
        "--instrument",
        "court-order",
        "--reference",
        "=1",
        "--to",
        NAME,
        "--purpose",
        "x",
    ];
    practice.ok(&[&["vault", "release", "c-7f3k", "--confirm", "c-7f3k"][..], &order].concat());
    practice
}

fn run(practice: &Practice, list: &str, more: &[&str], form: &[&str]) -> String {
    let args: Vec<&str> = list.split(' ').chain(more.iter().chain(form).copied()).collect();
    practice.ok(&args)
}

/// Returns the rows of a document; the scores of `measures` lie below their measures.
fn rows(document: &Value, key: &str) -> Vec<Value> {
    let rows = document[key].as_array().unwrap().clone();
    if key != "measures" {
        return rows;
    }
    let scores = |measure: &Value| -> Vec<Value> {
        let mut scores = measure["points"].as_array().unwrap().clone();
        scores.iter_mut().for_each(|score| score["measure"] = measure["name"].clone());
        scores
    };
    rows.iter().flat_map(scores).collect()
}

/// Returns what CSV has in the place of a value.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => return number.to_string(),
        Value::Array(items) => {
            items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join("; ")
        }
        Value::Object(_) => panic!("{value} is no cell"),
    };
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

#[test]
fn every_list_says_the_same_in_every_form() {
    let practice = practice();
    for (list, more, key) in LISTS {
        let what = format!("{list} {more:?}");
        let document: Value =
            serde_json::from_str(&run(&practice, list, more, &["--json"])).unwrap();
        let rows = rows(&document, key);
        assert!(!rows.is_empty(), "{what}");
        let lines = run(&practice, list, more, &["--jsonl"]);
        let lines: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, rows, "{what}");

        let csv = run(&practice, list, more, &["--csv"]);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let columns = reader.headers().unwrap().clone();
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), rows.len(), "{what}: {csv}");
        for (record, row) in records.iter().zip(&rows) {
            for (column, found) in columns.iter().zip(record) {
                assert_eq!(found, cell(&row[column]), "{what}: {column} of {row}");
            }
        }
        let is_formula = |text: &str| text.starts_with('=');
        assert!(!records.iter().flatten().any(is_formula), "{what}: {csv}");
        if !WITHOUT_TEXTS.contains(list) {
            assert!(csv.contains("'="), "{what} has no formula to guard: {csv}");
        }

        let table = run(&practice, list, more, &[]);
        assert!(table.lines().count() >= rows.len(), "{what}: {table}");
        // What the table shows of a name, every form does.
        assert!(!table.contains(NAME) || csv.contains(NAME), "{what}: {table}{csv}");
    }
}

#[test]
fn the_paths_of_a_list_are_those_of_its_rows() {
    let practice = practice();
    let with_paths = [
        ("list", "notes"),
        ("document list", "documents"),
        ("measure list", "questionnaires"),
        ("vault list", "notes"),
        ("vault drafts", "drafts"),
    ];
    for (list, key) in with_paths {
        let document: Value =
            serde_json::from_str(&run(&practice, list, &[], &["--json"])).unwrap();
        let rows = rows(&document, key);
        let paths: Vec<&str> = rows.iter().map(|row| row["path"].as_str().unwrap()).collect();
        assert!(paths.iter().all(|path| std::path::Path::new(path).is_file()), "{paths:?}");
        assert_eq!(run(&practice, list, &[], &["--paths"]), paths.join("\n") + "\n", "{list}");
        assert_eq!(run(&practice, list, &[], &["-0"]), paths.join("\0") + "\0", "{list}");
    }
}

#[test]
fn a_list_without_rows_is_empty_in_every_form_and_exit_code_1() {
    let practice = Practice::with_client();
    let can_be_empty = |(list, more, _): &&(&str, &[&str], &str)| {
        !NEVER_EMPTY.contains(list) && !more.contains(&"--all")
    };
    for (list, more, _) in LISTS.iter().filter(can_be_empty) {
        for form in [&[][..], &["--jsonl"], &["--csv"]] {
            let args: Vec<&str> = list.split(' ').chain(more.iter().chain(form).copied()).collect();
            let run = practice.run(&args);
            let lines = run.out().lines().count();
            assert_eq!((run.code(), lines), (1, usize::from(form == ["--csv"])), "{args:?}: {run}");
        }
    }
}

/// Returns the lists of docs/SCRIPTING.md, each with the forms that it is said to have.
fn documented() -> Vec<(&'static str, BTreeSet<&'static str>)> {
    let (_, table) = include_str!("../../docs/SCRIPTING.md").split_once("| list |").unwrap();
    let (heading, rows) = table.split_once('\n').unwrap();
    let forms: Vec<&str> = heading.split('`').filter(|word| word.starts_with("--")).collect();
    let list = |row: &'static str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let has = cells[2..].iter().zip(&forms).filter(|(cell, _)| **cell == "yes");
        (cells[0].trim_matches('`'), has.map(|(_, form)| *form).collect())
    };
    rows.lines().skip(1).take_while(|row| row.starts_with('|')).map(list).collect()
}

#[test]
fn the_table_of_lists_is_what_the_commands_take() {
    let forms = ["--json", "--jsonl", "--csv", "--paths", "--null"];
    let mut taken = Vec::new();
    let sections = include_str!("../../docs/CLI.md").split("## `casenotes ").skip(1);
    for (name, help) in sections.filter_map(|section| section.split_once("`\n")) {
        let has = |form: &&str| {
            help.lines().any(|line| line.split_whitespace().take(2).any(|word| word == *form))
        };
        let found: BTreeSet<&str> = forms.into_iter().filter(has).collect();
        if found.contains("--jsonl") {
            taken.push((name, found));
        }
    }
    let mut told = documented();
    taken.sort();
    told.sort();
    assert_eq!(told, taken);
    let tested: BTreeSet<&str> = LISTS.iter().map(|(list, ..)| *list).collect();
    assert_eq!(tested, told.iter().map(|(list, _)| *list).collect());
}

#[test]
fn two_forms_are_a_usage_error() {
    let practice = Practice::new();
    for (list, more, _) in LISTS {
        for two in [["--json", "--jsonl"], ["--csv", "--json"], ["--jsonl", "--csv"]] {
            let args: Vec<&str> = list.split(' ').chain(more.iter().copied()).chain(two).collect();
            let run = practice.run(&args);
            assert!(run.code() == 2 && run.err().contains("cannot be used with"), "{run}");
        }
    }
    for two in [["list", "--paths", "-0"], ["disclosures", "--html", "--jsonl"]] {
        assert_eq!(practice.run(&two).code(), 2);
    }
}
