//! Places of service and modifiers, as far as they say whether a session was held at a distance.

/// Tells whether a text is a code of the place of service code set (CMS).
pub fn is_place(place: &str) -> bool {
    // 28 to 30, 35 to 40 and the like are not assigned.
    let assigned = [1..=27, 31..=34, 41..=42, 49..=58, 60..=62, 65..=66, 71..=72, 81..=81, 99..=99];
    let is_written_so = place.len() == 2 && place.bytes().all(|b| b.is_ascii_digit());
    let number = place.parse().ok().filter(|_: &u8| is_written_so);
    number.is_some_and(|number| assigned.iter().any(|codes| codes.contains(&number)))
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
        assert!(!["2", "00", "30", "011", "office", "", "+2"].into_iter().any(is_place));
    }
}
