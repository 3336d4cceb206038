//! The name of an image, taken apart.

/// Registries and folders that hold Docker Hub's images under their own names, the official ones at `library`.
const MIRRORS: &[(&str, &str)] = &[
    ("public.ecr.aws", "docker/"),
    ("mirror.gcr.io", ""),
    ("mcr.microsoft.com", "mirror/docker/"),
    ("registry-1.docker.io", ""),
    ("registry.hub.docker.com", ""),
    ("index.docker.io", ""),
];

/// Docker Hub's folders with the official images of one architecture.
const ARCHITECTURES: &[&str] =
    &["amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "mips64le", "ppc64le", "riscv64", "s390x"];

/// `registry/repository:tag@digest`, each part as written or as the default that Docker takes for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImageName<'a> {
    /// `docker.io` when none is written.
    pub registry: &'a str,
    /// `python`, `nvidia/cuda`. Docker Hub's `library/` is left out.
    pub repository: &'a str,
    /// As written; Docker takes `latest` for none.
    pub tag: Option<&'a str>,
    /// With its algorithm: `sha256:…`.
    pub digest: Option<&'a str>,
}

impl<'a> ImageName<'a> {
    /// Takes a reference apart as Docker does. `None` for what can't be one: empty, upper case, variables, `scratch`.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest).filter(|digest| is_digest(digest)).map(Some)?),
            None => (text, None),
        };
        let after_slash = name.rfind('/').map_or(0, |at| at + 1);
        let (path, tag) = match name[after_slash..].find(':').map(|at| after_slash + at) {
            Some(colon) => (&name[..colon], Some(&name[colon + 1..]).filter(|tag| is_tag(tag)).map(Some)?),
            None => (name, None),
        };
        let (registry, repository) = match path.split_once('/') {
            Some((first, rest)) if first == "localhost" || first.contains(['.', ':']) => (first, rest),
            _ => ("docker.io", path),
        };
        let repository = match registry {
            "docker.io" => repository.strip_prefix("library/").unwrap_or(repository),
            _ => repository,
        };
        (is_repository(repository) && text != "scratch").then_some(Self { registry, repository, tag, digest })
    }

    /// Where Docker Hub has this image: `python`, `nvidia/cuda`; also when it is named on one of the Hub's mirrors or in
    /// one of its folders for an architecture. `None` for images of other registries.
    #[must_use]
    pub fn on_docker_hub(&self) -> Option<&'a str> {
        let path = match self.registry {
            "docker.io" => self.repository,
            registry => {
                let (_, folder) = MIRRORS.iter().find(|(mirror, _)| *mirror == registry)?;
                let path = self.repository.strip_prefix(folder)?;
                path.strip_prefix("library/").unwrap_or(path)
            }
        };
        match path.split_once('/') {
            Some((folder, name)) if ARCHITECTURES.contains(&folder) => Some(name),
            _ => Some(path),
        }
    }
}

fn is_repository(text: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'))
    };
    text.split('/').all(part)
}

fn is_tag(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with(['.', '-'])
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn is_digest(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(algorithm, hex)| !algorithm.is_empty() && hex.len() >= 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(&str, &str, Option<&str>, Option<&str>)> {
        ImageName::parse(text).map(|name| (name.registry, name.repository, name.tag, name.digest))
    }

    #[test]
    fn defaults_are_those_of_docker() {
        assert_eq!(parts("python"), Some(("docker.io", "python", None, None)));
        assert_eq!(parts("docker.io/library/python:3.11"), Some(("docker.io", "python", Some("3.11"), None)));
        assert_eq!(parts("nvidia/cuda:12"), Some(("docker.io", "nvidia/cuda", Some("12"), None)));
        assert_eq!(parts("localhost:5000/a/b"), Some(("localhost:5000", "a/b", None, None)));
        assert_eq!(parts("gcr.io/distroless/static"), Some(("gcr.io", "distroless/static", None, None)));
    }

    #[test]
    fn a_digest_stands_behind_the_tag() {
        let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        let text = format!("python:3.11@{digest}");
        assert_eq!(parts(&text), Some(("docker.io", "python", Some("3.11"), Some(digest))));
        assert_eq!(parts("python@sha256:12"), None);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "scratch", "Python", "$BASE", "python:${V}", "python:", "a//b", "/a", "python:-x", "python @x"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn mirrors_of_docker_hub_are_seen_through() {
        let hub = |text| ImageName::parse(text).and_then(|name| name.on_docker_hub());
        assert_eq!(hub("public.ecr.aws/docker/library/python:3.11"), Some("python"));
        assert_eq!(hub("mirror.gcr.io/library/node"), Some("node"));
        assert_eq!(hub("mirror.gcr.io/nvidia/cuda"), Some("nvidia/cuda"));
        assert_eq!(hub("registry-1.docker.io/library/node"), Some("node"));
        assert_eq!(hub("arm64v8/debian:12"), Some("debian"));
        assert_eq!(hub("public.ecr.aws/lambda/python"), None);
        assert_eq!(hub("quay.io/centos/centos"), None);
    }
}
