//! `casenotes list`: which notes there are, by what their front matter says.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::commands::args::clients::ClientArgs;
use crate::commands::args::form::FileFormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::format_name::FormatName;
use crate::domain::limits::Limits;
use crate::domain::moment::{Day, Days};
use crate::domain::nearest::nearest;
use crate::domain::note_id::NoteStem;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::front_matter::FrontMatter;
use crate::note::template::Templates;
use crate::output::Output;
use crate::output::rows::{Batch, Cell, Column, Form, JsonFrame, ListWriter};
use crate::record::chart::Chart;
use crate::record::chart::listing::{Listed, Listing, NoteStatus, display_name};
use crate::record::client::ClientFile;
use crate::record::signature::is_same_person;
use crate::text::canonical;

/// List progress notes
///
/// A note that cannot be read is listed as broken. Exit code 1 when nothing is found.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes list
  casenotes list c-7f3k --since '30 days ago'
  casenotes list --unsigned --json")]
pub struct Args {
    #[command(flatten)]
    clients: ClientArgs,
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
    status: Option<Wanted>,
    /// Only notes without a signature; broken ones have none
    #[arg(long, conflicts_with_all = ["status", "broken"])]
    unsigned: bool,
    /// Only signed notes that wait for the supervisor's signature
    #[arg(long, conflicts_with_all = ["status", "broken", "unsigned"])]
    awaiting_cosign: bool,
    /// Only broken notes; the same as --status broken
    #[arg(long, conflicts_with = "status")]
    broken: bool,
    /// Only notes of an author, by name, with or without credentials
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only your own notes; the same as --author with the name of the configuration
    #[arg(long, conflicts_with = "author")]
    pub mine: bool,
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
    #[arg(long, value_name = "DAYS", num_args = 0..=1, default_missing_value = "30", conflicts_with_all = ["since", "until", "format", "status", "unsigned", "awaiting_cosign", "broken", "overdue", "reviews_due", "author", "mine", "goal", "service", "paths", "null"])]
    pub authorizations_expiring: Option<u32>,
    /// Instead of notes, the documents, as `casenotes document list` does
    #[arg(long, conflicts_with_all = ["authorizations_expiring", "since", "until", "format", "status", "unsigned", "awaiting_cosign", "broken", "overdue", "reviews_due", "author", "mine", "goal", "service", "names"])]
    pub documents: bool,
    /// The names of the clients too, as on a terminal
    #[arg(long)]
    names: bool,
    #[command(flatten)]
    form: FileFormArgs,
}

/// Which notes are wanted by how far they are; each but the first two has a flag of its own, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Wanted {
    /// Not signed yet
    Draft,
    /// Signed
    Signed,
    /// Cannot be read
    Broken,
    /// Without a signature; broken ones have none
    Unsigned,
    /// Signed, and waiting for the supervisor's signature
    AwaitingCosign,
    /// Not signed within the deadline of the practice
    Overdue,
    /// A plan past the day of its review, of a client who is not closed
    ReviewsDue,
}

/// Nobody whose notes are one's own.
#[derive(Debug, thiserror::Error)]
#[error("nobody is named whose notes are to be listed")]
struct Nobody;

impl Explain for Nobody {
    fn hint(&self) -> Option<String> {
        Some("Set `[clinician] name` in the configuration, or give `--author NAME`.".into())
    }
}

/// What is wanted, with days settled.
struct Filter<'a> {
    days: Days,
    now: SessionTime,
    limits: &'a Limits,
    /// The templates, when it is asked which notes are plans.
    templates: Option<Templates>,
    wanted: Vec<Wanted>,
    /// By whom they are to be.
    author: Option<&'a str>,
    has_names: bool,
    args: &'a Args,
}

impl Args {
    /// Returns the form that is asked for.
    pub fn form(&self) -> Form {
        self.form.form()
    }

    /// Returns the clients that are named.
    pub fn clients(&self) -> Vec<ClientId> {
        self.clients.named()
    }

    /// Returns what a note must be, all of it.
    fn wanted(&self) -> Vec<Wanted> {
        let flags = [
            (self.broken, Wanted::Broken),
            (self.unsigned, Wanted::Unsigned),
            (self.awaiting_cosign, Wanted::AwaitingCosign),
            (self.overdue, Wanted::Overdue),
            (self.reviews_due, Wanted::ReviewsDue),
        ];
        let flags = flags.into_iter().filter_map(|(is_set, wanted)| is_set.then_some(wanted));
        self.status.into_iter().chain(flags).collect()
    }
}

