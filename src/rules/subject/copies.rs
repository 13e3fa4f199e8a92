//! What of a note stands in the notes before it.

use std::ops::Range;

use crate::domain::session_time::SessionTime;
use crate::note::sections::{Section, same_title};
use crate::note::titles;
use crate::rules::history::SectionPrint;
use crate::rules::subject::{Copied, NoteSubject};
use crate::text::lexicon::Topic;
use crate::text::similarity::{Print, Words};
use crate::text::tokens;

/// How many sections of a note are compared with those of others.
const MOST_PARTS: usize = 100;

/// From how many words on a section that is shorter than those which are compared counts as a copy,
/// where it is one word for word.
const SHORT: usize = 12;

/// How much of an earlier section stands in one that goes on with other words, and of that in it.
const TAKEN_OVER: (f64, f64) = (0.9, 0.5);

impl<'a> NoteSubject<'a> {
    /// Returns the sections that are compared with those of other notes.
    pub fn prints(&self) -> &[SectionPrint] {
        self.prints.get_or_init(|| {
            let (Some(template), Some(sections)) = (self.template, self.sections()) else {
                return Vec::new();
            };
            let body = self.note.body();
            let least = self.practice.limits.compared_words.max(2) as usize;
            let left_out = template.not_compared;
            // What several headings stand for is compared as one of them.
            let name_of = |section: &Section<'_>| match section.stands_for.first() {
                Some(at) => template.headings[at].to_lowercase(),
                None => section.title.to_lowercase(),
            };
            let is_left_out = |section: &Section<'_>| match section.stands_for {
                none if none.is_none() => {
                    same_title("Telehealth", &section.title)
                        || same_title("Risk", &section.title)
                        || same_title("Measures", &section.title)
                }
                some => some.without(left_out).is_none(),
            };
            let mut prints = Vec::new();
            let mut add = |title: String, heading: usize, range: Range<usize>| {
                let words = self.counted_words(range);
                // What a group plans is planned with all, in a few words.
                let is_alone = template.format.as_str() != "group";
                if words.len() >= if is_alone { least.min(SHORT) } else { least } {
                    let is_short = words.len() < least;
                    let print = Print::of(words);
                    prints.push(SectionPrint { title, heading, print, is_short });
                }
            };
            // No template has more than a dozen, and each is compared with all of its name.
            let parts = (0..sections.len()).filter(|at| sections[*at].level == 2).take(MOST_PARTS);
            for at in parts.clone().filter(|at| !is_left_out(&sections[*at])) {
                let (title, start) = (name_of(&sections[at]), sections[at].heading.start);
                add(title, start, self.extent(sections, at));
            }
            if parts.count() == 0 {
                add(String::new(), 0, 0..body.len());
            }
            prints
        })
    }

    /// Returns the sections that are nearly those of an earlier note.
    pub fn copies(&self) -> &[Copied] {
        self.copies.get_or_init(|| {
            if !self.is_session() {
                return Vec::new();
            }
            let limits = &self.practice.limits;
            let day = self.note.front.start.map(SessionTime::date);
            let copy_of = |section: &SectionPrint| {
                let sources = self.history.likely_sources(section, day).into_iter();
                let alike = sources.filter_map(|(file, other)| {
                    Some((file, likeness(section, other, limits.copied, limits.cloned)?))
                });
                let (file, similarity) = alike.max_by(|a, b| a.1.total_cmp(&b.1))?;
                Some(Copied { at: section.heading, similarity, file: file.to_owned() })
            };
            let mut copies: Vec<Copied> = self.prints().iter().filter_map(copy_of).collect();
            // A mental status may be as it was; where nothing else is, that is worth a look alone.
            if let [copied] = copies.as_mut_slice()
                && self.is_mental_status(copied.at)
            {
                copied.similarity = copied.similarity.min(below(limits.cloned));
            }
            copies
        })
    }

    /// Tells whether a section is about how the client appeared, and not about what was done.
    fn is_mental_status(&self, heading: usize) -> bool {
        let sections = self.sections().unwrap_or_default();
        let Some(at) = sections.iter().position(|it| it.heading.start == heading) else {
            return false;
        };
        let is_named = titles::is_of_mental_status(&sections[at].title.to_lowercase());
        is_named && {
            let mut told = self.reading().elements_in(&self.extent(sections, at));
            !told.any(|hit| hit.tag() == Topic::Intervention)
        }
    }

    /// Returns the words of a part of the body, without guidance, headings and sentences that are
    /// the same each time: about risk, about the circumstances of telehealth, the practice's own.
    fn counted_words(&self, range: Range<usize>) -> Words {
        let body = self.note.body();
        let comments = &self.comments().closed;
        let first = comments.partition_point(|comment| comment.end <= range.start);
        let comments = comments[first..].iter().take_while(|comment| comment.start < range.end);
        let mut left_out: Vec<Range<usize>> = comments.cloned().collect();
        let hits = self.hits();
        let first = hits.partition_point(|hit| hit.range().start < range.start);
        for hit in hits[first..].iter().take_while(|hit| hit.range().start < range.end) {
            let at = hit.range().start;
            let is_known = left_out.last().is_some_and(|last| last.contains(&at));
            if matches!(hit.tag(), Topic::RiskTalk | Topic::Telehealth) && !is_known {
                left_out.push(self.sentence_around(at));
            }
        }
        for sentence in self.practice.standard.iter().filter(|sentence| !sentence.is_empty()) {
            let found = body[range.clone()].match_indices(sentence.as_str());
            left_out
                .extend(found.map(|(at, text)| range.start + at..range.start + at + text.len()));
        }
        let sections = self.sections().unwrap_or_default();
        let first = sections.partition_point(|section| section.heading.end <= range.start);
        let sections = sections[first..].iter().map(|section| section.heading.clone());
        left_out.extend(sections.take_while(|heading| heading.start < range.end));
        left_out.retain(|part| part.start < range.end && part.end > range.start);
        left_out.sort_by_key(|part| part.start);
        let mut words = Words::default();
        let mut from = range.start;
        let mut add = |kept: Range<usize>| {
            words.add(body, tokens::within(self.reading().words(), &kept));
        };
        for part in left_out {
            if part.start > from {
                add(from..part.start);
            }
            from = from.max(part.end);
        }
        if from < range.end {
            add(from..range.end);
        }
        words
    }
}

/// Returns how much a section is that of an earlier note, if it is by enough: word for word in its order,
/// or in another order, or with something new around it, which is never more than nearly a copy.
fn likeness(section: &SectionPrint, other: &SectionPrint, copied: f64, cloned: f64) -> Option<f64> {
    if section.is_short || other.is_short {
        let alike = section.print.similarity(&other.print, cloned)?;
        return Some(alike.min(below(cloned)));
    }
    if let Some(alike) = section.print.similarity(&other.print, copied) {
        let is_moved = section.title != other.title;
        return Some(if is_moved { alike.min(below(cloned)) } else { alike });
    }
    let part = section.print.part_in(&other.print, TAKEN_OVER.1.min(copied))?;
    let is_taken_over =
        || part >= TAKEN_OVER.1 && other.print.part_in(&section.print, TAKEN_OVER.0).is_some();
    (part >= copied || is_taken_over()).then(|| part.max(copied).min(below(cloned)))
}

/// Returns the part that is just no clone.
fn below(cloned: f64) -> f64 {
    cloned - 0.01
}
