//! The sections of a Continuity of Care Document: the record as a whole.

use std::collections::BTreeMap;
use std::io;

use crate::domain::codes::diagnosis;
use crate::domain::record_kind::RecordKind;
use crate::export::ExportedNote;
use crate::export::ccda::entries::{Score, loinc};
use crate::export::ccda::header::cover;
use crate::export::ccda::parts::{section, words};
use crate::export::ccda::words::{SectionKind, Template, day, section as kind, time};
use crate::export::ccda::xml::Xml;
use crate::export::ccda::{Maker, narrative};
use crate::export::dress::Leaf;
use crate::export::fhir::notes::type_of;
use crate::export::fhir::words::codes::DocumentType;
use crate::export::treatment::{Standing, diagnoses, goals, is_of_an_encounter, plans, start_of};
use crate::measure::{ITEM_9, score_in_words};

/// What a practice of psychotherapy keeps no list of, and what is said in its place.
const NOT_KEPT: &[(SectionKind<'_>, &str)] = &[
    (kind::ALLERGIES, "This record holds no list of allergies."),
    (kind::MEDICATIONS, "This record holds no list of medications."),
    (kind::RESULTS, "This record holds no results of laboratories. Scores stand under measures."),
    (kind::SOCIAL_HISTORY, "This record holds no social history apart from its notes."),
    (kind::VITAL_SIGNS, "This record holds no vital signs."),
];

/// The kinds of notes, each of which has a section of its own.
const OF_NOTES: &[(DocumentType, &str)] = &[
    (DocumentType::Progress, "Progress notes"),
    (DocumentType::History, "Intakes"),
    (DocumentType::Risk, "Risk assessments"),
    (DocumentType::Plan, "Plans and reviews"),
    (DocumentType::Discharge, "Discharge summaries"),
    (DocumentType::Note, "Other notes"),
];

/// Writes them.
pub fn sections(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    front(maker, xml)?;
    leaves(&maker.record.dress.before, xml)?;
    for (kind, told) in NOT_KEPT {
        section(*kind, true, |xml| xml.leaf("paragraph", &[], told), |_| Ok(()), xml)?;
    }
    problems(maker, xml)?;
    encounters(maker, xml)?;
    scores(maker, xml)?;
    aims(maker, xml)?;
    for (of, title) in OF_NOTES {
        notes(maker, *of, title, xml)?;
    }
    behind(maker, xml)
}

/// Writes to whom the record goes and what its reader must know.
pub fn front(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let kind = SectionKind { template: None, code: None, title: "About this record" };
    let dress = &maker.record.dress;
    words(
        kind,
        |xml| {
            narrative::facts(&cover(maker, dress), xml)?;
            let notices = maker.record.cover.notices.iter();
            notices.into_iter().try_for_each(|notice| narrative::heading(notice, xml))
        },
        xml,
    )
}

/// Says that a section has nothing to say.
fn none(told: &str, xml: &mut Xml<'_>) -> io::Result<()> {
    xml.leaf("paragraph", &[], told)
}

fn problems(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let found = diagnoses(&maker.record.notes);
    let told = |xml: &mut Xml<'_>| {
        if found.is_empty() {
            return none("No diagnosis stands in the notes of this record.", xml);
        }
        xml.inside("list", &[], |xml| {
            found.iter().try_for_each(|one| {
                let title = diagnosis::in_words(&one.code);
                let title = title.map(|title| format!(", {title}")).unwrap_or_default();
                let last = match one.standing {
                    Standing::Unknown => "; later notes name other diagnoses",
                    Standing::Active | Standing::Remission => "",
                };
                let draft = if one.is_signed_for { "" } else { "; in drafts alone" };
                xml.leaf("item", &[], &format!("{}{title}{last}{draft}", one.code))
            })
        })
    };
    let entries = |xml: &mut Xml<'_>| found.iter().try_for_each(|one| maker.problem(one, xml));
    section(kind::PROBLEMS, found.is_empty(), told, entries, xml)
}

