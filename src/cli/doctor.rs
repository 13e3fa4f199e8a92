//! `casenotes doctor`: what this tool needs from the machine and the person, each line good or with its
//! mend. It looks, and changes nothing; no key is asked for.

use std::path::Path;

use chrono::Datelike;
use serde_json::json;

use crate::cli::session::{Environment, Session};
use crate::cli::signing;
use crate::commands::args::form::FormArgs;
use crate::disk::outside;
use crate::disk::tree::Tree;
use crate::domain::session_time::SessionTime;
use crate::failure::{Failure, Outcome};
use crate::output::rows::Column;
use crate::output::{Output, counted};
use crate::private::seal::recipients::Recipients;
use crate::private::vault::Vault;
use crate::private::vault::git::{Repository, repository};
use crate::programs::git::{Program, answer};
use crate::record::chart::Chart;
use crate::record::chart::git::Git;
use crate::record::signature::allowed_signers::KeyStanding;
use crate::wall::synchronised_by;

/// Check what casenotes needs from your machine and from you
///
/// Each line is good or says how to mend it: configuration, trees, modes, memory for psychotherapy
/// notes, swap, editor, keys, git, synchronised folders, clock, terminal and completion. Nothing is
/// changed, and no passphrase is asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes doctor")]
pub struct Args {
    /// End with 1 when something is to be mended
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    form: FormArgs,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Good,
    Mend,
    /// This machine does not tell.
    Unknown,
}

/// One thing that was looked at.
struct Check {
    name: &'static str,
    standing: Standing,
    what: String,
    mend: Option<String>,
}

const COLUMNS: &[Column<Check>] = &[
    Column::new("CHECK", "check", |check| check.name.into()),
    Column::new("STATE", "state", |check| check.standing.as_str().into()),
    Column::new("WHAT", "what", |check| (&check.what).into()),
    Column::new("MEND", "mend", |check| check.mend.as_ref().into()),
];

/// Prints what was found.
pub fn run(
    args: &Args,
    environment: &Environment,
    config: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut checks = Vec::new();
    match Session::open(environment, config) {
        Ok(session) => {
            checks.push(good("configuration", config.display().to_string()));
            look(&session, config, &mut checks);
        }
        Err(failure) => checks.push(failed("configuration", &failure)),
    }
    checks.push(swap());
    checks.push(good("core dumps", "switched off for casenotes and its editor".into()));
    checks.push(match output.looks() {
        looks if looks.out_is_terminal && looks.err_is_terminal => {
            good("terminal", "there is one for questions and editors".into())
        }
        _ => unknown("terminal", "this run has none, so nothing could be asked".into()),
    });
    checks.push(completion(environment));
    output.rows(
        args.form.form(),
        COLUMNS,
        &checks,
        |rows| json!({ "schema": "casenotes/doctor@1", "checks": rows }),
    )?;
    let mends = checks.iter().filter(|check| check.standing == Standing::Mend).count();
    Ok(if args.exit_code && mends > 0 { Outcome::Negative } else { Outcome::Done })
}

impl Standing {
    fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Mend => "mend",
            Self::Unknown => "unknown",
        }
    }
}

fn good(name: &'static str, what: String) -> Check {
    Check { name, standing: Standing::Good, what, mend: None }
}

fn unknown(name: &'static str, what: String) -> Check {
    Check { name, standing: Standing::Unknown, what, mend: None }
}

fn mend(name: &'static str, what: impl Into<String>, mend: impl Into<String>) -> Check {
    let (what, mend) = (what.into(), Some(mend.into()));
    Check { name, standing: Standing::Mend, what, mend }
}

fn failed(name: &'static str, failure: &Failure) -> Check {
    let hint = failure.hints.first().cloned();
    Check { name, standing: Standing::Mend, what: failure.error.to_string(), mend: hint }
}

