FROM python:3.11-slim AS install-log
RUN pip install --no-cache-dir flask

FROM install-log
CMD ["flask", "run"]
