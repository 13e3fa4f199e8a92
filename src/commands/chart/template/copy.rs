//! `casenotes template copy`: puts a template into the chart, to be made the practice's own.

use crate::commands::chart::template::show::named;
use crate::domain::format_name::FormatName;
use crate::failure::{Failure, Outcome};
use crate::note::compose::set_format;
use crate::output::Output;
use crate::record::chart::Chart;

/// Copy a template into the chart, where it wins over the built-in one
///
/// Change the copy as you like; `casenotes template check` tells whether it can be used. A template
/// that is there is never overwritten.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes template copy birp")]
pub struct Args {
    /// Which format, such as soap
    format: String,
    /// The format that the copy is for [default: the same]
    #[arg(long = "as", value_name = "FORMAT")]
    new: Option<FormatName>,
}

/// Copies the template and prints where it is.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (templates, _) = chart.template_set()?;
    let template = named(&args.format, &templates)?;
    let (format, text) = match &args.new {
        Some(new) => (new, set_format(template.source(), new)?),
        None => (&template.format, template.source().to_owned()),
    };
    let path = chart.add_template(format, &text)?;
    output.status(format_args!("Copied the template of {}.", template.format));
    output.data(&format!("{}\n", path.display()))?;
    Ok(Outcome::Done)
}
