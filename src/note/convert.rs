//! A note moved to another format: every section finds a place there, and no word is lost.

use crate::note::headings::read;
use crate::note::sections::{Section, same_title};
use crate::note::template::{ELEMENTS, Template};

/// Returns a body in another format.
///
/// A section goes to the heading of its own name, else to the first one that covers the same element
/// of a progress note, else behind all others under its own heading.
pub fn convert(body: &str, from: &Template, to: &Template) -> String {
    if body.contains("\r\n") {
        return convert(&body.replace("\r\n", "\n"), from, to).replace('\n', "\r\n");
    }
    let found = read(body, from);
    let first = found.iter().position(|section| section.level == 2).unwrap_or(found.len());
    let tops: Vec<usize> = (first..found.len()).filter(|at| found[*at].level <= 2).collect();
    let mut placed: Vec<(&str, Vec<&str>)> =
        to.headings.iter().map(|heading| (heading.as_str(), Vec::new())).collect();
    let mut others: Vec<(&str, &str)> = Vec::new();
    for at in &tops {
        let text = whole_text(body, &found, *at);
        if found[*at].level == 1 {
            others.push((heading_of(body, &found[*at]), text));
            continue;
        }
        match home(&found[*at], from, to)
            .and_then(|home| placed.iter_mut().find(|(h, _)| *h == home))
        {
            Some((_, texts)) => texts.extend(with_text(text, from)),
            // A heading of the old format says nothing by itself; any other is the clinician's.
            None if with_text(text, from).is_none() && !found[*at].stands_for.is_none() => {}
            None => others
                .push((heading_of(body, &found[*at]), with_text(text, from).unwrap_or_default())),
        }
    }
    let head = &body[..tops.first().map_or(body.len(), |at| found[*at].heading.start)];
    let mut converted = new_head(head, &found, from, to);
    for (heading, texts) in placed {
        let is_required = to.required.iter().any(|required| required == heading);
        if texts.is_empty() && !is_required {
            continue;
        }
        push_block(&mut converted, &format!("## {heading}"));
        match texts.is_empty() {
            true => {
                to.guidance_below(heading)
                    .iter()
                    .for_each(|guidance| push_block(&mut converted, guidance));
            }
            false => texts.iter().for_each(|text| push_block(&mut converted, text)),
        }
    }
    for (heading, text) in others {
        push_block(&mut converted, heading);
        push_block(&mut converted, text);
    }
    converted.push('\n');
    converted
}

/// The heading of the other format that a section goes to.
fn home<'t>(section: &Section<'_>, from: &Template, to: &'t Template) -> Option<&'t str> {
    let title = section.stands_for.first().map_or(&*section.title, |at| &from.headings[at]);
    if let Some(same) = to.headings.iter().find(|heading| same_title(heading, title)) {
        return Some(same);
    }
    let covers =
        |element: &&&str| from.covering(element).iter().any(|heading| same_title(heading, title));
    let elements = ELEMENTS.iter().filter(covers);
    elements.filter_map(|element| to.covering(element).first()).map(String::as_str).next()
}

/// The text of a section with its sub-sections.
fn whole_text<'b>(body: &'b str, sections: &[Section<'_>], at: usize) -> &'b str {
    let next = sections[at + 1..].iter().find(|section| section.level <= 2);
    body[sections[at].text.start..next.map_or(body.len(), |next| next.heading.start)]
        .trim_end()
        .trim_start_matches(['\n', '\r'])
}

/// The guidance of the old format says nothing in the new one; all else stays.
fn with_text<'b>(text: &'b str, from: &Template) -> Option<&'b str> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_guidance = from.guidance.iter().any(|guidance| words(guidance) == words(text));
    (!text.is_empty() && !is_guidance).then_some(text)
}

fn heading_of<'b>(body: &'b str, section: &Section<'_>) -> &'b str {
    body[section.heading.clone()].trim_end()
}

