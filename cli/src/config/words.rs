//! Settings as words: `level=2 skip=app-user unsafe` behind the image's name in a syntax line, or `K8OR_LEVEL=2` among the build
//! arguments. It splits them and says where each stands; what they mean is for [`super::settings`].

use super::settings::{EDITIONS, LEVELS, NO_EDITION};
use super::{Fallback, Origin, known_rule, nearest};
use crate::problem::Problem;
use k8or_core::rules::Edition;
use k8or_core::syntax::{self, Arguments};
use k8or_core::{LineIndex, Span};

/// The names of settings that may be said as words.
const NAMES: [&str; 11] =
    ["level", "only", "skip", "unsafe", "strict", "install-log", "remove-unused", "edition", "explain", "fallback", "forward"];

/// The names of settings that are said elsewhere, and where.
const ELSEWHERE: [(&str, &str); 6] = [
    ("target", "the build has one itself: `--target`"),
    ("build-arg", "the build has its own: `--build-arg`"),
    ("build-args", "the build has its own: `--build-arg`"),
    ("context", "the build has one itself"),
    ("config", "the configuration of a build is `k8or.toml` in the build context's root"),
    ("bases", "it is a table of `k8or.toml`"),
];

/// How the names of build arguments begin that are settings.
const PREFIX: &str = "K8OR_";

/// What is wrong, and what to do.
pub(super) type Mistake = (String, String);

/// A setting as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word<'s> {
    /// Its name as `k8or.toml` has it.
    pub(super) name: String,
    /// Its value; a switch may go without.
    pub(super) value: Option<&'s str>,
    /// Who said so.
    pub(super) origin: Origin,
    /// Where in the Dockerfile, if it is there.
    pub(super) span: Option<Span>,
}

/// The words behind the image's name in the value of a syntax line, which stands in the Dockerfile or in the build argument
/// `BUILDKIT_SYNTAX`.
pub(super) fn of_syntax<'s>(value: &'s str, dockerfile: &str) -> Vec<Word<'s>> {
    let start = syntax::syntax_line(dockerfile)
        .filter(|directive| directive.value == value)
        .map(|directive| directive.value_span.start as usize);
    let origin = if start.is_some() { Origin::Syntax } else { Origin::BuildArg("BUILDKIT_SYNTAX".to_owned()) };
    let mut words = Vec::new();
    let mut end = 0;
    for text in value.split(|character: char| character.is_ascii_whitespace()) {
        let at = end;
        end += text.len() + 1;
        if text.is_empty() {
            continue;
        }
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let span = start.map(|start| Span::from_usize(start + at, start + at + text.len()));
        words.push(Word { name: name.to_owned(), value, origin: origin.clone(), span });
    }
    words.into_iter().skip(1).collect()
}

/// The settings among build arguments. A name that the Dockerfile declares itself is the user's own, unless it is a setting's; an
/// empty value says nothing, as scripts pass variables that may be unset.
pub(super) fn of_build_args<'s>(args: impl Iterator<Item = (&'s str, &'s str)>, dockerfile: &str) -> Vec<Word<'s>> {
    let of_arg = |(key, value): (&'s str, &'s str)| {
        let name = key.strip_prefix(PREFIX)?.to_ascii_lowercase().replace('_', "-");
        let own = !NAMES.contains(&name.as_str()) && declares(dockerfile, key);
        let origin = Origin::BuildArg(key.to_owned());
        (!own && !value.is_empty()).then_some(Word { name, value: Some(value), origin, span: None })
    };
    args.filter_map(of_arg).collect()
}

/// Whether an ARG of the Dockerfile has this name.
fn declares(dockerfile: &str, name: &str) -> bool {
    syntax::parse(dockerfile).instructions().iter().any(|instruction| match &instruction.arguments {
        Arguments::Arg(pairs) => pairs.iter().any(|pair| pair.name.text == name),
        _ => false,
    })
}

/// Whether a syntax line names k8or's own frontend, on whatever registry.
pub(super) fn is_ours(value: &str) -> bool {
    let image = value.split_ascii_whitespace().next().unwrap_or_default();
    let name = image.split('@').next().unwrap_or_default();
    let (folder, last) = name.rsplit_once('/').unwrap_or(("", name));
    let last = last.split(':').next().unwrap_or_default();
    last == "frontend" && (folder == "k8or" || folder.ends_with("/k8or"))
}

