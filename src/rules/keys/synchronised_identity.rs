//! KY001: an identity in a folder that a service copies to other machines.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::KeySubject;

pub(super) const RULE: Rule = Rule {
    code: "KY001",
    name: "synchronised-identity",
    level: Level::Warning,
    explanation: "\
## What it finds
An identity file in a folder of Dropbox, OneDrive, iCloud or Google Drive.
## Why it matters
The service and whoever gets into the account have the file, and with it all that stands between them and every psychotherapy note is its passphrase. Copies stay when the file is gone.
## How to mend it
Move the file elsewhere, such as ~/.config/casenotes, correct `[vault] identities`, and give it a new passphrase with `casenotes vault keys passphrase`. If it had no passphrase, make a new key and run `casenotes vault rekey`.
",
    bad: Example::identity("Dropbox/keys/identity.age"),
    good: Example::identity("keys/identity.age"),
    check: Check::Key(check),
};

fn check(subject: &KeySubject, report: &mut Report<'_>) {
    if let Some(service) = subject.synchronised_by {
        report.whole(format!("{service} copies this identity to other machines"), None);
    }
}
