//! What the rules about commits look at.

use crate::domain::private_mark::PrivateMark;
use crate::record::signature::allowed_signers::Difference;

/// A file that is about to be committed, or that differs from an earlier version.
pub struct StagedSubject<'a> {
    /// Its file name.
    pub name: &'a str,
    /// What it holds; nothing when it is removed.
    pub bytes: &'a [u8],
    /// What of the vault it bears.
    pub mark: Option<PrivateMark>,
    /// Whether it is a progress note, whose text has rules of its own.
    pub is_note: bool,
    /// What is done to it that its bytes do not tell.
    pub deed: Option<Deed<'a>>,
}

/// What is done to a file beside what it holds.
#[derive(Clone, Copy, Debug)]
pub enum Deed<'a> {
    /// It was signed, and is changed or removed.
    ChangesSigned,
    /// It is of a part of the record to which is only added, and is changed.
    ChangesFiled(Filed),
    /// It is of a part of the record to which is only added, and is removed.
    RemovesFiled(Filed),
    /// It is a client file and is removed.
    RemovesClient,
    /// It is the list of those who may sign, and this is different in it.
    Signers(Difference<'a>),
    /// It is the practice's settings, and this key of `[signing]` says otherwise.
    Signing(&'a str),
    /// git is told to ignore it, so that it is in no commit.
    Ignored,
    /// It is a symbolic link.
    Link,
    /// It is a commit of another repository.
    Repository,
    /// It is two versions of which none was chosen.
    Unmerged,
    /// In lower case its path is one of the record, which it is not.
    OtherCase,
}

/// A part of the record to which is only added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filed {
    /// An authorization.
    Authorization,
    /// An entry of the log of disclosures.
    Disclosure,
    /// A request of the client, or a step that was taken about one.
    Request,
    /// What is said where a note lay that was moved.
    Move,
    /// A draft that was discarded.
    Discarded,
    /// A document.
    Document,
    /// A questionnaire.
    Questionnaire,
}

impl Filed {
    /// Returns what it is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Authorization => "an authorization",
            Self::Disclosure => "an entry of the log of disclosures",
            Self::Request => "a paper of a request",
            Self::Move => "the trace of a moved note",
            Self::Discarded => "a discarded draft",
            Self::Document => "a document",
            Self::Questionnaire => "a questionnaire",
        }
    }
}

impl StagedSubject<'_> {
    /// Tells whether it holds some bytes.
    pub fn holds(&self, bytes: &str) -> bool {
        memchr::memmem::find(self.bytes, bytes.as_bytes()).is_some()
    }
}
