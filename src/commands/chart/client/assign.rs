//! `casenotes client assign`: says whose client it is, with a trail.

use crate::commands::chart::client::edit;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::signing::{Nobody, require_reason};
use crate::record::client::ClientFile;
use crate::record::client_changes;
use crate::record::signature::allowed_signers::is_plain_name;
use crate::record::signature::{is_same_person, name_of};

/// Say whose client somebody is
///
/// For clients of one who leaves, goes on leave, or hands a case over. When, from whom to whom, by whom and
/// why stays in the client file, under `assignments`. Drafts are handed over with `casenotes adopt`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client assign c-7f3k --to 'Dana Okafor' --reason 'parental leave'")]
pub struct Args {
    /// Which client
    client: ClientId,
    /// To which clinician, by name without credentials
    #[arg(long, value_name = "NAME")]
    to: String,
    /// Why, such as "Eli Associate has left"
    #[arg(short, long)]
    reason: String,
}

/// A client who is not assigned.
#[derive(Debug, thiserror::Error)]
enum AssignError {
    #[error("`{0}` cannot be a clinician's name")]
    BadName(String),
    #[error("`{0}` is nobody who may sign in this practice")]
    Unknown(String),
    #[error("`{0}` may sign no more in this practice")]
    Ended(String),
}

impl Explain for AssignError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::BadName(_) => "A name stands on one line, without credentials and quotes.".into(),
            Self::Unknown(_) | Self::Ended(_) => {
                "Run `casenotes signer list` to see who there is.".into()
            }
        })
    }
}

/// Writes into the client file whose client it is, and how that came to be.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    require_reason(&args.reason)?;
    let by = author.ok_or(Nobody("assigns the client"))?;
    let now = SessionTime::new(clock.now());
    let before = edit::read(chart, &args.client)?;
    let from = ClientFile::parse(&String::from_utf8_lossy(&before)).0.clinician;
    if let Some(from) = from.as_deref().filter(|from| is_same_person(from, &args.to)) {
        output.status(format_args!("{} is the client of {from} already.", args.client));
        return Ok(Outcome::Done);
    }
    let to = clinician(chart, &args.to, now)?;
    let from = from.map(|from| format!("from {from} ")).unwrap_or_default();
    let trail = format!("{} {from}to {to}, by {by}: {}", now.date(), args.reason.trim());
    let after = client_changes::assigned(&before, &to, &trail)?;
    edit::replace(chart, &args.client, &before, after.as_bytes())?;
    output.status(format_args!("{} is the client of {to} now.", args.client));
    Ok(Outcome::Done)
}

/// Returns the name of a clinician as the practice writes it; where nobody signs, anybody may be one.
fn clinician(chart: &Chart, typed: &str, now: SessionTime) -> Result<String, Failure> {
    let name = name_of(typed).trim();
    if !is_plain_name(name) {
        return Err(AssignError::BadName(typed.to_owned()).into());
    }
    let trust = chart.trust()?;
    match trust.signers.may_still_sign(name, now) {
        _ if trust.signers.entries().is_empty() => Ok(name.to_owned()),
        Some(true) => Ok(name.to_owned()),
        Some(false) => Err(AssignError::Ended(name.to_owned()).into()),
        None => Err(AssignError::Unknown(name.to_owned()).into()),
    }
}
