//! `casenotes authorization list`: which authorizations there are, and how each stands.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::authorization::elements::Asked;
use crate::authorization::records::{Authorization, Standing};
use crate::commands::chart::list::Expiring;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::table::Table;
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};

/// List authorizations for the record, and how each stands
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those of a client
    client: Option<ClientId>,
    /// Only those that let records leave today
    #[arg(long)]
    valid: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// An authorization as it lies in the chart.
struct Found {
    id: PaperId,
    authorization: Authorization,
    standing: Standing,
    faults: Vec<String>,
}

/// Prints the authorizations, sorted by client and name.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let mut found = find(chart, args.client.as_ref().map(std::slice::from_ref), today)?;
    found.retain(|found| !args.valid || found.standing == Standing::Valid);
    print(&found, args.json, output)
}

/// Prints those that end within so many days; how one stands that an event ends, nobody can foresee.
pub fn expiring(
    asked: &Expiring,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let clients = (!asked.clients.is_empty()).then_some(asked.clients.as_slice());
    let until = today.checked_add_days(Days::new(asked.days.into())).unwrap_or(NaiveDate::MAX);
    let mut found = find(chart, clients, today)?;
    found.retain(|found| {
        let ends = found.authorization.elements.expires;
        found.standing == Standing::Valid && ends.is_some_and(|ends| ends <= until)
    });
    print(&found, asked.json, output)
}

fn find(
    chart: &Chart,
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
    let mut found = Vec::new();
    for client in clients {
        for name in chart.papers(&client, PaperKind::Authorization)? {
            let id = PaperId { client: client.clone(), name };
            let bytes = chart.read_paper(&id, PaperKind::Authorization)?;
            let asked = Asked { client: &client, recipient: None, purpose: None, today };
            let (authorization, faults) =
                Authorization::read(&String::from_utf8_lossy(&bytes), asked);
            let standing = authorization.standing(&faults);
            let faults = faults.into_iter().map(|fault| fault.message).collect();
            found.push(Found { id, authorization, standing, faults });
        }
    }
    Ok(found)
}

fn print(found: &[Found], as_json: bool, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let outcome = if found.is_empty() { Outcome::Negative } else { Outcome::Done };
    if as_json {
        let rows: Vec<Value> = found.iter().map(Found::as_json).collect();
        let document =
            json!({ "schema": "casenotes/authorization-list@1", "authorizations": rows });
        output.json(&document)?;
        return Ok(outcome);
    }
    if found.is_empty() {
        output.status("No authorizations found.");
        return Ok(outcome);
    }
    let mut table = Table::new(&["AUTHORIZATION", "STANDING", "ENDS", "RECIPIENT", "PURPOSE"]);
    for found in found {
        let elements = &found.authorization.elements;
        let day = elements.expires.map(|day| day.to_string());
        let ends = day.or_else(|| elements.expires_event.clone()).unwrap_or_default();
        table.row([
            found.id.to_string().as_str(),
            found.standing.as_str(),
            &ends,
            &elements.recipient,
            &elements.purpose,
        ]);
    }
    for piece in table.pieces() {
        output.data(&piece)?;
    }
    Ok(outcome)
}

impl Found {
    fn as_json(&self) -> Value {
        let (elements, day) =
            (&self.authorization.elements, |day: Option<NaiveDate>| day.map(|day| day.to_string()));
        json!({
            "id": self.id.to_string(),
            "client": self.id.client.as_str(),
            "standing": self.standing.as_str(),
            "individual": elements.individual,
            "information": elements.information,
            "recipient": elements.recipient,
            "purpose": elements.purpose,
            "signed_by": elements.signed_by,
            "signed_on": day(elements.signed_on),
            "expires": day(elements.expires),
            "expires_event": elements.expires_event,
            "revoked": day(elements.revoked),
            "sessions_from": day(self.authorization.sessions_from),
            "sessions_until": day(self.authorization.sessions_until),
            "formats": self.authorization.formats,
            "faults": self.faults,
        })
    }
}
