//! A record as a FHIR R4 document: one Bundle that begins with a Composition (hl7.org/fhir/R4,
//! `documents.html`; the invariants bdl-7, bdl-9, bdl-10, bdl-11 and cmp-1).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Value, json};

use crate::domain::note_id::NoteId;
use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::domain::wording::Wording;
use crate::export::documents::ExportedDocument;
use crate::export::dress::Dress;
use crate::export::fhir::documents::{self, Around};
use crate::export::fhir::words::codes::{self, DocumentType, TELEHEALTH};
use crate::export::fhir::words::observation::{Common, Observation};
use crate::export::fhir::words::uuid::{Namer, Uuid};
use crate::export::fhir::words::{
    Kind, Name, Naming, Reference, Resource, Section, attachment, code, narrative, one_line,
    write_document,
};
use crate::export::{Added, Document, ExportedNote, Format, Record, Signed, Statement};
use crate::note::front_matter::FrontMatter;

mod documents;
pub(super) mod ndjson;
pub(super) mod words;

pub(super) const FORMAT: Format = Format { name: "fhir", aliases: &[], render };

/// A program reads this: codes and times stand as they are in the chart.
const PLAIN: &Wording = &Wording::FOR_PROGRAMS;
/// The system of this tool's ids of clients, a UUID of no meaning.
const CLIENT_IDS: &str = "urn:uuid:3d6c2f0a-5b1e-4f86-9a47-c80e2d915b64";
/// The system of this tool's ids of notes, a UUID of no meaning.
const NOTE_IDS: &str = "urn:uuid:b8f4e1d7-0c92-4a3b-8d65-17e9a25c40f3";

fn render<'r>(record: &'r Record<'r>) -> Document<'r> {
    Document::made(move |writer| {
        let maker = Maker::new(record, Naming::Urn);
        write_document(writer, maker.resources(), &time_of(record), &maker.labels)
    })
}

fn labels(record: &Record<'_>) -> Value {
    codes::labels(record.cover.is_part2)
}

/// Returns when the record was made: on the day it left, but not before the last thing in it happened.
fn time_of(record: &Record<'_>) -> String {
    let of_note = |session: &ExportedNote<'_>| {
        let front = session.front;
        let added = session.amendments.iter().flat_map(|a| [a.front.written, a.front.signed_at]);
        [front.start, front.end, front.signed_at].into_iter().chain(added).flatten().max()
    };
    let of_document = |it: &ExportedDocument<'_>| it.filed_at.max(it.signed_at);
    let notes = record.notes.iter().filter_map(of_note);
    let last = notes.chain(record.documents.iter().filter_map(of_document)).max();
    match (record.cover.day, last) {
        (Some(day), last) if last.is_none_or(|last| last.date() < day) => {
            format!("{day}T00:00:00Z")
        }
        (_, Some(last)) => last.to_string(),
        (_, None) => "1970-01-01T00:00:00Z".to_owned(),
    }
}

/// Makes the resources of one record, one at a time.
struct Maker<'r> {
    record: &'r Record<'r>,
    naming: Naming,
    // Ids are names within this client: two practices may have the same client id, and the same
    // person keeps the same ids in every export.
    client: Uuid,
    labels: Value,
    people: BTreeMap<&'r str, Name>,
    // The notes of each session, by when it began.
    sessions: BTreeMap<String, Vec<&'r ExportedNote<'r>>>,
}

