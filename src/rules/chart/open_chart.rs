//! CT007: a chart that others may enter.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::Matter;

pub(super) const RULE: Rule = Rule {
    code: "CT007",
    name: "open-chart",
    level: Level::Warning,
    explanation: "\
## What it finds
A chart whose folder gives others more than mode 0700 does.
## Why it matters
Progress notes are plain files; on a machine with several users their modes are what keeps others out (45 CFR 164.312(a)).
## How to mend it
Run `casenotes validate --fix`, or `chmod 700` on the folder.
",
    bad: Example { mode: 0o755, ..Example::file("./", "") },
    good: Example { mode: 0o700, ..Example::file("./", "") },
    check: Check::Matter(check),
};

fn check(matter: &Matter, report: &mut Report<'_>) {
    if let Matter::OpenChart { mode } = matter {
        let message = format!("others may enter the chart (mode {mode:04o})");
        report.whole(message, Some("Run `chmod 700` on it.".into()));
    }
}
