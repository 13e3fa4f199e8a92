//! Which words of a note are the clinician's own, and judge, guess, or tell of the clinician.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::context::{Cue, Who};
use crate::text::lexicon::lists::Lists;
use crate::text::lexicon::table::Table;
use crate::text::lexicon::{Hit, Topic};
use crate::text::reading::Reading;

/// How far a hedge and what is guessed at may stand apart.
const GUESSED: usize = 80;

/// How far behind a word for who says so its words reach.
const SAID: usize = 90;

/// Returns the guesses: in so many words, or a hedge with motives, secrets or character behind it.
pub fn guesses(reading: &Reading<'_>) -> Vec<Hit> {
    let hedged = |hedge: &Hit| {
        let guess = reading.beside(hedge.range().start).iter().find(|other| {
            let (hedge, other_range) = (hedge.range(), other.range());
            let gap = if other_range.start >= hedge.start {
                other_range.start.saturating_sub(hedge.end)
            } else {
                hedge.start.saturating_sub(other_range.end)
            };
            other.tag() == Topic::Guess && gap <= GUESSED
        });
        // "Presumably the father hit him as well": what is hedged is a fault of somebody.
        let is_fault = || {
            let sentence = reading.sentence(hedge.range().start);
            let clause = hedge.range().end..(hedge.range().end + GUESSED).min(sentence.end);
            !reading.beside(hedge.range().start).iter().any(|hit| hit.tag() == Topic::Attribution)
                && reading.hits_in(&clause).any(|hit| hit.tag() == Topic::Fault)
        };
        let is_clinical =
            reading.cues(hedge.range().start).is_some_and(|cues| cues.has(Cue::Clinical));
        (guess.is_some() || is_fault()) && !is_clinical
    };
    let mut found: Vec<Hit> = Vec::new();
    for hit in own(reading) {
        let is_guess = match hit.tag() {
            Topic::Speculation => true,
            Topic::Hedge => hedged(&hit),
            _ => false,
        };
        let is_known = found.last().is_some_and(|last| {
            reading.sentence(last.range().start) == reading.sentence(hit.range().start)
        });
        if is_guess && !is_known && !is_said_before(reading, &hit) {
            found.push(hit);
        }
    }
    found
}

/// Returns the places where the clinician tells of their own feelings.
pub fn feelings(reading: &Reading<'_>) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    for hit in own(reading) {
        let is_felt = match hit.tag() {
            // "Client said that I looked tired".
            Topic::Countertransference => !is_said_before(reading, &hit),
            Topic::Feeling => is_clinicians_feeling(reading, &hit.range()),
            _ => false,
        };
        let is_known = found.last().is_some_and(|last| last.range().end > hit.range().start);
        if is_felt && !is_known {
            found.push(hit);
        }
    }
    found
}

fn is_clinicians_feeling(reading: &Reading<'_>, feeling: &Range<usize>) -> bool {
    let sentence = reading.sentence(feeling.start);
    // Most feelings are the client's, and few sentences name the clinician.
    if !reading.has(Topic::Actor, &sentence) {
        return false;
    }
    let Some(cues) = reading.cues(feeling.start) else { return false };
    let people = [Cue::Clinician, Cue::Client, Cue::Other].into_iter();
    let people = people.flat_map(|cue| cues.each(cue).map(move |range| (cue, range)));
    // "Writer found herself dreading": the same person twice.
    let is_same = |range: &Range<usize>| {
        let word = &reading.text()[range.clone()];
        word.ends_with("self") || word.ends_with("selves")
    };
    let people = people.filter(|(_, range)| !is_same(range));
    let mut people: Vec<_> = people.filter(|(_, range)| range.end <= feeling.start).collect();
    people.sort_by_key(|(_, range)| (range.end, range.start));
    // "Therapist was close to tears herself" has the same twice.
    let Some((cue, person)) = people.pop() else { return false };
    let is_part_of_another = people.iter().any(|(cue, other)| {
        *cue == Cue::Other && other.start <= person.start && other.end >= person.end
    });
    if cue != Cue::Clinician || is_part_of_another {
        return false;
    }
    // "Client said I seemed tired".
    if is_told_of(reading, &person) {
        return false;
    }
    let between = person.end..feeling.start;
    let of = |cue: Cue| {
        cues.each(cue).filter(|range| range.start >= between.start && range.end <= between.end)
    };
    let is_covered = |word: Range<usize>| {
        let mut covers = of(Cue::FeelVerb).chain(of(Cue::FeelFiller));
        let is_feeling = || {
            reading.hits_in(&between).any(|hit| {
                hit.tag() == Topic::Feeling
                    && hit.range().start <= word.start
                    && word.end <= hit.range().end
            })
        };
        covers.any(|range| range.start <= word.start && word.end <= range.end) || is_feeling()
    };
    let text = &reading.text()[between.clone()];
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let place = |word: &str| {
        let at = between.start + (word.as_ptr() as usize - text.as_ptr() as usize);
        at..at + word.len()
    };
    let is_verb = is_feeling_verb(&reading.text()[feeling.clone()]);
    words.map(place).all(is_covered) && (is_verb || of(Cue::FeelVerb).next().is_some())
}

