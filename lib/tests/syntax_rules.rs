//! BuildKit's rules of the language, one row each: what a text is read as, and which texts are refused.
//!
//! With `K8OR_ENGINE=1` the verdicts are put to the Docker engine that `docker` reaches, too.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

use k8or_core::Span;
use k8or_core::syntax::{
    Arguments, Command, Dockerfile, Flag, Health, Heredoc, Instruction, Joined, Pairs, Script, Transfer, Word, parse,
};

/// Rule, text, and what it is read as: a line an instruction, `|` between words.
const READINGS: &[(&str, &str, &str)] = &[
    ("keywords have any case", "from a\nrUn b", "FROM a\nRUN b"),
    ("tabs may follow a keyword", "FROM\ta\nRUN\t\tb  c", "FROM a\nRUN b  c"),
    ("instructions may be indented", "  FROM a\n\t RUN b", "FROM a\nRUN b"),
    ("form feeds and vertical tabs are blanks", "FROM\u{b}a\u{c}AS\rb", "FROM a AS b"),
    ("white space at the end is dropped", "FROM a\nRUN b \u{a0}\t", "FROM a\nRUN b"),
    ("no final newline is needed", "FROM a", "FROM a"),
    ("line ends may be CRLF", "FROM a\r\nRUN b\r\n", "FROM a\nRUN b"),
    ("a byte order mark is skipped", "\u{feff}FROM a", "FROM a"),
    // continuations
    ("an escape at the end continues the line", "FROM a\nRUN b \\\n  c", "FROM a\nRUN b   c"),
    ("a continued line is joined without a blank", "FROM a\nRUN b\\\nc", "FROM a\nRUN bc"),
    ("blanks may follow the escape", "FROM a\nRUN b \\ \t \n c", "FROM a\nRUN b  c"),
    ("a vertical tab may not follow the escape", "FROM a\nENV b=\\\u{b}\nRUN c", "FROM a\nENV b=\nRUN c"),
    ("CRLF may follow the escape", "FROM a\r\nRUN b \\\r\n c\r\n", "FROM a\nRUN b  c"),
    ("a doubled escape does not continue", "FROM a\nRUN b \\\\\nRUN c", "FROM a\nRUN b \\\\\nRUN c"),
    ("three escapes do not either", "FROM a\nRUN b \\\\\\\nRUN c", "FROM a\nRUN b \\\\\\\nRUN c"),
    ("an escape may stand alone on a line", "FROM a\nRUN b \\\n\\\n c", "FROM a\nRUN b  c"),
    ("an escape may stand alone before the keyword", "FROM a\n\\\nRUN b", "FROM a\nRUN b"),
    ("a keyword may be broken", "FROM a\nRU\\\nN b", "FROM a\nRUN b"),
    ("an escape at the end of the file is fine", "FROM a\nRUN b \\", "FROM a\nRUN b"),
    ("comments in a continuation are dropped", "FROM a\nRUN b \\\n # c \\\n d", "FROM a\nRUN b  d"),
    ("empty lines in a continuation are dropped", "FROM a\nRUN b \\\n\n \t\n d", "FROM a\nRUN b  d"),
    ("a # behind the start of a line is no comment", "FROM a\nRUN b \\\n d # e", "FROM a\nRUN b  d # e"),
    ("a comment does not continue", "FROM a\n# b \\\nRUN c", "FROM a\nRUN c"),
    ("comments may be indented", "FROM a\n  # b\nRUN c", "FROM a\nRUN c"),
    // directives
    ("the escape can be a backtick", "# escape=`\nFROM a\nRUN b `\n c \\\nRUN d", "FROM a\nRUN b  c \\\nRUN d"),
    ("names of directives have any case", "# EsCaPe = `\nFROM a\nRUN b `\n c", "FROM a\nRUN b  c"),
    ("directives may be indented", "  # escape=`\nFROM a\nRUN b `\n c", "FROM a\nRUN b  c"),
    ("directives follow each other", "#syntax=x\n#escape=`\nFROM a\nRUN b `\n c", "FROM a\nRUN b  c"),
    ("directives stand before comments", "# x\n# escape=`\nFROM a\nRUN b \\\n c", "FROM a\nRUN b  c"),
    ("directives stand before empty lines", "\n# escape=`\nFROM a\nRUN b \\\n c", "FROM a\nRUN b  c"),
    ("directives stand before instructions", "FROM a\n# escape=`\nRUN b \\\n c", "FROM a\nRUN b  c"),
    ("an unknown directive ends them", "# foo=x\n# escape=`\nFROM a\nRUN b \\\n c", "FROM a\nRUN b  c"),
    ("a #! line ends the parser's directives", "#!/bin/x\n# escape=`\nFROM a\nRUN b \\\n c", "FROM a\nRUN b  c"),
    // flags
    ("flags come before the arguments", "FROM --platform=linux/amd64 a", "FROM {platform=linux/amd64} a"),
    ("flags may lack a value", "FROM a\nCOPY --link --chown=a:b c d", "FROM a\nCOPY {link} {chown=a:b} c | d"),
    ("quotes hold blanks in a flag", "FROM a\nCOPY --chown=\"a b\" c d", "FROM a\nCOPY {chown=a b} c | d"),
    ("an escape holds a blank in a flag", "FROM a\nCOPY --chown=a\\ b c d", "FROM a\nCOPY {chown=a b} c | d"),
    ("flags end at --", "FROM a\nCOPY --link -- --b c", "FROM a\nCOPY {link} --b | c"),
    ("flags end at the first other word", "FROM a\nCOPY b --link c", "FROM a\nCOPY b | --link | c"),
    ("a single dash begins no flag", "FROM a\nRUN -x", "FROM a\nRUN -x"),
    ("a flag may stand on a line of its own", "FROM a\nRUN \\\n  --mount=type=x \\\n  b", "FROM a\nRUN {mount=type=x} b"),
    ("a flag may be broken", "FROM a\nCOPY --fr\\\nom=b c d", "FROM a\nCOPY {from=b} c | d"),
    ("several values for mount", "FROM a\nRUN --mount=x --mount=y b", "FROM a\nRUN {mount=x} {mount=y} b"),
    ("flags of ARG are not looked at", "ARG --x a=b\nFROM a", "ARG {x} a=b\nFROM a"),
    ("flags of HEALTHCHECK NONE are not looked at", "FROM a\nHEALTHCHECK --x NONE", "FROM a\nHEALTHCHECK {x} NONE"),
    // JSON
    ("a JSON array is the exec form", "FROM a\nRUN [\"b\", \"c d\"]", "FROM a\nRUN json b | c d"),
    ("blanks are allowed in JSON", "FROM a\nCMD [ \"b\" ,\t\"c\" ] ", "FROM a\nCMD json b | c"),
    ("JSON may be broken over lines", "FROM a\nCMD [\"b\", \\\n \"c\"]", "FROM a\nCMD json b | c"),
    ("escapes of JSON are decoded", "FROM a\nCMD [\"\\t\\u00e9\\ud83d\\ude00\\\"\"]", "FROM a\nCMD json \té😀\""),
    ("a lone surrogate is replaced", "FROM a\nCMD [\"\\ud83d.\"]", "FROM a\nCMD json \u{fffd}."),
    ("the exec form may be empty", "FROM a\nENTRYPOINT []\nCMD []", "FROM a\nENTRYPOINT json \nCMD json "),
    ("single quotes are no JSON", "FROM a\nCMD ['b']", "FROM a\nCMD ['b']"),
    ("an open bracket is no JSON", "FROM a\nCMD [\"b\"", "FROM a\nCMD [\"b\""),
    ("text behind JSON makes it shell", "FROM a\nRUN [\"b\"] c", "FROM a\nRUN [\"b\"] c"),
    ("a trailing comma is no JSON", "FROM a\nRUN [\"b\",]", "FROM a\nRUN [\"b\",]"),
    ("an unknown escape is no JSON", "FROM a\nRUN [\"c:\\w\"]", "FROM a\nRUN [\"c:\\w\"]"),
    ("a tab inside a string is no JSON", "FROM a\nRUN [\"b\tc\"]", "FROM a\nRUN [\"b\tc\"]"),
    ("a test in brackets is shell", "FROM a\nRUN [ -f b ] && c", "FROM a\nRUN [ -f b ] && c"),
    ("COPY takes JSON", "FROM a\nCOPY --link [\"b c\", \"d\"]", "FROM a\nCOPY {link} json b c | d"),
    ("VOLUME takes JSON", "FROM a\nVOLUME [\"/b\"]", "FROM a\nVOLUME json /b"),
    // pairs
    ("the old ENV takes the rest of the line", "FROM a\nENV b  c=d \"e\" ", "FROM a\nENV b <- c=d \"e\""),
    ("the old ENV's name ends at a blank, quotes or not", "FROM a\nENV \"b c\" d", "FROM a\nENV \"b <- c\" d"),
    ("ENV takes several pairs", "FROM a\nENV b=c d=e", "FROM a\nENV b=c | d=e"),
    ("quotes hold blanks in a value", "FROM a\nENV b=\"c d\" e='f g'h", "FROM a\nENV b=\"c d\" | e='f g'h"),
    ("an escape holds a blank in a value", "FROM a\nENV b=c\\ d e=f", "FROM a\nENV b=c\\ d | e=f"),
    ("an escaped quote opens nothing", "FROM a\nENV b=\\\" c=d", "FROM a\nENV b=\\\" | c=d"),
    ("no escape in single quotes", "FROM a\nENV b='\\' c=d", "FROM a\nENV b='\\' | c=d"),
    ("an open quote goes to the end", "FROM a\nENV b=\"c d=e", "FROM a\nENV b=\"c d=e"),
    ("a value may be empty", "FROM a\nENV b= c=", "FROM a\nENV b= | c="),
    ("a value may hold =", "FROM a\nENV b=c=d", "FROM a\nENV b=c=d"),
    ("LABEL is read as ENV", "FROM a\nLABEL \"b c\"=d\nLABEL e f", "FROM a\nLABEL \"b c\"=d\nLABEL e <- f"),
    ("pairs may be broken over lines", "FROM a\nENV b=c \\\n # d\n e=f", "FROM a\nENV b=c | e=f"),
    ("ARG takes several", "ARG a b=c d=\"e f\"\nFROM a", "ARG a | b=c | d=\"e f\"\nFROM a"),
    ("ARG may stand before FROM", "ARG a=b\nFROM $a", "ARG a=b\nFROM $a"),
    // the others
    ("AS has any case", "FROM a aS b", "FROM a AS b"),
    ("EXPOSE is split at blanks", "FROM a\nEXPOSE 1/tcp  2", "FROM a\nEXPOSE 1/tcp | 2"),
    ("quotes mean nothing to COPY", "FROM a\nCOPY \"b c\" d", "FROM a\nCOPY \"b | c\" | d"),
    ("WORKDIR takes the whole line", "FROM a\nWORKDIR /b c", "FROM a\nWORKDIR /b c"),
    (
        "USER, STOPSIGNAL and MAINTAINER too",
        "FROM a\nUSER b c\nSTOPSIGNAL d e\nMAINTAINER f g",
        "FROM a\nUSER b c\nSTOPSIGNAL d e\nMAINTAINER f g",
    ),
    ("HEALTHCHECK NONE", "FROM a\nHEALTHCHECK none", "FROM a\nHEALTHCHECK NONE"),
    (
        "HEALTHCHECK CMD",
        "FROM a\nHEALTHCHECK --interval=1s cmd b c\nHEALTHCHECK CMD [\"d\"]",
        "FROM a\nHEALTHCHECK {interval=1s} CMD b c\nHEALTHCHECK CMD json d",
    ),
    ("SHELL takes JSON", "FROM a\nSHELL [\"b\", \"-c\"]", "FROM a\nSHELL b | -c"),
    ("ONBUILD holds an instruction", "FROM a\nONBUILD COPY --link b c", "FROM a\nONBUILD COPY {link} b | c"),
    ("a trigger is not judged", "FROM a\nONBUILD COPY b\nONBUILD XYZ", "FROM a\nONBUILD COPY ?\nONBUILD  ?"),
    ("RUN may be empty", "FROM a\nRUN\nCMD", "FROM a\nRUN \nCMD "),
    // heredocs
    ("a heredoc's body follows", "FROM a\nRUN <<E\nb\nE\nRUN c", "FROM a\nRUN <<E [E:b\\n]\nRUN c"),
    ("it need not be the first word", "FROM a\nRUN cat <<E > f\nb\nE", "FROM a\nRUN cat <<E > f [E:b\\n]"),
    ("there may be several", "FROM a\nRUN x <<A <<B\n1\nA\n2\nB", "FROM a\nRUN x <<A <<B [A:1\\n] [B:2\\n]"),
    ("a body may be empty", "FROM a\nRUN <<E\nE", "FROM a\nRUN <<E [E:]"),
    ("comments and continuations mean nothing in a body", "FROM a\nRUN <<E\n# b\nc \\\nE", "FROM a\nRUN <<E [E:# b\\nc \\\\n]"),
    ("the word may be in a continuation", "FROM a\nRUN b && \\\n cat <<E\nc\nE", "FROM a\nRUN b &&  cat <<E [E:c\\n]"),
    ("<<- lets tabs stand before the end", "FROM a\nRUN <<-E\n\tb\n\tE", "FROM a\nRUN <<-E [-E:\\tb\\n]"),
    ("<< wants the end at the line's start", "FROM a\nRUN <<E\n\tE\nE", "FROM a\nRUN <<E [E:\\tE\\n]"),
    ("blanks behind the end are no end", "FROM a\nRUN <<E\nE \nE", "FROM a\nRUN <<E [E:E \\n]"),
    ("the end may bear CRLF", "FROM a\r\nRUN <<E\r\nb\r\nE\r\n", "FROM a\nRUN <<E [E:b\\r\\n]"),
    (
        "a quoted delimiter stops expansion",
        "FROM a\nRUN <<\"E\"\nb\nE\nRUN <<'E'\nb\nE",
        "FROM a\nRUN <<\"E\" ['E:b\\n]\nRUN <<'E' ['E:b\\n]",
    ),
    ("a partly quoted one too", "FROM a\nRUN <<E'F'\nb\nEF", "FROM a\nRUN <<E'F' ['EF:b\\n]"),
    ("an escaped one does not", "FROM a\nRUN <<\\E\nb\nE", "FROM a\nRUN <<\\E [E:b\\n]"),
    ("a quoted delimiter may hold blanks", "FROM a\nRUN <<\"E F\"\nb\nE F", "FROM a\nRUN <<\"E F\" ['E F:b\\n]"),
    ("blanks may stand before the delimiter", "FROM a\nRUN << E\nb\nE", "FROM a\nRUN << E [E:b\\n]"),
    ("a number may stand before it", "FROM a\nRUN x 3<<E\nb\nE", "FROM a\nRUN x 3<<E [3E:b\\n]"),
    ("<<< is none", "FROM a\nRUN x <<< E\nRUN x <<<E", "FROM a\nRUN x <<< E\nRUN x <<<E"),
    ("an arithmetic shift is none", "FROM a\nRUN echo $((1<<2))", "FROM a\nRUN echo $((1<<2))"),
    ("a quoted one is none", "FROM a\nRUN echo \"<<E\" '<<E'", "FROM a\nRUN echo \"<<E\" '<<E'"),
    ("an escaped one is none", "FROM a\nRUN echo \\<<E", "FROM a\nRUN echo \\<<E"),
    ("one glued to a word is none", "FROM a\nRUN cat<<E", "FROM a\nRUN cat<<E"),
    ("an open quote in the line hides it", "FROM a\nRUN echo it's <<E\nRUN b", "FROM a\nRUN echo it's <<E\nRUN b"),
    ("a modifier BuildKit lacks hides it", "FROM a\nRUN echo ${x,,} <<E\nRUN b", "FROM a\nRUN echo ${x,,} <<E\nRUN b"),
    ("a substring does not hide it", "FROM a\nRUN echo ${x:0:5} <<E\nb\nE", "FROM a\nRUN echo ${x:0:5} <<E [E:b\\n]"),
    ("the delimiter is not expanded", "FROM a\nRUN <<$E\nb\n$E", "FROM a\nRUN <<$E [$E:b\\n]"),
    ("CMD takes none", "FROM a\nCMD cat <<E\nCMD b", "FROM a\nCMD cat <<E\nCMD b"),
    ("the exec form takes none", "FROM a\nRUN [\"cat\", \"<<E\"]\nCMD b", "FROM a\nRUN json cat | <<E\nCMD b"),
    ("COPY takes heredocs", "FROM a\nCOPY <<A b <<B /c/\n1\nA\n2\nB", "FROM a\nCOPY b | /c/ [A:1\\n] [B:2\\n]"),
    ("ADD takes heredocs", "FROM a\nADD <<-A /c\n\t1\n\tA", "FROM a\nADD  | /c [-A:\\t1\\n]"),
    ("ONBUILD RUN takes heredocs", "FROM a\nONBUILD RUN <<A\n1\nA", "FROM a\nONBUILD RUN <<A [A:1\\n] [A:1\\n]"),
    (
        "the lexer's escape is always a backslash",
        "# escape=`\nFROM a\nRUN echo \\\"<<E\\\" `' <<E '",
        "FROM a\nRUN echo \\\"<<E\\\" `' <<E '",
    ),
];

