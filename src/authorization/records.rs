//! An authorization for the record: what it covers, and whether it stands today.

use chrono::NaiveDate;

use crate::authorization::elements::{Asked, Elements, Faults, empty_elements};
use crate::fields::{Fields, Problem};

/// The scope of an authorization for the record.
pub const SCOPE: &str = "records";

/// The scope that must not stand beside it.
const PSYCHOTHERAPY_NOTES: &str = "psychotherapy-notes";

/// An empty authorization, to be filled in from the paper that was signed.
pub const EMPTY: &str = concat!(
    "\
# An authorization for the record (45 CFR 164.508), copied from the signed paper.
# Keep the paper for six years (164.508(b)(6), 164.530(j)).

# Psychotherapy notes take one of their own: 164.508(b)(3)(ii), `casenotes vault release`.
scope = [\"records\"]
# If the paper names certain sessions alone: from which day, until which, in which formats.
# sessions_from = 2026-01-01
# sessions_until = 2026-11-24
# formats = [\"soap\"]
",
    empty_elements!()
);

/// An authorization as it is filed with a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorization {
    /// What every authorization says.
    pub elements: Elements,
    /// The first day whose sessions it covers, if it is narrowed so.
    pub sessions_from: Option<NaiveDate>,
    /// The last day whose sessions it covers, if it is narrowed so.
    pub sessions_until: Option<NaiveDate>,
    /// The formats it covers; all, if it names none.
    pub formats: Vec<String>,
}

/// How an authorization stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It lets records leave.
    Valid,
    /// Its day has passed or its event has occurred.
    Expired,
    /// It was revoked.
    Revoked,
    /// An element is missing or wrong, so that it never was valid.
    Defective,
}

impl Standing {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Defective => "defective",
        }
    }
}

impl Authorization {
    /// Reads an authorization with every fault at once, each with its place in the file.
    pub fn read(text: &str, asked: Asked<'_>) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let mut faults = Faults::of(text);
        let scope = fields.texts("scope").unwrap_or_default();
        if scope.iter().any(|part| part == PSYCHOTHERAPY_NOTES) {
            faults.add(
                "scope",
                "it covers psychotherapy notes as well, which take an authorization of their own (164.508(b)(3)(ii))",
            );
        } else if scope != [SCOPE] {
            faults.add("scope", format!("the scope is not [\"{SCOPE}\"]"));
        }
        let sessions_from = fields.date("sessions_from");
        let sessions_until = fields.date("sessions_until");
        let formats = fields.texts("formats").unwrap_or_default();
        let formats = formats.into_iter().map(|format| format.into_owned()).collect();
        let elements = Elements::read(&mut fields, asked, &mut faults);
        let authorization = Self { elements, sessions_from, sessions_until, formats };
        (authorization, faults.with_those_of(fields))
    }

    /// Tells whether it covers a session of a day, in a format.
    pub fn covers(&self, day: NaiveDate, format: &str) -> bool {
        self.sessions_from.is_none_or(|from| from <= day)
            && self.sessions_until.is_none_or(|until| day <= until)
            && (self.formats.is_empty() || self.formats.iter().any(|named| named == format))
    }

    /// Tells how it stands, given what is wrong with it.
    pub fn standing(&self, problems: &[Problem]) -> Standing {
        match problems {
            [] => Standing::Valid,
            _ if self.elements.revoked.is_some() => Standing::Revoked,
            _ if self.elements.has_expired => Standing::Expired,
            _ => Standing::Defective,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client_id::ClientId;

    const VALID: &str = "\
scope = [\"records\"]
client = \"c-7f3k\"
individual = \"Ben Sample\"
information = \"the progress notes of 2026\"
discloser = \"Dana Okafor, LCSW\"
recipient = \"Ida Fictive, MD\"
purpose = \"coordination of care\"
expires = 2026-11-24
signed_by = \"Ben Sample\"
signed_on = 2026-11-20
by_representative = false
says_how_to_revoke = true
says_care_is_not_conditioned = true
says_it_may_be_passed_on = true
copy_given = 2026-11-20
";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(text: &str) -> (Standing, Vec<String>) {
        let client: ClientId = "c-7f3k".parse().unwrap();
        let asked = Asked { client: &client, recipient: None, today: day("2026-11-24") };
        let (authorization, problems) = Authorization::read(text, asked);
        let standing = authorization.standing(&problems);
        (standing, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn each_element_is_asked_for_and_psychotherapy_notes_stand_apart() {
        assert_eq!(read(VALID), (Standing::Valid, vec![]));
        for (from, to, standing, fault) in [
            ("\"records\"", "\"records\", \"psychotherapy-notes\"", "defective", "of their own"),
            ("\"records\"", "\"all\"", "defective", "the scope is not"),
            ("scope = [\"records\"]\n", "", "defective", "the scope is not"),
            ("the progress notes of 2026", " ", "defective", "(164.508(c)(1)(i))"),
            ("copy_given = 2026-11-20\n", "", "defective", "(164.508(c)(4))"),
            ("expires = 2026-11-24", "expires = 2026-11-23", "expired", "has expired"),
            (
                "expires = 2026-11-24",
                "expires_event = \"end of the case\"\nevent_occurred = true",
                "expired",
                "has expired",
            ),
            (
                "expires = 2026-11-24",
                "expires_event = \"end of the case\"",
                "defective",
                "nobody has looked",
            ),
            ("copy_given", "revoked = 2026-11-21\ncopy_given", "revoked", "was revoked"),
            ("purpose", "porpuse", "defective", "not known"),
        ] {
            let text = VALID.replacen(from, to, 1);
            assert_ne!(text, VALID, "{from}");
            let (found, faults) = read(&text);
            assert_eq!(found.as_str(), standing, "{to}: {faults:?}");
            assert!(faults.iter().any(|message| message.contains(fault)), "{to}: {faults:?}");
        }
        let (standing, faults) = read(EMPTY);
        assert!(standing == Standing::Defective && faults.len() >= 12, "{faults:?}");
        assert!(!faults.iter().any(|fault| fault.contains("TOML") || fault.contains("known")));
    }

    #[test]
    fn a_narrow_one_covers_no_other_session() {
        let narrow = VALID.to_owned()
            + "sessions_from = 2026-10-01\nsessions_until = 2026-10-31\nformats = [\"soap\"]\n";
        let client: ClientId = "c-7f3k".parse().unwrap();
        let asked = Asked { client: &client, recipient: None, today: day("2026-11-24") };
        let (authorization, problems) = Authorization::read(&narrow, asked);
        assert_eq!(problems, []);
        for (on, format, is_covered) in [
            ("2026-10-01", "soap", true),
            ("2026-10-31", "soap", true),
            ("2026-09-30", "soap", false),
            ("2026-11-01", "soap", false),
            ("2026-10-15", "dap", false),
        ] {
            assert_eq!(authorization.covers(day(on), format), is_covered, "{on} {format}");
        }
        assert!(Authorization::default().covers(day("1999-01-01"), "dap"));
    }
}