/// Prints the notes, sorted by client and name.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    own: Option<&str>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (wanted, form) = (args.wanted(), args.form.form());
    let author = match args.mine {
        true => Some(own.ok_or(Nobody)?),
        false => args.author.as_deref(),
    };
    let filter = Filter {
        days: Days::between(args.since, args.until, clock)?,
        now: SessionTime::new(clock.now()),
        limits: &chart.settings().limits,
        templates: match wanted.contains(&Wanted::ReviewsDue) {
            true => Some(chart.template_set()?.0),
            false => None,
        },
        wanted,
        author,
        has_names: args.names || (form == Form::Table && output.looks().out_is_terminal),
        args,
    };
    let clients = chart.clients_among(args.clients.named())?;
    let frame = JsonFrame { schema: "casenotes/list@1", rows: "notes" };
    let mut list = match filter.has_names {
        true => ListWriter::begin(form, &Found::NAMED, frame, output)?,
        false => ListWriter::begin(form, &Found::COLUMNS, frame, output)?,
    };
    chart.for_each_client(
        &clients,
        |client| rows_of(client, chart, &filter, form).map_err(Failure::from),
        |rows| list.take(&rows, output).map_err(Failure::from),
    )?;
    let count = list.end(output)?;
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

fn rows_of(
    client: &ClientId,
    chart: &Chart,
    filter: &Filter<'_>,
    form: Form,
) -> Result<Batch, crate::disk::DiskError> {
    let mut rows = Batch::new(form);
    let due = match &filter.templates {
        Some(templates) => Some(plan_due(client, chart, templates, filter.now)?),
        None => None,
    };
    let Some(listing) = chart.listing(client)? else { return Ok(rows) };
    let name = if filter.has_names { chart.person(client).name } else { None };
    let mut buffer = Vec::new();
    for listed in listing.notes() {
        // The name alone can say no, without opening the file.
        if listed.stem.is_some_and(|stem| !filter.days.hold(stem.date())) {
            continue;
        }
        if due.as_ref().is_some_and(|due| due.as_deref() != listed.file_name.to_str()) {
            continue;
        }
        let add = |front: &FrontMatter<'_>, broken: bool| {
            let status = listed.status(broken);
            let name = name.as_deref();
            let found = Found { client, name, listing: &listing, listed: &listed, front, status };
            if filter.allows(&found) {
                match filter.has_names {
                    true => rows.add(&Found::NAMED, &found),
                    false => rows.add(&Found::COLUMNS, &found),
                }
            }
        };
        listing.read_front(&listed, &mut buffer, add);
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

impl Filter<'_> {
    fn allows(&self, found: &Found<'_>) -> bool {
        let front = found.front;
        let by_goal = |goal: &String| front.goals.iter().any(|g| canonical(g) == canonical(goal));
        let by_author =
            |name: &str| front.writer().is_some_and(|author| is_same_person(author, name));
        let by_service = |service: &String| front.service.iter().any(|s| s == service);
        // The day of a well-named note was settled by its name.
        let start = front.start.filter(|_| found.listed.stem.is_none());
        self.wanted.iter().all(|wanted| found.is(*wanted, self))
            && self.args.format.as_ref().is_none_or(|wanted| found.format() == Some(wanted))
            && self.author.is_none_or(by_author)
            && self.args.goal.as_ref().is_none_or(by_goal)
            && self.args.service.as_ref().is_none_or(by_service)
            && start.is_none_or(|start| self.days.hold(start.date()))
    }
}

/// A note that was read, where it lies.
struct Found<'a> {
    client: &'a ClientId,
    name: Option<&'a str>,
    listing: &'a Listing,
    listed: &'a Listed<'a>,
    front: &'a FrontMatter<'a>,
    status: NoteStatus,
}

