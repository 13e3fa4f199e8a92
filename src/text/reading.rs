//! One reading of a text for all who ask what it means: its sentences, the phrases of the field in it, and
//! who, when and whether each is.

use std::cell::OnceCell;
use std::ops::Range;

use crate::text::context::{Context, Cue, Cues, Who};
use crate::text::lexicon::{self, Hit, Lexicon, Topic, Words};
use crate::text::sentences;
use crate::text::tokens::{self, Word};

/// A text as it is read. Each part is read when somebody first asks.
pub struct Reading<'t> {
    text: &'t str,
    /// By which words it is read; by none if its language has none.
    lexicon: Option<Lexicon>,
    /// What is no part of it: comments.
    left_out: Vec<Range<usize>>,
    words: OnceCell<Vec<Word>>,
    hits: OnceCell<Vec<Hit>>,
    /// Where the phrases of each topic begin, by topic and then in order.
    starts: OnceCell<Vec<(Topic, usize)>>,
    sentences: OnceCell<Vec<Sentence>>,
    /// What was said and done about risk.
    actions: OnceCell<Vec<Hit>>,
    spoken: OnceCell<Vec<Range<usize>>>,
}

struct Sentence {
    range: Range<usize>,
    cues: OnceCell<Cues>,
    beside: OnceCell<Vec<Hit>>,
    session: OnceCell<Vec<Hit>>,
}

impl Sentence {
    fn new(range: Range<usize>) -> Self {
        Self { range, cues: OnceCell::new(), beside: OnceCell::new(), session: OnceCell::new() }
    }
}

/// So many phrases in one place are looked at sooner than all of a text are sorted.
const FEW: usize = 64;

impl<'t> Reading<'t> {
    /// Prepares to read an English text; what lies in `left_out` is no part of it.
    #[cfg(test)]
    pub fn new(text: &'t str, left_out: Vec<Range<usize>>) -> Self {
        Self::by(Some(Lexicon::English), text, left_out)
    }

    /// Prepares to read a text by the words of its language; what lies in `left_out` is no part of it.
    pub fn by(lexicon: Option<Lexicon>, text: &'t str, left_out: Vec<Range<usize>>) -> Self {
        Self {
            text,
            lexicon,
            left_out,
            words: OnceCell::new(),
            hits: OnceCell::new(),
            starts: OnceCell::new(),
            sentences: OnceCell::new(),
            actions: OnceCell::new(),
            spoken: OnceCell::new(),
        }
    }

    /// Returns the text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the words, in order.
    pub fn words(&self) -> &[Word] {
        self.words.get_or_init(|| tokens::cut(self.text))
    }

    /// Returns the phrases of the field, in order.
    pub fn hits(&self) -> &[Hit] {
        self.hits.get_or_init(|| self.find(Words::Field, 0..self.text.len()))
    }

    /// Returns what was said and done about risk, in order.
    pub fn actions(&self) -> &[Hit] {
        self.actions.get_or_init(|| self.find(Words::Action, 0..self.text.len()))
    }

    fn find(&self, sort: Words, place: Range<usize>) -> Vec<Hit> {
        let Some(by) = self.lexicon else { return Vec::new() };
        let words = tokens::within(self.words(), &place);
        let mut hits = lexicon::find(by, sort, &self.text[..place.end], words);
        if !self.left_out.is_empty() {
            hits.retain(|hit| !holds(&self.left_out, hit.range().start));
        }
        hits
    }

    /// Returns the words of the sentence around a byte that mean something beside others alone.
    pub fn beside(&self, at: usize) -> &[Hit] {
        let Some(sentence) = self.sentence_at(at) else { return &[] };
        sentence.beside.get_or_init(|| self.find(Words::Beside, sentence.range.clone()))
    }

    /// Returns what the sentence around a byte shows of the elements of a note.
    pub fn elements(&self, at: usize) -> &[Hit] {
        let Some(sentence) = self.sentence_at(at) else { return &[] };
        sentence.session.get_or_init(|| self.find(Words::Session, sentence.range.clone()))
    }

