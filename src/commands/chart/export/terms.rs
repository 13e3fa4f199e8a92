//! On what terms a record leaves: flags, profile and authorizations, settled; the law is held against
//! them in `record::disclosure::gate`.

use chrono::NaiveDate;

use crate::commands::args::access::AccessArgs;
use crate::domain::client_id::ClientId;
use crate::domain::nearest::nearest;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure};
use crate::fields::Problem;
use crate::law::authorization::elements::Asked;
use crate::law::authorization::information::{names_documents, names_questionnaires};
use crate::law::authorization::part2::{Allowed, Part2Ground};
use crate::law::authorization::plan::{Known, is_purpose_of_plans};
use crate::law::authorization::records::Authorization;
use crate::law::authorization::whose::Facts;
use crate::law::basis::{Asks, Basis, Instrument};
use crate::law::recipient::{Circle, says_nothing};
use crate::law::rule::Rule;
use crate::law::{NoBasis, Regime};
use crate::output::{Output, counted, without_controls};
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::chart::profiles::{ExportSettings, Profile};
use crate::record::chart::{Chart, MARKER};
use crate::record::disclosure::decision::{self, Beside};
use crate::record::disclosure::entry::DisclosureEntry;
use crate::record::disclosure::gate::{Given, Request, Stop, how_to_name_the_instrument};
use crate::record::problems::tell;
use crate::record::release::access::{AccessError, Named, SignedRequest, in_place};
use crate::record::release::authorized::authorizations;

/// What says to whom a record goes and why.
#[derive(Debug, clap::Args)]
pub struct TermArgs {
    /// Take a copy for your own use: it is marked as one, asks for no basis and is in no log
    #[arg(long, conflicts_with_all = ["basis", "to", "address", "purpose", "reference", "instrument", "assurance", "justification", "authorizations", "of_class", "part2_ground", "request", "signed_request", "signed_by", "decision", "plan", "no_plan", "profile", "include_drafts"])]
    pub working_copy: bool,
    /// On what basis it leaves, such as individual, authorization, treatment, payment or law; `help`
    /// prints the table of the practice's law
    #[arg(long, value_name = "BASIS")]
    basis: Option<String>,
    /// To whom it goes [default: the client, or by the authorization]
    #[arg(long, value_name = "RECIPIENT")]
    to: Option<String>,
    /// The recipient's address
    #[arg(long)]
    address: Option<String>,
    /// For what purpose [default: by the authorization, or at the request of the individual]
    #[arg(long)]
    purpose: Option<String>,
    /// What the basis rests on, such as the number of a court order
    #[arg(long)]
    reference: Option<String>,
    /// For `law`, what compels it: court-order, court-subpoena, grand-jury, agency, statute; the
    /// subpoena or letter of an attorney is none of them (45 CFR 164.103)
    #[arg(long, value_name = "INSTRUMENT")]
    instrument: Option<String>,
    /// For `subpoena`, what assures that the client was told, or which protective order holds
    #[arg(long, value_name = "TEXT")]
    assurance: Option<String>,
    /// Why a whole record is needed where the law asks for the minimum (45 CFR 164.514(d)(5))
    #[arg(long, value_name = "TEXT")]
    justification: Option<String>,
    /// An authorization of the client, by its id; once for each member of a couple or family
    #[arg(long = "authorization", value_name = "ID")]
    authorizations: Vec<String>,
    /// How the recipient belongs to those to whom the basis leads, such as 'her psychiatrist since 2024', or
    /// to the class of persons that the authorization names
    #[arg(long, value_name = "TEXT")]
    of_class: Option<String>,
    /// For a record under 42 CFR Part 2, without a consent: emergency, audit, crime, child-abuse,
    /// death, court-order
    #[arg(long, value_name = "GROUND")]
    part2_ground: Option<Part2Ground>,
    #[command(flatten)]
    access: AccessArgs,
    /// The recipient is a health plan: sessions restricted as paid for out of pocket stay
    #[arg(long)]
    plan: bool,
    /// The recipient is no health plan, whatever its name, the basis or the log say
    #[arg(long, conflicts_with = "plan")]
    no_plan: bool,
    /// Fill in what is not given from a profile of the chart's casenotes.toml
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Let notes leave that are not signed; each is marked as a draft
    #[arg(long)]
    pub include_drafts: bool,
}

