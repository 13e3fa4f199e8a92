//! An archive is checked by other programs, by the commands that its own README gives, and its ZIP file is one to
//! others.

use std::path::Path;
use std::process::{Command, Output};

use crate::archive::{chart, full};
use crate::interop::program;
use crate::practice::Practice;

/// For the practice itself.
const OWN: &[&str] = &["export", "--all", "-f", "archive", "--working-copy", "-o"];

/// Returns the commands of the README of an archive, block by block.
fn blocks(readme: &str) -> Vec<String> {
    let (mut blocks, mut is_in) = (Vec::<String>::new(), false);
    for line in readme.lines() {
        match (line.strip_prefix("    "), is_in) {
            (Some(line), true) => {
                let block = blocks.last_mut().unwrap();
                block.push('\n');
                block.push_str(line);
            }
            (Some(line), false) => blocks.push(line.to_owned()),
            (None, _) => {}
        }
        is_in = line.starts_with("    ");
    }
    blocks
}

fn shell(folder: &Path, script: &str) -> Output {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script]).current_dir(folder).env("TZ", crate::practice::NEW_YORK);
    shell.output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

#[test]
fn an_archive_is_checked_by_the_commands_that_stand_in_it() {
    program("git");
    let practice = full();
    let git = "git -c user.name=X -c user.email=x@example.org";
    let committed = shell(&practice.path("chart"), &format!("git add -A && {git} commit -qm x"));
    assert!(committed.status.success(), "{}", told(&committed));
    practice.ok(&[OWN, &["out/"]].concat());
    let out = practice.path("out");
    let [sums, signatures, status, repository, _] =
        blocks(&practice.read("out/README.md")).try_into().unwrap();
    for command in ["sha256sum", "ssh-keygen"] {
        program(command);
    }
    let run = shell(&out, &sums);
    assert!(run.status.success() && told(&run).is_empty(), "{}", told(&run));
    // Each signature is good, and none is left out.
    let signed = chart(&practice, "out").into_keys().filter(|path| path.ends_with(".sig"));
    let good = |output: &Output| told(output).lines().filter(|it| it.starts_with("Good ")).count();
    let run = shell(&out, &signatures);
    assert!(!told(&run).contains("NOT GOOD"), "{}", told(&run));
    let count = signed.count();
    assert!(count >= 4 && good(&run) == count, "{}", told(&run));
    let status = status.replace("CHART", practice.path("chart").to_str().unwrap());
    let run = shell(&out, &status);
    assert!(run.status.success() && told(&run).is_empty(), "{}", told(&run));
    let run = shell(&out, &repository);
    assert!(run.status.success(), "{}", told(&run));
    std::fs::remove_dir_all(out.join("chart/.git")).unwrap();
    // What is changed is found by each.
    let note = "out/chart/clients/c-7f3k/notes/2026-11-20-1400-dap.md";
    practice.put(note, practice.read(note) + "x");
    assert!(!shell(&out, &sums).status.success());
    let run = shell(&out, &signatures);
    assert!(told(&run).contains("NOT GOOD") && good(&run) == count - 1, "{}", told(&run));
    assert!(told(&shell(&out, &status)).contains("2026-11-20-1400-dap.md"));
}

#[test]
fn the_zip_file_of_an_archive_is_read_by_others_and_theirs_by_us() {
    let practice = full();
    practice.ok(&[OWN, &["out.zip"]].concat());
    practice.ok(&[OWN, &["out/"]].concat());
    let unzipped = practice.path("unzipped");
    let mut unzip = program("unzip");
    unzip.args(["-q", "out.zip", "-d", "unzipped"]).current_dir(practice.root());
    let run = unzip.output().unwrap();
    assert!(run.status.success() && told(&run).is_empty(), "{}", told(&run));
    let run = shell(&unzipped, "sha256sum --check --quiet --strict SHA256SUMS");
    assert!(run.status.success() && told(&run).is_empty(), "{}", told(&run));
    assert_eq!(chart(&practice, "unzipped"), chart(&practice, "out"));
    let read = "import zipfile; z = zipfile.ZipFile('out.zip'); assert z.testzip() is None; z.extractall('python')";
    let mut python = program("python3");
    let run = python.args(["-c", read]).current_dir(practice.root()).output().unwrap();
    assert!(run.status.success(), "{}", told(&run));
    assert_eq!(chart(&practice, "python"), chart(&practice, "out"));
    // Packed anew by others, it is an archive still.
    let pack = "import os, zipfile\nz = zipfile.ZipFile('packed.zip', 'w', zipfile.ZIP_DEFLATED)\nfor root, _, names in os.walk('out'):\n  for name in names:\n    path = os.path.join(root, name)\n    z.write(path, os.path.relpath(path, 'out'))\nz.close()";
    let run = program("python3").args(["-c", pack]).current_dir(practice.root()).output().unwrap();
    assert!(run.status.success(), "{}", told(&run));
    let target = Practice::new();
    target.put("packed.zip", std::fs::read(practice.path("packed.zip")).unwrap());
    target.ok(&["import", "packed.zip", "--plan", "plan.toml"]);
    target.ok(&["import", "--plan", "plan.toml"]);
    assert_eq!(chart(&target, "chart"), chart(&practice, "chart"));
}
