//! The name of a note within its client: local date and time of the session, and the format.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::domain::client_id::ClientId;
use crate::domain::format_name::FormatName;
use crate::domain::numbers;
use crate::domain::session_time::SessionTime;

/// The name of a progress note without its ending: `2026-11-24-1400-soap`.
///
/// Invariant: the text is what the parts print, so that it is one path component.
///
/// Ordered by time, then number, then format: by its text `-10` would come before `-2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteStem {
    minute: NaiveDateTime,
    number: u16,
    format: FormatName,
    text: String,
}

/// The name of a psychotherapy note without its ending: `2026-11-24-1400`.
///
/// Invariant and order: as for [`NoteStem`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealedStem {
    minute: NaiveDateTime,
    number: u16,
    text: String,
}

/// A text that cannot name a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a note, such as `2026-11-24-1400-soap`")]
pub struct InvalidStem;

/// A note of the chart: `c-7f3k/2026-11-24-1400-soap`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteId {
    /// Whose note it is.
    pub client: ClientId,
    /// Which of the client's notes.
    pub stem: NoteStem,
}

/// A note of the vault: `c-7f3k/2026-11-24-1400`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealedId {
    /// Whose note it is.
    pub client: ClientId,
    /// Which of the client's notes.
    pub stem: SealedStem,
}

impl NoteStem {
    /// Names the note of a session; `number` tells notes of one minute and format apart, from 1.
    pub fn new(start: SessionTime, format: FormatName, number: u16) -> Self {
        let minute = start.to_the_minute().local();
        let text = format!("{}-{format}{}", minute.format("%Y-%m-%d-%H%M"), Counter(number));
        Self { text, minute, format, number }
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the local date and time of the session, to the minute.
    pub fn minute(&self) -> NaiveDateTime {
        self.minute
    }

    /// Returns the local date of the session.
    pub fn date(&self) -> NaiveDate {
        self.minute.date()
    }

    /// Returns the format.
    pub fn format(&self) -> &FormatName {
        &self.format
    }

    /// Returns the name of another note of this minute and format.
    pub fn numbered(&self, number: u16) -> Self {
        let (minute, format) = (self.minute, self.format.clone());
        let text = format!("{}-{format}{}", minute.format("%Y-%m-%d-%H%M"), Counter(number));
        Self { text, minute, format, number }
    }

    /// Tells whether whoever wrote the note has written another of this minute and format before it.
    pub fn is_repeated(&self) -> bool {
        !numbers::is_first(self.number)
    }

    /// Returns the number that tells notes of one minute and format apart, from 1.
    pub fn number(&self) -> u16 {
        self.number
    }
}

impl SealedStem {
    /// Names the psychotherapy note of a session; `number` tells notes of one minute apart, from 1.
    pub fn new(start: SessionTime, number: u16) -> Self {
        let minute = start.to_the_minute().local();
        let text = format!("{}{}", minute.format("%Y-%m-%d-%H%M"), Counter(number));
        Self { text, minute, number }
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the local date and time of the session, to the minute.
    pub fn minute(&self) -> NaiveDateTime {
        self.minute
    }

    /// Returns the name of another file of this minute.
    pub fn numbered(&self, number: u16) -> Self {
        let minute = self.minute;
        let text = format!("{}{}", minute.format("%Y-%m-%d-%H%M"), Counter(number));
        Self { text, minute, number }
    }

    /// Returns the number among the notes of one minute, from 1.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Returns the local date of the session.
    pub fn date(&self) -> NaiveDate {
        self.minute.date()
    }
}

impl FromStr for NoteStem {
    type Err = InvalidStem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (minute, rest) = split_minute(text).ok_or(InvalidStem)?;
        let rest = rest.strip_prefix('-').ok_or(InvalidStem)?;
        let (format, number) = match rest.rsplit_once('-') {
            Some((format, number)) if number.starts_with(|c: char| c.is_ascii_digit()) => {
                (format, parse_number(number).ok_or(InvalidStem)?)
            }
            _ => (rest, 1),
        };
        let format = format.parse().map_err(|_| InvalidStem)?;
        Ok(Self { text: text.to_owned(), minute, format, number })
    }
}

impl FromStr for NoteId {
    type Err = InvalidStem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (client, stem) = text.split_once('/').ok_or(InvalidStem)?;
        Ok(Self { client: client.parse().map_err(|_| InvalidStem)?, stem: stem.parse()? })
    }
}

impl FromStr for SealedId {
    type Err = InvalidStem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (client, stem) = text.split_once('/').ok_or(InvalidStem)?;
        Ok(Self { client: client.parse().map_err(|_| InvalidStem)?, stem: stem.parse()? })
    }
}

