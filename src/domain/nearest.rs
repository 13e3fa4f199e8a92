//! "Did you mean": the known word nearest to one that is not known.

/// Returns the known word that `word` was most likely meant to be, if one is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (similarity(&word, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score > 0.0)
        // On equal scores the first one wins, so that the answer does not depend on luck.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, candidate)| candidate)
}

/// Tells whether `word` is likely a slip of the finger or of memory for `candidate`; both are in lower
/// case. Words that differ at their beginning by more than a letter mean different things, and often
/// the opposite: `unsigned` and `signed`, `import` and `export`.
pub fn is_slip(word: &str, candidate: &str) -> bool {
    let (typed, known) = (word.chars().count(), candidate.chars().count());
    let (shortest, longest) = (typed.min(known), typed.max(known));
    // Too different in length to be alike in any sense; to compare with a text of a megabyte takes long.
    if longest > shortest + 1 && longest > 4 * shortest {
        return false;
    }
    let is_begun = typed >= 3 && candidate.starts_with(word);
    let begin_alike = word.chars().next() == candidate.chars().next();
    match strsim::damerau_levenshtein(word, candidate) {
        0 => true,
        1 => longest >= 3,
        edits => begin_alike && (edits * 3 <= longest || is_begun),
    }
}

// Jaro-Winkler favours a shared beginning, which suits keys; edit distance suits short ids.
fn similarity(a: &str, b: &str) -> f64 {
    if !is_slip(a, b) {
        return 0.0;
    }
    let longest = a.chars().count().max(b.chars().count()).max(1);
    let by_edits = 1.0 - strsim::damerau_levenshtein(a, b) as f64 / longest as f64;
    by_edits.max(strsim::jaro_winkler(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let keys = ["client", "format", "diagnoses", "goals"];
        assert_eq!(nearest("diagnosis", keys), Some("diagnoses"));
        assert_eq!(nearest("Client", keys), Some("client"));
        assert_eq!(nearest("gaols", keys), Some("goals"));
        assert_eq!(nearest("c-7f3j", ["c-2mxr", "c-7f3k"]), Some("c-7f3k"));
    }

    #[test]
    fn the_opposite_is_never_suggested() {
        for (word, known) in [
            ("unsigned", "signed"),
            ("import", "export"),
            ("man", "amend"),
            ("include-drafts", "exclude-drafts"),
            ("closed", "opened"),
            ("in", "on"),
        ] {
            assert!(!is_slip(word, known) && !is_slip(known, word), "{word}");
        }
        for (word, known) in [("lsit", "list"), ("exprot", "export"), ("valid", "validate")] {
            assert!(is_slip(word, known), "{word}");
        }
    }

    #[test]
    fn a_word_of_another_kind_has_no_nearest() {
        assert_eq!(nearest("weather", ["client", "format", "goals"]), None);
        assert_eq!(nearest("x", []), None);
    }
}
