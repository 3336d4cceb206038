//! SARIF 2.1.0, for code scanning: a result for each change, a notification for each problem.

use super::problem;
use crate::outcome::Outcome;
use crate::problem::Problem;
use k8or_core::report::Change;
use k8or_core::rules;
use k8or_core::{LineIndex, Span};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const HOME: &str = "https://github.com/k8or/k8or";

/// What was collected so far.
#[derive(Debug, Default)]
pub(crate) struct Sarif {
    results: Vec<Result>,
    notifications: Vec<Notification>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Result {
    rule_id: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    properties: BTreeMap<&'static str, Value>,
}

#[derive(Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Debug, Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    locations: [Location; 1],
}

impl Sarif {
    /// Adds what came of a file.
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        let index = LineIndex::new(&outcome.source);
        let location = |region: Option<Span>| location(&outcome.name, region.map(|at| region_of(&outcome.source, &index, at)));
        for problem in &outcome.problems {
            self.notifications.push(notification(problem, location(problem.place.as_ref().map(|place| place.span))));
        }
        for change in outcome.rewrite.iter().flat_map(|rewrite| &rewrite.changes) {
            self.results.push(result(change, location(Some(change.at))));
        }
    }

    /// The whole document.
    pub(crate) fn document(self) -> String {
        let driver = json!({
            "name": "k8or",
            "informationUri": HOME,
            "version": env!("CARGO_PKG_VERSION"),
            "rules": rules::all().iter().map(|rule| descriptor(&rule.meta)).collect::<Vec<_>>(),
        });
        let run = json!({
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": self.notifications.is_empty(),
                "toolExecutionNotifications": self.notifications,
            }],
            "results": self.results,
        });
        format!("{:#}\n", json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
    }
}

fn descriptor(meta: &rules::Meta) -> Value {
    json!({
        "id": meta.id,
        "shortDescription": { "text": meta.summary },
        "helpUri": format!("{HOME}/blob/main/docs/rules/{}.md", meta.id),
        "defaultConfiguration": { "level": "note" },
        "properties": { "level": meta.level, "class": meta.class.name(), "aliases": meta.aliases },
    })
}

fn result(change: &Change, location: Location) -> Result {
    let mut properties = BTreeMap::from([("class", json!(change.class.name()))]);
    properties.extend(change.bytes.map(|bytes| ("bytes", json!(bytes))));
    Result {
        rule_id: change.rule,
        level: "note",
        message: Message { text: change.why.clone() },
        locations: [location],
        properties,
    }
}

fn notification(problem: &Problem, location: Location) -> Notification {
    Notification { level: "error", message: Message { text: problem::line(problem) }, locations: [location] }
}

fn location(name: &str, region: Option<Region>) -> Location {
    Location { physical_location: PhysicalLocation { artifact_location: ArtifactLocation { uri: uri(name) }, region } }
}

fn region_of(source: &str, index: &LineIndex, at: Span) -> Region {
    let at = at.clamped(source.len());
    let (start, end) = (index.position(source, at.start), index.position(source, at.end));
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

/// A path as a relative reference, or as a file URI where it is absolute.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    fn document() -> Value {
        let mut sarif = Sarif::default();
        sarif.add(&testing::outcome());
        sarif.add(&testing::broken());
        serde_json::from_str(&sarif.document()).unwrap()
    }

    #[test]
    fn what_the_standard_requires_is_there() {
        let document = document();
        assert_eq!(document["version"], "2.1.0");
        let run = &document["runs"][0];
        assert!(run["tool"]["driver"]["name"].is_string());
        for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
            assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string(), "{rule}");
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        for result in run["results"].as_array().unwrap() {
            let place = &result["locations"][0]["physicalLocation"];
            assert!(result["ruleId"].is_string() && result["message"]["text"].is_string(), "{result}");
            assert!(place["artifactLocation"]["uri"].is_string(), "{result}");
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1 && place["region"]["startColumn"].as_u64().unwrap() >= 1);
        }
    }

    #[test]
    fn results_and_notifications() {
        let run = &document()["runs"][0];
        insta::assert_snapshot!(format!("{:#}\n{:#}", run["results"], run["invocations"]));
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("./a b/Dockerfile.é"), "a%20b/Dockerfile.%C3%A9");
        assert_eq!(uri("/x/Dockerfile"), "file:///x/Dockerfile");
    }
}
