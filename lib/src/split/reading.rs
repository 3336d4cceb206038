//! Goes through a stage: what each of its instructions is for, what crosses over, which packages serve.

use super::early::{self, Early};
use super::effect::{is_of_sources, is_scratch, is_system};
use super::evidence::Evidence;
use super::packages::{self, Installed};
use super::python::{self, Home, Required, Settings, Superfluous};
use super::reads;
use super::role::{self, Place, Product, Purpose, Role};
use super::{Obstacle, has_apt};
use crate::context::Known;
use crate::facts::{Run, Stage, User, is_below, join};
use crate::knowledge::{self, Base, Effect, Variant};
use crate::plan;
use crate::report::Reason;
use crate::rules::{View, first_line, refusal};
use crate::shell::{Command, Script, Word};
use crate::span::Span;
use crate::syntax::{Arguments, Instruction, Keyword};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// What an instruction is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Both stages: ARG, ENV, WORKDIR, SHELL, USER.
    Setting,
    /// The image alone: LABEL, EXPOSE, CMD and the likes.
    Shipped,
    /// Brings files, to this path.
    Source(Option<String>),
    /// A RUN that sets up the runtime, as it stands.
    Runtime,
    /// A RUN that builds.
    Build {
        /// What of it is to be done in the runtime stage as well.
        replays: Vec<Replay>,
        /// What it makes.
        products: Vec<Product>,
        /// The files that it reads of the build context; none where nobody can tell.
        reads: Option<Vec<String>>,
        /// Whether it may make machine code.
        compiles: bool,
        /// What of it can be done before the sources are there.
        early: Option<Early>,
    },
}

/// A piece of a RUN that is to be done in the runtime stage as well, and the paths that it sets up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replay {
    pub(super) span: Span,
    paths: Vec<String>,
    /// Whether it depends on what the body did before it: on variables, or on the directory.
    depends: bool,
    /// What stands there instead, where the text as it stands might fail.
    instead: Option<String>,
}

impl Replay {
    /// What is written.
    pub(super) fn text(&self) -> plan::Part {
        self.instead.clone().map_or(plan::Part::Copy(self.span), plan::Part::New)
    }
}

/// An instruction and what it is for.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub(super) instruction: &'a Instruction<'a>,
    pub(super) part: Part,
}

/// Sources of packages that the build stage sets up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sources {
    /// Whether the certificates that they need are the build stage's, too.
    pub(super) certificates: bool,
}

/// A stage that can be split.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// Its instructions behind FROM.
    pub(super) items: Vec<Item<'a>>,
    /// One behind the last item that builds.
    pub(super) build_end: usize,
    /// What crosses over, each path once and none inside another.
    pub(super) products: Vec<Product>,
    /// Debian packages that serve, of RUNs that build as well: as written.
    pub(super) packages: Vec<String>,
    /// Whether a RUN that builds upgrades the system first.
    pub(super) upgrades: bool,
    /// Where packages come from, when it is not where the base says.
    pub(super) sources: Option<Sources>,
    /// Whose Python it is.
    pub(super) python: Home,
    /// Packages that stay behind: compilers, headers, tools.
    pub(super) left: Vec<String>,
    /// Whether what is built may need shared libraries that the runtime's base lacks.
    pub(super) links: bool,
    /// Whether the base has a program that strips.
    pub(super) strips: bool,
    /// Virtual environments among the products.
    pub(super) environments: Vec<String>,
    /// Whether everything that the image's own files call was seen.
    pub(super) seen: bool,
    /// Whether the running image names pip.
    pub(super) installs_later: bool,
    /// Packages of shared libraries that modules open by name.
    pub(super) opens: BTreeSet<&'static str>,
    /// Distributions of Python's that nothing needs at run time.
    pub(super) superfluous: Superfluous,
}

/// What the walk through a stage collects.
struct Walk<'v, 'a> {
    view: &'v View<'a>,
    stage: &'v Stage<'v>,
    base: Option<&'v Base>,
    python: Home,
    /// What the stage asks Python's installers for, once it is wanted: most files are never split.
    required: OnceCell<Required>,
    /// The commands that run the app's code, each with the item that it stands in, and what they import.
    own: Vec<(usize, Span)>,
    imports: String,
    /// Every path that anything was made at, whether it stays or not.
    made: Vec<String>,
    /// What is known behind the last instruction.
    place: Place,
    items: Vec<Item<'a>>,
    installed: Vec<Installed>,
    /// The items that install packages and do nothing else.
    installing: Vec<usize>,
    upgrades: bool,
    /// Whether anything says where packages come from.
    sources: bool,
    obstacle: Option<Obstacle>,
    /// Whether anything is a reason to split: packages for builds, or something that is made.
    builds: bool,
    /// Whether anything is made.
    makes: bool,
}

