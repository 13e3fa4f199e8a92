//! From what files say to a plan: whose each is, of which day it is, and what is unclear.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentKind;
use crate::import::dates::{Found, Meaning, Order, order_of};
use crate::import::names;
use crate::import::plan::{Entry, Plan, PlannedPerson, TakenAs};
use crate::import::reading::{Facts, Place, Said, Source, Taken, people};

/// A file that was looked at.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Which.
    pub source: Source,
    /// The SHA-256 of its bytes; empty for what was not read.
    pub sha256: String,
    /// What it was taken for.
    pub taken: Taken,
}

/// A client of the chart.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its id.
    pub id: ClientId,
    /// The names that it has and has had.
    pub names: Vec<String>,
    /// The date of birth.
    pub birth_date: Option<NaiveDate>,
}

/// What holds for all files.
pub struct Settings<'a> {
    /// Where they come from.
    pub imported_from: &'a str,
    /// In which order day and month stand, if somebody says so.
    pub order: Option<Order>,
    /// What day it is.
    pub today: NaiveDate,
    /// Gives an id that no client has.
    pub new_id: &'a mut dyn FnMut() -> ClientId,
}

/// Who a file is about, as far as that can be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
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
struct Person {
    name: Option<String>,
    birth_doubt: Option<String>,
    place: Option<Place>,
    at: String,
}

/// What was found out of a file.
struct Sorted {
    who: Option<Who>,
    why: Vec<String>,
    doubts: Vec<String>,
}

/// The earliest day that a note may be of.
const FIRST_YEAR: i32 = 1900;

/// Makes the plan.
pub fn plan(files: &[Looked], known: &[Known], settings: &mut Settings<'_>) -> Plan {
    let facts = || files.iter().filter_map(facts_of);
    let meanings = facts()
        .flat_map(|facts| facts.dates.iter().chain(&facts.birth).map(|said| said.what.meaning));
    let parts = files.iter().flat_map(|file| match &file.taken {
        Taken::Text(text) => text.parts.as_slice(),
        _ => &[],
    });
    let in_parts = parts.filter_map(|part| Some(part.date.as_ref()?.meaning));
    let found = order_of(meanings.chain(in_parts));
    let order = settings.order.or(found.map(|(order, _)| order));
    let how_ordered = match (settings.order, found) {
        (Some(_), _) => " in the order that was given".to_owned(),
        (None, Some((_, count))) => format!(" in the order of {count} others that leave no doubt"),
        (None, None) => String::new(),
    };
    let names_told: BTreeSet<String> = facts()
        .filter_map(|facts| Some(names::key(&facts.name.as_ref()?.what)))
        .chain(known.iter().flat_map(|client| client.names.iter().map(|name| names::key(name))))
        .collect();

    let ids: BTreeMap<&str, &Known> = known.iter().map(|it| (it.id.as_str(), it)).collect();
    let homes = births_at_home(files, &names_told, order);
    let around = Around { ids, told: names_told, homes, order };
    let mut persons: BTreeMap<Who, Person> = BTreeMap::new();
    let sorted = files.iter().map(|file| Some(sort(file, facts_of(file)?, &around, &mut persons)));
    let sorted: Vec<Option<Sorted>> = sorted.collect();
    let (planned, of_who) = people_of(persons, known, settings);
    let mut plan = Plan {
        imported_from: settings.imported_from.to_owned(),
        people: planned,
        entries: Vec::new(),
    };
    let births = plan.people.iter().map(|person| (person.id.clone(), person.birth_date));
    let births: BTreeMap<String, Option<NaiveDate>> = births.collect();
    for (file, sorted) in files.iter().zip(sorted) {
        let person = sorted.as_ref().and_then(|it| Some(of_who[it.who.as_ref()?].clone()));
        let born = person.as_ref().and_then(|id| *births.get(id)?);
        let days = Days { order, how_ordered: &how_ordered, born, today: settings.today };
        entries(file, sorted, person, &days, &mut plan.entries);
    }
    leave_copies(&mut plan.entries);
    let is_doubtful = |entry: &Entry| entry.taken_as != TakenAs::Leave && !entry.unclear.is_empty();
    plan.entries.sort_by(|a, b| {
        let key =
            |it: &Entry| (!is_doubtful(it), it.taken_as == TakenAs::Leave, it.person.is_some());
        key(a).cmp(&key(b)).then_with(|| {
            let key = |it: &Entry| {
                (it.person.clone(), it.date, it.file.clone(), it.lines.as_ref().map(|l| *l.start()))
            };
            key(a).cmp(&key(b))
        })
    });
    plan
}

