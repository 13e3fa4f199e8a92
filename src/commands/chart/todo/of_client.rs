//! What waits with one client, in one pass over the heads of the notes.

use chrono::{Duration, NaiveDate, NaiveDateTime};

use crate::commands::chart::todo::Look;
use crate::commands::chart::todo::item::{Item, Kind};
use crate::domain::client_id::ClientId;
use crate::domain::record_kind::RecordKind;
use crate::failure::Failure;
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::{Authorization, Validity};
use crate::note::front_matter::FrontMatter;
use crate::output::counted;
use crate::record::chart::Chart;
use crate::record::chart::amended::in_place_of;
use crate::record::chart::documents::Document;
use crate::record::chart::kept_record::KeptRecord;
use crate::record::chart::listing::{Listed, Listing, NoteStatus, display_name};
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::chart::questionnaires::FiledQuestionnaire;
use crate::record::client::ClientFile;
use crate::record::requests::docket::State;

/// How many days before its end an authorization is told of.
const ENDS_SOON: i64 = 30;

/// What was seen of a client's notes.
#[derive(Default)]
struct Seen {
    sessions: i64,
    has_plan: bool,
    last: Option<Last>,
    // The last day on which a note says what was found about risk.
    asked_about_risk: Option<NaiveDate>,
    // When each note begins, if a calendar asks for it.
    minutes: Vec<NaiveDateTime>,
}

/// The last note by its session.
struct Last {
    at: NaiveDateTime,
    note: String,
    has_risk: bool,
    author: Option<String>,
}

/// Makes items of one client.
struct Waiting<'a> {
    look: &'a Look<'a>,
    client: &'a ClientId,
    name: Option<String>,
    items: Vec<Item>,
}

/// Returns what waits with a client.
pub fn waiting_with(client: &ClientId, look: &Look<'_>) -> Result<Vec<Item>, Failure> {
    let bytes = look.chart.read_client(client)?.unwrap_or_default();
    let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
    let mut waiting = Waiting { look, client, name: file.name.clone(), items: Vec::new() };
    let mut seen = Seen::default();
    if let Some(listing) = look.chart.listing(client)? {
        waiting.add_notes(&listing, &mut seen);
        waiting.add_unsaved(&listing)?;
    }
    if !look.diary.is_empty() {
        waiting.add_sessions(file.calendar.as_deref(), &seen.minutes);
    }
    waiting.add_documents()?;
    waiting.add_questionnaires(&seen)?;
    let author = seen.last.as_ref().and_then(|last| last.author.clone());
    waiting.add_requests(author.as_deref())?;
    if file.closed.is_none() {
        waiting.add_risk(&seen);
        waiting.add_plan(&seen, author.as_deref())?;
        waiting.add_authorizations(author.as_deref())?;
    } else {
        waiting.add_retention(author.as_deref())?;
    }
    Ok(waiting.items)
}

