//! Everything the user sees.
//!
//! - Results go to stdout, so that they can be piped; all else goes to stderr.
//! - `error:`, `warning:` and `hint:` lines start in lower case; an error has no full stop, a hint
//!   is a sentence.
//! - No message contains text from a note. Paths, lines and codes only.
//! - Colour is for terminals, and not for those who set `NO_COLOR`, unless `--color` says otherwise.
//! - A reader that goes away is no error.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::failure::{Explain, Failure, FailureKind};
use crate::text::is_unseen;

pub mod ask;
pub mod csv;
mod progress;
pub mod rows;
mod table;

/// A stream of ours could not be written to.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// It was closed before the command began.
    #[error("cannot write the result: standard output is closed")]
    Closed,
    /// The system took no more of it.
    #[error("cannot write the result")]
    Failed(#[source] io::Error),
}

impl Unwritable {
    /// Tells whether whoever read the results went away.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Failed(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Explain for Unwritable {
    fn kind(&self) -> FailureKind {
        match self.is_closed_pipe() {
            true => FailureKind::PipeClosed,
            false => FailureKind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        let what_stands =
            "What is said above to be done is done, and only its result was not written";
        Some(match self {
            Self::Closed => {
                format!("{what_stands}. Run it without `>&-`; `>/dev/null` throws a result away.")
            }
            Self::Failed(error) if error.kind() == io::ErrorKind::StorageFull => {
                format!("{what_stands}. Make room on the disk, or write it elsewhere.")
            }
            Self::Failed(_) => format!("{what_stands}."),
        })
    }
}

/// Where results go.
pub trait Results: Write {
    /// Returns how many bytes the system has taken so far.
    fn taken(&self) -> u64;

    /// Tells whether nothing can ever be written to it.
    fn is_closed(&self) -> bool;
}

impl Results for Vec<u8> {
    fn taken(&self) -> u64 {
        self.len() as u64
    }

    fn is_closed(&self) -> bool {
        false
    }
}

/// The two streams of a command.
pub struct Output<'a> {
    out: &'a mut dyn Results,
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
    /// How large the terminal is that stdout is, where it tells.
    pub terminal: Option<TerminalSize>,
}

/// How much a terminal shows at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalSize {
    /// Letters in a line.
    pub columns: usize,
    /// Lines.
    pub rows: usize,
}

impl<'a> Output<'a> {
    /// Wraps two streams; tests pass two vectors.
    pub fn new(out: &'a mut dyn Results, err: &'a mut dyn Write, looks: Looks) -> Self {
        Self { out, err, looks, line: progress::Line::default() }
    }

