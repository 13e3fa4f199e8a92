//! `casenotes template list`: which formats there are, and where each comes from.

use serde_json::{Value, json};

use crate::commands::args::form::FormArgs;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::rows::{Cell, Column, Form};
use crate::record::chart::Chart;

/// List the templates
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes template list")]
pub struct Args {
    #[command(flatten)]
    form: FormArgs,
}

/// A template, and whether it is the practice's own.
#[derive(Default)]
struct Row {
    format: String,
    title: String,
    kind: String,
    is_own: bool,
    required: Vec<String>,
    optional: Vec<String>,
    elements: Value,
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("FORMAT", "format", |row| (&row.format).into()),
    Column::data("title", |row| (&row.title).into()),
    Column::new("KIND", "kind", |row| (&row.kind).into()),
    Column::data("is_own", |row| row.is_own.into()),
    Column::table("FROM", |row| if row.is_own { "chart" } else { "built in" }.into()),
    Column::table("TITLE", |row| (&row.title).into()),
    Column::data("required", |row| (&row.required).into()),
    Column::data("optional", |row| (&row.optional).into()),
    Column::json("elements", |row| Cell::Json(row.elements.clone())),
];

/// Prints the templates, sorted by format, and for people the prompts for psychotherapy notes last.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (templates, own) = chart.template_set()?;
    let row = |template: &crate::note::template::Template| Row {
        format: template.format.to_string(),
        title: template.title.clone(),
        kind: template.kind.to_string(),
        is_own: own.iter().any(|own| own.format.as_deref() == Some(template.format.as_str())),
        required: template.required.clone(),
        optional: template.optional.clone(),
        elements: json!(template.elements),
    };
    let mut rows: Vec<Row> = templates.iter().map(row).collect();
    let form = args.form.form();
    if form == Form::Table {
        rows.push(Row {
            format: "psychotherapy".into(),
            title: "Psychotherapy note, for `vault new` alone".into(),
            kind: "prompts".into(),
            ..Row::default()
        });
    }
    output.rows(
        form,
        COLUMNS,
        &rows,
        |rows| json!({ "schema": "casenotes/template-list@1", "templates": rows }),
    )?;
    Ok(Outcome::Done)
}
