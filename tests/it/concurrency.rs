//! Many at once, and killed at any moment: what was written is whole, and nothing is lost.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::practice::{NOTE, NOTE_PATH, Practice};

#[test]
fn eight_writers_of_one_minute_leave_eight_notes() {
    for (args, folder) in [
        (&["new", "c-7f3k", "--stdin"][..], "chart/clients/c-7f3k/notes"),
        (&["vault", "new", "c-7f3k", "--stdin"], "private/vault/clients/c-7f3k"),
    ] {
        let practice = Practice::with_client();
        let children: Vec<_> = (0..8)
            .map(|number| {
                let mut child = practice.start(args);
                write!(child.stdin.take().unwrap(), "text {number}").unwrap();
                child
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(practice.files(folder).len(), 8);
    }
}

/// Does something over and over while a test looks on.
fn meanwhile(doing: impl Fn() + Sync, work: impl FnOnce()) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                doing();
            }
        });
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        result.unwrap();
    });
}

#[test]
fn what_another_run_is_writing_or_moving_stops_nothing_that_looks() {
    let practice = Practice::with_note();
    practice.seal("text");
    let folders = [
        "chart",
        "chart/clients",
        "chart/clients/c-7f3k",
        "chart/clients/c-7f3k/notes",
        "private/vault",
        "private/vault/clients",
        "private/vault/clients/c-7f3k",
    ];
    let temporary =
        folders.map(|folder| practice.path(folder).join(".casenotes-0123456789abcdef.tmp"));
    let moving = practice.path("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md");
    let aside = practice.path("aside.md");
    fs::write(&aside, NOTE.replace("11-20", "11-21")).unwrap();
    let write_and_move = || {
        fs::rename(&aside, &moving).unwrap();
        for path in &temporary {
            fs::write(path, "text").unwrap();
        }
        fs::rename(&moving, &aside).unwrap();
        for path in &temporary {
            fs::remove_file(path).unwrap();
        }
    };
    meanwhile(write_and_move, || {
        let until = Instant::now() + Duration::from_secs(3);
        while Instant::now() < until {
            for args in [
                &["validate", "--json"][..],
                &["list", "--json"],
                &["export", "c-7f3k/2026-11-20", "--working-copy"],
                &["vault", "verify"],
                &["vault", "list"],
            ] {
                let run = practice.run(args);
                assert!(run.code() < 2, "{args:?}: {run}");
                assert!(!run.out().contains("unreadable-file"), "{args:?}: {run}");
                assert!(!run.out().contains("\"status\": \"broken\""), "{args:?}: {run}");
            }
        }
    });
}

