//! Whether a recipient is a health plan: by what is known of it, and not by a flag that can be forgotten.

use crate::law::recipient::{Sort, is_one};
use crate::text::has_name;

/// Words of a purpose for which health plans get something.
const PURPOSES: &[&str] = &[
    "claim",
    "claims",
    "billing",
    "reimbursement",
    "payment",
    "coverage",
    "benefits",
    "eligibility",
    "premium",
    "underwriting",
    "prior authorization",
    "preauthorization",
    "precertification",
    "utilization review",
    "utilization management",
    "medical necessity",
];

/// Tells whether a recipient is an agency that oversees plans and providers.
pub fn is_an_agency(recipient: &str) -> bool {
    is_one(Sort::Agencies, recipient)
}

/// Tells whether a purpose is one for which health plans get something.
pub fn is_purpose_of_plans(purpose: &str) -> bool {
    PURPOSES.iter().any(|word| has_name(purpose, word))
}

/// What is known of health plans.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Names of those that are some: from profiles and the client file.
    pub plans: Vec<String>,
    /// Names of those to whom something left for payment, by the log.
    pub paid: Vec<String>,
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
        let says_so = is_one(Sort::Plans, recipient);
        (says_so || self.paid.iter().any(is_it)) && !self.is_none(recipient)
    }

    /// Tells whether the practice says of a recipient that it is none.
    pub fn is_none(&self, recipient: &str) -> bool {
        self.others.iter().any(|name| has_name(recipient, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_known_by_what_it_is() {
        let known = Known {
            plans: vec!["Acme Invented Health".into()],
            paid: vec!["Collect Invented".into(), "Quiet Mutual".into()],
            others: vec!["Quiet Plan Architects".into(), "Collect Invented".into()],
        };
        for (recipient, is_plan) in [
            ("Acme Invented Health", true),
            ("ACME INVENTED HEALTH, Appeals", true),
            ("Acme Invented", true),
            ("Another Health Plan", true),
            ("Medicare", true),
            ("Quiet Plan Architects", false),
            ("Quiet Mutual, Appeals", true),
            ("Collect Invented", false),
            ("Blue Cross of Nowhere", true),
            ("Ida Fictive, MD", false),
            ("Explanation Office", false),
            ("", false),
        ] {
            assert_eq!(known.is_plan(recipient), is_plan, "{recipient}");
        }
        assert!(is_an_agency("Centers for Medicare & Medicaid Services"));
        assert!(!is_an_agency("Acme Invented Health"));
        assert!(is_purpose_of_plans("Prior authorization") && !is_purpose_of_plans("care"));
    }
}
