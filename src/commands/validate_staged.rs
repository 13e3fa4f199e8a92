//! `casenotes validate --staged` and `--changed`: what is about to be committed, and what was changed
//! since a version, with what neither may hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::chart::dossier::{ALLOWED_SIGNERS, AmendmentFile, Dossier, Trust};
use crate::chart::git::{Change, Git, GitError, Objects};
use crate::chart::layout::{Role, role_of_file};
use crate::chart::{Chart, MARKER};
use crate::client::ClientFile;
use crate::commands::signatures;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::stray::StrayKind;
use crate::failure::Failure;
use crate::fields::Problem;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::rules::history::Ground;
use crate::rules::staged::StagedSubject;
use crate::rules::subject::{ClientSubject, NoteSubject};
use crate::rules::{self, Finding};
use crate::signature::digest;

/// What was found, in how many notes.
pub struct Checked {
    /// The findings.
    pub found: Vec<Finding>,
    /// How many notes were looked at.
    pub notes: usize,
}

/// A version of the chart: the objects of its files.
struct Version {
    files: BTreeMap<String, String>,
}

impl Version {
    fn read(&self, path: &str, objects: &mut Objects) -> Result<Option<Vec<u8>>, GitError> {
        self.files.get(path).map(|object| objects.read(object)).transpose()
    }

    fn trust(&self, objects: &mut Objects) -> Result<Trust, GitError> {
        let list = self.read(ALLOWED_SIGNERS, objects)?.unwrap_or_default();
        let settings = self.read(MARKER, objects)?.unwrap_or_default();
        Ok(Trust::read(&list, &settings))
    }

    /// Reads a note with all that belongs to it; `None` when the note is not there.
    fn dossier(
        &self,
        chart: &Chart,
        id: &NoteId,
        objects: &mut Objects,
    ) -> Result<Option<Dossier>, GitError> {
        let path = note_path(id, ".md");
        let Some(note) = self.read(&path, objects)? else { return Ok(None) };
        let signature = self.read(&format!("{path}.sig"), objects)?;
        let mut amendments = Vec::new();
        for (path, name) in self.amendments(id) {
            let bytes = self.read(path, objects)?.unwrap_or_default();
            let signature = self.read(&format!("{path}.sig"), objects)?;
            let path = chart.root().join(path);
            amendments.push(AmendmentFile { name, path, bytes, signature });
        }
        Ok(Some(Dossier { id: id.clone(), note: note.into(), signature, amendments }))
    }

    fn amendments(&self, id: &NoteId) -> Vec<(&str, crate::domain::amendment::AmendmentName)> {
        let prefix = note_path(id, ".");
        let behind = self.files.range(prefix.clone()..);
        behind
            .map_while(|(path, _)| Some((path.as_str(), path.strip_prefix(&prefix)?)))
            .filter_map(|(path, rest)| Some((path, rest.strip_suffix(".md")?.parse().ok()?)))
            .collect()
    }
}

/// What is checked against.
pub struct Desk<'a> {
    /// The tree that the commit is of.
    pub chart: &'a Chart,
    /// Its templates.
    pub templates: &'a Templates,
    /// What holds for the practice.
    pub ground: &'a Ground,
}

/// Checks what is about to be committed.
pub fn staged(desk: &Desk<'_>, git: &Git) -> Result<Checked, Failure> {
    let chart = desk.chart;
    let changes = git.staged()?;
    let (index, head) = (Version { files: git.index()? }, Version { files: git.tree("HEAD")? });
    let mut objects = git.objects()?;
    let trust = index.trust(&mut objects)?;
    let mut checked = Checked { found: Vec::new(), notes: 0 };
    let mut news = BTreeSet::new();
    for change in &changes {
        let Some(object) = &change.after else { continue };
        let bytes = objects.read(object)?;
        news.insert(digest(&bytes));
        check_file(desk, &change.path, &bytes, &mut checked);
    }
    // Beside the chart another project may lie, whose names and texts are its own affair.
    let (top, beside) = git.staged_beside()?;
    for change in &beside {
        let Some(object) = &change.after else { continue };
        let Some(bytes) = objects.read_blob(object)? else { continue };
        let path = top.join(&change.path);
        rules::check_staged_beside(&bytes, &path, &mut checked.found);
    }
    if changes.iter().any(|change| matches!(change.path.as_str(), ALLOWED_SIGNERS | MARKER)) {
        signatures::check_trust(chart, &trust, &chart.settings_file()?, &mut checked.found);
    }
    let ids = affected(&changes);
    for id in &ids {
        match index.dossier(chart, id, &mut objects)? {
            Some(dossier) => {
                checked.notes += 1;
                check_note(desk, &dossier, &trust, &mut checked.found);
            }
            None => check_orphans(chart, id, &index, &mut checked.found),
        }
    }
    let now = |path: &str, objects: &mut Objects| index.read(path, objects);
    check_signed(chart, &ids, &head, (&mut objects, &now), &news, &mut checked.found)?;
    Ok(checked)
}

