//! What is done in the build stage to the modules that it installed, before they cross over: what nothing reads is taken out,
//! and the packages are looked for whose shared libraries they need.

use super::super::python::Home;
use super::super::reading::Part as Use;
use super::super::role::Product;
use super::super::text::{self, fill};
use super::{Layout, PACKAGES, Writer};
use crate::facts::{Shell, join};
use crate::syntax::Arguments;

/// Where the build stage gathers modules, where they cannot cross over from their own place.
const GATHERED: &str = "/products/";

/// Where it gathers what the project's own installation adds to them.
const PROJECT: &str = "/project/";

/// Names as Python writes a set of them.
fn python_set(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    if quoted.is_empty() { "set()".to_owned() } else { format!("{{{}}}", quoted.join(", ")) }
}

impl Layout<'_, '_> {
    /// Whether the packages of shared libraries are looked for.
    pub(super) fn links(&self) -> bool {
        self.reading.links && !(self.product_paths().is_empty() && self.reading.opens.is_empty())
    }

    /// Whether nothing installs anything once the image runs.
    const fn is_installed_for_good(&self) -> bool {
        self.reading.seen && !self.reading.installs_later
    }

    /// Strips compiled modules, where there is a program that does.
    fn strip(&self, out: &mut Writer<'_, '_>) {
        let binutils = |package: &String| {
            ["gcc", "g++", "build-essential", "binutils", "clang"].iter().any(|name| package.starts_with(name))
        };
        if !self.reading.strips && !self.reading.left.iter().any(binutils) {
            return;
        }
        let mut paths = self.environments();
        if self.crosses_as_modules() {
            paths.push(self.site().unwrap_or_else(|| "/usr/local/lib".to_owned()));
        }
        if !paths.is_empty() {
            out.comment("what only debuggers read");
            out.line("RUN", &fill(text::STRIP, &[("paths", &paths.join(" "))]));
        }
    }

    /// Takes from what was installed what need not cross over, and looks for the shared libraries of the rest.
    pub(super) fn finish_modules(&self, out: &mut Writer<'_, '_>) {
        if let Some(site) = self.site() {
            self.take_out(out, &site);
        }
        for environment in self.environments().iter().filter(|_| self.is_installed_for_good()) {
            out.comment("neither the installer nor tests that no module imports are needed any more");
            out.line("RUN", &fill(text::ENVIRONMENT, &[("environment", environment), ("tests", text::UNIMPORTED)]));
        }
        self.strip(out);
        let paths: Vec<String> = self.product_paths();
        if self.links() {
            out.comment("the packages that hold the shared libraries of what was built");
            let opens = self.reading.opens.iter().copied().collect::<Vec<_>>().join(" ");
            let [begin, end] = if opens.is_empty() { ["", ""] } else { text::OPENED };
            let end = fill(end, &[("opens", &opens)]);
            let words =
                [("relaxed", self.relaxed()), ("begin", begin), ("paths", &paths.join(" ")), ("end", &end), ("list", PACKAGES)];
            out.line("RUN", &fill(text::LIBRARIES, &words));
        }
        if matches!(self.reading.python, Home::Open(_)) && self.crosses_as_modules() {
            self.gather(out);
        }
    }

    /// The same before the project's sources are there, where its own installation adds files and changes none: in a copy, as
    /// the installer goes on needing what is taken out, and as what is added is little. Nothing where that cannot be.
    pub(super) fn finish_modules_ahead(&self, out: &mut Writer<'_, '_>) {
        let searchable = matches!(self.reading.python, Home::Official(..)) && self.tells_requirements();
        let mixed = self.reading.environments.iter().any(|path| self.is_among_sources(path));
        if mixed || self.crosses_as_modules() && !searchable {
            return;
        }
        self.ahead.set(true);
        out.comment("what ships of it");
        self.gather(out);
        self.finish_modules(out);
    }

    /// What a project's own installation added to what was gathered ahead of it.
    pub(super) fn add_project(&self, out: &mut Writer<'_, '_>) {
        let paths = self.gathered().iter().map(|path| path.trim_start_matches('/').to_owned()).collect::<Vec<_>>().join(" ");
        out.comment("the project itself: where it lies, and its scripts");
        out.line("RUN", &fill(text::ADDED, &[("paths", &paths), ("products", GATHERED), ("project", PROJECT)]));
    }

    /// The paths that are gathered.
    fn gathered(&self) -> Vec<String> {
        let modules = if self.crosses_as_modules() { self.reading.python.paths() } else { Vec::new() };
        let environments = self.reading.environments.iter().filter(|_| self.ahead.get()).cloned();
        modules.into_iter().chain(environments).collect()
    }

    /// Brings what was gathered to the runtime stage.
    pub(super) fn copy_gathered(&self, out: &mut Writer<'_, '_>) {
        out.line("COPY", &format!("--from={} {GATHERED} /", self.name));
        if self.ahead.get() {
            out.line("COPY", &format!("--from={} {PROJECT} /", self.name));
        }
    }

    /// Whether modules cross over that are in no virtual environment.
    fn crosses_as_modules(&self) -> bool {
        self.reading.products.contains(&Product::Python)
    }

