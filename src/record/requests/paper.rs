//! One paper of a request: the request itself, or a step that was taken about it.

use std::str::FromStr;

use chrono::NaiveDate;
use toml_edit::{Datetime, Value};

use crate::domain::client_id::ClientId;
use crate::domain::note_id::NoteStem;
use crate::fields::rewrite::{self, put};
use crate::fields::{Fields, Problem, place_of};
use crate::law::denial::DenialGround;
use crate::law::right::Right;
use crate::law::rule::Rule;

/// What a paper is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The client asks.
    #[default]
    Request,
    /// The practice takes more time, once, and says why.
    Extension,
    /// The practice amends the record (164.526(c)).
    Acceptance,
    /// The practice denies it in writing (164.524(d), 164.526(d)).
    Denial,
    /// Another professional reviews a denial (164.524(d)(4)).
    Review,
    /// The client disagrees with a denial (164.526(d)(2)).
    Disagreement,
    /// The practice answers that (164.526(d)(3)).
    Rebuttal,
    /// The client wants request and denial to go along with the note (164.526(d)(5)(ii)).
    Inclusion,
    /// It was done what was asked, or the client asks no more.
    Closing,
}

/// A word that is no step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a step of a request")]
pub struct NoStep;

/// What became of a denial that was reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stands.
    Upheld,
    /// Access is given.
    Overturned,
}

/// A word that is no outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an outcome of a review; use `upheld` or `overturned`")]
pub struct NoOutcome;

/// A paper of a request; what a step has no use for is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestPaper {
    /// What it is.
    pub step: Step,
    /// The name of the request that a step is about.
    pub request: Option<String>,
    /// When: of a request, the day on which it was received.
    pub on: Option<NaiveDate>,
    /// Who: asks, decides, reviews or writes.
    pub by: Option<String>,
    /// Which right a request exercises.
    pub right: Option<Right>,
    /// On what day the client signed it, if it is in writing.
    pub signed_on: Option<NaiveDate>,
    /// To whom else a copy is to go (164.524(c)(3)(ii)).
    pub recipient: Option<String>,
    /// Where it is to go.
    pub address: Option<String>,
    /// What is asked for, in few words.
    pub scope: Option<String>,
    /// The note that is to be amended.
    pub note: Option<NoteStem>,
    /// Until when the time is extended.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
    /// On what ground it is denied.
    pub ground: Option<&'static DenialGround>,
    /// Whether a part of it is denied, and the rest done.
    pub in_part: bool,
    /// What the denial tells, by the keys that say so.
    pub says: Vec<&'static str>,
    /// What became of a review.
    pub outcome: Option<Outcome>,
    /// The addition to the note that amends it, such as `addendum-1`.
    pub amendment: Option<String>,
    /// Who is told of the amendment (164.526(c)(3)).
    pub informed: Vec<String>,
    /// When the client got a copy of a rebuttal.
    pub copy_given: Option<NaiveDate>,
    /// The entry of the log of disclosures by which it was done.
    pub disclosure: Option<String>,
    /// Whether the client asks no more.
    pub withdrawn: bool,
    /// The words.
    pub text: Option<String>,
}

/// What a denial may tell.
const SAYS: &[&str] = &[
    "says_how_to_complain",
    "says_how_to_have_it_reviewed",
    "says_how_to_disagree",
    "says_request_may_travel",
];

impl Step {
    const ALL: [(&'static str, Self); 9] = [
        ("request", Self::Request),
        ("extension", Self::Extension),
        ("acceptance", Self::Acceptance),
        ("denial", Self::Denial),
        ("review", Self::Review),
        ("disagreement", Self::Disagreement),
        ("rebuttal", Self::Rebuttal),
        ("inclusion", Self::Inclusion),
        ("closing", Self::Closing),
    ];

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, step)| *step == self);
        found.map_or("", |(word, _)| word)
    }

    /// Returns what a reader of a record is told that it is.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "Request for amendment",
            Self::Acceptance => "Amendment accepted",
            Self::Denial => "Amendment denied",
            Self::Disagreement => "Statement of disagreement",
            Self::Rebuttal => "Rebuttal of the practice",
            Self::Extension => "Extension",
            Self::Review => "Review",
            Self::Inclusion => "Inclusion",
            Self::Closing => "Closing",
        }
    }

    /// The keys that a paper of it must have.
    fn required(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["right", "on"],
            Self::Extension => &["request", "on", "until", "reason"],
            Self::Acceptance | Self::Inclusion | Self::Closing => &["request", "on"],
            Self::Denial => &["request", "on", "ground"],
            Self::Review => &["request", "on", "by", "outcome"],
            Self::Disagreement => &["request", "on", "text"],
            Self::Rebuttal => &["request", "on", "text", "copy_given"],
        }
    }
}

