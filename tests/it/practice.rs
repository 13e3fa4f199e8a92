//! A practice in a temporary folder, and the program run inside it.

use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use chrono::DateTime;
use rexpect::session::{PtySession, spawn_command};
use tempfile::TempDir;

/// New York by a POSIX rule, so that no time zone data need be installed.
pub(crate) const NEW_YORK: &str = "EST5EDT,M3.2.0,M11.1.0";

/// What makes a practice; how its key is protected is for the test to say.
pub(crate) const INIT: &[&str] =
    &["init", "--chart", "chart", "--vault", "private/vault", "--name", "Dana Okafor"];

/// A note without a finding; `CLIENT` and the like are not placeholders but c-7f3k's own.
pub(crate) const NOTE: &str = "\
+++
client = \"c-7f3k\"
format = \"dap\"
start = 2026-11-20T14:00:00-05:00
end = 2026-11-20T14:53:00-05:00
author = \"Dana Okafor, LCSW\"
+++

# DAP note

## Data

Reports fewer panic attacks.

## Assessment

Progress toward the goal.

## Plan

Continue weekly.
";

/// A release of psychotherapy notes that goes through as it stands.
pub(crate) const RELEASE: &[&str] = &[
    "vault",
    "release",
    "c-7f3k",
    "--ground",
    "law",
    "--instrument",
    "court-order",
    "--reference",
    "order 26-CV-0001",
    "--to",
    "District Court",
    "--purpose",
    "court order",
    "--confirm",
    "c-7f3k",
];

/// Of that, on what ground, to whom and why.
pub(crate) const COURT_ORDER: &[&str] = RELEASE.split_at(3).1.split_at(10).0;

/// On what terms a record leaves, drafts and all.
pub(crate) const TO_COURT: &[&str] = &[
    "--to",
    "District Court",
    "--purpose",
    "court order",
    "--basis",
    "law",
    "--instrument",
    "court-order",
    "--reference",
    "order 26-CV-0001",
    "--include-drafts",
];

/// The notes of these tests are bare, some days old and not signed; tests/it/rules and
/// tests/it/corpus.rs have the rules as they are.
const SETTINGS: &str = "\
format = 1
[deadlines]
sign_hours = 720
[rules]
elements = \"off\"
missing-risk = \"off\"
";

/// Where that note lies.
pub(crate) const NOTE_PATH: &str = "chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md";

/// A treatment plan without a finding.
pub(crate) const PLAN: &str = "\
+++
client = \"c-7f3k\"
format = \"plan\"
start = 2026-10-26T09:00:00-04:00
author = \"Dana Okafor, LCSW\"
diagnoses = [\"F41.1\"]
effective = 2026-10-26
review_due = 2027-01-24
client_signed = 2026-10-26
[[goal]]
id = \"G1\"
statement = \"Ride the tram to work on most days\"
target = 2027-01-24
[[goal.objective]]
id = \"O1\"
statement = \"Three rides a week\"
[[goal]]
id = \"G2\"
statement = \"Sleep six hours\"
+++

# Treatment plan

## Diagnosis

Generalized anxiety disorder.

## Problems

Avoids the tram; sleeps badly.

## Goals and objectives

As above; measured by rides and the GAD-7.

## Interventions

Cognitive behavioral therapy with exposure.

## Frequency and duration

Weekly for twenty weeks.

## Discharge criteria

Rides on most days for a month.

## Client participation

Chose the goals and agrees.
";

/// Where that plan lies.
pub(crate) const PLAN_PATH: &str = "chart/clients/c-7f3k/notes/2026-10-26-0900-plan.md";

/// How many milliseconds a terminal is waited for.
pub(crate) const WAIT: Option<u64> = Some(30_000);

/// Starts a command at a terminal.
pub(crate) fn at_terminal(practice: &Practice, args: &[&str]) -> PtySession {
    let mut command: Command = practice.command(args);
    // A terminal that knows no colour, where a test asks for no other.
    if !command.get_envs().any(|(key, _)| key == "TERM") {
        command.env("TERM", "dumb");
    }
    spawn_command(command, WAIT).unwrap()
}

/// Starts a command at a terminal of so many columns and rows.
pub(crate) fn at_terminal_of(
    practice: &Practice,
    columns: usize,
    rows: usize,
    args: &[&str],
) -> PtySession {
    let sized = practice.command(args);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("stty cols {columns} rows {rows} && exec \"$0\" \"$@\""));
    command.arg(sized.get_program()).args(sized.get_args()).current_dir(practice.root());
    command.env_clear().env("TERM", "xterm");
    command.envs(sized.get_envs().filter_map(|(key, value)| Some((key, value?))));
    spawn_command(command, WAIT).unwrap()
}