/// Rule, text, and a part of the message for each error; empty where BuildKit takes the file.
const VERDICTS: &[(&str, &str, &[&str])] = &[
    ("an empty file", "", &["no instructions"]),
    ("blanks only", "\n \n", &["no instructions"]),
    ("comments only", "# a\n#b", &["no instructions"]),
    ("only ARG", "ARG a", &["no FROM"]),
    ("an instruction before FROM", "RUN a\nFROM scratch", &["before the first FROM"]),
    ("an unknown instruction", "FROM scratch\nRUNN a", &["did you mean RUN?"]),
    ("an instruction like none", "FROM scratch\nXYZZYX a", &["unknown instruction; is"]),
    ("template text", "FROM scratch\n{{ if }}", &["unknown instruction"]),
    ("several errors", "FROM scratch\nRUNN a\nEXPOSE\nCPY", &["RUN?", "EXPOSE", "COPY?"]),
    ("a directive given twice", "# escape=`\n# escape=`\nFROM scratch", &["given twice"]),
    ("a syntax given twice", "# syntax=docker/dockerfile:1\n# syntax=a\nFROM scratch", &["given twice"]),
    ("an escape that is none", "# escape=x\nFROM scratch", &["escape character"]),
    ("a line that is just short enough", "FROM scratch\n#SHORT\n", &[]),
    ("a long line", "FROM scratch\n#LONG", &["65,535"]),
    // flags
    ("an unknown flag", "FROM scratch\nCOPY --form=a b c", &["did you mean --from?"]),
    ("flags are in lower case", "FROM scratch\nCOPY --FROM=a b c", &["no flag --FROM"]),
    ("an instruction without flags", "FROM scratch\nENV --a b=c", &["ENV has no flag --a"]),
    ("a flag of ONBUILD", "FROM scratch\nONBUILD --a RUN b", &["ONBUILD has no flag"]),
    ("a flag twice", "FROM scratch\nCOPY --from=a --from=b c d", &["given twice"]),
    ("mount twice", "FROM scratch\nRUN --mount=type=tmpfs,target=/a --mount=type=tmpfs,target=/b c", &[]),
    ("exclude twice", "FROM scratch\nCOPY --exclude=a --exclude=b c /d", &[]),
    ("a flag without its value", "FROM scratch\nCOPY --from a b", &["needs a value"]),
    ("an empty value is one", "FROM scratch\nCOPY --from= a /b", &[]),
    ("an empty boolean", "FROM scratch\nCOPY --link= a b", &["needs a value"]),
    ("a boolean that is none", "FROM scratch\nCOPY --link=yes a b", &["`true` or `false`"]),
    ("a boolean", "FROM scratch\nCOPY --link=TRUE a /b", &[]),
    (
        "the flags of ADD",
        "FROM scratch\nADD --keep-git-dir --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d --chown=1 --chmod=1 --link --exclude=a https://a/b /c",
        &[],
    ),
    ("the flags of RUN", "FROM scratch\nRUN --network=none --security=sandbox a", &[]),
    (
        "the flags of HEALTHCHECK",
        "FROM scratch\nHEALTHCHECK --interval=1s --timeout=1s --start-period=1s --start-interval=1s --retries=1 CMD a",
        &[],
    ),
    ("an unknown flag of ARG", "FROM scratch\nARG --a b", &[]),
    ("an unknown flag of STOPSIGNAL", "FROM scratch\nSTOPSIGNAL --a 9", &[]),
    ("an unknown flag of HEALTHCHECK NONE", "FROM scratch\nHEALTHCHECK --a NONE", &[]),
    // arguments
    ("FROM with nothing", "FROM", &["FROM takes"]),
    ("FROM with two words", "FROM scratch a", &["FROM takes"]),
    ("FROM with a word that is not AS", "FROM scratch IS a", &["FROM takes"]),
    ("FROM with four words", "FROM scratch AS a b", &["FROM takes"]),
    ("a stage's name in upper case", "FROM scratch AS A.b-c_1", &[]),
    ("a stage's name with a digit first", "FROM scratch AS 1a", &["cannot name a stage"]),
    ("a stage's name with a variable", "FROM scratch AS a$b", &["cannot name a stage"]),
    ("COPY with one word", "FROM scratch\nCOPY a", &["a source and a destination"]),
    ("COPY with nothing", "FROM scratch\nCOPY", &["a source and a destination"]),
    ("ADD with one word in JSON", "FROM scratch\nADD [\"a\"]", &["a source and a destination"]),
    ("a heredoc as destination", "FROM scratch\nCOPY a <<E\nE\n", &["cannot be a heredoc"]),
    ("a heredoc without end", "FROM scratch\nCOPY <<E /a\nb\n", &["line with nothing but `E`"]),
    ("ENV with one word", "FROM scratch\nENV a", &["a name and a value"]),
    ("ENV with nothing", "FROM scratch\nENV", &["needs an argument"]),
    ("ENV with a word without =", "FROM scratch\nENV a=b c", &["no `=` here"]),
    ("ENV with a blank name", "FROM scratch\nENV =a", &["name before the `=`"]),
    ("LABEL with nothing", "FROM scratch\nLABEL", &["needs an argument"]),
    ("LABEL with one word", "FROM scratch\nLABEL a", &["a name and a value"]),
    ("LABEL with a blank name", "FROM scratch\nLABEL =a", &["name before the `=`"]),
    ("ARG with nothing", "FROM scratch\nARG", &["needs an argument"]),
    ("ARG with a blank name", "FROM scratch\nARG =a", &["name before the `=`"]),
    ("EXPOSE with nothing", "FROM scratch\nEXPOSE", &["needs an argument"]),
    ("USER with nothing", "FROM scratch\nUSER", &["needs an argument"]),
    ("WORKDIR with nothing", "FROM scratch\nWORKDIR", &["needs an argument"]),
    ("STOPSIGNAL with nothing", "FROM scratch\nSTOPSIGNAL", &["needs an argument"]),
    ("MAINTAINER with nothing", "FROM scratch\nMAINTAINER", &["needs an argument"]),
    ("VOLUME with nothing", "FROM scratch\nVOLUME", &["needs an argument"]),
    ("VOLUME with an empty array", "FROM scratch\nVOLUME []", &["needs an argument"]),
    ("VOLUME with an empty path", "FROM scratch\nVOLUME [\"/a\", \" \"]", &["path that is not empty"]),
    ("SHELL with nothing", "FROM scratch\nSHELL", &["needs an argument"]),
    ("SHELL with an empty array", "FROM scratch\nSHELL []", &["needs an argument"]),
    ("SHELL in shell form", "FROM scratch\nSHELL /bin/sh -c", &["JSON array only"]),
    ("HEALTHCHECK with nothing", "FROM scratch\nHEALTHCHECK", &["needs an argument"]),
    ("HEALTHCHECK NONE with more", "FROM scratch\nHEALTHCHECK NONE a", &["takes no arguments"]),
    ("HEALTHCHECK NONE with an empty array", "FROM scratch\nHEALTHCHECK NONE []", &[]),
    ("HEALTHCHECK CMD with nothing", "FROM scratch\nHEALTHCHECK CMD", &["needs a command"]),
    ("HEALTHCHECK CMD with an empty array", "FROM scratch\nHEALTHCHECK CMD []", &["needs a command"]),
    ("HEALTHCHECK of another kind", "FROM scratch\nHEALTHCHECK RUN a", &["CMD and a command"]),
    ("ONBUILD with nothing", "FROM scratch\nONBUILD", &["needs an argument"]),
    ("ONBUILD ONBUILD", "FROM scratch\nONBUILD ONBUILD RUN a", &["behind ONBUILD"]),
    ("ONBUILD FROM", "FROM scratch\nONBUILD FROM a", &["behind ONBUILD"]),
    ("ONBUILD MAINTAINER", "FROM scratch\nONBUILD maintainer a", &["behind ONBUILD"]),
    ("ONBUILD of what does not parse", "FROM scratch\nONBUILD ENV a", &["a name and a value"]),
    ("ONBUILD of what parses but is wrong", "FROM scratch\nONBUILD EXPOSE\nONBUILD XYZ", &[]),
    ("a number in JSON", "FROM scratch\nCMD [\"a\", 1]", &["strings only"]),
    ("an array in JSON", "FROM scratch\nCMD [\"a\", [\"b\"]]", &["strings only"]),
    ("an object in JSON", "FROM scratch\nCMD [{\"a\": [1, {}, null]}]", &["strings only"]),
    ("a number too large for JSON", "FROM scratch\nCMD [1e999]", &[]),
    ("broken JSON inside JSON", "FROM scratch\nCMD [{\"a\" 1}]", &[]),
    ("CMD and ENTRYPOINT with nothing", "FROM scratch\nCMD\nENTRYPOINT", &[]),
    ("ENTRYPOINT with an empty array", "FROM scratch\nENTRYPOINT []", &[]),
];

