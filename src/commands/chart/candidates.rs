//! What may stand where a command line names something: the clients, notes, goals, keys, bases and codes
//! that a shell offers, with a word beside each.
//!
//! Ids are read from the names of folders and files alone, and nothing asks for a passphrase. What cannot
//! be read has no candidates: a shell in the middle of a line is no place for a message.

use crate::disk::DiskError;
use crate::domain::client_id::ClientId;
use crate::fields::typed::suggestions;
use crate::law::authorization::records;
use crate::law::basis::Basis;
use crate::measure::Measure;
use crate::note::compose;
use crate::note::record::Goal;
use crate::note::template::Template;
use crate::output::on_one_line;
use crate::record::chart::Chart;
use crate::record::chart::papers::PaperKind;
use crate::record::client;
use crate::rules::rule::Rule;
use crate::rules::table::RULES;

/// What may stand in one place, and what stands beside it in shells that have room for it.
pub struct Candidate {
    /// The whole word.
    pub value: String,
    /// What it means, on one line.
    pub help: Option<String>,
}

/// Something whose values are a closed list, or lie in the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `KEY=` of a client file.
    ClientKey,
    /// `KEY=` of an authorization.
    AuthorizationKey,
    /// `KEY=` of a note.
    NoteKey,
    /// A goal or an objective of the plan of the client whom the line names.
    Goal,
    /// A basis on which a record leaves, by the law of the practice.
    Basis,
    /// An export profile of the practice.
    Profile,
    /// The code of a rule.
    Rule,
    /// A format of the practice.
    Format,
    /// An outcome measure of the practice.
    Measure,
    /// A client.
    Client,
    /// A client, or `CLIENT/NAME` of a note.
    Note,
    /// A client, or `CLIENT/NAME` of an authorization.
    Authorization,
    /// A client, or `CLIENT/NAME` of a document.
    Document,
    /// A client, or `CLIENT/NAME` of a questionnaire.
    Questionnaire,
}

/// Returns what may stand in a place where something is typed already; `None` if it lies in the chart and
/// there is none. `named` are the clients whom the line may name; the chart is opened for what lies in it.
pub fn candidates(
    place: Place,
    typed: &str,
    named: &[ClientId],
    chart: impl FnOnce() -> Option<Chart>,
) -> Option<Vec<Candidate>> {
    Some(match place {
        Place::ClientKey => plain(suggestions(client::KEYS)),
        Place::AuthorizationKey => plain(suggestions(records::KEYS)),
        Place::NoteKey => settings(chart().as_ref(), typed, named),
        Place::Goal => goals(&chart()?, named)?,
        Place::Basis => bases(&chart()?),
        Place::Profile => {
            let chart = chart()?;
            let names = chart.settings().export.profile_names();
            plain(names.into_iter().map(str::to_owned).collect())
        }
        Place::Rule => rules(),
        Place::Format => formats(&chart()?)?,
        Place::Measure => measures(&chart()?),
        Place::Client => clients(&chart()?)?,
        Place::Note => names(&chart()?, typed, |chart, client| {
            Ok(chart.stems(client)?.iter().map(ToString::to_string).collect())
        })?,
        Place::Authorization => {
            names(&chart()?, typed, |chart, client| chart.papers(client, PaperKind::Authorization))?
        }
        Place::Document => {
            names(&chart()?, typed, |chart, client| chart.papers(client, PaperKind::Document))?
        }
        Place::Questionnaire => {
            names(&chart()?, typed, |chart, client| chart.papers(client, PaperKind::Questionnaire))?
        }
    })
}

fn plain(values: Vec<String>) -> Vec<Candidate> {
    values.into_iter().map(|value| Candidate { value, help: None }).collect()
}

/// Returns what `--set` of a note takes: its keys with their words, the measures of the practice, and the
/// goals of the client, of whom several may be given. The keys are there without a chart, too.
fn settings(chart: Option<&Chart>, typed: &str, named: &[ClientId]) -> Vec<Candidate> {
    let measures = chart.map(measures).into_iter().flatten().map(|measure| Candidate {
        value: format!("measures.{}=", measure.value),
        help: measure.help,
    });
    let given =
        typed.strip_prefix("goals=").map(|goals| goals.rsplit_once(',').unwrap_or(("", goals)).0);
    let given = given
        .filter(|given| !given.is_empty())
        .map(|given| format!("{given},"))
        .unwrap_or_default();
    let goals = chart.and_then(|chart| goals(chart, named)).into_iter().flatten();
    let goals = goals
        .map(|goal| Candidate { value: format!("goals={given}{}", goal.value), help: goal.help });
    plain(compose::suggestions()).into_iter().chain(measures).chain(goals).collect()
}

/// Returns the goals and objectives of the plan of the first client who is one, with what they say.
fn goals(chart: &Chart, named: &[ClientId]) -> Option<Vec<Candidate>> {
    let client = named.iter().find(|id| chart.require_client(id).is_ok())?;
    let templates = chart.template_set().ok()?.0;
    let plan = chart.plan(client, &templates, None).ok()??;
    let candidate = |id: &str, says: &str| Candidate {
        value: id.to_owned(),
        help: (!says.is_empty()).then(|| on_one_line(says)),
    };
    let of_goal = |goal: &Goal| {
        let objectives = goal.objectives.iter();
        std::iter::once(candidate(&goal.id, &goal.statement))
            .chain(objectives.map(|objective| candidate(&objective.id, &objective.statement)))
            .collect::<Vec<_>>()
    };
    Some(plan.goals.iter().flat_map(of_goal).collect())
}

/// Returns the formats with their titles.
fn formats(chart: &Chart) -> Option<Vec<Candidate>> {
    let (templates, _) = chart.template_set().ok()?;
    let format = |template: &Template| Candidate {
        value: template.format.to_string(),
        help: Some(template.title.clone()),
    };
    Some(templates.iter().map(format).collect())
}

/// Returns the outcome measures with their titles.
fn measures(chart: &Chart) -> Vec<Candidate> {
    let measure = |measure: &Measure| Candidate {
        value: measure.name.clone(),
        help: Some(measure.title.clone()),
    };
    chart.measures().into_iter().flat_map(|known| known.iter().map(measure)).collect()
}

/// Returns the codes of the rules with their names.
fn rules() -> Vec<Candidate> {
    let rule =
        |rule: &&Rule| Candidate { value: rule.code.to_owned(), help: Some(rule.name.to_owned()) };
    RULES.iter().map(rule).collect()
}

/// Returns the bases of the practice's law with what each is.
fn bases(chart: &Chart) -> Vec<Candidate> {
    let basis = |basis: &Basis| Candidate {
        value: basis.code.clone(),
        help: Some(on_one_line(&basis.to_string())),
    };
    chart.settings().law.regime.law().bases.iter().map(basis).collect()
}

/// Returns the clients with their names.
fn clients(chart: &Chart) -> Option<Vec<Candidate>> {
    let client = |id: &ClientId| Candidate {
        value: id.to_string(),
        help: chart.person(id).name.map(|name| on_one_line(&name)),
    };
    Some(chart.clients().ok()?.iter().map(client).collect())
}

/// Returns what the client that is typed has, or the clients while none is.
fn names(
    chart: &Chart,
    typed: &str,
    names_in: impl FnOnce(&Chart, &ClientId) -> Result<Vec<String>, DiskError>,
) -> Option<Vec<Candidate>> {
    let Some((client, _)) = typed.split_once('/') else { return clients(chart) };
    let client = client.parse().ok()?;
    let names = names_in(chart, &client).ok()?;
    Some(plain(names.iter().map(|name| format!("{client}/{name}")).collect()))
}
