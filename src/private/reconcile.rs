//! Two copies of a vault become one: which version of each sealed file stays, and under which name. Values in,
//! values out; nothing is opened, read or written here.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::note_id::SealedId;
use crate::private::vault::kind::Kind;

/// Which of the two copies a file lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The vault of this machine.
    Here,
    /// The other copy.
    There,
}

/// A sealed file of one of the copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFile {
    /// In which copy.
    pub side: Side,
    /// What it is.
    pub kind: Kind,
    /// Under which name.
    pub id: SealedId,
    /// The digest of its bytes.
    pub digest: String,
    /// Which version it is.
    pub version: String,
    /// Every version that it follows.
    pub follows: Vec<String>,
    /// The digest of what it says: of client, session and text.
    pub says: String,
    /// Whether it is sealed to today's recipients.
    pub is_current: bool,
}

/// A file of both copies as they are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// What it is.
    pub kind: Kind,
    /// Under which name.
    pub id: SealedId,
    /// The digest of the bytes, which one of the copies has.
    pub digest: String,
    /// Which version it is.
    pub version: String,
}

/// What two copies become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Every file.
    pub kept: Vec<KeptFile>,
    /// Files that are versions of one note, neither of which follows the other.
    pub diverged: Vec<(SealedId, SealedId)>,
}

/// Settles which files stay. What nobody has replaced or removed stays; `removed` are versions that were
/// removed on purpose.
pub fn reconcile(held: &[HeldFile], removed: &BTreeSet<String>) -> Outcome {
    let heads = heads(held, removed);
    let names = names(&heads, held);
    let mut kept: Vec<KeptFile> = heads
        .iter()
        .zip(&names)
        .map(|(head, id)| KeptFile {
            kind: head.kind,
            id: id.clone(),
            digest: head.digest.clone(),
            version: head.version.clone(),
        })
        .collect();
    let diverged = diverged(&heads, &names);
    kept.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    Outcome { kept, diverged }
}

/// Returns one file for each version that stays.
fn heads<'h>(held: &'h [HeldFile], removed: &BTreeSet<String>) -> Vec<&'h HeldFile> {
    let mut longest: BTreeMap<&str, usize> = BTreeMap::new();
    for file in held {
        for followed in &file.follows {
            let length = longest.entry(followed).or_default();
            *length = (*length).max(file.follows.len());
        }
    }
    // A version follows fewer than one that follows it; what says otherwise is believed by nobody, and no
    // circle of such files makes all of them go.
    let is_followed = |file: &&HeldFile| {
        longest.get(file.version.as_str()).is_some_and(|length| *length > file.follows.len())
    };
    let stays = |file: &&HeldFile| !removed.contains(&file.version) && !is_followed(file);
    let mut heads: BTreeMap<(Kind, &str), &HeldFile> = BTreeMap::new();
    for file in held.iter().filter(stays) {
        let best = heads.entry((file.kind, &file.version)).or_insert(file);
        // Of one version, the file that is sealed to today's recipients; else the same on both devices.
        let rank = |file: &HeldFile| (!file.is_current, file.digest.clone());
        if rank(file) < rank(best) {
            *best = file;
        }
    }
    // Two versions that say the same are one; the one that follows more stays.
    let mut told: BTreeMap<(Kind, &str), &HeldFile> = BTreeMap::new();
    for head in heads.into_values() {
        let best = told.entry((head.kind, &head.says)).or_insert(head);
        let rank = |file: &HeldFile| (usize::MAX - file.follows.len(), file.version.clone());
        if rank(head) < rank(best) {
            *best = head;
        }
    }
    let mut heads: Vec<&HeldFile> = told.into_values().collect();
    heads.sort_by(|a, b| (a.kind, &a.id, &a.version).cmp(&(b.kind, &b.id, &b.version)));
    heads
}

