//! Where the text of a psychotherapy note is taken down: from a stream, a file or an editor, into the
//! vault, and into a draft when the vault does not take it.

use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::disk::DiskError;
use crate::disk::tree::Tree;
use crate::disk::workbench::{Job, Workbench};
use crate::disk::{outside, read};
use crate::domain::aim::Aim;
use crate::domain::client_id::ClientId;
use crate::domain::digest::sha256;
use crate::domain::note_id::SealedId;
use crate::domain::whose;
use crate::failure::{Explain, Failure};
use crate::note::sealed_note::Replaces;
use crate::output::Output;
use crate::private::opened::{About, Sealer, Unfiled};
use crate::private::seal::open_note::OpenNote;
use crate::private::vault::Vault;
use crate::private::vault::drafts::Drafts;
use crate::programs::editor::{Editor, EditorError, Traces};

/// How the name of a folder begins in which an editor works; it says nothing of what is in it.
pub const WORKBENCH: &str = "casenotes-";

/// What taking a text down needs.
pub struct Scribe<'a> {
    /// Where notes go.
    pub vault: &'a Vault,
    /// Where a text goes that the vault does not take.
    pub drafts: &'a Drafts,
    /// Where `--stdin` reads.
    pub stdin: &'a mut dyn Read,
    /// The editor; `None` without a terminal.
    pub editor: Option<Result<Editor, EditorError>>,
    /// The line that says in the editor whose note it is, for a new one; handed over by whoever may read
    /// the record.
    pub whose: Option<String>,
    /// Finds a folder on a memory file system.
    pub memory: &'a dyn Fn() -> Result<PathBuf, Failure>,
}

/// Where a text is to go.
pub struct Target {
    /// What is to become of it.
    pub aim: Aim,
    /// What it is about.
    pub about: About,
    /// The sealed file that it is to replace, as it was read.
    pub before: Option<Vec<u8>>,
}

/// A text that was taken down and is nowhere yet.
pub struct Text {
    words: OpenNote,
    from: From,
    // What the editor saved under other names.
    others: Vec<PathBuf>,
}

/// Where a text came from, and so where it still is.
enum From {
    File,
    Stream,
    Editor { bench: Workbench, trouble: Option<EditorError> },
}

/// What became of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Filed {
    /// It is a note of its own.
    New(SealedId),
    /// It has replaced a note.
    Replaced(SealedId),
    /// The note had changed meanwhile, so it is a note of its own.
    Beside {
        /// The note.
        id: SealedId,
        /// The text.
        kept: SealedId,
    },
}

/// A text that was not filed.
#[derive(Debug, thiserror::Error)]
pub enum ScribeError {
    /// Nobody can type.
    #[error("there is no terminal for an editor")]
    NoTerminal,
    /// There is nothing to seal.
    #[error("the text is empty; nothing was sealed")]
    Empty,
    /// It is kept as a sealed draft.
    #[error("the note could not be filed; your text is kept, sealed, as the draft `{id}` in {}", path.display())]
    Kept {
        /// Which draft.
        id: SealedId,
        /// Where.
        path: PathBuf,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// What was typed under other names is kept, and nothing else was.
    #[error(
        "nothing was written where the text belongs; what the editor saved under other names is kept, sealed, as {0}"
    )]
    OtherNames(String),
    /// The editor was ended before it saved.
    #[error("the editor was ended before it saved; what was typed since is in its swap file {}", .0.display())]
    Unsaved(PathBuf),
    /// It came through a pipe and is nowhere any more.
    #[error(
        "the note could be neither filed nor kept anywhere: what came through the pipe is lost here"
    )]
    Lost {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It could not be sealed either.
    #[error("the note could neither be filed nor kept as a draft; your text is in the clear in {}", path.display())]
    KeptInTheClear {
        /// Where.
        path: PathBuf,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl Explain for ScribeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoTerminal => "Use `--stdin` or `--from FILE`.".into(),
            Self::Empty => return None,
            Self::OtherNames(_) => {
                "Save where the editor was opened; `casenotes vault drafts` lists what is kept.".into()
            }
            Self::Unsaved(path) => format!(
                "Run `vim -n -i NONE -r {}`, save with `:w! note.md` and leave; then `casenotes vault drafts` has it.",
                path.display()
            ),
            Self::Lost { .. } => "Give it again when the cause is mended.".into(),
            Self::Kept { id, .. } => {
                format!("When the cause is mended, run `casenotes vault drafts --restore {id}`.")
            }
            Self::KeptInTheClear { .. } => {
                "Mend the cause and run `casenotes vault drafts` before this machine restarts: a memory file system is empty then.".into()
            }
        })
    }
}

