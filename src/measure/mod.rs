//! Outcome measures: what they ask, what a score is, what it means, and how scores over time are told in a
//! table.
//!
//! What is built in is data, in `templates/measures`: the words of a questionnaire are there only where its
//! terms let everybody copy them.

use std::collections::BTreeMap;

pub mod bars;
pub mod course;
pub mod instrument;
pub mod known;
pub mod plot;
pub mod reading;

use crate::measure::instrument::Instrument;
use crate::measure::known::Measures;

/// The score of the PHQ-9's ninth item, a key of its own beside the total.
pub const ITEM_9: &str = "phq9_item9";
/// The measure that the ninth item belongs to.
pub const PHQ_9: &str = "phq9";
/// The highest score of one item.
pub const ITEM_HIGHEST: i64 = 3;

/// What is known of one outcome measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its key in front matter.
    pub name: String,
    /// What a reader sees.
    pub title: String,
    /// The lowest score.
    pub lowest: i64,
    /// The highest score.
    pub highest: i64,
    /// The names of its bands, by the score each begins at, from low to high.
    pub bands: Vec<Band>,
    /// The score from which on it says that something is there.
    pub cut_off: Option<i64>,
    /// How large a change must be to count as one.
    pub reliable_change: Option<i64>,
    /// By how many percent of the first score it must have fallen to be a response.
    pub response_percent: Option<i64>,
    /// Below which score it is a remission.
    pub remission_below: Option<i64>,
    /// Which way is better.
    pub better: Better,
    /// What it asks; unknown for one of which the practice has said what scores mean alone.
    pub instrument: Option<Instrument>,
}

/// A part of a measure's range with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The score it begins at.
    pub from: i64,
    /// Its name.
    pub name: String,
}

/// Which way a score goes when a client is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Down, as with symptoms.
    Lower,
    /// Up, as with well-being.
    Higher,
}

impl Measure {
    /// Tells whether there is such a score.
    pub fn holds(&self, score: i64) -> bool {
        (self.lowest..=self.highest).contains(&score)
    }

    /// Returns the name of the band that a score is in.
    pub fn band(&self, score: i64) -> Option<&str> {
        let below = self.bands.iter().take_while(|band| band.from <= score);
        below.last().filter(|_| self.holds(score)).map(|band| band.name.as_str())
    }

    /// Returns a score with what it means: `GAD-7: 11 of 21, moderate, cut-off 10`.
    pub fn score_in_words(&self, score: i64) -> String {
        let title = &self.title;
        if !self.holds(score) {
            return format!("{title}: {score}, out of range {} to {}", self.lowest, self.highest);
        }
        let band = self.band(score).map(|band| format!(", {band}")).unwrap_or_default();
        let cut_off = self.cut_off.map(|at| format!(", cut-off {at}")).unwrap_or_default();
        format!("{title}: {score} of {}{band}{cut_off}", self.highest)
    }

    /// Tells whether a score reaches the cut-off, from the side of those who are worse.
    pub fn reaches_cut_off(&self, score: i64) -> Option<bool> {
        let cut_off = self.cut_off?;
        Some(match self.better {
            Better::Lower => score >= cut_off,
            Better::Higher => score <= cut_off,
        })
    }
}

/// Returns the scores of a note in words, by what is known of their measures; of another the name and the
/// score stand alone.
pub fn scores_in_words(scores: &BTreeMap<String, i64>, known: &Measures) -> String {
    let told = scores.iter().map(|(name, score)| score_in_words(name, *score, known));
    told.collect::<Vec<_>>().join("; ")
}

/// Returns one score in words, as [`scores_in_words`] does.
pub fn score_in_words(name: &str, score: i64, known: &Measures) -> String {
    match known.get(name) {
        Some(measure) => measure.score_in_words(score),
        None if name == ITEM_9 => {
            let title = known.get(PHQ_9).map_or(PHQ_9, |phq9| &phq9.title);
            format!("{title} item 9: {score} of {ITEM_HIGHEST}")
        }
        None => format!("{name}: {score}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Measure {
        /// Returns the two that rules and plots know.
        pub fn built_in() -> [Self; 2] {
            ["phq9", "gad7"].map(|name| Measures::default().get(name).unwrap().clone())
        }
    }

    #[test]
    fn a_score_is_told_with_its_range_its_band_and_the_cut_off() {
        let scores = [("gad7", 11), ("phq9", 99), ("phq9_item9", 1), ("own", -2)];
        let scores = scores.map(|(name, score)| (name.to_owned(), score)).into();
        assert_eq!(
            scores_in_words(&scores, &Measures::default()),
            "GAD-7: 11 of 21, moderate, cut-off 10; own: -2; PHQ-9: 99, out of range 0 to 27; \
             PHQ-9 item 9: 1 of 3"
        );
    }

    #[test]
    fn every_score_of_the_phq_9_and_the_gad_7_is_in_the_band_of_the_literature() {
        let [phq9, gad7] = Measure::built_in();
        let of = |measure: &Measure, scores: std::ops::RangeInclusive<i64>| {
            let mut bands: Vec<&str> = scores.map(|s| measure.band(s).unwrap_or("none")).collect();
            bands.dedup();
            bands.join(", ")
        };
        for (scores, band) in [
            (0..=4, "minimal"),
            (5..=9, "mild"),
            (10..=14, "moderate"),
            (15..=19, "moderately severe"),
            (20..=27, "severe"),
            (28..=40, "none"),
            (-3..=-1, "none"),
        ] {
            assert_eq!(of(&phq9, scores), band);
        }
        for (scores, band) in [
            (0..=4, "minimal"),
            (5..=9, "mild"),
            (10..=14, "moderate"),
            (15..=21, "severe"),
            (22..=30, "none"),
        ] {
            assert_eq!(of(&gad7, scores), band);
        }
        assert_eq!((phq9.reliable_change, gad7.reliable_change), (Some(5), Some(4)));
    }

    #[test]
    fn the_cut_off_is_reached_from_the_worse_side() {
        let [mut measure, _] = Measure::built_in();
        assert_eq!([9, 10].map(|s| measure.reaches_cut_off(s)), [Some(false), Some(true)]);
        measure.better = Better::Higher;
        assert_eq!([10, 11].map(|s| measure.reaches_cut_off(s)), [Some(true), Some(false)]);
    }
}
