//! Whole runs of the program against ripgrep, by ratio in the same run.
//!
//! `cargo bench` makes 2,000 notes in a temporary folder and compares.
//! `cargo bench --bench trees -- generate DIR COUNT` makes a practice to keep, and
//! `cargo bench --bench trees -- compare DIR` compares on one. `generate-signed` makes one whose notes
//! are signed, all but every tenth; on that, `compare` holds the checking of the signatures against
//! the bare work of Ed25519 and SHA-512.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use rayon::prelude::*;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, PrivateKey, SshSig};

use crate::measure::{find, median, time};
use crate::program::CASENOTES;

mod measure;
mod program;

/// What our signatures are for.
const NAMESPACE: &str = "progress-note@casenotes";

/// Whom the vault is sealed to; nothing lies in it.
const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

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

const WORDS: &[&str] = &[
    "client",
    "reports",
    "sleep",
    "anxiety",
    "practiced",
    "breathing",
    "session",
    "homework",
    "exposure",
    "mood",
    "affect",
    "engaged",
    "plan",
    "continue",
    "weekly",
    "stress",
    "work",
    "family",
    "progress",
    "goal",
    "noted",
    "tearful",
    "calm",
    "insight",
    "reviewed",
    "thought",
    "record",
    "panic",
    "bus",
    "ride",
    "avoided",
    "attended",
    "partner",
    "described",
    "steady",
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
        [] if is_bench => {
            let folder = tempfile::tempdir().unwrap();
            let practice = folder.path().join("practice");
            generate(&practice, 2_000, None);
            let signed = folder.path().join("signed");
            generate(&signed, 2_000, Some(&key()));
            compare(&practice, 9).and_then(|()| compare(&signed, 9))
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

/// A small generator of numbers: the same tree on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn paragraph(&mut self) -> String {
        let words: Vec<&str> =
            (0..14).map(|_| WORDS[self.below(WORDS.len() as u64) as usize]).collect();
        format!("The {}.\n", words.join(" "))
    }
}

/// A key that is the same on every machine.
fn key() -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]))
}

/// Makes a practice of so many notes, a hundred a client, of about 3 KB each, signed if there is a key.
fn generate(folder: &Path, count: usize, key: Option<&PrivateKey>) {
    let write = |path: &Path, text: &str| {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    };
    let (chart, vault) = (folder.join("chart"), folder.join("vault"));
    for new in [&chart.join("clients"), &vault.join("clients")] {
        fs::create_dir_all(new).unwrap();
    }
    for private in [&chart, &vault, &vault.join("clients")] {
        fs::set_permissions(private, fs::Permissions::from_mode(0o700)).unwrap();
    }
    write(&chart.join("casenotes.toml"), "format = 1\n");
    write(&vault.join("casenotes-vault.toml"), "format = 1\n");
    write(&vault.join("recipients.txt"), &format!("# nobody\n{RECIPIENT}\n"));
    let config = "[chart]\nroot = \"chart\"\n[vault]\nroot = \"vault\"\nidentities = []\n";
    write(&folder.join("config.toml"), config);
    if let Some(key) = key {
        let public = key.public_key().to_openssh().unwrap();
        let clients = (0..count.div_ceil(100)).map(client);
        let line = |client: String| format!("\"Dana Okafor {client}\" {public}\n");
        write(&chart.join("allowed_signers"), &clients.map(line).collect::<String>());
    }
    let mut numbers = Numbers(1);
    for number in 0..count {
        let (client, nth) = (client(number / 100), number % 100);
        let notes = chart.join("clients").join(&client).join("notes");
        if nth == 0 {
            fs::create_dir_all(&notes).unwrap();
            write(
                &notes.with_file_name("client.toml"),
                "name = \"Invented Person\"\nbirth_date = 1990-04-21\n",
            );
        }
        let date = format!("{}-{:02}-{:02}", 2024 + nth / 50, nth % 50 / 5 + 1, nth % 5 * 5 + 1);
        let hour = 9 + nth % 8;
        let format = if nth % 2 == 0 { "soap" } else { "dap" };
        // The first of a hundred is the plan that the others go by.
        let (format, text) = match nth {
            0 => ("plan", plan(&client, &date, hour, key.is_some())),
            _ => (format, note(&client, format, &date, hour, key.is_some(), &mut numbers)),
        };
        let path = notes.join(format!("{date}-{hour:02}00-{format}.md"));
        write(&path, &text);
        if let Some(key) = key.filter(|_| text.contains("\nsigned_by")) {
            let signature = key.sign(NAMESPACE, HashAlg::Sha512, text.as_bytes()).unwrap();
            write(&path.with_extension("md.sig"), &signature.to_string());
        }
    }
}

