//! What a sentence says of the session that its note is about: lengths, clock times, and whether it
//! speaks of another time.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::forms::{Form, Forms};

/// A length of time in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Length {
    /// Where it stands.
    pub range: Range<usize>,
    /// How long it is.
    pub minutes: i64,
    /// How far off it may be: words such as "half an hour" are round.
    pub tolerance: i64,
}

/// How many minutes a clock in a text may be off.
pub const CLOCK_TOLERANCE: i64 = 5;

/// How many minutes a round length may be off.
const ROUND_TOLERANCE: i64 = 10;

/// What is longer than so many minutes is no session.
const LONGEST: i64 = 360;

static FORMS: LazyLock<Forms> =
    LazyLock::new(|| Forms::parse(include_str!("lexicon/en/minutes-forms.txt")));

/// Words of another session, or of a habit, or of a plan.
static ANOTHER_TIME: LazyLock<Form> = LazyLock::new(|| FORMS.form("another-time"));

/// A reason follows.
static REASON: LazyLock<Form> = LazyLock::new(|| FORMS.form("reason"));

/// Words of a session that sound like those of another: "the last ten minutes".
static THIS_TIME: LazyLock<Form> = LazyLock::new(|| FORMS.form("this-time"));

/// A length, and what tells that it is of a part or how sure it is.
static AMOUNT: LazyLock<Form> = LazyLock::new(|| FORMS.form("amount"));
static TIMED: LazyLock<Form> = LazyLock::new(|| FORMS.form("timed"));
static PART: LazyLock<Form> = LazyLock::new(|| FORMS.form("part"));
static FIRST_PART: LazyLock<Form> = LazyLock::new(|| FORMS.form("first-part"));
static ROUND_WORD: LazyLock<Form> = LazyLock::new(|| FORMS.form("round-word"));

/// Times of the clock, and four figures that may be one.
static CLOCK: LazyLock<Form> = LazyLock::new(|| FORMS.form("clock"));
static PLAIN: LazyLock<Form> = LazyLock::new(|| FORMS.form("plain"));

/// Ways to say how long the session was.
static OF_THE_SESSION: LazyLock<Form> = LazyLock::new(|| FORMS.form("of-the-session"));

/// A sentence that is a length and hardly anything else.
static ALONE: LazyLock<Form> = LazyLock::new(|| FORMS.form("length-alone"));

/// By how much the session was longer or shorter than it should have been.
static OVER: LazyLock<Form> = LazyLock::new(|| FORMS.form("over"));
static OVER_BARE: LazyLock<Form> = LazyLock::new(|| FORMS.form("over-bare"));
static SHORT: LazyLock<Form> = LazyLock::new(|| FORMS.form("short"));

/// From one time of the clock to another, and what else lasts so long.
static SPAN: LazyLock<Form> = LazyLock::new(|| FORMS.form("span"));
static SPAN_PLAIN: LazyLock<Form> = LazyLock::new(|| FORMS.form("span-plain"));
static SLEEPS: LazyLock<Form> = LazyLock::new(|| FORMS.form("sleeps"));

/// When the session began or ended.
static BEGAN: LazyLock<Form> = LazyLock::new(|| FORMS.form("began"));
static ENDED: LazyLock<Form> = LazyLock::new(|| FORMS.form("ended"));

/// Numbers in words.
static NUMBERS: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    let lines = include_str!("lexicon/en/numbers.txt").lines();
    let pairs = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    pairs.filter_map(|(word, number)| Some((word, number.parse().ok()?))).collect()
});

/// Signs of a length, of one of a part, of a time and of four figures in a sentence.
const LENGTH: &str = "<len>";
const OF_A_PART: &str = "<part>";
const TIME: &str = "<clk>";
const FIGURES: &str = "<plain>";

/// How long usual sessions are.
const SLOTS: [i64; 4] = [45, 50, 60, 90];

/// What a sentence says of how long the session was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lasted {
    /// So long.
    For(Length),
    /// Longer than it should have been, by so much.
    Over(Length),
    /// Shorter than it should have been, by so much.
    Short(Length),
}

impl Lasted {
    /// Returns the length that is told.
    pub fn length(&self) -> &Length {
        let (Self::For(length) | Self::Over(length) | Self::Short(length)) = self;
        length
    }

