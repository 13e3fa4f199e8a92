//! One thing that waits, and the command that settles it.

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::output::counted;
use crate::output::rows::Column;

/// What waits, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What came from elsewhere is not as it was signed or logged.
    Doubt,
    /// The last note tells of risk, and nothing came after it.
    Risk,
    /// A note that is not signed within the limit.
    Overdue,
    /// A session of the calendar that no note tells of.
    Session,
    /// A request of a client that is open.
    Request,
    /// A text that a killed run has left, or that could not be saved.
    Unsaved,
    /// A note that cannot be read.
    Broken,
    /// A note that is not signed yet.
    Draft,
    /// A signed note that waits for a supervisor's signature.
    Cosign,
    /// A plan past the day of its review.
    Review,
    /// No plan after several sessions.
    Plan,
    /// An authorization that runs out.
    Authorization,
    /// A closed record past the practice's period.
    Retention,
    /// Texts of the vault that are not filed.
    Vault,
    /// Changes in the chart that are not committed, or not pushed.
    Git,
    /// A key that may soon not sign any more.
    Signer,
}

/// One thing that waits.
#[derive(Clone, Debug)]
pub struct Item {
    /// What waits.
    pub kind: Kind,
    /// With which client; `None` for the practice as a whole.
    pub client: Option<ClientId>,
    /// The client's name.
    pub name: Option<String>,
    /// The note, if it is one.
    pub note: Option<String>,
    /// By when, or since when, it was to be settled.
    pub due: Option<NaiveDate>,
    /// Why it waits.
    pub why: String,
    /// How many errors a draft has, as far as they were counted.
    pub errors: Option<usize>,
    /// Who is to settle it.
    pub author: Option<String>,
    /// The command that settles it.
    pub command: String,
    /// Which session of the calendars it is, if it is one.
    pub slot: Option<usize>,
}

impl Item {
    /// Says of which note it is, and who is to settle it.
    pub fn about(&mut self, note: Option<String>, author: Option<&str>) {
        self.note = note;
        self.author = author.map(str::to_owned);
    }

    /// What is told of each.
    pub const COLUMNS: [Column<Self>; 8] = [
        Column::new("WHAT", "what", |item| item.kind.as_str().into()),
        Column::data("client", |item| item.client.as_ref().map(ClientId::as_str).into()),
        Column::data("note", |item| item.note.as_ref().into()),
        Column::new("DUE", "due", |item| item.due.into()),
        Column::new("WHY", "why", |item| (&item.why).into()),
        Column::data("errors", |item| item.errors.into()),
        Column::data("author", |item| item.author.as_ref().into()),
        Column::new("COMMAND", "command", |item| (&item.command).into()),
    ];

    /// The same with the name of the client.
    pub const NAMED: [Column<Self>; 9] = {
        let mut columns =
            [Column::new("CLIENT", "name", |item: &Self| item.name.as_ref().into()); 9];
        columns[0] = Self::COLUMNS[0];
        let mut at = 1;
        while at < Self::COLUMNS.len() {
            columns[at + 1] = Self::COLUMNS[at];
            at += 1;
        }
        columns
    };

    /// Something that waits in the practice as a whole.
    pub fn of_practice(kind: Kind, why: String, command: &str) -> Self {
        Self {
            kind,
            client: None,
            name: None,
            note: None,
            due: None,
            why,
            errors: None,
            author: None,
            command: command.to_owned(),
            slot: None,
        }
    }

    /// Returns what the list is sorted by; what has no day comes last of its kind.
    pub fn order(&self) -> (Kind, bool, Option<NaiveDate>, &Option<ClientId>, &Option<String>) {
        (self.kind, self.due.is_none(), self.due, &self.client, &self.note)
    }

    /// Says how many errors a draft has: one without any is signed next, another is mended first.
    pub fn set_errors(&mut self, errors: Option<usize>) {
        self.errors = errors;
        let Some(note) = &self.note else { return };
        match errors {
            Some(0) => self.command = format!("casenotes sign {note}"),
            Some(count) => {
                self.why = counted(count, "error");
                self.command = format!("casenotes edit {note}");
            }
            None => {}
        }
    }
}

impl Kind {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Doubt => "doubt",
            Self::Risk => "risk",
            Self::Overdue => "overdue",
            Self::Session => "session",
            Self::Request => "request",
            Self::Unsaved => "unsaved",
            Self::Broken => "broken",
            Self::Draft => "draft",
            Self::Cosign => "cosign",
            Self::Review => "review",
            Self::Plan => "plan",
            Self::Authorization => "authorization",
            Self::Retention => "retention",
            Self::Vault => "vault",
            Self::Git => "git",
            Self::Signer => "signer",
        }
    }
}
