//! A request with every step that was taken about it: how it stands, and until when it is due.

use chrono::NaiveDate;

use crate::law::right::{Deadline, Right};
use crate::law::rule::Rule;
use crate::record::requests::paper::{Outcome, RequestPaper, Step};
use crate::text::has_name;

/// A request and its steps, each with the name of its paper, in the order in which they were filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Docket {
    /// The name of the request.
    pub name: String,
    /// The request.
    pub request: RequestPaper,
    /// What was done about it.
    pub steps: Vec<(String, RequestPaper)>,
}

/// How a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing is decided yet.
    Open,
    /// The practice amends the record.
    Accepted,
    /// It was denied.
    Denied,
    /// It was done what was asked.
    Closed,
    /// The client asks no more.
    Withdrawn,
}

/// A step that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchStep {
    /// It is over.
    #[error("the request is {} already", .0.as_str())]
    Over(State),
    /// It is about another right.
    #[error("a request for {right} has no {}", step.as_str())]
    OtherRight {
        /// Which right.
        right: Right,
        /// Which step.
        step: Step,
    },
    /// The ground is one of another right.
    #[error("this is no ground on which a request for {0} is denied")]
    OtherGround(Right),
    /// An extension is told in the first period, once, and not for longer than the law allows.
    #[error("{why} ({cite})")]
    Extension {
        /// What is the matter.
        why: String,
        /// Where the law says so.
        cite: &'static str,
    },
    /// Another step must come first.
    #[error("there is no {} to which this could be the answer", .0.as_str())]
    Before(Step),
    /// A review is by another professional than the one who denied.
    #[error("the denial is reviewed by somebody who did not take part in it{}", Rule::Review)]
    SameReviewer,
    /// A denial on this ground is not reviewed.
    #[error("a denial on this ground is not reviewed{}", Rule::NotReviewed)]
    NotReviewable,
    /// The day lies before the request.
    #[error("the day is before the one on which the request was received")]
    BeforeTheRequest,
}

impl State {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Denied => "denied",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Docket {
    /// Gathers papers into dockets by the requests they name, and returns the names of steps whose request
    /// is not there.
    pub fn gather(papers: Vec<(String, RequestPaper)>) -> (Vec<Self>, Vec<String>) {
        let (requests, steps): (Vec<_>, Vec<_>) =
            papers.into_iter().partition(|(_, paper)| paper.step == Step::Request);
        let begin = |(name, request)| Self { name, request, steps: Vec::new() };
        let mut dockets: Vec<Self> = requests.into_iter().map(begin).collect();
        let mut lost = Vec::new();
        for (name, step) in steps {
            let of = step.request.as_deref();
            match dockets.iter_mut().find(|docket| Some(docket.name.as_str()) == of) {
                Some(docket) => docket.steps.push((name, step)),
                None => lost.push(name),
            }
        }
        (dockets, lost)
    }

    /// Returns the last step of a kind.
    pub fn last(&self, step: Step) -> Option<&RequestPaper> {
        self.steps.iter().rev().map(|(_, paper)| paper).find(|paper| paper.step == step)
    }

    /// Returns how it stands.
    pub fn state(&self) -> State {
        let mut state = State::Open;
        for (_, paper) in &self.steps {
            state = match paper.step {
                Step::Acceptance => State::Accepted,
                // Of what is denied in part, the rest is still to be done.
                Step::Denial if paper.in_part => state,
                Step::Denial => State::Denied,
                Step::Review if paper.outcome == Some(Outcome::Overturned) => State::Open,
                Step::Closing if paper.withdrawn => State::Withdrawn,
                Step::Closing => State::Closed,
                _ => state,
            };
        }
        state
    }

    /// Returns until when it is due; `None` where no law says so.
    pub fn due(&self, deadline: Option<Deadline>) -> Option<NaiveDate> {
        let due = deadline?.due(self.request.on?);
        let extended = self.last(Step::Extension).and_then(|paper| paper.until);
        Some(extended.map_or(due, |until| until.max(due)))
    }

