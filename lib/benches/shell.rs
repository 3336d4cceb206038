//! What the analysis of typical bodies costs.

use divan::{Bencher, black_box};
use k8or_core::shell::{Dialect, analyse};
use k8or_core::syntax::Joined;

const SHORT: &str = "pip install --no-cache-dir -r requirements.txt";

const TYPICAL: &str = "apt-get update && apt-get install -y --no-install-recommends build-essential ca-certificates curl git \
    libpq-dev libxml2-dev python3-dev && curl -fsSL https://example.org/x.tar.gz | tar xz -C /opt && ldconfig && \
    apt-get clean && rm -rf /var/lib/apt/lists/*";

const LONG: &str = "set -eux; savedAptMark=\"$(apt-mark showmanual)\"; deps='gcc make libssl-dev'; apt-get update; \
    apt-get install -y --no-install-recommends $deps; for key in A B C; do gpg --batch --recv-keys \"$key\" || exit 1; done; \
    if [ -n \"$x\" ]; then ./configure --prefix=/usr/local --with-x; else ./configure; fi; make -j \"$(nproc)\"; make install; \
    find /usr/local -type f -executable -exec ldd '{}' ';' | awk '/=>/ { print $(NF-1) }' | sort -u | xargs -r dpkg-query --search \
    | cut -d: -f1 | sort -u | xargs -r apt-mark manual; apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false; \
    rm -rf /var/lib/apt/lists/*";

fn main() {
    divan::main();
}

#[divan::bench(args = ["short", "typical", "long"])]
fn shell(bencher: Bencher<'_, '_>, name: &str) {
    let body = match name {
        "short" => SHORT,
        "typical" => TYPICAL,
        _ => LONG,
    };
    let body = Joined::verbatim(body, 0);
    bencher.bench_local(|| analyse(black_box(&body), Dialect::POSIX));
}
