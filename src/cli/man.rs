//! `casenotes man`: a manual page for each command.

use std::path::{Path, PathBuf};

use clap::Command;
use clap::builder::Resettable;
use clap_mangen::Man;

use crate::disk::outside::{create_folders, read_if_there, write_public};
use crate::failure::{Explain, Failure, Outcome};
use crate::output::{Output, counted};

/// The first line of every page: what begins with it was written here, and may be written anew.
const MARK: &str = ".\\\" Written by casenotes; changes are lost when it is written anew.\n";

/// What a page says it belongs to.
const SOURCE: &str = concat!("casenotes ", env!("CARGO_PKG_VERSION"));

/// Write a manual page for each command
///
/// One page a command, such as casenotes-new.1, and casenotes.1 for all. A page that this program has
/// written is written anew; a file of the same name that is another's stays as it is, and then no page
/// is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes man ~/.local/share/man/man1")]
pub struct Args {
    /// The folder the pages go to; it is made if it is not there
    dir: PathBuf,
}

/// A file that is in the way.
#[derive(Debug, thiserror::Error)]
#[error("{} is no page that casenotes has written", .0.display())]
struct Foreign(PathBuf);

impl Explain for Foreign {
    fn hint(&self) -> Option<String> {
        Some("Move it away, or name another folder; nothing was written.".into())
    }
}

/// A page that could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the page of `{name}` cannot be made")]
struct NoPage {
    name: String,
    source: std::io::Error,
}

impl Explain for NoPage {
    fn kind(&self) -> crate::failure::FailureKind {
        crate::failure::FailureKind::Internal
    }
}

/// A page on its way to its file.
struct Page {
    path: PathBuf,
    text: Vec<u8>,
    // What stands in the file.
    before: Option<Vec<u8>>,
}

/// Writes the pages.
pub fn run(args: &Args, command: Command, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut pages = Vec::new();
    let mut command = command;
    command.build();
    add_pages(&command, "casenotes", &args.dir, &mut pages)?;
    // All are looked at before one is written.
    for page in &mut pages {
        page.before = read_if_there(&page.path)?;
        if page.before.as_ref().is_some_and(|before| !before.starts_with(MARK.as_bytes())) {
            return Err(Foreign(page.path.clone()).into());
        }
    }
    create_folders(&args.dir)?;
    for page in &pages {
        write_public(&page.path, page.before.as_deref(), &page.text)?;
    }
    output.status(format_args!(
        "Wrote {} to {}.",
        counted(pages.len(), "page"),
        args.dir.display()
    ));
    Ok(Outcome::Done)
}

fn add_pages(
    command: &Command,
    name: &str,
    folder: &Path,
    pages: &mut Vec<Page>,
) -> Result<(), Failure> {
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    // Its examples get a section of their own.
    let shown = command
        .clone()
        .display_name(name)
        .bin_name(name.replace('-', " "))
        .after_help(Resettable::Reset);
    let page = Man::new(shown).title(name).source(SOURCE).manual("casenotes");
    let mut text = MARK.as_bytes().to_vec();
    let made = page.render(&mut text);
    made.map_err(|source| NoPage { name: name.to_owned(), source })?;
    text.extend(section_of(&examples).into_bytes());
    pages.push(Page { path: folder.join(format!("{name}.1")), text, before: None });
    let shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    for inner in command.get_subcommands().filter(shown) {
        add_pages(inner, &format!("{name}-{}", inner.get_name()), folder, pages)?;
    }
    Ok(())
}

/// Writes examples as a section of a page, each on a line of its own (man(7)).
fn section_of(examples: &str) -> String {
    let lines = examples.lines().filter_map(|line| line.strip_prefix("  "));
    let escaped = |line: &str| line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    let lines: String = lines.map(|line| format!("{}\n", escaped(line))).collect();
    format!(".SH EXAMPLES\n.nf\n{lines}.fi\n")
}
