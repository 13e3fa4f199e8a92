//! `casenotes show`: prints one progress note as it stands, and what was added to it.

use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::measure::known::Measures;
use crate::measure::scores_in_words;
use crate::note::front_matter::FrontMatter;
use crate::note::key::Part;
use crate::note::progress_note::ProgressNote;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::settings::Settings;

/// Show a progress note
///
/// What was added to a signed note follows it, in the order in which it was written. On a terminal, rows above
/// the note say in words when the session was and what its codes are; piped, the note stands alone, byte for
/// byte.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes show mul
  casenotes show c-7f3k/2026-11-20")]
pub struct Args {
    /// Which note: CLIENT for the latest, CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// The note alone, without what was added to it
    #[arg(long)]
    alone: bool,
}

/// The keys of a note whose codes are told in words above it.
const CODED: &[&str] = &["service", "modifiers", "place", "diagnoses", "measures"];

/// Prints the note.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let id = chart.find(&args.note)?;
    let note_files = chart.note_files(&id)?;
    let front = ProgressNote::parse(&note_files.note).front;
    if output.looks().out_is_terminal {
        output.data(&in_words(&front, chart.settings(), chart.measures()?))?;
    }
    output.record(&note_files.note)?;
    let judged = note_files.judge(&front, &chart.trust()?);
    if !judged.is_signed() && !judged.is_draft() {
        output.warning(format_args!(
            "the note says that it is signed, and its signature does not hold; run `casenotes validate {id}`"
        ));
    }
    if let Some(from) = front.imported_from.as_deref() {
        let on = front.signed_at.map(|at| format!(" on {}", at.date())).unwrap_or_default();
        let there = front.original_signed_by.as_deref();
        let there = there.map(|by| format!("; signed there by {by}")).unwrap_or_default();
        output.status(format_args!("Imported from {from}{on}{there}."));
    }
    if args.alone {
        return Ok(Outcome::Done);
    }
    for added in &judged.amendments {
        output.data(&format!("\n--- {}\n\n", added.file.name))?;
        output.record(&added.file.bytes)?;
    }
    for added in judged.amendments.iter().filter(|added| !added.holds()) {
        output.warning(format_args!(
            "{} does not hold; run `casenotes validate {id}`",
            added.file.name
        ));
    }
    Ok(Outcome::Done)
}

/// Returns rows that say in words when a session was and what its codes are, and an empty line.
fn in_words(front: &FrontMatter<'_>, settings: &Settings, measures: &Measures) -> String {
    let wording = &settings.wording();
    let when = front.when(wording).map(|when| ("Session", when));
    let codes = front.facts(Part::Session, wording).filter(|(key, ..)| CODED.contains(key));
    let codes = codes.map(|(key, label, told)| match key {
        "measures" => (label, scores_in_words(&front.measures, measures)),
        _ => (label, told),
    });
    let rows = when.into_iter().chain(codes).map(|(label, told)| format!("{label}: {told}\n"));
    let rows: String = rows.collect();
    if rows.is_empty() { rows } else { format!("{rows}\n") }
}
