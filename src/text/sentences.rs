//! Where sentences begin and end, and what is quoted, in notes as they are written: with abbreviations, in
//! lists, in telegraphic lines.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::lexicon::lists::Lists;

/// Abbreviations with a stop, as [`packed`] tells them.
struct Abbreviations {
    /// Those behind which a name stands, so that the capital there begins no sentence.
    titles: Vec<u64>,
    /// Those in the middle of a sentence.
    short: Vec<u64>,
}

static ABBREVIATIONS: LazyLock<Abbreviations> = LazyLock::new(|| {
    let lists = Lists::parse(include_str!("lexicon/en/abbreviations.txt"));
    let all = |name| lists.words(name).iter().map(|word| packed(word.as_bytes())).collect();
    Abbreviations { titles: all("title"), short: all("short") }
});

/// No abbreviation is longer.
const LONGEST: usize = 8;

/// Returns a word of at most [`LONGEST`] bytes as a number, the same for capitals and small letters.
fn packed(word: &[u8]) -> u64 {
    word.iter().fold(0, |packed, byte| packed << 8 | u64::from(byte.to_ascii_lowercase()))
}

/// How many bytes a short sentence has: a text has hardly more sentences than that.
pub const SHORT: usize = 48;

/// How many bytes a sentence has at the most, some two hundred words: what the words of one mean together takes
/// more with each of them.
const MOST: usize = 1_200;

/// Returns the sentences of a text, or the lines of its lists where they are shorter: each with the stop that
/// ends it, one behind the other. What goes on without a stop for longer than anybody's sentence is cut between
/// two words.
pub fn of(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    let mut stops = stops(text).into_iter().peekable();
    std::iter::from_fn(move || {
        let stop = stops.peek().map_or(text.len(), |stop| stop + 1);
        let end = match stop - from > MOST {
            true => cut(text, from),
            false => {
                stops.next();
                stop
            }
        };
        let range = from..end;
        from = end;
        (!range.is_empty()).then_some(range)
    })
}

/// Returns where what begins at a byte is cut: behind the last space, or within a word that has none.
fn cut(text: &str, from: usize) -> usize {
    let longest = &text[from..text.floor_char_boundary(from + MOST)];
    from + longest.rfind([' ', '\n']).map_or(longest.len(), |space| space + 1)
}

/// Returns the bytes with which a sentence ends, or the paragraph or the item of a list.
fn stops(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = |at: &usize| {
        let next = bytes.get(at + 1);
        match bytes[*at] {
            b'\n' => next.is_none_or(|next| {
                matches!(next, b'\n' | b'-' | b'*' | b'#' | b'>' | b'+') || next.is_ascii_digit()
            }),
            b'.' => next.is_none_or(u8::is_ascii_whitespace) && !is_abbreviation(text, *at),
            _ => next.is_none_or(u8::is_ascii_whitespace),
        }
    };
    let mut stops = Vec::with_capacity(text.len() / SHORT);
    stops.extend(memchr::memchr3_iter(b'.', b'\n', b';', bytes).filter(ends));
    let known = stops.len();
    stops.extend(memchr::memchr2_iter(b'!', b'?', bytes).filter(ends));
    // Two runs in order, and the second of them mostly empty.
    if stops.len() > known {
        stops.sort();
    }
    stops
}

/// Tells whether a stop belongs to an abbreviation: what follows is small, or the name behind a title.
fn is_abbreviation(text: &str, stop: usize) -> bool {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.';
    let length = bytes[..stop].iter().rev().take(LONGEST + 1).take_while(|it| is_part(it)).count();
    // No abbreviation has other letters.
    let goes_back = || text[..stop - length].ends_with(char::is_alphanumeric);
    if length == 0 || length > LONGEST || goes_back() {
        return false;
    }
    let word = packed(&bytes[stop - length..stop]);
    let next = text[stop + 1..].trim_start_matches(' ').chars().next();
    // "Pt. said", "approx. 20"; but "with the pt. Then".
    let goes_on = next.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
    ABBREVIATIONS.titles.contains(&word) || goes_on && ABBREVIATIONS.short.contains(&word)
}

