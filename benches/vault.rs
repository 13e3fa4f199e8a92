//! The commands that open sealed notes against bare loops over the age crate, and against a shell
//! loop over `rage`, by ratio in the same run.
//!
//! `cargo bench --bench vault` makes 10,000 sealed notes in a temporary folder and compares;
//! `-- DIR` makes them there, where the disk is the one to be measured.
//! The bare loops are this very program, called again.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use age::x25519;
use rayon::prelude::*;

use crate::measure::{Call, Table, find};
use crate::program::{CASENOTES, asked};

mod measure;
mod program;

/// No note holds it.
const ABSENT: &str = "Zugspitze";
const COUNT: usize = 10_000;

/// What the shell loop is measured on.
const FEW: usize = 500;

fn main() -> ExitCode {
    let (is_bench, words) = asked();
    match words.as_slice() {
        ["bare-search", folder] => bare_search(Path::new(folder)),
        ["bare-rekey", folder] => bare_rekey(Path::new(folder)),
        [folder] if is_bench => return report(compare(Path::new(folder))),
        [] if is_bench => return report(compare(&tempfile::tempdir().unwrap().keep())),
        _ => {}
    }
    ExitCode::SUCCESS
}

fn report(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// A practice whose sealed notes were made by this program.
struct Practice {
    folder: PathBuf,
}

impl Practice {
    fn generate(folder: &Path, count: usize) -> Self {
        fs::create_dir_all(folder).unwrap();
        let practice = Self { folder: folder.to_owned() };
        let at = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        practice.ok(&[
            "init",
            "--chart",
            &at("chart"),
            "--vault",
            &at("vault"),
            "--name",
            "D",
            "--no-passphrase",
            "--identity",
            &at("key"),
        ]);
        // Each note is sealed to two recipients, the everyday key first.
        let second = x25519::Identity::generate().to_public().to_string();
        practice.ok(&["vault", "keys", "add", &second, "--label", "paper"]);
        let recipients = recipients(folder);
        let body = "The client said it again, and the tram came late again.\n".repeat(50);
        for number in 0..count {
            let client = format!("c-{:04}", number / 100);
            let clients = folder.join("vault/clients").join(&client);
            if number % 100 == 0 {
                fs::create_dir_all(&clients).unwrap();
                fs::set_permissions(&clients, fs::Permissions::from_mode(0o700)).unwrap();
            }
            let nth = number % 100;
            let (day, hour) = (nth % 28 + 1, 8 + nth / 28);
            let text = format!(
                "+++\nclient = \"{client}\"\nsession = 2026-10-{day:02}T{hour:02}:00:00-05:00\nsealed_to = \"sha256:0\"\n+++\n\n{body}"
            );
            let path = clients.join(format!("2026-10-{day:02}-{hour:02}00.md.age"));
            fs::write(&path, seal(&recipients, text.as_bytes())).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        practice
    }

    fn args<'w>(&self, args: &[&'w str]) -> Vec<std::borrow::Cow<'w, str>> {
        let config = self.folder.join("config.toml").to_str().unwrap().to_owned();
        let words = args.iter().map(|word| (*word).into());
        ["--config".into(), config.into()].into_iter().chain(words).collect()
    }

    fn call(&self, args: &[&str]) -> Call {
        Call::new(&CASENOTES, &self.args(args))
    }

    fn ok(&self, args: &[&str]) {
        let args = self.args(args);
        let status = Command::new(&*CASENOTES).args(args.iter().map(|it| &**it)).output().unwrap();
        assert!(status.status.success(), "{args:?}: {}", String::from_utf8_lossy(&status.stderr));
    }
}

