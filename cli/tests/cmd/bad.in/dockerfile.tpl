FROM debian:12
WORKDIR app
RUN echo {{ x }} >{{ y }}
