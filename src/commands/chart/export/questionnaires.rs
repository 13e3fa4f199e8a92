//! The questionnaires of a client: no format has a place for them, so it is said that they stay.

use crate::commands::chart::export::terms::Release;
use crate::domain::client_id::ClientId;
use crate::domain::moment::Days;
use crate::failure::Failure;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::client::ClientFile;
use crate::record::disclosure::notice;

/// Says that the questionnaires of the days that are asked for do not leave, and returns what stands on the
/// record of it: for the client alone, because of what is restricted or not authorized nobody else is told.
pub fn that_stay(
    client: &ClientId,
    days: &Days,
    file: &ClientFile,
    release: Option<&Release>,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<Option<String>, Failure> {
    let Some(folder) = chart.questionnaire_folder(client)? else { return Ok(None) };
    let of_days: Vec<_> = folder
        .questionnaires
        .iter()
        .filter(|(name, files)| files.has_answers && name.day().is_none_or(|day| days.hold(day)))
        .filter_map(|(name, _)| name.day())
        .collect();
    if of_days.is_empty() {
        return Ok(None);
    }
    let count = counted(of_days.len(), "questionnaire");
    let verb = if of_days.len() == 1 { "does" } else { "do" };
    output.warning(format_args!("{count} of the record of {client} {verb} not leave with it"));
    output.hint(format_args!(
        "`casenotes measure show` prints one, and `casenotes measure list {client}` lists them."
    ));
    let may_be_told = release.is_none_or(|release| release.basis.is_individual());
    let told = of_days.iter().filter(|day| release.is_none() || !file.restricts_day(**day)).count();
    Ok((may_be_told && told > 0).then(|| notice::questionnaires_that_stay(told)))
}
