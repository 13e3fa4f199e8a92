//! `casenotes vault sync`: two copies of a vault become one, and no version is lost.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::disk::write::Replaced;
use crate::domain::recipient_list::Changes;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::{Output, counted};
use crate::private::copies::{Copies, OpenedCopies};
use crate::private::opened::NotAgreed;
use crate::private::reconcile::reconcile;
use crate::private::seal::identity::Identity;
use crate::private::seal::open_note::prove;
use crate::private::seal::recipients::Recipients;
use crate::private::vault::agreement::ListStanding;
use crate::private::vault::{Vault, VaultError};

/// Make one of two copies of the vault, such as this machine's and a stick's
///
/// Each sealed note knows which versions it follows. The later version of each stays; of two that were
/// written apart both do, the second under the next number of its minute, and are named. What is missing
/// on one side comes back from the other, unless it was removed with `casenotes vault remove`. No text is
/// sealed and none is written in the clear. Run on each device with the same folder, all come to the same.
/// A copy on another machine, `ssh://HOST/PATH`, comes and goes by `sftp`: only sealed files cross, and no
/// casenotes is needed there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault sync /media/stick/vault")]
pub struct Args {
    /// The other copy: a folder, which may be empty or not there yet, here or on another machine
    #[arg(value_name = "DIR|ssh://HOST/PATH")]
    pub folder: PathBuf,
    /// Whose list of recipients holds when the two differ: here or there
    #[arg(long, value_name = "SIDE")]
    keys: Option<KeptList>,
}

/// Which list of recipients holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum KeptList {
    /// The one of this machine.
    Here,
    /// The one of the other copy.
    There,
}

/// Two copies that are not made one.
#[derive(Debug, thiserror::Error)]
enum SyncError {
    #[error("{} is this vault itself, or one lies in the other", .0.display())]
    Itself(PathBuf),
    #[error("{} is another vault than this one", .0.display())]
    OtherVault(PathBuf),
    #[error("{} is not empty, and no vault", .0.display())]
    NoVault(PathBuf),
    #[error("the other copy has another list of recipients: {changes}")]
    OtherList { changes: Changes, is_theirs_new: bool },
    #[error("{0} changed while it was looked at; what was done so far is whole")]
    ChangedMeanwhile(String),
}

impl Explain for SyncError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Itself(_) | Self::NoVault(_) => {
                "Name the folder of the other copy, or an empty one for a new copy.".into()
            }
            Self::OtherVault(_) => {
                "Only copies of one vault are made one: the `id` in `casenotes-vault.toml` says which it is. A second device begins with `casenotes vault init --join DIR`.".into()
            }
            Self::OtherList { is_theirs_new: true, .. } => "If the keys that were added are yours, run it with `--keys there`; with `--keys here` the other copy gets this machine's list.".into(),
            Self::OtherList { .. } => "Both lists may have been changed. `--keys here` keeps this machine's, `--keys there` takes the other; then add what is missing with `casenotes vault keys add`.".into(),
            Self::ChangedMeanwhile(_) => "Run the command again.".into(),
        })
    }
}

