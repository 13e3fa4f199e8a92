//! Which outcome measures a practice knows: the built-in ones and those in the tables
//! `[measures.NAME]` of the chart's `casenotes.toml`.

use crate::disk::DiskError;
use crate::fields::Fields;
use crate::measure::{Band, Better, ITEM_9, Measure};
use crate::record::chart::Chart;

/// No questionnaire has scores beyond these, and what is reckoned with them stays in bounds.
const FARTHEST: i64 = 1_000_000;

/// The measures of a practice, the built-in ones first.
#[derive(Debug)]
pub struct MeasureList {
    /// What is described.
    pub measures: Vec<Measure>,
    /// What is wrong with the settings, each with the measure it is about; such a measure is left
    /// out.
    pub problems: Vec<String>,
}

impl Chart {
    /// Reads the measures of the practice.
    ///
    /// # Errors
    /// Fails when the settings cannot be read.
    pub fn measure_list(&self) -> Result<MeasureList, DiskError> {
        Ok(MeasureList::read(&String::from_utf8_lossy(&self.settings_file()?)))
    }
}

impl MeasureList {
    /// Reads the settings of a practice; the tables of others are not looked at.
    pub fn read(marker: &str) -> Self {
        let built_in = Measure::built_in();
        let is_built_in = |name: &str| built_in.iter().any(|measure| measure.name == name);
        let mut list = Self { measures: built_in.to_vec(), problems: Vec::new() };
        let mut document = Fields::parse(marker, 0, 0..0);
        let Some(tables) = document.named_tables("measures") else {
            let problems = document.finish().into_iter().filter(|found| found.is_at("measures"));
            list.problems.extend(problems.map(|problem| problem.message));
            return list;
        };
        for (name, table) in tables {
            match read_measure(&name, table) {
                // No two tables of a document have the same name.
                Ok(measure) if is_built_in(&name) || name == ITEM_9 => {
                    list.problems.push(format!("`{}` is built in", measure.name));
                }
                Ok(measure) => list.measures.push(measure),
                Err(problems) => {
                    let name: String = name.chars().filter(|c| !c.is_control()).collect();
                    list.problems.extend(problems.iter().map(|told| format!("`{name}`: {told}")));
                }
            }
        }
        list
    }

    /// Returns the key of every measure.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.measures.iter().map(|measure| measure.name.as_str())
    }
}

fn read_measure(name: &str, mut fields: Fields<'_>) -> Result<Measure, Vec<String>> {
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
    let mut problems: Vec<String> = fields.finish().into_iter().map(|p| p.message).collect();
    let is_range = range.as_ref().is_none_or(|range| {
        range.len() == 2 && range[0] < range[1] && range.iter().all(|n| n.abs() <= FARTHEST)
    });
    let holds = |score: &i64| measure.holds(*score);
    let scores = [measure.cut_off, measure.remission_below];
    let recovers = measure.response_percent.is_some() || measure.remission_below.is_some();
    for (is_sound, message) in [
        (is_range, "`range` is not two whole numbers, the lower one first"),
        (
            ![name, &measure.title].iter().any(|text| text.contains(char::is_control))
                && !measure.bands.iter().any(|band| band.name.contains(char::is_control)),
            "a name has control characters in it",
        ),
        (measure.bands.iter().all(|band| holds(&band.from)), "a band begins outside of `range`"),
        (
            !is_range || scores.iter().flatten().all(holds),
            "`cut_off` and `remission_below` must lie in `range`",
        ),
        (measure.reliable_change.is_none_or(|n| n > 0), "`reliable_change` must be above 0"),
        (
            measure.response_percent.is_none_or(|n| (1..=100).contains(&n)),
            "`response_percent` must be from 1 to 100",
        ),
        (
            matches!(better.as_deref(), None | Some("lower" | "higher")),
            "`better` must be \"lower\" or \"higher\"",
        ),
        (
            !(recovers && measure.better == Better::Higher),
            "`response_percent` and `remission_below` are for measures where lower is better",
        ),
    ] {
        if !is_sound {
            problems.push(message.to_owned());
        }
    }
    if problems.is_empty() { Ok(measure) } else { Err(problems) }
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

    const OWN: &str = "format = 1\n[measures.pcl5]\ntitle = \"PCL-5\"\nrange = [0, 80]\nbands = { high = 31, low = 0 }\ncut_off = 31\nreliable_change = 10\n";

    #[test]
    fn a_practice_describes_measures_of_its_own() {
        let list = MeasureList::read(OWN);
        assert_eq!(list.problems, [""; 0]);
        assert_eq!(list.names().collect::<Vec<_>>(), ["phq9", "gad7", "pcl5"]);
        let own = &list.measures[2];
        assert_eq!((own.title.as_str(), own.lowest, own.highest), ("PCL-5", 0, 80));
        assert_eq!((own.band(30), own.band(31)), (Some("low"), Some("high")));
        assert_eq!(
            (own.cut_off, own.reliable_change, own.remission_below),
            (Some(31), Some(10), None)
        );
    }

    #[test]
    fn other_settings_are_not_looked_at() {
        let list = MeasureList::read("format = 1\n[signing]\nlate_after_days = 3\n");
        assert_eq!((list.names().count(), list.problems.len()), (2, 0));
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
            ("[measures.pcl5]", "[measures]\npcl5 = 4\n[x]", "`measures` is not a table of tables"),
        ] {
            let list = MeasureList::read(&OWN.replace(from, to));
            assert!(
                list.problems.iter().any(|problem| problem == told),
                "{told}: {:?}",
                list.problems
            );
            assert_eq!(list.names().count(), 2, "{told}");
        }
    }
}
