//! The gate: whether a record may leave on a basis, to this recipient, under these papers. Note by note,
//! `decision` goes on from here.
//!
//! The authorizations have been held against the client, the recipient and the purpose when they were
//! read (`authorization::elements`).

use std::fmt;

use chrono::NaiveDate;

use crate::failure::Explain;
use crate::law::authorization::part2::{self, Allowed, Part2Ground};
use crate::law::authorization::plan::is_an_agency;
use crate::law::authorization::records::Authorization;
use crate::law::authorization::representative::{NotStanding, Representative};
use crate::law::authorization::whose::Facts;
use crate::law::basis::{Asks, Basis, Instrument};
use crate::law::recipient::{Circle, Says};
use crate::law::rule::Rule;
use crate::record::disclosure::decision::missing_members;
use crate::text::is_same_name;

/// What is asked of the gate.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// On what basis.
    pub basis: &'static Basis,
    /// What compels it.
    pub instrument: Option<&'static Instrument>,
    /// To whom.
    pub recipient: &'a str,
    /// What else was given.
    pub given: Given,
    /// Whether all of the record is asked for.
    pub is_whole: bool,
    /// The authorizations, each of which stands.
    pub authorizations: &'a [Authorization],
    /// What the practice knows.
    pub facts: &'a Facts,
    /// The ground of 42 CFR Part 2 that is named.
    pub part2_ground: Option<Part2Ground>,
    /// Who is present in what leaves, if it is one person alone in each of the notes, which are named;
    /// empty for everybody.
    pub about: &'a [String],
    /// The day.
    pub today: NaiveDate,
}

/// Which of the things that a basis may ask for were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The recipient's address.
    pub address: bool,
    /// What the basis rests on.
    pub reference: bool,
    /// What assures that the client was told, or that a protective order holds.
    pub assurance: bool,
    /// Why a whole record.
    pub justification: bool,
    /// The client's signed request that it be sent to this person and place (164.524(c)(3)(ii)).
    pub signed_request: bool,
    /// What the practice has decided in writing, where the rule leaves it to it.
    pub decision: bool,
    /// Whether each of the notes is named, and none is met by the way.
    pub are_named: bool,
    /// Whether the recipient is known to be a health plan.
    pub plan: bool,
    /// How the recipient belongs to those to whom the basis leads, where the name does not say it.
    pub of_class: bool,
}

