//! What each file becomes: a note, several, or a document, and of which day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use crate::domain::document::DocumentKind;
use crate::import::dates::{Found, Meaning, Order};
use crate::import::left::Left;
use crate::import::matching::whose::Sorted;
use crate::import::matching::{FIRST_YEAR, Looked};
use crate::import::plan::{Entry, TakenAs};
use crate::import::reading::{Place, Said, Taken};

/// What is needed to say of which day something is.
pub struct Days<'a> {
    /// In which order day and month stand.
    pub order: Option<Order>,
    /// Why they are taken to.
    pub how_ordered: &'a str,
    /// When the person was born.
    pub born: Option<NaiveDate>,
    /// What day it is.
    pub today: NaiveDate,
}

impl Days<'_> {
    /// Says of which day something is by what is said of it, the most trustworthy first.
    fn settle(&self, said: &[&Said<Found>], entry: &mut Entry) {
        let Some(first) = said.first() else {
            entry.unclear.push("nothing says of which day it is".into());
            return;
        };
        let clear = |said: &Said<Found>| said.what.meaning.day(None);
        let by_others =
            || said.iter().filter_map(|it| clear(it)).find(|day| first.what.meaning.may_be(*day));
        let day = clear(first).or_else(by_others).or_else(|| first.what.meaning.day(self.order));
        let time = said.iter().find_map(|it| it.what.time);
        entry.original_date = Some(first.what.text.clone());
        entry.time = entry.time.or(time);
        let Some(day) = day else {
            entry.unclear.push(format!("{}, by {}", first.what.meaning.doubt(), first.place));
            return;
        };
        entry.date = Some(day);
        let how =
            if clear(first).is_none() && by_others().is_none() { self.how_ordered } else { "" };
        push(&mut entry.why, &format!("the date by {}{how}", first.place));
        let other = said.iter().skip(1).filter(|it| it.place != Place::Folder);
        let mut other =
            other.filter(|it| it.what.meaning != Meaning::None && !it.what.meaning.may_be(day));
        if let Some(other) = other.next() {
            entry.unclear.push(format!("{} tells another date than {}", other.place, first.place));
        }
        if day > self.today {
            entry.date = None;
            entry.unclear.push(format!("{day} lies in the future"));
        } else if day.year() < FIRST_YEAR || self.born.is_some_and(|born| day < born) {
            entry.unclear.push(format!("{day} lies before the birth of anybody it may be about"));
        }
    }
}

fn push(why: &mut String, more: &str) {
    if !why.is_empty() {
        why.push_str("; ");
    }
    why.push_str(more);
}

/// Adds the entries of a file.
pub fn entries(
    file: &Looked,
    sorted: Option<Sorted>,
    person: Option<String>,
    days: &Days<'_>,
    entries: &mut Vec<Entry>,
) {
    let whole = Entry {
        file: file.source.path.clone(),
        inside: file.source.inside.clone(),
        sha256: file.sha256.clone(),
        person,
        ..Entry::default()
    };
    let (facts, sorted) = match (&file.taken, sorted) {
        (Taken::Left(left), _) => return entries.push(whole.left(left.clone())),
        (Taken::Text(text), Some(sorted)) => (&text.facts, sorted),
        (Taken::Document(facts), Some(sorted)) => (&**facts, sorted),
        (_, None) => return,
    };
    let whole = Entry {
        why: sorted.why.join("; "),
        unclear: sorted.doubts,
        author: facts.author.clone(),
        signed_by: facts.signed_by.clone(),
        time: facts.time,
        ..whole
    };
    let mut whole = whole;
    if let Taken::Text(text) = &file.taken
        && text.encoding != "UTF-8"
    {
        push(&mut whole.why, &format!("read as {}", text.encoding));
    }
    let said: Vec<&Said<Found>> = facts.dates.iter().collect();
    match &file.taken {
        Taken::Text(text) if !text.parts.is_empty() => {
            let first =
                text.parts.iter().find_map(|part| part.date.as_ref()?.meaning.day(days.order));
            for part in &text.parts {
                let mut entry =
                    Entry { lines: Some(part.lines.clone()), time: None, ..whole.clone() };
                match &part.date {
                    Some(date) => {
                        entry.taken_as = TakenAs::Note;
                        days.settle(
                            &[&Said { what: date.clone(), place: Place::Heading }],
                            &mut entry,
                        );
                    }
                    None => {
                        entry.taken_as = TakenAs::Document;
                        entry.date = first;
                        push(
                            &mut entry.why,
                            "it stands in front of the first date, and is kept with the file alone",
                        );
                    }
                }
                entries.push(entry);
            }
        }
        Taken::Text(_) => {
            let mut entry = Entry { taken_as: TakenAs::Note, ..whole };
            days.settle(&said, &mut entry);
            entries.push(entry);
        }
        _ => {
            let kind = match file.source.is_part {
                true => DocumentKind::Other,
                false => kind_of(&file.source.name),
            };
            let mut entry = Entry { taken_as: TakenAs::Document, kind: Some(kind), ..whole };
            match facts.is_of_no_day {
                true => {
                    entry.date = Some(days.today);
                    push(&mut entry.why, "it bears no date, and gets that of this plan");
                }
                false => days.settle(&said, &mut entry),
            }
            entries.push(entry);
        }
    }
}

/// Returns what a document is to the record, by the words in its name.
fn kind_of(name: &str) -> DocumentKind {
    let name = name.to_lowercase();
    let words = [
        ("consent", DocumentKind::Consent),
        ("release", DocumentKind::Release),
        ("intake", DocumentKind::IntakeForm),
        ("letter", DocumentKind::Letter),
        ("report", DocumentKind::Report),
    ];
    let found = words.into_iter().find(|(word, _)| name.contains(word));
    found.map_or(DocumentKind::Other, |(_, kind)| kind)
}

/// Leaves what is there twice, byte for byte; of two people, each is in doubt.
pub fn leave_copies(entries: &mut [Entry]) {
    let mut first: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    let mut is_doubted: BTreeSet<usize> = BTreeSet::new();
    for at in 0..entries.len() {
        let entry = &entries[at];
        if entry.taken_as == TakenAs::Leave {
            continue;
        }
        let before = *first.entry((entry.sha256.clone(), entry.lines_in_words())).or_insert(at);
        if before == at {
            continue;
        }
        if entries[before].person == entry.person {
            let same = Left::Same(entries[before].where_it_is());
            entries[at] = std::mem::take(&mut entries[at]).left(same);
            continue;
        }
        let mut doubt = |of: usize, other: usize| {
            let other = entries[other].where_it_is();
            let what =
                format!("it is the same, byte for byte, as {other}, which is of somebody else");
            // Of many copies, one is named.
            if is_doubted.insert(of) {
                entries[of].unclear.push(what);
            }
        };
        doubt(before, at);
        doubt(at, before);
    }
}
