//! `casenotes client close`: notes that a client has left the practice.

use crate::chart::Chart;
use crate::client::{self, ClientFile, Setting};
use crate::commands::client_edit;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;

/// Close a client's record; nothing is removed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which client
    client: ClientId,
    /// When the client left: 2026-11-24, yesterday, "3 days ago" [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// Why, such as "goals met"
    #[arg(long)]
    reason: Option<String>,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// The record is closed already.
#[derive(Debug, thiserror::Error)]
#[error("the record of `{id}` was closed on {on}")]
struct ClosedAlready {
    id: ClientId,
    on: chrono::NaiveDate,
}

impl Explain for ClosedAlready {
    fn hint(&self) -> Option<String> {
        Some(format!(
            "To change it, run `casenotes client edit {} --set closed=YYYY-MM-DD`.",
            self.id
        ))
    }
}

/// Closes the record.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let before = client_edit::read(chart, &args.client)?;
    let text = String::from_utf8_lossy(&before);
    if let Some(on) = ClientFile::parse(&text).0.closed {
        return Err(ClosedAlready { id: args.client.clone(), on }.into());
    }
    let today = clock.now().date_naive();
    let on = args.on.unwrap_or(Day::DaysAgo(0)).resolve(today)?;
    let mut settings = vec![Setting::new("closed", &on.to_string())?];
    if let Some(reason) = &args.reason {
        settings.push(Setting::new("closing_reason", reason)?);
    }
    let after = client::set(&before, &settings)?;
    client_edit::replace(chart, &args.client, &before, after.as_bytes())?;
    output.status(format_args!("Closed the record of {} on {on}.", args.client));
    Ok(Outcome::Done)
}
