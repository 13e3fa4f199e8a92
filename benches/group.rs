//! A practice of several on git: what each command costs beside 15,000 notes and nearly 30,000 commits.
//!
//! `cargo bench --bench group` makes such a practice in a temporary folder, with its server and the clone of
//! a colleague, and times what one does there every hour. `-- generate DIR` makes one to keep, and
//! `-- compare DIR` times on it; that writes notes into it and commits them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::missing_docs_in_private_items,
    reason = "a benchmark may write and print as it likes"
)]

use std::fs;
use std::io::{BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::measure::work_of_children;
use crate::practice::{generate, key};
use crate::program::{CASENOTES, asked};

mod measure;
mod practice;
mod program;

const NOTES: usize = 15_000;

/// Each note is committed as a draft and once more when it is signed; each of these is a change of a client
/// file.
const OTHER_COMMITS: usize = 1_000;

const ROUNDS: usize = 15;

/// How many notes a colleague has written before each `sync`.
const NEW: usize = 10;

fn main() -> ExitCode {
    let (is_bench, words) = asked();
    match words.as_slice() {
        ["generate", folder] => make(Path::new(folder)),
        ["compare", folder] => compare(Path::new(folder)),
        [] if is_bench => {
            let folder = tempfile::tempdir().unwrap();
            make(folder.path());
            compare(folder.path());
        }
        _ => {}
    }
    ExitCode::SUCCESS
}

/// Makes the practice, its server and the clone of a colleague, all with hooks.
fn make(folder: &Path) {
    generate(folder, NOTES, Some(&key()));
    let chart = folder.join("chart");
    git(&chart, &["init", "--quiet", "--initial-branch", "main"]);
    import(&chart);
    git(&chart, &["reset", "--quiet", "HEAD"]);
    let programs = folder.join("bin");
    fs::create_dir_all(&programs).unwrap();
    fs::copy(&*CASENOTES, programs.join("casenotes")).unwrap();
    configure(folder, "chart", "Dana Okafor");
    ours(folder, "chart", &["hooks", "install"], "");
    git(&chart, &["add", ".gitattributes"]);
    git(&chart, &["commit", "--quiet", "--message", "How files are merged"]);
    ours(folder, "chart", &["hooks", "install", "--server", "server.git"], "");
    git(&chart, &["remote", "add", "origin", "../server.git"]);
    git(&chart, &["push", "--quiet", "--set-upstream", "origin", "main"]);
    git(folder, &["clone", "--quiet", "server.git", "colleague"]);
    let closed = fs::Permissions::from_mode(0o700);
    fs::set_permissions(folder.join("colleague"), closed).unwrap();
    configure(folder, "colleague", "Eli Associate");
    ours(folder, "colleague", &["hooks", "install"], "");
}

/// Writes the past of the chart: every note as a draft and then as it is, by time.
fn import(chart: &Path) {
    let mut command = Command::new("git");
    command.args(["fast-import", "--quiet"]).current_dir(chart).stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut to = BufWriter::new(child.stdin.take().unwrap());
    let mut clients: Vec<PathBuf> =
        fs::read_dir(chart.join("clients")).unwrap().map(|it| it.unwrap().path()).collect();
    clients.sort();
    let mut notes = Vec::new();
    let mut count = 0;
    let mut commit = |to: &mut BufWriter<_>, files: &[(&Path, &[u8])]| {
        let time = 1_700_000_000 + count * 600;
        count += 1;
        writeln!(
            to,
            "commit refs/heads/main\ncommitter Dana Okafor <somebody@example.org> {time} +0000\ndata 4\nwork"
        )
        .unwrap();
        for (path, bytes) in files {
            let path = path.strip_prefix(chart).unwrap().display();
            writeln!(to, "M 100644 inline {path}\ndata {}", bytes.len()).unwrap();
            to.write_all(bytes).unwrap();
            writeln!(to).unwrap();
        }
    };
    for name in ["casenotes.toml", "allowed_signers"] {
        let path = chart.join(name);
        commit(&mut to, &[(&path, &fs::read(&path).unwrap())]);
    }
    for client in &clients {
        let file = client.join("client.toml");
        let bytes = fs::read(&file).unwrap();
        for number in 0..OTHER_COMMITS.div_ceil(clients.len()) {
            let earlier = [&bytes[..], format!("# {number}\n").as_bytes()].concat();
            commit(&mut to, &[(&file, &earlier)]);
        }
        commit(&mut to, &[(&file, &bytes)]);
        let texts = fs::read_dir(client.join("notes")).unwrap().map(|it| it.unwrap().path());
        notes.extend(texts.filter(|path| path.extension().is_some_and(|it| it == "md")));
    }
    // By the time in the name, so that the clients follow one another as they do in a week.
    notes.sort_by_key(|path| (path.file_name().map(ToOwned::to_owned), path.clone()));
    for path in &notes {
        let text = fs::read_to_string(path).unwrap();
        let of_a_signature = ["signed_by", "signed_at", "signed_as"];
        let is_of_draft = |line: &&str| !of_a_signature.iter().any(|key| line.starts_with(key));
        let draft: String = text.split_inclusive('\n').filter(is_of_draft).collect();
        commit(&mut to, &[(path, draft.as_bytes())]);
        let signature = path.with_extension("md.sig");
        if let Ok(bytes) = fs::read(&signature) {
            commit(&mut to, &[(path, text.as_bytes()), (&signature, &bytes)]);
        }
    }
    drop(to);
    assert!(child.wait().unwrap().success(), "`git fast-import` has failed");
}

/// Says who writes in a clone, to git and to us.
fn configure(folder: &Path, clone: &str, name: &str) {
    let text = format!("[chart]\nroot = \"{clone}\"\n[clinician]\nname = \"{name}\"\n");
    fs::write(folder.join(format!("{clone}.toml")), text).unwrap();
    for (key, value) in
        [("user.name", name), ("user.email", "somebody@example.org"), ("pull.rebase", "false")]
    {
        git(&folder.join(clone), &["config", key, value]);
    }
}

fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    with_programs(&mut command, folder.parent().unwrap());
    let output = command.arg("-C").arg(folder).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Lets the hooks find the program.
fn with_programs(command: &mut Command, folder: &Path) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(folder.join("bin")).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(paths).unwrap());
}