/// What stands above the first section: the title of the format changes, all else stays.
fn new_head(head: &str, sections: &[Section<'_>], from: &Template, to: &Template) -> String {
    let title =
        sections.first().filter(|section| section.level == 1 && section.heading.end <= head.len());
    match title.filter(|section| same_title(&section.title, &from.title)) {
        Some(section) => {
            let mut new = head[..section.heading.start].trim().to_owned();
            push_block(&mut new, &format!("# {}", to.title));
            push_block(&mut new, head[section.heading.end..].trim());
            new
        }
        None => head.trim().to_owned(),
    }
}

fn push_block(text: &mut String, block: &str) {
    if !text.is_empty() && !block.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(block);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::note::template::Templates;

    #[test]
    fn sections_find_their_place_by_what_they_cover() {
        let templates = Templates::built_in();
        let (soap, birp) = (templates.get("soap").unwrap(), templates.get("birp").unwrap());
        let body = "# SOAP note\n\n## Subjective\n\nSays so.\n\n## Objective\n\nLooks so.\n\n### Speech\n\nFast.\n\n## Assessment\n\nMeans so.\n\n## Extra\n\nMore.\n\n## Plan\n\nGoes on.\n";
        let converted = convert(body, soap, birp);
        let expected = "# BIRP note\n\n## Behavior\n\nSays so.\n\nLooks so.\n\n### Speech\n\nFast.\n\n## Intervention\n\nMeans so.\n";
        assert!(converted.starts_with(expected), "{converted}");
        assert!(converted.contains("## Response\n\n<!-- What the client did"), "{converted}");
        assert!(converted.ends_with("## Plan\n\nGoes on.\n\n## Extra\n\nMore.\n"), "{converted}");
        let crlf = convert(&body.replace('\n', "\r\n"), soap, birp);
        assert_eq!(crlf, converted.replace('\n', "\r\n"));
    }

    #[test]
    fn a_heading_that_no_format_has_stays_even_without_a_text() {
        let templates = Templates::built_in();
        let (soap, dap) = (templates.get("soap").unwrap(), templates.get("dap").unwrap());
        let body =
            "# SOAP note\n\n## Called at 14:10, nobody came\n\n## Plan\n\nGoes on.\n\n# Later\n";
        let converted = convert(body, soap, dap);
        for heading in ["## Called at 14:10, nobody came", "# Later"] {
            assert_eq!(converted.matches(heading).count(), 1, "{converted}");
        }
    }

    #[test]
    fn the_indent_of_a_first_line_stays() {
        let templates = Templates::built_in();
        let (soap, dap) = (templates.get("soap").unwrap(), templates.get("dap").unwrap());
        let converted = convert("## Plan\n\n    one\n    two\n", soap, dap);
        assert!(converted.contains("\n    one\n    two\n"), "{converted}");
    }

    #[test]
    fn guidance_of_the_old_format_is_left_behind() {
        let templates = Templates::built_in();
        let (soap, dap) = (templates.get("soap").unwrap(), templates.get("dap").unwrap());
        let converted = convert(&soap.fill(|_| None), soap, dap);
        assert_eq!(converted.trim(), without_optional(&dap.fill(|_| None)).trim());
    }

    fn without_optional(body: &str) -> String {
        let parts: Vec<&str> = body.split("\n## ").collect();
        let kept =
            parts.iter().filter(|part| !part.starts_with("Risk") && !part.starts_with("Measures"));
        kept.copied().collect::<Vec<_>>().join("\n## ")
    }

    proptest! {
        #[test]
        fn no_word_is_lost(
            pieces in proptest::collection::vec("(## Subjective\n\n|## Objective\n\n|## Plan\n\n|## Other\n\n|### Sub\n\n|# Title\n\n|[a-z]{3,6} [a-z]{3,6}\\.\n\n|- [a-z]{3,6}\n\n|<!-- [a-z]{3} -->\n\n){1,4}", 0..6),
            to in 0_usize..18,
        ) {
            let templates = Templates::built_in();
            let (soap, to) = (templates.get("soap").unwrap(), templates.iter().nth(to).unwrap());
            let body = pieces.concat();
            let converted = convert(&body, soap, to);
            let count = |text: &str, word: &str| text.split_whitespace().filter(|w| *w == word).count();
            let is_heading = |line: &&str| !line.starts_with("## ");
            for word in body.lines().filter(is_heading).flat_map(str::split_whitespace) {
                let (before, after) = (count(&body, word), count(&converted, word));
                let in_headings: usize = body.lines().filter(|l| !is_heading(l)).map(|l| count(l, word)).sum();
                prop_assert!(after >= before - in_headings, "{word}: {body:?} -> {converted:?}");
            }
        }
    }
}
