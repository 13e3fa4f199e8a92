//! Whether a text says what was done in a session, what the client did with it, and what comes next.

use std::ops::Range;

use crate::text::context::{Cue, Cues, Who};
use crate::text::lexicon::{Hit, Topic};
use crate::text::reading::Reading;

/// A place in a note where an element is to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub range: Range<usize>,
    /// Whether the place is for this element alone.
    pub is_only: bool,
    /// Whether it is for what comes next.
    pub is_plan: bool,
    /// Whether it is for how the client came as well.
    pub is_presentation: bool,
    /// Whether others than the client take part: a partner, a parent.
    pub has_others: bool,
}

/// Tells whether a place says what the clinician did.
pub fn has_intervention(reading: &Reading<'_>, place: &Place) -> bool {
    first_intervention(reading, place).is_some()
}

/// Returns where what the clinician did first ends.
fn first_intervention(reading: &Reading<'_>, place: &Place) -> Option<usize> {
    let is_one = |hit: &Hit| match hit.tag() {
        Topic::Intervention if !place.is_plan => {
            is_of_the_session(reading, hit) && !is_elsewhere(reading, hit)
        }
        Topic::Deed => is_of_the_session(reading, hit) && is_clinicians(reading, hit),
        Topic::DeedNoun if !place.is_plan => {
            is_of_the_session(reading, hit) && is_head(reading, hit.range().start)
        }
        _ => false,
    };
    reading.elements_in(&place.range).find(is_one).map(|hit| hit.range().end)
}

/// Tells whether something was done here, and by nobody who was not here.
fn is_of_the_session(reading: &Reading<'_>, hit: &Hit) -> bool {
    let Some(mut context) = reading.context(&hit.range()) else { return false };
    // "Rehearsed what to say if a stranger asked": what is done is done, whatever for.
    if hit.tag() == Topic::Deed {
        context.is_supposed &= reading.is_behind(Cue::If, hit.range().start);
    }
    // "Did not get to it".
    let next = hit.range().end + 1;
    let cues = reading.cues(hit.range().start);
    let is_not = cues.is_some_and(|cues| cues.each(Cue::Not).any(|not| not.start == next));
    context.is_done() && context.who != Who::Other && !is_not
}

/// Tells whether a technique is one that the client speaks of, or uses somewhere else: where the clinician
/// does nothing in the sentence, the client is to do something with it here.
fn is_elsewhere(reading: &Reading<'_>, hit: &Hit) -> bool {
    let at = hit.range().start;
    let Some(cues) = reading.cues(at) else { return false };
    let is_named = |who: Who| reading.who(&hit.range()) == who;
    let sentence = reading.sentence(at);
    let has = |topic: Topic| reading.elements(at).iter().any(|hit| hit.tag() == topic);
    let is_deed = |hit: Hit| hit.tag() == Topic::Deed && is_clinicians(reading, &hit);
    if is_named(Who::Clinician) || reading.elements_in(&sentence).any(is_deed) {
        return false;
    }
    // "Passengers on the bus" is a technique and no place.
    let is_named_so = |place: &Range<usize>| {
        let mut techniques = reading.elements_in(&sentence);
        techniques.any(|hit| {
            hit.tag() == Topic::Intervention
                && hit.range().start <= place.start
                && place.end <= hit.range().end
        })
    };
    let is_away = cues.each(Cue::Elsewhere).any(|place| !is_named_so(&place));
    match is_named(Who::Client) {
        true => is_away || !(has(Topic::Response) || has(Topic::Deed) || cues.has(Cue::Clinician)),
        false => is_away,
    }
}

/// Tells whether a deed is the clinician's: said so, or said of nobody at the head of a clause.
fn is_clinicians(reading: &Reading<'_>, hit: &Hit) -> bool {
    match subject(reading, hit) {
        Who::Clinician => true,
        Who::Unnamed => is_head(reading, hit.range().start),
        _ => false,
    }
}

/// Returns who does what a verb says. Whom it is done to is left out: "Showed the client how, did six rounds".
fn subject(reading: &Reading<'_>, verb: &Hit) -> Who {
    let who = reading.who(&verb.range());
    let first = first_verb(reading, verb);
    match who {
        // Nobody stands in front of the first verb of the sentence, so that whoever follows is its object.
        Who::Client | Who::Other if first < verb.range().start => {
            match reading.who(&(first..first)) {
                Who::Unnamed if has_nobody_new(reading, first, verb.range().start) => Who::Unnamed,
                Who::Clinician if has_nobody_new(reading, first, verb.range().start) => {
                    Who::Clinician
                }
                _ => who,
            }
        }
        Who::Unnamed if is_said_behind(reading, verb) => Who::Client,
        who => who,
    }
}