impl FromStr for Step {
    type Err = NoStep;

    fn from_str(text: &str) -> Result<Self, NoStep> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, step)| *step).ok_or(NoStep)
    }
}

impl Outcome {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
        }
    }
}

impl FromStr for Outcome {
    type Err = NoOutcome;

    fn from_str(text: &str) -> Result<Self, NoOutcome> {
        match text {
            "upheld" => Ok(Self::Upheld),
            "overturned" => Ok(Self::Overturned),
            _ => Err(NoOutcome),
        }
    }
}

impl RequestPaper {
    /// Reads a paper of a client, with everything that is wrong with it.
    pub fn read(text: &str, client: &ClientId) -> (Self, Vec<Problem>) {
        let mut fields = Fields::parse(text, 0, 0..0);
        let mut filled = |key| fields.filled_text(key).map(|text| text.into_owned());
        let says_client = filled("client");
        let (request, by, recipient) = (filled("request"), filled("by"), filled("recipient"));
        let (address, scope, reason) = (filled("address"), filled("scope"), filled("reason"));
        let (amendment, disclosure, words) =
            (filled("amendment"), filled("disclosure"), filled("text"));
        let step = fields.parsed::<Step>("step");
        let mut date = |key| fields.date(key);
        let (on, signed_on) = (date("on"), date("signed_on"));
        let (until, copy_given) = (date("until"), date("copy_given"));
        let said = |key: &&'static str, fields: &mut Fields<'_>| fields.flag(key) == Some(true);
        let paper = Self {
            step: step.unwrap_or_default(),
            request,
            on,
            by,
            right: fields.parsed("right"),
            signed_on,
            recipient,
            address,
            scope,
            note: fields.parsed("note"),
            until,
            reason,
            ground: fields.parsed_by("ground", DenialGround::of_a_paper),
            in_part: fields.flag("in_part") == Some(true),
            says: SAYS.iter().copied().filter(|key| said(key, &mut fields)).collect(),
            outcome: fields.parsed("outcome"),
            amendment,
            informed: {
                let told = fields.texts("informed").unwrap_or_default();
                told.into_iter().map(|name| name.into_owned()).collect()
            },
            copy_given,
            disclosure,
            withdrawn: fields.flag("withdrawn") == Some(true),
            text: words,
        };
        fields.require(&["client", "step"], |key| match key {
            "client" => says_client.is_some(),
            _ => step.is_some(),
        });
        let has = |key: &str| paper.has(key);
        if step.is_some() {
            fields.require(paper.step.required(), has);
        }
        let mut problems = fields.finish();
        let mut wrong = |key: &str, message: &str| {
            let span = place_of(text, key).unwrap_or_default();
            problems.push(Problem::of_value(key, span, message.to_owned()));
        };
        if says_client.is_some_and(|named| named != client.as_str()) {
            wrong("client", "`client` is another one than that of the folder");
        }
        if let Some((key, message)) = paper.contradiction() {
            wrong(key, &message);
        }
        problems.sort_by_key(|problem| problem.span.start);
        (paper, problems)
    }

    fn has(&self, key: &str) -> bool {
        match key {
            "right" => self.right.is_some(),
            "on" => self.on.is_some(),
            "request" => self.request.is_some(),
            "until" => self.until.is_some(),
            "reason" => self.reason.is_some(),
            "ground" => self.ground.is_some(),
            "by" => self.by.is_some(),
            "outcome" => self.outcome.is_some(),
            "text" => self.text.is_some(),
            "copy_given" => self.copy_given.is_some(),
            _ => false,
        }
    }