/// Why a record does not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The basis is for entries by hand.
    ByHand(&'static str),
    /// The basis is an authorization and none was given.
    NoAuthorization,
    /// Something that the basis asks for is missing.
    Missing {
        /// What.
        what: &'static str,
        /// How to say it.
        hint: String,
    },
    /// A whole record where the law asks for the minimum.
    WholeRecord(&'static str),
    /// Somebody who says to be outside of those to whom the basis leads, or is known to be.
    Outside(&'static str, Circle),
    /// Somebody of whom nothing says that the basis leads there.
    Unknown(&'static str, Circle),
    /// Members of a couple or family have not agreed.
    Members {
        /// How many.
        missing: usize,
        /// Of how many.
        of: usize,
    },
    /// A paper whose words say less than all, and nothing that can be held against a note.
    LessThanAll,
    /// A health plan on a basis that leads to none.
    Plan(&'static str),
    /// Somebody who may be a health plan, and nobody says so.
    MayBeAPlan,
    /// The client is alive.
    Alive,
    /// Somebody who stood for the client, or is refused.
    ShutOut(NotStanding),
    /// The client has died, and it is not the executor who asks.
    Died,
    /// Who asks in the client's place does not stand for them.
    NotStanding(NotStanding),
    /// Who asks in the client's place stands for them in a part of their affairs alone.
    Scope,
    /// A ground of Part 2 for a record that is not under it.
    NotUnderPart2,
    /// 42 CFR Part 2 does not let it leave.
    Part2(part2::Stop),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

impl std::error::Error for Stop {}

impl From<part2::Stop> for Stop {
    fn from(stop: part2::Stop) -> Self {
        Self::Part2(stop)
    }
}

impl Stop {
    fn words(&self) -> String {
        match self {
            Self::ByHand(basis) => format!(
                "no record leaves on the basis `{basis}`: it is for what left in another way"
            ),
            Self::NoAuthorization => {
                "the record leaves under an authorization, and none was given".to_owned()
            }
            Self::Missing { what, .. } => format!("nothing says {what}"),
            Self::WholeRecord(basis) => format!(
                "a whole record does not leave for `{basis}` without a justification{}",
                Rule::Minimum
            ),
            Self::Outside(basis, circle) => format!(
                "on the basis `{basis}` the record goes to {}, and by the name, or by `others` in the client file, the recipient is none{}",
                circle.words(),
                Rule::Recipient
            ),
            Self::Unknown(basis, circle) => format!(
                "on the basis `{basis}` the record goes to {}, and nothing says that the recipient is one{}",
                circle.words(),
                Rule::Recipient
            ),
            Self::Members { missing, of } => {
                format!("{missing} of the {of} members of this record have not agreed")
            }
            Self::LessThanAll => format!(
                "`information` of an authorization says less than all, in words that the program cannot hold against a note{}",
                Rule::Words
            ),
            Self::Plan(basis) => format!(
                "the recipient is a health plan, and on the basis `{basis}` nothing leaves to one"
            ),
            Self::MayBeAPlan => format!(
                "a session restricted as paid for out of pocket would leave for a purpose of health plans, and nothing says whether the recipient is one{}",
                Rule::Restriction
            ),
            Self::Alive => format!("the client has not died, by the client file{}", Rule::Inquest),
            Self::ShutOut(why) => {
                format!("the recipient is not to have the record, by the client file: {why}")
            }
            Self::Died => format!("the client has died, by the client file{}", Rule::Death),
            Self::NotStanding(why) => format!(
                "the recipient does not stand for the client today, by the client file: {why}"
            ),
            Self::Scope => format!(
                "whoever asks stands for the client in a part of their affairs alone, by `scope` in the client file{}",
                Rule::Scope
            ),
            Self::NotUnderPart2 => {
                "the record is not under 42 CFR Part 2, so no ground of it is asked for".to_owned()
            }
            Self::Part2(stop) => stop.to_string(),
        }
    }
}

/// What to do where nothing says what a basis rests on.
const HOW_TO_REFER: &str = "Give `--reference`, such as the number of the court order.";

/// Says what to do where nothing that compels a disclosure is named.
pub fn how_to_name_the_instrument() -> String {
    format!(
        "Give `--instrument`: court-order, court-subpoena, grand-jury, agency or statute, or as `casenotes export --basis help` says. A subpoena or letter of an attorney is none of them{}: take an authorization, or `--basis subpoena` with `--assurance`, where there is one.",
        Rule::Instrument
    )
}

impl Explain for Stop {
    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::ByHand(_) => "Write it into the log; docs/EXPORT.md says how.".into(),
            Self::NoAuthorization => "Give `--authorization ID`; `casenotes authorization list` shows what there is.".into(),
            Self::Missing { hint, .. } => hint.clone(),
            Self::WholeRecord(_) => "Name the notes or the days that are needed, or say with `--justification` why all of it is.".into(),
            Self::Outside(..) => "Take the client's authorization, or the basis that is for it: what compels it, law enforcement, workers' compensation; name a provider with the credentials, or by the practice.".into(),
            Self::Unknown(..) => "Say with `--of-class` how they are one, such as 'her psychiatrist since 2024', or name them with their credentials; the log keeps it. For anybody else, take the client's authorization.".into(),
            Self::Members { .. } => format!(
                "Give the `--authorization` of each of them; `members` in the client file says who they are. For access of one of them, name notes of sessions with that member alone, or say with `--decision` what the practice has decided in writing{}.",
                Rule::Partial
            ),
            Self::LessThanAll => "Name the notes that it covers, or say by `sessions_from` and `sessions_until`, or `formats`, which sessions it covers, as the paper does.".into(),
            Self::Plan(_) => "Take the basis that is for it, such as `payment`, or the client's authorization.".into(),
            Self::MayBeAPlan => "Give `--plan` if it is one, and `--no-plan` if it is none.".into(),
            Self::Alive => "`casenotes client edit CLIENT --set died=DAY` says so, if it is so.".into(),
            Self::ShutOut(_) => "Take the client's authorization, or the basis `law` with what compels it; mend the client file by `casenotes client represent` if it is out of date.".into(),
            Self::Died => "The executor, or whoever else may act for the estate, has access: `casenotes client represent` names them, and `--to` says that it is they. Of a couple or family, `died` in a table `[[member]]` says which of them has.".into(),
            Self::NotStanding(why) if why.is_for_the_practice_to_decide() => format!(
                "If the law of your state lets a parent have access{}, say so with `--decision`.",
                Rule::StateLaw
            ),
            Self::NotStanding(_) => format!(
                "Mend the client file by `casenotes client edit` if it is out of date; nobody has access in the client's place without authority{}.",
                Rule::Verification
            ),
            Self::Scope => "Leave out what is not within it, and say with `--decision` how the rest is; the record and the log keep it. `casenotes client show CLIENT` has the scope.".into(),
            Self::NotUnderPart2 => "Leave `--part2-ground` out, or set `part2` in the client file.".into(),
            Self::Part2(stop) => return stop.hint(),
        })
    }
}

impl Given {
    /// Fails when somebody stands for the client in a part of their affairs alone, and nothing says how
    /// the release is within it (164.502(g)(2)).
    ///
    /// # Errors
    /// As said.
    pub fn require_within(self, who: &Representative) -> Result<(), Stop> {
        if who.scope.is_some() && !self.decision { Err(Stop::Scope) } else { Ok(()) }
    }
}

impl Request<'_> {
    /// Lets it pass, and says on what a record under 42 CFR Part 2 leaves.
    ///
    /// # Errors
    /// Says what the law asks for and was not given.
    pub fn pass(&self) -> Result<Option<Allowed>, Stop> {
        let basis = self.basis;
        if basis.is_by_hand {
            return Err(Stop::ByHand(&basis.code));
        }
        if basis.asks(Asks::Authorization) && self.authorizations.is_empty() {
            return Err(Stop::NoAuthorization);
        }
        self.require_what_it_asks()?;
        self.require_fit()?;
        if basis.is_individual() {
            self.require_access()?;
        }
        if self.is_whole && !basis.allows_whole_record && !self.given.justification {
            return Err(Stop::WholeRecord(&basis.code));
        }
        let members = self.members_concerned();
        let asks_for = |member: &str| self.asks_for(member);
        match missing_members(&members, basis, asks_for, self.authorizations) {
            0 => self.pass_part_2(),
            _ if self.is_partial_access() => self.pass_part_2(),
            missing => Err(Stop::Members { missing, of: members.len() }),
        }
    }

    /// Returns the members of whom what leaves is: those of notes with one member alone, who need nobody
    /// else to agree, and else all of them.
    fn members_concerned(&self) -> Vec<&str> {
        let members = self.facts.members.iter().map(|member| member.name.as_str());
        let is_about = |member: &&str| self.about.iter().any(|person| is_same_name(person, member));
        let concerned: Vec<&str> = members.clone().filter(is_about).collect();
        match concerned.len() == self.about.len() && !concerned.is_empty() {
            true => concerned,
            false => members.collect(),
        }
    }

    /// Tells whether the recipient is a member, or stands for one (164.502(g)).
    fn asks_for(&self, member: &str) -> bool {
        let found = self.facts.representative_of(member, self.recipient, self.today);
        is_same_name(member, self.recipient) || found.is_some_and(|found| found.stands.is_ok())
    }

    /// Fails where papers and recipient do not fit what the basis is for.
    fn require_fit(&self) -> Result<(), Stop> {
        let (basis, facts) = (self.basis, self.facts);
        if !self.given.are_named && self.authorizations.iter().any(Authorization::is_less_than_all)
        {
            return Err(Stop::LessThanAll);
        }
        let of_the_dead =
            basis.asks(Asks::Died) || self.part2_ground.is_some_and(|it| it.code == "death");
        if of_the_dead && !facts.has_somebody_died(self.today) {
            return Err(Stop::Alive);
        }
        let is_outside = |circle: &Circle| {
            let mut others =
                facts.others.iter().filter(|_| matches!(circle, Circle::Providers | Circle::Care));
            circle.excludes(self.recipient) || others.any(|name| is_same_name(name, self.recipient))
        };
        let leads_to = basis.goes_to.filter(|_| self.authorizations.is_empty());
        // What the grounds of Part 2 lead to, they say themselves.
        if let Some(circle) = leads_to.filter(|_| self.part2_ground.is_none()).filter(is_outside) {
            return Err(Stop::Outside(&basis.code, circle));
        }
        if basis.code == "hhs" && self.given.plan && !is_an_agency(self.recipient) {
            return Err(Stop::Plan(&basis.code));
        }
        let is_free =
            basis.is_individual() || basis.is_required_by_law || !self.authorizations.is_empty();
        let found = facts.representative(self.recipient, self.today).filter(|_| !is_free);
        match found.and_then(|found| found.stands.err()) {
            // Who is refused has it on no basis; who stood for the client once may still be warned.
            Some(why)
                if why == NotStanding::Refused || why.is_shut_out() && !basis.is_accountable =>
            {
                Err(Stop::ShutOut(why))
            }
            _ => self.require_known(leads_to),
        }
    }

    /// Fails where a basis leads to some alone, and neither name nor practice says that the recipient is
    /// one of them.
    fn require_known(&self, leads_to: Option<Circle>) -> Result<(), Stop> {
        let is_said = self.given.of_class || self.part2_ground.is_some();
        match leads_to.filter(|_| !is_said) {
            // Who pays has no credentials, and what is paid for is no whole record.
            None | Some(Circle::Care) => Ok(()),
            // A plan that oversees does not have what is restricted.
            Some(Circle::Agencies) if self.given.plan => Ok(()),
            Some(circle) if circle.of(self.recipient) == Says::Nothing => {
                Err(Stop::Unknown(&self.basis.code, circle))
            }
            Some(_) => Ok(()),
        }
    }

    fn require_what_it_asks(&self) -> Result<(), Stop> {
        let Given { reference, assurance, .. } = self.given;
        let lacks = |asks, is_given: bool| self.basis.asks(asks) && !is_given;
        let (what, hint) = if lacks(Asks::Reference, reference) {
            ("what the basis rests on", HOW_TO_REFER.to_owned())
        } else if lacks(Asks::Instrument, self.instrument.is_some()) {
            ("which instrument compels it", how_to_name_the_instrument())
        } else if lacks(Asks::Assurance, assurance) {
            let hint = format!(
                "Give `--assurance`: how the client was told and had time to object, or which qualified protective order holds{}.",
                Rule::Assurance
            );
            ("which satisfactory assurance there is", hint)
        } else {
            return Ok(());
        };
        Err(Stop::Missing { what, hint })
    }

    /// Asks of access of somebody else what the rule asks: who stands for the client is treated as the
    /// client (164.502(g)), and anybody else takes a signed request (164.524(c)(3)(ii)).
    fn require_access(&self) -> Result<(), Stop> {
        let (facts, to_client) = (self.facts, self.goes_to_the_client());
        let found = facts.representative(self.recipient, self.today);
        if let Some(found) = found.filter(|_| !to_client) {
            return match found.stands {
                Err(why) if !(self.given.decision && why.is_for_the_practice_to_decide()) => {
                    Err(Stop::NotStanding(why))
                }
                _ => self.given.require_within(found.who),
            };
        }
        let has_died = match to_client {
            true => facts.life_of(self.recipient).died.is_some_and(|died| died <= self.today),
            false => facts.have_all_died(self.today),
        };
        if has_died {
            return Err(Stop::Died);
        }
        let hint = format!(
            "Give `--address` and `--signed-request DAY`, or `--request ID`: a copy for somebody else is sent to the person and the place that the client has named in writing and signed{}. A parent, guardian, executor or agent is treated as the client{}: `client represent` names them.",
            Rule::ThirdPerson,
            Rule::Representative
        );
        let what = match (to_client, self.given.address, self.given.signed_request) {
            (true, ..) | (_, true, true) => return Ok(()),
            (_, false, _) => "where it goes",
            (_, _, false) => "which signed request of the client names this person and place",
        };
        Err(Stop::Missing { what, hint })
    }

    /// Tells whether one of a couple or family has what the others need not agree to: what the practice
    /// has decided (164.524(d)(1)).
    fn is_partial_access(&self) -> bool {
        let mut members = self.facts.members.iter();
        self.basis.is_individual()
            && members.any(|member| self.asks_for(&member.name))
            && self.given.decision
    }

    fn goes_to_the_client(&self) -> bool {
        self.facts.is_individual(self.recipient)
    }

    fn pass_part_2(&self) -> Result<Option<Allowed>, Stop> {
        let basis = self.basis;
        if !self.facts.is_part2 {
            return self.part2_ground.map_or(Ok(None), |_| Err(Stop::NotUnderPart2));
        }
        let consents: Vec<_> =
            self.authorizations.iter().map(|found| found.elements.consent.clone()).collect();
        // What a subpoena compels takes an order as well, which alone authorizes it (42 CFR 2.61).
        let is_no_order =
            self.instrument.is_some_and(|instrument| instrument.code != "court-order");
        let grounds: Vec<&str> = basis
            .part2_grounds
            .iter()
            .map(String::as_str)
            .filter(|ground| *ground != "court-order" || !is_no_order)
            .collect();
        let asked = part2::Asked {
            // Of a couple, the consent of the other is asked for all the same.
            to_patient: basis.is_individual()
                && self.goes_to_the_client()
                && self.authorizations.is_empty(),
            stays_inside: false,
            use_: basis.part2_consent.as_deref().and_then(|word| word.parse().ok()),
            takes_consent: basis.is_authorization()
                || basis.is_individual()
                || basis.part2_consent.is_some(),
            consents: &consents,
            ground: self.part2_ground,
            grounds: &grounds,
            has_reference: self.given.reference,
            is_whole: self.is_whole,
            recipient: self.recipient,
            to_plan: self.given.plan,
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
    use crate::law::authorization::representative::{Member, Role};
    use crate::law::basis::Kind;
    use crate::record::disclosure::decision::{self, Terms, stays};

    const PEOPLE: [&str; 7] = [
        "Ana Example",
        "Ben Sample",
        "Ida Fictive, MD",
        "Acme Health Plan",
        "Eve Sample",
        "Ivo Fictive, JD",
        "State Police",
    ];
    const USES: [Use; 6] =
        [Use::Treatment, Use::Payment, Use::Operations, Use::All, Use::Proceedings, Use::Other];

    /// Somebody's paper: of whom, what for under Part 2, and until which day it covers sessions.
    fn paper(of: usize, use_: Option<usize>, until: u32) -> Authorization {
        let consent = use_.map(|at| Consent { uses: vec![USES[at]] });
        let sessions_until = chrono::NaiveDate::from_ymd_opt(2026, 11, until);
        let individual = PEOPLE[of].to_owned();
        let elements = Elements { individual, consent, sessions_until, ..Elements::default() };
        Authorization { elements, ..Authorization::default() }
    }

    /// A record: of Ben alone, or of Ana and Ben; Ben may be a minor, and may have died.
    fn facts(life: [bool; 4], stands: Option<Stands>) -> Facts {
        let [is_couple, is_part2, is_minor, has_died] = life;
        let day = |text: &str| text.parse().ok();
        let ben = Member {
            name: PEOPLE[1].to_owned(),
            birth_date: day(if is_minor { "2016-05-01" } else { "1980-05-01" }),
            died: day("2026-11-01").filter(|_| has_died),
            ..Member::default()
        };
        let ana = Member { name: PEOPLE[0].to_owned(), ..Member::default() };
        Facts {
            names: vec![if is_couple { "Ana and Ben" } else { PEOPLE[1] }.to_owned()],
            birth_date: ben.birth_date.filter(|_| !is_couple),
            died: ben.died.filter(|_| !is_couple),
            members: if is_couple { vec![ana, ben] } else { vec![] },
            majority: 18,
            representatives: stands.map(Stands::entry).into_iter().collect(),
            is_part2,
            ..Facts::default()
        }
    }

    /// Somebody who is written down as standing for Ben, or, of a couple, perhaps for nobody in
    /// particular.
    #[derive(Clone, Copy, Debug)]
    struct Stands {
        person: usize,
        role: usize,
        is_refused: bool,
        is_for_ben: bool,
        has_scope: bool,
    }

    impl Stands {
        fn entry(self) -> Representative {
            Representative {
                person: PEOPLE[self.person].to_owned(),
                role: Role::ALL[self.role].1,
                authority: "papers".to_owned(),
                member: self.is_for_ben.then(|| PEOPLE[1].to_owned()),
                scope: self.has_scope.then(|| "one thing".to_owned()),
                from: None,
                until: None,
                refused: self.is_refused.then(|| "danger".to_owned()),
            }
        }

        /// Says of each of whom the record is whether they stand for them, in the words of the rule; an
        /// error says whether it is one that shuts them out.
        fn of(self, individual: &str, facts: &Facts) -> Result<(), bool> {
            let role = Role::ALL[self.role].0;
            let is_couple = !facts.members.is_empty();
            let [is_ben, is_self] = [individual == PEOPLE[1], individual == PEOPLE[self.person]];
            if self.is_refused {
                return Err(true);
            }
            if self.is_for_ben && !is_ben
                || is_couple && !self.is_for_ben && (role != "parent" || is_self)
            {
                return Err(false);
            }
            let life = facts.life_of(individual);
            match (role, life.died.is_some(), life.birth_date) {
                ("executor", has_died, _) => {
                    if has_died {
                        Ok(())
                    } else {
                        Err(false)
                    }
                }
                (_, true, _) => Err(true),
                ("parent", _, None) => Err(false),
                ("parent", _, Some(born)) => {
                    if born > "2000-01-01".parse().unwrap() {
                        Ok(())
                    } else {
                        Err(true)
                    }
                }
                _ => Ok(()),
            }
        }
    }

    /// A request, and in what role who asks may be written down.
    struct Case<'a> {
        request: Request<'a>,
        stands: Option<Stands>,
    }

    impl Case<'_> {
        fn of_each(&self) -> Vec<&str> {
            let names = self.request.facts.members.iter().map(|it| it.name.as_str());
            let names: Vec<&str> = names.collect();
            if names.is_empty() { vec![PEOPLE[1]] } else { names }
        }

        fn by_recipient(&self) -> Option<Stands> {
            self.stands.filter(|it| PEOPLE[it.person] == self.request.recipient)
        }

        fn is_theirs(&self) -> bool {
            self.request.facts.is_individual(self.request.recipient)
        }

        /// Tells whether the recipient has what is of a member as that member would.
        fn takes(&self, member: &str) -> bool {
            let stands =
                self.by_recipient().is_some_and(|it| it.of(member, self.request.facts).is_ok());
            member == self.request.recipient || stands
        }

        /// What the row of the table says, in its own words and one by one; `None` when all is given.
        fn missing(&self) -> Option<&'static str> {
            let (request, row) = (&self.request, self.request.basis);
            let asks = |word: &str| row.asks.iter().any(|asks| asks.as_str() == word);
            let (given, papers) = (request.given, request.authorizations);
            let is_access = row.kind == Kind::Access;
            let each = self.of_each();
            let signs = |member: &&str| papers.iter().any(|it| it.elements.individual == **member);
            let is_couple = !request.facts.members.is_empty();
            let is_partial =
                is_couple && is_access && each.iter().any(|it| self.takes(it)) && given.decision;
            let is_of_one = |member: &&&str| request.about.iter().any(|it| it == **member);
            let concerned: Vec<&&str> = match each.iter().any(|it| is_of_one(&it)) {
                true => each.iter().filter(is_of_one).collect(),
                false => each.iter().collect(),
            };
            let is_dead = each.iter().any(|it| request.facts.life_of(it).died.is_some());
            let is_death = request.part2_ground.is_some_and(|ground| ground.code == "death");
            let faults = [
                (row.is_by_hand, "by hand only"),
                (asks("authorization") && papers.is_empty(), "authorization"),
                (asks("reference") && !given.reference, "reference"),
                (asks("instrument") && request.instrument.is_none(), "instrument"),
                (asks("assurance") && !given.assurance, "assurance"),
                ((asks("died") || is_death) && !is_dead, "died"),
                (self.is_outside(), "outside"),
                (self.is_unknown(), "unknown"),
                (row.code == "hhs" && given.plan, "a plan"),
                (self.is_shut_out(), "shut out"),
                (is_access && self.lacks_access(), "access"),
                (request.is_whole && !row.allows_whole_record && !given.justification, "whole"),
                (
                    asks("members")
                        && is_couple
                        && !is_partial
                        && !concerned.iter().all(|it| signs(it) || is_access && self.takes(it)),
                    "members",
                ),
            ];
            let fault = faults.into_iter().find(|(is_so, _)| *is_so).map(|(_, fault)| fault);
            fault.or_else(|| self.missing_under_part_2())
        }

        fn is_outside(&self) -> bool {
            let (to, code) = (self.request.recipient, self.request.basis.code.as_str());
            let is_of_care = ["treatment", "payment", "operations"].contains(&code);
            let may_be = match to {
                "Ivo Fictive, JD" => !["treatment", "hhs", "oversight", "coroner"].contains(&code),
                "State Police" => !is_of_care,
                _ => true,
            };
            let has_table = self.request.basis.goes_to.is_some();
            has_table
                && !may_be
                && self.request.authorizations.is_empty()
                && self.request.part2_ground.is_none()
        }

        fn is_unknown(&self) -> bool {
            let (to, code) = (self.request.recipient, self.request.basis.code.as_str());
            let says_so = match code {
                "treatment" => ["Ida Fictive, MD", "Acme Health Plan"].contains(&to),
                "hhs" | "oversight" | "coroner" => false,
                _ => true,
            };
            let is_known = says_so
                || self.request.given.of_class
                || ["hhs", "oversight"].contains(&code) && self.request.given.plan;
            let is_free =
                !self.request.authorizations.is_empty() || self.request.part2_ground.is_some();
            !(is_known || is_free)
        }

        fn is_shut_out(&self) -> bool {
            let (request, row) = (&self.request, self.request.basis);
            let is_free = row.kind == Kind::Access
                || row.is_required_by_law
                || !request.authorizations.is_empty();
            let Some(by) = self.by_recipient().filter(|_| !is_free) else { return false };
            let judged: Vec<_> = self.of_each().iter().map(|it| by.of(it, request.facts)).collect();
            !judged.contains(&Ok(()))
                && judged.contains(&Err(true))
                && (by.is_refused || !row.is_accountable)
        }

        fn lacks_access(&self) -> bool {
            let (request, given) = (&self.request, self.request.given);
            let has_died = |name: &str| request.facts.life_of(name).died.is_some();
            match self.by_recipient() {
                _ if self.is_theirs() => has_died(request.recipient),
                Some(by) => {
                    !self.of_each().iter().any(|it| by.of(it, request.facts).is_ok())
                        || by.has_scope && !given.decision
                }
                None => {
                    self.of_each().iter().all(|it| has_died(it))
                        || !(given.address && given.signed_request)
                }
            }
        }

        fn missing_under_part_2(&self) -> Option<&'static str> {
            let (request, row) = (&self.request, self.request.basis);
            let papers = request.authorizations;
            let is_order = request.instrument.is_none_or(|it| it.code == "court-order");
            match (request.facts.is_part2, request.part2_ground) {
                (false, None) => None,
                (false, Some(_)) => Some("a ground for nothing"),
                (true, Some(ground)) => {
                    let is_of_the_row = row.part2_grounds.iter().any(|code| code == ground.code);
                    let may_be_a_plans = ["audit", "court-order"].contains(&ground.code);
                    let is_no_medic =
                        ["Ivo Fictive, JD", "State Police"].contains(&request.recipient);
                    let holds = is_of_the_row
                        && !(ground.code == "emergency" && is_no_medic)
                        && (ground.code != "court-order" || is_order)
                        && request.given.reference
                        && (!request.given.plan || may_be_a_plans)
                        && (!request.is_whole || ground.allows_whole_record);
                    (!holds).then_some("a ground that does not hold")
                }
                (true, None)
                    if row.kind == Kind::Access && self.is_theirs() && papers.is_empty() =>
                {
                    None
                }
                (true, None) => {
                    let use_: Option<Use> =
                        row.part2_consent.as_deref().map(|it| it.parse().unwrap());
                    let is_for_it = |it: &Authorization| {
                        let uses = it.elements.consent.as_ref().map(|it| it.uses.clone());
                        uses.is_some_and(|uses| match use_ {
                            None => true,
                            Some(Use::Proceedings) => uses == [Use::Proceedings],
                            Some(use_) => uses == [use_] || uses == [Use::All],
                        })
                    };
                    let can_rest = row.kind != Kind::Other || use_.is_some();
                    let holds = can_rest && !papers.is_empty() && papers.iter().all(is_for_it);
                    (!holds).then_some("consent")
                }
            }
        }
    }

    fn stands() -> impl Strategy<Value = Option<Stands>> {
        prop::option::of((0usize..5, 0usize..4, any::<[bool; 3]>()).prop_map(
            |(person, role, [is_refused, is_for_ben, has_scope])| Stands {
                person,
                role,
                is_refused,
                is_for_ben,
                has_scope,
            },
        ))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8000))]

        /// Nothing leaves on any basis which the table does not allow for that client, recipient, note
        /// and paper, whoever stands for whom and whoever has died; and what it allows is not refused.
        #[test]
        fn nothing_leaves_that_the_table_does_not_allow(
            regime in 0usize..5, row in any::<prop::sample::Index>(),
            instrument in prop::option::of(any::<prop::sample::Index>()),
            to in 0usize..7, life in any::<[bool; 4]>(), stands in stands(), flags in any::<[bool; 13]>(),
            papers in prop::collection::vec((0usize..4, prop::option::of(0usize..6), 1u32..28), 0..3),
            ground in prop::option::of(0usize..7), day in 1u32..28,
        ) {
            let regimes =
                [Regime::Hipaa, Regime::Gdpr, Regime::Pipeda, Regime::Uk, Regime::None];
            let basis = row.get(&regimes[regime].law().bases);
            let [of_class, flags @ ..] = flags;
            let [address, reference, assurance, justification, is_whole, rest @ ..] = flags;
            let [is_draft, is_self_pay, to_plan, access @ ..] = rest;
            let [signed_request, decision, is_about_recipient_alone, plan] = access;
            let about = if is_about_recipient_alone { vec![PEOPLE[to].to_owned()] } else { vec![] };
            let instrument = instrument.filter(|_| !basis.instruments.is_empty());
            let facts = facts(life, stands);
            let authorizations: Vec<Authorization> =
                papers.into_iter().map(|(of, use_, until)| paper(of, use_, until)).collect();
            let request = Request {
                basis,
                instrument: instrument.map(|at| at.get(&basis.instruments)),
                recipient: PEOPLE[to],
                given: Given {
                    address, reference, assurance, justification,
                    signed_request, decision, are_named: false, plan, of_class,
                },
                about: &about,
                is_whole,
                authorizations: &authorizations,
                facts: &facts,
                part2_ground: ground.map(|at| GROUNDS[at]),
                today: chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            };
            let passed = request.pass();
            let fault = Case { request, stands }.missing();
            prop_assert_eq!(passed.is_ok(), fault.is_none(), "{:?}: {:?}", fault, passed);
            // Note by note.
            let id = crate::domain::note_id::NoteId {
                client: "c-7f3k".parse().unwrap(),
                stem: format!("2026-11-{day:02}-1400-dap").parse().unwrap(),
            };
            let asked = decision::Asked {
                id: &id, says: (None, None), is_asked_for: true, is_named: false, is_draft, is_self_pay,
            };
            let terms = Terms {
                basis, to_plan, with_drafts: assurance, authorizations: &authorizations,
            };
            if passed.is_ok() && stays(asked, &terms).is_none() {
                prop_assert!(!is_self_pay || !to_plan || basis.is_required_by_law);
                prop_assert!(!is_draft || assurance);
                let covers = |it: &Authorization| it.elements.sessions_until >= Some(id.stem.date());
                prop_assert!(authorizations.iter().all(covers));
            }
        }
    }
}
