//! Writes the two stages down, in the style of the file: its casing, its line ends, its own instructions as they stand.
//! `modules` writes what is done to Python's modules before they cross over.

mod modules;

use super::early::Early;
use super::python::Home;
use super::reading::{Part as Use, Reading, Replay};
use super::role::Product;
use super::text::{self, fill};
use super::{Obstacle, Outcome, Split, manifests};
use crate::context::{Known, Scope};
use crate::facts::{Stage, is_below, join};
use crate::knowledge::{self, Base, ImageName, Variant};
use crate::plan::Part;
use crate::report::Reason;
use crate::rules::View;
use crate::shell::{Command, Word};
use crate::span::Span;
use crate::syntax::{Arguments, Instruction, Keyword};
use std::cell::Cell;

/// Modules of the standard library that no service reaches: for people, tests, and the installation itself.
const UNREACHED: &str = "ensurepip|idlelib|lib2to3|pydoc_data|site-packages|test|tkinter|turtledemo";

/// Where the build stage leaves the names of packages, and the runtime stage finds them.
const PACKAGES: &str = "/runtime-packages";

/// What is written, piece by piece.
struct Writer<'v, 'a> {
    view: &'v View<'a>,
    newline: &'static str,
    lower: bool,
    parts: Vec<Part>,
    /// Whether what was written last ends its line.
    ended: bool,
}

impl Writer<'_, '_> {
    /// A new line of the language; the keyword comes in upper case and goes out in the file's.
    fn line(&mut self, keyword: &str, rest: &str) {
        let keyword = if self.lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() };
        let text = format!("{keyword} {rest}").replace('\n', self.newline);
        self.text(&format!("{text}{}", self.newline));
    }

    /// A comment of one line.
    fn comment(&mut self, sentence: &str) {
        self.text(&format!("# {sentence}{}", self.newline));
    }

    fn text(&mut self, text: &str) {
        self.end_line();
        self.parts.push(Part::New(text.to_owned()));
        self.ended = text.ends_with('\n');
    }

    fn end_line(&mut self) {
        if !self.ended {
            self.parts.push(Part::New(self.newline.to_owned()));
            self.ended = true;
        }
    }

    /// A piece of the user's text, in its only place or a second one.
    fn piece(&mut self, span: Span, moved: bool) {
        self.end_line();
        self.parts.push(if moved { Part::Move(span) } else { Part::Copy(span) });
        self.ended = self.view.slice(span).ends_with('\n');
    }
}

/// The stage as two.
pub(super) fn write(
    view: &View<'_>,
    stage: &Stage<'_>,
    reference: &str,
    base: &Base,
    reading: &Reading<'_>,
) -> Result<Outcome, Obstacle> {
    let from = view.file.instruction(stage.from);
    if stage.index + 1 != view.facts.stages().len() {
        return Err((from.text, Reason::Other("not-last", "only the last stage is split".to_owned())));
    }
    let runtime = runtime_image(view, from, reference, base);
    if runtime.is_none() && reading.left.is_empty() {
        return Err((from.text, Reason::SavesNothing));
    }
    if runtime.is_some() && base.language.is_some() && !reading.seen {
        return Err((from.text, Reason::UnknownContext));
    }
    let layout = Layout { view, stage, from, reading, runtime, name: new_name(view), ahead: Cell::new(false) };
    Ok(Outcome::Split(layout.write(base)))
}

/// The image that the runtime stands on, as written in FROM, when it is a smaller one.
fn runtime_image(view: &View<'_>, from: &Instruction<'_>, reference: &str, base: &Base) -> Option<String> {
    let Arguments::From(arguments) = &from.arguments else { return None };
    let known = view.options.known_as(reference);
    let name = ImageName::parse(&known)
        .filter(|name| name.digest.is_none() && base.variant == Variant::Full && base.language.is_some())?;
    let slim = knowledge::slim_tag(&name)?;
    let written = view.slice(arguments.image.span);
    match name.tag {
        // an argument may be given a name with a tag
        None => (!written.contains('$')).then(|| format!("{written}:{slim}")),
        Some(tag) => match written.strip_suffix(tag) {
            Some(rest) => Some(format!("{rest}{slim}")),
            // an argument whose default is a bare version
            None => {
                let version = slim == format!("{tag}-slim") && written.ends_with('}') && written.contains(':');
                version.then(|| format!("{written}-slim"))
            }
        },
    }
}

