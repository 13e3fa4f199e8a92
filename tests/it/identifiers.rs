//! What `deidentify` takes out of words that nobody wrote for it, and what it leaves: tests/clinical.

use std::collections::BTreeMap;
use std::fs;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use serde_json::Value;

use crate::clinical::{Tally, file_note};
use crate::practice::Practice;

/// What became of an identifier, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Removed,
    /// It stands in the list of places to look at.
    Listed,
    Left,
}

/// A line of a note that was cleaned, and the columns of it that are to be looked at, from 1.
struct Line {
    text: String,
    look: Vec<usize>,
}

fn add_person(practice: &Practice, id: &str, data: &Value) {
    let mut file = String::new();
    for (key, value) in data.as_object().unwrap() {
        let value = value.as_str().unwrap();
        let value = match key.as_str() {
            "birth_date" => value.to_owned(),
            "others" => format!("{:?}", value.split("; ").collect::<Vec<_>>()),
            _ => format!("{value:?}"),
        };
        file += &format!("{key} = {value}\n");
    }
    practice.put(&format!("chart/clients/{id}/client.toml"), file);
}

/// Cleans all notes of a client and returns the lines of each, without what casenotes writes above them.
fn cleaned(practice: &Practice, id: &str) -> Vec<Vec<Line>> {
    let report = format!("{id}.json");
    let text = practice.ok(&["deidentify", id, "--report", &report]);
    let report: Value = serde_json::from_str(&practice.read(&report)).unwrap();
    let mut look: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for place in report["look"].as_array().unwrap() {
        let column = place["column"].as_u64().unwrap_or_default() as usize;
        look.entry(place["line"].as_u64().unwrap()).or_default().push(column);
    }
    let mut notes: Vec<Vec<Line>> = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.starts_with("# Session ") {
            notes.push(Vec::new());
        }
        let look = look.remove(&number).unwrap_or_default();
        if let Some(note) = notes.last_mut() {
            note.push(Line { text: line.to_owned(), look });
        }
    }
    for note in &mut notes {
        let first = note.iter().position(|line| line.text.starts_with("## "));
        note.drain(..first.unwrap_or(0));
    }
    notes
}

/// Returns an identifier and each telling word of it: half of an address is still one. A year may stay.
fn pieces(words: &str) -> Vec<&str> {
    let is_year = |word: &str| {
        word.len() == 4 && word.parse::<u32>().is_ok_and(|year| (1900..2100).contains(&year))
    };
    let is_telling = |word: &&str| {
        let tells = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        word.chars().count() > 2 && word.contains(tells) && !is_year(word)
    };
    let parts: Vec<&str> = words.split(' ').map(|part| part.trim_matches(['.', ','])).collect();
    let telling = parts.iter().copied().filter(is_telling);
    std::iter::once(words).chain(telling.filter(|_| parts.len() > 1)).collect()
}

/// Tells what became of some words in a note: of several places the worst counts.
fn fate(words: &str, note: &[Line]) -> Fate {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let places = note.iter().flat_map(|line| {
        line.text.match_indices(words).filter_map(move |(at, _)| {
            let (before, behind) = (&line.text[..at], &line.text[at + words.len()..]);
            if before.ends_with(is_word) || behind.starts_with(is_word) {
                return None;
            }
            let start = before.chars().count();
            let end = start + words.chars().count();
            let is_listed = line.look.iter().any(|column| start < *column && *column <= end);
            Some(if is_listed { Fate::Listed } else { Fate::Left })
        })
    });
    places.max().unwrap_or(Fate::Removed)
}

#[test]
fn identifiers_are_taken_out_and_ordinary_words_are_not() {
    let practice = Practice::new();
    let text = fs::read_to_string("tests/clinical/identifiers.json").unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut of_person: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for case in document["cases"].as_array().unwrap() {
        of_person.entry(case["client"].to_string()).or_default().push(case);
    }
    let first = NaiveDate::from_ymd_opt(2012, 1, 2).unwrap().and_hms_opt(9, 7, 0).unwrap();
    let mut tally = Tally::default();
    for (nth, cases) in of_person.values().enumerate() {
        let id = format!("c-d{nth:03}");
        add_person(&practice, &id, &cases[0]["client"]);
        let at = |number: usize| -> NaiveDateTime { first + Duration::days(35 * number as i64) };
        for (number, case) in cases.iter().enumerate() {
            file_note(&practice, &id, "Merrit Vane, LCSW", case, at(number));
        }
        let notes = cleaned(&practice, &id);
        assert_eq!(notes.len(), cases.len());
        for (case, note) in cases.iter().zip(&notes) {
            let of = |key: &str| case[key].as_array().into_iter().flatten();
            let is_fault = case["want"] != "quiet";
            let words = of("words").map(|words| words.as_str().unwrap());
            let is_right = match is_fault {
                true => words.flat_map(pieces).all(|piece| fate(piece, note) != Fate::Left),
                // One that must not be removed may be looked at, and one on which nobody need look must
                // be left.
                false => {
                    let may_be_listed = of("not").all(|not| not != "look");
                    let is_left = |fate: Fate| match fate {
                        Fate::Removed => false,
                        Fate::Listed => may_be_listed,
                        Fate::Left => true,
                    };
                    words.map(|words| fate(words, note)).all(is_left)
                }
            };
            let text = |key: &str| case[key].as_str().unwrap();
            tally.count(text("kind"), text("id"), is_fault, is_right);
        }
    }
    tally.hold();
}
