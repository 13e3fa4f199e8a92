//! Signatures against OpenSSH itself, and signing under faults; a missing program is a failure.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use crate::faults::{CALLS, with_fault};
use crate::interop::program;
use crate::practice::{NOTE, Practice};

const NOTES: &str = "chart/clients/c-7f3k/notes";
const PATH: &str = "chart/clients/c-7f3k/notes/2026-11-23-1400-dap.md";
const KEY: &str = "home/.config/casenotes/signing-key";
const CONFIG: &str = "home/.config/casenotes/config.toml";

fn note() -> String {
    NOTE.replace("2026-11-20T", "2026-11-23T")
}

fn with_note() -> Practice {
    let practice = Practice::with_signer();
    practice.put(PATH, note());
    practice
}

/// Runs ssh-keygen in the practice with a file on standard input.
fn keygen(practice: &Practice, args: &[&str], input: &str) -> Output {
    let input = fs::File::open(practice.path(input)).unwrap();
    program("ssh-keygen")
        .args(args)
        .current_dir(practice.root())
        .env("TZ", crate::practice::NEW_YORK)
        .stdin(input)
        .output()
        .unwrap()
}

/// The command of docs/SYNC.md: anyone can check a note with OpenSSH alone.
fn verify(practice: &Practice, who: &str, namespace: &str, at: &str) -> Result<String, String> {
    let (time, signature) = (format!("verify-time={at}"), format!("{PATH}.sig"));
    let args = [
        "-Y",
        "verify",
        "-f",
        "chart/allowed_signers",
        "-I",
        who,
        "-n",
        namespace,
        "-O",
        &time,
        "-s",
        &signature,
    ];
    let output = keygen(practice, &args, PATH);
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    if output.status.success() { Ok(said) } else { Err(said) }
}

const OURS: &str = "progress-note@casenotes";
const NOW: &str = "20261124093012";

/// Runs ssh-keygen's own check as on a machine of another zone, at a moment in UTC.
fn verify_in(practice: &Practice, zone: &str, at: &str) -> bool {
    let (time, signature) = (format!("verify-time={at}Z"), format!("{PATH}.sig"));
    let known = ["-Y", "verify", "-f", "chart/allowed_signers", "-I", "Dana Okafor", "-n", OURS];
    let input = fs::File::open(practice.path(PATH)).unwrap();
    let mut command = program("ssh-keygen");
    command.args(known).args(["-O", &time, "-s", &signature]).stdin(input);
    let output = command.current_dir(practice.root()).env("TZ", zone).output().unwrap();
    output.status.success()
}

#[test]
fn bounds_are_the_same_moments_at_both_ends_of_the_world() {
    // In the list as it is written, and with dates without a zone as other programs write them.
    for is_in_utc in [true, false] {
        let practice = with_note();
        practice.ok(&["sign", "c-7f3k"]);
        practice.ok(&["signer", "end", "Dana Okafor", "--on", "2026-11-24"]);
        let mut list = practice.read("chart/allowed_signers");
        let bounds = ["\"20261124050000Z\"", "\"20261125045959Z\""];
        for (bound, local) in bounds.iter().zip(["\"20261124\"", "\"20261124235959\""]) {
            assert!(list.contains(bound), "{list}");
            if !is_in_utc {
                list = list.replace(bound, local);
            }
        }
        practice.put("chart/allowed_signers", &list);
        // It was signed at half past two in the afternoon, in UTC.
        let mut practice = practice;
        for (zone, hours) in
            [("UTC0", 0), ("EAST-14", -14), ("WEST12", 12), ("EST5EDT,M3.2.0,M11.1.0", 5)]
        {
            let begins = if is_in_utc { 5 } else { hours };
            let at = |hour: i32, minute: i32| {
                let day = 24 + hour.div_euclid(24);
                format!("202611{day}{:02}{minute:02}30", hour.rem_euclid(24))
            };
            for (moment, expected) in [
                (at(begins - 1, 59), false),
                (at(begins, 0), true),
                (at(begins + 23, 59), true),
                (at(begins + 24, 0), false),
            ] {
                assert_eq!(verify_in(&practice, zone, &moment), expected, "{zone} {moment}");
            }
            practice = practice.env("TZ", zone);
            let run = practice.run(&["validate", "--short"]);
            let holds = verify_in(&practice, zone, "20261124143012");
            assert_eq!(run.out().contains("SG006"), !holds, "{zone}: {run}");
        }
    }
}

