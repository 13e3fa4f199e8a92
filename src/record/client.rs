//! The client file, `client.toml`: the only place that holds a client's name.

use chrono::NaiveDate;

use crate::fields::typed::{KeyKind, TypedKey, names};
use crate::fields::{Fields, Problem, ProblemKind, document, keys_below, place_of, text_start};
use crate::law::authorization::representative::{ConsentedBy, Member, Representative};
use crate::record::paid_sessions::{NoSessions, names_sessions};
use crate::text::is_same_name;

/// What a client file says; a key that is missing or wrong is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientFile {
    /// The client's name.
    pub name: Option<String>,
    /// The given name, as a form asks for it.
    pub given_name: Option<String>,
    /// The family name, as a form asks for it.
    pub family_name: Option<String>,
    /// Names that the client had before, as they may stand on a paper.
    pub former_names: Vec<String>,
    /// The client's pronouns.
    pub pronouns: Option<String>,
    /// The client's date of birth; stands beside the name on every page that leaves.
    pub birth_date: Option<NaiveDate>,
    /// When the client died.
    pub died: Option<NaiveDate>,
    /// A telephone number.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A postal address.
    pub address: Option<String>,
    /// Whom to call in an emergency: who it is, and how to reach them.
    pub emergency_contact: Option<String>,
    /// How the clinician's calendar names the sessions: the title of an event, or one of its categories.
    pub calendar: Option<String>,
    /// When the client came to the practice.
    pub opened: Option<NaiveDate>,
    /// When the client left it.
    pub closed: Option<NaiveDate>,
    /// Why the client left.
    pub closing_reason: Option<String>,
    /// Each earlier closing, from when to when and why, as `client reopen` writes it.
    pub past_closings: Vec<String>,
    /// Whose client it is: a clinician's name without credentials.
    pub clinician: Option<String>,
    /// Each assignment to a clinician: when, from whom to whom, by whom and why, as `client assign` writes it.
    pub assignments: Vec<String>,
    /// Names of relatives, employers and others of the household; `deidentify` takes them out.
    pub others: Vec<String>,
    /// Whether a court, a complaint or a lawyer wants the record kept.
    pub legal_hold: Option<bool>,
    /// The members of a couple, family or group that has one record, by the names they sign with;
    /// empty for a person.
    pub members: Vec<String>,
    /// What is known of members beyond the name; each of them is among `members` as well.
    pub known_members: Vec<Member>,
    /// Health plans of the client, by the names that recipients are given.
    pub plans: Vec<String>,
    /// Who pays, by the name that stands on a claim; a health plan like those of `plans`.
    pub payer: Option<String>,
    /// The client's number there.
    pub member_number: Option<String>,
    /// Whether the record is one of a substance use disorder program (42 CFR Part 2).
    pub part2: Option<bool>,
    /// Who consented to the care of a minor (45 CFR 164.502(g)(3)(i)).
    pub consented_by: Option<ConsentedBy>,
    /// Who stands for the client (45 CFR 164.502(g)).
    pub representatives: Vec<Representative>,
    /// Sessions that were paid for in full out of pocket and may not go to a health plan, as they are
    /// written, each as `PaidSessions` reads it: a note that is signed can no longer say it itself.
    pub self_pay_restricted: Vec<String>,
}

/// Every key of a client file, in the order in which they are written. `--set` takes the items of a list
/// with `;` between them, because a name may hold a comma, as in `Ana Example, MD`.
pub const KEYS: &[TypedKey] = &[
    ("name", KeyKind::Text),
    ("given_name", KeyKind::Text),
    ("family_name", KeyKind::Text),
    ("former_names", KeyKind::Texts),
    ("pronouns", KeyKind::Text),
    ("birth_date", KeyKind::Date),
    ("died", KeyKind::Date),
    ("phone", KeyKind::Text),
    ("email", KeyKind::Text),
    ("address", KeyKind::Text),
    ("emergency_contact", KeyKind::Text),
    ("calendar", KeyKind::Text),
    ("opened", KeyKind::Date),
    ("closed", KeyKind::Date),
    ("closing_reason", KeyKind::Text),
    ("past_closings", KeyKind::Texts),
    (CLINICIAN, KeyKind::Text),
    (ASSIGNMENTS, KeyKind::Texts),
    ("others", KeyKind::Texts),
    ("legal_hold", KeyKind::Flag),
    ("members", KeyKind::Texts),
    ("plans", KeyKind::Texts),
    ("payer", KeyKind::Text),
    ("member_number", KeyKind::Text),
    ("part2", KeyKind::Flag),
    ("consented_by", KeyKind::Text),
    (SELF_PAY_RESTRICTED, KeyKind::Texts),
];

