//! A real terminal: passphrases that do not show, a real editor on a real file, signals.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Command;

use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

use crate::practice::{NOTE, NOTE_PATH, Practice, WAIT, at_terminal};

/// Returns the exit code of a run that has ended.
fn code(session: PtySession) -> i32 {
    match session.process().wait().unwrap() {
        WaitStatus::Exited(_, code) => code,
        other => panic!("{other:?}"),
    }
}

/// Every folder in which a memory file system may hold a text of ours.
fn memory_leftovers() -> Vec<PathBuf> {
    let entries = fs::read_dir("/dev/shm").map(|e| e.filter_map(Result::ok).collect::<Vec<_>>());
    entries
        .unwrap_or_default()
        .into_iter()
        .map(|e| e.path())
        .filter(|p| p.to_string_lossy().contains("casenotes-"))
        .collect()
}

/// Gives a practice its own folder on the memory file system, so that tests do not see each other's.
fn with_memory(practice: Practice) -> (Practice, tempfile::TempDir) {
    let memory = tempfile::Builder::new().prefix("test-memory-").tempdir_in("/dev/shm").unwrap();
    let path = memory.path().to_str().unwrap().to_owned();
    (practice.env("XDG_RUNTIME_DIR", &path), memory)
}

#[test]
fn init_asks_and_the_passphrase_does_not_show() {
    let practice = Practice::empty();
    let mut session = at_terminal(&practice, &["init"]);
    session.exp_string("Folder for progress notes [~/practice/chart]: ").unwrap();
    session.send_line("").unwrap();
    session.exp_string("Folder for psychotherapy notes [~/practice-private/vault]: ").unwrap();
    session.send_line("").unwrap();
    session.exp_string("Your name, as it stands on notes: ").unwrap();
    session.send_line("Dana Okafor").unwrap();
    session.exp_string("Your credentials, such as LCSW: ").unwrap();
    session.send_line("LCSW").unwrap();
    // A slip costs none of the answers.
    for (first, second) in [("CANARY horse", "CANARY mouse"), ("CANARY horse", "CANARY horse")] {
        session.exp_string("New passphrase for your key: ").unwrap();
        session.send_line(first).unwrap();
        session.exp_string("The same again: ").unwrap();
        session.send_line(second).unwrap();
    }
    let shown = session.exp_eof().unwrap();
    assert!(!shown.contains("CANARY") && shown.contains("casenotes client add"), "{shown}");
    assert_eq!(code(session), 0);
    assert!(practice.read("home/.config/casenotes/config.toml").contains("credentials = \"LCSW\""));

    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "X"]);
    let sealed = practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text");
    assert!(
        sealed.code() == 2
            && sealed.err().contains("there is no terminal to ask for the passphrase"),
        "{sealed}"
    );
    let config = "home/.config/casenotes/config.toml";
    practice.put(
        config,
        practice.read(config).replace(
            "\n[clinician]",
            "passphrase_command = \"printf 'CANARY horse'\"\n\n[clinician]",
        ),
    );
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    practice.put(
        config,
        practice.read(config).replace("passphrase_command = \"printf 'CANARY horse'\"\n", ""),
    );
    let cases: [(&[&str], i32); 3] = [
        (&["CANARY horse"], 0),
        (&["wrong", "CANARY horse"], 0),
        (&["wrong", "", "CANARY mouse"], 2),
    ];
    for (tries, expected) in cases {
        let mut session = at_terminal(&practice, &["vault", "show", "c-7f3k"]);
        for typed in tries {
            session.exp_string("identity.age: ").unwrap();
            session.send_line(typed).unwrap();
        }
        let shown = session.exp_eof().unwrap();
        assert_eq!(shown.contains("text"), expected == 0, "{shown}");
        assert!(!shown.contains("CANARY"), "{shown}");
        assert_eq!(code(session), expected);
    }
}

#[test]
fn a_text_from_a_program_is_not_lost_to_a_mistyped_passphrase() {
    let practice = Practice::with_client();
    let mut session = at_terminal(&practice, &["vault", "keys", "passphrase"]);
    for question in ["New passphrase: ", "The same again: "] {
        session.exp_string(question).unwrap();
        session.send_line("CANARY horse").unwrap();
    }
    session.exp_eof().unwrap();
    assert_eq!(code(session), 0);
    let casenotes = practice.command(&[]).get_program().to_str().unwrap().to_owned();
    let mut command = practice.command(&[]);
    let mut piped = Command::new("/bin/sh");
    piped.current_dir(practice.root()).env_clear();
    for (key, value) in command.env("TERM", "dumb").get_envs() {
        value.map(|value| piped.env(key, value));
    }
    let pipe = format!("echo CANARY dictated | {casenotes} vault new c-7f3k --stdin");
    piped.args(["-c", &pipe]);
    let mut session = spawn_command(piped, WAIT).unwrap();
    for typed in ["CANARY mouse", "CANARY horse"] {
        session.exp_string("identity.age: ").unwrap();
        session.send_line(typed).unwrap();
    }
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Sealed") && !shown.contains("CANARY"), "{shown}");
    assert_eq!(code(session), 0);
    let mut session = at_terminal(&practice, &["vault", "show", "c-7f3k"]);
    session.exp_string("identity.age: ").unwrap();
    session.send_line("CANARY horse").unwrap();
    assert_eq!(session.exp_eof().unwrap().trim(), "CANARY dictated");
}

#[test]
fn two_passphrases_that_differ_make_nothing() {
    let practice = Practice::empty();
    let mut session =
        at_terminal(&practice, &["init", "--chart", "c", "--vault", "v", "--name", "D"]);
    for (first, second) in [("one", "two"), ("", ""), ("one", "two")] {
        session.exp_string("New passphrase for your key: ").unwrap();
        session.send_line(first).unwrap();
        if !first.is_empty() {
            session.exp_string("The same again: ").unwrap();
            session.send_line(second).unwrap();
        }
    }
    assert!(session.exp_eof().unwrap().contains("the two passphrases differ"));
    assert_eq!(code(session), 2);
    assert_eq!(practice.files("."), []);
}

#[test]
fn an_editor_writes_a_new_note() {
    let practice = Practice::with_client();
    let editor = practice.script(
        "editor",
        "grep -q 'format = \"dap\"' \"$1\" && sed -i 's/^<!--.*/Written./; /^ .*-->$/d' \"$1\"",
    );
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(
        &practice,
        &["new", "c-7f3k", "--format", "dap", "--at", "yesterday 14:00", "--until", "50m"],
    );
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Filed c-7f3k/2026-11-23-1400-dap."), "{shown}");
    assert_eq!(code(session), 0);
    let notes = practice.files("chart/clients/c-7f3k/notes");
    assert_eq!(notes.len(), 1, "the editor's folder is gone");
    assert!(String::from_utf8_lossy(&notes[0].1).contains("Written."));
    // Whose note it is stands in the command, and cannot become another in the editor.
    let editor = practice.script("editor", "sed -i 's/^client = .*/client = \"c-2mxr\"/' \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["new", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("a note of `c-2mxr`") && shown.contains("--recover"), "{shown}");
    assert_eq!(code(session), 2);
}

#[test]
fn an_editor_with_a_window_is_waited_for() {
    let practice = Practice::with_note();
    let editor = practice.script("code", "test \"$1\" = --wait && echo MORE >> \"$2\"");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["edit", "c-7f3k"]);
    assert!(session.exp_eof().unwrap().contains("Saved c-7f3k/2026-11-20-1400-dap."));
    assert_eq!(code(session), 0);
    assert!(practice.read(NOTE_PATH).ends_with("MORE\n"));
}

#[test]
fn a_folder_that_takes_the_place_of_the_editors_is_not_taken_for_it() {
    for folder in ["notes", "notes/.edit-*"] {
        let practice = Practice::with_note();
        // What is typed goes where the path leads by then.
        let editor = practice.script(
            "editor",
            &format!(
                "cd \"$(dirname \"$1\")/../..\" && mv {folder} aside && cp -r aside \
                 \"$(test {folder} = notes && echo notes || dirname \"$1\")\" && echo TYPED >> \"$1\""
            ),
        );
        let practice = practice.env("EDITOR", &editor);
        let mut session = at_terminal(&practice, &["edit", "c-7f3k"]);
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("another folder took its place"), "{folder}: {shown}");
        assert_eq!(code(session), 2);
        assert_eq!(practice.read(NOTE_PATH), NOTE);
        let files = practice.files("chart/clients/c-7f3k");
        assert!(files.iter().any(|(_, bytes)| bytes.ends_with(b"TYPED\n")), "{folder}");
    }
}

