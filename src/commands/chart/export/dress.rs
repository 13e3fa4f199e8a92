//! How a record is dressed for who reads it: letterhead, what is told of the client, and how days are written.

use crate::export::{Dress, Format};
use crate::failure::Failure;
use crate::record::chart::Chart;
use crate::record::client::ClientFile;

/// Dresses a record of this chart.
pub fn dress(chart: &Chart, format: &Format) -> Result<Dress, Failure> {
    let settings = chart.settings();
    Ok(Dress {
        wording: settings.wording(),
        letterhead: settings.letterhead.clone(),
        logo: if format.shows_pictures() { chart.logo()? } else { None },
        paper: settings.export.paper,
    })
}

/// Returns what the client file says that stands on the client's own copy.
pub fn own_details(file: &ClientFile) -> Vec<(&'static str, String)> {
    [
        ("Pronouns", &file.pronouns),
        ("Telephone", &file.phone),
        ("E-mail", &file.email),
        ("Address of the client", &file.address),
        ("Emergency contact", &file.emergency_contact),
        ("Payer", &file.payer),
        ("Member number", &file.member_number),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.clone()?)))
    .collect()
}
