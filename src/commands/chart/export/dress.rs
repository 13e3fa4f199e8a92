//! How a record is dressed for who reads it: letterhead, what is told of the client, what stands before and
//! behind the sessions. What leaves is decided before; nothing here adds a session or a document.

use chrono::NaiveDate;

use crate::domain::wording::Wording;
use crate::export::dress::{Dress, Layout, Leaf, summary};
use crate::export::questionnaires::ExportedQuestionnaire;
use crate::export::{ExportedNote, Format, PersonFields};
use crate::failure::{Explain, Failure};
use crate::law::Regime;
use crate::law::right::Right;
use crate::law::rule::Rule;
use crate::record::chart::Chart;
use crate::record::chart::profiles::Shape;
use crate::record::client::ClientFile;

/// A record that a profile does not dress.
#[derive(Debug, thiserror::Error)]
pub enum ShapeError {
    /// A claim is of some sessions.
    #[error(
        "the profile for an insurer takes the sessions of a claim, and this is the whole record"
    )]
    NotSelected,
    /// The client's copy is the client's.
    #[error("the profile for the client's own copy is for the basis `individual`")]
    NotAccess,
}

impl Explain for ShapeError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotSelected => "Name the notes, or give `--since` and `--until`.".into(),
            Self::NotAccess => "Give `--basis individual`, or take another profile.".into(),
        })
    }
}

/// What a record is dressed by.
pub struct Occasion<'a> {
    /// The chart that it is of.
    pub chart: &'a Chart,
    /// The form that it takes.
    pub format: &'a Format,
    /// What the profile says of its reader.
    pub shape: Option<Shape>,
    /// Whether it is the client's own copy.
    pub is_own_copy: bool,
    /// What the client file says.
    pub file: &'a ClientFile,
    /// What day it is.
    pub day: NaiveDate,
}