#[test]
fn what_is_typed_in_an_editor_that_went_into_the_background_is_kept() {
    let (practice, memory) = with_memory(Practice::with_note());
    let editor = practice.script(
        "editor",
        "(trap '' HUP; sleep 1; echo TYPED >> \"$1\"; sleep 1) > /dev/null 2>&1 < /dev/null &",
    );
    let practice = practice.env("EDITOR", &editor);
    for args in [&["edit", "c-7f3k"][..], &["vault", "new", "c-7f3k"]] {
        let mut session = at_terminal(&practice, args);
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("into the background"), "{args:?}: {shown}");
        assert_eq!(code(session), 2);
    }
    assert_eq!(practice.read(NOTE_PATH), NOTE);
    std::thread::sleep(std::time::Duration::from_millis(2500));
    let practice = practice.env("EDITOR", "true");
    let mut session = at_terminal(&practice, &["edit", "c-7f3k", "--recover"]);
    session.exp_eof().unwrap();
    assert_eq!(code(session), 0);
    assert_eq!(practice.read(NOTE_PATH), format!("{NOTE}TYPED\n"));
    let name = fs::read_dir(memory.path()).unwrap().next().unwrap().unwrap().file_name();
    practice.ok(&["vault", "drafts", "--restore", name.to_str().unwrap()]);
    assert!(practice.ok(&["vault", "show", "c-7f3k"]).contains("TYPED"));
}

#[test]
fn a_template_left_as_it_is_files_nothing() {
    let practice = Practice::with_client().env("EDITOR", "true");
    let mut session = at_terminal(&practice, &["new", "c-7f3k"]);
    assert!(session.exp_eof().unwrap().contains("nothing is filed"));
    assert_eq!(code(session), 1);
    assert_eq!(practice.files("chart/clients/c-7f3k/notes"), []);
}

#[test]
fn an_editor_that_leaves_no_text_changes_nothing() {
    let signed = Practice::with_signer();
    signed.put(NOTE_PATH, NOTE);
    signed.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let before = signed.files("chart");
    let trips: [(&[&str], i32, &str); 4] = [
        (&["new", "c-7f3k"], 1, "nothing is filed"),
        (&["amend", "c-7f3k", "--kind", "addendum", "--reason", "more"], 1, "nothing is added"),
        (&["authorization", "add", "c-7f3k"], 1, "nothing is filed"),
        (&["client", "edit", "c-7f3k"], 2, "the client file is as it was"),
    ];
    let mut practice = signed;
    for leaves in
        [": > \"$1\"", "printf ' \\n\\t\\n' > \"$1\"", "printf '\\357\\273\\277\\n' > \"$1\""]
    {
        let editor = practice.script("editor", leaves);
        practice = practice.env("EDITOR", &editor);
        for (args, ends, said) in trips {
            let mut session = at_terminal(&practice, args);
            let shown = session.exp_eof().unwrap();
            assert!(shown.contains(said), "{leaves} {args:?}: {shown}");
            assert_eq!(code(session), ends, "{leaves} {args:?}: {shown}");
            assert_eq!(practice.files("chart"), before, "{leaves} {args:?}");
        }
        let draft = Practice::with_note().env("EDITOR", &editor);
        let mut session = at_terminal(&draft, &["edit", "c-7f3k"]);
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("the note is as it was"), "{leaves}: {shown}");
        assert_eq!(code(session), 2);
        assert_eq!(draft.read(NOTE_PATH), NOTE);
        assert_eq!(draft.files("chart/clients/c-7f3k/notes").len(), 1);
    }
    // An editor that only ends the last line, or takes blanks from the ends of lines, has written nothing.
    let tidies = practice.script("editor", "sed -i 's/ *$/ /' \"$1\"; echo >> \"$1\"");
    let practice = practice.env("EDITOR", &tidies);
    let mut session = at_terminal(&practice, &["new", "c-7f3k"]);
    assert!(session.exp_eof().unwrap().contains("nothing is filed"));
    assert_eq!(practice.files("chart"), before);
}

#[test]
fn an_editor_that_leaves_bytes_that_are_no_text_changes_nothing_and_they_are_kept() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
    let before = practice.files("chart");
    let editor = practice.script("editor", "printf 'TYPED caf\\351\\n' >> \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let trips: [&[&str]; 5] = [
        &["edit", "c-7f3k"],
        &["new", "c-7f3k"],
        &["amend", "c-7f3k", "--kind", "addendum", "--reason", "more"],
        &["authorization", "add", "c-7f3k"],
        &["client", "edit", "c-7f3k"],
    ];
    for args in trips {
        let draft = Practice::with_note().env("EDITOR", &editor);
        let is_edit = args[0] == "edit";
        let (place, before) =
            if is_edit { (&draft, draft.files("chart")) } else { (&practice, before.clone()) };
        let mut session = at_terminal(place, args);
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("your text is kept in"), "{args:?}: {shown}");
        assert!(shown.contains("UTF-8"), "{args:?}: {shown}");
        assert_eq!(code(session), 2, "{args:?}: {shown}");
        let mut after = place.files("chart");
        let kept: Vec<_> =
            after.extract_if(.., |(path, _)| path.to_string_lossy().contains("/.edit-")).collect();
        assert!(kept.iter().any(|(_, bytes)| bytes.ends_with(b"TYPED caf\xe9\n")), "{args:?}");
        assert_eq!(after, before, "{args:?}");
        for (path, _) in kept {
            let _ = fs::remove_dir_all(path.parent().unwrap());
        }
    }
}

