//! How a record is dressed for who reads it, as values: wording, letterhead, layout, and sheets of our own words.

use crate::domain::letterhead::{Letterhead, Logo};
use crate::domain::paper::PaperSize;
use crate::domain::wording::Wording;
use crate::export::ExportedNote;
use crate::export::questionnaires::ExportedQuestionnaire;
use crate::measure::known::Measures;
use crate::measure::score_in_words;
use crate::note::treatment::Treatment;

/// How a record is dressed for who reads it; a program gets the same whatever stands here.
#[derive(Clone, Debug, Default)]
pub struct Dress {
    /// How days, times and codes are told.
    pub wording: Wording,
    /// Who sends it.
    pub letterhead: Letterhead,
    /// The logo of who sends it, where it can be shown.
    pub logo: Option<Logo>,
    /// On what it is printed; if nothing is set, by where its last session was.
    #[cfg_attr(
        not(feature = "pdf"),
        allow(dead_code, reason = "a page has the paper of its printer")
    )]
    pub paper: Option<PaperSize>,
    /// How sessions are laid out.
    pub layout: Layout,
    /// What each page is numbered with, in front of its number.
    pub numbered: Option<String>,
    /// What stands before the sessions.
    pub before: Vec<Leaf>,
    /// What stands behind the sessions.
    pub after: Vec<Leaf>,
}

/// How the sessions of a record are laid out where they are set on sheets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// They run on, with contents and measures in front where there is something to list.
    #[default]
    RunOn,
    /// They run on, and contents stand in front in any case.
    Indexed,
    /// Each is on sheets of its own, and nothing is in front but the cover.
    Apart,
}

/// A sheet of our own words, beside the sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// What it is called.
    pub title: String,
    /// Facts, with their names.
    pub facts: Vec<(&'static str, String)>,
    /// Paragraphs below them.
    pub paragraphs: Vec<String>,
}

/// Says what the treatment was, by the facts of the sessions that leave and by no word of their text, and by the
/// totals of the questionnaires that do.
pub fn summary(
    sessions: &[ExportedNote<'_>],
    questionnaires: &[ExportedQuestionnaire<'_>],
    wording: &Wording,
    measures: &Measures,
) -> Leaf {
    let mut treatment = Treatment::default();
    sessions.iter().for_each(|note| treatment.add(note.front, note.kind));
    for it in questionnaires.iter().filter(|it| it.amended_by.is_none()) {
        if let (Some(day), Some((measure, total))) = (it.date, it.total()) {
            treatment.add_answered(day, &measure.name, total);
        }
    }
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    facts.extend(treatment.course(wording).map(|course| ("Sessions", course)));
    facts.extend(treatment.diagnoses_in_words().into_iter().map(|told| ("Diagnosis", told)));
    facts.extend(treatment.goals_in_words(wording).into_iter().map(|goal| ("Goal", goal)));
    let scores =
        treatment.scores_in_words(wording, |name, score| score_in_words(name, score, measures));
    facts.extend(scores.into_iter().map(|score| ("Measure", score)));
    Leaf {
        title: "Summary".to_owned(),
        facts,
        paragraphs: vec![
            "Of the sessions in this record, by their facts; the notes follow.".to_owned(),
        ],
    }
}
