//! An archive that is opened to be taken in: every byte of it is held against its digests first, and whatever is
//! wrong is told by its line.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::disk::walk::Met;
use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::failure::Failure;
use crate::fields::document;
use crate::parallel;
use crate::record::chart::archive::{
    ArchivedFile, CHART, FORMAT, MANIFEST, Manifest, README, Refused, SUMS, copy_as_known,
    in_client, is_archived, look,
};
use crate::record::chart::archive_source::{Source, is_zip};

/// An archive of which every byte was checked.
#[derive(Debug)]
pub struct Archive {
    source: Source,
    /// The digest of its list of digests, which stands for all of it.
    pub sha256: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The files of its chart, by their places.
    pub files: Vec<ArchivedFile>,
}

/// What is wrong with an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file in which it shows.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// What it is.
    pub message: String,
}

/// An archive that was opened.
pub enum Opened {
    /// Every byte of it is as its list says.
    Sound(Box<Archive>),
    /// It is none, or no longer what it was.
    Faulty(Vec<Fault>),
}

/// A line of the list of digests.
struct Line<'a> {
    number: usize,
    sha256: &'a str,
    name: &'a str,
}

/// Tells whether a folder or a ZIP file is an archive, by the names in it.
///
/// # Errors
/// Fails when a folder cannot be looked at; any other file is no archive.
pub fn is_archive(path: &Path) -> Result<bool, DiskError> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match Source::open(path) {
        Ok(source) => Ok(source.has(MANIFEST)? && source.has(SUMS)?),
        Err(error) if matches!(error.reason(), NotADirectory | NotFound) => Ok(false),
        // One that is broken or made to do harm is told with the other sources.
        Err(_) if is_zip(path) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Opens an archive and reads all of it.
///
/// # Errors
/// Fails when the folder or the list of digests cannot be read.
pub fn open(path: &Path) -> Result<Opened, Failure> {
    let source = Source::open(path)?;
    let list = path.join(SUMS);
    let bytes = source.read(SUMS)?;
    let fault =
        |line, message: &str| Fault { file: list.clone(), line, message: message.to_owned() };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Ok(Opened::Faulty(vec![fault(1, "it is not text in UTF-8")]));
    };
    let (lines, mut faults) = lines(text, &fault);
    faults.extend(unlisted(&source, &lines)?);
    parallel::in_order(
        &lines,
        |line| check(&source, line),
        |(number, wrong)| {
            faults.extend(wrong.map(|message| fault(number, &message)));
            Ok::<(), Failure>(())
        },
    )?;
    if lines.iter().all(|line| line.name != MANIFEST) {
        faults.push(fault(1, "it does not list `archive.toml`"));
    }
    if !faults.is_empty() {
        faults.sort();
        return Ok(Opened::Faulty(faults));
    }
    let manifest = match manifest(&source)? {
        Ok(manifest) => manifest,
        Err(fault) => return Ok(Opened::Faulty(vec![fault])),
    };
    let files = lines.iter().filter_map(|line| {
        let inside = line.name.strip_prefix(CHART)?.strip_prefix('/')?.to_owned();
        Some(ArchivedFile { inside, sha256: line.sha256.to_owned() })
    });
    let mut files: Vec<ArchivedFile> = files.collect();
    files.sort_by(|a, b| Path::new(&a.inside).cmp(Path::new(&b.inside)));
    let sha256 = bare_sha256(&bytes);
    Ok(Opened::Sound(Box::new(Archive { source, sha256, manifest, files })))
}