    /// Tells whether a session of so many minutes can be meant. One that ran over should have been of a usual
    /// length.
    pub fn can_be(&self, minutes: i64) -> bool {
        let length = self.length();
        let is_slot = |should: i64| {
            let is_half_hour =
                length.minutes <= ROUND_TOLERANCE && (should - 30).abs() <= CLOCK_TOLERANCE;
            is_half_hour || SLOTS.iter().any(|slot| (should - slot).abs() <= CLOCK_TOLERANCE)
        };
        match self {
            Self::For(_) => (length.minutes - minutes).abs() <= length.tolerance,
            Self::Over(_) => is_slot(minutes - length.minutes),
            Self::Short(_) => is_slot(minutes + length.minutes),
        }
    }
}

/// Where a sentence gives the clock: from, to, or one of both, in minutes of half a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// From one time to another.
    Span(i64, i64),
    /// The beginning or the end.
    Bound {
        /// The time.
        at: i64,
        /// Whether it is the end.
        is_end: bool,
    },
}

/// Minutes of half a day: a text may leave out which half it is.
pub const HALF_DAY: i64 = 12 * 60;

/// Tells whether a sentence, in small letters, speaks of another session, a habit or a plan.
pub fn is_of_another_time(sentence: &str) -> bool {
    let Some(place) = ANOTHER_TIME.range(sentence) else { return false };
    let Some(this) = THIS_TIME.range(sentence) else { return true };
    let is_outside = place.end <= this.start || this.end <= place.start;
    is_outside || is_of_another_time(&sentence[this.end..])
}

/// Returns a sentence up to the end of the part in which something stands: what follows a comma may speak
/// of another time.
pub fn up_to_its_clause(sentence: &str, at: usize) -> &str {
    let rest = &sentence[at..];
    let mark = rest.find([',', ';']);
    // "Phone session today as the car would not start": what the reason speaks of is another matter.
    let reason = REASON.range(rest).map(|reason| reason.start);
    let end = mark.into_iter().chain(reason).min().map_or(sentence.len(), |end| at + end);
    &sentence[..end]
}

/// A sentence whose lengths and times are signs, so that the forms say what stands around them.
#[derive(Debug)]
pub struct Timed {
    text: String,
    /// The lengths, in order, each with whether it is of a part.
    lengths: Vec<Length>,
    /// The times and four figures, each with where it stands.
    times: Vec<(Range<usize>, i64)>,
    /// Where the signs stand in the text and what they stand for in the sentence.
    signs: Vec<(usize, Range<usize>)>,
}

