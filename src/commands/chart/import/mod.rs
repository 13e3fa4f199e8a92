//! `casenotes import`: takes a practice in from elsewhere, by a plan that a person reads first.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::commands::args::form::FormArgs;
use crate::disk::outside::read_given;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::position::Places;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::Problem;
use crate::import::archive_plan::is_of_an_archive;
use crate::import::dates::Order;
use crate::import::plan::Plan;
use crate::output::rows::{Column, Form};
use crate::output::{Output, counted, on_one_line};
use crate::record::chart::archive_check::is_archive;
use crate::record::chart::signing::Signing;

mod archive_filing;
mod archive_planning;
mod fetching;
mod filing;
mod planning;

/// Take notes and documents in from elsewhere
///
/// With sources, nothing is written but the plan: what each file was taken for, and on what evidence. With the
/// plan alone, what it says is filed: each note is sealed by you as received, which is no signature of what
/// it says, and the file it came from is kept beside it as a document. The sources are only read. Run it again
/// as often as you like: what is filed is known by its bytes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes import ~/old-notes --from 'Old EHR' --plan plan.toml
  casenotes import --plan plan.toml
  casenotes import clients.csv notes.csv --columns plan.toml --plan better.toml")]
pub struct Args {
    /// Folders and files of another program: Markdown, text, org, HTML, DOCX, tables as CSV and XLSX, FHIR, and ZIP
    /// archives of these; anything else becomes a document. Or an archive that `casenotes export` has made
    #[arg(value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// The plan: written where there are sources, else filed
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// What they come from, as every note will say: the name of the program or of the practice
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "files",
        hide_default_value = true,
        requires = "sources"
    )]
    from: String,
    /// In which order day and month stand where a date leaves it open
    #[arg(long, value_name = "ORDER", value_enum, requires = "sources")]
    date_order: Option<DateOrder>,
    /// What the columns of tables say, as the `[[table]]` of another plan has it
    #[arg(long, value_name = "FILE", requires = "sources")]
    columns: Option<PathBuf>,
    #[command(flatten)]
    form: FormArgs,
}

/// In which order day and month stand.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum DateOrder {
    /// 04/25/2023
    Mdy,
    /// 25.04.2023
    Dmy,
}

impl From<DateOrder> for Order {
    fn from(order: DateOrder) -> Self {
        match order {
            DateOrder::Mdy => Self::MonthFirst,
            DateOrder::Dmy => Self::DayFirst,
        }
    }
}

impl Args {
    /// Returns the plan, if it is to be written.
    pub fn written(&self) -> Option<&Path> {
        (!self.sources.is_empty()).then_some(&*self.plan)
    }
}

/// Tells whether a file may be read: none of the vault, and none of its keys.
pub type MayBeRead<'a> = dyn Fn(&Path) -> bool + 'a;

/// A plan that is not made or not filed.
#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error("a plan is there already: {}", .0.display())]
    PlanExists(PathBuf),
    #[error("there is nothing in what was named")]
    NoFiles,
    #[error("{} is not text in UTF-8", .0.display())]
    NotText(PathBuf),
    #[error("the plan {} has {}, so nothing was filed", path.display(), counted(*.count, "fault"))]
    Faults { path: PathBuf, count: usize },
    #[error("{0} is another than when the plan was made")]
    Changed(String),
    #[error("{0} does not say what it comes from")]
    NoOrigin(&'static str),
    #[error("an archive is taken in by itself, and something else is named beside it")]
    NotAlone,
    #[error("{} lies in the vault, or holds a key of it", .0.display())]
    Private(PathBuf),
    #[error("the archive {} has {}, so nothing of it is taken in", path.display(), counted(*.count, "fault"))]
    Broken { path: PathBuf, count: usize },
    #[error("the archive has no client `{0}`")]
    NotInArchive(ClientId),
    #[error("the archive has no file `{0}` of the practice")]
    NoSuchFile(String),
    #[error("`{0}` is here, and another than in the archive")]
    IsHere(String),
    #[error("the two lists in `{0}` say something else of one key")]
    TwoLists(String),
}

impl Explain for ImportError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::PlanExists(path) => format!(
                "Run `casenotes import --plan {}` to file it, or name another file for the new plan.",
                path.display()
            ),
            Self::NoFiles => "Name the folder in which the files lie.".into(),
            Self::NotText(_) => "Make the plan anew.".into(),
            Self::Faults { .. } => "Mend the lines above, or make the plan anew.".into(),
            Self::Changed(_) => "Make the plan anew; what is filed already is known again.".into(),
            Self::NoOrigin(_) => "Give the name of the program or of the practice.".into(),
            Self::NotAlone => "Make a plan for each.".into(),
            Self::Private(_) => "Name an archive elsewhere.".into(),
            Self::Broken { .. } => {
                "Get it anew from where it was made: what is not whole is not taken in.".into()
            }
            Self::NotInArchive(_) | Self::NoSuchFile(_) => "Mend the plan, or make it anew.".into(),
            Self::IsHere(_) => {
                "Make the plan anew, or say `as = \"leave\"` or `as = \"replace\"` in it.".into()
            }
            Self::TwoLists(_) => {
                "Settle it with `casenotes signer`, or say `as = \"leave\"` in the plan.".into()
            }
        })
    }
}

