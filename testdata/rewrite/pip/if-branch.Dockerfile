FROM python:3.12-slim
ARG DEV=0
COPY requirements*.txt ./
RUN pip install -r requirements.txt && if [ "$DEV" = "1" ]; then pip install -r requirements-dev.txt; fi
