//! The arrows between modules: which may exist, and which things no arrow may reach.
//!
//! A node is a top-level module of `src/`; in `commands/` each file is a node of its own.
//! An arrow is a mention of `crate::…` outside comments and unit tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = include_str!("../../docs/ARCHITECTURE.md");

/// Who reads or writes files by their paths: what a user names, keys, the configuration, and what leaves.
const OUTSIDE_OF_THE_TREES: &[&str] = &[
    "cli",
    "commands/amend",
    "commands/authorization_add",
    "commands/deidentify",
    "commands/export_delivery",
    "commands/hooks_install",
    "commands/init",
    "commands/new",
    "commands/signer_add",
    "commands/vault_keys_passphrase",
    "commands/vault_release",
    "couch",
    "disk",
];

/// Words that only the named nodes may use.
const RESERVED: &[(&str, &[&str])] = &[
    (" age::", &["parcel", "seal"]),
    ("(age::", &["parcel", "seal"]),
    ("<age::", &["parcel", "seal"]),
    // `parcel` seals what leaves and has nothing that opens.
    ("Decryptor", &["seal"]),
    ("IdentityFile", &["seal"]),
    ("age::Identity", &["seal"]),
    ("x25519::Identity", &["seal"]),
    ("age::decrypt", &["seal"]),
    ("age_core::", &["envelope"]),
    ("ssh_key::", &["signature"]),
    ("clap::", &["cli", "commands/*"]),
    ("clap_complete::", &["cli"]),
    ("std::process::Command", &[]),
    ("process::{Command", &["cli", "editor", "git"]),
    ("Command::new(", &["cli", "editor", "git"]),
    ("tempfile::", &["disk"]),
    ("rustix::", &["cli", "disk"]),
    ("walkdir::", &[]),
    ("rpassword::", &["cli"]),
    ("pulldown_cmark::", &["export", "note", "page"]),
    ("krilla::", &["export"]),
    ("parley::", &["export"]),
    ("std::fs", &["disk"]),
    // What goes by paths and follows links. Chart and vault are reached through their open trees alone.
    ("outside::", OUTSIDE_OF_THE_TREES),
    ("disk::{outside", OUTSIDE_OF_THE_TREES),
    ("disk::outside", OUTSIDE_OF_THE_TREES),
    ("Tree::open", &["chart", "cli", "commands/init", "couch", "disk", "vault"]),
    ("Tree::create", &["chart", "disk", "vault"]),
    ("Folder::open(", &["disk"]),
    ("place::look", &["commands/export_delivery", "commands/vault_release", "disk", "wall"]),
    ("place::real_path", &["chart", "cli", "commands/vault_keys_passphrase", "disk", "wall"]),
    (".exists()", &["disk"]),
    (".is_file()", &["disk"]),
    (".is_dir()", &["cli", "disk"]),
    (".metadata()", &["disk"]),
    ("symlink_metadata", &["cli", "commands/init", "disk"]),
    ("canonicalize", &["disk"]),
    ("read_link", &[]),
    ("std::net", &[]),
    // What reads the text of a psychotherapy note.
    (
        ".reveal",
        &[
            "couch",
            "seal",
            "unsealed",
            "commands/vault_drafts",
            "commands/vault_edit",
            "commands/vault_rekey",
            "commands/vault_release",
            "commands/vault_releases",
            "commands/vault_search",
            "commands/vault_show",
            "commands/vault_verify",
        ],
    ),
    ("icu_normalizer::", &["text"]),
    ("rayon::", &["parallel"]),
    ("qrcode::", &["commands/vault_keys_add"]),
    // Of `vault search`, and of what a person's record is cleaned of.
    ("regex::", &["commands/vault_search", "deidentify"]),
    ("base64::", &["fhir"]),
    // One writer of cells guards them all.
    ("csv::Writer", &["output"]),
    ("sha1::", &["fhir"]),
    // Past the measure of `fields::document`, a text could use up the stack.
    ("toml::from_", &["fields"]),
    ("toml::de", &["fields"]),
    (".parse::<toml::Table", &["fields"]),
    (".parse::<toml::Value", &["fields"]),
    (": toml::Table", &["fields"]),
    (": toml::Value =", &["fields"]),
    ("DocumentMut", &["fields"]),
    ("toml_edit::Document", &["fields"]),
    ("toml_edit::de", &["fields"]),
    ("DeTable", &["fields"]),
    ("parse_document", &["fields"]),
    ("parser::parse_", &["fields"]),
    // A problem knows its key and a failure its kind; a message is for people, and may be reworded.
    ("message.contains(", &[]),
    ("message.starts_with(", &[]),
    ("message.ends_with(", &[]),
    ("message.find(", &[]),
    ("message ==", &[]),
    ("message.as_str() ==", &[]),
    ("help.contains(", &[]),
    ("help.starts_with(", &[]),
    ("to_string().contains(", &[]),
    ("to_string().starts_with(", &[]),
    // These would carry an arrow past this test.
    ("super::", &[]),
    ("use crate::{", &[]),
    ("use crate::*", &[]),
    ("#[path", &[]),
    ("include!(", &[]),
];

