//! CM003: a secret key that is about to be committed.

use crate::domain::private_mark::KEYS;
use crate::rules::commits::subject::StagedSubject;
use crate::rules::rule::{Report, rule};

rule!("CM003", "committed-key", Error, "committed_key.md", Staged(check));

fn check(subject: &StagedSubject<'_>, report: &mut Report<'_>) {
    let by_name = ["identity", "signing-key"].iter().any(|name| subject.name.starts_with(name))
        && ![".pub", ".md", ".toml"].iter().any(|ending| subject.name.ends_with(ending));
    if by_name || KEYS.iter().any(|text| subject.holds(text)) {
        report.whole("a secret key is about to be committed", None);
    }
}
