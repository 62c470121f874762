//! A set of positions that counts: how many before here, which one next, all in logarithmic time.
//!
//! A subtree is a range of positions, so how much of it is unread is the difference of two sums; no
//! walk over ancestors, which in a reply chain can be tens of thousands.

/// A set of positions below a fixed length, as a binary indexed tree (Fenwick 1994).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    flags: Vec<bool>,
    /// `sums[k - 1]` counts the positions of the block of `k`'s lowest set bit that ends at `k`.
    sums: Vec<u32>,
    total: u32,
}

impl Tally {
    /// The set of the positions whose flag is true, in linear time.
    pub(super) fn new(flags: Vec<bool>) -> Self {
        let mut sums: Vec<u32> = flags.iter().map(|&flag| u32::from(flag)).collect();
        for place in 1..=sums.len() {
            let above = place + lowest_bit(place);
            if above <= sums.len() {
                sums[above - 1] += sums[place - 1];
            }
        }
        let total = flags.iter().map(|&flag| u32::from(flag)).sum();
        Self { flags, sums, total }
    }

    /// Whether a position is in the set; false past the end.
    pub(super) fn has(&self, at: usize) -> bool {
        self.flags.get(at).copied().unwrap_or_default()
    }

    /// Takes a position into the set or out of it; past the end nothing happens.
    pub(super) fn set(&mut self, at: usize, flag: bool) {
        if at >= self.flags.len() || self.flags[at] == flag {
            return;
        }
        self.flags[at] = flag;
        let mut place = at + 1;
        while place <= self.sums.len() {
            if flag {
                self.sums[place - 1] += 1;
            } else {
                self.sums[place - 1] -= 1;
            }
            place += lowest_bit(place);
        }
        if flag {
            self.total += 1;
        } else {
            self.total -= 1;
        }
    }

    /// How many there are.
    pub(super) fn total(&self) -> u32 {
        self.total
    }

    /// How many lie before a position.
    pub(super) fn before(&self, at: usize) -> u32 {
        let mut place = at.min(self.sums.len());
        let mut sum = 0;
        while place > 0 {
            sum += self.sums[place - 1];
            place -= lowest_bit(place);
        }
        sum
    }

    /// How many lie in `from..to`.
    pub(super) fn between(&self, from: usize, to: usize) -> u32 {
        self.before(to).saturating_sub(self.before(from))
    }

    /// The first one at or behind a position.
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        self.nth(self.before(from))
    }

    /// The last one before a position.
    pub(super) fn previous(&self, before: usize) -> Option<usize> {
        self.nth(self.before(before).checked_sub(1)?)
    }

    /// The one with `rank` others before it.
    fn nth(&self, rank: u32) -> Option<usize> {
        if rank >= self.total {
            return None;
        }
        let mut left = rank;
        let mut place = 0;
        let mut step = self.sums.len().checked_ilog2().map_or(0, |bits| 1 << bits);
        while step > 0 {
            let next = place + step;
            if next <= self.sums.len() && self.sums[next - 1] <= left {
                left -= self.sums[next - 1];
                place = next;
            }
            step >>= 1;
        }
        Some(place)
    }
}

fn lowest_bit(place: usize) -> usize {
    place & place.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_set_has_nothing_next() {
        let none = Tally::new(Vec::new());
        assert_eq!(
            (none.total(), none.next(0), none.previous(9)),
            (0, None, None)
        );
    }

    proptest! {
        #[test]
        fn counting_and_stepping_agree_with_a_plain_list(
            flags in proptest::collection::vec(any::<bool>(), 0..70),
            turns in proptest::collection::vec((0_usize..80, any::<bool>()), 0..40),
            at in 0_usize..80,
        ) {
            let mut plain = flags.clone();
            let mut tally = Tally::new(flags);
            for (place, flag) in turns {
                tally.set(place, flag);
                if let Some(old) = plain.get_mut(place) {
                    *old = flag;
                }
            }
            let members: Vec<usize> = (0..plain.len()).filter(|&i| plain[i]).collect();
            prop_assert_eq!(tally.total() as usize, members.len());
            prop_assert_eq!(tally.before(at) as usize, members.iter().filter(|&&m| m < at).count());
            prop_assert_eq!(tally.next(at), members.iter().copied().find(|&m| m >= at));
            prop_assert_eq!(tally.previous(at), members.iter().copied().rfind(|&m| m < at));
        }
    }
}
