//! What is signed besides notes: documents, by what is said of them, and questionnaires.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentId;
use crate::domain::moment::Days;
use crate::domain::note_ref::NoteRef;
use crate::domain::questionnaire::QuestionnaireId;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure};
use crate::output::{Output, counted};
use crate::record::chart::documents::Document;
use crate::record::chart::layout::SIGNATURE;
use crate::record::chart::note_files::Trust;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::questionnaires::FiledQuestionnaire;
use crate::record::chart::signing::Signatory;
use crate::record::chart::{Chart, ChartError};
use crate::record::document as description;
use crate::record::questionnaire;
use crate::record::signature::is_same_person;
use crate::record::signature::verdict::{Standing, State, Verdict};

/// A paper that is to be signed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignedPaper {
    /// A document, by what is said of it.
    Document(DocumentId),
    /// A questionnaire.
    Questionnaire(QuestionnaireId),
}

/// A paper with what is to be signed of it.
pub struct Prepared {
    /// Which paper.
    pub paper: SignedPaper,
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub before: Vec<u8>,
    /// What it is to hold.
    pub after: Vec<u8>,
}

/// A paper that is not signed.
#[derive(Debug, thiserror::Error)]
enum PaperError {
    #[error("the {} `{paper}` says that somebody else signed it, and has no signature", paper.noun())]
    OfOther { paper: SignedPaper },
    #[error("the {} `{paper}` has a signature that does not hold", paper.noun())]
    DoesNotHold { paper: SignedPaper },
    #[error("what is said of the document `{0}` is wrong")]
    Unsound(SignedPaper),
    #[error("the questionnaire `{0}` has a mistake in it, or an answer that its measure has not")]
    Misfit(SignedPaper),
}

impl Explain for PaperError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::OfOther { .. } => "The one it names completes it with `casenotes sign`.".into(),
            Self::DoesNotHold { paper: paper @ SignedPaper::Document(_) }
            | Self::Unsound(paper) => {
                format!(
                    "Run `casenotes validate {} --deep`: it says what is wrong.",
                    paper.client()
                )
            }
            Self::DoesNotHold { paper } | Self::Misfit(paper) => {
                format!("Run `casenotes validate {}`: it says what is wrong.", paper.client())
            }
        })
    }
}

/// A document or a questionnaire as it was read, as far as both are alike.
#[derive(Clone, Debug)]
pub struct ReadPaper {
    /// Which it is.
    pub id: SignedPaper,
    /// What is said, as it stands there.
    pub text: Vec<u8>,
    /// The client with whom it was filed, by its own words.
    pub client: Option<ClientId>,
    /// Whether the client has restricted it.
    pub restricted: bool,
    /// The name of the one in whose place it is; none where it cannot be relied on.
    pub amends: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who filed it.
    pub filed_by: Option<String>,
    /// When.
    pub filed_at: Option<SessionTime>,
    /// Who signed.
    pub signed_by: Option<String>,
    /// When.
    pub signed_at: Option<SessionTime>,
    /// Whether something is wrong with it.
    pub is_broken: bool,
    /// How far it is signed.
    pub standing: Standing,
}

impl ReadPaper {
    /// Tells whether a text or a signature says that it is signed, though that may not hold.
    pub fn says_it_is_signed(&self) -> bool {
        self.standing != Standing::Draft
    }

    fn of_document(document: Document, trust: &Trust) -> Self {
        let standing = document.standing(trust);
        let is_broken = !document.problems.is_empty();
        let said = document.description;
        Self {
            id: SignedPaper::Document(document.id),
            text: document.text,
            client: said.client,
            restricted: said.restricted,
            amends: said.amends.filter(|_| !is_broken).map(|name| name.to_string()),
            reason: said.reason,
            filed_by: said.filed_by,
            filed_at: said.filed_at,
            signed_by: said.signed_by,
            signed_at: said.signed_at,
            is_broken,
            standing,
        }
    }

    fn of_questionnaire(filed: FiledQuestionnaire, trust: &Trust) -> Self {
        let standing = filed.standing(trust);
        let is_broken = !filed.problems.is_empty();
        let said = filed.said;
        Self {
            id: SignedPaper::Questionnaire(filed.id),
            text: filed.text,
            client: said.client,
            restricted: said.restricted,
            amends: said.amends.filter(|_| !is_broken).map(|name| name.to_string()),
            reason: said.reason,
            filed_by: said.filed_by,
            filed_at: said.filed_at,
            signed_by: said.signed_by,
            signed_at: said.signed_at,
            is_broken,
            standing,
        }
    }
}

