//! How the time of each command grows with what a note holds: twice as much may take 2.3 times as long,
//! and a note of 5 MB two seconds.
//!
//! `cargo bench --bench growth` tries every construct; `-- WORD` those whose name holds a word.
//! It ends with an error when a bound is exceeded.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::measure::work_of_children;
use crate::program::{CASENOTES, asked};

mod measure;
mod program;

/// The most that twice as much may take.
const MOST: f64 = 2.3;

/// How large the largest note is, in bytes.
const LARGEST: usize = 5_000_000;

/// How many notes the largest record has.
const MANY: usize = 8_000;

/// A run below this tells nothing of growth, in seconds of processor time: the system counts hundredths.
const TELLING: f64 = 0.15;

/// What the largest note may take, in seconds.
const BOUND: f64 = 2.0;

/// What the largest note may take as PDF, in seconds, if it is prose. What has a mark every few bytes has
/// a line for each, and there only the growth is held.
const PDF_BOUND: f64 = 3.0;

/// What is prose, or as long as it.
const PROSE: &[&str] = &["one long line", "names", "sentences on danger", "figures", "dates"];

/// A run that takes longer is ended.
const PATIENCE: Duration = Duration::from_secs(10);

/// A run that writes a PDF is ended when it takes longer.
const PDF_PATIENCE: Duration = Duration::from_secs(90);

/// Where a record is written that cannot go to standard output.
const RECORD: &str = "record.pdf";

/// Commands on a note in the chart.
const ON_NOTES: &[&[&str]] = &[
    &["validate"],
    &["list"],
    &["show", "c-7f3k"],
    &["thread", "c-7f3k"],
    &["deidentify", "c-7f3k"],
    &["export", "c-7f3k", "--working-copy", "--format", "markdown"],
    &["export", "c-7f3k", "--working-copy", "--format", "html"],
    &["export", "c-7f3k", "--working-copy", "--format", "csv"],
    &["export", "c-7f3k", "--working-copy", "--format", "json"],
    &["export", "c-7f3k", "--working-copy", "--format", "jsonl"],
    &["export", "c-7f3k", "--working-copy", "--format", "fhir"],
    &["export", "c-7f3k", "--working-copy", "--format", "pdf", "--output", RECORD],
];

/// Commands on a psychotherapy note in the vault.
const ON_SEALED: &[&[&str]] =
    &[&["vault", "verify"], &["vault", "search", "Zugspitze"], &["vault", "show", "c-7f3k"]];

/// What a body repeats, after a beginning.
const BODIES: &[(&str, &str, &str)] = &[
    ("HTML comments", "", "<!-- a -->\n"),
    ("HTML comments in one line", "", "<!-- a -->"),
    ("comments that do not end", "", "<!-- a\n"),
    ("comments that silence", "", "<!-- allow TX001: a -->\n"),
    ("figures with hyphens", "", "555-123-"),
    ("figures", "", "1234 "),
    ("dates", "", "2026-11-20, "),
    ("dates in words", "", "November 20, "),
    ("times", "", "14:00 "),
    ("addresses", "", "a@b."),
    ("web addresses", "", "https://a.example/b "),
    ("names", "", "Ben Sample "),
    ("capitals", "", "Aa "),
    ("empty headings", "", "## \n"),
    ("headings", "", "## Plan\n\na\n\n"),
    ("underlined headings", "", "a\n---\n"),
    ("quotes in quotes", "", ">"),
    ("quotes in quotes, spaced", "", "> "),
    ("lists in lists", "", "- "),
    ("numbered lists in lists", "", "1. "),
    ("list items", "", "- a\n"),
    ("table rows", "| a | b |\n|---|---|\n", "| c | d |\n"),
    ("table columns", "", "| a "),
    ("links", "", "[a](b) "),
    ("links that do not end", "", "[a]("),
    ("images", "", "![a](b) "),
    ("link definitions", "", "[a]: b\n"),
    ("links by name", "[a]: b\n\n", "[a] "),
    ("footnotes", "", "[^a]: b\n\n"),
    ("opening brackets", "", "["),
    ("closing brackets", "", "]"),
    ("brackets in brackets", "", "[a]["),
    ("placeholders", "", "[insert a] "),
    ("backticks", "", "`"),
    ("backticks and letters", "", "`a``b"),
    ("asterisks", "", "*"),
    ("asterisks and letters", "", "*a **b "),
    ("underscores", "", "_a __b "),
    ("strokes", "", "~a ~~b "),
    ("less-than signs", "", "<"),
    ("HTML tags", "", "<a>"),
    ("HTML tags that do not end", "", "<a b="),
    ("processing instructions", "", "<?a "),
    ("ampersands", "", "&"),
    ("character names", "", "&amp;"),
    ("backslashes", "", "\\"),
    ("fences", "", "```\na\n```\n"),
    ("code by indents", "", "    a\n\n"),
    ("one long line", "", "word after word "),
    ("one long word", "", "a"),
    ("empty lines", "a\n\n", "\n"),
    ("short lines", "", "a\n"),
    ("paragraphs", "", "The client reports sleep.\n\n"),
    ("sentences on danger", "", "Denies suicidal ideation. "),
    ("apostrophes", "", "'a "),
    ("letters of two bytes", "", "é"),
    ("accents on one letter", "e", "\u{301}"),
    ("letters from right to left", "", "ש "),
    ("letters without a typeface", "", "字"),
    ("spaces", "a\n\n", " "),
    ("tabs", "a\n\n", "\t"),
    ("carriage returns", "", "a\r\n"),
    ("returns alone", "a\n\n", "\r"),
];

