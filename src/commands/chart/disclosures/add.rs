//! `casenotes disclosures add`: an entry for what left in another way than by an export.

use chrono::NaiveDate;

use crate::commands::args::access::AccessArgs;
use crate::commands::chart::disclosures::assess::{AssessmentArgs, AssessmentError};
use crate::domain::client_id::ClientId;
use crate::domain::clock::Clock;
use crate::domain::digest::sha256;
use crate::domain::moment::Day;
use crate::domain::note_ref::NoteRef;
use crate::domain::session_time::SessionTime;
use crate::failure::{Explain, Failure, Outcome};
use crate::law::Regime;
use crate::law::authorization::elements::{Asked, is_plain};
use crate::law::authorization::part2::Part2Ground;
use crate::law::authorization::plan::Known;
use crate::law::basis::{Asks, Basis};
use crate::law::rule::Rule;
use crate::output::Output;
use crate::record::chart::Chart;
use crate::record::chart::facts::RELIED_ON;
use crate::record::chart::papers::PaperKind;
use crate::record::client::ClientFile;
use crate::record::disclosure::accounting::period_begins;
use crate::record::disclosure::codes::IMPERMISSIBLE;
use crate::record::disclosure::entry::{DisclosureEntry, Left};
use crate::record::disclosure::gate::{Given, Request};
use crate::record::release::access::{AccessError, Named, in_place};
use crate::record::release::authorized::authorizations;

/// Write down what left in another way than by an export
///
/// A report by telephone, a fax, what an officer took along, and what should not have left:
/// impermissible. `casenotes export --basis help` prints every basis, those for entries by hand among
/// them, and says which belong to the accounting. A basis of `export` asks for the same as there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  casenotes disclosures add c-7f3k --basis law-enforcement --to 'State Police' --purpose warrant --what 'by telephone' --reference 26-0001")]
pub struct Args {
    /// Whose record
    client: ClientId,
    /// On what basis it left; `impermissible` for what no rule permits
    #[arg(long, value_name = "BASIS")]
    basis: String,
    /// To whom it went
    #[arg(long, value_name = "RECIPIENT")]
    to: String,
    /// The recipient's address
    #[arg(long)]
    address: Option<String>,
    /// For what purpose
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// What left, in few words: "report by telephone"
    #[arg(long, value_name = "TEXT")]
    what: String,
    /// On what day: 2026-11-24, yesterday [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
    /// What the basis rests on, such as the number of a warrant, a claim or a protocol
    #[arg(long)]
    reference: Option<String>,
    /// For `law`, what compelled it: court-order, court-subpoena, grand-jury, agency, statute
    #[arg(long, value_name = "INSTRUMENT")]
    instrument: Option<String>,
    /// For `subpoena`, what assured that the client was told, or which protective order held
    #[arg(long, value_name = "TEXT")]
    assurance: Option<String>,
    /// A note of the client that left; may be given more than once
    #[arg(long = "note", value_name = "NOTE")]
    notes: Vec<NoteRef>,
    #[command(flatten)]
    access: AccessArgs,
    /// An authorization of the client, by its id; once for each member of a couple or family
    #[arg(long = "authorization", value_name = "ID")]
    authorizations: Vec<String>,
    /// How the recipient belongs to the class of persons that the authorization names
    #[arg(long, value_name = "TEXT")]
    of_class: Option<String>,
    /// For a record under 42 CFR Part 2, without a consent: emergency, audit, crime, child-abuse,
    /// death, court-order
    #[arg(long, value_name = "GROUND")]
    part2_ground: Option<Part2Ground>,
    #[command(flatten)]
    assessment: AssessmentArgs,
}

/// An entry that is not written.
#[derive(Debug, thiserror::Error)]
enum AddError {
    #[error("`--{0}` is empty, or holds a line end or a mark that does not show")]
    NotPlain(&'static str),
    #[error("the day lies in the future")]
    Future,
    #[error("`--basis {0}` is no basis of an entry; use one of {1}")]
    NoSuchBasis(String, String),
    #[error("`{basis}` asks for {what}")]
    Missing { basis: &'static str, what: &'static str, hint: &'static str },
    #[error("`--instrument {0}` is no instrument of this basis")]
    NoSuchInstrument(String),
    #[error("`{0}` is a note of another client")]
    OtherClient(String),
    #[error("the client file of `{0}` cannot be relied on: {1}")]
    UnsoundClientFile(ClientId, String),
}

impl Explain for AddError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotPlain(_) => "Write it on one line, in letters that show.".into(),
            Self::Future => "Name the day on which it left.".into(),
            Self::Missing { hint, .. } => (*hint).into(),
            Self::NoSuchBasis(..) | Self::NoSuchInstrument(_) => {
                "Run `casenotes export --basis help`.".into()
            }
            Self::UnsoundClientFile(client, _) => {
                format!("Run `casenotes validate {client}` and mend it first.")
            }
            Self::OtherClient(_) => "Write an entry for each client.".into(),
        })
    }
}

