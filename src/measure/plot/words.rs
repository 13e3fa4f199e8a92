//! A course in words, for those who do not see it drawn.

use std::fmt::Write as _;

use crate::measure::Better;
use crate::measure::course::{Course, Point};

/// Says what a drawing of the course shows: the measure, and every score with what it means.
pub fn describe(course: &Course<'_>) -> String {
    let mut text = format!("{}.", course.title());
    if let Some(measure) = course.measure {
        let _ = write!(text, " Scores go from {} to {}", measure.lowest, measure.highest);
        if let Some(cut_off) = measure.cut_off {
            let _ = write!(text, "; the cut-off is {cut_off}");
        }
        text.push_str(match measure.better {
            Better::Lower => "; lower is better.",
            Better::Higher => "; higher is better.",
        });
        let bands = measure.bands.iter().map(|band| format!("{} from {}", band.name, band.from));
        let bands: Vec<String> = bands.collect();
        if !bands.is_empty() {
            let _ = write!(text, " Bands: {}.", bands.join(", "));
        }
    }
    for told in &course.points {
        let _ = write!(text, " {}", point(told));
    }
    text
}

/// Says one score and what it means: `2026-01-15: 9 (mild).`
pub fn point(point: &Point) -> String {
    format!("{}: {}", point.day, score(point))
}

/// Says one score and what it means, without its day: `9 (mild).`
pub fn score(point: &Point) -> String {
    let score = point.score.map_or("no total".to_owned(), |score| score.to_string());
    let band = point.band.as_deref();
    let means =
        band.map(Into::into).into_iter().chain(point.means()).collect::<Vec<_>>().join(", ");
    match means.is_empty() {
        true => format!("{score}."),
        false => format!("{score} ({means})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Measure;
    use crate::measure::course::Score;

    #[test]
    fn every_score_is_told_with_what_it_means() {
        let [phq9, _] = Measure::built_in();
        let score = |day: &str, score, item_9| Score {
            score,
            item_9,
            ..Score::of("n", day.parse().unwrap())
        };
        let scores = vec![
            score("2026-01-01", Some(18), Some(1)),
            score("2026-01-08", Some(99), None),
            score("2026-01-15", Some(9), Some(0)),
            score("2026-01-22", None, Some(0)),
        ];
        assert_eq!(
            describe(&Course::new("phq9", Some(&phq9), scores)),
            "PHQ-9. Scores go from 0 to 27; the cut-off is 10; lower is better. \
             Bands: minimal from 0, mild from 5, moderate from 10, moderately severe from 15, severe from 20. \
             2026-01-01: 18 (moderately severe, ITEM 9 ABOVE 0: follow up on risk, reaches the cut-off). \
             2026-01-08: 99 (OUT OF RANGE). \
             2026-01-15: 9 (mild, reliable improvement, response). \
             2026-01-22: no total."
        );
        let own = vec![score("2026-01-01", Some(3), None)];
        assert_eq!(describe(&Course::new("own", None, own)), "own. 2026-01-01: 3.");
    }
}
