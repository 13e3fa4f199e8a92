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
fn codes(example: &Value) -> Vec<String> {
    let practice = Practice::with_client();
    lay(&practice, example);
    found(&practice, &["validate", "--json"])
}

/// Commits the good example, puts the other one there, and returns the codes of what is staged.
fn staged_codes(good: &Value, example: &Value) -> Vec<String> {
    let practice = Practice::with_client();
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "client c-7f3k"]);
    if example != good {
        lay(&practice, good);
        practice.git(&["add", "--all"]);
        practice.git(&["commit", "--quiet", "--message", "good"]);
    }
    lay(&practice, example);
    practice.git(&["add", "--all", "--force"]);
    found(&practice, &["validate", "--staged", "--json"])
}

fn found(practice: &Practice, args: &[&str]) -> Vec<String> {
    let found = practice.run(args).json();
    let findings = found["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

fn lay(practice: &Practice, example: &Value) {
    // A vault with a client has that client's folder.
    fs::create_dir_all(practice.path("private/vault/clients/c-7f3k")).unwrap();
    for folder in ["private/vault/clients", "private/vault/clients/c-7f3k"] {
        fs::set_permissions(practice.path(folder), fs::Permissions::from_mode(0o700)).unwrap();
    }
    let tree = if example["in_vault"].as_bool().unwrap() { "private/vault" } else { "chart" };
    let path = format!("{tree}/{}", example["path"].as_str().unwrap());
    match example["bytes"].as_array() {
        Some(bytes) => {
            let bytes: Vec<u8> = bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
            practice.put(&path, bytes);
            if let Some(length) = example["length"].as_u64() {
                let file = fs::File::options().write(true).open(practice.path(&path)).unwrap();
                file.set_len(length).unwrap();
            }
            let mode = example["mode"].as_u64().unwrap() as u32;
            fs::set_permissions(practice.path(&path), fs::Permissions::from_mode(mode)).unwrap();
        }
        None => fs::remove_file(practice.path(&path)).unwrap(),
    }
    for companion in example["beside"].as_array().unwrap() {
        lay_beside(practice, companion);
    }
}

/// Puts a file beside an example; a signature is made as its key would make it.
fn lay_beside(practice: &Practice, companion: &Value) {
    let path = |key: &str| companion[key].as_str().map(|path| format!("chart/{path}"));
    let at = path("path").unwrap();
    if let Some(text) = companion["text"].as_str() {
        practice.put(&at, text);
    } else if let Some(seed) = companion["signed_by_seed"].as_u64() {
        let text = practice.read(at.strip_suffix(".sig").unwrap());
        practice.put(&at, signature(seed as u8, &text));
    } else {
        practice.put(&at, practice.read(&path("copy_of").unwrap()));
    }
}

/// Signs a text for progress notes with the key of 32 bytes of one value.
pub(crate) fn signature(seed: u8, text: &str) -> String {
    let pair = ssh_key::private::Ed25519Keypair::from_seed(&[seed; 32]);
    let key = ssh_key::PrivateKey::from(pair);
    key.sign("progress-note@casenotes", ssh_key::HashAlg::Sha512, text.as_bytes())
        .unwrap()
        .to_string()
}

#[test]
fn every_rule_finds_its_own_bad_example_and_nothing_else() {
    let rules = rules();
    assert!(rules.len() >= 25);
    for rule in rules {
        let code = rule["code"].as_str().unwrap();
        let codes = |example: &Value| match code.starts_with("GT") {
            true => staged_codes(&rule["good"], example),
            false => codes(example),
        };
        let mut bad = codes(&rule["bad"]);
        bad.dedup();
        assert_eq!(bad, [code], "bad example of {code}");
        assert_eq!(codes(&rule["good"]), [""; 0], "good example of {code}");
    }
}