/// What a resource is made of.
enum Part<'r> {
    Patient,
    Person(&'r str),
    Encounter(&'r str),
    Condition(String, &'r ExportedNote<'r>),
    Score(&'r ExportedNote<'r>, &'r str, i64),
    Note(&'r ExportedNote<'r>),
    Added(&'r ExportedNote<'r>, &'r Added<'r>),
    Statement(&'r ExportedNote<'r>, &'r Statement<'r>),
    Document(&'r ExportedDocument<'r>),
}

/// A note, and what all its scores say.
type Scored<'r> = (&'r NoteId, Rc<Common>);

impl<'r> Maker<'r> {
    fn new(record: &'r Record<'r>, naming: Naming) -> Self {
        let client = Uuid::of_record(&record.client.line(PLAIN));
        let labels = labels(record);
        let (people, mut sessions) = (BTreeMap::new(), BTreeMap::<_, Vec<_>>::new());
        for session in record.notes.iter().filter(|session| is_of_an_encounter(session)) {
            sessions.entry(start_of(session)).or_default().push(session);
        }
        let mut maker = Self { record, naming, client, labels, people, sessions };
        let of_note = |session: &'r ExportedNote<'r>| {
            let added = session.amendments.iter().flat_map(|added| {
                [added.front.author.as_deref(), added.front.signed_by.as_deref()]
            });
            let front = session.front;
            [front.writer(), front.signed_by.as_deref()].into_iter().chain(added)
        };
        let of_documents = record.documents.iter().filter_map(|document| document.signed_by);
        for line in record.notes.iter().flat_map(of_note).flatten().chain(of_documents) {
            if !maker.people.contains_key(line) {
                maker.people.insert(line, maker.name(Kind::Practitioner, line));
            }
        }
        maker
    }

    /// Returns everything the record holds, in the order of kinds, then of the record. Each resource
    /// is made when it is asked for.
    fn resources(&self) -> impl Iterator<Item = Resource> {
        let parts = self.parts();
        let names: Vec<Name> = parts.iter().map(|part| self.name_of(part)).collect();
        let composition = self.composition(&names);
        // The scores of a note come one after the other.
        let mut last = None;
        let parts = parts.into_iter().zip(names);
        let made = parts.map(move |(part, name)| self.make(&part, name, &mut last));
        std::iter::once(composition).chain(made)
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = vec![Part::Patient];
        parts.extend(self.people.keys().map(|line| Part::Person(line)));
        parts.extend(self.sessions.keys().map(|start| Part::Encounter(start)));
        parts.extend(self.diagnoses().into_iter().map(|(code, at)| Part::Condition(code, at)));
        let notes = || self.record.notes.iter();
        parts.extend(notes().flat_map(|session| {
            let scores = session.front.measures.iter();
            scores.map(move |(name, score)| Part::Score(session, name, *score))
        }));
        for session in notes() {
            parts.push(Part::Note(session));
            parts.extend(session.amendments.iter().map(|added| Part::Added(session, added)));
            parts.extend(session.statements.iter().map(|it| Part::Statement(session, it)));
        }
        parts.extend(self.record.documents.iter().map(Part::Document));
        parts
    }

    fn name_of(&self, part: &Part<'_>) -> Name {
        match part {
            Part::Patient => self.patient_name(),
            Part::Person(line) => self.name(Kind::Practitioner, line),
            Part::Encounter(start) => self.name(Kind::Encounter, start),
            Part::Condition(code, _) => self.condition_name(code),
            Part::Score(session, name, _) => {
                self.name(Kind::Observation, &format!("{}/{name}", session.id))
            }
            Part::Note(session) => self.note_name(session),
            Part::Added(session, added) => self.added_name(session, added),
            Part::Statement(session, statement) => self.statement_name(session, statement),
            Part::Document(document) => self.document_name(document),
        }
    }

    fn make<'s>(&self, part: &Part<'s>, name: Name, last: &mut Option<Scored<'s>>) -> Resource {
        match part {
            Part::Patient => self.patient(),
            Part::Person(line) => practitioner(line, name),
            Part::Encounter(start) => self.encounter(name, start),
            Part::Condition(code, session) => self.condition(name, code, session),
            Part::Score(session, measure, score) => {
                let common = self.common(session, last);
                Observation { name, code: self.code_of(measure), score: *score, common }.into()
            }
            Part::Note(session) => self.note(session),
            Part::Added(session, added) => self.added(session, added),
            Part::Statement(session, statement) => self.statement(session, statement),
            Part::Document(document) => self.document(name, document),
        }
    }

    fn name(&self, kind: Kind, within: &str) -> Name {
        Name { kind, id: Uuid::within(self.client, &format!("{}/{within}", kind.as_str())) }
    }

    fn patient_name(&self) -> Name {
        self.name(Kind::Patient, "")
    }

    fn to(&self, name: Name) -> Value {
        name.reference(self.naming)
    }

    fn person(&self, line: Option<&str>) -> Option<Value> {
        self.people.get(line?).map(|name| self.to(*name))
    }

    /// A session is told by when it began: two notes of one session are of one encounter. A plan or a
    /// contact is of none, unless a session began at the same time.
    fn encounter_of(&self, session: &ExportedNote<'_>) -> Option<Value> {
        let start = start_of(session);
        let name = self.sessions.contains_key(&start).then(|| self.name(Kind::Encounter, &start));
        name.map(|name| self.to(name))
    }

    fn patient(&self) -> Resource {
        let person = &self.record.client;
        Resource::new(
            self.patient_name(),
            json!({
                "meta": { "security": self.labels },
                "identifier": [{ "system": CLIENT_IDS, "value": person.id.as_str() }],
                "name": [{ "text": one_line(person.name) }],
                // The client file does not say.
                "gender": "unknown",
                "birthDate": person.birth_date.map(|date| date.to_string()),
            }),
        )
    }

    fn encounter(&self, name: Name, start: &str) -> Resource {
        let notes = &self.sessions[start];
        let fronts = || notes.iter().map(|session| session.front);
        let services: Vec<String> =
            distinct(fronts().flat_map(|front| front.service.iter()).filter_map(|text| code(text)));
        let diagnoses = distinct(
            fronts().flat_map(|front| front.diagnoses.iter()).filter_map(|text| code(text)),
        );
        let authors = distinct(fronts().filter_map(|front| front.writer()));
        let end = fronts().filter_map(|front| front.end).max();
        Resource::new(
            name,
            json!({
                "meta": { "security": self.labels },
                "status": status_of(notes, self.record.cover.at),
                "class": codes::encounter_class(fronts().any(is_at_a_distance)),
                "type": services
                    .iter()
                    .map(|code| json!({ "coding": [codes::coding(codes::CPT, code, None)] }))
                    .collect::<Vec<_>>(),
                "subject": self.to(self.patient_name()),
                "participant": authors
                    .iter()
                    .filter_map(|line| Some(json!({ "individual": self.person(Some(line))? })))
                    .collect::<Vec<_>>(),
                "period": period(notes[0].front.start, end),
                "diagnosis": diagnoses
                    .iter()
                    .map(|code| json!({ "condition": self.to(self.condition_name(code)) }))
                    .collect::<Vec<_>>(),
            }),
        )
    }

    fn condition_name(&self, code: &str) -> Name {
        self.name(Kind::Condition, code)
    }

    /// Returns each diagnosis with the first note that names it.
    fn diagnoses(&self) -> BTreeMap<String, &'r ExportedNote<'r>> {
        let mut first: BTreeMap<String, &ExportedNote<'_>> = BTreeMap::new();
        for session in &self.record.notes {
            for code in session.front.diagnoses.iter().filter_map(|text| code(text)) {
                first.entry(code).or_insert(session);
            }
        }
        first
    }

    fn condition(&self, name: Name, code: &str, session: &ExportedNote<'_>) -> Resource {
        Resource::new(
            name,
            json!({
                "meta": { "security": self.labels },
                "category": codes::encounter_diagnosis(),
                "code": { "coding": [codes::coding(codes::ICD_10_CM, code, None)] },
                "subject": self.to(self.patient_name()),
                "encounter": self.encounter_of(session),
                "recordedDate": session.front.start.map(|time| time.to_string()),
                "recorder": self.person(session.front.writer()),
            }),
        )
    }

    /// Returns what all scores of a note say, which was made for the score before if that was of the
    /// same note.
    fn common<'s>(&self, session: &ExportedNote<'s>, last: &mut Option<Scored<'s>>) -> Rc<Common> {
        if let Some((_, common)) = last.as_ref().filter(|(of, _)| *of == session.id) {
            return Rc::clone(common);
        }
        let common = Rc::new(Common {
            meta: json!({ "security": self.labels }).into(),
            status: if session.signed == Signed::Yes { "final" } else { "preliminary" },
            category: codes::survey().into(),
            subject: self.to(self.patient_name()).into(),
            encounter: json!(self.encounter_of(session)).into(),
            effective: json!(start_of(session)).into(),
            performer: json!(self.authors(session.front.writer())).into(),
            derived_from: json!([self.to(self.note_name(session))]).into(),
        });
        *last = Some((session.id, Rc::clone(&common)));
        common
    }

    fn code_of(&self, measure: &str) -> Value {
        let mut code = codes::measure(measure, self.record.measures.get(measure));
        code["text"] = json!(one_line(code["text"].as_str().unwrap_or(measure)));
        code
    }

    fn note_name(&self, session: &ExportedNote<'_>) -> Name {
        self.name(Kind::DocumentReference, &session.id.to_string())
    }

    fn added_name(&self, session: &ExportedNote<'_>, added: &Added<'_>) -> Name {
        self.name(Kind::DocumentReference, &format!("{}.{}", session.id, added.name))
    }

    fn note(&self, session: &ExportedNote<'_>) -> Resource {
        let front = session.front;
        let date = front.signed_at.or(front.end).or(front.start).map(|time| time.to_string());
        // Who takes a note in vouches for having it as it came, and not for what it says.
        let vouches = session.signed == Signed::Yes && !front.is_imported();
        let signer = front.signed_by.as_deref().filter(|_| vouches);
        let signed_at = front.signed_at.filter(|_| session.signed == Signed::Yes);
        let creation = signed_at.or(front.end).or(front.start).map(|time| time.to_string());
        // What the front matter says and no other resource does.
        let told = session
            .facts(&Dress::default(), self.record.measures)
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let status = match session.signed {
            Signed::Yes if session.amendments.is_empty() && session.statements.is_empty() => {
                "final"
            }
            Signed::Yes => "amended",
            Signed::No | Signed::InName => "preliminary",
        };
        let title = format!("{}, {}", session.title, session.when(PLAIN));
        let description = told.collect::<Vec<_>>().join("; ");
        let attachment = attachment(&session.body, &title, creation.as_deref());
        self.document_reference(
            self.note_name(session),
            session,
            json!({
                "identifier": [{ "system": NOTE_IDS, "value": session.id.to_string() }],
                "status": "current",
                "docStatus": status,
                "date": date,
                "author": self.authors(front.writer()),
                "authenticator": self.person(signer),
                "description": one_line(&description),
                "content": [{ "attachment": attachment }],
            }),
        )
    }

    fn added(&self, session: &ExportedNote<'_>, added: &Added<'_>) -> Resource {
        let front = added.front;
        let date = front.signed_at.or(front.written).map(|time| time.to_string());
        let signer = front.signed_by.as_deref().filter(|_| added.signed == Signed::Yes);
        let told = added
            .facts(&Dress::default())
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let description =
            format!("{}; {}", added.title(PLAIN), told.collect::<Vec<_>>().join("; "));
        // Whoever signs beside or once more adds nothing to the note; everybody else does.
        let relation = if added.name.kind.only_signs() { "signs" } else { "appends" };
        let value = format!("{}.{}", session.id, added.name);
        let attachment = attachment(&added.body, &added.title(PLAIN), date.as_deref());
        self.document_reference(
            self.added_name(session, added),
            session,
            json!({
                "identifier": [{ "system": NOTE_IDS, "value": value }],
                "status": "current",
                "docStatus": if added.signed == Signed::Yes { "final" } else { "preliminary" },
                "date": date,
                "author": self.authors(front.author.as_deref()),
                "authenticator": self.person(signer),
                "relatesTo": [{ "code": relation, "target": self.to(self.note_name(session)) }],
                "description": one_line(&description),
                "content": [{ "attachment": attachment }],
            }),
        )
    }

    fn statement_name(&self, session: &ExportedNote<'_>, statement: &Statement<'_>) -> Name {
        let within = format!("{}.{}", session.id, statement.name);
        self.name(Kind::DocumentReference, &within)
    }

    /// A paper about the amendment of a note: it adds to the note, and has no signer.
    fn statement(&self, session: &ExportedNote<'_>, statement: &Statement<'_>) -> Resource {
        let facts = statement.facts.iter().map(|(name, value)| format!("{name}: {value}"));
        let facts: Vec<String> = facts.collect();
        let text = format!("{}\n\n{}", facts.join("\n"), statement.body);
        let date = statement.on.map(|day| day.to_string());
        let instant = date.as_ref().map(|day| format!("{day}T00:00:00Z"));
        let attachment = attachment(&text, &statement.title(PLAIN), date.as_deref());
        let by = statement.by.map(|by| json!({ "display": one_line(by) }));
        let value = format!("{}.{}", session.id, statement.name);
        self.document_reference(
            self.statement_name(session, statement),
            session,
            json!({
                "identifier": [{ "system": NOTE_IDS, "value": value }],
                "status": "current",
                "docStatus": "final",
                "date": instant,
                "author": by.into_iter().collect::<Vec<_>>(),
                "relatesTo": [{ "code": "appends", "target": self.to(self.note_name(session)) }],
                "description": one_line(&format!("{}; {}", statement.title(PLAIN), facts.join("; "))),
                "content": [{ "attachment": attachment }],
            }),
        )
    }

    fn document_name(&self, document: &ExportedDocument<'_>) -> Name {
        self.name(Kind::DocumentReference, &document.id.to_string())
    }

    fn document(&self, name: Name, document: &ExportedDocument<'_>) -> Resource {
        let mut others = self.record.documents.iter();
        let replaced = others.find(|other| document.amends == Some(&other.id.name));
        let around = Around {
            labels: &self.labels,
            subject: self.to(self.patient_name()),
            authenticator: {
                let signer = document.signed_by.filter(|_| document.signed == Signed::Yes);
                self.person(signer)
            },
            replaces: replaced.map(|other| self.to(self.document_name(other))),
        };
        documents::resource(name, document, around)
    }

    /// Adds what every note and every addition has.
    fn document_reference(&self, name: Name, session: &ExportedNote<'_>, own: Value) -> Resource {
        let mut elements = json!({
            "meta": { "security": self.labels },
            "type": type_of(session.kind).concept(),
            "category": codes::note_category(),
            "subject": self.to(self.patient_name()),
            "securityLabel": codes::concepts(&self.labels),
            "context": { "period": period(session.front.start, session.front.end) },
        });
        if let Some(encounter) = self.encounter_of(session) {
            elements["context"]["encounter"] = json!([encounter]);
        }
        if let (Some(all), Value::Object(own)) = (elements.as_object_mut(), own) {
            all.extend(own);
        }
        Resource::new(name, elements)
    }

    fn authors(&self, line: Option<&str>) -> Vec<Value> {
        self.person(line).into_iter().collect()
    }

    fn composition(&self, made: &[Name]) -> Resource {
        let record = self.record;
        let signed = record.notes.iter().map(|session| session.signed);
        let mut signed = signed.chain(record.documents.iter().map(|document| document.signed));
        let drafts = signed.any(|signed| signed != Signed::Yes);
        let is_amended =
            |note: &ExportedNote<'_>| !note.amendments.is_empty() || !note.statements.is_empty();
        let amended = record.notes.iter().any(is_amended);
        let status = match (drafts, amended) {
            (true, _) => "preliminary",
            (false, true) => "amended",
            (false, false) => "final",
        };
        let lines = distinct(record.notes.iter().filter_map(|note| note.front.writer()));
        let mut authors: Vec<Value> =
            lines.iter().filter_map(|line| self.person(Some(line))).collect();
        if authors.is_empty() {
            // An author must be named, and none is known.
            authors.push(json!({ "display": "not stated" }));
        }
        let documents: BTreeSet<Name> =
            record.documents.iter().map(|document| self.document_name(document)).collect();
        let sections = [
            ("Notes", Kind::DocumentReference, Some(self.contents())),
            ("Sessions", Kind::Encounter, None),
            ("Diagnoses", Kind::Condition, None),
            ("Measures", Kind::Observation, None),
        ];
        let sections = sections.into_iter().map(|(title, kind, told)| {
            let is_of_it = |name: &&Name| name.kind == kind && !documents.contains(name);
            let entry = made.iter().filter(is_of_it);
            let entry = entry.map(|name| Reference(*name, self.naming)).collect();
            Section { title, text: told.map(|lines| narrative(&lines)), entry }
        });
        let lines: Vec<String> = record.documents.iter().map(|it| it.heading(PLAIN)).collect();
        let sections = sections.chain([Section {
            title: "Documents",
            text: Some(narrative(&lines)),
            entry: documents.iter().map(|name| Reference(*name, self.naming)).collect(),
        }]);
        let sections = sections.filter(|section| !section.entry.is_empty()).collect();
        let title = format!("Progress notes of {}", record.client.line(PLAIN));
        let name = Name { kind: Kind::Composition, id: self.name_of_contents(made) };
        Resource::in_sections(
            name,
            json!({
                "meta": { "security": self.labels },
                "text": narrative(&self.cover(&title)),
                "status": status,
                "type": DocumentType::Progress.concept(),
                "subject": self.to(self.patient_name()),
                "date": time_of(record),
                "author": authors,
                "title": one_line(&title),
                "confidentiality": "R",
            }),
            sections,
        )
    }

    /// Names the document by the ids of everything it holds.
    fn name_of_contents(&self, made: &[Name]) -> Uuid {
        let mut namer = Namer::within(self.client).and("Composition/");
        for (nth, name) in made.iter().enumerate() {
            namer.add(if nth == 0 { b"" } else { b" " });
            namer.add_id(name.id);
        }
        namer.name()
    }

    /// Returns what stands in front of the record, a paragraph each.
    fn cover(&self, title: &str) -> Vec<String> {
        let cover = &self.record.cover;
        let line = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{name}: {value}"))
        };
        let lines = [
            Some(title.to_owned()),
            line("To", &cover.recipient),
            line("Address", &cover.address),
            line("Purpose", &cover.purpose),
            line("Basis", &cover.basis),
            cover.day.map(|day| format!("Date: {day}")),
        ];
        lines.into_iter().flatten().chain(cover.notices.iter().cloned()).collect()
    }

    /// Returns a line for each note and addition, so that a reader without a program sees what there
    /// is.
    fn contents(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for session in &self.record.notes {
            let signed = session.signed.words();
            lines.push(format!("{}: {}; {signed}", session.when(PLAIN), session.title));
            let added = session.amendments.iter();
            lines.extend(added.map(|a| format!("{}; {}", a.title(PLAIN), a.signed.words())));
            lines.extend(session.statements.iter().map(|it| it.title(PLAIN)));
        }
        lines
    }
}

