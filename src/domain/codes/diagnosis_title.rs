//! Which codes of ICD-10-CM a diagnosis in words can be, by their titles.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::domain::codes::diagnosis::titles;
use crate::text::lexicon::lists::Lists;

static WORDS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../../text/lexicon/en/diagnoses.txt")));

/// Words of a title that tell no disorder from another by themselves.
static QUALIFIERS: LazyLock<&HashSet<&str>> = LazyLock::new(|| WORDS.words("qualifier"));

/// Words that say nothing about which disorder it is.
static FILLING: LazyLock<&HashSet<&str>> = LazyLock::new(|| WORDS.words("filling"));

/// The titles in which each word stands, by its beginning.
static TITLES_BY_WORD: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_word: HashMap<String, Vec<&'static str>> = HashMap::new();
    for (code, title) in titles() {
        for word in words(title) {
            let codes = by_word.entry(stem(&word)).or_default();
            if codes.last() != Some(&code) {
                codes.push(code);
            }
        }
    }
    by_word
});

/// A diagnosis in words: the codes that it can be, and whether all its words were understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The codes whose titles have all its words; none when no title has.
    pub codes: Vec<&'static str>,
    /// Whether nothing else stands in the text.
    pub is_whole: bool,
}

impl Named {
    /// Tells whether a code of a note can be meant.
    pub fn can_be(&self, code: &str) -> bool {
        self.codes.iter().any(|named| {
            let is_unspecified = code.starts_with(parent(named)) && is_unspecified(code)
                || named.starts_with(parent(code)) && is_unspecified(code);
            named.starts_with(code) || code.starts_with(named) || is_unspecified
        })
    }
}

/// Returns each diagnosis that a text names in words: "MDD, recurrent, moderate; GAD" names two.
pub fn named(text: &str) -> Vec<Named> {
    // A code is the shortest way to say it.
    let upper = text.to_uppercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let written = upper.split(|c| !is_part(c)).map(|word| word.trim_matches('.'));
    let codes: Vec<&'static str> = written
        .filter_map(|word| titles().find(|(code, _)| *code == word))
        .map(|(code, _)| code)
        .collect();
    if !codes.is_empty() {
        return vec![Named { codes, is_whole: true }];
    }
    let mut groups: Vec<(Vec<String>, bool)> = Vec::new();
    for part in text.split([',', ';', '/', '+', '&', '(', ')', '.', ':']) {
        let words: Vec<String> = words(part).collect();
        let telling = |word: &&String| !FILLING.contains(word.as_str());
        let anchors = words.iter().filter(telling);
        let has_anchor = anchors.clone().any(|word| !QUALIFIERS.contains(word.as_str()));
        let telling: Vec<String> = words.iter().filter(telling).cloned().collect();
        match groups.last_mut() {
            Some((last, _)) if !has_anchor => last.extend(telling),
            _ if has_anchor => groups.push((telling, true)),
            _ => {}
        }
    }
    groups.iter().map(|(words, _)| meant(words)).filter(|named| !named.codes.is_empty()).collect()
}

/// Finds the codes for some words; of a text that goes on with others, those of its beginning.
fn meant(words: &[String]) -> Named {
    for length in (1..=words.len()).rev() {
        let some = &words[..length];
        if some.iter().all(|word| QUALIFIERS.contains(word.as_str())) {
            break;
        }
        let codes = with_all(some);
        if !codes.is_empty() {
            return Named { codes, is_whole: length == words.len() };
        }
    }
    Named::default()
}

/// Returns the codes whose titles have all of some words.
fn with_all(words: &[String]) -> Vec<&'static str> {
    // Of the use of a substance the titles have no severity.
    let is_use =
        |word: &String| matches!(word.as_str(), "alcohol" | "opioid" | "cannabis" | "cocaine");
    let is_left_out = |word: &&String| {
        matches!(word.as_str(), "i")
            || words.iter().any(is_use) && QUALIFIERS.contains(word.as_str())
    };
    // "OCD" is no personality disorder, though all its words stand in the title of one.
    let is_of_personality = words.iter().any(|word| word == "personality");
    let mut all: Option<Vec<&'static str>> = None;
    for word in words.iter().filter(|word| !is_left_out(word)) {
        let Some(codes) = TITLES_BY_WORD.get(&stem(word)) else { return Vec::new() };
        all = Some(match all {
            None => codes.clone(),
            Some(all) => all.into_iter().filter(|code| codes.contains(code)).collect(),
        });
    }
    let mut all = all.unwrap_or_default();
    all.retain(|code| is_of_personality || !code.starts_with("F60"));
    all
}

/// Returns the words of a text in small letters, those that are written short in full.
fn words(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase();
    let plain: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut text = format!(" {} ", plain.join(" "));
    for (short, long) in WORDS.pairs("other-name") {
        let first = short.split(' ').next();
        if plain.iter().any(|word| Some(*word) == first)
            && text.contains(&format!(" {short} "))
            && !text.contains(&format!(" {long} "))
        {
            text = text.replace(&format!(" {short} "), &format!(" {long} "));
        }
    }
    text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// Returns the beginning by which a word is known: depression, depressive and depressed are one.
fn stem(word: &str) -> String {
    word.chars().take(7).collect()
}

/// Returns the code above another.
fn parent(code: &str) -> &str {
    match code.len() {
        0..=4 => code.get(..3).unwrap_or(code),
        length => code.get(..length - 1).unwrap_or(code).trim_end_matches('.'),
    }
}

/// Tells whether a code leaves open which of its kind it is.
fn is_unspecified(code: &str) -> bool {
    code.ends_with(['9', '0']) && code.len() > 5 || code.ends_with(".9") || code.ends_with(".A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnosis_in_words_has_the_codes_of_its_title() {
        for (text, code, can_be) in [
            ("bipolar II disorder", "F41.1", false),
            ("bipolar II disorder", "F31.81", true),
            ("Major depressive disorder, single episode, severe", "F33.1", false),
            ("Major depressive disorder, single episode, severe", "F32.2", true),
            ("MDD, recurrent, moderate, unchanged", "F33.1", true),
            ("MDD, recurrent, moderate", "F32.1", false),
            ("MDD", "F32.1", true),
            ("Adjustment disorder with anxiety", "F43.21", false),
            ("adjustment disorder", "F43.21", true),
            ("OCD", "F43.10", false),
            ("OCD", "F42.2", true),
            ("PTSD, chronic", "F43.10", true),
            ("social anxiety disorder", "F40.10", true),
            ("generalised anxiety disorder", "F41.1", true),
            ("alcohol use disorder, moderate", "F10.20", true),
            ("ADHD, inattentive type", "F90.0", true),
            ("bipolar disorder", "F31.81", true),
            ("GAD", "F41.0", false),
            ("recurrent depressive disorder, current episode moderate", "F33.1", true),
        ] {
            let named = named(text);
            assert!(
                named.first().is_some_and(|named| named.can_be(code) == can_be),
                "{text} {code} {named:?}"
            );
        }
        assert_eq!(named("unchanged and stable"), []);
        assert_eq!(named("moderate"), []);
        assert_eq!(named("GAD; MDD, recurrent").len(), 2);
    }
}