/// The terms of a release, settled.
#[derive(Debug)]
pub struct Release {
    /// On what basis.
    pub basis: &'static Basis,
    /// The law that the basis is of.
    pub regime: Regime,
    /// To whom.
    pub to: String,
    /// How the recipient belongs to the class of persons that the paper names.
    pub of_class: Option<String>,
    /// The recipient's address.
    pub address: Option<String>,
    /// For what purpose.
    pub purpose: String,
    /// What the basis rests on.
    pub reference: Option<String>,
    /// What compels it.
    pub instrument: Option<&'static Instrument>,
    /// What assures that the client was told, or that a protective order holds.
    pub assurance: Option<String>,
    /// Why a whole record.
    pub justification: Option<String>,
    /// Whether the recipient is a health plan.
    pub to_plan: bool,
    /// Whether the practice says that it is none.
    pub is_no_plan: bool,
    /// Whether drafts go along.
    pub with_drafts: bool,
    /// The names of the authorizations.
    pub papers: Vec<PaperId>,
    /// The authorizations.
    pub authorizations: Vec<Authorization>,
    /// The ground of 42 CFR Part 2 that is named.
    pub part2_ground: Option<Part2Ground>,
    /// On what a record under 42 CFR Part 2 leaves, once that is decided.
    pub part2: Option<Allowed>,
    /// The client's request under which it leaves.
    pub request: Option<SignedRequest>,
    /// What the practice has decided in writing.
    pub decision: Option<String>,
    /// Who stands for the client, once that is decided.
    pub representative: Option<String>,
}

/// How much of a record leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent<'a> {
    /// Whether it is all of it.
    pub is_whole: bool,
    /// Whether each of the notes is named.
    pub are_named: bool,
    /// Who is present, if it is one person alone in each of the notes.
    pub about: &'a [String],
}

/// Whose record.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Whose.
    pub client: &'a ClientId,
    /// What the practice knows.
    pub facts: &'a Facts,
    /// The day.
    pub today: NaiveDate,
}

/// Terms on which no record leaves. Nothing left.
#[derive(Debug, thiserror::Error)]
pub enum TermsError {
    /// Nothing says why.
    #[error("nothing says to whom the record goes and on what basis")]
    NoBasis,
    /// There is no such profile.
    #[error("there is no profile `{name}` in the chart's `{MARKER}`")]
    NoSuchProfile {
        /// What was asked for.
        name: String,
        /// What was meant, if that is clear.
        meant: Option<String>,
    },
    /// The settings cannot be read.
    #[error("the settings for exports cannot be used: {}", counted(*.0, "fault"))]
    Settings(usize),
    /// There is no such basis.
    #[error("`--basis {0}`: {1}")]
    NoSuchBasis(String, NoBasis),
    /// There is no such instrument.
    #[error("`--instrument {0}` is no instrument of this basis; they are {1}")]
    NoSuchInstrument(String, String),
    /// A basis that no instrument compels.
    #[error("`--instrument` does not go with the basis `{0}`")]
    NoInstrument(&'static str),
    /// A way to belong to a class of persons that no paper names.
    #[error(
        "`--of-class` is given, and no authorization names a class of persons, nor does the basis lead to one"
    )]
    NoClass,
    /// A log that may say that the recipient is a health plan.
    #[error(
        "the entry {0} of the log of disclosures cannot be read, so it is not known whether the recipient is a health plan"
    )]
    UnknownPlan(PaperId),
}

