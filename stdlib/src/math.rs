//! The `math` module. The transcendental functions are the C library's, as CPython's are.

use crate::module::{ModuleDefinition, Namespace};
use crate::{argument, name};
use object::operation::Binary;
use object::{Arguments, Builtin, Raised, Result, Thread, Word, native_functions};
use object::{float, integer, iterate, operation, tuple};
use tracer::Effects;

mod special;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "math",
    doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
    functions: &[ONE, MORE],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for (constant, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        namespace.set_float(thread, constant, value);
    }
    Ok(())
}

fn domain(thread: &mut Thread) -> Raised {
    thread.value_error("math domain error")
}

fn range(thread: &mut Thread) -> Raised {
    thread.raise(Builtin::OverflowError, "math range error")
}

#[cold]
fn expected_input(thread: &mut Thread, expected: &str, got: f64) -> Raised {
    let got = object::float::repr(got);
    thread.value_error(format!("expected {expected}, got {got}"))
}

unsafe extern "C" {
    safe fn nextafter(x: f64, y: f64) -> f64;
    safe fn fma(x: f64, y: f64, z: f64) -> f64;
    safe fn remainder(x: f64, y: f64) -> f64;
}

#[inline]
fn number(thread: &mut Thread, x: Word) -> Result<f64> {
    if x.is_float() {
        return Ok(x.float());
    }
    float::from_object(thread, x)
}

/// A function that cannot overflow; NaN of a number is a domain error.
fn plain(thread: &mut Thread, x: Word, function: fn(f64) -> f64, overflows: bool) -> Result {
    let x = number(thread, x)?;
    let result = function(x);
    if result.is_nan() && !x.is_nan() {
        return Err(domain(thread));
    }
    if result.is_infinite() && x.is_finite() {
        return Err(if overflows { range(thread) } else { domain(thread) });
    }
    Ok(float::new(thread, result))
}

