//! `casenotes validate --staged` and `--changed`: what is about to be committed, and what was changed
//! since a version, with what neither may hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::authorization::elements::Asked;
use crate::authorization::records::{Authorization, Validity, is_added_to};
use crate::commands::chart::validate::moved::say_where;
use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::stray::StrayKind;
use crate::failure::Failure;
use crate::fields::Problem;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::programs::git::GitError;
use crate::record::chart::git::{Change, Git, Kind, Objects};
use crate::record::chart::layout::{Role, role_of_file};
use crate::record::chart::moves::{beginning_of_trails, place_of_paper, trails_of};
use crate::record::chart::note_files::{ALLOWED_SIGNERS, AmendmentFile, NoteFiles, Trust};
use crate::record::chart::papers::{PaperKind, client_named_in};
use crate::record::chart::part::Part;
use crate::record::chart::settings::Settings;
use crate::record::chart::{Chart, MARKER};
use crate::record::disclosure::entry::{self, DisclosureEntry};
use crate::record::requests::paper::RequestPaper;
use crate::record::signature::allowed_signers::{AllowedSigners, differences};
use crate::rules::commits::subject::{Deed, Filed, StagedSubject};
use crate::rules::excuse;
use crate::rules::finding::Finding;
use crate::rules::practice::Practice;
use crate::rules::settings::{client_file_of, policy};
use crate::rules::signatures::verdicts;
use crate::rules::subject::{ClientSubject, NoteSubject};
use crate::rules::{self};

/// What was found, in how many notes.
#[derive(Default)]
pub struct Checked {
    /// The findings.
    pub found: Vec<Finding>,
    /// Those about what the earlier version had. What the practice had set then holds for them: a change
    /// does not excuse itself.
    pub lost: Vec<Finding>,
    /// How many notes were looked at.
    pub notes: usize,
}

/// A version of the chart: the objects of its files.
struct Version {
    files: BTreeMap<String, String>,
}