impl Scribe<'_> {
    /// Takes down a text that a script gives; `None` when it gives none.
    ///
    /// # Errors
    /// Fails when the stream or file cannot be read.
    pub fn given(&mut self, stdin: bool, file: Option<&Path>) -> Result<Option<Text>, Failure> {
        let (bytes, from) = match file {
            Some(path) => {
                let given = outside::read_given(path)?;
                (given.bytes, if given.is_still_there { From::File } else { From::Stream })
            }
            None if stdin => {
                (read::read_stream(self.stdin, Path::new("standard input"))?, From::Stream)
            }
            None => return Ok(None),
        };
        Ok(Some(Text { words: OpenNote::new(bytes), from, others: Vec::new() }))
    }

    /// Takes down what is typed in the editor, which begins with `text`.
    ///
    /// # Errors
    /// Fails without a terminal or a memory file system, and when what was saved cannot be read; it
    /// is left where it is then.
    pub fn typed(
        &mut self,
        target: &Target,
        text: &[u8],
        output: &mut Output<'_>,
    ) -> Result<Text, Failure> {
        let editor = self.editor.take().ok_or(ScribeError::NoTerminal)??;
        if !editor.can_go_without_traces() {
            output.warning(format_args!(
                "casenotes does not know how to keep `{}` from writing backup or history files elsewhere",
                editor.name()
            ));
        }
        let whose = self.whose.take().filter(|_| text.is_empty()).unwrap_or_default();
        let begun = if whose.is_empty() { text } else { whose.as_bytes() };
        let mut bench = self.bench(target, begun, editor.beside())?;
        let trouble = editor.open(bench.text(), Traces::Forbidden).err();
        let besides = bench.besides();
        let besides = besides.map_err(|error| in_the_clear(&mut bench, error))?;
        if let Some(unsaved) = besides.unsaved.into_iter().next() {
            bench.keep();
            return Err(ScribeError::Unsaved(unsaved).into());
        }
        let saved = bench.saved();
        let saved = saved.map_err(|error| in_the_clear(&mut bench, error))?;
        let words = OpenNote::new(without_whose(saved.unwrap_or_default()));
        Ok(Text { words, from: From::Editor { bench, trouble }, others: besides.others })
    }

    /// Keeps what the editor saved under other names than the text's, each as a draft, and returns
    /// their names; if one cannot be kept, the folder stays with all of it.
    ///
    /// # Errors
    /// Fails when one of them cannot be kept.
    pub fn keep_others(
        &self,
        target: &Target,
        text: &mut Text,
        sealer: &Sealer,
    ) -> Result<Vec<SealedId>, Failure> {
        let mut kept = Vec::new();
        let From::Editor { bench, .. } = &mut text.from else { return Ok(kept) };
        for path in std::mem::take(&mut text.others) {
            let attempt = || -> Result<SealedId, Failure> {
                let words = OpenNote::new(without_whose(bench.required(&path)?));
                let (client, about) = (target.client(), target.about);
                Ok(sealer.keep(self.drafts, client, about, None, words.reveal())?.0)
            };
            kept.push(attempt().map_err(|failure| {
                bench.keep();
                Failure::from(ScribeError::KeptInTheClear {
                    path: path.clone(),
                    source: failure.error,
                })
            })?);
        }
        Ok(kept)
    }

    /// Files a text, or keeps it as a draft and says so.
    ///
    /// # Errors
    /// Refuses an empty text, and fails when it could not be filed; it is never lost then.
    pub fn file(&self, target: &Target, text: Text, sealer: &Sealer) -> Result<Filed, Failure> {
        let Text { words, mut from, .. } = text;
        if is_blank(&words) {
            return Err(ScribeError::Empty.into());
        }
        let trouble = match &mut from {
            From::Editor { trouble, .. } => trouble.take(),
            _ => None,
        };
        let filed = match trouble {
            Some(error) => Err(error.into()),
            None => target.file(self.vault, &words, sealer).map_err(Failure::from),
        };
        filed.map_err(|failure| self.keep(target, &words, from, sealer, failure))
    }

    fn keep(
        &self,
        target: &Target,
        words: &OpenNote,
        from: From,
        sealer: &Sealer,
        failure: Failure,
    ) -> Failure {
        // The file that was named is where it was.
        if matches!(from, From::File) {
            return failure;
        }
        let (client, source) = (target.client(), failure.error);
        let kept =
            sealer.keep(self.drafts, client, target.about, target.replaces(), words.reveal());
        if let Ok((id, path)) = kept {
            return ScribeError::Kept { id, path, source }.into();
        }
        let bench = match from {
            From::Editor { bench, .. } => Ok(bench),
            _ => self.bench(target, words.reveal(), &[]),
        };
        match bench {
            Ok(mut bench) => ScribeError::KeptInTheClear { path: bench.keep(), source }.into(),
            Err(_) => ScribeError::Lost { source }.into(),
        }
    }

    fn bench(
        &self,
        target: &Target,
        text: &[u8],
        beside: &[(&str, &str)],
    ) -> Result<Workbench, Failure> {
        let label = label_of(self.vault, &target.aim);
        let original = target.before.as_deref().unwrap_or_default();
        let job = Job { name: "note.md", label: &label, original, text, beside };
        Ok(Workbench::set_up(Tree::open(&(self.memory)()?)?.root(), WORKBENCH, &job)?)
    }
}

