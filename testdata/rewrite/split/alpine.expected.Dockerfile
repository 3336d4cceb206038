FROM python:3.11-alpine
RUN apk add --no-cache gcc musl-dev
RUN pip install --no-cache-dir lxml
