//! What is said where a note lay that was moved to another client: a file a move in `moved/`.

use std::path::PathBuf;

use crate::chart::Chart;
use crate::disk::read;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteId;

const FOLDER: &str = "moved";

impl Chart {
    /// Returns where it is said that a note was moved; a second time goes to another file.
    pub fn trail_file(&self, old: &NoteId, number: u16) -> PathBuf {
        let folder = self.client_folder(&old.client).join(FOLDER);
        match number {
            1 => folder.join(format!("{}.toml", old.stem)),
            _ => folder.join(format!("{}.{number}.toml", old.stem)),
        }
    }

    /// Returns the id that a note got when it was moved away from a client, by the beginning of the
    /// name it had; the last of several. A trail that cannot be read leads nowhere.
    pub fn moved_to(&self, client: &ClientId, prefix: &str) -> Option<String> {
        let folder = self.client_folder(client).join(FOLDER);
        let names =
            folder.read_dir().ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let last = names.filter(|name| name.starts_with(prefix)).max_by_key(|name| {
            let stem = name.strip_suffix(".toml").unwrap_or(name);
            let (stem, number) = stem.split_once('.').unwrap_or((stem, "1"));
            (stem.to_owned(), number.parse::<u16>().unwrap_or(0))
        })?;
        let bytes = read::read_if_there(&folder.join(last)).ok()??;
        let trail: toml::Table = std::str::from_utf8(&bytes).ok()?.parse().ok()?;
        Some(trail.get("moved_to")?.as_str()?.to_owned())
    }
}
