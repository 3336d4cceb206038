//! Which base image is taken in place of one that no test bed has: Python 3.11 and Debian bookworm stand for the other
//! versions of both, full for full and slim for slim.

use k8or_core::syntax::{self, Arguments};

/// A Dockerfile on the base images that a test bed has.
#[must_use]
pub fn set(text: &str) -> String {
    let file = syntax::parse(text);
    let mut changed = text.to_owned();
    for instruction in file.instructions().iter().rev() {
        let Arguments::From(from) = &instruction.arguments else { continue };
        if let Some(other) = of(&from.image.text) {
            changed.replace_range(from.image.span.range(), &other);
        }
    }
    changed
}

/// What stands for an image; none where it stands for itself or nothing does.
fn of(image: &str) -> Option<String> {
    let (name, tag) = image.split_once(':').unwrap_or((image, "latest"));
    let (there, full): (&[&str], _) = match name.rsplit('/').next()? {
        "python" => (&["latest", "3", "3.11", "bookworm"], "3.11"),
        "debian" => (&["latest", "stable", "12", "bookworm"], "bookworm"),
        _ => return None,
    };
    let words: Vec<&str> = tag.split('-').filter(|word| *word != "slim").collect();
    if tag.contains(['$', '@']) || tag.contains("alpine") || words.iter().all(|word| there.contains(word)) {
        return None;
    }
    let slim = if tag.split('-').any(|word| word == "slim") { "-slim" } else { "" };
    Some(format!("{name}:{full}{slim}"))
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn a_version_that_no_test_bed_has_gives_way_to_one_that_is_there() {
        for (written, built) in [
            ("python:3.9", "python:3.11"),
            ("python:3.11.4-slim-buster", "python:3.11-slim"),
            ("python:3.11-bookworm", "python:3.11-bookworm"),
            ("python:slim", "python:slim"),
            ("python", "python"),
            ("python:3.12-alpine", "python:3.12-alpine"),
            ("docker.io/library/debian:bullseye-slim", "docker.io/library/debian:bookworm-slim"),
            ("debian:stable", "debian:stable"),
            ("python:${VERSION}", "python:${VERSION}"),
            ("node:18", "node:18"),
        ] {
            assert_eq!(
                set(&format!("FROM {written} AS app\nRUN pip --version\n")),
                format!("FROM {built} AS app\nRUN pip --version\n")
            );
        }
    }
}
