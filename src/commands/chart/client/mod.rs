//! `client`: the people.

pub mod add;
pub mod close;
pub mod edit;
pub mod list;
pub mod merge;
pub mod reopen;
pub mod show;
