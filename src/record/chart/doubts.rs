//! What this clone remembers of what came and is not as it was: the versions that were here before. In git's own
//! folder, so that no commit and no other clone has it.

use std::path::PathBuf;

use crate::disk::write::Replaced;
use crate::disk::{DiskError, outside, place};
use crate::failure::Failure;
use crate::record::chart::Chart;
use crate::record::chart::git::Git;

const FILE: &str = "casenotes-doubt";

/// The versions that were here before something came which is not as it was.
pub struct Doubts {
    /// Their full names.
    pub versions: Vec<String>,
    path: Option<PathBuf>,
    bytes: Option<Vec<u8>>,
}

impl Doubts {
    /// Reads them; a chart in no repository has none.
    ///
    /// # Errors
    /// Fails when git does or the file cannot be read.
    pub fn of(chart: &Chart) -> Result<Self, Failure> {
        let path = match place::git_work_tree(chart.root()).map(|top| top.join(".git")) {
            None => None,
            Some(own) if place::is_folder(&own) => Some(own.join(FILE)),
            // A work tree beside the first has its own folder elsewhere.
            Some(_) => Some(Git::of(chart)?.folder().join(FILE)),
        };
        let bytes = path.as_deref().map(outside::read_if_there).transpose()?.flatten();
        let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
        Ok(Self { versions: text.lines().map(str::to_owned).collect(), path, bytes })
    }

    /// Writes them down, unless somebody else has written meanwhile; tells whether they are.
    ///
    /// # Errors
    /// Fails when the disk refuses.
    pub fn write(&self) -> Result<bool, DiskError> {
        let Some(path) = &self.path else { return Ok(true) };
        let text: String = self.versions.iter().map(|version| format!("{version}\n")).collect();
        match &self.bytes {
            Some(before) if *before == text.as_bytes() => Ok(true),
            Some(before) => {
                let replaced = outside::replace_private_if(path, before, text.as_bytes())?;
                Ok(replaced == Replaced::Yes)
            }
            None if text.is_empty() => Ok(true),
            None => outside::write_new(path, text.as_bytes()).map(|()| true),
        }
    }
}
