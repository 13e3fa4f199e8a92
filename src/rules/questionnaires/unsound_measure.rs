//! QN004: the file of a measure with mistakes in it.

use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::rule::{Report, rule};

rule!("QN004", "unsound-measure", Error, "unsound_measure.md", Questionnaire(check));

fn check(subject: &QuestionnaireSubject<'_>, report: &mut Report<'_>) {
    if let QuestionnaireSubject::Measure(problems) = subject {
        problems.iter().for_each(|problem| report.problem(problem));
    }
}