/// Returns a text without the line that says whose note it is.
pub fn without_whose(mut text: Vec<u8>) -> Vec<u8> {
    whose::take_out(&mut text);
    text
}

impl Target {
    /// Returns whose session it is about.
    pub fn client(&self) -> &ClientId {
        match &self.aim {
            Aim::New(client, ..) => client,
            Aim::Edit(id) => &id.client,
        }
    }

    /// Seals a text and files it.
    ///
    /// # Errors
    /// Fails when it is not sealed or the disk refuses; nothing half-written stays.
    pub fn file(&self, vault: &Vault, words: &OpenNote, sealer: &Sealer) -> Result<Filed, Unfiled> {
        let (notes, words) = (vault.notes(), words.reveal());
        match (&self.aim, &self.before) {
            (Aim::Edit(id), Some(before)) => {
                Ok(match sealer.file_over(&notes, id, before, self.about, words)? {
                    None => Filed::Replaced(id.clone()),
                    Some(kept) => Filed::Beside { id: id.clone(), kept },
                })
            }
            (Aim::Edit(id), None) => {
                let kept = sealer.file(&notes, &id.client, self.about, words)?;
                Ok(Filed::Beside { id: id.clone(), kept })
            }
            (Aim::New(client, ..), _) => {
                Ok(Filed::New(sealer.file(&notes, client, self.about, words)?))
            }
        }
    }

    fn replaces(&self) -> Option<Replaces> {
        match (&self.aim, &self.before) {
            (Aim::Edit(id), Some(before)) => {
                Some(Replaces { stem: id.stem.clone(), digest: sha256(before) })
            }
            _ => None,
        }
    }
}

impl Text {
    /// Tells whether it comes from an editor.
    pub fn is_typed(&self) -> bool {
        matches!(self.from, From::Editor { .. })
    }

    /// Tells whether nothing but blanks was taken down.
    pub fn is_blank(&self) -> bool {
        is_blank(&self.words)
    }

    /// Tells whether the text is one that was there before.
    pub fn is_same_as(&self, before: &[u8]) -> bool {
        self.words.reveal() == before
    }

    /// Drops a text of which nothing need be kept.
    ///
    /// # Errors
    /// Passes on that the editor failed.
    pub fn let_go(self) -> Result<(), EditorError> {
        match self.from {
            From::Editor { trouble: Some(error), .. } => Err(error),
            _ => Ok(()),
        }
    }
}

/// Fails when nothing was written but under other names.
///
/// # Errors
/// Names the drafts in which it is kept.
pub fn only_others(others: &[SealedId]) -> Result<(), ScribeError> {
    match others {
        [] => Ok(()),
        others => Err(ScribeError::OtherNames(names(others))),
    }
}

/// Says what was kept beside the text.
pub fn warn_of_others(others: &[SealedId], output: &mut Output<'_>) {
    if !others.is_empty() {
        output.warning(format_args!(
            "the editor has saved under other names too; that is kept, sealed, as {}",
            names(others)
        ));
    }
}

/// Leaves a text where it was typed, and says so.
fn in_the_clear(bench: &mut Workbench, error: DiskError) -> ScribeError {
    ScribeError::KeptInTheClear { path: bench.keep(), source: Box::new(error) }
}

fn names(drafts: &[SealedId]) -> String {
    let names: Vec<String> = drafts.iter().map(|id| format!("the draft `{id}`")).collect();
    names.join(", ")
}

/// Returns what is written beside a text in work: of which vault it is, and what is to become of it.
fn label_of(vault: &Vault, aim: &Aim) -> String {
    format!("{} {aim}", vault.id())
}

/// Reads such a label; `None` when it is of another vault, and an aim only if it names one.
pub fn read_label(vault: &Vault, label: &str) -> Option<Option<Aim>> {
    match label.split_once(' ') {
        Some((id, aim)) if id == vault.id() => Some(aim.parse().ok()),
        Some((id, _)) if id.starts_with("v-") => None,
        _ => Some(None),
    }
}

/// Tells whether a text has nothing but blanks.
pub fn is_blank(words: &OpenNote) -> bool {
    words.reveal().trim_ascii().is_empty()
}
