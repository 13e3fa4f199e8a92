//! What git tells of the past of some files: who did what to them, and which version a merge left out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::disk::{outside, place};
use crate::programs::git::{GitError, answer};
use crate::record::chart::git::Git;

/// The past of some files, as far as this clone knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// The commits that did something to them, the latest first.
    pub commits: Vec<Commit>,
    /// Whether the clone is shallow (git-clone(1), `--depth`): of what was before, it knows nothing.
    pub is_cut_off: bool,
    /// Whether git had to look at the files of many commits to find those that matter.
    pub was_long: bool,
}

/// From when on it is worth while to let git write down which paths each commit has changed.
const LONG: Duration = Duration::from_millis(150);

/// How many bytes the table of contents of a commit graph has at most: eight, and twelve for each part.
const CONTENTS: usize = 256;

/// One commit that did something to some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its short name.
    pub name: String,
    /// When it was authored, in RFC 3339.
    pub at: String,
    /// By whom.
    pub author: String,
    /// What it did.
    pub deeds: Vec<Deed>,
}

/// What a commit did to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// The path from the root of the chart.
    pub path: String,
    /// What became of it.
    pub what: What,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It came into the record.
    Added,
    /// It got other bytes.
    Changed,
    /// It went out of the record.
    Removed,
    /// A merge made one version of several, and it is none of them.
    Merged,
    /// A merge took another version, or none, and left this one out, which nobody had replaced.
    LeftOut {
        /// The commit that this version was made in.
        commit: String,
        /// By whom.
        author: String,
    },
    /// It is in the oldest commit that a shallow clone has; who put it there is not known.
    ThereBefore,
}

/// A commit among those that touched the folders of the files: full names, and as parents the next ones
/// of these commits.
struct Node {
    name: String,
    parents: Vec<String>,
}

/// What differs in a file between a commit and one of its parents.
struct Difference {
    path: String,
    status: char,
    before: Option<String>,
    after: Option<String>,
}

/// What `diff-tree` tells of a commit: against each parent, in the order of `Node::parents`.
#[derive(Default)]
struct Told {
    short: String,
    at: String,
    author: String,
    against: Vec<(String, Vec<Difference>)>,
}

