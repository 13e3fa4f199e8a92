//! `casenotes rules`: the page of a rule, or a list of all rules.

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use crate::commands::args::form::FormArgs;
use crate::domain::nearest::nearest;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::output::rows::{Column, Form, object};
use crate::rules;
use crate::rules::rule::{Family, Rule};
use crate::rules::table::{FAMILIES, OPT_IN, RULES};

/// Explain a rule, or list all rules
///
/// The page of a rule says what it finds, why it matters and how to mend it, and shows an example:
/// `-` is what is found, `+` is what mends it. No practice is needed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes rules
  casenotes rules RK001")]
pub struct Args {
    /// A rule, by its code or name [default: all rules]
    #[arg(value_name = "CODE|NAME")]
    rule: Option<String>,
    #[command(flatten)]
    form: FormArgs,
}

const COLUMNS: &[Column<&Rule>] = &[
    Column::new("CODE", "code", |rule| rule.code.into()),
    Column::table("LEVEL", |rule| level(rule).into()),
    Column::new("NAME", "name", |rule| rule.name.into()),
    Column::data("group", |rule| group(rule).into()),
    Column::data("level", |rule| rule.level.name().into()),
    Column::data("is_opt_in", |rule| OPT_IN.contains(&rule.code).into()),
    Column::json("page", |rule| rule.page.into()),
];

/// A code or name that no rule has.
#[derive(Debug, thiserror::Error)]
#[error("there is no rule `{asked}`")]
struct NoSuchRule {
    asked: String,
    meant: Option<&'static str>,
}

impl Explain for NoSuchRule {
    fn hint(&self) -> Option<String> {
        Some(match self.meant {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "Run `casenotes rules` to see all rules.".into(),
        })
    }
}

/// Prints the page of a rule, or the list.
pub fn run(args: &Args, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    explain(args.rule.as_deref(), args.form.form(), output)
}

/// Prints the page of a rule, or the list when none is asked for.
pub fn explain(
    asked: Option<&str>,
    form: Form,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match (asked.map(find).transpose()?, form) {
        (Some(rule), Form::Table) => {
            output.painted(&page(rule, output.looks().out_has_colour))?;
        }
        (Some(rule), Form::Json) => output.json(object(COLUMNS, &rule))?,
        (Some(rule), form) => output.rows(form, COLUMNS, &[rule], list_json)?,
        (None, form) => output.rows(form, COLUMNS, &RULES, list_json)?,
    }
    Ok(Outcome::Done)
}

fn find(asked: &str) -> Result<&'static Rule, NoSuchRule> {
    rules::find(asked).ok_or_else(|| {
        let names = RULES.iter().flat_map(|rule| [rule.code, rule.name]);
        NoSuchRule { asked: asked.to_owned(), meant: nearest(asked, names) }
    })
}

/// Returns what a rule says of itself, with the two sides of its example in their colours.
fn page(rule: &Rule, has_colour: bool) -> String {
    let mut is_example = false;
    let mut paint = |line: &'static str| {
        is_example = line.starts_with("```diff") || is_example && !line.starts_with("```");
        let style = match line.chars().next() {
            Some('-') => AnsiColor::Red.on_default(),
            Some('+') => AnsiColor::Green.on_default(),
            _ => Style::new(),
        };
        match has_colour && is_example {
            true => format!("{style}{line}{style:#}\n"),
            false => format!("{line}\n"),
        }
    };
    let lines: String = rule.page.lines().map(&mut paint).collect();
    format!("# {} {} ({})\n\n{lines}", rule.code, rule.name, level(rule))
}

fn list_json(rules: Vec<Value>) -> Value {
    let group = |family: &&Family| json!({ "letters": family.letters, "name": family.name, "looks_at": family.looks_at });
    let groups: Vec<Value> = FAMILIES.iter().map(group).collect();
    json!({ "schema": "casenotes/rules@2", "groups": groups, "rules": rules })
}

fn group(rule: &Rule) -> Option<&'static str> {
    let family = FAMILIES.iter().find(|family| rule.code.starts_with(family.letters));
    family.map(|family| family.name)
}

/// The level of a rule where a practice has set nothing.
fn level(rule: &Rule) -> &'static str {
    match OPT_IN.contains(&rule.code) {
        true => "off",
        false => rule.level.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_sides_of_an_example_and_nothing_else_have_their_colours() {
        let rule = rules::find("BL007").unwrap();
        let plain = page(rule, false);
        assert!(!plain.contains('\u{1b}') && plain.ends_with(&format!("\n\n{}", rule.page)));
        let painted = page(rule, true);
        let colourful: Vec<&str> =
            painted.lines().filter(|line| line.contains('\u{1b}') && !line.is_empty()).collect();
        assert_eq!(
            colourful,
            ["\u{1b}[31m- place = \"11\"\u{1b}[0m", "\u{1b}[32m+ place = \"10\"\u{1b}[0m"]
        );
    }
}
