//! Inputs that are made to hurt: whatever they are, an answer comes, soon, within 8 MB of stack. `K8OR_THOROUGH=1` tries
//! many more (`cargo test --release --test shell_hostile`); `K8OR_SLOW=1` names the slow ones and goes on.

#![allow(clippy::expect_used, clippy::print_stderr, reason = "a test that reports")]

use k8or_core::shell::{Dialect, MAX_DEPTH, Refusal, analyse};
use k8or_core::syntax::Joined;
use std::time::{Duration, Instant};

/// Longest that one input may take. Debug builds on busy machines are slow; the worst is about a tenth of it.
const PATIENCE: Duration = Duration::from_secs(5);

const OPENERS: &[&str] = &[
    "{ ",
    "( ",
    "(",
    "[[ ",
    "[[ ( ",
    "[[ ! ",
    "[[ a =~ ( ",
    "if ",
    "if a; then ",
    "for a in b; do ",
    "for ((;;)) do ",
    "while ",
    "while a; do ",
    "until ",
    "case a in b) ",
    "case a in (b) ",
    "case ",
    "select a in b; do ",
    "$(",
    "\"$(",
    "${",
    "${a:-",
    "${a[",
    "$[",
    "$((",
    "((",
    "`",
    "\"`",
    "<(",
    "a <(",
    "a > >(",
    "a < <(",
    "a=(",
    "a[",
    "a[$(",
    "a[\"",
    "a[(",
    "f() ",
    "f() { ",
    "function f ",
    "coproc ",
    "coproc a { ",
    "! ",
    "time ",
    "! ! time ",
    "a && ",
    "a || ",
    "a | ",
    "a |& ",
    "a; ",
    "a & ",
    "\n",
    "'",
    "\"",
    "\\",
    "@(",
    "a@(",
    "*(",
    "$'",
    "<<A ",
    "<<-A\n",
    "<<A <<B\n",
    "<<< ",
    "1>",
    "99999999999>",
    ">",
    ">& ",
    "&> ",
    "elif ",
    "else ",
    "then ",
    "do ",
    "}",
    ")",
    "fi ",
    "done ",
    "esac ",
    "]] ",
    ";; ",
    "#",
    "~",
    "{a,",
    "{a..",
    "é",
    "$",
    "$a",
    "sh -c '",
    "sh -c \"",
    "eval '",
    "x=$(",
    "x=\"$(",
    "(case a in b) ",
    "((a;",
    "( ( a;",
    "((a) ",
    "$((a) ",
    "[[ a && ( ",
    "[[ -z ",
    "if ! ",
    "a=( $(",
];

const CLOSERS: &[&str] = &["", ")", "}", " ]]", "; fi", "; done", " esac", "`", "\"", "'", "))", ";; esac", ") ]]", "; }", "]"];

fn analysed(text: &str) -> Result<(), Refusal> {
    let start = Instant::now();
    let result = analyse(&Joined::verbatim(text, 0), Dialect::default()).map(drop);
    let time = start.elapsed();
    if std::env::var_os("K8OR_SLOW").is_some() {
        if time > Duration::from_millis(30) {
            eprintln!("SLOW {time:?} {} {:?}…", text.len(), text.chars().take(60).collect::<String>());
        }
        return result;
    }
    assert!(time < PATIENCE, "{time:?} for {:?}…", text.chars().take(60).collect::<String>());
    result
}

fn thorough() -> bool {
    std::env::var_os("K8OR_THOROUGH").is_some()
}

fn pick<'d>(few: &'d [usize], many: &'d [usize]) -> &'d [usize] {
    if thorough() { many } else { few }
}

/// Runs in a thread with the stack that rewrites get.
fn in_8_megabytes(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(8 << 20).spawn(run).expect("a thread").join().expect("no panic");
}

