//! Names of variables and files that hold credentials, by the words in them.

/// Whether a variable holds a secret, by the words of its name.
pub(crate) fn is_secret(name: &str) -> bool {
    const WORDS: [&str; 11] =
        ["APIKEY", "CREDENTIAL", "CREDENTIALS", "PASSPHRASE", "PASSWD", "PASSWORD", "PW", "PWD", "SECRET", "SECRETS", "TOKEN"];
    // as in PGPASSWORD, AUTHTOKEN
    const ENDINGS: [&str; 5] = ["PASSPHRASE", "PASSWD", "PASSWORD", "SECRET", "TOKEN"];
    const PAIRS: [[&str; 2]; 7] = [
        ["ACCESS", "KEY"],
        ["API", "KEY"],
        ["AUTH", "KEY"],
        ["DEPLOY", "KEY"],
        ["LICENSE", "KEY"],
        ["PRIVATE", "KEY"],
        ["SSH", "KEY"],
    ];
    const POINTERS: [&str; 19] = [
        "ALGORITHM",
        "AUDIENCE",
        "DIR",
        "ENABLED",
        "ENDPOINT",
        "EXPIRATION",
        "EXPIRES",
        "FILE",
        "HEADER",
        "HOST",
        "ID",
        "ISSUER",
        "LENGTH",
        "LIFETIME",
        "NAME",
        "PATH",
        "TTL",
        "TYPE",
        "URL",
    ];
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split(['_', '-', '.']).filter(|word| !word.is_empty()).collect();
    let points = words.last().is_some_and(|last| POINTERS.contains(last)) || words.contains(&"PUBLIC");
    let pass = words.last().is_some_and(|last| matches!(*last, "PASS" | "DBPASS" | "ADMINPASS" | "ROOTPASS"));
    let ends = |word: &&str| ENDINGS.iter().any(|ending| word.ends_with(ending)) && !word.starts_with("HT");
    // the shell's own
    let directory = matches!(upper.as_str(), "PWD" | "OLDPWD");
    let named = pass
        || words.iter().any(|word| WORDS.contains(word) || ends(word))
        || words.windows(2).any(|pair| PAIRS.iter().any(|known| known == pair));
    named && !points && !directory
}

/// Whether what a variable is given is a secret: neither nothing, a switch, a place, nor the name of a file.
pub(crate) fn is_secret_value(value: &str) -> bool {
    const SWITCHES: [&str; 9] = ["0", "1", "false", "no", "none", "null", "off", "true", "yes"];
    const FILES: [&str; 6] = [".sh", ".py", ".rsp", ".txt", ".xml", ".json"];
    let value = value.trim_matches(['"', '\'']).trim();
    let lower = value.to_ascii_lowercase();
    let empty_default = value.starts_with("${") && value.ends_with(":-}");
    let placeholder = value.len() < 2 || lower == "**none**" || value.starts_with('<') && value.ends_with('>');
    let file = value.starts_with(['/', '\\']) || value.contains("://") || FILES.iter().any(|end| lower.ends_with(end));
    !(placeholder || empty_default || file || SWITCHES.contains(&lower.as_str()))
}

/// Whether a file is known to hold secrets, by its name.
pub(crate) fn holds_secrets(path: &str) -> bool {
    const FILES: [&str; 12] = [
        ".env",
        ".git-credentials",
        ".netrc",
        ".npmrc",
        ".pgpass",
        ".pypirc",
        "credentials.json",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        "id_rsa",
        "kubeconfig",
    ];
    const FOLDERS: [&str; 3] = [".aws", ".gnupg", ".ssh"];
    const ENDINGS: [&str; 4] = [".key", ".p12", ".pfx", ".jks"];
    const EXAMPLES: [&str; 5] = ["example", "sample", "template", "dist", "test"];
    // keys that packages and repositories are verified by
    const PUBLIC: [&str; 6] = ["archive", "gpg", "pgp", "public", "repo", "sign"];
    let path = path.trim_end_matches('/').to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let example = EXAMPLES.iter().any(|word| name.ends_with(word));
    let known = FILES.contains(&name)
        || name.starts_with(".env.")
        || name.starts_with("service-account") && name.ends_with(".json")
        || name.ends_with(".pem") && name.contains("key")
        || ENDINGS.iter().any(|ending| name.ends_with(ending) && !PUBLIC.iter().any(|word| name.contains(word)))
        || path.split('/').any(|part| FOLDERS.contains(&part));
    known && !example
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_secret() {
        for name in [
            "PASSWORD",
            "DB_PASSWORD",
            "GITHUB_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "API_KEY",
            "npm_token",
            "MYSQL_ROOT_PASSWORD",
            "PGPASSWORD",
            "DB_PASS",
            "authToken",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "TOKENIZERS_PARALLELISM",
            "SECRET_NAME",
            "PUBLIC_KEY",
            "API_URL",
            "KEYBOARD",
            "PWD",
            "TOKEN_TTL",
            "STRIPE_PUBLIC_API_KEY",
            "NGINX_HTPASSWD",
            "PASS_MAX_DAYS",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        for file in
            [".env", "config/.env.production", "id_rsa", "certs/server.key", "tls/key.pem", ".ssh/config", "service-account.json"]
        {
            assert!(holds_secrets(file), "{file}");
        }
        for file in
            [".env.example", "environment", "public.key", "ca.pem", "id_rsa.pub", "package.json", "nodesource-repo.gpg.key"]
        {
            assert!(!holds_secrets(file), "{file}");
        }
    }
    #[test]
    fn values_say_what_is_none() {
        for value in ["hunter2", "\"changeme\"", "$TOKEN", "a/b+c="] {
            assert!(is_secret_value(value), "{value}");
        }
        for value in
            ["", "''", "false", "\"no\"", "/run/secrets/key", "reset.sh", "${PASSWORD:-}", "**None**", "<password>", "'_'"]
        {
            assert!(!is_secret_value(value), "{value}");
        }
    }
}
