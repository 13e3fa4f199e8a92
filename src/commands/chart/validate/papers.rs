//! What `validate` finds in the authorizations and the log of disclosures of a client.

use std::path::PathBuf;

use crate::authorization::elements::Asked;
use crate::authorization::records::{Authorization, Validity};
use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::session_time::SessionTime;
use crate::fields::Problem;
use crate::record::chart::Chart;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::rules::finding::Finding;
use crate::rules::subject::{PaperSubject, Unreadable};
use crate::rules::{self};

/// Checks the authorizations and the log of disclosures of a client.
///
/// # Errors
/// Fails when a folder cannot be read; a file that cannot be read is a finding.
pub fn check_papers(
    chart: &Chart,
    client: &ClientId,
    now: Option<SessionTime>,
    found: &mut Vec<Finding>,
) -> Result<(), DiskError> {
    let authorizations = chart.papers(client, PaperKind::Authorization)?;
    for name in &authorizations {
        let Some((path, Paper { bytes, of })) =
            read(chart, client, name, PaperKind::Authorization, found)
        else {
            continue;
        };
        let Some(now) = now else { continue };
        let asked = Asked { client: &of, recipient: None, purpose: None, today: now.date() };
        let (authorization, problems) = match std::str::from_utf8(&bytes) {
            Ok(text) => Authorization::read(text, asked),
            Err(error) => (Authorization::default(), vec![Problem::not_text(error)]),
        };
        if authorization.standing(&problems) == Validity::Defective {
            rules::check_bytes(&PaperSubject::Defective(&problems), &path, &bytes, found);
        }
    }
    for name in chart.papers(client, PaperKind::Disclosure)? {
        let Some((path, Paper { bytes, of })) =
            read(chart, client, &name, PaperKind::Disclosure, found)
        else {
            continue;
        };
        match DisclosureEntry::parse(&bytes, &of) {
            Ok(entry) => {
                for name in &entry.authorizations {
                    let is_here = of == *client && authorizations.contains(name);
                    // It may have been moved since, or together with the entry.
                    if is_here || chart.paper_now(&of, PaperKind::Authorization, name)?.is_some() {
                        continue;
                    }
                    let subject = PaperSubject::WithoutAuthorization(name);
                    rules::check_bytes(&subject, &path, &bytes, found);
                }
            }
            Err(problem) => {
                rules::check_bytes(&PaperSubject::NoEntry(&problem), &path, &bytes, found);
            }
        }
    }
    Ok(())
}

fn read(
    chart: &Chart,
    client: &ClientId,
    name: &str,
    kind: PaperKind,
    found: &mut Vec<Finding>,
) -> Option<(PathBuf, Paper)> {
    let id = PaperId { client: client.clone(), name: name.to_owned() };
    let path = chart.paper_path(&id, kind);
    match chart.read_paper(&id, kind) {
        Ok(paper) => Some((path, paper)),
        Err(error) => {
            rules::check(&Unreadable { reason: error.to_string() }, &path, found);
            None
        }
    }
}
