//! What is said where a note or a paper lay that was moved to another client: a file a move in `moved/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::digest::bare_sha256;
use crate::domain::note_id::NoteId;
use crate::domain::numbers::Numbers;
use crate::domain::session_time::SessionTime;
use crate::failure::Failure;
use crate::fields::document;
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::client::ClientFile;

/// Who moves, when and why.
pub struct Trail<'a> {
    /// By whom: name and credentials.
    pub by: &'a str,
    /// When.
    pub at: SessionTime,
    /// Why.
    pub reason: &'a str,
}

/// What a trail is of.
#[derive(Clone, Copy, Debug)]
pub enum Moved<'a> {
    /// A note, under the id it had.
    Note(&'a NoteId),
    /// A paper, under the id it had.
    Paper(PaperKind, &'a PaperId),
}

impl<'a> Moved<'a> {
    /// Returns with whom it lay, the key of its name in the trail, and the name.
    fn named(self) -> (&'a ClientId, &'static str, String) {
        match self {
            Self::Note(id) => (&id.client, "note", id.stem.to_string()),
            Self::Paper(kind, id) => {
                (&id.client, "paper", format!("{}/{}", kind.folder(), id.name))
            }
        }
    }
}

/// A note that was moved to another client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedNote {
    /// The id it had.
    pub from: NoteId,
    /// The id it has.
    pub to: NoteId,
}

/// Where a paper went, by the trail where it lay.
struct PaperTrail {
    name: String,
    to: PaperId,
}

const FOLDER: &str = "moved";

/// How often a note may have been moved on; a chart that says more goes round in a circle.
const MOST_MOVES: usize = 16;

impl Chart {
    /// Says in the folder where something lay where it is now, since when and why; a second time goes to
    /// another file.
    ///
    /// # Errors
    /// Fails when the disk refuses.
    pub fn leave_trail(
        &self,
        moved: Moved<'_>,
        to: &str,
        bytes: &[u8],
        trail: &Trail<'_>,
    ) -> Result<Option<u16>, DiskError> {
        let quoted = |text: &str| toml::Value::from(text);
        let (client, key, name) = moved.named();
        let text = format!(
            "{key} = {}\nmoved_to = {}\nmoved_at = {}\nmoved_by = {}\nreason = {}\nsha256 = {}\n",
            quoted(&name),
            quoted(to),
            trail.at,
            quoted(trail.by),
            quoted(trail.reason),
            quoted(&bare_sha256(bytes)),
        );
        let folder = self.client_folder(client).join(FOLDER);
        let path = |number| folder.join(trail_name(&name, number));
        // One after the other, so that they are found: two people who move one note are of two minds.
        self.tree().write_numbered(Numbers::ALL.each(), path, text.as_bytes())
    }

    /// Says with a client what a trail says that lay with another one, which is this one here; returns where, unless
    /// it is said already.
    ///
    /// # Errors
    /// Fails when the disk refuses.
    pub(super) fn copy_trail(
        &self,
        client: &ClientId,
        name: &str,
        trail: &[u8],
    ) -> Result<Option<PathBuf>, DiskError> {
        let folder = self.client_folder(client).join(FOLDER);
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let path = |number| folder.join(trail_name(stem, number));
        for number in Numbers::ALL.each() {
            match self.tree().read_if_there(&path(number))? {
                Some(there) if there == trail => return Ok(None),
                Some(_) => {}
                None => break,
            }
        }
        let number = self.tree().write_numbered(Numbers::ALL.each(), path, trail)?;
        Ok(number.map(path))
    }

    /// Removes a trail that a command has left and then could not go on.
    pub fn take_trail_back(&self, moved: Moved<'_>, number: u16) {
        let (client, _, name) = moved.named();
        let folder = self.client_folder(client).join(FOLDER);
        self.tree().unmake(&folder.join(trail_name(&name, number)));
        self.tree().unmake_empty(&[folder]);
    }

