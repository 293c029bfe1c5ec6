"""JSON by the quick ways and by the library's: values, layouts, hooks, errors."""
import json
import random
from collections import OrderedDict, namedtuple
from decimal import Decimal
from enum import IntEnum

Point = namedtuple("Point", "x y")


class Color(IntEnum):
    RED = 1


class Text(str):
    pass


values = [None, True, False, 0, -1, 10 ** 17, 2 ** 62, -2 ** 64, 10 ** 40, 0.0, -0.0, 1.5, 1e16, 1e-5, 1e300, 123456.789,
          "", "abc", 'q"b\\s/', "\b\f\n\r\t\x00\x1f\x7f", "äß€", "😀 \U0010ffff", "\ud800", "\udc00\ud800", [], {}, (), [[]], {"a": {}},
          [1, [2, [3, {"x": [None]}]]], {"b": 1, "a": [1.5, "z"], "c": None}, {1: 2, 1.5: 3, True: 4, None: 5}, Point(1, 2),
          Color.RED, {Color.RED: 1}, Text("t"), {Text("k"): Text("v")}, OrderedDict(z=1, a=2), float("nan"), [float("inf"), -float("inf")]]
options = [{}, {"indent": 2}, {"indent": "\t"}, {"indent": 0}, {"separators": (",", ":")}, {"sort_keys": True}, {"ensure_ascii": False},
           {"allow_nan": False}, {"check_circular": False}, {"skipkeys": True}, {"indent": 1, "sort_keys": True, "separators": (" ; ", " = ")}]


def attempt(function, *arguments, **named):
    try:
        return function(*arguments, **named)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, str(error)[:90])


for option in options:
    print(option)
    for value in values:
        print("  ", ascii(attempt(json.dumps, value, **option)))
