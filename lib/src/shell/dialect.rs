//! Which shell reads a body: from the words of a SHELL instruction or from a script's first line.

/// Which shell reads the body, from SHELL, a shebang, or the base's default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Dialect {
    /// bash (arrays, `[[`, brace expansion); otherwise a POSIX shell.
    pub bash: bool,
    /// `-e` among the shell's arguments.
    pub errexit: bool,
    /// `-o pipefail` among the shell's arguments.
    pub pipefail: bool,
}

/// Shells whose language this module reads.
const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "ksh", "mksh", "rbash"];

/// Whether a program, given by name or path, is a shell whose language this module reads.
#[must_use]
pub fn is_shell(program: &str) -> bool {
    SHELLS.contains(&basename(program))
}

/// The last component of a path.
#[must_use]
pub fn basename(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Dialect {
    /// What reads bodies where nothing else is said: `/bin/sh -c`.
    pub const POSIX: Self = Self { bash: false, errexit: false, pipefail: false };

    /// Of a SHELL instruction's words, such as `["/bin/bash", "-o", "pipefail", "-c"]`. `None` where another interpreter
    /// (PowerShell, cmd, Python) reads the bodies, or where the words are not understood.
    #[must_use]
    pub fn from_shell(words: &[&str]) -> Option<Self> {
        let (program, arguments) = behind_launcher(words)?;
        let options = Options::read(program, arguments)?;
        options.command.then_some(options.dialect)
    }

    /// Of a script's first line, such as `#!/usr/bin/env bash`. A script without such a line is read by the shell that
    /// starts it, so that its caller has to know; `None` for another interpreter.
    #[must_use]
    pub fn from_shebang(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.strip_prefix("#!")?.split_ascii_whitespace().collect();
        let (program, arguments) = behind_launcher(&words)?;
        Some(Options::read(program, arguments)?.dialect)
    }

    /// Of the words behind `set`.
    pub(super) fn from_set(words: &[&str]) -> Self {
        Options::read("set", words).map(|options| options.dialect).unwrap_or_default()
    }

    /// Of the options before the text in `bash -exo pipefail -c '…'`, and how many words they take.
    pub(super) fn of_command(program: &str, arguments: &[&str]) -> Option<(Self, usize)> {
        let options = Options::read(basename(program), arguments)?;
        options.command.then_some((options.dialect, options.taken))
    }
}

/// Skips what only starts the shell: `env`, `busybox`, `conda run -n name`.
fn behind_launcher<'w>(words: &'w [&'w str]) -> Option<(&'w str, &'w [&'w str])> {
    let (first, rest) = words.split_first()?;
    match basename(first) {
        name if SHELLS.contains(&name) => Some((name, rest)),
        "env" | "busybox" => {
            let rest = if rest.first() == Some(&"-S") { &rest[1..] } else { rest };
            let (shell, arguments) = rest.split_first()?;
            is_shell(shell).then_some((basename(shell), arguments))
        }
        "conda" | "mamba" | "micromamba" if rest.first() == Some(&"run") => {
            let at = rest.iter().position(|word| is_shell(word))?;
            Some((basename(rest[at]), &rest[at + 1..]))
        }
        _ => None,
    }
}

/// What a shell's own options say.
struct Options {
    dialect: Dialect,
    /// `-c` is among them.
    command: bool,
    /// How many words they are.
    taken: usize,
}

impl Options {
    fn read(program: &str, arguments: &[&str]) -> Option<Self> {
        let dialect = Dialect { bash: matches!(program, "bash" | "rbash"), ..Dialect::default() };
        let mut options = Self { dialect, command: false, taken: 0 };
        while let Some(word) = arguments.get(options.taken).filter(|word| word.starts_with(['-', '+'])) {
            options.taken += 1;
            if word.starts_with("--") {
                if matches!(*word, "--rcfile" | "--init-file") {
                    options.taken += 1;
                }
                continue;
            }
            options.letters(word, arguments)?;
        }
        Some(options)
    }

    /// A cluster of option letters; every `o` takes a word of its own.
    fn letters(&mut self, word: &str, arguments: &[&str]) -> Option<()> {
        let on = word.starts_with('-');
        for letter in word.chars().skip(1) {
            match letter {
                'c' => self.command = true,
                'e' => self.dialect.errexit = on,
                'o' | 'O' => {
                    let name = *arguments.get(self.taken)?;
                    self.taken += 1;
                    match name {
                        "pipefail" => self.dialect.pipefail = on,
                        "errexit" => self.dialect.errexit = on,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(bash: bool, errexit: bool, pipefail: bool) -> Option<Dialect> {
        Some(Dialect { bash, errexit, pipefail })
    }

    #[test]
    fn shell_words_name_the_dialect() {
        let cases: &[(&[&str], Option<Dialect>)] = &[
            (&["/bin/sh", "-c"], dialect(false, false, false)),
            (&["/bin/ash", "-eo", "pipefail", "-c"], dialect(false, true, true)),
            (&["/bin/bash", "-o", "pipefail", "-c"], dialect(true, false, true)),
            (&["/bin/bash", "-euo", "pipefail", "-c"], dialect(true, true, true)),
            (&["/bin/bash", "-c", "-o", "pipefail"], dialect(true, false, true)),
            (&["/bin/sh", "-ex", "-c"], dialect(false, true, false)),
            (&["/bin/bash", "--login", "-c"], dialect(true, false, false)),
            (&["bash", "-lc"], dialect(true, false, false)),
            (&["/usr/bin/env", "bash", "-c"], dialect(true, false, false)),
            (&["/bin/busybox", "sh", "-c"], dialect(false, false, false)),
            (&["conda", "run", "-n", "app", "/bin/bash", "-c"], dialect(true, false, false)),
            (&["/bin/bash", "-O", "extglob", "-c"], dialect(true, false, false)),
        ];
        for (words, expected) in cases {
            assert_eq!(Dialect::from_shell(words), *expected, "{words:?}");
        }
    }

    #[test]
    fn foreign_interpreters_are_none() {
        let cases: &[&[&str]] = &[
            &[],
            &["powershell", "-Command"],
            &["pwsh", "-Command", "$ErrorActionPreference = 'Stop';"],
            &["cmd", "/S", "/C"],
            &["cmd.exe", "/C"],
            &["C:\\Windows\\System32\\cmd.exe", "/S", "/C"],
            &["python3", "-c"],
            &["ruby", "-e"],
            &["node", "-e"],
            &["perl", "-e"],
            &["/usr/bin/fish", "-c"],
            &["/bin/bash"],
            &["/bin/bash", "-o"],
        ];
        for words in cases {
            assert_eq!(Dialect::from_shell(words), None, "{words:?}");
        }
    }

    #[test]
    fn shebangs_name_the_dialect() {
        assert_eq!(Dialect::from_shebang("#!/bin/sh"), dialect(false, false, false));
        assert_eq!(Dialect::from_shebang("#! /bin/bash -eux"), dialect(true, true, false));
        assert_eq!(Dialect::from_shebang("#!/usr/bin/env bash"), dialect(true, false, false));
        assert_eq!(Dialect::from_shebang("#!/usr/bin/env -S bash -e"), dialect(true, true, false));
        assert_eq!(Dialect::from_shebang("#!/usr/bin/env python3"), None);
        assert_eq!(Dialect::from_shebang("echo"), None);
    }
}
