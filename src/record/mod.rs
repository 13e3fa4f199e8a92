//! What belongs to the record: the chart, and the law of keeping, signing and letting it leave.

pub mod chart;
pub mod client;
pub mod client_changes;
pub mod client_dates;
pub mod deidentify;
pub mod disclosure;
pub mod document;
pub mod merge;
pub mod paid_sessions;
pub mod problems;
pub mod questionnaire;
pub mod release;
pub mod requests;
pub mod retention;
pub mod scribe;
pub mod signature;
