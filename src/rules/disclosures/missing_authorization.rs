//! DS003: a disclosure under an authorization that is not there.

use crate::rules::example::{Companion, Example};
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PaperSubject;

pub(super) const RULE: Rule = Rule {
    code: "DS003",
    name: "missing-authorization",
    level: Level::Error,
    explanation: "\
## What it finds
An entry of the log of disclosures under an authorization that does not lie in the client's `authorizations/`.
## Why it matters
A signed authorization must be kept for six years (45 CFR 164.508(b)(6), 164.530(j)(2)); without it nothing shows that the record was allowed to leave.
## How to mend it
Bring the file back, with git or from a backup, under the name that the entry has.
",
    bad: Example::file(
        "clients/c-7f3k/disclosures/2026-11-24-0930.toml",
        "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Ida Fictive, MD\"\npurpose = \"coordination of care\"\nbasis = \"authorization\"\nauthorizations = [\"2026-11-20-0930\"]\ndescription = \"1 progress note\"\n",
    ),
    good: Example::file(
        "clients/c-7f3k/disclosures/2026-11-24-0930.toml",
        "time = \"2026-11-24\"\nclient = \"c-7f3k\"\nrecipient = \"Ida Fictive, MD\"\npurpose = \"coordination of care\"\nbasis = \"authorization\"\nauthorizations = [\"2026-11-20-0930\"]\ndescription = \"1 progress note\"\n",
    )
    .beside(&[Companion::File {
        path: "clients/c-7f3k/authorizations/2026-11-20-0930.toml",
        text: "scope = [\"records\"]\nclient = \"c-7f3k\"\nindividual = \"Ana Example\"\ninformation = \"the progress notes of 2026\"\ndiscloser = \"Dana Okafor, LCSW\"\nrecipient = \"Ida Fictive, MD\"\npurpose = \"coordination of care\"\nexpires = 2030-11-24\nsigned_by = \"Ana Example\"\nsigned_on = 2026-11-20\nby_representative = false\nsays_how_to_revoke = true\nsays_care_is_not_conditioned = true\nsays_it_may_be_passed_on = true\ncopy_given = 2026-11-20\n",
    }]),
    check: Check::Paper(check),
};

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::WithoutAuthorization(name) = subject {
        let message = format!("the authorization `{name}` is not there");
        report.at_key("authorizations", message, None);
    }
}
