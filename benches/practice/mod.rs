//! A practice of any size, the same on every machine.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, PrivateKey};

/// What our signatures are for.
pub(crate) const NAMESPACE: &str = "progress-note@casenotes";

/// Whom the vault is sealed to; nothing lies in it.
const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

const WORDS: &[&str] = &[
    "client",
    "reports",
    "sleep",
    "anxiety",
    "practiced",
    "breathing",
    "session",
    "homework",
    "exposure",
    "mood",
    "affect",
    "engaged",
    "plan",
    "continue",
    "weekly",
    "stress",
    "work",
    "family",
    "progress",
    "goal",
    "noted",
    "tearful",
    "calm",
    "insight",
    "reviewed",
    "thought",
    "record",
    "panic",
    "bus",
    "ride",
    "avoided",
    "attended",
    "partner",
    "described",
    "steady",
];

/// A small generator of numbers: the same tree on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn paragraph(&mut self) -> String {
        let words: Vec<&str> =
            (0..14).map(|_| WORDS[self.below(WORDS.len() as u64) as usize]).collect();
        format!("The {}.\n", words.join(" "))
    }
}

/// A key that is the same on every machine.
pub(crate) fn key() -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]))
}

/// Makes a practice of so many notes, a hundred a client, of about 3 KB each, signed if there is a key.
pub(crate) fn generate(folder: &Path, count: usize, key: Option<&PrivateKey>) {
    let write = |path: &Path, text: &str| {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    };
    let (chart, vault) = (folder.join("chart"), folder.join("vault"));
    for new in [&chart.join("clients"), &vault.join("clients")] {
        fs::create_dir_all(new).unwrap();
    }
    for private in [&chart, &vault, &vault.join("clients")] {
        fs::set_permissions(private, fs::Permissions::from_mode(0o700)).unwrap();
    }
    write(&chart.join("casenotes.toml"), "format = 1\n");
    write(&vault.join("casenotes-vault.toml"), "format = 1\n");
    write(&vault.join("recipients.txt"), &format!("# nobody\n{RECIPIENT}\n"));
    let config = "[chart]\nroot = \"chart\"\n[vault]\nroot = \"vault\"\nidentities = []\n";
    write(&folder.join("config.toml"), config);
    if let Some(key) = key {
        let public = key.public_key().to_openssh().unwrap();
        let clients = (0..count.div_ceil(100)).map(client);
        let line = |client: String| format!("\"Dana Okafor {client}\" {public}\n");
        write(&chart.join("allowed_signers"), &clients.map(line).collect::<String>());
    }
    let mut numbers = Numbers(1);
    for number in 0..count {
        let (client, nth) = (client(number / 100), number % 100);
        let notes = chart.join("clients").join(&client).join("notes");
        if nth == 0 {
            fs::create_dir_all(&notes).unwrap();
            write(
                &notes.with_file_name("client.toml"),
                "name = \"Invented Person\"\nbirth_date = 1990-04-21\n",
            );
        }
        let date = format!("{}-{:02}-{:02}", 2024 + nth / 50, nth % 50 / 5 + 1, nth % 5 * 5 + 1);
        let hour = 9 + nth % 8;
        let format = if nth % 2 == 0 { "soap" } else { "dap" };
        // The first of a hundred is the plan that the others go by.
        let (format, text) = match nth {
            0 => ("plan", plan(&client, &date, hour, key.is_some())),
            _ => (format, note(&client, format, &date, hour, key.is_some(), &mut numbers)),
        };
        let path = notes.join(format!("{date}-{hour:02}00-{format}.md"));
        write(&path, &text);
        if let Some(key) = key.filter(|_| text.contains("\nsigned_by")) {
            let signature = key.sign(NAMESPACE, HashAlg::Sha512, text.as_bytes()).unwrap();
            write(&path.with_extension("md.sig"), &signature.to_string());
        }
    }
}

fn client(number: usize) -> String {
    format!("c-{number:05}")
}

/// The lines of a signature; where none is signed, comments of the same length.
fn signed_lines(
    client: &str,
    format: &str,
    date: &str,
    hours: (usize, usize),
    is_signed: bool,
) -> String {
    let mark = if is_signed { "" } else { "# " };
    let (start, signed) = hours;
    format!(
        "{mark}signed_by = \"{}\"\n{mark}signed_at = {date}T{signed:02}:10:00-05:00\n\
         {mark}signed_as = \"{client}/{date}-{start:02}00-{format}\"\n",
        author(client)
    )
}

/// One clinician a client, so that no two of their sessions overlap.
fn author(client: &str) -> String {
    format!("Dana Okafor {client}, LCSW")
}

fn plan(client: &str, date: &str, hour: usize, is_signed: bool) -> String {
    let mut text = format!(
        "+++\nclient = \"{client}\"\nformat = \"plan\"\nstart = {date}T{hour:02}:00:00-05:00\nauthor = \"{author}\"\n\
         diagnoses = [\"F41.1\", \"F43.10\"]\n{signed}\
         effective = {date}\nreview_due = 2099-01-01\nclient_signed = {date}\n",
        author = author(client),
        signed = signed_lines(client, "plan", date, (hour, hour), is_signed),
    );
    for goal in ["G1", "G2", "G4"] {
        text.push_str(&format!("[[goal]]\nid = \"{goal}\"\nstatement = \"Ride the bus\"\n"));
    }
    text.push_str("+++\n\n# Treatment plan\n");
    for section in [
        "Diagnosis",
        "Problems",
        "Goals and objectives",
        "Interventions",
        "Frequency and duration",
        "Discharge criteria",
        "Client participation",
    ] {
        text.push_str(&format!("\n## {section}\n\nAs agreed with the client on that day.\n"));
    }
    text
}

fn note(
    client: &str,
    format: &str,
    date: &str,
    hour: usize,
    is_signed: bool,
    numbers: &mut Numbers,
) -> String {
    let (phq9, gad7, pcl5) = (numbers.below(28), numbers.below(22), numbers.below(81));
    // Every tenth note is still a draft.
    let signed = match numbers.below(10) {
        0 => String::new(),
        _ => signed_lines(client, format, date, (hour, hour + 1), is_signed),
    };
    let mut text = format!(
        "+++\nclient = \"{client}\"\nformat = \"{format}\"\nstart = {date}T{hour:02}:00:00-05:00\n\
         end = {date}T{hour:02}:53:00-05:00\nauthor = \"{}\"\nservice = [\"90837\"]\n\
         place = \"11\"\ndiagnoses = [\"F41.1\", \"F43.10\"]\ngoals = [\"G1\", \"G2\", \"G4\"]\nrisk = \"denied\"\n\
         {signed}# filed from the template of the practice; corrected once before it was signed\n\
         [measures]\nphq9 = {phq9}\ngad7 = {gad7}\npcl5 = {pcl5}\nwho5 = {}\n+++\n\n# {} note\n\n",
        author(client),
        numbers.below(26),
        format.to_uppercase(),
    );
    let (sections, shortest): (&[&str], u64) = match format {
        "soap" => (&["Subjective", "Objective", "Assessment", "Risk", "Plan"], 3),
        _ => (&["Data", "Assessment", "Plan"], 6),
    };
    for section in sections {
        text.push_str(&format!("## {section}\n\n"));
        for _ in 0..shortest + numbers.below(4) {
            text.push_str(&numbers.paragraph());
        }
        text.push('\n');
    }
    text
}
