//! FM006: a note in the folder of another client.

use crate::rules::example::{Example, GOOD_NOTE};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::NoteSubject;

pub(super) const RULE: Rule = Rule {
    code: "FM006",
    name: "wrong-client",
    level: Level::Error,
    explanation: "\
## What it finds
A `client` that is not the client in whose folder the note lies.
## Why it matters
A note filed under the wrong person is a breach of that person's privacy as soon as the other's record leaves.
## How to mend it
Find out whose note it is. Then correct the key, or run `casenotes move`, which leaves a trail.
",
    bad: Example::note("+++\nclient = \"c-2mxr\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nend = 2026-11-24T14:53:00-05:00\nauthor = \"Dana Okafor, LCSW\"\nrisk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nReports fewer panic attacks; practiced paced breathing in session.\n\n## Assessment\n\nProgress toward the goal; responded well to exposure.\n\n## Plan\n\nContinue weekly; next focus is the bus ride.\n"),
    good: Example::note(GOOD_NOTE),
    check: Check::Note(check),
};

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    if let Some(client) = &subject.note.front.client
        && client != subject.client
        && !subject.was_moved
    {
        let message =
            format!("the note says it is of `{client}`, but lies with `{}`", subject.client);
        report.at_key("client", message, None);
    }
}
