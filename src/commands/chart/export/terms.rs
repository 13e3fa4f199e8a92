//! On what terms a record leaves: flags, profile and authorizations, settled and held against the law.

use chrono::NaiveDate;

use crate::authorization::elements::Asked;
use crate::authorization::records::Authorization;
use crate::domain::client_id::ClientId;
use crate::domain::nearest::nearest;
use crate::domain::note_ref::NoteRef;
use crate::failure::{Explain, Failure};
use crate::fields::Problem;
use crate::output::{Output, counted};
use crate::record::chart::papers::{Paper, PaperId, PaperKind};
use crate::record::chart::profiles::{ExportSettings, Profile};
use crate::record::chart::{Chart, MARKER};
use crate::record::client::ClientFile;
use crate::record::disclosure::basis::{Asks, Basis, Instrument};
use crate::record::disclosure::decision::missing_members;
use crate::record::disclosure::law::{NoBasis, Regime};
use crate::record::problems::tell;
use crate::text::{is_same, is_same_name};

/// What says to whom a record goes and why.
#[derive(Debug, clap::Args)]
pub struct TermArgs {
    /// Take a copy for your own use: it is marked as one, asks for no basis and is in no log
    #[arg(long, conflicts_with_all = ["basis", "to", "address", "purpose", "reference", "instrument", "assurance", "justification", "authorizations", "plan", "profile", "include_drafts"])]
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
    /// The recipient is a health plan: sessions restricted as paid for out of pocket stay
    #[arg(long)]
    plan: bool,
    /// Fill in what is not given from a profile of the chart's casenotes.toml
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Let notes leave that are not signed; each is marked as a draft
    #[arg(long)]
    include_drafts: bool,
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
    /// Whether drafts go along.
    pub with_drafts: bool,
    /// The names of the authorizations.
    pub papers: Vec<PaperId>,
    /// The authorizations.
    pub authorizations: Vec<Authorization>,
}

/// Whose record, and how much of it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Whose.
    pub client: &'a ClientId,
    /// What the client file says.
    pub file: &'a ClientFile,
    /// Whether all of it is asked for.
    pub is_whole: bool,
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
    /// Something is missing.
    #[error("nothing says {what}")]
    Missing {
        /// What.
        what: &'static str,
        /// How to say it.
        hint: &'static str,
    },
    /// A whole record where the law asks for the minimum.
    #[error("a whole record does not leave for `{}` without a justification (45 CFR 164.502(b), 164.514(d)(5))", .0.code)]
    WholeRecord(&'static Basis),
    /// The basis is an authorization and none was given.
    #[error("the record leaves under an authorization, and none was given")]
    NoAuthorization,
    /// An authorization does not allow it.
    #[error("the authorization `{id}` does not allow this: {}", counted(*faults, "fault"))]
    Invalid {
        /// Which.
        id: PaperId,
        /// How many faults were told.
        faults: usize,
    },
    /// Somebody else than the client has authorized it.
    #[error("the authorization `{0}` is of another individual than the client")]
    OtherIndividual(PaperId),
    /// The purpose is not the one that was authorized.
    #[error("the authorization `{0}` is for another purpose")]
    OtherPurpose(PaperId),
    /// Members of a couple or family have not agreed.
    #[error("{missing} of the {} of this record have not agreed", counted(*of, "member"))]
    Members {
        /// How many.
        missing: usize,
        /// Of how many.
        of: usize,
    },
}

impl Explain for TermsError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoBasis => "Give `--to`, `--purpose` and `--basis` (docs/EXPORT.md), or take `--working-copy` for your own use.".into(),
            Self::NoSuchProfile { meant: Some(meant), .. } => format!("Did you mean `{meant}`?"),
            Self::NoSuchProfile { .. } => "A profile is a table `[export.profiles.NAME]`.".into(),
            Self::Settings(_) => "Mend the table `[export]` (docs/EXPORT.md).".into(),
            Self::NoSuchBasis(..) => "Run `casenotes export --basis help`; a subpoena or letter of an attorney alone is none, and takes an authorization.".into(),
            Self::NoSuchInstrument(..) => NO_INSTRUMENT.into(),
            Self::NoInstrument(_) => "Leave it out, or run `casenotes export --basis help`.".into(),
            Self::Missing { hint, .. } => (*hint).into(),
            Self::WholeRecord(_) => "Name the notes or the days that are needed, or say with `--justification` why all of it is.".into(),
            Self::NoAuthorization => "Give `--authorization ID`; `casenotes authorization list` shows what there is.".into(),
            Self::Invalid { .. } => "An authorization that lacks an element, has expired or was revoked is not valid (45 CFR 164.508(b)(2)); get a new one signed, or mend the file if the paper says otherwise.".into(),
            Self::OtherIndividual(_) => "Its `individual` must be the `name` of the client file, or one of its `members`.".into(),
            Self::OtherPurpose(id) => format!("Leave `--purpose` out, or see `casenotes authorization show {id}`."),
            Self::Members { .. } => "Give the `--authorization` of each of them; `members` in the client file says who they are.".into(),
        })
    }
}

