FROM registry.suse.com/bci/bci-base:15.5
RUN zypper in --no-recommends curl && zypper clean -a
