//! No input stops the program: what is nested too deep, what breaks a rule, what is no file.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use crate::practice::{NOTE, NOTE_PATH, Practice, is_left_to_the_debug_build};

const SEALED_PATH: &str = "private/vault/clients/c-7f3k/2026-11-20-1400.md.age";

/// Seals a note of the session of [`NOTE`].
fn seal(practice: &Practice, text: &str) {
    let run =
        practice.pipe(&["vault", "new", "c-7f3k", "--at", "2026-11-20 14:00", "--stdin"], text);
    assert_eq!(run.code(), 0, "{run}");
    assert!(practice.path(SEALED_PATH).exists());
}

/// Front matter of a few kilobytes whose brackets and dots would use up the stack.
fn nested() -> [String; 4] {
    let (open, dots) = ("[".repeat(2400), "a.".repeat(2400));
    [
        format!("a = {open}\n"),
        format!("a = {}\n", "{a=".repeat(2400)),
        format!("{dots}a = 1\n"),
        format!("[[{dots}a]]\n"),
    ]
}

#[test]
fn a_note_that_is_nested_deep_is_listed_as_broken_and_stops_no_command() {
    let practice = Practice::with_note();
    let other = "clients/c-7f3k/notes/2026-11-18-1400-dap.md";
    practice.put(&format!("chart/{other}"), NOTE.replace("2026-11-20", "2026-11-18"));
    practice.git(&["add", "--all"]);
    for deep in nested() {
        practice.put(NOTE_PATH, NOTE.replace("author =", &format!("{deep}author =")));
        let run = practice.run(&["validate", "--short"]);
        assert_eq!(run.code(), 1, "{run}");
        let place = "clients/c-7f3k/notes/2026-11-20-1400-dap.md:6:";
        assert!(run.out().contains(place) && run.out().contains("more than 16 deep"), "{run}");
        let listed = practice.run(&["list", "--json"]);
        assert!(listed.out().contains(other) && listed.out().contains("broken"), "{listed}");
        practice.git(&["add", "--all"]);
        for (args, code) in [
            (&["validate", "--staged"][..], 1),
            (&["show", "c-7f3k/2026-11-20"], 0),
            (&["thread", "c-7f3k"], 0),
            (&["history", "c-7f3k/2026-11-20"], 0),
            (&["edit", "c-7f3k/2026-11-20", "--set", "risk=denied"], 2),
            (&["export", "c-7f3k", "--working-copy", "--format", "json"], 2),
            (&["deidentify", "c-7f3k"], 2),
        ] {
            let run = practice.run(args);
            assert_eq!(run.code(), code, "{args:?}: {run}");
        }
    }
}

#[test]
fn every_other_file_that_is_nested_deep_is_an_error_with_its_place() {
    for deep in nested() {
        let practice = Practice::with_note();
        let template = format!("+++\nformat = \"dap\"\ntitle = \"x\"\n{deep}+++\n# x\n");
        for (path, text, args, said) in [
            ("home/.config/casenotes/config.toml", deep.clone(), &["list"][..], "config.toml:1:"),
            ("chart/casenotes.toml", deep.clone(), &["list"], "casenotes.toml:1:"),
            (
                "chart/clients/c-7f3k/client.toml",
                deep.clone(),
                &["validate", "--short"],
                "client.toml:1:",
            ),
            ("chart/templates/dap.md", template, &["template", "check", "--short"], "dap.md:4:"),
            (
                "chart/clients/c-7f3k/authorizations/2026-11-20-a.toml",
                deep.clone(),
                &["authorization", "list", "c-7f3k"],
                "",
            ),
            (
                "chart/clients/c-7f3k/disclosures/2026-11-20T09-30-00.toml",
                deep.clone(),
                &["validate", "--short"],
                "2026-11-20T09-30-00.toml:1:",
            ),
            (
                "chart/clients/c-7f3k/moved/2026-11-20-1400-dap.toml",
                deep.clone(),
                &["show", "c-7f3k/2026-11-19"],
                "",
            ),
            ("private/vault/casenotes-vault.toml", deep.clone(), &["vault", "list"], ""),
        ] {
            let kept = fs::read(practice.path(path)).ok();
            practice.put(path, text);
            let run = practice.run(args);
            assert!((0..=2).contains(&run.code()), "{path}: {run}");
            let all = run.out() + &run.err();
            assert!(all.contains(said), "{path}: {run}");
            match kept {
                Some(kept) => practice.put(path, kept),
                None => fs::remove_file(practice.path(path)).unwrap(),
            }
        }
    }
}

