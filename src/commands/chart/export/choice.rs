//! Which of the notes that were read leave, and which stay.

use std::convert::Infallible;

use crate::commands::chart::export::statements::Statements;
use crate::commands::chart::export::terms::Release;
use crate::domain::format_name::FormatName;
use crate::domain::moment::Days;
use crate::domain::note_id::NoteId;
use crate::failure::Explain;
use crate::note::progress_note::ProgressNote;
use crate::parallel;
use crate::record::chart::note_files::{CheckedFiles, NoteFiles};
use crate::record::disclosure::decision::{self, Reason, stays};

/// Notes that were read and judged.
pub struct Reading<'a> {
    /// The files of each.
    pub files_of_notes: &'a [NoteFiles],
    /// What each says.
    pub parsed: &'a [ProgressNote<'a>],
    /// What each is worth.
    pub judged: &'a [CheckedFiles<'a>],
    /// What is written about their amendment.
    pub statements: &'a Statements,
}

/// What is decided: which notes leave, by their place in the reading, and which stay.
pub struct Decided<'a> {
    /// Those that leave, in the order of their sessions.
    pub leave: Vec<usize>,
    /// Those that stay, and why.
    pub stay: Vec<(&'a NoteId, Reason)>,
    /// How many of those that leave are restricted as paid for out of pocket, and go to somebody to whom
    /// they may go.
    pub released: usize,
}

/// A note that was named and may not leave.
#[derive(Debug, thiserror::Error)]
#[error("`{id}` does not leave: it is {}", reason.words())]
pub struct Stays {
    id: NoteId,
    reason: Reason,
}

impl Explain for Stays {
    fn hint(&self) -> Option<String> {
        Some(match self.reason {
            Reason::Draft => {
                format!("Run `casenotes sign {}`, or give `--include-drafts`.", self.id)
            }
            Reason::SelfPay => "Leave it out; or take the client's authorization for it, or give `--no-plan` if the recipient is no health plan, as a profile with `plan = false` does.".into(),
            Reason::NotAuthorized => "Leave it out; `sessions_from` and `sessions_until` in the file of the authorization say which sessions the paper is for, where its words are not enough.".into(),
            Reason::OtherDay | Reason::NoSession => "Leave it out.".into(),
        })
    }
}

/// Decides note by note. A note that was named and stays stops the export; of a client's record, it
/// stays and is told.
pub fn decide<'a>(
    release: Option<&Release>,
    restricted: &[bool],
    named: &[NoteId],
    days: &Days,
    reading: &Reading<'a>,
) -> Result<Decided<'a>, Stays> {
    let mut decided = Decided { leave: Vec::new(), stay: Vec::new(), released: 0 };
    let terms = release.map(Release::terms);
    for (at, note_files) in reading.files_of_notes.iter().enumerate() {
        let id = &note_files.id;
        let is_draft = reading.judged[at].is_draft();
        let note = &reading.parsed[at];
        let is_self_pay = restricted[at];
        let day = note.front.start.map(|start| start.date());
        let format = note.front.format.as_ref().map(FormatName::as_str);
        let is_asked_for = day.is_none_or(|day| days.hold(day));
        let says = (day, format);
        let is_named = named.contains(id);
        let asked = decision::Asked { id, says, is_asked_for, is_named, is_draft, is_self_pay };
        match terms.as_ref().and_then(|terms| stays(asked, terms)) {
            None => {
                decided.released += usize::from(is_self_pay && release.is_some());
                decided.leave.push(at);
            }
            Some(reason) if is_named => return Err(Stays { id: id.clone(), reason }),
            Some(reason) => decided.stay.push((id, reason)),
        }
    }
    let start = |at: &usize| (reading.parsed[*at].front.start, &reading.files_of_notes[*at].id);
    decided.leave.sort_by(|a, b| start(a).cmp(&start(b)));
    Ok(decided)
}

/// Does one piece of work for each thing, on several threads, in order.
pub fn each<'a, I: Sync, T: Send>(things: &'a [I], work: impl Fn(&'a I) -> T + Sync) -> Vec<T> {
    let things: Vec<&'a I> = things.iter().collect();
    let mut results = Vec::with_capacity(things.len());
    let done: Result<(), Infallible> = parallel::in_order(
        &things,
        |thing| work(thing),
        |result| {
            results.push(result);
            Ok(())
        },
    );
    done.unwrap_or_else(|never| match never {});
    results
}
