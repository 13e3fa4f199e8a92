//! `casenotes disclosures assess`: whether a disclosure that no rule permits is a breach.

use chrono::NaiveDate;

use crate::commands::chart::disclosures::suspend::append;
use crate::domain::clock::Clock;
use crate::domain::moment::{Day, parse_date};
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::authorization::elements::is_plain;
use crate::law::rule::Rule;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::disclosure::breach::{Assessment, Conclusion, known_since};
use crate::record::disclosure::codes::IMPERMISSIBLE;

/// Write down how an impermissible disclosure was assessed
///
/// It is a breach, of which the client is told within 60 days of its discovery (45 CFR 164.404), unless
/// the four factors of 164.402 show a low probability that the record was compromised. An assessment is
/// added to the entry; the latest one counts.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes disclosures assess c-7f3k --conclusion low-probability --nature 'name and session' --person 'a pharmacy' --acquired 'not read' --mitigation destroyed")]
pub struct Args {
    /// Which entry: CLIENT/2026-11-24, or CLIENT for the latest
    disclosure: NoteRef,
    #[command(flatten)]
    assessment: AssessmentArgs,
}

/// The four factors, and what follows.
#[derive(Debug, clap::Args)]
pub struct AssessmentArgs {
    /// What it is: breach, low-probability, or exception (45 CFR 164.402(1))
    #[arg(long, value_name = "CONCLUSION", value_parser = parse_conclusion)]
    conclusion: Option<Conclusion>,
    /// On what day it was discovered [default: since when the log knows of it, or today]
    #[arg(long, value_name = "DAY", requires = "conclusion")]
    discovered: Option<Day>,
    /// The first factor: what left, with which identifiers
    #[arg(long, value_name = "TEXT", requires = "conclusion")]
    nature: Option<String>,
    /// The second: who got it
    #[arg(long, value_name = "TEXT", requires = "conclusion")]
    person: Option<String>,
    /// The third: whether it was actually acquired or viewed
    #[arg(long, value_name = "TEXT", requires = "conclusion")]
    acquired: Option<String>,
    /// The fourth: how far the risk was mitigated
    #[arg(long, value_name = "TEXT", requires = "conclusion")]
    mitigation: Option<String>,
    /// On what day the client was told of the breach
    #[arg(long, value_name = "DAY", requires = "conclusion")]
    notified: Option<Day>,
}

/// An assessment that is not written.
#[derive(Debug, thiserror::Error)]
pub enum AssessmentError {
    /// Nothing says what follows.
    #[error("nothing says what follows from the assessment")]
    NoConclusion,
    /// The disclosure was permitted.
    #[error("only a disclosure that no rule permits is assessed: `{IMPERMISSIBLE}`")]
    Permitted,
    /// A factor is missing or wrong.
    #[error("`--{key}` {why}")]
    Unsound {
        /// Which flag.
        key: &'static str,
        /// What is the matter.
        why: String,
    },
}

impl Explain for AssessmentError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoConclusion => "Give `--conclusion breach` or `low-probability`, with `--nature`, `--person`, `--acquired` and `--mitigation`, or `--conclusion exception`.".into(),
            Self::Permitted => "See `casenotes disclosures CLIENT`.".into(),
            Self::Unsound { .. } => "Nothing was written: correct it, and run the command again.".into(),
        })
    }
}

impl AssessmentArgs {
    /// Reads the assessment of what left on a day and was known since another, if it was; `None` when
    /// none is given.
    ///
    /// # Errors
    /// Says which factor is missing or wrong.
    pub fn read(
        &self,
        today: NaiveDate,
        left: Option<NaiveDate>,
        known: Option<NaiveDate>,
    ) -> Result<Option<Assessment>, Failure> {
        let Some(conclusion) = self.conclusion else { return Ok(None) };
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let assessment = Assessment {
            discovered: self
                .discovered
                .map_or(Ok(known.unwrap_or(today)), |day| day.resolve(today))?
                .to_string(),
            nature: text(&self.nature),
            person: text(&self.person),
            acquired: text(&self.acquired),
            mitigation: text(&self.mitigation),
            conclusion,
            notified: self
                .notified
                .map(|day| day.resolve(today))
                .transpose()?
                .map(|it| it.to_string()),
        };
        let texts = [
            ("nature", &assessment.nature),
            ("person", &assessment.person),
            ("acquired", &assessment.acquired),
            ("mitigation", &assessment.mitigation),
        ];
        let hidden = texts.into_iter().find(|(_, text)| !is_plain(text)).map(|(key, _)| key);
        let hidden =
            hidden.map(|key| (key, "holds a line end or a mark that does not show".to_owned()));
        let is_future = |day: Option<NaiveDate>| day.is_some_and(|day| day > today);
        let discovered = assessment.discovered();
        let impossible = if is_future(discovered) {
            Some(("discovered", "lies in the future".to_owned()))
        } else if discovered < left {
            Some(("discovered", "is before the day on which it left".to_owned()))
        } else if known.is_some_and(|known| Some(known) < discovered) {
            let why = "is after the day since which the log knows of it: the time begins on the first day on which it was known";
            Some(("discovered", format!("{why}{}", Rule::BreachKnown)))
        } else if is_future(assessment.notified.as_deref().and_then(parse_date)) {
            Some(("notified", "lies in the future".to_owned()))
        } else {
            None
        };
        let fault = hidden.or(impossible).or_else(|| assessment.fault());
        match fault {
            Some((key, why)) => Err(AssessmentError::Unsound { key, why }.into()),
            None => Ok(Some(assessment)),
        }
    }
}

/// Adds the assessment to the entry.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let today = clock.now().date_naive();
    let mut told = "";
    let (id, entry) = append(chart, &args.disclosure, |id, entry| {
        if entry.basis != IMPERMISSIBLE {
            return Err(AssessmentError::Permitted.into());
        }
        // What is in the log was known when it was entered.
        let entered = id.name.get(..10).and_then(parse_date).filter(|day| *day <= today);
        let known = known_since(&entry.assessments).into_iter().chain(entered).min();
        let read = args.assessment.read(today, entry.day(), known)?;
        let assessment = read.ok_or(AssessmentError::NoConclusion)?;
        told = assessment.conclusion.as_str();
        entry.assessments.push(assessment);
        Ok(())
    })?;
    output.status(format_args!("Assessed {id}: {told}."));
    if let Some(due) = entry.notice_due() {
        output.status(format_args!(
            "Tell the client by {due}{}, and give `--notified` then.",
            Rule::BreachNotice
        ));
    }
    Ok(Outcome::Done)
}

fn parse_conclusion(word: &str) -> Result<Conclusion, String> {
    let found = Conclusion::ALL.iter().find(|(known, _)| *known == word);
    let words: Vec<&str> = Conclusion::ALL.iter().map(|(known, _)| *known).collect();
    found
        .map(|(_, conclusion)| *conclusion)
        .ok_or_else(|| format!("use one of {}", words.join(", ")))
}
