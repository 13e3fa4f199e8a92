//! The plan of an archive: what of it is taken in, client by client, and under which id.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::client_id::ClientId;
use crate::fields::{Fields, Problem};
use crate::import::plan_text::{PlanText, filled, list, place, quoted, require_format, texts};

/// What is to be taken in of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchivePlan {
    /// The folder of the archive.
    pub archive: String,
    /// The SHA-256 of its list of digests when the plan was made.
    pub sha256: String,
    /// The files that are of no client.
    pub practice: Vec<PracticeFile>,
    /// The clients.
    pub clients: Vec<PlannedClient>,
}

/// What becomes of something in an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taking {
    /// It is taken in.
    Take,
    /// It takes the place of what is here: of what the practice has set.
    Replace,
    /// Its lines are added to those that are here: of who may sign.
    Join,
    /// It is here already.
    There,
    /// It stays where it is.
    #[default]
    Leave,
}

/// A file of the practice itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PracticeFile {
    /// Its place below the root of the chart.
    pub file: String,
    /// What becomes of it.
    pub taking: Taking,
    /// Why.
    pub why: String,
    /// What a person is to settle first.
    pub unclear: Vec<String>,
}

/// A client of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedClient {
    /// The id there.
    pub id: ClientId,
    /// The name.
    pub name: Option<String>,
    /// The date of birth.
    pub birth_date: Option<NaiveDate>,
    /// How many files there are.
    pub files: usize,
    /// What becomes of the record.
    pub taking: Taking,
    /// The id here.
    pub client: ClientId,
    /// Who here is the same person, by name and date of birth.
    pub same_person: Vec<ClientId>,
    /// Why.
    pub why: String,
    /// What a person is to settle first.
    pub unclear: Vec<String>,
}

const WORDS: &[(&str, Taking)] = &[
    ("take", Taking::Take),
    ("replace", Taking::Replace),
    ("join", Taking::Join),
    ("there", Taking::There),
    ("leave", Taking::Leave),
];

/// A word that does not say what becomes of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of take, replace, join, there, leave")]
pub struct NotTaking;

impl FromStr for Taking {
    type Err = NotTaking;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        WORDS.iter().find(|(word, _)| *word == text).map(|(_, it)| *it).ok_or(NotTaking)
    }
}

impl Taking {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        WORDS.iter().find(|(_, it)| *it == self).map_or("", |(word, _)| word)
    }
}

/// The key that tells the plan of an archive from others.
const ARCHIVE: &str = "archive";

const HEAD: &str = "\
# What `casenotes import` would take in of an archive (docs/IMPORT.md). Nothing is filed yet.
# Read it, mend it, and run `casenotes import --plan FILE` with this file and no sources.
# Whatever has a line `unclear` waits: settle it and take the line out.
#
";

/// Tells whether a plan is that of an archive.
pub fn is_of_an_archive(text: &str) -> bool {
    let fields = Fields::parse(text, 0, 0..0);
    fields.place_of_key(ARCHIVE).is_some()
}

impl ArchivePlan {
    /// Reads a plan, with everything that is wrong with it. What is in the archive and who is here, others know.
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        require_format(&mut fields);
        let owned = |text: Option<std::borrow::Cow<'_, str>>| text.unwrap_or_default().into_owned();
        let mut plan = Self {
            archive: owned(fields.filled_text(ARCHIVE)),
            sha256: owned(fields.filled_text("sha256")),
            ..Self::default()
        };
        fields.require(&[ARCHIVE, "sha256"], |key| match key {
            ARCHIVE => !plan.archive.is_empty(),
            _ => !plan.sha256.is_empty(),
        });
        let mut seen = Seen::default();
        for mut table in fields.tables("practice") {
            let file = practice_file(&mut table);
            seen.require_new_file(&file, &mut table);
            fields.absorb(table);
            plan.practice.push(file);
        }
        for mut table in fields.tables("client") {
            let client = client(&mut table);
            if let Some(client) = &client {
                seen.require_new_client(client, &mut table);
            }
            fields.absorb(table);
            plan.clients.extend(client);
        }
        let mut problems = fields.finish();
        problems.sort_by_key(|problem| problem.span.start);
        (plan, problems)
    }

    /// Writes the plan; what is unclear stands first.
    pub fn write(&self, summary: &str) -> String {
        let mut text = PlanText::begun(HEAD, summary);
        text.put("archive", Some(quoted(&self.archive)));
        text.put("sha256", Some(quoted(&self.sha256)));
        let mut clients: Vec<&PlannedClient> = self.clients.iter().collect();
        clients.sort_by_key(|client| client.unclear.is_empty());
        for client in clients {
            text.table("client");
            text.put("unclear", list(&client.unclear));
            text.put("id", Some(quoted(client.id.as_str())));
            text.put("name", client.name.as_deref().map(quoted));
            text.put("birth_date", client.birth_date.map(|date| date.to_string()));
            text.put("files", Some(client.files.to_string()));
            text.put("as", Some(quoted(client.taking.as_str())));
            text.put("client", Some(quoted(client.client.as_str())));
            let twins: Vec<String> = client.same_person.iter().map(ToString::to_string).collect();
            text.put("same_person", list(&twins));
            text.put("why", filled(&client.why));
        }
        for file in &self.practice {
            text.table("practice");
            text.put("unclear", list(&file.unclear));
            text.put("file", Some(quoted(&file.file)));
            text.put("as", Some(quoted(file.taking.as_str())));
            text.put("why", filled(&file.why));
        }
        text.finish()
    }
}

