//! `casenotes document add`: files documents with a client, byte for byte.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::disk::outside::open_given;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::document::DocumentKind;
use crate::domain::examined::Examined;
use crate::domain::moment::Day;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::ask::{Ask, NobodyThere};
use crate::output::{Output, counted, on_one_line};
use crate::record::chart::Chart;
use crate::record::chart::documents::Candidate;
use crate::record::chart::git::Git;
use crate::record::document::{Amends, NewDescription};

/// File documents with a client, byte for byte
///
/// The bytes are kept as they came; beside them a TOML file says what they are, by the bytes and not by
/// their name. Nothing that comes from the vault is taken: psychotherapy notes are kept apart from the
/// record (45 CFR 164.501).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document add c-7f3k letter.pdf --kind letter")]
pub struct Args {
    /// Whose they are
    client: ClientId,
    /// The files; each becomes a document
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What they are: consent, release, letter, report, record-of-others, intake-form, plan-signed, test,
    /// image or other
    #[arg(short, long, value_parser = str::parse::<DocumentKind>)]
    kind: DocumentKind,
    /// The day that they bear: 2026-11-24, yesterday, monday, "7 days ago" [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<Day>,
    /// Who wrote or sent them
    #[arg(long, value_name = "WHO")]
    from: Option<String>,
    /// What they are called [default: a word for the kind]
    #[arg(short, long)]
    title: Option<String>,
    /// The client has restricted them, as a session that was paid out of pocket in full
    #[arg(long)]
    restricted: bool,
    /// Do not ask about a large file
    #[arg(long)]
    large: bool,
}

impl Args {
    /// Returns the files that are to be filed.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }
}

/// From how many bytes on it is asked whether a file is to be kept with git for ever: code hosts warn of
/// files above 50 MiB and refuse those above 100.
const LARGE: u64 = 50 * 1024 * 1024;

/// A document that is not filed.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("{what} is empty")]
    Empty { what: &'static str },
    #[error("{0} lies in the future")]
    Future(NaiveDate),
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Empty { what } => format!("Leave {what} out, or say something."),
            Self::Future(_) => {
                "Give the day that the document bears, or the day on which it came.".into()
            }
        })
    }
}

/// What is to be filed, and what is said of it.
pub struct Filing<'a> {
    /// Whose it is.
    pub client: &'a ClientId,
    /// The files; each becomes a document.
    pub files: &'a [PathBuf],
    /// What they are.
    pub kind: DocumentKind,
    /// The day that they bear; today, if none is given.
    pub date: Option<Day>,
    /// Who wrote or sent them.
    pub from: Option<&'a str>,
    /// What they are called; a word for the kind, if nothing is given.
    pub title: Option<&'a str>,
    /// Whether the client has restricted them.
    pub restricted: bool,
    /// Whether it is not asked about a large file.
    pub is_large_meant: bool,
    /// In the place of which document they are.
    pub amends: Option<Amends<'a>>,
}

/// Files the documents and prints the id of each.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let filing = Filing {
        client: &args.client,
        files: &args.files,
        kind: args.kind,
        date: args.date,
        from: args.from.as_deref(),
        title: args.title.as_deref(),
        restricted: args.restricted,
        is_large_meant: args.large,
        amends: None,
    };
    file(&filing, chart, author, clock, ask, output)
}

