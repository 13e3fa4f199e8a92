//! QN003: a questionnaire whose signature does not hold.

use crate::record::signature::verdict::{State, Verdict};
use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::rule::{Report, rule};

rule!(
    "QN003",
    "unverified-questionnaire",
    Error,
    "unverified_questionnaire.md",
    Questionnaire(check)
);

fn check(subject: &QuestionnaireSubject<'_>, report: &mut Report<'_>) {
    let QuestionnaireSubject::Unverified(state) = subject else { return };
    let message = match state {
        State::MarkAlone => "the questionnaire says that it is signed, and has no signature",
        State::SignatureAlone => {
            "the questionnaire has a signature and does not say by whom and when"
        }
        State::Signed(Verdict::NotForThisText) => {
            "the questionnaire was changed after it was signed"
        }
        State::Signed(Verdict::UnknownKey) => {
            "the questionnaire is signed with a key that the practice does not know"
        }
        State::Signed(Verdict::OtherPerson) => {
            "the questionnaire is signed with the key of somebody else than it names"
        }
        State::Signed(Verdict::NotThen) => {
            "the questionnaire is signed with a key that could not sign then"
        }
        _ => "the signature of the questionnaire cannot be checked",
    };
    report.whole(message, None);
}
