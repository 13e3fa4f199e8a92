//! Everything the user sees.
//!
//! - Results go to stdout, so that they can be piped; all else goes to stderr.
//! - `error:`, `warning:` and `hint:` lines start in lower case; an error has no full stop, a hint
//!   is a sentence.
//! - No message contains text from a note. Paths, lines and codes only.
//! - Colour is for terminals, and not for those who set `NO_COLOR`.
//! - A reader that goes away is no error.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::failure::{Explain, Failure, FailureKind};

pub mod ask;
pub mod csv;
pub mod findings;
mod progress;
pub mod sarif;
pub mod table;

/// A stream of ours could not be written to.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the result")]
pub struct Unwritable(#[source] io::Error);

impl Explain for Unwritable {
    fn kind(&self) -> FailureKind {
        match self.0.kind() {
            io::ErrorKind::BrokenPipe => FailureKind::PipeClosed,
            _ => FailureKind::User,
        }
    }
}

/// The two streams of a command.
pub struct Output<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    looks: Looks,
    line: progress::Line,
}

/// How a stream is to look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Looks {
    /// Whether stdout is a terminal.
    pub out_is_terminal: bool,
    /// Whether stderr is a terminal.
    pub err_is_terminal: bool,
    /// Whether results are coloured.
    pub out_has_colour: bool,
    /// Whether messages are coloured.
    pub err_has_colour: bool,
}

impl<'a> Output<'a> {
    /// Wraps two streams; tests pass two vectors.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, looks: Looks) -> Self {
        Self { out, err, looks, line: progress::Line::default() }
    }

    /// Writes a result to stdout, so that it can be piped.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn data(&mut self, text: &str) -> Result<(), Unwritable> {
        self.bytes(text.as_bytes())
    }

    /// Writes a result of any bytes to stdout.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        self.erase_progress();
        self.out.write_all(bytes).map_err(Unwritable)
    }

    /// Writes the text of a record to stdout; a terminal gets no control characters, so that a text
    /// from elsewhere cannot move its cursor or change its title.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn record(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        if !self.looks.out_is_terminal {
            return self.bytes(bytes);
        }
        let text = zeroize::Zeroizing::new(without_controls(&String::from_utf8_lossy(bytes)));
        self.bytes(text.as_bytes())?;
        // A prompt behind half a line is hard to read.
        if text.ends_with('\n') || text.is_empty() { Ok(()) } else { self.bytes(b"\n") }
    }

    /// Writes out what is still in memory.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn flush(&mut self) -> Result<(), Unwritable> {
        self.out.flush().map_err(Unwritable)
    }

    /// Says what was done.
    pub fn status(&mut self, message: impl Display) {
        self.message(format_args!("{message}"));
    }

    /// Says what the user should look at.
    pub fn warning(&mut self, message: impl Display) {
        let label = self.painted("warning", AnsiColor::Yellow.on_default().bold());
        self.message(format_args!("{label}: {message}"));
    }

    /// Says what the user may do next.
    pub fn hint(&mut self, message: impl Display) {
        let label = self.painted("hint", AnsiColor::Cyan.on_default().bold());
        self.message(format_args!("{label}: {message}"));
    }

    /// Shows a failure: what, why, what next.
    pub fn failure(&mut self, failure: &Failure) {
        let label = self.painted("error", AnsiColor::Red.on_default().bold());
        self.message(format_args!("{label}: {}", failure.error));
        let mut cause = failure.error.source();
        while let Some(error) = cause {
            self.message(format_args!("  because: {error}"));
            cause = error.source();
        }
        for hint in &failure.hints {
            self.hint(hint);
        }
        if failure.kind == FailureKind::Internal {
            self.hint("This is a bug in casenotes; please report it, without any text of a note.");
        }
    }

    /// Shows how far a long run is, on a terminal alone. The next thing that is written takes its
    /// place.
    pub fn progress(&mut self, verb: &str, done: usize, total: usize) {
        if self.looks.err_is_terminal
            && let Some(line) = self.line.draw(verb, done, total)
        {
            let _ = self.err.write_all(line.as_bytes()).and_then(|()| self.err.flush());
        }
    }

    fn erase_progress(&mut self) {
        let erase = self.line.erase();
        if !erase.is_empty() {
            let _ = self.err.write_all(erase.as_bytes()).and_then(|()| self.err.flush());
        }
    }

    /// Tells how the streams look.
    pub fn looks(&self) -> Looks {
        self.looks
    }

    /// Writes a line to stderr, behind the results that came before it; whoever closed stderr does
    /// not want to know, and a stdout that is gone is met again at the next result.
    fn message(&mut self, line: std::fmt::Arguments<'_>) {
        let _ = self.out.flush();
        self.erase_progress();
        let _ = writeln!(self.err, "{line}");
    }

    fn painted(&self, word: &str, style: Style) -> String {
        if self.looks.err_has_colour { format!("{style}{word}{style:#}") } else { word.to_owned() }
    }
}

/// Returns the file that `--output` names; `-` is standard output.
pub fn file_named(output: Option<&Path>) -> Option<&Path> {
    output.filter(|path| *path != Path::new("-"))
}

/// Bytes that are no text on a screen.
#[derive(Debug, thiserror::Error)]
#[error("a terminal cannot show {0}")]
pub struct NotForATerminal(pub &'static str);

impl Explain for NotForATerminal {
    fn hint(&self) -> Option<String> {
        Some("Write it to a file with `--output FILE`, or pipe it to a program.".into())
    }
}

/// Returns a number with its noun: `1 note`, `2 notes`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Replaces each control character but line ends and tabs by a visible mark.
pub fn without_controls(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\t' => c,
        '\r' => '\r',
        c if c.is_control() => '\u{fffd}',
        // Marks that reorder text could make one note look like another.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    };
    text.replace("\r\n", "\n")
        .chars()
        .map(visible)
        .map(|c| if c == '\r' { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_control_characters_and_a_pipe_gets_every_byte() {
        let show = |out_is_terminal: bool| {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let looks = Looks { out_is_terminal, ..Looks::default() };
            Output::new(&mut out, &mut err, looks)
                .record("a\u{1b}[2J\r\nb\u{202e}".as_bytes())
                .unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(show(true), "a\u{fffd}[2J\nb\u{fffd}\n");
        assert_eq!(show(false), "a\u{1b}[2J\r\nb\u{202e}");
    }
}
