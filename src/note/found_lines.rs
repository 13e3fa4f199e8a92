//! The lines of a progress note in which a pattern stands, each with its section.

use std::iter;
use std::ops::Range;

use crate::fields::text_start;
use crate::note::front_matter::FrontMatter;
use crate::note::guidance::{self, Comments};
use crate::note::headings;
use crate::note::progress_note::split;
use crate::note::sections::{Section, same_title, sections};
use crate::note::template::{Template, Templates};
use crate::text::canonical;
use crate::text::pattern::Pattern;

/// Where in a note is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within<'a> {
    /// In its body.
    Body,
    /// In the body and the front matter.
    All,
    /// Under a heading, and under the headings below it.
    Section(&'a str),
}

/// The lines of a text in which a pattern stands.
#[derive(Debug, PartialEq, Eq)]
pub struct FoundLines {
    /// The text in composed form; it has the lines of the file.
    pub text: String,
    /// The lines, in order.
    pub lines: Vec<Place>,
}

/// A line in which a pattern stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Where it is in the text, without its end.
    pub range: Range<usize>,
    /// Under which heading; `None` in front of the first.
    pub section: Option<String>,
    /// Where in the line the pattern stands.
    pub matches: Vec<Range<usize>>,
}

/// Finds the lines of a note, or of what was added to it, in which a pattern stands. What stands in
/// guidance alone is not found.
pub fn found_lines(
    bytes: &[u8],
    pattern: &Pattern,
    within: Within<'_>,
    templates: Option<&Templates>,
) -> FoundLines {
    let text = canonical(&String::from_utf8_lossy(bytes)).into_owned();
    let start = text_start(text.as_bytes());
    let (front, body) = match split(&text) {
        Ok(parts) => (parts.front, parts.body),
        // Whatever is wrong with its beginning, the rest was written by somebody.
        Err(_) => (start..start, start..text.len()),
    };
    let lines = matching(&text, start, pattern);
    // Most notes are looked at here for one line or none.
    if lines.is_empty() {
        return FoundLines { text, lines };
    }
    let inner = &text[body.clone()];
    // Which section is meant, its format says; whoever looks everywhere does not ask.
    let said = templates.map(|_| FrontMatter::read(&text[front.clone()], front.start).0);
    let format = said.and_then(|said| templates?.get(said.format?.as_str()));
    let sections = match format {
        Some(format) => headings::read(inner, format),
        None => sections(inner),
    };
    let comments = guidance::comments(inner);
    let wanted = wanted_ranges(&sections, within, format, inner.len());
    let is_wanted = |place: &mut Place| {
        let at = place.range.start;
        if at < body.start {
            let is_in_front = front.start <= at && at < front.end;
            return within == Within::All && is_in_front;
        }
        let at = at - body.start;
        place.matches.retain(|found| !is_in_comment(&comments, at + found.start..at + found.end));
        let section = sections.partition_point(|section| section.heading.start <= at);
        place.section = section.checked_sub(1).map(|nr| sections[nr].title.clone().into_owned());
        !place.matches.is_empty() && wanted.iter().any(|range| range.contains(&at))
    };
    let lines = lines.into_iter().filter_map(|mut place| is_wanted(&mut place).then_some(place));
    let lines = lines.collect();
    FoundLines { text, lines }
}

/// Returns the lines in which the pattern stands at all.
fn matching(text: &str, start: usize, pattern: &Pattern) -> Vec<Place> {
    let mut found = Vec::new();
    let mut from = start;
    for (at, line) in text[start..].split_inclusive('\n').enumerate() {
        let end = from + line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let matches: Vec<_> = pattern.places(line).collect();
        if !matches.is_empty() {
            let range = from..from + line.len();
            found.push(Place { number: at + 1, range, section: None, matches });
        }
        from = end;
    }
    found
}

