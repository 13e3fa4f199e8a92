//! The papers of a client beside the notes: authorizations, the log of disclosures, requests, what is said
//! of documents, and questionnaires; one TOML file each, so that two machines can write and git merges them.

use std::path::PathBuf;
use std::str::FromStr;

use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::domain::client_id::ClientId;
use crate::domain::note_ref::{Choice, NoteRef, choose};
use crate::domain::session_time::SessionTime;
use crate::fields::{Problem, document};
use crate::record::chart::{Chart, ChartError};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::record::requests::docket::Docket;
use crate::record::requests::paper::RequestPaper;

/// What a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// An authorization, copied from the signed paper.
    Authorization,
    /// An entry of the log of disclosures.
    Disclosure,
    /// A request of the client, or a step that was taken about one.
    Request,
    /// What is said of a document, whose bytes and signature lie beside it.
    Document,
    /// A measure as it was answered, whose signature lies beside it.
    Questionnaire,
}

/// A paper of a client: `c-7f3k/2026-11-24-0930`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaperId {
    /// Whose it is.
    pub client: ClientId,
    /// The name of its file without the ending.
    pub name: String,
}

impl std::fmt::Display for PaperId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.client, self.name)
    }
}

/// A paper as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whose it may be by its own words: the client in whose folder it lies, or the one from whom it was
    /// moved there, because no word of it is changed then.
    pub of: ClientId,
}

impl PaperKind {
    /// Every kind there is.
    pub const ALL: [Self; 5] =
        [Self::Authorization, Self::Disclosure, Self::Request, Self::Document, Self::Questionnaire];

    /// Returns the name of the folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Authorization => "authorizations",
            Self::Disclosure => "disclosures",
            Self::Request => "requests",
            Self::Document => "documents",
            Self::Questionnaire => "questionnaires",
        }
    }

    /// Returns what one of them is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Disclosure => "disclosure",
            Self::Request => "request",
            Self::Document => "document",
            Self::Questionnaire => "questionnaire",
        }
    }

    /// Tells whether its names are drawn by chance, so that no two papers have one, and its signature lies
    /// beside it.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::Document | Self::Questionnaire)
    }
}

/// An entry of the log of disclosures under its name.
pub type LogEntry = (PaperId, DisclosureEntry);