/// Reads the list, and what is wrong with it: a line that is none, a place where nothing of an archive lies, a
/// file that is listed twice.
fn lines<'a>(text: &'a str, fault: &dyn Fn(usize, &str) -> Fault) -> (Vec<Line<'a>>, Vec<Fault>) {
    let (mut lines, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, text) in text.lines().enumerate() {
        let number = at + 1;
        let is_digest = |digest: &str| {
            digest.len() == 64
                && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        let read = text.split_once("  ").filter(|(digest, _)| is_digest(digest));
        let Some((sha256, name)) = read else {
            faults
                .push(fault(number, "it is no line of `sha256sum`: a digest, two spaces, a name"));
            continue;
        };
        let in_chart = name.strip_prefix(CHART).and_then(|name| name.strip_prefix('/'));
        if !in_chart.map_or_else(|| [README, MANIFEST].contains(&name), is_archived) {
            faults.push(fault(number, "no archive has a file of this name"));
        } else if !seen.insert(name) {
            faults.push(fault(number, "the file is listed twice"));
        } else {
            lines.push(Line { number, sha256, name });
        }
    }
    (lines, faults)
}

/// Returns what lies in the folder and is not listed: a file, a link, a folder that cannot be read.
fn unlisted(source: &Source, lines: &[Line<'_>]) -> Result<Vec<Fault>, Failure> {
    let listed: BTreeSet<&Path> = lines.iter().map(|line| Path::new(line.name)).collect();
    let mut faults = Vec::new();
    for Met { inside, kind, error } in source.everything()? {
        let message = match (kind, error) {
            (_, Some(error)) => format!("it cannot be read: {}", error.cause()),
            (EntryKind::Link, _) => "it is a symbolic link, and an archive has none".to_owned(),
            (EntryKind::File, _) if inside == Path::new(SUMS) => continue,
            (EntryKind::File, _) if listed.contains(&*inside) => continue,
            (EntryKind::File, _) => format!("`{SUMS}` does not list it"),
            _ => "it is no regular file".to_owned(),
        };
        faults.push(Fault { file: source.path().join(inside), line: 1, message });
    }
    Ok(faults)
}

/// Holds a file against its line.
fn check(source: &Source, line: &Line<'_>) -> (usize, Option<String>) {
    let name = line.name;
    let looked = source.open_file(name).map(|file| file.map(|file| look(&*file, name)));
    let wrong = match looked {
        Ok(None) => Some(format!("`{name}` is missing")),
        Err(error) => Some(format!("`{name}` cannot be read: {}", error.cause())),
        Ok(Some(Err(error))) => Some(format!("`{name}` cannot be read: {error}")),
        Ok(Some(Ok(looked))) => match looked.refused {
            Some(Refused::Private) => {
                Some(format!("`{name}` holds psychotherapy notes, or an age file"))
            }
            Some(Refused::Key) => Some(format!("`{name}` holds a secret key")),
            None if looked.sha256 != line.sha256 => {
                Some(format!("`{name}` is another than when the archive was made"))
            }
            None => None,
        },
    };
    (line.number, wrong)
}

/// Reads what the archive says of itself.
fn manifest(source: &Source) -> Result<Result<Manifest, Fault>, Failure> {
    let bytes = source.read(MANIFEST)?;
    let fault = |line, message: String| Fault { file: source.path().join(MANIFEST), line, message };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Ok(Err(fault(1, "it is not text in UTF-8".to_owned())));
    };
    Ok(match document::read::<Manifest>(text) {
        Err(problem) => {
            let line = text[..problem.span.start.min(text.len())].lines().count().max(1);
            Err(fault(line, problem.message))
        }
        Ok(manifest) if manifest.format != FORMAT => {
            Err(fault(1, format!("`format` is not {FORMAT}, which this program reads")))
        }
        Ok(manifest) => Ok(manifest),
    })
}

impl Archive {
    /// Returns the clients whose records are in it, each with its files by their places in the client's folder.
    pub fn clients(&self) -> BTreeMap<ClientId, Vec<(&str, &ArchivedFile)>> {
        let mut clients: BTreeMap<ClientId, Vec<(&str, &ArchivedFile)>> = BTreeMap::new();
        for file in &self.files {
            if let Some((client, inside)) = in_client(&file.inside)
                && let Ok(client) = client.parse()
            {
                clients.entry(client).or_default().push((inside, file));
            }
        }
        clients
    }

    /// Returns the files that are of no client: what the practice has set, and who may sign.
    pub fn of_the_practice(&self) -> impl Iterator<Item = &ArchivedFile> {
        let is_of_a_client = |file: &ArchivedFile| {
            in_client(&file.inside).is_some_and(|(client, _)| ClientId::is_valid(client))
        };
        self.files.iter().filter(move |file| !is_of_a_client(file))
    }

    /// Hands a file of its chart over, which must be as it was when the archive was opened.
    ///
    /// # Errors
    /// Fails when it is another or cannot be read, and when `writer` fails.
    pub fn copy(&self, file: &ArchivedFile, writer: &mut dyn Write) -> io::Result<()> {
        let name = format!("{CHART}/{}", file.inside);
        let open = self.source.open_known(&name).map_err(io::Error::other)?;
        copy_as_known(&*open, &file.sha256, writer)
    }

    /// Reads a file of its chart.
    ///
    /// # Errors
    /// Fails when it cannot be read, and past 64 MiB.
    pub fn read(&self, file: &ArchivedFile) -> Result<Vec<u8>, DiskError> {
        self.source.read(&format!("{CHART}/{}", file.inside))
    }
}
