//! What is wrong with a file that was read, each on a line.

use std::path::Path;

use crate::domain::position::Position;
use crate::fields::Problem;
use crate::output::Output;

/// Says what is wrong with a file and where.
pub fn tell(path: &Path, bytes: &[u8], faults: &[Problem], output: &mut Output<'_>) {
    for fault in faults {
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        output.status(format_args!("{}{help}", placed(path, bytes, fault)));
    }
}

/// Returns what is wrong as `path:line:column: message`.
pub fn placed(path: &Path, bytes: &[u8], fault: &Problem) -> String {
    let Position { line, column } = Position::of(bytes, fault.span.start);
    format!("{}:{line}:{column}: {}", path.display(), fault.message)
}