fn encounters(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let mut held: BTreeMap<String, Vec<&ExportedNote<'_>>> = BTreeMap::new();
    let is_held = |note: &&ExportedNote<'_>| {
        is_of_an_encounter(note) && note.kind != Some(RecordKind::NoShow) && maker.has_begun(note)
    };
    for note in maker.record.notes.iter().filter(is_held) {
        held.entry(start_of(note)).or_default().push(note);
    }
    let wording = &maker.record.dress.wording;
    let told = |xml: &mut Xml<'_>| {
        if held.is_empty() {
            return none("No session stands in this record.", xml);
        }
        xml.inside("list", &[], |xml| {
            held.values().try_for_each(|notes| {
                let note = notes[0];
                xml.leaf("item", &[], &format!("{}: {}", note.when(wording), note.title))
            })
        })
    };
    let entries = |xml: &mut Xml<'_>| held.values().try_for_each(|notes| maker.session(notes, xml));
    section(kind::ENCOUNTERS, held.is_empty(), told, entries, xml)
}

/// Writes the scores of notes, and what questionnaires come to.
fn scores(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let record = maker.record;
    let wording = &record.dress.wording;
    let mut found: Vec<(String, Score<'_>)> = Vec::new();
    for note in &record.notes {
        for (name, score) in &note.front.measures {
            let told = score_in_words(name, *score, record.measures);
            let measure = record.measures.get(name).filter(|_| name != ITEM_9);
            let title = record.measures.get(name).map_or(name.as_str(), |known| &known.title);
            let at = note.front.start.map(time);
            let within = format!("{}/{name}", note.id);
            let line = format!("{}: {told}", note.when(wording));
            found.push((line, Score { within, title, measure, at, score: *score }));
        }
    }
    // What another one has replaced counts no more.
    for it in record.questionnaires.iter().filter(|it| it.amended_by.is_none()) {
        for (measure, score) in it.total().into_iter().chain(it.subscales()) {
            let within = format!("{}/{}", it.id, measure.title);
            let line = format!("{}: {}", it.heading(wording), measure.score_in_words(score));
            let (title, measure) = (measure.title.as_str(), Some(measure));
            found.push((line, Score { within, title, measure, at: it.date.map(day), score }));
        }
    }
    let told = |xml: &mut Xml<'_>| {
        if found.is_empty() {
            return none("No score of a measure stands in this record.", xml);
        }
        xml.inside("list", &[], |xml| {
            found.iter().try_for_each(|(line, _)| xml.leaf("item", &[], line))
        })
    };
    let entries =
        |xml: &mut Xml<'_>| found.iter().try_for_each(|(_, score)| maker.score(score, xml));
    section(kind::MENTAL_STATUS, found.is_empty(), told, entries, xml)
}

/// Writes the goals, and the plan that holds.
fn aims(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let record = maker.record;
    let wording = &record.dress.wording;
    let found = goals(&record.notes);
    let told = |xml: &mut Xml<'_>| {
        if found.is_empty() {
            return none("No goal stands in the plans of this record.", xml);
        }
        xml.inside("list", &[], |xml| {
            found.iter().try_for_each(|told| {
                let dropped = if told.is_dropped { " (its plan has ended)" } else { "" };
                xml.leaf("item", &[], &format!("{}{dropped}", told.goal.readable(wording)))
            })
        })
    };
    let entries = |xml: &mut Xml<'_>| found.iter().try_for_each(|told| maker.goal(told, xml));
    section(kind::GOALS, found.is_empty(), told, entries, xml)?;
    let plans = plans(&record.notes);
    let plan = plans.iter().rfind(|plan| plan.ended_by.is_none());
    let told = |xml: &mut Xml<'_>| {
        let Some(plan) = plan else { return none("No plan in force stands in this record.", xml) };
        xml.inside("list", &[], |xml| {
            for note in &plan.notes {
                let signed = note.signed.words();
                let line = format!("{}, {}; {signed}", note.title, note.when(wording));
                xml.leaf("item", &[], &line)?;
            }
            let due = plan.notes.iter().rev().find_map(|it| it.front.record.as_deref()?.review_due);
            due.map_or(Ok(()), |due| {
                xml.leaf("item", &[], &format!("To be reviewed by {}", wording.day(due)))
            })
        })
    };
    section(kind::PLAN, plan.is_none(), told, |_| Ok(()), xml)
}

