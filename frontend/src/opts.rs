//! What the daemon tells a frontend in its environment, what of it is passed on, and the words of the syntax line.
//!
//! It knows names and values. What they lead to, others know.

use crate::proto::{CacheImport, TextEntry};
use std::collections::BTreeMap;

/// Forwarding to this frontend means the one that is built into the daemon.
pub(crate) const BUILTIN: &str = "dockerfile.v0";

const PREFIX: &str = "BUILDKIT_FRONTEND_OPT_";
const BUILD_ARG: &str = "build-arg:";

/// A request to build, as the environment has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    /// Options by name.
    pub(crate) options: BTreeMap<String, String>,
    /// The client's session.
    pub(crate) session: String,
}

impl Request {
    /// From the variables of the environment. Their numbers mean nothing.
    pub(crate) fn new(environment: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut request = Self::default();
        for (name, value) in environment {
            if name == "BUILDKIT_SESSION_ID" {
                request.session = value;
            } else if let Some((key, value)) = name.strip_prefix(PREFIX).and_then(|_| value.split_once('=')) {
                request.options.insert(key.to_owned(), value.to_owned());
            }
        }
        request
    }

    /// An option; none where it is empty.
    pub(crate) fn option(&self, key: &str) -> Option<&str> {
        self.options.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A build argument.
    pub(crate) fn build_arg(&self, key: &str) -> Option<&str> {
        self.options.get(&format!("{BUILD_ARG}{key}")).map(String::as_str)
    }

    /// All build arguments.
    pub(crate) fn build_args(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.iter().filter_map(|(key, value)| Some((key.strip_prefix(BUILD_ARG)?, value.as_str())))
    }

    /// Whether a syntax line names this very frontend, in whatever version.
    pub(crate) fn is_own(&self, line: &str) -> bool {
        let own = self.option("source").or_else(|| self.option("cmdline"));
        own.is_some_and(|own| repository(own) == repository(line))
    }

    /// The option that holds a context that is not the client's, and its value.
    pub(crate) fn context(&self) -> Option<&str> {
        self.option(self.options.get("contextkey").map_or("context", String::as_str))
    }

    /// The session that a client's directory is in.
    pub(crate) fn session_of(&self, local: &str) -> &str {
        self.options.get(&format!("local-sessionid:{local}")).map_or(&self.session, String::as_str)
    }

    /// Whether only something about the Dockerfile is asked, and nothing is to be built.
    pub(crate) fn is_subrequest(&self) -> bool {
        self.option("requestid").is_some()
    }

    /// The options for another frontend. With a command line it does not look for a syntax line itself, which would lead back
    /// here, without end.
    pub(crate) fn forwarded(&self, frontend: &str) -> BTreeMap<String, String> {
        let mut options = self.options.clone();
        if frontend == BUILTIN {
            options.entry("cmdline".to_owned()).or_insert_with(|| "k8or/frontend".to_owned());
        } else {
            options.insert("cmdline".to_owned(), frontend.to_owned());
            options.insert("source".to_owned(), frontend.split_whitespace().next().unwrap_or_default().to_owned());
        }
        options
    }

    /// The caches that results may come from; none where they cannot be read.
    pub(crate) fn cache_imports(&self) -> Option<Vec<CacheImport>> {
        let mut imports = Vec::new();
        if let Some(json) = self.option("cache-imports") {
            let listed: Vec<serde_json::Value> = serde_json::from_str(json).ok()?;
            imports.extend(listed.iter().map(cache_import).collect::<Option<Vec<_>>>()?);
        }
        for reference in self.option("cache-from").into_iter().flat_map(|list| list.split(',')) {
            let attributes = vec![TextEntry { key: "ref".to_owned(), value: reference.to_owned() }];
            imports.push(CacheImport { kind: "registry".to_owned(), attributes });
        }
        Some(imports)
    }
}

fn cache_import(value: &serde_json::Value) -> Option<CacheImport> {
    let kind = value.get("Type")?.as_str()?.to_owned();
    let attributes = value.get("Attrs").and_then(serde_json::Value::as_object).into_iter().flatten();
    let entry =
        |(key, value): (&String, &serde_json::Value)| Some(TextEntry { key: key.clone(), value: value.as_str()?.to_owned() });
    Some(CacheImport { kind, attributes: attributes.map(entry).collect::<Option<_>>()? })
}

/// An image's name without its version.
fn repository(line: &str) -> &str {
    let image = line.split_whitespace().next().unwrap_or_default();
    let name = image.split('@').next().unwrap_or_default();
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let last = name.rfind('/').map_or(0, |end| end + 1);
    name[last..].find(':').map_or(name, |end| &name[..last + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(options: &[&str]) -> Request {
        let numbered = options.iter().enumerate().map(|(at, option)| (format!("{PREFIX}{at}"), (*option).to_owned()));
        Request::new(numbered.chain([("BUILDKIT_SESSION_ID".to_owned(), "s1".to_owned()), ("PATH".to_owned(), "a=b".to_owned())]))
    }

    #[test]
    fn options_are_split_at_their_first_equals_sign() {
        let request = request(&["filename=a=b", "build-arg:X={\"k\":\n\"v=1\"}", "target=", "nothing", "=empty"]);
        assert_eq!(request.option("filename"), Some("a=b"));
        assert_eq!(request.build_arg("X"), Some("{\"k\":\n\"v=1\"}"));
        assert_eq!(request.option("target"), None);
        assert_eq!(request.options.len(), 4);
        assert_eq!((request.session.as_str(), request.session_of("context")), ("s1", "s1"));
    }

    #[test]
    fn the_context_is_where_its_key_says() {
        assert_eq!(request(&["context=https://a/b.git"]).context(), Some("https://a/b.git"));
        assert_eq!(request(&["context=x", "contextkey=other", "other=y"]).context(), Some("y"));
        assert_eq!(request(&["context=x", "contextkey=other"]).context(), None);
        assert_eq!(request(&["local-sessionid:context=s2"]).session_of("context"), "s2");
    }

    #[test]
    fn the_own_image_is_known_in_every_version() {
        let request =
            request(&["cmdline=r.example.com:5000/k8or/frontend:2 level=2", "source=r.example.com:5000/k8or/frontend:2"]);
        for own in ["r.example.com:5000/k8or/frontend", "r.example.com:5000/k8or/frontend@sha256:0 level=1"] {
            assert!(request.is_own(own), "{own}");
        }
        for other in ["docker/dockerfile:1", "k8or/frontend", ""] {
            assert!(!request.is_own(other), "{other}");
        }
        assert!(!Request::default().is_own("k8or/frontend"));
        assert_eq!(repository("docker.io/k8or/frontend:1"), "k8or/frontend");
    }

    #[test]
    fn a_forwarded_request_never_comes_back() {
        assert_eq!(request(&[]).forwarded(BUILTIN)["cmdline"], "k8or/frontend");
        assert_eq!(request(&["cmdline=x a=1"]).forwarded(BUILTIN)["cmdline"], "x a=1");
        let other = request(&["cmdline=x a=1", "source=x", "target=t"]).forwarded("docker/dockerfile:1.20 a=2");
        let pairs: Vec<_> = other.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let expected = [("cmdline", "docker/dockerfile:1.20 a=2"), ("source", "docker/dockerfile:1.20"), ("target", "t")];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn caches_are_read_in_both_forms() {
        let imports =
            request(&[r#"cache-imports=[{"Type":"registry","Attrs":{"ref":"r/c","x":"1"}},{"Type":"gha"}]"#, "cache-from=a,b"]);
        let imports = imports.cache_imports().unwrap();
        let brief: Vec<_> = imports.iter().map(|import| (import.kind.as_str(), import.attributes.len())).collect();
        assert_eq!(brief, [("registry", 2), ("gha", 0), ("registry", 1), ("registry", 1)]);
        for junk in ["cache-imports=x", "cache-imports=[1]", r#"cache-imports=[{"Type":"a","Attrs":{"b":1}}]"#] {
            assert_eq!(request(&[junk]).cache_imports(), None, "{junk}");
        }
    }
}
