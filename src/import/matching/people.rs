//! Who the people of the sources are: clients of the chart, new ones, or for a person to say.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::import::matching::whose::{Person, Who};
use crate::import::matching::{FIRST_YEAR, Known, Settings};
use crate::import::names;
use crate::import::plan::PlannedPerson;
use crate::import::reading::Place;

/// Finds the client of each person, by name and date of birth or by id, and never by the name alone.
pub fn people_of(
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
                        person.why = match found.details.is_empty() {
                            true => "by name and date of birth".into(),
                            false => "by name and date of birth; the client file stays as it is, and what the list says is kept as a document".into(),
                        };
                    }
                    ([], []) if *born > settings.today || born.year() < FIRST_YEAR => {
                        person.details = found.details.clone();
                        person.unclear.push(format!(
                            "nobody is alive who was born on {born}: give the right `birth_date`, an id of your own as `client`, and `new = true`"
                        ));
                    }
                    ([], []) => {
                        person.client = Some((settings.new_id)());
                        person.is_new = true;
                        person.details = found.details.clone();
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
                // Whoever says that it is somebody new has them filed.
                person.details = found.details;
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
