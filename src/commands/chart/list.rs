//! `casenotes list`: which notes there are, by what their front matter says.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use crate::domain::amendment::AmendmentKind;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::format_name::FormatName;
use crate::domain::limits::Limits;
use crate::domain::moment::{Day, Days};
use crate::domain::nearest::nearest;
use crate::domain::note_id::NoteStem;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::note::front_matter::FrontMatter;
use crate::note::head;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::output::table::Table;
use crate::output::{Output, csv};
use crate::record::chart::Chart;
use crate::record::chart::listing::{Listed, ListedAmendment, Listing, display_name};
use crate::record::client::ClientFile;
use crate::text::canonical;

/// List progress notes
///
/// A note that cannot be read is listed as broken. Exit code 1 when nothing is found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only notes of these clients
    #[arg(value_name = "CLIENT")]
    clients: Vec<ClientId>,
    /// Only notes of this client; the same as naming it
    #[arg(long = "client", value_name = "CLIENT")]
    more_clients: Vec<ClientId>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, monday, "7 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Only notes of a format
    #[arg(short, long)]
    format: Option<FormatName>,
    /// Only notes of a status
    #[arg(long, value_enum)]
    status: Option<Status>,
    /// Only notes without a signature; broken ones have none
    #[arg(long, conflicts_with_all = ["status", "broken"])]
    unsigned: bool,
    /// Only signed notes that wait for the supervisor's signature
    #[arg(long, conflicts_with_all = ["status", "broken", "unsigned"])]
    awaiting_cosign: bool,
    /// Only broken notes; the same as --status broken
    #[arg(long, conflicts_with = "status")]
    broken: bool,
    /// Only notes that are not signed within the deadline of the practice
    #[arg(long)]
    overdue: bool,
    /// Only plans past the day of their review, of clients who are not closed
    #[arg(long)]
    reviews_due: bool,
    /// Only notes that name a goal or objective of the plan by this id
    #[arg(long)]
    goal: Option<String>,
    /// Only notes of a service code, such as 90837
    #[arg(long)]
    service: Option<String>,
    /// Instead of notes, the authorizations that end within so many days [default: 30]
    #[arg(long, value_name = "DAYS", num_args = 0..=1, default_missing_value = "30", conflicts_with_all = ["since", "until", "format", "status", "unsigned", "awaiting_cosign", "broken", "overdue", "reviews_due", "goal", "service", "jsonl", "csv", "paths", "null"])]
    authorizations_expiring: Option<u32>,
    /// One JSON document
    #[arg(long, group = "output")]
    json: bool,
    /// One JSON object a line
    #[arg(long, group = "output")]
    jsonl: bool,
    /// Comma-separated values with a heading
    #[arg(long, group = "output")]
    csv: bool,
    /// The path of each note
    #[arg(long, group = "output")]
    paths: bool,
    /// The path of each note, ended by a NUL byte, for `xargs -0`
    #[arg(short = '0', long = "null", group = "output")]
    null: bool,
}

/// How far a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    /// Not signed yet
    Draft,
    /// Signed
    Signed,
    /// Cannot be read
    Broken,
}

/// What is wanted, with days settled.
struct Filter<'a> {
    days: Days,
    now: SessionTime,
    /// The deadline, when it is asked for.
    limits: Option<&'a Limits>,
    /// The templates, when it is asked which notes are plans.
    templates: Option<Templates>,
    status: Option<Status>,
    args: &'a Args,
}

/// One note as a line of JSON.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    client: &'a str,
    format: Option<&'a str>,
    start: Option<String>,
    end: Option<String>,
    minutes: Option<i64>,
    author: Option<&'a str>,
    status: Status,
    service: &'a [Cow<'a, str>],
    place: Option<&'a str>,
    diagnoses: &'a [Cow<'a, str>],
    goals: &'a [Cow<'a, str>],
    risk: Option<&'a str>,
    measures: &'a std::collections::BTreeMap<String, i64>,
    signed_by: Option<&'a str>,
    signed_at: Option<String>,
    late_entry: Option<&'a str>,
    amendments: Vec<String>,
    awaits_cosignature: bool,
    path: Cow<'a, str>,
}

/// What a row is written as; rows are made on all cores, so each form is a text already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Table,
    Json,
    Csv,
    Paths(char),
}

/// The rows of one client.
#[derive(Default)]
struct Rows {
    text: String,
    // For tables and CSV: where each cell ends in `text`.
    ends: Vec<u32>,
    count: usize,
}

