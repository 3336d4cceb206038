//! One release's packages, and what apt would install for one of them.

use std::collections::HashMap;

/// A package or a virtual name, as a number.
pub(crate) type Id = u32;

/// What one of several packages must fulfil, in the order written.
type Group = Box<[Id]>;

#[derive(Default)]
struct Package {
    depends: Vec<Group>,
    recommends: Vec<Group>,
    provides: Vec<Id>,
    in_base: bool,
    important: u8,
}

/// The packages of a release.
pub(crate) struct Index {
    names: Vec<String>,
    ids: HashMap<String, Id>,
    packages: Vec<Option<Package>>,
    providers: Vec<Vec<Id>>,
    base: Vec<bool>,
}

impl Index {
    /// Reads `Packages` texts; a package that several of them have is taken from the last.
    pub(crate) fn read(texts: &[String]) -> Self {
        let mut index =
            Self { names: Vec::new(), ids: HashMap::new(), packages: Vec::new(), providers: Vec::new(), base: Vec::new() };
        for text in texts {
            for stanza in text.split("\n\n") {
                index.stanza(stanza);
            }
        }
        for id in 0..index.packages.len() {
            let provides = index.packages[id].as_ref().map(|package| package.provides.clone()).unwrap_or_default();
            for name in provides {
                index.providers[name as usize].push(id as Id);
            }
        }
        let mut base = Set::new(&index, &[]);
        for id in 0..index.packages.len() {
            if index.packages[id].as_ref().is_some_and(|package| package.in_base) {
                base.install(&index, id as Id);
            }
        }
        base.close(&index);
        index.base = base.installed;
        index
    }

    fn stanza(&mut self, text: &str) {
        let mut package = Package::default();
        let mut name = None;
        for line in text.lines() {
            let Some((key, value)) = line.split_once(": ") else { continue };
            match key {
                "Package" => name = Some(self.id(value)),
                "Depends" | "Pre-Depends" => package.depends.extend(self.groups(value)),
                "Recommends" => package.recommends = self.groups(value),
                "Provides" => package.provides = self.groups(value).iter().flatten().copied().collect(),
                "Essential" => package.in_base |= value == "yes",
                "Priority" => {
                    package.in_base |= value == "required";
                    package.important = match value {
                        "required" => 4,
                        "important" => 3,
                        "standard" => 2,
                        "optional" => 1,
                        _ => 0,
                    };
                }
                _ => {}
            }
        }
        if let Some(id) = name {
            package.in_base |= self.names[id as usize] == "apt";
            // groups with one member first: apt decides them first, too
            package.depends.sort_by_key(|group| group.len() > 1);
            self.packages[id as usize] = Some(package);
        }
    }

    fn id(&mut self, name: &str) -> Id {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.names.len() as Id;
        self.names.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        self.packages.push(None);
        self.providers.push(Vec::new());
        id
    }

    fn groups(&mut self, text: &str) -> Vec<Group> {
        let mut groups = Vec::new();
        for group in text.split(',') {
            let mut ids = Vec::new();
            for alternative in group.split('|') {
                if let Some(name) = alternative.split([' ', '(', ':', '[']).find(|part| !part.is_empty()) {
                    ids.push(self.id(name));
                }
            }
            groups.push(ids.into());
        }
        groups
    }

    /// The number of a package that can be installed.
    pub(crate) fn find(&self, name: &str) -> Option<Id> {
        self.ids.get(name).copied().filter(|id| self.packages[*id as usize].is_some())
    }

    /// The one package that provides a virtual name.
    pub(crate) fn only_provider(&self, name: &str) -> Option<Id> {
        let id = *self.ids.get(name)?;
        match (&self.packages[id as usize], self.providers[id as usize].as_slice()) {
            (None, [one]) => Some(*one),
            _ => None,
        }
    }

    /// Whether a name is a package or is provided by one.
    pub(crate) fn can_install(&self, name: &str) -> bool {
        self.ids.get(name).is_some_and(|id| self.choice(*id).is_some())
    }

    pub(crate) fn name(&self, id: Id) -> &str {
        &self.names[id as usize]
    }

