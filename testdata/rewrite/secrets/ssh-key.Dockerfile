FROM python:3.11-slim
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends git openssh-client && rm -rf /var/lib/apt/lists/*
# for the private repositories
COPY id_rsa /root/.ssh/id_rsa

RUN chmod 600 /root/.ssh/id_rsa && ssh-keyscan git.example.com > /root/.ssh/known_hosts
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
RUN rm /root/.ssh/id_rsa
COPY app.py .
CMD ["python", "app.py"]
