//! The keys that only some records have: goals of a plan, members of a group, dates of a discharge.

use chrono::NaiveDate;

use crate::fields::Fields;
use crate::fields::typed::KeyKind;

/// The keys of records that are not an ordinary session; a key that is missing or wrong is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordKeys {
    /// Who was told of a risk, by role.
    pub notified: Vec<String>,
    /// The id of a group.
    pub group: Option<String>,
    /// Which session of the group it was.
    pub session_number: Option<i64>,
    /// How many members of the group were present.
    pub participants: Option<i64>,
    /// Who led the group.
    pub facilitators: Vec<String>,
    /// The client whose treatment a couple or family session is part of.
    pub identified_patient: Option<String>,
    /// Who was present in a couple or family session, by role.
    pub present: Vec<String>,
    /// Whether the identified patient was there.
    pub patient_present: Option<bool>,
    /// When the client consented to treatment.
    pub consent_signed: Option<NaiveDate>,
    /// Who sent the client, by role.
    pub referral_source: Option<String>,
    /// From when on a plan holds.
    pub effective: Option<NaiveDate>,
    /// When the plan is to be reviewed.
    pub review_due: Option<NaiveDate>,
    /// When the client signed the plan.
    pub client_signed: Option<NaiveDate>,
    /// The plan that a review is of, by its name.
    pub plan: Option<String>,
    /// The first day that a review looks back on.
    pub period_start: Option<NaiveDate>,
    /// The last day that a review looks back on.
    pub period_end: Option<NaiveDate>,
    /// Why a session did not take place.
    pub outcome: Option<String>,
    /// How a contact was made.
    pub method: Option<String>,
    /// With whom, by role.
    pub contact: Option<String>,
    /// The authorization that a contact relies on.
    pub authorization: Option<String>,
    /// Whether a discharge was planned.
    pub planned: Option<bool>,
    /// The date of the first session.
    pub first_session: Option<NaiveDate>,
    /// The date of the last session.
    pub last_session: Option<NaiveDate>,
    /// How many sessions took place.
    pub sessions_attended: Option<i64>,
    /// How many were missed.
    pub sessions_missed: Option<i64>,
    /// The goals of a plan.
    pub goals: Vec<Goal>,
}

impl RecordKeys {
    /// Returns what the record says beside its text: each key, its name for a reader, and its value.
    /// Goals are not among them.
    pub fn facts(&self) -> Vec<(&'static str, &'static str, String)> {
        let list = |items: &[String]| (!items.is_empty()).then(|| items.join(", "));
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        let flag =
            |flag: Option<bool>| flag.map(|is_so| (if is_so { "yes" } else { "no" }).to_owned());
        [
            ("notified", "Notified", list(&self.notified)),
            ("group", "Group", self.group.clone()),
            ("session_number", "Session of the group", number(self.session_number)),
            ("participants", "Members present", number(self.participants)),
            ("facilitators", "Facilitators", list(&self.facilitators)),
            ("identified_patient", "Identified patient", self.identified_patient.clone()),
            ("present", "Present", list(&self.present)),
            ("patient_present", "Identified patient present", flag(self.patient_present)),
            ("consent_signed", "Consent signed", day(self.consent_signed)),
            ("referral_source", "Referred by", self.referral_source.clone()),
            ("effective", "Effective", day(self.effective)),
            ("review_due", "Review due", day(self.review_due)),
            ("client_signed", "Signed by the client", day(self.client_signed)),
            ("plan", "Plan", self.plan.clone()),
            ("period_start", "Period from", day(self.period_start)),
            ("period_end", "Period until", day(self.period_end)),
            ("outcome", "Outcome", self.outcome.clone()),
            ("method", "Method", self.method.clone()),
            ("contact", "Contact", self.contact.clone()),
            ("authorization", "Authorization", self.authorization.clone()),
            ("planned", "Planned", flag(self.planned)),
            ("first_session", "First session", day(self.first_session)),
            ("last_session", "Last session", day(self.last_session)),
            ("sessions_attended", "Sessions attended", number(self.sessions_attended)),
            ("sessions_missed", "Sessions missed", number(self.sessions_missed)),
        ]
        .into_iter()
        .filter_map(|(key, name, value)| Some((key, name, value?)))
        .collect()
    }
}

/// A goal of a treatment plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Its id, such as `G1`.
    pub id: String,
    /// What is to be reached, in the plan's own words.
    pub statement: String,
    /// `active`, `met`, `revised` or `discontinued`.
    pub status: String,
    /// When it is to be reached.
    pub target: Option<NaiveDate>,
    /// The measurable steps towards it.
    pub objectives: Vec<Goal>,
}

impl Goal {
    /// Returns the goal as a reader wants it: `G1, active, by 2027-01-31: Ride the tram to work`.
    pub fn readable(&self) -> String {
        let by = self.target.map(|day| format!(", by {day}")).unwrap_or_default();
        format!("{}, {}{by}: {}", self.id, self.status, self.statement)
    }

    /// Tells whether the goal is still worked on.
    pub fn is_active(&self) -> bool {
        self.status == "active" || self.status == "revised"
    }
}

/// What a goal or an objective can be.
pub const GOAL_STATUS: &[&str] = &["active", "met", "revised", "discontinued"];

