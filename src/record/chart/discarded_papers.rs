//! Documents and questionnaires that were filed by mistake: kept where no list and no export looks, what is said
//! of each in a file of its own with who put it there, when and why, the bytes of a document beside that; and taken
//! back from there.

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::write::Replaced;
use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentName;
use crate::domain::questionnaire::QuestionnaireName;
use crate::failure::{Explain, Failure};
use crate::record::chart::Chart;
use crate::record::chart::discarded::{self, FOLDER, Kept};
use crate::record::chart::layout::{DocumentPart, part_of_document};
use crate::record::chart::moves::Trail;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::signed_papers::{ReadPaper, SignedPaper};

/// A document or a questionnaire that was discarded.
#[derive(Debug)]
pub struct DiscardedPaper {
    /// Which, and under which name it comes back.
    pub id: SignedPaper,
    /// What it says, byte for byte.
    pub text: String,
    // Where that lies, and what lies there.
    path: PathBuf,
    bytes: Vec<u8>,
}

/// A document or questionnaire that cannot be discarded or taken back.
#[derive(Debug, thiserror::Error)]
pub enum DiscardError {
    /// What it says is not text, so it could not be given back.
    #[error("what the {noun} `{0}` says is not UTF-8 text", noun = .0.noun())]
    NotText(SignedPaper),
    /// Somebody wrote meanwhile.
    #[error("the {noun} `{0}` changed meanwhile; it is in both places now", noun = .0.noun())]
    ChangedMeanwhile(SignedPaper),
    /// There is one of its name.
    #[error("there is another {noun} `{0}`", noun = .0.noun())]
    Taken(SignedPaper),
    /// Too many of one name.
    #[error("there are too many discarded {noun}s of the name `{0}`", noun = .0.noun())]
    Full(SignedPaper),
}

impl Explain for DiscardError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NotText(id) => Some(format!("Run `casenotes validate {id}` and mend it first.")),
            Self::ChangedMeanwhile(_) => Some("Look at it, and run the command again.".into()),
            Self::Taken(_) => {
                Some("Discard that one first, or leave the other where it is.".into())
            }
            Self::Full(_) => None,
        }
    }
}

impl Chart {
    /// Puts a document or a questionnaire away. All of it is there before anything is removed here: a run that
    /// is killed in between is completed by the same command.
    ///
    /// # Errors
    /// Fails when it changed since it was read, and when the disk refuses; it is whole in one of the places
    /// then.
    pub fn discard_paper(&self, paper: &ReadPaper, trail: &Trail<'_>) -> Result<(), Failure> {
        let (id, PaperId { client, name }) = (&paper.id, paper.id.paper_id());
        let text = std::str::from_utf8(&paper.text);
        let text = text.map_err(|_| DiscardError::NotText(id.clone()))?;
        let bytes = match id {
            SignedPaper::Document(id) => discarded::compose("document", &id.name, text, trail),
            SignedPaper::Questionnaire(id) => {
                discarded::compose("questionnaire", &id.name, text, trail)
            }
        };
        let bytes = bytes.ok_or_else(|| DiscardError::NotText(id.clone()))?;
        let path = self.client_folder(&client).join(FOLDER);
        let folder = self.tree().create_folders(&path)?;
        // A questionnaire has no bytes beside it.
        let documents = match id {
            SignedPaper::Document(_) => self.document_folder(&client)?,
            SignedPaper::Questionnaire(_) => None,
        };
        let files = match (id, &documents) {
            (SignedPaper::Document(id), Some(documents)) => documents.bytes_of(&id.name),
            _ => &[],
        };
        for (file, documents) in files.iter().zip(documents.iter().cycle()) {
            folder.link_from(file.as_ref(), documents.folder(), file.as_ref())?;
        }
        let is_it = |it: &DiscardedPaper| it.id == *id && it.text.as_bytes() == paper.text;
        if !self.discarded_papers(&client, id.kind())?.iter().any(is_it) {
            let written = self.write_discarded(&path, &name, &bytes)?;
            written.ok_or_else(|| DiscardError::Full(id.clone()))?;
        }
        for (file, documents) in files.iter().zip(documents.iter().cycle()) {
            documents.folder().remove(file.as_ref())?;
        }
        match self.tree().remove_if(&self.paper_path(&id.paper_id(), id.kind()), &paper.text)? {
            Replaced::Yes => Ok(()),
            Replaced::ChangedMeanwhile => Err(DiscardError::ChangedMeanwhile(id.clone()).into()),
        }
    }

    /// Returns the documents of a client, or the questionnaires, that were discarded, by their names; what
    /// cannot be read is left where it is.
    ///
    /// # Errors
    /// Fails when the folder or a file cannot be read.
    pub fn discarded_papers(
        &self,
        client: &ClientId,
        kind: PaperKind,
    ) -> Result<Vec<DiscardedPaper>, DiskError> {
        let kept: Vec<Kept<String>> = self.kept_in_discarded(client, kind.noun())?;
        let paper = |Kept { name, text, path, bytes }| {
            let id = SignedPaper::of(kind, &PaperId { client: client.clone(), name })?;
            Some(DiscardedPaper { id, text, path, bytes })
        };
        let mut found: Vec<DiscardedPaper> = kept.into_iter().filter_map(paper).collect();
        found.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
        Ok(found)
    }

    /// Takes back what was discarded, under the name it had. All of it is there before anything is removed
    /// here: a run that is killed in between is completed by the same command.
    ///
    /// # Errors
    /// Fails when another one has its name, and when the disk refuses.
    pub fn restore_paper(&self, discarded: &DiscardedPaper) -> Result<(), Failure> {
        let DiscardedPaper { id, text, path, bytes } = discarded;
        let Some(folder) = self.open_in_client(id.client(), FOLDER)? else { return Ok(()) };
        let mut files = Vec::new();
        for entry in folder.entries()? {
            let name = entry.name.to_str().and_then(|name| Some((name, part_of_document(name)?)));
            if let (Some((file, (name, DocumentPart::Bytes))), SignedPaper::Document(id)) =
                (name, id)
                && name == id.name
            {
                files.push(file.to_owned());
            }
        }
        let to = self.client_folder(id.client()).join(id.kind().folder());
        let to = self.tree().create_folders(&to)?;
        let place = self.paper_path(&id.paper_id(), id.kind());
        let there = self.tree().read_if_there(&place)?;
        if there.as_ref().is_some_and(|there| there != text.as_bytes()) {
            return Err(DiscardError::Taken(id.clone()).into());
        }
        for file in &files {
            to.link_from(OsStr::new(file), &folder, OsStr::new(file))?;
        }
        if there.is_none() {
            self.tree().write_new(&place, text.as_bytes())?;
        }
        for file in &files {
            folder.remove(OsStr::new(file))?;
        }
        // One that changed meanwhile stays: then it is there twice, and nothing is lost.
        self.tree().remove_if(path, bytes)?;
        Ok(())
    }
}

/// Reads what a document or a questionnaire that was discarded is, its name and its text.
pub fn read(bytes: &[u8]) -> Option<(PaperKind, String, String)> {
    let document = || discarded::read::<DocumentName>("document", bytes);
    let document = document().map(|(name, text)| (PaperKind::Document, name.to_string(), text));
    document.or_else(|| {
        let (name, text) = discarded::read::<QuestionnaireName>("questionnaire", bytes)?;
        Some((PaperKind::Questionnaire, name.to_string(), text))
    })
}
