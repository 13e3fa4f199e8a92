//! Faults on purpose: a kill or an error at each call that changes a file, a full disk, a read-only
//! one, no network. After each: old or new whole, nothing in the clear, the code as documented.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rexpect::session::spawn_command;

use crate::disclosure::AUTHORIZATION;
use crate::document::PDF;
use crate::interop::program;
use crate::practice::{INIT, NOTE, NOTE_PATH, Practice, RELEASE, TO_COURT, casenotes};

/// The calls by which a file changes.
pub(crate) const CALLS: &[&str] = &[
    "write",
    "pwrite64",
    "fsync",
    "fchmod",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "mkdir",
    "mkdirat",
];

/// Runs a command with a fault in its `nth` call of a kind; tells whether the run came to its end.
pub(crate) fn with_fault(
    practice: &Practice,
    args: &[&str],
    text: &str,
    (call, fault, nth): (&str, &str, u32),
) -> bool {
    practice.put("input", text);
    let ours = practice.command(&[]);
    let environment = ours.get_envs().map(|(key, value)| (key, value.unwrap()));
    let status = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")])
        .args(["-e", &format!("inject={call}:{fault}:when={nth}")])
        .arg(casenotes())
        .args(args)
        .current_dir(practice.root())
        .env_clear()
        .envs(environment)
        .stdin(fs::File::open(practice.path("input")).unwrap())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    status.success()
}

#[test]
fn a_kill_or_a_full_disk_at_each_call_leaves_the_old_or_the_new_whole() {
    program("strace");
    let new = NOTE.replace("LCSW\"\n", "LCSW\"\ngoals = [\"G1\"]\n");
    for fault in ["signal=KILL", "error=ENOSPC", "error=EIO"] {
        let practice = Practice::with_note();
        let mut met = 0;
        for call in CALLS {
            for nth in 1..20 {
                practice.put(NOTE_PATH, NOTE);
                let args = ["edit", "c-7f3k", "--set", "goals=G1"];
                let done = with_fault(&practice, &args, "", (call, fault, nth));
                let text = practice.read(NOTE_PATH);
                assert!(text == NOTE || text == new, "{fault} at {call} {nth}: {text}");
                assert!(!done || text == new, "{fault} at {call} {nth}: said done, and it is not");
                if done {
                    break;
                }
                met += 1;
            }
        }
        // What a disk says of the folder after the rename is a warning, and no failure.
        assert!(met >= 3, "{fault} met only {met} calls");
    }
}

#[test]
fn a_kill_or_a_full_disk_while_filing_leaves_whole_notes_and_no_plaintext() {
    program("strace");
    for fault in ["signal=KILL", "error=ENOSPC"] {
        for (args, folder) in [
            (&["new", "c-7f3k", "--stdin"][..], "chart/clients/c-7f3k/notes"),
            (&["vault", "new", "c-7f3k", "--stdin"], "private/vault/clients/c-7f3k"),
        ] {
            let practice = Practice::with_client();
            for call in CALLS {
                for nth in 1..20 {
                    if with_fault(&practice, args, "CANARY text\n", (call, fault, nth)) {
                        break;
                    }
                }
            }
            for (path, bytes) in practice.files(folder) {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let plain = bytes.windows(6).any(|w| w == b"CANARY");
                assert!(!plain || folder.starts_with("chart"), "{fault}: {name} is in the clear");
                match name.starts_with(".casenotes-") {
                    true => assert!(fault == "signal=KILL", "{fault} left {name}"),
                    false if plain => {
                        assert!(bytes.ends_with(b"CANARY text\n"), "{name} is cut short")
                    }
                    false => assert!(folder.starts_with("private"), "{name} is cut short"),
                }
            }
            for line in practice.run(&["vault", "list", "--jsonl"]).out().lines() {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(
                    practice.ok(&["vault", "show", row["id"].as_str().unwrap()]),
                    "CANARY text\n"
                );
            }
        }
    }
}

