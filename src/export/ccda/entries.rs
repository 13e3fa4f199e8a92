//! What a program reads of a record: diagnoses, sessions, scores, goals and notes, each as an entry of its section.

use std::io;

use crate::domain::codes::diagnosis;
use crate::export::ccda::Maker;
use crate::export::ccda::header::{assigned_entity, span};
use crate::export::ccda::parts::{UNKNOWN, code, template};
use crate::export::ccda::words::{
    ACT_CLASS, CPT, Code, ICD_10_CM, LOINC, SNOMED, day, template as id, time,
};
use crate::export::ccda::xml::Xml;
use crate::export::fhir::notes::type_of;
use crate::export::fhir::words::codes::{self, DocumentType};
use crate::export::treatment::{Diagnosis, PlanGoal, Standing, start_of};
use crate::export::{ExportedNote, Signed};
use crate::measure::Measure;

const ACT: &[(&str, &str)] = &[("classCode", "ACT"), ("moodCode", "EVN")];
const OBSERVATION: &[(&str, &str)] = &[("classCode", "OBS"), ("moodCode", "EVN")];
const ENCOUNTER: &[(&str, &str)] = &[("classCode", "ENC"), ("moodCode", "EVN")];
const GOAL: &[(&str, &str)] = &[("classCode", "OBS"), ("moodCode", "GOL")];
const COMPLETED: &[(&str, &str)] = &[("code", "completed")];

/// A score of a note, or of a questionnaire.
pub struct Score<'m> {
    /// What it is named by, within the client.
    pub within: String,
    /// What it is a score of.
    pub title: &'m str,
    /// The same, if the practice knows the measure.
    pub measure: Option<&'m Measure>,
    /// When it was taken, as HL7 writes it.
    pub at: Option<String>,
    /// The score.
    pub score: i64,
}

