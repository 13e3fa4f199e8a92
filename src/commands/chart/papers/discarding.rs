//! A document or a questionnaire that was filed by mistake is put away, and taken back.

use chrono::NaiveDate;

use crate::commands::chart::papers::{Meant, family};
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::note_ref::{Choice, NoteRef, choose};
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::Authorization;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::moves::Trail;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::chart::signed_papers::{ReadPaper, SignedPaper};
use crate::record::chart::signing::{Nobody, require_reason};

/// What stays in the record.
#[derive(Debug, thiserror::Error)]
enum StaysError {
    #[error("the {noun} `{0}` is signed, and a signed {noun} is never discarded", noun = .0.noun())]
    Signed(SignedPaper),
    #[error("`{by}` refers to the {} `{id}`", id.noun())]
    Referred { id: SignedPaper, by: String },
}

impl Explain for StaysError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Signed(id @ SignedPaper::Document(_)) => format!(
                "File the right one in its place with `casenotes document amend {id} FILE --reason WHY`; `casenotes document move` takes it to the right client."
            ),
            Self::Signed(SignedPaper::Questionnaire(id)) => format!(
                "File the right answers in its place with `casenotes measure add {} {} --amends {id} --reason WHY`; `casenotes measure move` takes it to the right client.",
                id.client,
                id.name.measure()
            ),
            Self::Referred { by, .. } => format!("It stays as long as `{by}` names it."),
        })
    }
}

/// What is not taken back.
#[derive(Debug, thiserror::Error)]
enum NotRestored {
    #[error("no {} of the name `{asked}` was discarded", kind.noun())]
    None { kind: PaperKind, asked: String, known: Vec<String> },
    #[error("`{asked}` could be any of {count} discarded {}s", kind.noun(), count = candidates.len())]
    Several { kind: PaperKind, asked: String, candidates: Vec<String> },
    #[error("a discarded {} is named by client and day, such as `c-7f3k/2026-11-24`", .0.noun())]
    Path(PaperKind),
}

impl Explain for NotRestored {
    fn hint(&self) -> Option<String> {
        match self {
            Self::None { kind, known, .. } if known.is_empty() => Some(format!(
                "Nothing of this client is discarded; `casenotes {} list` shows the {}s.",
                family(*kind),
                kind.noun()
            )),
            Self::None { known, .. } => Some(format!("There is {}.", known.join(", "))),
            Self::Several { candidates, .. } => {
                Some(format!("Choose one: {}.", candidates.join(", ")))
            }
            Self::Path(_) => None,
        }
    }
}

/// Puts it away.
///
/// # Errors
/// Fails when it is signed or something names it, and when the disk refuses.
pub fn discard(
    meant: Meant<'_>,
    reason: &str,
    chart: &Chart,
    author: Option<String>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Meant { kind, reference } = meant;
    require_reason(reason)?;
    meant.require_named()?;
    let id = SignedPaper::find(kind, reference, chart)?;
    let trust = chart.trust()?;
    let paper = chart.signed_paper(&id, &trust)?;
    if paper.says_it_is_signed() {
        return Err(StaysError::Signed(id).into());
    }
    let at = SessionTime::new(clock.now());
    let others = chart.signed_papers_like(&id, &trust)?;
    if let Some(by) = referring_to(&paper, &others, chart, at.date())? {
        return Err(StaysError::Referred { id, by }.into());
    }
    let by = author.ok_or(Nobody("discards it"))?;
    chart.tell_whose(id.client(), output);
    chart.discard_paper(&paper, &Trail { by: &by, at, reason: reason.trim() })?;
    output.status(format_args!(
        "Discarded {id}; `casenotes {} restore {id}` takes it back.",
        family(kind)
    ));
    Ok(Outcome::Done)
}

/// Returns what would name something that is not there: another one in its place, or the authorization whose
/// paper it is.
fn referring_to(
    paper: &ReadPaper,
    others: &[ReadPaper],
    chart: &Chart,
    today: NaiveDate,
) -> Result<Option<String>, Failure> {
    let PaperId { client, name } = paper.id.paper_id();
    if let Some(other) = others.iter().find(|other| other.amends.as_ref() == Some(&name)) {
        return Ok(Some(other.id.to_string()));
    }
    if paper.id.kind() != PaperKind::Document {
        return Ok(None);
    }
    for authorization in chart.papers(&client, PaperKind::Authorization)? {
        let id = PaperId { client: client.clone(), name: authorization };
        let bytes = chart.read_paper(&id, PaperKind::Authorization)?.bytes;
        let text = String::from_utf8_lossy(&bytes);
        let (authorization, _) = Authorization::read(&text, Asked::of(&client, today));
        if authorization.document.as_deref() == Some(&name) {
            return Ok(Some(id.to_string()));
        }
    }
    Ok(None)
}

/// Takes it back and prints its id.
///
/// # Errors
/// Fails when none or several are meant, and when the disk refuses.
pub fn restore(
    meant: Meant<'_>,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Meant { kind, reference } = meant;
    let (client, prefix): (&ClientId, &str) = match reference {
        NoteRef::Latest(client) => (client, ""),
        NoteRef::Prefix(client, prefix) => (client, prefix),
        NoteRef::Path(_) => return Err(NotRestored::Path(kind).into()),
    };
    chart.require_client(client)?;
    let found = chart.discarded_papers(client, kind)?;
    let names: Vec<(String, usize)> =
        found.iter().enumerate().map(|(at, it)| (it.id.paper_id().name, at)).collect();
    let asked = format!("{client}/{prefix}").trim_end_matches('/').to_owned();
    let discarded = match choose(prefix, &names, |(name, _)| name.as_str()) {
        Choice::One((_, at)) => &found[*at],
        Choice::None(_) => {
            let known = found.iter().map(|it| it.id.to_string()).collect();
            return Err(NotRestored::None { kind, asked, known }.into());
        }
        Choice::Several(several) => {
            let candidates = several.iter().map(|(_, at)| found[*at].id.to_string()).collect();
            return Err(NotRestored::Several { kind, asked, candidates }.into());
        }
    };
    chart.restore_paper(discarded)?;
    output.data(&format!("{}\n", discarded.id))?;
    output.status(format_args!("Restored {}.", discarded.id));
    Ok(Outcome::Done)
}
