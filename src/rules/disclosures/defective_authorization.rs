//! DS002: an authorization that never was valid.

use crate::rules::example::Example;
use crate::rules::finding::Level;
use crate::rules::rule::{Check, Report, Rule};
use crate::rules::subject::PaperSubject;

pub(super) const RULE: Rule = Rule {
    code: "DS002",
    name: "defective-authorization",
    level: Level::Error,
    explanation: "\
## What it finds
A file in `authorizations/` that lacks an element or a statement which an authorization must have, that has an unknown key, or days of which one must be wrong: it expires, was revoked or was given to the client before it was signed, or `sessions_until` is before `sessions_from`. One that has expired or was revoked is not a finding: it is kept.
## Why it matters
A record that leaves under it leaves without permission (45 CFR 164.508(b)(2)). `authorization add` files no such thing, so somebody has changed it since.
## How to mend it
Bring the earlier version back with git, or get a new one signed and file it with `casenotes authorization add`.
Source: 45 CFR 164.508(c)
",
    bad: Example::file(
        "clients/c-7f3k/authorizations/2026-11-20-0930.toml",
        "scope = [\"records\"]\nclient = \"c-7f3k\"\nindividual = \"Ana Example\"\ninformation = \"the progress notes of 2026\"\ndiscloser = \"Dana Okafor, LCSW\"\nrecipient = \"\"\npurpose = \"coordination of care\"\nexpires = 2030-11-24\nsigned_by = \"Ana Example\"\nsigned_on = 2026-11-20\nby_representative = false\nsays_how_to_revoke = true\nsays_care_is_not_conditioned = true\nsays_it_may_be_passed_on = true\ncopy_given = 2026-11-20\n",
    ),
    good: Example::file(
        "clients/c-7f3k/authorizations/2026-11-20-0930.toml",
        "scope = [\"records\"]\nclient = \"c-7f3k\"\nindividual = \"Ana Example\"\ninformation = \"the progress notes of 2026\"\ndiscloser = \"Dana Okafor, LCSW\"\nrecipient = \"Ida Fictive, MD\"\npurpose = \"coordination of care\"\nexpires = 2030-11-24\nsigned_by = \"Ana Example\"\nsigned_on = 2026-11-20\nby_representative = false\nsays_how_to_revoke = true\nsays_care_is_not_conditioned = true\nsays_it_may_be_passed_on = true\ncopy_given = 2026-11-20\n",
    ),
    check: Check::Paper(check),
};

fn check(subject: &PaperSubject<'_>, report: &mut Report<'_>) {
    if let PaperSubject::Defective(problems) = subject {
        problems.iter().for_each(|problem| report.problem(problem));
    }
}
