FROM debian:bookworm-slim
ADD bundle /opt/bundle
COPY notes.md /opt/
