//! `casenotes template check`: tells whether the practice's own templates can be used.

use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::rules;
use crate::rules::chart::subject::TemplateSubject;
use crate::rules::report::findings::{self, Count, Excerpts};

/// Check the practice's own templates
///
/// `casenotes validate` checks them too. Exit code 1 when there are errors.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes template check")]
pub struct Args {
    /// Only those of these formats
    #[arg(value_name = "FORMAT")]
    formats: Vec<String>,
    /// One line for each finding: path:line:column
    #[arg(long)]
    short: bool,
}

/// Prints what is wrong with the templates.
pub fn run(
    args: &Args,
    chart: &Chart,
    from: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (_, own) = chart.template_set()?;
    let (mut found, mut checked) = (Vec::new(), 0);
    for template in own {
        let is_wanted = |name: &str| args.formats.iter().any(|format| format == name);
        if !args.formats.is_empty() && !template.named().is_some_and(is_wanted) {
            continue;
        }
        checked += 1;
        let subject = TemplateSubject::from(&template);
        rules::check_bytes(&subject, &template.path, &template.bytes, &mut found);
    }
    let mut excerpts = Excerpts::new(false, |_| None);
    for finding in &found {
        let text = match args.short {
            true => findings::short(finding, from),
            false => findings::long(finding, from, output.looks(), &mut excerpts),
        };
        output.painted(&text)?;
    }
    let errors = Count::of(&found).errors;
    let (templates, errors_text) = (counted(checked, "template"), counted(errors, "error"));
    output.status(format_args!("Checked {templates} of the chart: {errors_text}."));
    Ok(findings::outcome(&found, false))
}
