//! What is known of packages, programs and base images: data, not code.
//!
//! Everything here is looked up, nothing is computed: the tables stand beside this file, with their sources, and are
//! embedded in a form that is searched in place. No lookup parses a table or allocates.
//!
//! * [`recommends`]: what `--no-install-recommends` would take away that is really needed.
//! * [`base`]: what an image is, by its name: distribution, release, user, programs.
//! * [`program`]: which package gives a command, and which packages only people or only builds need.
//! * [`effect`]: what a command does to the file system.
//! * [`clutter`]: what often lies in a build context and seldom belongs into an image.
//! * [`users`]: which programs need root, and what tells that an app writes to a path.
//! * [`python`]: what is known of distributions on PyPI: tools, imports, what they run and open.
//!
//! The small tables (`*.toml`) are written by hand and turned into static arrays by `build.rs`; the large ones (`*.txt`)
//! are made by `cargo xtask knowledge …` and committed. This module knows nothing of Dockerfiles.

mod base;
pub mod clutter;
mod effect;
mod image;
mod program;
pub mod python;
mod recommends;
mod release;
pub mod users;

pub use base::{Base, Language, PackageManager, Shell, Variant, Version, base, slim_tag};
pub use effect::{Effect, effect};
pub use image::ImageName;
pub use program::{Program, is_for_builds, is_for_people, package_for, program, programs_of};
pub use recommends::{Names, Recommends, recommends};
pub use release::{Distribution, Release};
