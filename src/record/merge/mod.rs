//! How two versions of a file of the record become one, or stay two.
//!
//! Words of one client never come to stand with another's, and no byte of what was signed is changed: git
//! takes two notes of one template for one that was renamed, so whether three versions are of one file is
//! asked of what they say.

use std::ops::Range;

use crate::domain::client_id::ClientId;
use crate::domain::note_id::{NoteStem, names_minute};
use crate::fields::document;
use crate::fields::pieces::pieces;
use crate::law::authorization::records::is_added_to;
use crate::note::amendment::Amendment;
use crate::note::progress_note::{ProgressNote, split};
use crate::note::sections::sections;
use crate::record::chart::layout::Role;
use crate::record::chart::part::Part;
use crate::record::merge::threeway::{Outcome, Piece};

pub mod conflicts;
pub mod exchange;
pub mod settling;
mod signed_papers;
pub mod signers;
mod threeway;

/// What git has of one file.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    /// What both began from; `None` when both have made it.
    pub base: Option<&'a [u8]>,
    /// What it is here.
    pub ours: &'a [u8],
    /// What it is there.
    pub theirs: &'a [u8],
}

/// What became of two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// They are one.
    One(Vec<u8>),
    /// They stay two, and somebody must look; until then the file holds this.
    Two(Vec<u8>),
}

/// Puts two versions of a file together, as far as that needs no one's judgement; `path` is that of the
/// file from the top of the repository, in which the chart may be a folder.
pub fn merge(path: &str, versions: &Versions<'_>) -> Merged {
    let part = Part::below_top(path);
    let stays = || Merged::Two(meanwhile(part.as_ref(), versions).to_vec());
    let one = match part.clone() {
        Some(Part::Signers) => signers::merged(versions),
        Some(Part::Settings) if path.ends_with(".md") => template(versions),
        Some(Part::Settings) => whole_toml(versions),
        Some(Part::ClientFile(_)) if is_one_person(versions) => whole_toml(versions),
        Some(Part::Authorization(_)) if only_ends(versions) => whole_toml(versions),
        Some(Part::Note(client, Role::Note(Some(stem)))) => {
            return draft(&client, &stem, versions).unwrap_or_else(stays);
        }
        _ => None,
    };
    one.map_or_else(stays, |text| Merged::One(text.into_bytes()))
}

/// Returns what a file holds until somebody has settled what two versions become: the one that is of this
/// file by what it says, and nothing if none is.
fn meanwhile<'v>(part: Option<&Part>, versions: &Versions<'v>) -> &'v [u8] {
    let Versions { ours, theirs, .. } = *versions;
    let is_of_it = |bytes: &[u8]| match part? {
        Part::Note(client, Role::Note(Some(stem))) => {
            let front = ProgressNote::parse(bytes).front;
            let is_of_hour = front.start.is_none_or(|start| names_minute(stem.minute(), start));
            Some(front.client? == *client && is_of_hour)
        }
        Part::Note(client, Role::Amendment(_)) => {
            Some(Amendment::parse(bytes).front.client? == *client)
        }
        Part::Authorization(client) | Part::Disclosure(client) => {
            let table = document::table(std::str::from_utf8(bytes).ok()?)?;
            Some(table.get("client")?.as_str()? == client.as_str())
        }
        // Who was in the file that both began from is not whom another file is about.
        Part::ClientFile(_) => {
            Some(!is_one_person(&Versions { ours: bytes, theirs: bytes, ..*versions }))
        }
        _ => None,
    };
    match (is_of_it(ours), is_of_it(theirs)) {
        (Some(false), Some(true)) => theirs,
        (Some(false), Some(false)) if !matches!(part, Some(Part::ClientFile(_))) => &[],
        _ => ours,
    }
}