/// A name that no stage, no named context and no image has in this file.
fn new_name(view: &View<'_>) -> String {
    let taken = |name: &str| {
        let stages = view.facts.stages().iter().filter_map(|stage| stage.name);
        let mut words = view.text.split(|c: char| c.is_whitespace() || matches!(c, '=' | ','));
        stages.into_iter().any(|stage| stage.eq_ignore_ascii_case(name))
            || words.any(|word| word.eq_ignore_ascii_case(name)) && view.text.contains(&format!("from={name}"))
    };
    let mut name = "build".to_owned();
    let mut number = 2;
    while taken(&name) {
        name = format!("build-{number}");
        number += 1;
    }
    name
}

struct Layout<'v, 'a> {
    view: &'v View<'a>,
    stage: &'v Stage<'v>,
    from: &'v Instruction<'a>,
    reading: &'v Reading<'a>,
    runtime: Option<String>,
    name: String,
    /// Whether modules were gathered before the project's sources are there.
    ahead: Cell<bool>,
}

impl Layout<'_, '_> {
    fn write(&self, base: &Base) -> Split {
        let view = self.view;
        let last = self.reading.items.last().map_or(self.from, |item| item.instruction);
        let span = Span::new(self.from.span.start, last.span.end);
        let lower = view.is_lower(self.from);
        let mut out = Writer { view, newline: view.newline(), lower, parts: Vec::new(), ended: true };
        self.build_stage(&mut out);
        out.text(out.newline);
        self.runtime_stage(&mut out, base);
        Split { span, parts: out.parts, why: self.why() }
    }

    fn why(&self) -> String {
        let left = match self.reading.left.as_slice() {
            [] => "what only the build needs".to_owned(),
            [one] => one.clone(),
            [first, second] => format!("{first} and {second}"),
            [first, second, third] => format!("{first}, {second} and {third}"),
            [first, second, rest @ ..] => format!("{first}, {second} and {} more packages", rest.len()),
        };
        match &self.runtime {
            Some(image) => {
                format!("{left} and the full base stay in a build stage; what ships stands on {image} and gets what was built")
            }
            None => format!("{left} stay in a build stage; what ships gets what was built"),
        }
    }

    // --- the build stage

    fn build_stage(&self, out: &mut Writer<'_, '_>) {
        let Arguments::From(arguments) = &self.from.arguments else { return };
        let header = Span::new(self.from.span.start, arguments.image.span.end);
        let word = if out.lower { "as" } else { "AS" };
        out.piece(header, true);
        out.parts.push(Part::New(format!(" {word} {}{}", self.name, out.newline)));
        out.ended = true;
        let mut pending = Vec::new();
        let mut brought = Vec::new();
        let settled = self.settled();
        for (index, item) in self.reading.items[..self.reading.build_end].iter().enumerate() {
            match &item.part {
                Use::Shipped => {}
                Use::Source(_) if self.is_directory(index) => pending.push(index),
                Use::Runtime if !self.is_needed_in_build(index) => {}
                Use::Build { reads: Some(paths), .. } => {
                    pending.iter().for_each(|source| self.manifests(out, *source, paths, &mut brought));
                    out.piece(self.chunk(index), true);
                }
                Use::Build { .. } | Use::Runtime => {
                    if let Use::Build { early: Some(early), .. } = &item.part
                        && self.install_early(out, &pending, early, &mut brought)
                        && settled == index
                        && early.complete
                    {
                        self.finish_modules_ahead(out);
                    }
                    pending.drain(..).for_each(|source| self.source(out, source));
                    let built = matches!(item.part, Use::Build { .. });
                    out.piece(if built { self.chunk(index) } else { item.instruction.span }, built);
                }
                Use::Source(_) => self.source(out, index),
                Use::Setting => {
                    // a relative destination is one of the directory that held at its place
                    if item.instruction.keyword == Keyword::Workdir {
                        let relative: Vec<usize> = pending.extract_if(.., |source| !self.is_absolute(*source)).collect();
                        relative.into_iter().for_each(|source| self.source(out, source));
                    }
                    let only = self.is_only_for_the_build(index);
                    out.piece(if only { self.chunk(index) } else { item.instruction.span }, only);
                }
            }
            if index == settled {
                if self.ahead.get() {
                    self.add_project(out);
                } else {
                    self.finish_modules(out);
                }
            }
        }
        pending.into_iter().filter(|source| self.is_superseded(*source)).for_each(|source| self.source(out, source));
    }

