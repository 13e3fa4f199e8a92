//! The questionnaires of a client: a measure as it was answered once, a file each, which may be signed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder, FolderEntry};
use crate::disk::write::PRIVATE;
use crate::domain::client_id::ClientId;
use crate::domain::note_ref::NoteRef;
use crate::domain::questionnaire::{QuestionnaireId, QuestionnaireName};
use crate::fields::Problem;
use crate::record::chart::layout::{DocumentPart, SIGNATURE, part_of_questionnaire};
use crate::record::chart::note_files::Trust;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::{Chart, ChartError};
use crate::record::questionnaire::{NewQuestionnaire, Questionnaire, compose};
use crate::record::signature::allowed_signers::AllowedSigners;
use crate::record::signature::verdict::{Standing, State, state};

/// How often another name is tried where there is a questionnaire of that name already.
const TRIES: usize = 10;

/// What lies in a client's folder of questionnaires.
pub struct QuestionnaireFolder {
    folder: Folder,
    client: ClientId,
    /// The questionnaires by their names, and whether each has its file and a signature.
    pub questionnaires: BTreeMap<QuestionnaireName, QuestionnaireFiles>,
    /// What is no file of a questionnaire.
    pub strays: Vec<FolderEntry>,
}

/// Which files of a questionnaire are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuestionnaireFiles {
    /// Whether its answers are.
    pub has_answers: bool,
    /// Whether its signature is.
    pub has_signature: bool,
}

/// A questionnaire as it was read.
#[derive(Clone, Debug)]
pub struct FiledQuestionnaire {
    /// Which one it is.
    pub id: QuestionnaireId,
    /// The file, as it stands there.
    pub text: Vec<u8>,
    /// The same, read.
    pub said: Questionnaire,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The signature of the text.
    pub signature: Option<Vec<u8>>,
}

impl FiledQuestionnaire {
    /// Reads a questionnaire; `of` is whose it may be by its own words.
    pub fn of(
        id: QuestionnaireId,
        of: &ClientId,
        text: Vec<u8>,
        signature: Option<Vec<u8>>,
    ) -> Self {
        let (said, mut problems) = Questionnaire::of(&text);
        if problems.is_empty() {
            let as_filed = QuestionnaireId { client: of.clone(), name: id.name.clone() };
            said.against(&as_filed, &mut problems);
        }
        Self { id, text, said, problems, signature }
    }

    /// Tells how far it is signed.
    pub fn state(&self, signers: &AllowedSigners) -> State {
        let Questionnaire { signed_by, signed_at, .. } = &self.said;
        state(&self.text, self.signature.as_deref(), signed_by.as_deref(), *signed_at, signers)
    }

    /// Tells what it is to somebody who takes it along.
    pub fn standing(&self, trust: &Trust) -> Standing {
        self.state(&trust.signers).standing()
    }
}

impl QuestionnaireFolder {
    pub(super) fn of(folder: Folder, client: &ClientId) -> Result<Self, DiskError> {
        let mut questionnaires: BTreeMap<QuestionnaireName, QuestionnaireFiles> = BTreeMap::new();
        let mut strays = Vec::new();
        for entry in folder.entries()? {
            let name = entry.name.to_str().filter(|_| entry.kind == EntryKind::File);
            let Some((questionnaire, part)) = name.and_then(part_of_questionnaire) else {
                strays.push(entry);
                continue;
            };
            let files = questionnaires.entry(questionnaire).or_default();
            match part {
                DocumentPart::Signature => files.has_signature = true,
                _ => files.has_answers = true,
            }
        }
        Ok(Self { folder, client: client.clone(), questionnaires, strays })
    }

