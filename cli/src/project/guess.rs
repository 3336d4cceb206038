//! Where the build context is when nobody says so: what a compose or bake file nearby says of this Dockerfile, or else the
//! nearest directory upward that holds everything that COPY and ADD name. Never further up than the repository.

use super::builds::Build;
use super::{Builds, sources};
use k8or_core::context::{Glob, GlobMatcher};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How many directories upward are looked at where no repository ends the search.
const MAX_LEVELS: usize = 6;

/// What was found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Guess {
    /// The build context.
    pub(crate) context: Option<PathBuf>,
    /// Why this one, or why none.
    pub(crate) why: String,
    /// The stage that is built, if all builds of this Dockerfile agree.
    pub(crate) target: Option<String>,
    /// The build arguments on which all builds agree.
    pub(crate) args: BTreeMap<String, String>,
    /// The compose or bake file, and the service or target.
    pub(crate) build: Option<(PathBuf, String)>,
}

/// Guesses the build context of a Dockerfile.
pub(crate) fn guess(dockerfile: &Path, text: &str, builds: &Builds) -> Guess {
    let directories = upward(dockerfile);
    for directory in &directories {
        let described = builds.of(directory);
        let of_this: Vec<&Build> = described.iter().filter(|build| same(&build.dockerfile, dockerfile)).collect();
        if let Some(guess) = from_builds(&of_this) {
            return guess;
        }
    }
    from_sources(&directories, &sources::local_sources(text), builds)
}

/// The directory of the Dockerfile and those above it, up to the repository's root.
fn upward(dockerfile: &Path) -> Vec<PathBuf> {
    let absolute = std::path::absolute(dockerfile).unwrap_or_else(|_| dockerfile.to_owned());
    let mut directories = Vec::new();
    for directory in absolute.ancestors().skip(1).take(MAX_LEVELS + 1) {
        directories.push(directory.to_owned());
        if directory.join(".git").exists() {
            break;
        }
    }
    directories
}

