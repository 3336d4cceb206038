FROM python:3.12-slim AS test
WORKDIR /app
COPY . .
RUN pip install .[test]
RUN pytest tests

FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install .
CMD ["app"]
