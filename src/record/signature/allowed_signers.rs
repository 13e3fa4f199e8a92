//! Who may sign, and from when to when: the list `allowed_signers` in OpenSSH's own format.
//!
//! A line is `PRINCIPALS [OPTIONS] KEYTYPE KEY [COMMENT]` (ssh-keygen(1), ALLOWED SIGNERS). The
//! principal is a person's name without credentials, in quotes.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use ssh_key::public::KeyData;

use crate::domain::clock::machine_instant;
use crate::domain::session_time::SessionTime;
use crate::record::signature::key::PublicKey;
use crate::record::signature::{NAMESPACE, name_of};
use crate::text::canonical;

/// The list, as far as it can be read.
#[derive(Clone, Debug, Default)]
pub struct AllowedSigners {
    entries: Vec<AllowedSigner>,
    problems: Vec<LineProblem>,
}

/// One key of one person.
#[derive(Clone, Debug)]
pub struct AllowedSigner {
    /// Whose it is, as the line says it.
    pub principals: String,
    /// The key.
    pub key: PublicKey,
    /// The first moment at which it may sign.
    pub after: Option<Bound>,
    /// The last moment at which it may sign.
    pub before: Option<Bound>,
    /// Which line of the list it is, from 1.
    pub line: usize,
    namespaces: Option<String>,
}

/// A moment as the list means it.
///
/// One with `Z` behind it is in UTC; one without counts on the clock of the machine that reads it, as
/// ssh-keygen(1) has it, and so on another machine it may be another moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound(DateTime<Utc>);

/// What became of a person and a key between two versions of the list.
#[derive(Clone, Copy, Debug)]
pub enum Difference<'a> {
    /// They may sign and could not before.
    New(&'a AllowedSigner),
    /// Their line is gone.
    Gone(&'a AllowedSigner),
    /// Their line says something else, and more than that they sign no longer after a day.
    Changed(&'a AllowedSigner),
    /// They could sign without an end, and may until a moment: what was signed until then stays signed.
    Ended(&'a AllowedSigner),
}

/// A line that cannot be read, so that nobody may sign by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineProblem {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: &'static str,
}

/// How a key stands with a person at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStanding {
    /// The person may sign with it.
    Allowed,
    /// The person may, at another time.
    NotThen,
    /// Somebody else may.
    OtherPerson,
    /// Nobody may.
    Unknown,
}

impl AllowedSigners {
    /// Reads the text of a list; a line that cannot be read is a problem and allows nothing.
    pub fn read(text: &str) -> Self {
        let mut list = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match entry(line, at + 1) {
                Ok(entry) => list.entries.push(entry),
                Err(message) => list.problems.push(LineProblem { line: at + 1, message }),
            }
        }
        list
    }

    /// Returns the lines that could be read.
    pub fn entries(&self) -> &[AllowedSigner] {
        &self.entries
    }

    /// Returns the lines that could not be read.
    pub fn problems(&self) -> &[LineProblem] {
        &self.problems
    }

    /// Says how a key stands with the person `signed_by` names, at a time.
    pub(super) fn standing(&self, key: &KeyData, signed_by: &str, at: SessionTime) -> KeyStanding {
        let name = &canonical(name_of(signed_by));
        let mut standing = KeyStanding::Unknown;
        for entry in self.entries.iter().filter(|entry| entry.key.data() == key) {
            if entry.namespaces.as_ref().is_some_and(|list| !matches_list(NAMESPACE, list)) {
                continue;
            }
            let is_named = matches_list(name, &canonical(&entry.principals));
            match (is_named, entry.allows_at(at)) {
                (true, true) => return KeyStanding::Allowed,
                (true, false) => standing = KeyStanding::NotThen,
                (false, _) if standing == KeyStanding::Unknown => {
                    standing = KeyStanding::OtherPerson
                }
                (false, _) => {}
            }
        }
        standing
    }

    /// Tells whether a person has a key that may sign at a time or later; `None` when there is none of
    /// theirs.
    pub fn may_still_sign(&self, name: &str, at: SessionTime) -> Option<bool> {
        let (name, at) = (&canonical(name_of(name)), at.utc().and_utc());
        let theirs = self.entries.iter();
        let mut theirs =
            theirs.filter(|it| matches_list(name, &canonical(&it.principals))).peekable();
        theirs.peek()?;
        Some(theirs.any(|it| it.before.is_none_or(|Bound(before)| at <= before)))
    }

    /// Says how a key stands with a person at a time.
    pub fn standing_of(&self, key: &PublicKey, signed_by: &str, at: SessionTime) -> KeyStanding {
        self.standing(key.data(), signed_by, at)
    }
}

