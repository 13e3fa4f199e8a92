//! A table of phrases, found in one pass over a text by their first words.
//!
//! A table is text: `[name]` begins a block, `#` a comment, `@name = a|b` names alternatives; the rest are
//! phrases, by `, ` or a line each. In a phrase `a|b` is one of both, `(a)` may be missing, `a_b` is two
//! words in one place, `word*` the beginning of a word, `~` any word, `#` a digit, and `=Word` in front of all is
//! written just so. A space stands for a hyphen, the end of a line, a colon or `=` as well, "with" for "w/" and
//! "without" for "w/o". Behind ` => ` stands what to write instead.

use std::ops::Range;

use crate::text::tokens::{self, Filter, Word, is_part};

/// Phrases, each with a tag that says what it is a sign of.
pub struct Table<T> {
    /// The texts of all alternatives, one behind the other.
    arena: Vec<u8>,
    phrases: Vec<Phrase<T>>,
    slots: Vec<Slot>,
    alternatives: Vec<Alternative>,
    advice: Vec<String>,
    /// Phrases whose first word is whole, by its first eight letters.
    whole: Index,
    /// Phrases whose first word is the beginning of one, by its first four letters.
    stems: Index,
    unknown: Vec<String>,
}

struct Phrase<T> {
    tag: T,
    slots: Range<u16>,
    advice: Option<u16>,
    is_exact: bool,
}

/// A place in a phrase, where one of several words stands.
struct Slot {
    alternatives: Range<u32>,
    /// Bits of the words with which they begin.
    begins: Bits,
    is_optional: bool,
}

/// One of the words that may stand in a place.
struct Alternative {
    /// Where its letters stand.
    text: Range<u32>,
    /// The letters with which its first word begins, at most eight, and which of them are known.
    key: u64,
    mask: u64,
    shape: Shape,
}

/// How much of an alternative its key tells.
#[derive(Clone, Copy)]
enum Shape {
    /// All: it is one word of so many letters.
    Word(u8),
    /// All: it is the beginning of a word, of so many letters.
    Stem(u8),
    /// No more than so many letters of it.
    Longer(u8),
    /// It is any word.
    Any,
}

/// A phrase in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<T> {
    tag: T,
    phrase: u16,
    start: u32,
    end: u32,
}

impl<T: Copy> Found<T> {
    /// Returns what it is a sign of.
    pub fn tag(self) -> T {
        self.tag
    }

    /// Returns where it stands.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Phrases by a key: a hash table with open addressing.
#[derive(Default)]
struct Index {
    /// The phrases, those of one key together.
    candidates: Vec<Candidate>,
    slots: Vec<IndexSlot>,
    /// Of each key with many phrases, which of them may have a word second, by the numbers of the word.
    crowds: Vec<u64>,
    /// The keys: most words begin no phrase.
    filter: Filter<32768>,
}

/// A key, and where its phrases stand.
#[derive(Clone, Copy, Default)]
struct IndexSlot {
    key: u64,
    start: u16,
    count: u16,
    /// Where its bits stand in `crowds`, if it has many.
    crowd: Option<u32>,
    /// Bits of the words that may stand second in any of them.
    behind: Bits,
}

/// From how many phrases on a key has bits: "client" begins hundreds, and the word behind it tells of nearly
/// all that they are not there.
const CROWD: usize = 8;

/// How many rows of bits a key has: one for each number of each kind, and one for no word at all.
const ROWS: usize = 2 * 64 + 1;

/// What most words tell a phrase by that is not there, without a look at its text.
#[derive(Clone, Copy)]
struct Candidate {
    /// The number of the phrase.
    number: u16,
    /// In which place of it the word stands, and as which alternative.
    slot: u16,
    alternative: u32,
    /// How long its first word is, or the beginning of one.
    first_word: u8,
    /// Bits of the words that may stand second in it; all where it may have none.
    behind: Bits,
}

/// The letters by which the beginning of a word is known.
const STEM: u64 = 0xffff_ffff;

/// A text in which a phrase is looked for.
#[derive(Clone, Copy)]
struct Text<'t> {
    bytes: &'t [u8],
    /// The words that are still to come.
    behind: &'t [Word],
    /// Whether the phrase is written just so.
    is_exact: bool,
}

