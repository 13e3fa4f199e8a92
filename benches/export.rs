//! A whole record as JSON lines against `rg -c ''`, which reads the same notes and counts their lines,
//! by ratio in the same run.
//!
//! `cargo bench --bench export` makes one client of 20,000 notes in a temporary folder and compares.
//! Beside it stands the least there can be, this very program called again: a bare loop that opens and
//! reads every note on all cores and writes nothing.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;

use crate::measure::{Call, Table, ripgrep};
use crate::program::{CASENOTES, asked};

mod measure;
mod program;

const COUNT: usize = 20_000;
const ROUNDS: usize = 15;

fn main() -> ExitCode {
    let (is_bench, words) = asked();
    let done = match words.as_slice() {
        ["read", folder] => {
            println!("{}", read(Path::new(folder)));
            Ok(())
        }
        [] if is_bench => {
            let folder = tempfile::tempdir().unwrap();
            generate(folder.path());
            compare(folder.path())
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

/// Makes a practice with one client of many drafts, 2.9 KB each.
fn generate(folder: &Path) {
    let write = |path: &Path, text: &str| {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    };
    let client = folder.join("chart/clients/c-0001");
    fs::create_dir_all(client.join("notes")).unwrap();
    write(&folder.join("chart/casenotes.toml"), "format = 1\n");
    write(&folder.join("config.toml"), "[chart]\nroot = \"chart\"\n");
    write(&client.join("client.toml"), "name = \"Invented Person\"\nbirth_date = 1990-04-21\n");
    let prose = "The client reports \"steady\" sleep; practiced breathing, reviewed the plan.\n";
    for number in 0..COUNT {
        let (year, rest) = (2000 + number / 3360, number % 3360);
        let (month, rest) = (rest / 280 + 1, rest % 280);
        let (day, hour) = (rest / 10 + 1, rest % 10 + 8);
        let date = format!("{year}-{month:02}-{day:02}");
        let sections = ["Data", "Assessment", "Plan"]
            .map(|section| format!("## {section}\n\n{}\n", prose.repeat(11)))
            .concat();
        let text = format!(
            "+++\nclient = \"c-0001\"\nformat = \"dap\"\nstart = {date}T{hour:02}:00:00-05:00\n\
             end = {date}T{hour:02}:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nservice = [\"90837\"]\n\
             place = \"11\"\ndiagnoses = [\"F41.1\", \"F43.10\"]\ngoals = [\"G1\", \"G2\"]\nrisk = \"denied\"\n\
             [measures]\nphq9 = 11\ngad7 = 9\n+++\n\n# DAP note\n\n{sections}"
        );
        write(&client.join(format!("notes/{date}-{hour:02}00-dap.md")), &text);
    }
}

/// Reads every note.
fn read(folder: &Path) -> usize {
    let notes: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    notes.par_iter().map(|path| fs::read(path).unwrap().len()).sum()
}

fn compare(folder: &Path) -> Result<(), String> {
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    let (config, notes) =
        (text(folder.join("config.toml")), text(folder.join("chart/clients/c-0001/notes")));
    let this = std::env::current_exe().unwrap();
    let count = Call::new(&ripgrep()?, &["-c", "", &notes]);
    let read = Call::new(&this, &["read", &notes]);
    let mut table = Table::of_comparisons("20,000 notes of one client");
    for (terms, goals) in [
        ("--working-copy --format jsonl", ["1.3", "2"]),
        // What leaves waits for the disk, so that its entry is there whatever happens.
        ("--basis individual --include-drafts --format jsonl", ["", ""]),
        ("--working-copy --format json", ["", ""]),
        ("--working-copy --format fhir", ["", ""]),
    ] {
        let words: Vec<&str> =
            ["--config", &config, "export", "c-0001"].into_iter().chain(terms.split(' ')).collect();
        let ours = Call::new(&CASENOTES, &words);
        let others = [("`rg -c ''`", &count), ("a bare loop that reads them", &read)];
        for ((against, other), goal) in others.into_iter().zip(goals) {
            let command = format!("export {terms}");
            table.compare(&command, &ours.against(other, ROUNDS)?, against, goal);
        }
    }
    // FHIR says more than JSON: a resource for each note, session and score, with names of each other.
    let of = |format: &str| {
        let words = ["--config", &config, "export", "c-0001", "--working-copy", "--format", format];
        Call::new(&CASENOTES, &words)
    };
    let found = of("fhir").against(&of("json"), ROUNDS)?;
    table.compare("export --working-copy --format fhir", &found, "the same as `json`", "3");
    table.finish()
}
