//! One entry of the log of disclosures: what left, to whom, why, and on what basis; no content.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::client_id::ClientId;
use crate::domain::moment::parse_date;
use crate::fields::{Problem, document, place_of};
use crate::law::Regime;
use crate::law::authorization::suspension::Suspension;
use crate::law::basis::Basis;
use crate::record::disclosure::breach::{self, Assessment};
use crate::record::disclosure::codes::{IMPERMISSIBLE, MISFILED};

/// A disclosure that happened.
///
/// The keys without a default are those that the accounting needs (45 CFR 164.528(b)(2)), so that an
/// entry for what left in another way, such as by telephone, can be written by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureEntry {
    /// When, in RFC 3339; the day alone in an entry written by hand.
    pub time: String,
    /// Whose record.
    pub client: String,
    /// To whom.
    pub recipient: String,
    /// To which class of persons of the authorization the recipient belongs, and how.
    pub of_class: Option<String>,
    /// The recipient's address, if it is known.
    pub address: Option<String>,
    /// For what purpose.
    pub purpose: String,
    /// The code of the basis.
    pub basis: String,
    /// The law that the basis is of, if it is not HIPAA.
    pub law: Option<String>,
    /// On what a record under 42 CFR Part 2 left: `patient`, `consent`, or the code of a ground.
    pub part2: Option<String>,
    /// What compelled it (45 CFR 164.103), by its code.
    pub instrument: Option<String>,
    /// What assured that the client was told, or that a protective order holds.
    pub assurance: Option<String>,
    /// What the basis rests on, such as the number of a court order.
    pub reference: Option<String>,
    /// Why a whole record left where the law asks for the minimum.
    pub justification: Option<String>,
    /// Under which request of the client it left, by its name in the client's folder.
    pub request: Option<String>,
    /// On what day the client signed the request that it be sent to somebody else (164.524(c)(3)(ii)).
    pub request_signed: Option<String>,
    /// Who stood for the client, in what role and by what authority (164.502(g)).
    pub representative: Option<String>,
    /// What the practice decided in writing, where the rule leaves it to it.
    pub decision: Option<String>,
    /// Which earlier entry it puts right, by its name.
    pub corrects: Option<String>,
    /// The names of the authorizations it left under, in the client's folder.
    #[serde(default)]
    pub authorizations: Vec<String>,
    /// What left, in few words.
    pub description: String,
    /// In what format.
    pub format: Option<String>,
    /// The recipients of the age file, if it left as one.
    #[serde(default)]
    pub sealed_for: Vec<String>,
    /// The digest of the document that left.
    pub digest: Option<String>,
    /// The digest of the `SHA256SUMS` beside it, if it left as a folder.
    pub sums: Option<String>,
    /// What is in it.
    #[serde(default)]
    pub notes: Vec<Left>,
    /// The documents that went along, by the digests of their bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Left>,
    /// The questionnaires that went along, or whose scores did, by the digests of their files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questionnaires: Vec<Left>,
    /// What was asked for and stayed.
    #[serde(default)]
    pub stayed: Vec<Stayed>,
    /// How a disclosure that no rule permits was assessed; the last one counts.
    #[serde(default, rename = "assessment", skip_serializing_if = "Vec::is_empty")]
    pub assessments: Vec<Assessment>,
    /// What agencies have stated to have it kept out of the accounting.
    #[serde(default, rename = "suspension", skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
}

/// A text of the record that left, or a document or questionnaire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Its id.
    pub id: String,
    /// The digest of its file.
    pub digest: String,
}

/// A note, a document or a questionnaire that stayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stayed {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
}

impl DisclosureEntry {
    /// Returns everything that is in it.
    pub fn all_left(&self) -> impl Iterator<Item = &Left> {
        self.notes.iter().chain(&self.documents).chain(&self.questionnaires)
    }

