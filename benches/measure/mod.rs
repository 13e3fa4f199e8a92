//! Times of whole runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Finds a program as a shell would.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|at| at.is_file())
}

/// Times one run whose output goes to a file: some programs cheat when it goes nowhere.
///
/// Exit code 1 is "nothing found", for both programs.
pub fn time(program: &Path, args: &[String]) -> Result<Duration, String> {
    let out = tempfile::tempfile().unwrap();
    let mut command = Command::new(program);
    command.args(args).stdout(out).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status().unwrap();
    let taken = start.elapsed();
    match status.code() {
        Some(0 | 1) => Ok(taken),
        _ => Err(format!("`{} {}` ended with {status}", program.display(), args.join(" "))),
    }
}

/// Returns the middle one.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
