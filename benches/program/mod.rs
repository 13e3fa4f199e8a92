//! The program that is timed.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

/// The one that `CASENOTES_BIN` names, or else one built here as users build it.
///
/// What cargo builds beside a benchmark is another: crates have features there that only tests ask for.
pub static CASENOTES: LazyLock<PathBuf> = LazyLock::new(|| {
    if let Some(named) = std::env::var_os("CASENOTES_BIN") {
        return PathBuf::from(named).canonicalize().expect("CASENOTES_BIN names a program");
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.unwrap().success(), "`cargo build --release --locked` has failed");
    // This benchmark lies in the folder `deps` beside it.
    let here = std::env::current_exe().unwrap();
    here.parent().unwrap().with_file_name("casenotes")
});

/// Returns what is asked of a benchmark, and whether cargo runs it to time something: `cargo bench` says so;
/// `cargo test --benches` says nothing and only wants to see that it starts.
pub fn asked() -> (bool, Vec<&'static str>) {
    let (flags, words): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg == "--bench");
    (!flags.is_empty(), words.into_iter().map(|word| &*word.leak()).collect())
}
