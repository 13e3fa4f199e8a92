//! What lies beside the notes of a record, documents and questionnaires: which of it is asked for, and which of
//! that may leave. Both are decided here, in the same way.

use std::collections::BTreeSet;
use std::fmt::Display;

use chrono::NaiveDate;

use crate::commands::chart::export::terms::Release;
use crate::domain::client_id::ClientId;
use crate::domain::moment::Days;
use crate::export::Signed;
use crate::failure::{Explain, Failure};
use crate::output::{Output, counted};
use crate::record::chart::note_files::Trust;
use crate::record::disclosure::decision::{AskedPaper, Beside, Reason, Terms, paper_stays};
use crate::record::disclosure::entry::Stayed;
use crate::record::disclosure::notice;
use crate::record::signature::verdict::Standing;

/// A document or a questionnaire, as far as it is decided about.
pub trait Paper {
    /// What names it.
    type Id: PartialEq + Display;
    /// Which of the two it is.
    const KIND: Beside;
    /// What it is called.
    const NOUN: &'static str;
    /// The flag that takes those along that nobody names, and the list of them.
    const FLAG_AND_LIST: (&'static str, &'static str);

    /// Returns what names it.
    fn id(&self) -> &Self::Id;
    /// Returns whose it is.
    fn client(&self) -> &ClientId;
    /// Returns the day that it bears, or on which it was answered.
    fn day(&self) -> Option<NaiveDate>;
    /// Tells whether the client has restricted it.
    fn is_restricted(&self) -> bool;
    /// Tells whether it cannot be read, or is of something else.
    fn is_broken(&self) -> bool;
    /// Tells how far it is signed.
    fn standing(&self, trust: &Trust) -> Standing;
}

/// One that leaves.
pub trait Leaves {
    /// Returns its id.
    fn id(&self) -> String;
    /// Tells whether it is signed.
    fn signed(&self) -> Signed;
    /// Says what of it does not hold.
    fn fault(&self) -> Option<&'static str>;
}

/// What somebody says of all of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// That they go along.
    pub all: bool,
    /// That they are left out.
    pub none: bool,
}

/// What keeps something beside the notes from leaving, whatever is given.
#[derive(Debug, thiserror::Error)]
pub enum NotAlong {
    #[error("the {noun} `{id}` cannot be read, or is of something else")]
    Broken { noun: &'static str, id: String, client: ClientId },
    #[error(
        "the identity or the signature of {count} of the {noun}s does not hold; the first is `{first}`"
    )]
    DoesNotHold { noun: &'static str, count: usize, first: String },
    #[error("`{id}` does not leave: it is {}", reason.words())]
    Stays { id: String, reason: Reason },
    #[error("a {noun} is named, and `--no-{noun}s` leaves all of them out")]
    NamedAndLeftOut { noun: &'static str },
}

impl Explain for NotAlong {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Broken { client, noun, .. } => format!(
                "A record with a gap is not exported: run `casenotes validate {client}` and bring it back with git, or give `--no-{noun}s`."
            ),
            Self::DoesNotHold { .. } => "Mend each as `casenotes validate --deep` says, or give `--unverified`, and the record says of each what does not hold.".into(),
            Self::Stays { id, reason: Reason::Draft } => {
                format!("Run `casenotes sign {id}`, or give `--include-drafts`.")
            }
            Self::Stays { reason: Reason::SelfPay, .. } => "Leave it out; or take the client's authorization for it, or give `--no-plan` if the recipient is no health plan.".into(),
            Self::Stays { reason: Reason::NoSession, .. } => "Leave it out, or name the note of its session as well.".into(),
            Self::Stays { .. } => "Leave it out; the keys of the authorization say which days and formats the paper is for.".into(),
            Self::NamedAndLeftOut { .. } => "Leave one of the two out.".into(),
        })
    }
}

/// The papers of a client that may be asked for.
pub struct Candidates<P: Paper> {
    /// By day and name, those of the days that are asked for.
    papers: Vec<P>,
    /// Those that were named.
    named: Vec<P::Id>,
    /// Whether the whole record is asked for.
    is_whole: bool,
    /// Whether none is of another day than is asked for.
    is_of_all_days: bool,
}

