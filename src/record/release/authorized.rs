//! The authorizations under which a record leaves, read and held against what is asked.

use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure};
use crate::law::Regime;
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::Authorization;
use crate::law::rule::{Rule, of_the_practice};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::problems::tell;

/// An authorization does not allow it.
#[derive(Debug, thiserror::Error)]
#[error("the authorization `{id}` does not allow this: {}", counted(*faults, "fault"))]
struct NotAllowed {
    id: PaperId,
    faults: usize,
}

impl Explain for NotAllowed {
    fn hint(&self) -> Option<String> {
        Some(format!(
            "An authorization lets out what it says, to whom it says and while it stands{}: give what it says, get a new one signed, or mend the file if the paper says otherwise.",
            Rule::Valid.if_any()
        ))
    }
}

/// Says that the law of the practice may ask something else of a consent than casenotes does.
fn tell_whose_elements(output: &mut Output<'_>) {
    match of_the_practice() {
        Regime::Hipaa => {}
        other => output.status(format_args!(
            "casenotes asks these elements of every authorization; what {} asks of a consent, counsel of the practice says.",
            other.law().name
        )),
    }
}

/// Reads and checks the authorizations. Each must stand today, be of this client, and be for this
/// recipient and purpose, whatever basis is named beside it; what is not given, the first one says.
///
/// # Errors
/// Fails when there is none, and when one does not allow it; what it does not allow is told.
pub fn authorizations(
    names: &[String],
    asked: Asked<'_>,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<(Vec<PaperId>, Vec<Authorization>), Failure> {
    let (mut papers, mut found): (Vec<PaperId>, Vec<Authorization>) = (Vec::new(), Vec::new());
    for name in names {
        let own = format!("{}/", asked.client);
        let name = name.strip_prefix(&own).unwrap_or(name).to_owned();
        let reference = NoteRef::Prefix(asked.client.clone(), name);
        let id = chart.find_paper(&reference, PaperKind::Authorization)?;
        let Paper { bytes, of } = chart.read_paper(&id, PaperKind::Authorization)?;
        let text = String::from_utf8_lossy(&bytes);
        let first = found.first().map(|first| &first.elements);
        let asked = Asked {
            client: &of,
            recipient: asked.recipient.or(first.map(|first| first.recipient.as_str())),
            purpose: asked.purpose.or(first.map(|first| first.purpose.as_str())),
            ..asked
        };
        let (authorization, mut faults) = Authorization::read(&text, asked);
        if authorization.elements.is_for_a_class && asked.recipient.is_none() {
            let nobody = Asked { recipient: Some(""), ..asked };
            faults = Authorization::read(&text, nobody).1;
        }
        if !faults.is_empty() {
            tell(&chart.paper_path(&id, PaperKind::Authorization), &bytes, &faults, output);
            tell_whose_elements(output);
            return Err(NotAllowed { id, faults: faults.len() }.into());
        }
        papers.push(id);
        found.push(authorization);
    }
    Ok((papers, found))
}
