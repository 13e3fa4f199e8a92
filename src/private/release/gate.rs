//! The gate: whether psychotherapy notes may leave on a ground, to this recipient, under these papers.
//!
//! Pure: what is known of the client comes in as values, because no room of this wing reads the chart.

use chrono::NaiveDate;

use crate::domain::note_kind::NoteKind;
use crate::failure::Explain;
use crate::law::authorization::part2::{self, Allowed, Part2Ground};
use crate::law::authorization::plan::{Known, is_an_agency};
use crate::law::authorization::representative::{Member, NotStanding};
use crate::law::authorization::whose::Facts;
use crate::law::basis::Instrument;
use crate::law::exception::{Exception, Reach};
use crate::law::recipient::{Circle, Says};
use crate::law::rule::Rule;
use crate::private::release::authorization::Authorization;
use crate::text::has_name;
use crate::text::is_same_name;

/// On what notes are to leave.
#[derive(Clone, Copy, Debug)]
pub enum On<'a> {
    /// One of the eight exceptions, and what compels it.
    Exception(&'static Exception, Option<&'static Instrument>),
    /// Authorizations, each of which stands and is for this recipient and purpose.
    Papers(&'a [Authorization]),
}

/// What is asked of the gate.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// On what.
    pub on: On<'a>,
    /// To whom.
    pub recipient: &'a str,
    /// Name and credentials of the originator.
    pub originator: Option<&'a str>,
    /// What is known of the client and of the practice.
    pub facts: &'a Facts,
    /// The days of the notes, and what each is.
    pub notes: &'a [(NaiveDate, NoteKind)],
    /// The ground of 42 CFR Part 2 that is named.
    pub part2_ground: Option<Part2Ground>,
    /// Whether it is said how the recipient belongs to those to whom the ground leads.
    pub of_class: bool,
    /// The day.
    pub today: NaiveDate,
}

/// Why notes do not leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// An exception for nobody but the originator.
    #[error(
        "on the ground `originator` notes go to the originator and to nobody else{}",
        Rule::PrivateRelease.if_any()
    )]
    NotTheOriginator,
    /// An exception for the practice's own programs.
    #[error(
        "on the ground `training` notes go to the practice's own training programs alone{}",
        Rule::PrivateRelease.if_any()
    )]
    NotOwnProgram,
    /// A health plan, to which nothing but the law or an authorization leads.
    #[error("the recipient is a health plan, and on the ground `{0}` no notes go to one")]
    Plan(&'static str),
    /// The client is alive.
    #[error("the client has not died, by the client file{}", Rule::Inquest)]
    Alive,
    /// Somebody who stood for the client, or is refused.
    #[error("the recipient is not to have the notes, by the client file: {0}")]
    ShutOut(NotStanding),
    /// Somebody who says to be none of those to whom the ground leads.
    #[error(
        "on the ground `{0}` notes go to {whom}, and by the name the recipient is none{rule}",
        whom = .1.words(),
        rule = Rule::PrivateOversight
    )]
    Outside(&'static str, Circle),
    /// Somebody of whom nothing says that they are one of those.
    #[error(
        "on the ground `{0}` notes go to {whom}, and nothing says that the recipient is one{rule}",
        whom = .1.words(),
        rule = Rule::PrivateOversight
    )]
    Unknown(&'static str, Circle),
    /// Somebody of the client's side.
    #[error(
        "the recipient names the client, and the ground `defense` is the practice's own{}",
        Rule::PrivateRelease.if_any()
    )]
    TheirSide,
    /// Nothing says what compels it.
    #[error("nothing says which instrument compels it")]
    NoInstrument,
    /// An instrument for a ground that asks for none.
    #[error("`--instrument` goes with the ground `law` alone")]
    UnaskedInstrument,
    /// A note of another kind than the paper is for.
    #[error("the authorization is for {0}, and one of the notes is none of them")]
    OtherKind(&'static str),
    /// A note outside of the days that the paper names.
    #[error(
        "the note of {0} is outside of what the authorization covers{rule}",
        rule = Rule::Words.if_any()
    )]
    NotCovered(NaiveDate),
    /// Members of a couple or family have not agreed.
    #[error("{missing} of the {of} members of this record have not agreed")]
    Members {
        /// How many.
        missing: usize,
        /// Of how many.
        of: usize,
    },
    /// A ground of Part 2 for notes that are not under it.
    #[error("the notes are not under 42 CFR Part 2, so no ground of it is asked for")]
    NotUnderPart2,
    /// A ground that does not reach counseling notes.
    #[error("SUD counseling notes do not leave on the ground `{0}` (42 CFR 2.31(b))")]
    CounselingNotes(&'static str),
    /// 42 CFR Part 2 does not let them leave.
    #[error(transparent)]
    Part2(#[from] part2::Stop),
}

impl Explain for Stop {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotTheOriginator => "Another provider takes an authorization; leave `--to` out for your own use.".into(),
            Self::NotOwnProgram => "Anybody outside takes an authorization, or `casenotes deidentify`; name a program of yours by its practice, and the practice in `[law] names` of casenotes.toml.".into(),
            Self::Plan(_) => format!(
                "A health plan takes an authorization for psychotherapy notes{}.",
                Rule::PrivateRelease.if_any()
            ),
            Self::Alive => "`casenotes client edit CLIENT --set died=DAY` says so, if it is so.".into(),
            Self::ShutOut(_) => "Take an authorization, or the ground `law` with what compels it; mend the client file by `casenotes client represent` if it is out of date.".into(),
            Self::Unknown(..) => "Say with `--of-class` how they are one, such as 'the state's board of examiners'; the log keeps it.".into(),
            Self::Outside(..) | Self::TheirSide => "Take an authorization, or the ground `law` with what compels it.".into(),
            Self::NoInstrument => format!(
                "Give `--instrument`: court-order, court-subpoena, grand-jury, agency or statute. A subpoena or letter of an attorney is none of them{}: take an authorization.",
                Rule::Instrument
            ),
            Self::UnaskedInstrument => "Leave it out.".into(),
            Self::OtherKind(_) => "Release the notes of each kind on their own, each under an authorization for it (42 CFR 2.31(b)).".into(),
            Self::NotCovered(_) => "Leave it out, or get an authorization signed that covers it.".into(),
            Self::Members { .. } => "Give the `--authorization` of each of them; `members` in the client file says who they are.".into(),
            Self::NotUnderPart2 => "Leave `--part2-ground` out.".into(),
            Self::CounselingNotes(_) => "Take the patient's consent for them alone.".into(),
            Self::Part2(stop) => return stop.hint(),
        })
    }
}

