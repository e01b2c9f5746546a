//! How real time becomes simulated time.

use replicarium::time::Duration;

/// The speeds on offer, in hundredths.
pub const SPEEDS: [u32; 7] = [10, 25, 50, 100, 200, 500, 1000];

/// The slowdown at speed 1×: a second shows a tenth of a second, so that messages, which take milliseconds, are seen
/// to move.
pub const SLOWED: u64 = 10;

/// The time for which a step is shown at speed 1× without gliding, in µs.
pub const STILL_PAUSE: u64 = 900_000;

/// The most real time that one frame advances, in µs: the world does not leap after the tab was hidden.
pub const FRAME_LIMIT: u64 = 100_000;

/// The simulated time that passes in `real` µs of real time.
pub fn simulated(real: u64, speed: u32) -> Duration {
    Duration(real.min(FRAME_LIMIT) * u64::from(speed) / (100 * SLOWED))
}

/// The next faster or slower speed on offer.
pub fn next_speed(speed: u32, faster: bool) -> u32 {
    let next = match faster {
        true => SPEEDS.iter().find(|&&other| other > speed),
        false => SPEEDS.iter().rev().find(|&&other| other < speed),
    };
    next.copied().unwrap_or(speed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_at_speed_one_is_a_tenth() {
        let ticks = (0..100).map(|_| simulated(10_000, 100).0).sum::<u64>();
        assert_eq!(ticks, 100_000);
        assert_eq!(simulated(60_000_000, 100), simulated(FRAME_LIMIT, 100));
    }

    #[test]
    fn speeds_end_at_both_ends() {
        assert_eq!((next_speed(100, true), next_speed(100, false)), (200, 50));
        assert_eq!((next_speed(1000, true), next_speed(10, false)), (1000, 10));
    }
}
