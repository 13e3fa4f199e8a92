//! The client tree of progress notes: plain files, kept with git.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::disk::folder::{EntryKind, Folder};
use crate::disk::tree::Tree;
use crate::disk::workbench::{Leftover, leftovers};
use crate::disk::write::Replaced;
use crate::disk::{DiskError, place};
use crate::domain::aim::RecordAim;
use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::nearest::nearest;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::note_ref::{Choice, NoteRef, choose};
use crate::domain::numbers::Numbers;
use crate::domain::position::Position;
use crate::domain::session_time::SessionTime;
use crate::failure::Explain;
use crate::fields::{Problem, ProblemKind};
use crate::record::chart::layout::{CLIENT_FILE, WORKBENCH};
use crate::record::chart::measure_list::KnownMeasures;
use crate::record::chart::moves::MovedNote;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::settings::Settings;

pub mod additions;
pub mod amended;
pub mod archive;
pub mod archive_check;
pub mod archive_filing;
pub mod archive_source;
mod arriving;
pub mod clone;
pub mod commit_message;
pub mod discarded;
pub mod discarded_papers;
pub mod document_bytes;
pub mod documents;
pub mod doubts;
pub mod facts;
pub mod filing;
pub mod git;
pub mod git_commit;
pub mod git_files;
pub mod git_history;
pub mod git_merge;
pub mod kept_record;
pub mod law_settings;
pub mod layout;
pub mod letterhead;
mod lexicons;
pub mod listing;
pub mod marks;
pub mod measure_list;
pub mod misfiling;
pub mod moves;
pub mod note_files;
mod own_id;
pub mod paper_relocation;
pub mod papers;
pub mod part;
pub mod people;
pub mod plans;
pub mod profiles;
pub mod questionnaires;
pub mod received;
pub mod relocation;
pub mod repository;
pub mod restrictions;
pub mod retention_policy;
pub mod scores;
pub mod server;
pub mod settings;
pub mod signed_papers;
pub mod signing;
pub mod signing_policy;
pub mod templates;

/// The file that marks the root of a chart.
pub const MARKER: &str = "casenotes.toml";

const MARKER_TEXT: &str =
    "# The root of a casenotes chart (docs/FORMAT.md), and the practice's settings.\nformat = 1\n";

/// The tree of progress notes. It holds no path to the vault.
#[derive(Debug)]
pub struct Chart {
    tree: Tree,
    settings: Settings,
    // Which numbers the names have that are given here.
    numbers: Numbers,
    // Read when it is first asked for.
    measures: OnceLock<KnownMeasures>,
}

