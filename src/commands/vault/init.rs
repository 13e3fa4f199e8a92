//! `casenotes vault init`: a vault for a configuration that has none, or this device's copy of one.

use std::path::{Path, PathBuf};

use toml_edit::{Array, Item, Table, Value};

use crate::disk::outside::{
    create_folders, missing_above, read, replace_private_if, unmake, unmake_empty, write_new,
};
use crate::disk::place;
use crate::disk::write::Replaced;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::rewrite;
use crate::output::Output;
use crate::private::seal::identity::{NewIdentity, Passphrase};
use crate::private::seal::recipients::Recipients;
use crate::private::vault::Vault;

/// Make a vault for this configuration, or this device's copy of one
///
/// Makes a key of this device's own and enters both in the configuration. With `--join` the vault is this
/// device's copy of the one in a folder, here or on another machine: its name and its list of recipients are taken over, and its notes
/// come with `casenotes vault sync` once another device has added this one's key. Nothing that exists is
/// touched but the configuration.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault init
  casenotes vault init --join /media/stick/vault")]
pub struct Args {
    /// Where the psychotherapy notes go: outside of the chart [default: as configured, or ~/practice-private/vault]
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// Another copy of the vault, such as on a stick or on another machine
    #[arg(long, value_name = "DIR|ssh://HOST/PATH")]
    pub join: Option<PathBuf>,
    /// Where the key goes [default: beside the configuration]
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// A command that prints the passphrase of the key
    #[arg(long, value_name = "COMMAND", conflicts_with = "no_passphrase")]
    pub passphrase_command: Option<String>,
    /// Leave the key without a passphrase: whoever can read its file can read your notes
    #[arg(long)]
    pub no_passphrase: bool,
}

/// What it needs besides its arguments.
pub struct Context<'a> {
    /// The configuration, which is there.
    pub config: &'a Path,
    /// The user's home.
    pub home: &'a Path,
    /// The folder of the copy that is joined; of one on another machine, what has come of it.
    pub joined: Option<&'a Path>,
    /// The vault that it names, if it names one.
    pub root: Option<&'a Path>,
    /// What the key is called on the list: the clinician's name.
    pub label: &'a str,
    /// Fails when vault and key may not lie there.
    pub check: &'a dyn Fn(&Path, &Path) -> Result<(), Failure>,
    /// Where the list of recipients is remembered that is agreed to.
    pub agreed: &'a dyn Fn(&Path) -> Result<PathBuf, Failure>,
}

/// A vault that is not made.
#[derive(Debug, thiserror::Error)]
enum VaultInitError {
    #[error("there is something already: {0}")]
    Exists(String),
    #[error("the path {} is not text, which the configuration cannot hold", .0.display())]
    NotText(PathBuf),
    #[error("the configuration {} cannot be changed", .0.display())]
    Config(PathBuf),
    #[error("there is no copy of a vault in {} yet", .0.display())]
    NothingToJoin(PathBuf),
}

impl Explain for VaultInitError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Exists(_) => {
                "Choose another place with `--vault` or `--identity`; nothing was touched.".into()
            }
            Self::NotText(_) => "Choose a path of ordinary letters.".into(),
            Self::NothingToJoin(folder) => format!(
                "On the device that has the vault, `casenotes vault sync {}` puts a copy there; then join it. Who has no vault yet runs `casenotes vault init` without `--join`.",
                folder.display()
            ),
            Self::Config(_) => "Write `[vault]` with `root` and `identities` into it yourself (docs/CONFIGURATION.md), or run the command again.".into(),
        })
    }
}

/// What is to be made.
struct Plan {
    vault: PathBuf,
    identity: PathBuf,
    config: Vec<u8>,
    changed: String,
}

