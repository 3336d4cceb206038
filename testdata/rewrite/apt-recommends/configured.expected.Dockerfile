FROM debian:bookworm-slim
RUN printf 'APT::Install-Recommends "false";\n' > /etc/apt/apt.conf.d/99local
RUN apt-get update && apt-get install -y tree && rm -rf /var/lib/apt/lists/*
