//! Choices of a form that nobody made: `SI: Y/N`, `[ ] yes [ ] no`, "(circle one)".

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::lexicon::lists::Lists;

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("lexicon/en/choices.txt")));

/// Answers that a form offers side by side.
static ANSWERS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("answer"));
/// What a form asks for beside them.
static ASKED: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("asked"));

const BOXES: &[&str] = &["[ ]", "[]", "\u{2610}"];
const TICKED: &[&str] = &["[x]", "[X]", "[\u{2713}]", "[\u{2714}]", "\u{2611}", "\u{2612}"];

/// Tells whether the line around a byte is a choice that nobody made, or an empty box stands in front.
pub fn is_left_open(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let before = text[start..at].trim_end();
    BOXES.iter().any(|empty| before.ends_with(empty)) || in_line(line).is_some()
}

/// Returns where a choice that nobody made stands in a line.
pub fn in_line(line: &str) -> Option<Range<usize>> {
    boxes(line).or_else(|| slashed(line))
}

/// Boxes side by side for yes and no, none of them ticked.
fn boxes(line: &str) -> Option<Range<usize>> {
    if TICKED.iter().any(|ticked| line.contains(ticked)) {
        return None;
    }
    let places = BOXES.iter().flat_map(|empty| line.match_indices(empty));
    let mut places: Vec<(usize, &str)> = places.collect();
    places.sort_unstable();
    let (first, _) = *places.first().filter(|_| places.len() > 1)?;
    let (last, empty) = *places.last()?;
    Some(first..last + empty.len())
}

/// Answers with a slash behind a label, and none behind them.
fn slashed(line: &str) -> Option<Range<usize>> {
    if !line.contains('/') {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    let asked = ASKED.iter().filter_map(|words| lower.find(words)).min();
    let end = asked.map_or(line.len(), |at| lower[..at].rfind('(').unwrap_or(at));
    let choice = lower[..end].trim_end_matches([' ', '.', ',', ')', ']', '*', '_']);
    let start = match choice.rfind([':', '?', '(', '[']) {
        Some(label) => label + 1,
        None if asked.is_some() => 0,
        None => return None,
    };
    let mut answers = choice[start..].split('/').map(str::trim);
    let is_choice = choice[start..].contains('/')
        && answers.all(|answer| {
            let last = answer.rsplit(' ').next().unwrap_or_default();
            ANSWERS.contains(answer) || asked.is_some() && ANSWERS.contains(last)
        });
    is_choice.then_some(start..choice.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_open_until_somebody_makes_it() {
        for line in [
            "SI: Y/N",
            "SI/HI: yes / no",
            "SI/HI: [ ] yes [ ] no",
            "[ ] SI [ ] HI",
            "\u{2610} SI \u{2610} HI",
            "Access to firearms? Yes / No (circle one)",
            "Yes / No (circle one)",
            "Self-harm: present/absent",
        ] {
            assert!(in_line(line).is_some(), "{line}");
        }
        for line in [
            "SI: Y/N: N",
            "SI/HI: no",
            "[x] SI [ ] HI",
            "- [ ] call the school",
            "Asked yes/no questions.",
            "Answers with yes/no",
            "Mood: low/flat",
            "SI: yes, and/or HI",
        ] {
            assert!(in_line(line).is_none(), "{line}");
        }
        assert!(is_left_open("Risk:\n[x] HI [ ] SI", 17) && !is_left_open("[x] SI", 4));
    }
}
