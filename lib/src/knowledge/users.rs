//! What programs need of their user, and what tells that an app writes to a path. The rows stand in `users.toml`.

include!(concat!(env!("OUT_DIR"), "/users.rs"));

/// Which part of a call is the path that it writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The argument of that index.
    Argument(usize),
    /// The first argument, when another one is a mode that writes.
    WithMode,
    /// What the method is called on.
    Receiver,
}

fn has(list: &[&str], name: &str) -> bool {
    list.binary_search(&name).is_ok()
}

/// Whether a program needs the rights of root. Versions count for nothing: `php-fpm8.2`.
#[must_use]
pub fn needs_root(program: &str) -> bool {
    has(&ROOT, program) || has(&ROOT, program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

/// Whether a program runs another one as another user.
#[must_use]
pub fn changes_user(program: &str) -> bool {
    has(&CHANGES, program)
}

/// Whether a program sets up the system: users, owners, certificates.
#[must_use]
pub fn sets_up(program: &str) -> bool {
    has(&SETS_UP, program)
}

/// Whether a program is a server for those who write the app.
#[must_use]
pub fn is_for_development(program: &str) -> bool {
    has(&DEVELOPMENT, program)
}

/// Whether a program starts the one that its arguments name.
#[must_use]
pub fn starts_another(program: &str) -> bool {
    has(&STARTERS, program)
}

/// Whether a module wants devices, the network's raw side, or another container engine.
#[must_use]
pub fn wants_devices(module: &str) -> bool {
    has(&MODULES, module)
}

/// Whether a setting's value is a path that the app writes to.
#[must_use]
pub fn is_written_setting(name: &str) -> bool {
    has(&SETTINGS, name)
}

/// Whether a file of that name is one that is written.
#[must_use]
pub fn is_written_file(path: &str) -> bool {
    WRITTEN.iter().any(|end| path.ends_with(end))
}

/// What of a call is a path that it writes to, by the name that is called, its parts joined by dots: `os.makedirs`,
/// `File.create`.
pub fn written_by(function: &str) -> impl Iterator<Item = Target> {
    let named = |name: &str| function.strip_suffix(name).is_some_and(|owner| owner.is_empty() || owner.ends_with('.'));
    FUNCTIONS.iter().filter(move |(name, _)| named(name)).map(|(_, target)| *target)
}

/// What a text says that ends in the home directory of who builds, with the variables that move it elsewhere.
#[must_use]
pub fn ends_at_home(text: &str) -> Option<(&'static str, &'static [&'static str])> {
    HOMES.iter().find_map(|(says, moved_by)| says.iter().find(|words| text.contains(**words)).map(|words| (*words, *moved_by)))
}

/// Frameworks: a file of the app that tells one, and the directories below the app's own that it writes to.
pub fn frameworks() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    FRAMEWORKS.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_known_by_their_last_name_or_with_their_owner() {
        let of = |function: &str| written_by(function).collect::<Vec<_>>();
        assert_eq!(of("os.makedirs"), [Target::Argument(0)]);
        assert_eq!(of("sqlite3.connect"), [Target::Argument(0)]);
        assert_eq!(of("socket.connect"), []);
        assert_eq!(of("std.fs.write"), [Target::Argument(0)]);
        assert_eq!(of("response.write"), []);
        assert_eq!(of("open"), [Target::WithMode]);
    }

    #[test]
    fn programs_are_known_with_their_versions() {
        assert!(needs_root("php-fpm8.2") && needs_root("cron") && !needs_root("gunicorn"));
        assert!(changes_user("gosu") && !changes_user("env"));
    }
}