impl Chart {
    /// Returns the documents, or the questionnaires, of clients that have no signature and bear one of some days,
    /// by their names; none is opened.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn unsigned_papers(
        &self,
        kind: PaperKind,
        clients: &[ClientId],
        days: Days,
    ) -> Result<Vec<SignedPaper>, DiskError> {
        let mut found = Vec::new();
        for client in clients {
            let Some(folder) = self.open_in_client(client, kind.folder())? else { continue };
            let files = folder.entries()?.into_iter().filter(|entry| entry.kind == EntryKind::File);
            let names: BTreeSet<String> =
                files.filter_map(|entry| entry.name.into_string().ok()).collect();
            let unsigned = names.iter().filter_map(|file| {
                let name = file.strip_suffix(".toml")?.to_owned();
                let paper = SignedPaper::of(kind, &PaperId { client: client.clone(), name })?;
                let is_of_them = paper.day().is_some_and(|day| days.hold(day));
                let is_signed = names.contains(&format!("{file}{SIGNATURE}"));
                (is_of_them && !is_signed).then_some(paper)
            });
            found.extend(unsigned);
        }
        Ok(found)
    }

    /// Reads a document or a questionnaire.
    ///
    /// # Errors
    /// Fails when it is not there or cannot be read.
    pub fn signed_paper(&self, id: &SignedPaper, trust: &Trust) -> Result<ReadPaper, ChartError> {
        Ok(match id {
            SignedPaper::Document(id) => ReadPaper::of_document(self.document(id)?, trust),
            SignedPaper::Questionnaire(id) => {
                ReadPaper::of_questionnaire(self.questionnaire(id)?, trust)
            }
        })
    }

    /// Reads all documents of a client, or all questionnaires, by day and name.
    ///
    /// # Errors
    /// Fails when one cannot be read.
    pub fn signed_papers_like(
        &self,
        id: &SignedPaper,
        trust: &Trust,
    ) -> Result<Vec<ReadPaper>, ChartError> {
        Ok(match id {
            SignedPaper::Document(id) => {
                let all = self.documents(&id.client)?.into_iter();
                all.map(|document| ReadPaper::of_document(document, trust)).collect()
            }
            SignedPaper::Questionnaire(id) => {
                let all = self.questionnaires(&id.client)?.into_iter();
                all.map(|filed| ReadPaper::of_questionnaire(filed, trust)).collect()
            }
        })
    }
}

impl SignedPaper {
    /// Returns what it is among the papers of a client.
    pub fn kind(&self) -> PaperKind {
        match self {
            Self::Document(_) => PaperKind::Document,
            Self::Questionnaire(_) => PaperKind::Questionnaire,
        }
    }

    /// Returns the paper that it is.
    pub fn paper_id(&self) -> PaperId {
        let name = match self {
            Self::Document(id) => id.name.to_string(),
            Self::Questionnaire(id) => id.name.to_string(),
        };
        PaperId { client: self.client().clone(), name }
    }

    /// Returns the day that it bears, or on which it was answered.
    pub fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Document(id) => id.name.day(),
            Self::Questionnaire(id) => id.name.day(),
        }
    }

    /// Returns what has the same name with another client.
    pub fn with(&self, client: &ClientId) -> Self {
        let client = client.clone();
        match self {
            Self::Document(id) => Self::Document(DocumentId { client, name: id.name.clone() }),
            Self::Questionnaire(id) => {
                Self::Questionnaire(QuestionnaireId { client, name: id.name.clone() })
            }
        }
    }

    /// Finds the document, or the questionnaire, that a reference means; a client alone means the latest.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub fn find(kind: PaperKind, reference: &NoteRef, chart: &Chart) -> Result<Self, ChartError> {
        Ok(match kind {
            PaperKind::Questionnaire => Self::Questionnaire(chart.find_questionnaire(reference)?),
            _ => Self::Document(chart.find_document(reference)?),
        })
    }

    /// Finds it as [`Self::find`] does, or where it was moved to.
    ///
    /// # Errors
    /// As said.
    pub fn find_now(
        kind: PaperKind,
        reference: &NoteRef,
        chart: &Chart,
    ) -> Result<Self, ChartError> {
        let found = Self::find(kind, reference, chart);
        match &found {
            Err(ChartError::PaperMoved { to, .. }) => Self::of(kind, to).map_or(found, Ok),
            _ => found,
        }
    }

    /// Returns what a paper of a kind is, if its name is one.
    pub fn of(kind: PaperKind, paper: &PaperId) -> Option<Self> {
        let id = paper.to_string();
        match kind {
            PaperKind::Questionnaire => id.parse().ok().map(Self::Questionnaire),
            _ => id.parse().ok().map(Self::Document),
        }
    }

    /// Returns whose it is.
    pub fn client(&self) -> &ClientId {
        match self {
            Self::Document(id) => &id.client,
            Self::Questionnaire(id) => &id.client,
        }
    }

    /// Returns what it is called.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Document(_) => "document",
            Self::Questionnaire(_) => "questionnaire",
        }
    }

    /// Finds the paper that a reference means.
    pub fn named(reference: &NoteRef, chart: &Chart) -> Result<Self, ChartError> {
        let kind = match reference.names_questionnaire() {
            true => PaperKind::Questionnaire,
            false => PaperKind::Document,
        };
        Self::find(kind, reference, chart)
    }

    /// Returns who has it to sign: who says so, or who filed it.
    fn whose_to_sign(&self, chart: &Chart) -> Result<Option<String>, ChartError> {
        Ok(match self {
            Self::Document(id) => {
                let said = chart.document(id)?.description;
                said.signed_by.or(said.filed_by)
            }
            Self::Questionnaire(id) => {
                let said = chart.questionnaire(id)?.said;
                said.signed_by.or(said.filed_by)
            }
        })
    }
}

