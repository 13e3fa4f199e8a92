//! `casenotes document discard`: puts a document away that was filed by mistake.

use chrono::NaiveDate;

use crate::domain::clock::Clock;
use crate::domain::document::DocumentId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::Authorization;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::moves::Trail;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::signing::{Nobody, require_reason};

/// Put a document away that was filed by mistake
///
/// Its bytes and what is said of them go where lists and exports do not look, with who put them there,
/// when and why, and come back with `casenotes document restore`. A signed document is never discarded.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document discard c-7f3k/2026-11-20-letter --reason 'scanned twice'")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent
    document: NoteRef,
    /// Why it is no part of the record; without a client's name
    #[arg(short, long)]
    reason: String,
}

/// A document that stays in the record.
#[derive(Debug, thiserror::Error)]
enum StaysError {
    #[error("name the document that is meant, and not its client alone")]
    NotNamed,
    #[error("the document `{0}` is signed, and a signed document is never discarded")]
    Signed(DocumentId),
    #[error("`{by}` refers to the document `{id}`")]
    Referred { id: DocumentId, by: String },
}

impl Explain for StaysError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotNamed => "Run `casenotes document list` to see what there is.".into(),
            Self::Signed(id) => format!(
                "File the right one in its place with `casenotes document amend {id} FILE --reason WHY`; `casenotes document move` takes it to the right client."
            ),
            Self::Referred { by, .. } => {
                format!("It stays as long as `{by}` names it.")
            }
        })
    }
}

/// Puts the document away.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    if matches!(args.document, NoteRef::Latest(_)) {
        return Err(StaysError::NotNamed.into());
    }
    let id = chart.find_document(&args.document)?;
    let document = chart.document(&id)?;
    let said = &document.description;
    if document.signature.is_some() || said.signed_by.is_some() || said.signed_at.is_some() {
        return Err(StaysError::Signed(id).into());
    }
    let at = SessionTime::new(clock.now());
    if let Some(by) = referring_to(&id, chart, at.date())? {
        return Err(StaysError::Referred { id, by }.into());
    }
    let by = author.ok_or(Nobody("discards it"))?;
    chart.tell_whose(&id.client, output);
    chart.discard_document(&document, &Trail { by: &by, at, reason: args.reason.trim() })?;
    output.status(format_args!("Discarded {id}; `casenotes document restore {id}` takes it back."));
    Ok(Outcome::Done)
}

/// Returns a document or an authorization that would name what is not there.
fn referring_to(
    id: &DocumentId,
    chart: &Chart,
    today: NaiveDate,
) -> Result<Option<String>, Failure> {
    let documents = chart.documents(&id.client)?;
    if let Some(other) = documents.iter().find(|other| other.amends(&id.name)) {
        return Ok(Some(other.id.to_string()));
    }
    for name in chart.papers(&id.client, PaperKind::Authorization)? {
        let paper = PaperId { client: id.client.clone(), name };
        let bytes = chart.read_paper(&paper, PaperKind::Authorization)?.bytes;
        let text = String::from_utf8_lossy(&bytes);
        let (authorization, _) = Authorization::read(&text, Asked::of(&id.client, today));
        if authorization.document.as_deref() == Some(id.name.as_str()) {
            return Ok(Some(paper.to_string()));
        }
    }
    Ok(None)
}
