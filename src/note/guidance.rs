//! Guidance for the clinician: HTML comments of a template, which never leave with the record.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The comments of a Markdown text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// Each comment from `<!--` to `-->`, in order.
    pub closed: Vec<Range<usize>>,
    /// Where a comment begins that has no end.
    pub unclosed: Option<usize>,
}

impl Comments {
    /// Tells whether a byte stands in a comment that is closed.
    pub fn hold(&self, at: usize) -> bool {
        holds(&self.closed, at)
    }
}

/// Tells whether a byte stands in one of some ranges, which are in order and apart.
pub fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.contains(&at))
}

/// Finds the comments of a text; what looks like one inside code is code.
pub fn comments(text: &str) -> Comments {
    let mut found = Comments::default();
    // Most notes hold no `<` at all, which is quicker to see than that they hold no comment.
    let first = memchr::memchr(b'<', text.as_bytes());
    if first.is_none_or(|at| memchr::memmem::find(&text.as_bytes()[at..], b"<!--").is_none()) {
        return found;
    }
    let mut block: Option<Range<usize>> = None;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some(range),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(range) = block.take() {
                    add(text, range, &mut found);
                }
            }
            Event::InlineHtml(_) => add(text, range, &mut found),
            _ => {}
        }
    }
    found
}

/// Returns the text without its comments; a line that held nothing else goes too.
///
/// A comment without an end stays: what stands after it is the clinician's.
pub fn strip(text: &str) -> Cow<'_, str> {
    let comments = comments(text).closed;
    if comments.is_empty() {
        return text.into();
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    let mut line_before_is_blank = true;
    for comment in comments {
        let piece = &text[from..comment.start];
        kept.push_str(piece);
        from = comment.end;
        // No line is looked through twice, however many comments stand in it.
        line_before_is_blank = match piece.rsplit_once('\n') {
            Some((_, last)) => last.trim().is_empty(),
            None => line_before_is_blank && piece.trim().is_empty(),
        };
        let rest = &text[from..];
        let text_at = rest.find(|c: char| !c.is_whitespace() || c == '\n').unwrap_or(rest.len());
        let line_end = (text_at + 1).min(rest.len());
        if line_before_is_blank && matches!(rest.as_bytes().get(text_at), None | Some(b'\n')) {
            kept.truncate(kept.rfind('\n').map_or(0, |at| at + 1));
            from += line_end;
            // Two blank lines in a row would be left where the comment stood between them.
            let paragraph_before =
                kept.ends_with("\n\n") || kept.ends_with("\n\r\n") || kept.is_empty();
            let next = &text[from..];
            let text_at =
                next.find(|c: char| !c.is_whitespace() || c == '\n').unwrap_or(next.len());
            if paragraph_before && matches!(next.as_bytes().get(text_at), None | Some(b'\n')) {
                from += (text_at + 1).min(next.len());
            }
        }
    }
    kept.push_str(&text[from..]);
    kept.into()
}

fn add(text: &str, html: Range<usize>, found: &mut Comments) {
    let mut from = html.start;
    while let Some(open) = text[from..html.end].find("<!--").map(|at| from + at) {
        match text[open + 4..html.end].find("-->") {
            Some(at) => {
                from = open + 4 + at + 3;
                found.closed.push(open..from);
            }
            None => {
                found.unclosed.get_or_insert(open);
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn comments_go_and_everything_else_stays() {
        assert_eq!(strip("## A\n\n<!-- say\nmore -->\n\nText.\n"), "## A\n\nText.\n");
        assert_eq!(strip("Text <!-- x --> more.\n"), "Text  more.\n");
        assert_eq!(strip("<!-- x --> kept\n"), " kept\n");
        assert_eq!(strip("`<!-- code -->`\n"), "`<!-- code -->`\n");
        assert_eq!(strip("```\n<!-- code -->\n```\n"), "```\n<!-- code -->\n```\n");
        assert_eq!(strip("## A\r\n\r\n<!-- x -->\r\n\r\nText\r\n"), "## A\r\n\r\nText\r\n");
    }

    #[test]
    fn text_after_an_unclosed_comment_is_not_lost() {
        let text = "Before.\n\n<!-- oops\n\nThe client said more.\n";
        assert_eq!(strip(text), text);
        assert_eq!(comments(text).unclosed, Some(9));
    }

    proptest! {
        #[test]
        fn words_outside_comments_survive(pieces in proptest::collection::vec("(<!-- c -->|<!--|-->|word|\n|\n\n|`|# |> |- |<b>)", 0..14)) {
            let text = pieces.concat();
            let outside = comments(&text).closed.iter().rev().fold(text.clone(), |mut text, range| {
                text.replace_range(range.clone(), "");
                text
            });
            let words = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(words(&strip(&text)), words(&outside));
        }
    }
}
