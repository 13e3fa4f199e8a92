//! `casenotes measure add`: files the answers to a measure, item by item.

use chrono::NaiveDate;

use crate::commands::args::leftover::LeftoverArgs;
use crate::commands::chart::measure::asking::Asking;
use crate::commands::chart::measure::{askable, show};
use crate::domain::aim::RecordAim;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::domain::questionnaire::{AnsweredBy, QuestionnaireName};
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::measure::Measure;
use crate::measure::instrument::{Answers, Instrument};
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::signing::require_reason;
use crate::record::questionnaire::NewQuestionnaire;
use crate::record::scribe::Scribe;

/// File the answers to a measure, item by item
///
/// At a terminal each item is asked. Scores come from the answers, by the published rule of the measure; what
/// they mean supports your judgement and is none. What was filed is changed no more: `--amends` files another
/// in its place.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes measure add c-7f3k phq9
  casenotes measure add c-7f3k phq9 --items 2,1,2,1,0,1,1,0,0 --date yesterday
  casenotes measure add c-7f3k gad7 --items 1,1,-,0,0,1,0 --by clinician")]
pub struct Args {
    /// Whose answers
    client: ClientId,
    /// Which measure, such as phq9
    measure: String,
    /// The answers in the order of the items, such as 2,1,0; `-` or nothing for a missing one
    #[arg(short, long, value_name = "VALUES", allow_hyphen_values = true, conflicts_with_all = ["recover", "discard"])]
    items: Option<String>,
    /// Who answered: client, clinician or caregiver [default: client]
    #[arg(long, value_name = "WHO", value_parser = str::parse::<AnsweredBy>, conflicts_with_all = ["recover", "discard"])]
    by: Option<AnsweredBy>,
    /// The day on which it was answered: 2026-11-24, yesterday, monday, "7 days ago" [default: today]
    #[arg(long, value_name = "DAY", conflicts_with_all = ["recover", "discard"])]
    date: Option<Day>,
    /// In which language, as a tag such as de [default: that of the measure]
    #[arg(long, value_name = "TAG", conflicts_with_all = ["recover", "discard"])]
    language: Option<String>,
    /// The questionnaire in whose place it is; both stay
    #[arg(long, value_name = "QUESTIONNAIRE", requires = "reason", conflicts_with_all = ["recover", "discard"])]
    amends: Option<NoteRef>,
    /// Why; it may leave with the record
    #[arg(short, long, value_name = "WHY", requires = "amends")]
    reason: Option<String>,
    /// The client has restricted it, as a session that was paid out of pocket in full; one that amends a
    /// restricted questionnaire is
    #[arg(long, conflicts_with_all = ["recover", "discard"])]
    restricted: bool,
    #[command(flatten)]
    leftover: LeftoverArgs,
}

/// Answers that are not filed.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("{0} lies in the future")]
    Future(NaiveDate),
    #[error("the {title} has {}, and {given} were given", counted(*.items, "item"))]
    Count { title: String, items: usize, given: usize },
    #[error("item {item} of the {title} is answered by {choices}")]
    NoSuchAnswer { title: String, item: usize, choices: String },
    #[error("nothing was answered")]
    Nothing,
    #[error("`{0}` is no tag of a language")]
    NoLanguage(String),
    #[error("`{amends}` is a questionnaire of another client or measure")]
    OtherMeasure { amends: String },
    #[error("name the questionnaire that is meant, and not its client alone")]
    NotNamed,
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Future(_) => "Give the day on which it was answered.".into(),
            Self::Count { .. } => {
                "Give one value for each item, with `-` for one that was not answered, such as 2,1,-.".into()
            }
            Self::NoSuchAnswer { .. } => "Give `-` for an item that was not answered.".into(),
            Self::Nothing => "Give an answer to one item at least.".into(),
            Self::NoLanguage(_) => "Give one such as `en`, `de` or `pt-BR`.".into(),
            Self::OtherMeasure { .. } | Self::NotNamed => {
                "Run `casenotes measure list` to see what there is.".into()
            }
        })
    }
}

/// What is said beside the answers.
struct Beside {
    date: NaiveDate,
    answered_by: AnsweredBy,
    language: Option<String>,
    restricted: bool,
    amends: Option<Amended>,
}

/// The questionnaire in whose place answers are, and why.
type Amended = (QuestionnaireName, String);

/// Files the answers and prints the id of the questionnaire.
pub fn run(
    args: &Args,
    mut scribe: Scribe<'_>,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = scribe.chart;
    chart.require_client(&args.client)?;
    let aim = RecordAim::Questionnaire(args.client.clone(), args.measure.clone());
    if args.leftover.discard {
        return scribe.throw_away(&aim, output);
    }
    let (measure, instrument) = askable(&args.measure, chart)?;
    let now = SessionTime::new(clock.now());
    let beside = args.beside(instrument, now, chart)?;
    let new = NewQuestionnaire {
        measure: &args.measure,
        date: beside.date,
        answered_by: beside.answered_by,
        language: beside.language.as_deref(),
        restricted: beside.restricted,
        filed_by: author,
        filed_at: now,
        amends: beside.amends.as_ref().map(|(name, reason)| (name, reason.as_str())),
        answers: &Answers::new(),
    };
    if let Some(items) = &args.items {
        let answers = parsed(items, measure, instrument)?;
        chart.tell_whose(&args.client, output);
        return file(&NewQuestionnaire { answers: &answers, ..new }, args, scribe.chart, output);
    }
    let asking = Asking { measure, instrument, aim: &aim, takes_up: args.leftover.recover };
    asking.ask(&new, &mut scribe, output, |new, chart, output| file(new, args, chart, output))
}