/// Files the entry and prints its id.
pub fn run(
    args: &Args,
    chart: &Chart,
    author: Option<&str>,
    clock: &dyn Clock,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    chart.require_client(&args.client)?;
    let now = SessionTime::new(clock.now());
    let day = args.on.map_or(Ok(now.date()), |day| day.resolve(now.date()))?;
    if day > now.date() {
        return Err(AddError::Future.into());
    }
    for (flag, text) in [
        ("to", Some(&args.to)),
        ("purpose", Some(&args.purpose)),
        ("what", Some(&args.what)),
        ("address", args.address.as_ref()),
        ("reference", args.reference.as_ref()),
        ("assurance", args.assurance.as_ref()),
        ("decision", args.access.decision.as_ref()),
        ("of-class", args.of_class.as_ref()),
    ] {
        if text.is_some_and(|text| text.trim().is_empty() || !is_plain(text)) {
            return Err(AddError::NotPlain(flag).into());
        }
    }
    let regime = chart.settings().law.regime;
    let basis = args.basis(regime)?;
    let assessment = args.assessment.read(now.date(), Some(day), None)?;
    if assessment.is_some() && basis.code != IMPERMISSIBLE {
        return Err(AssessmentError::Permitted.into());
    }
    let trimmed = |text: &String| text.trim().to_owned();
    let permitted = match basis.is_by_hand {
        true => DisclosureEntry::default(),
        false => args.permitted(chart, author, day, now.date(), output).inspect_err(|_| {
            output.status("What left all the same, and no rule permits, is entered with `--basis impermissible`.");
        })?,
    };
    let entry = DisclosureEntry {
        time: day.to_string(),
        client: args.client.to_string(),
        recipient: trimmed(&args.to),
        address: args.address.as_ref().map(trimmed),
        purpose: trimmed(&args.purpose),
        basis: basis.code.clone(),
        law: (regime != Regime::Hipaa).then(|| regime.as_str().to_owned()),
        instrument: args.instrument.clone(),
        assurance: args.assurance.as_ref().map(trimmed),
        reference: args.reference.as_ref().map(trimmed),
        description: trimmed(&args.what),
        notes: left(args, chart)?,
        assessments: assessment.into_iter().collect(),
        ..permitted
    };
    let text = entry.to_toml();
    let id = chart.file_paper(&args.client, PaperKind::Disclosure, now, text.as_bytes())?;
    output.data(&format!("{id}\n"))?;
    let accounted = match entry.is_accountable() {
        true if day < period_begins(now.date()) => {
            format!("it is older than the six years of an accounting{}", Rule::AccountingPeriod)
        }
        true => "the accounting of disclosures names it".to_owned(),
        false => "it is not among those that an accounting names".to_owned(),
    };
    output.status(format_args!("Wrote {id} into the log; {accounted}."));
    if let Some(due) = entry.notice_due().filter(|_| !entry.assessments.is_empty()) {
        output.status(format_args!(
            "Tell the client by {due}{}, and give `--notified` to `casenotes disclosures assess {id}` then.",
            Rule::BreachNotice
        ));
    } else if let Some(due) = entry.notice_due() {
        output.status(format_args!(
            "A breach is presumed{}: assess it with `casenotes disclosures assess {id}`, or tell the client by {due}{}.",
            Rule::Breach,
            Rule::BreachNotice
        ));
    }
    Ok(Outcome::Done)
}

