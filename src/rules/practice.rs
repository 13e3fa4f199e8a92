//! What holds in a practice: which rules, by which numbers, and whose names it has.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use crate::domain::limits::Limits;
use crate::domain::nearest::nearest;
use crate::domain::session_time::SessionTime;
use crate::measure::known::Measures;
use crate::rules::finding::{Finding, Level};
use crate::text::language::Language;
use crate::text::lexicon::Lexicon;
use crate::text::tokens::{self, Filter};
use crate::text::{folded, similarity};

/// What holds for a whole practice.
#[derive(Debug)]
pub struct Practice {
    /// The numbers the practice goes by.
    pub limits: Limits,
    /// Which rules hold.
    pub policy: Policy,
    /// Sentences that the practice uses again and again.
    pub standard: Vec<String>,
    /// In which language its notes are written, where their template does not say another.
    pub language: Language,
    /// The words that the practice brought, by the first part of the tag of their language.
    pub words: BTreeMap<String, Lexicon>,
    /// What time it is; `None` when no rule is to ask.
    pub now: Option<SessionTime>,
    /// The names and ids of all clients.
    pub people: LazyPeople,
    /// The outcome measures that are described.
    pub measures: Measures,
}

/// The clients, whose names are read when a rule first asks.
pub type LazyPeople = LazyLock<People, Box<dyn FnOnce() -> People + Send>>;

/// The names and ids of all clients, to be found in a text.
#[derive(Debug, Default)]
pub struct People {
    ids: BTreeSet<String>,
    names: HashSet<u64>,
    initials: HashSet<u64>,
    /// Given names and family names alone.
    single: HashSet<u64>,
    /// The words of all names: most words are in none. Even those of a large practice are a small part.
    words: Filter<65536>,
}

/// Returns the key of a word, in whatever letters; one beyond ASCII has none, for it may be written in several
/// ways.
fn key_of(word: &str) -> Option<u64> {
    let is_told = word.is_ascii() && !word.is_empty();
    is_told.then(|| tokens::key(word.as_bytes(), 0..word.len()))
}

impl People {
    /// Adds a client.
    pub fn add(&mut self, id: &str, name: Option<&str>) {
        self.ids.insert(id.to_owned());
        self.names.extend(name.into_iter().flat_map(name_keys));
        let words: Vec<&str> = name.into_iter().flat_map(str::split_whitespace).collect();
        words.iter().filter_map(|word| key_of(word)).for_each(|key| self.words.add(key));
        if let [first, .., last] = words.as_slice() {
            self.single.extend([first, last].map(|word| similarity::key(&folded(word))));
            self.initials.extend(last.chars().next().map(|c| name_key(first, &c.to_string())));
            self.initials.extend(first.chars().next().map(|c| name_key(&c.to_string(), last)));
            // Who has three names is known by the first and the last.
            self.names.insert(name_key(first, last));
        }
    }

    fn may_be_in_one(&self, word: &str) -> bool {
        key_of(word).is_none_or(|key| self.words.may_have(key))
    }

    /// Tells whether there is a client of that id.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Tells whether two words, one of them a letter, are the name of a client with an initial in it.
    pub fn has_initial(&self, first: &str, second: &str) -> bool {
        self.initials.contains(&name_key(first, second))
    }

    /// Tells whether a word is the given name or the family name of a client.
    pub fn has_one_name(&self, word: &str) -> bool {
        self.may_be_in_one(word) && self.single.contains(&similarity::key(&folded(word)))
    }

    /// Tells whether a client is named among the words of a text, in whatever letters: by two words of a
    /// name, one of which may be an initial, or by an id that no other word could be. With each word comes
    /// whether a comma stands before it.
    pub fn are_named_in(&self, words: &[(bool, &str)]) -> bool {
        let is_initial = |word: &str| {
            let mut chars = word.chars();
            chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
        };
        let is_pair = |first: &str, second: &str, has_comma: bool| {
            self.has_name(first, second)
                || has_comma && self.has_name(second, first)
                || (is_initial(first) || is_initial(second)) && self.has_initial(first, second)
        };
        let is_id =
            |word: &str| word.bytes().any(|b| b.is_ascii_digit()) && self.has_id(&folded(word));
        words.iter().any(|(_, word)| is_id(word))
            || words.windows(2).any(|pair| is_pair(pair[0].1, pair[1].1, pair[1].0))
            || words.windows(3).any(|it| is_initial(it[1].1) && self.has_name(it[0].1, it[2].1))
    }

    /// Tells whether two words that follow each other are of the name of a client.
    pub fn has_name(&self, first: &str, second: &str) -> bool {
        let may_be = self.may_be_in_one(first) && self.may_be_in_one(second);
        may_be && self.names.contains(&name_key(first, second))
    }
}

