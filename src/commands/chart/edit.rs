//! `casenotes edit`: changes one progress note, in the editor or by key.

use std::path::PathBuf;

use crate::disk::write::Replaced;
use crate::domain::aim::RecordAim;
use crate::domain::clock::Clock;
use crate::domain::format_name::FormatName;
use crate::domain::moment::SessionEnd;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::compose::{SetError, Setting, set, set_format};
use crate::note::convert::convert;
use crate::note::guidance::comments;
use crate::note::headings::in_form;
use crate::note::marks::with_end;
use crate::note::progress_note::ProgressNote;
use crate::note::sections::{same_title, sections};
use crate::note::template::Template;
use crate::output::Output;
use crate::record::chart::{Chart, ChartError, Renamed};
use crate::record::problems::placed;
use crate::record::scribe::{Draft, Scribe, Task, Typed};

/// Change a progress note that is not signed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes edit c-7f3k
  casenotes edit c-7f3k/2026-11-20 --set goals=G1")]
pub struct Args {
    /// Which note: CLIENT for the latest, CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// Set a key of the front matter, such as goals=G1,G2, without an editor
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Setting::parse)]
    settings: Vec<Setting>,
    /// Set when the session ended, such as 14:53 or 53m, without an editor
    #[arg(long, value_name = "WHEN", conflicts_with_all = ["format", "recover", "discard"])]
    until: Option<SessionEnd>,
    /// Move a draft to another format; every section finds a place there, and no word is lost
    #[arg(short, long, conflicts_with_all = ["settings", "recover", "discard"])]
    format: Option<FormatName>,
    /// Take up the text that a killed edit left
    #[arg(long, conflicts_with_all = ["settings", "discard"])]
    recover: bool,
    /// Throw away the text that a killed edit left, or one that could not be saved because the note had changed; name the note in full; at a terminal you are asked first
    #[arg(long, conflicts_with = "settings")]
    discard: bool,
}

/// A note that cannot be changed.
#[derive(Debug, thiserror::Error)]
enum EditError {
    #[error("the note `{0}` is signed, and a signed note is never changed")]
    Signed(NoteId),
    #[error("the note `{0}` says that it is signed, and a signed note is never changed")]
    Marked(NoteId),
    #[error("there is no template for the format `{0}`")]
    UnknownFormat(String),
    #[error(
        "the note has a comment or code that does not end, and what is moved above other text would swallow it"
    )]
    Open,
    #[error("the note `{id}` changed while it was edited; your text is kept in {}", kept.display())]
    ChangedMeanwhile { id: NoteId, kept: PathBuf, is_signed: bool },
    #[error("the session would end before it began")]
    EndBeforeStart,
    #[error("the note `{0}` changed meanwhile; nothing was written")]
    ChangedWhileSetting(NoteId),
    #[error("the note `{id}` is signed, and a killed edit of it has left its text in {}", folder.display())]
    SignedMeanwhile { id: NoteId, folder: PathBuf },
    #[error("the note `{id}` was moved or removed while it was edited; your text is kept in {}", kept.display())]
    Moved { id: NoteId, kept: PathBuf },
}

impl Explain for EditError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Signed(id) => format!(
                "Add to it with `casenotes amend {id} --kind addendum --reason WHY`; the kind may be `correction` or `late-entry` as well."
            ),
            Self::Marked(id) => {
                format!(
                    "It has no signature: `casenotes sign {id}` completes what a lost run has left."
                )
            }
            Self::UnknownFormat(_) => "Run `casenotes template list` to see what there is.".into(),
            Self::Open => "End it: a comment with `-->`, code with a line of its backticks.".into(),
            Self::ChangedMeanwhile { id, is_signed: true, .. } => format!(
                "It was signed: add what you need from it with `casenotes amend {id} --kind addendum --reason WHY`, then run `casenotes edit {id} --discard`."
            ),
            Self::ChangedMeanwhile { id, .. } => {
                format!(
                    "Take what you need from it into the note with `casenotes edit {id}`, then run `casenotes edit {id} --discard`."
                )
            }
            Self::EndBeforeStart => "Check `--until`, and `start` in the note.".into(),
            Self::ChangedWhileSetting(_) => "Run the command again.".into(),
            Self::SignedMeanwhile { id, .. } => format!(
                "Add what you need from it with `casenotes amend {id} --kind addendum --reason WHY`, then run `casenotes edit {id} --discard`."
            ),
            Self::Moved { .. } => {
                "Find it with `casenotes show` under its old name and take what you need from your text into it; `casenotes new CLIENT --recover` files the text as a note, and `--discard` throws it away.".into()
            }
        })
    }
}

