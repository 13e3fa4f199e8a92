//! The rules on notes as careful clinicians write them: quiet on good ones, and one fault is one finding.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::practice::Practice;

const CORPUS: &str = "tests/corpus/chart";

/// A practice with the notes of tests/corpus.
fn practice() -> Practice {
    let practice = Practice::new();
    for entry in walkdir::WalkDir::new(CORPUS).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(CORPUS).unwrap().to_str().unwrap();
            practice.put(&format!("chart/{path}"), fs::read(entry.path()).unwrap());
        }
    }
    practice
}

fn findings(practice: &Practice) -> Vec<Value> {
    let document = practice.run(&["validate", "--json"]).json();
    document["findings"].as_array().unwrap().clone()
}

#[test]
fn good_notes_are_left_alone() {
    let practice = practice();
    let document = practice.run(&["validate", "--json"]).json();
    assert!(document["summary"]["notes"].as_u64().unwrap() >= 40);
    let loud: Vec<&Value> =
        document["findings"].as_array().unwrap().iter().filter(|f| f["level"] != "info").collect();
    assert!(loud.is_empty(), "{loud:#?}");
    // All formats are among them.
    let formats: std::collections::BTreeSet<String> = walkdir::WalkDir::new(CORPUS)
        .into_iter()
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let stem = entry.path().file_stem()?.to_str()?.to_owned();
            let format = stem.splitn(5, '-').nth(4)?.to_owned();
            entry.path().to_str()?.contains("/notes/").then_some(format)
        })
        .collect();
    let templates = practice.run(&["template", "list", "--json"]).json();
    for template in templates["templates"].as_array().unwrap() {
        let format = template["format"].as_str().unwrap();
        assert!(formats.contains(format), "no note of the corpus is of the format {format}");
    }
}

#[test]
fn a_planted_fault_is_found_and_nothing_else() {
    let text = fs::read_to_string("tests/corpus/faults.toml").unwrap();
    let document: toml::Table = text.parse().unwrap();
    let faults = document["fault"].as_array().unwrap();
    assert!(faults.len() >= 40, "{}", faults.len());
    let practice = practice();
    let mut wrong = Vec::new();
    for fault in faults {
        let field = |key: &str| fault[key].as_str().unwrap();
        let path = format!("chart/{}", field("note"));
        let good = fs::read_to_string(Path::new(CORPUS).join(field("note"))).unwrap();
        assert_eq!(good.matches(field("find")).count(), 1, "{}", field("code"));
        practice.put(&path, good.replace(field("find"), field("replace")));
        let found: Vec<Value> =
            findings(&practice).into_iter().map(|finding| finding["code"].clone()).collect();
        if found != [field("code")] {
            wrong.push(format!("{} in {}: {found:?}", field("code"), field("note")));
        }
        practice.put(&path, good);
    }
    assert_eq!(wrong, [""; 0]);
}
