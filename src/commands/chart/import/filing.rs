//! Files what a plan says, client by client, and accounts for every file of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;

use crate::commands::chart::import::fetching::{Fetching, NoteText, is_part};
use crate::commands::chart::import::{Args, MayBeRead, Row, print, read_plan};
use crate::domain::clock::{Clock, on_the_wall};
use crate::domain::document::DocumentKind;
use crate::failure::{Failure, Outcome};
use crate::fields::Problem;
use crate::import::names_are_one;
use crate::import::plan::{Entry, OfPerson, Plan, PlannedPerson, TakenAs};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::received::{Original, Received, ReceivedNote, receive};
use crate::record::chart::signing::{ReadySignatory, Signing};
use crate::record::client::ClientFile;
use crate::record::client_changes::{self, Setting, SettingError};

pub fn run(
    args: &Args,
    plan: &[u8],
    mut signing: Signing<'_>,
    may_be_read: &MayBeRead<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (chart, clock) = (signing.chart, signing.clock);
    let plan = read_plan(&args.plan, plan, clock, |plan| wrong_people(plan, chart), output)?;
    let of_people = plan.entries_of_people();
    let mut results: Vec<Option<Row>> = plan.entries.iter().map(|_| None).collect();
    for (entry, row) in plan.entries.iter().zip(&mut results) {
        let whose = entry.person.as_ref().and_then(|id| of_people.get(&**id));
        *row = left_or_waiting(entry, whose, &plan);
    }
    let mut failure = None;
    if results.iter().any(Option::is_none) {
        let trust = chart.trust()?;
        let ready = signing.ready(&trust, output)?;
        let fetching = Fetching::new(&plan, may_be_read);
        let filing = Filing { plan: &plan, chart, clock, ready: &ready, fetching };
        let open = plan.people.iter().filter_map(|person| {
            let places = of_people.get(&*person.id)?.entries.iter().copied();
            let places: Vec<usize> = places.filter(|at| results[*at].is_none()).collect();
            (!places.is_empty()).then_some((person, places))
        });
        let open: Vec<(&PlannedPerson, Vec<usize>)> = open.collect();
        let many = open.len();
        for (nth, (person, places)) in open.into_iter().enumerate() {
            let entries: Vec<&Entry> = places.iter().map(|at| &plan.entries[*at]).collect();
            match file(&filing, person, &entries) {
                Ok(rows) => places.iter().zip(rows).for_each(|(at, row)| results[*at] = Some(row)),
                Err(refused) => {
                    let why = refused.error.to_string();
                    for at in places {
                        let entry = &plan.entries[at];
                        results[at] = Some(row(entry, Some(person), "failed", None, Some(&why)));
                    }
                    // The first says what is the matter; a disk that is full is full for the others as well.
                    failure.get_or_insert(refused);
                }
            }
            output.progress("Filed", nth + 1, many);
        }
    }
    let rows: Vec<Row> = results.into_iter().flatten().collect();
    print(&rows, args.form.form(), output)?;
    tell(&rows, output);
    match failure {
        Some(failure) => Err(failure),
        None if rows.iter().any(|row| row.result == "waits") => Ok(Outcome::Negative),
        None => Ok(Outcome::Done),
    }
}

/// Says how much was filed, and how much waits.
fn tell(rows: &[Row], output: &mut Output<'_>) {
    let count = |result: &str| rows.iter().filter(|row| row.result == result).count();
    let filed = rows.iter().filter(|row| row.result == "filed");
    let clients: BTreeSet<&Option<String>> = filed.map(|row| &row.client).collect();
    let of = |word: &str| {
        rows.iter().filter(|row| row.result == "filed" && row.taken_as == word).count()
    };
    output.status(format_args!(
        "Filed {} and {} of {}.",
        counted(of("note"), "note"),
        counted(of("document"), "document"),
        counted(clients.len(), "client")
    ));
    for (result, words) in
        [("there", "were there already"), ("left", "were left"), ("failed", "were not filed")]
    {
        if count(result) > 0 {
            output.status(format_args!("{} {words}.", count(result)));
        }
    }
    if count("waits") > 0 {
        output.status(format_args!("{} wait until the plan is clear.", count("waits")));
        output.hint(
            "Settle each `unclear` in the plan, take the line out, and run the same command again.",
        );
    }
}

