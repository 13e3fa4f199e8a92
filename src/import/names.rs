//! Names of people as files and folders have them: in either order, with a date of birth, among other words.

use std::ops::Range;

use crate::import::dates::{self, Meaning};
use crate::text::dates::MONTHS;
use crate::text::names::plain;

/// What a name of a file or folder says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The name, in the order in which it is spoken.
    pub name: String,
    /// What it is compared by.
    pub key: String,
    /// The date in it, which is that of the birth in the name of a folder.
    pub date: Option<Meaning>,
    /// Whether nothing but a name looks so: `Sample, Ana`.
    pub is_sure: bool,
}

/// Words that stand in names of files and folders and are nobody's; months are none either.
const NO_NAMES: &[&str] = &[
    "archive",
    "assessment",
    "backup",
    "case",
    "chart",
    "charts",
    "client",
    "clients",
    "closed",
    "consent",
    "contact",
    "couple",
    "crisis",
    "daily",
    "data",
    "diagnosis",
    "discharge",
    "document",
    "documents",
    "draft",
    "eval",
    "evaluation",
    "export",
    "family",
    "file",
    "files",
    "folder",
    "form",
    "forms",
    "group",
    "history",
    "imported",
    "inactive",
    "active",
    "individual",
    "initial",
    "intake",
    "journal",
    "letter",
    "letters",
    "log",
    "md",
    "misc",
    "my",
    "new",
    "note",
    "notes",
    "notizen",
    "old",
    "patient",
    "patients",
    "plan",
    "plans",
    "practice",
    "private",
    "progress",
    "psychotherapy",
    "record",
    "records",
    "referral",
    "report",
    "reports",
    "review",
    "risk",
    "safety",
    "scan",
    "scans",
    "screening",
    "session",
    "sessions",
    "sitzung",
    "soap",
    "dap",
    "birp",
    "girp",
    "pie",
    "summary",
    "supervision",
    "termination",
    "text",
    "the",
    "therapy",
    "treatment",
    "unsigned",
    "signed",
    "untitled",
    "update",
    "week",
];

/// Returns a name in the order in which it is spoken: `Sample, Ana` is `Ana Sample`.
pub fn spoken(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.split_once(',') {
        Some((family, given)) if !given.contains(',') && !given.trim().is_empty() => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name,
    }
}

/// Returns what a name is compared by.
pub fn key(name: &str) -> String {
    plain(&spoken(name)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tells whether two names may be of one person: their first and their last words are the same, or one is the
/// beginning of the other, as in `Ben S.`.
pub fn may_be_one(a: &str, b: &str) -> bool {
    let (a, b) = (key(a), key(b));
    let is_begun = |a: Option<&str>, b: Option<&str>| {
        let (a, b) =
            (a.unwrap_or_default().trim_matches('.'), b.unwrap_or_default().trim_matches('.'));
        a.starts_with(b) || b.starts_with(a)
    };
    is_begun(a.split(' ').next(), b.split(' ').next())
        && is_begun(a.split(' ').next_back(), b.split(' ').next_back())
}

/// Tells whether a text is the name of a person by its looks: two to five words of letters.
pub fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let is_word = |word: &&str| {
        word.starts_with(char::is_alphabetic)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
    };
    (2..=5).contains(&words.len()) && words.iter().all(is_word)
}

/// Returns the person in the name of a file, without its ending, or of a folder.
pub fn guess(name: &str) -> Option<Guess> {
    let date = dates::first(name);
    let meaning = date.as_ref().map(|date| date.meaning);
    let range: Range<usize> = date.map_or(0..0, |date| date.range);
    let rest = format!("{} {}", &name[..range.start], &name[range.end..]);
    let is_between = |c: char| c.is_whitespace() || "_()[]{}*#+;:=".contains(c);
    let words = rest.split(is_between).map(|word| word.trim_matches(|c| c == '-' || c == '.'));
    let is_kept = |word: &&str| {
        let plain = word.trim_matches(',').to_lowercase();
        !plain.is_empty()
            && !["dob", "born", "geb", "b"].contains(&plain.as_str())
            && !NO_NAMES.contains(&plain.as_str())
            && !MONTHS.contains(&plain.as_str())
            && !plain.bytes().all(|b| b.is_ascii_digit())
    };
    let kept: Vec<&str> = words.filter(is_kept).collect();
    let text = kept.join(" ");
    let text = text.trim_matches([',', ' ']);
    let is_sure = text.matches(',').count() == 1;
    let is_capital = |word: &&str| word.starts_with(char::is_uppercase);
    let looks_so = is_name(text) && (kept.iter().all(is_capital) || is_sure);
    looks_so.then(|| Guess { name: spoken(text), key: key(text), date: meaning, is_sure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_in_the_name_of_a_file() {
        for (name, person, is_sure) in [
            ("Sample, Ana", "Ana Sample", true),
            ("Sample, Ana (DOB 1990-04-21)", "Ana Sample", true),
            ("Ana Sample 2023-04-05 progress note", "Ana Sample", false),
            ("2023-04-05_Ana_Sample_SOAP", "Ana Sample", false),
            ("Zoë van Müller-O'Brien", "", false),
            ("Zoë Müller-O'Brien", "Zoë Müller-O'Brien", false),
        ] {
            let found = guess(name).map(|it| (it.name, it.is_sure));
            assert_eq!(found, (!person.is_empty()).then(|| (person.to_owned(), is_sure)), "{name}");
        }
        for name in
            ["Progress Notes", "2023", "soap notes 2023", "Sample", "old files", "treatment plan"]
        {
            assert_eq!(guess(name), None, "{name}");
        }
    }

    #[test]
    fn one_name_is_one_in_either_order() {
        assert_eq!(key("Sample, Ana"), key(" ana  SAMPLE"));
        assert_ne!(key("Ana Sample"), key("Ana Samples"));
        assert_eq!(spoken("Sample, Ana, LCSW"), "Sample, Ana, LCSW");
        for name in ["Ana Sample", "Sample, A.", "ana b. sample", "A. S."] {
            assert!(may_be_one(name, "Sample, Ana"), "{name}");
        }
        for name in ["Ben Sample", "Ana Example", "Sample Ana"] {
            assert!(!may_be_one(name, "Ana Sample"), "{name}");
        }
    }
}