/// Tells whether somebody else says what follows of a person: "told me I".
fn is_told_of(reading: &Reading<'_>, person: &Range<usize>) -> bool {
    let mut said = reading.beside(person.start).iter().map(|hit| (hit.tag(), hit.range()));
    said.any(|(tag, said)| {
        tag == Topic::Attribution
            && said.end <= person.start
            && matches!(
                reading.text()[said.end..person.start].trim(),
                "" | "that" | "me" | "me that" | "if" | "whether"
            )
            && reading.who(&said) != Who::Clinician
    })
}

/// Tells whether a feeling is told by a verb of its own: "likes him", "look forward".
fn is_feeling_verb(feeling: &str) -> bool {
    let first = feeling.split(' ').next().unwrap_or_default().to_lowercase();
    ["like", "enjoy", "dislike", "dread", "love", "hate", "look", "cried", "wept"]
        .iter()
        .any(|verb| first.starts_with(verb))
}

/// Returns talk about the process of therapy.
pub fn process(reading: &Reading<'_>) -> Vec<Hit> {
    own(reading).filter(|hit| hit.tag() == Topic::Process).collect()
}

/// Returns the words of a topic that nobody else is said to have used.
pub fn judged(reading: &Reading<'_>, topic: Topic) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    for hit in own(reading).filter(|hit| hit.tag() == topic) {
        let is_known = found.last().is_some_and(|last| last.range().end > hit.range().start);
        // "The company refused" judges nobody here, and "her brother is an alcoholic" is hearsay.
        let is_fault =
            |other: Hit| other.tag() == Topic::Fault && other.range().start < hit.range().end;
        let may_be_anothers =
            topic == Topic::MildJudgment || reading.hits_in(&hit.range()).any(is_fault);
        if may_be_anothers && reading.who(&hit.range()) == Who::Other {
            continue;
        }
        let is_own = !is_said_before(reading, &hit)
            && !is_named_so(reading, &hit)
            && !is_of_nobody_here(reading, &hit);
        if !is_known && is_own {
            found.push(hit);
        }
    }
    found
}

/// Tells whether a word is the name of a disorder or a fellowship: "histrionic personality disorder".
fn is_named_so(reading: &Reading<'_>, hit: &Hit) -> bool {
    let behind = reading.text()[hit.range().end..].trim_start();
    [
        "personality",
        "disorder",
        "illness",
        "depress",
        "anonymous",
        "Anonymous",
        "traits",
        "spectrum",
        "affective",
    ]
    .iter()
    .any(|word| behind.starts_with(word))
}

/// Tells whether a word judges an animal, a thing or people at large: "needy families", "the dog is stubborn".
fn is_of_nobody_here(reading: &Reading<'_>, hit: &Hit) -> bool {
    let text = reading.text();
    let is_listed = |word: Option<&str>| {
        word.is_some_and(|word| NOBODY.words("nobody").contains(word.to_lowercase().as_str()))
    };
    let is_gap = |c: char| !c.is_alphanumeric();
    let mut before = text[reading.sentence(hit.range().start).start..hit.range().start]
        .rsplit(is_gap)
        .filter(|word| !word.is_empty());
    let is_behind_verb = before.next().is_some_and(|verb| {
        ["is", "was", "are", "were", "ist", "war"].contains(&verb.to_lowercase().as_str())
    });
    is_behind_verb && is_listed(before.next())
        || is_listed(text[hit.range().end..].split(is_gap).find(|word| !word.is_empty()))
            && text[hit.range().end..].starts_with(' ')
}

/// Returns what is told of somebody else as a fact, with nobody who says so.
pub fn hearsay(reading: &Reading<'_>) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    for hit in own(reading).filter(|hit| hit.tag() == Topic::Fault) {
        let sentence = reading.sentence(hit.range().start);
        let is_known = found.last().is_some_and(|last| sentence.contains(&last.range().start));
        let mut beside = reading.beside(sentence.start).iter();
        if is_known || beside.any(|hit| hit.tag() == Topic::Attribution) {
            continue;
        }
        let context = reading.context(&hit.range());
        let is_fact = context.is_some_and(|context| {
            let is_others = context.who == Who::Other
                || context.who == Who::Unnamed && is_somebodys(reading, &hit);
            is_others
                && !context.is_denied
                && !context.is_planned
                && !context.is_supposed
                && !context.is_told
        });
        if is_fact {
            found.push(hit);
        }
    }
    found
}

