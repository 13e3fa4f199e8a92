//! `casenotes client represent`: who stands for a client, in what role and by what authority.

use crate::commands::chart::client::edit;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::elements::is_plain;
use crate::law::authorization::representative::{Representative, Role};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::record::client_changes;

/// Write down who stands for a client
///
/// A parent or guardian of a minor, an agent or guardian of an adult, the executor of a dead client is
/// treated as the client (45 CFR 164.502(g)), in the scope and time of the authority. A parent's ends
/// when the client is of age, every one but an executor's with death.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes client represent c-7f3k --person 'Eve Sample' --role agent --authority 'power of attorney'")]
pub struct Args {
    /// Which client
    client: ClientId,
    /// Who
    #[arg(long, value_name = "NAME")]
    person: String,
    /// In what role: parent, guardian, executor, agent
    #[arg(long)]
    role: Role,
    /// By what authority, which you have seen: "custody order 26-FA-0001", "letters testamentary"
    #[arg(long, value_name = "TEXT")]
    authority: String,
    /// For which member of a couple, family or group; a parent stands for each who is a minor
    #[arg(long = "for", value_name = "NAME")]
    member: Option<String>,
    /// For what alone, if it is narrow
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,
    /// From which day on
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Until which day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Why the practice does not treat them as a representative (164.502(g)(5))
    #[arg(long, value_name = "TEXT")]
    refused: Option<String>,
}

/// Somebody who is not written down.
#[derive(Debug, thiserror::Error)]
enum RepresentError {
    #[error("`--{0}` is empty, or holds a line end or a mark that does not show")]
    NotPlain(&'static str),
    #[error("`--until` is before `--from`")]
    Backwards,
    #[error("`--for` names nobody whom the record is about, by the client file")]
    NoMember,
    #[error("the record is of several, and nothing says for which of them")]
    ForWhom,
}

impl Explain for RepresentError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotPlain(_) => "Write it on one line, in letters that show.".into(),
            Self::NoMember => {
                "`members` and `[[member]]` in the client file say who they are.".into()
            }
            Self::ForWhom => "Give `--for NAME`.".into(),
            Self::Backwards => "Look up which of the two days is wrong.".into(),
        })
    }
}

/// Adds the table to the client file.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let line = |flag, text: Option<&String>| match text {
        None => Ok(None),
        Some(text) if text.trim().is_empty() || !is_plain(text) => {
            Err(RepresentError::NotPlain(flag))
        }
        Some(text) => Ok(Some(text.trim().to_owned())),
    };
    let day = |day: Option<Day>| day.map(|day| day.resolve(today)).transpose();
    let (from, until) = (day(args.from)?, day(args.until)?);
    if until.zip(from).is_some_and(|(until, from)| until < from) {
        return Err(RepresentError::Backwards.into());
    }
    let representative = Representative {
        person: line("person", Some(&args.person))?.unwrap_or_default(),
        role: args.role,
        authority: line("authority", Some(&args.authority))?.unwrap_or_default(),
        member: line("for", args.member.as_ref())?,
        scope: line("scope", args.scope.as_ref())?,
        from,
        until,
        refused: line("refused", args.refused.as_ref())?,
    };
    let before = edit::read(chart, &args.client)?;
    let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&before));
    if !file.may_be_stood_for(&representative) {
        return Err(RepresentError::NoMember.into());
    }
    if file.members.len() > 1
        && representative.member.is_none()
        && representative.role != Role::Parent
    {
        return Err(RepresentError::ForWhom.into());
    }
    let after = client_changes::represented(&before, &representative)?;
    edit::replace(chart, &args.client, &before, after.as_bytes())?;
    output.status(format_args!(
        "{} stands for {} as {}.",
        representative.person,
        args.client,
        args.role.as_str()
    ));
    Ok(Outcome::Done)
}