    /// All packages, by name.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, Id)> {
        self.names
            .iter()
            .enumerate()
            .map(|(id, name)| (name.as_str(), id as Id))
            .filter(|(_, id)| self.packages[*id as usize].is_some())
    }

    /// Whether the first of a group that can be installed is no package, and several of the same importance provide it:
    /// apt's choice is not ours.
    fn is_open(&self, group: &[Id]) -> bool {
        let rank = |id: &Id| self.packages[*id as usize].as_ref().map(|package| package.important);
        let Some(first) = group.iter().find(|id| self.choice(**id).is_some()) else { return false };
        let providers = &self.providers[*first as usize];
        let highest = providers.iter().map(rank).max();
        self.packages[*first as usize].is_none() && providers.iter().filter(|id| Some(rank(id)) == highest).count() > 1
    }

    /// What is installed for a name: the package, or the most important one that provides it.
    fn choice(&self, id: Id) -> Option<Id> {
        if self.packages[id as usize].is_some() {
            return Some(id);
        }
        let rank = |id: &Id| self.packages[*id as usize].as_ref().map(|package| package.important);
        self.providers[id as usize].iter().copied().max_by_key(|id| (rank(id), std::cmp::Reverse(self.name(*id))))
    }
}

/// The packages of a system: the base and what was installed on it.
pub(crate) struct Set {
    installed: Vec<bool>,
    order: Vec<Id>,
    depends_done: usize,
    recommends_done: usize,
    is_guess: bool,
}

impl Set {
    fn new(index: &Index, base: &[bool]) -> Self {
        let mut installed = base.to_vec();
        installed.resize(index.packages.len(), false);
        Self { installed, order: Vec::new(), depends_done: 0, recommends_done: 0, is_guess: false }
    }

    /// A base image.
    pub(crate) fn base(index: &Index) -> Self {
        Self::new(index, &index.base)
    }

    /// Whether a package was picked from several that provide the same.
    pub(crate) fn is_guess(&self) -> bool {
        self.is_guess
    }

    pub(crate) fn has(&self, id: Id) -> bool {
        self.installed[id as usize]
    }

    /// Installs one package, not yet what it depends on.
    pub(crate) fn install(&mut self, index: &Index, id: Id) {
        if index.packages[id as usize].is_some() && !self.installed[id as usize] {
            self.installed[id as usize] = true;
            self.order.push(id);
        }
    }

    fn fulfils(&self, index: &Index, group: &[Id]) -> bool {
        group.iter().any(|id| self.has(*id) || index.providers[*id as usize].iter().any(|provider| self.has(*provider)))
    }

    /// Installs what is depended on.
    pub(crate) fn close(&mut self, index: &Index) {
        while let Some(id) = self.order.get(self.depends_done).copied() {
            self.depends_done += 1;
            let Some(package) = &index.packages[id as usize] else { continue };
            for group in &package.depends {
                if !self.fulfils(index, group)
                    && let Some(choice) = group.iter().find_map(|id| index.choice(*id))
                {
                    self.is_guess |= index.is_open(group);
                    self.install(index, choice);
                }
            }
        }
    }

    /// Installs what is depended on and recommended, except recommended packages that `skip(parent, package)` leaves out.
    /// Returns those that were recommended, with the one that did.
    pub(crate) fn close_with_recommends(&mut self, index: &Index, mut skip: impl FnMut(Id, Id) -> bool) -> Vec<(Id, Id)> {
        let mut recommended = Vec::new();
        self.close(index);
        while let Some(id) = self.order.get(self.recommends_done).copied() {
            self.recommends_done += 1;
            let Some(package) = &index.packages[id as usize] else { continue };
            for group in &package.recommends {
                if self.fulfils(index, group) {
                    continue;
                }
                let Some(choice) = group.iter().find_map(|id| index.choice(*id)) else { continue };
                if !skip(id, choice) {
                    self.is_guess |= index.is_open(group);
                    self.install(index, choice);
                    recommended.push((choice, id));
                }
            }
            self.close(index);
        }
        recommended
    }
}