#[test]
fn a_kill_or_a_full_disk_at_each_call_of_document_add_leaves_a_document_whole_or_none() {
    program("strace");
    // More than one piece of the stream.
    let bytes = format!("{PDF}{}", "x".repeat(600_000));
    for fault in ["signal=KILL", "error=ENOSPC", "error=EIO"] {
        let practice = Practice::with_client();
        practice.put("came.pdf", &bytes);
        let add = ["document", "add", "c-7f3k", "came.pdf", "-k", "consent"];
        let mut met = 0;
        for call in CALLS {
            for nth in 1..40 {
                let before = practice.run(&["document", "list", "--paths"]).out();
                let is_done = with_fault(&practice, &add, "", (call, fault, nth));
                let after = practice.run(&["document", "list", "--paths"]).out();
                let is_new = after.lines().count() > before.lines().count();
                assert!(!is_done || is_new, "{fault} at {call} {nth}: said done, and it is not");
                if is_done {
                    break;
                }
                met += 1;
            }
        }
        assert!(met >= 5, "{fault} met only {met} calls");
        // What is listed has its bytes, all of them.
        for path in practice.run(&["document", "list", "--paths"]).out().lines() {
            assert!(path.ends_with(".pdf"), "{fault}: {path}");
            assert!(fs::read(path).unwrap() == bytes.as_bytes(), "{fault}: {path}");
        }
        for (path, _) in practice.files("chart/clients/c-7f3k/documents") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_left = name.starts_with(".casenotes-");
            assert!(!is_left || fault == "signal=KILL", "{fault} left {name}");
            // After an error, no bytes are left of which nothing is said.
            let has_description = path.with_extension("toml").exists();
            assert!(is_left || has_description || fault == "signal=KILL", "{fault} left {name}");
        }
    }
}

/// Runs a command while every `fsync` of a folder ends with an error; returns its code and what it said.
#[test]
fn a_kill_or_a_full_disk_at_each_call_of_measure_add_leaves_a_questionnaire_whole_or_none() {
    program("strace");
    for fault in ["signal=KILL", "error=ENOSPC", "error=EIO"] {
        let practice = Practice::with_client();
        let add = ["measure", "add", "c-7f3k", "phq9", "--items", "2,1,3,1,0,2,1,0,1"];
        let listed = || practice.run(&["measure", "list", "--paths"]).out();
        let mut met = 0;
        for call in CALLS {
            for nth in 1..40 {
                let before = listed().lines().count();
                let is_done = with_fault(&practice, &add, "", (call, fault, nth));
                let is_new = listed().lines().count() > before;
                assert!(!is_done || is_new, "{fault} at {call} {nth}: said done, and it is not");
                if is_done {
                    break;
                }
                met += 1;
            }
        }
        assert!(met >= 3, "{fault} met only {met} calls");
        // What is listed holds every answer.
        let rows = practice.run(&["measure", "list", "--json"]).json();
        for row in rows["questionnaires"].as_array().unwrap() {
            assert!(row["total"] == 11 && row["status"] == "draft", "{fault}: {row}");
        }
        for (path, _) in practice.files("chart/clients/c-7f3k") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_left = name.starts_with(".casenotes-");
            assert!(!is_left || fault == "signal=KILL", "{fault} left {name}");
        }
    }
}

