//! What is left in a cleaned text and could still tell who somebody is: for a person to look at.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::record::deidentify::{Cleaned, Cleaner};
use crate::text::lexicon::lists::Lists;
use crate::text::people::{is_given_name, is_no_name};
use crate::text::scan::{before, near};

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
    /// A day of the week, or a holiday.
    Weekday,
    /// A feature of the body that identifies (P).
    Body,
    /// What few people are, or what others have read of (R).
    Unusual,
}

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../../text/lexicon/en/look.txt")));

/// Words in front of places.
static TO_PLACES: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("to-place"));

/// The days of the week.
static WEEKDAYS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("weekday"));

/// Holidays, which are days of the year.
static HOLIDAYS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("holiday"));

/// Seasons, which with a year behind them are more than the year.
static SEASONS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("season"));

/// Features of the body that identify (164.514(b)(2)(i)(P)), and what is like them.
static BODY: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("body"));

/// Words of what tells one person from all others.
static UNUSUAL: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("unusual"));

/// Abbreviations of any practice, and the words that skills are remembered by.
static ABBREVIATIONS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("abbreviation"));

/// Words that begin sentences of notes and name nobody.
static STARTERS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("starter"));

/// What people do, behind a name at the start of a sentence.
static DEEDS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("deed"));

/// Skills and parts of treatments, which are often written with capitals.
static TERMS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("term"));

/// Ends of words that are no names at the start of a sentence.
static ENDINGS: LazyLock<&HashSet<&str>> = LazyLock::new(|| LISTS.words("ending"));

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
            Self::Weekday => "a day of the week or a holiday",
            Self::Body => "a feature of the body",
            Self::Unusual => "what few people are or have done",
        }
    }
}

/// Returns every word in a cleaned text that a person must look at, in order.
pub fn look_at(cleaner: &Cleaner, cleaned: &Cleaned) -> Vec<(Doubt, Range<usize>)> {
    let text = cleaned.text.as_str();
    let words = self::words(text);
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
    let words_again = self::words(text);
    let mut known: HashSet<Range<usize>> = found.iter().map(|(_, range)| range.clone()).collect();
    for range in unusual(text, &words_again) {
        if !is_ours(&range) && known.insert(range.clone()) {
            found.push((Doubt::Unusual, range));
        }
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
        let is_one = tells_a_number(text, range) || tells_an_age(text, range, before);
        return is_one.then_some(Doubt::Number);
    }
    let bare = lower.trim_end_matches("'s").trim_end_matches("’s");
    if WEEKDAYS.contains(bare.trim_end_matches('s')) {
        return Some(Doubt::Weekday);
    }
    if HOLIDAYS.contains(bare) && word.starts_with(char::is_uppercase) {
        return Some(Doubt::Weekday);
    }
    if BODY.contains(bare) {
        return Some(Doubt::Body);
    }
    let mut letters = word.chars();
    // "Summer of 1979" is more than a year.
    if SEASONS.contains(bare) && has_year_behind(text, range.end) {
        return Some(Doubt::Number);
    }
    // "She is ninety-four".
    if lower == "ninety" && ["is", "was", "aged", "turned", "turns", "nearly"].contains(&before) {
        return Some(Doubt::Number);
    }
    let has_capital = letters.next().is_some_and(char::is_uppercase);
    if !has_capital || lower == "i" || lower.starts_with("i'") || lower.starts_with("i’") {
        return None;
    }
    let is_shouted = word.chars().count() > 1 && !word.contains(char::is_lowercase);
    if is_shouted {
        let is_known = ABBREVIATIONS.contains(word) || is_in_capitals(text, range);
        return (!is_known).then_some(Doubt::Capitals);
    }
    let is_given = is_given_name(word.trim_end_matches("'s").trim_end_matches("\u{2019}s"));
    if begins_a_sentence(text, range.start) {
        let is_ordinary = || {
            STARTERS.contains(bare)
                || small.contains(bare)
                || is_no_name(bare)
                || ENDINGS.iter().any(|end| bare.ends_with(end))
                || bare.strip_suffix('s').is_some_and(|one| STARTERS.contains(one))
        };
        let is_person = is_given || does_something(&text[range.end..]) && !is_ordinary();
        return is_person.then_some(Doubt::Start);
    }
    if is_no_name(bare) && !is_given || is_of_a_term(text, range) {
        return None;
    }
    Some(if TO_PLACES.contains(before) { Doubt::Place } else { Doubt::Capital })
}

/// Tells whether a number could be somebody's: long, or of letters and figures. Years, minutes, doses
/// and scores are not.
fn tells_a_number(text: &str, range: &Range<usize>) -> bool {
    let word = &text[range.clone()];
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_plain = digits == word.chars().count();
    let is_year = is_plain && digits == 4 && (word.starts_with("19") || word.starts_with("20"));
    // `1,500` steps.
    let is_in_thousands = text[..range.start].ends_with(',') && digits == 3
        || text[range.end..].starts_with(',')
            && text[range.end + 1..].bytes().take_while(u8::is_ascii_digit).count() == 3;
    // `F33.1` and the like are codes of what many have.
    let is_diagnosis = word.len() <= 4
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word[1..].bytes().all(|b| b.is_ascii_digit());
    !is_year
        && !is_in_thousands
        && !is_diagnosis
        && (is_plain && digits >= 4 || !is_plain && digits >= 2 && word.len() >= 4)
}

