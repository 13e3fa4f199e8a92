//! A record as a C-CDA R2.1 document: one note of a session as a Progress Note, and all else as a Continuity of
//! Care Document (HL7 CDA R2 Implementation Guide: Consolidated CDA Templates for Clinical Notes, R2.1).

use std::io::{self, Write};

use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::export::ccda::words::template;
use crate::export::ccda::xml::Xml;
use crate::export::fhir::client_id;
use crate::export::fhir::words::uuid::{Namer, Uuid};
use crate::export::treatment::is_of_an_encounter;
use crate::export::{Document, ExportedNote, Format, Record};

mod continuity;
mod entries;
mod header;
mod narrative;
mod parts;
mod progress;
mod words;
mod xml;

pub(super) const FORMAT: Format = Format { name: "ccda", aliases: &["xml"], render };

fn render<'r>(record: &'r Record<'r>) -> Document<'r> {
    Document::made(move |writer| write(record, writer))
}

fn write(record: &Record<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let maker = Maker { record, client: client_id(record) };
    let mut xml = Xml::begin(writer)?;
    let names = [
        ("xmlns", "urn:hl7-org:v3"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xmlns:sdtc", "urn:hl7-org:sdtc"),
    ];
    xml.inside("ClinicalDocument", &names, |xml| match maker.one_session() {
        Some(note) => {
            header::write(&maker, template::PROGRESS_NOTE, Some(note), xml)?;
            body(xml, |xml| progress::sections(&maker, note, xml))
        }
        None => {
            header::write(&maker, template::CONTINUITY_OF_CARE, None, xml)?;
            body(xml, |xml| continuity::sections(&maker, xml))
        }
    })?;
    xml.line()
}

fn body(
    xml: &mut Xml<'_>,
    sections: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    xml.inside("component", &[], |xml| xml.inside("structuredBody", &[], sections))
}

/// What a document is made of.
struct Maker<'r> {
    record: &'r Record<'r>,
    // Ids are names within this client, the same as in FHIR.
    client: Uuid,
}

impl<'r> Maker<'r> {
    /// Returns the note that is all there is, if it was asked for by name and is of a session that was held.
    fn one_session(&self) -> Option<&'r ExportedNote<'r>> {
        let notes = &self.record.notes;
        let is_held = |note: &&ExportedNote<'_>| {
            is_of_an_encounter(note)
                && note.kind != Some(RecordKind::NoShow)
                && note.front.start.is_some()
                && self.has_begun(note)
        };
        let is_one = self.record.cover.is_one_named && notes.len() == 1;
        notes.first().filter(|_| is_one).filter(is_held)
    }

    /// Tells whether a session has begun when the record leaves.
    fn has_begun(&self, note: &ExportedNote<'_>) -> bool {
        let times = note.front.start.zip(self.record.cover.at);
        times.is_none_or(|(start, now): (SessionTime, SessionTime)| start <= now)
    }

    /// Names something of the record, as FHIR names it.
    fn id(&self, kind: &str, within: &str) -> String {
        Uuid::within(self.client, &format!("{kind}/{within}")).to_string()
    }

    /// Names the document by all that it is made of.
    fn id_of_all(&self) -> String {
        let record = self.record;
        let mut namer = Namer::within(self.client).and("ClinicalDocument/");
        namer.add(format!("{:?}", record.cover).as_bytes());
        for note in &record.notes {
            namer.add(note.id.to_string().as_bytes());
            namer.add(format!("{:?}{:?}", note.front, note.signed).as_bytes());
            namer.add(note.body.as_bytes());
            for added in &note.amendments {
                namer.add(format!("{}{:?}{:?}", added.name, added.front, added.signed).as_bytes());
                namer.add(added.body.as_bytes());
            }
            for statement in &note.statements {
                namer.add(format!("{statement:?}").as_bytes());
            }
        }
        for document in &record.documents {
            namer.add(format!("{}{}", document.id, document.sha256).as_bytes());
        }
        for it in &record.questionnaires {
            namer.add(format!("{}{:?}{:?}", it.id, it.sha256, it.signed).as_bytes());
        }
        namer.name().to_string()
    }
}
