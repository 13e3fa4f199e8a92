//! Whole runs of the program against ripgrep, by ratio in the same run.
//!
//! `cargo bench --bench trees` makes 2,000 notes in a temporary folder and compares; `-- all` does so on
//! all trees that docs/BENCHMARKS.md tells of, and writes its tables with `UPDATE_DOCS=1`; `-- all WORD` on
//! those whose title holds a word.
//! `-- generate DIR COUNT` makes a practice to keep, `-- generate-signed DIR COUNT` one whose notes are
//! signed, all but every tenth, and `-- compare DIR` compares on one.
//! The bare loops are this very program, called again.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use rayon::prelude::*;
use rustix::fs::{Mode, OFlags, openat};
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, SshSig};

use crate::measure::{Call, Table, ripgrep};
use crate::practice::{NAMESPACE, generate, key};
use crate::program::{CASENOTES, asked};

mod measure;
mod practice;
mod program;

/// Many notes hold it.
const COMMON: &str = "tearful";

/// The trees that docs/BENCHMARKS.md tells of: what they are called, how many notes, and whether signed.
const ALL: &[(&str, usize, bool)] = &[
    ("20,000 notes, none signed", 20_000, false),
    ("20,000 notes, nine of ten signed", 20_000, true),
    ("100,000 notes, none signed", 100_000, false),
    ("200,000 notes, none signed", MANY, false),
];

/// So many notes that only time and memory are looked at.
const MANY: usize = 200_000;

/// How many clients there are where one is found by name.
const CLIENTS: usize = 2_000;
const BY_NAME: &str = "2,000 clients";

/// No note holds it, so ripgrep reads every note to its end.
const ABSENT: &str = "Zugspitze";

/// How often each pair of commands is run; what is over in a millisecond, twenty times as often.
const ROUNDS: usize = 15;

/// Every group of rules that can say something of a signed note but that of the signatures.
const OTHER_GROUPS: &[&str] = &[
    "billing",
    "copying",
    "elements",
    "front-matter",
    "golden-thread",
    "risk",
    "sections",
    "text",
    "time",
    "wording",
];

