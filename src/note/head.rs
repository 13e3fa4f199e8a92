//! The fast way through front matter that is as it should be.
//!
//! Reading 100,000 notes must not cost more than opening them, so this builds no tree: it follows
//! the events of `toml_parser`, the parser under the `toml` crate, and gives up at the first thing
//! out of the ordinary. Then the full parser decides. The two agree wherever this one answers.

use std::borrow::Cow;
use std::cell::RefCell;

use toml::value::Datetime;
use toml_parser::Source;
use toml_parser::decoder::Encoding;
use toml_parser::lexer::Token;
use toml_parser::parser::{Event, EventKind};

use crate::domain::session_time::SessionTime;
use crate::fields::Problem;
use crate::fields::{self, document};
use crate::note::front_matter::{FrontMatter, Telehealth};
use crate::note::key::{KEYS, Key, KeyPlace, Slot};

thread_local! {
    // One buffer a thread: a fresh one for each note would be a quarter of the work.
    static TOKENS: RefCell<Vec<Token>> = const { RefCell::new(Vec::new()) };
}

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
    TOKENS.with_borrow_mut(|tokens| {
        let source = Source::new(text);
        let mut scan = Scan::default_for(source);
        let is_toml = document::events(source, tokens, &mut |event| scan.event(event));
        (is_toml && !scan.gave_up).then(|| scan.finish()).flatten()
    })
}

/// Where in the document the events are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    TableName,
    Measures,
    Telehealth,
}

struct Scan<'a> {
    source: Source<'a>,
    front: FrontMatter<'a>,
    place: Place,
    key: Option<&'static Key>,
    measure: Option<&'a str>,
    in_array: bool,
    seen: u64,
    gave_up: bool,
}

impl<'a> Scan<'a> {
    fn default_for(source: Source<'a>) -> Self {
        Self {
            source,
            front: FrontMatter::default(),
            place: Place::Root,
            key: None,
            measure: None,
            in_array: false,
            seen: 0,
            gave_up: false,
        }
    }

    fn event(&mut self, event: Event) {
        let done = match event.kind() {
            EventKind::Whitespace | EventKind::Comment | EventKind::Newline => Some(()),
            EventKind::KeyValSep | EventKind::ValueSep => Some(()),
            EventKind::StdTableOpen => {
                self.place = Place::TableName;
                Some(())
            }
            EventKind::StdTableClose => (self.place != Place::TableName).then_some(()),
            EventKind::SimpleKey => self.key(event),
            EventKind::Scalar => self.scalar(event),
            EventKind::ArrayOpen => self.array_open(),
            EventKind::ArrayClose => {
                self.in_array = false;
                Some(())
            }
            _ => None,
        };
        self.gave_up |= done.is_none();
    }

    fn key(&mut self, event: Event) -> Option<()> {
        let raw = self.source.get(event.span())?.as_str();
        if event.encoding().is_some() {
            return None;
        }
        let known = |place| KEYS.iter().position(|key| key.name == raw && key.place == place);
        match self.place {
            Place::Root => self.take(known(KeyPlace::Note)?),
            Place::Telehealth => self.take(known(KeyPlace::Telehealth)?),
            Place::TableName => {
                self.take(known(KeyPlace::Note)?)?;
                self.place = match raw {
                    "measures" => Place::Measures,
                    "telehealth" => Place::Telehealth,
                    _ => return None,
                };
                if self.place == Place::Telehealth {
                    self.front.telehealth = Some(Telehealth::default());
                }
                Some(())
            }
            Place::Measures => {
                // The parser leaves it to its caller whether a bare key is one.
                let is_free = !self.front.measures.contains_key(raw) && fields::is_bare_key(raw);
                self.measure = is_free.then_some(raw);
                self.measure.map(|_| ())
            }
        }
    }

    /// Takes a key by its number; a second time is the full parser's business.
    fn take(&mut self, at: usize) -> Option<()> {
        let bit = 1_u64 << at;
        let first = self.seen & bit == 0;
        self.seen |= bit;
        self.key = Some(&KEYS[at]);
        first.then_some(())
    }

    fn array_open(&mut self) -> Option<()> {
        let takes_array = matches!(self.key?.slot(&mut self.front), Slot::Texts(_));
        let opens = takes_array && self.place == Place::Root && !self.in_array;
        self.in_array = true;
        opens.then_some(())
    }

    fn scalar(&mut self, event: Event) -> Option<()> {
        let raw = self.source.get(event.span())?.as_str();
        let encoding = event.encoding();
        if self.place == Place::Measures {
            let score = plain_integer(raw).filter(|_| encoding.is_none())?;
            self.front.measures.insert(self.measure?.to_owned(), score);
            return Some(());
        }
        match self.key?.slot(&mut self.front) {
            Slot::Texts(texts) if self.in_array => texts.push(plain_string(raw, encoding)?.into()),
            Slot::Text(slot) => *slot = Some(plain_string(raw, encoding)?.into()),
            Slot::Filled(slot) => *slot = Some(filled(plain_string(raw, encoding)?)?),
            Slot::Flag(slot) => *slot = Some(plain_flag(raw).filter(|_| encoding.is_none())?),
            Slot::Time(slot) => *slot = Some(plain_time(raw, encoding)?),
            Slot::Client(slot) => *slot = Some(plain_string(raw, encoding)?.parse().ok()?),
            Slot::Format(slot) => *slot = Some(plain_string(raw, encoding)?.parse().ok()?),
            _ => return None,
        }
        Some(())
    }

    fn finish(self) -> Option<FrontMatter<'a>> {
        let front = &self.front;
        let complete = front.client.is_some()
            && front.format.is_some()
            && front.start.is_some()
            && front.author.is_some();
        complete.then_some(self.front)
    }
}

fn filled(text: &str) -> Option<Cow<'_, str>> {
    (!text.trim().is_empty()).then_some(text.into())
}

/// Reads a one-line string without escapes.
fn plain_string(raw: &str, encoding: Option<Encoding>) -> Option<&str> {
    match encoding? {
        Encoding::BasicString if !raw.contains('\\') => raw.strip_prefix('"')?.strip_suffix('"'),
        Encoding::LiteralString => raw.strip_prefix('\'')?.strip_suffix('\''),
        _ => None,
    }
}

fn plain_time(raw: &str, encoding: Option<Encoding>) -> Option<SessionTime> {
    // The usual form in full; others are rare and go the long way.
    if encoding.is_some() || raw.len() != 25 || raw.as_bytes()[10] != b'T' {
        return None;
    }
    fields::session_time(&raw.parse::<Datetime>().ok()?)
}

fn plain_flag(raw: &str) -> Option<bool> {
    match raw {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn plain_integer(raw: &str) -> Option<i64> {
    let plain = raw.len() <= 9 && raw.bytes().all(|b| b.is_ascii_digit());
    (plain && (raw == "0" || !raw.starts_with('0'))).then(|| raw.parse().ok()).flatten()
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
