//! FM012: an allowance without a reason, or for no rule.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::position::Places;
use crate::rules::finding::Finding;
use crate::rules::rule::{Report, rule};
use crate::rules::subject::NoteSubject;

rule!("FM012", "unsound-allowance", Warning, "unsound_allowance.md", Note(check));

/// For how many unknown rules of a note it is guessed what was meant.
const GUESSES: usize = 20;

fn check(subject: &NoteSubject<'_>, report: &mut Report<'_>) {
    let in_front = subject.note.front.allow.iter();
    let in_front = in_front.map(|one| (one.rule.as_str(), one.reason.as_str(), one.at));
    let body = subject.note.body_range.start;
    let in_body = in_comments(subject).map(|(rule, reason, at)| (rule, reason, body + at));
    let mut unknown = 0;
    for (rule, reason, at) in in_front.chain(in_body) {
        if !subject.practice.policy.is_known(rule) {
            unknown += 1;
            // To look for what was meant takes long, and nobody reads so many guesses.
            let meant = if unknown <= GUESSES { subject.practice.policy.meant(rule) } else { None };
            let help = meant.map(|known| format!("Did you mean `{known}`?"));
            report.at(at, "this rule is not known, so nothing is allowed", help);
        } else if reason.trim().is_empty() {
            report.at(at, "the allowance has no reason, so it does not hold", None);
        }
    }
}

/// Takes out the findings, from `before` on, that the note allows itself with a reason.
pub fn leave_out_allowed(
    subject: &NoteSubject<'_>,
    places: &Places<'_>,
    findings: &mut Vec<Finding>,
    before: usize,
) {
    let body = subject.note.body_range.start;
    let bytes = subject.note.text.as_bytes();
    let mut of_line: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut below: Option<[usize; 2]> = None;
    for (rule, reason, at) in in_comments(subject) {
        if !reason.trim().is_empty() {
            // Many on one line share what is below it.
            let line = places.of(body + at).line;
            if below.is_none_or(|[last, _]| last != line) {
                below = Some([line, next_line(bytes, body + at, line)]);
            }
            below
                .into_iter()
                .flatten()
                .for_each(|line| of_line.entry(line).or_default().push(rule));
        }
    }
    // Each once, and none that means nothing: every finding is held against all of them.
    let in_front: BTreeSet<&str> = subject
        .note
        .front
        .allow
        .iter()
        .filter(|one| !one.reason.trim().is_empty())
        .map(|one| one.rule.as_str())
        .filter(|rule| subject.practice.policy.is_known(rule))
        .collect();
    if of_line.is_empty() && in_front.is_empty() {
        return;
    }
    let new = findings.split_off(before);
    let is_left = |finding: &Finding| {
        let is_meant =
            |rule: &str| subject.practice.policy.covers(rule, finding.code, finding.name);
        let by_line = |line: usize| {
            of_line.get(&line).is_some_and(|rules| rules.iter().any(|rule| is_meant(rule)))
        };
        finding.code == RULE.code
            || finding.is_unchecked()
            || !(in_front.iter().any(|rule| is_meant(rule))
                || finding.place.is_some_and(|place| by_line(place.line)))
    };
    findings.extend(new.into_iter().filter(is_left));
}

/// Finds comments `allow RULE: reason`, each with its place in the body.
fn in_comments<'a>(subject: &NoteSubject<'a>) -> impl Iterator<Item = (&'a str, &'a str, usize)> {
    let body = subject.note.body();
    let comments = subject.comments().closed.clone();
    comments.into_iter().filter_map(move |comment| {
        let inner = body[comment.clone()].strip_prefix("<!--")?.strip_suffix("-->")?.trim();
        let rest = inner.strip_prefix("allow ")?;
        let (rule, reason) = rest.split_once(':').unwrap_or((rest, ""));
        Some((rule.trim(), reason, comment.start))
    })
}

/// Returns the line below a comment that is not blank.
fn next_line(bytes: &[u8], at: usize, line: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let below = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    let text = rest[below..].iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    line + 1 + memchr::memchr_iter(b'\n', &rest[below..below + text]).count()
}
