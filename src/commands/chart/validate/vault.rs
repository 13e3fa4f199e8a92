//! What is wrong with the outside of the vault; nothing in it is opened.

use crate::disk::DiskError;
use crate::domain::sealed_file::Outside;
use crate::failure::Failure;
use crate::output::{Output, counted};
use crate::private::vault::audit::{Audit, audit};
use crate::private::vault::git::{Repository, keeps_apart, repository, unmerged};
use crate::private::vault::{RECIPIENTS, Vault};
use crate::rules;
use crate::rules::finding::Finding;
use crate::rules::subject::MissingFile;
use crate::rules::vault::subject::VaultSubject;

/// Checks the outside and returns how many notes lie in it.
pub fn check_vault(
    vault: &Vault,
    found: &mut Vec<Finding>,
    output: &mut Output<'_>,
) -> Result<usize, Failure> {
    let Audit { items, notes } = audit(vault)?;
    // git knows no modes but that of a program; where nobody else may enter, they do not count.
    let is_closed = items.iter().any(|it| it.path == vault.root() && it.mode & 0o077 == 0);
    let is_shut_in = is_closed && vault.tree().folder(".git".as_ref())?.is_some();
    for item in &items {
        let mode = if is_shut_in { item.mode & 0o700 } else { item.mode };
        let subject = VaultSubject { item: item.kind, mode };
        rules::check(&subject, &item.path, found);
    }
    match repository(vault.root()) {
        Repository::Alone => {}
        // Its owner has made it so that sealed files stay apart (docs/VAULT.md).
        Repository::Remote(_) if is_kept_apart(vault)? => {}
        Repository::Remote(git) => {
            let subject = VaultSubject { item: Outside::Remote, mode: 0o700 };
            rules::check(&subject, &git, found);
        }
        Repository::Silent(git) => output.warning(format_args!(
            "git does not say whether the repository {} has a remote",
            git.display()
        )),
    }
    // A git that does not say was told of above.
    if let Ok(open) = unmerged(vault.root())
        && !open.is_empty()
    {
        output.warning(format_args!(
            "a merge of git has left {} of the vault open: run `casenotes vault sync DIR` with another copy before anything is committed there, or one version is lost",
            counted(open.len(), "version")
        ));
    }
    let recipients = vault.root().join(RECIPIENTS);
    if !items.iter().any(|item| item.path == recipients) {
        rules::check(&MissingFile::Recipients, &recipients, found);
    }
    // What is no list, in the place of one, was found as what it is.
    if let Ok(list) = vault.recipients()
        && let Some(unsettled) = vault.unsettled(&list)?
    {
        rules::check(&unsettled, &recipients, found);
    }
    Ok(notes)
}

fn is_kept_apart(vault: &Vault) -> Result<bool, DiskError> {
    let attributes = vault.tree().read_if_there(".gitattributes".as_ref())?;
    Ok(attributes.is_some_and(|attributes| keeps_apart(&attributes)))
}
