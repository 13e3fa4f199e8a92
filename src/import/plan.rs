//! The plan of an import: a TOML file that says what each file was taken for, which a person reads and mends.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use toml_edit::Key;

use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentKind;
use crate::fields::{Fields, Problem, ProblemKind};
use crate::import::dates::time_of_day;
use crate::import::left::Left;
use crate::import::plan_text::{PlanText, filled, list, place, quoted, require_format, texts};
use crate::import::table::Mapping;
use crate::import::table::columns::Column;

/// What is to be filed, and on what evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The program or place that everything comes from, as every note will say.
    pub imported_from: String,
    /// The people.
    pub people: Vec<PlannedPerson>,
    /// The files, and the parts of those that hold several notes.
    pub entries: Vec<Entry>,
    /// What the columns of tables say.
    pub tables: Vec<PlannedTable>,
}

/// What the columns of a sort of tables say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedTable {
    /// A file in which there is one.
    pub file: String,
    /// What its columns say.
    pub mapping: Mapping,
}

/// Somebody whom files are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedPerson {
    /// What entries call the person.
    pub id: String,
    /// The name.
    pub name: Option<String>,
    /// The date of birth.
    pub birth_date: Option<NaiveDate>,
    /// The client of the chart.
    pub client: Option<ClientId>,
    /// Whether there is no such client yet, and one is to be made.
    pub is_new: bool,
    /// On what evidence.
    pub why: String,
    /// What a person is to settle first.
    pub unclear: Vec<String>,
    /// What else the client file of a new client gets, key by key.
    pub details: Vec<(String, String)>,
    /// Where the plan says which client it is.
    pub place: Range<usize>,
}

/// What a file becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TakenAs {
    /// A note; the file itself is kept as a document.
    Note,
    /// A document alone.
    Document,
    /// Nothing.
    #[default]
    Leave,
}

/// A file, or a part of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub file: String,
    /// The way inside of the file: members of archives, a row, a resource.
    pub inside: Vec<String>,
    /// Its SHA-256, in lower-case hexadecimal; empty for what was not read.
    pub sha256: String,
    /// Its lines, counted from 1, if it is a part.
    pub lines: Option<RangeInclusive<usize>>,
    /// What it becomes.
    pub taken_as: TakenAs,
    /// What the document is to the record.
    pub kind: Option<DocumentKind>,
    /// Whom it is about.
    pub person: Option<String>,
    /// Of which day it is.
    pub date: Option<NaiveDate>,
    /// At what time of the day it was.
    pub time: Option<NaiveTime>,
    /// Day and time in the words of the source.
    pub original_date: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who signed it there.
    pub signed_by: Option<String>,
    /// On what evidence, or why it is left.
    pub why: String,
    /// The same of one that is left, where the plan is made; a plan that is read has the words alone.
    pub left: Option<Left>,
    /// What a person is to settle first.
    pub unclear: Vec<String>,
}

const WORDS: &[(&str, TakenAs)] =
    &[("note", TakenAs::Note), ("document", TakenAs::Document), ("leave", TakenAs::Leave)];

/// A word that is none of those that say what a file becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of note, document, leave")]
pub struct NotTaken;

impl FromStr for TakenAs {
    type Err = NotTaken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        WORDS.iter().find(|(word, _)| *word == text).map(|(_, it)| *it).ok_or(NotTaken)
    }
}

impl TakenAs {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        WORDS.iter().find(|(_, it)| *it == self).map_or("", |(word, _)| word)
    }
}

/// Lines that are none.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not lines of a file, such as `12-40`")]
struct NotLines;

/// A time that is none.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not a time of the day, such as `14:00`")]
struct NotATime;

fn lines(text: &str) -> Result<RangeInclusive<usize>, NotLines> {
    let (first, last) = text.split_once('-').ok_or(NotLines)?;
    let (first, last) = (first.parse().map_err(|_| NotLines)?, last.parse().map_err(|_| NotLines)?);
    if 0 < first && first <= last { Ok(first..=last) } else { Err(NotLines) }
}

impl Entry {
    /// Returns where it is, with the way inside of the file.
    pub fn where_it_is(&self) -> String {
        [&self.file].into_iter().chain(&self.inside).cloned().collect::<Vec<_>>().join(" > ")
    }

