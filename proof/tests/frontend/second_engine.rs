//! What an engine with the classic image store cannot do: several platforms at once, records of provenance, caches that are
//! exported. `K8OR_SECOND_ENGINE` is the address of an engine with the containerd image store and a registry beside it;
//! its build cache is pruned.

use k8or_proof::frontend::{Ended, Project, docker, frontend};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The registry beside the second engine, as that one knows it.
const REGISTRY: &str = "localhost:5000";

const DOCKERFILE: &str = "FROM scratch\nARG TARGETARCH\nMAINTAINER me\nWORKDIR app\nCOPY note-${TARGETARCH} note\n";

/// One test at a time: a cache that is pruned is everybody's.
static ALONE: Mutex<()> = Mutex::new(());

/// The second engine for one test alone; none, with a loud line, where there is none.
fn second() -> Option<MutexGuard<'static, ()>> {
    address().map(|_| ALONE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The address of the second engine, which then has the frontend's image; or a loud line.
fn address() -> Option<&'static str> {
    static ADDRESS: OnceLock<Option<String>> = OnceLock::new();
    let address = ADDRESS.get_or_init(|| {
        let Ok(address) = std::env::var("K8OR_SECOND_ENGINE") else {
            eprintln!("SKIPPED, PROVES NOTHING: K8OR_SECOND_ENGINE names no engine with the containerd image store");
            return None;
        };
        for image in [frontend().unwrap().image.as_str(), "debian:bookworm-slim"] {
            let saved = docker(Path::new("/"), ["save", image], None).unwrap();
            assert!(saved.well, "{}", saved.said);
            let loaded = docker(Path::new("/"), ["--host", &address, "load"], Some(&saved.output)).unwrap();
            assert!(loaded.well, "{}", loaded.said);
        }
        Some(address)
    });
    address.as_deref()
}

fn project() -> Project {
    Project::new(&[("Dockerfile", DOCKERFILE), ("note-amd64", "amd\n"), ("note-arm64", "arm\n")]).unwrap()
}

/// Builds on the second engine.
fn build(folder: &Path, arguments: &[&str]) -> Ended {
    let words =
        ["--host", address().unwrap(), "build", "--network=none"].into_iter().chain(arguments.iter().copied()).chain(["."]);
    let ended = docker(folder, words, None).unwrap();
    assert!(ended.well && !ended.gave_up(), "{arguments:?}: {}", ended.said);
    ended
}

/// The JSON blobs and the index of an image in OCI's layout.
struct Layout(BTreeMap<String, Value>);

impl Layout {
    fn read(path: &Path) -> Self {
        let mut found = BTreeMap::new();
        let mut archive = tar::Archive::new(std::fs::File::open(path).unwrap());
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            if let Ok(value) = serde_json::from_slice(&bytes) {
                found.insert(name, value);
            }
        }
        Self(found)
    }

    fn blob(&self, descriptor: &Value) -> &Value {
        &self.0[&format!("blobs/{}", descriptor["digest"].as_str().unwrap().replace(':', "/"))]
    }

    /// All manifests, those in an index as well.
    fn manifests(&self) -> Vec<(&Value, &Value)> {
        let listed = |index: &'_ Value| index["manifests"].as_array().cloned().unwrap_or_default();
        let mut all = Vec::new();
        for descriptor in self.0["index.json"]["manifests"].as_array().unwrap() {
            let manifest = self.blob(descriptor);
            if listed(manifest).is_empty() {
                all.push((descriptor, manifest));
            } else {
                all.extend(manifest["manifests"].as_array().unwrap().iter().map(|each| (each, self.blob(each))));
            }
        }
        all
    }

    /// Configuration and layers of each platform.
    fn images(&self) -> BTreeMap<String, String> {
        let configs = self.manifests().into_iter().map(|(_, manifest)| self.blob(&manifest["config"]));
        let own = configs.filter(|config| config["architecture"] != "unknown");
        own.map(|config| (config["architecture"].to_string(), format!("{} {}", config["config"], config["rootfs"]["diff_ids"])))
            .collect()
    }

    /// The statement of provenance.
    fn provenance(&self) -> &Value {
        let statement = |value: &&Value| value["predicateType"].as_str().is_some_and(|kind| kind.contains("provenance"));
        self.0.values().find(statement).unwrap()
    }
}

