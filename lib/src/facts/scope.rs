//! Variables: which ARG and ENV hold at which instruction, as BuildKit scopes them. A global ARG is visible in FROM
//! only, until a stage declares it again; a stage built on another inherits its environment.

use crate::session::Options;
use crate::syntax::{Arguments, Dockerfile, Expansion, InstructionId, Keyword, Scope, expand};
use std::borrow::Cow;

/// A variable that gets a value.
#[derive(Clone, Debug)]
struct Entry<'a> {
    /// From which instruction on it holds (that one not included).
    at: InstructionId,
    name: Cow<'a, str>,
    /// None: not known.
    value: Option<String>,
    argument: bool,
}

/// The variables of one stage.
#[derive(Clone, Debug, Default)]
struct Layer<'a> {
    from: u32,
    entries: Vec<Entry<'a>>,
    /// Where the lookup goes on.
    parent: Outer,
}

/// What lies beneath a stage's own variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Outer {
    /// Nothing: `FROM scratch`.
    Nothing,
    /// Another stage's final environment.
    Stage(usize),
    /// An image of which nothing is known.
    #[default]
    Image,
}

/// All variables of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment<'a> {
    globals: Vec<Entry<'a>>,
    layers: Vec<Layer<'a>>,
    build_args: Vec<(String, String)>,
}

struct At<'e, 'a> {
    environment: &'e Environment<'a>,
    id: InstructionId,
}

impl Scope for At<'_, '_> {
    fn get(&self, name: &str) -> Option<Option<Cow<'_, str>>> {
        self.environment.get(self.id, name).map(|value| value.map(Cow::Owned))
    }
}

/// Build arguments that BuildKit knows without a declaration; their values are the builder's.
const PREDEFINED: [&str; 18] = [
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "FTP_PROXY",
    "ftp_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
];

impl<'a> Environment<'a> {
    /// Reads the global ARGs; stages are added by [`Self::enter`] and [`Self::declare`].
    pub(super) fn new(file: &'a Dockerfile<'a>, options: &Options) -> Self {
        let mut environment = Self { build_args: options.build_args.clone(), ..Self::default() };
        for instruction in file.instructions() {
            if instruction.keyword == Keyword::From {
                break;
            }
            environment.declare(file, instruction.id);
        }
        environment
    }

    /// A new stage begins at a FROM.
    pub(super) fn enter(&mut self, from: InstructionId, parent: Outer) {
        self.layers.push(Layer { from: from.0, entries: Vec::new(), parent });
    }

    /// Takes up what an ARG or ENV declares.
    pub(super) fn declare(&mut self, file: &'a Dockerfile<'a>, id: InstructionId) {
        let escape = file.escape();
        let mut new = Vec::new();
        match &file.instruction(id).arguments {
            Arguments::Env(pairs) => {
                for pair in &pairs.pairs {
                    let value = self.expand(id, &pair.value.text, escape);
                    new.push(Entry { at: id, name: pair.key.text.clone(), value, argument: false });
                }
            }
            Arguments::Arg(declarations) => {
                for declaration in declarations {
                    let value = self.argument(
                        id,
                        declaration.name.text.as_ref(),
                        declaration.value.as_ref().map(|v| v.text.as_ref()),
                        escape,
                    );
                    new.push(Entry { at: id, name: declaration.name.text.clone(), value, argument: true });
                }
            }
            _ => {}
        }
        self.layers.last_mut().map_or(&mut self.globals, |layer| &mut layer.entries).append(&mut new);
    }

    /// The value that an ARG gets: the caller's, its default, or the global one's.
    fn argument(&self, id: InstructionId, name: &str, default: Option<&str>, escape: u8) -> Option<String> {
        if let Some((_, value)) = self.build_args.iter().find(|(key, _)| key == name) {
            return Some(value.clone());
        }
        match default {
            Some(default) => self.expand(id, default, escape),
            None => self.globals.iter().rev().find(|entry| entry.name == name).and_then(|entry| entry.value.clone()),
        }
    }

    /// The value right before an instruction. `None`: not set; `Some(None)`: not known.
    pub(super) fn get(&self, id: InstructionId, name: &str) -> Option<Option<String>> {
        let stage = self.layers.partition_point(|layer| layer.from < id.0);
        match stage.checked_sub(1) {
            Some(stage) => self.in_stage(stage, id, name, true),
            None => self.global(id, name),
        }
    }

    fn global(&self, id: InstructionId, name: &str) -> Option<Option<String>> {
        let entry = self.globals.iter().rev().find(|entry| entry.at < id && entry.name == name);
        entry.map(|entry| entry.value.clone()).or_else(|| PREDEFINED.contains(&name).then_some(None))
    }

    fn in_stage(&self, stage: usize, id: InstructionId, name: &str, arguments: bool) -> Option<Option<String>> {
        let layer = &self.layers[stage];
        let holds = |entry: &&Entry<'_>| entry.at < id && entry.name == name;
        // ENV wins over ARG of the same name, whatever their order
        let own = layer.entries.iter().rev().find(|entry| !entry.argument && holds(entry));
        let own = own.or_else(|| layer.entries.iter().rev().find(|entry| arguments && entry.argument && holds(entry)));
        if let Some(entry) = own {
            return Some(entry.value.clone());
        }
        match layer.parent {
            Outer::Nothing => None,
            Outer::Stage(parent) if parent < stage => self.in_stage(parent, InstructionId(u32::MAX), name, false),
            Outer::Stage(_) | Outer::Image => Some(None),
        }
    }

    /// A word with its variables filled in; none where a value is not known or the word is malformed.
    pub(super) fn expand(&self, id: InstructionId, word: &str, escape: u8) -> Option<String> {
        if !word.bytes().any(|byte| matches!(byte, b'$' | b'\'' | b'"') || byte == escape) {
            return Some(word.to_owned());
        }
        match expand(word, escape, &At { environment: self, id }) {
            Ok(Expansion::Value(value)) => Some(value.into_owned()),
            _ => None,
        }
    }

    /// The word of a FROM, which sees global ARGs only.
    pub(super) fn expand_global(&self, id: InstructionId, word: &str, escape: u8) -> Option<String> {
        struct Global<'e, 'a>(&'e Environment<'a>, InstructionId);
        impl Scope for Global<'_, '_> {
            fn get(&self, name: &str) -> Option<Option<Cow<'_, str>>> {
                self.0.global(self.1, name).map(|value| value.map(Cow::Owned))
            }
        }
        match expand(word, escape, &Global(self, id)) {
            Ok(Expansion::Value(value)) => Some(value.into_owned()),
            _ => None,
        }
    }
}
