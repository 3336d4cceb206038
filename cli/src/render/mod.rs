//! Results and problems as text. Everything here returns strings; nothing prints.

pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod github;
pub(crate) mod json;
mod paint;
pub(crate) mod problem;
pub(crate) mod sarif;
pub(crate) mod statistics;
pub(crate) mod table;
#[cfg(test)]
pub(crate) mod testing;

pub(crate) use paint::{Paint, visible};

/// `1 change`, `2 changes`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A number of bytes as people say it.
pub(crate) fn bytes(number: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    match units.iter().find(|(_, size)| number >= *size) {
        Some((unit, size)) => format!("{}.{} {unit}", number / size, number % size * 10 / size),
        None => format!("{number} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_one_decimal() {
        assert_eq!([bytes(7), bytes(1_250), bytes(20_000_000), bytes(3_990_000_000)], ["7 bytes", "1.2 kB", "20.0 MB", "3.9 GB"]);
    }
}