fn with_unsynced(
    practice: &Practice,
    (folder, error): (&str, &str),
    args: &[&str],
    text: &str,
) -> (i32, String) {
    practice.put("input", text);
    let ours = practice.command(&[]);
    let output = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-P"])
        .arg(practice.path(folder))
        .args(["-e", "trace=fsync", "-e", &format!("inject=fsync:error={error}")])
        .arg(casenotes())
        .args(args)
        .current_dir(practice.root())
        .env_clear()
        .envs(ours.get_envs().map(|(key, value)| (key, value.unwrap())))
        .stdin(fs::File::open(practice.path("input")).unwrap())
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Runs a command while every call of some kinds that names a path ends with an error.
fn with_unread(
    practice: &Practice,
    (calls, path): (&str, &str),
    args: &[&str],
    text: &str,
) -> (i32, String) {
    practice.put("input", text);
    let ours = practice.command(&[]);
    let output = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-P", path, "-e", &format!("trace={calls}")])
        .args(["-e", &format!("inject={calls}:error=EIO")])
        .arg(casenotes())
        .args(args)
        .current_dir(practice.root())
        .env_clear()
        .envs(ours.get_envs().map(|(key, value)| (key, value.unwrap())))
        .stdin(fs::File::open(practice.path("input")).unwrap())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

const STAT: &str = "statx,newfstatat";

#[test]
fn a_signature_or_a_record_that_the_disk_does_not_show_is_not_taken_for_none() {
    program("strace");
    let practice = Practice::with_note();
    practice.put(&format!("{NOTE_PATH}.sig"), "signature");
    let signature = "2026-11-20-1400-dap.md.sig";
    let edit = ["edit", "c-7f3k/2026-11-20", "--set", "goals=G1"];
    let (code, said) = with_unread(&practice, (STAT, signature), &edit, "");
    assert!(code == 2 && said.contains(signature), "{said}");
    assert_eq!(practice.read(NOTE_PATH), NOTE);

    let practice = Practice::with_note();
    let ben = ["--name", "Ben Sample", "--birth-date", "1978-11-02", "--same-name"];
    practice.ok(&[&["client", "add", "--id", "c-2mxr"][..], &ben].concat());
    practice.authorize(AUTHORIZATION);
    let merge = ["client", "merge", "c-7f3k", "--into", "c-2mxr", "--reason", "mistaken"];
    let records = "clients/c-7f3k/authorizations";
    let (code, said) = with_unread(&practice, ("openat2", records), &merge, "");
    assert!(code == 2 && said.contains(records) && said.contains("(os error 5)"), "{said}");
    assert_eq!(practice.read(NOTE_PATH), NOTE);
}

#[test]
fn an_entry_of_a_log_is_not_gone_because_the_disk_does_not_show_it() {
    program("strace");
    let practice = Practice::with_note();
    practice.seal("The tram again.");
    practice.put("left.md", "in the way");
    let exports = [&["export", "c-7f3k", "-o", "left.md"], TO_COURT].concat();
    let releases = [RELEASE, &["-o", "left.md"]].concat();
    let entry = "2026-11-24-0930.toml";
    for (calls, path, args) in [
        (STAT, entry, &exports),
        ("openat2", "releases/c-7f3k/2026-11-24-0930.toml.age", &releases),
    ] {
        let (code, said) = with_unread(&practice, (calls, path), args, "");
        assert!(code == 2 && said.contains("could not be taken back"), "{path}: {said}");
        let (code, said) = with_unread(&practice, (calls, "elsewhere"), args, "");
        assert!(code == 2 && !said.contains("could not be taken back"), "{said}");
    }
}

#[test]
fn a_draft_stays_when_the_note_it_is_of_cannot_be_read() {
    program("strace");
    let practice = Practice::with_client();
    practice.seal("one");
    let edit = ["vault", "edit", "c-7f3k", "--stdin"];
    let is_kept = CALLS.iter().any(|call| {
        with_fault(&practice, &edit, "two", (call, "error=ENOSPC", 1));
        practice.run(&["vault", "drafts"]).code() == 0
    });
    assert!(is_kept);
    let note = "clients/c-7f3k/2026-11-24-0930.md.age";
    let restore = ["vault", "drafts", "--restore", "c-7f3k"];
    let (code, said) = with_unread(&practice, ("openat2", note), &restore, "");
    assert!(code == 2 && said.contains(note) && said.contains("(os error 5)"), "{said}");
    assert_eq!(practice.files("private/vault/clients").len(), 1);
    practice.ok(&restore);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "two");
}

const UNSYNCED: &str = "done, but a loss of power may undo it";

#[test]
fn what_is_replaced_or_removed_is_done_whatever_the_disk_says_of_its_folder_afterwards() {
    program("strace");
    let notes = "chart/clients/c-7f3k/notes";
    for error in ["EINVAL", "EOPNOTSUPP", "EIO"] {
        let practice = Practice::with_signer();
        practice.ok(&["client", "add", "--id", "c-2mxr", "--name", "Ana Sample"]);
        practice.put(NOTE_PATH, NOTE);
        practice.seal("one");
        let key = "home/.config/casenotes";
        let identity = || fs::read(practice.path(key).join("identity.age")).unwrap();
        let before = identity();
        let passphrase =
            ["vault", "keys", "passphrase", "--new-passphrase-command", "echo a b c d e"];
        for (folder, args, text) in [
            (notes, &["edit", "c-7f3k/2026-11-20", "--set", "goals=G1"][..], ""),
            ("chart/clients/c-7f3k", &["client", "edit", "c-7f3k", "--set", "pronouns=they"], ""),
            ("private/vault/clients/c-7f3k", &["vault", "edit", "c-7f3k", "--stdin"], "two"),
            (notes, &["move", "c-7f3k/2026-11-20", "--to", "c-2mxr", "--reason", "mistaken"], ""),
            (key, &passphrase, ""),
        ] {
            let (code, said) = with_unsynced(&practice, (folder, error), args, text);
            assert_eq!(code, 0, "{error}: {args:?}: {said}");
            assert!(said.contains(UNSYNCED) && said.contains(folder), "{error}: {args:?}: {said}");
        }
        assert!(practice.ok(&["client", "show", "c-7f3k"]).contains("they"));
        assert_eq!(practice.files(notes).len(), 0);
        assert!(practice.ok(&["show", "c-2mxr"]).contains("G1"));
        assert_ne!(identity(), before);
        practice.put("input", "a b c d e");
        let text = practice.read("home/.config/casenotes/config.toml");
        let command = "[vault]\npassphrase_command = \"cat input\"";
        practice.put("home/.config/casenotes/config.toml", text.replace("[vault]", command));
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "two");
    }
}

