//! `casenotes demo`: a made-up practice, made by the very commands that a therapist types.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use crate::cli::session::Environment;
use crate::cli::{World, run as run_command};
use crate::disk::outside::{create_folders, missing_above, unmake, unmake_empty, write_new};
use crate::disk::place;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, FailureKind, Outcome};
use crate::output::Output;

/// Make a made-up practice to try everything on
///
/// Needs no passphrase and does not touch your configuration. Everything is invented.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes demo ~/demo")]
pub struct Args {
    /// A folder that does not exist yet
    dir: PathBuf,
}

/// There is something where the practice was to go.
#[derive(Debug, thiserror::Error)]
#[error("{} exists already", .0.display())]
struct Exists(PathBuf);

impl Explain for Exists {
    fn hint(&self) -> Option<String> {
        Some("Name a folder that does not exist yet; nothing was touched.".into())
    }
}

/// A command of the demonstration that did not end as it should.
#[derive(Debug, thiserror::Error)]
#[error("a step of the demonstration failed")]
struct StepFailed;

impl Explain for StepFailed {}

/// Says in the practice itself what it is.
const NOTICE: &str = "\
This is a demonstration practice of casenotes. Every person and every note in it is invented.

Its key, identity-DEMO-WITHOUT-PASSPHRASE.age, has no passphrase: never keep a real note here.
To be rid of it, remove this folder. Whom its notes are sealed to is remembered on this machine in
casenotes/recipients below $XDG_STATE_HOME (~/.local/state), in a small file that holds no secret.
";

/// A step: what is typed, and what is piped into it.
struct Step {
    line: String,
    text: Cow<'static, str>,
    // 1 where findings are planted.
    code: u8,
}

fn step(line: impl Into<String>) -> Step {
    with(line, "")
}

