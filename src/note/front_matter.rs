//! What the front matter of a progress note says: the closed list of its keys.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::position::fence_before;
use crate::domain::session_time::SessionTime;
use crate::fields::{Fields, Problem, ProblemKind};
use crate::note::record::{self, RecordKeys};

/// The values of a progress note's front matter; a key that is missing or wrong is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter<'a> {
    /// Whose note it is.
    pub client: Option<ClientId>,
    /// The format, whose template says which sections the note has.
    pub format: Option<FormatName>,
    /// When the session began.
    pub start: Option<SessionTime>,
    /// When the session ended.
    pub end: Option<SessionTime>,
    /// Who wrote the note: name and credentials.
    pub author: Option<Cow<'a, str>>,
    /// Procedure codes of the service, such as 90837.
    pub service: Vec<Cow<'a, str>>,
    /// Modifiers of the service, such as 95 for video.
    pub modifiers: Vec<Cow<'a, str>>,
    /// Place of service, such as 11 for an office.
    pub place: Option<Cow<'a, str>>,
    /// ICD-10-CM codes.
    pub diagnoses: Vec<Cow<'a, str>>,
    /// Ids of the goals of the treatment plan that the session worked on.
    pub goals: Vec<Cow<'a, str>>,
    /// What was found about risk.
    pub risk: Option<Cow<'a, str>>,
    /// How grave the risk is, when there is one.
    pub risk_level: Option<Cow<'a, str>>,
    /// Why the note was written late.
    pub late_entry: Option<Cow<'a, str>>,
    /// Scores of outcome measures, such as `phq9`.
    pub measures: BTreeMap<String, i64>,
    /// Whether the session was paid for in full out of pocket and may not go to a health plan.
    pub self_pay_restricted: Option<bool>,
    /// Why the note was signed in spite of what was found in it.
    pub signed_anyway: Option<Cow<'a, str>>,
    /// Whether the note wants a supervisor's signature beside its author's.
    pub cosign_required: Option<bool>,
    /// The id under which the note was signed: client and name.
    pub signed_as: Option<Cow<'a, str>>,
    /// What is to be said when a session is held at a distance.
    pub telehealth: Option<Telehealth<'a>>,
    /// Who signed the note.
    pub signed_by: Option<Cow<'a, str>>,
    /// When the note was signed.
    pub signed_at: Option<SessionTime>,
    /// Rules that do not hold for this note, each with the reason.
    pub allow: Vec<Allowance>,
    /// The keys that only some records have.
    pub record: Option<Box<RecordKeys>>,
}

/// The circumstances of a session at a distance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telehealth<'a> {
    /// `video` or `audio`.
    pub mode: Option<Cow<'a, str>>,
    /// Where the client was: city and state.
    pub client_location: Option<Cow<'a, str>>,
    /// Where the clinician was.
    pub clinician_location: Option<Cow<'a, str>>,
    /// Whether the client consented.
    pub consent: Option<bool>,
    /// Whether the client's identity was checked.
    pub identity_verified: Option<bool>,
    /// Whether both were alone.
    pub privacy_checked: Option<bool>,
    /// Whom to call where the client is.
    pub emergency_contact: Option<Cow<'a, str>>,
    /// What did not work.
    pub problems: Option<Cow<'a, str>>,
}

impl Telehealth<'_> {
    /// Returns what it says: each key, its name for a reader, and its value.
    pub fn facts(&self) -> Vec<(&'static str, &'static str, String)> {
        let text = |text: &Option<Cow<'_, str>>| text.as_ref().map(ToString::to_string);
        let flag =
            |flag: Option<bool>| flag.map(|is_so| (if is_so { "yes" } else { "no" }).to_owned());
        [
            ("mode", "Telehealth", text(&self.mode)),
            ("client_location", "Client was in", text(&self.client_location)),
            ("clinician_location", "Clinician was in", text(&self.clinician_location)),
            ("consent", "Consent to telehealth", flag(self.consent)),
            ("identity_verified", "Identity verified", flag(self.identity_verified)),
            ("privacy_checked", "Privacy checked", flag(self.privacy_checked)),
            ("emergency_contact", "Emergency contact", text(&self.emergency_contact)),
            ("problems", "Technical problems", text(&self.problems)),
        ]
        .into_iter()
        .filter_map(|(key, name, value)| Some((key, name, value?)))
        .collect()
    }
}

/// A rule that does not hold for a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The rule or group, as it was written.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Where it stands, in bytes of the file.
    pub at: usize,
}

/// The keys of a session at a distance.
pub const TELEHEALTH_KEYS: &[&str] = &[
    "mode",
    "client_location",
    "clinician_location",
    "consent",
    "identity_verified",
    "privacy_checked",
    "emergency_contact",
    "problems",
];

/// The keys that any note may have, in the order in which they are written. Those that only some
/// records have are in [`record`].
pub const KEYS: &[&str] = &[
    "client",
    "format",
    "start",
    "end",
    "author",
    "service",
    "modifiers",
    "place",
    "diagnoses",
    "goals",
    "risk",
    "risk_level",
    "measures",
    "self_pay_restricted",
    "late_entry",
    "signed_anyway",
    "cosign_required",
    "signed_as",
    "telehealth",
    "signed_by",
    "signed_at",
    "allow",
];

