//! Every app of testdata/apps at level 3: it runs as the user that is expected, or the report says why not; it answers as
//! the original does, also read-only, without capabilities, and as any user of the group root, where `expect.toml` says so.
//!
//! `K8OR_APPS=uploads,gosu` takes these; without it, or with `all`, all of them.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail, and says what it measured"
)]

use k8or_proof::app::{App, Kind};
use k8or_proof::{Built, docker, engine, start};

const LEVEL: u8 = 3;

/// How a careful cluster runs an image.
const READ_ONLY: [&str; 5] = ["--read-only", "--tmpfs", "/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"];

/// Any user of the group root, as OpenShift chooses one.
const ARBITRARY: [&str; 2] = ["--user", "12345:0"];

fn prove(app: &App) -> Result<Vec<String>, String> {
    for kind in [Kind::Original, Kind::User] {
        app.build(kind, LEVEL).map_err(|failure| failure.to_string())?;
    }
    let [original, rewrite] = [Kind::Original, Kind::User].map(|kind| docker::inspect(&app.tag(kind)));
    let (original, rewrite) = (original.map_err(|it| it.to_string())?, rewrite.map_err(|it| it.to_string())?);
    let mut complaints = Vec::new();
    complaints.extend(user(app, &rewrite)?);
    complaints.extend(new_set_uid_files(&original, &rewrite));
    complaints.extend(kept_out(app, &original, &rewrite));
    let expected = app.smoke(Kind::Original, &[]).map_err(|failure| failure.to_string())?;
    let mut ways: Vec<&[&str]> = vec![&[]];
    if app.expect.read_only {
        ways.push(&READ_ONLY);
    }
    if app.expect.arbitrary_user {
        ways.push(&ARBITRARY);
    }
    for options in ways {
        match app.smoke(Kind::User, options) {
            Ok(answers) => {
                let other = expected.lines().zip(answers.lines()).filter(|(one, two)| one != two);
                complaints.extend(other.map(|(one, two)| format!("{options:?}: answers {two}, not {one}")));
            }
            Err(failure) => complaints.push(failure.to_string()),
        }
    }
    if app.expect.user != "root" {
        complaints.extend(start(app)?);
    }
    Ok(complaints)
}

/// Starts of each kind.
const STARTS: usize = 5;

/// What needs more CPU time to start looks for something at home, or cannot keep something there.
fn start(app: &App) -> Result<Option<String>, String> {
    let starts = start::measure(app, &[Kind::Original, Kind::User], STARTS).map_err(|failure| failure.to_string())?;
    let [original, user] = [starts[0].cpu, starts[1].cpu];
    Ok((app.expect.port.is_some() && user > 1.15 * original)
        .then(|| format!("start-up: {user} ms, the original's {original} ms")))
}

/// Whether it runs as it should: as a number that the tables of the image have, or as root for the reason that is expected.
fn user(app: &App, image: &Built) -> Result<Vec<String>, String> {
    let config: serde_json::Value = serde_json::from_str(&image.config).map_err(|error| error.to_string())?;
    let user = config["User"].as_str().unwrap_or_default();
    let wanted = app.expect.user.as_str();
    if wanted == "root" {
        let reasons = app.reasons("app-user", LEVEL).map_err(|failure| failure.to_string())?;
        let given = reasons.iter().any(|reason| reason.contains(&app.expect.root_because));
        let because = &app.expect.root_because;
        return Ok([
            (!user.is_empty()).then(|| format!("runs as {user}, not as root")),
            (!given || because.is_empty()).then(|| format!("root because of {reasons:?}, not of {because:?}")),
        ]
        .into_iter()
        .flatten()
        .collect());
    }
    let mut complaints = Vec::new();
    if user != format!("{wanted}:{wanted}") {
        let reasons = app.reasons("app-user", LEVEL).map_err(|failure| failure.to_string())?;
        complaints.push(format!("runs as {user:?}, not as {wanted}: {reasons:?}"));
    }
    let folder = std::env::temp_dir().join(format!("k8or-tables-{}-{}", std::process::id(), app.name));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let container = docker::text(&["create", "--entrypoint", "/none", &image.tag]).map_err(|failure| failure.to_string())?;
    for (table, entry) in [("passwd", format!(":x:{wanted}:{wanted}:")), ("group", format!(":x:{wanted}:"))] {
        let copy = folder.join(table);
        let copied = docker::run(&["cp", &format!("{container}:/etc/{table}"), &copy.to_string_lossy()], None);
        let text = copied.ok().and_then(|_| std::fs::read_to_string(&copy).ok()).unwrap_or_default();
        if !text.contains(&entry) {
            complaints.push(format!("/etc/{table} has no entry for {wanted}"));
        }
    }
    let _ = docker::run(&["rm", "-f", "-v", &container], None);
    let _ = std::fs::remove_dir_all(&folder);
    complaints.extend(home(image));
    Ok(complaints)
}

