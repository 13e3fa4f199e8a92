//! `casenotes measure list`: which questionnaires there are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::commands::args::form::FileFormArgs;
use crate::domain::client_id::ClientId;
use crate::failure::{Failure, Outcome};
use crate::measure::Measure;
use crate::measure::known::Measures;
use crate::output::Output;
use crate::output::rows::{Cell, Column, Form};
use crate::record::chart::Chart;
use crate::record::chart::amended::in_place_of;
use crate::record::chart::questionnaires::FiledQuestionnaire;
use crate::record::questionnaire::Questionnaire;

/// List questionnaires
///
/// Exit code 1 when nothing is found. `casenotes measures` shows scores over time.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes measure list
  casenotes measure list c-7f3k --json")]
pub struct Args {
    /// Only those of these clients
    #[arg(value_name = "CLIENT")]
    clients: Vec<ClientId>,
    /// Only those of this measure, such as phq9; may be given again
    #[arg(short, long = "measure", value_name = "NAME")]
    measures: Vec<String>,
    /// Only those without a signature
    #[arg(long)]
    unsigned: bool,
    #[command(flatten)]
    form: FileFormArgs,
}

/// A questionnaire as it is listed.
struct Row {
    filed: FiledQuestionnaire,
    /// The total, its band, the subscales, the missing items and the alerts, where the measure is known.
    scored: Scores,
    /// The questionnaires in whose place this one is no more.
    amended_by: Vec<String>,
    path: PathBuf,
}

#[derive(Default)]
struct Scores {
    total: Option<i64>,
    band: Option<String>,
    subscales: BTreeMap<String, Option<i64>>,
    missing: Vec<usize>,
    alerts: Vec<String>,
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("QUESTIONNAIRE", "id", |row| row.filed.id.to_string().into()),
    Column::data("client", |row| row.filed.id.client.as_str().into()),
    Column::data("measure", |row| row.filed.id.name.measure().into()),
    Column::data("date", |row| row.filed.id.name.day().into()),
    Column::new("BY", "answered_by", |row| {
        row.said().answered_by.map_or(Cell::Nothing, |by| by.as_str().into())
    }),
    Column::data("language", |row| row.said().language.as_ref().into()),
    Column::data("restricted", |row| row.said().restricted.into()),
    Column::new("STATUS", "status", |row| row.status().into()),
    Column::new("TOTAL", "total", |row| row.scored.total.into()),
    Column::new("BAND", "band", |row| row.scored.band.as_ref().into()),
    Column::table("ALERTS", |row| row.scored.alerts.join("; ").into()),
    Column::json("subscales", |row| Cell::Json(json!(row.scored.subscales))),
    Column::json("missing", |row| Cell::Json(json!(row.scored.missing))),
    Column::json("alerts", |row| Cell::Json(json!(row.scored.alerts))),
    Column::json("answers", |row| Cell::Json(json!(row.said().answers))),
    Column::data("filed_by", |row| row.said().filed_by.as_ref().into()),
    Column::data("filed_at", |row| row.said().filed_at.map(|at| at.to_string()).into()),
    Column::data("signed_by", |row| row.said().signed_by.as_ref().into()),
    Column::data("signed_at", |row| row.said().signed_at.map(|at| at.to_string()).into()),
    Column::data("amends", |row| row.said().amends.as_ref().map(ToString::to_string).into()),
    Column::json("amended_by", |row| Cell::Json(Value::from(row.amended_by.clone()))),
    Column::data("path", |row| row.path.display().to_string().into()),
];

impl Row {
    fn said(&self) -> &Questionnaire {
        &self.filed.said
    }

    fn status(&self) -> &'static str {
        match self.filed.signature {
            _ if !self.filed.problems.is_empty() => "broken",
            Some(_) => "signed",
            None => "draft",
        }
    }
}

impl Scores {
    /// Scores what was answered; nothing where the measure is not known or an answer does not fit it.
    fn of(filed: &FiledQuestionnaire, measures: &Measures) -> Self {
        let measure: Option<&Measure> = measures.get(filed.id.name.measure());
        let Some((measure, instrument)) =
            measure.and_then(|it| Some((it, it.instrument.as_ref()?)))
        else {
            return Self::default();
        };
        let answers = &filed.said.answers;
        if !filed.problems.is_empty() || instrument.misfit(answers).is_some() {
            return Self::default();
        }
        let scored = instrument.score(answers);
        let subscales = scored.subscales.iter().map(|sub| (sub.subscale.name.clone(), sub.score));
        let alerts = scored.alerts.iter().map(|it| format!("item {}: {}", it.item, it.says));
        Self {
            total: scored.total,
            band: scored.total.and_then(|total| measure.band(total)).map(str::to_owned),
            subscales: subscales.collect(),
            alerts: alerts.collect(),
            missing: scored.missing,
        }
    }
}

/// Prints the questionnaires, by client, day and name.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let clients = chart.clients_among(args.clients.clone())?;
    let measures = chart.measures()?;
    let mut rows = Vec::new();
    for client in &clients {
        let filed = chart.questionnaires(client)?;
        let later = in_place_of(filed.iter());
        let of = |it| later.get(it).into_iter().flatten().map(|later| later.id.to_string());
        let amended: Vec<Vec<String>> = filed.iter().map(|it| of(&it.id.name).collect()).collect();
        rows.extend(filed.into_iter().zip(amended).map(|(filed, amended_by)| Row {
            scored: Scores::of(&filed, measures),
            path: chart.questionnaire_path(&filed.id),
            filed,
            amended_by,
        }));
    }
    rows.retain(|row| {
        let is_wanted = |name: &String| name == row.filed.id.name.measure();
        (args.measures.is_empty() || args.measures.iter().any(is_wanted))
            && (!args.unsigned || row.filed.signature.is_none())
    });
    let form = args.form.form();
    output.rows(
        form,
        COLUMNS,
        &rows,
        |rows| json!({ "schema": "casenotes/measure-list@1", "questionnaires": rows }),
    )?;
    if rows.is_empty() {
        if form != Form::Json {
            output.status("No questionnaires found.");
        }
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}
