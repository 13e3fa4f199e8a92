//! How much of one text stands in another: words as numbers, pairs of words as a quick first look.

use std::hash::{Hash, Hasher};

use crate::text::tokens::{self, Word};

/// The words of a text, without case and punctuation, as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<u32>);

/// The words of a text, and a mark for each pair of neighbours.
#[derive(Clone, Debug, Default)]
pub struct Print {
    words: Words,
    marks: [u64; MARKS],
}

/// How many times 64 marks there are: far more than pairs in a section.
const MARKS: usize = 16;

/// Up to how many words a text has one in so many of its groups of four words kept as a sample: of a
/// short text one in fewer, or there would be none. What one in more keeps, one in fewer keeps too.
const SAMPLED: [(usize, u64); 3] = [(40, 1), (128, 4), (usize::MAX, 16)];

/// In how many parts all samples are compared.
const PARTS: u32 = 16;

/// How many words make a group.
const GROUP: usize = 4;

/// How many groups of a text are its sketch.
const SKETCH: usize = 4;

/// How many words of a text are compared at the most, from its beginning: some ten pages. The work
/// grows with the product of both lengths.
const COMPARED: usize = 5_000;

impl Words {
    /// Returns the words of a text.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.add(text, &tokens::cut(text));
        words
    }

    /// Adds words of a text; what has an apostrophe inside is one.
    pub fn add(&mut self, text: &str, mut words: &[Word]) {
        let bytes = text.as_bytes();
        self.0.reserve(words.len());
        while let Some((first, mut rest)) = words.split_first() {
            let mut end = first.end();
            while let Some((next, behind)) = rest.split_first()
                && next.start() == end + 1
                && bytes[end] == b'\''
            {
                (end, rest) = (next.end(), behind);
            }
            let mix = |hash: u64, key: u64| (hash ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let key = |from: usize| tokens::key(bytes, from..end);
            let is_single = end == first.end();
            let (begin, mut from) = (first.start(), first.start() + 8);
            let mut hash = mix(START, if is_single { first.key() } else { key(begin) });
            while from < end {
                (hash, from) = (mix(hash ^ (hash >> 29), key(from)), from + 8);
            }
            self.0.push((hash ^ (hash >> 32)) as u32);
            words = rest;
        }
    }

    /// Returns how many words there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns a sample of its groups of four words: the same groups are sampled in every text. Half of
    /// each number is kept, the half that all four words have made: it tells groups apart well enough to find what is worth a closer look.
    fn samples(&self, one_in: u64) -> impl Iterator<Item = u32> {
        let sampled = self.groups().filter(move |group| (group >> 40) % one_in == 0);
        sampled.map(|group| (group >> 32) as u32)
    }

    /// Returns each group of four words as a number.
    fn groups(&self) -> impl Iterator<Item = u64> {
        groups(&self.0)
    }
}

