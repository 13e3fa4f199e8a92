//! A day of seven sessions, typed as docs/BENCHMARKS.md says, with its commands and keystrokes counted.

use crate::practice::{Practice, at_terminal};

/// The first names of those who come, in the order in which they do.
const PEOPLE: [&str; 7] = ["Ana", "Ben", "Cleo", "Dario", "Eve", "Fritz", "Gita"];

/// The name of the program, which the shell completes at the key behind it.
const NAME: &str = "casen\u{21e5}";

/// An editor in which every section is written.
const EDITOR: &str = r#"#!/bin/sh
front=$(awk '{ print } /^\+\+\+$/ { n += 1; if (n == 2) exit }' "$1")
{
    printf '%s\n\n# SOAP note\n' "$front"
    for section in Subjective Objective Assessment Plan; do
        printf '\n## %s\n\nRode the tram; the next step is agreed.\n' "$section"
    done
} >"$1"
"#;

/// Returns the lines of the document that are typed.
fn typed() -> Vec<String> {
    let document = include_str!("../../docs/BENCHMARKS.md");
    let (_, block) = document.split_once("```typed\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    block.lines().map(str::to_owned).collect()
}

#[test]
fn a_day_of_seven_sessions_takes_nine_commands_and_few_keys() {
    let practice = Practice::new().env("CASENOTES_NOW", "2026-11-24T18:30:00-05:00");
    let editor = practice.script("write", EDITOR);
    let practice = practice.env("EDITOR", &editor);
    for (at, name) in PEOPLE.iter().enumerate() {
        let (id, name) = (format!("c-day{at}"), format!("{name} Sample"));
        practice.ok(&["client", "add", "--id", &id, "--name", &name]);
    }
    practice.ok(&["sign", "--new-key", "--no-passphrase"]);
    practice.git(&["init", "-q"]);
    practice.git(&["config", "user.name", "Dana Okafor"]);
    practice.git(&["config", "user.email", "dana@example.org"]);
    practice.git(&["add", "-A"]);
    practice.git(&["commit", "-q", "-m", "Begin"]);

    let lines = typed();
    let is_command = |line: &&String| line.starts_with(NAME);
    let commands = lines.iter().filter(is_command).count();
    // Each line with its return key.
    let keys: usize = lines.iter().map(|line| line.chars().count() + 1).sum();
    assert!(commands <= 9 && keys <= 350, "{commands} commands, {keys} keystrokes");
    let document = include_str!("../../docs/BENCHMARKS.md");
    assert!(document.contains(&format!("{commands} commands and {keys} keystrokes")), "{keys}");

    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        let args = shell_words::split(&line.replace(NAME, "casenotes ")).unwrap();
        let args: Vec<&str> = args[1..].iter().map(String::as_str).collect();
        let mut session = at_terminal(&practice, &args);
        while let Some(answer) = lines.next_if(|line| !line.starts_with(NAME)) {
            session.exp_string("Type `yes`").unwrap();
            session.send_line(answer).unwrap();
        }
        let shown = session.exp_eof().unwrap();
        assert!(!shown.contains("error: "), "{line}: {shown}");
    }
    let listed = practice.ok(&["list", "--jsonl"]);
    assert_eq!(listed.matches("\"status\":\"signed\"").count(), PEOPLE.len(), "{listed}");
    assert!(practice.git(&["status", "--porcelain"]).is_empty());
}