/// The key of those who stand for the client: an array of tables, which `--set` does not take.
pub const REPRESENTATIVE: &str = "representative";

/// The key of members of whom more than the name is known: an array of tables as well.
pub const MEMBER: &str = "member";

/// The keys of such a table.
const OF_A_MEMBER: &[&str] = &["name", "birth_date", "died", "consented_by"];

/// The key of the clinician whose client it is.
pub(super) const CLINICIAN: &str = "clinician";

/// The key of the trail of assignments; both are written by `client assign` alone.
pub(super) const ASSIGNMENTS: &str = "assignments";

/// The key of the sessions that never go to a health plan (45 CFR 164.522(a)(1)(vi)).
pub const SELF_PAY_RESTRICTED: &str = "self_pay_restricted";

impl ClientFile {
    /// Tells whether given and family name are told apart.
    pub fn has_parts_of_name(&self) -> bool {
        self.given_name.is_some() && self.family_name.is_some()
    }

    /// Reads a client file with all its problems.
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let start = text_start(text.as_bytes());
        let mut fields = Fields::parse(&text[start..], start, start..start);
        let owned = |text: std::borrow::Cow<'_, str>| text.into_owned();
        let (members, known_members) = members(&mut fields);
        let file = Self {
            name: fields.filled_text("name").map(owned),
            given_name: fields.filled_text("given_name").map(owned),
            family_name: fields.filled_text("family_name").map(owned),
            former_names: texts(&mut fields, "former_names"),
            pronouns: fields.text("pronouns").map(owned),
            birth_date: fields.date("birth_date"),
            died: fields.date("died"),
            phone: fields.text("phone").map(owned),
            email: fields.text("email").map(owned),
            address: fields.text("address").map(owned),
            emergency_contact: fields.filled_text("emergency_contact").map(owned),
            calendar: fields.filled_text("calendar").map(owned),
            opened: fields.date("opened"),
            closed: fields.date("closed"),
            closing_reason: fields.text("closing_reason").map(owned),
            past_closings: texts(&mut fields, "past_closings"),
            clinician: fields.filled_text(CLINICIAN).map(owned),
            assignments: texts(&mut fields, ASSIGNMENTS),
            others: texts(&mut fields, "others"),
            legal_hold: fields.flag("legal_hold"),
            members,
            known_members,
            plans: texts(&mut fields, "plans"),
            payer: fields.filled_text("payer").map(owned),
            member_number: fields.filled_text("member_number").map(owned),
            part2: fields.flag("part2"),
            consented_by: fields.parsed("consented_by"),
            representatives: representatives(&mut fields),
            self_pay_restricted: texts(&mut fields, SELF_PAY_RESTRICTED),
        };
        fields.require(&["name"], |_| file.name.is_some());
        if !file.self_pay_restricted.iter().all(|entry| names_sessions(entry)) {
            let place = place_of(&text[start..], SELF_PAY_RESTRICTED).unwrap_or(0..0);
            let message = format!("`{SELF_PAY_RESTRICTED}` has an entry that is {NoSessions}");
            fields.wrong(SELF_PAY_RESTRICTED, place.start + start..place.end + start, message);
        }
        if file.representatives.iter().any(|it| !file.may_be_stood_for(it)) {
            let place = place_of(&text[start..], REPRESENTATIVE).unwrap_or(0..0);
            let message = format!(
                "`for` in `[[{REPRESENTATIVE}]]` names nobody of `members`, `[[{MEMBER}]]` or `name`"
            );
            fields.wrong(REPRESENTATIVE, place.start + start..place.end + start, message);
        }
        (file, fields.finish())
    }
}

impl ClientFile {
    /// Reads a client file, and tells why what it says under some of its keys cannot be relied on, if so:
    /// a key that cannot be read could say anything.
    pub fn parse_for(text: &str, keys: &[&str]) -> (Self, Option<String>) {
        let (file, problems) = Self::parse(text);
        // Behind the head of a table, TOML takes a key for one of the table.
        let below = keys_below(&text[text_start(text.as_bytes())..]).into_iter();
        let mut below = below.map(|(table, key)| (table, key.to_lowercase().replace('-', "_")));
        let is_lost = |(table, key): &(String, String)| {
            let is_its_own = table == MEMBER && OF_A_MEMBER.contains(&key.as_str());
            keys.contains(&key.as_str()) && !is_its_own
        };
        if let Some((_, key)) = below.find(is_lost) {
            let why = format!("`{key}` stands inside a table, and belongs above every table");
            return (file, Some(why));
        }
        let hides = |problem: &Problem| {
            problem.kind == ProblemKind::Unreadable || keys.iter().any(|key| problem.is_about(key))
        };
        (file, problems.into_iter().find(hides).map(|problem| problem.message))
    }