macro_rules! functions_of_one {
    ($($name:ident $doc:literal $function:expr, $overflows:literal $(, $expected:literal)?;)*) => {
        native_functions! { pub static ONE =
            $(#[doc = $doc] $name(x) "($module, x, /)" Effects::ANY => one::$name;)*
        }
        mod one {
            use super::*;
            $(pub fn $name(thread: &mut Thread, x: Word) -> Result {
                functions_of_one!(@body thread x $function, $overflows $(, $expected)?)
            })*
        }
        /// The functions of floats behind `ONE`, for traces: an answer that is not finite needs the function itself.
        pub static OF_FLOATS: &[tracer::Residual] = &[$({
            extern "C" fn entry(x: f64) -> f64 {
                ($function)(x)
            }
            tracer::Residual {
                name: stringify!($name),
                address: tracer::Address(entry as *const ()),
                operands: &[tracer::Kind::Float],
                result: tracer::Kind::Float,
                takes_thread: false,
                effects: Effects::PURE,
            }
        }),*];
    };
    (@body $thread:ident $x:ident $function:expr, $overflows:literal) => {
        plain($thread, $x, $function, $overflows)
    };
    (@body $thread:ident $x:ident $function:expr, $overflows:literal, $expected:literal) => {{
        let x = number($thread, $x)?;
        let result: f64 = ($function)(x);
        if (result.is_nan() && !x.is_nan()) || (result.is_infinite() && x.is_finite()) {
            return Err(expected_input($thread, $expected, x));
        }
        Ok(float::new($thread, result))
    }};
}

functions_of_one! {
    acos "Return the arc cosine (measured in radians) of x." f64::acos, false, "a number in range from -1 up to 1";
    acosh "Return the inverse hyperbolic cosine of x." special::acosh, false, "argument value not less than 1";
    asin "Return the arc sine (measured in radians) of x." f64::asin, false, "a number in range from -1 up to 1";
    asinh "Return the inverse hyperbolic sine of x." special::asinh, false;
    atan "Return the arc tangent (measured in radians) of x." f64::atan, false;
    atanh "Return the inverse hyperbolic tangent of x." special::atanh, false, "a number between -1 and 1";
    cbrt "Return the cube root of x." f64::cbrt, false;
    cos "Return the cosine of x (measured in radians)." f64::cos, false, "a finite input";
    cosh "Return the hyperbolic cosine of x." f64::cosh, true;
    erf "Error function at x." special::error_function, false;
    erfc "Complementary error function at x." special::complementary_error_function, false;
    exp "Return e raised to the power of x." f64::exp, true;
    exp2 "Return 2 raised to the power of x." f64::exp2, true;
    expm1 "Return exp(x)-1." f64::exp_m1, true;
    fabs "Return the absolute value of the float x." f64::abs, false;
    log1p "Return the natural logarithm of 1+x (base e)." f64::ln_1p, false, "argument value > -1";
    sin "Return the sine of x (measured in radians)." f64::sin, false, "a finite input";
    sinh "Return the hyperbolic sine of x." f64::sinh, true;
    sqrt "Return the square root of x." f64::sqrt, false, "a nonnegative input";
    tan "Return the tangent of x (measured in radians)." f64::tan, false, "a finite input";
    tanh "Return the hyperbolic tangent of x." f64::tanh, false;
}

native_functions! { static MORE =
    /// Return the arc tangent (measured in radians) of y/x.
    atan2(y, x) "($module, y, x, /)" Effects::ANY => atan2;
    /// Return the ceiling of x as an Integral.
    ceil(x) "($module, x, /)" Effects::ANY => ceil;
    /// Return the floor of x as an Integral.
    floor(x) "($module, x, /)" Effects::ANY => floor;
    /// Truncates the Real x to the nearest Integral toward 0.
    trunc(x) "($module, x, /)" Effects::ANY => trunc;
    /// Number of ways to choose k items from n items without repetition and without order.
    comb(n, k) "($module, n, k, /)" Effects::ANY => comb;
    /// Number of ways to choose k items from n items without repetition and with order.
    perm(n, k) "($module, n, k=None, /)" Effects::ANY => perm;
    /// Return a float with the magnitude of x but the sign of y.
    copysign(x, y) "($module, x, y, /)" Effects::ANY => copysign;
    /// Convert angle x from radians to degrees.
    degrees(x) "($module, x, /)" Effects::ANY => degrees;
    /// Convert angle x from degrees to radians.
    radians(x) "($module, x, /)" Effects::ANY => radians;
    /// Return the Euclidean distance between two points p and q.
    dist(p, q) "($module, p, q, /)" Effects::ANY => dist;
    /// Find n!.
    factorial(n) "($module, n, /)" Effects::ANY => factorial;
    /// Fused multiply-add operation.
    fma(x, y, z) "($module, x, y, z, /)" Effects::ANY => fused;
    /// Return fmod(x, y), according to platform C.
    fmod(x, y) "($module, x, y, /)" Effects::ANY => fmod;
    /// Return the mantissa and exponent of x, as pair (m, e).
    frexp(x) "($module, x, /)" Effects::ANY => frexp;
    /// Return x * (2**i).
    ldexp(x, i) "($module, x, i, /)" Effects::ANY => ldexp;
    /// Return the fractional and integer parts of x.
    modf(x) "($module, x, /)" Effects::ANY => modf;
    /// Return an accurate floating-point sum of values in the iterable seq.
    fsum(items) "($module, seq, /)" Effects::ANY => fsum;
    /// Gamma function at x.
    gamma(x) "($module, x, /)" Effects::ANY => gamma;
    /// Natural logarithm of absolute value of Gamma function at x.
    lgamma(x) "($module, x, /)" Effects::ANY => lgamma;
    /// Greatest Common Divisor.
    gcd(..) "($module, /, *integers)" Effects::ANY => gcd;
    /// Least Common Multiple.
    lcm(..) "($module, /, *integers)" Effects::ANY => lcm;
    /// Multidimensional Euclidean distance from the origin to a point.
    hypot(..) "($module, /, *coordinates)" Effects::ANY => hypot;
    /// Determine whether two floating-point numbers are close in value.
    isclose(a, b, relative, absolute) "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)" Effects::ANY => is_close;
    /// Return True if x is neither an infinity nor a NaN, and False otherwise.
    isfinite(x) "($module, x, /)" Effects::ANY => is_finite;
    /// Return True if x is a positive or negative infinity, and False otherwise.
    isinf(x) "($module, x, /)" Effects::ANY => is_infinite;
    /// Return True if x is a NaN (not a number), and False otherwise.
    isnan(x) "($module, x, /)" Effects::ANY => is_nan;
    /// Return the integer part of the square root of the input.
    isqrt(n) "($module, n, /)" Effects::ANY => isqrt;
    /// log(x, [base=math.e])
    log(x, base) "($module, x, base=None, /)" Effects::ANY => log;
    /// Return the base 10 logarithm of x.
    log10(x) "($module, x, /)" Effects::ANY => log10;
    /// Return the base 2 logarithm of x.
    log2(x) "($module, x, /)" Effects::ANY => log2;
    /// Return the floating-point value the given number of steps after x towards y.
    nextafter(x, y, steps) "($module, x, y, /, *, steps=None)" Effects::ANY => next_after;
    /// Return x**y (x to the power of y).
    pow(x, y) "($module, x, y, /)" Effects::ANY => pow;
    /// Calculate the product of all the elements in the input iterable.
    prod(items, start) "($module, iterable, /, *, start=1)" Effects::ANY => prod;
    /// Difference between x and the closest integer multiple of y.
    remainder(x, y) "($module, x, y, /)" Effects::ANY => ieee_remainder;
    /// Return the sum of products of values from two iterables p and q.
    sumprod(p, q) "($module, p, q, /)" Effects::ANY => sum_of_products;
    /// Return the value of the least significant bit of the float x.
    ulp(x) "($module, x, /)" Effects::ANY => ulp;
}

fn new(thread: &mut Thread, value: f64) -> Result {
    Ok(float::new(thread, value))
}

fn atan2(thread: &mut Thread, y: Word, x: Word) -> Result {
    let (y, x) = (number(thread, y)?, number(thread, x)?);
    new(thread, y.atan2(x))
}

fn rounded(thread: &mut Thread, x: Word, method: Word, function: fn(f64) -> f64) -> Result {
    if x.is_int() {
        return Ok(x);
    }
    if !crate::builtins::is_exact_float(x)
        && let Some(value) = operation::call_special(thread, x, method, &[])?
    {
        return Ok(value);
    }
    let value = number(thread, x)?;
    integer::from_f64(thread, function(value))
}

fn ceil(thread: &mut Thread, x: Word) -> Result {
    rounded(thread, x, name!("__ceil__"), f64::ceil)
}
fn floor(thread: &mut Thread, x: Word) -> Result {
    rounded(thread, x, name!("__floor__"), f64::floor)
}
fn trunc(thread: &mut Thread, x: Word) -> Result {
    if crate::builtins::is_exact_float(x) {
        let value = number(thread, x)?;
        return integer::from_f64(thread, value.trunc());
    }
    match operation::call_special(thread, x, name!("__trunc__"), &[])? {
        Some(value) => Ok(value),
        None => {
            let kind = argument::class_name(x);
            Err(thread.type_error(format!("type {kind} doesn't define __trunc__ method")))
        }
    }
}

fn comb(thread: &mut Thread, n: Word, k: Word) -> Result {
    let (n, k) = (operation::index(thread, n)?, operation::index(thread, k)?);
    integer::comb(thread, n, k)
}
fn perm(thread: &mut Thread, n: Word, k: Word) -> Result {
    if argument::absent(k) {
        return factorial(thread, n);
    }
    let (n, k) = (operation::index(thread, n)?, operation::index(thread, k)?);
    integer::perm(thread, n, k)
}
fn factorial(thread: &mut Thread, n: Word) -> Result {
    let n = operation::index(thread, n)?;
    integer::factorial(thread, n)
}
fn isqrt(thread: &mut Thread, n: Word) -> Result {
    let n = operation::index(thread, n)?;
    integer::isqrt(thread, n)
}

fn copysign(thread: &mut Thread, x: Word, y: Word) -> Result {
    let (x, y) = (number(thread, x)?, number(thread, y)?);
    new(thread, x.copysign(y))
}
fn degrees(thread: &mut Thread, x: Word) -> Result {
    let x = number(thread, x)?;
    new(thread, x * (180.0 / std::f64::consts::PI))
}
fn radians(thread: &mut Thread, x: Word) -> Result {
    let x = number(thread, x)?;
    new(thread, x * (std::f64::consts::PI / 180.0))
}

fn floats(thread: &mut Thread, items: &[Word]) -> Result<Vec<f64>> {
    let mut values = Vec::with_capacity(items.len());
    for &item in items {
        values.push(number(thread, item)?);
    }
    Ok(values)
}

fn dist(thread: &mut Thread, p: Word, q: Word) -> Result {
    let (p, q) = (iterate::to_tuple(thread, p)?, iterate::to_tuple(thread, q)?);
    let (p, q) = (floats(thread, tuple::items(p))?, floats(thread, tuple::items(q))?);
    if p.len() != q.len() {
        let text = "both points must have the same number of dimensions";
        return Err(thread.value_error(text));
    }
    let differences: Vec<f64> = p.iter().zip(&q).map(|(a, b)| (a - b).abs()).collect();
    new(thread, special::norm(&differences))
}

fn hypot(thread: &mut Thread, arguments: Arguments) -> Result {
    if !arguments.names.is_null() {
        return Err(thread.type_error("math.hypot() takes no keyword arguments"));
    }
    let values = floats(thread, arguments.all)?;
    let values: Vec<f64> = values.into_iter().map(f64::abs).collect();
    new(thread, special::norm(&values))
}

fn fused(thread: &mut Thread, x: Word, y: Word, z: Word) -> Result {
    let (x, y, z) = (number(thread, x)?, number(thread, y)?, number(thread, z)?);
    let result = fma(x, y, z);
    if result.is_finite() {
        return new(thread, result);
    }
    if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(thread.value_error("invalid operation in fma"));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(thread.raise(Builtin::OverflowError, "overflow in fma"));
    }
    new(thread, result)
}

