//! Whole builds against a daemon over pipes: what is called, in which order, and what is given back, whatever goes wrong.

use super::*;
use crate::fake::{World, steps};
use crate::rewriter::{Ask, Proposed, Told, Worker, library};
use bollard_buildkit_proto::pb;
use k8or_core::Options;
use k8or_core::context::{Glob, Known, Need, Scope};
use prost::Message;
use std::process::Command;
use std::time::Instant;

const DOCKERFILE: &str = "FROM debian:12\nRUN one\nRUN two\n";

/// Puts a step in front of the second RUN, and changes nothing where there is no RUN.
fn inserting(text: &str, _: &Options, _: Ask<'_>) -> Result<Rewritten, Trouble> {
    let mut rewritten = Rewritten::default();
    for (number, line) in (1..).zip(text.lines()) {
        if line == "RUN two" {
            rewritten.text.push_str("RUN of k8or\n");
            rewritten.lines.push(number);
        }
        rewritten.text.push_str(line);
        rewritten.text.push('\n');
        rewritten.lines.push(number);
    }
    Ok(rewritten)
}

fn work(worker: Worker) -> Work {
    Work { rewriter: Rewriter::Here(worker), limit: Duration::from_secs(20) }
}

/// The log, without what is read and looked for on the way.
fn main_calls(world: &World) -> Vec<&str> {
    let aside =
        |line: &&str| !["read", "list", "warn", "solve local://", "ping", "inputs"].iter().any(|call| line.starts_with(call));
    world.log.iter().map(String::as_str).filter(aside).collect()
}

const REWRITTEN: [&str; 4] = ["convert dockerfile.v0", "convert dockerfile.v0", "solve steps, evaluated", "return"];

#[test]
fn the_original_is_converted_and_then_what_was_rewritten() {
    let world = World::new(DOCKERFILE, &[]).build(&["cmdline=k8or/frontend", "source=k8or/frontend"], work(inserting));
    assert_eq!(main_calls(&world), REWRITTEN);
    assert_eq!(world.built(), "FROM debian:12\nRUN one\nRUN of k8or\nRUN two");
    assert_eq!(world.told().len(), 1, "{:?}", world.told());
    let handed = &world.solves.iter().rfind(|solve| solve.frontend == BUILTIN).unwrap();
    assert_eq!(handed.frontend_opt["build-arg:BUILDKIT_DOCKERFILE_CHECK"], "skip=all");
    assert_eq!(handed.frontend_opt["cmdline"], "k8or/frontend");
}

#[test]
fn the_result_is_said_to_come_from_the_users_file() {
    let world = World::new(DOCKERFILE, &[]).build(&[], work(inserting));
    let solve = world.solves.iter().rfind(|solve| solve.evaluate).unwrap();
    let definition = solve.definition.as_ref().unwrap();
    let source = definition.source.as_ref().unwrap();
    assert_eq!(source.infos[0].data, DOCKERFILE.as_bytes());
    let origin = pb::Op::decode(source.infos[0].definition.as_ref().unwrap().def[0].as_slice()).unwrap();
    let Some(pb::op::Op::Source(origin)) = origin.op else { panic!() };
    assert_eq!(origin.identifier, "local://dockerfile");
    let lines: Vec<i32> = definition.def[..4]
        .iter()
        .map(|op| source.locations[&llb::digest(op)].locations[0].ranges[0].start.unwrap().line)
        .collect();
    assert_eq!(lines, [1, 2, 3, 3]);
    // what is beside the trees is passed on
    let result = world.outcomes[0].result.as_ref().unwrap();
    assert_eq!(result.metadata["containerimage.config"], b"{}");
}

#[test]
fn a_file_that_needs_nothing_is_converted_once() {
    let world = World::new("FROM debian:12\n", &[]).build(&[], work(inserting));
    assert_eq!(main_calls(&world), ["convert dockerfile.v0", "solve steps", "return"]);
    assert_eq!((world.built().as_str(), world.told().len()), ("FROM debian:12", 0));
}

