//! Every rule's own examples, run through the whole program.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::practice::Practice;

fn rules() -> Vec<Value> {
    let run = Practice::empty().run(&["validate", "--explain", "--json"]);
    run.json()["rules"].as_array().unwrap().clone()
}

/// Makes a practice that holds the example and returns the codes that `validate` finds in it.
fn codes(rule: &Value, which: &str) -> Vec<String> {
    let (practice, example) = (Practice::with_client(), &rule[which]);
    // As a practice that has set nothing; a rule that is off by itself is turned on.
    let settings = match rule["is_opt_in"].as_bool().unwrap() {
        true => format!("format = 1\n[rules]\n{} = \"info\"\n", rule["code"]),
        false => "format = 1\n".to_owned(),
    };
    practice.put("chart/casenotes.toml", settings);
    // A vault with a client has that client's folder.
    fs::create_dir_all(practice.path("private/vault/clients/c-7f3k")).unwrap();
    for folder in ["private/vault/clients", "private/vault/clients/c-7f3k"] {
        fs::set_permissions(practice.path(folder), fs::Permissions::from_mode(0o700)).unwrap();
    }
    let tree = if example["in_vault"].as_bool().unwrap() { "private/vault" } else { "chart" };
    for file in example["beside"].as_array().unwrap() {
        let path = format!("chart/{}", file["path"].as_str().unwrap());
        practice.put(&path, file["text"].as_str().unwrap());
    }
    let path = format!("{tree}/{}", example["path"].as_str().unwrap());
    let mode = example["mode"].as_u64().unwrap() as u32;
    if path.ends_with('/') {
        fs::set_permissions(practice.path(&path), fs::Permissions::from_mode(mode)).unwrap();
        return found_in(&practice);
    }
    match example["bytes"].as_array() {
        Some(bytes) => {
            let bytes: Vec<u8> = bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
            practice.put(&path, bytes);
            if let Some(length) = example["length"].as_u64() {
                let file = fs::File::options().write(true).open(practice.path(&path)).unwrap();
                file.set_len(length).unwrap();
            }
            fs::set_permissions(practice.path(&path), fs::Permissions::from_mode(mode)).unwrap();
        }
        None => fs::remove_file(practice.path(&path)).unwrap(),
    }
    found_in(&practice)
}

fn found_in(practice: &Practice) -> Vec<String> {
    let found = practice.run(&["validate", "--json"]).json();
    let findings = found["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_rule_finds_its_own_bad_example_and_nothing_else() {
    let rules = rules();
    assert!(rules.len() >= 25);
    let mut wrong = Vec::new();
    for rule in rules {
        let code = rule["code"].as_str().unwrap();
        // `vault verify` runs the rules that read what is sealed; `validate` opens nothing.
        if rule["bad"]["is_sealed"].as_bool().unwrap() {
            continue;
        }
        let mut bad = codes(&rule, "bad");
        bad.dedup();
        if bad != [code] {
            wrong.push(format!("bad example of {code}: {bad:?}"));
        }
        let good = codes(&rule, "good");
        if !good.is_empty() {
            wrong.push(format!("good example of {code}: {good:?}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
