//! The fast way through front matter that is as it should be.
//!
//! Reading 100,000 notes must not cost more than opening them, so this builds no tree: it goes line by
//! line over what nearly all front matter is made of (a key with a text, a list of texts, a time, a
//! number, yes or no) and gives up at the first line that is anything else. Then the parser decides. The
//! two agree wherever this one answers.

use std::borrow::Cow;

use toml::value::{Date, Datetime, Offset, Time};

use crate::domain::session_time::SessionTime;
use crate::fields::{self, Problem};
use crate::note::front_matter::{FrontMatter, Telehealth};
use crate::note::key::{KEYS, Key, KeyPlace, Slot};

/// What TOML calls white space within a line.
const BLANK: [char; 2] = [' ', '\t'];

impl<'a> FrontMatter<'a> {
    /// Reads front matter that begins at byte `offset` of its file, with all its problems.
    pub fn read(text: &'a str, offset: usize) -> (Self, Vec<Problem>) {
        match scan(text) {
            Some(front) => (front, Vec::new()),
            None => Self::read_in_full(text, offset),
        }
    }
}

/// Reads front matter without any problem; `None` means "ask the full parser".
pub fn scan(text: &str) -> Option<FrontMatter<'_>> {
    // Without an early end, so that the compiler looks at many bytes at once.
    let is_control = |b: u8| ((b < b' ') & (b != b'\n') & (b != b'\t')) | (b == 0x7f);
    if text.bytes().fold(false, |found, b| found | is_control(b)) {
        return None;
    }
    let mut scan = Scan { front: FrontMatter::default(), place: Place::Root, seen: 0, next: 0 };
    text.split('\n').try_for_each(|line| scan.line(line))?;
    scan.finish()
}

/// Which table the lines are in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Measures,
    Telehealth,
}

struct Scan<'a> {
    front: FrontMatter<'a>,
    place: Place,
    // The keys that were there, by their number.
    seen: u128,
    // The key that comes next in most front matter.
    next: usize,
}

impl<'a> Scan<'a> {
    fn line(&mut self, line: &'a str) -> Option<()> {
        match line.as_bytes().first() {
            None | Some(b'#') => Some(()),
            Some(b'[') => self.table(line),
            Some(_) => {
                let (key, value) = line.split_once('=')?;
                let key = key.trim_end_matches(BLANK);
                self.pair(key, value.trim_start_matches(BLANK))
            }
        }
    }

    fn table(&mut self, line: &str) -> Option<()> {
        let (name, rest) = line[1..].split_once(']')?;
        self.take(name, KeyPlace::Note)?;
        self.place = match name {
            "measures" => Place::Measures,
            "telehealth" => Place::Telehealth,
            _ => return None,
        };
        if self.place == Place::Telehealth {
            self.front.telehealth = Some(Telehealth::default());
        }
        is_end(rest).then_some(())
    }

    fn pair(&mut self, key: &'a str, value: &'a str) -> Option<()> {
        let place = match self.place {
            Place::Measures => return self.measure(key, value),
            Place::Root => KeyPlace::Note,
            Place::Telehealth => KeyPlace::Telehealth,
        };
        let rest = match self.take(key, place)?.slot(&mut self.front) {
            Slot::Texts(slot) => texts(value, slot)?,
            Slot::Text(slot) => put(slot, quoted(value), |text| Some(text.into()))?,
            Slot::Filled(slot) => put(slot, quoted(value), filled)?,
            Slot::Client(slot) => put(slot, quoted(value), |text| text.parse().ok())?,
            Slot::Format(slot) => put(slot, quoted(value), |text| text.parse().ok())?,
            Slot::Flag(slot) => put(slot, Some(word(value)), plain_flag)?,
            Slot::Time(slot) => put(slot, Some(word(value)), plain_time)?,
            _ => return None,
        };
        is_end(rest).then_some(())
    }

    fn measure(&mut self, name: &str, value: &str) -> Option<()> {
        let is_free = !self.front.measures.contains_key(name) && fields::is_bare_key(name);
        let (score, rest) = word(value);
        self.front.measures.insert(name.to_owned(), plain_integer(score)?);
        (is_free && is_end(rest)).then_some(())
    }

