//! What a text says, by its phrases and by who, when and whether they are: what the rules ask for.

pub mod diagnosis;
pub mod private;
pub mod risk;
pub mod session;
pub mod wording;