fn compare(folder: &Path) -> Result<(), String> {
    let rage = find("rage").ok_or("`rage` is not in PATH: `cargo install rage`")?;
    let (many, few) = (folder.join("many"), folder.join("few"));
    let practice = Practice::generate(&many, COUNT);
    let small = Practice::generate(&few, FEW);
    let myself = std::env::current_exe().unwrap();
    let bare = |command: &str, at: &Path| Call::new(&myself, &[command, at.to_str().unwrap()]);
    let search = ["vault", "search", ABSENT];
    let shell = format!(
        "for f in '{0}'/vault/clients/*/*.age; do '{1}' -d -i '{0}/key' \"$f\" | grep -l {ABSENT}; done",
        few.display(),
        rage.display()
    );
    let mut table = Table::of_comparisons("the vault");
    let of_many = practice.call(&search).against(&bare("bare-search", &many), 9)?;
    table.compare("vault search, 10,000 notes", &of_many, "a bare loop over the age crate", "1.15");
    let of_few =
        small.call(&search).against(&Call::new(Path::new("/bin/sh"), &["-c", &shell]), 3)?;
    let against = "a shell loop of `rage -d` and `grep`";
    table.compare("vault search, 500 notes", &of_few, against, "0.04");
    for (practice, folder, name) in
        [(&small, &few, "vault rekey, 500 notes"), (&practice, &many, "vault rekey, 10,000 notes")]
    {
        // Another recipient each time, so that every note is to be sealed again.
        let list = folder.join("vault/recipients.txt");
        let another = |round: usize| {
            let before = fs::read_to_string(&list).unwrap();
            let kept: Vec<&str> = before.lines().take(2).collect();
            let new = x25519::Identity::generate().to_public();
            fs::write(&list, format!("{}\n# round {round}\n{new}\n", kept.join("\n"))).unwrap();
        };
        let rekey = practice.call(&["vault", "rekey"]);
        let found = rekey.against_after(another, &bare("bare-rekey", folder), 3)?;
        table.compare(
            name,
            &found,
            "a bare loop that opens, seals, writes, syncs and renames",
            "1.1",
        );
    }
    table.finish()
}

fn key(folder: &Path) -> x25519::Identity {
    let text = fs::read_to_string(folder.join("key")).unwrap();
    text.lines().last().unwrap().parse().unwrap()
}

fn recipients(folder: &Path) -> Vec<x25519::Recipient> {
    let list = fs::read_to_string(folder.join("vault/recipients.txt")).unwrap();
    list.lines().filter_map(|line| line.parse().ok()).collect()
}

fn sealed(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(folder.join("vault/clients"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    paths.sort();
    paths
}

fn seal(recipients: &[x25519::Recipient], text: &[u8]) -> Vec<u8> {
    let keys = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let mut sealed = Vec::new();
    let mut writer =
        age::Encryptor::with_recipients(keys).unwrap().wrap_output(&mut sealed).unwrap();
    writer.write_all(text).unwrap();
    writer.finish().unwrap();
    sealed
}

fn open(key: &x25519::Identity, path: &Path) -> Vec<u8> {
    let sealed = fs::read(path).unwrap();
    let decryptor = age::Decryptor::new_buffered(&sealed[..]).unwrap();
    let mut text = Vec::new();
    let mut reader = decryptor.decrypt(std::iter::once(key as &dyn age::Identity)).unwrap();
    reader.read_to_end(&mut text).unwrap();
    text
}

/// The least that a search can do: read, open, look, on all cores.
fn bare_search(folder: &Path) {
    let key = key(folder);
    let paths = sealed(folder);
    let finder = memchr::memmem::Finder::new(ABSENT);
    let hits: Vec<&PathBuf> =
        paths.par_iter().filter(|path| finder.find(&open(&key, path)).is_some()).collect();
    for path in hits {
        println!("{}", path.display());
    }
}

/// The least that a new seal can do: open, seal, write, fsync, rename, on all cores.
fn bare_rekey(folder: &Path) {
    let (key, recipients) = (key(folder), recipients(folder));
    sealed(folder).par_iter().for_each(|path| {
        let new = seal(&recipients, &open(&key, path));
        let beside = path.with_extension("new");
        let mut file = fs::File::create(&beside).unwrap();
        file.write_all(&new).unwrap();
        file.sync_all().unwrap();
        fs::rename(&beside, path).unwrap();
    });
}
