//! The words of a text, cut once for all who look for some; found without a branch a byte: a text is mostly
//! letters, and where a word ends cannot be foreseen.

use std::ops::Range;

/// A word of a text: letters, digits, and what is not ASCII but for quotation marks and dashes. What has an
/// apostrophe inside is two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    start: u32,
    end: u32,
    key: u64,
}

impl Word {
    /// Returns where it begins.
    pub fn start(&self) -> usize {
        self.start as usize
    }

    /// Returns where it ends.
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// Returns its first letters as a number, as [`key`] tells them.
    pub fn key(&self) -> u64 {
        self.key
    }
}

/// Cuts a text into its words, in order.
pub fn cut(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::with_capacity(text.len() / 5);
    each_word(bytes, |start, end| {
        let key = key(bytes, start..end);
        words.push(Word { start: start as u32, end: end as u32, key });
    });
    words
}

/// Returns those of some words, in order, that stand in a place.
pub fn within<'w>(words: &'w [Word], place: &Range<usize>) -> &'w [Word] {
    let first = words.partition_point(|word| word.start() < place.start);
    let rest = &words[first..];
    &rest[..rest.partition_point(|word| word.end() <= place.end)]
}

/// Of each byte 1 if it may be part of a word, or 0.
const PARTS: [u8; 256] = {
    let mut parts = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        parts[byte] = (b.is_ascii_alphanumeric() || b >= 0x80) as u8;
        byte += 1;
    }
    parts
};

/// Tells whether a byte is part of a word. Quotation marks and dashes are three bytes that begin alike, and
/// are no part of one.
pub fn is_part(bytes: &[u8], at: usize) -> bool {
    PARTS[usize::from(bytes[at])] != 0 && !is_punctuation(bytes, at)
}

/// Calls `found` with the beginning and the end of each word, in order.
fn each_word(bytes: &[u8], mut found: impl FnMut(usize, usize)) {
    let (mut start, mut is_inside) = (0, false);
    for (nth, block) in bytes.chunks(BLOCK).enumerate() {
        let base = nth * BLOCK;
        let mut mask = mask(block);
        let may_hold_one = || block.iter().fold(false, |any, b| any | (*b == PUNCTUATION[0]));
        if mask != 0 && may_hold_one() || base > 0 && reaches_into(bytes, base) {
            mask = exact_mask(bytes, base, block.len());
        }
        // A bit for each byte that is other than the one in front of it in being part of a word.
        let mut edges = mask ^ (mask << 1 | u64::from(is_inside));
        while edges != 0 {
            let at = base + edges.trailing_zeros() as usize;
            edges &= edges - 1;
            if is_inside {
                found(start, at);
            }
            (start, is_inside) = (at, !is_inside);
        }
    }
    if is_inside {
        found(start, bytes.len());
    }
}

/// Returns a bit for each byte of a block, the first the lowest.
fn mask(block: &[u8]) -> u64 {
    let Ok(block) = <&[u8; BLOCK]>::try_from(block) else {
        let bits = block.iter().enumerate();
        return bits.fold(0, |mask, (at, b)| mask | u64::from(PARTS[usize::from(*b)]) << at);
    };
    // Compared and not looked up, so that the compiler does many bytes in one step.
    let mut is_part = [0; BLOCK];
    for (is_part, b) in is_part.iter_mut().zip(block) {
        let is_letter = (b | 0x20).wrapping_sub(b'a') < 26;
        *is_part = u8::from(is_letter | (b.wrapping_sub(b'0') < 10) | (*b >= 0x80));
    }
    // Eight bytes that are 0 or 1 become the highest eight bits of this product.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = is_part.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |mask, (nth, eight)| {
        mask | (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * nth)
    })
}

/// The same for a block that holds quotation marks or dashes, or the rest of one.
fn exact_mask(bytes: &[u8], base: usize, length: usize) -> u64 {
    let is_part = |at: usize| {
        let is_in_one = (0..3).any(|back| at >= back && is_punctuation(bytes, at - back));
        PARTS[usize::from(bytes[at])] != 0 && !is_in_one
    };
    (0..length).fold(0, |mask, at| mask | u64::from(is_part(base + at)) << at)
}

const BLOCK: usize = 64;

/// How U+2000 to U+203F begin, quotation marks, dashes and the like; a third byte follows.
const PUNCTUATION: [u8; 2] = [0xe2, 0x80];

