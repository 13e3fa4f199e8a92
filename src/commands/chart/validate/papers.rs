//! What `validate` finds in the authorizations, the log of disclosures and the requests of a client.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::domain::session_time::SessionTime;
use crate::fields::Problem;
use crate::law::authorization::elements::Asked;
use crate::law::authorization::records::{Authorization, Validity};
use crate::record::chart::Chart;
use crate::record::chart::facts::RELIED_ON;
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::client::ClientFile;
use crate::record::disclosure::entry::DisclosureEntry;
use crate::record::requests::docket::Docket;
use crate::rules::disclosures::subject::PaperSubject;
use crate::rules::finding::Finding;
use crate::rules::subject::Unreadable;
use crate::rules::{self};

/// Checks the authorizations, the log of disclosures and the requests of a client.
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
        let asked = Asked::of(&of, now.date());
        let (authorization, problems) = match std::str::from_utf8(&bytes) {
            Ok(text) => Authorization::read(text, asked),
            Err(error) => (Authorization::default(), vec![Problem::not_text(error)]),
        };
        if rules::check_conflict(&bytes, &path, found) {
            continue;
        }
        if let Some(name) = &authorization.document
            && !chart.has_document(&of, name)?
        {
            rules::check_bytes(&PaperSubject::WithoutDocument, &path, &bytes, found);
        }
        match authorization.standing(&problems) {
            Validity::Defective => {
                rules::check_bytes(&PaperSubject::Defective(&problems), &path, &bytes, found);
            }
            Validity::Valid => {
                let text = String::from_utf8_lossy(&bytes);
                let mut unfounded = unfounded_by(&text, asked, client, chart)?;
                // What was moved may go by the file of the client it was filed with.
                if !unfounded.is_empty() && of != *client {
                    unfounded = unfounded_by(&text, asked, &of, chart)?;
                }
                if !unfounded.is_empty() {
                    rules::check_bytes(&PaperSubject::Unfounded(&unfounded), &path, &bytes, found);
                }
            }
            Validity::Expired | Validity::Revoked => {}
        }
    }
    for name in chart.papers(client, PaperKind::Disclosure)? {
        let Some((path, Paper { bytes, of })) =
            read(chart, client, &name, PaperKind::Disclosure, found)
        else {
            continue;
        };
        if rules::check_conflict(&bytes, &path, found) {
            continue;
        }
        match DisclosureEntry::parse(&bytes, &of) {
            Ok(entry) => {
                if entry.day().zip(now).is_some_and(|(day, now)| day > now.date()) {
                    rules::check_bytes(&PaperSubject::InTheFuture, &path, &bytes, found);
                }
                let due = entry.notice_due().zip(now).filter(|(due, now)| *due < now.date());
                if let Some((due, _)) = due {
                    rules::check_bytes(&PaperSubject::Untold(due), &path, &bytes, found);
                }
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
    check_requests(chart, client, now, found)
}

/// Returns what an authorization says of individual and signer that the client file does not bear out; of
/// a client file that cannot be relied on nothing is said here.
fn unfounded_by(
    text: &str,
    asked: Asked<'_>,
    client: &ClientId,
    chart: &Chart,
) -> Result<Vec<Problem>, DiskError> {
    let bytes = chart.tree().read_if_there(&chart.client_file(client))?.unwrap_or_default();
    let (file, doubt) = ClientFile::parse_for(&String::from_utf8_lossy(&bytes), RELIED_ON);
    if doubt.is_some() || file.name.is_none() {
        return Ok(Vec::new());
    }
    let facts = chart.facts_of_client(&file);
    let (_, mut problems) = Authorization::read(text, Asked { facts: Some(&facts), ..asked });
    problems.retain(|problem| problem.is_at("individual") || problem.is_at("signed_by"));
    Ok(problems)
}

fn check_requests(
    chart: &Chart,
    client: &ClientId,
    now: Option<SessionTime>,
    found: &mut Vec<Finding>,
) -> Result<(), DiskError> {
    let (mut papers, mut files) = (Vec::new(), BTreeMap::new());
    for name in chart.papers(client, PaperKind::Request)? {
        let Some((path, file)) = read(chart, client, &name, PaperKind::Request, found) else {
            continue;
        };
        let (paper, problems) = chart.request_in(&file, client)?;
        let bytes = file.bytes;
        match problems.is_empty() {
            true => papers.push((name.clone(), paper)),
            false => rules::check_bytes(&PaperSubject::NoRequest(&problems), &path, &bytes, found),
        }
        files.insert(name, (path, bytes));
    }
    let (dockets, lost) = Docket::gather(papers);
    let law = &chart.settings().law;
    let overdue = dockets.iter().filter_map(|docket| {
        let deadline = law.deadline(docket.request.right?);
        let due = docket
            .due(deadline)
            .filter(|_| now.is_some_and(|now| docket.is_overdue(deadline, now.date())))?;
        Some((&docket.name, PaperSubject::Overdue(due)))
    });
    let lost = lost.iter().map(|name| (name, PaperSubject::WithoutRequest));
    for (name, subject) in overdue.chain(lost) {
        if let Some((path, bytes)) = files.get(name) {
            rules::check_bytes(&subject, path, bytes, found);
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
