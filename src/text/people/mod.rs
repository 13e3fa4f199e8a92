//! People in a text: given names, relations, and what stands around somebody who is named.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::lexicon::lists::Lists;
use crate::text::scan::{self, near};
use crate::text::tokens::Word;

/// How much around a name is looked at, in bytes; no sentence that tells of somebody is longer.
const SENTENCE: usize = 600;

const GIVEN: &str = include_str!("given.txt");

/// Common given names that are no ordinary words.
static GIVEN_NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| GIVEN.lines().filter(|line| !line.starts_with('#')).collect());

/// The lists of words around people.
static AROUND: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../lexicon/en/names.txt")));

/// Each list by itself, so that no word is looked up by the name of its list.
static RELATIONS: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("relation"));
static NO_NAMES: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("no-name"));
static CREDENTIALS: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("credential"));
static THINGS: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("thing"));
static TO_PERSONS: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("to-person"));
static TOGETHER: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("together"));
static GROUPS: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("group"));
static SOMEBODY: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("somebody"));
static TITLES: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("title"));
static PLAYED: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("played"));
static OF_WORKS: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("of-works"));
static GONE_UP: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("gone-up"));
static PROFESSIONS: LazyLock<&HashSet<&str>> = LazyLock::new(|| AROUND.words("profession"));

/// Tells whether a word is a common given name and no ordinary word.
pub fn is_given_name(word: &str) -> bool {
    GIVEN_NAMES.contains(word)
}

/// Tells whether a word in small letters is one for a person by relation.
pub fn is_relation(word: &str) -> bool {
    RELATIONS.contains(word)
}

/// Tells whether a word names nobody although it has a capital.
pub fn is_no_name(word: &str) -> bool {
    // Most words are short and of ASCII, and need no memory of their own.
    let mut letters = [0; 32];
    let is_none = match letters.get_mut(..word.len()).filter(|_| word.is_ascii()) {
        Some(letters) => {
            letters.copy_from_slice(word.as_bytes());
            letters.make_ascii_lowercase();
            str::from_utf8(letters).is_ok_and(|lower| NO_NAMES.contains(lower))
        }
        None => NO_NAMES.contains(word.to_lowercase().as_str()),
    };
    is_none || CREDENTIALS.contains(word)
}

/// Finds people who stand in a text by name, as far as what stands around them shows it: behind a
/// relation ("flatmate Ann", "friends to call: Ann, Bea"), in front of one ("Ann (her aunt)"), a common
/// given name, somebody whom one is with. Of several in a row the first is told.
///
/// `words` are those of the text; `is_known` tells whether a name may stand there: the client's, or that of
/// who was present.
pub fn named_in(text: &str, words: &[Word], is_known: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut last_named: Option<usize> = None;
    for (start, end) in words.iter().map(|word| (word.start(), word.end())) {
        if !bytes[start].is_ascii_uppercase() && bytes[start] < 0x80 {
            continue;
        }
        let word = &text[start..end];
        if !may_be_name(word) || is_known(word) {
            continue;
        }
        // One of a row: "Pip and Otto".
        let goes_on = last_named.is_some_and(|last| is_between_names(&text[last..start]));
        let place = Place { text, start, end };
        if !goes_on && !place.is_named() {
            continue;
        }
        last_named = Some(end);
        if !goes_on {
            found.push(start..end);
        }
    }
    found
}

/// A capital and small letters, and no word that names nobody.
fn may_be_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
        && !is_no_name(word)
}

fn is_between_names(gap: &str) -> bool {
    matches!(gap.trim(), "," | "and" | "&" | ", and" | "" | "/" | "or")
}

