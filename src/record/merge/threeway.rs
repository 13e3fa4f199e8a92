//! Two versions of a text in pieces, each held against the version that both began from.

use std::collections::BTreeMap;

/// A piece of a text, known in every version by its key.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// By what it is known; no two of one version have the same.
    pub key: String,
    /// All of it.
    pub text: &'a str,
}

/// What became of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It is this.
    One(&'a str),
    /// Both have changed it, each in another way; `None` where it was taken out.
    Two(Option<&'a str>, Option<&'a str>),
}

/// Tells whether two pieces say the same: the blank lines behind them do not count, because they change
/// with what follows.
fn is_same(a: Option<&str>, b: Option<&str>) -> bool {
    a.map(str::trim_end) == b.map(str::trim_end)
}

/// Puts two versions together piece by piece; `None` when both have put them into another order.
///
/// It comes out alike from whichever side it is looked at, up to the sides of a conflict.
pub fn merged<'a>(
    base: &[Piece<'a>],
    ours: &[Piece<'a>],
    theirs: &[Piece<'a>],
) -> Option<Vec<Outcome<'a>>> {
    let (order, added) = orders(base, ours, theirs)?;
    let [in_base, in_ours, in_theirs] = [base, ours, theirs].map(by_key);
    let mut keys: Vec<&str> = order.iter().map(|piece| piece.key.as_str()).collect();
    let mut above: Option<&str> = None;
    for piece in added {
        if !keys.contains(&piece.key.as_str()) {
            let at = above.and_then(|above| keys.iter().position(|key| *key == above));
            keys.insert(at.map_or(0, |at| at + 1), &piece.key);
        }
        above = Some(&piece.key);
    }
    let outcome = |key: &str| {
        let [was, a, b] = [&in_base, &in_ours, &in_theirs].map(|pieces| pieces.get(key).copied());
        let one = match () {
            () if is_same(a, b) => a.min(b),
            () if is_same(b, was) => a,
            () if is_same(a, was) => b,
            () => return Some(Outcome::Two(a, b)),
        };
        one.map(Outcome::One)
    };
    Some(keys.into_iter().filter_map(outcome).collect())
}

fn by_key<'p, 'a>(pieces: &'p [Piece<'a>]) -> BTreeMap<&'p str, &'a str> {
    pieces.iter().map(|piece| (piece.key.as_str(), piece.text)).collect()
}

/// Returns the version whose order holds, and the other one: that which has put pieces into another order
/// goes first; else the choice does not depend on the side.
fn orders<'p, 'a>(
    base: &'p [Piece<'a>],
    ours: &'p [Piece<'a>],
    theirs: &'p [Piece<'a>],
) -> Option<(&'p [Piece<'a>], &'p [Piece<'a>])> {
    let common = |of: &'p [Piece<'a>], with: &[&[Piece<'a>]]| -> Vec<&'p str> {
        let is_in = |key: &str, pieces: &[Piece<'a>]| pieces.iter().any(|piece| piece.key == key);
        let keys = of.iter().map(|piece| piece.key.as_str());
        keys.filter(|key| with.iter().all(|pieces| is_in(key, pieces))).collect()
    };
    let is_moved = |side: &'p [Piece<'a>]| common(side, &[base]) != common(base, &[side]);
    let is_alike = common(ours, &[theirs]) == common(theirs, &[ours]);
    match (is_moved(ours), is_moved(theirs)) {
        _ if is_alike => {
            let all = |pieces: &'p [Piece<'a>]| pieces.iter().map(|p| (p.text, &p.key));
            Some(if all(ours).le(all(theirs)) { (ours, theirs) } else { (theirs, ours) })
        }
        (true, false) => Some((ours, theirs)),
        (false, true) => Some((theirs, ours)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces(texts: &'static [(&'static str, &'static str)]) -> Vec<Piece<'static>> {
        texts.iter().map(|(key, text)| Piece { key: (*key).to_owned(), text }).collect()
    }

    #[test]
    fn what_one_has_changed_is_taken_and_what_both_have_stays_two() {
        use Outcome::{One, Two};
        let base = pieces(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let ours = pieces(&[("a", "1\n"), ("b", "x"), ("c", "3"), ("d", "4")]);
        let theirs = pieces(&[("a", "y"), ("b", "2"), ("n", "5"), ("c", "3")]);
        let found = merged(&base, &ours, &theirs).unwrap();
        assert_eq!(found, [One("y"), One("x"), One("5"), One("3"), One("4")]);
        let theirs = pieces(&[("a", "1"), ("c", "3")]);
        let found = merged(&base, &ours, &theirs).unwrap();
        assert!(found.contains(&Two(Some("x"), None)), "{found:?}");
        let turned = pieces(&[("c", "3"), ("b", "2"), ("a", "1")]);
        let found = merged(&base, &turned, &ours).unwrap();
        assert_eq!(found[..3], [One("3"), One("4"), One("x")]);
        let other = pieces(&[("b", "2"), ("a", "1"), ("c", "3")]);
        assert_eq!(merged(&base, &turned, &other), None);
    }

    fn version() -> impl Strategy<Value = Vec<Piece<'static>>> {
        let texts: &[&'static str] = &["1\n", "2\n", "3\n"];
        let piece = (0..5_usize, proptest::sample::select(texts.to_vec()));
        proptest::collection::vec(piece, 0..5).prop_map(|found| {
            let mut pieces: Vec<Piece<'static>> = Vec::new();
            for (key, text) in found {
                let key = key.to_string();
                if !pieces.iter().any(|piece| piece.key == key) {
                    pieces.push(Piece { key, text });
                }
            }
            pieces
        })
    }

    proptest! {
        #[test]
        fn no_side_is_preferred_and_a_side_that_changed_nothing_takes_the_other(
            base in version(), ours in version(), theirs in version(),
        ) {
            let texts = |pieces: &[Piece<'static>]| pieces.iter().map(|p| p.text).collect::<Vec<_>>();
            let swapped = |found: Vec<Outcome<'static>>| -> Vec<Outcome<'static>> {
                found.into_iter().map(|outcome| match outcome {
                    Outcome::Two(a, b) => Outcome::Two(b, a),
                    one => one,
                }).collect()
            };
            let found = merged(&base, &ours, &theirs);
            prop_assert_eq!(found, merged(&base, &theirs, &ours).map(swapped));
            let taken: Vec<Outcome<'static>> =
                texts(&ours).into_iter().map(Outcome::One).collect();
            prop_assert_eq!(merged(&base, &ours, &base), Some(taken.clone()));
            prop_assert_eq!(merged(&base, &ours, &ours), Some(taken));
        }
    }
}
