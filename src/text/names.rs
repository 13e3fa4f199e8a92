//! Names of people as one types them: in any case, without accents, and only as far as is needed.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// What stands behind a family name and is none.
const SUFFIXES: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "v"];

/// Returns a name as it is compared: in small letters, without accents, apostrophes and hyphens.
pub fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut add = |letter: char| match letter {
        '\'' | '\u{2019}' | '\u{2bc}' | '-' | '\u{2010}' | '\u{2011}' | '.' | ',' => {}
        // Unicode takes these for letters of their own, and keyboards elsewhere have none of them.
        'ł' => plain.push('l'),
        'ø' => plain.push('o'),
        'đ' | 'ð' => plain.push('d'),
        'ħ' => plain.push('h'),
        'ı' => plain.push('i'),
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'œ' => plain.push_str("oe"),
        'þ' => plain.push_str("th"),
        letter if is_accent(letter) => {}
        letter => plain.push(letter),
    };
    match name.is_ascii() {
        true => name.bytes().for_each(|byte| add(char::from(byte.to_ascii_lowercase()))),
        false => {
            let small = name.to_lowercase();
            DecomposingNormalizerBorrowed::new_nfd().normalize(&small).chars().for_each(add);
        }
    }
    plain
}

/// Tells whether a word stands in a text, the text as it is compared and the word [`plain`] already.
pub fn is_in(word: &str, text: &str) -> bool {
    let Some(first) = word.as_bytes().first().filter(|_| text.is_ascii()) else {
        return plain(text).contains(word);
    };
    let text = text.as_bytes();
    memchr::memchr2_iter(*first, first.to_ascii_uppercase(), text).any(|at| {
        let counts = |byte: &&u8| !matches!(byte, b'\'' | b'-' | b'.' | b',');
        let rest = text[at..].iter().filter(counts).map(u8::to_ascii_lowercase);
        word.bytes().eq(rest.take(word.len()))
    })
}

/// Tells whether a name is meant by what was typed: each typed word begins another word of the name,
/// or what stands behind a hyphen or an apostrophe in one.
pub fn is_meant(name: &str, typed: &str) -> bool {
    let mut words: Vec<Vec<String>> = name.split_whitespace().map(readings).collect();
    let mut typed = typed.split_whitespace().map(plain).filter(|word| !word.is_empty()).peekable();
    typed.peek().is_some()
        && typed.all(|typed| {
            let begins = |readings: &Vec<String>| readings.iter().any(|it| it.starts_with(&typed));
            words.iter().position(begins).map(|at| words.remove(at)).is_some()
        })
}

/// Tells whether what was typed is a whole name of several words.
pub fn is_whole(name: &str, typed: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = text.split_whitespace().map(plain).collect();
        words.sort();
        words
    };
    let typed = words(typed);
    typed.len() > 1 && typed == words(name)
}

/// Returns what a list of people is sorted by: the family name and then the others.
pub fn sort_key(name: &str) -> (String, String) {
    if let Some((family, given)) = name.split_once(',')
        && !SUFFIXES.contains(&plain(given).trim())
    {
        return (plain(family.trim()), plain(given.trim()));
    }
    let mut words: Vec<String> = name.split_whitespace().map(plain).collect();
    while words.len() > 1 && words.last().is_some_and(|last| SUFFIXES.contains(&last.as_str())) {
        words.pop();
    }
    let family = words.pop().unwrap_or_default();
    (family, words.join(" "))
}

/// Returns the ways to begin a word: as a whole, and behind each hyphen or apostrophe in it.
fn readings(word: &str) -> Vec<String> {
    let parts = word.split(['-', '\'', '\u{2019}', '\u{2010}', '\u{2011}', '\u{2bc}']).skip(1);
    std::iter::once(word).chain(parts).map(plain).collect()
}

/// Tells whether a character is an accent of the letter in front of it (Unicode blocks of combining
/// diacritical marks).
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_meant_by_a_beginning_of_any_of_its_words() {
        let name = "Zoë Anna O'Brien-Šimůnek";
        for typed in [
            "zoe",
            "ZOË",
            "Zoe\u{308}",
            "z",
            "anna",
            "obrien",
            "o'brien",
            "O’Brien",
            "brien",
            "simu",
            "Šimůnek",
            "zoe brien",
            "brien zoe",
            "zoe a o'b",
            "obrien-simunek",
            "  zoe ",
        ] {
            assert!(is_meant(name, typed), "{typed}");
        }
        for typed in
            ["", " ", "-", "oe", "zoe zoe", "zoe x", "muster", "runek", "zoë anna brien zoe"]
        {
            assert!(!is_meant(name, typed), "{typed}");
        }
        assert!(is_meant("Łukasz Sørensen", "lukasz sor") && is_meant("Jörg Strauß", "strauss"));
        assert!(is_meant("金 Example", "金") && !is_meant("Ben Sample", "ban"));
        assert!(is_meant("Sample, Ben", "ben") && is_meant("Sample, Ben", "ben sample"));
    }

    proptest! {
        #[test]
        fn a_word_is_in_a_text_however_the_text_is_looked_through(
            text in "[aAbB'.,-]{0,12}|[aAbäÄß’é -]{0,12}", word in "[aAbB'éß-]{0,3}",
        ) {
            let word = plain(&word);
            prop_assert_eq!(is_in(&word, &text), plain(&text).contains(&word));
        }
    }

    #[test]
    fn people_are_sorted_by_the_family_name() {
        let mut names =
            ["Zoë Émile", "Ana Example", "Ben Adams Jr.", "Sample, Ben", "Cho", "Al Example, II"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            ["Ben Adams Jr.", "Cho", "Zoë Émile", "Al Example, II", "Ana Example", "Sample, Ben"]
        );
        assert!(is_whole("Ana Example", "example ana") && !is_whole("Ana Example", "ana"));
        assert!(!is_whole("Ana", "ana"));
    }
}
