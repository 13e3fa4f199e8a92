//! The client file, `client.toml`: the only place that holds a client's name.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use toml_edit::Value;

use crate::domain::client_id::ClientId;
use crate::domain::moment::parse_date;
use crate::domain::note_id::{NoteStem, SealedStem};
use crate::failure::Explain;
use crate::fields::rewrite::{self, instead, push, put};
use crate::fields::typed::{KeyKind, TypedKey, find, names, typed};
use crate::fields::{Fields, Problem, ProblemKind, document, keys_below, place_of, text_start};
use crate::law::authorization::representative::{ConsentedBy, Member, Representative};
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
    /// written, each a [`PaidSessions`]: a note that is signed can no longer say it itself.
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
const CLINICIAN: &str = "clinician";

/// The key of the trail of assignments; both are written by `client assign` alone.
const ASSIGNMENTS: &str = "assignments";

/// The key of the sessions that never go to a health plan (45 CFR 164.522(a)(1)(vi)).
pub const SELF_PAY_RESTRICTED: &str = "self_pay_restricted";

/// Sessions that were paid for out of pocket, by the month, the day or the minute they began.
///
/// A note's name counts by its minute alone: its format may change, and the session is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PaidSessions {
    Month(NaiveDate),
    Day(NaiveDate),
    Minute(NaiveDateTime),
}

/// A text that says no session that was paid for out of pocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "neither a day such as 2026-11-20, a month, a day with its time, nor the name of a note such as 2026-11-20-1400-dap"
)]
struct NoSessions;

impl FromStr for PaidSessions {
    type Err = NoSessions;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = match text.trim().split_once('/') {
            Some((client, name)) => {
                client.parse::<ClientId>().map(|_| name).map_err(|_| NoSessions)?
            }
            None => text.trim(),
        };
        if let Ok(stem) = name.parse::<NoteStem>() {
            return Ok(Self::Minute(stem.minute()));
        }
        if let Ok(stem) = name.parse::<SealedStem>() {
            return Ok(Self::Minute(stem.minute()));
        }
        if name.len() == "2026-11".len() {
            return parse_date(&format!("{name}-01")).map(Self::Month).ok_or(NoSessions);
        }
        let (day, rest) = name.split_at_checked("2026-11-20".len()).ok_or(NoSessions)?;
        let day = parse_date(day).ok_or(NoSessions)?;
        if rest.is_empty() {
            return Ok(Self::Day(day));
        }
        let clock = rest.strip_prefix([' ', 'T']).filter(|clock| clock.len() == "14:00".len());
        let time = clock.and_then(|clock| NaiveTime::parse_from_str(clock, "%H:%M").ok());
        time.map(|time| Self::Minute(day.and_time(time))).ok_or(NoSessions)
    }
}

impl PaidSessions {
    fn has(self, minute: NaiveDateTime) -> bool {
        match self {
            Self::Month(first) => minute.date().with_day(1) == Some(first),
            Self::Day(day) => minute.date() == day,
            Self::Minute(paid) => minute == paid,
        }
    }

    fn is_of(self, day: NaiveDate) -> bool {
        match self {
            Self::Month(first) => day.with_day(1) == Some(first),
            Self::Day(paid) => day == paid,
            Self::Minute(minute) => minute.date() == day,
        }
    }

    fn is_before(self, today: NaiveDate) -> bool {
        match self {
            Self::Month(first) => first < today.with_day(1).unwrap_or(today),
            Self::Day(day) => day < today,
            Self::Minute(minute) => minute.date() < today,
        }
    }
}

/// One key of a client file and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    key: &'static str,
    kind: KeyKind,
    value: String,
}

