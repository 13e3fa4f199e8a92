//! When two texts are the same to whoever reads them, and what of one nobody sees: Unicode writes some
//! of them in several ways.
//!
//! `é` is one character or two (UAX #15). Keyboards give the one, file names of macOS the other, and
//! nobody sees which it is. So what is typed is compared in one form, NFC, and kept as it was written.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

pub mod choices;
pub mod context;
pub mod dates;
pub mod forms;
pub mod language;
pub mod lexicon;
pub mod meaning;
pub mod names;
pub mod pattern;
pub mod people;
pub mod reading;
pub mod said;
pub mod scan;
pub mod sentences;
pub mod similarity;
pub mod tokens;

/// Tells whether a character acts on a terminal, or hides or reorders the text around it, instead of
/// being seen: control characters (C0, C1), separators of lines, marks of direction (UAX #9), and
/// spaces without a width.
///
/// The joiners U+200C and U+200D are none of them: words of some languages, and emoji, need them.
pub fn is_unseen(c: char) -> bool {
    match c {
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{61c}' => true,
        '\u{2028}' | '\u{2029}' => true,
        c => c.is_control() || reorders(c),
    }
}

/// Tells whether a character shows the text behind it in another order (UAX #9, embeddings, overrides
/// and isolates), so that it could be read as another.
pub fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a text in Unicode's composed form (NFC), in which the same is the same bytes.
pub fn canonical(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => ComposingNormalizerBorrowed::new_nfc().normalize(text),
    }
}

/// Returns a text as names are compared: composed, and in small letters.
pub fn folded(text: &str) -> String {
    // A small letter may be written with more marks than its capital.
    canonical(&canonical(text).to_lowercase()).into_owned()
}

/// Tells whether two texts read the same but for capitals and how Unicode writes them.
pub fn is_same(a: &str, b: &str) -> bool {
    match a.is_ascii() && b.is_ascii() {
        true => a.eq_ignore_ascii_case(b),
        false => folded(a) == folded(b),
    }
}

/// Tells whether two names of people are the same but for capitals, space and how Unicode writes them.
pub fn is_same_name(a: &str, b: &str) -> bool {
    a.split_whitespace().map(folded).eq(b.split_whitespace().map(folded))
}

/// Tells whether a name stands in a text, word for word: `Dana Okafor` in `Dana Okafor, LCSW`.
pub fn has_name(text: &str, name: &str) -> bool {
    let (text, name) = (words_of(text), words_of(name));
    !name.is_empty() && text.windows(name.len()).any(|window| window == name)
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(folded).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_letter_is_the_same_however_its_mark_is_written() {
        let (one, two) = ("Zo\u{eb} \u{c5}kesson", "Zoe\u{308} A\u{30a}kesson");
        assert_ne!(one, two);
        assert_eq!(canonical(two), one);
        assert!(is_same(one, two) && is_same("ZO\u{cb}", "zoe\u{308}") && is_same("Eli", "ELI"));
        assert!(!is_same("Zoe", "Zo\u{eb}") && !is_same("a", "b"));
        assert!(matches!(canonical("plain"), Cow::Borrowed(_)));
        // Hangul is composed by a rule of its own.
        assert!(is_same("\u{ae40}", "\u{1100}\u{1175}\u{11b7}"));
    }

    #[test]
    fn a_name_is_the_same_whatever_space_stands_in_it() {
        for same in ["Zo\u{eb} Muster", "  zoe\u{308}\tMUSTER ", "ZO\u{cb}\u{a0}Muster"] {
            assert!(is_same_name(same, "Zo\u{eb} Muster"), "{same}");
        }
        for other in ["", "Zo\u{eb}", "Zo\u{eb}Muster", "Zo\u{eb} Muster B", "Muster Zo\u{eb}"] {
            assert!(!is_same_name(other, "Zo\u{eb} Muster"), "{other}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,20}") {
            let once = folded(&text);
            prop_assert_eq!(&folded(&once), &once);
            prop_assert!(is_same(&text, &once));
        }
    }

    #[test]
    fn a_name_is_found_word_for_word() {
        for (text, name, is_there) in [
            ("Dana Okafor, LCSW", "Dana Okafor", true),
            ("the practice of dana okafor", "Dana Okafor", true),
            ("Dana B. Okafor", "Dana Okafor", false),
            ("General Hospital", "Dana Okafor", false),
            ("General Hospital", "", false),
            ("Quiet Roomy", "Quiet Room", false),
        ] {
            assert_eq!(has_name(text, name), is_there, "{text}");
        }
    }
}
