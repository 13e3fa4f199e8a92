//! The numbers that tell names of one minute and kind apart, and which of them a machine gives.
//!
//! Where several write, two machines must not choose one name, so each has a mark, and the numbers of a mark
//! are its own: `-201` to `-299` of the mark 2 (docs/FORMAT.md, "Names of notes").

use std::ops::RangeInclusive;

/// How many numbers a mark has, the first of which is never given.
const EACH: u16 = 100;

/// The greatest mark.
pub const LAST_MARK: u16 = 99;

/// The greatest number that a name without a mark may have.
const LAST: u16 = 999;

/// The numbers that a machine gives to names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    first: u16,
    last: u16,
}

impl Numbers {
    /// Returns those of a practice in which nobody has a mark.
    pub const ALL: Self = Self { first: 1, last: LAST };

    /// Returns those of a machine without a mark, in a practice in which others have one.
    pub const UNMARKED: Self = Self { first: 1, last: EACH - 1 };

    /// Returns those of a mark, from 1 to [`LAST_MARK`].
    pub fn of_mark(mark: u16) -> Self {
        let block = mark.min(LAST_MARK) * EACH;
        Self { first: block + 1, last: block + EACH - 1 }
    }

    /// Returns those among which a place is looked for beside a name that has `number`: of the same mark, so
    /// that wherever it is looked for, the same is found.
    pub fn beside(number: u16) -> Self {
        match number / EACH {
            0 => Self::ALL,
            mark => Self::of_mark(mark),
        }
    }

    /// Returns them in the order in which they are given.
    pub fn each(self) -> RangeInclusive<u16> {
        self.first..=self.last
    }

    /// Returns those behind a number.
    pub fn behind(self, number: u16) -> RangeInclusive<u16> {
        self.first.max(number.saturating_add(1))..=self.last
    }

    /// Returns those behind the last of these that is taken.
    pub fn next(self, taken: impl IntoIterator<Item = u16>) -> RangeInclusive<u16> {
        let own = taken.into_iter().filter(|number| self.each().contains(number));
        self.behind(own.max().unwrap_or_default())
    }

    /// Returns the greatest.
    pub fn last(self) -> u16 {
        self.last
    }
}

/// Tells whether a number is the first that somebody gives: no other of theirs is before it.
pub fn is_first(number: u16) -> bool {
    number % EACH == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_of_two_marks() {
        let mut given: Vec<u16> = Numbers::UNMARKED.each().collect();
        given.extend((1..=LAST_MARK).flat_map(|mark| Numbers::of_mark(mark).each()));
        let mut once = given.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(given, once);
        assert_eq!(Numbers::of_mark(2).each(), 201..=299);
    }

    #[test]
    fn a_place_beside_another_is_of_the_same_mark_and_behind_it() {
        assert_eq!(Numbers::beside(3).behind(3), 4..=999);
        assert_eq!(Numbers::beside(201).behind(201), 202..=299);
        assert!(Numbers::beside(299).behind(299).is_empty());
        assert_eq!(Numbers::of_mark(2).next([7, 203, 301]), 204..=299);
        assert_eq!(Numbers::UNMARKED.next([101]), 1..=99);
        assert!(is_first(1) && is_first(201) && !is_first(2) && !is_first(200));
    }
}
