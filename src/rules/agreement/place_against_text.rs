//! AG002: a text in which the session was held another way than the front matter says.

use std::ops::Range;
use std::sync::LazyLock;

use crate::domain::codes::place::is_telehealth;
use crate::domain::record_kind::RecordKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::forms::Form;
use crate::text::lexicon::Topic;
use crate::text::said::{is_of_another_time, up_to_its_clause};

rule!("AG002", "place-against-text", Warning, "place_against_text.md", Note(check));

/// How a session was held, as a sentence says it.
static WAYS: LazyLock<[(Way, Form); 5]> = LazyLock::new(|| {
    const MEDIUM: &str = r"(?:secure |hipaa[- ]compliant )?(?:video|vc|vtc|video[- ]?conferenc(?:e|ing)|video[- ]?call|telepsychiatry|zoom|telehealth|telemedicine|teletherapy|telephone|phone|facetime|skype|doxy(?:\.me)?|webcam|audio|teams|webex|google meet|gmeet|whereby|attend anywhere|accurx|coviu|whatsapp|landline)";
    const SESSION: &str = r"(?:session|appointment|visit|contact|therapy|psychotherapy|services?)";
    const HELD: &str = r"(?:seen|met|held|conducted|attended|joined|provided|delivered|connected|completed|took place|spoke|done)";
    const AUDIO: &str = r"(?:telephone|phone|audio)";
    let made = |form: String| Form::new(&form);
    let ways = |medium: &str| {
        format!(
            r"\b(?:{medium}(?:[- ]only)? {SESSION}\b|{HELD}(?: with)?(?: (?:client|pt|cl|patient|today|the session|remotely|her|him|them|together))*,? (?:by|via|over|on|through|using)(?: the| a)? {medium}\b|{SESSION}(?: (?:was|today|held|conducted|done))* (?:by|via|over|on|through)(?: the| a)? {medium}\b)|^\W*(?:by|via|over)(?: the| a)? {medium}\b|^\W*{medium}\b\s*(?:\(|:|,|\.|$)"
        )
    };
    [
        (
            Way::Audio,
            made(format!(
                r"{}|\baudio[- ]only\b|^\W*{AUDIO} (?:only|contact)\b|\b(?:telephone|phone) only\b",
                ways(AUDIO)
            )),
        ),
        (
            Way::Distance,
            made(format!(
                r"{}|\b(?:virtual|remote|online) {SESSION}\b|\b{SESSION} (?:was )?(?:held |conducted )?(?:virtually|remotely|online|virtual|remote)\b|\b(?:seen|met|attended|joined)(?: with \w+)? (?:virtually|remotely|online)\b|\b(?:logged|dialled|dialed) (?:on|in) (?:from|to)\b|^\W*{MEDIUM} only\b|\b(?:his|her|their|the client['\u{{2019}}]s) camera\b|\bcamera (?:was )?(?:on|off)\b|\bon[- ]screen (?:today|throughout)\b",
                ways(MEDIUM)
            )),
        ),
        (
            Way::Home,
            made(r"^\W*(?:home visit|h/v|hv)\b|\b(?:seen|met|visited|session)(?: with (?:client|pt|cl|ct|her|him|them))? (?:was |held |conducted |took place |done )*(?:at|in|on) (?:the client['\u{2019}]s|client['\u{2019}]s|pt['\u{2019}]s|his|her|their) (?:own )?(?:home|house|flat|apartment|kitchen|living room|lounge|doorstep|garden)\b|\bseen at home\b".to_owned()),
        ),
        (
            Way::Elsewhere,
            made(r"\b(?:seen|met|visited(?: (?:him|her|them|client|pt|the client|the patient))?|saw|session (?:was )?(?:held|done|conducted|took place)?|session)(?: with)?(?: (?:client|pt|him|her|them|today|outdoors))* (?:at|in|on) (?:(?:the|his|her|their|a|county|local|state|community|city|care|day|women's|youth) )*(?:ward|hospital|bedside|farm|school|library|park|church|jail|prison|shelter|hostel|refuge|hub|drop-in|campus|classroom|dormitory|care home|day cent(?:re|er)|community cent(?:re|er)|residence|caf\u{e9}|cafe|workplace|nursing home|group home|emergency (?:department|room)|er|icu|custody|kitchen)\b|^\W*(?:walk[- ]and[- ]talk|bedside (?:visit|session)|school visit|hospital visit)\b".to_owned()),
        ),
        (
            Way::Room,
            made(format!(
                r"\b(?:{HELD}|{SESSION}|came|arrived|walked in)(?: with)?(?: (?:client|pt|cl|patient|was|today|held|alone|on time|her|him|them|together|to))* (?:(?:in|at|to) (?:the|my|our) (?:office|clinic|consulting room|practice)|in[- ]person|face[- ]to[- ]face|in[- ]office|in clinic|on[- ]site)\b|\b(?:sat|sitting|seated) across from\b|\bin my office\b|\b(?:in[- ]person|face[- ]to[- ]face|in[- ]office|office) (?:session|visit|appointment)\b|^\W*(?:in[- ]person|face[- ]to[- ]face)\W*$"
            )),
        ),
    ]
});

/// Where another place than the session's is meant.
static ELSEWHERE: LazyLock<Form> = LazyLock::new(|| {
    let form = r"\b(?:rang|calls? (?:at|with|from)|work meetings?|for work|at work|interview|class|classes|lesson|court|doctor|gp|pcp|psychiatrist|prescriber|nurse|np|dieti[ct]ian|nutritionist|neurologist|specialist|surgeon|cardiologist|dentist|physical therapist|probation|attorney|lawyer|med(?:ication)? (?:check|management|review)|school|group|games?|dating|offered (?:a |to |him |her |them )*(?:video|tele\w+|phone|remote|in[- ]person|office))\b";
    Form::new(form)
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Audio,
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
            way == Way::Elsewhere && is_head || !ELSEWHERE.is_in(&text)
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