/// Tells whether the client is who tells of a deed, by the end of its sentence: "practised daily, she says".
fn is_said_behind(reading: &Reading<'_>, verb: &Hit) -> bool {
    let sentence = reading.sentence(verb.range().start);
    let Some(comma) = reading.text()[sentence.clone()].rfind(',') else { return false };
    let tail = sentence.start + comma..sentence.end;
    let Some(cues) = reading.cues(sentence.start) else { return false };
    let has_client = cues.each(Cue::Client).any(|client| tail.start < client.start);
    verb.range().end <= tail.start
        && has_client
        && reading.text()[tail.clone()].split_whitespace().count() <= 3
        && reading.elements_in(&tail).any(|hit| hit.tag() == Topic::Telling)
}

/// Returns where the first verb of the sentence stands.
fn first_verb(reading: &Reading<'_>, verb: &Hit) -> usize {
    let sentence = reading.sentence(verb.range().start);
    let is_verb = |hit: &Hit| matches!(hit.tag(), Topic::Deed | Topic::Response | Topic::Telling);
    let first = reading.elements_in(&sentence).find(is_verb);
    first.map_or(verb.range().start, |first| first.range().start)
}

/// Tells whether everybody between two verbs is an object of the first: nobody begins a clause there.
fn has_nobody_new(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let Some(cues) = reading.cues(to) else { return false };
    let people = [Cue::Client, Cue::Other].into_iter().flat_map(|cue| cues.each(cue));
    let mut between = people.filter(|person| from < person.start && person.end <= to);
    !between.any(|person| {
        let before = reading.text()[from..person.start].trim_end();
        let before =
            before.trim_end_matches(" the").trim_end_matches(" her").trim_end_matches(" his");
        before.ends_with([',', ';', ':'])
            || before.ends_with(" and")
            || before.ends_with(" which")
            || before.ends_with(" that")
            || before.ends_with(" how")
            || before.ends_with(" what")
            || before.ends_with(" until")
            || before.ends_with(" as")
            || before.ends_with(" while")
    })
}

/// Tells whether a clause begins at a byte: at the head of its sentence or item, behind a mark, behind "and".
fn is_head(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentence(at);
    let before = reading.text()[sentence.start..at].trim_end();
    let is_mark = |c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '\u{2019}' | '%');
    // "1." and "a)" number an item.
    let is_bare = before.chars().all(|c| is_mark(c) || c.is_ascii_digit());
    is_bare || before.ends_with(is_mark) || {
        let cues = reading.cues(at);
        let ends_there =
            |range: Range<usize>| range.end == sentence.start + before_end(reading, &sentence, at);
        cues.is_some_and(|cues| cues.each(Cue::And).any(ends_there))
    }
}

fn before_end(reading: &Reading<'_>, sentence: &Range<usize>, at: usize) -> usize {
    reading.text()[sentence.start..at].trim_end().len()
}

/// Tells whether a place says what the client did with it.
pub fn has_response(reading: &Reading<'_>, place: &Place) -> bool {
    reading.elements_in(&place.range).any(|hit| match hit.tag() {
        Topic::Response => is_clients(reading, &hit, place),
        Topic::Telling => {
            is_clients(reading, &hit, place)
                && (!place.is_presentation || is_behind_a_deed(reading, &hit, place))
        }
        Topic::ResponseState => {
            let context = reading.context(&hit.range());
            context.is_some_and(|context| {
                !context.is_planned && !context.is_supposed && context.who != Who::Other
            }) && !is_in_a_name(reading, &hit.range())
        }
        _ => false,
    }) || {
        // How the client came has ratings and words as well: of the session are those behind a deed.
        let from = match place.is_presentation {
            true => first_intervention(reading, place),
            false => Some(place.range.start),
        };
        from.is_some_and(|from| {
            let rest = from..place.range.end.max(from);
            has_figures(&reading.text()[rest.clone()]) || has_quotation(reading, &rest)
        })
    }
}

/// Tells whether a sentence is a quotation of the client: nobody else is said to say it.
fn has_quotation(reading: &Reading<'_>, place: &Range<usize>) -> bool {
    let mut opened = reading.text()[place.clone()].match_indices(['"', '\u{201c}']);
    opened.any(|(at, _)| {
        let at = place.start + at;
        let is_open = reading.is_spoken(at) && (at == 0 || !reading.is_spoken(at - 1));
        let who = || reading.who(&(at..at + 1));
        is_open && is_head(reading, at) && matches!(who(), Who::Unnamed | Who::Client)
    })
}

