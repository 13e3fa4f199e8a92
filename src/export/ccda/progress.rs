//! The sections of a Progress Note: those of the note, and what was added to it.

use std::io;

use crate::export::ExportedNote;
use crate::export::ccda::continuity::{additions, behind, front, leaves};
use crate::export::ccda::parts::{section, words};
use crate::export::ccda::words::{SectionKind, section as kind};
use crate::export::ccda::xml::Xml;
use crate::export::ccda::{Maker, narrative};
use crate::export::treatment::diagnoses;
use crate::note::sections::{same_title, sections as headings};

/// Headings of notes for which C-CDA has a section.
const KNOWN: &[(&str, SectionKind<'_>)] = &[
    ("Subjective", kind::SUBJECTIVE),
    ("Objective", kind::OBJECTIVE),
    ("Interventions", kind::INTERVENTIONS),
    ("Intervention", kind::INTERVENTIONS),
    ("Assessment", kind::ASSESSMENT),
    ("Plan", kind::PLAN),
];

/// A part of a note, with the heading that it has there.
struct Piece<'b> {
    title: String,
    text: &'b str,
}

/// Writes them.
pub fn sections(maker: &Maker<'_>, note: &ExportedNote<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    front(maker, xml)?;
    leaves(&maker.record.dress.before, xml)?;
    let dress = &maker.record.dress;
    let facts = note.facts(dress, maker.record.measures);
    words(plain(note.title), |xml| narrative::facts(&facts, xml), xml)?;
    let pieces = pieces(note);
    // A document has one section of a kind; what the note has twice is the same by its heading alone.
    let at = |title: &str| pieces.iter().position(|piece| same_title(&piece.title, title));
    let is_split = at("Assessment").is_some() && at("Plan").is_some();
    for (place, piece) in pieces.iter().enumerate() {
        let known = KNOWN.iter().find(|(title, _)| {
            let needs_both = matches!(*title, "Assessment" | "Plan");
            same_title(title, &piece.title) && at(title) == Some(place) && (is_split || !needs_both)
        });
        let told = |xml: &mut Xml<'_>| narrative::body(piece.text, xml);
        match known {
            Some((_, kind)) => words(SectionKind { title: &piece.title, ..*kind }, told, xml)?,
            None => words(plain(&piece.title), told, xml)?,
        }
    }
    if !is_split {
        let told =
            "The note does not tell its assessment and its plan apart in sections of these names.";
        let told = |xml: &mut Xml<'_>| xml.leaf("paragraph", &[], told);
        section(kind::ASSESSMENT_AND_PLAN, true, told, |_| Ok(()), xml)?;
    }
    problems(maker, xml)?;
    additions(
        maker,
        note,
        |title, facts, body, xml| {
            words(
                plain(title),
                |xml| {
                    narrative::facts(facts, xml)?;
                    narrative::body(body, xml)
                },
                xml,
            )
        },
        xml,
    )?;
    behind(maker, xml)
}

/// Returns a section of no template.
fn plain(title: &str) -> SectionKind<'_> {
    SectionKind { template: None, code: None, title }
}

/// Writes the diagnoses of the session, if it has any.
fn problems(maker: &Maker<'_>, xml: &mut Xml<'_>) -> io::Result<()> {
    let found = diagnoses(&maker.record.notes);
    if found.is_empty() {
        return Ok(());
    }
    let told = |xml: &mut Xml<'_>| {
        xml.inside("list", &[], |xml| {
            found.iter().try_for_each(|it| xml.leaf("item", &[], &it.code))
        })
    };
    let entries = |xml: &mut Xml<'_>| found.iter().try_for_each(|it| maker.problem(it, xml));
    section(kind::PROBLEMS, false, told, entries, xml)
}

/// Cuts a note at its headings of the second level. What stands before the first is a piece as well, unless it is
/// the title of the format alone.
fn pieces<'b>(note: &'b ExportedNote<'_>) -> Vec<Piece<'b>> {
    let body: &str = &note.body;
    let found = headings(body);
    let second: Vec<_> = found.iter().filter(|it| it.level == 2 && !it.is_label).collect();
    let end = second.first().map_or(body.len(), |first| first.heading.start);
    let mut pieces = Vec::new();
    let title = found.iter().find(|it| it.level == 1 && it.heading.end <= end && !it.is_label);
    let is_title = |it: &&crate::note::sections::Section<'_>| {
        body[..it.heading.start].trim().is_empty()
            && body[it.heading.end..end].trim().is_empty()
            && same_title(&it.title, note.title)
    };
    if !body[..end].trim().is_empty() && !title.is_some_and(|it| is_title(&it)) {
        pieces.push(Piece { title: "Note".to_owned(), text: &body[..end] });
    }
    for (at, one) in second.iter().enumerate() {
        let until = second.get(at + 1).map_or(body.len(), |next| next.heading.start);
        let text = &body[one.heading.end..until];
        pieces.push(Piece { title: one.title.trim().to_owned(), text });
    }
    pieces
}
