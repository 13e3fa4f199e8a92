//! What a sentence says of the session that its note is about: lengths, clock times, and whether it
//! speaks of another time.

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

static FORMS: LazyLock<Forms> =
    LazyLock::new(|| Forms::parse(include_str!("lexicon/en/minutes-forms.txt")));

/// Words of another session, or of a habit, or of a plan.
static ANOTHER_TIME: LazyLock<Form> = LazyLock::new(|| FORMS.form("another-time"));

/// A reason follows.
static REASON: LazyLock<Form> = LazyLock::new(|| FORMS.form("reason"));

/// The form by which something is said to have been cut: that may be no session.
const CUT: &str = "cut";

/// Ways to say how long the session was.
static OF_THE_SESSION: LazyLock<[(&str, Form); 19]> = LazyLock::new(|| {
    [
        "lasted",
        "met-for",
        "label",
        "label-alone",
        "only-had",
        "cut-short",
        "went-to",
        "we-stopped",
        CUT,
        "session-of",
        "visit-of",
        "slot",
        "we-managed",
        "we-had",
        "head",
        "of-therapy",
        "spent",
        "full-hour",
        "label-minutes",
    ]
    .map(|name| (name, FORMS.form(name)))
});

/// A sentence that is a length and hardly anything else.
static ALONE: LazyLock<Form> = LazyLock::new(|| FORMS.form("length-alone"));

/// Words of a session, where it is said that something was cut.
static SESSION_WORD: LazyLock<Form> = LazyLock::new(|| FORMS.form("session-word"));

/// From one time of the clock to another.
static SPAN: LazyLock<Form> = LazyLock::new(|| FORMS.form("span"));

/// The same in words.
static SPAN_WORDS: LazyLock<Form> = LazyLock::new(|| FORMS.form("span-words"));

/// What stands where hours are given in words.
static CLOCK_WORDS: LazyLock<Form> = LazyLock::new(|| FORMS.form("clock-words"));

/// The same in four figures.
static SPAN_PLAIN: LazyLock<Form> = LazyLock::new(|| FORMS.form("span-plain"));

/// When the session began or ended.
static BOUND: LazyLock<Form> = LazyLock::new(|| FORMS.form("bound"));

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
    ANOTHER_TIME.is_in(sentence)
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

/// Finds how long the session was by a sentence in small letters.
pub fn session_length(sentence: &str) -> Option<Length> {
    let of = |form: &Form| {
        let parts = form.parts(sentence)?;
        let place = parts.range(1)?.start..parts.range(2)?.end;
        let mut found = length(parts.text(1)?, parts.text(2)?, place)?;
        // "1 hr 20 min", "an hour and a quarter".
        let more = match parts.text(4) {
            Some("half") => Some(30),
            Some(_) => Some(15),
            None => parts.text(3).and_then(|more| more.parse::<i64>().ok()),
        };
        if let (true, Some(more)) = (found.minutes % 60 == 0, more) {
            found.minutes += more;
            found.tolerance = CLOCK_TOLERANCE;
        }
        Some(found)
    };
    if let Some(found) = of(&ALONE) {
        return Some(found);
    }
    let forms = OF_THE_SESSION.iter();
    let (name, found) = forms.filter_map(|(name, form)| Some((*name, of(form)?))).next()?;
    // "The exposure lasted 20 minutes" is no session.
    (name != CUT || SESSION_WORD.is_in(sentence)).then_some(found)
}