#[test]
fn a_pattern_that_is_nested_deep_is_refused() {
    let practice = Practice::with_client();
    seal(&practice, "The tram again.\n");
    for deep in ["(".repeat(50_000), "(a".repeat(4000) + &")*".repeat(4000), "[a".repeat(5000)] {
        let run = practice.run(&["vault", "search", &deep]);
        assert_eq!(run.code(), 2, "{run}");
    }
}

#[test]
fn a_rule_that_breaks_is_a_finding_and_all_else_is_checked() {
    if is_left_to_the_debug_build() {
        return;
    }
    let practice = Practice::with_signer().env("CASENOTES_BREAKS", "FM010");
    practice.put(NOTE_PATH, NOTE.replace("## Plan\n\nContinue weekly.", "## Plan"));
    let other = NOTE_PATH.replace("11-20", "11-18");
    practice.put(&other, NOTE.replace("2026-11-20", "2026-11-18").replace("panic", "CANARY"));
    let run = practice.run(&["validate", "--short"]);
    assert_eq!(run.code(), 70, "{run}");
    let broken: Vec<String> = run.out().lines().map(str::to_owned).collect();
    let broken = broken.iter().filter(|line| line.contains("error[PR001]"));
    assert_eq!(broken.count(), 2, "{run}");
    assert!(run.out().contains("the rule FM010 (unknown-choice) could not be checked: casenotes has a bug at src/failure/bug.rs:"), "{run}");
    assert!(run.out().contains("error[SC002]"), "{run}");
    assert!(!run.err().contains("has a bug") && !run.out().contains("CANARY"), "{run}");
    // Neither the practice nor the note can wish it away.
    practice.put(
        "chart/casenotes.toml",
        "format = 1\n[rules]\nprogram = \"off\"\nPR001 = \"off\"\nSC002 = \"off\"\n",
    );
    let allow = "[allow]\nPR001 = \"x\"\nprogram = \"x\"\n+++\n\n# DAP";
    practice.put(&other, practice.read(&other).replace("+++\n\n# DAP", allow));
    let run = practice.run(&["validate", "--short"]);
    assert_eq!(run.out().matches("error[PR001]").count(), 2, "{run}");
    assert_eq!(run.code(), 70, "{run}");
    // The hook.
    practice.git(&["add", "--all"]);
    let run = practice.run(&["validate", "--staged"]);
    assert_eq!(run.code(), 70, "{run}");
    // Nothing is signed that was not checked, unless somebody says why.
    let run = practice.run(&["sign", "c-7f3k/2026-11-20"]);
    assert_eq!(run.code(), 70, "{run}");
    assert!(!practice.path(&format!("{NOTE_PATH}.sig")).exists());
    let run = practice.run(&[
        "sign",
        "c-7f3k/2026-11-20",
        "--anyway",
        "looked at it",
        "--late-entry",
        "ill",
    ]);
    assert_eq!(run.code(), 0, "{run}");
}

#[test]
fn a_rule_that_breaks_in_the_vault_leaves_the_rest_verified() {
    if is_left_to_the_debug_build() {
        return;
    }
    let practice = Practice::with_client().env("CASENOTES_BREAKS", "PS002");
    seal(&practice, "Billed 90837 at 14:03:22 for CANARY.\n");
    let run = practice.run(&["vault", "verify", "--json"]);
    assert_eq!(run.code(), 70, "{run}");
    let codes: Vec<String> = run.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect();
    assert!(codes.contains(&"PR001".into()) && codes.contains(&"PS003".into()), "{codes:?}");
    assert!(!run.out().contains("CANARY") && !run.err().contains("bug"), "{run}");
}

