//! What is in the chart, client by client, at the speed of the machine.
//!
//! There is no index: the tree is read each time.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::{EntryKind, Folder, FolderEntry};
use crate::disk::staged::{StagedKind, staged_kind};
use crate::disk::workbench::leftovers;
use crate::disk::write::TEMPORARY;
use crate::domain::amendment::{AmendmentKind, AmendmentName};
use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::moment::Days;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::stray::{StrayKind, is_desktop_file};
use crate::note::amendment::Amendment;
use crate::note::front_matter::FrontMatter;
use crate::note::head;
use crate::note::progress_note::ProgressNote;
use crate::output::on_one_line;
use crate::parallel;
use crate::record::chart::Chart;
use crate::record::chart::discarded::FOLDER;
use crate::record::chart::documents::DocumentFolder;
use crate::record::chart::layout::{
    DocumentPart, Role, SIGNATURE, WORKBENCH, amendment_name, belongs_at_the_root,
    belongs_in_client_folder, part_of_document, role_in_notes, role_of_file,
};
use crate::record::chart::questionnaires::QuestionnaireFolder;
use crate::record::signature::is_same_person;

/// The names in one client's `notes` folder.
pub struct Listing {
    folder: Folder,
    items: Vec<(FolderEntry, Role)>,
}

/// A progress note in a listing.
#[derive(Debug)]
pub struct Listed<'a> {
    /// Its file name.
    pub file_name: &'a OsStr,
    /// What the name says; `None` when it is not a note's name.
    pub stem: Option<&'a NoteStem>,
    /// Whether a signature lies beside it.
    pub has_signature: bool,
    /// The later additions to it, sorted by name.
    pub amendments: Vec<ListedAmendment>,
}

/// How far a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteStatus {
    /// Not signed yet.
    Draft,
    /// A signature lies beside it; whether it holds, `validate` says.
    Signed,
    /// It cannot be read, or lies under a name that no note has.
    Broken,
}

/// A later addition in a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedAmendment {
    /// Its name within the note.
    pub name: AmendmentName,
    /// Whether a signature lies beside it.
    pub has_signature: bool,
}

/// Something in the chart that is not a note and does not belong where it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it is.
    pub path: PathBuf,
    /// Why it does not belong there.
    pub kind: StrayKind,
    /// What a text was for that a killed run left.
    pub label: Option<String>,
}

impl NoteStatus {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Signed => "signed",
            Self::Broken => "broken",
        }
    }
}

impl Listed<'_> {
    /// Tells whether a supervisor's signature is wanted and none is there; whether one that is there
    /// holds, `validate` says.
    fn awaits_first_cosignature(&self, front: &FrontMatter<'_>) -> bool {
        let is_cosigned = |addition: &ListedAmendment| {
            addition.name.kind == AmendmentKind::Cosignature && addition.has_signature
        };
        front.cosign_required == Some(true)
            && self.has_signature
            && !self.amendments.iter().any(is_cosigned)
    }

    /// Returns how far the note is. A name in a text is no signature.
    pub fn status(&self, is_broken: bool) -> NoteStatus {
        match self.has_signature {
            _ if is_broken => NoteStatus::Broken,
            true => NoteStatus::Signed,
            false => NoteStatus::Draft,
        }
    }
}

impl Listing {
    fn of(folder: Folder) -> Result<Self, DiskError> {
        let entries = folder.entries()?.into_iter();
        let items = entries.map(|entry| {
            let role = role_in_notes(&entry);
            (entry, role)
        });
        Ok(Self { items: items.collect(), folder })
    }

