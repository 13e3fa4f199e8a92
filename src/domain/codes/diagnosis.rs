//! Diagnoses as ICD-10-CM writes them: their titles, and which codes a claim may carry.

use std::cmp::Ordering;
use std::sync::LazyLock;

use memchr::memchr_iter;

/// Codes in order, each in a line with its mark and its title; comments in front.
const LIST: &str = include_str!("icd10cm.tsv");

/// Where each line of the list begins.
static LINES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let ends = memchr_iter(b'\n', LIST.as_bytes()).map(|end| end as u32 + 1);
    let starts = std::iter::once(0).chain(ends);
    starts.filter(|start| (*start as usize) < LIST.len()).collect()
});

/// No code has more characters, its dot among them.
const LONGEST: usize = 8;

/// A line of the list.
struct Row {
    code: &'static str,
    is_billable: bool,
    title: &'static str,
}

/// Reads the rows of a part of the list that begins with a line.
fn rows(list: &'static str) -> impl Iterator<Item = Row> {
    list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        let (code, mark, title) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Row { code, is_billable: mark == "1", title })
    })
}

/// Returns each code of chapter F with its title.
pub fn titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_chapter = rows(LIST).filter(|row| row.code.starts_with('F'));
    of_chapter.map(|row| (row.code, row.title))
}

/// What a text is as a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// Not written as a code.
    Malformed,
    /// Of chapter F and not in its list.
    Unknown,
    /// A claim needs more characters; the first of the codes below it.
    Header(Vec<&'static str>),
    /// A code that a claim may carry, or one that is not in the list: outside of chapter F, codes come and go
    /// each October that a practice need not wait for.
    Sound,
}

/// Says what a text is as a diagnosis.
pub fn look_up(text: &str) -> Diagnosis {
    if !is_well_formed(text) {
        return Diagnosis::Malformed;
    }
    match find(text) {
        Some((row, _)) if row.is_billable => Diagnosis::Sound,
        Some((_, behind)) => {
            let below = rows(behind).take_while(|row| row.code.starts_with(text));
            let below = below.filter(|row| row.is_billable).map(|row| row.code);
            Diagnosis::Header(below.take(4).collect())
        }
        None if text.starts_with('F') => Diagnosis::Unknown,
        None => Diagnosis::Sound,
    }
}

/// Returns the title of a code that is listed: `Generalized anxiety disorder`.
pub fn in_words(code: &str) -> Option<&'static str> {
    find(code).map(|(row, _)| row.title)
}

/// Tells whether the title of a code of chapter F says that the disorder is in remission, and not in a partial one.
pub fn is_in_remission(code: &str) -> bool {
    let in_remission = ["in remission", "in full remission"];
    in_words(code).is_some_and(|title| in_remission.iter().any(|words| title.contains(words)))
}

/// Returns the row of a code and what stands behind it. The list is in order, so it is halved and not read:
/// every note that is checked asks for its codes.
fn find(code: &str) -> Option<(Row, &'static str)> {
    let (mut from, mut to) = (0, LINES.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let start = LINES[middle] as usize;
        let end = LINES.get(middle + 1).map_or(LIST.len(), |next| *next as usize);
        let line = &LIST.as_bytes()[start..end];
        let there = line.iter().take(LONGEST + 1).position(|byte| *byte == b'\t');
        let there = &line[..there.unwrap_or(line.len())];
        // Comments stand in front, and `#` in front of all letters.
        match there.cmp(code.as_bytes()) {
            Ordering::Equal => return Some((rows(&LIST[start..end]).next()?, &LIST[end..])),
            Ordering::Greater => to = middle,
            Ordering::Less => from = middle + 1,
        }
    }
    None
}

/// Tells whether a code names a circumstance or a sign and not a disorder: chapters Z and R.
pub fn is_context(code: &str) -> bool {
    code.starts_with(['Z', 'R'])
}

