//! `measure`: questionnaires, each a measure as it was answered once.

use crate::commands::args::committing::Committing;
use crate::commands::args::lazy::Lazy;
use crate::domain::nearest::nearest;
use crate::failure::{Explain, Failure};
use crate::measure::Measure;
use crate::measure::instrument::Instrument;
use crate::measure::known::Measures;
use crate::record::chart::Chart;
use crate::record::problems::placed;

pub mod add;
mod asking;
pub mod discard;
pub mod list;
pub mod move_questionnaire;
pub mod restore;
pub mod show;

/// Questionnaires, item by item: a measure as it was answered once
#[derive(clap::Subcommand)]
#[command(after_help = "\
Examples:
  casenotes measure add c-7f3k phq9 --items 2,1,2,1,0,1,1,0,0
  casenotes measure list c-7f3k")]
pub enum Command {
    /// File the answers to a measure, item by item
    Add(Committing<add::Args>),
    /// List questionnaires
    List(Lazy<list::Args>),
    /// Show a questionnaire: every answer, and what the answers come to
    Show(Lazy<show::Args>),
    /// Move a questionnaire that was filed with the wrong client
    Move(Committing<move_questionnaire::Args>),
    /// Put a questionnaire away that was filed by mistake
    Discard(Committing<discard::Args>),
    /// Take a questionnaire back that was discarded
    Restore(Committing<restore::Args>),
}

/// A measure that cannot be answered.
#[derive(Debug, thiserror::Error)]
enum NoMeasure {
    #[error("there is no measure `{name}`")]
    Unknown { name: String, meant: Option<String>, known: String },
    #[error("what `{0}` asks is not known, but what its scores mean alone")]
    WithoutItems(String),
    #[error("{0}")]
    Unsound(String),
}

impl Explain for NoMeasure {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unknown { meant: Some(meant), .. } => format!("Did you mean `{meant}`?"),
            Self::Unknown { known, .. } => format!(
                "There are {known}; templates/measures/NAME.toml in the chart describes another (docs/MEASURES.md)."
            ),
            Self::WithoutItems(name) => format!(
                "Describe it in templates/measures/{name}.toml of the chart instead of casenotes.toml (docs/MEASURES.md)."
            ),
            Self::Unsound(_) => "Mend the file; docs/MEASURES.md has its keys.".into(),
        })
    }
}

/// Returns a measure that can be answered, with what it asks.
fn askable<'c>(name: &str, chart: &'c Chart) -> Result<(&'c Measure, &'c Instrument), Failure> {
    let known = chart.known_measures()?;
    let file = format!("{name}.toml");
    let is_it = |path: &std::path::Path| path.file_name().is_some_and(|it| *it == *file);
    if let Some(file) = known.files.iter().find(|file| is_it(&file.path))
        && let Some(problem) = file.problems.first()
    {
        return Err(NoMeasure::Unsound(placed(&file.path, &file.bytes, problem)).into());
    }
    let Some(measure) = known.measures.get(name) else {
        return Err(unknown(name, &known.measures).into());
    };
    let instrument = measure.instrument.as_ref();
    let instrument = instrument.ok_or_else(|| NoMeasure::WithoutItems(name.to_owned()))?;
    Ok((measure, instrument))
}

fn unknown(name: &str, measures: &Measures) -> NoMeasure {
    let names: Vec<&str> = measures.names().collect();
    let meant = nearest(name, names.iter().copied()).map(str::to_owned);
    NoMeasure::Unknown { name: name.to_owned(), meant, known: names.join(", ") }
}