/// A new user's home is there, empty, and its own.
fn home(image: &Built) -> Option<String> {
    let home = image.files.get("home/app")?;
    let full = image.files.keys().any(|path| path.starts_with("home/app/"));
    (home.owner != (10_001, 0) || full).then(|| format!("/home/app is {home:?}, empty: {}", !full))
}

/// Whether what does not belong into the image is out of it.
fn kept_out(app: &App, original: &Built, rewrite: &Built) -> Vec<String> {
    let has = |image: &Built, start: &str| image.files.keys().any(|path| path.starts_with(start));
    let stays = |start: &&String| !has(original, start) || has(rewrite, start);
    app.expect.kept_out.iter().filter(stays).map(|start| format!("{start} was to stay out")).collect()
}

fn new_set_uid_files(original: &Built, rewrite: &Built) -> Vec<String> {
    let files = |image: &Built| -> Vec<String> {
        let set = image.files.iter().filter(|(_, file)| file.kind == 'f' && file.mode & 0o6000 != 0);
        set.map(|(path, _)| path.clone()).collect()
    };
    let known = files(original);
    files(rewrite).into_iter().filter(|path| !known.contains(path)).map(|path| format!("{path} is set-uid")).collect()
}

#[test]
fn apps_run_as_users_of_their_own() {
    if !engine().unwrap() {
        return;
    }
    let apps = App::all().unwrap();
    assert!(!apps.is_empty());
    let mut all = Vec::new();
    for app in &apps {
        let complaints = prove(app).unwrap_or_else(|failure| vec![failure]);
        eprintln!("{}: {} complaints {}", app.name, complaints.len(), complaints.join("\n"));
        all.extend(complaints.into_iter().map(|complaint| format!("{}: {complaint}", app.name)));
    }
    assert!(all.is_empty(), "{}", all.join("\n\n"));
}

/// The commands that a rewrite for an image on `base` makes a user and its directories by.
fn made_for(base: &str) -> String {
    let text = format!("FROM {base}\nWORKDIR /app\nRUN echo > made\nCMD [\"sleep\", \"1\"]\n");
    let options = k8or_core::Options { level: 3, ..Default::default() };
    let rewrite = k8or_core::rewrite(&text, &k8or_core::context::NoProject, &options).unwrap();
    let start = rewrite.text.find("RUN echo > made\n").unwrap() + "RUN echo > made\n".len();
    let rest = &rewrite.text[start..];
    rest[..rest.find("\nENV ").expect(&rewrite.text)].to_owned()
}

