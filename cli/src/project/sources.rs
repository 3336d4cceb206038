//! What a Dockerfile takes from its build context.

use k8or_core::syntax::{self, Arguments, Instruction};

/// The paths that COPY, ADD and bind mounts name, relative to the context's root. Those that hang on a variable, come from a
/// stage or from the network are not among them. `.` stands for everything.
pub(crate) fn local_sources(text: &str) -> Vec<String> {
    let file = syntax::parse(text);
    let mut sources: Vec<String> = file.instructions().iter().flat_map(of_instruction).collect();
    sources.sort();
    sources.dedup();
    sources
}

fn of_instruction(instruction: &Instruction<'_>) -> Vec<String> {
    match &instruction.arguments {
        Arguments::Copy(transfer) | Arguments::Add(transfer) if instruction.flag("from").is_none() => {
            transfer.sources.iter().filter_map(|word| plain(&word.text)).collect()
        }
        Arguments::Run(_) => {
            let mounts = instruction.flags.iter().filter(|flag| flag.name.eq_ignore_ascii_case("mount"));
            mounts.filter_map(|flag| bind_source(&flag.value.as_ref()?.text)).collect()
        }
        _ => Vec::new(),
    }
}

/// The source of a bind mount from the context.
fn bind_source(mount: &str) -> Option<String> {
    let field = |names: &[&str]| {
        let mut fields = mount.split(',').filter_map(|field| field.split_once('='));
        fields.find(|(key, _)| names.contains(key)).map(|(_, value)| value)
    };
    let local = field(&["type"]).is_none_or(|kind| kind == "bind") && field(&["from"]).is_none();
    local.then(|| field(&["source", "src"])).flatten().and_then(plain)
}

fn plain(word: &str) -> Option<String> {
    let remote = word.contains("://") || word.starts_with("git@");
    if remote || word.contains(['$', '"', '\'', '\\', '[', '%']) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in word.split('/') {
        match part {
            "" | "." => {}
            // The context's root has nothing above it.
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    Some(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_surely_comes_from_the_context_counts() {
        let text = "FROM a AS b\nCOPY ./x/ /y z* /d/\nCOPY --from=b /e /f\nADD https://example.com/f /f\nCOPY $V ${W}/q \"k\" /g\n\
                    COPY [\"with blank\", \"/h\"]\nRUN --mount=type=bind,source=req.txt,target=/r --mount=type=cache,target=/c true\n\
                    COPY . .\nCOPY ../up /u\nCOPY <<E /i\nE\n";
        assert_eq!(local_sources(text), [".", "req.txt", "up", "with blank", "x", "y", "z*"]);
    }
}
