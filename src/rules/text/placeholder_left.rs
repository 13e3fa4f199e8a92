//! TX003: a placeholder that nobody filled.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::choices;
use crate::text::lexicon::lists::Lists;
use crate::text::scan::{before, near, positions};
use crate::text::tokens::{self, Filter, Word};

rule!("TX003", "placeholder-left", Error, "placeholder_left.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.sections().is_none() {
        return;
    }
    let body = subject.note.body();
    let mut found: Vec<usize> = Vec::new();
    // Characters that prose hardly uses, in one pass; words in another.
    found.extend(marks(body));
    found.extend(words_left(body, subject.reading().words()));
    found.extend(open_choices(body));
    found.extend(orders(body));
    for at in found {
        // Guidance may name what belongs in a section as it likes, and a quotation what was said.
        if !subject.is_in_comment(at) && !subject.is_spoken(at) {
            report.at(subject.note.body_range.start + at, "a placeholder is left", None);
        }
    }
}

/// Finds what signs mark, each from its first sign.
fn marks(body: &str) -> impl Iterator<Item = usize> {
    let mut stretch = Stretch::default();
    let mut from = 0;
    positions(body.as_bytes(), is_sign).filter(move |at| {
        // Of a line of signs the first tells all, and the others would count it once more each.
        let goes_on = *at > 0
            && body.as_bytes()[at - 1] == body.as_bytes()[*at]
            && matches!(body.as_bytes()[*at], b'*' | b'?' | b'_');
        if *at < from || goes_on {
            return false;
        }
        let length = marked(body, *at, &mut stretch);
        from += length.map_or(0, |length| at + length - from);
        length.is_some()
    })
}

/// Finds choices of a form that nobody made. Boxes of several lines are a list, and one that is ticked
/// somewhere was filled.
fn open_choices(body: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    // '/', '[' or the first byte of an empty box.
    for at in memchr::memchr3_iter(b'/', b'[', 0xe2, body.as_bytes()) {
        if at >= from {
            let start = body[from..at].rfind('\n').map_or(from, |end| from + end + 1);
            let line = body[start..].lines().next().unwrap_or_default();
            found.extend(choices::in_line(line).map(|choice| start + choice.start));
            from = start + line.len();
        }
    }
    found
}

/// Finds lines, and answers behind a colon, that say what somebody has to write: "Goal: TO BE COMPLETED".
fn orders(body: &str) -> impl Iterator<Item = usize> {
    let lines = memchr::memchr_iter(b'\n', body.as_bytes()).map(|end| end + 1);
    let answers = memchr::memmem::find_iter(body.as_bytes(), ": ").map(|colon| colon + 2);
    let starts = std::iter::once(0).chain(lines).chain(answers);
    starts.filter_map(move |start| {
        let rest = near(body, start, ORDER).lines().next().unwrap_or_default();
        let answer = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = answer.split([' ', '.', ';', ',', ')', ']']).next().unwrap_or_default();
        let may_be_shouted = words_of("shouted-order").contains(first);
        if !may_be_shouted && !TO_COME.iter().any(|begin| begin.eq_ignore_ascii_case(first)) {
            return None;
        }
        let text = answer.split(['.', ';', ',', ')', ']']).next().unwrap_or_default().trim();
        let is_shouted = may_be_shouted && text.contains(' ') && !text.contains(char::is_lowercase);
        let is_to_come = words_of("to-come").contains(text.to_lowercase().as_str());
        let at = start + rest.len() - rest.trim_start().len();
        (is_shouted || is_to_come).then_some(at)
    })
}

/// How long a way to say that something is still to be written may be, with the signs in front.
const ORDER: usize = 64;

/// The first word of each way to say that something is still to come.
static TO_COME: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let first = words_of("to-come").iter().filter_map(|words| words.split(' ').next());
    first.collect()
});

/// Tells whether a placeholder may begin with a byte.
fn is_sign(b: u8) -> bool {
    // Compared and not matched, so that the compiler does many bytes in one step.
    (b == b'{')
        | (b == b'[')
        | (b == b'_')
        | (b == b'*')
        | (b == b'@')
        | (b == b'%')
        | (b == b'<')
        | (b == b'?')
        | (b == b'(')
        | (b == b'$')
}