    /// Tells whether it is said somewhere that a paper was moved to a place.
    ///
    /// # Errors
    /// Fails when a trail cannot be read.
    pub fn has_paper_trail(
        &self,
        kind: PaperKind,
        old: &PaperId,
        new: &PaperId,
    ) -> Result<bool, DiskError> {
        let trails = self.paper_trails(&old.client, kind)?;
        Ok(trails.iter().any(|trail| trail.name == old.name && trail.to == *new))
    }

    /// Tells whether the trail of another paper than `old` leads from its client to a place.
    ///
    /// # Errors
    /// Fails when a trail cannot be read.
    pub fn is_place_of_another(
        &self,
        kind: PaperKind,
        old: &PaperId,
        place: &PaperId,
    ) -> Result<bool, DiskError> {
        let trails = self.paper_trails(&old.client, kind)?;
        Ok(trails.iter().any(|trail| trail.name != old.name && trail.to == *place))
    }

    /// Tells whether trails lead from a client to the place of a paper: what lies there was of that
    /// client, by its own words, before it was moved.
    ///
    /// # Errors
    /// Fails when a trail cannot be read.
    pub fn came_from(
        &self,
        client: &ClientId,
        kind: PaperKind,
        place: &PaperId,
    ) -> Result<bool, DiskError> {
        let mut places: Vec<PaperId> =
            self.paper_trails(client, kind)?.into_iter().map(|trail| trail.to).collect();
        for _ in 0..MOST_MOVES {
            if places.contains(place) {
                return Ok(true);
            }
            let mut further = Vec::new();
            for at in &places {
                let trails = self.paper_trails(&at.client, kind)?;
                further.extend(trails.into_iter().filter(|it| it.name == at.name).map(|it| it.to));
            }
            if further.is_empty() {
                break;
            }
            places = further;
        }
        Ok(false)
    }

    /// Returns where a paper is that was called so when it was filed with a client; `None` when it is
    /// nowhere.
    ///
    /// # Errors
    /// Fails when a folder or a trail cannot be read.
    pub fn paper_now(
        &self,
        client: &ClientId,
        kind: PaperKind,
        name: &str,
    ) -> Result<Option<PaperId>, DiskError> {
        let mut id = PaperId { client: client.clone(), name: name.to_owned() };
        for _ in 0..MOST_MOVES {
            if self.tree().has_file(&self.paper_path(&id, kind))? {
                return Ok(Some(id));
            }
            let mut trails = self.paper_trails(&id.client, kind)?.into_iter();
            match trails.rfind(|trail| trail.name == id.name) {
                Some(trail) => id = trail.to,
                None => break,
            }
        }
        Ok(None)
    }

    /// Returns where a paper is that was moved away from a client, by the name it had or the beginning of
    /// that; `None` when there is no such paper or more than one.
    ///
    /// # Errors
    /// Fails when a folder or a trail cannot be read.
    pub fn paper_moved_to(
        &self,
        client: &ClientId,
        kind: PaperKind,
        name: &str,
    ) -> Result<Option<PaperId>, DiskError> {
        let trails = self.paper_trails(client, kind)?;
        let names: BTreeSet<&str> = trails.iter().map(|trail| trail.name.as_str()).collect();
        let mut beginning = names.iter().filter(|it| it.starts_with(name));
        match (names.get(name), beginning.next(), beginning.next()) {
            (Some(name), ..) | (None, Some(name), None) => self.paper_now(client, kind, name),
            _ => Ok(None),
        }
    }

