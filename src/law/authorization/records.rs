//! An authorization for the record: what it covers, and whether it stands today.

use chrono::NaiveDate;
use toml_edit::Value;

use crate::failure::Explain;
use crate::fields::rewrite::{self, instead, put};
use crate::fields::typed::{KeyKind, TypedKey, find, names, typed};
use crate::fields::{Fields, Problem, ProblemKind, document};
use crate::law::authorization::elements::{Asked, Elements, Faults, empty_elements};
use crate::law::authorization::information::{
    is_without_notes, names_documents, names_psychotherapy_notes, names_questionnaires,
};
use crate::law::rule::Rule;

/// The scope of an authorization for the record.
pub const SCOPE: &str = "records";

/// The scope that must not stand beside it.
const PSYCHOTHERAPY_NOTES: &str = "psychotherapy-notes";

/// Returns an empty authorization, to be filled in from the paper that was signed.
pub fn empty() -> String {
    let [authorization, kept, compound] =
        [Rule::Authorization, Rule::KeptPaper, Rule::Compound].map(Rule::if_any);
    format!(
        "\
# An authorization for the record{authorization}, copied from the signed paper.
# Keep the paper for six years{kept}.

# Psychotherapy notes take one of their own{compound}: `casenotes vault release`.
scope = [\"records\"]
# If the paper names sessions of certain formats alone.
# formats = [\"soap\"]
# The document that is the signed paper, by its name in the client's documents.
# document = \"2026-11-24-release-k7q2mx\"
{}",
        empty_elements()
    )
}

/// Every key of an authorization for the record.
pub const KEYS: &[TypedKey] = &[
    ("scope", KeyKind::Texts),
    ("sessions_from", KeyKind::Date),
    ("sessions_until", KeyKind::Date),
    ("formats", KeyKind::Texts),
    ("document", KeyKind::Text),
    ("client", KeyKind::Text),
    ("individual", KeyKind::Text),
    ("information", KeyKind::Text),
    ("discloser", KeyKind::Text),
    ("discloser_class", KeyKind::Flag),
    ("recipient", KeyKind::Text),
    ("recipient_class", KeyKind::Flag),
    ("purpose", KeyKind::Text),
    ("expires", KeyKind::Date),
    ("expires_event", KeyKind::Text),
    ("event_occurred", KeyKind::Flag),
    ("event_on", KeyKind::Date),
    ("research", KeyKind::Flag),
    ("signed_by", KeyKind::Text),
    ("signed_on", KeyKind::Date),
    ("by_representative", KeyKind::Flag),
    ("authority", KeyKind::Text),
    ("also_signed_by", KeyKind::Text),
    ("within_scope", KeyKind::Text),
    ("says_how_to_revoke", KeyKind::Flag),
    ("says_care_is_not_conditioned", KeyKind::Flag),
    ("conditioned_for", KeyKind::Text),
    ("says_consequences_of_refusal", KeyKind::Flag),
    ("says_it_may_be_passed_on", KeyKind::Flag),
    ("remuneration", KeyKind::Flag),
    ("says_remuneration", KeyKind::Flag),
    ("part2_consent", KeyKind::Texts),
    ("says_part2_redisclosure", KeyKind::Flag),
    ("sought_by_practice", KeyKind::Flag),
    ("copy_given", KeyKind::Date),
    ("revoked", KeyKind::Date),
];

/// One key of an authorization and the value that `--set` gives it.
#[derive(Clone, Debug)]
pub struct Setting {
    key: &'static str,
    value: Value,
}

/// A `key=value` that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The text has no `=`.
    #[error("`--set` takes key=value, such as `recipient=Ida Fictive, MD`")]
    NoEqualSign,
    /// The key is not one of an authorization.
    #[error("the key `{key}` is not known; {}", instead(*meant, names(KEYS)))]
    UnknownKey {
        /// What was typed.
        key: String,
        /// What was meant, if that is clear.
        meant: Option<&'static str>,
    },
    /// The value is not a date.
    #[error("`{0}` takes a date such as 2026-11-24")]
    NotADate(&'static str),
    /// The value is neither `true` nor `false`.
    #[error("`{0}` takes `true` or `false`")]
    NotAFlag(&'static str),
    /// The text cannot be read, so nothing in it can be changed.
    #[error("the authorization cannot be read, or not be given back byte for byte")]
    Unreadable,
}

impl Explain for SettingError {}

impl Setting {
    /// Names the document that is the signed paper.
    pub fn document(name: &str) -> Self {
        Self { key: "document", value: name.into() }
    }

    /// Reads `key=value`; the items of a list are parted by `;`.
    ///
    /// # Errors
    /// Refuses an unknown key, with the nearest known one, and a value of the wrong type.
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        let (key, value) = text.split_once('=').ok_or(SettingError::NoEqualSign)?;
        let (key, value) = (key.trim(), value.trim());
        let unknown = |meant| SettingError::UnknownKey { key: key.to_owned(), meant };
        let (key, kind) = find(KEYS, key).map_err(unknown)?;
        let refused = match kind {
            KeyKind::Date => SettingError::NotADate(key),
            KeyKind::Flag => SettingError::NotAFlag(key),
            _ => SettingError::Unreadable,
        };
        Ok(Self { key, value: typed(kind, ';', value).ok_or(refused)? })
    }
}

/// Sets keys of an authorization and changes no other byte.
///
/// # Errors
/// Refuses what cannot be read.
pub fn set(text: &str, settings: &[Setting]) -> Result<String, SettingError> {
    if settings.is_empty() {
        return Ok(text.to_owned());
    }
    let mut document = rewrite::open(text).ok_or(SettingError::Unreadable)?;
    for setting in settings {
        put(&mut document, setting.key, setting.value.clone());
    }
    Ok(document.to_string())
}

/// An authorization as it is filed with a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorization {
    /// What every authorization says.
    pub elements: Elements,
    /// The formats it covers; all, if it names none.
    pub formats: Vec<String>,
    /// The name of the document that is the signed paper, whether it is there or not.
    pub document: Option<String>,
}

