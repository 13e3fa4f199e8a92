//! Hardware keys through age plugins, with a plugin that needs no hardware: age-plugin-xwing.

use std::fs;

use crate::interop::program;
use crate::practice::{Practice, is_left_to_the_debug_build};

const KEY: &str = "home/.config/casenotes/identity.age";
const CONFIG: &str = "home/.config/casenotes/config.toml";

/// A practice with one note, and an identity and a recipient of the plugin.
fn practice() -> (Practice, String, String) {
    let made = program("age-plugin-xwing").output().unwrap();
    let made = String::from_utf8(made.stdout).unwrap();
    let recipient = made.lines().find_map(|line| line.strip_prefix("# recipient: ")).unwrap();
    let identity = made.lines().find(|line| line.starts_with("AGE-PLUGIN-XWING-1")).unwrap();
    let practice = Practice::with_client();
    practice.seal("text");
    (practice, recipient.to_owned(), identity.to_owned())
}

#[test]
fn a_key_of_a_plugin_opens_what_is_sealed_to_it() {
    if is_left_to_the_debug_build() {
        return;
    }
    let (practice, recipient, identity) = practice();
    practice.ok(&["vault", "keys", "add", &recipient, "--label", "hardware"]);
    practice.ok(&["vault", "rekey"]);
    practice.put(KEY, &identity);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "text");
    assert_eq!(practice.pipe(&["vault", "edit", "c-7f3k", "--stdin"], "more").code(), 0);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "more");
    assert_eq!(practice.run(&["vault", "verify", "--strict"]).code(), 0);
}

#[test]
fn an_everyday_key_may_be_sealed_to_the_hardware_key() {
    if is_left_to_the_debug_build() {
        return;
    }
    let (practice, recipient, identity) = practice();
    let daily = practice.path(KEY);
    let sealed = practice.path("home/daily.age");
    practice.put("home/recipient", &recipient);
    // As a therapist would do it: with a program of age's.
    let done = program("rage")
        .args(["-R"])
        .arg(practice.path("home/recipient"))
        .arg("-o")
        .arg(&sealed)
        .arg(&daily)
        .status();
    assert!(done.unwrap().success());
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&sealed, fs::Permissions::from_mode(0o600)).unwrap();
    practice.put("home/hardware.txt", &identity);
    let files =
        format!("{}\", \"{}", practice.path("home/hardware.txt").display(), sealed.display());
    let text = practice.read(CONFIG).replace(daily.to_str().unwrap(), &files);
    practice.put(CONFIG, text);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "text");
}

#[test]
fn a_plugin_that_is_not_there_is_named_and_nothing_is_sealed() {
    if is_left_to_the_debug_build() {
        return;
    }
    let (practice, recipient, identity) = practice();
    practice.ok(&["vault", "keys", "add", &recipient, "--label", "hardware"]);
    let practice = practice.env("PATH", "/nonexistent");
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "lost?");
    assert!(run.code() == 2 && run.err().contains("needs an age plugin"), "{run}");
    practice.put(KEY, &identity);
    let run = practice.run(&["vault", "show", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("needs an age plugin"), "{run}");
}
