//! `casenotes disclosures`: the log of what left, and the accounting of it.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::rule::Rule;
use crate::output::rows::{Cell, Column, Form};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::client::ClientFile;
use crate::record::disclosure::accounting::{
    self, Gap, Head, Line, Wanted, is_suspended, lines, period_begins,
};
use crate::record::disclosure::entry::DisclosureEntry;

/// What is wanted of a client's log.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(after_help = "\
Examples:
  casenotes disclosures c-7f3k")]
pub struct Args {
    /// Whose record
    #[arg(required = true)]
    client: Option<ClientId>,
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

/// What the outside of the vault shows of its own log. Whoever opens both trees looks; from here
/// there is no way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultLog {
    /// This machine has no vault.
    NoVault,
    /// The vault is elsewhere, such as on a medium that is not plugged in, or cannot be looked at.
    NotSeen,
    /// It has so many entries of the client.
    Entries(usize),
}

/// A line of the list: a disclosure, or something that could not be looked at.
enum Row {
    Line(Box<Line>),
    Gap(Gap),
}

const COLUMNS: &[Column<Row>] = &[
    Column::new("DISCLOSURE", "id", |row| match row {
        Row::Line(line) => (&line.id).into(),
        Row::Gap(gap) => gap.id.as_ref().into(),
    }),
    Column::json("time", |row| row.entry().map(|it| &it.time).into()),
    Column::new("DATE", "date", |row| row.entry().and_then(DisclosureEntry::day).into()),
    Column::json("client", |row| row.entry().map(|it| &it.client).into()),
    Column::new("TO", "recipient", |row| row.entry().map(|it| &it.recipient).into()),
    Column::data("address", |row| row.entry().and_then(|it| it.address.as_ref()).into()),
    Column::data("description", |row| row.entry().map(|it| &it.description).into()),
    Column::new("PURPOSE", "purpose", |row| row.entry().map(|it| &it.purpose).into()),
    Column::new("BASIS", "basis", |row| row.entry().map(|it| &it.basis).into()),
    Column::table("INFORMATION", |row| match row {
        Row::Line(line) => (&line.entry.description).into(),
        Row::Gap(gap) => format!("not read: {}", gap.what).into(),
    }),
    Column::data("reference", |row| row.entry().and_then(|it| it.reference.as_ref()).into()),
    Column::json("justification", |row| {
        row.entry().and_then(|it| it.justification.as_ref()).into()
    }),
    Column::data("accountable", |row| row.entry().map(DisclosureEntry::is_accountable).into()),
    Column::json("authorizations", |row| row.entry().map(|it| &it.authorizations).into()),
    Column::json("format", |row| row.entry().and_then(|it| it.format.as_ref()).into()),
    Column::json("sealed_for", |row| row.entry().map(|it| &it.sealed_for).into()),
    Column::json("digest", |row| row.entry().and_then(|it| it.digest.as_ref()).into()),
    Column::json("sums", |row| row.entry().and_then(|it| it.sums.as_ref()).into()),
    Column::json("notes", |row| Cell::Json(json!(row.entry().map(|it| &it.notes)))),
    Column::json("documents", |row| Cell::Json(json!(row.entry().map(|it| &it.documents)))),
    Column::json("questionnaires", |row| {
        Cell::Json(json!(row.entry().map(|it| &it.questionnaires)))
    }),
    Column::json("stayed", |row| Cell::Json(json!(row.entry().map(|it| &it.stayed)))),
    Column::data("count", |row| row.line().map(|line| line.count).into()),
    Column::data("last", |row| row.line().and_then(|line| line.last).into()),
    Column::table("MADE", |row| match row.line() {
        Some(Line { count, last: Some(last), .. }) => format!("{count} times, last {last}").into(),
        Some(_) => "once".into(),
        None => Cell::Nothing,
    }),
    Column::json("request", |row| row.entry().and_then(|it| it.request.as_ref()).into()),
    Column::json("request_signed", |row| {
        row.entry().and_then(|it| it.request_signed.as_ref()).into()
    }),
    Column::json("representative", |row| {
        row.entry().and_then(|it| it.representative.as_ref()).into()
    }),
    Column::json("decision", |row| row.entry().and_then(|it| it.decision.as_ref()).into()),
    Column::json("corrects", |row| row.entry().and_then(|it| it.corrects.as_ref()).into()),
    Column::json("corrections", |row| row.line().map(|line| &line.corrections).into()),
    Column::json("assessments", |row| Cell::Json(json!(row.entry().map(|it| &it.assessments)))),
    Column::json("suspensions", |row| Cell::Json(json!(row.entry().map(|it| &it.suspensions)))),
    Column::json("notice_due", |row| row.entry().and_then(DisclosureEntry::notice_due).into()),
    Column::data("not_read", |row| match row {
        Row::Line(_) => Cell::Nothing,
        Row::Gap(gap) => (&gap.what).into(),
    }),
];

impl Row {
    fn line(&self) -> Option<&Line> {
        match self {
            Self::Line(line) => Some(line),
            Self::Gap(_) => None,
        }
    }

    fn entry(&self) -> Option<&DisclosureEntry> {
        self.line().map(|line| &line.entry)
    }
}

/// A log with a gap.
#[derive(Debug, thiserror::Error)]
#[error("the list is not complete: {} could not be read", counted(*.0, "entry"))]
struct Incomplete(usize);

impl Explain for Incomplete {
    fn hint(&self) -> Option<String> {
        Some("Mend what is named above; docs/FORMAT.md tells what an entry holds.".into())
    }
}

