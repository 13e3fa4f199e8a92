//! 42 CFR Part 2: whether a record of a substance use disorder program may leave, for both wings.
//!
//! HIPAA alone does not do: without a consent that says so, or a ground that the rule names, nothing
//! leaves (42 CFR 2.13(a), 2.31, 2.33).

use std::fmt;
use std::str::FromStr;

use crate::failure::Explain;
use crate::fields::Fields;
use crate::law::recipient::Circle;

/// What a consent is for (42 CFR 2.31(a)(5), (d)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Treatment.
    Treatment,
    /// Payment.
    Payment,
    /// Health care operations.
    Operations,
    /// All future treatment, payment and health care operations, once for all (2.31(a)(4)(i), (5)(ii)).
    All,
    /// Civil, criminal, administrative or legislative proceedings (2.31(d)).
    Proceedings,
    /// What the paper says, and none of these.
    Other,
}

const USES: [(Use, &str); 6] = [
    (Use::Treatment, "treatment"),
    (Use::Payment, "payment"),
    (Use::Operations, "operations"),
    (Use::All, "treatment-payment-operations"),
    (Use::Proceedings, "proceedings"),
    (Use::Other, "other"),
];

/// A word that is no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "none of `treatment`, `payment`, `operations`, `treatment-payment-operations`, `proceedings` and `other`"
)]
pub struct NoUse;

impl FromStr for Use {
    type Err = NoUse;

    fn from_str(text: &str) -> Result<Self, NoUse> {
        USES.iter().find(|(_, word)| *word == text).map(|(found, _)| *found).ok_or(NoUse)
    }
}

impl Use {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        USES[self as usize].1
    }

    /// Tells whether it is treatment, payment or health care operations.
    pub fn is_care(self) -> bool {
        matches!(self, Self::Treatment | Self::Payment | Self::Operations | Self::All)
    }
}

/// What a written consent says beyond the elements of an authorization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// What it is for.
    pub uses: Vec<Use>,
}

impl Consent {
    /// Reads what makes an authorization a consent under Part 2, and hands over what is wrong with it;
    /// `None` for one that does not say that it is one.
    pub fn read(
        fields: &mut Fields<'_>,
        mut fault: impl FnMut(&'static str, String),
    ) -> Option<Self> {
        let says_redisclosure = fields.flag("says_part2_redisclosure");
        let words = fields.texts("part2_consent")?;
        let mut uses = Vec::new();
        for word in &words {
            match word.parse() {
                Ok(found) => uses.push(found),
                Err(error) => fault("part2_consent", format!("`part2_consent` has {error}")),
            }
        }
        if words.is_empty() {
            fault("part2_consent", "`part2_consent` names no use (42 CFR 2.31(a)(5))".to_owned());
        }
        if uses.contains(&Use::Proceedings) && words.len() > 1 {
            fault(
                "part2_consent",
                "a consent for proceedings cannot be combined with one for any other purpose (42 CFR 2.31(d))"
                    .to_owned(),
            );
        }
        if uses.iter().any(|found| found.is_care()) && says_redisclosure != Some(true) {
            fault(
                "says_part2_redisclosure",
                "`says_part2_redisclosure` is not true, and a consent for treatment, payment or operations must say that HIPAA lets the recipient redisclose, but not for proceedings against the patient (42 CFR 2.31(a)(4)(iii))"
                    .to_owned(),
            );
        }
        Some(Self { uses })
    }

    /// Tells whether it is for a use; for any use that it names, where none is asked for.
    pub fn is_for(&self, asked: Option<Use>) -> bool {
        match asked {
            None => !self.uses.is_empty(),
            Some(asked) => {
                self.uses.contains(&asked) || asked.is_care() && self.uses.contains(&Use::All)
            }
        }
    }

    /// Tells whether every use it names is care, so that it need not end (42 CFR 2.31(a)(7)).
    pub fn is_for_care_alone(&self) -> bool {
        !self.uses.is_empty() && self.uses.iter().all(|found| found.is_care())
    }
}

/// A ground on which a record under Part 2 leaves without a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part2Ground {
    /// What the user types.
    pub code: &'static str,
    /// What it allows.
    pub meaning: &'static str,
    /// Where it stands in the law.
    pub cite: &'static str,
    /// Whether a whole record may leave on it.
    pub allows_whole_record: bool,
}

