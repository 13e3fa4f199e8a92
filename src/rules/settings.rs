//! What holds for a practice, by its settings and its clients' names, for every command that checks.

use std::sync::LazyLock;

use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::failure::Failure;
use crate::fields::Problem;
use crate::record::chart::Chart;
use crate::record::chart::settings::{Settings, misunderstood};
use crate::record::client::ClientFile;
use crate::rules::finding::Level;
use crate::rules::practice::{LazyPeople, People, Policy, Practice};
use crate::rules::table::standard_policy;

/// Returns what holds for the practice, and the problems of its settings.
pub fn practice_of(chart: &Chart, clock: &dyn Clock) -> Result<(Practice, Vec<Problem>), Failure> {
    let settings = chart.settings();
    let (policy, problems) = policy(settings);
    let practice = Practice {
        limits: settings.limits.clone(),
        standard: settings.standard.clone(),
        language: settings.language.clone(),
        words: chart.lexicons()?,
        now: Some(SessionTime::new(clock.now())),
        measures: chart.measures()?.clone(),
        people: people_of(chart)?,
        ..Practice::of(policy)
    };
    Ok((practice, problems))
}

/// Returns the clients, whose files are read when a rule first asks for their names.
fn people_of(chart: &Chart) -> Result<LazyPeople, Failure> {
    let clients = match chart.clients() {
        // What is in its place is found elsewhere.
        Err(error) if error.is_link() => Vec::new(),
        read => read?,
    };
    let files: Vec<_> = clients.iter().map(|client| chart.client_file(client)).collect();
    let tree = chart.tree().clone();
    Ok(LazyLock::new(Box::new(move || {
        let mut people = People::default();
        for (client, file) in clients.iter().zip(&files) {
            // What is wrong with a client file is found elsewhere.
            let bytes = tree.read(file).unwrap_or_default();
            let name = ClientFile::parse(&String::from_utf8_lossy(&bytes)).0.name;
            people.add(client.as_str(), name.as_deref());
        }
        people
    })))
}

/// Returns which rules hold by the settings, and the problems of these.
pub fn policy(settings: &Settings) -> (Policy, Vec<Problem>) {
    // There is a rule of its own for what is asked of signatures.
    let others = settings.problems.iter().filter(|problem| !problem.is_at("signing"));
    let mut problems: Vec<Problem> = others.cloned().collect();
    let mut given = Vec::new();
    for setting in &settings.rules {
        let level = match setting.level.as_str() {
            "off" => None,
            "info" => Some(Level::Info),
            "warning" => Some(Level::Warning),
            "error" => Some(Level::Error),
            _ => {
                let message = "a level is one of off, info, warning, error";
                problems.push(misunderstood(setting, message, None));
                continue;
            }
        };
        given.push((setting, level));
    }
    let mut policy = standard_policy();
    let named: Vec<_> =
        given.iter().map(|(setting, level)| (setting.name.as_str(), *level)).collect();
    for (at, unknown) in policy.set(&named) {
        let help = unknown.meant.map(|meant| format!("Did you mean `{meant}`?"));
        problems.push(misunderstood(given[at].0, "there is no such rule or group", help));
    }
    (policy, problems)
}

/// Reads a client file with all its problems, those of its dates among them.
pub fn client_file_of(text: &str, now: Option<SessionTime>) -> (ClientFile, Vec<Problem>) {
    let (file, mut problems) = ClientFile::parse(text);
    let contradictions = now.map(|now| file.contradictions(now.date())).unwrap_or_default();
    problems.extend(contradictions.into_iter().map(|found| found.problem(text)));
    (file, problems)
}
