//! Hashes of strings and bytes: SipHash-1-3, keyed at random for each process, so that nobody can
//! prepare colliding keys. `PYTHONHASHSEED` gives a fixed key; 0 means both halves are zero, any
//! other number seeds the same linear congruential generator that CPython uses, so that hashes of
//! ASCII strings and of bytes agree with its.

use siphasher::sip::SipHasher13;
use std::sync::OnceLock;

static KEYS: OnceLock<(u64, u64)> = OnceLock::new();

/// Fixes the key; `None` means random. Without effect once something was hashed.
pub fn set_seed(seed: Option<u32>) {
    let _ = KEYS.set(seed.map_or_else(random_keys, seeded_keys));
}

fn seeded_keys(seed: u32) -> (u64, u64) {
    if seed == 0 {
        return (0, 0);
    }
    let (mut state, mut secret) = (seed, [0u8; 16]);
    for byte in &mut secret {
        state = state.wrapping_mul(214013).wrapping_add(2531011);
        *byte = (state >> 16) as u8;
    }
    let half = |at: usize| {
        secret[at..at + 8].iter().rev().fold(0u64, |value, &byte| value << 8 | u64::from(byte))
    };
    (half(0), half(8))
}

fn random_keys() -> (u64, u64) {
    let mut keys = [0u64; 2];
    // SAFETY: the buffer has 16 bytes.
    let got = unsafe { libc::getrandom(keys.as_mut_ptr().cast(), 16, 0) };
    if got != 16 {
        let time = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos() as u64);
        keys = [time, time.rotate_left(32) ^ &raw const keys as u64];
    }
    (keys[0], keys[1])
}

#[cold]
fn keys_from_environment() -> (u64, u64) {
    match std::env::var("PYTHONHASHSEED").ok().and_then(|text| text.parse::<u32>().ok()) {
        Some(seed) => seeded_keys(seed),
        None => random_keys(),
    }
}

/// Hash of a string of bytes. Never -1.
#[inline]
pub fn bytes(data: &[u8]) -> i64 {
    if data.is_empty() {
        return 0;
    }
    let &(first, second) = KEYS.get_or_init(keys_from_environment);
    let hash = SipHasher13::new_with_keys(first, second).hash(data) as i64;
    if hash == -1 { -2 } else { hash }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_give_the_known_keys() {
        assert_eq!(seeded_keys(0), (0, 0));
        let (first, second) = seeded_keys(1);
        let hash = SipHasher13::new_with_keys(first, second).hash(b"abc") as i64;
        assert_eq!(hash, HASH_OF_ABC_WITH_SEED_1);
    }
    const HASH_OF_ABC_WITH_SEED_1: i64 = -4667308735975688587;
}
