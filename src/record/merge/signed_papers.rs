//! How a conflict about a document or a questionnaire is settled: text and signature are one thing, and so are the
//! bytes of a document.
//!
//! A text that was signed is kept with its signature and its bytes, under the name it had or under another
//! one: it does not say its own name. The other name follows from what the text says, so that everybody comes
//! to the same one.

use std::collections::BTreeSet;

use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::document::{DocumentId, DocumentName};
use crate::domain::questionnaire::{QuestionnaireId, QuestionnaireName};
use crate::record::chart::discarded_papers;
use crate::record::chart::layout::{DocumentPart, SIGNATURE, part_of_document};
use crate::record::chart::moves::{place_of_paper, trails_of};
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::signed_papers::SignedPaper;
use crate::record::document::{self as description, Description};
use crate::record::merge::settling::{Outcome, Planner, Side, Source, Text};
use crate::record::questionnaire::{self, Questionnaire};

/// How often it may have been moved.
const MOST_MOVES: usize = 8;

/// Where bytes lie that may be those of a document.
struct Found {
    path: String,
    side: Option<Side>,
    source: Source,
    sha256: String,
}

impl Planner<'_> {
    /// Settles what is in conflict of a document or a questionnaire; `paths` are its files of which git has two
    /// versions.
    pub(super) fn settle_signed_paper(&mut self, id: &SignedPaper, paths: &[String]) -> Outcome {
        let path = text_path(id);
        let conflict = self.conflicts.get(&path).cloned().unwrap_or_default();
        let (mut home, mut texts) = (id.clone(), self.texts_of(id));
        let is_gone_on_a_side = conflict.here.is_none() || conflict.there.is_none();
        if self.conflicts.contains_key(&path)
            && is_gone_on_a_side
            && let Some(place) = self.moved_to(id)
        {
            for text in self.texts_of(&place) {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
            home = place;
        }
        if texts.iter().all(|text| text.signature.is_none())
            && let Some(by_hand) = conflict.by_hand(&path)
        {
            texts = vec![Text { side: None, bytes: by_hand.to_vec(), signature: None }];
        }
        let all = texts.clone();
        texts.retain(|text| !all.iter().any(|other| is_in(id.kind(), text, other)));
        texts.sort_by_key(|text| text.order(self.published));
        let mut told = Vec::new();
        match self.settle_record_of_discarding(id) {
            Some(Outcome::Settled(words)) => told.push(words),
            Some(open) => return open,
            None => {}
        }
        let mut names = Vec::new();
        for text in &texts {
            let name = match names.is_empty() {
                true => Ok(home.clone()),
                false => self.name_beside(&home, text, &names),
            };
            match name {
                Ok(name) => names.push(name),
                Err(why) => return Outcome::Open(why),
            }
        }
        let found = match (id, &home) {
            (SignedPaper::Document(id), SignedPaper::Document(home)) => self.bytes_of(id, home),
            // A questionnaire has none.
            _ => Vec::new(),
        };
        // What lies where it belongs, and what was taken elsewhere.
        let (mut kept, mut taken) = (BTreeSet::new(), BTreeSet::new());
        for (at, (text, place)) in texts.iter().zip(&names).enumerate() {
            self.write(&text_path(place), text);
            match at {
                0 if home != *id => {
                    told.push(format!("it was moved, and what was said of it is with it, {place}"));
                }
                0 => {}
                _ if place.kind() == PaperKind::Document => {
                    told.push(format!("the second text of it is {place} now, with its bytes"));
                }
                _ => told.push(format!("the second text of it is {place} now")),
            }
            let SignedPaper::Document(DocumentId { client, name }) = place else { continue };
            let sha256 = Description::of(&text.bytes).0.sha256;
            let filed = found.iter().find(|it| Some(&it.sha256) == sha256.as_ref());
            if filed.is_none() {
                told.push(format!("the bytes of {place} are not those that were filed"));
            }
            let of_side = |it: &&Found| it.side.is_some() && it.side == text.side;
            let Some(bytes) = filed.or_else(|| found.iter().find(of_side)) else { continue };
            let ending = bytes.path.rsplit('.').next().unwrap_or_default();
            let target = format!("clients/{client}/documents/{name}.{ending}");
            if bytes.source == Source::File(target.clone()) {
                kept.insert(target);
            } else {
                taken.insert(bytes.path.clone());
                self.plan.copies.insert(target, bytes.source.clone());
            }
        }
        let own = format!("clients/{}/documents/", id.client());
        for it in found.iter().filter(|it| it.path.starts_with(&own)) {
            let has_place = kept.contains(&it.path) || self.plan.copies.contains_key(&it.path);
            match (has_place, taken.contains(&it.path)) {
                (true, _) => {}
                (false, true) => self.put(it.path.clone(), None),
                // What is of none of the texts stays as it is here, and `validate` names it.
                (false, false) if self.conflicts.contains_key(&it.path) => {
                    self.plan.copies.insert(it.path.clone(), it.source.clone());
                }
                (false, false) => {}
            }
        }
        for path in paths {
            if !self.plan.files.contains_key(path) && !self.plan.copies.contains_key(path) {
                self.put(path.clone(), None);
            }
        }
        // A signature goes with its text, from where it was filed first as well.
        let filed_with = texts.iter().filter_map(|text| filed_with(id.kind(), text));
        for client in filed_with.chain([id.client().clone()]) {
            let old = id.with(&client);
            let signature = signature_path(&old);
            let is_left = old.client() != home.client() && self.now(&text_path(&old)).is_none();
            if is_left && self.now(&signature).is_some() {
                self.put(signature, None);
            }
        }
        if texts.is_empty() && told.is_empty() {
            told.push("is gone on both sides".to_owned());
        } else if told.is_empty() {
            let is_signed = texts.iter().any(|text| text.signature.is_some());
            told.push(if is_signed { "is as it was signed" } else { "is kept" }.to_owned());
        }
        Outcome::Settled(told.join("; "))
    }

    /// Returns what is said on both sides, each with the signature that is over it: that may
    /// lie where it was filed first.
    fn texts_of(&self, id: &SignedPaper) -> Vec<Text> {
        let path = text_path(id);
        let mut signatures = vec![format!("{path}{SIGNATURE}")];
        for text in self.texts(&path, &[]) {
            let filed_with = filed_with(id.kind(), &text);
            signatures.extend(filed_with.map(|client| signature_path(&id.with(&client))));
        }
        signatures.dedup();
        let signatures = self.signatures(&signatures);
        let mut texts = self.texts(&path, &signatures);
        // What git takes for renamed when it was put away.
        let away = record_path(id);
        let base = self.conflicts.get(&away).and_then(|conflict| conflict.base.clone());
        if base.as_ref().is_some_and(|base| discarded_papers::read(base).is_none()) {
            let there = self.texts(&away, &signatures).into_iter();
            texts.extend(there.filter(|text| {
                discarded_papers::read(&text.bytes).is_none() && Some(&text.bytes) != base.as_ref()
            }));
        }
        texts
    }

    /// Settles what is said of its discarding: what is in conflict with it may be no such thing. `None` where
    /// nothing is.
    fn settle_record_of_discarding(&mut self, id: &SignedPaper) -> Option<Outcome> {
        let path = record_path(id);
        let conflict = self.conflicts.get(&path)?.clone();
        let sides = [conflict.here, conflict.there].into_iter().flatten();
        let is_record = |bytes: &Vec<u8>| discarded_papers::read(bytes).is_some();
        let records: Vec<Vec<u8>> = sides.filter(is_record).collect();
        match records.as_slice() {
            [here, there] if here != there => Some(self.settle_papers(&path, here, there)),
            records => {
                self.put(path, records.first().cloned());
                Some(Outcome::Settled("what was put away is there as well".to_owned()))
            }
        }
    }

    /// Returns where it lies if it was moved meanwhile, and trails say so.
    fn moved_to(&self, id: &SignedPaper) -> Option<SignedPaper> {
        let mut place = text_path(id);
        for _ in 0..MOST_MOVES {
            let trails = trails_of(&place)?.map_while(|trail| self.now(&trail));
            let places = trails.filter_map(|trail| place_of_paper(&trail, id.kind()));
            place = places.last()?;
            if self.now(&place).is_some() {
                break;
            }
        }
        self.now(&place)?;
        let folder = format!("/{}/", id.kind().folder());
        let (client, name) = place.strip_prefix("clients/")?.split_once(&folder)?;
        let name = name.strip_suffix(".toml")?.to_owned();
        SignedPaper::of(id.kind(), &PaperId { client: client.parse().ok()?, name })
    }

    /// Returns the name under which a second text is filed.
    fn name_beside(
        &self,
        home: &SignedPaper,
        text: &Text,
        taken: &[SignedPaper],
    ) -> Result<SignedPaper, String> {
        let digest = bare_sha256(&text.bytes);
        let drawn = digest.as_bytes().chunks_exact(8);
        let names = drawn.filter_map(|letters| named_by(home, letters.try_into().ok()?));
        let folder = format!("clients/{}/{}", home.client(), home.kind().folder());
        let in_folder = self.chart.names(&folder);
        let is_free = |place: &SignedPaper| {
            let begins = format!("{}.", place.paper_id().name);
            !taken.contains(place)
                && self.is_free(&text_path(place))
                && self.is_free(&signature_path(place))
                && !in_folder.iter().any(|there| there.starts_with(&begins))
        };
        let mut free = names.filter(is_free);
        free.next().ok_or_else(|| {
            format!("no name is free for the second text of `{home}`, so both stay where they are")
        })
    }

    /// Returns all bytes that may be those of a document: in git, in its folder, and where it was moved to or
    /// put away.
    fn bytes_of(&self, id: &DocumentId, home: &DocumentId) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let folders = [
            format!("clients/{}/documents", id.client),
            format!("clients/{}/documents", home.client),
            format!("clients/{}/discarded", id.client),
        ];
        for folder in &folders {
            let mut names: BTreeSet<String> = self.chart.names(folder).into_iter().collect();
            let begins = format!("{folder}/");
            let in_conflict = self.conflicts.keys().filter_map(|path| path.strip_prefix(&begins));
            names.extend(in_conflict.map(str::to_owned));
            names.retain(|name| {
                let is_of = |of: &DocumentName| *of == id.name || *of == home.name;
                let part = part_of_document(name);
                part.is_some_and(|(of, part)| is_of(&of) && part == DocumentPart::Bytes)
            });
            for name in names {
                let path = format!("{folder}/{name}");
                if found.iter().any(|it| it.path == path) {
                    continue;
                }
                match self.conflicts.get(&path) {
                    Some(conflict) => found.extend(conflict.stored.iter().map(|it| Found {
                        path: path.clone(),
                        side: Some(it.side),
                        source: Source::Object(it.object.clone()),
                        sha256: it.sha256.clone(),
                    })),
                    None => found.extend(self.chart.content(&path).map(|sha256| Found {
                        source: Source::File(path.clone()),
                        side: None,
                        path,
                        sha256,
                    })),
                }
            }
        }
        found
    }
}