impl Git {
    /// Returns the past of the files whose paths begin so, all of which lie in some folders.
    ///
    /// Both sides of every merge are looked at, so that a version which a merge threw away is told of.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn past(&self, folders: &[String], beginnings: &[String]) -> Result<Past, GitError> {
        if !self.has_commit()? {
            return Ok(Past::default());
        }
        let is_cut_off = place::is_there(&self.places.shared.join("shallow"));
        let is_cut_off = is_cut_off.map_err(|_| GitError::Unclear)?;
        let first = match is_cut_off {
            true => self.run(&["rev-list", "--max-parents=0", "HEAD"])?,
            false => String::new(),
        };
        let first: BTreeSet<&str> = first.lines().collect();
        // Whole folders, here and below: git may then go by what it remembers of each commit's paths, and
        // for a pattern it would look into every folder.
        let mut args = vec!["rev-list", "--full-history", "--simplify-merges", "--parents", "HEAD"];
        args.push("--");
        args.extend(folders.iter().map(String::as_str));
        let begun = Instant::now();
        let nodes = nodes(&self.run(&args)?);
        let was_long = begun.elapsed() > LONG;
        // Not `git log`: what it tells depends on the settings of whoever asks.
        let mut args = vec!["diff-tree", "--stdin", "--root", "-m", "-r", "-z", "--raw"];
        args.extend(["--no-renames", "--no-ext-diff", "--no-textconv", "--relative", "--abbrev"]);
        args.extend(["--encoding=UTF-8", "--format=%x1e%H%x1f%h%x1f%aI%x1f%an%x1f%P", "--"]);
        args.extend(folders.iter().map(String::as_str));
        let mut input = String::new();
        for node in &nodes {
            match &node.parents[..] {
                [] => input.push_str(&format!("{}\n", node.name)),
                parents => {
                    parents.iter().for_each(|it| input.push_str(&format!("{} {it}\n", node.name)));
                }
            }
        }
        // Two versions are compared, and no index: one that is not there need not be read.
        let program = self.program.clone().with_index(Some(&self.places.own.join("no-index")));
        let told =
            Git { program, places: self.places.clone() }.run_on(&args, input.into_bytes())?;
        let mut told = told_of(&told).ok_or(GitError::Unclear)?;
        let is_of_it =
            |it: &Difference| beginnings.iter().any(|begins| it.path.starts_with(begins));
        let against = told.values_mut().flat_map(|told| &mut told.against);
        against.for_each(|(_, differences)| differences.retain(is_of_it));
        let graph = Graph { nodes: nodes.iter().map(|node| (&*node.name, node)).collect(), told };
        let commits = nodes.iter().filter_map(|node| graph.commit(node, &first)).collect();
        Ok(Past { commits, is_cut_off, was_long })
    }

    /// Lets git write down which paths each commit has changed (git-commit-graph(1), `--changed-paths`), unless
    /// it has: the past of one note among many is found by that without a look at every version. What comes
    /// later, git adds whenever it tidies up.
    ///
    /// # Errors
    /// Fails when git does.
    pub fn remember_paths(&self) -> Result<(), GitError> {
        let info = self.places.shared.join("objects/info");
        let read = |path: &Path| outside::read_if_there(path).ok().flatten().unwrap_or_default();
        let chain = read(&info.join("commit-graphs/commit-graph-chain"));
        let first = String::from_utf8_lossy(&chain).lines().next().map(str::to_owned);
        let written = match first {
            Some(name) => read(&info.join(format!("commit-graphs/graph-{name}.graph"))),
            None => read(&info.join("commit-graph")),
        };
        // The table of contents at the beginning names the parts (gitformat-commit-graph(5)).
        let contents = &written[..written.len().min(CONTENTS)];
        if memchr::memmem::find(contents, b"BIDX").is_none() && self.has_commit()? {
            let mut command = self.program.reading();
            answer(command.args(["commit-graph", "write", "--reachable", "--changed-paths"]))?;
        }
        Ok(())
    }
}

/// The commits, and what was told of each.
struct Graph<'a> {
    nodes: BTreeMap<&'a str, &'a Node>,
    told: BTreeMap<String, Told>,
}

