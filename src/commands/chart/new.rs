//! `casenotes new`: files a progress note made from a template.

use std::path::PathBuf;

use crate::commands::args::leftover::LeftoverArgs;
use crate::domain::aim::RecordAim;
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::codes::place::modifier_of;
use crate::domain::format_name::FormatName;
use crate::domain::moment::{Moment, SessionEnd};
use crate::domain::nearest::nearest;
use crate::domain::note_id::{NoteId, NoteStem};
use crate::domain::position::Position;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::fields::text_start;
use crate::measure::score_in_words;
use crate::note::compose::{NewFront, Setting, compose, goals};
use crate::note::plan::Plan;
use crate::note::progress_note::{FENCE, ProgressNote};
use crate::note::template::{Template, Templates};
use crate::output::Output;
use crate::record::chart::{Chart, ChartError};
use crate::record::client::ClientFile;
use crate::record::scribe::{Draft, Scribe, Task};

/// Write a progress note
///
/// Opens the template of the format in your editor. In scripts, give the text with --stdin or
/// --from: either the body alone, or a whole note with its front matter. Into a template go the
/// diagnoses and active goals of the client's plan; remove the goals that the session did not work
/// on. Into a treatment summary go facts of the notes before it: dates and number of sessions, diagnoses,
/// goals with their state, first and last scores. Nothing is ever taken from an earlier note's text.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes new mul
  casenotes new c-7f3k --at 'today 14:00' --until 53m --format dap
  casenotes new c-7f3k --from note.md --commit")]
pub struct Args {
    /// Whose note
    client: ClientId,
    /// When the session began, such as "yesterday 14:00" [default: now]
    #[arg(long, value_name = "WHEN", conflicts_with_all = ["recover", "discard"])]
    at: Option<Moment>,
    /// When it ended, such as 14:53 or 53m
    #[arg(long, value_name = "WHEN", conflicts_with_all = ["recover", "discard"])]
    until: Option<SessionEnd>,
    /// The format, such as soap [default: the one in your configuration]
    #[arg(short, long, conflicts_with_all = ["recover", "discard"])]
    format: Option<FormatName>,
    /// Set a key of the front matter, such as service=90837 or review_due=2027-02-22; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Setting::parse, conflicts_with_all = ["recover", "discard"])]
    settings: Vec<Setting>,
    /// The session was held at a distance: adds what is to be said about that
    #[arg(long, value_name = "MODE", num_args = 0..=1, default_missing_value = "video", value_parser = ["video", "audio"], conflicts_with_all = ["recover", "discard"])]
    telehealth: Option<String>,
    /// Who wrote the note [default: you]
    #[arg(long, conflicts_with_all = ["recover", "discard"])]
    author: Option<String>,
    /// Read the text from standard input
    #[arg(long, group = "source", conflicts_with_all = ["recover", "discard"])]
    stdin: bool,
    /// Read the text from a file
    #[arg(long, value_name = "FILE", group = "source", conflicts_with_all = ["recover", "discard"])]
    from: Option<PathBuf>,
    /// File the template as it is, to be written later
    #[arg(long, group = "source", conflicts_with_all = ["recover", "discard"])]
    no_edit: bool,
    #[command(flatten)]
    leftover: LeftoverArgs,
}

/// What a new note needs besides its arguments.
pub struct Context<'a> {
    /// Takes the text down.
    pub scribe: Scribe<'a>,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Name and credentials of the clinician.
    pub author: Option<String>,
    /// The format of the configuration.
    pub format: FormatName,
}

/// A note that cannot be filed.
#[derive(Debug, thiserror::Error)]
enum NewError {
    #[error("there is no template for the format `{format}`")]
    UnknownFormat { format: FormatName, known: String, meant: Option<String> },
    #[error("the template of the format cannot be used: {0}")]
    UnsoundTemplate(String),
    #[error("the session would end before it begins")]
    EndBeforeStart,
    #[error("nobody is named as the author")]
    NoAuthor,
    #[error("{from}:{}:{}: {message}", place.line, place.column)]
    BadText { from: String, place: Position, message: String },
    #[error("the text brings front matter of its own, so {0} cannot be given as well")]
    FrontMatterTwice(&'static str),
    #[error("the text says it is a note of `{0}`")]
    OtherClient(ClientId),
    #[error("the text is empty")]
    Empty,
    #[error("the text does not say `format` and `start`, which its name is made of")]
    Nameless,
}

impl Explain for NewError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::UnknownFormat { meant: Some(meant), .. } => format!("Did you mean `{meant}`?"),
            Self::UnknownFormat { known, .. } => format!("The formats are {known}."),
            Self::UnsoundTemplate(_) => "Mend the template, or choose another format.".into(),
            Self::EndBeforeStart => "Check `--at` and `--until`.".into(),
            Self::NoAuthor => {
                "Set `[clinician] name` in the configuration, or give `--author \"Name, LCSW\"`."
                    .into()
            }
            Self::BadText { .. } => {
                "Mend the text and run the command again; nothing was written.".into()
            }
            Self::FrontMatterTwice(_) => {
                "Leave it out, or change the front matter of the text.".into()
            }
            Self::OtherClient(_) => "Check whose note it is; nothing was written.".into(),
            Self::Empty => "Use `--no-edit` to file the template as it is.".into(),
            Self::Nameless => "Add both to its front matter.".into(),
        })
    }
}

