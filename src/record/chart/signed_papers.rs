//! What is signed besides notes: documents, by what is said of them, and questionnaires.

use std::fmt;
use std::path::PathBuf;

use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentId;
use crate::domain::moment::Days;
use crate::domain::note_ref::NoteRef;
use crate::domain::questionnaire::QuestionnaireId;
use crate::failure::{Explain, Failure};
use crate::output::{Output, counted};
use crate::record::chart::note_files::Trust;
use crate::record::chart::signing::Signatory;
use crate::record::chart::{Chart, ChartError};
use crate::record::document as description;
use crate::record::questionnaire;
use crate::record::signature::is_same_person;
use crate::record::signature::verdict::{State, Verdict};

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

impl SignedPaper {
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
        Ok(match reference.names_questionnaire() {
            true => Self::Questionnaire(chart.find_questionnaire(reference)?),
            false => Self::Document(chart.find_document(reference)?),
        })
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
    let documents = chart.unsigned_documents(clients, days)?.into_iter();
    let questionnaires = chart.unsigned_questionnaires(clients, days)?.into_iter();
    let all = documents.map(SignedPaper::Document);
    let (mut ours, mut others) = (Vec::new(), Vec::new());
    for paper in all.chain(questionnaires.map(SignedPaper::Questionnaire)) {
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