impl<P: Paper> Candidates<P> {
    /// Takes the papers that were found, and keeps those of the days that are asked for.
    pub fn of_days(mut papers: Vec<P>, named: Vec<P::Id>, is_whole: bool, days: &Days) -> Self {
        let all = papers.len();
        papers.retain(|paper| paper.day().is_none_or(|day| days.hold(day)));
        let is_of_all_days = papers.len() == all;
        Self { papers, named, is_whole, is_of_all_days }
    }

    /// Tells whether all of them are meant, by the whole record that is asked for.
    pub fn are_all_meant(&self) -> bool {
        self.is_whole
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    /// Parts them into those that are asked for and those that are not. All are where somebody says so, and
    /// where the client has access to a whole record of which they are a part (45 CFR 164.501, designated
    /// record set).
    pub fn asked(&self, wish: Wish, release: Option<&Release>) -> Asked<'_, P> {
        let is_access = release.is_some_and(|it| it.basis.is_individual() && it.asks_for(P::KIND));
        let all = !wish.none && (wish.all || self.is_whole && is_access);
        let is_asked = |paper: &&P| all || self.named.contains(paper.id());
        let (asked, left_out) = self.papers.iter().partition(is_asked);
        let (named, is_of_all_days) = (&self.named[..], self.is_of_all_days);
        Asked { asked, left_out, is_meant: wish.none, is_of_all_days, named, all }
    }
}

/// The papers that are asked for, and those that are not and are of the record all the same.
pub struct Asked<'c, P: Paper> {
    asked: Vec<&'c P>,
    left_out: Vec<&'c P>,
    /// Whether somebody says that they are left out.
    is_meant: bool,
    is_of_all_days: bool,
    named: &'c [P::Id],
    /// Whether all are asked for.
    pub all: bool,
}

/// What is asked of every paper that may leave.
#[derive(Clone, Copy)]
pub struct Measure<'a> {
    /// On what terms; none for a working copy.
    pub terms: Option<&'a Terms<'a>>,
    /// The days of which a session is restricted as paid for out of pocket.
    pub restricted: &'a BTreeSet<NaiveDate>,
    /// The days of the sessions that leave, where nothing else may be told of.
    pub sessions: Option<&'a BTreeSet<NaiveDate>>,
    /// Who may sign.
    pub trust: &'a Trust,
}

impl<'c, P: Paper> Asked<'c, P> {
    /// Tells whether none is asked for.
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Tells whether each of them is named.
    pub fn are_named(&self) -> bool {
        self.asked.iter().all(|paper| self.named.contains(paper.id()))
    }

    /// Returns the days of all of them, asked for or not.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        self.asked.iter().chain(&self.left_out).filter_map(|paper| paper.day())
    }

    /// Tells whether any of them is restricted as paid for out of pocket.
    pub fn are_restricted(&self, days: &BTreeSet<NaiveDate>) -> bool {
        self.asked.iter().any(|paper| is_restricted(*paper, days))
    }

    /// Decides paper by paper; `look_at` looks closer at one that leaves. One that was named and stays stops
    /// the export, and so does one that cannot be read.
    ///
    /// # Errors
    /// As said.
    pub fn decide<L>(
        self,
        by: Measure<'_>,
        mut look_at: impl FnMut(&'c P, Standing) -> Result<L, Failure>,
    ) -> Result<Decided<'c, P, L>, Failure> {
        let (mut leave, mut stay, mut released) = (Vec::new(), Vec::new(), 0);
        for paper in self.asked {
            let id = paper.id();
            if paper.is_broken() {
                let (noun, client) = (P::NOUN, paper.client().clone());
                return Err(NotAlong::Broken { noun, id: id.to_string(), client }.into());
            }
            let (standing, is_named) = (paper.standing(by.trust), self.named.contains(id));
            let (day, is_self_pay) = (paper.day(), is_restricted(paper, by.restricted));
            let is_of_one = |days: &BTreeSet<NaiveDate>| day.is_some_and(|day| days.contains(&day));
            let is_of_no_session = by.sessions.is_some_and(|days| !is_of_one(days));
            let (kind, is_draft) = (P::KIND, standing == Standing::Draft);
            let asked = AskedPaper { kind, day, is_of_no_session, is_named, is_draft, is_self_pay };
            match by.terms.and_then(|terms| paper_stays(asked, terms)) {
                Some(reason) if is_named => {
                    return Err(NotAlong::Stays { id: id.to_string(), reason }.into());
                }
                Some(reason) => stay.push((id, reason)),
                None => {
                    released += usize::from(is_self_pay && by.terms.is_some());
                    leave.push(look_at(paper, standing)?);
                }
            }
        }
        let may_be_told =
            |paper: &&&P| !paper.is_broken() && !is_restricted(**paper, by.restricted);
        let left_out_told = self.left_out.iter().filter(may_be_told).count();
        let (left_out, is_meant) = (self.left_out, self.is_meant);
        let is_of_all_days = self.is_of_all_days;
        Ok(Decided { leave, stay, released, left_out, left_out_told, is_meant, is_of_all_days })
    }
}