/// How an authorization stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It lets records leave.
    Valid,
    /// Its day has passed or its event has occurred.
    Expired,
    /// It was revoked.
    Revoked,
    /// An element is missing or wrong, so that it never was valid.
    Defective,
}

/// What may be added to an authorization that is filed: that it has ended, that a copy was given, and which
/// document is the paper.
const ADDED_LATER: &[&str] =
    &["revoked", "expires", "event_occurred", "event_on", "copy_given", "document"];

/// Tells whether a text says what an earlier one says, and beyond that only what may be added to a filed
/// authorization. Comments and the order of the keys are all the same.
pub fn is_added_to(before: &str, after: &str) -> bool {
    let (Some(before), Some(after)) = (document::table(before), document::table(after)) else {
        return false;
    };
    let is_kept = |(key, value): (&String, &toml::Value)| match after.get(key) {
        // An event that was still to come has occurred.
        Some(toml::Value::Boolean(true)) if key == "event_occurred" => true,
        now => now == Some(value),
    };
    before.iter().all(is_kept)
        && after.keys().all(|key| before.contains_key(key) || ADDED_LATER.contains(&key.as_str()))
}

impl Validity {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Defective => "defective",
        }
    }
}

impl Authorization {
    /// Reads an authorization with every fault at once, each with its place in the file.
    pub fn read(text: &str, asked: Asked<'_>) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let mut faults = Faults::of(text);
        let scope = fields.texts("scope").unwrap_or_default();
        if scope.iter().any(|part| part == PSYCHOTHERAPY_NOTES) {
            faults.add(
                "scope",
                format!("it covers psychotherapy notes as well, which take an authorization of their own{}", Rule::Compound.if_any()),
            );
        } else if scope != [SCOPE] {
            faults.add("scope", format!("the scope is not [\"{SCOPE}\"]"));
        }
        let formats = fields.texts("formats").unwrap_or_default();
        let formats = formats.into_iter().map(|format| format.into_owned()).collect();
        let document = fields.filled_text("document").map(|name| name.into_owned());
        let elements = Elements::read(&mut fields, asked, &mut faults);
        if names_psychotherapy_notes(&elements.information) {
            faults.add(
                "information",
                format!("`information` names psychotherapy notes as well, which take an authorization of their own{}", Rule::Compound.if_any()),
            );
        }
        let authorization = Self { elements, formats, document };
        let Elements { information, sessions_from, sessions_until, .. } = &authorization.elements;
        let by_words_alone = sessions_from.is_none() && sessions_until.is_none();
        if by_words_alone && authorization.formats.is_empty() && is_without_notes(information) {
            faults.add(
                "information",
                format!(
                    "`information` says that it is for no notes, so none leaves under it{}",
                    Rule::Words.if_any()
                ),
            );
        }
        (authorization, faults.with_those_of(fields))
    }

