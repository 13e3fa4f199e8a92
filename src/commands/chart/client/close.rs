//! `casenotes client close`: notes that a client has left the practice.

use crate::commands::chart::client::edit;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::record_kind::RecordKind;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::record::client_changes::{self, Setting};
use crate::record::client_dates::require_possible_dates;

/// Close a client's record; nothing is removed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client close c-7f3k --reason 'goals met'")]
pub struct Args {
    /// Which client
    client: ClientId,
    /// When the client left: 2026-11-24, yesterday, "3 days ago" [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// Why, such as "goals met"
    #[arg(long)]
    reason: Option<String>,
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
            "To change the day, run `casenotes client edit {id} --set closed=YYYY-MM-DD`; if the client came back, `casenotes client reopen {id}`.",
            id = self.id
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
    let before = edit::read(chart, &args.client)?;
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
    let after = client_changes::set(&before, &settings)?;
    require_possible_dates(&text, &after, today)?;
    edit::replace(chart, &args.client, &before, after.as_bytes())?;
    output.status(format_args!("Closed the record of {} on {on}.", args.client));
    if tell_what_is_open(&args.client, chart, output).is_err() {
        // It is closed whatever the notes are like.
        output.warning("what is unfinished in it is not known: run `casenotes validate`");
    }
    Ok(Outcome::Done)
}

/// Warns of notes without a signature, and of a treatment without a summary at its end.
fn tell_what_is_open(
    client: &ClientId,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Some(listing) = chart.listing(client)? else { return Ok(()) };
    let unsigned = listing.notes().filter(|note| !note.has_signature).count();
    if unsigned > 0 {
        let notes = counted(unsigned, "note");
        output.warning(format_args!("{notes} of {client} without a signature"));
        output.hint(format_args!("See `casenotes list {client} --unsigned`."));
    }
    let (templates, _) = chart.template_set()?;
    let stems = listing.stems();
    let has_summary = stems.iter().any(|stem| {
        let template = templates.get(stem.format().as_str());
        template.is_some_and(|template| template.kind == RecordKind::Discharge)
    });
    if !stems.is_empty() && !has_summary {
        output.warning("there is no discharge summary");
        output.hint(format_args!("Write one with `casenotes new {client} --format discharge`."));
    }
    Ok(())
}