/// Tells whether the clinician has done something in front of a phrase.
fn is_behind_a_deed(reading: &Reading<'_>, hit: &Hit, place: &Place) -> bool {
    let before = Place { range: place.range.start..hit.range().start, ..place.clone() };
    has_intervention(reading, &before)
}

fn is_clients(reading: &Reading<'_>, hit: &Hit, place: &Place) -> bool {
    let Some(context) = reading.context(&hit.range()) else { return false };
    if context.is_planned || context.is_supposed {
        return false;
    }
    match subject(reading, hit) {
        Who::Client => true,
        Who::Other => place.has_others,
        Who::Unnamed if place.is_only => {
            is_head(reading, hit.range().start) || !has_thing(reading, hit.range().start)
        }
        Who::Unnamed => {
            // What the clinician may have done as well is the clinician's, with all that follows it.
            let sentence = reading.sentence(hit.range().start);
            let until = sentence.start..hit.range().end;
            let is_deed = reading.elements_in(&until).any(|hit| hit.tag() == Topic::Deed);
            !is_deed && is_head(reading, hit.range().start)
        }
        Who::Clinician => false,
    }
}

/// Tells whether a text has ratings that go up or down: "80 to 45", "8, 6, 5", "7 -> 3".
fn has_figures(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|next| at + next) {
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        numbers.push((start, start + length));
        at = start + length;
    }
    let has_two = |first: &[&str], second: &[&str]| {
        first.iter().any(|word| text.contains(word))
            && second.iter().any(|word| text.contains(word))
    };
    if numbers.len() > 1
        && has_two(
            &["at the start", "before", "pre", "initially", "at first"],
            &["by the end", "at the end", "after", "post", "now"],
        )
    {
        return true;
    }
    numbers.windows(2).any(|pair| {
        let between = text[pair[0].1..pair[1].0].trim_matches([' ', '%']);
        matches!(
            between,
            "to" | "," | "->" | "\u{2192}" | "=>" | "then" | "\u{2013}" | "down to" | "up to"
        ) || between.starts_with("before") && between.len() < 16
    })
}

/// Tells whether a word is part of the name of a technique: "SUDS scale", "anxiety hierarchy".
fn is_in_a_name(reading: &Reading<'_>, word: &Range<usize>) -> bool {
    reading.elements(word.start).iter().any(|hit| {
        let name = hit.range();
        hit.tag() == Topic::Intervention
            && name.start <= word.start
            && word.end <= name.end
            && name.len() > word.len()
    })
}

/// Tells whether a place shows a symptom, a limit or a diagnosis: not one that is denied, or that is part of the
/// name of a technique.
pub fn has_need(reading: &Reading<'_>, place: &Range<usize>) -> bool {
    reading.elements_in(place).filter(|hit| hit.tag() == Topic::Need).any(|hit| {
        let context = reading.context(&hit.range());
        context.is_some_and(|context| !context.is_denied) && !is_in_a_name(reading, &hit.range())
    })
}

/// Tells whether a place says what comes next.
pub fn has_next_step(reading: &Reading<'_>, place: &Place) -> bool {
    reading.elements_in(&place.range).any(|hit| match hit.tag() {
        Topic::NextStep => is_ahead(reading, &hit),
        Topic::Task => is_task(reading, &hit, place),
        Topic::TaskNoun => {
            let context = reading.context(&hit.range());
            // "Session ended at six".
            is_head(reading, hit.range().start)
                && context.is_some_and(|it| it.who != Who::Other && !it.is_past)
        }
        _ => false,
    })
}

fn is_ahead(reading: &Reading<'_>, hit: &Hit) -> bool {
    let range = hit.range();
    let Some(context) = reading.context(&range) else { return false };
    let is_somebodys = context.who != Who::Unnamed || !has_thing(reading, range.start);
    // "Last appointment" is none that is to come.
    let is_last = reading.cues(range.start).is_some_and(|cues| {
        cues.each(Cue::Past).any(|past| past.start < range.end && range.start < past.end)
    });
    context.who != Who::Other
        && !context.is_past
        && !is_last
        && is_somebodys
        && !is_turned_down(reading, &range)
}

/// Tells whether an appointment is one that was not wanted: "did not want another appointment".
fn is_turned_down(reading: &Reading<'_>, step: &Range<usize>) -> bool {
    let text = reading.text();
    let Some(cues) = reading.cues(step.start) else { return false };
    let is_appointment = ["appointment", "appt", "visit", "session"]
        .iter()
        .any(|word| text[step.clone()].to_ascii_lowercase().starts_with(word));
    is_appointment
        && cues.each(Cue::Decline).filter(|cue| cue.end <= step.start).any(|cue| {
            let between = &text[cue.end..step.start];
            !between.contains([',', ';']) && between.split_whitespace().count() <= 2
        })
}

