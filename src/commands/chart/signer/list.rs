//! `casenotes signer list`: who may sign, with which key, from when to when.

use serde_json::json;

use crate::commands::args::form::FormArgs;
use crate::domain::clock::on_this_machine;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::rows::{Cell, Column};
use crate::record::chart::Chart;
use crate::record::signature::allowed_signers::{AllowedSigner, Bound};

/// List who may sign
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes signer list")]
pub struct Args {
    #[command(flatten)]
    form: FormArgs,
}

const COLUMNS: &[Column<AllowedSigner>] = &[
    Column::new("NAME", "name", |entry| entry.principals.as_str().into()),
    Column::table("FROM", |entry| shown(entry.after)),
    Column::table("UNTIL", |entry| shown(entry.before)),
    Column::data("from", |entry| instant(entry.after)),
    Column::data("until", |entry| instant(entry.before)),
    Column::new("KEY", "key", |entry| entry.key.fingerprint().into()),
];

/// Prints the list, in its own order.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let trust = chart.trust()?;
    for problem in trust.signers.problems() {
        output.warning(format_args!(
            "{}:{}: nobody may sign by this line: {}",
            chart.allowed_signers().display(),
            problem.line,
            problem.message
        ));
    }
    let (form, entries) = (args.form.form(), trust.signers.entries());
    output.rows(
        form,
        COLUMNS,
        entries,
        |rows| json!({ "schema": "casenotes/signer-list@1", "signers": rows }),
    )?;
    if !entries.is_empty() {
        return Ok(Outcome::Done);
    }
    output.status("Nobody may sign yet.");
    output.hint(
        "Enter your key with `casenotes signer add`, or make one with `casenotes sign --new-key`.",
    );
    Ok(Outcome::Negative)
}

fn shown(bound: Option<Bound>) -> Cell<'static> {
    let time = bound.map(|bound| on_this_machine(bound.moment()));
    time.map(|time| time.format("%Y-%m-%d %H:%M").to_string()).into()
}

fn instant(bound: Option<Bound>) -> Cell<'static> {
    bound.map(|bound| bound.moment().format("%Y-%m-%dT%H:%M:%SZ").to_string()).into()
}
