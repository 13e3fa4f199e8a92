//! The elements of 45 CFR 164.508(c), the same for every authorization, checked one by one.

use std::ops::Range;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::fields::{Fields, Problem, ProblemKind, place_of};
use crate::law::Regime;
use crate::law::authorization::information::{
    is_unsettled, named_days, names_a_day, names_less_than_all, names_nobody, names_pay,
};
use crate::law::authorization::part2::{Consent, Use};
use crate::law::authorization::whose::{Facts, Signature};
use crate::law::rule::{Rule, of_the_practice};
use crate::text::{is_same_name, is_unseen};

/// Returns the lines of an empty authorization that are the same for every kind, with the sections of the
/// law of the practice.
pub fn empty_elements() -> String {
    let [elements, scope, statements] =
        [Rule::Elements, Rule::Scope, Rule::Statements].map(Rule::if_any);
    let [conditions, remuneration] = [Rule::Conditions, Rule::Remuneration].map(Rule::if_any);
    let [copy, revocation] = [Rule::Copy, Rule::Revocation].map(Rule::if_any);
    // A rule of the United States, which the papers of no other country know.
    let (beside, part2) = match of_the_practice() {
        Regime::Hipaa => (": a minor and a parent both do for 42 CFR Part 2 (2.14)", PART2),
        _ => ("", ""),
    };
    format!(
        "\
client = \"\"
# The name of the individual, as it is to stand on what is released.
individual = \"\"

# The core elements{elements}.
# (i) What is to be released, specific and meaningful.
information = \"\"
# If it names certain sessions alone: from which day, until which.
# sessions_from = 2026-01-01
# sessions_until = 2026-11-24
# (ii) Who may release it: the practice or a clinician of it, or a class of persons.
discloser = \"\"
# discloser_class = true
# (iii) Who may receive it: a person, an organisation, or a class of persons.
recipient = \"\"
# recipient_class = true
# (iv) For what purpose; \"at the request of the individual\" if it was the individual's wish.
purpose = \"\"
# (v) Until when: a date, or an event and whether it has occurred.
# expires = 2027-11-24
# expires_event = \"\"
# event_occurred = false
# event_on = 2026-11-24
# \"none\" does for research alone.
# research = true
# (vi) Who signed and when; if not the individual, by what authority.
signed_by = \"\"
# signed_on = 2026-11-24
by_representative = false
# authority = \"\"
# Who signed beside them{beside}.
# also_signed_by = \"\"
# How it is within the scope of who signed, if the client file gives them one{scope}.
# within_scope = \"\"

# The statements that the paper must make{statements}: set them to true if it does.
# (i) The right to revoke in writing, how, and the exceptions.
says_how_to_revoke = false
# (ii) Whether care may be conditioned on signing.
says_care_is_not_conditioned = false
# Where it may be conditioned{conditions}: \"research\" or \"evaluation-for-others\".
# conditioned_for = \"\"
# says_consequences_of_refusal = true
# (iii) That what is released may be passed on and is then no longer protected.
says_it_may_be_passed_on = false
# If the practice is paid for it, or it is for marketing with pay{remuneration}.
# remuneration = true
# says_remuneration = true

{part2}# When the individual got a copy{copy}; not asked of a form that somebody else brought.
# sought_by_practice = false
# copy_given = 2026-11-24

# When it was revoked in writing{revocation}.
# revoked = 2026-11-24
"
    )
}

/// The lines for a consent under 42 CFR Part 2.
const PART2: &str = "\
# If it is a consent under 42 CFR Part 2, what for: \"treatment\", \"payment\", \"operations\",
# \"treatment-payment-operations\" for all of these once for all, \"proceedings\" alone, or \"other\".
# part2_consent = [\"treatment-payment-operations\"]
# says_part2_redisclosure = true

";

/// What an authorization says, whatever it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements {
    /// The name of the individual.
    pub individual: String,
    /// What may be released.
    pub information: String,
    /// The first day whose sessions it covers, if it is narrowed so.
    pub sessions_from: Option<NaiveDate>,
    /// The last day whose sessions it covers, if it is narrowed so.
    pub sessions_until: Option<NaiveDate>,
    /// Who may release it.
    pub discloser: String,
    /// Who may receive it.
    pub recipient: String,
    /// Whether that is a class of persons (164.508(c)(1)(iii)).
    pub is_for_a_class: bool,
    /// For what purpose.
    pub purpose: String,
    /// What makes it a consent under 42 CFR Part 2, if it says that it is one.
    pub consent: Option<Consent>,
    /// The days that the words name by year or month, where no key says which sessions it covers; all,
    /// if they name none.
    pub named_days: Vec<(NaiveDate, NaiveDate)>,
    /// Whether the words say less than all, and no key says which sessions it covers.
    pub is_less_than_all: bool,
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
    /// How the recipient belongs to the class of persons that the paper may name.
    pub of_class: Option<&'a str>,
    /// What a consent under 42 CFR Part 2 is relied on for, if the basis says so.
    pub use_: Option<Use>,
    /// What the practice knows of the client and of itself; without it nothing is held against that.
    pub facts: Option<&'a Facts>,
}

