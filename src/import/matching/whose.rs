//! Whose a file is, as far as it says so: by an id, by a name in it or around it, by a date of birth.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::import::dates::{Found, Meaning, Order};
use crate::import::matching::{Known, Looked, facts_of};
use crate::import::names;
use crate::import::reading::{Facts, Named, Place, Said};

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
    /// What is said for the client file, key by key.
    pub details: Vec<(String, String)>,
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
    file: &Looked,
    told: &BTreeSet<String>,
) -> (Option<Said<names::Guess>>, bool, bool) {
    let is_known = |it: &&Named| it.said.what.is_sure || told.contains(&it.said.what.key);
    let mut sure = file.people.iter().filter(is_known);
    let Some(first) = sure.next() else {
        return (file.people.first().map(|it| it.said.clone()), false, false);
    };
    let differ = sure.any(|it| it.said.what.key != first.said.what.key);
    (Some(first.said.clone()), true, differ)
}

/// Returns the folder of a file that bears a name, as a path.
fn home(file: &Looked, key: &str) -> Option<String> {
    let mut folders = file.people.iter().filter(|it| it.said.what.key == key);
    folders.find_map(|it| it.folder).map(|at| file.source.folder(at))
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
    for file in files.iter().filter(|file| !file.source.is_part) {
        let Some(facts) = facts_of(file) else { continue };
        let (guess, ..) = person_by_names(file, told);
        let name =
            facts.name.as_ref().map(|it| &it.what).or(guess.as_ref().map(|it| &it.what.name));
        let Some(key) = name.map(|name| names::key(name)) else { continue };
        if let Some(home) = home(file, &key) {
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
    /// Whose the numbers are that the lists of clients tell.
    pub numbers: BTreeMap<String, Number>,
    /// In which order day and month stand.
    pub order: Option<Order>,
}

/// What a list of clients says of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    name: Option<Said<String>>,
    birth: Option<Said<Found>>,
}

/// Whose a number is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// That of one client.
    Of(Listed),
    /// Two lists tell different things of somebody with one name.
    OfOneName,
    /// That of two people, each in a list of its own.
    OfSeveral,
}

/// Returns what the lists of clients say, by the numbers of the clients.
pub fn numbers(files: &[Looked]) -> BTreeMap<String, Number> {
    let mut numbers: BTreeMap<String, Number> = BTreeMap::new();
    let key = |listed: &Listed| listed.name.as_ref().map(|said| names::key(&said.what));
    for facts in files.iter().filter_map(facts_of) {
        for id in &facts.own_ids {
            let listed = Listed { name: facts.name.clone(), birth: facts.birth.clone() };
            match numbers.get_mut(id) {
                None => drop(numbers.insert(id.clone(), Number::Of(listed))),
                Some(Number::Of(known)) if *known == listed => {}
                Some(known @ Number::Of(_)) => {
                    let is_one = matches!(known, Number::Of(known) if key(known) == key(&listed));
                    *known = if is_one { Number::OfOneName } else { Number::OfSeveral };
                }
                Some(Number::OfOneName | Number::OfSeveral) => {}
            }
        }
    }
    numbers
}

/// Returns the facts with what a list of clients says of the number that they tell.
fn completed<'a>(
    facts: &'a Facts,
    around: &Around<'_>,
    doubts: &mut Vec<String>,
) -> Cow<'a, Facts> {
    let of = |number: &String| around.numbers.get(number);
    if facts.own_ids.iter().filter_map(of).any(|number| *number == Number::OfOneName) {
        doubts
            .push("the sources tell two dates of birth of the client with the number in it".into());
    }
    let number = facts.id.as_ref().filter(|_| facts.own_ids.is_empty());
    let listed = match number.and_then(|said| of(&said.what)) {
        None => return Cow::Borrowed(facts),
        Some(Number::Of(listed)) => listed,
        Some(Number::OfOneName | Number::OfSeveral) => {
            doubts.push("two clients of the sources have the number in it".into());
            return Cow::Borrowed(facts);
        }
    };
    let differ = facts.name.as_ref().zip(listed.name.as_ref());
    if differ.is_some_and(|(a, b)| names::key(&a.what) != names::key(&b.what)) {
        doubts.push("the name in it is another than that of the client with this number".into());
        return Cow::Borrowed(facts);
    }
    let mut facts = facts.clone();
    facts.name = facts.name.or_else(|| listed.name.clone());
    facts.birth = facts.birth.or_else(|| listed.birth.clone());
    Cow::Owned(facts)
}

