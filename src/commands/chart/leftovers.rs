//! Texts that killed or failed runs have left: told when the same is begun again, taken up, or thrown
//! away.

use crate::disk::DiskError;
use crate::disk::workbench::{Leftover, discard};
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::ask::Ask;
use crate::output::{Output, counted};
use crate::record::chart::Chart;

/// What is to be done with a text that a killed run left.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Waiting {
    /// Take up the text that a killed run left
    #[arg(long, conflicts_with = "discard")]
    pub recover: bool,
    /// Throw away the text that a killed run left; at a terminal you are asked first
    #[arg(long)]
    pub discard: bool,
}

/// There is nothing to take up or to throw away.
#[derive(Debug, thiserror::Error)]
#[error("no killed run has left a text here")]
struct NothingLeft(String);

impl Explain for NothingLeft {
    fn hint(&self) -> Option<String> {
        Some(format!("Run `{}`.", self.0))
    }
}

/// Finds what runs of one label have left with a client, the first of them first.
///
/// # Errors
/// Fails when the folder cannot be read.
pub fn of(chart: &Chart, client: &ClientId, label: &str) -> Result<Vec<Leftover>, DiskError> {
    let mut left = chart.leftovers(client)?;
    left.retain(|left| left.label == label);
    Ok(left)
}

/// Finds what can be filed as a new note: what `new` has left, and each text that no other command
/// would find, because what it was for cannot be read or is there no more.
///
/// # Errors
/// Fails when the folder cannot be read.
pub fn of_new_notes(chart: &Chart, client: &ClientId) -> Result<Vec<Leftover>, DiskError> {
    let own = format!("new {client}");
    let is_there = |id: &str| {
        let id = note_id(id).filter(|id| id.client == *client);
        id.is_some_and(|id| chart.tree().has(&chart.path(&id)))
    };
    let mut left = chart.leftovers(client)?;
    left.retain(|left| {
        let is_anothers = match left.label.split_once(' ') {
            Some(("amend", id)) => is_there(id),
            Some(("client" | "authorization", whose)) => whose == client.as_str(),
            Some(_) => false,
            None => is_there(&left.label),
        };
        left.label == own || !is_anothers
    });
    Ok(left)
}

/// Returns the command that takes a text up or throws it away, with `--recover` or `--discard`.
pub fn command_for(label: &str, client: &ClientId) -> String {
    match label.split_once(' ') {
        Some(("amend", id)) => format!("casenotes amend {id} --kind KIND --reason WHY"),
        Some(("client", _)) => format!("casenotes client edit {client}"),
        Some(("authorization", _)) => format!("casenotes authorization add {client}"),
        None if note_id(label).is_some() => format!("casenotes edit {label}"),
        _ => format!("casenotes new {client}"),
    }
}

fn note_id(label: &str) -> Option<NoteId> {
    let (client, stem) = label.split_once('/')?;
    Some(NoteId { client: client.parse().ok()?, stem: stem.parse().ok()? })
}

/// Says where texts are that were begun for the same purpose and never saved.
pub fn tell(left: &[Leftover], client: &ClientId, output: &mut Output<'_>) {
    for left in left {
        let command = command_for(&left.label, client);
        output.warning(format_args!("an earlier text was not saved: {}", left.text.display()));
        output.hint(format_args!(
            "`{command} --recover` takes it up again, `--discard` throws it away."
        ));
    }
}

/// Returns the text that is to be taken up.
///
/// # Errors
/// Fails when there is none.
pub fn first(left: Vec<Leftover>, command: &str) -> Result<Leftover, Failure> {
    Ok(left.into_iter().next().ok_or_else(|| NothingLeft(command.to_owned()))?)
}

/// Throws the first text away and says so; somebody at a terminal is asked first.
///
/// # Errors
/// Fails when there is none, and when it cannot be removed.
pub fn throw_away(
    left: Vec<Leftover>,
    command: &str,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let more = left.len().saturating_sub(1);
    let left = first(left, command)?;
    if !is_agreed(&left.text.display().to_string(), ask)? {
        output.status("Nothing was thrown away.");
        return Ok(Outcome::Negative);
    }
    discard(&left)?;
    output.status(format_args!("Thrown away: {}.", left.text.display()));
    if more > 0 {
        output.hint(format_args!("{} more wait; run the command again.", counted(more, "text")));
    }
    Ok(Outcome::Done)
}

/// Asks somebody at a terminal whether a text is to go; without one, the flag has said so.
///
/// # Errors
/// Fails when the terminal is gone.
pub fn is_agreed(text: &str, ask: Option<&mut dyn Ask>) -> Result<bool, Failure> {
    let Some(ask) = ask else { return Ok(true) };
    let answer = ask.line(&format!("Throw away {text}? Type `yes`"), Some("no"))?;
    Ok(answer == "yes")
}
