//! Prints a rewrite and its reasons; for developers.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        println!("=== {path}");
        match k8or_core::rewrite(&text, &k8or_core::context::NoProject, &k8or_core::Options::default()) {
            Err(errors) => println!("refused: {errors:?}"),
            Ok(result) => {
                println!("{}", result.text);
                for change in &result.changes {
                    println!("  + {} {} (line {}): {}", change.rule, change.class.name(), change.line, change.why);
                }
                for skip in &result.skips {
                    println!("  - {} (line {}): {}", skip.rule, skip.line, skip.reason);
                }
            }
        }
    }
}