/// Looks at all that the configuration leads to.
fn look(session: &Session, config: &Path, checks: &mut Vec<Check>) {
    checks.push(match session.author() {
        Some(author) => good("name", author),
        None => mend("name", "nobody is named", "Set `[clinician] name` in the configuration."),
    });
    let chart = tree("chart", session.chart(), Chart::root, checks);
    let vault = tree("vault", session.vault(), Vault::root, checks);
    modes(session, config, chart.as_ref(), vault.as_ref(), checks);
    checks.push(match session.memory(false) {
        Ok(folder) => {
            good("memory", format!("psychotherapy notes are edited in {}", folder.display()))
        }
        Err(failure) => failed("memory", &failure),
    });
    checks.push(editor(session));
    if let Some(vault) = &vault {
        checks.push(second_key(vault));
        checks.push(match repository(vault.root()) {
            Repository::Alone => good("vault in git", "no remote takes it anywhere".into()),
            Repository::Remote(_) => good("vault in git", "a remote has the sealed files".into()),
            Repository::Silent(_) => unknown("vault in git", "git does not say".into()),
        });
    }
    if let Some(chart) = &chart {
        checks.push(signing_key(session, chart));
        git(chart, checks);
    }
    synchronised(session, chart.as_ref(), vault.as_ref(), checks);
    checks.push(clock(session));
}

fn tree<T>(
    name: &'static str,
    opened: Result<T, Failure>,
    root: impl Fn(&T) -> &Path,
    checks: &mut Vec<Check>,
) -> Option<T> {
    match opened {
        Ok(tree) => {
            checks.push(good(name, root(&tree).display().to_string()));
            Some(tree)
        }
        Err(failure) => {
            checks.push(failed(name, &failure));
            None
        }
    }
}

/// Looks who may read the keys and the trees.
fn modes(
    session: &Session,
    config: &Path,
    chart: Option<&Chart>,
    vault: Option<&Vault>,
    checks: &mut Vec<Check>,
) {
    let mut open = Vec::new();
    let signing_key = session.signing_key();
    let files = session.identity_files().iter().map(|path| path.as_path());
    for path in files.chain([config, &signing_key]) {
        if mode_of(path).is_some_and(|mode| mode & 0o077 != 0) {
            open.push(format!("chmod 600 {}", path.display()));
        }
    }
    let trees = [chart.map(Chart::tree), vault.map(Vault::tree)];
    for tree in trees.into_iter().flatten() {
        if tree.root().mode().is_ok_and(|mode| mode & 0o077 != 0) {
            open.push(format!("chmod 700 {}", tree.path().display()));
        }
    }
    checks.push(match open.is_empty() {
        true => good("modes", "keys and trees are yours alone".into()),
        false => mend("modes", "others can read what is yours", format!("{}.", open.join("; "))),
    });
}

fn mode_of(file: &Path) -> Option<u32> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let tree = Tree::open_if_there(folder.unwrap_or(Path::new("."))).ok()??;
    tree.root().mode_of(file.file_name()?).ok()?
}

fn editor(session: &Session) -> Check {
    match session.editor() {
        Ok(editor) if editor.can_go_without_traces() => {
            good("editor", format!("{} leaves no trace of a psychotherapy note", editor.name()))
        }
        Ok(editor) => mend(
            "editor",
            format!("what {} leaves behind is not known", editor.name()),
            "Set EDITOR to vim, nvim, nano or emacs for psychotherapy notes (docs/CONFIGURATION.md).",
        ),
        Err(error) => failed("editor", &error.into()),
    }
}

fn second_key(vault: &Vault) -> Check {
    let name = "second key";
    let list = match vault.recipients() {
        Ok(list) => list,
        Err(error) => return failed(name, &error.into()),
    };
    match Recipients::parse(&list) {
        Ok(recipients) if recipients.entries().count() > 1 => good(
            name,
            format!("notes are sealed to {}", counted(recipients.entries().count(), "key")),
        ),
        Ok(_) => mend(
            name,
            "without your one key no psychotherapy note can be opened again",
            "Run `casenotes vault keys add --paper --label paper`, and then `casenotes vault rekey`.",
        ),
        Err(error) => failed(name, &error.into()),
    }
}

fn signing_key(session: &Session, chart: &Chart) -> Check {
    let name = "signing key";
    let key = match signing::public_key(session) {
        Ok(key) => key,
        Err(failure) => return failed(name, &failure),
    };
    let trust = match chart.trust() {
        Ok(trust) => trust,
        Err(error) => return failed(name, &error.into()),
    };
    let author = session.author().unwrap_or_default();
    let now = SessionTime::new(session.clock().now());
    match trust.signers.standing_of(&key, &author, now) {
        KeyStanding::Allowed => good(name, "the chart lets you sign with it".into()),
        _ => mend(
            name,
            "the chart does not let you sign with it now",
            "Run `casenotes signer list`, and enter it with `casenotes signer add`.",
        ),
    }
}

