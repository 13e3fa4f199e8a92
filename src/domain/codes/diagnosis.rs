//! Diagnoses as ICD-10-CM writes them, and which codes of chapter F a claim may carry.

use std::sync::LazyLock;

const LIST: &str = include_str!("icd10cm-f.tsv");

/// Each code of chapter F, sorted, whether a claim may carry it, and its title.
static CODES: LazyLock<Vec<(&str, bool, &str)>> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(row).map(|row| (row.code, row.mark == "1", row.title)).collect()
});

/// A line of the list.
struct Row {
    code: &'static str,
    mark: &'static str,
    title: &'static str,
}

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    Some(Row { code: cells.next()?, mark: cells.next()?, title: cells.next()? })
}

/// Returns each code of chapter F with its title.
pub fn titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(row).map(|row| (row.code, row.title))
}

/// What a text is as a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// Not written as a code.
    Malformed,
    /// Of chapter F and not in its list.
    Unknown,
    /// Of chapter F, and a claim needs more characters; the first of the codes below it.
    Header(Vec<&'static str>),
    /// A code that a claim may carry, or one of another chapter.
    Sound,
}

/// Says what a text is as a diagnosis.
pub fn look_up(text: &str) -> Diagnosis {
    if !is_well_formed(text) {
        return Diagnosis::Malformed;
    }
    if !text.starts_with('F') {
        return Diagnosis::Sound;
    }
    match find(text) {
        Ok(at) if CODES[at].1 => Diagnosis::Sound,
        Ok(at) => {
            let below = CODES[at + 1..].iter().take_while(|(code, ..)| code.starts_with(text));
            Diagnosis::Header(
                below.filter(|(_, billable, _)| *billable).map(|(c, ..)| *c).take(4).collect(),
            )
        }
        Err(_) => Diagnosis::Unknown,
    }
}

/// Returns the title of a code of chapter F: `Generalized anxiety disorder`.
pub fn in_words(code: &str) -> Option<&'static str> {
    find(code).ok().map(|at| CODES[at].2)
}

/// Tells whether the title of a code of chapter F says that the disorder is in remission, and not in a partial one.
pub fn is_in_remission(code: &str) -> bool {
    let in_remission = ["in remission", "in full remission"];
    in_words(code).is_some_and(|title| in_remission.iter().any(|words| title.contains(words)))
}

fn find(text: &str) -> Result<usize, usize> {
    CODES.binary_search_by(|(code, ..)| (*code).cmp(text))
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
        assert_eq!(CODES.len(), 1112);
        assert_eq!(CODES.iter().filter(|(_, billable, _)| *billable).count(), 871);
        assert!(CODES.is_sorted());
        for (code, billable, title) in CODES.iter() {
            assert_eq!(in_words(code), Some(*title));
            let is = look_up(code);
            assert_eq!(is == Diagnosis::Sound, *billable, "{code}");
            assert!(matches!(is, Diagnosis::Sound | Diagnosis::Header(_)), "{code}");
        }
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
        let alone: Vec<&str> =
            CODES.iter().filter(|(c, b, _)| *b && c.len() == 3).map(|(c, ..)| *c).collect();
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
