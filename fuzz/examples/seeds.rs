//! Puts the seeds into the corpora: as they are for both targets, and as rows of fragments.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for target in ["parse", "rewrite"] {
        let corpus = root.join("corpus").join(target);
        fs::create_dir_all(&corpus)?;
        for entry in fs::read_dir(root.join("seeds"))? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path)?;
            fs::write(corpus.join(format!("seed-{name}")), &text)?;
            fs::write(corpus.join(format!("seed-{name}-fragments")), k8or_fuzz::text::encode(&text))?;
            // in parts too: a short input is a better start than a long one
            for (number, part) in text.split("\n\n").enumerate() {
                fs::write(corpus.join(format!("seed-{name}-part-{number}")), k8or_fuzz::text::encode(&format!("FROM debian\n{part}\n")))?;
            }
        }
    }
    Ok(())
}
