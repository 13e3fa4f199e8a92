//! `casenotes request add`: what a client asks for, and until when it is due.

use chrono::{Months, NaiveDate};

use crate::commands::chart::request::steps::{Context, WordArgs, day_of, file, line};
use crate::domain::client_id::ClientId;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::whose::Facts;
use crate::law::right::Right;
use crate::law::rule::Rule;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperId;
use crate::record::client::ClientFile;
use crate::record::requests::docket::{Docket, State};
use crate::record::requests::paper::RequestPaper;

/// Write down what a client asks for
///
/// Access to the record (45 CFR 164.524), its amendment (164.526), or an accounting of disclosures
/// (164.528). Says until when it is due, by the law of the practice and the days it has set.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request add c-7f3k access --received 2026-11-20
  casenotes request add c-7f3k amendment --note c-7f3k/2026-11-20 --text 'It was Tuesday.'")]
pub struct Args {
    /// Who asks
    client: ClientId,
    /// What for: access, amendment, accounting
    #[arg(value_name = "RIGHT")]
    right: Right,
    /// On what day it was received: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    received: Option<Day>,
    /// On what day the client signed it, if it is in writing
    #[arg(long, value_name = "DAY")]
    signed: Option<Day>,
    /// Who asks, if it is somebody who stands for the client [default: the client]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Of access: to whom else a copy is to go; asks for --address and --signed
    #[arg(long, value_name = "RECIPIENT", requires_all = ["address", "signed"])]
    to: Option<String>,
    /// Where it is to go
    #[arg(long, requires = "to")]
    address: Option<String>,
    /// What is asked for, in few words
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// Of amendment: the note that is to be amended
    #[arg(long, value_name = "NOTE", required_if_eq("right", "amendment"))]
    note: Option<NoteRef>,
    #[command(flatten)]
    words: WordArgs,
}

/// A request that is not filed.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("`--{0}` goes with a request for {1} alone")]
    OtherRight(&'static str, Right),
    #[error("`{0}` is a note of another client")]
    OtherClient(String),
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::OtherRight(..) => "Leave it out.".into(),
            Self::OtherClient(_) => "Name a note of the client who asks.".into(),
        })
    }
}

/// Files the request and prints its id.
pub fn run(
    args: &Args,
    mut context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = context.scribe.chart;
    chart.require_client(&args.client)?;
    for (flag, is_given, right) in
        [("to", args.to.is_some(), Right::Access), ("note", args.note.is_some(), Right::Amendment)]
    {
        if is_given && args.right != right {
            return Err(AddError::OtherRight(flag, right).into());
        }
    }
    let now = SessionTime::new(context.clock.now());
    let note = args.note.as_ref().map(|note| chart.find_named(note)).transpose()?;
    if let Some(note) = note.as_ref().filter(|note| note.client != args.client) {
        return Err(AddError::OtherClient(note.to_string()).into());
    }
    let bytes = chart.read_client(&args.client)?.unwrap_or_default();
    let file_of_client = ClientFile::parse(&String::from_utf8_lossy(&bytes)).0;
    let facts = chart.facts(&file_of_client, context.author.as_deref(), &chart.trust()?);
    let signed = args.signed.map(|day| day_of(Some(day), now.date())).transpose()?;
    let received = day_of(args.received, now.date())?;
    let by = line("by", args.by.as_ref())?.or(file_of_client.name);
    if let Some(by) = &by {
        // What sends a copy to somebody else counts by its signature.
        let signed = signed.filter(|_| args.to.is_some());
        require_right(&facts, by, received, signed, output)?;
    }
    let paper = RequestPaper {
        on: Some(received),
        right: Some(args.right),
        by,
        signed_on: signed,
        recipient: line("to", args.to.as_ref())?,
        address: line("address", args.address.as_ref())?,
        scope: line("what", args.what.as_ref())?,
        note: note.map(|note| note.stem),
        text: args.words.read(&mut context.scribe)?,
        ..RequestPaper::default()
    };
    if args.right == Right::Accounting && has_had_one(args, paper.on, chart)? {
        output.status(format_args!(
            "The client has asked for an accounting within 12 months: a fee for this one is told before, so that the request can be withdrawn{}.",
            Rule::AccountingFee
        ));
    }
    let beside = PaperId { client: args.client.clone(), name: String::new() };
    let id = file(chart, &beside, now, &paper)?;
    output.data(&format!("{id}\n"))?;
    match (chart.settings().law.deadline(args.right), paper.on) {
        (Some(deadline), Some(on)) => output.status(format_args!(
            "Received the request {id}; it is due on {} ({}).",
            deadline.due(on),
            deadline.cite
        )),
        _ => output.status(format_args!(
            "Received the request {id}; no law of the practice says when it is due."
        )),
    }
    Ok(Outcome::Done)
}

/// Tells whether the client has asked for an accounting within the twelve months before a day; the first
/// one in them is free.
fn has_had_one(args: &Args, on: Option<NaiveDate>, chart: &Chart) -> Result<bool, Failure> {
    let since = on.and_then(|on| on.checked_sub_months(Months::new(12)));
    let is_one = |docket: &Docket| {
        docket.request.right == Some(Right::Accounting)
            && docket.state() != State::Withdrawn
            && docket.request.on > since
            && docket.request.on <= on
    };
    Ok(chart.requests(&args.client)?.0.iter().any(is_one))
}

/// Fails when somebody asks, or has signed, who does not exercise the rights of the client; tells when
/// they do so for a part of them alone.
fn require_right(
    facts: &Facts,
    by: &str,
    received: NaiveDate,
    signed: Option<NaiveDate>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if let Some(day) = signed {
        facts.signer(by, day)?;
        facts.law_of_signing_alone(by, day).iter().for_each(|law| output.status(law));
    }
    let asker = facts.asker(by, received)?;
    if asker.is_some_and(|asker| asker.scope.is_some()) {
        output.status(format_args!(
            "Whoever asks stands for the client in a part of their affairs alone, by `scope` in the client file: the export asks for `--decision`{}.",
            Rule::Scope
        ));
    }
    Ok(())
}