/// Puts two versions of a draft together; what both have changed stands whole beside each other, between
/// the lines with which git marks a conflict. `None` when it is not one draft.
fn draft(client: &ClientId, stem: &NoteStem, versions: &Versions<'_>) -> Option<Merged> {
    let text = |bytes| std::str::from_utf8(bytes).ok().filter(|_| is_draft_of(client, stem, bytes));
    let (ours, theirs) = (text(versions.ours)?, text(versions.theirs)?);
    let two = || {
        let both = marked(Some(ours), Some(theirs));
        Some(Merged::Two(both.into_bytes()))
    };
    // Two that were made apart may be about two hours: only people know.
    let Some(base) = versions.base else { return two() };
    let base = text(base)?;
    let Some((merged, is_one)) = document_of([base, ours, theirs]) else { return two() };
    Some(match is_one {
        true if is_draft_of(client, stem, merged.as_bytes()) => Merged::One(merged.into_bytes()),
        true => return two(),
        false => Merged::Two(merged.into_bytes()),
    })
}

/// Tells whether a text is an unsigned note of this client and name, by what it says.
fn is_draft_of(client: &ClientId, stem: &NoteStem, bytes: &[u8]) -> bool {
    let note = ProgressNote::parse(bytes);
    let front = &note.front;
    !note.is_broken()
        && !front.is_marked()
        && front.client.as_ref() == Some(client)
        && front.format.as_ref() == Some(stem.format())
        && front.start.is_some_and(|start| names_minute(stem.minute(), start))
}

/// Puts three versions of a text with front matter together: the front matter key by key, the body section
/// by section. Tells whether they have become one; `None` when it cannot be done in pieces.
fn document_of(versions: [&str; 3]) -> Option<(String, bool)> {
    let parts = versions.map(split);
    let [Ok(base), Ok(ours), Ok(theirs)] = &parts else { return None };
    let of = |ranges: [Range<usize>; 3]| {
        let [a, b, c] = ranges;
        [&versions[0][a], &versions[1][b], &versions[2][c]]
    };
    // The fences, and a byte order mark in front of them, are no part of either.
    let head = of([0..base.front.start, 0..ours.front.start, 0..theirs.front.start]);
    let fence = |parts: &crate::note::progress_note::Parts| parts.front.end..parts.body.start;
    let fences = of([fence(base), fence(ours), fence(theirs)]);
    if head[1] != head[2] || fences[1] != fences[2] {
        return None;
    }
    let front = of([base.front.clone(), ours.front.clone(), theirs.front.clone()]);
    let body = of([base.body.clone(), ours.body.clone(), theirs.body.clone()]);
    let (front, is_one_front) = toml_of(front)?;
    let (body, is_one_body) = body_of(body)?;
    Some((format!("{}{front}{}{body}", head[1], fences[1]), is_one_front && is_one_body))
}

/// Puts three versions of a body together, section by section.
fn body_of(versions: [&str; 3]) -> Option<(String, bool)> {
    if let Some(one) = only_change(versions) {
        return Some((one.to_owned(), true));
    }
    let taken_apart = versions.map(sections_of);
    let [base, ours, theirs] = &taken_apart;
    let outcomes = threeway::merged(base, ours, theirs)?;
    let headings = outcomes.iter().filter(|outcome| match outcome {
        Outcome::One(text) => !sections(text).is_empty(),
        Outcome::Two(..) => false,
    });
    let (count, (text, is_one)) = (headings.count(), joined(&outcomes, "\n\n"));
    // A comment or code that is not closed in one piece would swallow the next.
    (!is_one || sections(&text).len() == count).then_some((text, is_one))
}

/// Takes a body apart: what stands above the first heading, and each heading with its text, known by the
/// headings above it.
fn sections_of(body: &str) -> Vec<Piece<'_>> {
    let found = sections(body);
    let mut above: Vec<(u8, String)> = Vec::new();
    let first = found.first().map_or(body.len(), |section| section.heading.start);
    let mut pieces = vec![Piece { key: String::new(), text: &body[..first] }];
    for section in &found {
        above.retain(|(level, _)| *level < section.level);
        let title = section.title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        above.push((section.level, title));
        let titles: Vec<&str> = above.iter().map(|(_, title)| title.as_str()).collect();
        let key = titles.join("\n");
        let same = pieces.iter().filter(|piece| piece.key.trim_end_matches('\t') == key).count();
        let text = &body[section.heading.start..section.text.end];
        pieces.push(Piece { key: format!("{key}{}", "\t".repeat(same)), text });
    }
    pieces
}

