//! AG005: a text that gives the session another day.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::dates::dates_in;
use crate::text::lexicon::Topic;
use crate::text::scan::near;

rule!("AG005", "day-against-text", Warning, "day_against_text.md", Note(check));

/// How far behind "date of service" its date may stand.
const NEAR: usize = 32;

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let Some(day) = subject.note.front.start.map(|start| start.date()) else { return };
    if subject.kind().is_none() {
        return;
    }
    let body = subject.note.body();
    for hit in subject.own_words(Topic::ServiceDay) {
        let from = hit.range().end;
        let before = body[..hit.range().start].trim_end();
        let is_other =
            ["last", "next", "previous", "prior", "first", "missed"].iter().any(|word| {
                before.len() >= word.len()
                    && before.is_char_boundary(before.len() - word.len())
                    && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
            });
        let rest = near(body, from, NEAR).lines().next().unwrap_or_default();
        let Some(found) = dates_in(rest, day).into_iter().next() else { continue };
        // Nothing but signs and a small word stands between.
        let gap = &rest[..found.at];
        // "Worked on since the session of 3 May" speaks of another; its own begins a sentence.
        let label = body[hit.range()].to_ascii_lowercase();
        let is_vague =
            !["date", "dos", "day"].iter().any(|word| label.split(' ').any(|it| it == *word));
        let sentence = subject.sentence_around(hit.range().start);
        let lead = body[sentence.start..hit.range().start].split_whitespace();
        let is_who = |word: &&str| {
            ["we", "i", "pt", "cl", "client", "patient", "was", "were"]
                .iter()
                .any(|who| word.eq_ignore_ascii_case(who))
        };
        let lead = lead.filter(|word| !is_who(word)).count();
        let is_right_behind =
            gap.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).count() <= 2;
        if !is_other && (!is_vague || lead == 0) && is_right_behind && !found.can_be(day) {
            let message = "the front matter gives the session another day";
            report.at_body(subject, from + found.at, message, None);
        }
    }
}
