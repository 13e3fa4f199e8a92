//! `casenotes authorization add`: files an authorization with a client, if the law would call it one.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::authorization::elements::Asked;
use crate::authorization::records::{Authorization, EMPTY};
use crate::chart::Chart;
use crate::chart::papers::PaperKind;
use crate::disk::read;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::Problem;
use crate::note::lines::Position;
use crate::output::{Output, counted};

/// File an authorization for the record
///
/// Begin with `casenotes authorization add CLIENT --blank > FILE`, fill it in from the signed paper,
/// and file it with `--from FILE`. What lacks an element of 45 CFR 164.508(c) is not filed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose it is
    client: ClientId,
    /// Print an empty authorization to fill in
    #[arg(long, group = "source")]
    blank: bool,
    /// Read it from a file
    #[arg(long, value_name = "FILE", group = "source")]
    from: Option<PathBuf>,
    /// Read it from standard input
    #[arg(long, group = "source")]
    stdin: bool,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// An authorization that is not filed.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("nothing says where the authorization is")]
    NoSource,
    #[error("the authorization is not valid: {}", counted(*.0, "fault"))]
    Invalid(usize),
    #[error("{} is not UTF-8 text", .0.display())]
    NotText(PathBuf),
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoSource => "Give `--from FILE` or `--stdin`; `--blank` prints an empty one.".into(),
            Self::Invalid(_) => "An authorization that lacks an element is not valid (45 CFR 164.508(b)(2)); fill it in as the paper says, or get a new one signed.".into(),
            Self::NotText(_) => "Save it as UTF-8.".into(),
        })
    }
}

/// Files the authorization and prints its id.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    stdin: &mut dyn Read,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    chart.require_client(&args.client)?;
    if args.blank {
        let filled = format!("client = \"{}\"", args.client);
        output.data(&EMPTY.replacen("client = \"\"", &filled, 1))?;
        return Ok(Outcome::Done);
    }
    let name = args.from.clone().unwrap_or_else(|| "standard input".into());
    let bytes = match &args.from {
        Some(path) => read::read(path)?,
        None if args.stdin => read::read_stream(stdin, &name)?,
        None => return Err(AddError::NoSource.into()),
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| AddError::NotText(name.clone()))?;
    let now = SessionTime::new(clock.now());
    let asked = Asked { client: &args.client, recipient: None, today: now.date() };
    let (_, faults) = Authorization::read(text, asked);
    if !faults.is_empty() {
        tell(&name, &bytes, &faults, output);
        return Err(AddError::Invalid(faults.len()).into());
    }
    let id = chart.file_paper(&args.client, PaperKind::Authorization, now, &bytes)?;
    output.data(&format!("{id}\n"))?;
    output.status(format_args!("Filed the authorization {id}; keep the paper for six years."));
    Ok(Outcome::Done)
}

/// Says what is wrong with a file and where.
pub fn tell(path: &Path, bytes: &[u8], faults: &[Problem], output: &mut Output<'_>) {
    for fault in faults {
        let place = Position::of(bytes, fault.span.start);
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        output.status(format_args!(
            "{}:{}:{}: {}{help}",
            path.display(),
            place.line,
            place.column,
            fault.message
        ));
    }
}
