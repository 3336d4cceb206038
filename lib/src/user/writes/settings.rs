//! What configuration files say that is written: logs, pid files, sockets, databases.

use super::Written;
use crate::facts::join;
use crate::knowledge::users;
use std::collections::BTreeSet;

/// Parts of names of settings whose value is a path that is written.
const KEYS: [&str; 10] = ["log", "pid", "sock", "database", "upload", "cache", "storage", "spool", "store", "db"];

/// Adds the paths of `key = value`, `key: value` and `key value` lines.
pub(super) fn written(text: &str, directory: &str, found: &mut BTreeSet<Written>) {
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';', '[', '/'])) {
        let Some((key, value)) = line.split_once(['=', ':']) else { continue };
        let value = value.trim().trim_matches(['"', '\'', ',']);
        let key = key.trim().trim_matches(['"', '\'', '-', ' ']).to_ascii_lowercase();
        let is_path = value.contains('/') || users::is_written_file(value);
        let plain = !value.is_empty()
            && !value.contains(|c: char| c.is_whitespace() || "${}<>*%:,()".contains(c))
            && !value.starts_with("/dev/")
            && value.len() < 200;
        if !(is_path && plain && KEYS.iter().any(|part| key.contains(part))) {
            continue;
        }
        // of the system's own directories only files that are certainly written
        if value.starts_with('/') && !users::is_written_file(value) && !value.starts_with("/var/") && !value.starts_with("/run/")
        {
            continue;
        }
        if let Some(path) = join(Some(directory), value) {
            let name = path.rsplit('/').next().unwrap_or_default();
            let directory = !name.contains('.');
            found.insert(Written { path, directory });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_settings_that_are_written_count() {
        let mut found = BTreeSet::new();
        let text = "[uwsgi]\nhttp-socket = 0.0.0.0:5000\npidfile = /run/a.pid\nlogto=logs/a.log\nstatic-map = /static=/app/static\nssl: /etc/ssl/a.pem\n";
        written(text, "/app", &mut found);
        let paths: Vec<&str> = found.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["/app/logs/a.log", "/run/a.pid"]);
    }
}
