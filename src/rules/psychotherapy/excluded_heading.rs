//! PS001: a heading for what never belongs in a psychotherapy note.

use crate::rules::psychotherapy::subject::PsychotherapySubject;
use crate::rules::rule::{Report, rule};
use crate::text::meaning::private::{LONGEST_LABEL, is_excluded_heading};
use crate::text::sentences;

rule!("PS001", "excluded-heading", Warning, "excluded_heading.md", Psychotherapy(check));

fn check(subject: &PsychotherapySubject<'_>, report: &mut Report<'_>) {
    let mut at = 0;
    let mut in_front = subject.text.starts_with("+++");
    for line in subject.text.split_inclusive('\n') {
        in_front &= at == 0 || line.trim_end() != "+++";
        let label = || {
            let text = line.trim_start_matches(['-', '*', ' ']);
            // "**Meds** none" has no colon.
            let is_bold = line.trim_start().starts_with("**");
            let label = text.split_once(':').or_else(|| text.split_once("**").filter(|_| is_bold));
            label.map(|(label, _)| label).filter(|label| label.len() <= LONGEST_LABEL)
        };
        let name = match line.strip_prefix('#') {
            Some(heading) => Some(heading.trim_start_matches('#')),
            None if in_front => line.split_once('=').map(|(key, _)| key),
            None => label(),
        };
        let message = "what stands below this is excluded from psychotherapy notes";
        if name.is_some_and(is_excluded_heading) {
            report.at(at, message, None);
        } else if !in_front {
            // "The ledger again. Symptoms: insomnia, worry."
            let later = sentences::of(line).skip(1).find(|sentence| {
                let label = line[sentence.clone()].split_once(':').map(|(label, _)| label.trim());
                label.is_some_and(|label| {
                    label.len() <= LONGEST_LABEL
                        && label.starts_with(char::is_uppercase)
                        && is_excluded_heading(label)
                })
            });
            if let Some(sentence) = later {
                let lead = line[sentence.clone()].len() - line[sentence.clone()].trim_start().len();
                report.at(at + sentence.start + lead, message, None);
            }
        }
        at += line.len();
    }
}