    /// Returns the notes, sorted by name.
    pub fn notes(&self) -> impl Iterator<Item = Listed<'_>> {
        self.items.iter().enumerate().filter_map(|(at, (entry, role))| match role {
            Role::Note(stem) => Some(Listed {
                file_name: &entry.name,
                stem: stem.as_ref(),
                has_signature: self.is_signed(at),
                amendments: self.amendments_before(at),
            }),
            _ => None,
        })
    }

    /// Tells whether the file at a place has a signature, which sorts right behind it.
    fn is_signed(&self, at: usize) -> bool {
        let name = self.items[at].0.name.as_encoded_bytes();
        let behind = self.items[at + 1..].iter().map(|(next, _)| next.name.as_encoded_bytes());
        behind.map_while(|next| next.strip_prefix(name)).any(|rest| rest == SIGNATURE.as_bytes())
    }

    /// Returns the additions to the note at a place; all of them sort right in front of it, because
    /// every kind begins with a letter in front of the `m` of `.md`.
    fn amendments_before(&self, at: usize) -> Vec<ListedAmendment> {
        let name = self.items[at].0.name.as_encoded_bytes();
        let stem_and_dot = &name[..name.len().saturating_sub("md".len())];
        let begins = |entry: &FolderEntry| entry.name.as_encoded_bytes().starts_with(stem_and_dot);
        let count = self.items[..at].iter().rev().take_while(|(entry, _)| begins(entry)).count();
        (at - count..at)
            .filter_map(|at| match self.items[at].1 {
                Role::Amendment(name) => {
                    Some(ListedAmendment { name, has_signature: self.is_signed(at) })
                }
                _ => None,
            })
            .collect()
    }

    /// Tells whether a supervisor's signature is wanted and none is there, or the signer has added since what
    /// none is for. Only of a note that has both are the additions read; whether what is there holds,
    /// `validate` says.
    pub fn awaits_cosignature(&self, listed: &Listed<'_>, front: &FrontMatter<'_>) -> bool {
        listed.awaits_first_cosignature(front)
            || front.cosign_required == Some(true)
                && listed.has_signature
                && self.was_added_to_since(listed, front)
    }

    fn was_added_to_since(&self, listed: &Listed<'_>, front: &FrontMatter<'_>) -> bool {
        let Some(stem) = listed.stem else { return false };
        let is_cosignature =
            |addition: &&ListedAmendment| addition.name.kind == AmendmentKind::Cosignature;
        let mut added = listed.amendments.iter().filter(|it| !it.name.kind.only_signs()).peekable();
        if added.peek().is_none() {
            return false;
        }
        let read = |addition: &ListedAmendment| {
            let (mut bytes, name) = (Vec::new(), amendment_name(stem.as_str(), addition.name));
            self.read_whole(name.as_ref(), &mut bytes).is_ok().then_some(bytes)
        };
        let signed: Vec<Vec<u8>> =
            listed.amendments.iter().filter(is_cosignature).filter_map(read).collect();
        let signer = front.signed_by.as_deref();
        added.filter_map(read).any(|bytes| {
            let added = Amendment::parse(&bytes).front;
            let by = added.signed_by.as_deref().zip(signer);
            let digest = bare_sha256(&bytes);
            by.is_some_and(|(one, other)| is_same_person(one, other))
                && !signed
                    .iter()
                    .any(|it| Amendment::parse(it).front.is_for(&digest, added.written))
        })
    }

    /// Returns the names of the additions to a note, whether it is there or not.
    pub fn additions_of(&self, stem: &NoteStem) -> Vec<AmendmentName> {
        let begins = format!("{stem}.");
        let is_of_it = |entry: &FolderEntry| entry.name.to_string_lossy().starts_with(&begins);
        let names = self.items.iter().filter(|(entry, _)| is_of_it(entry));
        names
            .filter_map(|(_, role)| match role {
                Role::Amendment(name) => Some(*name),
                _ => None,
            })
            .collect()
    }

    /// Tells whether there is a note of a name.
    pub fn has_note(&self, stem: &NoteStem) -> bool {
        let name = format!("{stem}.md");
        let found =
            self.items.binary_search_by(|(entry, _)| entry.name.as_os_str().cmp(name.as_ref()));
        found.is_ok_and(|at| matches!(self.items[at].1, Role::Note(_)))
    }

    /// Returns the path of a file in the folder.
    pub fn path_of(&self, name: &OsStr) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Reads the head of a note: its front matter and perhaps more.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn read_head(&self, name: &OsStr, buffer: &mut Vec<u8>) -> Result<(), DiskError> {
        self.folder.read_until(name, buffer, front_matter_is_closed)
    }

    /// Reads the front matter of a note, and tells whether the note is broken, which one is that cannot
    /// be read or lies under a name that no note has; `None` when it went after it was listed.
    pub fn read_front<T>(
        &self,
        listed: &Listed<'_>,
        buffer: &mut Vec<u8>,
        take: impl FnOnce(&FrontMatter<'_>, bool) -> T,
    ) -> Option<T> {
        let read = self.read_head(listed.file_name, buffer);
        let readable = read.is_ok();
        if read.is_err_and(|error| error.reason() == std::io::ErrorKind::NotFound) {
            return None;
        }
        if !readable {
            // A note that was not read to where it matters shows nothing of itself.
            buffer.clear();
        }
        let front = ordinary_front(buffer).filter(|_| listed.stem.is_some());
        if let Some(front) = front.and_then(head::scan) {
            return Some(take(&front, false));
        }
        let note = ProgressNote::parse(cut_at_a_character(buffer));
        Some(take(&note.front, !readable || note.is_broken() || listed.stem.is_none()))
    }

    /// Returns the labels of the texts that killed runs have left.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn unsaved_labels(&self) -> Result<Vec<String>, DiskError> {
        if !self.items.iter().any(|(_, role)| matches!(role, Role::Workbench)) {
            return Ok(Vec::new());
        }
        Ok(leftovers(&self.folder, WORKBENCH)?.into_iter().map(|left| left.label).collect())
    }

    /// Returns the name of each note beside which a text lies that could not be saved to it, as often as
    /// there is one.
    pub fn conflicts(&self) -> impl Iterator<Item = &str> {
        let conflicts = self.items.iter().filter(|(_, role)| matches!(role, Role::Conflict));
        conflicts
            .filter_map(|(entry, _)| entry.name.to_str()?.split_once('.').map(|(stem, _)| stem))
    }

    /// Reads a whole note.
    ///
    /// # Errors
    /// Fails when the file cannot be read.
    pub fn read_whole(&self, name: &OsStr, buffer: &mut Vec<u8>) -> Result<(), DiskError> {
        self.folder.read_whole(name, buffer)
    }

    /// Returns the names of the notes, sorted by time.
    pub fn stems(&self) -> Vec<NoteStem> {
        let mut stems: Vec<NoteStem> = self.notes().filter_map(|note| note.stem.cloned()).collect();
        stems.sort();
        stems
    }

    /// Tells whether there is a file of an entry's name with another ending.
    fn holds(&self, entry: &FolderEntry, ending: &str, instead: &str) -> bool {
        let name = entry.name.to_string_lossy();
        let base = format!("{}{instead}", name.strip_suffix(ending).unwrap_or(&name));
        let found = self
            .items
            .binary_search_by(|(other, _)| other.name.as_encoded_bytes().cmp(base.as_bytes()));
        found.is_ok_and(|at| self.items[at].0.kind == EntryKind::File)
    }

    /// Tells whether another run, which was writing it, is done with a file by now.
    fn is_gone(&self, entry: &FolderEntry) -> bool {
        self.folder.kind_of(&entry.name).is_ok_and(|kind| kind.is_none())
    }

    /// Returns what does not belong in the folder.
    fn strays(&self) -> Result<Vec<Stray>, DiskError> {
        let unused = match self.items.iter().any(|(_, role)| matches!(role, Role::Workbench)) {
            true => leftovers(&self.folder, WORKBENCH)?,
            false => Vec::new(),
        };
        let label_of = |path: &Path| {
            unused.iter().find(|left| left.folder == path).map(|left| left.label.clone())
        };
        let mut strays = Vec::new();
        for (entry, role) in &self.items {
            let path = || self.path_of(&entry.name);
            let kind = match role {
                Role::Note(_) => continue,
                Role::Signature if self.holds(entry, SIGNATURE, "") => continue,
                Role::Signature => StrayKind::OrphanedSignature,
                Role::Amendment(name) if self.holds(entry, &format!(".{name}.md"), ".md") => {
                    continue;
                }
                Role::Amendment(_) => StrayKind::OrphanedAmendment,
                Role::Conflict => StrayKind::Conflict,
                Role::Temporary if self.is_gone(entry) => continue,
                Role::Temporary => StrayKind::Temporary,
                Role::Stray => stray_kind(entry),
                Role::Workbench => {
                    let path = path();
                    if let Some(label) = label_of(&path) {
                        let (kind, label) = (StrayKind::UnsavedEdit, Some(label));
                        strays.push(Stray { path, kind, label });
                    }
                    continue;
                }
            };
            strays.push(Stray { path: path(), kind, label: None });
        }
        Ok(strays)
    }
}

