//! Takes in what the plan of an archive says, client by client, and accounts for all of it.

use crate::commands::chart::import::archive_planning::{of_client, of_practice, sound, twins};
use crate::commands::chart::import::planning::known;
use crate::commands::chart::import::{Args, ImportError, MayBeRead, Row, print, refused};
use crate::disk::write::Replaced;
use crate::domain::digest::bare_sha256;
use crate::failure::{Failure, Outcome};
use crate::import::archive_plan::{ArchivePlan, PlannedClient, PracticeFile, Taking};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::archive_check::Archive;
use crate::record::chart::archive_filing::{Arrival, Standing};
use crate::record::chart::signing::{ReadySignatory, Signing};
use crate::record::client::ClientFile;
use crate::record::merge::Versions;
use crate::record::merge::signers;

pub fn run(
    args: &Args,
    text: &str,
    mut signing: Signing<'_>,
    may_be_read: &MayBeRead<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = signing.chart;
    let (plan, problems) = ArchivePlan::read(text);
    if !problems.is_empty() {
        return Err(refused(&args.plan, text.as_bytes(), &problems, output).into());
    }
    let archive = sound(plan.archive.as_ref(), may_be_read, output)?;
    if archive.sha256 != plan.sha256 {
        return Err(ImportError::Changed(plan.archive.clone()).into());
    }
    let trust = chart.trust()?;
    let renames = |client: &PlannedClient| {
        client.taking == Taking::Take && client.unclear.is_empty() && client.id != client.client
    };
    let ready = match plan.clients.iter().any(renames) {
        true => Some(signing.ready(&trust, output)?),
        false => None,
    };
    let filing = Filing { archive: &archive, chart, ready: ready.as_ref() };
    let (mut rows, mut failure) = (Vec::new(), None);
    for file in &plan.practice {
        rows.push(filing.of_the_practice(file).unwrap_or_else(|refused| {
            let row = of_practice(file, "failed", refused.error.to_string());
            failure.get_or_insert(refused);
            row
        }));
    }
    for (nth, client) in plan.clients.iter().enumerate() {
        rows.push(filing.client(client).unwrap_or_else(|refused| {
            let row = of_client(client, "failed", refused.error.to_string());
            failure.get_or_insert(refused);
            row
        }));
        output.progress("Filed", nth + 1, plan.clients.len());
    }
    print(&rows, args.form.form(), output)?;
    tell(&rows, output);
    offer_merges(&plan, &rows, chart, output)?;
    match failure {
        Some(failure) => Err(failure),
        None if rows.iter().any(|row| row.result == "waits") => Ok(Outcome::Negative),
        None => Ok(Outcome::Done),
    }
}

/// What the filing of everything needs.
struct Filing<'a> {
    archive: &'a Archive,
    chart: &'a Chart,
    ready: Option<&'a ReadySignatory<'a>>,
}

impl Filing<'_> {
    fn client(&self, client: &PlannedClient) -> Result<Row, Failure> {
        if client.taking == Taking::Leave {
            return Ok(of_client(client, "left", client.why.clone()));
        }
        if !client.unclear.is_empty() {
            return Ok(of_client(client, "waits", client.unclear.join("; ")));
        }
        let clients = self.archive.clients();
        let files =
            clients.get(&client.id).ok_or_else(|| ImportError::NotInArchive(client.id.clone()))?;
        let arrival =
            Arrival { archive: self.archive, from: &client.id, files, to: &client.client };
        let was_there = arrival.standing(self.chart)? == Standing::There;
        arrival.take(self.chart, self.ready)?;
        Ok(of_client(
            client,
            if was_there { "there" } else { "filed" },
            counted(files.len(), "file"),
        ))
    }

    fn of_the_practice(&self, file: &PracticeFile) -> Result<Row, Failure> {
        if file.taking == Taking::Leave {
            return Ok(of_practice(file, "left", file.why.clone()));
        }
        if !file.unclear.is_empty() {
            return Ok(of_practice(file, "waits", file.unclear.join("; ")));
        }
        let mut files = self.archive.of_the_practice();
        let known = files.find(|known| known.inside == file.file);
        let known = known.ok_or_else(|| ImportError::NoSuchFile(file.file.clone()))?;
        let theirs = self.archive.read(known)?;
        if bare_sha256(&theirs) != known.sha256 {
            return Err(ImportError::Changed(file.file.clone()).into());
        }
        let (tree, path) = (self.chart.tree(), file.file.as_ref());
        let here = tree.read_if_there(path)?;
        let bytes = match (&here, file.taking) {
            (Some(here), Taking::Join) => {
                let both = Versions { base: None, ours: here, theirs: &theirs };
                let both = signers::merged(&both).map(String::into_bytes);
                both.ok_or_else(|| ImportError::TwoLists(file.file.clone()))?
            }
            _ => theirs,
        };
        let result = match here {
            Some(here) if here == bytes => "there",
            None => {
                tree.write_new(path, &bytes)?;
                "filed"
            }
            Some(_) if matches!(file.taking, Taking::Take | Taking::There) => {
                return Err(ImportError::IsHere(file.file.clone()).into());
            }
            Some(here) => match tree.replace_if(path, &here, &bytes)? {
                Replaced::Yes => "filed",
                Replaced::ChangedMeanwhile => {
                    return Err(ImportError::IsHere(file.file.clone()).into());
                }
            },
        };
        Ok(of_practice(file, result, file.why.clone()))
    }
}

/// Says how much was taken in, and how much waits.
fn tell(rows: &[Row], output: &mut Output<'_>) {
    let count = |result: &str| {
        rows.iter().filter(|row| row.taken_as == "client" && row.result == result).count()
    };
    output.status(format_args!("Filed {}.", counted(count("filed"), "client")));
    for (result, words) in
        [("there", "were there already"), ("left", "were left"), ("failed", "were not filed")]
    {
        if count(result) > 0 {
            output.status(format_args!("{} {words}.", count(result)));
        }
    }
    if rows.iter().any(|row| row.result == "waits") {
        output.hint(
            "Settle each `unclear` in the plan, take the line out, and run the same command again.",
        );
    }
}

/// Offers to make one client of two who are the same person, by name and date of birth.
fn offer_merges(
    plan: &ArchivePlan,
    rows: &[Row],
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let known = known(chart)?;
    for client in &plan.clients {
        let id = &client.client;
        let is_filed = |row: &Row| row.id.as_deref() == Some(id.as_str()) && row.result == "filed";
        if !rows.iter().any(is_filed) {
            continue;
        }
        let bytes = chart.read_client(id)?.unwrap_or_default();
        let (file, _) = ClientFile::parse(&String::from_utf8_lossy(&bytes));
        for twin in twins(&file, id, &known) {
            output.hint(format_args!(
                "{id} and {twin} have one name and date of birth: if it is one person, run `casenotes client merge {id} --into {twin} --reason WHY`."
            ));
        }
    }
    Ok(())
}
