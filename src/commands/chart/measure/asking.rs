//! How each item is asked at a terminal. What was answered lies on the disk after every answer, so that a run
//! that was killed is taken up where it was.

use crate::disk::workbench::{Job, Workbench};
use crate::domain::aim::RecordAim;
use crate::domain::questionnaire::QuestionnaireName;
use crate::failure::{Explain, Failure, Outcome};
use crate::measure::Measure;
use crate::measure::instrument::{Answers, Instrument, Item};
use crate::output::ask::{Ask, NobodyThere};
use crate::output::{Output, on_one_line, wrapped};
use crate::record::chart::Chart;
use crate::record::chart::layout::WORKBENCH;
use crate::record::questionnaire::{NewQuestionnaire, Questionnaire, compose};
use crate::record::scribe::{Scribe, ScribeError};

/// The file in which answers are kept until they are filed.
const KEPT: &str = "answers.toml";

/// How wide a terminal is at least.
const WIDTH: usize = 78;

/// What is asked, and whether answers of a killed run are taken up.
pub struct Asking<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// What it asks.
    pub instrument: &'a Instrument,
    /// What the answers become.
    pub aim: &'a RecordAim,
    /// Whether answers of a killed run are taken up.
    pub takes_up: bool,
}

/// Answers of a killed run that cannot be taken up.
#[derive(Debug, thiserror::Error)]
#[error("the answers that a killed run left cannot be read, or do not fit the measure any more")]
struct Unreadable(String);

impl Explain for Unreadable {
    fn hint(&self) -> Option<String> {
        Some(format!("`{} --discard` throws them away.", self.0))
    }
}

/// What somebody typed at an item.
enum Typed {
    Answer(i64),
    Skip,
    Back,
}

