//! `casenotes client list`: who there is.

use serde_json::json;

use crate::domain::client_id::ClientId;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::table::Table;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;

/// List the clients
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only clients whose record is open
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// Only clients whose record is closed
    #[arg(long)]
    closed: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// Prints the clients.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut clients: Vec<(ClientId, ClientFile)> = Vec::new();
    for id in chart.clients()? {
        let bytes = chart.read_client(&id)?.unwrap_or_default();
        let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
        let wanted = match (args.open, args.closed) {
            (true, _) => file.closed.is_none(),
            (_, true) => file.closed.is_some(),
            _ => true,
        };
        if wanted {
            clients.push((id, file));
        }
    }
    let found = if clients.is_empty() { Outcome::Negative } else { Outcome::Done };
    if args.json {
        let rows: Vec<_> = clients.iter().map(|(id, file)| as_json(id, file)).collect();
        let document = json!({ "schema": "casenotes/client-list@1", "clients": rows });
        output.json(&document)?;
        return Ok(found);
    }
    if clients.is_empty() {
        output.status("No clients. Add one with `casenotes client add --name NAME`.");
        return Ok(found);
    }
    let mut table = Table::new(&["CLIENT", "NAME", "BORN", "OPENED", "CLOSED"]);
    let date = |date: Option<chrono::NaiveDate>| date.map(|d| d.to_string()).unwrap_or_default();
    for (id, file) in &clients {
        table.row([
            id.as_str(),
            file.name.as_deref().unwrap_or("(broken client file)"),
            &date(file.birth_date),
            &date(file.opened),
            &date(file.closed),
        ]);
    }
    for piece in table.pieces() {
        output.data(&piece)?;
    }
    Ok(found)
}

/// Returns a client as JSON.
pub fn as_json(id: &ClientId, file: &ClientFile) -> serde_json::Value {
    json!({
        "id": id.as_str(),
        "name": file.name,
        "pronouns": file.pronouns,
        "birth_date": file.birth_date.map(|date| date.to_string()),
        "phone": file.phone,
        "email": file.email,
        "address": file.address,
        "opened": file.opened.map(|date| date.to_string()),
        "closed": file.closed.map(|date| date.to_string()),
        "closing_reason": file.closing_reason,
        "past_closings": file.past_closings,
        "others": file.others,
        "legal_hold": file.legal_hold,
        "members": file.members,
        "part2": file.part2,
        "self_pay_restricted": file.self_pay_restricted,
    })
}
