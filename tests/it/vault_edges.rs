//! The edges of the vault: odd places, links, other names, other vaults, other users.

use std::fs;
use std::os::unix::fs::symlink;

use crate::practice::{Practice, RELEASE};

/// A practice whose vault takes nothing, with a draft of `text`.
fn with_draft(text: &str) -> Practice {
    let practice = Practice::with_client();
    fs::rename(practice.path("private/vault/clients"), practice.path("aside")).unwrap();
    practice.put("private/vault/clients", "in the way");
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], text);
    assert!(run.code() == 2 && run.err().contains("kept, sealed, as the draft"), "{run}");
    fs::remove_file(practice.path("private/vault/clients")).unwrap();
    fs::rename(practice.path("aside"), practice.path("private/vault/clients")).unwrap();
    practice
}

#[test]
fn a_draft_belongs_to_its_vault() {
    let practice = with_draft("CANARY of one practice");
    let key = practice.path("home/.config/casenotes/identity.age");
    let own = practice.own_recipient();
    practice.ok(&[
        "--config",
        "other.toml",
        "init",
        "--chart",
        "other/chart",
        "--vault",
        "other/private/vault",
        "--name",
        "D",
        "--no-passphrase",
        "--identity",
        "other/key.age",
    ]);
    // The same key opens both, and a colleague's is on the list of the other.
    let colleague = age::x25519::Identity::generate();
    practice
        .put("other/private/vault/recipients.txt", format!("{own}\n{}\n", colleague.to_public()));
    let config = practice.read("other.toml");
    practice.put(
        "other.toml",
        config.replace(practice.path("other/key.age").to_str().unwrap(), key.to_str().unwrap()),
    );
    let other =
        |args: &[&str]| practice.run(&[&["--config", "other.toml", "vault"], args].concat());
    assert_eq!(other(&["drafts"]).code(), 1);
    assert_eq!(other(&["keys", "accept", "--yes"]).code(), 0);
    assert_eq!(other(&["rekey"]).code(), 0);
    for action in ["--restore", "--remove"] {
        assert_eq!(other(&["drafts", action, "c-7f3k/2026-11-24-0930"]).code(), 2);
    }
    for (path, bytes) in practice.files("home/.local/state") {
        assert!(age::decrypt(&colleague, &bytes).is_err(), "{}", path.display());
    }
    practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY of one practice");
}

#[test]
fn a_draft_is_removed_only_by_its_full_name() {
    let practice = with_draft("text");
    for name in ["c-7f3k", "c-7f3k/2026", "c-7f3k/2026-11-24-093"] {
        let run = practice.run(&["vault", "drafts", "--remove", name]);
        assert!(run.code() == 2 && run.err().contains("named in full"), "{run}");
    }
    let run = practice.run(&["vault", "drafts", "--remove", "c-7f3k/2026-11-24-0930"]);
    assert_eq!(run.err(), "Removed c-7f3k/2026-11-24-0930.\n");
}