impl Version {
    /// Returns the version that some changes make of this one.
    fn with(&self, changes: &[Change]) -> Self {
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

    fn read(&self, path: &str, objects: &mut Objects) -> Result<Option<Vec<u8>>, GitError> {
        self.files.get(path).map(|object| objects.read(object)).transpose()
    }

    fn settings(&self, objects: &mut Objects) -> Result<Settings, GitError> {
        Ok(Settings::read(self.read(MARKER, objects)?.unwrap_or_default()))
    }

    fn trust(&self, settings: &Settings, objects: &mut Objects) -> Result<Trust, GitError> {
        let list = self.read(ALLOWED_SIGNERS, objects)?.unwrap_or_default();
        Ok(Trust::read(&list, settings))
    }

    /// Reads a note with all that belongs to it; `None` when the note is not there.
    fn note_files(
        &self,
        chart: &Chart,
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
            let path = chart.root().join(path);
            amendments.push(AmendmentFile { name, path, bytes, signature });
        }
        Ok(Some(NoteFiles { id: id.clone(), note: note.into(), signature, amendments }))
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
pub struct Context<'a> {
    /// The tree that the commit is of.
    pub chart: &'a Chart,
    /// Its templates.
    pub templates: &'a Templates,
    /// What holds for the practice.
    pub practice: &'a Practice,
}

/// Checks what is about to be committed.
pub fn staged(context: &Context<'_>, git: &Git) -> Result<Checked, Failure> {
    let chart = context.chart;
    let changes = git.staged()?;
    let head = Version { files: git.tree("HEAD")? };
    let index = head.with(&changes);
    let mut objects = git.objects()?;
    let settings = index.settings(&mut objects)?;
    let trust = index.trust(&settings, &mut objects)?;
    let mut checked = Checked::default();
    let mut news = BTreeSet::new();
    for change in &changes {
        let deed = match change.kind {
            Kind::File | Kind::Nothing => None,
            Kind::Link => Some(Deed::Link),
            Kind::Repository => Some(Deed::Repository),
            Kind::Unmerged => Some(Deed::Unmerged),
        };
        if let Some(deed) = deed {
            check_deed(chart, &change.path, deed, &mut checked.found);
            continue;
        }
        let Some(object) = &change.after else { continue };
        let bytes = objects.read(object)?;
        if Part::of(&change.path).is_some_and(|part| part.is_of_a_note()) {
            news.insert(bare_sha256(&bytes));
        }
        check_file(context, &change.path, &bytes, &mut checked);
    }
    // Beside the chart another project may lie, whose names and texts are its own affair.
    let (top, beside) = git.staged_beside()?;
    for change in beside.iter().filter(|change| change.kind != Kind::Repository) {
        let Some(object) = &change.after else { continue };
        let Some(bytes) = objects.read_blob(object)? else { continue };
        let path = top.join(&change.path);
        rules::check_staged_beside(&bytes, &path, &mut checked.found);
    }
    if changes.iter().any(|change| matches!(change.path.as_str(), ALLOWED_SIGNERS | MARKER)) {
        verdicts::check_trust(chart, &trust, &settings.bytes, &mut checked.found);
    }
    check_ignored(chart, git, &mut checked.found)?;
    let ids = affected(&changes);
    for id in &ids {
        match index.note_files(chart, id, &mut objects)? {
            Some(note_files) => {
                checked.notes += 1;
                check_note(context, &note_files, &trust, &mut checked.found);
            }
            None => check_orphans(chart, id, &index, &mut checked.found),
        }
    }
    let now = |path: &str, objects: &mut Objects| index.read(path, objects);
    let mut eyes = Eyes { chart, practice: context.practice, base: &head, objects, now: &now };
    checked.lost = eyes.find_lost(&changes, &ids, &news)?;
    Ok(checked)
}

/// Returns the paths that were changed since a version, after checking what only grows since then.
pub fn changed_since(
    chart: &Chart,
    practice: &Practice,
    version: &str,
    checked: &mut Checked,
) -> Result<Vec<PathBuf>, Failure> {
    let git = Git::of(chart)?;
    let changes = git.changed_since(chart, version)?;
    let base = Version { files: git.tree(version)? };
    let objects = git.objects()?;
    // What cannot be read is not what it was, and is reported as lost; below, it is also said why.
    let on_disk = |path: &str| chart.tree().read_if_there(path.as_ref()).ok().flatten();
    let is_of_a_note =
        |change: &&Change| Part::of(&change.path).is_some_and(|part| part.is_of_a_note());
    let news = changes.iter().filter(is_of_a_note).filter_map(|change| on_disk(&change.path));
    let news = news.map(|bytes| bare_sha256(&bytes)).collect();
    let ids = affected(&changes);
    let now = |path: &str, _: &mut Objects| Ok(on_disk(path));
    let mut eyes = Eyes { chart, practice, base: &base, objects, now: &now };
    checked.lost = eyes.find_lost(&changes, &ids, &news)?;
    check_ignored(chart, &git, &mut checked.found)?;
    // What cannot be looked at is for whoever reads it to report; what lies behind a link or a file is no
    // part of the chart.
    let may_be_file = |path: &PathBuf| {
        let looked = chart.tree().has_file(path);
        looked.unwrap_or_else(|error| error.reason() != std::io::ErrorKind::NotADirectory)
    };
    let mut paths: BTreeSet<PathBuf> =
        ids.iter().map(|id| chart.path(id)).filter(may_be_file).collect();
    for change in &changes {
        let path = chart.root().join(&change.path);
        let is_ours = client_and_name(&change.path).is_some_and(|(_, name)| {
            name == "client.toml" || matches!(role_of_file(name), Role::Note(_))
        });
        if is_ours && may_be_file(&path) {
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
fn check_file(context: &Context<'_>, path: &str, bytes: &[u8], checked: &mut Checked) {
    let at = context.chart.root().join(path);
    let found = &mut checked.found;
    let name = path.rsplit('/').next().unwrap_or(path);
    let place = client_and_name(path);
    let role = place.as_ref().map(|(_, name)| role_of_file(name));
    let is_note = matches!(role, Some(Role::Note(_)));
    let subject = StagedSubject { name, bytes, is_note, deed: None };
    rules::check_bytes(&subject, &at, bytes, found);
    match (place, role) {
        (Some((client, _)), Some(Role::Note(None))) => {
            checked.notes += 1;
            let note = ProgressNote::parse(bytes);
            let subject =
                NoteSubject::new(&note, &client, None, context.templates, context.practice);
            let subject = subject.named(name.as_ref());
            rules::check_note(&subject, &mut || at.clone(), bytes, found);
        }
        (Some((_, "client.toml")), _) => {
            let problems = match std::str::from_utf8(bytes) {
                Ok(text) => client_file_of(text, context.practice.now).1,
                Err(error) => vec![Problem::not_text(error)],
            };
            rules::check_bytes(&ClientSubject { problems: &problems }, &at, bytes, found);
        }
        _ => {}
    }
}

/// Checks a note as `validate` does, but beside no others; and a draft need not be finished to be
/// committed.
fn check_note(
    context: &Context<'_>,
    note_files: &NoteFiles,
    trust: &Trust,
    found: &mut Vec<Finding>,
) {
    let note = ProgressNote::parse(&note_files.note);
    let judged = note_files.judge(&note.front, trust);
    let id = &note_files.id;
    let mut subject =
        NoteSubject::new(&note, &id.client, Some(&id.stem), context.templates, context.practice);
    subject.was_moved = judged.came_from(&note.front);
    let mut path = || context.chart.path(id);
    let before = found.len();
    rules::check_note(&subject, &mut path, &note_files.note, found);
    if judged.is_draft() || judged.is_signed() && note.front.signed_anyway.is_some() {
        // A draft may lack what its author does not know yet, such as the end of the session.
        let also: &[&str] = if judged.is_draft() { &["FM002"] } else { &[] };
        excuse(&mut found[before..], also);
    }
    verdicts::check(note_files, &judged, &note, trust, &mut path, found);
}

/// Reports what would be left of a note that is not there.
fn check_orphans(chart: &Chart, id: &NoteId, version: &Version, found: &mut Vec<Finding>) {
    let signature = note_path(id, ".md.sig");
    if version.files.contains_key(&signature) {
        check_orphan(chart, id, StrayKind::OrphanedSignature, &signature, found);
    }
    for (path, _) in version.amendments(id) {
        check_orphan(chart, id, StrayKind::OrphanedAmendment, path, found);
    }
}

fn check_orphan(chart: &Chart, id: &NoteId, kind: StrayKind, path: &str, found: &mut Vec<Finding>) {
    let path = chart.root().join(path);
    rules::check(&kind, &path, found);
    if let Some(finding) = found.last_mut() {
        say_where(chart, &id.client, &path, finding);
    }
}

/// Reports each file of the record that git is told to ignore.
fn check_ignored(chart: &Chart, git: &Git, found: &mut Vec<Finding>) -> Result<(), GitError> {
    for path in git.ignored(chart)?.iter().filter(|path| Part::of(path).is_some()) {
        check_deed(chart, path, Deed::Ignored, found);
    }
    Ok(())
}

fn check_deed(chart: &Chart, path: &str, deed: Deed<'_>, found: &mut Vec<Finding>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let subject = StagedSubject { name, bytes: &[], is_note: true, deed: Some(deed) };
    rules::check_bytes(&subject, &chart.root().join(path), subject.bytes, found);
}

type Now<'a> = dyn Fn(&str, &mut Objects) -> Result<Option<Vec<u8>>, GitError> + 'a;

/// What an earlier version is held against.
struct Eyes<'a> {
    chart: &'a Chart,
    practice: &'a Practice,
    base: &'a Version,
    objects: Objects,
    /// What a file is now.
    now: &'a Now<'a>,
}

impl Eyes<'_> {
    /// Reports all that the earlier version had and that is not there as it was, though the record only
    /// grows; with the level that held then.
    fn find_lost(
        &mut self,
        changes: &[Change],
        ids: &BTreeSet<NoteId>,
        news: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, GitError> {
        let mut found = Vec::new();
        let settings = self.base.settings(&mut self.objects)?;
        let trust = self.base.trust(&settings, &mut self.objects)?;
        self.check_signed(ids, news, &trust, &mut found)?;
        for change in changes.iter().filter(|change| change.kind != Kind::Unmerged) {
            self.check_grown(&change.path, &mut found)?;
        }
        Ok(policy(&settings).0.apply(found))
    }

    /// Reports a file to which is only added, if more than that was done to it.
    fn check_grown(&mut self, path: &str, found: &mut Vec<Finding>) -> Result<(), GitError> {
        let Some(part) = Part::of(path) else { return Ok(()) };
        let was = self.base.read(path, &mut self.objects)?;
        if part == Part::Signers {
            let now = (self.now)(path, &mut self.objects)?;
            self.check_signers(&was.unwrap_or_default(), &now.unwrap_or_default(), found);
            return Ok(());
        }
        let Some(was) = was else { return Ok(()) };
        let now = (self.now)(path, &mut self.objects)?;
        let filed = match &part {
            Part::ClientFile(_) if now.is_none() => {
                check_deed(self.chart, path, Deed::RemovesClient, found);
                return Ok(());
            }
            Part::Authorization(_) => Filed::Authorization,
            Part::Disclosure(_) => Filed::Disclosure,
            Part::Request(_) => Filed::Request,
            Part::Move(_) => Filed::Move,
            _ => return Ok(()),
        };
        match now {
            None if self.was_moved(&part, path, &was)? => {}
            None => check_deed(self.chart, path, Deed::RemovesFiled(filed), found),
            Some(now) if now != was && !self.may_become(&part, &was, &now) => {
                check_deed(self.chart, path, Deed::ChangesFiled(filed), found);
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Tells whether a filed text may become another: it was none that counts, or is only added to.
    fn may_become(&self, part: &Part, was: &[u8], now: &[u8]) -> bool {
        match part {
            Part::Disclosure(client) => {
                let of = self.bearer(was, client, PaperKind::Disclosure);
                let texts = std::str::from_utf8(was).ok().zip(std::str::from_utf8(now).ok());
                DisclosureEntry::parse(was, &of).is_err()
                    || texts.is_some_and(|(was, now)| entry::is_added_to(was, now))
            }
            // What never was a paper of a request may be put right.
            Part::Request(client) => {
                let of = &self.bearer(was, client, PaperKind::Request);
                let read = std::str::from_utf8(was).map(|was| RequestPaper::read(was, of));
                !read.is_ok_and(|(_, problems)| problems.is_empty())
            }
            Part::Authorization(client) => {
                let client = &self.bearer(was, client, PaperKind::Authorization);
                let (Ok(was), Some(today)) = (std::str::from_utf8(was), self.practice.now) else {
                    return true;
                };
                let asked = Asked::of(client, today.date());
                let (authorization, problems) = Authorization::read(was, asked);
                authorization.standing(&problems) == Validity::Defective
                    || std::str::from_utf8(now).is_ok_and(|now| is_added_to(was, now))
            }
            _ => false,
        }
    }

    /// Returns whose a filed paper may be by its own words: one that was moved goes on naming the client
    /// that it was filed with, and the trail of such a move is there.
    fn bearer(&self, was: &[u8], client: &ClientId, kind: PaperKind) -> ClientId {
        let named = client_named_in(was).filter(|named| named != client);
        let has_trails = |named: &ClientId| {
            let begins = beginning_of_trails(named, kind);
            let mut behind = self.base.files.range(begins.clone()..);
            behind.next().is_some_and(|(path, _)| path.starts_with(&begins))
        };
        named.filter(has_trails).unwrap_or_else(|| client.clone())
    }

    /// Tells whether a paper lies with another client now, and a trail says so. To an authorization its end
    /// may have been added since.
    fn was_moved(&mut self, part: &Part, path: &str, was: &[u8]) -> Result<bool, GitError> {
        let kind = match part {
            Part::Authorization(_) => PaperKind::Authorization,
            Part::Disclosure(_) => PaperKind::Disclosure,
            Part::Request(_) => PaperKind::Request,
            _ => return Ok(false),
        };
        for trail in trails_of(path).into_iter().flatten() {
            let Some(trail) = (self.now)(&trail, &mut self.objects)? else { break };
            let Some(place) = place_of_paper(&trail, kind) else { continue };
            let Some(now) = (self.now)(&place, &mut self.objects)? else { continue };
            if now == was || self.may_become(part, was, &now) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reports who may sign and could not, and who could and may not.
    fn check_signers(&self, was: &[u8], now: &[u8], found: &mut Vec<Finding>) {
        let read = |bytes| AllowedSigners::read(&String::from_utf8_lossy(bytes));
        let (was, now) = (read(was), read(now));
        for difference in differences(&was, &now) {
            check_deed(self.chart, ALLOWED_SIGNERS, Deed::Signers(difference), found);
        }
    }

    /// Reports each text that was signed and is not there now as it was; one that lies elsewhere in the
    /// notes together with its signature was moved.
    fn check_signed(
        &mut self,
        ids: &BTreeSet<NoteId>,
        news: &BTreeSet<String>,
        trust: &Trust,
        found: &mut Vec<Finding>,
    ) -> Result<(), GitError> {
        for id in ids {
            let Some(note_files) = self.base.note_files(self.chart, id, &mut self.objects)? else {
                continue;
            };
            let front = ProgressNote::parse(&note_files.note).front;
            let judged = note_files.judge(&front, trust);
            let path = self.chart.path(id);
            let note = (judged.is_signed(), path, &*note_files.note, &note_files.signature);
            let additions = judged.amendments.iter().map(|added| {
                (added.holds(), added.file.path.clone(), &*added.file.bytes, &added.file.signature)
            });
            for (was_signed, path, text, signature) in std::iter::once(note).chain(additions) {
                let Some(signature) = signature.as_ref().filter(|_| was_signed) else { continue };
                let inside = path.strip_prefix(self.chart.root()).unwrap_or(Path::new(""));
                let inside = inside.to_string_lossy().into_owned();
                let text_now = (self.now)(&inside, &mut self.objects)?;
                let signature_now = (self.now)(&format!("{inside}.sig"), &mut self.objects)?;
                let is_same =
                    text_now.as_deref() == Some(text) && signature_now.as_ref() == Some(signature);
                let was_moved = text_now.is_none()
                    && news.contains(&bare_sha256(text))
                    && news.contains(&bare_sha256(signature));
                if !is_same && !was_moved {
                    check_deed(self.chart, &inside, Deed::ChangesSigned, found);
                }
            }
        }
        Ok(())
    }
}
