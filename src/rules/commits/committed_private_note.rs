//! CM002: a psychotherapy note that is about to be committed with the chart.

use crate::domain::private_mark::PrivateMark;
use crate::note::sealed_note::is_opened;
use crate::rules::commits::subject::StagedSubject;
use crate::rules::rule::{Report, rule};

rule!("CM002", "committed-private-note", Error, "committed_private_note.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    let lower = subject.name.to_ascii_lowercase();
    let mark = subject.mark;
    if lower.ends_with(".age") || mark == Some(PrivateMark::Sealed) {
        report.whole("an age file is about to be committed with the chart", None);
        return;
    }
    if mark == Some(PrivateMark::Released) {
        let message =
            "psychotherapy notes that were released are about to be committed with the chart";
        report.whole(message, None);
        return;
    }
    let is_of_vault = matches!(subject.name, "casenotes-vault.toml" | "recipients.txt");
    if is_of_vault || is_opened(subject.bytes) {
        report.whole("a part of the vault is about to be committed with the chart", None);
    }
}
