//! `build:` of the services in a compose file.

use super::builds::Described;
use super::yaml::{self, Node};
use std::collections::BTreeMap;

/// The builds of all services.
pub(crate) fn read(text: &str) -> Vec<Described> {
    let Some(root) = yaml::parse(text) else { return Vec::new() };
    let services = root.get("services").into_iter().flat_map(Node::pairs);
    services.filter_map(|(name, service)| build(name, service.get("build")?)).collect()
}

fn build(name: &str, build: &Node) -> Option<Described> {
    if let Some(context) = build.text() {
        return Some(Described { name: name.to_owned(), context: Some(context.to_owned()), ..Described::default() });
    }
    if build.get("dockerfile_inline").is_some() {
        return None;
    }
    let text = |key: &str| build.get(key).and_then(Node::text).map(str::to_owned);
    Some(Described {
        name: name.to_owned(),
        context: text("context"),
        dockerfile: text("dockerfile"),
        target: text("target"),
        args: build.get("args").map(arguments).unwrap_or_default(),
    })
}

/// A map, or a list of `KEY=VALUE`.
fn arguments(node: &Node) -> BTreeMap<String, String> {
    match node {
        Node::List(items) => {
            let pairs = items.iter().filter_map(|item| item.text()?.split_once('='));
            pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
        }
        map => map.pairs().filter_map(|(key, value)| Some((key.to_owned(), value.text()?.to_owned()))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_are_read_in_all_their_forms() {
        let text = "x-build: &build\n  context: ./api\n  args: [A=1, B]\nservices:\n  db: {image: postgres}\n  web:\n    build: ./web\n  \
                    api:\n    build:\n      <<: *build\n      dockerfile: docker/Dockerfile\n      target: prod\n  job:\n    build:\n      context: .\n      \
                    args:\n        V: '2'\n  inline:\n    build:\n      dockerfile_inline: FROM scratch\n";
        let builds = read(text);
        let brief: Vec<_> = builds
            .iter()
            .map(|b| (b.name.as_str(), b.context.as_deref(), b.dockerfile.as_deref(), b.target.as_deref(), b.args.len()))
            .collect();
        assert_eq!(
            brief,
            [
                ("web", Some("./web"), None, None, 0),
                ("api", Some("./api"), Some("docker/Dockerfile"), Some("prod"), 1),
                ("job", Some("."), None, None, 1),
            ]
        );
    }

    #[test]
    fn hostile_files_are_nothing() {
        for text in ["", "a: [", "services: 1", "services: {a: {build: 1}", &"[".repeat(1000), "a: &a {b: *a}"] {
            assert!(read(text).is_empty(), "{text:.20}");
        }
        let laughs: String = (1..30).map(|n| format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1)).collect();
        assert!(read(&format!("a0: &a0 ha\n{laughs}")).is_empty());
    }
}
