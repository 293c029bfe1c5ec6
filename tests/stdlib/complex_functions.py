import cmath
import math


def fft(x):
    n = len(x)
    if n <= 1:
        return x
    even, odd = fft(x[0::2]), fft(x[1::2])
    turned = [cmath.exp(-2j * cmath.pi * k / n) * odd[k] for k in range(n // 2)]
    return [even[k] + turned[k] for k in range(n // 2)] + [even[k] - turned[k] for k in range(n // 2)]


spectrum = fft([complex(math.sin(i), 0.0) for i in range(1 << 10)])
print("%.9f %.9f" % (abs(spectrum[163]), cmath.phase(spectrum[163])))  # expect: 511.478355700 -1.650236466

points = [0j, 1 + 2j, -1.5 + 0.25j, complex(-2.0, -0.0), 3 - 4j, complex(1e300, 1e300), 1e-310j]
for z in points:
    print([f"{f(z):.12g}" for f in (cmath.sqrt, cmath.asinh, cmath.atan, cmath.tanh)])
# expect: ['0+0j', '0+0j', '0+0j', '0+0j']
# expect: ['1.27201964951+0.786151377757j', '1.46935174437+1.06344002358j', '1.33897252229+0.402359478109j', '1.16673625724-0.243458201186j']
# expect: ['0.10171192795+1.22896107192j', '-1.20274555164+0.138195171133j', '-0.991603384196+0.0760528436007j', '-0.915271913261+0.0438021769252j']
# expect: ['0-1.41421356237j', '-1.44363547518-0j', '-1.10714871779-0j', '-0.964027580076-0j']
# expect: ['2-1j', '2.29991404088-0.917616853351j', '1.44830699523-0.15899719168j', '1.00070953607-0.0049082580675j']
# expect: ['1.09868411347e+150+4.55089860562e+149j', '691.815248669+0.785398163397j', '1.57079632679+5e-301j', '1+0j']
# expect: ['7.07106781187e-156+7.07106781187e-156j', '0+1e-310j', '0+1e-310j', '0+1e-310j']
print(cmath.polar(3 + 4j), cmath.rect(2.0, cmath.pi / 2), cmath.log(100, 10), cmath.log10(1000j))
# expect: (5.0, 0.9272952180016122) (1.2246467991473532e-16+2j) (2+0j) (2.9999999999999996+0.6821881769209206j)
print(cmath.exp(complex(-cmath.inf, 2.0)), cmath.cosh(complex(cmath.inf, cmath.nan)))  # expect: (-0+0j) (inf+nanj)
print(cmath.isclose(1 + 1j, 1 + 1.0000000001j), cmath.isinf(cmath.infj), cmath.isnan(cmath.nanj))
# expect: True True True
for call in (lambda: cmath.log(0), lambda: cmath.exp(1000), lambda: cmath.sqrt("x"), lambda: cmath.cos(cmath.inf)):
    try:
        call()
    except (ValueError, OverflowError, TypeError) as error:
        print(type(error).__name__, error)
# expect: ValueError math domain error
# expect: OverflowError math range error
# expect: TypeError must be real number, not str
# expect: ValueError math domain error
