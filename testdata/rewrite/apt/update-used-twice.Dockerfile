FROM debian:12-slim
RUN apt-get update
RUN apt-get install -y --no-install-recommends tini
COPY entrypoint.py /
RUN apt-get install -y --no-install-recommends python3
ENTRYPOINT ["tini", "--", "python3", "/entrypoint.py"]
