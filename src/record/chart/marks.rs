//! Who has which mark: the table `[marks]` of the chart's `casenotes.toml`. New names carry the mark of the
//! machine that gives them, so that no two machines choose one name.

use crate::disk::write::Replaced;
use crate::domain::numbers::{LAST_MARK, Numbers};
use crate::failure::{Explain, Failure};
use crate::fields::{Fields, Problem, rewrite};
use crate::record::chart::{Chart, MARKER};
use crate::record::signature::is_same_person;

/// The marks of a practice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Vec<(String, u16)>);

/// Settings into which no mark is written.
#[derive(Debug, thiserror::Error)]
pub enum MarkError {
    /// They are not TOML that comes back byte for byte, or `marks` is no table.
    #[error("no mark can be written into the chart's `{MARKER}`")]
    Unwritable,
    /// Every mark is somebody's.
    #[error("every mark from 1 to {LAST_MARK} is taken")]
    Full,
    /// Somebody else has written to the settings.
    #[error("the settings of the practice changed meanwhile")]
    ChangedMeanwhile,
}

impl Explain for MarkError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unwritable => "Run `casenotes validate` in the chart and mend the file.".into(),
            Self::Full => "Take out of `[marks]` in the chart's `casenotes.toml` a machine that is not used any more.".into(),
            Self::ChangedMeanwhile => "Run the command again.".into(),
        })
    }
}

impl Chart {
    /// Gives a machine a mark of its own and writes it into the settings: under the name of the person, and of
    /// a second device of theirs under that name with a number behind it.
    ///
    /// # Errors
    /// Fails when no mark is free or the settings cannot be written; nothing is changed then.
    pub fn give_mark(&self, name: &str) -> Result<u16, Failure> {
        let marks = &self.settings().marks;
        let mark = marks.free().ok_or(MarkError::Full)?;
        let device = |number: u16| format!("{name} ({number})");
        let label = match marks.has(name) {
            false => name.to_owned(),
            true => (2..).map(device).find(|it| !marks.has(it)).ok_or(MarkError::Full)?,
        };
        let before = &self.settings().bytes;
        let text = std::str::from_utf8(before).map_err(|_| MarkError::Unwritable)?;
        let mut document = rewrite::open(text).ok_or(MarkError::Unwritable)?;
        rewrite::put_in(&mut document, "marks", &label, i64::from(mark).into())
            .ok_or(MarkError::Unwritable)?;
        let after = document.to_string();
        match self.replace_settings(after.as_bytes())? {
            Replaced::Yes => Ok(mark),
            Replaced::ChangedMeanwhile => Err(MarkError::ChangedMeanwhile.into()),
        }
    }
}

impl Marks {
    /// Reads the table of the practice's settings, and reports there what is wrong with it.
    pub fn read(document: &mut Fields<'_>) -> Self {
        let place = document.place_of_key("marks").unwrap_or_default();
        let mut marks = Self::default();
        for (name, number) in document.integers("marks").unwrap_or_default() {
            let mark = u16::try_from(number).ok().filter(|mark| (1..=LAST_MARK).contains(mark));
            let Some(mark) = mark else {
                let message = format!("the mark of `{name}` is not from 1 to {LAST_MARK}");
                document.report([Problem::of_value("marks", place.clone(), message)]);
                continue;
            };
            if let Some((other, _)) = marks.0.iter().find(|(_, taken)| *taken == mark) {
                let message = format!("`{other}` and `{name}` have one mark, {mark}");
                let problem = Problem::of_value("marks", place.clone(), message);
                let help = "Give one of them a number that nobody has, here and as `mark` in the configuration of that machine.".to_owned();
                document.report([Problem { help: Some(help), ..problem }]);
            }
            marks.0.push((name, mark));
        }
        marks
    }

    /// Returns the numbers that a machine gives: of the mark that its own configuration says, else of the
    /// person that writes.
    pub fn numbers(&self, name: Option<&str>, own: Option<u16>) -> Numbers {
        let of_person = |name: &str| {
            let theirs = self.0.iter().find(|(whose, _)| is_same_person(whose, name));
            theirs.map(|(_, mark)| *mark)
        };
        match own.or_else(|| name.and_then(of_person)) {
            Some(mark) => Numbers::of_mark(mark),
            None if self.0.is_empty() => Numbers::ALL,
            None => Numbers::UNMARKED,
        }
    }

    /// Tells whether something has a mark under a name, a person or a device.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(whose, _)| is_same_person(whose, name))
    }

    /// Returns the first mark that nobody has.
    pub fn free(&self) -> Option<u16> {
        (1..=LAST_MARK).find(|mark| self.0.iter().all(|(_, taken)| taken != mark))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Marks, Vec<String>) {
        let mut document = Fields::parse(text, 0, 0..0);
        let marks = Marks::read(&mut document);
        (marks, document.finish().into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn everybody_has_numbers_of_their_own() {
        let (marks, problems) = read("[marks]\n\"Eli Associate\" = 2\n\"front desk\" = 7\n");
        assert!(problems.is_empty(), "{problems:?}");
        let numbers = |name, own| marks.numbers(name, own);
        assert_eq!(numbers(Some("eli associate, LMFT"), None), Numbers::of_mark(2));
        assert_eq!(numbers(Some("Eli Associate, LMFT"), Some(7)), Numbers::of_mark(7));
        assert_eq!(numbers(Some("Dana Okafor, LCSW"), None), Numbers::UNMARKED);
        assert_eq!(Marks::default().numbers(Some("Dana Okafor"), None), Numbers::ALL);
        assert_eq!((marks.free(), marks.has("Front desk")), (Some(1), true));
    }

    #[test]
    fn a_mark_that_two_have_or_that_is_none_is_a_problem() {
        let (marks, problems) = read("[marks]\na = 1\nb = 1\nc = 0\nd = 100\n");
        assert_eq!(
            problems,
            [
                "`a` and `b` have one mark, 1",
                "the mark of `c` is not from 1 to 99",
                "the mark of `d` is not from 1 to 99",
            ]
        );
        assert_eq!(marks.free(), Some(2));
        assert_eq!(read("marks = 1\n").1.len(), 1);
    }
}
