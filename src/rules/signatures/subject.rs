//! What the rules about signatures look at, and the signed files of their examples.

use crate::domain::amendment::{AmendmentName, Target};
use crate::domain::session_time::SessionTime;
use crate::fields::Problem;
use crate::note::amendment::Amendment;
use crate::note::front_matter::FrontMatter;
use crate::record::signature::allowed_signers::LineProblem;
use crate::record::signature::verdict::{State, Verdict};
use crate::rules::example::Companion;

/// A text that may be signed, with what its signature is worth.
pub struct SigningSubject<'a> {
    /// How far it is signed.
    pub state: State,
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
    /// Whether a supervisor's signature that holds was added.
    pub is_cosigned: bool,
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

/// The note of the examples, with what its front matter says besides.
macro_rules! signed_note {
    ($marks:literal) => {
        concat!(
            "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\n",
            "end = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n",
            $marks,
            "+++\n\n# DAP note\n\n## Data\n\n",
            "Reports fewer panic attacks; practiced paced breathing in session.\n\n",
            "## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n",
            "## Plan\n\nContinue weekly; next focus is the bus ride.\n"
        )
    };
}

/// An addition of the examples, with what its front matter says behind the target.
macro_rules! amendment {
    ($keys:literal) => {
        concat!(
            "+++\nclient = \"c-7f3k\"\nnote = \"2026-11-24-1400-dap\"\n",
            "sha256 = \"d123df0063de5b7ebb14ba7eedc709019248d1b5cae4027b671286c734c92870\"\n",
            $keys,
            "+++\n\nThe bus ride was on line 7.\n"
        )
    };
}

pub(crate) use {amendment, signed_note};

/// Where the signature of the note of the examples lies.
pub const SIG: &str = "clients/c-7f3k/notes/2026-11-24-1400-dap.md.sig";

/// Where the addition of the examples lies.
pub const ADDENDUM: &str = "clients/c-7f3k/notes/2026-11-24-1400-dap.addendum-1.md";

/// Where its signature lies.
pub const ADDENDUM_SIG: &str = "clients/c-7f3k/notes/2026-11-24-1400-dap.addendum-1.md.sig";

/// A note that is signed as it should be.
pub const SIGNED: &str = signed_note!(
    "signed_as = \"c-7f3k/2026-11-24-1400-dap\"\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T16:00:00-05:00\n"
);

/// An addition that is signed as it should be.
pub const GOOD_ADDENDUM: &str = amendment!(
    "kind = \"addendum\"\nreason = \"asked by the insurer\"\nauthor = \"Dana Okafor, LCSW\"\nwritten = 2026-11-25T09:00:00-05:00\nsigned_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-25T09:00:00-05:00\n"
);

/// Another signed note of the client; its signature is not there by itself.
pub const OTHER: Companion = Companion::File {
    path: "clients/c-7f3k/notes/2026-11-24-1500-dap.md",
    text: concat!(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T15:00:00-05:00\n",
        "end = 2026-11-24T15:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n",
        "signed_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T16:00:00-05:00\n+++\n\n",
        "# DAP note\n\n## Data\n\nReports anxiety on the bus; practiced paced breathing there.\n\n",
        "## Assessment\n\nProgress toward the goal; responded well to the window seat.\n\n",
        "## Plan\n\nContinue weekly; next focus is the tunnel.\n"
    ),
};

/// Where its signature lies.
pub const OTHER_SIG: &str = "clients/c-7f3k/notes/2026-11-24-1500-dap.md.sig";

/// Where the practice's list of those who may sign lies.
pub const SIGNERS_PATH: &str = "allowed_signers";

/// The practice's list: two people, one key each, as [`Companion::Signature`] makes them.
pub const SIGNERS_TEXT: &str = "\"Dana Okafor\" namespaces=\"progress-note@casenotes\",valid-after=\"20261101\",valid-before=\"20261231\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs\n\
    \"Eli Sample\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK\n";

/// The practice's list.
pub const SIGNERS: Companion = Companion::File { path: SIGNERS_PATH, text: SIGNERS_TEXT };

/// The first person's signature of the note.
pub const SIGNATURE: Companion = Companion::Signature { path: SIG, seed: 7 };

/// What lies beside a note that is signed as it should be.
pub const SIGNED_BESIDE: &[Companion] = &[SIGNERS, SIGNATURE];

/// The note, signed, for the examples of additions.
pub const SIGNED_NOTE: Companion =
    Companion::File { path: "clients/c-7f3k/notes/2026-11-24-1400-dap.md", text: SIGNED };
