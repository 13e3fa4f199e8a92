//! The arguments that choose drafts by what they are, where they are not named.

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days, UnsettledTime};

/// Which of one's drafts are meant.
#[derive(Debug, clap::Args)]
pub struct DraftArgs {
    /// All notes that you have written and not signed, and documents that you have filed, of a client or
    /// of all
    #[arg(long, value_name = "CLIENT", num_args = 0..=1, conflicts_with = "notes")]
    pub all_drafts: Option<Option<ClientId>>,
    /// Those of today's sessions, and documents that bear this day
    #[arg(long, conflicts_with_all = ["notes", "since"])]
    today: bool,
    /// Those of sessions on or after a day: 2026-11-01, yesterday, monday, "7 days ago"
    #[arg(long, value_name = "DAY", conflicts_with = "notes")]
    since: Option<Day>,
    /// Choose among them at the terminal
    #[arg(long, conflicts_with = "notes")]
    pub pick: bool,
    /// Do not ask at the terminal whether they are meant
    #[arg(short, long)]
    pub yes: bool,
}

impl DraftArgs {
    /// Tells whether drafts are chosen so at all.
    pub fn choose(&self) -> bool {
        self.all_drafts.is_some() || self.today || self.since.is_some() || self.pick
    }

    /// Returns the client whose drafts alone are meant.
    pub fn client(&self) -> Option<&ClientId> {
        self.all_drafts.as_ref()?.as_ref()
    }

    /// Tells whether it is asked before anything is done: a client that is named is no slip.
    pub fn is_asked(&self) -> bool {
        self.choose() && !self.yes && (self.client().is_none() || self.pick)
    }

    /// Returns the days whose sessions are meant.
    ///
    /// # Errors
    /// Fails for a day that there is not.
    pub fn days(&self, clock: &dyn Clock) -> Result<Days, UnsettledTime> {
        let today = self.today.then_some(Day::DaysAgo(0));
        Days::between(today.or(self.since), today, clock)
    }
}