impl Chart {
    /// Returns the names of a client's papers, sorted.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn papers(&self, client: &ClientId, kind: PaperKind) -> Result<Vec<String>, DiskError> {
        let Some(folder) = self.open_in_client(client, kind.folder())? else {
            return Ok(Vec::new());
        };
        let entries = folder.entries()?.into_iter();
        let mut names: Vec<String> = entries
            .filter(|entry| entry.kind == EntryKind::File)
            .filter_map(|entry| Some(entry.name.to_str()?.strip_suffix(".toml")?.to_owned()))
            .collect();
        // By minute, then by number: as text, `-10` would come before `-2`.
        names.sort_by_cached_key(|name| {
            let minute: String = name.chars().take("2026-11-24-0930".len()).collect();
            (minute, name.len(), name.clone())
        });
        Ok(names)
    }

    /// Reads a paper.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn read_paper(&self, id: &PaperId, kind: PaperKind) -> Result<Paper, ChartError> {
        let missing = || ChartError::NoSuchPaper { noun: kind.noun(), name: id.to_string() };
        let folder = self.open_in_client(&id.client, kind.folder())?.ok_or_else(missing)?;
        let mut bytes = Vec::new();
        folder.read_whole(format!("{}.toml", id.name).as_ref(), &mut bytes)?;
        let of = self.bearer(&bytes, id, kind)?;
        Ok(Paper { bytes, of })
    }

    /// Returns whose a paper may be by its own words.
    fn bearer(&self, bytes: &[u8], id: &PaperId, kind: PaperKind) -> Result<ClientId, DiskError> {
        // Nearly every paper names the client in whose folder it lies, and is read but once.
        let own = format!("client = \"{}\"", id.client);
        if memchr::memmem::find(bytes, own.as_bytes()).is_some() {
            return Ok(id.client.clone());
        }
        Ok(match client_named_in(bytes) {
            Some(named) if self.came_from(&named, kind, id)? => named,
            _ => id.client.clone(),
        })
    }

    /// Finds the paper that a reference means by its name, or by that of one of its files, which goes on
    /// behind a dot; a client alone means the one of the latest day.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub(super) fn find_with_files<N: FromStr>(
        &self,
        reference: &NoteRef,
        kind: PaperKind,
    ) -> Result<(ClientId, N), ChartError> {
        let reference = match reference {
            NoteRef::Prefix(client, name) => {
                let name = name.split('.').next().unwrap_or(name);
                NoteRef::Prefix(client.clone(), name.to_owned())
            }
            other => other.clone(),
        };
        let PaperId { client, name } = self.find_paper(&reference, kind)?;
        let missing =
            |_| ChartError::NoSuchPaper { noun: kind.noun(), name: format!("{client}/{name}") };
        let name = name.parse().map_err(missing)?;
        Ok((client, name))
    }

    /// Finds the paper that a reference means; a client alone means the latest.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub fn find_paper(&self, reference: &NoteRef, kind: PaperKind) -> Result<PaperId, ChartError> {
        let (client, prefix) = match reference {
            NoteRef::Latest(client) => (client, None),
            NoteRef::Prefix(client, prefix) => (client, Some(prefix.trim_end_matches(".toml"))),
            NoteRef::Path(path) => {
                let name = path.display().to_string();
                return Err(ChartError::NoSuchPaper { noun: kind.noun(), name });
            }
        };
        self.require_client(client)?;
        let names = self.papers(client, kind)?;
        let id = |name: &String| PaperId { client: client.clone(), name: name.clone() };
        let asked =
            prefix.map_or_else(|| client.to_string(), |prefix| format!("{client}/{prefix}"));
        let missing = ChartError::NoSuchPaper { noun: kind.noun(), name: asked.clone() };
        let Some(prefix) = prefix else { return names.last().map(id).ok_or(missing) };
        match choose(prefix, &names, String::as_str) {
            Choice::One(name) => Ok(id(name)),
            Choice::None(_) => Err(match self.paper_moved_to(client, kind, prefix)? {
                Some(to) => ChartError::PaperMoved { noun: kind.noun(), name: asked, to },
                None => missing,
            }),
            Choice::Several(names) => Err(ChartError::Ambiguous {
                name: asked,
                count: names.len(),
                nouns: kind.folder(),
                candidates: names.iter().take(10).map(|name| id(name).to_string()).collect(),
            }),
        }
    }

    /// Files a paper under the first free name of its minute.
    ///
    /// # Errors
    /// Fails when the disk refuses; nothing half-written stays.
    pub fn file_paper(
        &self,
        client: &ClientId,
        kind: PaperKind,
        at: SessionTime,
        bytes: &[u8],
    ) -> Result<PaperId, ChartError> {
        let minute = at.local().format("%Y-%m-%d-%H%M").to_string();
        let id = |number| PaperId {
            client: client.clone(),
            name: match number {
                1 => minute.clone(),
                number => format!("{minute}-{number}"),
            },
        };
        let path = |number| self.paper_path(&id(number), kind);
        let number = self.tree().write_numbered(self.numbers().each(), path, bytes)?;
        number.map(id).ok_or(ChartError::Full)
    }

    /// Returns the entries of a client's log of disclosures that can be read, and the names of the others.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn log_of(&self, client: &ClientId) -> Result<(Vec<LogEntry>, Vec<PaperId>), DiskError> {
        let (mut entries, mut unread) = (Vec::new(), Vec::new());
        for name in self.papers(client, PaperKind::Disclosure)? {
            let id = PaperId { client: client.clone(), name };
            let paper = self.read_paper(&id, PaperKind::Disclosure).ok();
            match paper.and_then(|it| DisclosureEntry::parse(&it.bytes, &it.of).ok()) {
                Some(entry) => entries.push((id, entry)),
                None => unread.push(id),
            }
        }
        Ok((entries, unread))
    }

    /// Returns the requests of a client, each with its steps, and the ids of papers that cannot be read or
    /// whose request is not there.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn requests(&self, client: &ClientId) -> Result<(Vec<Docket>, Vec<PaperId>), DiskError> {
        let (mut papers, mut unread) = (Vec::new(), Vec::new());
        for name in self.papers(client, PaperKind::Request)? {
            let id = PaperId { client: client.clone(), name };
            let Ok(paper) = self.read_paper(&id, PaperKind::Request) else {
                unread.push(id);
                continue;
            };
            match self.request_in(&paper, client)? {
                (paper, problems) if problems.is_empty() => papers.push((id.name, paper)),
                _ => unread.push(id),
            }
        }
        let (dockets, lost) = Docket::gather(papers);
        let id = |name| PaperId { client: client.clone(), name };
        unread.extend(lost.into_iter().map(id));
        Ok((dockets, unread))
    }

    /// Reads a paper of a request, with everything that is wrong with it; what it names is named as it lies
    /// today, if it was moved here from another client.
    ///
    /// # Errors
    /// Fails when it cannot be read where something was moved.
    pub fn request_in(
        &self,
        paper: &Paper,
        client: &ClientId,
    ) -> Result<(RequestPaper, Vec<Problem>), DiskError> {
        let (mut read, problems) = match std::str::from_utf8(&paper.bytes) {
            Ok(text) => RequestPaper::read(text, &paper.of),
            Err(error) => (RequestPaper::default(), vec![Problem::not_text(error)]),
        };
        if paper.of != *client {
            if let Some(name) = &read.request
                && let Some(now) = self.paper_now(&paper.of, PaperKind::Request, name)?
            {
                read.request = Some(now.name);
            }
            if let Some(note) = &read.note
                && let Some(moved) = self.moved_to(&paper.of, note.as_str())?
            {
                read.note = Some(moved.to.stem);
            }
        }
        Ok((read, problems))
    }

    /// Returns where a paper lies.
    pub fn paper_path(&self, id: &PaperId, kind: PaperKind) -> PathBuf {
        self.client_folder(&id.client).join(kind.folder()).join(format!("{}.toml", id.name))
    }
}

/// Returns the client that a paper names, if it names one.
pub fn client_named_in(paper: &[u8]) -> Option<ClientId> {
    let table = document::table(std::str::from_utf8(paper).ok()?)?;
    table.get("client")?.as_str()?.parse().ok()
}
