//! AG003: a text in which others were there, or nobody, than the front matter says.

use std::sync::LazyLock;

use crate::domain::record_kind::RecordKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::forms::{Form, Forms};
use crate::text::lexicon::Topic;
use crate::text::said::is_of_another_time;

rule!("AG003", "attendance-against-text", Warning, "attendance_against_text.md", Note(check));

static FORMS: LazyLock<Forms> =
    LazyLock::new(|| Forms::parse(include_str!("../../text/lexicon/en/attendance-forms.txt")));

/// The client was not there at all.
static MISSED: LazyLock<Form> = LazyLock::new(|| FORMS.form("missed"));
/// The session was of several people.
static JOINT: LazyLock<Form> = LazyLock::new(|| FORMS.form("joint"));
/// Somebody was there for a part of it alone.
static IN_PART: LazyLock<Form> = LazyLock::new(|| FORMS.form("in-part"));
/// The client was left out.
static WITHOUT: LazyLock<Form> = LazyLock::new(|| FORMS.form("without"));
/// The client was alone.
static ALONE: LazyLock<Form> = LazyLock::new(|| FORMS.form("alone"));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if subject.kind() != Some(RecordKind::Session) {
        return;
    }
    let front = &subject.note.front;
    let format = front.format.as_ref().map(|format| format.as_str()).unwrap_or_default();
    let record = front.record.as_deref();
    let is_joint = subject.is_of_family()
        || format == "group"
        || front
            .service
            .iter()
            .any(|code| matches!(&**code, "90846" | "90847" | "90849" | "90853"))
        || record.is_some_and(|record| record.present.len() > 1 || record.group.is_some());
    let is_away = front.service.iter().any(|code| code == "90846")
        || record.is_some_and(|record| record.patient_present == Some(false));
    let body = subject.note.body();
    for sentence in subject.sentences_with(Topic::Attendance) {
        // "Cancelled last minute" is of no other time.
        let text = body[sentence.clone()].trim().to_ascii_lowercase();
        let text = text.replace("last minute", "late").replace("last-minute", "late");
        let message = match () {
            () if MISSED.is_in(&text) => {
                "the text says that nobody came, and the note is of a session"
            }
            () if !is_joint && JOINT.is_in(&text) && !IN_PART.is_in(&text) => {
                "the text says that others took part, and the front matter that the client was alone"
            }
            () if !is_away && WITHOUT.is_in(&text) => {
                "the text says that the client was not there, and the front matter does not"
            }
            () if is_joint && ALONE.is_in(&text) => {
                "the text says that the client was alone, and the front matter that others took part"
            }
            () => continue,
        };
        if is_of_another_time(&text) || subject.is_planned(sentence.start) {
            continue;
        }
        let lead = body[sentence.clone()].len() - body[sentence.clone()].trim_start().len();
        report.at_body(subject, sentence.start + lead, message, None);
    }
}
