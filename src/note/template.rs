//! A template: the headings a note of its format must have, and guidance for the clinician.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use crate::domain::format_name::FormatName;
use crate::domain::nearest::nearest;
use crate::domain::record_kind::RecordKind;
use crate::fields::{Fields, Problem, ProblemKind};
use crate::note::front_matter::FrontMatter;
use crate::note::guidance;
use crate::note::heading_set::Headings;
use crate::note::progress_note::{Parts, split};
use crate::note::sections::{same_title, sections};
use crate::note::titles::{Likeness, Synonyms};
use crate::text::language::Language;

/// The placeholders a template may use.
pub const PLACEHOLDERS: &[&str] = &[
    "author",
    "client",
    "date",
    "diagnoses",
    "end",
    "format",
    "goals",
    "mse",
    "scores",
    "start",
    "title",
    "treatment",
];

/// Those that are filled from the facts of the client's other notes.
const OF_THE_TREATMENT: &[&str] = &["diagnoses", "goals", "scores", "treatment"];

/// Makes the list of the built-in templates, each by its format.
macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/progress/", $name, ".md"))),)*]
    };
}

/// The built-in templates: every session format the field knows, and every other kind of record.
const BUILT_IN: &[(&str, &str)] = built_in![
    "apso",
    "birp",
    "case-management",
    "cbt",
    "contact",
    "couple",
    "crisis",
    "dap",
    "darp",
    "dbt",
    "discharge",
    "emdr",
    "evaluation",
    "family",
    "firp",
    "girp",
    "group",
    "intake",
    "narrative",
    "no-show",
    "paip",
    "pie",
    "pirp",
    "plan",
    "play",
    "prescriber",
    "review",
    "risk",
    "safety-plan",
    "sirp",
    "soap",
    "soap-de",
    "soapie",
    "supervision",
    "treatment-summary",
    "verlauf",
];

/// The block of a mental status examination, which a template takes in by `{{ mse }}`.
const MSE: &str = include_str!("../../templates/blocks/mse.md");

/// Prompts for a psychotherapy note. There is no form it must have.
pub const PSYCHOTHERAPY: &str = include_str!("../../templates/psychotherapy/prompts.md");

/// The elements of a progress note that sections cover; the sixth, the session's time, stands in
/// the front matter of every note.
pub const ELEMENTS: &[&str] =
    &["presentation", "interventions", "response", "plan_updates", "next_steps"];

/// A format of note: what is written and what is checked.
#[derive(Clone, Debug)]
pub struct Template {
    /// What the user types, and the end of a note's name.
    pub format: FormatName,
    /// What a reader sees.
    pub title: String,
    /// In which language its notes are written, if it is not that of the practice.
    pub language: Option<Language>,
    /// What sort of record a note of it is.
    pub kind: RecordKind,
    /// For each element of a progress note, the headings that cover it.
    pub elements: BTreeMap<String, Vec<String>>,
    /// Other ways to write its headings.
    pub synonyms: Synonyms,
    /// Whether a note has the headings in this order.
    pub is_ordered: bool,
    /// Lines that a new note has in its front matter, to be filled in.
    pub front: String,
    /// All its headings, in order.
    pub headings: Vec<String>,
    /// The headings that a note must have, in order.
    pub required: Vec<String>,
    /// The same by their places.
    pub must_have: Headings,
    /// The headings whose text is alike in many notes, so that it is no copy: those that are shared, and
    /// risk and measures.
    pub not_compared: Headings,
    /// The headings that a note may leave empty or out.
    pub optional: Vec<String>,
    /// The text of each guidance comment.
    pub guidance: Vec<String>,
    source: String,
    body: String,
}

/// Every template by its format; a practice's own wins over the built-in one.
///
/// A built-in one is parsed when it is first asked for: most commands look at one or two.
#[derive(Clone, Debug)]
pub struct Templates {
    by_format: BTreeMap<String, Kept>,
    synonyms: BTreeMap<String, Vec<String>>,
}

/// A template, or the text it is parsed from.
#[derive(Clone, Debug)]
struct Kept {
    text: &'static str,
    parsed: OnceLock<Template>,
}