#[test]
fn deep_nesting_of_any_opener_is_answered() {
    in_8_megabytes(|| {
        for opener in OPENERS {
            for depth in pick(&[30, MAX_DEPTH - 1, 10_000], &[10, 30, MAX_DEPTH - 1, MAX_DEPTH, 300, 1_000, 10_000]) {
                let _ = analysed(&opener.repeat(*depth));
            }
            for closer in CLOSERS {
                for depth in pick(&[25, 150], &[12, 25, MAX_DEPTH - 2, 400, 10_000]) {
                    let _ = analysed(&format!("{}a{}", opener.repeat(*depth), closer.repeat(*depth)));
                }
            }
        }
    });
}

#[test]
fn many_of_anything_in_a_row_are_answered() {
    in_8_megabytes(|| {
        for opener in OPENERS {
            for closer in CLOSERS {
                let unit = format!("{opener}a{closer}; ");
                let _ = analysed(&unit.repeat(100));
                if thorough() {
                    let _ = analysed(&unit.repeat(60_000 / unit.len()));
                }
            }
        }
    });
}

#[test]
fn mixtures_are_answered() {
    in_8_megabytes(|| {
        let mut random = Random(0x5eed);
        for _ in 0..if thorough() { 50_000 } else { 500 } {
            let mut text = String::new();
            let kinds: Vec<&str> = (0..1 + random.below(4)).map(|_| OPENERS[random.below(OPENERS.len())]).collect();
            let closers: Vec<&str> = (0..1 + random.below(3)).map(|_| CLOSERS[random.below(CLOSERS.len())]).collect();
            let length = [20, 90, 400, 3_000][random.below(4)];
            for _ in 0..length {
                text.push_str(if random.below(5) > 0 { kinds[random.below(kinds.len())] } else { "a " });
                if random.below(8) == 0 {
                    text.push_str(closers[random.below(closers.len())]);
                }
            }
            let _ = analysed(&text);
        }
    });
}

#[test]
fn long_texts_are_refused_or_read_soon() {
    in_8_megabytes(|| {
        assert_eq!(analysed(&"echo a; ".repeat(40_000)), Err(Refusal::TooDeep));
        assert_eq!(analysed(&"echo a; ".repeat(30_000)), Ok(()));
        assert_eq!(analysed(&"a ".repeat(100_000)), Ok(()));
        assert_eq!(analysed(&"a=1; ".repeat(40_000)), Ok(()));
        let _ = analysed(&format!("cat <<A; {}\nx\nA\n", "a ".repeat(30_000)));
        let _ = analysed(&format!("x=1; {}", "echo $x; ".repeat(20_000)));
        let _ = analysed(&format!("x='{}'; {}", "a ".repeat(50_000), "echo $x; ".repeat(10_000)));
        let _ = analysed(&"x=$x$x; ".repeat(20_000));
        let _ = analysed(&format!("x=aa; {}", "x=$x$x; ".repeat(20_000)));
        let _ = analysed(&format!("x=aa; {}", "x+=$x; ".repeat(20_000)));
        let _ = analysed(&"if a; then b; fi; ".repeat(10_000));
        let _ = analysed(&"a$(b)".repeat(380));
        let _ = analysed(&"f() { a; }; ".repeat(15_000));
        let _ = analysed(&"x=1; for i in a; do x=2; done; ".repeat(6_000));
        let _ = analysed(&"sh -c 'a'; ".repeat(15_000));
        let _ = analysed(&"a sh -c ".repeat(15_000));
    });
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    in_8_megabytes(|| {
        let depth = MAX_DEPTH - 2;
        assert_eq!(analysed(&format!("{}a{}", "{ ".repeat(depth), "; }".repeat(depth))), Ok(()));
        assert_eq!(analysed(&format!("{}a{}", "if ".repeat(depth), "; then b; fi".repeat(depth))), Ok(()));
        assert_eq!(analysed(&format!("{}a{}", "( ".repeat(depth), ")".repeat(depth))), Ok(()));
        assert_eq!(analysed(&format!("{}a{}", "echo $(".repeat(20), ")".repeat(20))), Ok(()));
    });
}

/// xorshift: the same mixtures every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).expect("small")).expect("small")
    }
}