fn facts_of(file: &Looked) -> Option<&Facts> {
    match &file.taken {
        Taken::Text(text) => Some(&text.facts),
        Taken::Document(facts) => Some(facts),
        Taken::Left(_) => None,
    }
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
fn births_at_home(
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
struct Around<'a> {
    /// The clients of the chart by their ids.
    ids: BTreeMap<&'a str, &'a Known>,
    /// The names that the chart and the texts tell.
    told: BTreeSet<String>,
    /// The days of birth that are told in the folder of a person.
    homes: BTreeMap<(String, String), BTreeSet<NaiveDate>>,
    /// In which order day and month stand.
    order: Option<Order>,
}

fn sort(
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

/// Finds the client of each person, by name and date of birth or by id, and never by the name alone.
fn people_of(
    persons: BTreeMap<Who, Person>,
    known: &[Known],
    settings: &mut Settings<'_>,
) -> (Vec<PlannedPerson>, BTreeMap<Who, String>) {
    let mut by_name: BTreeMap<String, Vec<&Known>> = BTreeMap::new();
    for client in known {
        for name in &client.names {
            let of_name = by_name.entry(names::key(name)).or_default();
            if !of_name.iter().any(|it| it.id == client.id) {
                of_name.push(client);
            }
        }
    }
    let (mut planned, mut of_who) = (Vec::new(), BTreeMap::new());
    for (at, (who, found)) in persons.into_iter().enumerate() {
        let id = format!("p{}", at + 1);
        let mut person =
            PlannedPerson { id: id.clone(), name: found.name, ..PlannedPerson::default() };
        let of_name = |key: &String| by_name.get(key).map(Vec::as_slice).unwrap_or_default();
        let listed = |clients: &[&Known]| {
            clients.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", ")
        };
        match &who {
            Who::Client(id) => {
                person.client = Some(id.clone());
                person.why = format!("by the id in {}", found.place.unwrap_or(Place::Folder));
            }
            Who::Born(key, born) => {
                person.birth_date = Some(*born);
                let same: Vec<&Known> = of_name(key).iter().filter(|it| it.birth_date == Some(*born)).copied().collect();
                let unborn: Vec<&Known> = of_name(key).iter().filter(|it| it.birth_date.is_none()).copied().collect();
                match (same.as_slice(), unborn.as_slice()) {
                    ([one], _) => {
                        person.client = Some(one.id.clone());
                        person.why = "by name and date of birth".into();
                    }
                    ([], []) => {
                        person.client = Some((settings.new_id)());
                        person.is_new = true;
                        person.why = "no client has this name and date of birth".into();
                    }
                    ([], unborn) => person.unclear.push(format!(
                        "{} has this name and no date of birth: say with `client` who it is, or add `new = true` and an id of your own", listed(unborn)
                    )),
                    (several, _) => person.unclear.push(format!(
                        "{} have this name and date of birth: say with `client` who it is", listed(several)
                    )),
                }
            }
            Who::Named(key, _) => {
                let what = match of_name(key) {
                    [] => "the name alone says who it is, and no client has it: say with `client` who it is, or give a `birth_date`, an id of your own as `client`, and `new = true`".to_owned(),
                    some => format!("{} has this name, and a name alone is not enough: say with `client` who it is", listed(some)),
                };
                person.unclear.push(what);
                person.unclear.extend(found.birth_doubt);
            }
            Who::Folder(_) => person.unclear.push(format!(
                "only that it lies in the folder `{}` says whose it is: say with `client` who it is", found.at
            )),
        }
        of_who.insert(who, id);
        planned.push(person);
    }
    planned.sort_by_key(|person| person.unclear.is_empty());
    (planned, of_who)
}

/// What is needed to say of which day something is.
struct Days<'a> {
    order: Option<Order>,
    how_ordered: &'a str,
    born: Option<NaiveDate>,
    today: NaiveDate,
}

impl Days<'_> {
    /// Says of which day something is by what is said of it, the most trustworthy first.
    fn settle(&self, said: &[&Said<Found>], entry: &mut Entry) {
        let Some(first) = said.first() else {
            entry.unclear.push("nothing says of which day it is".into());
            return;
        };
        let clear = |said: &Said<Found>| said.what.meaning.day(None);
        let by_others =
            || said.iter().filter_map(|it| clear(it)).find(|day| first.what.meaning.may_be(*day));
        let day = clear(first).or_else(by_others).or_else(|| first.what.meaning.day(self.order));
        let time = said.iter().find_map(|it| it.what.time);
        entry.original_date = Some(first.what.text.clone());
        entry.time = entry.time.or(time);
        let Some(day) = day else {
            entry.unclear.push(format!("{}, by {}", first.what.meaning.doubt(), first.place));
            return;
        };
        entry.date = Some(day);
        let how =
            if clear(first).is_none() && by_others().is_none() { self.how_ordered } else { "" };
        push(&mut entry.why, &format!("the date by {}{how}", first.place));
        let other = said.iter().skip(1).filter(|it| it.place != Place::Folder);
        let mut other =
            other.filter(|it| it.what.meaning != Meaning::None && !it.what.meaning.may_be(day));
        if let Some(other) = other.next() {
            entry.unclear.push(format!("{} tells another date than {}", other.place, first.place));
        }
        if day > self.today {
            entry.date = None;
            entry.unclear.push(format!("{day} lies in the future"));
        } else if day.year() < FIRST_YEAR || self.born.is_some_and(|born| day < born) {
            entry.unclear.push(format!("{day} lies before the birth of anybody it may be about"));
        }
    }
}

