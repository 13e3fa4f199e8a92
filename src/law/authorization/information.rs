//! What an authorization says in words about the information it is for (45 CFR 164.508(c)(1)(i)), as far
//! as words can be held against the rule.

use chrono::{Datelike, Months, NaiveDate};

use crate::domain::moment::parse_date;
use crate::text::dates::MONTHS;

/// Words behind which something is left out: `all but the psychotherapy notes`.
const WITHOUT: &[&str] = &[
    "no",
    "not",
    "non",
    "without",
    "except",
    "excepting",
    "excluding",
    "exclude",
    "excludes",
    "other",
    "but",
    "apart",
    "separate",
    "separated",
    "never",
    "neither",
    "nor",
];

/// How many words may stand between such a word and what is left out.
const REACH: usize = 5;

/// Words by which psychotherapy notes are named (45 CFR 164.501).
pub const PSYCHOTHERAPY: &[&str] = &["psychotherapy", "psychotherapeutic", "process"];

/// Words by which SUD counseling notes are named (42 CFR 2.11).
pub const COUNSELING: &[&str] = &["counseling", "counselling"];

/// Tells whether a text names psychotherapy notes or counseling notes as something that is to be released,
/// and does not say that they are left out.
pub fn names_psychotherapy_notes(text: &str) -> bool {
    names_notes(text, PSYCHOTHERAPY) || names_notes(text, COUNSELING)
}

/// Tells whether a text names notes of a kind, and does not say that they are left out.
pub fn names_notes(text: &str, kinds: &[&str]) -> bool {
    let words = words(text);
    (0..words.len()).any(|at| is_note_of(&words, at, kinds) && !is_left_out(&words, at))
}

/// Tells whether words name notes of a kind at a place: `psychotherapy notes`, `psychotherapy and progress
/// notes`, `psychotherapy session notes`, `notes of psychotherapy`.
fn is_note_of(words: &[String], at: usize, kinds: &[&str]) -> bool {
    let is_note = |at: usize| words.get(at).is_some_and(|word| matches!(&**word, "note" | "notes"));
    let next = words.get(at + 1).map(String::as_str);
    kinds.contains(&&*words[at])
        && (is_note(at + 1)
            || matches!(next, Some("and" | "or")) && is_note(at + 3)
            || next == Some("session") && is_note(at + 2))
}

/// Tells whether a text names something of the record beside psychotherapy notes, and does not say that
/// it is left out.
pub fn names_other_records(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|at| {
        let next = words.get(at + 1).map(String::as_str);
        let is_one = match &*words[at] {
            "progress" => matches!(next, Some("note" | "notes")),
            "treatment" => matches!(next, Some("plan" | "plans")),
            "record" | "records" | "chart" | "charts" | "billing" | "diagnosis" | "diagnoses"
            | "everything" | "intake" => true,
            "entire" | "whole" | "complete" => matches!(next, Some("file" | "files")),
            _ => false,
        };
        is_one && !is_left_out(&words, at)
    })
}

/// Tells whether a text names the documents of a record, or the whole of it, and does not say that they are
/// left out: `the complete record`, `progress notes and documents`. Notes alone are none.
pub fn names_documents(text: &str) -> bool {
    names_whole_or(text, &["document", "documents"])
}

/// Tells the same of the questionnaires: `progress notes and questionnaires`.
pub fn names_questionnaires(text: &str) -> bool {
    names_whole_or(text, &["questionnaire", "questionnaires"])
}

fn names_whole_or(text: &str, part: &[&str]) -> bool {
    const WHOLE: &[&str] = &["whole", "entire", "complete", "full", "all", "designated"];
    let words = words(text);
    let is_whole = |at: usize| {
        let before = &words[at.saturating_sub(3)..at];
        before.iter().any(|word| WHOLE.contains(&&**word))
    };
    let is_part = |at: usize| part.contains(&&*words[at]);
    let are_left_out = (0..words.len()).any(|at| is_part(at) && is_left_out(&words, at));
    let is_one = |at: usize| match &*words[at] {
        "everything" => true,
        "record" | "records" | "chart" | "charts" | "file" | "files" => is_whole(at),
        _ => is_part(at),
    };
    !are_left_out && (0..words.len()).any(|at| is_one(at) && !is_left_out(&words, at))
}