    /// Leaves it where it is, and says why.
    pub fn left(self, left: Left) -> Self {
        let why = left.to_string();
        Self { taken_as: TakenAs::Leave, unclear: Vec::new(), why, left: Some(left), ..self }
    }

    /// Returns its lines as they are written.
    pub fn lines_in_words(&self) -> Option<String> {
        self.lines.as_ref().map(|lines| format!("{}-{}", lines.start(), lines.end()))
    }
}

/// A person of a plan with the places of the entries that are of that person.
#[derive(Debug)]
pub struct OfPerson<'a> {
    /// The person.
    pub person: &'a PlannedPerson,
    /// Where in the plan each entry is, in order.
    pub entries: Vec<usize>,
}

impl Plan {
    /// Returns every person with the places of the entries that are of that person.
    pub fn entries_of_people(&self) -> BTreeMap<&str, OfPerson<'_>> {
        let all = self.people.iter();
        let all = all.map(|person| (&*person.id, OfPerson { person, entries: Vec::new() }));
        let mut all: BTreeMap<&str, OfPerson<'_>> = all.collect();
        for (at, entry) in self.entries.iter().enumerate() {
            if let Some(it) = entry.person.as_ref().and_then(|id| all.get_mut(&**id)) {
                it.entries.push(at);
            }
        }
        all
    }

    /// Reads a plan, with everything that is wrong with it. Whether its clients are there, the chart knows.
    pub fn read(text: &str, today: NaiveDate) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        require_format(&mut fields);
        let imported_from = fields.filled_text("imported_from").unwrap_or_default().into_owned();
        fields.require(&["imported_from"], |_| !imported_from.is_empty());
        let mut plan = Self { imported_from, ..Self::default() };
        let mut seen = Seen::default();
        for mut table in fields.tables("person") {
            let person = person(&mut table);
            if !seen.people.insert(person.id.clone()) {
                table.wrong("id", place(&table, "id"), "another person has this `id`".to_owned());
            }
            fields.absorb(table);
            plan.people.push(person);
        }
        for mut table in fields.tables("entry") {
            let at = [
                table.start(),
                place(&table, "person"),
                place(&table, "date"),
                place(&table, "lines"),
            ];
            let entry = entry(&mut table);
            check(&entry, at, today, &mut seen, &mut table);
            fields.absorb(table);
            plan.entries.push(entry);
        }
        for mut table in fields.tables("table") {
            plan.tables.push(self::table(&mut table));
            fields.absorb(table);
        }
        let mut problems = fields.finish();
        problems.sort_by_key(|problem| problem.span.start);
        (plan, problems)
    }

    /// Writes the plan.
    pub fn write(&self, summary: &str) -> String {
        let mut text = PlanText::begun(HEAD, summary);
        text.put("imported_from", Some(quoted(&self.imported_from)));
        for person in &self.people {
            text.table("person");
            text.put("unclear", list(&person.unclear));
            text.put("id", Some(quoted(&person.id)));
            text.put("name", person.name.as_deref().map(quoted));
            text.put("birth_date", person.birth_date.map(|date| date.to_string()));
            text.put("client", person.client.as_ref().map(|id| quoted(id.as_str())));
            text.put("new", person.is_new.then(|| "true".to_owned()));
            text.put("why", filled(&person.why));
            for (key, value) in &person.details {
                text.put(&format!("details.{key}"), Some(quoted(value)));
            }
        }
        for table in &self.tables {
            text.table("table");
            text.put("file", Some(quoted(&table.file)));
            for (name, column) in &table.mapping.columns {
                let name = Key::new(name.as_str());
                text.put(&format!("columns.{name}"), Some(quoted(column.as_str())));
            }
        }
        for entry in &self.entries {
            text.table("entry");
            text.put("unclear", list(&entry.unclear));
            text.put("file", Some(quoted(&entry.file)));
            text.put("inside", list(&entry.inside));
            text.put("lines", entry.lines_in_words().as_deref().map(quoted));
            text.put("as", Some(quoted(entry.taken_as.as_str())));
            text.put("kind", entry.kind.map(|kind| quoted(kind.as_str())));
            text.put("person", entry.person.as_deref().map(quoted));
            text.put("date", entry.date.map(|date| date.to_string()));
            text.put("time", entry.time.map(|time| quoted(&time.format("%H:%M").to_string())));
            text.put("original_date", entry.original_date.as_deref().map(quoted));
            text.put("author", entry.author.as_deref().map(quoted));
            text.put("signed_by", entry.signed_by.as_deref().map(quoted));
            text.put("why", filled(&entry.why));
            text.put("sha256", filled(&entry.sha256));
        }
        text.finish()
    }
}