    /// What stands before the paths of modules that cross over.
    fn tree(&self) -> &'static str {
        if self.ahead.get() { GATHERED.trim_end_matches('/') } else { "" }
    }

    /// Where the virtual environments lie that cross over.
    fn environments(&self) -> Vec<String> {
        self.reading.environments.iter().map(|path| format!("{}{path}", self.tree())).collect()
    }

    /// Where modules lie that cross over without an environment; none where none do.
    fn site(&self) -> Option<String> {
        let library = self.reading.python.library().filter(|_| self.crosses_as_modules());
        library.map(|library| format!("{}{library}/site-packages", self.tree()))
    }

    /// Takes from the modules tools of the build, what the base has itself, and tests that no module imports.
    fn take_out(&self, out: &mut Writer<'_, '_>, site: &str) {
        let based = matches!(self.reading.python, Home::Official(..));
        let base = if based { self.base(site) } else { String::new() };
        let searched = self.tells_requirements() && (self.ahead.get() || !self.reading.superfluous.tools.is_empty());
        if searched {
            self.take_out_superfluous(out, site, &base);
        }
        if based && !searched {
            // the base has an installer of its own, whatever version the build had
            let uninstall =
                if self.is_installed_for_good() { "xargs pip uninstall -y -q pip" } else { "xargs -r pip uninstall -y -q" };
            let words = [
                ("uninstall", uninstall),
                ("base", &base),
                ("site", site),
                ("relaxed", self.relaxed()),
                ("tests", text::UNIMPORTED),
            ];
            out.comment("what the base has itself, and tests that no module imports, need not be copied");
            out.line("RUN", &fill(text::SAME, &words));
        } else {
            out.comment("tests that no module imports need not be copied");
            out.line("RUN", &fill(text::TESTS, &[("site", site), ("tests", text::UNIMPORTED)]));
        }
    }

    /// Takes out what nothing needs at run time, and what the base has itself.
    fn take_out_superfluous(&self, out: &mut Writer<'_, '_>, site: &str, base: &str) {
        let superfluous = &self.reading.superfluous;
        let pip = if self.is_installed_for_good() { " | {\"pip\"}" } else { "" };
        let same = if base.is_empty() { String::new() } else { fill(text::SAME_HERE, &[("pip", pip)]) };
        let path = if self.ahead.get() { format!("path=[\"{site}\"]") } else { String::new() };
        let words = [&superfluous.tools, &superfluous.installers, &superfluous.kept].map(|names| python_set(names));
        let [tools, installers, kept] = words.each_ref();
        let words = [
            ("mount", base),
            ("site", site),
            ("path", &path),
            ("same", &same),
            ("tools", tools),
            ("installers", installers),
            ("kept", kept),
        ];
        let what =
            if superfluous.tools.is_empty() { "" } else { "tools of those who write the app, with all that only they require" };
        let and = if superfluous.tools.is_empty() || same.is_empty() { "" } else { ", and " };
        let base = if same.is_empty() { "" } else { "what the base has itself" };
        out.comment(&format!("{what}{and}{base}"));
        out.line("RUN", &fill(text::SUPERFLUOUS, &words));
    }

    /// The mount of the base's modules. It knows neither patterns nor the variables of FROM.
    fn base(&self, site: &str) -> String {
        let image = self.runtime.clone().or_else(|| self.written_image()).unwrap_or_default();
        let source = site.strip_prefix(self.tree()).unwrap_or(site);
        fill(text::BASE, &[("image", &image), ("site", source)])
    }

    /// Whether Python tells what a distribution requires: `importlib.metadata` came with 3.8.
    fn tells_requirements(&self) -> bool {
        !matches!(self.reading.python, Home::Official(major, minor) if (major, minor) < (3, 8))
            && self.reading.python != Home::Open(2)
    }

    /// Copies modules and scripts to where they can be found whatever the version is, and be changed while others are used.
    fn gather(&self, out: &mut Writer<'_, '_>) {
        let words = [("products", GATHERED), ("paths", &self.gathered().join(" "))];
        out.line("RUN", &fill(text::GATHER, &words));
    }

    /// The base as it is written in FROM.
    fn written_image(&self) -> Option<String> {
        let Arguments::From(arguments) = &self.from.arguments else { return None };
        let written = self.view.slice(arguments.image.span);
        Some(written.to_owned())
    }

    /// What begins a body in which a command of a pipe may fail.
    fn relaxed(&self) -> &'static str {
        let last = &self.reading.items[self.reading.build_end - 1];
        match self.view.facts.state(last.instruction.id).shell {
            Shell::Posix(dialect) if dialect.pipefail => "set +o pipefail; ",
            _ => "",
        }
    }

    /// Where machine code may lie that was built.
    fn product_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        let compiled = |product: &&Product| {
            self.reading
                .items
                .iter()
                .any(|item| matches!(&item.part, Use::Build { products, compiles: true, .. } if products.contains(product)))
        };
        for product in self.reading.products.iter().filter(compiled) {
            match product {
                Product::Python => paths.extend(self.reading.python.paths().iter().map(|path| format!("{}{path}", self.tree()))),
                Product::Path(path) if self.reading.environments.contains(path) => paths.push(format!("{}{path}", self.tree())),
                Product::Path(path) | Product::Tree(path) | Product::Prefix(path) => paths.extend(join(None, path)),
                Product::Tools(_) => {}
            }
        }
        paths
    }
}
