//! What all steps about a request have in common: which request, on what day, in which words.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::elements::is_plain;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::requests::docket::{Docket, NoSuchStep, State};
use crate::record::requests::paper::RequestPaper;
use crate::record::scribe::Scribe;

/// What every step takes.
#[derive(Debug, clap::Args)]
pub struct StepArgs {
    /// Which request: CLIENT/2026-11-24, or CLIENT for the latest
    pub request: NoteRef,
    /// On what day: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
}

/// Words of some length.
#[derive(Debug, clap::Args)]
pub struct WordArgs {
    /// The words
    #[arg(long, value_name = "TEXT", group = "words")]
    text: Option<String>,
    /// Read the words from a file
    #[arg(long, value_name = "FILE", group = "words")]
    from: Option<PathBuf>,
    /// Read the words from standard input
    #[arg(long, group = "words")]
    stdin: bool,
}

/// A step that is not taken; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// There is no such request.
    #[error("there is no request `{0}` that can be read")]
    NoSuchRequest(String),
    /// The day lies in the future.
    #[error("the day lies in the future")]
    Future,
    /// A text hides something, or says nothing.
    #[error("`--{0}` is empty, or holds a line end or a mark that does not show")]
    NotPlain(&'static str),
    /// No words were given.
    #[error("nothing says what the paper says")]
    NoWords,
    /// The step cannot be taken.
    #[error("{step}: {why}")]
    Refused {
        /// Which step.
        step: &'static str,
        /// Why.
        why: NoSuchStep,
    },
    /// The paper would not be one.
    #[error("this is no paper of a request: {0}")]
    Unsound(String),
}

impl Explain for StepError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoSuchRequest(_) => "Run `casenotes request list` to see what there is.".into(),
            Self::Future => "Name the day on which it was done.".into(),
            Self::NotPlain(_) => "Write it on one line, in letters that show.".into(),
            Self::NoWords => "Give `--text TEXT`, `--from FILE` or `--stdin`.".into(),
            Self::Refused { .. } => {
                "`casenotes request show REQUEST` tells what was done about it so far.".into()
            }
            Self::Unsound(_) => "Nothing was written; see docs/CUSTODIAN.md.".into(),
        })
    }
}

/// What a step needs besides its arguments.
pub struct Context<'a> {
    /// What takes words down.
    pub scribe: Scribe<'a>,
    /// What day it is.
    pub clock: &'a dyn Clock,
    /// Name and credentials of the clinician.
    pub author: Option<String>,
}

impl WordArgs {
    /// Reads the words, if there are any.
    ///
    /// # Errors
    /// Fails when they cannot be read or are no text.
    pub fn read(&self, scribe: &mut Scribe<'_>) -> Result<Option<String>, Failure> {
        let words = match (&self.text, scribe.given(self.stdin, self.from.as_deref())?) {
            (Some(text), _) => Some(text.clone()),
            (None, Some(given)) => Some(given.text()?.to_owned()),
            (None, None) => None,
        };
        Ok(words.filter(|words| !words.trim().is_empty()))
    }
}

/// Takes a line that somebody typed.
///
/// # Errors
/// Refuses an empty one, and one that hides something.
pub fn line(flag: &'static str, text: Option<&String>) -> Result<Option<String>, StepError> {
    let Some(text) = text else { return Ok(None) };
    match text.trim().is_empty() || !is_plain(text) {
        true => Err(StepError::NotPlain(flag)),
        false => Ok(Some(text.trim().to_owned())),
    }
}

/// Finds the request that a reference means; a step leads to its request, a client alone to the latest.
///
/// # Errors
/// Fails when there is none.
pub fn find(
    chart: &Chart,
    reference: &NoteRef,
    output: &mut Output<'_>,
) -> Result<(PaperId, Docket), Failure> {
    let id = match reference {
        NoteRef::Latest(client) => {
            chart.require_client(client)?;
            PaperId { client: client.clone(), name: String::new() }
        }
        reference => chart.find_paper(reference, PaperKind::Request)?,
    };
    let (mut dockets, unread) = chart.requests(&id.client)?;
    for id in unread {
        output
            .warning(format_args!("{id} is not a paper of a request, or its request is not there"));
    }
    let has_it = |docket: &Docket| {
        docket.name == id.name || docket.steps.iter().any(|(name, _)| *name == id.name)
    };
    let at = match id.name.is_empty() {
        true => dockets.len().checked_sub(1),
        false => dockets.iter().position(has_it),
    };
    let docket = at.map(|at| dockets.swap_remove(at));
    let asked = if id.name.is_empty() { id.client.to_string() } else { id.to_string() };
    let docket = docket.ok_or(StepError::NoSuchRequest(asked))?;
    Ok((PaperId { name: docket.name.clone(), ..id }, docket))
}

/// Takes a step, and prints the id of its paper.
///
/// # Errors
/// Fails when the request stands so that it cannot be taken; nothing is written then.
pub fn take(
    args: &StepArgs,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
    paper: RequestPaper,
) -> Result<Outcome, Failure> {
    let now = SessionTime::new(clock.now());
    let (id, mut docket) = find(chart, &args.request, output)?;
    let day = day_of(args.on, now.date())?;
    let paper = RequestPaper { request: Some(docket.name.clone()), on: Some(day), ..paper };
    let right = docket.request.right;
    let deadline = right.and_then(|right| chart.settings().law.deadline(right));
    let step = paper.step.as_str();
    docket.require_next(&paper, deadline).map_err(|why| StepError::Refused { step, why })?;
    let filed = file(chart, &id, now, &paper)?;
    output.data(&format!("{filed}\n"))?;
    docket.steps.push((filed.name.clone(), paper));
    let (state, due) = (docket.state(), docket.due(deadline));
    match due.filter(|_| state == State::Open) {
        Some(due) => output.status(format_args!("{id} is {}, and due on {due}.", state.as_str())),
        None => output.status(format_args!("{id} is {}.", state.as_str())),
    }
    Ok(Outcome::Done)
}

/// Files a paper beside others of its client, if it is one.
///
/// # Errors
/// Fails when it would not be read back as it is, and when the disk refuses.
pub fn file(
    chart: &Chart,
    beside: &PaperId,
    now: SessionTime,
    paper: &RequestPaper,
) -> Result<PaperId, Failure> {
    let client = &beside.client;
    let text = paper.to_toml(client);
    let (read, problems) = RequestPaper::read(&text, client);
    if let Some(problem) = problems.into_iter().next() {
        return Err(StepError::Unsound(problem.message).into());
    }
    if read != *paper {
        return Err(StepError::Unsound("a text of it would not be read back".to_owned()).into());
    }
    Ok(chart.file_paper(client, PaperKind::Request, now, text.as_bytes())?)
}

/// Settles a day that must not lie in the future.
///
/// # Errors
/// Fails when it does, or is none.
pub fn day_of(day: Option<Day>, today: NaiveDate) -> Result<NaiveDate, Failure> {
    let day = day.map_or(Ok(today), |day| day.resolve(today))?;
    if day > today {
        return Err(StepError::Future.into());
    }
    Ok(day)
}
