//! `casenotes history`: what became of a note or a document, in the record and in git, as one story.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::moment::parse_instant;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::note::front_matter::FrontMatter;
use crate::note::progress_note::ProgressNote;
use crate::output::Output;
use crate::output::rows::Column;
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
use crate::record::chart::git_history::{Commit, Deed, What};
use crate::record::chart::note_files::CheckedFiles;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::signed_papers::SignedPaper;
use crate::record::signature::verdict::Standing;

/// Tell the story of a note or a document: session, signatures, additions and commits
///
/// Both sides of every merge are told of, and a version that a merge left out with its author and commit.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes history c-7f3k/2026-11-20")]
pub struct Args {
    /// Which note: CLIENT for the latest, CLIENT/2026-11-24, or a path; a document as
    /// CLIENT/2026-11-24-consent
    note: NoteRef,
    #[command(flatten)]
    form: FormArgs,
}

/// One thing that happened.
#[derive(Debug)]
struct Event {
    at: SessionTime,
    event: &'static str,
    what: String,
    who: Option<String>,
    reason: Option<String>,
    holds: Option<bool>,
    /// Whether it holds because its signer has affirmed it with another key.
    is_affirmed: bool,
    commit: Option<String>,
}

const COLUMNS: &[Column<Event>] = &[
    Column::table("WHEN", |event| event.at.readable().to_string().into()),
    Column::table("WHAT", |event| event.in_words().into()),
    Column::data("at", |event| event.at.to_string().into()),
    Column::data("event", |event| event.event.into()),
    Column::data("what", |event| (&event.what).into()),
    Column::new("WHO", "who", |event| event.who.as_ref().into()),
    Column::data("reason", |event| event.reason.as_ref().into()),
    Column::data("holds", |event| event.holds.into()),
    Column::data("affirmed", |event| event.holds.map(|_| event.is_affirmed).into()),
    Column::new("COMMIT", "commit", |event| event.commit.as_ref().into()),
];

/// What the record says of a note, a document or a questionnaire, and where git is asked for it.
struct Story {
    id: String,
    events: Vec<Event>,
    /// The folder in which it lies, from the root of the chart.
    own: String,
    folders: Vec<String>,
    /// How the paths begin of its files, and of no others.
    beginnings: Vec<String>,
}

impl Story {
    fn of_note(chart: &Chart, note: &NoteRef) -> Result<Self, Failure> {
        let id = chart.find(note)?;
        let note_files = chart.note_files(&id)?;
        let note = ProgressNote::parse(&note_files.note);
        let judged = note_files.judge(&note.front, &chart.trust()?);
        let names = names(chart, &id, &judged)?;
        Ok(Self {
            events: in_the_record(&id, &note.front, &judged),
            own: format!("clients/{}/notes/", id.client),
            folders: folders(&names),
            beginnings: beginnings(&names),
            id: id.to_string(),
        })
    }

    fn of_paper(chart: &Chart, kind: PaperKind, paper: &NoteRef) -> Result<Self, Failure> {
        let id = SignedPaper::find_now(kind, paper, chart)?;
        let PaperId { client, name } = id.paper_id();
        let all = chart.signed_papers_like(&id, &chart.trust()?)?;
        let (mut events, mut clients) = (Vec::new(), vec![client.clone()]);
        for found in &all {
            if found.id == id {
                // It goes on naming the client with whom it was filed.
                clients.extend(found.client.clone().filter(|filed| *filed != client));
                let by = found.filed_by.as_deref();
                events.extend(Event::of(found.filed_at, "filed", &name, by));
                let signed =
                    Event::of(found.signed_at, "signed", &name, found.signed_by.as_deref());
                let holds = Some(found.standing == Standing::Signed);
                events.extend(signed.map(|event| Event { holds, ..event }));
            } else if found.amends.as_ref() == Some(&name) {
                let later = found.id.paper_id().name;
                let by = found.filed_by.as_deref();
                let amended = Event::of(found.filed_at, "amends it", &later, by);
                events.extend(amended.map(|event| Event { reason: found.reason.clone(), ..event }));
            }
        }
        let folder = |client: &ClientId| format!("clients/{client}/{}", kind.folder());
        // No two of them have one name.
        let beginning = |client: &ClientId| format!("{}/{name}.", folder(client));
        Ok(Self {
            events,
            own: format!("{}/", folder(&client)),
            folders: clients.iter().map(folder).collect(),
            beginnings: clients.iter().map(beginning).collect(),
            id: id.to_string(),
        })
    }
}

