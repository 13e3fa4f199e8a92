//! "Did you mean": the known word nearest to one that is not known.

/// Returns the known word that `word` was most likely meant to be, if one is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (similarity(&word, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.7)
        // On equal scores the first one wins, so that the answer does not depend on luck.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, candidate)| candidate)
}

// Jaro-Winkler favours a shared beginning, which suits keys; edit distance suits short ids.
fn similarity(a: &str, b: &str) -> f64 {
    let (in_a, in_b) = (a.chars().count(), b.chars().count());
    let (shortest, longest) = (in_a.min(in_b), in_a.max(in_b).max(1));
    // Too different in length to be alike in either sense; to compare with a text of a megabyte takes long.
    if longest > shortest + 1 && longest > 4 * shortest {
        return 0.0;
    }
    let edits = strsim::damerau_levenshtein(a, b);
    let by_edits = if edits <= 1 { 1.0 - edits as f64 / longest as f64 } else { 0.0 };
    let by_start = strsim::jaro_winkler(a, b);
    by_edits.max(if by_start >= 0.85 { by_start } else { 0.0 })
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
    fn a_word_of_another_kind_has_no_nearest() {
        assert_eq!(nearest("weather", ["client", "format", "goals"]), None);
        assert_eq!(nearest("x", []), None);
    }
}
