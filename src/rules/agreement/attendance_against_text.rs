//! AG003: a text in which others were there, or nobody, than the front matter says.

use std::sync::LazyLock;

use crate::domain::record_kind::RecordKind;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::forms::Form;
use crate::text::lexicon::Topic;
use crate::text::said::is_of_another_time;

rule!("AG003", "attendance-against-text", Warning, "attendance_against_text.md", Note(check));

const CLIENT: &str = r"(?:the |this )?(?:identified )?(?:client|patient|pt|cl|ct|clt|student|resident|consumer|camper|service user|young person|child|boy|girl|youth|teen|participant)\.?";

/// Who comes along with a client or instead.
const KIN: &str = r"(?:parents?|mother|father|mum|mom|mam|dad|gran|nan|grand(?:mother|father|ma|pa|parents?)|aunt|uncle|wife|husband|spouse|partner|daughter|son|sisters?|brothers?|siblings?|teacher|guardians?|foster (?:carers?|parents?|mother|father)|carers?|caregivers?|family)";

/// The client was not there at all.
static MISSED: LazyLock<Form> = LazyLock::new(|| {
    made(&format!(
        r"(?:^\W*|\b{CLIENT} |\b(?:he|she|they) |; ?)(?:did(?: not|n['\u{{2019}}]t) (?:attend|show(?: up)?|come|arrive|keep)|failed to attend|never (?:arrived|came)|(?:no[- ]call ?[/,&]? ?)?no[- ]?show(?:ed)?|ncns|cancell?ed|missed|dna)(?: (?:the|this|today['\u{{2019}}]s|her|his|their)?\s?(?:session|appointment|today))?(?: (?:today|without notice|again|in))?\s*(?:[;,.:(]|and\b|$|(?:at|by|via|due|because|late|this|without|within|less|as|last minute|same[- ]day|on the day|an hour|minutes|shortly|again|online|to (?:the|this|today['\u{{2019}}]s|her|his|their) (?:session|appointment|visit)|for (?:the|this|today['\u{{2019}}]s|her|his|their) (?:session|appointment|visit))\b)|(?:^\W*|\b{CLIENT} )(?:refuse[ds]|decline[ds]) (?:to (?:attend|come to) )?(?:the |this |today['\u{{2019}}]s |her |his |their )?(?:session|appointment|visit)(?: today)?\s*(?:[;,.:(]|and\b|$)|\b(?:called|rang|texted|phoned|emailed) to (?:cancel|reschedule)\b|\b(?:session|appointment|visit) (?:was )?(?:missed|cancell?ed|not held|not kept|did not take place|did not happen)\b|\b(?:nobody|no one) came\b|\b{CLIENT} did not (?:log on|connect|pick up|join the (?:call|session))\b"
    ))
});

/// The session was of several people.
static JOINT: LazyLock<Form> = LazyLock::new(|| {
    made(
        r"^\W*(?:this was an? |(?:this|today['\u{2019}]s) session was an? |held an? |conducted an? |met for an? |seen in an? |a )?(?:family|couples?|couple['\u{2019}]s|group|conjoint|joint|marital) (?:therapy |psychotherapy |counsell?ing )?(?:session|meeting)\b|^\W*(?:the )?couple (?:was |were )?(?:seen|attended|came|arrived)\b|^\W*(?:parents?|parent guidance|collateral|mother|father) (?:session|only|alone)\b|^\W*group of (?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|^\W*(?:group (?:topic|members present|theme)|\w+ (?:group )?(?:members|participants|attendees|clients|women|men|teens) (?:were )?(?:present|attended|took part|participated|in attendance))\b|^\W*(?:present|attended|in attendance)\W+\w+ (?:members|participants|attendees)\b|^\W*session (?:number )?\w+ of the (?:\w+ )?group\b|\b(?:both (?:partners|parents|spouses)|(?:husband|wife|partner|mother|father|parents?) and (?:client|patient|pt)|(?:client|patient|pt) and (?:her |his |their )?(?:husband|wife|spouse|partner|parents?|mother|father|family)) (?:(?:both|all|were|was) )*(?:attended|present|seen|participated|came)\b|\bseen together with\b|\bsession (?:was )?with (?:the |both )?(?:couple|family|parents|partners|spouses)\b|^\W*(?:client |patient |pt )?seen with (?:her |his |their )?(?:husband|wife|spouse|partner|parents?|mother|father|family)\b",
    )
});

/// The client was left out.
static WITHOUT: LazyLock<Form> = LazyLock::new(|| {
    made(&format!(
        r"\b{CLIENT} (?:was )?(?:not present|absent)\b(?: from the (?:session|room))?(?:[;,.]|$| (?:today|for|during|at the session))|\b{CLIENT} (?:himself |herself |themselves )?(?:stayed|remained|waited) (?:in (?:the |his |her |their )?(?:car|van|truck|waiting room|waiting area|lobby|hall|hallway|corridor|next room|other room)|at home|home|outside|out of the (?:room|session)|in (?:class|school|bed|the playroom|the garden)|at school|with (?:the )?(?:receptionist|staff|teacher)|downstairs|upstairs)\b|\b{CLIENT} did not join\b|^\W*(?:met|spoke|session|seen|held|talked)\b.*\bwithout (?:the )?(?:client|patient|pt|cl)\b|\b(?:met|spoke|session|sat|talked) with (?:the |her |his |their |both |client['\u{{2019}}]s )*{KIN}(?: only| alone| (?:on|by) (?:her|him|them)sel(?:f|ves)| on (?:her|his|their) own| instead| while {CLIENT}\b)"
    ))
});

/// The client was alone.
static ALONE: LazyLock<Form> = LazyLock::new(|| {
    made(
        r"^\W*(?:client |patient |pt |cl )?(?:(?:came|attended|was seen|seen|arrived) (?:alone|individually)|individual (?:therapy |psychotherapy )?session)\b",
    )
});

fn made(form: &str) -> Form {
    Form::new(form)
}

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
        let text = body[sentence.clone()].trim().to_ascii_lowercase();
        if is_of_another_time(&text) || subject.is_planned(sentence.start) {
            continue;
        }
        let message = match () {
            () if MISSED.is_in(&text) => {
                "the text says that nobody came, and the note is of a session"
            }
            () if !is_joint && JOINT.is_in(&text) => {
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
        let lead = body[sentence.clone()].len() - body[sentence.clone()].trim_start().len();
        report.at_body(subject, sentence.start + lead, message, None);
    }
}