#[test]
fn what_is_only_asked_about_is_passed_on() {
    let world = World::new(DOCKERFILE, &[]).build(&["requestid=frontend.outline"], work(inserting));
    assert_eq!(world.log, ["ping", "inputs", "convert dockerfile.v0 frontend.outline", "return"]);
}

#[test]
fn an_error_of_the_users_is_the_users_own() {
    let world = World { refuses: Some("two"), ..World::new(DOCKERFILE, &[]) }.build(&[], work(inserting));
    assert_eq!(main_calls(&world), ["convert dockerfile.v0", "return"]);
    assert_eq!(world.error(), "dockerfile parse error: two");
    let world = World { locals: [].into(), ..World::default() }.build(&[], work(inserting));
    assert!(world.error().contains("no such file"), "{}", world.error());
}

#[test]
fn a_step_that_the_users_build_has_just_so_fails_at_once() {
    let world = World { fails: Some("one"), ..World::new(DOCKERFILE, &[]) }.build(&[], work(inserting));
    assert_eq!(main_calls(&world), REWRITTEN);
    assert_eq!(world.error(), "process did not complete successfully: exit code: 1");
    assert_eq!(world.outcomes[0].error.as_ref().unwrap().details.len(), 2);
    assert_eq!(world.told().len(), 0);
}

#[test]
fn a_step_of_ours_that_fails_leads_back_to_the_users_file() {
    // the second: the user's own text, after a step of ours
    for fails in ["of k8or", "two"] {
        let world = World { fails: Some(fails), ..World::new(DOCKERFILE, &[]) }.build(&[], work(inserting));
        assert_eq!(world.built(), "FROM debian:12\nRUN one\nRUN two", "{fails}");
        let told = world.told();
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("unchanged") && told[0].ends_with("(line 3)"), "{told:?}");
    }
}

#[test]
fn without_evaluation_failures_are_left_to_the_daemon() {
    let of_k8or = || World { fails: Some("of k8or"), ..World::new(DOCKERFILE, &[]) };
    let asked = of_k8or().build(&["cmdline=k8or/frontend fallback=conversion"], work(inserting));
    let lacking = World { lacks: vec!["gateway.solve.evaluate"], ..of_k8or() }.build(&[], work(inserting));
    for world in [asked, lacking] {
        assert_eq!(main_calls(&world), ["convert dockerfile.v0", "convert dockerfile.v0", "solve steps", "return"]);
        assert!(world.built().contains("of k8or"));
    }
}

#[test]
fn what_buildkit_does_not_take_is_not_built() {
    let world = World { refuses: Some("of k8or"), ..World::new(DOCKERFILE, &[]) }.build(&[], work(inserting));
    assert_eq!(world.built(), "FROM debian:12\nRUN one\nRUN two");
    assert!(world.told()[0].contains("parse error"), "{:?}", world.told());
}

