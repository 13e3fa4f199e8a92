//! CL007: a restriction that meets no session of the record.

use crate::record::client::SELF_PAY_RESTRICTED;
use crate::rules::client_file::subject::ClientSubject;
use crate::rules::rule::{Report, rule};

rule!("CL007", "lost-restriction", Warning, "lost_restriction.md", ClientFile(check));

fn check(subject: &ClientSubject<'_>, report: &mut Report<'_>) {
    if subject.lost_restrictions > 0 {
        let message = match subject.lost_restrictions {
            1 => "an entry is of a day on which the record has no session".to_owned(),
            count => format!("{count} entries are of days on which the record has no session"),
        };
        let help = "Look whether the day is right: the session that was meant is not restricted.";
        report.at_key(SELF_PAY_RESTRICTED, message, Some(help.to_owned()));
    }
}