    /// Returns where a file of it lies.
    pub fn path_of(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Returns the names of those whose answers are there.
    pub fn filed(&self) -> impl Iterator<Item = &QuestionnaireName> {
        self.questionnaires.iter().filter(|(_, files)| files.has_answers).map(|(name, _)| name)
    }
}

impl Chart {
    /// Returns what lies in a client's folder of questionnaires; `None` when there is none.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn questionnaire_folder(
        &self,
        client: &ClientId,
    ) -> Result<Option<QuestionnaireFolder>, DiskError> {
        let folder = self.open_in_client(client, PaperKind::Questionnaire.folder())?;
        folder.map(|folder| QuestionnaireFolder::of(folder, client)).transpose()
    }

    /// Finds the questionnaire that a reference means; a client alone means the one of the latest day.
    ///
    /// # Errors
    /// Fails when there is none, and lists the candidates when there are several.
    pub fn find_questionnaire(&self, reference: &NoteRef) -> Result<QuestionnaireId, ChartError> {
        let (client, name) = self.find_with_files(reference, PaperKind::Questionnaire)?;
        Ok(QuestionnaireId { client, name })
    }

    /// Reads a questionnaire of a folder.
    ///
    /// # Errors
    /// Fails when it is not there or cannot be read.
    pub fn questionnaire_in(
        &self,
        folder: &QuestionnaireFolder,
        name: &QuestionnaireName,
    ) -> Result<FiledQuestionnaire, ChartError> {
        let id = PaperId { client: folder.client.clone(), name: name.to_string() };
        let paper = self.read_paper(&id, PaperKind::Questionnaire)?;
        let files = folder.questionnaires.get(name).copied().unwrap_or_default();
        let signature = match files.has_signature {
            true => Some(folder.folder.read(format!("{name}.toml{SIGNATURE}").as_ref())?),
            false => None,
        };
        let id = QuestionnaireId { client: folder.client.clone(), name: name.clone() };
        Ok(FiledQuestionnaire::of(id, &paper.of, paper.bytes, signature))
    }

    /// Reads a questionnaire.
    ///
    /// # Errors
    /// Fails when it is not there or cannot be read.
    pub fn questionnaire(&self, id: &QuestionnaireId) -> Result<FiledQuestionnaire, ChartError> {
        let (noun, name) = (PaperKind::Questionnaire.noun(), id.to_string());
        let folder = self.questionnaire_folder(&id.client)?;
        let folder = folder.ok_or(ChartError::NoSuchPaper { noun, name })?;
        self.questionnaire_in(&folder, &id.name)
    }

    /// Reads all questionnaires of a client by day and name.
    ///
    /// # Errors
    /// Fails when one cannot be read.
    pub fn questionnaires(&self, client: &ClientId) -> Result<Vec<FiledQuestionnaire>, ChartError> {
        let Some(folder) = self.questionnaire_folder(client)? else { return Ok(Vec::new()) };
        folder.filed().map(|name| self.questionnaire_in(&folder, name)).collect()
    }

    /// Files a questionnaire under a name of its own; one that is there is never overwritten.
    ///
    /// # Errors
    /// Fails when the disk refuses; nothing of it is there then.
    pub fn file_questionnaire(
        &self,
        client: &ClientId,
        new: &NewQuestionnaire<'_>,
    ) -> Result<QuestionnaireId, ChartError> {
        let path = self.client_folder(client).join(PaperKind::Questionnaire.folder());
        let folder = self.tree().create_folders(&path)?;
        let text = compose(client, new);
        for _ in 0..TRIES {
            let name = QuestionnaireName::from_random(new.date, new.measure, rand::random());
            let Some(name) = name else { break };
            let file = format!("{name}.toml");
            if folder.kind_of(OsStr::new(&file))?.is_some() {
                continue;
            }
            match folder.write_new(file.as_ref(), &[text.as_bytes()], PRIVATE) {
                Err(error) if error.reason() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(QuestionnaireId { client: client.clone(), name }),
            }
        }
        Err(ChartError::Full)
    }

    /// Returns where a questionnaire lies.
    pub fn questionnaire_path(&self, id: &QuestionnaireId) -> PathBuf {
        let paper = PaperId { client: id.client.clone(), name: id.name.to_string() };
        self.paper_path(&paper, PaperKind::Questionnaire)
    }
}
