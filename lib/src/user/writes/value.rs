//! What paths a source writes to: a reader of expressions, far from an interpreter. It knows strings, names that were given a
//! value, `os.path.join` and its kin, `Path(…) / …`, variables of the environment with their defaults, and where the source
//! itself lies; everything else is unknown. Of a path whose end is unknown, the directory is known.
//!
//! It reads each token once and never fails.

use crate::facts::join;
use crate::knowledge::users::{self, Target};
use crate::split::python::imports::Token;
use std::collections::HashMap;

/// Brackets in brackets that are followed.
const MOST_DEPTH: usize = 40;

/// Longer texts are no paths.
const LONGEST: usize = 300;

/// A path, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// Absolute, or relative to the work directory.
    pub(super) text: String,
    /// Whether it goes on in a way that is not known.
    pub(super) open: bool,
}

/// Something that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) value: Value,
    /// Whether it is a directory.
    pub(super) directory: bool,
}

/// Values by the names that they were given.
pub(super) type Bindings = HashMap<String, Value>;

/// What is known around a source.
pub(super) struct Around<'a> {
    /// The source's own path in the image.
    pub(super) place: Option<&'a str>,
    /// The work directory of the running image.
    pub(super) directory: Option<&'a str>,
    /// What other sources have given names in capitals.
    pub(super) others: &'a Bindings,
    /// The running image's environment.
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
}

/// What a source writes, and the values that it gives names.
pub(super) fn read(tokens: &[Token<'_>], around: &Around<'_>) -> (Vec<Write>, Bindings) {
    let mut reader = Reader { tokens, at: 0, depth: 0, around, own: Bindings::new(), found: Vec::new() };
    reader.all(None);
    (reader.found, reader.own)
}

struct Reader<'t, 's, 'a> {
    tokens: &'t [Token<'s>],
    at: usize,
    depth: usize,
    around: &'a Around<'a>,
    own: Bindings,
    found: Vec<Write>,
}

/// An expression.
#[derive(Clone, Debug, Default)]
struct Expression {
    value: Option<Value>,
    /// The name, key or text that it is, to give a value to.
    name: Option<String>,
    /// The name that it is called by, its parts joined by dots.
    chain: String,
    /// The text, when it is one string.
    literal: Option<String>,
}

/// Arguments of a call: the names of those that have one, and the expressions.
type Arguments = Vec<(Option<String>, Expression)>;

