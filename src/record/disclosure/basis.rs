//! The closed list of bases on which a record leaves, and what the law asks of each.

use std::fmt;
use std::str::FromStr;

/// A basis on which a record may be disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// What the user types.
    pub code: &'static str,
    /// What it allows.
    pub meaning: &'static str,
    /// Where it stands in the law.
    pub cite: &'static str,
    /// Whether the accounting of disclosures must name it (45 CFR 164.528).
    pub is_accountable: bool,
    /// Whether a whole record may leave without a justification of its own (164.502(b), 164.514(d)(5)).
    pub allows_whole_record: bool,
    /// Whether it may lead to a health plan, so that restricted sessions stay (164.522(a)(1)(vi)).
    pub leads_to_a_plan: bool,
    /// Whether every member of a couple or family must have agreed.
    pub asks_members: bool,
    /// Whether it rests on something that must be named, such as a court order.
    pub asks_reference: bool,
}

/// What most bases ask.
const USUAL: Basis = Basis {
    code: "",
    meaning: "",
    cite: "",
    is_accountable: false,
    allows_whole_record: false,
    leads_to_a_plan: false,
    asks_members: false,
    asks_reference: false,
};

/// Every basis; there are no others.
pub const BASES: &[Basis] = &[
    Basis {
        code: "individual",
        meaning: "access of the client, or a copy sent where the client asks for it",
        cite: "45 CFR 164.524",
        allows_whole_record: true,
        asks_members: true,
        ..USUAL
    },
    Basis {
        code: "authorization",
        meaning: "authorized by the client",
        cite: "45 CFR 164.508",
        allows_whole_record: true,
        asks_members: true,
        ..USUAL
    },
    Basis {
        code: "treatment",
        meaning: "treatment by a provider",
        cite: "45 CFR 164.502(b)",
        allows_whole_record: true,
        asks_members: true,
        ..USUAL
    },
    Basis {
        code: "payment",
        meaning: "payment",
        cite: "45 CFR 164.502(b), 164.514(d)",
        leads_to_a_plan: true,
        asks_members: true,
        ..USUAL
    },
    Basis {
        code: "operations",
        meaning: "health care operations",
        cite: "45 CFR 164.502(b), 164.514(d)",
        leads_to_a_plan: true,
        asks_members: true,
        ..USUAL
    },
    Basis {
        code: "hhs",
        meaning: "required by the Secretary of HHS",
        cite: "45 CFR 164.502(a)(2)(ii)",
        is_accountable: true,
        allows_whole_record: true,
        ..USUAL
    },
    Basis {
        code: "law",
        meaning: "required by law, such as a court order or a mandated report",
        cite: "45 CFR 164.512(a)",
        is_accountable: true,
        allows_whole_record: true,
        asks_reference: true,
        ..USUAL
    },
    Basis {
        code: "oversight",
        meaning: "health oversight, such as a licensing board",
        cite: "45 CFR 164.512(d)",
        is_accountable: true,
        ..USUAL
    },
    Basis {
        code: "public-health",
        meaning: "public health",
        cite: "45 CFR 164.528",
        is_accountable: true,
        ..USUAL
    },
    Basis {
        code: "coroner",
        meaning: "coroner or medical examiner",
        cite: "45 CFR 164.512(g)(1)",
        is_accountable: true,
        ..USUAL
    },
    Basis {
        code: "threat",
        meaning: "a serious and imminent threat",
        cite: "45 CFR 164.512(j)(1)(i)",
        is_accountable: true,
        ..USUAL
    },
];

/// A word that is no basis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a basis on which a record leaves; use one of {}",
    BASES.iter().map(|basis| format!("`{}`", basis.code)).collect::<Vec<_>>().join(", ")
)]
pub struct NoBasis;

impl Basis {
    /// Tells whether the record is to leave under an authorization.
    pub fn is_authorization(self) -> bool {
        self.code == "authorization"
    }

    /// Tells whether the client asked for it.
    pub fn is_individual(self) -> bool {
        self.code == "individual"
    }
}

impl FromStr for Basis {
    type Err = NoBasis;

    fn from_str(text: &str) -> Result<Self, NoBasis> {
        BASES.iter().find(|basis| basis.code == text).copied().ok_or(NoBasis)
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning, self.cite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(holds: impl Fn(&Basis) -> bool) -> Vec<&'static str> {
        BASES.iter().filter(|basis| holds(basis)).map(|basis| basis.code).collect()
    }

    #[test]
    fn each_basis_asks_what_its_rule_asks() {
        let accountable = ["hhs", "law", "oversight", "public-health", "coroner", "threat"];
        assert_eq!(codes(|basis| basis.is_accountable), accountable);
        let whole = ["individual", "authorization", "treatment", "hhs", "law"];
        assert_eq!(codes(|basis| basis.allows_whole_record), whole);
        assert_eq!(codes(|basis| basis.leads_to_a_plan), ["payment", "operations"]);
        let agreed = ["individual", "authorization", "treatment", "payment", "operations"];
        assert_eq!(codes(|basis| basis.asks_members), agreed);
        assert_eq!(codes(|basis| basis.asks_reference), ["law"]);
        for no in ["subpoena", "family", "research", "Payment", ""] {
            assert_eq!(no.parse::<Basis>(), Err(NoBasis), "{no}");
        }
    }

    #[test]
    fn every_basis_has_its_place_in_the_law() {
        for basis in BASES {
            assert!(basis.cite.starts_with("45 CFR 164."), "{}", basis.code);
            assert_eq!(basis.code.parse(), Ok(*basis));
        }
    }
}
