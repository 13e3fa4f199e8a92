//! Findings as SARIF 2.1.0, which code hosts and editors read.

use serde_json::{Value, json};

use crate::rules::finding::{Finding, Level};
use crate::rules::report::findings::seen_from;
use crate::rules::table::RULES;

/// Returns the findings as one SARIF document; paths are seen from a folder where they lie below it.
pub fn document(findings: &[Finding], from: &std::path::Path) -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code,
                "name": rule.name,
                "shortDescription": { "text": rule.finds() },
                "defaultConfiguration": { "level": level(rule.level) },
            })
        })
        .collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, from)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(finding: &Finding, from: &std::path::Path) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}. {help}", finding.message),
        None => finding.message.clone(),
    };
    let mut place = json!({ "artifactLocation": { "uri": uri(finding, from) } });
    if let Some(at) = finding.place {
        place["region"] = json!({ "startLine": at.line, "startColumn": at.column });
    }
    json!({
        "ruleId": finding.code,
        "ruleIndex": RULES.iter().position(|rule| rule.code == finding.code),
        "level": level(finding.level),
        "message": { "text": text },
        "locations": [{ "physicalLocation": place }],
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// A relative reference, or a file URI; both with what is special in a URI written as `%20`.
fn uri(finding: &Finding, from: &std::path::Path) -> String {
    let path = seen_from(&finding.path, from);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let escaped: String = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|b| if plain(*b) { char::from(*b).to_string() } else { format!("%{b:02X}") })
        .collect();
    if path.is_absolute() { format!("file://{escaped}") } else { escaped }
}
