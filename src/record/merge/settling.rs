//! How a conflict is settled: which texts there are, where each of them belongs, and what becomes of the
//! others. Values in, a plan out.
//!
//! Nothing that was signed is left out or changed, and no text goes to another client than the one it names.
//! What others have already keeps its name: entries of the log and later additions call it by that. Whoever
//! settles the same conflict elsewhere comes to the same plan, so that it is no conflict again.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::amendment::AmendmentName;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::numbers::Numbers;
use crate::domain::session_time::SessionTime;
use crate::fields::document;
use crate::note::amendment::Amendment;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::layout::{
    Role, SIGNATURE, amendment_name, conflict_name, part_of_document, part_of_questionnaire,
};
use crate::record::chart::part::Part;
use crate::record::chart::signed_papers::SignedPaper;
use crate::record::document::Description;
use crate::record::merge::{Merged, Versions, merge};
use crate::record::signature::verdict::is_over;

/// Whose version of a file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What is here; in a rebase, what the server has.
    Here,
    /// The other.
    There,
}

impl Side {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::There => "there",
        }
    }
}

/// What git has of one file of which none was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// What both began from.
    pub base: Option<Vec<u8>>,
    /// What is here.
    pub here: Option<Vec<u8>>,
    /// What is there.
    pub there: Option<Vec<u8>>,
    /// What lies in the folder.
    pub on_disk: Option<Vec<u8>>,
    /// Of the bytes of a document, which may be of any size and are not read: each version.
    pub stored: Vec<Stored>,
}

/// A version of the bytes of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Whose it is.
    pub side: Side,
    /// The object of git.
    pub object: String,
    /// The SHA-256 of what it holds, or of what git lfs keeps for it.
    pub sha256: String,
}

/// Where the bytes of a document lie that are to have another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In this file of the chart.
    File(String),
    /// In this object of git.
    Object(String),
}

impl Conflict {
    /// Returns the version of a side.
    pub fn of(&self, side: Side) -> Option<&[u8]> {
        match side {
            Side::Here => self.here.as_deref(),
            Side::There => self.there.as_deref(),
        }
    }

    /// Returns what somebody has made of it by hand: neither of the versions, nor what a merge has left
    /// there, and without the marks of one.
    pub(super) fn by_hand(&self, path: &str) -> Option<&[u8]> {
        let there = self.on_disk.as_deref()?;
        let is_version =
            [&self.base, &self.here, &self.there].iter().any(|v| v.as_deref() == Some(there));
        let left = self.merged(path);
        let is_left = matches!(&left, Some(Merged::One(left) | Merged::Two(left)) if left == there);
        (!is_version && !is_left && !has_marks(there)).then_some(there)
    }

    fn merged(&self, path: &str) -> Option<Merged> {
        let (ours, theirs) = (self.here.as_deref()?, self.there.as_deref()?);
        Some(merge(path, &Versions { base: self.base.as_deref(), ours, theirs }))
    }
}

/// Tells whether a text has the lines with which git marks a conflict.
pub fn has_marks(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    lines.any(|line| line.starts_with(b"<<<<<<< ") || line.starts_with(b">>>>>>> "))
}

/// Which version stays where only one can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The one that is here.
    Here,
    /// The other.
    There,
    /// Both, the other one beside the first.
    Both,
}

/// What becomes of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both have a place, or are one.
    Settled(String),
    /// Somebody must choose, with these words about it.
    Open(String),
}

/// What is to be done: what each file holds then, and what became of each conflict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What each file holds; `None` where there is none.
    pub files: BTreeMap<String, Option<Vec<u8>>>,
    /// Where that comes from which files of bytes hold.
    pub copies: BTreeMap<String, Source>,
    /// The conflicts by what they are about, and what becomes of each.
    pub outcomes: Vec<(String, Outcome)>,
    /// The paths of which a version is chosen by this.
    pub chosen: BTreeSet<String>,
}

/// What is known of the chart besides the conflicts.
pub trait Folder {
    /// Returns what a file holds that is in no conflict.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// Returns the names of the files in a folder.
    fn names(&self, folder: &str) -> Vec<String>;
    /// Returns the digest of the bytes of a document, or of those that git lfs keeps for it.
    fn content(&self, path: &str) -> Option<String>;
}

