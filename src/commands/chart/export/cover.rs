//! What stands in front of a record.

use crate::commands::chart::export::choice::{Decided, Reading};
use crate::commands::chart::export::terms::Release;
use crate::domain::session_time::SessionTime;
use crate::export::Cover;
use crate::law::authorization::part2::{self, Allowed};
use crate::record::chart::profiles::ExportSettings;
use crate::record::client::ClientFile;
use crate::record::disclosure::notice;

/// Says in front of the record to whom it goes and what its reader must know.
pub fn cover(
    release: Option<&Release>,
    file: &ClientFile,
    settings: &ExportSettings,
    reading: &Reading<'_>,
    decided: &Decided<'_>,
    now: SessionTime,
) -> Cover {
    let mut notices = Vec::new();
    if release.is_none() {
        notices.push(notice::WORKING_COPY.to_owned());
    }
    if file.part2 == Some(true) {
        notices.extend(part_2_notices(release, settings));
    }
    if decided.leave.iter().any(|at| reading.judged[*at].is_draft()) {
        notices.push(notice::DRAFTS.to_owned());
    }
    let told = decided.stay.iter().filter(|(_, reason)| reason.may_be_told()).count();
    if told > 0 {
        notices.push(notice::drafts_that_stay(told));
    }
    let basis = release.map(Release::basis_in_words);
    Cover {
        recipient: release.map(|release| release.to.clone()),
        address: release.and_then(|release| release.address.clone()),
        purpose: release.map(|release| release.purpose.clone()),
        basis,
        day: Some(now.date()),
        at: Some(now),
        is_part2: file.part2 == Some(true),
        is_one_named: false,
        notices,
    }
}

/// Returns what accompanies a record under 42 CFR Part 2: with a consent one of the two statements of
/// 2.32(a), word for word, and the scope of each consent (2.32(b)); on the patient's own copy nothing.
pub fn part_2_notices(release: Option<&Release>, settings: &ExportSettings) -> Vec<String> {
    let way = release.and_then(|release| release.part2);
    let mut notices = match way {
        Some(Allowed::Patient) => return Vec::new(),
        Some(Allowed::Consent) => vec![part2::STATEMENT.to_owned()],
        _ => vec![part2::SHORT_STATEMENT.to_owned()],
    };
    if let Some(release) = release.filter(|_| way == Some(Allowed::Consent)) {
        notices.extend(release.authorizations.iter().map(|found| found.elements.scope()));
    }
    notices.extend(settings.part2_notice.clone());
    notices
}