/// A change to a client file that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The text has no `=`.
    #[error("`--set` takes key=value, such as `phone=555 0100`")]
    NoEqualSign,
    /// The key is not one of a client file.
    #[error("the key `{key}` is not known; {}", instead(*meant, names(KEYS)))]
    UnknownKey {
        /// What was typed.
        key: String,
        /// What was meant, if that is clear.
        meant: Option<&'static str>,
    },
    /// The value is not a date.
    #[error("`{0}` takes a date such as 1990-04-21")]
    NotADate(&'static str),
    /// The value is neither true nor false.
    #[error("`{0}` takes true or false")]
    NotAFlag(&'static str),
    /// The value is no list of sessions.
    #[error("`{0}` has an entry that is {NoSessions}; `;` stands between two")]
    NotSessions(&'static str),
    /// Who stands for the client has a command of its own.
    #[error("`representative` is a table, and `--set` takes none")]
    Representative,
    /// Members are written in an editor.
    #[error("`member` is a table, and `--set` takes none")]
    Member,
    /// Whose client it is has a command of its own, which leaves a trail.
    #[error("whose client it is, `casenotes client assign` says, with a trail")]
    Assigned,
    /// Nobody consents so.
    #[error("`consented_by` takes self, parent or court")]
    NobodyConsents,
    /// The value is empty.
    #[error("`{0}` must not be empty")]
    Empty(&'static str),
    /// The file cannot be read, so nothing in it can be changed.
    #[error("the client file cannot be read, or not be given back byte for byte")]
    Unreadable,
}

impl Explain for SettingError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable => Some("Run `casenotes validate` and mend it first.".into()),
            Self::Representative => {
                Some("Run `casenotes client represent CLIENT`, or `casenotes client edit CLIENT` for your editor.".into())
            }
            Self::Member => {
                Some("Run `casenotes client edit CLIENT` for your editor, and add a table `[[member]]` with `name` and `birth_date` (docs/FORMAT.md).".into())
            }
            Self::Assigned => Some("Run `casenotes client assign CLIENT --to NAME --reason WHY`: it keeps a trail.".into()),
            Self::Empty("closed") => Some("Run `casenotes client reopen CLIENT`.".into()),
            _ => None,
        }
    }
}

impl Setting {
    /// Gives a key its value.
    ///
    /// # Errors
    /// Refuses an unknown key, with the nearest known one, and a value of the wrong type.
    pub fn new(key: &str, value: &str) -> Result<Self, SettingError> {
        if key == REPRESENTATIVE {
            return Err(SettingError::Representative);
        }
        if key == MEMBER {
            return Err(SettingError::Member);
        }
        let unknown = |meant| SettingError::UnknownKey { key: key.to_owned(), meant };
        let (key, kind) = find(KEYS, key).map_err(unknown)?;
        if matches!(key, CLINICIAN | ASSIGNMENTS) {
            return Err(SettingError::Assigned);
        }
        let value = value.trim();
        if value.is_empty() {
            return Err(SettingError::Empty(key));
        }
        let setting = Self { key, kind, value: value.to_owned() };
        match (kind, setting.typed()) {
            (KeyKind::Date, None) => Err(SettingError::NotADate(key)),
            (KeyKind::Flag, None) => Err(SettingError::NotAFlag(key)),
            _ if key == "consented_by" && value.parse::<ConsentedBy>().is_err() => {
                Err(SettingError::NobodyConsents)
            }
            (_, Some(Value::Array(items)))
                if key == SELF_PAY_RESTRICTED
                    && !items.iter().all(|item| item.as_str().is_some_and(names_sessions)) =>
            {
                Err(SettingError::NotSessions(key))
            }
            _ => Ok(setting),
        }
    }

    /// Reads `key=value`.
    ///
    /// # Errors
    /// As [`Setting::new`].
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        let (key, value) = text.split_once('=').ok_or(SettingError::NoEqualSign)?;
        Self::new(key.trim(), value)
    }
}

impl ClientFile {
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

/// Dates of a client file of which one must be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// Nobody is born after today.
    #[error("`birth_date` lies in the future")]
    BornInTheFuture,
    /// The client came before being born.
    #[error("`opened` is before `birth_date`")]
    OpenedBeforeBirth,
    /// The client left before being born.
    #[error("`closed` is before `birth_date`")]
    ClosedBeforeBirth,
    /// The client died before being born.
    #[error("`died` is before `birth_date`")]
    DiedBeforeBirth,
    /// Nobody has died after today.
    #[error("`died` lies in the future")]
    DiedInTheFuture,
    /// A member is not born, or died before that, or will die.
    #[error("`birth_date` and `died` of a `[[member]]` cannot both be so today")]
    OfAMember,
    /// The client left before coming.
    #[error("`closed` is before `opened`")]
    ClosedBeforeOpened,
    /// A record is closed when the client has left, not before.
    #[error("`closed` lies in the future")]
    ClosedInTheFuture,
}