#[test]
fn an_editor_that_fails_keeps_the_text_and_the_note() {
    let practice = Practice::with_note();
    let editor = practice.script("editor", "echo TYPED >> \"$1\"; exit 3");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["edit", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("your text is kept in"), "{shown}");
    assert_eq!(code(session), 2);
    assert_eq!(practice.read(NOTE_PATH), NOTE);
    let found = practice.run(&["validate", "--short"]);
    assert!(found.out().contains("warning[CT003]: a text that was not saved"), "{found}");

    let mut session = at_terminal(&practice, &["edit", "c-7f3k"]);
    assert!(session.exp_eof().unwrap().contains("--recover"));
    // Whatever would part the text from its note is refused.
    let ben = ["--name", "Ben Sample", "--birth-date", "1978-11-02", "--same-name"];
    practice.ok(&[&["client", "add", "--id", "c-2mxr"][..], &ben].concat());
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    for args in [
        &["sign", "c-7f3k", "--late-entry", "ill"][..],
        &["sign", "--all-drafts", "c-7f3k", "--late-entry", "ill"],
        &["edit", "c-7f3k", "--set", "goals=G1"],
        &["edit", "c-7f3k", "--format", "soap"],
        &["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "slip"],
        &["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "slip"],
    ] {
        let run = practice.run(args);
        let is_told = run.err().contains("--recover") || args.contains(&"merge");
        assert!(run.code() == 2 && is_told, "{args:?}: {run}");
    }
    assert_eq!(practice.read(NOTE_PATH), NOTE);
    let finish = practice.script("editor", "grep -q TYPED \"$1\" && echo MORE >> \"$1\"");
    let practice = practice.env("EDITOR", &finish);
    let mut session = at_terminal(&practice, &["edit", "c-7f3k", "--recover"]);
    assert!(session.exp_eof().unwrap().contains("Saved c-7f3k/2026-11-20-1400-dap."));
    assert_eq!(code(session), 0);
    assert_eq!(practice.read(NOTE_PATH), format!("{NOTE}TYPED\nMORE\n"));
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn a_text_that_cannot_be_taken_up_again_stays() {
    let practice = Practice::with_note();
    let editor = practice.script("editor", "echo TYPED >> \"$1\"; exit 3");
    let practice = practice.env("EDITOR", &editor);
    at_terminal(&practice, &["edit", "c-7f3k"]).exp_eof().unwrap();
    let is_kept = |practice: &Practice| {
        let files = practice.files("chart/clients/c-7f3k/notes");
        files.iter().any(|(_, bytes)| bytes.ends_with(b"TYPED\n"))
    };
    // An editor whose quotes are not closed, and none at all for want of a terminal.
    let practice = practice.env("EDITOR", "'editor");
    let mut session = at_terminal(&practice, &["edit", "c-7f3k", "--recover"]);
    session.exp_eof().unwrap();
    assert_eq!(code(session), 2);
    assert!(is_kept(&practice));
    assert_eq!(practice.run(&["edit", "c-7f3k", "--recover"]).code(), 2);
    assert!(is_kept(&practice));
    // What the text was to replace is gone.
    for (path, _) in practice.files("chart/clients/c-7f3k/notes") {
        if path.ends_with("original") {
            fs::remove_file(path).unwrap();
        }
    }
    let practice = practice.env("EDITOR", "true");
    let mut session = at_terminal(&practice, &["edit", "c-7f3k", "--recover"]);
    session.exp_eof().unwrap();
    assert_eq!(code(session), 2);
    assert!(is_kept(&practice));
}

#[test]
fn what_an_editor_left_beside_a_text_it_did_not_save_is_kept() {
    let swap = "echo TYPED > \"$(dirname \"$1\")/.$(basename \"$1\").swp\"; exit 1";
    let other = "echo TYPED > \"$(dirname \"$1\")/other.md\"";
    let renamed = "echo TYPED >> \"$1\"; mv \"$1\" \"$1.mine\"";
    for does in [swap, other, renamed] {
        for args in [
            &["edit", "c-7f3k"][..],
            &["new", "c-7f3k"],
            &["client", "edit", "c-7f3k"],
            &["authorization", "add", "c-7f3k"],
        ] {
            let practice = Practice::with_note();
            let editor = practice.script("editor", does);
            let practice = practice.env("EDITOR", &editor);
            let mut session = at_terminal(&practice, args);
            let shown = session.exp_eof().unwrap();
            assert_eq!(code(session), 2, "{args:?} {does}: {shown}");
            let files = practice.files("chart/clients/c-7f3k/notes");
            let is_kept = files.iter().any(|(_, bytes)| bytes.ends_with(b"TYPED\n"));
            assert!(is_kept, "{args:?} {does}: {shown}");
            assert_eq!(practice.read(NOTE_PATH), NOTE);
        }
    }
}

#[test]
fn what_an_editor_saved_under_another_name_is_kept_when_the_text_is_filed() {
    for (args, adds) in [
        (&["edit", "c-7f3k/2026-11-20"][..], "More."),
        (&["new", "c-7f3k"], "More."),
        (&["client", "edit", "c-7f3k"], "phone = \"555\""),
    ] {
        let practice = Practice::with_note();
        let saves = format!("echo '{adds}' >> \"$1\"; echo TYPED > \"$(dirname \"$1\")/other.md\"");
        let editor = practice.script("editor", &saves);
        let practice = practice.env("EDITOR", &editor);
        let mut session = at_terminal(&practice, args);
        let shown = session.exp_eof().unwrap();
        assert_eq!(code(session), 0, "{args:?}: {shown}");
        assert!(shown.contains("other.md") && shown.contains("--discard"), "{args:?}: {shown}");
        let is_kept = |practice: &Practice| {
            let files = practice.files("chart/clients/c-7f3k/notes");
            files.iter().any(|(_, bytes)| bytes == b"TYPED\n")
        };
        assert!(is_kept(&practice), "{args:?}");
        let files = practice.files("chart/clients/c-7f3k");
        let is_filed = |(path, bytes): &(PathBuf, Vec<u8>)| {
            !path.to_string_lossy().contains("/.edit-")
                && bytes.ends_with(format!("{adds}\n").as_bytes())
        };
        assert!(files.iter().any(is_filed), "{args:?}");
        assert_eq!(practice.run(&[args, &["--discard"]].concat()).code(), 0, "{args:?}");
        assert!(!is_kept(&practice), "{args:?}");
    }
}

#[test]
fn a_note_that_changed_meanwhile_is_not_overwritten_and_the_text_is_kept() {
    let practice = Practice::with_note();
    let note = practice.path(NOTE_PATH);
    let editor = practice
        .script("editor", &format!("echo MINE >> \"$1\"; echo THEIRS >> '{}'", note.display()));
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["edit", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("changed while it was edited"), "{shown}");
    assert_eq!(code(session), 2);
    assert_eq!(practice.read(NOTE_PATH), format!("{NOTE}THEIRS\n"));
    let kept = NOTE_PATH.replace(".md", ".conflict-1.md");
    assert_eq!(practice.read(&kept), format!("{NOTE}MINE\n"));
}

#[test]
fn a_client_file_that_is_typed_wrong_is_kept_and_not_saved() {
    let practice = Practice::with_client();
    let before = practice.read("chart/clients/c-7f3k/client.toml");
    let editor = practice.script("editor", "echo 'phone = TYPED' >> \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["client", "edit", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("your text is kept in") && shown.contains("line 4, column"), "{shown}");
    assert!(!shown.contains("TYPED"), "{shown}");
    assert_eq!(code(session), 2);
    assert_eq!(practice.read("chart/clients/c-7f3k/client.toml"), before);
    let kept = practice.files("chart/clients/c-7f3k/notes");
    assert!(
        kept.iter().any(|(path, text)| path.ends_with("client.toml") && text.ends_with(b"TYPED\n"))
    );
    let editor = practice.script("editor", "echo 'phone = \"555\"' >> \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["client", "edit", "c-7f3k"]);
    assert!(session.exp_eof().unwrap().contains("Changed client c-7f3k."));
    assert_eq!(code(session), 0);
    assert!(practice.read("chart/clients/c-7f3k/client.toml").ends_with("phone = \"555\"\n"));
}

#[test]
fn a_client_file_that_changed_meanwhile_is_not_overwritten_and_the_text_is_kept() {
    let practice = Practice::with_client();
    let file = practice.path("chart/clients/c-7f3k/client.toml");
    let editor = practice.script(
        "editor",
        &format!(
            "echo 'phone = \"555\"' >> \"$1\"; echo 'email = \"a@example.org\"' >> '{}'",
            file.display()
        ),
    );
    let practice = practice.env("EDITOR", &editor);
    let args = ["client", "edit", "c-7f3k"];
    let mut session = at_terminal(&practice, &args);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("changed while it was edited; your text is kept in"), "{shown}");
    assert!(shown.contains("casenotes client edit c-7f3k --discard"), "{shown}");
    assert_eq!(code(session), 2);
    assert!(practice.read("chart/clients/c-7f3k/client.toml").ends_with("example.org\"\n"));
    let is_kept = || {
        let files = practice.files("chart/clients/c-7f3k/notes");
        files.iter().any(|(_, bytes)| bytes.ends_with(b"phone = \"555\"\n"))
    };
    assert!(is_kept());
    assert_eq!(practice.run(&[&args[..], &["--discard"]].concat()).code(), 0);
    assert!(!is_kept());
}

#[test]
fn an_editor_that_removes_the_text_changes_nothing() {
    let (practice, _memory) = with_memory(Practice::with_note());
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let editor = practice.script("editor", "rm \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let before = practice.files(".");
    for args in [
        &["edit", "c-7f3k"][..],
        &["vault", "edit", "c-7f3k"],
        &["new", "c-7f3k"],
        &["client", "edit", "c-7f3k"],
        &["authorization", "add", "c-7f3k"],
        &["vault", "new", "c-7f3k"],
    ] {
        let mut session = at_terminal(&practice, args);
        session.exp_eof().unwrap();
        assert!(code(session) >= 1, "{args:?}");
        assert_eq!(practice.files("."), before, "{args:?}");
    }
}

#[test]
fn a_psychotherapy_note_is_edited_in_memory_and_sealed() {
    let (practice, memory) = with_memory(Practice::with_client());
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY one\n").code(), 0);
    let editor = practice.script("editor", "pwd > where; case $(pwd) in /dev/shm/*) ;; *) exit 9;; esac; echo CANARY two >> \"$1\"; cp \"$1\" \"$1~\"; echo \"$1\" | grep -qv c-7f3k");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["vault", "edit", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(
        shown.contains("Sealed c-7f3k/2026-11-24-0930.") && !shown.contains("CANARY"),
        "{shown}"
    );
    assert!(shown.contains("does not know how to keep `editor` from writing backup"), "{shown}");
    assert_eq!(code(session), 0);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY one\nCANARY two\n");
    assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0, "nothing is left in memory");
    fs::remove_file(practice.path("editor")).unwrap();
    for (path, bytes) in practice.files(".") {
        assert!(!bytes.windows(6).any(|w| w == b"CANARY"), "{}", path.display());
    }
    assert_eq!(memory_leftovers().iter().filter(|p| p.starts_with(memory.path())).count(), 0);
}

#[test]
fn an_unchanged_psychotherapy_note_is_not_sealed_again() {
    let (practice, _memory) = with_memory(Practice::with_client().env("EDITOR", "true"));
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let before = practice.files("private");
    let mut session = at_terminal(&practice, &["vault", "edit", "c-7f3k"]);
    assert!(session.exp_eof().unwrap().contains("Nothing was changed."));
    assert_eq!(code(session), 0);
    assert_eq!(practice.files("private"), before);
    let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
    assert!(session.exp_eof().unwrap().contains("nothing is sealed"));
    assert_eq!(code(session), 1);
}

#[test]
fn without_a_memory_file_system_no_editor_is_started() {
    let practice = Practice::with_client();
    // A folder on a disk, offered as the runtime folder, is passed over for /dev/shm; a text that
    // must not touch the disk goes there or nowhere.
    let disk = practice.path("home").to_str().unwrap().to_owned();
    let editor =
        practice.script("editor", "case \"$1\" in /dev/shm/*) echo x > \"$1\";; *) exit 9;; esac");
    let practice = practice.env("XDG_RUNTIME_DIR", &disk).env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Sealed c-7f3k/"), "{shown}");
    assert_eq!(code(session), 0);
}

#[test]
fn a_termination_while_the_editor_runs_loses_nothing_and_leaves_nothing() {
    for signal in ["TERM", "HUP", "INT"] {
        let (practice, memory) = with_memory(Practice::with_client());
        let editor = practice.script(
            "editor",
            &format!("echo CANARY > \"$1\"; kill -{signal} $PPID; echo more >> \"$1\""),
        );
        let practice = practice.env("EDITOR", &editor);
        let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("Sealed c-7f3k/"), "{signal}: {shown}");
        assert_eq!(code(session), 0);
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY\nmore\n");
        assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0);
    }
}

/// Leaves a text in memory as a killed run does, and returns the name of its folder.
fn killed(practice: &Practice, memory: &tempfile::TempDir, args: &[&str]) -> String {
    practice.script("killer", "echo CANARY > \"$1\"; kill -KILL $PPID");
    let mut command = practice.command(args);
    command.env("TERM", "dumb").env("EDITOR", practice.path("killer"));
    spawn_command(command, WAIT).unwrap().exp_eof().unwrap();
    let mut left = fs::read_dir(memory.path()).unwrap().map(|entry| entry.unwrap().file_name());
    left.next().unwrap().into_string().unwrap()
}

#[test]
fn what_a_killed_run_left_in_memory_is_named_and_restored_without_a_terminal() {
    let (practice, memory) = with_memory(Practice::with_client());
    let name = killed(&practice, &memory, &["vault", "new", "c-7f3k", "--at", "yesterday 14:00"]);
    let run = practice.run(&["vault", "list"]);
    assert!(run.err().contains("in the clear: ") && run.err().contains(&name), "{run}");
    assert!(
        run.err().contains("a new note of c-7f3k, session Mon 2026-11-23 14:00 -05:00.")
            && !run.err().contains("CANARY"),
        "{run}"
    );
    let drafts = practice.run(&["vault", "drafts", "--json"]).json();
    assert_eq!(drafts["drafts"][0]["draft"], name);
    assert_eq!(drafts["drafts"][0]["sealed"], false);
    let run = practice.run(&["vault", "drafts", "--restore", &name]);
    assert!(run.err().ends_with("Sealed c-7f3k/2026-11-23-1400.\n"), "{run}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY\n");
    assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0);
    assert!(!practice.run(&["vault", "list"]).err().contains("in the clear"));
}

#[test]
fn what_a_killed_edit_left_is_offered_at_the_next_command_of_the_vault() {
    for (answer, printed, text) in [
        ("recover", "Sealed c-7f3k/2026-11-24-0930 again", "CANARY\n"),
        ("remove", "Removed.", "text"),
    ] {
        let (practice, memory) = with_memory(Practice::with_client());
        assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
        killed(&practice, &memory, &["vault", "edit", "c-7f3k"]);
        // Whoever does not answer keeps it.
        let mut session = at_terminal(&practice, &["vault", "list"]);
        session.exp_string("an edit of c-7f3k/2026-11-24-0930").unwrap();
        session.exp_string("leave it?").unwrap();
        session.send_line("").unwrap();
        assert!(session.exp_eof().unwrap().contains("Left where it is."));
        assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 1);

        let mut session = at_terminal(&practice, &["vault", "show", "c-7f3k"]);
        session.exp_string("leave it?").unwrap();
        session.send_line(answer).unwrap();
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains(printed), "{shown}");
        assert_eq!(code(session), 0);
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), text);
        assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0);
    }
}

