//! What a client asks of the practice, and what was done about it: access to the record (45 CFR 164.524),
//! its amendment (164.526), and an accounting of disclosures (164.528).
//!
//! Pure: texts in, values and texts out. Each step is a paper of its own and is not changed again.

pub mod docket;
pub mod paper;