const HEAD: &str = "\
# What `casenotes import` would file, and on what evidence (docs/IMPORT.md). Nothing is filed yet.
# Read it, mend it, and run `casenotes import --plan FILE` with this file and no sources.
# Whatever has a line `unclear` waits: settle it and take the line out. All that is of one person waits with it.
#
";

fn person(table: &mut Fields<'_>) -> PlannedPerson {
    let (client_at, place_of_client) = (place(table, "new"), place(table, "client"));
    let text = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
    let person = PlannedPerson {
        id: text(table.filled_text("id")).unwrap_or_default(),
        name: text(table.filled_text("name")),
        birth_date: table.date("birth_date"),
        client: table.parsed("client"),
        is_new: table.flag("new").unwrap_or_default(),
        why: text(table.text("why")).unwrap_or_default(),
        unclear: texts(table, "unclear"),
        details: table
            .named_texts("details")
            .into_iter()
            .map(|(key, value, _)| (key, value))
            .collect(),
        place: place_of_client,
    };
    table.require(&["id"], |_| !person.id.is_empty());
    if person.is_new && (person.client.is_none() || person.name.is_none()) {
        table.wrong(
            "new",
            client_at,
            "a new client needs a `client`, the id that it gets, and a `name`".to_owned(),
        );
    }
    person
}

fn entry(table: &mut Fields<'_>) -> Entry {
    let text = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
    let taken_as: Option<TakenAs> = table.parsed("as");
    let entry = Entry {
        file: text(table.filled_text("file")).unwrap_or_default(),
        inside: texts(table, "inside"),
        sha256: text(table.text("sha256")).unwrap_or_default(),
        lines: table.parsed_by("lines", lines),
        taken_as: taken_as.unwrap_or_default(),
        kind: table.parsed("kind"),
        person: text(table.filled_text("person")),
        date: table.date("date"),
        time: table.parsed_by("time", |text| time_of_day(text).ok_or(NotATime)),
        original_date: text(table.filled_text("original_date")),
        author: text(table.filled_text("author")),
        signed_by: text(table.filled_text("signed_by")),
        why: text(table.text("why")).unwrap_or_default(),
        left: None,
        unclear: texts(table, "unclear"),
    };
    table.require(&["file", "as"], |key| {
        if key == "file" { !entry.file.is_empty() } else { taken_as.is_some() }
    });
    entry
}

fn table(table: &mut Fields<'_>) -> PlannedTable {
    let file = table.filled_text("file").unwrap_or_default().into_owned();
    let mut columns = Vec::new();
    for (name, word, place) in table.named_texts("columns") {
        match word.parse::<Column>() {
            Ok(column) => columns.push((name, column)),
            Err(error) => table.wrong("columns", place, format!("`{word}` is {error}")),
        }
    }
    PlannedTable { file, mapping: Mapping::settled(columns) }
}

/// What a plan has said so far.
#[derive(Default)]
struct Seen {
    /// Its people.
    people: BTreeSet<String>,
    /// Whose each file is.
    whose: BTreeMap<String, String>,
    /// The files, and the lines of each.
    lines: BTreeSet<(String, Option<String>)>,
}