    /// Installs what the project depends on before its sources are there, so that a change of theirs does not do it again.
    /// Whether that was possible: the manifest is among what is copied here.
    fn install_early(&self, out: &mut Writer<'_, '_>, pending: &[usize], early: &Early, brought: &mut Vec<String>) -> bool {
        let covers = |index: &usize| {
            self.directory_of(*index).is_some_and(|directory| directory.is_empty() || is_below(&early.files[0], &directory))
        };
        if !pending.iter().any(covers) {
            return false;
        }
        out.comment("what the project depends on: installed again when the manifest changes, not with every change of a source");
        pending.iter().for_each(|source| self.manifests(out, *source, &early.files, brought));
        out.line("RUN", &early.body);
        true
    }

    /// The last item behind which nothing is installed or compiled any more: what is worked out from the products is worked
    /// out there, before sources that change more often are copied.
    fn settled(&self) -> usize {
        let items = &self.reading.items[..self.reading.build_end];
        items.iter().rposition(|item| matches!(item.part, Use::Build { compiles: true, .. })).unwrap_or(items.len() - 1)
    }

    /// A COPY as it stands: its only place where the files cross over from here.
    fn source(&self, out: &mut Writer<'_, '_>, index: usize) {
        let only = self.is_superseded(index);
        out.piece(if only { self.chunk(index) } else { self.reading.items[index].instruction.span }, only);
    }

    /// Whether an instruction brings a directory of the build context, so that a part of it may do.
    fn is_directory(&self, index: usize) -> bool {
        self.directory_of(index).is_some()
    }

    /// Whether the destination of a COPY is the same in every work directory.
    fn is_absolute(&self, index: usize) -> bool {
        let (Arguments::Copy(transfer) | Arguments::Add(transfer)) = &self.reading.items[index].instruction.arguments else {
            return false;
        };
        transfer.destination.text.starts_with('/')
    }

    /// The directory of the context that a COPY brings whole, `""` for all of it.
    fn directory_of(&self, index: usize) -> Option<String> {
        manifests::directory(self.view, self.reading.items[index].instruction)
    }

    /// Copies files of what a COPY brings, to where it brings them.
    fn manifests(&self, out: &mut Writer<'_, '_>, index: usize, paths: &[String], brought: &mut Vec<String>) {
        let Some(directory) = self.directory_of(index) else { return };
        let new: Vec<&String> = paths.iter().filter(|path| !brought.contains(path)).collect();
        for line in manifests::copies(self.view, self.reading.items[index].instruction, &directory, &new) {
            out.line("COPY", &line);
        }
        brought.extend(paths.iter().cloned());
    }

    /// From behind the instruction before it, with the comments and empty lines in between.
    fn chunk(&self, index: usize) -> Span {
        let before = index.checked_sub(1).map_or(self.from, |before| self.reading.items[before].instruction);
        Span::new(before.span.end, self.reading.items[index].instruction.span.end)
    }

    /// Whether files that an item brings cross over from the build stage, as something is built among them.
    fn is_superseded(&self, index: usize) -> bool {
        let Use::Source(Some(destination)) = &self.reading.items[index].part else { return false };
        let later = self.reading.items.get(index..self.reading.build_end).unwrap_or_default().iter();
        later
            .filter_map(|item| match &item.part {
                Use::Build { products, .. } => Some(products),
                _ => None,
            })
            .flatten()
            .any(|product| matches!(product, Product::Path(path) if is_below(destination, path)))
    }

    /// Whether a RUN that sets up the runtime is done in the build stage as well.
    fn is_needed_in_build(&self, index: usize) -> bool {
        let item = &self.reading.items[index];
        let Some(run) = self.view.facts.run(item.instruction.id) else { return true };
        let later = self.reading.items.get(index + 1..self.reading.build_end).unwrap_or_default();
        let text = self.view.slice(item.instruction.text);
        let paths: Vec<&str> = text.split_whitespace().filter(|word| word.starts_with('/') && word.len() > 1).collect();
        !run.packages.is_empty()
            || later.iter().any(|item| {
                let other = self.view.slice(item.instruction.text);
                item.instruction.keyword == Keyword::User
                    || item.instruction.flag("chown").is_some()
                    || other.contains("chown")
                    || paths.iter().any(|path| other.contains(path))
            })
    }

    // --- the runtime stage