    /// Takes a key; a second time is the full parser's business.
    fn take(&mut self, name: &str, place: KeyPlace) -> Option<&'static Key> {
        let is_it = |at: &usize| KEYS[*at].name == name && KEYS[*at].place == place;
        let at = (self.next..KEYS.len()).chain(0..self.next).find(is_it)?;
        let bit = 1_u128 << at;
        let first = self.seen & bit == 0;
        (self.seen, self.next) = (self.seen | bit, at + 1);
        first.then_some(&KEYS[at])
    }

    fn finish(self) -> Option<FrontMatter<'a>> {
        let front = &self.front;
        let complete = front.client.is_some()
            && front.format.is_some()
            && front.start.is_some()
            && (front.author.is_some() || front.is_imported());
        complete.then_some(self.front)
    }
}

/// Fills a slot with what a value says, and returns what stands behind it.
fn put<'a, T>(
    slot: &mut Option<T>,
    value: Option<(&'a str, &'a str)>,
    read: impl FnOnce(&'a str) -> Option<T>,
) -> Option<&'a str> {
    let (value, rest) = value?;
    *slot = Some(read(value)?);
    Some(rest)
}

/// Tells whether nothing but a comment comes to the end of the line.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim_start_matches(BLANK);
    rest.is_empty() || rest.starts_with('#')
}

/// Returns a one-line string without escapes, and what stands behind it.
fn quoted(value: &str) -> Option<(&str, &str)> {
    let quote = *value.as_bytes().first().filter(|c| matches!(c, b'"' | b'\''))?;
    let inner = &value[1..];
    let end = memchr::memchr(quote, inner.as_bytes())?;
    let (text, rest) = (&inner[..end], &inner[end + 1..]);
    let has_escapes = quote == b'"' && memchr::memchr(b'\\', text.as_bytes()).is_some();
    let is_of_lines = text.is_empty() && rest.as_bytes().first() == Some(&quote);
    (!has_escapes && !is_of_lines).then_some((text, rest))
}

/// Reads a list of texts on one line, and returns what stands behind it.
fn texts<'a>(value: &'a str, to: &mut Vec<Cow<'a, str>>) -> Option<&'a str> {
    let mut rest = value.strip_prefix('[')?;
    loop {
        rest = rest.trim_start_matches(BLANK);
        if let Some(behind) = rest.strip_prefix(']') {
            return Some(behind);
        }
        let (text, behind) = quoted(rest)?;
        to.push(text.into());
        rest = behind.trim_start_matches(BLANK);
        match rest.strip_prefix(',') {
            Some(behind) => rest = behind,
            None if rest.starts_with(']') => {}
            None => return None,
        }
    }
}

/// Returns a value without quotes, and what stands behind it.
fn word(value: &str) -> (&str, &str) {
    let end = value.bytes().position(|c| matches!(c, b' ' | b'\t' | b'#'));
    value.split_at(end.unwrap_or(value.len()))
}

fn filled(text: &str) -> Option<Cow<'_, str>> {
    (!text.trim().is_empty()).then_some(text.into())
}

/// Reads a time in the usual form in full, `2026-11-24T14:00:00-05:00`; others are rare and go the long way.
fn plain_time(word: &str) -> Option<SessionTime> {
    let word: &[u8; 25] = word.as_bytes().try_into().ok()?;
    let is_at = |at: usize, sign: u8| word[at] == sign;
    let has_signs =
        is_at(4, b'-') & is_at(7, b'-') & is_at(10, b'T') & is_at(13, b':') & is_at(16, b':');
    let number = |from: usize| {
        let [tens, ones] = [word[from], word[from + 1]].map(|digit| digit.wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| tens * 10 + ones)
    };
    let below = |from: usize, end: u8| number(from).filter(|number| *number < end);
    let year = 100 * u16::from(number(0)?) + u16::from(number(2)?);
    let date = Date { year, month: number(5)?, day: number(8)? };
    let (hour, minute, second) = (below(11, 24)?, below(14, 60)?, Some(below(17, 60)?));
    let away = 60 * i16::from(below(20, 24)?) + i16::from(below(23, 60)?);
    let minutes = match word[19] {
        b'+' => away,
        b'-' => -away,
        _ => return None,
    };
    if !has_signs || !is_at(22, b':') {
        return None;
    }
    fields::session_time(&Datetime {
        date: Some(date),
        time: Some(Time { hour, minute, second, nanosecond: None }),
        offset: Some(Offset::Custom { minutes }),
    })
}