type Arrows = BTreeMap<String, BTreeSet<String>>;

#[test]
fn arrows_are_the_documented_ones() {
    let (found, written) = (arrows(&sources()), documented("arrows", ":"));
    let mut differences = Vec::new();
    for node in found.keys().chain(written.keys()).collect::<BTreeSet<_>>() {
        let none = BTreeSet::new();
        let (f, w) = (found.get(node).unwrap_or(&none), written.get(node).unwrap_or(&none));
        if f != w || !found.contains_key(node) || !written.contains_key(node) {
            let line = f.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            differences.push(format!("{node}: {line}").trim_end().to_owned());
        }
    }
    assert!(differences.is_empty(), "docs/ARCHITECTURE.md should say:\n{}", differences.join("\n"));
}

#[test]
fn nothing_on_the_way_to_an_export_can_reach_the_vault() {
    let arrows = arrows(&sources());
    let never = documented("never", "->");
    // A command without a line, or a name that is no module, would let anything through.
    for command in arrows.keys().filter(|node| node.starts_with("commands/")) {
        assert!(never.contains_key(command), "{command} has no line");
    }
    for (from, unreachable) in never {
        for node in std::iter::once(&from).chain(&unreachable) {
            let is_known = arrows.contains_key(node) || node == "cli";
            assert!(is_known, "there is no node {node}");
        }
        let reached = reach(&arrows, &from);
        let hit: Vec<_> = reached.intersection(&unreachable).collect();
        assert!(hit.is_empty(), "{from} reaches {hit:?}");
    }
}

#[test]
fn reserved_words_stay_at_home() {
    for (node, code) in sources() {
        assert_eq!(misplaced(&node, &code), None, "in {node}");
    }
}

/// Returns the first reserved word that a node uses and may not.
fn misplaced(node: &str, code: &str) -> Option<&'static str> {
    let is_home = |homes: &[&str]| {
        homes.contains(&node) || homes.contains(&"commands/*") && node.starts_with("commands/")
    };
    let found = RESERVED.iter().find(|(word, homes)| code.contains(word) && !is_home(homes));
    found.map(|(word, _)| *word)
}

// Without these, an empty scan would pass every test above.

#[test]
fn a_leak_two_steps_away_is_found() {
    let leaky = [
        ("commands/export", "use crate::chart::Chart;"),
        ("chart", "use crate::disk; // crate::seal\nfn f() { crate::vault::g() }"),
        ("vault", "#[cfg(test)]\nmod tests { use crate::export; }"),
    ]
    .map(|(node, text)| (node.to_owned(), code_only(text)));
    assert_eq!(reach(&arrows(&leaky), "commands/export"), set(&["chart", "disk", "vault"]));
}

#[test]
fn what_opens_a_sealed_file_is_found_outside_of_its_home() {
    for opens in [
        "let opened = age::decrypt(&key, bytes);",
        "use age::{Decryptor, Encryptor};",
        "use age::IdentityFile;",
        "fn keys() -> Box<dyn age::Identity>",
        "let key = x25519::Identity::generate();",
    ] {
        for node in ["parcel", "commands/export", "chart"] {
            assert!(misplaced(node, opens).is_some(), "{node}: {opens}");
        }
        assert_eq!(misplaced("seal", opens), None, "{opens}");
    }
    assert_eq!(misplaced("parcel", "use age::{Encryptor, tag, tagpq, x25519};"), None);
    assert!(misplaced("commands/export", "use age::Encryptor;").is_some());
}

#[test]
fn what_decides_by_the_wording_of_a_message_is_found() {
    for decides in [
        "problems.retain(|problem| problem.message.contains(\"`export`\"));",
        "list.extend(messages.filter(|message| message.contains(\"`measures`\")));",
        "problem.message.starts_with(\"`measures` \")",
        "help.is_some_and(|help| help.contains(&quoted))",
        "if error.to_string().contains(\"permission\") {",
    ] {
        assert!(misplaced("chart", decides).is_some(), "{decides}");
    }
    assert_eq!(misplaced("chart", "problems.retain(|problem| problem.is_at(key));"), None);
}

