//! Shells themselves complete what is typed.
#![cfg(feature = "interop")]

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::practice::{Practice, WAIT, search_path};

/// What is typed, and how its last word ends once it is completed.
const TYPED: &[(&str, &str)] = &[
    ("casenotes tod", "todo"),
    ("casenotes list c-7", "c-7f3k"),
    ("casenotes show c-7f3k/2026-11-2", "c-7f3k/2026-11-20-1400-dap"),
    ("casenotes new c-7f3k --format dar", "darp"),
    ("casenotes measures c-7f3k --measure pc", "pcl5"),
    ("casenotes export c-7f3k --basis indiv", "individual"),
    ("casenotes template show soapi", "soapie"),
    ("casenotes list c-7f3k --goal O", "O1"),
    ("casenotes edit c-7f3k --set measures.pc", "measures.pcl5="),
    ("casenotes edit c-7f3k --set goals=O", "goals=O1"),
    ("casenotes new c-7f3k --set telehealth.mode=vid", "telehealth.mode=video"),
];

/// Returns a shell in the practice, with the program first on its path.
fn shell(practice: &Practice, name: &str, args: &[&str]) -> Command {
    let known = practice.command(&[]);
    // The terminal of a test does not echo, and a shell that sees that shows nothing.
    let mut shell = Command::new("sh");
    let start = "[ ! -t 0 ] || stty echo; exec \"$0\" \"$@\"";
    shell.args(["-c", start, name]).args(args).current_dir(practice.root()).env_clear();
    shell.envs(known.get_envs().filter_map(|(key, value)| Some((key, value?))));
    shell.env("PATH", search_path()).env("TERM", "xterm").env("LC_ALL", "C.UTF-8");
    shell
}

/// Types each line into a shell that is taught to complete.
fn completes(mut session: PtySession, teach: &str) {
    session.send_line(teach).unwrap();
    session.send_line("echo rea''dy").unwrap();
    session.exp_string("ready").unwrap();
    for (typed, completed) in TYPED {
        session.send(typed).unwrap();
        session.send("\t").unwrap();
        session.flush().unwrap();
        // bash shows what stands behind an equal sign alone.
        let last = completed.rsplit(' ').next().unwrap();
        session.exp_string(last).unwrap_or_else(|error| panic!("{typed}: {error}"));
        // Ctrl-U forgets the line.
        session.send_line("\u{15}").unwrap();
    }
    session.send_line("exit").unwrap();
}

#[test]
fn bash_completes() {
    let practice = Practice::with_plan();
    let bash = shell(&practice, "bash", &["--norc", "-i"]);
    completes(spawn_command(bash, WAIT).unwrap(), "source <(casenotes completions bash)");
}

#[test]
fn zsh_completes() {
    let practice = Practice::with_plan();
    let zsh = shell(&practice, "zsh", &["-f", "-i"]);
    completes(
        spawn_command(zsh, WAIT).unwrap(),
        "autoload -Uz compinit && compinit -u -D && source <(casenotes completions zsh)",
    );
}

#[test]
fn fish_completes_and_says_what_each_is() {
    let practice = Practice::with_plan();
    for (typed, completed) in TYPED {
        let script = format!("casenotes completions fish | source; complete -C '{typed}'");
        let run = shell(&practice, "fish", &["--no-config", "-c", &script]).output();
        let run = run.unwrap();
        assert!(run.status.success(), "is fish installed? .ci/run installs it");
        let found = String::from_utf8(run.stdout).unwrap();
        let last = completed.rsplit(' ').next().unwrap();
        assert!(
            found.lines().any(|line| line.split('\t').next() == Some(last)),
            "{typed}: {found}"
        );
    }
    let script = "casenotes completions fish | source; complete -C 'casenotes list c-7f3k --goal '";
    let run = shell(&practice, "fish", &["--no-config", "-c", script]).output().unwrap();
    let found = String::from_utf8(run.stdout).unwrap();
    assert!(found.contains("O1\tThree rides a week"), "{found}");
}