impl AllowedSigner {
    /// Tells whether the key may sign at a time; both bounds belong to it, as in OpenSSH.
    fn allows_at(&self, at: SessionTime) -> bool {
        let at = at.utc().and_utc();
        self.after.is_none_or(|Bound(after)| at >= after)
            && self.before.is_none_or(|Bound(before)| at <= before)
    }

    /// Tells whether it says the same as another one, in whatever line.
    fn says_the_same(&self, other: &Self) -> bool {
        self.before == other.before && self.differs_in_its_end_alone(other)
    }

    fn differs_in_its_end_alone(&self, other: &Self) -> bool {
        self.after == other.after && self.namespaces == other.namespaces
    }
}

/// Returns what is new, gone, changed or ended in a list since an earlier one.
pub fn differences<'a>(
    before: &'a AllowedSigners,
    after: &'a AllowedSigners,
) -> Vec<Difference<'a>> {
    let mut left: BTreeMap<(String, String), Vec<&AllowedSigner>> = BTreeMap::new();
    for entry in &after.entries {
        left.entry(name_and_key(entry)).or_default().push(entry);
    }
    let mut take = |entry: &AllowedSigner, is_it: &dyn Fn(&AllowedSigner) -> bool| {
        let there = left.get_mut(&name_and_key(entry))?;
        let at = there.iter().position(|other| is_it(other))?;
        Some(there.swap_remove(at))
    };
    let mut others: Vec<&AllowedSigner> = Vec::new();
    for entry in &before.entries {
        if take(entry, &|other| entry.says_the_same(other)).is_none() {
            others.push(entry);
        }
    }
    let mut found = Vec::new();
    for entry in others {
        let is_ended = |other: &AllowedSigner| {
            entry.before.is_none()
                && other.before.is_some()
                && entry.differs_in_its_end_alone(other)
        };
        found.push(match take(entry, &is_ended) {
            Some(ended) => Difference::Ended(ended),
            None => take(entry, &|_| true).map_or(Difference::Gone(entry), Difference::Changed),
        });
    }
    found.extend(left.into_values().flatten().map(Difference::New));
    found
}

fn name_and_key(entry: &AllowedSigner) -> (String, String) {
    (canonical(&entry.principals).into_owned(), entry.key.bare())
}

impl Bound {
    /// Reads `YYYYMMDD[HHMM[SS]][Z]`.
    fn read(text: &str) -> Option<Self> {
        let digits = text.strip_suffix('Z').unwrap_or(text);
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
        let date = NaiveDate::from_ymd_opt(number(0..4)? as i32, number(4..6)?, number(6..8)?)?;
        let (hour, minute, second) = match digits.len() {
            8 => (0, 0, 0),
            12 => (number(8..10)?, number(10..12)?, 0),
            14 => (number(8..10)?, number(10..12)?, number(12..14)?),
            _ => return None,
        };
        let time = date.and_hms_opt(hour, minute, second)?;
        Some(Self(if text.ends_with('Z') { time.and_utc() } else { machine_instant(time) }))
    }

    /// Returns the moment.
    pub fn moment(self) -> DateTime<Utc> {
        self.0
    }
}

/// A person and a key as a line of the list, from one moment to another; both belong to it.
///
/// The moments are written in UTC, so that they are the same ones on every machine.
pub fn line(
    name: &str,
    key: &PublicKey,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
) -> String {
    let until = until.map(until_option).unwrap_or_default();
    format!(
        "\"{name}\" namespaces=\"{NAMESPACE}\",valid-after=\"{}\"{until} {}\n",
        from.format(WRITTEN),
        key.bare()
    )
}

/// How a moment stands in the list.
const WRITTEN: &str = "%Y%m%d%H%M%SZ";

fn until_option(until: DateTime<Utc>) -> String {
    format!(",valid-before=\"{}\"", until.format(WRITTEN))
}

/// Returns the list with the last moment of one of its lines set, and no other byte changed; `None`
/// when the line has a last moment already or cannot be read.
pub fn ended(text: &str, entry: &AllowedSigner, until: DateTime<Utc>) -> Option<String> {
    if entry.before.is_some() {
        return None;
    }
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let old = lines.get_mut(entry.line - 1)?;
    let (_, rest) = word(old.trim_start());
    let lead = old.len() - rest.len();
    let (options, key) = word(rest);
    let is_key = PublicKey::read(rest).is_ok();
    let option = until_option(until);
    let new = match is_key {
        true => format!("{}{} {rest}", &old[..lead], option.trim_start_matches(',')),
        false => format!("{}{options}{option} {key}", &old[..lead]),
    };
    *old = new;
    Some(lines.concat())
}

/// Tells whether a name can stand in the list: no quotes, no pattern, no line end.
pub fn is_plain_name(name: &str) -> bool {
    let has_meaning = |c: char| c.is_control() || matches!(c, '"' | ',' | '*' | '?' | '!' | '\\');
    !name.trim().is_empty() && !name.contains(has_meaning) && !name.starts_with('#')
}