    /// Tells whether it is open and its time has passed.
    pub fn is_overdue(&self, deadline: Option<Deadline>, today: NaiveDate) -> bool {
        self.state() == State::Open && self.due(deadline).is_some_and(|due| due < today)
    }

    /// Fails when a step cannot be taken as the request stands.
    ///
    /// # Errors
    /// Says why, with the section of the rule.
    pub fn require_next(
        &self,
        next: &RequestPaper,
        deadline: Option<Deadline>,
    ) -> Result<(), NoSuchStep> {
        let (right, state) = (self.request.right.unwrap_or(Right::Access), self.state());
        if next.on < self.request.on {
            return Err(NoSuchStep::BeforeTheRequest);
        }
        let is_of = |rights: &[Right]| match rights.contains(&right) {
            true => Ok(()),
            false => Err(NoSuchStep::OtherRight { right, step: next.step }),
        };
        let is_open = match state {
            State::Open => Ok(()),
            state => Err(NoSuchStep::Over(state)),
        };
        let is_denied = match self.last(Step::Denial) {
            Some(denial) => Ok(denial),
            None => Err(NoSuchStep::Before(Step::Denial)),
        };
        match next.step {
            Step::Request => Ok(()),
            Step::Extension => is_open.and_then(|()| self.require_extension(next, deadline)),
            Step::Acceptance => is_of(&[Right::Amendment]).and(is_open),
            Step::Denial => {
                is_of(&[Right::Access, Right::Amendment]).and(is_open)?;
                match next.ground.is_some_and(|ground| ground.right == right) {
                    true => Ok(()),
                    false => Err(NoSuchStep::OtherGround(right)),
                }
            }
            Step::Review => {
                is_of(&[Right::Access])?;
                let denial = is_denied?;
                if !denial.ground.is_some_and(|ground| ground.is_reviewable) {
                    Err(NoSuchStep::NotReviewable)
                } else if next.by.as_ref().is_some_and(|by| self.was_denied_by(by)) {
                    Err(NoSuchStep::SameReviewer)
                } else {
                    Ok(())
                }
            }
            Step::Disagreement | Step::Inclusion => {
                is_of(&[Right::Amendment]).and(is_denied).map(|_| ())
            }
            Step::Rebuttal => match self.last(Step::Disagreement) {
                Some(_) => Ok(()),
                None => Err(NoSuchStep::Before(Step::Disagreement)),
            },
            Step::Closing if next.withdrawn => is_open,
            // An amendment is accepted or denied, and closed by that.
            Step::Closing => is_of(&[Right::Access, Right::Accounting]).and(is_open),
        }
    }

    /// Tells whether somebody took part in a denial; credentials and titles make nobody another person.
    fn was_denied_by(&self, reviewer: &str) -> bool {
        let name = |text: &str| text.split(',').next().unwrap_or_default().trim().to_owned();
        let denials = self.steps.iter().filter(|(_, paper)| paper.step == Step::Denial);
        denials
            .filter_map(|(_, paper)| paper.by.as_ref())
            .any(|by| has_name(reviewer, &name(by)) || has_name(by, &name(reviewer)))
    }

    fn require_extension(
        &self,
        next: &RequestPaper,
        deadline: Option<Deadline>,
    ) -> Result<(), NoSuchStep> {
        let (Some(deadline), Some(received)) = (deadline, self.request.on) else { return Ok(()) };
        let (due, latest) = (deadline.due(received), deadline.latest(received));
        let why = if self.last(Step::Extension).is_some() {
            "the time was extended already, and may be once".to_owned()
        } else if next.on.is_none_or(|on| due < on) {
            format!("an extension is told to the client by {due}, with its reason and a date")
        } else if next.until.is_none_or(|until| latest < until) {
            format!("the time may be extended to {latest}")
        } else {
            return Ok(());
        };
        Err(NoSuchStep::Extension { why, cite: deadline.cite })
    }

