//! `casenotes client show`: what is known of one client.

use serde_json::json;

use crate::commands::chart::client::list;
use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteStem;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;
use crate::record::client::ClientFile;
use crate::record::problems::placed;

/// Show what is known of a client
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client show mul")]
pub struct Args {
    /// Which client
    client: ClientId,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// Prints the client's data and how many notes there are.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let bytes = chart.read_client(&args.client)?.unwrap_or_default();
    let (file, problems) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
    for problem in &problems {
        output.warning(placed(&chart.client_file(&args.client), &bytes, problem));
    }
    let stems = chart.stems(&args.client)?;
    let documents = chart.papers(&args.client, PaperKind::Document)?.len();
    let questionnaires = chart.papers(&args.client, PaperKind::Questionnaire)?.len();
    let day = |stem: Option<&NoteStem>| stem.map(|stem| stem.date().to_string());
    let (first, last) = (day(stems.first()), day(stems.last()));
    let client = list::as_json(&(args.client.clone(), file));
    if args.json {
        let document = json!({
            "schema": "casenotes/client-show@1",
            "client": client,
            "notes": stems.len(),
            "documents": documents,
            "questionnaires": questionnaires,
            "first_session": first,
            "last_session": last,
        });
        output.json(&document)?;
        return Ok(Outcome::Done);
    }
    let mut text = String::new();
    let fields = client.as_object().into_iter().flatten();
    for (key, value) in fields.filter_map(|(key, value)| Some((key, in_words(value)?))) {
        text.push_str(&format!("{:<20}{value}\n", key.replace('_', " ")));
    }
    text.push_str(&format!("{:<20}{}\n", "notes", stems.len()));
    if documents > 0 {
        text.push_str(&format!("{:<20}{documents}\n", "documents"));
    }
    if questionnaires > 0 {
        text.push_str(&format!("{:<20}{questionnaires}\n", "questionnaires"));
    }
    if let (Some(first), Some(last)) = (first, last) {
        text.push_str(&format!("{:<20}{first} to {last}\n", "sessions"));
    }
    output.record(text.as_bytes())?;
    Ok(Outcome::Done)
}

/// Returns a value as a person reads it; what is not known or empty is not shown.
fn in_words(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        // Of a table, the name alone stands without its key.
        serde_json::Value::Object(table) => {
            let known = table.iter().filter_map(|(key, value)| Some((key, in_words(value)?)));
            let told = known.map(|(key, value)| match key.as_str() {
                "name" => value,
                key => format!("{} {value}", key.replace('_', " ")),
            });
            Some(told.collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Array(items) if !items.is_empty() => {
            let items: Vec<String> = items.iter().filter_map(in_words).collect();
            Some(items.join("; "))
        }
        _ => None,
    }
}