/// A chart, client or note that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The folder is not a chart.
    #[error("{} is not a chart: it has no `{MARKER}`", .0.display())]
    NotAChart(PathBuf),
    /// The chart is of a format we do not know.
    #[error("{} is a chart of a format that this casenotes does not know", .0.display())]
    UnknownFormat(PathBuf),
    /// The settings are not TOML.
    #[error("{}:{}:{}: {message}", path.display(), at.line, at.column)]
    UnreadableMarker {
        /// The file.
        path: PathBuf,
        /// Where in it.
        at: Position,
        /// What is wrong.
        message: String,
    },
    /// There is no such client.
    #[error("there is no client `{id}`")]
    NoSuchClient {
        /// What was asked for.
        id: ClientId,
        /// What was meant, if that is clear.
        meant: Option<String>,
    },
    /// The id is taken.
    #[error("there is a client `{0}` already")]
    ClientExists(ClientId),
    /// The client has no notes.
    #[error("the client `{0}` has no notes")]
    NoNotes(ClientId),
    /// There is no such note.
    #[error("there is no note `{name}`")]
    NoSuchNote {
        /// What was asked for.
        name: String,
        /// What was meant, if that is clear.
        meant: Option<String>,
    },
    /// An edit of the note was killed and its text waits.
    #[error("an edit of `{id}` was killed and has left its text in {}", folder.display())]
    UnsavedEdit {
        /// The note.
        id: NoteId,
        /// Where the text is.
        folder: PathBuf,
    },
    /// The note was moved to another client.
    #[error("the note `{name}` was moved")]
    Moved {
        /// What was asked for.
        name: String,
        /// Where it was and is.
        moved: Box<MovedNote>,
    },
    /// There is no such paper.
    #[error("there is no {noun} `{name}`")]
    NoSuchPaper {
        /// What it would be.
        noun: &'static str,
        /// What was asked for.
        name: String,
    },
    /// The paper was moved to another client.
    #[error("the {noun} `{name}` was moved")]
    PaperMoved {
        /// What it is.
        noun: &'static str,
        /// What was asked for.
        name: String,
        /// Where it is.
        to: PaperId,
    },
    /// A client alone was named, where a note must be.
    #[error("`{client}` is a client; name the note that is meant")]
    NotNamed {
        /// Whose notes.
        client: ClientId,
        /// The latest of them.
        latest: NoteId,
    },
    /// More than one begins so.
    #[error("`{name}` could be any of {count} {nouns}")]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// How many begin so.
        count: usize,
        /// What they are.
        nouns: &'static str,
        /// The first of them.
        candidates: Vec<String>,
    },
    /// The path is not that of a note in the chart.
    #[error("{} is not a note of the chart", .0.display())]
    NotInTheChart(PathBuf),
    /// The minute has as many notes as it can have.
    #[error("there are too many notes for one minute")]
    Full,
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Explain for ChartError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NotAChart(_) => {
                Some("Run `casenotes init`, or correct `[chart] root` in the configuration.".into())
            }
            Self::UnknownFormat(_) => Some("Use a newer casenotes.".into()),
            Self::UnreadableMarker { .. } => Some("Correct the line, or bring the file back with git; until then the settings of the practice are not known.".into()),
            Self::NoSuchClient { meant: Some(meant), .. }
            | Self::NoSuchNote { meant: Some(meant), .. } => {
                Some(format!("Did you mean `{meant}`?"))
            }
            Self::NoSuchClient { .. } => {
                Some("Run `casenotes client list` to see who there is.".into())
            }
            Self::ClientExists(_) => {
                Some("Choose another id, or leave `--id` out for a random one.".into())
            }
            Self::NoSuchPaper { noun: "authorization", .. } => {
                Some("Run `casenotes authorization list` to see what there is.".into())
            }
            Self::NoSuchPaper { noun: "document", .. } => {
                Some("Run `casenotes document list` to see what there is.".into())
            }
            Self::NoSuchPaper { .. } => None,
            Self::UnsavedEdit { id, .. } => Some(format!(
                "Run `casenotes edit {id} --recover` to take it up again, or `--discard` to throw it away."
            )),
            Self::NoNotes(client) => Some(format!("Write one with `casenotes new {client}`.")),
            Self::NotNamed { latest, .. } => Some(format!(
                "The latest is `{latest}`; `casenotes list {}` shows all.",
                latest.client
            )),
            Self::PaperMoved { to, .. } => Some(format!("It is `{to}` now.")),
            Self::Moved { moved, .. } => Some(format!("It is `{}` now.", moved.to)),
            Self::NoSuchNote { .. } => Some("Run `casenotes list` to see what there is.".into()),
            Self::Ambiguous { candidates, .. } => {
                Some(format!("Choose one: {}.", candidates.join(", ")))
            }
            Self::NotInTheChart(_) => {
                Some("Notes are `clients/ID/notes/NAME.md` in the chart.".into())
            }
            Self::Full => None,
            Self::Disk(error) => error.hint(),
        }
    }
}

/// A note that is to get the name which its session and format give it.
pub struct Renamed<'a> {
    /// Where it lies.
    pub from: &'a Path,
    /// What was read there.
    pub before: &'a [u8],
    /// Whose note it is.
    pub client: &'a ClientId,
    /// When its session began.
    pub start: SessionTime,
    /// Its format.
    pub format: &'a FormatName,
    /// What it is to hold.
    pub after: &'a [u8],
}

/// A file of the name of a template.
#[derive(Debug)]
pub struct TemplateFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds; `None` when it is no regular file.
    pub bytes: Option<Vec<u8>>,
}

impl Chart {
    /// Makes an empty chart; its folder may exist but must be empty.
    ///
    /// # Errors
    /// Fails when a file of that name exists.
    pub fn create(root: &Path) -> Result<Self, ChartError> {
        let tree = Tree::create(root)?;
        tree.create_folders("clients".as_ref())?;
        tree.write_new(MARKER.as_ref(), MARKER_TEXT.as_bytes())?;
        let settings = Settings::read(MARKER_TEXT.into());
        Ok(Self { tree, settings, numbers: Numbers::ALL, measures: OnceLock::new() })
    }

