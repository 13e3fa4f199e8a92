//! The wall between chart and vault: no command opens a tree when it has a hole.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::practice::Practice;

/// One command of each kind that opens a tree.
const OPENERS: &[&[&str]] = &[
    &["list"],
    &["validate"],
    &["show", "c-7f3k"],
    &["edit", "c-7f3k"],
    &["new", "c-7f3k", "--no-edit"],
    &["export", "--working-copy", "c-7f3k"],
    &["authorization", "add", "c-7f3k", "--blank"],
    &["authorization", "list"],
    &["authorization", "show", "c-7f3k"],
    &["authorization", "revoke", "c-7f3k"],
    &["disclosures", "c-7f3k"],
    &["client", "list"],
    &["client", "show", "c-7f3k"],
    &["client", "add", "--name", "X"],
    &["client", "edit", "c-7f3k", "--set", "phone=1"],
    &["client", "close", "c-7f3k"],
    &["vault", "list"],
    &["vault", "show", "c-7f3k"],
    &["vault", "new", "c-7f3k", "--stdin"],
    &["vault", "edit", "c-7f3k"],
    &["vault", "search", "x"],
    &["vault", "verify"],
    &["vault", "drafts"],
    &["vault", "keys", "list"],
    &["vault", "keys", "add", "--paper", "--label", "x"],
    &["vault", "keys", "remove", "x"],
    &["vault", "keys", "passphrase"],
    &["vault", "rekey"],
    &["vault", "releases"],
    &["vault", "release", "c-7f3k", "--confirm", "c-7f3k"],
];

fn configure(practice: &Practice, chart: &str, vault: &str, identity: &str) {
    practice.put(
        "home/.config/casenotes/config.toml",
        format!(
            "[chart]\nroot = \"{root}/{chart}\"\n[vault]\nroot = \"{root}/{vault}\"\nidentities = [\"{root}/{identity}\"]\n[clinician]\nname = \"D\"\n",
            root = practice.root().display()
        ),
    );
}

const KEY: &str = "home/.config/casenotes/identity.age";

fn every_opener_refuses(practice: &Practice, reason: &str) {
    let before = practice.files(".");
    for args in OPENERS {
        let run = practice.pipe(args, "text");
        assert_eq!((run.code(), run.out().as_str()), (2, ""), "{args:?}: {run}");
        assert!(run.err().contains(reason), "{args:?}: {run}");
        assert!(run.err().contains("hint: "), "{args:?}: {run}");
    }
    assert_eq!(practice.files("."), before);
}

#[test]
fn one_folder_cannot_be_both() {
    let practice = Practice::with_note();
    configure(&practice, "chart", "chart", KEY);
    every_opener_refuses(&practice, "are the same folder");
}

#[test]
fn neither_tree_may_lie_in_the_other() {
    let practice = Practice::with_note();
    fs::rename(practice.path("private/vault"), practice.path("chart/vault")).unwrap();
    configure(&practice, "chart", "chart/vault", KEY);
    every_opener_refuses(&practice, "lies inside the chart");
    let practice = Practice::with_note();
    fs::rename(practice.path("chart"), practice.path("private/vault/chart")).unwrap();
    configure(&practice, "private/vault/chart", "private/vault", KEY);
    every_opener_refuses(&practice, "lies inside the vault");
}

#[test]
fn a_link_does_not_get_around_it() {
    let practice = Practice::with_note();
    symlink(practice.path("chart"), practice.path("private/other")).unwrap();
    configure(&practice, "chart", "private/other", KEY);
    every_opener_refuses(&practice, "are the same folder");

    let practice = Practice::with_note();
    fs::remove_dir_all(practice.path("private/vault/clients")).unwrap();
    symlink(practice.path("chart/clients"), practice.path("private/vault/clients")).unwrap();
    every_opener_refuses(&practice, "is the same folder in both");
}

#[test]
fn the_vault_may_not_lie_in_the_charts_work_tree() {
    let practice = Practice::with_note();
    fs::remove_dir_all(practice.path("chart/.git")).unwrap();
    fs::create_dir(practice.path(".git")).unwrap();
    every_opener_refuses(&practice, "lies inside the git work tree");
}

#[test]
fn a_key_may_lie_in_neither_tree_nor_be_readable_by_others() {
    let practice = Practice::with_note();
    let key = practice.read(KEY);
    for (place, reason) in [
        ("private/vault/key.age", "lies inside the vault"),
        ("chart/key.age", "lies inside the chart"),
    ] {
        practice.put(place, &key);
        configure(&practice, "chart", "private/vault", place);
        every_opener_refuses(&practice, reason);
    }
    configure(&practice, "chart", "private/vault", KEY);
    fs::set_permissions(practice.path(KEY), fs::Permissions::from_mode(0o640)).unwrap();
    every_opener_refuses(&practice, "can be read by others (mode 0640)");
    fs::set_permissions(practice.path(KEY), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(practice.run(&["list"]).code(), 0);
}

#[test]
fn a_chart_command_works_when_the_key_is_elsewhere() {
    let practice = Practice::with_note();
    fs::remove_file(practice.path(KEY)).unwrap();
    assert_eq!(practice.run(&["list"]).code(), 0);
    let run = practice.run(&["vault", "show", "c-7f3k/2026"]);
    assert_eq!(run.code(), 2);
}

#[test]
fn a_client_folder_that_is_a_link_is_not_followed() {
    let practice = Practice::with_client();
    practice.seal("CANARY");
    symlink(practice.path("private/vault/clients/c-7f3k"), practice.path("chart/clients/c-2mxr"))
        .unwrap();
    assert_eq!(practice.run(&["list", "--json"]).json()["notes"], serde_json::json!([]));
    let run = practice.run(&["validate", "--short"]);
    assert!(
        run.out().contains("chart/clients/c-2mxr:1:1: warning[CT001]: a link does not belong"),
        "{run}"
    );
}
