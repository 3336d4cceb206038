//! The apps of testdata/apps, or those that `K8OR_APPS` lists, through the frontend: the very layers and the configuration that the
//! command's rewrite has. What tests/apps.rs and tests/users.rs prove of these images holds then for the frontend's.

use crate::case::engine;
use k8or_proof::app::App;
use k8or_proof::frontend::{docker, frontend, identity};

/// Builds an app in both ways; what is wrong.
fn complaint(app: &App) -> Option<String> {
    let (frontend, name) = (frontend().unwrap(), &app.name);
    let secrets: Vec<String> = app.expect.secrets.iter().map(|(key, value)| format!("--build-arg={key}={value}")).collect();
    let arguments: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let rewritten = frontend.rewrite(app.context(), "Dockerfile", &arguments).unwrap();
    let (file, text) = (rewritten.dockerfile(), std::fs::read_to_string(rewritten.dockerfile()).unwrap());
    let build = |kind: &str, argument: &str| {
        let tag = format!("k8or-frontend:{name}-{kind}");
        let fixed = ["build", "--network=default", "--tag", &tag, argument, "."];
        let ended = docker(app.context(), fixed.into_iter().chain(secrets.iter().map(String::as_str)), None).unwrap();
        let found = if ended.well { identity(&tag).unwrap() } else { String::new() };
        (ended, found)
    };
    let since = std::time::Instant::now();
    let (ours, own) = build("frontend", &frontend.argument(""));
    eprintln!("{name}: {:.0} s, {:?}", since.elapsed().as_secs_f64(), ours.remarks());
    let (by_command, expected) = build("command", &format!("--file={file}"));
    let differs = !ours.well || ours.gave_up() || own != expected;
    let complaint = differs.then(|| format!("{name}:\n{}\n--- by the command:\n{}\n{text}", ours.said, by_command.said));
    let _ =
        docker(app.context(), ["rmi", &format!("k8or-frontend:{name}-frontend"), &format!("k8or-frontend:{name}-command")], None);
    complaint
}

#[test]
fn apps_are_the_same_as_by_the_command() {
    if !engine() {
        return;
    }
    let apps = App::all().unwrap();
    assert!(!apps.is_empty());
    let complaints: Vec<String> = apps.iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}