fn is_punctuation(bytes: &[u8], at: usize) -> bool {
    bytes[at] == PUNCTUATION[0] && bytes.get(at + 1) == Some(&PUNCTUATION[1])
}

/// Tells whether a character of punctuation in front of a byte reaches behind it.
fn reaches_into(bytes: &[u8], at: usize) -> bool {
    (1..3).any(|back| at >= back && is_punctuation(bytes, at - back))
}

/// Returns the first letters of a word of a text, at most eight, as a number: the same for capitals
/// and others.
pub fn key(text: &[u8], word: Range<usize>) -> u64 {
    let letters = match text[word.start..].first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => text[word.start..].iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte)),
    };
    (letters | CASE) & u64::MAX >> (64 - 8 * word.len().clamp(1, 8))
}

/// Returns the key of a word of the program, in small letters, at most eight.
pub const fn key_of(word: &str) -> u64 {
    let letters = word.as_bytes();
    assert!(letters.len() <= 8, "a key tells no more than eight letters");
    let (mut key, mut at) = (0, letters.len());
    while at > 0 {
        at -= 1;
        key = key << 8 | letters[at] as u64;
    }
    key
}

/// A bit for each of some keys, among so many that most other keys have none: it tells of most words that they are
/// not meant, and is small enough to stay close to the processor.
#[derive(Debug)]
pub struct Filter<const BITS: usize>(Vec<u64>);

impl<const BITS: usize> Default for Filter<BITS> {
    fn default() -> Self {
        Self(vec![0; BITS / 64])
    }
}

impl<const BITS: usize> Filter<BITS> {
    fn bit_of(key: u64) -> usize {
        const { assert!(BITS.is_power_of_two() && BITS >= 64, "a key has as many bits of its hash") }
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS.trailing_zeros())) as usize
    }

    /// Adds a key.
    pub fn add(&mut self, key: u64) {
        self.0[Self::bit_of(key) / 64] |= 1 << (Self::bit_of(key) % 64);
    }

    /// Tells whether a key may be one that was added; if not, it is none.
    #[inline]
    pub fn may_have(&self, key: u64) -> bool {
        self.0[Self::bit_of(key) / 64] & 1 << (Self::bit_of(key) % 64) != 0
    }
}

/// The bit in which a capital differs from its small letter; digits have it as well.
const CASE: u64 = 0x2020_2020_2020_2020;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        cut(text).iter().map(|word| &text[word.start()..word.end()]).collect()
    }

    #[test]
    fn quotation_marks_and_dashes_end_a_word() {
        assert_eq!(words("\u{201c}Zoë\u{201d}\u{2014}don't, 12"), ["Zoë", "don", "t", "12"]);
        assert_eq!(words(""), [""; 0]);
        assert!(!is_part("\u{2014}".as_bytes(), 0) && is_part("ë".as_bytes(), 0));
    }

    #[test]
    fn a_place_has_the_words_that_stand_in_it_whole() {
        let words = cut("one two three");
        let count = |place: Range<usize>| within(&words, &place).len();
        assert_eq!([0..13, 0..7, 1..7, 4..4, 4..9].map(count), [3, 2, 1, 0, 1]);
    }

    #[test]
    fn a_key_is_the_same_in_any_case() {
        let key = |word: &str| key(word.as_bytes(), 0..word.len());
        assert_eq!(key("Client"), key("cLIENT"));
        assert_ne!(key("client"), key("clients"));
        assert_eq!(key("understands"), key("UNDERSTANDING"));
        assert_eq!(key("A1"), u64::from(b'a') | u64::from(b'1') << 8);
        assert_eq!(super::key(b"on a word", 3..4), u64::from(b'a'));
        assert_eq!(key_of("client"), key("Client"));
    }

    #[test]
    fn a_filter_has_what_was_added_and_not_most_else() {
        let mut filter = Filter::<1024>::default();
        filter.add(key_of("client"));
        assert!(filter.may_have(key_of("client")) && !filter.may_have(key_of("partner")));
    }

    proptest! {
        #[test]
        fn words_are_those_of_a_plain_loop(text in "([a-zA-Z0-9']{0,12}|ë|\u{201c}|\u{2014}|\u{20ac}| |\n|,){0,60}") {
            let is_punctuation = |c: char| ('\u{2000}'..'\u{2040}').contains(&c);
            let is_part = |c: char| c.is_ascii_alphanumeric() || (!c.is_ascii() && !is_punctuation(c));
            let plain: Vec<&str> = text.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words(&text), plain);
        }
    }
}
