//! Whose a file is, as far as it says so: by an id, by a name in it or around it, by a date of birth.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::import::dates::{Meaning, Order};
use crate::import::matching::{Known, Looked, facts_of};
use crate::import::names;
use crate::import::reading::{Facts, Place, Said, Source, people};

/// Who a file is about, as far as that can be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A client of the chart, by its id.
    Client(ClientId),
    /// Somebody of a name who was born on a day.
    Born(String, NaiveDate),
    /// Somebody of a name, in a folder of that name or anywhere.
    Named(String, String),
    /// Whoever a folder belongs to.
    Folder(String),
}

/// What was found out of a person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name.
    pub name: Option<String>,
    /// Why the date of birth is not clear.
    pub birth_doubt: Option<String>,
    /// Where it is said who it is.
    pub place: Option<Place>,
    /// The folder that is all that says whose a file is.
    pub at: String,
}

/// What was found out of a file.
pub struct Sorted {
    /// Whose it is, as far as that can be told.
    pub who: Option<Who>,
    /// On what evidence.
    pub why: Vec<String>,
    /// What is unclear.
    pub doubts: Vec<String>,
}

/// Returns whom the names of a file and its folders mean, if they name somebody: the folder first.
fn person_by_names(
    source: &Source,
    told: &BTreeSet<String>,
) -> (Option<Said<names::Guess>>, bool, bool) {
    let is_known =
        |it: &Said<names::Guess>| it.what.is_sure || told.contains(&names::key(&it.what.name));
    let guesses = people(source);
    let sure: Vec<&Said<names::Guess>> = guesses.iter().filter(|it| is_known(it)).collect();
    let differ = sure.iter().any(|it| names::key(&it.what.name) != names::key(&sure[0].what.name));
    let is_sure = !sure.is_empty();
    (sure.first().map(|it| (*it).clone()).or_else(|| guesses.first().cloned()), is_sure, differ)
}

/// Returns the folder of a file that bears a name, as a path.
fn home(source: &Source, key: &str) -> Option<String> {
    let at = source.folders.iter().position(|folder| {
        names::guess(folder).is_some_and(|guess| names::key(&guess.name) == key)
    })?;
    Some(path_of(source, at).to_owned())
}

/// Returns the path of a folder of a file: two of one name in two places are two.
fn path_of(source: &Source, at: usize) -> &str {
    let below: usize = source.folders[at + 1..].iter().map(|folder| folder.len() + 1).sum();
    let end = source.path.len().saturating_sub(below + source.name.len());
    source.path.get(..end).unwrap_or(&source.path)
}

/// What a file says of the date of birth, in its text or in the name of its folder.
fn births<'a>(
    facts: &'a Facts,
    guess: Option<&'a Said<names::Guess>>,
) -> impl Iterator<Item = Meaning> {
    let in_name = guess.filter(|it| it.place == Place::Folder).and_then(|it| it.what.date);
    facts.birth.iter().map(|it| it.what.meaning).chain(in_name)
}

/// Returns, for each folder that bears the name of a person, the days of birth that the files in it tell.
pub fn births_at_home(
    files: &[Looked],
    told: &BTreeSet<String>,
    order: Option<Order>,
) -> BTreeMap<(String, String), BTreeSet<NaiveDate>> {
    let mut homes: BTreeMap<(String, String), BTreeSet<NaiveDate>> = BTreeMap::new();
    for file in files {
        let Some(facts) = facts_of(file) else { continue };
        let (guess, ..) = person_by_names(&file.source, told);
        let name =
            facts.name.as_ref().map(|it| &it.what).or(guess.as_ref().map(|it| &it.what.name));
        let Some(key) = name.map(|name| names::key(name)) else { continue };
        if let Some(home) = home(&file.source, &key) {
            let days = births(facts, guess.as_ref()).filter_map(|meaning| meaning.day(order));
            homes.entry((key, home)).or_default().extend(days);
        }
    }
    homes
}

/// What is known of all files when one of them is looked at.
pub struct Around<'a> {
    /// The clients of the chart by their ids.
    pub ids: BTreeMap<&'a str, &'a Known>,
    /// The names that the chart and the texts tell.
    pub told: BTreeSet<String>,
    /// The days of birth that are told in the folder of a person.
    pub homes: BTreeMap<(String, String), BTreeSet<NaiveDate>>,
    /// In which order day and month stand.
    pub order: Option<Order>,
}

