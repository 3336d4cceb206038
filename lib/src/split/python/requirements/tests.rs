use super::*;
use crate::context::{Answers, Context, File, FileKind, Glob, Known};
use proptest::prelude::*;
use std::sync::Arc;

fn one(text: &str) -> Requirement {
    let mut all = read(text).requirements;
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

fn names(text: &str) -> Vec<String> {
    read(text).requirements.into_iter().filter_map(|requirement| requirement.name).collect()
}

#[test]
fn names_are_normalised() {
    for (written, name) in [("Flask", "flask"), ("zope.interface", "zope-interface"), ("a__b-.c", "a-b-c"), ("PyYAML", "pyyaml")]
    {
        assert_eq!(normalised(written), name);
    }
}

#[test]
fn a_requirement_has_its_parts() {
    let text = "Requests[security, socks_x] >=2.8.1, ==2.8.* ; python_version < \"2.7\" # why";
    let requirement = one(text);
    assert_eq!(requirement.name.as_deref(), Some("requests"));
    assert_eq!(requirement.extras, ["security", "socks-x"]);
    assert_eq!(requirement.specifier, ">=2.8.1, ==2.8.*");
    assert_eq!(requirement.marker.as_deref(), Some("python_version < \"2.7\""));
    assert_eq!(requirement.source, Source::Index);
    assert_eq!(requirement.span.of(text), text);
}

#[test]
fn continued_lines_are_one_and_hashes_belong_to_it() {
    let text = "# top\r\na==1 \\\r\n    --hash=sha256:aa \\\r\n    --hash sha256:bb\r\nb\r\n";
    let all = read(text).requirements;
    assert_eq!(all[0].hashes, ["sha256:aa", "sha256:bb"]);
    assert_eq!((all[0].specifier.as_str(), all[0].line), ("==1", 2));
    assert!(all[0].span.of(text).ends_with("sha256:bb"));
    assert_eq!((all[1].name.as_deref(), all[1].line), (Some("b"), 5));
}

#[test]
fn a_comment_ends_a_continued_line_as_pip_has_it() {
    assert_eq!(names("a \\\n# comment\nb"), ["a", "b"]);
    assert_eq!(names("a#b"), [""; 0]);
    assert_eq!(names("a #b \\\nc"), ["a"]);
    assert_eq!(names("a\\"), ["a"]);
    assert_eq!(names("\u{feff}a\u{c}b\rc"), ["a", "b", "c"]);
}

#[test]
fn addresses_and_repositories_may_tell_a_name() {
    let cases: &[(&str, Option<&str>, Source)] = &[
        ("git+https://e.org/x.git@v1#egg=X_y[z]&subdirectory=s", Some("x-y"), Source::Repository(String::new())),
        ("-e git+ssh://git@e.org/x.git#egg=x", Some("x"), Source::Repository(String::new())),
        ("--editable=git+git@e.org:a/b.git#egg=b", Some("b"), Source::Repository(String::new())),
        ("https://e.org/my_pkg-1.0-py3-none-any.whl", Some("my-pkg"), Source::Url(String::new())),
        ("https://e.org/archive/main.zip", None, Source::Url(String::new())),
        ("x @ https://e.org/x.zip ; python_version>'3'", Some("x"), Source::Url(String::new())),
        ("x[y]@git+https://e.org/x", Some("x"), Source::Repository(String::new())),
        ("x @ file:///opt/x", Some("x"), Source::Path(String::new())),
        ("file:./x#egg=own", Some("own"), Source::Path(String::new())),
        ("-e .", None, Source::Path(String::new())),
        ("-e .[dev]", None, Source::Path(String::new())),
        ("./libs/a", None, Source::Path(String::new())),
        ("libs/a", None, Source::Path(String::new())),
        ("wheels\\a-1-py3-none-any.whl", None, Source::Path(String::new())),
        ("a-1-py3-none-any.whl", Some("a"), Source::Path(String::new())),
        ("${NAME}==1", None, Source::Unread(String::new())),
        ("a b", None, Source::Unread(String::new())),
        ("pip install a", None, Source::Unread(String::new())),
    ];
    for (text, name, source) in cases {
        let requirement = one(text);
        assert_eq!(std::mem::discriminant(&requirement.source), std::mem::discriminant(source), "{text}");
        if !text.contains('\\') {
            assert_eq!(requirement.name.as_deref(), *name, "{text}");
        }
        assert_eq!(requirement.editable, text.starts_with("-e") || text.starts_with("--e"), "{text}");
    }
}

#[test]
fn a_marker_behind_an_address_is_told_apart() {
    let requirement = one("x @ https://e.org/x;v=1.zip ; os_name == 'posix'");
    assert_eq!(requirement.source, Source::Url("https://e.org/x;v=1.zip".to_owned()));
    assert_eq!(requirement.marker.as_deref(), Some("os_name == 'posix'"));
}

#[test]
fn options_are_read_in_every_form_that_pip_takes() {
    use OptionKind::*;
    let text = "-r a.txt\n-rb.txt\n--requirement=c.txt\n--requirement 'd e.txt'\n-c x\n-i https://u:${TOKEN}@e.org/simple\n\
                --extra-index-url https://f --no-index\n-f ./wheels\n--no-binary :all:\n--pre\n--find https://x\n--trusted-host h\n\
                --strange\n-q\n-r\n--pre=1\n-r 'open\n--use-wheel\n";
    let found: Vec<(OptionKind, String)> = read(text).options.into_iter().map(|one| (one.kind, one.value)).collect();
    let expected = [
        (Requirement, "a.txt"),
        (Requirement, "b.txt"),
        (Requirement, "c.txt"),
        (Requirement, "d e.txt"),
        (Constraint, "x"),
        (IndexUrl, "https://u:${TOKEN}@e.org/simple"),
        (ExtraIndexUrl, "https://f"),
        (NoIndex, ""),
        (FindLinks, "./wheels"),
        (NoBinary, ":all:"),
        (Pre, ""),
        (FindLinks, "https://x"),
        (TrustedHost, "h"),
        (Unknown, "--strange"),
        (Unknown, "-q"),
        (Unknown, "-r"),
        (Unknown, "--pre=1"),
        (Unknown, "-r 'open"),
        (Legacy, ""),
    ];
    assert_eq!(found, expected.map(|(kind, value)| (kind, value.to_owned())));
}

#[test]
fn files_are_decoded_by_their_mark() {
    let wide: Vec<u8> = "\u{feff}flask\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(names(&decode(&wide)), ["flask"]);
    assert_eq!(names(&decode(b"\xEF\xBB\xBFflask\xFF")), [""; 0]);
    assert_eq!(names(&decode(b"flask # \xE9")), ["flask"]);
}

/// A context of these files, as one that answers everything.
fn context(files: &[(&str, &str)]) -> Context<'static> {
    let mut answers = Answers::default();
    for (path, text) in files {
        let content = Some(text.as_bytes().into());
        let file = File { path: (*path).to_owned(), kind: FileKind::File, mode: 0o644, size: text.len() as u64, content };
        answers.files.insert(Glob::new(path, true), Known::Yes(Arc::new(vec![file])));
    }
    for path in ["gone.txt", "requirements/gone.txt"] {
        answers.files.insert(Glob::new(path, true), Known::Yes(Arc::new(Vec::new())));
    }
    let mut context = Context::default();
    context.take(answers);
    context
}

