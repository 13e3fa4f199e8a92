//! The TOML parsers, reached from here alone.
//!
//! A parser calls itself for each bracket and each dot of a key, so a text of a few hundred bytes could
//! use up the stack. Whatever is read is therefore measured first, in one pass over its tokens.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::DeTable;
use toml_edit::DocumentMut;
use toml_parser::lexer::{Token, TokenKind};
use toml_parser::parser::{Event, parse_document};
use toml_parser::{ParseError, Source};

use crate::fields::{Problem, ProblemKind};

/// How many brackets and dots of keys may stand inside each other. The deepest key of ours,
/// `[[goal.objective]]` with a list, has three.
pub const DEEPEST: usize = 16;

/// Reads a text as far as it is TOML, with everything that is wrong with it; nothing is read of one that
/// is nested too deep.
pub(super) fn tree(source: &str) -> (DeTable<'_>, Option<Problem>) {
    if let Some(problem) = too_deep(source) {
        return (DeTable::default(), Some(problem));
    }
    let (table, errors) = DeTable::parse_recoverable(source);
    // The later errors are mostly echoes of the first.
    let problem = errors.first().map(|error| {
        let message = format!("not valid TOML: {}", plain(error.message()));
        unreadable(error.span().unwrap_or(0..0), message, None)
    });
    (table.into_inner(), problem)
}

/// Reads a text whose keys are not known beforehand; `None` when it is not TOML.
pub fn table(source: &str) -> Option<toml::Table> {
    if too_deep(source).is_some() { None } else { source.parse().ok() }
}

/// Reads a text that we write ourselves in one form.
///
/// # Errors
/// Says where it is not of that form; never a value of it.
pub fn read<T: DeserializeOwned>(source: &str) -> Result<T, Problem> {
    if let Some(problem) = too_deep(source) {
        return Err(problem);
    }
    toml::from_str(source).map_err(|error: toml::de::Error| {
        let missing = error.message().strip_prefix("missing field ");
        let message = missing.map_or_else(
            || "this is not TOML, or not of the type that an entry has here".to_owned(),
            |key| format!("the key {key} is missing"),
        );
        let span = error.span().unwrap_or_default();
        Problem::of_document(ProblemKind::WrongValue, span, message)
    })
}

/// Reads a text to be changed; `None` when it is not TOML.
pub(super) fn editable(source: &str) -> Option<DocumentMut> {
    if too_deep(source).is_some() { None } else { source.parse().ok() }
}

/// Hands over a text piece by piece, without building anything. Tells whether it is TOML; a text that is
/// nested too deep is not handed over at all.
pub(super) fn all_events(source: Source<'_>, receive: &mut dyn FnMut(Event)) -> bool {
    if too_deep(source.input()).is_some() {
        return false;
    }
    let tokens: Vec<Token> = source.lex().collect();
    let mut error: Option<ParseError> = None;
    parse_document(&tokens, &mut |event: Event| receive(event), &mut error);
    error.is_none()
}

/// Returns the problem of a text that is nested too deep.
fn too_deep(source: &str) -> Option<Problem> {
    let nests = |byte: &&u8| matches!(byte, b'[' | b'{' | b'.');
    if source.as_bytes().iter().filter(nests).count() <= DEEPEST {
        return None;
    }
    let tokens: Vec<Token> = Source::new(source).lex().collect();
    let span = depth_passed(tokens.iter())?;
    Some(unreadable(
        span,
        format!("brackets and dotted keys stand more than {DEEPEST} deep inside each other here"),
        Some("Write it flat: no key that casenotes knows is nested so deep.".to_owned()),
    ))
}

/// Returns where brackets and dots of keys are nested deeper than [`DEEPEST`].
fn depth_passed<'t>(tokens: impl Iterator<Item = &'t Token>) -> Option<Range<usize>> {
    // What closes each level of brackets, and the dots of the key that stands there; below them all is
    // the line.
    let mut levels = vec![(None, 0)];
    let mut depth = 0;
    for token in tokens {
        let kind = token.kind();
        match (kind, levels.last_mut()) {
            (TokenKind::LeftSquareBracket, _) => {
                levels.push((Some(TokenKind::RightSquareBracket), 0));
                depth += 1;
            }
            (TokenKind::LeftCurlyBracket, _) => {
                levels.push((Some(TokenKind::RightCurlyBracket), 0));
                depth += 1;
            }
            // A bracket of the other kind closes nothing.
            (_, Some((closes, dots))) if *closes == Some(kind) => {
                depth -= 1 + *dots;
                levels.pop();
            }
            (TokenKind::Dot, Some((_, dots))) => {
                *dots += 1;
                depth += 1;
            }
            // A key ends with its value, and never goes on in the next line.
            (TokenKind::Comma | TokenKind::Newline, Some((_, dots))) => {
                depth -= std::mem::take(dots);
            }
            _ => {}
        }
        if depth > DEEPEST {
            let span = token.span();
            return Some(span.start()..span.end());
        }
    }
    None
}

