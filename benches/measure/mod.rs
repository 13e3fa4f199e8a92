//! Whole runs of two programs in turn, and the tables of docs/BENCHMARKS.md that they fill.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Where the tables stand.
const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/BENCHMARKS.md");

/// How the line below a table begins that says where it was measured.
const STAMP: &str = "Measured ";

/// A program with what it is called with.
#[derive(Clone)]
pub struct Call {
    program: PathBuf,
    args: Vec<String>,
}

/// What one run has taken.
#[derive(Clone, Copy)]
pub struct Taken {
    /// In seconds.
    pub wall: f64,
    /// Of the processor, in seconds.
    pub work: f64,
    /// How many lines came out.
    pub lines: usize,
    /// Whether `validate` has found an error.
    pub has_found: bool,
}

/// What runs of two calls in turn have taken.
pub struct Compared {
    ours: f64,
    theirs: f64,
    // The middle one of the ratios pair by pair, and the smallest and the largest but for one in ten.
    ratio: f64,
    spread: (f64, f64),
    // Of the processor's time in all runs together.
    work: f64,
    lines: usize,
}

/// A table of docs/BENCHMARKS.md, known by its first cell.
pub struct Table {
    title: String,
    columns: &'static str,
    rows: Vec<String>,
    counted: Vec<(String, usize)>,
}

/// What a comparison says.
const COMPARISON: &str =
    "ms | against | ms | ratio | nine of ten from, to | ratio of processor time | lines | goal";

/// Finds a program as a shell would.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|at| at.is_file())
}

/// Finds ripgrep.
pub fn ripgrep() -> Result<PathBuf, String> {
    find("rg").ok_or_else(|| "`rg` is not in PATH: `cargo install ripgrep`".to_owned())
}

impl Call {
    /// Calls a program with words.
    pub fn new<W: AsRef<str>>(program: &Path, words: &[W]) -> Self {
        let args = words.iter().map(|word| word.as_ref().to_owned()).collect();
        Self { program: program.to_owned(), args }
    }

    /// Runs it once; its output goes to a file: some programs cheat when it goes nowhere.
    ///
    /// Exit code 1 is "nothing found", for all programs here.
    pub fn run(&self) -> Result<Taken, String> {
        let mut out = tempfile::tempfile().unwrap();
        let mut command = Command::new(&self.program);
        command.args(&self.args).stdout(out.try_clone().unwrap()).stderr(Stdio::null());
        let (before, start) = (work_of_children(), Instant::now());
        let status = command.status().unwrap();
        let (wall, work) = (start.elapsed().as_secs_f64(), work_of_children() - before);
        if !matches!(status.code(), Some(0 | 1)) {
            let program = self.program.display();
            return Err(format!("`{program} {}` ended with {status}", self.args.join(" ")));
        }
        out.rewind().unwrap();
        let lines = BufReader::new(out).split(b'\n').count();
        Ok(Taken { wall, work, lines, has_found: status.code() == Some(1) })
    }

    /// Runs it and another one in turn, so that what the machine does meanwhile is the same for both.
    pub fn against(&self, other: &Self, rounds: usize) -> Result<Compared, String> {
        self.against_after(|_| (), other, rounds)
    }

    /// The same after something that is done before each round.
    pub fn against_after(
        &self,
        prepare: impl Fn(usize),
        other: &Self,
        rounds: usize,
    ) -> Result<Compared, String> {
        let (mut pairs, mut work) = (Vec::new(), (0.0, 0.0));
        let mut lines = 0;
        for round in 0..rounds {
            prepare(round);
            let (ours, theirs) = (self.run()?, other.run()?);
            work = (work.0 + ours.work, work.1 + theirs.work);
            lines = ours.lines;
            pairs.push((ours.wall, theirs.wall));
        }
        let sorted = |of: &dyn Fn(&(f64, f64)) -> f64| {
            let mut all: Vec<f64> = pairs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let middle = |all: Vec<f64>| all[all.len() / 2];
        let ratios = sorted(&|(ours, theirs)| ours / theirs);
        let out = ratios.len() / 20;
        Ok(Compared {
            ours: middle(sorted(&|pair| pair.0)),
            theirs: middle(sorted(&|pair| pair.1)),
            spread: (ratios[out], ratios[ratios.len() - 1 - out]),
            ratio: middle(ratios),
            work: work.0 / work.1,
            lines,
        })
    }

    /// Returns the most memory that a run holds at once, in MiB.
    pub fn peak(&self) -> Result<f64, String> {
        let mut command = Command::new("/usr/bin/time");
        command.args(["-f", "%M"]).arg(&self.program).args(&self.args);
        command.stdout(tempfile::tempfile().unwrap()).stderr(Stdio::piped());
        let child = command.spawn().map_err(|_| "`/usr/bin/time` is not there".to_owned())?;
        let said = child.wait_with_output().unwrap().stderr;
        // The program's own closing line stands above that of `time`.
        let said = String::from_utf8_lossy(&said);
        let kib = said.lines().last().and_then(|line| line.trim().parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| format!("no peak in {said:?}"))
    }
}

impl Table {
    /// Begins a table of comparisons.
    pub fn of_comparisons(title: &str) -> Self {
        Self::new(title, COMPARISON)
    }