/// What to do where nothing that compels a disclosure is named.
const NO_INSTRUMENT: &str = "Give `--instrument`: court-order, court-subpoena, grand-jury, agency or statute, or as `casenotes export --basis help` says. A subpoena or letter of an attorney is none of them (45 CFR 164.103): take an authorization, or `--basis subpoena` with `--assurance`.";

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
        settings.profiles.get(name).cloned().ok_or_else(|| TermsError::NoSuchProfile {
            name: name.clone(),
            meant: nearest(name, settings.profiles.keys().map(String::as_str)).map(str::to_owned),
        })
    }

    /// Settles the terms and holds them against the law; `None` for a working copy.
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
        let either = |flag: &Option<String>, set: &Option<String>| {
            let given = flag.as_ref().or(set.as_ref()).map(|text| text.trim().to_owned());
            given.filter(|text| !text.is_empty())
        };
        let implied = || match self.authorizations.is_empty() {
            true => None,
            false => chart.settings().law.regime.law().basis("authorization"),
        };
        let law = chart.settings().law.regime.law();
        let given = self.basis.as_deref().map(|code| {
            law.to_leave_on(code).map_err(|no| TermsError::NoSuchBasis(code.to_owned(), no))
        });
        let basis = given.transpose()?.or(profile.basis).or_else(implied);
        let basis = basis.ok_or(TermsError::NoBasis)?;
        let to = either(&self.to, &profile.to);
        let (papers, authorizations) =
            self.authorizations(to.as_deref(), subject, chart, output)?;
        if basis.is_authorization() && authorizations.is_empty() {
            return Err(TermsError::NoAuthorization.into());
        }
        let asked_for = subject.file.name.clone().filter(|_| basis.is_individual());
        let authorized = authorizations.first().map(|first| &first.elements);
        let to = to
            .or_else(|| authorized.map(|elements| elements.recipient.clone()))
            .or(asked_for)
            .ok_or(TermsError::Missing {
                what: "to whom it goes",
                hint: "Give `--to RECIPIENT`.",
            })?;
        let given = either(&self.purpose, &profile.purpose);
        if let Some(given) = given.as_ref().filter(|_| basis.is_authorization()) {
            let is_other =
                |found: &(&PaperId, &Authorization)| !is_same(&found.1.elements.purpose, given);
            if let Some((id, _)) = papers.iter().zip(&authorizations).find(is_other) {
                return Err(TermsError::OtherPurpose(id.clone()).into());
            }
        }
        let at_request =
            || basis.is_individual().then(|| "at the request of the individual".to_owned());
        let purpose = given
            .or_else(|| authorized.map(|elements| elements.purpose.clone()))
            .or_else(at_request)
            .ok_or(TermsError::Missing {
                what: "for what purpose it goes",
                hint: "Give `--purpose TEXT`.",
            })?;
        let release = Release {
            basis,
            regime: chart.settings().law.regime,
            to,
            address: either(&self.address, &profile.address),
            purpose,
            reference: either(&self.reference, &profile.reference),
            instrument: self.instrument(basis)?,
            assurance: either(&self.assurance, &None),
            justification: either(&self.justification, &None),
            to_plan: self.plan || profile.plan == Some(true) || basis.leads_to_a_plan,
            with_drafts: self.include_drafts || profile.include_drafts == Some(true),
            papers,
            authorizations,
        };
        release.require(subject)?;
        Ok(Some(release))
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

    /// Reads and checks the authorizations; each must stand today and name this recipient.
    fn authorizations(
        &self,
        to: Option<&str>,
        subject: Subject<'_>,
        chart: &Chart,
        output: &mut Output<'_>,
    ) -> Result<(Vec<PaperId>, Vec<Authorization>), Failure> {
        let (mut papers, mut found): (Vec<PaperId>, Vec<Authorization>) = (Vec::new(), Vec::new());
        for name in &self.authorizations {
            let own = format!("{}/", subject.client);
            let name = name.strip_prefix(&own).unwrap_or(name).to_owned();
            let reference = NoteRef::Prefix(subject.client.clone(), name);
            let id = chart.find_paper(&reference, PaperKind::Authorization)?;
            let Paper { bytes, of } = chart.read_paper(&id, PaperKind::Authorization)?;
            let first = found.first().map(|first| first.elements.recipient.as_str());
            let (recipient, today) = (to.or(first), subject.today);
            let asked = Asked { client: &of, recipient, purpose: None, today };
            let (authorization, faults) =
                Authorization::read(&String::from_utf8_lossy(&bytes), asked);
            if !faults.is_empty() {
                tell(&chart.paper_path(&id, PaperKind::Authorization), &bytes, &faults, output);
                return Err(TermsError::Invalid { id, faults: faults.len() }.into());
            }
            let individual = &authorization.elements.individual;
            let file = subject.file;
            let mut of_record = file.name.iter().chain(&file.members);
            if !of_record.any(|name| is_same_name(name, individual)) {
                return Err(TermsError::OtherIndividual(id).into());
            }
            papers.push(id);
            found.push(authorization);
        }
        Ok((papers, found))
    }
}

