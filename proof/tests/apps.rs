//! Every app of testdata/apps, built three times: as people write it, as k8or rewrites it, as an expert writes it by hand.
//! Same answers, same configuration, small, quick to start, quick to build again.
//!
//! `K8OR_APPS=flask-gunicorn,django` takes these; without it, or with `all`, all of them. `K8OR_BLESS=1` writes
//! their rows into the table of docs/results.md.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

use k8or_proof::app::{App, Kind};
use k8or_proof::start::{self, Start};
use k8or_proof::{config, docker, engine, results};

const LEVEL: u8 = 2;

/// Starts of each kind.
const STARTS: usize = 9;

/// What was measured of an app.
struct Row {
    name: String,
    sizes: [u64; 3],
    starts: Vec<Start>,
    cold: [f64; 3],
    warm: [f64; 2],
    packages: [usize; 2],
    setuid: [usize; 2],
}

fn prove(app: &App) -> Result<(Row, Vec<String>), String> {
    let mut complaints = Vec::new();
    let mut cold = [0.0; 3];
    for (kind, seconds) in Kind::ALL.into_iter().zip(&mut cold) {
        *seconds = app.build(kind, LEVEL).map_err(|failure| failure.to_string())?;
    }
    let images = Kind::ALL.map(|kind| docker::inspect(&app.tag(kind)));
    let [original, rewrite, expert] = images.map(|image| image.map_err(|failure| failure.to_string()));
    let (original, rewrite, expert) = (original?, rewrite?, expert?);
    let stages = |kind| app.dockerfile(kind, LEVEL).map(|text| k8or_proof::stages(&text)).map_err(|failure| failure.to_string());
    let is_split = stages(Kind::Rewrite)? > stages(Kind::Original)?;
    if app.expect.split && !is_split {
        complaints.push("was to be split and was not".to_owned());
    }
    complaints.extend(absent(app, &original, &rewrite));
    complaints.extend(answers(app));
    complaints.extend(config::differences(&original.config, &rewrite.config, LEVEL).map_err(|failure| failure.to_string())?);
    if rewrite.size as f64 > 1.10 * expert.size as f64 {
        complaints.push(format!("{} bytes, the expert's {}", rewrite.size, expert.size));
    }
    let starts = start::measure(app, &Kind::ALL, STARTS).map_err(|failure| failure.to_string())?;
    if start::is_slow(&starts) {
        complaints.push(format!("start-up: {:?}, the original's {:?}", starts[1], starts[0]));
    }
    let warm = rebuilt(app).map_err(|failure| failure.to_string())?;
    if copies_everything_first(app) && warm[1] * app.expect.rebuild > warm[0] {
        complaints.push(format!("a second build takes {:.1} s, the original's {:.1} s", warm[1], warm[0]));
    }
    let packages = [&original, &rewrite].map(packages);
    let setuid = [&original, &rewrite]
        .map(|image| image.files.values().filter(|file| file.kind == 'f' && file.mode & 0o6000 != 0).count());
    let row =
        Row { name: app.name.clone(), sizes: [original.size, rewrite.size, expert.size], starts, cold, warm, packages, setuid };
    Ok((row, complaints))
}

/// Whether the file copies its sources before it installs what they need.
fn copies_everything_first(app: &App) -> bool {
    let text = app.dockerfile(Kind::Original, LEVEL).unwrap_or_default();
    let copy = text.lines().position(|line| line.starts_with("COPY . ") || line.starts_with("ADD . "));
    let installs = ["pip install", "pip3 install", "pipenv install", "poetry install", "uv sync"];
    let install = text.lines().position(|line| line.starts_with("RUN") && installs.iter().any(|words| line.contains(words)));
    matches!((copy, install), (Some(copy), Some(install)) if copy < install)
}

/// Whether what was to go is gone.
fn absent(app: &App, original: &k8or_proof::Built, rewrite: &k8or_proof::Built) -> Vec<String> {
    let has = |image: &k8or_proof::Built, start: &str| image.files.keys().any(|path| path.starts_with(start));
    let stays = |start: &&String| !has(original, start) || has(rewrite, start);
    app.expect.absent.iter().filter(stays).map(|start| format!("{start} was to go")).collect()
}

