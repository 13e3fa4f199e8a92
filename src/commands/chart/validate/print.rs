//! How findings are shown: a line or a block each, counted, as JSON or as SARIF.

use serde_json::json;

use crate::commands::chart::validate::{Args, Context, Found};
use crate::output::{Output, Unwritable, counted};
use crate::rules;
use crate::rules::report::findings::{self, Count, Excerpts};
use crate::rules::report::sarif;

/// From how many findings on they are summed up by rule.
const LONG: usize = 20;

/// Prints what was found in the form that is asked for.
pub fn print(
    args: &Args,
    Found { findings: found, notes, sealed, languages }: &Found,
    context: &Context<'_>,
    output: &mut Output<'_>,
) -> Result<(), Unwritable> {
    let (count, from) = (Count::of(found), context.folder);
    if args.json {
        let document = json!({
            "schema": "casenotes/validate@1",
            "findings": found.iter().map(findings::json).collect::<Vec<_>>(),
            "summary": {
                "notes": notes,
                "sealed_notes": sealed,
                "errors": count.errors,
                "warnings": count.warnings,
                "infos": count.infos,
                "rules": findings::by_rule(found).iter().map(|(finding, count)| json!({
                    "code": finding.code,
                    "name": finding.name,
                    "level": finding.level,
                    "count": count,
                })).collect::<Vec<_>>(),
            },
        });
        return output.json(&document);
    }
    if args.sarif {
        return output.json(sarif::document(found, from));
    }
    let is_shown = args.excerpt || output.looks().out_is_terminal;
    let mut excerpts = Excerpts::new(is_shown, |path| context.chart.tree().read(path).ok());
    for finding in found.iter().filter(|_| !args.summary) {
        let text = match args.short {
            true => findings::short(finding, from),
            false => findings::long(finding, from, output.looks(), &mut excerpts),
        };
        output.painted(&text)?;
    }
    if args.summary {
        output.data(&findings::summary(found))?;
    } else if found.len() > LONG && !args.short {
        for line in findings::summary(found).lines() {
            output.status(line);
        }
    }
    let infos = match count.infos {
        0 => String::new(),
        infos => format!(", {infos} for information"),
    };
    output.status(format_args!(
        "Checked {} and the outside of {}: {}, {}{infos}.",
        counted(*notes, "progress note"),
        counted(*sealed, "sealed note"),
        counted(count.errors, "error"),
        counted(count.warnings, "warning"),
    ));
    for (language, lexicon) in languages {
        if let Some(off) = rules::unread_in(language, *lexicon, false) {
            output.status(off);
        }
    }
    if let Some(first) = found.first().filter(|_| !args.short && !args.summary) {
        output.hint(format_args!("`casenotes rules {}` says more about a rule.", first.code));
    }
    Ok(())
}