#[test]
fn what_a_killed_edit_left_does_not_go_over_a_note_that_has_changed() {
    let (practice, memory) = with_memory(Practice::with_client());
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let name = killed(&practice, &memory, &["vault", "edit", "c-7f3k"]);
    assert_eq!(practice.pipe(&["vault", "edit", "c-7f3k", "--stdin"], "other").code(), 0);
    let run = practice.run(&["vault", "drafts", "--restore", &name]);
    assert!(run.code() == 0 && run.err().contains("it was left alone"), "{run}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930"]), "other");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930-2"]), "CANARY\n");
}

#[test]
fn a_psychotherapy_note_that_cannot_be_filed_becomes_a_sealed_draft() {
    let (practice, memory) = with_memory(Practice::with_client());
    let vault = practice.path("private/vault/clients");
    let editor = practice.script(
        "editor",
        &format!("echo CANARY > \"$1\"; rm -rf '{0}'; echo > '{0}'", vault.display()),
    );
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("kept, sealed, as the draft `c-7f3k/2026-11-24-0930`"), "{shown}");
    assert_eq!(code(session), 2);
    assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0);
    fs::remove_file(practice.path("editor")).unwrap();
    for (path, bytes) in practice.files(".") {
        assert!(!bytes.windows(6).any(|w| w == b"CANARY"), "{}", path.display());
    }
    // Restoring fails as long as the cause is there, and the draft stays.
    let restore = ["vault", "drafts", "--restore", "c-7f3k"];
    assert_eq!(practice.run(&restore).code(), 2);
    fs::remove_file(&vault).unwrap();
    assert_eq!(practice.run(&restore).code(), 0);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY\n");
    assert_eq!(practice.run(&["vault", "drafts"]).code(), 1);
}

#[test]
fn a_text_that_no_disk_takes_is_named_in_memory() {
    let (practice, memory) = with_memory(Practice::with_client());
    // Nowhere to file, nowhere for a draft: a file stands where each folder would be.
    let marker: toml::Table = practice.read("private/vault/casenotes-vault.toml").parse().unwrap();
    let state = format!("home/.local/state/casenotes/{}", marker["id"].as_str().unwrap());
    practice.put(&state, "a file");
    let own = format!("casenotes.drafts-{}", fs::metadata(memory.path()).unwrap().uid());
    fs::write(memory.path().join(own), "a file").unwrap();
    let editor = practice.script(
        "editor",
        &format!(
            "echo CANARY > \"$1\"; echo > '{}'",
            practice.path("private/vault/clients/c-7f3k").display()
        ),
    );
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("your text is in the clear in /dev/shm/"), "{shown}");
    assert_eq!(code(session), 2);
    fs::remove_file(practice.path("private/vault/clients/c-7f3k")).unwrap();
    let drafts = practice.run(&["vault", "drafts", "--json"]).json();
    let name = drafts["drafts"][0]["draft"].as_str().unwrap().to_owned();
    assert_eq!(practice.run(&["vault", "drafts", "--restore", &name]).code(), 0);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY\n");
}

