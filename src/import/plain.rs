//! A plain text as Markdown that says the same: no sign of it becomes markup, and its lines stay lines.

/// Signs that mean something in Markdown wherever they stand.
const ANYWHERE: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '>', '&', '|', '~', '$'];

/// Returns a plain text as Markdown.
pub fn as_markdown(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len() + text.len() / 8);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        // Spaces at both ends show nowhere, and would make code or a break of their own.
        let line = line.trim();
        escape(line, &mut markdown);
        let is_followed = lines.peek().is_some_and(|next| !next.trim().is_empty());
        if !line.is_empty() && is_followed {
            markdown.push('\\');
        }
        markdown.push('\n');
    }
    markdown
}

/// Adds a line or a part of one, escaped.
pub fn escape(line: &str, markdown: &mut String) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = digits > 0 && line[digits..].starts_with(['.', ')']);
    for (at, c) in line.char_indices() {
        let is_marker = at == 0 && matches!(c, '#' | '+' | '-' | '=' | ':');
        if is_marker || (is_number && at == digits) || ANYWHERE.contains(&c) {
            markdown.push('\\');
        }
        markdown.push(c);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// What a reader sees of Markdown that is paragraphs alone; `None` if it is anything else.
    fn seen(markdown: &str) -> Option<String> {
        let mut text = String::new();
        for event in
            Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
        {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::HardBreak => text.push('\n'),
                Event::Start(Tag::Paragraph) if text.is_empty() => {}
                Event::Start(Tag::Paragraph) => text.push_str("\n\n"),
                Event::End(TagEnd::Paragraph) => {}
                _ => return None,
            }
        }
        Some(text)
    }

    /// Its lines without the space around them, and one empty line for several.
    fn told(text: &str) -> String {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let parts = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
        parts.map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n")
    }

    #[test]
    fn signs_stay_signs_and_lines_stay_lines() {
        let text = "# 1 complaint\n- sleep *poor*\n1. see <b> & co\n\n    indented\n---\n===\n+ a\n| a | b |\n|---|---|\n";
        assert_eq!(seen(&as_markdown(text)), Some(told(text)), "{}", as_markdown(text));
    }

    proptest! {
        #[test]
        fn any_text_says_the_same(text in "([a-z]{1,4}|[ -~]|\n|\n\n|    |[0-9]{1,3}[.)] |é|- |\\* |&amp;|http://a\\.b){0,24}") {
            let markdown = as_markdown(&text);
            prop_assert_eq!(seen(&markdown), Some(told(&text)), "{}", markdown);
        }
    }
}
