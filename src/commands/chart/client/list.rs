//! `casenotes client list`: who there is, by family name.

use serde_json::{Value, json};

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::representative::{ConsentedBy, Member};
use crate::output::Output;
use crate::output::rows::{Cell, Column, Form, object};
use crate::record::chart::{Chart, ChartError};
use crate::record::client::ClientFile;
use crate::record::signature::is_same_person;
use crate::text::names;

/// List the clients
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client list
  casenotes client list mul")]
pub struct Args {
    /// Only clients whose id or name begins so, or who have it in their name
    pattern: Option<String>,
    /// Only clients whose record is open
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// Only clients whose record is closed
    #[arg(long)]
    closed: bool,
    /// Only clients of a clinician, by name, as `client assign` has it
    #[arg(long, value_name = "NAME")]
    clinician: Option<String>,
    /// Only your own clients; the same as --clinician with the name of the configuration
    #[arg(long, conflicts_with = "clinician")]
    mine: bool,
    #[command(flatten)]
    form: FormArgs,
}

const COLUMNS: &[Column<(ClientId, ClientFile)>] = &[
    Column::new("CLIENT", "id", |(id, _)| id.as_str().into()),
    Column::table("NAME", |(_, file)| {
        file.name.as_deref().unwrap_or("(broken client file)").into()
    }),
    Column::data("name", |(_, file)| file.name.as_ref().into()),
    Column::data("pronouns", |(_, file)| file.pronouns.as_ref().into()),
    Column::new("BORN", "birth_date", |(_, file)| file.birth_date.into()),
    Column::data("phone", |(_, file)| file.phone.as_ref().into()),
    Column::data("email", |(_, file)| file.email.as_ref().into()),
    Column::data("address", |(_, file)| file.address.as_ref().into()),
    Column::data("calendar", |(_, file)| file.calendar.as_ref().into()),
    Column::new("OPENED", "opened", |(_, file)| file.opened.into()),
    Column::new("CLOSED", "closed", |(_, file)| file.closed.into()),
    Column::data("closing_reason", |(_, file)| file.closing_reason.as_ref().into()),
    Column::data("past_closings", |(_, file)| (&file.past_closings).into()),
    Column::data("others", |(_, file)| (&file.others).into()),
    Column::data("legal_hold", |(_, file)| file.legal_hold.into()),
    Column::data("members", |(_, file)| (&file.members).into()),
    Column::data("part2", |(_, file)| file.part2.into()),
    Column::data("self_pay_restricted", |(_, file)| (&file.self_pay_restricted).into()),
    Column::data("clinician", |(_, file)| file.clinician.as_ref().into()),
    Column::data("assignments", |(_, file)| (&file.assignments).into()),
    Column::json("representatives", |(_, file)| {
        let told: Vec<String> = file.representatives.iter().map(ToString::to_string).collect();
        Cell::Json(json!(told))
    }),
    Column::json("known_members", |(_, file)| {
        let told = |it: &Member| {
            json!({
                "name": it.name,
                "birth_date": it.birth_date.map(|day| day.to_string()),
                "died": it.died.map(|day| day.to_string()),
                "consented_by": it.consented_by.map(ConsentedBy::as_str),
            })
        };
        Cell::Json(json!(file.known_members.iter().map(told).collect::<Vec<_>>()))
    }),
    Column::json("consented_by", |(_, file)| file.consented_by.map(ConsentedBy::as_str).into()),
    Column::data("given_name", |(_, file)| file.given_name.as_ref().into()),
    Column::data("family_name", |(_, file)| file.family_name.as_ref().into()),
    Column::data("emergency_contact", |(_, file)| file.emergency_contact.as_ref().into()),
    Column::data("payer", |(_, file)| file.payer.as_ref().into()),
    Column::data("member_number", |(_, file)| file.member_number.as_ref().into()),
];

/// Nobody is named whose clients are meant.
#[derive(Debug, thiserror::Error)]
#[error("nobody is named whose clients are meant")]
struct NoName;

impl Explain for NoName {
    fn hint(&self) -> Option<String> {
        Some("Set `[clinician] name` in the configuration, or give `--clinician NAME`.".into())
    }
}

/// Prints the clients.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let clinician = match args.mine {
        true => Some(author.ok_or(NoName)?),
        false => args.clinician.as_deref(),
    };
    let mut clients: Vec<(ClientId, ClientFile)> = Vec::new();
    chart.for_each_client(
        &chart.clients()?,
        |id| {
            let bytes = chart.read_client(id)?.unwrap_or_default();
            let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
            Ok::<_, ChartError>((id.clone(), file))
        },
        |(id, file)| {
            let is_wanted = match (args.open, args.closed) {
                (true, _) => file.closed.is_none(),
                (_, true) => file.closed.is_some(),
                _ => true,
            };
            let is_theirs =
                |name: &str| file.clinician.as_deref().is_some_and(|of| is_same_person(of, name));
            let is_wanted = is_wanted && clinician.is_none_or(is_theirs);
            if is_wanted && args.pattern.as_ref().is_none_or(|it| has(&id, &file, it)) {
                clients.push((id, file));
            }
            Ok(())
        },
    )?;
    // Broken files stand behind all names.
    clients.sort_by_cached_key(|(_, file)| {
        (file.name.is_none(), file.name.as_deref().map(names::sort_key))
    });
    let form = args.form.form();
    output.rows(
        form,
        COLUMNS,
        &clients,
        |rows| json!({ "schema": "casenotes/client-list@1", "clients": rows }),
    )?;
    if clients.is_empty() {
        match args.pattern {
            _ if form == Form::Json => {}
            Some(_) => output.status("No such client."),
            None if clinician.is_some() => output.status("No such client."),
            None => {
                output.status("No clients. Add one with `casenotes client add --name NAME`.");
            }
        }
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

/// Tells whether a client is meant by a pattern, or has it in a name.
fn has(id: &ClientId, file: &ClientFile, pattern: &str) -> bool {
    let part = names::plain(pattern);
    let mut names = file.name.iter().chain(&file.members);
    id.as_str().starts_with(&pattern.to_ascii_lowercase())
        || names.any(|name| names::is_meant(name, pattern) || names::plain(name).contains(&part))
}

/// Returns a client as JSON.
pub fn as_json(client: &(ClientId, ClientFile)) -> Value {
    object(COLUMNS, client)
}
