//! The `_random` module: the Mersenne twister, bit by bit as CPython's.
//!
//! Word 0 of an instance: a raw vector with 624 numbers of 32 bits and the index.

use crate::module::ModuleDefinition;
use crate::native_class::{NativeClass, plain_constructor};
use crate::{argument, class_root, state};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{class, float, integer, operation, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    classes: &[&RANDOM],
    ..ModuleDefinition::EMPTY
};

/// `_random.Random`
pub static RANDOM: NativeClass = NativeClass {
    name: "Random",
    module: "_random",
    doc: "Random() -> create a random number generator with its own internal state.",
    methods: &[METHODS],
    constructor: CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}
native_functions! { static METHODS =
    __init__(this, seed) "($self, seed=None, /)" Effects::ANY => init;
    /// random() -> x in the interval [0, 1).
    random(this) "($self, /)" Effects::READS => random;
    /// seed([n]) -> None.
    seed(this, number) "($self, n=None, /)" Effects::ANY => seed;
    /// getstate() -> tuple containing the current state.
    getstate(this) "($self, /)" Effects::ANY => get_state;
    /// setstate(state) -> None.
    setstate(this, saved) "($self, state, /)" Effects::ANY => set_state;
    /// getrandbits(k) -> x.  Generates an int with k random bits.
    getrandbits(this, count) "($self, k, /)" Effects::READS => get_bits;
}

const SIZE: usize = 624;
const SHIFT: usize = 397;

/// The generator's state.
#[repr(C)]
struct Twister {
    numbers: [u32; SIZE],
    index: u32,
}

fn twister(this: Word) -> &'static mut Twister {
    // SAFETY: the word names a raw vector of this size.
    unsafe { &mut *(state::raw_bytes(state::get(this, 0)).as_mut_ptr() as *mut Twister) }
}

