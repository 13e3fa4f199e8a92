//! Dates of a client file that cannot all be so.

use chrono::NaiveDate;

use crate::failure::Explain;
use crate::fields::{Problem, ProblemKind, place_of, text_start};
use crate::record::client::{ClientFile, MEMBER};

/// Dates of a client file of which one must be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// Nobody is born after today.
    #[error("`birth_date` lies in the future")]
    BornInTheFuture,
    /// The client came before being born.
    #[error("`opened` is before `birth_date`")]
    OpenedBeforeBirth,
    /// The client left before being born.
    #[error("`closed` is before `birth_date`")]
    ClosedBeforeBirth,
    /// The client died before being born.
    #[error("`died` is before `birth_date`")]
    DiedBeforeBirth,
    /// Nobody has died after today.
    #[error("`died` lies in the future")]
    DiedInTheFuture,
    /// A member is not born, or died before that, or will die.
    #[error("`birth_date` and `died` of a `[[member]]` cannot both be so today")]
    OfAMember,
    /// The client left before coming.
    #[error("`closed` is before `opened`")]
    ClosedBeforeOpened,
    /// A record is closed when the client has left, not before.
    #[error("`closed` lies in the future")]
    ClosedInTheFuture,
}

impl Explain for Contradiction {
    fn hint(&self) -> Option<String> {
        Some(
            "Nothing was written: look up which of the dates is wrong, and give the right one."
                .into(),
        )
    }
}

impl Contradiction {
    /// Returns the key at which it is reported.
    pub fn key(self) -> &'static str {
        match self {
            Self::BornInTheFuture => "birth_date",
            Self::DiedBeforeBirth | Self::DiedInTheFuture => "died",
            Self::OfAMember => MEMBER,
            Self::OpenedBeforeBirth => "opened",
            Self::ClosedBeforeBirth | Self::ClosedBeforeOpened | Self::ClosedInTheFuture => {
                "closed"
            }
        }
    }

    /// Returns it as a problem of the text of the file.
    pub fn problem(self, text: &str) -> Problem {
        let start = text_start(text.as_bytes());
        let place = place_of(&text[start..], self.key()).unwrap_or(0..0);
        let span = place.start + start..place.end + start;
        let problem = Problem::of_value(self.key(), span, self.to_string());
        Problem { kind: ProblemKind::Contradiction, ..problem }
    }
}

/// Fails when a text that is to become a client file has dates that contradict one another or the day
/// it is. What contradicted before is no reason to refuse another change.
///
/// # Errors
/// Returns the first contradiction that was not there before.
pub fn require_possible_dates(
    before: &str,
    after: &str,
    today: NaiveDate,
) -> Result<(), Contradiction> {
    let known = ClientFile::parse(before).0.contradictions(today);
    let found = ClientFile::parse(after).0.contradictions(today);
    match found.into_iter().find(|found| !known.contains(found)) {
        Some(contradiction) => Err(contradiction),
        None => Ok(()),
    }
}

impl ClientFile {
    /// Returns how its dates contradict one another or the day it is.
    pub fn contradictions(&self, today: NaiveDate) -> Vec<Contradiction> {
        let is_before =
            |a: Option<NaiveDate>, b: Option<NaiveDate>| a.zip(b).is_some_and(|(a, b)| a < b);
        let (born, opened, closed) = (self.birth_date, self.opened, self.closed);
        let cannot_be = |born: Option<NaiveDate>, died: Option<NaiveDate>| {
            is_before(Some(today), born) || is_before(Some(today), died) || is_before(died, born)
        };
        let mut members = self.known_members.iter();
        [
            (is_before(Some(today), born), Contradiction::BornInTheFuture),
            (is_before(opened, born), Contradiction::OpenedBeforeBirth),
            (is_before(closed, born), Contradiction::ClosedBeforeBirth),
            (is_before(closed, opened), Contradiction::ClosedBeforeOpened),
            (is_before(Some(today), closed), Contradiction::ClosedInTheFuture),
            (is_before(self.died, born), Contradiction::DiedBeforeBirth),
            (is_before(Some(today), self.died), Contradiction::DiedInTheFuture),
            (members.any(|it| cannot_be(it.birth_date, it.died)), Contradiction::OfAMember),
        ]
        .into_iter()
        .filter_map(|(is_so, contradiction)| is_so.then_some(contradiction))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_cannot_be_are_found_and_what_was_so_before_is_not_refused() {
        let today = "2026-11-24".parse().unwrap();
        let found = |text: &str| ClientFile::parse(text).0.contradictions(today);
        for (text, expected) in [
            ("birth_date = 2026-11-25\n", vec![Contradiction::BornInTheFuture]),
            (
                "birth_date = 2000-01-02\nopened = 2000-01-01\n",
                vec![Contradiction::OpenedBeforeBirth],
            ),
            (
                "birth_date = 2000-01-02\nclosed = 2000-01-01\n",
                vec![Contradiction::ClosedBeforeBirth],
            ),
            ("opened = 2026-02-01\nclosed = 2026-01-31\n", vec![Contradiction::ClosedBeforeOpened]),
            ("closed = 2026-11-25\n", vec![Contradiction::ClosedInTheFuture]),
            ("died = 2026-11-25\n", vec![Contradiction::DiedInTheFuture]),
            ("birth_date = 2000-01-02\ndied = 2000-01-01\n", vec![Contradiction::DiedBeforeBirth]),
            (
                "[[member]]\nname = \"Kim\"\nbirth_date = 2026-11-25\n",
                vec![Contradiction::OfAMember],
            ),
            // The days themselves are possible.
            ("birth_date = 2026-11-24\nopened = 2026-11-24\nclosed = 2026-11-24\n", vec![]),
            ("name = \"Ana Example\"\n", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
        let before = "opened = 2026-02-01\nclosed = 2026-01-31\n";
        let after = "phone = \"555 0100\"\nopened = 2026-02-01\nclosed = 2026-01-31\n";
        assert_eq!(require_possible_dates(before, after, today), Ok(()));
        assert_eq!(
            require_possible_dates("", after, today),
            Err(Contradiction::ClosedBeforeOpened)
        );
        let text = "\u{feff}name = \"x\"\nclosed = 2026-11-25\n";
        let problem = Contradiction::ClosedInTheFuture.problem(text);
        assert_eq!(&text[problem.span.clone()], "2026-11-25");
        assert!(problem.is_at("closed"));
    }
}
