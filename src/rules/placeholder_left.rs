//! TX003: a placeholder that nobody filled.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::rules::subject::{GOOD_NOTE, NoteSubject};
use crate::rules::{Check, Example, Level, Report, Rule};

pub(super) const RULE: Rule = Rule {
    code: "TX003",
    name: "placeholder-left",
    level: Level::Error,
    explanation: "\
## What it finds
Text that stands for text: `{{ name }}`, `[insert ...]`, `TODO`, `XXX`, `____`, lorem ipsum.
## Why it matters
A reviewer reads it as proof that the note was not written about this session.
## How to mend it
Write what belongs there, or remove it.
",
    bad: Example::note(
        "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is [insert homework].\n",
    ),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.sections().is_none() {
        return;
    }
    let body = subject.note.body();
    for (finder, (_, is_placeholder)) in FINDERS.iter().zip(PLACEHOLDERS) {
        for at in finder.find_iter(body.as_bytes()) {
            if is_placeholder(body, at) && !in_comment(subject, at) {
                report.at(subject.note.body_range.start + at, "a placeholder is left", None);
            }
        }
    }
}

static FINDERS: LazyLock<Vec<Finder<'static>>> =
    LazyLock::new(|| PLACEHOLDERS.iter().map(|(text, _)| Finder::new(text)).collect());

type IsPlaceholder = fn(&str, usize) -> bool;

const PLACEHOLDERS: &[(&str, IsPlaceholder)] = &[
    ("{{", |body, at| body[at..].lines().next().is_some_and(|line| line.contains("}}"))),
    ("nsert", is_insert),
    ("TODO", |body, at| is_word(body, at, 4)),
    ("XXX", |body, at| is_word(body, at, 3)),
    ("____", |body, at| !body[..at].ends_with('_') && !is_line_of_underscores(body, at)),
    ("orem ipsum", |body, at| body[..at].ends_with(['L', 'l'])),
];

fn is_insert(body: &str, at: usize) -> bool {
    body[..at].ends_with("[i") || body[..at].ends_with("[I") || body[..at].ends_with("[ I")
}

fn is_word(body: &str, at: usize, length: usize) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    !body[..at].ends_with(in_word) && !body[at + length..].starts_with(in_word)
}

/// A line of underscores alone is a rule across the page.
fn is_line_of_underscores(body: &str, at: usize) -> bool {
    let start = body[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = body[start..].lines().next().unwrap_or_default();
    line.trim().bytes().all(|b| b == b'_' || b == b' ')
}

/// Guidance may name what belongs in a section as it likes.
fn in_comment(subject: &NoteSubject<'_>, at: usize) -> bool {
    subject.comments().closed.iter().any(|comment| comment.contains(&at))
}
