//! From what files say to a plan: whose each is, of which day it is, and what is unclear.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::import::dates::{Order, order_of};
use crate::import::matching::entries::{Days, entries, leave_copies};
use crate::import::matching::people::people_of;
use crate::import::matching::whose::{Around, Person, Sorted, Who, births_at_home, numbers, sort};
use crate::import::names;
use crate::import::plan::{Entry, Plan, PlannedTable, TakenAs};
use crate::import::reading::{Facts, Named, Source, Taken, people};
use crate::import::table::Mapping;

mod entries;
mod people;
mod whose;

/// Nobody that a note is of was born earlier, and no note is of an earlier day.
const FIRST_YEAR: i32 = 1900;

/// A file that was looked at.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Which.
    pub source: Source,
    /// The SHA-256 of its bytes; empty for what was not read.
    pub sha256: String,
    /// What it was taken for.
    pub taken: Taken,
    /// Whom its name and those of its folders may mean.
    pub people: Vec<Named>,
    /// What the columns of the tables in it say, if it is one.
    pub tables: Vec<Mapping>,
}

impl Looked {
    /// Says what a file was taken for.
    pub fn new(source: Source, sha256: String, taken: Taken) -> Self {
        let people = people(&source);
        Self { source, sha256, taken, people, tables: Vec::new() }
    }
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
    let around = Around { ids, told: names_told, homes, numbers: numbers(files), order };
    let mut persons: BTreeMap<Who, Person> = BTreeMap::new();
    let sorted = files.iter().map(|file| Some(sort(file, facts_of(file)?, &around, &mut persons)));
    let sorted: Vec<Option<Sorted>> = sorted.collect();
    let (planned, of_who) = people_of(persons, known, settings);
    let mut plan = Plan {
        imported_from: settings.imported_from.to_owned(),
        people: planned,
        entries: Vec::new(),
        tables: tables_of(files),
    };
    let births = plan.people.iter().map(|person| {
        let of_chart = || around.ids.get(person.client.as_ref()?.as_str())?.birth_date;
        (person.id.clone(), person.birth_date.or_else(of_chart))
    });
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
                (
                    it.person.clone(),
                    it.date,
                    it.file.clone(),
                    it.inside.clone(),
                    it.lines.as_ref().map(|l| *l.start()),
                )
            };
            key(a).cmp(&key(b))
        })
    });
    plan
}

/// Returns each sort of table once, with the file in which it stands first.
fn tables_of(files: &[Looked]) -> Vec<PlannedTable> {
    let mut tables: Vec<PlannedTable> = Vec::new();
    for file in files {
        for mapping in &file.tables {
            if !tables.iter().any(|table| table.mapping == *mapping) {
                tables.push(PlannedTable {
                    file: file.source.path.clone(),
                    mapping: mapping.clone(),
                });
            }
        }
    }
    tables
}

fn facts_of(file: &Looked) -> Option<&Facts> {
    match &file.taken {
        Taken::Text(text) => Some(&text.facts),
        Taken::Document(facts) => Some(facts),
        Taken::Left(_) => None,
    }
}