/// A word that may be a name, where it stands.
struct Place<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Place<'_> {
    fn is_named(&self) -> bool {
        let word = &self.text[self.start..self.end];
        let is_given = is_given_name(word);
        let is_first = self.begins_a_sentence();
        !self.is_thing()
            && !self.is_of_a_landscape()
            && !self.is_of_a_firm()
            && (self.is_behind_relation()
                || self.is_before_relation(is_given || !is_first)
                || self.is_beside_client()
                || !is_first && (self.is_company() || self.is_met())
                || self.is_titled()
                || is_given && !self.is_behind_place_word() && !self.is_of_a_work())
    }

    fn before(&self) -> &str {
        scan::before(self.text, self.start, SENTENCE).trim_end_matches([' ', '\t', '\n'])
    }

    fn after(&self) -> &str {
        &self.text[self.end..]
    }

    fn begins_a_sentence(&self) -> bool {
        let before =
            self.text[..self.start].trim_end_matches([' ', '\t', '"', '*', '_', '(', '\u{201c}']);
        let line = before.ends_with('\n') && {
            let above = before.trim_end_matches([' ', '\n']);
            above.ends_with(['.', '!', '?', ':']) || before.ends_with("\n\n") || above.is_empty()
        };
        before.is_empty()
            || line
            || before.ends_with(['.', '!', '?', '-', '#', '\u{2022}', '*', ';'])
    }

    /// "Flatmate Ann", "brother-in-law (Ann)", "a friend, Ann,", "her friend named Ann", "friends: Ann".
    fn is_behind_relation(&self) -> bool {
        let before = self.before();
        let is_listed = before.ends_with(':') && {
            before
                .rsplit(['.', '\n', ';'])
                .next()
                .unwrap_or_default()
                .split(|c: char| !is_part(c))
                .map(str::to_lowercase)
                .any(|word| is_relation(&word) || GROUPS.contains(word.as_str()))
                && !self.goes_on_as_a_sentence()
        };
        let untitled = TITLES
            .iter()
            .chain(&["Dr."])
            .find_map(|title| before.strip_suffix(title))
            .map_or(before, str::trim_end);
        let bare = untitled
            .trim_end_matches([',', '(', ':', '"', '\u{201c}', '\u{2014}', '\u{2013}'])
            .trim_end();
        let link = AROUND.words("link").iter().find_map(|link| bare.strip_suffix(link));
        // "A man called Ann".
        if link.is_some_and(|rest| SOMEBODY.contains(last_word(rest.trim_end()))) {
            return true;
        }
        // "His boss is called Ann", "a friend, whose name is Ann".
        let bare = link.map_or(bare, |rest| {
            let rest = rest.trim_end();
            let rest = ["is", "was", "who", "whose"]
                .iter()
                .find_map(|word| rest.strip_suffix(word))
                .unwrap_or(rest);
            rest.trim_end_matches([' ', ','])
        });
        let bare = bare.trim_end_matches("'s").trim_end_matches("\u{2019}s");
        let bare = ["Mr.", "Mrs.", "Ms.", "Dr.", "Miss"]
            .iter()
            .find_map(|title| bare.strip_suffix(title))
            .map_or(bare, str::trim_end);
        let relation = last_word(bare);
        // "Her husband, Anna noted" is rare; "with her mother, Thursday" is not asked.
        // "Her ex - Ann - left".
        let is_set_off = [" -", " \u{2013}", "\u{2014}"].iter().any(|dash| {
            untitled.ends_with(dash) && self.after().trim_start().starts_with(dash.trim_start())
        });
        let relation =
            if is_set_off { last_word(bare.trim_end_matches(['-', ' '])) } else { relation };
        let is_direct = is_relation(&relation.to_lowercase())
            && (is_set_off || !untitled.ends_with(['.', ';', '\u{2014}']));
        is_listed || is_direct && !before.ends_with(':')
    }

    /// "Ann (her aunt)", "Ann, his sister,".
    fn is_before_relation(&self, is_sure: bool) -> bool {
        let after = self.after();
        let in_brackets = after.trim_start().strip_prefix('(');
        let rest = in_brackets.or_else(|| after.strip_prefix(", ").filter(|_| is_sure));
        let Some(rest) = rest else { return false };
        let inside = rest.split([')', ',', '.', ';', '\n']).next().unwrap_or_default();
        let words: Vec<String> = inside.split(' ').map(str::to_lowercase).collect();
        let owner = ["his", "her", "their", "my", "the", "client's", "a", "an"];
        match words.as_slice() {
            [one] => in_brackets.is_some() && is_relation(one),
            [first, .., last] => {
                words.len() <= 4 && owner.contains(&first.as_str()) && is_relation(last)
            }
            [] => false,
        }
    }

    /// "Cl & Ann", "client and Ann".
    fn is_beside_client(&self) -> bool {
        let before = self.before();
        let Some(rest) = before.strip_suffix('&').or_else(|| before.strip_suffix(" and")) else {
            return false;
        };
        let word = last_word(rest.trim_end()).to_lowercase();
        matches!(word.as_str(), "cl" | "client" | "pt" | "patient" | "student" | "clt")
    }

    /// A figure that is played, or whose words are quoted: "plays Elsa", "quoted Maya Angelou".
    fn is_of_a_work(&self) -> bool {
        let has_surname = self.after().trim_start_matches(' ').starts_with(char::is_uppercase);
        // "Nina Simone": both are given names, and the verb stands in front of the first.
        let before = self.before();
        let first = last_word(before);
        let is_second = first.starts_with(char::is_uppercase) && is_given_name(first);
        let before = match is_second {
            true => before[..before.len() - first.len()].trim_end(),
            false => before,
        };
        let word = last_word(before).to_lowercase();
        let has_surname = has_surname || is_second;
        let above = last_word(before[..before.len() - word.len().min(before.len())].trim_end());
        let is_listened = word == "to" && above.to_lowercase().starts_with("listen");
        PLAYED.contains(word.as_str())
            || has_surname && (is_listened || OF_WORKS.contains(word.as_str()))
    }

    /// "With Ann and his kids", "with Ann again".
    fn is_company(&self) -> bool {
        let word = last_word(self.before()).to_lowercase();
        let next = self.after().trim_start_matches(' ');
        let next_word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if word != "with" || next.starts_with(char::is_uppercase) {
            return false;
        }
        let owned =
            ["and his", "and her", "and their", "and the kids", "and the children", "and kids"];
        let links = ["again", "who", "until", "since", "yesterday", "because"];
        owned.iter().any(|link| next.starts_with(link)) || links.contains(&next_word)
    }

    /// "Told Ann", "lives with Ann", "by the name of Ann". Two words with capitals are an agency as
    /// often as a person.
    fn is_met(&self) -> bool {
        let before = self.before();
        let start = before.len() - before.len().min(24);
        let start = (start..=before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(0);
        let lower = before[start..].to_lowercase();
        let is_led = |lead: &&str| {
            lower.strip_suffix(*lead).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        };
        let goes_on = self.after().trim_start_matches(' ').starts_with(char::is_uppercase);
        let mut names = ["by the name of", "named", "whose name is"].iter();
        names.any(&is_led) || !goes_on && TO_PERSONS.iter().chain(TOGETHER.iter()).any(is_led)
    }

    /// "Mr. Brook" of whom no profession is told in the same sentence.
    fn is_titled(&self) -> bool {
        let before = self.before();
        let title = before.rsplit([' ', '\n', '(']).next().unwrap_or_default();
        if !TITLES.contains(title) {
            return false;
        }
        let is_end = ['.', '\n', ';'];
        let lead = &before[..before.len() - title.len()];
        let lead = lead.rsplit(is_end).next().unwrap_or_default();
        let rest = near(self.text, self.start, SENTENCE).split(is_end).next().unwrap_or_default();
        let has_profession = |part: &str| {
            let part = part.to_lowercase();
            PROFESSIONS.iter().any(|word| part.contains(word))
        };
        !has_profession(lead) && !has_profession(rest)
    }

    fn is_behind_place_word(&self) -> bool {
        let word = last_word(self.before()).to_lowercase();
        matches!(
            word.as_str(),
            "in" | "near" | "dr" | "st" | "saint" | "called" | "judge" | "officer" | "nurse"
        ) || self.before().ends_with("Dr.")
            || self.before().ends_with("St.")
            || self.before().ends_with("Prof.")
    }

    /// "Marks & Spencer": a word in front of "&" that is no given name and nobody's role.
    fn is_of_a_firm(&self) -> bool {
        let Some(rest) = self.before().strip_suffix('&') else { return false };
        let word = last_word(rest.trim_end());
        word.starts_with(char::is_uppercase)
            && !is_given_name(word)
            && !is_relation(&word.to_lowercase())
            && !self.is_beside_client()
    }

    /// A mountain or a lake: "climbed Ben Lomond", "up Mount Ann", "at Loch Ann".
    fn is_of_a_landscape(&self) -> bool {
        let word = &self.text[self.start..self.end];
        let before = self.before();
        let goes_on = self.after().trim_start_matches(' ').starts_with(char::is_uppercase);
        let is_led = || GONE_UP.contains(last_word(before).to_lowercase().as_str());
        word == "Ben" && goes_on && is_led()
            || ["Mount", "Mt", "Mt.", "Ben", "Loch", "Lake", "Glen", "Port", "Fort", "Cape"]
                .iter()
                .any(|land| before.ends_with(land) && (*land != "Ben" || is_led_to(before, land)))
    }

    fn is_thing(&self) -> bool {
        let next = self.after().trim_start_matches(['\'', '\u{2019}', 's', ' ']);
        let next_word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        // A surname and a street may follow.
        let is_double = || {
            // "Mrs Talbot-Finch".
            let rest = &self.after()[1..];
            rest.starts_with(char::is_uppercase) && (self.is_titled() || self.is_behind_relation())
        };
        self.after().starts_with('-') && !is_double()
            || THINGS.contains(next_word.to_lowercase().as_str())
    }

    /// Tells whether a verb follows, so that a colon begins a sentence and no list.
    fn goes_on_as_a_sentence(&self) -> bool {
        let next = self.after().trim_start_matches(' ');
        !(next.is_empty()
            || next.starts_with([',', '.', ';', '\n', '(', '&'])
            // "Kids: Ann 7, Bea 4".
            || next.starts_with(|c: char| c.is_ascii_digit())
            || next.starts_with("and "))
    }
}