#[test]
fn a_draft_of_a_client_that_is_gone_stays_a_draft() {
    let practice = with_draft("text");
    fs::remove_dir_all(practice.path("chart/clients/c-7f3k")).unwrap();
    let run = practice.run(&["vault", "drafts", "--restore", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("there is no client `c-7f3k`"), "{run}");
    assert_eq!(practice.run(&["vault", "drafts"]).code(), 0);
}

#[test]
fn a_vault_that_goes_away_is_not_made_again_in_its_place() {
    let practice = Practice::with_client();
    fs::remove_file(practice.path("private/vault/casenotes-vault.toml")).unwrap();
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
    assert_eq!(run.code(), 2, "{run}");
    assert!(!practice.path("private/vault/clients/c-7f3k").exists());
}

#[test]
fn nothing_is_sealed_behind_a_link() {
    for (link, to) in [
        ("private/vault/clients/c-7f3k", "chart/clients/c-7f3k/notes"),
        ("private/vault/clients/c-7f3k", "elsewhere"),
    ] {
        let practice = Practice::with_client();
        fs::create_dir_all(practice.path(to)).unwrap();
        symlink(practice.path(to), practice.path(link)).unwrap();
        let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY");
        assert!(run.code() == 2 && run.err().contains("as the draft"), "{run}");
        assert_eq!(practice.files(to).len(), 0);
    }
    // Nor is a draft kept behind one.
    let practice = Practice::with_client();
    let state = practice.path("home/.local/state/casenotes");
    fs::create_dir_all(&state).unwrap();
    let id = practice.read("private/vault/casenotes-vault.toml");
    let id = id.split('"').nth(1).unwrap().to_owned();
    fs::create_dir_all(practice.path("chart/clients/d")).unwrap();
    symlink(practice.path("chart/clients/d"), state.join(&id)).unwrap();
    fs::remove_dir_all(practice.path("private/vault/clients")).unwrap();
    practice.put("private/vault/clients", "in the way");
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY").code(), 2);
    assert_eq!(practice.files("chart/clients/d").len(), 0);
}

#[test]
fn relative_folders_of_the_environment_are_ignored() {
    let practice =
        Practice::with_client().env("XDG_STATE_HOME", "state").env("XDG_RUNTIME_DIR", "run");
    fs::remove_dir_all(practice.path("private/vault/clients")).unwrap();
    practice.put("private/vault/clients", "in the way");
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
    assert!(run.err().contains("/home/.local/state/casenotes/"), "{run}");
    assert!(!practice.path("state").exists());
}

#[test]
fn a_client_that_nobody_has_is_an_error_everywhere() {
    let practice = Practice::with_client();
    for command in ["list", "verify", "rekey", "releases"] {
        let run = practice.run(&["vault", command, "c-7f3j"]);
        assert!(run.code() == 2 && run.err().contains("Did you mean `c-7f3k`?"), "{run}");
        let code = practice.run(&["vault", command, "c-7f3k"]).code();
        assert!(code <= 1, "{command}: {code}");
    }
    let run = practice.run(&["vault", "search", "x", "c-7f3j"]);
    assert_eq!(run.code(), 2, "{run}");
}

#[test]
fn a_zone_that_would_silently_be_utc_is_refused() {
    for zone in
        ["XYZ-99", "EST5EDT4x,garbage", "<bad", "/etc/passwd", "../../../etc/passwd", "Nope/Zone"]
    {
        let practice = Practice::with_client().env("TZ", zone);
        let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
        assert!(
            run.code() == 2 && run.err().contains("is not known on this machine"),
            "{zone}: {run}"
        );
    }
    for (zone, offset) in [
        ("UTC", "+00:00"),
        ("GMT0", "+00:00"),
        ("XYZ-14", "+14:00"),
        ("XYZ+12", "-12:00"),
        ("<+0545>-5:45", "+05:45"),
    ] {
        let practice = Practice::with_client().env("TZ", zone);
        let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
        assert!(run.code() == 0 && run.err().contains(offset), "{zone}: {run}");
    }
}

#[test]
fn what_is_confirmed_is_what_is_meant() {
    let practice = Practice::with_client();
    practice.seal("CANARY");
    for (at, value) in [(8, "1\n2"), (10, "Court\u{202e}"), (12, "x\u{1b}[2J")] {
        let mut bent = RELEASE.to_vec();
        bent[at] = value;
        let run = practice.run(&bent);
        assert!(run.code() == 2 && run.err().contains("a mark that does not show"), "{run}");
    }
    for key in ["age1bad", "#x", " age1x"] {
        let run = practice.run(&[RELEASE, &["--encrypt-to", key]].concat());
        assert!(run.code() == 2 && run.err().contains("`--encrypt-to "), "{run}");
    }
    let run = practice.run(&[RELEASE, &["-o", "-"]].concat());
    assert!(run.code() == 0 && run.out().contains("CANARY"), "{run}");
    assert!(!practice.path("-").exists());
}

#[test]
fn a_document_that_nobody_reads_is_in_the_log_and_says_so() {
    let practice = Practice::with_client();
    let large = "CANARY ".repeat(200_000);
    practice.seal(large);
    let unread = |args: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        practice.command(args).stdout(writer).output().unwrap()
    };
    let output = unread(RELEASE);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("it is in the log as c-7f3k/2026-11-24-0930"), "{message}");
    let output = unread(&["vault", "keys", "add", "--paper", "--label", "paper"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(practice.ok(&["vault", "keys", "list"]).lines().count(), 2);
}

#[test]
fn a_list_of_recipients_that_cannot_be_read_is_found_when_the_vault_is_verified() {
    let practice = Practice::with_client();
    let list = practice.path("private/vault/recipients.txt");
    assert_eq!(practice.run(&["vault", "verify"]).code(), 0);
    fs::rename(&list, practice.path("aside.txt")).unwrap();
    let missing = practice.run(&["vault", "verify"]);
    assert!(missing.code() == 1 && missing.out().contains("VT008"), "{missing}");
    symlink(practice.path("aside.txt"), &list).unwrap();
    let linked = practice.run(&["vault", "verify"]);
    assert!(linked.code() == 1 && linked.out().contains("CT005"), "{linked}");
}

#[test]
fn a_chart_that_cannot_be_read_is_not_taken_for_one_without_the_progress_note() {
    let practice = Practice::with_client();
    practice.seal("The tram again.");
    let run = practice.run(&["vault", "verify", "--short"]);
    assert!(run.out().contains("[PS006]"), "{run}");
    practice.put("chart/clients/c-7f3k/notes", "in the way");
    let run = practice.run(&["vault", "verify", "--short"]);
    assert_eq!(run.code(), 1, "{run}");
    assert!(run.out().contains("chart/clients/c-7f3k/notes:1:1: error[CT005]"), "{run}");
    assert!(!run.out().contains("[PS006]"), "{run}");
}

#[test]
fn it_is_said_where_texts_in_the_clear_cannot_be_looked_for() {
    let practice = Practice::with_client();
    practice.put("file", "in the way");
    let runtime = practice.path("file").to_str().unwrap().to_owned();
    let practice = practice.env("XDG_RUNTIME_DIR", &runtime);
    let run = practice.run(&["vault", "drafts"]);
    assert_eq!(run.code(), 1, "{run}");
    assert!(run.err().contains("file") && run.err().contains("is not found"), "{run}");
}
