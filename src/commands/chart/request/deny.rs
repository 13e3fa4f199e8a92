//! `casenotes request deny`: a denial in writing, on a ground of the law.

use crate::commands::chart::request::steps::{Context, StepArgs, WordArgs, line, take};
use crate::failure::{Explain, Failure, Outcome};
use crate::law::denial::{DenialGround, NoDenialGround};
use crate::law::rule::Rule;
use crate::output::Output;
use crate::record::requests::paper::{RequestPaper, Step};

/// Deny a request in writing
///
/// Of access on a ground of 45 CFR 164.524(a)(2), (3): psychotherapy-notes, litigation, inmate, research,
/// privacy-act, confidential-source, endangerment, other-person, representative. Of amendment on one of
/// 164.526(a)(2): not-created-here, not-in-record-set, not-open-to-access, accurate. The letter must tell
/// what the flags say.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request deny c-7f3k --ground accurate --says-how-to-complain --says-how-to-disagree --says-request-may-travel")]
pub struct Args {
    /// What every step says.
    #[command(flatten)]
    pub step: StepArgs,
    /// On what ground
    #[arg(long, value_name = "GROUND")]
    ground: String,
    /// A part alone is denied; the rest is given or done
    #[arg(long)]
    in_part: bool,
    /// Who decided [default: you]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The letter tells how to complain to the practice and to the Secretary
    #[arg(long)]
    says_how_to_complain: bool,
    /// The letter tells how to have the denial reviewed (164.524(a)(4))
    #[arg(long)]
    says_how_to_have_it_reviewed: bool,
    /// The letter tells how to file a statement of disagreement (164.526(d)(1)(ii))
    #[arg(long)]
    says_how_to_disagree: bool,
    /// The letter tells that request and denial go along if the client wants it (164.526(d)(1)(iii))
    #[arg(long)]
    says_request_may_travel: bool,
    #[command(flatten)]
    words: WordArgs,
}

/// A ground that the law of the practice does not have.
#[derive(Debug, thiserror::Error)]
#[error("`--ground {given}`: {why}")]
struct NoGround {
    given: String,
    why: NoDenialGround,
}

impl Explain for NoGround {}

/// A letter that does not tell what a denial must.
#[derive(Debug, thiserror::Error)]
#[error("a denial on the ground `{ground}` must tell more: {}", missing.join(", "))]
struct Silent {
    ground: &'static str,
    missing: Vec<String>,
}

impl Explain for Silent {
    fn hint(&self) -> Option<String> {
        Some(format!("Write it into the letter, and give the flag that says so{}.", Rule::Denial))
    }
}

/// Files the denial.
pub fn run(
    args: &Args,
    mut context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let said = [
        ("says_how_to_complain", args.says_how_to_complain),
        ("says_how_to_have_it_reviewed", args.says_how_to_have_it_reviewed),
        ("says_how_to_disagree", args.says_how_to_disagree),
        ("says_request_may_travel", args.says_request_may_travel),
    ];
    let says: Vec<&'static str> =
        said.into_iter().filter_map(|(key, is_said)| is_said.then_some(key)).collect();
    let ground = DenialGround::of_the_practice(&args.ground)
        .map_err(|why| NoGround { given: args.ground.clone(), why })?;
    let missing = ground.must_say.iter().filter(|key| !says.contains(&&***key));
    let missing: Vec<String> =
        missing.map(|key| format!("`--{}`", key.replace('_', "-"))).collect();
    if !missing.is_empty() {
        return Err(Silent { ground: &ground.code, missing }.into());
    }
    let paper = RequestPaper {
        step: Step::Denial,
        by: line("by", args.by.as_ref())?.or(context.author),
        ground: Some(ground),
        in_part: args.in_part,
        says,
        text: args.words.read(&mut context.scribe)?,
        ..RequestPaper::default()
    };
    take(&args.step, context.scribe.chart, context.clock, output, paper)
}
