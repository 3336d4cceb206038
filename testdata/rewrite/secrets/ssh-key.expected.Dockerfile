FROM python:3.11-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends git openssh-client && rm -rf /var/lib/apt/lists/*

RUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa,required=true ssh-keyscan git.example.com > /root/.ssh/known_hosts
COPY requirements.txt .
RUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa,required=true pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["python", "app.py"]
