//! What the commands of a RUN read of the build context, so that only that has to be copied before it: an installation from
//! a manifest is then made again when the manifest changes, and not with every change of a source.

use super::python::requirements;
use super::{node, python};
use crate::context::Known;
use crate::facts::{Manager, PackageCommand, join};
use crate::rules::View;
use crate::shell::Command;
use crate::syntax::InstructionId;

/// What is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Reads {
    /// Nothing that came from the context.
    #[default]
    Nothing,
    /// These files, by their paths in the image.
    Files(Vec<String>),
    /// These requirements files with all that they include, by their paths in the image.
    Requirements(Vec<String>),
    /// The manifest of Node.js packages in this directory of the image, and its lock.
    Packages(String),
    /// Nobody can tell.
    Everything,
}

/// Commands that read nothing of the context, whatever their operands.
const BLIND: [&str; 20] = [
    "echo", "printf", "cd", "set", "export", "true", ":", "rm", "mkdir", "useradd", "adduser", "groupadd", "addgroup", "usermod",
    "curl", "wget", "git", "sleep", "ln", "find",
];

/// What one command reads.
pub(super) fn of_command(package: Option<&PackageCommand>, command: &Command, directory: Option<&str>) -> Reads {
    if let Some(package) = package {
        return match package.manager {
            Manager::Pip => python::pip_reads(package, directory),
            Manager::Npm | Manager::Yarn => node::package_reads(package, directory),
            Manager::Gem => Reads::Everything,
            _ if package.packages().iter().any(|word| is_file(&word.text)) || !package.arguments.unknown.is_empty() => {
                Reads::Everything
            }
            _ => Reads::Nothing,
        };
    }
    let Some(name) = command.name() else {
        return if command.words.is_empty() { Reads::Nothing } else { Reads::Everything };
    };
    if BLIND.contains(&name) || matches!(name, "." | "source") {
        return Reads::Nothing;
    }
    if name == "cat"
        && command.arguments().iter().all(|word| word.literal().is_some_and(|path| path.starts_with("/run/secrets/")))
    {
        return Reads::Nothing;
    }
    python::reads(name, command, directory).or_else(|| node::reads(name, command, directory)).unwrap_or(Reads::Everything)
}

/// Whether a package is given as a file.
fn is_file(word: &str) -> bool {
    word.starts_with(['.', '/']) || [".deb", ".rpm", ".apk"].iter().any(|end| word.ends_with(end) && !word.contains("://"))
}

/// The files of the build context that a RUN needs, by their paths there; none where it may need any.
pub(super) fn in_context<'r>(view: &View<'_>, id: InstructionId, reads: impl Iterator<Item = &'r Reads>) -> Option<Vec<String>> {
    let mut paths = Vec::new();
    for reads in reads {
        match reads {
            Reads::Nothing => {}
            Reads::Everything => return None,
            Reads::Files(files) => {
                for file in files {
                    let source = view.source_of(id, file)?;
                    if let Known::Yes(_) = view.context.file(&source) {
                        paths.push(source);
                    }
                }
            }
            Reads::Packages(directory) => {
                let manifest = join(Some(directory), "package.json")?;
                paths.extend(node::files(view.context, &view.source_of(id, &manifest)?)?);
            }
            Reads::Requirements(files) => {
                for file in files {
                    let source = view.source_of(id, file)?;
                    let collection = requirements::collect(view.context, &source);
                    paths.extend(collection.sufficient().ok()?.iter().cloned());
                }
            }
        }
    }
    let mut seen = Vec::new();
    paths.retain(|path| {
        !seen.contains(path) && {
            seen.push(path.clone());
            true
        }
    });
    Some(paths)
}
