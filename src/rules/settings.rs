//! What holds for a practice, read from its settings and its clients' names, for every command that
//! checks.

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::session_time::SessionTime;
use crate::failure::Failure;
use crate::fields::Problem;
use crate::record::chart::Chart;
use crate::record::chart::measure_list::MeasureList;
use crate::record::chart::settings::{Settings, misunderstood};
use crate::record::client::ClientFile;
use crate::rules::finding::Level;
use crate::rules::practice::{Policy, Practice};
use crate::rules::table::standard_policy;

/// Returns what holds for the practice, and the problems of its settings.
pub fn practice_of(
    chart: &Chart,
    settings: &Settings,
    clock: &dyn Clock,
) -> Result<(Practice, Vec<Problem>), Failure> {
    let (policy, problems) = policy(settings);
    let mut practice = Practice {
        limits: settings.limits.clone(),
        standard: settings.standard.clone(),
        now: Some(SessionTime::new(clock.now())),
        measures: MeasureList::read(&String::from_utf8_lossy(&settings.bytes)).measures,
        ..Practice::of(policy)
    };
    let clients = match chart.clients() {
        // What is in its place is found elsewhere.
        Err(error) if error.is_link() => Vec::new(),
        read => read?,
    };
    for client in clients {
        let file = read_client_file(chart, &client);
        practice.people.add(client.as_str(), file.as_ref().and_then(|file| file.name.as_deref()));
    }
    Ok((practice, problems))
}

/// Returns which rules hold by the settings, and the problems of these.
pub fn policy(settings: &Settings) -> (Policy, Vec<Problem>) {
    let mut problems = settings.problems.clone();
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

/// Reads a client file as far as it can be read; what is wrong with it is found elsewhere.
fn read_client_file(chart: &Chart, client: &ClientId) -> Option<ClientFile> {
    let bytes = chart.tree().read(&chart.client_file(client)).ok()?;
    Some(ClientFile::parse(std::str::from_utf8(&bytes).ok()?).0)
}
