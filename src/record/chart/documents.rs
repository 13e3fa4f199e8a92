//! The documents of a client: bytes as they came, and beside them what is said of them, which may be signed.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder, FolderEntry};
use crate::disk::read::OpenFile;
use crate::disk::write::PRIVATE;
use crate::domain::both::Both;
use crate::domain::client_id::ClientId;
use crate::domain::document::{DocumentId, DocumentName};
use crate::domain::examined::{Examined, Examiner};
use crate::domain::lfs_pointer::LfsPointer;
use crate::domain::media::{HEAD, MediaType};
use crate::domain::note_ref::NoteRef;
use crate::domain::private_mark::PrivateMark;
use crate::failure::{Explain, Failure};
use crate::fields::Problem;
use crate::law::rule::Rule;
use crate::record::chart::layout::{DocumentPart, SIGNATURE, part_of_document};
use crate::record::chart::note_files::Trust;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::{Chart, ChartError};
use crate::record::document::{Description, NewDescription, compose};
use crate::record::signature::allowed_signers::AllowedSigners;
use crate::record::signature::verdict::{Standing, State, state};

/// How often another name is tried where there is a document of that name already.
const TRIES: usize = 10;

/// What lies in a client's folder of documents, document by document.
pub struct DocumentFolder {
    folder: Folder,
    client: ClientId,
    /// The documents by their names, and which of their files are there.
    pub documents: BTreeMap<DocumentName, DocumentFiles>,
    /// What is no file of a document.
    pub strays: Vec<FolderEntry>,
}

/// Which files of a document are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentFiles {
    /// Whether something is said of it.
    pub has_description: bool,
    /// Whether that is signed.
    pub has_signature: bool,
    /// The names of the files that may be its bytes: one, if all is well.
    pub bytes: Vec<String>,
}

/// A document as it was read; its bytes stay where they are.
#[derive(Debug)]
pub struct Document {
    /// Which document it is.
    pub id: DocumentId,
    /// What is said of it, as it stands there.
    pub text: Vec<u8>,
    /// The same, read.
    pub description: Description,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The signature of the text.
    pub signature: Option<Vec<u8>>,
    /// The name of the file of its bytes, if there is one and no more.
    pub file: Option<String>,
}

impl Document {
    /// Reads what is said of a document; `of` is whose it may be by its own words.
    pub fn of(
        id: DocumentId,
        of: &ClientId,
        text: Vec<u8>,
        signature: Option<Vec<u8>>,
        file: Option<String>,
    ) -> Self {
        let (description, mut problems) = Description::of(&text);
        if problems.is_empty() {
            let as_filed = DocumentId { client: of.clone(), name: id.name.clone() };
            description.against(&as_filed, &mut problems);
        }
        Self { id, text, description, problems, signature, file }
    }

    /// Tells how far it is signed.
    pub fn state(&self, signers: &AllowedSigners) -> State {
        let Description { signed_by, signed_at, .. } = &self.description;
        state(&self.text, self.signature.as_deref(), signed_by.as_deref(), *signed_at, signers)
    }

    /// Tells what it is to somebody who takes it along; its bytes are not looked at.
    pub fn standing(&self, trust: &Trust) -> Standing {
        self.state(&trust.signers).standing()
    }
}

impl DocumentFolder {
    pub(super) fn of(folder: Folder, client: &ClientId) -> Result<Self, DiskError> {
        let mut documents: BTreeMap<DocumentName, DocumentFiles> = BTreeMap::new();
        let mut strays = Vec::new();
        for entry in folder.entries()? {
            let name = entry.name.to_str().filter(|_| entry.kind == EntryKind::File);
            let Some((document, part)) = name.and_then(part_of_document) else {
                strays.push(entry);
                continue;
            };
            let files = documents.entry(document).or_default();
            match part {
                DocumentPart::Description => files.has_description = true,
                DocumentPart::Signature => files.has_signature = true,
                DocumentPart::Bytes | DocumentPart::Discarded => {
                    files.bytes.extend(name.map(str::to_owned))
                }
            }
        }
        Ok(Self { folder, client: client.clone(), documents, strays })
    }