impl Release {
    /// Returns the word for the law that the basis is of, if it is not the usual one.
    pub fn law(&self) -> Option<String> {
        (self.regime != Regime::Hipaa).then(|| self.regime.as_str().to_owned())
    }

    /// Says on what basis it leaves, as the recipient reads it.
    pub fn basis_in_words(&self) -> String {
        let mut words = self.basis.to_string();
        if let Some(Instrument { meaning, cite, limit, .. }) = self.instrument {
            words.push_str(&format!(", by {meaning} ({cite}), {limit}"));
        }
        self.reference.iter().for_each(|reference| words.push_str(&format!(": {reference}")));
        words
    }

    /// Fails when the law asks for more than is given.
    fn require(&self, subject: Subject<'_>) -> Result<(), TermsError> {
        let basis = self.basis;
        if basis.asks(Asks::Reference) && self.reference.is_none() {
            let hint = "Give `--reference`, such as the number of the court order.";
            return Err(TermsError::Missing { what: "what the basis rests on", hint });
        }
        if basis.asks(Asks::Instrument) && self.instrument.is_none() {
            let what = "which instrument compels it";
            return Err(TermsError::Missing { what, hint: NO_INSTRUMENT });
        }
        if basis.asks(Asks::Assurance) && self.assurance.is_none() {
            let hint = "Give `--assurance`: how the client was told and had time to object, or which qualified protective order holds (45 CFR 164.512(e)(1)(iii) to (v)).";
            let what = "which satisfactory assurance there is";
            return Err(TermsError::Missing { what, hint });
        }
        let members = &subject.file.members;
        let same = |name: &String| is_same(name.trim(), &self.to);
        let is_theirs = subject.file.name.as_ref().is_some_and(same) || members.iter().any(same);
        if basis.is_individual() && !is_theirs && self.address.is_none() {
            let hint = "Give `--address`: a copy for somebody else is sent to the person and the address that the client has named in writing (45 CFR 164.524(c)(3)(ii)).";
            return Err(TermsError::Missing { what: "where it goes", hint });
        }
        if subject.is_whole && !basis.allows_whole_record && self.justification.is_none() {
            return Err(TermsError::WholeRecord(basis));
        }
        match missing_members(members, basis, &self.to, &self.authorizations) {
            0 => Ok(()),
            missing => Err(TermsError::Members { missing, of: members.len() }),
        }
    }
}

/// Returns what the practice sets for its exports, if nothing is wrong with it.
pub fn settings<'c>(
    chart: &'c Chart,
    output: &mut Output<'_>,
) -> Result<&'c ExportSettings, Failure> {
    let settings = chart.settings();
    let problems: Vec<Problem> = settings.problems_at("export").cloned().collect();
    if problems.is_empty() {
        return Ok(&settings.export);
    }
    tell(&chart.root().join(MARKER), &settings.bytes, &problems, output);
    Err(TermsError::Settings(problems.len()).into())
}
