//! What is wrong with a file that was read, each on a line.

use std::path::Path;

use crate::domain::position::Position;
use crate::fields::Problem;
use crate::output::Output;

/// Says what is wrong with a file and where.
pub fn tell(path: &Path, bytes: &[u8], faults: &[Problem], output: &mut Output<'_>) {
    for fault in faults {
        let place = Position::of(bytes, fault.span.start);
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        output.status(format_args!(
            "{}:{}:{}: {}{help}",
            path.display(),
            place.line,
            place.column,
            fault.message
        ));
    }
}