/// Finds what is quoted, and code.
pub fn spoken(body: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let bytes = body.as_bytes();
    let is_mark = |b: u8| matches!(b, b'"' | b'`' | b'>' | b'~') || b >= 0x80;
    // Without an early end, so that the compiler compares many bytes in one step.
    let has_mark = |block: &[u8]| block.iter().fold(false, |found, byte| found | is_mark(*byte));
    if !bytes.chunks(32).any(has_mark) {
        return ranges;
    }
    let mut line_start = 0;
    let mut fence: Option<usize> = None;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            match fence.take() {
                Some(start) => ranges.push(start..line_start + line.len()),
                None => fence = Some(line_start),
            }
        } else if trimmed.starts_with('>') {
            ranges.push(line_start..line_start + line.len());
        }
        line_start += line.len();
    }
    // A quotation that is not closed in its paragraph is none.
    let mut paragraph = 0;
    for text in body.split_inclusive("\n\n") {
        for (open, close) in
            [('"', '"'), ('\u{201c}', '\u{201d}'), ('`', '`'), ('\u{ab}', '\u{bb}')]
        {
            let mut from = 0;
            while let Some(start) = text[from..].find(open).map(|at| from + at) {
                let inner = start + open.len_utf8();
                let Some(end) = text[inner..].find(close).map(|at| inner + at) else { break };
                ranges.push(paragraph + start..paragraph + end + close.len_utf8());
                from = end + close.len_utf8();
            }
        }
        paragraph += text.len();
    }
    joined(ranges)
}

/// Puts ranges in order and makes one of those that overlap.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_and_code_are_somebody_elses_words() {
        let body = "She said \"I hate it\" and \u{201c}go\u{201d}.\n\n> quoted\n\n`code` and 5\" tall\n\nplain\n";
        let at = |word: &str| body.find(word).unwrap();
        let found = spoken(body);
        let is = |word: &str| found.iter().any(|range| range.contains(&at(word)));
        for word in ["hate", "go", "quoted", "code"] {
            assert!(is(word), "{word}");
        }
        for word in ["She", "and", "tall", "plain"] {
            assert!(!is(word), "{word}");
        }
    }

    #[test]
    fn a_sentence_ends_at_a_stop_and_at_a_paragraph_and_not_at_an_abbreviation() {
        let text = "One. Two goes\non here; three.\n\nFour\n- five w/ pt. at noon\n\
                    - Mr. Six vs. seven, no. 8, 2.5 h. Nine\u{2014}Dr. Ten\n";
        let found: Vec<&str> = of(text).map(|range| text[range].trim()).collect();
        let wanted = [
            "One.",
            "Two goes\non here;",
            "three.",
            "",
            "Four",
            "- five w/ pt. at noon",
            "- Mr. Six vs. seven, no. 8, 2.5 h.",
            "Nine\u{2014}Dr. Ten",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_has_no_stop_is_cut_between_words() {
        for text in ["no word ends here ".repeat(500), "x".repeat(3_000), "\u{e9}".repeat(3_000)] {
            let found: Vec<Range<usize>> = of(&text).collect();
            let ends: Vec<usize> = found.iter().map(|range| range.end).collect();
            let starts: Vec<usize> = found.iter().map(|range| range.start).collect();
            assert_eq!(starts[1..], ends[..ends.len() - 1], "one behind the other");
            assert!(found.len() > 2 && found.iter().all(|range| range.len() <= MOST));
            assert_eq!(found.iter().map(|range| &text[range.clone()]).collect::<String>(), text);
            let is_whole = |end: &usize| text[..*end].ends_with(' ');
            assert!(!text.contains(' ') || ends.iter().all(is_whole));
        }
    }
}
