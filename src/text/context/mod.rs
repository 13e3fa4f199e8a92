//! Who, when and whether: what the words around a mention say of it.
//!
//! The method is ConText (Chapman, Chu and Dowling 2007; Harkema et al. 2009): cues in front of a mention
//! or behind it reach as far as the next word that ends their scope. The cues stand in a table a language.

pub mod cue;

use std::ops::Range;
use std::sync::LazyLock;

pub use crate::text::context::cue::Cue;
use crate::text::context::cue::NAMED;
use crate::text::lexicon::Lexicon;
use crate::text::lexicon::table::{Found, Table};
use crate::text::tokens::Word;

static ENGLISH: LazyLock<Table<Cue>> =
    LazyLock::new(|| Table::parse(&[built_in(Lexicon::English)], NAMED));

static GERMAN: LazyLock<Table<Cue>> =
    LazyLock::new(|| Table::parse(&[built_in(Lexicon::German)], NAMED));

/// Returns the built-in cues of a language.
pub fn built_in(lexicon: Lexicon) -> &'static str {
    match lexicon {
        Lexicon::English => include_str!("en.txt"),
        Lexicon::German => include_str!("de.txt"),
        Lexicon::Own(_) => "",
    }
}

/// Whose deed, word or state something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The clinician's.
    Clinician,
    /// The client's, or that of those who came along.
    Client,
    /// Somebody else's.
    Other,
    /// Nobody is named.
    Unnamed,
}

/// What the words around a mention say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// It is not there, or was not done.
    pub is_denied: bool,
    /// It is past.
    pub is_past: bool,
    /// It is to come, or may come.
    pub is_planned: bool,
    /// It is supposed.
    pub is_supposed: bool,
    /// It was advised, and no more than that.
    pub is_advised: bool,
    /// It was turned down.
    pub is_declined: bool,
    /// It was asked or taught about.
    pub is_asked: bool,
    /// It belongs to a story, or was said in fun.
    pub is_told: bool,
    /// Whose it is.
    pub who: Who,
}

impl Context {
    /// Tells whether something is said to be there, of these days, and not of a story.
    pub fn is_present(self) -> bool {
        !(self.is_denied || self.is_past || self.is_supposed || self.is_asked || self.is_told)
    }

    /// Tells whether something is said to have been done.
    pub fn is_done(self) -> bool {
        !(self.is_denied
            || self.is_planned
            || self.is_supposed
            || self.is_advised
            || self.is_declined)
    }
}

/// The cues of a sentence.
pub struct Cues {
    /// Where they stand in the text, in order; what only looks like a denial is left out with the denial
    /// that it holds.
    all: Vec<(Cue, Range<usize>)>,
}

impl Cues {
    /// Finds the cues of a sentence by its words; `text` ends where it does.
    pub fn of(lexicon: Lexicon, text: &str, words: &[Word]) -> Self {
        let table = match lexicon {
            Lexicon::English => &*ENGLISH,
            Lexicon::German => &*GERMAN,
            Lexicon::Own(own) => own.cues(),
        };
        let found = table.find_among(text, words);
        let is_guarded = |cue: &Found<Cue>| {
            let is_denial = matches!(cue.tag(), Cue::Deny | Cue::Not | Cue::DenyAfter);
            is_denial
                && found.iter().any(|other| {
                    let (inner, outer) = (cue.range(), other.range());
                    other.tag() == Cue::NoDenial
                        && outer.start <= inner.start
                        && inner.end <= outer.end
                })
        };
        // "No intent" denies no more than that, and "no intent to harm" denies the harm.
        let goes_on = |cue: &Found<Cue>| {
            let mut outer = found.iter().filter(|outer| outer.tag() == Cue::NoDenial);
            cue.tag() == Cue::Deny
                && outer.any(|outer| {
                    let (range, rest) = (outer.range(), &text[outer.range().end..]);
                    range.start == cue.range().start
                        && ["plan", "intent", "intention"]
                            .iter()
                            .any(|thing| text[range.clone()].to_ascii_lowercase().ends_with(thing))
                        && [" to ", " of ", " for "].iter().any(|link| rest.starts_with(link))
                })
        };
        let kept =
            found.iter().filter(|cue| cue.tag() != Cue::NoDenial).filter_map(
                |cue| match is_guarded(cue) {
                    false => Some((cue.tag(), cue.range())),
                    true => goes_on(cue).then(|| (Cue::Not, cue.range())),
                },
            );
        let all: Vec<(Cue, Range<usize>)> = kept.collect();
        // "Not yet done": what is part of another cue breaks nothing.
        let is_part = |range: &Range<usize>| {
            let mut others = all.iter().filter(|(cue, _)| *cue != Cue::Break);
            others.any(|(_, outer)| {
                outer.start <= range.start && range.end <= outer.end && outer.len() > range.len()
            })
        };
        let is_kept = |(cue, range): &&(Cue, Range<usize>)| *cue != Cue::Break || !is_part(range);
        Self { all: all.iter().filter(is_kept).cloned().collect() }
    }

