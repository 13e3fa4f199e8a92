//! `casenotes disclosures suspend`: keeps a disclosure out of the accounting at the word of an agency.

use crate::authorization::elements::is_plain;
use crate::authorization::whose::has_name;
use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::record::disclosure::suspension::Suspension;

/// Keep a disclosure out of the accounting at the word of an agency
///
/// A health oversight agency or a law enforcement official may state in writing that an accounting
/// would impede its activities, and for how long; a statement by mouth holds for 30 days (45 CFR
/// 164.528(a)(2)). The entry stays in the log.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes disclosures suspend c-7f3k --by 'State Police' --until 2027-05-24")]
pub struct Args {
    /// Which entry: CLIENT/2026-11-24, or CLIENT for the latest
    disclosure: NoteRef,
    /// Which agency or official
    #[arg(long, value_name = "AGENCY")]
    by: String,
    /// The last day for which it asked: 2027-05-24
    #[arg(long, value_name = "DAY")]
    until: Day,
    /// On what day it said so [default: today]
    #[arg(long, value_name = "DAY")]
    stated: Option<Day>,
    /// It said so by mouth
    #[arg(long)]
    oral: bool,
}

/// An entry to which nothing is added.
#[derive(Debug, thiserror::Error)]
enum SuspendError {
    #[error("`{key}` {why}")]
    Unsound { key: &'static str, why: &'static str },
    #[error("`{0}` is not an entry of the log: {1}")]
    NoEntry(PaperId, String),
    #[error("the entry `{0}` changed meanwhile; nothing was written")]
    ChangedMeanwhile(PaperId),
}

impl Explain for SuspendError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unsound { .. } => "Nothing was written; see docs/EXPORT.md.".into(),
            Self::NoEntry(id, _) => {
                format!("Run `casenotes validate {}` and mend it first.", id.client)
            }
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
        })
    }
}

/// Adds the statement to the entry.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let stated = args.stated.map_or(Ok(today), |day| day.resolve(today))?;
    let until = args.until.resolve(today)?;
    let suspension = Suspension {
        by: args.by.trim().to_owned(),
        stated: stated.to_string(),
        until: until.to_string(),
        oral: args.oral,
    };
    let (id, _) = append(chart, &args.disclosure, |_, entry| {
        let (by, to) = (&suspension.by, &entry.recipient);
        let fault = if !is_plain(by) {
            Some(("by", "holds a line end or a mark that does not show"))
        } else if stated > today {
            Some(("stated", "lies in the future"))
        } else if let Some(fault) = suspension.fault(&entry.basis, entry.instrument.as_deref()) {
            Some(fault)
        } else if !has_name(by, to) && !has_name(to, by) {
            Some((
                "by",
                "is another one than the recipient of the disclosure: the agency or official who got it says so (45 CFR 164.528(a)(2)(i))",
            ))
        } else {
            None
        };
        if let Some((key, why)) = fault {
            return Err(SuspendError::Unsound { key, why }.into());
        }
        entry.suspensions.push(suspension);
        Ok(())
    })?;
    output.status(format_args!(
        "{id} is kept out of the accounting until {until}; keep the agency's statement."
    ));
    Ok(Outcome::Done)
}

/// Adds a table to an entry of the log, behind all that it says; no other byte of it changes.
///
/// # Errors
/// Fails when it is no entry, or `add` refuses it, or it changed meanwhile.
pub fn append(
    chart: &Chart,
    reference: &NoteRef,
    add: impl FnOnce(&PaperId, &mut DisclosureEntry) -> Result<(), Failure>,
) -> Result<(PaperId, DisclosureEntry), Failure> {
    let kind = PaperKind::Disclosure;
    let id = chart.find_paper(reference, kind)?;
    let Paper { bytes: before, of } = chart.read_paper(&id, kind)?;
    let read = |bytes: &[u8]| {
        let entry = DisclosureEntry::parse(bytes, &of);
        entry.map_err(|problem| SuspendError::NoEntry(id.clone(), problem.message))
    };
    let old = read(&before)?;
    let mut new = old.clone();
    add(&id, &mut new)?;
    let mut after = before.clone();
    if !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend_from_slice(new.tables_added_to(&old).as_bytes());
    // What was appended must be read as it was meant, whatever stands in front of it.
    if read(&after)? != new {
        return Err(SuspendError::ChangedMeanwhile(id).into());
    }
    match chart.tree().replace_if(&chart.paper_path(&id, kind), &before, &after)? {
        Replaced::Yes => Ok((id, new)),
        Replaced::ChangedMeanwhile => Err(SuspendError::ChangedMeanwhile(id).into()),
    }
}