/// Splits the first word off a line; quotes hold blanks together.
fn word(line: &str) -> (&str, &str) {
    let mut in_quotes = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => in_quotes = !in_quotes,
            ' ' | '\t' if !in_quotes => return (&line[..at], line[at..].trim_start()),
            _ => {}
        }
    }
    (line, "")
}

fn entry(text: &str, line: usize) -> Result<AllowedSigner, &'static str> {
    let (principals, rest) = word(text);
    let principals = principals.trim_matches('"').to_owned();
    if principals.is_empty() || rest.is_empty() {
        return Err("not `PRINCIPAL KEYTYPE KEY`");
    }
    let entry = |key: &str, options: &str| -> Result<AllowedSigner, &'static str> {
        let key = PublicKey::read(key).map_err(|_| "the key is not an Ed25519 key")?;
        let mut found = AllowedSigner {
            principals: principals.clone(),
            key,
            after: None,
            before: None,
            line,
            namespaces: None,
        };
        for option in split_options(options) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let value = value.trim_matches('"');
            let bound = || Bound::read(value).ok_or("a date is not `YYYYMMDD[HHMM[SS]][Z]`");
            match name.to_ascii_lowercase().as_str() {
                "namespaces" => found.namespaces = Some(value.to_owned()),
                "valid-after" => found.after = Some(bound()?),
                "valid-before" => found.before = Some(bound()?),
                "cert-authority" => return Err("certificates are not checked by casenotes"),
                _ => return Err("an option is not known"),
            }
        }
        Ok(found)
    };
    let (first, behind) = word(rest);
    // A key begins with its type; whatever else stands there is a list of options.
    let is_key_type = ["ssh-", "sk-", "ecdsa-"].iter().any(|kind| first.starts_with(kind));
    if is_key_type { entry(rest, "") } else { entry(behind, first) }
}

/// Splits options at commas outside of quotes.
fn split_options(options: &str) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    options
        .split(move |c| {
            in_quotes ^= c == '"';
            c == ',' && !in_quotes
        })
        .filter(|option| !option.is_empty())
}

/// Tells whether a list of patterns holds a text, as ssh_config(5) has it: `!` takes out.
fn matches_list(text: &str, list: &str) -> bool {
    let mut is_in = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(pattern) if matches_pattern(text, pattern) => return false,
            Some(_) => {}
            None => is_in |= matches_pattern(text, pattern),
        }
    }
    is_in
}