/// Tells whether the sentence speaks of a thing: it begins with "the" or the like, and neither the session nor
/// anybody in it follows.
fn has_thing(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentence(at);
    let text = &reading.text()[sentence.clone()];
    let start = sentence.start + text.find(char::is_alphanumeric).unwrap_or(0);
    let Some(cues) = reading.cues(at) else { return false };
    // "Panic continues to come weekly", "Separation fear still keeps her".
    let is_symptom = |hit: Hit| hit.tag() == Topic::Need && hit.range().end <= at.max(start + 1);
    let second = reading.text()[start..sentence.end].find(' ').map_or(start, |gap| start + gap + 1);
    if !cues.each(Cue::Determiner).any(|range| range.start == start) {
        return reading.elements_in(&(start..second + 1)).any(is_symptom)
            && !reading.elements_in(&(start..start + 1)).any(|hit| {
                matches!(
                    hit.tag(),
                    Topic::NextStep | Topic::TaskNoun | Topic::Task | Topic::Intervention
                )
            });
    }
    let end = third_word_behind(reading.text(), start);
    let is_known = |hit: Hit| {
        let is_of_it = matches!(
            hit.tag(),
            Topic::NextStep | Topic::TaskNoun | Topic::Intervention | Topic::NextVisit
        );
        // "Her flat will be painted" is of a thing all the same.
        let is_to_be = || {
            let words = reading.text()[hit.range()].to_ascii_lowercase();
            words.starts_with("will") || words.starts_with("is ") || words.starts_with("to be")
        };
        is_of_it && hit.range().start < end && !is_to_be()
    };
    !reading.elements_in(&(start..end)).any(is_known) && !has_people(cues, &(start..end))
}

fn has_people(cues: &Cues, place: &Range<usize>) -> bool {
    let people = [Cue::Client, Cue::Clinician].into_iter().flat_map(|cue| cues.each(cue));
    people.into_iter().any(|person| place.contains(&person.start))
}

fn third_word_behind(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    rest.match_indices([' ', '\n']).nth(3).map_or(text.len(), |(at, _)| start + at)
}

fn is_task(reading: &Reading<'_>, hit: &Hit, place: &Place) -> bool {
    let (range, text) = (hit.range(), reading.text());
    let Some(cues) = reading.cues(range.start) else { return false };
    let behind = text[range.end..].trim_start_matches(' ');
    let next = text.len() - behind.len();
    // "See above" is no step.
    if cues.each(Cue::Linking).any(|linking| linking.start == next)
        || cues.each(Cue::Pointer).any(|pointer| pointer.start == range.start)
    {
        return false;
    }
    // "Set the timer" may be past.
    let is_past = |other: Hit| {
        other.range().start == range.start
            && matches!(other.tag(), Topic::Deed | Topic::Response | Topic::Telling)
    };
    let may_be_past = reading.elements_in(&(range.start..range.start + 1)).any(is_past);
    if may_be_past && !place.is_plan_alone() {
        return false;
    }
    if is_head(reading, range.start) {
        return reading.who(&range) != Who::Other;
    }
    // "Cl to play one page".
    let before = text[..range.start].trim_end();
    let Some(before) = before.strip_suffix("to").or_else(|| before.strip_suffix("To")) else {
        return false;
    };
    match reading.who(&range) {
        Who::Client | Who::Clinician => before.ends_with(' '),
        Who::Unnamed => is_head(reading, before.len()),
        // "Sister to join".
        Who::Other => cues.each(Cue::Other).any(|person| person.end == before.trim_end().len()),
    }
}

impl Place {
    fn is_plan_alone(&self) -> bool {
        self.is_plan && self.is_only
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_seen_in_the_forms_in_which_people_write_them() {
        let list = include_str!("../../../tests/clinical/session.txt");
        let mut wrong = Vec::new();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let (element, rest) = line.split_once(' ').unwrap();
            let (sign, text) = rest.split_once(' ').unwrap();
            let place = Place {
                range: 0..text.len(),
                is_only: true,
                is_plan: element == "next",
                is_presentation: false,
                has_others: false,
            };
            let reading = Reading::new(text, Vec::new());
            let is_told = match element {
                "int" => has_intervention(&reading, &place),
                "res" => has_response(&reading, &place),
                _ => has_next_step(&reading, &place),
            };
            if is_told != (sign == "+") {
                wrong.push(line);
            }
        }
        // What is known to be missed.
        assert!(wrong.len() <= 6, "{wrong:#?}");
    }
}
