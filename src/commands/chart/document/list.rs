//! `casenotes document list`: which documents there are.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::commands::args::form::FileFormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::document::DocumentKind;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::rows::{Cell, Column, Form};
use crate::record::chart::Chart;
use crate::record::chart::amended::in_place_of;
use crate::record::chart::documents::Document;
use crate::record::chart::papers::PaperKind;
use crate::record::document::Description;

/// List documents
///
/// Exit code 1 when nothing is found. Whether the bytes are those that were filed, `casenotes validate --deep` says.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes document list
  casenotes document list c-7f3k")]
pub struct Args {
    /// Only those of these clients
    #[arg(value_name = "CLIENT")]
    clients: Vec<ClientId>,
    /// Only those of a kind
    #[arg(short, long, value_parser = str::parse::<DocumentKind>)]
    kind: Option<DocumentKind>,
    /// Only those without a signature
    #[arg(long)]
    unsigned: bool,
    #[command(flatten)]
    form: FileFormArgs,
}

/// A document as it is listed.
pub struct Row {
    document: Document,
    /// The documents in whose place this one is no more.
    amended_by: Vec<String>,
    path: PathBuf,
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("DOCUMENT", "id", |row| row.document.id.to_string().into()),
    Column::data("client", |row| row.document.id.client.as_str().into()),
    Column::data("kind", |row| row.said().kind.map_or(Cell::Nothing, |kind| kind.as_str().into())),
    Column::data("date", |row| row.said().date.into()),
    Column::new("STATUS", "status", |row| row.status().into()),
    Column::new("TITLE", "title", |row| row.said().title.as_ref().into()),
    Column::new("FROM", "from", |row| row.said().from.as_ref().into()),
    Column::data("restricted", |row| row.said().restricted.into()),
    Column::new("TYPE", "media_type", |row| {
        row.said().media_type.map_or(Cell::Nothing, |media_type| media_type.as_str().into())
    }),
    Column::data("size", |row| {
        let size = row.said().size.and_then(|size| i64::try_from(size).ok());
        size.map_or(Cell::Nothing, Cell::Number)
    }),
    Column::data("sha256", |row| row.said().sha256.as_ref().into()),
    Column::data("filed_by", |row| row.said().filed_by.as_ref().into()),
    Column::data("filed_at", |row| row.said().filed_at.map(|at| at.to_string()).into()),
    Column::data("signed_by", |row| row.said().signed_by.as_ref().into()),
    Column::data("signed_at", |row| row.said().signed_at.map(|at| at.to_string()).into()),
    Column::data("amends", |row| row.said().amends.as_ref().map(ToString::to_string).into()),
    Column::json("amended_by", |row| Cell::Json(Value::from(row.amended_by.clone()))),
    Column::data("path", |row| row.path.display().to_string().into()),
];

impl Row {
    fn said(&self) -> &Description {
        &self.document.description
    }

    fn status(&self) -> &'static str {
        match self.document.signature {
            _ if !self.document.problems.is_empty() => "broken",
            Some(_) => "signed",
            None => "draft",
        }
    }
}

/// Prints the documents, by client, day and name.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut rows = rows(chart, &args.clients)?;
    rows.retain(|row| {
        let name = &row.document.id.name;
        args.kind.is_none_or(|kind| name.kind() == Some(kind))
            && (!args.unsigned || row.document.signature.is_none())
    });
    print(&rows, args.form.form(), output)
}

/// Returns the documents of some clients, or of all when none is named.
///
/// # Errors
/// Fails when there is no such client, or a document cannot be read.
pub fn rows(chart: &Chart, clients: &[ClientId]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for client in &chart.clients_among(clients.to_vec())? {
        let documents = chart.documents(client)?;
        let later = in_place_of(documents.iter());
        let of = |it| later.get(it).into_iter().flatten().map(|later| later.id.to_string());
        let amended: Vec<Vec<String>> =
            documents.iter().map(|it| of(&it.id.name).collect()).collect();
        let folder = chart.client_folder(client).join(PaperKind::Document.folder());
        rows.extend(documents.into_iter().zip(amended).map(|(document, amended_by)| {
            let path = match &document.file {
                Some(file) => folder.join(file),
                None => chart.description_path(&document.id),
            };
            Row { document, amended_by, path }
        }));
    }
    Ok(rows)
}

/// Prints documents.
pub fn print(rows: &[Row], form: Form, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    output.rows(
        form,
        COLUMNS,
        rows,
        |rows| json!({ "schema": "casenotes/document-list@1", "documents": rows }),
    )?;
    if rows.is_empty() {
        if form != Form::Json {
            output.status("No documents found.");
        }
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}
