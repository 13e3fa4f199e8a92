//! What a record is made of as FHIR resources, which are made one at a time, and how they name one another.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;

use serde_json::{Value, json};

use crate::domain::session_time::SessionTime;
use crate::export::authorizations::ExportedAuthorization;
use crate::export::documents::ExportedDocument;
use crate::export::fhir::provenance::Signature;
use crate::export::fhir::questionnaires::{Observed, observed};
use crate::export::fhir::words::uuid::Uuid;
use crate::export::fhir::words::{Kind, Name, Naming, Receive, Resource};
use crate::export::fhir::{client_id, labels};
use crate::export::questionnaires::ExportedQuestionnaire;
use crate::export::treatment::{
    Diagnosis, PlanGoal, TreatmentPlan, diagnoses, goals, is_of_an_encounter, plans, start_of,
};
use crate::export::{Added, ExportedNote, Record, Statement};
use crate::parallel;

/// Makes the resources of one record, one at a time.
pub(super) struct Maker<'r> {
    pub(super) record: &'r Record<'r>,
    pub(super) naming: Naming,
    pub(super) client: Uuid,
    pub(super) labels: Value,
    people: BTreeMap<&'r str, Name>,
    // The notes of each session, by when it began.
    pub(super) sessions: BTreeMap<String, Vec<&'r ExportedNote<'r>>>,
}