#[test]
fn what_is_new_is_there_and_done_or_neither() {
    program("strace");
    let leaves = [&["export", "c-7f3k", "-o", "out.md"], TO_COURT].concat();
    let disclosures = "chart/clients/c-7f3k/disclosures";
    for (error, can_be_done) in [("EINVAL", true), ("EOPNOTSUPP", true), ("EIO", false)] {
        for (folder, args, made) in [
            (
                "chart/clients/c-7f3k/notes",
                &["new", "c-7f3k", "--stdin"][..],
                "2026-11-24-0930-soap.md",
            ),
            (
                "chart/clients",
                &["client", "add", "--id", "c-2mxr", "--name", "Ana Sample"],
                "c-2mxr",
            ),
            (
                "private/vault/clients/c-7f3k",
                &["vault", "new", "c-7f3k", "--stdin"],
                "2026-11-24-0930.md.age",
            ),
            (disclosures, &leaves, "2026-11-24-0930.toml"),
        ] {
            let practice = Practice::with_note();
            fs::create_dir_all(practice.path(folder)).unwrap();
            let before = fs::read_dir(practice.path(folder)).unwrap().count();
            let (code, said) = with_unsynced(&practice, (folder, error), args, "CANARY");
            let is_there = practice.path(folder).join(made).exists();
            let what = format!("{error}: {args:?}: {said}");
            assert_eq!((code == 0, is_there), (can_be_done, can_be_done), "{what}");
            assert_eq!(said.contains(UNSYNCED), can_be_done, "{what}");
            let after = fs::read_dir(practice.path(folder)).unwrap().count();
            assert_eq!(after - before, usize::from(can_be_done), "{what}");
            if folder == disclosures {
                assert_eq!(practice.path("out.md").exists(), can_be_done, "{what}");
            }
        }
    }
}

#[test]
fn a_kernel_or_a_sandbox_without_openat2_is_served_all_the_same() {
    program("strace");
    for error in ["ENOSYS", "EPERM"] {
        let practice = Practice::with_note();
        let elsewhere = practice.path("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let run = |args: &[&str]| {
            practice.put("input", "CANARY");
            let ours = practice.command(&[]);
            let output = Command::new("strace")
                .args(["-f", "-o", "/dev/null", "-e", "trace=openat2"])
                .args(["-e", &format!("inject=openat2:error={error}")])
                .arg(casenotes())
                .args(args)
                .current_dir(practice.root())
                .env_clear()
                .envs(ours.get_envs().map(|(key, value)| (key, value.unwrap())))
                .stdin(fs::File::open(practice.path("input")).unwrap())
                .output()
                .unwrap();
            (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
        };
        for args in [
            &["new", "c-7f3k", "--stdin"][..],
            &["edit", "c-7f3k/2026-11-20", "--set", "goals=G1"],
            &["vault", "new", "c-7f3k", "--stdin"],
            &["validate"],
        ] {
            let (code, said) = run(args);
            // The notes of this test are bare.
            assert!(code == 0 || args == ["validate"] && code == 1, "{error}: {args:?}: {said}");
        }
        let notes = practice.path("chart/clients/c-7f3k/notes");
        fs::rename(&notes, practice.path("aside")).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &notes).unwrap();
        let (code, said) = run(&["new", "c-7f3k", "--stdin"]);
        assert!(code == 2 && said.contains("notes is a symbolic link"), "{error}: {said}");
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    }
}

#[test]
fn a_limit_for_the_size_of_files_is_an_error_and_leaves_nothing() {
    let practice = Practice::with_note();
    let text = "CANARY words. ".repeat(5_000);
    practice.put("input", &text);
    let notes = practice.files("chart/clients/c-7f3k").len();
    for args in
        ["new c-7f3k --stdin", "vault new c-7f3k --stdin", "export c-7f3k --working-copy -o out.md"]
    {
        if args.starts_with("export") {
            practice.put(NOTE_PATH, format!("{NOTE}{text}"));
        }
        let ours = practice.command(&[]);
        // In blocks of 1024 bytes.
        let line = format!("ulimit -f 8; exec '{}' {args} < input", casenotes().display());
        let output = Command::new("bash")
            .args(["-c", &line])
            .current_dir(practice.root())
            .env_clear()
            .envs(ours.get_envs().map(|(key, value)| (key, value.unwrap())))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args}: {said}");
        assert!(said.contains("File too large"), "{args}: {said}");
        assert!(!practice.path("out.md").exists(), "{args}");
    }
    assert_eq!(practice.files("chart/clients/c-7f3k").len(), notes);
    assert_eq!(practice.files("private/vault/clients").len(), 0);
}

