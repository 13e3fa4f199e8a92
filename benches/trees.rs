//! Whole runs of the program against ripgrep, by ratio in the same run.
//!
//! `cargo bench` makes 2,000 notes in a temporary folder and compares.
//! `cargo bench --bench trees -- generate DIR COUNT` makes a practice to keep, and
//! `cargo bench --bench trees -- compare DIR` compares on one.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// No note holds it, so ripgrep reads every note to its end.
const ABSENT: &str = "Zugspitze";

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

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["generate", folder, count] => generate(Path::new(folder), count.parse().unwrap()),
        ["compare", folder] => compare(Path::new(folder), 15),
        [] => {
            let folder = tempfile::tempdir().unwrap();
            let practice = folder.path().join("practice");
            generate(&practice, 2_000);
            compare(&practice, 9);
        }
        // `cargo test --benches` only wants to see that it starts.
        _ => {}
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

/// Makes a practice of so many notes, a hundred a client, of about 3 KB each.
fn generate(folder: &Path, count: usize) {
    let write = |path: &Path, text: &str| {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    };
    let (chart, vault) = (folder.join("chart"), folder.join("vault"));
    for new in [&chart.join("clients"), &vault.join("clients")] {
        fs::create_dir_all(new).unwrap();
    }
    for private in [&vault, &vault.join("clients")] {
        fs::set_permissions(private, fs::Permissions::from_mode(0o700)).unwrap();
    }
    write(&chart.join("casenotes.toml"), "format = 1\n");
    write(&vault.join("casenotes-vault.toml"), "format = 1\n");
    write(&vault.join("recipients.txt"), "# nobody\n");
    let config = "[chart]\nroot = \"chart\"\n[vault]\nroot = \"vault\"\n";
    write(&folder.join("config.toml"), config);
    let mut numbers = Numbers(1);
    for number in 0..count {
        let (client, nth) = (format!("c-{:05}", number / 100), number % 100);
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
        let text = note(&client, &date, hour, &mut numbers);
        write(&notes.join(format!("{date}-{hour:02}00-soap.md")), &text);
    }
}

fn note(client: &str, date: &str, hour: usize, numbers: &mut Numbers) -> String {
    let (phq9, gad7, pcl5) = (numbers.below(28), numbers.below(22), numbers.below(81));
    let mut text = format!(
        "+++\nclient = \"{client}\"\nformat = \"soap\"\nstart = {date}T{hour:02}:00:00-05:00\n\
         end = {date}T{hour:02}:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nservice = [\"90837\"]\n\
         place = \"11\"\ndiagnoses = [\"F41.1\", \"F43.10\"]\ngoals = [\"G1\", \"G2\"]\nrisk = \"denied\"\n\
         # filed from the template of the practice; corrected once before it was signed\n\
         [measures]\nphq9 = {phq9}\ngad7 = {gad7}\npcl5 = {pcl5}\n+++\n\n# SOAP note\n\n"
    );
    for section in ["Subjective", "Objective", "Assessment", "Risk", "Plan"] {
        text.push_str(&format!("## {section}\n\n"));
        for _ in 0..4 + numbers.below(5) {
            text.push_str(&numbers.paragraph());
        }
        text.push('\n');
    }
    text
}

/// Runs each pair of commands in turn and prints the medians and their ratio.
fn compare(folder: &Path, rounds: usize) {
    let (config, tree) = (folder.join("config.toml"), folder.join("chart"));
    let (config, tree) = (config.to_str().unwrap(), tree.to_str().unwrap());
    let version = Command::new("rg").arg("--version").output();
    let version =
        version.expect("`rg` is not installed: `cargo install ripgrep` (Debian's is older)");
    let version =
        String::from_utf8_lossy(&version.stdout).lines().next().unwrap_or_default().to_owned();
    println!("{} against {version}, {} notes\n", env!("CARGO_PKG_NAME"), count(Path::new(tree)));
    println!("| command | ms | against | ms | ratio | goal |");
    println!("|---|---|---|---|---|---|");
    let ours = |args: &[&str]| {
        [&["--config", config], args].concat().iter().map(|a| (*a).to_owned()).collect::<Vec<_>>()
    };
    let theirs = |args: &[&str]| args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>();
    let read_all = theirs(&["-l", ABSENT, tree]);
    for (name, args, against, other, goal, times) in [
        ("--version", theirs(&["--version"]), "rg --version", theirs(&["--version"]), "0.9", 20),
        ("list", ours(&["list"]), "rg -l WORD", read_all.clone(), "1.25", 1),
        ("list --jsonl", ours(&["list", "--jsonl"]), "rg -l WORD", read_all.clone(), "", 1),
        (
            "list CLIENT",
            ours(&["list", "c-00001"]),
            "rg --version",
            theirs(&["--version"]),
            "2",
            20,
        ),
        ("validate", ours(&["validate"]), "rg -l WORD", read_all, "1.6", 1),
        ("validate", ours(&["validate"]), "rg -c ''", theirs(&["-c", "", tree]), "0.7", 1),
    ] {
        let program = env!("CARGO_BIN_EXE_casenotes");
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..rounds * times {
            a.push(time(program, &args));
            b.push(time("rg", &other));
        }
        let (a, b) = (median(a), median(b));
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "| `{name}` | {:.2} | `{against}` | {:.2} | {:.2} | {goal} |",
            ms(a),
            ms(b),
            ms(a) / ms(b)
        );
    }
}

/// Times one run whose output goes to a file: some programs cheat when it goes nowhere.
fn time(program: &str, args: &[String]) -> Duration {
    let out = std::env::temp_dir().join(format!("casenotes-bench-{}", std::process::id()));
    let mut command = Command::new(program);
    command.args(args).stdout(File::create(&out).unwrap()).stderr(Stdio::null());
    let start = Instant::now();
    command.status().unwrap();
    let taken = start.elapsed();
    fs::remove_file(out).unwrap();
    taken
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn count(tree: &Path) -> usize {
    let files = walkdir::WalkDir::new(tree).into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.path().to_string_lossy().contains("/notes/")).count()
}