/// Every ground; there are no others.
pub const GROUNDS: &[Part2Ground] = &[
    Part2Ground {
        code: "emergency",
        meaning: "medical personnel in a bona fide medical emergency in which consent cannot be obtained",
        cite: "42 CFR 2.51",
        allows_whole_record: true,
    },
    Part2Ground {
        code: "audit",
        meaning: "audit and evaluation",
        cite: "42 CFR 2.53",
        allows_whole_record: true,
    },
    Part2Ground {
        code: "crime",
        meaning: "a crime on the premises of the program or against its personnel, to law enforcement: the circumstances of the incident",
        cite: "42 CFR 2.12(c)(5)",
        allows_whole_record: false,
    },
    Part2Ground {
        code: "child-abuse",
        meaning: "a report of suspected child abuse or neglect under state law; the record itself stays protected",
        cite: "42 CFR 2.12(c)(6)",
        allows_whole_record: false,
    },
    Part2Ground {
        code: "death",
        meaning: "the cause of death, under a law on vital statistics or inquiry",
        cite: "42 CFR 2.15(b)(1)",
        allows_whole_record: false,
    },
    Part2Ground {
        code: "court-order",
        meaning: "an order of a court under subpart E, with a subpoena or the like that compels it",
        cite: "42 CFR 2.61 to 2.67",
        allows_whole_record: true,
    },
    Part2Ground {
        code: "service",
        meaning: "a qualified service organization of the program, such as its counsel, under a written agreement",
        cite: "42 CFR 2.11, 2.12(c)(4)",
        allows_whole_record: true,
    },
];

/// A word that is no ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a ground of 42 CFR Part 2; they are {}, and anything else takes the patient's consent",
    GROUNDS.iter().map(|ground| format!("`{}`", ground.code)).collect::<Vec<_>>().join(", ")
)]
pub struct NoPart2Ground;

impl FromStr for Part2Ground {
    type Err = NoPart2Ground;

    fn from_str(text: &str) -> Result<Self, NoPart2Ground> {
        GROUNDS.iter().find(|ground| ground.code == text).copied().ok_or(NoPart2Ground)
    }
}

impl fmt::Display for Part2Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.meaning, self.cite)
    }
}

impl Part2Ground {
    /// Tells whether it leads to somebody else than a recipient: an emergency to medical personnel alone
    /// (2.51(a)), and what is reported or inquired into to no health plan.
    fn excludes(self, recipient: &str, to_plan: bool) -> bool {
        match self.code {
            "emergency" => to_plan || Circle::Providers.excludes(recipient),
            "crime" | "child-abuse" | "death" | "service" => to_plan,
            _ => false,
        }
    }
}

/// On what a record under Part 2 leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// The patient takes their own record (42 CFR 2.23).
    Patient,
    /// A written consent of each patient of the record (42 CFR 2.31).
    Consent,
    /// A ground that the rule names.
    Ground(Part2Ground),
    /// It does not leave the program (42 CFR 2.12(c)(3)).
    Inside,
}

impl Allowed {
    /// Returns the word for it in a log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Consent => "consent",
            Self::Ground(ground) => ground.code,
            Self::Inside => "program",
        }
    }
}

/// What is asked of a record under Part 2.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whether it goes to the patient, or to who stands for the patient.
    pub to_patient: bool,
    /// Whether it stays in the program.
    pub stays_inside: bool,
    /// What a consent must be for, if the basis says so.
    pub use_: Option<Use>,
    /// Whether a consent can be what the basis rests on.
    pub takes_consent: bool,
    /// The authorizations that are relied on: of each, the consent that it is, if it is one.
    pub consents: &'a [Option<Consent>],
    /// The ground that is named.
    pub ground: Option<Part2Ground>,
    /// The grounds that go with the basis.
    pub grounds: &'a [&'a str],
    /// Whether what the ground rests on is named.
    pub has_reference: bool,
    /// Whether all of the record is asked for.
    pub is_whole: bool,
    /// To whom it goes.
    pub recipient: &'a str,
    /// Whether that is known to be a health plan.
    pub to_plan: bool,
}

