//! An authorization for psychotherapy notes, or for SUD counseling notes: the elements of 45 CFR
//! 164.508(c), and the scope that it must have alone.

use chrono::NaiveDate;
use toml_edit::{Datetime, Value};

use crate::domain::client_id::ClientId;
use crate::domain::note_kind::NoteKind;
use crate::fields::{Fields, Problem, rewrite};
use crate::law::Regime;
use crate::law::authorization::elements::{Asked, Elements, Faults, empty_elements};
use crate::law::authorization::information::{
    COUNSELING, PSYCHOTHERAPY, names_notes, names_other_records,
};
use crate::law::rule::{Rule, of_the_practice};
use crate::text::is_same_name;

/// The scopes of which an authorization has one, and no other beside it.
const SCOPES: [(&str, NoteKind); 2] = [
    ("psychotherapy-notes", NoteKind::Psychotherapy),
    ("sud-counseling-notes", NoteKind::SudCounseling),
];

/// Returns an empty authorization, to be filled in from the paper that was signed.
pub fn empty() -> String {
    let [authorization, kept, compound] =
        [Rule::Authorization, Rule::KeptPaper, Rule::Compound].map(Rule::if_any);
    let counseling = match of_the_practice() {
        Regime::Hipaa => COUNSELING_NOTES,
        _ => "",
    };
    format!(
        "\
# An authorization for psychotherapy notes{authorization}, copied from the signed paper.
# Keep the paper for six years{kept}.

# It must be for psychotherapy notes alone{compound}.
{counseling}scope = [\"psychotherapy-notes\"]
{}",
        empty_elements()
    )
}

/// What else an empty authorization says where there are SUD counseling notes.
const COUNSELING_NOTES: &str = "\
# For SUD counseling notes (42 CFR 2.11) it is [\"sud-counseling-notes\"], alone as well: 42 CFR 2.31(b).
";

/// An authorization as it was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// What notes it is for.
    pub kind: NoteKind,
    /// What every authorization says.
    pub elements: Elements,
}

impl Authorization {
    /// Reads an authorization, sound or not, with everything that makes it invalid (164.508(b)(2)) or not
    /// fit for what is asked, each with its place in the file.
    pub fn read(text: &str, asked: Asked<'_>) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let mut faults = Faults::of(text);
        let scope = fields.texts("scope").unwrap_or_default();
        let known = SCOPES.iter().find(|(word, _)| scope.iter().any(|part| part == word));
        match known {
            None => faults.add(
                "scope",
                format!(
                    "the scope is neither `psychotherapy-notes` nor `sud-counseling-notes`{}",
                    Rule::PrivateRelease.if_any()
                ),
            ),
            Some(_) if scope.len() > 1 => faults.add(
                "scope",
                format!("the authorization covers other records too, so it is not valid for psychotherapy notes{}", Rule::Compound.if_any()),
            ),
            Some(_) => {}
        }
        let elements = Elements::read(&mut fields, asked, &mut faults);
        if names_other_records(&elements.information) {
            faults.add(
                "information",
                format!("`information` names other records as well, so the authorization is not valid for psychotherapy notes{}", Rule::Compound.if_any()),
            );
        }
        let kind = known.map_or(NoteKind::default(), |(_, kind)| *kind);
        let words = match kind {
            NoteKind::SudCounseling => COUNSELING,
            NoteKind::Psychotherapy => PSYCHOTHERAPY,
        };
        if !elements.information.is_empty() && !names_notes(&elements.information, words) {
            faults.add(
                "information",
                format!(
                    "`information` does not name {} in words, so the authorization is for something else{}",
                    kind.noun(),
                    Rule::Words.if_any()
                ),
            );
        }
        (Self { kind, elements }, faults.with_those_of(fields))
    }

    /// Tells whether another one was copied from the same paper: of the same individual, for the same
    /// recipient and purpose, and signed on the same day.
    pub fn is_of_the_same_paper(&self, other: &Self) -> bool {
        let (a, b) = (&self.elements, &other.elements);
        self.kind == other.kind
            && a.signed_on == b.signed_on
            && is_same_name(&a.individual, &b.individual)
            && is_same_name(&a.recipient, &b.recipient)
            && is_same_name(&a.purpose, &b.purpose)
    }
}

/// Tells whether bytes are an authorization for psychotherapy notes at all, sound or not.
pub fn is_one(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let scope = Fields::parse(text, 0, 0..0).texts("scope").unwrap_or_default();
        SCOPES.iter().any(|(word, _)| scope.iter().any(|part| part == word))
    })
}

/// Returns of which client bytes are an authorization for psychotherapy notes, if they are one.
pub fn client_of(bytes: &[u8]) -> Option<ClientId> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| is_one(bytes))?;
    Fields::parse(text, 0, 0..0).text("client")?.parse().ok()
}

/// Writes into an authorization that it was revoked, and changes no other byte; `None` when it cannot be
/// read, or was revoked already.
pub fn revoked(text: &str, on: NaiveDate) -> Option<String> {
    let mut document = rewrite::open(text)?;
    if document.contains_key("revoked") {
        return None;
    }
    let date: Datetime = on.to_string().parse().ok()?;
    rewrite::put(&mut document, "revoked", Value::from(date));
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client_id::ClientId;

    const VALID: &str = "\
scope = [\"psychotherapy-notes\"]
client = \"c-7f3k\"
individual = \"Ben Sample\"
information = \"the psychotherapy notes of November 2026\"
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
        let asked = Asked { recipient, purpose, ..Asked::of(&client, today) };
        let (_, faults) = Authorization::read(text, asked);
        faults.into_iter().map(|problem| problem.message).collect()
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
            ("\"psychotherapy-notes\"", "\"records\"", "the scope is neither"),
            ("c-7f3k", "c-2mxr", "not of the client"),
            ("Ben Sample\"\ninf", " \"\ninf", "`individual` is not filled in"),
            ("the psychotherapy notes of November 2026", "", "(45 CFR 164.508(c)(1)(i))"),
            ("Dana Okafor, LCSW", "", "(45 CFR 164.508(c)(1)(ii))"),
            ("Ida Fictive, PhD", "", "(45 CFR 164.508(c)(1)(iii))"),
            ("Ida Fictive", "Ivo Fictive", "another recipient"),
            ("continuing therapy", "", "(45 CFR 164.508(c)(1)(iv))"),
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
            ("signed_by = \"Ben Sample\"", "signed_by = \"\"", "(45 CFR 164.508(c)(1)(vi))"),
            ("signed_on = 2026-11-20\n", "", "`signed_on` is not filled in"),
            ("signed_on = 2026-11-20", "signed_on = 2026-11-25", "signed after"),
            (
                "by_representative = false",
                "by_representative = true",
                "`authority` is not filled in",
            ),
            ("revoke = true", "revoke = false", "(45 CFR 164.508(c)(2)(i))"),
            ("conditioned = true", "conditioned = false", "(45 CFR 164.508(c)(2)(ii))"),
            ("passed_on = true\n", "passed_on = \"yes\"\n", "`says_it_may_be_passed_on` is not"),
            ("copy_given = 2026-11-20\n", "", "(45 CFR 164.508(c)(4))"),
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
        let found = faults(&empty());
        assert!(found.len() >= 13, "{found:?}");
        assert!(
            !found.iter().any(|message| message.contains("not known") || message.contains("TOML"))
        );
    }
}
