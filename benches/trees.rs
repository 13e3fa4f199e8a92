//! Whole runs of the program against ripgrep, by ratio in the same run.
//!
//! `cargo bench` makes 2,000 notes in a temporary folder and compares.
//! `cargo bench --bench trees -- generate DIR COUNT` makes a practice to keep, and
//! `cargo bench --bench trees -- compare DIR` compares on one. `generate-signed` makes one whose notes
//! are signed, all but every tenth; on that, `compare` holds the checking of the signatures against
//! the bare work of Ed25519 and SHA-512. `names` finds one of 2,000 clients by name.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use rayon::prelude::*;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, SshSig};

use crate::measure::{find, median, time};
use crate::practice::{NAMESPACE, generate, key};
use crate::program::CASENOTES;

mod measure;
mod practice;
mod program;

/// Many notes hold it.
const COMMON: &str = "tearful";

/// How many clients there are where one is found by name.
const CLIENTS: usize = 2_000;

/// No note holds it, so ripgrep reads every note to its end.
const ABSENT: &str = "Zugspitze";

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
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` says so; `cargo test --benches` says nothing and only wants to see that it starts.
    let is_bench = args.iter().any(|arg| arg == "--bench");
    let words: Vec<&str> =
        args.iter().map(String::as_str).filter(|arg| *arg != "--bench").collect();
    let done = match words.as_slice() {
        ["generate", folder, count] => {
            generate(Path::new(folder), count.parse().unwrap(), None);
            Ok(())
        }
        ["generate-signed", folder, count] => {
            generate(Path::new(folder), count.parse().unwrap(), Some(&key()));
            Ok(())
        }
        ["compare", folder] => compare(Path::new(folder), 15),
        ["names"] => {
            let folder = tempfile::tempdir().unwrap();
            generate_clients(folder.path());
            compare_names(folder.path(), 15)
        }
        [] if is_bench => {
            let folder = tempfile::tempdir().unwrap();
            let practice = folder.path().join("practice");
            generate(&practice, 2_000, None);
            let signed = folder.path().join("signed");
            generate(&signed, 2_000, Some(&key()));
            let names = folder.path().join("names");
            generate_clients(&names);
            compare(&practice, 9)
                .and_then(|()| compare(&signed, 9))
                .and_then(|()| compare_names(&names, 9))
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

/// Runs each pair of commands in turn and prints the medians and their ratio, then peaks of memory.
fn compare(folder: &Path, rounds: usize) -> Result<(), String> {
    let (config, tree) = (folder.join("config.toml"), folder.join("chart"));
    let (config, tree) = (config.to_str().unwrap(), tree.to_str().unwrap());
    let copies = tempfile::tempdir().unwrap();
    let rg =
        find("rg").ok_or("`rg` is not in PATH: `cargo install ripgrep` (Debian's is older)")?;
    let [ours_at, rg_at] = [("casenotes", &*CASENOTES), ("rg", &rg)].map(|(name, from)| {
        // Where cargo put it, the same file is slower to start than a copy, by up to a tenth.
        let to = copies.path().join(name);
        fs::copy(from, &to).unwrap();
        to
    });
    let version = Command::new(&rg_at).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout);
    let version = version.lines().next().unwrap_or_default();
    let notes = count(Path::new(tree));
    if notes == 0 {
        return Err(format!("{} holds no notes: `generate` some", folder.display()));
    }
    println!("{} against {version}, {notes} notes\n", env!("CARGO_PKG_NAME"));
    println!("| command | ms | against | ms | ratio | goal |");
    println!("|---|---|---|---|---|---|");
    let ours = |args: &[&str]| -> Vec<String> {
        ["--config", config].iter().chain(args).map(|arg| (*arg).to_owned()).collect()
    };
    let theirs = |args: &[&str]| -> Vec<String> { args.iter().map(|arg| (*arg).into()).collect() };
    // A list that nobody has agreed to is a finding, and every `validate` would print it.
    time(&ours_at, &ours(&["vault", "keys", "accept", "--yes"]))?;
    let start = theirs(&["--version"]);
    let read_all = theirs(&["-l", ABSENT, tree]);
    let count_all = theirs(&["-c", "", tree]);
    let find_all = theirs(&[COMMON, tree]);
    let list = ours(&["list"]);
    let (search_rare, search_common) = (format!("search {ABSENT}"), format!("search {COMMON}"));
    // What is over in a millisecond is run more often.
    for (command, against, other, goal, times) in [
        (search_rare.as_str(), "rg -l WORD", &read_all, "1", 1),
        (&search_common, "rg WORD", &find_all, "1.3", 1),
        ("todo", "casenotes list", &list, "1.5", 1),
        ("--version", "rg --version", &start, "0.9", 20),
        ("list", "rg -l WORD", &read_all, "1.25", 1),
        ("list --json", "rg -l WORD", &read_all, "", 1),
        ("list --jsonl", "rg -l WORD", &read_all, "", 1),
        ("list --client c-00001", "rg --version", &start, "2", 20),
        ("validate", "rg -l WORD", &read_all, "", 1),
        ("validate", "rg -c ''", &count_all, "3", 1),
    ] {
        let args = ours(&command.split(' ').collect::<Vec<_>>());
        let other_at = if against.starts_with("rg") { &rg_at } else { &ours_at };
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..rounds * times {
            a.push(time(&ours_at, &args)?);
            b.push(time(other_at, other)?);
        }
        print_row(command, median(a), (against, median(b)), goal);
    }
    let signed = signed_texts(Path::new(tree));
    if !signed.is_empty() {
        let settings = Path::new(tree).join("casenotes.toml");
        against_bare_work(&ours_at, &ours(&["validate"]), (&signed, &settings), rounds)?;
    }
    println!("\n| command | peak MiB | goal |\n|---|---|---|");
    for (command, goal) in [("list", "64"), ("list --json", ""), ("validate", "200")] {
        let args = ours(&command.split(' ').collect::<Vec<_>>());
        match peak_kib(&ours_at, &args) {
            Some(kib) => println!("| `{command}` | {:.1} | {goal} |", kib as f64 / 1024.0),
            None => println!("| `{command}` | needs `/usr/bin/time` | {goal} |"),
        }
    }
    Ok(())
}

/// Prints a line of the table.
fn print_row(command: &str, ours: Duration, (against, theirs): (&str, Duration), goal: &str) {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let (ours, theirs) = (ms(ours), ms(theirs));
    println!(
        "| `{command}` | {ours:.2} | `{against}` | {theirs:.2} | {:.2} | {goal} |",
        ours / theirs
    );
}

/// Finds one of 2,000 clients by the beginning of a name, against the start of ripgrep.
fn compare_names(folder: &Path, rounds: usize) -> Result<(), String> {
    let config = folder.join("config.toml");
    let rg = find("rg").ok_or("`rg` is not in PATH")?;
    let args =
        ["--config", config.to_str().unwrap(), "client", "show", "p01234"].map(str::to_owned);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..rounds * 20 {
        a.push(time(&CASENOTES, &args)?);
        b.push(time(&rg, &["--version".to_owned()])?);
    }
    println!("\n| command, {CLIENTS} clients | ms | against | ms | ratio | goal |");
    println!("|---|---|---|---|---|---|");
    print_row("client show NAME", median(a), ("rg --version", median(b)), "2.5");
    Ok(())
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
fn against_bare_work(
    ours_at: &Path,
    args: &[String],
    (signed, settings): (&[SignedText], &Path),
    rounds: usize,
) -> Result<(), String> {
    let before = fs::read_to_string(settings).unwrap();
    let others = OTHER_GROUPS.iter().map(|group| format!("{group} = \"off\"\n"));
    let alone = format!("{before}[rules]\n{}", others.collect::<String>());
    let bytes = Ed25519Keypair::from_seed(&[7; 32]).public.0;
    let key = VerifyingKey::from_bytes(&bytes).unwrap();
    let check = |signed: &SignedText| {
        let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, &signed.text).unwrap();
        key.verify(&data, &Signature::from_bytes(&signed.signature)).is_ok()
    };
    for (settings_text, row, goal) in
        [(&alone, "`validate`, signatures alone", "2"), (&before, "`validate`, everything", "")]
    {
        fs::write(settings, settings_text).unwrap();
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            a.push(time(ours_at, args)?);
            let start = Instant::now();
            if !signed.par_iter().all(check) {
                return Err("a signature does not hold".to_owned());
            }
            b.push(start.elapsed());
        }
        let (a, b) = (median(a).as_secs_f64() * 1e3, median(b).as_secs_f64() * 1e3);
        let what = format!("Ed25519 and SHA-512 of {} texts", signed.len());
        println!("| {row} | {a:.2} | {what} | {b:.2} | {:.2} | {goal} |", a / b);
    }
    // With nothing else to find, whatever is found is a signature that we hold for a wrong one.
    fs::write(settings, &alone).unwrap();
    let run = Command::new(ours_at).args(args).output().unwrap();
    fs::write(settings, &before).unwrap();
    match run.status.success() {
        true => Ok(()),
        false => Err("`validate` finds a signature that does not hold".to_owned()),
    }
}

/// Measures the most memory that a run of ours holds at once.
fn peak_kib(program: &Path, args: &[String]) -> Option<u64> {
    let mut command = Command::new("/usr/bin/time");
    command.args(["-f", "%M"]).arg(program).args(args).stdout(tempfile::tempfile().unwrap());
    let output = command.stderr(Stdio::piped()).spawn().ok()?.wait_with_output().ok()?;
    // The program's own closing line stands above that of `time`.
    String::from_utf8_lossy(&output.stderr).lines().last()?.trim().parse().ok()
}

fn count(tree: &Path) -> usize {
    let files = walkdir::WalkDir::new(tree).into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.path().to_string_lossy().ends_with(".md")).count()
}
