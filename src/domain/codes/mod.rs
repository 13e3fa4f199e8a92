//! The codes of a claim: which minutes, bases and places they go with. Numbers and short labels of our own.

pub mod diagnosis;
pub mod diagnosis_title;
pub mod place;
pub mod service;
