//! The flags that say what access of somebody else rests on.

use crate::domain::moment::Day;

/// What access of somebody else rests on.
#[derive(Debug, clap::Args)]
pub struct AccessArgs {
    /// For `individual`, the client's request, by its id: its recipient and address, if it names others
    #[arg(long, value_name = "ID")]
    pub request: Option<String>,
    /// For `individual` to somebody else: the day on which the client signed the request that names
    /// person and place (45 CFR 164.524(c)(3)(ii))
    #[arg(long, value_name = "DAY", conflicts_with = "request")]
    pub signed_request: Option<Day>,
    /// Who signed that request: the client, or who stands for the client [default: the client]
    #[arg(long, value_name = "NAME", requires = "signed_request")]
    pub signed_by: Option<String>,
    /// For `individual`: what the practice has decided in writing, of a couple, of a minor's parent, or
    /// how a release is within the scope of who stands for the client
    #[arg(long, value_name = "TEXT")]
    pub decision: Option<String>,
}

impl AccessArgs {
    /// Returns the first of its flags that is given.
    pub fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("request", self.request.is_some()),
            ("signed-request", self.signed_request.is_some()),
            ("decision", self.decision.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(flag, _)| flag)
    }
}
