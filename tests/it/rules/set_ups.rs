//! What rules find that is no text of one note: each set-up breaks tests/corpus in one way.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use sha2::{Digest, Sha256};

use crate::corpus::{self, Corpus};
use crate::document::PDF;
use crate::practice::Practice;

/// What a rule finds.
pub(crate) struct SetUp {
    pub(crate) code: &'static str,
    pub(crate) base: Base,
    pub(crate) breaks: fn(&Practice),
}

/// What is broken, and is silent before; and the command that finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// tests/corpus, as `validate` sees it.
    Chart,
    /// A signed note besides, with an addendum.
    Signed,
    /// A signed note besides, all in a commit, and what was done since is staged.
    Committed,
    /// The vault, opened by `vault verify`.
    Opened,
}

use Base::{Chart, Committed, Opened, Signed};

impl Base {
    pub(crate) const ALL: [Self; 4] = [Chart, Signed, Committed, Opened];

    pub(crate) fn command(self) -> &'static [&'static str] {
        match self {
            Chart | Signed => &["validate", "--deep", "--json"],
            Committed => &["validate", "--staged", "--json"],
            Opened => &["vault", "verify", "--json"],
        }
    }

    pub(crate) fn corpus(self) -> Corpus {
        let sign = |practice: &Practice| {
            practice.put(SIGNERS_PATH, SIGNERS);
            note(practice, MARKS, DANA);
        };
        match self {
            Chart | Opened => Corpus::with(|_| {}),
            Signed => Corpus::with(|practice| {
                sign(practice);
                addendum(practice, &with_marks(ADDENDUM), DANA);
            }),
            Committed => Corpus::with(|practice| {
                sign(practice);
                practice.git(&["add", "--all", "--force"]);
                practice.git(&["commit", "--quiet", "--message", "corpus"]);
            }),
        }
    }
}

const fn set_up(code: &'static str, base: Base, breaks: fn(&Practice)) -> SetUp {
    SetUp { code, base, breaks }
}

/// The note that is signed, without `chart/` and `.md`.
const NOTE: &str = "clients/c-e8mh/notes/2026-11-02-0831-soap";

/// The psychotherapy note that is broken.
const SEALED: &str = "vault/clients/c-2mxr/2026-11-16-1404.md";

/// The seeds of the keys of `SIGNERS`.
const DANA: u8 = 7;
const ELI: u8 = 8;
/// The seed of a key that `SIGNERS` does not have.
const NEW: u8 = 10;

const SIGNERS_PATH: &str = "chart/allowed_signers";

const SIGNERS: &str = "\"Dana Okafor\" namespaces=\"progress-note@casenotes\",valid-after=\"20261101\",valid-before=\"20261231\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs
\"Eli Sample\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK
";

/// What the note says of its signature.
const MARKS: &str = "signed_as = \"c-e8mh/2026-11-02-0831-soap\"
signed_by = \"Dana Okafor, LCSW\"
signed_at = 2026-11-02T16:00:00-05:00
";

/// What the addendum says of itself.
const ADDENDUM: &str = "kind = \"addendum\"
reason = \"asked by the insurer\"
author = \"Dana Okafor, LCSW\"
written = 2026-11-03T09:00:00-05:00
";

/// Where a document lies, without the endings of its files.
const DOCUMENT: &str = "chart/clients/c-e8mh/documents/2026-11-02-consent-k7q2mx";

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Files a document by hand, with something else said of it.
fn document(practice: &Practice, bytes: &str, said: impl Fn(&str) -> String) {
    practice.put(&format!("{DOCUMENT}.pdf"), bytes);
    let text = format!(
        "client = \"c-e8mh\"\nkind = \"consent\"\ndate = 2026-11-02\ntitle = \"Consent\"\nmedia_type = \"application/pdf\"\nsize = {}\nsha256 = \"{}\"\nfiled_at = 2026-11-02T15:00:00-05:00\n",
        bytes.len(),
        hex(bytes.as_bytes())
    );
    practice.put(&format!("{DOCUMENT}.toml"), said(&text));
}

/// Where a questionnaire lies.
const QUESTIONNAIRE: &str = "chart/clients/c-e8mh/questionnaires/2026-11-02-phq9-k7q2mx.toml";

