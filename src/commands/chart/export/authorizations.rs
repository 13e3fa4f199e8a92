//! Which authorizations go along with a record, where its format has a place for them: those under which it
//! leaves, whose recipient is whom they name; and all of them on the client's own copy of the whole record and
//! on a working copy of it. To anybody else they would tell to whom else the client lets the record go
//! (`docs/decisions/0042-which-authorizations-go-along.md`).

use chrono::NaiveDate;

use crate::commands::chart::export::terms::{Release, Subject};
use crate::export::Format;
use crate::export::authorizations::{CareUse, ExportedAuthorization};
use crate::failure::Failure;
use crate::law::Regime;
use crate::law::authorization::elements::Asked;
use crate::law::authorization::part2::Use;
use crate::law::authorization::records::{Authorization, Validity};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::chart::profiles::Shape;
use crate::record::client::ClientFile;
use crate::text::is_same_name;

/// Whose copy a record is, as far as that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The client's, or the clinician's own, of the whole record.
    Own,
    /// Anybody's, of the whole record or of a part.
    Others,
    /// Of somebody who is to know the client by the id alone.
    Nameless,
}

impl Whose {
    /// Tells whose copy it is; `is_all` where the whole record is asked for.
    pub fn of(
        release: Option<&Release>,
        is_all: bool,
        file: &ClientFile,
        shape: Option<Shape>,
    ) -> Self {
        let name = file.name.as_deref().unwrap_or_default();
        match shape {
            Some(Shape::Supervision) => Self::Nameless,
            _ if is_all && (release.is_none() || is_own_copy(release, name)) => Self::Own,
            _ => Self::Others,
        }
    }
}

/// Tells whether it is the client's own copy, sent to the client of that name and to nobody in the client's place.
pub fn is_own_copy(release: Option<&Release>, name: &str) -> bool {
    release.is_some_and(|it| it.basis.is_individual() && is_same_name(&it.to, name))
}

/// Finds them, and says how many go along.
///
/// # Errors
/// Fails when one cannot be read.
pub fn that_leave(
    whose: Whose,
    format: &Format,
    release: Option<&Release>,
    subject: Subject<'_>,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<Vec<ExportedAuthorization>, Failure> {
    if !format.holds_authorizations() || whose == Whose::Nameless {
        return Ok(Vec::new());
    }
    let regime = chart.settings().law.regime;
    if whose == Whose::Others {
        let under = release.into_iter().flat_map(|it| it.papers.iter().zip(&it.authorizations));
        return Ok(under.map(|(id, found)| told(id, found, true, regime)).collect());
    }
    let (mut leave, mut defective) = (Vec::new(), 0);
    for name in chart.papers(subject.client, PaperKind::Authorization)? {
        let id = PaperId { client: subject.client.clone(), name };
        let Paper { bytes, of } = chart.read_paper(&id, PaperKind::Authorization)?;
        let asked = Asked { facts: Some(subject.facts), ..Asked::of(&of, subject.today) };
        let (found, faults) = Authorization::read(&String::from_utf8_lossy(&bytes), asked);
        match found.standing(&faults) {
            // It never let anything leave.
            Validity::Defective => defective += 1,
            standing => leave.push(told(&id, &found, standing == Validity::Valid, regime)),
        }
    }
    if !leave.is_empty() {
        let count = counted(leave.len(), "authorization");
        output.status(format_args!("Leaves: {count}, because it is a copy of the whole record."));
    }
    if defective > 0 {
        output.warning(format_args!(
            "{} of {} does not leave with it, because an element is missing or wrong: `casenotes authorization list` tells which",
            counted(defective, "authorization"),
            subject.client
        ));
    }
    Ok(leave)
}

fn told(id: &PaperId, found: &Authorization, holds: bool, regime: Regime) -> ExportedAuthorization {
    let elements = &found.elements;
    let uses = elements.consent.iter().flat_map(|consent| &consent.uses);
    let uses = uses.flat_map(|found| match found {
        Use::Treatment => &[CareUse::Treatment][..],
        Use::Payment => &[CareUse::Payment],
        Use::Operations => &[CareUse::Operations],
        Use::All => &[CareUse::Treatment, CareUse::Payment, CareUse::Operations],
        Use::Proceedings | Use::Other => &[],
    });
    let ends: [Option<NaiveDate>; 2] = [elements.revoked, elements.expires];
    ExportedAuthorization {
        name: id.name.clone(),
        holds,
        information: elements.information.clone(),
        discloser: elements.discloser.clone(),
        recipient: elements.recipient.clone(),
        purpose: elements.purpose.clone(),
        uses: uses.copied().collect(),
        signed_by: elements.signed_by.clone(),
        signed_on: elements.signed_on,
        ends_on: ends.into_iter().flatten().min(),
        revoked: elements.revoked,
        end: elements.end(),
        sessions_from: elements.sessions_from,
        sessions_until: elements.sessions_until,
        paper: found.document.clone(),
        other_law: (regime != Regime::Hipaa).then(|| regime.law().name.clone()),
    }
}