fn answers(app: &App) -> Vec<String> {
    let asked = [Kind::Original, Kind::Rewrite, Kind::Expert].map(|kind| app.smoke(kind, &[]));
    match asked {
        [Ok(original), Ok(rewrite), Ok(expert)] => {
            let mut complaints = Vec::new();
            for (kind, other) in [("rewrite", rewrite), ("expert", expert)] {
                for (one, two) in original.lines().zip(other.lines()).filter(|(one, two)| one != two) {
                    complaints.push(format!("the {kind} answers otherwise: {two}, not {one}"));
                }
            }
            complaints
        }
        asked => asked.into_iter().filter_map(Result::err).map(|failure| failure.to_string()).collect(),
    }
}

/// Seconds of a second build, after a line of one source changed: of the original and the rewrite.
fn rebuilt(app: &App) -> Result<[f64; 2], k8or_proof::Failure> {
    if app.expect.edit.is_none() {
        return Ok([0.0; 2]);
    }
    // another text each time, so that no earlier run's layers answer
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    app.edit(now.as_nanos())?;
    Ok([app.build(Kind::Original, LEVEL)?, app.build(Kind::Rewrite, LEVEL)?])
}

/// Debian packages on record.
fn packages(image: &k8or_proof::Built) -> usize {
    image.files.keys().filter(|path| path.starts_with("var/lib/dpkg/info/") && path.ends_with(".list")).count()
}

/// The heading of the table.
const HEAD: &str =
    "| app | original, MB | rewrite, MB | share | expert, MB | start, ms (CPU) | rebuild, s | Debian packages | set-uid files |
|---|---|---|---|---|---|---|---|---|
";

impl Row {
    fn text(&self) -> String {
        let [original, rewrite, expert] = self.sizes.map(|bytes| bytes as f64 / 1e6);
        format!(
            "| {} | {original:.0} | {rewrite:.0} | {:.0} % | {expert:.0} | {:.0} ({:.0}) → {:.0} ({:.0}) | {:.1} → {:.1} | {} → {} | {} → {} |",
            self.name,
            100.0 * rewrite / original,
            self.starts[0].wall,
            self.starts[0].cpu,
            self.starts[1].wall,
            self.starts[1].cpu,
            self.warm[0],
            self.warm[1],
            self.packages[0],
            self.packages[1],
            self.setuid[0],
            self.setuid[1],
        )
    }
}

/// Writes the rows into the table, and the README's headline.
fn publish(rows: &[Row]) {
    let mut all = results::rows(&results::section("apps").unwrap());
    all.extend(rows.iter().map(|row| (row.name.clone(), row.text())));
    let text = all.values().fold(HEAD.to_owned(), |text, row| text + row + "\n");
    results::replace("apps", &text).unwrap();
    if let Some(row) = rows.iter().find(|row| row.name == "flask-gunicorn") {
        let [original, rewrite, _] = row.sizes.map(|bytes| bytes as f64 / 1e6);
        let line = format!(
            "The Flask app of a first tutorial (testdata/apps/flask-gunicorn): {original:.0} MB become {rewrite:.0} MB, a start takes \
             {:.0} ms of CPU time instead of {:.0}, a build after an edit {:.1} s instead of {:.1}.",
            row.starts[1].cpu, row.starts[0].cpu, row.warm[1], row.warm[0]
        );
        results::replace_in("README.md", "apps", &line).unwrap();
    }
}

#[test]
fn apps_do_what_they_did_in_a_fraction_of_the_space() {
    if !engine().unwrap() {
        return;
    }
    let apps = App::all().unwrap();
    assert!(!apps.is_empty());
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    for app in &apps {
        match prove(app) {
            Ok((row, complaints)) => {
                let [original, rewrite, expert] = row.sizes;
                eprintln!(
                    "{}: {original} -> {rewrite} bytes, by hand {expert}; built in {:.1?} s, again in {:.1?} s; starts {:?}",
                    app.name, row.cold, row.warm, row.starts
                );
                all.extend(complaints.into_iter().map(|complaint| format!("{}: {complaint}", app.name)));
                rows.push(row);
            }
            Err(failure) => all.push(format!("{}: {failure}", app.name)),
        }
        eprintln!("{}", all.last().map_or("", String::as_str));
        // after each of them, as all of them take most of an hour
        if std::env::var_os("K8OR_BLESS").is_some() {
            publish(&rows);
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n\n"));
}
