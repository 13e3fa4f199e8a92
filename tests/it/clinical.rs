//! The rules on cases in words that nobody wrote for them: tests/clinical.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use serde_json::Value;

use crate::corpus;
use crate::practice::Practice;

/// Between two notes of the same base, so that none is a copy of another.
const GAP: i64 = 35;

/// Findings about how the cases are filed, not about what they say.
const FILING: &[&str] = &["TM001", "TM002", "TM003", "GT001", "GT003", "GT004", "GT005", "PS006"];

/// What must be reached, of all and of each kind, in hundredths: faults found, look-alikes left alone.
const FLOOR: (usize, usize) = (85, 97);
const FLOOR_OF_A_KIND: (usize, usize) = (70, 85);

const AUTHORS: &[&str] =
    &["Ottoline Brask", "Fenwick Orrel", "Sunniva Pell", "Caspian Dray", "Ilka Thorn"];

/// How many cases came out as they should, of each kind.
#[derive(Default)]
pub struct Tally {
    /// Of each kind: faults found, of how many; look-alikes left alone, of how many.
    rows: BTreeMap<String, [usize; 4]>,
    wrong: Vec<String>,
}

impl Tally {
    /// Counts a case.
    pub fn count(&mut self, kind: &str, id: &str, is_fault: bool, is_right: bool) {
        let row = self.rows.entry(kind.to_owned()).or_default();
        let column = if is_fault { 0 } else { 2 };
        row[column] += usize::from(is_right);
        row[column + 1] += 1;
        if !is_right {
            self.wrong.push(format!("{id} [{kind}]"));
        }
    }

    /// Prints the table and holds what must be reached.
    #[expect(clippy::print_stdout, reason = "the table is what whoever counts wants to see")]
    pub fn hold(&self) {
        let mut table = String::new();
        let mut sum = [0; 4];
        let mut add = |kind: &str, row: &[usize; 4]| {
            let [found, faults, quiet, good] = row;
            writeln!(table, "{kind:60} {found:>4} of {faults:>4} {quiet:>4} of {good:>4}").unwrap();
        };
        let mut low = Vec::new();
        for (kind, row) in &self.rows {
            add(kind, row);
            sum.iter_mut().zip(row).for_each(|(sum, own)| *sum += own);
            if is_low(row, FLOOR_OF_A_KIND) {
                low.push(kind);
            }
        }
        add("all", &sum);
        println!("{table}");
        let wrong = &self.wrong;
        assert!(low.is_empty(), "{low:?} below the floor:\n{table}{wrong:#?}");
        assert!(!is_low(&sum, FLOOR), "{table}{wrong:#?}");
    }
}

fn is_low(row: &[usize; 4], floor: (usize, usize)) -> bool {
    100 * row[0] < floor.0 * row[1] || 100 * row[2] < floor.1 * row[3]
}

/// A case and where it is filed.
struct Case {
    data: Value,
    client: String,
    author: String,
    start: NaiveDateTime,
}

impl Case {
    fn text(&self, key: &str) -> &str {
        self.data[key].as_str().unwrap_or_default()
    }

    fn is_fault(&self) -> bool {
        self.data["want"] != "quiet"
    }

    fn is_private(&self) -> bool {
        self.data["type"] == "psychotherapy"
    }
}

/// The cases: those that were handed over or written long ago, and those of the last two counts.
const FILES: &[&str] = &["cases", "blind", "words"];

