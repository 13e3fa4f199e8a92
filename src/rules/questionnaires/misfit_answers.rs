//! QN002: answers that their measure does not have.

use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::rule::{Report, rule};

rule!("QN002", "misfit-answers", Error, "misfit_answers.md", Questionnaire(check));

fn check(subject: &QuestionnaireSubject<'_>, report: &mut Report<'_>) {
    match subject {
        QuestionnaireSubject::NoMeasure => {
            let help = "Describe it in templates/measures/NAME.toml (docs/MEASURES.md).";
            report.whole("nobody has said what this measure asks", Some(help.into()));
        }
        QuestionnaireSubject::Misfit(item) => {
            report.whole(format!("item {item} of the measure has no such answer"), None);
        }
        _ => {}
    }
}