impl Templates {
    /// Returns the templates that come with the program.
    pub fn built_in() -> Self {
        let kept = |text| Kept { text, parsed: OnceLock::new() };
        let by_format = BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), kept(text)));
        Self { by_format: by_format.collect(), synonyms: BTreeMap::new() }
    }

    /// Adds a practice's own template.
    pub fn add(&mut self, template: Template) {
        let format = template.format.as_str().to_owned();
        self.by_format.insert(format, Kept { text: "", parsed: OnceLock::from(template) });
    }

    /// Takes other ways to write headings, by the heading, into all templates that have it.
    pub fn add_synonyms(&mut self, others: &BTreeMap<String, Vec<String>>) {
        for template in self.by_format.values_mut().filter_map(|kept| kept.parsed.get_mut()) {
            template.add_synonyms(others);
        }
        self.synonyms.extend(others.clone());
    }

    /// Tells whether a format has a heading.
    pub fn has_heading(&self, heading: &str) -> bool {
        let mut headings = self.iter().flat_map(|template| &template.headings);
        headings.any(|known| same_title(known, heading))
    }

    /// Finds the template of a format.
    pub fn get(&self, format: &str) -> Option<&Template> {
        self.by_format.get(format).map(|kept| self.parsed(kept))
    }

    /// Returns the template for a kind of record: that which is named like it, or else the first.
    pub fn of_kind(&self, kind: RecordKind) -> Option<&Template> {
        let named = self.get(&kind.to_string()).filter(|template| template.kind == kind);
        named.or_else(|| self.iter().find(|template| template.kind == kind))
    }

    /// Returns all templates, sorted by format.
    pub fn iter(&self) -> impl Iterator<Item = &Template> {
        self.by_format.values().map(|kept| self.parsed(kept))
    }

    /// Returns the names of all formats, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_format.keys().map(String::as_str)
    }

    fn parsed<'t>(&self, kept: &'t Kept) -> &'t Template {
        kept.parsed.get_or_init(|| {
            let mut template =
                Template::parse(kept.text).expect("a unit test parses each of these");
            template.add_synonyms(&self.synonyms);
            template
        })
    }
}

impl Template {
    /// Reads a template from the text of its file.
    ///
    /// # Errors
    /// Returns every problem: front matter, an unknown placeholder, a heading that is listed but
    /// not there.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let parts = split(text).map_err(|problem| vec![problem])?;
        let front = parts.front.clone();
        let mut fields = Fields::parse(&text[front.clone()], front.start, 0..3);
        let format: Option<FormatName> = fields.parsed("format");
        let title = fields.filled_text("title");
        let kind = fields.parsed("kind");
        let language = fields.parsed("language");
        let optional = fields.texts("optional").unwrap_or_default();
        let shared = fields.texts("shared").unwrap_or_default();
        let is_ordered = fields.flag("ordered").unwrap_or_default();
        let more = fields.text("front").unwrap_or_default();
        let elements = fields.lists("elements").unwrap_or_default();
        let others = fields.lists("synonyms").unwrap_or_default();
        fields.require(&["format", "title"], |key| match key {
            "format" => format.is_some(),
            _ => title.is_some(),
        });

        let written = &text[parts.body.clone()];
        let body = &*with_blocks(written);
        let headings: Vec<String> = sections(body)
            .into_iter()
            .filter(|section| section.level == 2)
            .map(|section| section.title.into_owned())
            .collect();
        for element in elements.keys().filter(|name| !ELEMENTS.contains(&name.as_str())) {
            let help = nearest(element, ELEMENTS.iter().copied());
            let mut message = "`elements` names an element that is not known".to_owned();
            if let Some(known) = help {
                message.push_str(&format!("; did you mean `{known}`?"));
            }
            fields.wrong("elements", front.clone(), message);
        }
        let listed = optional.iter().chain(&shared).map(|h| &**h);
        let named: BTreeSet<&str> =
            listed.chain(elements.values().flatten().chain(others.keys()).map(|h| &**h)).collect();
        for heading in named {
            if !headings.iter().any(|known| known == heading) {
                let key = match () {
                    () if optional.iter().any(|h| h == heading) => "optional",
                    () if others.contains_key(heading) => "synonyms",
                    () => "elements",
                };
                fields.wrong(
                    key,
                    front.clone(),
                    format!("the template has no heading `## {heading}`"),
                );
            }
        }

