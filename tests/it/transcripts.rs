//! Every `console` block in the documents is run, and must print what it says.
//!
//! A document is one session of a shell in an empty home, at a fixed time. `$ ` begins a command;
//! the lines below it are what it prints, on both streams. `? 2` says that it ends with code 2,
//! `...` stands for any lines.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::practice::{Practice, search_path};

/// A command of a document and what it is said to print.
struct Line {
    number: usize,
    command: String,
    expected: Vec<String>,
    code: i32,
}

fn lines(document: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut inside = false;
    for (at, text) in document.lines().enumerate() {
        if text.starts_with("```") {
            inside = text == "```console";
        } else if let (true, Some(command)) = (inside, text.strip_prefix("$ ")) {
            found.push(Line {
                number: at + 1,
                command: command.to_owned(),
                expected: Vec::new(),
                code: 0,
            });
        } else if let (true, Some(line)) = (inside, found.last_mut()) {
            match text.strip_prefix("? ").and_then(|code| code.parse().ok()) {
                Some(code) => line.code = code,
                None => line.expected.push(text.to_owned()),
            }
        }
    }
    found
}

fn matches(expected: &[String], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=printed.len()).any(|skip| matches(rest, &printed[skip..]))
        }
        Some((first, rest)) => printed
            .split_first()
            .is_some_and(|(line, others)| first == line && matches(rest, others)),
    }
}

/// Runs a document and returns how many commands it has.
fn run(path: &Path) -> usize {
    let practice = Practice::empty();
    let home = practice.path("home").canonicalize().unwrap();
    let lines = lines(&fs::read_to_string(path).unwrap());
    for line in &lines {
        let casenotes = practice.command(&[]);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &format!("exec 2>&1; {}", line.command)]).current_dir(&home).env_clear();
        for (key, value) in casenotes.get_envs() {
            shell.env(key, value.unwrap());
        }
        let output = shell.env("PATH", search_path()).env("HOME", &home).output().unwrap();
        let printed =
            String::from_utf8_lossy(&output.stdout).replace(home.to_str().unwrap(), "/home/dana");
        let printed = with_one_vault_id(&printed);
        let found: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
        let mut expected = line.expected.clone();
        while expected.last().is_some_and(|last| last.trim().is_empty()) {
            expected.pop();
        }
        let place = format!("{}:{}: $ {}", path.display(), line.number, line.command);
        assert!(matches(&expected, &found), "{place}\nprinted:\n{printed}");
        assert_eq!(output.status.code(), Some(line.code), "{place}\nprinted:\n{printed}");
    }
    lines.len()
}

/// Puts `v-1a2b3c4d` for the random id of a vault.
fn with_one_vault_id(printed: &str) -> String {
    let mut pieces = printed.split("/v-");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str("/v-1a2b3c4d");
        text.push_str(piece.get(8..).unwrap_or_default());
    }
    text
}

#[test]
fn documents_tell_the_truth() {
    let mut documents = vec!["README.md".into()];
    documents.extend(fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path()));
    documents
        .retain(|path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "md"));
    documents.sort();
    let commands: usize = documents.iter().map(|path| run(path)).sum();
    assert!(commands >= 15, "only {commands} commands were found");
}

#[test]
fn a_document_that_does_not_tell_the_truth_is_found() {
    let expected = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(matches(&expected("a\n...\nc"), &["a", "b", "b", "c"]));
    assert!(matches(&expected("..."), &[]));
    assert!(!matches(&expected("a"), &["a", "b"]));
    assert!(!matches(&expected("a\nb"), &["a"]));
    assert_eq!(lines("```console\n$ x\n? 2\ny\n```\n$ z\n")[0].code, 2);
}
