//! Python: what a project asks for, and what its sources name.
//!
//! * [`imports`]: the modules that a source names, and its strings.
//! * [`requirements`]: pip's requirements files and what they include.
//! * [`manifest`]: the packages that `pyproject.toml` and `Pipfile` name.

pub mod imports;
pub mod manifest;
pub mod requirements;
