//! Distributions and their releases.

use std::cmp::Ordering;

/// A distribution, as far as its images and package names differ from those of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Distribution {
    /// Debian.
    Debian,
    /// Ubuntu.
    Ubuntu,
    /// Alpine Linux: musl, BusyBox, apk.
    Alpine,
    /// Fedora.
    Fedora,
    /// CentOS, Linux and Stream.
    CentOs,
    /// Red Hat Enterprise Linux and its Universal Base Images.
    RedHat,
    /// Rocky Linux.
    Rocky,
    /// AlmaLinux.
    Alma,
    /// Oracle Linux.
    Oracle,
    /// Amazon Linux.
    Amazon,
    /// Azure Linux and its forerunner CBL-Mariner.
    AzureLinux,
    /// openSUSE and SUSE Linux Enterprise.
    Suse,
    /// Arch Linux.
    Arch,
    /// Wolfi and Chainguard's images: glibc, apk.
    Wolfi,
    /// BusyBox alone.
    BusyBox,
    /// Distroless: files of Debian, without a package manager.
    Distroless,
    /// Windows Server Core or Nano Server.
    Windows,
}

impl Distribution {
    /// Whether `apt-get` installs its packages, under Debian's names.
    #[must_use]
    pub const fn has_apt(self) -> bool {
        matches!(self, Self::Debian | Self::Ubuntu)
    }

    /// Whether `dnf`, `microdnf` or `yum` installs its packages, under Red Hat's names.
    #[must_use]
    pub const fn has_dnf(self) -> bool {
        matches!(
            self,
            Self::Fedora
                | Self::CentOs
                | Self::RedHat
                | Self::Rocky
                | Self::Alma
                | Self::Oracle
                | Self::Amazon
                | Self::AzureLinux
        )
    }
}

/// A release of a distribution. Debian's sid is newer than every number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Release {
    /// Whose.
    pub distribution: Distribution,
    /// Debian 12, Ubuntu 22, Alpine 3, Red Hat 9.
    pub major: u16,
    /// Ubuntu's 04, Alpine's 19; 0 where releases have one number or the tag names only one.
    pub minor: u16,
}

/// The releases that have a name of their own, the names in the order of [`Release`]'s numbers.
const NAMED: &[(&str, Release)] = &[
    ("wheezy", Release::debian(7)),
    ("jessie", Release::debian(8)),
    ("stretch", Release::debian(9)),
    ("buster", Release::BUSTER),
    ("bullseye", Release::BULLSEYE),
    ("bookworm", Release::BOOKWORM),
    ("trixie", Release::TRIXIE),
    ("forky", Release::debian(14)),
    ("sid", Release::SID),
    ("unstable", Release::SID),
    ("precise", Release::ubuntu(12, 4)),
    ("trusty", Release::ubuntu(14, 4)),
    ("xenial", Release::XENIAL),
    ("bionic", Release::BIONIC),
    ("eoan", Release::ubuntu(19, 10)),
    ("focal", Release::FOCAL),
    ("hirsute", Release::ubuntu(21, 4)),
    ("impish", Release::ubuntu(21, 10)),
    ("jammy", Release::JAMMY),
    ("kinetic", Release::ubuntu(22, 10)),
    ("lunar", Release::ubuntu(23, 4)),
    ("mantic", Release::ubuntu(23, 10)),
    ("noble", Release::NOBLE),
    ("oracular", Release::ubuntu(24, 10)),
    ("plucky", Release::ubuntu(25, 4)),
    ("questing", Release::ubuntu(25, 10)),
    ("resolute", Release::RESOLUTE),
];

impl Release {
    /// Debian 10.
    pub const BUSTER: Self = Self::debian(10);
    /// Debian 11.
    pub const BULLSEYE: Self = Self::debian(11);
    /// Debian 12.
    pub const BOOKWORM: Self = Self::debian(12);
    /// Debian 13.
    pub const TRIXIE: Self = Self::debian(13);
    /// Debian unstable.
    pub const SID: Self = Self::debian(u16::MAX);
    /// Ubuntu 16.04.
    pub const XENIAL: Self = Self::ubuntu(16, 4);
    /// Ubuntu 18.04.
    pub const BIONIC: Self = Self::ubuntu(18, 4);
    /// Ubuntu 20.04.
    pub const FOCAL: Self = Self::ubuntu(20, 4);
    /// Ubuntu 22.04.
    pub const JAMMY: Self = Self::ubuntu(22, 4);
    /// Ubuntu 24.04.
    pub const NOBLE: Self = Self::ubuntu(24, 4);
    /// Ubuntu 26.04.
    pub const RESOLUTE: Self = Self::ubuntu(26, 4);

    /// A release of Debian by its number.
    #[must_use]
    pub const fn debian(major: u16) -> Self {
        Self::new(Distribution::Debian, major, 0)
    }

    /// A release of Ubuntu by its year and month.
    #[must_use]
    pub const fn ubuntu(year: u16, month: u16) -> Self {
        Self::new(Distribution::Ubuntu, year, month)
    }

    /// A release of any distribution.
    #[must_use]
    pub const fn new(distribution: Distribution, major: u16, minor: u16) -> Self {
        Self { distribution, major, minor }
    }

    /// The release that has this name: `bookworm`, `jammy`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMED.iter().find(|(known, _)| *known == name).map(|(_, release)| *release)
    }

    /// Its name, for Debian and Ubuntu.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        NAMED.iter().find(|(_, release)| *release == self).map(|(name, _)| *name)
    }
}

impl PartialOrd for Release {
    /// Releases of one distribution have an order; others have none.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.distribution == other.distribution).then(|| (self.major, self.minor).cmp(&(other.major, other.minor)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for (name, release) in NAMED.iter().filter(|(name, _)| *name != "unstable") {
            assert_eq!(Release::named(name), Some(*release));
            assert_eq!(release.name(), Some(*name));
        }
        assert_eq!(Release::named("bookworm"), Some(Release::debian(12)));
        assert_eq!(Release::named("debian"), None);
    }

    #[test]
    fn releases_of_two_distributions_have_no_order() {
        assert!(Release::BULLSEYE < Release::SID);
        assert!(Release::FOCAL < Release::ubuntu(20, 10));
        assert_eq!(Release::SID.partial_cmp(&Release::JAMMY), None);
    }
}
