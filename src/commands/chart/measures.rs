//! `casenotes measures`: a client's scores over time, and what they mean.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::nearest::nearest;
use crate::domain::questionnaire::QuestionnaireId;
use crate::failure::{Failure, Outcome};
use crate::measure::Better;
use crate::measure::bars::bar;
use crate::measure::course::{Course, Direction, Point};
use crate::measure::known::Measures;
use crate::measure::plot::svg;
use crate::output::rows::{Cell, Column, Form, object};
use crate::output::{Output, counted, without_controls};
use crate::record::chart::Chart;
use crate::record::chart::scores::gather;
use crate::record::problems::placed;

/// Show a client's outcome measures over time
///
/// Scores come from questionnaires (`casenotes measure add`) and from the front matter of notes:
/// `--set measures.phq9=11`, and `measures.phq9_item9` for the ninth item. Which measures are built
/// in, and how a practice describes others: docs/MEASURES.md. What a score means supports your
/// judgement and is none. Exit code 1 when there is no score.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes measures c-7f3k
  casenotes measures c-7f3k --svg
  casenotes measures --caseload")]
pub struct Args {
    /// Whose scores
    #[arg(required_unless_present = "caseload")]
    client: Option<ClientId>,
    /// Show what became of all clients by each measure, in numbers and without names
    #[arg(long, conflicts_with_all = ["client", "since", "until", "no_bars", "svg"])]
    caseload: bool,
    /// With --caseload: after how many days a client is to be measured again
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=36_500), requires = "caseload")]
    due_after: i64,
    /// Only this measure, such as phq9; may be given again
    #[arg(short, long = "measure", value_name = "NAME")]
    measures: Vec<String>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, "30 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Leave the bars out
    #[arg(long, group = "output")]
    no_bars: bool,
    #[command(flatten)]
    form: FormArgs,
    /// One SVG image, which says every score in words as well
    #[arg(long, group = "output")]
    svg: bool,
}

impl Args {
    /// Tells whether all clients are meant; then what is asked of them, and in which form.
    pub fn caseload(&self) -> Option<(&[String], i64, Form)> {
        self.caseload.then(|| (&self.measures[..], self.due_after, self.form.form()))
    }
}

/// A score, the measure it is one of, and how it is drawn.
struct Row {
    measure: String,
    point: Point,
    bar: String,
}

/// The columns of a score; in the document, the measure stands above its scores.
const COLUMNS: [Column<Row>; 18] = [
    Column::data("measure", |row| (&row.measure).into()),
    Column::data("note", |row| (&row.point.note).into()),
    Column::new("SESSION", "day", |row| row.point.day.into()),
    Column::new("SCORE", "score", |row| row.point.score.into()),
    Column::data("in_range", |row| row.point.in_range.into()),
    Column::new("BAND", "band", |row| row.point.band.as_ref().into()),
    Column::data("reaches_cut_off", |row| row.point.reaches_cut_off.into()),
    Column::data("change", |row| row.point.change.into()),
    Column::table("CHANGE", |row| row.point.change.map(|change| format!("{change:+}")).into()),
    Column::table("BAR", |row| (&row.bar).into()),
    Column::table("MEANS", |row| row.point.means().join(", ").into()),
    Column::data("reliable", |row| row.point.reliable.map(Direction::as_str).into()),
    Column::data("response", |row| row.point.response.into()),
    Column::data("remission", |row| row.point.remission.into()),
    Column::data("item_9", |row| row.point.item_9.into()),
    Column::data("risk_follow_up", |row| row.point.risk_follow_up.into()),
    Column::json("alerts", |row| Cell::Json(json!(row.point.alerts))),
    Column::json("from", |row| {
        if row.point.is_answered { "questionnaire".into() } else { "note".into() }
    }),
];