# expect: {}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[[]]'
# expect:    '{"a": {}}'
# expect:    '[1, [2, [3, {"x": [null]}]]]'
# expect:    '{"b": 1, "a": [1.5, "z"], "c": null}'
# expect:    '{"1": 4, "1.5": 3, "null": 5}'
# expect:    '[1, 2]'
# expect:    '1'
# expect:    '{"1": 1}'
# expect:    '"t"'
# expect:    '{"k": "v"}'
# expect:    '{"z": 1, "a": 2}'
# expect:    'NaN'
# expect:    '[Infinity, -Infinity]'
# expect: {'indent': 2}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[\n  []\n]'
# expect:    '{\n  "a": {}\n}'
# expect:    '[\n  1,\n  [\n    2,\n    [\n      3,\n      {\n        "x": [\n          null\n        ]\n      }\n    ]\n  ]\n]'
# expect:    '{\n  "b": 1,\n  "a": [\n    1.5,\n    "z"\n  ],\n  "c": null\n}'
# expect:    '{\n  "1": 4,\n  "1.5": 3,\n  "null": 5\n}'
# expect:    '[\n  1,\n  2\n]'
# expect:    '1'
# expect:    '{\n  "1": 1\n}'
# expect:    '"t"'
# expect:    '{\n  "k": "v"\n}'
# expect:    '{\n  "z": 1,\n  "a": 2\n}'
# expect:    'NaN'
# expect:    '[\n  Infinity,\n  -Infinity\n]'
# expect: {'indent': '\t'}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[\n\t[]\n]'
# expect:    '{\n\t"a": {}\n}'
# expect:    '[\n\t1,\n\t[\n\t\t2,\n\t\t[\n\t\t\t3,\n\t\t\t{\n\t\t\t\t"x": [\n\t\t\t\t\tnull\n\t\t\t\t]\n\t\t\t}\n\t\t]\n\t]\n]'
# expect:    '{\n\t"b": 1,\n\t"a": [\n\t\t1.5,\n\t\t"z"\n\t],\n\t"c": null\n}'
# expect:    '{\n\t"1": 4,\n\t"1.5": 3,\n\t"null": 5\n}'
# expect:    '[\n\t1,\n\t2\n]'
# expect:    '1'
# expect:    '{\n\t"1": 1\n}'
# expect:    '"t"'
# expect:    '{\n\t"k": "v"\n}'
# expect:    '{\n\t"z": 1,\n\t"a": 2\n}'
# expect:    'NaN'
# expect:    '[\n\tInfinity,\n\t-Infinity\n]'
# expect: {'indent': 0}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[\n[]\n]'
# expect:    '{\n"a": {}\n}'
# expect:    '[\n1,\n[\n2,\n[\n3,\n{\n"x": [\nnull\n]\n}\n]\n]\n]'
# expect:    '{\n"b": 1,\n"a": [\n1.5,\n"z"\n],\n"c": null\n}'
# expect:    '{\n"1": 4,\n"1.5": 3,\n"null": 5\n}'
# expect:    '[\n1,\n2\n]'
# expect:    '1'
# expect:    '{\n"1": 1\n}'
# expect:    '"t"'
# expect:    '{\n"k": "v"\n}'
# expect:    '{\n"z": 1,\n"a": 2\n}'
# expect:    'NaN'
# expect:    '[\nInfinity,\n-Infinity\n]'
# expect: {'separators': (',', ':')}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[[]]'
# expect:    '{"a":{}}'
# expect:    '[1,[2,[3,{"x":[null]}]]]'
# expect:    '{"b":1,"a":[1.5,"z"],"c":null}'
# expect:    '{"1":4,"1.5":3,"null":5}'
# expect:    '[1,2]'
# expect:    '1'
# expect:    '{"1":1}'
# expect:    '"t"'
# expect:    '{"k":"v"}'
# expect:    '{"z":1,"a":2}'
# expect:    'NaN'
# expect:    '[Infinity,-Infinity]'
# expect: {'sort_keys': True}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[[]]'
# expect:    '{"a": {}}'
# expect:    '[1, [2, [3, {"x": [null]}]]]'
# expect:    '{"a": [1.5, "z"], "b": 1, "c": null}'
# expect:    "TypeError: '<' not supported between instances of 'NoneType' and 'float'"
# expect:    '[1, 2]'
# expect:    '1'
# expect:    '{"1": 1}'
# expect:    '"t"'
# expect:    '{"k": "v"}'
# expect:    '{"a": 2, "z": 1}'
# expect:    'NaN'
# expect:    '[Infinity, -Infinity]'
# expect: {'ensure_ascii': False}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"'
# expect:    '"\xe4\xdf\u20ac"'
# expect:    '"\U0001f600 \U0010ffff"'
# expect:    '"\ud800"'
# expect:    '"\udc00\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[[]]'
# expect:    '{"a": {}}'
# expect:    '[1, [2, [3, {"x": [null]}]]]'
# expect:    '{"b": 1, "a": [1.5, "z"], "c": null}'
# expect:    '{"1": 4, "1.5": 3, "null": 5}'
# expect:    '[1, 2]'
# expect:    '1'
# expect:    '{"1": 1}'
# expect:    '"t"'
# expect:    '{"k": "v"}'
# expect:    '{"z": 1, "a": 2}'
# expect:    'NaN'
# expect:    '[Infinity, -Infinity]'
# expect: {'allow_nan': False}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[[]]'
# expect:    '{"a": {}}'
# expect:    '[1, [2, [3, {"x": [null]}]]]'
# expect:    '{"b": 1, "a": [1.5, "z"], "c": null}'
# expect:    '{"1": 4, "1.5": 3, "null": 5}'
# expect:    '[1, 2]'
# expect:    '1'
# expect:    '{"1": 1}'
# expect:    '"t"'
# expect:    '{"k": "v"}'
# expect:    '{"z": 1, "a": 2}'
# expect:    'ValueError: Out of range float values are not JSON compliant: nan'
# expect:    'ValueError: Out of range float values are not JSON compliant: inf'
# expect: {'check_circular': False}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[[]]'
# expect:    '{"a": {}}'
# expect:    '[1, [2, [3, {"x": [null]}]]]'
# expect:    '{"b": 1, "a": [1.5, "z"], "c": null}'
# expect:    '{"1": 4, "1.5": 3, "null": 5}'
# expect:    '[1, 2]'
# expect:    '1'
# expect:    '{"1": 1}'
# expect:    '"t"'
# expect:    '{"k": "v"}'
# expect:    '{"z": 1, "a": 2}'
# expect:    'NaN'
# expect:    '[Infinity, -Infinity]'
# expect: {'skipkeys': True}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[[]]'
# expect:    '{"a": {}}'
# expect:    '[1, [2, [3, {"x": [null]}]]]'
# expect:    '{"b": 1, "a": [1.5, "z"], "c": null}'
# expect:    '{"1": 4, "1.5": 3, "null": 5}'
# expect:    '[1, 2]'
# expect:    '1'
# expect:    '{"1": 1}'
# expect:    '"t"'
# expect:    '{"k": "v"}'
# expect:    '{"z": 1, "a": 2}'
# expect:    'NaN'
# expect:    '[Infinity, -Infinity]'
# expect: {'indent': 1, 'sort_keys': True, 'separators': (' ; ', ' = ')}
# expect:    'null'
# expect:    'true'
# expect:    'false'
# expect:    '0'
# expect:    '-1'
# expect:    '100000000000000000'
# expect:    '4611686018427387904'
# expect:    '-18446744073709551616'
# expect:    '10000000000000000000000000000000000000000'
# expect:    '0.0'
# expect:    '-0.0'
# expect:    '1.5'
# expect:    '1e+16'
# expect:    '1e-05'
# expect:    '1e+300'
# expect:    '123456.789'
# expect:    '""'
# expect:    '"abc"'
# expect:    '"q\\"b\\\\s/"'
# expect:    '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"'
# expect:    '"\\u00e4\\u00df\\u20ac"'
# expect:    '"\\ud83d\\ude00 \\udbff\\udfff"'
# expect:    '"\\ud800"'
# expect:    '"\\udc00\\ud800"'
# expect:    '[]'
# expect:    '{}'
# expect:    '[]'
# expect:    '[\n []\n]'
# expect:    '{\n "a" = {}\n}'
# expect:    '[\n 1 ; \n [\n  2 ; \n  [\n   3 ; \n   {\n    "x" = [\n     null\n    ]\n   }\n  ]\n ]\n]'
# expect:    '{\n "a" = [\n  1.5 ; \n  "z"\n ] ; \n "b" = 1 ; \n "c" = null\n}'
# expect:    "TypeError: '<' not supported between instances of 'NoneType' and 'float'"
# expect:    '[\n 1 ; \n 2\n]'
# expect:    '1'
# expect:    '{\n "1" = 1\n}'
# expect:    '"t"'
# expect:    '{\n "k" = "v"\n}'
# expect:    '{\n "a" = 2 ; \n "z" = 1\n}'
# expect:    'NaN'
# expect:    '[\n Infinity ; \n -Infinity\n]'

