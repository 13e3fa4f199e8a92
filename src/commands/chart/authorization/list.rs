//! `casenotes authorization list`: which authorizations there are, and how each stands.

use chrono::{Days, NaiveDate};
use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::law::authorization::elements::{Asked, Elements};
use crate::law::authorization::records::{Authorization, Validity};
use crate::law::authorization::whose::Facts;
use crate::output::Output;
use crate::output::rows::{Column, Form};
use crate::record::chart::Chart;
use crate::record::chart::note_files::Trust;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::client::ClientFile;

/// List authorizations for the record, and how each stands
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes authorization list
  casenotes authorization list c-7f3k")]
pub struct Args {
    /// Only those of a client
    client: Option<ClientId>,
    /// Only those that let records leave today
    #[arg(long)]
    valid: bool,
    #[command(flatten)]
    form: FormArgs,
}

/// An authorization as it lies in the chart.
pub struct Found {
    id: PaperId,
    authorization: Authorization,
    standing: Validity,
    faults: Vec<String>,
}

const COLUMNS: &[Column<Found>] = &[
    Column::new("AUTHORIZATION", "id", |it| it.id.to_string().into()),
    Column::data("client", |it| it.id.client.as_str().into()),
    Column::new("STANDING", "standing", |it| it.standing.as_str().into()),
    Column::data("individual", |it| (&it.said().individual).into()),
    Column::data("information", |it| (&it.said().information).into()),
    Column::table("ENDS", |it| match it.said().expires {
        Some(day) => day.into(),
        None => it.said().expires_event.as_ref().into(),
    }),
    Column::new("RECIPIENT", "recipient", |it| (&it.said().recipient).into()),
    Column::new("PURPOSE", "purpose", |it| (&it.said().purpose).into()),
    Column::data("signed_by", |it| (&it.said().signed_by).into()),
    Column::data("signed_on", |it| it.said().signed_on.into()),
    Column::data("expires", |it| it.said().expires.into()),
    Column::data("expires_event", |it| it.said().expires_event.as_ref().into()),
    Column::data("revoked", |it| it.said().revoked.into()),
    Column::data("sessions_from", |it| it.said().sessions_from.into()),
    Column::data("sessions_until", |it| it.said().sessions_until.into()),
    Column::data("formats", |it| (&it.authorization.formats).into()),
    Column::data("document", |it| it.authorization.document.as_ref().into()),
    Column::data("faults", |it| (&it.faults).into()),
];

/// Prints the authorizations, sorted by client and name.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let mut found = find(chart, author, args.client.as_ref().map(std::slice::from_ref), today)?;
    found.retain(|found| !args.valid || found.standing == Validity::Valid);
    print(&found, args.form.form(), output)
}

/// Returns those that end within so many days, of all clients when none is named, and those that an event
/// ends, which may be any day.
pub fn expiring(
    clients: &[ClientId],
    days: u32,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
) -> Result<Vec<Found>, Failure> {
    let today = clock.now().date_naive();
    let clients = (!clients.is_empty()).then_some(clients);
    let until = today.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
    let mut found = find(chart, author, clients, today)?;
    found.retain(|found| {
        let ends = found.said().expires;
        found.standing == Validity::Valid && ends.is_none_or(|ends| ends <= until)
    });
    Ok(found)
}

fn find(
    chart: &Chart,
    author: Option<&str>,
    clients: Option<&[ClientId]>,
    today: NaiveDate,
) -> Result<Vec<Found>, Failure> {
    let clients = match clients {
        Some(clients) => {
            for client in clients {
                chart.require_client(client)?;
            }
            clients.to_vec()
        }
        None => chart.clients()?,
    };
    let (mut found, trust) = (Vec::new(), chart.trust()?);
    for client in clients {
        let names = chart.papers(&client, PaperKind::Authorization)?;
        if names.is_empty() {
            continue;
        }
        let facts = facts_of(chart, &client, author, &trust)?;
        for name in names {
            let id = PaperId { client: client.clone(), name };
            let Paper { bytes, of } = chart.read_paper(&id, PaperKind::Authorization)?;
            let asked = Asked { facts: Some(&facts), ..Asked::of(&of, today) };
            let (authorization, faults) =
                Authorization::read(&String::from_utf8_lossy(&bytes), asked);
            let standing = authorization.standing(&faults);
            let faults = faults.into_iter().map(|fault| fault.message).collect();
            found.push(Found { id, authorization, standing, faults });
        }
    }
    Ok(found)
}

/// Returns what an authorization of a client is held against.
pub fn facts_of(
    chart: &Chart,
    client: &ClientId,
    author: Option<&str>,
    trust: &Trust,
) -> Result<Facts, Failure> {
    let bytes = chart.read_client(client)?.unwrap_or_default();
    let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
    Ok(chart.facts(&file, author, trust))
}

/// Prints authorizations.
pub fn print(found: &[Found], form: Form, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    output.rows(
        form,
        COLUMNS,
        found,
        |rows| json!({ "schema": "casenotes/authorization-list@1", "authorizations": rows }),
    )?;
    if found.is_empty() {
        if form != Form::Json {
            output.status("No authorizations found.");
        }
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

impl Found {
    fn said(&self) -> &Elements {
        &self.authorization.elements
    }
}