impl Occasion<'_> {
    /// Dresses a record of some sessions.
    ///
    /// # Errors
    /// Fails when the logo of the practice cannot be put on a page.
    pub fn dress(
        &self,
        sessions: &[ExportedNote<'_>],
        questionnaires: &[ExportedQuestionnaire<'_>],
    ) -> Result<Dress, Failure> {
        let settings = self.chart.settings();
        let wording = settings.wording();
        let mut dress = Dress {
            wording,
            letterhead: settings.letterhead.clone(),
            logo: if self.format.shows_pictures() { self.chart.logo()? } else { None },
            paper: settings.export.paper,
            ..Dress::default()
        };
        match self.shape {
            Some(Shape::Insurer) => dress.layout = Layout::Apart,
            Some(Shape::Provider) => {
                let measures = self.chart.measures()?;
                dress.before.push(summary(sessions, questionnaires, &wording, measures));
            }
            Some(Shape::Client) => {
                dress.before.push(what_words_mean());
                dress.after.push(self.how_to_amend());
            }
            Some(Shape::Court) => {
                dress.layout = Layout::Indexed;
                dress.numbered = Some(self.chart_number());
                dress.after.push(self.certification(&wording, sessions.len()));
            }
            Some(Shape::Supervision) | None => {}
        }
        Ok(dress)
    }

    /// Returns what the client file says that its reader is told on the cover. A form asks an insurer for the
    /// number of the member, and whoever goes on with the care needs to know whom to call.
    pub fn details(&self) -> Vec<(&'static str, String)> {
        let file = self.file;
        let names = [("Given name", &file.given_name), ("Family name", &file.family_name)];
        let reached = [
            ("Pronouns", &file.pronouns),
            ("Telephone", &file.phone),
            ("E-mail", &file.email),
            ("Address of the client", &file.address),
            ("Emergency contact", &file.emergency_contact),
        ];
        let payer = [("Payer", &file.payer), ("Member number", &file.member_number)];
        let told = match self.shape {
            _ if self.is_own_copy => [&reached[..], &payer].concat(),
            Some(Shape::Insurer) => [&names[..], &payer].concat(),
            Some(Shape::Provider) => reached.to_vec(),
            _ => Vec::new(),
        };
        told.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }

    /// Returns what a program is told of the client in fields of its own: the parts of the name wherever the
    /// name stands, and how to reach the client where a reader is told that.
    pub fn fields(&self) -> PersonFields<'_> {
        let file = self.file;
        let is_named = self.shape != Some(Shape::Supervision);
        let is_reached = self.is_own_copy || self.shape == Some(Shape::Provider);
        PersonFields {
            given_name: file.given_name.as_deref().filter(|_| is_named),
            family_name: file.family_name.as_deref().filter(|_| is_named),
            phone: file.phone.as_deref().filter(|_| is_reached),
            email: file.email.as_deref().filter(|_| is_reached),
            address: file.address.as_deref().filter(|_| is_reached),
        }
    }

    /// Returns under which name and date of birth the client stands on it: in supervision under the id alone.
    pub fn person<'f>(&'f self, id: &'f str, name: &'f str) -> (&'f str, Option<NaiveDate>) {
        match self.shape {
            Some(Shape::Supervision) => (id, None),
            _ => (name, self.file.birth_date),
        }
    }

    /// Says how the client has the record amended.
    fn how_to_amend(&self) -> Leaf {
        let law = &self.chart.settings().law;
        let in_time = match law.deadline(Right::Amendment) {
            Some(deadline) => format!("The practice answers {deadline}."),
            None => "The practice answers in writing.".to_owned(),
        };
        Leaf {
            title: "How to ask for a correction".to_owned(),
            paragraphs: vec![
                format!(
                    "If something in this record is wrong, or something is missing, you may ask the practice to amend it{}.",
                    Rule::Amendment.if_any()
                ),
                "Ask in writing. Say which session it is about, what is to be changed, and why.".to_owned(),
                in_time,
                "If it does not agree, it says why in writing, and you may add a statement of your own. The statement goes along with the record from then on.".to_owned(),
                "Nothing that was signed is erased: what is corrected stands beside it, with its day and who wrote it.".to_owned(),
            ],
            ..Leaf::default()
        }
    }

    fn chart_number(&self) -> String {
        self.day.format("%Y%m%d").to_string()
    }

    /// Returns the certification of the custodian, to be filled in and signed by hand: what Fed. R. Evid.
    /// 902(11) asks to be certified of a record, and the form of 28 U.S.C. 1746 for a declaration.
    fn certification(&self, wording: &Wording, sessions: usize) -> Leaf {
        let practice = self.chart.settings().letterhead.name.as_deref();
        let practice = practice.unwrap_or("this practice");
        let is_of_the_us = self.chart.settings().law.regime == Regime::Hipaa;
        let (rule, declaration) = match is_of_the_us {
            true => (
                " (Fed. R. Evid. 803(6)(A) to (C), 902(11))",
                "I declare under penalty of perjury that the foregoing is true and correct (28 U.S.C. 1746).",
            ),
            false => ("", "I declare that this is true and correct."),
        };
        let line = "_".repeat(36);
        Leaf {
            title: "Certification of the custodian of records".to_owned(),
            facts: vec![
                ("Record", format!("progress notes, {sessions}, in the pages numbered {} 000001 and following", self.chart_number())),
                ("Made on", wording.day(self.day)),
            ],
            paragraphs: vec![
                format!("I am the custodian of the records of {practice}, or another person who is qualified to say this."),
                format!(
                    "The record in these pages is a copy of what is kept. It was made at or near the time of what it tells, by somebody with knowledge of it or from what such a person said; it was kept in the course of a regularly conducted activity; and making it was a regular practice of that activity{rule}."
                ),
                "What was left out of it, if anything, stands on the cover as far as it may be told.".to_owned(),
                declaration.to_owned(),
                format!("Executed on: {line}"),
                format!("Signature: {line}"),
                format!("Name and title: {line}"),
            ],
        }
    }
}

/// Says in plain words what stands beside a session.
fn what_words_mean() -> Leaf {
    let facts = [
        ("Service", "what kind of session it was; the number is the one that claims use"),
        ("Place of service", "where you and the clinician were"),
        ("Diagnoses", "what the treatment was for, by the names and codes that clinics use"),
        ("Goals", "which goals of your treatment plan the session worked on"),
        ("Risk", "what was found about danger to you or to others"),
        (
            "Measures",
            "your points in a questionnaire, out of how many, and what they are called; the cut-off is the score from which on it is looked into",
        ),
        (
            "Status",
            "signed: the note is as the clinician signed it; draft: nobody has signed it yet",
        ),
    ];
    Leaf {
        title: "What the words mean".to_owned(),
        facts: facts.map(|(name, words)| (name, words.to_owned())).into(),
        paragraphs: Vec::new(),
    }
}
