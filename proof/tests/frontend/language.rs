//! What the Dockerfile language can say.

use crate::case::Case;

#[test]
fn packages_users_and_files() {
    let dockerfile = "FROM debian:bookworm-slim\nMAINTAINER me\nWORKDIR app\nRUN mkdir -p /data && \\\n    cd /data && touch x\nADD note .\nEXPOSE 80/TCP\nENV A b\nCMD cat note\n";
    Case { name: "plain", files: &[("Dockerfile", dockerfile), ("note", "hello\n")], ..Case::default() }.holds();
}

#[test]
fn stages_targets_and_arguments() {
    let dockerfile = "ARG BASE=debian:bookworm-slim\nFROM ${BASE} as first\nARG WHO=nobody\nRUN echo $WHO > /who\nFROM first AS second\nRUN touch /second\nFROM scratch\nCOPY --from=second /who /who\n";
    let files = [("Dockerfile", dockerfile)];
    Case { name: "stages", files: &files, ..Case::default() }.holds();
    let arguments = ["--target=second", "--build-arg=WHO=me", "--build-arg=BASE=debian:bookworm"];
    let command = ["--target=second", "--build-arg=WHO=me", "--build-arg=BASE=debian:bookworm"];
    Case { name: "target", files: &files, arguments: &arguments, command: &command, ..Case::default() }.holds();
}

#[test]
fn heredocs_and_links() {
    let dockerfile = "FROM debian:bookworm-slim\nRUN <<EOF\nset -e\necho one > /one\necho two > /two\nEOF\nCOPY <<-END /three\n\tthree\nEND\nCOPY --link note /four\nADD --chmod=600 note /five\nCMD [\"cat\", \"/one\"]\n";
    Case { name: "heredocs", files: &[("Dockerfile", dockerfile), ("note", "four\n")], ..Case::default() }.holds();
}

#[test]
fn mounts() {
    let dockerfile = "FROM debian:bookworm-slim\nRUN --mount=type=bind,source=note,target=/in --mount=type=cache,target=/var/cache/own \\\n    cat /in > /out\nRUN --mount=type=secret,id=word cat /run/secrets/word > /dev/null\nRUN --mount=type=tmpfs,target=/scratch touch /scratch/x\nWORKDIR app\n";
    let files = [("Dockerfile", dockerfile), ("note", "hello\n"), ("secret", "open sesame")];
    Case { name: "mounts", files: &files, arguments: &["--secret=id=word,src=secret"], ..Case::default() }.holds();
}

#[test]
fn almost_nothing() {
    Case { name: "from-only", files: &[("Dockerfile", "FROM debian:bookworm-slim\n")], ..Case::default() }.holds();
    let files = [("Dockerfile", "FROM scratch\nCOPY note /\n"), ("note", "hello\n")];
    Case { name: "scratch", files: &files, ..Case::default() }.holds();
    let files = [("Dockerfile", "FROM scratch\nENV A=b\n")];
    Case { name: "empty-image", files: &files, ..Case::default() }.holds();
}

#[test]
fn marks_line_ends_and_other_directives() {
    let dockerfile = "\u{feff}# escape=`\r\nFROM debian:bookworm-slim\r\nRUN touch /a && `\r\n    touch /b\r\nWORKDIR x\r\n";
    Case { name: "windows-text", files: &[("Dockerfile", dockerfile)], ..Case::default() }.holds();
    let dockerfile = "# check=skip=WorkdirRelativePath\nFROM debian:bookworm-slim\nWORKDIR x\nMAINTAINER y\n";
    Case { name: "check", files: &[("Dockerfile", dockerfile)], ..Case::default() }.holds();
}

#[test]
fn a_base_that_has_something_to_do_in_its_children() {
    if !crate::case::engine() {
        return;
    }
    let base = Case {
        name: "onbuild-base",
        files: &[("Dockerfile", "FROM debian:bookworm-slim\nONBUILD COPY note /note\nONBUILD RUN cat /note\n")],
        ..Case::default()
    };
    let project = base.project();
    assert!(base.builtin(&project).well);
    let files = [("Dockerfile", "FROM k8or-frontend:onbuild-base-builtin\nMAINTAINER me\nWORKDIR x\n"), ("note", "hello\n")];
    Case { name: "onbuild", files: &files, ..Case::default() }.holds();
    base.forget();
}

#[test]
fn another_platform() {
    let dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY note-${TARGETARCH} /note\nMAINTAINER me\n";
    let files = [("Dockerfile", dockerfile), ("note-arm64", "arm\n"), ("note-amd64", "amd\n")];
    Case { name: "platform", files: &files, arguments: &["--platform=linux/arm64"], ..Case::default() }.holds();
}
