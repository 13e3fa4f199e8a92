//! Which headings of its format stand in a note, however they are written: `## Subjective`, `S:`,
//! `**Subjective report:**`, "Assessment and Plan".

use crate::note::guidance;
use crate::note::heading_set::Headings;
use crate::note::sections::{self, Section, same_title};
use crate::note::template::Template;
use crate::note::titles::Likeness;

/// The longest label, in bytes.
const LONGEST: usize = 80;

/// Returns the sections of a note, each with the headings of its format that it stands for.
///
/// A heading as the format writes it always counts. Another way to write it counts where no heading
/// is written so, and a label at the start of a line where a section would otherwise be missing: the
/// note that writes `## Plan` may begin a paragraph with "Plan:".
pub fn read<'a>(body: &'a str, format: &Template) -> Vec<Section<'a>> {
    let mut found = sections::sections(body);
    let mut claimed = Headings::default();
    for section in &mut found {
        if let Some(at) = format.headings.iter().position(|it| same_title(it, &section.title)) {
            section.stands_for = Headings::one(at);
            claimed = claimed | section.stands_for;
        }
    }
    let required = format.must_have;
    let is_plain = found.iter().all(|section| section.level == 1 || !section.stands_for.is_none());
    if is_plain && required.without(claimed).is_none() {
        return found;
    }
    let level = top_level(&found);
    for likeness in [Likeness::Synonym, Likeness::Part] {
        let open = format.all_headings().without(claimed);
        for section in found.iter_mut().filter(|section| section.level == level) {
            if section.stands_for.is_none() {
                section.stands_for = format.meant(&section.title, likeness).both(open);
                claimed = claimed | section.stands_for;
            }
        }
    }
    if required.without(claimed).is_none() {
        return found;
    }
    // A note that has headings is one in which a label is text, but for what is missing.
    let open = match claimed.is_none() {
        true => format.all_headings(),
        false => required.without(claimed),
    };
    let labels = labels(body, format, open, level.max(2));
    if !labels.is_empty() {
        found.extend(labels);
        found.sort_by_key(|section| section.heading.start);
        for at in 1..found.len() {
            found[at - 1].text.end = found[at].heading.start;
        }
    }
    found
}

/// Returns a body with its sections under the headings of the format, as they are written there; `None`
/// when nothing is to change. What stands for several headings at once stays as it is.
pub fn in_form(body: &str, format: &Template) -> Option<String> {
    let mut written = String::with_capacity(body.len() + 64);
    let mut from = 0;
    for section in read(body, format) {
        let Some(at) = section.stands_for.only() else { continue };
        let heading = &format.headings[at];
        if section.level == 2 && *section.title == **heading && !section.is_label {
            continue;
        }
        let before = body[from..section.heading.start].trim_end_matches([' ', '\t']);
        written.push_str(before);
        if !written.is_empty() && !written.ends_with("\n\n") {
            written.push_str(if written.ends_with('\n') { "\n" } else { "\n\n" });
        }
        written.push_str(&format!("## {heading}\n"));
        let text = &body[section.heading.end..section.text.end];
        if section.is_label && !text.trim_start_matches([' ', '\t']).starts_with('\n') {
            written.push('\n');
        }
        from = section.heading.end;
    }
    if from == 0 {
        return None;
    }
    written.push_str(&body[from..]);
    Some(written)
}

/// Returns the level on which a note has its sections: that of its highest headings, but for a title.
fn top_level(sections: &[Section<'_>]) -> u8 {
    let titled = sections.first().is_some_and(|first| first.level == 1)
        && sections[1..].iter().all(|section| section.level > 1);
    let rest = if titled && sections.len() > 1 { &sections[1..] } else { sections };
    rest.iter().map(|section| section.level).min().unwrap_or(2)
}

/// Finds labels of some headings at the start of lines: `S:`, `**Plan:**`, `(A)`, `Response -`, or the
/// heading alone on its line.
fn labels<'a>(body: &'a str, format: &Template, open: Headings, level: u8) -> Vec<Section<'a>> {
    let comments = guidance::comments(body);
    let mut found: Vec<Section<'a>> = Vec::new();
    let (mut at, mut fence) = (0, false);
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let text = line.trim_end();
        let bare = text.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fence = !fence;
        }
        let is_text = !fence && !comments.hold(start) && text.len() - bare.len() < 4;
        if !is_text || bare.starts_with(['>', '#', '<']) {
            continue;
        }
        let Some((label, length)) = label_of(text, format, open) else { continue };
        let heading = start..start + length + spaces(&body[start + length..start + line.len()]);
        let stands_for = label_stands_for(label, format).both(open);
        found.push(Section {
            title: label.into(),
            level,
            text: heading.end..body.len(),
            heading,
            stands_for,
            is_label: true,
        });
    }
    // One letter may be any: `A:` is one of a format beside another.
    let letters = found.iter().filter(|label| is_letter(&label.title));
    let different = letters.fold(Headings::default(), |all, label| all | label.stands_for);
    if different.only().is_some() {
        found.retain(|label| !is_letter(&label.title));
    }
    found
}