impl<'a> Found<'a> {
    const COLUMNS: [Column<Self>; 25] = [
        Column::new("NOTE", "id", |found| found.id().into()),
        Column::data("client", |found| found.client.as_str().into()),
        Column::data("format", |found| found.format().map(FormatName::as_str).into()),
        Column::table("SESSION", |found| found.session().into()),
        Column::data("start", |found| found.front.start.map(|time| time.to_string()).into()),
        Column::data("end", |found| found.front.end.map(|time| time.to_string()).into()),
        Column::new("MINUTES", "minutes", |found| found.front.minutes().into()),
        Column::table("STATUS", |found| found.status_in_words().into()),
        Column::new("AUTHOR", "author", |found| found.front.writer().into()),
        Column::data("status", |found| found.status.as_str().into()),
        Column::data("service", |found| found.front.service.as_slice().into()),
        Column::data("place", |found| found.front.place.as_deref().into()),
        Column::data("diagnoses", |found| found.front.diagnoses.as_slice().into()),
        Column::data("goals", |found| found.front.goals.as_slice().into()),
        Column::data("risk", |found| found.front.risk.as_deref().into()),
        Column::json("measures", |found| (&found.front.measures).into()),
        Column::json("signed_by", |found| found.front.signed_by.as_deref().into()),
        Column::json("signed_at", |found| found.front.signed_at.map(|at| at.to_string()).into()),
        Column::json("late_entry", |found| found.front.late_entry.as_deref().into()),
        Column::json("amendments", |found| Cell::Json(found.amendments().collect())),
        Column::json("awaits_cosignature", |found| {
            found.listing.awaits_cosignature(found.listed, found.front).into()
        }),
        Column::data("path", |found| found.path().to_string_lossy().into_owned().into()),
        Column::data("imported_from", |found| found.front.imported_from.as_deref().into()),
        Column::json("original_date", |found| found.front.original_date.as_deref().into()),
        Column::json("original_signed_by", |found| {
            found.front.original_signed_by.as_deref().into()
        }),
    ];

    /// The same with the name of the client.
    const NAMED: [Column<Self>; 26] = {
        let mut columns = [Column::new("CLIENT", "name", |found: &Self| found.name.into()); 26];
        columns[0] = Self::COLUMNS[0];
        let mut at = 1;
        while at < Self::COLUMNS.len() {
            columns[at + 1] = Self::COLUMNS[at];
            at += 1;
        }
        columns
    };

    fn format(&self) -> Option<&'a FormatName> {
        self.listed.stem.map(NoteStem::format).or(self.front.format.as_ref())
    }

    fn path(&self) -> PathBuf {
        self.listing.path_of(self.listed.file_name)
    }

    fn is(&self, wanted: Wanted, filter: &Filter<'_>) -> bool {
        match wanted {
            Wanted::Draft => self.status == NoteStatus::Draft,
            Wanted::Signed => self.status == NoteStatus::Signed,
            Wanted::Broken => self.status == NoteStatus::Broken,
            Wanted::Unsigned => !self.listed.has_signature,
            Wanted::AwaitingCosign => self.listing.awaits_cosignature(self.listed, self.front),
            Wanted::Overdue => {
                let end = self.front.end.or(self.front.start);
                let is_late = |end| filter.limits.sign_by(end) < filter.now;
                self.status == NoteStatus::Draft && end.is_some_and(is_late)
            }
            // Settled by the name, before the file is opened.
            Wanted::ReviewsDue => true,
        }
    }

    fn id(&self) -> String {
        let odd;
        let stem = match self.listed.stem {
            Some(stem) => stem.as_str(),
            None => {
                odd = display_name(self.listed.file_name);
                odd.trim_end_matches(".md")
            }
        };
        [self.client.as_str(), "/", stem].concat()
    }

    /// Returns when it was; of what was imported, the day alone if nobody knows more.
    fn session(&self) -> Option<String> {
        let start = self.front.start?;
        Some(match self.front.is_of_a_day() {
            true => start.date().to_string(),
            false => start.plain(),
        })
    }

    fn status_in_words(&self) -> Cow<'static, str> {
        let status = match (self.status, &self.front.imported_from) {
            // Nobody here has signed what it says.
            (NoteStatus::Signed, Some(from)) => format!("imported from {from}").into(),
            (status, _) => Cow::Borrowed(status.as_str()),
        };
        match self.listed.amendments.is_empty() {
            true => status,
            false => {
                let added = self.amendments().map(|addition| format!(", {addition}"));
                added.fold(status.into_owned(), |words, added| words + &added).into()
            }
        }
    }

    fn amendments(&self) -> impl Iterator<Item = String> {
        self.listed.amendments.iter().map(|addition| addition.name.to_string())
    }
}