#[test]
fn a_draft_does_not_go_over_a_note_that_has_changed() {
    let (practice, _memory) = with_memory(Practice::with_client());
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let editor = practice.script("editor", "echo CANARY > \"$1\"; exit 3");
    let practice = practice.env("EDITOR", &editor);
    at_terminal(&practice, &["vault", "edit", "c-7f3k"]).exp_eof().unwrap();
    assert_eq!(practice.pipe(&["vault", "edit", "c-7f3k", "--stdin"], "other").code(), 0);
    let run = practice.run(&["vault", "drafts", "--restore", "c-7f3k"]);
    assert!(run.code() == 0 && run.err().contains("it was left alone"), "{run}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930"]), "other");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930-2"]), "CANARY\n");
}

#[test]
fn an_editor_that_fails_leaves_a_sealed_draft_of_the_edit() {
    let (practice, _memory) = with_memory(Practice::with_client());
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let editor = practice.script("editor", "echo CANARY > \"$1\"; exit 3");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["vault", "edit", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("as the draft `c-7f3k/2026-11-24-0930`"), "{shown}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "text");
    let run = practice.run(&["vault", "drafts", "--restore", "c-7f3k"]);
    assert!(run.err().contains("Sealed c-7f3k/2026-11-24-0930 again"), "{run}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY\n");
}

/// Editors as they are met: what each does with the text, and what must come of it.
const EDITORS: &[(&str, &str, &str)] = &[
    ("slow", "sleep 0.3; echo CANARY new > \"$1\"", "Sealed c-7f3k/2026-11-24-0930."),
    (
        "renames on save",
        "echo CANARY new > \"$1.tmp\"; mv \"$1.tmp\" \"$1\"",
        "Sealed c-7f3k/2026-11-24-0930.",
    ),
    (
        "new inode and backup",
        "cp \"$1\" \"$1~\"; rm \"$1\"; echo CANARY new > \"$1\"",
        "Sealed c-7f3k/2026-11-24-0930.",
    ),
    ("writes nothing", "true", "Nothing was changed."),
    ("truncates", ": > \"$1\"", "the text is empty; the note is as it was"),
    ("removes", "rm \"$1\"", "the text is empty; the note is as it was"),
    ("fails and writes nothing", "exit 1", "ended with exit status: 1"),
    ("is killed", "kill -KILL $$", "ended with signal: 9"),
    (
        "fails after writing",
        "echo CANARY new > \"$1\"; exit 1",
        "as the draft `c-7f3k/2026-11-24-0930`",
    ),
    ("puts a folder there", "rm \"$1\"; mkdir \"$1\"", "is not a regular file"),
];

#[test]
fn whatever_an_editor_does_the_note_is_whole_and_nothing_is_in_the_clear() {
    for (name, does, printed) in EDITORS {
        let (practice, memory) = with_memory(Practice::with_client());
        assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY old\n").code(), 0);
        let editor = practice.script("editor", does);
        let practice = practice.env("EDITOR", &editor);
        let mut session = at_terminal(&practice, &["vault", "edit", "c-7f3k"]);
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains(printed), "{name}: {shown}");
        let expected = i32::from(!printed.starts_with("Sealed") && !printed.starts_with("Nothing"));
        assert_eq!(code(session), expected * 2, "{name}");
        assert!(!shown.contains("CANARY"), "{name}: {shown}");
        let text = practice.ok(&["vault", "show", "c-7f3k"]);
        let new = printed.starts_with("Sealed");
        assert_eq!(text, if new { "CANARY new\n" } else { "CANARY old\n" }, "{name}");
        fs::remove_file(practice.path("editor")).unwrap();
        for (path, bytes) in practice.files(".") {
            assert!(!bytes.windows(6).any(|w| w == b"CANARY"), "{name}: {}", path.display());
        }
        // What could not be read back is the editor's own, and is left for a person to look at.
        let left = fs::read_dir(memory.path()).unwrap().count();
        assert_eq!(left, usize::from(*name == "puts a folder there"), "{name}");
    }
}

#[test]
fn what_an_editor_saves_under_another_name_is_kept_as_a_draft() {
    for (does, printed, filed) in [
        (
            "echo CANARY > final.md",
            "what the editor saved under other names is kept, sealed",
            false,
        ),
        (
            "echo text > \"$1\"; echo CANARY > final.md",
            "the editor has saved under other names too",
            true,
        ),
        (
            "echo text > \"$1\"; mkdir -p a/b; echo CANARY > a/b/note.md; echo {} > a/state.json",
            "the editor has saved under other names too",
            true,
        ),
    ] {
        let (practice, memory) = with_memory(Practice::with_client());
        let editor = practice.script("editor", does);
        let practice = practice.env("EDITOR", &editor);
        let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains(printed) && !shown.contains("CANARY"), "{shown}");
        assert_eq!(code(session), if filed { 0 } else { 2 });
        assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0);
        practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY\n");
    }
}

#[test]
fn an_editor_that_outlives_a_killed_run_keeps_its_folder() {
    let (practice, memory) = with_memory(Practice::with_client());
    let editor = practice.script(
        "editor",
        "trap '' HUP; echo half > \"$1\"; kill -KILL $PPID; sleep 1; echo whole > \"$1\"; sleep 1",
    );
    let practice = practice.env("EDITOR", &editor);
    let mut command = practice.command(&["vault", "new", "c-7f3k"]);
    command.env("TERM", "dumb");
    let session = spawn_command(command, WAIT).unwrap();
    let left = || fs::read_dir(memory.path()).unwrap().next();
    while left().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::thread::sleep(std::time::Duration::from_millis(500));
    let name = left().unwrap().unwrap().file_name().into_string().unwrap();
    assert_eq!(practice.run(&["vault", "drafts", "--restore", &name]).code(), 2, "it is in use");
    std::thread::sleep(std::time::Duration::from_millis(2500));
    practice.ok(&["vault", "drafts", "--restore", &name]);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "whole\n");
    drop(session);
}

#[test]
fn a_memory_file_system_in_a_tree_is_not_used() {
    let practice = Practice::empty();
    let memory = tempfile::Builder::new().prefix("test-memory-").tempdir_in("/dev/shm").unwrap();
    let chart = memory.path().join("chart");
    practice.ok(&[
        "init",
        "--chart",
        chart.to_str().unwrap(),
        "--vault",
        "private/vault",
        "--name",
        "D",
        "--no-passphrase",
    ]);
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "X"]);
    let editor = practice.script("editor", "pwd > \"$HOME/where\"; echo text > \"$1\"");
    let practice = practice.env("XDG_RUNTIME_DIR", chart.to_str().unwrap()).env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
    session.exp_eof().unwrap();
    let place = practice.read("home/where");
    assert!(place.starts_with("/dev/shm/casenotes-"), "{place}");
}

#[test]
fn eight_edits_of_one_note_keep_eight_texts() {
    let (practice, _memory) = with_memory(Practice::with_client());
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "old\n").code(), 0);
    let editor = practice.script("editor", "sleep 0.2; echo text of $$ > \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    let sessions: Vec<PtySession> = (0..8)
        .map(|_| at_terminal(&practice, &["vault", "edit", "c-7f3k/2026-11-24-0930"]))
        .collect();
    let mut saved = 0;
    for mut session in sessions {
        let shown = session.exp_eof().unwrap();
        match code(session) {
            0 => saved += 1,
            _ => assert!(
                shown.contains("changed while it was edited; your text is sealed as"),
                "{shown}"
            ),
        }
    }
    assert!(saved >= 1);
    let listed = practice.ok(&["vault", "list", "--jsonl"]);
    let mut texts: Vec<String> = listed
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| practice.ok(&["vault", "show", row["id"].as_str().unwrap()]))
        .collect();
    texts.sort();
    texts.dedup();
    // Each that was not saved is a note of its own, and each that was saved was replaced knowingly.
    assert_eq!(texts.len(), 9 - saved, "{texts:?}");
    assert!(!texts.contains(&"old\n".to_owned()));
}

