//! `casenotes amend`: adds to a signed note, in a signed file of its own.

use std::path::PathBuf;

use crate::commands::chart::leftover_args::LeftoverArgs;
use crate::commands::chart::sign::{Pen, ReadyPen, require_reason};
use crate::domain::aim::RecordAim;
use crate::domain::amendment::{AmendmentKind, AmendmentName};
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::amendment::{NewAmendment, compose};
use crate::note::guidance;
use crate::note::progress_note::{FENCE, ProgressNote};
use crate::output::Output;
use crate::record::chart::filing::{Filing, FilingError, file_all};
use crate::record::chart::note_files::{NoteFiles, Trust};
use crate::record::chart::{Chart, ChartError};
use crate::record::scribe::{Draft, Scribe, Task};
use crate::record::signature::digest;

/// Add to a signed note, in a signed file of its own
///
/// An addendum tells what was not known at the time, a correction what was wrong, a late entry what
/// was left out. The note itself is never changed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which note: CLIENT for the latest, CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// What it is: addendum, correction or late-entry
    #[arg(short, long, value_parser = parse_kind, required_unless_present = "discard")]
    kind: Option<AmendmentKind>,
    /// Why it is made; stands in it
    #[arg(short, long, required_unless_present = "discard")]
    reason: Option<String>,
    /// Read the text from standard input
    #[arg(long, group = "source", conflicts_with_all = ["recover", "discard"])]
    stdin: bool,
    /// Read the text from a file
    #[arg(long, value_name = "FILE", group = "source", conflicts_with_all = ["recover", "discard"])]
    from: Option<PathBuf>,
    #[command(flatten)]
    leftover: LeftoverArgs,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// An addition that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// The note is not signed.
    #[error("the note `{0}` is a draft")]
    NotSigned(NoteId),
    /// Its signature does not hold.
    #[error("the signature of `{0}` does not hold")]
    DoesNotHold(NoteId),
    /// The note is not the one that the addition was written to.
    #[error("the note `{0}` changed while its amendment was written")]
    ChangedMeanwhile(NoteId),
    /// There is nothing to add.
    #[error("the text is empty")]
    Empty,
    /// The text brings front matter.
    #[error("the text begins with front matter, which an amendment gets from the command")]
    FrontMatter,
}

impl Explain for AmendError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotSigned(id) => {
                format!(
                    "Its author changes it with `casenotes edit {id}`, and signs it with `casenotes sign {id}`."
                )
            }
            Self::DoesNotHold(id) => {
                format!(
                    "Run `casenotes validate {id}`: nothing is added to a text that was not signed."
                )
            }
            Self::ChangedMeanwhile(id) => format!("Run `casenotes validate {id}`."),
            Self::Empty => "Say what is to be added.".into(),
            Self::FrontMatter => "Leave it out: give the text alone.".into(),
        })
    }
}

/// Makes the addition and prints its id.
pub fn run(
    args: &Args,
    mut pen: Pen<'_>,
    mut scribe: Scribe<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = pen.chart;
    let id = chart.find(&args.note)?;
    let aim = RecordAim::Amendment(id.clone());
    // Without a kind and a reason there is nothing to write: the arguments see to that.
    let (false, Some(kind), Some(reason)) = (args.leftover.discard, args.kind, &args.reason) else {
        return scribe.throw_away(&aim, output);
    };
    require_reason(reason)?;
    let trust = chart.trust()?;
    let note_files = signed(chart, &id)?;
    // The key comes first: a text that cannot be signed is not written in vain.
    let mut ready = pen.ready(&trust, output)?;
    let file = |ready: &ReadyPen, text: &str| -> Result<AmendmentName, Failure> {
        // An editor may have been open for long.
        if chart.read(&id)? != *note_files.note {
            return Err(AmendError::ChangedMeanwhile(id.clone()).into());
        }
        let text = body_of(text)?;
        let reason = Some(reason.trim());
        let addition = Addition { kind, reason, moved_from: None, text };
        add(chart, &note_files, ready, &trust, addition)
    };
    let added = match scribe.given(args.stdin, args.from.as_deref())? {
        Some(given) => Some(file(&ready, given.text()?)?),
        None => {
            let text = format!("<!-- {} to {id}: what is to be added? -->\n", kind.title());
            let draft = Draft { name: "amendment.md", text: text.as_bytes() };
            let task = Task {
                aim: &aim,
                draft: (!args.leftover.recover).then_some(draft),
                unfiled: "the amendment could not be filed",
                instead: "Use `--stdin` or `--from FILE`.",
            };
            scribe.typed(&task, output, |typed, _| {
                ready.at = SessionTime::new(pen.clock.now());
                file(&ready, &guidance::strip(typed.text))
            })?
        }
    };
    let Some(name) = added else {
        output.status("Nothing was written, so nothing is added.");
        return Ok(Outcome::Negative);
    };
    output.data(&format!("{id}.{name}\n"))?;
    output.status(format_args!("Added {name} to {id}, signed as {}.", ready.name));
    Ok(Outcome::Done)
}

