//! The command as users see it: transcripts in `tests/cmd`, and those in `docs/cli.md`.

#[test]
fn the_command_answers_as_written_down() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("tests/cmd/*.trycmd").case("../docs/cli.md");
}