        if headings.len() > Headings::MOST {
            let message = format!("the template has more than {} headings", Headings::MOST);
            fields.wrong("format", front.clone(), message);
        }
        // The lines need not be filled in yet, but their keys must be known.
        for problem in FrontMatter::read_in_full(&more, 4).1 {
            if matches!(problem.kind, ProblemKind::Unreadable | ProblemKind::UnknownKey) {
                fields.wrong("front", front.clone(), format!("`front`: {}", problem.message));
            }
        }

        let mut problems = fields.finish();
        problems.extend(placeholder_problems(written, parts.body.start));
        let (Some(format), Some(title), true) = (format, title, problems.is_empty()) else {
            return Err(problems);
        };
        let is_required = |heading: &&String| !optional.iter().any(|o| o == *heading);
        let required: Vec<String> = headings.iter().filter(is_required).cloned().collect();
        let shared: Vec<String> = shared.into_iter().map(Cow::into_owned).collect();
        let mut synonyms = Synonyms::default();
        for (heading, others) in others {
            synonyms.add(&heading, others);
        }
        if body.len() > written.len() {
            let (heading, others) = mental_status();
            synonyms.add(&heading, others);
        }
        Ok(Self {
            format,
            title: title.into_owned(),
            language,
            kind: kind.unwrap_or_default(),
            elements,
            synonyms,
            is_ordered,
            front: more.into_owned(),
            must_have: places_of(&required, &headings),
            not_compared: headings_where(&headings, |heading| {
                let is_it = |other: &str| same_title(other, heading);
                shared.iter().any(|heading| is_it(heading))
                    || ["Risk", "Measures", "Telehealth"].into_iter().any(is_it)
            }),
            headings,
            required,
            optional: optional.into_iter().map(|heading| heading.into_owned()).collect(),
            guidance: guidance::comments(body)
                .closed
                .into_iter()
                .map(|r| body[r].to_owned())
                .collect(),
            source: text.to_owned(),
            body: body.trim_start_matches(['\r', '\n']).to_owned(),
        })
    }

    /// Takes other ways to write its headings, by the heading.
    fn add_synonyms(&mut self, others: &BTreeMap<String, Vec<String>>) {
        for (heading, others) in others {
            self.synonyms.add(heading, others.iter().cloned());
        }
    }

    /// Returns the guidance below a heading.
    pub fn guidance_below(&self, heading: &str) -> Vec<&str> {
        let found = sections(&self.body);
        let section = found.iter().find(|section| section.title == heading);
        let comments = guidance::comments(&self.body).closed;
        let is_below =
            |range: &&Range<usize>| section.is_some_and(|s| s.text.contains(&range.start));
        comments.iter().filter(is_below).map(|range| &self.body[range.clone()]).collect()
    }

    /// Returns the text of its file.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns all its headings.
    pub fn all_headings(&self) -> Headings {
        places_of(&self.headings, &self.headings)
    }

    /// Returns which of its headings a title means.
    pub fn all_meant(&self, title: &str) -> Headings {
        match headings_where(&self.headings, |heading| same_title(heading, title)) {
            none if none.is_none() => self.meant(title, Likeness::Synonym),
            own => own,
        }
    }

    /// Returns which of its headings a title means that is none of them.
    pub fn meant(&self, title: &str, likeness: Likeness) -> Headings {
        self.synonyms.meant(title, likeness, &self.headings)
    }

    /// Returns the headings that cover an element of a progress note.
    pub fn covering(&self, element: &str) -> &[String] {
        self.elements.get(element).map(Vec::as_slice).unwrap_or_default()
    }

    /// Tells whether it asks for facts of the client's other notes.
    pub fn asks_for_the_treatment(&self) -> bool {
        placeholders(&self.body).any(|(_, name)| OF_THE_TREATMENT.contains(&name))
    }

    /// Returns the body of a note with each placeholder replaced by what `value` says for it.
    pub fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> String {
        let mut filled = String::with_capacity(self.body.len());
        let mut from = 0;
        for (range, name) in placeholders(&self.body) {
            filled.push_str(&self.body[from..range.start]);
            filled.push_str(value(name).unwrap_or_default());
            from = range.end;
        }
        filled.push_str(&self.body[from..]);
        filled
    }
}

