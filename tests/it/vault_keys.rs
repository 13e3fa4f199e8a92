//! `casenotes vault keys` and `casenotes vault rekey`: who can open what, and the passphrase.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::DirEntryExt;
use std::path::PathBuf;
use std::str::FromStr;

use age::x25519;

use crate::practice::{INIT, Practice, RELEASE};

const KEY: &str = "home/.config/casenotes/identity.age";
const CONFIG: &str = "home/.config/casenotes/config.toml";
const LIST: &str = "private/vault/recipients.txt";

/// A practice with some notes of one client.
fn notes(count: usize) -> Practice {
    let practice = Practice::with_client();
    for number in 0..count {
        practice.seal(format!("note {number}"));
    }
    practice
}

fn sealed_notes(practice: &Practice) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = practice.files("private/vault/clients");
    // What a killed run was writing is sealed, and counts for nothing.
    files.retain(|(path, _)| path.to_str().unwrap().ends_with(".md.age"));
    files
}

/// Returns the number in the file system of each sealed note: another one when it is written again.
fn numbers(practice: &Practice) -> BTreeSet<(PathBuf, u64)> {
    let folder = fs::read_dir(practice.path("private/vault/clients/c-7f3k")).unwrap();
    let files = folder.filter_map(Result::ok).map(|entry| (entry.path(), entry.ino()));
    files.filter(|(path, _)| path.to_str().unwrap().ends_with(".md.age")).collect()
}

/// Tells how many notes a key opens.
fn opened_by(practice: &Practice, key: &x25519::Identity) -> usize {
    sealed_notes(practice).iter().filter(|(_, sealed)| age::decrypt(key, sealed).is_ok()).count()
}

#[test]
fn a_device_comes_and_goes_and_rekey_follows() {
    let practice = notes(3);
    let laptop = x25519::Identity::generate();
    let recipient = laptop.to_public().to_string();
    let added = practice.run(&["vault", "keys", "add", &recipient, "--label", "laptop"]);
    assert!(added.code() == 0 && added.err().contains("run `casenotes vault rekey`"), "{added}");
    let listed = practice.ok(&["vault", "keys", "list"]);
    assert!(listed.starts_with("LABEL        RECIPIENT\nDana Okafor  age1"), "{listed}");
    assert!(listed.ends_with(&format!("\nlaptop       {recipient}\n")), "{listed}");
    assert_eq!(opened_by(&practice, &laptop), 0);
    let warned = practice.run(&["vault", "verify", "--short"]);
    assert_eq!((warned.code(), warned.out().matches("warning[VN004]").count()), (0, 3), "{warned}");

    let before = sealed_notes(&practice);
    let dry = practice.run(&["vault", "rekey", "--dry-run"]);
    assert_eq!(dry.out().lines().count(), 3, "{dry}");
    assert_eq!(sealed_notes(&practice), before);
    let run = practice.run(&["vault", "rekey"]);
    assert_eq!(
        run.err(),
        "Sealed again 3 files; 0 sealed to today's recipients already; 0 failed.\n"
    );
    assert_eq!(opened_by(&practice, &laptop), 3);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930-2"]), "note 1");
    assert_eq!(practice.run(&["vault", "verify", "--strict"]).code(), 0);
    // Nothing is done twice.
    let before = sealed_notes(&practice);
    let again = practice.run(&["vault", "rekey", "--json"]).json();
    assert_eq!((&again["current"], &again["resealed"]), (&3.into(), &serde_json::json!([])));
    assert_eq!(sealed_notes(&practice), before);

    let removed = practice.run(&["vault", "keys", "remove", "laptop"]);
    assert!(removed.code() == 0 && removed.err().contains("open with it for ever"), "{removed}");
    assert_eq!(opened_by(&practice, &laptop), 3);
    practice.ok(&["vault", "rekey"]);
    assert_eq!(opened_by(&practice, &laptop), 0);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn nobody_can_lock_the_therapist_out() {
    let practice = notes(1);
    let before = practice.read(LIST);
    let alone = practice.run(&["vault", "keys", "remove", "Dana Okafor"]);
    assert!(alone.code() == 2 && alone.err().contains("the only recipient"), "{alone}");
    let other = x25519::Identity::generate().to_public().to_string();
    practice.ok(&["vault", "keys", "add", &other, "--label", "paper"]);
    let own = practice.run(&["vault", "keys", "remove", "Dana Okafor"]);
    assert!(own.code() == 2 && own.err().contains("the last recipient that one of your"), "{own}");
    assert_eq!(practice.read(LIST), format!("{before}# paper\n{other}\n"));
}

#[test]
fn what_makes_no_sense_on_the_list_is_refused() {
    let practice = notes(0);
    let (list, own) = (practice.read(LIST), practice.own_recipient());
    let post_quantum = format!("age1tagpq1{}", "q".repeat(40));
    for (args, message) in [
        (&["add", "age1nonsense", "--label", "x"][..], "not an age recipient"),
        (&["add", &own, "--label", "x"], "on the list already"),
        (
            &[
                "add",
                "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
                "--label",
                "x",
            ],
            "needs an age plugin",
        ),
        (&["add", &post_quantum, "--label", "x"], "error: "),
        (
            &[
                "add",
                "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
                "--label",
                "Dana Okafor",
            ],
            "is taken",
        ),
        (
            &[
                "add",
                "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
                "--label",
                "a#b",
            ],
            "a label is a few words",
        ),
        (&["remove", "Dana Okafro"], "Did you mean `Dana Okafor`?"),
    ] {
        let run = practice.run(&[&["vault", "keys"], args].concat());
        assert!(run.code() == 2 && run.err().contains(message), "{args:?}: {run}");
        assert_eq!(practice.read(LIST), list, "{args:?}");
    }
}

#[test]
fn a_paper_key_is_printed_once_and_opens_every_note() {
    let practice = notes(2);
    let printed =
        practice.ok(&["vault", "keys", "add", "--paper", "--label", "paper key in the safe"]);
    assert!(printed.contains("paper key in the safe\n2026-11-24\n"), "{printed}");
    let secret = printed.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap();
    // A pipe gets no code to look at, and no file has the key.
    assert!(!printed.contains('█'), "{printed}");
    for (path, bytes) in practice.files(".") {
        assert!(!bytes.windows(20).any(|w| w == &secret.as_bytes()[..20]), "{}", path.display());
    }
    practice.ok(&["vault", "rekey"]);
    let paper = x25519::Identity::from_str(secret).unwrap();
    assert_eq!(opened_by(&practice, &paper), 2);
    // Typed from the paper into a file, it takes the place of the lost key.
    fs::remove_file(practice.path(KEY)).unwrap();
    practice.put(KEY, secret);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "note 1");
}