/// Plans what becomes of all conflicts, or of those about what is `asked`. `published` is the side that
/// others have already.
pub fn plan(
    conflicts: &BTreeMap<String, Conflict>,
    chart: &dyn Folder,
    published: Option<Side>,
    keep: Option<Keep>,
    asked: &dyn Fn(&str) -> bool,
) -> Plan {
    let (plan, before) = (Plan::default(), Vec::new());
    let mut planner = Planner { conflicts, chart, published, keep, plan, before };
    for (subject, paths) in subjects(conflicts) {
        if asked(&subject) {
            let outcome = planner.settle(&subject, &paths);
            match outcome {
                Outcome::Settled(_) => planner.plan.chosen.extend(paths),
                Outcome::Open(_) => planner.take_back(),
            }
            planner.before.clear();
            planner.plan.outcomes.push((subject, outcome));
        }
    }
    planner.plan
}

/// Returns what conflicts are about: a note, a document or a questionnaire with all that belongs to it, or a file.
pub fn subjects(conflicts: &BTreeMap<String, Conflict>) -> BTreeMap<String, Vec<String>> {
    let mut subjects: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in conflicts.keys() {
        subjects.entry(subject_of(path)).or_default().push(path.clone());
    }
    subjects
}

/// Returns what a path is about: the id of a note, a document or a questionnaire, or the path itself.
pub fn subject_of(path: &str) -> String {
    match (Part::of(path), path.rsplit('/').next()) {
        (Some(Part::Note(client, _)), Some(name)) => {
            format!("{client}/{}", name.split('.').next().unwrap_or(name))
        }
        // What git takes for renamed may lie where its document was put away.
        (
            Some(
                Part::Document(client, _)
                | Part::Questionnaire(client, _)
                | Part::Discarded(client),
            ),
            Some(name),
        ) => match (part_of_document(name), part_of_questionnaire(name)) {
            (Some((name, _)), _) => format!("{client}/{name}"),
            (None, Some((name, _))) => format!("{client}/{name}"),
            (None, None) => path.to_owned(),
        },
        _ => path.to_owned(),
    }
}

/// What makes a plan.
pub(super) struct Planner<'a> {
    pub(super) conflicts: &'a BTreeMap<String, Conflict>,
    pub(super) chart: &'a dyn Folder,
    pub(super) published: Option<Side>,
    keep: Option<Keep>,
    pub(super) plan: Plan,
    // What was planned for each file before this conflict: of one that stays open nothing is done.
    before: Vec<(String, Option<Option<Vec<u8>>>)>,
}

/// Says that a text cannot have a place of its own.
fn no_place(name: &str, numbers: Numbers) -> String {
    let last = numbers.last();
    format!(
        "every number of `{name}` up to {last} is taken, so both stay where they are: take one of those with that name away first"
    )
}

/// By what two texts are put in order, wherever they are: whether others have it, when each was signed,
/// then what it holds.
pub(super) type Order = (bool, bool, Option<SessionTime>, String);

/// What was done of a note.
#[derive(Default)]
struct Done {
    /// Where each version lies then, by the digest of its text.
    placed: Vec<(NoteId, String)>,
    /// What is told of it.
    told: Vec<String>,
}

/// A text with its signature, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) side: Option<Side>,
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Option<Vec<u8>>,
}

impl Text {
    pub(super) fn order(&self, published: Option<Side>) -> Order {
        let of_addition = Amendment::parse(&self.bytes).front.signed_at;
        let at = of_addition
            .or_else(|| ProgressNote::parse(&self.bytes).front.signed_at)
            .or_else(|| Description::of(&self.bytes).0.signed_at);
        let is_news = published.is_some() && self.side.is_some() && self.side != published;
        (self.signature.is_none(), is_news, at, bare_sha256(&self.bytes))
    }
}