/// Returns the paths that were changed since a version, after checking what was signed in it.
pub fn changed_since(
    chart: &Chart,
    version: &str,
    git: &Git,
    found: &mut Vec<Finding>,
) -> Result<Vec<PathBuf>, Failure> {
    let changes = git.changed_since(version)?;
    let base = Version { files: git.tree(version)? };
    let mut objects = git.objects()?;
    let on_disk = |path: &str| chart.tree().read_if_there(path.as_ref()).ok().flatten();
    let news = changes.iter().filter_map(|change| on_disk(&change.path));
    let news = news.map(|bytes| digest(&bytes)).collect();
    let ids = affected(&changes);
    let now = |path: &str, _: &mut Objects| Ok(on_disk(path));
    check_signed(chart, &ids, &base, (&mut objects, &now), &news, found)?;
    let mut paths: BTreeSet<PathBuf> =
        ids.iter().map(|id| chart.path(id)).filter(|path| chart.tree().has(path)).collect();
    for change in &changes {
        let path = chart.root().join(&change.path);
        let is_ours = client_and_name(&change.path).is_some_and(|(_, name)| {
            name == "client.toml" || matches!(role_of_file(name), Role::Note(_))
        });
        if is_ours && chart.tree().has(&path) {
            paths.insert(path);
        }
    }
    Ok(paths.into_iter().collect())
}

/// Splits `clients/ID/notes/NAME` and `clients/ID/client.toml` into client and name.
fn client_and_name(path: &str) -> Option<(ClientId, &str)> {
    let (client, rest) = path.strip_prefix("clients/")?.split_once('/')?;
    let client = client.parse().ok()?;
    match rest.strip_prefix("notes/") {
        Some(name) if !name.contains('/') => Some((client, name)),
        None if rest == "client.toml" => Some((client, rest)),
        _ => None,
    }
}

fn note_path(id: &NoteId, ending: &str) -> String {
    format!("clients/{}/notes/{}{ending}", id.client, id.stem)
}

/// Returns the notes that a change touches: themselves, a signature or an addition.
fn affected(changes: &[Change]) -> BTreeSet<NoteId> {
    let id = |change: &Change| {
        let (client, name) = client_and_name(&change.path)?;
        let stem: NoteStem = name.split('.').next()?.parse().ok()?;
        let belongs =
            matches!(role_of_file(name), Role::Note(_) | Role::Signature | Role::Amendment(_));
        belongs.then_some(NoteId { client, stem })
    };
    changes.iter().filter_map(id).collect()
}

/// Checks a file by itself: what no commit may hold, and what is not part of a well-named note.
fn check_file(desk: &Desk<'_>, path: &str, bytes: &[u8], checked: &mut Checked) {
    let at = desk.chart.root().join(path);
    let found = &mut checked.found;
    let name = path.rsplit('/').next().unwrap_or(path);
    let place = client_and_name(path);
    let role = place.as_ref().map(|(_, name)| role_of_file(name));
    let is_note = matches!(role, Some(Role::Note(_)));
    rules::check_staged(&StagedSubject { name, bytes, is_note, was_signed: false }, &at, found);
    match (place, role) {
        (Some((client, _)), Some(Role::Note(None))) => {
            checked.notes += 1;
            let note = ProgressNote::parse(bytes);
            let subject = NoteSubject::new(&note, &client, None, desk.templates);
            let subject = subject.in_practice(desk.ground);
            rules::check_note(&subject, &mut || at.clone(), bytes, found);
        }
        (Some((_, "client.toml")), _) => {
            let problems = match std::str::from_utf8(bytes) {
                Ok(text) => ClientFile::parse(text).1,
                Err(error) => vec![Problem::not_text(error)],
            };
            rules::check_client(&ClientSubject { problems: &problems }, &at, bytes, found);
        }
        _ => {}
    }
}