fn plain_flag(word: &str) -> Option<bool> {
    match word {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn plain_integer(word: &str) -> Option<i64> {
    let plain = word.len() <= 9 && word.bytes().all(|b| b.is_ascii_digit());
    (plain && (word == "0" || !word.starts_with('0'))).then(|| word.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "client = \"c-7f3k\"\nformat = \"soap\"\nstart = 2026-11-24T14:00:00-05:00\n\
        end = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nservice = [\"90837\"]\n\
        modifiers = [\"95\"]\nplace = \"10\"\ndiagnoses = [\"F41.1\", \"F43.10\"]\ngoals = ['G1']\nrisk = \"denied\"\n\
        risk_level = \"low\"\nself_pay_restricted = true\nlate_entry = \"power cut\"\nsigned_anyway = \"x\"\ncosign_required = true\nsigned_as = \"c-7f3k/x\"\n\
        signed_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-24T15:00:00-05:00\n\
        # a comment\n[measures]\nphq9 = 11\ngad7 = 0\n\
        [telehealth]\nmode = \"video\"\nclient_location = \"Albany, NY\"\nconsent = true\n";

    #[test]
    fn ordinary_front_matter_takes_the_fast_way() {
        let front = scan(GOOD).expect("the fast way");
        assert_eq!((front, vec![]), FrontMatter::read_in_full(GOOD, 0));
    }

    #[test]
    fn a_problem_is_left_to_the_full_parser() {
        for (from, to) in [
            ("client = ", "client = 4 #"),
            ("format", "fromat"),
            ("end", "start"),
            ("[\"90837\"]", "90837"),
            ("start = 2026-11-24", "start = 2026-02-30"),
            ("-05:00\nend", "\nend"),
            ("[measures]", "[measure]"),
            ("phq9 = 11", "phq9 = \"11\""),
            ("gad7 = 0", "phq9 = 0"),
            ("\"denied\"", "\"denied"),
            ("author = \"Dana Okafor, LCSW\"", "author = \"  \""),
            ("# a comment", "# a\u{1}comment"),
            ("author = \"Dana Okafor, LCSW\"\n", ""),
            ("cosign_required = true", "cosign_required = \"true\""),
            ("cosign_required = true", "cosign_required = 1"),
            ("self_pay_restricted = true", "self_pay_restricted = \"yes\""),
            ("late_entry = \"power cut\"", "late_entry = true"),
            ("place = \"10\"", "place.code = \"10\""),
            ("place = \"10\"", "place = { a = 1 }"),
            ("\nconsent = true", "\nconsent = \"true\""),
            ("\nconsent = true", "\nconsnet = true"),
            ("\nconsent = true", "\nmode = \"audio\""),
            ("[telehealth]", "[measures]"),
            ("[telehealth]", "[allow]"),
            ("\"c-7f3k\"", "\"C 7\""),
            ("gad7 = 0", "g\"ad7 = 0"),
            ("gad7 = 0", "= 0"),
            ("\"c-7f3k\"", "\"\"\"c-7f3k\"\"\""),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD);
            assert_eq!(scan(&text), None, "{from:?} -> {to:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        // One edit anywhere in a good front matter: insert, delete or double a piece of it.
        #[test]
        fn wherever_it_answers_the_full_parser_agrees(
            at in 0..GOOD.len(), cut in 0_usize..12,
            insert in "(\"|'|\\[|\\]|=|,|\n|\\.|\\\\|#|\\+|-|0|1|T|Z|x|é|measures|telehealth|consent = |start = |\\{|\\}| ){0,3}",
        ) {
            let mut text = GOOD.to_owned();
            let end = (at + cut).min(GOOD.len());
            text.replace_range(at..end, &insert);
            if let Some(front) = scan(&text) {
                prop_assert_eq!((front, vec![]), FrontMatter::read_in_full(&text, 0));
            }
        }
    }
}
