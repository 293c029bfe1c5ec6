//! Where names live, compared with what CPython 3.14's `symtable` says of the same sources.

use compile::symbol::scope::bit;
use compile::symbol::{Place, ScopeKind, Table};
use compile::{Options, symbol_table};

const CASES: &[(&str, &str)] = &[
    (
        r#"
x = 1
def f(a, b=x, *c, d, **e):
    global g
    g = a
    def h():
        nonlocal b
        b = d
        return f, x, h
    return h
"#,
        "/f/h:b=free /f/h:d=free /f/h:f=global /f/h:h=free /f/h:x=global /f:a=parameter /f:b=parameter+cell /f:c=parameter /f:d=parameter+cell /f:e=parameter /f:g=global /f:h=cell",
    ),
    (
        r#"
class C:
    y = 1
    def m(self):
        return super().m(), y, __class__
    def n(self, z):
        return lambda q: (q, z, self)
"#,
        "/C/m:__class__=free /C/m:self=parameter /C/m:super=global /C/m:y=global /C/n/lambda:q=parameter /C/n/lambda:self=free /C/n/lambda:z=free /C/n:self=parameter+cell /C/n:z=parameter+cell /C:m=local /C:n=local /C:y=local",
    ),
    (
        r#"
def outer():
    v = 1
    class K:
        v = v2 = 3
        def m(self): return v
    def free():
        class L:
            w = v
        return L
    return (i + v for i in range(v))
"#,
        "/outer/K/m:self=parameter /outer/K/m:v=free /outer/K:m=local /outer/K:v2=local /outer/K:v=local /outer/free/L:v=free /outer/free/L:w=local /outer/free:L=local /outer/free:v=free /outer/genexpr:i=local /outer/genexpr:v=free /outer:K=local /outer:free=local /outer:range=global /outer:v=cell",
    ),
    (
        r#"
def f():
    import a.b, c as d
    from e import g
    for h, (i, *j) in k: pass
    with l as m: n = o
    try: pass
    except p as q: del r
    s: int = t
    u += 1
    def v(): return h, n, q
    if (w := x): pass
    return any((y := z) for z in w)
"#,
        "/f/genexpr:y=free /f/genexpr:z=local /f/v:h=free /f/v:n=free /f/v:q=free /f:a=local /f:any=global /f:d=local /f:g=local /f:h=cell /f:i=local /f:j=local /f:k=global /f:l=global /f:m=local /f:n=cell /f:o=global /f:p=global /f:q=cell /f:r=local /f:s=local /f:t=global /f:u=local /f:v=local /f:w=local /f:x=global /f:y=cell",
    ),
    (
        r#"
class P:
    __x = 1
    def f(self, __y):
        __z = __y
        return lambda: (self.__x, __z)
"#,
        "/P/f/lambda:_P__z=free /P/f/lambda:self=free /P/f:_P__y=parameter /P/f:_P__z=cell /P/f:self=parameter+cell /P:_P__x=local /P:f=local",
    ),
    (
        r#"
def f():
    def g():
        def h():
            nonlocal x
            x = 1
        return h
    x = 0
    global y
    def k():
        return y
"#,
        "/f/g/h:x=free /f/g:h=local /f/g:x=free /f/k:y=global /f:g=local /f:k=local /f:x=cell /f:y=global",
    ),
];

fn describe(table: &Table, scope: usize, path: &str, found: &mut Vec<String>) {
    let this = &table.scopes[scope];
    for symbol in &this.symbols {
        let name = table.name(symbol.name);
        if this.kind == ScopeKind::Module || name.starts_with('.') {
            continue;
        }
        let parameter = symbol.is(bit::PARAMETER);
        let place = match symbol.place {
            Place::Local if parameter => "parameter",
            Place::Local => "local",
            Place::Cell if parameter => "parameter+cell",
            Place::Cell => "cell",
            Place::Enclosing => "enclosing",
            Place::Free => "free",
            Place::GlobalExplicit | Place::GlobalImplicit => "global",
            Place::Unresolved => "unresolved",
        };
        found.push(format!("{path}:{name}={place}"));
    }
    // Names that only inner scopes use pass through the closure without a symbol of their own.
    for &name in this.free.iter().filter(|name| !this.index.contains_key(name)) {
        found.push(format!("{path}:{}=free", table.name(name)));
    }
    for &child in &this.children {
        let inner = &table.scopes[child];
        describe(table, child, &format!("{path}/{}", inner.name), found);
    }
}

#[test]
fn names_live_where_cpython_has_them() {
    for (source, expected) in CASES {
        let table = symbol_table(source, &Options::default()).expect("compiles");
        let mut found = Vec::new();
        describe(&table, 0, "", &mut found);
        found.sort();
        assert_eq!(found.join(" "), *expected, "{source}");
    }
}
