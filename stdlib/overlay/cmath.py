"""This module provides access to mathematical functions for complex
numbers."""

# Written in Python, so that the JIT sees through it: what is left of a call in a trace are the
# functions of math on floats. The main path of each function is for finite numbers; infinities and
# NaN follow annex G of the C standard.

from math import (acos as _acos, asinh as _asinh, atan2 as _atan2, copysign as _copysign,
                  cos as _cos, cosh as _cosh, e, exp as _exp, hypot as _hypot, inf,
                  isfinite as _isfinite, isinf as _isinf, isnan as _isnan, ldexp as _ldexp,
                  log as _log, log1p as _log1p, nan, pi, sin as _sin, sinh as _sinh,
                  sqrt as _sqrt, tan as _tan, tanh as _tanh, tau)

infj = complex(0.0, inf)
nanj = complex(0.0, nan)

_LARGE = 8.98846567431158e307 / 2.0     # a quarter of the largest float
_SQRT_LARGE = _sqrt(_LARGE)
_LOG_LARGE = _log(_LARGE)
_SQRT_SMALLEST = _sqrt(2.2250738585072014e-308)
_SMALLEST = 2.2250738585072014e-308
_LN2 = 0.6931471805599453
_LN10 = 2.302585092994046


def _number(z):
    if isinstance(z, (str, bytes, bytearray)):
        raise TypeError(f"must be real number, not {type(z).__name__}")
    if hasattr(type(z), '__complex__') or hasattr(type(z), '__float__') \
            or hasattr(type(z), '__index__'):
        return complex(z)
    raise TypeError(f"must be real number, not {type(z).__name__}")


def _domain():
    raise ValueError("math domain error")


def _range():
    raise OverflowError("math range error")


def phase(z, /):
    """Return argument, also known as the phase angle, of a complex."""
    if type(z) is not complex:
        z = _number(z)
    return _atan2(z.imag, z.real)


def polar(z, /):
    """Convert a complex from rectangular coordinates to polar coordinates.

r is the distance from 0 and phi the phase angle."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    r = _hypot(x, y)
    if r == inf and _isfinite(x) and _isfinite(y):
        _range()
    return r, _atan2(y, x)


def rect(r, phi, /):
    """Convert from polar coordinates to rectangular coordinates."""
    r, phi = float(r), float(phi)
    if _isfinite(r) and _isfinite(phi):
        if phi == 0.0:
            return complex(r, r * phi)
        return complex(r * _cos(phi), r * _sin(phi))
    if _isinf(phi):
        if _isnan(r):
            return complex(nan, nan)
        return complex(0.0, 0.0) if r == 0.0 else _domain()
    if _isnan(phi):
        if r == 0.0:
            return complex(0.0, 0.0)
        return complex(inf if _isinf(r) else nan, nan)
    if _isnan(r):
        return complex(nan, 0.0 if phi == 0.0 else nan)
    if phi == 0.0:
        return complex(r, _copysign(0.0, phi) if r > 0 else -phi)
    if r > 0:
        return complex(_copysign(inf, _cos(phi)), _copysign(inf, _sin(phi)))
    return complex(-_copysign(inf, _cos(phi)), -_copysign(inf, _sin(phi)))


def exp(z, /):
    """Return the exponential value e**z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if x > _LOG_LARGE:
            scale = _exp(x - 1.0) if x < 710.0 + 1.0 else inf
            real, imag = scale * _cos(y) * e, scale * _sin(y) * e if y else y
        else:
            scale = _exp(x)
            real, imag = scale * _cos(y), scale * _sin(y)
        if _isinf(real) or _isinf(imag):
            _range()
        return complex(real, imag)
    if _isinf(x) and _isfinite(y):
        if y == 0.0:
            return complex(inf if x > 0 else 0.0, y)
        size = inf if x > 0 else 0.0
        return complex(_copysign(size, _cos(y)), _copysign(size, _sin(y)))
    if _isnan(x):
        return complex(nan, y if y == 0.0 else nan)
    if x == -inf:
        return complex(0.0, 0.0)
    if _isinf(y):
        _domain()
    return complex(x if x == inf else nan, nan)