/// Debian's useradd with Red Hat's settings makes what Red Hat's makes, as both are of the shadow tools: a home with files and
/// a spool for mail, unless it is told not to.
#[test]
fn a_user_is_made_with_the_settings_of_red_hat() {
    if !engine().unwrap() {
        return;
    }
    let made = made_for("fedora:40");
    assert!(made.contains("useradd "), "{made}");
    let dockerfile = format!(
        "FROM debian:bookworm-slim\n\
         RUN sed -i '/^\\(CREATE_HOME\\|HOME_MODE\\|UMASK\\|USERGROUPS_ENAB\\)/d' /etc/login.defs \\\n\
         \x20&& printf 'CREATE_HOME yes\\nHOME_MODE 0700\\nUMASK 022\\nUSERGROUPS_ENAB yes\\n' >> /etc/login.defs \\\n\
         \x20&& printf 'GROUP=100\\nHOME=/home\\nINACTIVE=-1\\nSHELL=/bin/bash\\nSKEL=/etc/skel\\nCREATE_MAIL_SPOOL=yes\\n' > /etc/default/useradd \\\n\
         \x20&& useradd other && test -e /home/other/.bashrc && test \"$(stat -c %a /home/other)\" = 700\n\
         WORKDIR /app\n{made}\n\
         RUN test \"$(stat -c %u:%g:%a /app)\" = 10001:0:775 && test \"$(stat -c %u:%g:%a /home/app)\" = 10001:0:775 && test -z \"$(ls -A /home/app)\"\n\
         ENV HOME=/home/app\nUSER 10001:10001\n\
         RUN test \"$(id)\" = 'uid=10001(app) gid=10001(app) groups=10001(app)' && touch \"$HOME/x\" /app/x\n"
    );
    build_apart(&dockerfile, "settings-of-red-hat");
}

/// Builds a Dockerfile that needs no build context.
fn build_apart(dockerfile: &str, name: &str) {
    let empty = std::env::temp_dir().join(format!("k8or-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&empty).unwrap();
    let images = std::env::var("K8OR_IMAGES").unwrap_or_else(|_| "k8or-app".to_owned());
    let built = docker::build(dockerfile, &empty, &format!("{images}:{name}"), &[]);
    let _ = std::fs::remove_dir_all(&empty);
    built.unwrap_or_else(|failure| panic!("{failure}\n{dockerfile}"));
}

/// BusyBox's own adduser, addgroup and install understand what is written for images that are made of it.
#[test]
fn a_user_is_made_with_the_tools_of_busybox() {
    if !engine().unwrap() {
        return;
    }
    let made = made_for("alpine:3.20");
    assert!(made.contains("addgroup "), "{made}");
    // Debian's package leaves adduser out, so BusyBox is built, with all that it has
    let dockerfile = format!(
        "FROM debian:bookworm AS build\n\
         RUN sed -i 's/^Types: deb$/Types: deb deb-src/' /etc/apt/sources.list.d/*.sources && apt-get update \\\n\
         \x20&& apt-get install -y --no-install-recommends dpkg-dev gcc libc6-dev make bzip2\n\
         WORKDIR /busybox\n\
         RUN apt-get source busybox && cd busybox-* && make defconfig && sed -i 's/.*CONFIG_TC[= ].*/CONFIG_TC=n/; s/.*CONFIG_STATIC[= ].*/CONFIG_STATIC=y/' .config \\\n\
         \x20&& make -j2 busybox && mkdir -p /root-file-system/bin && cp busybox /root-file-system/bin/ \\\n\
         \x20&& /root-file-system/bin/busybox --install /root-file-system/bin && mkdir /root-file-system/etc \\\n\
         \x20&& echo 'root:x:0:0:root:/root:/bin/sh' > /root-file-system/etc/passwd && echo 'root:x:0:' > /root-file-system/etc/group\n\
         FROM scratch\nCOPY --from=build /root-file-system /\n{made}\n\
         RUN test \"$(stat -c %u:%g:%a /app)\" = 10001:0:775\nUSER 10001:10001\n\
         RUN test \"$(id)\" = 'uid=10001(app) gid=10001(app) groups=10001(app)' && test \"$HOME\" = /home/app && touch \"$HOME/x\" /app/x\n"
    );
    build_apart(&dockerfile, "tools-of-busybox");
}
