//! What a title means among the headings of a format: "Clinical assessment", "A/P", "Step 1: warning signs".

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use crate::note::heading_set::Headings;
use crate::note::sections::same_title;
use crate::text::canonical;
use crate::text::lexicon::lists::Lists;

/// Other ways to write the headings of a format.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    /// A heading and what is written for it, as the template and the practice say it.
    listed: Vec<(String, String)>,
    /// The headings by what is written, once anybody asks: most notes write them as the format does.
    known: OnceLock<HashMap<String, Headings>>,
}

impl Synonyms {
    /// Adds other ways to write a heading.
    pub fn add(&mut self, heading: &str, others: impl IntoIterator<Item = String>) {
        self.listed.extend(others.into_iter().map(|other| (heading.to_owned(), other)));
        self.known = OnceLock::new();
    }

    /// Returns which of the headings of a format a title means.
    pub fn meant(&self, title: &str, likeness: Likeness, headings: &[String]) -> Headings {
        let known = self.known(headings);
        let find = |words: &str| known.get(words).copied().unwrap_or_default();
        let spellings = spellings(title);
        let first_of = |find: &dyn Fn(&str) -> Headings| {
            let found = spellings.iter().map(|words| find(words)).find(|found| !found.is_none());
            found.unwrap_or_default()
        };
        match likeness {
            Likeness::Synonym => first_of(&|words| match find(words) {
                found if found.is_none() => several(words, &find),
                found => found,
            }),
            Likeness::Part => first_of(&|words| part(words, &find)),
        }
    }

    fn known(&self, headings: &[String]) -> &HashMap<String, Headings> {
        self.known.get_or_init(|| {
            let mut known: HashMap<String, Headings> = HashMap::new();
            let at = |heading: &str| headings.iter().position(|it| same_title(it, heading));
            let own = headings.iter().map(|heading| (heading, heading));
            let all = self.listed.iter().map(|(heading, other)| (heading, other)).chain(own);
            for (heading, other) in all {
                let Some(at) = at(heading) else { continue };
                let stands_for = known.entry(plain(other)).or_default();
                *stands_for = *stands_for | Headings::one(at);
            }
            known
        })
    }
}

/// How sure it is that a heading is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It is written as a synonym of it, or as several of them.
    Synonym,
    /// It begins or ends with one: "Plan for the week", "Clinical assessment".
    Part,
}

/// Words of headings, by what they are.
static WORDS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../text/lexicon/en/titles.txt")));

/// Words that end in those of a heading and mean something else.
static OTHERS: LazyLock<&HashSet<&str>> = LazyLock::new(|| WORDS.words("another"));

/// Tells whether a title, in small letters, is one for how the client appeared.
pub fn is_of_mental_status(title: &str) -> bool {
    static NAMES: LazyLock<&HashSet<&str>> = LazyLock::new(|| WORDS.words("mental-status"));
    title.split(|c: char| !c.is_alphanumeric()).any(|word| NAMES.contains(word))
}

/// Returns what all of several headings stand for: "assessment and plan".
fn several(words: &str, find: &dyn Fn(&str) -> Headings) -> Headings {
    let mut all = Headings::default();
    if !words.contains(" and ") {
        return all;
    }
    for (at, part) in words.split(" and ").enumerate() {
        match find(part.trim()) {
            // "Assessment and homework" begins with what it is about.
            found if found.is_none() && at == 0 => return all,
            found => all = all | found,
        }
    }
    all
}

/// Returns the heading with which some words begin or end, the longer the better.
fn part(words: &str, find: &dyn Fn(&str) -> Headings) -> Headings {
    let all: Vec<&str> = words.split(' ').collect();
    if all.len() > 5 || OTHERS.iter().any(|other| words.ends_with(other)) {
        return Headings::default();
    }
    let is_telling = |part: &str| part.len() > 2;
    for length in (1..all.len()).rev() {
        for part in [&all[..length], &all[all.len() - length..]] {
            let part = part.join(" ");
            let found = if is_telling(&part) { find(&part) } else { Headings::default() };
            if !found.is_none() {
                return found;
            }
        }
    }
    Headings::default()
}