impl Asking<'_> {
    /// Asks each item and files the answers. If that does not come about, they stay where they are kept.
    ///
    /// # Errors
    /// Fails without a terminal, and when the disk refuses.
    pub fn ask(
        &self,
        new: &NewQuestionnaire<'_>,
        scribe: &mut Scribe<'_>,
        output: &mut Output<'_>,
        file: impl FnOnce(&NewQuestionnaire<'_>, &Chart, &mut Output<'_>) -> Result<Outcome, Failure>,
    ) -> Result<Outcome, Failure> {
        let left = scribe.left(self.aim)?;
        let (chart, client) = (scribe.chart, self.aim.client());
        let Some(ask) = scribe.ask.as_deref_mut() else {
            let what = "the answers".to_owned();
            let instead = Some("Give `--items`, one value for each item: 2,1,0.".into());
            return Err(NobodyThere { what, instead }.into());
        };
        let command = self.aim.command();
        let (mut bench, kept) = match (self.takes_up, left.into_iter().next()) {
            (true, None) => return Err(ScribeError::NothingLeft(command).into()),
            (true, Some(left)) => {
                let mut bench = Workbench::take_over(&left)?;
                // Until they are filed they stay.
                let path = bench.keep();
                let (kept, problems) = Questionnaire::of(&bench.required(&path)?);
                let fits = self.instrument.misfit(&kept.answers).is_none();
                if !problems.is_empty() || !fits {
                    return Err(Unreadable(command).into());
                }
                (bench, Some(kept))
            }
            (false, left) => {
                if left.is_some() {
                    output.warning("answers of a run that was killed wait");
                    output.hint(format_args!(
                        "`{command} --recover` takes them up, `--discard` throws them away."
                    ));
                }
                let text = compose(client, new);
                let (label, text) = (self.aim.to_string(), text.as_bytes());
                let job = Job { name: KEPT, label: &label, original: b"", text, beside: &[] };
                (Workbench::set_up(&chart.make_notes_folder(client)?, WORKBENCH, &job)?, None)
            }
        };
        let new = taken_up(new, kept.as_ref());
        chart.tell_whose(client, output);
        let mut answers = new.answers.clone();
        let answered = self.answers(&new, &mut answers, &mut bench, ask, output);
        let filed = answered
            .and_then(|()| file(&NewQuestionnaire { answers: &answers, ..new }, chart, output));
        match filed {
            Ok(outcome) => {
                bench.clear();
                Ok(outcome)
            }
            // Nothing is lost of what was not answered.
            Err(failure) if answers.is_empty() && !self.takes_up => Err(failure),
            Err(failure) => {
                let (unfiled, kept) = ("the answers were not filed", bench.keep());
                Err(ScribeError::Kept { unfiled, kept, command, source: failure.error }.into())
            }
        }
    }

    /// Asks from the first item on that nobody has come to yet.
    fn answers(
        &self,
        new: &NewQuestionnaire<'_>,
        answers: &mut Answers,
        bench: &mut Workbench,
        ask: &mut dyn Ask,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let mut at = answers.keys().next_back().copied().unwrap_or_default();
        self.introduce(output);
        loop {
            // What is not asked after these answers is passed, forward and back.
            let is_asked = |at: &usize| !self.instrument.is_left_out(at + 1, answers);
            let before = (0..at).rev().find(is_asked).unwrap_or_default();
            at = (at..).find(is_asked).unwrap_or(at);
            let Some(item) = self.instrument.items.get(at) else {
                match self.is_done(answers, ask, output)? {
                    true => return Ok(()),
                    false => at = before,
                }
                continue;
            };
            match self.ask_item(at, item, answers.get(&(at + 1)), ask, output)? {
                Typed::Back => at = before,
                Typed::Skip => {
                    answers.remove(&(at + 1));
                    at += 1;
                }
                Typed::Answer(value) => {
                    answers.insert(at + 1, value);
                    let of_others = answers.clone();
                    answers.retain(|item, _| !self.instrument.is_left_out(*item, &of_others));
                    at += 1;
                }
            }
            let text = compose(self.aim.client(), &NewQuestionnaire { answers, ..new.clone() });
            bench.put(text.as_bytes())?;
        }
    }

    /// Says what is asked and how it is answered.
    fn introduce(&self, output: &mut Output<'_>) {
        output.status(format_args!(
            "{}, {} items.",
            self.measure.title,
            self.instrument.items.len()
        ));
        for line in wrapped(self.instrument.instruction.as_deref().unwrap_or_default(), WIDTH) {
            output.status(line);
        }
        if self.instrument.items.iter().all(|item| item.wording.is_none()) {
            output.status("Its words are not included: read them from your form.");
        }
        output.status("At each item: a number, `s` to skip it, or `b` to go back.");
    }

    fn ask_item(
        &self,
        at: usize,
        item: &Item,
        given: Option<&i64>,
        ask: &mut dyn Ask,
        output: &mut Output<'_>,
    ) -> Result<Typed, Failure> {
        let number = at + 1;
        output.status("");
        let wording = item.wording.as_deref().unwrap_or("(as on your form)");
        for line in wrapped(&format!("{number}. {wording}"), WIDTH) {
            output.status(line);
        }
        for answer in item.answers.iter().filter(|answer| answer.wording.is_some()) {
            let wording = answer.wording.as_deref().unwrap_or_default();
            output.status(format_args!("   {:>3}  {}", answer.value, on_one_line(wording)));
        }
        let question =
            format!("Item {number} of {}: {}", self.instrument.items.len(), item.choices());
        let given = given.map(i64::to_string);
        loop {
            match ask.line(&question, given.as_deref())?.as_str() {
                "b" if at == 0 => output.status("This is the first item."),
                "b" => return Ok(Typed::Back),
                "s" | "-" => return Ok(Typed::Skip),
                text => match text.parse().ok().filter(|value| item.answer(*value).is_some()) {
                    Some(value) => return Ok(Typed::Answer(value)),
                    None => output.status(format_args!(
                        "Type {}, `s` to skip it, or `b` to go back.",
                        item.choices()
                    )),
                },
            }
        }
    }

    /// Tells whether the answers are to be filed; else the last item is asked again.
    fn is_done(
        &self,
        answers: &Answers,
        ask: &mut dyn Ask,
        output: &mut Output<'_>,
    ) -> Result<bool, Failure> {
        let missing = self.instrument.score(answers).missing;
        output.status("");
        if !missing.is_empty() {
            let missing: Vec<String> = missing.iter().map(usize::to_string).collect();
            output.status(format_args!("Without an answer: {}.", missing.join(", ")));
        }
        if answers.is_empty() {
            output.status("Nothing was answered.");
            return Ok(false);
        }
        loop {
            match ask
                .line("That was the last item. `yes` files the answers, `b` goes back", None)?
                .as_str()
            {
                "yes" => return Ok(true),
                "b" => return Ok(false),
                _ => {}
            }
        }
    }
}

/// Returns what is to be filed, with what a killed run had of it.
fn taken_up<'a>(
    new: &NewQuestionnaire<'a>,
    kept: Option<&'a Questionnaire>,
) -> NewQuestionnaire<'a> {
    let Some(kept) = kept else { return new.clone() };
    let amends: Option<(&QuestionnaireName, &str)> =
        kept.amends.as_ref().zip(kept.reason.as_deref());
    NewQuestionnaire {
        date: kept.date.unwrap_or(new.date),
        answered_by: kept.answered_by.unwrap_or(new.answered_by),
        language: kept.language.as_deref(),
        restricted: kept.restricted,
        amends,
        answers: &kept.answers,
        ..new.clone()
    }
}