impl Twister {
    fn next(&mut self) -> u32 {
        // Threads that share a generator may disturb its numbers, but not its bounds.
        let mut index = self.index as usize;
        if index >= SIZE {
            self.refill();
            index = 0;
        }
        self.index = index as u32 + 1;
        let mut y = self.numbers[index];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ y >> 18
    }
    fn refill(&mut self) {
        for at in 0..SIZE {
            let y =
                (self.numbers[at] & 0x8000_0000) | (self.numbers[(at + 1) % SIZE] & 0x7fff_ffff);
            let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.numbers[at] = self.numbers[(at + SHIFT) % SIZE] ^ y >> 1 ^ odd;
        }
    }
    fn seed_one(&mut self, seed: u32) {
        self.numbers[0] = seed;
        for at in 1..SIZE {
            let before = self.numbers[at - 1];
            self.numbers[at] =
                1_812_433_253u32.wrapping_mul(before ^ before >> 30).wrapping_add(at as u32);
        }
        self.index = SIZE as u32;
    }
    fn seed_many(&mut self, key: &[u32]) {
        self.seed_one(19_650_218);
        let (mut i, mut j) = (1, 0);
        let mix = |before: u32, factor: u32| (before ^ before >> 30).wrapping_mul(factor);
        for _ in 0..SIZE.max(key.len()) {
            self.numbers[i] = (self.numbers[i] ^ mix(self.numbers[i - 1], 1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= SIZE {
                self.numbers[0] = self.numbers[SIZE - 1];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..SIZE - 1 {
            self.numbers[i] =
                (self.numbers[i] ^ mix(self.numbers[i - 1], 1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i >= SIZE {
                self.numbers[0] = self.numbers[SIZE - 1];
                i = 1;
            }
        }
        self.numbers[0] = 0x8000_0000;
    }
    fn random(&mut self) -> f64 {
        let (a, b) = (self.next() >> 5, self.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
    }
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = plain_constructor(thread, arguments)?;
    let raw = state::raw(thread, size_of::<Twister>());
    state::set(thread, this, 0, raw);
    if arguments.all.len() > 1 && class::class_of(this) == RANDOM.class.get() {
        seed(thread, this, arguments.all[1])?;
    } else {
        seed(thread, this, Word::NULL)?;
    }
    Ok(this)
}

fn init(_thread: &mut Thread, _this: Word, _seed: Word) -> Result {
    // `__new__` has seeded; `random.Random.__init__` seeds again.
    Ok(Word::NONE)
}

fn random(thread: &mut Thread, this: Word) -> Result {
    let value = twister(this).random();
    Ok(float::new(thread, value))
}

fn seed(thread: &mut Thread, this: Word, number: Word) -> Result {
    if argument::absent(number) {
        let mut key = [0u32; SIZE];
        // SAFETY: the buffer has the given size.
        unsafe {
            libc::getrandom(key.as_mut_ptr().cast(), 256, 0);
        }
        // SAFETY: no preconditions.
        key[64] = unsafe { libc::getpid() } as u32;
        twister(this).seed_many(&key);
        return Ok(Word::NONE);
    }
    let number = if integer::is_int(number) {
        integer::absolute(thread, number)?
    } else {
        let hash = operation::hash(thread, number)?;
        integer::from_u64(thread, hash as u64)
    };
    let mut key: Vec<u32> = match integer::Integer::of(number) {
        Some(integer::Integer::Big(big)) => {
            big.words().iter().flat_map(|word| [*word as u32, (*word >> 32) as u32]).collect()
        }
        _ => {
            let small = integer::to_u64(number).unwrap_or(0);
            vec![small as u32, (small >> 32) as u32]
        }
    };
    while key.len() > 1 && key.last() == Some(&0) {
        key.pop();
    }
    twister(this).seed_many(&key);
    Ok(Word::NONE)
}

fn get_state(thread: &mut Thread, this: Word) -> Result {
    let all = state::vector(thread, SIZE + 1);
    for at in 0..SIZE {
        state::items(all)[at] = Word::from_int(i64::from(twister(this).numbers[at]));
    }
    state::items(all)[SIZE] = Word::from_int(i64::from(twister(this).index));
    Ok(tuple::new(thread, state::items(all)))
}

fn set_state(thread: &mut Thread, this: Word, saved: Word) -> Result {
    if !class::is_kind(saved, Builtin::Tuple) {
        return Err(thread.type_error("state vector must be a tuple"));
    }
    let items = tuple::items(saved);
    if items.len() != SIZE + 1 {
        return Err(thread.value_error("state vector is the wrong size"));
    }
    let mut numbers = [0u32; SIZE];
    for (slot, &item) in numbers.iter_mut().zip(items) {
        *slot = argument::int(thread, item)? as u32;
    }
    let index = argument::int(thread, items[SIZE])?;
    if !(0..=SIZE as i64).contains(&index) {
        return Err(thread.value_error("invalid state"));
    }
    twister(this).numbers = numbers;
    twister(this).index = index as u32;
    Ok(Word::NONE)
}

fn get_bits(thread: &mut Thread, this: Word, count: Word) -> Result {
    let count = argument::int(thread, count)?;
    if count < 0 {
        return Err(thread.value_error("number of bits must be non-negative"));
    }
    if count == 0 {
        return Ok(Word::from_int(0));
    }
    if count <= 32 {
        let bits = twister(this).next() >> (32 - count);
        return Ok(Word::from_int(i64::from(bits)));
    }
    let mut bytes = Vec::with_capacity(count as usize / 8 + 4);
    let mut left = count;
    while left > 0 {
        let mut bits = twister(this).next();
        if left < 32 {
            bits >>= 32 - left;
        }
        bytes.extend_from_slice(&bits.to_le_bytes());
        left -= 32;
    }
    Ok(integer::from_bytes(thread, &bytes, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_reference() {
        let mut twister = Twister { numbers: [0; SIZE], index: 0 };
        twister.seed_many(&[0x123, 0x234, 0x345, 0x456]);
        assert_eq!(twister.next(), 1_067_595_299);
        assert_eq!(twister.next(), 955_945_823);
        // random.seed(0); random.random()
        twister.seed_many(&[0]);
        assert_eq!(twister.random(), 0.844_421_851_525_048_1);
    }
}
