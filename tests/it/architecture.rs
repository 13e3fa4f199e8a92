//! The arrows between modules: which may exist, and which things no arrow may reach.
//!
//! A node is a room of the house: what lies at the first look into `src/`; in the two wings and in
//! `rules` and `commands` the folders below, and the few files that [`OWN_ROOMS`] names.
//! An arrow is a mention of `crate::…` outside comments and unit tests. What a line forbids to a room
//! it forbids to all rooms in it, unless one of these has a line of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = include_str!("../../docs/ARCHITECTURE.md");

/// Who reads or writes files by their paths: what a user names, keys, the configuration, and what leaves.
const OUTSIDE_OF_THE_TREES: &[&str] = &[
    "cli",
    "commands/chart/deidentify",
    "commands/chart/document/add",
    "commands/chart/import",
    "commands/chart/export/archive",
    "commands/chart/export/delivery",
    "commands/chart/hooks",
    "commands/chart/merge_file",
    "record/chart/archive_source",
    "record/chart/clone",
    "record/chart/doubts",
    "private/vault/remote",
    "record/chart/git_commit",
    "record/chart/git_history",
    "record/chart/git_merge",
    "record/chart/server",
    "commands/init",
    "commands/chart/signer/add",
    "commands/vault/keys/passphrase",
    "commands/vault/import",
    "commands/vault/init",
    "commands/vault/release",
    "commands/vault/revoke",
    "commands/vault/suspend",
    "private/scribe",
    "record/scribe",
    "disk",
];

/// Files and folders that are a room of their own beside those around them.
const OWN_ROOMS: &[&str] = &[
    "commands/init",
    "commands/vault/verify",
    "private/opened",
    "private/scribe",
    "record/scribe",
];

/// Where each folder is a room.
const WINGS: &[&str] = &["commands", "private", "record"];

/// What several commands share: their arguments, and what is done with documents and questionnaires alike.
const SHARED_BY_COMMANDS: &[&str] = &["commands/args", "commands/chart/papers"];

/// Words that only the named files and folders may use.
const RESERVED: &[(&str, &[&str])] = &[
    (" age::", &["private/seal", "sealing"]),
    ("(age::", &["private/seal", "sealing"]),
    ("<age::", &["private/seal", "sealing"]),
    // `sealing` seals what leaves and has nothing that opens.
    ("Decryptor", &["private/seal"]),
    ("IdentityFile", &["private/seal"]),
    ("age::Identity", &["private/seal"]),
    ("x25519::Identity", &["private/seal"]),
    ("age::decrypt", &["private/seal"]),
    ("age_core::", &["private/vault"]),
    ("ssh_key::", &["record/signature"]),
    ("clap::", &["cli", "commands"]),
    ("clap_complete::", &["cli"]),
    ("std::process::Command", &[]),
    ("process::{Command", &["programs"]),
    ("Command::new(", &["programs"]),
    ("tempfile::", &["disk"]),
    ("rustix::", &["cli", "disk"]),
    ("walkdir::", &[]),
    ("rpassword::", &["cli"]),
    ("pulldown_cmark::", &["export", "note", "page"]),
    ("krilla::", &["export"]),
    ("parley::", &["export"]),
    // Cargo's build script is no part of the program.
    ("std::fs", &["disk", "cli/build"]),
    // What goes by paths and follows links. Chart and vault are reached through their open trees alone.
    ("outside::", OUTSIDE_OF_THE_TREES),
    ("disk::{outside", OUTSIDE_OF_THE_TREES),
    ("disk::outside", OUTSIDE_OF_THE_TREES),
    (
        "Tree::open",
        &["cli", "commands/init", "disk", "private/scribe", "private/vault", "record/chart"],
    ),
    ("Tree::create", &["disk", "private/vault", "record/chart"]),
    ("Folder::open(", &["disk"]),
    ("place::look", &["commands/leaving", "disk", "wall"]),
    (
        "place::real_path",
        &["record/chart", "cli", "commands/vault/keys/passphrase", "disk", "wall"],
    ),
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
            "private/scribe",
            "private/seal",
            "private/opened",
            "private/copies",
            "commands/vault/drafts",
            "commands/vault/edit",
            "commands/vault/move_note",
            "commands/vault/rekey",
            "commands/vault/release",
            "commands/vault/revoke",
            "commands/vault/suspend",
            "commands/vault/releases",
            "commands/vault/search",
            "commands/vault/show",
            "commands/vault/verify",
        ],
    ),
    ("icu_normalizer::", &["text"]),
    ("rayon::", &["parallel"]),
    ("qrcode::", &["commands/vault/keys/add"]),
    // Of what is searched for, what a person's record is cleaned of, how a sentence is formed, and dates and
    // labels as other programs write them.
    ("regex::", &["import", "record/deidentify", "text/forms", "text/pattern"]),
    ("encoding_rs::", &["import"]),
    ("saphyr_parser::", &["import"]),
    ("base64::", &["export/fhir/words", "import/fhir"]),
    ("zip::", &["import/zipped", "record/chart/archive_source"]),
    ("quick_xml::", &["export/ccda", "import/ccda", "import/markup"]),
    ("html5gum::", &["import/markup"]),
    ("calamine::", &["import/table"]),
    // One writer of cells guards them all.
    ("csv::Writer", &["output"]),
    ("sha1::", &["export/fhir/words"]),
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
    // The settings of a practice are read once, when its chart is opened, and handed on.
    ("MARKER.as_ref()", &["record/chart/mod", "private/vault"]),
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
    for name in never.iter().flat_map(|(from, to)| std::iter::once(from).chain(to)) {
        assert!(arrows.keys().any(|room| is_in(room, name)), "there is no room {name}");
    }
    for room in arrows.keys().filter(|room| !matches!(room.as_str(), "cli" | "commands")) {
        // A room without a line would let anything through.
        let unreachable = guarded(&never, room).unwrap_or_else(|| panic!("{room} has no line"));
        assert_eq!(hit(&arrows, room, unreachable), None, "from {room}");
    }
}

