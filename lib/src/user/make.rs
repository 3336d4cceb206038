//! How a user is made, by the tools of the stage's base, and how directories get their owner.

use crate::facts::Parent;
use crate::knowledge::{Base, Distribution, Variant};

/// The number of a new user and its group: above those of systems and of people, below those of containers in containers.
pub(super) const NUMBER: u32 = 10_001;

/// The user that the app runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    /// Its name, and its group's.
    pub(super) name: &'static str,
    /// Its number, and its group's.
    pub(super) number: u32,
    /// Its home directory; none where there is no place for one.
    pub(super) home: Option<String>,
    /// What makes it.
    tool: Tool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    /// The image has it already.
    Present,
    /// Debian's and Ubuntu's useradd.
    Useradd,
    /// The same where it makes homes with files in them unless it is told not to: Red Hat's and SUSE's.
    UseraddWithHomes,
    /// BusyBox's adduser, which asks for a password without `-D`.
    Adduser,
    /// Neither: entries in the tables.
    Entries,
    /// No shell: the tables are files of their own.
    Files,
}

impl Account {
    /// The user for an image on top of `parent`; `home` when the file says where it is.
    pub(super) fn on(parent: &Parent, home: Option<String>, strict: bool) -> Self {
        let base = match parent {
            Parent::Image(_, base) => base.as_ref(),
            _ => None,
        };
        let present = match base {
            Some(base) if base.family == "node" => Some(("node", 1000, "/home/node")),
            Some(base) if base.variant == Variant::Distroless => Some(("nonroot", 65_532, "/home/nonroot")),
            _ => None,
        };
        if let Some((name, number, own)) = present {
            return Self { name, number, home: home.or_else(|| Some(own.to_owned())), tool: Tool::Present };
        }
        let name = if base.is_some_and(|base| base.users.contains(&"app")) { "service" } else { "app" };
        let tool = base.map_or(Tool::Files, tool);
        let place = if strict { "/tmp".to_owned() } else { format!("/home/{name}") };
        let home = home.or_else(|| (tool != Tool::Files).then_some(place));
        Self { name, number: NUMBER, home, tool }
    }

    /// Whether the image has its home directory, or everybody may write there.
    pub(super) fn has_home(&self) -> bool {
        self.tool == Tool::Present || self.home.as_deref().is_none_or(|home| home == "/tmp")
    }

    /// Whether a RUN can be done on the base.
    pub(super) fn runs(&self) -> bool {
        self.tool != Tool::Files && self.name != "nonroot"
    }

    /// The commands that make it, each for a line of its own.
    pub(super) fn commands(&self) -> Vec<String> {
        let Self { name, number, .. } = self;
        let home = self.home.as_deref().unwrap_or("/");
        let elsewhere = home != format!("/home/{name}");
        match self.tool {
            Tool::Present | Tool::Files => Vec::new(),
            Tool::Useradd | Tool::UseraddWithHomes => {
                let home = if elsewhere { format!(" --home-dir {home}") } else { String::new() };
                let bare = if self.tool == Tool::UseraddWithHomes { " --no-create-home" } else { "" };
                vec![format!("useradd --no-log-init --uid {number} --user-group{bare}{home} --shell /usr/sbin/nologin {name}")]
            }
            Tool::Adduser => {
                let home = if elsewhere { format!(" -h {home}") } else { String::new() };
                vec![
                    format!("addgroup -g {number} {name}"),
                    format!("adduser -D -H{home} -u {number} -G {name} -s /sbin/nologin {name}"),
                ]
            }
            Tool::Entries => vec![
                format!("echo '{name}:x:{number}:' >> /etc/group"),
                format!("echo '{name}:x:{number}:{number}::{home}:/sbin/nologin' >> /etc/passwd"),
            ],
        }
    }

    /// The tables as files, where there is no shell that could write into them: path and line.
    pub(super) fn files(&self) -> Vec<(&'static str, String)> {
        let Self { name, number, .. } = self;
        if self.tool != Tool::Files {
            return Vec::new();
        }
        vec![
            ("/etc/passwd", format!("{name}:x:{number}:{number}::/:/sbin/nologin")),
            ("/etc/group", format!("{name}:x:{number}:")),
        ]
    }

    /// The command that makes directories its own; the group is root's, for clusters that run images as any user of it.
    pub(super) fn owns(&self, directories: &[String]) -> Option<String> {
        (!directories.is_empty()).then(|| format!("install -d -o {} -g root -m 775 {}", self.name, directories.join(" ")))
    }

    /// The command that makes files its own.
    pub(super) fn owns_files(&self, files: &[String]) -> Option<String> {
        (!files.is_empty()).then(|| format!("chown {} {}", self.name, files.join(" ")))
    }
}

fn tool(base: &Base) -> Tool {
    match base.distribution {
        _ if base.variant == Variant::Alpine => Tool::Adduser,
        Some(Distribution::Alpine | Distribution::BusyBox | Distribution::Wolfi) => Tool::Adduser,
        Some(distribution) if distribution.has_apt() => Tool::Useradd,
        Some(_) if base.has("useradd") => Tool::UseraddWithHomes,
        _ => Tool::Entries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{ImageName, base};

    fn commands(image: &str) -> String {
        let parent = Parent::Image(image.to_owned(), base(&ImageName::parse(image).unwrap()));
        Account::on(&parent, None, false).commands().join(" && ")
    }

    #[test]
    fn each_base_has_its_tool() {
        for (image, tool) in [
            ("debian:bookworm-slim", "useradd "),
            ("ubuntu:24.04", "useradd "),
            ("python:3.12-alpine", "addgroup "),
            ("busybox", "addgroup "),
            ("fedora:40", "useradd "),
            ("redhat/ubi9-minimal", "echo "),
            ("node:20", ""),
        ] {
            let commands = commands(image);
            assert!(commands.starts_with(tool) && (tool.is_empty() == commands.is_empty()), "{image}: {commands}");
            assert_eq!(commands.contains("--no-create-home"), image == "fedora:40", "{image}: {commands}");
        }
    }
}
