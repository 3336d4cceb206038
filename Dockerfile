# The image k8or/frontend. `cargo xtask image` makes the binaries and builds it; its context is the folder that they are in.
FROM scratch
ARG TARGETARCH
COPY ${TARGETARCH}/ /
LABEL moby.buildkit.frontend.network.none="true" \
      moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts,moby.buildkit.frontend.gitquerystring" \
      org.opencontainers.image.title="k8or/frontend" \
      org.opencontainers.image.description="A BuildKit frontend that rewrites the Dockerfile while it is built, and the command k8or" \
      org.opencontainers.image.source="https://github.com/k8or/k8or" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
ENTRYPOINT ["/bin/k8or-frontend"]
