//! The law of leaving: what leaves a tree stands in its log before it leaves, and what did not leave
//! stands in no log.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use crate::disk::{DiskError, place};
use crate::failure::Failure;
use crate::output::{NotForATerminal, Output, Unwritable, file_named};

/// Where something goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stream,
    /// A file that must not exist yet.
    File(PathBuf),
    /// A folder that must not exist yet, with a manifest.
    Folder(PathBuf),
}

/// The log in which it stands that something left.
pub struct Log<File, TakeBack, NotRead> {
    /// Files the entry, and returns its name.
    pub file: File,
    /// Removes the entry; tells whether it is certain that it is gone.
    pub take_back: TakeBack,
    /// Says that the reader took no more than a part.
    pub not_read: NotRead,
}

/// Something that was not written whole.
pub enum NotWritten {
    /// To standard output.
    Stream(Unwritable),
    /// To a file or folder.
    Disk(DiskError),
}

impl From<Unwritable> for NotWritten {
    fn from(error: Unwritable) -> Self {
        Self::Stream(error)
    }
}

impl From<DiskError> for NotWritten {
    fn from(error: DiskError) -> Self {
        Self::Disk(error)
    }
}

impl From<NotWritten> for Failure {
    fn from(error: NotWritten) -> Self {
        match error {
            NotWritten::Stream(error) => error.into(),
            NotWritten::Disk(error) => error.into(),
        }
    }
}

/// Files the entry and then writes what leaves: it must not have left without one. Returns the name of
/// the entry. If nothing left, the entry is taken back.
///
/// # Errors
/// Fails when the entry cannot be filed, and nothing is written then; and when not all was written.
pub fn leave<Entry: Display>(
    target: &Target,
    log: Log<
        impl FnOnce() -> Result<Entry, Failure>,
        impl FnOnce(&Entry) -> bool,
        impl FnOnce(Entry) -> Failure,
    >,
    write: impl FnOnce(&mut Output<'_>) -> Result<(), NotWritten>,
    output: &mut Output<'_>,
) -> Result<Entry, Failure> {
    // Where nothing can be written nothing leaves, so that nothing is logged.
    if *target == Target::Stream {
        output.require_open()?;
    }
    output.flush()?;
    let entry = (log.file)()?;
    let before = output.taken();
    let Err(error) = write(output) else { return Ok(entry) };
    let nothing_left = match &error {
        NotWritten::Stream(error) => output.taken() == before && !error.is_closed_pipe(),
        // Unless the disk did not let go of it.
        NotWritten::Disk(error) => {
            error.reason() == std::io::ErrorKind::AlreadyExists || !target.may_be_there()
        }
    };
    if !nothing_left && matches!(error, NotWritten::Stream(_)) {
        // Part of it may have been read, so the entry stays.
        return Err((log.not_read)(entry));
    }
    if nothing_left && !(log.take_back)(&entry) {
        output.warning(format_args!(
            "nothing left, but the entry {entry} of the log could not be taken back"
        ));
    }
    Err(error.into())
}

impl Target {
    /// Reads what `--output` says; a folder ends in a slash, and `-` is standard output.
    pub fn of(output: Option<&Path>) -> Self {
        match file_named(output) {
            None => Self::Stream,
            Some(path) if path.as_os_str().as_encoded_bytes().ends_with(b"/") => {
                Self::Folder(path.components().collect())
            }
            Some(path) => Self::File(path.to_owned()),
        }
    }

    /// Fails when bytes that are no text, called `what`, would go to a terminal.
    pub fn require_fit(
        &self,
        what: Option<&'static str>,
        output: &Output<'_>,
    ) -> Result<(), Failure> {
        match what.filter(|_| *self == Self::Stream && output.looks().out_is_terminal) {
            Some(what) => Err(NotForATerminal(what).into()),
            None => Ok(()),
        }
    }

    /// Says where it is.
    pub fn shown(&self) -> String {
        match self {
            Self::Stream => "standard output".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Folder(path) => format!("{}/", path.display()),
        }
    }

    fn may_be_there(&self) -> bool {
        match self {
            Self::Stream => true,
            Self::File(path) | Self::Folder(path) => {
                !place::look(path).is_ok_and(|found| found.is_none())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_asks_for_a_folder() {
        assert_eq!(Target::of(None), Target::Stream);
        assert_eq!(Target::of(Some(Path::new("a/b"))), Target::File("a/b".into()));
        assert_eq!(Target::of(Some(Path::new("a/b//"))), Target::Folder("a/b".into()));
    }
}