impl FromStr for SealedStem {
    type Err = InvalidStem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (minute, rest) = split_minute(text).ok_or(InvalidStem)?;
        let number = match rest.strip_prefix('-') {
            Some(number) => parse_number(number).ok_or(InvalidStem)?,
            None if rest.is_empty() => 1,
            None => return Err(InvalidStem),
        };
        Ok(Self { text: text.to_owned(), minute, number })
    }
}

/// Splits `2026-11-24-1400` off, by hand because `list` does it for every note.
fn split_minute(text: &str) -> Option<(NaiveDateTime, &str)> {
    let bytes = text.as_bytes();
    if bytes.len() < 15 || !text.is_char_boundary(15) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    if [4, 7, 10].iter().any(|at| bytes[*at] != b'-') {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(number(0..4)? as i32, number(5..7)?, number(8..10)?)?;
    let time = NaiveTime::from_hms_opt(number(11..13)?, number(13..15)?, 0)?;
    Some((date.and_time(time), &text[15..]))
}

/// Reads a counter from 2 on, written without leading zeros.
fn parse_number(text: &str) -> Option<u16> {
    let plain =
        !text.is_empty() && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| plain && *number >= 2)
}

/// Prints nothing for the first note of a minute, `-2` for the second.
struct Counter(u16);

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 1 { write!(f, "-{}", self.0) } else { Ok(()) }
    }
}

impl fmt::Display for NoteStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for SealedStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for NoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.client, self.stem)
    }
}

impl fmt::Display for SealedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.client, self.stem)
    }
}

/// Tells whether a name made from `start` would show the minute that `minute` holds.
pub fn names_minute(minute: NaiveDateTime, start: SessionTime) -> bool {
    let local = start.local();
    local.date() == minute.date()
        && (local.hour(), local.minute()) == (minute.hour(), minute.minute())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn start() -> SessionTime {
        SessionTime::new(DateTime::parse_from_rfc3339("2026-11-24T14:00:30-05:00").unwrap())
    }

    #[test]
    fn a_name_is_made_of_the_local_time_and_the_format() {
        let soap: FormatName = "soap".parse().unwrap();
        assert_eq!(NoteStem::new(start(), soap.clone(), 1).as_str(), "2026-11-24-1400-soap");
        assert_eq!(NoteStem::new(start(), soap, 2).as_str(), "2026-11-24-1400-soap-2");
        assert_eq!(SealedStem::new(start(), 1).as_str(), "2026-11-24-1400");
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for text in ["2026-11-24-1400-soap", "2026-11-24-0000-treatment-plan-12"] {
            let stem: NoteStem = text.parse().unwrap();
            let made = format!(
                "{}-{}{}",
                stem.minute().format("%Y-%m-%d-%H%M"),
                stem.format(),
                Counter(stem.number())
            );
            assert_eq!(made, text);
            assert_eq!(stem.numbered(stem.number()), stem);
        }
    }

    #[test]
    fn notes_are_ordered_by_time_then_number_then_format() {
        let in_order = [
            "2026-11-24-1400-soap",
            "2026-11-24-1400-dap-2",
            "2026-11-24-1400-soap-2",
            "2026-11-24-1400-soap-10",
            "2026-11-24-1401-birp",
        ];
        let stems: Vec<NoteStem> = in_order.iter().map(|text| text.parse().unwrap()).collect();
        assert!(stems.is_sorted());
        let sealed = ["2026-11-24-1400", "2026-11-24-1400-2", "2026-11-24-1400-10"];
        let sealed: Vec<SealedStem> = sealed.iter().map(|text| text.parse().unwrap()).collect();
        assert!(sealed.is_sorted());
    }

    #[test]
    fn other_names_are_refused() {
        for text in [
            "",
            "2026-11-24",
            "2026-02-30-1400-soap",
            "2026-11-24-2460-soap",
            "2026-11-24-1400",
            "2026-11-24-1400-soap-1",
            "2026-11-24-1400-soap-02",
            "2026-11-24-1400-SOAP",
            "2026-11-24-1400-../x",
            "2026-11-24-1400-soap.md",
            "２026-11-24-1400-soap",
        ] {
            assert!(text.parse::<NoteStem>().is_err(), "{text:?} was accepted");
        }
        for text in
            ["2026-11-24-1400-soap", "2026-11-24-1400-", "2026-11-24-1400x", "2026-11-24-1400-1"]
        {
            assert!(text.parse::<SealedStem>().is_err(), "{text:?} was accepted");
        }
    }

    proptest! {
        #[test]
        fn any_accepted_name_is_one_plain_path_component(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{4}[-a-z0-9./\\\\]{0,12}") {
            if let Ok(stem) = text.parse::<NoteStem>() {
                prop_assert_eq!(std::path::Path::new(stem.as_str()).components().count(), 1);
                prop_assert!(!stem.as_str().contains(['/', '\\', '.']));
            }
        }
    }
}