impl<'a> Asked<'a> {
    /// Asks how an authorization stands by itself.
    pub fn of(client: &'a ClientId, today: NaiveDate) -> Self {
        let (recipient, purpose, of_class) = (None, None, None);
        Self { client, recipient, purpose, today, of_class, use_: None, facts: None }
    }
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
        let filled = |fields: &mut Fields<'_>, key, faults: &mut Faults<'_>, rule: Rule| {
            let value = fields.text(key).unwrap_or_default().trim().to_owned();
            if value.is_empty() {
                faults.add(key, format!("`{key}` is not filled in{}", rule.if_any()));
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
        let individual = filled(fields, "individual", faults, Rule::Words);
        let information = filled(fields, "information", faults, Rule::Words);
        let discloser = filled(fields, "discloser", faults, Rule::Discloser);
        let recipient = filled(fields, "recipient", faults, Rule::NamedRecipient);
        let purpose = filled(fields, "purpose", faults, Rule::Purpose);
        let consent = Consent::read(fields, |key, message| faults.add(key, message));
        let is_for_a_class = fields.flag("recipient_class") == Some(true);
        let is_from_a_class = fields.flag("discloser_class") == Some(true);
        hold_recipient(asked, &recipient, is_for_a_class, faults);
        // One consent for all future care has no other purpose than the care that is asked for.
        let is_once_for_all = asked.use_.is_some_and(Use::is_care)
            && consent.as_ref().is_some_and(|consent| consent.is_for(Some(Use::All)));
        if !is_once_for_all && asked.purpose.is_some_and(|asked| !is_same_name(asked, &purpose)) {
            faults.add("purpose", "the authorization is for another purpose than `--purpose`");
        }
        let (sessions_from, sessions_until) =
            (fields.date("sessions_from"), fields.date("sessions_until"));
        faults.contradiction(
            sessions_until.zip(sessions_from).is_some_and(|(until, from)| until < from),
            "sessions_until",
            "`sessions_until` is before `sessions_from`",
        );
        let by_words_alone = sessions_from.is_none() && sessions_until.is_none();
        if by_words_alone && names_a_day(&information) {
            faults.add(
                "information",
                format!("`information` names a day: say by `sessions_from` and `sessions_until` which sessions it covers{}", Rule::Words.if_any()),
            );
        }
        if is_unsettled(&information) {
            faults.add(
                "information",
                format!(
                    "`information` says nothing specific: say what is to be released{}",
                    Rule::Words.if_any()
                ),
            );
        }
        if names_nobody(&recipient) {
            faults.add(
                "recipient",
                format!("`recipient` names anybody, and so nobody: name a person, an organisation or a class of persons{}", Rule::NamedRecipient.if_any()),
            );
        }
        let is_endless = fields.flag("research") == Some(true)
            || consent.as_ref().is_some_and(Consent::is_for_care_alone);
        let (expires, expires_event, has_expired) = expiry(fields, asked.today, is_endless, faults);
        let signed_by = filled(fields, "signed_by", faults, Rule::Signature);
        let signed_on = fields.date("signed_on");
        match signed_on {
            None => faults.add(
                "signed_on",
                format!("`signed_on` is not filled in{}", Rule::Signature.if_any()),
            ),
            Some(day) if day > asked.today => {
                faults.add("signed_on", "it was signed after the day of the release");
            }
            Some(_) => {}
        }
        let also_signed_by = fields.text("also_signed_by").map(|name| name.trim().to_owned());
        let within_scope = fields.text("within_scope");
        let authority = fields.text("authority").unwrap_or_default();
        let by_representative = fields.flag("by_representative");
        match by_representative {
            Some(true) if authority.trim().is_empty() => faults.add(
                "authority",
                format!(
                    "a representative signed, and `authority` is not filled in{}",
                    Rule::Signature.if_any()
                ),
            ),
            Some(false) if !is_same_name(&signed_by, &individual) && !signed_by.is_empty() => {
                faults.add(
                    "signed_by",
                    format!(
                        "`signed_by` is not the individual, and `by_representative` is false{}",
                        Rule::Signature.if_any()
                    ),
                )
            }
            Some(_) => {}
            None => faults.add(
                "by_representative",
                format!("`by_representative` is not filled in{}", Rule::Signature.if_any()),
            ),
        }
        if let Some(facts) = asked.facts {
            let by_representative = by_representative == Some(true);
            let signature = Signature {
                individual: &individual,
                signed_by: &signed_by,
                on: signed_on,
                by_representative,
                also_signed_by: also_signed_by.as_deref(),
                within_scope: within_scope.as_deref(),
                is_consent: consent.is_some(),
            };
            hold_against(facts, signature, &discloser, is_from_a_class, faults);
        }
        statements(fields, &purpose, faults);
        let is_sought = fields.flag("sought_by_practice") != Some(false);
        let copy_given = fields.date("copy_given");
        match copy_given {
            None if !is_sought => {}
            None => faults.add(
                "copy_given",
                format!("`copy_given` is not filled in{}; a form that the practice did not seek has `sought_by_practice = false`", Rule::Copy.if_any()),
            ),
            Some(day) if day > asked.today => {
                faults.add("copy_given", "`copy_given` is after the day of the release");
            }
            Some(_) => {}
        }
        let revoked = fields.date("revoked");
        if revoked.is_some() {
            faults
                .add("revoked", format!("the authorization was revoked{}", Rule::Revoked.if_any()));
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
        let (named_days, is_less_than_all) = match by_words_alone {
            true => (named_days(&information, signed_on), names_less_than_all(&information)),
            false => (Vec::new(), false),
        };
        Self {
            individual,
            information,
            named_days,
            is_less_than_all,
            sessions_from,
            sessions_until,
            discloser,
            recipient,
            is_for_a_class,
            purpose,
            consent,
            signed_by,
            signed_on,
            expires,
            expires_event,
            has_expired,
            revoked,
        }
    }
}

impl Elements {
    /// Tells whether it covers a session of a day.
    pub fn covers_day(&self, day: NaiveDate) -> bool {
        self.sessions_from.is_none_or(|from| from <= day)
            && self.sessions_until.is_none_or(|until| day <= until)
            && (self.named_days.is_empty()
                || self.named_days.iter().any(|(from, until)| *from <= day && day <= *until))
    }

    /// Says until when it holds, as the paper does.
    pub fn end(&self) -> String {
        match (self.expires, &self.expires_event) {
            (Some(day), _) => format!("until {day}"),
            (None, Some(event)) => format!("until the event: {event}"),
            (None, None) => "with no end".to_owned(),
        }
    }

    /// Says on what law it rests that the individual signed alone as a minor, if so.
    pub fn law_of_signature(&self, facts: &Facts) -> Option<String> {
        let is_own = is_same_name(&self.signed_by, &self.individual);
        facts.law_of_signing_alone(&self.individual, self.signed_on.filter(|_| is_own)?)
    }

    /// Explains the scope of a consent to who receives a record (42 CFR 2.32(b)).
    pub fn scope(&self) -> String {
        let Self { individual, information, discloser, recipient, purpose, .. } = self;
        let signed = self.signed_on.map(|day| format!(", signed on {day}")).unwrap_or_default();
        format!(
            "Scope of the consent of {individual}{signed} (42 CFR 2.32(b)): {information}; from {discloser}; to {recipient}; for {purpose}; {}.",
            self.end()
        )
    }
}

/// Holds the recipient against the paper: the person or organisation that it names, or one of the class
/// of persons that it names (164.508(c)(1)(iii)).
fn hold_recipient(
    asked: Asked<'_>,
    recipient: &str,
    is_for_a_class: bool,
    faults: &mut Faults<'_>,
) {
    let Some(to) = asked.recipient else { return };
    match (is_for_a_class, asked.of_class) {
        (true, None) => faults.add(
            "recipient",
            format!("the authorization is for a class of persons, and nothing says who of it receives the record: give `--to`, and `--of-class` to say how they belong to it{}", Rule::NamedRecipient.if_any()),
        ),
        (true, Some(_)) if to.trim().is_empty() || is_same_name(to, recipient) => faults.add(
            "recipient",
            "`--to` is the class of persons itself, and not who of it receives the record",
        ),
        (true, Some(_)) => {}
        (false, _) if !is_same_name(to, recipient) => {
            faults.add("recipient", "the authorization is for another recipient than `--to`");
        }
        (false, _) => {}
    }
}

/// Holds individual, signer and discloser against what the practice knows.
fn hold_against(
    facts: &Facts,
    signature: Signature<'_>,
    discloser: &str,
    is_from_a_class: bool,
    faults: &mut Faults<'_>,
) {
    if !signature.individual.is_empty() && !facts.is_individual(signature.individual) {
        faults.add(
            "individual",
            "the authorization is of another individual than the client: `individual` is neither the `name` of the client file nor one of its `former_names` or `members`",
        );
    }
    if let Some(fault) = facts.fault_of(signature) {
        faults.add("signed_by", fault);
    }
    if !discloser.is_empty() && !is_from_a_class && !facts.is_discloser(discloser) {
        faults.add(
            "discloser",
            format!("`discloser` names neither the clinician nor the practice: set `clinician.name`, or `[law] names` in casenotes.toml, if it is one of yours{}", Rule::Discloser.if_any()),
        );
    }
}

/// Checks the statements that the paper must make (164.508(c)(2), (a)(3), (a)(4)).
fn statements(fields: &mut Fields<'_>, purpose: &str, faults: &mut Faults<'_>) {
    must_say("says_how_to_revoke", Rule::SaysRevocation, fields, faults);
    match fields.text("conditioned_for").as_deref() {
        None => {
            must_say("says_care_is_not_conditioned", Rule::SaysConditions, fields, faults);
            fields.flag("says_consequences_of_refusal");
        }
        Some("research" | "evaluation-for-others") => {
            fields.flag("says_care_is_not_conditioned");
            must_say("says_consequences_of_refusal", Rule::SaysConsequences, fields, faults);
        }
        Some(_) => {
            fields.flag("says_care_is_not_conditioned");
            fields.flag("says_consequences_of_refusal");
            faults.add(
                "conditioned_for",
                format!("`conditioned_for` is neither `research` nor `evaluation-for-others`: care may be conditioned on nothing else{}", Rule::Conditions.if_any()),
            );
        }
    }
    must_say("says_it_may_be_passed_on", Rule::SaysRedisclosure, fields, faults);
    match fields.flag("remuneration") {
        Some(true) => must_say("says_remuneration", Rule::Remuneration, fields, faults),
        is_paid => {
            fields.flag("says_remuneration");
            if is_paid.is_none() && names_pay(purpose) {
                faults.add(
                    "purpose",
                    format!("the purpose is a sale or marketing: `remuneration` says whether the practice is paid for it, and the paper must say so then{}", Rule::Remuneration.if_any()),
                );
            }
        }
    }
}

fn must_say(key: &'static str, rule: Rule, fields: &mut Fields<'_>, faults: &mut Faults<'_>) {
    if fields.flag(key) != Some(true) {
        faults.add(key, format!("`{key}` is not true, and the paper must say so{}", rule.if_any()));
    }
}

/// How somebody writes that an authorization has no end, which does for research alone (164.508(c)(1)(v))
/// and for care under 42 CFR 2.31(a)(7).
const NO_END: &[&str] = &[
    "none",
    "never",
    "no expiration",
    "no expiry",
    "no end",
    "does not expire",
    "not applicable",
    "n a",
    "na",
    "indefinite",
    "indefinitely",
    "perpetual",
    "forever",
    "unlimited",
    "open",
    "open ended",
];

fn is_no_end(event: &str) -> bool {
    let words: Vec<String> = event
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    NO_END.contains(&words.join(" ").as_str())
}

fn expiry(
    fields: &mut Fields<'_>,
    today: NaiveDate,
    is_endless: bool,
    faults: &mut Faults<'_>,
) -> (Option<NaiveDate>, Option<String>, bool) {
    let date = fields.date("expires");
    let event = fields.text("expires_event").unwrap_or_default().trim().to_owned();
    let occurred = fields.flag("event_occurred");
    let event_on = fields.date("event_on");
    let is_past = date.is_some_and(|day| day < today);
    if is_past {
        faults.add("expires", format!("the authorization has expired{}", Rule::Expired.if_any()));
    }
    let event = Some(event).filter(|event| !event.is_empty());
    if date.is_none() && event.is_none() {
        faults.add(
            "expires",
            format!("neither `expires` nor `expires_event` is filled in{}", Rule::End.if_any()),
        );
    }
    if date.is_none() && !is_endless && event.as_deref().is_some_and(is_no_end) {
        faults.add(
            "expires_event",
            format!(
                "`expires_event` is no event: only an authorization for research need not end{}",
                Rule::End.if_any()
            ),
        );
    }
    let is_over = event_on.is_some_and(|day| day < today);
    if is_over {
        faults.add(
            "event_on",
            format!(
                "the event has occurred: the authorization has expired{}",
                Rule::Expired.if_any()
            ),
        );
    } else if event.is_some()
        && occurred != Some(false)
        && (event_on.is_none() || occurred.is_some())
    {
        faults.add(
            "event_occurred",
            format!("`event_occurred` is not false: the authorization has expired, or nobody has looked{}", Rule::Expired.if_any()),
        );
    }
    let has_occurred = event.is_some() && (occurred == Some(true) || is_over);
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