impl Explain for TermsError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoBasis => "Give `--to`, `--purpose` and `--basis` (docs/EXPORT.md), or take `--working-copy` for your own use.".into(),
            Self::NoSuchProfile { meant: Some(meant), .. } => format!("Did you mean `{meant}`?"),
            Self::NoSuchProfile { .. } => "A profile is a table `[export.profiles.NAME]`, or one of client, court, insurer, provider and supervision.".into(),
            Self::Settings(_) => "Mend the tables `[export]` and `[law]` (docs/EXPORT.md).".into(),
            Self::NoSuchBasis(..) => "Run `casenotes export --basis help`; a subpoena or letter of an attorney alone is none, and takes an authorization.".into(),
            Self::NoSuchInstrument(..) => how_to_name_the_instrument(),
            Self::NoInstrument(_) => "Leave it out, or run `casenotes export --basis help`.".into(),
            Self::NoClass => "Leave it out; `recipient_class = true` in the file of an authorization says that it names a class.".into(),
            Self::UnknownPlan(_) => "Mend it (docs/FORMAT.md), or give `--plan` if it is one.".into(),
        })
    }
}

impl TermArgs {
    /// Tells whether the table of bases is asked for and nothing else.
    pub fn asks_for_help(&self) -> bool {
        self.basis.as_deref() == Some("help")
    }

    /// Fails when nothing says why a record leaves.
    pub fn require_ground(&self) -> Result<(), TermsError> {
        let has_ground = self.working_copy
            || self.basis.is_some()
            || self.profile.is_some()
            || !self.authorizations.is_empty();
        if has_ground { Ok(()) } else { Err(TermsError::NoBasis) }
    }

    /// Finds the profile that is asked for, which is empty when none is.
    pub fn profile(&self, settings: &ExportSettings) -> Result<Profile, TermsError> {
        let Some(name) = &self.profile else { return Ok(Profile::default()) };
        settings.profile(name).ok_or_else(|| TermsError::NoSuchProfile {
            name: name.clone(),
            meant: nearest(name, settings.profile_names()).map(str::to_owned),
        })
    }

    /// Settles the terms; `None` for a working copy.
    pub fn settle(
        &self,
        profile: &Profile,
        subject: Subject<'_>,
        chart: &Chart,
        output: &mut Output<'_>,
    ) -> Result<Option<Release>, Failure> {
        if self.working_copy {
            return Ok(None);
        }
        let regime = chart.settings().law.regime;
        let basis = self.basis(profile, regime)?;
        if let Some(flag) = self.access.first_given().filter(|_| !basis.is_individual()) {
            return Err(AccessError::NotAccess(flag).into());
        }
        let signed = self.access.signed_request.map(|day| day.resolve(subject.today));
        let named = Named {
            request: self.access.request.as_deref(),
            signed_on: signed.transpose()?,
            signed_by: self.access.signed_by.as_deref(),
        };
        let request = named.find(subject.client, chart, subject.today)?;
        let named = request.as_ref().and_then(|request| request.recipient.clone());
        let to = either(&self.to, &profile.to).or(named);
        let purpose = either(&self.purpose, &profile.purpose);
        let of_class = either(&self.of_class, &None);
        let asked = Asked {
            recipient: to.as_deref(),
            purpose: purpose.as_deref(),
            of_class: of_class.as_deref(),
            use_: basis.part2_consent.as_deref().and_then(|word| word.parse().ok()),
            facts: Some(subject.facts),
            ..Asked::of(subject.client, subject.today)
        };
        let (papers, authorizations) = authorizations(&self.authorizations, asked, chart, output)?;
        let has_class = match authorizations.is_empty() {
            true => basis.goes_to.is_some(),
            false => authorizations.iter().any(|found| found.elements.is_for_a_class),
        };
        if of_class.is_some() && !has_class {
            return Err(TermsError::NoClass.into());
        }
        if basis.asks(Asks::Authorization) && authorizations.is_empty() {
            return Err(Stop::NoAuthorization.into());
        }
        let authorized = authorizations.first().map(|first| &first.elements);
        let asked_for = subject.facts.names.first().filter(|_| basis.is_individual());
        let to = to
            .or_else(|| authorized.map(|elements| elements.recipient.clone()))
            .or_else(|| asked_for.cloned())
            .ok_or(Stop::Missing {
                what: "to whom it goes",
                hint: "Give `--to RECIPIENT`.".into(),
            })?;
        let named = request.as_ref().and_then(|request| request.address.clone());
        let address = either(&self.address, &profile.address).or(named);
        if let Some(request) = &request {
            request.require(&to, address.as_deref(), subject.facts, subject.today)?;
        }
        let at_request =
            || basis.is_individual().then(|| "at the request of the individual".to_owned());
        let purpose = purpose
            .or_else(|| authorized.map(|elements| elements.purpose.clone()))
            .or_else(at_request)
            .ok_or(Stop::Missing {
                what: "for what purpose it goes",
                hint: "Give `--purpose TEXT`.".into(),
            })?;
        let said = match (self.plan, self.no_plan) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => profile.plan,
        };
        Ok(Some(Release {
            basis,
            regime,
            to_plan: said.unwrap_or(basis.leads_to_a_plan),
            is_no_plan: said == Some(false),
            to,
            of_class,
            address,
            purpose,
            reference: either(&self.reference, &profile.reference),
            instrument: self.instrument(basis)?,
            assurance: either(&self.assurance, &None),
            justification: either(&self.justification, &None),
            with_drafts: self.include_drafts || profile.include_drafts == Some(true),
            papers,
            authorizations,
            part2_ground: self.part2_ground,
            part2: None,
            request,
            decision: either(&self.access.decision, &None),
            representative: None,
        }))
    }

    fn basis(&self, profile: &Profile, regime: Regime) -> Result<&'static Basis, TermsError> {
        let law = regime.law();
        let given = self.basis.as_deref().map(|code| {
            law.to_leave_on(code).map_err(|no| TermsError::NoSuchBasis(code.to_owned(), no))
        });
        let implied = || match self.authorizations.is_empty() {
            true => None,
            false => law.basis("authorization"),
        };
        given.transpose()?.or(profile.basis).or_else(implied).ok_or(TermsError::NoBasis)
    }

    /// Returns what compels the disclosure, if something is named.
    fn instrument(&self, basis: &'static Basis) -> Result<Option<&'static Instrument>, TermsError> {
        let Some(code) = self.instrument.as_deref() else { return Ok(None) };
        if basis.instruments.is_empty() {
            return Err(TermsError::NoInstrument(&basis.code));
        }
        match basis.instruments.iter().find(|it| it.code == code) {
            Some(found) => Ok(Some(found)),
            None => {
                let codes = basis.instruments.iter().map(|it| format!("`{}`", it.code));
                let codes = codes.collect::<Vec<_>>().join(", ");
                Err(TermsError::NoSuchInstrument(code.to_owned(), codes))
            }
        }
    }
}

