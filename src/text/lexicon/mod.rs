//! The words of the field, found in one pass over a text: what shows an intervention, a response, a risk.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::tokens::{self, WordBytes};

mod circumstances;
pub mod phrases;

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Something that the clinician did.
    Intervention,
    /// Something that the clinician may have done; it is an intervention at the head of a sentence,
    /// "Guided", and behind a word for the clinician.
    Deed,
    /// Something that the client did with it.
    Response,
    /// Something that is to come.
    NextStep,
    /// Risk, whether there is any or not.
    Risk,
    /// Risk that is there.
    RiskPresent,
    /// Something done about risk.
    RiskAction,
    /// A symptom, a limit, a diagnosis.
    Need,
    /// A circumstance of a session at a distance, in sentences that are the same each time.
    Telehealth,
    /// A guess about what is behind.
    Speculation,
    /// The clinician's own feelings.
    Countertransference,
    /// Talk about the process of therapy.
    Process,
    /// A term that the field has dropped.
    Outdated,
    /// A word that judges.
    Judgment,
    /// A word that may judge.
    MildJudgment,
    /// A word without exception.
    Absolute,
    /// A finding of fact that only the client can have reported.
    Conclusion,
    /// A person, by relation to the client.
    Relation,
    /// A line that says nothing.
    Vague,
    /// A visit that is to come.
    NextVisit,
    /// A word that says who says so.
    Attribution,
    /// A word that says that something is not there, or not any more.
    Negation,
    /// A length of time, or the clock.
    Length,
    /// A way to speak at a distance.
    Distance,
    /// A way to say that both were in one room.
    Presence,
    /// Who was there, or was not.
    Attendance,
    /// A diagnosis, or a word in front of one.
    DiagnosisWord,
    /// A word in front of the day of the session.
    ServiceDay,
}

/// A phrase and what it is a sign of.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    /// What it is a sign of.
    pub topic: Topic,
    /// What to write instead, if there is something.
    pub instead: Option<&'static str>,
    text: &'static str,
    is_exact: bool,
    is_stem: bool,
}

/// A phrase in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    topic: Topic,
    phrase: u16,
    start: u32,
    end: u32,
}

impl Hit {
    /// Returns the phrase.
    pub fn phrase(self) -> &'static Phrase {
        &LEXICON.phrases[usize::from(self.phrase)]
    }

    /// Returns what it is a sign of.
    pub fn topic(self) -> Topic {
        self.topic
    }

    /// Returns where it stands.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The phrases by their first word, so that most words of a text need two looks and no comparison.
struct Lexicon {
    phrases: Vec<Phrase>,
    /// Phrases whose first word is whole, by its first eight letters.
    whole: Index,
    /// Phrases that are the beginning of a word, by its first four letters.
    stems: Index,
}

/// Phrases by a key: a hash table with open addressing.
struct Index {
    /// The phrases, those of one key together.
    candidates: Vec<Candidate>,
    /// A key, and where its phrases stand in `candidates`.
    slots: Vec<(u64, u16, u16)>,
    /// A bit for each key, among many: it tells of most words that they begin no phrase, and is small
    /// enough to stay close to the processor.
    filter: [u64; FILTER / 64],
}

/// What most words tell a phrase by that is not there, without a look at its text.
#[derive(Clone, Copy)]
struct Candidate {
    /// The number of the phrase.
    number: u16,
    /// How long its first word is.
    first_word: u16,
    /// What stands behind its first word: a byte that is no part of a word, and the next; nothing
    /// where the phrase is one word.
    behind: Option<[u8; 2]>,
}

/// How many slots there are: a power of two, several times the keys.
const SLOTS: usize = 4096;

/// How many bits there are to tell whether a key may be there.
const FILTER: usize = 16384;

