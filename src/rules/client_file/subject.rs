//! What the rules about client files look at.

use crate::fields::{Problem, ProblemKind};

/// A client file.
pub struct ClientSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [Problem],
    /// How many of its restrictions meet no session of the record.
    pub lost_restrictions: usize,
}

impl ClientSubject<'_> {
    /// Returns the problems of one kind.
    pub fn problems(&self, kind: ProblemKind) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(move |problem| problem.kind == kind)
    }
}