/// Prints each measure's course.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let days = Days::between(args.since, args.until, clock)?;
    let settings = chart.settings();
    for problem in settings.problems_at("measures") {
        output.warning(format_args!("casenotes.toml: [measures] {}", problem.message));
    }
    let known = chart.known_measures()?;
    for file in &known.files {
        if let Some(problem) = file.problems.first() {
            output.warning(placed(&file.path, &file.bytes, problem));
        }
    }
    let Some(client) = &args.client else { return Ok(Outcome::Negative) };
    chart.require_client(client)?;
    let gathered = gather(client, chart, &known.measures, &chart.trust()?)?;
    let mut courses = gathered.scores.courses(&known.measures);
    let is_wanted = |name: &str| {
        args.measures.iter().any(|it| {
            name.strip_prefix(it.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    courses.retain(|course| args.measures.is_empty() || is_wanted(&course.name));
    // What changed is told from the first score of all, also where fewer days are shown.
    for course in &mut courses {
        course.points.retain(|point| days.hold(point.day));
    }
    courses.retain(|course| !course.points.is_empty());
    match args.form.form() {
        Form::Table if args.svg => {
            if !courses.is_empty() {
                output.data(&svg::image(&courses, client.as_str()))?;
            }
        }
        Form::Table => {
            for (at, course) in courses.iter().enumerate() {
                output.data(if at > 0 { "\n" } else { "" })?;
                table(course, !args.no_bars, output)?;
            }
        }
        form => {
            let rows: Vec<Row> = courses.iter().flat_map(rows).collect();
            output.rows(form, &COLUMNS, &rows, |_| as_json(client, &courses, &gathered.unread))?;
        }
    }
    warn(&courses, &gathered.unread, &known.measures, output);
    if courses.is_empty() {
        output.status("No scores found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

fn table(course: &Course<'_>, bars: bool, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut heading = format!("{} ({})", course.title(), course.name);
    if course.title() == course.name {
        heading = format!("{}, not described in casenotes.toml", course.name);
    }
    if let Some(measure) = course.measure {
        heading.push_str(&format!(", {} to {}", measure.lowest, measure.highest));
        if let Some(cut_off) = measure.cut_off {
            heading.push_str(&format!(", cut-off {cut_off}"));
        }
        if measure.better == Better::Higher {
            heading.push_str(", higher is better");
        }
    }
    output.record(format!("{heading}\n").as_bytes())?;
    let mut columns = Vec::from(COLUMNS);
    columns.retain(|column| (bars && course.measure.is_some()) || !column.is_headed("BAR"));
    output.rows(Form::Table, &columns, &rows(course), |_| json!(null))?;
    Ok(())
}

fn rows(course: &Course<'_>) -> Vec<Row> {
    let row = |point: &Point| Row {
        measure: course.name.clone(),
        point: point.clone(),
        bar: course.measure.zip(point.score).map(|(of, score)| bar(score, of)).unwrap_or_default(),
    };
    course.points.iter().map(row).collect()
}

/// Says what must not be overlooked.
fn warn(courses: &[Course<'_>], unread: &[String], known: &Measures, output: &mut Output<'_>) {
    for course in courses {
        let title = course.title();
        for point in &course.points {
            for alert in point.alerts.iter().filter(|_| point.item_9.is_none()) {
                output.warning(format_args!("{}: {alert}, whatever the total", point.note));
            }
            if point.item_9.is_some_and(|item| item != 0) {
                output.warning(format_args!(
                    "{}: item 9 is not 0: look at risk whatever the total",
                    point.note
                ));
            }
            if point.in_range == Some(false) {
                output
                    .warning(format_args!("{}: there is no such score of the {title}", point.note));
            }
        }
        if course.measure.is_none()
            && let Some(meant) = nearest(&course.name, known.names())
        {
            let name = without_controls(&course.name);
            output.hint(format_args!("Is `{name}` the same as `{meant}`?"));
        }
    }
    let has_papers = unread.iter().any(|id| id.parse::<QuestionnaireId>().is_ok());
    if let Some(first) = unread.first() {
        output.warning(format_args!(
            "{} cannot be read, so what it says of scores is missing here; the first is {first}",
            counted(unread.len(), if has_papers { "text" } else { "note" })
        ));
        output.hint("Run `casenotes validate` and mend them.");
    }
}

fn as_json(client: &ClientId, courses: &[Course<'_>], unread: &[String]) -> serde_json::Value {
    let course = |course: &Course<'_>| {
        let measure = course.measure;
        json!({
            "name": course.name,
            "title": course.title(),
            "described": measure.is_some(),
            "lowest": measure.map(|measure| measure.lowest),
            "highest": measure.map(|measure| measure.highest),
            "cut_off": measure.and_then(|measure| measure.cut_off),
            "reliable_change": measure.and_then(|measure| measure.reliable_change),
            "better": measure.map(|measure| match measure.better {
                Better::Lower => "lower",
                Better::Higher => "higher",
            }),
            "points": rows(course).iter().map(|row| object(&COLUMNS[1..], row)).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "casenotes/measures@1",
        "client": client.as_str(),
        "measures": courses.iter().map(course).collect::<Vec<_>>(),
        "unread": unread,
    })
}
