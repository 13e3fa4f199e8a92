//! Which documents leave with a record: those that are asked for, and of them those that may.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::commands::chart::export::beside::{Asked, Candidates, Measure, NotAlong, Paper, Wish};
use crate::commands::chart::export::leaving_documents::{DecidedDocuments, INSIDE, look_at};
use crate::commands::chart::export::terms::Release;
use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentId;
use crate::domain::moment::Days;
use crate::export::Format;
use crate::failure::{Explain, Failure};
use crate::law::rule::Rule;
use crate::record::chart::Chart;
use crate::record::chart::documents::{Document, DocumentFolder};
use crate::record::chart::note_files::Trust;
use crate::record::disclosure::decision::Beside;
use crate::record::signature::verdict::Standing;

/// Which documents somebody wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct DocumentArgs {
    /// Take the documents along, those of the days that are asked for. A whole record of which the
    /// client has a copy (45 CFR 164.524) has them anyway
    #[arg(long)]
    documents: bool,
    /// Leave the documents out of a record that would have them
    #[arg(long, conflicts_with = "documents")]
    no_documents: bool,
}

/// The documents of a client that may be asked for, and where they lie.
pub struct DocumentCandidates {
    folder: Option<DocumentFolder>,
    /// The documents.
    pub papers: Candidates<Document>,
}

/// A document whose bytes do not leave as they are, whatever is given.
#[derive(Debug, thiserror::Error)]
pub enum NotADeparture {
    #[error("the bytes of the document `{0}` are missing, or more than one file may be them")]
    NoBytes(DocumentId),
    #[error("the bytes of the document `{0}` are kept by git lfs and were not fetched")]
    NotFetched(DocumentId),
    #[error("the document `{0}` holds psychotherapy notes, or an age file")]
    Private(DocumentId),
}

impl Explain for NotADeparture {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoBytes(id) => format!(
                "A record with a gap is not exported: run `casenotes validate {}` and bring it back with git, or give `--no-documents`.",
                id.client
            ),
            Self::NotFetched(_) => {
                "Run `git lfs pull` in the chart, or give `--no-documents`.".into()
            }
            Self::Private(_) => format!(
                "Psychotherapy notes are not part of the record{}, and leave by `casenotes vault release` alone: take it out of the chart.",
                Rule::PrivateNotes.if_any()
            ),
        })
    }
}

/// A record that has documents and goes where they cannot go along.
#[derive(Debug, thiserror::Error)]
pub enum NoRoom {
    /// The format has no place for them.
    #[error("documents leave with this record, and {} alone does not hold them", .0.name)]
    NotHere(&'static Format),
    /// They are too large to stand in it.
    #[error("the documents that leave are more than {} MB, which is too much for one file", INSIDE >> 20)]
    TooLarge,
}

impl Explain for NoRoom {
    fn hint(&self) -> Option<String> {
        Some("Write a folder, such as `--output record/`, in which they lie beside the record; or leave them out with `--no-documents`.".into())
    }
}

impl Paper for Document {
    type Id = DocumentId;
    const KIND: Beside = Beside::Document;
    const NOUN: &'static str = "document";
    const FLAG_AND_LIST: (&'static str, &'static str) = ("--documents", "document list");

    fn id(&self) -> &DocumentId {
        &self.id
    }

    fn client(&self) -> &ClientId {
        &self.id.client
    }

    fn day(&self) -> Option<NaiveDate> {
        self.id.name.day()
    }

    fn is_restricted(&self) -> bool {
        self.description.restricted
    }

    fn is_broken(&self) -> bool {
        !self.problems.is_empty()
    }

    fn standing(&self, trust: &Trust) -> Standing {
        Self::standing(self, trust)
    }
}

impl DocumentArgs {
    /// Finds the documents of a client that may be asked for: those that are named, and all of them where
    /// they are asked for, or the whole record is.
    ///
    /// # Errors
    /// Fails when one cannot be read.
    pub fn find(
        &self,
        chart: &Chart,
        client: &ClientId,
        named: Vec<DocumentId>,
        days: &Days,
        is_whole: bool,
    ) -> Result<DocumentCandidates, Failure> {
        if self.no_documents && !named.is_empty() {
            return Err(NotAlong::NamedAndLeftOut { noun: Document::NOUN }.into());
        }
        let (mut documents, mut found) = (Vec::new(), None);
        if is_whole || self.documents || !named.is_empty() {
            found = chart.document_folder(client)?;
        }
        for name in found.iter().flat_map(DocumentFolder::filed) {
            let is_one = is_whole || self.documents || named.iter().any(|id| id.name == *name);
            if let Some(folder) = found.as_ref().filter(|_| is_one) {
                documents.push(chart.document_in(folder, name)?);
            }
        }
        let papers = Candidates::of_days(documents, named, is_whole, days);
        Ok(DocumentCandidates { folder: found, papers })
    }

    /// Parts the documents into those that are asked for and those that are not.
    pub fn asked<'c>(
        &self,
        candidates: &'c DocumentCandidates,
        release: Option<&Release>,
    ) -> AskedDocuments<'c> {
        let wish = Wish { all: self.documents, none: self.no_documents };
        let papers = candidates.papers.asked(wish, release);
        AskedDocuments { folder: candidates.folder.as_ref(), papers }
    }
}

/// The documents that are asked for, and where they lie.
pub struct AskedDocuments<'c> {
    folder: Option<&'c DocumentFolder>,
    /// The documents.
    pub papers: Asked<'c, Document>,
}

impl<'c> AskedDocuments<'c> {
    /// Returns files that lie among the documents and of which nothing is said: where all documents are
    /// asked for they would be missing.
    pub fn unfiled(&self) -> Vec<PathBuf> {
        let Some(folder) = self.folder.filter(|_| self.papers.all) else { return Vec::new() };
        let unfiled = folder.documents.values().filter(|files| !files.has_description);
        let unfiled = unfiled.flat_map(|files| files.bytes.iter().map(|name| folder.path_of(name)));
        let strays = folder.strays.iter().map(|stray| folder.path_of(&stray.name));
        unfiled.chain(strays).collect()
    }

    /// Decides document by document, and reads the bytes of those that leave.
    ///
    /// # Errors
    /// As [`Asked::decide`] does, and when bytes are not there or may not leave.
    pub fn decide(self, by: Measure<'_>) -> Result<DecidedDocuments<'c>, Failure> {
        let folder = self.folder;
        let papers =
            self.papers.decide(by, |document, standing| look_at(document, standing, folder))?;
        Ok(DecidedDocuments { folder, papers })
    }
}
