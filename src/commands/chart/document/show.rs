//! `casenotes document show`: what is said of a document, or its bytes.

use std::cell::RefCell;
use std::io::{self, Write};

use crate::commands::leaving::Target;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::{Output, Unwritable};
use crate::record::chart::Chart;
use crate::record::chart::documents::Document;
use crate::record::problems::tell;
use crate::record::signature::verdict::{State, Verdict};

/// Show what is said of a document, or its bytes
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document show c-7f3k")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-consent, or CLIENT for the one of the latest day; one that was moved is found
    /// by the id it had, too
    document: NoteRef,
    /// Its bytes as they came; to a pipe or a file
    #[arg(long)]
    bytes: bool,
}

/// Bytes that could not be handed over.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the bytes of the document `{id}`")]
struct Unread {
    id: String,
    source: io::Error,
}

impl Explain for Unread {}

/// Prints the file, and says how far it is signed.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let id = chart.find_document_now(&args.document)?;
    let document = chart.document(&id)?;
    if args.bytes {
        Target::Stream.require_fit(Some("a document"), output)?;
        return pour(&document, chart, output);
    }
    output.record(&document.text)?;
    tell(&chart.description_path(&id), &document.text, &document.problems, output);
    let is_signed = match document.state(&chart.trust()?.signers) {
        State::Signed(Verdict::Good) => "is signed, and the signature holds",
        State::Draft => "is not signed",
        _ => "says that it is signed, and its signature does not hold",
    };
    output.status(format_args!("{id} {is_signed}."));
    if let Err(none) = chart.open_bytes(&document) {
        output.warning(&none.error);
        none.hints.iter().for_each(|hint| output.hint(hint));
    }
    Ok(Outcome::Done)
}

/// Hands the bytes over as they are.
fn pour(document: &Document, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let id = document.id.to_string();
    let file = chart.open_bytes(document)?;
    let mut standard = Standard { output, refused: RefCell::new(None) };
    let poured = file.copy_to(&mut standard);
    if let Some(refused) = standard.refused.take() {
        return Err(refused.into());
    }
    poured.map_err(|source| Unread { id, source })?;
    Ok(Outcome::Done)
}

/// Standard output as something that takes bytes.
struct Standard<'o, 'a> {
    output: &'o mut Output<'a>,
    refused: RefCell<Option<Unwritable>>,
}

impl Write for Standard<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.output.record(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(refused) => {
                self.refused.replace(Some(refused));
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