/// Returns what is wrong with the people of a plan, as the chart knows it.
fn wrong_people(plan: &Plan, chart: &Chart) -> Result<Vec<Problem>, Failure> {
    let mut problems = Vec::new();
    for person in &plan.people {
        let wrong = |message| Problem::of_value("client", person.place.clone(), message);
        problems.extend(unknown(person, chart)?.map(wrong));
        let settings = person.details.iter().map(|(key, value)| Setting::new(key, value));
        problems.extend(settings.filter_map(Result::err).map(|error| wrong(error.to_string())));
    }
    Ok(problems)
}

/// Says what is wrong with the client that a person is to be, if anything: not there, or there and another.
fn unknown(person: &PlannedPerson, chart: &Chart) -> Result<Option<String>, Failure> {
    let Some(client) = &person.client else { return Ok(None) };
    if !chart.clients()?.contains(client) {
        let message = "there is no such client; `new = true` makes one";
        return Ok((!person.is_new).then(|| message.to_owned()));
    }
    if !person.is_new {
        return Ok(None);
    }
    let bytes = chart.read_client(client)?.unwrap_or_default();
    let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
    let is_the_same = file.birth_date == person.birth_date
        && file
            .name
            .as_deref()
            .zip(person.name.as_deref())
            .is_some_and(|(a, b)| names_are_one(a, b));
    Ok((!is_the_same)
        .then(|| "a client with this id is there, of another name or date of birth".to_owned()))
}

/// Returns what is known of an entry before anything is filed; `None` if it is to be filed.
fn left_or_waiting(entry: &Entry, whose: Option<&OfPerson<'_>>, plan: &Plan) -> Option<Row> {
    let person = whose.map(|it| it.person);
    if entry.taken_as == TakenAs::Leave {
        return Some(row(entry, person, "left", None, None));
    }
    let waits = |why: &str| Some(row(entry, person, "waits", None, Some(why)));
    if !entry.unclear.is_empty() {
        return waits(&entry.unclear.join("; "));
    }
    let Some(it) = person else { return waits("nothing says whose it is") };
    if !it.unclear.is_empty() {
        return waits(&it.unclear.join("; "));
    }
    if it.client.is_none() {
        return waits("the plan does not say which client the person is");
    }
    let others = whose.into_iter().flat_map(|it| &it.entries).map(|at| &plan.entries[*at]);
    let mut kept = others.filter(|other| other.taken_as != TakenAs::Leave);
    match kept.any(|other| !other.unclear.is_empty()) {
        true => waits("something else of this person is unclear"),
        false => None,
    }
}

/// What the filing of every person needs.
struct Filing<'a> {
    plan: &'a Plan,
    chart: &'a Chart,
    clock: &'a dyn Clock,
    ready: &'a ReadySignatory<'a>,
    fetching: Fetching<'a>,
}

