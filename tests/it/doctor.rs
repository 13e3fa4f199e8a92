//! `casenotes doctor`: what the tool needs, each line good or with its mend.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::practice::Practice;

fn check(practice: &Practice, name: &str) -> Value {
    let document = practice.run(&["doctor", "--json"]).json();
    assert_eq!(document["schema"], "casenotes/doctor@1");
    let checks = document["checks"].as_array().unwrap();
    checks.iter().find(|check| check["check"] == name).unwrap_or(&Value::Null).clone()
}

#[test]
fn what_is_not_as_it_should_be_says_how_to_mend_it() {
    let practice = Practice::with_signer();
    let state = |name: &str| check(&practice, name)["state"].as_str().unwrap().to_owned();
    for name in ["configuration", "name", "chart", "vault", "modes", "clock", "signing key"] {
        assert_eq!(state(name), "good", "{name}");
    }
    for name in ["second key", "hook", "completion", "git"] {
        let found = check(&practice, name);
        assert!(found["state"] == "mend" && found["mend"].is_string(), "{found}");
    }
    assert_eq!(practice.run(&["doctor"]).code(), 0);
    assert_eq!(practice.run(&["doctor", "--exit-code"]).code(), 1);
    let practice = practice.env("PATH", &crate::practice::search_path());
    practice.ok(&["hooks", "install"]);
    practice.git(&["config", "user.name", "Somebody"]);
    practice.git(&["config", "user.email", "somebody@example.org"]);
    practice.ok(&["vault", "keys", "add", "--paper", "--label", "paper"]);
    practice.put("home/.zshrc", "source <(casenotes completions zsh)\n");
    for name in ["second key", "hook", "completion", "git"] {
        assert_eq!(check(&practice, name)["state"], "good", "{name}");
    }
}

#[test]
fn open_modes_and_synchronised_folders_are_named() {
    let practice = Practice::with_client();
    let config = practice.path("home/.config/casenotes/config.toml");
    fs::set_permissions(&config, fs::Permissions::from_mode(0o644)).unwrap();
    let modes = check(&practice, "modes");
    assert!(modes["mend"].as_str().unwrap().contains("chmod 600"), "{modes}");
    fs::create_dir(practice.path("Dropbox")).unwrap();
    fs::rename(practice.path("chart"), practice.path("Dropbox/chart")).unwrap();
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("/chart\"", "/Dropbox/chart\"")).unwrap();
    let found = check(&practice, "synchronised folders");
    assert!(found["what"].as_str().unwrap().ends_with("is copied by Dropbox"), "{found}");
}

#[test]
fn a_machine_without_a_practice_is_told_so_and_nothing_is_changed() {
    let practice = Practice::empty();
    let found = check(&practice, "configuration");
    assert!(found["mend"].as_str().unwrap().contains("casenotes init"), "{found}");
    let practice = Practice::with_client();
    let before = practice.files(".");
    let run = practice.run(&["doctor"]);
    assert!(run.out().starts_with("CHECK ") && run.code() == 0, "{run}");
    assert_eq!(practice.files("."), before);
}
