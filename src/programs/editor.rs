//! The user's editor, working on a text in a workbench.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use crate::failure::Explain;

/// The command that edits a file, as the user has set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    words: Vec<String>,
}

/// Whether the text may leave traces beside the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traces {
    /// The text is a progress note: the editor works as the user has set it up.
    Allowed,
    /// The text is a psychotherapy note: no swap, backup, undo or history file may be written.
    Forbidden,
}

/// An editor that did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// `$VISUAL` or `$EDITOR` cannot be split into words.
    #[error("the editor `{0}` cannot be understood: a quote is not closed")]
    Unclear(String),
    /// `$VISUAL` or `$EDITOR` holds blanks alone.
    #[error("no editor is named")]
    Nothing,
    /// The editor does not start.
    #[error("cannot start the editor `{program}`")]
    DoesNotStart {
        /// Its name.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// The editor said that it failed.
    #[error("the editor `{program}` ended with {status}")]
    Failed {
        /// Its name.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
}

impl Explain for EditorError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Failed { .. } => {
                "Save and leave the editor without an error to file the text.".into()
            }
            _ => "Set `VISUAL` or `EDITOR`, or use `--stdin` or `--from FILE`.".into(),
        })
    }
}

impl Editor {
    /// Takes the words of a command such as `code --wait`.
    ///
    /// # Errors
    /// Fails when a quote is not closed.
    pub fn new(command: &str) -> Result<Self, EditorError> {
        let words =
            shell_words::split(command).map_err(|_| EditorError::Unclear(command.to_owned()))?;
        match words.is_empty() {
            true => Err(EditorError::Nothing),
            false => Ok(Self { words }),
        }
    }

    /// Opens a file and waits until the editor has ended.
    ///
    /// An interrupt, termination or hang-up that comes meanwhile is held back, so that what was
    /// typed is saved and the workbench is cleared away afterwards.
    ///
    /// # Errors
    /// Fails when the editor does not start or says that it failed.
    pub fn open(&self, file: &Path, traces: Traces) -> Result<(), EditorError> {
        let program = self.words[0].clone();
        let held_back = Arc::new(AtomicBool::new(false));
        let held: Vec<_> = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
            .into_iter()
            .filter_map(|signal| signal_hook::flag::register(signal, Arc::clone(&held_back)).ok())
            .collect();
        let mut command = Command::new(&program);
        command.args(&self.words[1..]);
        if let Some(flag) = self.flag_to_wait() {
            command.arg(flag);
        }
        if traces == Traces::Forbidden
            && let Some(folder) = file.parent()
        {
            command.args(self.without_traces(folder));
            // Whatever the editor calls temporary stays on the memory file system as well.
            command.env("TMPDIR", folder).current_dir(folder);
        }
        let status = command.arg(file).status();
        for signal in held {
            signal_hook::low_level::unregister(signal);
        }
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(EditorError::Failed { program, status }),
            Err(source) => Err(EditorError::DoesNotStart { program, source }),
        }
    }

    /// Tells whether we know how to keep this editor from leaving traces.
    pub fn can_go_without_traces(&self) -> bool {
        !matches!(self.family(), Family::Unknown)
    }

    /// Returns the files that this editor needs beside the text to leave no traces elsewhere.
    pub fn beside(&self) -> &'static [(&'static str, &'static str)] {
        match self.family() {
            Family::Code => &[("code/User/settings.json", CODE_SETTINGS)],
            Family::Vim => &[(VIM_SCRIPT_NAME, VIM_SCRIPT)],
            _ => &[],
        }
    }

    /// Returns the editor's name.
    pub fn name(&self) -> &str {
        self.words[0].rsplit('/').next().unwrap_or(&self.words[0])
    }

    /// Returns the flag without which the editor would end at once and leave its window open: the
    /// text would be taken away under it, and what is typed there would be lost.
    fn flag_to_wait(&self) -> Option<&'static str> {
        let (flag, others): (_, &[&str]) = match self.name() {
            "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "zed" | "subl"
            | "pulsar" => ("--wait", &["-w"]),
            "gvim" | "mvim" => ("-f", &["--nofork"]),
            "kate" => ("--block", &["-b"]),
            "gedit" => ("--wait", &["-w"]),
            _ => return None,
        };
        let is_given = |word: &String| word == flag || others.contains(&word.as_str());
        (!self.words[1..].iter().any(is_given)).then_some(flag)
    }

    fn family(&self) -> Family {
        match self.name() {
            "vi" | "vim" | "nvim" | "gvim" | "mvim" | "view" | "vim.basic" | "vim.tiny"
            | "vim.nox" | "ex" => Family::Vim,
            "nano" | "rnano" => Family::Nano,
            "emacs" | "emacs-nox" | "emacs-gtk" => Family::Emacs,
            "code" | "code-insiders" | "codium" | "vscodium" => Family::Code,
            "hx" | "helix" | "kak" | "ed" | "cat" | "tee" | "sed" => Family::Clean,
            _ => Family::Unknown,
        }
    }

    fn without_traces(&self, folder: &Path) -> Vec<String> {
        // The user's own configuration is read after `--cmd`, so the options are set again by an
        // autocommand at the moments when vim would write: before it reads the file, before it
        // saves it and before it leaves. A `-c` would come too late for the first file.
        const OPTIONS: &str =
            "silent! set nobackup nowritebackup noundofile viminfo= | silent! set viminfofile=NONE";
        match self.family() {
            Family::Vim => {
                // A swap file is what saves the text when the terminal goes away; it lies beside it.
                let swap = vim_path(folder);
                [
                    "-n",
                    "-i",
                    "NONE",
                    "--cmd",
                    &format!("{OPTIONS} | silent! set noswapfile"),
                    "--cmd",
                    "silent! augroup casenotes",
                    "--cmd",
                    &format!(
                        "silent! autocmd VimEnter,BufNewFile,BufReadPre,FileReadPre,BufWritePre,VimLeavePre * {OPTIONS}"
                    ),
                    "--cmd",
                    "silent! autocmd BufNewFile,BufReadPre,FileReadPre * silent! set noswapfile",
                    "--cmd",
                    &format!(
                        "silent! autocmd VimEnter * silent! set directory={swap} | silent! set updatecount=100 | silent! set swapfile"
                    ),
                    "--cmd",
                    "silent! augroup END",
                    // What those cannot hold against the user's own autocommands; a vim too small
                    // for it writes no undo file and no history.
                    "--cmd",
                    &format!("silent! source {swap}/{VIM_SCRIPT_NAME}"),
                ]
                .map(str::to_owned)
                .to_vec()
            }
            Family::Nano => ["--ignorercfiles"].map(str::to_owned).to_vec(),
            Family::Emacs => [
                "--eval",
                "(progn (setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil create-lockfiles nil) (dolist (mode '(savehist-mode recentf-mode save-place-mode desktop-save-mode)) (when (fboundp mode) (funcall mode -1))))",
            ]
            .map(str::to_owned)
            .to_vec(),
            // Backups of unsaved text, local history and the list of recent files go where its data
            // goes: beside the text, and away with it. Extensions could send the text anywhere.
            Family::Code => vec![
                "--user-data-dir".to_owned(),
                folder.join("code").to_string_lossy().into_owned(),
                "--disable-extensions".to_owned(),
                "--new-window".to_owned(),
            ],
            Family::Clean | Family::Unknown => Vec::new(),
        }
    }
}

