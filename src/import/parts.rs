//! A file that holds several notes, one below each heading or line that bears a date.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::import::dates::{self, Found};

/// A note in a file of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its lines, counted from 1.
    pub lines: RangeInclusive<usize>,
    /// The date it bears; `None` for what stands in front of the first.
    pub date: Option<Found>,
}

/// What begins a note: a heading of a level, a date in brackets, or a date alone on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Heading(usize),
    Brackets,
    Alone,
}

/// A note a day for fifty years, and a few more: no file holds more.
pub const MOST_PARTS: usize = 20_000;

/// Returns the notes in a text in which two or more begin with a date of the same sort; none where it is one
/// note. The first lines are the front of the file; what stands between that and the first note is a part
/// without a date, if there is anything.
pub fn parts(text: &str, front: usize, is_org: bool) -> Vec<Part> {
    let mut begun: Vec<(Mark, usize, Found)> = Vec::new();
    let mut is_code = false;
    for (at, line) in text.lines().enumerate().skip(front) {
        is_code ^= line.starts_with("```") || line.starts_with("~~~");
        if let Some((mark, date)) = (!is_code).then(|| begins(line, is_org)).flatten() {
            begun.push((mark, at + 1, date));
        }
    }
    let mut counts: BTreeMap<Mark, usize> = BTreeMap::new();
    begun.iter().for_each(|(mark, ..)| *counts.entry(*mark).or_default() += 1);
    let Some(mark) = counts.into_iter().find(|(_, count)| *count > 1).map(|(mark, _)| mark) else {
        return Vec::new();
    };
    begun.retain(|(it, ..)| *it == mark);
    let last = text.lines().count();
    let mut parts = Vec::new();
    let first = begun[0].1;
    let is_filled = |line: &str| !line.trim().is_empty();
    if text.lines().take(first - 1).skip(front).any(is_filled) {
        parts.push(Part { lines: front + 1..=first - 1, date: None });
    }
    let ends = begun.iter().skip(1).map(|(_, line, _)| line - 1).chain([last]);
    let ends: Vec<usize> = ends.collect();
    parts.extend(
        begun
            .into_iter()
            .zip(ends)
            .map(|((_, line, date), end)| Part { lines: line..=end, date: Some(date) }),
    );
    parts
}

fn begins(line: &str, is_org: bool) -> Option<(Mark, Found)> {
    // What is a heading in org-mode is an item of a list in Markdown.
    let sign = if is_org { b'*' } else { b'#' };
    let level = line.bytes().take_while(|b| *b == sign).count();
    if (1..=6).contains(&level) && line[level..].starts_with(' ') {
        return Some((Mark::Heading(level), dates::first(&line[level..])?));
    }
    if !line.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '[' || c.is_alphabetic())
        || line.len() > 60
    {
        return None;
    }
    let found = dates::first(line)?;
    if line.starts_with('[') && found.range.start == 1 {
        // A time that is none stands behind the day as well.
        let (inside, _) = line[found.range.end..].split_once(']')?;
        return (!inside.contains(char::is_alphabetic)).then_some((Mark::Brackets, found));
    }
    let is_alone =
        found.range.start == 0 && line[found.range.end..].trim_matches([':', ' ', '\t']).is_empty();
    is_alone.then_some((Mark::Alone, found))
}

/// Where the lines of a text begin, so that a part is found without reading what stands before it.
#[derive(Clone, Debug)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// Looks where the lines of a text begin.
    pub fn of(text: &str) -> Self {
        let behind = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self([0].into_iter().chain(behind).collect())
    }

    /// Returns some lines of the text.
    pub fn part<'a>(&self, text: &'a str, lines: &RangeInclusive<usize>) -> &'a str {
        let begin = |line: usize| self.0.get(line).copied().unwrap_or(text.len());
        text.get(begin(lines.start().saturating_sub(1))..begin(*lines.end())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(usize, usize)> {
        parts(text, 0, text.starts_with('*'))
            .iter()
            .map(|part| (*part.lines.start(), *part.lines.end()))
            .collect()
    }

    #[test]
    fn notes_below_dates_are_told_apart() {
        let headings =
            "# Ana\n\n## 2023-04-05\n\nSlept.\n### 2023-04-01 by the way\n## 2023-04-12\n\nAte.\n";
        assert_eq!(of(headings), [(1, 2), (3, 6), (7, 9)]);
        assert_eq!(Lines::of(headings).part(headings, &(7..=9)), "## 2023-04-12\n\nAte.\n");
        assert_eq!(Lines::of("a\nb").part("a\nb", &(2..=2)), "b");
        assert_eq!(Lines::of("a\n").part("a\n", &(2..=9)), "");
        assert_eq!(
            of("[2023-04-05 14:00] Slept\nwell\n[2023-04-12 14:00] Ate\n"),
            [(1, 2), (3, 3)]
        );
        assert_eq!(of("[2023-04-05 99:99] Slept\n[2023-04-12 14:00] Ate\n"), [(1, 1), (2, 2)]);
        assert_eq!(of("* 2023-04-05\na\n* 2023-04-12\nb\n"), [(1, 2), (3, 4)]);
        assert_eq!(of("04/05/2023\na\n\n04/12/2023:\nb"), [(1, 3), (4, 5)]);
    }

    #[test]
    fn one_note_is_one() {
        for text in [
            "",
            "# 2023-04-05\n\nSlept.\n",
            "Seen 2023-04-05.\nSeen 2023-04-06.\n",
            "[2023-04-05 by phone] Slept.\n[2023-04-06 Ate.\n",
            "```\n# 2023-04-05\n# 2023-04-06\n```\n",
        ] {
            assert_eq!(of(text), [], "{text}");
        }
    }
}
