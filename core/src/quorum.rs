//! Quorum arithmetic.

/// The number of replicas of a key, and the numbers of answers that writes and reads wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quorum {
    /// Replicas of a key.
    pub n: u16,
    /// Answers that a write waits for.
    pub w: u16,
    /// Answers that a read waits for.
    pub r: u16,
}

impl Quorum {
    /// Checks that a cluster of `nodes` nodes can serve it.
    ///
    /// # Errors
    /// The inequality that does not hold.
    pub const fn check(self, nodes: u16) -> Result<(), QuorumError> {
        let Self { n, w, r } = self;
        if n == 0 || w == 0 || r == 0 {
            Err(QuorumError::Zero)
        } else if n > nodes {
            Err(QuorumError::TooManyReplicas { n, nodes })
        } else if w > n {
            Err(QuorumError::WriteTooLarge { w, n })
        } else if r > n {
            Err(QuorumError::ReadTooLarge { r, n })
        } else {
            Ok(())
        }
    }

    /// Whether every write quorum shares a replica with every read quorum: w + r > n.
    #[must_use]
    pub const fn overlaps(self) -> bool {
        self.w + self.r > self.n
    }
}

/// Why the numbers of a quorum make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuorumError {
    /// n, w or r is 0.
    #[error("n, w and r must each be at least 1")]
    Zero,
    /// n exceeds the number of nodes.
    #[error("n = {n} replicas cannot be held by {nodes} nodes")]
    TooManyReplicas {
        /// Replicas of a key.
        n: u16,
        /// Nodes of the cluster.
        nodes: u16,
    },
    /// w > n.
    #[error("a write cannot wait for w = {w} answers of n = {n} replicas")]
    WriteTooLarge {
        /// Answers that a write waits for.
        w: u16,
        /// Replicas that can answer.
        n: u16,
    },
    /// r > n.
    #[error("a read cannot wait for r = {r} answers of n = {n} replicas")]
    ReadTooLarge {
        /// Answers that a read waits for.
        r: u16,
        /// Replicas that can answer.
        n: u16,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For all n ≤ 5: w + r > n exactly when no write set and read set are disjoint.
    #[test]
    fn quorums_overlap_if_no_two_are_disjoint() {
        for n in 1..=5_u16 {
            for (w, r) in (1..=n).flat_map(|w| (1..=n).map(move |r| (w, r))) {
                let sets =
                    |size: u16| (0..1_u32 << n).filter(move |s| s.count_ones() == u32::from(size));
                let disjoint = sets(w).any(|a| sets(r).any(|b| a & b == 0));
                let quorum = Quorum { n, w, r };
                assert_eq!(quorum.overlaps(), !disjoint, "{quorum:?}");
                assert_eq!(quorum.check(n), Ok(()));
            }
        }
    }

    #[test]
    fn impossible_quorums_are_refused() {
        let check = |n, w, r| Quorum { n, w, r }.check(3);
        assert_eq!(check(0, 1, 1), Err(QuorumError::Zero));
        assert_eq!(check(3, 0, 1), Err(QuorumError::Zero));
        assert_eq!(check(4, 1, 1), Err(QuorumError::TooManyReplicas { n: 4, nodes: 3 }));
        assert_eq!(check(2, 3, 1), Err(QuorumError::WriteTooLarge { w: 3, n: 2 }));
        assert_eq!(check(2, 1, 3), Err(QuorumError::ReadTooLarge { r: 3, n: 2 }));
    }
}
