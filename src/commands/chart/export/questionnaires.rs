//! Which questionnaires leave with a record, and how: with every answer, or, where a claim is made, their scores
//! alone.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::commands::chart::export::beside::{
    Asked, Candidates, Decided, Leaves, Measure, NotAlong, Paper, Wish,
};
use crate::commands::chart::export::leaving_documents::BesideFile;
use crate::commands::chart::export::terms::Release;
use crate::commands::leaving::Target;
use crate::domain::client_id::ClientId;
use crate::domain::digest::sha256;
use crate::domain::moment::Days;
use crate::domain::questionnaire::QuestionnaireId;
use crate::export::questionnaires::{ExportedQuestionnaire, ExportedScores};
use crate::export::{Seal, Signed};
use crate::failure::Failure;
use crate::measure::known::Measures;
use crate::record::chart::Chart;
use crate::record::chart::amended::in_place_of;
use crate::record::chart::layout::SIGNATURE;
use crate::record::chart::note_files::Trust;
use crate::record::chart::questionnaires::{FiledQuestionnaire, QuestionnaireFolder};
use crate::record::disclosure::decision::Beside;
use crate::record::disclosure::entry::Left;
use crate::record::signature::verdict::Standing;

/// Which questionnaires somebody wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct QuestionnaireArgs {
    /// Take the questionnaires along, those of the days that are asked for, with every answer; the profile of
    /// an insurer has their scores alone. A whole record of which the client has a copy has them anyway
    #[arg(long)]
    questionnaires: bool,
    /// Leave the questionnaires out of a record that would have them
    #[arg(long, conflicts_with = "questionnaires")]
    no_questionnaires: bool,
}

/// The questionnaires of a client that may be asked for, and where they lie.
pub struct QuestionnaireCandidates {
    folder: Option<QuestionnaireFolder>,
    /// The questionnaires.
    pub papers: Candidates<FiledQuestionnaire>,
}

/// The questionnaires that are asked for, and where they lie.
pub struct AskedQuestionnaires<'c> {
    folder: Option<&'c QuestionnaireFolder>,
    /// The questionnaires.
    pub papers: Asked<'c, FiledQuestionnaire>,
}

/// What is decided of the questionnaires.
pub struct DecidedQuestionnaires<'c> {
    /// What is decided.
    pub papers: Decided<'c, FiledQuestionnaire, LeavingQuestionnaire<'c>>,
    /// Whether their scores leave and no answer does.
    pub scores_alone: bool,
}

/// A questionnaire that leaves.
pub struct LeavingQuestionnaire<'c> {
    filed: &'c FiledQuestionnaire,
    digest: String,
    signed: Signed,
}

impl Paper for FiledQuestionnaire {
    type Id = QuestionnaireId;
    const KIND: Beside = Beside::Questionnaire;
    const NOUN: &'static str = "questionnaire";
    const FLAG_AND_LIST: (&'static str, &'static str) = ("--questionnaires", "measure list");

    fn id(&self) -> &QuestionnaireId {
        &self.id
    }

    fn client(&self) -> &ClientId {
        &self.id.client
    }

    fn day(&self) -> Option<NaiveDate> {
        self.id.name.day()
    }

    fn is_restricted(&self) -> bool {
        self.said.restricted
    }

    fn is_broken(&self) -> bool {
        !self.problems.is_empty()
    }

    fn standing(&self, trust: &Trust) -> Standing {
        Self::standing(self, trust)
    }
}

impl QuestionnaireArgs {
    /// Finds the questionnaires of a client that may be asked for, as `DocumentArgs::find` does.
    ///
    /// # Errors
    /// Fails when one cannot be read.
    pub fn find(
        &self,
        chart: &Chart,
        client: &ClientId,
        named: Vec<QuestionnaireId>,
        days: &Days,
        is_whole: bool,
    ) -> Result<QuestionnaireCandidates, Failure> {
        if self.no_questionnaires && !named.is_empty() {
            return Err(NotAlong::NamedAndLeftOut { noun: FiledQuestionnaire::NOUN }.into());
        }
        let (mut filed, mut found) = (Vec::new(), None);
        if is_whole || self.questionnaires || !named.is_empty() {
            found = chart.questionnaire_folder(client)?;
        }
        for name in found.iter().flat_map(QuestionnaireFolder::filed) {
            let is_one = is_whole || self.questionnaires || named.iter().any(|id| id.name == *name);
            if let Some(folder) = found.as_ref().filter(|_| is_one) {
                filed.push(chart.questionnaire_in(folder, name)?);
            }
        }
        let papers = Candidates::of_days(filed, named, is_whole, days);
        Ok(QuestionnaireCandidates { folder: found, papers })
    }

    /// Parts the questionnaires into those that are asked for and those that are not.
    pub fn asked<'c>(
        &self,
        candidates: &'c QuestionnaireCandidates,
        release: Option<&Release>,
    ) -> AskedQuestionnaires<'c> {
        let wish = Wish { all: self.questionnaires, none: self.no_questionnaires };
        let papers = candidates.papers.asked(wish, release);
        AskedQuestionnaires { folder: candidates.folder.as_ref(), papers }
    }
}

impl<'c> AskedQuestionnaires<'c> {
    /// Returns files that lie among the questionnaires and are none: where all are asked for they would be
    /// missing.
    pub fn unfiled(&self) -> Vec<PathBuf> {
        let Some(folder) = self.folder.filter(|_| self.papers.all) else { return Vec::new() };
        let alone = folder.questionnaires.iter().filter(|(_, files)| !files.has_answers);
        let alone = alone.map(|(name, _)| folder.path_of(format!("{name}.toml{SIGNATURE}")));
        let strays = folder.strays.iter().map(|stray| folder.path_of(&stray.name));
        alone.chain(strays).collect()
    }

