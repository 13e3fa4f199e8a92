//! An archive: a folder in which a chart, or some clients of one, lies file by file as it is, with the digests of
//! all of it (docs/EXPORT.md, docs/decisions/0046). What may lie in one is a closed list, the same when it is made
//! and when it is taken in.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk::folder::{EntryKind, Folder};
use crate::disk::read::{LARGEST, OpenFile};
use crate::disk::{DiskError, place};
use crate::domain::both::Both;
use crate::domain::client_id::ClientId;
use crate::domain::digest::Sha256Writer;
use crate::domain::examined::{Examined, Examiner};
use crate::domain::lfs_pointer::LfsPointer;
use crate::domain::private_mark::KeyFinder;
use crate::failure::{Explain, Failure};
use crate::law::rule::Rule;
use crate::note::sealed_note::is_opened;
use crate::parallel;
use crate::record::chart::archive_source::Bytes;
use crate::record::chart::git::Git;
use crate::record::chart::layout::{DocumentPart, WORKBENCH};
use crate::record::chart::letterhead::LOGOS;
use crate::record::chart::part::Part;
use crate::record::chart::{Chart, ChartError};

/// The file that lists the digests of the others, as `sha256sum -c` reads it.
pub const SUMS: &str = "SHA256SUMS";

/// The file that says what the archive is.
pub const MANIFEST: &str = "archive.toml";

/// The file that tells whoever opens it what it is and how it is checked.
pub const README: &str = "README.md";

/// The folder with the files of the chart.
pub const CHART: &str = "chart";

/// The number of the form that this program writes and reads.
pub const FORMAT: i64 = 1;

/// No pointer of git lfs is longer.
const LONGEST_POINTER: u64 = 1024;

/// A file of the chart that goes into an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedFile {
    /// Where it lies below the root of the chart.
    pub inside: String,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// What goes into an archive, and what lies in the chart and does not.
#[derive(Debug, Default)]
pub struct Contents {
    /// The files, by their places.
    pub files: Vec<ArchivedFile>,
    /// What is no part of the record and stays.
    pub left_out: Vec<String>,
}

/// What is said of an archive in its own file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The number of its form.
    pub format: i64,
    /// The program that made it.
    pub program: String,
    /// When, in RFC 3339.
    pub made_at: String,
    /// By whom.
    pub made_by: Option<String>,
    /// Whether every client of the chart is in it.
    pub is_whole: bool,
    /// Whose records are in it.
    pub clients: Vec<String>,
    /// To whom it left, if it is not for the practice itself.
    pub recipient: Option<String>,
    /// For what purpose.
    pub purpose: Option<String>,
    /// On what basis.
    pub basis: Option<String>,
    /// What the chart's own git called the version that was there.
    pub commit: Option<String>,
    /// What lay in the chart and is no part of the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// A chart that does not go into an archive as it is.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A link, a pipe or the like.
    #[error("{} is a link or no regular file", .0.display())]
    NotAFile(PathBuf),
    /// What is no part of the record.
    #[error("{count} of the files are no part of the record; the first is {}", first.display())]
    Strays {
        /// The first of them.
        first: PathBuf,
        /// How many there are.
        count: usize,
    },
    /// A text in work.
    #[error("a killed edit has left its text in {}", .0.display())]
    InWork(PathBuf),
    /// A part of a record that is not in its place.
    #[error("a killed import has not brought everything of `{0}` to its place")]
    Arriving(ClientId),
    /// What comes from the vault.
    #[error("{} holds psychotherapy notes, or an age file", .0.display())]
    Private(PathBuf),
    /// A key.
    #[error("{} holds a secret key", .0.display())]
    Key(PathBuf),
    /// Bytes that are elsewhere.
    #[error("the bytes of {} are kept by git lfs and were not fetched", .0.display())]
    NotFetched(PathBuf),
}

impl Explain for ArchiveError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAFile(_) => "Put the file itself there, or move it away.".into(),
            Self::Strays { .. } => "Run `casenotes validate`, which names each, and move it to where it belongs; with `--unverified` they stay, and the archive says so.".into(),
            Self::InWork(_) => "Take it up again with `casenotes edit NOTE --recover`, or throw it away with `--discard`: `casenotes validate` names the note.".into(),
            Self::Arriving(_) => "Run `casenotes import --plan PLAN` again: it ends that first.".into(),
            Self::Private(_) => format!("Psychotherapy notes are not part of the record{}, and no archive holds them: take it out of the chart.", Rule::PrivateNotes.if_any()),
            Self::Key(_) => "No archive holds a key: take it out of the chart, and out of its history.".into(),
            Self::NotFetched(_) => "Run `git lfs pull` in the chart.".into(),
        })
    }
}

