//! Targets of `docker-bake.hcl` and `docker-bake.json`. Only what stands there as it is counts: an expression makes its
//! attribute unknown.

use super::builds::Described;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::Body;
use std::collections::BTreeMap;

/// Attributes of a target; `None` for an expression.
type Attributes = BTreeMap<String, Option<Value>>;

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    List(Vec<String>),
    Map(BTreeMap<String, String>),
}

/// The targets of `docker-bake.hcl`.
pub(crate) fn read_hcl(text: &str) -> Vec<Described> {
    let Ok(body) = text.parse::<Body>() else { return Vec::new() };
    let mut targets: BTreeMap<String, Attributes> = BTreeMap::new();
    for block in body.blocks().filter(|block| block.has_ident("target")) {
        let Some(name) = block.labels.first() else { continue };
        let target = targets.entry(name.as_str().to_owned()).or_default();
        target.extend(block.body.attributes().map(|attribute| (attribute.key.as_str().to_owned(), hcl_value(&attribute.value))));
    }
    describe(&targets)
}

fn hcl_value(expression: &Expression) -> Option<Value> {
    let text = |expression: &Expression| expression.as_str().map(str::to_owned);
    if let Some(list) = expression.as_array() {
        return list.iter().map(text).collect::<Option<_>>().map(Value::List);
    }
    if let Some(object) = expression.as_object() {
        let pair = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
            let key = match key {
                ObjectKey::Ident(name) => name.as_str().to_owned(),
                ObjectKey::Expression(expression) => text(expression)?,
            };
            Some((key, text(value.expr())?))
        };
        return Some(Value::Map(object.iter().filter_map(pair).collect()));
    }
    text(expression).map(Value::Text)
}

/// The targets of `docker-bake.json`.
pub(crate) fn read_json(text: &str) -> Vec<Described> {
    let root: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let targets = root.get("target").and_then(serde_json::Value::as_object).into_iter().flatten();
    let attributes = |value: &serde_json::Value| -> Attributes {
        let pairs = value.as_object().into_iter().flatten();
        pairs.map(|(key, value)| (key.clone(), json_value(value))).collect()
    };
    describe(&targets.map(|(name, value)| (name.clone(), attributes(value))).collect())
}

fn json_value(value: &serde_json::Value) -> Option<Value> {
    let literal = |value: &serde_json::Value| value.as_str().filter(|text| !text.contains("${")).map(str::to_owned);
    match value {
        serde_json::Value::Array(items) => items.iter().map(literal).collect::<Option<_>>().map(Value::List),
        serde_json::Value::Object(pairs) => {
            Some(Value::Map(pairs.iter().filter_map(|(key, value)| Some((key.clone(), literal(value)?))).collect()))
        }
        value => literal(value).map(Value::Text),
    }
}

fn describe(targets: &BTreeMap<String, Attributes>) -> Vec<Described> {
    targets.keys().filter_map(|name| describe_one(name, &inherit(name, targets, 8)?)).collect()
}

/// A target's attributes over those of the targets that it inherits from. None where that hangs on an expression.
fn inherit(name: &str, targets: &BTreeMap<String, Attributes>, depth: usize) -> Option<Attributes> {
    let own = targets.get(name)?;
    let mut all = Attributes::new();
    match own.get("inherits") {
        Some(None) => return None,
        Some(Some(Value::List(parents))) if depth > 0 => {
            for parent in parents.iter().take(8) {
                all.extend(inherit(parent, targets, depth - 1)?);
            }
        }
        _ => {}
    }
    all.extend(own.clone());
    Some(all)
}

fn describe_one(name: &str, attributes: &Attributes) -> Option<Described> {
    // Unknown is not the same as absent.
    let text = |key: &str| match attributes.get(key) {
        None => Some(None),
        Some(Some(Value::Text(text))) => Some(Some(text.clone())),
        Some(_) => None,
    };
    if attributes.contains_key("dockerfile-inline") || attributes.contains_key("matrix") {
        return None;
    }
    let args = match attributes.get("args") {
        Some(Some(Value::Map(args))) => args.clone(),
        _ => BTreeMap::new(),
    };
    Some(Described {
        name: name.to_owned(),
        context: text("context")?,
        dockerfile: text("dockerfile")?,
        target: text("target").flatten(),
        args,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(builds: &[Described]) -> Vec<String> {
        let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let line = |b: &Described| {
            let words = [&b.context, &b.dockerfile, &b.target].map(or_none);
            format!("{} {} {}", b.name, words.join(" "), b.args.len())
        };
        builds.iter().map(line).collect()
    }

    #[test]
    fn hcl_targets_inherit_and_expressions_are_unknown() {
        let text = "variable \"TAG\" { default = \"x\" }\ntarget \"base\" {\n  dockerfile = \"d/Dockerfile\"\n  args = { A = \"1\", B = TAG }\n}\n\
                    target \"app\" {\n  inherits = [\"base\"]\n  context = \"app\"\n  target = \"prod\"\n}\n\
                    target \"dynamic\" { context = \"${TAG}\" }\n";
        let builds = read_hcl(text);
        assert_eq!(brief(&builds), ["app app d/Dockerfile prod 1", "base - d/Dockerfile - 1"]);
    }

    #[test]
    fn json_targets_are_read() {
        let builds = read_json(r#"{"target": {"app": {"context": "app", "args": {"A": "1", "B": "${C}"}}}}"#);
        assert_eq!(brief(&builds), ["app app - - 1"]);
        assert!(read_json("{").is_empty() && read_hcl("target {").is_empty());
    }
}