fn main() -> ExitCode {
    let (is_bench, words) = asked();
    let done = match words.as_slice() {
        ["generate", folder, count] => {
            generate(Path::new(folder), count.parse().unwrap(), None);
            Ok(())
        }
        ["generate-signed", folder, count] => {
            generate(Path::new(folder), count.parse().unwrap(), Some(&key()));
            Ok(())
        }
        ["bare-read", tree, what, length] => {
            bare(Path::new(tree), what, length.parse().unwrap(), <[u8]>::len);
            Ok(())
        }
        ["bare-words", tree] => {
            let known = words_of_the_field();
            bare(Path::new(tree), "notes", 1 << 20, |text| known_words(text, &known));
            Ok(())
        }
        ["compare", folder] => compare(Path::new(folder), "a practice"),
        ["all", words @ ..] => all(ALL, words),
        [] if is_bench => {
            all(&[("2,000 notes", 2_000, false), ("2,000 notes, signed", 2_000, true)], &[])
        }
        _ => Ok(()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Compares on trees that are made for it, each with its title, and by name: on all, or those whose title
/// holds one of several words.
fn all(trees: &[(&str, usize, bool)], words: &[&str]) -> Result<(), String> {
    let is_wanted = |title: &str| words.is_empty() || words.iter().any(|it| title.contains(it));
    for (title, count, is_signed) in trees.iter().filter(|(title, ..)| is_wanted(title)) {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), *count, is_signed.then(key).as_ref());
        match *count {
            MANY => compare_memory(folder.path(), title)?,
            _ => compare(folder.path(), title)?,
        }
    }
    if is_wanted(BY_NAME) { compare_names() } else { Ok(()) }
}

/// Makes a practice of 2,000 clients without a note, each with a name of his own.
fn generate_clients(folder: &Path) {
    generate(folder, 0, None);
    for number in 0..CLIENTS {
        let folder = folder.join(format!("chart/clients/c-{number:05}"));
        fs::create_dir_all(folder.join("notes")).unwrap();
        let name = format!("name = \"Invented P{number:05}\"\nbirth_date = 1990-04-21\n");
        fs::write(folder.join("client.toml"), name).unwrap();
    }
}

/// The programs that are compared, and a practice.
struct Bench {
    // Where cargo put it, the same file is slower to start than a copy, by up to a tenth.
    copies: tempfile::TempDir,
    config: String,
    tree: String,
}

impl Bench {
    fn of(practice: &Path) -> Result<Self, String> {
        let copies = tempfile::tempdir().unwrap();
        fs::copy(&*CASENOTES, copies.path().join("casenotes")).unwrap();
        fs::copy(ripgrep()?, copies.path().join("rg")).unwrap();
        let at = |name: &str| practice.join(name).to_str().unwrap().to_owned();
        let bench = Self { copies, config: at("config.toml"), tree: at("chart") };
        // A list that nobody has agreed to is a finding, and every `validate` would print it.
        bench.ours("vault keys accept --yes").run()?;
        Ok(bench)
    }

    /// A command of ours.
    fn ours(&self, command: &str) -> Call {
        let words: Vec<&str> =
            ["--config", &self.config].into_iter().chain(command.split(' ')).collect();
        Call::new(&self.copies.path().join("casenotes"), &words)
    }

    /// One of ripgrep.
    fn rg(&self, words: &[&str]) -> Call {
        Call::new(&self.copies.path().join("rg"), words)
    }

    /// The least that there is to be done to read so many bytes of each of all notes, or clients.
    fn bare(&self, what: &str, length: usize) -> Call {
        let myself = std::env::current_exe().unwrap();
        Call::new(&myself, &["bare-read", &self.tree, what, &length.to_string()])
    }

    /// The least that there is to be done to look each word of all notes up.
    fn bare_words(&self) -> Call {
        Call::new(&std::env::current_exe().unwrap(), &["bare-words", &self.tree])
    }
}

/// Runs each pair of commands in turn and prints what they take, then peaks of memory.
fn compare(practice: &Path, title: &str) -> Result<(), String> {
    let bench = Bench::of(practice)?;
    let signed = signed_texts(Path::new(&bench.tree));
    let start = bench.rg(&["--version"]);
    let read_all = bench.rg(&["-l", ABSENT, &bench.tree]);
    let count_all = bench.rg(&["-c", "", &bench.tree]);
    let (search_rare, search_common) = (format!("search {ABSENT}"), format!("search {COMMON}"));
    // Beside signatures ripgrep reads twice as many files, and we check them: no goal is against that.
    let of_all = |goal| if signed.is_empty() { goal } else { "" };
    let mut table = Table::of_comparisons(title);
    for (command, against, other, goal, times) in [
        ("--version", "`rg --version`", &start, "0.9", 20),
        ("list", "`rg -l WORD`", &read_all, "1.15", 1),
        ("list", "a bare loop that reads 1 KiB of each", &bench.bare("notes", 1024), "", 1),
        ("list --json", "`rg -l WORD`", &read_all, "1.3", 1),
        ("list --jsonl", "`rg -l WORD`", &read_all, "1.3", 1),
        ("list --client c-00001", "`rg --version`", &start, "2", 20),
        (&search_rare, "`rg -l WORD`", &read_all, "1", 1),
        (&search_common, "`rg WORD`", &bench.rg(&[COMMON, &bench.tree]), "1.3", 1),
        ("todo", "`casenotes list`", &bench.ours("list"), "1.5", 1),
        ("validate --short", "`rg -c ''`", &count_all, of_all("2"), 1),
        ("validate --short", "a bare loop that reads them", &bench.bare("notes", 1 << 20), "", 1),
        ("validate --short", "one that looks each word up once", &bench.bare_words(), "", 1),
    ] {
        let found = bench.ours(command).against(other, ROUNDS * times)?;
        table.compare(command, &found, against, goal);
    }
    table.finish()?;
    if !signed.is_empty() {
        // It takes no other memory than where nothing is signed.
        return against_bare_work(&bench, title, &signed);
    }
    let mut table = Table::new(&format!("memory, {title}"), "peak MiB | goal");
    for (command, goal) in [("list", "64"), ("list --json", ""), ("validate --short", "200")] {
        let peak = bench.ours(command).peak()?;
        table.add(&[format!("`{command}`"), format!("{peak:.1}"), goal.to_owned()]);
    }
    table.finish()
}

/// What `validate` takes where there are very many notes, and findings.
fn compare_memory(practice: &Path, title: &str) -> Result<(), String> {
    let bench = Bench::of(practice)?;
    let validate = bench.ours("validate --short");
    let mut table = Table::new(&format!("memory, {title}"), "peak MiB | s | goal");
    let (peak, taken) = (validate.peak()?, validate.run()?);
    let (peak, seconds) = (format!("{peak:.1}"), format!("{:.1}", taken.wall));
    table.add(&["`validate --short`".to_owned(), peak, seconds, "200 MiB".to_owned()]);
    table.finish()
}

/// Finds one of 2,000 clients by the beginning of a name, against the start of ripgrep.
fn compare_names() -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    generate_clients(folder.path());
    let bench = Bench::of(folder.path())?;
    let mut table = Table::of_comparisons(BY_NAME);
    let command = "client show p01234";
    for (against, other, goal) in [
        ("`rg --version`", bench.rg(&["--version"]), "2.5"),
        ("a bare loop that reads 1 KiB of each client file", bench.bare("clients", 1024), ""),
    ] {
        table.compare(command, &bench.ours(command).against(&other, ROUNDS * 20)?, against, goal);
    }
    table.finish()
}

