//! A whole rewrite: a typical file (budget: 100 µs), one that has nothing to change, and a 600 kB one (linear).
#![allow(missing_docs)]

use divan::{Bencher, black_box, counter::BytesCount};
use k8or_core::context::NoProject;
use k8or_core::{Options, rewrite};

const TYPICAL: &str = r#"FROM python:3.11
MAINTAINER Jane Doe <jane@example.org>

ENV PYTHONUNBUFFERED 1
ENV APP_HOME=/srv/app

RUN apt-get update && \
    apt-get install -y \
        build-essential \
        curl \
        git \
        libpq-dev

WORKDIR /srv/app
COPY requirements.txt ./
RUN pip install --upgrade pip && pip install -r requirements.txt
ADD . /srv/app
RUN python manage.py collectstatic --noinput && \
    if [ -d media ]; then chmod -R 755 media; fi

EXPOSE 8000
CMD gunicorn --bind 0.0.0.0:8000 --workers 3 app.wsgi:application
"#;

fn main() {
    divan::main();
}

fn run(bencher: Bencher, text: &str) {
    let options = Options::default();
    bencher.counter(BytesCount::of_str(text)).bench_local(|| rewrite(black_box(text), &NoProject, &options));
}

#[divan::bench]
fn typical(bencher: Bencher) {
    run(bencher, TYPICAL);
}

#[divan::bench]
fn nothing_to_change(bencher: Bencher) {
    let done = rewrite(TYPICAL, &NoProject, &Options::default()).map(|rewrite| rewrite.text).unwrap_or_default();
    run(bencher, &done);
}

/// Stages enough for so many kilobytes; the time a byte must not grow.
#[divan::bench(args = [60, 600], sample_count = 10)]
fn large(bencher: Bencher, kilobytes: usize) {
    let stages = kilobytes * 1000 / TYPICAL.len();
    let text: String = (0..stages).map(|stage| TYPICAL.replace("/srv/app", &format!("/srv/app{stage}"))).collect();
    run(bencher, &text);
}
