//! What an earlier version had and is not there as it was, though the record only grows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::session_time::SessionTime;
use crate::fields::{Problem, ProblemKind, document};
use crate::guard::version::{Version, note_path};
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::{Authorization, Validity, is_added_to};
use crate::note::progress_note::ProgressNote;
use crate::programs::git::GitError;
use crate::record::chart::git::{Change, Kind, Objects};
use crate::record::chart::layout::{DocumentPart, Role};
use crate::record::chart::moves::{beginning_of_trails, place_of_paper, trails_of};
use crate::record::chart::note_files::{ALLOWED_SIGNERS, Trust};
use crate::record::chart::papers::{PaperKind, client_named_in};
use crate::record::chart::part::Part;
use crate::record::chart::settings::Settings;
use crate::record::chart::{MARKER, discarded_papers};
use crate::record::disclosure::entry::{self, DisclosureEntry};
use crate::record::document::{self as description, Description};
use crate::record::questionnaire::{self, Questionnaire};
use crate::record::requests::paper::RequestPaper;
use crate::record::signature::allowed_signers::{AllowedSigners, differences};
use crate::record::signature::verdict::{State, Verdict};
use crate::rules::chart::subject::SettingsSubject;
use crate::rules::commits::subject::{Deed, Filed, StagedSubject};
use crate::rules::finding::Finding;
use crate::rules::settings::policy;
use crate::rules::{self};

/// Reports what is done to a file beside what it holds; `path` is seen from the root of the chart.
pub fn check_deed(root: &Path, path: &str, deed: Deed<'_>, found: &mut Vec<Finding>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let subject = StagedSubject { name, bytes: &[], mark: None, is_note: true, deed: Some(deed) };
    rules::check_bytes(&subject, &root.join(path), subject.bytes, found);
}

/// Returns what is wrong with a change whatever the file holds: it is no file, or has a name that a disk which
/// knows no case takes for one of the record.
pub fn deed_of(change: &Change) -> Option<Deed<'static>> {
    match change.kind {
        Kind::Link => Some(Deed::Link),
        Kind::Repository => Some(Deed::Repository),
        Kind::Unmerged => Some(Deed::Unmerged),
        Kind::Nothing => None,
        Kind::File => {
            let lower = change.path.to_lowercase();
            let part = Part::of(&lower).filter(|_| lower != change.path);
            (part.is_some() && part != Part::of(&change.path)).then_some(Deed::OtherCase)
        }
    }
}

/// The texts that were not there before, by what they hold: where something may have gone.
#[derive(Default)]
pub struct News {
    of_notes: BTreeSet<String>,
    /// Those that are no part of a note, by folder and digest, each with its path.
    papers: BTreeMap<(String, String), String>,
}

impl News {
    /// Adds a text.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        match Part::of(path) {
            Some(part) if part.is_of_a_note() => drop(self.of_notes.insert(bare_sha256(bytes))),
            Some(
                Part::Authorization(_)
                | Part::Disclosure(_)
                | Part::Request(_)
                | Part::Document(_, DocumentPart::Description)
                | Part::Questionnaire(_, DocumentPart::Description)
                | Part::Move(_)
                | Part::Discarded(_),
            ) => {
                self.papers.insert((folder_of(path), bare_sha256(bytes)), path.to_owned());
            }
            _ => {}
        }
    }
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default()
}

/// Returns what a file is now.
pub type Now<'a> = dyn Fn(&str, &mut Objects) -> Result<Option<Vec<u8>>, GitError> + 'a;

/// Returns the digest of what a file is now, or of the bytes that git lfs keeps for it.
pub type ContentNow<'a> = dyn Fn(&str, &mut Objects) -> Result<Option<String>, GitError> + 'a;

/// What an earlier version is held against.
pub struct Eyes<'a> {
    /// The root of the chart.
    pub root: &'a Path,
    /// What time it is.
    pub time: Option<SessionTime>,
    /// The earlier version.
    pub base: &'a Version,
    /// Reads what is in git.
    pub objects: &'a mut Objects,
    /// What a file is now.
    pub now: &'a Now<'a>,
    /// The digest of what a file is now, for those that may be of any size.
    pub content: &'a ContentNow<'a>,
}

