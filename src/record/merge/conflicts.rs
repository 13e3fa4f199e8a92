//! Conflicts as git and the chart have them: read, told, carried out, and ended.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::Path;

use crate::disk::write::{PRIVATE, Replaced};
use crate::failure::{Explain, Failure, Outcome};
use crate::note::progress_note::ProgressNote;
use crate::output::Output;
use crate::programs::git::GitError;
use crate::record::chart::Chart;
use crate::record::chart::git::{Git, Objects, content_on_disk, holds_bytes};
use crate::record::chart::git_merge;
use crate::record::chart::note_files::ALLOWED_SIGNERS;
use crate::record::chart::part::Part;
use crate::record::document::Description;
use crate::record::merge::settling::{
    Conflict, Folder, Outcome as Become, Plan, Side, Source, Stored, plan, subjects,
};
use crate::record::questionnaire::Questionnaire;
use crate::record::signature::allowed_signers::AllowedSigners;
use crate::record::signature::verdict::{Verdict, is_over, judge};

/// A file that somebody else has changed while it was settled.
#[derive(Debug, thiserror::Error)]
#[error("{0} changed meanwhile; what was settled before it is")]
struct ChangedMeanwhile(String);

impl Explain for ChangedMeanwhile {
    fn hint(&self) -> Option<String> {
        Some("Run the command again.".into())
    }
}

/// Settles everything that needs nobody's choice, and tells whether nothing is left.
///
/// # Errors
/// Fails when git does, or the disk refuses.
pub fn settle_what_can_be(
    chart: &Chart,
    git: &Git,
    output: &mut Output<'_>,
) -> Result<bool, Failure> {
    let conflicts = conflicts(chart, git)?;
    if conflicts.is_empty() {
        return Ok(true);
    }
    let planned = plan(&conflicts, &OnDisk(chart), published(git)?, None, &|_| true);
    show(chart, git, &conflicts, &planned, output)?;
    carry_out(chart, git, &planned)?;
    Ok(git.unmerged()?.is_empty())
}

/// Settles one file, if that needs nobody's choice, and tells whether it does.
///
/// # Errors
/// Fails when git does, or the disk refuses.
pub fn settle_one(
    chart: &Chart,
    git: &Git,
    path: &str,
    output: &mut Output<'_>,
) -> Result<bool, Failure> {
    let conflicts = conflicts(chart, git)?;
    if !conflicts.contains_key(path) {
        return Ok(false);
    }
    let is_it = |subject: &str| subject == path;
    let planned = plan(&conflicts, &OnDisk(chart), published(git)?, None, &is_it);
    let mut is_open = false;
    for (subject, outcome) in &planned.outcomes {
        match outcome {
            Become::Settled(said) => output.status(format_args!("{subject} {said}.")),
            Become::Open(_) => is_open = true,
        }
    }
    carry_out(chart, git, &planned)?;
    Ok(is_open)
}

/// Reads what git has two versions of.
///
/// # Errors
/// Fails when git does, or a file cannot be read or written.
pub fn conflicts(chart: &Chart, git: &Git) -> Result<BTreeMap<String, Conflict>, Failure> {
    let mut objects = git.objects()?;
    let mut conflicts: BTreeMap<String, Conflict> = BTreeMap::new();
    for version in git.unmerged()? {
        let side = match version.side {
            git_merge::Side::Base => None,
            git_merge::Side::Ours => Some(Side::Here),
            git_merge::Side::Theirs => Some(Side::There),
        };
        if holds_bytes(&version.path) {
            let conflict = conflicts.entry(version.path).or_default();
            if let Some(side) = side {
                let sha256 = objects.content(&version.object)?;
                conflict.stored.push(Stored { side, object: version.object, sha256 });
            }
            continue;
        }
        let bytes = objects.read_blob(&version.object)?;
        let conflict = conflicts.entry(version.path).or_default();
        match version.side {
            git_merge::Side::Base => conflict.base = bytes,
            git_merge::Side::Ours => conflict.here = bytes,
            git_merge::Side::Theirs => conflict.there = bytes,
        }
    }
    for (path, conflict) in conflicts.iter_mut().filter(|(path, _)| !holds_bytes(path)) {
        conflict.on_disk = chart.tree().read_if_there(path.as_ref())?;
    }
    Ok(conflicts)
}