/// The keys above but the goals, in the order in which they are written.
pub const KEYS: &[(&str, KeyKind)] = &[
    ("notified", KeyKind::Texts),
    ("group", KeyKind::Text),
    ("session_number", KeyKind::Integer),
    ("participants", KeyKind::Integer),
    ("facilitators", KeyKind::Texts),
    ("identified_patient", KeyKind::Text),
    ("present", KeyKind::Texts),
    ("patient_present", KeyKind::Flag),
    ("consent_signed", KeyKind::Date),
    ("referral_source", KeyKind::Text),
    ("effective", KeyKind::Date),
    ("review_due", KeyKind::Date),
    ("client_signed", KeyKind::Date),
    ("plan", KeyKind::Text),
    ("period_start", KeyKind::Date),
    ("period_end", KeyKind::Date),
    ("outcome", KeyKind::Text),
    ("method", KeyKind::Text),
    ("contact", KeyKind::Text),
    ("authorization", KeyKind::Text),
    ("planned", KeyKind::Flag),
    ("first_session", KeyKind::Date),
    ("last_session", KeyKind::Date),
    ("sessions_attended", KeyKind::Integer),
    ("sessions_missed", KeyKind::Integer),
];

/// Takes the keys; `None` when the document has none of them.
pub fn read(fields: &mut Fields<'_>) -> Option<Box<RecordKeys>> {
    let texts = |fields: &mut Fields<'_>, key| {
        let texts = fields.texts(key).unwrap_or_default();
        texts.into_iter().map(std::borrow::Cow::into_owned).collect()
    };
    let text =
        |fields: &mut Fields<'_>, key| fields.filled_text(key).map(std::borrow::Cow::into_owned);
    let keys = RecordKeys {
        notified: texts(fields, "notified"),
        group: text(fields, "group"),
        session_number: fields.integer("session_number"),
        participants: fields.integer("participants"),
        facilitators: texts(fields, "facilitators"),
        identified_patient: text(fields, "identified_patient"),
        present: texts(fields, "present"),
        patient_present: fields.flag("patient_present"),
        consent_signed: fields.date("consent_signed"),
        referral_source: text(fields, "referral_source"),
        effective: fields.date("effective"),
        review_due: fields.date("review_due"),
        client_signed: fields.date("client_signed"),
        plan: text(fields, "plan"),
        period_start: fields.date("period_start"),
        period_end: fields.date("period_end"),
        outcome: text(fields, "outcome"),
        method: text(fields, "method"),
        contact: text(fields, "contact"),
        authorization: text(fields, "authorization"),
        planned: fields.flag("planned"),
        first_session: fields.date("first_session"),
        last_session: fields.date("last_session"),
        sessions_attended: fields.integer("sessions_attended"),
        sessions_missed: fields.integer("sessions_missed"),
        goals: goals(fields, "goal"),
    };
    (keys != RecordKeys::default()).then(|| Box::new(keys))
}

fn goals(fields: &mut Fields<'_>, key: &'static str) -> Vec<Goal> {
    let mut goals: Vec<Goal> = Vec::new();
    for mut table in fields.tables(key) {
        let id = table.filled_text("id").map(std::borrow::Cow::into_owned);
        let statement = table.filled_text("statement").map(std::borrow::Cow::into_owned);
        let status = table.text("status").map(std::borrow::Cow::into_owned);
        let goal = Goal {
            id: id.clone().unwrap_or_default(),
            statement: statement.clone().unwrap_or_default(),
            status: status.unwrap_or_else(|| "active".to_owned()),
            target: table.date("target"),
            objectives: if key == "goal" { goals_below(&mut table) } else { Vec::new() },
        };
        if !GOAL_STATUS.contains(&goal.status.as_str()) {
            let known = GOAL_STATUS.join(", ");
            table.wrong(
                "status",
                table.start(),
                format!("the `status` of a goal is not one of {known}"),
            );
        }
        if id.is_some() && goals.iter().any(|other| other.id == goal.id) {
            table.wrong("id", table.start(), "an `id` is given to two goals".to_owned());
        }
        table.require(&["id", "statement"], |key| match key {
            "id" => id.is_some(),
            _ => statement.is_some(),
        });
        fields.absorb(table);
        if id.is_some() {
            goals.push(goal);
        }
    }
    goals
}

fn goals_below(table: &mut Fields<'_>) -> Vec<Goal> {
    goals(table, "objective")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Option<Box<RecordKeys>>, Vec<String>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let keys = read(&mut fields);
        (keys, fields.finish().into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn a_plan_has_goals_with_objectives() {
        let text = "review_due = 2027-02-01\n[[goal]]\nid = \"G1\"\nstatement = \"Ride the tram\"\n\
            [[goal.objective]]\nid = \"O1\"\nstatement = \"Three rides\"\ntarget = 2026-12-20\nstatus = \"met\"\n";
        let (keys, problems) = read_all(text);
        assert_eq!(problems, [""; 0]);
        let keys = keys.unwrap();
        assert_eq!(keys.goals[0].objectives[0].id, "O1");
        assert!(keys.goals[0].is_active() && !keys.goals[0].objectives[0].is_active());
    }

    #[test]
    fn every_fault_of_a_goal_is_a_problem() {
        for (text, message) in [
            ("[[goal]]\nid = \"G1\"\n", "the key `statement` is missing"),
            ("[[goal]]\nstatement = \"x\"\n", "the key `id` is missing"),
            ("goal = \"G1\"\n", "`goal` is not an array of tables, such as [[goal]]"),
            (
                "[[goal]]\nid = \"G1\"\nstatement = \"x\"\nstatus = \"done\"\n",
                "the `status` of a goal is not one of active, met, revised, discontinued",
            ),
            (
                "[[goal]]\nid = \"G1\"\nstatement = \"x\"\n[[goal]]\nid = \"G1\"\nstatement = \"y\"\n",
                "an `id` is given to two goals",
            ),
            (
                "[[goal]]\nid = \"G1\"\nstatement = \"x\"\ntraget = 2026-12-20\n",
                "the key `traget` is not known",
            ),
        ] {
            assert_eq!(read_all(text).1, [message], "{text}");
        }
        assert_eq!(read_all("").0, None);
    }
}
