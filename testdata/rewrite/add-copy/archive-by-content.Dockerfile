FROM debian:bookworm-slim
ADD bundle /opt/bundle
ADD notes.md /opt/