fn is_letter(label: &str) -> bool {
    label.chars().count() == 1
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

fn label_stands_for(label: &str, format: &Template) -> Headings {
    let may_be_part = || label.chars().count() > 3 && label.split(' ').count() <= 2;
    match format.meant(label, Likeness::Synonym) {
        found if found.is_none() && may_be_part() => format.meant(label, Likeness::Part),
        found => found,
    }
}

/// Returns the label at the start of a line and how long it is with all that stands around it.
fn label_of<'a>(line: &'a str, format: &Template, open: Headings) -> Option<(&'a str, usize)> {
    let is_open = |label: &str| !label_stands_for(label, format).both(open).is_none();
    let indent = spaces(line);
    let mut from = indent;
    let bullet = line[from..].strip_prefix(['-', '*', '+', '\u{2022}']);
    if let Some(rest) = bullet.filter(|rest| rest.starts_with([' ', '\t'])) {
        from = line.len() - rest.trim_start().len();
    }
    let digits = line[from..].trim_start_matches(|c: char| c.is_ascii_digit());
    if (1..=2).contains(&(line.len() - from - digits.len())) && digits.starts_with(['.', ')']) {
        from = line.len() - digits[1..].trim_start().len();
    }
    let rest = &line[from..];
    let near = &rest[..rest.floor_char_boundary(LONGEST)];
    let length = |label_end: usize| {
        let behind = rest[label_end..].trim_start_matches([' ', '\t']);
        let signs = [':', '-', '\u{2013}', '\u{2014}', '.'];
        let behind = behind.strip_prefix(signs).unwrap_or(behind);
        from + rest.len() - behind.len()
    };
    for mark in ["**", "__", "*", "_"] {
        let Some(inner) = near.strip_prefix(mark) else { continue };
        let end = inner.find(mark)?;
        let label = inner[..end].trim_end_matches([':', '.', ' ', '-']);
        return is_open(label).then(|| (label, length(2 * mark.len() + end)));
    }
    for (open_sign, close) in [('(', ')'), ('[', ']')] {
        let Some(inner) = near.strip_prefix(open_sign) else { continue };
        let end = inner.find(close)?;
        let label = &inner[..end];
        return is_open(label).then(|| (label, length(end + 2)));
    }
    let separators = [": ", ":\t", " - ", " -- ", " \u{2013} ", " \u{2014} ", "\u{2014}"];
    let first = separators.iter().filter_map(|sign| Some((near.find(sign)?, *sign))).min();
    if let Some((end, sign)) = first {
        let label = &near[..end];
        if is_open(label) {
            return Some((label, from + end + sign.len()));
        }
    }
    // `A) text`, `A. text`, `A/ text`.
    let mut letters = rest.chars();
    if let (Some(letter), Some(')' | '.' | '/'), Some(' ')) =
        (letters.next(), letters.next(), letters.next())
        && letter.is_uppercase()
    {
        let label = &rest[..letter.len_utf8()];
        return is_open(label).then_some((label, from + label.len() + 1));
    }
    // A line of its own.
    let alone = rest.trim_end_matches(':');
    let is_short = rest.len() <= LONGEST && !alone.ends_with('.') && alone.split(' ').count() <= 8;
    (is_short && begins_like_a_heading(alone) && is_open(alone)).then(|| (alone, from + rest.len()))
}

