//! Which outcome measures a practice knows: the built-in ones, those in the tables `[measures.NAME]` of the
//! chart's `casenotes.toml`, and those in files of their own, `templates/measures/NAME.toml`.

use std::path::PathBuf;

use crate::disk::DiskError;
use crate::disk::folder::EntryKind;
use crate::domain::questionnaire::is_measure_name;
use crate::fields::{Fields, Problem, ProblemKind};
use crate::measure::known::{Measures, is_fixed};
use crate::measure::reading::{read_file, read_scores};
use crate::output::on_one_line;
use crate::record::chart::Chart;

/// The file of a measure of the practice's own, with what is wrong with it.
#[derive(Clone, Debug)]
pub struct MeasureFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What is wrong with it; then it counts for nothing.
    pub problems: Vec<Problem>,
}

/// All that is known of measures, and the files of the practice's own.
#[derive(Clone, Debug)]
pub struct KnownMeasures {
    /// The measures.
    pub measures: Measures,
    /// The files, as they were read.
    pub files: Vec<MeasureFile>,
}

/// Reads the measures in the practice's settings; one with a problem is left out, and the problem is
/// reported there with the name of the measure.
pub fn read(document: &mut Fields<'_>) -> Measures {
    let mut measures = Measures::default();
    for (name, mut table) in document.named_tables("measures").unwrap_or_default() {
        let place = table.start();
        let measure = read_scores(&name, &mut table);
        let problems = table.finish();
        match (problems.is_empty(), is_fixed(&name)) {
            (true, false) => measures.add(measure),
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

impl Chart {
    /// Returns the measures that the practice knows. Its files are read when they are first asked for.
    ///
    /// # Errors
    /// Fails when a file of it cannot be read.
    pub fn known_measures(&self) -> Result<&KnownMeasures, DiskError> {
        if let Some(known) = self.measures.get() {
            return Ok(known);
        }
        let (mut measures, mut files) = (self.settings().measures.clone(), Vec::new());
        let unreadable =
            |message: &str| Problem::of_document(ProblemKind::Unreadable, 0..0, message.into());
        let no_file = || vec![unreadable("this is no regular file, and no link is followed")];
        // A link in place of all templates is told where these are read.
        let templates = match self.tree().root().open_in("templates") {
            Err(error) if error.is_link() => None,
            opened => opened?,
        };
        let folder = match templates.as_ref().map(|templates| templates.open_in("measures")) {
            Some(Err(error)) if error.is_link() => {
                let path = self.root().join("templates/measures");
                files.push(MeasureFile { path, bytes: Vec::new(), problems: no_file() });
                None
            }
            opened => opened.transpose()?.flatten(),
        };
        let Some(folder) = folder else {
            return Ok(self.measures.get_or_init(|| KnownMeasures { measures, files }));
        };
        for entry in folder.entries()? {
            let name = entry.name.to_string_lossy().into_owned();
            let Some(name) = name.strip_suffix(".toml").filter(|name| !name.starts_with('.'))
            else {
                continue;
            };
            let path = folder.path().join(&entry.name);
            if entry.kind != EntryKind::File {
                files.push(MeasureFile { path, bytes: Vec::new(), problems: no_file() });
                continue;
            }
            let bytes = folder.read(entry.name.as_ref())?;
            let mut problems = Vec::new();
            match std::str::from_utf8(&bytes) {
                Err(error) => problems.push(Problem::not_text(error)),
                Ok(text) => {
                    let (measure, found) = read_file(name, text);
                    problems.extend(found);
                    if let Some(refused) = refused(name, &measures) {
                        problems.insert(0, unreadable(refused));
                    }
                    if problems.is_empty() {
                        measures.add(measure);
                    }
                }
            }
            files.push(MeasureFile { path, bytes, problems });
        }
        Ok(self.measures.get_or_init(|| KnownMeasures { measures, files }))
    }

    /// Returns the measures that the practice knows.
    ///
    /// # Errors
    /// Fails when a file of it cannot be read.
    pub fn measures(&self) -> Result<&Measures, DiskError> {
        Ok(&self.known_measures()?.measures)
    }
}

/// Says why a file cannot describe a measure of that name.
fn refused(name: &str, known: &Measures) -> Option<&'static str> {
    if !is_measure_name(name) {
        return Some(
            "the name of the file is no name of a measure: 2 to 32 lower-case letters, digits, `_` and `-`, a letter first",
        );
    }
    if is_fixed(name) {
        return Some("a measure of this name is built in");
    }
    known.is_own(name).then_some("casenotes.toml describes this measure as well")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "[measures.pcl5]\ntitle = \"PCL-5\"\nrange = [0, 80]\nbands = { high = 31, low = 0 }\ncut_off = 31\nreliable_change = 10\n";

    fn read_text(text: &str) -> (Measures, Vec<Problem>) {
        let mut document = Fields::parse(text, 0, 0..0);
        let measures = read(&mut document);
        (measures, document.finish())
    }

    #[test]
    fn a_practice_describes_measures_of_its_own() {
        let (measures, problems) = read_text(OWN);
        assert_eq!(problems, []);
        let own = measures.get("pcl5").unwrap();
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
            assert!(!measures.is_own("pcl5"), "{told}");
        }
    }
}