impl Waiting<'_> {
    fn add(
        &mut self,
        kind: Kind,
        due: Option<NaiveDate>,
        why: String,
        command: String,
    ) -> &mut Item {
        let (client, name) = (Some(self.client.clone()), self.name.clone());
        let (note, author) = (None, None);
        let (errors, slot) = (None, None);
        let item = Item { kind, client, name, note, due, why, errors, author, command, slot };
        self.items.push(item);
        let last = self.items.len() - 1;
        &mut self.items[last]
    }

    /// Adds what waits of the notes themselves.
    fn add_notes(&mut self, listing: &Listing, seen: &mut Seen) {
        let mut buffer = Vec::new();
        for listed in listing.notes() {
            let read = listing.read_front(&listed, &mut buffer, |front, is_broken| {
                self.add_note(listing, &listed, front, listed.status(is_broken), seen);
            });
            // It went after it was listed: another run has moved it.
            if read.is_none() {
                continue;
            }
        }
    }

    fn add_note(
        &mut self,
        listing: &Listing,
        listed: &Listed<'_>,
        front: &FrontMatter<'_>,
        status: NoteStatus,
        seen: &mut Seen,
    ) {
        let author = front.author.as_deref();
        let Some(stem) = listed.stem else {
            let name = display_name(listed.file_name);
            let note = format!("{}/{}", self.client, name.trim_end_matches(".md"));
            let why = "no note has such a name".to_owned();
            let command = format!("casenotes validate {}", self.client);
            if self.look.wants(author) {
                self.add(Kind::Broken, None, why, command).about(Some(note), author);
            }
            return;
        };
        let note = format!("{}/{stem}", self.client);
        seen.take(self.look, &note, listed, front);
        if !self.look.days.hold(stem.date()) {
            return;
        }
        let awaits = listing.awaits_cosignature(listed, front);
        if awaits && self.wants_cosignature(author) {
            let why = match self.look.is_own(author) {
                true => "by your supervisor".to_owned(),
                false => author.map(|author| format!("by {author}")).unwrap_or_default(),
            };
            let command = format!("casenotes cosign {note}");
            self.add(Kind::Cosign, None, why, command).about(Some(note.clone()), author);
        }
        if !self.look.wants(author) {
            return;
        }
        match status {
            NoteStatus::Broken => {
                let (why, command) =
                    ("cannot be read".to_owned(), format!("casenotes edit {note}"));
                self.add(Kind::Broken, None, why, command).about(Some(note), author);
            }
            NoteStatus::Draft => {
                let limits = &self.look.chart.settings().limits;
                let due = front.end.or(front.start).map(|end| limits.sign_by(end));
                let kind = match due.is_some_and(|due| due < self.look.now) {
                    true => Kind::Overdue,
                    false => Kind::Draft,
                };
                let command = format!("casenotes sign {note}");
                let due = due.map(|due| due.date());
                self.add(kind, due, "not signed".to_owned(), command).about(Some(note), author);
            }
            NoteStatus::Signed => {}
        }
    }

    /// Tells whether a missing co-signature is wanted: one's own notes, and of others those that one may
    /// be the supervisor of.
    fn wants_cosignature(&self, author: Option<&str>) -> bool {
        let Some(wanted) = &self.look.author else { return true };
        self.look.wants(author) || !self.look.chart.settings().signing.wants_cosignature(wanted)
    }

    /// Adds the documents that are not signed.
    fn add_documents(&mut self) -> Result<(), Failure> {
        let unsigned = |document: &Document| document.signature.is_none();
        for document in self.look.chart.documents(self.client)?.into_iter().filter(unsigned) {
            let filed_by = document.description.filed_by.as_deref();
            let is_of_day = document.id.name.day().is_none_or(|day| self.look.days.hold(day));
            if !is_of_day || !self.look.wants(filed_by) {
                continue;
            }
            let (id, why) = (document.id.to_string(), "document, not signed".to_owned());
            let command = format!("casenotes sign {id}");
            self.add(Kind::Draft, None, why, command).about(Some(id), filed_by);
        }
        Ok(())
    }

    /// Adds the questionnaires that are not signed, and those with an answer that asks for a look at risk and
    /// that no note on that day or later has taken up.
    fn add_questionnaires(&mut self, seen: &Seen) -> Result<(), Failure> {
        let chart = self.look.chart;
        let filed = chart.questionnaires(self.client)?;
        let later = in_place_of(filed.iter());
        for it in &filed {
            let filed_by = it.said.filed_by.as_deref();
            let (id, day) = (it.id.to_string(), it.id.name.day());
            if !day.is_none_or(|day| self.look.days.hold(day)) || !self.look.wants(filed_by) {
                continue;
            }
            let is_amended = later.contains_key(&it.id.name);
            let was_asked = day.is_some_and(|day| seen.asked_about_risk >= Some(day));
            if !is_amended && !was_asked && asks_for_a_look(it, chart)? {
                let why = "an answer asks to follow up on risk".to_owned();
                let command = format!("casenotes new {}", self.client);
                self.add(Kind::Risk, day, why, command).about(Some(id.clone()), filed_by);
            }
            if it.signature.is_none() {
                let command = format!("casenotes sign {id}");
                let why = "questionnaire, not signed".to_owned();
                self.add(Kind::Draft, None, why, command).about(Some(id), filed_by);
            }
        }
        Ok(())
    }

    /// Adds the texts that killed runs have left, and those that could not be saved.
    fn add_unsaved(&mut self, listing: &Listing) -> Result<(), Failure> {
        if self.look.author.as_ref().is_some_and(|wanted| !self.look.is_own(Some(wanted))) {
            return Ok(());
        }
        for label in listing.unsaved_labels()? {
            let aim = self.look.chart.aim_of(&label, self.client)?;
            let command = format!("{} --recover", aim.command());
            self.add(Kind::Unsaved, None, "text of a killed run".to_owned(), command);
        }
        for stem in listing.conflicts() {
            let note = format!("{}/{stem}", self.client);
            let command = format!("casenotes edit {note}");
            let why = "text beside the note".to_owned();
            self.add(Kind::Unsaved, None, why, command).about(Some(note), None);
        }
        Ok(())
    }

    /// Adds the sessions of the calendar that no note tells of.
    fn add_sessions(&mut self, label: Option<&str>, notes: &[NaiveDateTime]) {
        let look = self.look;
        for slot in look.diary.unwritten(self.client, label, notes) {
            let session = &look.diary.slots[slot];
            let why = format!("no note, {}", session.start.format("%H:%M"));
            let command = format!("casenotes new {} {}", self.client, session.typed);
            let item = self.add(Kind::Session, Some(session.start.date()), why, command);
            item.slot = Some(slot);
            item.author.clone_from(&look.own);
        }
    }

    /// Adds the last note if it tells of risk and the practice's days have passed without another.
    fn add_risk(&mut self, seen: &Seen) {
        let Some(last) = seen.last.as_ref().filter(|last| last.has_risk) else { return };
        let days = self.look.chart.settings().limits.risk_days;
        let due = last.at.date().checked_add_signed(Duration::days(days));
        let is_due = due.is_some_and(|due| due <= self.look.now.date());
        if is_due && self.look.wants(last.author.as_deref()) {
            let (note, author) = (Some(last.note.clone()), last.author.as_deref());
            let why = "no contact since".to_owned();
            let command = format!("casenotes new {}", self.client);
            self.add(Kind::Risk, due, why, command).about(note, author);
        }
    }

    fn add_plan(&mut self, seen: &Seen, author: Option<&str>) -> Result<(), Failure> {
        let look = self.look;
        if !look.wants(author) {
            return Ok(());
        }
        let named = |kind: RecordKind| {
            let template = look.templates.of_kind(kind);
            template.map(|template| template.format.to_string()).unwrap_or_else(|| kind.to_string())
        };
        let plan = match seen.has_plan {
            true => look.chart.plan(self.client, &look.templates, None)?,
            false => None,
        };
        let today = look.now.date();
        match plan {
            Some(plan) if plan.is_past_review(today) => {
                let command =
                    format!("casenotes new {} --format {}", self.client, named(RecordKind::Review));
                let note = Some(format!("{}/{}", self.client, plan.file.trim_end_matches(".md")));
                let why = "plan past its review".to_owned();
                self.add(Kind::Review, plan.review_due, why, command).about(note, author);
            }
            None if seen.sessions > look.chart.settings().limits.sessions_without_plan => {
                let command =
                    format!("casenotes new {} --format {}", self.client, named(RecordKind::Plan));
                let why = format!("no plan, {}", counted(seen.sessions as usize, "session"));
                self.add(Kind::Plan, None, why, command).about(None, author);
            }
            _ => {}
        }
        Ok(())
    }

    fn add_authorizations(&mut self, author: Option<&str>) -> Result<(), Failure> {
        let (look, kind) = (self.look, PaperKind::Authorization);
        if !look.wants(author) {
            return Ok(());
        }
        let today = look.now.date();
        let soon = today.checked_add_signed(Duration::days(ENDS_SOON)).unwrap_or(today);
        for name in look.chart.papers(self.client, kind)? {
            let id = PaperId { client: self.client.clone(), name };
            let Paper { bytes, of } = look.chart.read_paper(&id, kind)?;
            let text = String::from_utf8_lossy(&bytes);
            let (found, faults) = Authorization::read(&text, Asked::of(&of, today));
            let ends = found.elements.expires.filter(|ends| *ends <= soon);
            if found.standing(&faults) == Validity::Valid && ends.is_some() {
                let command = format!("casenotes authorization add {}", self.client);
                let why = format!("{} runs out", id.name);
                self.add(Kind::Authorization, ends, why, command).about(None, author);
            }
        }
        Ok(())
    }

    /// Adds the requests that are open, with the day that the law sets.
    fn add_requests(&mut self, author: Option<&str>) -> Result<(), Failure> {
        if !self.look.wants(author) {
            return Ok(());
        }
        let law = &self.look.chart.settings().law;
        let (dockets, unread) = self.look.chart.requests(self.client)?;
        for docket in dockets.iter().filter(|docket| docket.state() == State::Open) {
            let right = docket.request.right;
            let due = docket.due(right.and_then(|right| law.deadline(right)));
            let id = PaperId { client: self.client.clone(), name: docket.name.clone() };
            let why = right.map_or("a request", |right| right.as_str()).to_owned();
            let command = format!("casenotes request show {id}");
            self.add(Kind::Request, due, why, command).about(None, author);
        }
        for id in unread {
            let why = format!("{} cannot be read", id.name);
            let command = format!("casenotes validate {}", self.client);
            self.add(Kind::Request, None, why, command).about(None, author);
        }
        Ok(())
    }

    fn add_retention(&mut self, author: Option<&str>) -> Result<(), Failure> {
        // A practice that has set no period is told so by `retention`.
        let Ok(period) = &self.look.chart.settings().retention else { return Ok(()) };
        let (chart, today) = (self.look.chart, self.look.now.date());
        let Some(KeptRecord { verdict, .. }) = chart.kept_record(self.client, period, today)?
        else {
            return Ok(());
        };
        if verdict.has_passed(today) && self.look.wants(author) {
            let why = "kept long enough".to_owned();
            let command = "casenotes retention".to_owned();
            self.add(Kind::Retention, verdict.until(), why, command).about(None, author);
        }
        Ok(())
    }
}

