//! An authorization for psychotherapy notes: the elements of 45 CFR 164.508(c), and the scope that
//! it must have alone.

use crate::authorization::elements::{Asked, Elements, Faults, empty_elements};
use crate::fields::{Fields, Problem};

/// The scope that an authorization for psychotherapy notes has, and no other beside it.
pub const SCOPE: &str = "psychotherapy-notes";

/// An empty authorization, to be filled in from the paper that was signed.
pub const EMPTY: &str = concat!(
    "\
# An authorization for psychotherapy notes (45 CFR 164.508), copied from the signed paper.
# Keep the paper for six years (164.508(b)(6), 164.530(j)).

# It must be for psychotherapy notes alone: 164.508(b)(3)(ii).
scope = [\"psychotherapy-notes\"]
",
    empty_elements!()
);

/// An authorization as it was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The name of the individual.
    pub individual: String,
    /// Who may receive it.
    pub recipient: String,
    /// For what purpose.
    pub purpose: String,
}

impl Authorization {
    /// Reads an authorization and checks it; every fault at once, with its place in the file.
    ///
    /// # Errors
    /// Returns what makes it invalid (164.508(b)(2)) or not fit for what is asked.
    pub fn check(text: &str, asked: Asked<'_>) -> Result<Self, Vec<Problem>> {
        let mut fields = Fields::parse(text, 0, 0..0);
        let mut faults = Faults::of(text);
        let scope = fields.texts("scope").unwrap_or_default();
        if !scope.iter().any(|part| part == SCOPE) {
            faults.add("scope", format!("the scope is not `{SCOPE}` (164.508(a)(2))"));
        } else if scope.len() > 1 {
            faults.add(
                "scope",
                "the authorization covers other records too, so it is not valid for psychotherapy notes (164.508(b)(3)(ii))",
            );
        }
        let Elements { individual, recipient, purpose, .. } =
            Elements::read(&mut fields, asked, &mut faults);
        match faults.with_those_of(fields) {
            problems if problems.is_empty() => Ok(Self { individual, recipient, purpose }),
            problems => Err(problems),
        }
    }
}

/// Tells whether bytes are an authorization for psychotherapy notes at all, sound or not.
pub fn is_one(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let scope = Fields::parse(text, 0, 0..0).texts("scope").unwrap_or_default();
        scope.iter().any(|part| part == SCOPE)
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::client_id::ClientId;

    const VALID: &str = "\
scope = [\"psychotherapy-notes\"]
client = \"c-7f3k\"
individual = \"Ben Sample\"
information = \"the notes of November 2026\"
discloser = \"Dana Okafor, LCSW\"
recipient = \"Ida Fictive, PhD\"
purpose = \"continuing therapy\"
expires = 2027-11-24
signed_by = \"Ben Sample\"
signed_on = 2026-11-20
by_representative = false
says_how_to_revoke = true
says_care_is_not_conditioned = true
says_it_may_be_passed_on = true
copy_given = 2026-11-20
";

    fn faults(text: &str) -> Vec<String> {
        let client: ClientId = "c-7f3k".parse().unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let (recipient, purpose) = (Some("Ida Fictive, PhD"), Some("continuing therapy"));
        let asked = Asked { client: &client, recipient, purpose, today };
        let checked = Authorization::check(text, asked);
        checked.err().unwrap_or_default().into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn each_element_of_the_law_is_asked_for() {
        assert_eq!(faults(VALID), [""; 0]);
        for (from, to, fault) in [
            (
                "\"psychotherapy-notes\"",
                "\"psychotherapy-notes\", \"records\"",
                "covers other records too",
            ),
            ("\"psychotherapy-notes\"", "\"records\"", "the scope is not"),
            ("c-7f3k", "c-2mxr", "not of the client"),
            ("Ben Sample\"\ninf", " \"\ninf", "`individual` is not filled in"),
            ("the notes of November 2026", "", "(164.508(c)(1)(i))"),
            ("Dana Okafor, LCSW", "", "(164.508(c)(1)(ii))"),
            ("Ida Fictive, PhD", "", "(164.508(c)(1)(iii))"),
            ("Ida Fictive", "Ivo Fictive", "another recipient"),
            ("continuing therapy", "", "(164.508(c)(1)(iv))"),
            ("continuing", "other", "another purpose"),
            ("PhD", "PhD\\nGround: x", "holds a line end"),
            (
                "expires = 2027-11-24",
                "expires = 2027-11-24\nexpires_event = \"end\"\nevent_occurred = true",
                "`event_occurred` is not false",
            ),
            ("copy_given = 2026-11-20", "copy_given = 2026-11-25", "after the day"),
            ("by_representative = false\n", "", "`by_representative` is not filled in"),
            ("expires = 2027-11-24\n", "", "neither `expires` nor"),
            ("2027-11-24", "2026-11-23", "has expired"),
            (
                "expires = 2027-11-24",
                "expires_event = \"end of the case\"",
                "`event_occurred` is not false",
            ),
            ("signed_by = \"Ben Sample\"", "signed_by = \"\"", "(164.508(c)(1)(vi))"),
            ("signed_on = 2026-11-20\n", "", "`signed_on` is not filled in"),
            ("signed_on = 2026-11-20", "signed_on = 2026-11-25", "signed after"),
            (
                "by_representative = false",
                "by_representative = true",
                "`authority` is not filled in",
            ),
            ("revoke = true", "revoke = false", "(164.508(c)(2)(i))"),
            ("conditioned = true", "conditioned = false", "(164.508(c)(2)(ii))"),
            ("passed_on = true\n", "passed_on = \"yes\"\n", "`says_it_may_be_passed_on` is not"),
            ("copy_given = 2026-11-20\n", "", "(164.508(c)(4))"),
            ("copy_given", "revoked = 2026-11-21\ncopy_given", "was revoked"),
        ] {
            let text = VALID.replacen(from, to, 1);
            assert_ne!(text, VALID, "{from}");
            let found = faults(&text);
            assert!(found.iter().any(|message| message.contains(fault)), "{to}: {found:?}");
        }
        let event = "expires_event = \"end of the case\"\nevent_occurred = false";
        assert_eq!(faults(&VALID.replace("expires = 2027-11-24", event)), [""; 0]);
        let representative = "by_representative = true\nauthority = \"parent\"";
        assert_eq!(faults(&VALID.replace("by_representative = false", representative)), [""; 0]);
        assert_eq!(
            faults(&VALID.replace("2027-11-24", "2026-11-24")),
            [""; 0],
            "the last day counts"
        );
    }

    #[test]
    fn an_empty_authorization_is_toml_and_lacks_everything() {
        let found = faults(EMPTY);
        assert!(found.len() >= 13, "{found:?}");
        assert!(
            !found.iter().any(|message| message.contains("not known") || message.contains("TOML"))
        );
    }
}