    /// Returns the cues of one sort.
    pub fn each(&self, cue: Cue) -> impl Iterator<Item = Range<usize>> {
        self.all.iter().filter(move |(other, _)| *other == cue).map(|(_, range)| range.clone())
    }

    /// Tells whether there is a cue of a sort.
    pub fn has(&self, cue: Cue) -> bool {
        self.each(cue).next().is_some()
    }

    /// Returns what the cues say of a mention; `whole` is the text and `sentence` where this one stands.
    pub fn context(&self, whole: &str, sentence: &Range<usize>, mention: &Range<usize>) -> Context {
        let between = |from: usize, to: usize| &whole[from..to];
        // A cue inside of the mention is part of it: "does not want to live".
        let is_inside =
            |range: &Range<usize>| mention.start <= range.start && range.end <= mention.end;
        let before = self.all.iter().filter(|(_, range)| range.end <= mention.start);
        let behind = self.all.iter().filter(|(_, range)| range.start >= mention.end);
        let is_break = |(cue, _): &&(Cue, Range<usize>)| *cue == Cue::Break;
        let last_break = before.clone().filter(is_break);
        let left = last_break.map(|(_, range)| range.end).max().unwrap_or(sentence.start);
        let first_break = behind.clone().filter(is_break);
        let right = first_break.map(|(_, range)| range.start).min().unwrap_or(sentence.end);
        let has_comma = |from: usize, to: usize| between(from, to).contains(',');
        let mut context = Context {
            is_denied: false,
            is_past: false,
            is_planned: false,
            is_supposed: false,
            is_advised: false,
            is_declined: false,
            is_asked: false,
            is_told: self
                .all
                .iter()
                .any(|(cue, at)| matches!(cue, Cue::Fiction | Cue::Idiom) && !is_inside(at)),
            who: self.who(whole, sentence, mention),
        };
        context.is_denied = is_marked_absent(whole, mention);
        // "Planned: exposure", "should thoughts return": the cue goes on into the mention, or holds it.
        for (cue, range) in &self.all {
            let is_over =
                range.start < mention.end && mention.start < range.end && !is_inside(range);
            context.is_planned |= *cue == Cue::Plan && is_over && mention.end <= range.end;
            context.is_supposed |= *cue == Cue::If && is_over && range.start < mention.start;
        }
        // "Item 1: yes, the rest no" denies the rest.
        let is_affirmed = self.all.iter().any(|(cue, at)| *cue == Cue::Affirm && is_inside(at));
        let is_affirmed_since = |at: usize| {
            // "No longer has thoughts": what is right behind a denial is denied with it.
            let is_apart = |from: usize| !between(at, from).trim().is_empty();
            let mut since = before.clone().filter(|(_, range)| range.start >= at);
            since.any(|(cue, range)| *cue == Cue::Affirm && is_apart(range.start))
        };
        let (mut is_past, mut is_now) = (false, false);
        for (cue, range) in before.clone() {
            let is_near = range.start >= left && range.end <= mention.start;
            let has_comma = has_comma(range.end, mention.start);
            match cue {
                Cue::If if !(has_comma && between(range.end, mention.start).len() > 60) => {
                    context.is_supposed = true;
                }
                _ if !is_near => {}
                Cue::Deny => context.is_denied |= !is_affirmed_since(range.end),
                Cue::Not => {
                    let inner = between(range.end, mention.start);
                    context.is_denied |=
                        !has_comma && !inner.contains(" and ") && !is_affirmed_since(range.end);
                }
                Cue::Past => is_past |= !has_comma,
                Cue::PastAround => is_past = true,
                Cue::Now => is_now = true,
                Cue::Plan => context.is_planned |= !has_comma,
                Cue::Advise => context.is_advised |= !has_comma,
                Cue::Decline => context.is_declined = true,
                Cue::Ask => context.is_asked |= !is_affirmed_since(range.end),
                _ => {}
            }
        }
        let has_affirm =
            before.clone().any(|(cue, range)| *cue == Cue::Affirm && range.start >= left);
        for (cue, range) in behind {
            let is_near = range.end <= right || range.start == right;
            let has_comma = has_comma(mention.end, range.start);
            match cue {
                _ if !is_near => {}
                Cue::DenyAfter | Cue::Deny if is_affirmed => {}
                // "SI daily, no plan": what is denied behind a comma is something else, unless it is a list.
                Cue::DenyAfter if self.denies_on(whole, sentence, range) => {}
                Cue::DenyAfter => {
                    let inner = between(mention.end, range.start);
                    context.is_denied |= !(has_comma && has_affirm) && inner.len() < 60;
                }
                Cue::Deny => {
                    // "SI: no".
                    let rest = between(range.end, sentence.end);
                    let is_last = !rest.contains(|c: char| c.is_alphanumeric());
                    context.is_denied |= is_last && between(mention.end, range.start).len() < 60;
                }
                Cue::PastAround | Cue::PastAfter => is_past = true,
                Cue::Now => is_now = true,
                Cue::PlanAfter => context.is_planned |= !has_comma,
                // "Passive SI ("if a truck came, I would not move")": what is supposed is in the quotation.
                Cue::If => {
                    let is_apart =
                        between(mention.end, range.start).contains(['(', '"', '\u{201c}']);
                    context.is_supposed |= !has_comma && !is_apart;
                }
                Cue::DeclineAfter => context.is_declined = true,
                Cue::AskAfter => {
                    context.is_asked |= between(mention.end, range.start).trim().is_empty();
                }
                _ => {}
            }
        }
        context.is_past = is_past && (!is_now || self.says_past(whole, mention));
        context
    }

