//! An authorization for psychotherapy notes: the elements of 45 CFR 164.508(c), checked one by one.

use std::ops::Range;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::fields::{Fields, Problem, ProblemKind, place_of};

/// The scope that an authorization for psychotherapy notes has, and no other beside it.
pub const SCOPE: &str = "psychotherapy-notes";

/// An empty authorization, to be filled in from the paper that was signed.
pub const EMPTY: &str = "\
# An authorization for psychotherapy notes (45 CFR 164.508), copied from the signed paper.
# Keep the paper for six years (164.508(b)(6), 164.530(j)).

# It must be for psychotherapy notes alone: 164.508(b)(3)(ii).
scope = [\"psychotherapy-notes\"]
client = \"\"
# The name of the individual, as it is to stand on what is released.
individual = \"\"

# The core elements, 164.508(c)(1).
# (i) What is to be released, specific and meaningful.
information = \"\"
# (ii) Who may release it.
discloser = \"\"
# (iii) Who may receive it.
recipient = \"\"
# (iv) For what purpose; \"at the request of the individual\" if it was the individual's wish.
purpose = \"\"
# (v) Until when: a date, or an event and whether it has occurred.
# expires = 2027-11-24
# expires_event = \"\"
# event_occurred = false
# (vi) Who signed and when; if not the individual, by what authority.
signed_by = \"\"
# signed_on = 2026-11-24
by_representative = false
# authority = \"\"

# The statements that the paper must make, 164.508(c)(2): set them to true if it does.
# (i) The right to revoke in writing, how, and the exceptions.
says_how_to_revoke = false
# (ii) Whether care may be conditioned on signing.
says_care_is_not_conditioned = false
# (iii) That what is released may be passed on and is then no longer protected.
says_it_may_be_passed_on = false

# When the individual got a copy, 164.508(c)(4).
# copy_given = 2026-11-24

# When it was revoked in writing, 164.508(b)(5).
# revoked = 2026-11-24
";

/// An authorization as it was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The name of the individual.
    pub individual: String,
    /// What may be released.
    pub information: String,
    /// Who may receive it.
    pub recipient: String,
    /// For what purpose.
    pub purpose: String,
}

/// What an authorization is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose notes are to leave.
    pub client: &'a ClientId,
    /// Who is to receive them, if the command says so.
    pub recipient: Option<&'a str>,
    /// For what, if the command says so.
    pub purpose: Option<&'a str>,
    /// The day of the release.
    pub today: NaiveDate,
}