/// Tells whether a text names a single day: what it covers is then no matter of words.
pub fn names_a_day(text: &str) -> bool {
    let tokens: Vec<&str> = text
        .split_whitespace()
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()))
        .collect();
    let is_month =
        |at: usize| tokens.get(at).is_some_and(|token| month_of(&token.to_lowercase()).is_some());
    let is_day = |at: usize| {
        let digits = tokens.get(at).map(|token| {
            let ends = ["st", "nd", "rd", "th"].iter();
            ends.filter_map(|end| token.strip_suffix(end)).next().unwrap_or(token)
        });
        digits.is_some_and(|digits| digits.parse().is_ok_and(|day: u32| (1..=31).contains(&day)))
    };
    let is_date = |token: &str| {
        let parts: Vec<&str> = token.split(['/', '.', '-']).collect();
        parse_date(token).is_some_and(|date| date.year() > 1900)
            || matches!(parts[..], [day, month, year]
                if [day, month, year].iter().all(|part| part.parse::<u32>().is_ok()))
    };
    (0..tokens.len()).any(|at| {
        is_date(tokens[at])
            || is_month(at) && is_day(at + 1)
            || is_day(at) && is_month(at + 1)
            || is_day(at) && tokens.get(at + 1) == Some(&"of") && is_month(at + 2)
    })
}

/// Words by which a text says less than all it names.
const LESS: &[&str] = &[
    "only",
    "alone",
    "solely",
    "just",
    "first",
    "last",
    "latest",
    "recent",
    "previous",
    "past",
    "final",
    "initial",
    "today",
    "yesterday",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "quarter",
    "q1",
    "q2",
    "q3",
    "q4",
    "monday",
    "mondays",
    "tuesday",
    "tuesdays",
    "wednesday",
    "wednesdays",
    "thursday",
    "thursdays",
    "friday",
    "fridays",
    "saturday",
    "saturdays",
    "sunday",
    "sundays",
    "some",
    "selected",
    "certain",
    "relevant",
];

/// Words behind which, or before which, something is left out.
const LEFT_OUT: &[&str] = &[
    "no",
    "not",
    "without",
    "except",
    "excepting",
    "excluding",
    "exclude",
    "excludes",
    "but",
    "never",
    "neither",
    "nor",
    "minus",
    "unless",
    "excluded",
    "excepted",
    "omitted",
    "omitting",
];

/// Tells whether a text says less than all of what it names, in words that can be held against no note:
/// `everything except the session about my father`. That psychotherapy notes are left out is nothing less.
pub fn names_less_than_all(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|at| {
        LESS.contains(&&*words[at])
            || LEFT_OUT.contains(&&*words[at])
                && !leaves_out_psychotherapy_notes(&words, at)
                && !is_no_limit(&words, at)
    })
}

fn leaves_out_psychotherapy_notes(words: &[String], at: usize) -> bool {
    let around = at.saturating_sub(REACH)..(at + REACH).min(words.len());
    around
        .into_iter()
        .any(|near| is_note_of(words, near, PSYCHOTHERAPY) || is_note_of(words, near, COUNSELING))
}

/// Tells whether a word is one of `including but not limited to`.
fn is_no_limit(words: &[String], at: usize) -> bool {
    let from = if words[at] == "but" { at + 1 } else { at };
    matches!(words.get(from..from + 3), Some([not, limited, to])
        if not == "not" && limited == "limited" && to == "to")
}

/// Tells whether a text says that it is for no notes at all: `attendance dates only, no notes`.
pub fn is_without_notes(text: &str) -> bool {
    let words = words(text);
    let is_end = |at: usize| {
        // `no notes of my brother` leaves out some of them.
        !matches!(
            words.get(at + 1).map(String::as_str),
            Some(
                "of" | "from"
                    | "about"
                    | "before"
                    | "after"
                    | "on"
                    | "in"
                    | "by"
                    | "that"
                    | "which"
            )
        )
    };
    let is_without =
        |at: usize| ["no", "not", "without", "excluding", "except"].contains(&&*words[at]);
    (0..words.len()).filter(|at| is_without(*at)).any(|at| {
        let close = at + 1..(at + 4).min(words.len());
        !leaves_out_psychotherapy_notes(&words, at)
            && close.into_iter().any(|near| {
                matches!(&*words[near], "note" | "notes" | "content" | "contents") && is_end(near)
            })
    })
}

