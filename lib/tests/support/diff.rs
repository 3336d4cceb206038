//! A unified diff, for people who read a failure.

/// Lines of context around a difference.
const AROUND: usize = 3;

/// What must change in `old` to get `new`; line ends other than `\n` are shown.
pub(crate) fn diff(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let lines = compare(&old, &new);
    let near =
        |at: usize| lines[at.saturating_sub(AROUND)..lines.len().min(at + AROUND + 1)].iter().any(|(mark, _)| *mark != ' ');
    let mut out = String::new();
    let mut gap = false;
    for (at, (mark, line)) in lines.iter().enumerate() {
        if near(at) {
            let shown =
                line.strip_suffix('\n').map_or_else(|| format!("{line:?} (no newline)"), |line| line.replace('\r', "\\r"));
            out += &format!("{mark}{shown}\n");
            gap = false;
        } else if !gap {
            out += "@@\n";
            gap = true;
        }
    }
    out
}

/// By the longest common subsequence.
fn compare<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(char, &'t str)> {
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    lines
}
