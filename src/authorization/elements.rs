//! The elements of 45 CFR 164.508(c), the same for every authorization, checked one by one.

use std::ops::Range;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::fields::{Fields, Problem, ProblemKind, place_of};
use crate::text::{canonical, is_same_name, is_unseen};

/// The lines of an empty authorization that are the same for every kind.
macro_rules! empty_elements {
    () => {
        "\
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
"
    };
}
pub(crate) use empty_elements;

/// What an authorization says, whatever it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements {
    /// The name of the individual.
    pub individual: String,
    /// What may be released.
    pub information: String,
    /// Who may receive it.
    pub recipient: String,
    /// For what purpose.
    pub purpose: String,
    /// Who signed.
    pub signed_by: String,
    /// When it was signed.
    pub signed_on: Option<NaiveDate>,
    /// The last day on which it is valid, if it is a day that ends it.
    pub expires: Option<NaiveDate>,
    /// The event that ends it, if it is an event.
    pub expires_event: Option<String>,
    /// Whether its day has passed or its event has occurred.
    pub has_expired: bool,
    /// When it was revoked.
    pub revoked: Option<NaiveDate>,
}

/// What an authorization is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose records are to leave.
    pub client: &'a ClientId,
    /// Who is to receive them, if the command says so.
    pub recipient: Option<&'a str>,
    /// For what, if the command says so.
    pub purpose: Option<&'a str>,
    /// The day on which they are to leave.
    pub today: NaiveDate,
}

/// What is wrong with an authorization.
pub struct Faults<'t> {
    text: &'t str,
    found: Vec<Problem>,
}

impl<'t> Faults<'t> {
    /// Begins with none.
    pub fn of(text: &'t str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Adds one, at the place of a key.
    pub fn add(&mut self, key: &str, message: impl Into<String>) {
        let span: Range<usize> = place_of(self.text, key).unwrap_or(0..0);
        self.found.push(Problem::of_value(key, span, message.into()));
    }

    /// Adds one, at the place of a key whose day cannot be beside another one, if it is so.
    pub fn contradiction(&mut self, is_so: bool, key: &str, message: &str) {
        if is_so {
            self.add(key, message);
            self.found
                .last_mut()
                .into_iter()
                .for_each(|last| last.kind = ProblemKind::Contradiction);
        }
    }

    /// Returns all of them with the problems of the document, in the order of their place.
    pub fn with_those_of(self, fields: Fields<'_>) -> Vec<Problem> {
        let mut problems = fields.finish();
        // A value of the wrong type has been told of already.
        let told: Vec<Vec<String>> = problems.iter().map(|problem| problem.key.clone()).collect();
        let is_new = |fault: &Problem| !told.contains(&fault.key);
        problems.extend(self.found.into_iter().filter(is_new));
        problems.sort_by_key(|problem| problem.span.start);
        problems
    }
}

impl Elements {
    /// Reads the elements and adds a fault for each that is missing, no longer true or not what is
    /// asked (164.508(b)(2)).
    pub fn read(fields: &mut Fields<'_>, asked: Asked<'_>, faults: &mut Faults<'_>) -> Self {
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
        let client = fields.text("client").unwrap_or_default();
        if client != asked.client.as_str() {
            faults.add(
                "client",
                format!("the authorization is not of the client `{}`", asked.client),
            );
        }
        let individual = filled(fields, "individual", faults, "164.508(c)(1)(i)");
        let information = filled(fields, "information", faults, "164.508(c)(1)(i)");
        filled(fields, "discloser", faults, "164.508(c)(1)(ii)");
        let recipient = filled(fields, "recipient", faults, "164.508(c)(1)(iii)");
        let purpose = filled(fields, "purpose", faults, "164.508(c)(1)(iv)");
        if asked.recipient.is_some_and(|asked| canonical(asked) != canonical(&recipient)) {
            faults.add("recipient", "the authorization is for another recipient than `--to`");
        }
        if asked.purpose.is_some_and(|asked| canonical(asked) != canonical(&purpose)) {
            faults.add("purpose", "the authorization is for another purpose than `--purpose`");
        }
        let (expires, expires_event, has_expired) = expiry(fields, asked.today, faults);
        let signed_by = filled(fields, "signed_by", faults, "164.508(c)(1)(vi)");
        let signed_on = fields.date("signed_on");
        match signed_on {
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
            Some(false) if !is_same_name(&signed_by, &individual) && !signed_by.is_empty() => faults
                .add(
                    "signed_by",
                    "`signed_by` is not the individual, and `by_representative` is false (164.508(c)(1)(vi))",
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
        let copy_given = fields.date("copy_given");
        match copy_given {
            None => faults.add("copy_given", "`copy_given` is not filled in (164.508(c)(4))"),
            Some(day) if day > asked.today => {
                faults.add("copy_given", "`copy_given` is after the day of the release");
            }
            Some(_) => {}
        }
        let revoked = fields.date("revoked");
        if revoked.is_some() {
            faults.add("revoked", "the authorization was revoked (164.508(b)(2)(iii))");
        }
        // None of these can be true of a paper: one of the days is wrong, and nobody knows which.
        for (key, day, message) in [
            ("expires", expires, "`expires` is before `signed_on`"),
            ("copy_given", copy_given, "`copy_given` is before `signed_on`"),
            ("revoked", revoked, "`revoked` is before `signed_on`"),
        ] {
            let is_before = day.zip(signed_on).is_some_and(|(day, signed)| day < signed);
            faults.contradiction(is_before, key, message);
        }
        Self {
            individual,
            information,
            recipient,
            purpose,
            signed_by,
            signed_on,
            expires,
            expires_event,
            has_expired,
            revoked,
        }
    }
}

fn expiry(
    fields: &mut Fields<'_>,
    today: NaiveDate,
    faults: &mut Faults<'_>,
) -> (Option<NaiveDate>, Option<String>, bool) {
    let date = fields.date("expires");
    let event = fields.text("expires_event").unwrap_or_default().trim().to_owned();
    let occurred = fields.flag("event_occurred");
    let is_past = date.is_some_and(|day| day < today);
    if is_past {
        faults.add("expires", "the authorization has expired (164.508(b)(2)(i))");
    }
    let event = Some(event).filter(|event| !event.is_empty());
    if date.is_none() && event.is_none() {
        faults.add(
            "expires",
            "neither `expires` nor `expires_event` is filled in (164.508(c)(1)(v))",
        );
    }
    if event.is_some() && occurred != Some(false) {
        faults.add(
            "event_occurred",
            "`event_occurred` is not false: the authorization has expired, or nobody has looked (164.508(b)(2)(i))",
        );
    }
    let has_occurred = event.is_some() && occurred == Some(true);
    (date, event, is_past || has_occurred)
}

/// Tells whether a text stands on one line and hides nothing: what is confirmed must be what is meant.
pub fn is_plain(text: &str) -> bool {
    !text.contains(is_unseen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_confirmed_hides_nothing() {
        assert!(is_plain("Zoë O'Brien, שלום, \u{1f469}\u{200d}\u{1f467}"));
        for mark in ["\n", "\u{1b}", "\u{202e}", "\u{200e}", "\u{200b}", "\u{2028}", "\u{feff}"] {
            assert!(!is_plain(&format!("a{mark}b")), "{mark:?}");
        }
    }
}
