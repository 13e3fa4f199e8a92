//! What a release rests on: the request or the authorizations under which a record leaves.

pub mod access;
pub mod authorized;