impl Reader<'_, '_, '_> {
    fn sign(&self, ahead: usize) -> Option<u8> {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Sign(sign)) => Some(*sign),
            _ => None,
        }
    }

    /// Reads expressions up to a closing bracket, or to the end; those between commas.
    fn all(&mut self, close: Option<u8>) -> Arguments {
        let mut list = Arguments::new();
        let mut key: Option<String> = None;
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Sign(sign) if Some(*sign) == close => {
                    self.at += 1;
                    return list;
                }
                Token::Sign(b',' | b';') => {
                    key = None;
                    self.at += 1;
                }
                Token::Line => {
                    if close.is_none() {
                        key = None;
                    }
                    self.at += 1;
                }
                Token::Sign(b'(' | b'[' | b'{') | Token::Name(_) | Token::Text(_) => {
                    let expression = self.expression();
                    if self.gives_value() {
                        key = expression.name.clone();
                        continue;
                    }
                    self.note(key.as_deref(), &expression);
                    list.push((key.take(), expression));
                }
                Token::Sign(_) => self.at += 1,
            }
        }
        list
    }

    /// `=`, `:`, `:=`, `=>` behind a name or key, but not `==`.
    fn gives_value(&mut self) -> bool {
        let length = match (self.sign(0), self.sign(1)) {
            (Some(b'='), Some(b'=')) => return false,
            (Some(b':'), Some(b'=')) | (Some(b'='), Some(b'>')) => 2,
            (Some(b'=' | b':'), _) => 1,
            _ => return false,
        };
        self.at += length;
        true
    }

    /// Takes down what a value says: the name that it is given, and whether the path is one that is written.
    fn note(&mut self, key: Option<&str>, expression: &Expression) {
        let Some(value) = &expression.value else { return };
        if let Some(key) = key {
            self.own.insert(key.to_owned(), value.clone());
            if users::is_written_setting(key) {
                let directory =
                    !users::is_written_file(&value.text) && !value.text.rsplit('/').next().unwrap_or_default().contains('.');
                self.found.push(Write { value: value.clone(), directory });
                return;
            }
        }
        if !value.open && users::is_written_file(&value.text) && value.text.len() > 4 {
            self.found.push(Write { value: value.clone(), directory: false });
        }
    }

    /// `a / b + c`, `a || b`, `a or b`.
    fn expression(&mut self) -> Expression {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            self.at += 1;
            self.depth -= 1;
            return Expression::default();
        }
        let mut left = self.term();
        loop {
            match (self.sign(0), self.sign(1)) {
                (Some(b'/'), _) => {
                    self.at += 1;
                    let right = self.term();
                    left = Expression { value: joined(left.value.as_ref(), right.value.as_ref()), ..Expression::default() };
                }
                (Some(b'+'), other) if other != Some(b'=') => {
                    self.at += 1;
                    let right = self.term();
                    left = Expression { value: appended(left.value.as_ref(), right.value.as_ref()), ..Expression::default() };
                }
                (Some(b'|'), Some(b'|')) | (Some(b'?'), Some(b'?')) => {
                    self.at += 2;
                    let right = self.term();
                    left = Expression { value: left.value.or(right.value), ..Expression::default() };
                }
                (Some(b'%'), _) => {
                    self.at += 1;
                    self.term();
                    left.value = left.value.map(|value| Value { open: true, ..value });
                }
                _ if matches!(self.tokens.get(self.at), Some(Token::Name("or"))) => {
                    self.at += 1;
                    let right = self.term();
                    left = Expression { value: left.value.or(right.value), ..Expression::default() };
                }
                _ => break,
            }
        }
        self.depth -= 1;
        left
    }

    fn term(&mut self) -> Expression {
        let mut expression = match self.tokens.get(self.at) {
            Some(Token::Text(text)) => {
                self.at += 1;
                let value = self.text_value(text);
                let text = text.to_string();
                Expression { value, name: Some(text.clone()), literal: Some(text), chain: String::new() }
            }
            Some(Token::Name(name)) => {
                let name = *name;
                self.at += 1;
                // words of the language before an expression
                if matches!(
                    name,
                    "new"
                        | "await"
                        | "return"
                        | "const"
                        | "let"
                        | "var"
                        | "final"
                        | "static"
                        | "public"
                        | "private"
                        | "String"
                        | "not"
                        | "mut"
                        | "f"
                        | "r"
                ) && matches!(self.tokens.get(self.at), Some(Token::Name(_) | Token::Text(_)))
                {
                    return self.term();
                }
                Expression { value: self.named(name), name: Some(name.to_owned()), chain: name.to_owned(), literal: None }
            }
            Some(Token::Sign(open @ (b'(' | b'[' | b'{'))) => {
                let close = closing(*open);
                let alone = *open == b'(';
                self.at += 1;
                let mut list = self.all(Some(close));
                match list.pop() {
                    Some((None, only)) if alone && list.is_empty() => Expression { value: only.value, ..Expression::default() },
                    _ => Expression::default(),
                }
            }
            Some(_) => {
                self.at += 1;
                Expression::default()
            }
            None => Expression::default(),
        };
        while self.goes_on(&mut expression) {}
        expression
    }

    /// Members, calls and indices behind an expression.
    fn goes_on(&mut self, expression: &mut Expression) -> bool {
        match self.sign(0) {
            Some(b'.') => {
                let Some(Token::Name(name)) = self.tokens.get(self.at + 1) else { return false };
                self.at += 2;
                let called = self.sign(0) == Some(b'(');
                let before = expression.value.take();
                expression.value = match *name {
                    "parent" => before.as_ref().map(parent),
                    _ if called => before,
                    "dirname" | "root" if expression.chain.ends_with("meta") || expression.chain == "Rails" => self.directory(),
                    "root_path" => self.directory(),
                    "instance_path" => Some(closed("instance")),
                    name if expression.chain == "process.env" => {
                        (self.around.environment)(name).map(|text| Value { text, open: false })
                    }
                    name => self.named(name),
                };
                let before = if expression.chain.len() > LONGEST { "" } else { expression.chain.as_str() };
                expression.chain = format!("{before}.{name}");
                expression.name = Some((*name).to_owned());
                expression.literal = None;
                true
            }
            Some(b'(') if !expression.chain.is_empty() => {
                self.at += 1;
                let arguments = self.all(Some(b')'));
                let receiver = expression.value.take();
                self.call(&expression.chain.clone(), receiver.as_ref(), &arguments);
                expression.value = self.result(&expression.chain, receiver, &arguments);
                expression.name = None;
                expression.literal = None;
                true
            }
            Some(b'[') if !expression.chain.is_empty() => {
                self.at += 1;
                let index = self.all(Some(b']'));
                let text = index.first().and_then(|(_, index)| index.literal.clone());
                let is_environment =
                    expression.chain.ends_with("environ") || expression.chain.ends_with("env") || expression.chain == "ENV";
                let named = text.as_deref().filter(|_| is_environment).and_then(self.around.environment);
                expression.value = named.map(|text| Value { text, open: false });
                expression.name = text;
                expression.literal = None;
                true
            }
            _ => false,
        }
    }

    /// The value of a name.
    fn named(&self, name: &str) -> Option<Value> {
        match name {
            "__file__" | "__FILE__" | "__filename" => self.around.place.map(closed),
            "__dirname" | "__DIR__" | "__dir__" => self.around.place.map(|place| parent(&closed(place))),
            _ => {
                let capitals = || name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
                self.own.get(name).or_else(|| self.around.others.get(name).filter(|_| capitals())).cloned()
            }
        }
    }

    fn directory(&self) -> Option<Value> {
        self.around.directory.map(closed)
    }

    /// A string as a path: `{name}` filled in, cut where it goes on in a way that is not known.
    fn text_value(&self, text: &str) -> Option<Value> {
        let text = ["sqlite+aiosqlite:///", "sqlite:///", "sqlite://", "file://", "jdbc:sqlite:"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        if text.len() > LONGEST || text.contains("://") || text.contains(['\n', ' ', '*', '<', '"']) {
            return None;
        }
        let Some(start) = text.find(['{', '$', '%', '#']) else { return (!text.is_empty()).then(|| closed(text)) };
        let inside = text[start..].trim_start_matches(['$', '#']);
        let filled = inside.strip_prefix('{').and_then(|rest| rest.split_once('}')).and_then(|(name, rest)| {
            let value = self.named(name.trim()).filter(|value| !value.open)?;
            Some(format!("{}{}{rest}", &text[..start], value.text))
        });
        if let Some(filled) = filled.filter(|filled| !filled.contains(['{', '$', '%', '#'])) {
            return Some(closed(&filled));
        }
        let known = &text[..text[..start].rfind('/')?];
        (!known.is_empty()).then(|| Value { text: known.to_owned(), open: true })
    }

    /// Takes down what a call writes.
    fn call(&mut self, chain: &str, receiver: Option<&Value>, arguments: &Arguments) {
        let argument = |index: usize| arguments.iter().filter(|(name, _)| name.is_none()).nth(index).map(|(_, it)| it);
        let makes = ["mkdir", "makedir", "create_dir", "createdir", "ensure", "mkpath"]
            .iter()
            .any(|part| chain.to_ascii_lowercase().rsplit('.').next().unwrap_or_default().contains(part));
        let targets: Vec<Target> = users::written_by(chain).collect();
        for target in targets {
            let value = match target {
                Target::Argument(index) => argument(index).and_then(|it| it.value.as_ref()),
                Target::Receiver => receiver,
                Target::WithMode => {
                    // `open(path, "w")`, `path.open("w")`
                    let mode = |it: Option<&Expression>| it.and_then(|it| it.literal.as_deref()).is_some_and(is_writing);
                    let named = arguments.iter().find(|(name, _)| name.as_deref() == Some("mode")).map(|(_, it)| it);
                    match receiver {
                        Some(_) if mode(argument(0).or(named)) => receiver,
                        None if mode(argument(1).or(named)) => argument(0).and_then(|it| it.value.as_ref()),
                        _ => None,
                    }
                }
            };
            if let Some(value) = value {
                self.found.push(Write { value: value.clone(), directory: makes });
            }
        }
    }

    /// What a call gives.
    fn result(&self, chain: &str, receiver: Option<Value>, arguments: &Arguments) -> Option<Value> {
        let mut values = arguments.iter().filter(|(name, _)| name.is_none()).map(|(_, it)| it.value.clone());
        let last = chain.rsplit('.').next().unwrap_or_default();
        let owner = chain.strip_suffix(last).unwrap_or_default().trim_end_matches('.').rsplit('.').next().unwrap_or_default();
        match last {
            "joinpath" | "join" | "resolve" if receiver.is_some() => {
                values.fold(receiver, |left, right| joined(left.as_ref(), right.as_ref()))
            }
            "join" | "resolve" | "normalize" | "Join" | "Combine"
                if matches!(owner, "path" | "posix" | "filepath" | "File" | "Path" | "root" | "Paths") =>
            {
                let first = if owner == "root" { self.directory() } else { values.next()? };
                values.fold(first, |left, right| joined(left.as_ref(), right.as_ref()))
            }
            "Path" | "PurePath" | "PosixPath" | "File" | "get" | "of" | "from" | "new"
                if matches!(owner, "pathlib" | "Paths" | "Path" | "PathBuf")
                    || owner.is_empty() && matches!(last, "Path" | "PurePath" | "PosixPath" | "File") =>
            {
                let first = values.next()?;
                values.fold(first, |left, right| joined(left.as_ref(), right.as_ref()))
            }
            "dirname" | "dirName" | "Dir" => values.next()?.as_ref().map(parent),
            "abspath" | "realpath" | "expanduser" | "normpath" | "str" | "fspath" | "String" | "Abs" | "fileURLToPath"
            | "Clean" => values.next().flatten().or(receiver),
            "resolve" | "absolute" | "as_posix" | "toString" | "to_s" | "to_str" | "unwrap" => receiver,
            "getcwd" | "cwd" | "pwd" | "Getwd" | "getProperty" => self.directory(),
            "home" | "homedir" => Some(closed("~")),
            "gettempdir" | "tmpdir" | "mkdtemp" | "TempDir" | "NamedTemporaryFile" | "temp_dir" => Some(closed("/tmp")),
            "getenv" | "get" | "env" | "config" | "Getenv" | "getEnv" | "fetch" | "str_env" => {
                let name = arguments.first()?.1.literal.as_deref()?;
                let known = (self.around.environment)(name).map(|text| Value { text, open: false });
                let default =
                    || arguments.iter().find(|(name, _)| name.as_deref() == Some("default")).and_then(|(_, it)| it.value.clone());
                known.or_else(|| values.nth(1).flatten()).or_else(default)
            }
            "format" => receiver.map(|value| Value { open: true, ..value }),
            _ => None,
        }
    }
}