/// Names the files: as the other copy calls them, so that all devices come to the same names; else as this
/// one does; else by the next free number of the minute.
fn names(heads: &[&HeldFile], held: &[HeldFile]) -> Vec<SealedId> {
    let mut names: Vec<Option<SealedId>> = vec![None; heads.len()];
    let mut taken: BTreeSet<(Kind, SealedId)> = BTreeSet::new();
    let is_same =
        |head: &HeldFile, file: &HeldFile| file.version == head.version || file.says == head.says;
    let is_before = |head: &HeldFile, file: &HeldFile| head.follows.contains(&file.version);
    type Claim<'a> = &'a dyn Fn(&HeldFile, &HeldFile) -> bool;
    let claims: [(Side, Claim<'_>); 4] = [
        (Side::There, &is_same),
        (Side::There, &is_before),
        (Side::Here, &is_same),
        (Side::Here, &is_before),
    ];
    let place = |file: &HeldFile| (file.kind, file.id.client.clone(), file.id.stem.minute());
    let mut of_minute: BTreeMap<_, Vec<&HeldFile>> = BTreeMap::new();
    for file in held {
        of_minute.entry(place(file)).or_default().push(file);
    }
    for (side, has_claim) in claims {
        for (head, name) in heads.iter().zip(&mut names).filter(|(_, name)| name.is_none()) {
            let beside = of_minute.get(&place(head)).map_or(&[][..], Vec::as_slice);
            let own = beside.iter().filter(|file| file.side == side && has_claim(head, file));
            let mut own: Vec<&SealedId> = own.map(|file| &file.id).collect();
            own.sort();
            let free = own.into_iter().find(|id| !taken.contains(&(head.kind, (*id).clone())));
            if let Some(id) = free {
                taken.insert((head.kind, id.clone()));
                *name = Some(id.clone());
            }
        }
    }
    // A name that stands for another version in either copy is not free: what lies there is replaced last.
    let used: BTreeSet<(Kind, &SealedId)> = held.iter().map(|file| (file.kind, &file.id)).collect();
    let name = |(head, name): (&&HeldFile, Option<SealedId>)| {
        name.unwrap_or_else(|| {
            let id = |number| SealedId {
                client: head.id.client.clone(),
                stem: head.id.stem.numbered(number),
            };
            let is_free = |id: &SealedId| {
                !taken.contains(&(head.kind, id.clone())) && !used.contains(&(head.kind, id))
            };
            let free = (1..=u16::MAX).map(id).find(is_free).unwrap_or_else(|| head.id.clone());
            taken.insert((head.kind, free.clone()));
            free
        })
    };
    heads.iter().zip(names).map(name).collect()
}

/// Returns the pairs of files that have a version in common which both follow.
fn diverged(heads: &[&HeldFile], names: &[SealedId]) -> Vec<(SealedId, SealedId)> {
    let mut by_root: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, head) in heads.iter().enumerate().filter(|(_, head)| head.kind == Kind::Note) {
        if let Some(root) = head.follows.first() {
            by_root.entry(root).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for of_one in by_root.into_values() {
        for (at, first) in of_one.iter().enumerate() {
            for second in &of_one[at + 1..] {
                let mut pair = [names[*first].clone(), names[*second].clone()];
                pair.sort();
                let [first, second] = pair;
                pairs.push((first, second));
            }
        }
    }
    pairs.sort();
    pairs
}

#[cfg(test)]
mod tests {
    use std::slice;

    use proptest::prelude::*;

    use super::*;

    fn file(side: Side, id: &str, version: &str, follows: &[&str], says: &str) -> HeldFile {
        HeldFile {
            side,
            kind: Kind::Note,
            id: id.parse().unwrap(),
            digest: format!("{version}-{says}"),
            version: version.into(),
            follows: follows.iter().map(|it| (*it).to_owned()).collect(),
            says: says.into(),
            is_current: true,
        }
    }

    const X: &str = "c-7f3k/2026-11-24-1400";

    fn kept(held: &[HeldFile], removed: &[&str]) -> Vec<(String, String)> {
        let removed = removed.iter().map(|it| (*it).to_owned()).collect();
        let outcome = reconcile(held, &removed);
        outcome.kept.into_iter().map(|file| (file.id.to_string(), file.version)).collect()
    }

    fn pair(id: &str, version: &str) -> (String, String) {
        (id.to_owned(), version.to_owned())
    }

    #[test]
    fn the_later_version_stays_wherever_it_is_and_two_that_diverged_both_do() {
        let (here, there) = (Side::Here, Side::There);
        let old = |side| file(side, X, "a", &[], "one");
        let new = |side| file(side, X, "b", &["a"], "two");
        assert_eq!(kept(&[old(here), new(there)], &[]), [pair(X, "b")]);
        assert_eq!(kept(&[new(here), old(there)], &[]), [pair(X, "b")]);
        assert_eq!(kept(&[old(here)], &[]), [pair(X, "a")]);
        let other = file(there, X, "c", &["a"], "three");
        let held = [new(here), other];
        let second = format!("{X}-2");
        assert_eq!(kept(&held, &[]), [pair(X, "c"), pair(&second, "b")]);
        let outcome = reconcile(&held, &BTreeSet::new());
        assert_eq!(outcome.diverged, [(X.parse().unwrap(), second.parse().unwrap())]);
        // Two notes of one minute are no versions of one.
        let held = [file(here, X, "a", &[], "one"), file(there, X, "b", &[], "two")];
        let outcome = reconcile(&held, &BTreeSet::new());
        assert_eq!((outcome.kept.len(), outcome.diverged.len()), (2, 0));
        // What says the same is kept once.
        assert_eq!(kept(&[new(here), file(there, X, "d", &["a"], "two")], &[]).len(), 1);
    }

    #[test]
    fn what_was_removed_stays_away_and_what_was_written_since_does_not() {
        let (here, there) = (Side::Here, Side::There);
        let old = file(there, X, "a", &[], "one");
        assert_eq!(kept(slice::from_ref(&old), &["a", "b"]), []);
        let since = file(there, X, "c", &["a", "b"], "three");
        assert_eq!(kept(&[since], &["a", "b"]), [pair(X, "c")]);
        // A circle of files that say they follow one another takes none of them away.
        let circle = [file(here, X, "a", &["b"], "one"), file(there, X, "b", &["a"], "two")];
        assert_eq!(kept(&circle, &[]).len(), 2);
    }

    proptest! {
        #[test]
        fn every_version_that_nobody_has_replaced_stays_under_a_name_of_its_own(
            files in proptest::collection::vec((any::<bool>(), 1_u16..4, 0_usize..8, 0_usize..6), 0..12),
        ) {
            // Version `n` follows the one it was made from, and all that one follows.
            let names = ["0", "1", "2", "3", "4", "5", "6", "7"];
            let line = |version: usize, of: usize| -> Vec<&str> {
                (0..version).filter(|before| !(before + of).is_multiple_of(3)).map(|at| names[at]).collect()
            };
            let mut taken = BTreeSet::new();
            let held: Vec<HeldFile> = files
                .into_iter()
                .filter_map(|(is_here, number, version, of)| {
                    let side = if is_here { Side::Here } else { Side::There };
                    let id = SealedId {
                        client: "c-7f3k".parse().unwrap(),
                        stem: X.split_once('/').unwrap().1.parse::<crate::domain::note_id::SealedStem>().unwrap().numbered(number),
                    };
                    taken.insert((side, id.clone())).then(|| {
                        let text = id.to_string();
                        // A file that follows others is another file.
                        let digest = format!("{version}-{of}");
                        let says = names[version];
                        HeldFile { digest, ..file(side, &text, says, &line(version, of), says) }
                    })
                })
                .collect();
            let outcome = reconcile(&held, &BTreeSet::new());
            let ids: BTreeSet<_> = outcome.kept.iter().map(|file| &file.id).collect();
            prop_assert_eq!(ids.len(), outcome.kept.len());
            for file in &held {
                let is_kept = outcome.kept.iter().any(|kept| kept.version == file.version);
                let is_followed = held.iter().any(|other| {
                    other.follows.contains(&file.version) && other.follows.len() > file.follows.len()
                });
                prop_assert!(is_kept || is_followed);
            }
            // Done again, with the copies as they are then, nothing changes.
            let held = &held;
            let both = |side| outcome.kept.iter().map(move |kept| {
                let from = held.iter().find(|file| file.digest == kept.digest).unwrap();
                HeldFile { side, id: kept.id.clone(), ..from.clone() }
            });
            let then: Vec<HeldFile> = both(Side::Here).chain(both(Side::There)).collect();
            prop_assert_eq!(reconcile(&then, &BTreeSet::new()).kept, outcome.kept);
        }
    }
}