#[test]
fn a_time_with_seconds_in_a_sealed_note_is_verified() {
    let practice = Practice::with_client();
    seal(&practice, "The clock stood at 14:03:22, and at 1:02:03:04.\n");
    let run = practice.run(&["vault", "verify", "--json"]);
    assert_eq!(run.code(), 0, "{run}");
}

#[test]
fn a_rule_that_finds_very_much_says_how_much_more() {
    let practice = Practice::with_note();
    practice.put(NOTE_PATH, NOTE.replace("Continue weekly.", &"Call 555-123-4567.\n".repeat(3000)));
    let run = practice.run(&["validate", "--json"]);
    let found = run.json();
    let found = found["findings"].as_array().unwrap();
    let of_one = found.iter().filter(|finding| finding["code"] == "WD010").count();
    assert_eq!(of_one, 1001, "{of_one}");
    assert!(run.out().contains("2000 more findings of this rule in this file are left out"));
}

/// Puts a pipe that nobody writes to where a file is.
fn pipe(practice: &Practice, path: &str) {
    let path = practice.path(path);
    let _ = fs::remove_file(&path);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
}

#[test]
fn a_pipe_that_git_would_wait_for_is_named() {
    for path in [
        ".gitignore",
        ".gitattributes",
        "clients/.gitignore",
        "clients/c-7f3k/.gitignore",
        "clients/c-7f3k/notes/.gitattributes",
        "other/deep/.gitignore",
        ".git/info/exclude",
        ".git/info/attributes",
        ".git/config",
        ".git/HEAD",
        ".git/index",
    ] {
        let practice = Practice::with_note();
        // Younger than git's index: git looks into it each time, by what the attributes say.
        let tomorrow = SystemTime::now() + Duration::from_secs(86_400);
        let note = fs::File::options().write(true).open(practice.path(NOTE_PATH)).unwrap();
        note.set_modified(tomorrow).unwrap();
        practice.git(&["add", "--all"]);
        practice.git(&["commit", "--quiet", "--message", "all"]);
        for (key, value) in [("user.name", "Somebody"), ("user.email", "somebody@example.org")] {
            practice.git(&["config", key, value]);
        }
        pipe(&practice, &format!("chart/{path}"));
        let is_named = |run: &crate::practice::Run| {
            run.code() == 2 && run.err().contains(path) && run.err().contains("no regular file")
        };
        for args in [["validate", "--changed"], ["validate", "--staged"]] {
            let run = practice.run(&args);
            assert!(is_named(&run), "{path} {args:?}: {run}");
        }
        // A commit of what was written needs not all of them.
        let run = practice.run(&["edit", "c-7f3k", "--set", "risk=denied", "--commit"]);
        if run.code() == 0 {
            // `git status` itself would wait for it.
            let file = format!("{}\n", NOTE_PATH.strip_prefix("chart/").unwrap());
            assert_eq!(practice.git(&["show", "--format=", "--name-only"]), file);
            continue;
        }
        assert!(is_named(&run), "{path}: {run}");
        // What was written before git was asked stays written, and whole.
        let whole = NOTE.replace("LCSW\"\n", "LCSW\"\nrisk = \"denied\"\n");
        assert!([NOTE, &whole].contains(&practice.read(NOTE_PATH).as_str()), "{path}");
    }
}

/// What may lie where a file is expected.
#[derive(Clone, Copy, Debug)]
enum Odd {
    Pipe,
    Folder,
    Socket,
    Endless,
}

