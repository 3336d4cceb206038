//! The changes as a unified diff, as `patch` and `git apply` read it.

use super::Paint;
use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;
use similar::{ChangeTag, DiffOp};
use std::time::{Duration, Instant};

/// How long to look for the smallest difference.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many lines stand around a change.
const AROUND: usize = 3;

/// Empty when nothing changed.
pub(crate) fn unified(name: &str, old: &str, new: &str, paint: Paint) -> String {
    if old == new {
        return String::new();
    }
    // Lines end at `\n` only: a lone carriage return is a character like others to `patch`.
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let name = name.trim_start_matches("./").trim_start_matches('/');
    let mut text = format!("{}\n{}\n", paint.bold(&format!("--- a/{name}")), paint.bold(&format!("+++ b/{name}")));
    for hunk in hunks(&old, &new) {
        text += &format!("{}\n", paint.cyan(&UnifiedHunkHeader::new(&hunk).to_string()));
        for change in hunk.iter().flat_map(|part| part.iter_changes(&*old, &*new)) {
            let value = change.value();
            let body = value.strip_suffix('\n').unwrap_or(value);
            text += &match change.tag() {
                ChangeTag::Equal => format!(" {body}"),
                ChangeTag::Delete => paint.red(&format!("-{body}")),
                ChangeTag::Insert => paint.green(&format!("+{body}")),
            };
            text += if body.len() == value.len() { "\n\\ No newline at end of file\n" } else { "\n" };
        }
    }
    text
}

/// What differs, with the lines around it. The one algorithm is named, so that the others are no part of the program.
fn hunks(old: &[&str], new: &[&str]) -> Vec<Vec<DiffOp>> {
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff_deadline(&mut found, old, 0..old.len(), new, 0..new.len(), Some(Instant::now() + PATIENCE));
    found.into_inner().into_inner().into_grouped_ops(AROUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_patch_reads() {
        let old = "FROM a\nRUN b\nRUN c";
        let new = "FROM a\nRUN b && d\nRUN c\n";
        insta::assert_snapshot!(unified("app/Dockerfile", old, new, Paint::default()), @r"
        --- a/app/Dockerfile
        +++ b/app/Dockerfile
        @@ -1,3 +1,3 @@
         FROM a
        -RUN b
        -RUN c
        \ No newline at end of file
        +RUN b && d
        +RUN c
        ");
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(unified("Dockerfile", "FROM a\n", "FROM a\n", Paint::new(true)), "");
    }

    #[test]
    fn a_carriage_return_stays() {
        assert!(unified("Dockerfile", "FROM a\r\n", "FROM b\r\n", Paint::default()).ends_with("-FROM a\r\n+FROM b\r\n"));
    }
}