    fn runtime_stage(&self, out: &mut Writer<'_, '_>, base: &Base) {
        self.runtime_header(out);
        let items = &self.reading.items;
        // what sets the runtime up before anything is built or copied changes less often than what is built
        let front = items.iter().position(|item| matches!(item.part, Use::Build { .. } | Use::Source(_))).unwrap_or(items.len());
        for (index, item) in items.iter().enumerate() {
            if index == front {
                self.front(out, base);
            }
            match &item.part {
                Use::Setting | Use::Shipped | Use::Source(_) | Use::Runtime if self.is_superseded(index) => {}
                Use::Setting if self.is_only_for_the_build(index) => {}
                Use::Runtime => self.again(out, index),
                Use::Setting | Use::Shipped | Use::Source(_) => out.piece(self.chunk(index), true),
                Use::Build { replays, products, .. } => self.residue(out, index, replays, products),
            }
        }
    }

    /// A RUN of the runtime stage, as it stands: but what products brought already may be there already.
    fn again(&self, out: &mut Writer<'_, '_>, index: usize) {
        let chunk = self.chunk(index);
        let id = self.reading.items[index].instruction.id;
        let Some(Ok(script)) = self.view.facts.run(id).map(|run| run.script.as_ref()) else { return out.piece(chunk, true) };
        let directory = self.view.facts.state(id).workdir.as_deref();
        let mut start = chunk.start;
        for command in &script.commands {
            let here = command.directory.as_deref().and_then(|to| join(directory, to));
            let Some(option) = self.tolerance(command, here.as_deref()) else { continue };
            let end = command.words[command.program].span.end;
            out.piece(Span::new(start, end), true);
            out.parts.push(Part::New(option.to_owned()));
            out.ended = true;
            start = end;
        }
        out.piece(Span::new(start, chunk.end), true);
    }