/// Returns the side of a merge that a server has already; `None` when it has both or neither.
///
/// # Errors
/// Fails when git does.
pub fn published(git: &Git) -> Result<Option<Side>, GitError> {
    let is_there =
        |version: Option<String>| version.map_or(Ok(false), |version| git.is_published(&version));
    let (here, there) = git.sides()?;
    Ok(match (is_there(here)?, is_there(there)?) {
        (true, false) => Some(Side::Here),
        (false, true) => Some(Side::There),
        _ => None,
    })
}

/// The files of the chart as they lie there.
pub struct OnDisk<'a>(pub &'a Chart);

impl Folder for OnDisk<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        // What cannot be read is not taken for free: writing it fails.
        self.0.tree().read_if_there(path.as_ref()).unwrap_or(Some(Vec::new()))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = self.0.tree().folder(folder.as_ref()).ok().flatten();
        let entries = entries.and_then(|folder| folder.entries().ok()).unwrap_or_default();
        entries.into_iter().filter_map(|entry| entry.name.into_string().ok()).collect()
    }

    fn content(&self, path: &str) -> Option<String> {
        content_on_disk(self.0, path)
    }
}

/// Says of each conflict who wrote what and what becomes of it.
///
/// # Errors
/// Fails when git does, or a file cannot be read or written.
pub fn show(
    chart: &Chart,
    git: &Git,
    conflicts: &BTreeMap<String, Conflict>,
    planned: &Plan,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let list = chart.tree().read_if_there(ALLOWED_SIGNERS.as_ref())?.unwrap_or_default();
    let signers = AllowedSigners::read(&String::from_utf8_lossy(&list));
    let heads = git.sides()?;
    let subjects = subjects(conflicts);
    for (subject, outcome) in &planned.outcomes {
        let (mark, said) = match outcome {
            Become::Settled(said) => ("settled", said),
            Become::Open(said) => ("open", said),
        };
        output.data(&format!("{subject}  {mark}: {said}\n"))?;
        for path in subjects.get(subject).into_iter().flatten() {
            let conflict = &conflicts[path];
            if path.ends_with(".sig") || holds_bytes(path) {
                continue;
            }
            for (side, head) in [(Side::Here, &heads.0), (Side::There, &heads.1)] {
                let Some(bytes) = conflict.of(side) else {
                    output.data(&format!("  {}: not there\n", side.word()))?;
                    continue;
                };
                let by = git.last_author(head.as_deref(), path)?;
                let signatures = signatures_near(conflicts, chart, path);
                let said = said_of(path, bytes, &signatures, &signers);
                let file = path.rsplit('/').next().unwrap_or(path);
                output.data(&format!("  {}: {file}, {said}{by}\n", side.word()))?;
            }
        }
    }
    Ok(())
}

/// Returns the signatures that may be over a file: those beside it, in any version.
fn signatures_near(
    conflicts: &BTreeMap<String, Conflict>,
    chart: &Chart,
    path: &str,
) -> Vec<Vec<u8>> {
    let path = format!("{path}.sig");
    match conflicts.get(&path) {
        Some(conflict) => {
            [&conflict.here, &conflict.there].into_iter().flatten().cloned().collect()
        }
        None => chart.tree().read_if_there(path.as_ref()).ok().flatten().into_iter().collect(),
    }
}

/// Says whose a text is and what its signature is worth, without a word of it.
fn said_of(path: &str, bytes: &[u8], signatures: &[Vec<u8>], signers: &AllowedSigners) -> String {
    let (author, signed) = match Part::of(path) {
        Some(Part::Document(..)) => {
            let said = Description::of(bytes).0;
            let filed_by = said.filed_by.map(|by| format!(", filed by {by}"));
            (filed_by, said.signed_by.zip(said.signed_at))
        }
        Some(Part::Questionnaire(..)) => {
            let said = Questionnaire::of(bytes).0;
            let filed_by = said.filed_by.map(|by| format!(", filed by {by}"));
            (filed_by, said.signed_by.zip(said.signed_at))
        }
        _ => {
            let front = ProgressNote::parse(bytes).front;
            let author = front.author.as_deref().map(|author| format!(" by {author}"));
            (author, front.signed_by.map(Cow::into_owned).zip(front.signed_at))
        }
    };
    let Some((by, at)) = signed else {
        return format!("not signed{}", author.unwrap_or_default());
    };
    let by = by.as_str();
    let verdict = signatures
        .iter()
        .find(|signature| is_over(bytes, signature))
        .map(|signature| judge(bytes, signature, by, at, signers));
    match verdict {
        Some(Verdict::Good) => format!("signed by {by}, {}", at.readable()),
        Some(_) => format!("signed by {by}, {}, which does not hold", at.readable()),
        None => format!("says that {by} has signed it, and no signature is over it"),
    }
}

