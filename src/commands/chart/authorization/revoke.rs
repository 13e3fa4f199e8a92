//! `casenotes authorization revoke`: writes down that an authorization was revoked.

use toml_edit::{Datetime, Value};

use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::{Fields, rewrite};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};

/// Write down that an authorization was revoked in writing
///
/// Nothing leaves under it any more (45 CFR 164.508(b)(2)(iii), (b)(5)); what has left before stays in
/// the log.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which: CLIENT/2026-11-24, or CLIENT for the latest
    authorization: NoteRef,
    /// On what day: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// An authorization that is not revoked by this.
#[derive(Debug, thiserror::Error)]
enum RevokeError {
    #[error("the authorization `{0}` was revoked already")]
    Already(PaperId),
    #[error("the authorization `{0}` cannot be read, or not be given back byte for byte")]
    Unreadable(PaperId),
    #[error("the authorization `{0}` changed meanwhile; nothing was written")]
    ChangedMeanwhile(PaperId),
    #[error("the day lies in the future")]
    Future,
    #[error("the day is before the one on which the authorization was signed")]
    BeforeSigning,
}

impl Explain for RevokeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Already(id) => format!("See `casenotes authorization show {id}`."),
            Self::Unreadable(_) => "Write `revoked = DATE` into the file yourself.".into(),
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
            Self::Future | Self::BeforeSigning => {
                "Name the day on which the client revoked it.".into()
            }
        })
    }
}

/// Sets the key `revoked` and changes no other byte.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let kind = PaperKind::Authorization;
    let id = chart.find_paper(&args.authorization, kind)?;
    let before = chart.read_paper(&id, kind)?.bytes;
    let today = clock.now().date_naive();
    let day = args.on.map_or(Ok(today), |day| day.resolve(today))?;
    if day > today {
        return Err(RevokeError::Future.into());
    }
    let unreadable = || RevokeError::Unreadable(id.clone());
    let text = std::str::from_utf8(&before).map_err(|_| unreadable())?;
    let mut document = rewrite::open(text).ok_or_else(unreadable)?;
    if document.contains_key("revoked") {
        return Err(RevokeError::Already(id).into());
    }
    let mut fields = Fields::parse(text, 0, 0..0);
    if fields.date("signed_on").is_some_and(|signed| day < signed) {
        return Err(RevokeError::BeforeSigning.into());
    }
    let date: Datetime = day.to_string().parse().map_err(|_| unreadable())?;
    rewrite::put(&mut document, "revoked", Value::from(date));
    match chart.tree().replace_if(
        &chart.paper_path(&id, kind),
        &before,
        document.to_string().as_bytes(),
    )? {
        Replaced::Yes => {}
        Replaced::ChangedMeanwhile => return Err(RevokeError::ChangedMeanwhile(id).into()),
    }
    output.status(format_args!("The authorization {id} is revoked as of {day}."));
    Ok(Outcome::Done)
}