    /// Writes the entry as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("an entry has no key that TOML cannot hold")
    }

    /// Reads an entry of a client's log.
    ///
    /// # Errors
    /// Says what keeps it from being one, and where; never a value of it.
    pub fn parse(bytes: &[u8], client: &ClientId) -> Result<Self, Problem> {
        let text = std::str::from_utf8(bytes).map_err(Problem::not_text)?;
        let entry: Self = document::read(text)?;
        let is_filled = |text: &str| !text.trim().is_empty();
        for (key, is_sound) in [
            ("time", entry.day().is_some()),
            ("client", entry.client == client.as_str()),
            ("recipient", is_filled(&entry.recipient)),
            ("purpose", is_filled(&entry.purpose)),
            ("basis", entry.basis().is_some() || entry.basis == MISFILED),
            ("description", is_filled(&entry.description)),
        ] {
            if !is_sound {
                let message = match key {
                    "time" => "`time` does not begin with a day".to_owned(),
                    "client" => "`client` is another one than that of the folder".to_owned(),
                    "basis" => "`basis` is not one of the list in docs/EXPORT.md".to_owned(),
                    key => format!("`{key}` is empty"),
                };
                return Err(wrong(text, key, message));
            }
        }
        let assessed = entry.assessments.iter().filter_map(Assessment::fault);
        let suspended = entry
            .suspensions
            .iter()
            .filter_map(|it| it.fault(&entry.basis, entry.instrument.as_deref()));
        let mut faults = assessed.map(|it| ("assessment", it));
        if let Some((table, (key, why))) =
            faults.next().or(suspended.map(|it| ("suspension", it)).next())
        {
            return Err(wrong(text, table, format!("`{key}` in `[[{table}]]` {why}")));
        }
        if !entry.assessments.is_empty() && entry.basis != IMPERMISSIBLE {
            let why = "an assessment is of a disclosure that no rule permits: `impermissible`";
            return Err(wrong(text, "assessment", why.to_owned()));
        }
        Ok(entry)
    }

    /// Writes the assessments and suspensions that it has beyond those of an earlier version.
    pub fn tables_added_to(&self, earlier: &Self) -> String {
        #[derive(Serialize)]
        struct Added<'a> {
            assessment: Option<&'a [Assessment]>,
            suspension: Option<&'a [Suspension]>,
        }
        let assessed = self.assessments.get(earlier.assessments.len()..);
        let suspended = self.suspensions.get(earlier.suspensions.len()..);
        let added = Added {
            assessment: assessed.filter(|added| !added.is_empty()),
            suspension: suspended.filter(|added| !added.is_empty()),
        };
        toml::to_string(&added).expect("what is added has no key that TOML cannot hold")
    }

    /// Returns the day on which it left.
    pub fn day(&self) -> Option<NaiveDate> {
        parse_date(self.time.get(..10)?)
    }

    /// Returns the basis.
    pub fn basis(&self) -> Option<&'static Basis> {
        self.regime()?.law().basis(&self.basis)
    }

    fn regime(&self) -> Option<Regime> {
        self.law.as_deref().map_or(Ok(Regime::Hipaa), str::parse).ok()
    }

    /// Tells whether the accounting of disclosures must name it.
    pub fn is_accountable(&self) -> bool {
        self.basis().is_some_and(|basis| basis.is_accountable)
    }

    /// Returns until when an agency has it kept out of the accounting, if a day lies within (45 CFR
    /// 164.528(a)(2)).
    pub fn suspended_until(&self, day: NaiveDate) -> Option<NaiveDate> {
        let until = self.suspensions.iter().filter_map(Suspension::until).max();
        until.filter(|until| day <= *until)
    }

    /// Returns until when the client must be told of it as a breach; `None` when there is nothing to
    /// tell (45 CFR 164.404(b)), and where another law says when.
    pub fn notice_due(&self) -> Option<NaiveDate> {
        match self.basis == IMPERMISSIBLE && self.regime() == Some(Regime::Hipaa) {
            true => breach::notice_due(&self.assessments, self.day()),
            false => None,
        }
    }
}

/// What may be added to an entry that is filed: how it was assessed, and that it is kept out of the
/// accounting for a time.
const ADDED_LATER: &[&str] = &["assessment", "suspension"];

/// Tells whether a text is an earlier entry, byte for byte, and behind it only what may be added to a
/// filed one.
pub fn is_added_to(before: &str, after: &str) -> bool {
    if !after.starts_with(before) {
        return false;
    }
    let (Some(before), Some(after)) = (document::table(before), document::table(after)) else {
        return false;
    };
    let is_kept = |(key, value): (&String, &toml::Value)| match (value, after.get(key)) {
        (toml::Value::Array(was), Some(toml::Value::Array(now)))
            if ADDED_LATER.contains(&key.as_str()) =>
        {
            now.starts_with(was)
        }
        (_, now) => now == Some(value),
    };
    before.iter().all(is_kept)
        && after.keys().all(|key| before.contains_key(key) || ADDED_LATER.contains(&key.as_str()))
}

