//! Names, however they are written: case, accents, apostrophes, initials, and parts of them.

use std::ops::Range;

use regex::Regex;

use crate::record::deidentify::{Category, Found, visible};
use crate::text::canonical;
use crate::text::people::{is_given_name, is_no_name};

/// Words of a name that stand in any text.
const PARTICLES: &[&str] = &[
    "al", "and", "bin", "da", "de", "del", "den", "der", "di", "dr", "du", "el", "ibn", "ii",
    "iii", "jr", "la", "le", "miss", "mr", "mrs", "ms", "of", "prof", "sr", "st", "the", "van",
    "von",
];

/// Names that are ordinary words as well; they go only where they begin with a capital.
const ORDINARY: &[&str] = &[
    "amber", "angel", "april", "art", "august", "autumn", "baker", "bill", "bishop", "black",
    "brook", "brooks", "brown", "carol", "chance", "chase", "chip", "clay", "cook", "crystal",
    "daisy", "dawn", "dean", "drew", "faith", "forest", "frank", "gene", "gold", "good", "grace",
    "grant", "gray", "green", "hall", "heather", "hill", "holly", "hope", "hunter", "iris", "ivy",
    "jack", "jade", "jean", "joy", "june", "king", "lane", "lily", "long", "love", "mark", "marsh",
    "mason", "may", "melody", "mercy", "miles", "miller", "olive", "page", "park", "pat",
    "patience", "pearl", "price", "rich", "rob", "robin", "rose", "ruby", "rusty", "sage", "sandy",
    "sky", "sample", "small", "smith", "stone", "sue", "summer", "taylor", "violet", "walker",
    "ward", "white", "will", "winter", "wood", "young",
];

/// Letters and how they are written with accents.
const ACCENTS: &[(char, &str)] = &[
    ('a', "àáâãäåāăąạảấầẩẫậắằẳẵặǎ"),
    ('c', "çćč"),
    ('d', "ďđð"),
    ('e', "èéêëēėęěẹẻẽếềểễệ"),
    ('g', "ğģ"),
    ('h', "ħ"),
    ('i', "ìíîïīįıỉịĩǐ"),
    ('l', "łľĺ"),
    ('n', "ñńňņ"),
    ('o', "òóôõöøōőọỏốồổỗộơớờởỡợǒ"),
    ('r', "řŕ"),
    ('s', "śšşș"),
    ('t', "ťțţ"),
    ('u', "ùúûüūůűũụủưứừửữựǔ"),
    ('w', "ŵ"),
    ('y', "ýÿỳỵỷỹŷ"),
    ('z', "źżž"),
];

/// Whose name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The client.
    Client,
    /// Somebody around the client, by the place in the list.
    Other(usize),
    /// Whoever wrote or signed.
    Clinician,
}

/// A name, ready to be looked for.
pub(super) struct Name {
    owner: Owner,
    /// The name as a whole and its initials with points, in any case.
    whole: Vec<Regex>,
    /// Its parts, and whether each goes only where it begins with a capital.
    parts: Vec<(Regex, bool)>,
    /// Its initials without points, which could be any abbreviation.
    initials: Vec<Regex>,
}

