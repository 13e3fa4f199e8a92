//! `casenotes document restore`: takes a document back that was discarded.

use crate::domain::note_ref::{Choice, NoteRef, choose};
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;

/// Take a document back that was discarded
///
/// It gets the name it had. Of several with one beginning of a name, none is taken.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document restore c-7f3k")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent, or CLIENT if only one of that client was discarded
    document: NoteRef,
}

/// A document that is not taken back.
#[derive(Debug, thiserror::Error)]
enum NotRestored {
    #[error("no document of the name `{0}` was discarded")]
    None(String, Vec<String>),
    #[error("`{0}` could be any of {count} discarded documents", count = .1.len())]
    Several(String, Vec<String>),
    #[error("a discarded document is named by client and day, such as `c-7f3k/2026-11-24-letter`")]
    Path,
}

impl Explain for NotRestored {
    fn hint(&self) -> Option<String> {
        match self {
            Self::None(_, known) if known.is_empty() => Some(
                "Nothing of this client is discarded; `casenotes document list` shows the documents."
                    .into(),
            ),
            Self::None(_, known) => Some(format!("There is {}.", known.join(", "))),
            Self::Several(_, candidates) => Some(format!("Choose one: {}.", candidates.join(", "))),
            Self::Path => None,
        }
    }
}

/// Takes the document back and prints its id.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (client, prefix) = match &args.document {
        NoteRef::Latest(client) => (client, ""),
        NoteRef::Prefix(client, prefix) => (client, prefix.as_str()),
        NoteRef::Path(_) => return Err(NotRestored::Path.into()),
    };
    chart.require_client(client)?;
    let found = chart.discarded_documents(client)?;
    let asked = || format!("{client}/{prefix}").trim_end_matches('/').to_owned();
    let discarded = match choose(prefix, &found, |it| it.id.name.as_str()) {
        Choice::One(discarded) => discarded,
        Choice::None(_) => {
            let known = found.iter().map(|it| it.id.to_string()).collect();
            return Err(NotRestored::None(asked(), known).into());
        }
        Choice::Several(several) => {
            let several = several.iter().map(|it| it.id.to_string()).collect();
            return Err(NotRestored::Several(asked(), several).into());
        }
    };
    chart.restore_document(discarded)?;
    output.data(&format!("{}\n", discarded.id))?;
    output.status(format_args!("Restored {}.", discarded.id));
    Ok(Outcome::Done)
}
