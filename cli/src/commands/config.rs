//! `k8or config`: the effective settings, and where each comes from.

use crate::args::{ConfigArgs, ListFormat};
use crate::config::{Configs, Setting, Settings, Sources};
use crate::exit::Exit;
use crate::files;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::table::table;
use serde_json::{Value, json};

pub(super) fn run(args: &ConfigArgs, output: &mut Output) -> Result<Exit, Problem> {
    let path = &args.path;
    let metadata = std::fs::metadata(path).map_err(|error| Problem::file(path, format!("cannot be read: {error}")))?;
    let directory = if metadata.is_dir() { path } else { path.parent().unwrap_or(path) };
    let loaded = Configs::new(args.settings.config.as_deref())?.of(directory)?;
    let name = path.display().to_string();
    let text = if metadata.is_dir() { String::new() } else { files::read(path)?.text };
    let sources = Sources { dockerfile: (&name, &text), guess: None, loaded: loaded.as_deref() };
    let settings = match sources.settle(&args.settings) {
        Ok(settings) => settings,
        Err(problems) => {
            problems.iter().for_each(|problem| output.problem(problem));
            return Ok(Exit::Failed);
        }
    };
    let rows = rows(&settings);
    output.print(&match args.format {
        ListFormat::Text => as_table(&rows),
        ListFormat::Json => as_json(&rows),
    });
    Ok(Exit::Fine)
}

/// Name, value, origin.
fn rows(settings: &Settings) -> Vec<(&'static str, Value, String)> {
    fn row<T>(name: &'static str, setting: &Setting<T>, value: impl FnOnce(&T) -> Value) -> (&'static str, Value, String) {
        (name, value(&setting.value), setting.origin.to_string())
    }
    vec![
        row("level", &settings.level, |level| json!(level)),
        row("only", &settings.only, |names| json!(names)),
        row("skip", &settings.skip, |names| json!(names)),
        row("unsafe", &settings.allow_unsafe, |on| json!(on)),
        row("strict", &settings.strict, |on| json!(on)),
        row("install-log", &settings.install_log, |on| json!(on)),
        row("remove-unused", &settings.remove_unused, |on| json!(on)),
        row("edition", &settings.edition, |edition| json!(edition.name())),
        row("explain", &settings.explain, |on| json!(on)),
        row("fallback", &settings.fallback, |fallback| json!(fallback.name())),
        row("forward", &settings.forward, |image| json!(image)),
        row("target", &settings.target, |target| json!(target)),
        row("build-args", &settings.build_args, |args| json!(args)),
        row("context", &settings.context, |path| json!(path)),
        row("bases", &settings.bases, |bases| json!(bases)),
    ]
}

fn as_table(rows: &[(&'static str, Value, String)]) -> String {
    let row = |(name, value, origin): &(&str, Value, String)| {
        let value = if value.is_null() { "-".to_owned() } else { value.to_string() };
        vec![(*name).to_owned(), value, origin.clone()]
    };
    table(&rows.iter().map(row).collect::<Vec<_>>())
}

fn as_json(rows: &[(&'static str, Value, String)]) -> String {
    let pair = |(name, value, origin): &(&str, Value, String)| ((*name).to_owned(), json!({"value": value, "from": origin}));
    format!("{:#}\n", Value::Object(rows.iter().map(pair).collect()))
}