/// What stands where a template or a form wants a word.
static LISTS: LazyLock<Lists> =
    LazyLock::new(|| Lists::parse(include_str!("../../text/lexicon/en/placeholders.txt")));

fn words_of(list: &str) -> &'static HashSet<&'static str> {
    LISTS.words(list)
}

/// Tells whether a text in small letters begins with a whole entry of a list.
fn begins_with_one_of(list: &str, text: &str) -> bool {
    words_of(list).iter().any(|entry| {
        text.strip_prefix(entry).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}

type IsPlaceholder = fn(&str, usize, usize) -> bool;

const WORDS: &[(&str, IsPlaceholder)] = &[
    ("TODO", is_word),
    ("FIXME", is_word),
    ("XXXX", is_word),
    ("XXX", is_blank_word),
    ("TBD", is_answer),
    ("TBC", is_answer),
    ("XX", is_count),
    ("xx", is_count),
    ("NAME", is_shouted),
    ("DATE", is_shouted),
    ("AGE", is_shouted),
    ("He/she", is_open_pronoun),
    ("he/she", is_open_pronoun),
    ("He/She", is_open_pronoun),
    ("She/he", is_open_pronoun),
    ("she/he", is_open_pronoun),
    ("S/he", is_open_pronoun),
    ("s/he", is_open_pronoun),
    ("here", is_to_be_written_here),
    ("Lorem ipsum", is_word),
    ("lorem ipsum", is_word),
];

/// The words by the key of their first one.
#[derive(Default)]
struct Keyed {
    words: Vec<(u64, &'static str, IsPlaceholder)>,
    keys: Filter<1024>,
}

static KEYED: LazyLock<Keyed> = LazyLock::new(|| {
    let mut all = Keyed::default();
    for (text, is_placeholder) in WORDS {
        if let Some(first) = tokens::cut(text).first() {
            all.keys.add(first.key());
            all.words.push((first.key(), text, *is_placeholder));
        }
    }
    all
});

/// Finds words that are placeholders: `words` are those of the text.
fn words_left(body: &str, words: &[Word]) -> impl Iterator<Item = usize> {
    let keyed = &*KEYED;
    let left_at = |at: usize, key: u64| {
        let mut of_key = keyed.words.iter().filter(move |(known, ..)| *known == key);
        let (_, text, is_left) = of_key.find(|(_, text, _)| body[at..].starts_with(text))?;
        is_left(body, at, text.len()).then_some(at)
    };
    words.iter().filter_map(move |word| {
        let whole = || left_at(word.start(), word.key());
        keyed.keys.may_have(word.key()).then(whole).flatten().or_else(|| {
            // "20XX".
            let at = word.end().checked_sub(2).filter(|at| *at > word.start())?;
            let is_cut = matches!(&body.as_bytes()[at..word.end()], b"XX" | b"xx");
            is_cut.then(|| left_at(at, tokens::key_of("xx"))).flatten()
        })
    })
}

/// How far behind the beginning of a placeholder its end may stand.
const LONGEST: usize = 200;

/// Returns how long a placeholder is that begins here, if one does. `stretch` is the last stretch of signs
/// that was seen.
fn marked(body: &str, at: usize, stretch: &mut Stretch) -> Option<usize> {
    let rest = &body[at..];
    let line = || near(body, at, LONGEST).lines().next().unwrap_or_default();
    match rest.as_bytes()[0] {
        b'{' if rest.starts_with("{{") => line().find("}}").map(|end| end + 2),
        b'{' => {
            let inside = line()[1..].split_once('}')?.0;
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ' | ':' | '.' | '-');
            // `{mood:1234}`, `{client_name}`, `{name}`.
            let number = inside.rsplit(':').next().unwrap_or_default();
            let is_numbered = inside.contains(':') && number.parse::<u32>().is_ok();
            let is_one = is_numbered || inside.contains('_') || are_wanted(&inside.to_lowercase());
            (is_one && inside.len() < 60 && inside.chars().all(is_name)).then_some(inside.len() + 2)
        }
        b'[' | b'(' | b'<' => bracketed(line()),
        b'*' => {
            let length = rest.bytes().take_while(|b| *b == b'*').count();
            (length >= 3 && stands_alone(body, at, length) && !stretch.is_rule(body, at, '*'))
                .then_some(length)
        }
        b'?' => {
            let length = rest.bytes().take_while(|b| *b == b'?').count();
            let word = body[..at].trim_end().rsplit(' ').next().unwrap_or_default();
            let is_blank = body[..at].ends_with([' ', ':'])
                && stands_alone(body, at, length)
                && !words_of("spoken-of").contains(word.to_lowercase().as_str());
            let is_answer = length == 2 && body[..at].trim_end_matches(' ').ends_with([':', '=']);
            (length >= 3 && is_blank || is_answer).then_some(length)
        }
        // `$CLIENT_NAME`.
        b'$' => {
            let length = rest[1..].bytes().take_while(|b| b.is_ascii_uppercase() || *b == b'_');
            let name = &rest[1..][..length.count()];
            let is_one = name.len() >= 4 && (name.contains('_') || name.ends_with("NAME"));
            is_one.then_some(name.len() + 1)
        }
        sign @ (b'@' | b'%') => {
            let name = rest[1..].bytes().take_while(|b| is_name_byte(*b)).count();
            let is_closed = rest.as_bytes().get(name + 1) == Some(&sign);
            (name >= 2 && is_closed && stands_alone(body, at, name + 2)).then_some(name + 2)
        }
        _ => {
            let length = rest.bytes().take_while(|b| *b == b'_').count();
            // "PT_NAME", "_/10".
            let is_name = length == 1
                && body[..at].ends_with(|c: char| c.is_ascii_uppercase())
                && rest[1..].starts_with(|c: char| c.is_ascii_uppercase());
            if is_name {
                return name_of_a_field(body, at);
            }
            let is_rated = length == 1
                && body[..at].ends_with([' ', ':'])
                && rest[1..]
                    .strip_prefix('/')
                    .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
            let is_one = is_rated
                || length >= 4 && !body[..at].ends_with('_')
                || length == 3 && stands_alone(body, at, length)
                || length == 2
                    && stands_alone(body, at, length)
                    && ["/", "out of "]
                        .iter()
                        .any(|it| rest[length..].trim_start_matches(' ').starts_with(it));
            (is_one && !stretch.is_rule(body, at, '_')).then_some(length)
        }
    }
}

/// Returns how much of the name of a field is still to come: it has capitals alone, and no figures of a code.
fn name_of_a_field(body: &str, at: usize) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_uppercase() || c == '_';
    let start = body[..at].trim_end_matches(is_part).len();
    let length = body[at..].find(|c| !is_part(c)).unwrap_or(body.len() - at);
    let is_whole = !body[..start].ends_with(char::is_alphanumeric)
        && !body[at + length..].starts_with(char::is_alphanumeric);
    (is_whole && at + length - start >= 6).then_some(length)
}

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.')
}

/// Returns how long a bracket is that holds what is wanted and not what is said.
fn bracketed(line: &str) -> Option<usize> {
    let open = line.as_bytes()[0];
    let close = match open {
        b'[' => ']',
        b'(' => ')',
        _ => '>',
    };
    let start = if line.starts_with("<<") { 2 } else { 1 };
    let end = start + line[start..].find(close)?;
    // `[text](address)` is a link.
    if open == b'[' && line[end + 1..].starts_with(['(', '[', ':']) {
        return None;
    }
    let inside = line[start..end].trim().to_lowercase();
    let starts_with_deed = begins_with_one_of("to-do", &inside);
    let is_choice = || {
        let words: Vec<&str> = inside.split('/').map(str::trim).collect();
        let is_one = |word: &&str| word.len() > 1 && word.chars().all(|c| !c.is_ascii_digit());
        words.len() > 1 && inside != "and/or" && words.iter().all(is_one) && inside.len() < 60
    };
    let is_placeholder = match open {
        // Round brackets hold asides; only what tells what to do is none.
        b'(' => starts_with_deed && is_order(&inside) || words_of("asked").contains(&*inside),
        // `<code>` is a tag; `<client name>` is none.
        b'<' => {
            line.starts_with("<<") && !inside.is_empty()
                || !words_of("tag").contains(&*inside)
                    && !inside.contains(['/', '='])
                    && are_wanted(&inside)
                || is_order(&inside)
        }
        _ => starts_with_deed || is_choice() || are_wanted(&inside),
    };
    is_placeholder.then_some(end + 1)
}

/// Tells whether some words are all of those that a template wants.
fn are_wanted(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.take(7).collect();
    // "[symptom 2]".
    let is_one = |word: &str| {
        words_of("wanted").contains(word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.len() <= 6
        && words
            .iter()
            .any(|word| words_of("wanted").contains(word) && !words_of("joining").contains(word))
        && words.iter().all(|word| is_one(word))
}

/// Tells whether a bracket says to put something there.
fn is_order(inside: &str) -> bool {
    begins_with_one_of("order", inside)
}

/// Tells whether no letter or figure touches something: emphasis touches its words.
fn stands_alone(body: &str, at: usize, length: usize) -> bool {
    let in_word = |c: char| c.is_alphanumeric();
    !body[..at].ends_with(in_word) && !body[at + length..].starts_with(in_word)
}

fn is_word(body: &str, at: usize, length: usize) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    !body[..at].ends_with(in_word) && !body[at + length..].starts_with(in_word)
}

/// Tells whether "XXX" stands for a word, and not in front of one: "XXX films".
fn is_blank_word(body: &str, at: usize, length: usize) -> bool {
    let next = body[at + length..].strip_prefix(' ').unwrap_or_default();
    let mut before = before(body, at, LONGEST).trim_end().rsplit(' ').take(2);
    let is_spoken_of =
        before.any(|word| words_of("spoken-of").contains(word.to_lowercase().as_str()));
    is_word(body, at, length)
        && !is_spoken_of
        && !words_of("rated-so").iter().any(|word| next.starts_with(word))
}

/// Tells whether "TBD" stands where an answer should: behind a colon or alone. When the next session is
/// may be left open.
fn is_answer(body: &str, at: usize, length: usize) -> bool {
    let before = before(body, at, LONGEST).trim_end_matches([' ', '*', '_']);
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let label = line.trim_start_matches(['-', '*', ' ', '#']).to_ascii_lowercase();
    let is_open = words_of("open").iter().any(|word| label.contains(word));
    is_word(body, at, length)
        && !is_open
        && (before.ends_with([':', '-', '=', '\u{2013}', '\u{2014}']) || label.is_empty())
}

/// Tells whether "XX" stands for a number: "XX years", "XX/10", "20XX".
fn is_count(body: &str, at: usize, length: usize) -> bool {
    let in_word = |c: char| c.is_alphabetic() || c == '_';
    let (before, after) = (&body[..at], &body[at + length..]);
    if before.ends_with(in_word) || after.starts_with(in_word) || before.ends_with("46,") {
        return false;
    }
    let unit = after.trim_start_matches([' ', '-']);
    after.starts_with(['/', '%'])
        || before.ends_with(|c: char| c.is_ascii_digit() || c == '/')
        || words_of("unit").iter().any(|word| unit.starts_with(word))
        || before.trim_end_matches(' ').ends_with(':')
}

/// Tells whether a word in capitals stands for what it names: no label, and no line in capitals.
fn is_shouted(body: &str, at: usize, length: usize) -> bool {
    let lead = before(body, at, LONGEST).rsplit('\n').next().unwrap_or_default();
    let start = at - lead.len();
    let line = near(body, start, 2 * LONGEST).lines().next().unwrap_or_default();
    let after = body[at + length..].trim_start_matches(['*', '_']);
    is_word(body, at, length)
        && line.contains(char::is_lowercase)
        && !after.starts_with([':', '-', '/'])
        && (start < at || after.starts_with(' '))
        && !after.trim_start_matches(' ').starts_with(char::is_uppercase)
}

/// Tells whether "he/she" is a pronoun of a template: at the head of a sentence that tells of the client.
fn is_open_pronoun(body: &str, at: usize, length: usize) -> bool {
    let before = body[..at].trim_end_matches([' ', '-', '*', '\n']);
    let is_head = before.is_empty() || before.ends_with(['.', ':', ';', '!', '?']) || {
        body[..at].ends_with('\n')
    };
    let next = body[at + length..].trim_start_matches(' ');
    let verb = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    is_word(body, at, length) && is_head && words_of("pronoun-verb").contains(verb)
}

/// Tells whether a sentence that ends in "here" says what to write: "insert the goal here".
fn is_to_be_written_here(body: &str, at: usize, length: usize) -> bool {
    let is_end = body[at + length..].is_empty()
        || body[at + length..].starts_with(['.', ')', ']', '\n', ',', ':', '!', '>', '"']);
    let lead = before(body, at, LONGEST);
    let lead = lead.rsplit(['.', '\n', ':', '[', '(', '<']).next().unwrap_or_default();
    let sentence = lead.trim().to_lowercase();
    let words: Vec<&str> = sentence.split(' ').collect();
    let is_order = words.first().is_some_and(|first| words_of("here").contains(first));
    let is_word = body[..at].ends_with(' ');
    is_word && is_end && words.len() <= 7 && (is_order || words.contains(&"insert"))
}

/// Signs of one sort with nothing but blanks between them.
#[derive(Default)]
struct Stretch {
    sign: char,
    range: Range<usize>,
    is_line: bool,
}

impl Stretch {
    /// Tells whether a sign stands in a line that holds such signs alone: a rule across the page. Each
    /// stretch is looked at once, however many signs it has.
    fn is_rule(&mut self, body: &str, at: usize, sign: char) -> bool {
        if self.sign != sign || !self.range.contains(&at) {
            let is_blank = |c: char| c == sign || matches!(c, ' ' | '\t' | '\r');
            let before = body[..at].trim_end_matches(is_blank);
            let after = body[at..].trim_start_matches(is_blank);
            self.sign = sign;
            self.range = before.len()..body.len() - after.len();
            self.is_line = (before.is_empty() || before.ends_with('\n'))
                && (after.is_empty() || after.starts_with('\n'));
        }
        self.is_line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_found(body: &str) -> bool {
        let mut marks = marks(body);
        let words = || {
            WORDS.iter().any(|(word, is_one)| {
                body.match_indices(word).any(|(at, _)| is_one(body, at, word.len()))
            })
        };
        marks.next().is_some() || words()
    }

    #[test]
    fn blanks_of_templates_are_told_from_what_is_written() {
        for body in [
            "Mood *** today.",
            "[client name] came.",
            "[age]-year-old",
            "[fill in]",
            "[did/did not] come",
            "rated __/10",
            "$CLIENT_NAME came",
            "Describe mood here.",
            "@NAME@ came.",
            "Reports <symptom> daily",
            "score: ??",
            "Reports (describe).",
            "Sister: NAME, brother: NAME.",
            "Dose: XX",
            "{mood:1234}",
            "{{x}}",
            "Duration: TBD.",
            "XX years old",
            "rated xx/10",
            "in 20XX",
            "___ came",
            "insert the goal here",
            "(insert goal)",
            "<client name>",
            "[he/she/they]",
            "Dose: ???",
            "[mild / moderate / severe]",
            "Client is a [occupation].",
            "%CLIENT% came",
        ] {
            assert!(is_found(body), "{body}");
        }
        for body in [
            "***very*** sad",
            "a\n\n* * *\n\nb\n***\n",
            "[redacted by client]",
            "fill in the form later",
            "to-do list",
            "Insert Coin",
            "see [page](x)",
            "[laughs]",
            "[sic]",
            "what??",
            "Next session: TBD",
            "karyotype 46,XX",
            "(client to add one walk)",
            "writes xx at the end",
            "a@b.example",
            "50% and 60%",
            "paid $200 to CASH",
            "She came here.",
            "Describes feeling stuck here.",
            "mother (age 60)",
            "with XX and a heart",
            "NAME: given",
            "what?? she said",
            "- [ ] call",
            "- [x] call",
            "[...]",
            "why???",
            "~~~",
            "__bold__ words",
        ] {
            assert!(!is_found(body), "{body}");
        }
    }
}