    /// Returns the members with what is known of each: what their own table says, and of one without a
    /// table what the file says, if it is that person's, or of nobody in particular.
    pub fn members_as_known(&self) -> Vec<Member> {
        let is_the_clients = |name: &str| {
            let mut own = self.name.iter().chain(&self.former_names);
            own.any(|own| is_same_name(own, name))
        };
        let is_of_a_member = self.members.iter().any(|name| is_the_clients(name));
        let told = |name: &String| {
            let table = self.known_members.iter().find(|it| is_same_name(&it.name, name));
            let is_theirs = is_the_clients(name);
            let of_all = table.is_none() && !is_of_a_member;
            let own = table.cloned().unwrap_or(Member { name: name.clone(), ..Member::default() });
            Member {
                birth_date: own.birth_date.or(self.birth_date.filter(|_| is_theirs)),
                died: own.died.or(self.died.filter(|_| is_theirs || of_all)),
                consented_by: own
                    .consented_by
                    .or(self.consented_by.filter(|_| is_theirs || of_all)),
                name: own.name,
            }
        };
        self.members.iter().map(told).collect()
    }

    /// Tells whether somebody is written down as standing for the client, for one of the members, or for
    /// nobody in particular.
    pub fn may_be_stood_for(&self, by: &Representative) -> bool {
        let mut names = self.members.iter().chain(&self.name).chain(&self.former_names);
        by.member.as_ref().is_none_or(|member| names.any(|name| is_same_name(name, member)))
    }
}

fn texts(fields: &mut Fields<'_>, key: &'static str) -> Vec<String> {
    let texts = fields.texts(key).unwrap_or_default();
    texts.into_iter().map(|text| text.into_owned()).collect()
}

/// Takes the members, those that are named alone and those with a table of their own.
fn members(document: &mut Fields<'_>) -> (Vec<String>, Vec<Member>) {
    let mut names = texts(document, "members");
    let mut known: Vec<Member> = Vec::new();
    for mut fields in document.tables(MEMBER) {
        let place = fields.place_of_key("name").unwrap_or_default();
        let name = fields.filled_text("name").map(|text| text.into_owned());
        let (birth_date, died) = (fields.date("birth_date"), fields.date("died"));
        let consented_by = fields.parsed("consented_by");
        fields.require(&["name"], |_| name.is_some());
        if let Some(name) = name {
            if known.iter().any(|it| is_same_name(&it.name, &name)) {
                fields.wrong("name", place, "`name` is that of another `[[member]]`".to_owned());
            }
            if !names.iter().any(|it| is_same_name(it, &name)) {
                names.push(name.clone());
            }
            known.push(Member { name, birth_date, died, consented_by });
        }
        document.absorb(fields);
    }
    (names, known)
}

fn representatives(document: &mut Fields<'_>) -> Vec<Representative> {
    let mut found = Vec::new();
    for mut fields in document.tables(REPRESENTATIVE) {
        let place = fields.place_of_key("until").unwrap_or_default();
        let mut filled = |key| fields.filled_text(key).map(|text| text.into_owned());
        let (person, authority) = (filled("person"), filled("authority"));
        let (scope, refused) = (filled("scope"), filled("refused"));
        let member = filled("for");
        let role = fields.parsed("role");
        let (from, until) = (fields.date("from"), fields.date("until"));
        fields.require(&["person", "role", "authority"], |key| match key {
            "person" => person.is_some(),
            "role" => role.is_some(),
            _ => authority.is_some(),
        });
        if until.zip(from).is_some_and(|(until, from)| until < from) {
            fields.wrong("until", place, "`until` is before `from`".to_owned());
        }
        if let (Some(person), Some(role), Some(authority)) = (person, role, authority) {
            found.push(Representative {
                person,
                role,
                authority,
                member,
                scope,
                from,
                until,
                refused,
            });
        }
        document.absorb(fields);
    }
    found
}

