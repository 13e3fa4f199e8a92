//! `casenotes request accept`: the record is amended as the client asked.

use std::collections::BTreeSet;

use crate::commands::chart::request::steps::{Context, StepArgs, WordArgs, find, line, take};
use crate::domain::amendment::AmendmentName;
use crate::domain::note_id::NoteId;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::rule::Rule;
use crate::output::{Output, without_controls};
use crate::record::chart::Chart;
use crate::record::disclosure::misfiled::has_left_with;
use crate::record::requests::paper::{RequestPaper, Step};

/// Accept an amendment
///
/// Nothing of the note is changed: the acceptance, and what `casenotes amend` has added to the note, stand
/// beside it and go along with it (45 CFR 164.526(c)(1)). The client is told, and those who have the note
/// and may rely on it (164.526(c)(2), (3)).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request accept c-7f3k")]
pub struct Args {
    /// What every step says.
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
    let chart = context.scribe.chart;
    let outcome = take(&args.step, chart, context.clock, output, paper)?;
    tell_who_has_it(args, chart, output)?;
    Ok(outcome)
}

/// Says to whom the note has left: who has it and may rely on it is told of the amendment, with the
/// client's agreement (45 CFR 164.526(c)(3)).
fn tell_who_has_it(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<(), Failure> {
    let (id, docket) = find(chart, &args.step.request, output)?;
    let Some(stem) = docket.request.note else { return Ok(()) };
    let note = NoteId { client: id.client, stem };
    let (log, _) = chart.log_of(&note.client)?;
    let has_it: BTreeSet<&str> = log
        .iter()
        .filter(|(_, entry)| has_left_with(entry, &note))
        .map(|(_, entry)| entry.recipient.as_str())
        .collect();
    for recipient in has_it {
        output.status(format_args!(
            "{} has the note as it was, by the log: tell them of the amendment{}.",
            without_controls(recipient),
            Rule::AmendmentTold
        ));
    }
    Ok(())
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
