//! KY001: an identity in a folder that a service copies to other machines.

use crate::rules::keys::subject::KeySubject;
use crate::rules::rule::{Report, rule};

rule!("KY001", "synchronised-identity", Warning, "synchronised_identity.md", Key(check));

fn check(subject: &KeySubject, report: &mut Report<'_>) {
    if let Some(service) = subject.synchronised_by {
        report.whole(format!("{service} copies this identity to other machines"), None);
    }
}