/// Returns where some headings stand among others.
pub fn places_of(some: &[String], headings: &[String]) -> Headings {
    headings_where(headings, |heading| some.iter().any(|one| one == heading))
}

fn headings_where(headings: &[String], is_one: impl Fn(&str) -> bool) -> Headings {
    let places = (0..headings.len()).filter(|at| is_one(&headings[*at])).map(Headings::one);
    places.fold(Headings::default(), |all, one| all | one)
}

/// Returns a body with the block of a mental status examination where it takes it in.
fn with_blocks(body: &str) -> Cow<'_, str> {
    let mut written = String::new();
    let mut from = 0;
    for (range, _) in placeholders(body).filter(|(_, name)| *name == "mse") {
        written.push_str(&body[from..range.start]);
        written.push_str(MSE[block().body].trim());
        from = range.end;
    }
    if from == 0 {
        return body.into();
    }
    written.push_str(&body[from..]);
    written.into()
}

/// Returns the heading of the block of a mental status examination, and other ways to write it.
fn mental_status() -> (String, Vec<String>) {
    let Range { start, end } = block().front;
    let others = Fields::parse(&MSE[start..end], start, 0..3).texts("synonyms");
    let heading = sections(&MSE[block().body]).into_iter().map(|section| section.title).next();
    let others = others.unwrap_or_default().into_iter().map(Cow::into_owned).collect();
    (heading.unwrap_or_default().into_owned(), others)
}

fn block() -> Parts {
    split(MSE).expect("a unit test takes this apart")
}

/// Finds each `{{ name }}`.
fn placeholders(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find("{{")?;
        let end = start + text[start..].find("}}")? + 2;
        from = end;
        Some((start..end, text[start + 2..end - 2].trim()))
    })
}

fn placeholder_problems(body: &str, offset: usize) -> Vec<Problem> {
    let unknown = placeholders(body).filter(|(_, name)| !PLACEHOLDERS.contains(name));
    unknown
        .map(|(range, name)| {
            let known = in_backticks(PLACEHOLDERS);
            let meant = nearest(name, PLACEHOLDERS.iter().copied())
                .map(|known| format!(" Did you mean `{{{{ {known} }}}}`?"))
                .unwrap_or_default();
            let span = range.start + offset..range.end + offset;
            let message = "this placeholder is not known".to_owned();
            Problem {
                help: Some(format!("Use one of {known}.{meant}")),
                ..Problem::of_document(ProblemKind::WrongValue, span, message)
            }
        })
        .collect()
}

