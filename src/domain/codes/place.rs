//! Places of service and modifiers, as far as they say whether a session was held at a distance.

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
    }
}
