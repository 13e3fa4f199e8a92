//! C-CDA R2.1 in its own words: templates, code systems, codes, and times as HL7 writes them.

use chrono::NaiveDate;

use crate::domain::session_time::SessionTime;

/// LOINC.
pub const LOINC: &str = "2.16.840.1.113883.6.1";
/// SNOMED CT.
pub const SNOMED: &str = "2.16.840.1.113883.6.96";
/// ICD-10-CM.
pub const ICD_10_CM: &str = "2.16.840.1.113883.6.90";
/// Procedure codes of the American Medical Association.
pub const CPT: &str = "2.16.840.1.113883.6.12";
/// National Provider Identifiers.
pub const NPI: &str = "2.16.840.1.113883.4.6";
/// How confidential a document is.
pub const CONFIDENTIALITY: &str = "2.16.840.1.113883.5.25";
/// What an act is.
pub const ACT_CLASS: &str = "2.16.840.1.113883.5.6";

/// A template: its root, and its version where it has one.
#[derive(Clone, Copy, Debug)]
pub struct Template(pub &'static str, pub Option<&'static str>);

/// A code of a system, with its name.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a>(pub &'a str, pub &'static str, pub &'a str);

/// The templates of documents and their parts, by what they are called there.
pub mod template {
    use crate::export::ccda::words::Template;

    pub const HEADER: Template = Template("2.16.840.1.113883.10.20.22.1.1", Some("2015-08-01"));
    pub const CONTINUITY_OF_CARE: Template =
        Template("2.16.840.1.113883.10.20.22.1.2", Some("2015-08-01"));
    pub const PROGRESS_NOTE: Template =
        Template("2.16.840.1.113883.10.20.22.1.9", Some("2015-08-01"));
    pub const PROGRESS_NOTE_SERVICE: Template = Template("2.16.840.1.113883.10.20.21.3.1", None);
    pub const PROBLEM_CONCERN: Template =
        Template("2.16.840.1.113883.10.20.22.4.3", Some("2015-08-01"));
    pub const PROBLEM: Template = Template("2.16.840.1.113883.10.20.22.4.4", Some("2015-08-01"));
    pub const ENCOUNTER: Template = Template("2.16.840.1.113883.10.20.22.4.49", Some("2015-08-01"));
    pub const ASSESSMENT_SCALE: Template = Template("2.16.840.1.113883.10.20.22.4.69", None);
    pub const GOAL: Template = Template("2.16.840.1.113883.10.20.22.4.121", None);
    pub const NOTE: Template = Template("2.16.840.1.113883.10.20.22.4.202", Some("2016-11-01"));
    pub const AUTHOR: Template = Template("2.16.840.1.113883.10.20.22.4.119", None);
}

/// A section by its template, its code and its heading.
#[derive(Clone, Copy, Debug)]
pub struct SectionKind<'t> {
    /// The template that it keeps, if there is one for it.
    pub template: Option<Template>,
    /// What it is, in LOINC.
    pub code: Option<Code<'static>>,
    /// Its heading.
    pub title: &'t str,
}

const fn kind(
    root: &'static str,
    version: Option<&'static str>,
    code: &'static str,
    name: &'static str,
    title: &'static str,
) -> SectionKind<'static> {
    let template = Some(Template(root, version));
    SectionKind { template, code: Some(Code(code, LOINC, name)), title }
}

/// The sections that a document of a whole record has.
pub mod section {
    use crate::export::ccda::words::{SectionKind, kind};

    const V1: Option<&str> = Some("2014-06-09");
    const V2: Option<&str> = Some("2015-08-01");

    pub const ALLERGIES: SectionKind<'static> = kind(
        "2.16.840.1.113883.10.20.22.2.6.1",
        V2,
        "48765-2",
        "Allergies and adverse reactions",
        "Allergies",
    );
    pub const MEDICATIONS: SectionKind<'static> = kind(
        "2.16.840.1.113883.10.20.22.2.1.1",
        V1,
        "10160-0",
        "History of medication use",
        "Medications",
    );
    pub const PROBLEMS: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.22.2.5.1", V2, "11450-4", "Problem list", "Diagnoses");
    pub const RESULTS: SectionKind<'static> = kind(
        "2.16.840.1.113883.10.20.22.2.3.1",
        V2,
        "30954-2",
        "Relevant diagnostic tests and laboratory data",
        "Results",
    );
    pub const SOCIAL_HISTORY: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.22.2.17", V2, "29762-2", "Social history", "Social history");
    pub const VITAL_SIGNS: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.22.2.4.1", V2, "8716-3", "Vital signs", "Vital signs");
    pub const ENCOUNTERS: SectionKind<'static> = kind(
        "2.16.840.1.113883.10.20.22.2.22.1",
        V2,
        "46240-8",
        "History of encounters",
        "Sessions",
    );
    pub const MENTAL_STATUS: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.22.2.56", V2, "10190-7", "Mental status", "Measures");
    pub const GOALS: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.22.2.60", None, "61146-7", "Goals", "Goals");
    pub const PLAN: SectionKind<'static> = kind(
        "2.16.840.1.113883.10.20.22.2.10",
        V1,
        "18776-5",
        "Plan of treatment",
        "Plan of treatment",
    );
    pub const NOTES: &str = "2.16.840.1.113883.10.20.22.2.65";
    pub const NOTES_VERSION: Option<&str> = Some("2016-11-01");
    pub const ASSESSMENT: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.22.2.8", None, "51848-0", "Assessments", "Assessment");
    pub const ASSESSMENT_AND_PLAN: SectionKind<'static> = kind(
        "2.16.840.1.113883.10.20.22.2.9",
        V1,
        "51847-2",
        "Assessment and plan",
        "Assessment and plan",
    );
    pub const SUBJECTIVE: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.21.2.2", None, "61150-9", "Subjective", "Subjective");
    pub const OBJECTIVE: SectionKind<'static> =
        kind("2.16.840.1.113883.10.20.21.2.1", None, "61149-1", "Objective", "Objective");
    pub const INTERVENTIONS: SectionKind<'static> = kind(
        "2.16.840.1.113883.10.20.21.2.3",
        V2,
        "62387-6",
        "Interventions provided",
        "Interventions",
    );
}

/// Returns a time as HL7 writes it, to the second with its offset.
pub fn time(at: SessionTime) -> String {
    format!("{}{}", at.local().format("%Y%m%d%H%M%S"), at.offset().to_string().replace(':', ""))
}

/// Returns a day as HL7 writes it.
pub fn day(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}