    /// Tells whether it covers a session of a day, in a format.
    pub fn covers(&self, day: NaiveDate, format: &str) -> bool {
        self.elements.covers_day(day)
            && (self.formats.is_empty() || self.formats.iter().any(|named| named == format))
    }

    /// Tells whether it covers a document that bears a day: one that the words name as such or as part of the
    /// whole record, or that somebody has named who has read the paper. One for sessions of certain formats
    /// covers none.
    pub fn covers_document(&self, day: NaiveDate, is_named: bool) -> bool {
        self.covers_paper(day, is_named || names_documents(&self.elements.information))
    }

    /// Tells the same of a questionnaire that was answered on a day.
    pub fn covers_questionnaire(&self, day: NaiveDate, is_named: bool) -> bool {
        self.covers_paper(day, is_named || names_questionnaires(&self.elements.information))
    }

    fn covers_paper(&self, day: NaiveDate, is_meant: bool) -> bool {
        self.formats.is_empty() && self.elements.covers_day(day) && is_meant
    }

    /// Tells whether its words say less than all, and no key of it which sessions it covers.
    pub fn is_less_than_all(&self) -> bool {
        self.elements.is_less_than_all && self.formats.is_empty()
    }

    /// Tells how it stands, given what is wrong with it.
    pub fn standing(&self, problems: &[Problem]) -> Validity {
        match problems {
            [] => Validity::Valid,
            // Of days that contradict one another none tells how it stood.
            found if found.iter().any(|found| found.kind == ProblemKind::Contradiction) => {
                Validity::Defective
            }
            _ if self.elements.revoked.is_some() => Validity::Revoked,
            _ if self.elements.has_expired => Validity::Expired,
            _ => Validity::Defective,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client_id::ClientId;

    const VALID: &str = "\
scope = [\"records\"]
client = \"c-7f3k\"
individual = \"Ben Sample\"
information = \"the progress notes of 2026\"
discloser = \"Dana Okafor, LCSW\"
recipient = \"Ida Fictive, MD\"
purpose = \"coordination of care\"
expires = 2026-11-24
signed_by = \"Ben Sample\"
signed_on = 2026-11-20
by_representative = false
says_how_to_revoke = true
says_care_is_not_conditioned = true
says_it_may_be_passed_on = true
copy_given = 2026-11-20
";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(text: &str) -> (Validity, Vec<String>) {
        let client: ClientId = "c-7f3k".parse().unwrap();
        let asked = Asked::of(&client, day("2026-11-24"));
        let (authorization, problems) = Authorization::read(text, asked);
        let standing = authorization.standing(&problems);
        (standing, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn to_a_filed_authorization_only_its_end_is_added() {
        for (from, to, may) in [
            ("", "revoked = 2026-11-24\n", true),
            ("", "# seen\n", true),
            ("copy_given = 2026-11-20\n", "", false),
            ("\"Ida Fictive, MD\"", "\"Eli Sample\"", false),
            ("expires = 2026-11-24", "expires = 2027-11-24", false),
            ("", "sessions_from = 2020-01-01\n", false),
            ("", "event_occurred = true\n", true),
            ("", "x", false),
        ] {
            let after = match from {
                "" => format!("{VALID}{to}"),
                from => VALID.replace(from, to),
            };
            assert_eq!(is_added_to(VALID, &after), may, "{to}");
        }
        let event =
            |occurred| format!("{VALID}expires_event = \"x\"\nevent_occurred = {occurred}\n");
        assert!(is_added_to(&event(false), &event(true)));
        assert!(!is_added_to(&event(true), &event(false)));
        assert!(!is_added_to(&format!("{VALID}revoked = 2026-11-24\n"), VALID));
    }

    #[test]
    fn each_element_is_asked_for_and_psychotherapy_notes_stand_apart() {
        assert_eq!(read(VALID), (Validity::Valid, vec![]));
        for (from, to, standing, fault) in [
            ("\"records\"", "\"records\", \"psychotherapy-notes\"", "defective", "of their own"),
            ("\"records\"", "\"all\"", "defective", "the scope is not"),
            ("scope = [\"records\"]\n", "", "defective", "the scope is not"),
            ("the progress notes of 2026", " ", "defective", "(45 CFR 164.508(c)(1)(i))"),
            ("copy_given = 2026-11-20\n", "", "defective", "(45 CFR 164.508(c)(4))"),
            ("expires = 2026-11-24", "expires = 2026-11-23", "expired", "has expired"),
            (
                "expires = 2026-11-24",
                "expires_event = \"end of the case\"\nevent_occurred = true",
                "expired",
                "has expired",
            ),
            (
                "expires = 2026-11-24",
                "expires_event = \"end of the case\"",
                "defective",
                "nobody has looked",
            ),
            ("copy_given", "revoked = 2026-11-21\ncopy_given", "revoked", "was revoked"),
            ("purpose", "porpuse", "defective", "not known"),
        ] {
            let text = VALID.replacen(from, to, 1);
            assert_ne!(text, VALID, "{from}");
            let (found, faults) = read(&text);
            assert_eq!(found.as_str(), standing, "{to}: {faults:?}");
            assert!(faults.iter().any(|message| message.contains(fault)), "{to}: {faults:?}");
        }
        let (standing, faults) = read(&empty());
        assert!(standing == Validity::Defective && faults.len() >= 12, "{faults:?}");
        assert!(!faults.iter().any(|fault| fault.contains("TOML") || fault.contains("known")));
    }

    #[test]
    fn an_empty_one_is_filled_in_by_its_keys() {
        let lines = VALID.lines().filter(|line| !line.starts_with("scope"));
        let settings: Vec<Setting> = lines
            .map(|line| Setting::parse(&line.replacen(" = ", "=", 1).replace('"', "")).unwrap())
            .collect();
        let text = set(&empty(), &settings).unwrap();
        assert_eq!(read(&text), (Validity::Valid, vec![]), "{text}");
        for (typed, message) in [
            ("recipient", "`--set` takes key=value"),
            ("recipeint=x", "did you mean `recipient`?"),
            ("expires=soon", "takes a date"),
            ("by_representative=no", "takes `true` or `false`"),
        ] {
            let error = Setting::parse(typed).unwrap_err().to_string();
            assert!(error.contains(message), "{typed}: {error}");
        }
        assert_eq!(set("x = [", &settings), Err(SettingError::Unreadable));
    }

    #[test]
    fn the_list_of_keys_is_the_list_that_is_read() {
        for key in names(KEYS) {
            let (_, faults) = read(&format!("{key} = nan\n"));
            let wrong = format!("`{key}` is not ");
            assert!(faults.iter().any(|fault| fault.starts_with(&wrong)), "{key}: {faults:?}");
            assert!(!faults.iter().any(|fault| fault.contains("not known")), "{key}: {faults:?}");
        }
    }

    #[test]
    fn a_narrow_one_covers_no_other_session() {
        let narrow = VALID.to_owned()
            + "sessions_from = 2026-10-01\nsessions_until = 2026-10-31\nformats = [\"soap\"]\n";
        let client: ClientId = "c-7f3k".parse().unwrap();
        let asked = Asked::of(&client, day("2026-11-24"));
        let (authorization, problems) = Authorization::read(&narrow, asked);
        assert_eq!(problems, []);
        for (on, format, is_covered) in [
            ("2026-10-01", "soap", true),
            ("2026-10-31", "soap", true),
            ("2026-09-30", "soap", false),
            ("2026-11-01", "soap", false),
            ("2026-10-15", "dap", false),
        ] {
            assert_eq!(authorization.covers(day(on), format), is_covered, "{on} {format}");
        }
        assert!(Authorization::default().covers(day("1999-01-01"), "dap"));
    }
}