impl Args {
    /// Lets it pass the gate that a record passes when it leaves by an export, as it was on the day of the
    /// disclosure, and returns what the entry keeps of that.
    fn permitted(
        &self,
        chart: &Chart,
        author: Option<&str>,
        day: NaiveDate,
        today: NaiveDate,
        output: &mut Output<'_>,
    ) -> Result<DisclosureEntry, Failure> {
        let basis = self.basis(chart.settings().law.regime)?;
        if let Some(flag) = self.access.first_given().filter(|_| !basis.is_individual()) {
            return Err(AccessError::NotAccess(flag).into());
        }
        let bytes = chart.read_client(&self.client)?.unwrap_or_default();
        let (file, doubt) = ClientFile::parse_for(&String::from_utf8_lossy(&bytes), RELIED_ON);
        if let Some(why) = doubt {
            return Err(AddError::UnsoundClientFile(self.client.clone(), why).into());
        }
        let facts = &chart.facts(&file, author, &chart.trust()?);
        let signed = self.access.signed_request.map(|day| day.resolve(today)).transpose()?;
        let named = Named {
            request: self.access.request.as_deref(),
            signed_on: signed,
            signed_by: self.access.signed_by.as_deref(),
        };
        let request = named.find(&self.client, chart, day)?;
        let (to, address) = (self.to.trim(), self.address.as_deref());
        if let Some(request) = &request {
            request.require(to, address, facts, day)?;
        }
        let asked = Asked {
            recipient: Some(to),
            purpose: Some(self.purpose.trim()),
            of_class: self.of_class.as_deref(),
            use_: basis.part2_consent.as_deref().and_then(|word| word.parse().ok()),
            facts: Some(facts),
            ..Asked::of(&self.client, day)
        };
        let (papers, found) = authorizations(&self.authorizations, asked, chart, output)?;
        let given = Given {
            address: self.address.is_some()
                || request.as_ref().is_some_and(|it| it.address.is_some()),
            reference: self.reference.is_some(),
            assurance: self.assurance.is_some(),
            justification: false,
            signed_request: request.as_ref().is_some_and(|it| it.signed_on.is_some()),
            decision: self.access.decision.is_some(),
            // Who writes it down has seen what left.
            are_named: true,
            plan: Known { plans: facts.plans.clone(), ..Known::default() }.is_plan(to),
            of_class: true,
        };
        let asked = Request {
            basis,
            instrument: self.instrument.as_ref().and_then(|code| basis.instrument(code)),
            recipient: to,
            given,
            is_whole: false,
            authorizations: &found,
            facts,
            part2_ground: self.part2_ground,
            about: &[],
            today: day,
        };
        let part2 = asked.pass()?;
        let in_place = in_place(to, request.as_ref(), given, basis, facts, day)?;
        let signed = request.as_ref().and_then(|request| request.signed_on);
        let class = found.iter().find(|found| found.elements.is_for_a_class);
        let of_class = class.zip(self.of_class.as_ref());
        Ok(DisclosureEntry {
            of_class: of_class.map(|(it, how)| format!("{}: {how}", it.elements.recipient)),
            part2: part2.map(|way| way.code().to_owned()),
            request_signed: signed.map(|day| day.to_string()),
            request: request.and_then(|request| request.name),
            representative: in_place.map(ToString::to_string),
            decision: self.access.decision.clone(),
            authorizations: papers.into_iter().map(|id| id.name).collect(),
            ..DisclosureEntry::default()
        })
    }

    /// Finds the basis, and fails when it asks for more than is given.
    fn basis(&self, regime: Regime) -> Result<&'static Basis, AddError> {
        let law = regime.law();
        let basis = law.basis(&self.basis).ok_or_else(|| {
            let codes: Vec<String> = law.bases.iter().map(|it| format!("`{}`", it.code)).collect();
            AddError::NoSuchBasis(self.basis.clone(), codes.join(", "))
        })?;
        for (asked, given, what, hint) in [
            (
                Asks::Reference,
                &self.reference,
                "what it rests on",
                "Give `--reference`, such as the number of a warrant, a claim or a protocol.",
            ),
            (
                Asks::Instrument,
                &self.instrument,
                "what compelled it",
                "Give `--instrument`; `casenotes export --basis help` says which there are.",
            ),
            (
                Asks::Assurance,
                &self.assurance,
                "its satisfactory assurance",
                "Give `--assurance`: how the client was told, or which protective order held.",
            ),
        ] {
            if basis.asks(asked) && given.is_none() {
                return Err(AddError::Missing { basis: &basis.code, what, hint });
            }
        }
        match &self.instrument {
            Some(code) if basis.instrument(code).is_none() => {
                Err(AddError::NoSuchInstrument(code.clone()))
            }
            _ => Ok(basis),
        }
    }
}

/// Returns the notes that left, as they are now.
fn left(args: &Args, chart: &Chart) -> Result<Vec<Left>, Failure> {
    let mut left = Vec::new();
    for reference in &args.notes {
        let id = chart.find_named(reference)?;
        if id.client != args.client {
            return Err(AddError::OtherClient(id.to_string()).into());
        }
        let note_files = chart.note_files(&id)?;
        left.push(Left { id: id.to_string(), digest: sha256(&note_files.note) });
    }
    Ok(left)
}