impl Text<'_> {
    /// Goes on to a byte and returns the word that begins there, if one does, and the numbers of that word
    /// or of the one behind an apostrophe there.
    fn word_at(&mut self, at: usize) -> (Option<Word>, Option<(u32, u32)>) {
        while let Some((word, rest)) = self.behind.split_first()
            && word.start() < at
        {
            self.behind = rest;
        }
        let Some(next) = self.behind.first() else { return (None, None) };
        let is_there = next.start() == at;
        let is_meant = is_there || next.start() == at + apostrophe_at(self.bytes, at);
        (is_there.then_some(*next), is_meant.then(|| numbers_of(next.key())))
    }
}

/// The first letters of phrases, whole words and beginnings of words, before they are put in order.
#[derive(Default)]
struct Beginnings {
    whole: Vec<(u64, Candidate)>,
    stems: Vec<(u64, Candidate)>,
}

impl<T: Copy + PartialEq> Table<T> {
    /// Parses tables. `names` gives each block its tag.
    pub fn parse(texts: &[&str], names: &[(&str, T)]) -> Self {
        let mut table = Self {
            arena: Vec::new(),
            phrases: Vec::new(),
            slots: Vec::new(),
            alternatives: Vec::new(),
            advice: Vec::new(),
            whole: Index::default(),
            stems: Index::default(),
            unknown: Vec::new(),
        };
        let mut beginnings = Beginnings::default();
        let mut classes: Vec<(&str, &str)> = Vec::new();
        for text in texts {
            let mut tag = None;
            for line in text.lines().map(str::trim) {
                if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                    tag = names.iter().find(|(known, _)| *known == name).map(|(_, tag)| *tag);
                    if tag.is_none() {
                        table.unknown.push(name.to_owned());
                    }
                } else if let Some((name, words)) = class_of(line) {
                    classes.push((name, words));
                } else if let (Some(tag), false) = (tag, line.is_empty() || line.starts_with('#')) {
                    let (phrases, advice) = match line.split_once(" => ") {
                        Some((phrases, advice)) => (phrases, Some(advice)),
                        None => (line, None),
                    };
                    let advice = advice.map(|advice| {
                        table.advice.push(advice.to_owned());
                        (table.advice.len() - 1) as u16
                    });
                    let phrases = phrases.trim_end_matches(',').split(", ").map(str::trim);
                    for phrase in phrases.filter(|it| !it.is_empty()) {
                        table.add(tag, phrase, advice, &classes, &mut beginnings);
                    }
                }
            }
        }
        (table.whole, table.stems) = (Index::of(beginnings.whole), Index::of(beginnings.stems));
        table
    }

    fn add(
        &mut self,
        tag: T,
        written: &str,
        advice: Option<u16>,
        classes: &[(&str, &str)],
        beginnings: &mut Beginnings,
    ) {
        let (is_exact, written) = match written.strip_prefix('=') {
            Some(rest) => (true, rest),
            None => (false, written),
        };
        let first = self.slots.len();
        for place in written.split_ascii_whitespace() {
            let inner = place.strip_prefix('(').and_then(|place| place.strip_suffix(')'));
            let (is_optional, words) = (inner.is_some(), inner.unwrap_or(place));
            let start = self.alternatives.len() as u32;
            for word in words.split('|') {
                let class = word.strip_prefix('@');
                let class = class.and_then(|name| classes.iter().find(|(known, _)| *known == name));
                let words = class.map_or(word, |(_, words)| words).split('|');
                for word in words {
                    self.add_alternative(word);
                    if let Some(short) = short(word) {
                        self.add_alternative(&short);
                    }
                    // Letters beyond ASCII have no capitals when they are compared: "Übung" is one more.
                    if !is_exact && let Some(first) = word.chars().next().filter(|c| !c.is_ascii())
                    {
                        let rest = word[first.len_utf8()..].chars();
                        self.add_alternative(&first.to_uppercase().chain(rest).collect::<String>());
                    }
                }
            }
            let alternatives = start..self.alternatives.len() as u32;
            let mut begins = Bits::default();
            alternatives.clone().for_each(|it| begins.add(bits_of_word(self.text(it))));
            self.slots.push(Slot { alternatives, begins, is_optional });
        }
        let number = self.phrases.len() as u16;
        let slots = first as u16..self.slots.len() as u16;
        for at in first..self.slots.len() {
            let behind = self.words(at + 1);
            for alternative in self.slots[at].alternatives.clone() {
                let text = self.text(alternative);
                let length = (0..text.len()).find(|at| !is_part(text, *at));
                let length = length.unwrap_or(text.len());
                let is_stem = text.get(length) == Some(&b'*');
                let next = text.get(length + usize::from(is_stem)).copied();
                let behind = match next {
                    // The rest of the word is not known.
                    _ if is_stem => Bits::ALL,
                    Some(b' ') => bits_of_word(&text[length + 1..]),
                    Some(_) => Bits::ALL,
                    None => behind,
                };
                let (slot, first_word) = (at as u16, length as u8);
                let candidate = Candidate { number, slot, alternative, first_word, behind };
                let (index, letters) = match is_stem {
                    true => (&mut beginnings.stems, 4),
                    false => (&mut beginnings.whole, 8),
                };
                index.push((tokens::key(text, 0..length.min(letters)), candidate));
            }
            if !self.slots[at].is_optional {
                break;
            }
        }
        debug_assert!(self.slots.len() <= usize::from(u16::MAX), "a table is too long");
        self.phrases.push(Phrase { tag, slots, advice, is_exact });
    }

    fn add_alternative(&mut self, word: &str) {
        let at = self.arena.len() as u32;
        self.arena.extend(word.bytes().map(|b| if b == b'_' { b' ' } else { b }));
        let text = at..self.arena.len() as u32;
        let (key, mask) = key_of(&self.arena[at as usize..]);
        let shape = Shape::of(word.as_bytes());
        self.alternatives.push(Alternative { text, key, mask, shape });
    }

    /// Returns the bits of the words with which a slot, or one behind it, may begin.
    fn words(&self, from: usize) -> Bits {
        let mut words = Bits::default();
        for slot in &self.slots[from.min(self.slots.len())..] {
            words.add(slot.begins);
            if !slot.is_optional {
                return words;
            }
        }
        // It may end here.
        Bits::ALL
    }

    fn text(&self, alternative: u32) -> &[u8] {
        let range = &self.alternatives[alternative as usize].text;
        &self.arena[range.start as usize..range.end as usize]
    }

    /// Finds every phrase in a text, in order.
    pub fn find(&self, text: &str) -> Vec<Found<T>> {
        self.find_among(text, &tokens::cut(text))
    }

    /// Finds every phrase that begins with one of some words of a text and ends in it, in order.
    pub fn find_among(&self, text: &str, words: &[Word]) -> Vec<Found<T>> {
        let mut found = Vec::with_capacity(words.len() / 3);
        let mut behind = words;
        while let Some((word, rest)) = behind.split_first() {
            behind = rest;
            // Most words begin none.
            if self.may_begin(word.key()) {
                self.at_word(text.as_bytes(), *word, rest, &mut found);
            }
        }
        found
    }

    /// Tells whether a phrase may begin with a word.
    #[inline]
    fn may_begin(&self, word: u64) -> bool {
        self.whole.filter.may_have(word) || self.stems.filter.may_have(word & STEM)
    }

    /// Finds the phrases that begin with a word; `behind` are those that follow it.
    fn at_word(&self, bytes: &[u8], word: Word, behind: &[Word], found: &mut Vec<Found<T>>) {
        // The next word tells most phrases that they are not there.
        let next = behind.first().filter(|it| {
            let begins = |at: usize| at + apostrophe_at(bytes, at) == it.start();
            behind_gap(bytes, word.end()).is_some_and(begins)
        });
        let next = next.map(|next| numbers_of(next.key()));
        let (key, length) = (word.key(), word.end() - word.start());
        let mut last = u16::MAX;
        let mut look_at = |candidate: &Candidate| {
            // A phrase may begin with the same word in two ways.
            if candidate.number != last {
                let phrase = &self.phrases[usize::from(candidate.number)];
                let rest = usize::from(candidate.slot) + 1..usize::from(phrase.slots.end);
                let (rest, alternative) = (&self.slots[rest], candidate.alternative);
                let text = Text { bytes, behind, is_exact: phrase.is_exact };
                let is_there = self.alternatives[alternative as usize].may_be(key);
                if is_there
                    && let Some(end) =
                        self.end_behind(alternative, rest, text, word.start(), Some(word))
                {
                    last = candidate.number;
                    let (start, end) = (word.start() as u32, end as u32);
                    found.push(Found { tag: phrase.tag, phrase: candidate.number, start, end });
                }
            }
        };
        if self.whole.filter.may_have(key) {
            self.whole.each(key, next, |candidate| {
                if usize::from(candidate.first_word) == length {
                    look_at(candidate);
                }
            });
        }
        if self.stems.filter.may_have(key & STEM) {
            self.stems.each(key & STEM, next, |candidate| {
                if usize::from(candidate.first_word) <= length {
                    look_at(candidate);
                }
            });
        }
    }

    /// Returns where a phrase ends, if the rest of it stands at a byte of a text.
    fn end_of(&self, slots: &[Slot], mut text: Text<'_>, at: usize) -> Option<usize> {
        let (slot, rest) = slots.split_first()?;
        let (word, numbers) = text.word_at(at);
        // Of most slots with many alternatives none is there.
        if slot.begins.may_hold(numbers) {
            let key = word.map_or(0, |word| word.key());
            let alternatives = slot.alternatives.start as usize..slot.alternatives.end as usize;
            for (number, alternative) in
                (slot.alternatives.start..).zip(&self.alternatives[alternatives])
            {
                if alternative.may_be(key)
                    && let Some(end) = self.end_behind(number, rest, text, at, word)
                {
                    return Some(end);
                }
            }
        }
        if slot.is_optional { self.end_of(rest, text, at) } else { None }
    }

    /// Returns where a phrase ends, if an alternative stands at a byte of a text and the rest behind it.
    ///
    /// Its key is that of the `word` there, but for capitals.
    fn end_behind(
        &self,
        alternative: u32,
        rest: &[Slot],
        text: Text<'_>,
        at: usize,
        word: Option<Word>,
    ) -> Option<usize> {
        let has = |is_enough: fn(&usize, &usize) -> bool, letters: u8| {
            let there = word.filter(|it| is_enough(&(it.end() - it.start()), &letters.into()));
            there.map(|it| it.end())
        };
        let end = match self.alternatives[alternative as usize].shape {
            _ if text.is_exact => ends(self.text(alternative), text.bytes, at, true)?,
            Shape::Word(letters) => has(usize::eq, letters)?,
            Shape::Stem(letters) => has(usize::ge, letters)?,
            // "Mother's" is one.
            Shape::Any => {
                let end = word?.end();
                let is_owner =
                    text.bytes[end..].starts_with(b"'s") && !goes_on(text.bytes, end + 2);
                if is_owner { end + 2 } else { end }
            }
            Shape::Longer(known) => {
                let known = usize::from(known);
                ends(&self.text(alternative)[known..], text.bytes, at + known, false)?
            }
        };
        if rest.is_empty() {
            return Some(end);
        }
        let longer = || self.end_of(rest, text, behind_gap(text.bytes, end)?);
        let is_whole = rest.iter().all(|slot| slot.is_optional);
        longer().or_else(|| is_whole.then_some(end))
    }

    /// Returns what to write instead of a phrase, if the table says so.
    ///
    /// A phrase that another table has more than this one has no advice here.
    pub fn advice(&self, found: Found<T>) -> Option<&str> {
        let advice = self.phrases.get(usize::from(found.phrase))?.advice?;
        Some(&self.advice[usize::from(advice)])
    }

    /// Returns the names of blocks that have no tag.
    #[cfg(test)]
    pub fn unknown_blocks(&self) -> &[String] {
        &self.unknown
    }

    /// Tells whether there is a phrase of a tag.
    pub fn has(&self, tag: T) -> bool {
        self.phrases.iter().any(|phrase| phrase.tag == tag)
    }
}