impl Args {
    fn beside(
        &self,
        instrument: &Instrument,
        now: SessionTime,
        chart: &Chart,
    ) -> Result<Beside, Failure> {
        let date = self.date.map_or(Ok(now.date()), |day| day.resolve(now.date()))?;
        if date > now.date() {
            return Err(AddError::Future(date).into());
        }
        let is_tag = |tag: &str| {
            !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if let Some(language) = self.language.as_deref().filter(|tag| !is_tag(tag)) {
            return Err(AddError::NoLanguage(language.to_owned()).into());
        }
        let (amends, is_restricted) = self.amended(chart)?.unzip();
        Ok(Beside {
            restricted: self.restricted || is_restricted == Some(true),
            date,
            answered_by: self.by.unwrap_or(AnsweredBy::Client),
            language: self.language.clone().or_else(|| instrument.language.clone()),
            amends,
        })
    }

    /// Returns the questionnaire in whose place the answers are with why, and whether that is restricted.
    fn amended(&self, chart: &Chart) -> Result<Option<(Amended, bool)>, Failure> {
        let Some((reference, reason)) = self.amends.as_ref().zip(self.reason.as_deref()) else {
            return Ok(None);
        };
        require_reason(reason)?;
        if matches!(reference, NoteRef::Latest(_)) {
            return Err(AddError::NotNamed.into());
        }
        let id = chart.find_questionnaire(reference)?;
        if id.client != self.client || id.name.measure() != self.measure {
            return Err(AddError::OtherMeasure { amends: id.to_string() }.into());
        }
        let is_restricted = chart.questionnaire(&id)?.said.restricted;
        Ok(Some(((id.name, reason.trim().to_owned()), is_restricted)))
    }
}

/// Reads answers in the order of the items.
fn parsed(items: &str, measure: &Measure, instrument: &Instrument) -> Result<Answers, AddError> {
    let given: Vec<&str> = items.split(',').map(str::trim).collect();
    let title = || measure.title.clone();
    if given.len() != instrument.items.len() {
        let (items, given) = (instrument.items.len(), given.len());
        return Err(AddError::Count { title: title(), items, given });
    }
    let mut answers = Answers::new();
    for (at, (text, item)) in given.iter().zip(&instrument.items).enumerate() {
        if matches!(*text, "" | "-") {
            continue;
        }
        let value = text.parse().ok().filter(|value| item.answer(*value).is_some());
        let refused =
            || AddError::NoSuchAnswer { title: title(), item: at + 1, choices: item.choices() };
        answers.insert(at + 1, value.ok_or_else(refused)?);
    }
    if answers.is_empty() { Err(AddError::Nothing) } else { Ok(answers) }
}

/// Files answers and says what they come to.
fn file(
    new: &NewQuestionnaire<'_>,
    args: &Args,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (measure, instrument) = askable(new.measure, chart)?;
    let id = chart.file_questionnaire(&args.client, new)?;
    output.data(&format!("{id}\n"))?;
    let scored = instrument.score(new.answers);
    output.status(format_args!("{}.", show::total_in_words(measure, &scored)));
    show::warn(measure, &scored, output);
    output.hint(format_args!("`casenotes sign {id}` signs the answers."));
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::known::Measures;

    #[test]
    fn answers_are_read_in_the_order_of_the_items() {
        let measures = Measures::default();
        let gad7 = measures.get("gad7").unwrap();
        let read = |items: &str| {
            parsed(items, gad7, gad7.instrument.as_ref().unwrap())
                .map_err(|error| error.to_string())
        };
        let answers = read("1, 2,-,,0,3,0").unwrap();
        assert_eq!(answers, Answers::from([(1, 1), (2, 2), (5, 0), (6, 3), (7, 0)]));
        for (items, message) in [
            ("1,2", "the GAD-7 has 7 items, and 2 were given"),
            ("1,2,4,0,0,0,0", "item 3 of the GAD-7 is answered by 0, 1, 2 or 3"),
            ("1,2,x,0,0,0,0", "item 3 of the GAD-7 is answered by 0, 1, 2 or 3"),
            ("1,2,1.5,0,0,0,0", "item 3 of the GAD-7 is answered by 0, 1, 2 or 3"),
            ("-,-,-,-,-,-,-", "nothing was answered"),
        ] {
            assert_eq!(read(items).unwrap_err(), message);
        }
    }
}