#[test]
fn a_rewriter_that_goes_wrong_costs_a_warning() {
    fn panics(_: &str, _: &Options, _: Ask<'_>) -> Result<Rewritten, Trouble> {
        panic!("on purpose")
    }
    fn hangs(_: &str, _: &Options, _: Ask<'_>) -> Result<Rewritten, Trouble> {
        std::thread::sleep(Duration::from_secs(3_600));
        Err(Trouble::NoSource)
    }
    fn spins(_: &str, _: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
        loop {
            ask(Vec::new());
        }
    }
    fn junk(_: &str, _: &Options, _: Ask<'_>) -> Result<Rewritten, Trouble> {
        Ok(Rewritten { text: "\0\u{feff}FROM\nof k8or\n".to_owned(), ..Rewritten::default() })
    }
    fn dying() -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "kill -SEGV $$"]);
        command
    }
    fn refuses(_: &str, _: &Options, _: Ask<'_>) -> Result<Rewritten, Trouble> {
        Err(Trouble::Unread("line 1".to_owned()))
    }
    let (short, long) = (Duration::from_millis(300), Duration::from_secs(20));
    let table: [(Rewriter, &str, Duration); 6] = [
        (Rewriter::Here(panics), "on purpose", long),
        (Rewriter::Process(dying), "signal: 11", long),
        (Rewriter::Here(hangs), "gave up", short),
        (Rewriter::Here(spins), "gave up", short),
        (Rewriter::Here(junk), "parse error", long),
        (Rewriter::Here(refuses), "line 1", long),
    ];
    for (rewriter, why, limit) in table {
        let since = Instant::now();
        let broken = World { refuses: Some("of k8or"), ..World::new(DOCKERFILE, &[]) };
        let world = broken.build(&[], Work { rewriter, limit });
        assert_eq!(world.built(), "FROM debian:12\nRUN one\nRUN two", "{why}");
        assert!(world.told()[0].contains(why), "{why}: {:?}", world.told());
        assert!(since.elapsed() < long, "{why}");
    }
}