/// Tells whether one goes up or to what stands behind: "climbed Ben".
fn is_led_to(before: &str, land: &str) -> bool {
    let above = before[..before.len() - land.len()].trim_end();
    GONE_UP.contains(last_word(above).to_lowercase().as_str())
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Returns the last word of a text, its hyphens with it.
fn last_word(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !is_part(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn names(text: &str) -> Vec<&str> {
        let words = tokens::cut(text);
        let found = named_in(text, &words, |word| word == "Odile").into_iter();
        found.map(|range| &text[range]).collect()
    }

    #[test]
    fn people_are_found_by_what_stands_around_them() {
        for (text, found) in [
            ("Her flatmate Zorvan lent her the fare.", "Zorvan"),
            ("His brother-in-law (Tebrin) is ill.", "Tebrin"),
            ("Friends he can call: Zorvan, Tebrin, Ulba.", "Zorvan"),
            ("Mum (Zelda) rang.", "Zelda"),
            ("Her daughters Pim and Ottavia are away.", "Pim"),
            ("Went to the fair with Zorvan and his kids.", "Zorvan"),
            ("Step-dad Wulf shouted.", "Wulf"),
            ("Zorvan (her uncle) paid.", "Zorvan"),
            ("She wrote that Zorvan, her uncle, paid.", "Zorvan"),
            ("A colleague named Zorvan covers.", "Zorvan"),
            ("Went out after Jessica called.", "Jessica"),
            ("Jessica called at night.", "Jessica"),
            ("Brother\nZorvan drove.", "Zorvan"),
            ("A man by the name of Zorvan Slade follows her.", "Zorvan"),
            ("She told Zorvan about it.", "Zorvan"),
            ("In the choir she sits beside Ulba.", "Ulba"),
            ("The manager, Mr. Trevan, moved her.", "Trevan"),
            ("Group members present: Zorvan, Tebrin.", "Zorvan"),
        ] {
            assert_eq!(names(text), [found], "{text}");
        }
    }

    #[test]
    fn a_capital_alone_is_no_person() {
        for text in [
            "Father Army, mother nurse; brother ADHD.",
            "Dr. Pellworth (psychiatry) raised the dose.",
            "Sister lives in Northfold, brother in Kesh.",
            "Her husband Friday told her so.",
            "Her brother Odile came.",
            "Spoke with Probation at length.",
            "Her mother. Afterwards she slept.",
            "Moved to Jessica Street; the Martha Inventory was given.",
            "Began with Zoloft at night.",
            "Talked with mother, Clinician noted tears.",
            "Plan for friends: Call one of them.",
            "Spoke with Adult Protective Services.",
            "Ms. Tanver, the school counselor, rang.",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
