//! What is given to a build stays in no image: every layer and the configuration are looked through for it, after a rewrite
//! with `--unsafe` and a build with the flags that its report names.
#![allow(clippy::panic, clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

use k8or_core::context::NoProject;
use k8or_core::{Options, rewrite};
use k8or_proof::app::{App, Kind};
use k8or_proof::{docker, engine, image};
use std::path::{Path, PathBuf};

const LEVEL: u8 = 3;

fn prove(app: &App) -> Result<Vec<String>, String> {
    let kinds = [Kind::Original, Kind::User, Kind::Mounted];
    for kind in kinds {
        app.build(kind, LEVEL).map_err(|failure| failure.to_string())?;
    }
    let mut complaints = Vec::new();
    for (name, value) in &app.expect.secrets {
        let [original, user, mounted] = kinds.map(|kind| places(&app.tag(kind), value));
        if original?.is_empty() {
            complaints.push(format!("{name}: the original does not keep it, so nothing is shown"));
        }
        complaints.extend(user?.into_iter().filter(|place| place.contains(": ")).map(|place| format!("{name} in {place}")));
        complaints.extend(mounted?.into_iter().map(|place| format!("{name}, mounted, in {place}")));
    }
    let answers = [Kind::Original, Kind::Mounted].map(|kind| app.smoke(kind, &[]).map_err(|failure| failure.to_string()));
    let [original, mounted] = answers;
    if original? != mounted? {
        complaints.push("answers otherwise with a mount".to_owned());
    }
    Ok(complaints)
}

/// Where a text stands in an image.
fn places(tag: &str, text: &str) -> Result<Vec<String>, String> {
    let saved = docker::save(tag).map_err(|failure| failure.to_string())?;
    image::places_of(&saved, text).map_err(|failure| failure.to_string())
}

#[test]
fn no_image_keeps_what_its_build_was_given() {
    if !engine().unwrap() {
        return;
    }
    let apps = App::all().unwrap();
    let seeded: Vec<&App> = apps.iter().filter(|app| !app.expect.secrets.is_empty()).collect();
    let mut all = Vec::new();
    for app in seeded {
        let complaints = prove(app).unwrap_or_else(|failure| vec![failure]);
        eprintln!("{}: {} complaints {}", app.name, complaints.len(), complaints.join("\n"));
        all.extend(complaints.into_iter().map(|complaint| format!("{}: {complaint}", app.name)));
    }
    assert!(all.is_empty(), "{}", all.join("\n\n"));
}

/// A build context that is made for one test and gone after it.
struct Directory(PathBuf);

impl Directory {
    fn with(files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("k8or-secrets-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(path.join(name), text).unwrap());
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Builds a text; what `cat /seen` says in the image, and where the secret stands in it.
fn built(text: &str, context: &Path, name: &str, flags: &[String]) -> (String, Vec<String>) {
    let images = std::env::var("K8OR_IMAGES").unwrap_or_else(|_| "k8or-app".to_owned());
    let tag = format!("{images}:secrets-{name}");
    let flags: Vec<String> = flags.iter().map(|flag| flag.replace("src=", &format!("src={}/", context.display()))).collect();
    let flags: Vec<&str> = flags.iter().flat_map(|flag| flag.split(' ')).collect();
    docker::build(text, context, &tag, &flags).unwrap_or_else(|failure| panic!("{failure}\n{text}"));
    (docker::text(&["run", "--rm", &tag, "cat", "/seen"]).unwrap(), places(&tag, SEED).unwrap())
}

const SEED: &str = "seeded-key-91d0";

/// Keys and settings that are copied for one command and removed by another: root reads them, in a directory that is there
/// or not, and another user, who may not read what is root's.
#[test]
fn no_image_keeps_a_file_that_its_build_was_given() {
    if !engine().unwrap() {
        return;
    }
    let read = "#!/bin/sh\nset -e\nfor file; do sha256sum < \"$file\" >> /seen; done\n";
    let text = "FROM debian:bookworm-slim\n\
        COPY --chmod=755 read.sh /usr/local/bin/read-files\n\
        RUN touch /seen && chmod 666 /seen && useradd --no-log-init --create-home somebody\n\
        COPY id_rsa /root/.ssh/id_rsa\n\
        RUN chmod 600 /root/.ssh/id_rsa && echo host > /root/.ssh/known_hosts && read-files /root/.ssh/*\n\
        RUN rm /root/.ssh/id_rsa\n\
        WORKDIR /app\n\
        USER somebody\n\
        COPY .npmrc .\n\
        RUN read-files ./.np*\n\
        USER root\n\
        RUN rm .npmrc && test -f /root/.ssh/known_hosts\n\
        CMD [\"cat\", \"/seen\"]\n";
    let context = Directory::with(&[("read.sh", read), ("id_rsa", SEED), (".npmrc", &format!("_auth={SEED}"))]);
    let options = Options { level: LEVEL, allow_unsafe: true, only: vec!["secrets".to_owned()], ..Options::default() };
    let rewrite = rewrite(text, &NoProject, &options).unwrap();
    assert_eq!(rewrite.flags.len(), 2, "{:?}\n{}", rewrite.skips, rewrite.text);
    let (seen, kept) = built(text, &context.0, "copied", &[]);
    let (seen_when_mounted, left) = built(&rewrite.text, &context.0, "mounted", &rewrite.flags);
    assert!(kept.len() >= 2, "nothing is shown: {kept:?}");
    assert_eq!(seen, seen_when_mounted);
    assert!(left.is_empty(), "{left:?}");
}