/// Returns what has a name of day and sort like another one, and letters that are drawn from some bytes.
fn named_by(like: &SignedPaper, letters: [u8; 8]) -> Option<SignedPaper> {
    let client = like.client().clone();
    let day = like.day()?;
    Some(match like {
        SignedPaper::Document(like) => {
            let name = DocumentName::from_random(day, like.name.kind()?, letters);
            SignedPaper::Document(DocumentId { client, name })
        }
        SignedPaper::Questionnaire(like) => {
            let name = QuestionnaireName::from_random(day, like.name.measure(), letters)?;
            SignedPaper::Questionnaire(QuestionnaireId { client, name })
        }
    })
}

/// Returns the client with whom a text was filed, by its own words.
fn filed_with(kind: PaperKind, text: &Text) -> Option<ClientId> {
    match kind {
        PaperKind::Questionnaire => Questionnaire::of(&text.bytes).0.client,
        _ => Description::of(&text.bytes).0.client,
    }
}

/// Tells whether a text says nothing but what another one says that was signed since.
fn is_in(kind: PaperKind, text: &Text, other: &Text) -> bool {
    let texts = std::str::from_utf8(&text.bytes).ok().zip(std::str::from_utf8(&other.bytes).ok());
    let is_added_to = |(before, after): (&str, &str)| match kind {
        PaperKind::Questionnaire => questionnaire::is_added_to(before, after),
        _ => description::is_added_to(before, after),
    };
    text.signature.is_none() && text.bytes != other.bytes && texts.is_some_and(is_added_to)
}

fn record_path(id: &SignedPaper) -> String {
    let PaperId { client, name } = id.paper_id();
    format!("clients/{client}/discarded/{name}.toml")
}

fn text_path(id: &SignedPaper) -> String {
    let PaperId { client, name } = id.paper_id();
    format!("clients/{client}/{}/{name}.toml", id.kind().folder())
}

fn signature_path(id: &SignedPaper) -> String {
    format!("{}{SIGNATURE}", text_path(id))
}
