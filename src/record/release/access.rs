//! The request under which a record leaves: found, still open, and made by who may make it.

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::failure::{Explain, Failure};
use crate::law::authorization::asking::NotAsking;
use crate::law::authorization::representative::Representative;
use crate::law::authorization::whose::Facts;
use crate::law::basis::Basis;
use crate::law::right::Right;
use crate::law::rule::Rule;
use crate::record::chart::Chart;
use crate::record::disclosure::gate::Given;
use crate::record::requests::docket::{Docket, State};
use crate::text::{is_same, is_same_name};

/// What access of somebody else is said to rest on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Named<'a> {
    /// The request, by its id.
    pub request: Option<&'a str>,
    /// On what day one that is not filed was signed.
    pub signed_on: Option<NaiveDate>,
    /// Who signed that one.
    pub signed_by: Option<&'a str>,
}

/// A request under which a record leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedRequest {
    /// The name of its paper, if it is filed.
    pub name: Option<String>,
    /// On what day it was signed.
    pub signed_on: Option<NaiveDate>,
    /// Who asks, and signed it; the client if it does not say.
    pub by: Option<String>,
    /// What it asks for, in few words.
    pub scope: Option<String>,
    /// To whom else it asks for a copy.
    pub recipient: Option<String>,
    /// Where that is to go.
    pub address: Option<String>,
}

/// A request under which the record does not leave.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The flag goes with access alone.
    #[error("`--{0}` goes with the basis `individual`")]
    NotAccess(&'static str),
    /// There is none.
    #[error("there is no request `{0}` of this client that can be read")]
    NoRequest(String),
    /// It asks for something else.
    #[error("the request `{0}` is for {1}")]
    OtherRight(String, Right),
    /// It is over.
    #[error("the request `{0}` is {1}")]
    Over(String, &'static str),
    /// It names somebody else, or nobody.
    #[error("the request `{0}` names another recipient")]
    OtherRecipient(String),
    /// It names another place.
    #[error("the request `{0}` names another address")]
    OtherAddress(String),
    /// It will be signed.
    #[error("`--signed-request` lies in the future")]
    Future,
}

impl Explain for AccessError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAccess(_) => "Leave it out.".into(),
            Self::NoRequest(_) => "Run `casenotes request list` to see what there is.".into(),
            Self::OtherRight(..) | Self::Over(..) => {
                "See `casenotes request show REQUEST`, or write down another by `casenotes request add`.".into()
            }
            Self::OtherRecipient(_) | Self::OtherAddress(_) => {
                format!(
                    "A copy goes to the person and the place that the client has named in writing{}.",
                    Rule::ThirdPerson
                )
            }
            Self::Future => "Name the day on which the client signed it.".into(),
        })
    }
}

impl Named<'_> {
    /// Finds the request, if one is named.
    ///
    /// # Errors
    /// Fails when there is none, or it is no longer one under which a record leaves.
    pub fn find(
        &self,
        client: &ClientId,
        chart: &Chart,
        today: NaiveDate,
    ) -> Result<Option<SignedRequest>, Failure> {
        if let Some(day) = self.signed_on {
            if day > today {
                return Err(AccessError::Future.into());
            }
            let by = self.signed_by.map(str::to_owned);
            return Ok(Some(SignedRequest {
                signed_on: Some(day),
                by,
                ..SignedRequest::default()
            }));
        }
        let Some(named) = self.request else { return Ok(None) };
        let docket = find(named, client, chart)?;
        let (request, id) = (docket.request, format!("{client}/{}", docket.name));
        match request.right {
            Some(Right::Access) | None => {}
            Some(right) => return Err(AccessError::OtherRight(id, right).into()),
        }
        Ok(Some(SignedRequest {
            name: Some(docket.name),
            signed_on: request.signed_on,
            by: request.by,
            scope: request.scope,
            recipient: request.recipient,
            address: request.address,
        }))
    }
}

fn find(named: &str, client: &ClientId, chart: &Chart) -> Result<Docket, Failure> {
    let (dockets, _) = chart.requests(client)?;
    let own = format!("{client}/");
    let name = named.strip_prefix(&own).unwrap_or(named);
    let is_it = |docket: &&Docket| named == client.as_str() || docket.name.starts_with(name);
    let mut found: Vec<Docket> = dockets.iter().filter(is_it).cloned().collect();
    if let Some(at) = found.iter().position(|docket| docket.name == name) {
        found = vec![found.swap_remove(at)];
    }
    // A client alone means the latest.
    let docket = match named == client.as_str() || found.len() == 1 {
        true => found.pop(),
        false => None,
    };
    let docket = docket.ok_or_else(|| AccessError::NoRequest(named.to_owned()))?;
    match docket.state() {
        State::Withdrawn | State::Denied | State::Closed => {
            let (id, state) = (format!("{client}/{}", docket.name), docket.state().as_str());
            Err(AccessError::Over(id, state).into())
        }
        _ => Ok(docket),
    }
}

impl SignedRequest {
    /// Finds who makes it in the client's place; `None` when it is the client.
    ///
    /// # Errors
    /// Says why whoever makes it may not: when the record leaves, or, of one that sends a copy to
    /// somebody else, when it was signed.
    pub fn asker<'f>(
        &self,
        to: &str,
        facts: &'f Facts,
        today: NaiveDate,
    ) -> Result<Option<&'f Representative>, NotAsking> {
        let Some(by) = self.by.as_ref().or(facts.names.first()) else { return Ok(None) };
        if let Some(day) = self.signed_on.filter(|_| !facts.is_individual(to)) {
            facts.signer(by, day)?;
        }
        facts.asker(by, today)
    }

    /// Fails when it names another person or place than those to which the record is to go.
    pub fn require(
        &self,
        to: &str,
        address: Option<&str>,
        facts: &Facts,
        today: NaiveDate,
    ) -> Result<(), AccessError> {
        let Some(name) = self.name.clone() else { return Ok(()) };
        match &self.recipient {
            Some(named) if !is_same_name(named, to) => Err(AccessError::OtherRecipient(name)),
            Some(_) => match self.address.as_deref().zip(address) {
                Some((named, given)) if !is_same(named.trim(), given.trim()) => {
                    Err(AccessError::OtherAddress(name))
                }
                _ => Ok(()),
            },
            None if facts.is_individual(to) || facts.representative(to, today).is_some() => Ok(()),
            None => Err(AccessError::OtherRecipient(name)),
        }
    }
}

/// Finds who acts in the client's place in a release that has passed the gate: who gets it as the
/// client, or who has made the request.
///
/// # Errors
/// Fails when whoever has made the request may not, or not for this (45 CFR 164.502(g)).
pub fn in_place<'f>(
    to: &str,
    request: Option<&SignedRequest>,
    given: Given,
    basis: &Basis,
    facts: &'f Facts,
    today: NaiveDate,
) -> Result<Option<&'f Representative>, Failure> {
    if !basis.is_individual() {
        return Ok(None);
    }
    let asker = request.map(|request| request.asker(to, facts, today)).transpose()?.flatten();
    if let Some(asker) = asker {
        given.require_within(asker)?;
    }
    let found = facts.representative(to, today).filter(|_| !facts.is_individual(to));
    Ok(found.map(|found| found.who).or(asker))
}