fn same(a: &Path, b: &Path) -> bool {
    a.file_name() == b.file_name() && matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// None when there is no build, or builds disagree about the context.
fn from_builds(builds: &[&Build]) -> Option<Guess> {
    let (first, others) = builds.split_first()?;
    let context = fs::canonicalize(&first.context).ok().filter(|path| path.is_dir())?;
    if others.iter().any(|build| fs::canonicalize(&build.context).ok().as_ref() != Some(&context)) {
        return None;
    }
    let target = first.target.clone().filter(|_| others.iter().all(|other| other.target == first.target));
    let agree = |key: &str, value: &str| others.iter().all(|other| other.args.get(key).is_some_and(|other| other == value));
    let args = first.args.iter().filter(|(key, value)| agree(key, value)).map(|(key, value)| (key.clone(), value.clone()));
    let file = first.file.file_name().unwrap_or_default().to_string_lossy();
    Some(Guess {
        context: Some(context),
        why: format!("{file} says so for {}", first.name),
        target,
        args: args.collect(),
        build: Some((first.file.clone(), first.name.clone())),
    })
}

fn from_sources(directories: &[PathBuf], sources: &[String], builds: &Builds) -> Guess {
    let named: Vec<&String> = sources.iter().filter(|source| *source != ".").collect();
    let found = |context: &Path, why: &str| Guess { context: Some(context.to_owned()), why: why.to_owned(), ..Guess::default() };
    let Some(own) = directories.first() else { return Guess::default() };
    if sources.is_empty() {
        return found(own, "the Dockerfile's directory; nothing is copied from the context");
    }
    if named.is_empty() {
        // `COPY . .` alone says little: a directory with nothing but Dockerfiles is hardly meant.
        let meant =
            directories.iter().find(|directory| directory.join(".dockerignore").exists() || builds.has_files_to_copy(directory));
        let nobody = || nowhere("no directory upward holds anything but Dockerfiles");
        return meant.map_or_else(nobody, |context| found(context, "the nearest directory with files to copy"));
    }
    let holds_all = |directory: &&PathBuf| named.iter().all(|source| holds(directory, source));
    match directories.iter().find(holds_all) {
        Some(context) => found(context, "the nearest directory that holds everything COPY and ADD name"),
        None => nowhere("no directory upward holds everything COPY and ADD name; --context names it"),
    }
}

fn nowhere(why: &str) -> Guess {
    Guess { why: why.to_owned(), ..Guess::default() }
}

/// Whether a directory holds something of that name, which may have `*` and `?` in it.
fn holds(directory: &Path, source: &str) -> bool {
    let (first, rest) = source.split_once('/').map_or((source, None), |(first, rest)| (first, Some(rest)));
    let below = |path: &Path| rest.map_or_else(|| path.symlink_metadata().is_ok(), |rest| holds(path, rest));
    if !first.contains(['*', '?']) {
        return below(&directory.join(first));
    }
    let matcher: GlobMatcher = Glob::new(first, false).matcher();
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter(|entry| matcher.matches(&entry.file_name().to_string_lossy())).any(|entry| below(&entry.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(".git")).unwrap();
        for (path, content) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        root
    }

    fn guessed(root: &tempfile::TempDir, dockerfile: &str) -> (Option<String>, Guess) {
        let path = root.path().join(dockerfile);
        let guess = guess(&path, &fs::read_to_string(&path).unwrap(), &Builds::default());
        let root = fs::canonicalize(root.path()).unwrap();
        let context = guess.context.as_ref().map(|context| fs::canonicalize(context).unwrap());
        (context.map(|context| context.strip_prefix(root).unwrap().display().to_string()), guess)
    }

    #[test]
    fn the_nearest_directory_that_holds_all_sources() {
        let root = project(&[
            ("docker/api/Dockerfile", "FROM a\nCOPY package*.json src/main.js /x/\n"),
            ("package.json", ""),
            ("src/main.js", ""),
            ("docker/src/other.js", ""),
            ("here/Dockerfile", "FROM a\nCOPY run.sh /\n"),
            ("here/run.sh", ""),
            ("all/Dockerfile", "FROM a\nCOPY . /\n"),
            ("none/Dockerfile", "FROM a\n"),
            ("missing/Dockerfile", "FROM a\nCOPY target/app.jar /\n"),
        ]);
        assert_eq!(guessed(&root, "docker/api/Dockerfile").0.as_deref(), Some(""));
        assert_eq!(guessed(&root, "here/Dockerfile").0.as_deref(), Some("here"));
        assert_eq!(guessed(&root, "all/Dockerfile").0.as_deref(), Some(""));
        assert_eq!(guessed(&root, "none/Dockerfile").0.as_deref(), Some("none"));
        assert_eq!(guessed(&root, "missing/Dockerfile").0, None);
    }

    #[test]
    fn a_compose_file_knows_better() {
        let root = project(&[
            ("api/Dockerfile", "FROM a AS prod\nCOPY x /\n"),
            ("api/x", ""),
            (
                "compose.yaml",
                "services:\n  api: {build: {context: ., dockerfile: api/Dockerfile, target: prod, args: {A: '1', B: '2'}}}\n  \
              job: {build: {context: ., dockerfile: ./api/Dockerfile, target: prod, args: {A: '1', B: '3'}}}\n",
            ),
        ]);
        let (context, guess) = guessed(&root, "api/Dockerfile");
        assert_eq!(context.as_deref(), Some(""));
        assert_eq!((guess.target.as_deref(), guess.args.len()), (Some("prod"), 1));
        assert_eq!(guess.why, "compose.yaml says so for api");
    }

    #[test]
    fn builds_that_disagree_say_nothing() {
        let root = project(&[
            ("api/Dockerfile", "FROM a\nCOPY x /\n"),
            ("api/x", ""),
            (
                "docker-bake.json",
                r#"{"target": {"a": {"context": "api"}, "b": {"context": ".", "dockerfile": "api/Dockerfile"}}}"#,
            ),
        ]);
        assert_eq!(guessed(&root, "api/Dockerfile").0.as_deref(), Some("api"));
    }

    #[test]
    fn the_repository_is_the_end() {
        let root = project(&[("inner/.git/x", ""), ("inner/Dockerfile", "FROM a\nCOPY y /\n"), ("y", "")]);
        assert_eq!(guessed(&root, "inner/Dockerfile").0, None);
    }
}
