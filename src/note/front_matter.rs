//! What the front matter of a progress note says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::session_time::SessionTime;
use crate::fields::{Problem, ProblemKind};
use crate::note::record::RecordKeys;

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
    /// Each earlier author of the draft, until when and why, as `adopt` writes it.
    pub past_authors: Vec<Cow<'a, str>>,
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
    pub record: Option<Box<RecordKeys<'a>>>,
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

impl FrontMatter<'_> {
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
