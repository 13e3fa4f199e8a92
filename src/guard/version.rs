//! A version of the chart as git has it, as far as a command looks at it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::amendment::AmendmentName;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::programs::git::GitError;
use crate::record::chart::MARKER;
use crate::record::chart::git::{Change, Kind, Objects};
use crate::record::chart::layout::{Role, role_of_file};
use crate::record::chart::note_files::{
    ALLOWED_SIGNERS, AmendmentFile, NoteFiles, Trust, lower_numbers,
};
use crate::record::chart::papers::client_named_in;
use crate::record::chart::part::Part;
use crate::record::chart::settings::Settings;

/// A version of the chart: the objects of its files.
pub struct Version {
    /// The object of each file, by its path from the root of the chart.
    pub files: BTreeMap<String, String>,
}

impl Version {
    /// Returns the version that some changes make of this one.
    pub fn with(&self, changes: &[Change]) -> Self {
        let mut files = self.files.clone();
        for change in changes {
            match (change.kind, &change.after) {
                // None was chosen yet. What a link leads to is no part of the chart.
                (Kind::Unmerged, _) => {}
                (Kind::File, Some(object)) => {
                    files.insert(change.path.clone(), object.clone());
                }
                _ => {
                    files.remove(&change.path);
                }
            }
        }
        Self { files }
    }

    /// Reads a file of it; `None` when it has none.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn read(&self, path: &str, objects: &mut Objects) -> Result<Option<Vec<u8>>, GitError> {
        self.files.get(path).map(|object| objects.read(object)).transpose()
    }

    /// Returns the digest of a file of it, or of the bytes that git lfs keeps for it; `None` when it has none.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn content(&self, path: &str, objects: &mut Objects) -> Result<Option<String>, GitError> {
        self.files.get(path).map(|object| objects.content(object)).transpose()
    }

    /// Returns what the practice had set in it.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn settings(&self, objects: &mut Objects) -> Result<Settings, GitError> {
        Ok(Settings::read(self.read(MARKER, objects)?.unwrap_or_default()))
    }

    /// Returns who could sign in it.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn trust(&self, settings: &Settings, objects: &mut Objects) -> Result<Trust, GitError> {
        let list = self.read(ALLOWED_SIGNERS, objects)?.unwrap_or_default();
        Ok(Trust::read(&list, settings))
    }

    /// Reads a note with all that belongs to it; `None` when the note is not there. `root` is that of the chart.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn note_files(
        &self,
        root: &Path,
        id: &NoteId,
        objects: &mut Objects,
    ) -> Result<Option<NoteFiles>, GitError> {
        let path = note_path(id, ".md");
        let Some(note) = self.read(&path, objects)? else { return Ok(None) };
        let signature = self.read(&format!("{path}.sig"), objects)?;
        let mut amendments = Vec::new();
        for (path, name) in self.amendments(id) {
            let bytes = self.read(path, objects)?.unwrap_or_default();
            let signature = self.read(&format!("{path}.sig"), objects)?;
            let path = root.join(path);
            amendments.push(AmendmentFile { name, path, bytes, signature });
        }
        let own = self.files.get(&path);
        let is_another = |stem: &NoteStem| {
            let id = NoteId { client: id.client.clone(), stem: stem.clone() };
            let other = self.files.get(&note_path(&id, ".md"));
            Ok::<_, GitError>(other.is_some() && other != own)
        };
        let beside = lower_numbers(&id.stem, is_another)?;
        Ok(Some(NoteFiles { id: id.clone(), note: note.into(), signature, amendments, beside }))
    }

    /// Returns the additions to a note, by their paths.
    pub fn amendments(&self, id: &NoteId) -> Vec<(&str, AmendmentName)> {
        let prefix = note_path(id, ".");
        let behind = self.files.range(prefix.clone()..);
        behind
            .map_while(|(path, _)| Some((path.as_str(), path.strip_prefix(&prefix)?)))
            .filter_map(|(path, rest)| Some((path, rest.strip_suffix(".md")?.parse().ok()?)))
            .collect()
    }
}

/// Splits `clients/ID/notes/NAME` and `clients/ID/client.toml` into client and name.
pub fn client_and_name(path: &str) -> Option<(ClientId, &str)> {
    let (client, rest) = path.strip_prefix("clients/")?.split_once('/')?;
    let client = client.parse().ok()?;
    match rest.strip_prefix("notes/") {
        Some(name) if !name.contains('/') => Some((client, name)),
        None if rest == "client.toml" => Some((client, rest)),
        _ => None,
    }
}

/// Returns the path of a file of a note from the root of the chart.
pub fn note_path(id: &NoteId, ending: &str) -> String {
    format!("clients/{}/notes/{}{ending}", id.client, id.stem)
}

/// Returns the notes that some changes touch: themselves, a signature or an addition.
pub fn affected(changes: &[Change]) -> BTreeSet<NoteId> {
    let id = |change: &Change| {
        let (client, name) = client_and_name(&change.path)?;
        let stem: NoteStem = name.split('.').next()?.parse().ok()?;
        let belongs =
            matches!(role_of_file(name), Role::Note(_) | Role::Signature | Role::Amendment(_));
        belongs.then_some(NoteId { client, stem })
    };
    changes.iter().filter_map(id).collect()
}

/// Returns the clients whose files some changes touch.
pub fn clients(changes: &[Change]) -> BTreeSet<ClientId> {
    changes.iter().filter_map(|change| client_of(&change.path)).collect()
}

/// Returns the clients whose files must be known to judge some changes: those whose files they touch, and
/// those that a paper names, which may have been moved from there.
///
/// # Errors
/// Fails when git does.
pub fn scope(changes: &[Change], objects: &mut Objects) -> Result<BTreeSet<ClientId>, GitError> {
    let mut found = clients(changes);
    for change in changes {
        let is_paper =
            matches!(Part::of(&change.path), Some(Part::Authorization(_) | Part::Disclosure(_)));
        if let Some(before) = change.before.as_ref().filter(|_| is_paper) {
            found.extend(objects.read_blob(before)?.and_then(|bytes| client_named_in(&bytes)));
        }
    }
    Ok(found)
}

/// Returns the client whose file a path is of.
pub fn client_of(path: &str) -> Option<ClientId> {
    path.strip_prefix("clients/")?.split_once('/')?.0.parse().ok()
}
