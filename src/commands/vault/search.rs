//! `casenotes vault search`: finds text in psychotherapy notes, in memory alone.

use serde_json::json;
use zeroize::Zeroizing;

use crate::commands::args::form::FormArgs;
use crate::commands::args::pattern::PatternArgs;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, Days};
use crate::domain::note_id::SealedId;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::rows::{Column, Form};
use crate::output::{Output, counted};
use crate::private::opened::{Unopened, open_each};
use crate::private::seal::identity::Identity;
use crate::private::vault::Vault;
use crate::text::pattern::Pattern;

/// Search psychotherapy notes
///
/// Prints where the pattern stands, as NOTE:LINE; the lines are those of `vault show`. Their text is
/// printed with --show alone. Each note is opened in memory, and nothing is left on a disk.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes vault search tram
  casenotes vault search tram c-7f3k --show")]
pub struct Args {
    #[command(flatten)]
    pattern: PatternArgs,
    /// Only notes of a client
    pub client: Option<ClientId>,
    /// Only sessions on or after a day: 2026-11-01, yesterday, "7 days ago"
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only sessions on or before a day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Print the text of each line too
    #[arg(long)]
    show: bool,
    #[command(flatten)]
    form: FormArgs,
}

const COLUMNS: &[Column<(SealedId, Hit)>] = &[
    Column::data("id", |(id, _)| id.to_string().into()),
    Column::data("client", |(id, _)| id.client.as_str().into()),
    Column::data("session", |(id, _)| id.stem.minute().format("%Y-%m-%dT%H:%M").to_string().into()),
    Column::data("line", |(_, hit)| hit.line.into()),
    Column::data("text", |(_, hit)| {
        hit.text.as_ref().map(|text| String::from_utf8_lossy(text)).into()
    }),
];

/// A search that was not made to its end.
#[derive(Debug, thiserror::Error)]
enum SearchError {
    #[error("the search is not complete: {} could not be opened", counted(*.0, "note"))]
    Incomplete(usize),
}

impl Explain for SearchError {
    fn hint(&self) -> Option<String> {
        Some("Run `casenotes vault verify` to see what is wrong.".into())
    }
}

/// A line in which the pattern stands.
struct Hit {
    line: usize,
    text: Option<Zeroizing<Vec<u8>>>,
}

/// Prints the lines, sorted by client and time.
pub fn run(
    args: &Args,
    vault: &Vault,
    identity: impl FnOnce(&mut Output<'_>) -> Result<Identity, Failure>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let pattern = args.pattern.pattern()?;
    let days = Days::between(args.since, args.until, clock)?;
    let shelf = vault.notes();
    let mut ids = shelf.ids(args.client.as_ref())?;
    ids.retain(|id| days.hold(id.stem.date()));
    let identity = identity(output)?;
    let form = args.form.form();
    let (mut rows, mut hits, mut unopened) = (Vec::new(), 0, Vec::new());
    open_each(
        &identity,
        &shelf,
        &ids,
        |id, note| (id.clone(), note.map(|note| hits_in(note.reveal(), &pattern, args.show))),
        |(id, found): (SealedId, Result<Vec<Hit>, Unopened>)| {
            match found {
                Ok(found) => {
                    hits += found.len();
                    for hit in found {
                        match form {
                            Form::Table => print(&id, &hit, output)?,
                            _ => rows.push((id.clone(), hit)),
                        }
                    }
                }
                Err(error) => {
                    output.warning(format_args!("{id}: {error}"));
                    unopened.push(json!({ "id": id.to_string(), "reason": error.to_string() }));
                }
            }
            Ok::<(), Failure>(())
        },
    )?;
    let incomplete = unopened.len();
    if form != Form::Table {
        output.rows(form, COLUMNS, &rows, |rows| {
            json!({ "schema": "casenotes/vault-search@1", "matches": rows, "unopened": unopened })
        })?;
    }
    if incomplete > 0 {
        return Err(SearchError::Incomplete(incomplete).into());
    }
    Ok(if hits == 0 { Outcome::Negative } else { Outcome::Done })
}

fn hits_in(text: &[u8], pattern: &Pattern, show: bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if pattern.is_in(line) {
            let text = show.then(|| Zeroizing::new(line.to_vec()));
            hits.push(Hit { line: at + 1, text });
        }
    }
    // Behind the last line end there is no line.
    if text.is_empty() || text.ends_with(b"\n") {
        let beyond = text.iter().filter(|byte| **byte == b'\n').count() + 1;
        hits.retain(|hit| hit.line != beyond);
    }
    hits
}

fn print(id: &SealedId, hit: &Hit, output: &mut Output<'_>) -> Result<(), Failure> {
    let place = format!("{id}:{}", hit.line);
    let Some(text) = &hit.text else { return Ok(output.data(&format!("{place}\n"))?) };
    let line = Zeroizing::new([place.as_bytes(), b":", text, b"\n"].concat());
    Ok(output.record(&line)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::pattern::Reading;

    #[test]
    fn lines_are_counted_as_a_person_counts_them() {
        let lines = |text: &str, pattern: &str| -> Vec<usize> {
            let pattern = Pattern::new(pattern, Reading::default()).unwrap();
            hits_in(text.as_bytes(), &pattern, false).iter().map(|hit| hit.line).collect()
        };
        assert_eq!(lines("a\r\nb\r\na", "^a$"), [1, 3]);
        assert_eq!(lines("a\n\nb\n", "^$"), [2]);
        assert_eq!(lines("", "^$"), [0; 0]);
        assert_eq!(lines("Zo\u{eb}", "(?i)ZO\u{cb}"), [1]);
        assert_eq!(lines("a\nZoe\u{308}", "Zo\u{eb}"), [2]);
    }
}
