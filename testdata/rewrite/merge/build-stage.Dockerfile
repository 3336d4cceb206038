FROM debian:bookworm AS build
RUN apt-get update
RUN apt-get install -y gcc
RUN apt-get install -y make

FROM debian:bookworm-slim
COPY --from=build /usr/bin/make /usr/bin/