/// Says whose a file is, and adds the person to those that are known of.
pub fn sort(
    file: &Looked,
    facts: &Facts,
    around: &Around<'_>,
    persons: &mut BTreeMap<Who, Person>,
) -> Sorted {
    let Around { ids, told, homes, numbers: _, order } = around;
    let (source, order) = (&file.source, *order);
    let (mut why, mut doubts) = (Vec::new(), facts.doubts.clone());
    let facts = &*completed(facts, around, &mut doubts);
    let (guess, is_sure, differ) = match source.is_part && facts.name.is_some() {
        true => (None, false, false),
        false => person_by_names(file, told),
    };
    if differ {
        doubts.push("a folder and the file name name two people".into());
    }
    let first_word = source.name.split([' ', '_', '.']).next().unwrap_or_default();
    let by_id = facts.id.iter().map(|said| (said.what.as_str(), said.place));
    let by_id = by_id.chain(source.folders.iter().map(|it| (it.name.as_str(), Place::Folder)));
    let by_id = by_id.chain([(first_word, Place::FileName)]);
    let by_id: Vec<(&Known, Place)> =
        by_id.filter_map(|(id, place)| Some((*ids.get(id)?, place))).collect();
    // The head of a document has the number that its own program gives.
    let is_ours = |id: &Said<String>| {
        id.place != Place::Head && id.what.starts_with("c-") && id.what.parse::<ClientId>().is_ok()
    };
    if facts.id.as_ref().is_some_and(|id| is_ours(id) && !ids.contains_key(&*id.what)) {
        doubts.push("no client has the id in it".into());
    }
    if by_id.iter().any(|(client, _)| client.id != by_id[0].0.id) {
        doubts.push("it bears the ids of two clients".into());
    }
    let name = match (&facts.name, &guess) {
        (Some(said), Some(guess)) if is_sure && names::key(&said.what) != guess.what.key => {
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
        } else if guess.as_ref().filter(|_| is_sure).is_some_and(|it| is_another(&it.what.name)) {
            doubts.push(
                "a folder or the file name names another than the client with this id".into(),
            );
        }
        let who = Who::Client(client.id.clone());
        let person = Person {
            name: client.names.first().cloned(),
            birth_doubt: None,
            place: Some(*place),
            at: String::new(),
            details: Vec::new(),
        };
        persons.entry(who.clone()).or_insert(person);
        return Sorted { who: Some(who), why, doubts };
    }
    let Some((name, place)) = name else {
        let Some(folder) = source.folders.first() else {
            doubts.push(match &facts.id {
                Some(_) => "no list of clients tells whose the number in it is".into(),
                None => "nothing says whose it is".into(),
            });
            return Sorted { who: None, why, doubts };
        };
        let who = Who::Folder(source.folder(0));
        let person = Person {
            name: None,
            birth_doubt: None,
            place: Some(Place::Folder),
            at: folder.name.clone(),
            details: Vec::new(),
        };
        persons.entry(who.clone()).or_insert(person);
        return Sorted { who: Some(who), why, doubts };
    };
    why.push(format!("the client by {place}"));
    let key = names::key(&name);
    let home = home(file, &key);
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
    let person = Person {
        name: Some(name),
        birth_doubt,
        place: Some(place),
        at: String::new(),
        details: Vec::new(),
    };
    let details = &mut persons.entry(who.clone()).or_insert(person).details;
    for (key, text) in &facts.details {
        if !details.iter().any(|(it, _)| it == key) {
            details.push((key.clone(), text.clone()));
        }
    }
    Sorted { who: Some(who), why, doubts }
}