#[test]
fn a_file_of_a_tree_that_is_reached_by_its_path_is_found() {
    for (node, code) in [
        ("commands/edit", "use crate::disk::outside;"),
        ("commands/edit", "use crate::disk::{outside, place};"),
        ("commands/sign", "outside::read(&chart.path(&id))"),
        ("chart", "outside::write_new(&path, bytes)"),
        ("vault", "Folder::open(self.root())"),
        ("commands/move_note", "Tree::open(&chart.notes_folder(to))"),
        ("commands/validate", "place::look(chart.root())"),
        ("commands/edit", "chart.path(id).exists()"),
    ] {
        assert!(misplaced(node, code).is_some(), "{node}: {code}");
    }
    assert_eq!(misplaced("commands/edit", "chart.tree().read(&path)"), None);
}

#[test]
fn a_toml_parser_is_found_outside_of_its_home() {
    for reads in [
        "let entry: Entry = toml::from_str(text)?;",
        "let table = text.parse::<toml::Table>();",
        "let table: toml::Table = text.parse()?;",
        "let document = text.parse::<DocumentMut>()?;",
        "use toml_parser::parser::{Event, parse_document};",
        "use toml::de::DeTable;",
    ] {
        assert!(misplaced("note", reads).is_some(), "{reads}");
        assert_eq!(misplaced("fields", reads), None, "{reads}");
    }
    assert_eq!(misplaced("note", "toml::Value::from(text)"), None);
}

#[test]
fn showing_the_vault_does_reach_the_vault() {
    let reached = reach(&arrows(&sources()), "commands/vault_show");
    assert!(reached.is_superset(&set(&["seal", "vault"])));
}

#[test]
fn every_chart_command_and_every_part_of_the_record_is_guarded() {
    let never = documented("never", "->");
    let chart_side = sources().into_iter().map(|(node, _)| node).filter(|node| {
        let is_vault_command = node.starts_with("commands/vault_");
        let sets_up = node == "commands/init" || node == "commands";
        (node.starts_with("commands/") && !is_vault_command && !sets_up)
            || [
                "authorization",
                "chart",
                "disclosure",
                "parcel",
                "export",
                "rules",
                "note",
                "client",
                "disk",
                "output",
                "page",
                "parallel",
                "plot",
                "signature",
                "fhir",
                "measure",
                "deidentify",
                "retention",
                "git",
                "text",
            ]
            .contains(&node.as_str())
    });
    for node in chart_side.collect::<BTreeSet<_>>() {
        assert!(
            never.get(&node).is_some_and(|to| to.contains("seal")),
            "{node} -> seal is not guarded"
        );
    }
}

/// Reads a fenced block of ARCHITECTURE.md: on each line a node and the nodes it points to.
fn documented(block: &str, separator: &str) -> Arrows {
    let (_, rest) = DOCUMENT.split_once(&format!("```{block}\n")).unwrap();
    let (lines, _) = rest.split_once("```").unwrap();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let mut arrows = Arrows::new();
    for (from, to) in lines.lines().map(|line| line.split_once(separator).unwrap()) {
        let twice = arrows.insert(from.trim().to_owned(), words(to));
        assert!(twice.is_none(), "{from} stands twice in `{block}`");
    }
    arrows
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn reach(arrows: &Arrows, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut todo = vec![from.to_owned()];
    while let Some(node) = todo.pop() {
        for next in arrows.get(&node).into_iter().flatten() {
            if seen.insert(next.clone()) {
                todo.push(next.clone());
            }
        }
    }
    seen
}

fn arrows(sources: &[(String, String)]) -> Arrows {
    let mut arrows = Arrows::new();
    for (node, code) in sources {
        let named = arrows.entry(node.clone()).or_default();
        named.extend(code.split("crate::").skip(1).flat_map(mentioned).filter(|to| to != node));
    }
    arrows
}

/// Reads `commands::{a, b}` as two nodes and `chart::Chart` as one.
fn mentioned(after_crate: &str) -> Vec<String> {
    let words = |text: &str| -> Vec<String> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    match after_crate.strip_prefix("commands::") {
        Some(rest) if rest.starts_with('{') => {
            let group = rest.split('}').next().unwrap_or_default();
            words(group).iter().map(|file| format!("commands/{file}")).collect()
        }
        Some(rest) => words(rest).iter().take(1).map(|file| format!("commands/{file}")).collect(),
        None => words(after_crate).into_iter().take(1).collect(),
    }
}

fn code_only(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Every file of the library as (node, code without comments and unit tests).
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let node = |path: &Path| {
        let path = path.strip_prefix(&root).unwrap().with_extension("");
        let path = path.to_str().unwrap().replace('\\', "/");
        let path = path.strip_suffix("/mod").unwrap_or(&path);
        if path.starts_with("commands/") {
            path.to_owned()
        } else {
            path.split('/').next().unwrap().to_owned()
        }
    };
    let code = |path: &Path| code_only(&fs::read_to_string(path).unwrap());
    files
        .iter()
        .map(|path| (node(path), code(path)))
        .filter(|(node, _)| node != "main" && node != "lib")
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
