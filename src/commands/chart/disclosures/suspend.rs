//! `casenotes disclosures suspend`: keeps a disclosure out of the accounting at the word of an agency.

use crate::commands::args::suspension::{SuspensionArgs, UnsoundSuspension};
use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::disclosure::entry::DisclosureEntry;

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
    #[command(flatten)]
    statement: SuspensionArgs,
}

/// An entry to which nothing is added.
#[derive(Debug, thiserror::Error)]
enum SuspendError {
    #[error("`{0}` is not an entry of the log: {1}")]
    NoEntry(PaperId, String),
    #[error("the entry `{0}` changed meanwhile; nothing was written")]
    ChangedMeanwhile(PaperId),
}

impl Explain for SuspendError {
    fn hint(&self) -> Option<String> {
        Some(match self {
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
    let suspension = args.statement.read(today)?;
    let until = suspension.until.clone();
    let (id, _) = append(chart, &args.disclosure, |_, entry| {
        let instrument = entry.instrument.as_deref();
        match suspension.objection(&entry.recipient, &entry.basis, instrument, today) {
            Some((key, why)) => Err(UnsoundSuspension { key, why }.into()),
            None => {
                entry.suspensions.push(suspension);
                Ok(())
            }
        }
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
