# on most platforms there is no compiler to leave behind
FROM python:3.11-slim
ARG TARGETARCH
RUN if [ "$TARGETARCH" = riscv64 ]; then \
      apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*; \
    fi
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "app.py"]
