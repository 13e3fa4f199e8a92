//! What a text says about risk, and about what was done.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::choices;
use crate::text::context::{Cue, Who};
use crate::text::lexicon::lists::Lists;
use crate::text::lexicon::{Hit, Topic};
use crate::text::reading::Reading;
use crate::text::scan::{before, near};

static LISTS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../lexicon/en/risk-words.txt")));

fn words_of(list: &str) -> &'static HashSet<&'static str> {
    LISTS.words(list)
}

/// How far behind a word for the mind an act may stand that is on it.
const ON_THE_MIND: usize = 70;

/// Returns where a text tells first of risk that is there: the client's, of these days.
pub fn told(reading: &Reading<'_>) -> Option<usize> {
    let is_told = |hit: &Hit| {
        let mention = match hit.tag() {
            Topic::Ideation
            | Topic::Attempt
            | Topic::Preparation
            | Topic::SelfHarm
            | Topic::Violence
            | Topic::Threat
            | Topic::Burden => hit.range(),
            Topic::Lethal | Topic::Assault => on_the_mind(reading, hit.range())?,
            _ => return None,
        };
        is_clients_own(reading, hit, &mention).then_some(mention.start)
    };
    reading.hits().iter().find_map(is_told)
}

/// Returns where a text speaks first of suicide as of something that is there, by whatever word.
pub fn spoken_of(reading: &Reading<'_>) -> Option<usize> {
    let is_meant = |hit: &Hit| {
        let is_suicide = || {
            let word = reading.text()[hit.range()].to_lowercase();
            hit.tag() == Topic::Risk && words_of("suicide").iter().any(|it| word.starts_with(it))
        };
        let is_risk = matches!(
            hit.tag(),
            Topic::Ideation | Topic::Attempt | Topic::Preparation | Topic::Threat | Topic::Burden
        );
        let context = reading.context(&hit.range());
        (is_risk || is_suicide())
            && context.is_some_and(|it| !it.is_denied && !it.is_past && it.who != Who::Other)
    };
    let all = reading.hits().iter().chain(reading.actions());
    all.filter(|hit| is_meant(hit)).map(|hit| hit.range().start).min()
}

/// Returns where a thought of an act stands: a word for the mind in front of it, in the same sentence.
fn on_the_mind(reading: &Reading<'_>, act: Range<usize>) -> Option<Range<usize>> {
    let in_front = |hit: &&Hit| {
        // "Googled how many pills it takes": both have the "how".
        let mind = hit.range();
        hit.tag() == Topic::Mind && mind.start < act.start && mind.end <= act.end
    };
    let mind = reading.beside(act.start).iter().rev().find(in_front)?;
    // "Thinks of the children, when asked about suicide": what was asked about is on nobody's mind yet.
    if reading
        .cues(act.start)?
        .each(Cue::Ask)
        .any(|ask| mind.range().end <= ask.start && ask.end <= act.start)
    {
        return None;
    }
    // "Afraid she could die" is a fear of what happens to one.
    let begins = |at: usize, list: &str| {
        let rest = &reading.text()[at..];
        let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        words_of(list).contains(word.to_ascii_lowercase().as_str())
    };
    if begins(mind.range().start, "fear") && begins(act.start, "mishap") {
        return None;
    }
    let is_near = act.start.saturating_sub(mind.range().end) <= ON_THE_MIND;
    // "Thought the boss would kill her" is of the boss.
    let is_by_somebody = !reading.text()[act.clone()].starts_with("with ");
    let is_anothers = is_by_somebody
        && reading.who(&act) == Who::Other
        && reading.who(&mind.range()) != Who::Other;
    (is_near && !is_anothers).then_some(mind.range().start..act.end)
}

fn is_clients_own(reading: &Reading<'_>, hit: &Hit, mention: &Range<usize>) -> bool {
    let topic = hit.tag();
    let Some(mut context) = reading.context(mention) else { return false };
    // "Read a novel about suicide": between the mind and the act stands that it is a story.
    context.is_told |= reading.context(&hit.range()).is_some_and(|act| act.is_told);
    // A threat is one on whatever condition, and so is a wish in the client's own words.
    let is_spoken = reading.is_spoken(mention.start);
    let is_wish = topic == Topic::Threat || topic == Topic::Ideation && is_spoken;
    context.is_supposed &= !is_wish;
    // "Has put tablets by, in case it gets too much": what is done is done, whatever for.
    if topic == Topic::Preparation {
        context.is_supposed &= reading.is_behind(Cue::If, mention.start);
    }
    // "I" is the clinician, but for what is quoted.
    let is_clients = matches!(context.who, Who::Client | Who::Unnamed)
        || topic == Topic::Burden
        || is_spoken && context.who == Who::Clinician
        || topic == Topic::Threat && is_of_who_says_so(reading, mention);
    context.is_present()
        && is_clients
        && !reading.is_heading(mention.start)
        && !choices::is_left_open(reading.text(), mention.start)
        && !is_of_another(reading, mention)
}