impl Alternative {
    /// Tells whether it may stand where a word of a key does, or where none does and the key is 0.
    #[inline]
    fn may_be(&self, key: u64) -> bool {
        (self.key ^ key) & self.mask == 0
    }
}

impl Shape {
    /// Tells how much of an alternative its key tells: letters beyond ASCII are no letters of it.
    fn of(text: &[u8]) -> Self {
        let letters = text.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        match &text[letters..] {
            [] if (1..=KEYED).contains(&letters) => Self::Word(letters as u8),
            b"*" if letters <= KEYED => Self::Stem(letters as u8),
            b"~" if letters == 0 => Self::Any,
            // What a key tells of a word with other letters is of them as well.
            [next, ..] if *next >= 0x80 => Self::Longer(0),
            _ => Self::Longer(letters.min(KEYED) as u8),
        }
    }
}

/// How many letters a key tells.
const KEYED: usize = 8;

/// Returns how a word is written short as well: "w/" and "w/o".
fn short(word: &str) -> Option<String> {
    [("without", "w/o"), ("with", "w/")].iter().find_map(|(long, short)| {
        let rest = word.strip_prefix(long)?;
        (rest.is_empty() || rest.starts_with('_')).then(|| format!("{short}{rest}"))
    })
}

/// What is wrong with a line of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes of the text.
    pub at: usize,
    /// What is wrong, and what it should be.
    pub message: String,
}

