//! Whether anything can be sealed to the vault's list of recipients, by its outside, for every command
//! that checks.

use crate::domain::recipient_list::entries;
use crate::parcel::parse_key;
use crate::rules::subject::RecipientsSubject;
use crate::rules::{self, Finding};
use crate::vault::agreement::Standing;
use crate::vault::{RECIPIENTS, Vault, VaultError};

/// Checks the list, and tells whether it is settled to whom notes are sealed. A list that is not there
/// is for another rule.
///
/// # Errors
/// Fails when what was agreed to cannot be read.
pub fn check(vault: &Vault, found: &mut Vec<Finding>) -> Result<bool, VaultError> {
    let Ok(list) = vault.recipients() else { return Ok(false) };
    let entries = entries(&String::from_utf8_lossy(&list));
    let unsound = entries.iter().find(|entry| parse_key(&entry.recipient).is_err());
    let subject = match (vault.standing(&list)?, unsound) {
        (Standing::Changed(changes), _) => {
            RecipientsSubject::Changed { what: changes.to_string(), stops: changes.alters_keys() }
        }
        (_, Some(entry)) => RecipientsSubject::NotUnderstood(entry.line),
        (Standing::Never, None) => RecipientsSubject::Never,
        (Standing::Agreed, None) => return Ok(true),
    };
    rules::check_recipients(&subject, &vault.root().join(RECIPIENTS), found);
    Ok(false)
}