/// Whether a text is a mode that writes, as of C's fopen.
fn is_writing(mode: &str) -> bool {
    mode.len() <= 4 && mode.starts_with(['w', 'a', 'x', 'r']) && mode.contains(['w', 'a', 'x', '+'])
}

const fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

fn closed(text: &str) -> Value {
    Value { text: text.to_owned(), open: false }
}

/// The directory around a path.
fn parent(value: &Value) -> Value {
    if value.open {
        return value.clone();
    }
    let text = match value.text.rsplit_once('/') {
        Some(("", _)) => "/".to_owned(),
        Some((before, _)) => before.to_owned(),
        None if value.text == "." => "..".to_owned(),
        None => ".".to_owned(),
    };
    Value { text, open: false }
}

fn joined(left: Option<&Value>, right: Option<&Value>) -> Option<Value> {
    match (left, right) {
        (_, Some(right)) if right.text.starts_with('/') && left.is_some_and(|left| !left.text.starts_with('/')) => {
            Some(right.clone())
        }
        (Some(left), _) if left.open => Some(left.clone()),
        (Some(left), Some(right)) if left.text.starts_with('/') => {
            Some(Value { text: join(Some(&left.text), right.text.trim_start_matches('/'))?, open: right.open })
        }
        (Some(left), Some(right)) => {
            let text = format!("{}/{}", left.text.trim_end_matches('/'), right.text.trim_start_matches("./"));
            (text.len() <= LONGEST).then_some(Value { text, open: right.open })
        }
        (Some(left), None) => Some(Value { open: true, ..left.clone() }),
        (None, _) => None,
    }
}

