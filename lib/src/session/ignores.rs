//! Comments in the Dockerfile that switch rules off: `# k8or ignore=rule reason` before an instruction, `# k8or skip=rule`
//! anywhere for the whole file; `# hadolint ignore=`, `# hadolint global ignore=` and `# check=skip=` where they name the
//! same thing. Only k8or's own are reported when they match nothing: the others speak to other tools too.

use crate::rules::Meta;
use crate::span::Span;
use crate::syntax::{DirectiveKind, Dockerfile, Item};

/// A comment that switches rules off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ignore<'s> {
    /// The comment's line.
    pub(super) span: Span,
    /// The names in it.
    names: Vec<&'s str>,
    /// The instruction it stands before; none: the whole file.
    instruction: Option<Span>,
    /// Written for k8or.
    own: bool,
}

impl Ignore<'_> {
    /// Whether it switches `rule` off for something at `at`.
    pub(super) fn matches(&self, rule: &Meta, at: Span) -> bool {
        let here = self.instruction.is_none_or(|instruction| instruction.start <= at.start && at.start < instruction.end.max(1));
        here && self.names.iter().any(|name| *name == "all" || rule.is_called(name))
    }

    /// Whether it is worth a word when nothing matched it.
    pub(super) const fn is_own(&self) -> bool {
        self.own
    }
}

/// All such comments of a file.
pub(super) fn collect<'s>(file: &Dockerfile<'s>) -> Vec<Ignore<'s>> {
    let mut found = Vec::new();
    for directive in file.directives().iter().filter(|directive| directive.kind == DirectiveKind::Check) {
        if let Some(names) = directive.value.split(';').find_map(|part| part.trim().strip_prefix("skip=")) {
            found.push(Ignore { span: directive.span, names: split(names), instruction: None, own: false });
        }
    }
    let mut comments: Vec<Ignore<'s>> = Vec::new();
    for item in file.items() {
        match *item {
            Item::Comment(span) => comments.extend(read(span, span.of(file.source()))),
            Item::Instruction(id) => {
                let target = file.instruction(id).span;
                for mut ignore in comments.drain(..) {
                    ignore.instruction = ignore.instruction.map(|_| target);
                    found.push(ignore);
                }
            }
            Item::Blank(_) => found.append(&mut comments),
            Item::Bom(_) | Item::Directive(_) => {}
        }
    }
    found.append(&mut comments);
    found
}

/// Reads one comment. An instruction of `Some(empty)` stands for "the next one".
fn read(span: Span, line: &str) -> Option<Ignore<'_>> {
    let body = line.trim_start().strip_prefix('#')?.trim();
    let (tool, rest) = body.split_once([' ', '\t', '='])?;
    let next = Some(Span::at(span.end));
    let (names, instruction, own) = match tool {
        "k8or" => match rest.trim_start() {
            rest if rest.starts_with("ignore=") => (&rest["ignore=".len()..], next, true),
            rest if rest.starts_with("skip=") => (&rest["skip=".len()..], None, true),
            _ => return None,
        },
        "hadolint" => match rest.trim_start() {
            rest if rest.starts_with("ignore=") => (&rest["ignore=".len()..], next, false),
            rest if rest.starts_with("global ignore=") => (&rest["global ignore=".len()..], None, false),
            _ => return None,
        },
        _ => return None,
    };
    // `DL3008,DL3009 reason`: names end at the first blank that no comma precedes
    let end = names.char_indices().find(|(at, c)| c.is_whitespace() && !names[..*at].trim_end().ends_with(','));
    let names = &names[..end.map_or(names.len(), |(at, _)| at)];
    Some(Ignore { span, names: split(names), instruction, own })
}

fn split(names: &str) -> Vec<&str> {
    names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}
