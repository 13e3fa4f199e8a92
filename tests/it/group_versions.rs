//! Two versions of the program on one chart: what the later one writes and the earlier one does not know is kept
//! by it byte for byte, merged, and given back.

use crate::group::Group;

/// What a later version may have written, by its path in the chart.
const LATER: [(&str, &str); 4] = [
    ("clients/c-cl01/letters/2026-11-24-0930.toml", "client = \"c-cl01\"\nwords = \"Later.\"\n"),
    ("clients/c-cl01/documents/2026-11-24-hologram-k7q2mx.toml", "kind = \"hologram\"\n"),
    ("clients/c-cl01/documents/2026-11-24-hologram-k7q2mx.holo", "\0light"),
    ("clients/c-cl01/disclosures/2026-11-20-0930.json", "{}\n"),
];

#[test]
fn what_a_later_version_writes_is_kept_and_given_back() {
    let group = Group::new();
    let id = group.write("dana", "c-cl01", "09:00", "Spoke of the tram.");
    group.exchange("dana");
    group.exchange("eli");
    // The later version has files, settings and keys of its own.
    for (path, text) in LATER {
        group.put(&format!("dana/{path}"), text);
    }
    let add = |path: &str, to: &str, more: &str| {
        let text = group.read(path);
        assert!(text.contains(to), "{text}");
        group.put(path, &text.replacen(to, &format!("{more}{to}"), 1));
    };
    let (client, note) =
        ("clients/c-cl01/client.toml", "clients/c-cl01/notes/2026-11-23-0900-dap.md");
    let (of_file, of_note) = ("later = \"of the file\"\n", "later = \"of the note\"\n");
    let settings = format!("{}\n[later]\nkey = 1\n", group.read("dana/casenotes.toml"));
    group.put("dana/casenotes.toml", &settings);
    add(&format!("dana/{client}"), "name =", of_file);
    add(&format!("dana/{note}"), "author =", of_note);
    // Neither the hook nor the server keeps it from its work.
    group.save("dana");
    group.exchange("dana");
    // The earlier one goes on as always: in the same client file, in the same note, and beside them.
    group.ok("eli", &["client", "edit", "c-cl01", "--set", "phone=555 0100", "--commit"]);
    let path = format!("eli/{note}");
    group.put(&path, &group.read(&path).replace("Continue weekly.", "Continue monthly."));
    group.remember("c-cl01", "Continue monthly.");
    let synced = group.run("eli", &["sync"], "");
    assert_eq!(synced.code(), 0, "{synced}");
    for args in [
        &["list"][..],
        &["show", &id],
        &["document", "list"],
        &["client", "edit", "c-cl01", "--set", "email=x@example.org", "--commit"],
        &["edit", &id, "--set", "risk=denied", "--commit"],
    ] {
        let run = group.run("eli", args, "");
        assert!(run.code() < 2, "{args:?}: {run}");
    }
    // It says what it does not know, and none of it stops it.
    let found = group.run("eli", &["validate", "--short"], "");
    assert!(found.code() == 1 && found.out().contains("letters"), "{found}");
    let synced = group.run("eli", &["sync"], "");
    assert_eq!(synced.code(), 0, "{synced}");
    group.exchange("dana");
    for who in ["dana", "eli"] {
        for (path, text) in LATER {
            assert_eq!(group.read(&format!("{who}/{path}")), text, "{who}");
        }
        assert_eq!(group.read(&format!("{who}/casenotes.toml")), settings, "{who}");
        let file = group.read(&format!("{who}/{client}"));
        for line in [of_file, "phone = \"555 0100\"\n", "email = \"x@example.org\"\n"] {
            assert!(file.contains(line), "{who}: {file}");
        }
        let text = group.read(&format!("{who}/{note}"));
        for line in [of_note, "risk = \"denied\"\n", "Continue monthly."] {
            assert!(text.contains(line), "{who}: {text}");
        }
    }
}

#[test]
fn a_chart_of_a_later_format_is_not_opened_and_nothing_of_it_is_changed() {
    let group = Group::new();
    let settings = group.read("dana/casenotes.toml").replace("format = 1", "format = 2");
    group.put("dana/casenotes.toml", &settings);
    let before = group.practice.files("dana/clients");
    for args in [&["list"][..], &["sync"], &["new", "c-cl01", "--stdin"], &["validate"]] {
        let run = group.run("dana", args, "Text.\n");
        assert!(run.code() == 2 && run.err().contains("a format that this casenotes"), "{run}");
        assert!(run.err().contains("Use a newer casenotes."), "{run}");
    }
    assert_eq!(group.practice.files("dana/clients"), before);
    assert_eq!(group.read("dana/casenotes.toml"), settings);
}