#[test]
fn texts_are_read_as_buildkit_reads_them() {
    for (rule, text, expected) in READINGS {
        let file = parse(text);
        assert_eq!(render(&file), *expected, "{rule}: {text:?}");
        assert_eq!(file.print(), *text, "{rule}");
        assert_eq!(file.errors(), [], "{rule}: {text:?}");
    }
}

#[test]
fn texts_are_refused_as_buildkit_refuses_them() {
    for (rule, text, expected) in VERDICTS {
        let text = fill(text);
        let file = parse(&text);
        let messages: Vec<String> = file.errors().iter().map(ToString::to_string).collect();
        let same = messages.len() == expected.len() && messages.iter().zip(*expected).all(|(is, part)| is.contains(part));
        assert!(same, "{rule}: {messages:?} instead of {expected:?}");
        assert_eq!(file.print(), text, "{rule}");
    }
}

fn fill(text: &str) -> String {
    text.replace("#LONG", &format!("#{}", "x".repeat(65_535))).replace("#SHORT", &format!("#{}", "x".repeat(65_534)))
}

/// Asks a real engine. That the images do not exist it finds out behind the syntax. `RUN --security` is refused by
/// engines whose built-in frontend is older than Dockerfile 1.20.
#[test]
fn a_real_engine_agrees() {
    if std::env::var_os("K8OR_ENGINE").is_none() {
        return;
    }
    let folder = std::env::temp_dir().join(format!("k8or-syntax-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut disagreements = vec![];
    let readings = READINGS.iter().map(|(rule, text, _)| (*rule, (*text).to_owned(), false));
    let verdicts = VERDICTS.iter().map(|(rule, text, errors)| (*rule, fill(text), !errors.is_empty()));
    // a frontend of its own would have to be fetched first
    let built_in = |(_, text, _): &(&str, String, bool)| !text.starts_with("# syntax=");
    for (rule, text, refused) in verdicts.chain(readings).filter(built_in) {
        let path = folder.join("Dockerfile");
        std::fs::write(&path, &text).unwrap();
        let output =
            std::process::Command::new("docker").args(["build", "--call=check", "-f"]).args([&path, &folder]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let beyond_syntax = |line: &str| line.contains("failed to resolve source") || line.contains("unknown flag: --security");
        let refusal = said.lines().rev().find(|line| line.starts_with("ERROR") && !beyond_syntax(line));
        if refusal.is_some() != refused {
            disagreements.push(format!("{rule}: {text:?}: {refusal:?}"));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

#[test]
fn a_script_is_what_the_shell_reads() {
    let script = |text: &str| {
        let file = parse(text);
        let script = file.instructions()[1].script(&file).unwrap();
        let (text, kind) = match &script {
            Script::Inline(text) => (text, "inline".to_owned()),
            Script::Heredoc { text, interpreter } => (text, interpreter.as_ref().map_or("body".into(), |w| w.text.to_string())),
        };
        assert_maps(text, file.source());
        (text.text.to_string(), kind)
    };
    let cases = [
        ("RUN a \\\n b", "a  b", "inline"),
        ("RUN <<E\na\n# b\nE", "a\n# b\n", "body"),
        ("RUN <<-E\n\t\ta\n\n\tE", "a\n\n", "body"),
        ("RUN <<E\n#! /bin/x -y\r\na\nE", "#! /bin/x -y\r\na\n", "/bin/x -y"),
        ("RUN cat <<E > f && \\\n b\na\nE\n", "cat <<E > f &&  b\na\nE", "inline"),
        ("RUN cat <<-E\r\n\ta\r\n\tE\r\n", "cat <<-E\n\ta\r\nE", "inline"),
        ("RUN x <<A <<B\n1\nA\n2\nB\n", "x <<A <<B\n1\nA\n2\nB", "inline"),
        ("ONBUILD RUN <<E\na\nE", "a\n", "body"),
        ("HEALTHCHECK CMD a", "a", "inline"),
    ];
    for (text, expected, kind) in cases {
        assert_eq!(script(&format!("FROM a\n{text}")), (expected.to_owned(), kind.to_owned()), "{text:?}");
    }
}

#[test]
fn directives_are_found_where_buildkit_finds_them() {
    let cases = [
        ("# syntax = a/b:1 \n# check=skip=all;error=true\n# ESCAPE=`\nFROM x", "syntax=a/b:1 check=skip=all;error=true escape=`"),
        ("#!/usr/bin/x\n# syntax=a\nFROM x", "syntax=a"),
        ("\u{feff}# syntax=a\nFROM x", "syntax=a"),
        (" # syntax=a\nFROM x", ""),
        ("//syntax=a\nFROM x", "syntax=a"),
        ("{\"syntax\": \"a\", \"b\": [1, {}]}", "syntax=a"),
        ("{\"syntax\": \"a\"} x", ""),
        ("# check=\nFROM x", ""),
        ("# note\n# syntax=a\nFROM x", ""),
    ];
    for (text, expected) in cases {
        let file = parse(text);
        let found: Vec<String> = file
            .directives()
            .iter()
            .inspect(|each| assert_eq!(each.value_span.of(text), each.value, "{text:?}"))
            .map(|each| format!("{}={}", each.kind.name(), each.value))
            .collect();
        assert_eq!(found.join(" "), expected, "{text:?}");
    }
}

#[test]
fn spans_point_at_what_they_name() {
    let text = "FROM a AS b\n# one\n# two\n  COPY --fr\\\nom=x  c\\\nd [ /e \nRUN [\"f\"]\n";
    let file = parse(text);
    let copy = &file.instructions()[1];
    assert_eq!(copy.leading.of(text), "# one\n# two\n");
    assert_eq!(copy.span.of(text), "  COPY --fr\\\nom=x  c\\\nd [ /e \n");
    assert_eq!(copy.text.of(text), "COPY --fr\\\nom=x  c\\\nd [ /e");
    assert_eq!(copy.flags[0].span.of(text), "--fr\\\nom=x");
    let Arguments::Copy(transfer) = &copy.arguments else { panic!("{copy:?}") };
    assert_eq!((&*transfer.sources[0].text, transfer.sources[0].span.of(text)), ("cd", "c\\\nd"));
    assert_eq!(transfer.destination.span.of(text), "/e");
    assert_eq!(file.instructions()[2].exec_words().unwrap()[0].span.of(text), "\"f\"");
    let Arguments::From(from) = &file.instructions()[0].arguments else { panic!() };
    assert_eq!(from.as_span.unwrap().of(text), "AS");
}

fn assert_maps(joined: &Joined<'_>, source: &str) {
    for (at, byte) in joined.text.bytes().enumerate() {
        assert_eq!(source.as_bytes()[joined.to_file(Span::from_usize(at, at).start) as usize], byte, "{:?}", joined.text);
    }
}

fn render(file: &Dockerfile<'_>) -> String {
    let lines: Vec<String> = file.instructions().iter().map(|each| instruction(each, file)).collect();
    lines.join("\n")
}

fn instruction(instruction: &Instruction<'_>, file: &Dockerfile<'_>) -> String {
    let mut parts = vec![instruction.keyword.name().to_owned()];
    parts.extend(instruction.flags.iter().map(|each| flag(each, file.escape())));
    parts.push(arguments(&instruction.arguments, file));
    parts.extend(instruction.heredocs.iter().map(|each| heredoc(each, file.source())));
    parts.join(" ")
}

fn flag(flag: &Flag<'_>, escape: u8) -> String {
    let value = flag.value.as_ref().map(|_| format!("={}", flag.value_text(escape)));
    format!("{{{}{}}}", flag.name, value.unwrap_or_default())
}

fn heredoc(heredoc: &Heredoc<'_>, source: &str) -> String {
    let quote = if heredoc.expand { "" } else { "'" };
    let chomp = if heredoc.chomp { "-" } else { "" };
    let descriptor = if heredoc.descriptor == 0 { String::new() } else { heredoc.descriptor.to_string() };
    let body = heredoc.body.of(source).replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
    format!("[{quote}{chomp}{descriptor}{}:{body}]", heredoc.delimiter)
}

fn arguments(arguments: &Arguments<'_>, file: &Dockerfile<'_>) -> String {
    match arguments {
        Arguments::From(from) => {
            from.image.text.to_string() + &from.name.as_ref().map_or(String::new(), |name| format!(" AS {}", name.text))
        }
        Arguments::Run(each) | Arguments::Cmd(each) | Arguments::Entrypoint(each) => command(each),
        Arguments::Shell(list) | Arguments::Expose(list) => words(list),
        Arguments::Env(each) | Arguments::Label(each) => pairs(each),
        Arguments::Arg(list) => {
            let each = list.iter().map(|each| {
                each.name.text.to_string() + &each.value.as_ref().map_or(String::new(), |value| format!("={}", value.text))
            });
            each.collect::<Vec<_>>().join(" | ")
        }
        Arguments::Volume(list, json) => (if *json { "json " } else { "" }).to_owned() + &words(list),
        Arguments::User(word) | Arguments::Workdir(word) | Arguments::Stopsignal(word) | Arguments::Maintainer(word) => {
            word.text.to_string()
        }
        Arguments::Copy(each) | Arguments::Add(each) => transfer(each),
        Arguments::Healthcheck(Health::None) => "NONE".to_owned(),
        Arguments::Healthcheck(Health::Cmd(_, each)) => format!("CMD {}", command(each)),
        Arguments::Onbuild(inner) => instruction(inner, file),
        Arguments::Invalid => "?".to_owned(),
    }
}

fn words(list: &[Word<'_>]) -> String {
    list.iter().map(|word| &*word.text).collect::<Vec<_>>().join(" | ")
}

fn command(command: &Command<'_>) -> String {
    match command {
        Command::Shell(text) => text.text.to_string(),
        Command::Exec(list) => format!("json {}", words(list)),
    }
}

fn pairs(pairs: &Pairs<'_>) -> String {
    let between = if pairs.legacy { " <- " } else { "=" };
    let each = pairs.pairs.iter().map(|pair| format!("{}{between}{}", pair.key.text, pair.value.text));
    each.collect::<Vec<_>>().join(" | ")
}

fn transfer(transfer: &Transfer<'_>) -> String {
    let json = if transfer.json { "json " } else { "" };
    format!("{json}{} | {}", words(&transfer.sources), transfer.destination.text)
}
