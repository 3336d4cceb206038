//! What an image's configuration says of how it is started and called, and what of it a rewrite may not change.

use crate::Failure;
use serde_json::Value;
use std::collections::BTreeMap;

/// What stays as it is, by docs/differences.md.
const KEPT: [&str; 11] =
    ["Entrypoint", "Cmd", "Env", "ExposedPorts", "WorkingDir", "Volumes", "Labels", "Healthcheck", "StopSignal", "Shell", "User"];

/// What a rewrite changed and may not have changed; both are configurations as the engine prints them.
///
/// # Errors
/// When one of them is no configuration.
pub fn differences(original: &str, rewrite: &str) -> Result<Vec<String>, Failure> {
    let (original, rewrite) = (read(original)?, read(rewrite)?);
    let kept = |config: &BTreeMap<String, Value>, key: &str| config.get(key).cloned().unwrap_or(Value::Null);
    Ok(KEPT
        .into_iter()
        .map(|key| (key, kept(&original, key), kept(&rewrite, key)))
        .filter(|(_, original, rewrite)| plain(original) != plain(rewrite))
        .map(|(key, original, rewrite)| format!("{key}: {original} became {rewrite}"))
        .collect())
}

fn read(config: &str) -> Result<BTreeMap<String, Value>, Failure> {
    serde_json::from_str(config).map_err(|error| Failure(format!("{config}: {error}")))
}

/// `/bin/sh -c "a b"` may have become `a b`.
fn plain(value: &Value) -> Value {
    match value.as_array().map(Vec::as_slice) {
        Some([shell, flag, line]) if shell == "/bin/sh" && flag == "-c" => {
            line.as_str().unwrap_or_default().split_whitespace().collect()
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn a_shell_that_only_starts_a_program_may_go() {
        let original = r#"{"Cmd": ["/bin/sh", "-c", "python  app.py"], "User": null}"#;
        assert_eq!(differences(original, r#"{"Cmd": ["python", "app.py"]}"#).unwrap(), Vec::<String>::new());
        let changed = differences(original, r#"{"Cmd": ["python"], "User": "nobody"}"#).unwrap();
        assert_eq!(changed.len(), 2, "{changed:?}");
    }
}