/// Files a questionnaire by hand, with something else in it.
fn questionnaire(practice: &Practice, said: impl Fn(&str) -> String) {
    let text = "client = \"c-e8mh\"\nmeasure = \"phq9\"\ndate = 2026-11-02\nanswered_by = \"client\"\nfiled_at = 2026-11-02T15:00:00-05:00\n[answers]\n1 = 1\n2 = 1\n3 = 0\n4 = 0\n5 = 0\n6 = 0\n7 = 1\n8 = 0\n9 = 0\n";
    practice.put(QUESTIONNAIRE, said(text));
}

pub(crate) const SET_UPS: &[SetUp] = &[
    set_up("BL005", Chart, |p| {
        // A fourth session would want a plan.
        remove(p, "chart/clients/c-w6sg/notes/2026-11-16-1800-dap.md");
        let front = "service = [\"90847\"]\npatient_present = true\n";
        session(p, ("c-w6sg", "2026-11-12"), ("09:00", "09:52"), front, 0);
    }),
    set_up("CF003", Chart, |p| {
        let note = read(p, "c-m9rc/notes/2026-11-09-1702-pie.md");
        let note = note.replace("c-m9rc", "c-e8mh").replace("2026-11-09", "2026-11-10");
        p.put("chart/clients/c-e8mh/notes/2026-11-10-1702-pie.md", note);
    }),
    set_up("CL005", Chart, |p| remove(p, "chart/clients/c-e8mh/client.toml")),
    set_up("CM001", Committed, |p| {
        note(p, &MARKS.replace("signed_as", "session_number = 4\nsigned_as"), DANA);
        stage(p);
    }),
    set_up("CM002", Committed, |p| {
        let sealed = fs::read(p.path(&format!("private/{SEALED}.age"))).unwrap();
        p.put("chart/clients/c-2mxr/notes/2026-11-16-1404.md.age", sealed);
        stage(p);
    }),
    set_up("CM003", Committed, |p| {
        let key = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
        p.put("chart/clients/c-7f3k/authorizations/key.toml", key);
        stage(p);
    }),
    set_up("CM004", Committed, |p| {
        let both = "<<<<<<< HEAD\nto = \"a\"\n=======\nto = \"b\"\n>>>>>>> other\n";
        p.put("chart/clients/c-7f3k/disclosures/2026-11-24.toml", both);
        stage(p);
    }),
    set_up("CM005", Committed, |p| {
        let path = "chart/clients/c-7f3k/disclosures/2026-10-28-1610.toml";
        p.put(path, p.read(path).replace("the primary care practice on the hill", "Somebody Else"));
        stage(p);
    }),
    set_up("CM006", Committed, |p| {
        remove(p, "chart/clients/c-7f3k/client.toml");
        stage(p);
    }),
    set_up("CM007", Committed, |p| {
        p.put(SIGNERS_PATH, SIGNERS.split_inclusive('\n').next().unwrap());
        stage(p);
    }),
    set_up("CM008", Committed, |p| {
        let eli = SIGNERS.lines().nth(1).unwrap();
        p.put(SIGNERS_PATH, format!("{SIGNERS}{}\n", eli.replace("Eli Sample", "Sam Trainee")));
        stage(p);
    }),
    set_up("CM009", Committed, |p| {
        p.put("chart/.gitignore", "notes\n");
        session(p, ("c-e8mh", "2026-11-20"), ("09:00", "09:48"), "", 0);
        p.git(&["add", "--all"]);
    }),
    set_up("CM010", Committed, |p| {
        let path = "chart/clients/c-e8mh/notes/2026-11-18-0830-soap.md";
        remove(p, path);
        symlink("elsewhere.md", p.path(path)).unwrap();
        stage(p);
    }),
    set_up("CM011", Committed, |p| {
        let path = "chart/casenotes.toml";
        p.put(
            path,
            p.read(path).replace("[signing]\n", "[signing]\nsupervisors = [\"Dana Okafor\"]\n"),
        );
        stage(p);
    }),
    set_up("CM012", Committed, |p| {
        let end = "\"Eli Sample\" valid-before=\"20261231Z\" ";
        p.put(SIGNERS_PATH, SIGNERS.replace("\"Eli Sample\" ", end));
        stage(p);
    }),
    set_up("CM013", Committed, |p| {
        p.put("chart/clients/C-E8MH/client.toml", "name = \"Eve Sample\"\n");
        stage(p);
    }),
    set_up("CT001", Chart, |p| p.put("chart/clients/c-7f3k/notes/session.txt", "Text.\n")),
    set_up("CT002", Chart, |p| {
        fs::rename(
            p.path("chart/clients/c-e8mh/notes/2026-11-18-0830-soap.md"),
            p.path("chart/clients/c-e8mh/notes/2026-11-18-0830-soap-2.md"),
        )
        .unwrap();
    }),
    set_up("CT003", Chart, |p| {
        p.put("chart/clients/c-e8mh/notes/2026-11-18-0830-soap.conflict-1.md", "Text.\n");
    }),
    set_up("CT004", Chart, |p| {
        let own = "+++\nformat = \"own\"\ntitle = \"Own note\"\n+++\n\n## Text\n\n{{ clent }}\n";
        p.put("chart/templates/own.md", own);
    }),
    set_up("CT005", Chart, |p| {
        let path = "chart/clients/c-e8mh/notes/2026-11-20-0900-soap.md";
        p.put(path, "");
        let file = fs::File::options().write(true).open(p.path(path)).unwrap();
        file.set_len(65 << 20).unwrap();
    }),
    set_up("CT007", Chart, |p| set_mode(p, "chart", 0o755)),
    set_up("CT008", Chart, |p| p.put("chart/clients/c-7f3k/notes/.DS_Store", "Bud1")),
    set_up("CT009", Chart, |p| {
        let path = "chart/clients/c-e8mh/client.toml";
        let was = p.read(path);
        let save = |text: &str| {
            p.put(path, text);
            p.git(&["add", "--all", "--force"]);
            p.git(&["commit", "--quiet", "--message", "x"]);
        };
        save(&was);
        p.git(&["checkout", "--quiet", "-b", "other"]);
        save(&format!("{was}phone = \"1\"\n"));
        p.git(&["checkout", "--quiet", "-"]);
        save(&format!("{was}phone = \"2\"\n"));
        // Without the program within reach, git takes it for a conflict as well.
        let _ = p.git_in("chart", &["merge", "--quiet", "other"]);
        p.put(path, was);
    }),
    set_up("CT010", Chart, |p| {
        p.git(&["init", "--quiet"]);
        p.git(&["remote", "add", "origin", "nowhere"]);
    }),
    set_up("CT011", Chart, |p| {
        p.git(&["add", "--all", "--force"]);
        p.git(&["commit", "--quiet", "--message", "x"]);
        let head = p.git(&["rev-parse", "HEAD"]);
        p.put("chart/.git/shallow", head);
    }),
    set_up("CT012", Chart, |p| {
        let path = "chart/clients/c-e8mh/client.toml";
        let marks = ["<<<<<<", "< ours\nphone = \"1\"\n=======\n>>>>>>", "> theirs\n"].concat();
        p.put(path, marks + &p.read(path));
    }),
    set_up("CT013", Chart, |p| {
        p.put("chart/clients/c-2wvz/client.toml", p.read("chart/clients/c-e8mh/client.toml"));
        p.git(&["add", "--all", "--force"]);
        p.git(&["commit", "--quiet", "--message", "x"]);
        let head = p.git(&["rev-parse", "HEAD"]);
        p.put("chart/.git/casenotes-doubt", head);
        fs::remove_dir_all(p.path("chart/clients/c-2wvz")).unwrap();
    }),
    set_up("DC001", Chart, |p| document(p, PDF, |said| said.replace("title =", "titel ="))),
    set_up("DC002", Chart, |p| {
        document(p, PDF, str::to_owned);
        remove(p, &format!("{DOCUMENT}.pdf"));
    }),
    set_up("DC003", Chart, |p| p.put(&format!("{DOCUMENT}.pdf"), PDF)),
    set_up("DC004", Chart, |p| {
        document(p, PDF, str::to_owned);
        p.put(&format!("{DOCUMENT}.pdf"), PDF.replace("Size 1", "Size 2"));
    }),
    set_up("DC005", Chart, |p| {
        document(p, PDF, |said| said.replace("application/pdf", "image/png"));
    }),
    set_up("DC006", Chart, |p| document(p, &PDF[..40], str::to_owned)),
    set_up("DC007", Chart, |p| {
        document(p, PDF, str::to_owned);
        let (digest, size) = (hex(PDF.as_bytes()), PDF.len());
        let pointer = format!(
            "version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"
        );
        p.put(&format!("{DOCUMENT}.pdf"), pointer);
    }),
    set_up("DC008", Chart, |p| {
        let marks = "signed_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-02T16:00:00-05:00\n";
        document(p, PDF, |said| format!("{said}{marks}"));
    }),
    set_up("DC009", Chart, |p| {
        let amends = format!(
            "amends = \"2026-11-01-consent-222222\"\namends_sha256 = \"{}\"\nreason = \"a page\"\n",
            hex(b"")
        );
        document(p, PDF, |said| format!("{said}{amends}"));
    }),
    set_up("DC010", Chart, |p| {
        let notice = "These are psychotherapy notes (45 CFR 164.501), kept apart from the record.";
        document(p, &PDF.replace("1 0 obj", notice), str::to_owned);
    }),
    set_up("DC011", Chart, |p| {
        let path = "chart/clients/c-z7qa/notes/2026-06-01-0800-plan.md";
        let page = "client_signed = 2026-06-01\nsigned_page = \"2026-06-01-plan-signed-k7q2mx\"\n";
        p.put(path, p.read(path).replacen("client_signed = 2026-06-01\n", page, 1));
    }),
    set_up("DC012", Chart, |p| {
        let note = format!("chart/{NOTE}.md");
        let text = p.read(&note);
        let more = "imported_from = \"an old program\"\nsource_sha256 = \"ab\"\nauthor";
        p.put(&note, text.replacen("author", more, 1));
    }),
    set_up("QN001", Chart, |p| questionnaire(p, |said| said.replace("answered_by =", "by ="))),
    set_up("QN002", Chart, |p| questionnaire(p, |said| said.replace("9 = 0", "9 = 4"))),
    set_up("QN003", Chart, |p| {
        let marks = "signed_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-02T16:00:00-05:00\n";
        questionnaire(p, |said| said.replace("[answers]", &format!("{marks}[answers]")));
    }),
    set_up("QN004", Chart, |p| {
        p.put(
            "chart/templates/measures/own.toml",
            "title = \"Own\"\nsource = \"x\"\nlicence = \"x\"\nrange = [0, 30]\nvalues = [0, 1, 2, 3]\nitems = 9\n",
        );
    }),
    set_up("QN005", Chart, |p| {
        questionnaire(p, str::to_owned);
        let path = "chart/clients/c-e8mh/notes/2026-11-02-0831-soap.md";
        p.put(path, p.read(path).replacen("\n+++\n", "\n[measures]\nphq9 = 4\n+++\n", 1));
    }),
    set_up("DS009", Chart, |p| {
        let path = "chart/clients/c-7f3k/authorizations/2026-10-19-1055.toml";
        let text = p.read(path) + "document = \"2026-10-19-release-k7q2mx\"\n";
        p.put(path, text);
    }),
    set_up("DS005", Chart, |p| {
        let request =
            "client = \"c-7f3k\"\nstep = \"request\"\nright = \"access\"\non = 2026-10-01\n";
        p.put("chart/clients/c-7f3k/requests/2026-10-01-0900.toml", request);
    }),
    set_up("DS006", Chart, |p| {
        let fax = "time = \"2026-09-01\"\nclient = \"c-7f3k\"\nrecipient = \"a pharmacy\"\n\
            purpose = \"fax to a wrong number\"\nbasis = \"impermissible\"\ndescription = \"1 note\"\n";
        p.put("chart/clients/c-7f3k/disclosures/2026-09-01-0900.toml", fax);
    }),
    set_up("DS007", Chart, |p| {
        let path = "chart/clients/c-7f3k/authorizations/2026-10-19-1055.toml";
        let text = p.read(path).replace("signed_by = \"Ben Sample\"", "signed_by = \"Eve Sample\"");
        let by = "by_representative = true\nauthority = \"mother\"";
        p.put(path, text.replace("by_representative = false", by));
    }),
    set_up("DS008", Chart, |p| {
        let report = "time = \"2027-01-05\"\nclient = \"c-7f3k\"\nrecipient = \"Child Protection\"\n\
            purpose = \"mandated report\"\nbasis = \"child-abuse\"\ndescription = \"by telephone\"\n";
        p.put("chart/clients/c-7f3k/disclosures/2026-11-24-0900.toml", report);
    }),
    set_up("DS003", Chart, |p| {
        remove(p, "chart/clients/c-7f3k/authorizations/2026-10-19-1055.toml");
    }),
    set_up("EL006", Chart, |p| {
        let path = "chart/clients/c-e8mh/notes/2026-11-18-0830-soap.md";
        let week = |week: usize| format!("In week {week} a card lay on the board every day.\n");
        let weeks: String = (1..100).map(week).collect();
        p.put(path, p.read(path).replace("## Assessment", &format!("{weeks}\n## Assessment")));
    }),
    set_up("FM008", Chart, |p| {
        let soup = read(p, "c-e8mh/notes/2026-11-02-0831-soap.md").replace("\"soap\"", "\"soup\"");
        remove(p, "chart/clients/c-e8mh/notes/2026-11-02-0831-soap.md");
        p.put("chart/clients/c-e8mh/notes/2026-11-02-0831-soup.md", soup);
    }),
    set_up("GT003", Chart, |p| remove(p, "chart/clients/c-2mxr/notes/2026-11-02-1400-review.md")),
    set_up("GT004", Chart, |p| {
        session(p, ("c-7f3k", "2026-11-02"), ("10:00", "10:52"), "", 0);
    }),
    set_up("PS006", Opened, |p| remove(p, "chart/clients/c-2mxr/notes/2026-11-16-1404-soap.md")),
    set_up("PS010", Opened, |p| {
        let note = read(p, "c-7f3k/notes/2026-10-19-1000-dap.md");
        let (_, body) = note.split_once("# DAP note\n\n").unwrap();
        let text = format!("{}\nAnd the horses again.\n", body.replace("## ", ""));
        corpus::put(p, "vault/clients/c-7f3k/2026-10-19-1000.md", &text);
    }),
    set_up("SG001", Signed, |p| remove(p, &format!("chart/{NOTE}.md.sig"))),
    set_up("SG002", Signed, |p| {
        remove_addendum(p);
        note(p, "", DANA);
    }),
    set_up("SG003", Signed, |p| p.put(&format!("chart/{NOTE}.md.sig"), "no signature\n")),
    set_up("SG004", Signed, |p| {
        remove_addendum(p);
        let path = format!("chart/{NOTE}.md");
        p.put(&path, p.read(&path).replace("three bills", "four bills"));
    }),
    set_up("SG005", Signed, |p| note(p, MARKS, 9)),
    set_up("SG006", Signed, |p| {
        p.put(SIGNERS_PATH, SIGNERS.replace("20261231", "20261110"));
        remove_addendum(p);
        let late = "signed_at = 2026-11-20T16:00:00-05:00\nlate_entry = \"ill\"";
        note(p, &MARKS.replace("signed_at = 2026-11-02T16:00:00-05:00", late), DANA);
    }),
    set_up("SG007", Signed, |p| signed_with(p, "c-e8mh/", "c-94wd/", DANA)),
    set_up("SG008", Signed, |p| signed_with(p, "Dana Okafor, LCSW", "Eli Sample, PhD", ELI)),
    set_up("SG009", Signed, |p| signed_with(p, "2026-11-02T16", "2026-11-20T16", DANA)),
    set_up("SG010", Signed, |p| signed_with(p, "T16:00", "T09:00", DANA)),
    set_up("SG011", Signed, |p| signed_with(p, ", LCSW", "", DANA)),
    set_up("SG012", Signed, |p| {
        signed_with(p, "signed_as", "cosign_required = true\nsigned_as", DANA);
    }),
    set_up("SG013", Signed, |p| {
        remove_addendum(p);
        remove(p, &format!("chart/{NOTE}.md"));
    }),
    set_up("SG014", Signed, |p| {
        let without = ADDENDUM.replace("reason = \"asked by the insurer\"\n", "");
        addendum(p, &with_marks(&without), DANA);
    }),
    set_up("SG015", Signed, |p| {
        let path = format!("chart/{NOTE}.addendum-1.md");
        p.put(&path, p.read(&path).replace("2026-11-02-0831-soap", "2026-11-18-0830-soap"));
        sign(p, &path, DANA);
    }),
    set_up("SG016", Signed, |p| {
        addendum(p, ADDENDUM, DANA);
        remove(p, &format!("chart/{NOTE}.addendum-1.md.sig"));
    }),
    set_up("SG017", Signed, |p| {
        let early = ADDENDUM.replace("2026-11-03T09", "2026-11-01T15");
        addendum(p, &with_marks(&early), DANA);
    }),
    set_up("SG018", Signed, |p| {
        let keys = ADDENDUM.replace("\"addendum\"", "\"cosignature\"");
        addition(p, "cosignature-1", &with_marks(&keys), DANA);
    }),
    set_up("SG021", Signed, |p| {
        remove_addendum(p);
        addition(p, "addendum-2", &with_marks(ADDENDUM), DANA);
    }),
    set_up("SG022", Signed, |p| {
        let signers = SIGNERS.replace("20261231", "20261110");
        p.put(SIGNERS_PATH, format!("{signers}\"Dana Okafor\" {}\n", public_key(NEW)));
        remove_addendum(p);
        let late = "signed_at = 2026-11-20T16:00:00-05:00\nlate_entry = \"ill\"";
        note(p, &MARKS.replace("signed_at = 2026-11-02T16:00:00-05:00", late), DANA);
        let keys = ADDENDUM.replace("\"addendum\"", "\"affirmation\"");
        let keys = keys.replace("2026-11-03", "2026-11-21");
        addition(p, "affirmation-1", &with_marks(&keys), NEW);
    }),
    set_up("TM001", Chart, |p| {
        let path = "chart/casenotes.toml";
        p.put(path, p.read(path).replace("1000000", "2600"));
    }),
    set_up("TM002", Chart, |p| {
        let path = "chart/clients/c-k6ta/notes/2026-11-12-1603-girp.md";
        p.put(path, p.read(path).replace("T16:57", "T18:57"));
    }),
    set_up("TM003", Chart, |p| {
        remove(p, "chart/clients/c-2mxr/notes/2026-08-24-1400-soap.md");
        stamped_sessions(p, 8);
    }),
    set_up("TM004", Signed, |p| {
        let late = "signed_at = 2026-12-20T16:00:00-05:00\nlate_entry = \"x\"";
        signed_with(p, "signed_at = 2026-11-02T16:00:00-05:00", late, DANA);
    }),
    set_up("TM005", Chart, |p| {
        let path = "chart/clients/c-7f3k/client.toml";
        p.put(path, format!("{}closed = 2026-10-10\nclosing_reason = \"moved\"\n", p.read(path)));
    }),
    set_up("TX001", Chart, |p| {
        let path = "chart/clients/c-e8mh/notes/2026-11-18-0830-soap.md";
        let mut bytes = fs::read(p.path(path)).unwrap();
        let at = bytes.windows(8).position(|word| word == b"Restless").unwrap();
        bytes[at + 1] = 0xe9;
        p.put(path, bytes);
    }),
    set_up("TX006", Chart, |p| {
        let path = "chart/clients/c-e8mh/notes/2026-11-18-0830-soap.md";
        p.put(path, p.read(path).trim_end());
    }),
    set_up("VN001", Opened, |p| {
        let path = format!("{SEALED}.age");
        let mut sealed = fs::read(p.path(&format!("private/{path}"))).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        corpus::put_into_vault(p, &path, sealed);
    }),
    set_up("VN002", Opened, |p| {
        let other = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
        let sealed = corpus::seal(other, p, "The tram again.\n");
        corpus::put_into_vault(p, &format!("{SEALED}.age"), sealed);
    }),
    set_up("VN003", Opened, |p| rename_sealed(p, "2026-11-16-1500.md.age")),
    set_up("VN004", Opened, |p| {
        let front =
            "client = \"c-2mxr\"\nsession = 2026-11-16T14:04:00-05:00\nsealed_to = \"sha256:0\"";
        let text = format!("+++\n{front}\n+++\n\nThe door again.\n");
        corpus::put_sealed(p, &format!("{SEALED}.age"), &text);
    }),
    set_up("VN005", Opened, |p| {
        corpus::put_sealed(p, &format!("{SEALED}.age"), "The door again.\n");
    }),
    set_up("VN006", Opened, |p| {
        let sealed = fs::read(p.path(&format!("private/{SEALED}.age"))).unwrap();
        corpus::put_into_vault(p, "vault/releases/c-2mxr/2026-11-16-1404.toml.age", sealed);
    }),
    set_up("VT001", Chart, |p| {
        corpus::put_into_vault(p, &format!("{SEALED}.age"), "The door again.\n");
    }),
    set_up("VT002", Chart, |p| {
        corpus::put_into_vault(p, "vault/clients/c-2mxr/.2026-11-16-1404.md.swp", "b0VIM");
    }),
    set_up("VT003", Chart, |p| set_mode(p, &format!("private/{SEALED}.age"), 0o644)),
    set_up("VT004", Chart, |p| {
        let cut = "age-encryption.org/v1\n-> X25519 TEiF0\n";
        corpus::put_into_vault(p, &format!("{SEALED}.age"), cut);
    }),
    set_up("VT005", Chart, |p| rename_sealed(p, "door.md.age")),
    set_up("VT006", Chart, |p| {
        corpus::put_into_vault(p, "vault/clients/c-2mxr/thoughts.md", "The door again.\n");
    }),
    set_up("VT007", Chart, |p| {
        let header = "age-encryption.org/v1\n-> scrypt 7s8OFGtKGTM0QRFVXTTTHQ 18\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n0123456789abcdef0123456789abcdef";
        corpus::put_into_vault(p, &format!("{SEALED}.age"), header);
    }),
    set_up("VT008", Chart, |p| remove(p, "private/vault/recipients.txt")),
    set_up("VT009", Chart, |p| {
        assert!(p.git_in("private/vault", &["init", "--quiet"]).status.success());
        let url = "https://git.example.org/vault.git";
        assert!(p.git_in("private/vault", &["remote", "add", "origin", url]).status.success());
    }),
    set_up("VT010", Chart, |p| {
        let other = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        let path = "private/vault/recipients.txt";
        p.put(path, format!("{}{other}\n", p.read(path)));
    }),
    set_up("VT011", Chart, |p| {
        let sealed = fs::read(p.path(&format!("private/{SEALED}.age"))).unwrap();
        let copy = "vault/clients/c-2mxr/2026-11-16-1404.sync-conflict-1.md.age";
        corpus::put_into_vault(p, copy, sealed);
    }),
    set_up("VT012", Chart, |p| corpus::put_into_vault(p, "vault/clients/.DS_Store", "Bud1")),
];

