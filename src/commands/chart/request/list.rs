//! `casenotes request list`: which requests there are, how each stands, and when it is due.

use chrono::NaiveDate;
use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::rows::{Cell, Column, Form};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperId;
use crate::record::requests::docket::{Docket, State};
use crate::record::requests::paper::{RequestPaper, Step};

/// List requests, how each stands and when it is due
///
/// Those that are due first stand first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request list")]
pub struct Args {
    /// Only those of a client
    client: Option<ClientId>,
    /// Only those that are open
    #[arg(long)]
    open: bool,
    /// Only those that are open and whose day has passed
    #[arg(long)]
    overdue: bool,
    #[command(flatten)]
    form: FormArgs,
}

/// A request, or a paper that cannot be read as one.
struct Row {
    id: PaperId,
    docket: Option<Docket>,
    due: Option<NaiveDate>,
    is_overdue: bool,
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("REQUEST", "id", |row| row.id.to_string().into()),
    Column::data("client", |row| row.id.client.as_str().into()),
    Column::new("RIGHT", "right", |row| row.request(|it| it.right.map(|it| it.as_str().into()))),
    Column::new("RECEIVED", "received", |row| row.request(|it| it.on.map(Into::into))),
    Column::new("DUE", "due", |row| row.due.into()),
    Column::table("STANDING", |row| match (&row.docket, row.is_overdue) {
        (None, _) => "not read".into(),
        (Some(_), true) => "overdue".into(),
        (Some(docket), false) => docket.state().as_str().into(),
    }),
    Column::data("state", |row| row.docket.as_ref().map(|it| it.state().as_str()).into()),
    Column::data("overdue", |row| row.is_overdue.into()),
    Column::data("extended", |row| {
        row.docket.as_ref().map(|it| it.last(Step::Extension).is_some()).into()
    }),
    Column::new("BY", "by", |row| row.request(|it| it.by.as_ref().map(Into::into))),
    Column::data("signed_on", |row| row.request(|it| it.signed_on.map(Into::into))),
    Column::data("recipient", |row| row.request(|it| it.recipient.as_ref().map(Into::into))),
    Column::data("address", |row| row.request(|it| it.address.as_ref().map(Into::into))),
    Column::data("note", |row| row.request(|it| it.note.as_ref().map(|it| it.as_str().into()))),
    Column::new("WHAT", "scope", |row| row.request(|it| it.scope.as_ref().map(Into::into))),
    Column::data("steps", |row| row.docket.as_ref().map(|it| it.steps.len()).into()),
];

impl Row {
    fn request<'r>(&'r self, cell: impl FnOnce(&'r RequestPaper) -> Option<Cell<'r>>) -> Cell<'r> {
        self.docket.as_ref().and_then(|docket| cell(&docket.request)).unwrap_or(Cell::Nothing)
    }
}

/// A list with a gap.
#[derive(Debug, thiserror::Error)]
#[error("the list is not complete: {} could not be read", counted(*.0, "paper"))]
struct Incomplete(usize);

impl Explain for Incomplete {
    fn hint(&self) -> Option<String> {
        Some(
            "Run `casenotes validate` and mend them; docs/FORMAT.md tells what a paper holds."
                .into(),
        )
    }
}

/// Prints the requests, by the day they are due.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let clients = match &args.client {
        Some(client) => {
            chart.require_client(client)?;
            vec![client.clone()]
        }
        None => chart.clients()?,
    };
    let mut rows = Vec::new();
    chart.for_each_client(
        &clients,
        |client| of_client(chart, client, today),
        |found| {
            rows.extend(found);
            Ok::<(), Failure>(())
        },
    )?;
    let unread = rows.iter().filter(|row| row.docket.is_none()).count();
    rows.retain(|row| {
        let is_open = row.docket.as_ref().is_none_or(|it| it.state() == State::Open);
        (!args.open || is_open) && (!args.overdue || row.is_overdue || row.docket.is_none())
    });
    rows.sort_by_cached_key(|row| (row.due.unwrap_or(NaiveDate::MAX), row.id.clone()));
    let form = args.form.form();
    output.rows(
        form,
        COLUMNS,
        &rows,
        |rows| json!({ "schema": "casenotes/request-list@1", "requests": rows }),
    )?;
    if unread > 0 {
        return Err(Incomplete(unread).into());
    }
    if rows.is_empty() {
        if form != Form::Json {
            output.status("No requests found.");
        }
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

fn of_client(chart: &Chart, client: &ClientId, today: NaiveDate) -> Result<Vec<Row>, Failure> {
    let (dockets, unread) = chart.requests(client)?;
    let law = &chart.settings().law;
    let row = |docket: Docket| {
        let deadline = docket.request.right.and_then(|right| law.deadline(right));
        let id = PaperId { client: client.clone(), name: docket.name.clone() };
        let (due, is_overdue) = (docket.due(deadline), docket.is_overdue(deadline, today));
        Row { id, docket: Some(docket), due, is_overdue }
    };
    let gap = |id| Row { id, docket: None, due: None, is_overdue: false };
    Ok(dockets.into_iter().map(row).chain(unread.into_iter().map(gap)).collect())
}