impl Eyes<'_> {
    /// Reports all that the earlier version had and that is not there as it was, though the record only
    /// grows; with the level that held then.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn find_lost(
        &mut self,
        changes: &[Change],
        ids: &BTreeSet<NoteId>,
        news: &News,
    ) -> Result<Vec<Finding>, GitError> {
        let mut found = Vec::new();
        let settings = self.base.settings(self.objects)?;
        let trust = self.base.trust(&settings, self.objects)?;
        self.check_signed(ids, news, &trust, &mut found)?;
        for change in changes.iter().filter(|change| change.kind != Kind::Unmerged) {
            self.check_grown(&change.path, changes, news, &mut found)?;
        }
        Ok(policy(&settings).0.apply(found))
    }

    /// Reports a file to which is only added, if more than that was done to it.
    fn check_grown(
        &mut self,
        path: &str,
        changes: &[Change],
        news: &News,
        found: &mut Vec<Finding>,
    ) -> Result<(), GitError> {
        let Some(part) = Part::of(path) else { return Ok(()) };
        if matches!(part, Part::Document(_, DocumentPart::Discarded)) {
            return self.check_put_away(path, found);
        }
        if let Some(of) = described_by(&part) {
            return self.check_companion(path, &of, news, found);
        }
        let was = self.base.read(path, self.objects)?;
        if part == Part::Signers {
            let now = (self.now)(path, self.objects)?;
            self.check_signers(&was.unwrap_or_default(), &now.unwrap_or_default(), found);
            return Ok(());
        }
        if path == MARKER {
            let now = (self.now)(path, self.objects)?;
            let (was, now) = (was.unwrap_or_default(), now.unwrap_or_default());
            self.check_signing(&was, &now, found);
            self.check_settings(was, now, found);
            return Ok(());
        }
        let Some(was) = was else { return Ok(()) };
        let now = (self.now)(path, self.objects)?;
        let filed = match &part {
            Part::ClientFile(_) if now.is_none() => {
                check_deed(self.root, path, Deed::RemovesClient, found);
                return Ok(());
            }
            Part::Authorization(_) => Filed::Authorization,
            Part::Disclosure(_) => Filed::Disclosure,
            Part::Request(_) => Filed::Request,
            Part::Document(..) => Filed::Document,
            Part::Questionnaire(..) => Filed::Questionnaire,
            Part::Move(_) => Filed::Move,
            Part::Discarded(client)
                if now.is_none()
                    && (self.is_back(client, path, changes)
                        || self.is_filed_again(path, &was)?) =>
            {
                return Ok(());
            }
            Part::Discarded(_) => Filed::Discarded,
            _ => return Ok(()),
        };
        // Two that were filed in one minute each have a place: the name is that of the other then.
        let is_beside = |now: &[u8]| {
            let place = (folder_of(path), bare_sha256(&was));
            is_filed(&part, now) && news.papers.contains_key(&place)
        };
        match now {
            None if self.was_moved(&part, path, &was)? => {}
            None if self.was_discarded(path, &was)? => {}
            None => check_deed(self.root, path, Deed::RemovesFiled(filed), found),
            Some(now) if is_beside(&now) => {}
            Some(now) if now != was && !self.may_become(&part, &was, &now) => {
                check_deed(self.root, path, Deed::ChangesFiled(filed), found);
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Reports bytes of a document, or a signature beside a paper, that are not as they were. They may lie
    /// with another client, to whom what they are of was moved; and what nothing was said of was no document.
    fn check_companion(
        &mut self,
        path: &str,
        of: &Part,
        news: &News,
        found: &mut Vec<Finding>,
    ) -> Result<(), GitError> {
        let filed = match of {
            Part::Questionnaire(..) => Filed::Questionnaire,
            _ => Filed::Document,
        };
        let Some(was) = self.base.files.get(path) else { return Ok(()) };
        let was = self.objects.content(was)?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.split('.').next().unwrap_or(name);
        let description = format!("{folder}/{stem}.toml");
        let Some(said) = self.base.read(&description, self.objects)? else { return Ok(()) };
        // Two that two people have signed each have a place: the name is that of the other then.
        let beside = news.papers.get(&(folder.to_owned(), bare_sha256(&said)));
        if let Some(beside) = beside.filter(|beside| **beside != description) {
            let place = format!("{}{}", beside.trim_end_matches(".toml"), &name[stem.len()..]);
            if (self.content)(&place, self.objects)?.as_ref() == Some(&was) {
                return Ok(());
            }
        }
        match (self.content)(path, self.objects)? {
            Some(now) if now == was => {}
            Some(_) => check_deed(self.root, path, Deed::ChangesFiled(filed), found),
            None => {
                let place = self.place_now(of, &description, &said)?;
                let place = place.map(|place| {
                    format!("{}{}", place.trim_end_matches(".toml"), &name[stem.len()..])
                });
                let now = place.map(|place| (self.content)(&place, self.objects)).transpose()?;
                let away = path.replacen("/documents/", "/discarded/", 1);
                let away = (self.content)(&away, self.objects)?;
                let was_discarded =
                    away.as_ref() == Some(&was) && self.was_discarded(&description, &said)?;
                if now.flatten() != Some(was) && !was_discarded {
                    check_deed(self.root, path, Deed::RemovesFiled(filed), found);
                }
            }
        }
        Ok(())
    }

    /// Reports bytes of a discarded document that are neither there as they were nor filed again.
    fn check_put_away(&mut self, path: &str, found: &mut Vec<Finding>) -> Result<(), GitError> {
        let Some(was) = self.base.files.get(path) else { return Ok(()) };
        let was = self.objects.content(was)?;
        let back = path.replacen("/discarded/", "/documents/", 1);
        match (self.content)(path, self.objects)? {
            Some(now) if now == was => {}
            Some(_) => check_deed(self.root, path, Deed::ChangesFiled(Filed::Discarded), found),
            None if (self.content)(&back, self.objects)? == Some(was) => {}
            None => check_deed(self.root, path, Deed::RemovesFiled(Filed::Discarded), found),
        }
        Ok(())
    }

    /// Tells whether a description that nobody had signed lies where what was discarded lies.
    fn was_discarded(&mut self, path: &str, was: &[u8]) -> Result<bool, GitError> {
        let Some(base) = path.strip_suffix(".toml") else { return Ok(false) };
        let is_signed = self.base.files.contains_key(&format!("{path}.sig"))
            || document_of(was).is_some_and(|said| said.contains_key("signed_by"));
        if is_signed {
            return Ok(false);
        }
        let base = base.replacen("/documents/", "/discarded/", 1);
        let base = base.replacen("/questionnaires/", "/discarded/", 1);
        for number in 1.. {
            let record = match number {
                1 => format!("{base}.toml"),
                number => format!("{base}.{number}.toml"),
            };
            let Some(record) = (self.now)(&record, self.objects)? else { break };
            if discarded_papers::read(&record).is_some_and(|(.., text)| text.as_bytes() == was) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells whether a document or questionnaire that was discarded is filed again, and was at most signed since.
    fn is_filed_again(&mut self, path: &str, was: &[u8]) -> Result<bool, GitError> {
        let Some((kind, name, text)) = discarded_papers::read(was) else { return Ok(false) };
        let Some((client, _)) = path.split_once("/discarded/") else { return Ok(false) };
        let place = format!("{client}/{}/{name}.toml", kind.folder());
        let now = (self.now)(&place, self.objects)?;
        let now = now.and_then(|now| String::from_utf8(now).ok());
        let is_added = |now: &str| match kind {
            PaperKind::Questionnaire => questionnaire::is_added_to(&text, now),
            _ => description::is_added_to(&text, now),
        };
        Ok(now.is_some_and(|now| now == text || is_added(&now)))
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
            // What never was a description may be put right.
            Part::Document(..) => {
                let texts = std::str::from_utf8(was).ok().zip(std::str::from_utf8(now).ok());
                !Description::of(was).1.is_empty()
                    || texts.is_some_and(|(was, now)| description::is_added_to(was, now))
            }
            // What never was a questionnaire may be put right.
            Part::Questionnaire(..) => {
                let texts = std::str::from_utf8(was).ok().zip(std::str::from_utf8(now).ok());
                !Questionnaire::of(was).1.is_empty()
                    || texts.is_some_and(|(was, now)| questionnaire::is_added_to(was, now))
            }
            Part::Authorization(client) => {
                let client = &self.bearer(was, client, PaperKind::Authorization);
                let (Ok(was), Some(today)) = (std::str::from_utf8(was), self.time) else {
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
        Ok(self.place_now(part, path, was)?.is_some())
    }

    /// Returns where a paper lies with another client, if a trail says so.
    fn place_now(
        &mut self,
        part: &Part,
        path: &str,
        was: &[u8],
    ) -> Result<Option<String>, GitError> {
        let kind = match part {
            Part::Authorization(_) => PaperKind::Authorization,
            Part::Disclosure(_) => PaperKind::Disclosure,
            Part::Request(_) => PaperKind::Request,
            Part::Document(_, DocumentPart::Description) => PaperKind::Document,
            Part::Questionnaire(_, DocumentPart::Description) => PaperKind::Questionnaire,
            _ => return Ok(None),
        };
        for trail in trails_of(path).into_iter().flatten() {
            let Some(trail) = (self.now)(&trail, self.objects)? else { break };
            let Some(place) = place_of_paper(&trail, kind) else { continue };
            let Some(now) = (self.now)(&place, self.objects)? else { continue };
            if now == was || self.may_become(part, was, &now) {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Tells whether a draft that was discarded is a note again: `restore` gives it its name back, and it may
    /// have been changed since.
    fn is_back(&self, client: &ClientId, path: &str, changes: &[Change]) -> bool {
        let name = path.rsplit('/').next().and_then(|name| name.split('.').next());
        let Some(Ok(stem)) = name.map(str::parse::<NoteStem>) else { return false };
        changes.iter().any(|change| {
            let is_it =
                |of: &ClientId, found: &NoteStem| of == client && found.minute() == stem.minute();
            change.before.is_none()
                && matches!(
                    Part::of(&change.path),
                    Some(Part::Note(of, Role::Note(Some(found)))) if is_it(&of, &found)
                )
        })
    }

    /// Reports each key of what the practice asks of signatures that is not what it was.
    fn check_signing(&self, was: &[u8], now: &[u8], found: &mut Vec<Finding>) {
        let keys = |bytes: &[u8]| -> toml::Table {
            let table = std::str::from_utf8(bytes).ok().and_then(document::table);
            let signing = table.and_then(|mut table| table.remove("signing"));
            match signing {
                Some(toml::Value::Table(keys)) => keys,
                _ => toml::Table::new(),
            }
        };
        let (was, now) = (keys(was), keys(now));
        let all: BTreeSet<&String> = was.keys().chain(now.keys()).collect();
        for key in all.into_iter().filter(|key| was.get(*key) != now.get(*key)) {
            check_deed(self.root, MARKER, Deed::Signing(key), found);
        }
    }

    /// Reports what would stop every command of everybody, and a mark that two machines would give names
    /// under. What else a setting may be, a program of another version may know better.
    fn check_settings(&self, was: Vec<u8>, now: Vec<u8>, found: &mut Vec<Finding>) {
        let (was, now) = (Settings::read(was), Settings::read(now));
        let stops = |problem: &&Problem| {
            let is_of_all = problem.kind == ProblemKind::Unreadable || problem.is_at("marks");
            let is_known = |it: &Problem| it.kind == problem.kind && it.key == problem.key;
            is_of_all && !was.problems.iter().any(is_known)
        };
        let mut problems: Vec<Problem> = now.problems.iter().filter(stops).cloned().collect();
        if problems.is_empty() && was.format.is_some() && now.format != was.format {
            let message = "`format` is not what it was".to_owned();
            problems.push(Problem::of_value("format", 0..0, message));
        }
        let subject = SettingsSubject { problems: &problems };
        rules::check_bytes(&subject, &self.root.join(MARKER), &now.bytes, found);
    }

    /// Reports who may sign and could not, and who could and may not.
    fn check_signers(&self, was: &[u8], now: &[u8], found: &mut Vec<Finding>) {
        let read = |bytes| AllowedSigners::read(&String::from_utf8_lossy(bytes));
        let (was, now) = (read(was), read(now));
        for difference in differences(&was, &now) {
            check_deed(self.root, ALLOWED_SIGNERS, Deed::Signers(difference), found);
        }
    }

    /// Reports each text that was signed and is not there now as it was; one that lies elsewhere in the
    /// notes together with its signature was moved.
    fn check_signed(
        &mut self,
        ids: &BTreeSet<NoteId>,
        news: &News,
        trust: &Trust,
        found: &mut Vec<Finding>,
    ) -> Result<(), GitError> {
        for id in ids {
            let Some(note_files) = self.base.note_files(self.root, id, self.objects)? else {
                continue;
            };
            let front = ProgressNote::parse(&note_files.note).front;
            let judged = note_files.judge(&front, trust);
            let path = self.root.join(note_path(id, ".md"));
            // One by a key that may sign no more stays where it is, for its signer to affirm.
            let is_late = |state| state == State::Signed(Verdict::NotThen);
            let was_signed = judged.is_signed() || is_late(judged.state);
            let note = (was_signed, path, &*note_files.note, &note_files.signature);
            let additions = judged.amendments.iter().map(|added| {
                let was_signed = added.holds() || is_late(added.state);
                (was_signed, added.file.path.clone(), &*added.file.bytes, &added.file.signature)
            });
            for (was_signed, path, text, signature) in std::iter::once(note).chain(additions) {
                let Some(signature) = signature.as_ref().filter(|_| was_signed) else { continue };
                let inside = path.strip_prefix(self.root).unwrap_or(Path::new(""));
                let inside = inside.to_string_lossy().into_owned();
                let text_now = (self.now)(&inside, self.objects)?;
                let signature_now = (self.now)(&format!("{inside}.sig"), self.objects)?;
                let is_same =
                    text_now.as_deref() == Some(text) && signature_now.as_ref() == Some(signature);
                // It may lie under another name, and another text under its own.
                let was_moved = news.of_notes.contains(&bare_sha256(text))
                    && news.of_notes.contains(&bare_sha256(signature));
                if !is_same && !was_moved {
                    check_deed(self.root, &inside, Deed::ChangesSigned, found);
                }
            }
        }
        Ok(())
    }
}

/// Returns what a file belongs to that is no text of its own: the bytes of a document, or a signature beside a
/// paper.
fn described_by(part: &Part) -> Option<Part> {
    match part {
        Part::Document(client, DocumentPart::Bytes | DocumentPart::Signature) => {
            Some(Part::Document(client.clone(), DocumentPart::Description))
        }
        Part::Questionnaire(client, DocumentPart::Signature) => {
            Some(Part::Questionnaire(client.clone(), DocumentPart::Description))
        }
        _ => None,
    }
}

fn document_of(bytes: &[u8]) -> Option<toml::Table> {
    document::table(std::str::from_utf8(bytes).ok()?)
}

/// Tells whether a text is what its folder is for.
fn is_filed(part: &Part, text: &[u8]) -> bool {
    match part {
        Part::Disclosure(client) => DisclosureEntry::parse(text, client).is_ok(),
        _ => std::str::from_utf8(text).is_ok_and(|text| document::table(text).is_some()),
    }
}