fn git(chart: &Chart, checks: &mut Vec<Check>) {
    let repository = match Git::of(chart) {
        Ok(repository) => repository,
        Err(error) => return checks.push(failed("git", &error.into())),
    };
    let program = Program::in_folder(chart.root());
    let asked = |args: &[&str]| {
        let said = answer(program.writing().args(args)).unwrap_or_default();
        String::from_utf8_lossy(&said).trim().to_owned()
    };
    let is_named =
        ["user.name", "user.email"].iter().all(|key| !asked(&["config", "--get", key]).is_empty());
    checks.push(match is_named {
        true => good("git", "the chart is in git, and commits have your name".into()),
        false => mend(
            "git",
            "commits have no name",
            "Run `git config --global user.name NAME` and `git config --global user.email ADDRESS`.",
        ),
    });
    let hook = repository
        .hooks()
        .ok()
        .and_then(|(folder, _)| outside::read_if_there(&folder.join("pre-commit")).ok().flatten());
    let hook = String::from_utf8_lossy(&hook.unwrap_or_default()).into_owned();
    checks.push(match hook.lines().any(|line| line.contains("validate --staged")) {
        true => good("hook", "git checks each commit of the chart".into()),
        false => mend("hook", "no commit is checked", "Run `casenotes hooks install`."),
    });
    let remotes = asked(&["remote"]);
    checks.push(match remotes.lines().count() {
        0 => mend(
            "backup",
            "the chart has no remote, so a lost disk is a lost record",
            "Add one within your practice, or keep a backup of your own (docs/SYNC.md).",
        ),
        count => good("backup", format!("the chart has {}", counted(count, "remote"))),
    });
}

fn synchronised(
    session: &Session,
    chart: Option<&Chart>,
    vault: Option<&Vault>,
    checks: &mut Vec<Check>,
) {
    let roots = [chart.map(Chart::root), vault.map(Vault::root)].into_iter().flatten();
    let keys = session.identity_files().iter().map(|path| path.as_path());
    let found = roots.chain(keys).find_map(|path| Some((path, synchronised_by(path)?)));
    checks.push(match found {
        None => good("synchronised folders", "nothing lies in one that is known".into()),
        Some((path, service)) => mend(
            "synchronised folders",
            format!("{} is copied by {service}", path.display()),
            "Move it out of that folder: copies elsewhere are a disclosure.",
        ),
    });
}

fn clock(session: &Session) -> Check {
    let now = SessionTime::new(session.clock().now());
    match now.date().year() >= 2026 {
        true => good("clock", now.plain()),
        false => {
            mend("clock", format!("it is {} here", now.plain()), "Set the clock of the machine.")
        }
    }
}

/// Looks at the swap that Linux tells of: what is in memory may be written there.
fn swap() -> Check {
    let Ok(Some(told)) = outside::read_if_there(Path::new("/proc/swaps")) else {
        return unknown("swap", "this machine does not tell".into());
    };
    let told = String::from_utf8_lossy(&told).into_owned();
    let names: Vec<&str> =
        told.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    // Compressed memory is memory.
    let on_disk: Vec<&str> = names.into_iter().filter(|name| !name.contains("/zram")).collect();
    match on_disk.as_slice() {
        [] => good("swap", "memory is not written to a disk".into()),
        found if found.iter().all(|name| name.contains("/dm-") || name.contains("/mapper/")) => {
            unknown("swap", format!("{} may be encrypted", found.join(", ")))
        }
        found => mend(
            "swap",
            format!("memory may be written to {}", found.join(", ")),
            "Encrypt it, or switch it off with `swapoff`.",
        ),
    }
}

fn completion(environment: &Environment) -> Check {
    let files = [".bashrc", ".bash_profile", ".zshrc", ".config/fish/config.fish"];
    let has_it = |file: &&str| {
        let text = outside::read_if_there(&environment.home.join(file)).ok().flatten();
        String::from_utf8_lossy(&text.unwrap_or_default()).contains("casenotes completions")
    };
    match files.iter().find(|file| has_it(file)) {
        Some(file) => good("completion", format!("~/{file} sets it up")),
        None => mend(
            "completion",
            "no shell is set up",
            "Put `source <(casenotes completions bash)` into ~/.bashrc, or see `casenotes completions --help`.",
        ),
    }
}