    /// Begins a table.
    pub fn new(title: &str, columns: &'static str) -> Self {
        let table = Self { title: title.to_owned(), columns, rows: vec![], counted: vec![] };
        println!("{}", table.head());
        table
    }

    fn head(&self) -> String {
        let rule = "---|".repeat(self.columns.split('|').count() + 1);
        format!("| {} | {} |\n|{rule}", self.title, self.columns)
    }

    /// Adds a row of cells.
    pub fn add(&mut self, cells: &[String]) {
        let row = format!("| {} |", cells.join(" | "));
        println!("{row}");
        self.rows.push(row);
    }

    /// Adds a comparison.
    pub fn compare(&mut self, command: &str, found: &Compared, against: &str, goal: &str) {
        // What takes no longer than the clock of processor time ticks has no ratio of it.
        let work = if found.work.is_finite() && found.theirs > 0.02 {
            format!("{:.2}", found.work)
        } else {
            String::new()
        };
        let (least, most) = found.spread;
        self.counted.push((format!("`{command}`"), found.lines));
        self.add(&[
            format!("`{command}`"),
            in_ms(found.ours),
            against.to_owned(),
            in_ms(found.theirs),
            format!("{:.2}", found.ratio),
            format!("{least:.2}, {most:.2}"),
            work,
            found.lines.to_string(),
            goal.to_owned(),
        ]);
    }

    /// Writes the table into the document when `UPDATE_DOCS` is set; otherwise holds against it how
    /// many lines each command has printed: one that finds less is no faster.
    pub fn finish(self) -> Result<(), String> {
        println!();
        let document = fs::read_to_string(DOCUMENT).unwrap();
        let begin = document.find(&format!("| {} |", self.title));
        let is_written = std::env::var_os("UPDATE_DOCS").is_some();
        let Some(begin) = begin else {
            let no_table = format!("docs/BENCHMARKS.md has no table `{}`", self.title);
            return if is_written { Err(no_table) } else { Ok(()) };
        };
        let end =
            begin + document[begin..].find("\n\n").map_or(document.len() - begin, |at| at + 1);
        if !is_written {
            return self.held_against(&document[begin..end]);
        }
        let mut rest = document[end..].trim_start_matches('\n');
        if rest.starts_with(STAMP) {
            rest = rest.split_once("\n\n").map_or("", |(_, rest)| rest);
        }
        let mut table = self.head();
        for row in &self.rows {
            write!(table, "\n{row}").unwrap();
        }
        let written = format!("{}{table}\n\n{}\n\n{rest}", &document[..begin], stamp());
        fs::write(DOCUMENT, format!("{}\n", written.trim_end())).unwrap();
        Ok(())
    }

    fn held_against(&self, written: &str) -> Result<(), String> {
        for row in written.lines().skip(2) {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            let (Some(command), Some(lines)) = (cells.first(), cells.get(7)) else { continue };
            let counted = self.counted.iter().find(|(name, _)| name == command);
            if let (Some((_, counted)), Ok(lines)) = (counted, lines.parse::<usize>())
                && *counted != lines
            {
                return Err(format!("{command} prints {counted} lines, and {lines} are written"));
            }
        }
        Ok(())
    }
}

fn in_ms(seconds: f64) -> String {
    let ms = seconds * 1e3;
    if ms < 10.0 { format!("{ms:.2}") } else { format!("{ms:.0}") }
}

/// Says when and where it was measured.
fn stamp() -> String {
    let first_line = |mut command: Command| {
        let output = command.output().map(|output| output.stdout).unwrap_or_default();
        String::from_utf8_lossy(&output).lines().next().unwrap_or_default().to_owned()
    };
    let mut date = Command::new("date");
    date.arg("+%F");
    let mut rg = Command::new("rg");
    rg.arg("--version");
    let about = fs::read_to_string("/proc/cpuinfo").unwrap();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let load = fs::read_to_string("/proc/loadavg").unwrap();
    format!(
        "{STAMP}{}, {} ({} processors), load {}, against {}.",
        first_line(date),
        model.map_or("a processor without a name", |(_, model)| model),
        std::thread::available_parallelism().unwrap(),
        load.split(' ').next().unwrap_or_default(),
        first_line(rg),
    )
}

/// Returns the seconds of processor time of all children that have ended.
pub fn work_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    // proc_pid_stat(5): the name in brackets is the second; cutime and cstime are 16 and 17, in ticks.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: f64 = fields[13..15].iter().map(|field| field.parse::<f64>().unwrap()).sum();
    ticks / 100.0
}
