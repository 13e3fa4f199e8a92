//! Findings as a person, an editor and a program read them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anstyle::AnsiColor;
use serde_json::{Value, json};

use crate::failure::Outcome;
use crate::output::{Looks, Output, Unwritable, on_one_line, without_controls};
use crate::rules::finding::{Finding, Level};

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Things to know.
    pub infos: usize,
}

impl Count {
    /// Counts.
    pub fn of(findings: &[Finding]) -> Self {
        let of = |level| findings.iter().filter(|finding| finding.level == level).count();
        let (errors, warnings) = (of(Level::Error), of(Level::Warning));
        Self { errors, warnings, infos: of(Level::Info) }
    }
}

/// Returns how a command ends that was to find out: errors count, and warnings if they are to.
pub fn outcome(findings: &[Finding], is_strict: bool) -> Outcome {
    let Count { errors, warnings, .. } = Count::of(findings);
    match errors > 0 || is_strict && warnings > 0 {
        _ if findings.iter().any(Finding::is_unchecked) => Outcome::Broken,
        true => Outcome::Negative,
        false => Outcome::Done,
    }
}

/// The lines that findings are about. They are text of the record, so they are shown only on a
/// terminal or when asked for, and never from the vault.
pub struct Excerpts<R> {
    is_shown: bool,
    read: R,
    last: Option<(PathBuf, Option<Vec<u8>>)>,
}

impl<R: Fn(&Path) -> Option<Vec<u8>>> Excerpts<R> {
    /// Reads files with `read`, if lines are to be shown at all.
    pub fn new(is_shown: bool, read: R) -> Self {
        Self { is_shown, read, last: None }
    }

    /// Returns the line of a finding with a mark below it.
    fn of(&mut self, finding: &Finding) -> Option<String> {
        let place = finding.place.filter(|_| self.is_shown)?;
        // Nothing in the vault can be read here; its files have no places either.
        finding.path.extension().filter(|ending| *ending == "md" || *ending == "toml")?;
        if self.last.as_ref().is_none_or(|(path, _)| *path != finding.path) {
            self.last = Some((finding.path.clone(), (self.read)(&finding.path)));
        }
        let bytes = self.last.as_ref()?.1.as_deref()?;
        let text = String::from_utf8_lossy(bytes);
        let line = without_controls(text.lines().nth(place.line - 1)?);
        if line.trim().is_empty() {
            return None;
        }
        let number = place.line.to_string();
        let (gap, before) = (" ".repeat(number.len()), " ".repeat(place.column - 1));
        Some(format!("{gap} |\n{number} | {line}\n{gap} | {before}^\n"))
    }
}

/// Prints findings, each in full or in one line, without a line of what they are about.
///
/// # Errors
/// Fails when stdout cannot be written to.
pub fn print(
    findings: &[Finding],
    is_short: bool,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<(), Unwritable> {
    let mut nothing = Excerpts::new(false, |_| None);
    for finding in findings {
        let text = match is_short {
            true => short(finding, from),
            false => long(finding, from, output.looks(), &mut nothing),
        };
        output.painted(&text)?;
    }
    Ok(())
}

/// Returns one finding of each rule and how many there are, by code.
pub fn by_rule(findings: &[Finding]) -> Vec<(&Finding, usize)> {
    let mut rules: BTreeMap<&str, (&Finding, usize)> = BTreeMap::new();
    for finding in findings {
        rules.entry(finding.code).or_insert((finding, 0)).1 += 1;
    }
    rules.into_values().collect()
}

/// Shows how many findings there are of each rule.
pub fn summary(findings: &[Finding]) -> String {
    let line = |(finding, count): &(&Finding, usize)| {
        format!("{count:>7}  {} {:<8} {}\n", finding.code, finding.level.name(), finding.name)
    };
    by_rule(findings).iter().map(line).collect()
}

/// Shows a finding with its place and what to do, as compilers do.
pub fn long<R: Fn(&Path) -> Option<Vec<u8>>>(
    finding: &Finding,
    from: &Path,
    looks: Looks,
    excerpts: &mut Excerpts<R>,
) -> String {
    let style = match finding.level {
        Level::Error => AnsiColor::Red.on_default().bold(),
        Level::Warning => AnsiColor::Yellow.on_default().bold(),
        Level::Info => AnsiColor::Blue.on_default().bold(),
    };
    let head = format!("{}[{}]", finding.level.name(), finding.code);
    let head = if looks.out_has_colour { format!("{style}{head}{style:#}") } else { head };
    let mut text =
        format!("{head}: {}\n  --> {}\n", on_one_line(&finding.message), place(finding, from));
    if let Some(excerpt) = excerpts.of(finding) {
        text.push_str(&excerpt);
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(text, "  help: {}", on_one_line(help));
    }
    text.push('\n');
    text
}

/// Shows a finding in one line: `path:line:column: level[CODE]: message`.
pub fn short(finding: &Finding, from: &Path) -> String {
    format!(
        "{}: {}[{}]: {}\n",
        place(finding, from),
        finding.level.name(),
        finding.code,
        on_one_line(&finding.message)
    )
}

/// Returns a finding as JSON.
pub fn json(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "name": finding.name,
        "level": finding.level,
        "path": finding.path.to_string_lossy(),
        "line": finding.place.map(|place| place.line),
        "column": finding.place.map(|place| place.column),
        "message": finding.message,
        "help": finding.help,
    })
}

/// Returns a path as seen from a folder.
pub fn seen_from<'p>(path: &'p Path, from: &Path) -> &'p Path {
    match path.strip_prefix(from) {
        Ok(inner) if !inner.as_os_str().is_empty() => inner,
        _ => path,
    }
}

fn place(finding: &Finding, from: &Path) -> String {
    let path = on_one_line(&seen_from(&finding.path, from).to_string_lossy());
    // A finding about the file as a whole gets the place an editor opens it at.
    let (line, column) = finding.place.map_or((1, 1), |place| (place.line, place.column));
    format!("{path}:{line}:{column}")
}
