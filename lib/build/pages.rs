//! The rules' pages: the module documentation of their files.

use super::Failure;
use std::fs;
use std::path::Path;

/// Writes `pages/NAME.md` for every file of `src/rules` that has documentation.
pub(crate) fn write(out: &Path) -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=src/rules");
    let folder = out.join("pages");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir("src/rules")? {
        let path = entry?.path();
        let Some(name) = path.file_stem() else { continue };
        let text = fs::read_to_string(&path)?;
        let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
        let page: String = lines.flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect();
        fs::write(folder.join(name).with_extension("md"), page)?;
    }
    Ok(())
}
