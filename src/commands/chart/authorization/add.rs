//! `casenotes authorization add`: files an authorization with a client, if the law would call it one.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::authorization::elements::Asked;
use crate::authorization::records::{self, Authorization, EMPTY, Setting};
use crate::commands::chart::leftovers::{self, Waiting};
use crate::disk::workbench::{Job, Workbench};
use crate::disk::{outside, read};
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::editor::{Editor, EditorError, Traces};
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::{is_blank, says_the_same};
use crate::output::ask::Ask;
use crate::output::problems::tell;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::layout::WORKBENCH;
use crate::record::chart::papers::PaperKind;

/// File an authorization for the record
///
/// The keys are those of 45 CFR 164.508(c), copied from the signed paper: in your editor, by `--set`,
/// or in a file that begins as `--blank` prints it. What lacks an element is not filed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose it is
    client: ClientId,
    /// Print an empty authorization to fill in
    #[arg(long, group = "source", conflicts_with_all = ["settings", "recover", "discard"])]
    blank: bool,
    /// Read it from a file
    #[arg(long, value_name = "FILE", group = "source", conflicts_with_all = ["recover", "discard"])]
    from: Option<PathBuf>,
    /// Read it from standard input
    #[arg(long, group = "source", conflicts_with_all = ["recover", "discard"])]
    stdin: bool,
    /// Set one key, such as recipient="Ida Fictive, MD"; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Setting::parse, conflicts_with_all = ["recover", "discard"])]
    settings: Vec<Setting>,
    #[command(flatten)]
    waiting: Waiting,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// An authorization that is not filed.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("there is no terminal for an editor")]
    NoTerminal,
    #[error("the authorization is not valid: {}", counted(*.0, "fault"))]
    Invalid(usize),
    #[error("{} is not UTF-8 text", .0.display())]
    NotText(PathBuf),
    #[error("nothing was filed; your text is kept in {}", kept.display())]
    Kept { kept: PathBuf, source: Box<dyn std::error::Error + Send + Sync> },
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoTerminal => "Use `--set KEY=VALUE`, `--from FILE` or `--stdin`; `--blank` prints an empty one.".into(),
            Self::Invalid(_) => "An authorization that lacks an element is not valid (45 CFR 164.508(b)(2)); fill it in as the paper says, or get a new one signed.".into(),
            Self::NotText(_) => "Save it as UTF-8.".into(),
            Self::Kept { .. } => {
                "Run the command again with `--recover` to mend it and file it; `--discard` throws the text away.".into()
            }
        })
    }
}

/// Files the authorization and prints its id.
pub fn run(
    args: &Args,
    (chart, clock): (&Chart, &dyn Clock),
    stdin: &mut dyn Read,
    editor: impl FnOnce() -> Option<Result<Editor, EditorError>>,
    ask: Option<&mut dyn Ask>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    chart.require_client(&args.client)?;
    let own = format!("client = \"{}\"", args.client);
    let blank = EMPTY.replacen("client = \"\"", &own, 1);
    if args.blank {
        output.data(&blank)?;
        return Ok(Outcome::Done);
    }
    let label = format!("authorization {}", args.client);
    let command = leftovers::command_for(&label, &args.client);
    let left = leftovers::of(chart, &args.client, &label)?;
    if args.waiting.discard {
        return leftovers::throw_away(left, &command, ask, output);
    }
    let now = SessionTime::new(clock.now());
    let name = args.from.clone().unwrap_or_else(|| "the authorization".into());
    let file = |bytes: &[u8], output: &mut Output<'_>| -> Result<(), Failure> {
        let text = std::str::from_utf8(bytes).map_err(|_| AddError::NotText(name.clone()))?;
        let text = records::set(text, &args.settings)?;
        let asked =
            Asked { client: &args.client, recipient: None, purpose: None, today: now.date() };
        let (_, faults) = Authorization::read(&text, asked);
        if !faults.is_empty() {
            tell(&name, text.as_bytes(), &faults, output);
            return Err(AddError::Invalid(faults.len()).into());
        }
        let kind = PaperKind::Authorization;
        let id = chart.file_paper(&args.client, kind, now, text.as_bytes())?;
        output.data(&format!("{id}\n"))?;
        output.status(format_args!("Filed the authorization {id}; keep the paper for six years."));
        Ok(())
    };
    match &args.from {
        Some(path) => file(&outside::read_given(path)?.bytes, output)?,
        None if args.stdin => {
            file(&read::read_stream(stdin, Path::new("standard input"))?, output)?
        }
        None if !args.settings.is_empty() => file(blank.as_bytes(), output)?,
        None => {
            let editor = editor().ok_or(AddError::NoTerminal)??;
            let job = Job {
                name: "authorization.toml",
                label: &label,
                original: b"",
                text: blank.as_bytes(),
                beside: &[],
            };
            let mut bench = if args.waiting.recover {
                Workbench::take_over(&leftovers::first(left, &command)?)?
            } else {
                leftovers::tell(&left, &args.client, output);
                Workbench::set_up(&chart.make_notes_folder(&args.client)?, WORKBENCH, &job)?
            };
            let opened = editor.open(bench.text(), Traces::Allowed);
            let text = bench.saved()?.unwrap_or_default();
            if is_blank(&text) || says_the_same(&text, blank.as_bytes()) {
                bench.require_nothing_beside()?;
                opened?;
                output.status("Nothing was written, so nothing is filed.");
                return Ok(Outcome::Negative);
            }
            opened.map_err(Failure::from).and_then(|()| file(&text, output)).map_err(|error| {
                Failure::from(AddError::Kept { kept: bench.keep(), source: error.error })
            })?;
        }
    }
    Ok(Outcome::Done)
}