/// Checks a note as `validate` does, but beside no others; and a draft need not be finished to be
/// committed.
fn check_note(desk: &Desk<'_>, dossier: &Dossier, trust: &Trust, found: &mut Vec<Finding>) {
    let note = ProgressNote::parse(&dossier.note);
    let judged = dossier.judge(&note.front, trust);
    let id = &dossier.id;
    let subject = NoteSubject::new(&note, &id.client, Some(&id.stem), desk.templates);
    let mut subject = subject.in_practice(desk.ground);
    subject.was_moved = judged.came_from(&note.front);
    let mut path = || desk.chart.path(id);
    let before = found.len();
    rules::check_note(&subject, &mut path, &dossier.note, found);
    if judged.is_draft() || judged.is_signed() && note.front.signed_anyway.is_some() {
        // A draft may lack what its author does not know yet, such as the end of the session.
        let also: &[&str] = if judged.is_draft() { &["FM002"] } else { &[] };
        rules::excuse(&mut found[before..], also);
    }
    signatures::check(dossier, &judged, &note, trust, &mut path, found);
}

/// Reports what would be left of a note that is not there.
fn check_orphans(chart: &Chart, id: &NoteId, version: &Version, found: &mut Vec<Finding>) {
    let signature = note_path(id, ".md.sig");
    if version.files.contains_key(&signature) {
        let path = chart.root().join(&signature);
        rules::check_stray(StrayKind::OrphanedSignature, &path, found);
    }
    for (path, _) in version.amendments(id) {
        rules::check_stray(StrayKind::OrphanedAmendment, &chart.root().join(path), found);
    }
}

type Now<'a> = dyn Fn(&str, &mut Objects) -> Result<Option<Vec<u8>>, GitError> + 'a;

/// Reports each text that was signed in a version and is not there now as it was; one that lies
/// elsewhere together with its signature was moved.
fn check_signed(
    chart: &Chart,
    ids: &BTreeSet<NoteId>,
    base: &Version,
    (objects, now): (&mut Objects, &Now<'_>),
    news: &BTreeSet<String>,
    found: &mut Vec<Finding>,
) -> Result<(), GitError> {
    let trust = base.trust(objects)?;
    for id in ids {
        let Some(dossier) = base.dossier(chart, id, objects)? else { continue };
        let front = ProgressNote::parse(&dossier.note).front;
        let judged = dossier.judge(&front, &trust);
        let note = (judged.is_signed(), chart.path(id), &*dossier.note, &dossier.signature);
        let additions = judged.amendments.iter().map(|added| {
            (added.holds(), added.file.path.clone(), &*added.file.bytes, &added.file.signature)
        });
        for (was_signed, path, text, signature) in std::iter::once(note).chain(additions) {
            let Some(signature) = signature.as_ref().filter(|_| was_signed) else { continue };
            let inside = path.strip_prefix(chart.root()).unwrap_or(Path::new(""));
            let inside = inside.to_string_lossy().into_owned();
            let text_now = now(&inside, objects)?;
            let signature_now = now(&format!("{inside}.sig"), objects)?;
            let is_same =
                text_now.as_deref() == Some(text) && signature_now.as_ref() == Some(signature);
            let was_moved = text_now.is_none()
                && news.contains(&digest(text))
                && news.contains(&digest(signature));
            if !is_same && !was_moved {
                let name = inside.rsplit('/').next().unwrap_or_default();
                let bytes = text_now.unwrap_or_default();
                let subject =
                    StagedSubject { name, bytes: &bytes, is_note: true, was_signed: true };
                rules::check_staged(&subject, &path, found);
            }
        }
    }
    Ok(())
}