/// What front matter repeats: before it, again and again, after it.
const HEADS: &[(&str, &str, &str, &str)] = &[
    ("brackets in front matter", "x = ", "[", "\n"),
    ("braces in front matter", "x = ", "{a=", "\n"),
    ("a list in front matter", "goals = [", "\"G1\", ", "]\n"),
    ("a long key", "", "a", " = 1\n"),
    ("dotted keys", "a", ".a", " = 1\n"),
    ("a long text in front matter", "location = \"", "a ", "\"\n"),
    ("goals", "", "[[goal]]\nid = \"G1\"\n", ""),
    ("comments in front matter", "", "# a\n", ""),
];

/// A practice of one client, the notes of which a construct makes.
struct Practice {
    folder: tempfile::TempDir,
}

/// A construct, of any size.
enum Construct {
    Body(&'static str, &'static str),
    Head(&'static str, &'static str, &'static str),
    Measures,
    Notes,
}

/// How long a run has taken, in seconds.
#[derive(Clone, Copy)]
struct Taken {
    wall: f64,
    // Of the processor: what other programs do meanwhile does not count.
    work: f64,
}

fn main() -> ExitCode {
    let (is_bench, words) = asked();
    if !is_bench {
        return ExitCode::SUCCESS;
    }
    let constructs = constructs();
    let chosen = constructs
        .iter()
        .filter(|(name, _)| words.is_empty() || words.iter().any(|word| name.contains(*word)));
    println!(
        "Seconds for the largest, and in brackets how many times as long twice as much takes.\n"
    );
    let names: Vec<String> = ON_NOTES.iter().chain(ON_SEALED).map(|args| name(args)).collect();
    println!("| | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
    let mut bad = Vec::new();
    for (title, construct) in chosen {
        let cells = row(title, construct, &mut bad);
        println!("| {title} | {} |", cells.join(" | "));
    }
    println!();
    for line in &bad {
        println!("error: {line}");
    }
    if bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn constructs() -> Vec<(&'static str, Construct)> {
    let bodies = BODIES.iter().map(|(name, first, again)| (*name, Construct::Body(first, again)));
    let heads =
        HEADS.iter().map(|(name, first, again, last)| (*name, Construct::Head(first, again, last)));
    let others = [("measures", Construct::Measures), ("many notes", Construct::Notes)];
    bodies.chain(heads).chain(others).collect()
}

/// Returns what a command is called in the table.
fn name(args: &[&str]) -> String {
    match args {
        ["export", ..] => format!("`{}`", args[4]),
        ["vault", command, ..] => format!("`vault {command}`"),
        [command, ..] => format!("`{command}`"),
        [] => String::new(),
    }
}

/// Tries every command on a construct.
fn row(title: &str, construct: &Construct, bad: &mut Vec<String>) -> Vec<String> {
    let practice = Practice::new();
    let mut cells = Vec::new();
    for commands in [ON_NOTES, ON_SEALED] {
        let is_sealed = commands == ON_SEALED;
        if is_sealed && matches!(construct, Construct::Head(..) | Construct::Measures) {
            cells.extend(commands.iter().map(|_| "–".to_owned()));
            continue;
        }
        // What is no front matter is no note; a text is one whatever it holds.
        let may_be_refused = matches!(construct, Construct::Head(..));
        // Each size once for all commands, the smallest first.
        let mut growths: Vec<Growth> = commands.iter().map(|_| Growth::default()).collect();
        for halvings in (0..6).rev() {
            practice.put(construct, halvings, is_sealed);
            for (args, growth) in commands.iter().zip(&mut growths) {
                growth.look(&practice, args, halvings, may_be_refused);
            }
        }
        for (args, growth) in commands.iter().zip(growths) {
            let bound = match args {
                _ if matches!(construct, Construct::Notes) => f64::INFINITY,
                [.., "pdf", _, _] if PROSE.contains(&title) => PDF_BOUND,
                [.., "pdf", _, _] => f64::INFINITY,
                _ => BOUND,
            };
            let (cell, faults) = growth.verdict(bound);
            bad.extend(faults.into_iter().map(|fault| format!("{title}, {}: {fault}", name(args))));
            cells.push(cell);
        }
    }
    cells
}

/// What the runs of one command have shown, with ever more of a construct.
#[derive(Default)]
struct Growth {
    last: Option<Taken>,
    ratio: Option<f64>,
    largest: Option<Taken>,
    trouble: Option<String>,
}

impl Growth {
    fn look(&mut self, practice: &Practice, args: &[&str], halvings: u32, may_be_refused: bool) {
        // What is far over already does not get better with twice as much.
        if self.trouble.is_some() || self.ratio.is_some_and(|ratio| ratio > 1.3 * MOST) {
            return;
        }
        let before = self.last.filter(|before| before.work >= TELLING);
        // The first ratio that tells something counts, and so does a later one that is worse.
        let mut best: Option<Taken> = None;
        for _ in 0..3 {
            match practice.run(args, may_be_refused) {
                Ok(taken) => {
                    if best.is_none_or(|best| taken.work < best.work) {
                        best = Some(taken);
                    }
                }
                Err(trouble) => {
                    self.trouble = Some(trouble);
                    return;
                }
            }
            let is_enough = best.is_some_and(|best| {
                best.work < TELLING
                    || best.wall > 4.0
                    || before.is_some_and(|before| best.work / before.work < 2.1)
            });
            if is_enough {
                break;
            }
        }
        let taken = best.unwrap();
        if let Some(before) = before {
            let ratio = taken.work / before.work;
            self.ratio = Some(self.ratio.map_or(ratio, |known| known.max(ratio)));
        }
        self.last = Some(taken);
        if halvings == 0 {
            self.largest = Some(taken);
        }
    }

    /// Returns a cell of the table, and what is wrong.
    fn verdict(self, bound: f64) -> (String, Vec<String>) {
        let mut faults: Vec<String> = self.trouble.into_iter().collect();
        let ratio = self.ratio.map_or(String::new(), |ratio| format!(" ({ratio:.1})"));
        if let Some(ratio) = self.ratio.filter(|ratio| *ratio > MOST) {
            faults.push(format!("{ratio:.2} times as long for twice as much"));
        }
        // Where other programs want the processor too, or several threads share the work, the smaller
        // one is what a user would see on a machine at rest.
        let seconds = self.largest.map(|taken| taken.wall.min(taken.work));
        if let Some(seconds) = seconds.filter(|seconds| *seconds > bound) {
            faults.push(format!("{seconds:.2} s, and {bound} s are allowed"));
        }
        let seconds = seconds.map_or("never".to_owned(), |seconds| format!("{seconds:.2}"));
        let mark = if faults.is_empty() { "" } else { "**" };
        (format!("{mark}{seconds}{ratio}{mark}"), faults)
    }
}

impl Practice {
    fn new() -> Self {
        let practice = Self { folder: tempfile::tempdir().unwrap() };
        let at = |name: &str| practice.path(name).to_str().unwrap().to_owned();
        let (chart, vault, key) = (at("chart"), at("vault"), at("key"));
        let trees = ["init", "--chart", &chart, "--vault", &vault, "--name", "D", "--identity"];
        practice.ok(&[&trees, &[key.as_str(), "--no-passphrase"][..]].concat(), "");
        practice.ok(&["client", "add", "--id", "c-7f3k", "--name", "Ben Sample"], "");
        practice
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&*CASENOTES);
        command.arg("--config").arg(self.path("config.toml")).args(args);
        command
    }

    fn ok(&self, args: &[&str], input: &str) {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {said}");
    }

    /// Puts a construct into the chart or the vault, halved so often, in place of the one before.
    fn put(&self, construct: &Construct, halvings: u32, is_sealed: bool) {
        let (size, many) = (LARGEST >> halvings, MANY >> halvings);
        let notes = self.path("chart/clients/c-7f3k/notes");
        let sealed = self.path("vault/clients/c-7f3k");
        for folder in [&notes, &sealed] {
            let _ = fs::remove_dir_all(folder);
        }
        match construct {
            Construct::Body(first, again) if is_sealed => self.seal(&repeated(first, again, size)),
            Construct::Notes if is_sealed => {
                self.seal("The tram.\n");
                let first = fs::read_dir(&sealed).unwrap().next().unwrap().unwrap().path();
                let bytes = fs::read(&first).unwrap();
                for name in names(many) {
                    write(&sealed.join(format!("{name}.md.age")), &bytes);
                }
            }
            Construct::Body(first, again) => {
                write_note(&notes, "2026-11-20-1400", "", &repeated(first, again, size));
            }
            Construct::Head(first, again, last) => {
                let head = format!("{}{last}", repeated(first, again, size));
                write_note(&notes, "2026-11-20-1400", &head, "a\n");
            }
            Construct::Measures => {
                let lines = (0..size / 15).map(|number| format!("x{number:06} = 11\n"));
                let head = format!("[measures]\n{}", lines.collect::<String>());
                write_note(&notes, "2026-11-20-1400", &head, "a\n");
            }
            Construct::Notes => {
                for name in names(many) {
                    let body = format!("Rode the tram on {name}.\n");
                    write_note(&notes, &name, "", &body.repeat(10));
                }
            }
        }
    }

    fn seal(&self, text: &str) {
        self.ok(&["vault", "new", "c-7f3k", "--at", "2026-11-20 14:00", "--stdin"], text);
    }

    /// Runs a command; one that finds something has done its work, too.
    fn run(&self, args: &[&str], may_be_refused: bool) -> Result<Taken, String> {
        let mut command = self.command(args);
        // A record never replaces one that is there.
        let _ = fs::remove_file(self.path(RECORD));
        command.current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(tempfile::tempfile().unwrap()).stderr(Stdio::null());
        let patience = if args.contains(&"pdf") { PDF_PATIENCE } else { PATIENCE };
        let (start, before) = (Instant::now(), work_of_children());
        let mut child = command.spawn().unwrap();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > patience {
                child.kill().unwrap();
                child.wait().unwrap();
                return Err(format!("more than {} s", patience.as_secs()));
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let wall = start.elapsed().as_secs_f64();
        let taken = || Taken { wall, work: work_of_children() - before };
        match (status.code(), status.signal()) {
            (Some(0 | 1), _) => Ok(taken()),
            (Some(2), _) if may_be_refused => Ok(taken()),
            (code, signal) => Err(format!("ends with {code:?}, signal {signal:?}")),
        }
    }
}

fn repeated(first: &str, again: &str, size: usize) -> String {
    format!("{first}{}", again.repeat(size.saturating_sub(first.len()) / again.len()))
}

/// Returns the names of so many sessions, without what stands behind their start.
fn names(many: usize) -> impl Iterator<Item = String> {
    (0..many).map(|nth| {
        let (year, month, day) = (2020 + nth / 2304, nth / 192 % 12 + 1, nth / 8 % 24 + 1);
        format!("{year}-{month:02}-{day:02}-{:02}00", nth % 8 + 9)
    })
}

fn write_note(notes: &Path, name: &str, head: &str, body: &str) {
    let (day, hour) = name.rsplit_once('-').unwrap();
    let (hour, minute) = hour.split_at(2);
    let text = format!(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = {day}T{hour}:{minute}:00-05:00\n\
         end = {day}T{hour}:53:00-05:00\nauthor = \"D\"\n{head}+++\n\n# DAP note\n\n## Data\n\n{body}\n"
    );
    write(&notes.join(format!("{name}-dap.md")), text.as_bytes());
}

fn write(path: &Path, bytes: &[u8]) {
    let folder = path.parent().unwrap();
    fs::create_dir_all(folder).unwrap();
    fs::set_permissions(folder, Permissions::from_mode(0o700)).unwrap();
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}
