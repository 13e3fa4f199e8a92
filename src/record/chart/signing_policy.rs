//! What the practice asks of signatures: the table `[signing]` of the chart's `casenotes.toml`.

use crate::disk::DiskError;
use crate::fields::{Fields, Problem};
use crate::record::chart::{Chart, MARKER};
use crate::record::signature::is_same_person;

/// After how many days a note that is signed is a late entry, if the practice does not say.
const LATE_AFTER_DAYS: i64 = 3;

/// What the practice asks of signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningPolicy {
    /// A note that is signed more than so many days after its session is a late entry.
    pub late_after_days: i64,
    /// Whose notes want a supervisor's signature as well.
    cosign_required: Vec<String>,
}

impl Default for SigningPolicy {
    fn default() -> Self {
        Self { late_after_days: LATE_AFTER_DAYS, cosign_required: Vec::new() }
    }
}

impl SigningPolicy {
    /// Reads the settings of a practice, with their problems; the tables of others are not looked at.
    pub fn read(marker: &str) -> (Self, Vec<Problem>) {
        let mut policy = Self::default();
        let mut document = Fields::parse(marker, 0, 0..0);
        let Some(mut signing) = document.table("signing") else {
            let mut problems = document.finish();
            problems.retain(|problem| problem.is_at("signing"));
            return (policy, problems);
        };
        let place = signing.place_of_key("late_after_days");
        match (signing.integer("late_after_days"), place) {
            (Some(days), _) if (1..=3650).contains(&days) => policy.late_after_days = days,
            (Some(_), Some(place)) => {
                signing.wrong(
                    "late_after_days",
                    place,
                    "`late_after_days` is not from 1 to 3650".to_owned(),
                );
            }
            _ => {}
        }
        if let Some(names) = signing.texts("cosign_required") {
            policy.cosign_required = names.into_iter().map(|name| name.into_owned()).collect();
        }
        (policy, signing.finish())
    }

    /// Tells whether a person's notes want a supervisor's signature as well.
    pub fn wants_cosignature(&self, signed_by: &str) -> bool {
        self.cosign_required.iter().any(|name| is_same_person(name, signed_by))
    }
}

impl Chart {
    /// Reads the file of the practice's settings.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn settings_file(&self) -> Result<Vec<u8>, DiskError> {
        self.tree().read(MARKER.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_says_what_it_asks_and_every_problem_is_told() {
        let (policy, problems) = SigningPolicy::read("format = 1\n[rules]\nx = 1\n");
        assert_eq!((policy, problems), (SigningPolicy::default(), vec![]));
        let (policy, problems) = SigningPolicy::read(
            "format = 1\n[signing]\nlate_after_days = 7\ncosign_required = [\"Sam Trainee\"]\n",
        );
        assert_eq!((policy.late_after_days, problems), (7, vec![]));
        assert!(policy.wants_cosignature("sam trainee, AMFT"));
        assert!(!policy.wants_cosignature("Dana Okafor, LCSW"));
        for text in
            ["signing = 1\n", "[signing]\nlate = 1\n", "[signing]\nlate_after_days = \"3\"\n"]
        {
            assert_eq!(SigningPolicy::read(text).1.len(), 1, "{text}");
        }
    }
}
