//! `casenotes authorization occurred`: writes down that the event occurred that ends an authorization.

use crate::commands::chart::authorization::ending::{Ending, EndingArgs, write_down};
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;

/// Write down that the event occurred that ends an authorization
///
/// Nothing leaves under it any more (45 CFR 164.508(b)(2)(i)); what has left before stays in the log.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes authorization occurred c-7f3k")]
pub struct Args {
    #[command(flatten)]
    ending: EndingArgs,
}

/// Sets the keys `event_occurred` and `event_on` and changes no other byte.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (id, day) = write_down(Ending::Occurred, &args.ending, chart, clock)?;
    output.status(format_args!("The event that ends the authorization {id} occurred on {day}."));
    Ok(Outcome::Done)
}