/// Adds what is wrong with an entry beside the others. Who is waited for is not complete yet.
fn check(
    entry: &Entry,
    [start, person_at, date_at, lines_at]: [Range<usize>; 4],
    today: NaiveDate,
    seen: &mut Seen,
    table: &mut Fields<'_>,
) {
    if entry.taken_as == TakenAs::Leave {
        return;
    }
    if !seen.lines.insert((entry.where_it_is(), entry.lines_in_words())) {
        table.wrong("lines", lines_at, "another entry is of the same file and lines".to_owned());
    }
    if let Some(person) = &entry.person {
        if !seen.people.contains(person) {
            let message = "no `[[person]]` has this `id`".to_owned();
            table.wrong("person", person_at.clone(), message);
        }
        // The whole file is kept as a document, and nobody's record may hold the notes of another.
        let of = seen.whose.entry(entry.where_it_is()).or_insert_with(|| person.clone());
        if of != person {
            let message = "parts of one file are of two people, and the file would be kept with both: make two files of it".to_owned();
            table.wrong("person", person_at, message);
        }
    }
    if entry.date.is_some_and(|date| date > today) {
        table.wrong("date", date_at, "`date` lies in the future".to_owned());
    }
    if entry.unclear.is_empty() {
        let missing = [
            ("person", entry.person.is_some()),
            ("date", entry.date.is_some()),
            ("sha256", !entry.sha256.is_empty()),
        ];
        for (key, _) in missing.into_iter().filter(|(_, is_there)| !is_there) {
            let message = format!("the key `{key}` is missing");
            let problem = Problem::of_document(ProblemKind::MissingKey, start.clone(), message);
            table.report([problem]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        let person = PlannedPerson {
            id: "p1".into(),
            name: Some("Ana \"A\" Sample".into()),
            birth_date: "1990-04-21".parse().ok(),
            client: "c-7f3k".parse().ok(),
            is_new: true,
            why: "nobody has this name".into(),
            unclear: Vec::new(),
            details: vec![("phone".into(), "555 \"0100\"".into())],
            place: 0..0,
        };
        let entry = Entry {
            file: "/old/a.zip".into(),
            inside: vec!["a.csv".into(), "row 3".into()],
            sha256: "ab".into(),
            lines: Some(3..=9),
            taken_as: TakenAs::Note,
            kind: None,
            person: Some("p1".into()),
            date: "2023-04-05".parse().ok(),
            time: NaiveTime::from_hms_opt(14, 0, 0),
            original_date: Some("04/05/2023 2 PM".into()),
            author: Some("Ruth Sample".into()),
            signed_by: Some("Ruth Sample on 04/06/2023".into()),
            why: "date by the heading".into(),
            left: None,
            unclear: vec!["one".into(), "two\nlines".into()],
        };
        let left = Entry { file: "/old/b".into(), why: "it is empty".into(), ..Entry::default() };
        let columns = vec![("Name \"x\"".into(), Column::Name), ("b".into(), Column::Other)];
        let table = PlannedTable { file: "/old/a.csv".into(), mapping: Mapping::settled(columns) };
        Plan {
            imported_from: "Old EHR".into(),
            people: vec![person],
            entries: vec![entry, left],
            tables: vec![table],
        }
    }

    fn faults(text: &str) -> Vec<String> {
        let (_, problems) = Plan::read(text, "2026-11-24".parse().unwrap());
        let line = |problem: &Problem| text[..problem.span.start].lines().count().max(1);
        problems.iter().map(|problem| format!("{}: {}", line(problem), problem.message)).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let text = plan().write("2 files\n\n1 note");
        let (read, problems) = Plan::read(&text, "2026-11-24".parse().unwrap());
        assert_eq!(problems, [], "{text}");
        let mut expected = plan();
        expected.people[0].place = read.people[0].place.clone();
        assert_eq!(read, expected);
    }

    #[test]
    fn each_fault_is_told_by_its_line() {
        let mut good = plan();
        good.entries[0].unclear.clear();
        let text = good.write("");
        assert_eq!(faults(&text), [""; 0]);
        for (from, to, fault) in [
            ("person = \"p1\"", "person = \"p2\"", "no `[[person]]` has this `id`"),
            ("date = 2023-04-05", "date = 2027-04-05", "`date` lies in the future"),
            ("date = 2023-04-05\n", "", "the key `date` is missing"),
            ("time = \"14:00\"", "time = \"25:00\"", "not a time of the day"),
            ("lines = \"3-9\"", "lines = \"9-3\"", "not lines of a file"),
            ("as = \"note\"", "as = \"notes\"", "not one of note, document, leave"),
            ("name = ", "nmae = ", "`nmae` is not known"),
            ("format = 1", "format = 2", "`format` is not 1"),
            ("\"other\"", "\"colour\"", "`colour` is not one of id, name"),
            ("imported_from = \"Old EHR\"\n", "", "`imported_from` is missing"),
        ] {
            let broken = text.replacen(from, to, 1);
            assert_ne!(broken, text, "{from}");
            let told = faults(&broken);
            assert!(told.iter().any(|told| told.contains(fault)), "{from} -> {to}: {told:?}");
        }
        let twice = format!("{text}{}", &text[text.find("[[entry]]").unwrap()..]);
        assert!(
            faults(&twice).iter().any(|told| told.contains("the same file and lines")),
            "{:?}",
            faults(&twice)
        );
    }
}
