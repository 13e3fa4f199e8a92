//! Which notes of a record may leave on a basis, and which stay and why.

use chrono::NaiveDate;

use crate::domain::note_id::NoteId;
use crate::law::authorization::records::Authorization;
use crate::law::basis::{Asks, Basis};
use crate::law::rule::Rule;
use crate::text::is_same_name;

/// Why a note stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is not signed, and drafts were not asked for.
    Draft,
    /// It was paid for out of pocket and may not go to a health plan.
    SelfPay,
    /// No authorization covers it.
    NotAuthorized,
    /// It says itself that it is of another day than was asked for.
    OtherDay,
    /// It is of no day of a session that leaves, and the claim needs no other (45 CFR 164.502(b)).
    NoSession,
}

/// What lies with a client in files of its own, beside the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// What came on paper or as a file.
    Document,
    /// A measure as it was answered once.
    Questionnaire,
}

/// A note that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Which note.
    pub id: &'a NoteId,
    /// The day and the format that it says itself; those of its name may be others.
    pub says: (Option<NaiveDate>, Option<&'a str>),
    /// Whether it is of a day that was asked for, by what it says itself.
    pub is_asked_for: bool,
    /// Whether it was named, and not met by the way.
    pub is_named: bool,
    /// Whether it is not signed.
    pub is_draft: bool,
    /// Whether it is restricted as paid for out of pocket.
    pub is_self_pay: bool,
}

/// A document or a questionnaire that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct AskedPaper {
    /// Which of the two it is.
    pub kind: Beside,
    /// The day that it bears, or on which it was answered.
    pub day: Option<NaiveDate>,
    /// Whether the sessions that leave are all that may be told of, and none of them was on its day.
    pub is_of_no_session: bool,
    /// Whether it was named, and not met by the way.
    pub is_named: bool,
    /// Whether it is not signed.
    pub is_draft: bool,
    /// Whether the client has restricted it, or a session of its day, as paid for out of pocket.
    pub is_self_pay: bool,
}

/// What is asked of everything that may leave.
#[derive(Clone, Copy, Debug)]
struct Standing {
    is_named: bool,
    is_draft: bool,
    is_self_pay: bool,
    is_asked_for: bool,
    is_covered: bool,
}

/// On what terms notes leave.
#[derive(Debug)]
pub struct Terms<'a> {
    /// On what basis.
    pub basis: &'a Basis,
    /// Whether the recipient is a health plan, or may be.
    pub to_plan: bool,
    /// Whether drafts are asked for.
    pub with_drafts: bool,
    /// The authorizations; each must cover what leaves.
    pub authorizations: &'a [Authorization],
}

impl Reason {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::SelfPay => "self-pay-restricted",
            Self::NotAuthorized => "not-authorized",
            Self::OtherDay => "other-day",
            Self::NoSession => "no-session",
        }
    }

    /// Says it to the clinician.
    pub fn words(self) -> String {
        match self {
            Self::Draft => "not signed yet".to_owned(),
            Self::SelfPay => format!(
                "restricted as paid for out of pocket, so it never goes to a health plan{}",
                Rule::Restriction
            ),
            Self::NotAuthorized => {
                format!("outside of what the authorization covers{}", Rule::Authorization)
            }
            Self::OtherDay => {
                "of another day than was asked for, by what it says itself".to_owned()
            }
            Self::NoSession => format!(
                "of no day of a session that leaves, and the claim needs no other{}",
                Rule::Minimum
            ),
        }
    }

    /// Tells whether the recipient may know that the note exists: of a restricted session, or one
    /// that no authorization covers, even the date is too much.
    pub fn may_be_told(self) -> bool {
        self == Self::Draft
    }
}

/// Tells why a note stays; `None` when it may leave.
pub fn stays(note: Asked<'_>, terms: &Terms<'_>) -> Option<Reason> {
    let (day, format) = (note.id.stem.date(), note.id.stem.format());
    // The name of a note may say something else than the note does.
    let (said_day, said_format) = note.says;
    let covers = |authorization: &Authorization| {
        authorization.covers(day, format.as_str())
            && authorization.covers(said_day.unwrap_or(day), said_format.unwrap_or(format.as_str()))
    };
    let Asked { is_named, is_draft, is_self_pay, is_asked_for, .. } = note;
    let is_covered = terms.authorizations.iter().all(covers);
    let standing = Standing { is_named, is_draft, is_self_pay, is_asked_for, is_covered };
    stays_by(standing, terms)
}