/// Returns the parts of a body that are wanted.
fn wanted_ranges(
    sections: &[Section<'_>],
    within: Within<'_>,
    format: Option<&Template>,
    end: usize,
) -> Vec<Range<usize>> {
    let Within::Section(title) = within else { return iter::once(0..end.max(1)).collect() };
    let meant = format.map(|format| format.all_meant(title)).unwrap_or_default();
    let is_it = |(_, section): &(usize, &Section<'_>)| {
        same_title(&section.title, title) || !section.stands_for.both(meant).is_none()
    };
    let range = |(at, section): (usize, &Section<'_>)| {
        let next = sections[at + 1..].iter().find(|next| next.level <= section.level);
        section.heading.start..next.map_or(end, |next| next.heading.start)
    };
    sections.iter().enumerate().filter(is_it).map(range).collect()
}

/// Tells whether a match stands in a comment alone.
fn is_in_comment(comments: &Comments, found: Range<usize>) -> bool {
    let next = comments.closed.partition_point(|comment| comment.end <= found.start);
    let comment = comments.closed.get(next);
    comment.is_some_and(|comment| comment.start <= found.start && found.end <= comment.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::pattern::Reading;

    const NOTE: &str = "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\n+++\n\n# DAP note\n\n## Data\n\n\
        <!-- the tram\n of the guidance -->\n\nThe tram <!-- tram --> late.\r\n\n## Plan\n\n### Homework\n\nRide the tram.\n\n## Risk\nnone\n";

    fn lines(pattern: &str, within: Within<'_>) -> Vec<(usize, Option<String>, usize)> {
        let pattern = Pattern::new(pattern, Reading::default()).unwrap();
        let found = found_lines(NOTE.as_bytes(), &pattern, within, None);
        found.lines.into_iter().map(|it| (it.number, it.section, it.matches.len())).collect()
    }

    fn place(number: usize, section: &str) -> (usize, Option<String>, usize) {
        (number, Some(section.to_owned()), 1)
    }

    #[test]
    fn a_section_is_found_by_whatever_name_it_has() {
        let templates = Templates::built_in();
        let note = "+++\nformat = \"soap\"\n+++\n\nS: The tram.\nO: A tram.\nA: none\n\nP: Ride the tram.\n";
        let pattern = Pattern::new("tram", Reading::default()).unwrap();
        let lines = |title: &str| {
            let within = Within::Section(title);
            let found = found_lines(note.as_bytes(), &pattern, within, Some(&templates));
            found.lines.into_iter().map(|line| line.number).collect::<Vec<_>>()
        };
        assert_eq!(lines("Plan"), [9]);
        assert_eq!(lines("subjective"), [5]);
        assert_eq!(lines("Treatment plan"), [9]);
        assert_eq!(lines("Risk"), [0; 0]);
    }

    #[test]
    fn guidance_and_front_matter_are_not_found_and_sections_are_named() {
        assert_eq!(lines("tram", Within::Body), [place(13, "Data"), place(19, "Homework")]);
        assert_eq!(lines("tram", Within::Section("plan")), [place(19, "Homework")]);
        assert_eq!(lines("tram", Within::Section("Data")), [place(13, "Data")]);
        assert_eq!(lines("late\\.$", Within::Body), [place(13, "Data")]);
        assert_eq!(lines("c-7f3k", Within::Body), []);
        assert_eq!(lines("c-7f3k", Within::All), [(2, None, 1)]);
        assert_eq!(lines("^\\+", Within::All), []);
        assert_eq!(lines("guidance", Within::All), []);
    }

    #[test]
    fn a_text_without_front_matter_is_searched_from_its_first_line() {
        let pattern = Pattern::new("zo\u{eb}", Reading::default()).unwrap();
        for text in ["Zoe\u{308} waits", "\u{feff}Zo\u{eb} waits\nnext", "+++\nZo\u{eb}\n"] {
            let found = found_lines(text.as_bytes(), &pattern, Within::Body, None);
            assert_eq!(found.lines.len(), 1, "{text}");
        }
        let found = found_lines(b"a \xff Zo\xc3\xab", &pattern, Within::Body, None);
        assert_eq!(found.lines[0].number, 1);
    }
}
