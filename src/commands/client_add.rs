//! `casenotes client add`: makes the folder of a new client.

use crate::chart::{Chart, ChartError};
use crate::client::{self, Setting, SettingError};
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::output::Output;

/// Add a client
///
/// The client gets a random id such as c-7f3k, which says nothing about the person and is used
/// everywhere else; the name stands in the client file alone.
#[derive(Debug, clap::Args)]
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
    #[arg(long)]
    id: Option<ClientId>,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// Adds the client and prints the id.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
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
    let text = client::compose(&settings);
    client::require_possible_dates("", &text, today)?;
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
