//! Every rule's own examples, run through the whole program.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::practice::Practice;

fn rules() -> Vec<Value> {
    let run = Practice::empty().run(&["validate", "--explain", "--json"]);
    run.json()["rules"].as_array().unwrap().clone()
}

/// Makes a practice that holds the example and returns the codes that `command` finds in it.
fn codes(example: &Value, command: &[&str]) -> Vec<String> {
    let practice = Practice::with_client();
    // A vault with a client has that client's folder.
    fs::create_dir_all(practice.path("private/vault/clients/c-7f3k")).unwrap();
    for folder in ["private/vault/clients", "private/vault/clients/c-7f3k"] {
        fs::set_permissions(practice.path(folder), fs::Permissions::from_mode(0o700)).unwrap();
    }
    let tree = if example["in_vault"].as_bool().unwrap() { "private/vault" } else { "chart" };
    let below = example["path"].as_str().unwrap();
    let path = format!("{tree}/{below}");
    if below.starts_with(".git/") {
        let git = Command::new("git").args(["init", "--quiet"]).arg(practice.path(tree)).status();
        assert!(git.unwrap().success());
    }
    match example["bytes"].as_array() {
        _ if example["material"] == "identity" => move_identity(&practice, below),
        Some(bytes) => {
            let bytes: Vec<u8> = bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
            practice.put(&path, made_of(bytes, example["material"].as_str().unwrap(), &practice));
            if let Some(length) = example["length"].as_u64() {
                let file = fs::File::options().write(true).open(practice.path(&path)).unwrap();
                file.set_len(length).unwrap();
            }
            let mode = example["mode"].as_u64().unwrap() as u32;
            fs::set_permissions(practice.path(&path), fs::Permissions::from_mode(mode)).unwrap();
        }
        None => fs::remove_file(practice.path(&path)).unwrap(),
    }
    let found = practice.run(command).json();
    let findings = found["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// Seals the bytes of an example, if it is to be sealed.
fn made_of(bytes: Vec<u8>, material: &str, practice: &Practice) -> Vec<u8> {
    let own = practice.own_recipient();
    let text = || String::from_utf8(bytes.clone()).unwrap();
    let seal = |recipient: &str| {
        let digest: String =
            Sha256::digest(format!("{own}\n")).iter().map(|b| format!("{b:02x}")).collect();
        let text = text().replace("RECIPIENTS", &format!("sha256:{digest}"));
        let recipient: age::x25519::Recipient = recipient.parse().unwrap();
        age::encrypt(&recipient, text.as_bytes()).unwrap()
    };
    match material {
        "bytes" => bytes,
        "sealed" => seal(&own),
        "sealed-to-others" => {
            seal("age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg")
        }
        "sealed-and-damaged" => {
            let mut sealed = seal(&own);
            *sealed.last_mut().unwrap() ^= 1;
            sealed
        }
        other => panic!("no example is made of {other}"),
    }
}

fn move_identity(practice: &Practice, below: &str) {
    let (old, new) =
        (practice.path("home/.config/casenotes/identity.age"), practice.path("home").join(below));
    fs::create_dir_all(new.parent().unwrap()).unwrap();
    fs::rename(&old, &new).unwrap();
    let config = "home/.config/casenotes/config.toml";
    let text = practice.read(config).replace(old.to_str().unwrap(), new.to_str().unwrap());
    practice.put(config, text);
}

#[test]
fn every_rule_finds_its_own_bad_example_and_nothing_else() {
    let rules = rules();
    assert!(rules.len() >= 25);
    for rule in rules {
        let code = rule["code"].as_str().unwrap();
        // What lies in the vault is opened by a command of the vault alone.
        let command: &[&str] = match code.starts_with("VN") {
            true => &["vault", "verify", "--json"],
            false => &["validate", "--json"],
        };
        let mut bad = codes(&rule["bad"], command);
        bad.dedup();
        assert_eq!(bad, [code], "bad example of {code}");
        assert_eq!(codes(&rule["good"], command), [""; 0], "good example of {code}");
        if code.starts_with("VN") {
            let outside = codes(&rule["bad"], &["validate", "--json"]);
            assert_eq!(outside, [""; 0], "`validate` has no key, so it cannot find {code}");
        }
    }
}
