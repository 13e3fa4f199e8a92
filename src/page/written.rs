//! What a reader must find of a text wherever it is shown, for the tests of pages and sheets: its
//! words, its numbers, and the signs before them.

use std::collections::BTreeMap;

use proptest::prelude::*;

/// Returns what is written in a text and not shown: words, and words with the sign that stands
/// before them.
pub fn lost(source: &str, shown: &str) -> Vec<String> {
    let mut there: BTreeMap<String, usize> = BTreeMap::new();
    // A sign and its word may stand in two blocks there.
    for word in words(&shown.replace(['\n', '\r'], " ")) {
        *there.entry(word).or_default() += 1;
    }
    let mut lost = words(source);
    lost.retain(|word| match there.get_mut(word) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    lost
}

/// Returns the words of a text, and once more those behind a sign: `> 3 days` has `3`, `>3`, `days`.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.split(['\n', '\r']) {
        let mut sign: Option<char> = None;
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            if end > 0 {
                found.push(rest[..end].to_owned());
                found.extend(sign.map(|sign| format!("{sign}{}", &rest[..end])));
                sign = None;
                rest = &rest[end..];
                continue;
            }
            sign = match c {
                '+' | '-' | '<' | '>' => Some(c),
                ' ' | '\t' => sign,
                _ => None,
            };
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

/// Makes texts in which all that Markdown has meets words, numbers and signs.
pub fn texts() -> impl Strategy<Value = String> {
    let word = "[a-z]{1,4}|[A-Z]{1,2}[a-z]{0,2}|[0-9]{1,3}|é|[A-Z]{2}";
    let inline = prop_oneof![
        6 => word.prop_map(String::from),
        3 => "[ ]{1,2}",
        3 => "[*_`~]{1,3}|[+<>=!#&;:.,()\\[\\]|\\\\^-]{1,2}",
        1 => "\\[[a-z]{1,3}\\]\\((https://[a-z]{1,3}\\.org|[a-z]{1,3}/[a-z]|<a b>|)( \"[a-z]{1,3} [0-9]\")?\\)",
        1 => "!?\\[[a-z]{1,3}\\](\\[[a-z]{0,2}\\]|\\[\\]|)",
        1 => "<(https://[a-z]{1,3}\\.org|[a-z]{1,2}@[a-z]\\.org|/?[a-z]{1,3}|!--|[a-z] [a-z]=\"[0-9]\")>|-->|&[a-z]{2,4};|&#[0-9]{2};",
        1 => "`{1,2}[a-z0-9 |]{1,4}`{1,2}|\\*{1,2}[a-z0-9 ]{1,4}\\*{1,2}",
    ];
    let inlines = proptest::collection::vec(inline, 0..7).prop_map(|parts| parts.concat());
    let start = prop_oneof![
        4 => Just(String::new()),
        4 => "([-+*>#]|[0-9]{1,3}[.)]|#{1,6})([ ]{1,2}|\t|)",
        2 => "(([-+*>]|[0-9]{1,2}[.)]) {0,5}){1,13}",
        2 => "[ ]{1,6}|\t",
        1 => "\\[[a-z^]{1,3}\\]: ",
        1 => "(`{3}|~{3})",
        2 => "(\\|[a-z0-9 +-]{0,3}){1,4}\\|?",
        1 => "(\\|:?-{1,3}:?){1,4}\\|?|-{1,4}|={1,3}|(\\* ){3}",
    ];
    let line = (proptest::collection::vec(start, 0..3), inlines)
        .prop_map(|(starts, rest)| starts.concat() + &rest);
    let table = "\\|[a-z]{1,2}\\|[a-z]{0,2}\\|\n\\|-\\|:?-\\|(\n(> |)\\|[a-z+-]{1,3}( [0-9]|)\\|[a-z`]{0,3}(\\|[a-z`+-]{1,3}){0,3}\\|?){1,3}";
    let block = prop_oneof![8 => line, 1 => table.prop_map(String::from)];
    let end = prop_oneof![8 => Just("\n"), 4 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just("  \n"), 1 => Just("\\\n")];
    proptest::collection::vec((block, end), 0..9)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_word_and_a_lost_sign_are_found() {
        assert!(lost("+ SI, > 3", "+SI > 3").is_empty());
        assert_eq!(lost("+ SI, > 3 days", "SI 3 days"), ["+SI", ">3"]);
        assert_eq!(lost("a a b", "a b"), ["a"]);
        assert_eq!(lost("50*2*7", "5027"), ["50", "2", "7"]);
    }
}
