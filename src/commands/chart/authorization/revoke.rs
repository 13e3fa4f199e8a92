//! `casenotes authorization revoke`: writes down that an authorization was revoked.

use crate::commands::chart::authorization::ending::{Ending, write_down};
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;

/// Write down that an authorization was revoked in writing
///
/// Nothing leaves under it any more (45 CFR 164.508(b)(2)(iii), (b)(5)); what has left before stays in
/// the log.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which: CLIENT/2026-11-24, or CLIENT for the latest
    authorization: NoteRef,
    /// On what day: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
}

/// Sets the key `revoked` and changes no other byte.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (id, day) = write_down(Ending::Revoked, &args.authorization, args.on, chart, clock)?;
    output.status(format_args!("The authorization {id} is revoked as of {day}."));
    Ok(Outcome::Done)
}
