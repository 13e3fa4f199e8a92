//! What the rules about the outside of the vault look at.

use crate::domain::sealed_file::Outside;

/// Something in the vault, by its outside.
#[derive(Clone, Copy, Debug)]
pub struct VaultSubject {
    /// What it is.
    pub item: Outside,
    /// The permission bits.
    pub mode: u32,
}