/// Tells whether a text says that what it is for is still to be settled.
pub fn is_unsettled(text: &str) -> bool {
    const OPEN: &[&[&str]] = &[
        &["not", "yet"],
        &["to", "be", "agreed"],
        &["to", "be", "determined"],
        &["to", "be", "decided"],
        &["to", "be", "specified"],
        &["to", "be", "named"],
        &["to", "follow"],
        &["tbd"],
        &["tba"],
        &["unknown"],
        &["undecided"],
    ];
    let words = words(text);
    let has = |open: &[&str]| words.windows(open.len()).any(|window| window == open);
    !text.trim().is_empty() && words.is_empty() || OPEN.iter().any(|open| has(open))
}

/// Tells whether a text names whoever comes, and so no person, organisation or class of persons
/// (164.508(c)(1)(iii)): `anyone`, `whom it may concern`.
pub fn names_nobody(text: &str) -> bool {
    const ANYBODY: &[&str] = &[
        "a",
        "all",
        "and",
        "any",
        "anybody",
        "anyone",
        "asking",
        "asks",
        "concern",
        "concerned",
        "else",
        "entities",
        "entity",
        "every",
        "everybody",
        "everyone",
        "for",
        "general",
        "in",
        "individual",
        "individuals",
        "interested",
        "is",
        "it",
        "know",
        "may",
        "need",
        "needs",
        "of",
        "one",
        "or",
        "organisation",
        "organisations",
        "organization",
        "organizations",
        "other",
        "others",
        "parties",
        "party",
        "people",
        "person",
        "persons",
        "public",
        "recipient",
        "recipients",
        "requester",
        "requesters",
        "requesting",
        "requests",
        "somebody",
        "someone",
        "the",
        "them",
        "third",
        "to",
        "who",
        "whoever",
        "whom",
        "whomever",
        "whomsoever",
        "with",
        "world",
        "wants",
    ];
    let words = words(text);
    !words.is_empty() && words.iter().all(|word| ANYBODY.contains(&&**word))
}

/// Tells whether a purpose is a sale or marketing, of which the paper says whether the practice is paid
/// for it (164.508(a)(3), (a)(4)).
pub fn names_pay(purpose: &str) -> bool {
    const PAID: &[&str] = &[
        "sale",
        "sales",
        "sell",
        "selling",
        "sold",
        "resale",
        "marketing",
        "advertising",
        "advertisement",
        "advertisements",
        "promotion",
        "promotional",
        "commercial",
        "testimonial",
        "testimonials",
    ];
    words(purpose).iter().any(|word| PAID.contains(&&**word))
}

/// Returns the first and the last day of each year and month that a text names: `November 2026`, `2025`,
/// `October to December 2026`, `since March 2026`. A month without a year is the latest one when the
/// paper was signed.
pub fn named_days(text: &str, signed_on: Option<NaiveDate>) -> Vec<(NaiveDate, NaiveDate)> {
    let words = words(text);
    let found = mentions(&words, signed_on);
    let (Some((first, start, end)), Some((last, _, until))) = (found.first(), found.last()) else {
        return Vec::new();
    };
    let (first, last) = (*first, *last);
    let has = |range: &[String], any: &[&str]| range.iter().any(|word| any.contains(&&**word));
    if found.len() > 1 && has(&words[first..last], &["to", "through", "thru", "until", "till"]) {
        return vec![(*start, *until)];
    }
    if found.len() == 1 {
        let before = &words[first.saturating_sub(3)..first];
        let behind = &words[last..(last + 4).min(words.len())];
        if has(before, &["since", "starting", "beginning"])
            || has(behind, &["on", "onward", "onwards", "forward"])
        {
            return vec![(*start, NaiveDate::MAX)];
        }
        if has(before, &["after"]) {
            return vec![(end.succ_opt().unwrap_or(*end), NaiveDate::MAX)];
        }
        if has(before, &["before"]) {
            return vec![(NaiveDate::MIN, start.pred_opt().unwrap_or(*start))];
        }
        if has(before, &["until", "through", "till"]) {
            return vec![(NaiveDate::MIN, *end)];
        }
    }
    found.into_iter().map(|(_, from, until)| (from, until)).collect()
}