#[test]
fn a_call_that_fails_never_ends_a_build() {
    let healthy = || World::new(DOCKERFILE, &[("app.py", "x"), (".dockerignore", "b")]);
    let calls: Vec<String> = healthy().build(&[], work(asking)).log;
    let mut seen: Vec<(&'static str, usize)> = Vec::new();
    for call in calls {
        let name: &'static str = Box::leak(call.split(' ').next().unwrap().to_owned().into_boxed_str());
        let nth = seen.iter().filter(|(other, _)| *other == name).count();
        seen.push((name, nth));
    }
    assert!(seen.len() > 12, "{seen:?}");
    for broken in seen {
        // without its inputs, its conversion or an end there is no build, with the builtin neither
        let vital = matches!(broken, ("inputs" | "return", _) | ("convert", 0));
        let world = World { broken: Some(broken), ..healthy() }.build(&[], work(asking));
        assert_eq!(world.outcomes[0].error.is_some(), vital && broken.0 != "return", "{broken:?}: {:?}", world.log);
        if !vital {
            let original = world.built() == DOCKERFILE.trim_end();
            assert!(original || world.built().contains("of k8or"), "{broken:?}: {}", world.built());
        }
    }
}

/// Inserts only where the context is as expected.
fn asking(text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    let glob = Glob { pattern: "*.py".to_owned(), contents: true, scope: Scope::Sent };
    let answers = ask(vec![Need::Files(glob.clone())]);
    match answers.files.get(&glob) {
        Some(Known::Yes(files)) if files.len() == 1 && files[0].content.as_deref() == Some(b"x") => inserting(text, options, ask),
        _ => Ok(Rewritten { text: text.to_owned(), ..Rewritten::default() }),
    }
}

#[test]
fn files_of_the_context_reach_the_rewriter_from_everywhere() {
    let files = [("app.py", "x"), ("b.txt", "y")];
    let client = World::new(DOCKERFILE, &files).build(&[], work(asking));
    assert!(client.built().contains("of k8or"), "{:?}", client.log);
    let lacking =
        World { lacks: vec!["source.local.metadatatransfer"], ..World::new(DOCKERFILE, &files) }.build(&[], work(asking));
    assert!(lacking.built().contains("of k8or"), "{:?}", lacking.log);
    let mut handed = World::new(DOCKERFILE, &[]);
    let tree = llb::files(&[("app.py", Bytes::from_static(b"x"))], "");
    handed.inputs.insert("context".to_owned(), pb::Definition::decode(tree).unwrap());
    let handed = handed.build(&[], work(asking));
    assert!(handed.built().contains("of k8or"), "{:?}", handed.log);
    let mut remote = World::new("", &[]);
    remote.remote = [("Dockerfile", DOCKERFILE), ("sub/app.py", "x")].map(|(path, text)| (path.to_owned(), text.into())).into();
    let remote = remote.build(&["context=https://example.com/repository.git", "contextsubdir=sub"], work(asking));
    assert!(remote.built().contains("of k8or"), "{:?}", remote.log);
}

#[test]
fn a_remote_context_is_handed_over_with_the_rewritten_file() {
    let mut world = World::new("", &[]);
    world.remote = [("Dockerfile".to_owned(), DOCKERFILE.into())].into();
    let world = world.build(&["context=https://example.com/repository.git"], work(inserting));
    let handed = &world.solves.iter().rfind(|solve| solve.frontend == BUILTIN).unwrap();
    assert!(!handed.frontend_opt.contains_key("context"));
    let context = pb::Op::decode(handed.frontend_inputs["context"].def[0].as_slice()).unwrap();
    assert!(matches!(context.op, Some(pb::op::Op::Source(source)) if source.identifier == "git://repository"));
    assert!(world.built().contains("of k8or"));
}

#[test]
fn a_dockerfile_of_another_name_or_place_is_handed_over_under_it() {
    let mut world = World::new("", &[]);
    let files = [("deep/App.Dockerfile", COPYING), ("deep/App.Dockerfile.dockerignore", "*.md")];
    let files = files.map(|(path, text)| (path.to_owned(), text.into()));
    world.locals.insert("inline".to_owned(), files.into());
    let world = world.build(&["filename=deep/App.Dockerfile", "dockerfilekey=inline"], work(inserting));
    let handed = &world.solves.iter().rfind(|solve| solve.frontend == BUILTIN).unwrap();
    assert!(!handed.frontend_opt.contains_key("dockerfilekey"));
    assert_eq!(handed.frontend_opt["filename"], "deep/App.Dockerfile");
    let tree = pb::Op::decode(handed.frontend_inputs["dockerfile"].def[0].as_slice()).unwrap();
    let Some(pb::op::Op::File(tree)) = tree.op else { panic!() };
    assert_eq!(tree.actions.len(), 3);
    assert!(world.built().contains("of k8or"));
}

#[test]
fn a_dockerfile_of_the_clients_with_a_context_from_elsewhere_is_left_alone() {
    let world = World::new(DOCKERFILE, &[]).build(&["context=https://a/b.git", "dockerfilekey=dockerfile"], work(inserting));
    assert_eq!(world.built(), DOCKERFILE.trim_end());
    assert!(world.told()[0].contains("different places"), "{:?}", world.told());
}

#[test]
fn other_dockerfiles_that_were_handed_over_do_not_confuse() {
    let other = World::new("FROM other\nRUN x\n", &[]).build(&[], work(library));
    let mut world = World::new(DOCKERFILE, &[]);
    let solve =
        other.solves.into_iter().rfind(|solve| solve.definition.as_ref().is_some_and(|definition| definition.def.len() > 2));
    world.inputs.insert("other".to_owned(), solve.unwrap().definition.unwrap());
    assert!(world.build(&[], work(inserting)).built().contains("of k8or"));
}

#[test]
fn another_frontend_may_build() {
    let world = World::new(DOCKERFILE, &[]).build(&["cmdline=k8or/frontend forward=docker/dockerfile:1.20"], work(inserting));
    let (first, second) = (&world.solves[0], world.solves.iter().rfind(|solve| !solve.frontend.is_empty()).unwrap());
    for solve in [first, second] {
        assert_eq!(solve.frontend, "gateway.v0");
        assert_eq!(
            (solve.frontend_opt["source"].as_str(), solve.frontend_opt["cmdline"].as_str()),
            ("docker/dockerfile:1.20", "docker/dockerfile:1.20")
        );
    }
}

#[test]
fn a_large_dockerfile_and_its_large_error_go_through() {
    let comment = "# a comment of some length that stands in the file many times\n".repeat(10_000);
    let text = format!("{comment}{DOCKERFILE}");
    let world = World::new(&text, &[]).build(&[], work(inserting));
    assert!(world.built().contains("of k8or"));
    let failing = World { fails: Some("one"), padding: 800_000, ..World::new(&text, &[]) };
    assert!(failing.build(&[], work(inserting)).error().starts_with("process did not complete"));
}

#[test]
fn a_slow_daemon_is_waited_for_within_the_limit() {
    let slow = || World { delay: Duration::from_millis(30), ..World::new(DOCKERFILE, &[("app.py", "x")]) };
    assert!(slow().build(&[], work(asking)).built().contains("of k8or"));
    let world = slow().build(&[], Work { rewriter: Rewriter::Here(asking), limit: Duration::from_millis(50) });
    assert_eq!(world.built(), DOCKERFILE.trim_end());
    assert!(world.told()[0].contains("gave up"), "{:?}", world.told());
}

#[test]
fn explained_changes_have_their_lines_and_pages() {
    let text = "FROM debian:12\nRUN apt-get update && apt-get install curl\nCMD [\"curl\"]\n";
    let world = World::new(text, &[]).build(&["build-arg:K8OR_EXPLAIN=1", "build-arg:K8OR_LEVEL=1"], work(library));
    assert!(!world.warnings.is_empty());
    for warning in &world.warnings {
        let short = String::from_utf8(warning.short.clone()).unwrap();
        let line = warning.ranges[0].start.unwrap().line;
        assert!(short.ends_with(&format!("(line {line})")) && warning.url.contains("/docs/rules/"), "{short} {}", warning.url);
        assert_eq!(warning.info.as_ref().unwrap().data, text.as_bytes());
    }
    assert!(world.built().contains("--no-install-recommends"), "{}", world.built());
}

#[test]
fn level_zero_changes_nothing() {
    let text = "FROM debian:12\nRUN apt-get update && apt-get install curl\n";
    let world = World::new(text, &[]).build(&["cmdline=k8or/frontend level=0"], work(library));
    assert_eq!(world.built(), text.trim_end());
    assert_eq!(main_calls(&world), ["convert dockerfile.v0", "solve steps", "return"]);
    assert_eq!(steps(world.solves.last().unwrap().definition.as_ref().unwrap()), text.trim_end());
}

#[test]
fn a_file_with_another_syntax_line_is_converted_by_what_that_names() {
    let text = format!("# syntax=docker/dockerfile:1 x=y\n{DOCKERFILE}");
    let over = ["cmdline=k8or/frontend:2 level=3", "source=k8or/frontend:2", "build-arg:BUILDKIT_SYNTAX=k8or/frontend:2 level=3"];
    let world = World::new(&text, &[]).build(&over, work(inserting));
    let by: Vec<_> = world.solves.iter().filter(|solve| !solve.frontend.is_empty()).collect();
    assert_eq!(by.iter().map(|solve| solve.frontend.as_str()).collect::<Vec<_>>(), [BUILTIN, "gateway.v0", "gateway.v0"]);
    assert_eq!(by[0].frontend_opt["build-arg:BUILDKIT_DOCKERFILE_CHECK"], "skip=all");
    assert_eq!(by[2].frontend_opt["cmdline"], "docker/dockerfile:1 x=y");
    let own = World::new(&format!("# syntax=k8or/frontend\n{DOCKERFILE}"), &[]).build(&over, work(inserting));
    assert!(own.solves.iter().all(|solve| solve.frontend != "gateway.v0"));
    assert!(own.built().contains("of k8or"));
}

#[test]
fn settings_come_from_the_context_and_mistakes_in_them_change_nothing() {
    let forward = World::new(DOCKERFILE, &[("k8or.toml", "forward = 'docker/dockerfile:1'")]).build(&[], work(inserting));
    let by: Vec<_> = forward.solves.iter().map(|solve| solve.frontend.as_str()).filter(|name| !name.is_empty()).collect();
    assert_eq!(by, [BUILTIN, "gateway.v0", "gateway.v0"]);
    let off = World::new(DOCKERFILE, &[("k8or.toml", "level = 0")]).build(&[], work(inserting));
    assert_eq!((off.built().as_str(), off.told().len()), (DOCKERFILE.trim_end(), 0));
    let mistake = World::new(DOCKERFILE, &[]).build(&["cmdline=k8or/frontend levle=2"], work(inserting));
    assert_eq!(mistake.built(), DOCKERFILE.trim_end());
    assert!(mistake.told()[0].contains("did you mean `level`?"), "{:?}", mistake.told());
}

#[test]
fn an_ignore_file_that_is_proposed_is_handed_over_with_the_dockerfile() {
    fn proposing(text: &str, _: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
        assert!(matches!(ask(vec![Need::IgnoreFile]).ignore, Some(Known::Yes(ignore)) if ignore.lines() == "old\n"));
        let told = Told { rule: "context-clutter".to_owned(), text: "why".to_owned(), ..Told::default() };
        let file = Proposed { path: ".dockerignore".to_owned(), content: "old\nnew\n".to_owned(), told };
        Ok(Rewritten { text: text.to_owned(), lines: vec![1, 2, 3], files: vec![file], ..Rewritten::default() })
    }
    let world = World::new(DOCKERFILE, &[(".dockerignore", "old\n")]).build(&[], work(proposing));
    assert_eq!(main_calls(&world), REWRITTEN);
    let handed = world.solves.iter().rfind(|solve| solve.frontend == BUILTIN).unwrap();
    let tree = pb::Op::decode(handed.frontend_inputs["dockerfile"].def[0].as_slice()).unwrap();
    let Some(pb::op::Op::File(tree)) = tree.op else { panic!() };
    let Some(pb::file_action::Action::Mkfile(file)) = &tree.actions[1].action else { panic!() };
    assert_eq!((file.path.as_str(), file.data.as_slice()), ("/Dockerfile.dockerignore", &b"old\nnew\n"[..]));
    assert!(world.told()[0].contains("1 change by 1 rule"), "{:?}", world.told());
}

const COPYING: &str = "FROM debian:12\nCOPY . .\nRUN two\n";

/// Inserts where the listing of the context and the ignore file in force are as the comment in the first line of the file
/// says.
fn listing(text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    let answers = ask(vec![Need::Listing, Need::IgnoreFile]);
    let (Some(Known::Yes(listing)), Some(Known::Yes(ignore))) = (answers.listing, answers.ignore) else {
        return Err(Trouble::Unread("nobody can tell".to_owned()));
    };
    let paths: Vec<&str> = listing.files().iter().map(|file| file.path.as_str()).collect();
    let told = format!("# {} {}: {}", paths.join(" "), ignore.path, ignore.lines().replace('\n', " "));
    if text.lines().next() == Some(told.trim()) { inserting(text, options, ask) } else { Err(Trouble::Unread(told)) }
}

/// What is called between the two conversions, in any order, without what belongs to questions.
fn looks(world: &World) -> Vec<&str> {
    let mut looks: Vec<&str> = world.log.iter().map(String::as_str).skip_while(|call| !call.starts_with("convert")).collect();
    looks.remove(0);
    let end = looks.iter().position(|call| call.starts_with("convert")).unwrap();
    looks.truncate(end);
    looks.sort_unstable();
    looks
}

const LOOK: &str = "solve local://context [internal] k8or: look at the build context";
const LOAD: &str = "solve local://dockerfile ";

#[test]
fn a_context_is_looked_at_once() {
    let build = |ignored: &str, own: Option<&str>, context: &[(&str, &str)]| {
        let mut world = World::new(&format!("# {ignored}\n{COPYING}"), context);
        if let Some(own) = own {
            world.locals.get_mut("dockerfile").unwrap().insert("Dockerfile.dockerignore".to_owned(), own.into());
        }
        let world = world.build(&[], work(listing));
        assert!(world.built().contains("of k8or"), "{:?} {:?}", world.told(), world.log);
        world
    };
    let files = [("app.py", "x"), ("out/b", "y"), ("node_modules/c", "z")];
    let none = build("app.py out/b .dockerignore:", None, &files);
    assert_eq!(looks(&none), ["read .fsutil-metadata", LOOK]);
    // also where the ignore file keeps itself out
    for (listed, ignore) in [(".dockerignore app.py", "out"), ("app.py", "out .dockerignore")] {
        let lines = ignore.replace(' ', "\n");
        let context = [files[0], files[1], (".dockerignore", lines.as_str())];
        let world = build(&format!("{listed} .dockerignore: {ignore}"), None, &context);
        assert_eq!(looks(&world), ["read .dockerignore", "read .fsutil-metadata", LOOK]);
    }
    // what BuildKit left out is not what the context's file says
    let own = build(
        ".dockerignore out/b Dockerfile.dockerignore: app.py",
        Some("app.py"),
        &[files[0], files[1], (".dockerignore", "out\n")],
    );
    let read = ["read .dockerignore", "read .fsutil-metadata", "read Dockerfile.dockerignore", LOOK, LOAD];
    assert_eq!(looks(&own), read);
    let handed = own.solves.iter().rfind(|solve| solve.frontend == BUILTIN).unwrap();
    let tree = pb::Op::decode(handed.frontend_inputs["dockerfile"].def[0].as_slice()).unwrap();
    assert!(format!("{tree:?}").contains("Dockerfile.dockerignore"));
    // what a link leads to does not come along with records
    for name in [".dockerignore", "k8or.toml"] {
        let linked = World::new(COPYING, &[(name, "-> elsewhere")]).build(&[], work(listing));
        assert!(linked.log.iter().any(|call| call.ends_with("load .dockerignore and k8or.toml")), "{:?}", linked.log);
    }
    let off = World::new(COPYING, &files).build(&["build-arg:K8OR_LEVEL=0"], work(listing));
    assert!(!off.log.iter().any(|call| call == LOOK), "{:?}", off.log);
    // an older daemon
    let mut old = World::new(&format!("# app.py out out/b .dockerignore:\n{COPYING}"), &files);
    old.lacks = vec!["source.local.metadatatransfer"];
    assert!(old.build(&[], work(listing)).built().contains("of k8or"));
}

#[test]
fn a_file_that_takes_nothing_from_the_context_is_asked_for_its_ignore_file_when_that_counts() {
    let asked = World::new(DOCKERFILE, &[]).build(&[], work(inserting)).log;
    assert!(!asked.iter().any(|call| call == LOAD || call.starts_with("read")), "{asked:?}");
    let mut world = World::new(&format!("# b Dockerfile.dockerignore: a\n{DOCKERFILE}"), &[("a", ""), ("b", "")]);
    world.locals.get_mut("dockerfile").unwrap().insert("Dockerfile.dockerignore".to_owned(), "a".into());
    let world = world.build(&[], work(listing));
    assert!(world.built().contains("of k8or"), "{:?} {:?}", world.told(), world.log);
}

#[test]
fn contents_are_asked_for_at_once() {
    let text = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN ./setup\nCMD [\"python\", \"app.py\"]\n";
    let context = [("Dockerfile", text), ("app.py", "import os\n"), ("setup", "#!/bin/sh\n"), ("README.md", "x"), ("x.bin", "x")];
    let world = World::new(text, &context).build(&[], work(library));
    let looks = looks(&world);
    assert_eq!(looks, ["read .fsutil-metadata", "read Dockerfile", "read app.py", "read setup", LOOK, LOOK]);
}