/// What a stage holds; none when nothing in it is for a build only.
pub(super) fn read<'v, 'a>(
    view: &'v View<'a>,
    stage: &'v Stage<'v>,
    base: Option<&'v Base>,
) -> Result<Option<Reading<'a>>, Obstacle> {
    let fixed = !view.slice(view.file.instruction(stage.from).text).contains('$');
    let python = base.map_or(Home::Distribution, |base| Home::of(base, fixed));
    let mut walk = Walk {
        view,
        stage,
        base,
        python,
        required: OnceCell::new(),
        own: Vec::new(),
        imports: String::new(),
        made: Vec::new(),
        place: Place {
            directory: None,
            environments: Vec::new(),
            active: None,
            python,
            settings: Settings::of(view.text),
            prefix: None,
        },
        items: Vec::new(),
        installed: Vec::new(),
        installing: Vec::new(),
        upgrades: false,
        sources: false,
        obstacle: None,
        builds: false,
        makes: false,
    };
    for instruction in view.facts.body(view.file, stage.index) {
        let part = walk.part(instruction);
        walk.items.push(Item { instruction, part });
    }
    if !walk.builds {
        return Ok(None);
    }
    let from = view.file.instruction(stage.from).text;
    if stage.used || view.facts.descendants(stage.index).len() > 1 {
        return Err((from, Reason::UsedByStage(user_of(view, stage))));
    }
    if let Some(obstacle) = walk.obstacle {
        return Err(obstacle);
    }
    if !walk.makes || !serves(view, stage) {
        let sentence = "the file names no service that the image runs, so it may be a toolbox, or a base for other builds";
        return Err((from, Reason::Other("no-service", sentence.to_owned())));
    }
    let base = base.ok_or((from, Reason::UnknownBase))?;
    if !has_apt(base) || matches!(base.variant, Variant::Unknown | Variant::Windows | Variant::Distroless) {
        return Err((from, Reason::UnknownDistribution));
    }
    walk.finish()
}

/// Whether the image runs something of its own: a command that is more than a shell, or, where compose files and manifests
/// give the command, sources that were copied there.
pub(crate) fn serves(view: &View<'_>, stage: &Stage<'_>) -> bool {
    const SHELLS: [&str; 8] = ["bash", "sh", "dash", "zsh", "/bin/bash", "/bin/sh", "-l", "/bin/zsh"];
    let body = view.facts.body(view.file, stage.index);
    let mut commands =
        body.iter().filter(|instruction| matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint)).peekable();
    if commands.peek().is_none() {
        return body.iter().any(|instruction| brings_directory(view, instruction));
    }
    commands.any(|instruction| match (instruction.exec_words(), instruction.shell_command()) {
        (Some(words), _) => words.iter().any(|word| !SHELLS.contains(&word.text.as_ref())),
        (None, Some(line)) => line.text.split_whitespace().any(|word| !SHELLS.contains(&word)),
        _ => false,
    })
}

/// Whether an instruction copies a directory of the build context: by how it is written, or by what it is there.
fn brings_directory(view: &View<'_>, instruction: &Instruction<'_>) -> bool {
    let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &instruction.arguments else { return false };
    let is_directory = |word: &str| {
        let inside = || matches!(view.context.files(&format!("{}/*", word.trim_start_matches("./")), false), Known::Yes(files) if !files.is_empty());
        matches!(word, "." | "./") || word.ends_with('/') || !word.contains(['*', '?', '[', '$', ':']) && inside()
    };
    instruction.flag("from").is_none() && transfer.sources.iter().any(|source| is_directory(&source.text))
}

/// The name of the stage that uses one, to point at.
fn user_of(view: &View<'_>, stage: &Stage<'_>) -> String {
    let own = stage.index;
    let user = view.facts.stages()[own + 1..].first();
    user.map_or_else(String::new, |user| user.name.map_or_else(|| user.index.to_string(), str::to_owned))
}

