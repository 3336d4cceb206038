use super::*;
use proptest::prelude::*;

fn modules(text: &str) -> Vec<String> {
    scan(text).modules.into_iter().map(Cow::into_owned).collect()
}

#[test]
fn imports_are_found_in_every_form() {
    let cases: &[(&str, &[&str])] = &[
        ("import os", &["os"]),
        ("import a.b.c as d, e", &["a.b.c", "e"]),
        ("from a.b import c as d, e", &["a.b", "a.b.c", "a.b.e"]),
        ("from a import (\n  b, # why\n  c as d,\n)\nimport e", &["a", "a.b", "a.c", "e"]),
        ("from a import *", &["a"]),
        ("from . import x\nfrom .y import z\nfrom .. import w\nfrom ...v import u", &[]),
        ("from a \\\n  import b", &["a", "a.b"]),
        ("from a \\\r\n  import b\r\nimport c\r\n", &["a", "a.b", "c"]),
        ("import a; import b", &["a", "b"]),
        ("try: import a\nexcept ImportError: a = None", &["a"]),
        ("def f():\n    if x:\n        import a\n", &["a"]),
        ("def f():\n    yield from g()\n    raise X from e\n", &[]),
        ("# import a\n'import b'\n\"\"\"\nimport c\n\"\"\"\nx = 'from d import e'", &[]),
        ("x = 'a\\'\\\nimport b'\nimport c", &["c"]),
        ("x = 'unclosed\nimport a", &["a"]),
        ("x = '''unclosed\nimport a", &[]),
        ("x = (1,\n  2)\nimport a", &["a"]),
        ("{% if x %}\nimport a\n{% endif %}", &["a"]),
        ("import", &[]),
        ("from", &[]),
        ("from a", &[]),
        ("import a.", &["a"]),
        ("\u{feff}import ä", &["ä"]),
        ("importx = 1\nfrom_y = 2", &[]),
        ("from libc.stdlib cimport malloc", &["libc.stdlib", "libc.stdlib.malloc"]),
        ("from a import b; x = 'y'", &["a", "a.b"]),
        ("print 'x'\nimport a", &["a"]),
        ("x = rb'\\'; import a", &[]),
        ("x = f\"{y['import']}\"; import a", &["a"]),
    ];
    for (text, expected) in cases {
        assert_eq!(modules(text), *expected, "{text}");
    }
}

#[test]
fn modules_are_loaded_by_name() {
    assert_eq!(modules("importlib.import_module('a.b')"), ["a.b"]);
    assert_eq!(modules("x = __import__(\"a\", globals())"), ["a"]);
    assert_eq!(modules("import_string('a.b:C')"), ["a.b"]);
    assert_eq!(modules("import_module(name)"), [""; 0]);
    assert_eq!(modules("import_module('.x', package='a')"), [""; 0]);
    assert_eq!(modules("pytest.importorskip('pandas')"), ["pandas"]);
}

#[test]
fn a_package_around_or_inside_counts_as_imported() {
    let source = scan("from google.cloud import storage\nimport zope.interface.declarations\nimport azure");
    for module in
        ["google.cloud.storage", "google.cloud", "google.cloud.bigquery", "zope", "zope.interface", "azure.storage.blob"]
    {
        assert!(source.imports(module), "{module}");
    }
    for module in ["google.auth", "zop", "zope.event", "az"] {
        assert!(!source.imports(module), "{module}");
    }
    assert_eq!(source.top_levels().into_iter().collect::<Vec<_>>(), ["azure", "google", "zope"]);
}

