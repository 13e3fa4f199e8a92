//! How psychotherapy notes leave: on a legal ground, written down, with an entry in the vault's log.
//!
//! 45 CFR 164.508(a)(2) asks for an authorization for any use or disclosure of psychotherapy notes,
//! with eight exceptions. Pure: values in, bytes out.

pub mod authorization;
pub mod document;
pub mod entry;
pub mod gate;