impl<'v, 'a> Walk<'v, 'a> {
    fn part(&mut self, instruction: &'a Instruction<'a>) -> Part {
        match &instruction.arguments {
            Arguments::Env(pairs) => {
                let activates =
                    |value: &str| self.place.environments.iter().find(|path| value.contains(&format!("{path}/bin"))).cloned();
                let path = pairs.pairs.iter().filter(|pair| pair.key.text == "PATH");
                let expanded = |word: &str| self.view.facts.expand(instruction.id, word, self.view.file.escape());
                let values =
                    path.map(|pair| expanded(&pair.value.text).unwrap_or_else(|| self.partly(instruction, &pair.value.text)));
                if let Some(environment) = values.filter_map(|value| activates(&value)).next_back() {
                    self.place.active = Some(environment);
                }
                Part::Setting
            }
            Arguments::Arg(_) | Arguments::Workdir(_) | Arguments::Shell(_) | Arguments::User(_) => Part::Setting,
            Arguments::Copy(transfer) | Arguments::Add(transfer) => {
                let directory = self.view.facts.state(instruction.id).workdir.as_deref();
                let to = self.view.facts.expand(instruction.id, &transfer.destination.text, self.view.file.escape());
                let to = to.and_then(|to| join(directory, &to));
                if to.as_deref().is_some_and(is_of_sources) {
                    self.sources = true;
                }
                Part::Source(to)
            }
            Arguments::Run(_) => self.run(instruction),
            Arguments::Onbuild(_) => {
                self.stop(instruction.text, Reason::Other("onbuild", "ONBUILD makes it a base for other builds".to_owned()));
                Part::Shipped
            }
            _ => Part::Shipped,
        }
    }

    /// PATH with the variables filled in that are known, as `$VIRTUAL_ENV/bin:$PATH` is.
    fn partly(&self, instruction: &Instruction<'_>, value: &str) -> String {
        let mut text = value.to_owned();
        for (name, _) in crate::syntax::variables(value, self.view.file.escape()) {
            if let Some(Some(known)) = self.view.facts.variable(instruction.id, name) {
                text = text.replace(&format!("${{{name}}}"), &known).replace(&format!("${name}"), &known);
            }
        }
        text
    }

    /// Notes the first thing that stands in the way.
    fn stop(&mut self, at: Span, reason: Reason) {
        self.obstacle.get_or_insert((at, reason));
    }

    fn run(&mut self, instruction: &'a Instruction<'a>) -> Part {
        let Some(run) = self.view.facts.run(instruction.id) else { return Part::Runtime };
        let script = match &run.script {
            Ok(script) => script,
            Err(why) => {
                self.stop(instruction.text, refusal(*why));
                return Part::Runtime;
            }
        };
        let state = self.view.facts.state(instruction.id);
        self.place.directory = state.workdir.as_deref().map(str::to_owned);
        let around = Around { view: self.view, stage: self.stage, instruction, required: &self.required };
        let purposes = role::purposes(run, script, &mut self.place, &around);
        if script.hidden && !only_activates(script) {
            let reason = Reason::OpaqueCommand(first_line(self.view.slice(instruction.text)));
            self.stop(instruction.text, reason);
        }
        let mut part = self.sort(instruction, run, script, &purposes);
        if let Part::Build { reads: known, early, .. } = &mut part {
            *early = early::Reader { view: self.view, instruction, run, script, purposes: &purposes }.early();
            *known = reads::in_context(self.view, instruction.id, purposes.iter().map(|purpose| &purpose.reads));
        }
        if let (Part::Build { .. }, User::Other(user)) = (&part, &state.user) {
            self.stop(instruction.text, Reason::OtherUser(user.to_string()));
        }
        part
    }