#[test]
fn vs_code_works_on_data_of_its_own_that_goes_with_the_text() {
    let (practice, memory) = with_memory(Practice::with_client());
    // It writes where the real one keeps backups and history of what is open.
    let editor = practice.script(
        "code",
        "for word; do last=$word; done; test \"$1\" = --wait || exit 9; data=; while [ $# -gt 1 ]; do [ \"$1\" = --user-data-dir ] && data=$2; shift; done; grep -q '\"files.hotExit\": \"off\"' \"$data/User/settings.json\" || exit 8; echo CANARY > \"$last\"; mkdir -p \"$data/Backups\"; cp \"$last\" \"$data/Backups/1\"",
    );
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["vault", "new", "c-7f3k"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Sealed c-7f3k/") && !shown.contains("does not know how"), "{shown}");
    assert_eq!(code(session), 0);
    assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0);
}

#[test]
fn a_release_asks_for_the_id_and_a_slip_stops_it() {
    let practice = Practice::with_client();
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "CANARY\n").code(), 0);
    let args = [
        "vault",
        "release",
        "c-7f3k",
        "--ground",
        "threat",
        "--reference",
        "call of 14:00",
        "--to",
        "Police",
        "--purpose",
        "warning",
        "-o",
        "out.md",
    ];
    for (typed, left) in [("c-7f3j", false), ("", false), ("yes", false), ("c-7f3k", true)] {
        let mut session = at_terminal(&practice, &args);
        session.exp_string("Type the id of the client to release them: ").unwrap();
        session.send_line(typed).unwrap();
        let shown = session.exp_eof().unwrap();
        assert_eq!(code(session), if left { 0 } else { 2 }, "{shown}");
        assert_eq!(practice.path("out.md").exists(), left, "{typed:?}");
        assert_eq!(practice.run(&["vault", "releases"]).code(), i32::from(!left));
        assert!(!shown.contains("CANARY"), "{shown}");
    }
}

#[test]
fn a_new_passphrase_is_asked_for_twice_and_does_not_show() {
    let practice = Practice::new();
    let key = "home/.config/casenotes/identity.age";
    let old = practice.read(key);
    let slip = ("CANARY horse", "CANARY mouse");
    let right = ("CANARY horse", "CANARY horse");
    for (tries, changed) in [(vec![slip; 3], false), (vec![slip, right], true)] {
        let mut session = at_terminal(&practice, &["vault", "keys", "passphrase"]);
        for (first, second) in tries {
            session.exp_string("New passphrase: ").unwrap();
            session.send_line(first).unwrap();
            session.exp_string("The same again: ").unwrap();
            session.send_line(second).unwrap();
        }
        let shown = session.exp_eof().unwrap();
        assert!(!shown.contains("CANARY"), "{shown}");
        assert_eq!(code(session), if changed { 0 } else { 2 }, "{shown}");
        let now = fs::read(practice.path(key)).unwrap();
        assert_eq!(now != old.as_bytes(), changed);
        assert_eq!(now.starts_with(b"age-encryption.org/v1\n-> scrypt "), changed);
    }
}

#[test]
fn a_paper_key_is_a_code_as_well_on_a_terminal() {
    let practice = Practice::new();
    let mut session =
        at_terminal(&practice, &["vault", "keys", "add", "--paper", "--label", "paper"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("AGE-SECRET-KEY-1") && shown.contains("\u{1b}[107m"), "{shown}");
    assert_eq!(code(session), 0);
}

#[test]
fn a_long_run_shows_how_far_it_is_on_a_terminal_alone() {
    let practice = Practice::with_client();
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let mut session = at_terminal(&practice, &["vault", "verify"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Opened 1 sealed file: 0 errors, 0 warnings."), "{shown}");
    let piped = practice.run(&["vault", "verify"]);
    assert_eq!(piped.err(), "Opened 1 sealed file: 0 errors, 0 warnings.\n");
}

#[test]
fn colour_is_for_terminals_and_not_with_no_color() {
    let practice = Practice::with_client().env("TERM", "xterm");
    practice.put(NOTE_PATH, NOTE.replace("## Plan", "## Plane"));
    let mut session = at_terminal(&practice, &["validate"]);
    assert!(session.exp_eof().unwrap().contains("\u{1b}[1m\u{1b}[31merror[SC001]\u{1b}[0m: "));
    let mut session = at_terminal(&practice, &["rules", "RK001"]);
    assert!(session.exp_eof().unwrap().contains("\u{1b}[32m+ risk = \"denied\"\u{1b}[0m"));
    for (key, value) in [("TERM", "dumb"), ("CLICOLOR", "0")] {
        let practice = Practice::with_client().env("TERM", "xterm").env(key, value);
        let mut session = at_terminal(&practice, &["rules", "RK001"]);
        assert!(!session.exp_eof().unwrap().contains('\u{1b}'), "{key}");
    }
    let practice = practice.env("CLICOLOR_FORCE", "1");
    assert!(practice.run(&["validate"]).out().contains("\u{1b}[31merror[SC001]"));
    assert!(!practice.run(&["validate", "--json"]).out().contains('\u{1b}'));
    let practice = practice.env("NO_COLOR", "1");
    for command in [&["validate"][..], &["rules", "RK001"]] {
        let mut session = at_terminal(&practice, command);
        assert!(!session.exp_eof().unwrap().contains('\u{1b}'));
        assert!(!practice.run(command).to_string().contains('\u{1b}'));
    }
}

/// A practice with a key behind a passphrase and a timely note.
fn with_locked_key() -> Practice {
    let practice = Practice::with_client();
    let mut session = at_terminal(&practice, &["sign", "--new-key"]);
    for question in ["New passphrase for your signing key: ", "The same again: "] {
        session.exp_string(question).unwrap();
        session.send_line("CANARY horse").unwrap();
    }
    assert!(!session.exp_eof().unwrap().contains("CANARY"));
    assert_eq!(code(session), 0);
    practice.put(NOTE_PATH, NOTE.replace("LCSW\"\n", "LCSW\"\nlate_entry = \"ill\"\n"));
    practice
}

#[test]
fn the_passphrase_of_the_signing_key_is_asked_once_and_does_not_show() {
    let practice = with_locked_key();
    let refused = practice.run(&["sign", "c-7f3k"]);
    assert!(
        refused.code() == 2 && refused.err().contains("signing_passphrase_command"),
        "{refused}"
    );
    let cases: [(&[&str], i32); 2] = [(&["wrong"; 3], 2), (&["wrong", "CANARY horse"], 0)];
    for (tries, expected) in cases {
        let mut session = at_terminal(&practice, &["sign", "--all-drafts", "c-7f3k"]);
        for typed in tries {
            session.exp_string("signing-key: ").unwrap();
            session.send_line(typed).unwrap();
        }
        let shown = session.exp_eof().unwrap();
        assert!(!shown.contains("CANARY") && !shown.contains("wrong\r"), "{shown}");
        assert_eq!(code(session), expected, "{shown}");
    }
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn what_is_signed_together_is_listed_and_asked_about_once() {
    let practice = Practice::with_signer();
    for at in ["07", "08"] {
        let note = NOTE.replace("2026-11-20T14", &format!("2026-11-24T{at}"));
        practice.put(&NOTE_PATH.replace("20-14", &format!("24-{at}")), note);
    }
    let (first, second) = ("c-7f3k/2026-11-24-0700-dap", "c-7f3k/2026-11-24-0800-dap");
    let mut session = at_terminal(&practice, &["sign", "--today"]);
    let shown = session.exp_string("Sign 2 notes as Dana Okafor, LCSW? Type `yes` [no]: ").unwrap();
    assert!(shown.contains(first) && shown.contains(second), "{shown}");
    assert!(shown.contains("c-7f3k is Ben Sample, born 1978."), "{shown}");
    session.send_line("").unwrap();
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Nothing was signed."), "{shown}");
    assert_eq!(code(session), 1);
    for (answer, expected) in [("3", 2), ("", 0), ("2", 0)] {
        let mut session = at_terminal(&practice, &["sign", "--pick"]);
        let shown = session.exp_string("or `all` [none]: ").unwrap();
        assert!(shown.contains("1  c-7f3k/2026-11-24-0700-dap  Ben Sample, born 1978"), "{shown}");
        session.send_line(answer).unwrap();
        session.exp_eof().unwrap();
        assert_eq!(code(session), expected, "{answer}");
    }
    assert!(!practice.path(&format!("{}.sig", NOTE_PATH.replace("20-14", "24-07"))).exists());
    assert!(practice.path(&format!("{}.sig", NOTE_PATH.replace("20-14", "24-08"))).exists());
    let mut session = at_terminal(&practice, &["sign", "--today", "--yes"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains(first) && !shown.contains("Type `yes`"), "{shown}");
}

#[test]
fn an_amendment_is_written_in_an_editor_and_kept_if_it_cannot_be_filed() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE);
    practice.ok(&["sign", "c-7f3k", "--late-entry", "ill"]);
    let amend = ["amend", "c-7f3k", "--kind", "addendum", "--reason", "asked for"];
    // An editor that is left without a word adds nothing.
    let practice = practice.env("EDITOR", "true");
    let session = at_terminal(&practice, &amend);
    assert_eq!(code(session), 1);
    let editor = practice
        .script("editor", "grep -q '^<!-- Addendum to c-7f3k/' \"$1\" && echo 'Line 7 <!-- ask the pharmacy -->.' >> \"$1\"");
    let practice = practice.env("EDITOR", &editor);
    assert_eq!(code(at_terminal(&practice, &amend)), 0);
    let added = NOTE_PATH.replace(".md", ".addendum-1.md");
    assert!(
        practice.read(&added).ends_with("+++\n\nLine 7 <!-- ask the pharmacy -->.\n"),
        "{}",
        practice.read(&added)
    );
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    // What is typed into the guidance is no amendment, and is not thrown away either.
    let inside = practice.script("editor", "sed -i 's/ -->/ TYPED -->/' \"$1\"");
    let practice = practice.env("EDITOR", &inside);
    let mut session = at_terminal(&practice, &amend);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("your text is kept in") && shown.contains("empty"), "{shown}");
    assert_eq!(code(session), 2);
    let kept = practice.files("chart/clients/c-7f3k/notes");
    assert!(kept.iter().any(|(_, text)| text.ends_with(b" TYPED -->\n")));
    assert_eq!(code(at_terminal(&practice, &[&amend[..], &["--recover"]].concat())), 2);
    assert_eq!(practice.run(&[&amend[..], &["--discard"]].concat()).code(), 0);
    // One that fails before a word is written keeps nothing, and guidance alone is no amendment.
    let practice = practice.env("EDITOR", "false");
    let mut session = at_terminal(&practice, &amend);
    assert!(!session.exp_eof().unwrap().contains("kept in"));
    assert_eq!(code(session), 2);
    let guidance = practice.pipe(&[&amend[..], &["--stdin"]].concat(), "<!-- only -->\n");
    assert!(guidance.code() == 2 && guidance.err().contains("empty"), "{guidance}");
    // An editor that fails keeps the text.
    let editor = practice.script("editor", "echo Kept. >> \"$1\"; exit 1");
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &amend);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("your text is kept in"), "{shown}");
    assert_eq!(code(session), 2);
    let kept = practice.files("chart/clients/c-7f3k/notes");
    assert!(
        kept.iter()
            .any(|(path, text)| path.ends_with("amendment.md") && text.ends_with(b"Kept.\n"))
    );
}

