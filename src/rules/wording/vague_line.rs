//! WD006: a line that says nothing.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("WD006", "vague-line", Warning, "vague_line.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if !subject.is_session() {
        return;
    }
    let body = subject.note.body();
    for hit in subject.own_words(Topic::Vague) {
        let (start, end) = (hit.range().start, hit.range().end);
        let bare = |c: char| c != '\n' && (c.is_whitespace() || "-*.!,;:".contains(c));
        let line_start = body[..start].trim_end_matches(bare).len();
        let line_end = body.len() - body[end..].trim_start_matches(bare).len();
        let is_alone = body[..line_start].chars().next_back().is_none_or(|c| c == '\n')
            && body[line_end..].chars().next().is_none_or(|c| c == '\n');
        // The line stands for itself: neither the one above nor the one below goes on with it.
        let above = body[..line_start].trim_end_matches([' ', '\t']);
        let below = body[line_end..].strip_prefix('\n').unwrap_or_default();
        let is_item = body[line_start..start].contains(['-', '*']);
        let stands_alone = is_item
            || ((above.ends_with("\n\n") || above.is_empty())
                && below.trim_start_matches([' ', '\t']).starts_with('\n'))
            || (above.ends_with("\n\n") && below.is_empty());
        if is_alone && stands_alone {
            report.at_body(
                subject,
                start,
                "this line says nothing that others would not say",
                None,
            );
        }
    }
}