    /// Opens the tree at `root`, and reads the settings of the practice.
    ///
    /// # Errors
    /// Fails when there is no chart of a format that we know.
    pub fn open(root: &Path) -> Result<Self, ChartError> {
        let missing = || ChartError::NotAChart(root.to_owned());
        let tree = Tree::open_if_there(root)?.ok_or_else(missing)?;
        let marker = tree.read_if_there(MARKER.as_ref())?.ok_or_else(missing)?;
        let settings = Settings::read(marker);
        let is_unreadable = |problem: &&Problem| problem.kind == ProblemKind::Unreadable;
        match settings.problems.iter().find(is_unreadable) {
            Some(problem) => Err(ChartError::UnreadableMarker {
                path: root.join(MARKER),
                at: Position::of(&settings.bytes, problem.span.start),
                message: problem.message.clone(),
            }),
            None if settings.format == Some(1) => {
                let numbers = settings.marks.numbers(None, None);
                Ok(Self { tree, settings, numbers, measures: OnceLock::new() })
            }
            None => Err(ChartError::UnknownFormat(root.to_owned())),
        }
    }

    /// Says who writes, and which mark the machine has by its own configuration: new names carry it.
    #[must_use]
    pub fn written_by(self, name: Option<&str>, mark: Option<u16>) -> Self {
        Self { numbers: self.settings.marks.numbers(name, mark), ..self }
    }

    /// Returns which numbers the names have that are given here.
    pub fn numbers(&self) -> Numbers {
        self.numbers
    }

    /// Replaces the settings of the practice if they are still those that were read.
    ///
    /// # Errors
    /// Fails when the disk refuses; the old ones are whole then.
    pub fn replace_settings(&self, bytes: &[u8]) -> Result<Replaced, DiskError> {
        self.tree.replace_if(MARKER.as_ref(), &self.settings.bytes, bytes)
    }

    /// Returns where the chart is.
    pub fn root(&self) -> &Path {
        self.tree.path()
    }

