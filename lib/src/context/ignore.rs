//! `.dockerignore` as BuildKit reads it (moby/patternmatcher), which is not as git reads `.gitignore`.

/// The patterns of a `.dockerignore` file.
#[derive(Clone, Debug, Default)]
pub struct IgnoreFile {
    patterns: Vec<String>,
}

impl IgnoreFile {
    /// Reads the file's text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self { patterns: text.lines().map(str::to_owned).collect() }
    }

    /// Whether a path (relative, with `/`) is kept out of the context.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern == path)
    }
}