print(attempt(json.dumps, {(1, 2): 3}), attempt(json.dumps, {(1, 2): 3, "a": 1}, skipkeys=True), attempt(json.dumps, {1, 2}),
      attempt(json.dumps, {1, 2}, default=sorted), attempt(json.dumps, [object], default=str), attempt(json.dumps, {"a": Decimal(1)}))
# expect: TypeError: keys must be str, int, float, bool or None, not tuple {"a": 1} TypeError: Object of type set is not JSON serializable [1, 2] ["<class 'object'>"] TypeError: Object of type Decimal is not JSON serializable
circular = []
circular.append(circular)
print(attempt(json.dumps, circular))  # expect: ValueError: Circular reference detected
deep = []
for _ in range(300):
    deep = [deep]
print(len(json.dumps(deep)), json.loads(json.dumps(deep)) == deep)  # expect: 602 True

texts = ["null", " true ", "[1, 2,3 ]", "{}", "[]", '{"a" : [1.5e3, -0, 0.5, 1E-2, 12345678901234567890, -9223372036854775808]}',
         '"\\u00e9\\n\\/\\ud83d\\ude00"', '"\\ud800"', '"\\ud800\\u0041"', '"é😀"', '["é", {"ключ": "значение", "k": "😀"}]', "NaN", "[-Infinity, Infinity]",
         "", "[", "[1,", "[1,]", "{", '{"a"', '{"a":', '{"a":1,', '{"a":1,}', "{1:2}", '"abc', '"a\nb"', '"\\x"', '"\\u12"', "01", "1.", "-", "1e",
         "+1", "tru", "[1 2]", "1 2", '{"a":1 "b":2}', "\ufeff1", '{"a":1,"a":2}', "[1e400]", '"\t"', "  [ ]  x", "é", '{"é": 1 x}', "9" * 30]
