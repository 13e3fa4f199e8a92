//! The `casenotes` binary: hands the real world to [`casenotes::cli`] and exits with its code.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether standard output was open when the process began.
static HAS_OUTPUT: AtomicBool = AtomicBool::new(false);

// std puts `/dev/null` in place of a standard descriptor that is closed, so that no file of ours takes
// its number, and nothing tells it afterwards from one that somebody gave us. So this looks before.
ctor::declarative::ctor! {
    #[ctor(unsafe, anonymous)]
    #[allow(unsafe_code, reason = "the linker calls it before main; it asks the system one question")]
    fn look_at_output() {
        let is_open = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_ok();
        HAS_OUTPUT.store(is_open, Ordering::Relaxed);
    }
}

fn main() -> std::process::ExitCode {
    casenotes::cli::main(HAS_OUTPUT.load(Ordering::Relaxed))
}
