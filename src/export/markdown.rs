//! One Markdown text: each session under a heading with client and time, its body as it stands.

use crate::export::dress::{Dress, Leaf};
use crate::export::questionnaires::ExportedQuestionnaire;
use crate::export::{Document, Format, Record};
use crate::text::is_unseen;

pub(super) const FORMAT: Format = Format { name: "markdown", aliases: &["md"], render };

fn render(record: &Record<'_>) -> Document<'static> {
    let wording = &record.dress.wording;
    let person = inline(&record.client.line(wording));
    let mut text = format!("# Progress notes of {person}\n\n");
    let letterhead = &record.dress.letterhead;
    let sender: Vec<String> = letterhead.name.iter().cloned().chain(letterhead.lines()).collect();
    if !sender.is_empty() {
        text.push_str(&format!("- From: {}\n", inline(&sender.join(", "))));
    }
    for (name, value) in record.client.details {
        text.push_str(&format!("- {name}: {}\n", inline(value)));
    }
    for (name, value) in record.cover.facts(wording) {
        text.push_str(&format!("- {name}: {}\n", inline(&value)));
    }
    text.push_str(&format!("- Sessions: {}\n", record.notes.len()));
    if !record.documents.is_empty() {
        text.push_str(&format!("- Documents: {}\n", record.documents.len()));
    }
    if !record.questionnaires.is_empty() {
        text.push_str(&format!("- Questionnaires: {}\n", record.questionnaires.len()));
    }
    for notice in &record.cover.notices {
        text.push_str(&format!("\n> {}\n", inline(notice)));
    }
    leaves(&record.dress.before, &mut text);
    for session in &record.notes {
        text.push_str(&format!("\n---\n\n# {}: {}\n\n", person, inline(&session.when(wording))));
        for (name, value) in session.facts(&record.dress, record.measures) {
            text.push_str(&format!("- {name}: {}\n", inline(&value)));
        }
        text.push_str(&format!("- Note: {}\n\n", session.id));
        text.push_str(session.body.trim_start_matches(['\r', '\n']));
        if !text.ends_with('\n') {
            text.push('\n');
        }
        for added in &session.amendments {
            text.push_str(&format!("\n## {}\n\n", inline(&added.title(wording))));
            for (name, value) in added.facts(&record.dress) {
                text.push_str(&format!("- {name}: {}\n", inline(&value)));
            }
            text.push_str(&format!("\n{}", added.body.trim_start_matches(['\r', '\n'])));
            if !text.ends_with('\n') {
                text.push('\n');
            }
        }
        for statement in &session.statements {
            text.push_str(&format!("\n## {}\n\n", inline(&statement.title(wording))));
            for (name, value) in statement.facts(wording) {
                text.push_str(&format!("- {name}: {}\n", inline(&value)));
            }
            if !statement.body.is_empty() {
                text.push_str(&format!("\n{}\n", statement.body.trim_matches(['\r', '\n'])));
            }
        }
    }
    if !record.documents.is_empty() {
        text.push_str("\n---\n\n# Documents\n");
    }
    for document in &record.documents {
        text.push_str(&format!("\n## {}\n\n", inline(&document.heading(wording))));
        for (name, value) in document.facts(wording) {
            text.push_str(&format!("- {name}: {}\n", inline(&value)));
        }
    }
    if !record.questionnaires.is_empty() {
        text.push_str("\n---\n\n# Questionnaires\n");
    }
    for it in &record.questionnaires {
        questionnaire(it, &record.dress, &mut text);
    }
    leaves(&record.dress.after, &mut text);
    text.into()
}

/// Writes what was answered and what it comes to.
fn questionnaire(it: &ExportedQuestionnaire<'_>, dress: &Dress, text: &mut String) {
    text.push_str(&format!("\n## {}\n\n", inline(&it.heading(&dress.wording))));
    for (name, value) in it.facts(dress) {
        text.push_str(&format!("- {name}: {}\n", inline(&value)));
    }
    if let Some(instruction) = it.instruction() {
        text.push_str(&format!("\n{}\n", inline(instruction)));
    }
    for (at, row) in it.table().iter().enumerate() {
        // A bar would end its cell.
        let cells: Vec<String> = row.iter().map(|cell| inline(cell).replace('|', "\\|")).collect();
        let line = format!("| {} |\n", cells.join(" | "));
        match at {
            0 => text.push_str(&format!("\n{line}|{}\n", "---|".repeat(cells.len()))),
            _ => text.push_str(&line),
        }
    }
}

/// Writes sheets of our own words.
fn leaves(leaves: &[Leaf], text: &mut String) {
    for leaf in leaves {
        text.push_str(&format!("\n---\n\n# {}\n\n", inline(&leaf.title)));
        for (name, value) in &leaf.facts {
            text.push_str(&format!("- {name}: {}\n", inline(value)));
        }
        for paragraph in &leaf.paragraphs {
            text.push_str(&format!("\n{}\n", inline(paragraph)));
        }
    }
}

/// Makes a value safe inside a line of Markdown: no markup of its own, no line end.
fn inline(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' => text.extend(['\\', c]),
            c if c.is_control() => text.push(' '),
            // What nobody sees could make one value look like another.
            c if is_unseen(c) => text.push('\u{fffd}'),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_bring_markup() {
        assert_eq!(inline("A <b>*x*</b>\n# y"), "A \\<b\\>\\*x\\*\\</b\\> \\# y");
        assert_eq!(inline("a\u{202e}b\r\n\u{1}"), "a\u{fffd}b   ");
        assert_eq!(inline("a\u{200b}b\u{2028}c\u{200d}"), "a\u{fffd}b\u{fffd}c\u{200d}");
    }
}
