//! The authorizations that go along with a record, for the formats that have a place for them.

use chrono::NaiveDate;

/// One authorization of the client.
#[derive(Clone, Debug, Default)]
pub struct ExportedAuthorization {
    /// Its name among the client's authorizations.
    pub name: String,
    /// Whether it holds on the day that the record leaves; else it has expired or was revoked.
    pub holds: bool,
    /// What may be released.
    pub information: String,
    /// Who may release it.
    pub discloser: String,
    /// Who may receive it.
    pub recipient: String,
    /// For what purpose.
    pub purpose: String,
    /// What a consent under 42 CFR Part 2 says that it is for, if it is one.
    pub uses: Vec<CareUse>,
    /// Who signed it.
    pub signed_by: String,
    /// When.
    pub signed_on: Option<NaiveDate>,
    /// On what day it ends or has ended, if that is known.
    pub ends_on: Option<NaiveDate>,
    /// When it was revoked.
    pub revoked: Option<NaiveDate>,
    /// Until when it holds, in words.
    pub end: String,
    /// The first day whose sessions it covers, if it is narrowed so.
    pub sessions_from: Option<NaiveDate>,
    /// The last day whose sessions it covers, if it is narrowed so.
    pub sessions_until: Option<NaiveDate>,
    /// The name of the document that is the signed paper.
    pub paper: Option<String>,
    /// The law that it was given under, if that is not the one of the United States.
    pub other_law: Option<String>,
}

/// What a record may be used for under a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CareUse {
    /// Treatment.
    Treatment,
    /// Payment.
    Payment,
    /// Health care operations.
    Operations,
}

impl ExportedAuthorization {
    /// Returns what a reader is told of it, with names.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        [
            ("What may be released", Some(self.information.clone())),
            ("By", Some(self.discloser.clone())),
            ("To", Some(self.recipient.clone())),
            ("Purpose", Some(self.purpose.clone())),
            ("Signed by", Some(self.signed_by.clone())),
            ("Signed on", day(self.signed_on)),
            ("Holds", Some(self.end.clone())),
            ("Revoked on", day(self.revoked)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}
