//! A build context that is so small that all of its source is fetched at once, as each further question would cost more.

use k8or_core::context::{File, FileKind};

/// How much source it has at most: files, and bytes of all of them.
const MOST: (usize, u64) = (200, 256 * 1024);

/// What files of source end with: what the library reads to learn what an app does. Other files, which may hold secrets, do not
/// leave the client's machine before somebody needs them.
const SOURCE: [&str; 20] = [
    "cfg", "cjs", "css", "go", "html", "ini", "java", "js", "json", "kt", "lock", "mjs", "php", "py", "rb", "rs", "sh", "toml",
    "ts", "txt",
];

/// The paths of all files of source, where they are few and small.
pub(super) fn source(context: &[File]) -> Option<impl Iterator<Item = &str>> {
    let files = || context.iter().filter(|file| file.kind == FileKind::File && is_source(&file.path));
    let is_small = files().count() <= MOST.0 && files().map(|file| file.size).sum::<u64>() <= MOST.1;
    is_small.then(|| files().map(|file| file.path.as_str()))
}

fn is_source(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && SOURCE.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, size: u64) -> File {
        File { path: path.to_owned(), kind: FileKind::File, mode: 0o644, size, content: None }
    }

    #[test]
    fn a_small_context_is_one_of_few_bytes_of_source() {
        let mut few = ["a.py", "b/c.js", "b/key.pem", ".env", ".py"].map(|path| file(path, 0));
        assert_eq!(source(&few).unwrap().collect::<Vec<_>>(), ["a.py", "b/c.js"]);
        few[0].size = 1 << 20;
        assert!(source(&few).is_none());
        let many: Vec<File> = (0..300).map(|index| file(&format!("{index}.py"), 0)).collect();
        assert!(source(&many).is_none());
    }
}