#[test]
fn what_makes_several_things_leaves_none_of_them_on_a_full_disk() {
    program("strace");
    for (args, place) in [
        (&["client", "add", "--id", "c-2mxr", "--name", "Ana Sample"][..], "chart/clients"),
        (&["new", "c-7f3k", "--stdin"], "chart/clients/c-7f3k"),
        (&["template", "copy", "dap"], "chart"),
        (&["vault", "new", "c-7f3k", "--stdin"], "private/vault/clients"),
    ] {
        let mut met = 0;
        for call in CALLS {
            // Later ones write what is said on the way out.
            for nth in 1..if *call == "write" { 2 } else { 20 } {
                let practice = Practice::with_client();
                let listed = || {
                    let found = walkdir::WalkDir::new(practice.path(place)).sort_by_file_name();
                    let paths = found.into_iter().map(|entry| entry.unwrap().path().to_owned());
                    paths.collect::<Vec<_>>()
                };
                let before = listed();
                let done = with_fault(&practice, args, "CANARY", (call, "error=ENOSPC", nth));
                let what = format!("{args:?}: {call} {nth}");
                if done {
                    break;
                }
                met += 1;
                assert_eq!(listed(), before, "{what}");
            }
        }
        assert!(met >= 2, "{args:?} met only {met} calls");
    }
}

#[test]
fn a_practice_is_made_whole_or_not_at_all() {
    program("strace");
    for (args, made) in [
        ([INIT, &["--no-passphrase"]].concat(), &["chart", "private", "home/.config"][..]),
        (vec!["demo", "practice"], &["practice"]),
    ] {
        for (call, nths) in [("fsync", 1..14), ("mkdirat", 1..6), ("renameat2", 1..10)] {
            for nth in nths {
                let practice = Practice::empty();
                if with_fault(&practice, &args, "", (call, "error=ENOSPC", nth)) {
                    break;
                }
                for path in made {
                    assert!(!practice.path(path).exists(), "{args:?}: {call} {nth} left {path}");
                }
            }
        }
    }
}

/// Where the only psychotherapy note of these tests lies.
const SEALED: &str = "private/vault/clients/c-7f3k/2026-11-24-0930.md.age";

/// A practice with a folder of its own on the memory file system, and one psychotherapy note.
fn with_sealed(text: &str) -> (Practice, tempfile::TempDir) {
    let memory = tempfile::Builder::new().prefix("test-memory-").tempdir_in("/dev/shm").unwrap();
    let path = memory.path().to_str().unwrap().to_owned();
    let practice = Practice::with_client().env("XDG_RUNTIME_DIR", &path);
    practice.seal(text);
    (practice, memory)
}

/// Fails when a canary stands in the clear in any file of the practice, or in memory.
fn nothing_in_the_clear(practice: &Practice, memory: &Path, what: &str) {
    // What was piped in is the test's own.
    let _ = fs::remove_file(practice.path("input"));
    for (path, bytes) in practice.files(".").into_iter().chain(files_below(memory)) {
        assert!(!bytes.windows(6).any(|w| w == b"CANARY"), "{what}: {}", path.display());
    }
}