/// How many words, or places of words, a table that somebody brings may have.
const MOST: usize = 20_000;

/// Says what is wrong with a table that is not part of the program, line by line. `names` are the blocks.
pub fn faults<T>(text: &str, names: &[(&str, T)]) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut classes: Vec<&str> = Vec::new();
    let (mut is_in_block, mut places) = (false, 0);
    for line in text.lines() {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        let trimmed = line.trim();
        let at = at + (line.len() - line.trim_start().len());
        let mut wrong = |at: usize, message: String| found.push(Fault { at, message });
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if let Some(heading) = trimmed.strip_prefix('[') {
            match heading.strip_suffix(']') {
                None => wrong(at, "a heading ends with `]`".to_owned()),
                Some(name) if !names.iter().any(|(known, _)| *known == name) => {
                    let known: Vec<&str> = names.iter().map(|(known, _)| *known).collect();
                    wrong(at, format!("no heading has this name; there are {}", known.join(", ")));
                }
                Some(_) => {}
            }
            is_in_block = true;
            continue;
        }
        if trimmed.starts_with('@') && !trimmed.contains(", ") && trimmed.contains('=') {
            match class_of(trimmed) {
                Some((name, _)) => classes.push(name),
                None => wrong(at, "alternatives are written `@name = a|b`".to_owned()),
            }
            continue;
        }
        if !is_in_block {
            wrong(at, "this stands under no heading, such as `[ideation]`".to_owned());
            continue;
        }
        let phrases = trimmed.split_once(" => ").map_or(trimmed, |(phrases, _)| phrases);
        let phrases = phrases.trim_end_matches(',').split(", ").map(str::trim);
        for phrase in phrases.filter(|phrase| !phrase.is_empty()) {
            let at = at + (phrase.as_ptr() as usize - trimmed.as_ptr() as usize);
            places += phrase.split_ascii_whitespace().count();
            if let Some(message) = fault_of(phrase, &classes) {
                wrong(at, message);
            }
        }
        if places > MOST {
            wrong(at, format!("a table has at most {MOST} words"));
            break;
        }
    }
    found
}

