//! The words of the field, found in one pass over a text: what shows an intervention, a response, a risk.

use std::ops::Range;
use std::sync::LazyLock;

pub mod phrases;

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Numbers of phrases by a key: a hash table with open addressing.
struct Index {
    /// The numbers of the phrases, those of one key together.
    numbers: Vec<u16>,
    /// A key, and where its phrases stand in `numbers`.
    slots: Vec<(u64, u16, u16)>,
}

/// How many slots there are: a power of two, several times the keys.
const SLOTS: usize = 4096;

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
        let numbers = (0..phrases.len() as u16)
            .filter(|number| is_one_stem(&phrases[usize::from(*number)]) == wants_stems);
        Index::of(numbers.collect(), |number| {
            let phrase = &phrases[usize::from(number)];
            key_of(&phrase.text.as_bytes()[..phrase.first_word().min(letters)])
        })
    };
    let (whole, stems) = (index(false, 8), index(true, 4));
    Lexicon { phrases, whole, stems }
});

impl Index {
    fn of(mut numbers: Vec<u16>, key: impl Fn(u16) -> u64) -> Self {
        numbers.sort_by_key(|number| key(*number));
        let mut slots = vec![(0, 0, 0); SLOTS];
        let mut start = 0;
        for same in numbers.chunk_by(|a, b| key(*a) == key(*b)) {
            let key = key(same[0]);
            let mut slot = slot_of(key);
            while slots[slot].2 > 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = (key, start, same.len() as u16);
            start += same.len() as u16;
        }
        Self { numbers, slots }
    }

    fn get(&self, key: u64) -> &[u16] {
        let mut slot = slot_of(key);
        loop {
            match self.slots[slot] {
                (_, _, 0) => return &[],
                (known, start, count) if known == key => {
                    return &self.numbers[usize::from(start)..usize::from(start + count)];
                }
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }
}

fn slot_of(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52) as usize % SLOTS
}

/// Returns the letters of a word, at most eight, as a number.
fn key_of(letters: &[u8]) -> u64 {
    let letters = letters.iter().enumerate();
    letters.fold(0, |key, (at, byte)| key | u64::from(PARTS[usize::from(*byte)]) << (8 * at))
}

/// What each byte is in a word, without case; 0 is not part of one.
const PARTS: [u8; 256] = {
    let mut parts = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || b >= 0x80 {
            parts[byte] = b.to_ascii_lowercase();
        }
        byte += 1;
    }
    parts
};

/// Quotation marks and dashes are three bytes that begin so, and no part of a word.
fn is_part(bytes: &[u8], at: usize) -> bool {
    let byte = bytes[at];
    PARTS[usize::from(byte)] != 0 && !(byte == 0xe2 && bytes.get(at + 1) == Some(&0x80))
}

impl Phrase {
    /// Returns where the first word ends.
    fn first_word(&self) -> usize {
        let bytes = self.text.as_bytes();
        (0..bytes.len()).find(|at| !is_part(bytes, *at)).unwrap_or(bytes.len())
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
        let goes_on = at < text.len() && is_part(text, at);
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
    let (mut key, mut length, mut skip) = (0_u64, 0_usize, 0_u8);
    for at in 0..=bytes.len() {
        // Behind the text stands a space.
        let byte = if at < bytes.len() { bytes[at] } else { b' ' };
        let mut part = PARTS[usize::from(byte)];
        if byte >= 0x80 {
            // The other bytes of a quotation mark or a dash.
            if skip == 0 && !is_part(bytes, at) {
                skip = 3;
            }
            if skip > 0 {
                (skip, part) = (skip - 1, 0);
            }
        }
        if part != 0 {
            if length < 8 {
                key |= u64::from(part) << (8 * length);
            }
            length += 1;
            continue;
        }
        if length > 0 {
            let start = at - length;
            for number in lexicon.whole.get(key) {
                if let Some(hit) = lexicon.hit(*number, text, start, length.min(8)) {
                    hits.push(hit);
                }
            }
            for number in lexicon.stems.get(key & 0xffff_ffff) {
                if let Some(hit) = lexicon.hit(*number, text, start, 4) {
                    hits.push(hit);
                }
            }
            (key, length) = (0, 0);
        }
    }
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