#[test]
fn ssh_keygen_verifies_what_we_sign_and_refuses_what_we_refuse() {
    let practice = with_note();
    practice.ok(&["sign", "c-7f3k"]);
    let good = verify(&practice, "Dana Okafor", OURS, NOW);
    assert!(
        good.as_ref().is_ok_and(|said| said.contains("Good \"progress-note@casenotes\"")),
        "{good:?}"
    );
    assert!(verify(&practice, "Eli Sample", OURS, NOW).is_err());
    assert!(verify(&practice, "Dana Okafor", "file", NOW).is_err());
    // The first day of the key is the day on which it was entered.
    assert!(verify(&practice, "Dana Okafor", OURS, "20261123235959").is_err());
    assert!(verify(&practice, "Dana Okafor", OURS, "20261124000000").is_ok());
    practice.ok(&["signer", "end", "Dana Okafor", "--on", "2026-11-24"]);
    assert!(verify(&practice, "Dana Okafor", OURS, "20261124235959").is_ok());
    assert!(verify(&practice, "Dana Okafor", OURS, "20261125000000").is_err());
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    let found = keygen(
        &practice,
        &[
            "-Y",
            "find-principals",
            "-f",
            "chart/allowed_signers",
            "-O",
            &format!("verify-time={NOW}"),
            "-s",
            &format!("{PATH}.sig"),
        ],
        PATH,
    );
    assert_eq!(String::from_utf8(found.stdout).unwrap().trim(), "Dana Okafor");
    practice.put(PATH, practice.read(PATH).replace("fewer", "more"));
    assert!(verify(&practice, "Dana Okafor", OURS, NOW).is_err());
}

#[test]
fn the_documented_command_checks_a_note_with_openssh_alone() {
    let practice = with_note();
    practice.ok(&["sign", "c-7f3k"]);
    let document = fs::read_to_string("docs/SYNC.md").unwrap();
    let blocks: Vec<&str> = document.split("```sh\n").skip(1).collect();
    let block = blocks.iter().find(|block| block.contains("-Y verify")).unwrap();
    let script = block.split("```").next().unwrap();
    let check = || {
        program("ssh-keygen");
        let mut shell = Command::new("/bin/sh");
        shell.args(["-e", "-c", script]).current_dir(practice.root());
        shell.env("TZ", crate::practice::NEW_YORK).output().unwrap()
    };
    let output = check();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        String::from_utf8_lossy(&output.stdout).starts_with("Good \"progress-note@casenotes\"")
    );
    practice.put(PATH, practice.read(PATH) + "x");
    assert!(!check().status.success());
}

#[test]
fn ssh_keygen_reads_the_keys_that_we_make() {
    let practice = Practice::with_client();
    practice.put(
        CONFIG,
        practice
            .read(CONFIG)
            .replace("\n[new]", "signing_passphrase_command = \"printf 'a long one'\"\n\n[new]"),
    );
    practice.ok(&["sign", "--new-key"]);
    let key = practice.path(KEY);
    let public = |passphrase: &str| {
        let output = program("ssh-keygen").args(["-y", "-P", passphrase, "-f"]).arg(&key).output();
        let output = output.unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(public("another"), None);
    let written = practice.read(&format!("{KEY}.pub"));
    assert_eq!(public("a long one").unwrap().trim(), written.trim());
}

#[test]
fn we_verify_what_ssh_keygen_signs_and_sign_with_the_keys_it_makes() {
    let practice = Practice::with_client();
    for (name, passphrase) in [("plain", ""), ("locked", "a long one")] {
        let made = program("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-C", "dana", "-N", passphrase, "-f"])
            .arg(practice.path(name))
            .status()
            .unwrap();
        assert!(made.success());
        practice.ok(&["signer", "add", "--key", &format!("{name}.pub")]);
        let config = practice.read(CONFIG);
        let head = config.split("\nsigning_key").next().unwrap().split("\n[new]").next().unwrap();
        let key = practice.path(name);
        practice.put(
            CONFIG,
            format!(
                "{head}\nsigning_key = \"{}\"\nsigning_passphrase_command = \"printf '{passphrase}'\"\n",
                key.display()
            ),
        );
        practice.put(PATH, note());
        practice.ok(&["sign", "c-7f3k"]);
        assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
        assert!(verify(&practice, "Dana Okafor", OURS, NOW).is_ok());
        // The same text, signed by OpenSSH.
        fs::remove_file(practice.path(&format!("{PATH}.sig"))).unwrap();
        assert_eq!(practice.run(&["validate"]).code(), 1);
        if passphrase.is_empty() {
            let made = keygen(&practice, &["-Y", "sign", "-f", name, "-n", OURS, PATH], PATH);
            assert!(made.status.success());
            assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
            fs::remove_file(practice.path(&format!("{PATH}.sig"))).unwrap();
            let made = keygen(&practice, &["-Y", "sign", "-f", name, "-n", "file", PATH], PATH);
            assert!(made.status.success());
            assert!(practice.run(&["validate", "--short"]).out().contains("error[SG003]"));
            fs::remove_file(practice.path(&format!("{PATH}.sig"))).unwrap();
        }
        fs::remove_file(practice.path(PATH)).unwrap();
    }
}

/// An agent of its own for one test.
struct Agent {
    child: Child,
    socket: PathBuf,
}