/// Tells whether a number of ninety and more is how old somebody is: "is 94 now", "aged 92".
fn tells_an_age(text: &str, range: &Range<usize>, before: &str) -> bool {
    const LEADS: &[&str] = &["is", "was", "aged", "age", "turned", "turns", "nearly", "now"];
    let is_old = text[range.clone()].parse::<u32>().is_ok_and(|age| (90..=115).contains(&age));
    let rest = text[range.end..].trim_start_matches(' ');
    let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_end = rest.is_empty() || rest.starts_with(['.', ',', ';', ')', '\n']);
    is_old
        && LEADS.iter().any(|lead| lead.eq_ignore_ascii_case(before))
        && !rest.starts_with('%')
        && (is_end || matches!(next, "now" | "and" | "this" | "years" | "in" | "next"))
}

/// Tells whether a year follows: "of 1979", " 2019".
fn has_year_behind(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(' ');
    let rest = rest.strip_prefix("of ").unwrap_or(rest);
    let year = rest.bytes().take_while(u8::is_ascii_digit).count();
    year == 4 && (rest.starts_with("19") || rest.starts_with("20"))
}

/// Tells whether a word belongs to the name of a skill or a part of a treatment.
fn is_of_a_term(text: &str, range: &Range<usize>) -> bool {
    let edge = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = edge(range.start.saturating_sub(24));
    let near = text[start..edge(text.len().min(range.end + 24))].to_ascii_lowercase();
    TERMS.iter().any(|term| {
        near.match_indices(term).any(|(at, _)| {
            let place = start + at..start + at + term.len();
            place.start <= range.start && range.end <= place.end
        })
    })
}

/// Tells whether what follows a word says what somebody did.
fn does_something(rest: &str) -> bool {
    let rest = rest.trim_start_matches(' ');
    let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    DEEDS.contains(next)
}

/// How far around a word a line of capitals is looked for.
const HEADING: usize = 200;

/// Tells whether a word stands in a line of capitals: a heading.
fn is_in_capitals(text: &str, range: &Range<usize>) -> bool {
    let lead = before(text, range.start, HEADING).rsplit('\n').next().unwrap_or_default();
    let rest = near(text, range.start, range.len() + HEADING).lines().next().unwrap_or_default();
    let words = lead.split_whitespace().count() + rest.split_whitespace().count();
    words > 1 && !lead.contains(char::is_lowercase) && !rest.contains(char::is_lowercase)
}

/// Returns what tells one of few: "the only female bell-founder in the country".
fn unusual(text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    const AMONG: &[&str] = &[
        "country", "county", "state", "town", "city", "nation", "region", "world", "district",
        "village", "parish", "island", "valley", "province", "street", "borough",
    ];
    // "The town's only blacksmith": the word stands in front.
    let is_owned = |at: usize| {
        let owner = at.checked_sub(1).map(|before| text[words[before].clone()].to_lowercase());
        owner.is_some_and(|owner| {
            let bare = owner.trim_end_matches("'s").trim_end_matches("\u{2019}s");
            bare.len() < owner.len() && AMONG.contains(&bare)
        })
    };
    let lower = |range: &Range<usize>| text[range.clone()].to_lowercase();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, range) in words.iter().enumerate() {
        let word = lower(range);
        if UNUSUAL.contains(word.as_str()) {
            found.push(range.clone());
            if word.starts_with("survivor") {
                // Of what, is told behind it.
                found.extend(
                    words[at + 1..]
                        .iter()
                        .take(4)
                        .filter(|next| text[next.start..next.end].len() > 3)
                        .cloned(),
                );
            }
        }
        if !matches!(word.as_str(), "only" | "first" | "youngest" | "oldest" | "last") {
            continue;
        }
        let ahead = words[at + 1..].iter().take(8);
        if is_owned(at) {
            let near = ahead.clone().take(3).filter(|next| {
                next.len() > 3 && !text[range.end..next.start].contains(['.', '\n', ';', ','])
            });
            found.extend(near.cloned());
            continue;
        }
        let end = ahead.clone().position(|next| AMONG.contains(&lower(next).as_str()));
        let is_one_sentence =
            |end: usize| !text[range.end..words[at + 1 + end].start].contains(['.', '\n', ';']);
        if let Some(end) = end.filter(|end| is_one_sentence(*end)) {
            found.extend(ahead.take(end).filter(|next| next.len() > 3).cloned());
        }
    }
    found
}

/// Tells whether a word begins a sentence, a line of a list or a heading.
fn begins_a_sentence(text: &str, at: usize) -> bool {
    let marks = |c: char| c.is_whitespace() && c != '\n' || "\"'“”‘’([*_`>#-+•".contains(c);
    let before = text[..at].trim_end_matches(marks);
    let is_title = ["St.", "Mt.", "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Fr.", "Rev."]
        .iter()
        .any(|title| before.ends_with(title));
    match before.chars().next_back() {
        Some('.') if is_title => false,
        None | Some('.' | '?' | '!' | ':' | ';') => true,
        // A line may go on with the sentence of the line above.
        Some('\n') => {
            let begins_a_block = text[before.len()..at].contains(['#', '>', '-', '*', '+', '•']);
            let above = before[..before.len() - 1].trim_end_matches([' ', '\t']);
            begins_a_block || above.is_empty() || above.ends_with(['\n', '.', '?', '!', ':', ';'])
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
            ["Weekday Tuesday", "Capitals AZRA", "Body tattoo"]
        );
        assert_eq!(doubts("Room 4417, in 2019, 1,500 steps, F33.1."), ["Number 4417"]);
        assert_eq!(
            doubts("The only female bell-founder in the country; survivor of the ferry fire."),
            [
                "Unusual female",
                "Unusual bell",
                "Unusual founder",
                "Unusual survivor",
                "Unusual ferry",
                "Unusual fire"
            ]
        );
        for ordinary in [
            "Affect was flat.",
            "Sleep was poor.",
            "Panic came twice.",
            "Uses the TIPP skill.",
            "Speech slow, clear.",
        ] {
            assert_eq!(doubts(ordinary), [""; 0], "{ordinary}");
        }
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
