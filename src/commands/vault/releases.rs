//! `casenotes vault releases`: the vault's own log of what left, and its part of an accounting.

use chrono::{Months, NaiveDate};
use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_id::SealedId;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::rule::{Rule, of_the_practice};
use crate::output::rows::{Cell, Column};
use crate::output::{Output, counted};
use crate::page::ledger::{Item, Ledger, in_whole};
use crate::private::opened::open_each;
use crate::private::release::entry::ReleaseEntry;
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::private::vault::kind::Kind;

/// List the releases of psychotherapy notes
///
/// With `--accountable`, those of the last six years that belong to an accounting of disclosures (45 CFR
/// 164.528) and that no agency has kept out of it today; the rest of it is in the chart's log: `casenotes disclosures CLIENT --accountable`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault releases
  casenotes vault releases c-7f3k --accountable")]
pub struct Args {
    /// Only those of a client
    pub client: Option<ClientId>,
    /// Only on or after a day [default: everything; six years back with --accountable]
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only what the accounting of disclosures must name
    #[arg(long)]
    accountable: bool,
    #[command(flatten)]
    form: FormArgs,
    /// One HTML page to print, of one client
    #[arg(long, group = "output", requires = "client")]
    html: bool,
    /// What the client is called on the page, beside the id
    #[arg(long, requires = "html")]
    name: Option<String>,
}

/// The months before the request that an accounting covers: six years (45 CFR 164.528(a)).
const PERIOD: Months = Months::new(72);

/// A line of the list: a release, or an entry that could not be read.
enum Row {
    Release(SealedId, Box<ReleaseEntry>),
    Gap(SealedId, String),
}

const COLUMNS: &[Column<Row>] = &[
    Column::table("RELEASE", |row| row.id().to_string().into()),
    Column::data("time", |row| row.entry().map(|it| &it.time).into()),
    Column::data("client", |row| row.id().client.as_str().into()),
    Column::new("TO", "recipient", |row| row.entry().map(|it| &it.recipient).into()),
    Column::data("address", |row| row.entry().and_then(|it| it.address.as_ref()).into()),
    Column::new("PURPOSE", "purpose", |row| row.entry().map(|it| &it.purpose).into()),
    Column::new("GROUND", "ground", |row| row.entry().map(|it| &it.ground).into()),
    Column::data("reference", |row| row.entry().and_then(|it| it.reference.as_ref()).into()),
    Column::data("authorization", |row| {
        row.entry().and_then(|it| it.authorization.as_ref()).into()
    }),
    Column::data("form", |row| row.entry().map(|it| &it.form).into()),
    Column::data("sealed_for", |row| row.entry().map(|it| &it.sealed_for).into()),
    Column::data("digest", |row| row.entry().map(|it| &it.digest).into()),
    Column::table("INFORMATION", |row| match row {
        Row::Release(_, entry) => entry.description().into(),
        Row::Gap(_, why) => format!("not read: {why}").into(),
    }),
    Column::json("notes", |row| Cell::Json(json!(row.entry().map(|it| &it.notes)))),
    Column::data("id", |row| row.id().to_string().into()),
    Column::data("date", |row| row.entry().and_then(ReleaseEntry::day).into()),
    Column::data("description", |row| row.entry().map(ReleaseEntry::description).into()),
    Column::data("accountable", |row| row.entry().map(ReleaseEntry::is_accountable).into()),
    Column::json("suspensions", |row| Cell::Json(json!(row.entry().map(|it| &it.suspensions)))),
    Column::data("not_read", |row| match row {
        Row::Release(..) => Cell::Nothing,
        Row::Gap(_, why) => why.into(),
    }),
];

impl Row {
    fn id(&self) -> &SealedId {
        match self {
            Self::Release(id, _) | Self::Gap(id, _) => id,
        }
    }

    fn entry(&self) -> Option<&ReleaseEntry> {
        match self {
            Self::Release(_, entry) => Some(entry),
            Self::Gap(..) => None,
        }
    }
}

/// A log with a gap.
#[derive(Debug, thiserror::Error)]
#[error("the list is not complete: {} could not be read", counted(*.0, "entry"))]
struct Incomplete(usize);

