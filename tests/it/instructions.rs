//! What each command costs, in instructions of the processor: the same on every machine to a hundredth,
//! where its time is not. Nothing grows slower unseen.
//!
//! Only the program that is handed out is counted; the figures stand in docs/BENCHMARKS.md, and are those
//! of a processor with AVX2: without, memory is searched by more and smaller steps.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::practice::{NOTE, NOTE_PATH, Practice, casenotes, is_handed_out};

#[path = "../../benches/practice/mod.rs"]
mod generated;

/// Where the figures stand.
const DOCUMENT: &str = "docs/BENCHMARKS.md";

/// The line above the rows of the table.
const HEAD: &str = "| command | instructions | lines |\n|---|---|---|\n";

/// How many notes there are, nine of ten signed.
const NOTES: usize = 400;

/// The most that a command may cost of what is written down.
const MOST: f64 = 1.03;

/// What is counted.
const COMMANDS: &[&str] = &[
    "--version",
    "list",
    "list --json",
    "client list",
    "todo",
    "search stress",
    "validate --short",
    "export c-00000 --working-copy --format jsonl",
    "export c-00000 --working-copy --format html",
    "export c-00000 --working-copy --format fhir",
];

/// What fills a note, again and again, where a command looks around each of it.
const FILLINGS: &[(&str, &[&str])] = &[
    (
        "validate --summary",
        &[
            "1234 ",
            "555-123-",
            "2026-11-20, ",
            "14:00 ",
            "1. ",
            "a.",
            "Mr. Brook: ",
            "aged 40 ",
            "9:1 ",
            "#9 ",
            "p\n---\n",
            "[ ] yes ",
            "TBD ",
            "*** ",
            "?",
            "<!-- a -->\n",
            "no SI but not yet plan ",
        ],
    ),
    ("deidentify c-7f3k", &["TODO ", "1234 ", "survivor "]),
];

/// The most that twice as much of it may cost, of what it costs.
const TWICE: f64 = 2.3;

/// How many bytes of it there are.
const FILLED: usize = 60_000;

/// What a command has cost, and how many lines it has printed: one that does less is no cheaper.
#[derive(Debug, PartialEq)]
struct Cost {
    command: String,
    instructions: u64,
    lines: usize,
}

impl Cost {
    fn of(command: &str, practice: &Path) -> Self {
        let output = Command::new("taskset")
            .args(["1", "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(casenotes())
            .args(command.split(' '))
            .current_dir(practice)
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap())
            .env("HOME", practice)
            .env("TZ", "UTC0")
            .env("CASENOTES_CONFIG", "config.toml")
            .output()
            .expect("taskset and valgrind are needed to count");
        let said = String::from_utf8_lossy(&output.stderr);
        let counted = said.lines().find_map(|line| line.split_once("Collected : "));
        let instructions = counted.unwrap_or_else(|| panic!("{command}: {said}")).1;
        let lines = output.stdout.iter().filter(|byte| **byte == b'\n').count();
        Self { command: command.to_owned(), instructions: instructions.parse().unwrap(), lines }
    }

    /// Reads a row of the table.
    fn read(row: &str) -> Self {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [command, instructions, lines] = cells[..] else { panic!("{row}") };
        let command = command.trim_matches('`').to_owned();
        let instructions = instructions.replace(' ', "").parse().unwrap();
        Self { command, instructions, lines: lines.parse().unwrap() }
    }

    /// Writes it as a row of the table, thousands apart.
    fn row(&self) -> String {
        let digits = self.instructions.to_string();
        let mut apart = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                apart.push(' ');
            }
            apart.push(digit);
        }
        format!("| `{}` | {apart} | {} |\n", self.command, self.lines)
    }

    /// Tells whether it is what was written down, or less for as much.
    fn is_within(&self, written: &Self) -> bool {
        let most = written.instructions as f64 * MOST;
        self.command == written.command
            && self.lines == written.lines
            && self.instructions as f64 <= most
    }
}

/// Tells whether the processor is one whose instructions can be held against the table.
fn has_wide_registers() -> bool {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap();
    about.split_whitespace().any(|word| word == "avx2")
}

#[test]
fn no_command_costs_more_than_is_written_down() {
    if !is_handed_out() {
        return;
    }
    if !has_wide_registers() {
        let line = "no instructions are counted: this processor has no AVX2\n";
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    generated::generate(folder.path(), NOTES, Some(&generated::key()));
    let counted: Vec<Cost> =
        COMMANDS.iter().map(|command| Cost::of(command, folder.path())).collect();
    let document = fs::read_to_string(DOCUMENT).unwrap();
    let (before, after) = document.split_once(HEAD).expect("the document has the table");
    let end = after.find("\n\n").map_or(after.len(), |end| end + 1);
    let rows: String = counted.iter().map(Cost::row).collect();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(DOCUMENT, format!("{before}{HEAD}{rows}{}", &after[end..])).unwrap();
        return;
    }
    let written: Vec<Cost> = after[..end].lines().map(Cost::read).collect();
    assert_eq!(written.len(), counted.len(), "{rows}");
    let mut wrong = String::new();
    for (counted, written) in counted.iter().zip(&written) {
        if !counted.is_within(written) {
            write!(wrong, "written: {}counted: {}", written.row(), counted.row()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}If there is a reason, write it down with the new figures.");
}

#[test]
fn checking_twice_as_much_costs_twice_as_much() {
    if !is_handed_out() {
        return;
    }
    let practice = Practice::with_client();
    practice.put("config.toml", practice.read("home/.config/casenotes/config.toml"));
    let cost_of = |command: &str, filling: &str, bytes: usize| {
        let filled = format!("## Plan\n\n{}\n", filling.repeat(bytes / filling.len()));
        practice.put(NOTE_PATH, NOTE.replace("## Plan\n", &filled));
        Cost::of(command, practice.root()).instructions as f64
    };
    let mut wrong = Vec::new();
    for (command, fillings) in FILLINGS {
        let nothing = cost_of(command, "a", 1);
        for filling in *fillings {
            let once = cost_of(command, filling, FILLED) - nothing;
            let times = (cost_of(command, filling, 2 * FILLED) - nothing) / once;
            if times > TWICE {
                wrong.push((command, filling, times));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_cost_is_held_against_what_is_written_down() {
    let written = Cost::read("| `list --json` | 1 000 000 | 40 |");
    assert_eq!(written.row(), "| `list --json` | 1 000 000 | 40 |\n");
    let cost = |instructions, lines| Cost { command: written.command.clone(), instructions, lines };
    assert!(cost(1_029_999, 40).is_within(&written));
    assert!(!cost(1_030_001, 40).is_within(&written));
    assert!(!cost(500_000, 39).is_within(&written));
}