/// Finds the years and months in words: where, and their first and last day.
fn mentions(words: &[String], signed_on: Option<NaiveDate>) -> Vec<(usize, NaiveDate, NaiveDate)> {
    let year = |at: usize| {
        let word = words.get(at).filter(|word| word.len() == 4)?;
        word.parse().ok().filter(|year| (1900..=2100).contains(year))
    };
    let month = |at: usize| {
        is_month(words, at).or_else(|| {
            // `11/2026` and `2026-11`.
            let number = words.get(at)?.parse().ok().filter(|month| (1..=12).contains(month))?;
            let is_of_a_year = year(at + 1).is_some() || at > 0 && year(at - 1).is_some();
            is_of_a_year.then_some(number)
        })
    };
    let mut found = Vec::new();
    for at in 0..words.len() {
        let span = match (month(at), year(at)) {
            (Some(month), _) => {
                let behind = (at + 1..words.len()).find_map(year);
                let named: Option<i32> = behind.or_else(|| (0..at).rev().find_map(year));
                let latest = || {
                    let signed = signed_on?;
                    Some(signed.year() - i32::from(signed.month() < month))
                };
                let Some(year) = named.or_else(latest) else { continue };
                NaiveDate::from_ymd_opt(year, month, 1).and_then(|from| {
                    Some((from, from.checked_add_months(Months::new(1))?.pred_opt()?))
                })
            }
            // A year that belongs to a month says nothing beside it.
            (None, Some(named)) if !(0..words.len()).any(|near| month(near).is_some()) => {
                NaiveDate::from_ymd_opt(named, 1, 1).zip(NaiveDate::from_ymd_opt(named, 12, 31))
            }
            _ => None,
        };
        found.extend(span.map(|(from, until)| (at, from, until)));
    }
    found
}

/// Returns the month of a word in small letters: its name, or as it is written short.
fn month_of(word: &str) -> Option<u32> {
    let is_it = |month: &&str| {
        *month == word
            || word.len() == 3 && month.starts_with(word)
            || word == "sept" && *month == "september"
    };
    MONTHS.iter().position(is_it).and_then(|at| u32::try_from(at + 1).ok())
}

/// Returns the month that a word names; `may` and `march` are words of their own without a day, a year or
/// a preposition beside them.
fn is_month(words: &[String], at: usize) -> Option<u32> {
    let word = &**words.get(at)?;
    let found = month_of(word)?;
    let near = |at: Option<usize>| at.and_then(|at| words.get(at)).map(String::as_str);
    let is_sure = !matches!(word, "may" | "march" | "mar" | "jan" | "dec")
        || near(at.checked_add(1))
            .is_some_and(|next| next.parse::<u32>().is_ok() || month_of(next).is_some())
        || matches!(
            near(at.checked_sub(1)),
            Some(
                "of" | "in"
                    | "from"
                    | "since"
                    | "until"
                    | "during"
                    | "to"
                    | "through"
                    | "and"
                    | "before"
                    | "after"
            )
        );
    is_sure.then_some(found)
}

