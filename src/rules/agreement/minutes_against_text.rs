//! AG001: a text that gives another length or other times than the front matter.

use chrono::Timelike;

use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;
use crate::text::said::{
    CLOCK_TOLERANCE, Clock, HALF_DAY, has_clock_in_words, is_of_another_time, is_same_time,
    session_clock, session_length, up_to_its_clause,
};

rule!("AG001", "minutes-against-text", Warning, "minutes_against_text.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    let is_timed = subject.kind().is_some_and(RecordKind::is_timed);
    let (Some(start), Some(end), true) = (front.start, front.end, is_timed) else { return };
    let minutes = (end.local() - start.local()).num_minutes();
    let of_half_day = |time: SessionTime| {
        (i64::from(time.local().hour()) * 60 + i64::from(time.local().minute())) % HALF_DAY
    };
    let body = subject.note.body();
    for sentence in subject.sentences_with(Topic::Length) {
        let text = body[sentence.clone()].to_ascii_lowercase();
        // Most sentences with "met" or "seen" in them give neither a length nor a time.
        let has_unit =
            ["min", "hour", "hr"].iter().any(|unit| text.contains(unit)) || has_short_unit(&text);
        let has_figure = text.bytes().any(|b| b.is_ascii_digit()) || has_clock_in_words(&text);
        if !has_unit && !has_figure || subject.is_planned(sentence.start) {
            continue;
        }
        let is_now = |at: usize| !is_of_another_time(up_to_its_clause(&text, at));
        if has_unit
            && let Some(length) = session_length(&text)
            && is_now(length.range.end)
            && (length.minutes - minutes).abs() > length.tolerance
        {
            let at = sentence.start + length.range.start;
            report.at_body(subject, at, "the front matter gives the session another length", None);
        } else if has_figure && let Some((at, clock)) = session_clock(&text) {
            let is_right = match clock {
                Clock::Span(from, to) => {
                    let told = (to - from).rem_euclid(HALF_DAY);
                    is_same_time(from, of_half_day(start))
                        && (told - minutes).abs() <= CLOCK_TOLERANCE
                }
                Clock::Bound { at, is_end: true } => is_same_time(at, of_half_day(end)),
                Clock::Bound { at, is_end: false } => is_same_time(at, of_half_day(start)),
            };
            if !is_right && is_now(at) {
                let message = "the front matter gives the session other times";
                report.at_body(subject, sentence.start + at, message, None);
            }
        }
    }
}

/// Tells whether a length is written short: "1 h", "50'".
fn has_short_unit(text: &str) -> bool {
    text.match_indices(['h', '\'', '\u{2032}'])
        .any(|(at, _)| text[..at].trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit()))
}
