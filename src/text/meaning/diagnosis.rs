//! Where a sentence names the client's diagnosis, and where it is another's, past, or in doubt.

use std::sync::LazyLock;

use crate::text::lexicon::table::{Found, Table};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Label,
    Link,
    Said,
    Behind,
    Open,
}

const NAMED: &[(&str, Part)] = &[
    ("label", Part::Label),
    ("link", Part::Link),
    ("said", Part::Said),
    ("behind", Part::Behind),
    ("open", Part::Open),
];

static TABLE: LazyLock<Table<Part>> =
    LazyLock::new(|| Table::parse(&[include_str!("../lexicon/en/diagnosis-said.txt")], NAMED));

/// How far into a sentence its label may stand, behind a mark: "Assessment: dx ...".
const LEAD: usize = 25;

/// What a sentence does with a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'t> {
    /// It is somebody else's, past, or in doubt.
    Open,
    /// It names it here.
    Named(&'t str),
    /// It does not say that anything is the diagnosis.
    Nothing,
}

/// Tells what a sentence, in small letters, does with a diagnosis.
pub fn said(sentence: &str) -> Said<'_> {
    let found = TABLE.find(sentence);
    if sentence.contains('?') || found.iter().any(|hit| hit.tag() == Part::Open) {
        return Said::Open;
    }
    let part = labelled(sentence, &found)
        .or_else(|| in_front(sentence, &found))
        .or_else(|| behind(sentence, &found));
    part.map_or(Said::Nothing, Said::Named)
}

/// "Dx unchanged: OCD".
fn labelled<'t>(sentence: &'t str, found: &[Found<Part>]) -> Option<&'t str> {
    let label = found.iter().find(|hit| hit.tag() == Part::Label)?.range();
    let lead = sentence[..label.start].trim_end();
    let is_head = !lead.contains(char::is_alphanumeric)
        || label.start <= LEAD && lead.ends_with([';', ':', ',']);
    // Of several phrases from one byte the longest.
    let from = |at: usize, tag: Part| {
        let at_it = found.iter().filter(|hit| hit.tag() == tag && hit.range().start == at);
        at_it.map(|hit| hit.range().end).max()
    };
    let mut end = from(label.start, Part::Label)?;
    let next = |at: usize| {
        let rest = &sentence[at..];
        at + rest.len() - rest.trim_start_matches(' ').len()
    };
    while let Some(link) = from(next(end), Part::Link) {
        end = link;
    }
    named(&sentence[end..]).filter(|_| is_head)
}

/// "OCD remains the diagnosis".
fn in_front<'t>(sentence: &'t str, found: &[Found<Part>]) -> Option<&'t str> {
    let behind = found.iter().find(|hit| hit.tag() == Part::Behind)?.range();
    // "Criteria for OCD are still met".
    let part = &sentence[..behind.start];
    named(part.rsplit_once("criteria for ").map_or(part, |(_, part)| part))
}

/// "Meets criteria for panic disorder".
fn behind<'t>(sentence: &'t str, found: &[Found<Part>]) -> Option<&'t str> {
    let said = found.iter().find(|hit| hit.tag() == Part::Said)?.range();
    let same =
        found.iter().filter(|hit| hit.tag() == Part::Said && hit.range().start == said.start);
    let end = same.map(|hit| hit.range().end).max()?;
    named(&sentence[end..])
}

/// Returns a part without the marks around it, if it says anything.
fn named(part: &str) -> Option<&str> {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'));
    (!part.is_empty()).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_a_part_and_every_part_has_words() {
        assert_eq!(TABLE.unknown_blocks(), [""; 0]);
        for (name, part) in NAMED {
            assert!(TABLE.has(*part), "{name} has no word");
        }
    }

    #[test]
    fn a_diagnosis_is_named_behind_its_label_or_in_front_of_it_or_left_open() {
        for (sentence, named) in [
            ("dx: bipolar ii disorder.", "bipolar ii disorder"),
            ("dx unchanged: ocd.", "ocd"),
            ("- working diagnosis is still panic disorder", "panic disorder"),
            ("assessment: dx remains gad", "gad"),
            (
                "adjustment disorder with anxiety remains the diagnosis.",
                "adjustment disorder with anxiety",
            ),
            ("continues to meet criteria for panic disorder.", "panic disorder"),
            ("fulfils dsm-5 criteria for bulimia nervosa", "bulimia nervosa"),
            ("pt carries a diagnosis of ocd", "ocd"),
            (
                "impression: anorexia nervosa, restricting type.",
                "anorexia nervosa, restricting type",
            ),
        ] {
            assert_eq!(said(sentence), Said::Named(named), "{sentence}");
        }
        for sentence in
            ["dx: panic disorder?", "r/o bipolar ii", "her sister has a diagnosis of ocd"]
        {
            assert_eq!(said(sentence), Said::Open, "{sentence}");
        }
        assert_eq!(said("slept for an hour"), Said::Nothing);
    }
}
