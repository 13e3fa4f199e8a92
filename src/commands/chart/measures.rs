//! `casenotes measures`: a client's scores over time, and what they mean.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::nearest::nearest;
use crate::domain::note_id::NoteId;
use crate::failure::{Failure, Outcome};
use crate::measure::bars::bar;
use crate::measure::course::{Course, Direction, Point, Scores};
use crate::measure::plot::svg;
use crate::measure::{Better, Measure};
use crate::note::progress_note::ProgressNote;
use crate::output::rows::{Column, Form, object};
use crate::output::{Output, counted, without_controls};
use crate::record::chart::Chart;
use crate::record::chart::note_files::CheckedFiles;

/// Show a client's outcome measures over time
///
/// PHQ-9 and GAD-7 are built in; casenotes.toml of the chart describes others. Scores stand in the
/// front matter of notes: `--set measures.phq9=11`, and `measures.phq9_item9` for the ninth item.
/// What a score means supports your judgement and is none. Exit code 1 when there is no score.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes measures c-7f3k
  casenotes measures c-7f3k --svg")]
pub struct Args {
    /// Whose scores
    client: ClientId,
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

/// The scores of a client, and the notes that could not be read.
#[derive(Default)]
struct Gathered {
    scores: Scores,
    unread: Vec<String>,
}

/// A score, the measure it is one of, and how it is drawn.
struct Row {
    measure: String,
    point: Point,
    bar: String,
}

/// The columns of a score; in the document, the measure stands above its scores.
const COLUMNS: [Column<Row>; 16] = [
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
];

/// Prints each measure's course.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let days = Days::between(args.since, args.until, clock)?;
    chart.require_client(&args.client)?;
    let settings = chart.settings();
    for problem in settings.problems_at("measures") {
        output.warning(format_args!("casenotes.toml: [measures] {}", problem.message));
    }
    let gathered = gather(&args.client, chart)?;
    let mut courses = gathered.scores.courses(&settings.measures);
    courses.retain(|course| args.measures.is_empty() || args.measures.contains(&course.name));
    // What changed is told from the first score of all, also where fewer days are shown.
    for course in &mut courses {
        course.points.retain(|point| days.hold(point.day));
    }
    courses.retain(|course| !course.points.is_empty());
    match args.form.form() {
        Form::Table if args.svg => {
            if !courses.is_empty() {
                output.data(&svg::image(&courses, args.client.as_str()))?;
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
            output.rows(form, &COLUMNS, &rows, |_| {
                as_json(&args.client, &courses, &gathered.unread)
            })?;
        }
    }
    warn(&courses, &gathered.unread, &settings.measures, output);
    if courses.is_empty() {
        output.status("No scores found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

/// Reads the front matter of every note that is the client's.
fn gather(client: &ClientId, chart: &Chart) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    let survey = chart.survey(client)?;
    for listed in survey.listing.iter().flat_map(|listing| listing.notes()) {
        if listed.stem.is_none() {
            gathered.unread.push(format!("{client}/(a note without a note's name)"));
        }
    }
    let stems = chart.stems(client)?;
    let ids: Vec<NoteId> =
        stems.into_iter().map(|stem| NoteId { client: client.clone(), stem }).collect();
    let files_of_notes = chart.files_of_notes(&ids)?;
    let trust = chart.trust()?;
    for note_files in &files_of_notes {
        let note = ProgressNote::parse(&note_files.note);
        let judged: CheckedFiles<'_> = note_files.judge(&note.front, &trust);
        let is_theirs = note.front.client.as_ref() == Some(client) || judged.came_from(&note.front);
        let has_wrong_scores = note.problems.iter().any(|problem| problem.is_at("measures"));
        if note.is_broken() || !is_theirs || has_wrong_scores {
            gathered.unread.push(note_files.id.to_string());
            continue;
        }
        let day = note.front.start.map_or(note_files.id.stem.date(), |start| start.date());
        gathered.scores.add(&note_files.id.to_string(), day, &note.front.measures);
    }
    Ok(gathered)
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
fn warn(courses: &[Course<'_>], unread: &[String], known: &[Measure], output: &mut Output<'_>) {
    for course in courses {
        let title = course.title();
        for point in &course.points {
            if point.risk_follow_up {
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
            && let Some(meant) =
                nearest(&course.name, known.iter().map(|measure| measure.name.as_str()))
        {
            let name = without_controls(&course.name);
            output.hint(format_args!("Is `{name}` the same as `{meant}`?"));
        }
    }
    if let Some(first) = unread.first() {
        output.warning(format_args!(
            "{} cannot be read, so what it says of scores is missing here; the first is {first}",
            counted(unread.len(), "note")
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