/// Three characters, and up to four behind a point: `^[A-TV-Z][0-9][0-9AB](\.[0-9A-Z]{1,4})?$`.
fn is_well_formed(text: &str) -> bool {
    let (category, rest) = match text.split_once('.') {
        Some((category, rest)) => (category, Some(rest)),
        None => (text, None),
    };
    let sound_category = match category.as_bytes() {
        [letter, digit, last] => {
            letter.is_ascii_uppercase()
                && *letter != b'U'
                && digit.is_ascii_digit()
                && (last.is_ascii_digit() || matches!(last, b'A' | b'B'))
        }
        _ => false,
    };
    let sound_rest = |rest: &str| {
        (1..=4).contains(&rest.len())
            && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    sound_category && rest.is_none_or(sound_rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole() {
        let of_chapter_f = || rows(LIST).filter(|row| row.code.starts_with('F'));
        assert_eq!(of_chapter_f().count(), 1112);
        assert_eq!(of_chapter_f().filter(|row| row.is_billable).count(), 871);
        assert!(rows(LIST).is_sorted_by_key(|row| row.code));
        for Row { code, is_billable, title } in rows(LIST) {
            assert_eq!(in_words(code), Some(title));
            let is = look_up(code);
            assert_eq!(is == Diagnosis::Sound, is_billable, "{code}");
            assert!(matches!(is, Diagnosis::Sound | Diagnosis::Header(_)), "{code}");
        }
    }

    #[test]
    fn circumstances_signs_and_abuse_have_titles_and_what_is_not_listed_has_none() {
        for (code, title) in [
            ("Z63.0", Some("Problems in relationship with spouse or partner")),
            ("R45.851", Some("Suicidal ideations")),
            ("T74.11XA", Some("Adult physical abuse, confirmed, initial encounter")),
            ("G47.00", None),
            ("", None),
            ("#", None),
        ] {
            assert_eq!(in_words(code), title, "{code}");
        }
        assert_eq!(look_up("Z63.3"), Diagnosis::Header(vec!["Z63.31", "Z63.32"]));
        assert_eq!(look_up("Z63.02"), Diagnosis::Sound);
    }

    #[test]
    fn what_is_in_remission_says_its_title() {
        for (code, is_so) in [
            ("F32.5", true),
            ("F10.21", true),
            ("F31.70", true),
            ("F32.4", false),
            ("F32.1", false),
            ("Z60.0", false),
        ] {
            assert_eq!(is_in_remission(code), is_so, "{code}");
        }
    }

    #[test]
    fn a_category_may_be_billed_only_where_nothing_is_below_it() {
        let of_chapter_f = rows(LIST).filter(|row| row.code.starts_with('F'));
        let alone = of_chapter_f.filter(|row| row.is_billable && row.code.len() == 3);
        let alone: Vec<&str> = alone.map(|row| row.code).collect();
        assert_eq!(
            alone,
            [
                "F04", "F05", "F09", "F21", "F22", "F23", "F24", "F28", "F29", "F39", "F54", "F59",
                "F66", "F69", "F70", "F71", "F72", "F73", "F79", "F82", "F88", "F89", "F99"
            ]
        );
    }

    #[test]
    fn headers_that_are_often_misused_are_told_from_what_is_below_them() {
        for header in ["F32", "F33", "F31", "F43.2", "F43.8", "F90", "F10.2"] {
            assert!(
                matches!(look_up(header), Diagnosis::Header(below) if !below.is_empty()),
                "{header}"
            );
        }
        for leaf in
            ["F32.A", "F43.81", "F41.1", "F43.10", "F43.23", "F90.0", "F10.20", "Z63.0", "R45.851"]
        {
            assert_eq!(look_up(leaf), Diagnosis::Sound, "{leaf}");
        }
        for unknown in ["F41.7", "F00", "F43.19"] {
            assert_eq!(look_up(unknown), Diagnosis::Unknown, "{unknown}");
        }
        for malformed in
            ["F411", "f41.1", "41.1", "F4", "F41.", "F41.12345", "U07.1", "GAD", "", "F41.1 "]
        {
            assert_eq!(look_up(malformed), Diagnosis::Malformed, "{malformed}");
        }
        assert!(is_context("Z63.0") && is_context("R45.4") && !is_context("F41.1"));
    }
}