def _logarithm(z):
    x, y = z.real, z.imag
    if not (_isfinite(x) and _isfinite(y)):
        if _isinf(x) or _isinf(y):
            return inf, _atan2(y, x)
        return nan, nan
    ax, ay = abs(x), abs(y)
    if ax > _LARGE or ay > _LARGE:
        size = _log(_hypot(ax / 2.0, ay / 2.0)) + _LN2
    elif ax < _SMALLEST and ay < _SMALLEST:
        if ax == 0.0 and ay == 0.0:
            _domain()
        size = _log(_hypot(_ldexp(ax, 53), _ldexp(ay, 53))) - 53 * _LN2
    else:
        h = _hypot(ax, ay)
        if 0.71 <= h <= 1.73:
            most, least = (ax, ay) if ax > ay else (ay, ax)
            size = _log1p((most - 1) * (most + 1) + least * least) / 2.0
        else:
            size = _log(h)
    return size, _atan2(y, x)


def log(z, base=None, /):
    """log(z[, base]) -> the logarithm of z to the given base.

If the base is not specified, returns the natural logarithm (base e) of z."""
    if type(z) is not complex:
        z = _number(z)
    result = complex(*_logarithm(z))
    if base is not None:
        result = result / complex(*_logarithm(_number(base)))
    return result


def log10(z, /):
    """Return the base-10 logarithm of z."""
    if type(z) is not complex:
        z = _number(z)
    size, angle = _logarithm(z)
    return complex(size / _LN10, angle / _LN10)


def sqrt(z, /):
    """Return the square root of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if x == 0.0 and y == 0.0:
            return complex(0.0, y)
        ax, ay = abs(x), abs(y)
        if ax < _SMALLEST and ay < _SMALLEST and (ax > 0.0 or ay > 0.0):
            ax = _ldexp(ax, 53)
            s = _ldexp(_sqrt(ax + _hypot(ax, _ldexp(ay, 53))), -27)
        else:
            ax /= 8.0
            s = 2.0 * _sqrt(ax + _hypot(ax, ay / 8.0))
        d = ay / (2.0 * s)
        if x >= 0.0:
            return complex(s, _copysign(d, y))
        return complex(d, _copysign(s, y))
    if _isinf(y):
        return complex(inf, y)
    if _isnan(x):
        return complex(nan, nan)
    if x == inf:
        return complex(inf, y if _isnan(y) else _copysign(0.0, y))
    if x == -inf:
        return complex(nan if _isnan(y) else 0.0, inf if _isnan(y) else _copysign(inf, y))
    return complex(nan, nan)


def cosh(z, /):
    """Return the hyperbolic cosine of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if abs(x) > _LOG_LARGE:
            if abs(x) > 712.0:
                _range()
            less = x - _copysign(1.0, x)
            real, imag = _cos(y) * _cosh(less) * e, _sin(y) * _sinh(less) * e
        else:
            real, imag = _cos(y) * _cosh(x), _sin(y) * _sinh(x)
        if _isinf(real) or _isinf(imag):
            _range()
        return complex(real, imag)
    if _isinf(x):
        if _isnan(y):
            return complex(inf, nan)
        if _isinf(y):
            _domain()
        if y == 0.0:
            return complex(inf, y if x > 0 else -y)
        imag = _copysign(inf, _sin(y))
        return complex(_copysign(inf, _cos(y)), imag if x > 0 else -imag)
    if _isnan(x):
        return complex(nan, 0.0 if y == 0.0 else nan)
    if _isinf(y):
        _domain()
    return complex(nan, 0.0 if x == 0.0 else nan)