fn obstacles(collection: &Collection) -> Vec<(ObstacleKind, &str, u32)> {
    collection.obstacles.iter().map(|one| (one.kind, one.text.as_str(), one.line)).collect()
}

#[test]
fn included_files_are_found_from_the_one_that_includes_them() {
    let context = context(&[
        ("requirements/prod.txt", "-r base.txt\n-c ../constraints.txt\ngunicorn\n"),
        ("requirements/base.txt", "-r prod.txt\nflask\n--extra-index-url https://e.org\n"),
        ("constraints.txt", "flask<3\n-r more.txt\n"),
        ("more.txt", "x==1\n"),
    ]);
    let found = collect(&context, "./requirements/prod.txt");
    let paths = ["requirements/prod.txt", "requirements/base.txt", "constraints.txt", "more.txt"];
    assert_eq!(found.sufficient(), Ok(&paths.map(str::to_owned)[..]));
    let names = |list: &[Included<Requirement>]| -> Vec<(usize, String)> {
        list.iter().map(|one| (one.file, one.what.name.clone().unwrap())).collect()
    };
    assert_eq!(names(&found.requirements), [(0, "gunicorn".to_owned()), (1, "flask".to_owned())]);
    assert_eq!(names(&found.constraints), [(2, "flask".to_owned()), (3, "x".to_owned())]);
    assert!(found.is_complete());
}

#[test]
fn what_needs_more_of_the_context_is_an_obstacle() {
    use ObstacleKind::*;
    let text = "-e .\n./lib\n-f wheels\n-r gone.txt\n-r ../up.txt\n-r https://e.org/r.txt\n-r $X.txt\n--strange\na b\n-r /abs.txt\n-i file:///simple\n";
    let found = collect(&context(&[("requirements.txt", text)]), "requirements.txt");
    let expected = [
        (LocalPath, ".", 1),
        (LocalPath, "./lib", 2),
        (Unread, "a b", 9),
        (LocalIndex, "wheels", 3),
        (Elsewhere, "../up.txt", 5),
        (Elsewhere, "https://e.org/r.txt", 6),
        (Elsewhere, "$X.txt", 7),
        (Unread, "--strange", 8),
        (Elsewhere, "/abs.txt", 10),
        (LocalIndex, "file:///simple", 11),
        (Missing, "gone.txt", 4),
    ];
    assert_eq!(obstacles(&found), expected);
    assert!(found.sufficient().is_err() && !found.is_complete());
    assert!(collect(&context(&[("r.txt", "-e .\nflask")]), "r.txt").is_complete());
}

#[test]
fn an_unknown_context_is_asked_for_all_files_of_a_depth_at_once() {
    let mut context = context(&[("requirements.txt", "-r a.txt\n-r b.txt\n")]);
    let found = collect(&context, "requirements.txt");
    assert_eq!(obstacles(&found), [(ObstacleKind::Unknown, "a.txt", 1), (ObstacleKind::Unknown, "b.txt", 2)]);
    assert_eq!(context.take_needs().len(), 2);
}

#[test]
fn endless_chains_of_files_end() {
    let files: Vec<(String, String)> = (0..80).map(|at| (format!("{at}.txt"), format!("-r {}.txt\np{at}\n", at + 1))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let found = collect(&context(&files), "0.txt");
    assert_eq!(obstacles(&found), [(ObstacleKind::TooMany, "50.txt", 1)]);
    assert_eq!(found.paths.len(), 50);
}

proptest! {
    #[test]
    fn nothing_panics_and_spans_are_lines(text in "([ab-]|\\\\|\r|\n|#| |;|@|\\[|\\]|'|\"|--hash=|-r|git\\+|://|é|==1){0,60}") {
        let said = read(&text);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        for requirement in said.requirements {
            prop_assert!(requirement.span.range().end <= text.len());
            prop_assert!(!requirement.span.of(text).is_empty());
        }
    }
}
