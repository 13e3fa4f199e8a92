//! What `validate` finds in the questionnaires of a client, and in the scores of notes beside them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::commands::chart::validate::client::Standard;
use crate::disk::DiskError;
use crate::domain::note_id::NoteStem;
use crate::note::progress_note::ProgressNote;
use crate::record::chart::amended::standing;
use crate::record::chart::layout::SIGNATURE;
use crate::record::chart::questionnaires::{FiledQuestionnaire, QuestionnaireFolder};
use crate::rules::finding::Finding;
use crate::rules::questionnaires::subject::QuestionnaireSubject;
use crate::rules::questionnaires::verdicts;
use crate::rules::subject::Unreadable;
use crate::rules::{self};

/// What the answers to each measure come to, by measure and day.
#[derive(Debug, Default)]
pub struct Answered(BTreeMap<(String, NaiveDate), Vec<i64>>);

impl Answered {
    /// Reports each score of a note that is another than what the answers of its day come to.
    pub fn check(
        &self,
        note: &ProgressNote<'_>,
        stem: Option<&NoteStem>,
        path: &mut dyn FnMut() -> PathBuf,
        found: &mut Vec<Finding>,
    ) {
        if self.0.is_empty() {
            return;
        }
        let day = note.front.start.map(|start| start.date()).or(stem.map(NoteStem::date));
        for (name, score) in &note.front.measures {
            let totals = day.and_then(|day| self.0.get(&(name.clone(), day)));
            if totals.is_some_and(|totals| !totals.contains(score)) {
                let subject = QuestionnaireSubject::OtherScore(name);
                rules::check_bytes(&subject, &path(), note.text.as_bytes(), found);
            }
        }
    }
}

/// Checks the questionnaires of a client, and returns what those come to that nothing is wrong with and no
/// other is in the place of.
pub fn check_questionnaires(
    standard: &Standard<'_>,
    folder: &QuestionnaireFolder,
    found: &mut Vec<Finding>,
) -> Result<Answered, DiskError> {
    let (chart, measures) = (standard.chart, standard.chart.measures()?);
    let mut read: Vec<FiledQuestionnaire> = Vec::new();
    for (name, files) in &folder.questionnaires {
        let path = folder.path_of(format!("{name}.toml"));
        if !files.has_answers {
            let path = folder.path_of(format!("{name}.toml{SIGNATURE}"));
            rules::check(&QuestionnaireSubject::SignatureAlone, &path, found);
            continue;
        }
        match chart.questionnaire_in(folder, name) {
            Err(error) => rules::check(&Unreadable { reason: error.to_string() }, &path, found),
            Ok(filed) => {
                let is_there =
                    |other: &_| folder.questionnaires.get(other).is_some_and(|it| it.has_answers);
                let signers = &standard.trust.signers;
                verdicts::check(&filed, measures, &is_there, signers, &path, found);
                read.push(filed);
            }
        }
    }
    let mut answered = Answered::default();
    for filed in standing(&read) {
        let (name, day) = (filed.id.name.measure(), filed.id.name.day());
        let instrument = measures.get(name).and_then(|measure| measure.instrument.as_ref());
        let Some((instrument, day)) = instrument.zip(day) else { continue };
        if !filed.problems.is_empty() || instrument.misfit(&filed.said.answers).is_some() {
            continue;
        }
        let total = instrument.score(&filed.said.answers).total;
        answered.0.entry((name.to_owned(), day)).or_default().extend(total);
    }
    Ok(answered)
}