/// A name, what it begins with, and what is done then.
type Silent = (&'static str, Base, fn(&Practice));

/// What is just within the limit of a rule, or allowed with a reason, or good and about to be committed.
pub(crate) const SILENT: &[Silent] = &[
    ("a plan on the day of its review", Chart, |p| {
        remove(p, "chart/clients/c-2mxr/notes/2026-11-02-1400-review.md");
        let path = "chart/clients/c-2mxr/notes/2026-08-10-1400-plan.md";
        p.put(path, p.read(path).replace("review_due = 2026-11-08", "review_due = 2026-11-24"));
    }),
    ("the largest group", Chart, |p| {
        let path = "chart/clients/c-x2fp/notes/2026-11-17-1800-group.md";
        p.put(path, p.read(path).replace("participants = 7", "participants = 12"));
    }),
    ("seven sessions of ten by the clock", Chart, |p| {
        remove(p, "chart/clients/c-2mxr/notes/2026-08-24-1400-soap.md");
        stamped_sessions(p, 7);
    }),
    ("sessions by the clock that are allowed", Chart, |p| {
        stamped_sessions(p, 8);
        let path = "chart/clients/c-2mxr/notes/2026-11-16-1404-soap.md";
        let allow = "risk = \"denied\"\n[allow]\nstamped-times = \"a bell ends each session\"\n";
        p.put(path, p.read(path).replace("risk = \"denied\"\n", allow));
    }),
    ("a good note", Committed, |p| {
        session(p, ("c-e8mh", "2026-11-20"), ("09:00", "09:48"), "", 0);
        stage(p);
    }),
];

/// Reads a text of the chart, below its clients.
fn read(practice: &Practice, path: &str) -> String {
    practice.read(&format!("chart/clients/{path}"))
}

fn remove(practice: &Practice, path: &str) {
    fs::remove_file(practice.path(path)).unwrap();
}

fn set_mode(practice: &Practice, path: &str, mode: u32) {
    fs::set_permissions(practice.path(path), fs::Permissions::from_mode(mode)).unwrap();
}

fn stage(practice: &Practice) {
    practice.git(&["add", "--all", "--force"]);
}

fn rename_sealed(practice: &Practice, name: &str) {
    let old = practice.path(&format!("private/{SEALED}.age"));
    fs::rename(&old, old.with_file_name(name)).unwrap();
}

/// Adds a note of a session that is like no other; `n` tells several apart.
fn session(
    practice: &Practice,
    (client, day): (&str, &str),
    (start, end): (&str, &str),
    front: &str,
    n: usize,
) {
    const WORK: &[&str] = &[
        "a role-play of the call",
        "a thought record on the bridge",
        "breathing at the stop",
        "a ladder of ten rides",
        "a letter to the landlord",
        "a body scan lying down",
        "the log of the week",
        "a plan for the early bus",
        "an imaginal ride at dusk",
    ];
    let zone = if day < "2026-11-01" { "-04:00" } else { "-05:00" };
    let (work, next) = (WORK[n], WORK[n + 1]);
    let note = format!(
        "+++\nclient = \"{client}\"\nformat = \"dap\"\nstart = {day}T{start}:00{zone}\nend = {day}T{end}:00{zone}\nauthor = \"Dana Okafor, LCSW\"\n{front}risk = \"denied\"\n+++\n\n# DAP note\n\n## Data\n\nAnxiety this week: {n}. Clinician used {work}; client practiced it and chose the last part.\n\n## Assessment\n\nClient responded; progress at {n} of 10, and worry still costs sleep.\n\n## Plan\n\nNext session in one week: {next}, and a look at the days behind.\n"
    );
    let name = format!("{day}-{}-dap.md", start.replace(':', ""));
    practice.put(&format!("chart/clients/{client}/notes/{name}"), note);
}

/// Adds so many sessions from the full hour to ten before the next.
fn stamped_sessions(practice: &Practice, count: usize) {
    let days = ["08-31", "09-07", "09-14", "09-21", "09-28", "10-05", "10-12", "10-19"];
    for (n, day) in days.iter().take(count).enumerate() {
        let day = format!("2026-{day}");
        session(practice, ("c-2mxr", &day), ("14:00", "14:50"), "goals = [\"G1\"]\n", n);
    }
}

/// Puts the note there as it is in tests/corpus, with marks in its front matter, and signs it.
fn note(practice: &Practice, marks: &str, seed: u8) {
    let texts = corpus::texts();
    let text =
        texts[&format!("chart/{NOTE}.md")].replacen("\n+++\n", &format!("\n{marks}+++\n"), 1);
    practice.put(&format!("chart/{NOTE}.md"), text);
    sign(practice, &format!("chart/{NOTE}.md"), seed);
}

/// Signs the note with other marks than it has; the addendum is one to that note.
fn signed_with(practice: &Practice, old: &str, new: &str, seed: u8) {
    note(practice, &MARKS.replace(old, new), seed);
    remove_addendum(practice);
}

/// Returns what an addition says of itself, with its signature.
fn with_marks(keys: &str) -> String {
    let marks = "signed_by = \"Dana Okafor, LCSW\"\nsigned_at = 2026-11-03T09:00:00-05:00\n";
    format!("{keys}{marks}")
}

/// Adds the addendum to the note as it is now.
fn addendum(practice: &Practice, keys: &str, seed: u8) {
    addition(practice, "addendum-1", keys, seed);
}

fn addition(practice: &Practice, name: &str, keys: &str, seed: u8) {
    let digest = Sha256::digest(practice.read(&format!("chart/{NOTE}.md")));
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let target =
        format!("client = \"c-e8mh\"\nnote = \"2026-11-02-0831-soap\"\nsha256 = \"{digest}\"\n");
    let path = format!("chart/{NOTE}.{name}.md");
    practice.put(&path, format!("+++\n{target}{keys}+++\n\nThe bills were paid on the third.\n"));
    sign(practice, &path, seed);
}

fn remove_addendum(practice: &Practice) {
    for ending in ["md", "md.sig"] {
        remove(practice, &format!("chart/{NOTE}.addendum-1.{ending}"));
    }
}

fn sign(practice: &Practice, path: &str, seed: u8) {
    practice.put(&format!("{path}.sig"), signature(seed, &practice.read(path)));
}

/// Signs a text for progress notes with the key of 32 bytes of one value.
fn public_key(seed: u8) -> String {
    let pair = ssh_key::private::Ed25519Keypair::from_seed(&[seed; 32]);
    ssh_key::PrivateKey::from(pair).public_key().to_openssh().unwrap()
}

pub(crate) fn signature(seed: u8, text: &str) -> String {
    let pair = ssh_key::private::Ed25519Keypair::from_seed(&[seed; 32]);
    let key = ssh_key::PrivateKey::from(pair);
    key.sign("progress-note@casenotes", ssh_key::HashAlg::Sha512, text.as_bytes())
        .unwrap()
        .to_string()
}