    /// Writes a result to stdout, so that it can be piped; a terminal gets no control characters.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn data(&mut self, text: &str) -> Result<(), Unwritable> {
        match self.looks.out_is_terminal && has_controls(text) {
            true => self.bytes(without_controls(text).as_bytes()),
            false => self.bytes(text.as_bytes()),
        }
    }

    /// Writes a document of JSON to stdout.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn json(&mut self, document: impl Display) -> Result<(), Unwritable> {
        self.json_text(&format!("{document:#}\n"))
    }

    /// Writes a part of a document of JSON to stdout; on a terminal, control characters are escaped,
    /// so that the document says the same.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn json_text(&mut self, text: &str) -> Result<(), Unwritable> {
        match self.looks.out_is_terminal && has_controls(text) {
            true => self.bytes(with_controls_escaped(text).as_bytes()),
            false => self.bytes(text.as_bytes()),
        }
    }

    /// Writes a result to stdout that has escapes of its own, as for colour; what comes from
    /// elsewhere has been through [`without_controls`].
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn painted(&mut self, text: &str) -> Result<(), Unwritable> {
        self.bytes(text.as_bytes())
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

    /// Fails when nothing can ever be written to stdout: for commands that must not begin if their
    /// result would be seen by nobody.
    ///
    /// # Errors
    /// Fails when stdout was closed before the command began.
    pub fn require_open(&self) -> Result<(), Unwritable> {
        if self.out.is_closed() { Err(Unwritable::Closed) } else { Ok(()) }
    }

    /// Returns how many bytes of results the system has taken so far, of those that were flushed.
    pub fn taken(&self) -> u64 {
        self.out.taken()
    }

    /// Writes out what is still in memory.
    ///
    /// # Errors
    /// Fails when stdout cannot be written to.
    pub fn flush(&mut self) -> Result<(), Unwritable> {
        let flushed = self.out.flush();
        self.checked(flushed)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        self.erase_progress();
        let written = self.out.write_all(bytes);
        self.checked(written)
    }

    fn checked(&self, written: io::Result<()>) -> Result<(), Unwritable> {
        written.map_err(|error| match self.out.is_closed() {
            true => Unwritable::Closed,
            false => Unwritable::Failed(error),
        })
    }

    /// Says what was done.
    pub fn status(&mut self, message: impl Display) {
        self.message("", &message);
    }

    /// Says what the user should look at.
    pub fn warning(&mut self, message: impl Display) {
        let label = self.in_style("warning", AnsiColor::Yellow.on_default().bold());
        self.message(&format!("{label}: "), &message);
    }

    /// Says what the user may do next.
    pub fn hint(&mut self, message: impl Display) {
        let label = self.in_style("hint", AnsiColor::Cyan.on_default().bold());
        self.message(&format!("{label}: "), &message);
    }

    /// Shows a failure: what, why, what next.
    pub fn failure(&mut self, failure: &Failure) {
        let label = self.in_style("error", AnsiColor::Red.on_default().bold());
        self.message(&format!("{label}: "), &failure.error);
        let mut cause = failure.error.source();
        while let Some(error) = cause {
            self.message("  because: ", &error);
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
    /// not want to know, and a stdout that is gone is met again at the next result. Paths and names
    /// in a message come from files, so no control character of theirs is passed on, nor a line end
    /// behind which they could say anything in our name.
    fn message(&mut self, label: &str, message: &dyn Display) {
        let _ = self.out.flush();
        self.erase_progress();
        let _ = writeln!(self.err, "{label}{}", on_one_line(&message.to_string()));
    }

    fn in_style(&self, word: &str, style: Style) -> String {
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

/// Returns a number with its noun: `1 note`, `2 notes`, `2 entries`, `2 days`.
pub fn counted(count: usize, noun: &str) -> String {
    let is_vowel = |letter: char| "aeiou".contains(letter);
    match noun.strip_suffix('y').filter(|stem| !stem.ends_with(is_vowel)) {
        _ if count == 1 => format!("{count} {noun}"),
        Some(stem) => format!("{count} {stem}ies"),
        None => format!("{count} {noun}s"),
    }
}

/// Tells whether there is anything to replace; nearly every text is plain.
fn has_controls(text: &str) -> bool {
    let is_plain = |b: u8| matches!(b, b' '..0x7f | b'\n' | b'\t');
    !text.bytes().fold(true, |plain, b| plain & is_plain(b))
        && text.chars().any(|c| is_unseen(c) && c != '\n' && c != '\t')
}

/// Returns the lines that a text takes where so many columns are; a word that is longer stands alone.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Replaces each control character but line ends and tabs by a visible mark.
pub fn without_controls(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\t' => c,
        c if is_unseen(c) => '\u{fffd}',
        c => c,
    };
    text.replace("\r\n", "\n").chars().map(visible).collect()
}

/// Replaces each control character, line ends included, by a visible mark: for what is one line,
/// whatever stands in it.
pub fn on_one_line(text: &str) -> String {
    // Nearly every text is plain, and to see that at once is a tenth of the work.
    if text.bytes().fold(true, |plain, b| plain & matches!(b, b' '..0x7f)) {
        return text.to_owned();
    }
    text.chars().map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect()
}

/// Writes each control character of a JSON text as an escape; outside of strings JSON has none but
/// line ends, and inside of them serde has escaped those.
fn with_controls_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push(c),
            c if is_unseen(c) => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
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

    #[test]
    fn a_name_in_a_message_cannot_begin_a_line_of_its_own() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err, Looks::default());
        let evil = "a\nhint: Run `rm`\r\u{2028}b\r\nerror: c";
        output.status(evil);
        output.warning(evil);
        output.hint(evil);
        let mut failure = Failure::from(Unwritable::Failed(io::Error::other(evil)));
        failure.hints.push(evil.to_owned());
        output.failure(&failure);
        let said = String::from_utf8(err).unwrap();
        let begins = ["a", "warning: a", "hint: a", "error: cannot", "  because: a"];
        for line in said.lines() {
            assert!(
                begins.iter().any(|begin| line.starts_with(begin))
                    || line.starts_with("hint: What"),
                "{line}"
            );
        }
        assert!(!said.contains(['\r', '\u{2028}']), "{said:?}");
    }

    #[test]
    fn no_control_character_reaches_a_terminal_by_any_way() {
        for c in [
            "\u{1b}[2J",
            "\u{9b}2J",
            "\u{202e}",
            "\u{2066}",
            "\u{200e}",
            "\u{7f}",
            "\r",
            "\u{feff}",
        ] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let looks = Looks { out_is_terminal: true, err_is_terminal: true, ..Looks::default() };
            let mut output = Output::new(&mut out, &mut err, looks);
            let document = serde_json::json!({ "name": format!("a{c}b") });
            output.data(&format!("a{c}b\n")).unwrap();
            output.json(&document).unwrap();
            output.status(format!("a{c}b"));
            output.warning(format!("a{c}b"));
            let failure = Failure::from(Unwritable::Failed(io::Error::other(format!("a{c}b"))));
            output.failure(&failure);
            let (out, err) = (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
            let acts = |text: &str| text.chars().any(|c| is_unseen(c) && c != '\n');
            assert!(!acts(&out) && !acts(&err), "{out:?} {err:?}");
            // JSON says the same as it does in a pipe.
            let shown = out.split_once('\n').unwrap().1;
            assert_eq!(serde_json::from_str::<serde_json::Value>(shown).unwrap(), document);
        }
    }
}