/// Returns the variables by which the program that is run takes the time.
fn time(now: &str) -> Vec<(String, String)> {
    if !is_handed_out() {
        return vec![("CASENOTES_NOW".to_owned(), now.to_owned())];
    }
    let now = DateTime::parse_from_rfc3339(now).unwrap().timestamp().to_string();
    let clock = CLOCK.to_str().unwrap().to_owned();
    vec![("LD_PRELOAD".to_owned(), clock), ("TEST_CLOCK".to_owned(), now)]
}

/// The program that `CASENOTES_BIN` names, built as users build it, instead of the debug build that
/// stands beside the tests.
static HANDED_OUT: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let named = PathBuf::from(std::env::var_os("CASENOTES_BIN")?);
    let path = named.canonicalize().expect("CASENOTES_BIN names a program");
    // Hooks and the documents call it by its name.
    assert!(path.ends_with("casenotes"), "{}: its name is not casenotes", path.display());
    Some(path)
});

/// A library that sets the clock from outside: a program that is handed out takes its time from the
/// machine alone.
static CLOCK: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let fresh = folder.join(format!("clock-{}.so", std::process::id()));
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&fresh);
    let made = compiler.arg("tests/clock/clock.c").status();
    assert!(made.expect("rustc links with `cc`").success(), "tests/clock/clock.c does not compile");
    // Whoever has it open keeps his own.
    let library = folder.join("clock.so");
    fs::rename(fresh, &library).unwrap();
    library
});

/// Tests that cannot run on the program that is handed out, each with its reason.
pub(crate) const LEFT_TO_THE_DEBUG_BUILD: &[(&str, &str)] = &[
    (
        "limits::a_rule_that_breaks_is_a_finding_and_all_else_is_checked",
        "a released program does not ask what is to break",
    ),
    (
        "limits::a_rule_that_breaks_in_the_vault_leaves_the_rest_verified",
        "a released program does not ask what is to break",
    ),
    (
        "plugin::a_key_of_a_plugin_opens_what_is_sealed_to_it",
        "the feature `plugin` is not on by default",
    ),
    (
        "plugin::an_everyday_key_may_be_sealed_to_the_hardware_key",
        "the feature `plugin` is not on by default",
    ),
    (
        "plugin::a_plugin_that_is_not_there_is_named_and_nothing_is_sealed",
        "the feature `plugin` is not on by default",
    ),
];

/// Returns the program that these tests run.
pub(crate) fn casenotes() -> &'static Path {
    HANDED_OUT.as_deref().unwrap_or(Path::new(env!("CARGO_BIN_EXE_casenotes")))
}

/// Tells whether it is the program that is handed out.
pub(crate) fn is_handed_out() -> bool {
    HANDED_OUT.is_some()
}

