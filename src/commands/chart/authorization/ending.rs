//! How an authorization ends before its day: what is written down of it, and no other byte is changed.

use chrono::NaiveDate;
use toml_edit::{Datetime, Value};

use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure};
use crate::fields::{Fields, rewrite};
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};

/// Which authorization ended, and when.
#[derive(Debug, clap::Args)]
pub struct EndingArgs {
    /// Which: CLIENT/2026-11-24, or CLIENT for the latest
    authorization: NoteRef,
    /// On what day: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was revoked in writing (45 CFR 164.508(b)(5)).
    Revoked,
    /// The event occurred that it names (164.508(b)(2)(i)).
    Occurred,
}

/// An authorization of which no end is written down.
#[derive(Debug, thiserror::Error)]
pub enum EndingError {
    /// It was revoked before.
    #[error("the authorization `{0}` was revoked already")]
    Already(PaperId),
    /// Its event has occurred before.
    #[error("the event that ends the authorization `{0}` has occurred already")]
    AlreadyOccurred(PaperId),
    /// It names no event.
    #[error("the authorization `{0}` names no event that ends it")]
    NoEvent(PaperId),
    /// It cannot be read.
    #[error("the authorization `{0}` cannot be read, or not be given back byte for byte")]
    Unreadable(PaperId),
    /// Somebody else wrote.
    #[error("the authorization `{0}` changed meanwhile; nothing was written")]
    ChangedMeanwhile(PaperId),
    /// It has not come.
    #[error("the day lies in the future")]
    Future,
    /// It was not signed then.
    #[error("the day is before the one on which the authorization was signed")]
    BeforeSigning,
}

impl Explain for EndingError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Already(id) | Self::AlreadyOccurred(id) | Self::NoEvent(id) => {
                format!("See `casenotes authorization show {id}`.")
            }
            Self::Unreadable(_) => {
                "Write `revoked = DATE`, or `event_occurred = true`, into the file yourself.".into()
            }
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
            Self::Future | Self::BeforeSigning => {
                "Name the day on which it was revoked, or on which the event occurred.".into()
            }
        })
    }
}

/// Writes down how an authorization ended, and returns which and on what day.
///
/// # Errors
/// Fails when it has ended so already, or cannot have.
pub fn write_down(
    ending: Ending,
    args: &EndingArgs,
    chart: &Chart,
    clock: &dyn Clock,
) -> Result<(PaperId, NaiveDate), Failure> {
    let kind = PaperKind::Authorization;
    let id = chart.find_paper(&args.authorization, kind)?;
    let before = chart.read_paper(&id, kind)?.bytes;
    let today = clock.now().date_naive();
    let day = args.on.map_or(Ok(today), |day| day.resolve(today))?;
    if day > today {
        return Err(EndingError::Future.into());
    }
    let unreadable = || EndingError::Unreadable(id.clone());
    let text = std::str::from_utf8(&before).map_err(|_| unreadable())?;
    let mut document = rewrite::open(text).ok_or_else(unreadable)?;
    let mut fields = Fields::parse(text, 0, 0..0);
    match ending {
        Ending::Revoked if document.contains_key("revoked") => {
            return Err(EndingError::Already(id).into());
        }
        Ending::Occurred if fields.flag("event_occurred") == Some(true) => {
            return Err(EndingError::AlreadyOccurred(id).into());
        }
        Ending::Occurred if fields.filled_text("expires_event").is_none() => {
            return Err(EndingError::NoEvent(id).into());
        }
        _ => {}
    }
    if fields.date("signed_on").is_some_and(|signed| day < signed) {
        return Err(EndingError::BeforeSigning.into());
    }
    let date: Datetime = day.to_string().parse().map_err(|_| unreadable())?;
    match ending {
        Ending::Revoked => rewrite::put(&mut document, "revoked", Value::from(date)),
        Ending::Occurred => {
            rewrite::put(&mut document, "event_occurred", Value::from(true));
            rewrite::put(&mut document, "event_on", Value::from(date));
        }
    }
    match chart.tree().replace_if(
        &chart.paper_path(&id, kind),
        &before,
        document.to_string().as_bytes(),
    )? {
        Replaced::Yes => Ok((id, day)),
        Replaced::ChangedMeanwhile => Err(EndingError::ChangedMeanwhile(id).into()),
    }
}