impl Timed {
    /// Reads a sentence in small letters; nothing if it has neither a length nor a time.
    pub fn of(sentence: &str) -> Option<Self> {
        // Most sentences with "met" or "seen" in them give neither.
        if !TIMED.is_in(sentence) {
            return None;
        }
        let mut found: Vec<(Range<usize>, &str)> = Vec::new();
        let (mut lengths, mut times) = (Vec::new(), Vec::new());
        for range in AMOUNT.each(sentence) {
            let Some(length) = amount(&sentence[range.clone()], range.clone()) else { continue };
            let is_part =
                PART.is_in(&sentence[range.end..]) || FIRST_PART.is_in(&sentence[..range.start]);
            found.push((range, if is_part { OF_A_PART } else { LENGTH }));
            lengths.push(length);
        }
        for (form, sign) in [(&CLOCK, TIME), (&PLAIN, FIGURES)] {
            for range in form.each(sentence) {
                let is_free = |(other, _): &(Range<usize>, &str)| {
                    range.end <= other.start || other.end <= range.start
                };
                let time = time_of_day(&sentence[range.clone()]);
                if let (Some(time), true) = (time, found.iter().all(is_free)) {
                    found.push((range.clone(), sign));
                    times.push((range, time));
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        found.sort_by_key(|(range, _)| range.start);
        times.sort_by_key(|(range, _)| range.start);
        let mut timed = Self { text: String::new(), lengths, times, signs: Vec::new() };
        let mut from = 0;
        for (range, sign) in found {
            timed.text.push_str(&sentence[from..range.start].replace(['<', '>'], " "));
            timed.signs.push((timed.text.len(), range.clone()));
            timed.text.push_str(sign);
            from = range.end;
        }
        timed.text.push_str(&sentence[from..]);
        Some(timed)
    }

    /// Returns what a sign stands for.
    fn meant(&self, at: usize) -> Option<&Range<usize>> {
        self.signs.iter().find(|(sign, _)| *sign == at).map(|(_, range)| range)
    }

    /// Returns the length of the first sign that a form takes up.
    fn length_in(&self, form: &Form) -> Option<Length> {
        let parts = form.parts(&self.text)?;
        let part = parts.ranges().next()?;
        if let Some(range) = self.meant(part.start) {
            return self.lengths.iter().find(|length| length.range == *range).cloned();
        }
        // A figure without a unit: "minutes: 50", "twenty over".
        let before = self.signs.iter().rev().find(|(sign, _)| *sign < part.start);
        let at = match before {
            Some((sign, range)) => {
                range.end + part.start - self.text[*sign..].find('>')? - sign - 1
            }
            None => part.start,
        };
        let minutes = number(&self.text[part.clone()])? as i64;
        Some(Length { range: at..at + part.len(), minutes, tolerance: CLOCK_TOLERANCE })
    }

    /// Returns how long the session was.
    pub fn lasted(&self) -> Option<Lasted> {
        // "His shift ran over by an hour".
        let is_ours = |_: &Length| !SLEEPS.is_in(&self.text);
        let of_all = |form: &Form| self.length_in(form).map(Lasted::For);
        of_all(&ALONE)
            .or_else(|| self.length_in(&OVER).filter(is_ours).map(Lasted::Over))
            .or_else(|| self.length_in(&OVER_BARE).map(Lasted::Over))
            .or_else(|| self.length_in(&SHORT).filter(is_ours).map(Lasted::Short))
            .or_else(|| of_all(&OF_THE_SESSION))
    }

    /// Returns when the session was, and where that stands.
    pub fn clock(&self) -> Option<(usize, Clock)> {
        if self.times.is_empty() {
            return None;
        }
        let time_at = |part: &Range<usize>| -> Option<(Option<usize>, i64)> {
            match self.meant(part.start) {
                Some(range) => {
                    let time = self.times.iter().find(|(time, _)| time == range)?;
                    Some((Some(range.start), time.1))
                }
                None => Some((None, number(&self.text[part.clone()])? as i64 * 60 % HALF_DAY)),
            }
        };
        for form in [&SPAN, &SPAN_PLAIN] {
            if let Some(parts) = form.parts(&self.text)
                && let [from, to, ..] = parts.ranges().collect::<Vec<_>>().as_slice()
            {
                let lead = &self.text[..from.start];
                // "Came at two and stayed until four".
                let is_told = lead.ends_with("at ")
                    && self.text[from.clone()].starts_with(char::is_alphabetic);
                let ((from_at, from), (to_at, to)) = (time_at(from)?, time_at(to)?);
                // "From two to three" may be anything, and what one sleeps through is no session.
                let at = from_at.or(to_at).or(is_told.then_some(0));
                let at = at.filter(|_| !SLEEPS.is_in(lead))?;
                return Some((at, Clock::Span(from, to)));
            }
        }
        for (form, is_end) in [(&BEGAN, false), (&ENDED, true)] {
            if let Some(parts) = form.parts(&self.text)
                && let Some((Some(start), at)) =
                    parts.ranges().next().and_then(|part| time_at(&part))
            {
                return Some((start, Clock::Bound { at, is_end }));
            }
        }
        None
    }
}

/// Reads a length: "an hour and a quarter", "1h20", "the better part of an hour".
fn amount(text: &str, range: Range<usize>) -> Option<Length> {
    let spaced = text.replace('-', " ");
    let (mut hours, mut minutes) = (0.0, 0.0);
    let (mut value, mut is_in_hours, mut is_behind_number) = (None::<f64>, false, false);
    for word in pieces(&spaced) {
        if let Some(found) = number(word) {
            value = match value {
                // "Three quarters".
                Some(known) if found < 0.5 && is_behind_number => Some(known * found),
                known => Some(known.unwrap_or_default() + found),
            };
            is_behind_number = true;
            continue;
        }
        if word.starts_with('h') && word != "hardly" {
            hours += value.take().unwrap_or(1.0);
            is_in_hours = true;
        } else if word.starts_with("min") || matches!(word, "m" | "'" | "\u{2032}" | "\u{2019}") {
            minutes += value.take()?;
            is_in_hours = false;
        }
        is_behind_number = false;
    }
    // "An hour and a half", "1 hr 20", "a full 60".
    if let Some(rest) = value {
        if is_in_hours && rest < 1.0 { hours += rest } else { minutes += rest }
    }
    let is_round = ROUND_WORD.is_in(text);
    let is_exact = text.contains(|c: char| c.is_ascii_digit()) && hours == 0.0;
    let tolerance = match (is_exact, is_round) {
        (true, false) => CLOCK_TOLERANCE,
        (false, true) => ROUND_TOLERANCE + CLOCK_TOLERANCE,
        _ => ROUND_TOLERANCE,
    };
    let minutes = (hours * 60.0 + minutes).round() as i64;
    // "14h05" is a time of the clock.
    (1..LONGEST).contains(&minutes).then_some(Length { range, minutes, tolerance })
}

/// Cuts a text into words, figures and signs: "1h20" has three.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let kind = |c: char| match c {
        c if c.is_ascii_digit() || c == '.' || c == '/' => 0,
        c if c.is_alphabetic() => 1,
        _ => 2,
    };
    text.split([' ', ',', '~']).flat_map(move |word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let first = kind(rest.chars().next()?);
            let end = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(end);
            rest = behind;
            Some(piece)
        })
    })
}

