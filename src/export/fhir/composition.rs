//! What stands in front of a record: the FHIR Composition, with whose it is, to whom it goes, and a section for
//! each kind of what it holds.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::export::fhir::maker::{Maker, distinct};
use crate::export::fhir::words::codes::DocumentType;
use crate::export::fhir::words::uuid::{Namer, Uuid};
use crate::export::fhir::words::{Kind, Name, Reference, Resource, Section, narrative, one_line};
use crate::export::fhir::{PLAIN, questionnaires, time_of};
use crate::export::{ExportedNote, Signed};

impl Maker<'_> {
    pub(super) fn composition(&self, made: &[Name]) -> Resource {
        let record = self.record;
        let signed = record.notes.iter().map(|session| session.signed);
        let signed = signed.chain(record.documents.iter().map(|document| document.signed));
        let mut signed = signed.chain(record.questionnaires.iter().map(|it| it.signed));
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
            ("Goals", Kind::Goal, None),
            ("Treatment plans", Kind::CarePlan, None),
            ("Measures", Kind::Observation, None),
            ("Authorizations", Kind::Consent, None),
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
        let lines: Vec<String> = record.questionnaires.iter().map(questionnaires::line).collect();
        let answers = made.iter().filter(|name| name.kind == Kind::QuestionnaireResponse);
        let sections = sections.chain([Section {
            title: "Questionnaires",
            text: Some(narrative(&lines)),
            entry: answers.map(|name| Reference(*name, self.naming)).collect(),
        }]);
        let sections = sections.filter(|section| !section.entry.is_empty()).collect();
        let title = format!("Progress notes of {}", record.client.line(PLAIN));
        let name = Name { kind: Kind::Composition, id: self.name_of_contents(made) };
        Resource::in_sections(
            name,
            json!({
                "meta": self.bare_meta(),
                "text": narrative(&self.cover(&title)),
                "status": status,
                "type": DocumentType::Progress.concept(),
                "subject": self.to(self.patient_name()),
                "date": time_of(record),
                "author": authors,
                "title": one_line(&title),
                "confidentiality": "R",
                "custodian": self.practice(),
            }),
            sections,
        )
    }

    /// Names the document by the ids of everything it holds.
    pub(super) fn name_of_contents(&self, made: &[Name]) -> Uuid {
        let mut namer = Namer::within(self.client).and("Composition/");
        for (nth, name) in made.iter().enumerate() {
            namer.add(if nth == 0 { b"" } else { b" " });
            namer.add_id(name.id);
        }
        namer.name()
    }

    /// Returns what stands in front of the record, a paragraph each.
    pub(super) fn cover(&self, title: &str) -> Vec<String> {
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
    pub(super) fn contents(&self) -> Vec<String> {
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
