//! `casenotes disclosures assess`: whether a disclosure that no rule permits is a breach.

use chrono::NaiveDate;

use crate::authorization::elements::is_plain;
use crate::commands::chart::disclosures::suspend::append;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure, Outcome};
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::disclosure::breach::{Assessment, Conclusion};
use crate::record::disclosure::codes::IMPERMISSIBLE;

/// Write down how an impermissible disclosure was assessed
///
/// It is a breach, of which the client is told within 60 days of its discovery (45 CFR 164.404), unless
/// the four factors of 164.402 show a low probability that the record was compromised. An assessment is
/// added to the entry; the latest one counts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which entry: CLIENT/2026-11-24, or CLIENT for the latest
    disclosure: NoteRef,
    #[command(flatten)]
    assessment: AssessmentArgs,
    /// Commit what is written; the message has ids and no names
    #[arg(long)]
    pub commit: bool,
}

/// The four factors, and what follows.
#[derive(Debug, clap::Args)]
pub struct AssessmentArgs {
    /// What it is: breach, low-probability, or exception (45 CFR 164.402(1))
    #[arg(long, value_name = "CONCLUSION", value_parser = parse_conclusion, requires_all = ["nature", "person", "acquired", "mitigation"])]
    conclusion: Option<Conclusion>,
    /// On what day it was discovered [default: today]
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
        why: &'static str,
    },
}

impl Explain for AssessmentError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoConclusion => "Give `--conclusion breach`, `low-probability` or `exception`, with `--nature`, `--person`, `--acquired` and `--mitigation`.".into(),
            Self::Permitted => "See `casenotes disclosures CLIENT`.".into(),
            Self::Unsound { .. } => "Nothing was written: correct it, and run the command again.".into(),
        })
    }
}

impl AssessmentArgs {
    /// Reads the assessment; `None` when none is given.
    ///
    /// # Errors
    /// Says which factor is missing or wrong.
    pub fn read(&self, today: NaiveDate) -> Result<Option<Assessment>, Failure> {
        let Some(conclusion) = self.conclusion else { return Ok(None) };
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let assessment = Assessment {
            discovered: self.discovered.map_or(Ok(today), |day| day.resolve(today))?.to_string(),
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
        let hidden = hidden.map(|key| (key, "holds a line end or a mark that does not show"));
        let is_future = |day: Option<NaiveDate>| day.is_some_and(|day| day > today);
        let future =
            is_future(assessment.discovered()).then_some(("discovered", "lies in the future"));
        let fault = hidden.or(future).or_else(|| assessment.fault());
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
    let assessment = args.assessment.read(today)?.ok_or(AssessmentError::NoConclusion)?;
    let told = assessment.conclusion.as_str();
    let (id, entry) = append(chart, &args.disclosure, |entry| {
        if entry.basis != IMPERMISSIBLE {
            return Err(AssessmentError::Permitted.into());
        }
        entry.assessments.push(assessment);
        Ok(())
    })?;
    output.status(format_args!("Assessed {id}: {told}."));
    if let Some(due) = entry.notice_due() {
        output.status(format_args!(
            "Tell the client by {due} (45 CFR 164.404(b)), and give `--notified` then."
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
