//! Whether a recipient is a health plan: by what is known of it, and not by a flag that can be forgotten.

use crate::authorization::whose::has_name;

/// Words by which a name says that it is one of a health plan.
const WORDS: &[&str] = &[
    "plan",
    "plans",
    "insurance",
    "insurer",
    "insurers",
    "hmo",
    "ppo",
    "medicare",
    "medicaid",
    "tricare",
    "payer",
    "payor",
];

/// What is known of health plans.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Names of those that are some: from profiles, the client file, and the log, where something left
    /// for payment.
    pub plans: Vec<String>,
    /// Names of those that the practice says are none.
    pub others: Vec<String>,
}

impl Known {
    /// Tells whether a recipient is a health plan, or may be one (45 CFR 160.103, 164.522(a)(1)(vi)).
    pub fn is_plan(&self, recipient: &str) -> bool {
        // `Acme Health` and `Acme Health, Claims` are one to who writes them down.
        let is_it = |name: &String| has_name(recipient, name) || has_name(name, recipient);
        if self.plans.iter().any(is_it) {
            return true;
        }
        let says_so = WORDS.iter().any(|word| has_name(recipient, word));
        says_so && !self.others.iter().any(|name| has_name(recipient, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_known_by_what_it_is() {
        let known = Known {
            plans: vec!["Acme Invented Health".into()],
            others: vec!["Quiet Plan Architects".into()],
        };
        for (recipient, is_plan) in [
            ("Acme Invented Health", true),
            ("ACME INVENTED HEALTH, Appeals", true),
            ("Acme Invented", true),
            ("Another Health Plan", true),
            ("Medicare", true),
            ("Quiet Plan Architects", false),
            ("Ida Fictive, MD", false),
            ("Explanation Office", false),
            ("", false),
        ] {
            assert_eq!(known.is_plan(recipient), is_plan, "{recipient}");
        }
    }
}