/// Returns a key for each two neighbours in a name.
fn name_keys(name: &str) -> Vec<u64> {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.windows(2).map(|pair| name_key(pair[0], pair[1])).collect()
}

fn name_key(first: &str, second: &str) -> u64 {
    similarity::key(&format!("{} {}", folded(first), folded(second)))
}

/// A level that a practice may give to a rule: `None` is off.
pub type Given = Option<Level>;

/// A rule, as far as a practice can say something of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How grave it is here.
    pub level: Given,
    /// Whether a practice has no say in it.
    pub is_fixed: bool,
}

/// Which rules hold, and how grave each is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The rules, in the order of their codes.
    pub rules: Vec<Held>,
    /// The letters and the word of each family.
    pub families: Vec<(&'static str, &'static str)>,
}

/// A rule or family that there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// What was meant, if that is clear.
    pub meant: Option<&'static str>,
}

impl Practice {
    /// Returns the words by which a text in a language is read, if there are any: the practice's own, or the
    /// built-in ones.
    pub fn lexicon(&self, language: &Language) -> Option<Lexicon> {
        self.words.get(language.primary()).copied().or_else(|| language.lexicon())
    }

    /// A practice of which nothing is known but which rules hold.
    pub fn of(policy: Policy) -> Self {
        Self {
            words: BTreeMap::new(),
            limits: Limits::default(),
            policy,
            standard: Vec::new(),
            language: Language::default(),
            now: None,
            people: LazyLock::new(Box::new(People::default)),
            measures: Measures::default(),
        }
    }
}

impl Policy {
    /// Gives levels to rules and families; what is said of a rule goes before what is said of its
    /// family. Returns what is wrong, with its number in the list.
    pub fn set(&mut self, given: &[(&str, Given)]) -> Vec<(usize, UnknownRule)> {
        let mut unknown = Vec::new();
        for of_families in [true, false] {
            for (at, (name, level)) in given.iter().enumerate() {
                let mut families = self.families.iter();
                match families.find(|(letters, word)| is_named(name, letters, word)).copied() {
                    Some((letters, _)) if of_families => {
                        self.give(*level, |code, _| code.starts_with(letters));
                    }
                    None if of_families => {}
                    None if self.give(*level, |code, word| is_named(name, code, word)) => {}
                    None => unknown.push((at, UnknownRule { meant: self.meant(name) })),
                    Some(_) => {}
                }
            }
        }
        unknown
    }

    /// Returns the level of the rule with that number; `None` when it is off.
    pub fn level(&self, number: usize) -> Given {
        self.rules[number].level
    }

    /// Tells whether any rule of a family, named by its letters, is on.
    pub fn has_any(&self, letters: &str) -> bool {
        self.rules.iter().any(|rule| rule.level.is_some() && rule.code.starts_with(letters))
    }

    /// Leaves out the findings of rules that are off, and gives the others the level that holds.
    pub fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let with_level = |finding: Finding| {
            let number = self.rules.binary_search_by_key(&finding.code, |rule| rule.code).ok()?;
            let given = self.rules[number].level?;
            let level = if finding.excused { given.max(Level::Warning) } else { given };
            Some(Finding { level, ..finding })
        };
        findings.into_iter().filter_map(with_level).collect()
    }

    /// Tells whether a name in a configuration or a note means a rule, by its code, its name or its
    /// family.
    pub fn covers(&self, name: &str, code: &str, rule: &str) -> bool {
        let family = self.families.iter().find(|(letters, _)| code.starts_with(letters));
        is_named(name, code, rule)
            || family.is_some_and(|(letters, word)| is_named(name, letters, word))
    }

    /// Finds the rule or family that a name was most likely meant to be.
    pub fn meant(&self, name: &str) -> Option<&'static str> {
        let rules = self.rules.iter().flat_map(|rule| [rule.name, rule.code]);
        nearest(name, rules.chain(self.families.iter().map(|(_, word)| *word)))
    }

    /// Tells whether a name means any rule or family.
    pub fn is_known(&self, name: &str) -> bool {
        self.rules.iter().any(|rule| self.covers(name, rule.code, rule.name))
    }

    fn give(&mut self, level: Given, is_meant: impl Fn(&str, &str) -> bool) -> bool {
        let mut found = false;
        for rule in self.rules.iter_mut().filter(|rule| is_meant(rule.code, rule.name)) {
            found = true;
            if !rule.is_fixed {
                rule.level = level;
            }
        }
        found
    }
}

fn is_named(name: &str, code: &str, word: &str) -> bool {
    name.eq_ignore_ascii_case(code) || name == word
}
