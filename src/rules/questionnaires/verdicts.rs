//! What is found in a questionnaire.

use std::path::Path;

use crate::domain::questionnaire::QuestionnaireName;
use crate::measure::known::Measures;
use crate::record::chart::questionnaires::FiledQuestionnaire;
use crate::record::signature::allowed_signers::AllowedSigners;
use crate::record::signature::verdict::{State, Verdict};
use crate::rules;
use crate::rules::finding::Finding;
use crate::rules::questionnaires::subject::QuestionnaireSubject;

/// Checks a questionnaire, what it amends, and its signature. `is_there` tells whether the client has another
/// one.
pub fn check(
    filed: &FiledQuestionnaire,
    measures: &Measures,
    is_there: &dyn Fn(&QuestionnaireName) -> bool,
    signers: &AllowedSigners,
    path: &Path,
    found: &mut Vec<Finding>,
) {
    if rules::check_conflict(&filed.text, path, found) {
        return;
    }
    let mut report = |subject: QuestionnaireSubject<'_>| {
        rules::check_bytes(&subject, path, &filed.text, found);
    };
    if !filed.problems.is_empty() {
        report(QuestionnaireSubject::Unsound(&filed.problems));
    }
    if filed.said.amends.as_ref().is_some_and(|amends| !is_there(amends)) {
        report(QuestionnaireSubject::AmendsNothing);
    }
    let measure = measures.get(filed.id.name.measure());
    match measure.and_then(|measure| measure.instrument.as_ref()) {
        None => report(QuestionnaireSubject::NoMeasure),
        Some(instrument) => {
            if let Some(item) = instrument.misfit(&filed.said.answers) {
                report(QuestionnaireSubject::Misfit(item));
            }
        }
    }
    match filed.state(signers) {
        State::Draft | State::Signed(Verdict::Good) => {}
        state => report(QuestionnaireSubject::Unverified(state)),
    }
}