/// Says what is wrong with one phrase.
fn fault_of(phrase: &str, classes: &[&str]) -> Option<String> {
    /// No phrase of the built-in tables is longer.
    const LONGEST: usize = 24;
    let (is_exact, written) = match phrase.strip_prefix('=') {
        Some(rest) => (true, rest),
        None => (false, phrase),
    };
    let places: Vec<&str> = written.split_ascii_whitespace().collect();
    if places.len() > LONGEST {
        return Some(format!("a phrase has at most {LONGEST} words; a comma and a space part two"));
    }
    if !is_exact && written.chars().any(char::is_uppercase) {
        return Some("write it in small letters, or `=Word` for just so".to_owned());
    }
    let is_left_out = |place: &&str| place.starts_with('(');
    if places.iter().all(is_left_out) || places.first().is_some_and(|first| first.contains('~')) {
        return Some("a phrase begins with a word that must be there".to_owned());
    }
    for place in places {
        let inner = place.strip_prefix('(').and_then(|place| place.strip_suffix(')'));
        let words = inner.unwrap_or(place);
        if words.contains(['(', ')']) {
            return Some("brackets stand around one word, `(a)` or `(a|b)`".to_owned());
        }
        for word in words.split('|') {
            if word.is_empty() {
                return Some("`|` stands between two words".to_owned());
            }
            if let Some(class) = word.strip_prefix('@')
                && !classes.contains(&class)
            {
                return Some("above this line, no `@name = a|b` has this name".to_owned());
            }
        }
    }
    None
}

