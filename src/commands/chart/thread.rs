//! `casenotes thread`: diagnosis, plan and notes of a client in one line, and where it breaks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::measure::ITEM_9;
use crate::measure::course::Point;
use crate::note::plan::Plan;
use crate::note::progress_note::ProgressNote;
use crate::note::record::Goal;
use crate::output::{Output, counted};
use crate::record::chart::Chart;
use crate::record::chart::scores::gather;

/// Show a client's diagnoses, goals, and which notes worked on them
///
/// Shows where the golden thread breaks as well: a goal that was never worked on, a note without a
/// goal, a plan past the day of its review.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes thread c-7f3k")]
pub struct Args {
    /// Whose record
    client: ClientId,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

/// A session and what it worked on.
struct Session {
    id: String,
    date: Option<NaiveDate>,
    goals: Vec<String>,
    diagnoses: Vec<String>,
}

/// A place where the thread breaks.
struct Gap {
    kind: &'static str,
    message: String,
    notes: Vec<String>,
}

/// Prints the thread.
pub fn run(
    args: &Args,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    chart.require_client(&args.client)?;
    let (templates, _) = chart.template_set()?;
    let plan = chart.plan(&args.client, &templates, None)?;
    let mut sessions = Vec::new();
    let mut buffer = Vec::new();
    if let Some(listing) = chart.listing(&args.client)? {
        for stem in listing.stems() {
            let kind = templates.get(stem.format().as_str()).map(|template| template.kind);
            if !kind.is_some_and(|kind| kind.is_timed()) {
                continue;
            }
            listing.read_whole(std::ffi::OsStr::new(&format!("{stem}.md")), &mut buffer)?;
            let front = ProgressNote::parse(&buffer).front;
            let owned = |texts: &[std::borrow::Cow<'_, str>]| {
                texts.iter().map(ToString::to_string).collect()
            };
            sessions.push(Session {
                id: format!("{}/{stem}", args.client),
                date: Some(stem.date()),
                goals: owned(&front.goals),
                diagnoses: owned(&front.diagnoses),
            });
        }
    }
    let measures = scores(&args.client, chart)?;
    let gaps = gaps(plan.as_ref(), &sessions, clock.now().date_naive());
    if args.json {
        let document = document(&args.client, plan.as_ref(), &sessions, &measures, &gaps);
        output.json(&document)?;
    } else {
        let text = shown(&args.client, plan.as_ref(), &sessions, &measures, &gaps);
        output.record(text.as_bytes())?;
    }
    Ok(Outcome::Done)
}

fn gaps(plan: Option<&Plan>, sessions: &[Session], today: NaiveDate) -> Vec<Gap> {
    let ids = |is_meant: &dyn Fn(&Session) -> bool| -> Vec<String> {
        sessions.iter().filter(|s| is_meant(s)).map(|s| s.id.clone()).collect()
    };
    let mut gaps = Vec::new();
    let mut add = |kind, message: String, notes| gaps.push(Gap { kind, message, notes });
    let Some(plan) = plan else {
        add("no-plan", "there is no treatment plan".to_owned(), Vec::new());
        return gaps;
    };
    if let Some(due) = plan.review_due.filter(|_| plan.is_past_review(today)) {
        add("plan-past-review", format!("the plan was to be reviewed by {due}"), Vec::new());
    }
    for goal in plan.goals.iter().filter(|goal| goal.is_active()) {
        if !sessions.iter().any(|session| works_on(session, goal)) {
            add("goal-never-addressed", format!("no note worked on {}", goal.id), Vec::new());
        }
    }
    let after_plan = |session: &Session| plan.since.is_none_or(|since| session.date >= Some(since));
    let without = ids(&|session| session.goals.is_empty() && after_plan(session));
    if !without.is_empty() && !plan.goals.is_empty() {
        let notes = counted(without.len(), "note");
        add("note-without-goal", format!("{notes} since the plan without a goal"), without);
    }
    let unknown = ids(&|session| session.goals.iter().any(|goal| plan.find(goal).is_none()));
    if !unknown.is_empty() {
        let notes = counted(unknown.len(), "note");
        add("unknown-goal", format!("{notes} with a goal that is not in the plan"), unknown);
    }
    let other = ids(&|session| {
        after_plan(session) && session.diagnoses.iter().any(|code| !plan.diagnoses.contains(code))
    });
    if !other.is_empty() && !plan.diagnoses.is_empty() {
        let notes = counted(other.len(), "note");
        add(
            "diagnosis-outside-plan",
            format!("{notes} with a diagnosis that is not in the plan"),
            other,
        );
    }
    gaps
}

/// Tells whether a session worked on a goal or one of its objectives.
fn works_on(session: &Session, goal: &Goal) -> bool {
    let mut ids = std::iter::once(&goal.id).chain(goal.objectives.iter().map(|o| &o.id));
    ids.any(|id| session.goals.contains(id))
}

fn shown(
    client: &ClientId,
    plan: Option<&Plan>,
    sessions: &[Session],
    measures: &BTreeMap<String, Vec<i64>>,
    gaps: &[Gap],
) -> String {
    let mut text = String::new();
    let mut line = |line: &str| text.extend([line, "\n"]);
    if let Some(plan) = plan {
        let due = plan.review_due.map(|due| format!(", review due {due}")).unwrap_or_default();
        line(&format!("Plan {client}/{}{due}", plan.file.trim_end_matches(".md")));
    }
    line("");
    line("Diagnoses");
    for (code, notes) in diagnoses(plan, sessions) {
        let in_plan = plan.is_some_and(|plan| plan.diagnoses.contains(&code));
        let place = if in_plan { "in the plan" } else { "not in the plan" };
        line(&format!("  {code:<9} {place}, {}", counted(notes.len(), "note")));
    }
    for goal in plan.iter().flat_map(|plan| &plan.goals) {
        line("");
        line(&goal_line(goal, ""));
        goal.objectives.iter().for_each(|objective| line(&goal_line(objective, "  ")));
        let worked: Vec<&Session> = sessions.iter().filter(|s| works_on(s, goal)).collect();
        for session in &worked {
            line(&format!("    {}  {}", session.id, session.goals.join(" ")));
        }
        if worked.is_empty() {
            line("    no note");
        }
    }
    if !measures.is_empty() {
        line("");
        line("Measures");
        for (name, scores) in measures {
            let scores: Vec<String> = scores.iter().map(ToString::to_string).collect();
            line(&format!("  {name:<9} {}", scores.join(" ")));
        }
    }
    line("");
    line(if gaps.is_empty() { "No gaps" } else { "Gaps" });
    for gap in gaps {
        line(&format!("  {}", gap.message));
        gap.notes.iter().for_each(|id| line(&format!("    {id}")));
    }
    text
}

fn goal_line(goal: &Goal, indent: &str) -> String {
    let mut line = format!("{indent}{:<4} {:<12}", goal.id, goal.status);
    if let Some(target) = goal.target {
        let _ = write!(line, " by {target} ");
    }
    format!("{line} {}", goal.statement)
}

/// Each diagnosis of the plan and the notes, with the notes that have it.
fn diagnoses(plan: Option<&Plan>, sessions: &[Session]) -> BTreeMap<String, Vec<String>> {
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for code in plan.iter().flat_map(|plan| &plan.diagnoses) {
        codes.entry(code.clone()).or_default();
    }
    for session in sessions {
        for code in &session.diagnoses {
            codes.entry(code.clone()).or_default().push(session.id.clone());
        }
    }
    codes
}

/// Returns the scores of each measure by day, from notes and from questionnaires.
fn scores(client: &ClientId, chart: &Chart) -> Result<BTreeMap<String, Vec<i64>>, Failure> {
    let (known, trust) = (chart.measures()?, chart.trust()?);
    let courses = gather(client, chart, known, &trust)?.scores.courses(known);
    let mut measures: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for course in courses {
        let of =
            |score: fn(&Point) -> Option<i64>| course.points.iter().filter_map(score).collect();
        let (totals, items): (Vec<i64>, Vec<i64>) = (of(|it| it.score), of(|it| it.item_9));
        for (name, scores) in [(course.name.as_str(), totals), (ITEM_9, items)] {
            if !scores.is_empty() {
                measures.insert(name.to_owned(), scores);
            }
        }
    }
    Ok(measures)
}

fn document(
    client: &ClientId,
    plan: Option<&Plan>,
    sessions: &[Session],
    measures: &BTreeMap<String, Vec<i64>>,
    gaps: &[Gap],
) -> Value {
    let goal = |goal: &Goal, objectives: Vec<Value>| {
        let worked = sessions.iter().filter(|session| works_on(session, goal));
        json!({
            "id": goal.id,
            "statement": goal.statement,
            "status": goal.status,
            "target": goal.target.map(|date| date.to_string()),
            "objectives": objectives,
            "notes": worked.map(|session| &session.id).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "casenotes/thread@1",
        "client": client.as_str(),
        "plan": plan.map(|plan| json!({
            "id": format!("{client}/{}", plan.file.trim_end_matches(".md")),
            "since": plan.since.map(|date| date.to_string()),
            "review_due": plan.review_due.map(|date| date.to_string()),
        })),
        "diagnoses": diagnoses(plan, sessions).into_iter().map(|(code, notes)| json!({
            "code": code,
            "in_plan": plan.is_some_and(|plan| plan.diagnoses.contains(&code)),
            "notes": notes,
        })).collect::<Vec<_>>(),
        "goals": plan.iter().flat_map(|plan| &plan.goals).map(|one| {
            goal(one, one.objectives.iter().map(|o| goal(o, Vec::new())).collect())
        }).collect::<Vec<_>>(),
        "measures": measures,
        "gaps": gaps.iter().map(|gap| json!({
            "kind": gap.kind,
            "message": gap.message,
            "notes": gap.notes,
        })).collect::<Vec<_>>(),
    })
}
