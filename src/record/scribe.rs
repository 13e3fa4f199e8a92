//! Where a text of the record is taken down, from a stream, a file or an editor, and where it stays if
//! it is not filed or the run is killed.

use std::borrow::Cow;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::disk::editor_files::is_blank;
use crate::disk::workbench::{EditorFiles, Job, Leftover, Workbench, discard};
use crate::disk::{DiskError, outside, read};
use crate::domain::aim::RecordAim;
use crate::domain::position::Position;
use crate::domain::whose;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::says_the_same;
use crate::output::ask::Ask;
use crate::output::{Output, counted};
use crate::programs::editor::{Editor, EditorError, Traces};
use crate::record::chart::Chart;
use crate::record::chart::layout::WORKBENCH;

/// What taking a text down needs.
pub struct Scribe<'a> {
    /// Where texts go.
    pub chart: &'a Chart,
    /// Where `--stdin` reads.
    pub stdin: &'a mut dyn Read,
    /// The editor; `None` without a terminal.
    pub editor: Option<Result<Editor, EditorError>>,
    /// Who can be asked; `None` without a terminal.
    pub ask: Option<&'a mut dyn Ask>,
}

/// A text that a script gave.
pub struct Given {
    /// What was read.
    pub bytes: Vec<u8>,
    /// Where it is from, as messages say it.
    pub from: String,
}

/// A text that is to be written in the editor.
pub struct Task<'a> {
    /// What it is for.
    pub aim: &'a RecordAim,
    /// What it begins as; `None` takes up what a killed run has left.
    pub draft: Option<Draft<'a>>,
    /// What is said when it is not filed, such as "the note could not be saved".
    pub unfiled: &'static str,
    /// What else can be done where there is no terminal, as a sentence.
    pub instead: &'static str,
}

/// What the editor begins with.
pub struct Draft<'a> {
    /// The name of the file; its ending tells the editor what it is.
    pub name: &'a str,
    /// The text; for a file that is to be replaced, what that holds.
    pub text: &'a [u8],
}

/// A text that was written in the editor and is to be filed.
pub struct Typed<'a> {
    /// What was written.
    pub text: &'a str,
    /// What it began as, by whichever run.
    pub begun: &'a [u8],
    bench: &'a mut Workbench,
}

/// A text that was not taken down or not filed.
#[derive(Debug, thiserror::Error)]
pub enum ScribeError {
    /// Nobody can type.
    #[error("there is no terminal for an editor")]
    NoTerminal(&'static str),
    /// What is to be replaced would be empty.
    #[error("the editor left no text; {0} is as it was")]
    NoText(&'static str),
    /// It is not text.
    #[error("{from}:{}:{}: this byte is not UTF-8", place.line, place.column)]
    NotText {
        /// What was read.
        from: String,
        /// Where the byte is.
        place: Position,
    },
    /// It could not be filed, and stays where it was typed.
    #[error("{unfiled}; your text is kept in {}", kept.display())]
    Kept {
        /// What did not come about.
        unfiled: &'static str,
        /// Where the text is.
        kept: PathBuf,
        /// The command that takes it up again.
        command: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// There is nothing to take up or to throw away.
    #[error("no killed run has left a text here")]
    NothingLeft(String),
}

impl Explain for ScribeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoTerminal(instead) => (*instead).into(),
            Self::NoText(_) => return None,
            Self::NotText { .. } => "Save it as UTF-8; nothing was written.".into(),
            Self::Kept { command, .. } => format!(
                "Run `{command} --recover` to take it up again, or with `--discard` to throw it away."
            ),
            Self::NothingLeft(command) => format!("Run `{command}`."),
        })
    }
}