    /// Reads every trail of a client's papers of a kind, in the order of their names.
    fn paper_trails(
        &self,
        client: &ClientId,
        kind: PaperKind,
    ) -> Result<Vec<PaperTrail>, DiskError> {
        let Some(folder) = self.open_in_client(client, FOLDER)? else { return Ok(Vec::new()) };
        let mut text = Vec::new();
        let mut trails = Vec::new();
        let begins = format!("{}.", kind.folder());
        for entry in folder.entries()? {
            let name = entry.name.to_string_lossy();
            if name.starts_with(&begins) && name.ends_with(".toml") {
                folder.read_whole(&entry.name, &mut text)?;
                trails.extend(paper_trail(&text, kind));
            }
        }
        Ok(trails)
    }

    /// Returns the ids under which a note lay with others, by the trails that lead to it.
    ///
    /// # Errors
    /// Fails when a folder or a trail cannot be read.
    pub fn former_ids(&self, id: &NoteId) -> Result<Vec<NoteId>, DiskError> {
        let mut former: Vec<NoteId> = Vec::new();
        let clients = self.clients()?;
        let mut all = Vec::new();
        for client in &clients {
            for ((stem, _), to) in self.trails(client)? {
                let Ok(stem) = stem.parse() else { continue };
                all.push((NoteId { client: client.clone(), stem }, to));
            }
        }
        let mut known = vec![id.clone()];
        while let Some(now) = known.pop() {
            for (from, _) in all.iter().filter(|(_, to)| *to == now) {
                if from != id && !former.contains(from) {
                    former.push(from.clone());
                    known.push(from.clone());
                }
            }
        }
        Ok(former)
    }

    /// Tells whether it is said somewhere that a note was moved to a place.
    ///
    /// # Errors
    /// Fails when a trail cannot be read.
    pub fn has_trail(&self, old: &NoteId, new: &NoteId) -> Result<bool, DiskError> {
        let trails = self.trails(&old.client)?;
        Ok(trails.iter().any(|((stem, _), to)| stem == old.stem.as_str() && to == new))
    }

    /// Returns the ids that a note had and has which was moved away from a client, by the name it had or
    /// the beginning of that; `None` when there is no such note or more than one.
    ///
    /// # Errors
    /// Fails when a trail cannot be read.
    pub fn moved_to(&self, client: &ClientId, name: &str) -> Result<Option<MovedNote>, DiskError> {
        let Some(mut found) = self.last_trail(client, name)? else { return Ok(None) };
        for _ in 0..MOST_MOVES {
            if self.tree().has_file(&self.path(&found.to))? {
                break;
            }
            match self.last_trail(&found.to.client, found.to.stem.as_str())? {
                Some(next) => found.to = next.to,
                None => break,
            }
        }
        Ok(Some(found))
    }

    fn last_trail(&self, client: &ClientId, name: &str) -> Result<Option<MovedNote>, DiskError> {
        let trails = self.trails(client)?;
        // Of one name, the last move counts.
        let last: BTreeMap<&str, &NoteId> =
            trails.iter().map(|((stem, _), to)| (stem.as_str(), to)).collect();
        let moved = |stem: &str, to: &NoteId| {
            let from = NoteId { client: client.clone(), stem: stem.parse().ok()? };
            Some(MovedNote { from, to: to.clone() })
        };
        if let Some(to) = last.get(name) {
            return Ok(moved(name, to));
        }
        let mut beginning = last.iter().filter(|(stem, _)| stem.starts_with(name));
        Ok(match (beginning.next(), beginning.next()) {
            (Some((stem, to)), None) => moved(stem, to),
            _ => None,
        })
    }

    /// Returns the clients with whom one has changed places: both are closed and have notes, and from each
    /// something was moved to the other.
    ///
    /// # Errors
    /// Fails when a folder, a trail or a client file cannot be read.
    pub fn crossed_with(&self, client: &ClientId) -> Result<Vec<ClientId>, Failure> {
        let is_left = |client: &ClientId| -> Result<bool, Failure> {
            let file = self.tree().read_if_there(&self.client_file(client))?.unwrap_or_default();
            let closed = ClientFile::parse(&String::from_utf8_lossy(&file)).0.closed;
            Ok(closed.is_some() && !self.stems(client)?.is_empty())
        };
        let goals = |client: &ClientId| -> Result<BTreeSet<ClientId>, DiskError> {
            Ok(self.trails(client)?.into_values().map(|to| to.client).collect())
        };
        let mut crossed = Vec::new();
        for other in goals(client)? {
            if other != *client
                && goals(&other)?.contains(client)
                && is_left(client)?
                && is_left(&other)?
            {
                crossed.push(other);
            }
        }
        Ok(crossed)
    }

