//! `COPY --chown` and `--chmod` instead of a RUN that changes owner or mode of what was just copied.
//!
//! ## Why
//!
//! A layer holds every file whose owner or mode it changes, with all its bytes: `COPY . /app` and `RUN chown -R app /app`
//! ship the app twice. COPY gives files an owner and a mode itself.
//!
//! ## What it changes
//!
//! * `chmod` of single files that COPY brings from the build context becomes `COPY --chmod`. The mode is a number, as
//!   BuildKit 0.11 knows no other: `+x` is worked out from the file's mode in the build context. Without a build context,
//!   files with a script's ending (`.sh`, `.py`, …) are taken to have the mode that checkouts give, 644 or 755 (class Assumed).
//! * `chown -R OWNER DIRECTORY` becomes `COPY --chown` where everything in the directory was brought by COPY. The directory
//!   itself keeps its `chown`, without `-R`, where it was there before: COPY gives no other owner to a directory that exists.
//!
//! ## When it stays away
//!
//! Where a COPY brings more files than the command names, or something in the directory was made by a RUN, a WORKDIR, ADD or
//! the base; where the user is made in the same RUN, behind the COPY, or by a base that is not known; where something between
//! the two instructions names the files; for `chmod -R`, which gives files and directories the same mode; for sources that
//! may be directories.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! RUN useradd --no-log-init --user-group app
//! COPY . /app
//! COPY run.sh /usr/local/bin/
//! RUN chmod +x /usr/local/bin/run.sh \
//!  && chown -R app:app /app
//! USER app
//! CMD ["run.sh"]
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! RUN useradd --no-log-init --user-group app
//! COPY --chown=app:app . /app
//! COPY --chmod=755 run.sh /usr/local/bin/
//! USER app
//! CMD ["run.sh"]
//! ```

use super::body::Body;
use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::ownership::{self, Outcome};
use crate::report::{Class, Reason};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "copy-permissions",
        summary: "COPY --chown and --chmod instead of a RUN that doubles the files",
        level: 3,
        phase: Phase::Role,
        class: Class::Safe,
        edition: Edition::E2026,
        aliases: &[],
        page: page!("copy_permissions"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for body in view.bodies() {
        for (index, command) in body.script.commands.iter().enumerate() {
            let outcome = match command.name() {
                Some("chmod") => ownership::mode(view, body.run, index),
                Some("chown") => ownership::owner(view, body.run, index),
                _ => continue,
            };
            match outcome {
                Outcome::Nothing => {}
                Outcome::Stays(reason) => out.skip(command.span, reason),
                Outcome::Copied(copied) => propose(&body, index, copied, out),
            }
        }
    }
}

fn propose(body: &Body<'_>, index: usize, copied: ownership::Copied, out: &mut Proposals) {
    let command = &body.script.commands[index];
    let patches = match copied.keeps {
        Some(word) => body.without_word(command, word),
        None => body.taken_out(index),
    };
    match patches {
        Some(patches) => {
            let why = "a layer holds every file again whose owner or mode it changes; COPY gives both itself";
            out.change(command.span, why).class(copied.class).patch(patches).patch(copied.flags);
        }
        None => out.skip(command.span, Reason::NoPlaceForCommand),
    }
}