/// Writes what was planned, first what is new, and tells git that it is chosen.
///
/// # Errors
/// Fails when git does, or a file cannot be read or written.
pub fn carry_out(chart: &Chart, git: &Git, planned: &Plan) -> Result<(), Failure> {
    let tree = chart.tree();
    let mut objects = git.objects()?;
    // What another file is made of goes last.
    for (path, source) in &planned.copies {
        put_bytes(chart, &mut objects, path, source)?;
    }
    let (written, gone): (Vec<_>, Vec<_>) = planned.files.iter().partition(|(_, to)| to.is_some());
    for (path, bytes) in written.into_iter().chain(gone) {
        let at = Path::new(path);
        if holds_bytes(path) {
            if tree.has_file(at)? {
                tree.remove(at)?;
            }
            continue;
        }
        let there = tree.read_if_there(at)?;
        let done = match (there, bytes) {
            (Some(there), Some(bytes)) if there == *bytes => Replaced::Yes,
            (Some(there), Some(bytes)) => tree.replace_if(at, &there, bytes)?,
            (Some(there), None) => tree.remove_if(at, &there)?,
            (None, Some(bytes)) => {
                tree.write_new(at, bytes)?;
                Replaced::Yes
            }
            (None, None) => Replaced::Yes,
        };
        if done != Replaced::Yes {
            return Err(ChangedMeanwhile(path.clone()).into());
        }
    }
    let mut paths: Vec<String> = planned.chosen.iter().cloned().collect();
    paths.extend(planned.files.keys().cloned());
    paths.extend(planned.copies.keys().cloned());
    paths.sort();
    paths.dedup();
    if !paths.is_empty() {
        git.stage(&paths)?;
    }
    Ok(())
}

/// Gives the bytes of a document a place, unless they are there already.
fn put_bytes(
    chart: &Chart,
    objects: &mut Objects,
    path: &str,
    source: &Source,
) -> Result<(), Failure> {
    let tree = chart.tree();
    let at = Path::new(path);
    let wanted = match source {
        Source::File(file) => content_on_disk(chart, file),
        Source::Object(object) => Some(objects.content(object)?),
    };
    if let Some(there) = content_on_disk(chart, path) {
        if Some(there) == wanted {
            return Ok(());
        }
        // git has both versions of what it made a conflict of.
        tree.remove(at)?;
    }
    let folder = tree.create_folders(at.parent().unwrap_or(Path::new("")))?;
    let name = at.file_name().unwrap_or(OsStr::new(""));
    match source {
        Source::File(file) => {
            let from = tree.open_file(file.as_ref())?;
            let from = from.ok_or_else(|| ChangedMeanwhile(file.clone()))?;
            let make = |writer: &mut dyn io::Write| from.copy_to(writer).map(drop);
            folder.write_new_as_made(name, &make, PRIVATE)?;
        }
        Source::Object(object) => {
            let objects = RefCell::new(objects);
            let make = |writer: &mut dyn io::Write| {
                objects.borrow_mut().pour(object, writer).map_err(io::Error::other)
            };
            folder.write_new_as_made(name, &make, PRIVATE)?;
        }
    }
    Ok(())
}

/// Ends what git has begun.
///
/// # Errors
/// Fails when git does, or a file cannot be read or written.
pub fn end(git: &Git, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    match git.unfinished()? {
        None => output.status("Nothing was begun, so nothing is committed."),
        Some(unfinished) => {
            git.go_on(unfinished)?;
            output.status(format_args!("The {} is ended.", unfinished.noun()));
        }
    }
    Ok(Outcome::Done)
}
