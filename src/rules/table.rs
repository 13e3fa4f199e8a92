//! Every rule there is, by its family.

use std::sync::LazyLock;

use crate::rules::practice::{Held, Policy};
use crate::rules::rule::{About, Check, Family, Rule};
use crate::rules::{
    agreement, billing, chart, client_file, commits, copying, disclosures, documents, elements,
    front_matter, golden_thread, keys, program, psychotherapy, questionnaires, risk, sealed,
    sections, signatures, text, time, vault, wording,
};
use crate::text::lexicon::{Lexicon, Topic};

/// The families of rules, by their letters.
pub const FAMILIES: &[&Family] = &[
    &agreement::FAMILY,
    &billing::FAMILY,
    &copying::FAMILY,
    &client_file::FAMILY,
    &commits::FAMILY,
    &chart::FAMILY,
    &documents::FAMILY,
    &disclosures::FAMILY,
    &elements::FAMILY,
    &front_matter::FAMILY,
    &golden_thread::FAMILY,
    &keys::FAMILY,
    &program::FAMILY,
    &psychotherapy::FAMILY,
    &questionnaires::FAMILY,
    &risk::FAMILY,
    &sections::FAMILY,
    &signatures::FAMILY,
    &time::FAMILY,
    &text::FAMILY,
    &sealed::FAMILY,
    &vault::FAMILY,
    &wording::FAMILY,
];

/// Every rule, by its code.
pub static RULES: LazyLock<Vec<&'static Rule>> =
    LazyLock::new(|| FAMILIES.iter().flat_map(|family| family.rules).copied().collect());

/// Codes that no rule has and none may get: a setting or a waiver of old would mean another rule.
#[cfg(test)]
const RETIRED: &[&str] = &["PS008", "PS009"];

/// Rules that hold only where a practice turns them on.
pub const OPT_IN: &[&str] = &["WD013"];

/// Tells whether a rule is about what a note says, as against whether it can be read, found, told from
/// another and trusted.
pub fn is_about_content(code: &str) -> bool {
    let family = FAMILIES.iter().find(|family| code.starts_with(family.letters));
    family.is_some_and(|family| {
        let is_otherwise = family.otherwise.iter().any(|rule| rule.code == code);
        (family.about == About::Content) != is_otherwise
    })
}

/// Tells whether a rule can look at a note that is read by the words of a language; `None` is one whose words
/// are not known.
pub fn can_read(rule: &Rule, lexicon: Option<Lexicon>) -> bool {
    let built_in = lexicon.and_then(Lexicon::built_in);
    if built_in == Some(Lexicon::English) {
        return true;
    }
    let mut reading = FAMILIES.iter().flat_map(|family| family.reads);
    let known = reading.find(|(reads, _)| reads.code == rule.code);
    known.is_none_or(|(_, known)| match (built_in, lexicon) {
        (Some(built_in), _) => known.contains(&built_in),
        // What is read by tables alone is read by any tables that have its words.
        (None, Some(Lexicon::Own(own))) => {
            known.len() > 1 && words_of(rule).iter().all(|topic| own.has(*topic))
        }
        _ => false,
    })
}

/// Returns the words without which a rule that is read by tables alone has nothing to say.
fn words_of(rule: &Rule) -> &'static [Topic] {
    match rule.code {
        "RK002" | "RK003" => &[Topic::Ideation, Topic::RiskAction],
        "RK004" | "PS007" => &[Topic::Ideation],
        "EL001" => &[Topic::Intervention],
        "EL002" => &[Topic::Response],
        "EL003" => &[Topic::NextStep],
        "EL004" => &[Topic::Need],
        "WD001" => &[Topic::Speculation],
        "WD002" => &[Topic::Countertransference],
        "WD003" => &[Topic::Process],
        "WD007" => &[Topic::Judgment],
        _ => &[],
    }
}

/// Returns which rules hold where a practice has set nothing.
pub fn standard_policy() -> Policy {
    let held = |rule: &&Rule| Held {
        code: rule.code,
        name: rule.name,
        level: (!OPT_IN.contains(&rule.code)).then_some(rule.level),
        // That something was not checked is no opinion of a practice's.
        is_fixed: matches!(rule.check, Check::Others),
    };
    Policy {
        rules: RULES.iter().map(held).collect(),
        families: FAMILIES.iter().map(|family| (family.letters, family.name)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::finding::Level;
    use crate::rules::practice::{Given, UnknownRule};

    fn level(policy: &Policy, code: &str) -> Given {
        policy.level(RULES.iter().position(|rule| rule.code == code).unwrap())
    }

    #[test]
    fn one_line_turns_a_group_off_and_a_rule_goes_before_its_group() {
        let mut policy = standard_policy();
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
        let unknown = standard_policy().set(&[("biling", None), ("missing-secton", None)]);
        assert_eq!(
            unknown,
            [
                (0, UnknownRule { meant: Some("billing") }),
                (1, UnknownRule { meant: Some("missing-section") })
            ]
        );
    }

    #[test]
    fn the_codes_of_a_family_are_counted_and_none_is_used_again() {
        let mut codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        codes.extend(RETIRED);
        for family in FAMILIES {
            let mut of_family: Vec<&str> =
                codes.iter().copied().filter(|code| code.starts_with(family.letters)).collect();
            of_family.sort_unstable();
            let counted: Vec<String> =
                (1..=of_family.len()).map(|at| format!("{}{at:03}", family.letters)).collect();
            assert_eq!(
                of_family, counted,
                "one that goes is retired, a new one has the next number"
            );
        }
    }

    #[test]
    fn every_rule_is_of_a_group() {
        for rule in RULES.iter() {
            assert!(
                FAMILIES.iter().any(|family| rule.code.starts_with(family.letters)),
                "{}",
                rule.code
            );
        }
        assert!(
            FAMILIES.is_sorted_by_key(|family| family.letters)
                && standard_policy().is_known("GT")
                && standard_policy().is_known("speculation")
                && !standard_policy().is_known("x")
        );
    }
}
