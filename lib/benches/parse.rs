//! What parsing costs: a typical file (budget 8 µs), and files of 600 kB, which must cost as much a byte.

use divan::{Bencher, counter::BytesCount};
use k8or_core::syntax::parse;

const TYPICAL: &str = "\
# syntax=docker/dockerfile:1
ARG PYTHON=3.12
FROM python:${PYTHON} AS app

LABEL org.opencontainers.image.title=\"shop\" \\
      org.opencontainers.image.licenses='MIT'

ENV PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:$PATH
WORKDIR /srv/app

# what the wheels are built with
RUN apt-get update && apt-get install -y --no-install-recommends \\
      build-essential \\
      # for psycopg
      libpq-dev \\
    && rm -rf /var/lib/apt/lists/*
COPY --chown=1000:1000 requirements.txt ./
RUN --mount=type=cache,target=/root/.cache pip install -r requirements.txt
COPY . .
RUN <<EOF
python manage.py collectstatic --noinput
EOF
EXPOSE 8000/tcp
HEALTHCHECK --interval=30s CMD curl -f http://localhost:8000/ || exit 1
CMD [\"gunicorn\", \"shop.wsgi\", \"-b\", \"0.0.0.0:8000\"]
";

fn main() {
    divan::main();
}

#[divan::bench]
fn typical(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(TYPICAL)).bench(|| parse(divan::black_box(TYPICAL)));
}

#[divan::bench]
fn many_instructions_600_kb(bencher: Bencher<'_, '_>) {
    let text = TYPICAL.repeat(600_000 / TYPICAL.len());
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(divan::black_box(&text)));
}

#[divan::bench]
fn one_continued_instruction_600_kb(bencher: Bencher<'_, '_>) {
    let text = "FROM a\nRUN true".to_owned() + &" \\\n && echo one more line".repeat(24_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(divan::black_box(&text)));
}
