FROM debian:bookworm-slim
ENV LONG one \
    two \
    three
LABEL description This text \
  goes on