fn files_below(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn a_fault_at_each_call_of_an_edit_leaves_the_old_or_the_new_note_or_a_draft() {
    program("strace");
    for fault in ["signal=KILL", "error=ENOSPC", "error=EROFS"] {
        let (practice, memory) = with_sealed("CANARY old\n");
        let old = fs::read(practice.path(SEALED)).unwrap();
        let mut met = 0;
        for call in CALLS {
            for nth in 1..20 {
                practice.put(SEALED, &old);
                let args = ["vault", "edit", "c-7f3k/2026-11-24-0930", "--stdin"];
                let done = with_fault(&practice, &args, "CANARY new\n", (call, fault, nth));
                let what = format!("{fault} at {call} {nth}");
                nothing_in_the_clear(&practice, memory.path(), &what);
                let text = practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930"]);
                assert!(text == "CANARY old\n" || text == "CANARY new\n", "{what}");
                assert!(!done || text == "CANARY new\n", "{what}: said done, and it is not");
                if done {
                    break;
                }
                met += 1;
                // Only a kill may take the text along: it came through a pipe, which has it no more.
                let drafts = practice.run(&["vault", "drafts"]);
                if fault != "signal=KILL" && text == "CANARY old\n" {
                    assert_eq!(drafts.code(), 0, "{what}: {drafts}");
                    practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
                    assert_eq!(
                        practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930"]),
                        "CANARY new\n"
                    );
                }
                let drafts = practice.run(&["vault", "drafts", "--json"]).json();
                for draft in drafts["drafts"].as_array().unwrap() {
                    practice.ok(&["vault", "drafts", "--remove", draft["draft"].as_str().unwrap()]);
                }
            }
        }
        assert!(met >= 3, "{fault} met only {met} calls");
    }
}

#[test]
fn a_fault_at_each_call_of_a_rekey_leaves_every_note_and_a_second_run_ends_it() {
    program("strace");
    let laptop = age::x25519::Identity::generate();
    for fault in ["signal=KILL", "error=ENOSPC"] {
        let mut met = 0;
        for call in CALLS {
            for nth in 1..12 {
                let (practice, memory) = with_sealed("CANARY one\n");
                practice.seal("CANARY two\n");
                practice.ok(&[
                    "vault",
                    "keys",
                    "add",
                    &laptop.to_public().to_string(),
                    "--label",
                    "x",
                ]);
                let done = with_fault(&practice, &["vault", "rekey"], "", (call, fault, nth));
                let what = format!("{fault} at {call} {nth}");
                nothing_in_the_clear(&practice, memory.path(), &what);
                assert_eq!(practice.run(&["vault", "verify"]).code(), 0, "{what}");
                if done {
                    break;
                }
                met += 1;
                practice.ok(&["vault", "rekey"]);
                assert_eq!(practice.run(&["vault", "verify", "--strict"]).code(), 0, "{what}");
                assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY two\n");
            }
        }
        assert!(met >= 3, "{fault} met only {met} calls");
    }
}

#[test]
fn a_fault_at_each_call_of_a_new_passphrase_leaves_an_identity_that_opens() {
    program("strace");
    const KEY: &str = "home/.config/casenotes/identity.age";
    let practice = Practice::empty();
    practice.put("passphrase", "old");
    practice.put("next", "new");
    let path = |name: &str| format!("cat '{}'", practice.path(name).display());
    practice.ok(&[INIT, &["--passphrase-command", &path("passphrase")]].concat());
    practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"]);
    practice.seal("text");
    let old = fs::read(practice.path(KEY)).unwrap();
    let mut met = 0;
    // Work factor 18 takes its time, so the calls that matter alone.
    for (call, nths) in [("fsync", 1..3), ("rename", 1..2), ("renameat", 1..2), ("renameat2", 1..2)]
    {
        for nth in nths {
            practice.put(KEY, &old);
            let new = path("next");
            let args = ["vault", "keys", "passphrase", "--new-passphrase-command", &new];
            let done = with_fault(&practice, &args, "", (call, "error=ENOSPC", nth));
            let opens = |passphrase: &str| {
                practice.put("passphrase", passphrase);
                let run = practice.run(&["vault", "show", "c-7f3k"]);
                practice.put("passphrase", "old");
                run.code() == 0
            };
            assert!(opens(if done { "new" } else { "old" }) || opens("new"), "{call} {nth}");
            met += u32::from(!done);
        }
    }
    assert!(met >= 2, "met only {met} calls");
}

#[test]
fn a_release_killed_at_any_call_never_leaves_without_an_entry() {
    program("strace");
    let args = [RELEASE, &["-o", "out.md"]].concat();
    for fault in ["signal=KILL", "error=ENOSPC"] {
        let mut met = 0;
        for call in CALLS {
            for nth in 1..20 {
                let (practice, _memory) = with_sealed("CANARY\n");
                let done = with_fault(&practice, &args, "", (call, fault, nth));
                let (left, logged) = (
                    practice.path("out.md").exists(),
                    practice.run(&["vault", "releases"]).code() == 0,
                );
                let what = format!("{fault} at {call} {nth}");
                assert!(!left || logged, "{what}: it left and is not in the log");
                if left {
                    assert!(
                        practice.read("out.md").ends_with("CANARY\n"),
                        "{what}: it left in part"
                    );
                }
                assert!(!done || (left && logged), "{what}");
                if done {
                    break;
                }
                met += 1;
            }
        }
        assert!(met >= 4, "{fault} met only {met} calls");
    }
}

#[test]
fn a_record_killed_at_any_call_never_leaves_without_an_entry_and_never_in_part() {
    program("strace");
    for output in ["out.md", "out/"] {
        let args = [&["export", "c-7f3k", "-o", output], TO_COURT].concat();
        for fault in ["signal=KILL", "error=ENOSPC", "error=EIO"] {
            let mut met = 0;
            for call in CALLS {
                for nth in 1..20 {
                    let practice = Practice::with_note();
                    let done = with_fault(&practice, &args, "", (call, fault, nth));
                    let left = practice.path(output).exists();
                    let logged = practice.run(&["disclosures", "c-7f3k"]).code() == 0;
                    let what = format!("{fault} at {call} {nth}, {output}");
                    assert!(!left || logged, "{what}: it left and is not in the log");
                    if left && output == "out.md" {
                        assert!(practice.read(output).ends_with("weekly.\n"), "{what}: in part");
                    } else if left {
                        let sums = Command::new("sha256sum")
                            .args(["-c", "--strict", "--quiet", "SHA256SUMS"])
                            .current_dir(practice.path(output))
                            .status();
                        assert!(sums.unwrap().success(), "{what}: in part");
                        assert_eq!(practice.files(output).len(), 3, "{what}");
                    }
                    // A run that was not killed leaves both or neither.
                    if fault != "signal=KILL" {
                        assert_eq!(left, logged, "{what}: one without the other");
                        assert_eq!(left, done, "{what}: said otherwise");
                    }
                    if done {
                        break;
                    }
                    met += 1;
                }
            }
            assert!(met >= 4, "{fault} met only {met} calls");
        }
    }
}

/// A file system of its own, gone with the test.
struct Mounted(std::path::PathBuf);

impl Mounted {
    fn tmpfs(at: &Path, size: &str) -> Self {
        fs::create_dir_all(at).unwrap();
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"])
            .arg(at)
            .status()
            .unwrap();
        assert!(status.success(), "these tests mount file systems, so they run as root");
        fs::set_permissions(at, fs::Permissions::from_mode(0o700)).unwrap();
        Self(at.to_owned())
    }

    fn again(&self, how: &str) {
        let status =
            Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Puts the vault of a practice on a file system of 512 KiB.
fn vault_on_512_kib(practice: &Practice) -> Mounted {
    let (vault, aside) = (practice.path("private/vault"), practice.path("aside"));
    fs::rename(&vault, &aside).unwrap();
    let mounted = Mounted::tmpfs(&vault, "512k");
    let copied = Command::new("cp").args(["-a"]).arg(aside.join(".")).arg(&vault).status();
    assert!(copied.unwrap().success());
    mounted
}

#[test]
fn a_full_disk_keeps_the_old_note_and_the_text_as_a_draft() {
    let (practice, memory) = with_sealed(&"CANARY old. ".repeat(6_000));
    let mounted = vault_on_512_kib(&practice);
    let old = fs::read(practice.path(SEALED)).unwrap();
    // Filled to the last byte.
    let filler = practice.path("private/vault/.git");
    let filled = Command::new("dd")
        .args(["if=/dev/zero", &format!("of={}", filler.display()), "bs=4k"])
        .stderr(Stdio::null())
        .status();
    assert!(!filled.unwrap().success());
    let large = "CANARY new. ".repeat(9_000);
    for args in
        [&["vault", "edit", "c-7f3k", "--stdin"][..], &["vault", "new", "c-7f3k", "--stdin"]]
    {
        let run = practice.pipe(args, &large);
        assert_eq!(run.code(), 2, "{run}");
        assert!(run.err().contains("kept, sealed, as the draft"), "{run}");
        assert!(run.err().contains("No space left on device"), "{run}");
    }
    assert_eq!(fs::read(practice.path(SEALED)).unwrap(), old);
    nothing_in_the_clear(&practice, memory.path(), "full disk");
    let laptop = age::x25519::Identity::generate().to_public().to_string();
    let list = practice.read("private/vault/recipients.txt");
    assert_eq!(practice.run(&["vault", "keys", "add", &laptop, "--label", "x"]).code(), 2);
    assert_eq!(practice.read("private/vault/recipients.txt"), list);
    // Room again.
    fs::remove_file(filler).unwrap();
    for _ in 0..2 {
        practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
    }
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930"]), large);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24-0930-2"]), large);
    drop(mounted);
}

