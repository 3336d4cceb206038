//! How many bytes of contents a rewrite may bring, for everyone who answers questions: what fits must not hang on who does.

use super::MAX_BYTES;
use std::collections::HashSet;

/// What is left of [`MAX_BYTES`].
#[derive(Clone, Debug)]
pub struct Room {
    left: u64,
    /// The files for which there was room.
    granted: HashSet<String>,
}

impl Default for Room {
    fn default() -> Self {
        Self { left: MAX_BYTES, granted: HashSet::new() }
    }
}

impl Room {
    /// Whether there is room for a file of this size, which takes it once.
    pub fn has(&mut self, path: &str, size: u64) -> bool {
        if self.granted.contains(path) {
            return true;
        }
        let Some(left) = self.left.checked_sub(size) else { return false };
        self.left = left;
        self.granted.insert(path.to_owned());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_takes_its_room_once() {
        let mut room = Room::default();
        assert!(room.has("a", MAX_BYTES - 1));
        assert!(room.has("a", MAX_BYTES - 1));
        assert!(!room.has("b", 2));
        assert!(room.has("c", 1));
        assert!(!room.has("d", 1));
    }
}
