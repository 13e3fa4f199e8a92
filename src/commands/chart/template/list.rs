//! `casenotes template list`: which formats there are, and where each comes from.

use serde_json::json;

use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::table::Table;
use crate::record::chart::Chart;

/// List the templates
#[derive(Debug, clap::Args)]
pub struct Args {
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// Prints the templates, sorted by format, and last the prompts for psychotherapy notes.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (templates, own) = chart.template_set()?;
    let is_own = |format: &str| own.iter().any(|own| own.format.as_deref() == Some(format));
    if args.json {
        let rows: Vec<_> = templates
            .iter()
            .map(|template| {
                json!({
                    "format": template.format.as_str(),
                    "title": template.title,
                    "kind": template.kind.to_string(),
                    "is_own": is_own(template.format.as_str()),
                    "required": template.required,
                    "optional": template.optional,
                    "elements": template.elements,
                })
            })
            .collect();
        let document = json!({ "schema": "casenotes/template-list@1", "templates": rows });
        output.json(&document)?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["FORMAT", "KIND", "FROM", "TITLE"]);
    for template in templates.iter() {
        let format = template.format.as_str();
        let from = if is_own(format) { "chart" } else { "built in" };
        table.row([format, &template.kind.to_string(), from, &template.title]);
    }
    table.row([
        "psychotherapy",
        "prompts",
        "built in",
        "Psychotherapy note, for `vault new` alone",
    ]);
    for piece in table.pieces() {
        output.data(&piece)?;
    }
    Ok(Outcome::Done)
}