    /// Puts the purposes of a RUN's commands together.
    fn sort(&mut self, instruction: &'a Instruction<'a>, run: &Run, script: &Script, purposes: &[Purpose]) -> Part {
        let commands = || script.commands.iter().zip(purposes);
        let is_build = |purpose: &Purpose| matches!(purpose.role, Role::Build(_));
        let mut builds = purposes.iter().any(is_build);
        for (index, (command, purpose)) in commands().enumerate() {
            match &purpose.role {
                Role::Nothing | Role::Replay(_) | Role::Build(_) | Role::Sources => {}
                Role::Opaque(reason) => self.stop(command.span, reason.clone()),
                Role::App(imports) => {
                    self.own.push((self.items.len(), command.span));
                    self.imports.push_str(imports);
                    self.imports.push('\n');
                }
                Role::Packages => builds |= self.told(run, index, command, instruction),
            }
        }
        let compiles = commands().any(|(command, purpose)| is_build(purpose) && !python::is_of_django(command));
        // files that are only fetched are no reason to split
        let fetches = |command: &Command| command.name().and_then(knowledge::effect) == Some(Effect::Fetches);
        let making = commands().any(|(command, purpose)| is_build(purpose) && !fetches(command));
        let installs = |purpose: &Purpose| matches!(purpose.role, Role::Packages | Role::Nothing);
        let packages = purposes.iter().any(|purpose| purpose.role == Role::Packages);
        self.builds |= making || builds && packages;
        if purposes.iter().any(|purpose| purpose.role == Role::Sources) {
            self.sources = true;
            builds = true;
        }
        self.makes |= making;
        if !builds && packages && self.sources && !purposes.iter().all(installs) {
            let reason = Reason::PackageSources(first_line(self.view.slice(instruction.text)));
            self.stop(instruction.text, reason);
        }
        if !builds {
            let whole = purposes.iter().all(installs) && !run.packages.is_empty();
            self.installing.extend(Some(self.items.len()).filter(|_| whole));
            return Part::Runtime;
        }
        // what is replayed would lack the secret, and nobody can tell whether it needs it
        let secret = run.mounts.iter().any(|mount| mount.kind == "secret");
        if let Some((command, _)) = commands().find(|(_, purpose)| secret && matches!(purpose.role, Role::App(_))) {
            self.stop(command.span, Reason::OpaqueCommand(first_line(self.view.slice(command.span))));
        }
        let products = self.products(script, purposes, instruction);
        let replays = replays(script, purposes).unwrap_or_else(|(at, reason)| {
            self.stop(at, reason);
            Vec::new()
        });
        Part::Build { replays, products, reads: None, compiles, early: None }
    }

    /// Notes what a command tells the package manager; whether it installs what only builds need.
    fn told(&mut self, run: &Run, index: usize, command: &Command, instruction: &Instruction<'_>) -> bool {
        match packages::told(run, index, command, instruction) {
            Ok(told) => {
                let builds = told.installed.iter().any(|package| package.builds);
                self.upgrades |= told.upgrades;
                self.installed.retain(|package| !told.removed.contains(&package.name));
                self.installed.extend(told.installed);
                builds
            }
            Err((at, reason)) => {
                self.stop(at, reason);
                false
            }
        }
    }

    /// What a body makes and does not take away again. What it may not make at all stands in the way: a COPY of it fails.
    fn products(&mut self, script: &Script, purposes: &[Purpose], instruction: &Instruction<'_>) -> Vec<Product> {
        let mut products: Vec<Product> = Vec::new();
        let workdir = self.view.facts.state(instruction.id).workdir.clone();
        let (sure, doubtful): (Vec<_>, Vec<_>) =
            script.commands.iter().zip(purposes).partition(|(command, _)| script.is_sure_to_run(command));
        let made = |(command, purpose): &(&Command, &'_ Purpose)| match &purpose.role {
            Role::Build(made) => made.iter().map(|product| (command.span, product.clone())).collect(),
            _ => Vec::new(),
        };
        for (_, product) in sure.iter().flat_map(made) {
            if !products.contains(&product) {
                products.push(product);
            }
        }
        for (at, product) in doubtful.iter().flat_map(made).filter(|(_, product)| !products.contains(product)).collect::<Vec<_>>()
        {
            if let Product::Path(path) = &product
                && workdir.as_deref() != Some(path)
                && !self.place.environments.contains(path)
            {
                self.stop(at, Reason::Conditional);
            }
            products.push(product);
        }
        self.kept(script, purposes, products, instruction)
    }

