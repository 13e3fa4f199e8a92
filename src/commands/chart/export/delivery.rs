//! How a record leaves: as a stream, a file or a folder, sealed or not, with its entry in the log in
//! the same step.

use std::cell::OnceCell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::disk::{outside, place};
use crate::domain::client_id::ClientId;
use crate::domain::digest::Sha256Writer;
use crate::domain::session_time::SessionTime;
use crate::export::Document;
use crate::failure::{Explain, Failure};
use crate::output::{NotForATerminal, Output, Unwritable, file_named};
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::sealing::{Addressees, SealingError};

/// The file that lists the digests of the others, as `sha256sum -c` reads it.
const SUMS: &str = "SHA256SUMS";

/// Where a record goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stream,
    /// A file that must not exist yet.
    File(PathBuf),
    /// A folder that must not exist yet, with a manifest.
    Folder(PathBuf),
}

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

impl Target {
    /// Reads what `--output` says; a folder ends in a slash, and `-` is standard output.
    pub fn of(output: Option<&Path>) -> Self {
        match file_named(output) {
            None => Self::Stream,
            Some(path) if path.as_os_str().as_encoded_bytes().ends_with(b"/") => {
                Self::Folder(path.components().collect())
            }
            Some(path) => Self::File(path.to_owned()),
        }
    }

    /// Fails when bytes that are no text, called `what`, would go to a terminal.
    pub fn require_fit(
        &self,
        what: Option<&'static str>,
        output: &Output<'_>,
    ) -> Result<(), Failure> {
        match what.filter(|_| *self == Self::Stream && output.looks().out_is_terminal) {
            Some(what) => Err(NotForATerminal(what).into()),
            None => Ok(()),
        }
    }

    /// Says where it is.
    pub fn shown(&self) -> String {
        match self {
            Self::Stream => "standard output".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Folder(path) => format!("{}/", path.display()),
        }
    }

    fn path(&self) -> Option<&Path> {
        match self {
            Self::Stream => None,
            Self::File(path) | Self::Folder(path) => Some(path),
        }
    }
}

/// Removes the entry of a record that did not leave.
fn take_back(id: &PaperId, chart: &Chart, output: &mut Output<'_>) {
    let entry = chart.paper_path(id, PaperKind::Disclosure);
    chart.tree().unmake(&entry);
    if chart.tree().has(&entry) {
        output.warning(format_args!(
            "nothing left, but the entry {id} of the log could not be taken back"
        ));
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
    /// Packs a document, sealed if it has addressees; with a manifest, the digests go along.
    pub fn pack(
        document: Document<'r>,
        ending: &str,
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

    /// Delivers it. Where there is an entry, it is written first: a record without one must not have
    /// left. What could not be written takes its entry back.
    pub fn deliver(
        &self,
        target: &Target,
        entry: Option<&ToLog<'_>>,
        chart: &Chart,
        output: &mut Output<'_>,
    ) -> Result<Option<PaperId>, Failure> {
        let kind = PaperKind::Disclosure;
        if *target == Target::Stream {
            output.require_open()?;
        }
        let filed = entry
            .map(|ToLog { entry, client, at }| {
                chart.file_paper(client, kind, *at, entry.to_toml().as_bytes())
            })
            .transpose()?;
        let written = match target {
            Target::Stream => {
                let before = output.taken();
                return match (show(&self.files[0].document, output), filed) {
                    (Ok(()), filed) => Ok(filed),
                    (Err(error), Some(id))
                        if output.taken() == before && !error.is_closed_pipe() =>
                    {
                        take_back(&id, chart, output);
                        Err(error.into())
                    }
                    (Err(error), None) => Err(error.into()),
                    // Part of it may have been read, so the entry stays.
                    (Err(_), Some(id)) => Err(NotRead(id).into()),
                };
            }
            Target::File(path) => {
                let document = &self.files[0].document;
                outside::write_new_as_made(path, &|writer| document.write_to(writer))
            }
            Target::Folder(path) => {
                let write =
                    |at: usize, writer: &mut dyn Write| self.files[at].document.write_to(writer);
                let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
                outside::write_new_folder(path, &names, &write)
            }
        };
        written.inspect_err(|error| {
            // Nothing left, so nothing is in the log; unless the disk did not let go of it.
            let is_anothers = error.reason() == std::io::ErrorKind::AlreadyExists;
            let is_gone = target
                .path()
                .is_some_and(|path| place::look(path).is_ok_and(|found| found.is_none()));
            if let Some(id) = filed.as_ref().filter(|_| is_anothers || is_gone) {
                take_back(id, chart, output);
            }
        })?;
        Ok(filed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_asks_for_a_folder() {
        assert_eq!(Target::of(None), Target::Stream);
        assert_eq!(Target::of(Some(Path::new("a/b"))), Target::File("a/b".into()));
        assert_eq!(Target::of(Some(Path::new("a/b//"))), Target::Folder("a/b".into()));
    }
}