/// Returns the ways to read a title: as a whole, without its number or letter, and what stands in and in
/// front of brackets.
fn spellings(title: &str) -> Vec<String> {
    let title = title.trim().trim_matches(['*', '_', ':', '#']).trim();
    let mut found = vec![plain(title)];
    let mut add = |text: &str| {
        let text = plain(text);
        if !text.is_empty() && !found.contains(&text) {
            found.push(text);
        }
    };
    let rest = without_number(title);
    add(rest);
    if let Some((letter, words)) =
        rest.split_once([' ', ':', '-', '.', ')', '\u{2013}', '\u{2014}'])
        && letter.trim_matches(['(', '[', ']', '*']).chars().count() == 1
    {
        add(words);
    }
    if let Some((before, inside)) = rest.split_once(['(', '[']) {
        add(before);
        let (inside, behind) = inside.split_once([')', ']']).unwrap_or((inside, ""));
        add(behind);
        // "Plan (next two weeks)" is no heading of its own.
        if before.trim().chars().count() <= 1 || inside.chars().count() == 1 {
            add(inside);
        }
    }
    for sign in [" - ", " \u{2013} ", " \u{2014} ", ": "] {
        if let Some((before, _)) = rest.split_once(sign)
            && before.chars().count() > 2
        {
            add(before);
        }
    }
    found
}

/// Returns a title without "Step 1:", "2." and the like.
fn without_number(title: &str) -> &str {
    let is_step = title.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("step"));
    let rest = if is_step { title[4..].trim_start() } else { title };
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let roman = rest.trim_start_matches(['I', 'V', 'X']);
    match (rest.len() - digits.len(), rest.len() - roman.len()) {
        (1..=2, _) => digits.trim_start_matches(['.', ')', ':', '-', ' ', '\u{2013}', '\u{2014}']),
        (_, 1..=4) if roman.starts_with(['.', ')']) => roman[1..].trim_start(),
        _ => title,
    }
}

/// Returns a title as titles are compared: small words without signs, in the singular, in American
/// spelling, and without those that say nothing.
fn plain(title: &str) -> String {
    const NOTHING: &[&str] = &[
        "a",
        "an",
        "the",
        "client",
        "clients",
        "patient",
        "patients",
        "pt",
        "cl",
        "my",
        "of",
        "for",
        "to",
        "clinician",
        "therapist",
        "counselor",
        "used",
        "provided",
        "applied",
        "clinical",
        "section",
        "s",
        "towards",
        "toward",
        "in",
        "on",
        "at",
        "with",
        "i",
        "can",
        "that",
        "who",
        "this",
    ];
    let title = canonical(title).to_lowercase();
    let mut words: Vec<Cow<'_, str>> = Vec::new();
    for piece in title.split_inclusive(|c: char| !(c.is_alphanumeric())) {
        let sign = piece.chars().next_back().filter(|c| !c.is_alphanumeric());
        let word = sign.map_or(piece, |sign| &piece[..piece.len() - sign.len_utf8()]);
        if !word.is_empty() {
            words.push(singular(word));
        }
        if matches!(sign, Some('&' | '/' | '+' | ',' | ';')) {
            words.push("and".into());
        }
    }
    // Letters alone, `A/P`, are what the sections are called.
    let are_letters = words.iter().all(|word| word.chars().count() == 1 || *word == "and");
    if !are_letters && words.iter().any(|word| !NOTHING.contains(&&**word)) {
        words.retain(|word| !NOTHING.contains(&&**word));
    }
    words.dedup_by(|next, last| *next == "and" && *last == "and");
    words.join(" ").trim_matches(' ').trim_start_matches("and ").trim_end_matches(" and").to_owned()
}

fn singular(word: &str) -> Cow<'_, str> {
    match word {
        "diagnoses" | "dx" => "diagnosis".into(),
        // What somebody comes with has many names.
        "concern" | "concerns" | "complaint" | "complaints" | "issue" | "issues" => {
            "problem".into()
        }
        "examination" => "exam".into(),
        "hx" => "history".into(),
        "tx" => "treatment".into(),
        "eval" => "evaluation".into(),
        "meds" => "medication".into(),
        "psych" => "psychiatric".into(),
        "fam" => "family".into(),
        "recs" => "recommendation".into(),
        "state" => "status".into(),
        "behaviour" | "behaviours" => "behavior".into(),
        "counselling" => "counseling".into(),
        "histories" => "history".into(),
        "therapies" => "therapy".into(),
        "strategies" => "strategy".into(),
        "agencies" => "agency".into(),
        "safer" => "safe".into(),
        "coordination" | "co" => word.into(),
        _ if word.ends_with("isation") => word.replace("isation", "ization").into(),
        _ => match word.strip_suffix('s') {
            Some(one) if one.len() > 2 && !one.ends_with(['s', 'u', 'i']) => one.into(),
            _ => word.into(),
        },
    }
}
