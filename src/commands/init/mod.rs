//! `casenotes init`: makes both trees, the identity and the configuration.

use std::path::{Path, PathBuf};

use crate::disk::outside::{create_folders, missing_above, unmake, unmake_empty, write_new};
use crate::disk::tree::Tree;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::output::ask::{Ask, NobodyThere, new_secret};
use crate::private::seal::identity::{NewIdentity, Passphrase};
use crate::private::vault::Vault;
use crate::record::chart::Chart;
use crate::record::chart::repository::{self, Repository};
use crate::wall;

pub mod join;

/// Set up a practice: chart, vault, identity and configuration
///
/// Asks for what is not given. Nothing that exists is touched. With `--join` it sets up another
/// clinician, device or assistant in a practice that is there: the chart with its hooks, and a
/// configuration; `--signing-key` for those who sign, and `casenotes vault init` for those who keep
/// psychotherapy notes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes init
  casenotes init --join ssh://git@example.org/practice.git --signing-key")]
pub struct Args {
    /// The practice to join: the address of its repository, or the folder of a clone of it
    #[arg(long, value_name = "URL|DIR", conflicts_with_all = ["vault", "identity"])]
    pub join: Option<String>,
    /// Where the progress notes go
    #[arg(long, value_name = "DIR")]
    chart: Option<PathBuf>,
    /// Where the psychotherapy notes go: outside of the chart
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// Your name, as it stands on notes
    #[arg(long)]
    name: Option<String>,
    /// Your credentials, such as LCSW
    #[arg(long)]
    credentials: Option<String>,
    /// Where your key goes [default: beside the configuration]
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// A command that prints the passphrase of your key
    #[arg(long, value_name = "COMMAND", conflicts_with = "no_passphrase")]
    pub passphrase_command: Option<String>,
    /// Leave your key without a passphrase: whoever can read its file can read your notes
    #[arg(long)]
    pub no_passphrase: bool,
    /// Make a key that signs notes as well, and enter it in the chart's list of those who may sign
    #[arg(long)]
    pub signing_key: bool,
}

/// What `init` needs besides its arguments.
pub struct Context<'a> {
    /// Where the configuration goes.
    pub config: &'a Path,
    /// The user's home.
    pub home: &'a Path,
    /// Where this machine remembers the list of recipients that was agreed to.
    pub state: &'a Path,
    /// Who is asked.
    pub ask: &'a mut dyn Ask,
    /// Runs the command that prints the passphrase.
    pub run_command: &'a dyn Fn(&str) -> Result<Passphrase, Failure>,
}

/// A practice that cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// Something is in one of the places.
    #[error("there is something already: {0}")]
    Exists(String),
    /// A key would be open to whoever has it.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// Nobody would stand on notes.
    #[error("no name was given")]
    NoName,
    /// The configuration is text.
    #[error("the path {} is not text, which the configuration cannot hold", .0.display())]
    NotText(PathBuf),
}

impl Explain for InitError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Exists(_) => {
                "Choose other places, or move what is there; nothing was touched.".into()
            }
            Self::EmptyPassphrase => {
                "Use a long one, or `--no-passphrase` if that is what you want.".into()
            }
            Self::NoName => "Give `--name`, as it is to stand on notes.".into(),
            Self::NotText(_) => "Choose a path of ordinary letters.".into(),
        })
    }
}

/// What is to be made.
struct Plan {
    chart: PathBuf,
    vault: PathBuf,
    identity: PathBuf,
    config: PathBuf,
    name: String,
    credentials: String,
}

