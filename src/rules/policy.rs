//! Which rules hold in a practice, and how grave each is there.

use crate::domain::nearest::nearest;
use crate::rules::{Check, Finding, Level, RULES, Rule};

/// The groups of rules: the letters their codes begin with, a word for them, and what they look at.
pub const GROUPS: &[(&str, &str, &str)] = &[
    ("BL", "billing", "what a payer in the United States asks of a claim"),
    ("CF", "copying", "text carried over from other notes"),
    ("CL", "client-file", "the client file"),
    ("CM", "commits", "what is committed with git, in `validate --staged` and `--changed` alone"),
    ("CT", "chart", "the tree of progress notes"),
    ("DS", "disclosures", "authorizations for the record, and the log of disclosures"),
    ("EL", "elements", "the elements of a progress note"),
    ("FM", "front-matter", "front matter"),
    ("GT", "golden-thread", "diagnosis, plan and note in one line"),
    ("KY", "keys", "the identities"),
    ("PR", "program", "casenotes itself: the rules that it could not check"),
    ("PS", "psychotherapy", "the text of psychotherapy notes, in `vault verify` alone"),
    ("RK", "risk", "what is said and done about risk"),
    ("SC", "sections", "sections"),
    ("SG", "signatures", "signatures, and who may sign"),
    ("TM", "time", "when sessions were and when notes were signed"),
    ("TX", "text", "text"),
    ("VN", "sealed", "what lies in the vault, opened, in `vault verify` alone"),
    ("VT", "vault", "the vault, by its outside alone"),
    ("WD", "wording", "wording"),
];

/// Rules that hold only where a practice turns them on.
pub const OPT_IN: &[&str] = &["WD013"];

/// A level that a practice may give to a rule: `None` is off.
pub type Given = Option<Level>;

/// The level of each rule, in the order of the rules; `None` for one that is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy(Vec<Given>);

/// A rule or group that there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// What was meant, if that is clear.
    pub meant: Option<&'static str>,
}

impl Default for Policy {
    fn default() -> Self {
        let standard = |rule: &&Rule| (!OPT_IN.contains(&rule.code)).then_some(rule.level);
        Self(RULES.iter().map(standard).collect())
    }
}

impl Policy {
    /// Gives levels to rules and groups; what is said of a rule goes before what is said of its group.
    /// Returns what is wrong, with its number in the list.
    pub fn set(&mut self, given: &[(&str, Given)]) -> Vec<(usize, UnknownRule)> {
        let mut unknown = Vec::new();
        for of_groups in [true, false] {
            for (at, (name, level)) in given.iter().enumerate() {
                let group = GROUPS.iter().find(|(letters, word, _)| is_named(name, letters, word));
                match group {
                    Some((letters, _, _)) if of_groups => {
                        self.give(*level, |code, _| code.starts_with(letters));
                    }
                    None if of_groups => {}
                    None if self.give(*level, |code, word| is_named(name, code, word)) => {}
                    None => unknown.push((at, UnknownRule { meant: meant(name) })),
                    Some(_) => {}
                }
            }
        }
        unknown
    }

    /// Returns the level of the rule with that number; `None` when it is off.
    pub fn level(&self, number: usize) -> Given {
        self.0[number]
    }

    /// Tells whether any rule of a group, named by its letters, is on.
    pub fn has_any(&self, letters: &str) -> bool {
        let mut levels = RULES.iter().zip(&self.0);
        levels.any(|(rule, level)| level.is_some() && rule.code.starts_with(letters))
    }

    /// Leaves out the findings of rules that are off, and gives the others the level that holds.
    pub fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let level = |code: &str| {
            let number = RULES.iter().position(|rule| rule.code == code)?;
            self.level(number)
        };
        let with_level = |finding: Finding| {
            let given = level(finding.code)?;
            let level = if finding.excused { given.max(Level::Warning) } else { given };
            Some(Finding { level, ..finding })
        };
        findings.into_iter().filter_map(with_level).collect()
    }

    fn give(&mut self, level: Given, is_meant: impl Fn(&str, &str) -> bool) -> bool {
        let mut found = false;
        for (rule, old) in RULES.iter().zip(&mut self.0) {
            if is_meant(rule.code, rule.name) {
                // That something was not checked is no opinion of a practice's.
                if !matches!(rule.check, Check::Others) {
                    *old = level;
                }
                found = true;
            }
        }
        found
    }
}

/// Tells whether a name in a configuration or a note means a rule, by its code, its name or its group.
pub fn covers(name: &str, code: &str, rule: &str) -> bool {
    let group = GROUPS.iter().find(|(letters, _, _)| code.starts_with(letters));
    is_named(name, code, rule)
        || group.is_some_and(|(letters, word, _)| is_named(name, letters, word))
}

/// Finds the rule or group that a name was most likely meant to be.
pub fn meant(name: &str) -> Option<&'static str> {
    let rules = RULES.iter().flat_map(|rule| [rule.name, rule.code]);
    nearest(name, rules.chain(GROUPS.iter().map(|(_, word, _)| *word)))
}

/// Tells whether a name means any rule or group.
pub fn is_known(name: &str) -> bool {
    RULES.iter().any(|rule| covers(name, rule.code, rule.name))
}

fn is_named(name: &str, code: &str, word: &str) -> bool {
    name.eq_ignore_ascii_case(code) || name == word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(policy: &Policy, code: &str) -> Given {
        policy.level(RULES.iter().position(|rule| rule.code == code).unwrap())
    }

    #[test]
    fn one_line_turns_a_group_off_and_a_rule_goes_before_its_group() {
        let mut policy = Policy::default();
        let given = [("BL009", Some(Level::Info)), ("billing", None), ("wd", Some(Level::Error))];
        assert!(policy.has_any("BL") && !policy.has_any("XX"));
        assert_eq!(policy.set(&given), []);
        assert_eq!(policy.set(&[("BL", None)]), []);
        assert!(!policy.has_any("BL") && policy.has_any("WD"));
        assert_eq!(policy.set(&given), []);
        assert_eq!(level(&policy, "BL001"), None);
        assert_eq!(level(&policy, "BL009"), Some(Level::Info));
        assert_eq!(level(&policy, "WD001"), Some(Level::Error));
        assert_eq!(level(&policy, "SC001"), Some(Level::Error));
    }

    #[test]
    fn a_rule_that_is_not_there_has_a_nearest_one() {
        let unknown = Policy::default().set(&[("biling", None), ("missing-secton", None)]);
        assert_eq!(
            unknown,
            [
                (0, UnknownRule { meant: Some("billing") }),
                (1, UnknownRule { meant: Some("missing-section") })
            ]
        );
    }

    #[test]
    fn every_rule_is_of_a_group() {
        for rule in RULES {
            assert!(
                GROUPS.iter().any(|(letters, _, _)| rule.code.starts_with(letters)),
                "{}",
                rule.code
            );
        }
        assert!(GROUPS.is_sorted() && is_known("GT") && is_known("speculation") && !is_known("x"));
    }
}
