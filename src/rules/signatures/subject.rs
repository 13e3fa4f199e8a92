//! What the rules about signatures look at.

use crate::domain::amendment::{AmendmentName, Target};
use crate::domain::session_time::SessionTime;
use crate::fields::Problem;
use crate::note::amendment::Amendment;
use crate::note::front_matter::FrontMatter;
use crate::record::signature::allowed_signers::LineProblem;
use crate::record::signature::verdict::{State, Verdict};

/// A text that may be signed, with what its signature is worth.
pub struct SigningSubject<'a> {
    /// How far it is signed.
    pub state: State,
    /// Whether its key may sign no more, and the same person has affirmed it with another since.
    pub is_affirmed: bool,
    /// Who wrote it, by what it says.
    pub author: Option<&'a str>,
    /// Who signed it, by what it says.
    pub signed_by: Option<&'a str>,
    /// When, by what it says.
    pub signed_at: Option<SessionTime>,
    /// What it is.
    pub text: SignedText<'a>,
}

/// What may be signed.
pub enum SignedText<'a> {
    /// A progress note.
    Note(SignedNote<'a>),
    /// A later addition to one.
    Amendment(SignedAmendment<'a>),
}

/// A progress note as signatures see it.
pub struct SignedNote<'a> {
    /// What its front matter says.
    pub front: &'a FrontMatter<'a>,
    /// Whether it was signed as another note than the one it is filed as.
    pub is_of_another: bool,
    /// After how many days a signature makes a late entry.
    pub late_after_days: i64,
    /// Whether a late entry that holds was added.
    pub has_late_entry: bool,
    /// Whether a supervisor's signature is wanted, on it or on an addition, and none that holds is there.
    pub awaits_cosignature: bool,
    /// Additions that must have been there, because later ones are.
    pub missing: Vec<AmendmentName>,
    /// Additions that are the same bytes under two names.
    pub repeated: Vec<(AmendmentName, AmendmentName)>,
}

/// A later addition as signatures see it.
pub struct SignedAmendment<'a> {
    /// What it says.
    pub amendment: &'a Amendment<'a>,
    /// What its file name says.
    pub name: AmendmentName,
    /// What it adds to.
    pub target: Target,
    /// How far the note is signed.
    pub note_state: State,
    /// Who signed the note, and when, by what it says.
    pub note_signed: (Option<&'a str>, Option<SessionTime>),
}

/// The practice's list of those who may sign.
pub struct SignerListSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [LineProblem],
}

/// What the practice asks of signatures.
pub struct SigningSettingsSubject<'a> {
    /// What reading it has found.
    pub problems: &'a [Problem],
}

impl<'a> SigningSubject<'a> {
    /// Returns the note, if it is one.
    pub fn note(&self) -> Option<&SignedNote<'a>> {
        match &self.text {
            SignedText::Note(note) => Some(note),
            SignedText::Amendment(_) => None,
        }
    }

    /// Returns the addition, if it is one.
    pub fn amendment(&self) -> Option<&SignedAmendment<'a>> {
        match &self.text {
            SignedText::Amendment(amendment) => Some(amendment),
            SignedText::Note(_) => None,
        }
    }

    /// Tells whether it is signed and the signature holds.
    pub fn is_signed(&self) -> bool {
        self.state == State::Signed(Verdict::Good)
    }
}
