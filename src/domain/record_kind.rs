//! What sort of record a note is: a session, a plan, a contact.

use std::fmt;
use std::str::FromStr;

/// The sorts of records in a client's chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordKind {
    /// A session of treatment.
    #[default]
    Session,
    /// The first evaluation.
    Intake,
    /// A crisis contact or assessment of risk.
    Risk,
    /// A treatment plan: goals and objectives as data.
    Plan,
    /// A review of the plan.
    Review,
    /// A safety plan made with the client.
    SafetyPlan,
    /// A contact with the client or somebody else between sessions.
    Contact,
    /// A session that did not take place.
    NoShow,
    /// The summary at the end of treatment.
    Discharge,
}

/// Every kind with its name.
pub const KINDS: &[(&str, RecordKind)] = &[
    ("session", RecordKind::Session),
    ("intake", RecordKind::Intake),
    ("risk", RecordKind::Risk),
    ("plan", RecordKind::Plan),
    ("review", RecordKind::Review),
    ("safety-plan", RecordKind::SafetyPlan),
    ("contact", RecordKind::Contact),
    ("no-show", RecordKind::NoShow),
    ("discharge", RecordKind::Discharge),
];

/// A text that names no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a kind of record: session, intake, risk, plan, review, safety-plan, contact, no-show, discharge"
)]
pub struct InvalidKind;

impl RecordKind {
    /// Tells whether such a record is about time with the client, which has a start and an end.
    pub fn is_timed(self) -> bool {
        matches!(self, Self::Session | Self::Intake | Self::Risk)
    }

    /// Tells whether the goals of the plan are set or changed by such a record.
    pub fn holds_goals(self) -> bool {
        matches!(self, Self::Plan | Self::Review)
    }
}

impl FromStr for RecordKind {
    type Err = InvalidKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        KINDS.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind).ok_or(InvalidKind)
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = KINDS.iter().find(|(_, kind)| kind == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