for text in texts:
    print(ascii(text[:40]), ascii(attempt(json.loads, text)), ascii(attempt(json.loads, text, strict=False)) == ascii(attempt(json.loads, text)))
# expect: 'null' None True
# expect: ' true ' True True
# expect: '[1, 2,3 ]' [1, 2, 3] True
# expect: '{}' {} True
# expect: '[]' [] True
# expect: '{"a" : [1.5e3, -0, 0.5, 1E-2, 1234567890' {'a': [1500.0, 0, 0.5, 0.01, 12345678901234567890, -9223372036854775808]} True
# expect: '"\\u00e9\\n\\/\\ud83d\\ude00"' '\xe9\n/\U0001f600' True
# expect: '"\\ud800"' '\ud800' True
# expect: '"\\ud800\\u0041"' '\ud800A' True
# expect: '"\xe9\U0001f600"' '\xe9\U0001f600' True
# expect: '["\xe9", {"\u043a\u043b\u044e\u0447": "\u0437\u043d\u0430\u0447\u0435\u043d\u0438\u0435", "k": "\U0001f600"}]' ['\xe9', {'\u043a\u043b\u044e\u0447': '\u0437\u043d\u0430\u0447\u0435\u043d\u0438\u0435', 'k': '\U0001f600'}] True
# expect: 'NaN' nan True
# expect: '[-Infinity, Infinity]' [-inf, inf] True
# expect: '' 'JSONDecodeError: Expecting value: line 1 column 1 (char 0)' True
# expect: '[' 'JSONDecodeError: Expecting value: line 1 column 2 (char 1)' True
# expect: '[1,' 'JSONDecodeError: Expecting value: line 1 column 4 (char 3)' True
# expect: '[1,]' 'JSONDecodeError: Illegal trailing comma before end of array: line 1 column 3 (char 2)' True
# expect: '{' 'JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)' True
# expect: '{"a"' "JSONDecodeError: Expecting ':' delimiter: line 1 column 5 (char 4)" True
# expect: '{"a":' 'JSONDecodeError: Expecting value: line 1 column 6 (char 5)' True
# expect: '{"a":1,' 'JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 8 (char 7)' True
# expect: '{"a":1,}' 'JSONDecodeError: Illegal trailing comma before end of object: line 1 column 7 (char 6)' True
# expect: '{1:2}' 'JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)' True
# expect: '"abc' 'JSONDecodeError: Unterminated string starting at: line 1 column 1 (char 0)' True
# expect: '"a\nb"' 'JSONDecodeError: Invalid control character at: line 1 column 3 (char 2)' False
# expect: '"\\x"' 'JSONDecodeError: Invalid \\escape: line 1 column 2 (char 1)' True
# expect: '"\\u12"' 'JSONDecodeError: Invalid \\uXXXX escape: line 1 column 3 (char 2)' True
# expect: '01' 'JSONDecodeError: Extra data: line 1 column 2 (char 1)' True
# expect: '1.' 'JSONDecodeError: Extra data: line 1 column 2 (char 1)' True
# expect: '-' 'JSONDecodeError: Expecting value: line 1 column 1 (char 0)' True
# expect: '1e' 'JSONDecodeError: Extra data: line 1 column 2 (char 1)' True
# expect: '+1' 'JSONDecodeError: Expecting value: line 1 column 1 (char 0)' True
# expect: 'tru' 'JSONDecodeError: Expecting value: line 1 column 1 (char 0)' True
# expect: '[1 2]' "JSONDecodeError: Expecting ',' delimiter: line 1 column 4 (char 3)" True
# expect: '1 2' 'JSONDecodeError: Extra data: line 1 column 3 (char 2)' True
# expect: '{"a":1 "b":2}' "JSONDecodeError: Expecting ',' delimiter: line 1 column 8 (char 7)" True
# expect: '\ufeff1' 'JSONDecodeError: Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)' True
# expect: '{"a":1,"a":2}' {'a': 2} True
# expect: '[1e400]' [inf] True
# expect: '"\t"' 'JSONDecodeError: Invalid control character at: line 1 column 2 (char 1)' False
# expect: '  [ ]  x' 'JSONDecodeError: Extra data: line 1 column 8 (char 7)' True
# expect: '\xe9' 'JSONDecodeError: Expecting value: line 1 column 1 (char 0)' True
# expect: '{"\xe9": 1 x}' "JSONDecodeError: Expecting ',' delimiter: line 1 column 9 (char 8)" True
# expect: '999999999999999999999999999999' 999999999999999999999999999999 True
print(json.loads('{"a": [1, 2.5], "b": {"c": null}}', object_hook=lambda d: sorted(d)))  # expect: ['a', 'b']
print(json.loads('{"a": [1, 2.5], "b": {"c": null}}', object_pairs_hook=list, parse_int=str, parse_float=Decimal))
# expect: [('a', ['1', Decimal('2.5')]), ('b', [('c', None)])]
print(json.loads("[NaN]", parse_constant=lambda name: name + "!"), json.loads(b'{"a": 1}'), json.loads(bytearray(b"[2]")))
# expect: ['NaN!'] {'a': 1} [2]
print(json.JSONDecoder().raw_decode('  {"a": 1} rest', 2), json.JSONDecoder().raw_decode("é[1]é", 1), attempt(json.JSONDecoder().raw_decode, "[1]", 9))
# expect: ({'a': 1}, 10) ([1], 4) JSONDecodeError: Expecting value: line 1 column 10 (char 9)
print(json.detect_encoding(b"[1]") if hasattr(json, "detect_encoding") else "utf-8", list(json.JSONEncoder().iterencode([1, {"a": 2}])))
# expect: utf-8 ['[1', ', ', '{', '"a"', ': ', '2', '}', ']']


