//! What the rules about questionnaires look at.

use crate::fields::Problem;
use crate::record::signature::verdict::State;

/// What is wrong with a questionnaire, or with a measure of the practice's own.
#[derive(Clone, Debug)]
pub enum QuestionnaireSubject<'a> {
    /// It cannot be read as one, or is another than its name says.
    Unsound(&'a [Problem]),
    /// A signature of a questionnaire that is not there.
    SignatureAlone,
    /// It amends a questionnaire that is not there.
    AmendsNothing,
    /// Nobody has said what its measure asks.
    NoMeasure,
    /// An item has no such answer, or the measure no such item; its number.
    Misfit(usize),
    /// It says or shows that it is signed, and no signature that holds is over it.
    Unverified(State),
    /// The file of a measure with mistakes in it.
    Measure(&'a [Problem]),
    /// A note gives the measure another score than the answers of that day come to.
    OtherScore(&'a str),
}