    /// Returns the key of what cannot be, and why.
    fn contradiction(&self) -> Option<(&'static str, String)> {
        let is_before =
            |a: Option<NaiveDate>, b: Option<NaiveDate>| a.zip(b).is_some_and(|(a, b)| a < b);
        let lacks = |key: &&String| !self.says.contains(&key.as_str());
        let missing = self.ground.and_then(|ground| ground.must_say.iter().find(lacks));
        if is_before(self.on, self.signed_on) {
            Some(("signed_on", "`signed_on` is after the day on which it was received".to_owned()))
        } else if is_before(self.until, self.on) {
            Some(("until", "`until` is before `on`".to_owned()))
        } else if is_before(self.copy_given, self.on) {
            Some(("copy_given", "`copy_given` is before `on`".to_owned()))
        } else if self.right == Some(Right::Amendment) && self.note.is_none() {
            Some((
                "right",
                format!("a request for amendment names the note under `note`{}", Rule::Amendment),
            ))
        } else if self.recipient.is_some() && (self.address.is_none() || self.signed_on.is_none()) {
            Some((
                "recipient",
                format!(
                    "`recipient` asks for `address` and `signed_on`: the request is in writing, signed, and names the person and the place{}",
                    Rule::ThirdPerson
                ),
            ))
        } else {
            let why = "a denial on this ground must tell it, and this key is not true";
            missing.map(|key| (key.as_str(), why.to_owned()))
        }
    }