/// Returns the name and the words of a class, `@name = a|b`.
fn class_of(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix('@')?.split_once(" = ")
}

/// Returns the letters with which an alternative begins, at most eight, and which of them are known.
fn key_of(text: &[u8]) -> (u64, u64) {
    let length = (0..text.len()).find(|at| !is_part(text, *at)).unwrap_or(text.len());
    let letters = length.min(8);
    let known = |letters: usize| if letters == 0 { 0 } else { u64::MAX >> (64 - 8 * letters) };
    match text.get(length) {
        // Any word, or a number.
        _ if letters == 0 => (0, 0),
        // What goes on with a digit that is not known, or with other letters.
        Some(b'*' | b'#') => (tokens::key(text, 0..letters), known(letters)),
        _ => (tokens::key(text, 0..letters), u64::MAX),
    }
}

/// Returns where an alternative ends, if it stands at a byte of a text as whole words.
fn ends(wanted: &[u8], text: &[u8], mut at: usize, is_exact: bool) -> Option<usize> {
    for &letter in wanted {
        match letter {
            b'*' => {
                while at < text.len() && is_part(text, at) {
                    at += 1;
                }
            }
            b'~' => {
                let start = at;
                while at < text.len() && is_part(text, at) {
                    at += 1;
                }
                // "mother's" is one.
                if text[at..].starts_with(b"'s") {
                    at += 2;
                }
                if at == start {
                    return None;
                }
            }
            b'#' => {
                text.get(at).filter(|found| found.is_ascii_digit())?;
                at += 1;
            }
            b' ' => at = behind_gap(text, at)?,
            b'\'' if text[at.min(text.len())..].starts_with("\u{2019}".as_bytes()) => at += 3,
            _ => {
                let found = *text.get(at)?;
                let is_same = found == letter || !is_exact && found.eq_ignore_ascii_case(&letter);
                if !is_same {
                    return None;
                }
                at += 1;
            }
        }
    }
    (!goes_on(text, at)).then_some(at)
}

/// Tells whether a word goes on at a byte.
fn goes_on(text: &[u8], at: usize) -> bool {
    at > 0 && is_part(text, at - 1) && at < text.len() && is_part(text, at)
}

/// Returns where the next word begins, if only a space, a hyphen or the end of a line lies between, or
/// the apostrophe with which it begins.
fn behind_gap(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b' ' | b'\n' => {
            let spaces = text[at + 1..].iter().take_while(|byte| **byte == b' ').count();
            let next = at + 1 + spaces;
            // "Item #9", "item 9 = 1".
            Some(match (text.get(next), text.get(next + 1)) {
                (Some(b'#'), _) => next + 1,
                (Some(b'='), Some(b' ')) => next + 2,
                _ => next,
            })
        }
        b':' if text.get(at + 1) == Some(&b' ') => Some(at + 2),
        b'-' | b'=' => Some(at + 1),
        _ => (apostrophe_at(text, at) > 0).then_some(at),
    }
}

/// Returns how long an apostrophe at a byte is; 0 where none is.
fn apostrophe_at(text: &[u8], at: usize) -> usize {
    match text.get(at) {
        Some(b'\'') => 1,
        Some(_) if text[at..].starts_with("\u{2019}".as_bytes()) => 3,
        _ => 0,
    }
}

/// Bits of words, by two numbers of each: of what has not both, nothing is there.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Bits(u64, u64);

impl Bits {
    const ALL: Self = Self(u64::MAX, u64::MAX);

    fn of(key: u64) -> Self {
        let (first, second) = numbers_of(key);
        Self(1 << first, 1 << second)
    }

    fn add(&mut self, other: Self) {
        *self = Self(self.0 | other.0, self.1 | other.1);
    }

    /// Tells whether a word of these numbers may be one of them; without a word, whether none need be.
    fn may_hold(self, word: Option<(u32, u32)>) -> bool {
        match word {
            Some((first, second)) => self.0 >> first & self.1 >> second & 1 == 1,
            None => self == Self::ALL,
        }
    }
}