/// Reads a note that is signed, with all that belongs to it.
pub fn signed(chart: &Chart, id: &NoteId) -> Result<NoteFiles, Failure> {
    let note_files = chart.note_files(id)?;
    let trust = chart.trust()?;
    let front = ProgressNote::parse(&note_files.note).front;
    if note_files.signature.is_none() {
        return Err(AmendError::NotSigned(id.clone()).into());
    }
    if !note_files.judge(&front, &trust).is_signed() {
        return Err(AmendError::DoesNotHold(id.clone()).into());
    }
    Ok(note_files)
}

/// What is to be added to a note.
pub struct Addition<'a> {
    /// What it is.
    pub kind: AmendmentKind,
    /// Why.
    pub reason: Option<&'a str>,
    /// The id under which the note was filed with somebody else.
    pub moved_from: Option<&'a str>,
    /// What it says.
    pub text: String,
}

/// Files an addition with its signature under the number after the last; its name is returned. A gap is
/// never filled: it shows that something was removed.
pub fn add(
    chart: &Chart,
    note_files: &NoteFiles,
    pen: &ReadyPen,
    trust: &Trust,
    addition: Addition<'_>,
) -> Result<AmendmentName, Failure> {
    let sha256 = digest(&note_files.note);
    let new = NewAmendment {
        note: &note_files.id,
        sha256: &sha256,
        kind: addition.kind,
        reason: addition.reason,
        moved_from: addition.moved_from,
        author: &pen.name,
        at: pen.at,
    };
    let after = compose(&new, &addition.text).into_bytes();
    let signature = pen.sign(&after, trust)?;
    let of_its_kind = note_files.amendments.iter().filter(|file| file.name.kind == addition.kind);
    let last = of_its_kind.map(|file| file.name.number).max().unwrap_or_default();
    for number in last.saturating_add(1)..=999 {
        let name = AmendmentName { kind: addition.kind, number };
        let path = chart.amendment_path(&note_files.id, name);
        // A signature without its text would otherwise be taken over by the new one.
        if chart.tree().has(&path) || chart.tree().has(&Chart::signature_path(&path)) {
            continue;
        }
        let filing =
            Filing { path, before: None, after: after.clone(), signature: signature.clone() };
        match file_all(chart.tree(), &[filing]) {
            Ok(()) => return Ok(name),
            Err(FilingError::Disk(error))
                if error.reason() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ChartError::Full.into())
}

/// Returns the text as it is filed: it ends its last line.
fn body_of(text: &str) -> Result<String, AmendError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with(FENCE) {
        return Err(AmendError::FrontMatter);
    }
    if guidance::strip(text).trim().is_empty() {
        return Err(AmendError::Empty);
    }
    let end = if text.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{text}{end}"))
}

fn parse_kind(text: &str) -> Result<AmendmentKind, String> {
    let kind = text.parse().ok().filter(|kind| *kind != AmendmentKind::Cosignature);
    kind.ok_or_else(|| crate::domain::amendment::NotAKind.to_string())
}
