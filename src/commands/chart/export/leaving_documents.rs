//! The documents that leave with a record: whether they are what was filed, and how their bytes go along.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::commands::chart::export::beside::{Decided, Leaves};
use crate::commands::chart::export::documents::{NoRoom, NotADeparture};
use crate::commands::leaving::Target;
use crate::domain::both::Both;
use crate::domain::digest::Sha256Writer;
use crate::domain::document::DocumentKind;
use crate::domain::examined::{Examined, Examiner};
use crate::domain::lfs_pointer::{LONGEST, LfsPointer};
use crate::domain::media::MediaType;
use crate::export::documents::{Carried, ExportedDocument};
use crate::export::{Document as Packable, Format, Seal, Signed};
use crate::failure::Failure;
use crate::record::chart::documents::{Document, DocumentFolder};
use crate::record::disclosure::entry::Left;
use crate::record::signature::verdict::Standing;

/// How many bytes of documents stand in a record that is one file.
pub const INSIDE: u64 = 32 * 1024 * 1024;

/// What is decided of the documents, and where they lie.
pub struct DecidedDocuments<'c> {
    /// Where they lie.
    pub folder: Option<&'c DocumentFolder>,
    /// What is decided.
    pub papers: Decided<'c, Document, Leaving<'c>>,
}

/// A document that leaves, with what its bytes are.
pub struct Leaving<'c> {
    document: &'c Document,
    file: &'c str,
    media_type: MediaType,
    size: u64,
    sha256: String,
    is_as_filed: bool,
    signed: Signed,
}

/// Reads the bytes of a document that is to leave.
pub fn look_at<'c>(
    document: &'c Document,
    standing: Standing,
    folder: Option<&DocumentFolder>,
) -> Result<Leaving<'c>, Failure> {
    let id = || document.id.clone();
    let (Some(folder), Some(file)) = (folder, document.file.as_deref()) else {
        return Err(NotADeparture::NoBytes(id()).into());
    };
    let open = folder.open(file)?;
    if LfsPointer::read(&open.head(LONGEST)?).is_some() {
        return Err(NotADeparture::NotFetched(id()).into());
    }
    let mut examiner = Examiner::default();
    open.copy_to(&mut examiner).map_err(|_| NotADeparture::NoBytes(id()))?;
    let Examined { size, sha256, media_type, mark, .. } = examiner.finish();
    if mark.is_some() {
        return Err(NotADeparture::Private(id()).into());
    }
    let is_as_filed = document.description.sha256.as_ref() == Some(&sha256);
    let signed = match standing {
        Standing::Signed if is_as_filed => Signed::Yes,
        Standing::Draft => Signed::No,
        _ => Signed::InName,
    };
    Ok(Leaving { document, file, media_type, size, sha256, is_as_filed, signed })
}

impl<'c> DecidedDocuments<'c> {
    /// Fails when the record goes where the bytes cannot go along.
    ///
    /// # Errors
    /// As said.
    pub fn require_room(&self, format: &'static Format, target: &Target) -> Result<(), NoRoom> {
        if self.papers.leave.is_empty() || matches!(target, Target::Folder(_)) {
            return Ok(());
        }
        let size = self.papers.leave.iter().try_fold(0_u64, |sum, it| sum.checked_add(it.size));
        match format.holds_documents() {
            false => Err(NoRoom::NotHere(format)),
            true if size.is_none_or(|size| size > INSIDE) => Err(NoRoom::TooLarge),
            true => Ok(()),
        }
    }

