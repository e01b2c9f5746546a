//! Quorum arithmetic.

use core::fmt;

/// How many replicas hold a key, and how many answers a write and a read wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quorum {
    /// Replicas that hold a key.
    pub n: u16,
    /// Answers that a write waits for.
    pub w: u16,
    /// Answers that a read waits for.
    pub r: u16,
}

impl Quorum {
    /// Whether `nodes` replicas can serve it.
    ///
    /// # Errors
    /// Which inequality does not hold.
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

    /// Whether any two answering sets share a replica: w + r > n.
    #[must_use]
    pub const fn overlaps(self) -> bool {
        self.w + self.r > self.n
    }
}

/// Why a quorum cannot be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuorumError {
    /// n, w or r is 0.
    Zero,
    /// n is more than there are nodes.
    TooManyReplicas {
        /// Replicas asked for.
        n: u16,
        /// Nodes there are.
        nodes: u16,
    },
    /// w > n.
    WriteTooLarge {
        /// Answers asked for.
        w: u16,
        /// Replicas that can answer.
        n: u16,
    },
    /// r > n.
    ReadTooLarge {
        /// Answers asked for.
        r: u16,
        /// Replicas that can answer.
        n: u16,
    },
}

impl fmt::Display for QuorumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zero => f.write_str("n, w and r must each be at least 1"),
            Self::TooManyReplicas { n, nodes } => {
                write!(f, "n = {n} replicas cannot be held by {nodes} nodes")
            }
            Self::WriteTooLarge { w, n } => {
                write!(f, "a write cannot wait for w = {w} answers of n = {n} replicas")
            }
            Self::ReadTooLarge { r, n } => {
                write!(f, "a read cannot wait for r = {r} answers of n = {n} replicas")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For all n ≤ 5: w + r > n exactly when no write set and read set are disjoint.
    #[test]
    fn overlap_is_what_it_says() {
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
    fn nonsense_is_refused() {
        let check = |n, w, r| Quorum { n, w, r }.check(3);
        assert_eq!(check(0, 1, 1), Err(QuorumError::Zero));
        assert_eq!(check(3, 0, 1), Err(QuorumError::Zero));
        assert_eq!(check(4, 1, 1), Err(QuorumError::TooManyReplicas { n: 4, nodes: 3 }));
        assert_eq!(check(2, 3, 1), Err(QuorumError::WriteTooLarge { w: 3, n: 2 }));
        assert_eq!(check(2, 1, 3), Err(QuorumError::ReadTooLarge { r: 3, n: 2 }));
    }
}
