//! `k8or rules`: all rules in a table.

use crate::args::{ListFormat, RulesArgs};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::render::table::table;
use k8or_core::rules::{self, Meta};
use serde_json::{Value, json};

#[expect(clippy::unnecessary_wraps, reason = "all commands look alike")]
pub(super) fn run(args: &RulesArgs, output: &mut Output) -> Result<Exit, Problem> {
    let mut metas: Vec<&Meta> = rules::all().iter().map(|rule| &rule.meta).collect();
    metas.sort_by_key(|meta| (meta.level, meta.id));
    let text = match args.format {
        ListFormat::Text => as_table(&metas, output),
        ListFormat::Json => format!("{:#}\n", Value::Array(metas.iter().map(|meta| as_json(meta)).collect())),
    };
    output.print(&text);
    Ok(Exit::Fine)
}

fn as_table(metas: &[&Meta], output: &Output) -> String {
    let head = ["rule", "level", "class", "also known as", "what it does"].map(str::to_owned).to_vec();
    let row = |meta: &&Meta| {
        let (level, class, aliases) = (meta.level.to_string(), meta.class.name().to_owned(), meta.aliases.join(" "));
        vec![meta.id.to_owned(), level, class, aliases, meta.summary.to_owned()]
    };
    let text = table(&[vec![head], metas.iter().map(row).collect()].concat());
    let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
    format!("{}\n{rest}", output.paint.bold(head))
}

fn as_json(meta: &Meta) -> Value {
    json!({
        "id": meta.id,
        "summary": meta.summary,
        "level": meta.level,
        "class": meta.class.name(),
        "edition": meta.edition.name(),
        "aliases": meta.aliases,
    })
}
