//! What is looked at, and written into two logs, when something was filed with the wrong client.

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure};
use crate::law::authorization::whose::Facts;
use crate::law::rule::Rule;
use crate::output::{Output, without_controls};
use crate::record::chart::Chart;
use crate::record::chart::note_files::Trust;
use crate::record::chart::papers::{PaperId, PaperKind};
use crate::record::client::{ClientFile, MEMBER, SELF_PAY_RESTRICTED};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::record::disclosure::misfiled::{self, Misfiled};

/// A client file of which nobody can say whether it protects what is to be moved.
#[derive(Debug, thiserror::Error)]
#[error("the client file of `{0}` cannot be relied on: {1}")]
struct UnsoundClientFile(ClientId, String);

impl Explain for UnsoundClientFile {
    fn hint(&self) -> Option<String> {
        Some(format!("Run `casenotes client edit {}` and mend it first.", self.0))
    }
}

/// The keys of a client file that protect all of the record.
const PROTECTING: &[&str] = &["part2", "members", MEMBER];

/// Fails when the file of the client with whom something lies protects it and that of the other does not.
///
/// # Errors
/// As said, and when one of the files cannot be relied on.
pub fn require_protection(
    chart: &Chart,
    from: &ClientId,
    to: &ClientId,
    trust: &Trust,
    on: NaiveDate,
) -> Result<(), Failure> {
    let facts = |client: &ClientId| -> Result<Facts, Failure> {
        let bytes = chart.read_client(client)?.unwrap_or_default();
        match ClientFile::parse_for(&String::from_utf8_lossy(&bytes), PROTECTING) {
            (_, Some(why)) => Err(UnsoundClientFile(client.clone(), why).into()),
            (file, None) => Ok(chart.facts(&file, None, trust)),
        }
    };
    Ok(facts(from)?.require_kept(from, &facts(to)?, to, on)?)
}

/// What is to be moved out of a record in which it may be kept from health plans.
pub struct Kept<'a> {
    /// Whose it was.
    pub from: &'a ClientId,
    /// Whose it is.
    pub to: &'a ClientId,
    /// What is restricted of it, in words.
    pub what: &'static str,
    /// The entry that restricts it.
    pub entry: &'a str,
    /// Tells whether it is restricted with a client, by the client file or by a note.
    pub is_restricted_with: &'a dyn Fn(&ClientId, &ClientFile) -> Result<bool, Failure>,
}

/// Something that is not moved, because a restriction of its client would be lost.
#[derive(Debug, thiserror::Error)]
#[error(
    "the record of `{from}` keeps {what} from health plans{}, and that of `{to}` does not",
    Rule::Restriction
)]
struct Restricted {
    from: ClientId,
    to: ClientId,
    what: &'static str,
    entries: String,
}

impl Explain for Restricted {
    fn hint(&self) -> Option<String> {
        let Self { to, entries, .. } = self;
        Some(format!(
            "Run `casenotes client edit {to} --set '{SELF_PAY_RESTRICTED}={entries}'` first."
        ))
    }
}

/// Fails when something is restricted as paid for out of pocket with the old client and would not be with the new
/// one.
///
/// # Errors
/// As said, and when the new client's file cannot be relied on.
pub fn require_restriction(chart: &Chart, it: &Kept<'_>) -> Result<(), Failure> {
    let read = |client: &ClientId| -> Result<_, Failure> {
        let bytes = chart.read_client(client)?.unwrap_or_default();
        Ok(ClientFile::parse_for(&String::from_utf8_lossy(&bytes), &[SELF_PAY_RESTRICTED]))
    };
    let (old, doubt) = read(it.from)?;
    if doubt.is_none() && !(it.is_restricted_with)(it.from, &old)? {
        return Ok(());
    }
    let (new, doubt) = read(it.to)?;
    if let Some(why) = doubt {
        return Err(UnsoundClientFile(it.to.clone(), why).into());
    }
    if (it.is_restricted_with)(it.to, &new)? {
        return Ok(());
    }
    let entries = new.self_pay_restricted.iter().map(|entry| entry.trim()).chain([it.entry]);
    let entries = entries.collect::<Vec<_>>().join("; ");
    let (from, to) = (it.from.clone(), it.to.clone());
    Err(Restricted { from, to, what: it.what, entries }.into())
}

/// Enters into the logs of both clients each disclosure that something has left with, and returns those.
/// What a killed run has entered is not entered again; `it` needs no names.
///
/// # Errors
/// Fails when a log cannot be read or written.
pub fn log_what_left(
    chart: &Chart,
    it: Misfiled<'_>,
    at: SessionTime,
    output: &mut Output<'_>,
) -> Result<Vec<DisclosureEntry>, Failure> {
    let (entries, unread) = chart.log_of(it.client)?;
    for id in unread {
        output.warning(format_args!(
            "{id} is not an entry of the log of disclosures: whether it left with that is not known"
        ));
    }
    let bytes = chart.read_client(it.client)?.unwrap_or_default();
    let file = ClientFile::parse(&String::from_utf8_lossy(&bytes)).0;
    let names: Vec<String> = file.name.into_iter().chain(file.members).collect();
    let it = Misfiled { names: &names, ..it };
    let theirs = chart.log_of(it.to)?.0;
    let enter =
        |entry: &DisclosureEntry, filed: &[(PaperId, DisclosureEntry)], client: &ClientId| {
            if !filed.iter().any(|(_, filed)| misfiled::is_filed_already(entry, filed)) {
                chart.file_paper(client, PaperKind::Disclosure, at, entry.to_toml().as_bytes())?;
            }
            Ok::<(), Failure>(())
        };
    let has_it = |(_, entry): &&(PaperId, DisclosureEntry)| misfiled::has_left_as(entry, it.old);
    let mut found = Vec::new();
    for (id, entry) in entries.iter().filter(has_it) {
        enter(&misfiled::disclosure(entry, it), &theirs, it.to)?;
        let correction = misfiled::correction(&id.name, entry, it, at.to_string());
        enter(&correction, &entries, it.client)?;
        found.push(entry.clone());
    }
    Ok(found)
}

/// Says with which disclosures something has left, and what is to be done about it.
pub fn tell_what_left(
    has_left: &[DisclosureEntry],
    from: &ClientId,
    to: &ClientId,
    output: &mut Output<'_>,
) {
    for entry in has_left {
        output.warning(format_args!(
            "it has left already, with the record of {from}: on {} to {}; both logs say so",
            entry.day().map(|day| day.to_string()).unwrap_or_default(),
            without_controls(&entry.recipient)
        ));
        output.hint(format_args!(
            "Ask for it back, and assess it with `casenotes disclosures assess {to}`: a breach is presumed{}.",
            Rule::Breach
        ));
    }
}