/// Runs a command of ours in a clone, and tells how many seconds it took, and how many of the processor.
fn ours(folder: &Path, clone: &str, args: &[&str], input: &str) -> (f64, f64) {
    let config = folder.join(format!("{clone}.toml"));
    let text = folder.join("input");
    fs::write(&text, input).unwrap();
    let mut command = Command::new(folder.join("bin/casenotes"));
    with_programs(&mut command, folder);
    command.current_dir(if args.contains(&"--server") {
        folder.to_owned()
    } else {
        folder.join(clone)
    });
    command.arg("--config").arg(&config).args(args).stdin(fs::File::open(&text).unwrap());
    let (before, start) = (work_of_children(), Instant::now());
    let output = command.output().unwrap();
    let taken = (start.elapsed().as_secs_f64(), work_of_children() - before);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0)), "{args:?}: {said}");
    taken
}

/// A draft of a session that nobody else has, beside the notes of a client.
fn draft(client: usize, number: usize) -> (String, String) {
    let client = format!("c-{client:05}");
    let start =
        format!("2026-{:02}-{:02}T{:02}", number / 280 + 1, number / 10 % 28 + 1, number % 10 + 8);
    let text = format!(
        "+++\nclient = \"{client}\"\nformat = \"dap\"\nstart = {start}:00:00-05:00\n\
         end = {start}:53:00-05:00\nauthor = \"Dana Okafor\"\n+++\n\n# DAP note\n\n## Data\n\nCame.\n\n\
         ## Assessment\n\nWell.\n\n## Plan\n\nWeekly.\n"
    );
    (client, text)
}

/// Times each command in turn and prints the medians.
fn compare(folder: &Path) {
    let chart = folder.join("chart");
    let commits = git(&chart, &["rev-list", "--count", "HEAD"]);
    let files = git(&chart, &["ls-files"]).lines().count();
    println!("{} commits, {files} files\n", commits.trim());
    println!("| command | ms | fastest | of the processor | goal |\n|---|---|---|---|---|");
    let row = |command: &str, goal: &str, taken: Vec<(f64, f64)>| {
        let sorted = |of: &dyn Fn(&(f64, f64)) -> f64| {
            let mut all: Vec<f64> = taken.iter().map(|it| of(it) * 1000.0).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let (wall, work) = (sorted(&|it| it.0), sorted(&|it| it.1));
        println!(
            "| {command} | {:.0} | {:.0} | {:.0} | {goal} |",
            wall[ROUNDS / 2],
            wall[0],
            work.iter().sum::<f64>() / ROUNDS as f64
        );
    };
    let mut next = 0..;
    let mut new = || {
        let number = next.next().unwrap();
        draft(number % (NOTES / 100), number)
    };
    let chart_is = |args: &[&str], input: &str| ours(folder, "chart", args, input);
    let times = (0..ROUNDS).map(|_| {
        let (client, text) = new();
        chart_is(&["new", &client, "--stdin", "--commit"], &text)
    });
    row("`new --commit`, with the hook", "150", times.collect());
    let history = ["history", "c-00077/2025-06-11"];
    row("`history`", "100", (0..ROUNDS).map(|_| chart_is(&history, "")).collect());
    let (client, text) = new();
    chart_is(&["new", &client, "--stdin"], &text);
    let changed = ["validate", "--short", "--changed", "HEAD"];
    row("`validate --changed`", "100", (0..ROUNDS).map(|_| chart_is(&changed, "")).collect());
    git(&chart, &["add", "--all"]);
    let staged = ["validate", "--short", "--staged"];
    row(
        "`validate --staged`, the hook",
        "150",
        (0..ROUNDS).map(|_| chart_is(&staged, "")).collect(),
    );
    git(&chart, &["commit", "--quiet", "--message", "work"]);
    let times = (0..ROUNDS).map(|_| {
        ours(folder, "colleague", &["sync"], "");
        for _ in 0..NEW {
            let (client, text) = new();
            ours(folder, "colleague", &["new", &client, "--stdin", "--commit"], &text);
        }
        ours(folder, "colleague", &["sync"], "");
        chart_is(&["sync"], "")
    });
    row("`sync` of ten new notes", "1000", times.collect());
}
