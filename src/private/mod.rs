//! What is the therapist's alone: the vault, and the keys that open it (45 CFR 164.501).

pub mod copies;
pub mod opened;
pub mod reconcile;
pub mod release;
pub mod removal;
pub mod scribe;
pub mod seal;
pub mod vault;
