//! Access that somebody else has in the client's place: by a signed request, or by what the practice has
//! decided in writing.

use chrono::NaiveDate;

use crate::authorization::whose::Facts;
use crate::domain::client_id::ClientId;
use crate::domain::moment::Day;
use crate::failure::{Explain, Failure};
use crate::record::chart::Chart;
use crate::record::requests::docket::{Docket, State};
use crate::record::requests::right::Right;
use crate::text::{is_same, is_same_name};

/// What access of somebody else rests on.
#[derive(Debug, clap::Args)]
pub struct AccessArgs {
    /// For `individual`, the client's request, by its id: its recipient and address, if it names others
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// For `individual` to somebody else: the day on which the client signed the request that names
    /// person and place (45 CFR 164.524(c)(3)(ii))
    #[arg(long, value_name = "DAY", conflicts_with = "request")]
    signed_request: Option<Day>,
    /// For `individual`: what the practice has decided in writing, of a couple or of a minor's parent
    #[arg(long, value_name = "TEXT")]
    pub decision: Option<String>,
}

/// A request under which a record leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedRequest {
    /// The name of its paper, if it is filed.
    pub name: Option<String>,
    /// On what day it was signed.
    pub signed_on: Option<NaiveDate>,
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
                "A copy goes to the person and the place that the client has named in writing (45 CFR 164.524(c)(3)(ii)).".into()
            }
            Self::Future => "Name the day on which the client signed it.".into(),
        })
    }
}

impl AccessArgs {
    /// Fails when something of this is given for another basis than access.
    pub fn require_access(&self, is_access: bool) -> Result<(), AccessError> {
        for (flag, is_given) in [
            ("request", self.request.is_some()),
            ("signed-request", self.signed_request.is_some()),
            ("decision", self.decision.is_some()),
        ] {
            if is_given && !is_access {
                return Err(AccessError::NotAccess(flag));
            }
        }
        Ok(())
    }

    /// Finds the request, if one is named.
    pub fn request(
        &self,
        client: &ClientId,
        chart: &Chart,
        today: NaiveDate,
    ) -> Result<Option<SignedRequest>, Failure> {
        if let Some(day) = self.signed_request {
            let signed_on = day.resolve(today)?;
            if signed_on > today {
                return Err(AccessError::Future.into());
            }
            let signed_on = Some(signed_on);
            return Ok(Some(SignedRequest { signed_on, ..SignedRequest::default() }));
        }
        let Some(named) = &self.request else { return Ok(None) };
        let docket = find(named, client, chart)?;
        let (request, id) = (docket.request, format!("{client}/{}", docket.name));
        match request.right {
            Some(Right::Access) | None => {}
            Some(right) => return Err(AccessError::OtherRight(id, right).into()),
        }
        Ok(Some(SignedRequest {
            name: Some(docket.name),
            signed_on: request.signed_on,
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
        State::Withdrawn | State::Denied => {
            let (id, state) = (format!("{client}/{}", docket.name), docket.state().as_str());
            Err(AccessError::Over(id, state).into())
        }
        _ => Ok(docket),
    }
}

impl SignedRequest {
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
