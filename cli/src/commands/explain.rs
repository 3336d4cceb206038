//! `k8or explain RULE`: the rule's page.

use crate::args::ExplainArgs;
use crate::config::known_rule;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use k8or_core::rules;

pub(super) fn run(args: &ExplainArgs, output: &mut Output) -> Result<Exit, Problem> {
    let name = &args.rule;
    known_rule(name).map_err(|help| Problem::new(format!("there is no rule `{name}`")).help(help))?;
    for rule in rules::all().iter().filter(|rule| rule.meta.is_called(name)) {
        let meta = &rule.meta;
        let aliases =
            if meta.aliases.is_empty() { String::new() } else { format!(", also known as {}", meta.aliases.join(", ")) };
        let facts = format!("level {}, class {}{aliases}", meta.level, meta.class.name());
        output.print(&format!("{}\n{}\n\n{}", output.paint.bold(meta.id), output.paint.dim(&facts), meta.page));
    }
    Ok(Exit::Fine)
}