#[test]
fn one_broken_file_does_not_stop_the_others_and_a_second_run_touches_only_it() {
    let practice = notes(40);
    let path = "private/vault/clients/c-7f3k/2026-11-24-0930-7.md.age";
    let whole = fs::read(practice.path(path)).unwrap();
    let mut broken = whole.clone();
    *broken.last_mut().unwrap() ^= 1;
    practice.put(path, &broken);
    let laptop = x25519::Identity::generate();
    practice.ok(&["vault", "keys", "add", &laptop.to_public().to_string(), "--label", "laptop"]);
    let run = practice.run(&["vault", "rekey"]);
    assert_eq!(run.code(), 1, "{run}");
    assert!(
        run.err()
            .contains("warning: psychotherapy note c-7f3k/2026-11-24-0930-7: the note is damaged"),
        "{run}"
    );
    assert!(run.err().contains("Sealed again 39 files"), "{run}");
    assert_eq!(fs::read(practice.path(path)).unwrap(), broken);
    assert_eq!(opened_by(&practice, &laptop), 39);
    practice.put(path, &whole);
    let before = sealed_notes(&practice);
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
    let changed = sealed_notes(&practice).iter().zip(&before).filter(|(a, b)| a.1 != b.1).count();
    assert_eq!((changed, opened_by(&practice, &laptop)), (1, 40));
}

#[test]
fn a_note_that_another_program_sealed_is_named_and_left_alone() {
    let practice = notes(1);
    let path = "private/vault/clients/c-7f3k/2026-11-20-1400.md.age";
    let own: x25519::Recipient = practice.own_recipient().parse().unwrap();
    let foreign = age::encrypt(&own, b"text of another program").unwrap();
    practice.put(path, &foreign);
    let run = practice.run(&["vault", "rekey", "--json"]);
    assert_eq!((run.code(), &run.json()["failed"][0]["id"]), (1, &"c-7f3k/2026-11-20-1400".into()));
    assert_eq!(fs::read(practice.path(path)).unwrap(), foreign);
}

