//! Changes by rule, and reasons by rule, counted over all files.

use super::table::table;
use k8or_core::Rewrite;
use std::collections::BTreeMap;

/// What was counted so far.
#[derive(Debug, Default)]
pub(crate) struct Statistics {
    files: usize,
    changes: BTreeMap<&'static str, Count>,
    skips: BTreeMap<(&'static str, &'static str), Count>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    files: usize,
    times: usize,
    /// The number of the file that was counted last.
    last: usize,
}

impl Count {
    fn add(&mut self, file: usize) {
        self.files += usize::from(self.last != file);
        self.times += 1;
        self.last = file;
    }
}

impl Statistics {
    /// Counts one file.
    pub(crate) fn add(&mut self, rewrite: &Rewrite) {
        self.files += 1;
        for change in &rewrite.changes {
            self.changes.entry(change.rule).or_default().add(self.files);
        }
        for skip in &rewrite.skips {
            self.skips.entry((skip.rule, skip.reason.code())).or_default().add(self.files);
        }
    }

    /// The counts, most frequent first.
    pub(crate) fn text(&self) -> String {
        let changes = sorted(self.changes.iter().map(|(rule, count)| (*count, [*rule, ""])));
        let skips = sorted(self.skips.iter().map(|((rule, reason), count)| (*count, [*rule, *reason])));
        let head = |names: [&str; 4]| vec![names.map(str::to_owned).to_vec()];
        let mut rows = Vec::new();
        if !changes.is_empty() {
            rows.extend([head(["changes", "files", "rule", ""]), changes].concat());
        }
        if !skips.is_empty() {
            let gap = if rows.is_empty() { Vec::new() } else { vec![Vec::new()] };
            rows.extend([gap, head(["   left", "files", "rule", "reason"]), skips].concat());
        }
        if rows.is_empty() { "nothing changed, nothing left alone\n".to_owned() } else { table(&rows) }
    }
}

fn sorted<'s>(counts: impl Iterator<Item = (Count, [&'s str; 2])>) -> Vec<Vec<String>> {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|(count, names)| (std::cmp::Reverse(count.times), *names));
    let row = |(count, [rule, reason]): (Count, [&str; 2])| {
        vec![format!("{:>7}", count.times), format!("{:>5}", count.files), rule.to_owned(), reason.to_owned()]
    };
    counts.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn rules_and_reasons_are_counted_by_file_and_in_all() {
        let mut statistics = Statistics::default();
        for _ in 0..2 {
            statistics.add(testing::outcome().rewrite.as_ref().unwrap());
        }
        insta::assert_snapshot!(statistics.text());
    }
}
