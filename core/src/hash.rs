//! The hash of fingerprints, which is the same on every platform.

use core::hash::{Hash, Hasher};

/// A multiply-and-fold hash that widens `usize`, so that 32-bit wasm and 64-bit native agree.
///
/// The standard library's `DefaultHasher` may change between releases, and lengths are hashed as `usize`.
/// Fingerprints must stay comparable across releases and platforms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Continues from an earlier fingerprint.
    #[must_use]
    pub const fn continuing(from: u64) -> Self {
        Self(from)
    }

    /// The fingerprint of one value.
    pub fn of(value: &impl Hash) -> u64 {
        let mut hasher = Self::default();
        value.hash(&mut hasher);
        hasher.finish()
    }

    /// Hashes one word.
    #[inline]
    pub const fn mix(&mut self, word: u64) {
        // 64-bit products only: wasm has no 128-bit multiply. The constants are odd and have well-spread
        // bits (from Steele and Vigna's tables of multipliers); others would do as well.
        let spread = (self.0.rotate_left(23) ^ word).wrapping_mul(0xF135_7AEA_2E62_A9C5);
        self.0 = (spread ^ (spread >> 32)).wrapping_mul(0xD134_2543_DE82_EF95);
    }
}

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        let mut last = *self;
        last.mix(0x4352_4943_4152_4955);
        last.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        self.mix(bytes.len() as u64);
    }

    fn write_u8(&mut self, n: u8) {
        self.mix(u64::from(n));
    }
    fn write_u16(&mut self, n: u16) {
        self.mix(u64::from(n));
    }
    fn write_u32(&mut self, n: u32) {
        self.mix(u64::from(n));
    }
    fn write_u64(&mut self, n: u64) {
        self.mix(n);
    }
    fn write_usize(&mut self, n: usize) {
        self.mix(n as u64);
    }
    fn write_isize(&mut self, n: isize) {
        self.mix(n as i64 as u64);
    }
    fn write_i64(&mut self, n: i64) {
        self.mix(n as u64);
    }
}