fn unreadable(span: Range<usize>, message: String, help: Option<String>) -> Problem {
    Problem { help, ..Problem::of_document(ProblemKind::Unreadable, span, message) }
}

/// Keeps the part of a parser's message that cannot hold text of the document: what it quotes may, unless
/// it is a sign such as `=`.
fn plain(message: &str) -> &str {
    let line = message.lines().next().unwrap_or_default();
    let is_sign =
        |quoted: &str| quoted.len() <= 3 && quoted.chars().all(|c| c.is_ascii_punctuation());
    let is_closed = line.matches('`').count().is_multiple_of(2);
    if is_closed && line.split('`').skip(1).step_by(2).all(is_sign) {
        return line.trim_end();
    }
    // Without what was quoted, the words that lead to it are half a sentence.
    let before = line.split('`').next().unwrap_or_default();
    let whole = before.split(", expected").next().unwrap_or_default();
    match whole.trim_end_matches([' ', ',', ':']) {
        "" => "something else was expected here",
        whole => whole,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_message_of_the_parser_ends_its_sentence_and_quotes_no_word() {
        for (message, kept) in [
            ("key with no value, expected `=`", "key with no value, expected `=`"),
            (
                "invalid date, expected month between 01 and 12",
                "invalid date, expected month between 01 and 12",
            ),
            ("invalid key, expected `secret`", "invalid key"),
            ("`secret` is odd", "something else was expected here"),
            ("unclosed `a", "unclosed"),
        ] {
            assert_eq!(plain(message), kept);
        }
        for bad in ["a", "a = \"b", "a = [1 2]", "[a", "= 3", "a = [1,", "a = \"\\q\""] {
            let said = tree(bad).1.unwrap().message;
            let said = said.trim_start_matches("not valid TOML: ");
            assert!(!said.ends_with("expected") && said.len() > 4, "{bad}: {said}");
        }
    }

    /// Texts that are nested `depth` deep, each in its own way.
    fn nested(depth: usize) -> Vec<String> {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let (tables, ends) = ("{a=".repeat(depth), "}".repeat(depth));
        let dots = "a.".repeat(depth);
        let mixed = "[{a.b=".repeat(depth / 3 + 1);
        vec![
            format!("a = {open}{close}\n"),
            format!("a = {open}"),
            format!("a = [\n{}\n", "[\n".repeat(depth)),
            format!("a = {tables}1{ends}\n"),
            format!("{dots}a = 1\n"),
            format!("[{dots}a]\nb = 1\n"),
            format!("[[{dots}a]]\nb = 1\n"),
            format!("a = {mixed}"),
            format!("{open}\n"),
            // A bracket of the other kind closes nothing.
            format!("a = {}\n", "[}".repeat(depth)),
            format!("a = {}\n", "{a = ]".repeat(depth)),
            // Each bracket within bounds, the keys in them as well, and both together not.
            format!("a = {}1", format!("{{{}a=", "a.".repeat(DEEPEST)).repeat(depth)),
        ]
    }

    #[test]
    fn a_text_that_is_nested_deep_is_refused_by_every_reader_and_has_a_place() {
        for text in nested(2400).iter().chain(&nested(100_000)) {
            let begin: String = text.chars().take(12).collect();
            let (found, problem) = tree(text);
            let problem = problem.unwrap_or_else(|| panic!("{begin}"));
            assert!(found.is_empty() && problem.help.is_some(), "{begin}: {problem:?}");
            assert!(problem.span.start > 0 && problem.span.end <= text.len(), "{begin}");
            assert!(table(text).is_none() && editable(text).is_none(), "{begin}");
            assert_eq!(read::<toml::Table>(text), Err(problem), "{begin}");
        }
    }

    #[test]
    fn what_is_not_nested_is_read_however_long_it_is() {
        let list = format!("a = [{}]\n", "[1.5, {b.c = 2.5}],\n".repeat(5000));
        let lines = "[a.b.c]\n[[d.e]]\nf = [\"[[[[\"] # [[[[\n".replace("[a.b.c]\n", "");
        let texts = [list, lines.repeat(500), format!("a = \"{}\"\n", "[.{".repeat(5000))];
        for text in &texts {
            assert_eq!(tree(text).1, None);
            assert!(table(text).is_some() && editable(text).is_some());
        }
    }

    proptest! {
        // On a small stack, so that what is let through is seen to need little of it.
        #[test]
        fn no_text_of_brackets_and_dots_needs_much_stack(pieces in proptest::collection::vec("(\\[|\\{|a\\.|a=|\\]|\\}|,|\n|\"|1){1,3}", 0..400), times in 1_usize..60) {
            let text = pieces.concat().repeat(times);
            let run = std::thread::Builder::new().stack_size(1024 * 1024).spawn(move || {
                let _ = (tree(&text), table(&text), editable(&text).map(|it| it.to_string()));
            });
            prop_assert!(run.unwrap().join().is_ok());
        }
    }
}
