//! An image's configuration, as far as later instructions inherit it.

use k8or_core::context::ImageConfig;
use serde_json::Value;

/// Reads an image's configuration. None where it is none.
pub(super) fn read(json: &[u8]) -> Option<ImageConfig> {
    let image: Value = serde_json::from_slice(json).ok()?;
    let config = image.get("config")?;
    let text = |key: &str| config.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let volumes = config.get("Volumes").and_then(Value::as_object);
    Some(ImageConfig {
        env: words(config, "Env").unwrap_or_default(),
        user: text("User"),
        working_dir: text("WorkingDir"),
        entrypoint: words(config, "Entrypoint"),
        cmd: words(config, "Cmd"),
        shell: words(config, "Shell"),
        on_build: words(config, "OnBuild").unwrap_or_default(),
        volumes: volumes.map(|volumes| volumes.keys().cloned().collect()).unwrap_or_default(),
    })
}

fn words(config: &Value, key: &str) -> Option<Vec<String>> {
    let list = config.get(key)?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_is_read_and_gaps_are_gaps() {
        let json = br#"{"architecture":"amd64","config":{"Env":["PATH=/bin","A="],"User":"1000","WorkingDir":"/app",
            "Cmd":["sh"],"Entrypoint":null,"Volumes":{"/data":{}},"OnBuild":["RUN x"]}}"#;
        let config = read(json).unwrap();
        assert_eq!(config.env, ["PATH=/bin", "A="]);
        assert_eq!((config.user.as_str(), config.working_dir.as_str()), ("1000", "/app"));
        assert_eq!((config.entrypoint, config.cmd, config.shell), (None, Some(vec!["sh".to_owned()]), None));
        assert_eq!((config.volumes, config.on_build), (vec!["/data".to_owned()], vec!["RUN x".to_owned()]));
        assert_eq!(read(b"{}"), None);
        assert_eq!(read(b"junk"), None);
    }
}
