//! `casenotes edit`: changes one progress note, in the editor or by key.

use std::path::PathBuf;

use crate::commands::chart::leftovers;
use crate::disk::workbench::{Job, Workbench};
use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::domain::format_name::FormatName;
use crate::domain::moment::SessionEnd;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::position::Position;
use crate::editor::{Editor, EditorError, Traces};
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::is_blank;
use crate::note::compose::{SetError, Setting, set, set_format};
use crate::note::convert::convert;
use crate::note::guidance::comments;
use crate::note::marks::with_end;
use crate::note::progress_note::ProgressNote;
use crate::note::sections::{same_title, sections};
use crate::note::template::Template;
use crate::output::Output;
use crate::output::ask::Ask;
use crate::record::chart::layout::WORKBENCH;
use crate::record::chart::{Chart, ChartError};

/// Change a progress note that is not signed
#[derive(Debug, clap::Args)]
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
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
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
    #[error("there is no terminal for an editor")]
    NoTerminal,
    #[error("the note `{id}` changed while it was edited; your text is kept in {}", kept.display())]
    ChangedMeanwhile { id: NoteId, kept: PathBuf, is_signed: bool },
    #[error("the session would end before it began")]
    EndBeforeStart,
    #[error("the note `{0}` changed meanwhile; nothing was written")]
    ChangedWhileSetting(NoteId),
    #[error("the note `{id}` is signed, and a killed edit of it has left its text in {}", folder.display())]
    SignedMeanwhile { id: NoteId, folder: PathBuf },
    #[error("no killed edit of `{0}` has left a text")]
    NoLeftover(NoteId),
    #[error("the note could not be saved; your text is kept in {}", kept.display())]
    Kept { kept: PathBuf, id: NoteId, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("the note `{id}` was moved or removed while it was edited; your text is kept in {}", kept.display())]
    Moved { id: NoteId, kept: PathBuf },
    #[error("the editor left no text; the note is as it was")]
    NoText,
    #[error("what the editor saved is not UTF-8 at line {}, column {}", .0.line, .0.column)]
    NotUtf8(Position),
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
            Self::NoTerminal => "Run it in a terminal, or use `--set KEY=VALUE`.".into(),
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
            Self::NoLeftover(id) => format!("Run `casenotes edit {id}`."),
            Self::Kept { id, .. } => {
                format!("When the cause is mended, run `casenotes edit {id} --recover`.")
            }
            Self::NoText => return None,
            Self::NotUtf8(_) => "Let the editor save it as UTF-8.".into(),
        })
    }
}

/// Changes the note.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    editor: impl FnOnce() -> Option<Result<Editor, EditorError>>,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    // To throw away what a killed edit left changes no note.
    if args.discard {
        return throw_away(&chart.find_named(&args.note)?, chart, ask, output);
    }
    let id = chart.find(&args.note)?;
    let before = chart.read(&id)?;
    let left = chart.unsaved_edit(&id)?;
    if chart.has_signature(&id) {
        return Err(match left {
            Some(left) => EditError::SignedMeanwhile { id, folder: left.folder },
            None => EditError::Signed(id),
        }
        .into());
    }
    if ProgressNote::parse(&before).front.is_marked() {
        return Err(EditError::Marked(id).into());
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
    match left {
        Some(left) if args.recover => {
            // A workbench that is dropped takes its text along, so what may fail comes first.
            let editor = editor().ok_or(EditError::NoTerminal)??;
            let mut bench = Workbench::take_over(&left)?;
            let base = bench.original()?;
            edit(chart, &id, &base, bench, &editor, output)
        }
        Some(left) => Err(ChartError::UnsavedEdit { id, folder: left.folder }.into()),
        None if args.recover => Err(EditError::NoLeftover(id).into()),
        None => {
            let editor = editor().ok_or(EditError::NoTerminal)??;
            let notes = chart.make_notes_folder(&id.client)?;
            let (name, label) = (format!("{}.md", id.stem), id.to_string());
            let job =
                Job { name: &name, label: &label, original: &before, text: &before, beside: &[] };
            let bench = Workbench::set_up(&notes, WORKBENCH, &job)?;
            edit(chart, &id, &before, bench, &editor, output)
        }
    }
}

