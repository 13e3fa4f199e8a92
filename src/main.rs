//! The `casenotes` binary: hands the real world to [`casenotes::cli`] and exits with its code.

fn main() -> std::process::ExitCode {
    casenotes::cli::main()
}
