//! Where the words of a text begin and end, found without a branch a byte: a text is mostly letters,
//! and where a word ends cannot be foreseen.

use std::ops::Range;

/// Which bytes are part of a word.
pub struct WordBytes {
    /// Of each byte 1, or 0.
    parts: [u8; 256],
    more: Option<u8>,
}

impl WordBytes {
    /// Letters, digits, what is not ASCII but for quotation marks and dashes, and one more byte if there
    /// is one.
    pub const fn with(more: Option<u8>) -> Self {
        let mut parts = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let b = byte as u8;
            let is_more = matches!(more, Some(more) if more == b);
            let is_part = b.is_ascii_alphanumeric() || b >= 0x80 || is_more;
            parts[byte] = is_part as u8;
            byte += 1;
        }
        Self { parts, more }
    }

    /// Tells whether a byte is part of a word. Quotation marks and dashes are three bytes that begin
    /// alike, and are no part of one.
    pub fn hold(&self, bytes: &[u8], at: usize) -> bool {
        self.parts[usize::from(bytes[at])] != 0 && !is_punctuation(bytes, at)
    }

    /// Calls `found` with the beginning and the end of each word, in order.
    pub fn each_word(&self, bytes: &[u8], mut found: impl FnMut(usize, usize)) {
        let (mut start, mut is_inside) = (0, false);
        for (nth, block) in bytes.chunks(BLOCK).enumerate() {
            let base = nth * BLOCK;
            let mut mask = self.mask(block);
            if mask != 0 && block.contains(&PUNCTUATION[0]) || base > 0 && reaches_into(bytes, base)
            {
                mask = self.exact_mask(bytes, base, block.len());
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
    fn mask(&self, block: &[u8]) -> u64 {
        let Ok(block) = <&[u8; BLOCK]>::try_from(block) else {
            let bits = block.iter().enumerate();
            return bits
                .fold(0, |mask, (at, b)| mask | u64::from(self.parts[usize::from(*b)]) << at);
        };
        // Compared and not looked up, so that the compiler does many bytes in one step.
        let more = self.more.unwrap_or(b'a');
        let is_part = block.map(|b| {
            let is_letter = (b | 0x20).wrapping_sub(b'a') < 26;
            u8::from(is_letter | (b.wrapping_sub(b'0') < 10) | (b >= 0x80) | (b == more))
        });
        // Eight bytes that are 0 or 1 become the highest eight bits of this product.
        const GATHER: u64 = 0x0102_0408_1020_4080;
        let (eights, _) = is_part.as_chunks::<8>();
        eights.iter().enumerate().fold(0, |mask, (nth, eight)| {
            mask | (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * nth)
        })
    }

    /// The same for a block that holds quotation marks or dashes, or the rest of one.
    fn exact_mask(&self, bytes: &[u8], base: usize, length: usize) -> u64 {
        let is_part = |at: usize| {
            let is_in_one = (0..3).any(|back| at >= back && is_punctuation(bytes, at - back));
            self.parts[usize::from(bytes[at])] != 0 && !is_in_one
        };
        (0..length).fold(0, |mask, at| mask | u64::from(is_part(base + at)) << at)
    }
}

const BLOCK: usize = 64;

/// How U+2000 to U+203F begin, quotation marks, dashes and the like; a third byte follows.
const PUNCTUATION: [u8; 2] = [0xe2, 0x80];

fn is_punctuation(bytes: &[u8], at: usize) -> bool {
    bytes[at..].starts_with(&PUNCTUATION)
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

/// The bit in which a capital differs from its small letter; digits have it as well.
const CASE: u64 = 0x2020_2020_2020_2020;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static WORD_BYTES: WordBytes = WordBytes::with(Some(b'\''));

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        WORD_BYTES.each_word(text.as_bytes(), |start, end| words.push(&text[start..end]));
        words
    }

    #[test]
    fn quotation_marks_and_dashes_end_a_word() {
        assert_eq!(words("\u{201c}Zoë\u{201d}\u{2014}don't, 12"), ["Zoë", "don't", "12"]);
        assert_eq!(words(""), [""; 0]);
        assert!(!WORD_BYTES.hold("\u{2014}".as_bytes(), 0) && WORD_BYTES.hold("ë".as_bytes(), 0));
    }

    #[test]
    fn a_key_is_the_same_in_any_case() {
        let key = |word: &str| key(word.as_bytes(), 0..word.len());
        assert_eq!(key("Client"), key("cLIENT"));
        assert_ne!(key("client"), key("clients"));
        assert_eq!(key("understands"), key("UNDERSTANDING"));
        assert_eq!(key("A1"), u64::from(b'a') | u64::from(b'1') << 8);
        assert_eq!(super::key(b"on a word", 3..4), u64::from(b'a'));
    }

    proptest! {
        #[test]
        fn words_are_those_of_a_plain_loop(text in "([a-zA-Z0-9']{0,12}|ë|\u{201c}|\u{2014}|\u{20ac}| |\n|,){0,60}") {
            let is_punctuation = |c: char| ('\u{2000}'..'\u{2040}').contains(&c);
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '\'' || (!c.is_ascii() && !is_punctuation(c));
            let plain: Vec<&str> = text.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words(&text), plain);
        }
    }
}