/// Opens the other copy, or makes an empty one; `folder` is where it really is.
pub fn other_copy(folder: PathBuf, here: &Vault) -> Result<Vault, Failure> {
    if folder.starts_with(here.root()) || here.root().starts_with(&folder) {
        return Err(SyncError::Itself(folder).into());
    }
    // Nothing is agreed to for the other copy: what is remembered is this machine's vault.
    let agreed = PathBuf::from("/");
    match Vault::open(&folder, agreed.clone()) {
        Ok(there) if there.marker()? != here.marker()? => Err(SyncError::OtherVault(folder).into()),
        Ok(there) => Ok(there),
        Err(VaultError::NotAVault(_)) => match Vault::may_be_made_in(&folder)? {
            true => Ok(here.copy_to(&folder, agreed)?),
            false => Err(SyncError::NoVault(folder).into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// Makes the two copies one; `give_back` is done before anything is said to be done.
pub fn run(
    args: &Args,
    here: &Vault,
    there: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    give_back: impl FnOnce() -> Result<(), Failure>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let list = settle_lists(args, here, there)?;
    let identity = identity(output)?;
    let recipients = Recipients::parse(&list)?;
    // A device whose key is not on the list yet would take every file for a stranger's.
    prove(&recipients, &identity)?;
    let digest = recipients.digest();
    let copies = Copies::read(here, there)?;
    let OpenedCopies { held, removed, unopened, for_others } = copies.open(&identity, &digest);
    let outcome = reconcile(&held, &removed);
    let done = copies.make_one(&outcome.kept, &for_others)?;
    give_back()?;
    here.write_down(|memory| memory.agreed_copies = Some(digest.clone()))?;
    for deed in &done {
        output.data(&format!("{deed}\n"))?;
    }
    for id in &unopened {
        output.warning(format_args!(
            "{id} does not open with your keys, or is of another client, and was kept as it is"
        ));
    }
    if !for_others.is_empty() {
        output.warning(format_args!(
            "{} of the other copy sealed to other keys than this machine's, and stayed there",
            is_or_are(for_others.len())
        ));
        output.hint("Run `casenotes vault rekey` on a device that opens them, and the meeting again there and here.");
    }
    for (one, other) in &outcome.diverged {
        output
            .warning(format_args!("{one} and {other} are two versions of one note, written apart"));
    }
    if !outcome.diverged.is_empty() {
        output.hint("Compare them with `casenotes vault show`, put what is to stay into one with `casenotes vault edit`, and take the other away with `casenotes vault remove`.");
    }
    let current: BTreeSet<&String> =
        held.iter().filter(|file| file.is_current).map(|file| &file.digest).collect();
    let outdated = outcome.kept.iter().filter(|kept| !current.contains(&kept.digest)).count();
    if outdated > 0 {
        output.hint(format_args!(
            "{} sealed to an earlier list of recipients: run `casenotes vault rekey`.",
            is_or_are(outdated)
        ));
    }
    if copies.were_unmerged() {
        output.hint(
            "What a merge of git had left open is settled: run `git add --all` there, and commit.",
        );
    }
    output.status(format_args!(
        "Both copies have the same {}; {} done.",
        counted(outcome.kept.len().saturating_sub(for_others.len()), "sealed file"),
        counted(done.len(), "change"),
    ));
    let is_plain = outcome.diverged.is_empty() && unopened.is_empty() && for_others.is_empty();
    Ok(if is_plain { Outcome::Done } else { Outcome::Negative })
}

fn is_or_are(files: usize) -> String {
    if files == 1 { "1 file is".to_owned() } else { format!("{files} files are") }
}

/// Makes the lists of recipients one by the owner's word, and returns it.
fn settle_lists(args: &Args, here: &Vault, there: &Vault) -> Result<Vec<u8>, Failure> {
    let (ours, theirs) = (here.recipients()?, there.recipients()?);
    let text = |list: &[u8]| String::from_utf8_lossy(list).into_owned();
    let changes = Changes::between(&text(&ours), &text(&theirs));
    let digest = |list: &[u8]| Recipients::parse(list).map(|it| it.digest());
    let last = here.memory()?.and_then(|memory| memory.agreed_copies);
    let is_last = |list: &[u8]| digest(list).ok() == last && last.is_some();
    let kept = match args.keys {
        _ if !changes.alters_keys() => return Ok(ours),
        Some(kept) => kept,
        // The other copy was not touched since, and this machine's owner has changed the list here.
        None if is_last(&theirs) && here.standing(&ours)? == ListStanding::Agreed => KeptList::Here,
        None => {
            let is_theirs_new = is_last(&ours);
            return Err(SyncError::OtherList { changes, is_theirs_new }.into());
        }
    };
    let changed = |list: &str| SyncError::ChangedMeanwhile(list.to_owned());
    match kept {
        KeptList::Here => {
            Recipients::parse(&ours)?;
            if let ListStanding::Changed(changes) = here.standing(&ours)? {
                return Err(NotAgreed::Changed(changes).into());
            }
            match there.replace_recipients(&theirs, &text(&ours))? {
                Replaced::Yes => Ok(ours),
                Replaced::ChangedMeanwhile => Err(changed("the other list of recipients").into()),
            }
        }
        KeptList::There => {
            Recipients::parse(&theirs)?;
            match here.replace_recipients(&ours, &text(&theirs))? {
                Replaced::Yes => {
                    here.agree_to(&theirs)?;
                    Ok(theirs)
                }
                Replaced::ChangedMeanwhile => Err(changed("the list of recipients").into()),
            }
        }
    }
}