/// Finds when the session was by a sentence in small letters.
pub fn session_clock(sentence: &str) -> Option<(usize, Clock)> {
    let minutes = |hour: &str, minute: Option<&str>| -> Option<i64> {
        let (hour, minute): (i64, i64) =
            (hour.parse().ok()?, minute.map_or(Some(0), |minute| minute.parse().ok())?);
        (hour < 25 && minute < 60).then_some((hour * 60 + minute) % HALF_DAY)
    };
    if let Some(parts) = SPAN.parts(sentence) {
        let text = |at: usize| parts.text(at);
        // "From 60 to 30" is no time of the clock.
        let is_clock = text(2).is_some() && text(5).is_some()
            || text(6).is_some() && (text(2).is_some() || text(5).is_none());
        if is_clock && let (Some(from), Some(to)) = (text(1), text(4)) {
            let span = Clock::Span(minutes(from, text(2))?, minutes(to, text(5))?);
            return Some((parts.range(1)?.start, span));
        }
    }
    if let Some(parts) = SPAN_PLAIN.parts(sentence) {
        let at = |hour: usize| minutes(parts.text(hour)?, parts.text(hour + 1));
        return Some((parts.range(1)?.start, Clock::Span(at(1)?, at(3)?)));
    }
    if let Some(parts) = SPAN_WORDS.parts(sentence) {
        let at = |part: usize| clock_in_words(parts.text(part), parts.text(part + 1)?);
        return Some((parts.range(0)?.start, Clock::Span(at(1)?, at(3)?)));
    }
    let parts = BOUND.parts(sentence)?;
    let text = |at: usize| parts.text(at);
    let is_end = match text(1) {
        Some(word) => !matches!(word, "began" | "started"),
        None => !text(0)?.starts_with("start"),
    };
    let (hour, minute) = (text(2).or(text(4))?, text(3).or(text(5)));
    Some((parts.range(0)?.start, Clock::Bound { at: minutes(hour, minute)?, is_end }))
}

/// Returns a time in minutes of half a day: "half past" and "eleven".
fn clock_in_words(minutes: Option<&str>, hour: &str) -> Option<i64> {
    const HOURS: &[&str] = &[
        "twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven",
    ];
    let hour = match hour {
        "noon" | "midday" => 0,
        hour => HOURS.iter().position(|word| *word == hour)? as i64,
    };
    let minutes = match minutes {
        None => 0,
        Some(part) => {
            let many = match part.split(' ').next()? {
                "half" => 30,
                "quarter" => 15,
                "twenty" => 20,
                "ten" => 10,
                _ => 5,
            };
            if part.ends_with("to") { -many } else { many }
        }
    };
    Some((hour * 60 + minutes).rem_euclid(HALF_DAY))
}

/// Tells whether a sentence gives hours in words.
pub fn has_clock_in_words(sentence: &str) -> bool {
    CLOCK_WORDS.is_in(sentence)
}

/// Tells whether two times of half a day are as good as the same.
pub fn is_same_time(a: i64, b: i64) -> bool {
    let apart = (a - b).rem_euclid(HALF_DAY);
    apart.min(HALF_DAY - apart) <= CLOCK_TOLERANCE
}

fn length(number: &str, unit: &str, range: Range<usize>) -> Option<Length> {
    const WORDS: &[(&str, i64)] = &[
        ("one", 1),
        ("two", 2),
        ("ten", 10),
        ("twelve", 12),
        ("fifteen", 15),
        ("eighteen", 18),
        ("twenty", 20),
        ("twenty five", 25),
        ("thirty", 30),
        ("thirty five", 35),
        ("forty", 40),
        ("forty five", 45),
        ("fifty", 50),
        ("fifty three", 53),
        ("fifty five", 55),
        ("sixty", 60),
        ("seventy", 70),
        ("seventy five", 75),
        ("eighty", 80),
        ("ninety", 90),
    ];
    let is_hours = unit.starts_with('h');
    let tolerance = if number.starts_with(|c: char| c.is_ascii_digit()) && !is_hours {
        CLOCK_TOLERANCE
    } else {
        ROUND_TOLERANCE
    };
    let minutes = match number {
        "half an" | "half a" | "half" | "1/2 an" | "1/2" | "\u{bd} an" | "\u{bd}" if is_hours => 30,
        "an" | "the full" | "the whole" | "a full" | "a whole" if is_hours => 60,
        "one and a half" if is_hours => 90,
        _ if number.ends_with("quarter of an") && is_hours => 15,
        _ if number.starts_with("three") && is_hours => 45,
        _ => {
            let number = number.replace('-', " ");
            let known = WORDS.iter().find(|(word, _)| *word == number);
            let number = match known {
                Some((_, number)) => *number as f64,
                None => number.parse().ok()?,
            };
            (number * if is_hours { 60.0 } else { 1.0 }) as i64
        }
    };
    Some(Length { range, minutes, tolerance })
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
            let found = session_length(sentence).map(|length| length.minutes);
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
            assert_eq!(session_clock(sentence).map(|(_, clock)| clock), clock, "{sentence}");
        }
        assert!(is_same_time(719, 1) && !is_same_time(120, 150));
    }
}
