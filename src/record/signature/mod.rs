//! Signatures in OpenSSH's own form (SSHSIG): keys, who may sign, and whether a signature holds.
//!
//! The only user of the ssh-key crate. Bytes in, bytes out: no disk and no other program.

use crate::text;

pub mod allowed_signers;
pub mod key;
pub mod verdict;

/// What our signatures are for; one made for anything else counts for nothing here.
pub const NAMESPACE: &str = "progress-note@casenotes";

/// Returns the name of a signer without the credentials behind it: `Dana Okafor` of
/// `Dana Okafor, LCSW`. It is the name by which `allowed_signers` knows a person.
pub fn name_of(signed_by: &str) -> &str {
    signed_by.split(',').next().unwrap_or_default().trim()
}

/// Tells whether two signers are one person by their names.
pub fn is_same_person(a: &str, b: &str) -> bool {
    text::is_same(name_of(a), name_of(b))
}
