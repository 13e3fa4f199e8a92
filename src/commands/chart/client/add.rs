//! `casenotes client add`: makes the folder of a new client.

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::output::ask::Ask;
use crate::record::chart::{Chart, ChartError};
use crate::record::client::ClientFile;
use crate::record::client_changes::{self, Setting, SettingError};
use crate::record::client_dates::require_possible_dates;
use crate::text::is_same_name;

/// Add a client
///
/// The client gets a random id such as c-7f3k, which says nothing about the person and is used
/// everywhere else; the name stands in the client file alone.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client add --name 'Ana Muller' --birth-date 1984-03-12")]
pub struct Args {
    /// The client's name
    #[arg(long)]
    name: String,
    /// The client's date of birth, such as 1990-04-21
    #[arg(long, value_name = "DATE")]
    birth_date: Option<String>,
    /// The client's pronouns
    #[arg(long)]
    pronouns: Option<String>,
    /// A telephone number
    #[arg(long)]
    phone: Option<String>,
    /// An e-mail address
    #[arg(long)]
    email: Option<String>,
    /// A postal address
    #[arg(long)]
    address: Option<String>,
    /// An id of your own: lower-case letters, digits and dashes [default: a random one]
    #[arg(long, value_parser = str::parse::<ClientId>)]
    id: Option<ClientId>,
    /// Add a client of a name that is there already, for another person
    #[arg(long)]
    same_name: bool,
}

/// A client of the name is there already.
#[derive(Debug, thiserror::Error)]
#[error("a client of that name is there already: {}", ids.join(", "))]
struct NameTaken {
    ids: Vec<String>,
}

impl Explain for NameTaken {
    fn hint(&self) -> Option<String> {
        Some("If this is another person, give `--same-name`; if the client came back, run `casenotes client reopen`.".into())
    }
}

/// Adds the client and prints the id.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let opened = today.to_string();
    let settings = [
        ("name", Some(&args.name)),
        ("birth_date", args.birth_date.as_ref()),
        ("pronouns", args.pronouns.as_ref()),
        ("phone", args.phone.as_ref()),
        ("email", args.email.as_ref()),
        ("address", args.address.as_ref()),
        ("opened", Some(&opened)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some(Setting::new(key, value?)))
    .collect::<Result<Vec<_>, SettingError>>()?;
    let text = client_changes::compose(&settings);
    require_possible_dates("", &text, today)?;
    let known = if args.same_name { Vec::new() } else { of_the_same_name(&text, chart)? };
    if !known.is_empty() {
        // Whoever chooses an id has this person in mind, and is told.
        match &args.id {
            Some(_) => output.warning(NameTaken { ids: known }),
            None => ask_for_another_person(known, ask)?,
        }
    }
    let id = match &args.id {
        Some(id) => {
            chart.add_client(id, &text)?;
            id.clone()
        }
        None => add_with_random_id(chart, &text)?,
    };
    output.data(&format!("{id}\n"))?;
    output.status(format_args!("Added client {id}."));
    Ok(Outcome::Done)
}

/// Returns the clients of that name, but for those whose day of birth is known to be another.
fn of_the_same_name(text: &str, chart: &Chart) -> Result<Vec<String>, Failure> {
    let (new, _) = ClientFile::parse(text);
    let name = new.name.as_deref().unwrap_or_default();
    let mut ids = Vec::new();
    for id in chart.clients()? {
        let file = chart.read_client(&id)?.unwrap_or_default();
        let (known, _) = ClientFile::parse(&String::from_utf8_lossy(&file));
        let is_another = matches!((known.birth_date, new.birth_date), (Some(a), Some(b)) if a != b);
        if !is_another && known.name.is_some_and(|known| is_same_name(&known, name)) {
            ids.push(id.to_string());
        }
    }
    Ok(ids)
}

/// Fails unless somebody at the terminal says that it is another person.
fn ask_for_another_person(ids: Vec<String>, ask: Option<&mut dyn Ask>) -> Result<(), Failure> {
    if let Some(ask) = ask {
        let known = ids.join(", ");
        let question = format!("{known} has that name already. Another person? Type `yes`");
        if ask.line(&question, Some("no"))? == "yes" {
            return Ok(());
        }
    }
    Err(NameTaken { ids }.into())
}

fn add_with_random_id(chart: &Chart, text: &str) -> Result<ClientId, Failure> {
    loop {
        let id = ClientId::from_random(rand::random());
        match chart.add_client(&id, text) {
            Ok(()) => return Ok(id),
            // There are 923,521 ids; a taken one is drawn again.
            Err(ChartError::ClientExists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
