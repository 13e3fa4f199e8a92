//! `casenotes todo`: everything that waits for the clinician, most urgent first.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::commands::args::clients::ClientArgs;
use crate::commands::args::form::FormArgs;
use crate::commands::chart::todo::item::{Item, Kind};
use crate::commands::chart::todo::of_calendar::{Calendars, Diary};
use crate::commands::chart::todo::of_client::waiting_with;
use crate::commands::chart::todo::of_practice::waiting_in_practice;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::note_id::NoteId;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::guard::doubt;
use crate::note::progress_note::ProgressNote;
use crate::note::template::Templates;
use crate::output::Output;
use crate::output::rows::Form;
use crate::parallel;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::record::signature::is_same_person;
use crate::rules;
use crate::rules::finding::Level;
use crate::rules::practice::Practice;
use crate::rules::settings::practice_of;
use crate::rules::subject::NoteSubject;

mod calendar;
mod item;
pub mod of_calendar;
mod of_client;
mod of_practice;

/// Of how many drafts the errors are counted. To count them of more would be to check the record, which
/// `validate` does.
const CHECKED: usize = 500;

/// Show everything that waits for you, most urgent first
///
/// What came from elsewhere and is not as it was signed, risk without a later contact, sessions of your calendar without a note, notes that are not signed in time, drafts with their errors, texts
/// of killed runs, co-signatures, plans, authorizations and records that run out, drafts of the vault
/// by their number, changes that are not committed or pushed, and keys near their end; each with the
/// command that settles it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes todo
  casenotes todo --mine --since monday
  casenotes todo --exit-code")]
pub struct Args {
    #[command(flatten)]
    clients: ClientArgs,
    /// Only what waits for you
    #[arg(long, conflicts_with = "author")]
    mine: bool,
    /// Only what waits for an author, by name
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, monday, "7 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// The names of the clients too, as on a terminal
    #[arg(long)]
    names: bool,
    /// End with 1 when something waits, for a prompt or a timer
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    form: FormArgs,
}

/// What waits in the vault, by its outside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sealed {
    /// Sealed drafts that could not be filed.
    pub drafts: usize,
    /// Texts that killed runs have left.
    pub texts: usize,
}

/// What the command needs besides its arguments.
pub struct Context<'a> {
    /// The chart.
    pub chart: &'a Chart,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Name and credentials of the clinician.
    pub author: Option<String>,
    /// What waits in the vault.
    pub sealed: Sealed,
    /// The clinician's calendars.
    pub calendars: Calendars<'a>,
}

/// What is looked for, with days and names settled.
struct Look<'a> {
    chart: &'a Chart,
    templates: Templates,
    now: SessionTime,
    days: Days,
    // Whose notes alone are wanted.
    author: Option<String>,
    // Who asks.
    own: Option<String>,
    // What the calendars have; of nobody but who asks.
    diary: Diary,
}

impl<'a> Look<'a> {
    /// Looks at all that waits but for the calendars, as `own` does.
    fn at_everything(
        chart: &'a Chart,
        clock: &dyn Clock,
        own: Option<String>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            chart,
            templates: chart.template_set()?.0,
            now: SessionTime::new(clock.now()),
            days: Days::between(None, None, clock)?,
            author: None,
            own,
            diary: Diary::default(),
        })
    }

    /// Tells whether what an author waits for is wanted.
    fn wants(&self, author: Option<&str>) -> bool {
        self.author
            .as_ref()
            .is_none_or(|wanted| author.is_some_and(|author| is_same_person(author, wanted)))
    }

    fn is_own(&self, author: Option<&str>) -> bool {
        let own = self.own.as_deref();
        own.zip(author).is_some_and(|(own, author)| is_same_person(own, author))
    }
}

/// Returns what waits first with each client, in a few words.
///
/// # Errors
/// Fails when the chart cannot be read.
pub fn most_urgent(
    chart: &Chart,
    clock: &dyn Clock,
    author: Option<&str>,
) -> Result<BTreeMap<ClientId, String>, Failure> {
    let look = Look::at_everything(chart, clock, author.map(str::to_owned))?;
    let mut items = waiting(&chart.clients()?, &look)?;
    items.extend(doubts(chart, clock)?);
    items.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut first = BTreeMap::new();
    for item in items {
        let Some(client) = item.client else { continue };
        let due = item.due.map(|day| format!(" {day}")).unwrap_or_default();
        first.entry(client).or_insert_with(|| format!("{}{due}", item.kind.as_str()));
    }
    Ok(first)
}

/// Returns what waits with some clients.
fn waiting(clients: &[ClientId], look: &Look<'_>) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    look.chart.for_each_client(
        clients,
        |client| waiting_with(client, look),
        |found| {
            items.extend(found);
            Ok::<(), Failure>(())
        },
    )?;
    Ok(items)
}

/// Returns of whom something came changed or removed and is not back, with the command that brings it back.
fn doubts(chart: &Chart, clock: &dyn Clock) -> Result<Vec<Item>, Failure> {
    let item = |doubt: doubt::InDoubt| {
        let why = "what came has changed or removed what was signed or logged".to_owned();
        let mut item = Item::of_practice(Kind::Doubt, why, &doubt.command());
        if let Some(client) = doubt.client {
            let bytes = chart.read_client(&client).ok().flatten().unwrap_or_default();
            item.name = ClientFile::parse(&String::from_utf8_lossy(&bytes)).0.name;
            item.client = Some(client);
        }
        item
    };
    Ok(doubt::left(chart, clock)?.into_iter().map(item).collect())
}

