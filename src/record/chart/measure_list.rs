//! Which outcome measures a practice knows: the built-in ones and those in the tables
//! `[measures.NAME]` of the chart's `casenotes.toml`.

use crate::fields::{Fields, Problem};
use crate::measure::{Band, Better, ITEM_9, Measure};
use crate::output::on_one_line;

/// No questionnaire has scores beyond these, and what is reckoned with them stays in bounds.
const FARTHEST: i64 = 1_000_000;

/// Reads the measures in the practice's settings, after the built-in ones; one with a problem is left
/// out, and the problem is reported there with the name of the measure.
pub fn read(document: &mut Fields<'_>) -> Vec<Measure> {
    let built_in = Measure::built_in();
    let is_built_in =
        |name: &str| name == ITEM_9 || built_in.iter().any(|measure| measure.name == name);
    let mut measures = built_in.to_vec();
    for (name, mut table) in document.named_tables("measures").unwrap_or_default() {
        let place = table.start();
        let measure = read_measure(&name, &mut table);
        let problems = table.finish();
        match (problems.is_empty(), is_built_in(&name)) {
            (true, false) => measures.push(measure),
            // No two tables of a document have the same name.
            (true, true) => document.wrong("measures", place, format!("`{name}` is built in")),
            (false, _) => {
                let shown = on_one_line(&name);
                document.report(problems.into_iter().map(|problem| Problem {
                    message: format!("`{shown}`: {}", problem.message),
                    ..problem
                }));
            }
        }
    }
    measures
}

fn read_measure(name: &str, fields: &mut Fields<'_>) -> Measure {
    let title = fields.filled_text("title");
    let range = fields.whole_numbers("range");
    let bands = fields.integers("bands").unwrap_or_default();
    let better = fields.text("better");
    let measure = Measure {
        name: name.to_owned(),
        title: title.as_deref().unwrap_or(name).to_owned(),
        lowest: range.as_ref().and_then(|range| range.first().copied()).unwrap_or_default(),
        highest: range.as_ref().and_then(|range| range.last().copied()).unwrap_or_default(),
        bands: in_order(bands),
        cut_off: fields.integer("cut_off"),
        reliable_change: fields.integer("reliable_change"),
        response_percent: fields.integer("response_percent"),
        remission_below: fields.integer("remission_below"),
        better: if better.as_deref() == Some("higher") { Better::Higher } else { Better::Lower },
    };
    fields.require(&["title", "range"], |key| match key {
        "title" => title.is_some(),
        _ => range.is_some(),
    });
    let is_range = range.as_ref().is_none_or(|range| {
        range.len() == 2 && range[0] < range[1] && range.iter().all(|n| n.abs() <= FARTHEST)
    });
    let holds = |score: &i64| measure.holds(*score);
    let scores = [measure.cut_off, measure.remission_below];
    let recovers = measure.response_percent.is_some() || measure.remission_below.is_some();
    let place = fields.start();
    for (key, is_sound, message) in [
        ("range", is_range, "`range` is not two whole numbers, the lower one first"),
        (
            "title",
            ![name, &measure.title].iter().any(|text| text.contains(char::is_control))
                && !measure.bands.iter().any(|band| band.name.contains(char::is_control)),
            "a name has control characters in it",
        ),
        (
            "bands",
            measure.bands.iter().all(|band| holds(&band.from)),
            "a band begins outside of `range`",
        ),
        (
            "cut_off",
            !is_range || scores.iter().flatten().all(holds),
            "`cut_off` and `remission_below` must lie in `range`",
        ),
        (
            "reliable_change",
            measure.reliable_change.is_none_or(|n| n > 0),
            "`reliable_change` must be above 0",
        ),
        (
            "response_percent",
            measure.response_percent.is_none_or(|n| (1..=100).contains(&n)),
            "`response_percent` must be from 1 to 100",
        ),
        (
            "better",
            matches!(better.as_deref(), None | Some("lower" | "higher")),
            "`better` must be \"lower\" or \"higher\"",
        ),
        (
            "better",
            !(recovers && measure.better == Better::Higher),
            "`response_percent` and `remission_below` are for measures where lower is better",
        ),
    ] {
        if !is_sound {
            fields.wrong(key, place.clone(), message.to_owned());
        }
    }
    measure
}

/// Returns bands by the score they begin at.
fn in_order(bands: std::collections::BTreeMap<String, i64>) -> Vec<Band> {
    let mut bands: Vec<Band> = bands.into_iter().map(|(name, from)| Band { from, name }).collect();
    bands.sort_by_key(|band| band.from);
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "[measures.pcl5]\ntitle = \"PCL-5\"\nrange = [0, 80]\nbands = { high = 31, low = 0 }\ncut_off = 31\nreliable_change = 10\n";

    fn read_text(text: &str) -> (Vec<Measure>, Vec<Problem>) {
        let mut document = Fields::parse(text, 0, 0..0);
        let measures = read(&mut document);
        (measures, document.finish())
    }

    #[test]
    fn a_practice_describes_measures_of_its_own() {
        let (measures, problems) = read_text(OWN);
        assert_eq!(problems, []);
        let names: Vec<&str> = measures.iter().map(|measure| measure.name.as_str()).collect();
        assert_eq!(names, ["phq9", "gad7", "pcl5"]);
        let own = &measures[2];
        assert_eq!((own.title.as_str(), own.lowest, own.highest), ("PCL-5", 0, 80));
        assert_eq!((own.band(30), own.band(31)), (Some("low"), Some("high")));
        assert_eq!(
            (own.cut_off, own.reliable_change, own.remission_below),
            (Some(31), Some(10), None)
        );
    }

    #[test]
    fn a_measure_with_a_problem_is_left_out_and_the_problem_told() {
        for (from, to, told) in [
            ("[0, 80]", "[80, 0]", "`pcl5`: `range` is not two whole numbers, the lower one first"),
            (
                "[0, 80]",
                "[0, 80, 90]",
                "`pcl5`: `range` is not two whole numbers, the lower one first",
            ),
            ("[0, 80]", "80", "`pcl5`: `range` is not an array of whole numbers, such as [0, 27]"),
            ("range = [0, 80]\n", "", "`pcl5`: the key `range` is missing"),
            ("cut_off", "cutoff", "`pcl5`: the key `cutoff` is not known"),
            (
                "cut_off = 31",
                "cut_off = 81",
                "`pcl5`: `cut_off` and `remission_below` must lie in `range`",
            ),
            ("high = 31", "high = 81", "`pcl5`: a band begins outside of `range`"),
            ("= 10", "= 0", "`pcl5`: `reliable_change` must be above 0"),
            ("cut_off = 31", "better = \"up\"", "`pcl5`: `better` must be \"lower\" or \"higher\""),
            (
                "cut_off = 31",
                "better = \"higher\"\nresponse_percent = 50",
                "`pcl5`: `response_percent` and `remission_below` are for measures where lower is better",
            ),
            ("PCL-5", "\\u001b[2J", "`pcl5`: a name has control characters in it"),
            (".pcl5]", ".gad7]", "`gad7` is built in"),
            (".pcl5]", ".phq9_item9]", "`phq9_item9` is built in"),
            ("[measures.pcl5]", "[measures]\npcl5 = 4", "`measures` is not a table of tables"),
        ] {
            let (measures, problems) = read_text(&OWN.replace(from, to));
            let is_told = |problem: &Problem| problem.message == told && problem.is_at("measures");
            assert!(problems.iter().any(is_told), "{told}: {problems:?}");
            assert_eq!(measures.len(), 2, "{told}");
        }
    }
}
