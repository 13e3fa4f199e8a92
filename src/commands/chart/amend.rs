//! `casenotes amend`: adds to a signed note, in a signed file of its own.

use std::path::PathBuf;

use std::borrow::Cow;

use crate::commands::args::leftover::LeftoverArgs;
use crate::domain::aim::RecordAim;
use crate::domain::amendment::{AmendmentKind, AmendmentName};
use crate::domain::note_id::NoteId;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::guard::doubt;
use crate::note::guidance;
use crate::note::progress_note::FENCE;
use crate::output::Output;
use crate::record::chart::additions::{Addition, add, signed};
use crate::record::chart::signing::{ReadySignatory, Signing, require_reason};
use crate::record::scribe::{Draft, Scribe, Task};

/// Add to a signed note, in a signed file of its own
///
/// An addendum tells what was not known at the time, a correction what was wrong, a late entry what
/// was left out. The note itself is never changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes amend c-7f3k/2026-11-20 --kind addendum --reason forgotten")]
pub struct Args {
    /// Which note: CLIENT for the latest, CLIENT/2026-11-24, or a path
    note: NoteRef,
    /// What it is: addendum, correction or late-entry
    #[arg(short, long, value_parser = parse_kind, required_unless_present = "discard")]
    kind: Option<AmendmentKind>,
    /// Why it is made; stands in it
    #[arg(short, long, required_unless_present = "discard")]
    reason: Option<String>,
    /// Read the text from standard input
    #[arg(long, group = "source", conflicts_with_all = ["recover", "discard"])]
    stdin: bool,
    /// Read the text from a file
    #[arg(long, value_name = "FILE", group = "source", conflicts_with_all = ["recover", "discard"])]
    from: Option<PathBuf>,
    #[command(flatten)]
    leftover: LeftoverArgs,
}

/// An addition that cannot be made.
#[derive(Debug, thiserror::Error)]
enum AmendError {
    #[error("the note `{0}` changed while its amendment was written")]
    ChangedMeanwhile(NoteId),
    #[error("the text is empty")]
    Empty,
    #[error("the text begins with front matter, which an amendment gets from the command")]
    FrontMatter,
}

impl Explain for AmendError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::ChangedMeanwhile(id) => format!("Run `casenotes validate {id}`."),
            Self::Empty => "Say what is to be added.".into(),
            Self::FrontMatter => "Leave it out: give the text alone.".into(),
        })
    }
}

/// Makes the addition and prints its id.
pub fn run(
    args: &Args,
    mut signing: Signing<'_>,
    mut scribe: Scribe<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = signing.chart;
    let id = chart.find(&args.note)?;
    let aim = RecordAim::Amendment(id.clone());
    // Without a kind and a reason there is nothing to write: the arguments see to that.
    let (false, Some(kind), Some(reason)) = (args.leftover.discard, args.kind, &args.reason) else {
        return scribe.throw_away(&aim, output);
    };
    require_reason(reason)?;
    let trust = chart.trust()?;
    let now = SessionTime::new(signing.clock.now());
    doubt::require_none(chart, signing.clock, &[&id.client])?;
    let note_files = signed(chart, &id, now, output)?;
    // The key comes first: a text that cannot be signed is not written in vain.
    let mut ready = signing.ready(&trust, output)?;
    let file = |ready: &ReadySignatory<'_>, text: &str| -> Result<AmendmentName, Failure> {
        // An editor may have been open for long.
        if chart.read(&id)? != *note_files.note {
            return Err(AmendError::ChangedMeanwhile(id.clone()).into());
        }
        let text = body_of(text)?;
        let reason = Some(reason.trim());
        let addition = Addition { kind, reason, moved_from: None, covers: Vec::new(), text };
        add(chart, &note_files, ready, addition)
    };
    let added = match scribe.given(args.stdin, args.from.as_deref())? {
        Some(given) => Some(file(&ready, given.text()?)?),
        None => {
            let text = format!("<!-- {} to {id}: what is to be added? -->\n", kind.title());
            let draft = Draft { name: "amendment.md", text: text.as_bytes() };
            let task = Task {
                aim: &aim,
                draft: (!args.leftover.recover).then_some(draft),
                unfiled: "the amendment could not be filed",
                instead: "Use `--stdin` or `--from FILE`.",
            };
            scribe.typed(&task, output, |typed, _| {
                ready.at = SessionTime::new(signing.clock.now());
                file(&ready, &without_question(typed.text, &String::from_utf8_lossy(typed.begun)))
            })?
        }
    };
    let Some(name) = added else {
        output.status("Nothing was written, so nothing is added.");
        return Ok(Outcome::Negative);
    };
    output.data(&format!("{id}.{name}\n"))?;
    output.status(format_args!("Added {name} to {id}, signed as {}.", ready.name));
    Ok(Outcome::Done)
}

/// Leaves out the comment that asks what is to be added, and no other: what else stands in comments,
/// the clinician has written.
fn without_question<'t>(text: &'t str, question: &str) -> Cow<'t, str> {
    match text.split_once(question.trim_end()) {
        Some((before, after)) => format!("{before}{}", after.trim_start_matches('\n')).into(),
        None => text.into(),
    }
}

/// Returns the text as it is filed: it ends its last line.
fn body_of(text: &str) -> Result<String, AmendError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with(FENCE) {
        return Err(AmendError::FrontMatter);
    }
    if guidance::strip(text).trim().is_empty() {
        return Err(AmendError::Empty);
    }
    let end = if text.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{text}{end}"))
}

fn parse_kind(text: &str) -> Result<AmendmentKind, String> {
    let kind = text.parse().ok().filter(|kind: &AmendmentKind| !kind.only_signs());
    kind.ok_or_else(|| crate::domain::amendment::NotAKind.to_string())
}
