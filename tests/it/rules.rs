//! Every rule's own examples, run through the whole program.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::practice::{Practice, is_handed_out};

fn rules() -> Vec<Value> {
    let run = Practice::empty().run(&["validate", "--explain", "--json"]);
    run.json()["rules"].as_array().unwrap().clone()
}

/// Makes a practice that holds the example and returns the codes that a command finds in it.
fn codes(rule: &Value, which: &str, command: &[&str]) -> Vec<String> {
    let (practice, example) = (Practice::with_client(), &rule[which]);
    // As a practice that has set nothing; a rule that is off by itself is turned on.
    let settings = match rule["is_opt_in"].as_bool().unwrap() {
        true => format!("format = 1\n[rules]\n{} = \"info\"\n", rule["code"]),
        false => "format = 1\n".to_owned(),
    };
    practice.put("chart/casenotes.toml", settings);
    lay(&practice, example);
    // These are signed later than the day on which the tests take place.
    let practice = match rule["code"].as_str() {
        Some("SG006" | "SG009") => practice.env("CASENOTES_NOW", "2027-06-01T09:00:00-05:00"),
        // Nothing that can be written down breaks a rule.
        Some("PR001") if which == "bad" => practice.env("CASENOTES_BREAKS", "FM010"),
        _ => practice,
    };
    found(&practice, command)
}

/// Commits the good example, puts the other one there, and returns the codes of what is staged.
fn staged_codes(code: &str, good: &Value, example: &Value) -> Vec<String> {
    let practice = Practice::with_client();
    // Who may sign is known before: a new signer is a finding of its own.
    let beside = good["beside"].as_array().unwrap().iter();
    for list in beside.map(|file| (&file["path"], &file["text"])) {
        if let (Some("allowed_signers"), Some(text)) = (list.0.as_str(), list.1.as_str()) {
            practice.put("chart/allowed_signers", text);
        }
    }
    if good["path"] == "allowed_signers" {
        lay(&practice, good);
    }
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "client c-7f3k"]);
    // What is in a commit is ignored no more.
    let is_of_ignored = code == "CM009";
    if example != good && !is_of_ignored {
        lay(&practice, good);
        practice.git(&["add", "--all"]);
        practice.git(&["commit", "--quiet", "--allow-empty", "--message", "good"]);
    }
    lay(&practice, example);
    let force = if is_of_ignored { &[][..] } else { &["--force"] };
    practice.git(&[&["add", "--all"], force].concat());
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
    let below = example["path"].as_str().unwrap();
    let path = format!("{tree}/{below}");
    let mode = example["mode"].as_u64().unwrap() as u32;
    if below.starts_with(".git/") {
        let git = Command::new("git").args(["init", "--quiet"]).arg(practice.path(tree)).status();
        assert!(git.unwrap().success());
    }
    match example["bytes"].as_array() {
        _ if path.ends_with('/') => {
            fs::set_permissions(practice.path(&path), fs::Permissions::from_mode(mode)).unwrap();
        }
        _ if example["material"] == "identity" => move_identity(practice, below),
        Some(bytes) if example["material"] == "link" => {
            let to: Vec<u8> = bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
            let _ = fs::remove_file(practice.path(&path));
            fs::create_dir_all(practice.path(&path).parent().unwrap()).unwrap();
            symlink(String::from_utf8(to).unwrap(), practice.path(&path)).unwrap();
        }
        Some(bytes) => {
            let bytes: Vec<u8> = bytes.iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
            practice.put(&path, made_of(bytes, example["material"].as_str().unwrap(), practice));
            if let Some(length) = example["length"].as_u64() {
                let file = fs::File::options().write(true).open(practice.path(&path)).unwrap();
                file.set_len(length).unwrap();
            }
            fs::set_permissions(practice.path(&path), fs::Permissions::from_mode(mode)).unwrap();
        }
        None => fs::remove_file(practice.path(&path)).unwrap(),
    }
    let mut folder = practice.path(&path);
    while tree == "private/vault" && folder.pop() && folder != practice.path(tree) {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
    for companion in example["beside"].as_array().unwrap() {
        lay_beside(practice, companion);
    }
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
        "sealed-text" => {
            let front = "+++\nclient = \"c-7f3k\"\nsession = 2026-11-24T14:00:00-05:00\nsealed_to = \"RECIPIENTS\"\n+++\n\n";
            made_of([front.as_bytes(), &bytes].concat(), "sealed", practice)
        }
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
    let mut wrong = Vec::new();
    for rule in rules {
        let code = rule["code"].as_str().unwrap();
        let codes_of = |which: &str| match &code[..2] {
            "CM" => staged_codes(code, &rule["good"], &rule[which]),
            // What lies in the vault is opened by a command of the vault alone.
            "VN" | "PS" => codes(&rule, which, &["vault", "verify", "--json"]),
            _ => codes(&rule, which, &["validate", "--json"]),
        };
        let mut bad = codes_of("bad");
        bad.dedup();
        // A released program does not ask what is to break.
        let cannot_be_shown = code == "PR001" && is_handed_out();
        if bad != [code] && !cannot_be_shown {
            wrong.push(format!("bad example of {code}: {bad:?}"));
        }
        let good = codes_of("good");
        if !good.is_empty() {
            wrong.push(format!("good example of {code}: {good:?}"));
        }
        if matches!(&code[..2], "VN" | "PS") {
            let outside = codes(&rule, "bad", &["validate", "--json"]);
            if !outside.is_empty() {
                wrong.push(format!("`validate` has no key, and finds {outside:?} for {code}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}
