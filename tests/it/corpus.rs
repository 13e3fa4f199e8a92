//! The rules on notes as careful clinicians write them: quiet on good ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::practice::Practice;

/// The texts of tests/corpus, by their paths below it; those of `vault` are not sealed there.
pub(crate) fn texts() -> BTreeMap<String, String> {
    let files = ["chart", "vault"].map(|tree| WalkDir::new(Path::new("tests/corpus").join(tree)));
    let files = files.into_iter().flatten().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix("tests/corpus").unwrap().to_str().unwrap();
            (path.to_owned(), fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// A practice with the texts of tests/corpus, which can be broken and laid out anew.
pub(crate) struct Corpus {
    pub(crate) practice: Practice,
    /// Its files as they are to be.
    files: BTreeMap<String, Vec<u8>>,
}

impl Corpus {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// The same, with something besides.
    pub(crate) fn with(add: impl Fn(&Practice)) -> Self {
        let practice = Practice::new();
        for (path, text) in texts() {
            put(&practice, &path, &text);
        }
        add(&practice);
        let mut corpus = Self { practice, files: BTreeMap::new() };
        for path in corpus.found() {
            let bytes = fs::read(corpus.practice.path(&path)).unwrap();
            corpus.files.insert(path, bytes);
        }
        corpus
    }

    /// Returns every file and link of the chart and the vault, below the root, but what is git's.
    fn found(&self) -> Vec<String> {
        let entries = ["chart", "private/vault"].map(|tree| {
            let files = WalkDir::new(self.practice.path(tree)).into_iter();
            files.filter_entry(|entry| entry.file_name() != ".git").map(Result::unwrap)
        });
        let files = entries.into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
        let below = |path: &Path| path.strip_prefix(self.practice.root()).unwrap().to_owned();
        files.map(|entry| below(entry.path()).into_os_string().into_string().unwrap()).collect()
    }

    /// Takes out what was added and brings back what was changed or removed.
    pub(crate) fn restore(&self) {
        for path in self.found() {
            let (path, is_known) = (self.practice.path(&path), self.files.contains_key(&path));
            // Nothing is written through a link.
            if !is_known || path.is_symlink() {
                fs::remove_file(path).unwrap();
            }
        }
        let chart = self.practice.path("chart");
        fs::set_permissions(chart, fs::Permissions::from_mode(0o700)).unwrap();
        for path in ["private/vault/.git", "private/vault/releases"] {
            let _ = fs::remove_dir_all(self.practice.path(path));
        }
        for (path, bytes) in &self.files {
            self.practice.put(path, bytes);
        }
    }

    /// Returns the codes that a command finds, by the file in which it finds them.
    pub(crate) fn codes(&self, command: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let root = self.practice.root().canonicalize().unwrap();
        let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for finding in findings(&self.practice, command) {
            let path = Path::new(finding["path"].as_str().unwrap()).strip_prefix(&root).unwrap();
            let path = path.strip_prefix("private").unwrap_or(path).to_str().unwrap();
            let code = finding["code"].as_str().unwrap();
            codes.entry(path.to_owned()).or_default().insert(code.to_owned());
        }
        codes
    }
}

/// Puts a text where it lies in tests/corpus, into a practice; one of the vault is sealed.
pub(crate) fn put(practice: &Practice, path: &str, text: &str) {
    let Some(id) = path.strip_prefix("vault/clients/") else { return practice.put(path, text) };
    let (client, time) = id.strip_suffix(".md").unwrap().split_once('/').unwrap();
    let (date, time) = (&time[..10], &time[11..]);
    let session = format!("{date}T{}:{}:00-05:00", &time[..2], &time[2..]);
    let front = format!(
        "+++\nclient = \"{client}\"\nsession = {session}\nsealed_to = \"RECIPIENTS\"\n+++\n\n"
    );
    put_sealed(practice, &format!("{path}.age"), &(front + text));
}

/// Seals a text to the practice's own key and puts it into the vault; `RECIPIENTS` in it is the digest
/// of the list.
pub(crate) fn put_sealed(practice: &Practice, path: &str, text: &str) {
    put_into_vault(practice, path, seal(&practice.own_recipient(), practice, text));
}

/// Seals a text to a recipient.
pub(crate) fn seal(recipient: &str, practice: &Practice, text: &str) -> Vec<u8> {
    let list = Sha256::digest(format!("{}\n", practice.own_recipient()));
    let digest: String = list.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = text.replace("RECIPIENTS", &format!("sha256:{digest}"));
    let recipient: age::x25519::Recipient = recipient.parse().unwrap();
    age::encrypt(&recipient, text.as_bytes()).unwrap()
}

/// Puts a file into the vault, whose folders are for their owner alone.
pub(crate) fn put_into_vault(practice: &Practice, path: &str, bytes: impl AsRef<[u8]>) {
    let path = format!("private/{path}");
    practice.put(&path, bytes);
    let mut folder = practice.path(&path);
    while folder.pop() && folder != practice.path("private/vault") {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
}

/// Returns what a command with `--json` finds.
pub(crate) fn findings(practice: &Practice, command: &[&str]) -> Vec<Value> {
    let document = practice.run(command).json();
    document["findings"].as_array().unwrap().clone()
}

#[test]
fn good_notes_are_left_alone() {
    let Corpus { practice, .. } = Corpus::new();
    let document = practice.run(&["validate", "--json"]).json();
    assert!(document["summary"]["notes"].as_u64().unwrap() >= 40);
    for command in [&["validate", "--json"][..], &["vault", "verify", "--json"]] {
        let found = findings(&practice, command);
        assert!(found.is_empty(), "{found:#?}");
    }
    // All formats are among them.
    let texts = texts();
    let stems = texts.keys().filter_map(|path| path.split_once("/notes/")?.1.strip_suffix(".md"));
    let formats: BTreeSet<&str> = stems.map(|stem| stem.splitn(5, '-').nth(4).unwrap()).collect();
    let templates = practice.run(&["template", "list", "--json"]).json();
    for template in templates["templates"].as_array().unwrap() {
        let format = template["format"].as_str().unwrap();
        assert!(formats.contains(format), "no note of the corpus is of the format {format}");
    }
}
