//! `signer`: who may sign.

pub mod add;
pub mod end;
pub mod list;