/// Tells whether an answer asks for a look whatever the total.
fn asks_for_a_look(filed: &FiledQuestionnaire, chart: &Chart) -> Result<bool, Failure> {
    let measure = chart.measures()?.get(filed.id.name.measure());
    let instrument = measure.and_then(|measure| measure.instrument.as_ref());
    Ok(instrument.is_some_and(|it| !it.score(&filed.said.answers).alerts.is_empty()))
}

impl Seen {
    /// Takes notice of a note.
    fn take(&mut self, look: &Look<'_>, note: &str, listed: &Listed<'_>, front: &FrontMatter<'_>) {
        let Some(stem) = listed.stem else { return };
        let template = look.templates.get(stem.format().as_str());
        let kind = template.map(|template| template.kind).unwrap_or_default();
        // What was imported is no session of this practice, whose plan it could lack.
        let is_own = !front.is_imported();
        self.sessions += i64::from(is_own && matches!(kind, RecordKind::Session));
        self.has_plan |= kind.holds_goals();
        let at = stem.minute();
        if front.risk.as_deref().is_some_and(|risk| risk != "not-assessed") {
            self.asked_about_risk = self.asked_about_risk.max(Some(at.date()));
        }
        if !look.diary.is_empty() {
            self.minutes.push(at);
        }
        if self.last.as_ref().is_none_or(|last| last.at <= at) {
            self.last = Some(Last {
                at,
                note: note.to_owned(),
                has_risk: front.risk.as_deref() == Some("present"),
                author: front.writer().map(str::to_owned),
            });
        }
    }
}