impl Args {
    /// Returns whose log is asked for.
    ///
    /// # Panics
    /// Never: without a client, the command line is refused.
    pub fn client(&self) -> &ClientId {
        self.client.as_ref().expect("clap demands a client where no command is named")
    }

    /// Tells whether what is printed stands for all that left, so that the vault belongs to it.
    pub fn is_an_account(&self) -> bool {
        self.accountable || self.html
    }
}

impl VaultLog {
    /// Says what belongs to a page of the record, to whoever prints it: on the page itself it would tell
    /// the reader what the accounting may keep from them.
    fn beside_the_page(self, client: &ClientId) -> Option<String> {
        let what = match self {
            Self::NoVault | Self::Entries(0) => return None,
            Self::NotSeen => "The vault is not at hand".to_owned(),
            Self::Entries(count) => {
                format!("The vault has {} of this client", counted(count, "entry"))
            }
        };
        Some(format!(
            "{what}: `casenotes vault releases {client} --accountable --html --name NAME` prints the page of psychotherapy notes, if there is one."
        ))
    }

    /// Returns what of a client's disclosures it holds unread.
    fn gap(self, client: &ClientId) -> Option<Gap> {
        let how = format!("`casenotes vault releases {client} --accountable` tells");
        let what = match self {
            Self::NoVault | Self::Entries(0) => return None,
            Self::NotSeen => format!(
                "the log of releases of psychotherapy notes, because the vault is not at hand; {how}"
            ),
            Self::Entries(count) => format!(
                "the log of releases of psychotherapy notes, which has {} of this client; {how}",
                counted(count, "entry")
            ),
        };
        Some(Gap { id: None, what })
    }
}

/// Prints the entries, by day, and behind them what could not be looked at.
pub fn run(
    args: &Args,
    chart: &Chart,
    vault: VaultLog,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (today, client) = (clock.now().date_naive(), args.client());
    let bytes = chart.read_client(client)?.unwrap_or_default();
    let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
    let since = match args.since {
        Some(day) => Some(day.resolve(today)?),
        None => args.accountable.then(|| period_begins(today)),
    };
    let (entries, mut gaps) = entries(chart, client, output)?;
    let unread = gaps.len();
    match args.html {
        true => vault.beside_the_page(client).iter().for_each(|told| output.status(told)),
        false => gaps.extend(vault.gap(client).filter(|_| args.is_an_account())),
    }
    let asked_on = args.accountable.then_some(today);
    let is_kept_out = |(_, entry): &&(String, DisclosureEntry)| is_suspended(entry, asked_on);
    let kept_out = entries.iter().filter(is_kept_out).count();
    let wanted =
        Wanted { since, accountable: args.accountable, summarised: args.summarise, asked_on };
    let lines = lines(entries, wanted);
    let (form, is_empty) = (args.form.form(), lines.is_empty() && gaps.is_empty());
    let without_vault =
        vault == VaultLog::NoVault && args.accountable && (args.html || form == Form::Table);
    if args.html {
        let person = match &file.name {
            Some(name) => format!("{name}, {client}"),
            None => client.to_string(),
        };
        let head = Head { person, since, today, accountable: args.accountable };
        output.data(&accounting::page(&head, &lines, &gaps))?;
    } else {
        let lines = lines.into_iter().map(|line| Row::Line(Box::new(line)));
        let rows: Vec<Row> = lines.chain(gaps.into_iter().map(Row::Gap)).collect();
        output.rows(form, COLUMNS, &rows, |rows| {
            json!({
                "schema": "casenotes/disclosures@1",
                "client": client.as_str(),
                "since": since.map(|day| day.to_string()),
                "accountable": args.accountable,
                "disclosures": rows,
            })
        })?;
    }
    if without_vault {
        output.status("Releases of psychotherapy notes belong to an accounting as well; this machine has no vault.");
    }
    if kept_out > 0 {
        output.status(format_args!(
            "{} left out at the word of an agency{}; do not tell the client.",
            counted(kept_out, "disclosure"),
            Rule::Suspension
        ));
    }
    if unread > 0 {
        return Err(Incomplete(unread).into());
    }
    if is_empty {
        // Of the vault's own log nothing is known here.
        output.status(if args.html {
            "No disclosures of the record found."
        } else {
            "No disclosures found."
        });
        return Ok(Outcome::Negative);
    }
    Ok(Outcome::Done)
}

type Named = (String, DisclosureEntry);

fn entries(
    chart: &Chart,
    client: &ClientId,
    output: &mut Output<'_>,
) -> Result<(Vec<Named>, Vec<Gap>), Failure> {
    let (mut entries, mut gaps) = (Vec::new(), Vec::new());
    for name in chart.papers(client, PaperKind::Disclosure)? {
        let id = PaperId { client: client.clone(), name };
        let read = chart.read_paper(&id, PaperKind::Disclosure);
        let what = match read.map(|paper| DisclosureEntry::parse(&paper.bytes, &paper.of)) {
            Ok(Ok(entry)) => {
                entries.push((id.to_string(), entry));
                continue;
            }
            Ok(Err(problem)) => {
                let message = problem.message;
                output.warning(format_args!("{id} is not an entry of this log: {message}"));
                format!("it is not an entry of this log: {message}")
            }
            Err(error) => {
                output.warning(format_args!("{id}: {error}"));
                error.to_string()
            }
        };
        gaps.push(Gap { id: Some(id.to_string()), what });
    }
    Ok((entries, gaps))
}
