//! What an image's configuration says of how it is started and called, and what of it a rewrite may not change.

use crate::Failure;
use serde_json::Value;
use std::collections::BTreeMap;

/// What stays as it is, by docs/differences.md.
const KEPT: [&str; 11] =
    ["Entrypoint", "Cmd", "Env", "ExposedPorts", "WorkingDir", "Volumes", "Labels", "Healthcheck", "StopSignal", "Shell", "User"];

/// What a rewrite at a level changed and may not have changed; both are configurations as the engine prints them. From level 3
/// on an image has a user of its own, and that user's home.
///
/// # Errors
/// When one of them is no configuration.
pub fn differences(original: &str, rewrite: &str, level: u8) -> Result<Vec<String>, Failure> {
    let (original, rewrite) = (read(original)?, read(rewrite)?);
    let homeless = |variable: &Value| !variable.as_str().is_some_and(|text| text.starts_with("HOME="));
    let kept = |config: &BTreeMap<String, Value>, key: &str| match config.get(key) {
        Some(Value::Array(variables)) if key == "Env" && level >= 3 => {
            variables.iter().filter(|it| homeless(it)).cloned().collect()
        }
        value => value.cloned().unwrap_or(Value::Null),
    };
    Ok(KEPT
        .into_iter()
        .filter(|key| *key != "User" || level < 3)
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
        assert_eq!(differences(original, r#"{"Cmd": ["python", "app.py"]}"#, 2).unwrap(), Vec::<String>::new());
        let user = r#"{"Cmd": ["python"], "User": "nobody"}"#;
        assert_eq!(differences(original, user, 2).unwrap().len(), 2);
        assert_eq!(differences(original, user, 3).unwrap().len(), 1);
    }
}
