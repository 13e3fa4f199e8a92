//! `casenotes signer add`: enters a person's key in the chart's list of those who may sign.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::disk::outside;
use crate::disk::write::Replaced;
use crate::domain::clock::{Clock, begin_of};
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
use crate::record::chart::note_files::ALLOWED_SIGNERS;
use crate::record::merge::conflicts::settle_one;
use crate::record::merge::settling::has_marks;
use crate::record::signature::allowed_signers::{AllowedSigners, is_plain_name, line};
use crate::record::signature::key::PublicKey;
use crate::record::signature::{is_same_person, name_of};

/// Enter a key in the list of those who may sign
///
/// Without arguments it enters your own key. The list is the chart's `allowed_signers`, in OpenSSH's
/// format: whoever may write to the chart may write to it, so let a second person look at its history.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes signer add")]
pub struct Args {
    /// Whose key it is, without credentials [default: you]
    #[arg(long)]
    name: Option<String>,
    /// The file of the public key [default: that of your signing key]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The first day on which it may sign [default: today]
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// The last day on which it may sign
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
}

/// A key that is not entered.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("nobody is named")]
    NoName,
    #[error("`{0}` cannot be a name in the list")]
    BadName(String),
    #[error("the key of `{0}` is in the list already")]
    Known(String),
    #[error("the last day is before the first")]
    EndsBeforeItBegins,
    #[error("the list changed meanwhile; nothing was written")]
    ChangedMeanwhile,
    #[error("the list is not UTF-8 text")]
    NotText,
    #[error("a merge has left two versions of the list, and only a person can choose")]
    TwoVersions,
}

/// What entering a key needs besides its arguments.
pub struct Context<'a> {
    /// The tree whose list it is.
    pub chart: &'a Chart,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Name and credentials of the clinician.
    pub author: Option<String>,
    /// Finds the clinician's own key.
    pub own_key: &'a mut dyn FnMut() -> Result<PublicKey, Failure>,
}

/// The days on which a key may sign, in the time of the practice.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The first.
    pub from: NaiveDate,
    /// The last, if it is known.
    pub until: Option<NaiveDate>,
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoName => "Give `--name`, or set `[clinician] name` in the configuration.".into(),
            Self::BadName(_) => "A name has no comma, quote, `*`, `?`, `!` or backslash.".into(),
            Self::Known(_) => "Run `casenotes signer list` to see it.".into(),
            Self::EndsBeforeItBegins => "Check `--from` and `--until`.".into(),
            Self::ChangedMeanwhile => "Run the command again.".into(),
            Self::TwoVersions => {
                "Choose with `casenotes settle allowed_signers`, and run the command again.".into()
            }
            Self::NotText => "Mend `allowed_signers` in the chart.".into(),
        })
    }
}

/// Enters the key.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let Context { chart, clock, author, own_key } = context;
    let key = match &args.key {
        Some(file) => {
            let bytes = outside::read_given(file)?.bytes;
            PublicKey::read(&String::from_utf8_lossy(&bytes))?
        }
        None => own_key()?,
    };
    let today = clock.now().date_naive();
    let from = args.from.map_or(Ok(today), |day| day.resolve(today))?;
    let until = args.until.map(|day| day.resolve(today)).transpose()?;
    if until.is_some_and(|until| until < from) {
        return Err(AddError::EndsBeforeItBegins.into());
    }
    let name = plain_name(args.name.as_deref().or(author.as_deref()))?;
    enter(chart, name, &key, Term { from, until }, clock, output)?;
    Ok(Outcome::Done)
}

/// Returns a name without credentials, if there is one and the list can hold it.
pub fn plain_name(name: Option<&str>) -> Result<&str, Failure> {
    let name = name.map(name_of).filter(|name| !name.is_empty()).ok_or(AddError::NoName)?;
    match is_plain_name(name) {
        true => Ok(name),
        false => Err(AddError::BadName(name.to_owned()).into()),
    }
}

/// Returns the last second of a day in the practice: the list knows no shorter time.
pub fn end_of(clock: &dyn Clock, day: NaiveDate) -> DateTime<Utc> {
    begin_of(clock, day + TimeDelta::days(1)) - TimeDelta::seconds(1)
}

/// Puts the two versions of the list together that a merge has left, such as two keys that two machines have
/// entered at once; nothing is written between the marks of a conflict.
///
/// # Errors
/// Fails when both say something else of one key.
pub fn settle_list(chart: &Chart, output: &mut Output<'_>) -> Result<(), Failure> {
    // Without the driver, git leaves one version and no marks: it knows, and the file does not tell.
    let is_open = match Git::of(chart) {
        Ok(git) => settle_one(chart, &git, ALLOWED_SIGNERS, output)?,
        Err(_) => false,
    };
    let list = chart.tree().read_if_there(&chart.allowed_signers())?;
    match is_open || list.is_some_and(|list| has_marks(&list)) {
        true => Err(AddError::TwoVersions.into()),
        false => Ok(()),
    }
}

/// Adds a line to the list.
pub fn enter(
    chart: &Chart,
    name: &str,
    key: &PublicKey,
    Term { from, until }: Term,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let name = plain_name(Some(name))?;
    settle_list(chart, output)?;
    let path = chart.allowed_signers();
    let before = chart.tree().read_if_there(&path)?;
    let text = before.as_deref().map_or(Ok(""), std::str::from_utf8);
    let text = text.map_err(|_| AddError::NotText)?;
    let list = AllowedSigners::read(text);
    let is_open = list.entries().iter().any(|entry| {
        is_same_person(&entry.principals, name)
            && entry.key.bare() == key.bare()
            && entry.before.is_none()
    });
    if is_open {
        return Err(AddError::Known(name.to_owned()).into());
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let until = until.map(|until| end_of(clock, until));
    let after = format!("{text}{gap}{}", line(name, key, begin_of(clock, from), until));
    match &before {
        None => chart.tree().write_new(&path, after.as_bytes())?,
        Some(before) => match chart.tree().replace_if(&path, before, after.as_bytes())? {
            Replaced::Yes => {}
            Replaced::ChangedMeanwhile => return Err(AddError::ChangedMeanwhile.into()),
        },
    }
    output.status(format_args!("{name} may sign with {} from {from}.", key.fingerprint()));
    Ok(())
}