fn practice_file(table: &mut Fields<'_>) -> PracticeFile {
    let text = |text: Option<std::borrow::Cow<'_, str>>| text.unwrap_or_default().into_owned();
    let taking: Option<Taking> = table.parsed("as");
    let file = PracticeFile {
        file: text(table.filled_text("file")),
        taking: taking.unwrap_or_default(),
        why: text(table.text("why")),
        unclear: texts(table, "unclear"),
    };
    table.require(&["file", "as"], |key| match key {
        "file" => !file.file.is_empty(),
        _ => taking.is_some(),
    });
    file
}

fn client(table: &mut Fields<'_>) -> Option<PlannedClient> {
    let text = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
    let as_at = place(table, "as");
    let (id, here): (Option<ClientId>, Option<ClientId>) =
        (table.parsed("id"), table.parsed("client"));
    let taking: Option<Taking> = table.parsed("as");
    table.require(&["id", "client", "as"], |key| match key {
        "id" => id.is_some(),
        "client" => here.is_some(),
        _ => taking.is_some(),
    });
    if let Some(Taking::Replace | Taking::Join) = taking {
        let message = "a client is taken, there, or left: no record is replaced".to_owned();
        table.wrong("as", as_at, message);
    }
    let files = table.integer("files").and_then(|count| usize::try_from(count).ok());
    let (name, birth_date) = (text(table.text("name")), table.date("birth_date"));
    let (why, unclear) = (text(table.text("why")).unwrap_or_default(), texts(table, "unclear"));
    // It is told and decides nothing, so what is no id is passed over.
    let same_person = texts(table, "same_person").iter().filter_map(|id| id.parse().ok()).collect();
    Some(PlannedClient {
        id: id?,
        name,
        birth_date,
        files: files.unwrap_or_default(),
        taking: taking?,
        client: here?,
        same_person,
        why,
        unclear,
    })
}

/// What a plan has said so far.
#[derive(Default)]
struct Seen {
    files: BTreeSet<String>,
    ids: BTreeSet<ClientId>,
    here: BTreeSet<ClientId>,
}

impl Seen {
    fn require_new_file(&mut self, file: &PracticeFile, table: &mut Fields<'_>) {
        if !self.files.insert(file.file.clone()) {
            let message = "another table is of the same file".to_owned();
            table.wrong("file", place(table, "file"), message);
        }
    }

    fn require_new_client(&mut self, client: &PlannedClient, table: &mut Fields<'_>) {
        if !self.ids.insert(client.id.clone()) {
            let message = "another table is of the same client".to_owned();
            table.wrong("id", place(table, "id"), message);
        }
        if client.taking != Taking::Leave && !self.here.insert(client.client.clone()) {
            let message = "another client would have this id here".to_owned();
            table.wrong("client", place(table, "client"), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> ArchivePlan {
        let client = |id: &str, unclear: &[&str]| PlannedClient {
            id: id.parse().unwrap(),
            name: Some("Ana \"A\" Sample".into()),
            birth_date: "1990-04-21".parse().ok(),
            files: 3,
            taking: Taking::Take,
            client: id.parse().unwrap(),
            same_person: vec!["c-9k4d".parse().unwrap()],
            why: "nobody has this id".into(),
            unclear: unclear.iter().map(|it| (*it).to_owned()).collect(),
        };
        let file = PracticeFile {
            file: "allowed_signers".into(),
            taking: Taking::Join,
            why: "adds one".into(),
            unclear: Vec::new(),
        };
        ArchivePlan {
            archive: "/old/archive".into(),
            sha256: "ab".into(),
            practice: vec![file],
            clients: vec![client("c-2mxr", &["one\ntwo"]), client("c-7f3k", &[])],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let text = plan().write("2 clients\n\n1 unclear");
        assert!(is_of_an_archive(&text) && !is_of_an_archive("format = 1\n"));
        assert_eq!(ArchivePlan::read(&text), (plan(), Vec::new()));
    }

    #[test]
    fn each_fault_is_told_by_its_line() {
        let text = plan().write("");
        for (from, to, fault) in [
            ("as = \"take\"", "as = \"replace\"", "no record is replaced"),
            ("as = \"take\"", "as = \"takes\"", "not one of take, replace"),
            ("client = \"c-2mxr\"", "client = \"c-7f3k\"", "another client would have this id"),
            ("id = \"c-2mxr\"", "id = \"c-7f3k\"", "another table is of the same client"),
            ("client = \"c-2mxr\"\n", "", "`client` is missing"),
            ("archive = \"/old/archive\"\n", "", "`archive` is missing"),
            ("format = 1", "format = 2", "`format` is not 1"),
            ("name = ", "nmae = ", "`nmae` is not known"),
        ] {
            let broken = text.replacen(from, to, 1);
            assert_ne!(broken, text, "{from}");
            let (_, problems) = ArchivePlan::read(&broken);
            let told: Vec<&str> = problems.iter().map(|it| it.message.as_str()).collect();
            assert!(told.iter().any(|told| told.contains(fault)), "{from} -> {to}: {told:?}");
        }
    }
}