/// Says whose a file is, and adds the person to those that are known of.
pub fn sort(
    file: &Looked,
    facts: &Facts,
    around: &Around<'_>,
    persons: &mut BTreeMap<Who, Person>,
) -> Sorted {
    let Around { ids, told, homes, order } = around;
    let (source, order) = (&file.source, *order);
    let (mut why, mut doubts) = (Vec::new(), facts.doubts.clone());
    let (guess, is_sure, differ) = person_by_names(source, told);
    if differ {
        doubts.push("a folder and the file name name two people".into());
    }
    let first_word = source.name.split([' ', '_', '.']).next().unwrap_or_default();
    let by_id = facts.id.iter().map(|said| (said.what.as_str(), said.place));
    let by_id = by_id.chain(source.folders.iter().map(|it| (it.as_str(), Place::Folder)));
    let by_id = by_id.chain([(first_word, Place::FileName)]);
    let by_id: Vec<(&Known, Place)> =
        by_id.filter_map(|(id, place)| Some((*ids.get(id)?, place))).collect();
    if by_id.iter().any(|(client, _)| client.id != by_id[0].0.id) {
        doubts.push("it bears the ids of two clients".into());
    }
    let name = match (&facts.name, &guess) {
        (Some(said), Some(guess))
            if is_sure && names::key(&said.what) != names::key(&guess.what.name) =>
        {
            doubts.push(format!("{} names another person than {}", guess.place, said.place));
            Some((said.what.clone(), said.place))
        }
        (Some(said), _) => Some((said.what.clone(), said.place)),
        (None, Some(guess)) => Some((guess.what.name.clone(), guess.place)),
        (None, None) => None,
    };
    if let Some((client, place)) = by_id.first() {
        why.push(format!("the client by the id in {place}"));
        let is_another = |name: &String| {
            let key = names::key(name);
            !client.names.is_empty() && !client.names.iter().any(|known| names::key(known) == key)
        };
        if facts.name.as_ref().is_some_and(|said| is_another(&said.what)) {
            doubts.push("the name in it is another than that of the client with this id".into());
        }
        let who = Who::Client(client.id.clone());
        let person = Person {
            name: client.names.first().cloned(),
            birth_doubt: None,
            place: Some(*place),
            at: String::new(),
        };
        persons.entry(who.clone()).or_insert(person);
        return Sorted { who: Some(who), why, doubts };
    }
    let Some((name, place)) = name else {
        let Some(folder) = source.folders.first() else {
            doubts.push("nothing says whose it is".into());
            return Sorted { who: None, why, doubts };
        };
        let who = Who::Folder(path_of(source, 0).to_owned());
        let person = Person {
            name: None,
            birth_doubt: None,
            place: Some(Place::Folder),
            at: folder.clone(),
        };
        persons.entry(who.clone()).or_insert(person);
        return Sorted { who: Some(who), why, doubts };
    };
    why.push(format!("the client by {place}"));
    let key = names::key(&name);
    let home = home(source, &key);
    let mut days: BTreeSet<NaiveDate> =
        births(facts, guess.as_ref()).filter_map(|it| it.day(order)).collect();
    let unread = births(facts, guess.as_ref()).find(|it| it.day(order).is_none());
    if days.len() > 1 {
        doubts.push("it tells two dates of birth".into());
    }
    if let (true, Some(home)) = (days.is_empty(), &home) {
        let at_home = homes.get(&(key.clone(), home.clone()));
        days.extend(at_home.filter(|days| days.len() == 1).into_iter().flatten());
    }
    let who = match days.first() {
        Some(born) => Who::Born(key, *born),
        None => Who::Named(key, home.unwrap_or_default()),
    };
    let birth_doubt = unread.map(|it| it.doubt().replace("the date", "the date of birth"));
    let person = Person { name: Some(name), birth_doubt, place: Some(place), at: String::new() };
    persons.entry(who.clone()).or_insert(person);
    Sorted { who: Some(who), why, doubts }
}
