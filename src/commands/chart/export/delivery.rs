//! How a record leaves: as a stream, a file or a folder, sealed or not, with its entry in the log in
//! the same step.

use std::cell::OnceCell;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::commands::chart::export::leaving_documents::BesideFile;
use crate::commands::leaving::{Log, NotWritten, Target, leave};
use crate::disk::outside;
use crate::domain::client_id::ClientId;
use crate::domain::digest::Sha256Writer;
use crate::domain::session_time::SessionTime;
use crate::export::Document;
use crate::failure::{Explain, Failure};
use crate::output::{Output, Unwritable};
use crate::record::chart::Chart;
use crate::record::chart::archive::SUMS;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::sealing::{Addressees, SealingError};

/// What leaves: the files by name, the document first.
#[derive(Debug)]
pub struct Package<'r> {
    files: Vec<Packed<'r>>,
}

/// One file that leaves.
#[derive(Debug)]
struct Packed<'r> {
    name: String,
    document: Document<'r>,
    digest: OnceCell<String>,
}

/// A record of which the reader took no more than a part.
#[derive(Debug, thiserror::Error)]
#[error("the record was not read to its end; it is in the log as {0}")]
struct NotRead(PaperId);

impl Explain for NotRead {
    fn hint(&self) -> Option<String> {
        Some("Count it as disclosed: some of it may have been read.".into())
    }
}

impl<'r> Packed<'r> {
    fn new(name: String, document: Document<'r>) -> Self {
        Self { name, document, digest: OnceCell::new() }
    }

    /// Returns its digest; a document is made once for it, and once more to be written.
    fn digest(&self) -> &str {
        self.digest.get_or_init(|| {
            let mut hashing = Sha256Writer::default();
            self.document.write_to(&mut hashing).expect("a digest takes every byte");
            hashing.finish()
        })
    }
}

/// Shows a document as it is made, line by line.
struct ToOutput<'o, 'p> {
    output: &'o mut Output<'p>,
    held: Vec<u8>,
    failed: Option<Unwritable>,
}

/// How much of a document is held until a line ends.
const HELD: usize = 64 * 1024;

impl ToOutput<'_, '_> {
    fn show(&mut self, until: usize) -> io::Result<()> {
        if until > 0 {
            self.output.record(&self.held[..until]).map_err(|error| {
                self.failed = Some(error);
                io::Error::from(io::ErrorKind::BrokenPipe)
            })?;
            self.held.drain(..until);
        }
        Ok(())
    }
}

impl Write for ToOutput<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HELD {
            let line = memchr::memrchr(b'\n', &self.held).map_or(0, |at| at + 1);
            self.show(line)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Shows a document on standard output.
fn show(document: &Document<'_>, output: &mut Output<'_>) -> Result<(), Unwritable> {
    let mut showing = ToOutput { output, held: Vec::new(), failed: None };
    let done = document.write_to(&mut showing).and_then(|()| showing.show(showing.held.len()));
    match (done, showing.failed) {
        (Err(_), Some(error)) => Err(error),
        _ => showing.output.flush(),
    }
}

/// What is to stand in the log of disclosures.
pub struct ToLog<'a> {
    /// The entry.
    pub entry: &'a DisclosureEntry,
    /// In whose log.
    pub client: &'a ClientId,
    /// When the record leaves.
    pub at: SessionTime,
}

impl<'r> Package<'r> {
    /// Packs a document, which ends as its format asks, with the files that lie beside it; sealed if it has
    /// addressees; with a manifest, the digests go along.
    pub fn pack(
        document: Document<'r>,
        ending: &str,
        beside: Vec<BesideFile<'r>>,
        manifest: Option<Value>,
        addressees: Option<&Addressees>,
    ) -> Result<Self, SealingError> {
        let seal = |name: String, document: Document<'r>| match addressees {
            Some(to) => {
                let sealed = to.seal(&|writer| document.write_to(writer))?;
                Ok(Packed::new(format!("{name}.age"), sealed.into()))
            }
            None => Ok(Packed::new(name, document)),
        };
        let mut files = vec![seal(format!("record.{ending}"), document)?];
        for file in beside {
            let BesideFile { name, digest, bytes } = file;
            let mut packed = seal(name, bytes)?;
            if addressees.is_none() {
                packed.digest = digest.into();
            }
            files.push(packed);
        }
        if let Some(mut manifest) = manifest {
            let record: &Packed<'r> = &files[0];
            manifest["document"] = json!({ "file": record.name, "digest": record.digest() });
            let text = format!("{manifest:#}\n");
            files.push(seal("manifest.json".to_owned(), text.into())?);
            let sum = |file: &Packed<'r>| {
                format!("{}  {}\n", file.digest().trim_start_matches("sha256:"), file.name)
            };
            let sums: String = files.iter().map(sum).collect();
            files.push(Packed::new(SUMS.to_owned(), sums.into()));
        }
        Ok(Self { files })
    }

    /// Returns the digest of the document as it leaves.
    pub fn digest(&self) -> String {
        self.files[0].digest().to_owned()
    }

    /// Returns the digest of the list of digests, if there is one.
    pub fn sums(&self) -> Option<String> {
        self.files.iter().find(|file| file.name == SUMS).map(|file| file.digest().to_owned())
    }

    /// Delivers it, with an entry in the log of disclosures if there is one.
    pub fn deliver(
        &self,
        target: &Target,
        entry: Option<&ToLog<'_>>,
        chart: &Chart,
        output: &mut Output<'_>,
    ) -> Result<Option<PaperId>, Failure> {
        let kind = PaperKind::Disclosure;
        let write = |output: &mut Output<'_>| -> Result<(), NotWritten> {
            match target {
                Target::Stream => show(&self.files[0].document, output)?,
                Target::File(path) => outside::write_new_as_made(path, &|writer| {
                    self.files[0].document.write_to(writer)
                })?,
                Target::Folder(path) => {
                    let write = |at: usize, writer: &mut dyn Write| {
                        self.files[at].document.write_to(writer)
                    };
                    let names: Vec<&str> =
                        self.files.iter().map(|file| file.name.as_str()).collect();
                    outside::write_new_folder(path, &names, &write)?;
                }
            }
            Ok(())
        };
        let Some(ToLog { entry, client, at }) = entry else {
            if *target == Target::Stream {
                output.require_open()?;
            }
            write(output)?;
            return Ok(None);
        };
        let log = Log {
            file: || Ok(chart.file_paper(client, kind, *at, entry.to_toml().as_bytes())?),
            take_back: |id: &PaperId| {
                let entry = chart.paper_path(id, kind);
                chart.tree().unmake(&entry);
                chart.tree().has(&entry).is_ok_and(|is_there| !is_there)
            },
            not_read: |id| NotRead(id).into(),
        };
        leave(target, log, write, output).map(Some)
    }
}