impl Agent {
    fn start(practice: &Practice) -> Self {
        let socket = practice.path("agent");
        let mut command = Command::new("ssh-agent");
        command.args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("`ssh-agent` is not installed; .ci/run installs it");
        for _ in 0..200 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Self { child, socket }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_key_that_the_agent_holds_signs_through_ssh_keygen() {
    let practice = Practice::with_client();
    let agent = Agent::start(&practice);
    let made = program("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(practice.path("key"))
        .status()
        .unwrap();
    assert!(made.success());
    let public = practice.path("key.pub");
    practice.put(
        CONFIG,
        practice
            .read(CONFIG)
            .replace("\n[new]", &format!("signing_key = \"{}\"\n\n[new]", public.display())),
    );
    let practice = practice.env("SSH_AUTH_SOCK", agent.socket.to_str().unwrap());
    practice.ok(&["signer", "add"]);
    practice.put(PATH, note());
    // The agent does not hold it yet.
    let run = practice.run(&["sign", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("`ssh-keygen` could not sign"), "{run}");
    assert_eq!(practice.read(PATH), note());
    let added = program("ssh-add")
        .arg("-q")
        .arg(practice.path("key"))
        .env("SSH_AUTH_SOCK", &agent.socket)
        .status()
        .unwrap();
    assert!(added.success());
    // From here on the private half lies with the agent alone.
    fs::remove_file(practice.path("key")).unwrap();
    practice.ok(&["sign", "c-7f3k"]);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
    assert!(verify(&practice, "Dana Okafor", OURS, NOW).is_ok());
    let amend = ["amend", "c-7f3k", "-k", "addendum", "-r", "x", "--stdin"];
    assert_eq!(practice.pipe(&amend, "text").code(), 0);
    assert_eq!(practice.run(&["validate", "--strict"]).code(), 0);
}

#[test]
fn another_program_in_the_place_of_ssh_keygen_is_not_believed() {
    let practice = with_note();
    let public = practice.path(&format!("{KEY}.pub"));
    practice.put(
        CONFIG,
        practice
            .read(CONFIG)
            .replace("\n[new]", &format!("signing_key = \"{}\"\n\n[new]", public.display())),
    );
    practice.script("bin/ssh-keygen", "cat >/dev/null; echo '-----BEGIN SSH SIGNATURE-----'");
    let search = format!("{}:{}", practice.path("bin").display(), std::env::var("PATH").unwrap());
    let practice = practice.env("PATH", &search);
    let run = practice.run(&["sign", "c-7f3k"]);
    assert!(run.code() == 2 && run.err().contains("signed with another key"), "{run}");
    assert_eq!(practice.read(PATH), note());
}

#[test]
fn a_loss_of_power_at_any_moment_of_signing_is_completed_by_the_next_sign() {
    program("strace");
    for fault in ["signal=KILL", "error=ENOSPC", "error=EIO"] {
        let practice = with_note();
        let second = PATH.replace("1400", "1600");
        let text = note().replace("T14:", "T16:");
        let (mut met, mut between) = (0, 0);
        for call in CALLS {
            for nth in 1..40 {
                fs::remove_dir_all(practice.path(NOTES)).unwrap();
                practice.put(PATH, note());
                practice.put(&second, &text);
                let args = ["sign", "--all-drafts", "c-7f3k"];
                let done = with_fault(&practice, &args, "", (call, fault, nth));
                let place = format!("{fault} at {call} {nth}");
                let is_signed = |path: &str| practice.path(&format!("{path}.sig")).exists();
                let is_marked = |path: &str| practice.read(path).contains("signed_by");
                for (path, was) in [(PATH, note()), (second.as_str(), text.clone())] {
                    // A signature is never there without its text, and a text is old or new.
                    assert!(is_marked(path) || practice.read(path) == was, "{place}: {path}");
                    assert!(is_marked(path) || !is_signed(path), "{place}: {path}");
                    between += u32::from(is_marked(path) && !is_signed(path));
                    if fault != "signal=KILL" && !done && call != &"fsync" {
                        // What could not be done as a whole is taken back, as far as the disk lets us.
                        assert!(
                            !is_signed(PATH) || is_signed(&second),
                            "{place}: half of it stayed"
                        );
                    }
                }
                if done {
                    assert!(is_signed(PATH) && is_signed(&second), "{place}");
                } else {
                    practice.ok(&args);
                    met += 1;
                }
                for path in practice.files(NOTES) {
                    let name = path.0.file_name().unwrap().to_string_lossy().into_owned();
                    if name.starts_with(".casenotes-") {
                        fs::remove_file(&path.0).unwrap();
                    }
                }
                let found = practice.run(&["validate", "--strict", "--short"]);
                assert_eq!(found.code(), 0, "{place}: {found}");
                if done {
                    break;
                }
            }
        }
        assert!(met >= 8, "{fault} met only {met} calls");
        assert!(fault != "signal=KILL" || between >= 1, "no run was killed between the two");
    }
}

#[test]
fn a_repository_of_another_user_is_called_so() {
    use std::os::unix::fs::chown;
    let practice = with_note();
    practice.git(&["add", "--all"]);
    practice.git(&["commit", "--quiet", "--message", "work"]);
    // Only root may give a thing away; interop runs as root, in a container.
    chown(practice.path("chart/.git"), Some(65534), Some(65534)).unwrap();
    for args in [&["validate", "--changed"][..], &["validate", "--staged"], &["hooks", "install"]] {
        let run = practice.run(args);
        assert!(run.code() == 2 && run.err().contains("belongs to another user"), "{run}");
        assert!(run.err().contains("safe.directory"), "{run}");
    }
}