    /// Reads every trail of a client: the name a note had, how many times it was moved from there
    /// under that name, and its new id. What is no trail is left out.
    fn trails(&self, client: &ClientId) -> Result<BTreeMap<(String, u16), NoteId>, DiskError> {
        let mut trails = BTreeMap::new();
        let Some(folder) = self.open_in_client(client, FOLDER)? else { return Ok(trails) };
        let mut text = Vec::new();
        for entry in folder.entries()? {
            let name = entry.name.to_string_lossy();
            let Some(stem) = name.strip_suffix(".toml") else { continue };
            let (stem, number) = stem.split_once('.').unwrap_or((stem, "1"));
            let Ok(number) = number.parse() else { continue };
            folder.read_whole(&entry.name, &mut text)?;
            if let Some(to) = moved_to(&text) {
                trails.insert((stem.to_owned(), number), to);
            }
        }
        Ok(trails)
    }
}

/// Reads where a note went; nothing but an id of ours is shown to anybody.
fn moved_to(trail: &[u8]) -> Option<NoteId> {
    let trail = document::table(std::str::from_utf8(trail).ok()?)?;
    trail.get("moved_to")?.as_str()?.parse().ok()
}

/// Returns the name of a trail's file. That of a paper has the name of its folder in front, which is no
/// name of a note.
fn trail_name(moved: &str, number: u16) -> String {
    let name = moved.replacen('/', ".", 1);
    match number {
        1 => format!("{name}.toml"),
        _ => format!("{name}.{number}.toml"),
    }
}

/// Reads where a paper of a kind went; `None` for what is no such trail.
fn paper_trail(trail: &[u8], kind: PaperKind) -> Option<PaperTrail> {
    let trail = document::table(std::str::from_utf8(trail).ok()?)?;
    let folder = Path::new(kind.folder());
    let in_folder =
        |path: &str| Path::new(path).strip_prefix(folder).ok()?.to_str().map(str::to_owned);
    let name = in_folder(trail.get("paper")?.as_str()?)?;
    let (client, to) = trail.get("moved_to")?.as_str()?.split_once('/')?;
    let to = PaperId { client: client.parse().ok()?, name: in_folder(to)? };
    Some(PaperTrail { name, to }).filter(|it| is_plain(&it.name) && is_plain(&it.to.name))
}

/// Tells whether a name is one of a file in its folder and leads nowhere else.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains('/')
}

/// Returns the paths, from the root of the chart, of the files that may say where a paper went.
pub fn trails_of(paper: &str) -> Option<impl Iterator<Item = String>> {
    let (client, moved) = paper.strip_prefix("clients/")?.strip_suffix(".toml")?.split_once('/')?;
    Some(
        (1..).map(move |number| format!("clients/{client}/{FOLDER}/{}", trail_name(moved, number))),
    )
}

/// Returns the path, from the root of the chart, to which a trail says that a paper went.
pub fn place_of_paper(trail: &[u8], kind: PaperKind) -> Option<String> {
    let PaperTrail { to, .. } = paper_trail(trail, kind)?;
    Some(format!("clients/{}/{}/{}.toml", to.client, kind.folder(), to.name))
}

/// Returns how the paths begin of the trails of a client's papers of a kind.
pub fn beginning_of_trails(client: &ClientId, kind: PaperKind) -> String {
    format!("clients/{client}/{FOLDER}/{}.", kind.folder())
}