impl Scribe<'_> {
    /// Takes down a text that a script gives; `None` when it gives none.
    ///
    /// # Errors
    /// Fails when the stream or file cannot be read.
    pub fn given(&mut self, stdin: bool, file: Option<&Path>) -> Result<Option<Given>, DiskError> {
        let (bytes, from) = match file {
            Some(path) => (outside::read_given(path)?.bytes, path),
            None if stdin => {
                let from = Path::new("standard input");
                (read::read_stream(self.stdin, from)?, from)
            }
            None => return Ok(None),
        };
        Ok(Some(Given { bytes, from: from.display().to_string() }))
    }

    /// Lets the clinician write, and files what was written; `None` when that is nothing.
    ///
    /// # Errors
    /// Fails when the editor does or the text is not filed. Whatever was typed is kept then.
    pub fn typed<T>(
        &mut self,
        task: &Task<'_>,
        output: &mut Output<'_>,
        file: impl FnOnce(Typed<'_>, &mut Output<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let aim = task.aim;
        let left = self.left(aim)?;
        // A workbench that is dropped takes its text along, so what may fail comes before it.
        let (editor, mut bench, begun) = match &task.draft {
            Some(draft) => {
                let editor = self.editor(task)?;
                tell(&left, aim, output);
                self.chart.tell_whose(aim.client(), output);
                let bench = self.set_up(aim, draft)?;
                (editor, bench, Cow::Borrowed(draft.text))
            }
            None => {
                let left = first(left, aim)?;
                let editor = self.editor(task)?;
                let mut bench = Workbench::take_over(&left)?;
                let begun = without_whose(bench.original()?);
                (editor, bench, Cow::Owned(begun))
            }
        };
        let opened = editor.open(bench.text(), Traces::Allowed);
        let text = match bench.saved() {
            Ok(text) => without_whose(text.unwrap_or_default()),
            Err(error) => return Err(not_filed(task, &mut bench, error.into()).into()),
        };
        let is_written = is_written(aim, &text, &begun);
        if !matches!(is_written, Ok(true)) {
            bench.require_nothing_beside()?;
            opened?;
            is_written?;
            return Ok(None);
        }
        let filed = opened.map_err(Failure::from).and_then(|()| {
            let text = as_text(&text, "what the editor saved")?;
            file(Typed { text, begun: &begun, bench: &mut bench }, output)
        });
        match filed {
            Ok(filed) => {
                keep_others(&mut bench, aim, output);
                Ok(Some(filed))
            }
            Err(failure) => Err(not_filed(task, &mut bench, failure).into()),
        }
    }

    fn editor(&mut self, task: &Task<'_>) -> Result<Editor, Failure> {
        Ok(self.editor.take().ok_or(ScribeError::NoTerminal(task.instead))??)
    }

    fn set_up(&self, aim: &RecordAim, draft: &Draft<'_>) -> Result<Workbench, DiskError> {
        let label = aim.to_string();
        let text = [self.whose(aim).as_bytes(), draft.text].concat();
        let job =
            Job { name: draft.name, label: &label, original: &text, text: &text, beside: &[] };
        Workbench::set_up(&self.chart.make_notes_folder(aim.client())?, WORKBENCH, &job)
    }

    /// Returns the line that says whose chart it is, above a text that may have comments.
    fn whose(&self, aim: &RecordAim) -> String {
        match aim {
            RecordAim::NewNote(client) => whose::line(&self.chart.person(client).to_string()),
            RecordAim::Edit(id) | RecordAim::Amendment(id) => {
                whose::line(&self.chart.person(&id.client).to_string())
            }
            _ => String::new(),
        }
    }

    /// Finds what killed runs have left that is taken up for an aim, the first of them first.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn left(&self, aim: &RecordAim) -> Result<Vec<Leftover>, DiskError> {
        let mut of_this = Vec::new();
        for left in self.chart.leftovers(aim.client())? {
            if self.chart.aim_of(&left.label, aim.client())? == *aim {
                of_this.push(left);
            }
        }
        Ok(of_this)
    }

    /// Throws the first text away that a killed run has left, and says so; somebody at a terminal is
    /// asked first.
    ///
    /// # Errors
    /// Fails when there is none, and when it cannot be removed.
    pub fn throw_away(
        &mut self,
        aim: &RecordAim,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Failure> {
        let left = self.left(aim)?;
        let more = left.len().saturating_sub(1);
        let left = first(left, aim)?;
        let outcome = self.remove(&left.text, || discard(&left), output)?;
        if more > 0 && outcome == Outcome::Done {
            output
                .hint(format_args!("{} more wait; run the command again.", counted(more, "text")));
        }
        Ok(outcome)
    }

    /// Removes a text, unless somebody at a terminal says no; without one, the flag has said yes.
    ///
    /// # Errors
    /// Fails when it cannot be removed, or the terminal is gone.
    pub fn remove(
        &mut self,
        text: &Path,
        remove: impl FnOnce() -> Result<(), DiskError>,
        output: &mut Output<'_>,
    ) -> Result<Outcome, Failure> {
        if let Some(ask) = &mut self.ask {
            let question = format!("Throw away {}? Type `yes`", text.display());
            if ask.line(&question, Some("no"))? != "yes" {
                output.status("Nothing was thrown away.");
                return Ok(Outcome::Negative);
            }
        }
        remove()?;
        output.status(format_args!("Thrown away: {}.", text.display()));
        Ok(Outcome::Done)
    }
}