/// Makes everything, or nothing.
pub fn run(args: &Args, context: Context<'_>, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    if let Some(from) = &args.join {
        return join::run(from, args, context, output);
    }
    let plan = plan(args, context.home, context.config, context.ask)?;
    refuse_what_exists(&plan)?;
    wall::check_planned(&plan.chart, &plan.vault, &plan.identity)?;
    let command = args.passphrase_command.as_deref();
    let passphrase =
        new_passphrase(args.no_passphrase, command, context.ask, context.run_command, output)?;
    let key = NewIdentity::generate();
    let paths = [&plan.config, &plan.identity, &plan.chart, &plan.vault];
    let missing = paths.map(|path| missing_above(path));
    match make(args, &plan, &key, passphrase.as_ref(), context.state) {
        Ok(repository) => {
            report(&plan, repository, passphrase.is_some(), output)?;
            Ok(Outcome::Done)
        }
        Err(failure) => {
            // Nothing of this existed before, so nothing but our own is removed.
            unmake(&paths.map(PathBuf::as_path));
            missing.iter().for_each(|folders| unmake_empty(folders));
            Err(failure)
        }
    }
}

fn plan(args: &Args, home: &Path, config: &Path, ask: &mut dyn Ask) -> Result<Plan, Failure> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut folder = |given: &Option<PathBuf>, question: &str, default: &str| match given {
        Some(path) => Ok::<PathBuf, Failure>(absolute(path)),
        None => {
            let answer = with_flags(ask.line(question, Some(default)))?;
            let expanded = match answer.strip_prefix("~/") {
                Some(rest) => home.join(rest),
                None => PathBuf::from(answer),
            };
            Ok(absolute(&expanded))
        }
    };
    let chart = folder(&args.chart, "Folder for progress notes", "~/practice/chart")?;
    let vault = folder(&args.vault, "Folder for psychotherapy notes", "~/practice-private/vault")?;
    let name = match &args.name {
        Some(name) => name.clone(),
        None => with_flags(ask.line("Your name, as it stands on notes", None))?,
    };
    if name.trim().is_empty() {
        return Err(InitError::NoName.into());
    }
    let credentials = match (&args.credentials, &args.name) {
        (Some(credentials), _) => credentials.clone(),
        // A name given by flag comes from a script, which may leave the credentials out.
        (None, Some(_)) => String::new(),
        (None, None) => with_flags(ask.line("Your credentials, such as LCSW", Some("")))?,
    };
    let beside = config.parent().unwrap_or(Path::new(".")).join("identity.age");
    let identity = absolute(args.identity.as_deref().unwrap_or(&beside));
    Ok(Plan { chart, vault, identity, config: absolute(config), name, credentials })
}

fn with_flags(answer: Result<String, NobodyThere>) -> Result<String, Failure> {
    answer.map_err(|nobody| {
        let instead = "Give --chart, --vault, --name, and --passphrase-command or --no-passphrase.";
        NobodyThere { what: nobody.what, instead: Some(instead.to_owned()) }.into()
    })
}

fn refuse_what_exists(plan: &Plan) -> Result<(), InitError> {
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    let is_empty = |path: &Path| {
        Tree::open(path).and_then(|tree| tree.root().entries()).is_ok_and(|found| found.is_empty())
    };
    let mut there = Vec::new();
    for (what, path) in [("chart", &plan.chart), ("vault", &plan.vault)] {
        if is_there(path) && !is_empty(path) {
            there.push(format!("{what} {}", path.display()));
        }
    }
    for (what, path) in [("identity", &plan.identity), ("configuration", &plan.config)] {
        if is_there(path) {
            there.push(format!("{what} {}", path.display()));
        }
    }
    if there.is_empty() { Ok(()) } else { Err(InitError::Exists(there.join(", "))) }
}

/// Returns the passphrase of a new key: as a command prints it, else as it is typed; `None` when it is to
/// have none.
///
/// # Errors
/// Fails when it is empty, or nobody can be asked.
pub fn new_passphrase(
    has_none: bool,
    command: Option<&str>,
    ask: &mut dyn Ask,
    run_command: &dyn Fn(&str) -> Result<Passphrase, Failure>,
    output: &mut Output<'_>,
) -> Result<Option<Passphrase>, Failure> {
    if has_none {
        return Ok(None);
    }
    let passphrase = match command {
        Some(command) => run_command(command)?,
        None => {
            let instead = "Give --passphrase-command or --no-passphrase.";
            Passphrase::new(std::mem::take(&mut *new_secret(
                ask,
                "New passphrase for your key",
                instead,
                output,
            )?))
        }
    };
    if passphrase.is_empty() {
        return Err(InitError::EmptyPassphrase.into());
    }
    Ok(Some(passphrase))
}

