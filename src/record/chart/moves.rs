//! What is said where a note lay that was moved to another client: a file a move in `moved/`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;
use crate::fields::document;
use crate::record::chart::Chart;

const FOLDER: &str = "moved";

/// How often a note may have been moved on; a chart that says more goes round in a circle.
const MOST_MOVES: usize = 16;

impl Chart {
    /// Returns where it is said that a note was moved; a second time goes to another file.
    pub fn trail_file(&self, old: &NoteId, number: u16) -> PathBuf {
        let folder = self.client_folder(&old.client).join(FOLDER);
        match number {
            1 => folder.join(format!("{}.toml", old.stem)),
            _ => folder.join(format!("{}.{number}.toml", old.stem)),
        }
    }

    /// Tells whether it is said somewhere that a note was moved to a place.
    ///
    /// # Errors
    /// Fails when a trail cannot be read.
    pub fn has_trail(&self, old: &NoteId, new: &NoteId) -> Result<bool, DiskError> {
        let trails = self.trails(&old.client)?;
        Ok(trails.iter().any(|((stem, _), to)| stem == old.stem.as_str() && to == new))
    }

    /// Returns the id that a note has which was moved away from a client, by the name it had or the
    /// beginning of that; `None` when there is no such note or more than one.
    ///
    /// # Errors
    /// Fails when a trail cannot be read.
    pub fn moved_to(&self, client: &ClientId, name: &str) -> Result<Option<NoteId>, DiskError> {
        let mut found = self.last_trail(client, name)?;
        for _ in 0..MOST_MOVES {
            let Some(id) = &found else { break };
            if self.tree().has_file(&self.path(id))? {
                break;
            }
            match self.last_trail(&id.client, id.stem.as_str())? {
                Some(next) => found = Some(next),
                None => break,
            }
        }
        Ok(found)
    }

    fn last_trail(&self, client: &ClientId, name: &str) -> Result<Option<NoteId>, DiskError> {
        let trails = self.trails(client)?;
        // Of one name, the last move counts.
        let last: BTreeMap<&str, &NoteId> =
            trails.iter().map(|((stem, _), to)| (stem.as_str(), to)).collect();
        if let Some(to) = last.get(name) {
            return Ok(Some((*to).clone()));
        }
        let mut beginning = last.iter().filter(|(stem, _)| stem.starts_with(name));
        Ok(match (beginning.next(), beginning.next()) {
            (Some((_, to)), None) => Some((*to).clone()),
            _ => None,
        })
    }

    /// Reads every trail of a client: the name a note had, how many times it was moved from there
    /// under that name, and its new id. What is no trail is left out.
    fn trails(&self, client: &ClientId) -> Result<BTreeMap<(String, u16), NoteId>, DiskError> {
        let mut trails = BTreeMap::new();
        let Some(folder) = self.open_in_client(client, FOLDER)? else { return Ok(trails) };
        let mut text = Vec::new();
        for entry in folder.entries()? {
            let name = entry.name.to_string_lossy();
            let Some(stem) = name.strip_suffix(".toml") else { continue };
            let (stem, number) = stem.split_once('.').unwrap_or((stem, "1"));
            let Ok(number) = number.parse() else { continue };
            folder.read_whole(&entry.name, &mut text)?;
            if let Some(to) = moved_to(&text) {
                trails.insert((stem.to_owned(), number), to);
            }
        }
        Ok(trails)
    }
}

/// Reads where a note went; nothing but an id of ours is shown to anybody.
fn moved_to(trail: &[u8]) -> Option<NoteId> {
    let trail = document::table(std::str::from_utf8(trail).ok()?)?;
    trail.get("moved_to")?.as_str()?.parse().ok()
}
