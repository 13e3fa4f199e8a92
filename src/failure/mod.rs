//! What a command reports when it cannot do its work.

use std::error::Error;

pub mod bug;

/// Why a command stopped, with what to do next.
#[derive(Debug)]
pub struct Failure {
    /// Decides the exit code.
    pub kind: FailureKind,
    /// The chain of causes, outermost first.
    pub error: Box<dyn Error + Send + Sync>,
    /// What the user can do about it.
    pub hints: Vec<String>,
}

/// Whose turn it is to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The user: wrong argument, missing file, invalid note.
    User,
    /// Nobody: the reader of our output went away, which is no error.
    PipeClosed,
    /// Us: a broken invariant.
    Internal,
}

/// What to do about an error; written beside the error type it explains.
pub trait Explain: Error {
    /// Whose turn it is.
    fn kind(&self) -> FailureKind {
        FailureKind::User
    }

    /// The next step, as one imperative sentence.
    fn hint(&self) -> Option<String> {
        None
    }
}

impl<E: Explain + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            kind: error.kind(),
            hints: error.hint().into_iter().collect(),
            error: Box::new(error),
        }
    }
}

/// How a command that could do its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: exit code 0.
    Done,
    /// There are findings, or nothing was found: exit code 1.
    Negative,
    /// Something of ours broke on the way; it stands among the findings, and the rest is done: exit
    /// code 70.
    Broken,
}
