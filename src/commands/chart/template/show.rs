//! `casenotes template show`: prints a template as it stands.

use crate::domain::nearest::nearest;
use crate::failure::{Explain, Failure, Outcome};
use crate::note::template::{PSYCHOTHERAPY, Template, Templates};
use crate::output::Output;
use crate::record::chart::Chart;

/// Show a template
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes template show dap")]
pub struct Args {
    /// Which format, such as soap; `psychotherapy` for the prompts of a psychotherapy note
    format: String,
}

/// A format that nothing is known of.
#[derive(Debug, thiserror::Error)]
#[error("there is no template for the format `{format}`")]
pub struct NoSuchTemplate {
    format: String,
    meant: Option<String>,
}

impl Explain for NoSuchTemplate {
    fn hint(&self) -> Option<String> {
        Some(match &self.meant {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "Run `casenotes template list` to see what there is.".into(),
        })
    }
}

/// Prints the template.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    if args.format == "psychotherapy" {
        output.data(PSYCHOTHERAPY)?;
        return Ok(Outcome::Done);
    }
    let (templates, _) = chart.template_set()?;
    output.record(named(&args.format, &templates)?.source().as_bytes())?;
    Ok(Outcome::Done)
}

/// Finds the template of a format.
///
/// # Errors
/// Names the nearest format that there is.
pub fn named<'t>(format: &str, templates: &'t Templates) -> Result<&'t Template, NoSuchTemplate> {
    templates.get(format).ok_or_else(|| {
        let known = templates.names().chain(["psychotherapy"]);
        let meant = nearest(format, known).map(str::to_owned);
        NoSuchTemplate { format: format.to_owned(), meant }
    })
}