impl Explain for Incomplete {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes vault verify` to see what is wrong.".into())
    }
}

/// Prints the entries, sorted by client and time.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let since = match args.since {
        Some(day) => Some(day.resolve(today)?),
        None if args.accountable => today.checked_sub_months(PERIOD),
        None => None,
    };
    let shelf = vault.shelf(Kind::Release);
    let ids = shelf.ids(args.client.as_ref())?;
    let (mut rows, mut unread) = (Vec::new(), 0);
    if !ids.is_empty() {
        open_each(
            &identity(output)?,
            &shelf,
            &ids,
            |id, file| (id.clone(), file.map(|file| ReleaseEntry::parse(file.reveal()))),
            |(id, read)| {
                let why = match read {
                    Ok(Some(entry)) => {
                        rows.push(Row::Release(id, Box::new(entry)));
                        return Ok::<(), Failure>(());
                    }
                    Ok(None) => "it is not an entry of the log".to_owned(),
                    Err(error) => error.to_string(),
                };
                unread += 1;
                output.warning(format_args!("{id}: {why}"));
                rows.push(Row::Gap(id, why));
                Ok(())
            },
        )?;
    }
    // What an agency keeps out is told to nobody but whoever keeps the log.
    let is_kept_out = |row: &Row| {
        let is_it = |it: &ReleaseEntry| it.is_accountable() && it.is_suspended(today);
        args.accountable && row.entry().is_some_and(is_it)
    };
    let kept_out = rows.iter().filter(|row| is_kept_out(row)).count();
    rows.retain(|row| !is_kept_out(row));
    // What cannot be read may be of any day and any ground.
    rows.retain(|row| {
        row.entry().is_none_or(|entry| {
            since.is_none_or(|since| entry.day().is_none_or(|day| since <= day))
                && (!args.accountable || entry.is_accountable())
        })
    });
    match args.client.as_ref().filter(|_| args.html) {
        Some(client) => output.data(&page(args, client, since, today, &rows))?,
        None => output.rows(args.form.form(), COLUMNS, &rows, |rows| {
            json!({
                "schema": "casenotes/vault-releases@1",
                "since": since.map(|day| day.to_string()),
                "accountable": args.accountable,
                "releases": rows,
            })
        })?,
    }
    if kept_out > 0 {
        output.status(format_args!(
            "{} left out at the word of an agency{}; do not tell the client.",
            counted(kept_out, "release"),
            Rule::Suspension
        ));
    }
    if unread > 0 {
        return Err(Incomplete(unread).into());
    }
    if rows.is_empty() {
        output.status("No releases found.");
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

/// Writes the releases as one page to print.
fn page(
    args: &Args,
    client: &ClientId,
    since: Option<NaiveDate>,
    today: NaiveDate,
    rows: &[Row],
) -> String {
    let (title, rule) = match args.accountable {
        true => (
            "Accounting of disclosures: psychotherapy notes",
            format!(
                "Releases of psychotherapy notes that are to be accounted for{}. Disclosures of the record have an accounting of their own, which belongs to it.",
                Rule::Accounting.if_any()
            ),
        ),
        false => (
            "Log of releases: psychotherapy notes",
            "Every release of psychotherapy notes that was written down. Disclosures of the record have a log of their own."
                .to_owned(),
        ),
    };
    let period = match since {
        Some(since) => format!("{since} to {today}"),
        None => format!("until {today}"),
    };
    let gap = |row: &Row| match row {
        Row::Gap(id, why) => Some(format!("Not read: {id}: {why}")),
        Row::Release(..) => None,
    };
    let gaps: Vec<String> = rows.iter().filter_map(gap).collect();
    // What is left out at the word of an agency must not show, so an accounting says of no day that
    // there was nothing at all.
    let none = match args.accountable {
        true => "None of them is listed for this period.",
        false => "There were none.",
    };
    let first = in_whole(&rule, none, rows.len() - gaps.len(), gaps.len());
    let person = match &args.name {
        Some(name) => format!("{name}, {client}"),
        None => client.to_string(),
    };
    Ledger {
        title,
        person: &person,
        facts: vec![("Period", period)],
        remarks: std::iter::once(first).chain(gaps).collect(),
        items: rows.iter().filter_map(Row::entry).map(item).collect(),
    }
    .page()
}

fn item(entry: &ReleaseEntry) -> Item {
    let day = entry.day().map(|day| day.to_string()).unwrap_or_default();
    let ground = of_the_practice().law().exception(&entry.ground);
    Item {
        heading: format!("{day}: {}", entry.recipient),
        facts: vec![
            ("Address", entry.address.clone()),
            ("Information", Some(entry.description())),
            ("Purpose", Some(entry.purpose.clone())),
            ("Ground", Some(ground.map_or_else(|_| entry.ground.clone(), ToString::to_string))),
            ("Reference", entry.reference.clone()),
        ],
    }
}
