//! What an authorization says in words about the information it is for (45 CFR 164.508(c)(1)(i)), as far
//! as words can be held against the rule.

use chrono::Datelike;

use crate::domain::moment::parse_date;

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

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// Tells whether a text names psychotherapy notes as something that is to be released, and does not say
/// that they are left out.
pub fn names_psychotherapy_notes(text: &str) -> bool {
    let words = words(text);
    let is_note = |at: usize| words.get(at).is_some_and(|word| matches!(&**word, "note" | "notes"));
    let kinds = ["psychotherapy", "psychotherapeutic", "process", "counseling", "counselling"];
    (0..words.len()).any(|at| {
        let is_one = kinds.contains(&&*words[at])
            && (is_note(at + 1)
                || matches!(words.get(at + 1).map(String::as_str), Some("and" | "or"))
                    && is_note(at + 3));
        is_one && !is_left_out(&words, at)
    })
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

/// Tells whether a text names a single day: what it covers is then no matter of words.
pub fn names_a_day(text: &str) -> bool {
    let tokens: Vec<&str> = text
        .split_whitespace()
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()))
        .collect();
    let is_month =
        |at: usize| tokens.get(at).is_some_and(|token| MONTHS.contains(&&*token.to_lowercase()));
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
