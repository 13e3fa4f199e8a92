//! Two versions of the list of those who may sign: lines are added on both sides, and each stands alone. One
//! key that two machines have entered at once stands there twice, from both first days on.

use crate::record::merge::Versions;

/// Puts the lines of both together; `None` when both say something else of one key.
pub fn merged(versions: &Versions<'_>) -> Option<String> {
    let lines = |bytes: &[u8]| -> Option<Vec<String>> {
        Some(std::str::from_utf8(bytes).ok()?.lines().map(str::to_owned).collect())
    };
    let base = lines(versions.base.unwrap_or_default())?;
    let (ours, theirs) = (lines(versions.ours)?, lines(versions.theirs)?);
    let new = |side: &[String]| -> Vec<String> {
        side.iter().filter(|line| !base.contains(line)).cloned().collect()
    };
    let (of_us, of_them) = (new(&ours), new(&theirs));
    let differs = |line: &String| {
        let key = key_of(line);
        let is_new = !base.iter().any(|old| key_of(old) == key);
        let is_one = |other: &String| is_new && without_first_day(other) == without_first_day(line);
        key.is_some() && of_them.iter().any(|it| it != line && key_of(it) == key && !is_one(it))
    };
    if of_us.iter().any(differs) {
        return None;
    }
    let is_gone = |line: &String| !ours.contains(line) || !theirs.contains(line);
    let replaced = |gone: &String| {
        let key = key_of(gone);
        let heirs = of_us.iter().chain(&of_them);
        heirs.filter(|_| key.is_some()).find(|line| key_of(line) == key).cloned()
    };
    let mut merged: Vec<String> = Vec::new();
    for line in &base {
        // What stands in place of a line stands where the line stood.
        let kept = if is_gone(line) { replaced(line) } else { Some(line.clone()) };
        merged.extend(kept.filter(|kept| is_blank(kept) || !merged.contains(kept)));
    }
    let (first, second) = if of_us <= of_them { (of_us, of_them) } else { (of_them, of_us) };
    for line in first.into_iter().chain(second) {
        if is_blank(&line) || !merged.contains(&line) {
            merged.push(line);
        }
    }
    Some(merged.iter().map(|line| format!("{line}\n")).collect())
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Returns whom a line is for and with which key: all but its options.
fn key_of(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let end = match line.strip_prefix('"') {
        Some(rest) => rest.find('"')? + 2,
        None => line.find(' ')?,
    };
    let key = line.split_whitespace().find(|word| word.starts_with("AAAA"))?;
    Some((line[..end].trim_matches('"').to_owned(), key.to_owned()))
}

/// Returns a line without the option that says from when on.
fn without_first_day(line: &str) -> String {
    const OPTION: &str = "valid-after=\"";
    let Some(at) = line.find(OPTION) else { return line.to_owned() };
    let rest = &line[at + OPTION.len()..];
    let rest = rest.split_once('"').map_or("", |(_, rest)| rest);
    format!("{}{}", &line[..at], rest.trim_start_matches(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(base: &str, ours: &str, theirs: &str) -> Option<String> {
        let [base, ours, theirs] = [base, ours, theirs].map(str::as_bytes);
        merged(&Versions { base: Some(base), ours, theirs })
    }

    #[test]
    fn lines_of_both_are_kept_and_one_key_says_one_thing() {
        let (a, b, c) = ("\"A B\" ssh-ed25519 AAAA1\n", "B ssh-ed25519 AAAA2\n", "C x AAAA3\n");
        assert_eq!(merge(a, &[a, b].concat(), &[a, c].concat()).unwrap(), [a, b, c].concat());
        assert_eq!(merge("", b, b).unwrap(), b);
        let ended = "\"A B\" valid-before=\"20270101Z\" ssh-ed25519 AAAA1\n";
        assert_eq!(merge(a, ended, &[a, b].concat()).unwrap(), [ended, b].concat());
        let otherwise = ended.replace("2027", "2028");
        assert_eq!(merge(a, ended, &otherwise), None);
        assert_eq!(merge("", a, &otherwise), None);
        // Two machines have entered one key at once, on two days.
        let from = |day: &str| format!("\"A B\" valid-after=\"{day}\" ssh-ed25519 AAAA1\n");
        let (early, late) = (from("20260101Z"), from("20260102Z"));
        assert_eq!(merge("", &late, &early).unwrap(), [&*early, &late].concat());
        assert_eq!(merge(&from("20251231Z"), &late, &early), None);
        // A key of two people is a matter for `validate`, and both are told.
        assert!(merge("", a, &a.replace("A B", "D E")).unwrap().lines().count() == 2);
    }
}