/// Returns what is given, or what is set, if it says something.
fn either(flag: &Option<String>, set: &Option<String>) -> Option<String> {
    let given = flag.as_ref().or(set.as_ref()).map(|text| text.trim().to_owned());
    given.filter(|text| !text.is_empty())
}

impl Release {
    /// Returns the word for the law that the basis is of, if it is not the usual one.
    pub fn law(&self) -> Option<String> {
        (self.regime != Regime::Hipaa).then(|| self.regime.as_str().to_owned())
    }

    /// Returns what its entry in the log of a client says of the terms; what left is still to be said.
    pub fn entry(&self, client: &ClientId, at: SessionTime) -> DisclosureEntry {
        let signed_on = self.request.as_ref().and_then(|request| request.signed_on);
        DisclosureEntry {
            time: at.to_string(),
            client: client.to_string(),
            recipient: self.to.clone(),
            of_class: self.class_in_words(),
            part2: self.part2.map(|way| way.code().to_owned()),
            address: self.address.clone(),
            purpose: self.purpose.clone(),
            basis: self.basis.code.clone(),
            law: self.law(),
            instrument: self.instrument.map(|instrument| instrument.code.clone()),
            assurance: self.assurance.clone(),
            reference: self.reference.clone(),
            justification: self.justification.clone(),
            request: self.request.as_ref().and_then(|request| request.name.clone()),
            request_signed: signed_on.map(|day| day.to_string()),
            representative: self.representative.clone(),
            decision: self.decision.clone(),
            authorizations: self.papers.iter().map(|id| id.name.clone()).collect(),
            ..DisclosureEntry::default()
        }
    }