/// Tells whether a deed is that of somebody whom no list has: "the organist embezzled". What somebody is by an
/// adjective may be said of a thing: "the film is cruel".
fn is_somebodys(reading: &Reading<'_>, hit: &Hit) -> bool {
    let text = reading.text();
    let at = hit.range().start;
    let lead = text[reading.sentence(at).start..at].trim_end();
    let words: Vec<&str> = lead.split(' ').collect();
    let is_determiner =
        |word: &str| ["the", "her", "his", "their"].iter().any(|it| it.eq_ignore_ascii_case(word));
    let is_adjective = || {
        let is_behind_verb = ["is", "was", "are", "were"].contains(words.last().unwrap_or(&""));
        is_behind_verb && !text[hit.range()].starts_with("a ")
    };
    (2..=4).contains(&words.len())
        && is_determiner(words[0])
        && !lead.contains(|c: char| !c.is_alphanumeric() && !matches!(c, ' ' | '-' | '\''))
        && !is_adjective()
        && !is_of_nobody_here(reading, hit)
}

/// Returns conclusions of fact in whose sentence nobody says so.
pub fn conclusions(reading: &Reading<'_>) -> Vec<Hit> {
    let is_said = |hit: &Hit| {
        let mut beside = reading.beside(hit.range().start).iter();
        beside.any(|other| other.tag() == Topic::Attribution)
    };
    own(reading).filter(|hit| hit.tag() == Topic::Conclusion && !is_said(hit)).collect()
}

/// Returns the phrases that are the clinician's own words: quotations are somebody else's.
fn own<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = Hit> + 'r {
    reading.hits().iter().copied().filter(|hit| !reading.is_spoken(hit.range().start))
}

/// Tells whether somebody else is said to say, think or fear what stands at a phrase.
fn is_said_before(reading: &Reading<'_>, hit: &Hit) -> bool {
    let at = hit.range().start;
    let mut said = reading.beside(at).iter().filter(|hit| hit.tag() == Topic::Attribution);
    let text = reading.text();
    said.any(|said| {
        // "Her fear of lifts is gone for good": what one has, and not what one says.
        if is_had(reading, &said.range()) {
            return false;
        }
        if hit.range().end <= said.range().start {
            // "Always locks the door, by his account": said behind a comma.
            let between = &text[hit.range().end..said.range().start];
            let lead = between.rsplit(',').next().unwrap_or_default();
            return between.contains(',')
                && between.len() <= SAID
                && lead.split_whitespace().count() <= 1;
        }
        let between = said.range().end..at;
        said.range().end <= at
            && between.len() <= SAID
            && !reading.text()[between].contains([',', ';'])
            && reading.who(&said.range()) != Who::Clinician
    })
}

/// Tells whether a word is a noun that somebody has: "her fear of".
fn is_had(reading: &Reading<'_>, said: &Range<usize>) -> bool {
    let text = reading.text();
    let is_fear = text[said.clone()].starts_with("fear");
    let owner = text[..said.start].trim_end().rsplit(' ').next().unwrap_or_default();
    let is_owner = |word: &str| NOBODY.words("owner").contains(word);
    is_fear && is_owner(owner.to_lowercase().as_str())
}

static NOBODY: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../lexicon/en/nobody.txt")));

#[derive(Clone, Copy, PartialEq, Eq)]
enum Vague {
    Core,
    Other,
}

static VAGUE: LazyLock<Table<Vague>> = LazyLock::new(|| {
    let text = include_str!("../lexicon/en/vague-words.txt");
    Table::parse(&[text], &[("core", Vague::Core), ("other", Vague::Other)])
});

/// How many words a line may have that says nothing.
const VAGUE_LINE: usize = 14;

/// Tells whether a line consists of words that would fit any note.
pub fn is_vague_line(line: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '/');
    let words: Vec<&str> = line.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > VAGUE_LINE {
        return false;
    }
    let found = VAGUE.find(line);
    let is_covered = |word: &&str| {
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        found.iter().any(|hit| hit.range().start <= at && at + word.len() <= hit.range().end)
    };
    found.iter().any(|hit| hit.tag() == Vague::Core) && words.iter().all(is_covered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_clinicians_or_somebody_elses() {
        let list = include_str!("../../../tests/clinical/wording.txt");
        let mut wrong = Vec::new();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let (rule, rest) = line.split_once(' ').unwrap();
            let (sign, text) = rest.split_once(' ').unwrap();
            let reading = Reading::new(text, Vec::new());
            let is_found = match rule {
                "WD001" => !guesses(&reading).is_empty(),
                "WD002" => !feelings(&reading).is_empty(),
                "WD003" => !process(&reading).is_empty(),
                "WD005" => !hearsay(&reading).is_empty(),
                "WD006" => is_vague_line(text),
                _ => !judged(&reading, Topic::Judgment).is_empty(),
            };
            if is_found != (sign == "+") {
                wrong.push(line);
            }
        }
        // What is known to be missed.
        assert!(wrong.len() <= 3, "{wrong:#?}");
    }
}