    /// The option with which a command does not mind that a product brought what it makes; none where it needs none.
    fn tolerance(&self, command: &Command, directory: Option<&str>) -> Option<&'static str> {
        let operands = || command.arguments().iter().filter_map(Word::literal).filter_map(|word| join(directory, word));
        let products = || {
            self.reading.products.iter().filter_map(|product| match product {
                Product::Path(path) => Some(path.as_str()),
                _ => None,
            })
        };
        match command.name()? {
            "mkdir" if !command.has_option('p', "--parents") => {
                let clashes = |made: &String| made != "/" && products().any(|path| is_below(path, made) || is_below(made, path));
                operands().any(|made| clashes(&made)).then_some(" -p")
            }
            "ln" if !command.has_option('f', "--force") => {
                let link = operands().next_back()?;
                products().any(|path| is_below(&link, path)).then_some(" -fn")
            }
            _ => None,
        }
    }

    fn runtime_header(&self, out: &mut Writer<'_, '_>) {
        let Arguments::From(arguments) = &self.from.arguments else { return };
        let text = |span: Span| self.view.slice(span);
        let flags = text(Span::new(self.from.keyword_span.end, arguments.image.span.start)).trim();
        let flags = if flags.is_empty() { String::new() } else { format!("{flags} ") };
        let image = self.runtime.clone().unwrap_or_else(|| text(arguments.image.span).to_owned());
        let name = match (arguments.as_span, self.stage.name) {
            (Some(word), Some(name)) => format!(" {} {name}", text(word)),
            _ => String::new(),
        };
        out.line("FROM", &format!("{flags}{image}{name}"));
    }

    /// What the runtime stage gets before anything of its own: packages and products, which change less often.
    fn front(&self, out: &mut Writer<'_, '_>, base: &Base) {
        if let Some(library) = self.reading.python.library() {
            out.comment("slim images have no bytecode: without it each start compiles the standard library");
            let checked = !matches!(self.reading.python, Home::Official(major, minor) if (major, minor) < (3, 7))
                && self.reading.python != Home::Open(2);
            let mode = if checked { "--invalidation-mode unchecked-hash " } else { "" };
            out.line(
                "RUN",
                &format!(
                    "python -m compileall -q {mode}\
    -x '/({UNREACHED})/' {library}"
                ),
            );
        }
        self.packages(out);
        if self.runtime.is_some() && base.language.is_some() {
            self.copy(out, "/etc/mime.types");
        }
        let gathered = |product: &&Product| match product {
            Product::Python => self.ahead.get() || matches!(self.reading.python, Home::Open(_)),
            Product::Path(path) => self.ahead.get() && self.reading.environments.contains(path),
            _ => false,
        };
        if self.reading.products.iter().any(|product| gathered(&product)) {
            self.copy_gathered(out);
        }
        for product in self.reading.products.iter().filter(|product| !gathered(product)) {
            match product {
                Product::Python => self.reading.python.paths().iter().for_each(|path| self.copy(out, path)),
                Product::Path(path) if !self.is_among_sources(path) => self.copy(out, path),
                _ => {}
            }
        }
    }

    fn copy(&self, out: &mut Writer<'_, '_>, path: &str) {
        out.line("COPY", &format!("--from={} {path} {path}", self.name));
    }

    fn packages(&self, out: &mut Writer<'_, '_>) {
        let reading = self.reading;
        let packages: String = reading.packages.iter().map(|package| format!(" {package}")).collect();
        let certificates = reading.sources.is_some_and(|sources| sources.certificates);
        let apt = if certificates { text::APT_WITH_CERTIFICATES } else { "apt-get" };
        let upgrade = if reading.upgrades { format!(" && {apt} upgrade -y") } else { String::new() };
        let (body, packages) = match (self.links(), packages.is_empty() && !reading.upgrades) {
            (false, true) => return,
            (true, true) => (text::MISSING, packages),
            (true, false) => (text::SERVING, packages),
            (false, false) if packages.is_empty() => (text::PACKAGES, packages),
            (false, false) => (text::PACKAGES, format!(" && {apt} {}{packages}", text::INSTALL)),
        };
        let mut body = body.to_owned();
        if reading.sources.is_some() {
            out.comment("from where the build stage gets its packages, which stays there");
            body = format!("{}{}{body}", text::SOURCES, if certificates { text::CERTIFICATES } else { "" });
        }
        let words = [
            ("build", self.name.as_str()),
            ("list", PACKAGES),
            ("apt", apt),
            ("install", text::INSTALL),
            ("upgrade", &upgrade),
            ("packages", &packages),
        ];
        out.line("RUN", &fill(&body, &words));
    }

    /// What a RUN that builds leaves to do in the runtime stage, in its place.
    fn residue(&self, out: &mut Writer<'_, '_>, index: usize, replays: &[Replay], products: &[Product]) {
        for product in products {
            let again = self.reading.items[index + 1..].iter().any(|item| match &item.part {
                Use::Build { products, .. } => products.contains(product),
                _ => false,
            });
            if let Product::Path(path) = product
                && self.reading.products.contains(product)
                && self.is_among_sources(path)
                && !again
            {
                self.copy(out, path);
            }
        }
        if let [first, rest @ ..] = replays {
            let word = if out.lower { "run " } else { "RUN " };
            out.text(word);
            out.ended = true;
            out.parts.push(first.text());
            for replay in rest {
                out.parts.push(Part::New(format!(" \\{} && ", out.newline)));
                out.parts.push(replay.text());
            }
            out.parts.push(Part::New(out.newline.to_owned()));
            out.ended = true;
        }
    }

    /// Whether a product lies in a directory that files of the context are copied to, so that the order of both counts.
    fn is_among_sources(&self, path: &str) -> bool {
        (0..self.reading.items.len()).any(|index| match &self.reading.items[index].part {
            Use::Source(Some(destination)) if is_below(path, destination) => !self.is_absent(index, path, destination),
            Use::Source(Some(destination)) => is_below(destination, path),
            _ => false,
        })
    }

    /// Whether a COPY certainly brings nothing to a path, also where an ignore file that is proposed is not written.
    fn is_absent(&self, index: usize, path: &str, destination: &str) -> bool {
        let Some(directory) = self.directory_of(index) else { return false };
        let inside = path[destination.trim_end_matches('/').len()..].trim_start_matches('/');
        let source = if directory.is_empty() { inside.to_owned() } else { format!("{directory}/{inside}") };
        !inside.is_empty()
            && matches!(self.view.context.files_among(&Scope::Sent, &source, false), Known::Yes(files) if files.is_empty())
    }

    /// Whether an instruction declares build arguments that nothing needs behind the build.
    fn is_only_for_the_build(&self, index: usize) -> bool {
        let Arguments::Arg(declarations) = &self.reading.items[index].instruction.arguments else { return false };
        let later = self.reading.items[index + 1..].iter().filter(|item| !matches!(item.part, Use::Build { .. }));
        let text: String = later.map(|item| self.view.slice(item.instruction.span)).collect();
        let needed = declarations.iter().any(|declaration| {
            let name = &declaration.name.text;
            text.contains(&format!("${name}")) || text.contains(&format!("${{{name}")) || name == "DEBIAN_FRONTEND"
        });
        index < self.reading.build_end && !needed
    }
}