#[test]
fn rekey_killed_at_any_moment_is_simply_run_again() {
    let practice = notes(60);
    let laptop = x25519::Identity::generate();
    practice.ok(&["vault", "keys", "add", &laptop.to_public().to_string(), "--label", "laptop"]);
    let mut partial = 0;
    for step in 0..12 {
        let before = numbers(&practice);
        let mut child = practice.start(&["vault", "rekey"]);
        // At once, or when so many notes are sealed again, however fast that goes.
        while numbers(&practice).difference(&before).count() < step
            && child.try_wait().unwrap().is_none()
        {}
        let _ = child.kill();
        child.wait().unwrap();
        let verified = practice.run(&["vault", "verify", "--json"]).json();
        assert_eq!(verified["summary"]["errors"], 0, "{verified}");
        assert_eq!(verified["summary"]["files"], 60);
        partial += usize::from((1..60).contains(&opened_by(&practice, &laptop)));
    }
    assert!(partial > 0, "no run was killed in the middle");
    let run = practice.run(&["vault", "rekey"]);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(opened_by(&practice, &laptop), 60);
    for number in [1, 30, 60] {
        let name = if number == 1 { String::new() } else { format!("-{number}") };
        let shown = practice.ok(&["vault", "show", &format!("c-7f3k/2026-11-24-0930{name}")]);
        assert_eq!(shown, format!("note {}", number - 1));
    }
}

#[test]
fn a_draft_and_the_log_are_sealed_again_too() {
    let practice = notes(1);
    practice.ok(RELEASE);
    fs::rename(practice.path("private/vault/clients"), practice.path("moved")).unwrap();
    practice.put("private/vault/clients", "in the way");
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "kept").code(), 2);
    fs::remove_file(practice.path("private/vault/clients")).unwrap();
    fs::rename(practice.path("moved"), practice.path("private/vault/clients")).unwrap();
    let laptop = x25519::Identity::generate();
    practice.ok(&["vault", "keys", "add", &laptop.to_public().to_string(), "--label", "laptop"]);
    let done = practice.run(&["vault", "rekey", "--json"]).json();
    let kinds: Vec<&str> = done["resealed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["psychotherapy note", "release", "draft"]);
    practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "kept");
}

#[test]
fn the_passphrase_changes_and_the_key_stays() {
    let practice = Practice::empty();
    practice.put("passphrase", "the old one\n");
    practice.put("new-passphrase", "the new one\n");
    let command = format!("cat '{}'", practice.path("passphrase").display());
    practice.ok(&[INIT, &["--passphrase-command", &command]].concat());
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"]);
    practice.seal("text");
    let old = fs::read(practice.path(KEY)).unwrap();
    let new = format!("cat '{}'", practice.path("new-passphrase").display());
    // A wrong one, an empty one and one that nobody can type change nothing.
    for args in [
        &["--new-passphrase-command", "printf ''"][..],
        &["--new-passphrase-command", "false"],
        &[],
    ] {
        let run = practice.run(&[&["vault", "keys", "passphrase"], args].concat());
        assert_eq!(run.code(), 2, "{run}");
        assert_eq!(fs::read(practice.path(KEY)).unwrap(), old);
    }
    let run = practice.run(&["vault", "keys", "passphrase", "--new-passphrase-command", &new]);
    assert!(run.code() == 0 && run.err().contains("must print the new passphrase now"), "{run}");
    assert_ne!(fs::read(practice.path(KEY)).unwrap(), old);
    let shut = practice.run(&["vault", "show", "c-7f3k"]);
    assert!(shut.code() == 2 && shut.err().contains("does not open the identity"), "{shut}");
    practice.put("passphrase", "the new one\n");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "text");
}

#[test]
fn an_identity_that_is_missing_does_not_matter_while_another_opens() {
    let practice = notes(1);
    let text =
        practice.read(CONFIG).replace("identities = [", "identities = [\"/nowhere/stick.age\", ");
    practice.put(CONFIG, &text);
    let run = practice.run(&["vault", "show", "c-7f3k"]);
    assert_eq!((run.code(), run.out().as_str()), (0, "note 0"), "{run}");
    assert!(run.err().contains("warning: the identity /nowhere/stick.age is not there"), "{run}");
}

