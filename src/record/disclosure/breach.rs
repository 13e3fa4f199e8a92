//! What is assessed of a disclosure that no rule permits: a breach, unless four factors show a low
//! probability that the record was compromised (45 CFR 164.402).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::moment::parse_date;
use crate::law::rule::Rule;

/// Within how many days of the discovery the individual is told of a breach (45 CFR 164.404(b)).
const NOTICE: Days = Days::new(60);

/// An assessment, as it stands behind the entry of the disclosure; the latest one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// On what day the disclosure was discovered.
    pub discovered: String,
    /// The nature and extent of what left, with its identifiers (164.402, breach (2)(i)).
    pub nature: String,
    /// Who got it ((2)(ii)).
    pub person: String,
    /// Whether it was actually acquired or viewed ((2)(iii)).
    pub acquired: String,
    /// How far the risk was mitigated ((2)(iv)).
    pub mitigation: String,
    /// What follows.
    pub conclusion: Conclusion,
    /// On what day the individual was told.
    pub notified: Option<String>,
}

/// What follows from an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// It is a breach, and the individual is told.
    Breach,
    /// There is a low probability that the record was compromised.
    LowProbability,
    /// It is one of the three cases that are no breach (164.402, breach (1)).
    Exception,
}

impl Conclusion {
    /// Every conclusion, with its word.
    pub const ALL: [(&'static str, Self); 3] = [
        ("breach", Self::Breach),
        ("low-probability", Self::LowProbability),
        ("exception", Self::Exception),
    ];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, conclusion)| *conclusion == self);
        found.map_or("", |(word, _)| word)
    }
}

impl Assessment {
    /// Returns the day of the discovery.
    pub fn discovered(&self) -> Option<NaiveDate> {
        parse_date(&self.discovered)
    }

    /// Returns the key of what is missing or wrong in it, and what is.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let factors = [
            ("nature", &self.nature),
            ("person", &self.person),
            ("acquired", &self.acquired),
            ("mitigation", &self.mitigation),
        ];
        // The three cases that are no breach are none whatever the factors say (164.402(1), (2)).
        let asked = factors.into_iter().filter(|_| self.conclusion != Conclusion::Exception);
        for (key, text) in asked {
            if text.trim().is_empty() {
                let why = format!("is empty: all four factors are assessed{}", Rule::Breach);
                return Some((key, why));
            }
        }
        let notified = self.notified.as_deref();
        let found = if self.discovered().is_none() {
            ("discovered", "is not a day")
        } else if notified.is_some_and(|day| parse_date(day).is_none()) {
            ("notified", "is not a day")
        } else if notified.and_then(parse_date) < self.discovered() && notified.is_some() {
            ("notified", "is before `discovered`")
        } else {
            return None;
        };
        Some((found.0, found.1.to_owned()))
    }
}

/// Returns until when the individual must be told of a disclosure that no rule permits; `None` when
/// nobody need be told, or was told. Without an assessment it counts as a breach.
pub fn notice_due(assessments: &[Assessment], left: Option<NaiveDate>) -> Option<NaiveDate> {
    let discovered = match assessments.last() {
        Some(last) if last.conclusion != Conclusion::Breach || last.notified.is_some() => {
            return None;
        }
        // It begins on the first day on which it was known (164.404(a)(2)), and not anew.
        Some(_) => known_since(assessments),
        None => left,
    };
    discovered?.checked_add_days(NOTICE)
}

/// Returns the first day on which assessments say that it was discovered.
pub fn known_since(assessments: &[Assessment]) -> Option<NaiveDate> {
    assessments.iter().filter_map(Assessment::discovered).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breach_is_presumed_and_each_factor_is_asked_for() {
        let day = |text: &str| parse_date(text);
        let sound = Assessment {
            discovered: "2026-11-20".into(),
            nature: "one note, name and diagnosis".into(),
            person: "a pharmacy".into(),
            acquired: "read by one employee".into(),
            mitigation: "destroyed, confirmed in writing".into(),
            conclusion: Conclusion::LowProbability,
            notified: None,
        };
        assert_eq!(sound.fault(), None);
        assert_eq!(notice_due(&[], day("2026-11-20")), day("2027-01-19"));
        assert_eq!(notice_due(std::slice::from_ref(&sound), day("2026-11-01")), None);
        let breach = Assessment { conclusion: Conclusion::Breach, ..sound.clone() };
        assert_eq!(notice_due(&[sound.clone(), breach.clone()], None), day("2027-01-19"));
        let anew = Assessment { discovered: "2026-12-24".into(), ..breach.clone() };
        assert_eq!(notice_due(&[breach.clone(), anew], None), day("2027-01-19"));
        let exception = Assessment {
            conclusion: Conclusion::Exception,
            person: String::new(),
            ..breach.clone()
        };
        assert_eq!(exception.fault(), None);
        let told = Assessment { notified: Some("2026-12-01".into()), ..breach };
        assert_eq!(notice_due(std::slice::from_ref(&told), None), None);
        for (wrong, key) in [
            (Assessment { mitigation: " ".into(), ..sound.clone() }, "mitigation"),
            (Assessment { discovered: "soon".into(), ..sound.clone() }, "discovered"),
            (Assessment { notified: Some("2026-11-19".into()), ..sound }, "notified"),
        ] {
            assert_eq!(wrong.fault().map(|(key, _)| key), Some(key));
        }
    }
}
