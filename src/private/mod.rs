//! What is the therapist's alone: the vault, and the keys that open it (45 CFR 164.501).

pub mod opened;
pub mod release;
pub mod scribe;
pub mod seal;
pub mod vault;
