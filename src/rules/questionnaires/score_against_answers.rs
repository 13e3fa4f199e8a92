//! QN005: a score in a note that is another than the answers of that day come to.

use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::rule::{Report, rule};

rule!("QN005", "score-against-answers", Warning, "score_against_answers.md", Questionnaire(check));

fn check(subject: &QuestionnaireSubject<'_>, report: &mut Report<'_>) {
    if let QuestionnaireSubject::OtherScore(measure) = subject {
        let message = format!("`[measures]` has another score for `{measure}` than the answers");
        let help = "Correct the note, or leave the key out: the answers are enough.";
        report.whole(message, Some(help.into()));
    }
}