fn client(number: usize) -> String {
    format!("c-{number:05}")
}

/// The lines of a signature; where none is signed, comments of the same length.
fn signed_lines(
    client: &str,
    format: &str,
    date: &str,
    hours: (usize, usize),
    is_signed: bool,
) -> String {
    let mark = if is_signed { "" } else { "# " };
    let (start, signed) = hours;
    format!(
        "{mark}signed_by = \"{}\"\n{mark}signed_at = {date}T{signed:02}:10:00-05:00\n\
         {mark}signed_as = \"{client}/{date}-{start:02}00-{format}\"\n",
        author(client)
    )
}

/// One clinician a client, so that no two of their sessions overlap.
fn author(client: &str) -> String {
    format!("Dana Okafor {client}, LCSW")
}

fn plan(client: &str, date: &str, hour: usize, is_signed: bool) -> String {
    let mut text = format!(
        "+++\nclient = \"{client}\"\nformat = \"plan\"\nstart = {date}T{hour:02}:00:00-05:00\nauthor = \"{author}\"\n\
         diagnoses = [\"F41.1\", \"F43.10\"]\n{signed}\
         effective = {date}\nreview_due = 2099-01-01\nclient_signed = {date}\n",
        author = author(client),
        signed = signed_lines(client, "plan", date, (hour, hour), is_signed),
    );
    for goal in ["G1", "G2", "G4"] {
        text.push_str(&format!("[[goal]]\nid = \"{goal}\"\nstatement = \"Ride the bus\"\n"));
    }
    text.push_str("+++\n\n# Treatment plan\n");
    for section in [
        "Diagnosis",
        "Problems",
        "Goals and objectives",
        "Interventions",
        "Frequency and duration",
        "Discharge criteria",
        "Client participation",
    ] {
        text.push_str(&format!("\n## {section}\n\nAs agreed with the client on that day.\n"));
    }
    text
}

fn note(
    client: &str,
    format: &str,
    date: &str,
    hour: usize,
    is_signed: bool,
    numbers: &mut Numbers,
) -> String {
    let (phq9, gad7, pcl5) = (numbers.below(28), numbers.below(22), numbers.below(81));
    // Every tenth note is still a draft.
    let signed = match numbers.below(10) {
        0 => String::new(),
        _ => signed_lines(client, format, date, (hour, hour + 1), is_signed),
    };
    let mut text = format!(
        "+++\nclient = \"{client}\"\nformat = \"{format}\"\nstart = {date}T{hour:02}:00:00-05:00\n\
         end = {date}T{hour:02}:53:00-05:00\nauthor = \"{}\"\nservice = [\"90837\"]\n\
         place = \"11\"\ndiagnoses = [\"F41.1\", \"F43.10\"]\ngoals = [\"G1\", \"G2\", \"G4\"]\nrisk = \"denied\"\n\
         {signed}# filed from the template of the practice; corrected once before it was signed\n\
         [measures]\nphq9 = {phq9}\ngad7 = {gad7}\npcl5 = {pcl5}\nwho5 = {}\n+++\n\n# {} note\n\n",
        author(client),
        numbers.below(26),
        format.to_uppercase(),
    );
    let (sections, shortest): (&[&str], u64) = match format {
        "soap" => (&["Subjective", "Objective", "Assessment", "Risk", "Plan"], 3),
        _ => (&["Data", "Assessment", "Plan"], 6),
    };
    for section in sections {
        text.push_str(&format!("## {section}\n\n"));
        for _ in 0..shortest + numbers.below(4) {
            text.push_str(&numbers.paragraph());
        }
        text.push('\n');
    }
    text
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
    // What is over in a millisecond is run more often.
    for (command, against, other, goal, times) in [
        ("--version", "rg --version", &start, "0.9", 20),
        ("list", "rg -l WORD", &read_all, "1.25", 1),
        ("list --json", "rg -l WORD", &read_all, "", 1),
        ("list --jsonl", "rg -l WORD", &read_all, "", 1),
        ("list --client c-00001", "rg --version", &start, "2", 20),
        ("validate", "rg -l WORD", &read_all, "", 1),
        ("validate", "rg -c ''", &count_all, "3", 1),
    ] {
        let args = ours(&command.split(' ').collect::<Vec<_>>());
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..rounds * times {
            a.push(time(&ours_at, &args)?);
            b.push(time(&rg_at, other)?);
        }
        let (a, b) = (median(a), median(b));
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "| `{command}` | {:.2} | `{against}` | {:.2} | {:.2} | {goal} |",
            ms(a),
            ms(b),
            ms(a) / ms(b)
        );
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