/// Why a record under Part 2 stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// There is neither consent nor ground.
    #[error(
        "the record is under 42 CFR Part 2, and neither a consent that says so nor a ground of the rule is given (42 CFR 2.13, 2.31)"
    )]
    NoConsent,
    /// An authorization is no consent under Part 2.
    #[error(
        "the record is under 42 CFR Part 2, and the authorization does not say that it is a consent for it (42 CFR 2.31)"
    )]
    NotAConsent,
    /// The consent is for something else.
    #[error("the consent is not for {0} (42 CFR 2.31(a)(5), (d))")]
    AnotherUse(&'static str),
    /// The ground does not go with the basis.
    #[error("the ground `{0}` does not go with this basis")]
    AnotherBasis(&'static str),
    /// Nothing says what the ground rests on.
    #[error("nothing says what the ground `{0}` rests on")]
    NoReference(&'static str),
    /// A ground that does not lead to this recipient.
    #[error("on the ground `{0}` nothing leaves to this recipient: it is for {1}")]
    Excluded(&'static str, &'static str),
    /// A ground on which a part may leave, and no more.
    #[error("a whole record does not leave on the ground `{0}`")]
    Whole(&'static str),
}

impl Explain for Stop {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoConsent => "Give the `--authorization` whose `part2_consent` says what it is for, or `--part2-ground`: emergency (2.51), audit (2.53), crime (2.12(c)(5)), child-abuse (2.12(c)(6)), death (2.15(b)), court-order (2.61 to 2.67), or, for a defense, service (2.12(c)(4)). A subpoena alone is none.".into(),
            Self::NotAConsent => "Get a consent under 42 CFR 2.31 signed; `part2_consent` in its file says what it is for.".into(),
            Self::AnotherUse(_) => "Get a consent signed that is for it; one for proceedings stands alone.".into(),
            Self::AnotherBasis(_) => "docs/EXPORT.md says which goes with which.".into(),
            Self::NoReference(_) => "Give `--reference`, such as the nature of the emergency, or the numbers of the order and the subpoena.".into(),
            Self::Excluded(..) => "Take the patient's consent, or the ground that is for this recipient.".into(),
            Self::Whole(_) => "Name the notes or the days that are needed.".into(),
        })
    }
}

/// Decides whether a record under Part 2 may leave, and on what.
///
/// # Errors
/// Says what is missing.
pub fn gate(asked: Asked<'_>) -> Result<Allowed, Stop> {
    if let Some(ground) = asked.ground {
        if !asked.grounds.contains(&ground.code) {
            return Err(Stop::AnotherBasis(ground.code));
        }
        if ground.excludes(asked.recipient, asked.to_plan) {
            return Err(Stop::Excluded(ground.code, ground.meaning));
        }
        if !asked.has_reference {
            return Err(Stop::NoReference(ground.code));
        }
        if asked.is_whole && !ground.allows_whole_record {
            return Err(Stop::Whole(ground.code));
        }
        return Ok(Allowed::Ground(ground));
    }
    if asked.to_patient {
        return Ok(Allowed::Patient);
    }
    if asked.stays_inside {
        return Ok(Allowed::Inside);
    }
    if asked.consents.is_empty() || !asked.takes_consent {
        return Err(Stop::NoConsent);
    }
    for consent in asked.consents {
        let consent = consent.as_ref().ok_or(Stop::NotAConsent)?;
        if !consent.is_for(asked.use_) {
            return Err(Stop::AnotherUse(asked.use_.map_or("this", Use::as_str)));
        }
    }
    Ok(Allowed::Consent)
}

