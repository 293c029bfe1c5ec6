class make_scanner:
    """JSON scanner object"""
    __slots__ = ('context', 'strict', 'plain', 'general')
    __module__ = '_json'

    def __init__(self, context):
        self.context = context
        self.strict = context.strict
        self.plain = (context.object_hook is None and context.object_pairs_hook is None
                      and context.parse_float is float and context.parse_int is int)
        self.general = None

    def __call__(self, string, idx):
        if self.plain:
            found = decode_plainly(string, idx, self.strict)
            if found is not None:
                return found
        general = self.general
        if general is None:
            from json.scanner import py_make_scanner
            general = self.general = py_make_scanner(self.context)
        return general(string, idx)


class make_encoder:
    """Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)"""
    __slots__ = ('markers', 'default', 'encoder', 'indent', 'key_separator', 'item_separator',
                 'sort_keys', 'skipkeys', 'allow_nan')
    __module__ = '_json'

    def __init__(self, markers, default, encoder, indent, key_separator, item_separator,
                 sort_keys, skipkeys, allow_nan):
        self.markers = markers
        self.default = default
        self.encoder = encoder
        self.indent = indent
        self.key_separator = key_separator
        self.item_separator = item_separator
        self.sort_keys = sort_keys
        self.skipkeys = skipkeys
        self.allow_nan = allow_nan

    def __call__(self, o, level):
        ascii = self.encoder is encode_basestring_ascii
        if (ascii or self.encoder is encode_basestring) and level == 0:
            form = (ascii, self.indent, self.key_separator, self.item_separator,
                    bool(self.sort_keys), bool(self.allow_nan))
            text = encode_plainly(o, form)
            if text is not None:
                return text,
        from json.encoder import _make_iterencode

        def floatstr(o, allow_nan=self.allow_nan):
            if o != o:
                text = 'NaN'
            elif o == float('inf'):
                text = 'Infinity'
            elif o == float('-inf'):
                text = '-Infinity'
            else:
                return float.__repr__(o)
            if not allow_nan:
                raise ValueError('Out of range float values are not JSON compliant: ' + repr(o))
            return text
        return _make_iterencode(self.markers, self.default, self.encoder, self.indent, floatstr,
                                self.key_separator, self.item_separator, self.sort_keys,
                                self.skipkeys, True)(o, level)


def scanstring(string, end, strict=True, /):
    """scanstring(string, end, strict=True) -> (string, end)

Scan the string s for a JSON string. End is the index of the
character in s after the quote that started the JSON string.
Unescapes all valid JSON string escape sequences and raises ValueError
on attempt to decode an invalid string. If strict is False then literal
control characters are allowed in the string.

Returns a tuple of the decoded string and the index of the character in s
after the end quote."""
    found = scan_plainly(string, end, bool(strict))
    if found is not None:
        return found
    from json.decoder import JSONDecodeError, py_scanstring
    try:
        return py_scanstring(string, end, strict)
    except JSONDecodeError as error:
        message, position = error.msg, error.pos
        if message.startswith('Invalid control character '):
            message = 'Invalid control character at'
        elif message.startswith('Invalid \\escape: '):
            message, position = 'Invalid \\escape', position - 1
    raise JSONDecodeError(message, string, position)


scanstring.__module__ = '_json'
