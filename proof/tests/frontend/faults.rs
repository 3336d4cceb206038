//! Rewrites that are wrong in every way that was thought of, made on purpose by a frontend that is built for it: the build ends
//! as it does without k8or, and a warning says why.

use crate::case::{Case, engine};
use k8or_proof::frontend::{faulty, identity};

const DOCKERFILE: &str =
    "FROM debian:bookworm-slim\nWORKDIR app\nRUN apt-get update && apt-get install -y jq\nCOPY note .\nCMD cat note\n";

/// What goes wrong.
const FAULTS: [&str; 25] = [
    "wrong-package",
    "wrong-flag",
    "wrong-path",
    "missing-tag",
    "missing-registry",
    "no-image",
    "no-shell",
    "unknown-instruction",
    "unknown-flag",
    "unknown-stage",
    "unknown-user",
    "file-as-directory",
    "failing-command",
    "missing-program",
    "open-heredoc",
    "zeroes",
    "nothing",
    "junk",
    "too-large",
    "panic",
    "overflow",
    "hang",
    "exit",
    "abort",
    "memory",
];

/// What is odd and does no harm.
const HARMLESS: [&str; 2] = ["slow", "another-frontend"];

#[test]
fn a_wrong_rewrite_breaks_no_build() {
    if !engine() {
        return;
    }
    let case = Case { name: "fault", files: &[("Dockerfile", DOCKERFILE), ("note", "x\n")], ..Case::default() };
    let project = case.project();
    let builtin = case.builtin(&project);
    assert!(builtin.well, "{}", builtin.said);
    let expected = identity("k8or-frontend:fault-builtin").unwrap();
    let mut complaints = Vec::new();
    for fault in FAULTS {
        let since = std::time::Instant::now();
        let ended = case.through_image(&project, &faulty().unwrap(), &[&format!("--build-arg=FAULT={fault}")]);
        eprintln!("{fault}: {:.1} s, {:?}", since.elapsed().as_secs_f64(), ended.remarks());
        if !ended.well {
            complaints.push(format!("{fault} broke the build: {}", ended.ending()));
        } else if identity("k8or-frontend:fault-frontend").unwrap() != expected {
            complaints.push(format!("{fault} changed the image: {:?}", ended.remarks()));
        } else if !ended.gave_up() {
            complaints.push(format!("{fault} was not told: {}", ended.said));
        }
    }
    for fault in HARMLESS {
        let ended = case.through_image(&project, &faulty().unwrap(), &[&format!("--build-arg=FAULT={fault}")]);
        if !ended.well || ended.gave_up() {
            complaints.push(format!("{fault} does harm: {}", ended.said));
        }
    }
    case.forget();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

/// The most memory that the frontend and its rewriter may hold, in kB.
const MEMORY: u64 = 32_000;

#[test]
fn a_large_file_is_rewritten_in_little_memory() {
    if !engine() {
        return;
    }
    let commands = " && : 'a word' \"another\" --option=value path/to/a/file \\\n".repeat(200);
    let runs = |number| -> String {
        (0..number).map(|index| format!("# step {index}\nRUN echo {index} \\\n{commands} && true\n")).collect()
    };
    let remarks = "# what this is for, at some length, as people write it who come back to it years later\n".repeat(2400);
    let lines = "setting = value\n".repeat(600);
    let files: String = (0..21).map(|index| format!("COPY <<END /etc/app/{index}.conf\n{lines}END\n")).collect();
    for middle in [format!("{remarks}{}{files}", runs(18)), runs(54)] {
        let dockerfile = format!("FROM debian:bookworm-slim\nMAINTAINER me\n{middle}WORKDIR app\nCMD true\n");
        assert!((600_000..650_000).contains(&dockerfile.len()), "{}", dockerfile.len());
        let case = Case { name: "large", files: &[("Dockerfile", dockerfile.as_str())], ..Case::default() };
        let ended = case.through_image(&case.project(), &faulty().unwrap(), &[]);
        case.forget();
        assert!(ended.well && !ended.gave_up(), "{}", ended.said);
        let memory = ended.remarks().into_iter().find_map(|it| it.split_once(" µs and ")?.1.strip_suffix(" kB")?.parse().ok());
        let memory: u64 = memory.unwrap_or_else(|| panic!("it says nothing of its memory: {}", ended.said));
        eprintln!("a Dockerfile of {} bytes: {memory} kB", dockerfile.len());
        assert!(memory < MEMORY, "{memory} kB");
    }
}