impl Chart {
    /// Returns what is in a client's `notes` folder; `None` when the client has no such folder.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn listing(&self, client: &ClientId) -> Result<Option<Listing>, DiskError> {
        self.open_in_client(client, "notes")?.map(Listing::of).transpose()
    }

    /// Opens a folder in that of a client; `None` when there is no such client or folder.
    pub(super) fn open_in_client(
        &self,
        client: &ClientId,
        name: &str,
    ) -> Result<Option<Folder>, DiskError> {
        self.tree().folder(&self.client_folder(client).join(name))
    }

    /// Opens a client's folder; `None` when there is no such client.
    fn open_client(&self, client: &ClientId) -> Result<Option<Folder>, DiskError> {
        self.tree().folder(&self.client_folder(client))
    }

    /// Does one piece of work for each client and hands the results over in the order of `clients`.
    ///
    /// # Errors
    /// Stops at the first error, of the work or of the receiver.
    pub fn for_each_client<T: Send, E: Send>(
        &self,
        clients: &[ClientId],
        work: impl Fn(&ClientId) -> Result<T, E> + Sync,
        mut receive: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        parallel::in_order(clients, work, |result| receive(result?))
    }

    /// Returns the notes of some clients and days beside which no signature lies, by client and time.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn unsigned(&self, clients: &[ClientId], days: Days) -> Result<Vec<NoteId>, DiskError> {
        let mut found = Vec::new();
        self.for_each_client(
            clients,
            |client| -> Result<Vec<NoteId>, DiskError> {
                let Some(listing) = self.listing(client)? else { return Ok(Vec::new()) };
                let unsigned = listing.notes().filter(|listed| !listed.has_signature);
                let mut stems: Vec<NoteStem> = unsigned
                    .filter_map(|listed| listed.stem.cloned())
                    .filter(|stem| days.hold(stem.date()))
                    .collect();
                stems.sort();
                let id = |stem| NoteId { client: client.clone(), stem };
                Ok(stems.into_iter().map(id).collect())
            },
            |ids| {
                found.extend(ids);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Returns what does not belong at the root of the chart or beside the clients' folders.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn strays_at_the_root(&self) -> Result<Vec<Stray>, DiskError> {
        let root = self.tree().root();
        let mut strays = Vec::new();
        let mut add = |folder: &Folder, entry: &FolderEntry| {
            strays.push(Stray {
                path: folder.path().join(&entry.name),
                kind: stray_kind(entry),
                label: None,
            });
        };
        for entry in root.entries()?.iter().filter(|entry| !belongs_at_the_root(entry)) {
            add(root, entry);
        }
        let clients = match root.open_in("clients") {
            // Found above.
            Err(error) if error.is_link() => None,
            opened => opened?,
        };
        if let Some(clients) = clients {
            for entry in &clients.entries()? {
                let name = entry.name.to_str().unwrap_or_default();
                // An empty folder is kept in git by a hidden file.
                let keeps_folder = entry.kind == EntryKind::File && name == ".gitkeep";
                let is_client = entry.kind == EntryKind::Folder && ClientId::is_valid(name);
                let is_ours = staged_kind(entry).is_some() && clients.is_in_use(entry);
                if !is_client && !keeps_folder && !is_ours {
                    add(&clients, entry);
                }
            }
        }
        Ok(strays)
    }

    /// Returns a client's notes and what does not belong in the client's folders.
    ///
    /// # Errors
    /// Fails when a folder cannot be read.
    pub fn survey(&self, client: &ClientId) -> Result<Survey, DiskError> {
        let mut survey = Survey::default();
        let Some(folder) = self.open_client(client)? else { return Ok(survey) };
        let strays = &mut survey.strays;
        for entry in folder.entries()? {
            let path = folder.path().join(&entry.name);
            match entry.name.to_str() {
                _ if !belongs_in_client_folder(&entry) => {
                    strays.push(Stray { path, kind: stray_kind(&entry), label: None });
                }
                Some("client.toml") => survey.has_client_file = true,
                Some("notes") => {
                    let Some(notes) = folder.open_in("notes")? else { continue };
                    let listing = Listing::of(notes)?;
                    strays.extend(listing.strays()?);
                    survey.listing = Some(listing);
                }
                Some("documents") => {
                    let Some(documents) = folder.open_in("documents")? else { continue };
                    let documents = DocumentFolder::of(documents, client)?;
                    strays.extend(documents.strays.iter().map(|entry| Stray {
                        path: documents.path_of(&entry.name),
                        kind: stray_kind(entry),
                        label: None,
                    }));
                    survey.documents = Some(documents);
                }
                Some("questionnaires") => {
                    let Some(folder) = folder.open_in("questionnaires")? else { continue };
                    let folder = QuestionnaireFolder::of(folder, client)?;
                    strays.extend(folder.strays.iter().map(|entry| Stray {
                        path: folder.path_of(&entry.name),
                        kind: stray_kind(entry),
                        label: None,
                    }));
                    survey.questionnaires = Some(folder);
                }
                Some(name) => {
                    let Some(records) = folder.open_in(name)? else { continue };
                    let entries = records.entries()?;
                    // Beside what is said of a discarded document lie its bytes.
                    let is_beside = |entry: &FolderEntry| {
                        let document = entry.name.to_str().and_then(part_of_document);
                        document.is_some_and(|(document, part)| {
                            let said = format!("{document}.toml");
                            let is_said = || entries.iter().any(|it| it.name == *said);
                            name == FOLDER && part == DocumentPart::Bytes && is_said()
                        })
                    };
                    let is_record = |entry: &FolderEntry| {
                        entry.kind == EntryKind::File
                            && (entry.name.as_encoded_bytes().ends_with(b".toml")
                                || is_beside(entry))
                    };
                    strays.extend(entries.iter().filter(|entry| !is_record(entry)).map(|entry| {
                        Stray {
                            path: records.path().join(&entry.name),
                            kind: stray_kind(entry),
                            label: None,
                        }
                    }));
                }
                None => {}
            }
        }
        Ok(survey)
    }
}