    /// Decides questionnaire by questionnaire. Where the days of the sessions say which may leave, their scores
    /// do, and no answer.
    ///
    /// # Errors
    /// As [`Asked::decide`] does.
    pub fn decide(self, by: Measure<'_>) -> Result<DecidedQuestionnaires<'c>, Failure> {
        let papers = self.papers.decide(by, |filed, standing| {
            let signed = match standing {
                Standing::Signed => Signed::Yes,
                Standing::Draft => Signed::No,
                Standing::Unsound => Signed::InName,
            };
            Ok(LeavingQuestionnaire { filed, digest: sha256(&filed.text), signed })
        })?;
        Ok(DecidedQuestionnaires { papers, scores_alone: by.sessions.is_some() })
    }
}

impl Leaves for LeavingQuestionnaire<'_> {
    fn id(&self) -> String {
        self.filed.id.to_string()
    }

    fn signed(&self) -> Signed {
        self.signed
    }

    fn fault(&self) -> Option<&'static str> {
        (self.signed == Signed::InName).then_some("its signature does not hold")
    }
}

impl LeavingQuestionnaire<'_> {
    /// Returns its signature, if it holds.
    fn seal(&self) -> Option<Seal<'_>> {
        let signature = self.filed.signature.as_deref();
        let signature = signature.filter(|_| self.signed == Signed::Yes)?;
        Some(Seal { over: &self.filed.text, signature })
    }

    /// Returns the name of its file beside the record.
    fn file(&self) -> String {
        format!("{}.toml", self.filed.id.name)
    }
}

impl<'c> DecidedQuestionnaires<'c> {
    /// Returns the questionnaires as the formats tell them. What may not leave of them is not handed over.
    pub fn exported<'s>(
        &'s self,
        measures: &'s Measures,
        target: &Target,
    ) -> Vec<ExportedQuestionnaire<'s>> {
        let has_files = matches!(target, Target::Folder(_)) && !self.scores_alone;
        let later = in_place_of(self.papers.leave.iter().map(|leaving| leaving.filed));
        let told = |leaving: &'s LeavingQuestionnaire<'c>| {
            let (id, said) = (&leaving.filed.id, &leaving.filed.said);
            let measure = measures.get(id.name.measure());
            let instrument = measure.and_then(|measure| measure.instrument.as_ref());
            let digest = leaving.digest.trim_start_matches("sha256:");
            ExportedQuestionnaire {
                id,
                measure,
                date: said.date,
                answered_by: said.answered_by,
                language: said.language.as_deref(),
                answers: (!self.scores_alone).then_some(&said.answers),
                scores: instrument.and_then(|instrument| {
                    ExportedScores::of(instrument, &said.answers, self.scores_alone)
                }),
                filed_by: said.filed_by.as_deref(),
                filed_at: said.filed_at,
                amends: said.amends.as_ref(),
                reason: said.reason.as_deref().filter(|_| !self.scores_alone),
                amended_by: later.get(&id.name).and_then(|later| Some(&later.first()?.id.name)),
                signed: leaving.signed,
                signed_by: said.signed_by.as_deref(),
                signed_at: said.signed_at,
                seal: leaving.seal().filter(|_| !self.scores_alone),
                file: has_files.then(|| leaving.file()),
                sha256: (!self.scores_alone).then_some(digest),
            }
        };
        self.papers.leave.iter().map(told).collect()
    }

    /// Returns the files that lie beside the record: each questionnaire as it was filed, and its signature.
    /// Where the scores alone leave there is none.
    pub fn files(&self) -> impl Iterator<Item = BesideFile<'_>> {
        let leave = self.papers.leave.iter().filter(|_| !self.scores_alone);
        leave.flat_map(|leaving| {
            let signature = leaving.filed.signature.as_ref().map(|bytes| {
                let name = format!("{}{SIGNATURE}", leaving.file());
                BesideFile { name, digest: sha256(bytes), bytes: bytes.clone().into() }
            });
            let (name, digest) = (leaving.file(), leaving.digest.clone());
            let text = BesideFile { name, digest, bytes: leaving.filed.text.clone().into() };
            std::iter::once(text).chain(signature)
        })
    }

    /// Returns what is told of each that leaves: in the manifest and in the preview. A digest of what does not
    /// go along would tell whoever guesses the answers that the guess is right.
    pub fn told(&self) -> impl Iterator<Item = Value> {
        self.papers.leave.iter().map(|leaving| {
            let (id, alone) = (&leaving.filed.id, self.scores_alone);
            json!({
                "id": id.to_string(),
                "measure": id.name.measure(),
                "date": id.name.day().map(|day| day.to_string()),
                "extent": if alone { "scores" } else { "answers" },
                "file": (!alone).then(|| leaving.file()),
                "digest": (!alone).then_some(&leaving.digest),
                "status": if leaving.signed == Signed::Yes { "signed" } else { "draft" },
            })
        })
    }

    /// Returns what stands in the log of those that leave.
    pub fn left(&self) -> Vec<Left> {
        let leave = self.papers.leave.iter();
        leave.map(|it| Left { id: it.filed.id.to_string(), digest: it.digest.clone() }).collect()
    }
}