/// Changes the note.
pub fn run(
    args: &Args,
    mut scribe: Scribe<'_>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = scribe.chart;
    // To throw away what a killed edit left changes no note.
    if args.discard {
        return throw_away(&chart.find_named(&args.note)?, &mut scribe, output);
    }
    let id = chart.find(&args.note)?;
    let before = chart.read(&id)?;
    let left = chart.unsaved_edit(&id)?;
    if chart.has_signature(&id)? {
        return Err(match left {
            Some(left) => EditError::SignedMeanwhile { id, folder: left.folder },
            None => EditError::Signed(id),
        }
        .into());
    }
    if ProgressNote::parse(&before).front.is_marked() {
        return Err(EditError::Marked(id).into());
    }
    if !args.settings.is_empty() || args.until.is_some() || args.format.is_some() {
        chart.tell_whose(&id.client, output);
    }
    if left.is_none() && (!args.settings.is_empty() || args.until.is_some()) {
        let after = with_keys_set(args, &before, clock)?;
        match chart.replace(&id, &before, after.as_bytes())? {
            Replaced::Yes => output.status(format_args!("Saved {id}.")),
            Replaced::ChangedMeanwhile => return Err(EditError::ChangedWhileSetting(id).into()),
        }
        return Ok(Outcome::Done);
    }
    // What a killed edit left is known by the name of the note, so that must not change.
    if let (None, Some(format)) = (&left, &args.format) {
        return change_format(chart, &id, format, &before, output);
    }
    if let Some(left) = left.filter(|_| !args.recover) {
        return Err(ChartError::UnsavedEdit { id, folder: left.folder }.into());
    }
    let name = format!("{}.md", id.stem);
    let task = Task {
        aim: &RecordAim::Edit(id.clone()),
        draft: (!args.recover).then_some(Draft { name: &name, text: &before }),
        unfiled: "the note could not be saved",
        instead: "Run it in a terminal, or use `--set KEY=VALUE`.",
    };
    match scribe.typed(&task, output, |typed, output| save(chart, &id, typed, output))? {
        Some(saved) => saved?,
        None => output.status("Nothing was changed."),
    }
    Ok(Outcome::Done)
}

/// Throws away what a killed edit left, or else a text that could not be saved because the note had
/// changed.
fn throw_away(
    id: &NoteId,
    scribe: &mut Scribe<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (chart, aim) = (scribe.chart, RecordAim::Edit(id.clone()));
    let left = scribe.left(&aim)?;
    let conflict = chart.conflicts(id)?.into_iter().next();
    match conflict.filter(|_| left.is_empty()) {
        Some(path) => scribe.remove(&path, || chart.tree().remove(&path), output),
        None => scribe.throw_away(&aim, output),
    }
}

/// Returns the note with its new keys.
fn with_keys_set(args: &Args, before: &[u8], clock: &dyn Clock) -> Result<String, Failure> {
    let text = std::str::from_utf8(before).map_err(|_| SetError::Unreadable)?;
    let after = set(text, &args.settings)?;
    let Some(until) = args.until else { return Ok(after) };
    let start = ProgressNote::parse(before).front.start.ok_or(SetError::Unreadable)?;
    let end = until.resolve(start, clock)?;
    if end <= start {
        return Err(EditError::EndBeforeStart.into());
    }
    Ok(with_end(&after, end)?)
}