/// What is about to be filed.
struct NewNote {
    text: String,
    start: SessionTime,
    format: FormatName,
}

/// Files the note and prints its id.
pub fn run(
    args: &Args,
    mut context: Context<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let chart = context.scribe.chart;
    chart.require_client(&args.client)?;
    if args.leftover.discard {
        let aim = RecordAim::NewNote(args.client.clone());
        return context.scribe.throw_away(&aim, output);
    }
    let id = if args.leftover.recover {
        written(args, &mut context.scribe, None, output)?
    } else {
        let note = begun(args, &mut context, output)?;
        match args.stdin || args.from.is_some() || args.no_edit {
            true => {
                chart.tell_whose(&args.client, output);
                Some(file(args, chart, &note)?)
            }
            false => {
                let name = format!("{}.md", note.format);
                let draft = Draft { name: &name, text: note.text.as_bytes() };
                written(args, &mut context.scribe, Some(draft), output)?
            }
        }
    };
    match id {
        Some(id) => report(&id, chart, context.clock, output),
        None => {
            output.status(
                "Nothing was written, so nothing is filed; `--no-edit` files a template as it is.",
            );
            Ok(Outcome::Negative)
        }
    }
}

/// Makes the note of what a script gives, or of a template alone.
fn begun(
    args: &Args,
    context: &mut Context<'_>,
    output: &mut Output<'_>,
) -> Result<NewNote, Failure> {
    let Some(given) = context.scribe.given(args.stdin, args.from.as_deref())? else {
        return from_template(args, context, None, output);
    };
    let text = given.text()?;
    let text = &text[text_start(text.as_bytes())..];
    if text.trim().is_empty() {
        return Err(NewError::Empty.into());
    }
    match text.starts_with(FENCE) {
        true => whole_note(args, text, &given.from),
        false => from_template(args, context, Some(text), output),
    }
}

/// Takes a text that brings its own front matter.
fn whole_note(args: &Args, text: &str, from: &str) -> Result<NewNote, Failure> {
    let twice = [
        ("`--at`", args.at.is_some()),
        ("`--until`", args.until.is_some()),
        ("`--format`", args.format.is_some()),
        ("`--set`", !args.settings.is_empty()),
        ("`--telehealth`", args.telehealth.is_some()),
        ("`--author`", args.author.is_some()),
    ];
    if let Some((flag, _)) = twice.into_iter().find(|(_, given)| *given) {
        return Err(NewError::FrontMatterTwice(flag).into());
    }
    let note = ProgressNote::parse(text.as_bytes());
    let (Some(client), Some(format), Some(start)) =
        (&note.front.client, &note.front.format, note.front.start)
    else {
        let problem = note.problems.first();
        let place = Position::of(text.as_bytes(), problem.map_or(0, |problem| problem.span.start));
        let message = problem.map_or("the front matter is incomplete", |p| &p.message).to_owned();
        return Err(NewError::BadText { from: from.to_owned(), place, message }.into());
    };
    if *client != args.client {
        return Err(NewError::OtherClient(client.clone()).into());
    }
    Ok(NewNote { start, format: format.clone(), text: text.to_owned() })
}