#[test]
fn an_identity_may_be_sealed_to_another_key() {
    let practice = notes(1);
    let outer = x25519::Identity::generate();
    let daily = fs::read(practice.path(KEY)).unwrap();
    practice.put(KEY, age::encrypt(&outer.to_public(), &daily).unwrap());
    let shut = practice.run(&["vault", "show", "c-7f3k"]);
    assert!(shut.code() == 2 && shut.err().contains("sealed to another key"), "{shut}");
    use age::secrecy::ExposeSecret;
    practice.put("home/outer.txt", outer.to_string().expose_secret());
    let first = format!("identities = [\"{}\", ", practice.path("home/outer.txt").display());
    practice.put(CONFIG, practice.read(CONFIG).replace("identities = [", &first));
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "note 0");
}

#[test]
fn a_passphrase_command_that_prints_two_lines_is_refused_everywhere() {
    let practice = Practice::empty();
    let two = "printf 'one\\ntwo\\n'";
    let run = practice.run(&[INIT, &["--passphrase-command", two]].concat());
    assert!(run.code() == 2 && run.err().contains("printed more than one line"), "{run}");
    assert!(!practice.path("chart").exists() && !practice.path(KEY).exists());
    practice.ok(&[INIT, &["--passphrase-command", "printf 'one\\n'"]].concat());
    let old = fs::read(practice.path(KEY)).unwrap();
    let run = practice.run(&["vault", "keys", "passphrase", "--new-passphrase-command", two]);
    assert!(run.code() == 2 && run.err().contains("printed more than one line"), "{run}");
    assert_eq!(fs::read(practice.path(KEY)).unwrap(), old);
    let config = practice.read(CONFIG);
    let lines = config.lines().map(|line| match line.starts_with("passphrase_command") {
        true => r#"passphrase_command = 'printf "one\n\n"'"#.to_owned(),
        false => line.to_owned(),
    });
    practice.put(CONFIG, lines.collect::<Vec<_>>().join("\n"));
    let run = practice.run(&["vault", "search", "x"]);
    assert!(run.code() == 2 && run.err().contains("printed more than one line"), "{run}");
}

#[test]
fn a_key_that_cannot_be_used_does_not_refuse_a_good_one_beside_it() {
    let practice = notes(1);
    let own = practice.read(KEY);
    for (line, message) in [
        ("AGE-SECRET-KEY-PQ-1QQQQQQQQ", "line 1 of the identity is a post-quantum key"),
        ("AGE-SECRET-KEY-1QQQQ", "line 1 of the identity is mistyped: it has 20 characters"),
        ("a remark", "line 1 of the identity is not an age identity"),
    ] {
        practice.put(KEY, format!("{line}\n{own}"));
        let run = practice.run(&["vault", "show", "c-7f3k"]);
        assert_eq!((run.code(), run.out().as_str()), (0, "note 0"), "{run}");
        assert!(run.err().contains(message) && run.err().contains("it is passed over"), "{run}");
    }
    practice.put(KEY, format!("{}B{}", own.trim_end(), ""));
    let run = practice.run(&["vault", "show", "c-7f3k"]);
    assert!(
        run.code() == 2 && run.err().contains("error: line 2 of the identity is mistyped"),
        "{run}"
    );
    let secret = own.lines().last().unwrap();
    assert!(!run.err().contains(&secret[16..30]), "{run}");
    practice.put(KEY, &own);
    // On the list no line is passed over: what is sealed is sealed to all of it, or not at all.
    let quantum = "age1pq1qqqqqqqqqqqqqqqqqqqqqqqq";
    practice.put(LIST, format!("{}{quantum}\n", practice.read(LIST)));
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
    assert!(run.code() == 2 && run.err().contains("line 3 of the recipients"), "{run}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "note 0");
    let verified = practice.run(&["vault", "verify", "--short"]);
    assert!(verified.code() == 1 && verified.out().contains("VT010"), "{verified}");
    assert!(practice.ok(&["vault", "keys", "list"]).contains(quantum));
    let accepted = practice.run(&["vault", "keys", "accept", "--yes"]);
    assert!(
        accepted.code() == 2 && accepted.err().contains("line 3 of the recipients"),
        "{accepted}"
    );
}

#[test]
fn nothing_is_added_that_could_not_be_shown() {
    let practice = notes(1);
    let list = practice.read(LIST);
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = practice.command(&["vault", "keys", "add", "--paper", "--label", "paper"]);
    let status = command.stdout(full()).stderr(std::process::Stdio::null()).status().unwrap();
    assert_eq!((status.code(), practice.read(LIST)), (Some(2), list));
}
