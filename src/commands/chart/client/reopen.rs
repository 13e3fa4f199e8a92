//! `casenotes client reopen`: a client who came back; that the record was closed stays in it.

use crate::commands::chart::client::edit;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::record::client_changes;

/// Reopen a client's record, when the client comes back or it was closed by mistake
///
/// The day and the reason of the closing stay in the client file, under `past_closings`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client reopen c-7f3k --reason 'came back'")]
pub struct Args {
    /// Which client
    client: ClientId,
    /// When the client came back: 2026-11-24, yesterday, "3 days ago" [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// Why, such as "came back" or "closed by mistake"
    #[arg(long)]
    reason: Option<String>,
}

/// The record is not closed.
#[derive(Debug, thiserror::Error)]
#[error("the record of `{0}` is open")]
struct Open(ClientId);

impl Explain for Open {}

/// Reopens the record.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let before = edit::read(chart, &args.client)?;
    let file = ClientFile::parse(&String::from_utf8_lossy(&before)).0;
    let closed = file.closed.ok_or_else(|| Open(args.client.clone()))?;
    let on = args.on.unwrap_or(Day::DaysAgo(0)).resolve(clock.now().date_naive())?;
    let said = |text: Option<&str>| match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => format!(" ({text})"),
        None => String::new(),
    };
    let (why_closed, why) = (said(file.closing_reason.as_deref()), said(args.reason.as_deref()));
    let past = format!("closed {closed}{why_closed}, reopened {on}{why}");
    let after = client_changes::reopened(&before, &past)?;
    edit::replace(chart, &args.client, &before, after.as_bytes())?;
    output.status(format_args!("Reopened the record of {} on {on}.", args.client));
    Ok(Outcome::Done)
}