#[test]
fn several_platforms_at_once() {
    let Some(_alone) = second() else { return };
    let (project, frontend) = (project(), frontend().unwrap());
    let beside = frontend.rewrite(&project.folder, "Dockerfile", &[]).unwrap();
    let platforms = "--platform=linux/amd64,linux/arm64";
    let out = |name: &str| beside.folder.join(name);
    let to = |name: &str| format!("--output=type=oci,dest={}", out(name).display());
    build(&project.folder, &[platforms, &to("builtin.tar")]);
    build(&project.folder, &[platforms, &to("level0.tar"), &frontend.argument("level=0")]);
    build(&project.folder, &[platforms, &to("frontend.tar"), &frontend.argument("")]);
    build(&project.folder, &[platforms, &to("command.tar"), &format!("--file={}", beside.dockerfile())]);
    let images = |name: &str| Layout::read(&out(name)).images();
    assert_eq!(images("builtin.tar").len(), 2);
    assert_eq!(images("level0.tar"), images("builtin.tar"));
    assert_eq!(images("frontend.tar"), images("command.tar"));
    assert_ne!(images("frontend.tar"), images("builtin.tar"));
}

#[test]
fn the_record_of_a_build_names_the_frontend_and_the_users_file() {
    let Some(_alone) = second() else { return };
    let (project, frontend) = (project(), frontend().unwrap());
    let out = Project::new(&[]).unwrap();
    for (words, mode) in [("", "max"), ("level=0", "max"), ("", "min")] {
        let path = out.folder.join("out.tar");
        let to = format!("--output=type=oci,dest={}", path.display());
        let attest = format!("--attest=type=provenance,mode={mode}");
        build(&project.folder, &[&to, &attest, &frontend.argument(words)]);
        let layout = Layout::read(&path);
        let predicate = &layout.provenance()["predicate"];
        let text = predicate.to_string();
        let name = frontend.image.split(':').next().unwrap();
        assert!(text.contains(&format!("pkg:docker/{name}")), "{words} {mode}: {predicate:#}");
        assert!(text.contains("\"gateway.v0\""), "{words} {mode}: {predicate:#}");
        if mode == "max" {
            let lines: Vec<&str> = DOCKERFILE.lines().collect();
            let infos = find(predicate, "infos").unwrap_or_else(|| panic!("{predicate:#}"));
            let data = infos[0]["data"].as_str().unwrap();
            assert_eq!(decoded(data), DOCKERFILE, "{words}: {} lines", lines.len());
        }
    }
}

/// The first value of that name, at any depth.
fn find<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map.get(name).or_else(|| map.values().find_map(|each| find(each, name))),
        Value::Array(list) => list.iter().find_map(|each| find(each, name)),
        _ => None,
    }
}

