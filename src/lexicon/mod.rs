//! The words of the field, found in one pass over a text: what shows an intervention, a response, a risk.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

pub mod phrases;

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Something that the clinician did.
    Intervention,
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
    is_exact: bool,
    is_stem: bool,
}

/// A phrase in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
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
        self.phrase().topic
    }

    /// Returns where it stands.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

struct Lexicon {
    phrases: Vec<Phrase>,
    automaton: AhoCorasick,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let (texts, phrases): (Vec<String>, Vec<Phrase>) = phrases::all()
        .map(|(topic, written, instead)| {
            let is_exact = written.starts_with('=');
            let is_stem = written.ends_with('*');
            let text = written.trim_start_matches('=').trim_end_matches('*').to_owned();
            (text, Phrase { topic, instead, is_exact, is_stem })
        })
        .unzip();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(texts)
        .expect("the phrases are few and short");
    Lexicon { phrases, automaton }
});

/// Finds every phrase of the field in a text.
pub fn find(text: &str) -> Vec<Hit> {
    let lexicon = &*LEXICON;
    let bytes = text.as_bytes();
    let is_word = |byte: Option<&u8>, letter: &dyn Fn() -> Option<char>| match byte {
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric(),
        Some(_) => letter().is_some_and(char::is_alphanumeric),
        None => false,
    };
    let mut hits = Vec::new();
    for found in lexicon.automaton.find_overlapping_iter(text) {
        let (start, end) = (found.start(), found.end());
        let phrase = &lexicon.phrases[found.pattern().as_usize()];
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        let begins = !is_word(before, &|| text[..start].chars().next_back());
        let ends = phrase.is_stem || !is_word(bytes.get(end), &|| text[end..].chars().next());
        let number = found.pattern().as_usize();
        let is_meant = !phrase.is_exact || phrases::written_as(number, &text[start..end]);
        if begins && ends && is_meant {
            hits.push(Hit { phrase: number as u16, start: start as u32, end: end as u32 });
        }
    }
    hits
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
        assert!(!topics("wonderfully").contains(&Topic::Response));
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
        assert!(phrases::all().count() < usize::from(u16::MAX));
        for (_, text, _) in phrases::all() {
            assert!(text.trim() == text && text.len() >= 2, "{text:?}");
            let inner = text.trim_start_matches('=').trim_end_matches('*');
            assert!(text.starts_with('=') || inner == inner.to_lowercase(), "{text}");
        }
    }
}