/// What a resource is made of.
enum Part<'r> {
    Patient,
    Person(&'r str),
    Practice,
    Encounter(&'r str),
    Condition(Diagnosis<'r>),
    Goal(PlanGoal<'r>),
    Plan(TreatmentPlan<'r>),
    Scores(&'r ExportedNote<'r>),
    Note(&'r ExportedNote<'r>),
    Added(&'r ExportedNote<'r>, &'r Added<'r>),
    Statement(&'r ExportedNote<'r>, &'r Statement<'r>),
    Document(&'r ExportedDocument<'r>),
    Consent(&'r ExportedAuthorization),
    Signature(Signature<'r>),
    Answers(&'r ExportedQuestionnaire<'r>),
    Observed(&'r ExportedQuestionnaire<'r>, String, Observed<'r>),
}

impl<'r> Maker<'r> {
    pub(super) fn new(record: &'r Record<'r>, naming: Naming) -> Self {
        let client = client_id(record);
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
        let answered = record.questionnaires.iter();
        let answered = answered.flat_map(|it| [it.filed_by, it.signed_by]).flatten();
        let of_notes = record.notes.iter().flat_map(of_note).flatten();
        for line in of_notes.chain(of_documents).chain(answered) {
            if !maker.people.contains_key(line) {
                maker.people.insert(line, maker.name(Kind::Practitioner, line));
            }
        }
        maker
    }

    /// Makes everything the record holds, on several threads, and hands over what `write` makes of each
    /// resource, in the order of kinds, then of the record.
    pub(super) fn each(
        &self,
        write: impl Fn(Resource) -> serde_json::Result<Vec<u8>> + Sync,
        receive: &mut Receive<'_>,
    ) -> io::Result<()> {
        let mut names: Vec<Name> = Vec::new();
        let named = self.parts().into_iter().map(|part| {
            let first = names.len();
            self.add_names(&part, &mut names);
            (part, first..names.len())
        });
        let named: Vec<(Part<'_>, Range<usize>)> = named.collect();
        receive(write(self.composition(&names))?)?;
        let made = |(part, place): &(Part<'_>, Range<usize>)| {
            let made = self.make(part, &names[place.clone()]).into_iter();
            made.map(&write).collect::<serde_json::Result<Vec<_>>>()
        };
        parallel::in_order(&named, made, |made| made?.into_iter().try_for_each(&mut *receive))
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = vec![Part::Patient];
        parts.extend(self.people.keys().map(|line| Part::Person(line)));
        parts.extend(self.practice_name().map(|_| Part::Practice));
        parts.extend(self.sessions.keys().map(|start| Part::Encounter(start)));
        parts.extend(diagnoses(&self.record.notes).into_iter().map(Part::Condition));
        parts.extend(goals(&self.record.notes).into_iter().map(Part::Goal));
        parts.extend(plans(&self.record.notes).into_iter().map(Part::Plan));
        let notes = || self.record.notes.iter();
        let questionnaires = || self.record.questionnaires.iter();
        let answers = questionnaires().filter(|it| it.answers.is_some());
        parts.extend(answers.map(Part::Answers));
        parts.extend(notes().map(Part::Scores));
        parts.extend(questionnaires().flat_map(|it| {
            observed(it).into_iter().map(move |(within, what)| Part::Observed(it, within, what))
        }));
        for session in notes() {
            parts.push(Part::Note(session));
            parts.extend(session.amendments.iter().map(|added| Part::Added(session, added)));
            parts.extend(session.statements.iter().map(|it| Part::Statement(session, it)));
        }
        parts.extend(self.record.documents.iter().map(Part::Document));
        parts.extend(self.record.authorizations.iter().map(Part::Consent));
        parts.extend(self.signatures().into_iter().map(Part::Signature));
        parts
    }

    /// Adds the names of the resources that a part makes.
    fn add_names(&self, part: &Part<'_>, names: &mut Vec<Name>) {
        names.push(match part {
            Part::Patient => self.patient_name(),
            Part::Person(line) => self.name(Kind::Practitioner, line),
            Part::Practice => self.practice_name().unwrap_or_else(|| self.patient_name()),
            Part::Encounter(start) => self.name(Kind::Encounter, start),
            Part::Condition(diagnosis) => self.condition_name(&diagnosis.code),
            Part::Goal(goal) => self.goal_name(&goal.id),
            Part::Plan(plan) => self.plan_name(plan),
            Part::Scores(session) => {
                let scores = session.front.measures.keys();
                let name = |score| self.name(Kind::Observation, &format!("{}/{score}", session.id));
                return names.extend(scores.map(name));
            }
            Part::Note(session) => self.note_name(session),
            Part::Added(session, added) => self.added_name(session, added),
            Part::Statement(session, statement) => self.statement_name(session, statement),
            Part::Document(document) => self.document_name(document),
            Part::Consent(told) => self.consent_name(told),
            Part::Signature(signature) => self.signature_name(signature),
            Part::Answers(it) => self.answers_name(it),
            Part::Observed(it, within, _) => {
                self.name(Kind::Observation, &format!("{}/{within}", it.id))
            }
        });
    }

    fn make(&self, part: &Part<'_>, names: &[Name]) -> Vec<Resource> {
        // All but scores have one name.
        vec![match part {
            Part::Scores(session) => return self.scores(names, session),
            Part::Patient => self.patient(),
            Part::Person(line) => self.practitioner(line, names[0]),
            Part::Practice => self.organization(names[0]),
            Part::Encounter(start) => self.encounter(names[0], start),
            Part::Condition(diagnosis) => self.condition(names[0], diagnosis),
            Part::Goal(goal) => self.goal(names[0], goal),
            Part::Plan(plan) => self.care_plan(names[0], plan),
            Part::Note(session) => self.note(session),
            Part::Added(session, added) => self.added(session, added),
            Part::Statement(session, statement) => self.statement(session, statement),
            Part::Document(document) => self.document(names[0], document),
            Part::Consent(told) => self.consent(names[0], told),
            Part::Signature(signature) => self.provenance(names[0], signature),
            Part::Answers(it) => self.answers(it),
            Part::Observed(it, _, what) => self.observed(names[0], it, *what),
        }]
    }

    pub(super) fn name(&self, kind: Kind, within: &str) -> Name {
        Name { kind, id: Uuid::within(self.client, &format!("{}/{within}", kind.as_str())) }
    }

    pub(super) fn patient_name(&self) -> Name {
        self.name(Kind::Patient, "")
    }

    pub(super) fn to(&self, name: Name) -> Value {
        name.reference(self.naming)
    }

    pub(super) fn person(&self, line: Option<&str>) -> Option<Value> {
        self.people.get(line?).map(|name| self.to(*name))
    }

    /// A session is told by when it began: two notes of one session are of one encounter. A plan or a
    /// contact is of none, unless a session began at the same time.
    pub(super) fn encounter_of(&self, session: &ExportedNote<'_>) -> Option<Value> {
        let start = start_of(session);
        let name = self.sessions.contains_key(&start).then(|| self.name(Kind::Encounter, &start));
        name.map(|name| self.to(name))
    }

    pub(super) fn authors(&self, line: Option<&str>) -> Vec<Value> {
        self.person(line).into_iter().collect()
    }
}

pub(super) fn period(start: Option<SessionTime>, end: Option<SessionTime>) -> Value {
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

/// Returns each value once, in the order of its first place.
pub(super) fn distinct<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    values.filter(|value| seen.insert(value.clone())).collect()
}

/// Returns an element without what is null in it, which FHIR does not know.
pub(super) fn without_nulls(mut value: Value) -> Value {
    if let Some(all) = value.as_object_mut() {
        all.retain(|_, value| !value.is_null());
    }
    value
}
