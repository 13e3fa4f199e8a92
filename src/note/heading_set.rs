//! Headings of a format, as a set.

use std::ops::BitOr;

/// Headings of a format, each by its place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headings(u128);

impl Headings {
    /// The most headings that a format may have.
    pub const MOST: usize = 128;

    /// Returns the heading at a place.
    pub fn one(at: usize) -> Self {
        Self(1_u128.checked_shl(at as u32).unwrap_or_default())
    }

    /// Tells whether there is none.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Tells whether the heading at a place is one of them.
    pub fn has(self, at: usize) -> bool {
        !self.both(Self::one(at)).is_none()
    }

    /// Returns the place of the first.
    pub fn first(self) -> Option<usize> {
        (!self.is_none()).then(|| self.0.trailing_zeros() as usize)
    }

    /// Returns the place of the only one; `None` when there is none, or more.
    pub fn only(self) -> Option<usize> {
        self.first().filter(|_| self.0.is_power_of_two())
    }

    /// Returns those that are in both.
    pub fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns those that are not in the other.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Headings {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
