FROM opensuse/leap:15.5
RUN zypper --non-interactive install --no-recommends git-core && zypper clean --all
