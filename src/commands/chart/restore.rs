//! `casenotes restore`: takes a draft back that was discarded.

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::discarded::Discarded;

/// Take a draft back that was discarded
///
/// It gets the name it had. Of several with one beginning of a name, none is taken.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes restore c-7f3k")]
pub struct Args {
    /// Which: CLIENT/2026-11-24, or CLIENT if only one of that client was discarded
    note: NoteRef,
}

/// A draft that is not taken back.
#[derive(Debug, thiserror::Error)]
enum NotRestored {
    #[error("nothing of the name `{0}` was discarded")]
    None(String, Vec<String>),
    #[error("`{0}` could be any of {count} discarded notes", count = .1.len())]
    Several(String, Vec<String>),
    #[error("a discarded note is named by client and day, such as `c-7f3k/2026-11-24`")]
    Path,
}

impl Explain for NotRestored {
    fn hint(&self) -> Option<String> {
        match self {
            Self::None(_, known) if known.is_empty() => Some(
                "Nothing of this client is discarded; `casenotes list` shows the notes.".into(),
            ),
            Self::None(_, known) => Some(format!("There is {}.", known.join(", "))),
            Self::Several(_, candidates) => Some(format!("Choose one: {}.", candidates.join(", "))),
            Self::Path => None,
        }
    }
}

/// Takes the draft back and prints its id.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (client, prefix) = match &args.note {
        NoteRef::Latest(client) => (client, ""),
        NoteRef::Prefix(client, prefix) => (client, prefix.as_str()),
        NoteRef::Path(_) => return Err(NotRestored::Path.into()),
    };
    chart.require_client(client)?;
    let mut found = chart.discarded(client)?;
    let known: Vec<String> = found.iter().map(|draft| id_of(client, draft)).collect();
    if let Some(exact) = found.iter().rposition(|draft| draft.stem.as_str() == prefix) {
        // Of the same name, the one that was discarded last.
        found = vec![found.swap_remove(exact)];
    }
    found.retain(|draft| draft.stem.as_str().starts_with(prefix));
    let name = format!("{client}/{prefix}").trim_end_matches('/').to_owned();
    let draft = match found.as_slice() {
        [draft] => draft,
        [] => return Err(NotRestored::None(name, known).into()),
        several => {
            let several = several.iter().map(|draft| id_of(client, draft)).collect();
            return Err(NotRestored::Several(name, several).into());
        }
    };
    let id = chart.restore(client, draft)?;
    output.data(&format!("{id}\n"))?;
    output.status(format_args!("Restored {id}."));
    Ok(Outcome::Done)
}

fn id_of(client: &ClientId, draft: &Discarded) -> String {
    NoteId { client: client.clone(), stem: draft.stem.clone() }.to_string()
}