impl Explain for Contradiction {
    fn hint(&self) -> Option<String> {
        Some(
            "Nothing was written: look up which of the dates is wrong, and give the right one."
                .into(),
        )
    }
}

impl Contradiction {
    /// Returns the key at which it is reported.
    pub fn key(self) -> &'static str {
        match self {
            Self::BornInTheFuture => "birth_date",
            Self::DiedBeforeBirth | Self::DiedInTheFuture => "died",
            Self::OfAMember => MEMBER,
            Self::OpenedBeforeBirth => "opened",
            Self::ClosedBeforeBirth | Self::ClosedBeforeOpened | Self::ClosedInTheFuture => {
                "closed"
            }
        }
    }

    /// Returns it as a problem of the text of the file.
    pub fn problem(self, text: &str) -> Problem {
        let start = text_start(text.as_bytes());
        let place = place_of(&text[start..], self.key()).unwrap_or(0..0);
        let span = place.start + start..place.end + start;
        let problem = Problem::of_value(self.key(), span, self.to_string());
        Problem { kind: ProblemKind::Contradiction, ..problem }
    }
}

/// Fails when a text that is to become a client file has dates that contradict one another or the day
/// it is. What contradicted before is no reason to refuse another change.
///
/// # Errors
/// Returns the first contradiction that was not there before.
pub fn require_possible_dates(
    before: &str,
    after: &str,
    today: NaiveDate,
) -> Result<(), Contradiction> {
    let known = ClientFile::parse(before).0.contradictions(today);
    let found = ClientFile::parse(after).0.contradictions(today);
    match found.into_iter().find(|found| !known.contains(found)) {
        Some(contradiction) => Err(contradiction),
        None => Ok(()),
    }
}

impl ClientFile {
    /// Returns how its dates contradict one another or the day it is.
    pub fn contradictions(&self, today: NaiveDate) -> Vec<Contradiction> {
        let is_before =
            |a: Option<NaiveDate>, b: Option<NaiveDate>| a.zip(b).is_some_and(|(a, b)| a < b);
        let (born, opened, closed) = (self.birth_date, self.opened, self.closed);
        let cannot_be = |born: Option<NaiveDate>, died: Option<NaiveDate>| {
            is_before(Some(today), born) || is_before(Some(today), died) || is_before(died, born)
        };
        let mut members = self.known_members.iter();
        [
            (is_before(Some(today), born), Contradiction::BornInTheFuture),
            (is_before(opened, born), Contradiction::OpenedBeforeBirth),
            (is_before(closed, born), Contradiction::ClosedBeforeBirth),
            (is_before(closed, opened), Contradiction::ClosedBeforeOpened),
            (is_before(Some(today), closed), Contradiction::ClosedInTheFuture),
            (is_before(self.died, born), Contradiction::DiedBeforeBirth),
            (is_before(Some(today), self.died), Contradiction::DiedInTheFuture),
            (members.any(|it| cannot_be(it.birth_date, it.died)), Contradiction::OfAMember),
        ]
        .into_iter()
        .filter_map(|(is_so, contradiction)| is_so.then_some(contradiction))
        .collect()
    }

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

    /// Tells whether a session, by the minute in which it began, may not go to a health plan. An entry
    /// that cannot be read could be any session, and restricts them all.
    pub fn restricts(&self, minute: NaiveDateTime) -> bool {
        let has_it = |entry: &String| {
            entry.parse().map_or(true, |sessions: PaidSessions| sessions.has(minute))
        };
        self.self_pay_restricted.iter().any(has_it)
    }

    /// Tells whether an entry is about a session of a day, as far as that can be read: a document that bears
    /// the day may be of that session.
    pub fn restricts_day(&self, day: NaiveDate) -> bool {
        let is_of_it = |entry: &String| {
            entry.parse().map_or(true, |sessions: PaidSessions| sessions.is_of(day))
        };
        self.self_pay_restricted.iter().any(is_of_it)
    }