fn with(line: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Step {
    Step { line: line.into(), text: text.into(), code: 0 }
}

macro_rules! demo_text {
    ($name:literal) => {
        include_str!(concat!("../../templates/demo/", $name, ".md"))
    };
}

/// Makes the practice and shows each command with what it prints.
pub fn run(args: &Args, world: &mut World<'_>) -> Result<Outcome, Failure> {
    let dir = std::path::absolute(&args.dir).unwrap_or_else(|_| args.dir.clone());
    if place::is_there(&dir)? {
        return Err(Exists(args.dir.clone()).into());
    }
    let missing = missing_above(&dir);
    make(&dir, world).inspect_err(|failure| {
        // Who has closed the pipe has seen enough, and may want to see the rest there.
        if failure.kind != FailureKind::PipeClosed {
            unmake(&[&dir]);
            unmake_empty(&missing);
        }
    })
}

fn make(dir: &Path, world: &mut World<'_>) -> Result<Outcome, Failure> {
    create_folders(dir)?;
    write_new(&dir.join("README-DEMO.txt"), NOTICE.as_bytes())?;
    let config = dir.join("config.toml");
    say(world, "A made-up practice. Each line that begins with $ is a command you could type.\n")?;
    let now = SessionTime::new(world.environment.clock()?.now());
    for (heading, steps) in script(dir, now) {
        say(world, &format!("\n== {heading}\n"))?;
        for step in steps {
            play(&step, &config, world)?;
        }
    }
    let shown = shell_words::quote(&config.to_string_lossy()).into_owned();
    say(
        world,
        &format!(
            "\n== Now you\n\nThe practice lies in {}. Its key has no passphrase: keep no real note in it.\n\n  \
             export CASENOTES_CONFIG={shown}\n  \
             casenotes list\n  \
             casenotes show c-2mxr\n  \
             casenotes new c-2mxr --at \"yesterday 14:00\" --until 14:53\n  \
             casenotes validate\n  \
             casenotes rules SC001\n  \
             casenotes vault show c-2mxr\n  \
             casenotes export c-2mxr --working-copy -o record.html\n\n\
             From a checkout, `cargo run --release --` stands for `casenotes`.\n",
            dir.display()
        ),
    )?;
    Ok(Outcome::Done)
}

/// Writes the treatment plan of the first client, as it was made three weeks before.
fn plan(now: SessionTime) -> String {
    let ago = |days: i64| now.plus_minutes(-days * 24 * 60).unwrap_or(now);
    demo_text!("plan-ana")
        .replace("START", &ago(22).to_string())
        .replace("EFFECTIVE", &ago(22).date().to_string())
        .replace("REVIEW", &ago(-68).date().to_string())
}

fn script(dir: &Path, now: SessionTime) -> Vec<(&'static str, Vec<Step>)> {
    let quoted = |name: &str| shell_words::quote(&dir.join(name).to_string_lossy()).into_owned();
    let (chart, vault) = (quoted("chart"), quoted("private/vault"));
    let identity = quoted("private/identity-DEMO-WITHOUT-PASSPHRASE.age");
    vec![
        (
            "Setting up: two trees, a key, a configuration",
            vec![step(format!(
                "init --chart {chart} --vault {vault} --identity {identity} --no-passphrase --name 'Dana Okafor' --credentials LCSW"
            ))],
        ),
        (
            "Five clients; files and commands know them by random ids alone",
            vec![
                step("client add --id c-2mxr --name 'Ana Example' --birth-date 1990-04-21"),
                step("client add --id c-7f3k --name 'Ben Sample' --birth-date 1978-11-02"),
                step("client add --id c-94wd --name 'Cho Placeholder' --birth-date 1985-07-30"),
                step("client add --id c-k6ta --name 'Dov Muster' --birth-date 1962-01-15"),
                step("client add --id c-pq8h --name 'Eve Invented' --birth-date 2001-09-09"),
                step("client list"),
            ],
        ),
        (
            "A treatment plan, whose goals and diagnosis new notes take over; and progress notes, from templates and from texts",
            vec![
                with("new c-2mxr --stdin", plan(now)),
                with(
                    "new c-2mxr --at '21 days ago 14:00' --until 14:53 --set service=90837 --set diagnoses=F41.0 --set goals=G1 --set risk=denied --set measures.gad7=15 --stdin",
                    demo_text!("ana-1"),
                ),
                with(
                    "new c-2mxr --at '14 days ago 14:00' --until 14:50 --set service=90834 --set diagnoses=F41.0 --set goals=G1 --set risk=denied --stdin",
                    demo_text!("ana-2"),
                ),
                with(
                    "new c-2mxr --at '7 days ago 14:02' --until 14:55 --set service=90837 --set diagnoses=F41.0 --set goals=G1 --set risk=denied --set measures.gad7=9 --stdin",
                    demo_text!("ana-3"),
                ),
                with(
                    "new c-7f3k --format dap --at '13 days ago 10:00' --until 10:47 --set diagnoses=F32.1 --set risk=denied --stdin",
                    demo_text!("ben-1"),
                ),
                with(
                    "new c-7f3k --format dap --at '6 days ago 10:01' --until 10:49 --set diagnoses=F32.1 --set risk=denied --stdin",
                    demo_text!("ben-2"),
                ),
                with(
                    "new c-94wd --format birp --at '12 days ago 9:30am' --until 10:20 --set diagnoses=F51.01 --set risk=denied --stdin",
                    demo_text!("cho-1"),
                ),
                with(
                    "new c-94wd --format birp --at '5 days ago 9:30am' --until 10:21 --set diagnoses=F51.01 --set risk=denied --stdin",
                    demo_text!("cho-2"),
                ),
                with(
                    "new c-k6ta --format girp --at '4 days ago 16:00' --until 16:52 --set goals=G2 --set risk=denied --stdin",
                    demo_text!("dov-1"),
                ),
                with(
                    "new c-pq8h --at '3 days ago 11:00' --until 11:50 --telehealth --set 'telehealth.client_location=Albany, NY' --set 'telehealth.clinician_location=Troy, NY' --set telehealth.consent=true --set diagnoses=F40.10 --set risk=denied --stdin",
                    demo_text!("eve-1"),
                ),
                step("new c-pq8h --format dap --at '2 days ago 11:00' --until 11:45 --no-edit"),
            ],
        ),
        (
            "Psychotherapy notes, sealed before they reach the disk",
            vec![
                with("vault new c-2mxr --at '7 days ago 14:02' --stdin", demo_text!("private-ana")),
                with("vault new c-7f3k --at '6 days ago 10:01' --stdin", demo_text!("private-ben")),
                step("vault list"),
                step("vault search -i 'parrot|tram'"),
                step("vault verify"),
            ],
        ),
        (
            "What there is; which notes worked on which goal, and how the scores went",
            vec![
                step("list"),
                step("list c-2mxr --since '15 days ago' --jsonl"),
                step("thread c-2mxr"),
                step("measures c-2mxr"),
            ],
        ),
        (
            "Signing locks a note; what comes later is added beside it, and signed itself",
            vec![
                step("sign --new-key --no-passphrase c-2mxr --late-entry 'a demonstration'"),
                with(
                    "amend c-2mxr --kind addendum --reason 'a demonstration' --stdin",
                    "Remembered afterwards: the ride was on line 7.\n",
                ),
                step("history c-2mxr"),
            ],
        ),
        (
            "What an auditor would miss; the faults are planted",
            vec![Step { code: 1, ..step("validate") }, step("rules SC001"), step("rules TX003")],
        ),
        (
            "A record leaves for somebody, for a purpose, on a basis, and the log says so; no psychotherapy note can be in it",
            vec![
                Step { code: 2, ..step("export c-2mxr") },
                step(format!(
                    "export c-2mxr --to 'Ida Fictive, MD' --purpose 'coordination of care' --basis treatment --include-drafts --format html --output {}",
                    quoted("record-for-ida-fictive/")
                )),
                step("disclosures c-2mxr"),
            ],
        ),
        (
            "A copy for your own use, which goes to nobody",
            vec![step(format!(
                "export c-2mxr --working-copy --output {}",
                quoted("working-copy-of-c-2mxr.json")
            ))],
        ),
    ]
}

/// Shows a command line and runs it as if it had been typed.
fn play(step: &Step, config: &Path, world: &mut World<'_>) -> Result<(), Failure> {
    let piped = if step.text.is_empty() { "" } else { "   < a text" };
    say(world, &format!("\n$ casenotes {}{piped}\n", step.line))?;
    let words = shell_words::split(&step.line).unwrap_or_default();
    let args = [OsString::from("casenotes"), "--config".into(), config.into()]
        .into_iter()
        .chain(words.into_iter().map(OsString::from))
        .collect();
    let mut inner = World {
        stdin: &mut Cursor::new(step.text.as_bytes()),
        out: &mut *world.out,
        err: &mut *world.err,
        looks: world.looks,
        has_terminal: false,
        // What the steps print is one text.
        environment: Environment { pager: None, ..world.environment.clone() },
    };
    match run_command(args, &mut inner) {
        code if code == step.code => Ok(()),
        _ => Err(StepFailed.into()),
    }
}

/// Writes and flushes, so that the order on a terminal is the order of events.
fn say(world: &mut World<'_>, text: &str) -> Result<(), Failure> {
    let mut output = Output::new(world.out, world.err, world.looks);
    output.data(text)?;
    Ok(output.flush()?)
}