/// Prints what waits.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (chart, clock) = (context.chart, context.clock);
    let days = Days::between(args.since, None, clock)?;
    let is_own = match (&args.author, &context.author) {
        (None, _) => true,
        (Some(wanted), Some(own)) => is_same_person(own, wanted),
        (Some(_), None) => false,
    };
    let diary = match is_own {
        true => Diary::read(&context.calendars, days, clock, output),
        false => Diary::default(),
    };
    let look = Look {
        diary,
        days,
        author: if args.mine { context.author.clone() } else { args.author.clone() },
        ..Look::at_everything(chart, clock, context.author)?
    };
    let wanted = chart.clients_among(args.clients.named())?;
    let mut items = match look.diary.is_empty() {
        true => waiting(&wanted, &look)?,
        false => {
            // Whether a session is another's as well, all clients say.
            let mut items = waiting(&chart.clients()?, &look)?;
            leave_out_claimed_twice(&mut items, output);
            let is_wanted = |client: &ClientId| wanted.binary_search(client).is_ok();
            items.retain(|item| item.client.as_ref().is_some_and(is_wanted));
            items
        }
    };
    let has_drafts = items.iter().any(|item| item.kind.is_draft());
    if has_drafts {
        let (practice, _) = practice_of(chart, clock)?;
        count_errors(&mut items, &look, &practice)?;
    }
    let is_whole = args.clients.named().is_empty();
    let is_asked = |item: &Item| match &item.client {
        Some(client) => wanted.binary_search(client).is_ok(),
        None => is_whole,
    };
    items.extend(doubts(chart, clock)?.into_iter().filter(is_asked));
    if is_whole && args.author.is_none() {
        items.extend(waiting_in_practice(&look, context.sealed, output)?);
    }
    items.sort_by(|a, b| a.order().cmp(&b.order()));
    print(&items, args, output)?;
    Ok(match args.exit_code && !items.is_empty() {
        true => Outcome::Negative,
        false => Outcome::Done,
    })
}

fn print(items: &[Item], args: &Args, output: &mut Output<'_>) -> Result<(), Failure> {
    let form = args.form.form();
    let has_names = args.names || (form == Form::Table && output.looks().out_is_terminal);
    let document = |rows| json!({ "schema": "casenotes/todo@1", "items": rows });
    match has_names {
        true => output.rows(form, &Item::NAMED, items, document)?,
        false => output.rows(form, &Item::COLUMNS, items, document)?,
    }
    if items.is_empty() {
        output.status("Nothing waits.");
    }
    Ok(())
}

/// Leaves out sessions of the calendar that two clients claim: whose it is must not be guessed.
fn leave_out_claimed_twice(items: &mut Vec<Item>, output: &mut Output<'_>) {
    let mut claimed: BTreeMap<usize, BTreeSet<ClientId>> = BTreeMap::new();
    for item in items.iter() {
        if let (Some(slot), Some(client)) = (item.slot, &item.client) {
            claimed.entry(slot).or_default().insert(client.clone());
        }
    }
    claimed.retain(|_, clients| clients.len() > 1);
    items.retain(|item| item.slot.is_none_or(|slot| !claimed.contains_key(&slot)));
    let together: BTreeSet<&BTreeSet<ClientId>> = claimed.values().collect();
    for clients in together {
        let names: Vec<&str> = clients.iter().map(ClientId::as_str).collect();
        output.warning(format_args!(
            "sessions of the calendar could be of any of {}, and are not listed",
            names.join(", ")
        ));
        output.hint("Give each a `calendar` of its own with `casenotes client edit`, and each event one client.");
    }
}

/// Counts in each draft the errors that would stop its signing.
fn count_errors(items: &mut [Item], look: &Look<'_>, practice: &Practice) -> Result<(), Failure> {
    let drafts: Vec<(usize, NoteId)> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.kind.is_draft())
        .filter_map(|(at, item)| Some((at, item.note.as_ref()?.parse().ok()?)))
        .collect();
    if drafts.len() > CHECKED {
        return Ok(());
    }
    let mut counts = Vec::new();
    // The names of clients are read when a rule first asks, once for all threads.
    parallel::in_order(
        &drafts,
        |(at, id)| (*at, errors_in(id, look, practice)),
        |(at, errors)| {
            counts.push((at, errors));
            Ok::<(), Failure>(())
        },
    )?;
    for (at, errors) in counts {
        // One that went meanwhile has none to be counted.
        items[at].set_errors(errors);
    }
    Ok(())
}

fn errors_in(id: &NoteId, look: &Look<'_>, practice: &Practice) -> Option<usize> {
    let bytes = look.chart.read(id).ok()?;
    let note = ProgressNote::parse(&bytes);
    let subject = NoteSubject::new(&note, &id.client, Some(&id.stem), &look.templates, practice);
    let mut found = Vec::new();
    rules::check_note(&subject, &mut || look.chart.path(id), &bytes, &mut found);
    Some(found.iter().filter(|finding| finding.level == Level::Error).count())
}

impl Kind {
    /// Tells whether it is a draft that can be checked and signed.
    fn is_draft(self) -> bool {
        matches!(self, Self::Overdue | Self::Draft)
    }
}
