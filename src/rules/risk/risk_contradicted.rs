//! RK004: risk that is denied above and reported below.

use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;
use crate::text::lexicon::Topic;

rule!("RK004", "risk-contradicted", Warning, "risk_contradicted.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if !matches!(subject.note.front.risk.as_deref(), Some("denied" | "none-reported")) {
        return;
    }
    let mut present = subject.own_words(Topic::RiskPresent);
    let is_stated = |at: usize| {
        let before = subject.clause_before(at);
        !subject.has_in(Topic::Negation, &[before])
    };
    if let Some(hit) = present.find(|hit| is_stated(hit.range().start)) {
        report.at_body(
            subject,
            hit.range().start,
            "the text reports risk, and the front matter says there is none",
            None,
        );
    }
}