/// Tells why a document or a questionnaire stays; `None` when it may leave.
pub fn paper_stays(paper: AskedPaper, terms: &Terms<'_>) -> Option<Reason> {
    let AskedPaper { kind, day, is_of_no_session, is_named, is_draft, is_self_pay } = paper;
    let covers = |authorization: &Authorization| {
        day.is_some_and(|day| match kind {
            Beside::Document => authorization.covers_document(day, is_named),
            Beside::Questionnaire => authorization.covers_questionnaire(day, is_named),
        })
    };
    let is_covered = terms.authorizations.iter().all(covers);
    let is_asked_for = true;
    let standing = Standing { is_named, is_draft, is_self_pay, is_asked_for, is_covered };
    stays_by(standing, terms).or(is_of_no_session.then_some(Reason::NoSession))
}

fn stays_by(asked: Standing, terms: &Terms<'_>) -> Option<Reason> {
    // What the client directs is no disclosure for payment or operations, to which the restriction is
    // bound (164.522(a)(1)(vi)(A)): but the paper of a whole record was not written about this session.
    let is_directed =
        asked.is_named && terms.basis.is_authorization() && !terms.authorizations.is_empty();
    let is_free = terms.basis.is_required_by_law || is_directed;
    if asked.is_self_pay && terms.to_plan && !is_free {
        Some(Reason::SelfPay)
    } else if !asked.is_asked_for {
        Some(Reason::OtherDay)
    } else if !asked.is_covered {
        Some(Reason::NotAuthorized)
    } else if asked.is_draft && !terms.with_drafts {
        Some(Reason::Draft)
    } else {
        None
    }
}

/// Returns how many members of a couple or family have not agreed: each member has, of whom there is one
/// of the authorizations, or who asks for access, or for whom somebody asks who stands for them.
pub fn missing_members(
    members: &[&str],
    basis: &Basis,
    asks_for: impl Fn(&str) -> bool,
    authorizations: &[Authorization],
) -> usize {
    let has_agreed = |member: &str| {
        basis.is_individual() && asks_for(member)
            || authorizations.iter().any(|found| is_same_name(&found.elements.individual, member))
    };
    members.iter().filter(|member| basis.asks(Asks::Members) && !has_agreed(member)).count()
}

/// Returns a short description of what leaves: `3 progress notes, sessions of 2026-10-01 to 2026-11-20, and 2
/// documents`; `beside` says what leaves beside the notes, and is empty where nothing does.
pub fn description(days: &[NaiveDate], beside: &str, is_whole: bool) -> String {
    let notes = description_of_notes(days, is_whole);
    match (beside.is_empty(), days.is_empty(), is_whole) {
        (true, ..) => notes,
        (_, false, _) => format!("{notes}, and {beside}"),
        (_, true, true) => format!("the whole record, {beside}"),
        (_, true, false) => beside.to_owned(),
    }
}

