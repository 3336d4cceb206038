//! The image runs as a user of its own instead of root.
//!
//! ## Why
//!
//! Whatever takes over an app that runs as root is root in the container: it may change the app's code and every program,
//! and needs one flaw less to get out. Kubernetes can be told to refuse such images (`runAsNonRoot`), and can verify a user
//! that is a number. The new user (10001, a group of the same number, no shell) has a home directory; the work directory
//! itself, volumes and what the app writes are its own, everything else stays root's, its code above all. Directories also
//! belong to the group root, so that clusters which run images as any user of that group (OpenShift) can. On official
//! images that have a user for it, that user is taken (Node.js: 1000).
//!
//! What the app writes is known by its sources (paths that Python, JavaScript, Go, Ruby, Java and others open for writing,
//! databases, settings such as `MEDIA_ROOT`), scripts, configuration files, the framework, `VOLUME`, and directories that a
//! RUN makes and nothing is put into. With `--strict`, nothing but volumes and `/tmp` is its own.
//!
//! ## When it stays away
//!
//! When the stage names a user; when the build context is used and not known, or the base image is not; when the image
//! serves nothing. It says so, when what runs needs root (cron, sshd, supervisord, nginx, database servers, …), changes the user itself
//! (`gosu`, `su-exec`), sets up the system or installs when it starts; when a script cannot be read; when something was put
//! into root's home directory (`pip install --user`, downloaded models) and no variable moves it; when the app writes among
//! the system's files, or to a file that the build made; when many files of the checkout can be read by their owner only.
//!
//! ## Example
//!
//! ```dockerfile before
//! FROM python:3.12-slim
//! WORKDIR /app
//! RUN pip install --no-cache-dir datasette==0.65.1
//! VOLUME /data
//! EXPOSE 8001
//! CMD ["datasette", "serve", "/data", "--host", "0.0.0.0"]
//! ```
//!
//! ```dockerfile after
//! FROM python:3.12-slim
//! WORKDIR /app
//! RUN pip install --no-cache-dir datasette==0.65.1
//! # the group is root's, as some clusters run images as any user of it
//! RUN useradd --no-log-init --uid 10001 --user-group --shell /usr/sbin/nologin app \
//!  && install -d -o app -g root -m 775 /home/app /data /app
//! VOLUME /data
//! EXPOSE 8001
//! ENV HOME=/home/app
//! USER 10001:10001
//! CMD ["datasette", "serve", "/data", "--host", "0.0.0.0"]
//! ```

use super::{Edition, Meta, Phase, Proposals, Rule, View};
use crate::report::Class;
use crate::user::{self, Outcome};

pub(super) static RULE: Rule = Rule {
    meta: Meta {
        id: "app-user",
        summary: "the image runs as a user of its own instead of root",
        level: 3,
        phase: Phase::User,
        class: Class::Assumed,
        edition: Edition::E2026,
        aliases: &["DL3002"],
        page: page!("app_user"),
    },
    run,
};

fn run(view: &View<'_>, out: &mut Proposals) {
    for stage in view.facts.stages().iter().filter(|stage| stage.ships) {
        match user::user(view, stage) {
            Outcome::Nothing => {}
            Outcome::Root(at, reason) => out.skip(at, reason),
            Outcome::User(user) => {
                let change = out.change(user.at, user.why);
                for insertion in user.insertions {
                    change.insert(insertion.at, insertion.text);
                }
            }
        }
        for (at, note) in user::notes(view, stage) {
            out.note(at, note);
        }
    }
}