#[test]
fn what_somebody_else_wrote_while_the_editor_was_open_is_not_committed() {
    let practice = Practice::with_note();
    for (key, value) in [("user.name", "Somebody"), ("user.email", "somebody@example.org")] {
        practice.git(&["config", key, value]);
    }
    let other = practice.path("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md");
    let text = format!("echo More. >> \"$1\"; cp \"$1\" '{}'", other.display());
    let editor = practice.script("editor", &text);
    let practice = practice.env("EDITOR", &editor);
    let mut session = at_terminal(&practice, &["edit", "c-7f3k/2026-11-20", "--commit"]);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Committed: edit c-7f3k/2026-11-20-1400-dap."), "{shown}");
    assert_eq!(code(session), 0);
    assert!(practice.read(NOTE_PATH).ends_with("More.\n"));
    let committed = practice.git(&["show", "--format=%s", "--name-only"]);
    let file = "clients/c-7f3k/notes/2026-11-20-1400-dap.md";
    assert_eq!(committed, format!("edit c-7f3k/2026-11-20-1400-dap\n\n{file}\n"));
}

#[cfg(feature = "pdf")]
#[test]
fn a_terminal_is_not_fed_a_pdf() {
    let practice = Practice::with_note();
    let mut session =
        at_terminal(&practice, &["export", "c-7f3k", "--working-copy", "--format", "pdf"]);
    session.exp_string("a terminal cannot show pdf").unwrap();
    session.exp_string("--output FILE").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn an_authorization_is_filled_in_in_an_editor_and_kept_if_it_is_not_valid() {
    let practice = Practice::with_client();
    practice.put("filled.toml", crate::disclosure::AUTHORIZATION);
    practice.put("thin.toml", crate::disclosure::AUTHORIZATION.replace("Ida Fictive, MD", ""));
    let fill = |name: &str| {
        let from = practice.path(name);
        practice.script(&format!("editor-{name}"), &format!("cp '{}' \"$1\"", from.display()))
    };
    let (filled, thin) = (fill("filled.toml"), fill("thin.toml"));
    let args = ["authorization", "add", "c-7f3k"];
    let folder = "chart/clients/c-7f3k/authorizations";
    let practice = practice.env("EDITOR", &thin);
    let mut session = at_terminal(&practice, &args);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("`recipient` is not filled in (45 CFR 164.508(c)(1)(iii))"), "{shown}");
    assert!(shown.contains("your text is kept in"), "{shown}");
    assert_eq!((code(session), practice.files(folder).len()), (2, 0));
    let practice = practice.env("EDITOR", "true");
    let mut session = at_terminal(&practice, &args);
    assert!(session.exp_eof().unwrap().contains("Nothing was written, so nothing is filed."));
    assert_eq!((code(session), practice.files(folder).len()), (1, 0));
    let practice = practice.env("EDITOR", &filled);
    let mut session = at_terminal(&practice, &args);
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("Filed the authorization c-7f3k/2026-11-24-0930"), "{shown}");
    assert_eq!((code(session), practice.files(folder).len()), (0, 1));
}

