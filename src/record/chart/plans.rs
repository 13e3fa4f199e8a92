//! The plan of a client that holds at a point in time, read from the plans and reviews alone, and the treatment
//! up to then, by the facts of all notes.

use std::ffi::OsStr;

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteStem;
use crate::domain::session_time::SessionTime;
use crate::note::plan::Plan;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::note::treatment::Treatment;
use crate::record::chart::Chart;

impl Chart {
    /// Returns what the front matter of a client's notes before a time says of the treatment; of a note that is
    /// broken nothing is known.
    ///
    /// # Errors
    /// Fails when a file cannot be read.
    pub fn treatment(
        &self,
        client: &ClientId,
        templates: &Templates,
        before: SessionTime,
    ) -> Result<Treatment, DiskError> {
        let mut treatment = Treatment::default();
        let Some(listing) = self.listing(client)? else { return Ok(treatment) };
        let mut buffer = Vec::new();
        for stem in listing.stems().iter().filter(|stem| stem.minute() < before.local()) {
            listing.read_whole(OsStr::new(&format!("{stem}.md")), &mut buffer)?;
            let note = ProgressNote::parse(&buffer);
            let kind = templates.get(stem.format().as_str()).map(|template| template.kind);
            if !note.is_broken() {
                treatment.add(&note.front, kind);
            }
        }
        Ok(treatment)
    }

    /// Returns the client's plan as it was when a session began, or as it is today; `None` when there
    /// is none that can be read.
    ///
    /// # Errors
    /// Fails when a file cannot be read.
    pub fn plan(
        &self,
        client: &ClientId,
        templates: &Templates,
        before: Option<SessionTime>,
    ) -> Result<Option<Plan>, DiskError> {
        let Some(listing) = self.listing(client)? else { return Ok(None) };
        let holds_goals = |format: &str| {
            templates.get(format).is_some_and(|template| template.kind.holds_goals())
        };
        let mut plan: Option<Plan> = None;
        let mut buffer = Vec::new();
        let is_before =
            |stem: &NoteStem| before.is_none_or(|before| stem.minute() < before.local());
        let stems = listing.stems();
        let plans = stems.iter().filter(|stem| holds_goals(stem.format().as_str()));
        for stem in plans.filter(|stem| is_before(stem)) {
            let file = format!("{stem}.md");
            listing.read_whole(OsStr::new(&file), &mut buffer)?;
            let note = ProgressNote::parse(&buffer);
            if note.is_broken() {
                continue;
            }
            let next = Plan::of(&file, &note.front);
            plan = Some(match plan {
                Some(old) => old.followed_by(next),
                None => next,
            });
        }
        Ok(plan)
    }
}