/// Prints the story, in the order of time.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let note = &args.note;
    let story = match (note.names_document(), note.names_questionnaire()) {
        (true, _) => Story::of_paper(chart, PaperKind::Document, note)?,
        (_, true) => Story::of_paper(chart, PaperKind::Questionnaire, note)?,
        _ => Story::of_note(chart, note)?,
    };
    let mut events = story.events;
    let mut slow = None;
    match Git::of(chart) {
        Ok(git) => {
            let past = git.past(&story.folders, &story.beginnings)?;
            if past.is_cut_off {
                output.warning("this clone is shallow: what was before its oldest commit, and by whom, it does not know; `git fetch --unshallow` brings it");
            }
            // git tells the last first, and two commits of one second keep their order.
            events.extend(past.commits.iter().rev().flat_map(|commit| in_git(&story.own, commit)));
            slow = past.was_long.then_some(git);
        }
        Err(error) => output.warning(format_args!("{error}, so only the record itself is told")),
    }
    events.sort_by_key(|event| (event.at, event.commit.is_some()));
    output.rows(
        args.form.form(),
        COLUMNS,
        &events,
        |rows| json!({ "schema": "casenotes/history@1", "note": story.id, "events": rows }),
    )?;
    // The next time it is not slow any more; where git may not write, it stays so.
    if let Some(git) = slow {
        let _ = git.remember_paths();
    }
    Ok(Outcome::Done)
}

impl Event {
    fn of(
        at: Option<SessionTime>,
        event: &'static str,
        what: &str,
        who: Option<&str>,
    ) -> Option<Self> {
        let (what, who) = (what.to_owned(), who.map(str::to_owned));
        let (at, is_affirmed) = (at?, false);
        Some(Self { at, event, what, who, reason: None, holds: None, is_affirmed, commit: None })
    }

    fn in_words(&self) -> String {
        let mut words = format!("{} {}", self.what, self.event);
        if self.holds == Some(false) {
            words.push_str(", and the signature does not hold");
        }
        if self.is_affirmed {
            words.push_str(", with a key that was not allowed then, and affirmed since");
        }
        if let Some(reason) = &self.reason {
            words.push_str(&format!(": {reason}"));
        }
        words
    }
}

/// Says of an imported note that its signature is that of who took it in, and where it comes from.
fn received(front: &FrontMatter<'_>) -> Option<String> {
    let from = front.imported_from.as_deref()?;
    let there = front.original_signed_by.as_deref();
    let there = there.map(|by| format!("; signed there by {by}")).unwrap_or_default();
    Some(format!("received as it is, imported from {from}{there}"))
}

/// Returns what the note and its additions say of themselves.
fn in_the_record(id: &NoteId, front: &FrontMatter<'_>, judged: &CheckedFiles<'_>) -> Vec<Event> {
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_ref().map(ToString::to_string);
    let mut events = Vec::new();
    events.extend(Event::of(front.start, "began", "session", front.writer()));
    events.extend(Event::of(front.end, "ended", "session", None));
    let (stem, signer) = (id.stem.as_str(), front.signed_by.as_deref());
    let signed = Event::of(front.signed_at, "signed", stem, signer);
    events.extend(signed.map(|event| Event {
        holds: Some(judged.is_signed()),
        is_affirmed: judged.is_affirmed,
        reason: received(front).or(text(&front.late_entry).map(|why| format!("late entry, {why}"))),
        ..event
    }));
    for added in &judged.amendments {
        let front = &added.amendment.front;
        let (name, author) = (added.file.name.to_string(), front.author.as_deref());
        let written = Event::of(front.written, "added", &name, author);
        events.extend(written.map(|event| Event {
            holds: Some(added.holds()),
            is_affirmed: added.is_affirmed,
            reason: text(&front.reason),
            ..event
        }));
    }
    events
}

/// Returns every id that a note has had, its own first: by its signed corrections, and by the trails that
/// lead to it.
fn names(chart: &Chart, id: &NoteId, judged: &CheckedFiles<'_>) -> Result<Vec<NoteId>, DiskError> {
    let mut names = vec![id.clone()];
    let signed = judged.moved_from.iter().filter_map(|id| id.parse().ok());
    for name in signed.chain(chart.former_ids(id)?) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

fn folders(names: &[NoteId]) -> Vec<String> {
    let mut folders: Vec<String> =
        names.iter().map(|id| format!("clients/{}/notes", id.client)).collect();
    folders.sort();
    folders.dedup();
    folders
}

/// Returns how the paths begin of a note, its signature and its additions, and of no other note.
fn beginnings(names: &[NoteId]) -> Vec<String> {
    names.iter().map(|id| format!("clients/{}/notes/{}.", id.client, id.stem)).collect()
}

/// Returns what a commit did to the files of a note or a document; `own` is the folder where it lies.
fn in_git(own: &str, commit: &Commit) -> Vec<Event> {
    let Some(at) = parse_instant(&commit.at) else { return Vec::new() };
    let event = |Deed { path, what }: &Deed| Event {
        at,
        event: match what {
            What::Added => "committed",
            What::Removed => "removed by a commit",
            What::Changed => "changed by a commit",
            What::Merged => "merged from two versions",
            What::LeftOut { .. } => "left out by a merge",
            What::ThereBefore => "there in the oldest commit of this clone",
        },
        what: path.strip_prefix(own).unwrap_or(path).to_owned(),
        who: (*what != What::ThereBefore).then(|| commit.author.clone()),
        reason: match what {
            What::LeftOut { commit, author } => {
                Some(format!("the version of {author} in {commit}"))
            }
            _ => None,
        },
        holds: None,
        is_affirmed: false,
        commit: Some(commit.name.clone()),
    };
    commit.deeds.iter().map(event).collect()
}