fn make(
    args: &Args,
    plan: &Plan,
    key: &NewIdentity,
    passphrase: Option<&Passphrase>,
    state: &Path,
) -> Result<Repository, Failure> {
    let config = config_text(args, plan)?;
    for file in [&plan.identity, &plan.config] {
        create_folders(file.parent().unwrap_or(Path::new(".")))?;
    }
    match passphrase {
        Some(passphrase) => write_new(&plan.identity, &key.protected_by(passphrase))?,
        None => write_new(&plan.identity, &key.unprotected())?,
    }
    let recipients = format!("# {}\n{}\n", plan.name.replace('\n', " "), key.recipient());
    let agreed = wall::agreement_file(state, &plan.vault)?;
    let vault = Vault::create(&plan.vault, &recipients, agreed)?;
    let chart = Chart::create(&plan.chart)?;
    let repository = repository::init(&chart)?;
    // Without git the chart may lie in the work tree of another repository together with the vault.
    wall::check(wall::Places {
        chart: Some(&plan.chart),
        vault: Some(&plan.vault),
        identities: std::slice::from_ref(&plan.identity),
    })?;
    vault.agree_to(recipients.as_bytes())?;
    write_new(&plan.config, config.as_bytes())?;
    Ok(repository)
}

fn config_text(args: &Args, plan: &Plan) -> Result<String, InitError> {
    let text = |path: &Path| match path.to_str() {
        Some(text) => Ok(toml::Value::from(text)),
        None => Err(InitError::NotText(path.to_owned())),
    };
    let quoted = |value: &str| toml::Value::from(value);
    let mut config = format!(
        "# casenotes: what belongs to this person on this machine (docs/CONFIGURATION.md).\n\n[chart]\nroot = {}\n",
        text(&plan.chart)?
    );
    config.push_str(&format!(
        "\n[vault]\nroot = {}\nidentities = [{}]\n",
        text(&plan.vault)?,
        text(&plan.identity)?
    ));
    if let Some(command) = &args.passphrase_command {
        config.push_str(&format!("passphrase_command = {}\n", quoted(command)));
    }
    config.push_str(&format!("\n[clinician]\nname = {}\n", quoted(plan.name.trim())));
    if !plan.credentials.trim().is_empty() {
        config.push_str(&format!("credentials = {}\n", quoted(plan.credentials.trim())));
    }
    if let Some(command) = args.passphrase_command.as_ref().filter(|_| args.signing_key) {
        config.push_str(&format!("signing_passphrase_command = {}\n", quoted(command)));
    }
    config.push_str("\n[new]\nformat = \"soap\"\n");
    Ok(config)
}

fn report(
    plan: &Plan,
    repository: Repository,
    has_passphrase: bool,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    for (what, path) in [
        ("chart", &plan.chart),
        ("vault", &plan.vault),
        ("identity", &plan.identity),
        ("configuration", &plan.config),
    ] {
        output.data(&format!("{what:<14}{}\n", path.display()))?;
    }
    match repository {
        Repository::Made => {
            output.status("The chart is a git repository; commits are yours to make.")
        }
        Repository::NoGit => {
            output.warning("the chart is no git repository: git is not there or refused")
        }
    }
    if !has_passphrase {
        output.warning("your key has no passphrase: whoever can read its file can read your psychotherapy notes");
    }
    output.status(
        "Keep a copy of the identity file apart from the vault: without it no psychotherapy note can be opened again.",
    );
    output.hint("Next: `casenotes client add --name \"...\"`.");
    Ok(())
}