/// Tells whether a path below the root of a chart may lie in an archive: what is of the record, and what the
/// practice has set.
pub fn is_archived(path: &str) -> bool {
    let is_plain = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains('/');
    let is_of_words = || {
        let (language, file) = path.strip_prefix("lexicon/")?.split_once('/')?;
        Some(is_plain(language) && is_plain(file) && file.ends_with(".txt"))
    };
    let is_of_the_root = LOGOS.iter().any(|(logo, _)| *logo == path)
        || matches!(path, "README.md" | "LICENSE" | ".gitattributes" | ".gitignore")
        || path == "clients/.gitkeep";
    // `sha256sum` writes such names in another form, and no name of ours has them.
    let is_writable = !path.chars().any(|sign| sign.is_control() || sign == '\\');
    is_writable && (is_of_the_root || is_of_words() == Some(true) || Part::of(path).is_some())
}

/// Returns the client in whose folder a path lies, and the path there.
pub fn in_client(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("clients/")?.split_once('/')
}

/// What a file of an archive turned out to be.
pub struct Looked {
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// Why no archive may hold it.
    pub refused: Option<Refused>,
}

/// Why no archive may hold a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It comes from the vault.
    Private,
    /// It holds a secret key.
    Key,
}

/// Reads a file to its end, and says what it is.
///
/// # Errors
/// Fails when it cannot be read.
pub fn look(file: &dyn Bytes, inside: &str) -> io::Result<Looked> {
    let mut text = Vec::new();
    let mut nowhere = io::sink();
    // What was opened is told by its keys alone, and is a text.
    let is_text = inside.ends_with(".md") && file.size() <= LARGEST;
    let writer: &mut dyn Write = if is_text { &mut text } else { &mut nowhere };
    let mut keys = Both { looking: KeyFinder::default(), writer };
    let mut both = Both { looking: Examiner::default(), writer: &mut keys };
    file.copy_to(&mut both)?;
    let Examined { sha256, mark, .. } = both.looking.finish();
    let has_key = keys.looking.has_key;
    let refused = match mark.is_some() || is_opened(&text) {
        true => Some(Refused::Private),
        false => has_key.then_some(Refused::Key),
    };
    Ok(Looked { sha256, refused })
}

/// Bytes that are others than those that are known by their digest.
#[derive(Debug, thiserror::Error)]
#[error("{} changed meanwhile", .0.display())]
struct Changed(PathBuf);

/// Hands the bytes of a file over that must be those that are known by a digest.
///
/// # Errors
/// Fails when they are others, when it cannot be read, and when `writer` fails.
pub fn copy_as_known(file: &dyn Bytes, known: &str, writer: &mut dyn Write) -> io::Result<()> {
    let mut both = Both { looking: Sha256Writer::default(), writer };
    file.copy_to(&mut both)?;
    match both.looking.finish_bare() == known {
        true => Ok(()),
        false => Err(io::Error::other(Changed(file.path()))),
    }
}

/// What lies in the folders of a chart.
#[derive(Default)]
struct Found {
    files: Vec<String>,
    /// What is no part of the record.
    strays: Vec<String>,
    /// Of that, what nobody would look for: hidden files.
    hidden: Vec<String>,
}

impl Found {
    /// Adds what lies in a folder and below it.
    fn gather(&mut self, folder: &Folder, inside: &str) -> Result<(), Failure> {
        for entry in folder.entries()? {
            let path = folder.path().join(&entry.name);
            let name = entry.name.to_string_lossy();
            let below = match inside {
                "" => name.clone().into_owned(),
                inside => format!("{inside}/{name}"),
            };
            let is_hidden = name.starts_with('.');
            match entry.kind {
                EntryKind::Folder if name.starts_with(WORKBENCH) => {
                    return Err(ArchiveError::InWork(path).into());
                }
                EntryKind::Folder if is_hidden => self.hidden.push(below),
                EntryKind::Folder => {
                    let Some(folder) = folder.open_in(&name)? else { continue };
                    self.gather(&folder, &below)?;
                }
                EntryKind::File if entry.name.to_str().is_some() && is_archived(&below) => {
                    self.files.push(below);
                }
                EntryKind::File if is_hidden => self.hidden.push(below),
                EntryKind::File => self.strays.push(below),
                EntryKind::Link | EntryKind::Other => {
                    return Err(ArchiveError::NotAFile(path).into());
                }
            }
        }
        Ok(())
    }
}

