//! FM013: a score that its measure cannot have.

use crate::measure::{ITEM_9, ITEM_HIGHEST, PHQ_9};
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM013", "impossible-score", Error, "impossible_score.md", Note(check));

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    for (name, score) in &subject.note.front.measures {
        let range = match subject.practice.measures.get(name) {
            Some(measure) => measure.lowest..=measure.highest,
            None if name == ITEM_9 => 0..=ITEM_HIGHEST,
            None => continue,
        };
        if !range.contains(score) {
            let (lowest, highest) = range.into_inner();
            let message = format!("`{name}` goes from {lowest} to {highest} alone");
            report.at_key("measures", message, None);
        }
    }
    let score = |name: &str| subject.note.front.measures.get(name);
    if let (Some(total), Some(item)) = (score(PHQ_9), score(ITEM_9))
        && total < item
    {
        report.at_key("measures", format!("`{PHQ_9}` is lower than its item `{ITEM_9}`"), None);
    }
}
