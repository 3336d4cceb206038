//! Rewrites the named files many times; for a profiler.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let times: u32 = arguments.next().unwrap().parse().unwrap();
    let texts: Vec<String> = arguments.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let start = std::time::Instant::now();
    for _ in 0..times {
        for text in &texts {
            std::hint::black_box(k8or_core::rewrite(text, &k8or_core::context::NoProject, &k8or_core::Options::default())).ok();
        }
    }
    println!("{:?} a file", start.elapsed() / times / u32::try_from(texts.len()).unwrap());
}