    /// Tells whether a word behind a comma that denies on either side denies what follows it: "death wish
    /// endorsed, nil plan".
    fn denies_on(&self, whole: &str, sentence: &Range<usize>, cue: &Range<usize>) -> bool {
        let is_either =
            [Cue::DenyEither, Cue::Deny].iter().any(|sort| self.each(*sort).any(|it| it == *cue));
        let is_behind_a_comma = whole[sentence.start..cue.start].trim_end().ends_with(',');
        let goes_on = || {
            let rest = whole[cue.end..sentence.end].trim_start_matches([' ', ':']);
            let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            !matches!(next, "" | "by" | "today" | "at" | "when" | "on" | "upon" | "this" | "von")
        };
        is_either && is_behind_a_comma && goes_on()
    }

    /// Tells whether the mention stands right behind a word of the past: "past SI, none now".
    fn says_past(&self, whole: &str, mention: &Range<usize>) -> bool {
        self.each(Cue::Past).any(|range| {
            range.end <= mention.start && whole[range.end..mention.start].trim().len() < 12
        })
    }

    /// Returns whose a mention is: of whom the sentence speaks last in front of it.
    pub fn who(&self, whole: &str, sentence: &Range<usize>, mention: &Range<usize>) -> Who {
        let people = self.all.iter().rev().filter(|(cue, range)| {
            matches!(cue, Cue::Clinician | Cue::Client | Cue::Other) && range.end <= mention.start
        });
        for (cue, range) in people {
            // "Occupational therapist" is another, though "therapist" is the clinician.
            let is_part = self.all.iter().any(|(other, outer)| {
                *other == Cue::Other
                    && outer.start <= range.start
                    && range.end <= outer.end
                    && outer.len() > range.len()
            });
            let who = match cue {
                Cue::Clinician | Cue::Client if is_part => Who::Other,
                Cue::Clinician => Who::Clinician,
                Cue::Client => Who::Client,
                _ => Who::Other,
            };
            if who == Who::Other && leads_on(whole, range.end) {
                return who;
            }
            let is_owner = is_possessive(whole, range.end);
            if is_owner && who == Who::Other {
                // "Her brother's suicide" is the brother's; "his mother's tablets" has gone before.
                return Who::Other;
            }
            if is_owner || self.is_beside(whole, sentence, range) {
                continue;
            }
            return who;
        }
        Who::Unnamed
    }

