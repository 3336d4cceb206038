FROM python:3.12-alpine

WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY . .

EXPOSE 5000

# one process is enough
CMD ["flask", "run", "--host", "0.0.0.0"]