/// Makes everything, or nothing. `passphrase` is asked for once it is clear that something can be made.
pub fn run(
    args: &Args,
    context: &Context<'_>,
    passphrase: impl FnOnce(&mut Output<'_>) -> Result<Option<Passphrase>, Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let plan = plan(args, context)?;
    if let (Some(named), Some(folder)) = (&args.join, context.joined)
        && Vault::may_be_made_in(folder)?
    {
        return Err(VaultInitError::NothingToJoin(named.clone()).into());
    }
    let other = context.joined.map(|folder| Vault::open(folder, PathBuf::from("/")));
    let other = other.transpose()?;
    let passphrase = passphrase(output)?;
    let key = NewIdentity::generate();
    let paths = [plan.identity.as_path(), plan.vault.as_path()];
    let missing = paths.map(missing_above);
    if let Err(failure) = make(&plan, context, other.as_ref(), &key, passphrase.as_ref()) {
        // Nothing of this existed before, so nothing but our own is removed.
        unmake(&paths);
        missing.iter().for_each(|folders| unmake_empty(folders));
        return Err(failure);
    }
    output.data(&format!("vault         {}\n", plan.vault.display()))?;
    output.data(&format!("identity      {}\n", plan.identity.display()))?;
    output.data(&format!("recipient     {}\n", key.recipient()))?;
    if passphrase.is_none() {
        output.warning("your key has no passphrase: whoever can read its file can read your psychotherapy notes");
    }
    output.status("Keep a copy of the identity file apart from the vault: without it no psychotherapy note can be opened again.");
    if let Some(folder) = &args.join {
        let folder = folder.display();
        output.hint(format_args!(
            "On a device that opens the notes, run `casenotes vault keys add {} --label NAME`, `casenotes vault rekey` and `casenotes vault sync {folder}`; then here `casenotes vault sync {folder} --keys there`.",
            key.recipient()
        ));
    }
    Ok(Outcome::Done)
}

fn plan(args: &Args, context: &Context<'_>) -> Result<Plan, Failure> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let usual = context.home.join("practice-private/vault");
    let vault = args.vault.as_deref().or(context.root).unwrap_or(&usual);
    let beside = context.config.parent().unwrap_or(Path::new(".")).join("identity.age");
    let identity = args.identity.as_deref().unwrap_or(&beside);
    let (vault, identity) = (absolute(vault), absolute(identity));
    let mut there = Vec::new();
    if !Vault::may_be_made_in(&vault)? {
        there.push(format!("vault {}", vault.display()));
    }
    if place::is_there(&identity)? {
        there.push(format!("identity {}", identity.display()));
    }
    if !there.is_empty() {
        return Err(VaultInitError::Exists(there.join(", ")).into());
    }
    (context.check)(&vault, &identity)?;
    let config = read(context.config)?;
    let changed = with_vault(&config, &vault, &identity, args.passphrase_command.as_deref())?;
    let changed = changed.ok_or_else(|| VaultInitError::Config(context.config.to_owned()))?;
    Ok(Plan { vault, identity, config, changed })
}

/// Returns a configuration with the vault and its key, and no other byte changed; `None` for one that
/// cannot be given back as it is.
fn with_vault(
    config: &[u8],
    vault: &Path,
    identity: &Path,
    passphrase_command: Option<&str>,
) -> Result<Option<String>, VaultInitError> {
    let text = |path: &Path| {
        path.to_str().map(str::to_owned).ok_or_else(|| VaultInitError::NotText(path.to_owned()))
    };
    let (vault, identity) = (text(vault)?, text(identity)?);
    let config = std::str::from_utf8(config).ok();
    let Some(mut document) = config.and_then(rewrite::open) else { return Ok(None) };
    let table = document.entry("vault").or_insert(Item::Table(Table::new()));
    let Some(table) = table.as_table_like_mut() else { return Ok(None) };
    let set = |table: &mut dyn toml_edit::TableLike, key: &str, value: Value| {
        table.insert(key, Item::Value(value));
    };
    set(table, "root", vault.into());
    set(table, "identities", Value::Array(Array::from_iter([identity])));
    if let Some(command) = passphrase_command {
        set(table, "passphrase_command", command.into());
    }
    Ok(Some(document.to_string()))
}

fn make(
    plan: &Plan,
    context: &Context<'_>,
    other: Option<&Vault>,
    key: &NewIdentity,
    passphrase: Option<&Passphrase>,
) -> Result<(), Failure> {
    create_folders(plan.identity.parent().unwrap_or(Path::new(".")))?;
    match passphrase {
        Some(passphrase) => write_new(&plan.identity, &key.protected_by(passphrase))?,
        None => write_new(&plan.identity, &key.unprotected())?,
    }
    let agreed = (context.agreed)(&plan.vault)?;
    match other {
        // What the other copy says of recipients is agreed to when its notes come.
        Some(other) => {
            let vault = other.copy_to(&plan.vault, agreed)?;
            let digest = Recipients::parse(&vault.recipients()?)?.digest();
            vault.write_down(|memory| memory.agreed_copies = Some(digest.clone()))?;
        }
        None => {
            let label = context.label.replace('\n', " ");
            let list = format!("# {label}\n{}\n", key.recipient());
            let vault = Vault::create(&plan.vault, &list, agreed)?;
            vault.agree_to(list.as_bytes())?;
        }
    }
    match replace_private_if(context.config, &plan.config, plan.changed.as_bytes())? {
        Replaced::Yes => Ok(()),
        Replaced::ChangedMeanwhile => Err(VaultInitError::Config(context.config.to_owned()).into()),
    }
}
