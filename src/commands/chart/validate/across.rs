//! What `validate` sees only when it lays the notes of all clients side by side.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::session_time::SessionTime;
use crate::note::front_matter::Allowance;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::record::chart::Chart;
use crate::rules::finding::Finding;
use crate::rules::history::EarlierNote;
use crate::rules::practice::Practice;
use crate::rules::subject::{NoteSubject, RecordFact};
use crate::rules::{self};
use crate::text::similarity::{self, Print, Sampled};

/// The notes of all clients, as far as they are compared.
#[derive(Default)]
pub struct Across {
    owners: Vec<ClientId>,
    notes: Vec<Trace>,
}

/// What is kept of a note: there is one for each that was ever written, and nothing else grows with them.
struct Trace {
    owner: u32,
    file: Box<str>,
    start: Option<SessionTime>,
    end: Option<SessionTime>,
    author: u64,
    group: Option<u64>,
    is_timed: bool,
    is_joint: bool,
    samples: Box<[u32]>,
    allow: Box<[Allowance]>,
}

impl Across {
    /// Adds the notes of a client.
    pub fn add(&mut self, client: &ClientId, notes: Vec<EarlierNote>) {
        let owner = self.owners.len() as u32;
        self.owners.push(client.clone());
        self.notes.extend(notes.into_iter().map(|note| Trace {
            owner,
            file: note.file.into(),
            start: note.start,
            end: note.end,
            author: note.author,
            group: note.group,
            is_timed: note.kind.is_some_and(|kind| kind.is_timed()),
            is_joint: note.is_joint,
            samples: note.samples.into(),
            allow: note.allow.into(),
        }));
    }

    /// Reports sessions that overlap and notes that are alike.
    ///
    /// # Errors
    /// Fails when a note that was read before cannot be read again.
    pub fn check(
        &self,
        chart: &Chart,
        templates: &Templates,
        practice: &Practice,
        found: &mut Vec<Finding>,
    ) -> Result<(), DiskError> {
        for (one, other) in self.overlaps() {
            let matter = RecordFact::Overlapping { other: self.id(other) };
            self.report(one, &matter, chart, practice, found);
        }
        let sampled: Vec<Sampled<'_>> = self
            .notes
            .iter()
            .map(|trace| Sampled {
                owner: trace.owner,
                day: trace
                    .start
                    .map_or(0, |start| chrono::Datelike::num_days_from_ce(&start.date())),
                samples: &trace.samples,
            })
            .collect();
        let limits = &practice.limits;
        for (other, one) in similarity::candidates(&sampled, limits.across_days) {
            let prints = |at: usize| self.prints(at, chart, templates, practice);
            let (Some(a), Some(b)) = (prints(other)?, prints(one)?) else { continue };
            let (a, b) = (a.iter().collect::<Vec<_>>(), b.iter().collect::<Vec<_>>());
            if let Some(similarity) = similarity::similarity_of_all(&a, &b, limits.copied_across) {
                let matter = RecordFact::AlikeAcross { other: self.id(other), similarity };
                self.report(one, &matter, chart, practice, found);
            }
        }
        Ok(())
    }

    /// Returns pairs of sessions of one author that overlap: the later one first.
    fn overlaps(&self) -> Vec<(usize, usize)> {
        let times = |at: usize| -> Option<(u64, SessionTime, SessionTime)> {
            let trace = &self.notes[at];
            Some((trace.author, trace.start?, trace.end.filter(|_| trace.is_timed)?))
        };
        let mut sessions: Vec<_> =
            (0..self.notes.len()).filter_map(|at| Some((times(at)?, at))).collect();
        sessions.sort_unstable();
        let mut overlaps = Vec::new();
        let mut last: Option<((u64, SessionTime, SessionTime), usize)> = None;
        for ((author, start, end), at) in sessions {
            if let Some(((other_author, _, other_end), other)) = last
                && author == other_author
                && start < other_end
                && !self.are_one_session(at, other)
            {
                overlaps.push((at, other));
            }
            let goes_on = last.is_some_and(|((a, _, e), _)| a == author && e > end);
            if !goes_on {
                last = Some(((author, start, end), at));
            }
        }
        overlaps
    }

    /// Tells whether two notes are of one session with several clients.
    fn are_one_session(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.notes[a], &self.notes[b]);
        let same_group = a.group.is_some() && a.group == b.group;
        same_group || (a.is_joint && b.is_joint && a.start == b.start)
    }

    /// Reads a note once more, for the few that are worth it; `None` when it is there no more.
    fn prints(
        &self,
        at: usize,
        chart: &Chart,
        templates: &Templates,
        practice: &Practice,
    ) -> Result<Option<Vec<Print>>, DiskError> {
        let path = self.path(at, chart);
        // It may have gone since.
        let Some(bytes) = chart.tree().read_if_there(&path)? else { return Ok(None) };
        let note = ProgressNote::parse(&bytes);
        let subject = NoteSubject::new(&note, self.owner(at), None, templates, practice);
        let long = subject.prints().iter().filter(|section| !section.is_short);
        Ok(Some(long.map(|section| section.print.clone()).collect()))
    }

    fn report(
        &self,
        at: usize,
        matter: &RecordFact,
        chart: &Chart,
        practice: &Practice,
        found: &mut Vec<Finding>,
    ) {
        rules::check_matter(matter, &self.path(at, chart), &self.notes[at].allow, practice, found);
    }

    fn owner(&self, at: usize) -> &ClientId {
        &self.owners[self.notes[at].owner as usize]
    }

    fn id(&self, at: usize) -> String {
        format!("{}/{}", self.owner(at), self.notes[at].file.trim_end_matches(".md"))
    }

    fn path(&self, at: usize, chart: &Chart) -> PathBuf {
        chart.notes_folder(self.owner(at)).join(&*self.notes[at].file)
    }
}
