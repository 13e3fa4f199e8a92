//! `casenotes disclosures`: the log of what left, and the accounting of it.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::rows::{Cell, Column, Form};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::client::ClientFile;
use crate::record::disclosure::accounting::{self, Head, Line, Wanted, lines, period_begins};
use crate::record::disclosure::entry::DisclosureEntry;

/// List what left of a client's record, and account for it
///
/// With `--accountable`, those disclosures of the last six years that 45 CFR 164.528 asks to be
/// accounted for. Releases of psychotherapy notes are in the vault's own log: `vault releases`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose record
    client: ClientId,
    /// Only on or after a day [default: everything; six years back with --accountable]
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only what the accounting of disclosures must name
    #[arg(long)]
    accountable: bool,
    /// Repeated disclosures to one recipient for one purpose as one line (45 CFR 164.528(b)(3))
    #[arg(long)]
    summarise: bool,
    #[command(flatten)]
    form: FormArgs,
    /// One HTML page to print
    #[arg(long, group = "output")]
    html: bool,
}

const COLUMNS: &[Column<Line>] = &[
    Column::new("DISCLOSURE", "id", |line| (&line.id).into()),
    Column::json("time", |line| (&line.entry.time).into()),
    Column::new("DATE", "date", |line| line.entry.day().into()),
    Column::json("client", |line| (&line.entry.client).into()),
    Column::new("TO", "recipient", |line| (&line.entry.recipient).into()),
    Column::data("address", |line| line.entry.address.as_ref().into()),
    Column::data("description", |line| (&line.entry.description).into()),
    Column::new("PURPOSE", "purpose", |line| (&line.entry.purpose).into()),
    Column::new("BASIS", "basis", |line| (&line.entry.basis).into()),
    Column::table("INFORMATION", |line| (&line.entry.description).into()),
    Column::data("reference", |line| line.entry.reference.as_ref().into()),
    Column::json("justification", |line| line.entry.justification.as_ref().into()),
    Column::data("accountable", |line| line.entry.is_accountable().into()),
    Column::json("authorizations", |line| (&line.entry.authorizations).into()),
    Column::json("format", |line| line.entry.format.as_ref().into()),
    Column::json("sealed_for", |line| (&line.entry.sealed_for).into()),
    Column::json("digest", |line| line.entry.digest.as_ref().into()),
    Column::json("sums", |line| line.entry.sums.as_ref().into()),
    Column::json("notes", |line| Cell::Json(json!(line.entry.notes))),
    Column::json("stayed", |line| Cell::Json(json!(line.entry.stayed))),
    Column::data("count", |line| line.count.into()),
    Column::data("last", |line| line.last.into()),
    Column::table("MADE", |line| match line.last {
        Some(last) => format!("{} times, last {last}", line.count).into(),
        None => "once".into(),
    }),
];

/// A log with a gap.
#[derive(Debug, thiserror::Error)]
#[error("the list is not complete: {} could not be read", counted(*.0, "entry"))]
struct Incomplete(usize);

impl Explain for Incomplete {
    fn hint(&self) -> Option<String> {
        Some("Mend what is named above; docs/FORMAT.md tells what an entry holds.".into())
    }
}

/// Prints the entries, by day.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let bytes = chart.read_client(&args.client)?.unwrap_or_default();
    let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
    let since = match args.since {
        Some(day) => Some(day.resolve(today)?),
        None => args.accountable.then(|| period_begins(today)),
    };
    let (entries, unread) = entries(chart, &args.client, output)?;
    let wanted = Wanted { since, accountable: args.accountable, summarised: args.summarise };
    let lines = lines(entries, wanted);
    let form = args.form.form();
    if args.html {
        let person = match &file.name {
            Some(name) => format!("{name}, {}", args.client),
            None => args.client.to_string(),
        };
        let head = Head { person, since, today, accountable: args.accountable };
        output.data(&accounting::page(&head, &lines))?;
    } else {
        output.rows(form, COLUMNS, &lines, |rows| {
            json!({
                "schema": "casenotes/disclosures@1",
                "client": args.client.as_str(),
                "since": since.map(|day| day.to_string()),
                "accountable": args.accountable,
                "disclosures": rows,
            })
        })?;
    }
    if args.accountable && form == Form::Table {
        // The wall keeps this command from the vault.
        output.status("Releases of psychotherapy notes belong to an accounting as well: see `casenotes vault releases`.");
    }
    if unread > 0 {
        return Err(Incomplete(unread).into());
    }
    if lines.is_empty() {
        output.status("No disclosures found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

fn entries(
    chart: &Chart,
    client: &ClientId,
    output: &mut Output<'_>,
) -> Result<(Vec<(String, DisclosureEntry)>, usize), Failure> {
    let (mut entries, mut unread) = (Vec::new(), 0);
    for name in chart.papers(client, PaperKind::Disclosure)? {
        let id = PaperId { client: client.clone(), name };
        let read = chart.read_paper(&id, PaperKind::Disclosure);
        match read.map(|bytes| DisclosureEntry::parse(&bytes, client)) {
            Ok(Ok(entry)) => entries.push((id.to_string(), entry)),
            Ok(Err(problem)) => {
                unread += 1;
                let message = problem.message;
                output.warning(format_args!("{id} is not an entry of this log: {message}"));
            }
            Err(error) => {
                unread += 1;
                output.warning(format_args!("{id}: {error}"));
            }
        }
    }
    Ok((entries, unread))
}