/// The grounds of Part 2 that reach SUD counseling notes (42 CFR 2.31(b)).
const OF_COUNSELING_NOTES: &[&str] = &["audit", "death", "court-order", "service"];

impl Request<'_> {
    /// Lets them pass, and says on what notes under 42 CFR Part 2 leave.
    ///
    /// # Errors
    /// Says what the law asks for and was not given.
    pub fn pass(&self) -> Result<Option<Allowed>, Stop> {
        match self.on {
            On::Exception(exception, instrument) => self.hold_exception(exception, instrument)?,
            On::Papers(papers) => self.hold_papers(papers)?,
        }
        self.pass_part_2()
    }

    fn hold_exception(
        &self,
        exception: &'static Exception,
        instrument: Option<&'static Instrument>,
    ) -> Result<(), Stop> {
        match (exception.asks_instrument, instrument) {
            (true, None) => return Err(Stop::NoInstrument),
            (false, Some(_)) => return Err(Stop::UnaskedInstrument),
            _ => {}
        }
        match exception.goes_to {
            Reach::Originator if !self.goes_to_the_originator() => Err(Stop::NotTheOriginator),
            Reach::OwnPrograms if !self.facts.is_discloser(self.recipient) => {
                Err(Stop::NotOwnProgram)
            }
            // The practice itself, or what the law requires.
            Reach::Originator | Reach::OwnPrograms => Ok(()),
            Reach::OwnDefense | Reach::Others => self.require_fit(exception),
        }
    }

    /// Fails where the recipient is nobody to whom the rule lets notes go.
    fn require_fit(&self, exception: &'static Exception) -> Result<(), Stop> {
        let (facts, code) = (self.facts, exception.code.as_str());
        let of_the_dead =
            code == "coroner" || self.part2_ground.is_some_and(|ground| ground.code == "death");
        let has_died = facts.has_somebody_died(self.today);
        if of_the_dead && !has_died && !facts.has_no_client_file {
            return Err(Stop::Alive);
        }
        if code == "law" {
            return Ok(());
        }
        let says = exception.leads_to.map(|circle| (circle, circle.of(self.recipient)));
        if let Some((circle, Says::Outside)) = says {
            return Err(Stop::Outside(code, circle));
        }
        let mut clients = facts.names.iter().chain(facts.members.iter().map(|it| &it.name));
        if code == "defense" && clients.any(|name| has_name(self.recipient, name)) {
            return Err(Stop::TheirSide);
        }
        let oversees = ["hhs", "oversight"].contains(&code) && is_an_agency(self.recipient);
        if self.goes_to_a_plan() && !oversees {
            return Err(Stop::Plan(code));
        }
        let found = facts.representative(self.recipient, self.today);
        match found.and_then(|found| found.stands.err()) {
            // Who is refused has them on no ground; who stood for the client once may still be warned.
            Some(why) if why == NotStanding::Refused || why.is_shut_out() && code != "threat" => {
                Err(Stop::ShutOut(why))
            }
            _ => match says {
                Some((circle, Says::Nothing)) if !self.of_class => Err(Stop::Unknown(code, circle)),
                _ => Ok(()),
            },
        }
    }

    fn goes_to_a_plan(&self) -> bool {
        let plans = self.facts.plans.clone();
        Known { plans, ..Known::default() }.is_plan(self.recipient)
    }

    /// Tells whether the recipient is the originator: by the whole name, so that nobody is let in who is
    /// named beside them.
    fn goes_to_the_originator(&self) -> bool {
        let bare = |name: &str| name.split_once(',').map_or(name, |(name, _)| name).to_owned();
        self.originator.is_some_and(|own| {
            is_same_name(own, self.recipient) || is_same_name(&bare(own), self.recipient)
        })
    }

    fn hold_papers(&self, papers: &[Authorization]) -> Result<(), Stop> {
        for paper in papers {
            for (day, kind) in self.notes {
                if *kind != paper.kind {
                    return Err(Stop::OtherKind(paper.kind.noun()));
                }
                if !paper.elements.covers_day(*day) {
                    return Err(Stop::NotCovered(*day));
                }
            }
        }
        let members = &self.facts.members;
        let has_not_agreed = |member: &&Member| {
            !papers.iter().any(|paper| is_same_name(&paper.elements.individual, &member.name))
        };
        match members.iter().filter(has_not_agreed).count() {
            0 => Ok(()),
            missing => Err(Stop::Members { missing, of: members.len() }),
        }
    }

    fn pass_part_2(&self) -> Result<Option<Allowed>, Stop> {
        let has_counseling = self.notes.iter().any(|(_, kind)| *kind == NoteKind::SudCounseling);
        if !self.facts.is_part2 && !has_counseling {
            return self.part2_ground.map_or(Ok(None), |_| Err(Stop::NotUnderPart2));
        }
        let reaches = |ground: &Part2Ground| OF_COUNSELING_NOTES.contains(&ground.code);
        if let Some(ground) = self.part2_ground.filter(|ground| has_counseling && !reaches(ground))
        {
            return Err(Stop::CounselingNotes(ground.code));
        }
        let (exception, instrument, consents): (_, _, Vec<_>) = match self.on {
            On::Exception(exception, instrument) => (Some(exception), instrument, Vec::new()),
            On::Papers(papers) => {
                (None, None, papers.iter().map(|it| it.elements.consent.clone()).collect())
            }
        };
        // What a subpoena compels takes an order as well, which alone authorizes it (42 CFR 2.61).
        let is_no_order = instrument.is_some_and(|it| it.code != "court-order");
        let grounds = exception.map_or(&[][..], |exception| &exception.part2_grounds);
        let grounds: Vec<&str> = grounds
            .iter()
            .map(String::as_str)
            .filter(|ground| *ground != "court-order" || !is_no_order)
            .collect();
        let asked = part2::Asked {
            to_patient: matches!(self.on, On::Papers(_))
                && self.facts.members.is_empty()
                && self.facts.is_individual(self.recipient),
            // The program's own use, training and defense (42 CFR 2.31(b)(1)(i), 2.12(c)(3)); counsel from
            // outside is not within it.
            stays_inside: exception.is_some_and(|exception| match exception.goes_to {
                Reach::Originator | Reach::OwnPrograms => true,
                Reach::OwnDefense => self.facts.is_discloser(self.recipient),
                Reach::Others => false,
            }),
            use_: None,
            takes_consent: matches!(self.on, On::Papers(_)),
            consents: &consents,
            ground: self.part2_ground,
            grounds: &grounds,
            // No exception is taken without it.
            has_reference: exception.is_some(),
            is_whole: false,
            recipient: self.recipient,
            to_plan: self.goes_to_a_plan(),
        };
        Ok(Some(part2::gate(asked)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::law::Regime;
    use crate::law::authorization::elements::Elements;
    use crate::law::authorization::part2::{Consent, GROUNDS, Use};
    use crate::law::authorization::representative::{Representative, Role};

    const PEOPLE: [&str; 7] = [
        "Ana Example",
        "Ben Sample",
        "Dana Okafor",
        "Acme Health Plan",
        "the practicum of Quiet Room",
        "Eve Sample",
        "Quinn Fund",
    ];
    const KINDS: [NoteKind; 2] = [NoteKind::Psychotherapy, NoteKind::SudCounseling];

    fn paper(of: usize, kind: NoteKind, has_consent: bool, until: NaiveDate) -> Authorization {
        let consent = has_consent.then(|| Consent { uses: vec![Use::Other] });
        let individual = PEOPLE[of].to_owned();
        let sessions_until = Some(until);
        let elements = Elements { individual, consent, sessions_until, ..Elements::default() };
        Authorization { kind, elements }
    }

    /// What is known of the client and of who is written down as standing for them.
    #[derive(Clone, Copy, Debug)]
    struct Known {
        is_couple: bool,
        has_died: bool,
        is_a_plan: bool,
        role: usize,
        is_refused: bool,
    }

    impl Known {
        /// Says who is shut out: whoever is refused, and, but for a warning, whose time is over. Ben is an
        /// adult.
        fn shuts_out(self, exception: &str) -> bool {
            let is_over = match Role::ALL[self.role].0 {
                "executor" => false,
                "parent" => true,
                _ => self.has_died,
            };
            self.is_refused || is_over && exception != "threat"
        }
    }

    /// Says what the rule asks of an exception and is not so.
    fn missing_of_exception(
        exception: &Exception,
        instrument: Option<&Instrument>,
        recipient: &str,
        known: Known,
    ) -> Option<&'static str> {
        let is_plan =
            recipient == "Acme Health Plan" || known.is_a_plan && recipient == "Quinn Fund";
        let is_law = exception.code == "law";
        let to_program = ["Dana Okafor", "the practicum of Quiet Room"].contains(&recipient);
        match exception.code.as_str() {
            _ if is_law && instrument.is_none() => Some("no instrument"),
            _ if !is_law && instrument.is_some() => Some("an instrument for nothing"),
            "originator" if recipient != "Dana Okafor" => Some("not the originator"),
            "training" if !to_program => Some("not its own program"),
            "originator" | "training" => None,
            "coroner" if !known.has_died => Some("the client is alive"),
            "law" => None,
            "defense"
                if recipient == "Ben Sample" || known.is_couple && recipient == "Ana Example" =>
            {
                Some("their side")
            }
            _ if is_plan => Some("a plan"),
            code if recipient == "Eve Sample" && known.shuts_out(code) => Some("shut out"),
            _ => None,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8000))]

        /// No psychotherapy note leaves on any ground that the rule does not allow for that client,
        /// recipient, note and paper; and what it allows is not refused.
        #[test]
        fn no_note_leaves_that_the_rule_does_not_allow(
            exception in prop::option::of(0usize..8), instrument in prop::option::of(0usize..5),
            to in 0usize..7, is_couple: bool, is_part2: bool, is_counseling: bool, of_class: bool,
            known in (any::<[bool; 3]>(), 0usize..4),
            papers in prop::collection::vec((0usize..3, 0usize..2, any::<bool>(), 1u32..28), 1..3),
            ground in prop::option::of(0usize..7), day in 1u32..28,
        ) {
            let date = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
            let law = Regime::Hipaa.law();
            let ([has_died, is_a_plan, is_refused], role) = known;
            let known = Known { is_couple, has_died, is_a_plan, role, is_refused };
            let died = has_died.then(|| date(1));
            let ben = Member {
                name: PEOPLE[1].to_owned(),
                birth_date: "1980-05-01".parse().ok(),
                died,
                ..Member::default()
            };
            let ana = Member { name: PEOPLE[0].to_owned(), ..Member::default() };
            let eve = Representative {
                person: "Eve Sample".to_owned(),
                role: Role::ALL[role].1,
                authority: "papers".to_owned(),
                member: is_couple.then(|| PEOPLE[1].to_owned()),
                scope: None,
                from: None,
                until: None,
                refused: is_refused.then(|| "danger".to_owned()),
            };
            let facts = Facts {
                names: vec![if is_couple { "Ana and Ben" } else { PEOPLE[1] }.to_owned()],
                birth_date: ben.birth_date.filter(|_| !is_couple),
                died: died.filter(|_| !is_couple),
                members: if is_couple { vec![ana, ben] } else { vec![] },
                majority: 18,
                representatives: vec![eve],
                plans: is_a_plan.then(|| "Quinn Fund".to_owned()).into_iter().collect(),
                disclosers: vec!["Dana Okafor".to_owned(), "Quiet Room".to_owned()],
                is_part2,
                ..Facts::default()
            };
            let papers: Vec<Authorization> = papers
                .into_iter()
                .map(|(of, kind, has_consent, until)| {
                    paper(of, KINDS[kind], has_consent, date(until))
                })
                .collect();
            let kind = KINDS[usize::from(is_counseling)];
            let instrument = instrument.map(|at| &law.instruments()[at]);
            let (exception, ground) =
                (exception.map(|at| &law.exceptions[at]), ground.map(|at| GROUNDS[at]));
            let request = Request {
                on: match exception {
                    Some(exception) => On::Exception(exception, instrument),
                    None => On::Papers(&papers),
                },
                recipient: PEOPLE[to],
                originator: Some("Dana Okafor, LCSW"),
                facts: &facts,
                notes: &[(date(day), kind)],
                part2_ground: ground,
                of_class,
                today: date(24),
            };
            let fault = match exception {
                Some(exception) => {
                    let asks_who = ["hhs", "oversight", "coroner"].contains(&exception.code.as_str()) && !of_class;
                    missing_of_exception(exception, instrument, PEOPLE[to], known)
                        .or(asks_who.then_some("who oversees"))
                }
                None => {
                    let covers = |it: &Authorization| {
                        it.kind == kind && it.elements.sessions_until >= Some(date(day))
                    };
                    let signs =
                        |it: &Member| papers.iter().any(|by| by.elements.individual == it.name);
                    match (papers.iter().all(covers), facts.members.iter().all(signs)) {
                        (false, _) => Some("not covered"),
                        (_, false) => Some("members"),
                        _ => None,
                    }
                }
            };
            let under_part2 = is_part2 || is_counseling;
            let fault = fault.or_else(|| match (under_part2, ground) {
                (false, None) => None,
                (false, Some(_)) => Some("a ground for nothing"),
                (true, Some(ground)) => {
                    let is_of_it = exception
                        .is_some_and(|exception| exception.part2_grounds.iter().any(|it| it == ground.code));
                    let is_order = instrument.is_none_or(|it| it.code == "court-order");
                    let reaches = !is_counseling
                        || ["audit", "death", "court-order", "service"].contains(&ground.code);
                    let is_a_plan = PEOPLE[to] == "Acme Health Plan"
                        || known.is_a_plan && PEOPLE[to] == "Quinn Fund";
                    let is_for_them = !is_a_plan
                        || ["audit", "court-order"].contains(&ground.code);
                    let holds = is_of_it && reaches && is_for_them && (ground.code != "court-order" || is_order);
                    (!holds).then_some("a ground that does not hold")
                }
                (true, None) => {
                    let is_own = exception.is_some_and(|exception| {
                        let to_own = ["Dana Okafor", "the practicum of Quiet Room"];
                        ["originator", "training"].contains(&exception.code.as_str())
                            || exception.code == "defense" && to_own.contains(&PEOPLE[to])
                    });
                    let to_patient = exception.is_none() && !is_couple && to == 1;
                    let consented = exception.is_none()
                        && papers.iter().all(|paper| paper.elements.consent.is_some());
                    (!(is_own || to_patient || consented)).then_some("consent")
                }
            });
            let passed = request.pass();
            prop_assert_eq!(passed.is_ok(), fault.is_none(), "{:?}: {:?}", fault, passed);
        }
    }
}