fn wrong(text: &str, key: &str, message: String) -> Problem {
    Problem::of_value(key, place_of(text, key).unwrap_or_default(), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_back() {
        let entry = DisclosureEntry {
            time: "2026-11-24T09:30:00-05:00".into(),
            client: "c-7f3k".into(),
            recipient: "District \"Court\"\n[x]".into(),
            purpose: "order".into(),
            basis: "law".into(),
            reference: Some("26-CV-0001".into()),
            description: "1 progress note".into(),
            format: Some("html".into()),
            sealed_for: vec!["age1x".into()],
            digest: Some("sha256:00".into()),
            notes: vec![Left { id: "c-7f3k/2026-11-24-1400-dap".into(), digest: "x".into() }],
            stayed: vec![Stayed {
                id: "c-7f3k/2026-11-25-1400-dap".into(),
                reason: "draft".into(),
            }],
            ..DisclosureEntry::default()
        };
        let client = "c-7f3k".parse().unwrap();
        assert_eq!(DisclosureEntry::parse(entry.to_toml().as_bytes(), &client), Ok(entry.clone()));
        assert_eq!(entry.day(), NaiveDate::from_ymd_opt(2026, 11, 24));
        assert!(entry.is_accountable());
    }

    #[test]
    fn an_assessment_and_a_suspension_are_added_and_nothing_else_is_changed() {
        let client = "c-7f3k".parse().unwrap();
        let parse = |text: &str| DisclosureEntry::parse(text.as_bytes(), &client);
        let fax = "time = \"2026-11-01\"\nclient = \"c-7f3k\"\nrecipient = \"A pharmacy\"\n\
            purpose = \"fax to a wrong number\"\nbasis = \"impermissible\"\ndescription = \"1 note\"\n";
        let assessment = "[[assessment]]\ndiscovered = \"2026-11-02\"\nnature = \"name\"\n\
            person = \"a pharmacy\"\nacquired = \"no\"\nmitigation = \"destroyed\"\n";
        let low = format!("{fax}{assessment}conclusion = \"low-probability\"\n");
        let breach = format!("{low}{assessment}conclusion = \"breach\"\n");
        let due = |text: &str| parse(text).unwrap().notice_due().map(|day| day.to_string());
        assert_eq!(due(fax).as_deref(), Some("2026-12-31"));
        assert_eq!((due(&low), due(&breach).as_deref()), (None, Some("2027-01-01")));
        assert!(is_added_to(fax, &low) && is_added_to(&low, &breach) && is_added_to(fax, fax));
        for changed in [
            fax.replace("1 note", "2 notes"),
            format!("{fax}address = \"1 Elm\"\n"),
            breach.replacen("low-probability", "exception", 1),
            fax.to_owned(),
            "x".to_owned(),
        ] {
            assert!(!is_added_to(&low, &changed), "{changed}");
        }
        for (wrong, message) in [
            (low.replace("\"no\"", "\"\""), "`acquired` in `[[assessment]]` is empty"),
            (low.replace("impermissible", "law"), "an assessment is of a disclosure"),
            (low.replace("low-probability", "none"), "this is not TOML, or not of the type"),
        ] {
            let found = parse(&wrong).unwrap_err().message;
            assert!(found.starts_with(message), "{found}");
        }
        let suspended = fax.replace("impermissible", "oversight")
            + "[[suspension]]\nby = \"the board\"\nstated = \"2026-11-02\"\nuntil = \"2027-02-01\"\n";
        let suspended = parse(&suspended).unwrap();
        let until = |day: &str| suspended.suspended_until(day.parse().unwrap());
        assert!(until("2027-02-01").is_some() && until("2027-02-02").is_none());
    }

    #[test]
    fn an_entry_by_hand_needs_what_the_accounting_needs() {
        let text = "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\n\
            purpose = \"mandated report\"\nbasis = \"law\"\ndescription = \"report by telephone\"\n";
        let client = "c-7f3k".parse().unwrap();
        assert!(
            DisclosureEntry::parse(text.as_bytes(), &client)
                .is_ok_and(|entry| entry.is_accountable())
        );
        let fault = |text: String| {
            let problem = DisclosureEntry::parse(text.as_bytes(), &client).unwrap_err();
            (problem.message, problem.span.start)
        };
        for line in text.lines().filter(|line| !line.is_empty()) {
            let key = line.split(' ').next().unwrap();
            let (message, _) = fault(text.replace(line, ""));
            assert_eq!(message, format!("the key `{key}` is missing"));
        }
        for (from, to, message) in [
            ("2026-11-24", "2026-02-30", "`time` does not begin with a day"),
            ("c-7f3k", "c-2mxr", "`client` is another one than that of the folder"),
            ("\"law\"", "\"lwa\"", "`basis` is not one of the list in docs/EXPORT.md"),
            ("report by telephone", " ", "`description` is empty"),
            ("\"law\"", "7", "this is not TOML, or not of the type that an entry has here"),
        ] {
            let (found, at) = fault(text.replace(from, to));
            assert_eq!(found, message);
            assert!(at > 0 || to.starts_with("2026"), "{message} at {at}");
        }
    }
}