#[test]
fn every_text_of_a_killed_run_is_taken_up_or_thrown_away() {
    let draft = "c-7f3k/2026-11-21-1400-dap";
    let amend = ["amend", "c-7f3k/2026-11-20", "--kind", "addendum", "--reason", "slip"];
    for args in [
        &["new", "c-7f3k", "--format", "dap"][..],
        &["edit", draft],
        &amend,
        &["client", "edit", "c-7f3k"],
        &["authorization", "add", "c-7f3k"],
    ] {
        let practice = Practice::with_signer();
        practice.put(NOTE_PATH, NOTE);
        practice.ok(&["sign", "c-7f3k/2026-11-20", "--late-entry", "ill"]);
        practice.put(NOTE_PATH.replace("11-20", "11-21").as_str(), NOTE.replace("11-20", "11-21"));
        let killed = practice.script("killed", "echo '# TYPED' >> \"$1\"; kill -9 $PPID");
        let mut practice = practice.env("EDITOR", &killed);
        let left = |practice: &Practice| -> usize {
            let files = practice.files("chart/clients/c-7f3k/notes");
            files.iter().filter(|(path, _)| path.ends_with("label")).count()
        };
        at_terminal(&practice, args).exp_eof().unwrap();
        assert_eq!(left(&practice), 1, "{args:?}");
        let found = practice.run(&["validate"]);
        assert!(found.out().contains("CT003") && found.out().contains("--recover"), "{found}");

        // Somebody who does not say yes keeps it.
        let discard = [args, &["--discard"]].concat();
        let discard = if args[0] == "new" { &["new", "c-7f3k", "--discard"] } else { &discard[..] };
        let mut session = at_terminal(&practice, discard);
        session.exp_string("Throw away").unwrap();
        session.send_line("no").unwrap();
        let shown = session.exp_eof().unwrap();
        assert_eq!((code(session), left(&practice)), (1, 1), "{args:?}: {shown}");

        // An editor that leaves nothing throws nothing away.
        // A new note that is taken up has its time and format already.
        let began = if args[0] == "new" { &args[..2] } else { args };
        let recover = [began, &["--recover"]].concat();
        assert!(args[0] != "new" || practice.run(&[args, &["--recover"]].concat()).code() == 2);
        for (name, script) in [
            ("empty", ": > \"$1\""),
            ("gone", "rm \"$1\""),
            ("mark", "printf '\\357\\273\\277\\n' > \"$1\""),
            ("space", "printf '\\302\\240\\n' > \"$1\""),
            ("original", "cp \"$(dirname \"$1\")/original\" \"$1\""),
        ] {
            let editor = practice.script(name, script);
            practice = practice.env("EDITOR", &editor);
            at_terminal(&practice, &recover).exp_eof().unwrap();
            assert_eq!(left(&practice), 1, "{args:?}: {name}");
        }

        let finish = practice.script("finish", "grep -q TYPED \"$1\" && echo '# MORE' >> \"$1\"");
        let practice = practice.env("EDITOR", &finish);
        let shown = at_terminal(&practice, &recover).exp_eof().unwrap();
        let texts = practice.files("chart/clients/c-7f3k");
        let is_there = |(_, text): &(_, Vec<u8>)| text.ends_with(b"# TYPED\n# MORE\n");
        assert!(texts.iter().any(is_there), "{args:?}: {shown}");
        // What lacks an element of an authorization is not filed, and waits on.
        let waits = usize::from(args[0] == "authorization");
        assert_eq!(left(&practice), waits, "{args:?}: {shown}");

        let practice = practice.env("EDITOR", &killed);
        let again: &[&str] = if waits == 1 { &["client", "list"] } else { args };
        at_terminal(&practice, again).exp_eof().unwrap();
        assert_eq!(left(&practice), 1, "{args:?}");
        // Without a terminal the flag says it.
        let run = practice.run(discard);
        assert!(run.code() == 0 && run.err().contains("Thrown away: "), "{args:?}: {run}");
        assert_eq!(left(&practice), 0, "{args:?}");
        assert_eq!(practice.run(discard).code(), 2, "{args:?}");
    }
}

#[test]
fn a_text_whose_note_is_gone_is_found_with_the_command_that_takes_it_up() {
    let practice = Practice::with_note();
    let killed = practice.script("killed", "echo TYPED >> \"$1\"; kill -9 $PPID");
    let mut practice = practice.env("EDITOR", &killed);
    at_terminal(&practice, &["edit", "c-7f3k"]).exp_eof().unwrap();
    fs::remove_file(practice.path(NOTE_PATH)).unwrap();
    let found = practice.run(&["validate"]);
    assert!(found.out().contains("`casenotes new c-7f3k --recover`"), "{found}");
    let finish = practice.script("finish", "echo MORE >> \"$1\"");
    practice = practice.env("EDITOR", &finish);
    let mut session = at_terminal(&practice, &["new", "c-7f3k", "--recover"]);
    let shown = session.exp_eof().unwrap();
    assert_eq!(code(session), 0, "{shown}");
    assert_eq!(practice.read(NOTE_PATH), format!("{NOTE}TYPED\nMORE\n"));
}

#[test]
fn whoever_sits_there_is_asked_about_a_list_that_somebody_has_changed() {
    let practice = Practice::with_client();
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let list = "private/vault/recipients.txt";
    let stranger = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
    practice.put(list, format!("{}# stranger\n{stranger}\n", practice.read(list)));
    for (command, answer) in [(&["vault", "rekey"][..], ""), (&["vault", "keys", "accept"], "y")] {
        let mut session = at_terminal(&practice, command);
        session.exp_string("  added `stranger` (age1lggyhqrw2nlhc").unwrap();
        session.exp_string("Are all of them yours? (yes/no) [no]: ").unwrap();
        session.send_line(answer).unwrap();
        session.exp_string("you have not agreed").unwrap();
        assert_eq!(code(session), 2, "{command:?}");
    }
    let mut session = at_terminal(&practice, &["vault", "rekey"]);
    session.exp_string("Are all of them yours? (yes/no) [no]: ").unwrap();
    session.send_line("yes").unwrap();
    session.exp_string("Sealed again 1 file").unwrap();
    assert_eq!(code(session), 0);
    // Asked once.
    assert_eq!(practice.run(&["vault", "rekey"]).code(), 0);
}

#[test]
fn a_sealed_release_is_not_fed_to_a_terminal() {
    let practice = Practice::with_client();
    assert_eq!(practice.pipe(&["vault", "new", "c-7f3k", "--stdin"], "text").code(), 0);
    let own = practice.own_recipient();
    let args = [
        "vault",
        "release",
        "c-7f3k",
        "--ground",
        "law",
        "--instrument",
        "statute",
        "--reference",
        "x",
        "--to",
        "Court",
        "--purpose",
        "order",
        "--confirm",
        "c-7f3k",
        "--output",
        "-",
        "--encrypt-to",
        &own,
    ];
    let mut session = at_terminal(&practice, &args);
    session.exp_string("a terminal cannot show a sealed document").unwrap();
    assert_eq!(code(session), 2);
    assert_eq!(practice.run(&["vault", "releases"]).code(), 1);
}

#[test]
fn a_path_in_a_question_is_one_line_and_hides_nothing() {
    const EVIL: &str = "of\nerror: none\u{1b}[2J\u{202e}";
    let practice = Practice::empty();
    let [chart, vault, key] = ["chart", "vault", "key"].map(|name| format!("{EVIL}/{name}"));
    practice.put(&format!("{EVIL}/there"), "");
    let trees = ["init", "--chart", &chart, "--vault", &vault, "--name", "D", "--identity", &key];
    practice.ok(&[&trees[..], &["--passphrase-command", "echo a long one"]].concat());
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"]);
    let killed = practice.script("killed", "echo '# TYPED' >> \"$1\"; kill -9 $PPID");
    let practice = practice.env("EDITOR", &killed);
    at_terminal(&practice, &["new", "c-7f3k", "--format", "dap"]).exp_eof().unwrap();
    let config = "home/.config/casenotes/config.toml";
    practice.put(config, practice.read(config).replace("passphrase_command", "# "));
    let asked: [(&[&str], _, _); 2] = [
        (&["new", "c-7f3k", "--discard"], "Throw away ", "? Type `yes` [no]: "),
        (&["vault", "search", "x"], "Passphrase for ", "/key: "),
    ];
    for (args, first, last) in asked {
        let mut session = at_terminal(&practice, args);
        session.exp_string(first).unwrap();
        let named = session.exp_string(last).unwrap();
        // The session shows a character for each byte.
        let acts = ["\r", "\n", "\u{1b}", "\u{202e}", "\u{e2}\u{80}\u{ae}"];
        assert!(named.contains("error: none"), "{named:?}");
        assert!(!acts.iter().any(|mark| named.contains(mark)), "{named:?}");
    }
}

#[test]
fn what_an_editor_rescues_when_the_terminal_goes_away_stays() {
    for (name, script) in [
        ("nano", "echo RESCUED > \"$1.save\"; exit 1"),
        ("emacs", "echo RESCUED > \"$(dirname \"$1\")/#$(basename \"$1\")#\"; exit 1"),
        ("backup", "echo RESCUED > \"$1~\""),
    ] {
        let practice = Practice::with_client();
        let editor = practice.script(name, script);
        let practice = practice.env("EDITOR", &editor);
        let mut session = at_terminal(&practice, &["new", "c-7f3k"]);
        let shown = session.exp_eof().unwrap();
        assert_eq!(code(session), 2, "{name}: {shown}");
        let files = practice.files("chart/clients/c-7f3k/notes");
        assert!(files.iter().any(|(_, text)| text == b"RESCUED\n"), "{name}: {shown}");
    }
}