#[test]
fn no_circle_of_rooms() {
    let arrows = arrows(&sources());
    for room in arrows.keys() {
        assert!(!reach(&arrows, room).contains(room), "{room} reaches itself");
    }
}

#[test]
fn no_command_names_one_of_another_family() {
    for (module, code) in sources() {
        assert_eq!(stranger(&module, &code), None, "in {module}");
    }
}

/// Returns the first command of another family that a command names. A family is a folder; in the two
/// folders that hold them all, each file is alone.
fn stranger(module: &str, code: &str) -> Option<String> {
    let (folder, _) = module.rsplit_once('/').filter(|(folder, _)| is_in(folder, "commands"))?;
    let family = match folder {
        "commands" | "commands/chart" | "commands/vault" => module,
        family => family,
    };
    let is_command = |named: &String| {
        ["commands/chart/", "commands/vault/"].iter().any(|holds| named.starts_with(holds))
    };
    let named = code.split("crate::").skip(1).flat_map(mentioned).filter(is_command);
    let is_own = |named: &String| is_in(named, family) || is_in(family, named);
    let is_shared = |named: &String| SHARED_BY_COMMANDS.iter().any(|shared| is_in(named, shared));
    named.into_iter().find(|named| !is_own(named) && !is_shared(named))
}

#[test]
fn reserved_words_stay_at_home() {
    for (module, code) in sources() {
        assert_eq!(misplaced(&module, &code), None, "in {module}");
    }
}

/// Returns the first reserved word that a file uses and may not.
fn misplaced(module: &str, code: &str) -> Option<&'static str> {
    let is_home = |homes: &[&str]| homes.iter().any(|home| is_in(module, home));
    let found = RESERVED.iter().find(|(word, homes)| code.contains(word) && !is_home(homes));
    found.map(|(word, _)| *word)
}

/// Tells whether a file or folder is another, or lies in it.
fn is_in(module: &str, folder: &str) -> bool {
    module.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns what a room may never reach: the line of the nearest room that it lies in.
fn guarded<'n>(never: &'n Arrows, room: &str) -> Option<&'n BTreeSet<String>> {
    let lines = never.iter().filter(|(from, _)| is_in(room, from));
    lines.max_by_key(|(from, _)| from.len()).map(|(_, to)| to)
}

/// Returns a room that is reached and may not be.
fn hit(arrows: &Arrows, room: &str, unreachable: &BTreeSet<String>) -> Option<String> {
    let is_hit = |reached: &String| unreachable.iter().any(|to| is_in(reached, to));
    reach(arrows, room).into_iter().find(is_hit)
}

// Without these, an empty scan would pass every test above.

#[test]
fn a_leak_two_steps_away_is_found() {
    let leaky = [
        ("commands/chart/export/terms", "use crate::record::chart::Chart;"),
        (
            "record/chart/listing",
            "use crate::disk; // crate::private::seal\nfn f() { crate::private::vault::g() }",
        ),
        ("private/vault/mod", "#[cfg(test)]\nmod tests { use crate::export; }"),
    ]
    .map(|(module, text)| (module.to_owned(), code_only(text)));
    let arrows = arrows(&leaky);
    let reached = reach(&arrows, "commands/chart/export");
    assert_eq!(reached, set(&["disk", "private/vault", "record/chart"]));
    let unreachable = set(&["private"]);
    assert_eq!(hit(&arrows, "commands/chart/export", &unreachable), Some("private/vault".into()));
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
        for node in ["sealing", "commands/chart/export/mod", "record/chart/git"] {
            assert!(misplaced(node, opens).is_some(), "{node}: {opens}");
        }
        assert_eq!(misplaced("private/seal/identity", opens), None, "{opens}");
    }
    assert_eq!(misplaced("sealing", "use age::{Encryptor, tag, tagpq, x25519};"), None);
    assert!(misplaced("commands/chart/export/mod", "use age::Encryptor;").is_some());
}