impl Authorization {
    /// Reads an authorization and checks it; every fault at once, with its place in the file.
    ///
    /// # Errors
    /// Returns what makes it invalid (164.508(b)(2)) or not fit for what is asked.
    pub fn check(text: &str, asked: Asked<'_>) -> Result<Self, Vec<Problem>> {
        let mut fields = Fields::parse(text, 0, 0..0);
        let mut faults = Faults { text, found: Vec::new() };
        let filled = |fields: &mut Fields<'_>, key, faults: &mut Faults<'_>, cite: &str| {
            let value = fields.text(key).unwrap_or_default().trim().to_owned();
            if value.is_empty() {
                faults.add(key, format!("`{key}` is not filled in ({cite})"));
            }
            if !is_plain(&value) {
                faults.add(key, format!("`{key}` holds a line end or a mark that does not show"));
            }
            value
        };
        let scope = fields.texts("scope").unwrap_or_default();
        if !scope.iter().any(|part| part == SCOPE) {
            faults.add("scope", format!("the scope is not `{SCOPE}` (164.508(a)(2))"));
        } else if scope.len() > 1 {
            faults.add(
                "scope",
                "the authorization covers other records too, so it is not valid for psychotherapy notes (164.508(b)(3)(ii))",
            );
        }
        let client = fields.text("client").unwrap_or_default();
        if client != asked.client.as_str() {
            faults.add(
                "client",
                format!("the authorization is not of the client `{}`", asked.client),
            );
        }
        let authorization = Self {
            individual: filled(&mut fields, "individual", &mut faults, "164.508(c)(1)(i)"),
            information: filled(&mut fields, "information", &mut faults, "164.508(c)(1)(i)"),
            recipient: {
                filled(&mut fields, "discloser", &mut faults, "164.508(c)(1)(ii)");
                filled(&mut fields, "recipient", &mut faults, "164.508(c)(1)(iii)")
            },
            purpose: filled(&mut fields, "purpose", &mut faults, "164.508(c)(1)(iv)"),
        };
        if asked.recipient.is_some_and(|recipient| recipient != authorization.recipient) {
            faults.add("recipient", "the authorization is for another recipient than `--to`");
        }
        if asked.purpose.is_some_and(|purpose| purpose != authorization.purpose) {
            faults.add("purpose", "the authorization is for another purpose than `--purpose`");
        }
        expiry(&mut fields, asked.today, &mut faults);
        filled(&mut fields, "signed_by", &mut faults, "164.508(c)(1)(vi)");
        match fields.date("signed_on") {
            None => faults.add("signed_on", "`signed_on` is not filled in (164.508(c)(1)(vi))"),
            Some(day) if day > asked.today => {
                faults.add("signed_on", "it was signed after the day of the release");
            }
            Some(_) => {}
        }
        let authority = fields.text("authority").unwrap_or_default();
        match fields.flag("by_representative") {
            Some(true) if authority.trim().is_empty() => faults.add(
                "authority",
                "a representative signed, and `authority` is not filled in (164.508(c)(1)(vi))",
            ),
            Some(_) => {}
            None => faults.add(
                "by_representative",
                "`by_representative` is not filled in (164.508(c)(1)(vi))",
            ),
        }
        for (key, cite) in [
            ("says_how_to_revoke", "164.508(c)(2)(i)"),
            ("says_care_is_not_conditioned", "164.508(c)(2)(ii)"),
            ("says_it_may_be_passed_on", "164.508(c)(2)(iii)"),
        ] {
            if fields.flag(key) != Some(true) {
                faults.add(key, format!("`{key}` is not true, and the paper must say so ({cite})"));
            }
        }
        match fields.date("copy_given") {
            None => faults.add("copy_given", "`copy_given` is not filled in (164.508(c)(4))"),
            Some(day) if day > asked.today => {
                faults.add("copy_given", "`copy_given` is after the day of the release");
            }
            Some(_) => {}
        }
        if fields.date("revoked").is_some() {
            faults.add("revoked", "the authorization was revoked (164.508(b)(2)(iii))");
        }
        let mut problems = fields.finish();
        // A value of the wrong type has been told of already.
        let told: Vec<usize> = problems.iter().map(|problem| problem.span.start).collect();
        problems.extend(
            faults
                .found
                .into_iter()
                .filter(|fault| fault.span.start == 0 || !told.contains(&fault.span.start)),
        );
        problems.sort_by_key(|problem| problem.span.start);
        if problems.is_empty() { Ok(authorization) } else { Err(problems) }
    }
}

/// Tells whether bytes are an authorization for psychotherapy notes at all, sound or not.
pub fn is_one(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let scope = Fields::parse(text, 0, 0..0).texts("scope").unwrap_or_default();
        scope.iter().any(|part| part == SCOPE)
    })
}

/// Tells whether a text stands on one line and hides nothing: what is confirmed must be what is meant.
pub fn is_plain(text: &str) -> bool {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !text.contains(hides)
}

fn expiry(fields: &mut Fields<'_>, today: NaiveDate, faults: &mut Faults<'_>) {
    let date = fields.date("expires");
    let event = fields.text("expires_event").unwrap_or_default();
    let occurred = fields.flag("event_occurred");
    if date.is_some_and(|day| day < today) {
        faults.add("expires", "the authorization has expired (164.508(b)(2)(i))");
    }
    let has_event = !event.trim().is_empty();
    if date.is_none() && !has_event {
        faults.add(
            "expires",
            "neither `expires` nor `expires_event` is filled in (164.508(c)(1)(v))",
        );
    }
    if has_event && occurred != Some(false) {
        faults.add(
            "event_occurred",
            "`event_occurred` is not false: the authorization has expired, or nobody has looked (164.508(b)(2)(i))",
        );
    }
}

/// What is wrong with an authorization.
struct Faults<'t> {
    text: &'t str,
    found: Vec<Problem>,
}

impl Faults<'_> {
    fn add(&mut self, key: &str, message: impl Into<String>) {
        let span: Range<usize> = place_of(self.text, key).unwrap_or(0..0);
        let (kind, message) = (ProblemKind::WrongValue, message.into());
        self.found.push(Problem { kind, span, message, help: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
