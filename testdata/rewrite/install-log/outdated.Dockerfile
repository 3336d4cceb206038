# what each installation installed: docker build --target install-log --output log .
FROM python:3.11-slim AS install-log-0
FROM install-log-0 AS install-log-1
RUN pip install --no-cache-dir flask==2

FROM install-log-0 AS install-log-record
RUN --mount=type=bind,from=install-log-1,target=/states/1 ls /states/1

FROM scratch AS install-log
COPY --from=install-log-record /install-log /

FROM python:3.11-slim
RUN pip install --no-cache-dir flask==3
CMD ["flask", "run"]