#[test]
fn who_reads_the_settings_again_is_found() {
    let reads = "let settings = Settings::read(chart.tree().read(MARKER.as_ref())?);";
    assert!(misplaced("commands/chart/export/terms", reads).is_some());
    assert_eq!(misplaced("record/chart/mod", reads), None);
}

#[test]
fn a_command_that_names_one_of_another_family_is_found() {
    for (module, code) in [
        ("commands/chart/cosign", "use crate::commands::chart::sign::Pen;"),
        ("commands/chart/client/merge", "use crate::commands::chart::move_note::check;"),
        ("commands/chart/edit", "use crate::commands::chart::client::edit;"),
        ("commands/vault/new", "crate::commands::vault::edit::run()"),
    ] {
        assert!(stranger(module, code).is_some(), "{module}: {code}");
    }
    for (module, code) in [
        ("commands/chart/client/merge", "use crate::commands::chart::client::edit;"),
        ("commands/chart/amend", "use crate::commands::args::leftover::LeftoverArgs;"),
        ("cli/mod", "use crate::commands::chart::sign;"),
    ] {
        assert_eq!(stranger(module, code), None, "{module}: {code}");
    }
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
        assert!(misplaced("record/chart/settings", decides).is_some(), "{decides}");
    }
    assert_eq!(
        misplaced("record/chart/settings", "problems.retain(|problem| problem.is_at(key));"),
        None
    );
}

#[test]
fn a_file_of_a_tree_that_is_reached_by_its_path_is_found() {
    for (node, code) in [
        ("commands/chart/edit", "use crate::disk::outside;"),
        ("commands/chart/edit", "use crate::disk::{outside, place};"),
        ("commands/chart/sign", "outside::read(&chart.path(&id))"),
        ("record/chart/filing", "outside::write_new(&path, bytes)"),
        ("private/vault/shelf", "Folder::open(self.root())"),
        ("commands/chart/move_note", "Tree::open(&chart.notes_folder(to))"),
        ("commands/chart/validate/mod", "place::look(chart.root())"),
        ("commands/chart/edit", "chart.path(id).exists()"),
    ] {
        assert!(misplaced(node, code).is_some(), "{node}: {code}");
    }
    assert_eq!(misplaced("commands/chart/edit", "chart.tree().read(&path)"), None);
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
    let reached = reach(&arrows(&sources()), "commands/vault");
    assert!(reached.is_superset(&set(&["private/seal", "private/vault"])));
}

#[test]
fn every_command_of_the_chart_and_every_part_of_the_record_is_guarded() {
    let never = documented("never", "->");
    for room in ["commands/chart", "commands/chart/export", "record/chart", "rules", "export"] {
        let unreachable = guarded(&never, room).unwrap();
        assert!(["private"].iter().all(|to| unreachable.contains(*to)), "{room}");
    }
    for room in ["commands/chart/validate", "private/vault"] {
        assert!(guarded(&never, room).unwrap().contains("private/seal"), "{room}");
    }
}

/// Documents that send a reader into the tree.
const GUIDES: &[&str] =
    &["ARCHITECTURE.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md", "STYLE.md"];

#[test]
fn what_a_guide_names_is_there() {
    for guide in GUIDES {
        let text = fs::read_to_string(format!("docs/{guide}")).unwrap();
        let missing: Vec<&str> = named(&text).into_iter().filter(|name| !is_there(name)).collect();
        assert_eq!(missing, [""; 0], "docs/{guide} names what is not there");
    }
}

#[test]
fn what_a_guide_names_and_is_not_there_is_found() {
    let text = "Of `src/rules/`, `disk::write`, `record/chart`, `wall::check` and `tests/it/main.rs`.\n\
        ```sh\nless `src/nowhere`\n```\n`src/nowhere.rs`, `disk::no_such_thing`, `record/cart`, `std::fs`, `a / b`";
    let there = ["src/rules/", "disk::write", "record/chart", "wall::check", "tests/it/main.rs"];
    let gone = ["src/nowhere.rs", "disk::no_such_thing", "record/cart"];
    assert_eq!(named(text), [&there[..], &gone].concat());
    assert!(there.iter().all(|name| is_there(name)) && !gone.iter().any(|name| is_there(name)));
}

