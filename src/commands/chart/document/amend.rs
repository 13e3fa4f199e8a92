//! `casenotes document amend`: files another document in the place of one.

use std::path::PathBuf;

use crate::commands::chart::document::add::{Filing, file};
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::output::ask::Ask;
use crate::record::chart::Chart;
use crate::record::chart::signing::require_reason;
use crate::record::document::Amends;

/// File another document in the place of one, with a reason; both stay
///
/// A filed document is never changed: a better scan, or one with the right day or title, says which one it
/// amends and why, and both leave with the record.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document amend c-7f3k/2026-11-20-letter scan.pdf --reason 'a better scan'")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent
    document: NoteRef,
    /// The file that is filed
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Why; stands in what is said of it
    #[arg(short, long)]
    reason: String,
    /// The day that it bears [default: that of the other]
    #[arg(long, value_name = "DAY")]
    date: Option<Day>,
    /// Who wrote or sent it [default: as the other]
    #[arg(long, value_name = "WHO")]
    from: Option<String>,
    /// What it is called [default: as the other]
    #[arg(short, long)]
    title: Option<String>,
    /// The client has restricted it; one that amends a restricted document is
    #[arg(long)]
    restricted: bool,
    /// Do not ask about a large file
    #[arg(long)]
    large: bool,
}

impl Args {
    /// Returns the file that is to be filed.
    pub fn file(&self) -> &PathBuf {
        &self.file
    }
}

/// A document that is not amended.
#[derive(Debug, thiserror::Error)]
enum AmendError {
    #[error("what is said of the document `{0}` cannot be read, so nothing can amend it")]
    Unsound(String),
    #[error("name the document that is meant, and not its client alone")]
    NotNamed,
}

impl Explain for AmendError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unsound(_) => {
                "Bring it back with git; `casenotes validate` says what is wrong.".into()
            }
            Self::NotNamed => "Run `casenotes document list` to see what there is.".into(),
        })
    }
}

/// Files the document and prints its id.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    if matches!(args.document, NoteRef::Latest(_)) {
        return Err(AmendError::NotNamed.into());
    }
    let id = chart.find_document(&args.document)?;
    let document = chart.document(&id)?;
    let unsound = || AmendError::Unsound(id.to_string());
    let said = &document.description;
    if !document.problems.is_empty() {
        return Err(unsound().into());
    }
    let sha256 = said.sha256.as_deref().ok_or_else(unsound)?;
    let filing = Filing {
        client: &id.client,
        files: std::slice::from_ref(&args.file),
        kind: said.kind.ok_or_else(unsound)?,
        date: args.date.or(said.date.map(Day::On)),
        from: args.from.as_deref().or(said.from.as_deref()),
        title: args.title.as_deref().or(said.title.as_deref()),
        restricted: args.restricted || said.restricted,
        is_large_meant: args.large,
        amends: Some(Amends { name: &id.name, sha256, reason: args.reason.trim() }),
    };
    file(&filing, chart, author, clock, ask, output)
}
