//! `casenotes authorization edit`: names the signed paper of an authorization that is filed already.

use crate::disk::write::Replaced;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::document;
use crate::law::authorization::records::{Setting, set};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};

/// Name the signed paper of an authorization that is filed
///
/// The paper comes later than what it says, often enough: its document is added to the authorization, and
/// no other byte is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes authorization edit c-7f3k --document 2026-11-24-release")]
pub struct Args {
    /// Which: CLIENT/2026-11-24, or CLIENT for the latest
    authorization: NoteRef,
    /// The document of the client that is the signed paper: 2026-11-24-release
    #[arg(long, value_name = "DOCUMENT")]
    document: String,
}

/// An authorization whose paper is not named.
#[derive(Debug, thiserror::Error)]
enum EditError {
    #[error("the authorization `{id}` names the document `{document}` already")]
    Named { id: PaperId, document: String },
    #[error("the authorization `{0}` cannot be read, or not be given back byte for byte")]
    Unreadable(PaperId),
    #[error("the authorization `{0}` changed meanwhile; nothing was written")]
    ChangedMeanwhile(PaperId),
}

impl Explain for EditError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Named { id, document } => format!(
                "A better scan goes in the place of it with `casenotes document amend {}/{document} FILE --reason WHY`.",
                id.client
            ),
            Self::Unreadable(id) => {
                format!("Run `casenotes validate {}` and mend it first.", id.client)
            }
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
        })
    }
}

/// Sets the key `document` and changes no other byte.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let kind = PaperKind::Authorization;
    let id = chart.find_paper(&args.authorization, kind)?;
    let name = args.document.rsplit('/').next().unwrap_or_default().to_owned();
    let document = chart.find_document(&NoteRef::Prefix(id.client.clone(), name))?;
    let before = chart.read_paper(&id, kind)?.bytes;
    let unreadable = || EditError::Unreadable(id.clone());
    let text = std::str::from_utf8(&before).map_err(|_| unreadable())?;
    let table = document::table(text).ok_or_else(unreadable)?;
    if let Some(named) = table.get("document") {
        let document = named.as_str().unwrap_or_default().to_owned();
        return Err(EditError::Named { id, document }.into());
    }
    let after = set(text, &[Setting::document(document.name.as_str())])?;
    match chart.tree().replace_if(&chart.paper_path(&id, kind), &before, after.as_bytes())? {
        Replaced::Yes => {
            output.status(format_args!("The signed paper of {id} is {}.", document.name));
            Ok(Outcome::Done)
        }
        Replaced::ChangedMeanwhile => Err(EditError::ChangedMeanwhile(id).into()),
    }
}
