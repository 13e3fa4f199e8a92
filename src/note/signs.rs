//! Signs that Markdown reads otherwise than a clinician means them: `+ SI`, `> 3 days`, `50*2*7`.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// What Markdown makes of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misread {
    /// A plus before a line is the bullet of a list.
    Bullet,
    /// Items get numbers in a row, whatever is written.
    Numbers,
    /// `>` before a number is a quotation.
    Quotation,
    /// `#` before a word is a heading.
    Heading,
    /// A line of dashes makes a heading of the sentence above it.
    Underline,
    /// Stars between digits stress what is between them.
    Stress,
    /// A name in brackets before a colon says where links lead, and is not shown.
    Definition,
}

/// How far behind a `>` its number is looked for.
const FAR: usize = 8;

/// Finds such signs, each with its place in the body; of each kind the first.
pub fn misread(body: &str) -> Vec<(usize, Misread)> {
    let mut found = Vec::new();
    if !is_suspect(body) {
        return found;
    }
    let parser = Parser::new_ext(body, Options::empty());
    for (_, definition) in parser.reference_definitions().iter() {
        let is_web =
            ["http:", "https:", "mailto:"].iter().any(|web| definition.dest.starts_with(web));
        if !is_web {
            found.push((definition.span.start, Misread::Definition));
        }
    }
    let mut lists: Vec<List> = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        let written = &body[range.clone()];
        let misread = match event {
            Event::Start(Tag::List(_)) => {
                lists.push(List::default());
                None
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                None
            }
            Event::Start(Tag::Item) => lists.last_mut().and_then(|list| list.item(written)),
            Event::Start(Tag::BlockQuote(_)) => {
                let first = written.chars().take(FAR).find(|c| !matches!(c, ' ' | '>'));
                first.is_some_and(|c| c.is_ascii_digit()).then_some(Misread::Quotation)
            }
            Event::Start(Tag::Heading { level, .. }) => heading(level, written),
            Event::Start(Tag::Emphasis | Tag::Strong) => {
                let is_digit = |c: char| c.is_ascii_digit();
                let is_product = body[..range.start].ends_with(is_digit)
                    && body[range.end..].starts_with(is_digit);
                is_product.then_some(Misread::Stress)
            }
            _ => None,
        };
        found.extend(misread.map(|misread| (range.start, misread)));
    }
    found.sort_unstable();
    let mut told = Vec::new();
    found.retain(|(_, misread)| {
        let is_first = !told.contains(misread);
        told.extend(is_first.then_some(*misread));
        is_first
    });
    found
}

/// A list whose items are looked at.
#[derive(Default)]
struct List {
    number: Option<u64>,
}

impl List {
    fn item(&mut self, written: &str) -> Option<Misread> {
        let written = written.trim_start();
        let digits = written.bytes().take_while(u8::is_ascii_digit).count();
        let number = written[..digits].parse::<u64>().ok();
        let misread = match (self.number, number) {
            (Some(last), Some(number)) if number != last && number != last + 1 => {
                Some(Misread::Numbers)
            }
            (_, None) if written.starts_with('+') => Some(Misread::Bullet),
            _ => None,
        };
        self.number = number;
        misread
    }
}

/// Tells a heading that was written for one from a number of something, and from a sentence above a
/// line of dashes.
fn heading(level: HeadingLevel, written: &str) -> Option<Misread> {
    if let Some(title) = written.trim_start().strip_prefix('#') {
        let first = title.trim_start().chars().next();
        let counts = level == HeadingLevel::H1 && first.is_some_and(char::is_lowercase);
        return counts.then_some(Misread::Heading);
    }
    let mut lines = written.trim_end().lines().rev();
    let underline = lines.next().unwrap_or_default().trim();
    let last = lines.next().unwrap_or_default().trim_end();
    let is_sentence = last.ends_with(['.', '!', '?', ';', ',']) || lines.next().is_some();
    (underline.len() < 3 || is_sentence).then_some(Misread::Underline)
}

/// Tells whether a body may hold such a sign; most hold none, which is seen without the parser.
fn is_suspect(body: &str) -> bool {
    let bytes = body.as_bytes();
    let is_product = |at: usize| {
        at > 0
            && bytes[at - 1].is_ascii_digit()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    };
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
    memchr::memchr_iter(b'*', bytes).any(is_product)
        || starts.map(|at| &bytes[at..]).any(begins_with_a_suspect_line)
}

fn begins_with_a_suspect_line(bytes: &[u8]) -> bool {
    // Behind the bullets and quotation marks of its own.
    let own = bytes.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'-' | b'*')).count();
    let to_end = |rest: &'_ [u8]| memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    match &bytes[own..] {
        [b'+' | b'=' | b'[', ..] => true,
        // A line of dashes; a blank one is in every note.
        [] | [b'\n', ..] | [b'\r', b'\n', ..] => bytes[..own].contains(&b'-'),
        [b'>', rest @ ..] => rest[..to_end(rest)].iter().any(u8::is_ascii_digit),
        [b'#', b' ' | b'\t', rest @ ..] => {
            !rest.iter().find(|b| **b != b' ').is_some_and(u8::is_ascii_uppercase)
        }
        [b'0'..=b'9', rest @ ..] => {
            rest[..to_end(rest)].iter().take(9).any(|b| matches!(b, b'.' | b')'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Vec<Misread> {
        misread(body).into_iter().map(|(_, misread)| misread).collect()
    }

    #[test]
    fn signs_with_a_meaning_are_found_where_markdown_takes_them() {
        for (body, misread) in [
            ("Checks:\n\n+ SI\n+ HI\n", Misread::Bullet),
            ("- x\n  + y\n", Misread::Bullet),
            ("1. a\n3. b\n9. c\n", Misread::Numbers),
            ("> 3 days without sleep\n", Misread::Quotation),
            ("# of attacks: 3\n", Misread::Heading),
            ("She said nothing more.\n---\n", Misread::Underline),
            ("SI\n-\n", Misread::Underline),
            ("Dose 50*2*7\n", Misread::Stress),
            ("[Mother]: tearful\n", Misread::Definition),
        ] {
            assert_eq!(of(body), [misread], "{body:?}");
        }
    }

    #[test]
    fn what_markdown_is_for_is_none() {
        for body in [
            "# DAP note\n\n## Data\n\nText.\n\nData\n----\n",
            "- a\n- b\n\n1. a\n2. b\n\nText.\n\n1. a\n1. b\n\nText.\n\n4. c\n5. d\n",
            "> I cannot sleep.\n\n*very* **much**, 5 * 3 * 2, BP > 120, +1\n",
            "[plan]: https://example.org\n\n[x] done, see [plan]\n\n---\n",
            "```\n+ x\n50*2*7\n[a]: b\n```\n",
        ] {
            assert_eq!(of(body), [], "{body:?}");
        }
    }
}
