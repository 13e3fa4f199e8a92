//! `casenotes retention`: which closed clients' records have passed the period the practice has set.

use chrono::NaiveDate;
use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::law::rule::Rule;
use crate::output::rows::Column;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::kept_record::KeptRecord;
use crate::record::retention::{Gap, Reason, RetentionPeriod, RetentionVerdict};

/// Report which closed clients' records have passed the practice's period
///
/// The period is what `[retention]` in casenotes.toml of the chart says; none is made up. This is a
/// report: casenotes deletes nothing, ever. Exit code 1 when there is no such record.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes retention
  casenotes retention --all")]
pub struct Args {
    /// Every closed client, with the day up to which the record is kept
    #[arg(short, long)]
    all: bool,
    #[command(flatten)]
    form: FormArgs,
}

/// One closed client.
struct Row {
    id: ClientId,
    ended: Option<NaiveDate>,
    until: Option<NaiveDate>,
    state: &'static str,
    why: String,
    has_records: bool,
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("CLIENT", "client", |row| row.id.as_str().into()),
    Column::new("ENDED", "ended", |row| row.ended.into()),
    Column::new("KEEP UNTIL", "keep_until", |row| row.until.into()),
    Column::new("STATE", "state", |row| row.state.into()),
    Column::new("WHY", "why", |row| (&row.why).into()),
    Column::data("has_authorizations_or_disclosures", |row| row.has_records.into()),
];

/// The period is over.
const PASSED: &str = "passed";

/// Prints the report, sorted by client.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let period = chart.settings().retention.clone()?;
    let today = clock.now().date_naive();
    let (mut rows, mut open) = (Vec::new(), 0);
    let clients = chart.clients()?;
    chart.for_each_client(
        &clients,
        |client| row(client, &period, chart, today),
        |row| {
            match row {
                Some(row) => rows.push(row),
                None => open += 1,
            }
            Ok::<(), Failure>(())
        },
    )?;
    rows.retain(|row| args.all || row.state == PASSED);
    output.rows(args.form.form(), COLUMNS, &rows, |rows| {
        json!({
            "schema": "casenotes/retention@1",
            "day": today.to_string(),
            "adult_years": period.adult_years,
            "minor_years_after_majority": period.minor_years_after_majority,
            "age_of_majority": period.age_of_majority,
            "deleted": 0,
            "open_clients": open,
            "clients": rows,
        })
    })?;
    let clients = counted(open, "client");
    output.status(format_args!("{clients} not closed, and so not looked at; nor is the vault."));
    output.status("casenotes deletes nothing: what becomes of a record is yours to decide. Ask first whether a payer's contract, a complaint or a court wants it kept.");
    if rows.iter().any(|row| row.has_records) {
        output.status(format_args!(
            "Authorizations and disclosures are kept for 6 years of their own{}.",
            Rule::Documentation
        ));
    }
    Ok(if rows.is_empty() { Outcome::Negative } else { Outcome::Done })
}

/// Returns what follows for a client; `None` for one who is not closed.
fn row(
    id: &ClientId,
    period: &RetentionPeriod,
    chart: &Chart,
    today: NaiveDate,
) -> Result<Option<Row>, Failure> {
    let Some(KeptRecord { ended, verdict }) = chart.kept_record(id, period, today)? else {
        return Ok(None);
    };
    Ok(Some(Row {
        id: id.clone(),
        ended,
        until: verdict.until(),
        state: state(verdict, today),
        why: why(verdict, period),
        has_records: chart.has_records(id)?,
    }))
}

fn state(verdict: RetentionVerdict, today: NaiveDate) -> &'static str {
    match verdict {
        RetentionVerdict::Until(..) if verdict.has_passed(today) => PASSED,
        RetentionVerdict::Until(..) => "kept",
        RetentionVerdict::Hold => "hold",
        RetentionVerdict::Unknown(_) => "unknown",
    }
}

fn why(verdict: RetentionVerdict, period: &RetentionPeriod) -> String {
    let years = |years: u32| counted(years as usize, "year");
    match verdict {
        RetentionVerdict::Hold => "legal hold".to_owned(),
        RetentionVerdict::Until(_, Reason::AfterTheEnd) => {
            format!("{} after the end", years(period.adult_years))
        }
        RetentionVerdict::Until(_, Reason::AfterMajority) => {
            format!("{} after majority", years(period.minor_years_after_majority))
        }
        RetentionVerdict::Unknown(Gap::BirthDate) => "no birth date in the client file".to_owned(),
        RetentionVerdict::Unknown(Gap::ClientFile) => {
            "the client file has a mistake: run `validate`".to_owned()
        }
        RetentionVerdict::Unknown(Gap::Dates) => {
            "dates contradict one another: run `validate`".to_owned()
        }
        RetentionVerdict::Unknown(Gap::Note) => {
            "a note has no note's name: run `validate`".to_owned()
        }
        RetentionVerdict::Unknown(Gap::Calendar) => "a date is beyond the calendar".to_owned(),
    }
}
