//! `casenotes authorization show`: one authorization as it was filed.

use crate::commands::chart::authorization::list::facts_of;
use crate::domain::clock::Clock;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::Authorization;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::{Paper, PaperKind};
use crate::record::problems::tell;

/// Show an authorization for the record
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes authorization show c-7f3k")]
pub struct Args {
    /// Which: CLIENT/2026-11-24, or CLIENT for the latest
    authorization: NoteRef,
}

/// Prints the file, and says how the authorization stands.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let kind = PaperKind::Authorization;
    let id = chart.find_paper(&args.authorization, kind)?;
    let Paper { bytes, of } = chart.read_paper(&id, kind)?;
    output.record(&bytes)?;
    let today = clock.now().date_naive();
    let facts = facts_of(chart, &id.client, author, &chart.trust()?)?;
    let asked = Asked { facts: Some(&facts), ..Asked::of(&of, today) };
    let (authorization, faults) = Authorization::read(&String::from_utf8_lossy(&bytes), asked);
    tell(&chart.paper_path(&id, kind), &bytes, &faults, output);
    let standing = authorization.standing(&faults).as_str();
    output.status(format_args!("{id} is {standing} on {today}."));
    Ok(Outcome::Done)
}
