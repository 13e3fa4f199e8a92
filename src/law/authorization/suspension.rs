//! How long an agency may have a disclosure kept out of the accounting (45 CFR 164.528(a)(2)).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::moment::parse_date;
use crate::law::authorization::elements::is_plain;
use crate::law::rule::Rule;
use crate::text::has_name;

/// How long an oral statement holds (164.528(a)(2)(ii)(C)).
const ORAL: Days = Days::new(30);

/// The bases whose disclosures an agency may ask to keep out: health oversight and law enforcement.
const SUSPENDABLE: &[&str] = &["oversight", "law-enforcement"];

/// The instruments of the basis `law` that law enforcement brings: what a court, a grand jury or an
/// agency demands (164.512(f)(1)(ii)).
const OF_LAW_ENFORCEMENT: &[&str] = &["court-order", "court-subpoena", "grand-jury", "agency"];

/// What an agency has stated, as it stands behind the entry of the disclosure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Which agency or official.
    pub by: String,
    /// On what day it stated that an accounting would impede its activities.
    pub stated: String,
    /// The last day for which it asked.
    pub until: String,
    /// Whether it said so orally, which holds for thirty days.
    #[serde(default)]
    pub oral: bool,
}

impl Suspension {
    /// Returns the last day on which it holds.
    pub fn until(&self) -> Option<NaiveDate> {
        let (until, stated) = (parse_date(&self.until)?, parse_date(&self.stated)?);
        match self.oral {
            true => Some(until.min(stated.checked_add_days(ORAL)?)),
            false => Some(until),
        }
    }

    /// Returns the key of what keeps it from being written down on a day, of what left to a recipient on a
    /// basis, and what that is: the agency or official who got it says so (164.528(a)(2)(i)).
    pub fn objection(
        &self,
        recipient: &str,
        basis: &str,
        instrument: Option<&str>,
        today: NaiveDate,
    ) -> Option<(&'static str, String)> {
        let by = &self.by;
        if !is_plain(by) {
            Some(("by", "holds a line end or a mark that does not show".to_owned()))
        } else if parse_date(&self.stated).is_some_and(|stated| stated > today) {
            Some(("stated", "lies in the future".to_owned()))
        } else if let Some(fault) = self.fault(basis, instrument) {
            Some(fault)
        } else if !has_name(by, recipient) && !has_name(recipient, by) {
            Some((
                "by",
                format!(
                    "is another one than the recipient of the disclosure: the agency or official who got it says so{}",
                    Rule::Suspension
                ),
            ))
        } else {
            None
        }
    }

    /// Returns the key of what is missing or wrong in it, and what is.
    pub fn fault(&self, basis: &str, instrument: Option<&str>) -> Option<(&'static str, String)> {
        let is_demanded = basis == "law"
            && instrument.is_some_and(|instrument| OF_LAW_ENFORCEMENT.contains(&instrument));
        let (stated, until) = (parse_date(&self.stated), parse_date(&self.until));
        if !SUSPENDABLE.contains(&basis) && !is_demanded {
            let why = "is of a disclosure to neither a health oversight agency nor law enforcement";
            Some(("suspension", format!("{why}{}", Rule::Suspension)))
        } else if self.by.trim().is_empty() {
            Some(("by", "is empty: the agency or official is named".to_owned()))
        } else if stated.is_none() {
            Some(("stated", "is not a day".to_owned()))
        } else if until.is_none() {
            Some(("until", "is not a day: the agency says for how long".to_owned()))
        } else if until < stated {
            Some(("until", "is before `stated`".to_owned()))
        } else if self.oral && self.until() < until {
            Some((
                "until",
                format!("is more than 30 days after an oral statement{}", Rule::OralSuspension),
            ))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_names_itself_and_a_time_and_an_oral_word_holds_thirty_days() {
        let of = |until: &str, oral| Suspension {
            by: "State Police".into(),
            stated: "2026-11-01".into(),
            until: until.into(),
            oral,
        };
        for (until, oral, basis, fault) in [
            ("2027-05-01", false, "law-enforcement", None),
            ("2027-05-01", false, "oversight", None),
            ("2027-05-01", false, "law", Some("suspension")),
            ("2026-12-01", true, "law-enforcement", None),
            ("2026-12-02", true, "law-enforcement", Some("until")),
            ("2026-10-31", false, "oversight", Some("until")),
            ("for ever", false, "oversight", Some("until")),
        ] {
            let found = of(until, oral).fault(basis, None).map(|(key, _)| key);
            assert_eq!(found, fault, "{until} {basis}");
        }
        let demanded = |instrument| of("2027-05-01", false).fault("law", Some(instrument));
        assert_eq!((demanded("grand-jury"), demanded("agency")), (None, None));
        assert!(demanded("statute").is_some());
        assert_eq!(of("2027-05-01", true).until(), parse_date("2026-12-01"));
        let today = parse_date("2026-11-24").unwrap();
        for (recipient, on, objection) in [
            ("State Police", today, None),
            ("State Police, Troop B", today, None),
            ("Licensing Board", today, Some("by")),
            ("State Police", parse_date("2026-10-31").unwrap(), Some("stated")),
        ] {
            let found = of("2027-05-01", false).objection(recipient, "law-enforcement", None, on);
            assert_eq!(found.map(|(key, _)| key), objection, "{recipient} {on}");
        }
        assert_eq!(
            Suspension { by: " ".into(), ..of("2027-05-01", false) }
                .fault("oversight", None)
                .map(|(key, _)| key),
            Some("by")
        );
    }
}
