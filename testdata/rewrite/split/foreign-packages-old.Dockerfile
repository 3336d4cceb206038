FROM python:3.11
WORKDIR /app
RUN wget -q -O - https://packages.example.com/key.pub | apt-key add - \
 && sh -c 'echo "deb http://packages.example.com/deb stable main" >> /etc/apt/sources.list.d/example.list' \
 && apt-get update && apt-get install -y --no-install-recommends example-browser && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["python", "app.py"]
