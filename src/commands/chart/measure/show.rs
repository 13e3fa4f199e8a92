//! `casenotes measure show`: every answer of a questionnaire, and what the answers come to.

use std::fmt::Write as _;

use crate::domain::note_ref::NoteRef;
use crate::failure::{Failure, Outcome};
use crate::measure::Measure;
use crate::measure::instrument::{Instrument, Scored};
use crate::output::{Output, on_one_line};
use crate::record::chart::Chart;
use crate::record::chart::amended::in_place_of;
use crate::record::chart::papers::PaperKind;
use crate::record::chart::questionnaires::FiledQuestionnaire;
use crate::record::chart::signed_papers::SignedPaper;
use crate::record::problems::tell;
use crate::record::signature::verdict::{State, Verdict};

/// Show a questionnaire: every answer, and what the answers come to
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes measure show c-7f3k
  casenotes measure show c-7f3k/2026-11-24-phq9")]
pub struct Args {
    /// Which: CLIENT/2026-11-24-phq9, or CLIENT for the one of the latest day
    questionnaire: NoteRef,
}

/// Prints the answers, and says how far they are signed.
pub fn run(args: &Args, chart: &Chart, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let found = SignedPaper::find_now(PaperKind::Questionnaire, &args.questionnaire, chart)?;
    let SignedPaper::Questionnaire(id) = found else { return Ok(Outcome::Negative) };
    let filed = chart.questionnaire(&id)?;
    tell(&chart.questionnaire_path(&id), &filed.text, &filed.problems, output);
    let measures = chart.measures()?;
    let measure = measures.get(id.name.measure());
    let instrument = measure.and_then(|measure| Some((measure, measure.instrument.as_ref()?)));
    match instrument {
        Some((measure, instrument)) => {
            output.record(in_words(&filed, measure, instrument).as_bytes())?;
            if instrument.misfit(&filed.said.answers).is_none() {
                warn(measure, &instrument.score(&filed.said.answers), output);
            }
        }
        None => {
            output.record(&filed.text)?;
            output.warning(format_args!("nobody has said what `{}` asks", id.name.measure()));
        }
    }
    let is_signed = match filed.state(&chart.trust()?.signers) {
        State::Signed(Verdict::Good) => "is signed, and the signature holds",
        State::Draft => "is not signed",
        _ => "says that it is signed, and its signature does not hold",
    };
    output.status(format_args!("{id} {is_signed}."));
    let all = chart.questionnaires(&id.client)?;
    if let Some(later) = in_place_of(all.iter()).get(&id.name).and_then(|later| later.first()) {
        output.warning(format_args!("{} is in its place", later.id));
    }
    Ok(Outcome::Done)
}

/// Returns every answer with its words, and what the answers come to.
fn in_words(filed: &FiledQuestionnaire, measure: &Measure, instrument: &Instrument) -> String {
    let said = &filed.said;
    let mut text = String::new();
    let day = said.date.map(|day| day.to_string()).unwrap_or_default();
    let by = said.answered_by.map(|by| format!(", answered by the {}", by.as_str()));
    let _ = writeln!(text, "{} of {day}{}", measure.title, by.unwrap_or_default());
    for (number, item) in (1..).zip(&instrument.items) {
        let value = said.answers.get(&number);
        let shown = value.map_or_else(|| "-".to_owned(), i64::to_string);
        let _ = write!(text, "{number:>3}  {shown:>3}");
        let answer = value.and_then(|value| item.answer(*value)?.wording.as_deref());
        let is_left_out = value.is_none() && instrument.is_left_out(number, &said.answers);
        let answer = answer.or(is_left_out.then_some("not asked after these answers"));
        let words: Vec<String> =
            item.wording.as_deref().into_iter().chain(answer).map(on_one_line).collect();
        if !words.is_empty() {
            let _ = write!(text, "  {}", words.join(": "));
        }
        text.push('\n');
    }
    if instrument.misfit(&said.answers).is_some() {
        text.push_str("An answer does not fit the measure, so nothing is added up.\n");
        return text;
    }
    let scored = instrument.score(&said.answers);
    let _ = writeln!(text, "{}", total_in_words(measure, &scored));
    for sub in &scored.subscales {
        let score = sub.score.map_or_else(|| "no score".to_owned(), |score| score.to_string());
        let band = sub.band().map(|band| format!(", {band}")).unwrap_or_default();
        let _ = writeln!(text, "{}: {score}{band}", on_one_line(&sub.subscale.name));
    }
    text
}

/// Says what the total is and means: `PHQ-9: 13 of 27, moderate, reaches the cut-off of 10`.
pub fn total_in_words(measure: &Measure, scored: &Scored<'_>) -> String {
    let title = on_one_line(&measure.title);
    let Some(total) = scored.total else {
        return format!("{title}: no total, because too many answers are missing");
    };
    let mut words = format!("{title}: {total} of {}", measure.highest);
    if let Some(band) = measure.band(total) {
        let _ = write!(words, ", {}", on_one_line(band));
    }
    if let (Some(true), Some(cut_off)) = (measure.reaches_cut_off(total), measure.cut_off) {
        let _ = write!(words, ", reaches the cut-off of {cut_off}");
    }
    if !scored.missing.is_empty() {
        words.push_str(", with the mean in the place of each missing answer");
    }
    words
}

/// Says what must not be overlooked.
pub fn warn(measure: &Measure, scored: &Scored<'_>, output: &mut Output<'_>) {
    let title = on_one_line(&measure.title);
    for alert in &scored.alerts {
        let (item, says) = (alert.item, on_one_line(&alert.says));
        output.warning(format_args!("item {item} of the {title}: {says}, whatever the total"));
    }
    let instrument = measure.instrument.iter();
    for alert in instrument.flat_map(|it| &it.alerts) {
        if scored.missing.contains(&alert.item) {
            output.warning(format_args!("item {} of the {title} has no answer", alert.item));
        }
    }
}
