//! Programs that only start another one: `sudo`, `env X=y`, `nice -n 5`.

use super::script::Word;
use super::variables::assigned_name;

/// A program that runs the rest of its words.
struct Wrapper {
    name: &'static str,
    /// Options that take the next word.
    with_value: &'static [&'static str],
    /// How many words that are no options stand before the program.
    operands: usize,
}

const fn wrapper(name: &'static str, with_value: &'static [&'static str], operands: usize) -> Wrapper {
    Wrapper { name, with_value, operands }
}

const WRAPPERS: &[Wrapper] = &[
    wrapper("sudo", &["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "--user", "--group", "--host", "--prompt"], 0),
    wrapper("env", &["-u", "-C", "--unset", "--chdir"], 0),
    wrapper("exec", &["-a"], 0),
    wrapper("command", &[], 0),
    wrapper("builtin", &[], 0),
    wrapper("time", &["-f", "-o", "--format", "--output"], 0),
    wrapper("nice", &["-n", "--adjustment"], 0),
    wrapper("ionice", &["-c", "-n", "--class", "--classdata"], 0),
    wrapper("nohup", &[], 0),
    wrapper("eatmydata", &[], 0),
    wrapper("chronic", &[], 0),
    wrapper("setsid", &[], 0),
    wrapper("stdbuf", &["-i", "-o", "-e"], 0),
    wrapper("timeout", &["-s", "-k", "--signal", "--kill-after"], 1),
    wrapper("gosu", &[], 1),
    wrapper("su-exec", &[], 1),
];

/// What stands before the program that is really run.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    /// The program's index.
    pub(super) program: usize,
    /// The user it runs as, when a wrapper names one.
    pub(super) user: Option<String>,
    /// Indices of the words that `env` and `sudo` take as `X=y`.
    pub(super) environment: Vec<usize>,
}

/// Looks through the wrappers in front of a command.
pub(super) fn strip(words: &[Word]) -> Stripped {
    let mut stripped = Stripped::default();
    while let Some(wrapper) = words.get(stripped.program).and_then(wrapper_of) {
        let before = stripped.program;
        if !stripped.pass(wrapper, words) {
            stripped.program = before;
            break;
        }
    }
    stripped
}

fn wrapper_of(word: &Word) -> Option<&'static Wrapper> {
    let name = super::basename(word.literal()?);
    WRAPPERS.iter().find(|wrapper| wrapper.name == name)
}

impl Stripped {
    /// Moves behind one wrapper; false when its words are not understood or it only asks (`command -v`).
    fn pass(&mut self, wrapper: &Wrapper, words: &[Word]) -> bool {
        self.program += 1;
        if wrapper.name == "sudo" {
            self.user = Some("root".to_owned());
        }
        while let Some(option) = words.get(self.program).and_then(Word::literal).filter(|word| word.starts_with('-')) {
            self.program += 1;
            if option == "--" {
                break;
            }
            if wrapper.name == "command" && option != "-p" {
                return false;
            }
            if wrapper.name == "env" && (option.starts_with("-S") || option.starts_with("--split-string")) {
                return false;
            }
            if wrapper.with_value.contains(&option) {
                self.option_value(wrapper, option, words.get(self.program));
                self.program += 1;
            }
        }
        if matches!(wrapper.name, "env" | "sudo") {
            while words.get(self.program).is_some_and(|word| assigned_name(&word.raw).is_some()) {
                self.environment.push(self.program);
                self.program += 1;
            }
        }
        if wrapper.operands > 0 && wrapper.name != "timeout" {
            self.user = words.get(self.program).and_then(Word::literal).map(str::to_owned);
        }
        self.program = (self.program + wrapper.operands).min(words.len());
        true
    }

    fn option_value(&mut self, wrapper: &Wrapper, option: &str, value: Option<&Word>) {
        if wrapper.name == "sudo" && matches!(option, "-u" | "--user") {
            self.user = value.and_then(Word::literal).map(str::to_owned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        let word = |text: &str| {
            let mut word = Word::new(crate::span::Span::default(), text, true);
            word.set_fields((!text.contains('$')).then(|| vec![text.to_owned()]));
            word
        };
        text.split(' ').map(word).collect()
    }

    #[test]
    fn wrappers_are_looked_through() {
        for (text, program, user) in [
            ("apt-get update", "apt-get", None),
            ("sudo apt-get update", "apt-get", Some("root")),
            ("sudo -E -H -n -u app pip install x", "pip", Some("app")),
            ("sudo -- rm x", "rm", Some("root")),
            ("env -i -u X A=b C=$d make", "make", None),
            ("/usr/bin/env A=b make", "make", None),
            ("exec nice -n 5 nohup make", "make", None),
            ("command -v curl", "command", None),
            ("command -p curl", "curl", None),
            ("time eatmydata apt-get update", "apt-get", None),
            ("timeout -k 5 300 make", "make", None),
            ("timeout --signal=KILL 300 make", "make", None),
            ("gosu postgres initdb", "initdb", Some("postgres")),
            ("su-exec $user initdb", "initdb", None),
            ("xargs rm", "xargs", None),
            ("sudo DEBIAN_FRONTEND=x apt-get y", "apt-get", Some("root")),
        ] {
            let words = words(text);
            let stripped = strip(&words);
            assert_eq!(&*words[stripped.program].raw, program, "{text}");
            assert_eq!(stripped.user.as_deref(), user, "{text}");
        }
    }

    #[test]
    fn a_wrapper_without_a_program_leaves_none() {
        for text in ["sudo", "env A=b", "gosu app", "nice -n"] {
            let words = words(text);
            assert!(strip(&words).program >= words.len(), "{text}");
        }
    }
}
