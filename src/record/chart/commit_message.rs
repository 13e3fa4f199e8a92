//! What a commit of ours says: ids, and nobody's name.

use std::collections::BTreeSet;

/// Says what was done to what: ids in one line, or their number and a line for each.
pub fn message(verb: &str, paths: &[String]) -> String {
    let ids: BTreeSet<String> = paths.iter().map(|path| id_of(path)).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    match ids.as_slice() {
        [_] | [_, _] => format!("{verb} {}", ids.join(" ")),
        _ => format!("{verb} {} files\n\n{}", paths.len(), ids.join("\n")),
    }
}

/// Returns the id that a path stands for: a note's, a client's, or the name of the file.
fn id_of(path: &str) -> String {
    let Some((client, rest)) = path.strip_prefix("clients/").and_then(|rest| rest.split_once('/'))
    else {
        return path.to_owned();
    };
    match rest.strip_prefix("notes/") {
        Some(name) => {
            let name = name.trim_end_matches(".sig").trim_end_matches(".md");
            format!("{client}/{name}")
        }
        None => match rest.strip_prefix("documents/").or_else(|| rest.strip_prefix("discarded/")) {
            Some(name) => format!("{client}/{}", name.split('.').next().unwrap_or(name)),
            None => client.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_ids_and_nothing_else() {
        let paths =
            |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        let notes = "clients/c-7f3k/notes/2026-11-24-1400-soap";
        let signed = paths(&[&format!("{notes}.md"), &format!("{notes}.md.sig")]);
        assert_eq!(message("sign", &signed), "sign c-7f3k/2026-11-24-1400-soap");
        let document = "clients/c-7f3k/documents/2026-11-24-consent-k7q2mx";
        let filed = paths(&[&format!("{document}.pdf"), &format!("{document}.toml")]);
        assert_eq!(
            message("document add", &filed),
            "document add c-7f3k/2026-11-24-consent-k7q2mx"
        );
        let added = paths(&["clients/c-7f3k/client.toml"]);
        assert_eq!(message("client add", &added), "client add c-7f3k");
        let many =
            paths(&["allowed_signers", "clients/a-1/client.toml", "clients/b-1/client.toml"]);
        assert_eq!(message("x", &many), "x 3 files\n\na-1\nallowed_signers\nb-1");
    }
}
