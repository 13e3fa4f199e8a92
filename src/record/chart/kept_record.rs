//! How long the record of a closed client is kept, by what lies in the chart.

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::record::chart::listing::Listing;
use crate::record::chart::{Chart, ChartError};
use crate::record::client::ClientFile;
use crate::record::retention::{Facts, Gap, RetentionPeriod, RetentionVerdict, judge};

/// The record of a client who is closed, or may be.
#[derive(Clone, Copy, Debug)]
pub struct KeptRecord {
    /// The last session or the closing, whichever came later.
    pub ended: Option<NaiveDate>,
    /// What follows from that.
    pub verdict: RetentionVerdict,
}

impl Chart {
    /// Returns how long a client's record is kept; `None` for one who is not closed.
    ///
    /// # Errors
    /// Fails when the client file or a folder cannot be read.
    pub fn kept_record(
        &self,
        id: &ClientId,
        period: &RetentionPeriod,
        today: NaiveDate,
    ) -> Result<Option<KeptRecord>, ChartError> {
        let bytes = self.read_client(id)?.unwrap_or_default();
        let (file, problems) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
        // Whoever cannot be read might be closed, so the verdict is that it is not known.
        let Some(closed) = file.closed else {
            let verdict = RetentionVerdict::Unknown(Gap::ClientFile);
            return Ok((!problems.is_empty()).then_some(KeptRecord { ended: None, verdict }));
        };
        let survey = self.survey(id)?;
        let is_misnamed = |listing: &Listing| listing.notes().any(|listed| listed.stem.is_none());
        let stems = self.stems(id)?;
        let facts = Facts {
            birth_date: file.birth_date,
            opened: file.opened,
            first_session: stems.first().map(|stem| stem.date()),
            last_session: stems.last().map(|stem| stem.date()),
            closed: Some(closed),
            legal_hold: file.legal_hold == Some(true),
        };
        let verdict = match judge(&facts, period) {
            RetentionVerdict::Hold => RetentionVerdict::Hold,
            // A misspelled `legal_hold` must not cost a record.
            _ if !problems.is_empty() => RetentionVerdict::Unknown(Gap::ClientFile),
            _ if !file.contradictions(today).is_empty() => RetentionVerdict::Unknown(Gap::Dates),
            _ if survey.listing.as_ref().is_some_and(is_misnamed) => {
                RetentionVerdict::Unknown(Gap::Note)
            }
            verdict => verdict,
        };
        Ok(Some(KeptRecord { ended: facts.last_session.max(facts.closed), verdict }))
    }
}