fn push(why: &mut String, more: &str) {
    if !why.is_empty() {
        why.push_str("; ");
    }
    why.push_str(more);
}

/// Adds the entries of a file.
fn entries(
    file: &Looked,
    sorted: Option<Sorted>,
    person: Option<String>,
    days: &Days<'_>,
    entries: &mut Vec<Entry>,
) {
    let whole = Entry {
        file: file.source.path.clone(),
        sha256: file.sha256.clone(),
        person,
        ..Entry::default()
    };
    let (facts, sorted) = match (&file.taken, sorted) {
        (Taken::Left(why), _) => return entries.push(Entry { why: why.clone(), ..whole }),
        (Taken::Text(text), Some(sorted)) => (&text.facts, sorted),
        (Taken::Document(facts), Some(sorted)) => (&**facts, sorted),
        (_, None) => return,
    };
    let whole = Entry {
        why: sorted.why.join("; "),
        unclear: sorted.doubts,
        author: facts.author.clone(),
        signed_by: facts.signed_by.clone(),
        time: facts.time,
        ..whole
    };
    let mut whole = whole;
    if let Taken::Text(text) = &file.taken
        && text.encoding != "UTF-8"
    {
        push(&mut whole.why, &format!("read as {}", text.encoding));
    }
    let said: Vec<&Said<Found>> = facts.dates.iter().collect();
    match &file.taken {
        Taken::Text(text) if !text.parts.is_empty() => {
            let first =
                text.parts.iter().find_map(|part| part.date.as_ref()?.meaning.day(days.order));
            for part in &text.parts {
                let mut entry =
                    Entry { lines: Some(part.lines.clone()), time: None, ..whole.clone() };
                match &part.date {
                    Some(date) => {
                        entry.taken_as = TakenAs::Note;
                        days.settle(
                            &[&Said { what: date.clone(), place: Place::Heading }],
                            &mut entry,
                        );
                    }
                    None => {
                        entry.taken_as = TakenAs::Document;
                        entry.date = first;
                        push(
                            &mut entry.why,
                            "it stands in front of the first date, and is kept with the file alone",
                        );
                    }
                }
                entries.push(entry);
            }
        }
        Taken::Text(_) => {
            let mut entry = Entry { taken_as: TakenAs::Note, ..whole };
            days.settle(&said, &mut entry);
            entries.push(entry);
        }
        _ => {
            let kind = Some(kind_of(&file.source.name));
            let mut entry = Entry { taken_as: TakenAs::Document, kind, ..whole };
            days.settle(&said, &mut entry);
            entries.push(entry);
        }
    }
}

/// Returns what a document is to the record, by the words in its name.
fn kind_of(name: &str) -> DocumentKind {
    let name = name.to_lowercase();
    let words = [
        ("consent", DocumentKind::Consent),
        ("release", DocumentKind::Release),
        ("intake", DocumentKind::IntakeForm),
        ("letter", DocumentKind::Letter),
        ("report", DocumentKind::Report),
    ];
    let found = words.into_iter().find(|(word, _)| name.contains(word));
    found.map_or(DocumentKind::Other, |(_, kind)| kind)
}

/// Leaves what is there twice, byte for byte; of two people, that is a doubt.
fn leave_copies(entries: &mut [Entry]) {
    let mut first: BTreeMap<(String, Option<String>), (String, Option<String>)> = BTreeMap::new();
    for entry in entries.iter_mut().filter(|entry| entry.taken_as != TakenAs::Leave) {
        let key = (entry.sha256.clone(), entry.lines_in_words());
        match first.get(&key) {
            None => drop(first.insert(key, (entry.file.clone(), entry.person.clone()))),
            Some((file, person)) if *person == entry.person => {
                entry.taken_as = TakenAs::Leave;
                entry.why = format!("it is the same, byte for byte, as {file}");
                entry.unclear.clear();
            }
            Some((file, _)) => {
                entry.unclear.push(format!(
                    "it is the same, byte for byte, as {file}, which is of somebody else"
                ));
            }
        }
    }
}
