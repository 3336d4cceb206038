FROM opensuse/tumbleweed
RUN zypper refresh && zypper --non-interactive install --no-recommends rust cargo