/// Files the note anew in another format.
fn change_format(
    chart: &Chart,
    id: &NoteId,
    format: &FormatName,
    before: &[u8],
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (templates, _) = chart.template_set()?;
    let note = ProgressNote::parse(before);
    let text = std::str::from_utf8(before).map_err(|_| SetError::Unreadable)?;
    let start = note.front.start.ok_or(SetError::Unreadable)?;
    let from = note.front.format.as_ref().map_or("", FormatName::as_str);
    let template = |format: &str| -> Result<&Template, Failure> {
        templates.get(format).ok_or_else(|| EditError::UnknownFormat(format.to_owned()).into())
    };
    let (from, to) = (template(from)?, template(format.as_str())?);
    if from.format == to.format {
        return write_headings(chart, id, &note, from, output);
    }
    let body = convert(note.body(), from, to);
    let found = sections(&body);
    let is_there = |heading: &String| found.iter().any(|it| same_title(&it.title, heading));
    if comments(note.body()).unclosed.is_some() || !to.required.iter().all(is_there) {
        return Err(EditError::Open.into());
    }
    let front = set_format(&text[..note.body_range.start], format)?;
    let after = format!("{front}\n{body}");
    let (path, client, after) = (&chart.path(id), &id.client, after.as_bytes());
    match chart.refile(&Renamed { from: path, before, client, start, format, after })? {
        Some(new) => output.data(&format!("{new}\n"))?,
        None => return Err(EditError::ChangedWhileSetting(id.clone()).into()),
    }
    output.status(format_args!("Moved from {} to {}.", from.title, to.title));
    Ok(Outcome::Done)
}

/// Writes the sections of a note under the headings of its format.
fn write_headings(
    chart: &Chart,
    id: &NoteId,
    note: &ProgressNote<'_>,
    format: &Template,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Some(body) = in_form(note.body(), format) else {
        output.status("Nothing was changed.");
        return Ok(Outcome::Done);
    };
    let after = format!("{}{body}", &note.text[..note.body_range.start]);
    match chart.replace(id, note.text.as_bytes(), after.as_bytes())? {
        Replaced::Yes => output.status(format_args!("Saved {id}.")),
        Replaced::ChangedMeanwhile => return Err(EditError::ChangedWhileSetting(id.clone()).into()),
    }
    Ok(Outcome::Done)
}

/// Saves what was written over the note as it was; a text that is kept elsewhere is an error of its own.
fn save(
    chart: &Chart,
    id: &NoteId,
    typed: Typed<'_>,
    output: &mut Output<'_>,
) -> Result<Result<(), EditError>, Failure> {
    let (id, after) = (id.clone(), typed.text.as_bytes());
    match chart.replace(&id, typed.begun, after) {
        Ok(Replaced::Yes) => {
            output.status(format_args!("Saved {id}."));
            warn_if_broken(chart, &id, after, output);
            Ok(Ok(()))
        }
        Ok(Replaced::ChangedMeanwhile) => {
            let is_signed = chart.has_signature(&id)?;
            let kept = chart.keep_beside(&id, after)?;
            Ok(Err(EditError::ChangedMeanwhile { id, kept, is_signed }))
        }
        Err(_) if chart.tree().has(&chart.path(&id)).is_ok_and(|is_there| !is_there) => {
            Ok(Err(EditError::Moved { id, kept: typed.keep() }))
        }
        Err(error) => Err(error.into()),
    }
}

fn warn_if_broken(chart: &Chart, id: &NoteId, bytes: &[u8], output: &mut Output<'_>) {
    let note = ProgressNote::parse(bytes);
    for problem in &note.problems {
        output.warning(placed(&chart.path(id), bytes, problem));
    }
}