/// Tells whether a threat with its own "he" or "she" is the client's, who says it: "client states that if he
/// sees her boyfriend he will ...".
fn is_of_who_says_so(reading: &Reading<'_>, mention: &Range<usize>) -> bool {
    let Some(cues) = reading.cues(mention.start) else { return false };
    let said = cues.each(Cue::Affirm).filter(|said| said.end <= mention.start);
    let Some(said) = said.last() else { return false };
    let pronoun = reading.text()[mention.clone()].split(' ').next().unwrap_or_default();
    let is_pronoun = ["he", "she", "they"].iter().any(|it| pronoun.eq_ignore_ascii_case(it));
    is_pronoun && reading.who(&said) == Who::Client
}

/// Tells whether a mention is another's by what stands behind it: "the suicide of her brother".
fn is_of_another(reading: &Reading<'_>, mention: &Range<usize>) -> bool {
    let Some(cues) = reading.cues(mention.start) else { return false };
    let text = reading.text();
    cues.each(Cue::Other).filter(|person| person.start >= mention.end).any(|person| {
        let mut words = text[mention.end..person.start].split_whitespace();
        words.next().is_some_and(|word| words_of("whose").contains(word)) && words.count() <= 2
    })
}

/// Tells whether a text says that something was done about risk.
pub fn is_answered(reading: &Reading<'_>) -> bool {
    reading.actions().iter().filter(|hit| hit.tag() == Topic::RiskAction).any(|hit| {
        let context = reading.context(&hit.range());
        context.is_some_and(|context| context.is_done())
            && !reading.is_heading(hit.range().start)
            && !reading.text()[hit.range().end..].starts_with('?')
    })
}

/// Tells whether a text takes risk up at all: the client was asked about it, whatever the answer.
pub fn is_taken_up(reading: &Reading<'_>) -> bool {
    let actions = reading.actions();
    let is_elsewhere = |place: &Range<usize>| {
        actions.iter().filter(|hit| hit.tag() == Topic::RiskElsewhere).any(|hit| {
            let thing = hit.range();
            thing.start <= place.start && place.end <= thing.end
        })
    };
    let is_own = |hit: &Hit| {
        let context = reading.context(&hit.range());
        context.is_none_or(|it| it.who != Who::Other && !it.is_planned && !it.is_told)
    };
    let mut risks = actions.iter().filter(|hit| hit.tag() == Topic::Risk);
    risks.any(|hit| !is_elsewhere(&hit.range()) && is_own(hit))
}

/// Returns where a text has an answer above zero to the ninth item of the PHQ-9 that nothing in it takes up.
pub fn item_nine_left(reading: &Reading<'_>) -> Option<usize> {
    let text = reading.text();
    let answered = reading.of(Topic::ItemNine).map(Hit::range);
    let answered = answered.chain(listed_nine(text)).chain(numbered_nine(text));
    let mut above = answered.filter(|item| is_above_zero(reading, item));
    let item = above.next().or_else(|| row_of_nine(text))?;
    let sentence = reading.sentence(item.start);
    // What is asked may be told in the next sentence.
    let next = reading.sentence(sentence.end).end;
    let is_taken_up = reading.actions().iter().any(|hit| match hit.tag() {
        Topic::Risk => !sentence.contains(&hit.range().start),
        Topic::Inquiry => (item.end..next).contains(&hit.range().start),
        _ => false,
    });
    (!is_taken_up).then_some(item.start)
}

/// Finds the ninth of the answers in a row: `1:2 2:2 3:3 ... 9:1`.
fn listed_nine(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let is_row = |at: &usize| {
        let starts = *at == 0 || matches!(bytes[at - 1], b' ' | b',' | b'\n');
        let has_value = matches!(bytes.get(at + 1), Some(b':' | b'='));
        let is_behind_eighth = || {
            let head = before(text, *at, 24).trim_end().trim_end_matches([',', ' ']);
            let last = head.rsplit([' ', ',', '\n']).next().unwrap_or_default();
            last.starts_with("8:") || last.starts_with("8=")
        };
        // "PHQ9 = 22, q.9 scored 3".
        let is_dotted = || {
            let head = before(text, *at, 80).to_ascii_lowercase();
            head.ends_with("q.") && head.rsplit('\n').next().is_some_and(|it| it.contains("phq"))
        };
        starts && has_value && is_behind_eighth() || is_dotted()
    };
    memchr::memchr_iter(b'9', bytes).filter(is_row).map(|at| at..at + 1)
}