/// Writes a folder as an option of vim takes it.
fn vim_path(folder: &Path) -> String {
    let mut text = String::new();
    for c in folder.to_string_lossy().chars() {
        if matches!(c, ' ' | ',' | '\\' | '|' | '"') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// Where the script for vim lies, seen from the text.
const VIM_SCRIPT_NAME: &str = "vim/casenotes.vim";

/// What vim and neovim are told where no option can be set that holds.
const VIM_SCRIPT: &str = include_str!("casenotes.vim");

/// What VS Code is told where its command line has no words for it.
const CODE_SETTINGS: &str = r#"{
  "files.hotExit": "off",
  "workbench.localHistory.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "workbench.enableExperiments": false,
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none"
}
"#;

/// Editors that are told in the same way.
enum Family {
    Vim,
    Nano,
    Emacs,
    Code,
    /// Leaves nothing beside the file by itself.
    Clean,
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_may_have_arguments_and_a_path_with_spaces() {
        let editor = Editor::new("'/opt/my tools/vim' -R").unwrap();
        assert_eq!(editor.name(), "vim");
        assert_eq!(editor.words, ["/opt/my tools/vim", "-R"]);
        assert!(Editor::new("vim 'x").is_err());
        assert!(Editor::new(" ").is_err());
    }

    #[test]
    fn an_editor_with_a_window_is_told_to_wait_once() {
        let flag = |command: &str| Editor::new(command).unwrap().flag_to_wait();
        assert_eq!(flag("code"), Some("--wait"));
        assert_eq!(flag("code --wait"), None);
        assert_eq!(flag("subl -w"), None);
        assert_eq!(flag("gvim"), Some("-f"));
        assert_eq!(flag("vim"), None);
    }

    #[test]
    fn vim_is_told_before_its_own_configuration_is_read() {
        let words = Editor::new("/usr/bin/nvim").unwrap().without_traces(Path::new("/x"));
        assert!(words.contains(&"--cmd".to_owned()) && !words.contains(&"-c".to_owned()));
        assert!(Editor::new("subl --wait").is_ok_and(|editor| !editor.can_go_without_traces()));
    }

    #[test]
    fn vs_code_keeps_its_data_beside_the_text() {
        let code = Editor::new("code --wait").unwrap();
        assert!(code.can_go_without_traces());
        let words = code.without_traces(Path::new("/dev/shm/x"));
        assert_eq!(words[..2], ["--user-data-dir", "/dev/shm/x/code"]);
        assert_eq!(code.beside()[0].0, "code/User/settings.json");
    }
}
