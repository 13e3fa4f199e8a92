//! What the rules about authorizations, requests and the log of disclosures look at.

use chrono::NaiveDate;

use crate::fields::Problem;

/// What is wrong with an authorization, or with an entry of the log of disclosures.
#[derive(Clone, Copy, Debug)]
pub enum PaperSubject<'a> {
    /// An authorization that lacks an element, so that it never was valid.
    Defective(&'a [Problem]),
    /// An authorization that stands by itself, of another individual than the client, or signed by
    /// nobody who may.
    Unfounded(&'a [Problem]),
    /// A file of the log that is no entry of it.
    NoEntry(&'a Problem),
    /// An entry of the log of a day that is still to come.
    InTheFuture,
    /// An authorization whose paper is to be a document that is not there.
    WithoutDocument,
    /// An entry under an authorization of this name, which is not there.
    WithoutAuthorization(&'a str),
    /// A paper that is none of a request.
    NoRequest(&'a [Problem]),
    /// A step of a request that is not there.
    WithoutRequest,
    /// A request that is open, and was due on a day.
    Overdue(NaiveDate),
    /// A disclosure that no rule permits, and of which the client was to be told by a day.
    Untold(NaiveDate),
}
