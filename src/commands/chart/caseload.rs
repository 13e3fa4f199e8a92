//! `casenotes measures --caseload`: what became of all clients by each measure, in numbers alone.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use serde_json::json;

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::measure::course::{Course, Direction};
use crate::output::rows::{Column, Form};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::scores::gather;
use crate::record::client::ClientFile;

/// What became of the clients who have scores of one measure.
#[derive(Default)]
struct Row {
    measure: String,
    title: String,
    clients: i64,
    again: i64,
    improved: i64,
    worse: i64,
    without_change: i64,
    responses: i64,
    remissions: i64,
    reached_first: i64,
    reach_last: i64,
    due: i64,
}

const COLUMNS: [Column<Row>; 13] = [
    Column::new("MEASURE", "measure", |row| (&row.measure).into()),
    Column::data("title", |row| (&row.title).into()),
    Column::new("CLIENTS", "clients", |row| row.clients.into()),
    Column::new("AGAIN", "measured_again", |row| row.again.into()),
    Column::new("IMPROVED", "improved", |row| row.improved.into()),
    Column::new("WORSE", "deteriorated", |row| row.worse.into()),
    Column::new("NEITHER", "without_reliable_change", |row| row.without_change.into()),
    Column::new("RESPONSE", "response", |row| row.responses.into()),
    Column::new("REMISSION", "remission", |row| row.remissions.into()),
    Column::data("reached_cut_off_first", |row| row.reached_first.into()),
    Column::data("reach_cut_off_last", |row| row.reach_last.into()),
    Column::new("DUE", "due", |row| row.due.into()),
    Column::table("OF", |row| (&row.title).into()),
];

/// What one client adds to the rows.
struct OfClient {
    courses: Vec<(String, String, Seen)>,
    unread: usize,
}

/// What is seen of one client's scores of a measure.
struct Seen {
    has_reliable_change: bool,
    is_again: bool,
    change: Option<Direction>,
    response: bool,
    remission: bool,
    reached: (bool, bool),
    is_due: bool,
}

/// Prints a row a measure; no client is named.
pub fn run(
    wanted: &[String],
    days: i64,
    clock: &dyn Clock,
    form: Form,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let clients = chart.clients()?;
    let today = clock.now().date_naive();
    let since = today.checked_sub_signed(Duration::days(days)).unwrap_or(NaiveDate::MIN);
    let (measures, trust) = (chart.measures()?, chart.trust()?);
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let (mut unread, mut done) = (0, 0);
    chart.for_each_client(
        &clients,
        |client| -> Result<OfClient, Failure> {
            let gathered = gather(client, chart, measures, &trust)?;
            let is_open = is_open(client, chart)?;
            let unread = gathered.unread.len();
            let courses = gathered.scores.courses(measures);
            let seen = |course: &Course<'_>| {
                Some((
                    course.name.clone(),
                    course.title().to_owned(),
                    seen(course, is_open, since)?,
                ))
            };
            Ok(OfClient { courses: courses.iter().filter_map(seen).collect(), unread })
        },
        |of_client| {
            done += 1;
            output.progress("Reading", done, clients.len());
            unread += of_client.unread;
            for (measure, title, seen) in of_client.courses {
                let row = rows.entry(measure.clone()).or_default();
                (row.measure, row.title) = (measure, title);
                row.add(&seen);
            }
            Ok::<(), Failure>(())
        },
    )?;
    let order = |row: &Row| measures.names().position(|name| name == row.measure);
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.retain(|row| wanted.is_empty() || wanted.contains(&row.measure));
    rows.sort_by_key(|row| (order(row).unwrap_or(usize::MAX), row.measure.clone()));
    output.rows(form, &COLUMNS, &rows, |rows| {
        json!({ "schema": "casenotes/caseload@1", "due_after_days": days, "measures": rows })
    })?;
    if unread > 0 {
        output.warning(format_args!(
            "{} cannot be read, so what it says of scores is missing here",
            counted(unread, "text")
        ));
        output.hint("Run `casenotes validate` and mend them.");
    }
    if rows.is_empty() {
        if form != Form::Json {
            output.status("No scores found.");
        }
        return Ok(Outcome::Negative);
    }
    if form == Form::Table {
        output.status(format_args!(
            "First score to last, by what the measure says is a reliable change; due: clients of an open record who were not measured for {}.",
            counted(usize::try_from(days).unwrap_or_default(), "day")
        ));
    }
    Ok(Outcome::Done)
}

/// Tells whether a record is open: nobody measures a client who has left.
fn is_open(client: &ClientId, chart: &Chart) -> Result<bool, Failure> {
    let bytes = chart.read_client(client)?.unwrap_or_default();
    Ok(ClientFile::parse(&String::from_utf8_lossy(&bytes)).0.closed.is_none())
}

/// Looks at the first and the last score that there can be; `None` where there is none.
fn seen(course: &Course<'_>, is_open: bool, since: NaiveDate) -> Option<Seen> {
    let sound = |score: &&crate::measure::course::Point| {
        score.score.is_some() && score.in_range != Some(false)
    };
    let first = course.points.iter().find(sound)?;
    let last = course.points.iter().rev().find(sound)?;
    let reaches = |point: &crate::measure::course::Point| point.reaches_cut_off == Some(true);
    Some(Seen {
        has_reliable_change: course.measure.is_some_and(|it| it.reliable_change.is_some()),
        is_again: !std::ptr::eq(first, last),
        change: last.reliable,
        response: last.response == Some(true),
        remission: last.remission == Some(true),
        reached: (reaches(first), reaches(last)),
        is_due: is_open && last.day < since,
    })
}

impl Row {
    fn add(&mut self, seen: &Seen) {
        self.clients += 1;
        self.due += i64::from(seen.is_due);
        self.reached_first += i64::from(seen.reached.0);
        self.reach_last += i64::from(seen.reached.1);
        if !seen.is_again {
            return;
        }
        self.again += 1;
        self.responses += i64::from(seen.response);
        self.remissions += i64::from(seen.remission);
        match seen.change {
            Some(Direction::Improvement) => self.improved += 1,
            Some(Direction::Deterioration) => self.worse += 1,
            // Of a measure without a reliable change nobody can say that there was none.
            None => self.without_change += i64::from(seen.has_reliable_change),
        }
    }
}