#[test]
fn a_read_only_vault_keeps_the_text_as_a_draft() {
    let (practice, memory) = with_sealed("CANARY old");
    let mounted = vault_on_512_kib(&practice);
    mounted.again("ro");
    let run = practice.pipe(&["vault", "edit", "c-7f3k", "--stdin"], "CANARY new");
    assert!(run.code() == 2 && run.err().contains("Read-only file system"), "{run}");
    nothing_in_the_clear(&practice, memory.path(), "read-only");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY old");
    mounted.again("rw");
    practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY new");
}

#[test]
fn no_plaintext_is_written_to_any_path_outside_a_memory_file_system() {
    program("strace");
    program("vim");
    let (practice, memory) = with_sealed("CANARY old\n");
    let ours = practice.command(&[]);
    let trace = practice.path("trace");
    let commands: [(&[&str], &str); 8] = [
        (&["vault", "edit", "c-7f3k"], "GoCANARY typed\u{1b}:wq\r"),
        (&["vault", "new", "c-7f3k", "--at", "yesterday 14:00"], "iCANARY fresh\u{1b}:wq\r"),
        (&["vault", "show", "c-7f3k"], ""),
        (&["vault", "search", "CANARY", "--show"], ""),
        (&["vault", "verify"], ""),
        (&["vault", "rekey"], ""),
        (&["vault", "list"], ""),
        (&["validate"], ""),
    ];
    let mut seen = 0;
    for (args, keys) in commands {
        let mut command = Command::new("strace");
        // No network for any of it.
        command.args(["-f", "-y", "-s", "100000", "-e", "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,connect,copy_file_range,splice,sendfile", "-o"]);
        command.arg(&trace).arg(casenotes()).args(args);
        command.current_dir(practice.root()).env_clear();
        command.envs(ours.get_envs().map(|(key, value)| (key, value.unwrap())));
        command.env("TERM", "xterm").env("EDITOR", "vim");
        let mut session = spawn_command(command, Some(60_000)).unwrap();
        session.send(keys).unwrap();
        session.flush().unwrap();
        session.exp_eof().unwrap();
        for line in
            fs::read_to_string(&trace).unwrap().lines().filter(|line| line.contains("CANARY"))
        {
            seen += 1;
            // The file a call wrote to stands behind its number, in angle brackets.
            let place = line.split('<').nth(1).and_then(|rest| rest.split('>').next()).unwrap();
            let may_hold = place.starts_with(memory.path().to_str().unwrap())
                || place.starts_with("/dev/pts/")
                || place.starts_with("/dev/tty")
                || place.starts_with("pipe:");
            assert!(may_hold, "{args:?} wrote to {place}");
        }
    }
    assert!(seen > 5, "the trace has seen nothing: {seen}");
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-24"]), "CANARY old\nCANARY typed\n");
}