impl<'s> Word<'s> {
    /// The value, which must be there.
    pub(super) fn text(&self) -> Result<&'s str, Mistake> {
        let help = || format!("write `{}=…`", self.written(&self.name));
        self.value.filter(|value| !value.is_empty()).ok_or_else(|| ("a value is missing".to_owned(), help()))
    }

    pub(super) fn level(&self) -> Result<u8, Mistake> {
        let text = self.text()?;
        let level = text.parse().ok().filter(|level| *level <= 4);
        level.ok_or_else(|| (format!("there is no level {text}"), LEVELS.to_owned()))
    }

    pub(super) fn rules(&self) -> Result<Vec<String>, Mistake> {
        let names: Vec<&str> = self.text()?.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        for name in &names {
            known_rule(name).map_err(|help| (format!("there is no rule `{name}`"), help))?;
        }
        Ok(names.into_iter().map(str::to_owned).collect())
    }

    /// On or off, as Go programs read it; on without a value.
    pub(super) fn switch(&self) -> Result<bool, Mistake> {
        match self.value {
            None | Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(true),
            Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(false),
            Some(other) => {
                Err((format!("`{other}` is neither true nor false"), format!("write `{}=true`", self.written(&self.name))))
            }
        }
    }

    pub(super) fn edition(&self) -> Result<Edition, Mistake> {
        Edition::find(self.text()?).ok_or_else(|| (NO_EDITION.to_owned(), EDITIONS.to_owned()))
    }

    pub(super) fn fallback(&self) -> Result<Fallback, Mistake> {
        let text = self.text()?;
        Fallback::find(text)
            .ok_or_else(|| (format!("there is no fallback `{text}`"), "it is `evaluation` or `conversion`".to_owned()))
    }

    /// What is wrong with a name that is no setting's.
    pub(super) fn unknown(&self) -> Mistake {
        let name = self.name.as_str();
        if let Some((_, place)) = ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == name) {
            return (format!("`{name}` cannot be set here"), (*place).to_owned());
        }
        let help = match nearest(name, NAMES) {
            Some(near) => format!("did you mean `{}`?", self.written(near)),
            None => format!("the settings are {}", NAMES.map(|name| self.written(name)).join(", ")),
        };
        (format!("there is no setting `{}`", self.written(name)), help)
    }

    /// A setting's name as this source writes it.
    fn written(&self, name: &str) -> String {
        match &self.origin {
            Origin::BuildArg(key) if key.starts_with(PREFIX) => PREFIX.to_owned() + &name.replace('-', "_").to_ascii_uppercase(),
            _ => name.to_owned(),
        }
    }

    /// A mistake in this word as a problem of the Dockerfile called `file`, or of the build argument.
    pub(super) fn problem(&self, (what, help): Mistake, file: &str, text: &str) -> Problem {
        let problem = match self.span {
            Some(span) => Problem::new(what).at(file, text, &LineIndex::new(text), span),
            None => Problem::new(format!("{}: {what}", self.origin)),
        };
        problem.help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<(String, Option<&str>, Option<Span>)> {
        let text = format!("# syntax={line}\nFROM a\n");
        of_syntax(line, &text).into_iter().map(|word| (word.name, word.value, word.span)).collect()
    }

    #[test]
    fn words_stand_behind_the_image_and_know_where() {
        let level = ("level".to_owned(), Some("2"), Some(Span::new(24, 31)));
        let without_value = ("unsafe".to_owned(), None, Some(Span::new(32, 38)));
        assert_eq!(words("k8or/frontend  level=2\tunsafe"), [level, without_value]);
        assert_eq!(words("k8or/frontend"), []);
        assert_eq!(words(""), []);
    }

    #[test]
    fn what_the_file_does_not_say_comes_from_the_build_argument() {
        let found = of_syntax("k8or/frontend level=1", "# syntax=docker/dockerfile:1\nFROM a\n");
        assert_eq!((found[0].span, &found[0].origin), (None, &Origin::BuildArg("BUILDKIT_SYNTAX".to_owned())));
    }

    #[test]
    fn build_arguments_are_settings_unless_the_file_declares_them() {
        let file = "FROM a\nARG K8OR_VERSION=1 K8OR_LEVEL\n";
        let args = [
            ("K8OR_VERSION", "2"),
            ("K8OR_LEVEL", "1"),
            ("K8OR_INSTALL_LOG", "1"),
            ("K8OR_SKIP", ""),
            ("LEVEL", "3"),
            ("k8or_only", "x"),
        ];
        let names: Vec<String> = of_build_args(args.into_iter(), file).into_iter().map(|word| word.name).collect();
        assert_eq!(names, ["level", "install-log"]);
    }

    #[test]
    fn the_frontend_is_known_on_every_registry() {
        for ours in [
            "k8or/frontend",
            "k8or/frontend:1.2 level=2",
            "r.example.com:5000/k8or/frontend@sha256:00",
            "r/mirror/k8or/frontend:x",
        ] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in ["", "docker/dockerfile:1", "frontend", "notk8or/frontend", "k8or/frontend-x", "k8or/k8or"] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn every_name_is_taken() {
        let values = [
            ("level", "1"),
            ("only", "secrets"),
            ("skip", "secrets"),
            ("edition", "2026"),
            ("fallback", "conversion"),
            ("forward", "x"),
        ];
        for name in NAMES {
            let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            let word = Word { name: name.to_owned(), value, origin: Origin::Syntax, span: None };
            assert_eq!(crate::config::Settings::defaults().take_words(&[word], ("", "")), [], "{name}");
        }
    }
}
