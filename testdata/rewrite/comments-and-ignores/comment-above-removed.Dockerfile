FROM debian:bookworm-slim
# refresh the package lists
RUN apt-get update
# our tools
RUN apt-get install -y --no-install-recommends bc