/// Tells whether the test that asks must be left to the debug build, and says so past the test harness.
///
/// # Panics
///
/// If `LEFT_TO_THE_DEBUG_BUILD` does not name the test.
#[cfg_attr(not(all(feature = "interop", feature = "plugin")), allow(dead_code))]
pub(crate) fn is_left_to_the_debug_build() -> bool {
    let thread = std::thread::current();
    let test = thread.name().unwrap();
    let entry = LEFT_TO_THE_DEBUG_BUILD.iter().find(|(name, _)| *name == test);
    let (_, reason) = entry.unwrap_or_else(|| panic!("{test} is in no list, with no reason"));
    if is_handed_out() {
        let line = format!("{test} is left to the debug build: {reason}\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    is_handed_out()
}

/// Returns a `PATH` on which the program stands first.
pub(crate) fn search_path() -> String {
    let folder = casenotes().parent().unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

/// A sealed-off world: its own home, no locale, a fixed time and zone, nothing inherited but PATH.
pub(crate) struct Practice {
    root: TempDir,
    environment: Vec<(String, String)>,
}

/// What a run printed, in one text that a snapshot can hold.
pub(crate) struct Run {
    output: Output,
    root: PathBuf,
}

impl Practice {
    /// An empty home.
    pub(crate) fn empty() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("home")).unwrap();
        let text = |path: &str| root.path().join(path).to_str().unwrap().to_owned();
        let environment = [
            ("PATH", std::env::var("PATH").unwrap()),
            ("HOME", text("home")),
            ("TZ", NEW_YORK.to_owned()),
            ("CASENOTES_NOW", "2026-11-24T09:30:12-05:00".to_owned()),
            ("EDITOR", "false".to_owned()),
            ("GIT_CONFIG_GLOBAL", "/dev/null".to_owned()),
            // A terminal of a test turns no pages, unless the test asks for it.
            ("CASENOTES_PAGER", "cat".to_owned()),
        ];
        let environment =
            environment.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Self { root, environment }
    }

    /// A practice with a chart, a vault and a key without a passphrase.
    pub(crate) fn new() -> Self {
        let practice = Self::empty();
        practice.ok(&[INIT, &["--credentials", "LCSW", "--no-passphrase"]].concat());
        practice.put("chart/casenotes.toml", SETTINGS);
        practice
    }

    /// A practice with the client c-7f3k.
    pub(crate) fn with_client() -> Self {
        let practice = Self::new();
        practice.ok(&[
            "client",
            "add",
            "--id",
            "c-7f3k",
            "--name",
            "Ben Sample",
            "--birth-date",
            "1978-11-02",
        ]);
        practice
    }

    /// A practice with one note of c-7f3k.
    pub(crate) fn with_note() -> Self {
        let practice = Self::with_client();
        practice.put(NOTE_PATH, NOTE);
        practice
    }

    /// A practice with the client c-7f3k and a signing key without a passphrase.
    pub(crate) fn with_signer() -> Self {
        let practice = Self::with_client();
        practice.ok(&["sign", "--new-key", "--no-passphrase"]);
        practice
    }

    /// A practice whose client has a treatment plan of 2026-10-26 and two notes, one with a goal.
    pub(crate) fn with_plan() -> Self {
        let practice = Self::with_client();
        practice.put(PLAN_PATH, PLAN);
        practice.put(
            NOTE_PATH,
            NOTE.replace("author", "diagnoses = [\"F41.1\"]\ngoals = [\"O1\"]\nauthor"),
        );
        let other =
            NOTE.replace("2026-11-20", "2026-11-18").replace("fewer panic", "two short panic");
        practice.put("chart/clients/c-7f3k/notes/2026-11-18-1400-dap.md", other);
        practice
    }

    /// Sets a variable for every run; `CASENOTES_NOW` sets the time, whatever program is run.
    pub(crate) fn env(mut self, key: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != key);
        self.environment.push((key.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// Puts a file into the practice, as another program would.
    pub(crate) fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Puts a script into the practice and returns its path. Another process writes it: a file that is open
    /// for writing cannot be run, and a child that some other test starts just then has it open as well.
    pub(crate) fn script(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut writer = Command::new("sh");
        writer.args(["-c", "cat > \"$0\" && chmod 700 \"$0\""]).arg(&path).stdin(Stdio::piped());
        let mut writer = writer.spawn().unwrap();
        write!(writer.stdin.take().unwrap(), "#!/bin/sh\n{text}\n").unwrap();
        assert!(writer.wait().unwrap().success());
        path.to_str().unwrap().to_owned()
    }

    /// Reads a file of the practice.
    pub(crate) fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.path(path)).unwrap()).unwrap()
    }

    /// Returns a command that has not run yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(casenotes());
        command.args(args).current_dir(self.root.path()).env_clear().envs(self.variables());
        command
    }

    /// Returns a command that has not run yet, at another time.
    pub(crate) fn command_at(&self, now: &str, args: &[&str]) -> Command {
        let mut command = self.command(args);
        command.envs(time(now));
        command
    }

    /// Returns the variables of a run, with the time as the program takes it.
    fn variables(&self) -> Vec<(String, String)> {
        let mut variables = self.environment.clone();
        let at = variables.iter().position(|(key, _)| key == "CASENOTES_NOW").unwrap();
        let (_, now) = variables.remove(at);
        variables.extend(time(&now));
        variables
    }

    /// Runs `casenotes`.
    #[must_use = "look at the run, or the test proves nothing"]
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.pipe(args, "")
    }

    /// Runs `casenotes` with a text on standard input.
    #[must_use = "look at the run, or the test proves nothing"]
    pub(crate) fn pipe(&self, args: &[&str], text: impl AsRef<[u8]>) -> Run {
        let mut child = self.start(args);
        // A command that reads nothing closes the pipe; that is its business.
        let _ = child.stdin.take().unwrap().write_all(text.as_ref());
        Run { output: child.wait_with_output().unwrap(), root: self.real_root() }
    }

    /// Starts `casenotes` with all three streams as pipes.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Runs `casenotes`, which must succeed, and returns what it printed.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.code(), 0, "{args:?}: {run}");
        run.out()
    }

    /// Returns every command with its help, in the order in which the help names them: first the program
    /// itself, and each family in front of its commands.
    pub(crate) fn every_command(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.add_commands("", &mut found);
        found
    }

    fn add_commands(&self, command: &str, found: &mut Vec<(String, String)>) {
        let help = self.ok(&command.split_whitespace().chain(["--help"]).collect::<Vec<_>>());
        found.push((command.to_owned(), help.clone()));
        // Those of the whole program stand in groups, each with a heading.
        let (heading, end) = match command.is_empty() {
            true => ("\nEvery day:\n", "\n\nOptions:\n"),
            false => ("\nCommands:\n", "\n\n"),
        };
        let (_, commands) = help.split_once(heading).unwrap_or_default();
        let (commands, _) = commands.split_once(end).unwrap_or_default();
        // What a line has not room for stands further in.
        let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        for name in names.filter(|name| !name.is_empty() && *name != "help") {
            self.add_commands(format!("{command} {name}").trim_start(), found);
        }
    }

    /// Runs one command with each of some endings, and returns what a person sees of it all.
    pub(crate) fn transcript(&self, command: &[&str], endings: &[&[&str]]) -> String {
        let run = |ending: &&[&str]| {
            let quoted = |word: &&str| match word.contains(' ') {
                true => format!("'{word}'"),
                false => (*word).to_owned(),
            };
            let words: Vec<String> = ["$", "..."].iter().chain(*ending).map(quoted).collect();
            let words = words.join(" ");
            format!("{words}\n{}", self.run(&[command, ending].concat()))
        };
        endings.iter().map(run).collect()
    }

    /// Seals a psychotherapy note of c-7f3k, and returns its id.
    pub(crate) fn seal(&self, text: impl AsRef<[u8]>) -> String {
        self.filed(&["vault", "new", "c-7f3k", "--stdin"], text)
    }

    /// Files an authorization of c-7f3k, and returns its id.
    pub(crate) fn authorize(&self, text: impl AsRef<[u8]>) -> String {
        self.filed(&["authorization", "add", "c-7f3k", "--stdin"], text)
    }

    /// Runs a command that files a text from standard input, and returns the id that it gave.
    pub(crate) fn filed(&self, args: &[&str], text: impl AsRef<[u8]>) -> String {
        let run = self.pipe(args, text);
        assert_eq!(run.code(), 0, "{args:?}: {run}");
        run.out().trim().to_owned()
    }

    /// Runs git in the chart, which must succeed, and returns what it printed.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = self.git_in("chart", args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs git in a folder, with a person of no meaning and the program within reach of hooks.
    pub(crate) fn git_in(&self, folder: &str, args: &[&str]) -> Output {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]);
        command.args(args).current_dir(self.path(folder)).env_clear().envs(self.variables());
        let now = self.environment.iter().find(|(key, _)| key == "CASENOTES_NOW");
        for key in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
            command.env(key, &now.unwrap().1);
        }
        command.env("PATH", search_path()).output().unwrap()
    }

    /// Returns every file below a folder, with its content.
    pub(crate) fn files(&self, below: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<(PathBuf, Vec<u8>)> = walkdir::WalkDir::new(self.path(below))
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// Returns the recipient of the practice's own key.
    pub(crate) fn own_recipient(&self) -> String {
        let list = self.read("private/vault/recipients.txt");
        list.lines().find(|line| line.starts_with("age1")).unwrap().to_owned()
    }

    fn real_root(&self) -> PathBuf {
        self.root.path().canonicalize().unwrap()
    }
}

impl Run {
    /// What a command printed that was run by hand.
    pub(crate) fn of(output: Output, practice: &Practice) -> Self {
        Self { output, root: practice.real_root() }
    }

    #[must_use = "look at the code, or the test proves nothing"]
    pub(crate) fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    pub(crate) fn out_bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Returns standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root.to_str().unwrap();
        f.write_str(&self.out().replace(root, "[ROOT]"))?;
        if !self.output.stderr.is_empty() {
            write!(f, "--- stderr\n{}", self.err().replace(root, "[ROOT]"))?;
        }
        match self.output.status.code() {
            Some(0) => Ok(()),
            code => writeln!(f, "--- exit {code:?}"),
        }
    }
}
