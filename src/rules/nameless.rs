//! A reason that leaves with a note and must name no client.

use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure};
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::rules::practice::People;
use crate::text::folded;

/// A reason by which whoever gets the note would learn who else is a client.
#[derive(Debug, thiserror::Error)]
#[error("the reason has the name or the id of a client in it, and it leaves with the note")]
struct NamesAClient;

impl Explain for NamesAClient {
    fn hint(&self) -> Option<String> {
        Some("Say why without a name or an id, such as `same first name`.".into())
    }
}

/// Fails when a reason that goes along with notes names a client of the practice: by an id, by two words
/// of a name, or, for the client the notes come from, by any word of one (45 CFR 164.502(a), 42 CFR
/// 2.13(c)).
///
/// # Errors
/// Says so, or that a client file cannot be read: whom a reason names is not known then.
pub fn require_nameless(chart: &Chart, reason: &str, from: &ClientId) -> Result<(), Failure> {
    let mut people = People::default();
    let mut names_of_from = Vec::new();
    for client in chart.clients()? {
        let bytes = chart.read_client(&client)?.unwrap_or_default();
        let file = ClientFile::parse(&String::from_utf8_lossy(&bytes)).0;
        people.add(client.as_str(), None);
        for name in file.name.into_iter().chain(file.former_names).chain(file.members) {
            people.add(client.as_str(), Some(&name));
            if client == *from {
                names_of_from.push(name);
            }
        }
    }
    let words = words(reason);
    let names_from = |word: &str| folded(word) == from.as_str() || is_of(&names_of_from, word);
    match people.are_named_in(&words) || words.iter().any(|(_, word)| names_from(word)) {
        true => Err(NamesAClient.into()),
        false => Ok(()),
    }
}

/// Tells whether a word is of one of the names, written as there; a name of one word is one in any letters.
fn is_of(names: &[String], word: &str) -> bool {
    names.iter().any(|name| {
        let mut parts = name.split_whitespace().map(|part| part.trim_end_matches([',', '.']));
        let is_alone = name.split_whitespace().count() == 1 && folded(name) == folded(word);
        is_alone || word.chars().count() > 1 && parts.any(|part| part == word)
    })
}

/// Returns the words of a text, each with whether a comma stands before it.
fn words(text: &str) -> Vec<(bool, &str)> {
    let is_of_word =
        |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '\u{300}'..='\u{36f}');
    let mut words = Vec::new();
    let mut has_comma = false;
    for piece in text.split_inclusive(|c: char| !is_of_word(c)) {
        let word = piece.trim_end_matches(|c: char| !is_of_word(c));
        let possessive = ["'s", "’s"].iter().find_map(|end| word.strip_suffix(end));
        let word = possessive.unwrap_or(word).trim_matches(['\'', '’', '-']);
        if !word.is_empty() {
            words.push((has_comma, word));
            has_comma = false;
        }
        has_comma |= piece.ends_with(',');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_written_and_words_that_only_look_like_one_are_not() {
        let mut people = People::default();
        people.add("c-7f3k", Some("Rod Bottle"));
        people.add("adult", Some("Ana Maria Bell"));
        for reason in [
            "filed with Rod Bottle by mistake",
            "filed with ROD BOTTLE",
            "rod bottle's note",
            "Bottle, Rod",
            "Rod M. Bottle",
            "of Rod B.",
            "of R. Bottle",
            "of Ana Bell",
            "of Maria Bell",
            "(c-7f3k)",
            "was c-7f3k/2026-11-20",
            "was C-7F3K",
        ] {
            assert!(people.are_named_in(&words(reason)), "{reason}");
        }
        for reason in ["same first name", "that rang a bell", "a note of an adult", "c-8f3k", ""] {
            assert!(!people.are_named_in(&words(reason)), "{reason}");
        }
        let names = ["Rod Bottle".to_owned(), "Cho".to_owned()];
        for (word, is_there) in
            [("Rod", true), ("Bottle", true), ("rod", false), ("cho", true), ("Chor", false)]
        {
            assert_eq!(is_of(&names, word), is_there, "{word}");
        }
    }
}