def sinh(z, /):
    """Return the hyperbolic sine of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if abs(x) > _LOG_LARGE:
            if abs(x) > 712.0:
                _range()
            less = x - _copysign(1.0, x)
            real, imag = _cos(y) * _sinh(less) * e, _sin(y) * _cosh(less) * e
        else:
            real, imag = _cos(y) * _sinh(x), _sin(y) * _cosh(x)
        if _isinf(real) or _isinf(imag):
            _range()
        return complex(real, imag)
    if _isinf(x):
        if _isnan(y):
            return complex(x, nan)
        if _isinf(y):
            _domain()
        if y == 0.0:
            return complex(x, y)
        real = _copysign(inf, _cos(y))
        return complex(real if x > 0 else -real, _copysign(inf, _sin(y)))
    if _isnan(x):
        return complex(nan, y if y == 0.0 else nan)
    if _isinf(y):
        _domain()
    return complex(0.0 if x == 0.0 else nan, nan)


def tanh(z, /):
    """Return the hyperbolic tangent of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if abs(x) > _LOG_LARGE:
            return complex(_copysign(1.0, x), 4.0 * _sin(y) * _cos(y) * _exp(-2.0 * abs(x)))
        tx, ty = _tanh(x), _tan(y)
        cx = 1.0 / _cosh(x)
        txty = tx * ty
        denominator = 1.0 + txty * txty
        return complex(tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx)
    if _isinf(x):
        if not _isfinite(y):
            return complex(_copysign(1.0, x), 0.0)
        if y == 0.0:
            return complex(_copysign(1.0, x), y)
        return complex(_copysign(1.0, x), _copysign(0.0, 2.0 * _sin(y) * _cos(y)))
    if _isnan(x):
        return complex(nan, y if y == 0.0 else nan)
    if _isinf(y):
        _domain()
    return complex(x if x == 0.0 else nan, nan)


def asinh(z, /):
    """Return the inverse hyperbolic sine of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if abs(x) > _LARGE or abs(y) > _LARGE:
            size = _log(_hypot(x / 2.0, y / 2.0)) + _LN2 * 2.0
            real = _copysign(size, x)
            return complex(real, _atan2(y, abs(x)))
        s1, s2 = sqrt(complex(1.0 + y, -x)), sqrt(complex(1.0 - y, x))
        return complex(_asinh(s1.real * s2.imag - s2.real * s1.imag),
                       _atan2(y, s1.real * s2.real - s1.imag * s2.imag))
    if _isinf(x):
        if _isnan(y):
            return complex(x, nan)
        angle = pi / 4 if _isinf(y) else 0.0
        return complex(x, _copysign(angle, y))
    if _isinf(y):
        return complex(_copysign(inf, x), nan if _isnan(x) else _copysign(pi / 2, y))
    if _isnan(x):
        return complex(nan, y if y == 0.0 else nan)
    return complex(nan, nan)


def asin(z, /):
    """Return the arc sine of z."""
    if type(z) is not complex:
        z = _number(z)
    result = asinh(complex(-z.imag, z.real))
    return complex(result.imag, -result.real)


def acos(z, /):
    """Return the arc cosine of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if abs(x) > _LARGE or abs(y) > _LARGE:
            size = _log(_hypot(x / 2.0, y / 2.0)) + _LN2 * 2.0
            return complex(_atan2(abs(y), x), -_copysign(size, y))
        s1, s2 = sqrt(complex(1.0 - x, -y)), sqrt(complex(1.0 + x, y))
        return complex(2.0 * _atan2(s1.real, s2.real),
                       _asinh(s2.real * s1.imag - s2.imag * s1.real))
    if _isinf(x):
        if _isnan(y):
            return complex(nan, inf)
        if _isinf(y):
            return complex(pi / 4 if x > 0 else 3 * pi / 4, _copysign(inf, -y))
        return complex(0.0 if x > 0 else pi, _copysign(inf, -y))
    if _isinf(y):
        return complex(nan if _isnan(x) else pi / 2, -y)
    return complex(pi / 2 if x == 0.0 else nan, nan)


