"""string, html, textwrap, io, json, re when they are there."""
import html, io, string
print(string.ascii_lowercase, string.digits, string.capwords("a bc"), string.Template("$a ${b} $$").substitute(a=1, b=2), string.punctuation)
# expect: abcdefghijklmnopqrstuvwxyz 0123456789 A Bc 1 2 $ !"#$%&'()*+,-./:;<=>?@[\]^_`{|}~
print(html.escape("<a href='x'>&\"</a>"), html.unescape("&lt;&amp;&#233;&eacute;&notanentity;"))
# expect: &lt;a href=&#x27;x&#x27;&gt;&amp;&quot;&lt;/a&gt; <&éé¬anentity;
f = io.StringIO("line one\nline two\n")
print(f.readline(), f.read(), f.getvalue().count("line"), [l for l in io.StringIO("a\nb")])
# expect: line one
# expect:  line two
# expect:  2 ['a\n', 'b']
out = io.StringIO(); print("x", 1, file=out, end="|"); out.write("more"); print(out.getvalue())  # expect: x 1|more
b = io.BytesIO(b"abc"); print(b.read(2), b.tell(), b.seek(0), b.read())  # expect: b'ab' 2 0 b'abc'
import textwrap
print(textwrap.dedent("    a\n      b\n"), textwrap.fill("the quick brown fox jumps", 12))
# expect: a
# expect:   b
# expect:  the quick
# expect: brown fox
# expect: jumps
print(string.Formatter().format("{0} {x}", 1, x=2), "{:{}}".format(3, 5))  # expect: 1 2     3
