//! EL006: a note that tells more than the record needs.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::{NoteSubject, words_up_to};

pub(super) const RULE: Rule = Rule {
    code: "EL006",
    name: "overlong-note",
    level: Level::Info,
    explanation: "\
## What it finds
A body of more than 900 words (`longest_note_words` in casenotes.toml).
## Why it matters
Most therapists write far too much in the progress note; whoever is given the record reads all of it.
Source: https://www.streamlineforensics.com/blog/write-better-therapy-notes-tips-from-a-psychologist-who-reads-them-for-court
## How to mend it
Keep what shows need, treatment, response and plan. What is yours alone belongs in a psychotherapy note.
",
    bad: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.
In week 1 client rode the bus on 2 days and wrote down what she feared and what came of it. In
week 2 client rode the bus on 3 days and wrote down what she feared and what came of it. In week
3 client rode the bus on 4 days and wrote down what she feared and what came of it. In week 4
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 5
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 6
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 7
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 8
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 9
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 10
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 11
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 12
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 13
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 14
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 15
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 16
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 17
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 18
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 19
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 20
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 21
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 22
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 23
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 24
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 25
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 26
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 27
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 28
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 29
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 30
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 31
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 32
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 33
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 34
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 35
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 36
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 37
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 38
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 39
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 40
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 41
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 42
client rode the bus on 3 days and wrote down what she feared and what came of it. In week 43
client rode the bus on 4 days and wrote down what she feared and what came of it. In week 44
client rode the bus on 5 days and wrote down what she feared and what came of it. In week 45
client rode the bus on 1 days and wrote down what she feared and what came of it. In week 46
client rode the bus on 2 days and wrote down what she feared and what came of it. In week 47
client rode the bus on 3 days and wrote down what she feared and what came of it.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    good: Example::note("\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-24T14:00:00-05:00
end = 2026-11-24T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
risk = \"denied\"
+++

# DAP note

## Data

Client reports two panic attacks on the bus, fewer than last week, and slept six hours on most
nights. Clinician guided paced breathing and reviewed the thought record; client practiced both
in session and was engaged throughout.

## Assessment

Anxiety interferes with the ride to work. Client responded well to exposure and identified the
feared thought; steady progress toward the goal.

## Plan

Continue weekly; homework is two bus rides with the breathing. Next session covers the third
step of the ladder.
"),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let most = subject.practice.limits.longest_note_words;
    let body = subject.note.body().as_bytes();
    // Gaps are counted many at a time, and there are never fewer of them than words but one.
    let gaps = memchr::memchr_iter(b' ', body).count() + memchr::memchr_iter(b'\n', body).count();
    if gaps as i64 >= most
        && subject.is_session()
        && words_up_to(subject.note.body(), most + 1) > most
    {
        report.at_body(subject, 0, "the note is longer than a record needs", None);
    }
}