fn matches_pattern(text: &str, pattern: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = rest.as_str();
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.any(|at| matches_pattern(&text[at..], rest))
        }
        Some(wanted) => {
            let mut inner = text.chars();
            let found = inner.next();
            found.is_some_and(|found| wanted == '?' || wanted == found)
                && matches_pattern(inner.as_str(), rest.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::record::signature::key::{Signer, SigningKey};

    fn time(text: &str) -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339(text).unwrap())
    }

    #[test]
    fn a_line_allows_a_person_a_key_a_purpose_and_a_time() {
        let key = SigningKey::generate("x").public_key().clone();
        let other = SigningKey::generate("x").public_key().clone();
        let utc = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let (bare, from) = (key.bare(), utc("2026-11-01T00:00:00-05:00"));
        let noon = time("2026-11-24T12:00:00-05:00");
        let standing = |list: &str, key: &PublicKey, name: &str, at: &str| {
            AllowedSigners::read(list).standing_of(key, name, time(at))
        };
        let ours = line("Dana Okafor", &key, from, Some(utc("2026-11-24T23:59:59-05:00")));
        for (at, expected) in [
            ("2026-10-31T23:59:59-05:00", KeyStanding::NotThen),
            ("2026-11-01T00:00:00-05:00", KeyStanding::Allowed),
            ("2026-11-24T23:59:59-05:00", KeyStanding::Allowed),
            ("2026-11-25T00:00:00-05:00", KeyStanding::NotThen),
            // Where the signature was made is all the same.
            ("2026-11-25T06:00:00+01:00", KeyStanding::NotThen),
            ("2026-11-25T05:00:00+01:00", KeyStanding::Allowed),
        ] {
            assert_eq!(standing(&ours, &key, "Dana Okafor, LCSW", at), expected, "{at}");
        }
        let noon_text = noon.to_string();
        assert_eq!(standing(&ours, &key, "Eli Sample", &noon_text), KeyStanding::OtherPerson);
        assert_eq!(standing(&ours, &other, "Dana Okafor", &noon_text), KeyStanding::Unknown);
        for (line, expected) in [
            (format!("Dana {bare} comment here"), KeyStanding::Allowed),
            (format!("a@b,Dana {bare}"), KeyStanding::Allowed),
            (format!("D?n* {bare}"), KeyStanding::Allowed),
            (format!("*,!Dana {bare}"), KeyStanding::OtherPerson),
            (format!("Dana namespaces=\"git\" {bare}"), KeyStanding::Unknown),
            (format!("Dana namespaces=\"git,progress-*\" {bare}"), KeyStanding::Allowed),
            (format!("Dana valid-before=\"20261124170000Z\" {bare}"), KeyStanding::Allowed),
            (format!("Dana valid-before=\"20261124165959Z\" {bare}"), KeyStanding::NotThen),
            (format!("# Dana {bare}"), KeyStanding::Unknown),
        ] {
            assert_eq!(standing(&line, &key, "Dana", &noon_text), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_allows_nothing_and_is_named() {
        let bare = SigningKey::generate("x").public_key().bare();
        let list = format!(
            "# practice\n\nDana\nDana ssh-ed25519 AAAA\nDana valid-before=\"2026\" {bare}\nDana cert-authority {bare}\nDana odd {bare}\nDana {bare}\n"
        );
        let list = AllowedSigners::read(&list);
        assert_eq!(list.problems().iter().map(|p| p.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!(list.entries().len(), 1);
    }

    #[test]
    fn an_end_is_written_into_its_line_and_nowhere_else() {
        let bare = SigningKey::generate("x").public_key().bare();
        let until = time("2026-11-24T23:59:59-05:00").utc().and_utc();
        for options in ["", "namespaces=\"progress-note@casenotes\" "] {
            let text = format!("# a\n\"Dana Okafor\" {options}{bare} laptop\n# b");
            let list = AllowedSigners::read(&text);
            let after = ended(&text, &list.entries()[0], until).unwrap();
            let read = AllowedSigners::read(&after);
            assert_eq!(read.problems(), []);
            assert_eq!(read.entries()[0].before.map(Bound::moment), Some(until), "{after}");
            let found = differences(&list, &read);
            assert!(matches!(found[..], [Difference::Ended(entry)] if entry.before.is_some()));
            assert!(after.starts_with("# a\n") && after.ends_with(" laptop\n# b"), "{after}");
            assert_eq!(ended(&after, &read.entries()[0], until), None);
        }
    }

    #[test]
    fn what_is_new_gone_or_changed_in_a_list_is_named() {
        let [ours, theirs] = [7, 9].map(|_| SigningKey::generate("x").public_key().bare());
        let old = format!(
            "# ours\n\"Zo\u{eb}\" valid-before=\"20270101Z\" {ours} laptop\nEli {theirs}\n"
        );
        let found = |new: &str| -> Vec<String> {
            let (before, after) = (AllowedSigners::read(&old), AllowedSigners::read(new));
            let found = differences(&before, &after).into_iter().map(|difference| {
                let (what, entry) = match difference {
                    Difference::New(entry) => ("new", entry),
                    Difference::Gone(entry) => ("gone", entry),
                    Difference::Changed(entry) => ("changed", entry),
                    Difference::Ended(entry) => ("ended", entry),
                };
                format!("{what} {} {}", canonical(&entry.principals), entry.line)
            });
            found.collect()
        };
        for (new, expected) in [
            // Another order, other comments, the same name written in another way.
            (
                format!("Eli {theirs} x\n\"Zoe\u{308}\" valid-before=\"20270101000000Z\" {ours}\n"),
                vec![],
            ),
            (format!("{old}Dana {ours}\n"), vec!["new Dana 4"]),
            (old.replace("Eli", "Ela"), vec!["gone Eli 3", "new Ela 3"]),
            (old.replace(&theirs, &ours), vec!["gone Eli 3", "new Eli 3"]),
            (old.replace("20270101Z", "20300101Z"), vec!["changed Zo\u{eb} 2"]),
            (old.replace(" valid-before=\"20270101Z\"", ""), vec!["changed Zo\u{eb} 2"]),
            (old.replace("Eli ", "Eli namespaces=\"file\" "), vec!["changed Eli 3"]),
            (old.replace("Eli ", "Eli valid-before=\"20261224Z\" "), vec!["ended Eli 3"]),
            (old.replace("Eli ", "Eli valid-after=\"20261224Z\" "), vec!["changed Eli 3"]),
            // A second line opens again what was ended.
            (format!("{old}\"Zo\u{eb}\" {ours}\n"), vec!["new Zo\u{eb} 4"]),
            (String::new(), vec!["gone Zo\u{eb} 2", "gone Eli 3"]),
        ] {
            assert_eq!(found(&new), expected, "{new}");
        }
    }

    proptest! {
        #[test]
        fn any_list_is_read_without_a_panic(text in "(?s:.{0,200})") {
            let list = AllowedSigners::read(&text);
            prop_assert!(list.entries().len() + list.problems().len() <= text.lines().count());
        }
    }
}