/// Puts something that is no file where a file is.
fn put_odd(practice: &Practice, path: &str, odd: Odd) {
    match odd {
        Odd::Pipe => pipe(practice, path),
        Odd::Folder => {
            let _ = fs::remove_file(practice.path(path));
            fs::create_dir_all(practice.path(path)).unwrap();
        }
        Odd::Socket => {
            let path = practice.path(path);
            let _ = fs::remove_file(&path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            // The address of a socket has 108 bytes at most.
            let short = practice.path("s");
            drop(UnixListener::bind(&short).unwrap());
            fs::rename(short, path).unwrap();
        }
        // Only an administrator can make a device; a link to one is as endless.
        Odd::Endless => {
            let path = practice.path(path);
            let _ = fs::remove_file(&path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            symlink("/dev/zero", path).unwrap();
        }
    }
}

#[test]
fn what_is_no_file_in_the_place_of_one_is_named_and_holds_no_command_up() {
    const AGREED: &str = "home/.local/state/casenotes/recipients";
    let files: [(&str, &[&[&str]]); 14] = [
        ("home/.config/casenotes/config.toml", &[&["list"]]),
        ("chart/casenotes.toml", &[&["list"], &["validate"]]),
        (
            "chart/clients/c-7f3k/client.toml",
            &[&["validate"], &["client", "list"], &["client", "show", "c-7f3k"]],
        ),
        ("chart/allowed_signers", &[&["validate"], &["signer", "list"]]),
        (
            "chart/templates/dap.md",
            &[
                &["template", "check"],
                &["new", "c-7f3k", "--format", "dap", "--no-edit"],
                &["validate"],
            ],
        ),
        (NOTE_PATH, &[&["validate"]]),
        ("chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md.sig", &[&["validate"]]),
        ("chart/clients/c-7f3k/authorizations/2026-11-24-0930.toml", &[&["validate"]]),
        ("chart/clients/c-7f3k/disclosures/2026-11-24-0930.toml", &[&["validate"]]),
        ("private/vault/casenotes-vault.toml", &[&["vault", "list"], &["validate"]]),
        ("private/vault/recipients.txt", &[&["vault", "new", "c-7f3k", "--stdin"], &["validate"]]),
        (
            "home/.config/casenotes/identity.age",
            &[&["vault", "verify"], &["validate"], &["vault", "search", "x"]],
        ),
        (
            "home/.config/casenotes/signing-key",
            &[&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]],
        ),
        (SEALED_PATH, &[&["validate"]]),
    ];
    let practice = || {
        let practice = Practice::with_signer();
        practice.put(NOTE_PATH, NOTE);
        seal(&practice, "The tram.\n");
        practice
    };
    let mut bad = Vec::new();
    for odd in [Odd::Pipe, Odd::Folder, Odd::Socket, Odd::Endless] {
        for (path, commands) in files {
            let practice = practice();
            put_odd(&practice, path, odd);
            let name = Path::new(path).file_name().unwrap().to_str().unwrap();
            for args in commands {
                let run = practice.run(args);
                let is_named = (0..=2).contains(&run.code()) && run.to_string().contains(name);
                if !is_named {
                    bad.push(format!("{odd:?} {path} {args:?}: {run}"));
                }
            }
        }
        let practice = practice();
        let list = practice.files(AGREED)[0].0.clone();
        put_odd(&practice, list.to_str().unwrap(), odd);
        for args in
            [&["vault", "new", "c-7f3k", "--stdin"][..], &["vault", "keys", "accept", "--yes"]]
        {
            let run = practice.run(args);
            if run.code() != 2 || !run.err().contains("recipients/") {
                bad.push(format!("{odd:?} {args:?}: {run}"));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n\n"));
}

#[test]
fn a_header_without_an_end_in_sight_holds_no_command_up() {
    let practice = Practice::with_note();
    seal(&practice, "The tram.\n");
    let sealed = fs::read(practice.path(SEALED_PATH)).unwrap();
    let at = sealed.iter().position(|b| *b == b'\n').unwrap() + 1;
    let line = "A".repeat(64) + "\n";
    let stanza = format!("-> X25519 {0}\n{0}\n", "A".repeat(43));
    for more in [format!("-> x\n{}\n", line.repeat(50_000)), stanza.repeat(40_000)] {
        let long = [&sealed[..at], more.as_bytes(), &sealed[at..]].concat();
        fs::write(practice.path(SEALED_PATH), long).unwrap();
        let start = Instant::now();
        for args in [&["vault", "verify"][..], &["vault", "search", "tram"]] {
            let run = practice.run(args);
            assert!((1..=2).contains(&run.code()) && run.to_string().contains("damaged"), "{run}");
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}
