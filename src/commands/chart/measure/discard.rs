//! `casenotes measure discard`: puts a questionnaire away that was filed by mistake.

use crate::commands::chart::papers::Meant;
use crate::commands::chart::papers::discarding::discard;
use crate::domain::clock::Clock;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;

/// Put a questionnaire away that was filed by mistake
///
/// Its answers go where lists and exports do not look, with who put them there,
/// when and why, and come back with `casenotes measure restore`. A signed questionnaire is never discarded.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes measure discard c-7f3k/2026-11-20-phq9 --reason 'entered twice'")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-phq9
    questionnaire: NoteRef,
    /// Why it is no part of the record; without a client's name
    #[arg(short, long)]
    reason: String,
}

/// Puts the questionnaire away.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let meant = Meant { kind: PaperKind::Questionnaire, reference: &args.questionnaire };
    discard(meant, &args.reason, chart, author, clock, output)
}
