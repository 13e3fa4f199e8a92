//! Authorizations (45 CFR 164.508): the elements that each must have, and those for the record.
//!
//! Pure: texts in, values and faults out.

pub mod age;
pub mod asking;
pub mod elements;
pub mod information;
pub mod member;
pub mod part2;
pub mod plan;
pub mod protection;
pub mod records;
pub mod representative;
pub mod suspension;
pub mod whose;
