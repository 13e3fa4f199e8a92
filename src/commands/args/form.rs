//! The forms of a list, as a person asks for them.

use crate::output::rows::Form;

/// In which form a list is written; a table when none is asked for.
#[derive(Debug, clap::Args)]
pub struct FormArgs {
    /// One JSON document
    #[arg(long, group = "output")]
    json: bool,
    /// One JSON object a line
    #[arg(long, group = "output")]
    jsonl: bool,
    /// Comma-separated values with a heading
    #[arg(long, group = "output")]
    csv: bool,
}

/// The forms of a list whose rows are files.
#[derive(Debug, clap::Args)]
pub struct FileFormArgs {
    #[command(flatten)]
    rows: FormArgs,
    /// The path of each note
    #[arg(long, group = "output")]
    paths: bool,
    /// The path of each note, ended by a NUL byte, for `xargs -0`
    #[arg(short = '0', long = "null", group = "output")]
    null: bool,
}

impl FormArgs {
    /// Returns the form that is asked for.
    pub fn form(&self) -> Form {
        match self {
            Self { json: true, .. } => Form::Json,
            Self { jsonl: true, .. } => Form::Jsonl,
            Self { csv: true, .. } => Form::Csv,
            _ => Form::Table,
        }
    }
}

impl FileFormArgs {
    /// Returns the form that is asked for.
    pub fn form(&self) -> Form {
        match self {
            Self { paths: true, .. } => Form::Paths('\n'),
            Self { null: true, .. } => Form::Paths('\0'),
            _ => self.rows.form(),
        }
    }
}
