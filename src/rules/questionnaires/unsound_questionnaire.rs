//! QN001: a questionnaire that cannot be read, or is another than its name says.

use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::rule::{Report, rule};

rule!("QN001", "unsound-questionnaire", Error, "unsound_questionnaire.md", Questionnaire(check));

fn check(subject: &QuestionnaireSubject<'_>, report: &mut Report<'_>) {
    match subject {
        QuestionnaireSubject::Unsound(problems) => {
            problems.iter().for_each(|problem| report.problem(problem));
        }
        QuestionnaireSubject::SignatureAlone => {
            report.whole("the questionnaire that this is the signature of is not there", None);
        }
        QuestionnaireSubject::AmendsNothing => {
            report.whole("it amends a questionnaire that is not there", None);
        }
        _ => {}
    }
}