    /// Returns how many restrictions that are over meet no session of the record: the day of each may be
    /// a slip.
    pub fn restrictions_of_no_session(
        &self,
        sessions: &[NaiveDateTime],
        today: NaiveDate,
    ) -> usize {
        let meets_none = |entry: &&String| {
            let meets = |paid: PaidSessions| sessions.iter().any(|minute| paid.has(*minute));
            entry.parse().is_ok_and(|paid: PaidSessions| paid.is_before(today) && !meets(paid))
        };
        self.self_pay_restricted.iter().filter(meets_none).count()
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

fn names_sessions(entry: &str) -> bool {
    entry.parse::<PaidSessions>().is_ok()
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

/// Writes a new client file.
pub fn compose(settings: &[Setting]) -> String {
    let mut document = rewrite::empty();
    let in_order = names(KEYS).flat_map(|key| settings.iter().filter(move |s| s.key == key));
    for setting in in_order {
        put(&mut document, setting.key, setting.value());
    }
    document.to_string()
}

/// Changes keys of a client file and no other byte of it.
///
/// # Errors
/// Refuses a file that is not text or not TOML: what we do not understand we do not rewrite.
pub fn set(bytes: &[u8], settings: &[Setting]) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    let mut document = rewrite::open(text).ok_or(SettingError::Unreadable)?;
    for setting in settings {
        put(&mut document, setting.key, setting.value());
    }
    Ok(document.to_string())
}

/// Adds somebody who stands for the client behind all that a client file says; no other byte changes.
///
/// # Errors
/// Refuses a file that is not text or not TOML.
pub fn represented(bytes: &[u8], by: &Representative) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    rewrite::open(text).ok_or(SettingError::Unreadable)?;
    let mut table = rewrite::empty();
    let date = |day: Option<NaiveDate>| day?.to_string().parse::<toml_edit::Datetime>().ok();
    let option = |text: &Option<String>| text.as_deref().map(Value::from);
    for (key, value) in [
        ("person", Some(Value::from(by.person.as_str()))),
        ("role", Some(Value::from(by.role.as_str()))),
        ("authority", Some(Value::from(by.authority.as_str()))),
        ("for", option(&by.member)),
        ("scope", option(&by.scope)),
        ("from", date(by.from).map(Value::from)),
        ("until", date(by.until).map(Value::from)),
        ("refused", option(&by.refused)),
    ] {
        value.into_iter().for_each(|value| put(&mut table, key, value));
    }
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    Ok(format!("{text}{end}[[{REPRESENTATIVE}]]\n{table}"))
}

/// Says whose client it is, and adds to the trail how that came to be; no other byte changes.
///
/// # Errors
/// Refuses a file that is not text or not TOML, and one whose `assignments` is no array.
pub fn assigned(bytes: &[u8], to: &str, trail: &str) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    let mut document = rewrite::open(text).ok_or(SettingError::Unreadable)?;
    put(&mut document, CLINICIAN, to.into());
    push(&mut document, ASSIGNMENTS, trail).ok_or(SettingError::Unreadable)?;
    Ok(document.to_string())
}

/// Takes the closing out of a client file and adds it, in words, to those that are past. Comments stay.
///
/// # Errors
/// Refuses a file that is not text or not TOML, and one whose `past_closings` is no array.
pub fn reopened(bytes: &[u8], past: &str) -> Result<String, SettingError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SettingError::Unreadable)?;
    let mut document = rewrite::open(text).ok_or(SettingError::Unreadable)?;
    let mut comments = String::new();
    for key in ["closed", "closing_reason"] {
        if let Some((key, _)) = document.remove_entry(key) {
            comments.push_str(key.leaf_decor().prefix().and_then(|it| it.as_str()).unwrap_or(""));
        }
    }
    push(&mut document, "past_closings", past).ok_or(SettingError::Unreadable)?;
    if let Some(mut key) = document.key_mut("past_closings").filter(|_| comments.contains('#')) {
        let before = key.leaf_decor().prefix().and_then(|it| it.as_str()).unwrap_or("").to_owned();
        key.leaf_decor_mut().set_prefix(comments + &before);
    }
    Ok(document.to_string())
}

impl Setting {
    fn typed(&self) -> Option<Value> {
        typed(self.kind, ';', &self.value)
    }

