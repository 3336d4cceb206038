//! Bytes to text and back: as they are, or, behind [`MARK`], as a row of fragments and repetitions.

/// The first byte of a row of fragments; no text in UTF-8 begins with it.
const MARK: u8 = 0xff;

/// The table is longer than a byte counts: behind this stands the rest of an index.
const FURTHER: u8 = 0xef;

/// From here on: the last one to sixteen fragments again, as often as the next byte says.
const REPEAT: u8 = 0xf0;

/// Longest text.
const LONGEST: usize = 64 * 1024;

/// What Dockerfiles and their shell bodies are made of.
#[rustfmt::skip]
const FRAGMENTS: &[&str] = &[
    // whole lines
    "FROM debian\n", "FROM debian:12-slim AS Build\n", "from node:20 as app\n", "FROM --platform=$TARGETPLATFORM alpine:3.20\n",
    "FROM scratch\n", "FROM ${BASE}\n", "FROM fedora\n", "# comment\n", "# syntax=docker/dockerfile:1\n", "# escape=`\n",
    "# k8or ignore=all\n", "# k8or ignore=apt-lists reason\n", "# hadolint ignore=DL3008,DL3009\n", "ARG BASE=debian\n", "ARG a b=c\n",
    "ENV a b\n", "ENV a=b c=\"d e\"\n", "ENV DEBIAN_FRONTEND noninteractive\n", "LABEL a b\n", "MAINTAINER A <a@b.c>\n",
    "USER root\n", "USER app\n", "WORKDIR app\n", "WORKDIR /app\n", "EXPOSE 80/TCP 443\n", "CMD a b\n", "CMD [\"a\", \"b\"]\n",
    "ENTRYPOINT exec app\n", "ADD a b /c\n", "ADD a.tar.gz /\n", "COPY --from=Build /a /b\n", "COPY a b c/\n", "VOLUME /a\n", "STOPSIGNAL 9\n",
    "HEALTHCHECK CMD curl a\n", "SHELL [\"/bin/bash\", \"-c\"]\n", "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n", "ONBUILD RUN a\n",
    // beginnings
    "RUN ", "run ", "RUN set -eux; ", "RUN --mount=type=cache,target=/var/cache/apt ", "RUN <<EOF\n", "COPY <<EOF /a\n", "ONBUILD ", "ENV ", "CMD ", "FROM ",
    "SHELL ", "LABEL ", "ARG ", "ADD ", "COPY ", "HEALTHCHECK ", "ENTRYPOINT ", "WORKDIR ", "EXPOSE ", "VOLUME ", "USER ", "STOPSIGNAL ",
    // commands
    "apt-get update", "apt-get install -y curl", "apt-get install curl git", "apt install -y make", "apt-get -qq install", " --no-install-recommends",
    "rm -rf /var/lib/apt/lists/*", "apt-get clean", "apt-get upgrade -y", "apk add curl", "apk add --no-cache git", "apk update", "yum install -y gcc",
    "dnf -y install git", "yum clean all", "dnf clean all", "microdnf install git", "zypper install -y git", "zypper clean", "pip install flask", "pip3 install -r a.txt", "pip install --no-cache-dir a",
    "npm install", "npm ci", "npm cache clean --force", "yarn install", "gem install rails", "bundle install", "useradd app", "useradd -l -u 99999 app", "wget http://a/b",
    "curl -L a | sh", "wget -qO- a", "sudo ", "sudo -u app ", "env A=b ", "exec ", "cd /a", "set -e", "set -o pipefail", "set +e", "true", "echo a",
    "sh -c '", "bash -c \"", "eval ", "xargs ", "find . -exec ", "export A=b", "buildDeps='gcc make'", "$buildDeps", "mkdir -p /a", "test -f a", "make -j", "tar xf a",
    // shell
    " && \\\n    ", " && ", " \\\n", "; ", ";\n", " || ", " | ", " & ", "&", "|", "&&", "\\\n\\\n", "\\\n# c\n", "\\\n\n", " \\\r\n", "<<EOF\n", "<<-EOF\n", "<<'EOF'\n", " <<EOF",
    "EOF\n", "\tEOF\n", "EOF", "<<<", "{", "}", "{ ", "; }", "(", ")", "((", "))", "[[", " [[ ", " ]]", "[ ", " ]", "if ", "; then ", "; else ", "; elif ", "; fi", "fi\n", "case x in", "case $a in ",
    " a) ", ";;", " esac", "for a in b; do ", "while ", "until ", "; do ", "; done", "f() ", "function f ", "$(", "`", "\"", "'", "$'", "$((", "${", "${a:-", "${a", "$a", "${a#", "a=(", "a[", "a=", "a+=",
    ">", ">>", "2>&1", ">/dev/null", "<", "<(", "! ", "time ", "coproc ", "select ", "=~ ", "# ", "#", "!", "*", "?", "~", "=", "-", "--", ",", ":", "@", "/", ".", "[\"", "\", \"", "\"]", "]",
    // characters
    "\\", "\\\\", "\n", "\r\n", "\r", "\t", " ", "  ", "a", "b", "1", "é", "\u{feff}", "\u{a0}", "\u{2028}", "\0", "\u{1f}", "\u{1f600}",
];

/// The text that bytes stand for; none where they are not UTF-8 or too long.
pub fn decode(data: &[u8]) -> Option<String> {
    match data.split_first() {
        Some((&MARK, row)) => Some(assembled(row)),
        _ => std::str::from_utf8(data).ok().filter(|text| text.len() <= LONGEST).map(str::to_owned),
    }
}

fn assembled(row: &[u8]) -> String {
    let mut text = String::new();
    // where the fragments so far begin
    let mut starts = Vec::new();
    let mut bytes = row.iter().copied();
    while let Some(byte) = bytes.next() {
        let start = text.len();
        match byte {
            REPEAT.. => {
                let many = usize::from(byte - REPEAT) + 1;
                let times = 1 << (bytes.next().unwrap_or(0) % 16);
                let from = starts.len().checked_sub(many).and_then(|at: usize| starts.get(at)).copied().unwrap_or(0);
                let unit = text[from..].to_owned();
                for _ in 0..times {
                    if text.len() + unit.len() > LONGEST {
                        break;
                    }
                    text.push_str(&unit);
                }
            }
            FURTHER => {
                let at = usize::from(FURTHER) + usize::from(bytes.next().unwrap_or(0));
                text.push_str(FRAGMENTS[at % FRAGMENTS.len()]);
            }
            _ => text.push_str(FRAGMENTS[usize::from(byte) % FRAGMENTS.len()]),
        }
        if text.len() > LONGEST {
            text.truncate(start);
            break;
        }
        starts.push(start);
    }
    text
}

/// The bytes that a text is made of, as far as there are fragments for it.
#[must_use]
pub fn encode(text: &str) -> Vec<u8> {
    let mut row = vec![MARK];
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let fitting = FRAGMENTS.iter().enumerate().filter(|(_, fragment)| text[at..].starts_with(**fragment));
        let Some((index, fragment)) = fitting.max_by_key(|(_, fragment)| fragment.len()) else {
            at += next.len_utf8();
            continue;
        };
        match u8::try_from(index).ok().filter(|index| *index < FURTHER) {
            Some(index) => row.push(index),
            None => row.extend([FURTHER, u8::try_from(index - usize::from(FURTHER)).unwrap_or(0)]),
        }
        at += fragment.len();
    }
    row
}