class Encoder(json.JSONEncoder):
    def default(self, o):
        return ["default", repr(o)]


print(json.dumps([1, {2}, "x"], cls=Encoder), Encoder(indent=1).encode({"a": {3}}))
# expect: [1, ["default", "{2}"], "x"] {
# expect:  "a": [
# expect:   "default",
# expect:   "{3}"
# expect:  ]
# expect: }
print(ascii(json.encoder.encode_basestring("aé\"\n")), ascii(json.encoder.encode_basestring_ascii("aé\"\n😀")), attempt(json.encoder.encode_basestring_ascii, 5),
      json.decoder.scanstring('ab"c', 0), json.decoder.scanstring('xé\\n"c', 1, True), attempt(json.decoder.scanstring, "ab", 0), json.decoder.scanstring('a\tb"', 0, False))
# expect: '"a\xe9\\"\\n"' '"a\\u00e9\\"\\n\\ud83d\\ude00"' TypeError: first argument must be a string, not int ('ab', 3) ('é\n', 5) JSONDecodeError: Unterminated string starting at: line 1 column 0 (char -1) ('a\tb', 4)


def build(depth):
    kind = random.randrange(7 if depth < 4 else 5)
    if kind == 0:
        return random.choice([None, True, False])
    if kind == 1:
        return random.randrange(-10 ** 6, 10 ** 20)
    if kind == 2:
        return random.uniform(-1e6, 1e6)
    if kind in (3, 4):
        return "".join(random.choice("abc\"\\\n é€😀\x05") for _ in range(random.randrange(8)))
    if kind == 5:
        return [build(depth + 1) for _ in range(random.randrange(5))]
    return {"key%d" % random.randrange(30): build(depth + 1) for _ in range(random.randrange(5))}


random.seed(5)
total = 0
for _ in range(400):
    value = build(0)
    for option in options:
        text = json.dumps(value, **option)
        if "separators" not in option or option["separators"] == (",", ":"):
            assert json.loads(text) == value, text
        total = (total * 31 + len(text) + sum(map(ord, text))) % 1000000007
print(total)  # expect: 893377248