const HEADINGS: &[&str] = &["NOTE", "SESSION", "MINUTES", "STATUS", "AUTHOR"];
const COLUMNS: &[&str] = &[
    "id",
    "client",
    "format",
    "start",
    "end",
    "minutes",
    "author",
    "status",
    "service",
    "place",
    "diagnoses",
    "goals",
    "risk",
    "path",
];

/// That authorizations are asked for, and not notes.
#[derive(Debug)]
pub struct Expiring {
    /// Whose; all clients' when there is none.
    pub clients: Vec<ClientId>,
    /// Within how many days they end.
    pub days: u32,
    /// Whether one JSON document is asked for.
    pub json: bool,
}

impl Args {
    /// Tells whether the authorizations that end soon are asked for.
    pub fn expiring(&self) -> Option<Expiring> {
        let clients = self.clients.iter().chain(&self.more_clients).cloned().collect();
        Some(Expiring { clients, days: self.authorizations_expiring?, json: self.json })
    }
}

/// Prints the notes, sorted by client and name.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let filter = Filter {
        days: Days::between(args.since, args.until, clock)?,
        now: SessionTime::new(clock.now()),
        limits: match args.overdue {
            true => Some(&chart.settings().limits),
            false => None,
        },
        templates: match args.reviews_due {
            true => Some(chart.template_set()?.0),
            false => None,
        },
        status: if args.broken { Some(Status::Broken) } else { args.status },
        args,
    };
    let form = match args {
        _ if args.json || args.jsonl => Form::Json,
        _ if args.csv => Form::Csv,
        _ if args.paths => Form::Paths('\n'),
        _ if args.null => Form::Paths('\0'),
        _ => Form::Table,
    };
    let clients = wanted_clients(args, chart)?;
    let mut table = Table::new(HEADINGS);
    let mut count = 0;
    if args.json {
        output.data("{\n\"schema\": \"casenotes/list@1\",\n\"notes\": [")?;
    }
    if args.csv {
        output.record(&csv::write([COLUMNS.iter().map(|name| (*name).into()).collect()]))?;
    }
    chart.for_each_client(
        &clients,
        |client| rows_of(client, chart, &filter, form).map_err(Failure::from),
        |rows| {
            match form {
                Form::Table => cells(&rows, |cell| cell, HEADINGS.len(), |row| table.row(row)),
                Form::Csv => {
                    let mut lines = Vec::with_capacity(rows.count);
                    cells(&rows, Cow::from, COLUMNS.len(), |row| lines.push(row));
                    output.record(&csv::write(lines))?;
                }
                Form::Json if args.json => {
                    for line in rows.text.lines() {
                        output.json_text(if count == 0 { "\n" } else { ",\n" })?;
                        output.json_text(line)?;
                        count += 1;
                    }
                    return Ok(());
                }
                Form::Json => output.json_text(&rows.text)?,
                Form::Paths(_) => output.data(&rows.text)?,
            }
            count += rows.count;
            Ok::<(), Failure>(())
        },
    )?;
    if args.json {
        output.data(if count == 0 { "]\n}\n" } else { "\n]\n}\n" })?;
    }
    if form == Form::Table && !table.is_empty() {
        for piece in table.pieces() {
            output.data(&piece)?;
        }
    }
    if count == 0 {
        output.status("No notes found.");
        if let Some(format) = &args.format {
            warn_of_unknown(format, chart, output)?;
        }
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

/// Says so when there is no such format: a slip of the finger looks like an empty record otherwise.
fn warn_of_unknown(
    format: &FormatName,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let (templates, _) = chart.template_set()?;
    if templates.get(format.as_str()).is_none() {
        let meant = nearest(format.as_str(), templates.names());
        let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        output.warning(format_args!("there is no template for the format `{format}`{meant}"));
    }
    Ok(())
}

fn wanted_clients(args: &Args, chart: &Chart) -> Result<Vec<ClientId>, Failure> {
    let mut wanted: Vec<ClientId> =
        args.clients.iter().chain(&args.more_clients).cloned().collect();
    if wanted.is_empty() {
        return Ok(chart.clients()?);
    }
    wanted.sort();
    wanted.dedup();
    for client in &wanted {
        chart.require_client(client)?;
    }
    Ok(wanted)
}

/// Hands each row's cells over.
fn cells<'r, C>(
    rows: &'r Rows,
    make: impl Fn(&'r str) -> C,
    columns: usize,
    mut take: impl FnMut(Vec<C>),
) {
    let mut start = 0;
    for ends in rows.ends.chunks(columns) {
        let mut row = Vec::with_capacity(columns);
        for end in ends {
            row.push(make(&rows.text[start..*end as usize]));
            start = *end as usize;
        }
        take(row);
    }
}

fn rows_of(
    client: &ClientId,
    chart: &Chart,
    filter: &Filter<'_>,
    form: Form,
) -> Result<Rows, crate::disk::DiskError> {
    let mut rows = Rows::default();
    let due = match &filter.templates {
        Some(templates) => Some(plan_due(client, chart, templates, filter.now)?),
        None => None,
    };
    let Some(listing) = chart.listing(client)? else { return Ok(rows) };
    let mut buffer = Vec::new();
    for listed in listing.notes() {
        // The name alone can say no, without opening the file.
        if listed.stem.is_some_and(|stem| !filter.days.hold(stem.date())) {
            continue;
        }
        if due.as_ref().is_some_and(|due| due.as_deref() != listed.file_name.to_str()) {
            continue;
        }
        let mut add = |front: &FrontMatter<'_>, broken: bool| {
            // A name in a text is no signature; whether one that is there holds, `validate` says.
            let status = match listed.has_signature {
                _ if broken => Status::Broken,
                true => Status::Signed,
                false => Status::Draft,
            };
            rows.add(
                &Found { client, listing: &listing, listed: &listed, front, status },
                filter,
                form,
            );
        };
        let read = listing.read_head(listed.file_name, &mut buffer);
        let readable = read.is_ok();
        // It went after it was listed: another run has moved it.
        if read.is_err_and(|error| error.reason() == std::io::ErrorKind::NotFound) {
            continue;
        }
        if !readable {
            // A note that was not read to where it matters shows nothing of itself.
            buffer.clear();
        }
        let front = ordinary_front(&buffer).filter(|_| listed.stem.is_some());
        if let Some(front) = front.and_then(head::scan) {
            add(&front, false);
            continue;
        }
        let note = ProgressNote::parse(cut_at_a_character(&buffer));
        add(&note.front, !readable || note.is_broken() || listed.stem.is_none());
    }
    Ok(rows)
}