/// The first of the two statements of which one accompanies each disclosure with the patient's consent,
/// word for word (42 CFR 2.32(a)(1)).
pub const STATEMENT: &str = "This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR part 2). These rules prohibit you from using or disclosing this record, or testimony that describes the information contained in this record, in any civil, criminal, administrative, or legislative proceedings by any Federal, State, or local authority, against the patient, unless authorized by the consent of the patient, except as provided at 42 CFR 2.12(c)(5) or as authorized by a court in accordance with 42 CFR 2.64 or 2.65. In addition, the Federal rules prohibit you from making any other use or disclosure of this record unless at least one of the following applies: (i) Further use or disclosure is expressly permitted by the written consent of the individual whose information is being disclosed in this record or as otherwise permitted by 42 CFR part 2. (ii) You are a covered entity or business associate and have received the record for treatment, payment, or health care operations, or (iii) You have received the record from a covered entity or business associate as permitted by 45 CFR part 164, subparts A and E. A general authorization for the release of medical or other information is NOT sufficient to meet the required elements of written consent to further use or redisclose the record (see 42 CFR 2.31).";

/// The second of them, word for word (42 CFR 2.32(a)(2)). Without a consent the rule asks for neither;
/// this one tells a reader all the same what the record is.
pub const SHORT_STATEMENT: &str =
    "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_GROUNDS: &[&str] =
        &["emergency", "audit", "crime", "child-abuse", "death", "court-order", "service"];

    fn nothing<'a>() -> Asked<'a> {
        Asked {
            to_patient: false,
            stays_inside: false,
            use_: None,
            takes_consent: true,
            consents: &[],
            ground: None,
            grounds: &[],
            has_reference: false,
            is_whole: true,
            recipient: "Clinic",
            to_plan: false,
        }
    }

    #[test]
    fn nothing_leaves_without_a_consent_that_says_so_or_a_ground() {
        assert_eq!(gate(nothing()), Err(Stop::NoConsent));
        assert_eq!(gate(Asked { to_patient: true, ..nothing() }), Ok(Allowed::Patient));
        let of = |uses: &[Use]| [Some(Consent { uses: uses.to_vec() })];
        let with = |consents: &[Option<Consent>], use_| gate(Asked { consents, use_, ..nothing() });
        assert_eq!(with(&[None], None), Err(Stop::NotAConsent));
        for (uses, asked, may) in [
            (&[Use::All][..], Some(Use::Treatment), true),
            (&[Use::All], Some(Use::Payment), true),
            (&[Use::All], Some(Use::Proceedings), false),
            (&[Use::Treatment], Some(Use::Payment), false),
            (&[Use::Proceedings], Some(Use::Proceedings), true),
            (&[Use::Proceedings], Some(Use::Treatment), false),
            (&[Use::Other], None, true),
        ] {
            assert_eq!(with(&of(uses), asked).is_ok(), may, "{uses:?} for {asked:?}");
        }
        for ground in GROUNDS {
            let asked = Asked { ground: Some(*ground), is_whole: false, ..nothing() };
            assert_eq!(gate(asked), Err(Stop::AnotherBasis(ground.code)));
            let asked = Asked { grounds: ALL_GROUNDS, ..asked };
            assert_eq!(gate(asked), Err(Stop::NoReference(ground.code)));
            let asked = Asked { has_reference: true, ..asked };
            assert_eq!(gate(asked), Ok(Allowed::Ground(*ground)));
            assert_eq!(gate(Asked { is_whole: true, ..asked }).is_ok(), ground.allows_whole_record);
            let to_plan = gate(Asked { to_plan: true, ..asked }).is_ok();
            assert_eq!(to_plan, ["audit", "court-order"].contains(&ground.code), "{}", ground.code);
            for (recipient, is_medic) in
                [("Police", false), ("Court Street Hospital", true), ("Ivo Fictive, JD", false)]
            {
                let may = gate(Asked { recipient, ..asked }).is_ok();
                assert_eq!(may, is_medic || ground.code != "emergency", "{recipient}");
            }
        }
    }
}
