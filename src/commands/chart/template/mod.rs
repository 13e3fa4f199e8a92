//! `template`: what notes are made of and checked against.

pub mod check;
pub mod copy;
pub mod list;
pub mod show;
