//! `vault import`: private notes that were kept elsewhere are sealed, and stand nowhere in clear.

use std::fs;
use std::os::unix::fs::symlink;

use crate::practice::{Practice, Run};

/// Nobody else has this word.
const CANARY: &str = "CANARY-7QX2";

/// Fails when the word stands in a file that is none of the sources, or in what a run prints.
fn require_sealed(practice: &Practice, runs: &[Run]) {
    let is_ours = |path: &str| !path.contains("/old/") && !path.contains("/store/");
    for (path, bytes) in practice.files(".") {
        let path = path.to_str().unwrap();
        let holds = bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
        assert!(!is_ours(path) || !holds, "{path} holds what was to be sealed");
    }
    for run in runs {
        assert!(!run.out().contains(CANARY) && !run.err().contains(CANARY), "{run}");
    }
}

fn listed(practice: &Practice) -> Vec<String> {
    practice
        .run(&["vault", "list"])
        .out()
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn private_notes_are_sealed_with_their_days_and_stand_nowhere_in_clear() {
    let practice = Practice::with_client();
    practice.put(
        "old/c-7f3k/2023-04-25 1400.md",
        format!("---\ntags: x\n---\n\n{CANARY} the tram.\r\n"),
    );
    practice.put("old/journal.txt", format!("Mine alone.\n\n[2023-05-01 09:15] First\n{CANARY} one.\n\n[2023-05-08 09:20] Second\n{CANARY} two.\n"));
    let preview = practice.run(&["vault", "import", "old", "--client", "c-7f3k", "--preview"]);
    assert_eq!(preview.code(), 0, "{preview}");
    assert!(preview.out().contains("c-7f3k Mon 2023-05-08 09:20"), "{preview}");
    assert_eq!(practice.run(&["vault", "list"]).code(), 1);
    let run = practice.run(&["vault", "import", "old", "--client", "c-7f3k"]);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(
        listed(&practice),
        ["c-7f3k/2023-04-25-1400", "c-7f3k/2023-05-01-0915", "c-7f3k/2023-05-08-0920"]
    );
    assert_eq!(
        practice.ok(&["vault", "show", "c-7f3k/2023-04-25"]),
        format!("---\ntags: x\n---\n\n{CANARY} the tram.\n")
    );
    assert_eq!(
        practice.ok(&["vault", "show", "c-7f3k/2023-05-01"]),
        format!("Mine alone.\n\n[2023-05-01 09:15] First\n{CANARY} one.\n\n")
    );
    assert_eq!(
        practice.ok(&["vault", "show", "c-7f3k/2023-05-08"]),
        format!("[2023-05-08 09:20] Second\n{CANARY} two.\n")
    );
    assert!(run.err().contains("erase them") && run.err().contains("old/journal.txt"), "{run}");
    // What is sealed is known, whatever it is called now, and a second run seals nothing.
    fs::rename(practice.path("old/journal.txt"), practice.path("old/diary.txt")).unwrap();
    let again = practice.run(&["vault", "import", "old", "--client", "c-7f3k"]);
    assert!(again.code() == 0 && again.err().contains("3 were sealed already"), "{again}");
    assert_eq!(listed(&practice).len(), 3);
    require_sealed(&practice, &[preview, run, again]);
    assert_eq!(practice.run(&["vault", "verify"]).code(), 0);
}

#[test]
fn nothing_is_sealed_while_something_is_unclear() {
    let practice = Practice::with_client();
    practice.put("old/c-7f3k/2023-04-25.md", format!("{CANARY}\n"));
    for (name, text, told) in [
        ("old/nobody/2023-04-25.md", "x\n", "2023-04-25.md:1:1: nothing says whose it is"),
        ("old/c-9k4d/2023-04-25.md", "x\n", "2023-04-25.md:1:1: nothing says whose it is"),
        ("old/c-7f3k/some day.md", "x\n", "some day.md:1:1: nothing says of which day it is"),
        (
            "old/c-7f3k/04-05-2023.md",
            "x\n",
            "04-05-2023.md:1:1: the date is 2023-04-05 if the month",
        ),
        ("old/c-7f3k/2027-01-01.md", "x\n", "2027-01-01.md:1:1: its day lies in the future"),
    ] {
        practice.put(name, text);
        let run = practice.run(&["vault", "import", "old"]);
        assert!(run.code() == 2 && run.err().contains(told), "{run}");
        assert_eq!(practice.run(&["vault", "list"]).code(), 1, "{name}");
        fs::remove_file(practice.path(name)).unwrap();
    }
    practice.put("old/c-7f3k/04-05-2023.md", "x\n");
    practice.put("old/c-7f3k/picture.png", [0, 1, 2]);
    symlink("/etc/passwd", practice.path("old/c-7f3k/2023-04-26.md")).unwrap();
    let run = practice.run(&["vault", "import", "old", "--date-order", "dmy"]);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(listed(&practice), ["c-7f3k/2023-04-25-0000", "c-7f3k/2023-05-04-0000"]);
    assert!(
        run.err().contains("picture.png: it is no text")
            && run.err().contains("2023-04-26.md: it is a link"),
        "{run}"
    );
    require_sealed(&practice, &[run]);
    for args in [
        &["vault", "import"][..],
        &["vault", "import", "gone", "--client", "c-7f3k"],
        &["vault", "import", "old", "--client", "c-9k4d"],
    ] {
        assert_eq!(practice.run(args).code(), 2, "{args:?}");
    }
}

#[test]
fn what_a_program_prints_is_sealed_and_a_store_that_fails_seals_nothing() {
    let practice = Practice::with_client();
    let text =
        format!("[2023-05-01 09:15] First\n{CANARY} one.\n\n[2023-05-08 09:20] Second\ntwo.\n");
    let run = practice.pipe(&["vault", "import", "--stdin", "--client", "c-7f3k"], &text);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(listed(&practice).len(), 2);
    // A store whose command fails behind its first entry.
    let bin = practice.path("home/bin");
    practice.script(
        "home/bin/passage",
        &format!("#!/bin/sh\ncase $2 in *two) exit 1;; esac\necho '{CANARY}'\n"),
    );
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let practice = practice.env("PATH", &path);
    let import = |names: &[&str]| {
        practice.run(&[&["vault", "import", "--from", "passage"][..], names].concat())
    };
    let failed = import(&["c-7f3k/2023-06-01", "c-7f3k/2023-06-02-two"]);
    assert_eq!(failed.code(), 2, "{failed}");
    assert_eq!(listed(&practice).len(), 2);
    let run = import(&["c-7f3k/2023-06-01"]);
    assert_eq!(run.code(), 0, "{run}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2023-06-01"]), format!("{CANARY}\n"));
    fs::remove_dir_all(bin).unwrap();
    require_sealed(&practice, &[failed, run]);
}