impl Chart {
    /// Returns the texts of a client's record that lie where no listing takes them for what they are:
    /// signed texts under other names, signatures and additions without their note, and notes in
    /// folders of somebody's own.
    ///
    /// # Errors
    /// Fails when a folder or a file cannot be read: nobody knows then what it holds.
    pub fn strayed_texts(&self, client: &ClientId) -> Result<Vec<PathBuf>, DiskError> {
        let survey = self.survey(client)?;
        let Some(root) = self.open_client(client)? else { return Ok(Vec::new()) };
        let strays: BTreeMap<&Path, StrayKind> =
            survey.strays.iter().map(|stray| (stray.path.as_path(), stray.kind)).collect();
        let holders: BTreeSet<&Path> = strays.keys().filter_map(|path| path.parent()).collect();
        let mut found = Vec::new();
        for holder in holders {
            let inside = match holder.strip_prefix(root.path()).ok().and_then(Path::to_str) {
                Some("") => None,
                Some(name) => root.open_in(name)?,
                None => continue,
            };
            let folder = inside.as_ref().unwrap_or(&root);
            for entry in folder.entries()? {
                let path = folder.path().join(&entry.name);
                match strays.get(path.as_path()) {
                    Some(StrayKind::OrphanedSignature | StrayKind::OrphanedAmendment) => {
                        found.push(path);
                    }
                    Some(StrayKind::Conflict | StrayKind::Other) => {
                        texts_of_a_record(folder, &entry, &mut found)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(found)
    }
}

/// Gathers what is, by its name or by what it says, a text of a record.
fn texts_of_a_record(
    folder: &Folder,
    entry: &FolderEntry,
    found: &mut Vec<PathBuf>,
) -> Result<(), DiskError> {
    match (entry.kind, entry.name.to_str()) {
        (EntryKind::Folder, Some(name)) => {
            let Some(inner) = folder.open_in(name)? else { return Ok(()) };
            for entry in inner.entries()? {
                let role = entry.name.to_str().map(role_of_file);
                match role {
                    Some(Role::Note(Some(_)) | Role::Amendment(_) | Role::Signature)
                        if entry.kind == EntryKind::File =>
                    {
                        found.push(inner.path().join(&entry.name));
                    }
                    _ => texts_of_a_record(&inner, &entry, found)?,
                }
            }
        }
        (EntryKind::File, _) => {
            let mut head = Vec::new();
            folder.read_until(&entry.name, &mut head, front_matter_is_closed)?;
            if ProgressNote::parse(&head).front.is_marked() {
                found.push(folder.path().join(&entry.name));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Everything in one client's folder.
#[derive(Default)]
pub struct Survey {
    /// Whether there is a client file.
    pub has_client_file: bool,
    /// The notes, if there is a folder for them.
    pub listing: Option<Listing>,
    /// The documents, if there is a folder for them.
    pub documents: Option<DocumentFolder>,
    /// The questionnaires, if there is a folder for them.
    pub questionnaires: Option<QuestionnaireFolder>,
    /// What does not belong there.
    pub strays: Vec<Stray>,
}

fn stray_kind(entry: &FolderEntry) -> StrayKind {
    let name = entry.name.to_string_lossy();
    match entry.kind {
        EntryKind::Link => StrayKind::Link,
        EntryKind::File if name.starts_with(TEMPORARY) => StrayKind::Temporary,
        EntryKind::Folder if staged_kind(entry) == Some(StagedKind::Arriving) => {
            StrayKind::Arriving
        }
        EntryKind::Folder if staged_kind(entry).is_some() => StrayKind::Temporary,
        EntryKind::File if is_desktop_file(&name) => StrayKind::Desktop,
        // A file system has it at its top; only the system's administrator may look inside.
        EntryKind::Folder if name == "lost+found" => StrayKind::Desktop,
        _ => StrayKind::Other,
    }
}

/// Returns the front matter of a file that begins as nearly all do; `None` needs a closer look.
fn ordinary_front(read: &[u8]) -> Option<&str> {
    let inner = read.strip_prefix(b"+++\n")?;
    let end = memchr::memmem::find(inner, b"\n+++\n")?;
    std::str::from_utf8(&inner[..=end]).ok()
}

/// Leaves off a character that the last read has cut in two.
fn cut_at_a_character(read: &[u8]) -> &[u8] {
    match std::str::from_utf8(read) {
        Err(error) if error.error_len().is_none() => &read[..error.valid_up_to()],
        _ => read,
    }
}

/// Tells whether the bytes read so far hold the closing fence, or can hold none.
fn front_matter_is_closed(read: &[u8]) -> bool {
    let start = if read.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    if !read[start..].starts_with(b"+++") {
        return true;
    }
    // The fence must be seen with its line end, or `+++x` would be taken for it.
    memchr::memmem::find_iter(&read[start..], b"\n+++").any(|at| {
        read[start + at + 4..].iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r')) == Some(&b'\n')
    })
}

/// Returns a file name as text that can be shown, whatever its bytes.
pub fn display_name(name: &OsStr) -> String {
    on_one_line(&name.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_note_is_listed_with_it_and_what_belongs_to_none_is_a_stray() {
        let root = tempfile::tempdir().unwrap();
        for name in [
            "2026-11-24-1400-soap.md",
            "2026-11-24-1400-soap.md.sig",
            "2026-11-24-1400-soap.addendum-1.md",
            "2026-11-24-1400-soap.addendum-1.md.sig",
            "2026-11-24-1400-soap.late-entry-1.md",
            "2026-11-24-1400-soap.conflict-1.md",
            "2026-11-24-1400-soap-2.md",
            "2026-11-25-1400-soap.md.sig",
            "2026-11-25-1400-soap.correction-1.md",
        ] {
            crate::disk::outside::write_new(&root.path().join(name), b"x").unwrap();
        }
        let tree = crate::disk::tree::Tree::open(root.path()).unwrap();
        let listing = Listing::of(tree.root().clone()).unwrap();
        let notes: Vec<_> = listing
            .notes()
            .map(|note| {
                let additions = note.amendments.iter();
                let additions = additions.map(|a| format!("{} {}", a.name, a.has_signature));
                (note.has_signature, additions.collect::<Vec<_>>().join(", "))
            })
            .collect();
        assert_eq!(
            notes,
            [(false, String::new()), (true, "addendum-1 true, late-entry-1 false".into())]
        );
        let strays: Vec<_> =
            listing.strays().unwrap().into_iter().map(|stray| stray.kind).collect();
        assert_eq!(
            strays,
            [StrayKind::Conflict, StrayKind::OrphanedAmendment, StrayKind::OrphanedSignature]
        );
    }

    #[test]
    fn reading_goes_on_until_the_front_matter_is_closed() {
        assert!(!front_matter_is_closed(b"+++\na = 1\n++"));
        assert!(!front_matter_is_closed(b"+++\na = 1\n+++"));
        assert!(!front_matter_is_closed(b"+++\na = 1\n+++x\n"));
        assert!(front_matter_is_closed(b"+++\na = 1\n+++ \nbody"));
        assert!(front_matter_is_closed(b"+++\na = 1\n+++x\nb = 2\r\n+++\r\n"));
        assert!(front_matter_is_closed(b"no front matter"));
    }
}