fn cases() -> Vec<Case> {
    let of_file = |name: &&str| -> Vec<Value> {
        let text = fs::read_to_string(format!("tests/clinical/{name}.json")).unwrap();
        let mut document: Value = serde_json::from_str(&text).unwrap();
        serde_json::from_value(document["cases"].take()).unwrap()
    };
    let all: Vec<Value> = FILES.iter().flat_map(of_file).collect();
    let first = NaiveDate::from_ymd_opt(2012, 1, 2).unwrap();
    let (mut bases, mut days) = (BTreeMap::new(), BTreeMap::new());
    let mut cases = Vec::new();
    for (number, data) in all.iter().enumerate() {
        let base = data["base"].as_str().or(data["id"].as_str()).unwrap().to_owned();
        let known = bases.len();
        let index = *bases.entry(base).or_insert(known);
        let author = format!("{} Q{index}, LCSW", AUTHORS[index % AUTHORS.len()]);
        let before = data["before"].as_array();
        let before = before.into_iter().flatten().filter_map(|note| note["days"].as_i64()).max();
        let next = days.entry(index).or_insert(first + Duration::days(index as i64 % 5));
        *next += Duration::days(before.unwrap_or_default());
        let minute = [7, 3, 12, 21, 4, 33, 9, 16][number % 8];
        let booked = next.and_hms_opt(8 + index as u32 % 9, minute, 0).unwrap();
        *next += Duration::days(if data["twin"].is_null() { GAP } else { 2 * GAP });
        let at = data["at"].as_str().map(|at| NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M"));
        let start = at.map_or(booked, Result::unwrap);
        let client = format!("c-k{number:04}");
        cases.push(Case { data: data.clone(), client, author, start });
    }
    cases
}

fn toml(value: &Value) -> String {
    match value {
        Value::Array(all) => {
            format!("[{}]", all.iter().map(toml).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Files a note as it is written in a case, or in its twin, and returns nothing but its place.
pub fn file_note(
    practice: &Practice,
    client: &str,
    author: &str,
    note: &Value,
    start: NaiveDateTime,
) {
    let minutes = note["minutes"].as_i64().unwrap_or(47);
    let stamp = "%Y-%m-%dT%H:%M:00+00:00";
    let mut text = format!("+++\nclient = \"{client}\"\nformat = {}\n", note["format"]);
    writeln!(text, "start = {}", start.format(stamp)).unwrap();
    if minutes > 0 {
        writeln!(text, "end = {}", (start + Duration::minutes(minutes)).format(stamp)).unwrap();
    }
    writeln!(text, "author = \"{author}\"").unwrap();
    let front: Vec<_> = note["front"].as_object().into_iter().flatten().collect();
    for (key, value) in front.iter().filter(|(_, value)| !value.is_object()) {
        writeln!(text, "{key} = {}", toml(value)).unwrap();
    }
    for (key, table) in front.iter().filter(|(_, value)| value.is_object()) {
        writeln!(text, "[{key}]").unwrap();
        for (name, value) in table.as_object().unwrap() {
            writeln!(text, "{name} = {}", toml(value)).unwrap();
        }
    }
    let name = format!("{}-{}", start.format("%Y-%m-%d-%H%M"), note["format"].as_str().unwrap());
    let body = body(note);
    practice
        .put(&format!("chart/clients/{client}/notes/{name}.md"), format!("{text}+++\n\n{body}"));
}

fn body(note: &Value) -> String {
    if let Some(body) = note["body"].as_str() {
        return format!("{}\n", body.trim_end_matches('\n'));
    }
    let sections = note["sections"].as_object().unwrap();
    let parts =
        sections.iter().map(|(title, text)| format!("## {title}\n\n{}", text.as_str().unwrap()));
    format!("{}\n", parts.collect::<Vec<_>>().join("\n\n"))
}

fn add_client(practice: &Practice, client: &str, name: &str, data: &Value) {
    let name = data["name"].as_str().unwrap_or(name);
    let born = data["birth_date"].as_str().unwrap_or("1985-06-17");
    let file = format!("name = \"{name}\"\nbirth_date = {born}\n");
    practice.put(&format!("chart/clients/{client}/client.toml"), file);
}

/// Returns a note with the keys of another in the place of its own.
fn with(note: &Value, other: &Value) -> Value {
    let mut merged = note.clone();
    for (key, value) in other.as_object().unwrap() {
        merged[key] = value.clone();
    }
    merged
}

fn file(practice: &Practice, number: usize, case: &Case) {
    let data = &case.data;
    let own = format!("Zuxo{number} Qulm{number}");
    add_client(practice, &case.client, &own, &data["client"]);
    for (nth, other) in data["other_clients"].as_array().into_iter().flatten().enumerate() {
        add_client(practice, &format!("{}-o{nth}", case.client), "Zyth Wexjov", other);
    }
    if case.is_private() {
        let time = case.start.format("%Y-%m-%d-%H%M");
        corpus::put(practice, &format!("vault/clients/{}/{time}.md", case.client), &body(data));
        return;
    }
    for (nth, earlier) in data["before"].as_array().into_iter().flatten().enumerate() {
        let day = case.start - Duration::days(earlier["days"].as_i64().unwrap());
        let mut note = with(data, earlier);
        if earlier["sections"].is_object() {
            note["body"] = Value::Null;
        }
        if earlier["client"] == "other" {
            let other = format!("{}-b{nth}", case.client);
            add_client(practice, &other, &format!("Xokry{number}"), &Value::Null);
            file_note(practice, &other, "Petra Lindqvale, LMFT", &note, day);
        } else {
            file_note(practice, &case.client, &case.author, &note, day);
        }
    }
    file_note(practice, &case.client, &case.author, data, case.start);
    if let Some(twin) = data.get("twin") {
        let client = format!("{}-t", case.client);
        add_client(practice, &client, &format!("Vrawex{number}"), &data["client"]);
        let day = case.start + Duration::days(GAP);
        file_note(practice, &client, &case.author, &with(data, twin), day);
    }
}

/// The codes found at a note of a client, each with whether it stands above `info`.
type Found = BTreeMap<(String, String), Vec<(String, bool)>>;

fn found(practice: &Practice, command: &[&str]) -> Found {
    let mut found = Found::new();
    for finding in corpus::findings(practice, command) {
        let path = finding["path"].as_str().unwrap();
        let mut parts = path.rsplit('/');
        let name = parts.next().unwrap().split(".md").next().unwrap();
        let client = parts.find(|part| part.starts_with("c-k")).unwrap_or_default();
        let code = finding["code"].as_str().unwrap().to_owned();
        let place = found.entry((client.to_owned(), name.to_owned())).or_default();
        place.push((code, finding["level"] != "info"));
    }
    found
}

/// Tells whether a case came out as it should.
fn is_right(case: &Case, found: &Found) -> bool {
    let format = case.data["format"].as_str();
    let name = |start: NaiveDateTime| {
        let time = start.format("%Y-%m-%d-%H%M").to_string();
        format.map_or(time.clone(), |format| format!("{time}-{format}"))
    };
    let at = |client: &str, start| {
        found.get(&(client.to_owned(), name(start))).cloned().unwrap_or_default()
    };
    let mut own = at(&case.client, case.start);
    // A copy is told at the later note, or at that of the other client.
    for (nth, earlier) in case.data["before"].as_array().into_iter().flatten().enumerate() {
        if earlier["client"] == "other" {
            let day = case.start - Duration::days(earlier["days"].as_i64().unwrap());
            own.extend(at(&format!("{}-b{nth}", case.client), day));
        }
    }
    let key = if case.is_fault() { "want" } else { "not" };
    let wanted: Vec<&str> =
        case.data[key].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    let is_of_them = |code: &str| {
        wanted.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(group) => code.starts_with(group) && !FILING.contains(&code),
            None => code == *wanted,
        })
    };
    let is_found = if wanted == ["*"] {
        let twin = at(&format!("{}-t", case.client), case.start + Duration::days(GAP));
        let above = |all: Vec<(String, bool)>| -> BTreeSet<String> {
            all.into_iter().filter(|(_, is_above)| *is_above).map(|(code, _)| code).collect()
        };
        let twin = above(twin);
        above(own).iter().any(|code| !twin.contains(code) && !FILING.contains(&code.as_str()))
    } else {
        let all = case.is_fault() || case.text("level") == "info";
        own.iter().any(|(code, is_above)| (*is_above || all) && is_of_them(code))
    };
    is_found == case.is_fault()
}

#[test]
fn the_rules_are_right_about_other_peoples_words() {
    let practice = Practice::new();
    practice.put("chart/casenotes.toml", "format = 1\n[rules]\nWD013 = \"info\"\n");
    let cases = cases();
    for (number, case) in cases.iter().enumerate() {
        file(&practice, number, case);
    }
    let mut all = found(&practice, &["validate", "--json"]);
    all.extend(found(&practice, &["vault", "verify", "--json"]));
    let mut tally = Tally::default();
    for case in &cases {
        let is_right = is_right(case, &all);
        tally.count(case.text("kind"), case.text("id"), case.is_fault(), is_right);
    }
    tally.hold();
}