def acosh(z, /):
    """Return the inverse hyperbolic cosine of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if _isfinite(x) and _isfinite(y):
        if abs(x) > _LARGE or abs(y) > _LARGE:
            return complex(_log(_hypot(x / 2.0, y / 2.0)) + _LN2 * 2.0, _atan2(y, x))
        s1, s2 = sqrt(complex(x - 1.0, y)), sqrt(complex(x + 1.0, y))
        return complex(_asinh(s1.real * s2.real + s1.imag * s2.imag),
                       2.0 * _atan2(s1.imag, s2.real))
    if _isinf(x):
        if _isnan(y):
            return complex(inf, nan)
        if _isinf(y):
            return complex(inf, _copysign(pi / 4 if x > 0 else 3 * pi / 4, y))
        return complex(inf, _copysign(0.0 if x > 0 else pi, y))
    if _isinf(y):
        return complex(inf, nan if _isnan(x) else _copysign(pi / 2, y))
    return complex(nan, pi / 2 if x == 0.0 and _isnan(y) else nan)


def atanh(z, /):
    """Return the inverse hyperbolic tangent of z."""
    if type(z) is not complex:
        z = _number(z)
    x, y = z.real, z.imag
    if not (_isfinite(x) and _isfinite(y)):
        if _isinf(x):
            return complex(_copysign(0.0, x), nan if _isnan(y) else _copysign(pi / 2, y))
        if _isinf(y):
            return complex(0.0 if _isnan(x) else _copysign(0.0, x), _copysign(pi / 2, y))
        return complex(x if x == 0.0 else nan, nan)
    if x < 0.0 or (x == 0.0 and _copysign(1.0, x) < 0.0):
        return -atanh(-z)
    ay = abs(y)
    if x > _SQRT_LARGE or ay > _SQRT_LARGE:
        h = _hypot(x / 2.0, y / 2.0)
        return complex(x / 4.0 / h / h, -_copysign(pi / 2, -y))
    if x == 1.0 and ay < _SQRT_SMALLEST:
        if ay == 0.0:
            _domain()
        return complex(-_log(_sqrt(ay) / _sqrt(_hypot(ay, 2.0))),
                       _copysign(_atan2(2.0, -ay) / 2, y))
    return complex(_log1p(4.0 * x / ((1 - x) * (1 - x) + ay * ay)) / 4.0,
                   -_atan2(-2.0 * y, (1 - x) * (1 + x) - ay * ay) / 2.0)


def atan(z, /):
    """Return the arc tangent of z."""
    if type(z) is not complex:
        z = _number(z)
    result = atanh(complex(-z.imag, z.real))
    return complex(result.imag, -result.real)


def sin(z, /):
    """Return the sine of z."""
    if type(z) is not complex:
        z = _number(z)
    result = sinh(complex(-z.imag, z.real))
    return complex(result.imag, -result.real)


def cos(z, /):
    """Return the cosine of z."""
    if type(z) is not complex:
        z = _number(z)
    return cosh(complex(-z.imag, z.real))


def tan(z, /):
    """Return the tangent of z."""
    if type(z) is not complex:
        z = _number(z)
    result = tanh(complex(-z.imag, z.real))
    return complex(result.imag, -result.real)


def isfinite(z, /):
    """Return True if both the real and imaginary parts of z are finite, else False."""
    z = _number(z)
    return _isfinite(z.real) and _isfinite(z.imag)


def isinf(z, /):
    """Checks if the real or imaginary part of z is infinite."""
    z = _number(z)
    return _isinf(z.real) or _isinf(z.imag)


def isnan(z, /):
    """Checks if the real or imaginary part of z not a number (NaN)."""
    z = _number(z)
    return _isnan(z.real) or _isnan(z.imag)


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    """Determine whether two complex numbers are close in value.

  rel_tol
    maximum difference for being considered "close", relative to the
    magnitude of the input values
  abs_tol
    maximum difference for being considered "close", regardless of the
    magnitude of the input values

Return True if a is close in value to b, and False otherwise.

For the values to be considered close, the difference between them must be
smaller than at least one of the tolerances.

-inf, inf and NaN behave similarly to the IEEE 754 Standard. That is, NaN is
not close to anything, even itself. inf and -inf are only close to themselves."""
    a, b = _number(a), _number(b)
    if rel_tol < 0.0 or abs_tol < 0.0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    difference = abs(a - b)
    return (difference <= rel_tol * abs(b) or difference <= rel_tol * abs(a)
            or difference <= abs_tol)