impl Given {
    /// Returns it as text.
    ///
    /// # Errors
    /// Names the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str, ScribeError> {
        as_text(&self.bytes, &self.from)
    }
}

impl Typed<'_> {
    /// Leaves the text where it was typed, and returns where that is.
    pub fn keep(self) -> PathBuf {
        self.bench.keep()
    }
}

/// Returns a text without the line that says whose chart it is.
fn without_whose(mut text: Vec<u8>) -> Vec<u8> {
    whose::take_out(&mut text);
    text
}

/// Leaves a text where it was typed, and says how to take it up again.
fn not_filed(task: &Task<'_>, bench: &mut Workbench, failure: Failure) -> ScribeError {
    let (unfiled, kept, command) = (task.unfiled, bench.keep(), task.aim.command());
    ScribeError::Kept { unfiled, kept, command, source: failure.error }
}

/// Tells whether there is anything to file in what the editor left.
fn is_written(aim: &RecordAim, text: &[u8], begun: &[u8]) -> Result<bool, ScribeError> {
    let whole = match aim {
        RecordAim::Edit(_) => "the note",
        RecordAim::ClientFile(_) => "the client file",
        _ => return Ok(!is_blank(text) && !says_the_same(text, begun)),
    };
    match text != begun {
        true if is_blank(text) => Err(ScribeError::NoText(whole)),
        is_written => Ok(is_written),
    }
}

/// Says where texts are that were begun for the same and never saved.
fn tell(left: &[Leftover], aim: &RecordAim, output: &mut Output<'_>) {
    for left in left {
        output.warning(format_args!("an earlier text was not saved: {}", left.text.display()));
        output.hint(format_args!(
            "`{} --recover` takes it up again, `--discard` throws it away.",
            aim.command()
        ));
    }
}

/// Leaves the folder where it is when the editor has put more into it than the text that was filed.
fn keep_others(bench: &mut Workbench, aim: &RecordAim, output: &mut Output<'_>) {
    let EditorFiles { others, unsaved, .. } = match bench.besides() {
        Ok(besides) => besides,
        Err(error) => return tell_what_stays(&error, output),
    };
    for other in others.iter().chain(&unsaved) {
        bench.keep();
        output.warning(format_args!("the editor has left something else: {}", other.display()));
        output.hint(format_args!(
            "Take what you need from it; then `{} --discard` throws it away.",
            aim.command()
        ));
    }
}

fn tell_what_stays(error: &DiskError, output: &mut Output<'_>) {
    output.warning(format_args!("{error}: {}; the folder stays", error.cause()));
    output.hint("The editor may have left something else in it.");
}

fn first(left: Vec<Leftover>, aim: &RecordAim) -> Result<Leftover, ScribeError> {
    left.into_iter().next().ok_or_else(|| ScribeError::NothingLeft(aim.command()))
}

fn as_text<'t>(bytes: &'t [u8], from: &str) -> Result<&'t str, ScribeError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let place = Position::of(bytes, error.valid_up_to());
        ScribeError::NotText { from: from.to_owned(), place }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_replaces_a_file_counts_each_byte_and_what_is_new_what_it_says() {
        let client: crate::domain::client_id::ClientId = "c-7f3k".parse().unwrap();
        let (new, file) = (RecordAim::NewNote(client.clone()), RecordAim::ClientFile(client));
        for (text, is_new, is_changed) in [
            ("begun\n", false, Some(false)),
            ("begun \n\n", false, Some(true)),
            ("more\n", true, Some(true)),
            ("\u{feff} \n", false, None),
        ] {
            assert_eq!(
                is_written(&new, text.as_bytes(), b"begun\n").ok(),
                Some(is_new),
                "{text:?}"
            );
            assert_eq!(is_written(&file, text.as_bytes(), b"begun\n").ok(), is_changed, "{text:?}");
        }
    }
}