/// Returns every text under keys that this program does not know: a plan's number, a school, whatever
/// somebody has written there about the client.
pub fn other_texts(text: &str) -> Vec<String> {
    let start = text_start(text.as_bytes());
    let table = document::table(&text[start..]).unwrap_or_default();
    let mut texts = Vec::new();
    let is_known = |key: &str| {
        [REPRESENTATIVE, MEMBER].contains(&key) || names(KEYS).any(|known| known == key)
    };
    let unknown = table.iter().filter(|(key, _)| !is_known(key));
    unknown.for_each(|(_, value)| collect_texts(value, &mut texts));
    // A text of a letter or two would be found everywhere.
    texts.retain(|text| text.chars().filter(|c| c.is_alphanumeric()).count() > 2);
    texts
}

fn collect_texts(value: &toml::Value, texts: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => texts.push(text.clone()),
        toml::Value::Integer(number) => texts.push(number.to_string()),
        toml::Value::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        toml::Value::Table(items) => items.iter().for_each(|(_, item)| collect_texts(item, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_under_unknown_keys_are_found_at_any_depth() {
        let text = "name = \"Ana\"\nno = 7\nplan_id = \"XQ-77\"\n[school]\nname = \"Oak Hill\"\nroom = 1204\n";
        assert_eq!(other_texts(text), ["XQ-77", "Oak Hill", "1204"]);
        assert_eq!(other_texts("not toml"), [""; 0]);
    }

    #[test]
    fn a_member_is_named_alone_or_with_what_is_known_of_them() {
        let known = |text: &str| {
            let (file, problems) = ClientFile::parse(text);
            assert_eq!(problems, [], "{text}");
            let told = file.members_as_known().into_iter();
            told.map(|it| (it.name, it.birth_date, it.died)).collect::<Vec<_>>()
        };
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        let kim = "[[member]]\nname = \"Kim\"\nbirth_date = 2016-05-01\n";
        let family = known(&format!(
            "name = \"The family\"\nbirth_date = 1980-01-01\nmembers = [\"Ana\", \"kim\"]\n{kim}"
        ));
        assert_eq!(family, [("Ana".into(), None, None), ("Kim".into(), day("2016-05-01"), None)]);
        let child = "name = \"Kim\"\nbirth_date = 2016-05-01\ndied = 2026-01-01\n";
        assert_eq!(
            known(&format!("{child}members = [\"Ana\", \"Kim\"]\n")),
            [("Ana".into(), None, None), ("Kim".into(), day("2016-05-01"), day("2026-01-01"))]
        );
        let couple = "name = \"Ana and Ben\"\ndied = 2026-01-01\nmembers = [\"Ana\", \"Ben\"]\n";
        let ben = "[[member]]\nname = \"Ben\"\n";
        assert_eq!(
            known(&format!("{couple}{ben}")),
            [("Ana".into(), None, day("2026-01-01")), ("Ben".into(), None, None)]
        );
        for (wrong, message) in [
            (
                "[[member]]\nborn = 2016-05-01\nname = \"Kim\"\n".to_owned(),
                "the key `born` is not known",
            ),
            ("[[member]]\nbirth_date = 2016-05-01\n".to_owned(), "the key `name` is missing"),
            (format!("{kim}{kim}"), "`name` is that of another `[[member]]`"),
            ("member = \"Kim\"\n".to_owned(), "`member` is not an array of tables"),
            (
                format!(
                    "{kim}[[representative]]\nperson = \"Ana\"\nrole = \"parent\"\nauthority = \"x\"\nfor = \"Kym\"\n"
                ),
                "`for` in `[[representative]]` names nobody",
            ),
        ] {
            let (_, problems) = ClientFile::parse(&format!("name = \"A\"\n{wrong}"));
            assert!(
                problems.iter().any(|problem| problem.message.starts_with(message)),
                "{wrong}: {problems:?}"
            );
        }
        // Keys of the file that stand below a table are lost; those of a member are not.
        let doubt = |text: &str| ClientFile::parse_for(text, &["birth_date", "part2"]).1;
        assert_eq!(doubt(&format!("name = \"A\"\n{kim}")), None);
        assert!(doubt(&format!("name = \"A\"\n{kim}part2 = true\n")).is_some());
    }

    #[test]
    fn the_list_of_keys_is_the_list_that_is_read() {
        for key in names(KEYS) {
            let (_, problems) = ClientFile::parse(&format!("{key} = nan\n"));
            assert!(problems.iter().any(|p| p.message.starts_with(&format!("`{key}` "))), "{key}");
        }
    }
}