/// Throws away what a killed edit left, or else a text that could not be saved because the note had
/// changed.
fn throw_away(
    id: &NoteId,
    chart: &Chart,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let left = leftovers::of(chart, &id.client, &id.to_string())?;
    let conflict = chart.conflicts(id)?.into_iter().next();
    match conflict.filter(|_| left.is_empty()) {
        None => leftovers::throw_away(left, &format!("casenotes edit {id}"), ask, output),
        Some(path) if leftovers::is_agreed(&path.display().to_string(), ask)? => {
            chart.tree().remove(&path)?;
            output.status(format_args!("Thrown away: {}.", path.display()));
            Ok(Outcome::Done)
        }
        Some(_) => {
            output.status("Nothing was thrown away.");
            Ok(Outcome::Negative)
        }
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
        output.status("Nothing was changed.");
        return Ok(Outcome::Done);
    }
    let body = convert(note.body(), from, to);
    let found = sections(&body);
    let is_there = |heading: &String| found.iter().any(|it| same_title(&it.title, heading));
    if comments(note.body()).unclosed.is_some() || !to.required.iter().all(is_there) {
        return Err(EditError::Open.into());
    }
    let front = set_format(&text[..note.body_range.start], format)?;
    let after = format!("{front}\n{body}");
    match chart.refile((&chart.path(id), before), &id.client, start, format, after.as_bytes())? {
        Some(new) => output.data(&format!("{new}\n"))?,
        None => return Err(EditError::ChangedWhileSetting(id.clone()).into()),
    }
    output.status(format_args!("Moved from {} to {}.", from.title, to.title));
    Ok(Outcome::Done)
}

/// Runs the editor and saves what it leaves over `base`, the note as it was.
fn edit(
    chart: &Chart,
    id: &NoteId,
    base: &[u8],
    mut bench: Workbench,
    editor: &Editor,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let opened = editor.open(bench.text(), Traces::Allowed);
    let saved = bench.saved()?;
    let after = saved.filter(|after| !is_blank(after));
    if after.as_ref().is_none_or(|after| after == base) {
        bench.require_nothing_beside()?;
    }
    let after = after.ok_or(EditError::NoText)?;
    if after == base {
        opened?;
        output.status("Nothing was changed.");
        return Ok(Outcome::Done);
    }
    let kept = |error: Failure, bench: &mut Workbench| {
        let kept = bench.keep();
        Failure::from(EditError::Kept { kept, id: id.clone(), source: error.error })
    };
    if let Err(error) = opened {
        return Err(kept(error.into(), &mut bench));
    }
    if let Err(error) = std::str::from_utf8(&after) {
        let place = Position::of(&after, error.valid_up_to());
        return Err(kept(EditError::NotUtf8(place).into(), &mut bench));
    }
    match chart.replace(id, base, &after) {
        Ok(Replaced::Yes) => {
            output.status(format_args!("Saved {id}."));
            warn_if_broken(chart, id, &after, output);
            Ok(Outcome::Done)
        }
        Ok(Replaced::ChangedMeanwhile) => match chart.keep_beside(id, &after) {
            Ok(kept) => {
                let is_signed = chart.has_signature(id);
                Err(EditError::ChangedMeanwhile { id: id.clone(), kept, is_signed }.into())
            }
            Err(error) => Err(kept(error.into(), &mut bench)),
        },
        Err(_) if !chart.tree().has(&chart.path(id)) => {
            Err(EditError::Moved { id: id.clone(), kept: bench.keep() }.into())
        }
        Err(error) => Err(kept(error.into(), &mut bench)),
    }
}

fn warn_if_broken(chart: &Chart, id: &NoteId, bytes: &[u8], output: &mut Output<'_>) {
    let note = ProgressNote::parse(bytes);
    for problem in &note.problems {
        let place = Position::of(bytes, problem.span.start);
        let path = chart.path(id);
        output.warning(format_args!(
            "{}:{}:{}: {}",
            path.display(),
            place.line,
            place.column,
            problem.message
        ));
    }
}