/// The least that a command can do that reads so many bytes of each note, or each client file, and does
/// something with them: opens it from its folder and reads, on as many threads as `casenotes` takes.
fn bare(tree: &Path, what: &str, length: usize, work: impl Fn(&[u8]) -> usize + Sync) {
    let names = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into()).collect()
    };
    let read = |folder: &File, file: &Path, buffer: &mut [u8]| {
        let file = openat(folder, file, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
        let read = File::from(file.unwrap()).read(buffer).unwrap();
        work(&buffer[..read])
    };
    let clients = tree.join("clients");
    let all = File::open(&clients).unwrap();
    let of_client = |client: PathBuf| -> usize {
        let mut buffer = vec![0; length];
        if what == "clients" {
            return read(&all, &client.join("client.toml"), &mut buffer);
        }
        let notes = clients.join(client).join("notes");
        let folder = File::open(&notes).unwrap();
        let files = names(&notes).into_iter();
        let files = files.filter(|file| file.extension().is_some_and(|it| it == "md"));
        files.map(|file| read(&folder, &file, &mut buffer)).sum()
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().unwrap();
    let each = names(&clients).into_par_iter().with_max_len(4);
    println!("{}", pool.install(|| each.map(of_client).sum::<usize>()));
}

/// The words of which the tables of the rules are made.
fn words_of_the_field() -> HashSet<Vec<u8>> {
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text");
    let tables = walkdir::WalkDir::new(tables).into_iter().filter_map(Result::ok);
    let tables = tables.filter(|file| file.path().extension().is_some_and(|it| it == "txt"));
    let texts = tables.map(|file| fs::read(file.path()).unwrap().to_ascii_lowercase());
    texts.flat_map(|text| words(&text).map(<[u8]>::to_vec).collect::<Vec<_>>()).collect()
}

/// Looks each word of a text up, in small letters, and counts those that are known.
fn known_words(text: &[u8], known: &HashSet<Vec<u8>>) -> usize {
    let small = text.to_ascii_lowercase();
    words(&small).filter(|word| known.contains(*word)).count()
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = text.split(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80);
    words.filter(|word| !word.is_empty())
}

/// A text with the bytes that its signature covers and the signature itself.
struct SignedText {
    text: Vec<u8>,
    signature: [u8; 64],
}

/// Reads every signed note of a tree.
fn signed_texts(tree: &Path) -> Vec<SignedText> {
    let files = walkdir::WalkDir::new(tree).into_iter().filter_map(Result::ok);
    let signatures = files.filter(|entry| entry.path().to_string_lossy().ends_with(".md.sig"));
    signatures
        .map(|entry| {
            let signature: SshSig = fs::read_to_string(entry.path()).unwrap().parse().unwrap();
            SignedText {
                text: fs::read(entry.path().with_extension("")).unwrap(),
                signature: signature.signature_bytes().try_into().unwrap(),
            }
        })
        .collect()
}

/// Holds runs of `validate`, one that is to check signatures and nothing else and one that checks
/// everything, against hashing and checking the same texts in memory, with the key unpacked
/// beforehand, on all cores.
fn against_bare_work(bench: &Bench, title: &str, signed: &[SignedText]) -> Result<(), String> {
    let settings = Path::new(&bench.tree).join("casenotes.toml");
    let before = fs::read_to_string(&settings).unwrap();
    let others = OTHER_GROUPS.iter().map(|group| format!("{group} = \"off\"\n"));
    let alone = format!("{before}[rules]\n{}", others.collect::<String>());
    let bytes = Ed25519Keypair::from_seed(&[7; 32]).public.0;
    let key = VerifyingKey::from_bytes(&bytes).unwrap();
    let check = |signed: &SignedText| {
        let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, &signed.text).unwrap();
        key.verify(&data, &Signature::from_bytes(&signed.signature)).is_ok()
    };
    let middle = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let validate = bench.ours("validate --short");
    let title = format!("signatures, {title}");
    let mut table = Table::new(&title, "ms | against | ms | ratio | goal");
    for (text, row, goal) in
        [(&alone, "`validate`, signatures alone", "2"), (&before, "`validate`, everything", "")]
    {
        fs::write(&settings, text).unwrap();
        let (mut ours, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let taken = validate.run()?.wall;
            let start = Instant::now();
            if !signed.par_iter().all(check) {
                return Err("a signature does not hold".to_owned());
            }
            let work = start.elapsed().as_secs_f64();
            ours.push(taken);
            bare.push(work);
            ratios.push(taken / work);
        }
        table.add(&[
            row.to_owned(),
            format!("{:.0}", middle(ours) * 1e3),
            format!("Ed25519 and SHA-512 of {} texts", signed.len()),
            format!("{:.0}", middle(bare) * 1e3),
            format!("{:.2}", middle(ratios)),
            goal.to_owned(),
        ]);
    }
    table.finish()?;
    // With nothing else to find, whatever is found is a signature that we hold for a wrong one.
    fs::write(&settings, &alone).unwrap();
    let found = validate.run()?.has_found;
    fs::write(&settings, &before).unwrap();
    match found {
        false => Ok(()),
        true => Err("`validate` finds a signature that does not hold".to_owned()),
    }
}