    /// Returns the documents as the formats tell them; those of a folder lie beside the record.
    ///
    /// # Errors
    /// Fails when bytes that are to stand in the record cannot be read, or are others meanwhile.
    pub fn exported(&self, target: &Target) -> Result<Vec<ExportedDocument<'_>>, Failure> {
        self.papers.leave.iter().map(|leaving| self.told_with_bytes(leaving, target)).collect()
    }

    fn told_with_bytes<'s>(
        &'s self,
        leaving: &'s Leaving<'c>,
        target: &Target,
    ) -> Result<ExportedDocument<'s>, Failure> {
        let said = &leaving.document.description;
        let carried = match target {
            Target::Folder(_) => Carried::Beside(leaving.name()),
            _ => {
                let mut bytes = Vec::new();
                let copied = self.copy(leaving, &mut bytes);
                copied.map_err(|_| NotADeparture::NoBytes(leaving.document.id.clone()))?;
                Carried::Inside(bytes)
            }
        };
        Ok(ExportedDocument {
            id: &leaving.document.id,
            kind: said.kind.unwrap_or(DocumentKind::Other),
            date: said.date,
            title: said.title.as_deref().unwrap_or_default(),
            from: said.from.as_deref(),
            media_type: leaving.media_type,
            size: leaving.size,
            sha256: &leaving.sha256,
            is_as_filed: leaving.is_as_filed,
            filed_by: said.filed_by.as_deref(),
            filed_at: said.filed_at,
            amends: said.amends.as_ref(),
            reason: said.reason.as_deref(),
            signed: leaving.signed,
            signed_by: said.signed_by.as_deref(),
            signed_at: said.signed_at,
            seal: {
                let document = leaving.document;
                let signature = document.signature.as_deref();
                let holds = leaving.signed == Signed::Yes;
                let over = document.text.as_slice();
                signature.filter(|_| holds).map(|signature| Seal { over, signature })
            },
            carried,
        })
    }

    /// Returns the files that lie beside the record: their names, their digests, and what copies each. What
    /// has changed since it was looked at is not copied.
    pub fn files(&self) -> impl Iterator<Item = BesideFile<'_>> {
        self.papers.leave.iter().map(|leaving| BesideFile {
            name: leaving.name(),
            digest: leaving.digest(),
            bytes: Packable::made(|writer| self.copy(leaving, writer)),
        })
    }

    fn copy(&self, leaving: &Leaving<'_>, writer: &mut dyn Write) -> io::Result<()> {
        let folder = self.folder.ok_or(io::ErrorKind::NotFound)?;
        let open = folder.open(leaving.file).map_err(|error| io::Error::other(error.cause()))?;
        let mut both = Both { looking: Sha256Writer::default(), writer };
        open.copy_to(&mut both)?;
        match both.looking.finish_bare() == leaving.sha256 {
            true => Ok(()),
            false => {
                let path = open.path().display();
                Err(io::Error::other(format!("{path} changed while it was copied")))
            }
        }
    }

    /// Returns what is told of each that leaves: in the manifest and in the preview.
    pub fn told(&self) -> impl Iterator<Item = Value> {
        self.papers.leave.iter().map(|leaving| {
            let said = &leaving.document.description;
            json!({
                "id": leaving.document.id.to_string(),
                "kind": said.kind.map(|kind| kind.as_str()),
                "date": said.date.map(|date| date.to_string()),
                "title": said.title,
                "media_type": leaving.media_type.as_str(),
                "size": leaving.size,
                "file": leaving.name(),
                "digest": leaving.digest(),
                "status": if leaving.signed == Signed::Yes { "signed" } else { "draft" },
            })
        })
    }

    /// Returns what stands in the log of those that leave.
    pub fn left(&self) -> Vec<Left> {
        let left = |it: &Leaving<'_>| Left { id: it.document.id.to_string(), digest: it.digest() };
        self.papers.leave.iter().map(left).collect()
    }
}

impl Leaves for Leaving<'_> {
    fn id(&self) -> String {
        self.document.id.to_string()
    }

    fn signed(&self) -> Signed {
        self.signed
    }

    fn fault(&self) -> Option<&'static str> {
        match (self.is_as_filed, self.signed) {
            (false, _) => Some("its bytes are not those that were filed"),
            (true, Signed::InName) => Some("its signature does not hold"),
            _ => None,
        }
    }
}

impl Leaving<'_> {
    /// Returns the name of its file beside the record, which ends as its bytes ask.
    fn name(&self) -> String {
        format!("{}.{}", self.document.id.name, self.media_type.ending())
    }

    fn digest(&self) -> String {
        format!("sha256:{}", self.sha256)
    }
}

/// A file that lies beside the record.
pub struct BesideFile<'d> {
    /// Its name.
    pub name: String,
    /// Its digest.
    pub digest: String,
    /// Its bytes.
    pub bytes: Packable<'d>,
}
