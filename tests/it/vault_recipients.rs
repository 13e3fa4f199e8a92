//! Nothing is sealed to a recipient that the owner of this machine has not agreed to.

use std::fs;

use age::x25519;

use crate::practice::{Practice, RELEASE};

const LIST: &str = "private/vault/recipients.txt";
const STATE: &str = "home/.local/state/casenotes";

/// What seals something, each with a text on standard input.
const SEALING: &[&[&str]] = &[
    &["vault", "new", "c-7f3k", "--stdin"],
    &["vault", "edit", "c-7f3k", "--stdin"],
    &["vault", "rekey"],
    &["vault", "rekey", "--dry-run"],
    RELEASE,
    &["vault", "drafts", "--restore", "c-7f3k"],
    &["vault", "keys", "add", "--paper", "--label", "paper"],
    &["vault", "keys", "remove", "stranger"],
];

fn stranger() -> (x25519::Identity, String) {
    let key = x25519::Identity::generate();
    let line = format!("# stranger\n{}\n", key.to_public());
    (key, line)
}

/// A practice with a note and a draft.
fn practice() -> Practice {
    let practice = Practice::with_client();
    practice.seal("The tram again.");
    fs::rename(practice.path("private/vault/clients"), practice.path("aside")).unwrap();
    practice.put("private/vault/clients", "in the way");
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "kept").code(), 2);
    fs::remove_file(practice.path("private/vault/clients")).unwrap();
    fs::rename(practice.path("aside"), practice.path("private/vault/clients")).unwrap();
    practice
}

#[test]
fn a_recipient_that_somebody_else_has_added_gets_nothing() {
    let practice = practice();
    let (key, line) = stranger();
    practice.put(LIST, format!("{}{line}", practice.read(LIST)));
    let before = practice.files("private/vault");
    for args in SEALING {
        let run = practice.pipe(args, "A new thought.");
        assert_eq!(run.code(), 2, "{args:?}: {run}");
        assert!(
            run.err().contains(
                "is not the one that was agreed to on this machine: added `stranger` (age1"
            ),
            "{run}"
        );
        assert!(run.err().contains("run `casenotes vault keys accept`"), "{run}");
        assert_eq!(run.out(), "", "{run}");
    }
    assert_eq!(practice.files("private/vault"), before);
    for (path, bytes) in practice.files(".") {
        assert!(age::decrypt(&key, &bytes).is_err(), "{}", path.display());
    }
    // What is there can be read all the same.
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "The tram again.");
    assert_eq!(practice.run(&["vault", "search", "tram"]).code(), 0);
}

#[test]
fn a_changed_list_is_a_finding_and_nobody_advises_to_seal_to_it() {
    let practice = practice();
    let (_, line) = stranger();
    practice.put(LIST, format!("{}{line}", practice.read(LIST)));
    for command in [&["validate"][..], &["vault", "verify"]] {
        let run = practice.run(&[command, &["--short"]].concat());
        assert_eq!(run.code(), 1, "{run}");
        assert!(
            run.out().contains("error[VT010]") && run.out().contains("added `stranger`"),
            "{run}"
        );
        // The draft of an outdated seal would be one, were the list taken for today's.
        let all = format!("{}{}", run.out(), run.err());
        assert!(!all.contains("VN004") && !all.contains("rekey"), "{run}");
    }
    let listed = practice.run(&["vault", "keys", "list"]);
    assert!(listed.code() == 0 && listed.err().contains("added `stranger`"), "{listed}");
    assert_eq!(practice.run(&["vault", "keys", "list", "--json"]).json()["agreed"], false);
}

#[test]
fn the_owner_agrees_and_from_then_on_it_is_sealed_to() {
    let practice = practice();
    let (key, line) = stranger();
    let before = practice.read(LIST);
    practice.put(LIST, format!("{before}{line}"));
    let asked = practice.run(&["vault", "keys", "accept"]);
    assert!(asked.code() == 2 && asked.err().contains("hint: Give `--yes`"), "{asked}");
    assert!(asked.err().contains(&format!("  stranger: {}\n", key.to_public())), "{asked}");
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 2);
    practice.ok(&["vault", "keys", "accept", "--yes"]);
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
    assert_eq!(practice.run(&["validate"]).code(), 0);
    let again = practice.run(&["vault", "keys", "accept"]);
    assert!(again.code() == 0 && again.err().contains("agreed to this list already"), "{again}");
    // And it is noticed when the list is as it was before.
    practice.put(LIST, before);
    let run = practice.run(&["vault", "rekey"]);
    assert!(run.code() == 2 && run.err().contains("removed `stranger` (age1"), "{run}");
}

#[test]
fn one_key_for_another_under_the_same_label_is_noticed() {
    let practice = practice();
    let (key, _) = stranger();
    practice.put(
        LIST,
        practice.read(LIST).replace(&practice.own_recipient(), &key.to_public().to_string()),
    );
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
    assert!(run.code() == 2, "{run}");
    assert!(
        run.err().contains("added `Dana Okafor` (age1")
            && run.err().contains("removed `Dana Okafor` (age1"),
        "{run}"
    );
}

