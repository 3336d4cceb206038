FROM debian:bookworm-slim
# k8or ignore=apt-lists tests install more
RUN apt-get update && apt-get install -y git
