//! `casenotes document discard`: puts a document away that was filed by mistake.

use crate::commands::chart::papers::Meant;
use crate::commands::chart::papers::discarding::discard;
use crate::domain::clock::Clock;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;

/// Put a document away that was filed by mistake
///
/// Its bytes and what is said of them go where lists and exports do not look, with who put them there,
/// when and why, and come back with `casenotes document restore`. A signed document is never discarded.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document discard c-7f3k/2026-11-20-letter --reason 'scanned twice'")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent
    document: NoteRef,
    /// Why it is no part of the record; without a client's name
    #[arg(short, long)]
    reason: String,
}

/// Puts the document away.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let meant = Meant { kind: PaperKind::Document, reference: &args.document };
    discard(meant, &args.reason, chart, author, clock, output)
}
