//! Procedure codes of psychotherapy and the minutes they stand for.

/// The minutes of a code: from, and up to if there is an end.
pub type Minutes = (i64, Option<i64>);

/// Psychotherapy alone, by its minutes.
const PSYCHOTHERAPY: &[(&str, Minutes)] =
    &[("90832", (16, Some(37))), ("90834", (38, Some(52))), ("90837", (53, None))];

/// Psychotherapy beside a medical visit, by its minutes.
const WITH_MEDICAL: &[(&str, Minutes)] =
    &[("90833", (16, Some(37))), ("90836", (38, Some(52))), ("90838", (53, None))];

/// Family sessions, with a least length.
const FAMILY: &[(&str, Minutes)] = &[("90846", (26, None)), ("90847", (26, None))];

/// The first hour of a crisis. What is longer takes the add-on below.
pub const CRISIS: &str = "90839";

/// Each further half hour of a crisis.
pub const CRISIS_MORE: &str = "90840";

/// Interactive complexity.
pub const COMPLEXITY: &str = "90785";

/// Family session without the client, and with the client.
pub const FAMILY_PAIR: [&str; 2] = ["90846", "90847"];

/// Group psychotherapy.
pub const GROUP: &str = "90853";

/// Diagnostic evaluations, without and with medical services.
pub const EVALUATIONS: [&str; 2] = ["90791", "90792"];

/// The length that a diagnostic evaluation mostly has.
pub const USUAL_EVALUATION: std::ops::RangeInclusive<i64> = 16..=90;

/// What interactive complexity may stand beside.
const COMPLEXITY_BASES: &[&str] =
    &["90791", "90792", "90832", "90833", "90834", "90836", "90837", "90838", "90853"];

/// What a day with a crisis code must not have as well.
const NOT_WITH_CRISIS: &[&str] =
    &["90785", "90791", "90792", "90832", "90833", "90834", "90836", "90837", "90838"];

/// Returns the minutes that a code stands for, if it stands for any.
pub fn minutes_of(code: &str) -> Option<Minutes> {
    // A crisis has no upper end here: from the 75th minute on it takes more units.
    let crisis: &[(&str, Minutes)] = &[(CRISIS, (30, None))];
    let all = [PSYCHOTHERAPY, WITH_MEDICAL, FAMILY, crisis];
    all.into_iter().flatten().find(|(known, _)| *known == code).map(|(_, minutes)| *minutes)
}

/// Returns a code in words of our own: `Psychotherapy, 53 minutes or more`. The descriptors of CPT belong to the
/// American Medical Association and are not in the program.
pub fn in_words(code: &str) -> Option<String> {
    let of_sort = |sort: &[(&str, Minutes)]| sort.iter().any(|(known, _)| *known == code);
    let what = match code {
        "90791" => "Diagnostic evaluation",
        "90792" => "Diagnostic evaluation by a prescriber",
        CRISIS => "Crisis session",
        CRISIS_MORE => "Crisis session, each further half hour",
        "90846" => "Family session without the client",
        "90847" => "Family or couple session with the client",
        "90849" => "Session of several families",
        GROUP => "Group session",
        COMPLEXITY => "Communication that was harder, beside the session",
        _ if of_sort(PSYCHOTHERAPY) => "Psychotherapy",
        _ if of_sort(WITH_MEDICAL) => "Psychotherapy beside a medical visit",
        _ => return None,
    };
    Some(match minutes_of(code) {
        Some((from, Some(to))) => format!("{what}, {from} to {to} minutes"),
        Some((from, None)) => format!("{what}, {from} minutes or more"),
        None => what.to_owned(),
    })
}

/// Returns the code of the same sort that fits so many minutes; `None` when none does.
pub fn fitting(code: &str, minutes: i64) -> Option<&'static str> {
    let within =
        |(_, (from, to)): &&(&str, Minutes)| minutes >= *from && to.is_none_or(|to| minutes <= to);
    let sort = match WITH_MEDICAL.iter().any(|(known, _)| *known == code) {
        true => WITH_MEDICAL,
        false => PSYCHOTHERAPY,
    };
    sort.iter().find(within).map(|(known, _)| *known)
}

/// Returns how many further half hours a crisis of so many minutes has.
pub fn crisis_units(minutes: i64) -> i64 {
    if minutes <= 74 { 0 } else { (minutes - 74 + 29) / 30 }
}

/// Tells whether an add-on lacks what it is added to, among the codes of one session.
///
/// A medical visit is any code from 99202 to 99499.
pub fn lacks_base(code: &str, others: &[&str]) -> bool {
    let has = |known: &[&str]| others.iter().any(|other| known.contains(other));
    match code {
        COMPLEXITY => !has(COMPLEXITY_BASES),
        CRISIS_MORE => !has(&[CRISIS]),
        "90833" | "90836" | "90838" => !others.iter().any(|other| {
            other.len() == 5 && other.parse().is_ok_and(|n: u32| (99_202..=99_499).contains(&n))
        }),
        _ => false,
    }
}