    /// Returns the tree, held open: everything in the chart is read and written through it.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns the ids of all clients, sorted.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn clients(&self) -> Result<Vec<ClientId>, DiskError> {
        let Some(clients) = self.tree.root().open_in("clients")? else {
            return Ok(Vec::new());
        };
        Ok(clients
            .entries()?
            .into_iter()
            .filter(|entry| entry.kind == EntryKind::Folder)
            .filter_map(|entry| entry.name.to_str()?.parse().ok())
            .collect())
    }

    /// Fails when there is no such client.
    ///
    /// # Errors
    /// Names the nearest id that there is.
    pub fn require_client(&self, id: &ClientId) -> Result<(), ChartError> {
        if self.tree.folder(&self.client_folder(id))?.is_some() {
            return Ok(());
        }
        let known = self.clients()?;
        let meant = nearest(id.as_str(), known.iter().map(ClientId::as_str)).map(str::to_owned);
        Err(ChartError::NoSuchClient { id: id.clone(), meant })
    }

    /// Returns the clients that are meant: those that are named, or all when none is.
    ///
    /// # Errors
    /// Fails when there is no such client.
    pub fn clients_among(&self, named: Vec<ClientId>) -> Result<Vec<ClientId>, ChartError> {
        if named.is_empty() {
            return Ok(self.clients()?);
        }
        for client in &named {
            self.require_client(client)?;
        }
        Ok(named)
    }

    /// Makes a client's folder with its client file.
    ///
    /// # Errors
    /// Fails when there is such a client.
    pub fn add_client(&self, id: &ClientId, text: &str) -> Result<(), ChartError> {
        let files = [(CLIENT_FILE, vec![text.as_bytes()])];
        let made = self.tree.write_new_folder(&self.client_folder(id), &files);
        made.map_err(|error| match error.reason() {
            std::io::ErrorKind::AlreadyExists => ChartError::ClientExists(id.clone()),
            _ => error.into(),
        })
    }

    /// Reads a client's file; `None` when the client has none.
    ///
    /// # Errors
    /// Fails when there is no such client or the file cannot be read.
    pub fn read_client(&self, id: &ClientId) -> Result<Option<Vec<u8>>, ChartError> {
        let bytes = self.tree.read_if_there(&self.client_file(id))?;
        if bytes.is_none() {
            self.require_client(id)?;
        }
        Ok(bytes)
    }

    /// Replaces a client's file if it is still the one that was read.
    ///
    /// # Errors
    /// Fails when the disk refuses; the old file is whole then.
    pub fn replace_client(
        &self,
        id: &ClientId,
        read: &[u8],
        text: &[u8],
    ) -> Result<Replaced, DiskError> {
        self.tree.replace_if(&self.client_file(id), read, text)
    }

    /// Finds the note that a reference means.
    ///
    /// # Errors
    /// Fails when there is none, with the nearest one, and lists the candidates when there are several.
    pub fn find(&self, reference: &NoteRef) -> Result<NoteId, ChartError> {
        let (client, prefix) = match reference {
            NoteRef::Path(path) => return self.find_path(path),
            NoteRef::Latest(client) => (client, None),
            NoteRef::Prefix(client, prefix) => (client, Some(prefix.as_str())),
        };
        self.require_client(client)?;
        let stems = self.stems(client)?;
        let name = prefix.map_or_else(|| client.to_string(), |prefix| format!("{client}/{prefix}"));
        let id = |stem: &NoteStem| NoteId { client: client.clone(), stem: stem.clone() };
        let Some(prefix) = prefix else {
            return stems.last().map(id).ok_or_else(|| ChartError::NoNotes(client.clone()));
        };
        match choose(prefix, &stems, NoteStem::as_str) {
            Choice::One(stem) => Ok(id(stem)),
            Choice::None(meant) => Err(match self.moved_to(client, prefix)? {
                Some(moved) => ChartError::Moved { name, moved: Box::new(moved) },
                None => {
                    let meant = meant.map(|stem| id(stem).to_string());
                    ChartError::NoSuchNote { name, meant }
                }
            }),
            Choice::Several(stems) => Err(ChartError::Ambiguous {
                name,
                count: stems.len(),
                nouns: "notes",
                candidates: stems.iter().take(10).map(|stem| id(stem).to_string()).collect(),
            }),
        }
    }

    /// Finds the note that is named; the latest of a client is no name, where a slip would do harm.
    ///
    /// # Errors
    /// Fails as [`Chart::find`] does, and when a client alone was named.
    pub fn find_named(&self, reference: &NoteRef) -> Result<NoteId, ChartError> {
        let found = self.find(reference)?;
        match reference {
            NoteRef::Latest(client) => {
                Err(ChartError::NotNamed { client: client.clone(), latest: found })
            }
            _ => Ok(found),
        }
    }

    /// Returns the texts that could not be saved to a note because it had changed, in order.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn conflicts(&self, id: &NoteId) -> Result<Vec<PathBuf>, DiskError> {
        let Some(folder) = self.tree.folder(&self.notes_folder(&id.client))? else {
            return Ok(Vec::new());
        };
        let begins = format!("{}.conflict-", id.stem);
        let is_one = |name: &str| {
            name.starts_with(&begins) && layout::role_of_file(name) == layout::Role::Conflict
        };
        let entries = folder.entries()?.into_iter();
        let found = entries.filter(|entry| entry.name.to_str().is_some_and(is_one));
        Ok(found.map(|entry| folder.path().join(entry.name)).collect())
    }

    /// Returns what a killed edit of a note has left.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn unsaved_edit(&self, id: &NoteId) -> Result<Option<Leftover>, DiskError> {
        let label = id.to_string();
        let left = self.leftovers(&id.client)?;
        Ok(left.into_iter().find(|leftover| leftover.label == label))
    }

    /// Returns the texts that killed runs have left with a client.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn leftovers(&self, client: &ClientId) -> Result<Vec<Leftover>, DiskError> {
        let folder = self.tree.folder(&self.notes_folder(client))?;
        folder.map_or(Ok(Vec::new()), |folder| leftovers(&folder, WORKBENCH))
    }

    /// Returns what a text with such a label may still become: a new note, where what it was for cannot be
    /// read from the label or is there no more.
    ///
    /// # Errors
    /// Fails when what it was for cannot be looked at.
    pub fn aim_of(&self, label: &str, client: &ClientId) -> Result<RecordAim, DiskError> {
        Ok(match RecordAim::of(label, client) {
            RecordAim::Edit(id) | RecordAim::Amendment(id)
                if !self.tree.has(&self.path(&id))? =>
            {
                RecordAim::NewNote(id.client)
            }
            aim => aim,
        })
    }

    /// Fails when a text waits for one of the notes, sorted by client: what is known by the name of a
    /// note could not be taken up again once it is signed or has another name.
    ///
    /// # Errors
    /// Names the first.
    pub fn require_no_unsaved_edit(&self, ids: &[NoteId]) -> Result<(), ChartError> {
        for of_client in ids.chunk_by(|a, b| a.client == b.client) {
            for left in self.leftovers(&of_client[0].client)? {
                if let Some(id) = of_client.iter().find(|id| id.to_string() == left.label) {
                    let (id, folder) = (id.clone(), left.folder);
                    return Err(ChartError::UnsavedEdit { id, folder });
                }
            }
        }
        Ok(())
    }

    /// Reads one note.
    ///
    /// # Errors
    /// Fails when it cannot be read.
    pub fn read(&self, id: &NoteId) -> Result<Vec<u8>, DiskError> {
        self.tree.read(&self.path(id))
    }

    /// Files a new note under the first free name for its session; never overwrites one.
    ///
    /// # Errors
    /// Fails when the disk refuses; nothing half-written stays.
    pub fn file_new(
        &self,
        client: &ClientId,
        start: SessionTime,
        format: &FormatName,
        bytes: &[u8],
    ) -> Result<NoteId, ChartError> {
        let id = |number| NoteId {
            client: client.clone(),
            stem: NoteStem::new(start, format.clone(), number),
        };
        let path = |number| self.path(&id(number));
        let number = self.tree.write_numbered(self.numbers.each(), path, bytes)?;
        number.map(id).ok_or(ChartError::Full)
    }

    /// Files a note anew under the name its session and format give it, and removes it from where it
    /// was; returns its id, or `None` when it changed since it was read, and then nothing is changed.
    ///
    /// # Errors
    /// Fails when the disk refuses; the note is whole under one of the names, or both, then.
    pub fn refile(&self, renamed: &Renamed<'_>) -> Result<Option<NoteId>, ChartError> {
        let Renamed { from, before, client, start, format, after } = renamed;
        let id = self.file_new(client, *start, format, after)?;
        match self.tree.remove_if(from, before)? {
            Replaced::Yes => Ok(Some(id)),
            Replaced::ChangedMeanwhile => {
                self.tree.unmake(&self.path(&id));
                Ok(None)
            }
        }
    }

    /// Tells whether something lies beside a note that belongs to it by name: a signature, an addition.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn has_companion(&self, note: &Path) -> Result<bool, DiskError> {
        let stem = note.file_stem().unwrap_or_default().to_os_string().into_encoded_bytes();
        let folder = note.parent().map(|folder| self.tree.folder(folder)).transpose()?.flatten();
        let entries = folder.map_or(Ok(Vec::new()), |folder| folder.entries())?;
        let belongs = |name: &std::ffi::OsStr| {
            let rest = name.as_encoded_bytes().strip_prefix(stem.as_slice());
            rest.is_some_and(|rest| rest.starts_with(b".") && rest != b".md")
        };
        Ok(entries.iter().any(|entry| belongs(&entry.name)))
    }

    /// Replaces a note if it is still the one that was read.
    ///
    /// # Errors
    /// Fails when the disk refuses; the old note is whole then.
    pub fn replace(&self, id: &NoteId, read: &[u8], bytes: &[u8]) -> Result<Replaced, DiskError> {
        self.tree.replace_if(&self.path(id), read, bytes)
    }

    /// Keeps a text beside a note that changed while it was edited; returns where.
    ///
    /// # Errors
    /// Fails when the disk refuses.
    pub fn keep_beside(&self, id: &NoteId, bytes: &[u8]) -> Result<PathBuf, ChartError> {
        let folder = self.notes_folder(&id.client);
        let path = |number| folder.join(layout::conflict_name(id.stem.as_str(), number));
        let number = self.tree.write_numbered(self.numbers.each(), path, bytes)?;
        number.map(path).ok_or(ChartError::Full)
    }

    /// Tells whether a client has papers: authorizations, disclosures, requests, documents, questionnaires.
    ///
    /// # Errors
    /// Fails when one of the folders cannot be read.
    pub fn has_records(&self, id: &ClientId) -> Result<bool, DiskError> {
        for kind in PaperKind::ALL {
            let folder = self.tree.folder(&self.client_folder(id).join(kind.folder()))?;
            if let Some(folder) = folder
                && !folder.entries()?.is_empty()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells whether a note has a signature beside it.
    ///
    /// # Errors
    /// Fails when it cannot be looked for.
    pub fn has_signature(&self, id: &NoteId) -> Result<bool, DiskError> {
        self.tree.has(&Self::signature_path(&self.path(id)))
    }

    /// Reads the practice's own templates.
    ///
    /// # Errors
    /// Fails when a file cannot be read.
    pub fn templates(&self) -> Result<Vec<TemplateFile>, DiskError> {
        let Some(folder) = self.tree.root().open_in("templates")? else {
            return Ok(Vec::new());
        };
        folder
            .entries()?
            .into_iter()
            .filter(|entry| entry.name.to_string_lossy().ends_with(".md"))
            .map(|entry| {
                let path = folder.path().join(&entry.name);
                let is_file = entry.kind == EntryKind::File;
                let bytes = is_file.then(|| folder.read(entry.name.as_ref())).transpose()?;
                Ok(TemplateFile { path, bytes })
            })
            .collect()
    }

    /// Returns the path of a note.
    pub fn path(&self, id: &NoteId) -> PathBuf {
        self.notes_folder(&id.client).join(format!("{}.md", id.stem))
    }

    /// Returns the path of a client's file.
    pub fn client_file(&self, id: &ClientId) -> PathBuf {
        self.client_folder(id).join(CLIENT_FILE)
    }

    /// Returns the folder of a client's notes, which may not exist yet.
    pub fn notes_folder(&self, id: &ClientId) -> PathBuf {
        self.client_folder(id).join("notes")
    }

    /// Makes the folder of a client's notes if it does not exist, and returns it.
    ///
    /// # Errors
    /// Fails when the disk refuses.
    pub fn make_notes_folder(&self, id: &ClientId) -> Result<Folder, DiskError> {
        self.tree.create_folders(&self.notes_folder(id))
    }

    /// Returns the folder of a client.
    pub fn client_folder(&self, id: &ClientId) -> PathBuf {
        self.root().join("clients").join(id.as_str())
    }

    /// Reads which note or client file a path means; the path must lie in the chart.
    ///
    /// # Errors
    /// Fails when it does not.
    pub fn client_of_path(&self, path: &Path) -> Result<(ClientId, PathBuf), ChartError> {
        let outside = || ChartError::NotInTheChart(path.to_owned());
        let real = place::real_path(path);
        let inside = real.strip_prefix(self.root()).map_err(|_| outside())?;
        let mut parts = inside.components().map(|part| part.as_os_str().to_str());
        if parts.next().flatten() != Some("clients") {
            return Err(outside());
        }
        let client = parts.next().flatten().and_then(|id| id.parse().ok()).ok_or_else(outside)?;
        Ok((client, inside.to_owned()))
    }

    fn find_path(&self, path: &Path) -> Result<NoteId, ChartError> {
        let (client, inside) = self.client_of_path(path)?;
        let outside = || ChartError::NotInTheChart(path.to_owned());
        let stem: NoteStem = inside
            .file_name()
            .and_then(|name| name.to_str()?.strip_suffix(".md")?.parse().ok())
            .ok_or_else(outside)?;
        let id = NoteId { client, stem };
        if self.path(&id) != self.root().join(&inside) {
            return Err(outside());
        }
        if self.tree.has_file(&self.path(&id))? {
            return Ok(id);
        }
        let name = path.display().to_string();
        Err(match self.moved_to(&id.client, id.stem.as_str())? {
            Some(moved) => ChartError::Moved { name, moved: Box::new(moved) },
            None => ChartError::NoSuchNote { name, meant: None },
        })
    }

    /// Returns the names of a client's notes, sorted by time.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn stems(&self, client: &ClientId) -> Result<Vec<NoteStem>, DiskError> {
        Ok(self.listing(client)?.map(|listing| listing.stems()).unwrap_or_default())
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may read and write as it likes")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join("clients/c-7f3k").join(path);
        fs::create_dir_all(at("notes")).unwrap();
        fs::write(root.path().join(MARKER), "format = 1\n").unwrap();
        let chart = Chart::open(root.path()).unwrap();
        let client: ClientId = "c-7f3k".parse().unwrap();
        let stem = "2026-11-24-1400-dap".parse().unwrap();
        let id = NoteId { client: client.clone(), stem };
        let note = chart.path(&id);
        assert!(!chart.has_records(&client).unwrap() && !chart.has_companion(&note).unwrap());
        assert!(!chart.has_signature(&id).unwrap());
        fs::remove_dir(at("notes")).unwrap();
        for folder in ["notes", "disclosures"] {
            fs::write(at(folder), "in the way").unwrap();
        }
        assert!(chart.has_records(&client).is_err() && chart.has_companion(&note).is_err());
        assert!(chart.has_signature(&id).is_err() && chart.leftovers(&client).is_err());
        assert!(chart.aim_of(&id.to_string(), &client).is_err());
    }
}