fn begins_like_a_heading(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::template::Templates;

    fn found(body: &str, format: &str) -> Vec<String> {
        let templates = Templates::built_in();
        let format = templates.get(format).unwrap();
        let names = |headings: Headings| {
            let all = (0..format.headings.len()).filter(|at| headings.has(*at));
            all.map(|at| format.headings[at].as_str()).collect::<Vec<_>>().join("+")
        };
        let sections = read(body, format).into_iter();
        sections.map(|s| format!("{}={}", names(s.stands_for), body[s.text].trim())).collect()
    }

    #[test]
    fn the_sections_of_a_note_are_found_however_they_are_written() {
        let all = ["Subjective=one", "Objective=two", "Assessment=three", "Plan=four"];
        for body in [
            "## Subjective\n\none\n\n## Objective\n\ntwo\n\n## Assessment\n\nthree\n\n## Plan\n\nfour\n",
            "S: one\nO: two\nA: three\nP: four\n",
            "S) one\n\nO) two\n\nA) three\n\nP) four\n",
            "S/ one\nO/ two\nA/ three\nP/ four\n",
            "**S:** one\n\n**O:** two\n\n**A:** three\n\n**P:** four\n",
            "__Subjective__ one\n\n__Objective__ two\n\n__Assessment__ three\n\n__Plan__ four\n",
            "- Subjective: one\n- Objective: two\n- Assessment: three\n- Plan: four\n",
            "SUBJECTIVE\none\n\nOBJECTIVE\ntwo\n\nASSESSMENT\nthree\n\nPLAN\nfour\n",
            "### Subjective\n\none\n\n### Objective\n\ntwo\n\n### Assessment\n\nthree\n\n### Plan\n\nfour\n",
            "# I. Subjective\none\n\n# II. Objective\ntwo\n\n# III. Assessment\nthree\n\n# IV. Plan\nfour\n",
            "## (S) Subjective\none\n## (O) Objective\ntwo\n## (A) Assessment\nthree\n## (P) Plan\nfour\n",
            "## Subjective (S)\none\n## Objective (O)\ntwo\n## Assessment (A)\nthree\n## Plan (P)\nfour\n",
            "## Subjective\none\n## Objective\ntwo\n## Assessment\nthree\n\nPlan: four\n",
            "Subjective \u{2013} one\n\nObjective \u{2013} two\n\nAssessment \u{2013} three\n\nPlan \u{2013} four\n",
        ] {
            assert_eq!(found(body, "soap"), all, "{body}");
        }
        assert_eq!(
            found("## Subjective\none\n## Objective\ntwo\n## Assessment & Plan\nthree\n", "soap"),
            ["Subjective=one", "Objective=two", "Assessment+Plan=three"]
        );
        assert_eq!(
            found("S: one\nO: two\nA/P: three\n", "soap"),
            ["Subjective=one", "Objective=two", "Assessment+Plan=three"]
        );
    }

    #[test]
    fn words_in_running_text_are_no_headings() {
        for body in [
            "The subjective side, the objective facts, my assessment and the plan.\n",
            "A: somebody asked.\n\nShe said plan: nothing, response: none.\n",
            "```\nS: one\nO: two\n```\n\n> Plan: four\n\n<!--\nPlan: what comes\n-->\n",
            "Planning went on - slowly.\n",
        ] {
            assert_eq!(found(body, "soap"), [""; 0], "{body}");
        }
        // A note with its headings may begin a paragraph like one.
        let body = "## Data\n\nPlan: to be home at six.\n\n## Assessment\n\nso\n\n## Plan\n\non\n";
        assert_eq!(found(body, "dap").len(), 3);
        assert_eq!(found("## Safety plan\n\nas it was\n", "dap"), ["=as it was"]);
    }

    #[test]
    fn sections_are_written_in_the_form_of_the_format() {
        let templates = Templates::built_in();
        let soap = templates.get("soap").unwrap();
        let form = "## Subjective\n\none\n\n## Objective\n\ntwo\n\n## Assessment\n\nthree\n\n## Plan\n\nfour\n";
        for body in [
            "S: one\nO: two\nA: three\nP: four\n",
            "**Subjective:** one\n\n**Objective:** two\n\n**Assessment:** three\n\n**Plan:** four\n",
            "## S - Subjective\n\none\n\n## **OBJECTIVE**\n\ntwo\n\n## Clinical Assessment:\n\nthree\n\n## Plan\n\nfour\n",
        ] {
            assert_eq!(in_form(body, soap).as_deref(), Some(form), "{body}");
        }
        assert_eq!(in_form(form, soap), None);
        let two =
            "## Subjective\n\none\n\n## Objective\n\ntwo\n\n## Assessment and Plan\n\nthree\n";
        assert_eq!(in_form(two, soap), None);
    }
}
