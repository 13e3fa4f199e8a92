//! `casenotes init`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::practice::{INIT, Practice};

fn flags() -> Vec<&'static str> {
    [INIT, &["--no-passphrase"]].concat()
}

#[test]
fn makes_two_trees_a_key_and_a_configuration_for_their_owner_alone() {
    let practice = Practice::new();
    let mode = |path: &str| fs::metadata(practice.path(path)).unwrap().permissions().mode() & 0o777;
    for folder in ["chart", "chart/clients", "private/vault", "private/vault/clients"] {
        assert_eq!(mode(folder), 0o700, "{folder}");
    }
    for file in [
        "private/vault/recipients.txt",
        "home/.config/casenotes/identity.age",
        "home/.config/casenotes/config.toml",
    ] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    assert!(practice.read("chart/.gitattributes").contains("* -text"));
    assert!(practice.path("chart/.git").is_dir());
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn touches_nothing_that_exists_and_says_what_exists() {
    for (path, what) in [
        ("chart/x", "chart"),
        ("private/vault/x", "vault"),
        ("home/.config/casenotes/identity.age", "identity"),
        ("home/.config/casenotes/config.toml", "configuration"),
    ] {
        let practice = Practice::empty();
        practice.put(path, "mine");
        let before = practice.files(".");
        let run = practice.run(&flags());
        assert_eq!(run.code(), 2);
        assert!(run.err().contains(&format!("there is something already: {what} ")), "{run}");
        assert_eq!(practice.files("."), before);
    }
}

#[test]
fn refuses_trees_that_would_breach_the_wall_and_makes_nothing() {
    for (chart, vault) in [("p", "p/vault"), ("p/chart", "p"), ("p", "p")] {
        let practice = Practice::empty();
        let run = practice.run(&[
            "init",
            "--chart",
            chart,
            "--vault",
            vault,
            "--name",
            "D",
            "--no-passphrase",
        ]);
        assert_eq!(run.code(), 2);
        assert!(run.err().contains("must be kept apart"), "{run}");
        assert_eq!(practice.files("."), []);
    }
}

#[test]
fn inside_another_repository_the_chart_becomes_its_own() {
    let practice = Practice::empty();
    fs::create_dir(practice.path(".git")).unwrap();
    practice.ok(&flags());
    assert!(practice.path("chart/.git").is_dir());
    assert_eq!(practice.run(&["validate"]).code(), 0);
}

#[test]
fn without_git_a_vault_in_the_same_work_tree_is_refused_and_nothing_is_left() {
    let practice = Practice::empty().env("PATH", "/nowhere");
    fs::create_dir(practice.path(".git")).unwrap();
    let run = practice.run(&flags());
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("lies inside the git work tree"), "{run}");
    assert_eq!(practice.files("."), []);
}

#[test]
fn an_identity_inside_a_tree_is_refused() {
    let practice = Practice::empty();
    let run = practice.run(&[&flags()[..], &["--identity", "private/vault/key.age"]].concat());
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("lies inside the vault"), "{run}");
    assert_eq!(practice.files("."), []);
}

#[test]
fn without_a_terminal_it_asks_nothing_and_names_the_flags() {
    let practice = Practice::empty();
    let run = practice.run(&["init"]);
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("Give --chart, --vault, --name"), "{run}");
    assert_eq!(practice.files("."), []);
}

#[test]
fn a_passphrase_command_protects_the_key_and_opens_it_later() {
    let practice = Practice::empty();
    practice.ok(&[INIT, &["--passphrase-command", "printf 'a long one'"]].concat());
    let key = fs::read(practice.path("home/.config/casenotes/identity.age")).unwrap();
    assert!(key.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    assert!(key.windows(4).any(|w| w == b" 18\n"), "the work factor is age's own");
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "X"]);
    practice.seal("CANARY");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY");

    let config = practice.read("home/.config/casenotes/config.toml");
    for (command, message) in [
        ("printf wrong", "the passphrase does not open the identity"),
        ("exit 3", "the passphrase command ended with"),
        ("true", "the passphrase command printed no text"),
    ] {
        practice.put(
            "home/.config/casenotes/config.toml",
            config.replace("printf 'a long one'", command),
        );
        let run = practice.run(&["vault", "show", "c-7f3k"]);
        assert_eq!((run.code(), run.out()), (2, String::new()));
        assert!(run.err().contains(message), "{run}");
    }
}