#[test]
fn eight_changes_at_once_end_as_one_of_them_or_an_explicit_conflict() {
    let practice = Practice::with_note();
    let children: Vec<_> = (0..8)
        .map(|number| {
            let goal = format!("goals=G{number}");
            let mut command = practice.command(&["edit", "c-7f3k", "--set", &goal]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut saved = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => saved += 1,
            Some(2) => {
                assert!(message.contains("changed meanwhile; nothing was written"), "{message}")
            }
            code => panic!("{code:?}: {message}"),
        }
    }
    assert!(saved >= 1);
    let text = practice.read(NOTE_PATH);
    let goals: Vec<&str> = text.lines().filter(|line| line.starts_with("goals")).collect();
    assert_eq!(goals.len(), 1, "{text}");
    assert_eq!(text.replace(&format!("{}\n", goals[0]), ""), NOTE);
}

#[test]
fn a_run_killed_at_any_moment_leaves_the_old_or_the_new_whole() {
    let large = "The client said it again. ".repeat(40_000);
    let old = NOTE.replace("Continue", &large);
    let new = old.replace("LCSW\"\n", "LCSW\"\ngoals = [\"G1\"]\n");
    let mut outcomes = [0, 0];
    let full = {
        let practice = Practice::with_client();
        practice.put(NOTE_PATH, &old);
        let start = Instant::now();
        practice.ok(&["edit", "c-7f3k", "--set", "goals=G1"]);
        start.elapsed()
    };
    let practice = Practice::with_client();
    for step in 0..40_u32 {
        practice.put(NOTE_PATH, &old);
        let mut child = practice
            .command(&["edit", "c-7f3k", "--set", "goals=G1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait(full * step / 30);
        // Killed, or over already: both are fine.
        let _ = child.kill();
        child.wait().unwrap();
        let text = practice.read(NOTE_PATH);
        assert!(text == old || text == new, "step {step}: {} bytes", text.len());
        outcomes[usize::from(text == new)] += 1;
    }
    assert!(outcomes[0] > 0, "no run was killed early enough: {outcomes:?}");
    // What killed runs left is known for what it is, and in nobody's way.
    let left = practice.files("chart/clients/c-7f3k/notes");
    let temporary = left.iter().filter(|(path, _)| path.to_string_lossy().contains("/.casenotes-"));
    assert_eq!(left.len(), temporary.count() + 1);
    assert_eq!(practice.run(&["list", "--json"]).json()["notes"].as_array().unwrap().len(), 1);
}

#[test]
fn a_reader_never_sees_a_note_half_written() {
    let old = NOTE.replace("Continue", &"The client said it again. ".repeat(80_000));
    let new = old.replace("LCSW\"\n", "LCSW\"\ngoals = [\"G1\"]\n");
    let practice = Practice::with_client();
    for _ in 0..4 {
        practice.put(NOTE_PATH, &old);
        let mut child = practice
            .command(&["edit", "c-7f3k", "--set", "goals=G1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let path = practice.path(NOTE_PATH);
        while child.try_wait().unwrap().is_none() {
            let seen = fs::read(&path).unwrap();
            assert!(seen == old.as_bytes() || seen == new.as_bytes(), "{} bytes", seen.len());
        }
        assert_eq!(practice.read(NOTE_PATH), new);
    }
}

#[test]
fn a_new_note_killed_at_any_moment_is_whole_or_not_there() {
    let body = "The client said it again. ".repeat(40_000);
    for (args, folder) in [
        (&["new", "c-7f3k", "--stdin"][..], "chart/clients/c-7f3k/notes"),
        (&["vault", "new", "c-7f3k", "--stdin"], "private/vault/clients/c-7f3k"),
    ] {
        let practice = Practice::with_client();
        let start = Instant::now();
        assert_eq!(practice.pipe(args, &body).code(), 0);
        let full = start.elapsed();
        for step in 0..20_u32 {
            let mut child = practice
                .command(args)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut stdin = child.stdin.take().unwrap();
            let text = body.clone();
            let writer = std::thread::spawn(move || drop(stdin.write_all(text.as_bytes())));
            wait(full * step / 15);
            let _ = child.kill();
            child.wait().unwrap();
            writer.join().unwrap();
        }
        for (path, bytes) in practice.files(folder) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with(".casenotes-") {
                assert!(
                    folder.starts_with("chart") || !bytes.windows(10).any(|w| w == b"The client")
                );
            } else if folder.starts_with("chart") {
                assert!(bytes.ends_with(body.as_bytes()), "{name} is cut short");
            }
        }
        if folder.starts_with("private") {
            let listed = practice.ok(&["vault", "list", "--jsonl"]);
            for line in listed.lines() {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(practice.ok(&["vault", "show", row["id"].as_str().unwrap()]), body);
            }
        }
    }
}

#[test]
fn a_disk_that_refuses_leaves_the_old_note_and_says_so() {
    // A read-only folder is no hindrance to root, but a folder that is a file is one to everybody.
    let practice = Practice::with_client();
    practice.put("chart/clients/c-7f3k/notes", "a file");
    let run = practice.pipe(&["new", "c-7f3k", "--stdin"], "text");
    assert_eq!(run.code(), 2, "{run}");
    assert!(run.err().starts_with("error: cannot "), "{run}");
    assert_eq!(fs::read(practice.path("chart/clients/c-7f3k/notes")).unwrap(), b"a file");
}

/// Waits by the clock and not by the scheduler: a run may be over in a few milliseconds.
fn wait(duration: Duration) {
    let until = Instant::now() + duration;
    while Instant::now() < until {
        std::thread::yield_now();
    }
}