fn from_template(
    args: &Args,
    context: &Context<'_>,
    body: Option<&str>,
    output: &mut Output<'_>,
) -> Result<NewNote, Failure> {
    let start = args.at.unwrap_or(Moment::Now).resolve(context.clock)?;
    let end = args.until.map(|until| until.resolve(start, context.clock)).transpose()?;
    if end.is_some_and(|end| end <= start) {
        return Err(NewError::EndBeforeStart.into());
    }
    let author = args.author.clone().or_else(|| context.author.clone());
    let author = author.filter(|name| !name.trim().is_empty()).ok_or(NewError::NoAuthor)?;
    let format = args.format.clone().unwrap_or_else(|| context.format.clone());
    let (template, templates) = template(context.scribe.chart, &format)?;
    // A text that is given says itself what it is about.
    let plan = match body {
        None => context.scribe.chart.plan(&args.client, &templates, Some(start))?,
        Some(_) => None,
    };
    let more = if body.is_none() { more_front(&template, plan.as_ref()) } else { String::new() };
    let mut settings = from_plan(&template, plan.as_ref(), output);
    settings.extend(telehealth_settings(args.telehealth.as_deref()));
    settings.extend_from_slice(&args.settings);
    let front = NewFront {
        client: &args.client,
        format: &format,
        start,
        end,
        has_end: template.kind.is_timed(),
        author: &author,
        more: &more,
        telehealth: args.telehealth.as_deref(),
    };
    let facts = match body.is_none() && template.asks_for_the_treatment() {
        true => Facts::of(context.scribe.chart, &args.client, &templates, start)?,
        false => Facts::default(),
    };
    let body = body.map(str::to_owned).unwrap_or_else(|| {
        let (date, start) = (start.date().to_string(), start.local().format("%H:%M").to_string());
        let end = end.map(|end| end.local().format("%H:%M").to_string());
        template.fill(|name| match name {
            "author" => Some(author.as_str()),
            "client" => Some(args.client.as_str()),
            "date" => Some(date.as_str()),
            "start" => Some(start.as_str()),
            "end" => end.as_deref(),
            "format" => Some(format.as_str()),
            "title" => Some(template.title.as_str()),
            "treatment" => Some(facts.treatment.as_str()),
            "diagnoses" => Some(facts.diagnoses.as_str()),
            "goals" => Some(facts.goals.as_str()),
            "scores" => Some(facts.scores.as_str()),
            _ => None,
        })
    });
    let text = compose(&front, &settings, &body)?;
    Ok(NewNote { text, start, format })
}

/// What the record says of a treatment, as it stands in a note: by the front matter of the notes before it, and
/// by no word of their text.
#[derive(Default)]
struct Facts {
    treatment: String,
    diagnoses: String,
    goals: String,
    scores: String,
}

impl Facts {
    fn of(
        chart: &Chart,
        client: &ClientId,
        templates: &Templates,
        before: SessionTime,
    ) -> Result<Self, Failure> {
        let treatment = chart.treatment(client, templates, before)?;
        let settings = chart.settings();
        let wording = &settings.wording();
        let items = |items: Vec<String>| {
            items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n")
        };
        let measures = chart.measures()?;
        let in_words = |name: &str, score: i64| score_in_words(name, score, measures);
        Ok(Self {
            treatment: treatment.course(wording).map(|it| format!("{it}.")).unwrap_or_default(),
            diagnoses: items(treatment.diagnoses_in_words()),
            goals: items(treatment.goals_in_words(wording)),
            scores: items(treatment.scores_in_words(wording, in_words)),
        })
    }
}

/// Returns what a new record of a client with a plan begins with, and says where it is from.
fn from_plan(template: &Template, plan: Option<&Plan>, output: &mut Output<'_>) -> Vec<Setting> {
    let Some(plan) = plan else { return Vec::new() };
    let codes: Vec<&str> = plan.diagnoses.iter().map(String::as_str).collect();
    let goals = if template.kind.is_timed() { plan.active_goals() } else { Vec::new() };
    let lists = [("diagnoses", codes), ("goals", goals)];
    let lists: Vec<_> = lists.into_iter().filter(|(_, values)| !values.is_empty()).collect();
    let shown: Vec<String> =
        lists.iter().map(|(key, values)| format!("{key} {}", values.join(", "))).collect();
    if !shown.is_empty() {
        let plan = plan.file.trim_end_matches(".md");
        output.status(format_args!("From the plan {plan}: {}.", shown.join("; ")));
    }
    lists.into_iter().map(|(key, values)| Setting::list(key, &values)).collect()
}

/// Returns the lines of the template that are to be filled in; a plan's goals stand in its review.
fn more_front(template: &Template, plan: Option<&Plan>) -> String {
    let goals = plan.map(|plan| goals(&plan.goals)).filter(|goals| !goals.is_empty());
    match goals.filter(|_| template.kind.holds_goals()) {
        Some(goals) => {
            let lines = template.front.split("[[").next().unwrap_or_default();
            lines.to_owned() + &goals
        }
        None => template.front.clone(),
    }
}

/// What a claim says of a session at a distance, with the client at home.
fn telehealth_settings(mode: Option<&str>) -> Vec<Setting> {
    let Some(mode) = mode else { return Vec::new() };
    let modifier = modifier_of(mode).into_iter().collect::<Vec<_>>();
    vec![Setting::list("modifiers", &modifier), Setting::text("place", "10")]
}

