//! The contract for scripts: streams, exit codes, closed pipes, no questions without a terminal.

use std::process::Stdio;

use crate::practice::{NOTE, NOTE_PATH, Practice, RELEASE};

#[test]
fn every_documented_exit_code() {
    let practice = Practice::with_note();
    assert_eq!(practice.run(&["list"]).code(), 0);
    assert_eq!(practice.run(&["list", "--since", "today"]).code(), 1);
    practice.put(NOTE_PATH, NOTE.replace("## Plan", "## Plane"));
    assert_eq!(practice.run(&["validate"]).code(), 1);
    assert_eq!(practice.run(&["list", "--nonsense"]).code(), 2);
    assert_eq!(practice.run(&["show", "c-9999"]).code(), 2);
    assert_eq!(practice.run(&["--help"]).code(), 0);
    let short = format!("casenotes {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(practice.run(&["-V"]).out(), format!("{short}\n"));
    let long = practice.run(&["--version"]).out();
    assert!(long.starts_with(&format!("{short} (")) && long.contains("features: "), "{long}");
    assert_eq!(practice.run(&[]).code(), 2);
}

/// Runs the build script over a tree of source files, and returns the version that it gives.
fn version_of(root: &std::path::Path) -> String {
    let script = root.join("script");
    let mut compiler = std::process::Command::new("rustc");
    compiler.args(["--edition=2024", "src/cli/build.rs", "-o"]).arg(&script);
    assert!(compiler.status().unwrap().success());
    let mut run = std::process::Command::new(&script);
    run.env_clear().env("CARGO_MANIFEST_DIR", root).env("PROFILE", "release");
    run.env("CARGO_PKG_VERSION", "0.1.0").env("CARGO_FEATURE_PDF", "1");
    let said = String::from_utf8(run.output().unwrap().stdout).unwrap();
    let line =
        said.lines().find_map(|line| line.strip_prefix("cargo:rustc-env=CASENOTES_VERSION="));
    line.unwrap().to_owned()
}

#[test]
fn the_version_names_the_commit_however_the_source_came() {
    let hash = "0123456789abcdef0123456789abcdef01234567";
    let practice = Practice::empty();
    let with = |folder: &str, files: &[(&str, &str)]| {
        std::fs::create_dir_all(practice.path(folder)).unwrap();
        for (name, text) in files {
            practice.put(&format!("{folder}/{name}"), text);
        }
        version_of(&practice.path(folder))
    };
    let named = "0.1.0 (commit 0123456789ab, features: pdf)";
    let packed = format!("# pack-refs with: peeled\n{hash} refs/heads/main\n");
    let head = (".git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(with("none", &[]), "0.1.0 (features: pdf)");
    assert_eq!(with("clone", &[head, (".git/refs/heads/main", hash)]), named);
    assert_eq!(with("packed", &[head, (".git/packed-refs", &packed)]), named);
    assert_eq!(with("detached", &[(".git/HEAD", hash)]), named);
    let info =
        format!("{{\n  \"git\": {{\n    \"sha1\": \"{hash}\"\n  }},\n  \"path_in_vcs\": \"\"\n}}");
    assert_eq!(with("package", &[(".cargo_vcs_info.json", &info)]), named);
    let place = practice.path("clone/.git/worktrees/second");
    let link = format!("gitdir: {}\n", place.display());
    let beside = [("HEAD", "ref: refs/heads/main\n"), ("commondir", "../..\n")];
    for (name, text) in beside {
        practice.put(&format!("clone/.git/worktrees/second/{name}"), text);
    }
    assert_eq!(with("second", &[(".git", &link)]), named);
    assert_eq!(
        with("strange", &[(".git/HEAD", "ref: refs/heads/gone\n")]),
        "0.1.0 (features: pdf)"
    );
}

#[test]
fn results_go_to_stdout_and_everything_else_to_stderr() {
    let practice = Practice::with_note();
    let run = practice.pipe(&["new", "c-7f3k", "--stdin"], "text");
    assert_eq!(run.out(), "c-7f3k/2026-11-24-0930-soap\n");
    assert!(run.err().starts_with("Filed "));
    assert_eq!(practice.run(&["list", "--json"]).err(), "");
    let failed = practice.run(&["show", "c-9999"]);
    assert_eq!(failed.out(), "");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let practice = Practice::with_note();
    for number in 0..300 {
        let (day, hour) = (number % 19 + 1, number / 19 + 6);
        let note = NOTE.replace("2026-11-20T14", &format!("2026-11-{day:02}T{hour:02}"));
        let name = format!("2026-11-{day:02}-{hour:02}00-dap.md");
        practice.put(&format!("chart/clients/c-7f3k/notes/{name}"), note);
    }
    for args in [
        &["list", "--jsonl"][..],
        &["list"],
        &["export", "--working-copy", "c-7f3k"],
        &["validate"],
        &["--help"],
    ] {
        let mut child =
            practice.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        // `validate` says how much it checked; that is no complaint.
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.is_empty() || said.starts_with("Checked 301 "), "{args:?}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let practice = Practice::with_note();
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["show", "c-7f3k"],
        &["export", "--working-copy", "c-7f3k"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = practice.command(args).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("cannot write the result"),
            "{args:?}"
        );
    }
}

#[test]
fn a_configuration_is_found_by_flag_variable_or_home() {
    let practice = Practice::with_note();
    let home = "home/.config/casenotes/config.toml";
    let config = practice.read(home);
    std::fs::remove_file(practice.path(home)).unwrap();
    let run = practice.run(&["list"]);
    assert!(run.code() == 2 && run.err().contains("casenotes init"), "{run}");
    practice.put("elsewhere.toml", &config);
    assert_eq!(practice.run(&["--config", "elsewhere.toml", "list"]).code(), 0);
    let elsewhere = practice.path("elsewhere.toml");
    let practice = practice.env("CASENOTES_CONFIG", elsewhere.to_str().unwrap());
    assert_eq!(practice.run(&["list"]).code(), 0);
    practice.put("elsewhere.toml", config.replace("[chart]\nroot", "[chart]\nrot"));
    let run = practice.run(&["list"]);
    assert!(
        run.code() == 2 && run.err().contains("elsewhere.toml:4:1: the key `rot` is not known"),
        "{run}"
    );
}

#[test]
fn completion_knows_the_clients_and_asks_for_no_passphrase() {
    let practice = Practice::with_note();
    for shell in ["bash", "zsh", "fish"] {
        assert!(practice.ok(&["completions", shell]).contains("casenotes"), "{shell}");
    }
    assert_eq!(practice.run(&["completions", "tcsh"]).code(), 2);
    let practice = practice.env("COMPLETE", "fish");
    // A name stands beside the id, and never in its place.
    assert_eq!(practice.ok(&["--", "casenotes", "list", "c-7"]).trim(), "c-7f3k\tBen Sample");
    let formats = practice.ok(&["--", "casenotes", "new", "c-7f3k", "--format", "da"]);
    assert_eq!(formats.trim(), "dap\tDAP note\ndarp\tDARP note");
    let measures = practice.ok(&["--", "casenotes", "measures", "c-7f3k", "--measure", "phq"]);
    assert!(measures.starts_with("phq9\t"), "{measures}");
    assert_eq!(
        practice.ok(&["--", "casenotes", "show", "c-7f3k/2026"]).trim(),
        "c-7f3k/2026-11-20-1400-dap"
    );
    assert_eq!(
        practice.ok(&["--", "casenotes", "sign", "c-7f3k/2026"]).trim(),
        "c-7f3k/2026-11-20-1400-dap"
    );
    assert_eq!(
        practice.ok(&["--", "casenotes", "move", "x", "--to", "c-7"]).trim(),
        "c-7f3k\tBen Sample"
    );
    assert_eq!(
        practice.ok(&["--", "casenotes", "vault", "show", "c-7"]).trim(),
        "c-7f3k\tBen Sample"
    );
    let named = "chart/clients/c-7f3k/authorizations/2026-11-24-0930.toml";
    practice.put(named, "");
    for args in [
        &["authorization", "show", "c-7f3k/2026"][..],
        &["export", "c-7f3k", "--authorization", "c-7f3k/2026"],
        &["disclosures", "add", "c-7f3k", "--authorization", "c-7f3k/2026"],
    ] {
        let found = practice.ok(&[&["--", "casenotes"], args].concat());
        assert_eq!(found.trim(), "c-7f3k/2026-11-24-0930", "{args:?}");
    }
    assert_eq!(practice.ok(&["--", "casenotes", "rules", "RK00"]).lines().count(), 5);
    assert!(practice.ok(&["--", "casenotes", "template", "show", "soap"]).starts_with("soap\t"));
    assert!(practice.ok(&["--", "casenotes", "vali"]).starts_with("validate"));
    for (args, candidates) in [
        (
            ["edit", "c-7f3k", "--set", "risk_"],
            "risk_level=low risk_level=moderate risk_level=high",
        ),
        (["new", "c-7f3k", "--set", "late"], "late_entry="),
        (["new", "c-7f3k", "--set", "telehealth.m"], "telehealth.mode=video telehealth.mode=audio"),
        (["client", "edit", "--set", "le"], "legal_hold=true legal_hold=false"),
        (["authorization", "add", "--set", "purp"], "purpose="),
    ] {
        let found = practice.ok(&[&["--", "casenotes"], &args[..]].concat());
        assert_eq!(found.split_whitespace().collect::<Vec<_>>().join(" "), candidates);
    }
    // The keys are no secret of a chart.
    let elsewhere = Practice::empty().env("COMPLETE", "fish");
    let keys = elsewhere.ok(&["--", "casenotes", "new", "c-7f3k", "--set", "late"]);
    assert_eq!(keys.trim(), "late_entry=");
}

#[test]
fn every_command_has_help_that_ends_well() {
    let practice = Practice::empty();
    let commands = practice.every_command();
    assert!(commands.len() > 60, "only {} commands were found", commands.len());
    for (command, help) in commands {
        assert!(help.contains(&format!("Usage: casenotes {command}")), "{command}: {help}");
    }
}

#[test]
fn a_dash_is_standard_output_wherever_a_file_is_written() {
    let practice = Practice::with_note();
    practice.seal("text");
    for args in [&["export", "c-7f3k", "--working-copy"][..], &["deidentify", "c-7f3k"], RELEASE] {
        let plain = practice.ok(args);
        assert!(!plain.is_empty(), "{args:?}");
        assert_eq!(practice.ok(&[args, &["--output", "-"]].concat()), plain, "{args:?}");
        assert_eq!(practice.ok(&[args, &["-o", "-"]].concat()), plain, "{args:?}");
    }
    assert!(!practice.path("-").exists());
    let report = practice.run(&["deidentify", "c-7f3k", "-o", "clean.md", "--report", "-"]);
    assert_eq!(report.json()["schema"], "casenotes/deidentify@1");
    let both = practice.run(&["deidentify", "c-7f3k", "--report", "-"]);
    assert!(both.code() == 2 && both.out().is_empty(), "{both}");
}

#[test]
fn a_text_comes_from_a_pipe_as_from_a_file() {
    let practice = Practice::with_client();
    let pipe = practice.path("pipe");
    let through = |args: &[&str], text: &str| {
        let _ = std::fs::remove_file(&pipe);
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let child = practice.start(args);
        std::fs::write(&pipe, text).unwrap();
        child.wait_with_output().unwrap().status.code()
    };
    let body = crate::practice::NOTE.split_once("+++\n\n").unwrap().1;
    let at = ["--at", "2026-11-20 14:00"];
    let new = [&["new", "c-7f3k", "--format", "dap", "--from", "pipe"], &at[..]].concat();
    assert_eq!(through(&new, body), Some(0));
    assert!(practice.ok(&["show", "c-7f3k"]).contains("fewer panic attacks"));
    let sealed = [&["vault", "new", "c-7f3k", "--from", "pipe"], &at[..]].concat();
    assert_eq!(through(&sealed, "The tram again."), Some(0));
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "The tram again.");
    assert_eq!(through(&["vault", "edit", "c-7f3k", "--from", "pipe"], "Two trams."), Some(0));
    // The descriptor of `<(command)`, and standard input by its name.
    for name in ["/dev/stdin", "/dev/fd/0"] {
        let run = practice.pipe(&["vault", "edit", "c-7f3k", "--from", name], name);
        assert_eq!(run.code(), 0, "{run}");
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), name);
    }
    // What came through a pipe is nowhere else, so it is kept when it cannot be filed.
    std::fs::rename(practice.path("private/vault/clients"), practice.path("aside")).unwrap();
    practice.put("private/vault/clients", "in the way");
    assert_eq!(through(&sealed, "CANARY"), Some(2));
    std::fs::remove_file(practice.path("private/vault/clients")).unwrap();
    std::fs::rename(practice.path("aside"), practice.path("private/vault/clients")).unwrap();
    practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
    assert_eq!(practice.ok(&["vault", "show", "c-7f3k/2026-11-20-1400-2"]), "CANARY");
    // A folder is no text, and what lies in the trees is a file.
    assert_eq!(practice.run(&["new", "c-7f3k", "--from", "/tmp"]).code(), 2);
}