    /// Returns what of a request for amendment goes along with its note whenever that leaves: what was
    /// accepted (164.526(c)(1)); what was denied and disagreed with, with the rebuttal (164.526(d)(5)(i)), or
    /// where the client wants it so (164.526(d)(5)(ii)).
    pub fn that_travel(&self) -> Vec<(&str, &RequestPaper)> {
        if self.request.right != Some(Right::Amendment) {
            return Vec::new();
        }
        let wanted = |step| self.last(step).is_some();
        let travels = |step: Step| match step {
            Step::Acceptance => true,
            Step::Denial | Step::Disagreement | Step::Rebuttal => {
                wanted(Step::Disagreement) || wanted(Step::Inclusion)
            }
            _ => false,
        };
        let steps = self.steps.iter().filter(|(_, paper)| travels(paper.step));
        let steps: Vec<_> = steps.map(|(name, paper)| (name.as_str(), paper)).collect();
        match steps.is_empty() {
            true => steps,
            false => std::iter::once((self.name.as_str(), &self.request)).chain(steps).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Regime;
    use crate::law::denial::DenialGround;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    fn step(step: Step, on: &str) -> RequestPaper {
        RequestPaper { step, on: day(on), request: Some("r".into()), ..RequestPaper::default() }
    }

    fn docket(right: Right, steps: &[RequestPaper]) -> Docket {
        let request =
            RequestPaper { right: Some(right), request: None, ..step(Step::Request, "2026-01-31") };
        let named = |(at, paper): (usize, &RequestPaper)| (format!("s{at}"), paper.clone());
        Docket { name: "r".into(), request, steps: steps.iter().enumerate().map(named).collect() }
    }

    fn denial(ground: &str) -> RequestPaper {
        let (by, ground) = (Some("Dana".to_owned()), DenialGround::of_the_practice(ground).ok());
        RequestPaper { by, ground, ..step(Step::Denial, "2026-02-10") }
    }

    #[test]
    fn a_request_is_due_and_extended_once_within_its_time() {
        let deadline = Right::Access.deadline(Regime::Hipaa, None);
        let open = docket(Right::Access, &[]);
        assert_eq!(open.due(deadline), day("2026-03-02"));
        let late = |docket: &Docket, on: &str| docket.is_overdue(deadline, on.parse().unwrap());
        assert!(!late(&open, "2026-03-02") && late(&open, "2026-03-03"));
        let extension = |on: &str, until: &str| RequestPaper {
            until: day(until),
            reason: Some("kept off site".into()),
            ..step(Step::Extension, on)
        };
        for (on, until, is_allowed) in [
            ("2026-03-02", "2026-04-01", true),
            ("2026-03-02", "2026-04-02", false),
            ("2026-03-03", "2026-04-01", false),
            ("2026-01-30", "2026-04-01", false),
        ] {
            let found = open.require_next(&extension(on, until), deadline);
            assert_eq!(found.is_ok(), is_allowed, "{on} {until}: {found:?}");
        }
        let extended = docket(Right::Access, &[extension("2026-02-20", "2026-04-01")]);
        assert_eq!(extended.due(deadline), day("2026-04-01"));
        assert!(extended.require_next(&extension("2026-02-21", "2026-04-01"), deadline).is_err());
        let done = docket(Right::Access, &[step(Step::Closing, "2026-02-20")]);
        assert!(!late(&done, "2027-01-01") && done.state() == State::Closed);
    }

    #[test]
    fn each_step_has_its_place() {
        let review = |by: &str, outcome| RequestPaper {
            by: Some(by.into()),
            outcome: Some(outcome),
            ..step(Step::Review, "2026-02-20")
        };
        let allowed =
            |docket: &Docket, next: &RequestPaper| docket.require_next(next, None).is_ok();
        let access = |steps: &[RequestPaper]| docket(Right::Access, steps);
        let amendment = |steps: &[RequestPaper]| docket(Right::Amendment, steps);
        let closing = step(Step::Closing, "2026-02-20");
        assert!(allowed(&access(&[]), &denial("endangerment")));
        assert!(!allowed(&access(&[]), &denial("accurate")), "a ground of another right");
        assert!(!allowed(&docket(Right::Accounting, &[]), &denial("endangerment")));
        assert!(!allowed(&access(&[]), &review("Eli", Outcome::Upheld)), "nothing was denied");
        let denied = access(&[denial("endangerment")]);
        assert!(allowed(&denied, &review("Eli", Outcome::Upheld)));
        for by in ["Dana", "dana, LCSW", "Dr. Dana"] {
            assert!(!allowed(&denied, &review(by, Outcome::Upheld)), "by whom it was denied: {by}");
        }
        assert!(!allowed(&access(&[denial("litigation")]), &review("Eli", Outcome::Upheld)));
        assert!(!allowed(&denied, &closing) && denied.state() == State::Denied);
        let again = access(&[denial("endangerment"), review("Eli", Outcome::Overturned)]);
        assert!(allowed(&again, &closing) && again.state() == State::Open);
        let part = access(&[RequestPaper { in_part: true, ..denial("other-person") }]);
        assert!(allowed(&part, &closing) && part.state() == State::Open);
        assert!(!allowed(&amendment(&[]), &closing), "it is accepted or denied");
        assert!(allowed(&amendment(&[]), &RequestPaper { withdrawn: true, ..closing.clone() }));
        assert!(allowed(&amendment(&[]), &step(Step::Acceptance, "2026-02-20")));
        assert!(!allowed(&access(&[]), &step(Step::Acceptance, "2026-02-20")));
        let disagreement = step(Step::Disagreement, "2026-02-20");
        assert!(!allowed(&amendment(&[]), &disagreement));
        let denied = amendment(&[denial("accurate")]);
        assert!(
            allowed(&denied, &disagreement)
                && allowed(&denied, &step(Step::Inclusion, "2026-02-20"))
        );
        assert!(!allowed(&denied, &step(Step::Rebuttal, "2026-02-20")));
        let disagreed = amendment(&[denial("accurate"), disagreement]);
        assert!(allowed(&disagreed, &step(Step::Rebuttal, "2026-02-20")));
        assert!(!allowed(&access(&[]), &step(Step::Closing, "2026-01-30")), "before it was asked");
    }

    #[test]
    fn what_travels_is_what_the_rule_says() {
        let told = |steps: &[RequestPaper]| -> Vec<&'static str> {
            let docket = docket(Right::Amendment, steps);
            docket.that_travel().iter().map(|(_, paper)| paper.step.as_str()).collect()
        };
        let of = |it| step(it, "2026-02-20");
        let denial = denial("accurate");
        assert_eq!(told(&[]), [""; 0]);
        assert_eq!(told(std::slice::from_ref(&denial)), [""; 0], "the client has not asked for it");
        assert_eq!(told(&[denial.clone(), of(Step::Inclusion)]), ["request", "denial"]);
        assert_eq!(
            told(&[of(Step::Extension), denial, of(Step::Disagreement), of(Step::Rebuttal)]),
            ["request", "denial", "disagreement", "rebuttal"]
        );
        assert_eq!(told(&[of(Step::Acceptance)]), ["request", "acceptance"]);
        let (dockets, lost) = Docket::gather(vec![
            ("x".into(), of(Step::Closing)),
            ("r".into(), RequestPaper { request: None, ..of(Step::Request) }),
            ("y".into(), RequestPaper { request: Some("gone".into()), ..of(Step::Closing) }),
        ]);
        assert_eq!((dockets.len(), dockets[0].steps.len(), lost), (1, 1, vec!["y".to_owned()]));
    }
}