/// Puts three versions of a TOML text together, key by key.
fn toml_of(versions: [&str; 3]) -> Option<(String, bool)> {
    if let Some(one) = only_change(versions) {
        return Some((one.to_owned(), true));
    }
    let apart = |source: &'_ str| -> Option<Vec<(String, Range<usize>)>> {
        Some(pieces(source)?.into_iter().map(|piece| (piece.key, piece.range)).collect())
    };
    let [base, ours, theirs] = versions.map(|source| {
        let found = apart(source)?.into_iter();
        Some(found.map(|(key, range)| Piece { key, text: &source[range] }).collect::<Vec<_>>())
    });
    let (text, is_one) = joined(&threeway::merged(&base?, &ours?, &theirs?)?, "\n");
    // A key that both have added, each in another form, stands there twice.
    (!is_one || document::table(&text).is_some()).then_some((text, is_one))
}

/// Returns the only version that differs from the first; any, if none does.
fn only_change([base, ours, theirs]: [&str; 3]) -> Option<&str> {
    match () {
        () if ours == theirs || theirs == base => Some(ours),
        () if ours == base => Some(theirs),
        () => None,
    }
}

/// Writes pieces one behind the other, with at least `between` between them; tells whether all are one.
fn joined(outcomes: &[Outcome<'_>], between: &str) -> (String, bool) {
    let mut text = String::new();
    let mut is_one = true;
    for outcome in outcomes {
        if !text.trim().is_empty() && !text.ends_with(between) && !text.ends_with("\r\n") {
            let missing = between.len() - text.ends_with('\n') as usize;
            text.push_str(&between[..missing.min(between.len())]);
        }
        match outcome {
            Outcome::One(piece) => text.push_str(piece),
            Outcome::Two(ours, theirs) => {
                is_one = false;
                text.push_str(&marked(*ours, *theirs));
            }
        }
    }
    (text, is_one)
}

/// Writes two versions whole beside each other, marked as git marks a conflict.
fn marked(ours: Option<&str>, theirs: Option<&str>) -> String {
    let whole = |text: Option<&str>| match text {
        Some(text) => format!("{}\n", text.trim_end_matches(['\r', '\n'])),
        None => String::new(),
    };
    format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", whole(ours), whole(theirs))
}

fn whole_toml(versions: &Versions<'_>) -> Option<String> {
    let texts = [versions.base?, versions.ours, versions.theirs].map(std::str::from_utf8);
    let [Ok(base), Ok(ours), Ok(theirs)] = texts else { return None };
    toml_of([base, ours, theirs]).filter(|(_, is_one)| *is_one).map(|(text, _)| text)
}

fn template(versions: &Versions<'_>) -> Option<String> {
    let texts = [versions.base?, versions.ours, versions.theirs].map(std::str::from_utf8);
    let [Ok(base), Ok(ours), Ok(theirs)] = texts else { return None };
    let format = |text: &str| {
        let front = document::table(&text[split(text).ok()?.front])?;
        Some(front.get("format")?.as_str()?.to_owned())
    };
    let is_one =
        format(base).is_some() && format(base) == format(ours) && format(ours) == format(theirs);
    let merged = is_one.then(|| document_of([base, ours, theirs])).flatten();
    merged.filter(|(_, is_one)| *is_one).map(|(text, _)| text)
}

/// Tells whether three client files are about one person: nothing but the folder says whose they are.
fn is_one_person(versions: &Versions<'_>) -> bool {
    let person = |bytes: &[u8]| {
        let table = document::table(std::str::from_utf8(bytes).ok()?)?;
        let name = table.get("name")?.as_str()?.to_owned();
        Some((name, table.get("birth_date").map(ToString::to_string)))
    };
    let (ours, base) = (person(versions.ours), versions.base.and_then(person));
    let is_known = |base: &(String, Option<String>), side: &(String, Option<String>)| {
        base.0 == side.0 && (base.1.is_none() || base.1 == side.1)
    };
    match (base, ours, person(versions.theirs)) {
        (Some(base), Some(ours), Some(theirs)) => {
            is_known(&base, &ours) && is_known(&base, &theirs)
        }
        _ => false,
    }
}

/// Tells whether both sides have only added to an authorization, as when it was revoked.
fn only_ends(versions: &Versions<'_>) -> bool {
    let texts = [versions.base.unwrap_or_default(), versions.ours, versions.theirs];
    let [Ok(base), Ok(ours), Ok(theirs)] = texts.map(std::str::from_utf8) else { return false };
    is_added_to(base, ours) && is_added_to(base, theirs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATH: &str = "clients/c-7f3k/notes/2026-11-24-1400-dap.md";

    const DRAFT: &str = "+++\nclient = \"c-7f3k\"\nformat = \"dap\"\nstart = 2026-11-24T14:00:00-05:00\nauthor = \"Dana Okafor\"\n+++\n\n# DAP\n\n## Data\n\nSlept.\n\n## Assessment\n\nWell.\n\n## Plan\n\nWeekly.\n";

    fn merge_of(base: &str, ours: &str, theirs: &str) -> (String, bool) {
        let [base, ours, theirs] = [base, ours, theirs].map(str::as_bytes);
        let base = (!base.is_empty()).then_some(base);
        match merge(PATH, &Versions { base, ours, theirs }) {
            Merged::One(bytes) => (String::from_utf8(bytes).unwrap(), true),
            Merged::Two(bytes) => (String::from_utf8(bytes).unwrap(), false),
        }
    }

    #[test]
    fn a_draft_is_merged_section_by_section_and_key_by_key() {
        let ours = DRAFT
            .replace("Slept.", "Slept six hours.")
            .replace("author", "risk = \"denied\"\nauthor");
        let theirs = DRAFT
            .replace("Weekly.", "Monthly.")
            .replace("+++\n\n#", "[measures]\nphq9 = 3\n+++\n\n#");
        let both = ours
            .replace("Weekly.", "Monthly.")
            .replace("+++\n\n#", "[measures]\nphq9 = 3\n+++\n\n#");
        assert_eq!(merge_of(DRAFT, &ours, &theirs), (both.clone(), true));
        assert_eq!(merge_of(DRAFT, &theirs, &ours), (both, true));
        // One section is one thing, however far apart the lines are.
        let (long, other) = (DRAFT.replace("Slept.", "a\n\nb\n\nc\n\nd."), "\n\nx\n\nb\n\nc\n\nd.");
        let (text, is_one) = merge_of(
            &long,
            &long.replace("d.", "e."),
            &long.replace("\n\na\n\nb\n\nc\n\nd.", other),
        );
        assert!(!is_one && text.contains("c\n\ne.\n=======\n## Data\n\nx\n\nb"), "{text}");
        let added = DRAFT.replace("## Plan", "## Risk\n\nNone.\n\n## Plan");
        let (text, is_one) =
            merge_of(DRAFT, &added, &DRAFT.replace("Weekly.", "Monthly.\n\n## More\n\nx"));
        assert!(
            is_one && text.ends_with("None.\n\n## Plan\n\nMonthly.\n\n## More\n\nx\n"),
            "{text}"
        );
    }

    #[test]
    fn what_is_not_one_draft_is_never_mixed() {
        let edited = DRAFT.replace("Slept.", "Slept six hours.");
        for (what, ours) in [
            ("another client", DRAFT.replace("c-7f3k", "c-2mxr")),
            ("another hour", DRAFT.replace("T14", "T15")),
            ("another format", DRAFT.replace("\"dap\"", "\"soap\"")),
            ("signed", DRAFT.replace("+++\n\n", "signed_by = \"Dana Okafor\"\n+++\n\n")),
            ("broken", DRAFT.replace("client", "\"client")),
        ] {
            // The file holds what is of it, whichever side that is on.
            let is_foreign = matches!(what, "another client" | "another hour");
            let kept = if is_foreign { &edited } else { &ours };
            for (base, a, b, kept) in [
                (DRAFT, &ours, &edited, kept),
                (DRAFT, &edited, &ours, &edited),
                ("", &edited, &ours, &edited),
                ("", &ours, &edited, kept),
                (ours.as_str(), &edited, &DRAFT.replace("Weekly", "Monthly"), &edited),
            ] {
                assert_eq!(merge_of(base, a, b), (kept.clone(), false), "{what}");
            }
            let both = if is_foreign { String::new() } else { ours.clone() };
            assert_eq!(merge_of("", &ours, &(ours.clone() + "x")), (both, false), "{what}");
        }
        // Two drafts that were made apart stand whole beside each other.
        let (text, is_one) = merge_of("", DRAFT, &edited);
        assert!(!is_one && text.contains(DRAFT) && text.contains(&edited), "{text}");
        for path in [
            "moved/x.toml",
            "disclosures/x.toml",
            "notes/2026-11-24-1400-dap.md.sig",
            "notes/2026-11-24-1400-dap.addendum-1.md",
        ] {
            let versions =
                Versions { base: Some(b"a = 1\n"), ours: b"a = 2\n", theirs: b"a = 1\nb = 1\n" };
            let merged = merge(&format!("x/clients/c-7f3k/{path}"), &versions);
            assert_eq!(merged, Merged::Two(b"a = 2\n".to_vec()), "{path}");
        }
    }

    #[test]
    fn settings_client_files_and_authorizations_are_merged_key_by_key() {
        let merged = |path: &str, base: &str, ours: &str, theirs: &str| {
            let [base, ours, theirs] = [base, ours, theirs].map(str::as_bytes);
            match merge(path, &Versions { base: Some(base), ours, theirs }) {
                Merged::One(bytes) => Some(String::from_utf8(bytes).unwrap()),
                Merged::Two(_) => None,
            }
        };
        let rules = "format = 1\n[rules]\n";
        let both = merged(
            "casenotes.toml",
            "format = 1\n",
            &format!("{rules}a = \"off\"\n"),
            &format!("{rules}b = \"off\"\n"),
        );
        let both = both.unwrap();
        assert!(both.matches("[rules]").count() == 1 && both.lines().count() == 4, "{both}");
        assert_eq!(merged("casenotes.toml", "a = 1\n", "a = 2\n", "a = 3\n"), None);
        // One as a table and one as dotted keys would be there twice.
        assert_eq!(merged("casenotes.toml", "", "[rules]\na = 1\n", "rules.b = 1\n"), None);
        let (file, client) = ("name = \"Ben Sample\"\n", "clients/c-7f3k/client.toml");
        let phone = format!("{file}phone = \"1\"\n");
        assert!(merged(client, file, &phone, &format!("{file}email = \"x\"\n")).is_some());
        assert_eq!(merged(client, file, &phone, "name = \"Ana Example\"\n"), None);
        assert_eq!(merged("other.toml", "a = 1\n", "a = 1\nb = 1\n", "a = 1\nc = 1\n"), None);
    }

    proptest! {
        #[test]
        fn nothing_that_one_side_wrote_is_lost(
            ours in proptest::collection::vec((0..4_usize, "[a-z]{3,6}( |\n\n)[a-z]{1,4}"), 0..4),
            theirs in proptest::collection::vec((0..4_usize, "[a-z]{3,6}( |\n\n)[a-z]{1,4}"), 0..4),
        ) {
            let edited = |edits: &[(usize, String)], side: &str| {
                let mut text = DRAFT.to_owned();
                for (at, words) in edits {
                    let place = ["Slept.", "Well.", "Weekly.", "author"][*at];
                    let written = match *at {
                        3 => format!("late_entry = \"{side}{}\"\nauthor", words.replace('\n', " ")),
                        _ => format!("{side}{words} {place}"),
                    };
                    // Once is enough: a key that stands twice is broken.
                    if !text.contains("late_entry") || *at != 3 {
                        text = text.replacen(place, &written, 1);
                    }
                }
                text
            };
            let (ours, theirs) = (edited(&ours, "o"), edited(&theirs, "t"));
            let (text, is_one) = merge_of(DRAFT, &ours, &theirs);
            for line in ours.lines().chain(theirs.lines()) {
                let was_replaced = DRAFT.lines().any(|old| old == line);
                prop_assert!(was_replaced || text.contains(line), "{line}\n{text}");
            }
            let (back, also) = merge_of(DRAFT, &theirs, &ours);
            prop_assert_eq!(is_one, also);
            if is_one {
                prop_assert_eq!(back, text);
            }
        }
    }
}