    /// Returns what a reader is told of it beside its words, with names.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let informed = Some(self.informed.join("; ")).filter(|told| !told.is_empty());
        [
            ("Date", day(self.on)),
            ("By", self.by.clone()),
            ("Signed on", day(self.signed_on)),
            ("Asked for", self.scope.clone()),
            ("Copy to", self.recipient.clone()),
            ("Address", self.address.clone()),
            ("Until", day(self.until)),
            ("Reason", self.reason.clone()),
            ("Ground", self.ground.map(|ground| ground.to_string())),
            ("Denied", self.in_part.then(|| "in part".to_owned())),
            ("Outcome", self.outcome.map(|outcome| outcome.as_str().to_owned())),
            ("Amended by", self.amendment.clone()),
            ("Told of it", informed),
            ("Copy given", day(self.copy_given)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Writes the paper.
    pub fn to_toml(&self, client: &ClientId) -> String {
        let mut document = rewrite::empty();
        let text = |text: &str| Some(Value::from(text));
        let day = |day: Option<NaiveDate>| {
            let date = day?.to_string().parse::<Datetime>();
            date.ok().map(Value::from)
        };
        let option = |value: &Option<String>| value.as_deref().map(Value::from);
        for (key, value) in [
            ("client", text(client.as_str())),
            ("step", text(self.step.as_str())),
            ("request", option(&self.request)),
            ("right", self.right.map(|right| Value::from(right.as_str()))),
            ("on", day(self.on)),
            ("by", option(&self.by)),
            ("signed_on", day(self.signed_on)),
            ("recipient", option(&self.recipient)),
            ("address", option(&self.address)),
            ("scope", option(&self.scope)),
            ("note", self.note.as_ref().map(|note| Value::from(note.as_str()))),
            ("until", day(self.until)),
            ("reason", option(&self.reason)),
            ("ground", self.ground.map(|ground| Value::from(ground.code.as_str()))),
            ("in_part", self.in_part.then(|| Value::from(true))),
            ("outcome", self.outcome.map(|outcome| Value::from(outcome.as_str()))),
            ("amendment", option(&self.amendment)),
            (
                "informed",
                (!self.informed.is_empty())
                    .then(|| self.informed.iter().map(String::as_str).collect()),
            ),
            ("copy_given", day(self.copy_given)),
            ("disclosure", option(&self.disclosure)),
            ("withdrawn", self.withdrawn.then(|| Value::from(true))),
        ] {
            value.into_iter().for_each(|value| put(&mut document, key, value));
        }
        for key in &self.says {
            put(&mut document, key, Value::from(true));
        }
        option(&self.text).into_iter().for_each(|value| put(&mut document, "text", value));
        document.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> ClientId {
        "c-7f3k".parse().unwrap()
    }

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    fn papers() -> Vec<RequestPaper> {
        let request = || Some("2026-11-20-0900".to_owned());
        let step = |step| RequestPaper {
            step,
            request: request(),
            on: day("2026-11-24"),
            ..RequestPaper::default()
        };
        let text = || Some("It was \"Tuesday\",\nnot Monday.\n".to_owned());
        vec![
            RequestPaper {
                on: day("2026-11-20"),
                right: Some(Right::Amendment),
                signed_on: day("2026-11-19"),
                note: Some("2026-11-10-1400-soap".parse().unwrap()),
                text: text(),
                ..RequestPaper::default()
            },
            RequestPaper { until: day("2026-12-24"), reason: text(), ..step(Step::Extension) },
            RequestPaper {
                amendment: Some("correction-1".into()),
                informed: vec!["Acme".into()],
                ..step(Step::Acceptance)
            },
            RequestPaper {
                ground: DenialGround::of_the_practice("accurate").ok(),
                says: vec![
                    "says_how_to_complain",
                    "says_how_to_disagree",
                    "says_request_may_travel",
                ],
                in_part: true,
                ..step(Step::Denial)
            },
            RequestPaper { by: text(), outcome: Some(Outcome::Upheld), ..step(Step::Review) },
            RequestPaper { text: text(), ..step(Step::Disagreement) },
            RequestPaper { text: text(), copy_given: day("2026-11-24"), ..step(Step::Rebuttal) },
            step(Step::Inclusion),
            RequestPaper {
                withdrawn: true,
                disclosure: Some("2026-11-24-0930".into()),
                ..step(Step::Closing)
            },
        ]
    }

    #[test]
    fn each_step_is_read_back() {
        for paper in papers() {
            let text = paper.to_toml(&client());
            assert_eq!(RequestPaper::read(&text, &client()), (paper, vec![]), "{text}");
        }
        assert_eq!(papers().len(), Step::ALL.len());
    }

    #[test]
    fn what_a_step_needs_is_asked_for_and_what_cannot_be_is_found() {
        let of = |step: Step| {
            let papers = papers();
            papers.into_iter().find(|paper| paper.step == step).unwrap().to_toml(&client())
        };
        let told = |text: &str| -> Vec<String> {
            let (_, problems) = RequestPaper::read(text, &client());
            problems.into_iter().map(|problem| problem.message).collect()
        };
        for step in Step::ALL.map(|(_, step)| step) {
            for key in step.required().iter().filter(|key| !["text", "by", "reason"].contains(key))
            {
                let text = of(step);
                let kept: String = text
                    .split_inclusive('\n')
                    .filter(|line| !line.starts_with(&format!("{key} ")))
                    .collect();
                if kept == text {
                    continue;
                }
                let found = told(&kept);
                assert!(
                    found.contains(&format!("the key `{key}` is missing")),
                    "{kept}: {found:?}"
                );
            }
        }
        for (step, from, to, message) in [
            (Step::Request, "c-7f3k", "c-2mxr", "`client` is another one"),
            (
                Step::Request,
                "\"amendment\"",
                "\"forgetting\"",
                "`right` is not a right of a client",
            ),
            (Step::Request, "2026-11-19", "2026-11-21", "`signed_on` is after"),
            (Step::Request, "note =", "nota =", "the key `nota` is not known"),
            (Step::Extension, "2026-12-24", "2026-11-23", "`until` is before `on`"),
            (
                Step::Denial,
                "says_how_to_disagree = true",
                "says_how_to_disagree = false",
                "a denial on this ground must tell it",
            ),
            (Step::Denial, "\"accurate\"", "\"no\"", "`ground` is not a ground of a denial"),
            (Step::Review, "upheld", "so so", "`outcome` is not an outcome"),
            (Step::Closing, "\"closing\"", "\"shrug\"", "`step` is not a step"),
        ] {
            let text = of(step);
            let changed = text.replacen(from, to, 1);
            assert_ne!(text, changed, "{from}");
            let found = told(&changed);
            assert!(found.iter().any(|found| found.starts_with(message)), "{to}: {found:?}");
        }
        let third = "client = \"c-7f3k\"\nstep = \"request\"\nright = \"access\"\non = 2026-11-20\nrecipient = \"Ida\"\n";
        assert!(told(third)[0].starts_with("`recipient` asks for `address` and"));
        assert!(told("x = [")[0].starts_with("not valid TOML"));
    }
}