impl Graph<'_> {
    fn commit(&self, node: &Node, first: &BTreeSet<&str>) -> Option<Commit> {
        let told = self.told.get(&node.name)?;
        let deeds: Vec<Deed> = match &node.parents[..] {
            [] | [_] => {
                let is_first = first.contains(&*node.name);
                let differences = told.against.iter().flat_map(|(_, differences)| differences);
                let mut seen = BTreeSet::new();
                let once = differences.filter(|it| seen.insert(&it.path));
                once.map(|it| deed(it, is_first)).collect()
            }
            parents => self.merged(parents, told),
        };
        let Told { short, at, author, .. } = told;
        let (name, at, author) = (short.clone(), at.clone(), author.clone());
        (!deeds.is_empty()).then_some(Commit { name, at, author, deeds })
    }

    /// Returns what a merge did that is not plain from one of its parents.
    fn merged(&self, parents: &[String], told: &Told) -> Vec<Deed> {
        let of = |parent: &String| {
            let found = told.against.iter().find(|(name, _)| name == parent);
            found.map_or(&[][..], |(_, differences)| differences)
        };
        let paths: BTreeSet<&String> =
            parents.iter().flat_map(of).map(|difference| &difference.path).collect();
        let mut deeds = Vec::new();
        for path in paths {
            let against: Vec<Option<&Difference>> = parents
                .iter()
                .map(|parent| of(parent).iter().find(|difference| difference.path == *path))
                .collect();
            let kept: Vec<&String> = parents
                .iter()
                .zip(&against)
                .filter(|(_, it)| it.is_none())
                .map(|(p, _)| p)
                .collect();
            if kept.is_empty() {
                let mut all = against.iter().flatten();
                let same = |status| all.clone().all(|difference| difference.status == status);
                let what = match (same('A'), same('D'), all.next()) {
                    (true, ..) => What::Added,
                    (_, true, _) => What::Removed,
                    _ => What::Merged,
                };
                deeds.push(Deed { path: path.clone(), what });
                continue;
            }
            for (parent, difference) in parents.iter().zip(&against) {
                let Some(version) = difference.and_then(|it| it.before.as_ref()) else { continue };
                // What the other side has had and replaced is no loss.
                let is_known = kept.iter().any(|kept| self.maker(kept, path, version).is_some());
                if is_known {
                    continue;
                }
                let maker = self.maker(parent, path, version).and_then(|name| self.told.get(name));
                let (commit, author) = match maker {
                    Some(told) => (told.short.clone(), told.author.clone()),
                    None => continue,
                };
                deeds.push(Deed { path: path.clone(), what: What::LeftOut { commit, author } });
            }
        }
        deeds
    }

    /// Finds the commit, at a place in the past or before it, that made a version of a file.
    fn maker(&self, from: &str, path: &str, version: &str) -> Option<&str> {
        let mut seen = BTreeSet::new();
        let mut waiting = VecDeque::from([from]);
        while let Some(name) = waiting.pop_front() {
            let Some(node) = self.nodes.get(name).filter(|_| seen.insert(name.to_owned())) else {
                continue;
            };
            let told = self.told.get(&node.name);
            let makes = |it: &Difference| it.path == path && it.after.as_deref() == Some(version);
            let made = told.is_some_and(|told| {
                // A merge makes a version only if no parent had it.
                !told.against.is_empty()
                    && told.against.len() == node.parents.len().max(1)
                    && told.against.iter().all(|(_, differences)| differences.iter().any(makes))
            });
            if made {
                return Some(&node.name);
            }
            waiting.extend(node.parents.iter().map(String::as_str));
        }
        None
    }
}

fn deed(difference: &Difference, is_first: bool) -> Deed {
    let what = match difference.status {
        _ if is_first => What::ThereBefore,
        'A' => What::Added,
        'D' => What::Removed,
        _ => What::Changed,
    };
    Deed { path: difference.path.clone(), what }
}

/// Reads what `rev-list --parents` tells.
fn nodes(listed: &str) -> Vec<Node> {
    let node = |line: &str| {
        let mut names = line.split(' ').map(str::to_owned);
        Some(Node { name: names.next()?, parents: names.collect() })
    };
    listed.lines().filter_map(node).collect()
}

/// Reads what `diff-tree` tells of commits; `None` when it is not that.
fn told_of(told: &str) -> Option<BTreeMap<String, Told>> {
    let mut commits: BTreeMap<String, Told> = BTreeMap::new();
    let mut current = String::new();
    let mut parts = told.split('\0').filter(|part| !part.is_empty());
    while let Some(part) = parts.next() {
        let part = part.trim_start_matches('\n');
        if let Some(head) = part.strip_prefix('\u{1e}') {
            let mut head = head.splitn(5, '\u{1f}').map(str::to_owned);
            current = head.next()?;
            let (short, at, author) = (head.next()?, head.next()?, head.next()?);
            let parent = head.next()?;
            let told = commits.entry(current.clone()).or_default();
            (told.short, told.at, told.author) = (short, at, author);
            told.against.push((parent, Vec::new()));
            continue;
        }
        // `:MODE MODE OBJECT OBJECT STATUS`, then the path.
        let words: Vec<&str> = part.split(' ').collect();
        let [_, _, before, after, status] = words[..] else { return None };
        let object = |word: &str| word.bytes().any(|b| b != b'0').then(|| word.to_owned());
        let difference = Difference {
            path: parts.next()?.to_owned(),
            status: status.chars().next()?,
            before: object(before),
            after: object(after),
        };
        commits.get_mut(&current)?.against.last_mut()?.1.push(difference);
    }
    Some(commits)
}
