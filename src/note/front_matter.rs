//! What the front matter of a progress note says.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveTime;

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
    /// The program or place that the note came from, if it was imported.
    pub imported_from: Option<Cow<'a, str>>,
    /// The SHA-256 of the file it was imported from, which is a document of the client.
    pub source_sha256: Option<Cow<'a, str>>,
    /// Which part of that file it is, if not all of it.
    pub source_place: Option<Cow<'a, str>>,
    /// Who wrote it, as the source has it.
    pub original_author: Option<Cow<'a, str>>,
    /// The day, and the time if there is one, as the source has it.
    pub original_date: Option<Cow<'a, str>>,
    /// Who signed it there, as the source has it.
    pub original_signed_by: Option<Cow<'a, str>>,
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

    /// Tells whether the note was written elsewhere: its signature says that it is as it was received, and
    /// no more.
    pub fn is_imported(&self) -> bool {
        self.imported_from.is_some()
    }

    /// Returns who wrote the note, here or where it was imported from.
    pub fn writer(&self) -> Option<&str> {
        self.author.as_deref().or(self.original_author.as_deref())
    }

    /// Tells whether nobody knows at what time of the day it was: an imported note whose source tells the day
    /// alone begins at midnight.
    pub fn is_of_a_day(&self) -> bool {
        self.is_imported()
            && self.end.is_none()
            && self.start.is_some_and(|start| start.local().time() == NaiveTime::MIN)
    }

    /// Tells whether the front matter says that the note is signed; whether it is, its signature says.
    pub fn is_marked(&self) -> bool {
        self.signed_by.is_some() || self.signed_at.is_some()
    }

    /// Tells whether a signature at a time comes more than so many days after the session. What was imported
    /// is not late: it was written when it was.
    pub fn is_late(&self, at: SessionTime, days: i64) -> bool {
        !self.is_imported()
            && self.end.or(self.start).is_some_and(|end| end.minutes_until(at) > days * 24 * 60)
    }

    /// Returns the length of the session in whole minutes, when both ends are known.
    pub fn minutes(&self) -> Option<i64> {
        Some(self.start?.minutes_until(self.end?))
    }
}