/// Files all that is of one person.
fn file(
    filing: &Filing<'_>,
    person: &PlannedPerson,
    entries: &[&Entry],
) -> Result<Vec<Row>, Failure> {
    let Filing { plan, chart, clock, ready, fetching } = filing;
    let client = person.client.as_ref().expect("who has none waits");
    let (mut originals, mut notes): (Vec<Original<'_>>, Vec<ReceivedNote<'_>>) = Default::default();
    let mut first: Vec<&Entry> = Vec::new();
    let mut at_digest: BTreeMap<&str, usize> = BTreeMap::new();
    // Which original, and which note, each entry is.
    let mut whats = Vec::new();
    let mut noted: Vec<&Entry> = Vec::new();
    for entry in entries {
        let date = entry.date.expect("without a date, a plan has a fault");
        let is_note = entry.taken_as == TakenAs::Note;
        let at = match at_digest.get(&*entry.sha256) {
            Some(at) => {
                originals[*at].has_notes |= is_note;
                *at
            }
            None => {
                first.push(entry);
                originals.push(Original {
                    part: entry.inside.last().map(String::as_str).filter(|_| is_part(entry)),
                    sha256: &entry.sha256,
                    kind: entry.kind.unwrap_or(DocumentKind::Other),
                    date,
                    from: entry.author.as_deref(),
                    has_notes: is_note,
                });
                at_digest.insert(&entry.sha256, originals.len() - 1);
                originals.len() - 1
            }
        };
        if is_note {
            let time = entry.time.unwrap_or(NaiveTime::MIN);
            notes.push(ReceivedNote {
                original: at,
                place: entry.lines_in_words().map(|lines| format!("lines {lines}")),
                start: on_the_wall(*clock, date, time),
                author: entry.author.as_deref(),
                date: entry.original_date.as_deref(),
                signed_by: entry.signed_by.as_deref(),
            });
            noted.push(entry);
        }
        whats.push((at, is_note.then(|| notes.len() - 1)));
    }
    let client_file = match person.is_new {
        true => Some(client_file(person)?),
        false => None,
    };
    let of_note: Vec<usize> = notes.iter().map(|note| note.original).collect();
    let has_notes: Vec<bool> = originals.iter().map(|original| original.has_notes).collect();
    // What was read last, and of which file: its notes are asked for next.
    let last: RefCell<Option<(usize, NoteText)>> = RefCell::new(None);
    let open = &|nth: usize| {
        let (candidate, text) = fetching.open(first[nth], has_notes[nth])?;
        *last.borrow_mut() = text.map(|text| (nth, text));
        Ok(candidate)
    };
    let body = &|nth: usize| {
        let (entry, original) = (noted[nth], of_note[nth]);
        if last.borrow().as_ref().is_none_or(|(of, _)| *of != original) {
            open(original)?;
        }
        Ok(last.borrow().as_ref().map(|(_, text)| text.body(entry)).unwrap_or_default())
    };
    let received = Received {
        client,
        client_file,
        imported_from: &plan.imported_from,
        open,
        body,
        originals,
        notes,
    };
    let all = receive(chart, &received, ready)?;
    let rows = entries.iter().zip(whats).map(|(entry, (original, note))| {
        let original = &all.originals[original];
        let (id, was_there) = match note {
            Some(note) => (all.notes[note].id.to_string(), all.notes[note].was_there),
            None => (original.id.to_string(), original.was_there),
        };
        let result = if was_there { "there" } else { "filed" };
        let why = format!("the file is kept as {}", original.id);
        row(entry, Some(person), result, Some(id), Some(&why))
    });
    Ok(rows.collect())
}

fn client_file(person: &PlannedPerson) -> Result<String, SettingError> {
    let birth_date = person.birth_date.map(|date| date.to_string());
    let settings = [("name", person.name.as_ref()), ("birth_date", birth_date.as_ref())];
    let settings = settings.into_iter().filter_map(|(key, value)| Some(Setting::new(key, value?)));
    let details = person.details.iter().map(|(key, value)| Setting::new(key, value));
    let settings = settings.chain(details);
    Ok(client_changes::compose(&settings.collect::<Result<Vec<_>, SettingError>>()?))
}

pub fn row(
    entry: &Entry,
    person: Option<&PlannedPerson>,
    result: &'static str,
    id: Option<String>,
    why: Option<&str>,
) -> Row {
    Row {
        file: entry.file.clone(),
        inside: (!entry.inside.is_empty()).then(|| entry.inside.join(" > ")),
        lines: entry.lines_in_words(),
        taken_as: entry.taken_as.as_str(),
        client: person.and_then(|person| person.client.as_ref()).map(ToString::to_string),
        date: entry.date.map(|date| date.to_string()),
        result,
        id,
        why: why.unwrap_or(&entry.why).to_owned(),
    }
}
