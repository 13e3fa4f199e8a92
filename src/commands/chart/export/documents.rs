//! Which documents leave with a record: those that are asked for, and of them those that may.

use std::path::PathBuf;

use crate::commands::chart::export::leaving_documents::{DecidedDocuments, INSIDE, look_at};
use crate::commands::chart::export::terms::Release;
use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentId;
use crate::domain::moment::Days;
use crate::export::Format;
use crate::failure::{Explain, Failure};
use crate::law::rule::Rule;
use crate::record::chart::Chart;
use crate::record::chart::documents::{Document, DocumentFolder, Standing};
use crate::record::chart::note_files::Trust;
use crate::record::client::ClientFile;
use crate::record::disclosure::decision::{AskedDocument, Reason, Terms, document_stays};

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

/// The documents of a client that may be asked for.
pub struct Candidates {
    folder: Option<DocumentFolder>,
    /// By day and name, those of the days that are asked for.
    documents: Vec<Document>,
    /// Those that were named.
    named: Vec<DocumentId>,
    /// Whether the whole record is asked for.
    is_whole: bool,
    /// Whether none is of another day than is asked for.
    is_of_all_days: bool,
}

/// A document that does not leave as it is, whatever is given.
#[derive(Debug, thiserror::Error)]
pub enum NotADeparture {
    #[error("what is said of the document `{0}` cannot be read, or is of something else")]
    Broken(DocumentId),
    #[error("the bytes of the document `{0}` are missing, or more than one file may be them")]
    NoBytes(DocumentId),
    #[error("the bytes of the document `{0}` are kept by git lfs and were not fetched")]
    NotFetched(DocumentId),
    #[error("the document `{0}` holds psychotherapy notes, or an age file")]
    Private(DocumentId),
    #[error(
        "the identity or the signature of {count} of the documents does not hold; the first is `{first}`"
    )]
    DoesNotHold { count: usize, first: DocumentId },
    #[error("`{id}` does not leave: it is {}", reason.words())]
    Stays { id: DocumentId, reason: Reason },
    #[error("a document is named, and `--no-documents` leaves all of them out")]
    NamedAndLeftOut,
}

impl Explain for NotADeparture {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Broken(id) | Self::NoBytes(id) => format!(
                "A record with a gap is not exported: run `casenotes validate {}` and bring it back with git, or give `--no-documents`.",
                id.client
            ),
            Self::NotFetched(_) => "Run `git lfs pull` in the chart, or give `--no-documents`.".into(),
            Self::Private(_) => format!("Psychotherapy notes are not part of the record{}, and leave by `casenotes vault release` alone: take it out of the chart.", Rule::PrivateNotes.if_any()),
            Self::DoesNotHold { .. } => "Mend each as `casenotes validate --deep` says, or give `--unverified`, and the record says of each what does not hold.".into(),
            Self::Stays { id, reason: Reason::Draft } => {
                format!("Run `casenotes sign {id}`, or give `--include-drafts`.")
            }
            Self::Stays { reason: Reason::SelfPay, .. } => "Leave it out; or take the client's authorization for it, or give `--no-plan` if the recipient is no health plan.".into(),
            Self::Stays { .. } => "Leave it out; the keys of the authorization say which days and formats the paper is for.".into(),
            Self::NamedAndLeftOut => "Leave one of the two out.".into(),
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
    ) -> Result<Candidates, Failure> {
        if self.no_documents && !named.is_empty() {
            return Err(NotADeparture::NamedAndLeftOut.into());
        }
        let mut documents = Vec::new();
        let mut found = None;
        if is_whole || self.documents || !named.is_empty() {
            found = chart.document_folder(client)?;
        }
        for name in found.iter().flat_map(DocumentFolder::filed) {
            let is_one = is_whole || self.documents || named.iter().any(|id| id.name == *name);
            if let Some(folder) = found.as_ref().filter(|_| is_one) {
                documents.push(chart.document_in(folder, name)?);
            }
        }
        let all = documents.len();
        documents.retain(|document| document.id.name.day().is_none_or(|day| days.hold(day)));
        let is_of_all_days = documents.len() == all;
        Ok(Candidates { folder: found, documents, named, is_whole, is_of_all_days })
    }

    /// Tells whether all that there are are asked for: because somebody says so, or because the client has
    /// access to the whole record, of which the documents are a part (45 CFR 164.501, designated record set).
    fn ask_for_all(&self, candidates: &Candidates, release: Option<&Release>) -> bool {
        let is_access = || {
            candidates.is_whole
                && release.is_some_and(|it| it.basis.is_individual() && it.asks_for_documents())
        };
        !self.no_documents && (self.documents || is_access())
    }

    /// Parts the documents into those that are asked for and those that are not.
    pub fn asked<'c>(&self, candidates: &'c Candidates, release: Option<&Release>) -> Asked<'c> {
        let all = self.ask_for_all(candidates, release);
        let is_asked = |document: &&Document| all || candidates.named.contains(&document.id);
        let (asked, left_out) = candidates.documents.iter().partition(is_asked);
        let folder = candidates.folder.as_ref();
        let (named, is_of_all_days) = (&candidates.named[..], candidates.is_of_all_days);
        let is_meant = self.no_documents;
        Asked { folder, asked, left_out, is_meant, is_of_all_days, named, all }
    }
}