#[test]
fn order_and_remarks_do_not_count_and_a_label_counts_where_keys_go_by_it() {
    let practice = practice();
    let (_, line) = stranger();
    practice.put(LIST, format!("{}{line}", practice.read(LIST)));
    practice.ok(&["vault", "keys", "accept", "--yes"]);
    let own = practice.own_recipient();
    practice.put(
        LIST,
        format!("# the list of 2026\r\n\r\n{line}\n# Dana Okafor\n{}\n", own.to_uppercase()),
    );
    practice.seal("text");
    assert_eq!(practice.run(&["validate"]).code(), 0);
    // Whoever swaps the labels would have the wrong key removed.
    practice.put(LIST, format!("{}# stranger\n{own}\n", line.replace("stranger", "Dana Okafor")));
    practice.seal("text");
    let list = practice.read(LIST);
    let removed = practice.run(&["vault", "keys", "remove", "stranger"]);
    assert!(removed.code() == 2 && removed.err().contains("which was `stranger`"), "{removed}");
    let added = practice.run(&["vault", "keys", "add", "--paper", "--label", "paper"]);
    assert!(added.code() == 2 && added.out().is_empty(), "{added}");
    assert_eq!(practice.read(LIST), list);
    assert_eq!(practice.run(&["validate", "--short"]).out().matches("VT010").count(), 1);
}

#[test]
fn keys_that_come_and_go_by_the_owners_word_need_no_second_one() {
    let practice = practice();
    let (key, _) = stranger();
    practice.ok(&["vault", "keys", "add", &key.to_public().to_string(), "--label", "laptop"]);
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
    practice.ok(&["vault", "keys", "remove", "laptop"]);
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
}

#[test]
fn what_was_agreed_to_is_private_and_apart_and_no_secret() {
    let practice = practice();
    let files = practice.files(&format!("{STATE}/recipients"));
    let [(path, bytes)] = &files[..] else { panic!("{files:?}") };
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.ends_with(&practice.read(LIST)) && !text.contains("SECRET"), "{text}");
    // In the vault it could be changed together with the list.
    let inside = practice.path("private/vault/clients").display().to_string();
    let practice = practice.env("XDG_STATE_HOME", &inside);
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
    assert!(run.code() == 2 && run.err().contains("in the vault itself"), "{run}");
}

#[test]
fn a_machine_that_does_not_know_the_vault_yet_trusts_nobody_until_told() {
    let practice = practice();
    fs::remove_dir_all(practice.path(&format!("{STATE}/recipients"))).unwrap();
    for args in SEALING {
        let run = practice.pipe(args, "A new thought.");
        assert!(
            run.code() == 2
                && run.err().contains("was never agreed to on this machine: `Dana Okafor` (age1"),
            "{args:?}: {run}"
        );
    }
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "The tram again.");
    let found = practice.run(&["validate", "--short"]);
    assert!(
        found.code() == 1 && found.out().contains("error[VT010]: this list was never"),
        "{found}"
    );
    practice.ok(&["vault", "keys", "accept", "--yes"]);
    for args in &SEALING[..6] {
        assert_eq!(practice.pipe(args, "A new thought.").code(), 0, "{args:?}");
    }
}

#[test]
fn a_vault_that_calls_itself_another_is_not_a_new_one() {
    let practice = practice();
    let (_, line) = stranger();
    practice.put(LIST, format!("{}{line}", practice.read(LIST)));
    // Whoever writes the list can write the marker as well.
    practice.put("private/vault/casenotes-vault.toml", "format = 1\nid = \"v-00000000\"\n");
    let run = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
    assert!(run.code() == 2 && run.err().contains("added `stranger`"), "{run}");
}

#[test]
fn the_second_device_adds_its_key_and_each_agrees_once() {
    // Two homes, one vault: the folder that a program carries between them.
    let desk = practice();
    let laptop = |args: &[&str], text: &str| {
        let mut command = desk.command(args);
        command
            .env("HOME", desk.path("laptop"))
            .env("CASENOTES_CONFIG", desk.path("laptop/c.toml"));
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        command.stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        use std::io::Write;
        // A command that stops before it reads closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let key = x25519::Identity::generate();
    use age::secrecy::ExposeSecret;
    desk.put("laptop/key", key.to_string().expose_secret());
    desk.put("laptop/c.toml", "[vault]\nroot = \"../private/vault\"\nidentities = [\"key\"]\n");
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(desk.path("laptop/key"), fs::Permissions::from_mode(0o600)).unwrap();
    desk.ok(&["vault", "keys", "add", &key.to_public().to_string(), "--label", "laptop"]);
    desk.ok(&["vault", "rekey"]);
    let new = ["vault", "new", "c-7f3k", "--stdin"];
    let (code, _, err) = laptop(&new, "from the laptop");
    assert!(code == Some(2) && err.contains("was never agreed to"), "{err}");
    assert_eq!(laptop(&["vault", "keys", "accept", "--yes"], "").0, Some(0));
    assert_eq!(laptop(&new, "from the laptop").0, Some(0));
    assert_eq!(desk.ok(&["vault", "show", "c-7f3k"]), "from the laptop");
    // The laptop adds a paper key; the desk does not seal to it unasked, and is asked once.
    assert_eq!(laptop(&["vault", "keys", "add", "--paper", "--label", "paper"], "").0, Some(0));
    let run = desk.pipe(&new, "from the desk");
    assert!(run.code() == 2 && run.err().contains("added `paper` (age1"), "{run}");
    desk.ok(&["vault", "keys", "accept", "--yes"]);
    assert_eq!(desk.pipe(&new, "from the desk").code(), 0);
    assert_eq!(laptop(&new, "from the laptop again").0, Some(0));
}