/// Returns the file name of a client's plan if it is past the day of its review.
fn plan_due(
    client: &ClientId,
    chart: &Chart,
    templates: &Templates,
    now: SessionTime,
) -> Result<Option<String>, crate::disk::DiskError> {
    let plan = chart.plan(client, templates, None)?.filter(|plan| plan.is_past_review(now.date()));
    let Some(plan) = plan else { return Ok(None) };
    let file = chart.tree().read_if_there(&chart.client_file(client))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&file);
    Ok(ClientFile::parse(&text).0.closed.is_none().then_some(plan.file))
}

/// Returns the front matter of a file that begins as nearly all do; `None` needs a closer look.
fn ordinary_front(read: &[u8]) -> Option<&str> {
    let inner = read.strip_prefix(b"+++\n")?;
    let end = memchr::memmem::find(inner, b"\n+++\n")?;
    std::str::from_utf8(&inner[..=end]).ok()
}

/// Leaves off a character that the last read has cut in two.
fn cut_at_a_character(read: &[u8]) -> &[u8] {
    match std::str::from_utf8(read) {
        Err(error) if error.error_len().is_none() => &read[..error.valid_up_to()],
        _ => read,
    }
}

impl Filter<'_> {
    fn allows(&self, found: &Found<'_>) -> bool {
        let front = found.front;
        let by_goal = |goal: &String| front.goals.iter().any(|g| canonical(g) == canonical(goal));
        let is_late = |limits: &Limits| {
            let end = front.end.or(front.start);
            found.status == Status::Draft && end.is_some_and(|end| limits.sign_by(end) < self.now)
        };
        let by_service = |service: &String| front.service.iter().any(|s| s == service);
        // The day of a well-named note was settled by its name.
        let start = front.start.filter(|_| found.listed.stem.is_none());
        self.status.is_none_or(|wanted| wanted == found.status)
            && !(self.args.unsigned && found.listed.has_signature)
            && (!self.args.awaiting_cosign || found.awaits_cosignature())
            && self.limits.is_none_or(is_late)
            && self.args.format.as_ref().is_none_or(|wanted| found.format() == Some(wanted))
            && self.args.goal.as_ref().is_none_or(by_goal)
            && self.args.service.as_ref().is_none_or(by_service)
            && start.is_none_or(|start| self.days.hold(start.date()))
    }
}

/// A note that was read, where it lies.
struct Found<'a> {
    client: &'a ClientId,
    listing: &'a Listing,
    listed: &'a Listed<'a>,
    front: &'a FrontMatter<'a>,
    status: Status,
}