    /// The products that the body does not take away again.
    fn kept(
        &mut self,
        script: &Script,
        purposes: &[Purpose],
        products: Vec<Product>,
        instruction: &Instruction<'_>,
    ) -> Vec<Product> {
        let mut removed = Vec::new();
        let mut patterns = Vec::new();
        for (command, purpose) in script.commands.iter().zip(purposes) {
            if !matches!(command.name(), Some("rm" | "rmdir" | "mv")) {
                continue;
            }
            let directory = purpose.directory.as_deref();
            for word in command.arguments() {
                match (word.literal(), word.pattern()) {
                    (Some(text), _) => removed.extend(join(directory, text)),
                    (None, Some(pattern)) => patterns.extend(join(directory, pattern)),
                    _ => {}
                }
            }
            if command.name() == Some("mv") {
                removed.pop();
            }
        }
        let path_of = |product: &Product| match product {
            Product::Path(path) | Product::Tree(path) => Some(path.clone()),
            Product::Python | Product::Prefix(_) | Product::Tools(_) => None,
        };
        self.made.extend(products.iter().filter_map(path_of));
        let is_gone = |path: String| removed.iter().any(|gone| is_below(&path, gone));
        let kept: Vec<Product> = products.into_iter().filter(|product| !path_of(product).is_some_and(is_gone)).collect();
        let workdir = self.view.facts.state(instruction.id).workdir.as_deref();
        let may_be_gone = |path: String| {
            let covers = |pattern: &String| path.starts_with(pattern.split('*').next().unwrap_or_default());
            workdir != Some(&path) && patterns.iter().any(covers)
        };
        if kept.iter().filter_map(path_of).any(may_be_gone) {
            self.stop(instruction.text, Reason::SpreadOut(first_line(self.view.slice(instruction.text))));
        }
        kept
    }

    fn finish(mut self) -> Result<Option<Reading<'a>>, Obstacle> {
        let required = self.required.take().unwrap_or_else(|| Required::of(self.view, self.stage));
        let mut evidence = Evidence::new(self.view, self.stage, &required);
        self.own.iter().for_each(|(_, span)| evidence.runs(self.view.slice(*span)));
        evidence.source("", &self.imports);
        self.settle_trees(&evidence);
        self.part_with(&evidence);
        let build_end = self.items.iter().rposition(|item| matches!(item.part, Part::Build { .. })).map_or(0, |at| at + 1);
        let products = merged(&self.items);
        self.check_products()?;
        self.check_own(build_end)?;
        drop_replays_in_products(&mut self.items, &products, &self.made, self.python);
        self.check_replays()?;
        let build: Vec<u32> =
            self.items.iter().filter(|item| matches!(item.part, Part::Build { .. })).map(|item| item.instruction.id.0).collect();
        let base = self.base;
        let installed: Vec<Installed> =
            self.installed.iter().filter(|package| build.contains(&package.instruction)).cloned().collect();
        let sorted = packages::sort(self.view, &installed, &evidence, &products, self.python, base)?;
        let links = base.is_some_and(|base| base.variant == Variant::Full && base.language.is_some())
            || self.installed.iter().any(|package| package.builds);
        let certificates = base.is_some_and(|base| !base.has("update-ca-certificates"))
            && installed.iter().any(|package| package.name == "ca-certificates");
        let environments = std::mem::take(&mut self.place.environments);
        let crosses = |path: &String| products.iter().any(|product| matches!(product, Product::Path(own) if is_below(path, own)));
        let environments = environments.into_iter().filter(crosses).collect();
        Ok(Some(Reading {
            items: self.items,
            build_end,
            products,
            packages: sorted.serving,
            upgrades: self.upgrades,
            sources: self.sources.then_some(Sources { certificates }),
            python: self.python,
            left: sorted.left,
            links,
            strips: base.is_some_and(|base| base.has("strip")),
            environments,
            seen: evidence.is_complete(),
            installs_later: ["pip", "pip3"].iter().any(|name| evidence.names(name)),
            opens: required.opens(),
            superfluous: required.superfluous(&evidence),
        }))
    }

    /// An installation of packages of which not all serve is a build's; what serves is installed anew.
    fn part_with(&mut self, evidence: &Evidence) {
        for index in std::mem::take(&mut self.installing) {
            let id = self.items[index].instruction.id.0;
            let mut own = self.installed.iter().filter(|package| package.instruction == id);
            if self.sources || own.any(|package| packages::stays(package, evidence)) {
                self.items[index].part = Part::Build {
                    replays: Vec::new(),
                    products: Vec::new(),
                    reads: Some(Vec::new()),
                    compiles: false,
                    early: None,
                };
            }
        }
    }

    /// Trees stay behind once what was built in them is installed; otherwise they are what was built.
    fn settle_trees(&mut self, evidence: &Evidence) {
        let all = || {
            self.items
                .iter()
                .filter_map(|item| match &item.part {
                    Part::Build { products, .. } => Some(products),
                    _ => None,
                })
                .flatten()
        };
        let installs = all().any(|product| matches!(product, Product::Prefix(_)));
        let trees: Vec<String> = all()
            .filter_map(|product| match product {
                Product::Tree(path) if installs && !evidence.mentions(path) => Some(path.clone()),
                _ => None,
            })
            .collect();
        for item in &mut self.items {
            let Part::Build { products, .. } = &mut item.part else { continue };
            products.retain(|product| match product {
                Product::Tree(path) | Product::Path(path) => !trees.iter().any(|tree| is_below(tree, path)),
                Product::Tools(tools) => {
                    tools.iter().any(|tool| evidence.names(python::tool_name(tool))) || !evidence.is_complete()
                }
                Product::Python | Product::Prefix(_) => true,
            });
            for product in products {
                if let Product::Tools(_) = product {
                    *product = Product::Python;
                }
                if let Product::Tree(path) | Product::Prefix(path) = product {
                    *product = Product::Path(std::mem::take(path));
                }
            }
        }
    }

    /// What the app's code makes while the image is built is not there yet where something is built behind it.
    fn check_own(&self, build_end: usize) -> Result<(), Obstacle> {
        let early = self.own.iter().find(|(item, _)| item + 1 < build_end);
        early.map_or(Ok(()), |(_, span)| Err((*span, Reason::OpaqueCommand(first_line(self.view.slice(*span))))))
    }

    /// What is done again must not depend on what the body did before.
    fn check_replays(&self) -> Result<(), Obstacle> {
        let replays = self.items.iter().filter_map(|item| match &item.part {
            Part::Build { replays, .. } => Some(replays),
            _ => None,
        });
        let loose = replays.flatten().find(|replay| replay.depends);
        loose.map_or(Ok(()), |replay| Err((replay.span, Reason::OpaqueCommand(first_line(self.view.slice(replay.span))))))
    }

    /// Products must be told from what the base has at the same place.
    fn check_products(&self) -> Result<(), Obstacle> {
        let own = self
            .base
            .is_some_and(|base| base.language.is_some() || !matches!(base.family, "debian" | "ubuntu" | "buildpack-deps"));
        for item in &self.items {
            let Part::Build { products: made, .. } = &item.part else { continue };
            let spread = made.iter().any(|product| match product {
                Product::Path(path) => {
                    is_system(path) || (own && matches!(path.as_str(), "/usr/local" | "/usr/local/bin" | "/usr/local/lib"))
                }
                _ => false,
            });
            if spread {
                return Err((item.instruction.text, Reason::SpreadOut(first_line(self.view.slice(item.instruction.text)))));
            }
        }
        Ok(())
    }
}

