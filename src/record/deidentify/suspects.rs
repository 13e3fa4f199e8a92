//! What is left in a cleaned text and could still tell who somebody is: for a person to look at.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::record::deidentify::{Cleaned, Cleaner};

/// Why a place is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// A word with a capital inside a sentence: a name, a place, an employer.
    Capital,
    /// A word with a capital at the start of a sentence that is written small nowhere.
    Start,
    /// A word with a capital behind `in`, `at` and the like.
    Place,
    /// A word in capitals that is no usual abbreviation.
    Capitals,
    /// A word of a name, or its initials, as an ordinary word.
    NameWord,
    /// A number or a code.
    Number,
    /// A day of the week.
    Weekday,
    /// A feature of the body that identifies (P).
    Body,
}

/// Words in front of places.
const TO_PLACES: &[&str] = &["in", "at", "near", "from", "to", "around", "outside"];

/// The days of the week.
const WEEKDAYS: &[&str] =
    &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Features of the body that identify (164.514(b)(2)(i)(P)), and what is like them.
const BODY: &[&str] = &[
    "fingerprint",
    "fingerprints",
    "voiceprint",
    "retina",
    "tattoo",
    "tattoos",
    "birthmark",
    "scar",
];

/// Abbreviations of any practice.
const ABBREVIATIONS: &[&str] = &[
    "ACT", "ADHD", "AM", "BIRP", "CBT", "CPT", "DAP", "DBT", "DOB", "DSM", "EMDR", "GAD", "GIRP",
    "HI", "ICD", "IFS", "MDD", "MRN", "MSE", "OCD", "OK", "PCL", "PHQ", "PIE", "PM", "PTSD", "ROI",
    "SI", "SOAP", "SSN", "SUD", "TV", "US",
];

/// Words that begin sentences of notes and name nobody.
const STARTERS: &[&str] = &[
    "a",
    "about",
    "after",
    "agreed",
    "all",
    "also",
    "although",
    "an",
    "and",
    "as",
    "asked",
    "assessment",
    "at",
    "attended",
    "because",
    "before",
    "began",
    "both",
    "but",
    "calm",
    "client",
    "completed",
    "continue",
    "continued",
    "continues",
    "currently",
    "data",
    "denied",
    "denies",
    "described",
    "describes",
    "did",
    "discussed",
    "each",
    "engaged",
    "explored",
    "feels",
    "felt",
    "for",
    "from",
    "given",
    "goal",
    "goals",
    "has",
    "he",
    "her",
    "here",
    "his",
    "homework",
    "how",
    "however",
    "i",
    "identified",
    "if",
    "in",
    "interventions",
    "is",
    "it",
    "learned",
    "less",
    "met",
    "mood",
    "more",
    "my",
    "next",
    "no",
    "none",
    "not",
    "noted",
    "now",
    "objective",
    "on",
    "once",
    "one",
    "our",
    "pattern",
    "plan",
    "practiced",
    "practised",
    "presented",
    "progress",
    "rated",
    "remains",
    "report",
    "reported",
    "reports",
    "response",
    "reviewed",
    "risk",
    "said",
    "says",
    "seen",
    "session",
    "she",
    "since",
    "slept",
    "so",
    "some",
    "still",
    "subjective",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "today",
    "two",
    "used",
    "was",
    "we",
    "went",
    "were",
    "what",
    "when",
    "while",
    "who",
    "why",
    "will",
    "with",
    "worked",
    "yesterday",
    "you",
];

impl Doubt {
    /// Returns what it is, in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capital => "a word with a capital",
            Self::Start => "a first word that could be a name",
            Self::Place => "a word that could be a place",
            Self::Capitals => "a word in capitals",
            Self::NameWord => "a word of a name, or initials",
            Self::Number => "a number",
            Self::Weekday => "a day of the week",
            Self::Body => "a feature of the body",
        }
    }
}

/// Returns every word in a cleaned text that a person must look at, in order.
pub fn look_at(cleaner: &Cleaner, cleaned: &Cleaned) -> Vec<(Doubt, Range<usize>)> {
    let text = cleaned.text.as_str();
    let words = words(text);
    let small: BTreeSet<&str> = words.iter().map(|range| &text[range.clone()]).collect();
    let removed: Vec<Range<usize>> = cleaned.removed.iter().map(|(_, ours)| ours.clone()).collect();
    let is_ours = |range: &Range<usize>| meets(&removed, range);
    let mut found: Vec<(Doubt, Range<usize>)> = Vec::new();
    let mut before = "";
    for range in words {
        let word = &text[range.clone()];
        if !is_ours(&range)
            && let Some(doubt) = doubt(text, &range, before, &small)
        {
            found.push((doubt, range.clone()));
        }
        before = word;
    }
    let mut left = cleaner.left_of_names(text);
    left.retain(|range| !is_ours(range));
    left.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    // Two parts of a name that share letters are one place to look at.
    left.dedup_by(|next, last| next.start < last.end);
    found.retain(|(_, other)| !meets(&left, other));
    found.extend(left.into_iter().map(|range| (Doubt::NameWord, range)));
    found.sort_by_key(|(_, range)| range.start);
    found
}