/// Tells whether two codes must not stand on one day of one client.
pub fn exclude_each_other(a: &str, b: &str) -> bool {
    let crisis = |a: &str, b: &str| a == CRISIS && (b == CRISIS || NOT_WITH_CRISIS.contains(&b));
    let evaluation = EVALUATIONS.contains(&a) && EVALUATIONS.contains(&b);
    crisis(a, b) || crisis(b, a) || evaluation
}

/// Tells whether two codes on one day of one client call for a second look.
pub fn are_questioned_together(a: &str, b: &str) -> bool {
    FAMILY_PAIR.contains(&a) && FAMILY_PAIR.contains(&b) && a != b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(code: &str, minutes: i64) -> bool {
        let (from, to) = minutes_of(code).unwrap();
        minutes >= from && to.is_none_or(|to| minutes <= to)
    }

    #[test]
    fn each_code_ends_at_its_minute() {
        for (code, inside, outside) in [
            ("90832", &[16, 37][..], &[0, 15, 38][..]),
            ("90833", &[16, 37], &[15, 38]),
            ("90834", &[38, 52], &[37, 53]),
            ("90836", &[38, 52], &[37, 53]),
            ("90837", &[53, 60, 180], &[52]),
            ("90838", &[53, 60, 180], &[52]),
            ("90839", &[30, 74, 75], &[29]),
            ("90846", &[26, 50], &[25]),
            ("90847", &[26, 50], &[25]),
        ] {
            for minutes in inside {
                assert!(fits(code, *minutes), "{code} {minutes}");
            }
            for minutes in outside {
                assert!(!fits(code, *minutes), "{code} {minutes}");
            }
        }
        for code in ["90791", "90792", "90849", "90853", "90785", "90840", "T1015"] {
            assert_eq!(minutes_of(code), None, "{code}");
        }
        assert!(USUAL_EVALUATION.contains(&16) && USUAL_EVALUATION.contains(&90));
        assert!(!USUAL_EVALUATION.contains(&15) && !USUAL_EVALUATION.contains(&91));
    }

    #[test]
    fn a_code_is_told_with_its_minutes() {
        for (code, told) in [
            ("90837", Some("Psychotherapy, 53 minutes or more")),
            ("90834", Some("Psychotherapy, 38 to 52 minutes")),
            ("90833", Some("Psychotherapy beside a medical visit, 16 to 37 minutes")),
            ("90853", Some("Group session")),
            ("90840", Some("Crisis session, each further half hour")),
            ("99213", None),
            ("", None),
        ] {
            assert_eq!(in_words(code).as_deref(), told, "{code}");
        }
    }

    #[test]
    fn the_code_that_fits_is_of_the_same_sort() {
        for (minutes, code) in
            [(15, None), (16, Some("90832")), (37, Some("90832")), (38, Some("90834"))]
        {
            assert_eq!(fitting("90837", minutes), code, "{minutes}");
        }
        assert_eq!(fitting("90834", 52), Some("90834"));
        assert_eq!(fitting("90834", 53), Some("90837"));
        assert_eq!(fitting("90833", 53), Some("90838"));
        // A crisis that was too short is billed as psychotherapy.
        assert_eq!(fitting("90839", 29), Some("90832"));
    }

    #[test]
    fn a_further_half_hour_of_a_crisis_begins_at_its_minute() {
        for (minutes, units) in
            [(30, 0), (74, 0), (75, 1), (104, 1), (105, 2), (134, 2), (135, 3), (164, 3), (165, 4)]
        {
            assert_eq!(crisis_units(minutes), units, "{minutes}");
        }
    }

    #[test]
    fn an_add_on_stands_beside_its_base() {
        for base in COMPLEXITY_BASES {
            assert!(!lacks_base("90785", &[base]), "{base}");
        }
        for not in ["90839", "90840", "90846", "90847", "90849"] {
            assert!(lacks_base("90785", &[not]), "{not}");
        }
        assert!(lacks_base("90840", &["90837"]) && !lacks_base("90840", &["90839"]));
        for (visit, is_one) in
            [("99201", false), ("99202", true), ("99499", true), ("99500", false)]
        {
            assert_eq!(!lacks_base("90836", &[visit]), is_one, "{visit}");
        }
        assert!(!lacks_base("90837", &[]));
    }

    #[test]
    fn a_crisis_stands_alone_on_its_day() {
        for other in NOT_WITH_CRISIS {
            assert!(exclude_each_other("90839", other) && exclude_each_other(other, "90839"));
        }
        assert!(exclude_each_other("90839", "90839") && exclude_each_other("90791", "90792"));
        for other in ["90840", "90846", "90847", "90853"] {
            assert!(!exclude_each_other("90839", other), "{other}");
        }
        assert!(!exclude_each_other("90837", "90853"));
        assert!(are_questioned_together("90847", "90846"));
        assert!(!are_questioned_together("90847", "90847"));
    }
}
