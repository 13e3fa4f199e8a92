//! Cargo's build script: tells the program which commit it is made of, and with which features.
//!
//! It starts no program, so that it works without git: the commit is read where git writes it, or where
//! cargo writes it into a package. A debug build names none, or each commit would build it anew.
#![expect(clippy::disallowed_methods, reason = "a build script is no part of the program")]

use std::fs::read_to_string;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The features that change what the program can do.
const FEATURES: [&str; 2] = ["pdf", "plugin"];

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut read = vec![PathBuf::from("src/cli/build.rs")];
    let is_debug = std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let commit = if is_debug { None } else { commit(&root, &mut read) };
    let commit = commit.map(|commit| format!("commit {}, ", &commit[..12])).unwrap_or_default();
    let is_on =
        |name: &&str| std::env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some();
    let features: Vec<&str> = FEATURES.into_iter().filter(is_on).collect();
    let features = if features.is_empty() { "none".to_owned() } else { features.join(" ") };
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let mut cargo = std::io::stdout();
    let _ = writeln!(
        cargo,
        "cargo:rustc-env=CASENOTES_VERSION={version} ({commit}features: {features})"
    );
    for path in read {
        let _ = writeln!(cargo, "cargo:rerun-if-changed={}", path.display());
    }
}

/// Reads which commit is checked out, or was packed; `read` gets the files that say so.
fn commit(root: &Path, read: &mut Vec<PathBuf>) -> Option<String> {
    let packed = root.join(".cargo_vcs_info.json");
    if let Ok(text) = read_to_string(&packed) {
        let hash = text.split_once("\"sha1\"")?.1.split('"').nth(1)?;
        return checked(hash);
    }
    let git = folder_of_git(root)?;
    let head = git.join("HEAD");
    let named = read_to_string(&head).ok()?;
    read.push(head);
    let Some(reference) = named.trim().strip_prefix("ref: ") else { return checked(named.trim()) };
    // What branches share lies with the first of several work trees (gitrepository-layout(5)).
    let shared = match read_to_string(git.join("commondir")) {
        Ok(folder) => git.join(folder.trim()),
        Err(_) => git,
    };
    let (loose, packed) = (shared.join(reference), shared.join("packed-refs"));
    if let Ok(hash) = read_to_string(&loose) {
        read.push(loose);
        return checked(hash.trim());
    }
    let lines = read_to_string(&packed).ok()?;
    read.extend([packed, shared.join("refs/heads")]);
    let entry = lines
        .lines()
        .find_map(|line| line.split_once(' ').filter(|(_, name)| *name == reference))?;
    checked(entry.0)
}

/// Returns the folder that git keeps for a work tree.
fn folder_of_git(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    match read_to_string(&git) {
        Ok(link) => Some(root.join(link.trim().strip_prefix("gitdir: ")?)),
        Err(_) => git.is_dir().then_some(git),
    }
}

/// Returns what is a hash of git: SHA-1 or SHA-256.
fn checked(hash: &str) -> Option<String> {
    let is_hash = matches!(hash.len(), 40 | 64) && hash.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash.then(|| hash.to_owned())
}
