//! Prints the text that inputs of the fuzzers stand for, and how long its parts take.

use k8or_core::context::NoProject;
use k8or_core::facts::{Facts, Memo};
use k8or_core::{Options, rewrite, syntax};
use std::time::Instant;

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let Some(text) = k8or_fuzz::text::decode(&std::fs::read(&path)?) else { continue };
        if std::env::var_os("QUIET").is_none() {
            println!("{text}\n---");
        }
        let options = Options { allow_unsafe: true, ..Options::default() };
        let start = Instant::now();
        let file = syntax::parse(&text);
        let parsed = start.elapsed();
        let _ = Facts::new(&file, &mut Memo::default(), &options);
        let understood = start.elapsed();
        let rewritten = rewrite(&text, &NoProject, &options).map(|rewrite| rewrite.changes.len());
        println!("{path}: {} bytes, parsed {parsed:?}, understood {understood:?}, rewritten {:?}: {:?}", text.len(), start.elapsed(), rewritten.map_err(|errors| errors.len()));
    }
    Ok(())
}