    /// Returns the names of those of which something is said: what has no description is not filed.
    pub fn filed(&self) -> impl Iterator<Item = &DocumentName> {
        self.documents.iter().filter(|(_, files)| files.has_description).map(|(name, _)| name)
    }

    /// Returns the names of the files that may be the bytes of a document.
    pub(super) fn bytes_of(&self, name: &DocumentName) -> &[String] {
        self.documents.get(name).map_or(&[], |files| &files.bytes)
    }

    /// Returns whose it is.
    pub fn client(&self) -> &ClientId {
        &self.client
    }

    /// Returns the folder itself.
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Returns where a file of it lies.
    pub fn path_of(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns how many bytes a file has.
    ///
    /// # Errors
    /// Fails when it cannot be looked at.
    pub fn size_of(&self, name: &str) -> Result<u64, DiskError> {
        self.folder.size_of(name.as_ref())
    }

    /// Opens the bytes of a document.
    ///
    /// # Errors
    /// Fails on a link, and on anything but a regular file.
    pub fn open(&self, name: &str) -> Result<OpenFile, DiskError> {
        self.folder.open_file(name.as_ref())
    }

    /// Reads what is said of a document; `of` is whose it may be by its own words.
    fn read(
        &self,
        name: &DocumentName,
        text: Vec<u8>,
        of: ClientId,
    ) -> Result<Document, DiskError> {
        let files = self.documents.get(name).cloned().unwrap_or_default();
        let id = DocumentId { client: self.client.clone(), name: name.clone() };
        let signature = match files.has_signature {
            true => Some(self.folder.read(format!("{name}.toml{SIGNATURE}").as_ref())?),
            false => None,
        };
        let file = match files.bytes.as_slice() {
            [file] => Some(file.clone()),
            _ => None,
        };
        Ok(Document::of(id, &of, text, signature, file))
    }
}

/// A file that does not become a document.
#[derive(Debug, thiserror::Error)]
pub enum NotADocument {
    /// There is nothing in it.
    #[error("{} is empty", .0.display())]
    Empty(PathBuf),
    /// It is sealed with age, or an age file is in it.
    #[error("{} is an age file, or holds one", .0.display())]
    Sealed(PathBuf),
    /// It is what `vault release` wrote.
    #[error("{} holds psychotherapy notes that were released", .0.display())]
    Released(PathBuf),
    /// It stands for a file that was not fetched.
    #[error("{} is a pointer of git lfs, and the file it stands for is not here", .0.display())]
    Pointer(PathBuf),
    /// It changed while it was read.
    #[error("{} changed while it was filed", .0.display())]
    Changed(PathBuf),
}

impl Explain for NotADocument {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Empty(_) => "Look whether it was saved; nothing was filed.".into(),
            Self::Sealed(_) | Self::Released(_) => format!(
                "Psychotherapy notes are kept apart from the record{} and never go into the chart: `casenotes vault new CLIENT --from FILE` takes one down.",
                Rule::PrivateNotes.if_any()
            ),
            Self::Pointer(_) => "Run `git lfs pull` where it is, and file it then.".into(),
            Self::Changed(_) => {
                "Wait until nothing writes to it, and run the command again.".into()
            }
        })
    }
}

/// A file that is to become a document, held open and looked at as far as its beginning tells.
#[derive(Debug)]
pub struct Candidate {
    content: Content,
    path: PathBuf,
    media_type: MediaType,
}

/// The bytes of a candidate.
#[derive(Debug)]
enum Content {
    /// Those of a file.
    File(OpenFile),
    /// What stood in a file beside other things.
    Memory(Vec<u8>),
}

impl Candidate {
    /// Looks at the beginning of a file: what must not be in the record is refused before a byte of it is
    /// written anywhere.
    ///
    /// # Errors
    /// Fails when it cannot be read, is empty, or comes from the vault.
    pub fn of(file: OpenFile) -> Result<Self, Failure> {
        let (head, path) = (file.head(HEAD)?, file.path().to_owned());
        Self::looked_at(Content::File(file), path, &head)
    }