#[test]
fn the_vault_works_with_the_network_unreachable() {
    program("unshare");
    let (practice, _memory) = with_sealed("CANARY");
    let ours = practice.command(&[]);
    for args in [
        &["vault", "show", "c-7f3k"][..],
        &["vault", "search", "C"],
        &["vault", "verify"],
        &["vault", "rekey"],
        &["list"],
        &["validate"],
    ] {
        let output = Command::new("unshare")
            .arg("--net")
            .arg(casenotes())
            .args(args)
            .current_dir(practice.root())
            .env_clear()
            .envs(ours.get_envs().map(|(key, value)| (key, value.unwrap())))
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code <= 1), "{args:?}: {message}");
    }
}

#[test]
fn a_kill_or_a_full_disk_at_each_call_of_an_import_is_completed_by_the_next_run() {
    program("strace");
    let practice = Practice::with_signer();
    practice.put("old/a.txt", "Client: Ana Sample\nDOB: 1990-04-21\nDate: 2023-04-05\n\nCANARY\n");
    practice.ok(&["import", "old", "--plan", "plan.toml"]);
    let chart = practice.path("chart");
    let copy = |from: &Path, to: &Path| {
        let _ = fs::remove_dir_all(to);
        assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
    };
    let before = practice.path("before");
    copy(&chart, &before);
    let of_client = || {
        let files = practice.files("chart/clients").into_iter().map(|(path, _)| path);
        let is_new = |path: &std::path::PathBuf| {
            let path = path.to_string_lossy();
            !path.contains("c-7f3k")
                && !path.contains("/.casenotes-")
                && !path.ends_with("/.gitkeep")
        };
        files.filter(is_new).collect::<Vec<_>>()
    };
    let import = ["import", "--plan", "plan.toml"];
    for fault in ["signal=KILL", "error=ENOSPC"] {
        let mut met = 0;
        for call in CALLS {
            for nth in 1..40 {
                copy(&before, &chart);
                if with_fault(&practice, &import, "", (call, fault, nth)) {
                    break;
                }
                met += 1;
                let what = format!("{fault} at {call} {nth}");
                if fault != "signal=KILL" {
                    assert_eq!(of_client(), [""; 0].map(std::path::PathBuf::from), "{what}");
                }
                let run = practice.run(&import);
                assert_eq!(run.code(), 0, "{what}: {run}");
                // The client, a document and a note, each with what belongs to it.
                assert_eq!(of_client().len(), 6, "{what}: {:?}", of_client());
                let found = practice.run(&["validate", "--deep", "--jsonl"]);
                let is_of_client = |line: &&str| !line.contains("/.casenotes-");
                assert_eq!(found.out().lines().filter(is_of_client).count(), 0, "{what}: {found}");
                assert!(practice.ok(&["list"]).contains("2023-04-05-0000-imported"), "{what}");
            }
        }
        assert!(met >= 10, "{fault} met only {met} calls");
    }
}
