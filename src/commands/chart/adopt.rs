//! `casenotes adopt`: takes a draft over from one who can sign it no more, with a trail.

use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::domain::moment::Days;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::marks::adopted;
use crate::note::progress_note::ProgressNote;
use crate::output::{Output, counted};
use crate::record::chart::note_files::Trust;
use crate::record::chart::signing::{Nobody, require_reason};
use crate::record::chart::{Chart, ChartError};
use crate::record::signature::is_same_person;
use crate::rules::nameless::require_nameless;

/// Take over drafts of one who can sign them no more
///
/// You become the author; whose it was, until when and why stays in the note, under `past_authors`, and
/// goes along with your signature. A draft of somebody who may still sign is theirs, and a signed note
/// never changes its author.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes adopt c-7f3k --reason 'has left the practice'")]
pub struct Args {
    /// Which drafts: CLIENT for the latest, CLIENT/2026-11-24, or a path
    #[arg(value_name = "NOTE", required_unless_present = "all_of")]
    notes: Vec<NoteRef>,
    /// All drafts of a person, by name
    #[arg(long, value_name = "NAME", conflicts_with = "notes")]
    all_of: Option<String>,
    /// Why; without a client's name, because it leaves with the note
    #[arg(short, long)]
    reason: String,
}

/// A draft that is not taken over.
#[derive(Debug, thiserror::Error)]
enum AdoptError {
    #[error("`{0}` is signed, and a signed note never changes its author")]
    Signed(NoteId),
    #[error("`{id}` is by {author}, who may still sign it")]
    StillThere { id: NoteId, author: String },
    #[error("the front matter of `{0}` cannot be read, or not be given back byte for byte")]
    Unreadable(NoteId),
    #[error("`{0}` changed meanwhile, and is as it was")]
    ChangedMeanwhile(NoteId),
}

impl Explain for AdoptError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Signed(id) => format!(
                "What is to be added is added with `casenotes amend {id}`; a mark without a signature shows in `casenotes validate {id}`."
            ),
            Self::StillThere { author, .. } => format!(
                "Let them sign it. Who has left is ended first: `casenotes signer end \"{}\"`.",
                crate::record::signature::name_of(author)
            ),
            Self::Unreadable(id) => format!("Run `casenotes validate {id}` and mend it first."),
            Self::ChangedMeanwhile(_) => "Look at it, and run the command again.".into(),
        })
    }
}

/// Takes the drafts over and prints the id of each; all are looked at before the first is changed.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    let by = author.ok_or(Nobody("takes it over"))?;
    let now = SessionTime::new(clock.now());
    let taking = Taking { chart, trust: chart.trust()?, by: &by, reason: args.reason.trim(), now };
    let ids = meant(args, chart, output)?;
    chart.require_no_unsaved_edit(&ids)?;
    let mut drafts = Vec::new();
    for id in ids {
        require_nameless(chart, &args.reason, &id.client)?;
        let before = chart.read(&id)?;
        match taking.over(&id, &before)? {
            Some(after) => drafts.push((id, before, after)),
            None => output.status(format_args!("{id} is yours already.")),
        }
    }
    for (id, before, after) in &drafts {
        match chart.replace(id, before, after.as_bytes())? {
            Replaced::Yes => output.data(&format!("{id}\n"))?,
            Replaced::ChangedMeanwhile => {
                return Err(AdoptError::ChangedMeanwhile(id.clone()).into());
            }
        }
    }
    if !drafts.is_empty() {
        let count = counted(drafts.len(), "draft");
        output.status(format_args!("Took over {count} as {by}."));
    }
    Ok(Outcome::Done)
}

/// Returns the notes that are meant, each once.
fn meant(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Vec<NoteId>, Failure> {
    let Some(name) = &args.all_of else {
        let found: Result<Vec<NoteId>, ChartError> =
            args.notes.iter().map(|note| chart.find(note)).collect();
        let mut ids = found?;
        ids.sort();
        ids.dedup();
        return Ok(ids);
    };
    let mut theirs = Vec::new();
    for id in chart.unsigned(&chart.clients()?, Days::default())? {
        let bytes = chart.read(&id)?;
        let author = ProgressNote::parse(&bytes).front.author;
        if author.is_some_and(|author| is_same_person(&author, name)) {
            theirs.push(id);
        }
    }
    if theirs.is_empty() {
        output.status(format_args!("There is no draft of {name}."));
    }
    Ok(theirs)
}

/// Who takes drafts over, when and why.
struct Taking<'a> {
    chart: &'a Chart,
    trust: Trust,
    by: &'a str,
    reason: &'a str,
    now: SessionTime,
}

impl Taking<'_> {
    /// Returns a draft with its new author; `None` when it is that person's already.
    fn over(&self, id: &NoteId, before: &[u8]) -> Result<Option<String>, Failure> {
        let Self { chart, trust, by, reason, now } = self;
        let note = ProgressNote::parse(before);
        if chart.has_signature(id)? {
            return Err(AdoptError::Signed(id.clone()).into());
        }
        let unreadable = || AdoptError::Unreadable(id.clone());
        let text = std::str::from_utf8(before).map_err(|_| unreadable())?;
        let author = note.front.author.as_deref().ok_or_else(unreadable)?;
        // A mark without its signature is of whoever it names, and goes with them.
        let marked = note.front.signed_by.as_deref().unwrap_or(author);
        for name in [author, marked] {
            if !is_same_person(name, by) && trust.signers.may_still_sign(name, *now) == Some(true) {
                let author = name.to_owned();
                return Err(AdoptError::StillThere { id: id.clone(), author }.into());
            }
        }
        if is_same_person(author, by) && is_same_person(marked, by) {
            return Ok(None);
        }
        let past = format!("{author} until {}, then {by}: {reason}", now.date());
        Ok(Some(adopted(text, by, &past).map_err(|_| unreadable())?))
    }
}
