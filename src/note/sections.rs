//! The headings of a note's body and the text under them.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::note::guidance;
use crate::note::heading_set::Headings;
use crate::text::is_same;

/// A heading and the text up to the next heading, in bytes of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// The heading's text without markup.
    pub title: Cow<'a, str>,
    /// 1 for `#`, 2 for `##`, and so on.
    pub level: u8,
    /// Where the heading stands.
    pub heading: Range<usize>,
    /// The text up to the next heading of any level.
    pub text: Range<usize>,
    /// The headings of the note's format that it stands for, where the format was asked.
    pub stands_for: Headings,
    /// Whether it is a label at the start of a line, and no heading of Markdown.
    pub is_label: bool,
}

/// The headings that stand at the top level of a Markdown text, in order.
///
/// Headings inside quotations, lists and code are no sections.
pub fn sections(body: &str) -> Vec<Section<'_>> {
    plain_sections(body).unwrap_or_else(|| parsed_sections(body))
}

/// Tells whether two headings name the same section: case, spaces and how Unicode writes a letter do not matter.
pub fn same_title(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    // Nearly all pairs differ in their first letter; `validate` compares dozens for each note.
    if let (Some(x), Some(y)) = (a.bytes().next(), b.bytes().next())
        && x.is_ascii_alphanumeric()
        && y.is_ascii_alphanumeric()
        && !x.eq_ignore_ascii_case(&y)
    {
        return false;
    }
    let (mut a, mut b) = (a.split_whitespace(), b.split_whitespace());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if is_same(x, y) => {}
            _ => return false,
        }
    }
}

/// Returns what a section says, with its sub-sections, as pieces without headings.
pub fn content<'a>(body: &'a str, sections: &[Section<'_>], at: usize) -> Vec<&'a str> {
    let level = sections[at].level;
    let below = sections[at + 1..].iter().take_while(|section| section.level > level);
    std::iter::once(&sections[at]).chain(below).map(|s| &body[s.text.clone()]).collect()
}

/// Tells whether a section says nothing: guidance and empty sub-sections count as nothing.
pub fn is_empty(body: &str, sections: &[Section<'_>], at: usize) -> bool {
    content(body, sections, at)
        .iter()
        .all(|piece| piece.trim().is_empty() || guidance::strip(piece).trim().is_empty())
}

/// Sections by the Markdown parser.
fn parsed_sections(body: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut depth = 0_usize;
    let mut heading: Option<(u8, Range<usize>, String)> = None;
    for (event, range) in Parser::new_ext(body, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                heading = Some((level_number(level), range, String::new()));
                depth += 1;
            }
            Event::Start(_) => depth += 1,
            Event::End(TagEnd::Heading(_)) if depth == 1 => {
                depth -= 1;
                if let Some((level, range, title)) = heading.take() {
                    push(&mut sections, title.into(), level, range, body.len());
                }
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, _, title)) = &mut heading {
                    title.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, _, title)) = &mut heading {
                    title.push(' ');
                }
            }
            _ => {}
        }
    }
    sections
}

fn push<'a>(
    sections: &mut Vec<Section<'a>>,
    title: Cow<'a, str>,
    level: u8,
    heading: Range<usize>,
    end: usize,
) {
    if let Some(last) = sections.last_mut() {
        last.text.end = heading.start;
    }
    let (stands_for, is_label) = (Headings::default(), false);
    sections.push(Section { title, level, text: heading.end..end, heading, stands_for, is_label });
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

/// Sections of a text in which nothing but `#` lines can be a heading and every `#` line is one.
///
/// `None` means "ask the Markdown parser". It is a filter in front of it: for notes without code
/// fences, HTML and underlined headings, which are nearly all, it saves nine tenths of the time.
fn plain_sections(body: &str) -> Option<Vec<Section<'_>>> {
    let bytes = body.as_bytes();
    let mut sections = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |n| at + n);
        if bytes.get(end) == Some(&b'\r') {
            return None;
        }
        let next = (end + 1).min(bytes.len());
        let line = &bytes[at..end];
        match line.first() {
            Some(b'#') => {
                let title = plain_heading(&body[at..end])?;
                if let Some((level, title)) = title {
                    push(&mut sections, title.into(), level, at..next, body.len());
                }
            }
            Some(b'<' | b'`' | b'~' | b'=' | b'-' | b' ' | b'\t' | 0) if !is_ordinary(line) => {
                return None;
            }
            _ => {}
        }
        at = next;
    }
    Some(sections)
}

