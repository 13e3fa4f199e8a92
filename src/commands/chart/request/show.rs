//! `casenotes request show`: a request with everything that was done about it.

use crate::commands::chart::request::steps::find;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::page::ledger::{Item, Ledger};
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::record::requests::paper::RequestPaper;

/// Show a request with everything that was done about it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes request show c-7f3k")]
pub struct Args {
    /// Which: CLIENT/2026-11-24, or CLIENT for the latest
    request: NoteRef,
    /// One HTML page to print
    #[arg(long)]
    html: bool,
}

/// Prints the papers in the order in which they were filed.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (id, docket) = find(chart, &args.request, output)?;
    let right = docket.request.right.map(|right| right.as_str()).unwrap_or_default();
    let papers: Vec<&RequestPaper> =
        std::iter::once(&docket.request).chain(docket.steps.iter().map(|(_, it)| it)).collect();
    if args.html {
        let bytes = chart.read_client(&id.client)?.unwrap_or_default();
        let file = ClientFile::parse(&String::from_utf8_lossy(&bytes)).0;
        let person = match file.name {
            Some(name) => format!("{name}, {}", id.client),
            None => id.client.to_string(),
        };
        let page = Ledger {
            title: &format!("Request for {right}"),
            person: &person,
            facts: vec![("Request", id.to_string()), ("Standing", docket.state().as_str().into())],
            remarks: Vec::new(),
            items: papers.into_iter().map(item).collect(),
        };
        output.data(&page.page())?;
        return Ok(Outcome::Done);
    }
    let mut text = format!("Request {id} for {right}: {}\n", docket.state().as_str());
    for paper in papers {
        text.push_str(&format!("\n{}\n", paper.step.as_str()));
        for (name, value) in paper.facts() {
            text.push_str(&format!("  {name}: {value}\n"));
        }
        for line in paper.text.iter().flat_map(|text| text.lines()) {
            text.push_str(&format!("  > {line}\n"));
        }
    }
    output.data(&text)?;
    Ok(Outcome::Done)
}

fn item(paper: &RequestPaper) -> Item {
    let facts = paper.facts().into_iter().map(|(name, value)| (name, Some(value)));
    let words = [("Words", paper.text.clone())];
    Item { heading: paper.step.as_str().to_owned(), facts: facts.chain(words).collect() }
}
