//! The list of recipients that the owner of this machine has agreed to. It is remembered outside of
//! the vault, so that whoever can write there cannot have notes sealed to himself.

use std::path::Path;

use crate::disk::DiskError;
use crate::disk::tree::Tree;
use crate::disk::write::Replaced;
use crate::domain::recipient_list::{Changes, Unsettled, entries};
use crate::private::vault::{Vault, VaultError};
use crate::sealing::parse_key;

/// How a list of recipients stands to the one that was agreed to on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListStanding {
    /// It is that list.
    Agreed,
    /// None was ever agreed to here.
    Never,
    /// It is another.
    Changed(Changes),
}

impl Vault {
    /// Compares a list of recipients with the one that was agreed to.
    ///
    /// # Errors
    /// Fails when what is remembered cannot be read.
    pub fn standing(&self, list: &[u8]) -> Result<ListStanding, VaultError> {
        let Some(agreed) = self.agreed_list()? else {
            return Ok(ListStanding::Never);
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let changes = Changes::between(&text(&agreed), &text(list));
        Ok(match changes.is_empty() {
            true => ListStanding::Agreed,
            false => ListStanding::Changed(changes),
        })
    }

    /// Tells why it is not settled to whom notes are sealed by a list; `None` when it is.
    ///
    /// # Errors
    /// Fails when what was agreed to cannot be read.
    pub fn unsettled(&self, list: &[u8]) -> Result<Option<Unsettled>, VaultError> {
        let entries = entries(&String::from_utf8_lossy(list));
        let unsound = entries.iter().find(|entry| parse_key(&entry.recipient).is_err());
        Ok(match (self.standing(list)?, unsound) {
            (ListStanding::Changed(changes), _) => {
                Some(Unsettled::Changed { what: changes.to_string(), stops: changes.alters_keys() })
            }
            (_, Some(entry)) => Some(Unsettled::NotUnderstood(entry.line)),
            (ListStanding::Never, None) => Some(Unsettled::Never),
            (ListStanding::Agreed, None) => None,
        })
    }

    /// Remembers a list of recipients as the one that was agreed to.
    ///
    /// # Errors
    /// Fails when it cannot be written; what was agreed before still holds then.
    pub fn agree_to(&self, list: &[u8]) -> Result<(), VaultError> {
        let head = format!(
            "# Whom the notes in {} are sealed to, as agreed on this machine (docs/VAULT.md).\n\n",
            self.root().display().to_string().replace(char::is_control, "\u{fffd}")
        );
        let text = [head.as_bytes(), list].concat();
        let tree = Tree::create(self.folder_of_agreed())?;
        // Another run may write it at the same moment; what was agreed to last holds.
        loop {
            let written = match tree.read_if_there(&self.agreed)? {
                None => tree.write_new(&self.agreed, &text).map(|()| Replaced::Yes),
                Some(before) => tree.replace_private_if(&self.agreed, &before, &text),
            };
            match written {
                Ok(Replaced::Yes) => return Ok(()),
                Ok(Replaced::ChangedMeanwhile) => {}
                Err(error) if is_race(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn agreed_list(&self) -> Result<Option<Vec<u8>>, DiskError> {
        match Tree::open_if_there(self.folder_of_agreed())? {
            Some(tree) => tree.read_if_there(&self.agreed),
            None => Ok(None),
        }
    }

    fn folder_of_agreed(&self) -> &Path {
        self.agreed.parent().unwrap_or(Path::new("/"))
    }
}

fn is_race(error: &DiskError) -> bool {
    error.reason() == std::io::ErrorKind::AlreadyExists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_agreed_to_is_remembered_apart_from_the_vault() {
        let home = tempfile::tempdir().unwrap();
        let agreed = home.path().join("state/agreed.txt");
        let vault = Vault::create(&home.path().join("vault"), "age1a # laptop\n", agreed).unwrap();
        let list = vault.recipients().unwrap();
        assert_eq!(vault.standing(&list).unwrap(), ListStanding::Never);
        vault.agree_to(&list).unwrap();
        assert_eq!(vault.standing(&list).unwrap(), ListStanding::Agreed);
        let ListStanding::Changed(changes) = vault.standing(b"age1a # laptop\nage1b\n").unwrap()
        else {
            panic!("a stranger was not noticed");
        };
        assert_eq!((changes.added.len(), changes.removed.len()), (1, 0));
        vault.agree_to(b"age1b\n").unwrap();
        assert_eq!(vault.standing(b"age1b\n").unwrap(), ListStanding::Agreed);
    }
}
