//! Tables by the ids of rows: numbers that the store gives out one after the other, so nothing has to be
//! kept from being guessed, and a look-up need not cost what it does for texts from outside.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table by ids.
pub(super) type ById<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// An odd number with its bits well mixed, two to the 64th over the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads numbers that follow each other over all bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(SPREAD);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::Hash;

    use super::*;
    use crate::model::id::ArticleId;

    #[test]
    fn ids_in_a_row_fall_into_different_places() {
        let hashes = (0..10_000).map(|id| {
            let mut hasher = IdHasher::default();
            ArticleId(id).hash(&mut hasher);
            hasher.finish()
        });
        let hashes: Vec<u64> = hashes.collect();
        let low = |bits: u32| {
            let low = hashes.iter().map(|hash| hash & ((1 << bits) - 1));
            low.collect::<HashSet<_>>().len()
        };
        let high: HashSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
        assert!(low(14) > 7_000, "{}", low(14));
        assert_eq!(high.len(), 128);
    }
}