/// Files documents and prints the id of each.
///
/// # Errors
/// Fails when one cannot be filed; all are looked at before the first is.
pub fn file(
    filing: &Filing<'_>,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    chart.require_client(filing.client)?;
    let now = SessionTime::new(clock.now());
    let date = match filing.date {
        Some(day) => day.resolve(now.date())?,
        None => now.date(),
    };
    if date > now.date() {
        return Err(AddError::Future(date).into());
    }
    let title = filled("`--title`", filing.title)?;
    let new = NewDescription {
        kind: filing.kind,
        date,
        title: title.unwrap_or(filing.kind.title()),
        from: filled("`--from`", filing.from)?,
        restricted: filing.restricted,
        filed_by: author,
        filed_at: now,
        amends: filing.amends.clone(),
    };
    let opened = filing.files.iter().map(|file| Candidate::of(open_given(file)?));
    let candidates: Vec<Candidate> = opened.collect::<Result<_, Failure>>()?;
    if !filing.is_large_meant && !are_wanted(&candidates, chart, ask)? {
        output.status("Nothing was filed.");
        return Ok(Outcome::Negative);
    }
    chart.tell_whose(filing.client, output);
    let before = chart.documents(filing.client)?;
    for candidate in &candidates {
        let (id, examined) = chart.file_document(filing.client, candidate, &new)?;
        output.data(&format!("{id}\n"))?;
        tell(candidate, &examined, output);
        let sha256 = Some(examined.sha256.as_str());
        let same = before.iter().find(|it| it.description.sha256.as_deref() == sha256);
        if let Some(same) = same {
            output.warning(format_args!("{} holds the same bytes", same.id));
        }
        output.hint(format_args!(
            "`casenotes sign {id}` signs what is said of it, and with it the bytes."
        ));
    }
    Ok(Outcome::Done)
}

/// Says what was filed, and what is the matter with it.
fn tell(candidate: &Candidate, examined: &Examined, output: &mut Output<'_>) {
    let name = on_one_line(&candidate.name());
    let media_type = examined.media_type;
    output.status(format_args!("Filed {name}: {media_type}, {}.", size_of(examined.size)));
    if !media_type.is_named_so(&candidate.name()) {
        output.warning(format_args!("{name} is {media_type} by its bytes, whatever its name says"));
    }
    if let Some(fault) = examined.pdf_fault {
        output.warning(format_args!(
            "{name} {}, so that others may not be able to read it",
            fault.as_str()
        ));
    }
}

fn filled<'a>(what: &'static str, text: Option<&'a str>) -> Result<Option<&'a str>, AddError> {
    match text.map(str::trim) {
        Some("") => Err(AddError::Empty { what }),
        text => Ok(text),
    }
}

/// Asks whether files are to be kept with git that are large, unless git keeps them elsewhere.
fn are_wanted(
    candidates: &[Candidate],
    chart: &Chart,
    ask: Option<&mut dyn Ask>,
) -> Result<bool, Failure> {
    let mut large = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.size() > LARGE) {
        if !is_kept_apart(chart, candidate)? {
            large.push(candidate);
        }
    }
    if large.is_empty() {
        return Ok(true);
    }
    let told = |candidate: &&Candidate| {
        format!("{} has {}", on_one_line(&candidate.name()), size_of(candidate.size()))
    };
    let told: Vec<String> = large.iter().map(told).collect();
    let Some(ask) = ask else {
        return Err(NobodyThere {
            what: format!("a large file ({})", told.join(", ")),
            instead: Some("git keeps every byte for ever: give `--large` if that is meant, or let git lfs keep such files (docs/FORMAT.md, \"A document\").".into()),
        }
        .into());
    };
    let question = format!("{}, and git keeps it for ever. File it? Type `yes`", told.join(", "));
    Ok(ask.line(&question, Some("no"))? == "yes")
}

/// Tells whether git lfs keeps files of this sort in this chart.
fn is_kept_apart(chart: &Chart, candidate: &Candidate) -> Result<bool, Failure> {
    // Without a repository nothing is kept for ever.
    let Ok(git) = Git::of(chart) else { return Ok(true) };
    let path = format!("clients/c-0/documents/x.{}", candidate.media_type().ending());
    Ok(git.is_kept_by_lfs(&path)?)
}

/// Says how large something is.
fn size_of(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return counted(usize::try_from(bytes).unwrap_or_default(), "byte");
    }
    let (mut size, mut unit) = (bytes as f64 / 1000.0, 0);
    while size >= 999.95 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_the_unit_that_people_use() {
        for (bytes, told) in [
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1.0 KB"),
            (999_949, "999.9 KB"),
            (999_950, "1.0 MB"),
            (4_294_967_296, "4.3 GB"),
        ] {
            assert_eq!(size_of(bytes), told);
        }
    }
}
