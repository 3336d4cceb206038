# An app whose base is slim already: nothing to split.
FROM python:3.11-slim
LABEL org.opencontainers.image.title=app
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends \
      # types of files
      libmagic1 \
      file \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && echo "it's done"
COPY . .
RUN python -c "import app"
CMD ["python", "app.py"]