    fn value(&self) -> Value {
        self.typed().expect("a value is of its kind since it was set")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restricts_by(file: &ClientFile, stem: &str) -> bool {
        file.restricts(stem.parse::<NoteStem>().unwrap().minute())
    }

    #[test]
    fn a_record_that_is_reopened_keeps_its_closing_and_its_comments() {
        let text = "name = \"A\"\n# by phone\nclosed = 2026-11-20\nclosing_reason = \"moved\"\nphone = \"5\" # x\n";
        let once = reopened(text.as_bytes(), "closed 2026-11-20").unwrap();
        assert_eq!(
            once,
            "name = \"A\"\nphone = \"5\" # x\n# by phone\npast_closings = [\"closed 2026-11-20\"]\n"
        );
        let twice = reopened(once.as_bytes(), "again").unwrap();
        assert!(twice.contains("[\"closed 2026-11-20\", \"again\"]"), "{twice}");
        let (file, problems) = ClientFile::parse(&twice);
        assert_eq!((file.closed, file.past_closings.len(), problems.len()), (None, 2, 0));
    }

    #[test]
    fn dates_that_cannot_be_are_found_and_what_was_so_before_is_not_refused() {
        let today = "2026-11-24".parse().unwrap();
        let found = |text: &str| ClientFile::parse(text).0.contradictions(today);
        for (text, expected) in [
            ("birth_date = 2026-11-25\n", vec![Contradiction::BornInTheFuture]),
            (
                "birth_date = 2000-01-02\nopened = 2000-01-01\n",
                vec![Contradiction::OpenedBeforeBirth],
            ),
            (
                "birth_date = 2000-01-02\nclosed = 2000-01-01\n",
                vec![Contradiction::ClosedBeforeBirth],
            ),
            ("opened = 2026-02-01\nclosed = 2026-01-31\n", vec![Contradiction::ClosedBeforeOpened]),
            ("closed = 2026-11-25\n", vec![Contradiction::ClosedInTheFuture]),
            ("died = 2026-11-25\n", vec![Contradiction::DiedInTheFuture]),
            ("birth_date = 2000-01-02\ndied = 2000-01-01\n", vec![Contradiction::DiedBeforeBirth]),
            (
                "[[member]]\nname = \"Kim\"\nbirth_date = 2026-11-25\n",
                vec![Contradiction::OfAMember],
            ),
            // The days themselves are possible.
            ("birth_date = 2026-11-24\nopened = 2026-11-24\nclosed = 2026-11-24\n", vec![]),
            ("name = \"Ana Example\"\n", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
        let before = "opened = 2026-02-01\nclosed = 2026-01-31\n";
        let after = "phone = \"555 0100\"\nopened = 2026-02-01\nclosed = 2026-01-31\n";
        assert_eq!(require_possible_dates(before, after, today), Ok(()));
        assert_eq!(
            require_possible_dates("", after, today),
            Err(Contradiction::ClosedBeforeOpened)
        );
        let text = "\u{feff}name = \"x\"\nclosed = 2026-11-25\n";
        let problem = Contradiction::ClosedInTheFuture.problem(text);
        assert_eq!(&text[problem.span.clone()], "2026-11-25");
        assert!(problem.is_at("closed"));
    }

    #[test]
    fn a_composed_file_reads_back() {
        let settings = ["birth_date=1990-04-21", "name=Zoë \"Q\" O'Brien-Šimůnek"]
            .map(|t| Setting::parse(t).unwrap());
        let text = compose(&settings);
        assert!(text.starts_with("name = "), "{text}");
        let (file, problems) = ClientFile::parse(&text);
        assert_eq!(problems, []);
        assert_eq!(file.name.as_deref(), Some("Zoë \"Q\" O'Brien-Šimůnek"));
        assert_eq!(file.birth_date, NaiveDate::from_ymd_opt(1990, 4, 21));
    }

    #[test]
    fn setting_a_key_leaves_every_other_byte_alone() {
        let text = "# mine\nname = 'A'   # who\nodd = 1\n";
        let changed = set(text.as_bytes(), &[Setting::parse("name=B").unwrap()]).unwrap();
        assert_eq!(changed, "# mine\nname = \"B\"   # who\nodd = 1\n");
    }

    #[test]
    fn a_wrong_value_is_refused_before_anything_is_written() {
        assert_eq!(
            Setting::parse("birth_date=1990-02-30"),
            Err(SettingError::NotADate("birth_date"))
        );
        assert_eq!(Setting::parse("name= "), Err(SettingError::Empty("name")));
        assert_eq!(
            Setting::parse("brith_date=1990-02-03").unwrap_err().to_string(),
            "the key `brith_date` is not known; did you mean `birth_date`?"
        );
    }

    #[test]
    fn a_list_and_a_flag_are_written_as_what_they_are() {
        let settings = ["others=Ida Example; Example & Sons", "legal_hold=true", "name=Ana"]
            .map(|text| Setting::parse(text).unwrap());
        let text = compose(&settings);
        assert!(
            text.ends_with("others = [\"Ida Example\", \"Example & Sons\"]\nlegal_hold = true\n"),
            "{text}"
        );
        let (file, problems) = ClientFile::parse(&text);
        assert_eq!((file.others.len(), file.legal_hold, problems), (2, Some(true), vec![]));
        assert_eq!(Setting::parse("legal_hold=yes"), Err(SettingError::NotAFlag("legal_hold")));
    }

    #[test]
    fn texts_under_unknown_keys_are_found_at_any_depth() {
        let text = "name = \"Ana\"\nno = 7\nplan_id = \"XQ-77\"\n[school]\nname = \"Oak Hill\"\nroom = 1204\n";
        assert_eq!(other_texts(text), ["XQ-77", "Oak Hill", "1204"]);
        assert_eq!(other_texts("not toml"), [""; 0]);
    }

    #[test]
    fn lists_and_flags_are_set_as_such_and_a_session_is_restricted_by_its_day_or_minute() {
        let settings = [
            "members=Ana Example, MD; Ben Sample;",
            "part2=true",
            "self_pay_restricted=2026-11-20; 2026-12-01-1400-dap",
        ];
        let text =
            compose(&settings.map(|text| Setting::parse(text).unwrap())) + "name = \"A & B\"\n";
        let (file, problems) = ClientFile::parse(&text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(file.members, ["Ana Example, MD", "Ben Sample"]);
        assert_eq!(file.part2, Some(true));
        for (stem, is_restricted) in [
            ("2026-11-20-0900-soap", true),
            ("2026-12-01-1400-dap", true),
            ("2026-12-01-1400-soap-2", true),
            ("2026-12-01-1500-dap", false),
            ("2026-11-02-1400-dap", false),
        ] {
            assert_eq!(restricts_by(&file, stem), is_restricted, "{stem}");
        }
        assert_eq!(Setting::parse("part2=yes"), Err(SettingError::NotAFlag("part2")));
    }

    #[test]
    fn an_entry_that_says_no_session_restricts_them_all_and_is_a_problem_at_its_place() {
        let restricts = |entry: &str, stem: &str| {
            let text = format!("name = \"A\"\nself_pay_restricted = [\"{entry}\"]\n");
            let (file, problems) = ClientFile::parse(&text);
            let is_refused = Setting::parse(&format!("self_pay_restricted={entry}")).is_err();
            assert_eq!(is_refused, !problems.is_empty(), "{entry}");
            let is_at_it = |problem: &Problem| {
                problem.is_at("self_pay_restricted") && text[problem.span.clone()].contains(entry)
            };
            assert!(problems.iter().all(is_at_it), "{entry}: {problems:?}");
            (restricts_by(&file, stem), is_refused)
        };
        let (session, another) = ("2026-11-20-1400-dap", "2025-01-02-0900-soap");
        for entry in [
            "2026-11",
            "2026-11-20",
            "2026-11-20 14:00",
            "2026-11-20T14:00",
            "2026-11-20-1400",
            "2026-11-20-1400-dap",
            "2026-11-20-1400-soap-2",
            "c-b/2026-11-20-1400-dap",
            "c-b/2026-11-20",
        ] {
            assert_eq!(restricts(entry, session), (true, false), "{entry}");
            assert_eq!(restricts(entry, another), (false, false), "{entry}");
        }
        for entry in [
            "20 Nov 2026",
            "2026-11-2O",
            "2026-11-20, 2026-11-21",
            "all",
            "2026",
            "2026-13",
            "2026-11-20 14",
            "2026-11-20-14",
            "2026-11-20 1:000",
            "2026-11-31",
            "2026-11-20é",
            "x y/2026-11-20",
        ] {
            assert_eq!(restricts(entry, another), (true, true), "{entry}");
        }
        assert!(ClientFile::parse("self_pay_restricted = [\" \"]\nname = \"A\"\n").1.len() == 1);
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