impl fmt::Display for SignedPaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(id) => id.fmt(f),
            Self::Questionnaire(id) => id.fmt(f),
        }
    }
}

/// Says how many of each sort there are: `1 document`, `2 questionnaires`.
pub fn counts<'p>(papers: impl Iterator<Item = &'p SignedPaper> + Clone) -> Vec<String> {
    let of = |noun| papers.clone().filter(|paper| paper.noun() == noun).count();
    let counts = ["document", "questionnaire"].map(|noun| (of(noun), noun));
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, noun)| counted(count, noun)).collect()
}

/// Returns the papers of clients and days without a signature that whoever signs has filed, and says how
/// many others there are.
pub fn drafts_of(
    signatory: &Signatory,
    clients: &[ClientId],
    days: Days,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<Vec<SignedPaper>, Failure> {
    let mut all = chart.unsigned_papers(PaperKind::Document, clients, days)?;
    all.extend(chart.unsigned_papers(PaperKind::Questionnaire, clients, days)?);
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for paper in all {
        match paper.whose_to_sign(chart)? {
            Some(by) if !is_same_person(&by, &signatory.name) => others.push(paper),
            _ => ours.push(paper),
        }
    }
    for count in counts(others.iter()) {
        output.status(format_args!("Left alone: {count} by others."));
    }
    Ok(ours)
}

/// Returns what is to be signed of papers: of each that is not signed, if it is sound.
pub fn prepare(
    papers: Vec<SignedPaper>,
    chart: &Chart,
    trust: &Trust,
    signatory: &Signatory,
    output: &mut Output<'_>,
) -> Result<Vec<Prepared>, Failure> {
    let mut prepared = Vec::new();
    for paper in papers {
        let (state, signed_by, before) = match &paper {
            SignedPaper::Document(id) => {
                let document = chart.document(id)?;
                let state = document.state(&trust.signers);
                // Of what is signed, `validate` says whether it is sound.
                let is_open = matches!(state, State::Draft | State::MarkAlone);
                if is_open && !document.problems.is_empty() {
                    return Err(PaperError::Unsound(paper).into());
                }
                if is_open {
                    chart.require_filed_bytes(&document)?;
                }
                (state, document.description.signed_by, document.text)
            }
            SignedPaper::Questionnaire(id) => {
                let filed = chart.questionnaire(id)?;
                let measure = chart.measures()?.get(id.name.measure());
                let instrument = measure.and_then(|measure| measure.instrument.as_ref());
                let fits = instrument.is_none_or(|it| it.misfit(&filed.said.answers).is_none());
                if !filed.problems.is_empty() || !fits {
                    return Err(PaperError::Misfit(paper).into());
                }
                (filed.state(&trust.signers), filed.said.signed_by, filed.text)
            }
        };
        let is_ours = signed_by.is_none_or(|by| is_same_person(&by, &signatory.name));
        match state {
            State::Signed(Verdict::Good) => {
                output.status(format_args!("{paper} is signed already."));
                continue;
            }
            State::Draft => {}
            State::MarkAlone if is_ours => {}
            State::MarkAlone => return Err(PaperError::OfOther { paper }.into()),
            _ => return Err(PaperError::DoesNotHold { paper }.into()),
        }
        let (name, at) = (&signatory.name, signatory.at);
        let text = String::from_utf8_lossy(&before);
        let (path, after) = match &paper {
            SignedPaper::Document(id) => {
                (chart.description_path(id), description::signed(&text, id, name, at)?)
            }
            SignedPaper::Questionnaire(id) => {
                (chart.questionnaire_path(id), questionnaire::signed(&text, id, name, at)?)
            }
        };
        prepared.push(Prepared { paper, path, before, after: after.into_bytes() });
    }
    Ok(prepared)
}
