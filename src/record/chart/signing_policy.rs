//! What the practice asks of signatures: the table `[signing]` of the chart's `casenotes.toml`.

use crate::fields::{Fields, take_within};
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
    // Who co-signs; nobody is named where everybody may who signs alone.
    supervisors: Vec<String>,
    // Who ends the keys of others; nobody is named where everybody may.
    may_end_signers: Vec<String>,
}

impl Default for SigningPolicy {
    fn default() -> Self {
        Self {
            late_after_days: LATE_AFTER_DAYS,
            cosign_required: Vec::new(),
            supervisors: Vec::new(),
            may_end_signers: Vec::new(),
        }
    }
}

impl SigningPolicy {
    /// Reads the table of the practice's settings, and reports there what is wrong with it.
    pub fn read(document: &mut Fields<'_>) -> Self {
        let mut policy = Self::default();
        let Some(mut signing) = document.table("signing") else { return policy };
        let (key, range, told) = ("late_after_days", 1..=3650, "is not from 1 to 3650");
        take_within(&mut signing, key, Fields::integer, range, told, &mut policy.late_after_days);
        let mut names = |key| -> Vec<String> {
            let names = signing.texts(key).unwrap_or_default();
            names.into_iter().map(|name| name.into_owned()).collect()
        };
        policy.cosign_required = names("cosign_required");
        policy.supervisors = names("supervisors");
        policy.may_end_signers = names("may_end_signers");
        document.absorb(signing);
        policy
    }

    /// Tells whether a person's notes want a supervisor's signature as well.
    pub fn wants_cosignature(&self, signed_by: &str) -> bool {
        self.cosign_required.iter().any(|name| is_same_person(name, signed_by))
    }

    /// Tells whether a person's co-signature counts: one of the supervisors, where the practice names any.
    pub fn may_cosign(&self, name: &str) -> bool {
        self.supervisors.is_empty() || self.supervisors.iter().any(|it| is_same_person(it, name))
    }

    /// Tells whether a person may end the keys of somebody: their own, or where the practice names who ends
    /// those of others, one of these.
    pub fn may_end(&self, name: Option<&str>, whose: &str) -> bool {
        let is_named = |name: &str| self.may_end_signers.iter().any(|it| is_same_person(it, name));
        self.may_end_signers.is_empty()
            || name.is_some_and(|name| is_same_person(name, whose) || is_named(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;

    fn read(text: &str) -> (SigningPolicy, Vec<Problem>) {
        let mut document = Fields::parse(text, 0, 0..0);
        let policy = SigningPolicy::read(&mut document);
        (policy, document.finish())
    }

    #[test]
    fn a_practice_says_what_it_asks_and_every_problem_is_told() {
        assert_eq!(read(""), (SigningPolicy::default(), vec![]));
        let (policy, problems) =
            read("[signing]\nlate_after_days = 7\ncosign_required = [\"Sam Trainee\"]\n");
        assert_eq!((policy.late_after_days, problems), (7, vec![]));
        assert!(policy.wants_cosignature("sam trainee, AMFT"));
        assert!(!policy.wants_cosignature("Dana Okafor, LCSW"));
        assert!(policy.may_cosign("Eli Sample, PhD"));
        let (policy, problems) = read("[signing]\nsupervisors = [\"Dana Okafor\"]\n");
        assert!(problems.is_empty() && policy.may_cosign("dana okafor, LCSW"));
        assert!(!policy.may_cosign("Eli Sample, PhD"));
        let (policy, problems) = read("[signing]\nmay_end_signers = [\"Dana Okafor\"]\n");
        assert!(problems.is_empty() && policy.may_end(Some("Dana Okafor, LCSW"), "Eli Sample"));
        assert!(policy.may_end(Some("Eli Sample, PhD"), "Eli Sample"));
        assert!(!policy.may_end(Some("Eli Sample, PhD"), "Dana Okafor"));
        assert!(!policy.may_end(None, "Dana Okafor"));
        assert!(SigningPolicy::default().may_end(None, "Dana Okafor"));
        for text in [
            "signing = 1\n",
            "[signing]\nlate = 1\n",
            "[signing]\nlate_after_days = \"3\"\n",
            "[signing]\nlate_after_days = 0\n",
        ] {
            let (policy, problems) = read(text);
            assert_eq!(policy, SigningPolicy::default(), "{text}");
            assert!(problems.len() == 1 && problems[0].is_at("signing"), "{text}");
        }
    }
}