    /// Looks at bytes that stood in a file beside other things; `path` says where.
    ///
    /// # Errors
    /// Fails when there are none, or they come from the vault.
    pub fn of_bytes(bytes: Vec<u8>, path: &Path) -> Result<Self, Failure> {
        let head = bytes[..bytes.len().min(HEAD)].to_vec();
        Self::looked_at(Content::Memory(bytes), path.to_owned(), &head)
    }

    fn looked_at(content: Content, at: PathBuf, head: &[u8]) -> Result<Self, Failure> {
        let path = || at.clone();
        if head.is_empty() {
            return Err(NotADocument::Empty(path()).into());
        }
        let is_named_so = at.extension().is_some_and(|it| it.eq_ignore_ascii_case("age"));
        match PrivateMark::of(head) {
            None if is_named_so => return Err(NotADocument::Sealed(path()).into()),
            mark => require_no_mark(mark, path)?,
        }
        if LfsPointer::read(head).is_some() {
            return Err(NotADocument::Pointer(path()).into());
        }
        Ok(Self { content, path: at, media_type: MediaType::of(head) })
    }

    /// Returns how many bytes it has.
    pub fn size(&self) -> u64 {
        match &self.content {
            Content::File(file) => file.size(),
            Content::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Returns what it is.
    pub fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// Returns where it comes from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the name that it has where it comes from.
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Hands its bytes over, and says what they are, or why they do not belong in the record.
    ///
    /// # Errors
    /// Fails when they cannot be read, and when `writer` fails.
    pub(super) fn pour(
        &self,
        writer: &mut dyn Write,
    ) -> io::Result<Result<Examined, NotADocument>> {
        let mut both = Both { looking: Examiner::default(), writer };
        match &self.content {
            Content::File(file) => file.copy_to(&mut both)?,
            Content::Memory(bytes) => both.write_all(bytes)?,
        }
        let examined = both.looking.finish();
        let path = || self.path.clone();
        Ok(match require_no_mark(examined.mark, path) {
            Err(refused) => Err(refused),
            Ok(()) if examined.media_type != self.media_type => Err(NotADocument::Changed(path())),
            Ok(()) => Ok(examined),
        })
    }
}

fn require_no_mark(
    mark: Option<PrivateMark>,
    path: impl Fn() -> PathBuf,
) -> Result<(), NotADocument> {
    match mark {
        None => Ok(()),
        Some(PrivateMark::Sealed) => Err(NotADocument::Sealed(path())),
        Some(PrivateMark::Released) => Err(NotADocument::Released(path())),
    }
}

impl Chart {
    /// Returns what lies in a client's folder of documents; `None` when there is none.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn document_folder(&self, client: &ClientId) -> Result<Option<DocumentFolder>, DiskError> {
        let folder = self.open_in_client(client, PaperKind::Document.folder())?;
        folder.map(|folder| DocumentFolder::of(folder, client)).transpose()
    }

    /// Finds the document that a reference means; a client alone means the one of the latest day.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub fn find_document(&self, reference: &NoteRef) -> Result<DocumentId, ChartError> {
        let (client, name) = self.find_with_files(reference, PaperKind::Document)?;
        Ok(DocumentId { client, name })
    }

    /// Reads a document of a folder, without its bytes.
    ///
    /// # Errors
    /// Fails when it is not there or cannot be read.
    pub fn document_in(
        &self,
        folder: &DocumentFolder,
        name: &DocumentName,
    ) -> Result<Document, ChartError> {
        let id = PaperId { client: folder.client.clone(), name: name.to_string() };
        let paper = self.read_paper(&id, PaperKind::Document)?;
        Ok(folder.read(name, paper.bytes, paper.of)?)
    }

    /// Reads a document, without its bytes.
    ///
    /// # Errors
    /// Fails when it is not there or cannot be read.
    pub fn document(&self, id: &DocumentId) -> Result<Document, ChartError> {
        let (noun, name) = (PaperKind::Document.noun(), id.to_string());
        let folder = self.document_folder(&id.client)?;
        let folder = folder.ok_or(ChartError::NoSuchPaper { noun, name })?;
        self.document_in(&folder, &id.name)
    }