/// Returns each group of four words as a number.
fn groups(words: &[u32]) -> impl Iterator<Item = u64> {
    words.windows(GROUP).map(|group| {
        let [first, second] = [(group[0], group[2]), (group[1], group[3])];
        let pair = |(a, b): (u32, u32)| u64::from(a) << 32 | u64::from(b);
        (pair(first) ^ pair(second).rotate_left(16)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// The groups of a text, to look one up: a hash table with open addressing. A group is a number that is
/// well mixed already.
struct Groups(Vec<u64>);

impl Groups {
    fn of(words: &[u32]) -> Self {
        let mut table = Self(vec![0; (2 * words.len()).next_power_of_two()]);
        for group in groups(words) {
            let place = table.place(group);
            table.0[place] = group;
        }
        table
    }

    fn has(&self, group: u64) -> bool {
        self.0[self.place(group)] == group
    }

    /// Returns where a group is, or would be.
    fn place(&self, group: u64) -> usize {
        let last = self.0.len() - 1;
        let mut at = (group >> 32) as usize & last;
        while self.0[at] != 0 && self.0[at] != group {
            at = (at + 1) & last;
        }
        at
    }
}

impl Print {
    /// Takes the print of words.
    pub fn of(words: Words) -> Self {
        let mut marks = [0; MARKS];
        for pair in words.0.windows(2) {
            let mark = (pair[0].rotate_left(13) ^ pair[1]).wrapping_mul(0x9e37_79b1) >> 22;
            marks[mark as usize / 64] |= 1_u64 << (mark % 64);
        }
        Self { words, marks }
    }

    /// Returns how alike two texts are, if they are alike by at least `least`: twice the words that
    /// stand in both in the same order, by the words of both. Of a text of more than 5,000 words only
    /// so many from its beginning count.
    pub fn similarity(&self, other: &Self, least: f64) -> Option<f64> {
        let compared = |print: &'_ Self| print.words.0.len().min(COMPARED);
        let (a, b) = (&self.words.0[..compared(self)], &other.words.0[..compared(other)]);
        let both = (a.len() + b.len()) as f64;
        let shorter = a.len().min(b.len()) as f64;
        if shorter == 0.0 || 2.0 * shorter / both < least {
            return None;
        }
        // Words that stand in both make pairs that stand in both, but for one at each word that does
        // not; so texts that are alike share at least this many.
        let needed = both * (1.5 * least - 1.0) - 1.0;
        if (self.common_pairs_at_most(other) as f64) < needed {
            return None;
        }
        let ratio = 2.0 * in_order(a, b) as f64 / both;
        (ratio >= least).then_some(ratio)
    }
}

impl Print {
    /// Returns a few of its groups of words, by which another text that holds most of it is found: those
    /// with the lowest numbers, which are the same in both wherever the words stand.
    pub fn sketch(&self) -> impl Iterator<Item = u64> + use<> {
        let mut lowest = [u64::MAX; SKETCH];
        for group in self.words.groups() {
            // Most groups are higher than all of them.
            if group < lowest[SKETCH - 1] && !lowest.contains(&group) {
                lowest[SKETCH - 1] = group;
                lowest.sort_unstable();
            }
        }
        lowest.into_iter().filter(|group| *group != u64::MAX)
    }

    /// Returns which part of its words stands in groups of four that another text has as well, in
    /// whatever order, if it is at least `least`.
    pub fn part_in(&self, other: &Self, least: f64) -> Option<f64> {
        let compared = |print: &Self| print.words.len().min(COMPARED);
        let all = compared(self) as f64;
        // Four words that stand in both together make three pairs that do.
        let pairs = self.common_pairs_at_most(other) as f64;
        if all == 0.0 || pairs * (GROUP as f64 / (GROUP - 1) as f64) < least * all {
            return None;
        }
        let known = Groups::of(&other.words.0[..compared(other)]);
        let mut end = 0;
        let mut covered = 0;
        for (at, group) in groups(&self.words.0[..compared(self)]).enumerate() {
            if known.has(group) {
                covered += at + GROUP - end.max(at);
                end = at + GROUP;
            }
        }
        let part = covered as f64 / all;
        (part >= least).then_some(part)
    }

    /// Returns a number that the pairs in both texts do not exceed: the marks in both, and the pairs
    /// of the first that share a mark with another.
    fn common_pairs_at_most(&self, other: &Self) -> usize {
        let count = |marks: &mut dyn Iterator<Item = u64>| -> usize {
            marks.map(|mark| mark.count_ones() as usize).sum()
        };
        let both = count(&mut self.marks.iter().zip(&other.marks).map(|(a, b)| a & b));
        let pairs = self.words.0.len().saturating_sub(1);
        both + pairs - count(&mut self.marks.iter().copied())
    }
}

/// Returns a sample of several prints taken together.
pub fn samples_of(prints: &[&Print]) -> Vec<u32> {
    let words: usize = prints.iter().map(|print| print.words.len()).sum();
    let one_in = SAMPLED.iter().find(|(most, _)| words <= *most).map_or(1, |(_, one_in)| *one_in);
    let mut samples: Vec<u32> =
        prints.iter().flat_map(|print| print.words.samples(one_in)).collect();
    samples.sort_unstable();
    samples.dedup();
    samples
}

/// Returns how alike two texts are that were printed in pieces, if they are alike by at least `least`.
pub fn similarity_of_all(a: &[&Print], b: &[&Print], least: f64) -> Option<f64> {
    let whole = |prints: &[&Print]| {
        let words = prints.iter().flat_map(|print| print.words.0.iter().copied()).collect();
        Print::of(Words(words))
    };
    whole(a).similarity(&whole(b), least)
}

/// A text that is to be compared with those of others.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<'a> {
    /// Whose text it is; texts of one owner are not compared.
    pub owner: u32,
    /// On which day it is.
    pub day: i32,
    /// Its samples.
    pub samples: &'a [u32],
}

/// Returns pairs of texts of two owners, at most so many days apart, that share samples enough to be
/// worth a closer look. The cost grows with the texts, not with their pairs: of each sample only
/// neighbours in time are looked at.
pub fn candidates(texts: &[Sampled<'_>], days: i64) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut found: Vec<(u32, i32, u32)> = Vec::new();
    // A part of the numbers at a time: all of them are as much as all else that is kept of the texts.
    for part in 0..PARTS {
        let is_of_part = |sample: &&u32| **sample % PARTS == part;
        found.clear();
        for (at, text) in texts.iter().enumerate() {
            let samples = text.samples.iter().filter(is_of_part);
            found.extend(samples.map(|sample| (*sample, text.day, at as u32)));
        }
        found.sort_unstable();
        for same in found.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, day, one)) in same.iter().enumerate() {
                let before = same[..at].iter().rev().take(4);
                let owner = |at: u32| texts[at as usize].owner;
                let other = before
                    .take_while(|(_, then, _)| i64::from(day - then) <= days)
                    .find(|(_, _, other)| owner(*other) != owner(*one));
                if let Some((_, _, other)) = other {
                    pairs.push((*other, *one));
                }
            }
        }
    }
    pairs.sort_unstable();
    let mut close = Vec::new();
    for same in pairs.chunk_by(|a, b| a == b) {
        let (a, b) = (same[0].0 as usize, same[0].1 as usize);
        let fewer = texts[a].samples.len().min(texts[b].samples.len());
        if same.len() * 5 >= fewer * 2 && same.len() >= 3 {
            close.push((a, b));
        }
    }
    close
}

/// Where the number of a word begins.
const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Returns a number for a text that is to be told from others.
pub fn key(text: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Counts the words that stand in both texts in the same order.
fn in_order(a: &[u32], b: &[u32]) -> usize {
    let mut lengths = vec![0_usize; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (at, other) in b.iter().enumerate() {
            let above = lengths[at + 1];
            lengths[at + 1] = if word == other { diagonal + 1 } else { above.max(lengths[at]) };
            diagonal = above;
        }
    }
    lengths[b.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn print(text: &str) -> Print {
        Print::of(Words::of(text))
    }

    fn numbered(from: usize, count: usize) -> String {
        (from..from + count).map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn likeness_is_counted_in_words() {
        let a = print("The client, calm today, practiced breathing.");
        let b = print("the CLIENT calm today practiced - breathing");
        assert_eq!(a.similarity(&b, 0.9), Some(1.0));
        let (a, b) = (print(&numbered(0, 100)), numbered(0, 80) + &numbered(500, 20));
        assert_eq!(a.similarity(&print(&b), 0.8), Some(0.8));
        let b = numbered(0, 79) + &numbered(500, 21);
        assert_eq!(a.similarity(&print(&b), 0.8), None);
        assert_eq!(print("").similarity(&print(""), 0.8), None);
        // What stands behind the first words of a long text does not count.
        let long = numbered(0, COMPARED);
        let (a, b) = (print(&(long.clone() + &numbered(10_000, 90))), print(&long));
        assert_eq!(a.similarity(&b, 0.8), Some(1.0));
    }

    #[test]
    fn a_copy_between_two_owners_is_a_candidate_and_a_text_of_its_own_is_none() {
        let samples: Vec<Vec<u32>> =
            [numbered(0, 300), numbered(1000, 300), numbered(10, 300), numbered(0, 300)]
                .iter()
                .map(|text| samples_of(&[&print(text)]))
                .collect();
        let sampled = |at: usize, owner, day| Sampled { owner, day, samples: &samples[at] };
        let texts = [sampled(0, 0, 1), sampled(1, 1, 1), sampled(2, 2, 20), sampled(3, 0, 2)];
        assert_eq!(candidates(&texts, 30), [(3, 2)]);
        assert_eq!(candidates(&texts, 5), []);
    }

    #[test]
    fn a_copy_with_every_fifteenth_word_changed_is_still_a_candidate() {
        for words in [60, 90, 120, 200, 300, 500, 800] {
            let texts: Vec<(Vec<u32>, Vec<u32>)> = (0..40)
                .map(|nth| {
                    let original: Vec<String> =
                        (0..words).map(|at| format!("n{nth}w{at}")).collect();
                    let mut copy = original.clone();
                    for at in (nth % 15..words).step_by(15) {
                        copy[at] = format!("other{at}");
                    }
                    let samples = |words: &[String]| samples_of(&[&print(&words.join(" "))]);
                    (samples(&original), samples(&copy))
                })
                .collect();
            let found = texts.iter().filter(|(a, b)| {
                let sampled = |owner, samples| Sampled { owner, day: 1, samples };
                !candidates(&[sampled(0, a), sampled(1, b)], 30).is_empty()
            });
            let found = found.count();
            assert!(found >= 36, "{found} of 40 copies of {words} words");
        }
    }

    #[test]
    fn a_short_text_has_samples_as_well() {
        for words in [20, 40, 41, 60, 128, 129, 400] {
            let counts =
                (0..40).map(|nth| samples_of(&[&print(&numbered(nth * 1000, words))]).len());
            let enough = counts.filter(|count| *count >= 3).count();
            assert!(enough >= 38, "{enough} of 40 texts of {words} words have samples enough");
        }
    }

    #[test]
    fn what_stands_in_another_order_is_found_by_its_sketch_and_counted() {
        let (one, two, three) = (numbered(0, 20), numbered(100, 20), numbered(200, 20));
        let (a, b) = (print(&format!("{one}{two}")), print(&format!("{two}{three}{one}")));
        assert_eq!(a.part_in(&b, 0.5), Some(1.0));
        assert!((b.part_in(&a, 0.5).unwrap() - 40.0 / 60.0).abs() < 0.001);
        assert_eq!(b.part_in(&a, 0.7), None);
        assert_eq!(a.part_in(&print(&three), 0.5), None);
        let of_b: Vec<u64> = b.sketch().collect();
        assert!(a.sketch().any(|group| of_b.contains(&group)));
        assert_eq!(print("one two three").sketch().count(), 0);
    }

    proptest! {
        // The quick look must never hide what the slow one would find.
        #[test]
        fn the_quick_look_hides_nothing(edits in proptest::collection::vec((0_usize..120, 0_usize..3), 0..40)) {
            let original: Vec<String> = (0..120).map(|n| format!("w{n}")).collect();
            let mut changed = original.clone();
            for (at, how) in edits {
                let at = at.min(changed.len() - 1);
                match how {
                    0 => changed[at] = format!("x{at}"),
                    1 if changed.len() > 2 => { changed.remove(at); }
                    _ => changed.insert(at, format!("y{at}")),
                }
            }
            let (a, b) = (print(&original.join(" ")), print(&changed.join(" ")));
            let both = (a.words.len() + b.words.len()) as f64;
            let exact = 2.0 * in_order(&a.words.0, &b.words.0) as f64 / both;
            prop_assert_eq!(a.similarity(&b, 0.8), (exact >= 0.8).then_some(exact));
        }
    }
}