/// Reads a number in figures or in words.
pub fn number(word: &str) -> Option<f64> {
    let known = |word: &str| NUMBERS.get(word).copied();
    known(word).or_else(|| word.trim_end_matches('.').parse().ok()).or_else(|| {
        let (tens, ones) = word.split_once([' ', '-'])?;
        Some(known(tens)? + known(ones)?)
    })
}

/// Reads a time in minutes of half a day: "half past eleven", "2.30 pm", "1645", "nine o'clock".
fn time_of_day(text: &str) -> Option<i64> {
    let of = |hour: f64, minute: f64| {
        let is_time = (0.0..25.0).contains(&hour) && minute < 60.0;
        is_time.then(|| ((hour * 60.0 + minute) as i64).rem_euclid(HALF_DAY))
    };
    if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(" past") {
        let figures: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        return match figures.as_slice() {
            [four] if four.len() == 4 => of(four[..2].parse().ok()?, four[2..].parse().ok()?),
            [hour] => of(hour.parse().ok()?, 0.0),
            [hour, minute] => of(hour.parse().ok()?, minute.parse().ok()?),
            _ => None,
        };
    }
    let spaced = text.replace('-', " ");
    let numbers: Vec<f64> = spaced.split(' ').filter_map(number).collect();
    let (hour, before) = numbers.split_last()?;
    // A quarter and a half are of the hour.
    let minutes: f64 = before.iter().map(|n| if *n < 1.0 { n * 60.0 } else { *n }).sum();
    let is_before = spaced.split(' ').any(|word| matches!(word, "to" | "of" | "till" | "before"));
    let is_told =
        spaced.split(' ').any(|word| matches!(word, "past" | "after" | "half" | "quarter"));
    match numbers.as_slice() {
        _ if is_before => of(*hour, 0.0).map(|at| (at - minutes as i64).rem_euclid(HALF_DAY)),
        // "Ten thirty".
        [hour, minutes @ ..] if !is_told && !minutes.is_empty() => of(*hour, minutes.iter().sum()),
        _ => of(*hour, minutes),
    }
}

/// Tells whether two times of half a day are as good as the same.
pub fn is_same_time(a: i64, b: i64) -> bool {
    let apart = (a - b).rem_euclid(HALF_DAY);
    apart.min(HALF_DAY - apart) <= CLOCK_TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_the_session_is_told_from_other_lengths() {
        for (sentence, minutes) in [
            ("we met for 25 minutes only, as the bus was late", Some(25)),
            ("session length: 56 min", Some(56)),
            ("half an hour, as agreed", Some(30)),
            ("the hour was cut to half an hour", Some(30)),
            ("a 45-minute session", Some(45)),
            ("the session lasted an hour", Some(60)),
            ("client was seen for thirty minutes", Some(30)),
            ("time: 50 minutes", Some(50)),
            ("clinician led a ten-minute drill", None),
            ("walks for 20 minutes a day", None),
            ("the exposure lasted 12 minutes", None),
            ("he arrived 20 minutes late", None),
            ("met with her sponsor and slept for an hour", None),
        ] {
            let found = Timed::of(sentence).and_then(|timed| timed.lasted());
            let found = found.map(|lasted| lasted.length().minutes);
            assert_eq!(found, minutes, "{sentence}");
        }
    }

    #[test]
    fn times_of_the_clock_are_read_in_every_form() {
        let span = |a, b| Some(Clock::Span(a, b));
        for (sentence, clock) in [
            ("seen 2.00-2.30 pm", span(120, 150)),
            ("session 14:05 to 14:52", span(125, 172)),
            ("we met from 2 to 3 pm", span(120, 180)),
            ("session began at 14:10", Some(Clock::Bound { at: 130, is_end: false })),
            ("end time: 3:05", Some(Clock::Bound { at: 185, is_end: true })),
            ("rated fear from 60 to 30", None),
            ("sleeps from 2 to 6", None),
        ] {
            let found = Timed::of(sentence).and_then(|timed| timed.clock());
            assert_eq!(found.map(|(_, clock)| clock), clock, "{sentence}");
        }
        assert!(is_same_time(719, 1) && !is_same_time(120, 150));
    }
}