/// Finds the ninth of nine answers in a row, if it is above zero: `PHQ-9 items: 2-2-3-3-1-2-1-1-2`.
fn row_of_nine(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let ninth = |at: usize| {
        let line = near(text, at, 120).lines().next().unwrap_or_default();
        // Behind the name, which has a nine of its own.
        let tail = &line["PHQ".len()..];
        let start = line.len() - tail.trim_start_matches(['-', '9']).len();
        let first = line[start..].bytes().position(|b| b.is_ascii_digit())?;
        let row: Vec<usize> = (0..9).map(|nth| at + start + first + 2 * nth).collect();
        let is_row = row.iter().enumerate().all(|(nth, at)| {
            let is_answer = matches!(bytes.get(*at), Some(b'0'..=b'3'));
            let mark = bytes.get(at + 1);
            let is_parted = matches!(mark, Some(b'-' | b',' | b'/' | b' '));
            is_answer && (is_parted || nth == 8 && !mark.is_some_and(u8::is_ascii_digit))
        });
        let last = *row.last()?;
        (is_row && bytes[last] != b'0').then_some(last..last + 1)
    };
    memchr::memmem::find_iter(bytes, "PHQ").find_map(ninth)
}

/// Finds the ninth answer by its number behind the name of the questionnaire: `PHQ-9: 19, #9 = 3`.
fn numbered_nine(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_item = |at: &usize| {
        let behind = text[*at..].strip_prefix("#9").map(|rest| rest.trim_start_matches(' '));
        let is_of_phq = || {
            let line = before(text, *at, 200).rsplit('\n').next().unwrap_or_default();
            line.to_ascii_lowercase().contains("phq")
        };
        // "#9 scored 1", "#9 is 2": `is_above_zero` reads the answer.
        let is_answered = |rest: &str| {
            let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            matches!(word, "scored" | "is" | "was" | "at" | "marked" | "positive" | "endorsed")
        };
        (is_marked_in_front(text, *at)
            || behind.is_some_and(|rest| rest.starts_with(['=', ':', '(']) || is_answered(rest)))
            && is_of_phq()
    };
    memchr::memchr_iter(b'#', text.as_bytes()).filter(is_item).map(|at| at..at + 2)
}

/// Tells whether the word in front of an item says that it was answered: "pos. #9".
fn is_marked_in_front(text: &str, at: usize) -> bool {
    let head = before(text, at, 16).trim_end().trim_end_matches('.').to_ascii_lowercase();
    let word = head.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    words_of("answered").contains(word)
}

/// Tells whether the answer to an item is above zero, as far as its sentence says.
fn is_above_zero(reading: &Reading<'_>, item: &Range<usize>) -> bool {
    let text = reading.text();
    let sentence = reading.sentence(item.start);
    let rest = text[item.end..sentence.end].to_lowercase();
    let words = || rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    if rest.contains("not at all") {
        return false;
    }
    let mut is_answered = is_marked_in_front(text, item.start);
    for word in words().take(6) {
        if words_of("no-answer").contains(word) {
            return false;
        }
        if words_of("answer").contains(word) {
            return true;
        }
        is_answered |= words_of("marked").contains(word);
    }
    if is_answered {
        return true;
    }
    // "A 1 on the last question".
    let before = text[sentence.start..item.start].to_lowercase();
    let mut near = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let in_front = [near.next_back(), near.next_back(), near.next_back()];
    if let [Some("on" | "for" | "to" | "at" | "in"), Some(one), _]
    | [Some("the"), Some("on" | "for" | "to" | "at" | "in"), Some(one)] = in_front
        && (words_of("answer").contains(one) || matches!(one, "elevated" | "yes"))
    {
        return true;
    }
    let whole = text[sentence].to_lowercase();
    // "The only new mark was at question nine".
    let is_marked = before.contains("mark") || before.contains("tick");
    is_marked && !["nothing", "no ", "not "].iter().any(|none| before.contains(none))
        || words_of("how-often").iter().any(|answer| whole.contains(answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lexicon::Lexicon;

    /// How many sentences of a list may be judged wrongly: what is known to be missed.
    const KNOWN: usize = 6;

    fn hold(list: &str, is_found: impl Fn(&Reading<'_>) -> bool) {
        let lines = list.lines().filter_map(|line| line.split_once(' '));
        let lines = lines.filter(|(sign, _)| matches!(*sign, "+" | "-"));
        let wrong: Vec<&str> = lines
            .filter(|(sign, text)| is_found(&Reading::new(text, Vec::new())) != (*sign == "+"))
            .map(|(_, text)| text)
            .collect();
        assert!(wrong.len() <= KNOWN, "{wrong:#?}");
    }

    #[test]
    fn risk_is_told_in_many_words_and_not_by_what_only_sounds_like_it() {
        let list = include_str!("../../../tests/clinical/risk-told.txt");
        hold(list, |reading| told(reading).is_some());
    }

    #[test]
    fn risk_is_told_in_german_by_its_own_words() {
        let list = include_str!("../../../tests/clinical/risk-told-de.txt");
        let lines = list.lines().filter_map(|line| line.split_once(' '));
        let is_told = |text| told(&Reading::by(Some(Lexicon::German), text, Vec::new())).is_some();
        let wrong: Vec<&str> = lines
            .filter(|(sign, text)| *sign != "#" && is_told(text) != (*sign == "+"))
            .map(|(_, text)| text)
            .collect();
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn a_step_counts_that_was_taken_and_not_one_that_was_meant() {
        hold(include_str!("../../../tests/clinical/risk-answered.txt"), is_answered);
    }
}