/// Words as they are looked up.
static WORD_BYTES: WordBytes = WordBytes::with(None);

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let phrases: Vec<Phrase> = phrases::all()
        .iter()
        .map(|(topic, written, instead)| Phrase {
            topic: *topic,
            instead: *instead,
            text: written.trim_start_matches('=').trim_end_matches('*'),
            is_exact: written.starts_with('='),
            is_stem: written.ends_with('*'),
        })
        .collect();
    let is_one_stem = |phrase: &Phrase| phrase.is_stem && phrase.first_word() == phrase.text.len();
    let index = |wants_stems: bool, letters: usize| {
        let numbered = (0..).zip(&phrases);
        let keyed = numbered.filter(|(_, phrase)| is_one_stem(phrase) == wants_stems).map(
            |(number, phrase)| {
                let text = phrase.text.as_bytes();
                let first_word = phrase.first_word();
                let behind = text[first_word..].first_chunk::<2>().copied();
                let candidate = Candidate { number, first_word: first_word as u16, behind };
                (tokens::key(text, 0..first_word.min(letters)), candidate)
            },
        );
        Index::of(keyed.collect())
    };
    let (whole, stems) = (index(false, 8), index(true, 4));
    Lexicon { phrases, whole, stems }
});

impl Index {
    fn of(mut keyed: Vec<(u64, Candidate)>) -> Self {
        keyed.sort_by_key(|(key, _)| *key);
        let mut slots = vec![(0, 0, 0); SLOTS];
        let mut filter = [0; FILTER / 64];
        let mut start = 0;
        for same in keyed.chunk_by(|a, b| a.0 == b.0) {
            let key = same[0].0;
            filter[bit_of(key) / 64] |= 1 << (bit_of(key) % 64);
            let mut slot = slot_of(key);
            while slots[slot].2 > 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = (key, start, same.len() as u16);
            start += same.len() as u16;
        }
        let candidates = keyed.into_iter().map(|(_, candidate)| candidate).collect();
        Self { candidates, slots, filter }
    }

    fn get(&self, key: u64) -> &[Candidate] {
        if self.filter[bit_of(key) / 64] & 1 << (bit_of(key) % 64) == 0 {
            return &[];
        }
        let mut slot = slot_of(key);
        loop {
            match self.slots[slot] {
                (_, _, 0) => return &[],
                (known, start, count) if known == key => {
                    return &self.candidates[usize::from(start)..usize::from(start + count)];
                }
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }
}

impl Candidate {
    /// Tells whether the phrase may begin with a word of a text, as far as a glance shows.
    fn may_be(self, bytes: &[u8], start: usize, end: usize) -> bool {
        let is_as_long = usize::from(self.first_word) == end - start;
        let goes_on = || match (self.behind, bytes[end..].first_chunk::<2>()) {
            (None, _) => true,
            (Some(_), None) => false,
            // A line may end in the middle of a phrase, and more than one space stand there.
            (Some([b' ', wanted]), Some([b' ' | b'\n', next])) => {
                is_same_letter(wanted, *next) || *next == b' '
            }
            (Some([gap, wanted]), Some([found, next])) => {
                gap == *found && is_same_letter(wanted, *next)
            }
        };
        is_as_long && goes_on()
    }
}

fn is_same_letter(a: u8, b: u8) -> bool {
    a.eq_ignore_ascii_case(&b)
}

fn slot_of(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize % SLOTS
}

fn bit_of(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50) as usize % FILTER
}

impl Phrase {
    /// Returns where the first word ends.
    fn first_word(&self) -> usize {
        let bytes = self.text.as_bytes();
        (0..bytes.len()).find(|at| !WORD_BYTES.hold(bytes, *at)).unwrap_or(bytes.len())
    }

