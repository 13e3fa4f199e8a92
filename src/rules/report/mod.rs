//! How findings are told: lines for people, SARIF for programs.

pub mod findings;
pub mod sarif;
