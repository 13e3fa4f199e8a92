//! `casenotes signer list`: who may sign, with which key, from when to when.

use crate::domain::clock::on_this_machine;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::output::table::Table;
use crate::record::chart::Chart;
use crate::record::signature::allowed_signers::Bound;

/// List who may sign
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Prints the list, in its own order.
pub fn run(chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let trust = chart.trust()?;
    for problem in trust.signers.problems() {
        output.warning(format_args!(
            "{}:{}: nobody may sign by this line: {}",
            chart.allowed_signers().display(),
            problem.line,
            problem.message
        ));
    }
    let mut table = Table::new(&["NAME", "FROM", "UNTIL", "KEY"]);
    for entry in trust.signers.entries() {
        let bound = |bound: Option<Bound>| {
            let shown = bound.map(|bound| on_this_machine(bound.moment()));
            shown.map(|time| time.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
        };
        table.row([
            entry.principals.as_str(),
            &bound(entry.after),
            &bound(entry.before),
            &entry.key.fingerprint(),
        ]);
    }
    if table.is_empty() {
        output.status("Nobody may sign yet.");
        output.hint("Enter your key with `casenotes signer add`, or make one with `casenotes sign --new-key`.");
        return Ok(Outcome::Negative);
    }
    for piece in table.pieces() {
        output.data(&piece)?;
    }
    Ok(Outcome::Done)
}