#[test]
fn strings_name_modules_too() {
    let text = "
INSTALLED_APPS = ['django.contrib.admin', 'rest_framework', 'storages']
MIDDLEWARE = ['whitenoise.middleware.WhiteNoiseMiddleware']
url = f'postgresql+psycopg2://{user}@db/x'
worker = 'uvicorn.workers.UvicornWorker'
app = 'pkg.mod:attr'
def f():
    'Uses corsheaders, says the documentation.'
";
    let source = scan(text);
    for module in ["rest_framework", "storages", "whitenoise", "psycopg2", "uvicorn", "pkg", "django"] {
        assert!(source.names(module), "{module}");
    }
    for module in ["corsheaders", "framework", "psycopg", "admi", ""] {
        assert!(!source.names(module), "{module}");
    }
}

fn literal(text: &str) -> Vec<(String, Option<String>, bool, bool)> {
    let literals = scan(text).literals.into_iter();
    literals.map(|one| (one.text.into_owned(), one.callee.map(str::to_owned), one.first, one.documentation)).collect()
}

#[test]
fn a_string_knows_what_is_called_with_it() {
    let row = |text: &str, callee: &str, first: bool| (text.to_owned(), Some(callee.to_owned()), first, false);
    assert_eq!(
        literal("subprocess.run(['git', 'pull'], cwd='x')"),
        [row("git", "subprocess.run", true), row("pull", "subprocess.run", false), row("x", "subprocess.run", false)]
    );
    assert_eq!(literal("os.system (f\"ffmpeg -i {x}\")"), [row("ffmpeg -i {x}", "os.system", true)]);
    assert_eq!(literal("if shutil.which( 'x' ): pass"), [row("x", "shutil.which", true)]);
    assert_eq!(literal("f((\n  'x'))['y']")[1], ("y".to_owned(), None, true, false));
    assert_eq!(literal("x = 'a' 'b'"), [("a".to_owned(), None, false, false), ("b".to_owned(), None, false, false)]);
}

#[test]
fn documentation_is_told_from_data() {
    let documentation = |text: &str| literal(text).iter().map(|one| one.3).collect::<Vec<_>>();
    assert_eq!(documentation("'''Module.'''\ndef f(): 'f'\nclass C:\n    r\"c\"\n    x = 'y'\n"), [true, true, true, false]);
    assert_eq!(documentation("'a' 'b'\n'c'.upper()\n'd' + x\nf(\n'e'\n)\n'g'; x\n"), [true, true, false, false, false, true]);
    assert_eq!(documentation("x = {\n 'a': 'b',\n}\n'''end"), [false, false, true]);
}

#[test]
fn lines_are_counted_over_strings_and_continuations() {
    let text = "'''a\nb'''\nx = \\\n  'c'\r\n# '\ny = 'd'";
    let lines: Vec<u32> = scan(text).literals.iter().map(|literal| literal.line).collect();
    assert_eq!(lines, [1, 4, 6]);
}

#[test]
fn simple_escapes_are_resolved() {
    let texts: Vec<String> = literal("'a\\'b' r'c\\d' 'e\\\nf' '\\x41' b'g'").into_iter().map(|one| one.0).collect();
    assert_eq!(texts, ["a'b", "c\\d", "ef", "\\x41", "g"]);
}

#[test]
fn hostile_sources_take_linear_time() {
    for piece in ["(", "['", "'''", "from a import (", "import a,", "\\", "\"\\", "a.", "f(", "from . ", "'\n", "{'a':"] {
        let text = piece.repeat(50_000);
        let start = std::time::Instant::now();
        let source = scan(&text);
        assert!(start.elapsed().as_secs() < 5, "{piece}");
        assert!(source.modules.len() <= 2);
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "(import |from |as |\\(|\\)|\\[|\\]|'|\"|'''|\\\\|\r|\n|#|;|:|,|\\.|a|é|f'|rb\"|0|__import__| ){0,80}") {
        let source = scan(&text);
        for module in &source.modules {
            prop_assert!(!module.is_empty() && source.names(module));
        }
        let last = source.literals.last().map_or(1, |literal| literal.line as usize);
        prop_assert!(last <= text.matches('\n').count() + 1);
    }
}
