FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /code
COPY . .
RUN pip install --no-cache-dir -e .
CMD ["tool"]