impl Maker<'_> {
    /// Names the session of a note: two notes of one session are of one encounter.
    pub fn id_of_session(&self, note: &ExportedNote<'_>) -> String {
        self.id("Encounter", &start_of(note))
    }

    /// Names a note.
    pub fn id_of_note(&self, note: &ExportedNote<'_>) -> String {
        self.id("DocumentReference", &note.id.to_string())
    }

    /// Writes a diagnosis. When the disorder began no note says.
    pub fn problem(&self, found: &Diagnosis<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
        let act = self.id("Condition", &found.code);
        let observation = self.id("Condition", &format!("{}/observation", found.code));
        let recorded = found.first.front.start;
        entry(xml, |xml| {
            xml.inside("act", ACT, |xml| {
                template(id::PROBLEM_CONCERN, xml)?;
                xml.empty("id", &[("root", &act)])?;
                code("code", Code("CONC", ACT_CLASS, "Concern"), xml)?;
                match found.standing {
                    Standing::Active | Standing::Remission => {
                        xml.empty("statusCode", &[("code", "active")])?;
                    }
                    Standing::Unknown => xml.empty("statusCode", UNKNOWN)?,
                }
                xml.inside("effectiveTime", &[], |xml| match recorded {
                    Some(at) => xml.empty("low", &[("value", &time(at))]),
                    None => xml.empty("low", UNKNOWN),
                })?;
                xml.inside("entryRelationship", &[("typeCode", "SUBJ")], |xml| {
                    xml.inside("observation", OBSERVATION, |xml| {
                        template(id::PROBLEM, xml)?;
                        xml.empty("id", &[("root", &observation)])?;
                        problem_code(xml)?;
                        xml.empty("statusCode", COMPLETED)?;
                        xml.inside("effectiveTime", &[], |xml| xml.empty("low", UNKNOWN))?;
                        diagnosis_value(&found.code, xml)
                    })
                })
            })
        })
    }

    /// Writes a session that was held.
    pub fn session(&self, notes: &[&ExportedNote<'_>], xml: &mut Xml<'_>) -> io::Result<()> {
        let Some(first) = notes.first() else { return Ok(()) };
        let fronts = || notes.iter().map(|note| note.front);
        let codes: Vec<&str> = fronts().flat_map(|it| &it.service).map(|it| it.trim()).collect();
        let end = fronts().filter_map(|front| front.end).max();
        let writers: std::collections::BTreeSet<&str> =
            fronts().filter_map(|front| front.writer()).collect();
        entry(xml, |xml| {
            xml.inside("encounter", ENCOUNTER, |xml| {
                template(id::ENCOUNTER, xml)?;
                xml.empty("id", &[("root", &self.id_of_session(first))])?;
                match codes.split_first() {
                    Some((first, others)) => xml.inside("code", &cpt(first), |xml| {
                        others.iter().try_for_each(|code| xml.empty("translation", &cpt(code)))
                    })?,
                    None => xml.empty("code", UNKNOWN)?,
                }
                span(first.front.start, end, xml)?;
                writers.iter().try_for_each(|line| {
                    xml.inside("performer", &[], |xml| assigned_entity(self, line, xml))
                })
            })
        })
    }

    /// Writes a score.
    pub fn score(&self, told: &Score<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
        entry(xml, |xml| {
            xml.inside("observation", OBSERVATION, |xml| {
                template(id::ASSESSMENT_SCALE, xml)?;
                xml.empty("id", &[("root", &self.id("Observation", &told.within))])?;
                match codes::total(told.measure) {
                    Some(total) => {
                        let display = format!("{} total score", told.title);
                        code("code", Code(total, LOINC, &display), xml)?;
                    }
                    None => xml.inside("code", &[("nullFlavor", "OTH")], |xml| {
                        xml.leaf("originalText", &[], told.title)
                    })?,
                }
                xml.empty("statusCode", COMPLETED)?;
                match &told.at {
                    Some(at) => xml.empty("effectiveTime", &[("value", at)])?,
                    None => xml.empty("effectiveTime", UNKNOWN)?,
                }
                xml.empty("value", &[("xsi:type", "INT"), ("value", &told.score.to_string())])
            })
        })
    }

    /// Writes a goal or an objective.
    pub fn goal(&self, told: &PlanGoal<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
        let status = match told.goal.status.as_str() {
            "met" => "completed",
            "discontinued" => "cancelled",
            _ if told.is_dropped => "cancelled",
            _ => "active",
        };
        entry(xml, |xml| {
            xml.inside("observation", GOAL, |xml| {
                template(id::GOAL, xml)?;
                xml.empty("id", &[("root", &self.id("Goal", &told.id))])?;
                // What a goal is about stands in its words.
                xml.empty("code", UNKNOWN)?;
                xml.empty("statusCode", &[("code", status)])?;
                xml.inside("effectiveTime", &[], |xml| {
                    for (name, on) in [("low", told.start), ("high", told.goal.target)] {
                        match on {
                            Some(on) => xml.empty(name, &[("value", &day(on))])?,
                            None => xml.empty(name, UNKNOWN)?,
                        }
                    }
                    Ok(())
                })?;
                xml.leaf("value", &[("xsi:type", "ST")], &told.goal.statement)
            })
        })
    }

    /// Writes that a note is there: what it is, when and by whom it was written, and where its words stand.
    pub fn note(&self, note: &ExportedNote<'_>, place: &str, xml: &mut Xml<'_>) -> io::Result<()> {
        let front = note.front;
        let status = if note.signed == Signed::Yes { "completed" } else { "active" };
        let written = front.signed_at.or(front.end).or(front.start);
        entry(xml, |xml| {
            xml.inside("act", ACT, |xml| {
                template(id::NOTE, xml)?;
                xml.empty("id", &[("root", &self.id_of_note(note))])?;
                let general = [("code", "34109-9"), ("codeSystem", LOINC), ("displayName", "Note")];
                xml.inside("code", &general, |xml| {
                    code("translation", loinc(type_of(note.kind)), xml)
                })?;
                xml.inside("text", &[], |xml| {
                    xml.empty("reference", &[("value", &format!("#{place}"))])
                })?;
                xml.empty("statusCode", &[("code", status)])?;
                match front.start {
                    Some(at) => xml.empty("effectiveTime", &[("value", &time(at))])?,
                    None => xml.empty("effectiveTime", UNKNOWN)?,
                }
                xml.inside("author", &[], |xml| {
                    template(id::AUTHOR, xml)?;
                    match written {
                        Some(at) => xml.empty("time", &[("value", &time(at))])?,
                        None => xml.empty("time", UNKNOWN)?,
                    }
                    xml.inside("assignedAuthor", &[], |xml| match front.writer() {
                        Some(line) => self.ids_of_person(line, xml),
                        None => xml.empty("id", UNKNOWN),
                    })
                })
            })
        })
    }
}

/// Returns the codes of LOINC for what a note is, as C-CDA has them.
pub fn loinc(kind: DocumentType) -> Code<'static> {
    let (code, display) = match kind {
        DocumentType::Progress => ("11506-3", "Progress note"),
        DocumentType::History => ("34117-2", "History and physical note"),
        DocumentType::Risk => ("75492-9", "Risk assessment and screening note"),
        DocumentType::Plan => ("18776-5", "Plan of care note"),
        DocumentType::Discharge => ("18842-5", "Discharge summary"),
        DocumentType::Note => ("34109-9", "Note"),
    };
    Code(code, LOINC, display)
}

fn entry(
    xml: &mut Xml<'_>,
    content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    xml.inside("entry", &[], content)
}

fn problem_code(xml: &mut Xml<'_>) -> io::Result<()> {
    let problem = [("code", "55607006"), ("codeSystem", SNOMED), ("displayName", "Problem")];
    xml.inside("code", &problem, |xml| code("translation", Code("75326-9", LOINC, "Problem"), xml))
}

/// Writes a diagnosis by its code of ICD-10-CM; templates ask for one of SNOMED CT, which no note has.
fn diagnosis_value(found: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    let title = diagnosis::in_words(found).unwrap_or(found);
    xml.inside("value", &[("xsi:type", "CD"), ("nullFlavor", "OTH")], |xml| {
        code("translation", Code(found, ICD_10_CM, title), xml)
    })
}

fn cpt(code: &str) -> [(&str, &str); 2] {
    [("code", code), ("codeSystem", CPT)]
}
