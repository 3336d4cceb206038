//! Python: what a project asks for, and what its sources name.
//!
//! * [`requirements`]: pip's requirements files and what they include.
//! * [`manifest`]: the packages that `pyproject.toml` and `Pipfile` name.

pub mod manifest;
pub mod requirements;