    /// Finds the document that a reference means, where it lies since it was moved.
    ///
    /// # Errors
    /// As [`Chart::find_document`].
    pub fn find_document_now(&self, reference: &NoteRef) -> Result<DocumentId, ChartError> {
        let found = self.find_document(reference);
        match &found {
            Err(ChartError::PaperMoved { to, .. }) => to.to_string().parse().or(found),
            _ => found,
        }
    }

    /// Tells whether a document is there that a client's papers or notes name, or where it was moved.
    ///
    /// # Errors
    /// Fails when a folder or a trail cannot be read.
    pub fn has_document(&self, client: &ClientId, name: &str) -> Result<bool, DiskError> {
        match name.parse::<DocumentName>() {
            Ok(name) => Ok(self.paper_now(client, PaperKind::Document, name.as_str())?.is_some()),
            Err(_) => Ok(false),
        }
    }

    /// Reads all documents of a client by day and name, without their bytes.
    ///
    /// # Errors
    /// Fails when one cannot be read.
    pub fn documents(&self, client: &ClientId) -> Result<Vec<Document>, ChartError> {
        let Some(folder) = self.document_folder(client)? else { return Ok(Vec::new()) };
        folder.filed().map(|name| self.document_in(&folder, name)).collect()
    }

    /// Files a document: its bytes first, and what is said of them last. Whatever interrupts it in between
    /// leaves bytes of which nothing is said, and so no document.
    ///
    /// # Errors
    /// Fails when the disk refuses or the file turns out to be none that belongs here; nothing of it is there
    /// then.
    pub fn file_document(
        &self,
        client: &ClientId,
        candidate: &Candidate,
        new: &NewDescription<'_>,
    ) -> Result<(DocumentId, Examined), Failure> {
        let path = self.client_folder(client).join(PaperKind::Document.folder());
        let folder = self.tree().create_folders(&path)?;
        for _ in 0..TRIES {
            let name = DocumentName::from_random(new.date, new.kind, rand::random());
            let bytes_name = format!("{name}.{}", candidate.media_type.ending());
            let description_name = format!("{name}.toml");
            if folder.kind_of(OsStr::new(&description_name))?.is_some() {
                continue;
            }
            let examined = match pour(&folder, &bytes_name, candidate) {
                Err(Unfiled::Disk(error)) if error.reason() == io::ErrorKind::AlreadyExists => {
                    continue;
                }
                Err(Unfiled::Disk(error)) => return Err(error.into()),
                Err(Unfiled::Refused(refused)) => return Err(refused.into()),
                Ok(examined) => examined,
            };
            let Examined { media_type, size, sha256, .. } = &examined;
            let text = compose(client, new, *media_type, *size, sha256);
            let written = folder.write_new(description_name.as_ref(), &[text.as_bytes()], PRIVATE);
            if let Err(error) = written {
                folder.unmake(bytes_name.as_ref());
                return Err(error.into());
            }
            return Ok((DocumentId { client: client.clone(), name }, examined));
        }
        Err(ChartError::Full.into())
    }

    /// Returns where what is said of a document lies.
    pub fn description_path(&self, id: &DocumentId) -> PathBuf {
        let paper = PaperId { client: id.client.clone(), name: id.name.to_string() };
        self.paper_path(&paper, PaperKind::Document)
    }
}

/// Bytes that were not written.
enum Unfiled {
    Disk(DiskError),
    Refused(NotADocument),
}

/// Writes the bytes of a document and says what they are.
fn pour(folder: &Folder, name: &str, candidate: &Candidate) -> Result<Examined, Unfiled> {
    let poured = Cell::new(None);
    let make = |writer: &mut dyn Write| {
        let examined = candidate.pour(writer)?;
        let is_refused = examined.is_err();
        poured.set(Some(examined));
        // What is refused gets no name.
        if is_refused { Err(io::Error::other("it is refused")) } else { Ok(()) }
    };
    let written = folder.write_new_as_made(name.as_ref(), &make, PRIVATE);
    match (written, poured.take()) {
        (_, Some(Err(refused))) => Err(Unfiled::Refused(refused)),
        (Ok(()), Some(Ok(examined))) => Ok(examined),
        (Err(error), _) => Err(Unfiled::Disk(error)),
        (Ok(()), None) => Err(Unfiled::Refused(NotADocument::Changed(candidate.path.clone()))),
    }
}
