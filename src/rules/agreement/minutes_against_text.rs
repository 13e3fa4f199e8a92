//! AG001: a text that gives another length or other times than the front matter.

use chrono::Timelike;

use crate::domain::record_kind::RecordKind;
use crate::domain::session_time::SessionTime;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;
use crate::text::said::{
    CLOCK_TOLERANCE, Clock, HALF_DAY, Timed, is_of_another_time, is_same_time, up_to_its_clause,
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
    let mut sentences = subject.sentences_with(Topic::Length);
    // "10:05 to 10:52" has no word that a table could hold.
    let clocks = clocks(body).filter(|at| !subject.is_spoken(*at) && !subject.is_in_comment(*at));
    sentences.extend(clocks.map(|at| subject.sentence_around(at)));
    sentences.sort_by_key(|sentence| sentence.start);
    sentences.dedup();
    for sentence in sentences {
        let text = body[sentence.clone()].to_ascii_lowercase();
        if subject.is_planned(sentence.start) {
            continue;
        }
        let Some(timed) = Timed::of(&text) else { continue };
        let is_now = |at: usize| !is_of_another_time(up_to_its_clause(&text, at));
        if let Some(lasted) = timed.lasted()
            && is_now(lasted.length().range.end)
            && !lasted.can_be(minutes)
        {
            let at = sentence.start + lasted.length().range.start;
            report.at_body(subject, at, "the front matter gives the session another length", None);
        } else if let Some((at, clock)) = timed.clock() {
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

/// Returns where a colon stands between figures.
fn clocks(body: &str) -> impl Iterator<Item = usize> {
    let bytes = body.as_bytes();
    let is_figure =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b':', bytes)
        .filter(move |at| is_figure(at.checked_sub(1)) && is_figure(Some(at + 1)))
}