impl Name {
    /// Reads a name; credentials behind a comma are none of it. `None` for one in which no word can be
    /// looked for: letters alone, or words that stand in any text.
    pub(super) fn new(text: &str, owner: Owner) -> Option<Self> {
        let text = match owner {
            Owner::Clinician => text.split(',').next().unwrap_or_default(),
            Owner::Client | Owner::Other(_) => text,
        };
        let text = &*canonical(text);
        let words: Vec<String> = text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-' | '(' | ')' | '"'))
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
            .filter(|word| !word.is_empty())
            .collect();
        let telling: Vec<&String> = words
            .iter()
            .filter(|word| !PARTICLES.contains(&word.as_str()) && word.chars().count() > 1)
            .collect();
        telling.first()?;
        let letters: Vec<char> = telling.iter().filter_map(|word| word.chars().next()).collect();
        // All of them, or the first with any other.
        let mut sets: Vec<Vec<char>> =
            letters.iter().skip(1).map(|other| vec![letters[0], *other]).collect();
        sets.extend((letters.len() > 2).then(|| letters.clone()));
        let each = |set: &Vec<char>, end: &str, between: &str| {
            let letters: Vec<String> = set.iter().map(|c| letter(*c) + end).collect();
            letters.join(between)
        };
        let dotted: Vec<String> = sets.iter().map(|set| each(set, "\\.", "\\s?")).collect();
        let plain: Vec<String> = sets.iter().map(|set| each(set, "", "").to_uppercase()).collect();
        let mut whole: Vec<Regex> = phrase(text).into_iter().collect();
        whole.extend(dotted.iter().filter_map(|set| compiled(&format!("(?i){set}"))));
        // Run together, as in `#annamiller`.
        let joined = telling.iter().skip(1).map(|other| spelled(telling[0]) + &spelled(other));
        whole.extend(joined.filter_map(|joined| compiled(&format!("(?i){joined}(?:e?s)?"))));
        let initials = plain.iter().filter_map(|set| compiled(set)).collect();
        // The first name of somebody around the client is the person's, however it is written.
        let first = words.first().filter(|_| is_of_a_person(text, &words));
        let is_sure = |word: &str| match owner {
            Owner::Client => true,
            Owner::Other(_) => first.is_some_and(|first| first == word) || is_small_given(word),
            Owner::Clinician => false,
        };
        let needs_capital = |word: &str| !is_sure(word) || ORDINARY.contains(&word);
        let parts = telling.iter().filter_map(|word| {
            let part = compiled(&format!("(?i){}(?:e?s)?", spelled(word)))?;
            Some((part, needs_capital(word)))
        });
        Some(Self { owner, whole, parts: parts.collect(), initials })
    }

    /// Finds the name and its parts.
    pub(super) fn find(&self, text: &str, found: &mut Vec<Found>) {
        let placeholder = match self.owner {
            Owner::Client => "[client]".to_owned(),
            Owner::Other(number) => format!("[person {number}]"),
            Owner::Clinician => "[clinician]".to_owned(),
        };
        let mut add = |range| {
            let placeholder = placeholder.clone();
            found.push(Found { range, category: Category::Name, placeholder });
        };
        for whole in &self.whole {
            whole_words(whole, text).for_each(&mut add);
        }
        for (part, needs_capital) in &self.parts {
            whole_words(part, text)
                .filter(|range| !needs_capital || begins_with_capital(&text[range.clone()]))
                .for_each(&mut add);
        }
    }

    /// Finds what could be of the name and stays.
    pub(super) fn left(&self, text: &str) -> Vec<Range<usize>> {
        let parts = self.parts.iter().map(|(part, _)| part).chain(&self.initials);
        parts.flat_map(|part| whole_words(part, text)).collect()
    }
}

/// Returns a text as it can be searched quickly: small, without accents, and with a space for whatever
/// is no letter or figure.
pub(super) fn folded(text: &str) -> String {
    let base = |c: char| {
        ACCENTS.iter().find(|(_, accents)| accents.contains(c)).map_or(c, |(base, _)| *base)
    };
    let is_mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let shown = visible(text).to_lowercase();
    let letters = shown.chars().filter(|c| !is_mark(*c));
    let letters: String =
        letters.map(|c| if c.is_alphanumeric() { base(c) } else { ' ' }).collect();
    // `ü` may be written `ue`.
    letters.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// Returns what finds a text in any case, with any space or punctuation between its words.
pub(super) fn phrase(text: &str) -> Option<Regex> {
    let words: Vec<String> = canonical(text)
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map(|word| word.trim_matches(['\'', '’']).to_lowercase())
        .filter(|word| !word.is_empty())
        .map(|word| spelled(&word))
        .collect();
    if words.is_empty() {
        return None;
    }
    // Between the words of a name an initial may stand.
    compiled(&format!("(?i){}", words.join(r"[^\w\n]*\n?[^\w\n]*(?:[A-Z]\.\s+)?")))
}

/// Returns the places of whole words: an underscore parts words, a letter or digit does not.
pub(super) fn whole_words<'t>(
    pattern: &'t Regex,
    text: &'t str,
) -> impl Iterator<Item = Range<usize>> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from <= text.len() {
            let found = pattern.find_at(text, from)?.range();
            let before = text[..found.start].chars().next_back();
            let after = text[found.end..].chars().next();
            let step = text[found.start..].chars().next().map_or(1, char::len_utf8);
            if !before.is_some_and(continues_a_word) && !after.is_some_and(continues_a_word) {
                from = found.end.max(found.start + step);
                return Some(found);
            }
            from = found.start + step;
        }
        None
    })
}

