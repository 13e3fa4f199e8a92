//! `casenotes measure move`: a questionnaire that was filed with the wrong client goes to the right one.

use crate::commands::chart::papers::Meant;
use crate::commands::chart::papers::moving::{self, MovingArgs};
use crate::domain::clock::Clock;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;

/// Move a questionnaire that was filed with the wrong client
///
/// The answers and the signature go as they are; it goes on naming the client it was filed with, and a line in
/// `moved/` says where it is, since when and why. If it has left already, the logs of both clients say so.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes measure move c-7f3k/2026-11-20-phq9 --to c-2mxr --reason 'same first name'")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-phq9
    questionnaire: NoteRef,
    #[command(flatten)]
    moving: MovingArgs,
}

/// Moves the questionnaire and prints its new id.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let meant = Meant { kind: PaperKind::Questionnaire, reference: &args.questionnaire };
    moving::run(meant, &args.moving, chart, author, clock, output)
}