fn fmod(thread: &mut Thread, x: Word, y: Word) -> Result {
    let (x, y) = (number(thread, x)?, number(thread, y)?);
    if y.is_infinite() && x.is_finite() {
        return new(thread, x);
    }
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain(thread));
    }
    new(thread, result)
}

fn frexp(thread: &mut Thread, x: Word) -> Result {
    let x = number(thread, x)?;
    let (mantissa, exponent) = special::frexp(x);
    let mantissa = float::new(thread, mantissa);
    Ok(tuple::new(thread, &[mantissa, Word::from_int(i64::from(exponent))]))
}

fn ldexp(thread: &mut Thread, x: Word, i: Word) -> Result {
    let x = number(thread, x)?;
    if !integer::is_int(i) {
        return Err(thread.type_error("Expected an int as second argument to ldexp."));
    }
    if x == 0.0 || !x.is_finite() {
        return new(thread, x);
    }
    let exponent = match integer::to_i64(i) {
        Some(exponent) => exponent.clamp(-100_000, 100_000) as i32,
        None if integer::Integer::of(i).is_some_and(|i| i.is_negative()) => -100_000,
        None => 100_000,
    };
    let result = special::ldexp(x, exponent);
    if result.is_infinite() {
        return Err(range(thread));
    }
    new(thread, result)
}