fn description_of_notes(days: &[NaiveDate], is_whole: bool) -> String {
    let count = days.len();
    let notes = if count == 1 { "note" } else { "notes" };
    let whole = if is_whole { "the whole record, " } else { "" };
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first == last => {
            format!("{whole}{count} progress {notes}, session of {first}")
        }
        (Some(first), Some(last)) => {
            format!("{whole}{count} progress {notes}, sessions of {first} to {last}")
        }
        _ => "no progress notes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Regime;
    use crate::law::authorization::elements::Elements;

    fn by(individual: &str) -> Authorization {
        let elements = Elements { individual: individual.into(), ..Elements::default() };
        Authorization { elements, ..Authorization::default() }
    }

    #[test]
    fn what_is_restricted_never_goes_to_a_plan_whatever_the_basis() {
        let id = NoteId {
            client: "c-7f3k".parse().unwrap(),
            stem: "2026-11-20-1400-dap".parse().unwrap(),
        };
        let why = |code: &str, to_plan, is_self_pay, is_draft| {
            let basis = Regime::Hipaa.law().basis(code).unwrap();
            let terms = Terms { basis, to_plan, with_drafts: false, authorizations: &[] };
            let (says, is_asked_for) = ((None, None), true);
            stays(
                Asked { id: &id, says, is_asked_for, is_named: false, is_draft, is_self_pay },
                &terms,
            )
        };
        for code in
            ["individual", "authorization", "treatment", "payment", "operations", "oversight"]
        {
            assert_eq!(why(code, false, true, false), None, "{code}");
            assert_eq!(why(code, true, true, true), Some(Reason::SelfPay), "{code}");
        }
        for code in ["law", "hhs"] {
            assert_eq!(why(code, true, true, false), None, "{code}");
        }
        assert_eq!(why("payment", false, false, true), Some(Reason::Draft));
        assert!(!Reason::SelfPay.may_be_told() && !Reason::NotAuthorized.may_be_told());
    }

    #[test]
    fn every_authorization_must_cover_a_note() {
        let id = NoteId {
            client: "c-7f3k".parse().unwrap(),
            stem: "2026-11-20-1400-dap".parse().unwrap(),
        };
        let narrow = Authorization { formats: vec!["soap".into()], ..by("B") };
        let authorizations = [by("A"), narrow];
        let basis = Regime::Hipaa.law().basis("authorization").unwrap();
        for (count, why) in [(1, None), (2, Some(Reason::NotAuthorized))] {
            let authorizations = &authorizations[..count];
            let terms = Terms { basis, to_plan: false, with_drafts: true, authorizations };
            let (says, is_asked_for) = ((None, None), true);
            let is_named = false;
            let asked =
                Asked { id: &id, says, is_asked_for, is_named, is_draft: true, is_self_pay: true };
            assert_eq!(stays(asked, &terms), why);
        }
        // A restricted session goes to a plan under a paper of the client, if it is named.
        for (is_named, why) in [(true, None), (false, Some(Reason::SelfPay))] {
            let authorizations = &authorizations[..1];
            let terms = Terms { basis, to_plan: true, with_drafts: true, authorizations };
            let (says, is_asked_for, is_draft, is_self_pay) = ((None, None), true, true, true);
            let asked = Asked { id: &id, says, is_asked_for, is_named, is_draft, is_self_pay };
            assert_eq!(stays(asked, &terms), why);
        }
    }

    #[test]
    fn a_couple_agrees_together_and_the_law_asks_nobody() {
        let members = ["Ana Example", "Ben Sample"];
        let missing = |code: &str, to: &str, signed: &[&str]| {
            let signed: Vec<Authorization> = signed.iter().map(|name| by(name)).collect();
            let basis = Regime::Hipaa.law().basis(code).unwrap();
            missing_members(&members, basis, |member| member == to, &signed)
        };
        assert_eq!(missing("authorization", "Ida Fictive", &["ana example"]), 1);
        assert_eq!(missing("authorization", "Ida Fictive", &["Ana Example", "Ben Sample "]), 0);
        assert_eq!(missing("authorization", "Ana Example", &["Ana Example"]), 1);
        assert_eq!(missing("individual", "Ana Example", &[]), 1);
        assert_eq!(missing("individual", "Ana Example", &["Ben Sample"]), 0);
        assert_eq!(missing("individual", "Ida Fictive", &[]), 2);
        assert_eq!(missing("payment", "Ana Example", &[]), 2);
        assert_eq!(missing("law", "Court", &[]), 0);
    }

    #[test]
    fn what_left_is_told_in_few_words() {
        let days = |texts: &[&str]| -> Vec<NaiveDate> {
            texts.iter().map(|text| text.parse().unwrap()).collect()
        };
        for (given, whole, told) in [
            (&["2026-11-20"][..], false, "1 progress note, session of 2026-11-20"),
            (
                &["2026-11-20", "2026-10-01"],
                true,
                "the whole record, 2 progress notes, sessions of 2026-10-01 to 2026-11-20",
            ),
            (&[], false, "no progress notes"),
        ] {
            assert_eq!(description(&days(given), "", whole), told);
        }
        for (given, beside, told) in [
            (
                &["2026-11-20"][..],
                "1 document",
                "1 progress note, session of 2026-11-20, and 1 document",
            ),
            (&[], "2 documents", "2 documents"),
        ] {
            assert_eq!(description(&days(given), beside, false), told);
        }
    }
}
