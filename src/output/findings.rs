//! Findings as a person, an editor and a program read them.

use std::fmt::Write as _;
use std::path::Path;

use anstyle::AnsiColor;
use serde_json::{Value, json};

use crate::output::{Looks, Output, Unwritable};
use crate::rules::{Finding, Level};

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Count {
    /// Counts.
    pub fn of(findings: &[Finding]) -> Self {
        let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
        Self { errors, warnings: findings.len() - errors }
    }
}

/// Prints findings, each in full or in one line.
///
/// # Errors
/// Fails when stdout cannot be written to.
pub fn print(
    findings: &[Finding],
    is_short: bool,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<(), Unwritable> {
    for finding in findings {
        let text = match is_short {
            true => short(finding, from),
            false => long(finding, from, output.looks()),
        };
        output.data(&text)?;
    }
    Ok(())
}

/// Shows a finding with its place and what to do, as compilers do.
fn long(finding: &Finding, from: &Path, looks: Looks) -> String {
    let style = match finding.level {
        Level::Error => AnsiColor::Red.on_default().bold(),
        Level::Warning => AnsiColor::Yellow.on_default().bold(),
    };
    let head = format!("{}[{}]", level(finding.level), finding.code);
    let head = if looks.out_has_colour { format!("{style}{head}{style:#}") } else { head };
    let mut text = format!("{head}: {}\n  --> {}\n", finding.message, place(finding, from));
    if let Some(help) = &finding.help {
        let _ = writeln!(text, "  help: {help}");
    }
    text.push('\n');
    text
}

/// Shows a finding in one line: `path:line:column: level[CODE]: message`.
pub fn short(finding: &Finding, from: &Path) -> String {
    format!(
        "{}: {}[{}]: {}\n",
        place(finding, from),
        level(finding.level),
        finding.code,
        finding.message
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
    let path = seen_from(&finding.path, from).to_string_lossy();
    let path: String = path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    // A finding about the file as a whole gets the place an editor opens it at.
    let (line, column) = finding.place.map_or((1, 1), |place| (place.line, place.column));
    format!("{path}:{line}:{column}")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}
