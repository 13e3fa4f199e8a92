//! `casenotes authorization add`: files an authorization with a client, if the law would call it one.

use std::path::{Path, PathBuf};

use crate::commands::args::leftover::LeftoverArgs;
use crate::commands::chart::authorization::list::facts_of;
use crate::domain::aim::RecordAim;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::{self, Authorization, Setting};
use crate::law::rule::Rule;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::problems::tell;
use crate::record::scribe::{Draft, Scribe, Task};

/// File an authorization for the record
///
/// The keys are those of 45 CFR 164.508(c), copied from the signed paper: in your editor, by `--set`,
/// or in a file that begins as `--blank` prints it. What lacks an element is not filed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes authorization add c-7f3k
  casenotes authorization add c-7f3k --from signed.toml --document 2026-11-24-release")]
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
    /// The document of the client that is the signed paper: 2026-11-24-release
    #[arg(long, value_name = "DOCUMENT", conflicts_with_all = ["blank", "discard"])]
    document: Option<String>,
    #[command(flatten)]
    leftover: LeftoverArgs,
}

/// An authorization that is not filed.
#[derive(Debug, thiserror::Error)]
#[error("the authorization is not valid: {}", counted(*.0, "fault"))]
struct Invalid(usize);

impl Explain for Invalid {
    fn hint(&self) -> Option<String> {
        Some(format!(
            "An authorization that lacks an element is not valid{}; fill it in as the paper says, or get a new one signed.",
            Rule::Valid.if_any()
        ))
    }
}

impl Args {
    /// Finds the document that is the signed paper.
    fn paper(&self, chart: &Chart) -> Result<Option<Setting>, Failure> {
        let Some(name) = &self.document else { return Ok(None) };
        let whose = format!("{}/", self.client);
        let name = name.strip_prefix(&whose).unwrap_or(name).to_owned();
        let id = chart.find_document(&NoteRef::Prefix(self.client.clone(), name))?;
        Ok(Some(Setting::document(id.name.as_str())))
    }
}

/// Files the authorization and prints its id.
pub fn run(
    args: &Args,
    mut scribe: Scribe<'_>,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = scribe.chart;
    chart.require_client(&args.client)?;
    let own = format!("client = \"{}\"", args.client);
    let blank = records::empty().replacen("client = \"\"", &own, 1);
    if args.blank {
        output.data(&blank)?;
        return Ok(Outcome::Done);
    }
    let aim = RecordAim::Authorization(args.client.clone());
    if args.leftover.discard {
        return scribe.throw_away(&aim, output);
    }
    let facts = facts_of(chart, &args.client, author, &chart.trust()?)?;
    let now = SessionTime::new(clock.now());
    let paper = args.paper(chart)?;
    let settings: Vec<Setting> = args.settings.iter().cloned().chain(paper).collect();
    let file = |text: &str, output: &mut Output<'_>| -> Result<PaperId, Failure> {
        let text = records::set(text, &settings)?;
        let asked = Asked { facts: Some(&facts), ..Asked::of(&args.client, now.date()) };
        let (_, faults) = Authorization::read(&text, asked);
        if !faults.is_empty() {
            let name = args.from.as_deref().unwrap_or(Path::new("the authorization"));
            tell(name, text.as_bytes(), &faults, output);
            return Err(Invalid(faults.len()).into());
        }
        let kind = PaperKind::Authorization;
        Ok(chart.file_paper(&args.client, kind, now, text.as_bytes())?)
    };
    let filed = match scribe.given(args.stdin, args.from.as_deref())? {
        Some(given) => Some(file(given.text()?, output)?),
        None if !args.settings.is_empty() => Some(file(&blank, output)?),
        None => {
            let draft = Draft { name: "authorization.toml", text: blank.as_bytes() };
            let task = Task {
                aim: &aim,
                draft: (!args.leftover.recover).then_some(draft),
                unfiled: "nothing was filed",
                instead: "Use `--set KEY=VALUE`, `--from FILE` or `--stdin`; `--blank` prints an empty one.",
            };
            scribe.typed(&task, output, |typed, output| file(typed.text, output))?
        }
    };
    let Some(id) = filed else {
        output.status("Nothing was written, so nothing is filed.");
        return Ok(Outcome::Negative);
    };
    output.data(&format!("{id}\n"))?;
    output.status(format_args!("Filed the authorization {id}; keep the paper for six years."));
    Ok(Outcome::Done)
}