fn template(chart: &Chart, format: &FormatName) -> Result<(Template, Templates), Failure> {
    let (templates, own) = chart.template_set()?;
    let named = own.iter().find(|own| own.named() == Some(format.as_str()));
    if let Some(problem) = named.and_then(|own| own.first_problem()) {
        return Err(NewError::UnsoundTemplate(problem).into());
    }
    let template = templates.get(format.as_str()).cloned().ok_or_else(|| -> Failure {
        let known = templates.names().collect::<Vec<_>>().join(", ");
        let meant = nearest(format.as_str(), templates.names()).map(str::to_owned);
        NewError::UnknownFormat { format: format.clone(), known, meant }.into()
    })?;
    Ok((template, templates))
}

fn file(args: &Args, chart: &Chart, note: &NewNote) -> Result<NoteId, ChartError> {
    chart.file_new(&args.client, note.start, &note.format, note.text.as_bytes())
}

/// Lets the clinician write and files that; `None` when nothing was written.
fn written(
    args: &Args,
    scribe: &mut Scribe<'_>,
    draft: Option<Draft<'_>>,
    output: &mut Output<'_>,
) -> Result<Option<NoteId>, Failure> {
    let chart = scribe.chart;
    let task = Task {
        aim: &RecordAim::NewNote(args.client.clone()),
        draft,
        unfiled: "the note could not be filed",
        instead: "Use `--stdin`, `--from FILE` or `--no-edit`.",
    };
    scribe.typed(&task, output, |typed, _| {
        // The clinician may have corrected time or format; the name follows the front matter.
        let front = ProgressNote::parse(typed.text.as_bytes()).front;
        let first = ProgressNote::parse(typed.begun).front;
        let (start, format) = (front.start.or(first.start), front.format.or(first.format));
        let (start, format) = start.zip(format).ok_or(NewError::Nameless)?;
        if let Some(other) = front.client.filter(|client| *client != args.client) {
            return Err(NewError::OtherClient(other).into());
        }
        Ok(file(args, chart, &NewNote { text: typed.text.to_owned(), start, format })?)
    })
}

/// Tells whether records of that format have no end.
fn is_untimed(stem: &NoteStem, chart: &Chart) -> bool {
    let templates = chart.template_set().map(|(templates, _)| templates);
    templates.is_ok_and(|templates| {
        templates.get(stem.format().as_str()).is_some_and(|template| !template.kind.is_timed())
    })
}

/// Says what is unusual about the place of the new note in the record; it is filed all the same.
fn tell_the_unusual(
    id: &NoteId,
    start: SessionTime,
    chart: &Chart,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let client = &id.client;
    let file = chart.read_client(client)?.unwrap_or_default();
    let file = ClientFile::parse(&String::from_utf8_lossy(&file)).0;
    if let Some(closed) = file.closed.filter(|closed| start.date() > *closed) {
        output.warning(format_args!(
            "the session is after {closed}, when the record of {client} was closed"
        ));
        output
            .hint(format_args!("If the client came back, run `casenotes client reopen {client}`."));
    }
    if is_untimed(&id.stem, chart) {
        return Ok(());
    }
    for stem in chart.stems(client)? {
        if stem == id.stem || stem.minute() != id.stem.minute() || is_untimed(&stem, chart) {
            continue;
        }
        let other = NoteId { client: client.clone(), stem };
        if chart.has_signature(&other)? {
            output.warning(format_args!("a session of that start is signed already: {other}"));
            output.hint(format_args!(
                "What belongs to it is added with `casenotes amend {other} --kind addendum --reason WHY`; if this is another session, correct its start."
            ));
        } else {
            output.warning(format_args!("there is a note of a session of that start: {other}"));
        }
    }
    Ok(())
}

fn report(
    id: &NoteId,
    chart: &Chart,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    output.data(&format!("{id}\n"))?;
    output.status(format_args!("Filed {id}."));
    let bytes = match chart.read(id) {
        Ok(bytes) => bytes,
        // It is filed, whatever became of it since.
        Err(error) => {
            output.warning(format_args!("{error}: {}", error.cause()));
            return Ok(Outcome::Done);
        }
    };
    let note = ProgressNote::parse(&bytes);
    if let Some(start) = note.front.start {
        let end = match (note.front.end, note.front.minutes()) {
            (Some(end), Some(minutes)) => {
                format!(" to {} ({minutes} minutes)", end.local().format("%H:%M"))
            }
            _ if is_untimed(&id.stem, chart) => String::new(),
            _ => ", end not given".to_owned(),
        };
        output.status(format_args!("Session: {}{end}.", start.readable()));
        if start > SessionTime::new(clock.now()) {
            output.warning("the session lies in the future");
        }
        // The note is filed whatever the rest of the record is like.
        if tell_the_unusual(id, start, chart, output).is_err() {
            output.warning("the rest of the record could not be read: run `casenotes validate`");
        }
    }
    if note.is_broken() {
        output.warning("the note cannot be read back; run `casenotes validate` on it");
    }
    Ok(Outcome::Done)
}
