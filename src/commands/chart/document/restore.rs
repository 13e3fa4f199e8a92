//! `casenotes document restore`: takes a document back that was discarded.

use crate::commands::chart::papers::Meant;
use crate::commands::chart::papers::discarding::restore;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;

/// Take a document back that was discarded
///
/// It gets the name it had. Of several with one beginning of a name, none is taken.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document restore c-7f3k")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent, or CLIENT if only one of that client was discarded
    document: NoteRef,
}

/// Takes the document back and prints its id.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let meant = Meant { kind: PaperKind::Document, reference: &args.document };
    restore(meant, chart, output)
}