/// Returns a practitioner of a line such as `Dana Okafor, LCSW`: what follows the first comma are
/// credentials.
fn practitioner(line: &str, name: Name) -> Resource {
    let mut parts = line.split(',').map(str::trim).filter(|part| !part.is_empty());
    let text = parts.next().map_or_else(|| one_line(line), one_line);
    let suffix: Vec<String> = parts.map(one_line).collect();
    let mut human = json!({ "text": text });
    if !suffix.is_empty() {
        human["suffix"] = json!(suffix);
    }
    Resource::new(name, json!({ "name": [human] }))
}

/// Tells whether a record is of a meeting with the client, or of one that was to be. What has no known
/// kind is, if it says when it ended.
fn is_of_an_encounter(session: &ExportedNote<'_>) -> bool {
    match session.kind {
        Some(kind) => kind.is_timed() || kind == RecordKind::NoShow,
        None => session.front.end.is_some(),
    }
}

/// Returns how far a session is, by its notes and the clock (FHIR R4, EncounterStatus): one that did
/// not take place is cancelled, one whose end nobody has written down is unknown.
fn status_of(notes: &[&ExportedNote<'_>], now: Option<SessionTime>) -> &'static str {
    let held = || notes.iter().filter(|note| note.kind != Some(RecordKind::NoShow));
    if held().next().is_none() {
        return "cancelled";
    }
    let start = held().find_map(|note| note.front.start);
    let end = held().filter_map(|note| note.front.end).max();
    let is_later = |time: Option<SessionTime>| time.zip(now).is_some_and(|(time, now)| now < time);
    match end {
        _ if is_later(start) => "planned",
        None => "unknown",
        end if is_later(end) => "in-progress",
        _ => "finished",
    }
}

/// Tells whether a session took place at a distance, by what it says of telehealth or by its place.
fn is_at_a_distance(front: &FrontMatter<'_>) -> bool {
    front.telehealth.is_some()
        || front.place.as_deref().is_some_and(|place| TELEHEALTH.contains(&place))
}

/// Returns what a document is, by the kind of its record.
fn type_of(kind: Option<RecordKind>) -> DocumentType {
    match kind {
        Some(RecordKind::Session) => DocumentType::Progress,
        Some(RecordKind::Intake) => DocumentType::History,
        Some(RecordKind::Risk) => DocumentType::Risk,
        Some(RecordKind::Plan | RecordKind::Review) => DocumentType::Plan,
        Some(RecordKind::Discharge) => DocumentType::Discharge,
        Some(RecordKind::SafetyPlan | RecordKind::Contact | RecordKind::NoShow) | None => {
            DocumentType::Note
        }
    }
}

fn period(start: Option<SessionTime>, end: Option<SessionTime>) -> Value {
    let mut period = json!({});
    if let Some(start) = start {
        period["start"] = json!(start.to_string());
    }
    // A period that ends before it begins is none (per-1); `validate` finds such a note.
    if let Some(end) = end.filter(|end| start.is_none_or(|start| start <= *end)) {
        period["end"] = json!(end.to_string());
    }
    period
}

/// Returns when a session began; a note without a start is broken and never comes here.
fn start_of(session: &ExportedNote<'_>) -> String {
    match session.front.start {
        Some(start) => start.to_string(),
        None => session.id.stem.date().to_string(),
    }
}

/// Returns each value once, in the order of its first place.
fn distinct<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    values.filter(|value| seen.insert(value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use crate::measure::known::Measures;
    use chrono::NaiveDate;

    use super::*;
    use crate::export::{Cover, Person};

    #[test]
    fn what_a_recipient_must_be_told_stands_in_front_and_part_2_is_a_label() {
        let id = "c-7f3k".parse().unwrap();
        let client = Person { id: &id, name: "Ben Sample", birth_date: None, details: &[] };
        let of = |notices: &[&str]| {
            let cover = Cover {
                recipient: Some("Dr <Example>".into()),
                day: NaiveDate::from_ymd_opt(2026, 11, 24),
                is_part2: !notices.is_empty(),
                notices: notices.iter().map(|notice| (*notice).to_owned()).collect(),
                ..Cover::default()
            };
            let (notes, documents) = (Vec::new(), Vec::new());
            let record = Record {
                cover,
                client,
                notes,
                documents,
                measures: &Measures::default(),
                dress: Dress::default(),
            };
            serde_json::from_slice::<Value>(&render(&record).whole()).unwrap()
        };
        let plain = of(&[]);
        assert_eq!(plain["timestamp"], "2026-11-24T00:00:00Z");
        assert!(!plain.to_string().contains("42CFRPart2"));
        let part_2 = of(&["A notice of the practice prohibits this."]);
        let composition = &part_2["entry"][0]["resource"];
        for labels in [&part_2["meta"]["security"], &composition["meta"]["security"]] {
            assert_eq!(labels[2]["code"], "42CFRPart2");
        }
        let div = composition["text"]["div"].as_str().unwrap();
        assert!(div.contains("<p>A notice of the practice prohibits this.</p>"), "{div}");
        assert!(div.contains("<p>To: Dr &lt;Example&gt;</p>"), "{div}");
    }
}
