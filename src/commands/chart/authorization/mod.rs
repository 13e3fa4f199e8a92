//! `authorization`: authorizations for the record.

pub mod add;
pub mod list;
pub mod revoke;
pub mod show;
