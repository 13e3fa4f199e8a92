//! `casenotes signer end`: a person's keys sign no more after a day.

use crate::commands::chart::signer::add::{end_of, settle_list};
use crate::disk::write::Replaced;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::signature::allowed_signers::{AllowedSigners, ended};
use crate::record::signature::is_same_person;

/// Say from when on a person signs no more
///
/// What was signed until then stays signed. A key that others may have had is ended on the last day
/// on which it was surely in the right hands.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes signer end 'Dana Okafor' --on 2026-11-30")]
pub struct Args {
    /// Who, without credentials
    name: String,
    /// The last day on which the person's keys may sign [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// Only the key of this fingerprint, as `casenotes signer list` shows it
    #[arg(long, value_name = "SHA256:...")]
    key: Option<String>,
}

/// A person whose keys are not ended.
#[derive(Debug, thiserror::Error)]
enum EndError {
    #[error("no key of `{0}` in the list is without an end")]
    Nothing(String),
    #[error("the list changed meanwhile; nothing was written")]
    ChangedMeanwhile,
    #[error("the practice has named who ends the keys of others, and you are none of them")]
    NotYours,
}

impl Explain for EndError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Nothing(_) => "Run `casenotes signer list` to see who may sign.".into(),
            Self::ChangedMeanwhile => "Run the command again.".into(),
            Self::NotYours => {
                "Ask one of those under `may_end_signers` in `[signing]` of the chart's `casenotes.toml`.".into()
            }
        })
    }
}

/// Writes the end into the list.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let on = args.on.map_or(Ok(today), |day| day.resolve(today))?;
    if !chart.trust()?.policy.may_end(author, &args.name) {
        return Err(EndError::NotYours.into());
    }
    settle_list(chart, output)?;
    let path = chart.allowed_signers();
    let before = chart.tree().read_if_there(&path)?.unwrap_or_default();
    let mut text = String::from_utf8_lossy(&before).into_owned();
    let mut count = 0;
    // Lines stay where they are, so the entries of the list as it was name them all.
    for entry in AllowedSigners::read(&text).entries() {
        let is_theirs = is_same_person(&entry.principals, &args.name);
        let is_key = args.key.as_ref().is_none_or(|key| *key == entry.key.fingerprint());
        if is_theirs
            && is_key
            && let Some(after) = ended(&text, entry, end_of(clock, on))
        {
            text = after;
            count += 1;
        }
    }
    if count == 0 || text.as_bytes() == before {
        return Err(EndError::Nothing(args.name.clone()).into());
    }
    match chart.tree().replace_if(&path, &before, text.as_bytes())? {
        Replaced::Yes => {}
        Replaced::ChangedMeanwhile => return Err(EndError::ChangedMeanwhile.into()),
    }
    output.status(format_args!(
        "{} may sign with {} until {on} and no longer.",
        args.name,
        counted(count, "key")
    ));
    Ok(Outcome::Done)
}