    /// Returns what a place shows of the elements of a note, read a sentence at a time.
    pub fn elements_in<'r>(
        &'r self,
        place: &Range<usize>,
    ) -> impl Iterator<Item = Hit> + use<'r, 't> {
        let sentences = self.sentences();
        let first = sentences.partition_point(|sentence| sentence.range.end <= place.start);
        let (start, end) = (place.start, place.end);
        let inside = sentences[first..].iter().take_while(move |it| it.range.start < end);
        let hits = inside.flat_map(|sentence| self.elements(sentence.range.start).iter().copied());
        hits.filter(move |hit| (start..end).contains(&hit.range().start))
    }

    /// Returns the phrases of one topic.
    pub fn of(&self, topic: Topic) -> impl Iterator<Item = Hit> {
        self.hits().iter().copied().filter(move |hit| hit.tag() == topic)
    }

    /// Returns the phrases that stand in a place.
    pub fn hits_in<'r>(&'r self, place: &Range<usize>) -> impl Iterator<Item = Hit> + use<'r, 't> {
        let hits = self.hits();
        let first = hits.partition_point(|hit| hit.range().start < place.start);
        let end = place.end;
        hits[first..].iter().copied().take_while(move |hit| hit.range().start < end)
    }

    /// Tells whether a phrase of a topic stands in a place.
    pub fn has(&self, topic: Topic, place: &Range<usize>) -> bool {
        let mut near = self.hits_in(place);
        if near.by_ref().take(FEW).any(|hit| hit.tag() == topic) {
            return true;
        }
        if near.next().is_none() {
            return false;
        }
        // A place with very many is asked for again and again, for each of them.
        let starts = self.starts.get_or_init(|| {
            let hits = self.hits().iter();
            let mut starts: Vec<_> = hits.map(|hit| (hit.tag(), hit.range().start)).collect();
            starts.sort_unstable();
            starts
        });
        let next = starts.partition_point(|start| *start < (topic, place.start));
        starts.get(next).is_some_and(|(of, start)| *of == topic && *start < place.end)
    }

    fn sentences(&self) -> &[Sentence] {
        self.sentences.get_or_init(|| {
            let mut all = Vec::with_capacity(self.text.len() / sentences::SHORT);
            all.extend(sentences::of(self.text).map(Sentence::new));
            all
        })
    }

    fn sentence_at(&self, at: usize) -> Option<&Sentence> {
        let sentences = self.sentences();
        let next = sentences.partition_point(|sentence| sentence.range.start <= at);
        next.checked_sub(1).map(|before| &sentences[before])
    }

    /// Returns the sentence around a byte, or the line of a list where it is shorter.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.sentence_at(at).map_or(0..self.text.len(), |sentence| sentence.range.clone())
    }

    /// Returns the cues of the sentence around a byte.
    pub fn cues(&self, at: usize) -> Option<&Cues> {
        let sentence = self.sentence_at(at)?;
        let lexicon = self.lexicon?;
        let range = &sentence.range;
        let words = || tokens::within(self.words(), range);
        let cues = || Cues::of(lexicon, &self.text[..range.end], words());
        Some(sentence.cues.get_or_init(cues))
    }

    /// Tells whether a cue of a sort stands in front of a byte in its sentence.
    pub fn is_behind(&self, cue: Cue, at: usize) -> bool {
        self.cues(at).is_some_and(|cues| cues.each(cue).any(|range| range.end <= at))
    }

    /// Returns what the words around a mention say of it.
    pub fn context(&self, mention: &Range<usize>) -> Option<Context> {
        let sentence = self.sentence(mention.start);
        Some(self.cues(mention.start)?.context(self.text, &sentence, mention))
    }

    /// Returns who does what stands in a place.
    pub fn who(&self, mention: &Range<usize>) -> Who {
        let sentence = self.sentence(mention.start);
        let cues = self.cues(mention.start);
        cues.map_or(Who::Unnamed, |cues| cues.who(self.text, &sentence, mention))
    }

    /// Tells whether a byte stands in a heading, which says nothing of the client.
    pub fn is_heading(&self, at: usize) -> bool {
        self.text[self.sentence(at)].trim_start().starts_with('#')
    }

    /// Tells whether a byte stands in a quotation or in code: somebody else's words.
    pub fn is_spoken(&self, at: usize) -> bool {
        holds(self.spoken.get_or_init(|| sentences::spoken(self.text)), at)
    }
}

/// Tells whether one of several ranges, in order, holds a byte.
fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= at);
    next > 0 && ranges[next - 1].contains(&at)
}