impl Planner<'_> {
    fn settle(&mut self, subject: &str, paths: &[String]) -> Outcome {
        match subject.parse::<NoteId>() {
            Ok(id) => self.settle_note(&id, paths),
            Err(_) => {
                let document = || subject.parse().ok().map(SignedPaper::Document);
                let questionnaire = || subject.parse().ok().map(SignedPaper::Questionnaire);
                match document().or_else(questionnaire) {
                    Some(id) => self.settle_signed_paper(&id, paths),
                    None => self.settle_file(&paths[0]),
                }
            }
        }
    }

    /// Returns what a file holds when everything that is planned is done; of a conflict that is not settled,
    /// nothing is known.
    pub(super) fn now(&self, path: &str) -> Option<Vec<u8>> {
        match self.plan.files.get(path) {
            Some(planned) => planned.clone(),
            None if self.conflicts.contains_key(path) => None,
            None => self.chart.read(path),
        }
    }

    pub(super) fn put(&mut self, path: String, bytes: Option<Vec<u8>>) {
        let before = self.plan.files.insert(path.clone(), bytes);
        self.before.push((path, before));
    }

    fn take_back(&mut self) {
        while let Some((path, before)) = self.before.pop() {
            match before {
                Some(planned) => self.plan.files.insert(path, planned),
                None => self.plan.files.remove(&path),
            };
        }
    }

    pub(super) fn is_free(&self, path: &str) -> bool {
        self.now(path).is_none() && !self.conflicts.contains_key(path)
    }

    pub(super) fn write(&mut self, path: &str, text: &Text) {
        self.put(path.to_owned(), Some(text.bytes.clone()));
        let signature = format!("{path}{SIGNATURE}");
        if text.signature.is_some()
            || self.conflicts.contains_key(&signature)
            || self.now(&signature).is_some()
        {
            self.put(signature, text.signature.clone());
        }
    }

    /// Returns both versions of a file, each with the signature that is over it, wherever that lies.
    pub(super) fn texts(&self, path: &str, signatures: &[Vec<u8>]) -> Vec<Text> {
        let conflict = self.conflicts.get(path);
        let mut texts: Vec<Text> = Vec::new();
        let sides = [Side::Here, Side::There].into_iter();
        let found: Vec<(Option<Side>, Vec<u8>)> = match conflict {
            Some(conflict) => {
                sides.filter_map(|side| Some((Some(side), conflict.of(side)?.to_vec()))).collect()
            }
            None => self.chart.read(path).map(|bytes| (None, bytes)).into_iter().collect(),
        };
        for (side, bytes) in found {
            let signature = signatures.iter().find(|signature| is_over(&bytes, signature)).cloned();
            if !texts.iter().any(|text| text.bytes == bytes) {
                texts.push(Text { side, bytes, signature });
            }
        }
        texts
    }

    /// Returns every signature that lies at a path, or does in one of the versions.
    pub(super) fn signatures(&self, paths: &[String]) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        for path in paths {
            match self.conflicts.get(path) {
                Some(conflict) => {
                    found.extend([&conflict.here, &conflict.there].into_iter().flatten().cloned());
                }
                None => found.extend(self.chart.read(path)),
            }
        }
        found
    }

    fn settle_note(&mut self, id: &NoteId, paths: &[String]) -> Outcome {
        let folder = format!("clients/{}/notes", id.client);
        let note_path = format!("{folder}/{}.md", id.stem);
        let begins = format!("{}.", id.stem);
        let mut names: BTreeSet<String> = self.chart.names(&folder).into_iter().collect();
        names.extend(
            paths.iter().filter_map(|path| Some(path.strip_prefix(&folder)?[1..].to_owned())),
        );
        names.retain(|name| name.starts_with(&begins));
        let signature_paths: Vec<String> = names
            .iter()
            .filter(|name| name.ends_with(SIGNATURE))
            .chain([&format!("{}.md{SIGNATURE}", id.stem)])
            .map(|name| format!("{folder}/{name}"))
            .collect();
        let signatures = self.signatures(&signature_paths);
        let conflict = self.conflicts.get(&note_path).cloned().unwrap_or_default();
        if let Some(by_hand) = conflict.by_hand(&note_path) {
            let is_signed =
                self.texts(&note_path, &signatures).iter().any(|text| text.signature.is_some());
            if !is_signed {
                let text = Text { side: None, bytes: by_hand.to_vec(), signature: None };
                self.write(&note_path, &text);
                return Outcome::Settled("is what you have made of it".to_owned());
            }
        }
        let texts = self.texts(&note_path, &signatures);
        let mut done = Done::default();
        let (own, foreign): (Vec<Text>, Vec<Text>) = texts.into_iter().partition(|text| {
            home_of(&text.bytes)
                .is_none_or(|home| home.client == id.client && same_hour(&home.stem, &id.stem))
        });
        for text in foreign {
            let home = home_of(&text.bytes).unwrap_or_else(|| id.clone());
            let place = match self.place_apart(&home, &text) {
                Ok(place) => place,
                Err(why) => return Outcome::Open(why),
            };
            done.told.push(format!("what is of another note is with it, {}", subject_of(&place)));
        }
        let mut own = own;
        own.sort_by_key(|text| text.order(self.published));
        let settled = self
            .settle_own(id, &note_path, own, &conflict, &mut done)
            .and_then(|()| self.settle_additions(id, &names, &signatures, &mut done));
        if let Err(why) = settled {
            return Outcome::Open(why);
        }
        // What nobody has claimed goes with the text that it was of.
        for path in paths {
            if !self.plan.files.contains_key(path) {
                self.put(path.clone(), None);
            }
        }
        Outcome::Settled(done.told.join("; "))
    }

    /// Gives each version of a note a place, the first one its own.
    fn settle_own(
        &mut self,
        id: &NoteId,
        path: &str,
        own: Vec<Text>,
        conflict: &Conflict,
        done: &mut Done,
    ) -> Result<(), String> {
        if !self.conflicts.contains_key(path) {
            // The note itself is no conflict, and stays with its signature.
            let text = own.into_iter().next();
            done.placed.extend(text.map(|text| (id.clone(), bare_sha256(&text.bytes))));
            return Ok(());
        }
        let signed = own.iter().filter(|text| text.signature.is_some()).count();
        if let ([_, _], 0) = (own.as_slice(), signed) {
            return self.settle_drafts(id, path, &own, conflict, done);
        }
        let mut own = own.into_iter();
        let Some(first) = own.next() else { return Ok(()) };
        done.placed.push((id.clone(), bare_sha256(&first.bytes)));
        self.write(path, &first);
        for text in own {
            if text.signature.is_none() && conflict.base.is_some() {
                // An edit of the draft that was signed elsewhere meanwhile.
                let beside = self.keep_beside(id, &text)?;
                done.told.push(format!(
                    "it is signed, and the edit that came too late is kept as {beside}"
                ));
                continue;
            }
            let other = self.free_id(id)?;
            let place = format!("clients/{}/notes/{}.md", other.client, other.stem);
            self.write(&place, &text);
            done.told.push(format!("the second note of that minute is {other} now"));
            done.placed.push((other, bare_sha256(&text.bytes)));
        }
        if done.told.is_empty() {
            done.told.push("it is kept".to_owned());
        }
        Ok(())
    }

    fn settle_drafts(
        &mut self,
        id: &NoteId,
        path: &str,
        own: &[Text],
        conflict: &Conflict,
        done: &mut Done,
    ) -> Result<(), String> {
        // A clone that has no driver has not even tried.
        if let Some(Merged::One(bytes)) = conflict.merged(path) {
            self.write(path, &Text { side: None, bytes, signature: None });
            done.told.push("what was changed in it here and there is together".to_owned());
            return Ok(());
        }
        let by_side = |side| own.iter().find(|text| text.side == Some(side)).unwrap_or(&own[0]);
        let (here, there) = (by_side(Side::Here).clone(), by_side(Side::There).clone());
        match (self.keep, &conflict.base) {
            (None | Some(Keep::Both), None) => {
                let other = self.free_id(id)?;
                let mut both = [here, there];
                both.sort_by_key(|text| text.order(self.published));
                let [first, second] = both;
                self.write(path, &first);
                let place = format!("clients/{}/notes/{}.md", other.client, other.stem);
                self.write(&place, &second);
                done.told.push(format!("the second draft of that minute is {other} now"));
            }
            (Some(Keep::Both), Some(_)) => {
                let beside = self.keep_beside(id, &there)?;
                self.write(path, &here);
                done.told.push(format!(
                    "the draft is as it is here, and the other one is kept as {beside}"
                ));
            }
            (Some(Keep::Here), _) => {
                self.write(path, &here);
                done.told.push("the draft is as it is here".to_owned());
            }
            (Some(Keep::There), _) => {
                self.write(path, &there);
                done.told.push("the draft is as it is there".to_owned());
            }
            (None, Some(_)) => {
                return Err("both have changed the same part of one draft: edit the file between its marks, or choose with `--keep`".to_owned());
            }
        }
        Ok(())
    }

    /// Gives each addition a place beside the note whose text it names.
    fn settle_additions(
        &mut self,
        id: &NoteId,
        names: &BTreeSet<String>,
        signatures: &[Vec<u8>],
        done: &mut Done,
    ) -> Result<(), String> {
        let folder = format!("clients/{}/notes", id.client);
        let name_of = |name: &String| -> Option<AmendmentName> {
            match Part::of(&format!("{folder}/{name}")) {
                Some(Part::Note(_, Role::Amendment(addition))) if !name.ends_with(SIGNATURE) => {
                    Some(addition)
                }
                _ => None,
            }
        };
        let additions: Vec<AmendmentName> = names.iter().filter_map(name_of).collect();
        // First those that lie where they belong: no name of theirs is given to another.
        let mut moving: Vec<(NoteId, AmendmentName, Text)> = Vec::new();
        for addition in additions {
            let path = format!("{folder}/{}", amendment_name(id.stem.as_str(), addition));
            let mut texts = self.texts(&path, signatures);
            texts.sort_by_key(|text| text.order(self.published));
            for text in texts {
                let digest = Amendment::parse(&text.bytes).front.sha256.map(|it| it.into_owned());
                let of = done.placed.iter().find(|(_, sha256)| Some(sha256) == digest.as_ref());
                let of = of.map_or_else(|| id.clone(), |(of, _)| of.clone());
                let stays = of == *id && !self.plan.files.contains_key(&path);
                if stays && !self.conflicts.contains_key(&path) {
                    continue;
                }
                match stays {
                    true => self.write(&path, &text),
                    false => moving.push((of, addition, text)),
                }
            }
            let is_moved = moving.iter().any(|(_, name, _)| *name == addition);
            if is_moved && !self.plan.files.contains_key(&path) {
                for path in [path.clone(), format!("{path}{SIGNATURE}")] {
                    self.put(path, None);
                }
            }
        }
        moving.sort_by_key(|(of, name, text)| (of.clone(), name.kind, text.order(self.published)));
        for (of, name, text) in moving {
            let place = |number| {
                let name = AmendmentName { number, ..name };
                format!("clients/{}/notes/{}", of.client, amendment_name(of.stem.as_str(), name))
            };
            let is_free = |number: &u16| {
                let place = place(*number);
                self.is_free(&place) && self.is_free(&format!("{place}{SIGNATURE}"))
            };
            let numbers = Numbers::beside(name.number);
            let Some(number) = numbers.each().find(is_free) else {
                return Err(no_place(&format!("{of}.{}", name.kind), numbers));
            };
            self.write(&place(number), &text);
            let name = AmendmentName { number, ..name };
            done.told.push(format!("the second {} is {of}.{name} now", name.kind.as_str()));
        }
        Ok(())
    }

    /// Files a text that git has brought to another note with the note that it is of.
    fn place_apart(&mut self, home: &NoteId, text: &Text) -> Result<String, String> {
        let path = format!("clients/{}/notes/{}.md", home.client, home.stem);
        match self.now(&path) {
            Some(there) if there == text.bytes => Ok(path),
            None if self.is_free(&path) => {
                self.write(&path, text);
                Ok(path)
            }
            // In a conflict of its own it is settled there.
            None if self.conflicts.get(&path).is_some_and(|c| {
                [&c.here, &c.there].iter().any(|v| v.as_deref() == Some(&text.bytes[..]))
            }) =>
            {
                Ok(path)
            }
            _ if text.signature.is_some() => {
                let other = self.free_id(home)?;
                let path = format!("clients/{}/notes/{}.md", other.client, other.stem);
                self.write(&path, text);
                Ok(path)
            }
            _ => self.keep_beside(home, text),
        }
    }

    fn keep_beside(&mut self, id: &NoteId, text: &Text) -> Result<String, String> {
        let path = |number| {
            format!("clients/{}/notes/{}", id.client, conflict_name(id.stem.as_str(), number))
        };
        let has = |path: &String| self.now(path).as_deref() == Some(&text.bytes[..]);
        let fits = |number: &u16| has(&path(*number)) || self.is_free(&path(*number));
        let number = Numbers::ALL.each().find(fits);
        let number = number.ok_or_else(|| no_place(&format!("{id}.conflict"), Numbers::ALL))?;
        let path = path(number);
        self.put(path.clone(), Some(text.bytes.clone()));
        Ok(path.rsplit('/').next().unwrap_or_default().to_owned())
    }

    fn free_id(&self, id: &NoteId) -> Result<NoteId, String> {
        let at = |number| NoteId { client: id.client.clone(), stem: id.stem.numbered(number) };
        let is_free = |id: &NoteId| {
            let path = format!("clients/{}/notes/{}.md", id.client, id.stem);
            self.is_free(&path) && self.is_free(&format!("{path}{SIGNATURE}"))
        };
        let numbers = Numbers::beside(id.stem.number());
        let mut ids = numbers.behind(id.stem.number()).map(at);
        ids.find(is_free).ok_or_else(|| no_place(&id.to_string(), numbers))
    }

    /// Settles a file that is no note.
    fn settle_file(&mut self, path: &str) -> Outcome {
        let Some(conflict) = self.conflicts.get(path).cloned() else {
            return Outcome::Settled(String::new());
        };
        let set = |planner: &mut Self, bytes: &[u8], told: &str| {
            planner.put(path.to_owned(), Some(bytes.to_vec()));
            Outcome::Settled(told.to_owned())
        };
        if let Some(by_hand) = conflict.by_hand(path) {
            return set(self, by_hand, "is what you have made of it");
        }
        let (here, there) = match (&conflict.here, &conflict.there) {
            (Some(here), Some(there)) => (here.clone(), there.clone()),
            // Taken out on one side and written on the other: what was written stays.
            (Some(one), None) | (None, Some(one)) => return set(self, one, "is kept"),
            (None, None) => {
                self.put(path.to_owned(), None);
                return Outcome::Settled("is gone on both sides".to_owned());
            }
        };
        if here == there {
            return set(self, &here, "is the same on both sides");
        }
        if let Some(Merged::One(merged)) = conflict.merged(path) {
            return set(self, &merged, "holds what was changed here and there");
        }
        if let Some(part) = Part::of(path)
            && let Part::Authorization(_)
            | Part::Disclosure(_)
            | Part::Request(_)
            | Part::Move(_)
            | Part::Discarded(_) = part
            && conflict.base.is_none()
        {
            return self.settle_papers(path, &here, &there);
        }
        match self.keep {
            Some(Keep::Here) => set(self, &here, "is as it is here"),
            Some(Keep::There) => set(self, &there, "is as it is there"),
            Some(Keep::Both) => Outcome::Open(
                "there is room for one: choose `--keep here` or `--keep there`, or edit the file"
                    .to_owned(),
            ),
            None => {
                let keys = differing_keys(&here, &there);
                let keys = if keys.is_empty() {
                    String::new()
                } else {
                    format!(" in {}", keys.join(", "))
                };
                Outcome::Open(format!(
                    "the two differ{keys}: edit the file, or choose with `--keep`"
                ))
            }
        }
    }

    /// Gives two papers of one minute each a place.
    pub(super) fn settle_papers(&mut self, path: &str, here: &[u8], there: &[u8]) -> Outcome {
        let mut both = [(Side::Here, here), (Side::There, there)];
        both.sort_by_key(|(side, bytes)| {
            let is_news = self.published.is_some_and(|published| published != *side);
            (is_news, time_of(bytes), bare_sha256(bytes))
        });
        let [(_, first), (_, second)] = both;
        let base = path.trim_end_matches(".toml");
        let is_trace = matches!(Part::of(path), Some(Part::Move(_) | Part::Discarded(_)));
        let between = if is_trace { "." } else { "-" };
        let place = |number: u16| format!("{base}{between}{number}.toml");
        let Some(number) = Numbers::ALL.behind(1).find(|number| self.is_free(&place(*number)))
        else {
            return Outcome::Open(no_place(base, Numbers::ALL));
        };
        self.put(path.to_owned(), Some(first.to_vec()));
        self.put(place(number), Some(second.to_vec()));
        let name = place(number);
        let name = name.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
        Outcome::Settled(format!("both are kept, the second of that minute as {name}"))
    }
}