/// The keys that every note must have. `end` is one more, for records about time with the client.
pub const REQUIRED: &[&str] = &["client", "format", "start", "author"];

impl<'a> FrontMatter<'a> {
    /// Reads front matter by way of the full TOML parser, which knows the place of everything.
    pub fn read_in_full(text: &'a str, offset: usize) -> (Self, Vec<Problem>) {
        // The line above the first key is the opening fence.
        let fence = fence_before(offset);
        let mut fields = Fields::parse(text, offset, fence..fence + 3);
        let front = Self {
            client: fields.parsed("client"),
            format: fields.parsed("format"),
            start: fields.time("start"),
            end: fields.time("end"),
            author: fields.filled_text("author"),
            service: fields.texts("service").unwrap_or_default(),
            modifiers: fields.texts("modifiers").unwrap_or_default(),
            place: fields.text("place"),
            diagnoses: fields.texts("diagnoses").unwrap_or_default(),
            goals: fields.texts("goals").unwrap_or_default(),
            risk: fields.text("risk"),
            risk_level: fields.text("risk_level"),
            measures: fields.integers("measures").unwrap_or_default(),
            self_pay_restricted: fields.flag("self_pay_restricted"),
            late_entry: fields.filled_text("late_entry"),
            signed_anyway: fields.filled_text("signed_anyway"),
            cosign_required: fields.flag("cosign_required"),
            signed_as: fields.filled_text("signed_as"),
            telehealth: telehealth(&mut fields),
            signed_by: fields.filled_text("signed_by"),
            signed_at: fields.time("signed_at"),
            allow: fields
                .named_texts("allow")
                .into_iter()
                .map(|(rule, reason, place)| Allowance { rule, reason, at: place.start })
                .collect(),
            record: record::read(&mut fields),
        };
        fields.require(REQUIRED, |key| match key {
            "client" => front.client.is_some(),
            "format" => front.format.is_some(),
            "start" => front.start.is_some(),
            _ => front.author.is_some(),
        });
        (front, fields.finish())
    }

    /// Tells whether the note cannot be filed or found by what its front matter says.
    pub fn is_broken(&self, problems: &[Problem]) -> bool {
        let unreadable = problems.iter().any(|p| p.kind == ProblemKind::Unreadable);
        unreadable || self.client.is_none() || self.format.is_none() || self.start.is_none()
    }

    /// Tells whether the front matter says that the note is signed; whether it is, its signature says.
    pub fn is_marked(&self) -> bool {
        self.signed_by.is_some() || self.signed_at.is_some()
    }

    /// Tells whether a signature at a time comes more than so many days after the session.
    pub fn is_late(&self, at: SessionTime, days: i64) -> bool {
        self.end.or(self.start).is_some_and(|end| end.minutes_until(at) > days * 24 * 60)
    }

    /// Returns the length of the session in whole minutes, when both ends are known.
    pub fn minutes(&self) -> Option<i64> {
        Some(self.start?.minutes_until(self.end?))
    }
}

fn telehealth<'a>(fields: &mut Fields<'a>) -> Option<Telehealth<'a>> {
    let mut inner = fields.table("telehealth")?;
    let telehealth = Telehealth {
        mode: inner.text("mode"),
        client_location: inner.text("client_location"),
        clinician_location: inner.text("clinician_location"),
        consent: inner.flag("consent"),
        identity_verified: inner.flag("identity_verified"),
        privacy_checked: inner.flag("privacy_checked"),
        emergency_contact: inner.text("emergency_contact"),
        problems: inner.text("problems"),
    };
    fields.absorb(inner);
    Some(telehealth)
}

/// Returns the words that a key may have, if they are a closed list; a key of the table `[telehealth]`
/// is `telehealth.KEY`.
pub fn choices_of(key: &str) -> Option<&'static [&'static str]> {
    Some(match key {
        "risk" => &["denied", "none-reported", "present", "not-assessed"],
        "risk_level" => &["low", "moderate", "high"],
        "outcome" => &["no-show", "late-cancel", "cancelled-by-clinician"],
        "telehealth.mode" => &["video", "audio"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_keys_is_the_list_that_is_read() {
        // Every known key with a wrong value must be named as wrong, not as unknown.
        for key in KEYS.iter().chain(record::KEYS.iter().map(|(key, _)| key)).chain(&["goal"]) {
            let text = format!("{key} = nan\n");
            let (_, problems) = FrontMatter::read_in_full(&text, 4);
            assert!(
                problems
                    .iter()
                    .any(|p| p.kind == ProblemKind::WrongValue && p.message.contains(key)),
                "{key}: {problems:?}"
            );
        }
        assert!(REQUIRED.iter().all(|key| KEYS.contains(key)));
        for key in TELEHEALTH_KEYS {
            let (_, problems) = FrontMatter::read_in_full(&format!("telehealth.{key} = nan\n"), 4);
            assert!(problems.iter().any(|p| p.message.contains(key)), "{key}: {problems:?}");
        }
    }
}