/// `a + b`.
fn appended(left: Option<&Value>, right: Option<&Value>) -> Option<Value> {
    let left = left?;
    match right {
        _ if left.open => Some(left.clone()),
        Some(right) if left.text.len() + right.text.len() <= LONGEST => {
            Some(Value { text: format!("{}{}", left.text, right.text), open: right.open })
        }
        _ => left.text.rsplit_once('/').map(|(known, _)| Value { text: known.to_owned(), open: true }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::writes::tokens::tokens;

    /// What a source at /app/src writes, directories with a slash, open ends with dots.
    fn written(name: &str, text: &str) -> Vec<String> {
        let place = format!("/app/src/{name}");
        let environment = |name: &str| (name == "DATA").then(|| "/data".to_owned());
        let around = Around { place: Some(&place), directory: Some("/app"), others: &Bindings::new(), environment: &environment };
        let tokens = tokens(name, text).unwrap();
        let show = |write: Write| {
            format!("{}{}{}", write.value.text, if write.value.open { "…" } else { "" }, if write.directory { "/" } else { "" })
        };
        read(&tokens, &around).0.into_iter().map(show).collect()
    }

    #[test]
    fn paths_of_python_are_worked_out() {
        assert_eq!(written("a.py", "import os\nos.makedirs(os.path.join('a', \"b\"), exist_ok=True)"), ["a/b/"]);
        assert_eq!(
            written("a.py", "D = Path(__file__).resolve().parent.parent / 'data'\nD.mkdir(exist_ok=True)"),
            ["/app/data/"]
        );
        assert_eq!(written("a.py", "with open('log.txt', 'a') as f: pass\nopen('x')\nopen('y', 'rb')"), ["log.txt"]);
        assert_eq!(written("a.py", "P = os.environ.get('DATA', 'here')\nopen(P + '/x', mode='wb')"), ["/data/x"]);
        assert_eq!(written("a.py", "MEDIA_ROOT = BASE_DIR / 'media'\n"), [] as [&str; 0]);
        assert_eq!(written("a.py", "BASE_DIR = Path(__file__).parent\nMEDIA_ROOT = BASE_DIR / 'media'\n"), ["/app/src/media/"]);
        assert_eq!(written("a.py", "DATA = Path('d')\ncreate_engine(f'sqlite:///{DATA}/shelf.db')"), ["d/shelf.db"]);
        assert_eq!(written("a.py", "app.config['UPLOAD_FOLDER'] = 'up'\nf.save(x)"), ["up/"]);
        assert_eq!(written("a.py", "open(f'out/{name}.txt', 'w')"), ["out…"]);
        assert_eq!(written("a.py", "sqlite3.connect('/var/lib/a/x')\nsocket.connect('b')"), ["/var/lib/a/x"]);
    }

    #[test]
    fn paths_of_other_languages_are_worked_out() {
        assert_eq!(written("a.js", "const d = path.join(__dirname, 'uploads');\nfs.mkdirSync(d)"), ["/app/src/uploads/"]);
        assert_eq!(written("a.js", "const upload = multer({ dest: 'uploads/' })"), ["uploads//"]);
        assert_eq!(written("a.js", "fs.writeFile(process.env.DATA || './x', t)"), ["/data"]);
        assert_eq!(written("a.go", "f, err := os.Create(\"/var/out/a\")"), ["/var/out/a"]);
        assert_eq!(written("a.go", "db, _ := sql.Open(\"sqlite3\", \"./foo.db\")"), ["./foo.db"]);
        assert_eq!(written("a.rs", "std::fs::create_dir_all(\"state\")?;"), ["state/"]);
        assert_eq!(written("a.rb", "File.open('a', 'w') { |f| f << 1 }"), ["a"]);
    }

    #[test]
    fn brackets_without_end_take_no_time() {
        let text = "a(".repeat(100_000);
        assert!(written("a.py", &text).is_empty());
    }
}