#[test]
fn every_word_of_the_code_is_a_type() {
    let format = include_str!("../../docs/FORMAT.md");
    let (_, words) = format.split_once("## Words of the code").unwrap();
    let code: String = sources().into_iter().map(|(_, code)| code).collect();
    let words: Vec<&str> = words
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.starts_with(char::is_uppercase))
        .collect();
    assert!(words.len() > 60, "only {} words were found", words.len());
    let is_type = |word: &&str| {
        ["struct", "enum", "trait", "type"].iter().any(|kind| {
            code.split(&format!("pub {kind} {word}"))
                .skip(1)
                .any(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    let gone: Vec<&&str> = words.iter().filter(|word| !is_type(word)).collect();
    assert!(gone.is_empty(), "docs/FORMAT.md explains what is no type: {gone:?}");
}

/// Returns the paths and modules that stand in backquotes in a document, outside of its blocks.
fn named(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-./:".contains(c);
    let names = |name: &&str| {
        (name.contains('/') || name.contains("::"))
            && name.chars().all(is_part)
            && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '.')
            && !name.starts_with("std::")
    };
    let prose = text.split("```").step_by(2);
    prose.flat_map(|prose| prose.split('`').skip(1).step_by(2)).filter(names).collect()
}

/// Tells whether a path is there, from the root or from `src`, or a module with what is named of it.
fn is_there(name: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = name.replace("::", "/");
    let is_path = |path: &str| {
        ["", "src"].iter().any(|below| root.join(below).join(path).exists())
            || root.join("src").join(format!("{path}.rs")).exists()
    };
    let Some((module, item)) = path.rsplit_once('/') else { return false };
    let files = [format!("src/{module}.rs"), format!("src/{module}/mod.rs")];
    let is_item = || {
        let is_word = |text: String| {
            text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == item)
        };
        files.iter().filter_map(|file| fs::read_to_string(root.join(file)).ok()).any(is_word)
    };
    is_path(&path) || (name.contains("::") && is_item())
}

/// Reads a fenced block of ARCHITECTURE.md: on each line some rooms, and those they point to.
fn documented(block: &str, separator: &str) -> Arrows {
    let (_, rest) = DOCUMENT.split_once(&format!("```{block}\n")).unwrap();
    let (lines, _) = rest.split_once("```").unwrap();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let mut arrows = Arrows::new();
    for (rooms, to) in lines.lines().map(|line| line.split_once(separator).unwrap()) {
        for room in rooms.split_whitespace() {
            let twice = arrows.insert(room.to_owned(), words(to));
            assert!(twice.is_none(), "{room} stands twice in `{block}`");
        }
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
    for (module, code) in sources {
        let room = room(module);
        let named = arrows.entry(room.clone()).or_default();
        let mentioned = code.split("crate::").skip(1).flat_map(mentioned);
        named.extend(mentioned.map(|module| self::room(&module)).filter(|to| *to != room));
    }
    arrows
}

/// Returns the room in which a file or folder lies.
fn room(module: &str) -> String {
    if let Some(own) = OWN_ROOMS.iter().find(|own| is_in(module, own)) {
        return (*own).to_owned();
    }
    let parts: Vec<&str> = module.split('/').collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_folder = |length: &usize| root.join(parts[..*length].join("/")).is_dir();
    let deepest = if WINGS.contains(&parts[0]) { parts.len() } else { 1 };
    (1..=deepest)
        .rev()
        .find(is_folder)
        .map_or(parts[0].to_owned(), |length| parts[..length].join("/"))
}

/// Reads `a::{b, c::D}` as the modules `a/b` and `a/c`, as far as what begins in lower case.
fn mentioned(after_crate: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut path = Vec::new();
    let mut rest = after_crate;
    loop {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.starts_with(char::is_lowercase) {
            path.push(word.to_owned());
        }
        let Some(next) = after.strip_prefix("::") else { break };
        rest = next;
        if let Some(group) = rest.strip_prefix('{') {
            let names = group.split('}').next().unwrap_or_default();
            let names = names.split(',').map(|name| name.trim().split("::").next().unwrap());
            let inner =
                names.filter(|name| name.starts_with(char::is_lowercase) && *name != "self");
            let inner: Vec<String> =
                inner.map(|name| format!("{}/{name}", path.join("/"))).collect();
            return inner.into_iter().chain([path.join("/")]).collect();
        }
    }
    vec![path.join("/")]
}

fn code_only(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Every file of the library as its path below `src`, without its ending, and its code without comments
/// and unit tests.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let module = |path: &Path| {
        let path = path.strip_prefix(&root).unwrap().with_extension("");
        path.to_str().unwrap().replace('\\', "/")
    };
    let code = |path: &Path| code_only(&fs::read_to_string(path).unwrap());
    files
        .iter()
        .map(|path| (module(path), code(path)))
        .filter(|(module, _)| module != "main" && module != "lib")
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