/// Writes the notes of a kind, each whole, with all that was added to it.
fn notes(
    maker: &Maker<'_>,
    of: DocumentType,
    title: &'static str,
    xml: &mut Xml<'_>,
) -> io::Result<()> {
    let found: Vec<(String, &ExportedNote<'_>)> = maker
        .record
        .notes
        .iter()
        .enumerate()
        .filter(|(_, note)| type_of(note.kind) == of)
        .map(|(at, note)| (format!("note-{}", at + 1), note))
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    let template = Some(Template(kind::NOTES, kind::NOTES_VERSION));
    let section_kind = SectionKind { template, code: Some(loinc(of)), title };
    let told = |xml: &mut Xml<'_>| {
        xml.inside("list", &[], |xml| {
            found.iter().try_for_each(|(place, note)| {
                xml.inside("item", &[("ID", place)], |xml| whole(maker, note, xml))
            })
        })
    };
    let entries =
        |xml: &mut Xml<'_>| found.iter().try_for_each(|(place, note)| maker.note(note, place, xml));
    section(section_kind, false, told, entries, xml)
}

/// Writes a note whole.
fn whole(maker: &Maker<'_>, note: &ExportedNote<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let dress = &maker.record.dress;
    narrative::heading(&format!("{}, {}", note.title, note.when(&dress.wording)), xml)?;
    narrative::facts(&note.facts(dress, maker.record.measures), xml)?;
    narrative::body(&note.body, xml)?;
    additions(
        maker,
        note,
        |title, facts, body, xml| {
            narrative::heading(title, xml)?;
            narrative::facts(facts, xml)?;
            narrative::body(body, xml)
        },
        xml,
    )
}

/// Hands over what was added to a note later: what it is called, facts about it, and its words.
pub fn additions(
    maker: &Maker<'_>,
    note: &ExportedNote<'_>,
    mut each: impl FnMut(&str, &[(&'static str, String)], &str, &mut Xml<'_>) -> io::Result<()>,
    xml: &mut Xml<'_>,
) -> io::Result<()> {
    let dress = &maker.record.dress;
    for added in &note.amendments {
        each(&added.title(&dress.wording), &added.facts(dress), &added.body, xml)?;
    }
    for it in &note.statements {
        each(&it.title(&dress.wording), &it.facts(&dress.wording), it.body, xml)?;
    }
    Ok(())
}

/// Writes what stands behind the notes.
pub fn behind(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    questionnaires(maker, xml)?;
    documents(maker, xml)?;
    leaves(&maker.record.dress.after, xml)
}

/// Writes sheets of our own words.
pub fn leaves(leaves: &[Leaf], xml: &mut Xml<'_>) -> io::Result<()> {
    leaves.iter().try_for_each(|leaf| {
        let told = |xml: &mut Xml<'_>| {
            narrative::facts(&leaf.facts, xml)?;
            leaf.paragraphs.iter().try_for_each(|text| xml.leaf("paragraph", &[], text))
        };
        words(SectionKind { template: None, code: None, title: &leaf.title }, told, xml)
    })
}

/// Writes the questionnaires with every answer.
fn questionnaires(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let record = maker.record;
    if record.questionnaires.is_empty() {
        return Ok(());
    }
    let kind = SectionKind { template: None, code: None, title: "Questionnaires" };
    words(
        kind,
        |xml| {
            record.questionnaires.iter().try_for_each(|it| {
                narrative::heading(&it.heading(&record.dress.wording), xml)?;
                narrative::facts(&it.facts(&record.dress), xml)?;
                if let Some(instruction) = it.instruction() {
                    xml.leaf("paragraph", &[], instruction)?;
                }
                narrative::table(&it.table(), xml)
            })
        },
        xml,
    )
}

/// Lists the documents that go along, whose bytes lie beside the record.
fn documents(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let record = maker.record;
    if record.documents.is_empty() {
        return Ok(());
    }
    let kind = SectionKind { template: None, code: None, title: "Documents" };
    let wording = &record.dress.wording;
    words(
        kind,
        |xml| {
            record.documents.iter().try_for_each(|document| {
                narrative::heading(&document.heading(wording), xml)?;
                narrative::facts(&document.facts(wording), xml)
            })
        },
        xml,
    )
}
