//! `casenotes authorization revoke`: writes down that an authorization was revoked.

use crate::commands::chart::authorization::ending::{Ending, EndingArgs, write_down};
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;

/// Write down that an authorization was revoked in writing
///
/// Nothing leaves under it any more (45 CFR 164.508(b)(2)(iii), (b)(5)); what has left before stays in
/// the log.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes authorization revoke c-7f3k")]
pub struct Args {
    #[command(flatten)]
    ending: EndingArgs,
}

/// Sets the key `revoked` and changes no other byte.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (id, day) = write_down(Ending::Revoked, &args.ending, chart, clock)?;
    output.status(format_args!("The authorization {id} is revoked as of {day}."));
    Ok(Outcome::Done)
}