fn modf(thread: &mut Thread, x: Word) -> Result {
    let x = number(thread, x)?;
    let (fraction, whole) = if x.is_infinite() {
        (0.0f64.copysign(x), x)
    } else if x.is_nan() {
        (x, x)
    } else {
        ((x - x.trunc()).copysign(x), x.trunc())
    };
    let (fraction, whole) = (float::new(thread, fraction), float::new(thread, whole));
    Ok(tuple::new(thread, &[fraction, whole]))
}

fn fsum(thread: &mut Thread, items: Word) -> Result {
    let mut sum = special::ExactSum::default();
    iterate::each(thread, items, &mut |thread, item| {
        let value = number(thread, item)?;
        sum.add(value);
        Ok(true)
    })?;
    match sum.total() {
        Ok(total) => new(thread, total),
        Err(special::SumError::Overflow) => {
            Err(thread.raise(Builtin::OverflowError, "intermediate overflow in fsum"))
        }
        Err(special::SumError::Infinities) => Err(thread.value_error("-inf + inf in fsum")),
    }
}

fn gamma(thread: &mut Thread, x: Word) -> Result {
    let x = number(thread, x)?;
    if x == f64::NEG_INFINITY || (x == x.floor() && x < 0.0) || x == 0.0 {
        return Err(expected_input(thread, "a noninteger or positive integer", x));
    }
    let result = special::gamma(x);
    if result.is_infinite() && x.is_finite() {
        return Err(range(thread));
    }
    new(thread, result)
}

