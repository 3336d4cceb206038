from python:3.10-slim
run apt-get update && apt-get install -y --no-install-recommends build-essential git curl && rm -rf /var/lib/apt/lists/*
run pip install --no-cache-dir numpy
run pip install --no-cache-dir -r https://example.com/requirements.txt
copy . /app
workdir /app
healthcheck cmd curl -f http://localhost:8000/
cmd ["python", "app.py"]
