//! AG002: a text in which the session was held another way than the front matter says.

use std::ops::Range;
use std::sync::LazyLock;

use crate::domain::codes::place::is_telehealth;
use crate::domain::record_kind::RecordKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::forms::{Form, Forms};
use crate::text::lexicon::Topic;
use crate::text::said::{is_of_another_time, up_to_its_clause};

rule!("AG002", "place-against-text", Warning, "place_against_text.md", Note(check));

static FORMS: LazyLock<Forms> =
    LazyLock::new(|| Forms::parse(include_str!("../../text/lexicon/en/place-forms.txt")));

/// How a session was held, as a sentence says it.
static WAYS: LazyLock<[(Way, Form); 6]> = LazyLock::new(|| {
    [
        (Way::Audio, FORMS.form("audio")),
        (Way::Video, FORMS.form("video")),
        (Way::Distance, FORMS.form("distance")),
        (Way::Home, FORMS.form("home")),
        (Way::Elsewhere, FORMS.form("elsewhere")),
        (Way::Room, FORMS.form("room")),
    ]
});

/// Where another place than the session's is meant.
static ANOTHER_PLACE: LazyLock<Form> = LazyLock::new(|| FORMS.form("another-place"));

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Audio,
    Video,
    Distance,
    Home,
    Elsewhere,
    Room,
}

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let front = &subject.note.front;
    if !subject.kind().is_some_and(RecordKind::is_timed) {
        return;
    }
    let place = front.place.as_deref();
    let mode = front.telehealth.as_ref().map(|block| block.mode.as_deref());
    let is_distance = match (place, mode) {
        (_, Some(_)) => true,
        (Some(place), None) => is_telehealth(place),
        // Nothing is said that could be contradicted.
        (None, None) => return,
    };
    let is_at = |other: &str| place == Some(other);
    let contradicts = |way: Way| match way {
        Way::Audio => !is_distance || mode == Some(Some("video")),
        Way::Video => !is_distance || mode == Some(Some("audio")),
        Way::Distance => !is_distance,
        Way::Home => !is_at("12") && !is_distance && place.is_some(),
        // Only an office is surely none of these.
        Way::Elsewhere => is_distance || is_at("11"),
        Way::Room => is_distance || is_at("12"),
    };
    let body = subject.note.body();
    let mut sentences = subject.sentences_with(Topic::Distance);
    sentences.extend(subject.sentences_with(Topic::Presence));
    sentences.sort_by_key(|sentence| sentence.start);
    sentences.dedup();
    for sentence in sentences {
        let text = body[sentence.clone()].trim().to_ascii_lowercase();
        if subject.is_planned(sentence.start) {
            continue;
        }
        // The narrowest is asked first: a telephone is at a distance as well.
        let said = WAYS.iter().find_map(|(way, form)| Some((*way, form.range(&text)?)));
        // "Seen at school" is where the session was; "seen by the dentist at school" is not.
        let is_meant = |way: Way, place: &Range<usize>| {
            let is_head = !text[..place.start].contains(char::is_alphanumeric);
            way == Way::Elsewhere && is_head || !ANOTHER_PLACE.is_in(&text)
        };
        if let Some((way, place)) = said
            && is_meant(way, &place)
            && contradicts(way)
            && !is_of_another_time(up_to_its_clause(&text, place.end))
        {
            let at = sentence.start + body[sentence.clone()].len()
                - body[sentence.clone()].trim_start().len();
            let message = "the front matter says that the session was held another way";
            report.at_body(subject, at, message, None);
        }
    }
}