#[cfg(feature = "interop")]
#[test]
fn what_pass_shows_is_sealed() {
    use crate::interop::program;
    let practice = Practice::with_client();
    let home = practice.path("home");
    // The socket of GnuPG's agent must have a short name.
    let keys = tempfile::Builder::new().prefix("g").tempdir_in("/tmp").unwrap();
    let practice = practice
        .env("GNUPGHOME", keys.path().to_str().unwrap())
        .env("PASSWORD_STORE_DIR", home.join("store").to_str().unwrap());
    let ours = practice.command(&[]);
    let environment: Vec<_> =
        ours.get_envs().map(|(key, value)| (key.to_owned(), value.unwrap().to_owned())).collect();
    let run = |command: &mut std::process::Command, text: &str| {
        practice.put("old/input", text);
        let input = fs::File::open(practice.path("old/input")).unwrap();
        let output = command.env_clear().envs(environment.clone()).stdin(input).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let new_key = [
        "--batch",
        "--passphrase",
        "",
        "--quick-generate-key",
        "kim@example.org",
        "default",
        "default",
        "never",
    ];
    run(program("gpg").args(new_key), "");
    run(program("pass").args(["init", "kim@example.org"]), "");
    let text = format!("{CANARY} first line\nsecond line\n");
    run(program("pass").args(["insert", "--multiline", "c-7f3k/2023-06-01-1000"]), &text);
    let sealed = practice.run(&["vault", "import", "--from", "pass", "c-7f3k/2023-06-01-1000"]);
    assert_eq!(sealed.code(), 0, "{sealed}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2023-06-01"]), text);
    run(std::process::Command::new("gpgconf").args(["--kill", "all"]), "");
    require_sealed(&practice, &[sealed]);
}