impl<'a> Found<'a> {
    fn format(&self) -> Option<&'a FormatName> {
        self.listed.stem.map(NoteStem::format).or(self.front.format.as_ref())
    }

    fn path(&self) -> PathBuf {
        self.listing.path_of(self.listed.file_name)
    }

    /// Tells whether a supervisor's signature is wanted and none is there; whether one that is there
    /// holds, `validate` says.
    fn awaits_cosignature(&self) -> bool {
        let is_cosigned = |addition: &ListedAmendment| {
            addition.name.kind == AmendmentKind::Cosignature && addition.has_signature
        };
        self.front.cosign_required == Some(true)
            && self.listed.has_signature
            && !self.listed.amendments.iter().any(is_cosigned)
    }

    fn push_id(&self, text: &mut String) {
        text.push_str(self.client.as_str());
        text.push('/');
        match self.listed.stem {
            Some(stem) => text.push_str(stem.as_str()),
            None => text.push_str(display_name(self.listed.file_name).trim_end_matches(".md")),
        }
    }
}

impl Rows {
    fn add(&mut self, found: &Found<'_>, filter: &Filter<'_>, form: Form) {
        if !filter.allows(found) {
            return;
        }
        self.count += 1;
        match form {
            Form::Table => self.table_row(found),
            Form::Paths(end) => {
                // A path is bytes; one that is not text cannot be named in text.
                self.text.push_str(&found.path().to_string_lossy());
                self.text.push(end);
            }
            Form::Json | Form::Csv => self.full_row(found, form),
        }
    }

    fn table_row(&mut self, found: &Found<'_>) {
        let (front, text) = (found.front, &mut self.text);
        let mut cell = |write: &dyn Fn(&mut String)| {
            write(text);
            self.ends.push(text.len() as u32);
        };
        cell(&|text| found.push_id(text));
        cell(&|text| {
            if let Some(start) = front.start {
                push_time(text, start);
            }
        });
        cell(&|text| {
            if let Some(minutes) = front.minutes() {
                let _ = write!(text, "{minutes}");
            }
        });
        cell(&|text| {
            text.push_str(found.status.name());
            for addition in &found.listed.amendments {
                let _ = write!(text, ", {}", addition.name);
            }
        });
        cell(&|text| text.push_str(front.author.as_deref().unwrap_or_default()));
    }

    fn full_row(&mut self, found: &Found<'_>, form: Form) {
        let front = found.front;
        let mut id = String::new();
        found.push_id(&mut id);
        let path = found.path();
        let row = Row {
            id: &id,
            client: found.client.as_str(),
            format: found.format().map(FormatName::as_str),
            start: front.start.map(|time| time.to_string()),
            end: front.end.map(|time| time.to_string()),
            minutes: front.minutes(),
            author: front.author.as_deref(),
            status: found.status,
            service: &front.service,
            place: front.place.as_deref(),
            diagnoses: &front.diagnoses,
            goals: &front.goals,
            risk: front.risk.as_deref(),
            measures: &front.measures,
            signed_by: front.signed_by.as_deref(),
            signed_at: front.signed_at.map(|time| time.to_string()),
            late_entry: front.late_entry.as_deref(),
            amendments: found.listed.amendments.iter().map(|a| a.name.to_string()).collect(),
            awaits_cosignature: found.awaits_cosignature(),
            path: path.to_string_lossy(),
        };
        if form == Form::Json {
            self.text.push_str(&serde_json::to_string(&row).expect("a row is always JSON"));
            self.text.push('\n');
            return;
        }
        let minutes = row.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        for cell in [
            row.id,
            row.client,
            row.format.unwrap_or_default(),
            row.start.as_deref().unwrap_or_default(),
            row.end.as_deref().unwrap_or_default(),
            &minutes,
            row.author.unwrap_or_default(),
            row.status.name(),
            &row.service.join(" "),
            row.place.unwrap_or_default(),
            &row.diagnoses.join(" "),
            &row.goals.join(" "),
            row.risk.unwrap_or_default(),
            &row.path,
        ] {
            self.text.push_str(cell);
            self.ends.push(self.text.len() as u32);
        }
    }
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Signed => "signed",
            Self::Broken => "broken",
        }
    }
}

/// Writes `2026-11-24 14:00 -05:00`, by hand because it is done for every note.
fn push_time(text: &mut String, time: SessionTime) {
    use chrono::{Datelike, Timelike};
    let local = time.local();
    let offset = time.offset().local_minus_utc() / 60;
    let _ = write!(
        text,
        "{:04}-{:02}-{:02} {:02}:{:02} {}{:02}:{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        if offset < 0 { '-' } else { '+' },
        offset.abs() / 60,
        offset.abs() % 60,
    );
}