    /// Returns where the phrase ends, if it stands at the beginning of a text, whose first letters are
    /// known to be the same but for their case.
    fn ends_in(&self, text: &[u8], known: usize) -> Option<usize> {
        let mut at = if self.is_exact { 0 } else { known };
        for wanted in &self.text.as_bytes()[at..] {
            let wanted = *wanted;
            let found = *text.get(at)?;
            at += 1;
            match wanted {
                // A line may end in the middle of a phrase.
                b' ' if found == b' ' || found == b'\n' => {
                    at += text[at..].iter().take_while(|b| **b == b' ').count();
                }
                _ if found == wanted => {}
                _ if !self.is_exact && found.to_ascii_lowercase() == wanted => {}
                _ => return None,
            }
        }
        let goes_on = at < text.len() && WORD_BYTES.hold(text, at);
        (self.is_stem || !goes_on).then_some(at)
    }
}

/// Tells whether a deed is the clinician's: it begins a sentence, or stands behind a word for them.
fn is_clinicians(text: &str, start: usize) -> bool {
    if text.as_bytes()[start].is_ascii_uppercase() {
        return true;
    }
    let before = text[..start].trim_end_matches([' ', '\n']);
    let word = before.len() - before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    word < before.len() && phrases::is_actor(&before[word..])
}

/// Finds every phrase of the field in a text.
pub fn find(text: &str) -> Vec<Hit> {
    let lexicon = &*LEXICON;
    let bytes = text.as_bytes();
    let mut hits = Vec::with_capacity(bytes.len() / 24);
    WORD_BYTES.each_word(bytes, |start, end| {
        let key = tokens::key(bytes, start..end);
        for candidate in lexicon.whole.get(key) {
            if candidate.may_be(bytes, start, end)
                && let Some(hit) = lexicon.hit(candidate.number, text, start, (end - start).min(8))
            {
                hits.push(hit);
            }
        }
        for candidate in lexicon.stems.get(key & 0xffff_ffff) {
            if let Some(hit) = lexicon.hit(candidate.number, text, start, 4) {
                hits.push(hit);
            }
        }
    });
    hits
}

impl Lexicon {
    /// Returns a phrase if it stands there.
    fn hit(&self, number: u16, text: &str, start: usize, known: usize) -> Option<Hit> {
        let phrase = &self.phrases[usize::from(number)];
        let end = start + phrase.ends_in(&text.as_bytes()[start..], known)?;
        let topic = match phrase.topic {
            Topic::Deed if is_clinicians(text, start) => Topic::Intervention,
            Topic::Deed => return None,
            topic => topic,
        };
        Some(Hit { topic, phrase: number, start: start as u32, end: end as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(text: &str) -> Vec<Topic> {
        find(text).into_iter().map(Hit::topic).collect()
    }

    #[test]
    fn phrases_are_whole_words_in_any_case() {
        assert!(topics("She was TEARFUL.").contains(&Topic::Response));
        assert!(!topics("unable").contains(&Topic::Response));
        assert!(topics("used paced\nbreathing").contains(&Topic::Intervention));
        assert!(
            topics("\u{201c}lazy\u{201d} and so\u{2014}lazy")
                .iter()
                .filter(|t| **t == Topic::Judgment)
                .count()
                == 2
        );
        assert!(topics("Clinician guided a role-play").contains(&Topic::Intervention));
        assert!(topics("suicidality").contains(&Topic::Risk));
        assert!(!topics("the countertransference").contains(&Topic::Process));
    }

    #[test]
    fn an_abbreviation_is_one_only_in_capitals() {
        assert!(topics("Used ACT today").contains(&Topic::Intervention));
        assert!(!topics("an act of will").contains(&Topic::Intervention));
        assert!(topics("GAF 60").contains(&Topic::Outdated));
        assert!(!topics("gaf").contains(&Topic::Outdated));
    }

    #[test]
    fn the_phrases_fit_their_numbers() {
        let all = phrases::all();
        assert!(all.len() < usize::from(u16::MAX));
        for index in [&LEXICON.whole, &LEXICON.stems] {
            let keys = index.slots.iter().filter(|slot| slot.2 > 0).count();
            assert!(keys * 4 < SLOTS, "{keys} keys need more slots");
        }
        for (_, text, _) in all {
            let inner = text.trim_start_matches('=').trim_end_matches('*');
            assert!(text.trim() == *text && inner.len() >= 2, "{text:?}");
            assert!(text.starts_with('=') || inner == inner.to_lowercase(), "{text}");
            // A beginning must be as long as what is looked up.
            assert!(!text.ends_with('*') || inner.contains(' ') || inner.len() >= 4, "{text}");
            let hits = find(inner);
            let is_deed = LEXICON.phrases.iter().any(|p| p.text == inner && p.topic == Topic::Deed);
            let is_found = hits.iter().any(|hit| hit.range() == (0..inner.len()));
            assert!(is_found || is_deed, "{text} is not found");
        }
    }
}