impl Chart {
    /// Returns what goes into an archive of some clients: their folders, what the practice has set, and who may
    /// sign. What is no part of the record stays if it may.
    ///
    /// # Errors
    /// Fails on what no archive may hold or would hold in part: what comes from the vault, a key, a link, bytes
    /// that were not fetched, a text in work; and on what is no part of the record unless it may stay.
    pub fn contents(&self, clients: &[ClientId], strays_stay: bool) -> Result<Contents, Failure> {
        let mut found = Found::default();
        let root = self.tree().root();
        for entry in root.entries()? {
            let name = entry.name.to_string_lossy();
            match (&*name, entry.kind) {
                ("clients", EntryKind::Folder) => {}
                // Git's own folder is none of the chart's.
                (".git", _) => {}
                ("templates" | "lexicon", EntryKind::Folder) => {
                    if let Some(folder) = root.open_in(&name)? {
                        found.gather(&folder, &name)?;
                    }
                }
                (name, EntryKind::File) if is_archived(name) => found.files.push(name.to_owned()),
                (name, _) if name.starts_with('.') => found.hidden.push(name.to_owned()),
                (name, _) => found.strays.push(name.to_owned()),
            }
        }
        if let Some(folder) = root.open_in("clients")? {
            let keep = "clients/.gitkeep";
            found.files.extend(folder.kind_of(".gitkeep".as_ref())?.map(|_| keep.to_owned()));
            for client in clients {
                if folder.has_arriving(client.as_str().as_ref())? {
                    return Err(ArchiveError::Arriving(client.clone()).into());
                }
                let missing = || ChartError::NoSuchClient { id: client.clone(), meant: None };
                let folder = folder.open_in(client.as_str())?.ok_or_else(missing)?;
                found.gather(&folder, &format!("clients/{client}"))?;
            }
        }
        if let Some(first) = found.strays.first().filter(|_| !strays_stay) {
            let first = self.root().join(first);
            return Err(ArchiveError::Strays { first, count: found.strays.len() }.into());
        }
        found.files.sort_by(|a, b| Path::new(a).cmp(Path::new(b)));
        let mut left_out = [found.strays, found.hidden].concat();
        left_out.sort();
        let mut contents = Contents { files: Vec::new(), left_out };
        parallel::in_order(
            &found.files,
            |inside| self.examine(inside),
            |file| {
                contents.files.push(file?);
                Ok::<(), Failure>(())
            },
        )?;
        Ok(contents)
    }

    /// Looks whether a file may lie in an archive.
    fn examine(&self, inside: &str) -> Result<ArchivedFile, Failure> {
        let (file, path) = (self.archived(inside)?, self.root().join(inside));
        let holds_bytes = matches!(
            Part::of(inside),
            Some(Part::Document(_, DocumentPart::Bytes | DocumentPart::Discarded))
        );
        if holds_bytes
            && file.size() <= LONGEST_POINTER
            && LfsPointer::read(&file.head(LONGEST_POINTER as usize)?).is_some()
        {
            return Err(ArchiveError::NotFetched(path).into());
        }
        let looked = look(&file, inside).map_err(|source| file.failed(source))?;
        match looked.refused {
            Some(Refused::Private) => Err(ArchiveError::Private(path).into()),
            Some(Refused::Key) => Err(ArchiveError::Key(path).into()),
            None => Ok(ArchivedFile { inside: inside.to_owned(), sha256: looked.sha256 }),
        }
    }

    /// Opens a file that goes into an archive.
    ///
    /// # Errors
    /// Fails when it is not there any more, on a link, and on anything but a regular file.
    pub fn archived(&self, inside: &str) -> Result<OpenFile, DiskError> {
        self.tree().open_known(inside.as_ref())
    }

    /// Returns what the chart's own git calls the version that is here; `None` where there is none.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn version_here(&self) -> Result<Option<String>, Failure> {
        if place::git_work_tree(self.root()).is_none() {
            return Ok(None);
        }
        let git = Git::of(self)?;
        match git.has_commit()? {
            true => Ok(Some(git.name_of("HEAD")?)),
            false => Ok(None),
        }
    }
}

impl Manifest {
    /// Writes it.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a manifest has no key that TOML cannot hold")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_holds_the_record_and_what_the_practice_has_set_and_nothing_else() {
        for path in [
            "casenotes.toml",
            "allowed_signers",
            "logo.svg",
            ".gitattributes",
            "templates/own.md",
            "templates/measures/own.toml",
            "lexicon/en/risk.txt",
            "clients/.gitkeep",
            "clients/c-7f3k/client.toml",
            "clients/c-7f3k/notes/2026-11-24-1400-soap.md.sig",
            "clients/c-7f3k/notes/of no name.md",
            "clients/c-7f3k/discarded/2026-11-24-consent-k7q2mx.pdf",
            "clients/c-7f3k/moved/documents.2026-11-24-consent-k7q2mx.toml",
        ] {
            assert!(is_archived(path), "{path}");
        }
        for path in [
            "../casenotes.toml",
            "/casenotes.toml",
            "./casenotes.toml",
            "clients/../casenotes.toml",
            "clients/c-7f3k/../c-2mxr/client.toml",
            "clients/c-7f3k/notes/../client.toml",
            "clients/c-7f3k/notes//2026-11-24-1400-soap.md",
            "clients/c-7f3k/notes/.edit-1/note.md",
            "clients/c-7f3k/notes/2026-11-24-1400.md.age",
            "clients/c-7f3k/notes/a\nb.md",
            "clients/c-7f3k/notes/a\\b.md",
            "clients/c-7f3k/identity",
            ".git/hooks/pre-commit",
            ".git/config",
            "lexicon/../x/y.txt",
            "lexicon/en/.x.txt",
            "",
        ] {
            assert!(!is_archived(path), "{path}");
        }
    }
}
