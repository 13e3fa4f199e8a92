//! Places of service and modifiers: which there are, in words, and which say that a session was held at a
//! distance.

/// The place of service code set (CMS), in short.
const PLACES: &[(&str, &str)] = &[
    ("01", "Pharmacy"),
    ("02", "Telehealth, client not at home"),
    ("03", "School"),
    ("04", "Homeless shelter"),
    ("05", "Indian Health Service, free-standing"),
    ("06", "Indian Health Service, provider-based"),
    ("07", "Tribal facility, free-standing"),
    ("08", "Tribal facility, provider-based"),
    ("09", "Prison or correctional facility"),
    ("10", "Telehealth, client at home"),
    ("11", "Office"),
    ("12", "Home"),
    ("13", "Assisted living"),
    ("14", "Group home"),
    ("15", "Mobile unit"),
    ("16", "Temporary lodging"),
    ("17", "Walk-in retail clinic"),
    ("18", "Place of employment"),
    ("19", "Outpatient hospital, off campus"),
    ("20", "Urgent care"),
    ("21", "Inpatient hospital"),
    ("22", "Outpatient hospital, on campus"),
    ("23", "Emergency room"),
    ("24", "Ambulatory surgical center"),
    ("25", "Birthing center"),
    ("26", "Military treatment facility"),
    ("27", "Outreach site or street"),
    ("31", "Skilled nursing facility"),
    ("32", "Nursing facility"),
    ("33", "Custodial care"),
    ("34", "Hospice"),
    ("41", "Ambulance on land"),
    ("42", "Ambulance by air or water"),
    ("49", "Independent clinic"),
    ("50", "Federally qualified health center"),
    ("51", "Inpatient psychiatric facility"),
    ("52", "Partial hospitalization"),
    ("53", "Community mental health center"),
    ("54", "Intermediate care facility"),
    ("55", "Residential substance use treatment"),
    ("56", "Psychiatric residential treatment center"),
    ("57", "Substance use treatment, not residential"),
    ("58", "Opioid treatment, not residential"),
    ("60", "Mass immunization center"),
    ("61", "Inpatient rehabilitation"),
    ("62", "Outpatient rehabilitation"),
    ("65", "Kidney disease treatment"),
    ("66", "Program of all-inclusive care for the elderly"),
    ("71", "Public health clinic"),
    ("72", "Rural health clinic"),
    ("81", "Independent laboratory"),
    ("99", "Other place"),
];

/// Tells whether a text is a code of the place of service code set (CMS).
pub fn is_place(place: &str) -> bool {
    in_words(place).is_some()
}

/// Returns a code of the place of service code set in words: `Office`.
pub fn in_words(place: &str) -> Option<&'static str> {
    PLACES.iter().find(|(code, _)| *code == place).map(|(_, words)| *words)
}

/// Returns a modifier that says how the session was held in words.
pub fn modifier_in_words(modifier: &str) -> Option<&'static str> {
    match modifier {
        "95" => Some("By video"),
        "93" => Some("By audio alone"),
        _ => None,
    }
}

/// Tells whether a place of service is a session at a distance: 02 and 10.
pub fn is_telehealth(place: &str) -> bool {
    matches!(place, "02" | "10")
}

/// Returns the modifier of a mode: 95 for video, 93 for audio alone.
pub fn modifier_of(mode: &str) -> Option<&'static str> {
    match mode {
        "video" => Some("95"),
        "audio" => Some("93"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_places_are_at_a_distance() {
        for place in ["02", "10"] {
            assert!(is_telehealth(place));
        }
        for place in ["11", "12", "03", "99", "2", "1", ""] {
            assert!(!is_telehealth(place), "{place}");
        }
        assert_eq!((modifier_of("video"), modifier_of("audio")), (Some("95"), Some("93")));
        assert_eq!(modifier_of("chat"), None);
        assert!(["02", "10", "11", "12", "53", "99"].into_iter().all(is_place));
        assert_eq!((in_words("11"), in_words("30")), (Some("Office"), None));
        assert!(PLACES.is_sorted());
        assert!(!["2", "00", "30", "011", "office", "", "+2"].into_iter().any(is_place));
    }
}
