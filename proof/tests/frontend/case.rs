//! One build in all the ways that are compared.

use k8or_proof::frontend::{Ended, Project, docker, frontend, identity};
use std::sync::Mutex;

/// A build: files and what `docker build` is told.
pub(crate) struct Case<'c> {
    /// A name for its images.
    pub(crate) name: &'c str,
    /// Its files, the Dockerfile among them.
    pub(crate) files: &'c [(&'c str, &'c str)],
    /// The Dockerfile's name.
    pub(crate) dockerfile: &'c str,
    /// What `docker build` is told besides.
    pub(crate) arguments: &'c [&'c str],
    /// What the command is told to know as much.
    pub(crate) command: &'c [&'c str],
}

impl Default for Case<'_> {
    fn default() -> Self {
        Self { name: "", files: &[], dockerfile: "Dockerfile", arguments: &[], command: &[] }
    }
}

/// One build at a time: the machine that proves it is small, and times are part of some proofs.
static ENGINE: Mutex<()> = Mutex::new(());

/// Whether there is an engine to prove anything on.
pub(crate) fn engine() -> bool {
    k8or_proof::engine().unwrap()
}

impl Case<'_> {
    pub(crate) fn project(&self) -> Project {
        Project::new(self.files).unwrap()
    }

    fn tag(&self, kind: &str) -> String {
        format!("k8or-frontend:{}-{kind}", self.name)
    }

    /// Builds a Dockerfile on a project.
    fn build(&self, project: &Project, kind: &str, dockerfile: &str, more: &[&str]) -> Ended {
        let _one = ENGINE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let tag = self.tag(kind);
        let mut arguments = vec!["build", "--tag", &tag, "--file", dockerfile];
        arguments.extend(self.arguments);
        arguments.extend(more);
        arguments.push(".");
        docker(&project.folder, arguments, None).unwrap()
    }

    /// Builds the command's rewrite, from outside of the context.
    fn by_command(&self, project: &Project) -> (String, Ended) {
        let rewritten = frontend().unwrap().rewrite(&project.folder, self.dockerfile, self.command).unwrap();
        let text = std::fs::read_to_string(rewritten.dockerfile()).unwrap();
        (text, self.build(project, "command", &rewritten.dockerfile(), &[]))
    }

    /// Through the engine's own frontend.
    pub(crate) fn builtin(&self, project: &Project) -> Ended {
        self.build(project, "builtin", self.dockerfile, &[])
    }

    /// Through k8or's, with these words.
    pub(crate) fn through(&self, project: &Project, words: &str) -> Ended {
        self.build(project, "frontend", self.dockerfile, &[&frontend().unwrap().argument(words)])
    }

    /// Through another image, with more arguments.
    pub(crate) fn through_image(&self, project: &Project, image: &str, more: &[&str]) -> Ended {
        let syntax = format!("--build-arg=BUILDKIT_SYNTAX={image}");
        let all: Vec<&str> = [syntax.as_str()].into_iter().chain(more.iter().copied()).collect();
        self.build(project, "frontend", self.dockerfile, &all)
    }

    /// It builds as it does with the engine's own frontend, and what comes out is what the command's rewrite gives; at level 0,
    /// what the Dockerfile itself gives.
    pub(crate) fn holds(&self) {
        if !engine() {
            return;
        }
        let project = self.project();
        let builtin = self.builtin(&project);
        assert!(builtin.well, "{}: {}", self.name, builtin.said);

        let untouched = self.through(&project, "level=0");
        assert!(untouched.well, "{} at level 0: {}", self.name, untouched.said);
        assert_eq!(identity(&self.tag("frontend")).unwrap(), identity(&self.tag("builtin")).unwrap(), "{} at level 0", self.name);
        assert_eq!((untouched.lints(), untouched.remarks()), (builtin.lints(), vec![]), "{} at level 0", self.name);

        let rewritten = self.through(&project, "");
        assert!(rewritten.well && !rewritten.gave_up(), "{}: {}", self.name, rewritten.said);
        assert_eq!(rewritten.lints(), builtin.lints(), "{}", self.name);
        let (text, by_command) = self.by_command(&project);
        assert!(by_command.well, "{}: {}\n{text}", self.name, by_command.said);
        let same = identity(&self.tag("frontend")).unwrap() == identity(&self.tag("command")).unwrap();
        assert!(same, "{}: {}\n{text}\n{}", self.name, rewritten.said, by_command.said);
        self.forget();
    }

    /// It fails as it does with the engine's own frontend: the same words, the same file, the same line.
    pub(crate) fn fails_alike(&self, expected: &str) {
        if !engine() {
            return;
        }
        let project = self.project();
        let (builtin, ours) = (self.builtin(&project), self.through(&project, ""));
        assert!(!builtin.well && builtin.said.contains(expected), "{}: {}", self.name, builtin.said);
        assert!(!ours.well, "{}: {}", self.name, ours.said);
        assert_eq!(ours.ending(), builtin.ending(), "{}: {}", self.name, ours.said);
        assert_eq!(ours.lints(), builtin.lints(), "{}", self.name);
    }

    /// What k8or cannot do is done as without it, and said.
    pub(crate) fn gives_up(&self, words: &str, why: &str) {
        if !engine() {
            return;
        }
        let project = self.project();
        let (builtin, ours) = (self.builtin(&project), self.through(&project, words));
        assert!(builtin.well && ours.well, "{}: {}{}", self.name, builtin.said, ours.said);
        assert!(ours.remarks().iter().any(|remark| remark.contains(why)), "{}: {}", self.name, ours.said);
        assert_eq!(identity(&self.tag("frontend")).unwrap(), identity(&self.tag("builtin")).unwrap(), "{}", self.name);
        self.forget();
    }

    /// Takes its images' names away.
    pub(crate) fn forget(&self) {
        let names = ["builtin", "frontend", "command"].map(|kind| self.tag(kind));
        let _ = docker(&std::env::temp_dir(), ["rmi", "--force"].into_iter().chain(names.iter().map(String::as_str)), None);
    }
}