/// Returns which note a text is, by what it says of itself.
fn home_of(bytes: &[u8]) -> Option<NoteId> {
    let front = ProgressNote::parse(bytes).front;
    let stem = NoteStem::new(front.start?, front.format?, 1);
    Some(NoteId { client: front.client?, stem })
}

fn same_hour(a: &NoteStem, b: &NoteStem) -> bool {
    a.minute() == b.minute()
}

fn time_of(bytes: &[u8]) -> String {
    let table = std::str::from_utf8(bytes).ok().and_then(document::table).unwrap_or_default();
    let keys = ["time", "signed_on", "moved_at", "discarded_at"];
    keys.iter().find_map(|key| table.get(*key)).map(ToString::to_string).unwrap_or_default()
}

/// Names the keys in which two documents differ, never a value.
fn differing_keys(a: &[u8], b: &[u8]) -> Vec<String> {
    let table = |bytes| std::str::from_utf8(bytes).ok().and_then(document::table);
    let (Some(a), Some(b)) = (table(a), table(b)) else { return Vec::new() };
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    keys.into_iter()
        .filter(|key| a.get(*key) != b.get(*key))
        .map(|key| format!("`{key}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder in which every name is taken but those that are told.
    struct Full(Vec<&'static str>);

    impl Folder for Full {
        fn read(&self, path: &str) -> Option<Vec<u8>> {
            (!self.0.iter().any(|free| path.contains(free))).then(|| b"another".to_vec())
        }

        fn names(&self, _: &str) -> Vec<String> {
            Vec::new()
        }

        fn content(&self, _: &str) -> Option<String> {
            None
        }
    }

    fn conflict(here: &str, there: &str) -> Conflict {
        let bytes = |text: &str| Some(text.as_bytes().to_vec());
        Conflict { base: None, here: bytes(here), there: bytes(there), ..Conflict::default() }
    }

    #[test]
    fn where_no_number_is_free_nothing_is_written_over_and_nothing_dropped() {
        let note = |text: &str| {
            format!(
                "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-20T14:00:00-05:00\nauthor = \"Dana Okafor\"\n+++\n\n{text}\n"
            )
        };
        let addition = |text: &str| {
            format!(
                "+++\nclient = \"c-7f3k\"\nnote = \"2026-11-20-1400-dap\"\nkind = \"addendum\"\n+++\n\n{text}\n"
            )
        };
        let paper = |text: &str| format!("time = \"2026-11-20\"\nrecipient = \"{text}\"\n");
        let folder = "clients/c-7f3k";
        for (path, here, there) in [
            (format!("{folder}/notes/2026-11-20-1400-dap.md"), note("a"), note("b")),
            (
                format!("{folder}/notes/2026-11-20-1400-dap.addendum-1.md"),
                addition("a"),
                addition("b"),
            ),
            (format!("{folder}/disclosures/2026-11-20-1400.toml"), paper("a"), paper("b")),
            (format!("{folder}/discarded/2026-11-20-1400-dap.toml"), paper("a"), paper("b")),
        ] {
            let conflicts = BTreeMap::from([(path.clone(), conflict(&here, &there))]);
            let plan =
                |free: Vec<&'static str>| plan(&conflicts, &Full(free), None, None, &|_| true);
            let full = plan(Vec::new());
            assert!(matches!(&full.outcomes[..], [(_, Outcome::Open(_))]), "{path}: {full:?}");
            assert!(full.files.is_empty() && full.chosen.is_empty(), "{path}: {full:?}");
            let free = plan(vec!["-999.", ".999."]);
            assert!(matches!(&free.outcomes[..], [(_, Outcome::Settled(_))]), "{path}: {free:?}");
            let kept: Vec<_> = free.files.values().flatten().collect();
            assert!([here, there].iter().all(|text| kept.contains(&&text.as_bytes().to_vec())));
        }
    }
}