/// Tells whether a range shares a byte with one of some, which are in order and apart.
fn meets(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = ranges.partition_point(|other| other.end <= range.start);
    ranges.get(next).is_some_and(|other| other.start < range.end)
}

fn doubt(text: &str, range: &Range<usize>, before: &str, small: &BTreeSet<&str>) -> Option<Doubt> {
    let word = &text[range.clone()];
    let lower = word.to_lowercase();
    if word.contains(|c: char| c.is_numeric()) {
        return (word.chars().count() > 1).then_some(Doubt::Number);
    }
    let bare = lower.trim_end_matches("'s").trim_end_matches("’s");
    if WEEKDAYS.contains(&bare.trim_end_matches('s')) {
        return Some(Doubt::Weekday);
    }
    if BODY.contains(&bare) {
        return Some(Doubt::Body);
    }
    let mut letters = word.chars();
    let has_capital = letters.next().is_some_and(char::is_uppercase);
    if !has_capital || lower == "i" || lower.starts_with("i'") || lower.starts_with("i’") {
        return None;
    }
    let is_shouted = word.chars().count() > 1 && !word.contains(char::is_lowercase);
    if is_shouted {
        return (!ABBREVIATIONS.contains(&word)).then_some(Doubt::Capitals);
    }
    if begins_a_sentence(text, range.start) {
        let is_ordinary = STARTERS.contains(&bare) || small.contains(bare);
        return (!is_ordinary).then_some(Doubt::Start);
    }
    Some(if TO_PLACES.contains(&before) { Doubt::Place } else { Doubt::Capital })
}

/// Tells whether a word begins a sentence, a line of a list or a heading.
fn begins_a_sentence(text: &str, at: usize) -> bool {
    let marks = |c: char| c.is_whitespace() && c != '\n' || "\"'“”‘’([*_`>#-+•".contains(c);
    let before = text[..at].trim_end_matches(marks);
    match before.chars().next_back() {
        None | Some('.' | '?' | '!' | ':') => true,
        // A line may go on with the sentence of the line above.
        Some('\n') => {
            let begins_a_block = text[before.len()..at].contains(['#', '>', '-', '*', '+', '•']);
            let above = before[..before.len() - 1].trim_end_matches([' ', '\t']);
            begins_a_block || above.is_empty() || above.ends_with(['\n', '.', '?', '!', ':'])
        }
        Some(_) => false,
    }
}

/// Returns the places of words; apostrophes and dashes inside belong to them.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_inside = c.is_alphanumeric()
            || start.is_some() && matches!(c, '\'' | '’') && next_is_letter(text, at, c);
        match (is_inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn next_is_letter(text: &str, at: usize, c: char) -> bool {
    text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::deidentify::{DateForm, Known};

    fn doubts(text: &str) -> Vec<String> {
        let known = Known {
            client: Some("Will Sample".into()),
            sessions: [("2026-11-20".parse().unwrap(), 1)].into(),
            ..Known::default()
        };
        let cleaner = Cleaner::new(&known, DateForm::Sessions);
        let cleaned = cleaner.clean(text);
        let found = look_at(&cleaner, &cleaned);
        found.iter().map(|(d, r)| format!("{d:?} {}", &cleaned.text[r.clone()])).collect()
    }

    #[test]
    fn what_could_be_a_name_a_place_or_a_number_is_told() {
        assert_eq!(
            doubts(
                "Reports that her friend Marcus moved to Boise. Tamika called. She felt better."
            ),
            ["Capital Marcus", "Place Boise", "Start Tamika"]
        );
        assert_eq!(
            doubts("Slept 6 hours, walked 12 miles on Tuesday with AZRA (CBT); has a tattoo."),
            ["Number 12", "Weekday Tuesday", "Capitals AZRA", "Body tattoo"]
        );
        assert_eq!(
            doubts("He will try a sample; WS agreed."),
            ["NameWord will", "NameWord sample", "NameWord WS"]
        );
    }

    #[test]
    fn a_heading_a_list_and_a_new_sentence_are_no_doubt() {
        let text =
            "# Data\n\n- Reports less worry.\n- Worry is less at night\n\nThe plan: Continue.\n";
        assert_eq!(doubts(text), [""; 0]);
        // A line that goes on is inside its sentence.
        assert_eq!(doubts("She went with\nMarcus to work."), ["Capital Marcus"]);
    }

    #[test]
    fn our_own_placeholders_are_no_doubt() {
        assert_eq!(doubts("Seen on 2026-11-20 by Will Sample."), [""; 0]);
    }
}