/// The products of all items, none inside another.
fn merged(items: &[Item<'_>]) -> Vec<Product> {
    let mut all: Vec<Product> = Vec::new();
    for item in items {
        let Part::Build { products, .. } = &item.part else { continue };
        for product in products {
            if !all.contains(product) {
                all.push(product.clone());
            }
        }
    }
    let paths: Vec<String> = all
        .iter()
        .filter_map(|product| match product {
            Product::Path(path) => Some(path.clone()),
            _ => None,
        })
        .collect();
    all.retain(|product| match product {
        Product::Path(path) => !paths.iter().any(|other| other != path && is_below(path, other)),
        _ => true,
    });
    all
}

/// What is set up inside a product crosses over with it; what was made and is removed again was never there.
fn drop_replays_in_products(items: &mut [Item<'_>], products: &[Product], made: &[String], python: Home) {
    let mut paths: Vec<String> = made.to_vec();
    for product in products {
        match product {
            Product::Python => paths.extend(python.paths()),
            Product::Path(path) => paths.push(path.clone()),
            Product::Tree(_) | Product::Prefix(_) | Product::Tools(_) => {}
        }
    }
    let crosses = |path: &String| is_scratch(path) || paths.iter().any(|product| is_below(path, product));
    for item in items {
        if let Part::Build { replays, .. } = &mut item.part {
            replays.retain(|replay| replay.paths.is_empty() || !replay.paths.iter().all(crosses));
        }
    }
}

/// The parts of a body that are to be done again: commands, whole pipes and whole branches.
fn replays(script: &Script, purposes: &[Purpose]) -> Result<Vec<Replay>, Obstacle> {
    let mut found: Vec<Replay> = Vec::new();
    let paths = |range: std::ops::Range<usize>| {
        let sets_up = |index: usize| match &purposes[index].role {
            Role::Replay(paths) => paths.clone(),
            _ => Vec::new(),
        };
        range.flat_map(sets_up).collect::<Vec<_>>()
    };
    let depends = |index: usize| {
        let command = &script.commands[index];
        let assigned = |word: &Word| script.assignments.iter().any(|assignment| names(&word.raw, &assignment.name));
        let targets = command.redirections.iter().filter_map(|redirection| redirection.target.as_ref());
        let says = matches!(command.name(), Some("echo" | "printf"));
        let words = command.arguments().iter().filter(|_| !says).chain(targets);
        command.directory.as_deref() != Some("") && words.clone().any(is_relative) || command.words.iter().any(assigned)
    };
    for item in &script.items {
        let range = item.commands.clone();
        let is_replay = |index: &usize| matches!(purposes[*index].role, Role::Replay(_) | Role::App(_));
        let harmless = |range: &mut std::ops::Range<usize>| {
            range.all(|index| matches!(purposes[index].role, Role::Replay(_) | Role::App(_) | Role::Nothing))
        };
        if !range.clone().any(|index| is_replay(&index)) {
            continue;
        }
        if harmless(&mut range.clone()) && (!item.plain || item.ors > 0) {
            let depends = range.clone().any(depends);
            found.push(Replay { span: item.span, paths: paths(range), depends, instead: None });
            continue;
        }
        for index in range.filter(is_replay) {
            let command = &script.commands[index];
            if !item.plain || item.ors > 0 || command.place.depth > 0 {
                return Err((command.span, Reason::Conditional));
            }
            let (at, length) = (usize::from(command.place.pipe.0), usize::from(command.place.pipe.1).max(1));
            let first = index.saturating_sub(at);
            let last = (first + length - 1).min(script.commands.len() - 1);
            if !harmless(&mut (first..last + 1)) {
                return Err((command.span, Reason::OpaqueCommand("a pipe".to_owned())));
            }
            let span = Span::new(script.commands[first].span.start, script.commands[last].span.end);
            if !found.iter().any(|replay| replay.span == span) {
                let depends = (first..=last).any(depends);
                found.push(Replay { span, paths: paths(first..last + 1), depends, instead: forced(command) });
            }
        }
    }
    Ok(found)
}

/// `rm` that does not mind what is not there, as in the runtime stage a package may never have been; `mkdir` that does not
/// mind what is there, as a product may have brought it.
fn forced(command: &Command) -> Option<String> {
    let words = || command.arguments().iter().map(|word| &*word.raw);
    let program = match command.name()? {
        "rm" if !command.has_option('f', "--force") => "rm -f",
        "mkdir" if !command.has_option('p', "--parents") => "mkdir -p",
        _ => return None,
    };
    Some(words().fold(program.to_owned(), |text, word| text + " " + word))
}

/// Whether a word may be a path that depends on the directory.
fn is_relative(word: &Word) -> bool {
    word.literal().is_none_or(|text| !text.starts_with(['/', '-']))
}

/// Whether a word names a variable.
fn names(word: &str, variable: &str) -> bool {
    word.contains(&format!("${variable}")) || word.contains(&format!("${{{variable}"))
}

/// Whether nothing is hidden but the activation of virtual environments.
fn only_activates(script: &Script) -> bool {
    let hides = |command: &&Command| matches!(command.name(), Some("." | "source" | "eval" | "trap" | "alias"));
    let mut hiding = script.commands.iter().filter(hides).peekable();
    hiding.peek().is_some() && hiding.all(|command| command.activated().is_some() || role::describes(command))
}

/// What is known around an instruction.
struct Around<'v, 'a> {
    view: &'v View<'a>,
    stage: &'v Stage<'v>,
    instruction: &'v Instruction<'a>,
    required: &'v OnceCell<Required>,
}

impl role::Surroundings for Around<'_, '_> {
    fn expand(&self, word: &str) -> Option<String> {
        self.view.facts.expand(self.instruction.id, word, self.view.file.escape())
    }

    fn said(&self, command: &Command) -> String {
        first_line(self.view.slice(command.span))
    }

    fn source(&self, path: &str) -> Option<String> {
        let source = self.view.source_of(self.instruction.id, path)?;
        let Known::Yes(file) = self.view.context.file(&source) else { return None };
        file.content.map(|bytes| python::requirements::decode(&bytes).into_owned())
    }

    fn requires(&self, distribution: &str) -> bool {
        self.required.get_or_init(|| Required::of(self.view, self.stage)).has(distribution)
    }
}
