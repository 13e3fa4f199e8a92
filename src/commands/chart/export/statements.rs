//! What clients and the practice have written about an amendment, and that goes along with its note.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::domain::client_id::ClientId;
use crate::domain::digest::sha256;
use crate::domain::note_id::NoteStem;
use crate::export::Statement;
use crate::failure::Failure;
use crate::law::right::Right;
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::disclosure::entry::Left;
use crate::record::requests::docket::Docket;
use crate::record::requests::paper::{Outcome, RequestPaper, Step};

/// The requests for amendment of a client (45 CFR 164.526).
pub struct Statements {
    client: ClientId,
    dockets: Vec<Docket>,
    digests: BTreeMap<String, String>,
    /// Papers that cannot be read: one of them may be a statement that would be missing.
    pub unread: Vec<PathBuf>,
}

impl Statements {
    /// Reads them.
    pub fn of(chart: &Chart, client: &ClientId) -> Result<Self, Failure> {
        let (dockets, unread) = chart.requests(client)?;
        let mut digests = BTreeMap::new();
        for (name, _) in dockets.iter().flat_map(Docket::that_travel) {
            let id = PaperId { client: client.clone(), name: name.to_owned() };
            let bytes = chart.read_paper(&id, PaperKind::Request)?.bytes;
            digests.insert(id.name, sha256(&bytes));
        }
        let path = |id: &PaperId| chart.paper_path(id, PaperKind::Request);
        let unread = unread.iter().map(path).collect();
        Ok(Self { client: client.clone(), dockets, digests, unread })
    }

    fn about(&self, note: &NoteStem) -> Vec<(&str, &RequestPaper)> {
        let is_about = |docket: &&Docket| docket.request.note.as_ref() == Some(note);
        self.dockets.iter().filter(is_about).flat_map(Docket::that_travel).collect()
    }

    /// Returns the last denial of access that stands, whole or in part, with the name of its request.
    pub fn denied_access(&self) -> Option<(&str, &RequestPaper)> {
        let is_denied = |docket: &&Docket| {
            let is_overturned = docket
                .last(Step::Review)
                .is_some_and(|review| review.outcome == Some(Outcome::Overturned));
            docket.request.right == Some(Right::Access) && !is_overturned
        };
        let denied = self.dockets.iter().filter(is_denied);
        denied.filter_map(|it| Some((it.name.as_str(), it.last(Step::Denial)?))).next_back()
    }

    /// Returns the names of the papers that go along with a note.
    pub fn names(&self, note: &NoteStem) -> Vec<&str> {
        self.about(note).into_iter().map(|(name, _)| name).collect()
    }

    /// Returns what goes along with a note, as a reader of the record sees it.
    pub fn with<'s>(&'s self, note: &NoteStem) -> Vec<Statement<'s>> {
        let statement = |(name, paper): (&'s str, &'s RequestPaper)| Statement {
            name,
            kind: paper.step.as_str(),
            title: paper.step.title(),
            on: paper.on,
            by: paper.by.as_deref(),
            facts: paper.facts(),
            body: paper.text.as_deref().unwrap_or_default(),
        };
        self.about(note).into_iter().map(statement).collect()
    }

    /// Returns what stands in the log of disclosures for it.
    pub fn left(&self, note: &NoteStem) -> Vec<Left> {
        let left = |name: &str| Left {
            id: format!("{}/requests/{name}", self.client),
            digest: self.digests.get(name).cloned().unwrap_or_default(),
        };
        self.names(note).into_iter().map(left).collect()
    }
}