/// Tells whether a line that begins with a suspicious character is plain text or a list item all the same.
fn is_ordinary(line: &[u8]) -> bool {
    let indent = line.iter().take_while(|b| **b == b' ').count();
    let rest = &line[indent..];
    match rest.first() {
        None => true,
        // An indented `#` or a tab may or may not be code.
        Some(b'#' | b'\t' | b'<' | b'`' | b'~' | b'=' | 0) => false,
        // `- item` is a list; a line of dashes alone may underline a heading.
        Some(b'-') => rest.iter().any(|b| !matches!(b, b'-' | b' ' | b'\t')),
        Some(_) => true,
    }
}

/// Reads a line that begins with `#`: `Some(None)` is text such as `#1`, `None` is unclear.
#[expect(clippy::option_option, reason = "unclear and not a heading are two answers")]
fn plain_heading(line: &str) -> Option<Option<(u8, &str)>> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = &line[level..];
    if level > 6 || !rest.starts_with(' ') {
        // `#` alone is an empty heading, `#tag` is text.
        return if rest.is_empty() || rest.starts_with('\t') { None } else { Some(None) };
    }
    let title = rest.trim_matches(' ');
    let unclear = |c: char| {
        matches!(c, '#' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&' | '\\' | '!' | '\t' | '\0')
    };
    if title.is_empty() || title.contains(unclear) || title.trim() != title {
        return None;
    }
    Some(Some((level as u8, title)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn titles(body: &str) -> Vec<(u8, String)> {
        sections(body).into_iter().map(|s| (s.level, s.title.into_owned())).collect()
    }

    #[test]
    fn only_headings_of_the_note_itself_are_sections() {
        let body = "# A\n\n```\n## code\n```\n\n> ## quoted\n\n- ## listed\n\n<!--\n## hidden\n-->\n\nB\n===\n\n#tag\n\n    ## indented\n\n## C ##\n";
        assert_eq!(titles(body), [(1, "A".into()), (1, "B".into()), (2, "C".into())]);
    }

    #[test]
    fn the_fast_way_is_taken_for_an_ordinary_note() {
        let body = "# SOAP note\n\n## Subjective\n\nSleeps better; see #3.\n- one\n  - two\n\n## Plan\nText\n";
        assert_eq!(plain_sections(body), Some(parsed_sections(body)));
        assert!(plain_sections("text\n---\n").is_none());
        assert!(plain_sections("## A\r\n").is_none());
        assert!(plain_sections("<!-- x -->\n## A\n").is_none());
    }

    #[test]
    fn titles_are_compared_without_case_and_spaces() {
        for (a, b) in [
            ("\u{c9}tat", "e\u{301}tat"),
            ("Plan", "plan"),
            ("Next  steps", "next steps"),
            ("Éval", "éVAL"),
            ("", " "),
        ] {
            assert!(same_title(a, b), "{a:?} {b:?}");
        }
        for (a, b) in [("Plan", "Plane"), ("Plan", "Data"), ("Éval", "Eval"), ("", "a")] {
            assert!(!same_title(a, b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn guidance_and_empty_sub_sections_count_as_empty() {
        let body = "## A\n\n<!-- say more -->\n\n### B\n\n## C\n\n### D\n\ntext\n";
        let found = sections(body);
        assert!(is_empty(body, &found, 0));
        assert!(!is_empty(body, &found, 2));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn wherever_the_fast_way_answers_the_parser_agrees(
            lines in proptest::collection::vec(
                "( {0,4}|\t)(# |## |### |#|#######|- |\\* |1\\. |> |```|~~~|<!--|-->|<div>|===|---|\\[a\\]: /x|a|)( |b|\\*|_|#|&amp;|\\\\|<i>|\t|é){0,4}",
                0..8,
            ),
            end in "(\n|\r\n|)",
        ) {
            let body = lines.join("\n") + &end;
            if let Some(fast) = plain_sections(&body) {
                prop_assert_eq!(fast, parsed_sections(&body), "{:?}", body);
            }
        }
    }
}