/// Returns the two numbers of a word, each below 64.
fn numbers_of(key: u64) -> (u32, u32) {
    let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash >> 58) as u32, (hash >> 52 & 63) as u32)
}

/// Returns the bits of the first word of an alternative, without its apostrophe; all where its letters are
/// not known.
fn bits_of_word(alternative: &[u8]) -> Bits {
    let alternative = alternative.strip_prefix(b"'").unwrap_or(alternative);
    let length = (0..alternative.len()).find(|at| !is_part(alternative, *at));
    let length = length.unwrap_or(alternative.len());
    // The rest of "word*" and of "20##" may be anything.
    let is_known = length > 0 && !matches!(alternative.get(length), Some(b'*' | b'#'));
    if is_known { Bits::of(tokens::key(alternative, 0..length)) } else { Bits::ALL }
}

impl Index {
    fn of(mut keyed: Vec<(u64, Candidate)>) -> Self {
        keyed.sort_by_key(|(key, candidate)| (*key, candidate.number));
        let keys = keyed.chunk_by(|a, b| a.0 == b.0).count();
        let size = (keys * 4).next_power_of_two();
        let mut slots = vec![IndexSlot::default(); size];
        let mut filter = Filter::default();
        let mut crowds = Vec::new();
        let mut start = 0;
        for same in keyed.chunk_by(|a, b| a.0 == b.0) {
            let key = same[0].0;
            filter.add(key);
            let mut slot = slot_of(key, size);
            while slots[slot].count > 0 {
                slot = (slot + 1) % size;
            }
            let crowd = (same.len() > CROWD).then_some(crowds.len() as u32);
            let count = same.len() as u16;
            let mut behind = Bits::default();
            same.iter().for_each(|(_, candidate)| behind.add(candidate.behind));
            slots[slot] = IndexSlot { key, start, count, crowd, behind };
            if crowd.is_some() {
                add_crowd(same, &mut crowds);
            }
            start += count;
        }
        let candidates = keyed.into_iter().map(|(_, candidate)| candidate).collect();
        Self { candidates, slots, crowds, filter }
    }

    /// Calls `look_at` with each phrase of a key that may go on with a word, or end if there is none.
    fn each(&self, key: u64, next: Option<(u32, u32)>, mut look_at: impl FnMut(&Candidate)) {
        let size = self.slots.len();
        let mut at = slot_of(key, size);
        while self.slots[at].count > 0 && self.slots[at].key != key {
            at = (at + 1) & (size - 1);
        }
        let IndexSlot { start, count, crowd, behind, .. } = self.slots[at];
        if !behind.may_hold(next) {
            return;
        }
        let candidates =
            &self.candidates[usize::from(start)..usize::from(start) + usize::from(count)];
        let Some(crowd) = crowd else {
            candidates.iter().filter(|it| it.behind.may_hold(next)).for_each(look_at);
            return;
        };
        let length = candidates.len().div_ceil(64);
        let row = |number: usize| &self.crowds[crowd as usize + number * length..][..length];
        let (first, second) = next.unwrap_or((128, 64));
        let both = row(first as usize).iter().zip(row(64 + second as usize));
        for (block, (first, second)) in both.enumerate() {
            let mut bits = first & second;
            while bits != 0 {
                look_at(&candidates[block * 64 + bits.trailing_zeros() as usize]);
                bits &= bits - 1;
            }
        }
    }
}

/// Adds the bits of the phrases of one key.
fn add_crowd(same: &[(u64, Candidate)], crowds: &mut Vec<u64>) {
    let length = same.len().div_ceil(64);
    let begin = crowds.len();
    crowds.resize(begin + ROWS * length, 0);
    for (nth, (_, Candidate { behind, .. })) in same.iter().enumerate() {
        let mut set = |row: usize, is_set: bool| {
            crowds[begin + row * length + nth / 64] |= u64::from(is_set) << (nth % 64);
        };
        for number in 0..64 {
            set(number, behind.0 >> number & 1 == 1);
            set(64 + number, behind.1 >> number & 1 == 1);
        }
        set(128, *behind == Bits::ALL);
    }
}

fn slot_of(key: u64, size: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (size - 1)
}