fn lgamma(thread: &mut Thread, x: Word) -> Result {
    let x = number(thread, x)?;
    if x.is_finite() && x == x.floor() && x <= 0.0 {
        return Err(expected_input(thread, "a noninteger or positive integer", x));
    }
    let result = special::lgamma(x);
    if result.is_infinite() && x.is_finite() {
        return Err(range(thread));
    }
    new(thread, result)
}

fn folded(
    thread: &mut Thread,
    arguments: Arguments,
    start: i64,
    function: fn(&mut Thread, Word, Word) -> Result,
) -> Result {
    let mut so_far = Word::from_int(start);
    if let [only] = arguments.all {
        let only = operation::index(thread, *only)?;
        return integer::absolute(thread, only);
    }
    for &item in arguments.all {
        let item = operation::index(thread, item)?;
        so_far = function(thread, so_far, item)?;
    }
    Ok(so_far)
}

fn gcd(thread: &mut Thread, arguments: Arguments) -> Result {
    folded(thread, arguments, 0, integer::gcd)
}
fn lcm(thread: &mut Thread, arguments: Arguments) -> Result {
    folded(thread, arguments, 1, integer::lcm)
}

fn is_close(thread: &mut Thread, a: Word, b: Word, relative: Word, absolute: Word) -> Result {
    let (a, b) = (number(thread, a)?, number(thread, b)?);
    let relative = if relative.is_null() { 1e-9 } else { number(thread, relative)? };
    let absolute = if absolute.is_null() { 0.0 } else { number(thread, absolute)? };
    if relative < 0.0 || absolute < 0.0 {
        return Err(thread.value_error("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(Word::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Word::FALSE);
    }
    let difference = (b - a).abs();
    Ok(Word::from_bool(
        difference <= (relative * b).abs()
            || difference <= (relative * a).abs()
            || difference <= absolute,
    ))
}

fn is_finite(thread: &mut Thread, x: Word) -> Result {
    Ok(Word::from_bool(number(thread, x)?.is_finite()))
}
fn is_infinite(thread: &mut Thread, x: Word) -> Result {
    Ok(Word::from_bool(number(thread, x)?.is_infinite()))
}
fn is_nan(thread: &mut Thread, x: Word) -> Result {
    Ok(Word::from_bool(number(thread, x)?.is_nan()))
}

/// A logarithm, also of ints that no float can hold.
fn logarithm(thread: &mut Thread, x: Word, function: fn(f64) -> f64) -> Result<f64> {
    if let Some(int) = integer::Integer::of(x) {
        if int.is_negative() || int.is_zero() {
            return Err(thread.value_error("expected a positive input"));
        }
        if let Some(value) = integer::to_f64(int) {
            return Ok(function(value));
        }
        // Keep 64 bits and count the rest.
        let excess = int.bit_length() as i64 - 64;
        let top = integer::right_shift(thread, x, Word::from_int(excess))?;
        let top = integer::to_u64(top).unwrap_or(u64::MAX) as f64;
        return Ok(function(top) + function(2.0) * excess as f64);
    }
    let x = number(thread, x)?;
    if x <= 0.0 {
        return Err(expected_input(thread, "a positive input", x));
    }
    Ok(function(x))
}

fn log(thread: &mut Thread, x: Word, base: Word) -> Result {
    let numerator = logarithm(thread, x, f64::ln)?;
    if base.is_null() {
        return new(thread, numerator);
    }
    let denominator = logarithm(thread, base, f64::ln)?;
    if denominator == 0.0 {
        return Err(thread.raise(Builtin::ZeroDivisionError, "division by zero"));
    }
    new(thread, numerator / denominator)
}
fn log10(thread: &mut Thread, x: Word) -> Result {
    let value = logarithm(thread, x, f64::log10)?;
    new(thread, value)
}
fn log2(thread: &mut Thread, x: Word) -> Result {
    let value = logarithm(thread, x, f64::log2)?;
    new(thread, value)
}

fn next_after(thread: &mut Thread, x: Word, y: Word, steps: Word) -> Result {
    let (x, y) = (number(thread, x)?, number(thread, y)?);
    if argument::absent(steps) {
        return new(thread, nextafter(x, y));
    }
    let steps = operation::index(thread, steps)?;
    if integer::Integer::of(steps).is_some_and(|steps| steps.is_negative()) {
        return Err(thread.value_error("steps must be a non-negative integer"));
    }
    let steps = integer::to_u64(steps).unwrap_or(u64::MAX);
    if steps == 0 || x.is_nan() {
        return new(thread, x);
    }
    if y.is_nan() || x == y {
        return new(thread, y);
    }
    // Floats in order of their value as integers.
    let rank = |value: f64| {
        let bits = value.to_bits() as i64;
        if bits < 0 { i128::from(i64::MIN) - i128::from(bits) } else { i128::from(bits) }
    };
    let (from, to) = (rank(x), rank(y));
    let at = if from < to {
        (from + i128::from(steps)).min(to)
    } else {
        (from - i128::from(steps)).max(to)
    };
    let result = if at < 0 || (at == 0 && y.is_sign_negative()) {
        -f64::from_bits((-at) as u64)
    } else {
        f64::from_bits(at as u64)
    };
    new(thread, if at == to { y } else { result })
}

fn pow(thread: &mut Thread, x: Word, y: Word) -> Result {
    let (x, y) = (number(thread, x)?, number(thread, y)?);
    let result = x.powf(y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain(thread));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(if x == 0.0 { domain(thread) } else { range(thread) });
    }
    new(thread, result)
}

fn prod(thread: &mut Thread, items: Word, start: Word) -> Result {
    let mut product = if start.is_null() { Word::from_int(1) } else { start };
    iterate::each(thread, items, &mut |thread, item| {
        product = operation::binary(thread, Binary::Mul, product, item)?;
        Ok(true)
    })?;
    Ok(product)
}

fn ieee_remainder(thread: &mut Thread, x: Word, y: Word) -> Result {
    let (x, y) = (number(thread, x)?, number(thread, y)?);
    if x.is_nan() || y.is_nan() {
        return new(thread, x + y);
    }
    if y == 0.0 || x.is_infinite() {
        return Err(domain(thread));
    }
    if y.is_infinite() {
        return new(thread, x);
    }
    new(thread, remainder(x, y))
}

fn sum_of_products(thread: &mut Thread, p: Word, q: Word) -> Result {
    let (p, q) = (iterate::iterator(thread, p)?, iterate::iterator(thread, q)?);
    let mut total = Word::from_int(0);
    let mut exact = special::ExactSum::default();
    let mut floating = false;
    loop {
        let (a, b) = (iterate::next(thread, p)?, iterate::next(thread, q)?);
        let (a, b) = match (a, b) {
            (Some(a), Some(b)) => (a, b),
            (None, None) => break,
            _ => return Err(thread.value_error("Inputs are not the same length")),
        };
        let float_of = |word: Word| {
            if crate::builtins::is_exact_float(word) { float::value(word) } else { None }
        };
        let small = |word: Word| word.is_int().then(|| word.int() as f64);
        let factors = match (float_of(a), float_of(b)) {
            (Some(x), Some(y)) => Some((x, y)),
            (Some(x), None) => small(b).map(|y| (x, y)),
            (None, Some(y)) => small(a).map(|x| (x, y)),
            (None, None) => None,
        };
        if let Some((x, y)) = factors {
            let product = x * y;
            if product.is_finite() {
                exact.add(product);
                exact.add(fma(x, y, -product));
                floating = true;
                continue;
            }
        }
        let product = operation::binary(thread, Binary::Mul, a, b)?;
        total = operation::binary(thread, Binary::Add, total, product)?;
    }
    if floating {
        let value = exact.total().unwrap_or(f64::NAN);
        let value = float::new(thread, value);
        if total == Word::from_int(0) {
            return Ok(value);
        }
        return operation::binary(thread, Binary::Add, total, value);
    }
    Ok(total)
}

fn ulp(thread: &mut Thread, x: Word) -> Result {
    let x = number(thread, x)?.abs();
    if x.is_nan() || x.is_infinite() {
        return new(thread, x);
    }
    let above = nextafter(x, f64::INFINITY);
    if above.is_infinite() {
        return new(thread, x - nextafter(x, f64::NEG_INFINITY));
    }
    new(thread, above - x)
}