#[test]
fn a_full_disk_leaves_nothing_half_made() {
    // A file where a folder must go stands for a disk that refuses.
    let practice = Practice::empty();
    practice.put("private", "a file");
    let run = practice.run(&flags());
    assert_eq!(run.code(), 2);
    assert!(
        !practice.path("chart").exists()
            && !practice.path("home/.config/casenotes/config.toml").exists(),
        "{run}"
    );
    assert!(!practice.path("home/.config/casenotes/identity.age").exists(), "{run}");
}

#[test]
fn joining_where_nothing_is_yet_says_who_puts_it_there() {
    let practice = Practice::empty();
    for bare in ["empty.git", "other.git"] {
        let made = practice.git_in(".", &["init", "--quiet", "--bare", bare]);
        assert!(made.status.success());
    }
    let join = |from: &str| {
        let args = ["init", "--join", from, "--chart", "desk", "--name", "Eli Associate"];
        practice.run(&args)
    };
    let shown = |run: &crate::practice::Run| {
        assert!(run.code() == 2 && run.out().is_empty(), "{run}");
        for left in ["desk", "home/.config/casenotes/config.toml"] {
            assert!(!practice.path(left).exists(), "{left}");
        }
        let said: Vec<String> = run.err().lines().map(str::to_owned).collect();
        said.into_iter().filter(|line| !line.starts_with("warning: You appear")).collect::<Vec<_>>()
    };
    let empty = shown(&join("empty.git")).join("\n");
    assert!(empty.contains("empty.git` is empty: nobody has put the record"), "{empty}");
    assert!(empty.contains("run `git remote add origin ") && empty.contains("`casenotes sync`"));
    // Another repository is none of a practice.
    practice.put("other/README.md", "Another project.\n");
    for args in [
        &["init", "--quiet"][..],
        &["add", "--all"],
        &["-c", "user.name=x", "-c", "user.email=x", "commit", "--quiet", "--message", "x"],
        &["push", "--quiet", "../other.git", "HEAD"],
    ] {
        assert!(practice.git_in("other", args).status.success(), "{args:?}");
    }
    let other = shown(&join("other.git")).join("\n");
    assert!(other.contains("other.git` has no chart at its top"), "{other}");
    // What is said works: who has the chart puts it there, and then it is joined.
    practice.ok(&flags());
    let url = practice.path("empty.git").display().to_string();
    practice.git(&["remote", "add", "origin", &url]);
    for (key, value) in [("user.name", "Dana Okafor"), ("user.email", "dana@example.org")] {
        practice.git(&["config", key, value]);
    }
    let synced = practice.run(&["sync"]);
    assert_eq!(synced.code(), 0, "{synced}");
    let args = ["--config", "eli.toml", "init", "--join", "empty.git", "--chart", "desk"];
    practice.ok(&[&args[..], &["--name", "Eli Associate"]].concat());
}

#[test]
fn a_vault_that_is_not_there_yet_is_not_joined() {
    let practice = Practice::with_client();
    let init = ["vault", "init", "--vault", "desk/vault", "--identity", "desk/key"];
    fs::create_dir(practice.path("stick")).unwrap();
    for folder in ["stick", "nowhere"] {
        let run = practice.run(&[&init[..], &["--no-passphrase", "--join", folder]].concat());
        assert!(run.code() == 2 && !practice.path("desk").exists(), "{run}");
        assert!(run.err().contains(&format!("no copy of a vault in {folder} yet")), "{run}");
        assert!(run.err().contains(&format!("`casenotes vault sync {folder}` puts")), "{run}");
    }
}