/// Names in a message: `a`, `b`, `c`.
fn in_backticks(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_template_is_sound_and_covers_the_elements() {
        for (name, text) in BUILT_IN {
            let template = Template::parse(text).unwrap_or_else(|problems| panic!("{problems:?}"));
            assert_eq!(template.format.as_str(), *name);
            let all = template.required.len() + template.optional.len();
            assert!(all >= 4, "{}", template.format);
            assert_eq!(
                template.guidance.len(),
                all,
                "{}: a heading lacks guidance",
                template.format
            );
            if template.kind == RecordKind::Session {
                let last = match &template.language {
                    Some(_) => ["Risiko", "Testverfahren"],
                    None => ["Risk", "Measures"],
                };
                assert!(template.optional.ends_with(&last.map(str::to_owned)));
                for element in ELEMENTS {
                    let covering = template.covering(element);
                    assert!(!covering.is_empty(), "{} lacks {element}", template.format);
                }
            }
        }
        let built_in = Templates::built_in();
        assert_eq!(built_in.names().count(), BUILT_IN.len());
        let sessions = built_in.iter().filter(|template| template.kind == RecordKind::Session);
        let sessions: Vec<&str> = sessions.map(|template| template.format.as_str()).collect();
        assert_eq!(
            sessions,
            [
                "apso",
                "birp",
                "cbt",
                "couple",
                "dap",
                "darp",
                "dbt",
                "emdr",
                "family",
                "firp",
                "girp",
                "group",
                "narrative",
                "paip",
                "pie",
                "pirp",
                "play",
                "prescriber",
                "sirp",
                "soap",
                "soap-de",
                "soapie",
                "verlauf",
            ]
        );
        for (kind, format) in [(RecordKind::Intake, "intake"), (RecordKind::Contact, "contact")] {
            assert_eq!(built_in.of_kind(kind).unwrap().format.as_str(), format);
        }
    }

    #[test]
    fn a_template_takes_in_the_block_of_a_mental_status_examination_with_its_names() {
        let text = "+++\nformat = \"mine\"\ntitle = \"Mine\"\noptional = [\"Mental status\"]\n+++\n## A\n\n{{mse}}\n\n## B\n";
        let template = Template::parse(text).unwrap();
        assert_eq!(template.headings, ["A", "Mental status", "B"]);
        assert_eq!(template.required, ["A", "B"]);
        assert_eq!(template.source(), text);
        assert!(template.fill(|_| None).contains("\n## Mental status\n\n<!-- "));
        assert_eq!(template.guidance_below("Mental status").len(), 1);
        assert_eq!(template.all_meant("MSE"), Headings::one(1));
        let without = text.replace("{{mse}}", "").replace("\"Mental status\"", "");
        assert!(Template::parse(&without).unwrap().all_meant("MSE").is_none());
    }

    #[test]
    fn what_a_practice_calls_a_heading_holds_for_templates_that_are_parsed_later() {
        let mut templates = Templates::built_in();
        assert!(templates.get("dap").unwrap().all_meant("Her own words").is_none());
        let own = [("Data".to_owned(), vec!["Her own words".to_owned()])];
        templates.add_synonyms(&own.into());
        for format in ["dap", "darp"] {
            assert_eq!(templates.get(format).unwrap().all_meant("Her own words"), Headings::one(0));
        }
    }

    #[test]
    fn a_key_that_a_new_note_would_not_know_is_found_in_the_template() {
        let text = "+++\nformat = \"mine\"\ntitle = \"Mine\"\nfront = \"gaol = 1\"\n+++\n## A\n";
        let problems = Template::parse(text).unwrap_err();
        assert_eq!(problems[0].message, "`front`: the key `gaol` is not known");
    }

    #[test]
    fn the_prompts_for_a_psychotherapy_note_invite_nothing_that_belongs_in_the_record() {
        let headings = sections(PSYCHOTHERAPY);
        assert_eq!(headings.len(), 5);
        for heading in headings {
            for word in ["diagnos", "symptom", "plan", "progress", "medic", "time"] {
                assert!(!heading.title.to_lowercase().contains(word), "{}", heading.title);
            }
        }
    }

    #[test]
    fn an_unknown_placeholder_is_an_error_with_its_place_and_the_list() {
        let text = "+++\nformat = \"mine\"\ntitle = \"Mine\"\n+++\n## A\n{{ clent }}\n";
        let problems = Template::parse(text).unwrap_err();
        assert_eq!(problems[0].span, 44..55);
        assert_eq!(
            problems[0].help.as_deref(),
            Some(
                "Use one of `author`, `client`, `date`, `diagnoses`, `end`, `format`, `goals`, `mse`, `scores`, `start`, `title`, `treatment`. Did you mean `{{ client }}`?"
            )
        );
    }

    #[test]
    fn placeholders_are_filled_and_the_rest_is_kept() {
        let text = "+++\nformat = \"mine\"\ntitle = \"Mine\"\n+++\n\n# {{ title }} of {{date}}\n\n## A\n}} {{\n";
        let template = Template::parse(text).unwrap();
        let filled =
            template.fill(|name| Some(if name == "title" { "Mine" } else { "2026-11-24" }));
        assert_eq!(filled, "# Mine of 2026-11-24\n\n## A\n}} {{\n");
    }
}