/// Tells whether a paper is restricted as paid for out of pocket, by itself or because a session of its day is.
fn is_restricted(paper: &impl Paper, days: &BTreeSet<NaiveDate>) -> bool {
    paper.is_restricted() || paper.day().is_some_and(|day| days.contains(&day))
}

/// What is decided of the papers of one kind.
pub struct Decided<'c, P: Paper, L> {
    /// Those that leave.
    pub leave: Vec<L>,
    /// Those that stay, and why.
    pub stay: Vec<(&'c P::Id, Reason)>,
    /// How many of those that leave are restricted as paid for out of pocket.
    pub released: usize,
    /// Those that nobody asks for.
    left_out: Vec<&'c P>,
    /// How many of these the recipient may know of.
    left_out_told: usize,
    /// Whether somebody says that they are left out.
    is_meant: bool,
    /// Whether none is of another day than is asked for.
    is_of_all_days: bool,
}

impl<P: Paper, L: Leaves> Decided<'_, P, L> {
    /// Returns how many leave.
    pub fn count(&self) -> usize {
        self.leave.len()
    }

    /// Tells whether all of the client's that were looked for leave.
    pub fn are_all(&self) -> bool {
        self.is_of_all_days && self.stay.is_empty() && self.left_out.is_empty()
    }

    /// Returns what the recipient is told in front of the record: of those that are restricted nothing.
    pub fn notices(&self, tells_of_left_out: bool) -> Vec<String> {
        let drafts = self.stay.iter().filter(|(_, reason)| reason.may_be_told()).count();
        let has_drafts = self.leave.iter().any(|leaving| leaving.signed() == Signed::No);
        let left_out = if tells_of_left_out { self.left_out_told } else { 0 };
        [
            has_drafts.then(|| notice::paper_drafts(P::NOUN)),
            (drafts > 0).then(|| notice::paper_drafts_that_stay(drafts, P::NOUN)),
            (left_out > 0).then(|| notice::papers_that_stay(left_out, P::NOUN)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Says before anything leaves that some of the record do not leave with it, and how they can.
    pub fn tell_left_out(&self, client: &ClientId, output: &mut Output<'_>) {
        if self.left_out.is_empty() || self.is_meant {
            return;
        }
        let count = counted(self.left_out.len(), P::NOUN);
        let verb = if self.left_out.len() == 1 { "does" } else { "do" };
        output.warning(format_args!("{count} of the record of {client} {verb} not leave with it"));
        let (flag, list) = P::FLAG_AND_LIST;
        output.hint(format_args!(
            "`{flag}` takes them along, and a {} that is named leaves by itself: `casenotes {list} {client}`.",
            P::NOUN
        ));
    }

    /// Fails when one is not what was filed, or its signature does not hold; each is told.
    ///
    /// # Errors
    /// As said.
    pub fn require_sound(&self, output: &mut Output<'_>) -> Result<(), NotAlong> {
        let unsound = || self.leave.iter().filter_map(|it| Some((it.id(), it.fault()?)));
        for (id, fault) in unsound() {
            output.status(format_args!("{id}: {fault}"));
        }
        let Some((first, _)) = unsound().next() else { return Ok(()) };
        Err(NotAlong::DoesNotHold { noun: P::NOUN, count: unsound().count(), first })
    }

    /// Returns what stands in the log of those that stay.
    pub fn stayed(&self) -> impl Iterator<Item = Stayed> {
        let stayed = |(id, reason): &(&P::Id, Reason)| Stayed {
            id: id.to_string(),
            reason: reason.as_str().to_owned(),
        };
        self.stay.iter().map(stayed)
    }
}