    /// Says to which class of persons of the paper the recipient belongs, and how, for the log.
    pub fn class_in_words(&self) -> Option<String> {
        let class = self.authorizations.iter().find(|found| found.elements.is_for_a_class);
        let class = class.map(|found| found.elements.recipient.as_str());
        let how = self.of_class.as_deref();
        match class {
            Some(class) => Some(format!("{class}: {}", how.unwrap_or_default())),
            None => Some(format!("{}: {}", self.basis.goes_to?.words(), how?)),
        }
    }

    /// Says on what basis it leaves, as the recipient reads it.
    pub fn basis_in_words(&self) -> String {
        let mut words = self.basis.to_string();
        if let Some(Instrument { meaning, cite, limit, .. }) = self.instrument {
            words.push_str(&format!(", by {meaning} ({cite}), {limit}"));
        }
        if let Some(representative) = &self.representative {
            words.push_str(&format!(", for the client by {representative}"));
            let decided = self.decision.iter();
            decided.for_each(|text| words.push_str(&format!(", as the practice decided: {text}")));
        }
        if let Some(day) = self.request.as_ref().and_then(|request| request.signed_on) {
            words.push_str(&format!(", by the signed request of {day}"));
        }
        if let Some(Allowed::Ground(ground)) = self.part2 {
            words.push_str(&format!("; {ground}"));
        }
        self.reference.iter().for_each(|reference| words.push_str(&format!(": {reference}")));
        words
    }

    /// Lets it pass the gate of the law, or says why not.
    pub fn pass(&mut self, subject: Subject<'_>, extent: Extent<'_>) -> Result<(), Failure> {
        let facts = subject.facts;
        let given = self.given(extent);
        let request = Request {
            basis: self.basis,
            instrument: self.instrument,
            recipient: &self.to,
            given,
            is_whole: extent.is_whole,
            authorizations: &self.authorizations,
            facts,
            part2_ground: self.part2_ground,
            about: extent.about,
            today: subject.today,
        };
        self.part2 = request.pass()?;
        let request = self.request.as_ref();
        let found = in_place(&self.to, request, given, self.basis, facts, subject.today)?;
        self.representative = found.map(ToString::to_string);
        Ok(())
    }

    fn given(&self, extent: Extent<'_>) -> Given {
        Given {
            address: self.address.is_some(),
            reference: self.reference.is_some(),
            assurance: self.assurance.is_some(),
            justification: self.justification.is_some(),
            signed_request: self.request.as_ref().is_some_and(|it| it.signed_on.is_some()),
            decision: self.decision.is_some(),
            are_named: extent.are_named,
            plan: self.to_plan,
            of_class: self.of_class.is_some(),
        }
    }