    /// Tells whether a person stands behind a preposition, and so does nothing in the sentence.
    fn is_beside(&self, whole: &str, sentence: &Range<usize>, person: &Range<usize>) -> bool {
        // "Told her mother on Sunday that she wants": who acts is no object of what stands further in front.
        let acts = ["she", "he", "they"];
        let is_acting = acts.iter().any(|it| whole[person.clone()].eq_ignore_ascii_case(it));
        self.each(Cue::Preposition).any(|range| {
            if range.end > person.start || range.start < sentence.start {
                return false;
            }
            let between = &whole[range.end..person.start];
            let most = if is_acting { 0 } else { 2 };
            !between.contains([',', ':']) && between.split_whitespace().count() <= most
        })
    }
}

/// Tells whether a sign says that something is not there: "SI-", "-HI", "SI (-)", "\u{d8} SI".
fn is_marked_absent(whole: &str, mention: &Range<usize>) -> bool {
    let (before, behind) = (&whole[..mention.start], &whole[mention.end..]);
    if behind.trim_start_matches(' ').starts_with("(-)") {
        return true;
    }
    if let Some(rest) = behind.strip_prefix('-') {
        // "SI- fleeting" goes on, "SI- HI- AVH-" is a list.
        let next = rest.split_whitespace().next().unwrap_or_default();
        let is_listed = rest.starts_with(' ') && next.trim_end_matches([',', '.']).ends_with('-');
        return rest.is_empty() || rest.starts_with([',', '.', ';', '/', ')', '\n']) || is_listed;
    }
    let is_apart = |rest: &str| rest.is_empty() || rest.ends_with([' ', '(', '/', ',', '\n']);
    let sign = before.trim_end_matches(' ');
    before.strip_suffix('-').is_some_and(is_apart)
        || sign.ends_with("(-)")
        || ['\u{d8}', '\u{2205}'].iter().any(|none| sign.strip_suffix(*none).is_some_and(is_apart))
}

fn is_possessive(whole: &str, at: usize) -> bool {
    let rest = &whole[at..];
    rest.starts_with("'s") || rest.starts_with("\u{2019}s") || rest.starts_with("s' ")
}

/// Tells whether a clause about somebody follows: "a friend who is suicidal".
fn leads_on(whole: &str, at: usize) -> bool {
    [" who ", " whose ", " that ", ", der ", ", die "]
        .iter()
        .any(|lead| whole[at..].starts_with(lead))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_a_cue_and_every_cue_has_words() {
        for table in [&ENGLISH, &GERMAN] {
            assert_eq!(table.unknown_blocks(), [""; 0]);
            for (name, cue) in NAMED {
                assert!(table.has(*cue), "{name} has no word");
            }
        }
    }
}