/// Tells whether a character makes a longer word of the one beside it. In scripts without capitals
/// words are not parted by spaces, so there a name goes wherever it stands.
fn continues_a_word(c: char) -> bool {
    c.is_numeric() || c.is_lowercase() || c.is_uppercase()
}

/// Tells whether a name is one of a person, and not of a firm or a house: a first name of some length,
/// another behind it, and no word of those.
fn is_of_a_person(text: &str, words: &[String]) -> bool {
    const HOUSES: &[&str] = &[
        "bros",
        "center",
        "centre",
        "church",
        "clinic",
        "club",
        "co",
        "college",
        "company",
        "corp",
        "department",
        "group",
        "hospital",
        "house",
        "inc",
        "llc",
        "ltd",
        "office",
        "school",
        "service",
        "services",
        "shop",
        "sons",
        "store",
        "team",
        "university",
    ];
    let is_long = words.first().is_some_and(|first| first.chars().count() >= 4);
    is_long
        && (2..=3).contains(&words.len())
        && !text.contains('&')
        && !words.iter().any(|word| HOUSES.contains(&word.as_str()))
        && !words.first().is_some_and(|first| is_no_name(first))
}

/// Tells whether a word in small letters is a common given name and no ordinary word.
fn is_small_given(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    is_given_name(&first.chain(letters).collect::<String>())
}

fn begins_with_capital(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}

/// Returns a word with every way to write its letters.
fn spelled(word: &str) -> String {
    // A long word may be parted by the end of a line.
    let between = if word.chars().count() > 5 { "(?:[-\u{2010}]\n[ \t]*)?" } else { "" };
    word.chars().map(letter).filter(|letter| !letter.is_empty()).collect::<Vec<_>>().join(between)
}

fn letter(c: char) -> String {
    // An accent may be a character of its own behind the letter.
    const MARKS: &str = "[\u{300}-\u{36f}]*";
    if matches!(c, '\'' | '’' | '‘' | '`') {
        return "['’‘`]?".to_owned();
    }
    if ('\u{300}'..='\u{36f}').contains(&c) {
        return String::new();
    }
    match c {
        'ß' | 'ẞ' => return "(?:ß|ẞ|ss)".to_owned(),
        'æ' => return "(?:æ|ae|ä)".to_owned(),
        'œ' => return "(?:œ|oe)".to_owned(),
        'þ' => return "(?:þ|th)".to_owned(),
        // Its small letter is two characters, and the mark may be left out.
        'İ' => return "(?:i\u{307}?|İ|ı)".to_owned(),
        _ => {}
    }
    let of = |(base, accents): &&(char, &str)| *base == c || accents.contains(c);
    match ACCENTS.iter().find(of) {
        Some((base, accents)) if matches!(c, 'ä' | 'ö' | 'ü') => {
            format!("(?:{base}e|[{base}{accents}]){MARKS}")
        }
        Some((base, accents)) => format!("[{base}{accents}]{MARKS}"),
        None => format!("{}{MARKS}", regex::escape(&c.to_string())),
    }
}

fn compiled(pattern: &str) -> Option<Regex> {
    // A name so long that it cannot be looked for is a text in the wrong place.
    Regex::new(pattern).ok()
}