    /// Returns what is asked of each note and document.
    pub fn terms(&self) -> decision::Terms<'_> {
        decision::Terms {
            basis: self.basis,
            to_plan: self.to_plan,
            with_drafts: self.with_drafts,
            authorizations: &self.authorizations,
        }
    }

    /// Tells whether the request for access asks for documents, or for questionnaires: one that does not say
    /// what it asks for asks for all there is.
    pub fn asks_for(&self, kind: Beside) -> bool {
        let scope = self.request.as_ref().and_then(|request| request.scope.as_deref());
        scope.is_none_or(match kind {
            Beside::Document => names_documents,
            Beside::Questionnaire => names_questionnaires,
        })
    }

    /// Tells whether the law asks whether the recipient is a health plan, whatever leaves.
    pub fn asks_for_a_plan(&self) -> bool {
        self.basis.code == "hhs" || self.part2_ground.is_some()
    }

    /// Fails where a restricted session would leave to somebody who may be a health plan, by a name that
    /// says nothing or for a purpose of plans, and nothing says whether it is one.
    pub fn require_known_recipient(&self, facts: &Facts) -> Result<(), Stop> {
        let is_settled = self.to_plan
            || self.is_no_plan
            || facts.is_individual(&self.to)
            || self.representative.is_some();
        let may_be_one = is_purpose_of_plans(&self.purpose)
            || says_nothing(&self.to) && self.goes_where_plans_are();
        match !is_settled && may_be_one {
            true => Err(Stop::MayBeAPlan),
            false => Ok(()),
        }
    }

    /// Tells whether health plans are among those to whom it may go: for payment or operations, or where a
    /// paper of the client names somebody.
    fn goes_where_plans_are(&self) -> bool {
        self.basis.goes_to == Some(Circle::Care) || self.basis.is_authorization()
    }

    /// Says why restricted sessions leave, where they do.
    pub fn why_restricted_leave(&self) -> String {
        match (self.to_plan, self.basis.is_required_by_law) {
            (true, true) => format!("the law requires it{}", Rule::RestrictionByLaw),
            (true, false) => format!(
                "the client's authorization lets it go to a health plan{}",
                Rule::Authorization
            ),
            (false, _) if self.is_no_plan => {
                "the practice says that the recipient is no health plan".to_owned()
            }
            (false, _) => {
                "as far as is known, the recipient is no health plan; give `--plan` if it is one"
                    .to_owned()
            }
        }
    }

    /// Finds out whether the recipient is a health plan, where that is not said: by the profiles, the
    /// client file, and the log, where something may have left for payment.
    pub fn look_for_a_plan(
        &mut self,
        subject: Subject<'_>,
        settings: &ExportSettings,
        chart: &Chart,
    ) -> Result<(), Failure> {
        let mut known = Known { plans: subject.facts.plans.clone(), ..Known::default() };
        known.others.extend(self.is_no_plan.then(|| self.to.clone()));
        for profile in settings.profiles.values() {
            let is_plan = profile.basis.map(|basis| basis.leads_to_a_plan);
            let is_plan = profile.plan.or(is_plan.filter(|is_plan| *is_plan));
            match is_plan {
                Some(true) => known.plans.extend(profile.to.clone()),
                Some(false) => known.others.extend(profile.to.clone()),
                None => {}
            }
        }
        self.is_no_plan = known.is_none(&self.to);
        // Care of a plan is a plan as well.
        let leads_to_one = |known: &Known, this: &Self| {
            known.is_plan(&this.to)
                || this.address.as_deref().is_some_and(|address| known.is_plan(address))
        };
        let by_basis = self.to_plan && !self.is_no_plan;
        self.to_plan = by_basis || leads_to_one(&known, self);
        if self.to_plan {
            return Ok(());
        }
        let kind = PaperKind::Disclosure;
        for name in chart.papers(subject.client, kind)? {
            let id = PaperId { client: subject.client.clone(), name };
            let Paper { bytes, of } = chart.read_paper(&id, kind)?;
            let entry = DisclosureEntry::parse(&bytes, &of);
            let entry = entry.map_err(|_| TermsError::UnknownPlan(id))?;
            if entry.basis().is_some_and(|basis| basis.leads_to_a_plan) {
                known.paid.push(entry.recipient);
            }
        }
        self.to_plan = leads_to_one(&known, self);
        Ok(())
    }

    /// Shows what each authorization says that it covers, and when it ends, and what the request asks
    /// for: words that the program cannot read, and the clinician can.
    pub fn show_papers(&self, facts: &Facts, output: &mut Output<'_>) {
        if let Some((name, scope)) =
            self.request.as_ref().and_then(|it| it.name.as_ref().zip(it.scope.as_ref()))
        {
            output.status(format_args!(
                "By the request {name}, which asks for: {}.",
                without_controls(scope)
            ));
        }
        for (id, found) in self.papers.iter().zip(&self.authorizations) {
            let elements = &found.elements;
            let covers = without_controls(&elements.information);
            let end = without_controls(&elements.end());
            output.status(format_args!("Under {id}: {covers}; {end}."));
            elements.law_of_signature(facts).iter().for_each(|law| output.status(law));
        }
    }
}

/// Returns what the practice sets for its exports, if nothing is wrong with it.
pub fn settings<'c>(
    chart: &'c Chart,
    output: &mut Output<'_>,
) -> Result<&'c ExportSettings, Failure> {
    let settings = chart.settings();
    let problems: Vec<Problem> = ["export", "law", "practice"]
        .iter()
        .flat_map(|key| settings.problems_at(key))
        .cloned()
        .collect();
    if problems.is_empty() {
        return Ok(&settings.export);
    }
    tell(&chart.root().join(MARKER), &settings.bytes, &problems, output);
    Err(TermsError::Settings(problems.len()).into())
}