fn is_left_out(words: &[String], at: usize) -> bool {
    let before = &words[at.saturating_sub(REACH)..at];
    before.iter().any(|word| WITHOUT.contains(&&**word))
        || words[at..].iter().take(REACH).any(|word| matches!(&**word, "excluded" | "excepted"))
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_named_by_their_word_or_by_the_whole() {
        for text in [
            "the complete record",
            "entire medical record",
            "all records",
            "everything",
            "progress notes and documents of 2026",
            "the full chart",
        ] {
            assert!(names_documents(text), "{text}");
        }
        for text in [
            "",
            "the progress notes of 2026",
            "all progress notes",
            "attendance records",
            "the record of the first session",
            "progress notes, without documents",
            "all records, but no documents",
        ] {
            assert!(!names_documents(text), "{text}");
        }
        for text in ["the complete record", "notes and questionnaires", "all records, no documents"]
        {
            assert!(names_questionnaires(text), "{text}");
        }
        for text in ["notes and documents", "all records, but no questionnaires", "safety measures"]
        {
            assert!(!names_questionnaires(text), "{text}");
        }
    }

    #[test]
    fn a_form_that_mixes_both_in_words_is_found() {
        for mixed in [
            "progress notes and psychotherapy notes",
            "the psychotherapy and progress notes of 2026",
            "My whole record, with the process notes",
            "SUD counseling notes",
        ] {
            assert!(names_psychotherapy_notes(mixed), "{mixed}");
        }
        for plain in [
            "the progress notes of 2026",
            "the whole record without psychotherapy notes",
            "all records, except for any psychotherapy notes",
            "progress notes (no process notes)",
            "psychotherapy notes excluded; progress notes",
            "notes of psychotherapy sessions",
        ] {
            assert!(!names_psychotherapy_notes(plain), "{plain}");
        }
        for mixed in [
            "psychotherapy notes and progress notes",
            "the psychotherapy notes and my records",
            "psychotherapy notes, treatment plan",
        ] {
            assert!(names_other_records(mixed), "{mixed}");
        }
        for plain in [
            "the psychotherapy notes of November 2026",
            "the notes that are kept apart from the record",
            "psychotherapy notes, not the progress notes",
        ] {
            assert!(!names_other_records(plain), "{plain}");
        }
    }

    #[test]
    fn words_that_say_less_than_all_are_found() {
        for less in [
            "notes of 2025 only",
            "attendance dates only, no notes",
            "the session of last Tuesday",
            "everything except the session about my father",
            "all notes but those of my wife",
            "some of the sessions",
        ] {
            assert!(names_less_than_all(less), "{less}");
        }
        for all in [
            "the progress notes of 2026",
            "all records except psychotherapy notes",
            "progress notes (no process notes)",
            "psychotherapy notes excluded; progress notes",
            "my record, including but not limited to diagnosis",
            "mood, activity and sleep since October 2026",
        ] {
            assert!(!names_less_than_all(all), "{all}");
        }
        assert!(is_without_notes("attendance dates only, no notes"));
        assert!(is_without_notes("my bills, without the progress notes"));
        assert!(!is_without_notes("the whole record without psychotherapy notes"));
        assert!(!is_without_notes("no notes of the sessions with my brother"));
        assert!(is_unsettled("not yet agreed") && is_unsettled("TBD") && is_unsettled("--"));
        assert!(!is_unsettled("the progress notes") && !is_unsettled(""));
        assert!(names_nobody("Anyone") && names_nobody("to whom it may concern"));
        assert!(!names_nobody("any attorney of Fictive & Sons") && !names_nobody(""));
        assert!(names_pay("sale of the notes") && !names_pay("coordination of care"));
    }

    #[test]
    fn the_days_that_words_name_are_those_of_the_year_or_month() {
        let signed = NaiveDate::from_ymd_opt(2026, 11, 20);
        for (text, inside, outside) in [
            ("the progress notes of 2026", &["2026-01-01", "2026-12-31"][..], &["2025-12-31"][..]),
            ("notes of November 2026", &["2026-11-30"], &["2026-10-31", "2026-12-01"]),
            ("notes from October", &["2026-10-05"], &["2026-11-05", "2025-10-05"]),
            ("notes from December", &["2025-12-05"], &["2026-12-05"]),
            ("October and November 2026", &["2026-10-01", "2026-11-30"], &["2026-12-01"]),
            ("October 2025 to March 2026", &["2025-12-24"], &["2026-04-01"]),
            ("sleep since October 2026", &["2026-10-01", "2030-01-01"], &["2026-09-30"]),
            ("everything before 2026", &["2025-12-31"], &["2026-01-01"]),
            ("11/2026", &["2026-11-01"], &["2026-10-31"]),
            ("2026-11", &["2026-11-01"], &["2026-10-31"]),
            ("Sept. 2026", &["2026-09-01"], &["2026-10-01"]),
            ("what may be of use, and my march through it", &["1999-01-01"], &[]),
            ("my 12 sessions", &["1999-01-01"], &[]),
        ] {
            let days = named_days(text, signed);
            let holds = |day: &str| {
                let day: NaiveDate = day.parse().unwrap();
                days.is_empty() || days.iter().any(|(from, until)| *from <= day && day <= *until)
            };
            assert!(inside.iter().all(|day| holds(day)), "{text}: {days:?}");
            assert!(!outside.iter().any(|day| holds(day)), "{text}: {days:?}");
        }
    }

    #[test]
    fn a_day_in_words_is_found() {
        for day in [
            "the progress note of 3 November 2026 only",
            "note of November 3, 2026",
            "10 November",
            "the 3rd of November",
            "2026-11-03",
            "11/03/2026",
            "03.11.2026",
        ] {
            assert!(names_a_day(day), "{day}");
        }
        for none in
            ["the progress notes of 2026", "the notes of November 2026", "my 12 sessions", "may be"]
        {
            assert!(!names_a_day(none), "{none}");
        }
    }
}
