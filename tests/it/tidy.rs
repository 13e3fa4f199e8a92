//! Habits of the tree that a machine can hold.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every Rust file of the repository with its text.
fn rust_files() -> Vec<(PathBuf, String)> {
    ["src", "tests", "benches"]
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok))
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"))
        .map(|entry| (entry.path().to_owned(), fs::read_to_string(entry.path()).unwrap()))
        .collect()
}

fn problem(path: &str, text: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let first = text.lines().next().unwrap_or_default();
    if !first.starts_with("//! ") {
        return Some("does not begin with what it is for".into());
    }
    for drawer in ["util", "utils", "helper", "helpers", "common", "misc", "types"] {
        if name == format!("{drawer}.rs") {
            return Some("is a drawer, not a noun".into());
        }
    }
    for (at, line) in text.lines().enumerate() {
        let bare = line.contains(concat!("TO", "DO")) && !line.contains(concat!("TO", "DO(#"));
        if bare && line.trim_start().starts_with("//") {
            return Some(format!("line {} leaves an open point without an issue", at + 1));
        }
        // A parameter that is several things in one has no name.
        let begins = line.trim_start().starts_with('(') || line.contains("fn ");
        if begins && line.contains("): (") && path.starts_with("src/") {
            return Some(format!("line {} has a tuple for a parameter", at + 1));
        }
        if line.trim_end() != line {
            return Some(format!("line {} ends in a space", at + 1));
        }
    }
    None
}

#[test]
fn every_file_says_what_it_is_for_and_is_tidy() {
    let files = rust_files();
    assert!(files.len() > 60, "only {} files were found", files.len());
    for (path, text) in files {
        let found = problem(path.to_str().unwrap(), &text);
        assert_eq!(found, None, "{}", path.display());
    }
}

#[test]
fn an_untidy_file_is_found() {
    assert!(problem("src/a.rs", "use x;\n").is_some());
    assert!(problem("src/utils.rs", "//! Things.\n").is_some());
    assert!(problem("src/a.rs", concat!("//! A.\n// TO", "DO: later\n")).is_some());
    assert!(problem("src/a.rs", "//! A.\nfn a() {} \n").is_some());
    assert!(problem("src/a.rs", "//! A.\nfn a((b, c): (&B, C)) {}\n").is_some());
    assert!(problem("src/a.rs", "//! A.\nfn a(\n    (b, c): (&B, C),\n").is_some());
    assert_eq!(problem("src/a.rs", "//! A.\nfn a() {}\n"), None);
}

#[test]
fn the_version_is_in_the_changelog_once() {
    let changelog = include_str!("../../CHANGELOG.md");
    let heading = format!("## [{}]", env!("CARGO_PKG_VERSION"));
    assert_eq!(changelog.matches(&heading).count(), 1, "{heading}");
}

/// What lies at the first look into the repository; tools' files are dot files, documents lie in `docs`.
const TOP: [&str; 11] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "docs",
    "src",
    "templates",
    "tests",
];

#[test]
fn the_first_look_into_the_repository_shows_what_it_is_made_of() {
    // What somebody has put there and not committed is theirs, and a copy without git has no more to say.
    if !Path::new(".git").exists() {
        return;
    }
    let listed = Command::new("git").args(["ls-files", "-z"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let first = listed.split_terminator('\0').map(|path| path.split('/').next().unwrap());
    let seen: BTreeSet<&str> = first.filter(|name| !name.starts_with('.')).collect();
    let seen: Vec<&str> = seen.into_iter().collect();
    assert_eq!(seen, TOP);
}
