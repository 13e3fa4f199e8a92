//! `casenotes request accept`: the record is amended as the client asked.

use crate::commands::chart::request::steps::{Context, StepArgs, WordArgs, find, line, take};
use crate::domain::amendment::AmendmentName;
use crate::domain::note_id::NoteId;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::requests::paper::{RequestPaper, Step};

/// Accept an amendment
///
/// Nothing of the note is changed: the acceptance, and what `casenotes amend` has added to the note, stand
/// beside it and go along with it (45 CFR 164.526(c)(1)). The client is told, and those who have the note
/// and may rely on it (164.526(c)(2), (3)).
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub step: StepArgs,
    /// The addition to the note that amends it, such as correction-1
    #[arg(long, value_name = "ADDITION")]
    amendment: Option<AmendmentName>,
    /// Who is told of it; may be given more than once
    #[arg(long = "informed", value_name = "NAME")]
    informed: Vec<String>,
    #[command(flatten)]
    words: WordArgs,
}

/// An addition that the note does not have.
#[derive(Debug, thiserror::Error)]
#[error("the note has no addition `{0}`")]
struct NoAddition(AmendmentName);

impl Explain for NoAddition {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes amend` first; `casenotes history NOTE` tells what was added.".into())
    }
}

/// Files the acceptance.
pub fn run(
    args: &Args,
    mut context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_addition(args, &context, output)?;
    let informed = args.informed.iter().map(|name| line("informed", Some(name)));
    let informed = informed.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let paper = RequestPaper {
        step: Step::Acceptance,
        by: context.author,
        amendment: args.amendment.map(|name| name.to_string()),
        informed,
        text: args.words.read(&mut context.scribe)?,
        ..RequestPaper::default()
    };
    take(&args.step, context.scribe.chart, context.clock, output, paper)
}

/// Fails when the note has no such addition.
fn require_addition(
    args: &Args,
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Some(name) = args.amendment else { return Ok(()) };
    let chart = context.scribe.chart;
    let (id, docket) = find(chart, &args.step.request, output)?;
    let Some(stem) = docket.request.note else { return Ok(()) };
    let note_files = chart.note_files(&NoteId { client: id.client, stem })?;
    match note_files.amendments.iter().any(|added| added.name == name) {
        true => Ok(()),
        false => Err(NoAddition(name).into()),
    }
}