/// A file or a part of one, and what became of it.
struct Row {
    file: String,
    inside: Option<String>,
    lines: Option<String>,
    taken_as: &'static str,
    client: Option<String>,
    date: Option<String>,
    result: &'static str,
    id: Option<String>,
    why: String,
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("FILE", "file", |row| row.file.as_str().into()),
    Column::new("INSIDE", "inside", |row| row.inside.as_deref().into()),
    Column::new("LINES", "lines", |row| row.lines.as_deref().into()),
    Column::data("as", |row| row.taken_as.into()),
    Column::data("client", |row| row.client.as_deref().into()),
    Column::data("date", |row| row.date.as_deref().into()),
    Column::new("RESULT", "result", |row| row.result.into()),
    Column::new("FILED AS", "id", |row| row.id.as_deref().into()),
    Column::new("WHY", "why", |row| row.why.as_str().into()),
];

fn print(rows: &[Row], form: Form, output: &mut Output<'_>) -> Result<(), Failure> {
    let document = |rows| serde_json::json!({ "schema": "casenotes/import@1", "files": rows });
    Ok(output.rows(form, COLUMNS, rows, document)?)
}

/// Returns an id that nobody has, and nobody who is planned.
fn new_id(given: &mut Vec<ClientId>) -> ClientId {
    loop {
        let id = ClientId::from_random(rand::random());
        if !given.contains(&id) {
            given.push(id.clone());
            return id;
        }
    }
}

/// Ends a summary with what is unclear.
fn tell_unclear(text: &mut String, unclear: &[String]) {
    /// How many unclear things a summary names.
    const NAMED: usize = 10;
    if unclear.is_empty() {
        text.push_str("Nothing is unclear.\n");
        return;
    }
    let _ = writeln!(text, "{} unclear:", counted(unclear.len(), "thing"));
    for one in unclear.iter().take(NAMED) {
        let _ = writeln!(text, "  {}", on_one_line(one));
    }
    if unclear.len() > NAMED {
        let _ =
            writeln!(text, "  and {} more; they stand first in the plan", unclear.len() - NAMED);
    }
}

/// Says where the plan is, and what to do with it.
fn tell_planned(args: &Args, output: &mut Output<'_>) {
    let plan = args.plan.display();
    output.status(format_args!("Nothing was filed. The plan is {plan}."));
    output.hint(format_args!("Read it, and run `casenotes import --plan {plan}`."));
}

/// Reads a plan with all that is wrong with it, `more` as well, and refuses one with faults, each told by its line.
fn read_plan(
    path: &Path,
    bytes: &[u8],
    clock: &dyn Clock,
    more: impl Fn(&Plan) -> Result<Vec<Problem>, Failure>,
    output: &mut Output<'_>,
) -> Result<Plan, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::NotText(path.to_owned()))?;
    let (plan, mut problems) = Plan::read(text, clock.now().date_naive());
    problems.extend(more(&plan)?);
    problems.sort_by_key(|problem| problem.span.start);
    match problems.is_empty() {
        true => Ok(plan),
        false => Err(refused(path, bytes, &problems, output).into()),
    }
}

/// Tells each fault of a plan by its line.
fn refused(
    path: &Path,
    bytes: &[u8],
    problems: &[Problem],
    output: &mut Output<'_>,
) -> ImportError {
    let places = Places::new(bytes);
    for problem in problems {
        let at = places.of(problem.span.start);
        output.status(format_args!(
            "{}:{}:{}: {}",
            path.display(),
            at.line,
            at.column,
            problem.message
        ));
    }
    ImportError::Faults { path: path.to_owned(), count: problems.len() }
}

/// Makes the plan, or files it.
pub fn run(
    args: &Args,
    signing: Signing<'_>,
    may_be_read: &MayBeRead<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if args.written().is_none() {
        for client in signing.chart.end_arrivals()? {
            output.status(format_args!("Ended what a killed run had begun to add to {client}."));
        }
        let bytes = read_given(&args.plan)?.bytes;
        return match std::str::from_utf8(&bytes) {
            Ok(text) if is_of_an_archive(text) => {
                archive_filing::run(args, text, signing, may_be_read, output)
            }
            _ => filing::run(args, &bytes, signing, may_be_read, output),
        };
    }
    for source in &args.sources {
        if is_archive(source)? {
            return match &args.sources[..] {
                [source] => archive_planning::run(args, source, signing.chart, may_be_read, output),
                _ => Err(ImportError::NotAlone.into()),
            };
        }
    }
    planning::run(args, signing.chart, signing.clock, may_be_read, output)
}
