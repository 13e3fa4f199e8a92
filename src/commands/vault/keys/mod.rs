//! `vault keys`: whom notes are sealed to.

pub mod accept;
pub mod add;
pub mod list;
pub mod passphrase;
pub mod remove;