impl Candidates {
    /// Tells whether all of them are meant, by the whole record that is asked for.
    pub fn are_all_meant(&self) -> bool {
        self.is_whole
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }
}

/// The documents that are asked for, and those that are not and are of the record all the same.
pub struct Asked<'c> {
    folder: Option<&'c DocumentFolder>,
    asked: Vec<&'c Document>,
    left_out: Vec<&'c Document>,
    // Whether somebody says that they are left out.
    is_meant: bool,
    is_of_all_days: bool,
    named: &'c [DocumentId],
    all: bool,
}

impl<'c> Asked<'c> {
    /// Tells whether none is asked for.
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Tells whether each of them is named.
    pub fn are_named(&self) -> bool {
        self.asked.iter().all(|document| self.named.contains(&document.id))
    }

    /// Tells of each whether it is restricted as paid for out of pocket, by what is said of it or because a
    /// session of its day is.
    fn is_restricted(document: &Document, file: &ClientFile) -> bool {
        let day = document.id.name.day();
        document.description.restricted || day.is_some_and(|day| file.restricts_day(day))
    }

    /// Tells whether any of them is restricted so.
    pub fn are_restricted(&self, file: &ClientFile) -> bool {
        self.asked.iter().any(|document| Self::is_restricted(document, file))
    }

    /// Returns files that lie among the documents and of which nothing is said: where all documents are
    /// asked for they would be missing.
    pub fn unfiled(&self) -> Vec<PathBuf> {
        let Some(folder) = self.folder.filter(|_| self.all) else { return Vec::new() };
        let unfiled = folder.documents.values().filter(|files| !files.has_description);
        let unfiled = unfiled.flat_map(|files| files.bytes.iter().map(|name| folder.path_of(name)));
        let strays = folder.strays.iter().map(|stray| folder.path_of(&stray.name));
        unfiled.chain(strays).collect()
    }

    /// Decides document by document, and reads the bytes of those that leave. One that was named and stays
    /// stops the export, and so does one that cannot be read.
    ///
    /// # Errors
    /// As said.
    pub fn decide(
        self,
        terms: Option<&Terms<'_>>,
        file: &ClientFile,
        trust: &Trust,
    ) -> Result<DecidedDocuments<'c>, Failure> {
        let (mut leave, mut stay, mut released) = (Vec::new(), Vec::new(), 0);
        for document in self.asked {
            let id = &document.id;
            if !document.problems.is_empty() {
                return Err(NotADeparture::Broken(id.clone()).into());
            }
            let (standing, is_named) = (document.standing(trust), self.named.contains(id));
            let is_self_pay = Self::is_restricted(document, file);
            let is_draft = standing == Standing::Draft;
            let asked = AskedDocument { name: &id.name, is_named, is_draft, is_self_pay };
            match terms.and_then(|terms| document_stays(asked, terms)) {
                Some(reason) if is_named => {
                    return Err(NotADeparture::Stays { id: id.clone(), reason }.into());
                }
                Some(reason) => stay.push((id, reason)),
                None => {
                    released += usize::from(is_self_pay && terms.is_some());
                    leave.push(look_at(document, standing, self.folder)?);
                }
            }
        }
        let Self { folder, left_out, is_meant, is_of_all_days, .. } = self;
        Ok(DecidedDocuments { folder, leave, stay, released, left_out, is_meant, is_of_all_days })
    }
}