/// Text in base64.
fn decoded(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    let (mut bits, mut have, mut bytes) = (0_usize, 0, Vec::new());
    for digit in digits {
        (bits, have) = (bits << 6 | digit, have + 6);
        if have >= 8 {
            have -= 8;
            bytes.push(u8::try_from(bits >> have & 0xff).unwrap());
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Gives an image of the second engine to the registry beside it.
fn push(image: &str) {
    let ended = docker(Path::new("/"), ["--host", address().unwrap(), "push", "--quiet", image], None).unwrap();
    assert!(ended.well, "{}", ended.said);
}

/// Builds what tells one run from another, twice, the second time with nothing but what the first has exported.
fn exported(syntax: &str, to: &str, from: &str) {
    let store = Project::new(&[]).unwrap();
    let dockerfile = "FROM debian:bookworm-slim AS build\nMAINTAINER me\nWORKDIR app\nRUN date +%N > made\nFROM scratch\nCOPY --from=build /app/made /\n";
    let project = Project::new(&[("Dockerfile", dockerfile)]).unwrap();
    let out = store.folder.join("out");
    let run = |more: &str| {
        let to = format!("--output=type=local,dest={}", out.display());
        build(&project.folder, &[&to, more, syntax]);
        std::fs::read_to_string(out.join("made")).unwrap()
    };
    let first = run(to);
    let prune = ["--host", address().unwrap(), "builder", "prune", "--all", "--force"];
    let prune = || assert!(docker(&store.folder, prune, None).unwrap().well);
    prune();
    assert_eq!(run(from), first);
    prune();
    assert_ne!(run("--progress=plain"), first);
}

#[test]
fn caches_are_exported_to_a_directory_and_read_again() {
    let Some(_alone) = second() else { return };
    let store = Project::new(&[]).unwrap();
    let cache = store.folder.display();
    let (to, from) = (format!("--cache-to=type=local,mode=max,dest={cache}"), format!("--cache-from=type=local,src={cache}"));
    exported(&frontend().unwrap().argument(""), &to, &from);
}

#[test]
fn caches_and_the_frontend_itself_come_from_a_registry() {
    let Some(_alone) = second() else { return };
    let image = format!("{REGISTRY}/k8or/frontend:proof");
    assert!(
        docker(Path::new("/"), ["--host", address().unwrap(), "tag", &frontend().unwrap().image, &image], None).unwrap().well
    );
    push(&image);
    assert!(docker(Path::new("/"), ["--host", address().unwrap(), "rmi", &image], None).unwrap().well);
    let (to, from) =
        (format!("--cache-to=type=registry,mode=max,ref={REGISTRY}/cache"), format!("--cache-from={REGISTRY}/cache"));
    exported(&format!("--build-arg=BUILDKIT_SYNTAX={image}"), &to, &from);
}

/// Lists the files of what it is shown, in place of the packages.
const SCANNER: &str = r#"FROM debian:bookworm-slim
COPY <<'END' /scan
cd "$BUILDKIT_SCAN_SOURCE"
files=$(find . -type f | sort | tr '\n' ' ')
printf '{"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document", "predicate": {"files": "%s"}}' \
  "$files" > "$BUILDKIT_SCAN_DESTINATION/files.spdx.json"
END
CMD ["sh", "/scan"]
"#;

#[test]
fn what_scanners_find_is_attested() {
    let Some(_alone) = second() else { return };
    let (project, scanner) = (Project::new(&[("Dockerfile", SCANNER)]).unwrap(), format!("{REGISTRY}/scanner"));
    let made = ["--host", address().unwrap(), "build", "--network=none", "--provenance=false", "--tag", &scanner, "."];
    let made = docker(&project.folder, made, None).unwrap();
    assert!(made.well, "{}", made.said);
    push(&scanner);
    let (project, out) = (self::project(), Project::new(&[]).unwrap());
    let found = |arguments: &[&str]| {
        let path = out.folder.join("out.tar");
        let (to, attest) =
            (format!("--output=type=oci,dest={}", path.display()), format!("--attest=type=sbom,generator={scanner}"));
        build(&project.folder, &[&[to.as_str(), &attest], arguments].concat());
        let layout = Layout::read(&path);
        let statement = layout.0.values().find(|value| value["predicateType"] == "https://spdx.dev/Document");
        statement.unwrap_or_else(|| panic!("{arguments:?}: nothing is attested"))["predicate"]["files"].clone()
    };
    assert_eq!(found(&[]), "./app/note ");
    assert_eq!(found(&[&frontend().unwrap().argument("")]), "./app/note ");
    assert_eq!(found(&[&frontend().unwrap().argument("level=0")]), "./app/note ");
}
